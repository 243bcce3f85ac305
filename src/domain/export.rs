//! The record of a run or a case for a case file: as Markdown, as plain text, as one HTML page, each with its letters; as
//! JSON; and the contacts as CSV. The same input gives the same bytes.
//!
//! A finished run is worked out as of the day on which it ended, so that an export of later years says the same.
//! Does not belong here: reading runs, writing files, the blank form (`blank`), how words are set (`paper`).

mod contacts;
mod csv;
mod history;
mod json;
mod letter;
mod run_record;
mod sources;
mod wording;

use jiff::civil::{Date, DateTime};

use super::case_log::{CaseMark, NumberedEntry};
use super::checklist::{Ask, Checklist};
use super::library::Library;
use super::paper::Writer;
use super::rules::{RuleContext, ValueKind};
use super::run::{
    Deferral, KnownFact, Progress, RunLog, RunView, answered_differently, differing_words, evaluate, known_facts, show_answer,
};

pub use super::paper::Form;
pub use csv::contacts_csv;
pub use json::{case_json, grid_json, items_json, json_text, letter_json, outcome_json, progress_word, results_json, run_json};
pub use letter::{export_letter, fill_letter};
pub use wording::working;

/// A run to be written out.
#[derive(Debug, Clone, Copy)]
pub struct RunRecord<'a> {
    /// Reference of its case.
    pub case_reference: &'a str,
    /// Its number in the case, from 1.
    pub run: u64,
    /// Local time.
    pub started: DateTime,
    /// Local time at which its end was reached.
    pub finished: Option<DateTime>,
    /// Date of the content that it stands on; may be empty.
    pub content_date: &'a str,
    /// Fingerprint of the checklist's text; may be empty.
    pub fingerprint: &'a str,
    /// The checklist, read from the text that the run began with.
    pub checklist: &'a Checklist,
    /// Everything done in it.
    pub log: &'a RunLog,
}

/// A run whose checklist can no longer be read.
#[derive(Debug, Clone, Copy)]
pub struct LogRecord<'a> {
    /// Its number in the case, from 1.
    pub run: u64,
    /// Title of its checklist when it began.
    pub title: &'a str,
    /// Everything done in it.
    pub log: &'a RunLog,
}

/// A case to be written out.
#[derive(Debug, Clone, Copy)]
pub struct CaseRecord<'a> {
    /// Its reference.
    pub reference: &'a str,
    /// The user's own name for it; may be empty.
    pub nickname: &'a str,
    /// Local time.
    pub created: DateTime,
    /// Local time at which it was closed.
    pub closed: Option<DateTime>,
    /// What was done in it beside its runs: contacts, notes and what was struck of them; oldest first.
    pub log: &'a [NumberedEntry],
    /// Its runs, oldest first.
    pub runs: &'a [RunRecord<'a>],
    /// Its runs whose checklists can no longer be read.
    pub unreadable: &'a [LogRecord<'a>],
    /// Fingerprint of the last entry of all that was done in it, which stands for all before; none if it is not known.
    pub head: Option<&'a str>,
    /// How many entries there are up to that one.
    pub entries: u64,
    /// What is wrong with the entries, if they are not as they were written.
    pub altered: Option<&'a str>,
}

impl<'a> RunRecord<'a> {
    /// Returns the day as of which the run is worked out: the day it ended, or else `today`.
    #[must_use]
    pub fn as_of(&self, today: Date) -> Date {
        self.finished.map_or(today, DateTime::date)
    }

    /// Works out how the run stands.
    #[must_use]
    pub fn view(&self, library: &Library, today: Date) -> RunView<'a> {
        let context = RuleContext {
            today: self.as_of(today),
            closed_days: &library.closed_days,
            figures: &library.figures,
            rules: &library.rules,
        };
        evaluate(self.checklist, self.log, &context)
    }
}

/// Writes out a case: its contacts, its notes, all its runs, and the fingerprint of its log.
#[must_use]
pub fn export_case(case: &CaseRecord<'_>, library: &Library, today: Date, form: Form) -> String {
    let mut writer = Writer::new(form);
    writer.heading(1, format!("Case {}", case.reference));
    if let Some(altered) = case.altered {
        writer.fact("WARNING, NOT AS WRITTEN", altered);
    }
    if !case.nickname.is_empty() {
        writer.fact("Called", case.nickname);
    }
    writer.fact("Opened", time_words(case.created));
    if let Some(closed) = case.closed {
        writer.fact("Closed", time_words(closed));
    }
    writer.fact("Runs", (case.runs.len() + case.unreadable.len()).to_string());
    contacts::write(&mut writer, case.log);
    differing(&mut writer, case.runs);
    let spares = spares(case.runs, library, today);
    for run in case.runs {
        writer.divide();
        run_record::write(&mut writer, run, library, today, not_needed(run, &spares));
    }
    for log in case.unreadable {
        writer.divide();
        history::write_unreadable(&mut writer, case.reference, log, library);
    }
    if let Some(head) = case.head {
        writer.heading(2, "Everything done in this case");
        for numbered in case.log {
            let words = case_words(&numbered.entry.mark);
            writer.item(format!("{}: entry {}, {words}", time_words(numbered.entry.at), numbered.seq));
        }
        writer.paragraph(format!("Chain: {} entries, last {head}", case.entries));
    }
    writer.finish()
}

/// Writes the facts to which runs of a case gave different answers.
fn differing(writer: &mut Writer, runs: &[RunRecord<'_>]) {
    let facts = facts(runs);
    for (idx, answers) in answered_differently(&facts).iter().enumerate() {
        if idx == 0 {
            writer.heading(2, "Answered differently");
        }
        writer.item(differing_words(answers));
    }
}

fn facts(runs: &[RunRecord<'_>]) -> Vec<KnownFact> {
    runs.iter().flat_map(|run| known_facts(run.checklist, run.log)).collect()
}

/// Writes out a run: what was answered and when, the computed dates with their traces, what is open, the sources, the letters.
#[must_use]
pub fn export_run(record: &RunRecord<'_>, library: &Library, today: Date, form: Form) -> String {
    let mut writer = Writer::new(form);
    run_record::write(&mut writer, record, library, today, None);
    writer.finish()
}

/// Returns in words what was done with a case itself; what was written in a contact or note stands there.
fn case_words(mark: &CaseMark) -> String {
    match mark {
        CaseMark::RunBegun { run, .. } => format!("run {run} begun"),
        CaseMark::Contact { .. } => "a contact recorded".to_owned(),
        CaseMark::Note { .. } => "a note written".to_owned(),
        CaseMark::Worked { .. } => "a date worked out".to_owned(),
        CaseMark::Strike { entry, .. } => format!("entry {entry} struck"),
        CaseMark::Closed => "the case closed".to_owned(),
        CaseMark::Reopened => "the case opened again".to_owned(),
    }
}

/// Returns the checklists that runs of a case made pointless, by their ids, each with the checklist and the outcome that did it.
fn spares(runs: &[RunRecord<'_>], library: &Library, today: Date) -> Vec<(String, String)> {
    let mut spares = Vec::new();
    for run in runs {
        let view = run.view(library, today);
        let Some(end) = view.end.filter(|_| view.progress != Progress::UnderWay) else {
            continue;
        };
        let sentence = run
            .checklist
            .find_outcome(&end.outcome)
            .map_or("", |outcome| outcome.sentence.as_str());
        let words = format!("\"{}\" ended: {sentence}", run.checklist.head.title);
        spares.extend(end.spares.iter().map(|id| (id.clone(), words.clone())));
    }
    spares
}

/// Returns why an unfinished run is not needed any more.
fn not_needed<'a>(run: &RunRecord<'_>, spares: &'a [(String, String)]) -> Option<&'a str> {
    let found = spares.iter().find(|(id, _)| *id == run.checklist.head.id);
    found.filter(|_| run.finished.is_none()).map(|(_, words)| words.as_str())
}

/// Returns a result of a rule in words.
#[must_use]
pub fn show_result(form: Option<&ValueKind>, value: &str) -> String {
    match form {
        Some(ValueKind::Date) => show_answer(&Ask::Date, value),
        Some(ValueKind::Time) => value.parse().map_or_else(|_| value.to_owned(), time_words),
        Some(ValueKind::Amount) => show_answer(&Ask::Amount, value),
        Some(ValueKind::Months) => show_answer(&Ask::Months, value),
        Some(ValueKind::MonthAmounts) => show_answer(&Ask::Earnings, value),
        _ => value.to_owned(),
    }
}

/// Returns in words until when a step was put off: a later checklist by its title, a day like other days, or what was typed.
#[must_use]
pub fn until_words(until: &str, library: &Library) -> String {
    match Deferral::read(until) {
        Deferral::Day(day) => day_words(day),
        Deferral::Checklist(id) => {
            let title = library.find_checklist(id).map_or(id, |found| found.head.title.as_str());
            format!("the checklist {title}")
        }
        Deferral::Words(words) => words.to_owned(),
    }
}

fn time_words(at: DateTime) -> String {
    at.strftime("%a %-d %b %Y, %H:%M").to_string()
}

fn day_words(day: Date) -> String {
    day.strftime("%a %-d %b %Y").to_string()
}

#[cfg(test)]
mod tests;
