//! How well the shelf answers judged queries over any folder of pages, such as a public test collection.
//!
//! Does not belong here: reading the folder, printing.

use std::collections::HashSet;

use crate::domain::query::Query;

use super::super::Thesaurus;
use super::super::shelf::{Shelf, ShelfHit};
use super::{GAIN_DEPTH, JudgedQuery, Judgement, Report, normalized_gain};

/// Searches the shelf for all `queries`, with what `thesaurus` says of their words, and judges what is found.
///
/// What is wanted is named by its page's path below the folder, with or without its ending, and `#` with an anchor where
/// one section is meant. Where nobody asks for a section, a page counts once, at its best place.
#[must_use]
pub fn measure_pages(shelf: &Shelf, thesaurus: &Thesaurus, queries: &[JudgedQuery]) -> Report {
    let mut report = Report::default();
    for query in queries {
        let asks_for_sections = query.want.iter().chain(&query.also).any(|wanted| wanted.contains('#'));
        let searched = Query {
            // Several sections of a page may come before the next page.
            limit: if asks_for_sections { 20 } else { 60 },
            ..Query::new(&query.q)
        };
        let mut hits = shelf.search(&searched, thesaurus).hits;
        if !asks_for_sections {
            let mut seen = HashSet::new();
            hits.retain(|hit| seen.insert(hit.path.clone()));
        }
        let is_right = |hit: &ShelfHit| is_named(hit, &query.want);
        let rank = hits.iter().position(is_right).map(|at| at + 1);
        let worth = |hit: &ShelfHit| {
            if is_named(hit, &query.want) {
                2.0
            } else {
                f64::from(u8::from(is_named(hit, &query.also)))
            }
        };
        let got: Vec<f64> = hits.iter().take(GAIN_DEPTH).map(worth).collect();
        let names: Vec<String> = hits.iter().take(3).map(|hit| format!("{}#{}", hit.path, hit.anchor)).collect();
        let judgement = Judgement {
            rank,
            section_rank: rank,
            gain: normalized_gain(&got, query.want.len(), query.also.len()),
            found: hits.len(),
            cards: names,
        };
        report.add(query, judgement, query.want.iter().cloned());
    }
    report
}

fn is_named(hit: &ShelfHit, wanted: &[String]) -> bool {
    // A shelf names the folder first.
    let path = hit.path.split_once('/').map_or(hit.path.as_str(), |(_, path)| path);
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    wanted.iter().any(|wanted| {
        let (page, anchor) = wanted.split_once('#').unwrap_or((wanted, ""));
        (page == path || page == stem) && (anchor.is_empty() || anchor == hit.anchor)
    })
}

#[cfg(test)]
mod tests {
    use super::super::parse_queries;
    use super::*;
    use crate::search::shelf::{Page, PageSection, ShelfBuilder};

    #[test]
    fn a_page_counts_once_and_a_section_where_it_is_asked_for() {
        let dir = tempfile::tempdir().unwrap();
        let mut builder = ShelfBuilder::create(dir.path()).unwrap();
        let section = |anchor: &str, text: &str| PageSection {
            heading: anchor.to_owned(),
            anchor: anchor.to_owned(),
            text: text.to_owned(),
        };
        for (path, sections) in [
            (
                "docs/a.md",
                vec![section("one", "a lost letter"), section("two", "a lost letter found")],
            ),
            ("docs/b.md", vec![section("three", "a lost coat")]),
        ] {
            builder
                .add(&Page {
                    path: path.to_owned(),
                    title: "Lost".to_owned(),
                    sections,
                })
                .unwrap();
        }
        builder.finish("").unwrap();
        let shelf = Shelf::open(dir.path()).unwrap();
        let lines = "{\"id\":\"1\",\"q\":\"lost coat\",\"want\":[\"b\"]}\n{\"id\":\"2\",\"q\":\"lost letter found\",\"want\":[\"a.md#two\"],\"type\":\"lay\"}\n{\"id\":\"3\",\"q\":\"letter\",\"want\":[\"b.md\"],\"also\":[\"a\"]}";
        let report = measure_pages(&shelf, Thesaurus::built_in(), &parse_queries(lines).unwrap());
        assert_eq!((report.all.judged, report.all.first, report.all.empty), (3, 2, 0));
        assert_eq!(report.by_sort["lay"].first, 1);
        assert_eq!(report.losses[0].found.len(), 1, "the page counts once");
        assert!((report.all.gains - 2.0 - 0.38).abs() < 0.02, "{}", report.all.gains);
    }
}
