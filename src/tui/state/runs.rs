//! The Runs place, and a run in a few lines: where it stands, what is next, what falls due.
//!
//! Does not belong here: the order of steps and their states (`domain::run`).

use jiff::civil::{Date, DateTime};

use crate::domain::checklist::{Ask, Item};
use crate::domain::rules::RuleContext;
use crate::domain::run::{Deferral, Due, Mark, Progress, RunLog, RunView, evaluate, nearest_due, show_answer};
use crate::tui::world::{RunId, StoredRun};

/// The Runs place.
#[derive(Debug, Default)]
pub struct RunsState {
    /// Index of the chosen run among the listed ones.
    pub selected: usize,
}

/// A run in a few lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunSummary {
    /// Its name on disk.
    pub id: RunId,
    /// Reference of its case.
    pub case: String,
    /// The user's own word for the case; may be empty.
    pub nickname: String,
    /// Id of its checklist.
    pub checklist: String,
    /// Title of its checklist.
    pub title: String,
    /// Whether nothing is left to do in it.
    pub is_finished: bool,
    /// How far it is.
    pub progress: Progress,
    /// Steps settled.
    pub settled: usize,
    /// Steps that apply or may apply.
    pub applicable: usize,
    /// Steps put off.
    pub deferred: usize,
    /// What was done last, with its answer.
    pub last_done: Option<String>,
    /// Words of the next open step.
    pub next: Option<String>,
    /// When something was done last.
    pub last_at: DateTime,
    /// Why it was left; empty if no reason was given.
    pub why_left: String,
    /// The nearest date in it.
    pub due: Option<Due>,
    /// The sentence of the outcome reached.
    pub outcome: Option<String>,
    /// Ids of the checklists that the outcome reached makes pointless in the same case.
    pub spares: Vec<String>,
    /// Title of the checklist whose outcome made this one pointless.
    pub spared_by: Option<String>,
}

impl RunSummary {
    /// Returns reference and word of the case.
    #[must_use]
    pub fn case_words(&self) -> String {
        case_words(&self.case, &self.nickname)
    }
}

/// Returns reference and word of a case: `C-7F2K (blue folder)`.
#[must_use]
pub fn case_words(case: &str, nickname: &str) -> String {
    match (case.is_empty(), nickname.is_empty()) {
        (_, true) => case.to_owned(),
        (true, false) => nickname.to_owned(),
        (false, false) => format!("{case} ({nickname})"),
    }
}

/// Returns a stored run in a few lines.
#[must_use]
pub fn summarize(run: &StoredRun, context: &RuleContext<'_>) -> RunSummary {
    let view = evaluate(&run.checklist, &run.log, context);
    let outcome = view.end.and_then(|end| run.checklist.find_outcome(&end.outcome));
    RunSummary {
        id: run.id,
        case: run.case.clone(),
        nickname: run.nickname.clone(),
        checklist: run.checklist.head.id.clone(),
        title: run.checklist.head.title.clone(),
        is_finished: run.is_closed || view.progress == Progress::Complete,
        progress: view.progress,
        settled: view.settled_count,
        applicable: view.applicable_count,
        deferred: view.deferred_count,
        last_done: last_done(&view, &run.log),
        next: view.next_idx.and_then(|idx| view.items.get(idx)).map(|item| item.words.to_owned()),
        last_at: run.log.entries.last().map_or(run.started_at, |entry| entry.at),
        why_left: run.log.paused().map_or_else(String::new, |(_, why)| why.to_owned()),
        due: nearest_due(&view, context.today),
        outcome: outcome.map(|outcome| outcome.sentence.clone()),
        spares: view
            .end
            .filter(|_| view.progress != Progress::UnderWay && !run.is_closed)
            .map_or_else(Vec::new, |end| end.spares.clone()),
        spared_by: None,
    }
}

/// Notes on each run which other of the same case made it pointless.
pub fn note_spared(runs: &mut [RunSummary]) {
    let by: Vec<(String, String, String)> = runs
        .iter()
        .flat_map(|run| run.spares.iter().map(|id| (run.case.clone(), id.clone(), run.title.clone())))
        .collect();
    for run in runs.iter_mut().filter(|run| !run.is_finished) {
        let found = by.iter().find(|(case, id, _)| *case == run.case && *id == run.checklist);
        run.spared_by = found.map(|(.., title)| title.clone());
    }
}

/// Returns what was done last and still stands, with its answer, worded for the side chosen.
fn last_done(view: &RunView<'_>, log: &RunLog) -> Option<String> {
    let standing = log.standing();
    let entry = standing.into_iter().rev().find(|entry| entry.mark.step().is_some())?;
    let id = entry.mark.step()?;
    let (step, words) = view.items.iter().find_map(|item| match item.item {
        Item::Step(step) if step.id == id => Some((step, item.words)),
        _ => None,
    })?;
    Some(match &entry.mark {
        Mark::Answer { value, .. } if step.ask == Ask::Tick || value.is_empty() => words.to_owned(),
        Mark::Answer { value, .. } => format!("{words} ({})", show_answer(&step.ask, value)),
        Mark::Defer { until, .. } => format!("{words} (deferred: {until})"),
        Mark::Override { reason, .. } => format!("{words} (overridden: {reason})"),
        Mark::Refuse { by, .. } => format!("{words} (refused: {by})"),
        Mark::Reopen { .. } => format!("{words} (reopened)"),
        Mark::Note { .. } => format!("{words} (note)"),
        Mark::Pause { .. } | Mark::Resume | Mark::Call { .. } | Mark::Cite { .. } | Mark::Warned { .. } | Mark::Undo => words.to_owned(),
    })
}

/// Returns how far a day is from today: `today`, `in 10 days`, `12 days ago`.
#[must_use]
pub fn days_words(day: Date, today: Date) -> String {
    match (day - today).get_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        days @ 2.. => format!("in {days} days"),
        days => format!("{} days ago", -days),
    }
}

/// Returns a day as people say it: `Tue 1 Dec 2026`.
#[must_use]
pub fn show_day(day: Date) -> String {
    day.strftime("%a %-d %b %Y").to_string()
}

/// Returns a canonical value in words: days with their weekday, months by name, a checklist by its id.
#[must_use]
pub fn show_value(value: &str) -> String {
    if let Deferral::Checklist(id) = Deferral::read(value) {
        return format!("the checklist {id}");
    }
    if let Ok(day) = value.parse::<Date>() {
        let time = value.split_once('T').map_or_else(String::new, |(_, time)| format!(", {time}"));
        return format!("{}{time}", show_day(day));
    }
    match format!("{value}-01").parse::<Date>() {
        Ok(first) if value.len() == 7 => first.strftime("%B %Y").to_string(),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_time_of_day_stands_beside_its_day() {
        assert_eq!(show_value("2026-06-14T12:00"), format!("{}, 12:00", show_value("2026-06-14")));
        assert_eq!(show_value("2026-06"), "June 2026");
    }

    #[test]
    fn days_are_said_from_today() {
        let today = date(2026, 11, 21);
        assert_eq!(days_words(date(2026, 12, 1), today), "in 10 days");
        assert_eq!(days_words(date(2026, 11, 20), today), "yesterday");
        assert_eq!(days_words(date(2026, 11, 9), today), "12 days ago");
        assert_eq!(days_words(date(2027, 11, 21), today), "in 365 days");
    }

    #[test]
    fn values_are_said_in_words() {
        assert_eq!(show_value("2026-12-01"), "Tue 1 Dec 2026");
        assert_eq!(show_value("2022-01"), "January 2022");
        assert_eq!(show_value("12.50"), "12.50");
        assert_eq!(show_value("yes"), "yes");
    }
}
