//! Records as JSON, for other programs. Fields may be added; none is renamed or taken away.
//!
//! A case has `case`, `nickname`, `created`, `closed`, `contacts`, `notes`, `runs`, `answered_differently` (facts
//! with every answer, where runs differ), `unreadable` (runs whose checklists can no
//! longer be read), `history` (all that was done in it beside its runs), `entries` and `head` (the length and the fingerprint
//! of its chain), `altered` (what is wrong with it, if it is not as it was written). A run has `run`, `case`, `checklist`, `title`, `fingerprint`, `content_date`, `started`, `finished`, `as_of`,
//! `not_needed` (in a case: which other outcome made it pointless), `progress`, `settled`, `applicable`, `deferred`, `due`, `outcome`, `items` in order (see [`items_json`]), `history` (every entry
//! of its log; one that no longer stands has `struck`) and `letters`.
//! Does not belong here: printing.

mod item;

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::history::follow;
use super::{CaseRecord, LogRecord, RunRecord, facts, fill_letter, not_needed, spares};
use crate::domain::case_log::{CaseMark, NumberedEntry, Struck, struck};
use crate::domain::checklist::{Checklist, Letter};
use crate::domain::contact::{Contact, ContactField};
use crate::domain::layout::is_unseen;
use crate::domain::library::Library;
use crate::domain::run::{KnownFact, Progress, RunLog, RunView, answered_differently};

pub use item::{grid_json, items_json, results_json};

/// Returns a case with all its runs.
#[must_use]
pub fn case_json(case: &CaseRecord<'_>, library: &Library, today: Date) -> Value {
    let struck = struck(case.log);
    let gone = |seq: u64| struck.get(&seq).map(struck_json);
    let mut contacts = Vec::new();
    let mut notes = Vec::new();
    let mut worked = Vec::new();
    let mut history = Vec::new();
    for NumberedEntry { seq, entry } in case.log {
        let gone = gone(*seq);
        let at = entry.at.to_string();
        match &entry.mark {
            CaseMark::Contact { contact } => {
                contacts.push(json!({ "entry": seq, "at": at, "struck": gone, "contact": contact_json(contact) }));
            }
            CaseMark::Note { text } => notes.push(json!({ "entry": seq, "at": at, "struck": gone, "text": text })),
            CaseMark::Worked { out } => {
                let day = out.day().map(|day| day.to_string());
                worked.push(json!({ "entry": seq, "at": at, "struck": gone, "day": day, "words": out.spoken, "out": out }));
            }
            _ => {}
        }
        history.push(entry_json(*seq, entry, gone));
    }
    let spares = spares(case.runs, library, today);
    let runs: Vec<Value> = case
        .runs
        .iter()
        .map(|run| with_not_needed(run_json(run, library, today), not_needed(run, &spares)))
        .collect();
    let facts = facts(case.runs);
    let differing: Vec<Value> = answered_differently(&facts).iter().map(|answers| differing_json(answers)).collect();
    let unreadable: Vec<Value> = case.unreadable.iter().map(log_json).collect();
    json!({
        "case": case.reference, "nickname": case.nickname, "created": case.created.to_string(),
        "closed": case.closed.map(|at| at.to_string()), "contacts": contacts, "notes": notes, "worked_out": worked, "runs": runs, "unreadable": unreadable,
        "answered_differently": differing,
        "history": history, "entries": case.entries, "head": case.head, "altered": case.altered,
    })
}

fn differing_json(answers: &[&KnownFact]) -> Value {
    let each = answers
        .iter()
        .map(|fact| json!({ "value": fact.value, "shown": fact.shown, "learned_in": fact.learned_in, "at": fact.at.to_string() }));
    json!({
        "fact": answers.first().map(|fact| &fact.fact), "words": answers.first().map(|fact| &fact.words),
        "answers": each.collect::<Vec<_>>(),
    })
}

fn with_not_needed(mut run: Value, not_needed: Option<&str>) -> Value {
    if let Value::Object(fields) = &mut run {
        fields.insert("not_needed".to_owned(), json!(not_needed));
    }
    run
}

/// Returns a run with every item, what was done in it, and its letters.
#[must_use]
pub fn run_json(record: &RunRecord<'_>, library: &Library, today: Date) -> Value {
    let checklist = record.checklist;
    let view = record.view(library, today);
    let letters: Vec<Value> = checklist
        .letters
        .iter()
        .map(|letter| filled_json(letter, checklist, &view))
        .collect();
    json!({
        "run": record.run, "case": record.case_reference, "checklist": checklist.head.id, "title": checklist.head.title,
        "fingerprint": record.fingerprint, "content_date": record.content_date, "started": record.started.to_string(),
        "finished": record.finished.map(|at| at.to_string()), "not_needed": Value::Null, "as_of": record.as_of(today).to_string(),
        "progress": progress_word(view.progress), "settled": view.settled_count, "applicable": view.applicable_count,
        "deferred": view.deferred_count, "due": view.due_count, "outcome": outcome_json(checklist, &view),
        "items": items_json(checklist, record.log, &view, library), "history": history_json(record.log), "letters": letters,
    })
}

/// Returns a letter of a run, filled in.
#[must_use]
pub fn letter_json(letter: &Letter, record: &RunRecord<'_>, library: &Library, today: Date) -> Value {
    filled_json(letter, record.checklist, &record.view(library, today))
}

/// Returns the outcome of a run, if its end was reached.
#[must_use]
pub fn outcome_json(checklist: &Checklist, view: &RunView<'_>) -> Option<Value> {
    view.end.map(|end| {
        let sentence = checklist.find_outcome(&end.outcome).map(|outcome| outcome.sentence.as_str());
        json!({ "id": end.outcome, "end": end.id, "words": end.words, "sentence": sentence, "goto": end.goto })
    })
}

/// Returns the word for how far a run is.
#[must_use]
pub fn progress_word(progress: Progress) -> &'static str {
    match progress {
        Progress::UnderWay => "under-way",
        Progress::CompleteExceptDeferred => "complete-except-deferred",
        Progress::Complete => "complete",
    }
}

/// Returns a value as text, on several lines. Signs that steer a terminal or turn words around are written as escapes.
#[must_use]
pub fn json_text(value: &Value) -> String {
    let text = format!("{value:#}\n");
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        // Outside of strings there are no such signs but line ends.
        if c != '\n' && is_unseen(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

fn filled_json(letter: &Letter, checklist: &Checklist, view: &RunView<'_>) -> Value {
    json!({ "id": letter.id, "heading": letter.heading, "text": fill_letter(letter, checklist, view) })
}

fn log_json(record: &LogRecord<'_>) -> Value {
    json!({ "run": record.run, "title": record.title, "history": history_json(record.log) })
}

/// Returns every entry of a run's log; one that no longer stands says since when and how.
fn history_json(log: &RunLog) -> Vec<Value> {
    let history = follow(log);
    let entry = |(idx, entry)| {
        let struck = history
            .struck(idx)
            .map(|struck| json!({ "at": struck.at.to_string(), "how": struck.how.replace(' ', "-") }));
        entry_json(u64::try_from(idx).unwrap_or(u64::MAX), entry, struck)
    };
    log.entries.iter().enumerate().map(entry).collect()
}

/// Returns an entry of a log with its number and what struck it.
fn entry_json(number: u64, entry: &impl serde::Serialize, struck: Option<Value>) -> Value {
    let mut row = Map::new();
    // An entry is plain words and numbers, which can always be written as JSON.
    if let Ok(Value::Object(fields)) = serde_json::to_value(entry) {
        row.extend(fields);
    }
    row.insert("number".to_owned(), json!(number));
    if let Some(struck) = struck {
        row.insert("struck".to_owned(), struck);
    }
    Value::Object(row)
}

fn struck_json(struck: &Struck) -> Value {
    json!({ "at": struck.at.to_string(), "reason": struck.reason })
}

/// Returns every field of a contact by name; null for one that was not recorded.
fn contact_json(contact: &Contact) -> Value {
    let field = |field: ContactField| {
        let value = Some(contact.get(field)).filter(|value| !value.is_empty());
        (field.as_str().to_owned(), json!(value))
    };
    Value::Object(ContactField::ALL.into_iter().map(field).collect())
}

#[cfg(test)]
mod tests;
