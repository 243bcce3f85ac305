//! The world as the UI knows it: a finder of cards, a keeper of runs, a source of newer content, and the values that pass
//! between.
//!
//! Each lives on its own thread, is made there, and may be slow to make: the first frame does not wait for it.
//! Does not belong here: how searching and keeping work (`search`, `store`), threads (`runtime`).

use std::sync::Arc;

use jiff::civil::{Date, DateTime};

use crate::domain::case_log::{CaseEntry, NumberedEntry};
use crate::domain::checklist::Checklist;
use crate::domain::library::Library;
use crate::domain::manual::ManualPage;
use crate::domain::query::{Found, Query};
use crate::domain::run::{RunEntry, RunLog};

use super::state::RunSummary;

/// Names a stored run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub i64);

/// A run as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRun {
    /// Its name.
    pub id: RunId,
    /// Reference of its case, such as `C-7F2K`.
    pub case: String,
    /// The user's own word for the case; may be empty.
    pub nickname: String,
    /// The checklist in the text with which the run began.
    pub checklist: Arc<Checklist>,
    /// Everything done in it.
    pub log: RunLog,
    /// When it was begun, local time.
    pub started_at: DateTime,
    /// Whether the case was closed, so that the run counts as finished whatever is open.
    pub is_closed: bool,
}

/// A case as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoredCase {
    /// All its runs.
    pub runs: Vec<StoredRun>,
    /// What was done in it beside the runs, oldest first.
    pub log: Vec<NumberedEntry>,
}

/// Cases whose time is over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Retention {
    /// After how many days.
    pub days: u32,
    /// Finished cases: to be written out and deleted.
    pub finished: Vec<OldCase>,
    /// Unfinished cases in which nothing was done for as long: to be gone on with or closed.
    pub untouched: Vec<OldCase>,
}

/// A case whose time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldCase {
    /// Its reference.
    pub case: String,
    /// The user's own word for it; may be empty.
    pub nickname: String,
    /// When something was done in it last, local time.
    pub last_at: DateTime,
    /// How many runs it has.
    pub runs: u64,
}

/// Why something could not be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What it means for the UI.
    pub kind: FailureKind,
    /// In words, such as `the disk is full`.
    pub message: String,
}

/// What a failure means for the UI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// It may work later: full disk, locked file.
    Temporary,
    /// Another window wrote to the same run in between.
    Conflict,
    /// The text may not be stored, and what has to be changed is in the message. Trying again is no use.
    Refused,
}

impl Failure {
    /// Returns a failure that may pass.
    #[must_use]
    pub fn temporary(message: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Temporary,
            message: message.into(),
        }
    }
}

/// Content read anew while the UI is open.
#[derive(Debug, Clone, PartialEq)]
pub struct ContentNews {
    /// All content; none if what is served is the same as before.
    pub library: Option<Arc<Library>>,
    /// Names of the files that have changed, relative to their folders.
    pub files: Vec<String>,
    /// What is wrong with files now: all of it, the files that have changed first.
    pub faults: Vec<ContentFault>,
}

/// An error in a content file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentFault {
    /// Name of the file, relative to its folder.
    pub file: String,
    /// Line, from 1; none if it is about the whole file.
    pub line: Option<usize>,
    /// Its code, such as `C004`; empty if it has none.
    pub code: &'static str,
    /// What is wrong: one line, lower case, no full stop.
    pub message: String,
    /// Whether the last text without an error is served in its place.
    pub is_older_served: bool,
}

/// Follows content while it is being written.
pub trait ContentSource: Send {
    /// Waits until content has changed and been read anew.
    fn next(&mut self) -> ContentNews;
}

/// Searches cards and checklists.
pub trait Finder: Send {
    /// Searches.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the index cannot be read.
    fn search(&mut self, query: &Query) -> Result<Found, Failure>;
}

/// Keeps runs and what was opened lately.
pub trait Keeper {
    /// Begins a run, or returns the unfinished run of the same checklist and case.
    ///
    /// `case` is a reference or the user's own word for a case; a word that no case has yet names a new one.
    /// Without it, a new case without a word is made.
    ///
    /// # Errors
    ///
    /// [`Failure`] if nothing could be written; then there is no run.
    fn start_run(&mut self, checklist: &Checklist, case: Option<&str>, at: DateTime) -> Result<StoredRun, Failure>;

    /// Begins a run of the same case on a newer text, with these entries, in the place of `run`, which is kept as replaced.
    ///
    /// # Errors
    ///
    /// [`Failure`] if it could not be written; then the old run stands.
    fn renew_run(&mut self, run: RunId, checklist: &Checklist, entries: &[RunEntry], at: DateTime) -> Result<StoredRun, Failure>;

    /// Loads a run.
    ///
    /// # Errors
    ///
    /// [`Failure`] if it cannot be read.
    fn load_run(&mut self, run: RunId) -> Result<StoredRun, Failure>;

    /// Writes one entry after the `expected_seq` entries that the run has. On return it is on disk.
    ///
    /// # Errors
    ///
    /// [`Failure`]; then the entry is not written. [`FailureKind::Conflict`] if the run has more entries than expected.
    fn append(&mut self, run: RunId, expected_seq: usize, entry: &RunEntry) -> Result<(), Failure>;

    /// Goes on with newer content. Runs that were begun keep their texts.
    fn use_content(&mut self, library: &Arc<Library>);

    /// Returns all that is stored of a case.
    ///
    /// # Errors
    ///
    /// [`Failure`] if it cannot be read.
    fn load_case(&mut self, case: &str) -> Result<StoredCase, Failure>;

    /// Adds an entry to a case and returns its number. On return it is on disk. One that is there already is not doubled.
    ///
    /// # Errors
    ///
    /// [`Failure`]; then the entry is not written.
    fn add_case_entry(&mut self, case: &str, entry: &CaseEntry) -> Result<u64, Failure>;

    /// Returns the cases whose time is over at `now`.
    ///
    /// # Errors
    ///
    /// [`Failure`] if they cannot be read.
    fn retention(&mut self, now: DateTime) -> Result<Retention, Failure>;

    /// Writes the record of each case to a file of its own in `folder`, none over another, and returns their names.
    ///
    /// # Errors
    ///
    /// [`Failure`] at the first that could not be written.
    fn write_records(&mut self, cases: &[String], folder: &str) -> Result<Vec<String>, Failure>;

    /// Deletes finished cases for good, with a receipt each.
    ///
    /// # Errors
    ///
    /// [`Failure`] at the first that could not be deleted.
    fn purge(&mut self, cases: &[String], now: DateTime) -> Result<(), Failure>;

    /// Returns all unfinished runs and the latest finished ones, in a few lines each, as they stand on the day `today`.
    ///
    /// # Errors
    ///
    /// [`Failure`] if they cannot be read.
    fn list_runs(&mut self, today: Date) -> Result<Vec<RunSummary>, Failure>;

    /// Notes that a card or checklist was opened.
    ///
    /// # Errors
    ///
    /// [`Failure`] if it cannot be written; the UI goes on without.
    fn touch_recent(&mut self, id: &str, at: DateTime) -> Result<(), Failure>;

    /// Returns ids of cards and checklists opened lately, latest first.
    ///
    /// # Errors
    ///
    /// [`Failure`] if they cannot be read; the UI goes on without.
    fn recent(&mut self, limit: usize) -> Result<Vec<String>, Failure>;
}

/// Makes a finder, beside the loop: of the content with which the UI began, or of newer content. Called again for the
/// next search if it fails.
pub type MakeFinder = Arc<dyn Fn(Option<&Library>) -> Result<Box<dyn Finder>, Failure> + Send + Sync>;

/// Makes a keeper, on the keeper's own thread. Called again for the next effect if it fails.
pub type MakeKeeper = Box<dyn FnMut() -> Result<Box<dyn Keeper>, Failure> + Send>;

/// Reads a page of an imported manual by its id, on a thread of its own; says why it cannot.
pub type ReadPage = Box<dyn FnMut(&str) -> Result<ManualPage, String> + Send>;

/// Follows imported manuals until the program ends, on a thread of its own; calls what it is given each time when a search
/// would find something else.
pub type FollowPages = Box<dyn FnOnce(&mut dyn FnMut()) + Send>;

/// Does what can be done before content changes for the first time, so that it is found soon, on a thread of its own.
pub type GetReady = Box<dyn FnOnce() + Send>;

/// How the UI comes by its world.
pub struct World {
    /// Gets ready for content that changes; called only if there is any.
    pub get_ready: GetReady,
    /// Reads pages of imported manuals.
    pub read_page: ReadPage,
    /// Follows imported manuals.
    pub follow_pages: FollowPages,
    /// Makes the finder.
    pub make_finder: MakeFinder,
    /// Makes the keeper.
    pub make_keeper: MakeKeeper,
    /// Follows content that can change; none if there is none.
    pub content: Option<Box<dyn ContentSource>>,
}
