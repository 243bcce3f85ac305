//! Timings of rules, with their peers in the same run: a batch of a million dates with their traces, and the same through
//! the command line.
//!
//! `cargo bench --bench rules` prints them. Best of three passes on both sides; the peers are plain date addition of the
//! library that the rules use, and reading and writing the same lines as JSON. Does not belong here: pass or fail. Timings
//! are no tests.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and stops at the first surprise"
)]

use std::collections::BTreeMap;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use callcard::domain::rules::{RuleContext, compute};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 11, 21);
const PASSES: usize = 3;
const BATCH: u32 = 1_000_000;
/// Days that the batch goes around: 2015 to 2035.
const DAYS: i64 = 7670;

fn main() {
    let days: Vec<Date> = (0..DAYS).map(|day| date(2015, 1, 1).checked_add(day.days()).unwrap()).collect();
    one_rule("pf-t16-closeout", "notice_date", &[], &days, 60);
    one_rule("ssa-appeal-deadline", "notice_date", &[("level", "recon")], &days, 65);
    command_line(&days);
}

/// Returns the time of the fastest pass.
fn best(mut work: impl FnMut()) -> Duration {
    let mut timed = || {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..PASSES).map(|_| timed()).min().unwrap_or_default()
}

fn line(name: &str, time: Duration) {
    println!(
        "{name:<64} {:>9.1} ns each  {:>8.2} s",
        time.as_secs_f64() * 1e9 / f64::from(BATCH),
        time.as_secs_f64()
    );
}

fn ratio(name: &str, ours: Duration, theirs: Duration) {
    println!("ratio, ours to {name}: {:.1}", ours.as_secs_f64() / theirs.as_secs_f64());
}

/// A rule with its trace, beside the addition of days alone, and beside reading and writing the two days as text as well.
fn one_rule(rule: &str, input: &str, others: &[(&str, &str)], days: &[Date], added: i64) {
    println!("{rule}, {BATCH} times, best of {PASSES} passes");
    let library = callcard::builtin::library();
    let context = RuleContext {
        today: TODAY,
        closed_days: &library.closed_days,
        figures: &library.figures,
        rules: &library.rules,
    };
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let inputs: Vec<BTreeMap<String, String>> = days
        .iter()
        .map(|day| {
            others
                .iter()
                .copied()
                .map(owned)
                .chain([(input.to_owned(), day.to_string())])
                .collect()
        })
        .collect();
    let texts: Vec<String> = days.iter().map(Date::to_string).collect();
    let batch = || (0..BATCH as usize).map(|number| number % days.len());
    let ours = best(|| {
        for at in batch() {
            let computed = compute(rule, inputs.get(at).unwrap(), &context).unwrap();
            assert!(!black_box(computed).trace.is_empty());
        }
    });
    let plain = best(|| {
        for at in batch() {
            black_box(black_box(days.get(at).unwrap()).checked_add(black_box(added).days()).unwrap());
        }
    });
    let as_text = best(|| {
        for at in batch() {
            let day: Date = black_box(texts.get(at).unwrap()).parse().unwrap();
            black_box(day.checked_add(black_box(added).days()).unwrap().to_string());
        }
    });
    line("callcard: the rule with trace, cautions and authorities", ours);
    line("peer: jiff, the days added", plain);
    line("peer: jiff, a day read, the days added, the day written", as_text);
    ratio("days added", ours, plain);
    ratio("day read, days added, day written", ours, as_text);
    println!();
}

/// The same through `callcard date --batch -`, beside a program's reading and writing of the same lines.
fn command_line(days: &[Date]) {
    println!("callcard date --batch -, {BATCH} lines, best of {PASSES} passes");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("requests.jsonl");
    let mut requests = BufWriter::new(File::create(&path).unwrap());
    for day in days.iter().cycle().take(BATCH as usize) {
        writeln!(requests, r#"{{"rule":"pf-t16-closeout","input":{{"notice_date":"{day}"}}}}"#).unwrap();
    }
    requests.flush().unwrap();
    let ours = best(|| through_callcard(&path, folder.path()));
    let echo = best(|| echoed(&path, &folder.path().join("echo.jsonl")));
    let answers = folder.path().join("answers.jsonl");
    let as_long = best(|| echoed(&answers, &folder.path().join("echo.jsonl")));
    line("callcard: lines in, answers with trace out, into a file", ours);
    line("peer: serde_json, the same lines read and written", echo);
    line("peer: serde_json, callcard's answers read and written", as_long);
    println!("lines a second: {:.0}", f64::from(BATCH) / ours.as_secs_f64());
    ratio("echo of the requests", ours, echo);
    ratio("echo of the answers", ours, as_long);
}

fn through_callcard(requests: &Path, folder: &Path) {
    let status = Command::new(env!("CARGO_BIN_EXE_callcard"))
        .args(["--today", "2026-11-21", "date", "--batch", "-", "--json"])
        .env("HOME", folder)
        .env("CALLCARD_DATA", folder.join("data"))
        .env("CALLCARD_CACHE", folder.join("cache"))
        .stdin(File::open(requests).unwrap())
        .stdout(File::create(folder.join("answers.jsonl")).unwrap())
        .stderr(Stdio::inherit())
        .status()
        .unwrap();
    assert!(status.success());
}

fn echoed(from: &Path, to: &Path) {
    let mut out = BufWriter::new(File::create(to).unwrap());
    for request in BufReader::new(File::open(from).unwrap()).lines() {
        let value: serde_json::Value = serde_json::from_str(&request.unwrap()).unwrap();
        serde_json::to_writer(&mut out, &value).unwrap();
        out.write_all(b"\n").unwrap();
    }
    out.flush().unwrap();
}
