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

/// How much less a name counts that was typed with other small words, in another order or misspelt.
const NEARLY: f32 = 0.62;
/// How much less than a name something that callers say counts there.
const NEARLY_ASK: f32 = 0.25;
/// How much less a name counts there that lacks the small words typed, or has a word more than once.
const UNLIKE: f32 = 0.3;
/// How much less a name counts there that has the words in another order.
const TURNED: f32 = 0.6;

/// Where a word of the query stands in a phrase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stand {
    /// Number of the phrase.
    pub phrase: u32,
    /// How well the word matches, from 0 to 1.
    pub quality: f32,
    /// Number of the word in the phrase.
    pub position: u32,
    /// Whether it is the word itself, however typed, and not one that means the same.
    pub is_word: bool,
}

/// How like the query an entry's phrases are.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Like {
    /// The most like of what callers say, from 0 to 1.
    pub ask: f32,
    /// The most like of its title and other names.
    pub name: f32,
    /// How nearly one of them is what was typed and nothing else: 1 if it is, word for word; 0 if words are left over.
    pub whole: f32,
}

/// How like the query all phrases are.
pub(super) struct Likeness<'a> {
    /// The phrases that have a word of the query, in order.
    phrases: Vec<Seen>,
    rows: usize,
    words: Words,
    total: f32,
    /// How many words of the query tell something, and what they weigh.
    told: usize,
    told_weight: f32,
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
    /// Whether a word stands before the one before as typed.
    is_turned: bool,
    last: Option<u32>,
    /// Bits of its words that were typed.
    typed: u32,
    /// How many words, not counting those that mean the same, stand in it.
    words: usize,
    /// How many words that tell something stand in it, and how well they match, by weight.
    telling: usize,
    fit: f32,
}

impl Seen {
    /// Adds the word of `row`, which stands at `places` of the phrase, best first.
    fn add(&mut self, places: &[Stand], row: &Row) {
        let Some(&Stand {
            quality, position: first, ..
        }) = places.first()
        else {
            return;
        };
        let next = self.last.map(|last| last + 1);
        let is_next = places.iter().any(|place| Some(place.position) == next);
        self.matched += row.weight * quality * if is_next { IN_ORDER } else { 1.0 };
        let words = places.iter().filter(|place| place.is_word);
        self.typed |= words
            .clone()
            .map(|place| 1_u32.checked_shl(place.position).unwrap_or(0))
            .fold(0, |all, bit| all | bit);
        if let Some(best) = words.map(|place| place.quality).reduce(f32::max) {
            self.words += 1;
            if row.tells {
                self.telling += 1;
                self.fit += row.weight * best;
            }
        }
        self.rows += usize::from(quality > SAME_WORD);
        self.in_order += usize::from(is_next);
        self.is_turned |= self.last.is_some_and(|last| places.iter().all(|place| place.position < last));
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
        let mut telling = rows.iter().filter(|row| row.tells);
        match (telling.next(), telling.next()) {
            (Some(row), None) if row.words == 0 => Self::OneForm,
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
        let mut numbers: Vec<u32> = rows.iter().flat_map(|row| &row.phrases).map(|place| place.phrase).collect();
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
            for places in row.phrases.chunk_by(|left, right| left.phrase == right.phrase) {
                let own = places.first().map(|place| place.phrase as usize);
                if let Some(seen) = rest.find(|seen| Some(seen.phrase) == own) {
                    seen.add(places, row);
                }
            }
        }
        let telling = || rows.iter().filter(|row| row.tells);
        Self {
            phrases,
            rows: rows.len(),
            words: Words::of(rows),
            total,
            told: telling().count(),
            told_weight: telling().map(|row| row.weight).sum(),
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
            let (best, excess, nearly) = if (asks..aliases).contains(&seen.phrase) {
                (&mut like.ask, self.weights.ask_excess, NEARLY_ASK)
            } else {
                (&mut like.name, self.weights.name_excess, NEARLY)
            };
            *best = best.max(alike(seen.matched, phrase, self.total, (self.weights.missing, excess)));
            like.whole = like.whole.max(self.whole(seen, phrase, nearly));
        }
        like
    }

    /// How nearly a phrase is what was typed and nothing else; `nearly` is the most for one that is not so word for word.
    fn whole(&self, seen: &Seen, phrase: Phrase, nearly: f32) -> f32 {
        let is_exact = self.words.are(phrase.words)
            && match self.words {
                Words::OneForm => seen.fit > SAME_WORD * self.told_weight,
                _ => seen.rows == self.rows && seen.in_order + 1 == self.rows,
            };
        if is_exact {
            return 1.0;
        }
        let is_all = seen.telling == self.told && phrase.telling != 0 && phrase.telling & !seen.typed == 0;
        if !is_all || self.told_weight <= 0.0 {
            return 0.0;
        }
        let turned = if seen.is_turned { TURNED } else { 1.0 };
        let fit = seen.fit / self.told_weight;
        nearly * turned * fit * less(seen.words, self.rows) * less(self.told, phrase.telling.count_ones() as usize)
    }
}

/// How much is left where only `some` of `all` are there.
#[expect(clippy::cast_precision_loss, reason = "a query has a few words")]
fn less(some: usize, all: usize) -> f32 {
    1.0 - UNLIKE + UNLIKE * (some as f32 / all.max(1) as f32).min(1.0)
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
