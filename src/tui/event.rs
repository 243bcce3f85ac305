//! What happens to the UI: keys, the window, and answers to effects. A closed set.
//!
//! Does not belong here: types of the terminal library, what an event leads to (`update`).

use std::sync::Arc;

use jiff::civil::DateTime;

use crate::domain::manual::ManualPage;
use crate::domain::query::Found;

use super::state::RunSummary;
use super::world::{ContentNews, Failure, Retention, StoredCase, StoredRun};

/// Names a search, so that answers to outdated ones are dropped. Later searches have greater numbers.
pub type SearchId = u64;

/// Names a run within this session, stored or not.
pub type RunKey = u64;

/// Something happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A key was pressed or repeats.
    Key {
        /// The key.
        key: Key,
        /// Local time.
        at: DateTime,
    },
    /// Text was pasted.
    Paste(String),
    /// The mouse was used; comes only while the mouse is on.
    Mouse(Mouse),
    /// What stands on the screen, asked for by [`super::effect::Effect::ReadScreen`].
    ScreenRead {
        /// One string a row, one character a column.
        rows: Vec<String>,
        /// The use of the mouse for which it was asked.
        at: Option<Mouse>,
    },
    /// The window has this size now.
    Resized(Size),
    /// The window came to the front.
    FocusGained,
    /// The time has come that [`super::state::State::next_tick`] named, or thereabouts.
    Tick {
        /// Local time.
        at: DateTime,
    },
    /// A search is done.
    SearchFinished {
        /// Which one.
        id: SearchId,
        /// What it found.
        found: Found,
    },
    /// A search could not be done.
    SearchFailed {
        /// Which one.
        id: SearchId,
        /// Why, in words.
        message: String,
    },
    /// Content files have changed.
    ContentChanged(ContentNews),
    /// Searches are answered from the newer content from now on.
    IndexRenewed,
    /// A page of an imported manual was read.
    PageRead {
        /// The page.
        page: Arc<ManualPage>,
    },
    /// A page of an imported manual could not be read.
    PageReadFailed {
        /// Its id.
        id: String,
        /// Why, in words.
        message: String,
    },
    /// A run was begun or loaded.
    RunOpened {
        /// Which one.
        key: RunKey,
        /// The run as stored.
        run: StoredRun,
    },
    /// A run could not be begun or loaded.
    RunOpenFailed {
        /// Which one.
        key: RunKey,
        /// Why.
        failure: Failure,
    },
    /// An entry is on disk.
    RunSaved {
        /// Of which run.
        key: RunKey,
        /// Number of the run's entries that are on disk now.
        saved: usize,
    },
    /// An entry could not be written.
    RunSaveFailed {
        /// Of which run.
        key: RunKey,
        /// Why.
        failure: Failure,
    },
    /// All that is stored of a case.
    CaseLoaded {
        /// Its reference.
        case: String,
        /// What is stored.
        stored: StoredCase,
    },
    /// An entry of a case is on disk.
    CaseEntrySaved {
        /// Reference of the case.
        case: String,
        /// Number of the entry.
        seq: u64,
    },
    /// An entry of a case could not be written.
    CaseEntryFailed {
        /// Why.
        failure: Failure,
    },
    /// Cases whose time is over.
    RetentionLoaded {
        /// Which.
        retention: Retention,
    },
    /// Records were written.
    RecordsWritten {
        /// The files.
        files: Vec<String>,
        /// How many of the cases were deleted after it.
        purged: usize,
    },
    /// Cases were deleted for good.
    CasesPurged {
        /// How many.
        count: usize,
    },
    /// Records could not be written, or cases not deleted.
    CasesFailed {
        /// Why, in words.
        message: String,
    },
    /// All runs in a few lines, in any order.
    RunsLoaded {
        /// The runs.
        runs: Vec<RunSummary>,
    },
    /// The runs could not be read.
    RunsLoadFailed {
        /// Why, in words.
        message: String,
    },
    /// Ids of cards and checklists opened lately, latest first.
    RecentLoaded {
        /// The ids.
        ids: Vec<String>,
    },
    /// What became of a text that was to go to the clipboard.
    Copied(CopyOutcome),
    /// The program is asked to stop for a while, and to go on later.
    SuspendAsked,
    /// The program is asked to end: a signal, or the terminal is gone.
    EndAsked,
    /// A part of the program has died. The rest goes on.
    PartDied {
        /// What no longer works and what to do, in words.
        message: String,
    },
}

/// What became of a text that was to go to the clipboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyOutcome {
    /// It went to the terminal, which may or may not pass it on.
    SentToTerminal,
    /// Too long for terminals to take.
    TooLong {
        /// Bytes of the text.
        bytes: usize,
    },
    /// The terminal could not be written to.
    Failed(String),
}

/// A key with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// Whether Ctrl was held.
    pub is_ctrl: bool,
    /// Whether Alt was held.
    pub is_alt: bool,
}

/// Which key; letters come as they are typed, capital or small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the keys")]
pub enum KeyCode {
    Char(char),
    Enter,
    Esc,
    Backspace,
    Delete,
    Tab,
    BackTab,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

impl Key {
    /// Returns a key without modifiers.
    #[must_use]
    pub const fn plain(code: KeyCode) -> Self {
        Self {
            code,
            is_ctrl: false,
            is_alt: false,
        }
    }

    /// Returns a letter with Ctrl.
    #[must_use]
    pub const fn ctrl(letter: char) -> Self {
        Self {
            code: KeyCode::Char(letter),
            is_ctrl: true,
            is_alt: false,
        }
    }

    /// Returns the character that the key types into a text box, if it types one.
    ///
    /// Some terminals send characters typed with `AltGr` as Ctrl and Alt together.
    #[must_use]
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.is_ctrl == self.is_alt && !c.is_control() => Some(c),
            _ => None,
        }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.is_alt {
            f.write_str("Alt-")?;
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(c) if self.is_ctrl => write!(f, "{}", c.to_uppercase()),
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(number) => write!(f, "F{number}"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            KeyCode::BackTab => f.write_str("Shift-Tab"),
            code => write!(f, "{code:?}"),
        }
    }
}

/// A use of the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What was done.
    pub kind: MouseKind,
    /// Column, from 0.
    pub col: u16,
    /// Row, from 0.
    pub row: u16,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    /// The wheel went up.
    ScrollUp,
    /// The wheel went down.
    ScrollDown,
    /// The left button was pressed.
    Click,
    /// It was moved without a button.
    Move,
}

/// Size of the window in columns and rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub cols: u16,
    /// Rows.
    pub rows: u16,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_typed_with_altgr_is_text_and_a_ctrl_chord_is_not() {
        let altgr = Key {
            code: KeyCode::Char('@'),
            is_ctrl: true,
            is_alt: true,
        };
        assert_eq!(altgr.typed(), Some('@'));
        assert_eq!(Key::ctrl('p').typed(), None);
        assert_eq!(Key::plain(KeyCode::Char('p')).typed(), Some('p'));
    }

    #[test]
    fn keys_are_named_as_people_say_them() {
        assert_eq!(Key::ctrl('p').to_string(), "Ctrl-P");
        assert_eq!(Key::plain(KeyCode::F(1)).to_string(), "F1");
        assert_eq!(Key::plain(KeyCode::Char(' ')).to_string(), "Space");
        assert_eq!(Key::plain(KeyCode::BackTab).to_string(), "Shift-Tab");
    }
}
