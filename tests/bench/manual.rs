//! Whole manuals as their user meets them: a folder of Markdown files imported and indexed by the program, searched from
//! the command line and typed into windows, while others search and a page is changed.
//!
//! `cargo bench --bench manual` makes 70,000 files in a folder for the time being; `CALLCARD_FILES=11000` fewer. With
//! `CALLCARD_KEEP=yes` the folder stays, and its place is printed. Linux alone: memory is read from `/proc`.
//! Does not belong here: the engine and its peers (`shelf`), pass or fail. Timings are no tests.
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

#[expect(dead_code, reason = "questions are the shelf's")]
#[path = "shelf/corpus.rs"]
mod corpus;
#[path = "manual/window.rs"]
mod window;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use callcard::domain::manual::split_page;
use callcard::search::shelf::Page;
use serde_json::Value;

use corpus::Corpus;
use window::Window;

const PROGRAM: &str = env!("CARGO_BIN_EXE_callcard");
/// Sections for each seven pages.
const SECTIONS_OF_SEVEN: usize = 36;
/// Queries typed letter by letter.
const QUERIES: usize = 60;
/// Between two keys of a quick typist.
const PACE: Duration = Duration::from_millis(125);
/// Between two keys of a burst: each comes while the one before is searched for, or its answer drawn.
const BURST: Duration = Duration::from_millis(15);
/// How often a page is changed beside open windows.
const CHANGES: u8 = 20;

/// Longer than a page counts as just written.
const SETTLED: Duration = Duration::from_secs(3);

fn main() {
    let files: usize = std::env::var("CALLCARD_FILES").map_or(70_000, |files| files.parse().unwrap());
    let mut home = tempfile::tempdir().unwrap();
    if std::env::var_os("CALLCARD_KEEP").is_some() {
        home.disable_cleanup(true);
        println!("kept: {}", home.path().display());
    }
    let place = Place::new(home.path());
    let corpus = Corpus::make(files, files * SECTIONS_OF_SEVEN / 7);
    let queries = corpus.queries(QUERIES);
    let text = write_folder(&place.from, &corpus);
    println!("{} files, {} sections, {:.1} MB", files, corpus.sections(), text / 1e6);
    splitting(&corpus, text);
    let changing = place.content.join("manuals/handbook").join(&corpus.pages[files / 2].path);
    drop(corpus);
    let to = place.content.display().to_string();
    // Not among the content in use, it is imported alone.
    let import = ["import", &place.from.display().to_string(), "--to", &to];
    ran(
        "import",
        &run(Command::new(PROGRAM).env("HOME", &place.home).args(import), &place.home),
        Some(text),
    );
    // Pages as young as this are read again for safety.
    std::thread::sleep(SETTLED);
    ran("index, from nothing", &place.run(&["index"]), Some(text));
    ran("index, nothing has changed", &place.run(&["index"]), None);
    let index = size(&place.cache);
    println!(
        "index and text kept for excerpts: {:.1} MB, {:.2} of the text",
        index / 1e6,
        index / text
    );
    searching(&place, &queries);
    changed(&place, &changing);
    windows(&place, &queries, &changing);
}

/// Where everything lies.
struct Place {
    home: PathBuf,
    from: PathBuf,
    content: PathBuf,
    cache: PathBuf,
}

/// What a run of the program took.
struct Ran {
    wall: Duration,
    /// CPU time in seconds.
    cpu: f64,
    /// Most memory in KiB, with the files mapped into it, and without.
    peak: u64,
    anonymous: u64,
    output: String,
}

impl Place {
    fn new(home: &Path) -> Self {
        let content = home.join("content");
        std::fs::create_dir_all(&content).unwrap();
        Self {
            home: home.to_owned(),
            from: home.join("handbook"),
            cache: home.join("cache"),
            content,
        }
    }

    fn args(&self) -> [String; 6] {
        let text = |path: &Path| path.display().to_string();
        let (content, cache, data) = (text(&self.content), text(&self.cache), text(&self.home.join("data")));
        ["--content".into(), content, "--cache".into(), cache, "--data".into(), data]
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.env("HOME", &self.home).args(self.args()).args(args);
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        run(&mut self.command(args), &self.home)
    }
}

/// Runs the program to its end, looking at its memory meanwhile.
fn run(command: &mut Command, home: &Path) -> Ran {
    let output = home.join("output");
    let start = Instant::now();
    let mut child = command
        .stdout(std::fs::File::create(&output).unwrap())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let process = child.id();
    let (mut peak, mut anonymous) = (0, 0);
    // One that has ended is looked at once more before it goes.
    let wall = loop {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        peak = status_line(&status, "VmHWM").max(peak);
        anonymous = status_line(&status, "RssAnon").max(anonymous);
        if status.lines().any(|line| line.starts_with("State:") && line.contains('Z')) {
            break start.elapsed();
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let cpu = cpu_seconds(process);
    assert!(child.wait().unwrap().success(), "{command:?}");
    Ran {
        wall,
        cpu,
        peak,
        anonymous,
        output: std::fs::read_to_string(output).unwrap(),
    }
}

fn status_line(status: &str, name: &str) -> u64 {
    let line = status.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
}

/// CPU time of a process so far, in all threads.
fn cpu_seconds(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after.split_whitespace().skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn ran(name: &str, ran: &Ran, text: Option<f64>) {
    let speed = text.map_or_else(String::new, |text| format!(", {:.1} MB/s", text / 1e6 / ran.wall.as_secs_f64()));
    println!(
        "{name:<36} {:>7.2} s, {:>6.2} CPU s, peak {:>4} MB, {:>4} MB of it anonymous{speed}",
        ran.wall.as_secs_f64(),
        ran.cpu,
        ran.peak / 1024,
        ran.anonymous / 1024
    );
}

/// Writes the pages as files, and returns their bytes.
fn write_folder(folder: &Path, corpus: &Corpus) -> f64 {
    let mut bytes = 0;
    for page in &corpus.pages {
        let path = folder.join(&page.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text = markdown(page);
        bytes += text.len();
        std::fs::write(path, text).unwrap();
    }
    bytes as f64
}

fn markdown(page: &Page) -> String {
    let mut text = format!("# {}\n", page.title);
    for section in &page.sections {
        text.push_str(&format!("\n## {}\n\n{}\n", section.heading, section.text));
    }
    text
}

fn splitting(corpus: &Corpus, text: f64) {
    let pages: Vec<(&str, String)> = corpus.pages.iter().map(|page| (page.path.as_str(), markdown(page))).collect();
    let start = Instant::now();
    let sections: usize = pages.iter().map(|(path, text)| split_page(path, text).sections.len()).sum();
    println!(
        "cut into {sections} sections, in process: {:.1} MB/s",
        text / 1e6 / start.elapsed().as_secs_f64()
    );
}

fn size(folder: &Path) -> f64 {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    let of = |entry: std::fs::DirEntry| {
        if entry.file_type().unwrap().is_dir() {
            size(&entry.path())
        } else {
            entry.metadata().unwrap().len() as f64
        }
    };
    entries.map(of).sum()
}

/// Every prefix of every query, as it is typed.
fn keystrokes(queries: &[String]) -> Vec<&str> {
    queries
        .iter()
        .flat_map(|query| (1..=query.len()).map(|len| &query[..len]))
        .collect()
}

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

fn times_line(name: &str, mut times: Vec<Duration>) {
    times.sort();
    println!(
        "{name:<36} p50 {:>9.1?}  p95 {:>9.1?}  p99 {:>9.1?}  max {:>9.1?}  ({})",
        percentile(&times, 50),
        percentile(&times, 95),
        percentile(&times, 99),
        percentile(&times, 100),
        times.len()
    );
}

/// How long each search took, as the program says.
fn elapsed(output: &str) -> Vec<Duration> {
    let values = output.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    values
        .map(|value| Duration::from_micros(value["elapsed_us"].as_u64().unwrap()))
        .collect()
}

fn searching(place: &Place, queries: &[String]) {
    let typed = place.home.join("typed");
    std::fs::write(&typed, keystrokes(queries).join("\n")).unwrap();
    let typed = typed.display().to_string();
    let batch = ["search", "--json", "--batch", &typed];
    place.run(&batch);
    let alone = place.run(&batch);
    times_line("search, every letter typed", elapsed(&alone.output));
    ran("  the process", &alone, None);
    ran("search, one query, start to end", &place.run(&["search", &queries[0]]), None);
    let others = busy(place, &typed, || place.run(&batch));
    times_line("search, two others searching", elapsed(&others.output));
}

/// Does `work` while two processes search without end.
fn busy<T>(place: &Place, typed: &str, work: impl FnOnce() -> T) -> T {
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let output = place.command(&["search", "--json", "--batch", typed]).output().unwrap();
                    assert!(output.status.success());
                }
            });
        }
        std::thread::sleep(Duration::from_millis(300));
        let done = work();
        is_over.store(true, Ordering::Relaxed);
        done
    })
}

fn add_word(page: &Path, word: &str) {
    let text = std::fs::read_to_string(page).unwrap();
    std::fs::write(page, format!("{text}\nThe {word} stands here.\n")).unwrap();
}

/// A word is written into a page, and looked for on the command line.
fn changed(place: &Place, page: &Path) {
    add_word(page, "zymurgist");
    let typed = place.home.join("typed").display().to_string();
    let brought = busy(place, &typed, || place.run(&["index"]));
    ran("index, a page changed, two searching", &brought, None);
    let found = place.run(&["search", "--json", "zymurgist"]).output;
    assert!(found.contains("zymurgist"), "{found}");
}

/// Two windows: in one, letters are typed and their echo awaited, while the other one and two processes search.
fn windows(place: &Place, queries: &[String], page: &Path) {
    let args = place.args();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let mut first = Window::open(&place.home, &args);
    let mut second = Window::open(&place.home, &args);
    let mut peer = Window::peer();
    echoes("8 keys a second", &mut first, &mut peer, &queries[..20], PACE);
    echoes("bursts", &mut first, &mut peer, queries, BURST);
    echoes("no pause", &mut first, &mut peer, queries, Duration::ZERO);
    let typed = place.home.join("typed").display().to_string();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                type_queries(&mut second, &queries[..4], PACE);
            }
        });
        busy(place, &typed, || {
            echoes("others busy", &mut first, &mut peer, &queries[..12], PACE);
        });
        is_over.store(true, Ordering::Relaxed);
    });
    memory("before a page is changed", [&first, &second]);
    let (mut found, mut in_both) = (Vec::new(), Vec::new());
    for letter in (b'a'..b'a' + CHANGES).map(char::from) {
        let word = format!("xylo{letter}{letter}{letter}graph");
        first.type_at_once(&word);
        second.type_at_once(&word);
        first.wait_until(|screen| screen.contains(&word) && !screen.contains("type what you heard"));
        std::thread::sleep(Duration::from_secs(2));
        add_word(page, &word);
        let wanted = format!("{word} stands here");
        let start = Instant::now();
        first.wait_until(|screen| screen.contains(&wanted));
        found.push(start.elapsed());
        second.wait_until(|screen| screen.contains(&wanted));
        in_both.push(start.elapsed());
        first.clear();
        second.clear();
        if in_both.len() == 1 {
            memory("after a page was changed", [&first, &second]);
        }
    }
    times_line("a page changed to found in a window", found);
    times_line("  in both windows", in_both);
    memory("after all this", [&first, &second]);
}

fn memory(when: &str, windows: [&Window; 2]) {
    for window in windows {
        let status = std::fs::read_to_string(format!("/proc/{}/status", window.process())).unwrap();
        println!(
            "a window {when}: {} MB, {} MB of it anonymous; at its peak {} MB",
            status_line(&status, "VmRSS") / 1024,
            status_line(&status, "RssAnon") / 1024,
            status_line(&status, "VmHWM") / 1024
        );
    }
}

/// Types queries into the program and, each after it, into one that only sends letters back: what that one takes is the
/// machine's share.
fn echoes(name: &str, window: &mut Window, peer: &mut Window, queries: &[String], pause: Duration) {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for query in queries {
        ours.extend(type_queries(window, std::slice::from_ref(query), pause));
        theirs.extend(type_queries(peer, std::slice::from_ref(query), pause));
    }
    let load = std::fs::read_to_string("/proc/loadavg").unwrap();
    let load = load.split_whitespace().next().unwrap();
    let slow = |times: &[Duration]| times.iter().filter(|time| Duration::from_millis(1) < **time).count();
    println!(
        "letter to echo, {name}: load {load}; over 1 ms: {} of {}, peer {}",
        slow(&ours),
        ours.len(),
        slow(&theirs)
    );
    times_line("  letter to echo", ours);
    times_line("  peer: a program that only echoes", theirs);
}

fn type_queries(window: &mut Window, queries: &[String], pause: Duration) -> Vec<Duration> {
    let mut times = Vec::new();
    for query in queries {
        for letter in query.chars() {
            times.push(window.type_letter(letter));
            std::thread::sleep(pause);
        }
        window.clear();
    }
    times
}
