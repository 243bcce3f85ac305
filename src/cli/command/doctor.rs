//! `callcard doctor`: what was found, where things are, what is wrong and how to mend it.
//!
//! Does not belong here: mending anything.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::library::load_to_check;
use crate::cli::passphrase::unlock_found;
use crate::cli::search_index::{self, From};
use crate::cli::settings::Settings;
use crate::domain::check::check;
use crate::domain::diagnostic::Severity;
use crate::report::{Exit, Failure};
use crate::store::runs::{CaseSummary, LockedDatabase, RunStore};

use super::{print, print_json};

struct Finding {
    what: &'static str,
    is_fine: bool,
    words: String,
    mend: String,
}

/// Looks at content, index and database and says what is wrong.
///
/// # Errors
///
/// [`Failure`] if a content folder cannot be read at all.
pub fn run(settings: &Settings, json: bool) -> Result<Exit, Failure> {
    let mut findings = vec![places(settings)];
    findings.push(content(settings)?);
    findings.push(index(settings));
    findings.push(database(settings));
    findings.push(terminal(settings));
    let is_fine = findings.iter().all(|finding| finding.is_fine);
    if json {
        let rows: Vec<Value> = findings
            .iter()
            .map(|finding| json!({ "what": finding.what, "ok": finding.is_fine, "words": finding.words, "mend": finding.mend }))
            .collect();
        print_json(&json!({ "version": env!("CARGO_PKG_VERSION"), "ok": is_fine, "today": settings.today.to_string(), "findings": rows }))?;
    } else {
        let mut out = format!("callcard {}, today is {}\n", env!("CARGO_PKG_VERSION"), settings.today);
        for finding in &findings {
            let mark = if finding.is_fine { "ok  " } else { "WRONG" };
            out.push_str(&format!("{mark:<5} {}: {}\n", finding.what, finding.words));
            if !finding.mend.is_empty() {
                out.push_str(&format!("      mend: {}\n", finding.mend));
            }
        }
        print(&out)?;
    }
    Ok(if is_fine { Exit::Done } else { Exit::No })
}

fn fine(what: &'static str, words: String) -> Finding {
    Finding {
        what,
        is_fine: true,
        words,
        mend: String::new(),
    }
}

fn places(settings: &Settings) -> Finding {
    let own = settings
        .places
        .config_content
        .as_ref()
        .map_or_else(|| "none".to_owned(), |folder| folder.display().to_string());
    fine(
        "places",
        format!(
            "your own cards go to {own}; cases are in {}; the index is in {}",
            settings.places.database().display(),
            settings.places.cache.display()
        ),
    )
}

fn content(settings: &Settings) -> Result<Finding, Failure> {
    let loaded = load_to_check(settings, &[])?;
    let report = check(&loaded.library, &loaded.files, settings.today);
    let errors = loaded
        .faults
        .iter()
        .chain(&report.faults)
        .filter(|fault| fault.severity == Severity::Error)
        .count();
    let unknown = loaded
        .library
        .figures
        .figures
        .iter()
        .filter(|figure| figure.on(settings.today).is_none())
        .count();
    let words = format!(
        "{} cards, {} checklists, {errors} errors, {unknown} of {} amounts not known for today",
        loaded.library.cards.len(),
        loaded.library.checklists.len(),
        loaded.library.figures.figures.len()
    );
    let mend = match (errors, unknown) {
        (0, 0) => String::new(),
        (0, _) => "amounts change in January: enter the new year's in figures.yaml; until then they are shown as not known".to_owned(),
        _ => "`callcard check` names every error with its line".to_owned(),
    };
    Ok(Finding {
        what: "content",
        is_fine: errors == 0,
        words,
        mend,
    })
}

fn index(settings: &Settings) -> Finding {
    let opened = super::super::library::load(settings).and_then(|loaded| search_index::open(settings, &loaded.library));
    match opened.map(|opened| opened.from) {
        Ok(From::Program) => fine("index", "in the program, with the built-in content".to_owned()),
        Ok(From::Cache) => fine("index", "there and fits the content".to_owned()),
        Ok(From::Built) => fine("index", "was not there or did not fit; built anew".to_owned()),
        Ok(From::Memory(why)) => Finding {
            what: "index",
            is_fine: false,
            words: format!("kept in memory only: {why}"),
            mend: "search works all the same; give another folder with --cache".to_owned(),
        },
        Err(failure) => Finding {
            what: "index",
            is_fine: false,
            words: failure.message,
            mend: failure.hint,
        },
    }
}

/// Never asks for a passphrase: without the file that has it, what is sealed is not looked at.
fn database(settings: &Settings) -> Finding {
    let path = settings.places.database();
    let key = match LockedDatabase::find(&path) {
        Some(locked) if settings.passphrase.file.is_none() => return sealed(&path, &locked),
        Some(locked) => match unlock_found(settings, &locked) {
            Ok(key) => Some(key),
            Err(failure) => return wrong(failure.message, &failure.hint),
        },
        None => None,
    };
    let store = match RunStore::open_with(&path, key.as_ref()) {
        Ok(store) => store,
        Err(error) => return wrong(error.to_string(), error.what_to_do()),
    };
    if let Err(error) = store.check() {
        return wrong(error.to_string(), error.what_to_do());
    }
    if let Some(place) = store.moved_aside() {
        return wrong(
            format!("the file was damaged and was put aside as {}", place.display()),
            "a new one was begun; keep the old file, its cases may be readable with SQLite's .recover",
        );
    }
    let cases = match store.list_cases() {
        Ok(cases) => cases,
        Err(error) => return wrong(error.to_string(), error.what_to_do()),
    };
    let is_unreadable = |summary: &&CaseSummary| store.show_case(&summary.case.reference).is_err();
    match cases.iter().filter(is_unreadable).count() {
        0 => {
            let how = if store.is_sealed() { "encrypted" } else { "not encrypted" };
            fine("cases", format!("{} cases in {}, {how}", cases.len(), path.display()))
        }
        unreadable => wrong(
            format!("{unreadable} cases in {} cannot be read", path.display()),
            "copy the file away; `callcard cases export` prints those that can be read",
        ),
    }
}

fn sealed(path: &Path, locked: &LockedDatabase) -> Finding {
    match locked.check_key() {
        Ok(()) => fine(
            "cases",
            format!(
                "{} cases in {}, encrypted; what they hold was not looked at, for want of the passphrase",
                locked.case_count(),
                path.display()
            ),
        ),
        Err(error) => wrong(error.to_string(), error.what_to_do()),
    }
}

fn wrong(words: String, mend: &str) -> Finding {
    Finding {
        what: "cases",
        is_fine: false,
        words,
        mend: mend.to_owned(),
    }
}

fn terminal(settings: &Settings) -> Finding {
    let state = if settings.is_terminal {
        "a terminal that can show the UI"
    } else {
        "no terminal: the UI cannot open here"
    };
    fine(
        "terminal",
        format!("{state}; colours {}", if settings.color { "on" } else { "off" }),
    )
}
