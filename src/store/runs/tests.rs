//! Tests of the database: what is acknowledged stays, nobody overwrites anybody, every failure has its name.

use super::opening::prepare;
use super::*;
use crate::domain::run::{Mark, RunEntry};
use crate::store::schema;
use jiff::civil::datetime;
use std::fs;
use std::time::Duration;
use tempfile::TempDir;

const AT: DateTime = datetime(2026, 11, 21, 10, 0, 0, 0);

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn path(folder: &TempDir) -> PathBuf {
    folder.path().join("data").join("callcard.db")
}

fn open(folder: &TempDir) -> RunStore {
    RunStore::open(&path(folder)).expect("open")
}

fn answer(step: &str, value: &str) -> RunEntry {
    RunEntry {
        at: AT,
        mark: Mark::Answer {
            step: step.to_owned(),
            value: value.to_owned(),
        },
    }
}

fn run_in(store: &mut RunStore) -> i64 {
    let case = store.create_case("", AT).expect("a case");
    let run = NewRun {
        case_reference: &case.reference,
        checklist: "is-an-earlier-filing-still-open",
        title: "Is an earlier protected date still open?",
        text: "---\nthe text\n---\n",
        content_date: "2026-04-24",
        started: AT,
    };
    store.create_run(&run).expect("a run")
}

fn saved(next_seq: u64) -> Appended {
    Appended::Saved {
        next_seq,
        later: Vec::new(),
    }
}

fn entries(store: &RunStore, run: i64) -> Vec<RunEntry> {
    store.load_run(run).expect("readable").expect("a run").log.entries
}

#[test]
fn what_is_acknowledged_is_there_after_opening_again() {
    let folder = folder();
    let mut store = open(&folder);
    let run = run_in(&mut store);
    assert_eq!(store.append(run, 0, &answer("a", "yes")).expect("saved"), saved(1));
    assert_eq!(store.append(run, 1, &answer("b", "2026-06-02")).expect("saved"), saved(2));
    // Not closed in order, as when the program is killed.
    std::mem::forget(store);
    let store = open(&folder);
    let loaded = store.load_run(run).expect("readable").expect("there");
    assert_eq!(loaded.log.entries, [answer("a", "yes"), answer("b", "2026-06-02")]);
    assert_eq!((loaded.head.entry_count, loaded.head.last_at), (2, Some(AT)));
    assert_eq!(loaded.text, "---\nthe text\n---\n");
    assert_eq!(
        (loaded.head.fingerprint.as_str(), fingerprint("")),
        ("32dcdc86b75e", "e3b0c44298fc".to_owned())
    );
    assert_eq!(store.load_run(99).expect("readable"), None);
}

#[test]
fn a_window_that_is_behind_gets_what_the_other_wrote_and_overwrites_nothing() {
    let folder = folder();
    let (mut one, mut two) = (open(&folder), open(&folder));
    let run = run_in(&mut one);
    one.append(run, 0, &answer("a", "yes")).expect("saved");
    let behind = two.append(run, 0, &answer("a", "no")).expect("an answer");
    let newer = vec![answer("a", "yes")];
    assert_eq!(behind, Appended::Behind { already_saved: 0, newer });
    assert_eq!(two.append(run, 1, &answer("a", "no")).expect("saved"), saved(2));
    assert_eq!(entries(&one, run)[1..], [answer("a", "no")]);
}

#[test]
fn the_same_attempt_made_again_doubles_nothing() {
    let mut store = RunStore::in_memory().expect("memory");
    let run = run_in(&mut store);
    store.append(run, 0, &answer("a", "yes")).expect("saved");
    let pending = [answer("a", "yes"), answer("b", "no")];
    assert_eq!(store.append_all(run, 0, &pending).expect("saved"), saved(2));
    assert_eq!(store.append_all(run, 0, &pending).expect("saved"), saved(2));
    store.append(run, 2, &answer("c", "no")).expect("saved");
    let later = vec![answer("c", "no")];
    assert_eq!(
        store.append_all(run, 0, &pending).expect("saved"),
        Appended::Saved { next_seq: 3, later }
    );
    let other = [answer("a", "yes"), answer("x", "no")];
    let behind = store.append_all(run, 0, &other).expect("an answer");
    let newer = vec![answer("b", "no"), answer("c", "no")];
    assert_eq!(behind, Appended::Behind { already_saved: 1, newer });
    assert_eq!(
        store.append(run, 9, &answer("c", "no")).expect("an answer"),
        Appended::Missing { next_seq: 3 }
    );
    assert!(matches!(store.append(run + 1, 0, &answer("c", "no")), Err(StoreError::Absent(_))));
}

#[test]
fn many_windows_writing_at_once_lose_nothing() {
    let folder = folder();
    let run = run_in(&mut open(&folder));
    let path = path(&folder);
    std::thread::scope(|scope| {
        for window in 0..3 {
            let path = path.clone();
            scope.spawn(move || {
                let mut store = RunStore::open(&path).expect("open");
                let mut known = 0;
                for number in 0..8 {
                    let entry = answer(&format!("w{window}-{number}"), "yes");
                    loop {
                        match store.append(run, known, &entry).expect("an answer") {
                            Appended::Saved { next_seq, .. } => {
                                known = next_seq;
                                break;
                            }
                            Appended::Behind { newer, .. } => known += newer.len() as u64,
                            Appended::Missing { .. } => unreachable!("entries are never taken away"),
                        }
                    }
                }
            });
        }
    });
    let entries = entries(&open(&folder), run);
    let steps: std::collections::BTreeSet<_> = entries.iter().filter_map(|entry| entry.mark.step()).collect();
    assert_eq!((entries.len(), steps.len()), (24, 24));
}

#[test]
fn a_full_disk_is_named_and_the_next_attempt_succeeds() {
    let folder = folder();
    let mut store = open(&folder);
    let run = run_in(&mut store);
    store.append(run, 0, &answer("a", "yes")).expect("saved");
    let pages: i64 = store
        .connection
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .expect("a number");
    let limit = |store: &RunStore, pages: i64| {
        store
            .connection
            .pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
            .expect("set");
    };
    limit(&store, pages);
    let long = answer("b", &"x".repeat(20_000));
    let problem = store.append(run, 1, &long).expect_err("full");
    assert!(
        matches!(problem, StoreError::Full { .. }) && problem.is_worth_retrying(),
        "{problem:?}"
    );
    assert_eq!(entries(&store, run).len(), 1);
    limit(&store, pages + 100);
    assert_eq!(store.append(run, 1, &long).expect("saved"), saved(2));
}

#[test]
fn another_window_that_holds_the_file_is_named() {
    let folder = folder();
    let mut store = open(&folder);
    let run = run_in(&mut store);
    let other = Connection::open(path(&folder)).expect("open");
    other.execute_batch("BEGIN EXCLUSIVE").expect("locked");
    store.connection.busy_timeout(Duration::from_millis(10)).expect("set");
    assert!(matches!(store.append(run, 0, &answer("a", "yes")), Err(StoreError::Locked { .. })));
    other.execute_batch("ROLLBACK").expect("free");
    assert_eq!(store.append(run, 0, &answer("a", "yes")).expect("saved"), saved(1));
}

#[test]
fn a_database_of_version_1_is_brought_up_to_date_with_everything_in_it() {
    let folder = folder();
    prepare(&path(&folder)).expect("a file");
    let old = Connection::open(path(&folder)).expect("open");
    schema::make_version(&old, 1).expect("made");
    old.execute_batch("INSERT INTO cases (reference, nickname, created) VALUES ('C-7F2K', 'old', '2026-01-02T03:04:05')")
        .expect("a case");
    drop(old);
    let mut store = open(&folder);
    let case = store.find_case("C-7F2K").expect("readable").expect("there");
    assert_eq!((case.nickname.as_str(), case.closed), ("old", None));
    store.touch_recent("closeout-dates", AT).expect("the new table");
}

#[test]
fn a_newer_version_and_another_programs_file_are_refused_and_left_alone() {
    let folder = folder();
    drop(open(&folder));
    let connection = Connection::open(path(&folder)).expect("open");
    connection.pragma_update(None, "user_version", 99).expect("set");
    let before = fs::read(path(&folder)).expect("readable");
    let problem = RunStore::open(&path(&folder)).expect_err("refused");
    assert!(
        matches!(problem, StoreError::NewerVersion { found: 99, known: 3, .. }),
        "{problem:?}"
    );
    assert_eq!(fs::read(path(&folder)).expect("readable"), before);

    let other = path(&folder).with_file_name("other.db");
    let connection = Connection::open(&other).expect("open");
    connection.execute_batch("CREATE TABLE notes (text)").expect("made");
    assert!(matches!(RunStore::open(&other), Err(StoreError::NotOurs { .. })));
}

#[test]
fn garbage_and_a_torn_file_are_put_aside_and_a_new_one_begun() {
    let folder = folder();
    let path = path(&folder);
    let mut store = open(&folder);
    let run = run_in(&mut store);
    let entries: Vec<RunEntry> = (0..200).map(|_| answer("a", &"y".repeat(300))).collect();
    store.append_all(run, 0, &entries).expect("saved");
    drop(store);
    let whole = fs::read(&path).expect("readable");
    // In the middle of a page: the header still promises all pages.
    let torn = whole.get(..whole.len() - 10_000).expect("long enough").to_vec();
    for (number, spoilt) in [b"this is not a database".repeat(100), torn].into_iter().enumerate() {
        fs::write(&path, &spoilt).expect("spoilt");
        let mut store = RunStore::open(&path).expect("a new one");
        let aside = path.with_file_name(format!("callcard.db.corrupt-{}", number + 1));
        assert_eq!(store.moved_aside(), Some(aside.as_path()));
        assert_eq!(fs::read(&aside).expect("kept"), spoilt);
        assert_eq!(store.list_cases().expect("readable"), []);
        run_in(&mut store);
    }
    assert_eq!(RunStore::open(&path).expect("good").moved_aside(), None);
}

#[test]
fn a_file_cut_at_any_page_opens_or_is_put_aside_and_never_lies() {
    let folder = folder();
    let mut store = open(&folder);
    let run = run_in(&mut store);
    let entries: Vec<RunEntry> = (0..120).map(|number| answer(&format!("s{number}"), &"z".repeat(100))).collect();
    store.append_all(run, 0, &entries).expect("saved");
    drop(store);
    let whole = fs::read(path(&folder)).expect("readable");
    for cut in (0..whole.len()).step_by(1999) {
        let place = tempfile::tempdir().expect("a folder");
        let file = place.path().join("callcard.db");
        fs::write(&file, whole.get(..cut).unwrap_or_default()).expect("cut");
        match RunStore::open(&file) {
            Ok(store) => {
                let loaded = store.load_run(run).expect("readable");
                assert!(loaded.is_none_or(|run| run.log.entries == entries), "cut at {cut}");
            }
            Err(problem) => assert!(matches!(problem, StoreError::NotOurs { .. }), "cut at {cut}: {problem:?}"),
        }
    }
}

/// A large store is not looked at whole at every opening; damage in between is met when it is read, and then it is.
#[test]
fn a_large_store_that_is_damaged_between_two_looks_is_put_aside_once_the_damage_is_met() {
    let folder = folder();
    let path = path(&folder);
    let mut store = open(&folder);
    let run = run_in(&mut store);
    let entries: Vec<RunEntry> = (0..3000).map(|_| answer("a", &"y".repeat(2000))).collect();
    store.append_all(run, 0, &entries).expect("saved");
    drop(store);
    drop(open(&folder));
    assert!(path.with_file_name("callcard.db.checked").exists(), "looked at");
    let mut bytes = fs::read(&path).expect("readable");
    let changed = fs::metadata(&path).and_then(|metadata| metadata.modified()).expect("a time");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 400_000].fill(0xff);
    fs::write(&path, &bytes).expect("damaged");
    let file = fs::OpenOptions::new().append(true).open(&path).expect("open");
    file.set_modified(changed).expect("set");
    let store = open(&folder);
    assert_eq!(store.moved_aside(), None, "not looked at again so soon");
    let problem = store.load_run(run).expect_err("damage");
    assert!(matches!(problem, StoreError::Corrupt { .. }), "{problem:?}");
    drop(store);
    let store = open(&folder);
    let aside = store.moved_aside().expect("put aside");
    assert_eq!(fs::read(aside).expect("kept"), bytes);
    assert_eq!(store.list_cases().expect("readable"), []);
    drop(store);
    // Too short is found at every opening.
    fs::write(&path, &bytes[..1 << 20]).expect("cut");
    assert!(open(&folder).moved_aside().is_some());
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error_with_advice() {
    let folder = folder();
    fs::write(folder.path().join("data"), "a file where the folder should be").expect("a file");
    let problem = RunStore::open(&path(&folder)).expect_err("no folder");
    assert!(matches!(problem, StoreError::Io { .. }), "{problem:?}");
    assert!(problem.to_string().contains("data cannot be made") && !problem.what_to_do().is_empty());
}

#[cfg(unix)]
#[test]
fn file_and_folder_are_for_the_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder();
    drop(open(&folder));
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&path(&folder)), 0o600);
    assert_eq!(mode(path(&folder).parent().expect("a folder")), 0o700);
    fs::set_permissions(path(&folder), fs::Permissions::from_mode(0o644)).expect("set");
    drop(open(&folder));
    assert_eq!(mode(&path(&folder)), 0o600);
}

#[test]
fn cases_are_listed_closed_and_purged() {
    let folder = folder();
    let mut store = open(&folder);
    let run = run_in(&mut store);
    store.append(run, 0, &answer("secret-step", "needle")).expect("saved");
    let reference = store.list_cases().expect("cases").first().expect("one").case.reference.clone();
    assert!(reference.starts_with("C-") && reference.len() == 6, "{reference}");
    store.set_outcome(run, Some((AT, "open"))).expect("set");
    assert_eq!(
        store
            .find_unfinished(&reference, "is-an-earlier-filing-still-open")
            .expect("readable"),
        None
    );
    store.set_outcome(run, None).expect("set");
    let unfinished = store
        .find_unfinished(&reference, "is-an-earlier-filing-still-open")
        .expect("readable");
    assert_eq!(unfinished.map(|head| head.id), Some(run));

    assert!(matches!(store.purge(&reference, AT), Err(StoreError::Absent(_))), "it is open");
    store.close_case(&reference, CaseState::Closed, AT).expect("closed");
    store
        .close_case(&reference, CaseState::Closed, AT.date().tomorrow().expect("a day").at(0, 0, 0, 0))
        .expect("again");
    let summary = store.list_cases().expect("cases").remove(0);
    assert_eq!((summary.run_count, summary.unfinished_count, summary.case.closed), (1, 1, Some(AT)));
    assert_eq!(store.finished_before(AT).expect("cases"), []);
    assert_eq!(store.finished_before(datetime(2026, 11, 22, 0, 0, 0, 0)).expect("cases").len(), 1);
    let file = store.show_case(&reference).expect("readable").expect("there");
    assert_eq!(file.runs.iter().map(|run| run.log.entries.len()).collect::<Vec<_>>(), [1]);
    let proof = store.verify(&reference).expect("readable");
    let receipt = store.purge(&reference, AT).expect("purged");
    assert_eq!((receipt.runs, receipt.entries, &receipt.head), (1, 3, &proof.head));
    assert_eq!(store.receipts().expect("readable"), [receipt]);
    assert_eq!(store.show_case(&reference).expect("readable"), None);
    drop(store);
    let bytes = fs::read(path(&folder)).expect("readable");
    assert!(!bytes.windows(6).any(|part| part == b"needle"), "what is purged is overwritten");
    let mut store = open(&folder);
    assert!(run_in(&mut store) > run, "a number is not used twice");
}

#[test]
fn only_the_cards_looked_at_last_are_remembered() {
    let mut store = RunStore::in_memory().expect("memory");
    for number in 0..30_i8 {
        let at = datetime(2026, 11, 21, 10, number, 0, 0);
        store.touch_recent(&format!("card-{number}"), at).expect("saved");
    }
    store.touch_recent("card-15", datetime(2026, 11, 21, 11, 0, 0, 0)).expect("saved");
    let recent = store.recent(50).expect("readable");
    assert_eq!(recent.len(), 20);
    let first: Vec<&str> = recent.iter().take(2).map(|recent| recent.card.as_str()).collect();
    assert_eq!(first, ["card-15", "card-29"]);
    assert_eq!(store.recent(3).expect("readable").len(), 3);
}
