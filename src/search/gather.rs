//! Where the tokens of a query stand: postings read from tantivy.
//!
//! Does not belong here: what a place is worth (`rank`).

use std::collections::HashMap;
use std::ops::Range;

use tantivy::postings::Postings as _;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term};

use super::build::{Part, Postings};
use super::catalog::Catalog;
use super::schema::{Field, LEAD_MARK};
use super::understand::Look;

/// Bits of all fields.
pub(super) const ALL_FIELDS: u8 = u8::MAX;

/// Most words that the open end of a quote is taken for.
const MOST_ENDS: usize = 24;

/// A token at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Number of the document.
    pub document: u32,
    /// Number of the field.
    pub field: u8,
    /// Position in the field.
    pub position: u32,
}

/// Reads places, each token once for a query.
pub(super) struct Gatherer<'a> {
    postings: &'a Postings,
    catalog: &'a Catalog,
    places: Vec<Place>,
    /// For each token and set of fields read, where its places are.
    read: HashMap<(String, u8), Range<usize>>,
    positions: Vec<u32>,
}

impl<'a> Gatherer<'a> {
    /// Returns a gatherer for one query.
    pub(super) fn new(postings: &'a Postings, catalog: &'a Catalog) -> Self {
        Self {
            postings,
            catalog,
            places: Vec::with_capacity(4096),
            read: HashMap::new(),
            positions: Vec::new(),
        }
    }

    /// Returns where `look` stands in `fields` (bits), by field and document. A file that cannot be read counts as empty.
    pub(super) fn places(&mut self, look: &Look, fields: u8) -> &[Place] {
        let range = match look {
            Look::Token(token) => self.token(token, fields),
            Look::Phrase { words, is_open } => {
                let places = self.phrase(words, *is_open);
                let start = self.places.len();
                self.places.extend(places);
                start..self.places.len()
            }
        };
        self.places.get(range).unwrap_or_default()
    }

    fn token(&mut self, token: &str, fields: u8) -> Range<usize> {
        let key = (token.to_owned(), fields);
        if let Some(range) = self.read.get(&key) {
            return range.clone();
        }
        let start = self.places.len();
        let standing = self.catalog.tokens.find(token).map_or(0, |info| info.fields & fields);
        for field in Field::ALL {
            if standing & field.bit() != 0 {
                // A damaged file loses hits; it must not lose the program.
                let _ = self.read_field(token, field);
            }
        }
        let range = start..self.places.len();
        self.read.insert(key, range.clone());
        range
    }

    fn read_field(&mut self, token: &str, field: Field) -> std::io::Result<()> {
        // Beginnings are in nearly every text: their positions are read only where they tell phrases apart.
        let has_positions = field.is_phrases() || !token.starts_with(LEAD_MARK);
        let start = self.places.len();
        for part in &self.postings.parts {
            self.read_part(part, token, field, has_positions)?;
        }
        if let (Some(read), [_, _, ..]) = (self.places.get_mut(start..), self.postings.parts.as_slice()) {
            read.sort_by_key(|place| place.document);
        }
        Ok(())
    }

    fn read_part(&mut self, part: &Part, token: &str, field: Field, has_positions: bool) -> std::io::Result<()> {
        let Some((index_field, terms)) = part.segment.fields.get(field.number()) else {
            return Ok(());
        };
        let option = if has_positions {
            IndexRecordOption::WithFreqsAndPositions
        } else {
            IndexRecordOption::Basic
        };
        let term = Term::from_field_text(*index_field, token);
        let Some(mut postings) = terms.read_postings(&term, option)? else {
            return Ok(());
        };
        let number = u8::try_from(field.number()).unwrap_or(u8::MAX);
        let mut own = postings.doc();
        while own != TERMINATED {
            if let Some(document) = part.number(own) {
                let place = |position: u32| Place {
                    document,
                    field: number,
                    position,
                };
                if has_positions {
                    postings.positions(&mut self.positions);
                    self.places.extend(self.positions.iter().copied().map(place));
                } else {
                    self.places.push(place(0));
                }
            }
            own = postings.advance();
        }
        Ok(())
    }

    /// Returns where `words` stand one after the other; the place is that of the first.
    fn phrase(&mut self, words: &[String], is_open: bool) -> Vec<Place> {
        let Some((first, rest)) = words.split_first() else {
            return Vec::new();
        };
        let mut places = self.phrase_word(first, is_open && rest.is_empty());
        places.sort_unstable();
        for (offset, word) in (1..).zip(rest) {
            let mut next = self.phrase_word(word, is_open && offset as usize == rest.len());
            next.sort_unstable();
            places.retain(|place| {
                let wanted = Place {
                    position: place.position + offset,
                    ..*place
                };
                next.binary_search(&wanted).is_ok()
            });
        }
        places
    }

    fn phrase_word(&mut self, word: &str, is_open: bool) -> Vec<Place> {
        let mut ranges = vec![self.token(word, ALL_FIELDS)];
        if is_open {
            let catalog = self.catalog;
            let ids = catalog.vocabulary.beginning_with(word);
            let longer = ids
                .filter_map(|id| catalog.vocabulary.word(id))
                .filter(|known| known.text != word)
                .take(MOST_ENDS);
            ranges.extend(longer.map(|known| self.token(known.text, ALL_FIELDS)));
        }
        ranges
            .into_iter()
            .flat_map(|range| self.places.get(range).unwrap_or_default())
            .copied()
            .collect()
    }
}
