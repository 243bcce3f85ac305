//! Where the tokens of a query stand: postings read from tantivy.
//!
//! Does not belong here: what a place is worth (`rank`).

use std::collections::HashMap;

use tantivy::postings::Postings as _;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term};

use super::build::Postings;
use super::catalog::Catalog;
use super::schema::{Field, LEAD_MARK};
use super::understand::Look;

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
    read: HashMap<String, Vec<Place>>,
    positions: Vec<u32>,
}

impl<'a> Gatherer<'a> {
    /// Returns a gatherer for one query.
    pub(super) fn new(postings: &'a Postings, catalog: &'a Catalog) -> Self {
        Self {
            postings,
            catalog,
            read: HashMap::new(),
            positions: Vec::new(),
        }
    }

    /// Returns where `look` stands, by document and field. A file that cannot be read counts as empty.
    pub(super) fn places(&mut self, look: &Look) -> Vec<Place> {
        match look {
            Look::Token(token) => self.token(token).to_vec(),
            Look::Phrase { words, is_open } => self.phrase(words, *is_open),
        }
    }

    fn token(&mut self, token: &str) -> &[Place] {
        if !self.read.contains_key(token) {
            let places = self.read_token(token);
            self.read.insert(token.to_owned(), places);
        }
        self.read.get(token).map_or(&[], Vec::as_slice)
    }

    fn read_token(&mut self, token: &str) -> Vec<Place> {
        let mut places = Vec::new();
        let Some(info) = self.catalog.tokens.find(token) else {
            return places;
        };
        for field in Field::ALL {
            if info.fields & field.bit() != 0 {
                // A damaged file loses hits; it must not lose the program.
                let _ = self.read_field(token, field, &mut places);
            }
        }
        places
    }

    fn read_field(&mut self, token: &str, field: Field, places: &mut Vec<Place>) -> std::io::Result<()> {
        let Some((index_field, terms)) = self.postings.fields.get(field.number()) else {
            return Ok(());
        };
        // Beginnings are in nearly every text: their positions are read only where they tell phrases apart.
        let has_positions = field.is_phrases() || !token.starts_with(LEAD_MARK);
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
        let mut document = postings.doc();
        while document != TERMINATED {
            if has_positions {
                postings.positions(&mut self.positions);
                places.extend(self.positions.iter().map(|&position| Place {
                    document,
                    field: number,
                    position,
                }));
            } else {
                places.push(Place {
                    document,
                    field: number,
                    position: 0,
                });
            }
            document = postings.advance();
        }
        Ok(())
    }

    /// Returns where `words` stand one after the other; the place is that of the first.
    fn phrase(&mut self, words: &[String], is_open: bool) -> Vec<Place> {
        let Some((first, rest)) = words.split_first() else {
            return Vec::new();
        };
        let mut places = self.phrase_word(first, is_open && rest.is_empty());
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
        let mut places = self.token(word).to_vec();
        if is_open {
            let catalog = self.catalog;
            let (_, words) = catalog.vocabulary.beginning_with(word);
            for known in words.iter().filter(|known| known.text != word).take(MOST_ENDS) {
                places.extend_from_slice(self.token(&known.text));
            }
        }
        places
    }
}
