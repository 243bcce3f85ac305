//! `callcard cases export`: the record of a case, of one run, or one of its letters, in the form asked for.
//!
//! Does not belong here: what a record says (`domain::export`), the other commands about cases (`cases`).

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::cli::args::{ExportArgs, ExportForm};
use crate::cli::library::load;
use crate::cli::settings::Settings;
use crate::domain::checklist::{Checklist, Letter};
use crate::domain::export::{
    CaseRecord, Form, LogRecord, RunRecord, case_json, contacts_csv, export_case, export_letter, export_run, json_text, letter_json,
    run_json,
};
use crate::domain::library::Library;
use crate::report::{Exit, Failure};
use crate::store::runs::{CaseFile, Proof, RunStore, SavedRun};

use super::cases::keeping::fault_words;
use super::cases::{failure, pinned};
use super::{complain, print, print_json};

/// Prints the record of a case, of one of its runs, or one letter.
///
/// # Errors
///
/// [`Failure`] if there is no such run or letter.
pub fn run(settings: &Settings, store: &RunStore, file: &CaseFile, args: &ExportArgs, json: bool) -> Result<Exit, Failure> {
    let loaded = load(settings)?;
    let runs: Vec<&SavedRun> = file
        .runs
        .iter()
        .filter(|run| args.run.is_none_or(|only| run.head.number == only))
        .collect();
    if runs.is_empty() && args.run.is_some() {
        let hint = format!("`callcard cases show {}` names its runs", file.case.reference);
        return Err(Failure::no(format!("{} has no such run", file.case.reference), hint));
    }
    let checklists: Vec<Option<Checklist>> = runs.iter().map(|run| pinned(run, &loaded.library.rules).ok()).collect();
    let (records, unreadable) = records(&runs, &checklists);
    let proof = store.verify(&file.case.reference).map_err(|error| failure(&error))?;
    if proof.fault.is_some() {
        let reference = &file.case.reference;
        complain(&format!(
            "note: what is kept of {reference} was altered; `callcard cases verify {reference}` says where\n"
        ));
    }
    let export = Export {
        altered: proof.fault.as_ref().map(fault_words),
        today: settings.today,
        proof: &proof,
        library: &loaded.library,
        file,
        runs: &records,
        unreadable: &unreadable,
    };
    let form = if json { ExportForm::Json } else { args.form };
    match &args.letter {
        _ if args.letters => export.letters(form),
        Some(letter) => export.letter(letter, form),
        None => print(&export.record(args.run.is_some(), form)),
    }
}

/// Returns the record of a run.
#[must_use]
pub fn record<'a>(run: &'a SavedRun, checklist: &'a Checklist) -> RunRecord<'a> {
    RunRecord {
        case_reference: &run.head.case_reference,
        run: run.head.number,
        started: run.head.started,
        finished: run.head.finished,
        content_date: &run.head.content_date,
        fingerprint: &run.head.fingerprint,
        checklist,
        log: &run.log,
    }
}

fn log_record(run: &SavedRun) -> LogRecord<'_> {
    LogRecord {
        run: run.head.number,
        title: &run.head.title,
        log: &run.log,
    }
}

/// Tells apart the runs whose checklists can be read and those of which only the log is left.
fn records<'a>(runs: &[&'a SavedRun], checklists: &'a [Option<Checklist>]) -> (Vec<RunRecord<'a>>, Vec<LogRecord<'a>>) {
    let (mut records, mut unreadable) = (Vec::new(), Vec::new());
    for (run, checklist) in runs.iter().zip(checklists) {
        match checklist {
            Some(checklist) => records.push(record(run, checklist)),
            None => unreadable.push(log_record(run)),
        }
    }
    (records, unreadable)
}

/// Returns the record of a whole case.
#[must_use]
pub fn case_text(file: &CaseFile, proof: &Proof, library: &Library, today: Date, form: ExportForm) -> String {
    let runs: Vec<&SavedRun> = file.runs.iter().collect();
    let checklists: Vec<Option<Checklist>> = runs.iter().map(|run| pinned(run, &library.rules).ok()).collect();
    let (records, unreadable) = records(&runs, &checklists);
    let export = Export {
        altered: proof.fault.as_ref().map(fault_words),
        today,
        proof,
        library,
        file,
        runs: &records,
        unreadable: &unreadable,
    };
    export.record(false, form)
}

struct Export<'a> {
    altered: Option<String>,
    today: Date,
    proof: &'a Proof,
    library: &'a Library,
    file: &'a CaseFile,
    runs: &'a [RunRecord<'a>],
    unreadable: &'a [LogRecord<'a>],
}

impl<'a> Export<'a> {
    /// Returns the record of the whole case, or of the run that was asked for.
    fn record(&self, is_one_run: bool, form: ExportForm) -> String {
        let (library, today) = (self.library, self.today);
        let only = match self.runs {
            [run] if is_one_run => Some(run),
            _ => None,
        };
        match (paper(form), only) {
            (Some(form), Some(run)) => export_run(run, library, today, form),
            (Some(form), None) => export_case(&self.case(), library, today, form),
            (None, _) if form == ExportForm::Csv => contacts_csv(&self.file.log, &self.file.case.reference),
            (None, Some(run)) => json_text(&run_json(run, library, today)),
            (None, None) => json_text(&case_json(&self.case(), library, today)),
        }
    }

    fn case(&self) -> CaseRecord<'_> {
        let case = &self.file.case;
        CaseRecord {
            reference: &case.reference,
            nickname: &case.nickname,
            created: case.created,
            closed: case.closed,
            log: &self.file.log,
            runs: self.runs,
            unreadable: self.unreadable,
            head: Some(self.proof.head.as_str()).filter(|head| !head.is_empty()),
            entries: self.proof.entries,
            altered: self.altered.as_deref(),
        }
    }

    /// Prints a letter of the latest run that has it.
    fn letter(&self, id: &str, form: ExportForm) -> Result<Exit, Failure> {
        let (library, today) = (self.library, self.today);
        let found = self.all_letters().into_iter().rev().find(|(_, letter)| letter.id == id);
        let Some((record, letter)) = found else {
            let known: Vec<&str> = self.all_letters().into_iter().map(|(_, letter)| letter.id.as_str()).collect();
            return Err(Failure::no(
                format!("there is no letter `{id}`"),
                format!("the letters here: {}", known.join(", ")),
            ));
        };
        match (paper(form), form) {
            (Some(form), _) => print(&export_letter(letter, record, library, today, form)),
            (None, ExportForm::Csv) => Err(Failure::usage("a letter has no rows", "give --as text, markdown, html or json")),
            (None, _) => print_json(&letter_json(letter, record, library, today)),
        }
    }

    /// Lists the letters of all runs, oldest run first.
    fn letters(&self, form: ExportForm) -> Result<Exit, Failure> {
        let letters = self.all_letters();
        if form == ExportForm::Json {
            let rows: Vec<Value> = letters
                .iter()
                .map(|(run, letter)| json!({ "id": letter.id, "heading": letter.heading, "run": run.run, "checklist": run.checklist.head.id }))
                .collect();
            return print_json(&Value::Array(rows));
        }
        if letters.is_empty() {
            print("No run of this case has a letter.\n")?;
            return Ok(Exit::No);
        }
        let line = |(run, letter): &(&RunRecord<'_>, &Letter)| {
            let title = &run.checklist.head.title;
            format!("{}: {} (run {}, {title})\n", letter.id, letter.heading, run.run)
        };
        print(&letters.iter().map(line).collect::<String>())
    }

    fn all_letters(&self) -> Vec<(&'a RunRecord<'a>, &'a Letter)> {
        let letters = |run: &'a RunRecord<'a>| run.checklist.letters.iter().map(move |letter| (run, letter));
        self.runs.iter().flat_map(letters).collect()
    }
}

/// Returns the form on paper; none for those that other programs read.
fn paper(form: ExportForm) -> Option<Form> {
    match form {
        ExportForm::Markdown => Some(Form::Markdown),
        ExportForm::Text => Some(Form::Text),
        ExportForm::Html => Some(Form::Html),
        ExportForm::Csv | ExportForm::Json => None,
    }
}
