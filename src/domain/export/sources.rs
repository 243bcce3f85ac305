//! The numbered list of sources at the end of a record: what to quote, the date of the text, and whether it still holds.
//!
//! Does not belong here: the register of changes.

use super::writer::Writer;
use crate::domain::checklist::Step;
use crate::domain::layout::source_notes;
use crate::domain::library::{Entry, Library};

/// Sources in the order in which they are first named, with the cards that stand on them.
#[derive(Default)]
pub(super) struct Sources {
    listed: Vec<(String, Vec<String>)>,
}

impl Sources {
    /// Returns `sources 1, 2` for the rules that a step carries out, if any is known.
    pub(super) fn numbers_of_step(&mut self, step: &Step, library: &Library) -> Option<String> {
        let mut numbers: Vec<usize> = Vec::new();
        for link in &step.rules {
            let Some(entry) = library.find(&link.target.id) else { continue };
            for source in section_sources(entry, link.target.anchor.as_deref()) {
                numbers.push(self.number(source, Some(&link.target.to_string())));
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        let plural = if numbers.len() == 1 { "" } else { "s" };
        let words: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        (!words.is_empty()).then(|| format!("source{plural} {}", words.join(", ")))
    }

    /// Returns the number of a source section, from 1.
    pub(super) fn number(&mut self, source: &str, card: Option<&str>) -> usize {
        let idx = match self.listed.iter().position(|(known, _)| known == source) {
            Some(idx) => idx,
            None => {
                self.listed.push((source.to_owned(), Vec::new()));
                self.listed.len() - 1
            }
        };
        if let (Some((_, cards)), Some(card)) = (self.listed.get_mut(idx), card)
            && !cards.iter().any(|known| known == card)
        {
            cards.push(card.to_owned());
        }
        idx + 1
    }

    pub(super) fn write(&self, writer: &mut Writer, library: &Library) {
        if self.listed.is_empty() {
            return;
        }
        writer.heading(2, "Sources");
        let ids: Vec<String> = self.listed.iter().map(|(id, _)| id.clone()).collect();
        for (idx, note) in source_notes(library, &ids).into_iter().enumerate() {
            let date = if note.date.is_empty() {
                String::new()
            } else {
                format!("; text of {}", note.date)
            };
            let cards = self.listed.get(idx).map(|(_, cards)| cards.join(", ")).unwrap_or_default();
            let cards = if cards.is_empty() {
                String::new()
            } else {
                format!(" (card {cards})")
            };
            writer.item(&format!("{}: {}{date}; {}{cards}", idx + 1, note.citation, note.status));
        }
    }
}

fn section_sources<'a>(entry: Entry<'a>, anchor: Option<&str>) -> &'a [String] {
    let section = match (entry, anchor) {
        (Entry::Card(card), Some(anchor)) => card.find_section(anchor),
        _ => None,
    };
    section.map_or(entry.head().sources.as_slice(), |section| section.sources.as_slice())
}
