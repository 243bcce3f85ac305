//! The Case place: all that hangs on a case – its dates, runs, contacts and notes – as rows to choose from.
//!
//! Does not belong here: what is known of a case (`case_book`), drawing.

use crate::domain::case_log::{CaseMark, NumberedEntry, struck};
use crate::domain::contact::{Contact, ContactField};
use crate::domain::contact_draft::show_field;
use crate::domain::run::Due;
use crate::tui::world::RunId;

use super::State;
use super::case_book::CaseBook;
use super::runs::RunSummary;

/// The Case place.
#[derive(Debug, Clone)]
pub struct CasePlace {
    /// Reference of the case.
    pub case: String,
    /// Index of the chosen row.
    pub selected: usize,
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub enum CaseRow<'a> {
    /// A fact that runs answered in different ways, in words.
    Differing(&'a str),
    /// A date of one of the runs.
    Date(&'a Due),
    /// A run.
    Run(&'a RunSummary),
    /// A contact, a note, or what became of the case.
    Entry {
        /// The entry.
        entry: &'a NumberedEntry,
        /// Whether it was struck.
        is_struck: bool,
    },
}

impl CaseRow<'_> {
    /// Returns the heading under which the row stands.
    #[must_use]
    pub fn heading(&self) -> &'static str {
        match self {
            Self::Differing(_) => "Answered differently: find out which is right",
            Self::Date(_) => "Dates",
            Self::Run(_) => "Runs",
            Self::Entry { .. } => "Contacts, dates and notes, latest first",
        }
    }

    /// Returns the run that the row stands for.
    #[must_use]
    pub fn run(&self) -> Option<RunId> {
        match self {
            Self::Run(run) => Some(run.id),
            _ => None,
        }
    }

    /// Returns the number of the contact, note or date worked out, if it can be struck.
    #[must_use]
    pub fn strikable(&self) -> Option<u64> {
        match self {
            Self::Entry { entry, is_struck: false } => entry.entry.mark.is_strikable().then_some(entry.seq),
            _ => None,
        }
    }
}

/// Returns the rows of a case.
#[must_use]
pub fn case_rows(book: &CaseBook) -> Vec<CaseRow<'_>> {
    let struck = struck(&book.log);
    let mut rows: Vec<CaseRow<'_>> = book.differing.iter().map(|words| CaseRow::Differing(words)).collect();
    rows.extend(book.dates.iter().map(CaseRow::Date));
    rows.extend(book.runs.iter().map(CaseRow::Run));
    let is_shown = |entry: &&NumberedEntry| !matches!(entry.entry.mark, CaseMark::RunBegun { .. } | CaseMark::Strike { .. });
    rows.extend(book.log.iter().rev().filter(is_shown).map(|entry| CaseRow::Entry {
        entry,
        is_struck: struck.contains_key(&entry.seq),
    }));
    rows
}

/// Returns what is known of the case that a place shows.
#[must_use]
pub fn case_of<'a>(state: &'a State, place: &CasePlace) -> Option<&'a CaseBook> {
    state.book.cases.get(&place.case)
}

/// Returns the lines of an entry in full: every field of a contact, the words of a note, and that it was struck.
#[must_use]
pub fn entry_lines(book: &CaseBook, entry: &NumberedEntry) -> Vec<String> {
    let mut lines = Vec::new();
    match &entry.entry.mark {
        CaseMark::Contact { contact } => lines.extend(contact_lines(contact)),
        CaseMark::Note { text } => lines.push(text.clone()),
        CaseMark::Worked { out } => lines.extend(out.lines()),
        CaseMark::Closed => lines.push("The case was closed.".to_owned()),
        CaseMark::Reopened => lines.push("The case was opened again.".to_owned()),
        CaseMark::RunBegun { .. } | CaseMark::Strike { .. } => {}
    }
    if let Some(struck) = struck(&book.log).get(&entry.seq) {
        let why = if struck.reason.is_empty() {
            "no reason given"
        } else {
            &struck.reason
        };
        lines.push(format!("STRUCK {}: {why}", struck.at.strftime("%a %-d %b %Y, %H:%M")));
    }
    lines.push(format!("Entry {}, {}", entry.seq, entry.entry.at.strftime("%a %-d %b %Y, %H:%M")));
    lines
}

fn contact_lines(contact: &Contact) -> impl Iterator<Item = String> {
    ContactField::ALL.into_iter().map(|field| {
        let value = show_field(field, contact.get(field));
        let shown = if value.is_empty() { "not recorded" } else { &value };
        format!("{}: {shown}", field.label())
    })
}
