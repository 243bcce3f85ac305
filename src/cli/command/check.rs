//! `callcard check`: everything that can be wrong with content.
//!
//! Does not belong here: the checks themselves (`domain`).

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::cli::args::CheckArgs;
use crate::cli::library::{Loaded, load_to_check};
use crate::cli::settings::Settings;
use crate::domain::check::{Report, check};
use crate::domain::diagnostic::{Code, Diagnostic, Severity};
use crate::domain::source::Origin;
use crate::report::{Exit, Failure, place, render};

use super::{print, print_each, print_json};

/// Checks the content in use, or a folder over it, and answers whether it is without errors.
///
/// # Errors
///
/// [`Failure`] if a folder cannot be read.
pub fn run(settings: &Settings, args: &CheckArgs) -> Result<Exit, Failure> {
    if let Some(folder) = args.dir.as_ref().filter(|folder| !folder.is_dir()) {
        return Err(Failure::usage(
            format!("there is no folder {}", folder.display()),
            "give a folder that holds cards, or none to check the content in use",
        ));
    }
    let more: Vec<_> = args
        .dir
        .iter()
        .filter(|folder| !settings.content.contains(folder))
        .cloned()
        .collect();
    let loaded = load_to_check(settings, &more)?;
    let report = check(&loaded.library, &loaded.files, settings.today);
    let mut faults: Vec<&Diagnostic> = loaded.faults.iter().chain(&report.faults).collect();
    faults.sort_by(|left, right| (&left.file, left.span, left.code).cmp(&(&right.file, right.span, right.code)));
    if args.json_lines {
        let folders: Vec<&PathBuf> = settings.content.iter().chain(&more).collect();
        print_each(faults.iter().map(|fault| format!("{}\n", fault_line(&loaded, &folders, fault))))?;
    } else if args.json {
        print_json(&as_json(&loaded, &report, &faults))?;
    } else {
        let mut shown = String::new();
        for fault in &faults {
            shown.push_str(&format!("{}\n", render(fault, loaded.find_file(&fault.file))));
        }
        print(&(shown + &summary(&loaded, &report, &faults)))?;
    }
    let has_error = faults.iter().any(|fault| fault.severity == Severity::Error);
    Ok(if has_error { Exit::No } else { Exit::Done })
}

fn summary(loaded: &Loaded, report: &Report, faults: &[&Diagnostic]) -> String {
    let library = &loaded.library;
    let count = |severity| faults.iter().filter(|fault| fault.severity == severity).count();
    let coverage = &report.coverage;
    let mut out = format!(
        "{} cards, {} checklists, {} rules, {} figures, {} changes: {} errors, {} warnings\n",
        library.cards.len(),
        library.checklists.len(),
        library.rules.all().len(),
        library.figures.figures.len(),
        library.changes.len(),
        count(Severity::Error),
        count(Severity::Warning),
    );
    let ending = faults.iter().filter(|fault| fault.code == Code::FigureEnds).count();
    if 0 < ending {
        out.push_str(&format!(
            "{ending} of the warnings are amounts to be renewed: enter the new ones in figures.yaml\n"
        ));
    }
    out.push_str(&format!(
        "{} source sections: {} covered, {} waived, {} uncovered\n",
        coverage.sections,
        coverage.covered,
        coverage.waived.len(),
        coverage.uncovered.len()
    ));
    for document in &library.documents {
        let prefix = format!("{}/", document.id);
        let uncovered = coverage.uncovered.iter().filter(|id| id.starts_with(&prefix)).count();
        out.push_str(&format!(
            "  {}: {uncovered} of {} uncovered\n",
            document.id,
            document.sections.len()
        ));
    }
    out
}

fn as_json(loaded: &Loaded, report: &Report, faults: &[&Diagnostic]) -> Value {
    let list = |severity| -> Vec<Value> {
        faults
            .iter()
            .filter(|fault| fault.severity == severity)
            .map(|fault| fault_json(loaded, fault))
            .collect()
    };
    let waived: Vec<Value> = report
        .coverage
        .waived
        .iter()
        .map(|(id, why)| json!({ "id": id, "why": why }))
        .collect();
    json!({
        "cards": loaded.library.cards.len(),
        "checklists": loaded.library.checklists.len(),
        "rules": loaded.library.rules.all().len(),
        "figures": loaded.library.figures.figures.len(),
        "changes": loaded.library.changes.len(),
        "errors": list(Severity::Error),
        "warnings": list(Severity::Warning),
        "sources": {
            "sections": report.coverage.sections,
            "covered": report.coverage.covered,
            "waived": waived,
            "uncovered": report.coverage.uncovered,
        },
    })
}

/// Returns a fault as an editor reads it: with the path under which the file is opened; of built-in content, its name.
fn fault_line(loaded: &Loaded, folders: &[&PathBuf], fault: &Diagnostic) -> Value {
    let mut value = fault_json(loaded, fault);
    let origin = loaded.find_file(&fault.file).map(|file| file.origin);
    let folder = match origin {
        Some(Origin::Overlay(idx)) => folders.get(usize::from(idx)),
        _ => None,
    };
    if let Value::Object(fields) = &mut value {
        if let Some(folder) = folder {
            fields.insert("file".to_owned(), json!(folder.join(&fault.file).display().to_string()));
        }
        let severity = match fault.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        fields.insert("severity".to_owned(), json!(severity));
    }
    value
}

fn fault_json(loaded: &Loaded, fault: &Diagnostic) -> Value {
    let at = place(fault, loaded.find_file(&fault.file));
    json!({ "file": fault.file, "line": at.line, "column": at.col, "code": fault.code.as_str(), "message": fault.message, "hint": fault.hint })
}
