//! Every word of the content: for beginnings of words, for spelling and sound, and for marking what matched.
//!
//! Does not belong here: what a query's words mean (`understand`).

use std::collections::BTreeMap;
use std::ops::Range;

use tantivy::directory::OwnedBytes;

use super::packed::{Numbers, Packer, Strings, Unpacker, pack_numbers, pack_strings};
use super::sound::sound_key;
use super::words::Stems;

/// Number of a word in the vocabulary.
pub(super) type WordId = u32;

/// Bit of a word's count that says whether it leads anywhere.
const USEFUL: u32 = 1 << 31;

/// One word of the content or of the thesaurus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known<'a> {
    /// As [`super::words::split_words`] cuts it.
    pub text: &'a str,
    /// Its stem.
    pub stem: &'a str,
    /// In how many cards and checklists it stands; 0 if only in the thesaurus.
    pub entries: u32,
}

/// All words, sorted.
#[derive(Debug)]
pub(super) struct Vocabulary {
    texts: Strings,
    /// For each word in how many cards and checklists it stands, with [`USEFUL`].
    counts: Numbers,
    /// For each word which letters it has, one bit for each.
    letters: Numbers,
    /// How words sound, sorted, and the number of each word's sound.
    sounds: Strings,
    sound_of: Numbers,
    /// Stems, sorted; the number of each word's stem; where the words of each stem end, and those words.
    stems: Strings,
    stem_of: Numbers,
    stem_ends: Numbers,
    by_stem: Numbers,
}

/// Returns the vocabulary of words with the number of entries that have them, as a table. `has_meaning` tells whether a
/// word that no entry has means something that one has.
pub(super) fn pack_vocabulary(
    counts: impl IntoIterator<Item = (String, u32)>,
    stems: &mut Stems,
    has_meaning: impl Fn(&str, &str) -> bool,
) -> Vec<u8> {
    let mut words: BTreeMap<String, u32> = BTreeMap::new();
    for (text, entries) in counts {
        let known = words.entry(text).or_default();
        *known = entries.max(*known);
    }
    let stem_of: Vec<String> = words.keys().map(|text| stems.stem(text)).collect();
    let sound_of: Vec<String> = words.keys().map(|text| sound_key(text)).collect();
    let useful = words.iter().zip(&stem_of).map(|((text, entries), stem)| {
        let is_useful = *entries > 0 || has_meaning(text, stem);
        entries | if is_useful { USEFUL } else { 0 }
    });
    let mut packer = Packer::default();
    packer.add(&pack_strings(words.keys()));
    packer.add(&pack_numbers(useful));
    packer.add(&pack_numbers(words.keys().map(|text| letter_set(text))));
    for all in [&sound_of, &stem_of] {
        let mut of_each: BTreeMap<&String, Vec<u32>> = BTreeMap::new();
        for (id, text) in (0..).zip(all) {
            of_each.entry(text).or_default().push(id);
        }
        let numbers: BTreeMap<&String, u32> = of_each.keys().copied().zip(0..).collect();
        packer.add(&pack_strings(of_each.keys()));
        packer.add(&pack_numbers(all.iter().filter_map(|text| numbers.get(text).copied())));
        let ends = of_each.values().scan(0, |end, ids| {
            *end += u32::try_from(ids.len()).unwrap_or(u32::MAX);
            Some(*end)
        });
        packer.add(&pack_numbers(ends));
        packer.add(&pack_numbers(of_each.values().flatten().copied()));
    }
    packer.finish()
}

impl Vocabulary {
    /// Opens what [`pack_vocabulary`] has made.
    pub(super) fn open(bytes: &OwnedBytes) -> Option<Self> {
        let mut parts = Unpacker::open(bytes)?;
        let texts = Strings::open(&parts.take());
        let mut numbers = || Numbers::open(parts.take());
        let (counts, letters) = (numbers(), numbers());
        let sounds = Strings::open(&parts.take());
        let sound_of = Numbers::open(parts.take());
        let _words_of_sounds = (parts.take(), parts.take());
        let stems = Strings::open(&parts.take());
        Some(Self {
            texts,
            counts,
            letters,
            sounds,
            sound_of,
            stems,
            stem_of: Numbers::open(parts.take()),
            stem_ends: Numbers::open(parts.take()),
            by_stem: Numbers::open(parts.take()),
        })
    }

    /// Returns the numbers of all words.
    pub(super) fn ids(&self) -> Range<WordId> {
        0..WordId::try_from(self.texts.len()).unwrap_or(WordId::MAX)
    }

    /// Returns the number of `word`.
    pub(super) fn find(&self, word: &str) -> Option<WordId> {
        WordId::try_from(self.texts.find(word)?).ok()
    }

    /// Returns the word with number `id`.
    pub(super) fn word(&self, id: WordId) -> Option<Known<'_>> {
        let at = id as usize;
        Some(Known {
            entries: self.counts.get(at)? & !USEFUL,
            text: self.texts.get(at),
            stem: self.stems.get(self.stem_of.get(at)? as usize),
        })
    }

    /// Whether a word leads anywhere: it stands in content, or means something that does.
    pub(super) fn is_useful(&self, id: WordId) -> bool {
        self.counts.get(id as usize).is_some_and(|count| count & USEFUL != 0)
    }

    /// Returns which letters a word has, as [`letter_set`] does.
    pub(super) fn letters(&self, id: WordId) -> u32 {
        self.letters.get(id as usize).unwrap_or_default()
    }

    /// Returns the number of the sound with this key; none if no word sounds so.
    pub(super) fn find_sound(&self, key: &str) -> Option<u32> {
        u32::try_from(self.sounds.find(key)?).ok()
    }

    /// Returns the number of a word's sound.
    pub(super) fn sound(&self, id: WordId) -> Option<u32> {
        self.sound_of.get(id as usize)
    }

    /// Returns the numbers of the words that begin with `start`.
    pub(super) fn beginning_with(&self, start: &str) -> Range<WordId> {
        let from = self.texts.partition_point(|text| text < start);
        let to = self.texts.partition_point(|text| text < start || text.starts_with(start));
        let number = |at: usize| WordId::try_from(at).unwrap_or(WordId::MAX);
        number(from)..number(to)
    }

    /// Returns the numbers of the words with `stem`.
    pub(super) fn with_stem(&self, stem: &str) -> Vec<WordId> {
        let Some(at) = self.stems.find(stem) else {
            return Vec::new();
        };
        let end = |at: usize| self.stem_ends.get(at).map_or(0, |end| end as usize);
        let start = at.checked_sub(1).map_or(0, end);
        self.by_stem.slice(start..end(at)).collect()
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
pub(super) fn vocabulary_of(words: &[(&str, u32)]) -> Vocabulary {
    let counts = words.iter().map(|(word, entries)| ((*word).to_owned(), *entries));
    let bytes = OwnedBytes::new(pack_vocabulary(counts, &mut Stems::new(), |_, _| false));
    Vocabulary::open(&bytes).expect("what was just packed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_beginning_stem_and_sound() {
        let vocabulary = vocabulary_of(&[
            ("appeal", 1),
            ("appeals", 1),
            ("apple", 1),
            ("waiver", 3),
            ("appeal", 2),
            ("unused", 0),
        ]);
        assert_eq!(vocabulary.ids().len(), 5);
        assert_eq!(vocabulary.beginning_with("appe").len(), 2);
        assert_eq!(vocabulary.beginning_with("").len(), 5);
        assert!(vocabulary.beginning_with("zz").is_empty());
        assert_eq!(vocabulary.with_stem("appeal"), [0, 1]);
        assert_eq!(vocabulary.with_stem("nothing"), Vec::<WordId>::new());
        let id = vocabulary.find("waiver").unwrap();
        assert_eq!(vocabulary.word(id).map(|word| (word.text, word.entries)), Some(("waiver", 3)));
        assert_eq!(vocabulary.sound(id), vocabulary.find_sound(&sound_key("waver")));
        assert!(vocabulary.is_useful(id) && !vocabulary.is_useful(vocabulary.find("unused").unwrap()));
        assert_eq!(vocabulary.letters(id), letter_set("waiver"));
    }
}
