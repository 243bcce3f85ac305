//! The numbered list of sources at the end of a record: what to quote, the date of the text, and whether it still holds.
//!
//! Does not belong here: the register of changes.

use jiff::civil::Date;

use crate::domain::checklist::Step;
use crate::domain::layout::source_notes;
use crate::domain::library::{Entry, Library};
use crate::domain::paper::Writer;
use crate::domain::register::Change;

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
            for source in library.sources_of(&link.target) {
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

    pub(super) fn write(&self, writer: &mut Writer, library: &Library, today: Date) {
        if self.listed.is_empty() {
            return;
        }
        writer.heading(2, "Sources");
        let ids: Vec<String> = self.listed.iter().map(|(id, _)| id.clone()).collect();
        for (idx, note) in source_notes(library, &ids, today).into_iter().enumerate() {
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
            writer.item(format!("{}: {}{date}; {}{cards}", idx + 1, note.citation, note.status));
            for change in self.changes(idx, library, today) {
                writer.item(format!(
                    "{}, what holds: {} Since {}; {}; {}, looked up {}.",
                    idx + 1,
                    change.now,
                    change.since,
                    change.authority,
                    change.confidence,
                    change.checked
                ));
            }
        }
    }
}

impl Sources {
    /// Returns what has changed since a listed source section, as far as the cards that were used tell of it.
    fn changes<'a>(&self, idx: usize, library: &'a Library, today: Date) -> Vec<&'a Change> {
        let Some((source, cards)) = self.listed.get(idx) else {
            return Vec::new();
        };
        let is_told = |change: &Change| {
            let mut heads = cards
                .iter()
                .filter_map(|card| library.find(card.split('#').next().unwrap_or(card)))
                .map(Entry::head);
            cards.is_empty() || heads.any(|head| head.changes.contains(&change.id))
        };
        library
            .changes
            .iter()
            .filter(|change| change.is_replaced_on(today) && change.sections.contains(source) && is_told(change))
            .collect()
    }
}
