//! Phrases to be found in a run of words.
//!
//! Does not belong here: what a phrase means (`thesaurus`).

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tantivy::directory::OwnedBytes;

use super::super::packed::{Named, Packer, Unpacker, pack_named};
use super::super::words::{Stems, split_words};

/// Most small words that may stand between two words of a phrase.
const MOST_SKIPPED: usize = 2;
/// Longest word in capitals that is taken for an acronym.
const LONGEST_ACRONYM: usize = 6;

/// One word of a text to be searched for phrases.
#[derive(Debug, Clone, Copy)]
pub(in crate::search) struct PhraseWord<'a> {
    /// Folded.
    pub text: &'a str,
    /// Its stem.
    pub stem: &'a str,
    /// Whether it may be passed over inside a phrase.
    pub is_filler: bool,
    /// Whether it is written in capitals.
    pub is_capitals: bool,
}

/// One word of a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Key {
    /// Any form of the word with this stem.
    Stem(String),
    /// An acronym, or its plural: `INS` is not `in`.
    Acronym(String),
}

impl Key {
    /// Returns the keys of a term's words.
    pub(super) fn of_term(term: &str, stems: &mut Stems) -> Vec<Self> {
        let key = |(raw, text): (&str, String)| {
            if raw.len() <= LONGEST_ACRONYM && raw.bytes().all(|byte| byte.is_ascii_uppercase()) {
                Self::Acronym(text)
            } else {
                Self::Stem(stems.stem(&text))
            }
        };
        let words = split_words(term).into_iter();
        words
            .map(|word| (term.get(word.start..word.end).unwrap_or_default(), word.text))
            .map(key)
            .collect()
    }

    fn fits(&self, word: &PhraseWord<'_>) -> bool {
        match self {
            Self::Stem(stem) => word.stem == stem,
            Self::Acronym(acronym) => word.text == acronym || word.text.strip_suffix('s') == Some(acronym),
        }
    }
}

/// A phrase with what it stands for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Pattern<T> {
    /// Its words.
    pub keys: Vec<Key>,
    /// Whether its first word has to be in capitals, because it is an English word as well.
    pub needs_capitals: bool,
    /// What it stands for.
    pub value: T,
}

/// Phrases being collected.
#[derive(Debug)]
pub(super) struct PatternDraft<T> {
    by_stem: BTreeMap<String, Vec<Pattern<T>>>,
    by_acronym: BTreeMap<String, Vec<Pattern<T>>>,
}

impl<T> Default for PatternDraft<T> {
    fn default() -> Self {
        Self {
            by_stem: BTreeMap::new(),
            by_acronym: BTreeMap::new(),
        }
    }
}

impl<T: Serialize> PatternDraft<T> {
    /// Adds a phrase; one without words is left out.
    pub(super) fn add(&mut self, pattern: Pattern<T>) {
        match pattern.keys.first() {
            Some(Key::Stem(stem)) => self.by_stem.entry(stem.clone()).or_default().push(pattern),
            Some(Key::Acronym(acronym)) => self.by_acronym.entry(acronym.clone()).or_default().push(pattern),
            None => {}
        }
    }

    /// Returns the phrases as a table, in one order however they were added.
    pub(super) fn pack(mut self) -> Vec<u8> {
        let mut packer = Packer::default();
        for by_first in [&mut self.by_stem, &mut self.by_acronym] {
            for patterns in by_first.values_mut() {
                patterns.sort_by(|left, right| left.keys.cmp(&right.keys));
            }
            packer.add(&pack_named(by_first));
        }
        packer.finish()
    }
}

/// Phrases by their first word.
#[derive(Debug)]
pub(super) struct Patterns<T> {
    by_stem: Named<Vec<Pattern<T>>>,
    by_acronym: Named<Vec<Pattern<T>>>,
}

impl<T: DeserializeOwned> Patterns<T> {
    /// Opens what [`PatternDraft::pack`] has made.
    pub(super) fn open(bytes: &OwnedBytes) -> Self {
        let mut parts = Unpacker::open(bytes);
        let mut take = || parts.as_mut().map_or_else(OwnedBytes::empty, Unpacker::take);
        Self {
            by_stem: Named::open(&take()),
            by_acronym: Named::open(&take()),
        }
    }

    /// Returns the phrases that `words` begins with, each with how many words it takes.
    pub(super) fn find<'a>(&'a self, words: &[PhraseWord<'_>]) -> impl Iterator<Item = (usize, &'a T)> {
        let lists = words.first().map(|first| {
            let plural = first.text.strip_suffix('s').and_then(|singular| self.by_acronym.get(singular));
            [self.by_stem.get(first.stem), self.by_acronym.get(first.text), plural]
        });
        let patterns = lists.into_iter().flatten().flatten().flatten();
        patterns.filter_map(|pattern| {
            let is_written_so = !pattern.needs_capitals || words.first().is_some_and(|first| first.is_capitals);
            let count = matched_len(&pattern.keys, words).filter(|_| is_written_so)?;
            Some((count, &pattern.value))
        })
    }
}

/// Returns how many of `words` the phrase takes, if they begin with it. Small words may stand in between.
fn matched_len(keys: &[Key], words: &[PhraseWord<'_>]) -> Option<usize> {
    let mut at = 0;
    for (idx, key) in keys.iter().enumerate() {
        let mut skipped = 0;
        while !key.fits(words.get(at)?) {
            if idx == 0 || skipped == MOST_SKIPPED || !words.get(at)?.is_filler {
                return None;
            }
            skipped += 1;
            at += 1;
        }
        at += 1;
    }
    Some(at)
}
