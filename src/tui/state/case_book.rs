//! What is known of a case over all its runs: facts, steps put off to a later checklist, checklists made pointless, its log.
//!
//! Does not belong here: the run that is stepped through (`book`), reading the case from disk.

use crate::domain::case_log::NumberedEntry;
use crate::domain::checklist::Step;
use crate::domain::falls_due::due_worked;
use crate::domain::rules::RuleContext;
use crate::domain::run::{
    Deferral, Due, ItemState, KnownFact, Progress, answered_differently, dates, differing_words, evaluate, known_facts, offered,
};
use crate::tui::event::RunKey;
use crate::tui::world::{RunId, StoredCase};

use super::State;
use super::runs::{RunSummary, note_spared, summarize};

/// What is known of a case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaseBook {
    /// Facts by the run in which they were learned.
    pub facts: Vec<(RunId, KnownFact)>,
    /// Facts that runs answered in different ways, each in a line.
    pub differing: Vec<String>,
    /// Steps that wait for a checklist to be run.
    pub put_off: Vec<PutOffHere>,
    /// Checklists that are not needed any more.
    pub spared: Vec<Spared>,
    /// Its runs, unfinished ones first, then the latest first.
    pub runs: Vec<RunSummary>,
    /// The dates that lie ahead: of its unfinished runs, and those worked out beside them; the nearest first.
    pub dates: Vec<Due>,
    /// What was done beside the runs, oldest first.
    pub log: Vec<NumberedEntry>,
}

/// A step of another run that was put off until a checklist is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutOffHere {
    /// The checklist, by its id.
    pub until: String,
    /// The run in which the step stands.
    pub run: RunId,
    /// The step.
    pub step: String,
    /// Its words.
    pub words: String,
    /// Title of the run's checklist.
    pub title: String,
}

/// A checklist that the outcome of another made pointless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spared {
    /// The checklist, by its id.
    pub checklist: String,
    /// Title of the checklist whose outcome did it.
    pub by: String,
    /// The outcome's sentence.
    pub why: String,
}

/// Works out what is known of a case.
#[must_use]
pub fn case_book(stored: StoredCase, context: &RuleContext<'_>) -> CaseBook {
    let mut book = CaseBook {
        log: stored.log,
        ..CaseBook::default()
    };
    for run in &stored.runs {
        book.runs.push(summarize(run, context));
        let facts = known_facts(&run.checklist, &run.log);
        book.facts.extend(facts.into_iter().map(|fact| (run.id, fact)));
        if run.is_closed {
            // Replaced by a run on a newer text, or the case is closed: nothing waits in it.
            continue;
        }
        let view = evaluate(&run.checklist, &run.log, context);
        book.dates
            .extend(dates(&view, context.today).into_iter().filter(|due| context.today <= due.day));
        for item in &view.items {
            if let ItemState::Deferred(until) = &item.state
                && let Deferral::Checklist(id) = Deferral::read(until)
            {
                book.put_off.push(PutOffHere {
                    until: id.to_owned(),
                    run: run.id,
                    step: item.item.id().to_owned(),
                    words: item.words.to_owned(),
                    title: run.checklist.head.title.clone(),
                });
            }
        }
        if let Some(end) = view.end.filter(|_| view.progress != Progress::UnderWay) {
            let why = run
                .checklist
                .find_outcome(&end.outcome)
                .map_or("", |outcome| outcome.sentence.as_str());
            book.spared.extend(end.spares.iter().map(|checklist| Spared {
                checklist: checklist.clone(),
                by: run.checklist.head.title.clone(),
                why: why.to_owned(),
            }));
        }
    }
    let facts = book.facts.iter().map(|(_, fact)| fact);
    book.differing = answered_differently(facts).iter().map(|answers| differing_words(answers)).collect();
    let worked = due_worked(&book.log, "").into_iter().filter(|due| context.today <= due.day);
    book.dates.extend(worked.map(|due| Due {
        day: due.day,
        words: due.what,
    }));
    note_spared(&mut book.runs);
    book.runs.sort_by_key(|run| (run.is_finished, std::cmp::Reverse(run.last_at)));
    book.dates.sort();
    book.dates.dedup();
    book
}

impl CaseBook {
    /// Returns the facts learned in other runs than this one.
    pub fn facts_for(&self, run: Option<RunId>) -> impl Iterator<Item = &KnownFact> {
        let others = self.facts.iter().filter(move |(learned_in, _)| Some(*learned_in) != run);
        others.map(|(_, fact)| fact)
    }

    /// Returns the steps of other runs that were put off until `checklist` is run.
    pub fn put_off_to(&self, checklist: &str) -> impl Iterator<Item = &PutOffHere> {
        self.put_off.iter().filter(move |step| step.until == checklist)
    }

    /// Returns why a checklist is not needed any more.
    #[must_use]
    pub fn spared(&self, checklist: &str) -> Option<&Spared> {
        self.spared.iter().find(|spared| spared.checklist == checklist)
    }
}

fn book_of(state: &State, key: RunKey) -> Option<&CaseBook> {
    let case = state.active(key)?.case.as_deref()?;
    state.book.cases.get(case)
}

/// Returns the answer to a step that is known from another run of the case.
#[must_use]
pub fn known_answer(state: &State, key: RunKey, step: &Step) -> Option<KnownFact> {
    let run = state.active(key)?;
    offered(step, book_of(state, key)?.facts_for(run.id)).cloned()
}

/// Returns the steps of other runs of the case that were put off until the checklist of this run is run.
#[must_use]
pub fn put_off_here(state: &State, key: RunKey) -> Vec<PutOffHere> {
    let (Some(run), Some(book)) = (state.active(key), book_of(state, key)) else {
        return Vec::new();
    };
    book.put_off_to(&run.checklist.head.id)
        .filter(|step| Some(step.run) != run.id)
        .cloned()
        .collect()
}

/// Returns why the checklist of this run is not needed any more.
#[must_use]
pub fn spared_here(state: &State, key: RunKey) -> Option<Spared> {
    let run = state.active(key)?;
    book_of(state, key)?.spared(&run.checklist.head.id).cloned()
}
