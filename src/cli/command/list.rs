//! `callcard list`: what there is.
//!
//! Does not belong here: details of one thing (`show`, `figure`, `date`, `word`).

use serde_json::{Value, json};

use crate::cli::args::{ListArgs, Listed};
use crate::cli::library::load;
use crate::cli::settings::Settings;
use crate::domain::card::NOT_REVIEWED;
use crate::domain::library::{Entry, Library};
use crate::domain::rules::{Rules, ValueKind};
use crate::report::{Exit, Failure};

use super::{print, print_json};

/// Prints a list.
///
/// # Errors
///
/// [`Failure`] if content cannot be read.
pub fn run(settings: &Settings, args: &ListArgs) -> Result<Exit, Failure> {
    let loaded = load(settings)?;
    let rows = match args.what {
        Listed::Cards => loaded
            .library
            .cards
            .iter()
            .map(|card| entry(Entry::Card(card), &loaded.library, settings))
            .collect(),
        Listed::Checklists => loaded
            .library
            .checklists
            .iter()
            .map(|list| entry(Entry::Checklist(list), &loaded.library, settings))
            .collect(),
        Listed::Rules => list_rules(&loaded.library.rules),
        Listed::Figures => figures(&loaded.library, settings),
        Listed::Sources => sources(&loaded.library),
        Listed::Words => words(&loaded.library),
    };
    let rows: Vec<(String, Value)> = rows;
    if args.json {
        return print_json(&Value::Array(rows.into_iter().map(|(_, value)| value).collect()));
    }
    print(&rows.into_iter().map(|(line, _)| line + "\n").collect::<String>())
}

fn entry(entry: Entry<'_>, library: &Library, settings: &Settings) -> (String, Value) {
    let head = entry.head();
    let standing = library.standing(entry, settings.today);
    let programs: Vec<&str> = head.programs.iter().map(|program| program.as_str()).collect();
    let mark = if head.is_reviewed {
        String::new()
    } else {
        format!(" ({NOT_REVIEWED})")
    };
    let line = format!("{:<42} {}{mark}", head.id, head.title);
    let mut value = json!({
        "id": head.id, "title": head.title, "programs": programs, "where": head.region.as_str(), "summary": head.summary,
        "sources": head.sources, "as_of": library.as_of(&head.sources), "currency": standing.currency.as_str(),
        "verified_on": standing.verified().map(|verified| verified.on.to_string()), "review_due": standing.review_due.map(|due| due.to_string()),
        "reviewed": head.is_reviewed,
    });
    if let Value::Object(fields) = &mut value {
        match entry {
            Entry::Card(card) => {
                fields.insert("kind".to_owned(), json!(card.kind.as_str()));
                fields.insert(
                    "anchors".to_owned(),
                    json!(card.sections.iter().map(|section| &section.anchor).collect::<Vec<_>>()),
                );
            }
            Entry::Checklist(checklist) => {
                fields.insert("kind".to_owned(), json!(checklist.kind_label()));
                fields.insert("steps".to_owned(), json!(checklist.steps().count()));
                fields.insert(
                    "outcomes".to_owned(),
                    json!(checklist.outcomes.iter().map(|outcome| &outcome.id).collect::<Vec<_>>()),
                );
            }
        }
    }
    (line, value)
}

fn list_rules(rules: &Rules) -> Vec<(String, Value)> {
    rules
        .all()
        .iter()
        .map(|rule| {
            let inputs: Vec<Value> = rule
                .inputs
                .iter()
                .map(|input| json!({ "name": input.name, "holds": kind_word(&input.kind), "needed": input.is_needed, "ask": input.ask }))
                .collect();
            let results: Vec<Value> = rule
                .results
                .iter()
                .map(|(name, kind)| json!({ "name": name, "holds": kind_word(kind) }))
                .collect();
            let names = rule.inputs.iter().map(|input| input.name.as_str()).collect::<Vec<_>>().join(", ");
            let value = json!({ "id": rule.id, "title": rule.title, "inputs": inputs, "results": results, "cite": rule.cite, "status": rule.status.as_str(), "stated_on": rule.place.as_ref().map(ToString::to_string) });
            (format!("{:<28} {} ({names})", rule.id, rule.title), value)
        })
        .collect()
}

fn kind_word(kind: &ValueKind) -> &'static str {
    match kind {
        ValueKind::Date => "date",
        ValueKind::Time => "time",
        ValueKind::Month => "month",
        ValueKind::Months => "months",
        ValueKind::Amount => "amount",
        ValueKind::MonthAmounts => "earnings",
        ValueKind::YesNo => "yes-no",
        ValueKind::Number => "number",
        ValueKind::OneOf(_) => "choice",
        ValueKind::Text => "text",
    }
}

fn figures(library: &Library, settings: &Settings) -> Vec<(String, Value)> {
    let rows = library.figures.figures.iter().map(|figure| {
        let value = json!({
            "id": figure.id, "label": figure.label, "unit": figure.unit, "words": figure.words(settings.today),
            "known": figure.on(settings.today).is_some(),
        });
        (
            format!("{:<34} {}: {}", figure.id, figure.label, figure.words(settings.today)),
            value,
        )
    });
    rows.collect()
}

fn words(library: &Library) -> Vec<(String, Value)> {
    let terms = library.glossary.terms.iter();
    terms.map(|term| (term.line(), super::word::as_json(term))).collect()
}

fn sources(library: &Library) -> Vec<(String, Value)> {
    let mut rows = Vec::new();
    for document in &library.documents {
        for section in &document.sections {
            let id = format!("{}/{}", document.id, section.id);
            let value = json!({
                "id": id, "document": document.id, "heading": section.heading, "title": document.title, "publisher": document.publisher,
                "transmittal": document.transmittal, "date": document.date, "address": document.address, "citation": library.citation(&id),
                "waived": section.waived,
            });
            rows.push((format!("{id:<52} {}", section.heading), value));
        }
    }
    rows
}
