//! Timings with their peers in the same run: keystroke to results, one keystroke's frame, start to first frame; and a card
//! saved in an editor to drawn and found.
//!
//! `cargo bench` prints them. Best of three passes on both sides; percentiles over keystrokes.
//! Does not belong here: pass or fail. Timings are no tests.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a benchmark prints, and stops at the first surprise"
)]

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use callcard::domain::library::Library;
use callcard::domain::markdown::plain_blocks;
use callcard::domain::query::Query;
use callcard::search::measure::{BUILT_IN_QUERIES, parse_queries};
use callcard::search::{LiveIndex, SearchIndex};
use callcard::tui::effect::Effect;
use callcard::tui::event::{Event, Key, KeyCode, Size};
use callcard::tui::painter::Painter;
use callcard::tui::state::{Look, State};
use callcard::tui::update::update;
use jiff::civil::{Date, date};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::widgets::Paragraph;
use rusqlite::Connection;

const TODAY: Date = date(2026, 11, 21);
const PASSES: usize = 3;
const STARTS: usize = 40;
/// Starts of a command that prints; more, as each takes little.
const RUNS: usize = 200;

fn main() {
    let library = callcard::builtin::library();
    println!("{} cards, {} checklists\n", library.cards.len(), library.checklists.len());
    let keystrokes = keystrokes();
    search(&library, &keystrokes);
    frames(&library, &keystrokes);
    loading();
    reloading(&library);
    starts();
}

/// Every prefix of every judged query, as it is typed.
fn keystrokes() -> Vec<String> {
    let queries = parse_queries(BUILT_IN_QUERIES).unwrap();
    queries
        .iter()
        .flat_map(|query| (1..=query.q.chars().count()).map(|len| query.q.chars().take(len).collect()))
        .collect()
}

/// Runs `work` on every input, three times over, and returns the best time for each, sorted.
fn best_of<T>(inputs: &[T], mut work: impl FnMut(&T)) -> Vec<Duration> {
    let mut best = vec![Duration::MAX; inputs.len()];
    for _ in 0..PASSES {
        for (input, best) in inputs.iter().zip(&mut best) {
            let start = Instant::now();
            work(input);
            *best = start.elapsed().min(*best);
        }
    }
    best.sort();
    best
}

/// Runs `work` on every input once, and returns how long each took, sorted.
fn each<T>(inputs: &[T], mut work: impl FnMut(&T)) -> Vec<Duration> {
    let mut times: Vec<Duration> = inputs
        .iter()
        .map(|input| {
            let start = Instant::now();
            work(input);
            start.elapsed()
        })
        .collect();
    times.sort();
    times
}

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted
        .get((sorted.len() * percent / 100).min(sorted.len() - 1))
        .copied()
        .unwrap_or_default()
}

fn line(name: &str, sorted: &[Duration]) {
    println!(
        "{name:<44} best {:>9.1?}  p50 {:>9.1?}  p99 {:>9.1?}  max {:>9.1?}",
        percentile(sorted, 0),
        percentile(sorted, 50),
        percentile(sorted, 99),
        percentile(sorted, 100)
    );
}

fn search(library: &Library, keystrokes: &[String]) {
    println!("keystroke to results with snippets, {} keystrokes, in process", keystrokes.len());
    let index = SearchIndex::build_in_ram(library, TODAY).unwrap();
    let ours = best_of(keystrokes, |text| {
        assert!(index.search(&Query::new(text.as_str())).hits.len() <= 20);
    });
    line("callcard", &ours);
    let peer = fts5(library);
    let mut statement = peer
        .prepare("SELECT id, snippet(sections, 2, '', '', '', 24) FROM sections WHERE sections MATCH ?1 ORDER BY bm25(sections, 0, 5, 1) LIMIT 20")
        .unwrap();
    let theirs = best_of(keystrokes, |text| {
        let mut words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| format!("\"{word}\""))
            .collect();
        if let Some(last) = words.last_mut() {
            last.push('*');
            let rows = statement
                .query_map([words.join(" ")], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
                .unwrap();
            assert!(rows.count() <= 20);
        }
    });
    line("peer: SQLite FTS5, prefix index", &theirs);
    println!(
        "ratio of p99, ours to the peer's: {:.2}\n",
        percentile(&ours, 99).as_secs_f64() / percentile(&theirs, 99).as_secs_f64()
    );
}

fn fts5(library: &Library) -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch("CREATE VIRTUAL TABLE sections USING fts5(id UNINDEXED, title, body, prefix='1 2 3')")
        .unwrap();
    let words = library.words(TODAY);
    for card in &library.cards {
        for section in &card.sections {
            let title = format!(
                "{} {} {} {}",
                card.head.title,
                section.heading,
                card.head.asks.join(" "),
                card.head.aliases.join(" ")
            );
            connection
                .execute(
                    "INSERT INTO sections VALUES (?1, ?2, ?3)",
                    (&card.head.id, title, plain_blocks(&section.blocks, &words)),
                )
                .unwrap();
        }
    }
    connection
}

/// Some queries letter by letter, with Esc after each.
fn typed(keystrokes: &[String]) -> String {
    keystrokes
        .iter()
        .filter(|text| text.len() > 12)
        .step_by(40)
        .take(60)
        .fold(String::new(), |mut all, text| {
            let _ = write!(all, "{text}\u{1b}");
            all
        })
}

fn frames(library: &Library, keystrokes: &[String]) {
    println!("one keystroke at 200x50, step by step: what changes in the state, what is drawn and written (to nobody) first and then");
    let index = SearchIndex::build_in_ram(library, TODAY).unwrap();
    let now = TODAY.at(12, 0, 0, 0);
    let size = Size { cols: 200, rows: 50 };
    let mut state = State::new(Arc::new(library.clone()), Some(TODAY), now, size, Look::default());
    let mut painter = Painter::new(std::io::sink(), size);
    let typed = typed(keystrokes);
    let mut times: [Vec<Duration>; 5] = Default::default();
    let mut step = |stage: usize, work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        times[stage].push(start.elapsed());
    };
    for c in typed.chars() {
        let code = if c == '\u{1b}' { KeyCode::Esc } else { KeyCode::Char(c) };
        let key = Key::plain(code);
        let mut effects = Vec::new();
        step(0, &mut || effects = update(&mut state, Event::Key { key, at: now }));
        step(1, &mut || {
            painter.paint(&state, true, || true).unwrap();
        });
        step(2, &mut || {
            painter.paint(&state, false, || false).unwrap();
        });
        for effect in effects {
            if let Effect::Search { id, query } = effect {
                let mut found = Some(index.search(&query));
                step(3, &mut || {
                    let found = found.take().unwrap();
                    update(&mut state, Event::SearchFinished { id, found });
                });
                step(4, &mut || {
                    painter.paint(&state, false, || false).unwrap();
                });
            }
        }
    }
    let stages = [
        "the key: update",
        "the key: what was typed",
        "the key: all else",
        "the answer: update",
        "the answer: painted",
    ];
    for (name, times) in stages.iter().zip(&mut times) {
        times.sort();
        line(&format!("callcard, {name}"), times);
    }
    let floor = bare_frames(times[1].len());
    line("peer: one paragraph, the whole buffer", &floor);
    println!(
        "ratio of p99, what was typed to the peer: {:.2}\n",
        percentile(&times[1], 99).as_secs_f64() / percentile(&floor, 99).as_secs_f64()
    );
}

fn bare_frames(count: usize) -> Vec<Duration> {
    let mut bare = Terminal::new(TestBackend::new(200, 50)).unwrap();
    let rounds: Vec<usize> = (0..count).collect();
    each(&rounds, |number| {
        bare.draw(|frame| frame.render_widget(Paragraph::new(format!("{number}")), frame.area()))
            .unwrap();
    })
}

fn loading() {
    println!("the library, in process");
    let rounds: Vec<usize> = (0..20).collect();
    line("made at build time", &best_of(&rounds, |_| drop(callcard::builtin::library())));
    line(
        "peer: reading the same files anew",
        &best_of(&rounds, |_| drop(callcard::domain::content::load(&callcard::builtin::files()))),
    );
    println!();
}

/// A word is written into one card of a folder with as many as are built in.
fn reloading(library: &Library) {
    println!("one changed card of {}, the others as they were", library.cards.len());
    let rounds: Vec<usize> = (0..20).collect();
    let mut files = callcard::builtin::files();
    let mut reader = callcard::domain::content::Reader::default();
    let mut libraries = Vec::new();
    line(
        "read and parsed, in process",
        &each(&rounds, |round| {
            if let Some(file) = files.iter_mut().find(|file| file.name.starts_with("cards/")) {
                writeln!(file.text, "\nWord {round}.").unwrap();
            }
            libraries.push(reader.load_over(Library::default(), &files).0);
        }),
    );
    line(
        "index made in memory whole, in process",
        &each(&rounds, |_| drop(SearchIndex::build_in_ram(library, TODAY).unwrap())),
    );
    let mut live = LiveIndex::new(library, TODAY).unwrap();
    line(
        "index brought up to date, in process",
        &each(&rounds, |round| drop(live.index(&libraries[*round], TODAY).unwrap())),
    );
    let home = tempfile::tempdir().unwrap();
    let content = home.path().join("content");
    for file in callcard::builtin::files() {
        let path = content.join(&file.name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, file.text).unwrap();
    }
    let card = find_card(&content);
    let text = std::fs::read_to_string(&card).unwrap();
    let id = card.file_stem().unwrap().to_string_lossy().into_owned();
    let mut window = Window::open(home.path(), &["--only-content", &content.display().to_string(), "open", &id]);
    window.wait_for("s sources");
    let mark = "> [!IMPORTANT]\n> ";
    let drawn = saved_again(&rounds, |round| {
        std::fs::write(&card, text.replacen(mark, &format!("{mark}Zymurgy{round}. "), 1)).unwrap();
        window.wait_for(&format!("Zymurgy{round}. "))
    });
    line("saved to drawn, in a pseudo-terminal", &drawn);
    window.keys.write_all(b"\x1b").unwrap();
    window.wait_for("type what you heard");
    window.keys.write_all(b"xylography").unwrap();
    // A second card has the word all the time: what is found is never nothing.
    let other = text
        .replace(&format!("id: {id}\n"), "id: woodcut\n")
        .replacen(mark, &format!("{mark}Xylography. "), 1);
    std::fs::write(content.join("cards/woodcut.md"), other).unwrap();
    window.wait_for("1 found");
    let found = saved_again(&rounds, |round| {
        let word = if round % 2 == 0 { "Xylography." } else { "" };
        std::fs::write(&card, text.replacen(mark, &format!("{mark}{word} "), 1)).unwrap();
        window.wait_for(if round % 2 == 0 { "2 found" } else { "1 found" })
    });
    line("saved to found, in a pseudo-terminal", &found);
    window.child.kill().unwrap();
    window.child.wait().unwrap();
    println!();
}

fn find_card(content: &Path) -> PathBuf {
    let mut folders = vec![content.join("cards")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read_to_string(&path).unwrap().contains("> [!IMPORTANT]\n> ") {
                return path;
            }
        }
    }
    content.to_owned()
}

/// Returns how long each of the rounds took, sorted, with a pause before each.
fn saved_again(rounds: &[usize], mut save: impl FnMut(usize) -> Duration) -> Vec<Duration> {
    let mut times: Vec<Duration> = rounds
        .iter()
        .map(|round| {
            std::thread::sleep(Duration::from_millis(400));
            save(*round)
        })
        .collect();
    times.sort();
    times
}

/// The program in a pseudo-terminal.
struct Window {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    keys: Box<dyn std::io::Write + Send>,
    output: Box<dyn std::io::Read + Send>,
    screen: vt100::Parser,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Window {
    fn open(home: &Path, args: &[&str]) -> Self {
        let size = PtySize {
            rows: 24,
            cols: 80,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_callcard"));
        command.env("HOME", home);
        command.env("TERM", "xterm-256color");
        command.args(args);
        let child = pair.slave.spawn_command(command).unwrap();
        Self {
            child,
            keys: pair.master.take_writer().unwrap(),
            output: pair.master.try_clone_reader().unwrap(),
            screen: vt100::Parser::new(NonZero::new(24).unwrap(), NonZero::new(80).unwrap(), 0),
            _master: pair.master,
        }
    }

    /// Reads until `wanted` stands on the screen, and returns how long that took.
    fn wait_for(&mut self, wanted: &str) -> Duration {
        let start = Instant::now();
        let mut buffer = [0; 8192];
        while !self.screen.screen().contents().contains(wanted) {
            let count = self.output.read(&mut buffer).unwrap();
            self.screen.process(buffer.get(..count).unwrap());
        }
        start.elapsed()
    }
}

fn starts() {
    let home = tempfile::tempdir().unwrap();
    let empty = empty_program(home.path());
    let ours = Path::new(env!("CARGO_BIN_EXE_callcard"));
    printing(ours, &empty, home.path());
    println!("start to first frame, in a pseudo-terminal of 200x50, median of {STARTS}");
    let mut frame_times = Vec::new();
    let mut empty_times = Vec::new();
    for _ in 0..STARTS {
        frame_times.push(first_output(ours, home.path(), b"type what you heard"));
        let start = Instant::now();
        assert!(Command::new(&empty).status().unwrap().success());
        empty_times.push(start.elapsed());
    }
    frame_times.sort();
    empty_times.sort();
    let (frame, empty) = (percentile(&frame_times, 50), percentile(&empty_times, 50));
    println!("callcard, first frame {frame:.1?}; peer: an empty Rust program, start to end {empty:.1?}");
    println!(
        "allowed, five times the peer and 20 ms: {:.1?}",
        empty * 5 + Duration::from_millis(20)
    );
}

/// A command from its start until what it printed is read and it has ended, in turns with the empty program.
fn printing(ours: &Path, empty: &Path, home: &Path) {
    println!("start to printed result, output into a pipe, {RUNS} runs in turns");
    let lines: [&[&str]; 3] = [
        &["search", "closeout"],
        &["search", "how", "much", "may", "she", "earn"],
        &["--version"],
    ];
    let mut times = vec![Vec::new(); lines.len() + 1];
    for _ in 0..RUNS {
        for (times, line) in times.iter_mut().zip(lines) {
            times.push(run(ours, home, line));
        }
        times.last_mut().unwrap().push(run(empty, home, &[]));
    }
    for times in &mut times {
        times.sort();
    }
    let peer = times.pop().unwrap();
    for (times, line) in times.iter().zip(lines) {
        println!(
            "{:<44} best {:>8.2?}  p50 {:>8.2?}",
            format!("callcard {}", line.join(" ")),
            percentile(times, 0),
            percentile(times, 50)
        );
    }
    let (best, middle) = (percentile(&peer, 0), percentile(&peer, 50));
    println!(
        "{:<44} best {best:>8.2?}  p50 {middle:>8.2?}",
        "peer: an empty Rust program, same linkage"
    );
    let allowed = |peer: Duration| peer * 2 + Duration::from_millis(1);
    println!(
        "{:<44} best {:>8.2?}  p50 {:>8.2?}\n",
        "allowed, twice the peer and 1 ms",
        allowed(best),
        allowed(middle)
    );
}

fn run(program: &Path, home: &Path, line: &[&str]) -> Duration {
    let start = Instant::now();
    let output = Command::new(program).args(line).env("HOME", home).output().unwrap();
    let elapsed = start.elapsed();
    assert!(output.status.success() && output.stdout.is_empty() == line.is_empty());
    elapsed
}

/// Makes a program that does nothing, linked as ours is: to the same libraries, at a fixed place.
fn empty_program(folder: &Path) -> PathBuf {
    let (source, program) = (folder.join("empty.rs"), folder.join("empty"));
    std::fs::write(&source, "fn main() {}").unwrap();
    let compiled = Command::new("rustc")
        .arg("-O")
        .args(cfg!(all(target_os = "linux", target_env = "gnu")).then_some("-Clink-args=-Wl,--no-as-needed -lm -no-pie"))
        .arg(&source)
        .arg("-o")
        .arg(&program)
        .status()
        .unwrap();
    assert!(compiled.success());
    program
}

/// Returns the time from the start of the program until it has written `wanted`.
fn first_output(program: &Path, home: &Path, wanted: &[u8]) -> Duration {
    let pair = native_pty_system()
        .openpty(PtySize {
            rows: 50,
            cols: 200,
            pixel_width: 0,
            pixel_height: 0,
        })
        .unwrap();
    let mut command = CommandBuilder::new(program);
    command.env("HOME", home);
    command.env("TERM", "xterm-256color");
    let mut reader = pair.master.try_clone_reader().unwrap();
    let start = Instant::now();
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut seen = Vec::new();
    let mut buffer = [0; 8192];
    while !seen.windows(wanted.len()).any(|window| window == wanted) {
        let count = reader.read(&mut buffer).unwrap();
        seen.extend_from_slice(buffer.get(..count).unwrap());
    }
    let time = start.elapsed();
    child.kill().unwrap();
    child.wait().unwrap();
    time
}
