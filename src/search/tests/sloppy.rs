//! Every title, other name, citation and form number of the built-in content, typed in many sloppy ways: its card is first.
//!
//! Does not belong here: how good the search is at what callers say (`measure`).

mod names;
mod ways;

use std::collections::{BTreeMap, BTreeSet};

use super::super::*;
use names::{Name, names};
use ways::{Known, WAYS};

/// How often a way was tried, and what it did not find.
#[derive(Default)]
struct Tally {
    tried: usize,
    missed: Vec<String>,
}

/// Tries the names at `from`, `from + step` and so on in every way.
fn attempt(index: &SearchIndex, known: &Known<'_>, names: &[Name], from: usize, step: usize) -> BTreeMap<usize, Tally> {
    let mut tallies: BTreeMap<usize, Tally> = BTreeMap::new();
    for name in names.iter().skip(from).step_by(step) {
        let mut typed: BTreeSet<String> = BTreeSet::new();
        for (number, way) in WAYS.iter().enumerate() {
            for text in (way.type_so)(name, known) {
                if !typed.insert(text.clone()) {
                    continue;
                }
                let right = known.right(name, &text);
                let found = index.search(&Query { limit: 1, ..Query::new(&text) });
                let first = found.hits.first().map_or("", |hit| hit.id.as_str());
                let tally = tallies.entry(number).or_default();
                tally.tried += 1;
                if !right.contains(first) {
                    tally.missed.push(format!("{text:?} ({:?} {:?}) finds {first}, not {right:?}", name.kind, name.text));
                }
            }
        }
    }
    tallies
}

#[test]
fn whatever_is_called_by_its_name_comes_first_however_it_is_typed() {
    let library = super::built_in();
    let index = SearchIndex::build_in_ram(&library, super::TODAY).unwrap();
    let names = names(&library);
    let known = Known::new(&index, &names);
    let step = 2;
    let halves: Vec<BTreeMap<usize, Tally>> = std::thread::scope(|scope| {
        let (index, known, names) = (&index, &known, &names);
        let runs: Vec<_> = (0..step)
            .map(|from| scope.spawn(move || attempt(index, known, names, from, step)))
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let mut missed = Vec::new();
    for (number, way) in WAYS.iter().enumerate() {
        let mut tried = 0;
        let before = missed.len();
        for tally in halves.iter().filter_map(|half| half.get(&number)) {
            tried += tally.tried;
            missed.extend(tally.missed.iter().map(|miss| format!("{}: {miss}", way.name)));
        }
        println!("{:6} tried, {:4} missed: {}", tried, missed.len() - before, way.name);
        if tried == 0 { missed.push(format!("{}: never tried", way.name)); }
    }
    println!("{} names", names.len());
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}
