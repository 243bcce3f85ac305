//! What stands on the terminal, and what has to be written to it so that it shows a state: only parts that changed are drawn,
//! only cells that changed are written, all of it at once.
//!
//! Does not belong here: what is drawn (`view`), keys, entering and leaving the terminal (`terminal`).

use std::io::{self, Write};

use ratatui::backend::{Backend as _, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::crossterm::cursor::{Hide, MoveTo, Show};
use ratatui::crossterm::queue;
use ratatui::crossterm::terminal::{BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate};
use ratatui::layout::{Position, Rect};

use super::event::Size;
use super::state::State;
use super::view::{Pane, panes};

/// Paints states on a terminal.
pub struct Painter<W> {
    out: W,
    /// What is to be written next.
    bytes: Vec<u8>,
    /// What stands on the terminal.
    shown: Buffer,
    /// The parts that stand there and need not be drawn again.
    kept: Vec<Pane>,
    cursor: Option<Position>,
}

/// How much of a state is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Painted {
    /// All of it.
    Whole,
    /// Not all, because something else was to be done first.
    Part,
}

impl<W: Write> Painter<W> {
    /// Returns a painter for a terminal of this size that is empty and shows no cursor or shows it anywhere.
    pub fn new(out: W, size: Size) -> Self {
        Self {
            out,
            bytes: Vec::new(),
            shown: Buffer::empty(window(size)),
            kept: Vec::new(),
            cursor: None,
        }
    }

    /// Paints a state; or of one in which something was typed (`is_typed`) only what is quickly drawn, what was typed among it.
    /// `is_wanted` is asked before all that can wait whether something else is to be done first: then the rest is left as it
    /// is, to be painted next.
    ///
    /// # Errors
    ///
    /// If the terminal cannot be written to.
    pub fn paint(&mut self, state: &State, is_typed: bool, mut is_wanted: impl FnMut() -> bool) -> io::Result<Painted> {
        if !is_typed && is_wanted() {
            return Ok(Painted::Part);
        }
        if self.shown.area != window(state.size) {
            self.shown = Buffer::empty(window(state.size));
            self.forget()?;
        }
        let (at_once, others): (Vec<Pane>, Vec<Pane>) = panes(state, state.size).into_iter().partition(Pane::is_always_drawn);
        let mut cursor = None;
        for pane in at_once {
            cursor = self.draw(state, pane)?.or(cursor);
        }
        let cursor = cursor.filter(|cursor| self.shown.area.contains(*cursor));
        let outdated: Vec<Pane> = others.into_iter().filter(|pane| !self.kept.contains(pane)).collect();
        for pane in outdated {
            if is_typed || is_wanted() {
                self.write(cursor)?;
                return Ok(Painted::Part);
            }
            self.draw(state, pane)?;
        }
        self.write(cursor)?;
        Ok(Painted::Whole)
    }

    /// Forgets what stands on the terminal: everything is painted next, over an empty screen.
    ///
    /// # Errors
    ///
    /// Never: nothing is written yet.
    pub fn forget(&mut self) -> io::Result<()> {
        self.shown.reset();
        self.kept.clear();
        self.cursor = None;
        queue!(self.bytes, Clear(ClearType::All))
    }

    /// Returns what stands on the terminal.
    #[must_use]
    pub fn shown(&self) -> &Buffer {
        &self.shown
    }

    fn draw(&mut self, state: &State, pane: Pane) -> io::Result<Option<Position>> {
        let mut next = Buffer::empty(pane.area);
        let cursor = pane.draw(state, state.size, &mut next);
        let before = part(&self.shown, pane.area);
        let changes = before.diff(&next);
        if !changes.is_empty() {
            CrosstermBackend::new(&mut self.bytes).draw(changes.into_iter())?;
            put(&mut self.shown, next);
        }
        self.kept.retain(|kept| !kept.area.intersects(pane.area));
        if !pane.is_always_drawn() {
            self.kept.push(pane);
        }
        Ok(cursor)
    }

    /// Writes what has been gathered, if there is anything, in one piece that terminals show at once.
    fn write(&mut self, cursor: Option<Position>) -> io::Result<()> {
        if self.bytes.is_empty() && cursor == self.cursor {
            return Ok(());
        }
        let mut frame = Vec::with_capacity(self.bytes.len() + 64);
        queue!(frame, BeginSynchronizedUpdate)?;
        frame.append(&mut self.bytes);
        match cursor {
            Some(Position { x, y }) => queue!(frame, MoveTo(x, y), Show)?,
            None => queue!(frame, Hide)?,
        }
        queue!(frame, EndSynchronizedUpdate)?;
        self.cursor = cursor;
        self.out.write_all(&frame)?;
        self.out.flush()
    }
}

fn window(size: Size) -> Rect {
    Rect::new(0, 0, size.cols, size.rows)
}

/// Returns a part of a buffer.
fn part(whole: &Buffer, area: Rect) -> Buffer {
    let mut part = Buffer::empty(area);
    for position in area.positions() {
        if let (Some(to), Some(from)) = (part.cell_mut(position), whole.cell(position)) {
            to.clone_from(from);
        }
    }
    part
}

/// Puts a part into a buffer.
fn put(whole: &mut Buffer, part: Buffer) {
    let positions: Vec<Position> = part.area.positions().collect();
    for (position, cell) in positions.into_iter().zip(part.content) {
        if let Some(to) = whole.cell_mut(position) {
            *to = cell;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZero;

    use proptest::prelude::*;
    use unicode_width::UnicodeWidthChar as _;

    use super::*;
    use crate::tui::event::{Event, Key, KeyCode};
    use crate::tui::fixture::{Session, rows};

    const SIZE: Size = Size { cols: 120, rows: 36 };

    fn painter() -> Painter<vt100::Parser> {
        let narrow = |number: u16| NonZero::new(number).expect("not zero");
        Painter::new(vt100::Parser::new(narrow(SIZE.rows), narrow(SIZE.cols), 0), SIZE)
    }

    fn on_terminal(painter: &Painter<vt100::Parser>) -> Vec<String> {
        let screen = painter.out.screen();
        screen.rows(0, SIZE.cols).map(|row| row.trim_end().to_owned()).collect()
    }

    /// The rows as they should be; a cell behind a wide character is no character of its own.
    fn wanted(session: &Session) -> Vec<String> {
        let narrowed = |row: &String| {
            let mut is_behind = false;
            let seen = |c: &char| {
                let is_seen = !is_behind;
                is_behind = is_seen && c.width() == Some(2);
                is_seen
            };
            row.chars().filter(seen).collect::<String>().trim_end().to_owned()
        };
        rows(session).iter().map(narrowed).collect()
    }

    #[test]
    fn a_letter_is_written_before_what_waits_and_the_rest_is_painted_later() {
        let mut session = Session::new(SIZE.cols, SIZE.rows);
        let mut painter = painter();
        assert_eq!(painter.paint(&session.state, false, || false).expect("painted"), Painted::Whole);
        let before = on_terminal(&painter);
        session.type_text("notice");
        assert_eq!(painter.paint(&session.state, true, || false).expect("painted"), Painted::Part);
        let (typed, whole) = (on_terminal(&painter), wanted(&session));
        assert_eq!(typed[1], whole[1], "what was typed");
        assert_eq!(typed[3..30], before[3..30], "the list");
        assert_eq!(painter.paint(&session.state, false, || true).expect("painted"), Painted::Part);
        assert_eq!(on_terminal(&painter), typed, "nothing is begun while a key waits");
        assert_eq!(painter.paint(&session.state, false, || false).expect("painted"), Painted::Whole);
        assert_eq!(on_terminal(&painter), whole);
    }

    #[test]
    fn what_did_not_change_is_not_written() {
        #[derive(Default)]
        struct Pieces(Vec<Vec<u8>>);
        impl Write for Pieces {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.push(bytes.to_vec());
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut session = Session::new(200, 50);
        session.type_text("notic");
        let mut painter = Painter::new(Pieces::default(), session.state.size);
        painter.paint(&session.state, false, || false).expect("painted");
        assert_eq!(painter.out.0.len(), 1, "a frame is one piece");
        painter.paint(&session.state, false, || false).expect("painted");
        assert_eq!(painter.out.0.len(), 1, "nothing has changed");
        session.holds_searches = true;
        session.type_text("e");
        painter.paint(&session.state, true, || false).expect("painted");
        let [_, letter] = painter.out.0.as_slice() else {
            panic!("{:?}", painter.out.0.len())
        };
        assert!(letter.len() < 100, "only the letter: {}", String::from_utf8_lossy(letter));
    }

    #[test]
    fn after_it_was_forgotten_and_at_another_size_everything_is_painted() {
        let mut session = Session::new(SIZE.cols, SIZE.rows);
        session.type_text("notice");
        let mut painter = painter();
        painter.paint(&session.state, false, || false).expect("painted");
        painter.out.process(b"\x1b[2J\x1b[Hwritten by somebody else");
        painter.forget().expect("noted");
        painter.paint(&session.state, false, || false).expect("painted");
        assert_eq!(on_terminal(&painter), wanted(&session));
        session.event(Event::Resized(Size { cols: 80, rows: 24 }));
        painter
            .out
            .screen_mut()
            .set_size(NonZero::new(24).expect("not zero"), NonZero::new(80).expect("not zero"));
        painter.paint(&session.state, false, || false).expect("painted");
        assert_eq!(on_terminal(&painter), wanted(&session));
    }

    #[test]
    fn a_row_with_a_wide_character_is_chosen_and_left_again() {
        let mut session = Session::new(SIZE.cols, SIZE.rows);
        session.begin("\u{6f22}");
        let mut painter = painter();
        for goes_to_the_list in [true, false, true] {
            if goes_to_the_list {
                session.ctrl('r');
            } else {
                session.keys(&[KeyCode::Esc]);
            }
            painter.paint(&session.state, false, || false).expect("painted");
            assert_eq!(on_terminal(&painter), wanted(&session));
        }
        let rows = on_terminal(&painter);
        assert!(rows[2].starts_with("> C-1 (\u{6f22}): "), "{rows:?}");
    }

    fn keys() -> impl Strategy<Value = Key> {
        prop_oneof![
            6 => prop::sample::select(vec!['n', 'o', 't', 'i', 'c', 'e', ' ', 's', '6', '\u{e9}', '\u{6f22}']).prop_map(|c| Key::plain(KeyCode::Char(c))),
            2 => prop::sample::select(vec![KeyCode::Down, KeyCode::Up, KeyCode::Enter, KeyCode::Esc, KeyCode::Backspace, KeyCode::F(1)]).prop_map(Key::plain),
            1 => prop::sample::select(vec!['p', 't', 'r', 'd', 'e']).prop_map(Key::ctrl),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn whatever_is_pressed_and_left_half_painted_the_screen_ends_as_the_state_looks(
            steps in proptest::collection::vec((keys(), any::<bool>(), 0_usize..4), 1..40),
        ) {
            let mut session = Session::new(SIZE.cols, SIZE.rows);
            let mut painter = painter();
            for (key, holds, mut until) in steps {
                session.holds_searches = holds;
                session.press(key);
                painter.paint(&session.state, true, || false).expect("painted");
                painter.paint(&session.state, false, || { until = until.saturating_sub(1); until == 0 }).expect("painted");
                if !holds {
                    for event in std::mem::take(&mut session.held) {
                        session.event(event);
                    }
                }
            }
            painter.paint(&session.state, false, || false).expect("painted");
            prop_assert_eq!(on_terminal(&painter), wanted(&session));
        }
    }
}
