//! Every word of the shelf's sections, sorted, in files of their own: for beginnings of words and for words misspelt.
//!
//! One file has the words that the shelf was built from, a small one beside it those that updates have added: the large
//! one is never written again for the sake of a page. A file holds the number of words; for each a row of fixed size; three
//! columns of numbers, by which a word that is not there is compared with few of those that are; then the letters of the
//! words and of those stems that differ from their word. Both are read where they lie.
//! Does not belong here: which sections have a word (tantivy's postings), when to guess (`units`).

use tantivy::directory::OwnedBytes;

use super::super::sound::sound_key;
use super::super::spelling::{Target, Typed};
use super::super::vocabulary::letter_set;

/// Bytes of a row: where the letters begin, in how many sections the word stands, its sound, the lengths of word and stem
/// (0 if they are the same).
const ROW_BYTES: usize = 12;
/// Bytes of a number in a column.
const CELL_BYTES: usize = 4;
/// Columns.
const COLUMNS: usize = 3;
/// Bytes before the rows.
const HEAD_BYTES: usize = 4;
/// Most words guessed for one.
const MOST_GUESSES: usize = 3;
/// How far below the best a guess may lie.
const BELOW_BEST: f32 = 0.13;

/// A word of the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LexiconWord<'a> {
    /// The word.
    pub text: &'a str,
    /// Its stem.
    pub stem: &'a str,
    /// In how many sections it stands, as far as is known.
    pub sections: u32,
    /// A number that words sounding alike share.
    sound: u16,
}

impl<'a> LexiconWord<'a> {
    /// Returns a word with its stem and in how many sections it stands.
    pub(super) fn new(text: &'a str, stem: &'a str, sections: u32) -> Self {
        Self {
            text,
            stem,
            sections,
            sound: sound_mark(&sound_key(text)),
        }
    }
}

/// Puts two sorted lists together; a word in both stands in the sections of both.
pub(super) fn merge<'a>(left: impl Iterator<Item = LexiconWord<'a>>, right: Vec<LexiconWord<'a>>) -> Vec<LexiconWord<'a>> {
    let mut merged = Vec::new();
    let mut right = right.into_iter().peekable();
    for word in left {
        while let Some(before) = right.next_if(|other| other.text < word.text) {
            merged.push(before);
        }
        let same = right.next_if(|other| other.text == word.text);
        merged.push(LexiconWord {
            sections: word.sections.saturating_add(same.map_or(0, |same| same.sections)),
            ..word
        });
    }
    merged.extend(right);
    merged
}

/// A word that was perhaps meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Guess<'a> {
    /// The word.
    pub word: LexiconWord<'a>,
    /// How close it is, from 0 to 1.
    pub closeness: f32,
    /// Whether it sounds the same.
    pub is_sound: bool,
}

/// Writes the file for `words`, which are sorted and distinct.
pub(super) fn encode<'a>(words: impl ExactSizeIterator<Item = LexiconWord<'a>>) -> Vec<u8> {
    let words: Vec<LexiconWord<'a>> = words.collect();
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    let short = |text: &str| u8::try_from(text.len()).unwrap_or(0);
    let mut out = Vec::with_capacity(HEAD_BYTES + words.len() * (ROW_BYTES + COLUMNS * CELL_BYTES + 12));
    let mut letters: Vec<u8> = Vec::with_capacity(words.len() * 12);
    out.extend(number(words.len()));
    for word in &words {
        let stem = if word.stem == word.text { "" } else { word.stem };
        out.extend(number(letters.len()));
        out.extend(word.sections.to_le_bytes());
        out.extend(word.sound.to_le_bytes());
        out.extend([short(word.text), short(stem)]);
        letters.extend(word.text.as_bytes());
        letters.extend(stem.as_bytes());
    }
    let sorted = |key: &dyn Fn(&LexiconWord<'a>) -> u16| -> Vec<u32> {
        let mut keys: Vec<(u16, u32)> = words.iter().map(key).zip(0..).collect();
        keys.sort_unstable();
        keys.into_iter().map(|(_, at)| at).collect()
    };
    let by_length = sorted(&|word| u16::from(short(word.text)));
    let letters_of = |at: &u32| words.get(*at as usize).map_or(0, |word| letter_set(word.text));
    let sets: Vec<u32> = by_length.iter().map(letters_of).collect();
    let by_sound = sorted(&|word| word.sound);
    out.extend([by_length, sets, by_sound].iter().flatten().flat_map(|number| number.to_le_bytes()));
    out.extend(letters);
    out
}

/// A number that words sounding alike share.
fn sound_mark(sound: &str) -> u16 {
    sound
        .bytes()
        .fold(17_u16, |mark, byte| mark.wrapping_mul(31).wrapping_add(u16::from(byte)))
}

/// Returns the mark of words that sound as `target` does, if that says something.
fn mark_of(target: &Target<'_>) -> Option<u16> {
    (target.sound().len() > 1).then(|| sound_mark(target.sound()))
}

/// A number in a column.
type Cell = [u8; CELL_BYTES];

fn read_cell(cell: Cell) -> usize {
    u32::from_le_bytes(cell) as usize
}

/// The words of an open shelf: those that it was built from, and others that updates have added.
pub(super) struct Lexicon([WordFile; 2]);

impl Lexicon {
    /// Takes two files that have no word in common.
    pub(super) fn new(built: WordFile, added: WordFile) -> Self {
        Self([built, added])
    }

    /// Tells whether there is a word that begins with `start`.
    pub(super) fn has_beginning(&self, start: &str) -> bool {
        self.0.iter().any(|file| !file.beginning_with(start).is_empty())
    }

    /// Returns the word `text`, if it is known.
    pub(super) fn word(&self, text: &str) -> Option<LexiconWord<'_>> {
        self.0.iter().find_map(|file| file.find(text))
    }

    /// Returns the words that begin with `start`, those in most sections first, no more than `most`; and whether there are more.
    pub(super) fn commonest(&self, start: &str, most: usize) -> (Vec<LexiconWord<'_>>, bool) {
        let [(mut words, is_cut), (added, is_added_cut)] = self.0.each_ref().map(|file| file.commonest(start, most));
        words.extend(added);
        words.sort_by_key(|word| std::cmp::Reverse(word.sections));
        let is_cut = is_cut || is_added_cut || words.len() > most;
        words.truncate(most);
        (words, is_cut)
    }

    /// Returns the words most like `typed`, best first, with different stems; `typed` itself is not among them.
    pub(super) fn guesses(&self, typed: &str, as_typed: Typed) -> Vec<Guess<'_>> {
        let Some(target) = Target::new(typed) else {
            return Vec::new();
        };
        let near = self.0.iter().flat_map(|file| file.near(typed, &target, as_typed));
        let mut guesses: Vec<Guess<'_>> = near.collect();
        guesses.sort_by(|left, right| {
            let closer = right.closeness.total_cmp(&left.closeness);
            closer.then_with(|| right.word.sections.cmp(&left.word.sections))
        });
        let best = guesses.first().map_or(0.0, |best| best.closeness);
        let mut stems: Vec<&str> = Vec::new();
        guesses.retain(|guess| {
            let keep = stems.len() < MOST_GUESSES && guess.closeness >= best - BELOW_BEST && !stems.contains(&guess.word.stem);
            if keep {
                stems.push(guess.word.stem);
            }
            keep
        });
        guesses
    }
}

/// One file of words.
pub(super) struct WordFile(OwnedBytes);

/// One row, read.
struct Row {
    start: usize,
    sections: u32,
    sound: u16,
    lengths: [u8; 2],
}

impl Row {
    fn read(bytes: &[u8]) -> Option<Self> {
        let (numbers, short) = bytes.first_chunk::<ROW_BYTES>()?.split_at(8);
        let mut numbers = numbers
            .chunks_exact(4)
            .filter_map(|number| Some(u32::from_le_bytes(*number.first_chunk()?)));
        let (start, sections) = (numbers.next()?, numbers.next()?);
        let [low, high, word, stem] = *short.first_chunk()?;
        Some(Self {
            start: start as usize,
            sections,
            sound: u16::from_le_bytes([low, high]),
            lengths: [word, stem],
        })
    }
}

impl WordFile {
    /// Takes a file as it is; whatever is not sound in it is not found.
    pub(super) fn new(bytes: OwnedBytes) -> Self {
        Self(bytes)
    }

    /// Returns the number of words.
    fn len(&self) -> usize {
        let head = self.0.as_slice().first_chunk::<HEAD_BYTES>();
        let claimed = head.map_or(0, |head| u32::from_le_bytes(*head) as usize);
        claimed.min(self.0.len() / (ROW_BYTES + COLUMNS * CELL_BYTES))
    }

    /// Returns all words in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = LexiconWord<'_>> {
        (0..self.len()).filter_map(|number| self.word(number))
    }

    /// Returns the word `text`, if it is here.
    pub(super) fn find(&self, text: &str) -> Option<LexiconWord<'_>> {
        let number = self.first_not(0, |word| word < text);
        self.word(number).filter(|word| word.text == text)
    }

    /// Returns the word with `number`.
    fn word(&self, number: usize) -> Option<LexiconWord<'_>> {
        self.spell(&self.row(number)?)
    }

    /// Returns the numbers of the words that begin with `start`.
    fn beginning_with(&self, start: &str) -> std::ops::Range<usize> {
        let from = self.first_not(0, |word| word < start);
        from..self.first_not(from, |word| word.starts_with(start))
    }

    /// Returns the words that begin with `start`, those in most sections first, no more than `most`; and whether there are more.
    fn commonest(&self, start: &str, most: usize) -> (Vec<LexiconWord<'_>>, bool) {
        let range = self.beginning_with(start);
        let bytes = self.0.as_slice().get(HEAD_BYTES + range.start * ROW_BYTES..).unwrap_or_default();
        let sections = |bytes: &[u8]| Row::read(bytes).map_or(0, |row| row.sections);
        let rows = bytes.chunks_exact(ROW_BYTES).take(range.len());
        let mut rows: Vec<(u32, usize)> = rows.zip(range).map(|(bytes, number)| (sections(bytes), number)).collect();
        let more_first = |left: &(u32, usize), right: &(u32, usize)| right.0.cmp(&left.0).then(left.1.cmp(&right.1));
        let is_cut = rows.len() > most;
        if is_cut {
            rows.select_nth_unstable_by(most, more_first);
            rows.truncate(most);
        }
        rows.sort_unstable_by(more_first);
        (rows.into_iter().filter_map(|(_, number)| self.word(number)).collect(), is_cut)
    }

    /// Returns the words that are somewhat like `typed`, which `target` is made of, without `typed` itself.
    fn near(&self, typed: &str, target: &Target<'_>, as_typed: Typed) -> Vec<Guess<'_>> {
        let mut guesses: Vec<Guess<'_>> = Vec::new();
        for number in self.candidates(typed, target, as_typed) {
            let Some(word) = self.word(number).filter(|word| word.text != typed) else {
                continue;
            };
            let is_sound = mark_of(target) == Some(word.sound) && sound_key(word.text) == target.sound();
            // Every doubling of the sections counts as two more cards do in the library.
            let entries = 2 * (word.sections.max(1).ilog2() + 1);
            let letters = letter_set(word.text);
            if let Some((closeness, is_sound)) = target.closeness(word.text.as_bytes(), is_sound, letters, entries, as_typed) {
                guesses.push(Guess { word, closeness, is_sound });
            }
        }
        guesses
    }

    /// Returns the numbers of the words that sound like `typed`, or [may be](Target::may_be) near it, in order.
    fn candidates(&self, typed: &str, target: &Target<'_>, as_typed: Typed) -> Vec<usize> {
        let first: String = typed.chars().take(1).collect();
        let alike = self.beginning_with(&first);
        let [by_length, letters, by_sound] = [0, 1, 2].map(|number| self.column(number));
        let mut numbers: Vec<usize> = Vec::new();
        let row = |cell: &Cell| self.row(read_cell(*cell));
        if let Some(mark) = mark_of(target) {
            let from = by_sound.partition_point(|cell| row(cell).is_some_and(|row| row.sound < mark));
            let same = by_sound
                .iter()
                .skip(from)
                .take_while(|cell| row(cell).is_some_and(|row| row.sound == mark));
            numbers.extend(same.copied().map(read_cell));
        }
        let lengths = target.lengths(as_typed);
        let length_of = |cell: &Cell| row(cell).map_or(usize::MAX, |row| usize::from(row.lengths[0]));
        let mut from = by_length.partition_point(|cell| length_of(cell) < *lengths.start());
        while let Some(length) = by_length.get(from).map(length_of).filter(|length| lengths.contains(length)) {
            let words = by_length.get(from..).unwrap_or_default();
            let words = words
                .get(..words.partition_point(|cell| length_of(cell) <= length))
                .unwrap_or_default();
            let start = words.partition_point(|cell| read_cell(*cell) < alike.start);
            let end = words.partition_point(|cell| read_cell(*cell) < alike.end);
            for (range, begins_alike) in [(0..start, false), (start..end, true), (end..words.len(), false)] {
                let sets = letters.get(from..).and_then(|sets| sets.get(range.clone())).unwrap_or_default();
                let pairs = words.get(range).unwrap_or_default().iter().zip(sets);
                let near = pairs.filter(|(_, set)| target.may_be(length, u32::from_le_bytes(**set), begins_alike, as_typed));
                numbers.extend(near.map(|(cell, _)| read_cell(*cell)));
            }
            from += words.len().max(1);
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// Returns a column: numbers of words by length, their sets of letters in the same order, numbers of words by sound.
    fn column(&self, number: usize) -> &[Cell] {
        let from = HEAD_BYTES + self.len() * (ROW_BYTES + number * CELL_BYTES);
        let cells = self.0.as_slice().get(from..).map(|bytes| bytes.as_chunks().0);
        cells.and_then(|cells| cells.get(..self.len())).unwrap_or_default()
    }

    fn first_not(&self, from: usize, is_before: impl Fn(&str) -> bool) -> usize {
        let (mut low, mut high) = (from, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.word(middle).is_some_and(|word| is_before(word.text)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn row(&self, number: usize) -> Option<Row> {
        let at = HEAD_BYTES + number * ROW_BYTES;
        Row::read(self.0.as_slice().get(at..)?)
    }

    fn spell(&self, row: &Row) -> Option<LexiconWord<'_>> {
        let base = HEAD_BYTES + self.len() * (ROW_BYTES + COLUMNS * CELL_BYTES);
        let [word, stem] = row.lengths.map(usize::from);
        let letters = self.0.as_slice().get(base + row.start..)?.get(..word + stem)?;
        let (text, stem) = std::str::from_utf8(letters).ok()?.split_at_checked(word)?;
        Some(LexiconWord {
            text,
            stem: if stem.is_empty() { text } else { stem },
            sections: row.sections,
            sound: row.sound,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WORDS: [(&str, &str, u32); 5] = [
        ("appeal", "appeal", 9),
        ("appeals", "appeal", 5),
        ("apple", "appl", 1),
        ("hearing", "hear", 3),
        ("waiver", "waiver", 2),
    ];

    fn file(words: &[(&str, &str, u32)]) -> WordFile {
        let words = words.iter().map(|(text, stem, sections)| LexiconWord::new(text, stem, *sections));
        WordFile::new(OwnedBytes::new(encode(words)))
    }

    fn small() -> Lexicon {
        Lexicon::new(file(&WORDS), file(&[]))
    }

    #[test]
    fn words_that_were_added_are_found_as_if_they_had_been_there() {
        for at in 0..=WORDS.len() {
            let (left, right) = WORDS.split_at(at);
            let (whole, parted) = (small(), Lexicon::new(file(left), file(right)));
            for start in ["", "app", "appeal", "appeals", "w", "zz"] {
                assert_eq!(parted.has_beginning(start), whole.has_beginning(start));
                assert_eq!(parted.word(start), whole.word(start));
                for most in 0..=WORDS.len() {
                    assert_eq!(parted.commonest(start, most), whole.commonest(start, most), "{start} {most}");
                }
            }
            for typed in ["apeal", "waver", "hering"] {
                assert_eq!(parted.guesses(typed, Typed::Whole), whole.guesses(typed, Typed::Whole));
            }
        }
    }

    #[test]
    fn words_are_found_by_their_beginning() {
        let lexicon = file(&WORDS);
        let words = |start: &str| -> Vec<&str> {
            lexicon
                .beginning_with(start)
                .filter_map(|number| Some(lexicon.word(number)?.text))
                .collect()
        };
        assert_eq!(words("appe"), ["appeal", "appeals"]);
        assert_eq!(words(""), ["appeal", "appeals", "apple", "hearing", "waiver"]);
        assert!(words("zz").is_empty());
        assert_eq!(lexicon.word(1).unwrap().stem, "appeal");
    }

    #[test]
    fn words_misspelt_or_misheard_are_guessed() {
        let lexicon = small();
        let best = |typed: &str| lexicon.guesses(typed, Typed::Whole).first().map(|guess| guess.word.text);
        assert_eq!(best("apeal"), Some("appeal"));
        assert_eq!(best("waver"), Some("waiver"));
        assert_eq!(best("zzxqj"), None);
    }

    proptest! {
        #[test]
        fn the_columns_lead_to_the_same_words_as_looking_at_every_word(
            words in proptest::collection::btree_set("[a-f]{1,9}", 0..60),
            typed in "[a-f]{3,9}",
            is_open: bool,
        ) {
            let words: Vec<LexiconWord<'_>> = words.iter().map(|word| LexiconWord::new(word, word, 1)).collect();
            let lexicon = WordFile::new(OwnedBytes::new(encode(words.iter().copied())));
            let as_typed = if is_open { Typed::Beginning } else { Typed::Whole };
            let target = Target::new(&typed).expect("three letters at least");
            let is_candidate = |word: &LexiconWord<'_>| {
                let begins_alike = word.text.as_bytes().first() == typed.as_bytes().first();
                mark_of(&target) == Some(word.sound) || target.may_be(word.text.len(), letter_set(word.text), begins_alike, as_typed)
            };
            let expected: Vec<usize> = (0..words.len()).filter(|number| is_candidate(&words[*number])).collect();
            prop_assert_eq!(lexicon.candidates(&typed, &target, as_typed), expected);
        }
    }

    #[test]
    fn a_damaged_file_loses_words_and_nothing_else() {
        let words = [LexiconWord::new("word", "word", 1)];
        let sound = encode(words.into_iter());
        for length in 0..sound.len() {
            let lexicon = WordFile::new(OwnedBytes::new(sound.get(..length).unwrap().to_vec()));
            assert!(lexicon.iter().count() <= 1);
            Lexicon::new(lexicon, file(&WORDS)).guesses("wrod", Typed::Whole);
        }
        for at in 0..sound.len() {
            let mut broken = sound.clone();
            broken[at] = 0xff;
            let lexicon = WordFile::new(OwnedBytes::new(broken));
            lexicon.iter().for_each(drop);
            lexicon.beginning_with("w").for_each(drop);
            Lexicon::new(lexicon, file(&WORDS)).guesses("wrod", Typed::Beginning);
        }
    }
}
