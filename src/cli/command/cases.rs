//! `callcard cases`: what is kept, its records, and deleting it for good.
//!
//! Does not belong here: printing records (`export`), their form (`domain::export`), SQL (`store`).

pub(in crate::cli) mod keeping;
mod sealing;

use serde_json::{Value, json};

use crate::cli::args::{CasesArgs, CasesCommand};
use crate::cli::library::load;
use crate::cli::passphrase::unlock;
use crate::cli::settings::Settings;
use crate::domain::case_log::{CaseMark, NumberedEntry, struck};
use crate::domain::checklist::Checklist;
use crate::domain::contact::ContactField;
use crate::domain::export::items_json;
use crate::domain::parse::parse_checklist;
use crate::domain::reference::read_reference;
use crate::domain::rules::Rules;
use crate::domain::run::{Progress, evaluate};
use crate::domain::source::{Origin, SourceFile};
use crate::report::{Exit, Failure};
use crate::store::error::StoreError;
use crate::store::runs::{Case, CaseFile, RunStore, SavedRun};

use super::date::context;
use super::export::{self, record};
use super::{print, print_json};

/// Lists, shows, exports, closes or purges cases.
///
/// # Errors
///
/// [`Failure`] if the database cannot be used or a case is not there.
pub fn run(settings: &Settings, args: &CasesArgs) -> Result<Exit, Failure> {
    let command = args.command.as_ref().unwrap_or(&CasesCommand::List);
    if let Some(done) = sealing::run(settings, command, args.json) {
        return done;
    }
    let mut store = open(settings)?;
    match command {
        CasesCommand::List => list(&store, args.json),
        CasesCommand::Show { case } => {
            let file = find(&store, case)?;
            if args.json {
                print_json(&file_json(settings, &file)?)
            } else {
                print(&file_text(settings, &file)?)
            }
        }
        CasesCommand::Export(export) => export::run(settings, &store, &find(&store, &export.case)?, export, args.json),
        command => keeping::run(settings, &mut store, command, args.json).unwrap_or(Ok(Exit::Done)),
    }
}

/// Opens the database, with the passphrase if it is sealed.
///
/// # Errors
///
/// [`Failure`] if it cannot be used, or was damaged.
pub fn open(settings: &Settings) -> Result<RunStore, Failure> {
    let key = unlock(settings)?;
    let store = RunStore::open_with(&settings.places.database(), key.as_ref()).map_err(|error| failure(&error))?;
    damaged(&store).map_or(Ok(store), Err)
}

/// Returns what is said when the database was damaged and put aside; none if it was not.
#[must_use]
pub fn damaged(store: &RunStore) -> Option<Failure> {
    let place = store.moved_aside()?;
    let mut message = format!(
        "the file of cases was damaged and is kept as {}; a new one was begun",
        place.display()
    );
    if !store.is_sealed() {
        message.push_str(", which is not encrypted");
    }
    let hint = "copy that file away before anything else; its cases may still be read with `sqlite3 FILE .recover`";
    Some(Failure::environment(message, hint))
}

/// Returns a failure of the database in words.
#[must_use]
pub fn failure(error: &StoreError) -> Failure {
    match error {
        StoreError::Absent(_) => Failure::no(error.to_string(), error.what_to_do()),
        StoreError::WrongPassphrase { .. } | StoreError::Sealed { .. } => Failure::usage(error.to_string(), error.what_to_do()),
        _ => Failure::environment(error.to_string(), error.what_to_do()),
    }
}

fn find(store: &RunStore, typed: &str) -> Result<CaseFile, Failure> {
    let absent = || Failure::no(format!("there is no case `{typed}`"), "`callcard cases list` names them all");
    let reference = read_reference(typed).ok_or_else(absent)?;
    store.show_case(&reference).map_err(|error| failure(&error))?.ok_or_else(absent)
}

fn list(store: &RunStore, json: bool) -> Result<Exit, Failure> {
    let cases = store.list_cases().map_err(|error| failure(&error))?;
    if json {
        let rows: Vec<Value> = cases
            .iter()
            .map(|summary| {
                let mut row = case_json(&summary.case);
                if let Value::Object(fields) = &mut row {
                    fields.insert("runs".to_owned(), json!(summary.run_count));
                    fields.insert("unfinished".to_owned(), json!(summary.unfinished_count));
                }
                row
            })
            .collect();
        return print_json(&Value::Array(rows));
    }
    if cases.is_empty() {
        return print("No cases yet. A case begins with the first run of a checklist.\n");
    }
    let mut out = String::new();
    for summary in &cases {
        let closed = summary.case.closed.map(|at| format!(", closed {}", at.date())).unwrap_or_default();
        let nickname = if summary.case.nickname.is_empty() {
            String::new()
        } else {
            format!(" ({})", summary.case.nickname)
        };
        out.push_str(&format!(
            "{}{nickname}: {} runs, {} unfinished, begun {}{closed}\n",
            summary.case.reference,
            summary.run_count,
            summary.unfinished_count,
            summary.case.created.date()
        ));
    }
    print(&out)
}

fn case_json(case: &Case) -> Value {
    json!({ "case": case.reference, "nickname": case.nickname, "created": case.created.to_string(), "closed": case.closed.map(|at| at.to_string()) })
}

/// Reads the checklist that a run is pinned to.
///
/// # Errors
///
/// [`Failure`] if its text cannot be read any more.
pub fn pinned(run: &SavedRun, rules: &Rules) -> Result<Checklist, Failure> {
    let file = SourceFile {
        name: format!("{}.md", run.head.checklist),
        text: run.text.clone(),
        origin: Origin::BuiltIn,
    };
    let (checklist, _) = parse_checklist(&file, rules);
    checklist.ok_or_else(|| {
        Failure::environment(
            format!("the checklist text kept with run {} cannot be read", run.head.number),
            "use the callcard that the run was begun with; nothing is lost",
        )
    })
}

fn file_json(settings: &Settings, file: &CaseFile) -> Result<Value, Failure> {
    let loaded = load(settings)?;
    let mut runs = Vec::new();
    for run in &file.runs {
        let checklist = pinned(run, &loaded.library.rules)?;
        let view = record(run, &checklist).view(&loaded.library, settings.today);
        runs.push(json!({
            "run": run.head.number, "checklist": run.head.checklist, "title": run.head.title, "started": run.head.started.to_string(),
            "last": run.head.last_at.map(|at| at.to_string()), "finished": run.head.finished.map(|at| at.to_string()), "outcome": run.head.outcome,
            "complete": view.progress == Progress::Complete, "settled": view.settled_count, "applicable": view.applicable_count,
            "deferred": view.deferred_count, "next": view.next_idx.and_then(|idx| view.items.get(idx)).map(|item| item.item.id()),
            "entries": run.log.entries, "items": items_json(&checklist, &run.log, &view, &loaded.library),
        }));
    }
    let mut value = case_json(&file.case);
    if let Value::Object(fields) = &mut value {
        fields.insert("runs".to_owned(), Value::Array(runs));
        fields.insert("log".to_owned(), log_json(&file.log));
    }
    Ok(value)
}

fn file_text(settings: &Settings, file: &CaseFile) -> Result<String, Failure> {
    let loaded = load(settings)?;
    let mut out = format!("{}, begun {}\n", file.case.reference, file.case.created.date());
    for run in &file.runs {
        let checklist = pinned(run, &loaded.library.rules)?;
        let view = evaluate(&checklist, &run.log, &context(&loaded.library, settings));
        let next = view
            .next_idx
            .and_then(|idx| view.items.get(idx))
            .map(|item| format!(", next: {}", item.words))
            .unwrap_or_default();
        let end = run
            .head
            .outcome
            .as_deref()
            .map(|outcome| format!(", ended: {outcome}"))
            .unwrap_or_default();
        out.push_str(&format!(
            "run {}: {}, {} of {} settled, {} deferred{next}{end}\n",
            run.head.number, run.head.title, view.settled_count, view.applicable_count, view.deferred_count
        ));
    }
    let struck = struck(&file.log);
    for NumberedEntry { seq, entry } in &file.log {
        let words = match &entry.mark {
            CaseMark::Contact { contact } => {
                let parts = [ContactField::Direction, ContactField::Office].map(|field| contact.get(field));
                let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                format!("contact: {}", parts.join(", "))
            }
            CaseMark::Note { text } => format!("note: {text}"),
            CaseMark::Worked { out } => format!("worked out: {} ({})", out.spoken, out.title),
            CaseMark::Closed => "closed".to_owned(),
            CaseMark::Reopened => "opened again".to_owned(),
            CaseMark::RunBegun { .. } | CaseMark::Strike { .. } => continue,
        };
        let is_struck = if struck.contains_key(seq) { ", struck" } else { "" };
        out.push_str(&format!(
            "entry {seq}, {}{is_struck}: {words}\n",
            entry.at.strftime("%Y-%m-%d %H:%M")
        ));
    }
    Ok(out)
}

/// What was done in a case beside its runs, each entry with its number in the case.
fn log_json(log: &[NumberedEntry]) -> Value {
    let struck = struck(log);
    log.iter()
        .map(|NumberedEntry { seq, entry }| {
            let mut value = json!(entry);
            if let Value::Object(fields) = &mut value {
                fields.insert("entry_number".to_owned(), json!(seq));
                fields.insert("struck".to_owned(), json!(struck.contains_key(seq)));
            }
            value
        })
        .collect()
}
