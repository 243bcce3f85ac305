//! What the UI asks of the world, as plain data. Every answer comes back as an event.
//!
//! Does not belong here: how an effect is carried out (`runtime`).

use jiff::civil::DateTime;
use std::sync::Arc;

use crate::domain::case_log::CaseEntry;
use crate::domain::checklist::Checklist;
use crate::domain::library::Library;
use crate::domain::query::Query;
use crate::domain::run::RunEntry;

use super::event::{Mouse as MouseUse, RunKey, SearchId};
use super::world::RunId;

/// One thing asked of the world.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Search; the newest search supersedes those that still wait.
    Search {
        /// Names the search.
        id: SearchId,
        /// What for.
        query: Query,
    },
    /// Search and keep by newer content. The old index answers until the new one is made.
    UseContent {
        /// All content.
        library: Arc<Library>,
    },
    /// Read a page of an imported manual.
    ReadPage {
        /// Its id.
        id: String,
    },
    /// Begin a run, or go on with an unfinished run of the same checklist and case.
    StartRun {
        /// Names the run within this session.
        key: RunKey,
        /// The checklist.
        checklist: Arc<Checklist>,
        /// Reference of the case; none to have one made.
        case: Option<String>,
        /// Local time.
        at: DateTime,
    },
    /// Begin a run on a newer text in the place of another, which stays in the case as replaced.
    RenewRun {
        /// Names the run within this session.
        key: RunKey,
        /// The run to be replaced.
        run: RunId,
        /// The newer text.
        checklist: Arc<Checklist>,
        /// What is carried over.
        entries: Vec<RunEntry>,
        /// Local time.
        at: DateTime,
    },
    /// Load a run.
    LoadRun {
        /// Names the run within this session.
        key: RunKey,
        /// The run.
        run: RunId,
    },
    /// Write one entry of a run to disk.
    SaveMark {
        /// Names the run within this session.
        key: RunKey,
        /// The run.
        run: RunId,
        /// Number of entries that the run has on disk by now.
        expected_seq: usize,
        /// The entry.
        entry: RunEntry,
    },
    /// Load all that is stored of a case.
    LoadCase {
        /// Its reference.
        case: String,
    },
    /// Write one entry of a case to disk.
    SaveCaseEntry {
        /// Reference of the case.
        case: String,
        /// The entry.
        entry: CaseEntry,
    },
    /// Load the cases whose time is over.
    LoadRetention {
        /// Local time.
        at: DateTime,
    },
    /// Write the records of cases to files.
    WriteRecords {
        /// References of the cases.
        cases: Vec<String>,
        /// The folder, as typed.
        folder: String,
        /// Whether the cases are deleted once their records are written.
        then: AfterWriting,
        /// Local time.
        at: DateTime,
    },
    /// Delete finished cases for good.
    PurgeCases {
        /// References of the cases.
        cases: Vec<String>,
        /// Local time.
        at: DateTime,
    },
    /// Load all runs.
    LoadRuns,
    /// Load what was opened lately.
    LoadRecent,
    /// Note that a card or checklist was opened.
    TouchRecent {
        /// Its id.
        id: String,
        /// Local time.
        at: DateTime,
    },
    /// Send a text to the terminal's clipboard.
    Copy {
        /// The text.
        text: String,
    },
    /// Take what was sent out of the terminal's clipboard again.
    ClearClipboard,
    /// Read what stands on the screen.
    ReadScreen {
        /// The use of the mouse for which it is asked.
        at: Option<MouseUse>,
    },
    /// Turn the mouse on or off.
    SetMouse(Mouse),
    /// Stop for a while, as Ctrl-Z does.
    Suspend,
    /// Write what is still to be written, leave the terminal as it was, and end.
    Quit,
}

/// What becomes of a case whose record was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterWriting {
    /// It stays.
    Keep,
    /// It is deleted for good, with a receipt.
    Purge,
}

/// Whether the program takes the mouse, or leaves it to the terminal for selecting text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mouse {
    /// The program gets wheel and clicks.
    On,
    /// The terminal keeps it.
    #[default]
    Off,
}
