//! `callcard doctor`: what was found, where things are, what is wrong and how to mend it.
//!
//! Does not belong here: mending anything.

use serde_json::{Value, json};

use crate::cli::library::load_to_check;
use crate::cli::search_index::{self, From};
use crate::cli::settings::Settings;
use crate::domain::check::check;
use crate::domain::diagnostic::Severity;
use crate::report::{Exit, Failure};
use crate::store::runs::RunStore;

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
    let report = check(&loaded.library, &loaded.files);
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

fn database(settings: &Settings) -> Finding {
    let opened = RunStore::open(&settings.places.database()).and_then(|store| store.check().map(|()| store));
    match opened {
        Ok(store) => match store.moved_aside() {
            Some(place) => Finding {
                what: "cases",
                is_fine: false,
                words: format!("the file was damaged and was put aside as {}", place.display()),
                mend: "a new one was begun; keep the old file, its cases may be readable with SQLite's .recover".to_owned(),
            },
            None => {
                let cases = store.list_cases();
                let unreadable = cases
                    .iter()
                    .flatten()
                    .filter(|summary| store.show_case(&summary.case.reference).is_err())
                    .count();
                match cases {
                    Ok(cases) if unreadable == 0 => fine("cases", format!("{} cases in {}", cases.len(), store.path().display())),
                    Ok(_) => Finding {
                        what: "cases",
                        is_fine: false,
                        words: format!("{unreadable} cases in {} cannot be read", store.path().display()),
                        mend: "copy the file away; `callcard cases export` prints those that can be read".to_owned(),
                    },
                    Err(error) => Finding {
                        what: "cases",
                        is_fine: false,
                        words: error.to_string(),
                        mend: error.what_to_do().to_owned(),
                    },
                }
            }
        },
        Err(error) => Finding {
            what: "cases",
            is_fine: false,
            words: error.to_string(),
            mend: error.what_to_do().to_owned(),
        },
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
