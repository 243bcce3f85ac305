//! The shelf beside its peers on the same text and the same keystrokes: building, typing, memory, opening, one page changed.
//!
//! `cargo bench --bench shelf` prints a table for 60,000 and for 360,000 sections; `CALLCARD_SECTIONS=20000,60000` sets
//! other sizes, `CALLCARD_PEERS=no` leaves the peers out. Best of three passes on all sides; percentiles over keystrokes.
//! Does not belong here: pass or fail. Timings are no tests.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::disallowed_methods,
    reason = "a benchmark prints, and stops at the first surprise"
)]

#[path = "shelf/corpus.rs"]
mod corpus;
#[path = "shelf/peers.rs"]
mod peers;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use callcard::domain::query::Query;
use callcard::search::Thesaurus;
use callcard::search::shelf::{Page, Shelf, ShelfBuilder, ShelfFound, update};

use corpus::Corpus;

const PASSES: usize = 3;
/// Set for the process that only opens a shelf and searches it.
const ONLY_SEARCH: &str = "CALLCARD_BENCH_SHELF";
/// Queries typed letter by letter on all sides, and on ours alone.
const QUERIES: (usize, usize) = (40, 200);
const SECTIONS_PER_PAGE: f64 = 5.4;

fn main() {
    if let Ok(dir) = std::env::var(ONLY_SEARCH) {
        return only_search(Path::new(&dir));
    }
    let sizes = std::env::var("CALLCARD_SECTIONS").unwrap_or_else(|_| "60000,360000".to_owned());
    let with_peers = std::env::var("CALLCARD_PEERS").as_deref() != Ok("no");
    let mut last: Option<(f64, Duration)> = None;
    for size in sizes.split(',') {
        let sections: usize = size.trim().parse().unwrap();
        let p99 = measure(sections, with_peers);
        if let Some((before, earlier)) = last {
            let grown = p99.as_secs_f64() / earlier.as_secs_f64();
            println!(
                "p99 grew with exponent {:.2} (allowed 0.5)\n",
                grown.ln() / (sections as f64 / before).ln()
            );
        }
        last = Some((sections as f64, p99));
    }
}

fn measure(sections: usize, with_peers: bool) -> Duration {
    let corpus = Corpus::make((sections as f64 / SECTIONS_PER_PAGE) as usize, sections);
    let text = corpus.bytes() as f64;
    println!(
        "{} pages, {} sections, {:.1} MB of text",
        corpus.pages.len(),
        corpus.sections(),
        text / 1e6
    );
    let dir = tempfile::tempdir().unwrap();
    let ours = dir.path().join("shelf");
    std::fs::create_dir(&ours).unwrap();
    let (build, wall) = cpu_of(|| build(&ours, &corpus.pages));
    let (bodies, index) = sizes(&ours);
    println!(
        "build: {build:.2} CPU s, {wall:.2} s; index {:.2} of the text without bodies (allowed 0.60), {:.2} with",
        index as f64 / text,
        (index + bodies) as f64 / text
    );
    let few = corpus.queries(QUERIES.0);
    let many = corpus.queries(QUERIES.1);
    let typed = keystrokes(&few);
    let shelf = Shelf::open(&ours).unwrap();
    let run = |text: &String| drop(shelf.search(&Query::new(text.as_str()), Thesaurus::built_in()));
    keystroke_line("callcard", &best_of(&typed, run));
    let p99 = percentile(&best_of(&typed, run), 99);
    let all = keystrokes(&many);
    keystroke_line(&format!("callcard, {} keystrokes", all.len()), &best_of(&all, run));
    slowest(&all, &best_each(&all, run));
    keystroke_line("callcard, questions with typos (5 ms)", &best_of(&corpus.questions(200), run));
    agreement(&shelf, &all.iter().step_by(8).cloned().collect::<Vec<_>>());
    memory(&ours, &all);
    changing(&ours, &corpus.pages[corpus.pages.len() / 2]);
    if with_peers {
        beside_peers(dir.path(), &corpus, &typed, build, p99);
    }
    println!();
    p99
}

fn beside_peers(dir: &Path, corpus: &Corpus, typed: &[String], build: f64, p99: Duration) {
    let ratio = |theirs: &[Duration]| percentile(theirs, 99).as_secs_f64() / p99.as_secs_f64();
    let plain = peers::Plain::new(&dir.join("plain"));
    let (plain_build, plain) = timed(|| plain.build(corpus));
    println!(
        "build ratio to plain tantivy: {:.2} ({plain_build:.2} CPU s; allowed 1.30)",
        build / plain_build
    );
    let times = best_of(typed, |text| plain.search(text));
    keystroke_line("peer: plain tantivy, snippets", &times);
    println!("p99 ratio: 1/{:.0} (allowed 1/40 at 60,000)", ratio(&times));
    let (fts_build, fts) = timed(|| peers::Fts::build(&dir.join("fts.db"), corpus));
    println!("build ratio to SQLite FTS5: {:.2} ({fts_build:.2} CPU s)", build / fts_build);
    let times = best_of(typed, |text| fts.search(text));
    keystroke_line("peer: SQLite FTS5, prefixes, snippets", &times);
    println!("p99 ratio: 1/{:.0} (allowed 1/150 at 60,000, 1/400 at 360,000)", ratio(&times));
}

fn build(dir: &Path, pages: &[Page]) {
    let mut builder = ShelfBuilder::create(dir).unwrap();
    for page in pages {
        builder.add(page).unwrap();
    }
    builder.finish("bench").unwrap();
}

/// Every prefix of every query, as it is typed.
fn keystrokes(queries: &[String]) -> Vec<String> {
    queries
        .iter()
        .flat_map(|query| (1..=query.chars().count()).map(|len| query.chars().take(len).collect()))
        .collect()
}

/// Runs `work` on every input, three times over, and returns the best time for each.
fn best_each<T>(inputs: &[T], mut work: impl FnMut(&T)) -> Vec<Duration> {
    let mut best = vec![Duration::MAX; inputs.len()];
    for _ in 0..PASSES {
        for (input, best) in inputs.iter().zip(&mut best) {
            let start = Instant::now();
            work(input);
            *best = start.elapsed().min(*best);
        }
    }
    best
}

fn best_of<T>(inputs: &[T], work: impl FnMut(&T)) -> Vec<Duration> {
    let mut best = best_each(inputs, work);
    best.sort();
    best
}

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

fn keystroke_line(name: &str, sorted: &[Duration]) {
    println!(
        "{name:<40} p50 {:>9.1?}  p95 {:>9.1?}  p99 {:>9.1?}  max {:>9.1?}  ({})",
        percentile(sorted, 50),
        percentile(sorted, 95),
        percentile(sorted, 99),
        percentile(sorted, 100),
        sorted.len()
    );
}

fn slowest(inputs: &[String], times: &[Duration]) {
    let mut slow: Vec<(&Duration, &String)> = times.iter().zip(inputs).collect();
    slow.sort_by(|left, right| right.cmp(left));
    let words: Vec<String> = slow.iter().take(8).map(|(time, text)| format!("{text:?} {time:.0?}")).collect();
    println!("slowest: {}", words.join(", "));
}

/// Compares the twenty hits shown with those of a search without short cuts.
fn agreement(shelf: &Shelf, typed: &[String]) {
    let keys =
        |found: &ShelfFound| -> Vec<(String, String)> { found.hits.iter().map(|hit| (hit.path.clone(), hit.anchor.clone())).collect() };
    let (mut sum, mut count, mut lost, mut relaxed) = (0.0, 0, 0, 0);
    for text in typed {
        let query = Query::new(text.as_str());
        let quick = shelf.search(&query, Thesaurus::built_in());
        let exact = keys(&shelf.search_exhaustively(&query, Thesaurus::built_in()));
        relaxed += usize::from(quick.relaxed.is_some());
        let quick = keys(&quick);
        if !exact.is_empty() {
            sum += exact.iter().filter(|key| quick.contains(key)).count() as f64 / exact.len() as f64;
            count += 1;
        }
        lost += usize::from(quick.len() < exact.len());
    }
    println!(
        "overlap@20 with the exhaustive result: {:.3} over {count} keystrokes with hits; {lost} have fewer hits; {relaxed} relaxed",
        sum / f64::from(count)
    );
}

/// Has a process of its own open the shelf and search it, and prints what it says.
fn memory(dir: &Path, typed: &[String]) {
    std::fs::write(dir.with_extension("typed"), typed.join("\n")).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .env(ONLY_SEARCH, dir)
        .output()
        .unwrap();
    print!("{}", String::from_utf8(output.stdout).unwrap());
}

fn only_search(dir: &Path) {
    let opening = best_of(&[(); 20], |()| drop(Shelf::open(dir).unwrap()));
    let shelf = Shelf::open(dir).unwrap();
    for text in std::fs::read_to_string(dir.with_extension("typed")).unwrap().lines() {
        assert!(shelf.search(&Query::new(text), Thesaurus::built_in()).hits.len() <= 20);
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let anonymous = status
        .lines()
        .find(|line| line.starts_with("RssAnon"))
        .unwrap_or("RssAnon: unknown");
    println!(
        "opening {:.0?} (allowed 1 ms); after all keystrokes {} (allowed 16 MB)",
        percentile(&opening, 50),
        anonymous.split_whitespace().collect::<Vec<_>>().join(" ")
    );
}

fn changing(dir: &Path, page: &Page) {
    let mut page = page.clone();
    page.sections[0].text.push_str(" Quixotically changed.");
    let times = best_of(&[()], |()| update(dir, &[], std::slice::from_ref(&page), "changed").unwrap());
    let found = Shelf::open(dir)
        .unwrap()
        .search(&Query::new("quixotically changed"), Thesaurus::built_in());
    assert_eq!(found.hits[0].path, page.path);
    println!("one page changed: {:.1?} (allowed 200 ms)", times[0]);
}

fn sizes(dir: &Path) -> (u64, u64) {
    let (mut bodies, mut index) = (0, 0);
    for entry in std::fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        let length = entry.metadata().unwrap().len();
        let is_bodies = entry.file_name().to_string_lossy().starts_with("bodies");
        *(if is_bodies { &mut bodies } else { &mut index }) += length;
        if std::env::var_os("CALLCARD_FILES").is_some() {
            println!("  {length:>12} {}", entry.file_name().to_string_lossy());
        }
    }
    (bodies, index)
}

fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = cpu_seconds();
    let done = work();
    (cpu_seconds() - start, done)
}

fn cpu_of(work: impl FnOnce()) -> (f64, f64) {
    let start = Instant::now();
    let (cpu, ()) = timed(work);
    (cpu, start.elapsed().as_secs_f64())
}

/// CPU time of this process so far, in all threads.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}
