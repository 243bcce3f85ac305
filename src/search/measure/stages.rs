//! What each stage of the search is worth, and what its weights are worth on queries they were not fitted to.
//!
//! A stage is taken away by setting its weights so that it makes no difference; nothing else of the search changes.
//! Does not belong here: what is printed.

use crate::domain::library::Library;

use super::super::SearchIndex;
use super::super::weights::Weights;
use super::{JudgedQuery, Report, measure};

/// A stage: its name, and the values of its weights at which it makes no difference.
type Stage = (&'static str, &'static [(&'static str, f32)]);

/// In the order in which they build on each other.
const STAGES: &[Stage] = &[
    ("asks and other names", &[("asks", 0.0), ("alias", 0.0), ("summary", 0.0)]),
    ("inflection", &[("stem", 0.0)]),
    ("beginnings", &[("prefix", 0.0), ("prefix_of_known", 0.0), ("lead", 0.0)]),
    ("citations and forms", &[("citation", 0.0), ("mention", 0.0)]),
    ("meanings", &[("two_way", 0.0), ("one_way", 0.0)]),
    ("spelling and sound", &[("spelling", 0.0), ("sound", 0.0), ("fuzzy_known", 0.0)]),
    ("weight of words", &[("filler", 1.0), ("light", 1.0), ("telling", 0.0)]),
    (
        "likeness as a whole",
        &[("ask_likeness", 0.0), ("name_likeness", 0.0), ("exact", 0.0)],
    ),
    ("words together", &[("near", 0.0)]),
    ("other sections", &[("elsewhere", 0.0)]),
    ("about the same", &[("meaning", 0.0)]),
];

/// The search with stages taken away.
#[derive(Debug, Clone, PartialEq)]
pub struct Ablated {
    /// Name of the stage.
    pub stage: &'static str,
    /// With this stage and those before it alone.
    pub built_up: Report,
    /// With all stages but this one.
    pub without: Report,
}

/// Measures what each stage is worth: built up one by one, and each taken away from the whole. The first row is the
/// words of titles, headings and texts alone.
#[must_use]
pub fn measure_stages(library: &Library, index: &mut SearchIndex, queries: &[JudgedQuery]) -> Vec<Ablated> {
    let whole = index.weights.clone();
    let mut with = |off: &[Stage]| {
        index.weights = without(&whole, off);
        measure(library, index, queries)
    };
    let mut rows = vec![Ablated {
        stage: "words alone",
        built_up: with(STAGES),
        without: with(&[]),
    }];
    for (idx, stage) in STAGES.iter().enumerate() {
        rows.push(Ablated {
            stage: stage.0,
            built_up: with(STAGES.get(idx + 1..).unwrap_or_default()),
            without: with(std::slice::from_ref(stage)),
        });
    }
    index.weights = whole;
    rows
}

fn without(whole: &Weights, off: &[Stage]) -> Weights {
    let mut weights = whole.clone();
    for (name, value) in off.iter().flat_map(|(_, off)| *off) {
        weights.set(name, *value);
    }
    weights
}

/// What weights fitted to the other folds are worth on the queries of each fold, all folds together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Folds {
    /// The weights in use, on all queries.
    pub in_use: Report,
    /// Before fitting: each weight the same within its kind.
    pub flat: Report,
    /// Fitted to the other folds.
    pub held_out: Report,
    /// The same weights on the queries they were fitted to.
    pub fitted: Report,
}

/// Fits weights to all but one of `folds` parts of the queries, from flat ones on, and measures on that one; for each part.
///
/// Queries are dealt to parts one by one, so each has all sorts. Takes minutes.
#[must_use]
pub fn measure_folds(library: &Library, index: &mut SearchIndex, queries: &[JudgedQuery], folds: usize) -> Folds {
    let whole = index.weights.clone();
    let flat = whole.flat();
    let mut out = Folds {
        in_use: measure(library, index, queries),
        ..Folds::default()
    };
    index.weights = flat.clone();
    out.flat = measure(library, index, queries);
    for fold in 0..folds {
        let is_held_out = |(idx, _): &(usize, &JudgedQuery)| idx % folds == fold;
        let part = |held_out: bool| -> Vec<JudgedQuery> {
            let chosen = queries.iter().enumerate().filter(|query| is_held_out(query) == held_out);
            chosen.map(|(_, query)| query.clone()).collect()
        };
        let (held_out, others) = (part(true), part(false));
        index.weights = fit(library, index, &others, &flat);
        out.held_out.join(measure(library, index, &held_out));
        out.fitted.join(measure(library, index, &others));
    }
    index.weights = whole;
    out
}

/// How often each weight is tried anew.
const ROUNDS: usize = 2;

/// By what a weight is multiplied to see whether that is better.
const STEPS: [f32; 4] = [0.5, 0.75, 1.35, 2.0];

/// Climbs from `start`, one weight at a time, as long as more queries find their card higher.
fn fit(library: &Library, index: &mut SearchIndex, queries: &[JudgedQuery], start: &Weights) -> Weights {
    let mut worth = |weights: &Weights| {
        index.weights = weights.clone();
        let all = measure(library, index, queries).all;
        all.mean(all.reciprocal_ranks) + all.mean(all.gains) / 4.0
    };
    let mut best = (worth(start), start.clone());
    for _ in 0..ROUNDS {
        for name in Weights::NAMES {
            let value = best.1.get(name);
            for step in STEPS {
                let mut tried = best.1.clone();
                tried.set(name, value * step);
                let found = worth(&tried);
                if found > best.0 {
                    best = (found, tried);
                }
            }
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::measure::{BUILT_IN_QUERIES, parse_queries};
    use jiff::civil::date;

    #[test]
    fn every_weight_of_a_stage_is_one_and_the_whole_comes_back() {
        for (name, _) in STAGES.iter().flat_map(|(_, off)| *off) {
            assert!(Weights::NAMES.contains(name), "{name}");
        }
        let library = crate::builtin::library();
        let mut index = SearchIndex::build_in_ram(&library, date(2026, 11, 21)).unwrap();
        let queries = parse_queries(BUILT_IN_QUERIES).unwrap();
        let few: Vec<_> = queries.into_iter().step_by(20).collect();
        let before = index.weights.clone();
        let rows = measure_stages(&library, &mut index, &few);
        assert_eq!(index.weights, before);
        let whole = measure(&library, &index, &few);
        assert_eq!(rows.first().map(|row| &row.without), Some(&whole));
        assert_eq!(rows.last().map(|row| &row.built_up), Some(&whole));
        assert_ne!(rows.first().map(|row| &row.built_up), Some(&whole));
    }
}
