//! Timings of keeping, with their peers in the same run: an event applied and saved, a large store opened, a checklist
//! worked out, the list of many runs.
//!
//! `cargo bench --bench store` prints them. Best of three passes on both sides; the peer is SQLite without us.
//! Does not belong here: pass or fail. Timings are no tests.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark prints, and stops at the first surprise"
)]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use callcard::cli::args::Args;
use callcard::cli::settings::Settings;
use callcard::cli::world::world;
use callcard::domain::checklist::{Ask, Checklist};
use callcard::domain::library::Library;
use callcard::domain::rules::RuleContext;
use callcard::domain::run::{Mark, RunEntry, RunLog, evaluate};
use callcard::store::runs::{NewRun, RunFilter, RunStore};
use callcard::tui::effect::Effect;
use callcard::tui::event::{Event, Key, KeyCode, Size};
use callcard::tui::state::{Look, State};
use callcard::tui::update::{Start, start, update};
use callcard::tui::world::Keeper;
use clap::Parser as _;
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, date};
use rusqlite::{Connection, params};

const TODAY: Date = date(2026, 11, 21);
const PASSES: usize = 3;
/// Events saved in one pass.
const EVENTS: usize = 400;
const CASES: usize = 1000;
const ENTRIES_A_CASE: usize = 100;
/// Times that a store is opened in one pass.
const OPENINGS: usize = 20;

fn main() {
    let library = Arc::new(callcard::builtin::library());
    saving(&library);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("callcard.db");
    make_large(&path, &library);
    opening(&path);
    listing(folder.path(), &library);
    evaluating(&library);
}

/// Times sorted, the fastest first.
struct Times(Vec<Duration>);

impl Times {
    fn new(mut times: Vec<Duration>) -> Self {
        times.sort();
        Self(times)
    }

    fn percentile(&self, percent: usize) -> Duration {
        self.0
            .get((self.0.len() * percent / 100).min(self.0.len() - 1))
            .copied()
            .unwrap_or_default()
    }

    fn line(&self, name: &str) {
        println!(
            "{name:<52} p50 {:>9.1?}  p99 {:>9.1?}  max {:>9.1?}",
            self.percentile(50),
            self.percentile(99),
            self.percentile(100)
        );
    }
}

/// Returns the pass with the lowest value at `percent`.
fn best(passes: Vec<Times>, percent: usize) -> Times {
    passes.into_iter().min_by_key(|times| times.percentile(percent)).unwrap()
}

fn ratio(name: &str, ours: &Times, theirs: &Times) {
    let of = |percent| ours.percentile(percent).as_secs_f64() / theirs.percentile(percent).as_secs_f64();
    println!("ratio, ours to {name}: p50 {:.2}, p99 {:.2}\n", of(50), of(99));
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = work();
    (value, start.elapsed())
}

/// Each event with its peer right after it, so that both meet the same disk.
fn saving(library: &Arc<Library>) {
    println!("an event applied and saved, on the disk before it counts: {EVENTS} events, best of {PASSES} passes");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..PASSES {
        let folder = tempfile::tempdir().unwrap();
        let mut session = Session::begin(folder.path(), library);
        let peer = bare(&folder.path().join("bare.db"));
        let (mut events, mut inserts) = (Vec::new(), Vec::new());
        for number in 0..EVENTS {
            let (entry, time) = session.answer_or_undo(number);
            events.push(time);
            let entry = serde_json::to_string(&entry).unwrap();
            let insert = "INSERT INTO entries (run, seq, entry) VALUES (1, ?1, ?2)";
            let (count, time) = timed(|| peer.execute(insert, params![i64::try_from(number).unwrap(), entry]));
            assert_eq!(count.unwrap(), 1);
            inserts.push(time);
        }
        ours.push(Times::new(events));
        theirs.push(Times::new(inserts));
    }
    let (ours, theirs) = (best(ours, 99), best(theirs, 99));
    ours.line("callcard: update, chained entry, saved, update");
    theirs.line("peer: the same text as one bare row of SQLite");
    ratio("the peer", &ours, &theirs);
}

/// Opens a database with the settings that the store uses.
fn bare(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    let settings = "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = EXTRA; PRAGMA fullfsync = ON; PRAGMA secure_delete = ON;
         CREATE TABLE IF NOT EXISTS entries (run INTEGER NOT NULL, seq INTEGER NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (run, seq)) STRICT, WITHOUT ROWID;";
    connection.execute_batch(settings).unwrap();
    connection
}

/// The UI's state and its keeper, without a terminal.
struct Session {
    state: State,
    keeper: Box<dyn Keeper>,
    now: DateTime,
}

impl Session {
    fn begin(folder: &Path, library: &Arc<Library>) -> Self {
        let now = TODAY.at(9, 0, 0, 0);
        let size = Size { cols: 120, rows: 36 };
        let mut session = Self {
            state: State::new(Arc::clone(library), Some(TODAY), now, size, Look::default()),
            keeper: keeper(folder, library),
            now,
        };
        let first = Start::Checklist {
            id: "escalate-income-benefits".to_owned(),
            case: None,
        };
        for effect in start(&mut session.state, first) {
            if let Effect::StartRun { key, checklist, case, at } = effect {
                let run = session.keeper.start_run(&checklist, case.as_deref(), at).unwrap();
                update(&mut session.state, Event::RunOpened { key, run });
            }
        }
        session
    }

    /// Answers the first step, or takes the answer back; returns the entry and the time until it counts as saved.
    fn answer_or_undo(&mut self, number: usize) -> (RunEntry, Duration) {
        let key = if number.is_multiple_of(2) {
            self.press(Key::plain(KeyCode::Char('2')));
            Key::plain(KeyCode::Enter)
        } else {
            Key::ctrl('u')
        };
        self.now = self.now.checked_add(2.seconds()).unwrap();
        let start = Instant::now();
        let mut saved = None;
        for effect in self.press(key) {
            if let Effect::SaveMark {
                key,
                run,
                expected_seq,
                entry,
            } = effect
            {
                self.keeper.append(run, expected_seq, &entry).unwrap();
                let answer = Event::RunSaved {
                    key,
                    saved: expected_seq + 1,
                };
                update(&mut self.state, answer);
                saved = Some(entry);
            }
        }
        let time = start.elapsed();
        (saved.unwrap_or_else(|| panic!("event {number} made no entry")), time)
    }

    fn press(&mut self, key: Key) -> Vec<Effect> {
        update(&mut self.state, Event::Key { key, at: self.now })
    }
}

fn keeper(folder: &Path, library: &Arc<Library>) -> Box<dyn Keeper> {
    let folder = folder.to_str().unwrap();
    let words = ["callcard", "--data", folder, "--cache", folder, "--today", "2026-11-21"];
    let settings = Settings::read(&Args::parse_from(words).globals).unwrap();
    (world(&settings, library, None, None).make_keeper)().unwrap()
}

/// Makes a store of 1,000 cases with a run of 99 answers each. Not timed.
fn make_large(path: &Path, library: &Library) {
    let in_memory = Path::new("/dev/shm");
    let fast = if in_memory.is_dir() {
        tempfile::tempdir_in(in_memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    };
    let made = fast.path().join("callcard.db");
    let mut store = RunStore::open(&made).unwrap();
    for number in 0..CASES {
        let checklist = library.checklists.iter().nth(number % library.checklists.len()).unwrap();
        let at = TODAY.at(9, 0, 0, 0);
        let case = store.create_case("", at).unwrap().reference;
        let run = NewRun {
            case_reference: &case,
            checklist: &checklist.head.id,
            title: &checklist.head.title,
            text: &checklist.text,
            content_date: "2026-01-01",
            started: at,
        };
        let run = store.create_run(&run).unwrap();
        let entries = answers(checklist, ENTRIES_A_CASE - 1);
        store.append_all(run, 0, &entries).unwrap();
    }
    drop(store);
    std::fs::copy(&made, path).unwrap();
}

/// Returns entries as a long run has them: answers to its steps in order, again and again.
fn answers(checklist: &Checklist, count: usize) -> Vec<RunEntry> {
    let at = TODAY.at(9, 0, 0, 0);
    let steps: Vec<_> = checklist.steps().collect();
    (0..count)
        .zip(steps.iter().cycle())
        .map(|(number, step)| RunEntry {
            at: at.checked_add(i64::try_from(number).unwrap().minutes()).unwrap(),
            mark: Mark::Answer {
                step: step.id.clone(),
                value: match &step.ask {
                    Ask::Tick => "done".to_owned(),
                    Ask::Date => "2026-06-02".to_owned(),
                    ask => ask.options().first().map_or_else(|| "12".to_owned(), |option| (*option).to_owned()),
                },
            },
        })
        .collect()
}

fn opening(path: &Path) {
    let bytes = std::fs::metadata(path).unwrap().len();
    println!(
        "a store of {CASES} cases and {} entries, {} MB: {OPENINGS} times, best of {PASSES} passes",
        CASES * ENTRIES_A_CASE,
        bytes / 1_000_000
    );
    let middle = RunStore::open(path).unwrap().list_cases().unwrap().remove(CASES / 2).case.reference;
    let unfinished = RunFilter {
        only_unfinished: true,
        ..RunFilter::default()
    };
    let checked = passes(OPENINGS, || {
        std::fs::remove_file(path.with_file_name("callcard.db.checked")).unwrap();
        drop(RunStore::open(path).unwrap());
    });
    let open = passes(OPENINGS, || drop(RunStore::open(path).unwrap()));
    let one = passes(OPENINGS, || {
        let store = RunStore::open(path).unwrap();
        assert_eq!(store.show_case(&middle).unwrap().unwrap().runs.len(), 1);
    });
    let store = RunStore::open(path).unwrap();
    let cases = passes(OPENINGS, || assert_eq!(store.list_cases().unwrap().len(), CASES));
    let runs = passes(OPENINGS, || assert_eq!(store.list_runs(&unfinished).unwrap().len(), CASES));
    let proof = passes(OPENINGS, || assert_eq!(store.verify(&middle).unwrap().fault, None));
    let select = "SELECT entry FROM log WHERE case_reference = ?1 ORDER BY seq";
    let read = |connection: &Connection| {
        let mut statement = connection.prepare(select).unwrap();
        let rows = statement.query_map([&middle], |row| row.get::<_, String>(0)).unwrap();
        assert_eq!(rows.count(), ENTRIES_A_CASE);
    };
    let peer = passes(OPENINGS, || read(&Connection::open(path).unwrap()));
    let check = passes(OPENINGS, || {
        let verdict: String = Connection::open(path)
            .unwrap()
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .unwrap();
        assert_eq!(verdict, "ok");
    });
    checked.line("callcard: open, once a day with a check");
    open.line("callcard: open");
    one.line("callcard: open, and load one case");
    peer.line("peer: open bare SQLite, and read the case's rows");
    check.line("peer: open bare SQLite, and check every page");
    ratio("bare SQLite", &one, &peer);
    cases.line("list all cases");
    runs.line("list all unfinished runs");
    proof.line("prove the chain of one case");
    println!();
}

fn passes(rounds: usize, mut work: impl FnMut()) -> Times {
    let pass = |_| Times::new((0..rounds).map(|_| timed(&mut work).1).collect());
    best((0..PASSES).map(pass).collect(), 50)
}

/// What the UI does for its list of runs, told apart by the thread that does it.
fn listing(folder: &Path, library: &Arc<Library>) {
    println!("the list of {CASES} unfinished runs in the UI: {OPENINGS} times, best of {PASSES} passes");
    let mut session = Session {
        state: State::new(
            Arc::clone(library),
            Some(TODAY),
            TODAY.at(9, 0, 0, 0),
            Size { cols: 120, rows: 36 },
            Look::default(),
        ),
        keeper: keeper(folder, library),
        now: TODAY.at(9, 0, 0, 0),
    };
    let (mut of_keeper, mut of_loop) = (Vec::new(), Vec::new());
    for _ in 0..PASSES {
        let (mut keeper_times, mut loop_times) = (Vec::new(), Vec::new());
        for _ in 0..OPENINGS {
            let (runs, time) = timed(|| session.keeper.list_runs(TODAY).unwrap());
            keeper_times.push(time);
            assert_eq!(runs.len(), CASES);
            loop_times.push(timed(|| update(&mut session.state, Event::RunsLoaded { runs })).1);
        }
        of_keeper.push(Times::new(keeper_times));
        of_loop.push(Times::new(loop_times));
    }
    best(of_keeper, 50).line("on the keeper's thread");
    best(of_loop, 50).line("on the thread that draws");
    println!();
}

fn evaluating(library: &Library) {
    let largest = library.checklists.iter().max_by_key(|checklist| checklist.items().count()).unwrap();
    println!(
        "the largest checklist worked out: {}, {} items",
        largest.head.id,
        largest.items().count()
    );
    let context = RuleContext {
        today: TODAY,
        closed_days: &library.closed_days,
        figures: &library.figures,
        rules: &library.rules,
    };
    for count in [0, largest.items().count(), 1000] {
        let log = RunLog {
            entries: answers(largest, count),
        };
        passes(1000, || drop(evaluate(largest, &log, &context))).line(&format!("after {count} entries"));
    }
}
