//! What the keeper is asked to do, what each task is answered with, and what one that failed is answered with.
//!
//! Does not belong here: threads and queues (`workers`), how things are kept.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};

use crate::domain::case_log::CaseEntry;
use crate::domain::checklist::Checklist;
use crate::domain::library::Library;
use crate::domain::run::RunEntry;
use crate::tui::effect::{AfterWriting, Effect};
use crate::tui::event::{Event, RunKey};
use crate::tui::world::{Failure, Keeper, RunId};

use super::workers::guarded;

/// Most ids of recently opened cards.
const RECENT: usize = 12;

/// One thing for the keeper to do.
pub(super) enum KeeperTask {
    Start {
        key: RunKey,
        checklist: Arc<Checklist>,
        case: Option<String>,
        at: DateTime,
    },
    Renew {
        key: RunKey,
        run: RunId,
        checklist: Arc<Checklist>,
        entries: Vec<RunEntry>,
        at: DateTime,
    },
    Load {
        key: RunKey,
        run: RunId,
    },
    Append {
        key: RunKey,
        run: RunId,
        expected_seq: usize,
        entry: RunEntry,
    },
    LoadCase {
        case: String,
    },
    AddCaseEntry {
        case: String,
        entry: CaseEntry,
    },
    Retention {
        at: DateTime,
    },
    WriteRecords {
        cases: Vec<String>,
        folder: String,
        then: AfterWriting,
        at: DateTime,
    },
    Purge {
        cases: Vec<String>,
        at: DateTime,
    },
    List {
        today: Date,
    },
    Recent,
    UseContent {
        library: Arc<Library>,
    },
    Touch {
        id: String,
        at: DateTime,
    },
}

impl KeeperTask {
    /// Returns what an effect asks of the keeper, on the day `today`; none if it is for others.
    pub(super) fn of(effect: Effect, today: Date) -> Option<Self> {
        Some(match effect {
            Effect::StartRun { key, checklist, case, at } => Self::Start { key, checklist, case, at },
            Effect::RenewRun {
                key,
                run,
                checklist,
                entries,
                at,
            } => Self::Renew {
                key,
                run,
                checklist,
                entries,
                at,
            },
            Effect::LoadRun { key, run } => Self::Load { key, run },
            Effect::SaveMark {
                key,
                run,
                expected_seq,
                entry,
            } => Self::Append {
                key,
                run,
                expected_seq,
                entry,
            },
            Effect::LoadCase { case } => Self::LoadCase { case },
            Effect::SaveCaseEntry { case, entry } => Self::AddCaseEntry { case, entry },
            Effect::LoadRetention { at } => Self::Retention { at },
            Effect::WriteRecords { cases, folder, then, at } => Self::WriteRecords { cases, folder, then, at },
            Effect::PurgeCases { cases, at } => Self::Purge { cases, at },
            Effect::LoadRuns => Self::List { today },
            Effect::LoadRecent => Self::Recent,
            Effect::TouchRecent { id, at } => Self::Touch { id, at },
            Effect::UseContent { library } => Self::UseContent { library },
            Effect::Search { .. }
            | Effect::ReadPage { .. }
            | Effect::Copy { .. }
            | Effect::ReadScreen { .. }
            | Effect::ClearClipboard
            | Effect::SetMouse(_)
            | Effect::Suspend
            | Effect::Quit => {
                return None;
            }
        })
    }
}

/// Does a task and returns its answer.
pub(super) fn done(keeper: &mut dyn Keeper, task: &KeeperTask) -> Option<Event> {
    let answer = guarded(|| match of_runs(keeper, task)? {
        Some(event) => Ok(Some(event)),
        None => of_cases(keeper, task),
    });
    answer.unwrap_or_else(|failure| failed(task, failure))
}

fn of_runs(keeper: &mut dyn Keeper, task: &KeeperTask) -> Result<Option<Event>, Failure> {
    let (key, run) = match task {
        KeeperTask::Start { key, checklist, case, at } => (*key, keeper.start_run(checklist, case.as_deref(), *at)?),
        KeeperTask::Renew {
            key,
            run,
            checklist,
            entries,
            at,
        } => (*key, keeper.renew_run(*run, checklist, entries, *at)?),
        KeeperTask::Load { key, run } => (*key, keeper.load_run(*run)?),
        KeeperTask::Append {
            key,
            run,
            expected_seq,
            entry,
        } => {
            keeper.append(*run, *expected_seq, entry)?;
            let (key, saved) = (*key, expected_seq + 1);
            return Ok(Some(Event::RunSaved { key, saved }));
        }
        KeeperTask::List { today } => {
            let runs = keeper.list_runs(*today)?;
            return Ok(Some(Event::RunsLoaded { runs }));
        }
        _ => return Ok(None),
    };
    Ok(Some(Event::RunOpened { key, run }))
}

fn of_cases(keeper: &mut dyn Keeper, task: &KeeperTask) -> Result<Option<Event>, Failure> {
    Ok(Some(match task {
        KeeperTask::LoadCase { case } => Event::CaseLoaded {
            case: case.clone(),
            stored: keeper.load_case(case)?,
        },
        KeeperTask::AddCaseEntry { case, entry } => Event::CaseEntrySaved {
            case: case.clone(),
            seq: keeper.add_case_entry(case, entry)?,
        },
        KeeperTask::Retention { at } => Event::RetentionLoaded {
            retention: keeper.retention(*at)?,
        },
        KeeperTask::WriteRecords { cases, folder, then, at } => {
            let files = keeper.write_records(cases, folder)?;
            let purged = match then {
                AfterWriting::Keep => 0,
                AfterWriting::Purge => {
                    keeper.purge(cases, *at)?;
                    cases.len()
                }
            };
            Event::RecordsWritten { files, purged }
        }
        KeeperTask::Purge { cases, at } => {
            keeper.purge(cases, *at)?;
            Event::CasesPurged { count: cases.len() }
        }
        KeeperTask::Touch { id, at } => {
            keeper.touch_recent(id, *at)?;
            Event::RecentLoaded {
                ids: keeper.recent(RECENT)?,
            }
        }
        KeeperTask::Recent => Event::RecentLoaded {
            ids: keeper.recent(RECENT)?,
        },
        KeeperTask::UseContent { library } => {
            keeper.use_content(library);
            return Ok(None);
        }
        _ => return Ok(None),
    }))
}

/// What a task that failed is answered with. What was opened lately, and what is known of a case, is not missed.
pub(super) fn failed(task: &KeeperTask, failure: Failure) -> Option<Event> {
    match task {
        KeeperTask::Start { key, .. } | KeeperTask::Renew { key, .. } | KeeperTask::Load { key, .. } => {
            Some(Event::RunOpenFailed { key: *key, failure })
        }
        KeeperTask::Append { key, .. } => Some(Event::RunSaveFailed { key: *key, failure }),
        KeeperTask::List { .. } => Some(Event::RunsLoadFailed { message: failure.message }),
        KeeperTask::AddCaseEntry { .. } => Some(Event::CaseEntryFailed { failure }),
        KeeperTask::WriteRecords { .. } | KeeperTask::Purge { .. } => Some(Event::CasesFailed { message: failure.message }),
        KeeperTask::Recent
        | KeeperTask::UseContent { .. }
        | KeeperTask::Touch { .. }
        | KeeperTask::LoadCase { .. }
        | KeeperTask::Retention { .. } => None,
    }
}
