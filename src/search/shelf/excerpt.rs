//! Where a hit has what was looked for, read off its text, and the part of the text that shows it.
//!
//! Only hits that are shown are read. A word is found by how it begins, so another form of it is found as well.
//! Does not belong here: which sections are hits (`find`).

use super::super::snippet::{WINDOW_BYTES, cut_at};
use super::units::Unit;

/// Most places looked at in a text.
const MOST_MARKS: usize = 48;
/// Most bytes of a text that are read.
const MOST_BYTES: usize = 32_768;
/// Bytes of a text that are looked at together: few of them begin a word that could be meant.
const CHUNK: usize = 16;
/// The bit by which small and capital letters differ.
const CASE: u8 = 0x20;

/// A beginning of words that is looked for.
struct Needle<'a> {
    text: &'a [u8],
    unit: u32,
}

/// What is looked for, made ready once for all hits.
pub(super) struct Needles<'a> {
    all: Vec<Needle<'a>>,
    /// Bytes that needles begin with, each with [`CASE`] set: so more may look like one than is one.
    firsts: Vec<u8>,
    /// Bits of all units that have needles.
    units: u64,
}

/// A place where a needle stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// First byte.
    pub start: usize,
    /// Number of the unit.
    pub unit: u32,
}

impl<'a> Needles<'a> {
    /// Makes needles of all ways to match `units`.
    pub(super) fn new(units: &'a [Unit]) -> Self {
        let mut all = Self {
            all: Vec::new(),
            firsts: Vec::new(),
            units: 0,
        };
        for (number, unit) in (0..).zip(units).filter(|(_, unit)| unit.carries) {
            for text in unit.alternatives.iter().flat_map(|alternative| &alternative.needles) {
                all.add(text, number);
            }
            if unit.is_cut {
                all.add(&unit.typed, number);
            }
        }
        all.all
            .dedup_by(|later, earlier| later.text == earlier.text && later.unit == earlier.unit);
        all
    }

    /// Makes a needle of one beginning.
    pub(super) fn one(text: &'a str) -> Self {
        let mut one = Self {
            all: Vec::new(),
            firsts: Vec::new(),
            units: 0,
        };
        one.add(text, 0);
        one
    }

    fn add(&mut self, text: &'a str, unit: u32) {
        let Some(first) = text.bytes().next() else { return };
        if !self.firsts.contains(&(first | CASE)) {
            self.firsts.push(first | CASE);
        }
        self.units |= 1 << (unit % 64);
        self.all.push(Needle {
            text: text.as_bytes(),
            unit,
        });
    }

    /// Whether a needle stands in `text`.
    pub(super) fn stand_in(&self, text: &str) -> bool {
        let mut marks = Vec::new();
        self.find(text, &mut marks, 1);
        !marks.is_empty()
    }

    /// Returns where needles stand in `text`, in order.
    pub(super) fn marks(&self, text: &str, marks: &mut Vec<Mark>) {
        self.find(text, marks, MOST_MARKS);
    }

    fn find(&self, text: &str, marks: &mut Vec<Mark>, most: usize) {
        marks.clear();
        let bytes = text.as_bytes();
        let bytes = bytes.get(..bytes.len().min(MOST_BYTES)).unwrap_or_default();
        let chunks = (0..bytes.len()).step_by(CHUNK);
        for start in chunks.flat_map(|at| self.candidates(bytes, at)) {
            let rest = bytes.get(start..).unwrap_or_default();
            let found = self.all.iter().find(|needle| {
                rest.get(..needle.text.len())
                    .is_some_and(|word| word.eq_ignore_ascii_case(needle.text))
            });
            if let Some(needle) = found {
                marks.push(Mark { start, unit: needle.unit });
                // Nothing better can follow a place that has everything.
                if marks.len() == most || self.units & !units_from(marks, start.saturating_sub(WINDOW_BYTES)) == 0 {
                    return;
                }
            }
        }
    }

    /// Returns where in the chunk at `at` words begin with a byte that a needle begins with; a few begin with another one.
    /// All bytes of the chunk are compared at once: this reads every text that is shown.
    fn candidates(&self, bytes: &[u8], at: usize) -> impl Iterator<Item = usize> + use<> {
        let own = chunk_at(bytes, at);
        let before = at
            .checked_sub(1)
            .map_or_else(|| follow_nothing(own), |before| chunk_at(bytes, before));
        let mut flags = [0_u8; CHUNK];
        for first in &self.firsts {
            for (flag, byte) in flags.iter_mut().zip(own) {
                *flag |= u8::from(byte | CASE == *first);
            }
        }
        for (flag, byte) in flags.iter_mut().zip(before) {
            *flag &= 1 ^ of_word(byte);
        }
        let mut flags = u128::from_le_bytes(flags);
        std::iter::from_fn(move || {
            let place = (flags != 0).then(|| flags.trailing_zeros() as usize / 8)?;
            flags &= flags - 1;
            Some(at + place)
        })
    }
}

/// Returns the chunk that begins at `at`, with zeros after the end.
fn chunk_at(bytes: &[u8], at: usize) -> [u8; CHUNK] {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.first_chunk().copied().unwrap_or_else(|| {
        let mut chunk = [0; CHUNK];
        for (slot, byte) in chunk.iter_mut().zip(rest) {
            *slot = *byte;
        }
        chunk
    })
}

/// Returns what stands before each byte of the first chunk of a text.
fn follow_nothing(mut chunk: [u8; CHUNK]) -> [u8; CHUNK] {
    chunk.rotate_right(1);
    if let Some(first) = chunk.first_mut() {
        *first = 0;
    }
    chunk
}

/// Returns 1 for a byte that is part of a word, a letter, a digit or anything that is not ASCII, and 0 for others. Without
/// branches, for many at once.
fn of_word(byte: u8) -> u8 {
    let letter = u8::from((byte | CASE).wrapping_sub(b'a') < 26);
    let digit = u8::from(byte.wrapping_sub(b'0') < 10);
    letter | digit | (byte >> 7)
}

/// Returns bits of the units of the last marks, back to `least`.
fn units_from(marks: &[Mark], least: usize) -> u64 {
    let near = marks.iter().rev().take_while(|mark| mark.start >= least);
    near.fold(0, |units, mark| units | (1 << (mark.unit % 64)))
}

/// Returns the part of `text` that has most of what `marks` name.
pub(super) fn cut_excerpt(text: &str, marks: &[Mark]) -> String {
    let mut best = (0, 0_u32);
    for (number, first) in marks.iter().enumerate() {
        let near = marks.get(number..).unwrap_or_default();
        let units = near
            .iter()
            .take_while(|mark| mark.start <= first.start + WINDOW_BYTES)
            .fold(0_u64, |units, mark| units | (1 << (mark.unit % 64)));
        if units.count_ones() > best.1 {
            best = (first.start, units.count_ones());
        }
    }
    cut_at(text, best.0)
}

/// Returns the word that begins at `start`, lower case.
pub(super) fn word_at(text: &str, start: usize) -> String {
    let rest = text.get(start..).unwrap_or_default();
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::super::units::{Alternative, By};
    use super::*;
    use proptest::prelude::*;

    fn unit(needle: &str) -> Unit {
        Unit {
            typed: needle.to_owned(),
            alternatives: vec![Alternative {
                tokens: Vec::new(),
                needles: vec![needle.to_owned()],
                quality: 1.0,
                by: By::Typed,
            }],
            carries: true,
            is_open: false,
            is_known: true,
            is_cut: false,
            shared: None,
        }
    }

    #[test]
    fn words_are_found_at_their_beginning_only() {
        let units = [unit("appeal"), unit("late")];
        let mut marks = Vec::new();
        let text = "Reappeal. Appeals that are LATE; caf\u{e9}late";
        Needles::new(&units).marks(text, &mut marks);
        let words: Vec<String> = marks.iter().map(|mark| word_at(text, mark.start)).collect();
        assert_eq!(words, ["appeals", "late"]);
    }

    proptest! {
        #[test]
        fn every_beginning_is_found(text in "[a-cA-C0-1 .\u{e9}]{0,90}", wanted in "[a-c0-1\u{e9}]{1,3}", other in "[a-c]{1,2}") {
            let units = [unit(&wanted), unit(&other)];
            let bytes = text.as_bytes();
            let stands = |at: usize, needle: &str| bytes[at..].get(..needle.len()).is_some_and(|word| word.eq_ignore_ascii_case(needle.as_bytes()));
            let all: Vec<usize> = (0..bytes.len())
                .filter(|at| *at == 0 || !bytes[at - 1].is_ascii_alphanumeric() && bytes[at - 1].is_ascii())
                .filter(|at| stands(*at, &wanted) || stands(*at, &other))
                .collect();
            let mut marks = Vec::new();
            Needles::new(&units).marks(&text, &mut marks);
            let found: Vec<usize> = marks.iter().map(|mark| mark.start).collect();
            // It may stop where it has everything.
            prop_assert_eq!(&all[..found.len()], &found[..]);
            let has_all = [&wanted, &other].iter().all(|needle| found.iter().any(|at| stands(*at, needle)));
            prop_assert!(has_all || found.len() == all.len());
        }
    }

    #[test]
    fn the_excerpt_has_most_of_the_words() {
        let units = [unit("appeal"), unit("late")];
        let mut marks = Vec::new();
        let text = format!("An appeal. {} The late appeal is taken.", "Filler words. ".repeat(20));
        Needles::new(&units).marks(&text, &mut marks);
        assert!(cut_excerpt(&text, &marks).starts_with("\u{2026} The late appeal"));
    }
}
