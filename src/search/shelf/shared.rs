//! Beginnings of words that many sections share: which of them the index has as one token each, and how that is asked for.
//!
//! A beginning of more than [`LONGEST_LEAD`] letters is looked for as the stems of the words that begin so. If those stand in
//! many sections, and nearly as often, the engine can skip next to nothing of them; as one token it can.
//! Only a whole build has such tokens: in the small segments of changed pages the stems are looked for.
//! Does not belong here: other tokens (`analysis`), when which query is taken (`find`).

use std::ops::RangeInclusive;

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, Score, SegmentReader, Term};

use super::analysis::TokenId;
use super::schema::{LEAD_MARK, LONGEST_LEAD};

/// Lengths of the beginnings that may be tokens, in letters.
const LENGTHS: RangeInclusive<usize> = LONGEST_LEAD + 1..=7;
/// In how many sections the words that begin so stand at least, taken together; few in tests.
const LEAST_SECTIONS: u32 = if cfg!(test) { 3 } else { 16_384 };

/// A token that stands for several others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shared {
    /// Its text.
    pub text: String,
    /// The stems that it stands for, at least two.
    pub stems: Vec<TokenId>,
}

/// Returns the tokens for the beginnings that are worth it. `words` are sorted, each with its stem and how many sections
/// have it.
pub(super) fn shared_beginnings(words: &[(&str, TokenId, u32)]) -> Vec<Shared> {
    let mut shared = Vec::new();
    for length in LENGTHS {
        for same in words.chunk_by(|left, right| beginning(left.0, length) == beginning(right.0, length)) {
            let Some(text) = same.first().and_then(|word| beginning(word.0, length)) else {
                continue;
            };
            let sections = same.iter().fold(0_u32, |sum, word| sum.saturating_add(word.2));
            let mut stems: Vec<TokenId> = same.iter().map(|word| word.1).collect();
            stems.sort_unstable();
            stems.dedup();
            if sections >= LEAST_SECTIONS && stems.len() > 1 {
                shared.push(Shared {
                    text: shared_token(text),
                    stems,
                });
            }
        }
    }
    shared
}

/// Returns the token of a beginning, which the index may have or not.
pub(super) fn shared_token(beginning: &str) -> String {
    format!("{LEAD_MARK}{beginning}")
}

/// Returns the first `length` letters of a word that has as many.
fn beginning(word: &str, length: usize) -> Option<&str> {
    let (last, c) = word.char_indices().nth(length - 1)?;
    word.get(..last + c.len_utf8())
}

/// One token where a segment has it, else the tokens that it stands for.
#[derive(Debug)]
pub(super) struct OneList {
    /// The token.
    pub term: Term,
    /// Sections that have the token.
    pub shared: Box<dyn Query>,
    /// Sections that have one of those it stands for.
    pub apart: Box<dyn Query>,
}

impl Clone for OneList {
    fn clone(&self) -> Self {
        Self {
            term: self.term.clone(),
            shared: self.shared.box_clone(),
            apart: self.apart.box_clone(),
        }
    }
}

impl Query for OneList {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(OneWeight {
            term: self.term.clone(),
            shared: self.shared.weight(scoring)?,
            apart: self.apart.weight(scoring)?,
        }))
    }
}

struct OneWeight {
    term: Term,
    shared: Box<dyn Weight>,
    apart: Box<dyn Weight>,
}

impl OneWeight {
    fn of(&self, reader: &SegmentReader) -> tantivy::Result<&dyn Weight> {
        let index = reader.inverted_index(self.term.field())?;
        let weight = if index.doc_freq(&self.term)? > 0 {
            &self.shared
        } else {
            &self.apart
        };
        Ok(weight.as_ref())
    }
}

impl Weight for OneWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.of(reader)?.scorer(reader, boost)
    }

    fn for_each_pruning(
        &self,
        threshold: Score,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        self.of(reader)?.for_each_pruning(threshold, reader, callback)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.of(reader)?.explain(reader, doc)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_is_shared_if_several_stems_in_many_sections_begin_so() {
        let words = [
            ("count", 1, 2),
            ("counts", 1, 1),
            ("county", 2, 1),
            ("court", 3, 9),
            ("wait", 4, 9),
            ("waits", 4, 9),
        ];
        let shared = |text: &str| {
            let found = shared_beginnings(&words).into_iter().find(|shared| shared.text == text);
            found.map(|shared| shared.stems)
        };
        assert_eq!(shared("^coun"), Some(vec![1, 2]));
        assert_eq!(shared("^count"), Some(vec![1, 2]));
        for one_stem in ["^cour", "^wait", "^county"] {
            assert_eq!(shared(one_stem), None);
        }
    }
}
