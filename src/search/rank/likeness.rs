//! How like a query each title, ask and alias is, as a whole.
//!
//! Does not belong here: words that match in running text (`rank`).

use super::super::catalog::{Catalog, Phrase};
use super::super::weights::Weights;
use super::Row;

/// From this quality on a word is the word typed or another form of it.
const SAME_WORD: f32 = 0.935;
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
pub(super) struct Likeness {
    phrases: Vec<Seen>,
}

/// What of the query was seen in a phrase.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    matched: f32,
    rows: usize,
    last: Option<u32>,
    like: f32,
    is_exact: bool,
}

impl Likeness {
    /// Compares all phrases with the query made of `rows`, which weigh `total`.
    pub(super) fn measure(rows: &[Row], catalog: &Catalog, weights: &Weights, total: f32) -> Self {
        let mut phrases = vec![Seen::default(); catalog.phrases.len()];
        for row in rows {
            for &(phrase, quality, position) in &row.phrases {
                if let Some(seen) = phrases.get_mut(phrase as usize) {
                    let is_next = seen.last.is_some_and(|last| last + 1 == position);
                    seen.matched += row.weight * quality * if is_next { IN_ORDER } else { 1.0 };
                    seen.rows += usize::from(quality > SAME_WORD);
                    seen.last = Some(position);
                }
            }
        }
        // A citation is never taken word for word.
        let can_be_exact = rows.iter().all(|row| row.words > 0);
        let words: usize = rows.iter().map(|row| row.words).sum();
        let mut compare = |range: std::ops::Range<usize>, excess: f32| {
            let all = catalog.phrases.get(range.clone()).unwrap_or_default();
            for (seen, phrase) in phrases.get_mut(range).into_iter().flatten().zip(all) {
                seen.like = like(seen.matched, phrase, total, (weights.missing, excess));
                seen.is_exact = can_be_exact && seen.rows == rows.len() && phrase.words.len() == words;
            }
        };
        for entry in 0..catalog.entries.len() {
            let [title, asks, aliases, end] = bounds(entry, catalog);
            compare(title..asks, weights.name_excess);
            compare(asks..aliases, weights.ask_excess);
            compare(aliases..end, weights.name_excess);
        }
        Self { phrases }
    }

    /// Returns how like the query the phrases of an entry are.
    pub(super) fn of(&self, entry: usize, catalog: &Catalog) -> Like {
        let [title, asks, aliases, end] = bounds(entry, catalog);
        let seen = |from: usize, to: usize| self.phrases.get(from..to).unwrap_or_default();
        let best = |seen: &[Seen]| seen.iter().map(|seen| seen.like).fold(0.0, f32::max);
        Like {
            ask: best(seen(asks, aliases)),
            name: best(seen(title, asks)).max(best(seen(aliases, end))),
            is_exact: seen(title, end).iter().any(|seen| seen.is_exact),
        }
    }
}

/// Returns where the title, asks and aliases of an entry begin, and where they end.
fn bounds(entry: usize, catalog: &Catalog) -> [usize; 4] {
    let [title, asks, aliases] = catalog.phrase_starts.get(entry).copied().unwrap_or_default();
    let next = catalog.phrase_starts.get(entry + 1);
    [title, asks, aliases, next.map_or(catalog.phrases.len(), |[next, ..]| *next)]
}

/// Shared weight against what either lacks of the other.
fn like(matched: f32, phrase: &Phrase, total: f32, (missing, excess): (f32, f32)) -> f32 {
    if matched <= 0.0 {
        return 0.0;
    }
    let missing = (total - matched).max(0.0) * missing;
    let excess = (phrase.weight - matched).max(0.0) * excess;
    matched / (matched + missing + excess)
}
