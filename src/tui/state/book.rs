//! Runs opened in this session and what of them is on disk; entries of cases on their way there; the list of all runs.
//!
//! An entry made by the user is in the log at once and counts as saved only when the keeper has said so.
//! Entries go to disk one at a time, in order. Nothing is dropped while it is not saved.
//! Does not belong here: steps and answers (`domain::run`), saving itself.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::civil::DateTime;

use crate::domain::case_log::CaseEntry;
use crate::domain::checklist::Checklist;
use crate::domain::run::{Mark, RunEntry, RunLog, running_call};
use crate::tui::effect::Effect;
use crate::tui::event::RunKey;
use crate::tui::world::{Failure, FailureKind, RunId, StoredRun};

use super::case_book::CaseBook;
use super::runs::RunSummary;

/// All runs that the UI knows of.
#[derive(Debug, Default)]
pub struct RunBook {
    /// Runs on disk as of the latest listing, in the order in which they are shown.
    pub listed: Vec<RunSummary>,
    /// Whether a listing has come.
    pub is_listed: bool,
    /// Why the latest listing failed.
    pub problem: Option<String>,
    /// Runs opened in this session.
    pub active: BTreeMap<RunKey, ActiveRun>,
    /// What is known of the cases opened in this session, by reference.
    pub cases: BTreeMap<String, CaseBook>,
    /// Entries of cases that are not on disk yet, by reference of the case, oldest first.
    pub waiting: VecDeque<(String, CaseEntry)>,
    /// Whether the first of them is under way.
    pub is_waiting_in_flight: bool,
    /// Why the first of them could not be written.
    pub waiting_problem: Option<String>,
}

/// A run opened in this session.
#[derive(Debug)]
pub struct ActiveRun {
    /// Its name in this session.
    pub key: RunKey,
    /// Its name on disk, once it is there.
    pub id: Option<RunId>,
    /// Reference of its case, once known.
    pub case: Option<String>,
    /// Whether it lives in memory alone and nothing of it is ever to be saved.
    pub is_scratch: bool,
    /// The user's own word for the case; may be empty.
    pub nickname: String,
    /// The checklist in the text with which the run began.
    pub checklist: Arc<Checklist>,
    /// Everything done, saved or not.
    pub log: RunLog,
    /// When it was begun.
    pub started_at: DateTime,
    /// How many of the log's entries are on disk.
    pub saved: usize,
    /// Whether an effect for this run is under way.
    pub is_in_flight: bool,
    /// Why the latest attempt to save failed; stays until one succeeds.
    pub problem: Option<String>,
    /// Answers typed and not yet given, by step.
    pub drafts: BTreeMap<String, String>,
    /// Notes typed and closed without being kept, by step.
    pub note_drafts: BTreeMap<String, String>,
}

/// How far a run is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaveState<'a> {
    /// All of it is on disk.
    Saved,
    /// The rest is on its way.
    Saving,
    /// The rest is kept in memory: why, in words.
    NotSaved(&'a str),
    /// Nothing of it is ever saved, as the user wished.
    Scratch,
}

impl ActiveRun {
    /// Returns a run that is not on disk yet.
    #[must_use]
    pub fn begun(key: RunKey, checklist: Arc<Checklist>, case: Option<String>, at: DateTime) -> Self {
        Self {
            key,
            id: None,
            case,
            is_scratch: false,
            nickname: String::new(),
            checklist,
            log: RunLog::default(),
            started_at: at,
            saved: 0,
            is_in_flight: false,
            problem: None,
            drafts: BTreeMap::new(),
            note_drafts: BTreeMap::new(),
        }
    }

    /// Returns a run of which nothing is ever saved.
    #[must_use]
    pub fn scratch(key: RunKey, checklist: Arc<Checklist>, at: DateTime) -> Self {
        Self {
            is_scratch: true,
            ..Self::begun(key, checklist, None, at)
        }
    }

    /// Returns a run as loaded.
    #[must_use]
    pub fn loaded(key: RunKey, run: StoredRun) -> Self {
        let mut active = Self::begun(key, Arc::clone(&run.checklist), None, run.started_at);
        active.take_stored(run);
        active
    }

    /// Takes over what is on disk and keeps what is not, after it.
    ///
    /// If the disk has only the beginning of what was saved (an older copy was put back), all that it lacks is saved again.
    pub fn take_stored(&mut self, run: StoredRun) {
        self.id = Some(run.id);
        self.case = Some(run.case);
        self.nickname = run.nickname;
        self.checklist = run.checklist;
        self.started_at = run.started_at;
        self.is_in_flight = false;
        self.problem = None;
        let on_disk = run.log.entries.len();
        let is_beginning = on_disk < self.saved && self.log.entries.starts_with(&run.log.entries);
        if !is_beginning {
            let unsaved = self.log.entries.split_off(self.saved.min(self.log.entries.len()));
            // An entry may be on disk although the answer said otherwise, or was lost.
            let newer = run.log.entries.get(self.saved..).unwrap_or_default();
            let known = newer.iter().zip(&unsaved).take_while(|(theirs, ours)| theirs == ours).count();
            self.log = run.log;
            self.log.entries.extend(unsaved.into_iter().skip(known));
        }
        self.saved = on_disk;
    }

    /// Returns how far the run is saved.
    #[must_use]
    pub fn save_state(&self) -> SaveState<'_> {
        match &self.problem {
            _ if self.is_scratch => SaveState::Scratch,
            Some(message) => SaveState::NotSaved(message),
            None if self.is_in_flight || self.unsaved() > 0 || self.id.is_none() => SaveState::Saving,
            None => SaveState::Saved,
        }
    }

    /// Returns the number of entries that are to be on disk and are not.
    #[must_use]
    pub fn unsaved(&self) -> usize {
        if self.is_scratch {
            return 0;
        }
        self.log.entries.len().saturating_sub(self.saved)
    }

    /// Tells whether something done in it is gone for good once it is left.
    #[must_use]
    pub fn is_lost_when_left(&self) -> bool {
        self.is_scratch && self.has_marks()
    }

    /// Tells whether the user has done something in it; that it was begun past a warning is nothing done.
    #[must_use]
    pub fn has_marks(&self) -> bool {
        self.log.has_marks()
    }

    /// Notes the warning past which the run was begun, if there was one, before anything is saved.
    pub fn warn(&mut self, at: DateTime, warning: Option<String>) {
        if let Some(words) = warning {
            self.log.push(at, Mark::Warned { words });
        }
    }

    /// Adds a mark and returns what is to be saved next.
    pub fn push(&mut self, at: DateTime, mark: Mark) -> Vec<Effect> {
        self.log.push(at, mark);
        if self.problem.is_some() { Vec::new() } else { self.save_next() }
    }

    /// Returns the effect that brings the next piece to disk, unless one is under way.
    pub fn save_next(&mut self) -> Vec<Effect> {
        if self.is_in_flight || self.is_scratch {
            return Vec::new();
        }
        let effect = match (self.id, self.log.entries.get(self.saved)) {
            (None, _) => Effect::StartRun {
                key: self.key,
                checklist: Arc::clone(&self.checklist),
                case: self.case.clone(),
                at: self.started_at,
            },
            (Some(run), Some(entry)) => Effect::SaveMark {
                key: self.key,
                run,
                expected_seq: self.saved,
                entry: entry.clone(),
            },
            (Some(_), None) => return Vec::new(),
        };
        self.is_in_flight = true;
        vec![effect]
    }

    /// Notes that `saved` entries are on disk.
    pub fn note_saved(&mut self, saved: usize) -> Vec<Effect> {
        self.saved = saved.min(self.log.entries.len());
        self.is_in_flight = false;
        self.problem = None;
        self.save_next()
    }

    /// Notes that saving failed. Returns what to do about it now, and the refused entry if it may never be stored.
    pub fn note_failed(&mut self, failure: &Failure) -> (Vec<Effect>, Option<RunEntry>) {
        self.is_in_flight = false;
        match (failure.kind, self.id) {
            (FailureKind::Conflict, Some(run)) => {
                self.is_in_flight = true;
                (vec![Effect::LoadRun { key: self.key, run }], None)
            }
            (FailureKind::Refused, Some(_)) if self.saved < self.log.entries.len() => {
                let refused = self.log.entries.remove(self.saved);
                (self.save_next(), Some(refused))
            }
            _ => {
                self.problem = Some(failure.message.clone());
                (Vec::new(), None)
            }
        }
    }
}

impl RunBook {
    /// Returns the effects that try again to save what could not be saved.
    pub fn retry(&mut self) -> Vec<Effect> {
        let failed = self.active.values_mut().filter(|run| run.problem.is_some());
        let mut effects: Vec<Effect> = failed.flat_map(ActiveRun::save_next).collect();
        if self.waiting_problem.is_some() {
            effects.extend(self.save_next_case_entry());
        }
        effects
    }

    /// Adds an entry to a case and returns what is to be saved next.
    pub fn push_case_entry(&mut self, case: &str, entry: CaseEntry) -> Vec<Effect> {
        self.waiting.push_back((case.to_owned(), entry));
        if self.waiting_problem.is_some() {
            Vec::new()
        } else {
            self.save_next_case_entry()
        }
    }

    fn save_next_case_entry(&mut self) -> Vec<Effect> {
        match self.waiting.front() {
            Some((case, entry)) if !self.is_waiting_in_flight => {
                self.is_waiting_in_flight = true;
                vec![Effect::SaveCaseEntry {
                    case: case.clone(),
                    entry: entry.clone(),
                }]
            }
            _ => Vec::new(),
        }
    }

    /// Notes that the first waiting entry of a case is on disk, and returns it with what is to be saved next.
    pub fn note_case_entry_saved(&mut self) -> (Option<CaseEntry>, Vec<Effect>) {
        self.is_waiting_in_flight = false;
        self.waiting_problem = None;
        let saved = self.waiting.pop_front().map(|(_, entry)| entry);
        (saved, self.save_next_case_entry())
    }

    /// Notes that the first waiting entry of a case could not be written. It is kept and tried again.
    pub fn note_case_entry_failed(&mut self, message: String) {
        self.is_waiting_in_flight = false;
        self.waiting_problem = Some(message);
    }

    /// Returns why something could not be written, if that is so.
    #[must_use]
    pub fn problem_of_saving(&self) -> Option<&str> {
        let of_runs = self.active.values().find_map(|run| run.problem.as_deref());
        of_runs.or(self.waiting_problem.as_deref())
    }

    /// Returns the number of entries that are not on disk, over all runs.
    #[must_use]
    pub fn unsaved(&self) -> usize {
        self.active.values().map(ActiveRun::unsaved).sum::<usize>() + self.waiting.len()
    }

    /// Tells whether something could not be saved and is to be tried again.
    #[must_use]
    pub fn is_failing(&self) -> bool {
        self.problem_of_saving().is_some()
    }

    /// Tells whether something is on its way to disk.
    #[must_use]
    pub fn is_saving(&self) -> bool {
        self.is_waiting_in_flight || self.active.values().any(|run| run.is_in_flight)
    }

    /// Forgets runs that are saved and not shown any more.
    pub fn forget_saved(&mut self, is_shown: impl Fn(RunKey) -> bool) {
        self.active.retain(|key, run| {
            is_shown(*key) || running_call(&run.log).is_some() || run.is_in_flight || run.unsaved() > 0 || run.problem.is_some()
        });
    }

    /// Returns the key under which a stored run is open in this session.
    #[must_use]
    pub fn find_active(&self, id: RunId) -> Option<RunKey> {
        self.active.values().find(|run| run.id == Some(id)).map(|run| run.key)
    }

    /// Returns the runs of which something is gone for good once they are left.
    pub fn lost_when_left(&self) -> impl Iterator<Item = &ActiveRun> {
        self.active.values().filter(|run| run.is_lost_when_left())
    }

    /// Returns the unfinished listed runs.
    pub fn unfinished(&self) -> impl Iterator<Item = &RunSummary> {
        self.listed.iter().filter(|run| !run.is_finished)
    }
}
