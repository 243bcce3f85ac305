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
    places: Option<Places>,
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
            places: Places::new(typed.as_bytes()),
            sound: sound_key(typed),
            letters: letter_set(typed),
            most: most_edits(length),
        })
    }

    /// How the word typed sounds.
    pub(super) fn sound(&self) -> &str {
        &self.sound
    }

    /// The lengths, in bytes, outside of which [`Target::may_be`] admits none.
    pub(super) fn lengths(&self, typed: Typed) -> std::ops::RangeInclusive<usize> {
        let longest = match typed {
            Typed::Whole => self.text.len() + self.most,
            Typed::Beginning => usize::MAX,
        };
        self.text.len() - self.most..=longest
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
        let places = self.places.as_ref()?;
        let most = match self.sound.len() {
            _ if !is_sound => self.most,
            2 => self.most + 1,
            _ => self.most + 2,
        };
        let strange = (letters ^ self.letters).count_ones() as usize;
        if word.len().abs_diff(self.text.len()) <= most && strange <= 2 * most {
            let edits = places.distance(word, most);
            // Words that differ much have at least to begin alike.
            let begins_alike = self.text.first() == word.first();
            if let Some(edits) = edits.filter(|edits| is_sound || begins_alike || *edits <= 1) {
                return Some((self.rate(word, edits, word.len(), is_sound, entries), is_sound));
            }
        }
        if typed == Typed::Beginning && self.text.len() >= 4 && word.len() > self.text.len() {
            let most = self.most.min(if self.text.len() < 6 { 1 } else { 2 });
            let edits = places.beginning_distance(word, most)?;
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

/// A word whose distance to others is asked for: which bits of a number stand for the places of each of its letters.
struct Places {
    of: [u64; 256],
    length: usize,
}

impl Places {
    /// Returns none for a word with more letters than a number has bits.
    fn new(word: &[u8]) -> Option<Self> {
        let mut of = [0; 256];
        for (place, byte) in word.iter().enumerate() {
            if let Some(places) = of.get_mut(usize::from(*byte)) {
                *places |= 1_u64.checked_shl(u32::try_from(place).ok()?)?;
            }
        }
        let length = word.len();
        (1..WIDEST).contains(&length).then_some(Self { of, length })
    }

    /// Returns the least number of letters added, left out, changed or swapped with their neighbour, if not more than `most`.
    fn distance(&self, word: &[u8], most: usize) -> Option<usize> {
        let edits = self.distances(word).last().unwrap_or(self.length);
        (word.len() < WIDEST && edits <= most).then_some(edits)
    }

    /// Returns the least distance to any beginning of `word` of about its own length, if not more than `most`.
    fn beginning_distance(&self, word: &[u8], most: usize) -> Option<usize> {
        let lengths = self.length.saturating_sub(1)..=self.length + 1;
        let all = (1..).zip(self.distances(word));
        let near = all.filter(|(length, _)| lengths.contains(length)).map(|(_, edits)| edits);
        near.take(3).min().filter(|edits| *edits <= most)
    }

    /// Returns the distance to the first letter of `word`, to its first two, and so on. A column of the usual table is
    /// worked out at once, as two numbers: which steps go up and which down (Myers; swaps as Hyyrö adds them).
    fn distances<'a>(&'a self, word: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
        let last = 1_u64 << (self.length - 1);
        let (mut up, mut down, mut diagonal, mut before) = (u64::MAX, 0, 0_u64, 0);
        let mut edits = self.length;
        word.iter().map(move |byte| {
            let same = self.of.get(usize::from(*byte)).copied().unwrap_or(0);
            let swapped = ((!diagonal & same) << 1) & before;
            diagonal = ((same & up).wrapping_add(up) ^ up) | same | down | swapped;
            let right_up = down | !(diagonal | up);
            let right_down = diagonal & up;
            edits = edits + usize::from(right_up & last != 0) - usize::from(right_down & last != 0);
            let (right_up, right_down) = ((right_up << 1) | 1, right_down << 1);
            up = right_down | !(diagonal | right_up);
            down = right_up & diagonal;
            before = same;
            edits
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    /// The usual table, cell by cell.
    fn table_distance(left: &[u8], right: &[u8]) -> usize {
        let mut rows = vec![(0..=right.len()).collect::<Vec<usize>>()];
        for (i, from) in (1..).zip(left) {
            let mut row = vec![i];
            for (j, to) in (1..).zip(right) {
                let mut cost = (rows[i - 1][j - 1] + usize::from(from != to))
                    .min(rows[i - 1][j] + 1)
                    .min(row[j - 1] + 1);
                if i > 1 && j > 1 && left[i - 2] == *to && right[j - 2] == *from {
                    cost = cost.min(rows[i - 2][j - 2] + 1);
                }
                row.push(cost);
            }
            rows.push(row);
        }
        rows[left.len()][right.len()]
    }

    proptest! {
        #[test]
        fn distances_are_those_of_the_table(left in "[abc]{1,12}", right in "[abc]{0,12}", most in 0_usize..6) {
            let places = Places::new(left.as_bytes()).expect("neither empty nor long");
            let (left, right) = (left.as_bytes(), right.as_bytes());
            let within = |edits: usize| (edits <= most).then_some(edits);
            prop_assert_eq!(places.distance(right, most), within(table_distance(left, right)));
            let beginnings = (left.len().saturating_sub(1).max(1)..=left.len() + 1).filter_map(|length| right.get(..length));
            let least = beginnings.map(|beginning| table_distance(left, beginning)).min();
            prop_assert_eq!(places.beginning_distance(right, most), least.and_then(within));
        }
    }

    #[test]
    fn a_swap_is_one_edit() {
        let edits = |left: &[u8], right, most| Places::new(left).and_then(|places| places.distance(right, most));
        assert_eq!(edits(b"trail", b"trial", 2), Some(1));
        assert_eq!(edits(b"abc", b"abc", 0), Some(0));
        assert_eq!(edits(b"abc", b"xyz", 2), None);
        assert_eq!(edits(b"ab", b"", 2), Some(2));
        assert_eq!(edits(&[b'a'; 63], &[b'a'; 63], 0), Some(0));
        assert!(Places::new(&[b'a'; 64]).is_none() && Places::new(b"").is_none());
    }
}
