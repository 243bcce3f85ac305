//! Asking for a secret on the terminal, before the UI has it: no letter of it is shown, nor how many there are.
//!
//! The terminal is raw from the first question to the last, so that what is typed meanwhile is not shown either.
//! Questions go to standard error: standard output may be a file. Does not belong here: what the secret is for.

use std::io::{self, Write as _, stderr};
#[cfg(unix)]
use std::sync::{
    Arc, LazyLock, Once,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};
use std::time::Duration;

use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, poll, read};
use ratatui::crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use zeroize::Zeroizing;

/// How often to look whether the program is to end.
const LOOK: Duration = Duration::from_millis(200);

/// Bytes kept ready for a secret, so that a usual one is never copied while it grows.
const USUAL_BYTES: usize = 1024;

/// The terminal while it asks.
#[derive(Debug)]
pub struct SecretPrompt {
    ending: Ending,
}

impl SecretPrompt {
    /// Takes the terminal.
    ///
    /// # Errors
    ///
    /// If there is none that can be used.
    pub fn begin() -> io::Result<Self> {
        let ending = Ending::begin();
        enable_raw_mode()?;
        Ok(Self { ending })
    }

    /// Prints a line.
    ///
    /// # Errors
    ///
    /// If the terminal cannot be written to.
    pub fn say(&mut self, line: &str) -> io::Result<()> {
        write!(stderr(), "{line}\r\n")
    }

    /// Asks, and returns what was typed; none if the user would rather not (Esc, Ctrl-C, Ctrl-D).
    ///
    /// # Errors
    ///
    /// If the terminal cannot be used any more.
    pub fn ask(&mut self, question: &str) -> io::Result<Option<Zeroizing<String>>> {
        write!(stderr(), "{question}")?;
        stderr().flush()?;
        let mut line = Zeroizing::new(String::with_capacity(USUAL_BYTES));
        let typed = loop {
            self.ending.end_if_asked();
            if !poll(LOOK)? {
                continue;
            }
            let Event::Key(key) = read()? else { continue };
            match take(&mut line, key) {
                Typed::More => {}
                typed => break typed,
            }
        };
        write!(stderr(), "\r\n")?;
        Ok((typed == Typed::All).then_some(line))
    }
}

impl Drop for SecretPrompt {
    fn drop(&mut self) {
        // There is nowhere to report a problem to.
        let _ = disable_raw_mode();
    }
}

/// What a key leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Typed {
    /// There may be more.
    More,
    /// That was all.
    All,
    /// The user would rather not.
    Nothing,
}

fn take(line: &mut String, key: KeyEvent) -> Typed {
    if key.kind == KeyEventKind::Release {
        return Typed::More;
    }
    // Ctrl with Alt is how some keyboards write letters.
    let is_ctrl = key.modifiers.contains(KeyModifiers::CONTROL) && !key.modifiers.contains(KeyModifiers::ALT);
    match key.code {
        KeyCode::Enter => return Typed::All,
        KeyCode::Esc => return Typed::Nothing,
        KeyCode::Backspace => drop(line.pop()),
        KeyCode::Char(c) if is_ctrl => match c.to_ascii_lowercase() {
            'j' | 'm' => return Typed::All,
            'c' | 'd' => return Typed::Nothing,
            'h' => drop(line.pop()),
            'u' => line.clear(),
            _ => {}
        },
        KeyCode::Char(c) => line.push(c),
        _ => {}
    }
    Typed::More
}

/// Whether a signal ends the program at once, as it does where nobody catches it: so before and after asking, unless the
/// UI catches signals itself.
#[cfg(unix)]
static ENDS_AT_ONCE: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Leaves signals to the UI from now on.
#[cfg(unix)]
pub(super) fn leave_signals_to_ui() {
    ENDS_AT_ONCE.store(false, Ordering::SeqCst);
}

/// Sees to it that a kill or a closed terminal leaves the terminal as it was.
#[cfg(unix)]
#[derive(Debug)]
struct Ending {
    asked: Arc<AtomicUsize>,
    caught: Vec<signal_hook::SigId>,
}

#[cfg(unix)]
impl Ending {
    fn begin() -> Self {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        static ONCE: Once = Once::new();
        let signals = [SIGTERM, SIGHUP, SIGINT];
        ENDS_AT_ONCE.store(false, Ordering::SeqCst);
        ONCE.call_once(|| {
            for signal in signals {
                // Without it, the signal does nothing after asking.
                let _ = signal_hook::flag::register_conditional_default(signal, Arc::clone(&ENDS_AT_ONCE));
            }
        });
        let asked = Arc::default();
        let catch = |signal: i32| {
            let number = usize::try_from(signal).unwrap_or_default();
            signal_hook::flag::register_usize(signal, Arc::clone(&asked), number).ok()
        };
        let caught = signals.into_iter().filter_map(catch).collect();
        Self { asked, caught }
    }

    fn end_if_asked(&self) {
        let signal = self.asked.load(Ordering::SeqCst);
        if signal != 0 {
            let _ = disable_raw_mode();
            let _ = signal_hook::low_level::emulate_default_handler(i32::try_from(signal).unwrap_or_default());
        }
    }
}

#[cfg(unix)]
impl Drop for Ending {
    fn drop(&mut self) {
        ENDS_AT_ONCE.store(true, Ordering::SeqCst);
        for caught in self.caught.drain(..) {
            signal_hook::low_level::unregister(caught);
        }
        // One that came after the last key.
        self.end_if_asked();
    }
}

/// There are no signals here.
#[cfg(not(unix))]
#[derive(Debug)]
struct Ending;

#[cfg(not(unix))]
impl Ending {
    fn begin() -> Self {
        Self
    }

    fn end_if_asked(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(keys: &[(KeyCode, KeyModifiers)], expected: &str, ending: Typed) {
        let mut line = String::new();
        let mut typed = Typed::More;
        for (code, modifiers) in keys {
            assert_eq!(typed, Typed::More, "{keys:?}");
            typed = take(&mut line, KeyEvent::new(*code, *modifiers));
        }
        assert_eq!((line.as_str(), typed), (expected, ending), "{keys:?}");
    }

    #[test]
    fn letters_are_kept_and_keys_that_edit_are_not() {
        let (none, ctrl) = (KeyModifiers::NONE, KeyModifiers::CONTROL);
        let letter = |c: char| (KeyCode::Char(c), none);
        check(&[letter('a'), letter('\u{e9}'), (KeyCode::Enter, none)], "a\u{e9}", Typed::All);
        check(
            &[letter('a'), letter('b'), (KeyCode::Backspace, none), letter('c')],
            "ac",
            Typed::More,
        );
        check(
            &[letter('a'), (KeyCode::Char('u'), ctrl), letter('c'), (KeyCode::Char('j'), ctrl)],
            "c",
            Typed::All,
        );
        check(&[letter('a'), (KeyCode::Up, none), (KeyCode::Char('x'), ctrl)], "a", Typed::More);
        check(&[(KeyCode::Backspace, none), (KeyCode::Char('c'), ctrl)], "", Typed::Nothing);
        check(&[letter('a'), (KeyCode::Esc, none)], "a", Typed::Nothing);
        check(
            &[(KeyCode::Char('@'), ctrl | KeyModifiers::ALT), (KeyCode::Enter, none)],
            "@",
            Typed::All,
        );
    }

    #[test]
    fn a_released_key_is_nothing() {
        let mut key = KeyEvent::new(KeyCode::Char('a'), KeyModifiers::NONE);
        key.kind = KeyEventKind::Release;
        let mut line = String::new();
        assert_eq!((take(&mut line, key), line.as_str()), (Typed::More, ""));
    }
}
