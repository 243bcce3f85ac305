//! `callcard index`: builds the search index and says where it is; `--measure` says how well it finds.
//!
//! Does not belong here: building and judging (`search`).

use serde_json::{Value, json};

use crate::cli::args::IndexArgs;
use crate::cli::library::load;
use crate::cli::manuals::Work;
use crate::cli::search_index::{self, From};
use crate::cli::settings::Settings;
use crate::report::{Exit, Failure};
use crate::search::measure::{Ablated, BUILT_IN_QUERIES, Folds, Report, Tally, measure, measure_folds, measure_stages, parse_queries};
use crate::store::index_dir::IndexDir;
use crate::store::interrupt::Interrupt;

use super::manual::index_manuals;
use super::{print, print_json, read_input};

/// Builds the index, or measures it.
///
/// # Errors
///
/// [`Failure`] if content cannot be read, the index cannot be built, or the judged queries cannot be read.
pub fn run(settings: &Settings, args: &IndexArgs) -> Result<Exit, Failure> {
    let loaded = load(settings)?;
    let opened = if args.rebuild {
        search_index::rebuild(settings, &loaded.library)?
    } else {
        search_index::open(settings, &loaded.library)?
    };
    if let Some(file) = &args.measure {
        let text = if file.is_empty() {
            BUILT_IN_QUERIES.to_owned()
        } else {
            read_input(file)?
        };
        let queries = parse_queries(&text)
            .map_err(|error| Failure::usage(error.to_string(), "write one JSON object a line: id, q, want, also, type"))?;
        let mut index = opened.index;
        if args.stages {
            return print(&stages_text(&measure_stages(&loaded.library, &mut index, &queries)));
        }
        if let Some(folds) = args.folds {
            return print(&folds_text(&measure_folds(&loaded.library, &mut index, &queries, folds.into())));
        }
        let report = measure(&loaded.library, &index, &queries);
        return if args.json {
            print_json(&report_json(&report))
        } else {
            print(&report_text(&report))
        };
    }
    let work = if args.rebuild { Work::Anew } else { Work::Asked };
    let manuals = index_manuals(settings, work, &Interrupt::listen())?;
    let root = IndexDir::new(&settings.places.cache).root().display().to_string();
    let (state, note) = match &opened.from {
        From::Program => ("in the program", String::new()),
        From::Cache => ("there already", String::new()),
        From::Built => ("built", String::new()),
        From::Memory(why) => ("kept in memory only", format!(" ({why})")),
    };
    if args.json {
        let manuals = manuals.map(|(_, value)| value);
        return print_json(
            &json!({ "folder": root, "state": state, "cards": loaded.library.cards.len(), "checklists": loaded.library.checklists.len(), "manuals": manuals }),
        );
    }
    print(&format!(
        "{} cards and {} checklists, index {state}{note}: {root}\n{}",
        loaded.library.cards.len(),
        loaded.library.checklists.len(),
        manuals.map_or_else(String::new, |(text, _)| text)
    ))
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
