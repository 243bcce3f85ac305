//! Words that are also written as two, such as `closeout`, and which cards and checklists write them as one.
//!
//! Does not belong here: what is made of two words that may be one (`analysis`).

use std::collections::HashMap;

use super::words::split_words;

/// Shortest word that two words may have been written as.
pub(super) const SHORTEST_JOINED: usize = 5;

/// Number of a word that may be written as two.
pub(super) type JoinedId = u32;

/// All such words, each with how many texts have it.
#[derive(Debug, Default)]
pub(super) struct Joined {
    ids: HashMap<String, JoinedId>,
    counts: Vec<u32>,
}

impl Joined {
    /// Whether a word is one that is also written as two.
    pub(super) fn contains(&self, word: &str) -> bool {
        self.ids.get(word).is_some_and(|id| self.is_in(*id))
    }

    /// Whether any text has the word with number `id`.
    pub(super) fn is_in(&self, id: JoinedId) -> bool {
        self.counts.get(id as usize).is_some_and(|count| 0 < *count)
    }

    /// Returns the words with these numbers (sorted), as [`pair`] gives them.
    pub(super) fn pairs_of(&self, wanted: &[JoinedId]) -> Vec<u64> {
        let is_wanted = |id: &JoinedId| wanted.binary_search(id).is_ok();
        self.ids
            .iter()
            .filter(|(_, id)| is_wanted(id))
            .map(|(word, _)| pair(word))
            .collect()
    }

    /// Returns the numbers of the words of these texts, each once.
    pub(super) fn collect<'a>(&mut self, texts: impl Iterator<Item = &'a str>) -> Vec<JoinedId> {
        let mut ids = Vec::new();
        for text in texts {
            self.collect_in(text, &mut ids);
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Adds the words of one more card or checklist, each once.
    pub(super) fn add(&mut self, ids: &[JoinedId]) {
        for id in ids {
            if let Some(count) = self.counts.get_mut(*id as usize) {
                *count += 1;
            }
        }
    }

    /// Adds words as they are.
    pub(super) fn add_words<'a>(&mut self, words: impl Iterator<Item = &'a str>) {
        let long = words.filter(|word| word.len() >= SHORTEST_JOINED);
        let ids: Vec<JoinedId> = long.map(|word| self.intern(word)).collect();
        self.add(&ids);
    }

    /// Takes words out that [`Joined::add`] has added.
    pub(super) fn remove(&mut self, ids: &[JoinedId]) {
        for id in ids {
            if let Some(count) = self.counts.get_mut(*id as usize) {
                *count = count.saturating_sub(1);
            }
        }
    }

    fn intern(&mut self, word: &str) -> JoinedId {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = JoinedId::try_from(self.counts.len()).unwrap_or(JoinedId::MAX);
        self.ids.insert(word.to_owned(), id);
        self.counts.push(0);
        id
    }

    /// Collects words of letters, and pairs joined by a hyphen, each as one word.
    fn collect_in(&mut self, text: &str, ids: &mut Vec<JoinedId>) {
        let is_plain = |text: &str| text.len() >= 2 && text.bytes().all(|byte| byte.is_ascii_lowercase());
        let words = split_words(text);
        for (idx, word) in words.iter().enumerate() {
            if word.text.len() >= SHORTEST_JOINED && is_plain(&word.text) {
                ids.push(self.intern(&word.text));
            }
            let before = idx.checked_sub(1).and_then(|before| words.get(before));
            if let Some(before) = before.filter(|before| word.is_hyphenated && (is_plain(&word.text) || is_plain(&before.text))) {
                ids.push(self.intern(&format!("{}{}", before.text, word.text)));
            }
        }
    }
}

/// Returns what two words that follow each other, written as one, are remembered as. Others may be remembered as the same.
pub(super) fn pair(joined: &str) -> u64 {
    joined.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
