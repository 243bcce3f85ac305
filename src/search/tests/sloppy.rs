//! Every title, other name, citation and form number of the built-in content, typed in many sloppy ways: its card is first.
//!
//! Does not belong here: how good the search is at what callers say (`measure`).

mod known;
mod names;
mod ways;

use std::collections::BTreeSet;

use super::super::*;
use known::Known;
use names::{Name, names};
use ways::WAYS;

/// Of so many ways, each name is tried in one in every run of the tests; neighbours in different ones.
const SHARE: usize = 8;
/// How many threads search.
const THREADS: usize = 2;

/// How often a way was tried, and what it did not find.
#[derive(Default)]
struct Tally {
    tried: usize,
    missed: Vec<String>,
}

/// All that is searched, and for.
struct Trial<'a> {
    index: &'a SearchIndex,
    names: &'a [Name],
    known: Known<'a>,
    share: usize,
}

impl Trial<'_> {
    /// Tries every `THREADS`th name from number `from` on; the tallies are those of the ways.
    fn attempt(&self, from: usize) -> Vec<Tally> {
        let mut tallies: Vec<Tally> = WAYS.iter().map(|_| Tally::default()).collect();
        for (number, name) in self.names.iter().enumerate().skip(from).step_by(THREADS) {
            let mut typed: BTreeSet<String> = BTreeSet::new();
            for (at, (way, tally)) in WAYS.iter().zip(&mut tallies).enumerate() {
                if at > 0 && (number + at) % self.share > 0 {
                    continue;
                }
                for text in (way.type_so)(name, &self.known) {
                    if typed.insert(text.clone()) {
                        tally.tried += 1;
                        tally.missed.extend(self.miss(name, &text));
                    }
                }
            }
        }
        tallies
    }

    /// Searches for `text`, typed for `name`; says what is wrong if something else comes first.
    fn miss(&self, name: &Name, text: &str) -> Option<String> {
        let found = self.index.search(&Query {
            limit: 1,
            ..Query::new(text)
        });
        let first = found.hits.first().map_or("", |hit| hit.id.as_str());
        let right = self.known.right(name, text);
        (!right.contains(first)).then(|| format!("{text:?} ({:?} {:?}) finds {first:?}, not one of {right:?}", name.kind, name.text))
    }
}

#[expect(clippy::print_stdout, reason = "what each way was tried at and missed is the report")]
fn check(share: usize) {
    let library = super::built_in();
    let index = SearchIndex::build_in_ram(&library, super::TODAY).unwrap();
    let names = names(&library);
    let trial = Trial {
        index: &index,
        names: &names,
        known: Known::new(&index, &names),
        share,
    };
    let parts: Vec<Vec<Tally>> = std::thread::scope(|scope| {
        let trial = &trial;
        let runs: Vec<_> = (0..THREADS).map(|from| scope.spawn(move || trial.attempt(from))).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let mut missed = Vec::new();
    for (number, way) in WAYS.iter().enumerate() {
        let of_way = || parts.iter().filter_map(|part| part.get(number));
        let tried: usize = of_way().map(|tally| tally.tried).sum();
        let said = of_way().flat_map(|tally| &tally.missed).map(|miss| format!("{}: {miss}", way.name));
        let before = missed.len();
        missed.extend(said);
        println!("{tried:6} tried, {:4} missed: {}", missed.len() - before, way.name);
        assert!(tried > 0, "{}", way.name);
    }
    assert!(
        missed.is_empty(),
        "{} missed, of {} names:\n{}",
        missed.len(),
        names.len(),
        missed.join("\n")
    );
}

#[test]
fn what_is_called_by_its_name_comes_first_however_sloppily_it_is_typed() {
    check(SHARE);
}

#[test]
#[ignore = "all ways for all names take minutes"]
fn what_is_called_by_its_name_comes_first_in_every_sloppy_way() {
    check(1);
}
