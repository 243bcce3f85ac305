//! What is known of the content's words and names, to tell where a way of typing leaves open what is meant.
//!
//! Does not belong here: the ways (`ways`), what the names are (`names`).

use std::collections::BTreeSet;

use super::super::super::SearchIndex;
use super::super::super::corpus::EntryText;
use super::super::super::sound::sound_key;
use super::super::super::words::Stems;
use super::names::{Name, plain};

/// What is known about the content's words and names, to tell where a way leaves open what is meant.
pub(super) struct Known<'a> {
    /// The index searched.
    pub index: &'a SearchIndex,
    /// All names.
    pub names: &'a [Name],
    /// Their words.
    pub words: Vec<Vec<String>>,
    stems: Vec<String>,
    /// What callers say, run together, with the id of the card or checklist.
    asks: Vec<(String, String)>,
}

fn asks(entry: &EntryText) -> Vec<(String, String)> {
    entry.asks.iter().map(|ask| (plain(ask).concat(), entry.id.clone())).collect()
}

/// Returns the stems of the words that tell something, each once, run together: `look-back` is also written `lookback`, and
/// `month by month` is `by month`.
fn telling(index: &SearchIndex, text: &str) -> String {
    let mut stemmer = Stems::new();
    let mut stems: Vec<String> = Vec::new();
    for word in plain(text).iter().filter(|word| !index.thesaurus.is_filler(word)) {
        let stem = stemmer.stem(word);
        if !stems.contains(&stem) {
            stems.push(stem);
        }
    }
    stems.concat()
}

impl<'a> Known<'a> {
    /// Looks at the words of all names.
    pub(super) fn new(index: &'a SearchIndex, names: &'a [Name]) -> Self {
        let words = names.iter().map(|name| plain(&name.text)).collect();
        let stems = names.iter().map(|name| telling(index, &name.text)).collect();
        Self {
            index,
            names,
            words,
            stems,
            asks: index.catalog.entries.iter().flat_map(|(_, entry)| asks(entry)).collect(),
        }
    }

    /// Returns what may be first for `text`, typed for `name`: what answers to the name, or to another that is typed
    /// just so, and what callers ask for just so.
    /// Where it is not the name word for word, names that differ in endings or small words alone count as one.
    pub(super) fn right(&self, name: &Name, text: &str) -> BTreeSet<String> {
        let typed = plain(text).concat();
        let mut right = name.right.clone();
        for (other, words) in self.names.iter().zip(&self.words) {
            if words.concat() == typed {
                right.extend(other.right.iter().cloned());
            }
        }
        let asked = self.asks.iter().filter(|(ask, _)| *ask == typed);
        right.extend(asked.map(|(_, id)| id.clone()));
        if plain(&name.text) != plain(text) {
            let stems = telling(self.index, &name.text);
            let alike = self.names.iter().zip(&self.stems).filter(|(_, other)| **other == stems);
            right.extend(alike.flat_map(|(other, _)| other.right.iter().cloned()));
        }
        right
    }

    /// Whether the content or the thesaurus has the word, or another form of it.
    pub(super) fn is_word(&self, word: &str) -> bool {
        let vocabulary = &self.index.catalog.vocabulary;
        vocabulary.find(word).is_some() || !vocabulary.with_stem(&Stems::new().stem(word)).is_empty()
    }

    /// Whether another word than `meant` is as near to `typed`, one letter more, less, other, or two swapped,
    /// begins so, or sounds as it does.
    pub(super) fn is_near_another(&self, typed: &str, meant: &str) -> bool {
        let vocabulary = &self.index.catalog.vocabulary;
        // The last word may go on.
        let begins_so = |word: &str| word.get(..typed.len()).is_some_and(|beginning| is_one_slip(beginning, typed));
        let (stem, sound) = (Stems::new().stem(meant), sound_key(typed));
        vocabulary
            .ids()
            .filter_map(|id| vocabulary.word(id))
            .any(|word| word.stem != stem && (is_one_slip(word.text, typed) || begins_so(word.text) || sound_key(word.text) == sound))
    }
}

/// Whether two words differ by one letter more, less or other, or by two neighbours swapped.
fn is_one_slip(left: &str, right: &str) -> bool {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    if left.len().abs_diff(right.len()) > 1 {
        return false;
    }
    let same = left.iter().zip(&right).take_while(|(left, right)| left == right).count();
    let (left, right) = (&left[same..], &right[same..]);
    let tail = |from: usize, of: usize| left.get(from..) == right.get(of..);
    tail(1, 1) || tail(0, 1) || tail(1, 0) || (tail(2, 2) && left.len() > 1 && left[0] == right[1] && left[1] == right[0])
}
