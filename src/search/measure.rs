//! How well search answers judged queries: a pure report over a library, its index and the queries.
//!
//! A query is judged if at least one section that it wants is covered by a card.
//! Does not belong here: reading the file of queries, printing.

mod pages;
mod stages;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::domain::library::Library;
use crate::domain::query::{Hit, Query};

use super::SearchIndex;

pub use pages::measure_pages;
pub use stages::{Ablated, Folds, measure_folds, measure_stages};

/// The judged queries that come with the program.
pub const BUILT_IN_QUERIES: &str = include_str!("../../index/queries.jsonl");

/// Hits that are looked at for the discounted gain.
const GAIN_DEPTH: usize = 10;

/// One query with the source sections that answer it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct JudgedQuery {
    /// Name of the query.
    pub id: String,
    /// As typed.
    pub q: String,
    /// Source sections of which any one answers it; over a folder of pages, the pages.
    pub want: Vec<String>,
    /// Source sections that help.
    #[serde(default)]
    pub also: Vec<String>,
    /// What sort of query it is: `lay`, `pro`, `acronym`, `citation`, `form`, `typo`, `prefix`, `figure`.
    #[serde(rename = "type", default)]
    pub sort: String,
}

/// A line of queries that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line} of the queries cannot be read")]
pub struct QueryFileError {
    /// Line, from 1.
    pub line: usize,
    /// Why.
    source: serde_json::Error,
}

/// Reads queries, one JSON object a line.
///
/// # Errors
///
/// [`QueryFileError`] with the first line that cannot be read.
pub fn parse_queries(text: &str) -> Result<Vec<JudgedQuery>, QueryFileError> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(idx, line)| serde_json::from_str(line).map_err(|source| QueryFileError { line: idx + 1, source }))
        .collect()
}

/// Counts over a set of queries.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// Queries judged.
    pub judged: usize,
    /// A card on a wanted section came first.
    pub first: usize,
    /// It came among the first three.
    pub among_three: usize,
    /// The section landed on stands on a wanted section, first hit.
    pub section_first: usize,
    /// The same among the first three hits.
    pub section_among_three: usize,
    /// Searches that found nothing.
    pub empty: usize,
    /// Sum of one over the rank of the first right card.
    pub reciprocal_ranks: f64,
    /// Sum of the normalized discounted gains of the first ten.
    pub gains: f64,
}

impl Tally {
    /// Returns `count` as a share of the queries judged, in percent.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "there are hundreds of queries")]
    pub fn percent(&self, count: usize) -> f64 {
        100.0 * count as f64 / self.judged.max(1) as f64
    }

    /// Returns the mean of `sum` over the queries judged.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "there are hundreds of queries")]
    pub fn mean(&self, sum: f64) -> f64 {
        sum / self.judged.max(1) as f64
    }

    fn join(&mut self, other: &Self) {
        self.judged += other.judged;
        self.first += other.first;
        self.among_three += other.among_three;
        self.section_first += other.section_first;
        self.section_among_three += other.section_among_three;
        self.empty += other.empty;
        self.reciprocal_ranks += other.reciprocal_ranks;
        self.gains += other.gains;
    }

    fn add(&mut self, judgement: &Judgement) {
        self.judged += 1;
        self.first += usize::from(judgement.rank == Some(1));
        self.among_three += usize::from(judgement.rank.is_some_and(|rank| rank <= 3));
        self.section_first += usize::from(judgement.section_rank == Some(1));
        self.section_among_three += usize::from(judgement.section_rank.is_some_and(|rank| rank <= 3));
        self.empty += usize::from(judgement.found == 0);
        self.reciprocal_ranks += judgement.rank.map_or(0.0, |rank| 1.0 / as_float(rank));
        self.gains += judgement.gain;
    }
}

/// A query whose right card did not come first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Name of the query.
    pub id: String,
    /// As typed.
    pub q: String,
    /// Rank of the first right card, if any.
    pub rank: Option<usize>,
    /// The first three cards found.
    pub found: Vec<String>,
    /// Cards that would have been right.
    pub right: Vec<String>,
}

/// How well all queries were answered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// All queries together.
    pub all: Tally,
    /// By sort.
    pub by_sort: BTreeMap<String, Tally>,
    /// The first hit was not right.
    pub losses: Vec<Loss>,
    /// Names of queries that no card can answer yet.
    pub not_covered: Vec<String>,
}

impl Report {
    /// Adds what became of a query that `right` would have answered.
    fn add(&mut self, query: &JudgedQuery, judgement: Judgement, right: impl IntoIterator<Item = String>) {
        self.all.add(&judgement);
        self.by_sort.entry(query.sort.clone()).or_default().add(&judgement);
        if judgement.rank != Some(1) {
            self.losses.push(Loss {
                id: query.id.clone(),
                q: query.q.clone(),
                rank: judgement.rank,
                found: judgement.cards,
                right: right.into_iter().collect(),
            });
        }
    }

    /// Adds what was measured over other queries.
    fn join(&mut self, other: Self) {
        self.all.join(&other.all);
        for (sort, tally) in other.by_sort {
            self.by_sort.entry(sort).or_default().join(&tally);
        }
        self.losses.extend(other.losses);
        self.not_covered.extend(other.not_covered);
    }
}

/// Searches for all `queries` and judges what is found. Checklists among the hits are passed over.
#[must_use]
pub fn measure(library: &Library, index: &SearchIndex, queries: &[JudgedQuery]) -> Report {
    let mut report = Report::default();
    for query in queries {
        let right = right_cards(library, query);
        if right.is_empty() {
            report.not_covered.push(query.id.clone());
            continue;
        }
        let judgement = judge(library, index, query, right.len());
        report.add(query, judgement, right.iter().map(|id| (*id).to_owned()));
    }
    report
}

/// What became of one query.
struct Judgement {
    rank: Option<usize>,
    section_rank: Option<usize>,
    gain: f64,
    found: usize,
    cards: Vec<String>,
}

fn judge(library: &Library, index: &SearchIndex, query: &JudgedQuery, right: usize) -> Judgement {
    let found = index.search(&Query::new(&query.q));
    let cards: Vec<&Hit> = found.hits.iter().filter(|hit| !hit.is_checklist).collect();
    let rank_of = |is_right: &dyn Fn(&Hit) -> bool| cards.iter().position(|hit| is_right(hit)).map(|at| at + 1);
    let is_right = |hit: &Hit| card_stands_on(library, &hit.id, &query.want);
    let section_is_right = |hit: &Hit| section_stands_on(library, hit, &query.want);
    Judgement {
        rank: rank_of(&is_right),
        section_rank: rank_of(&section_is_right),
        gain: gain(library, query, &cards, right),
        found: found.hits.len(),
        cards: cards.iter().take(3).map(|hit| format!("{}#{}", hit.id, hit.anchor)).collect(),
    }
}

/// Discounted gain of the first ten: 2 for a wanted section, 1 for one that helps, against the best order possible.
fn gain(library: &Library, query: &JudgedQuery, cards: &[&Hit], right: usize) -> f64 {
    let worth = |hit: &Hit| {
        if card_stands_on(library, &hit.id, &query.want) {
            2.0
        } else if card_stands_on(library, &hit.id, &query.also) {
            1.0
        } else {
            0.0
        }
    };
    let got: Vec<f64> = cards.iter().take(GAIN_DEPTH).map(|hit| worth(hit)).collect();
    let helping = library
        .cards
        .iter()
        .filter(|card| card_stands_on(library, &card.head.id, &query.also) && !card_stands_on(library, &card.head.id, &query.want))
        .count();
    normalized_gain(&got, right, helping)
}

/// Returns the discounted gain of what was got against that of `right` right ones followed by `helping` that help.
fn normalized_gain(got: &[f64], right: usize, helping: usize) -> f64 {
    let discounted = |gains: &[f64]| -> f64 { gains.iter().enumerate().map(|(idx, gain)| gain / as_float(idx + 2).log2()).sum() };
    let mut best = vec![2.0; right];
    best.extend(std::iter::repeat_n(1.0, helping));
    best.truncate(GAIN_DEPTH);
    let possible = discounted(&best);
    if possible > 0.0 { discounted(got) / possible } else { 0.0 }
}

fn right_cards<'a>(library: &'a Library, query: &JudgedQuery) -> BTreeSet<&'a str> {
    library
        .cards
        .iter()
        .map(|card| card.head.id.as_str())
        .filter(|id| card_stands_on(library, id, &query.want))
        .collect()
}

fn card_stands_on(library: &Library, id: &str, wanted: &[String]) -> bool {
    library.find_card(id).is_some_and(|card| {
        let sections = card.sections.iter().flat_map(|section| &section.sources);
        sections.chain(&card.head.sources).any(|source| wanted.contains(source))
    })
}

fn section_stands_on(library: &Library, hit: &Hit, wanted: &[String]) -> bool {
    library
        .find_card(&hit.id)
        .and_then(|card| card.find_section(&hit.anchor))
        .is_some_and(|section| section.sources.iter().any(|source| wanted.contains(source)))
}

#[expect(clippy::cast_precision_loss, reason = "ranks are small")]
fn as_float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queries_that_come_with_the_program_can_be_read() {
        assert_eq!(parse_queries(BUILT_IN_QUERIES).unwrap().len(), 200);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let text = "\n{\"id\": 1}";
        assert_eq!(parse_queries(text).unwrap_err().line, 2);
    }
}
