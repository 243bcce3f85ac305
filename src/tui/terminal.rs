//! The terminal: entered and left, drawn on, written to, and its events as ours.
//!
//! Leaving is done once whatever happens: at the end, on an error, on a panic.
//! Does not belong here: what is drawn (`view`), what events lead to (`update`).

use std::io::{self, IsTerminal as _, Stdout, Write as _, stdout};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ThreadId;

use jiff::civil::DateTime;
use ratatui::buffer::{Buffer, Cell};
use ratatui::crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste, EnableFocusChange, EnableMouseCapture,
    Event as Raw, KeyCode as RawCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind,
};
use ratatui::crossterm::terminal::{
    Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{cursor, execute};

use super::effect::Mouse as MouseMode;
use super::event::{CopyOutcome, Event, Key, KeyCode, Mouse, MouseKind, Size};
use super::painter::{Painted, Painter};
use super::state::State;

/// Terminals drop longer clipboard texts without saying so.
const MOST_CLIPBOARD_BYTES: usize = 70_000;

/// Whether the terminal is entered, so that it is left exactly once. A panic of the UI thread looks at it, too.
static IS_ENTERED: AtomicBool = AtomicBool::new(false);

/// The terminal while the UI has it.
pub struct Terminal {
    painter: Painter<Stdout>,
    mouse: MouseMode,
}

impl Terminal {
    /// Takes the terminal: alternate screen, raw keys, marked pastes. The mouse stays with the terminal.
    ///
    /// # Errors
    ///
    /// Whatever the terminal answers, for instance that there is none.
    pub fn enter() -> io::Result<Self> {
        let painter = Painter::new(stdout(), size()?);
        leave_on_panic();
        enter_modes(MouseMode::Off)?;
        Ok(Self {
            painter,
            mouse: MouseMode::Off,
        })
    }

    /// Returns the size of the window.
    ///
    /// # Errors
    ///
    /// If the terminal does not say.
    pub fn size(&self) -> io::Result<Size> {
        size()
    }

    /// Draws the state, as [`Painter::paint`] does: what was typed, or else all, as long as no key waits to be read. What has
    /// waited long enough (`is_due`) waits for none.
    ///
    /// # Errors
    ///
    /// If the terminal cannot be written to.
    pub fn draw(&mut self, state: &State, is_typed: bool, is_due: bool) -> io::Result<Painted> {
        self.painter.paint(state, is_typed, || !is_due && is_key_waiting())
    }

    /// Returns what stands on the screen, one string a row, one character a column.
    ///
    /// # Errors
    ///
    /// If the terminal cannot be written to.
    pub fn rows(&mut self, state: &State) -> io::Result<Vec<String>> {
        self.painter.paint(state, false, || false)?;
        Ok(buffer_rows(self.painter.shown()))
    }

    /// Gives the terminal back for a while.
    pub fn leave_for_a_while(&mut self) {
        leave();
    }

    /// Takes the terminal again, and sees to it that everything is drawn anew.
    ///
    /// # Errors
    ///
    /// If the terminal cannot be written to.
    pub fn enter_again(&mut self) -> io::Result<()> {
        enter_modes(self.mouse)?;
        self.painter.forget()
    }

    /// Takes the mouse or gives it back.
    ///
    /// # Errors
    ///
    /// If the terminal cannot be written to.
    pub fn set_mouse(&mut self, mouse: MouseMode) -> io::Result<()> {
        self.mouse = mouse;
        match mouse {
            MouseMode::On => execute!(stdout(), EnableMouseCapture),
            MouseMode::Off => execute!(stdout(), DisableMouseCapture),
        }
    }

    /// Sends a text to the terminal's clipboard (OSC 52). Works over SSH where the terminal allows it; nobody answers.
    pub fn copy(&mut self, text: &str, multiplexer: Multiplexer) -> CopyOutcome {
        if MOST_CLIPBOARD_BYTES < text.len() {
            return CopyOutcome::TooLong { bytes: text.len() };
        }
        match write(&clipboard_sequence(text, multiplexer)) {
            Ok(()) => CopyOutcome::SentToTerminal,
            Err(problem) => CopyOutcome::Failed(problem.to_string()),
        }
    }

    /// Takes what was sent out of the terminal's clipboard again. Nobody answers, so a failure is not told.
    pub fn clear_clipboard(&mut self, multiplexer: Multiplexer) {
        let _ = write(&clearing_sequence(multiplexer));
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        leave();
    }
}

/// What stands between the program and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Multiplexer {
    /// Nothing that is known of.
    #[default]
    None,
    /// tmux, which passes a wrapped sequence on where it is allowed to.
    Tmux,
}

/// Returns the rows of a buffer. What takes two columns counts as its first character and a blank.
pub(super) fn buffer_rows(buffer: &Buffer) -> Vec<String> {
    let width = usize::from(buffer.area.width).max(1);
    let first = |cell: &Cell| cell.symbol().chars().next().unwrap_or(' ');
    buffer.content.chunks(width).map(|row| row.iter().map(first).collect()).collect()
}

fn size() -> io::Result<Size> {
    let (cols, rows) = ratatui::crossterm::terminal::size()?;
    Ok(Size { cols, rows })
}

fn write(sequence: &str) -> io::Result<()> {
    let mut out = stdout();
    out.write_all(sequence.as_bytes())?;
    out.flush()
}

/// Tells whether something was typed that the thread of the keys has not read yet.
#[cfg(unix)]
fn is_key_waiting() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let input = io::stdin();
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    // Keys come from elsewhere if this is no terminal.
    input.is_terminal() && poll(&mut [PollFd::new(&input, PollFlags::IN)], Some(&at_once)).is_ok_and(|ready| 0 < ready)
}

#[cfg(not(unix))]
fn is_key_waiting() -> bool {
    false
}

fn enter_modes(mouse: MouseMode) -> io::Result<()> {
    enable_raw_mode()?;
    IS_ENTERED.store(true, Ordering::SeqCst);
    let mut out = stdout();
    execute!(out, EnterAlternateScreen, Clear(ClearType::All))?;
    // Not every console knows these; the program works without.
    let _ = execute!(out, EnableBracketedPaste);
    let _ = execute!(out, EnableFocusChange);
    if mouse == MouseMode::On {
        execute!(out, EnableMouseCapture)?;
    }
    Ok(())
}

/// Leaves the terminal as it was. Problems are not reported: there is nowhere left to report them.
fn leave() {
    if !IS_ENTERED.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = stdout();
    let _ = execute!(out, EndSynchronizedUpdate);
    let _ = execute!(out, DisableMouseCapture);
    let _ = execute!(out, DisableFocusChange);
    let _ = execute!(out, DisableBracketedPaste);
    let _ = execute!(out, LeaveAlternateScreen, cursor::Show);
    let _ = disable_raw_mode();
}

/// Sees to it that a panic of this thread leaves the terminal before it is reported, and that one of another thread
/// does not write over the screen; what another thread was asked is answered with its failure.
fn leave_on_panic() {
    let ui_thread: ThreadId = std::thread::current().id();
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() == ui_thread {
            leave();
        }
        if !IS_ENTERED.load(Ordering::SeqCst) {
            report(info);
        }
    }));
}

/// Returns the bytes that ask a terminal to put a text into its clipboard.
fn clipboard_sequence(text: &str, multiplexer: Multiplexer) -> String {
    let plain = clipboard(&base64(text.as_bytes()));
    match multiplexer {
        Multiplexer::None => plain,
        Multiplexer::Tmux => format!("{plain}{}", passed_on(&plain)),
    }
}

/// Returns the bytes that ask a terminal to empty its clipboard.
///
/// xterm and those after it clear on what is no base64, by custom `!`; others take only an empty text. Both are sent.
/// tmux passes neither on by itself, and takes no empty text for its own buffer: that one is covered by a space.
fn clearing_sequence(multiplexer: Multiplexer) -> String {
    let plain = format!("{}{}", clipboard("!"), clipboard(""));
    match multiplexer {
        Multiplexer::None => plain,
        Multiplexer::Tmux => format!("{}{}", clipboard(&base64(b" ")), passed_on(&plain)),
    }
}

/// Returns the sequence that sets the clipboard (OSC 52) to what `data` stands for.
fn clipboard(data: &str) -> String {
    format!("\u{1b}]52;c;{data}\u{7}")
}

/// Wraps a sequence so that tmux passes it on to the terminal around it.
fn passed_on(sequence: &str) -> String {
    format!("\u{1b}Ptmux;{}\u{1b}\\", sequence.replace('\u{1b}', "\u{1b}\u{1b}"))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |idx: usize| u32::from(chunk.get(idx).copied().unwrap_or(0));
        let group = (byte(0) << 16) | (byte(1) << 8) | byte(2);
        for digit in 0..4 {
            if chunk.len() < digit {
                out.push('=');
                continue;
            }
            let value = (group >> (18 - 6 * digit)) & 63;
            let letter = usize::try_from(value)
                .ok()
                .and_then(|value| DIGITS.get(value))
                .copied()
                .unwrap_or(b'=');
            out.push(char::from(letter));
        }
    }
    out
}

/// Returns an event of the terminal as ours; none if it means nothing to us.
#[must_use]
pub fn translate(raw: Raw, at: DateTime) -> Option<Event> {
    match raw {
        Raw::Key(key) => translate_key(key).map(|key| Event::Key { key, at }),
        Raw::Paste(text) => Some(Event::Paste(text)),
        Raw::Resize(cols, rows) => Some(Event::Resized(Size { cols, rows })),
        Raw::FocusGained => Some(Event::FocusGained),
        Raw::FocusLost => None,
        Raw::Mouse(mouse) => {
            let kind = match mouse.kind {
                MouseEventKind::ScrollUp => MouseKind::ScrollUp,
                MouseEventKind::ScrollDown => MouseKind::ScrollDown,
                MouseEventKind::Down(MouseButton::Left) => MouseKind::Click,
                MouseEventKind::Moved => MouseKind::Move,
                _ => return None,
            };
            Some(Event::Mouse(Mouse {
                kind,
                col: mouse.column,
                row: mouse.row,
            }))
        }
    }
}

/// Key releases mean nothing; repeats move about like presses.
fn translate_key(key: KeyEvent) -> Option<Key> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let is_ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    let is_alt = key.modifiers.contains(KeyModifiers::ALT);
    let code = match key.code {
        RawCode::Char(c) if is_ctrl && !is_alt => KeyCode::Char(c.to_ascii_lowercase()),
        RawCode::Char(c) => KeyCode::Char(c),
        RawCode::Enter => KeyCode::Enter,
        RawCode::Esc => KeyCode::Esc,
        RawCode::Backspace => KeyCode::Backspace,
        RawCode::Delete => KeyCode::Delete,
        RawCode::Tab if key.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        RawCode::Tab => KeyCode::Tab,
        RawCode::BackTab => KeyCode::BackTab,
        RawCode::Up => KeyCode::Up,
        RawCode::Down => KeyCode::Down,
        RawCode::Left => KeyCode::Left,
        RawCode::Right => KeyCode::Right,
        RawCode::Home => KeyCode::Home,
        RawCode::End => KeyCode::End,
        RawCode::PageUp => KeyCode::PageUp,
        RawCode::PageDown => KeyCode::PageDown,
        RawCode::F(number) => KeyCode::F(number),
        _ => return None,
    };
    Some(Key { code, is_ctrl, is_alt })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_sent_in_base64() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"a"), "YQ==");
        assert_eq!(base64(b"ab"), "YWI=");
        assert_eq!(base64(b"GN 00204.012"), "R04gMDAyMDQuMDEy");
        assert_eq!(clipboard_sequence("a", Multiplexer::None), "\u{1b}]52;c;YQ==\u{7}");
        assert!(clipboard_sequence("a", Multiplexer::Tmux).ends_with("\u{1b}Ptmux;\u{1b}\u{1b}]52;c;YQ==\u{7}\u{1b}\\"));
    }

    #[test]
    fn the_clipboard_is_cleared_in_both_ways_that_terminals_know() {
        let plain = "\u{1b}]52;c;!\u{7}\u{1b}]52;c;\u{7}";
        assert_eq!(clearing_sequence(Multiplexer::None), plain);
        assert_eq!(
            clearing_sequence(Multiplexer::Tmux),
            "\u{1b}]52;c;IA==\u{7}\u{1b}Ptmux;\u{1b}\u{1b}]52;c;!\u{7}\u{1b}\u{1b}]52;c;\u{7}\u{1b}\\"
        );
    }

    #[test]
    fn a_released_key_is_nothing_and_shift_tab_goes_back() {
        let mut key = KeyEvent::new(RawCode::Tab, KeyModifiers::SHIFT);
        assert_eq!(translate_key(key).map(|key| key.code), Some(KeyCode::BackTab));
        key.kind = KeyEventKind::Release;
        assert_eq!(translate_key(key), None);
        let chord = KeyEvent::new(RawCode::Char('P'), KeyModifiers::CONTROL | KeyModifiers::SHIFT);
        assert_eq!(translate_key(chord), Some(Key::ctrl('p')));
    }
}
