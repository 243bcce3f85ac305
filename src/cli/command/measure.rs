//! `callcard index --measure`: how well the search answers judged queries, over the cards or over any folder of pages.
//!
//! Does not belong here: judging (`search::measure`).

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::args::IndexArgs;
use crate::cli::manuals::split;
use crate::cli::settings::Settings;
use crate::domain::library::Library;
use crate::report::{Exit, Failure};
use crate::search::measure::{
    self, Ablated, BUILT_IN_QUERIES, Folds, Report, Tally, measure_folds, measure_pages, measure_stages, parse_queries,
};
use crate::search::shelf::{Shelf, ShelfBuilder};
use crate::search::{SearchError, SearchIndex};
use crate::store::error::StoreError;
use crate::store::manuals::{Manual, list};
use crate::store::shelf_dir::{ShelfDir, Wait};

use super::{complain, print, print_json, read_input};

/// Measures the search over the judged queries in `file`, or over the built-in ones if it has no name.
///
/// # Errors
///
/// [`Failure`] if the queries cannot be read, or a folder of pages cannot be indexed.
pub(super) fn measure(
    settings: &Settings,
    args: &IndexArgs,
    file: &str,
    library: &Library,
    mut index: SearchIndex,
) -> Result<Exit, Failure> {
    let text = if file.is_empty() {
        BUILT_IN_QUERIES.to_owned()
    } else {
        read_input(file)?
    };
    let queries =
        parse_queries(&text).map_err(|error| Failure::usage(error.to_string(), "write one JSON object a line: id, q, want, also, type"))?;
    if args.stages {
        return print(&stages_text(&measure_stages(library, &mut index, &queries)));
    }
    if let Some(folds) = args.folds {
        return print(&folds_text(&measure_folds(library, &mut index, &queries, folds.into())));
    }
    let report = match &args.docs {
        Some(docs) => over_pages(docs, &settings.places.cache, |shelf| {
            measure_pages(shelf, index.thesaurus(), &queries)
        })?,
        None => measure::measure(library, &index, &queries),
    };
    if args.json {
        print_json(&report_json(&report))
    } else {
        print(&report_text(&report))
    }
}

/// Why a folder of pages could not be indexed.
#[derive(Debug, thiserror::Error)]
enum PagesError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Search(#[from] SearchError),
}

/// Indexes the pages in the folder `docs` for as long as `judge` takes.
fn over_pages<T>(docs: &Path, cache: &Path, judge: impl FnOnce(&Shelf) -> T) -> Result<T, Failure> {
    let manual = Manual {
        name: "docs".to_owned(),
        root: docs.to_owned(),
    };
    let listing = list(std::slice::from_ref(&manual));
    if listing.pages.is_empty() {
        return Err(Failure::usage(
            format!("there is no Markdown file in {}", docs.display()),
            "name a folder of pages",
        ));
    }
    let build = |place: &Path| -> Result<(), PagesError> {
        let mut builder = ShelfBuilder::create(place)?;
        for file in &listing.pages {
            match split(std::slice::from_ref(&manual), file) {
                Ok(page) => builder.add(&page)?,
                Err(why) => complain(&format!("left out: {why}\n")),
            }
        }
        Ok(builder.finish("measured")?)
    };
    let dir = ShelfDir::new(cache, &format!("measured-{}", std::process::id()));
    let outcome = (|| {
        let lock = dir.lock(Wait::Yes)?;
        let Some(lock) = lock else { return Ok(None) };
        let place = dir.build(&lock, build)?;
        let judged = judge(&Shelf::open(&place)?);
        Ok::<_, PagesError>(Some(judged))
    })();
    dir.remove();
    match outcome {
        Ok(Some(judged)) => Ok(judged),
        Ok(None) => Err(failure("it is in use")),
        Err(error) => Err(failure(&error.to_string())),
    }
}

fn failure(why: &str) -> Failure {
    Failure::environment(
        format!("the folder cannot be indexed: {why}"),
        "check that there is room in the cache folder, or name another with --cache",
    )
}

fn tally_line(name: &str, tally: &Tally) -> String {
    format!(
        "{name:<10} {:>5} {:>7.1} {:>7.1} {:>7.1} {:>7.1} {:>6.3} {:>6.3} {:>6}\n",
        tally.judged,
        tally.percent(tally.first),
        tally.percent(tally.among_three),
        tally.percent(tally.section_first),
        tally.percent(tally.section_among_three),
        tally.mean(tally.reciprocal_ranks),
        tally.mean(tally.gains),
        tally.empty
    )
}

/// Sorts of queries that the table of stages shows by themselves.
const SHOWN_SORTS: [&str; 2] = ["lay", "typo"];

fn stages_text(rows: &[Ablated]) -> String {
    let mut out = String::new();
    for (title, first, of) in [
        (
            "Built up, each stage added to those above",
            "words alone",
            (|row| &row.built_up) as fn(&Ablated) -> &Report,
        ),
        ("Taken away from the whole, one at a time", "nothing", |row| &row.without),
    ] {
        out.push_str(&format!("{title}\n{:<22}  card@1  card@3    MRR  empty", "stage"));
        for sort in SHOWN_SORTS {
            out.push_str(&format!("  {sort}@1  {sort}@3"));
        }
        out.push('\n');
        for (idx, row) in rows.iter().enumerate() {
            let (report, all) = (of(row), &of(row).all);
            out.push_str(&format!(
                "{:<22} {:>7.1} {:>7.1} {:>6.3} {:>6}",
                if idx == 0 { first } else { row.stage },
                all.percent(all.first),
                all.percent(all.among_three),
                all.mean(all.reciprocal_ranks),
                all.empty
            ));
            for sort in SHOWN_SORTS {
                let tally = report.by_sort.get(sort).cloned().unwrap_or_default();
                let width = sort.len() + 2;
                out.push_str(&format!(
                    "  {:>width$.1}  {:>width$.1}",
                    tally.percent(tally.first),
                    tally.percent(tally.among_three)
                ));
            }
            out.push('\n');
        }
        out.push('\n');
    }
    out
}

fn folds_text(folds: &Folds) -> String {
    let mut out = "weights                      queries card@1  card@3    MRR nDCG10\n".to_owned();
    for (name, report) in [
        ("in use, all queries", &folds.in_use),
        ("flat, all queries", &folds.flat),
        ("fitted, on the fitted", &folds.fitted),
        ("fitted, on those held out", &folds.held_out),
    ] {
        let all = &report.all;
        out.push_str(&format!(
            "{name:<28} {:>7} {:>6.1} {:>7.1} {:>6.3} {:>6.3}\n",
            all.judged,
            all.percent(all.first),
            all.percent(all.among_three),
            all.mean(all.reciprocal_ranks),
            all.mean(all.gains)
        ));
    }
    out
}

fn report_text(report: &Report) -> String {
    let mut out = "type       queries card@1  card@3  sect@1  sect@3    MRR nDCG10  empty\n".to_owned();
    for (sort, tally) in &report.by_sort {
        out.push_str(&tally_line(sort, tally));
    }
    out.push_str(&tally_line("all", &report.all));
    if !report.losses.is_empty() {
        out.push_str("\nNot first:\n");
    }
    for loss in &report.losses {
        let rank = loss.rank.map_or_else(|| "not found".to_owned(), |rank| format!("rank {rank}"));
        out.push_str(&format!(
            "{} {:?} {rank}; first: {}; right: {}\n",
            loss.id,
            loss.q,
            loss.found.join(", "),
            loss.right.join(", ")
        ));
    }
    out.push_str(&format!(
        "\n{} queries want sections that no card covers yet\n",
        report.not_covered.len()
    ));
    out
}

fn report_json(report: &Report) -> Value {
    let tally = |tally: &Tally| {
        json!({
            "queries": tally.judged, "card_first": tally.percent(tally.first), "card_among_three": tally.percent(tally.among_three),
            "section_first": tally.percent(tally.section_first), "section_among_three": tally.percent(tally.section_among_three),
            "mrr": tally.mean(tally.reciprocal_ranks), "ndcg10": tally.mean(tally.gains), "empty": tally.empty,
        })
    };
    let losses: Vec<Value> = report
        .losses
        .iter()
        .map(|loss| json!({ "id": loss.id, "q": loss.q, "rank": loss.rank, "found": loss.found, "right": loss.right }))
        .collect();
    json!({
        "all": tally(&report.all), "by_type": report.by_sort.iter().map(|(sort, row)| (sort.clone(), tally(row))).collect::<serde_json::Map<_, _>>(),
        "losses": losses, "not_covered": report.not_covered,
    })
}
