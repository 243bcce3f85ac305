//! Words of the vocabulary that are spelled or sound like one that was typed.
//!
//! Does not belong here: when to look for them (`understand`).

use super::sound::sound_key;
use super::vocabulary::{Known, Vocabulary, WordId, letter_set};

/// Most candidates returned.
const MOST_CANDIDATES: usize = 3;

/// How far below the best a candidate may lie.
const BELOW_BEST: f32 = 0.13;

/// Longest word compared, in bytes.
const WIDEST: usize = 64;

/// A word that was perhaps meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate<'a> {
    /// The word.
    pub word: Known<'a>,
    /// How close it is, from 0 to 1.
    pub closeness: f32,
    /// Whether it sounds the same, as far as we can tell.
    pub is_sound: bool,
}

/// Whether `typed` is a whole word or the beginning of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typed {
    /// A whole word.
    Whole,
    /// Perhaps only the beginning.
    Beginning,
}

/// Returns the words most like `typed`, best first; `typed` itself is not among them.
pub(super) fn find_candidates<'a>(vocabulary: &'a Vocabulary, typed: &str, as_typed: Typed) -> Vec<Candidate<'a>> {
    let Some(target) = Target::new(typed) else {
        return Vec::new();
    };
    let sound = vocabulary.find_sound(target.sound()).filter(|_| target.sound().len() > 1);
    let mut candidates: Vec<Candidate<'a>> = vocabulary
        .ids()
        .filter(|id| vocabulary.is_useful(*id))
        .filter_map(|id| target.compare(vocabulary, id, sound, as_typed))
        .filter(|candidate| candidate.word.text != typed)
        .collect();
    candidates.sort_by(|left, right| {
        right
            .closeness
            .total_cmp(&left.closeness)
            .then_with(|| right.word.entries.cmp(&left.word.entries))
            .then_with(|| left.word.text.cmp(right.word.text))
    });
    let best = candidates.first().map_or(0.0, |best| best.closeness);
    let mut stems: Vec<&str> = Vec::new();
    candidates.retain(|candidate| {
        let is_new = !stems.contains(&candidate.word.stem);
        let keep = is_new && stems.len() < MOST_CANDIDATES && candidate.closeness >= best - BELOW_BEST;
        if keep {
            stems.push(candidate.word.stem);
        }
        keep
    });
    candidates
}

fn most_edits(length: usize) -> usize {
    match length {
        0..=5 => 1,
        6..=8 => 2,
        _ => 3,
    }
}

/// A word that was typed, to be compared with known ones.
pub(super) struct Target<'t> {
    text: &'t [u8],
    sound: String,
    letters: u32,
    most: usize,
}

impl<'t> Target<'t> {
    /// Returns what to compare with; none for a word too short or without letters.
    pub(super) fn new(typed: &'t str) -> Option<Self> {
        let length = typed.chars().count();
        if length < 3 || !typed.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            return None;
        }
        Some(Self {
            text: typed.as_bytes(),
            sound: sound_key(typed),
            letters: letter_set(typed),
            most: most_edits(length),
        })
    }

    /// How the word typed sounds.
    pub(super) fn sound(&self) -> &str {
        &self.sound
    }

    /// Whether a word with so many bytes and these letters may be close enough by its spelling to be compared at all.
    /// `begins_alike` says whether its first letter is the same.
    pub(super) fn may_be(&self, length: usize, letters: u32, begins_alike: bool, typed: Typed) -> bool {
        let apart = length.abs_diff(self.text.len());
        let strange = letters ^ self.letters;
        if !begins_alike {
            // One edit at most. This is asked of nearly every word: counting all bits would take longer.
            let but_one = strange & strange.wrapping_sub(1);
            return apart <= 1 && but_one & but_one.wrapping_sub(1) == 0;
        }
        // A letter more or less changes one bit of the set, another letter two.
        let is_near = apart <= self.most && strange.count_ones() as usize + apart <= 2 * self.most;
        let goes_on = typed == Typed::Beginning && length > self.text.len() && (self.letters & !letters).count_ones() as usize <= self.most;
        is_near || goes_on
    }

    /// Compares with the word `id`; `sound` is the number of the sound of what was typed, if that says something.
    fn compare<'a>(&self, vocabulary: &'a Vocabulary, id: WordId, sound: Option<u32>, typed: Typed) -> Option<Candidate<'a>> {
        let known = vocabulary.word(id)?;
        let is_sound = sound.is_some() && vocabulary.sound(id) == sound;
        let (closeness, is_sound) = self.closeness(known.text.as_bytes(), is_sound, vocabulary.letters(id), known.entries, typed)?;
        Some(Candidate {
            word: known,
            closeness,
            is_sound,
        })
    }

    /// Returns how close `word` is, from 0 to 1, and whether by its sound; none if it is too far off.
    ///
    /// `letters` is its [`letter_set`], `entries` in how many texts it stands.
    pub(super) fn closeness(&self, word: &[u8], is_sound: bool, letters: u32, entries: u32, typed: Typed) -> Option<(f32, bool)> {
        if word.len() < 3 || (word.len() == 3 && self.text.len() > 4) {
            return None;
        }
        let most = match self.sound.len() {
            _ if !is_sound => self.most,
            2 => self.most + 1,
            _ => self.most + 2,
        };
        let strange = (letters ^ self.letters).count_ones() as usize;
        if word.len().abs_diff(self.text.len()) <= most && strange <= 2 * most {
            let edits = edit_distance(self.text, word, most);
            // Words that differ much have at least to begin alike.
            let begins_alike = self.text.first() == word.first();
            if let Some(edits) = edits.filter(|edits| is_sound || begins_alike || *edits <= 1) {
                return Some((self.rate(word, edits, word.len(), is_sound, entries), is_sound));
            }
        }
        if typed == Typed::Beginning && self.text.len() >= 4 && word.len() > self.text.len() {
            let most = self.most.min(if self.text.len() < 6 { 1 } else { 2 });
            let edits = beginning_distance(self.text, word, most)?;
            return Some((self.rate(word, edits, self.text.len(), false, entries) * 0.92, false));
        }
        None
    }

    #[expect(clippy::cast_precision_loss, reason = "lengths of words are small")]
    fn rate(&self, word: &[u8], edits: usize, word_len: usize, is_sound: bool, entries: u32) -> f32 {
        let longer = self.text.len().max(word_len) as f32;
        let mut closeness = 1.0 - edits as f32 / longer;
        if is_sound {
            closeness += 0.14;
        }
        if self.text.first() == word.first() {
            closeness += 0.06;
        }
        closeness += (entries.min(30) as f32) * 0.002;
        if entries == 0 {
            closeness -= 0.04;
        }
        closeness.clamp(0.0, 1.0)
    }
}

/// Returns the least edits between `typed` and any beginning of `word` of about its length, if not more than `most`.
fn beginning_distance(typed: &[u8], word: &[u8], most: usize) -> Option<usize> {
    (typed.len().saturating_sub(1)..=typed.len() + 1)
        .filter_map(|length| edit_distance(typed, word.get(..length)?, most))
        .min()
}

/// Returns the least number of letters added, left out, changed or swapped with their neighbour, if not more than `most`.
fn edit_distance(left: &[u8], right: &[u8], most: usize) -> Option<usize> {
    if left.len() >= WIDEST || right.len() >= WIDEST {
        return None;
    }
    // Distances fit in a byte: no word is longer.
    let most = u8::try_from(most).unwrap_or(u8::MAX);
    let (mut before, mut above, mut row) = ([0_u8; WIDEST], [0_u8; WIDEST], [0_u8; WIDEST]);
    for (cost, cell) in (0..).zip(above.iter_mut()) {
        *cell = cost;
    }
    let mut previous = None;
    for (first, &from) in (1..).zip(left) {
        let mut beside = first;
        let mut least = beside;
        row[0] = beside;
        let mut to_before = None;
        let cells = row.iter_mut().skip(1).zip(above.windows(2)).zip(right);
        for (col_idx, ((cell, over), &to)) in cells.enumerate() {
            let (diagonal, up) = match over {
                [diagonal, up] => (*diagonal, *up),
                _ => (u8::MAX - 1, u8::MAX - 1),
            };
            let mut cost = (diagonal + u8::from(from != to)).min(up + 1).min(beside + 1);
            if previous == Some(to) && to_before == Some(from) {
                let swapped = col_idx.checked_sub(1).and_then(|at| before.get(at));
                cost = cost.min(swapped.map_or(u8::MAX, |cost| cost + 1));
            }
            least = least.min(cost);
            *cell = cost;
            beside = cost;
            to_before = Some(to);
        }
        if least > most {
            return None;
        }
        previous = Some(from);
        (before, above, row) = (above, row, before);
    }
    above
        .get(right.len())
        .filter(|edits| **edits <= most)
        .map(|edits| usize::from(*edits))
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::vocabulary_of;
    use super::*;

    #[track_caller]
    fn check(typed: &str, as_typed: Typed, expected: &str) {
        let words = [
            "expedited",
            "reinstatement",
            "writing",
            "need",
            "waiver",
            "filing",
            "benefits",
            "trial",
            "medicaid",
            "unconditional",
            "paper",
        ];
        let words = words.map(|word| (word, 2));
        let vocabulary = vocabulary_of(&words);
        let candidates = find_candidates(&vocabulary, typed, as_typed);
        assert_eq!(candidates.first().map(|candidate| candidate.word.text), Some(expected), "{typed}");
    }

    #[test]
    fn typos_and_misheard_words_find_what_was_meant() {
        check("expediated", Typed::Whole, "expedited");
        check("reinstatment", Typed::Whole, "reinstatement");
        check("rioting", Typed::Whole, "writing");
        check("knead", Typed::Whole, "need");
        check("waver", Typed::Whole, "waiver");
        check("filng", Typed::Whole, "filing");
        check("benifits", Typed::Whole, "benefits");
        check("trail", Typed::Whole, "trial");
        check("uncondtional", Typed::Whole, "unconditional");
        check("uncondt", Typed::Beginning, "unconditional");
    }

    #[test]
    fn nonsense_and_very_short_words_find_nothing() {
        let vocabulary = vocabulary_of(&[("need", 1)]);
        for typed in ["zzxqj", "ne", "12345", "\u{1F600}"] {
            assert!(find_candidates(&vocabulary, typed, Typed::Whole).is_empty(), "{typed}");
        }
    }

    #[test]
    fn a_swap_is_one_edit() {
        assert_eq!(edit_distance(b"trail", b"trial", 2), Some(1));
        assert_eq!(edit_distance(b"abc", b"abc", 0), Some(0));
        assert_eq!(edit_distance(b"abc", b"xyz", 2), None);
        assert_eq!(edit_distance(b"", b"ab", 2), Some(2));
    }
}
