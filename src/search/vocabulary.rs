//! Every word of the content: for beginnings of words, for spelling and sound, and for marking what matched.
//!
//! Does not belong here: what a query's words mean (`understand`).

use std::collections::HashMap;

use super::sound::sound_key;
use super::words::Stems;

/// Number of a word in the vocabulary.
pub(super) type WordId = u32;

/// One word of the content or of the thesaurus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    /// As [`super::words::split_words`] cuts it.
    pub text: String,
    /// Its stem.
    pub stem: String,
    /// In how many cards and checklists it stands; 0 if only in the thesaurus.
    pub entries: u32,
    /// How it sounds.
    pub sound: String,
    /// Which letters it has, one bit for each.
    pub letters: u32,
    /// Whether it leads anywhere: it stands in content, or means something that does.
    pub is_useful: bool,
}

/// All words, sorted.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary {
    words: Vec<Known>,
    by_stem: HashMap<String, Vec<WordId>>,
}

impl Vocabulary {
    /// Makes the vocabulary from words with the number of entries that have them. `has_meaning` tells whether a word
    /// that no entry has means something that one has.
    pub(super) fn new(
        counts: impl IntoIterator<Item = (String, u32)>,
        stems: &mut Stems,
        has_meaning: impl Fn(&str, &str) -> bool,
    ) -> Self {
        let mut words: Vec<Known> = counts
            .into_iter()
            .map(|(text, entries)| {
                let stem = stems.stem(&text);
                Known {
                    sound: sound_key(&text),
                    letters: letter_set(&text),
                    is_useful: entries > 0 || has_meaning(&text, &stem),
                    stem,
                    text,
                    entries,
                }
            })
            .collect();
        words.sort_by(|left, right| left.text.cmp(&right.text).then(right.entries.cmp(&left.entries)));
        words.dedup_by(|later, earlier| later.text == earlier.text);
        let mut by_stem: HashMap<String, Vec<WordId>> = HashMap::new();
        for (id, word) in (0..).zip(&words) {
            by_stem.entry(word.stem.clone()).or_default().push(id);
        }
        Self { words, by_stem }
    }

    /// Returns all words, sorted.
    pub(super) fn words(&self) -> &[Known] {
        &self.words
    }

    /// Returns the number of `word`.
    pub(super) fn find(&self, word: &str) -> Option<WordId> {
        let at = self.words.binary_search_by(|known| known.text.as_str().cmp(word)).ok()?;
        WordId::try_from(at).ok()
    }

    /// Returns the word with number `id`.
    pub(super) fn word(&self, id: WordId) -> Option<&Known> {
        self.words.get(id as usize)
    }

    /// Returns the words that begin with `start`, with the number of the first.
    pub(super) fn beginning_with(&self, start: &str) -> (WordId, &[Known]) {
        let from = self.words.partition_point(|known| known.text.as_str() < start);
        let rest = self.words.get(from..).unwrap_or_default();
        let count = rest.partition_point(|known| known.text.starts_with(start));
        (WordId::try_from(from).unwrap_or(WordId::MAX), rest.get(..count).unwrap_or_default())
    }

    /// Returns the numbers of the words with `stem`.
    pub(super) fn with_stem(&self, stem: &str) -> &[WordId] {
        self.by_stem.get(stem).map_or(&[], Vec::as_slice)
    }
}

/// Returns a set of the letters of a word; digits share one bit, other characters another.
pub(super) fn letter_set(word: &str) -> u32 {
    word.bytes().fold(0, |set, byte| {
        set | 1
            << match byte {
                b'a'..=b'z' => u32::from(byte - b'a'),
                b'0'..=b'9' => 26,
                _ => 27,
            }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Vocabulary {
        let words = ["appeal", "appeals", "apple", "waiver", "appeal"];
        Vocabulary::new(words.iter().map(|word| ((*word).to_owned(), 1)), &mut Stems::new(), |_, _| false)
    }

    #[test]
    fn words_are_found_by_beginning_and_by_stem() {
        let vocabulary = small();
        assert_eq!(vocabulary.words().len(), 4);
        assert_eq!(vocabulary.beginning_with("appe").1.len(), 2);
        assert_eq!(vocabulary.beginning_with("").1.len(), 4);
        assert!(vocabulary.beginning_with("zz").1.is_empty());
        assert_eq!(vocabulary.with_stem("appeal").len(), 2);
        let id = vocabulary.find("waiver").unwrap();
        assert_eq!(vocabulary.word(id).unwrap().text, "waiver");
    }
}
