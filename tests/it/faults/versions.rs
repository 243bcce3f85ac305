//! Stores of other versions: an older one is brought up to date with everything in it; a newer one, and a file of another
//! program, are refused with a clear message and left as they are, byte for byte.
//!
//! The tables are written here as those versions made them. Does not belong here: single steps of a migration (`store::runs`).

use std::path::PathBuf;

use callcard::store::runs::{RunStore, fingerprint};
use rusqlite::{Connection, params};

use crate::kill::{checklist, header, long_place};
use crate::pty::Terminal;
use crate::support::Callcard;

/// The tables of version 1.
const VERSION_1: &str = "
    CREATE TABLE cases (reference TEXT PRIMARY KEY, nickname TEXT NOT NULL DEFAULT '', created TEXT NOT NULL, closed TEXT) STRICT;
    CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT,
        case_reference TEXT NOT NULL REFERENCES cases (reference) ON DELETE CASCADE, checklist TEXT NOT NULL, title TEXT NOT NULL,
        text TEXT NOT NULL, fingerprint TEXT NOT NULL, content_date TEXT NOT NULL, started TEXT NOT NULL, finished TEXT, outcome TEXT) STRICT;
    CREATE INDEX runs_of_case ON runs (case_reference);
    CREATE TABLE entries (run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE, seq INTEGER NOT NULL, entry TEXT NOT NULL,
        PRIMARY KEY (run, seq)) STRICT, WITHOUT ROWID;
    PRAGMA application_id = 0x63637264;
    PRAGMA user_version = 1;";

/// What version 2 added.
const VERSION_2: &str = "
    CREATE TABLE recent_cards (card TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
    PRAGMA user_version = 2;";

const CASE: &str = "C-7F2K";

fn database(place: &Callcard) -> PathBuf {
    let folder = place.home().join("data");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join("callcard.db")
}

/// Makes a store of this version: a case with a run in which the first five steps are answered.
fn old_store(version: i64) -> Callcard {
    let place = long_place();
    let old = Connection::open(database(&place)).unwrap();
    old.execute_batch(VERSION_1).unwrap();
    if version == 2 {
        old.execute_batch(VERSION_2).unwrap();
    }
    old.execute(
        "INSERT INTO cases (reference, nickname, created) VALUES (?1, 'blue folder', '2026-01-02T03:04:05')",
        [CASE],
    )
    .unwrap();
    old.execute(
        "INSERT INTO runs (case_reference, checklist, title, text, fingerprint, content_date, started)
         VALUES (?1, 'long', 'Long', ?2, ?3, '', '2026-01-02T03:04:05')",
        params![CASE, checklist(), fingerprint(&checklist())],
    )
    .unwrap();
    for step in 0..5 {
        let entry = format!("{{\"at\":\"2026-01-02T03:0{step}:05\",\"do\":\"answer\",\"step\":\"s{step}\",\"value\":\"old {step}\"}}");
        old.execute("INSERT INTO entries (run, seq, entry) VALUES (1, ?1, ?2)", params![step, entry])
            .unwrap();
    }
    place
}

fn long_run(place: &Callcard) -> Vec<String> {
    let content = place.content().display().to_string();
    let words = ["--today", "2026-11-21", "--only-content", &content, "run", "long", "--case", CASE];
    words.map(str::to_owned).to_vec()
}

fn open_run(place: &Callcard) -> Terminal {
    let args = long_run(place);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    Terminal::start(place.home(), (100, 40), &args)
}

#[test]
fn a_store_of_an_older_version_is_brought_up_to_date_with_all_its_entries() {
    for version in [1, 2] {
        let place = old_store(version);
        let ran = place.also(["cases", "verify", CASE]).code(0);
        assert!(ran.stdout.contains("6 entries, none altered"), "version {version}: {}", ran.stdout);
        let store = RunStore::open(&database(&place)).unwrap();
        let run = store.load_run(1).unwrap().unwrap();
        let there: Vec<String> = run.log.entries.iter().map(|entry| serde_json::to_string(entry).unwrap()).collect();
        let put: Vec<String> = (0..5)
            .map(|step| format!("{{\"at\":\"2026-01-02T03:0{step}:05\",\"do\":\"answer\",\"step\":\"s{step}\",\"value\":\"old {step}\"}}"))
            .collect();
        assert_eq!(there, put, "version {version}");
        assert_eq!(store.find_case(CASE).unwrap().unwrap().nickname, "blue folder");
    }
}

#[test]
fn the_screen_goes_on_with_a_run_of_an_older_version() {
    for version in [1, 2] {
        let place = old_store(version);
        let mut terminal = open_run(&place);
        terminal.wait_until("the run, with five steps done", |screen| header(screen) == Some((5, true)));
        terminal.type_keys("new\r");
        terminal.wait_until("the answer to be saved", |screen| header(screen) == Some((6, true)));
        terminal.kill();
        let ran = place.also(["cases", "verify", CASE]).code(0);
        assert!(ran.stdout.contains("none altered"), "version {version}: {}", ran.stdout);
        let store = RunStore::open(&database(&place)).unwrap();
        let settled = store.load_run(1).unwrap().unwrap().log;
        assert_eq!(settled.settled().len(), 6, "version {version}");
    }
}

/// Makes a store that this callcard may not touch, and returns it with its bytes.
fn foreign_store(sql: &str) -> (Callcard, Vec<u8>) {
    let place = old_store(2);
    Connection::open(database(&place)).unwrap().execute_batch(sql).unwrap();
    let bytes = std::fs::read(database(&place)).unwrap();
    (place, bytes)
}

#[track_caller]
fn check_refused(sql: &str, message: &str, hint: &str) {
    let (place, bytes) = foreign_store(sql);
    let content = place.content().display().to_string();
    for args in [
        &["cases"] as &[&str],
        &["cases", "verify"],
        &["cases", "show", CASE],
        &["cases", "note", CASE, "x"],
        &["cases", "purge", "--older-than", "0"],
    ] {
        let ran = place.also(args.iter().copied());
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{args:?}: {}", ran.stderr);
        assert!(
            ran.stderr.starts_with("error: ") && ran.stderr.contains(message) && ran.stderr.contains(&format!("hint: {hint}")),
            "{args:?}: {}",
            ran.stderr
        );
    }
    let mut terminal = open_run(&place);
    let screen = terminal.wait_until("the refusal", |screen| {
        screen.contains("callcard; this one") || screen.contains("another program")
    });
    assert!(!screen.contains(" saved"), "{screen}");
    terminal.kill();
    let mut terminal = Terminal::start(place.home(), (160, 40), &["--today", "2026-11-21", "--only-content", &content]);
    terminal.wait_for("type what you heard");
    terminal.type_keys("\u{3}");
    assert!(terminal.wait_for_end().success(), "cards can be read all the same");
    assert_eq!(std::fs::read(database(&place)).unwrap(), bytes, "left as it is");
    let names: Vec<String> = std::fs::read_dir(place.home().join("data"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(names.iter().all(|name| !name.contains("corrupt")), "{names:?}");
}

#[test]
fn a_store_of_a_newer_version_is_refused_and_left_as_it_is() {
    check_refused(
        "PRAGMA user_version = 99",
        "was written by a newer callcard (form 99; this one knows up to ",
        "use the newer callcard; this one leaves the file alone",
    );
}

#[test]
fn a_file_of_another_program_is_refused_and_left_as_it_is() {
    check_refused(
        "PRAGMA application_id = 7",
        "is the database of another program",
        "choose another folder with --data",
    );
}
