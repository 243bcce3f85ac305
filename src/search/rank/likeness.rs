//! How like a query each title, ask and alias is, as a whole.
//!
//! Does not belong here: words that match in running text (`rank`).

use super::super::catalog::{Catalog, Phrase};
use super::super::weights::Weights;
use super::Row;

/// From this quality on a word is the word typed, in the same form.
const SAME_WORD: f32 = 0.97;
/// Most words of a form number: `SSA-454-BK`.
const LONGEST_FORM_WORDS: usize = 3;
/// How much more a word counts that follows the one before as typed.
const IN_ORDER: f32 = 1.06;

/// How like the query an entry's phrases are.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Like {
    /// The most like of what callers say, from 0 to 1.
    pub ask: f32,
    /// The most like of its title and other names.
    pub name: f32,
    /// Whether one of them is what was typed, word for word.
    pub is_exact: bool,
}

/// How like the query all phrases are.
pub(super) struct Likeness<'a> {
    /// The phrases that have a word of the query, in order.
    phrases: Vec<Seen>,
    rows: usize,
    words: Words,
    total: f32,
    weights: &'a Weights,
}

/// What of the query was seen in a phrase.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// Number of the phrase.
    phrase: usize,
    matched: f32,
    /// Words matched as typed.
    rows: usize,
    /// Words that follow the one before as typed.
    in_order: usize,
    last: Option<u32>,
}

impl Seen {
    /// Adds a word that stands at `places` of the phrase, best first.
    fn add(&mut self, places: &[(u32, f32, u32)], weight: f32) {
        let Some(&(_, quality, first)) = places.first() else { return };
        let next = self.last.map(|last| last + 1);
        let is_next = places.iter().any(|(_, _, position)| Some(*position) == next);
        self.matched += weight * quality * if is_next { IN_ORDER } else { 1.0 };
        self.rows += usize::from(quality > SAME_WORD);
        self.in_order += usize::from(is_next);
        self.last = next.filter(|_| is_next).or(Some(first));
    }
}

/// How many words a phrase has to have to be what was typed.
#[derive(Clone, Copy)]
enum Words {
    Exactly(usize),
    /// A form number, which can be written in any number of them.
    OneForm,
    /// A citation among words is not taken word for word.
    Never,
}

impl Words {
    fn of(rows: &[Row]) -> Self {
        match rows {
            [row] if row.words == 0 => Self::OneForm,
            _ if rows.iter().all(|row| row.words > 0) => Self::Exactly(rows.iter().map(|row| row.words).sum()),
            _ => Self::Never,
        }
    }

    fn are(self, count: usize) -> bool {
        match self {
            Self::Exactly(words) => words == count,
            Self::OneForm => count <= LONGEST_FORM_WORDS,
            Self::Never => false,
        }
    }
}

impl<'a> Likeness<'a> {
    /// Compares all phrases with the query made of `rows`, which weigh `total`.
    pub(super) fn measure(rows: &[Row], weights: &'a Weights, total: f32) -> Self {
        let mut numbers: Vec<u32> = rows.iter().flat_map(|row| &row.phrases).map(|(phrase, ..)| *phrase).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let seen = |phrase: u32| Seen {
            phrase: phrase as usize,
            ..Seen::default()
        };
        let mut phrases: Vec<Seen> = numbers.into_iter().map(seen).collect();
        for row in rows {
            // Both are in order, and all that a row has was put into the list.
            let mut rest = phrases.iter_mut();
            for places in row.phrases.chunk_by(|left, right| left.0 == right.0) {
                let own = places.first().map(|(phrase, ..)| *phrase as usize);
                if let Some(seen) = rest.find(|seen| Some(seen.phrase) == own) {
                    seen.add(places, row.weight);
                }
            }
        }
        Self {
            phrases,
            rows: rows.len(),
            words: Words::of(rows),
            total,
            weights,
        }
    }

    /// Returns how like the query the phrases of an entry are.
    pub(super) fn of(&self, entry: usize, catalog: &Catalog) -> Like {
        let [title, asks, aliases, end] = catalog.phrase_bounds(entry);
        let place = |phrase: usize| self.phrases.partition_point(|seen| seen.phrase < phrase);
        let mut like = Like::default();
        for seen in self.phrases.get(place(title)..place(end)).unwrap_or_default() {
            let phrase = catalog.phrase(seen.phrase);
            let is_ask = (asks..aliases).contains(&seen.phrase);
            let excess = if is_ask {
                self.weights.ask_excess
            } else {
                self.weights.name_excess
            };
            let best = if is_ask { &mut like.ask } else { &mut like.name };
            *best = best.max(alike(seen.matched, phrase, self.total, (self.weights.missing, excess)));
            like.is_exact |= seen.rows == self.rows && seen.in_order + 1 == self.rows && self.words.are(phrase.words);
        }
        like
    }
}

/// Shared weight against what either lacks of the other.
fn alike(matched: f32, phrase: Phrase, total: f32, (missing, excess): (f32, f32)) -> f32 {
    if matched <= 0.0 {
        return 0.0;
    }
    let missing = (total - matched).max(0.0) * missing;
    let excess = (phrase.weight - matched).max(0.0) * excess;
    matched / (matched + missing + excess)
}
