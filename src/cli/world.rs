//! The world behind the terminal UI: search and database, each made on the thread that uses it.
//!
//! Does not belong here: what the UI does with the answers (`tui`).

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};

use crate::domain::case_log::CaseEntry;
use crate::domain::checklist::Checklist;
use crate::domain::library::Library;
use crate::domain::query::{Found, Query};
use crate::domain::reference::read_reference;
use crate::domain::rules::RuleContext;
use crate::domain::run::{Progress, RunEntry, RunLog, evaluate};
use crate::search::SearchIndex;
use crate::store::error::StoreError;
use crate::store::private;
use crate::store::runs::{Appended, Case, CaseSummary, DatabaseKey, NewRun, RunFilter, RunHead, RunStore, SavedRun};
use crate::tui::state::{RunSummary, summarize};
use crate::tui::world::{ContentSource, Failure, FailureKind, Finder, Keeper, OldCase, Retention, RunId, StoredCase, StoredRun, World};

use super::args::ExportForm;
use super::command::cases::{damaged, pinned};
use super::command::date::context;
use super::command::export::case_text;
use super::live::LiveContent;
use super::manuals::Manuals;
use super::search_index::{self, Follower};
use super::settings::Settings;

/// Outcome of a run that goes on as another, on a newer text.
const REPLACED: &str = "replaced";

/// Most finished runs that are shown.
const MOST_FINISHED: usize = 50;

/// Returns the world over the content in use; `key` opens the cases if they are sealed, `live` follows the content.
#[must_use]
pub fn world(settings: &Settings, library: &Arc<Library>, key: Option<Arc<DatabaseKey>>, live: Option<LiveContent>) -> World {
    let (for_finder, for_keeper) = ((settings.clone(), Arc::clone(library)), (settings.clone(), Arc::clone(library)));
    let manuals = Arc::new(Manuals::open(settings));
    let (for_pages, for_changes) = (Arc::clone(&manuals), Arc::clone(&manuals));
    let follower = Arc::new(Follower::new(settings.today));
    let (ready, at_start) = (Arc::clone(&follower), Arc::clone(library));
    World {
        get_ready: Box::new(move || {
            // What cannot be done now is done, or said, when content has changed.
            let _ = ready.get_ready(&at_start);
        }),
        make_finder: Arc::new(move |newer| {
            let (settings, library) = &for_finder;
            let index = match newer {
                // Content that is being written changes again soon: its index is not worth a place on the disk.
                Some(newer) => follower.index(newer),
                None => search_index::open(settings, library).map(|opened| opened.index),
            };
            manuals.warm_up();
            Ok(Box::new(CardFinder {
                index: index.map_err(|failure| Failure::temporary(failure.message))?,
                manuals: Arc::clone(&manuals),
            }))
        }),
        read_page: Box::new(move |id| for_pages.read(id)),
        follow_pages: Box::new(move |tell| for_changes.follow(tell)),
        make_keeper: Box::new(move || {
            let (settings, library) = &for_keeper;
            let store = RunStore::open_with(&settings.places.database(), key.as_ref()).map_err(|error| failure(&error))?;
            if let Some(failure) = damaged(&store) {
                // Said once, as a failure that passes: the next try finds the new file in order.
                return Err(Failure::temporary(failure.message));
            }
            Ok(Box::new(RunKeeper {
                store,
                settings: settings.clone(),
                library: Arc::clone(library),
                open: HashMap::new(),
                listed: HashMap::new(),
                texts: HashMap::new(),
            }))
        }),
        content: live.map(|live| Box::new(live) as Box<dyn ContentSource>),
    }
}

struct CardFinder {
    index: SearchIndex,
    manuals: Arc<Manuals>,
}

impl Finder for CardFinder {
    fn search(&mut self, query: &Query) -> Result<Found, Failure> {
        Ok(self.manuals.search(query, &self.index))
    }
}

struct RunKeeper {
    store: RunStore,
    settings: Settings,
    library: Arc<Library>,
    /// Runs that this window writes to, so that the end of one is known without reading it again.
    open: HashMap<RunId, (Arc<Checklist>, RunLog)>,
    /// Runs as they were listed last, for lists are asked for often and may be long.
    listed: HashMap<RunId, Listed>,
    /// Checklists by the fingerprint of their text: many runs stand on the same.
    texts: HashMap<String, Arc<Checklist>>,
}

/// A run as listed, and all that this depends on.
struct Listed {
    head: RunHead,
    case: Option<Case>,
    today: Date,
    summary: RunSummary,
}

impl RunKeeper {
    fn stored(&mut self, run: SavedRun) -> Result<StoredRun, Failure> {
        let known = self.texts.get(&run.head.fingerprint).filter(|known| known.text == run.text);
        let checklist = match (known, self.library.find_checklist(&run.head.checklist)) {
            (Some(known), _) => Arc::clone(known),
            (None, Some(current)) if current.text == run.text => Arc::new(current.clone()),
            _ => Arc::new(pinned(&run, &self.library.rules).map_err(|failure| Failure::temporary(failure.message))?),
        };
        self.texts.insert(run.head.fingerprint.clone(), Arc::clone(&checklist));
        let id = RunId(run.head.id);
        self.open.insert(id, (Arc::clone(&checklist), run.log.clone()));
        let case = self.store.find_case(&run.head.case_reference).map_err(|error| failure(&error))?;
        Ok(StoredRun {
            id,
            case: run.head.case_reference,
            nickname: case.as_ref().map_or_else(String::new, |case| case.nickname.clone()),
            checklist,
            log: run.log,
            started_at: run.head.started,
            is_closed: case.is_some_and(|case| case.closed.is_some()) || run.head.outcome.as_deref() == Some(REPLACED),
        })
    }

    /// Returns a run in a few lines. It is read and worked out only if something of it has changed since it was listed last.
    fn in_few_lines(&mut self, head: RunHead, cases: &HashMap<String, Case>, today: Date) -> Result<Listed, Failure> {
        let case = cases.get(&head.case_reference).cloned();
        if let Some(known) = self.listed.remove(&RunId(head.id))
            && known.head == head
            && known.case == case
            && known.today == today
        {
            return Ok(known);
        }
        let run = self.load(head.id)?;
        let context = RuleContext {
            today,
            closed_days: &self.library.closed_days,
            figures: &self.library.figures,
            rules: &self.library.rules,
        };
        let summary = summarize(&run, &context);
        Ok(Listed {
            head,
            case,
            today,
            summary,
        })
    }

    fn load(&mut self, id: i64) -> Result<StoredRun, Failure> {
        let run = self.store.load_run(id).map_err(|error| failure(&error))?;
        let run = run.ok_or_else(|| refused("the run is not there any more: it was purged"))?;
        self.stored(run)
    }

    /// Returns the reference of the case that was typed: a reference, or the user's own word for a case. A word that no
    /// case has yet names a new one; without a word, a new case has none.
    fn case_reference(&mut self, typed: &str, at: DateTime) -> Result<String, Failure> {
        if let Some(reference) = read_reference(typed) {
            return match self.store.find_case(&reference).map_err(|error| failure(&error))? {
                Some(case) => Ok(case.reference),
                None => Err(refused(&format!(
                    "there is no case {reference}; leave the line empty to begin a new one"
                ))),
            };
        }
        let cases = self.store.list_cases().map_err(|error| failure(&error))?;
        let known = cases
            .into_iter()
            .map(|summary| summary.case)
            .find(|case| !typed.is_empty() && case.closed.is_none() && case.nickname.eq_ignore_ascii_case(typed));
        match known {
            Some(case) => Ok(case.reference),
            None => Ok(self.store.create_case(typed, at).map_err(|error| failure(&error))?.reference),
        }
    }

    /// Notes in the database whether the run has reached its end, for lists that do not read the log.
    fn note_outcome(&mut self, run: RunId, entry: &RunEntry) -> Result<(), StoreError> {
        let Some((checklist, log)) = self.open.get_mut(&run) else {
            return Ok(());
        };
        log.entries.push(entry.clone());
        let view = evaluate(checklist, log, &context(&self.library, &self.settings));
        let outcome = view
            .end
            .filter(|_| view.progress == Progress::Complete)
            .map(|end| (entry.at, end.outcome.as_str()));
        self.store.set_outcome(run.0, outcome)
    }
}

impl Keeper for RunKeeper {
    fn start_run(&mut self, checklist: &Checklist, case: Option<&str>, at: DateTime) -> Result<StoredRun, Failure> {
        let reference = self.case_reference(case.unwrap_or_default(), at)?;
        let id = &checklist.head.id;
        if let Some(head) = self.store.find_unfinished(&reference, id).map_err(|error| failure(&error))? {
            return self.load(head.id);
        }
        let run = NewRun {
            case_reference: &reference,
            checklist: id,
            title: &checklist.head.title,
            text: &checklist.text,
            content_date: &self.library.as_of(&checklist.head.sources),
            started: at,
        };
        let number = self.store.create_run(&run).map_err(|error| failure(&error))?;
        self.load(number)
    }

    fn renew_run(&mut self, run: RunId, checklist: &Checklist, entries: &[RunEntry], at: DateTime) -> Result<StoredRun, Failure> {
        let old = self.load(run.0)?;
        let begun = NewRun {
            case_reference: &old.case,
            checklist: &checklist.head.id,
            title: &checklist.head.title,
            text: &checklist.text,
            content_date: &self.library.as_of(&checklist.head.sources),
            started: at,
        };
        let number = self.store.create_run(&begun).map_err(|error| failure(&error))?;
        self.store.append_all(number, 0, entries).map_err(|error| failure(&error))?;
        // Only when the new run is whole does the old one leave the list.
        self.store
            .set_outcome(run.0, Some((at, REPLACED)))
            .map_err(|error| failure(&error))?;
        self.load(number)
    }

    fn load_run(&mut self, run: RunId) -> Result<StoredRun, Failure> {
        self.load(run.0)
    }

    fn append(&mut self, run: RunId, expected_seq: usize, entry: &RunEntry) -> Result<(), Failure> {
        let appended = self
            .store
            .append(run.0, expected_seq as u64, entry)
            .map_err(|error| failure(&error))?;
        match appended {
            Appended::Saved { later, .. } if later.is_empty() => {
                // The entry is safe; the note of the outcome is only for lists, and is made again with the next entry.
                let _ = self.note_outcome(run, entry);
                Ok(())
            }
            Appended::Saved { .. } | Appended::Behind { .. } | Appended::Missing { .. } => Err(Failure {
                kind: FailureKind::Conflict,
                message: "another window has written to this run".to_owned(),
            }),
        }
    }

    fn use_content(&mut self, library: &Arc<Library>) {
        self.library = Arc::clone(library);
        // What was worked out or read by the old rules is worked out anew when it is asked for.
        self.listed.clear();
        self.texts.clear();
    }

    fn load_case(&mut self, case: &str) -> Result<StoredCase, Failure> {
        let filter = RunFilter {
            case_reference: Some(case),
            ..RunFilter::default()
        };
        let heads = self.store.list_runs(&filter).map_err(|error| failure(&error))?;
        let log = self.store.case_log(case).map_err(|error| failure(&error))?;
        // A run whose text cannot be read must not hide the others.
        let runs = heads.into_iter().filter_map(|head| self.load(head.id).ok()).collect();
        Ok(StoredCase { runs, log })
    }

    fn add_case_entry(&mut self, case: &str, entry: &CaseEntry) -> Result<u64, Failure> {
        self.store.add_case_entry(case, entry).map_err(|error| failure(&error))
    }

    fn retention(&mut self, now: DateTime) -> Result<Retention, Failure> {
        let days = self.settings.keep_days;
        let before = now.checked_sub(i64::from(days).days()).unwrap_or(DateTime::MIN);
        let old = |case: CaseSummary| OldCase {
            case: case.case.reference,
            nickname: case.case.nickname,
            last_at: case.last_at,
            runs: case.run_count,
        };
        let finished = self.store.finished_before(before).map_err(|error| failure(&error))?;
        let untouched = self.store.untouched_before(before).map_err(|error| failure(&error))?;
        Ok(Retention {
            days,
            finished: finished.into_iter().map(old).collect(),
            untouched: untouched.into_iter().map(old).collect(),
        })
    }

    fn write_records(&mut self, cases: &[String], folder: &str) -> Result<Vec<String>, Failure> {
        let mut names = Vec::new();
        for case in cases {
            let file = self.store.show_case(case).map_err(|error| failure(&error))?;
            let file = file.ok_or_else(|| refused("the case is not there any more: it was purged"))?;
            let proof = self.store.verify(case).map_err(|error| failure(&error))?;
            let text = case_text(&file, &proof, &self.library, self.settings.today, ExportForm::Html);
            let path = Path::new(folder).join(format!("{case}.html"));
            private::write_new(&path, text.as_bytes()).map_err(|error| refused(&error.to_string()))?;
            names.push(path.display().to_string());
        }
        Ok(names)
    }

    fn purge(&mut self, cases: &[String], now: DateTime) -> Result<(), Failure> {
        for case in cases {
            self.store.purge(case, now).map_err(|error| failure(&error))?;
        }
        Ok(())
    }

    fn list_runs(&mut self, today: Date) -> Result<Vec<RunSummary>, Failure> {
        let heads = self.store.list_runs(&RunFilter::default()).map_err(|error| failure(&error))?;
        let cases = self.store.cases().map_err(|error| failure(&error))?;
        let cases: HashMap<String, Case> = cases.into_iter().map(|case| (case.reference.clone(), case)).collect();
        let (finished, unfinished): (Vec<_>, Vec<_>) = heads.into_iter().partition(|head| head.finished.is_some());
        let wanted = unfinished.into_iter().chain(finished.into_iter().take(MOST_FINISHED));
        // A run whose text cannot be read must not hide the others; `callcard cases export` still prints its entries.
        let listed = wanted.filter_map(|head| self.in_few_lines(head, &cases, today).ok());
        let (summaries, listed) = listed.map(|listed| (listed.summary.clone(), (listed.summary.id, listed))).unzip();
        // Runs that were purged are forgotten.
        self.listed = listed;
        Ok(summaries)
    }

    fn touch_recent(&mut self, id: &str, at: DateTime) -> Result<(), Failure> {
        self.store.touch_recent(id, at).map_err(|error| failure(&error))
    }

    fn recent(&mut self, limit: usize) -> Result<Vec<String>, Failure> {
        let recent = self.store.recent(limit).map_err(|error| failure(&error))?;
        Ok(recent.into_iter().map(|card| card.card).collect())
    }
}

fn failure(error: &StoreError) -> Failure {
    let kind = if error.is_worth_retrying() {
        FailureKind::Temporary
    } else {
        FailureKind::Refused
    };
    Failure {
        kind,
        message: format!("{}: {}", error.in_few_words(), error.what_to_do()),
    }
}

fn refused(message: &str) -> Failure {
    Failure {
        kind: FailureKind::Refused,
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;
    use jiff::civil::date;

    use super::*;
    use crate::cli::args::Args;
    use crate::domain::run::Mark;
    use crate::store::runs::CaseState;

    #[test]
    fn the_list_of_runs_follows_what_another_window_writes_and_the_day() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().to_str().expect("text");
        let settings = Settings::read(&Args::parse_from(["callcard", "--data", data, "--cache", data]).globals).expect("settings");
        let library = Arc::new(crate::builtin::library());
        let mut keeper = (world(&settings, &library, None, None).make_keeper)().expect("a keeper");
        let checklist = library.find_checklist("escalate-income-benefits").expect("there");
        let today = date(2026, 11, 21);
        let at = today.at(9, 0, 0, 0);
        let run = keeper.start_run(checklist, None, at).expect("begun");
        let mut listed = |today: Date| {
            let runs = keeper.list_runs(today).expect("listed");
            let [run] = runs.as_slice() else { panic!("{runs:?}") };
            run.clone()
        };
        let first = listed(today);
        assert_eq!((first.settled, first.is_finished, listed(today) == first), (0, false, true));
        let mut elsewhere = RunStore::open(&settings.places.database()).expect("open");
        let step = checklist.steps().next().expect("a step").id.clone();
        let until = "2026-12-01".to_owned();
        let mark = Mark::Defer { step, until };
        elsewhere.append(run.id.0, 0, &RunEntry { at, mark }).expect("saved");
        assert_eq!(listed(today).deferred, 1);
        elsewhere.close_case(&run.case, CaseState::Closed, at).expect("closed");
        assert!(listed(today).is_finished);
        assert_eq!(listed(date(2027, 1, 1)).id, run.id);
    }
}
