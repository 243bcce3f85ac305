//! What a section stands on, in words: document, section, transmittal, date, and what is known to have changed since.
//!
//! Does not belong here: the register itself (`register`).

use jiff::civil::Date;

use super::builder::{Builder, Reader};
use super::{Detail, Page, Role};
use crate::domain::library::Library;
use crate::domain::markdown::{AlertKind, Block, Inline};
use crate::domain::register::{Change, ChangeKind, VERIFIED, capital};

/// One source section with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceNote<'a> {
    /// Id, such as `gn-00204.012/b`.
    pub id: &'a str,
    /// What to quote, such as `GN 00204.012 B, TN 126 (07-23)`.
    pub citation: String,
    /// What to call the document in little room: its number, else its title.
    pub short: &'a str,
    /// Title of the document; the id if the document is not known.
    pub document: &'a str,
    /// Heading of the section; may be empty.
    pub heading: &'a str,
    /// Transmittal or publication number; may be empty.
    pub transmittal: &'a str,
    /// Date of the text; may be empty.
    pub date: &'a str,
    /// Web address; may be empty.
    pub address: &'a str,
    /// Whether the text still holds, in a few words.
    pub status: String,
    /// Register entries that touch the section.
    pub changes: Vec<&'a Change>,
}

impl SourceNote<'_> {
    /// Returns the citation with the date of the text.
    #[must_use]
    pub fn dated(&self) -> String {
        if self.date.is_empty() || self.citation.contains(self.date) {
            self.citation.clone()
        } else {
            format!("{}, text of {}", self.citation, self.date)
        }
    }
}

/// Returns a note for each source, in order.
#[must_use]
pub fn source_notes<'a>(library: &'a Library, sources: &'a [String], today: Date) -> Vec<SourceNote<'a>> {
    sources.iter().map(|id| note(library, id, today)).collect()
}

fn note<'a>(library: &'a Library, id: &'a str, today: Date) -> SourceNote<'a> {
    let changes: Vec<&Change> = library
        .changes
        .iter()
        .filter(|change| change.sections.iter().any(|section| section == id))
        .collect();
    let found = library.find_source(id);
    SourceNote {
        id,
        citation: library.citation(id),
        short: found.map_or(id, |(document, _)| {
            if document.citation.is_empty() {
                document.title.as_str()
            } else {
                document.citation.as_str()
            }
        }),
        document: found.map_or(id, |(document, _)| &document.title),
        heading: found.map_or("", |(_, section)| &section.heading),
        transmittal: found.map_or("", |(document, _)| &document.transmittal),
        date: found.map_or("", |(document, _)| &document.date),
        address: found.map_or("", |(document, _)| &document.address),
        status: status(library, id, &changes, today),
        changes,
    }
}

/// The gravest entry decides: changed, wrong, pending, looked up without finding a change, nothing known. Who looked since, and
/// that nobody can, is said after it.
fn status(library: &Library, id: &str, changes: &[&Change], today: Date) -> String {
    let find = |kind: ChangeKind| changes.iter().find(|change| change.kind_on(today) == kind);
    let mut status = if let Some(change) = find(ChangeKind::Changed) {
        format!("changed {}", change.since_words(today))
    } else if find(ChangeKind::WrongInDocument).is_some() {
        "that document is wrong on this point; the card says what holds".to_owned()
    } else if let Some(change) = find(ChangeKind::Pending) {
        format!("a change is pending: {}", change.since_words(today))
    } else if let Some(look) = library.look(id) {
        return with_reason(format!("no later change found, {}", look.words()), library, id);
    } else {
        "not looked up since".to_owned()
    };
    if let Some(verified) = library.verified(id) {
        status.push_str(&format!("; {}", verified.words()));
    }
    with_reason(status, library, id)
}

/// Adds why nobody can look the section up, if that is so.
fn with_reason(mut status: String, library: &Library, id: &str) -> String {
    if let Some(why) = library.not_verifiable(id) {
        status.push_str(&format!("; not verifiable: {why}"));
    }
    status
}

/// Returns the line that follows a `CHANGED` box: since when, how sure, looked up when, on what authority.
#[must_use]
pub fn change_line(library: &Library, change: &str, today: Date) -> Option<String> {
    let change = library.find_change(change)?;
    let since = match change.kind_on(today) {
        ChangeKind::Pending if change.since_day().is_some() => format!("Not in force yet: {}", change.since_words(today)),
        ChangeKind::Pending => capital(&change.since_words(today)),
        _ if change.since.is_empty() => String::new(),
        _ => format!("Since {}", change.since),
    };
    let sure = match change.confidence.as_str() {
        VERIFIED => format!("verified {}", change.checked),
        _ => format!("verified in part {}", change.checked),
    };
    let standing = if since.is_empty() {
        capital(&sure)
    } else {
        format!("{since}, {sure}")
    };
    Some(format!("{standing}: {}.", change.authority))
}

/// Returns the sources of a section as a page: for each its document, section, transmittal, date, status, and what changed.
#[must_use]
pub fn layout_sources(heading: &str, sources: &[String], reader: &Reader<'_>) -> Page {
    let mut builder = Builder::new(Reader {
        detail: Detail::Full,
        ..*reader
    });
    builder.words(heading, Role::Title);
    for note in source_notes(reader.library, sources, reader.today) {
        builder.words(&note.citation, Role::Heading);
        let mut facts = vec![format!("{}{}", note.document, part(": ", note.heading))];
        facts.push(format!(
            "{}{}",
            part("Transmittal ", note.transmittal),
            part(if note.transmittal.is_empty() { "Text of " } else { ", text of " }, note.date)
        ));
        facts.push(format!("Status: {}", note.status));
        facts.push(note.address.to_owned());
        for fact in facts.iter().filter(|fact| !fact.is_empty()) {
            builder.close_words(fact, Role::Text);
        }
        for change in &note.changes {
            let told = [
                part("Now: ", &change.now),
                part("Before: ", &change.was),
                part("At ", &change.address),
            ];
            let blocks = told
                .into_iter()
                .filter(|line| !line.is_empty())
                .map(|line| Block::Paragraph(vec![Inline::Text(line)]))
                .collect();
            builder.blocks(&[Block::Alert {
                kind: if change.kind == ChangeKind::Unchanged {
                    AlertKind::Note
                } else {
                    AlertKind::Changed
                },
                change: Some(change.id.clone()),
                blocks,
            }]);
        }
    }
    if sources.is_empty() {
        builder.words("No source is named here.", Role::Text);
    }
    builder.finish()
}

fn part(before: &str, text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!("{before}{text}")
    }
}
