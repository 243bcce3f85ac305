//! Tests of a sealed database: it does what a plain one does, holds no word that was typed, and is never half sealed.
//!
//! Does not belong here: how one text is sealed (`store::seal`), asking for the passphrase (`cli`).

use std::fs;
use std::sync::Arc;

use jiff::civil::{DateTime, datetime};
use tempfile::TempDir;

use super::sealing::rewrite;
use super::vault::{KEY, MARK, SWEEP, set_setting, setting};
use super::*;
use crate::domain::run::{Mark, RunEntry};
use crate::store::chain::Broken;
use crate::store::seal::{SealError, Sealer};

const PASSPHRASE: &str = "four plain paper boats";

/// Every word that the tests type, and what is made of them.
const TYPED: [&str; 9] = [
    "quixotic",
    "lighthouse",
    "marzipan",
    "zeppelin",
    "obelisk",
    "tambourine",
    "gondola",
    "wisteria",
    "saxophone",
];

fn at(minute: i8) -> DateTime {
    datetime(2026, 11, 21, 10, minute, 0, 0)
}

fn answer(minute: i8, value: &str) -> RunEntry {
    RunEntry {
        at: at(minute),
        mark: Mark::Answer {
            step: "gondola".to_owned(),
            value: value.to_owned(),
        },
    }
}

fn note(minute: i8, text: &str) -> CaseEntry {
    CaseEntry {
        at: at(minute),
        mark: CaseMark::Note { text: text.to_owned() },
    }
}

fn new_run<'a>(case_reference: &'a str, checklist: &'a str) -> NewRun<'a> {
    NewRun {
        case_reference,
        checklist,
        title: "The zeppelin",
        text: "the text of the obelisk",
        content_date: "2026-04-24",
        started: at(0),
    }
}

/// Types all the words, finishes a case and purges another.
fn fill(store: &mut RunStore) -> String {
    let case = store.create_case("quixotic", at(0)).expect("a case").reference;
    let run = store.create_run(&new_run(&case, "marzipan")).expect("a run");
    store.append(run, 0, &answer(1, "lighthouse")).expect("saved");
    store.add_case_entry(&case, &note(2, "tambourine")).expect("saved");
    store.set_outcome(run, Some((at(3), "wisteria"))).expect("saved");
    store.touch_recent("saxophone", at(4)).expect("saved");
    let gone = store.create_case("", at(5)).expect("a case").reference;
    store.add_case_entry(&gone, &note(5, "lighthouse")).expect("saved");
    store.close_case(&gone, CaseState::Closed, at(6)).expect("closed");
    store.purge(&gone, at(7)).expect("purged");
    case
}

fn key() -> Arc<DatabaseKey> {
    let (sealer, wrapped) = Sealer::create_cheaply(PASSPHRASE).expect("a key");
    Arc::new(DatabaseKey::new(sealer, &wrapped).expect("a mark"))
}

fn path(folder: &TempDir) -> PathBuf {
    folder.path().join("data").join("callcard.db")
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// A sealed database on disk with all the words in it; its case, and the passphrase opens it.
fn sealed() -> (TempDir, RunStore, String) {
    let folder = folder();
    let mut store = RunStore::open(&path(&folder)).expect("open");
    let case = fill(&mut store);
    assert_eq!(store.encrypt_with(&key()).expect("sealed"), Swept::Clean);
    (folder, store, case)
}

fn unlocked(path: &Path) -> RunStore {
    let key = LockedDatabase::find(path).expect("sealed").unlock(PASSPHRASE).expect("unlocked");
    RunStore::open_with(path, Some(&key)).expect("open")
}

/// Returns the words that the file, or what stands beside it, holds.
fn words_in(path: &Path, more: &[&str]) -> Vec<String> {
    let files = fs::read_dir(path.parent().expect("a folder")).expect("readable").flatten();
    let bytes: Vec<u8> = files.flat_map(|file| fs::read(file.path()).expect("readable")).collect();
    let is_there = |word: &&str| bytes.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()));
    TYPED
        .iter()
        .chain(more)
        .filter(|word| is_there(word))
        .map(|word| (*word).to_owned())
        .collect()
}

/// Everything that can be read of a store, without references, which differ from one to the next.
fn all_of(store: &RunStore, case: &str) -> String {
    let filter = RunFilter {
        checklist: Some("marzipan"),
        ..RunFilter::default()
    };
    let runs = store.list_runs(&filter).expect("readable");
    let run = runs.first().map(|head| store.load_run(head.id).expect("readable"));
    let parts = format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{}\n{:?}",
        store.list_cases().expect("readable"),
        runs,
        run,
        store.find_unfinished(case, "marzipan").expect("readable"),
        store.find_unfinished(case, "unknown").expect("readable"),
        store.case_log(case).expect("readable"),
        store.verify(case).expect("readable"),
        store.archive(case).expect("readable").text(),
        store.recent(9).expect("readable"),
    );
    let receipts = store.receipts().expect("readable");
    let gone = receipts.first().expect("one").reference.clone();
    format!("{parts}\n{receipts:?}").replace(case, "THE CASE").replace(&gone, "GONE")
}

#[test]
fn a_sealed_database_does_what_a_plain_one_does() {
    let mut plain = RunStore::in_memory().expect("memory");
    let mut sealed = RunStore::in_memory().expect("memory");
    sealed.encrypt_with(&key()).expect("sealed");
    assert!(sealed.is_sealed() && !plain.is_sealed());
    // The chain is over the plain texts, and the checksum of an archive holds the reference.
    let cases = (fill(&mut plain), fill(&mut sealed));
    let normal = |store: &RunStore, case: &str| {
        let all = all_of(store, case);
        let sum = all
            .split("\"checksum\": \"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .expect("a sum")
            .to_owned();
        all.replace(&sum, "SUM")
    };
    assert_eq!(normal(&sealed, &cases.1), normal(&plain, &cases.0));
    for (store, case) in [(&mut plain, &cases.0), (&mut sealed, &cases.1)] {
        let run = store.create_run(&new_run(case, "marzipan")).expect("a run");
        let unfinished = store.find_unfinished(case, "marzipan").expect("readable");
        assert_eq!(unfinished.map(|head| (head.id, head.title)), Some((run, "The zeppelin".to_owned())));
        store.append(run, 0, &answer(8, "yes")).expect("saved");
        let behind = store.append(run, 0, &answer(8, "no")).expect("an answer");
        assert!(matches!(behind, Appended::Behind { newer, .. } if newer == [answer(8, "yes")]));
        for minute in 10..40 {
            store.touch_recent(&format!("card-{minute}"), at(minute)).expect("saved");
        }
        store.touch_recent("card-30", at(50)).expect("saved");
        let recent = store.recent(50).expect("readable");
        assert_eq!(
            (recent.len(), recent[0].card.as_str(), recent[1].card.as_str()),
            (20, "card-30", "card-39")
        );
        store.touch_recent("card-30", at(20)).expect("saved");
        assert_eq!(store.recent(1).expect("readable")[0].at, at(50), "an older time changes nothing");
        store.close_case(case, CaseState::Closed, at(51)).expect("closed");
        let head = store.verify(case).expect("readable").head;
        assert_eq!(store.purge(case, at(52)).expect("purged").head, head);
        assert_eq!(store.list_cases().expect("readable"), []);
    }
}

#[test]
fn a_case_goes_from_a_sealed_database_to_a_plain_one_and_back() {
    let (_folder, mut sealed, case) = sealed();
    let mut plain = RunStore::in_memory().expect("memory");
    let archive = sealed.archive(&case).expect("archived");
    assert!(archive.text().contains("tambourine"), "a case file is plain");
    plain.take_in(&archive).expect("taken");
    plain.add_case_entry(&case, &note(9, "there")).expect("saved");
    let longer = plain.archive(&case).expect("archived");
    let taken = sealed.take_in(&longer).expect("taken");
    assert!(matches!(taken, TakenIn::Extended { added: 1, .. }));
    sealed.add_case_entry(&case, &note(10, "here")).expect("saved");
    plain.add_case_entry(&case, &note(10, "apart")).expect("saved");
    let taken = sealed.take_in(&plain.archive(&case).expect("archived")).expect("taken");
    let TakenIn::Apart { reference, .. } = taken else {
        panic!("they differ")
    };
    for case in [&case, &reference] {
        assert_eq!(sealed.verify(case).expect("readable").fault, None);
    }
}

#[test]
fn no_word_is_left_in_the_file_and_none_comes_in() {
    let folder = folder();
    let path = path(&folder);
    let mut store = RunStore::open(&path).expect("open");
    let case = fill(&mut store);
    let proof = store.verify(&case).expect("readable");
    let made: Vec<String> = store
        .links(&case)
        .expect("readable")
        .into_iter()
        .map(|link| link.hash)
        .chain([fingerprint("the text of the obelisk")])
        .chain(store.receipts().expect("readable").into_iter().map(|receipt| receipt.head))
        .collect();
    let made: Vec<&str> = made.iter().map(String::as_str).collect();
    assert_eq!(words_in(&path, &made).len(), TYPED.len() + made.len(), "all are there before");
    let before = all_of(&store, &case);
    assert_eq!(store.encrypt_with(&key()).expect("sealed"), Swept::Clean);
    assert_eq!(words_in(&path, &made), Vec::<String>::new());
    assert_eq!(all_of(&store, &case), before);
    assert_eq!(store.verify(&case).expect("readable"), proof);
    drop(store);
    let mut store = unlocked(&path);
    fill(&mut store);
    assert_eq!(words_in(&path, &made), Vec::<String>::new());
    store.decrypt().expect("plain again");
    assert_eq!(words_in(&path, &made).len(), TYPED.len() + made.len());
    drop(store);
    assert!(LockedDatabase::find(&path).is_none());
    let store = RunStore::open(&path).expect("open");
    assert_eq!((store.is_sealed(), store.verify(&case).expect("readable")), (false, proof));
}

#[test]
fn only_the_passphrase_opens_and_nothing_is_made_where_nothing_is() {
    let empty = folder();
    assert!(LockedDatabase::find(&path(&empty)).is_none());
    assert!(!path(&empty).exists(), "looking makes nothing");
    let (folder, mut store, case) = sealed();
    let path = path(&folder);
    let locked = LockedDatabase::find(&path).expect("sealed");
    assert_eq!(locked.case_count(), 1);
    assert!(locked.check_key().is_ok());
    for wrong in ["", "four plain paper boat", "Four plain paper boats"] {
        assert!(matches!(locked.unlock(wrong), Err(StoreError::WrongPassphrase { .. })), "{wrong}");
    }
    assert!(matches!(RunStore::open(&path), Err(StoreError::Sealed { .. })));
    assert!(matches!(store.encrypt("again"), Err(StoreError::SealChanged { .. })));
    let before = all_of(&store, &case);
    store.change_passphrase("five plain paper boats").expect("changed");
    let locked = LockedDatabase::find(&path).expect("sealed");
    assert!(matches!(locked.unlock(PASSPHRASE), Err(StoreError::WrongPassphrase { .. })));
    let key = locked.unlock("five plain paper boats").expect("unlocked");
    let other = RunStore::open_with(&path, Some(&key)).expect("open");
    assert_eq!(all_of(&other, &case), before);
    assert_eq!(all_of(&store, &case), before, "a window that was open goes on");
    assert!(matches!(
        store.change_passphrase(""),
        Err(StoreError::Key {
            source: SealError::EmptyPassphrase,
            ..
        })
    ));
}

#[test]
fn a_damaged_key_is_named_and_settings_that_are_lost_are_noticed() {
    let change = |sql: &str| {
        let (folder, store, _) = sealed();
        store.connection.execute_batch(sql).expect("changed");
        drop(store);
        folder
    };
    for sql in [
        "UPDATE settings SET value = replace(value, ':3', ':4') || '0' WHERE name = 'seal-key'",
        "DELETE FROM settings WHERE name = 'seal-key'",
    ] {
        let folder = change(sql);
        let locked = LockedDatabase::find(&path(&folder)).expect("sealed");
        assert!(matches!(locked.check_key(), Err(StoreError::Key { .. })), "{sql}");
        assert!(matches!(locked.unlock(PASSPHRASE), Err(StoreError::Key { .. })), "{sql}");
    }
    let folder = change("DELETE FROM settings WHERE name = 'seal-mark'");
    let locked = LockedDatabase::find(&path(&folder)).expect("sealed");
    assert!(matches!(locked.unlock(PASSPHRASE), Err(StoreError::Key { .. })));
    assert!(matches!(RunStore::open(&path(&folder)), Err(StoreError::Sealed { .. })));
    let folder = change("DELETE FROM settings");
    assert!(LockedDatabase::find(&path(&folder)).is_none());
    let problem = RunStore::open(&path(&folder)).expect_err("it is not plain");
    assert!(
        matches!(
            problem,
            StoreError::Key {
                source: SealError::Altered,
                ..
            }
        ),
        "{problem}"
    );
    let (sealer, wrapped) = Sealer::create_cheaply("another").expect("a key");
    let other = DatabaseKey::new(sealer, &wrapped).expect("a mark");
    let (folder, store, _) = sealed();
    set_setting(&store.connection, KEY, Some(&other.wrapped)).expect("changed");
    let locked = LockedDatabase::find(&path(&folder)).expect("sealed");
    assert!(
        matches!(locked.unlock("another"), Err(StoreError::Key { .. })),
        "the key of another database"
    );
}

#[test]
fn an_altered_text_and_a_moved_one_are_told_apart_and_can_be_purged() {
    let moved = "UPDATE log SET entry = (SELECT entry FROM log WHERE seq = 1) WHERE seq = 2";
    let altered = "UPDATE log SET entry = substr(entry, 1, length(entry) - 1) || '!' WHERE seq = 2";
    let plain = "UPDATE log SET entry = '{}' WHERE seq = 2";
    let text = "UPDATE runs SET text = title";
    for (sql, place, is_moved) in [
        (moved, "2/entry", true),
        (altered, "2/entry", false),
        (plain, "2/entry", false),
        (text, "1/text", true),
    ] {
        let (_folder, mut store, case) = sealed();
        store.connection.execute_batch(sql).expect("altered");
        let problem = store.show_case(&case).expect_err("it does not open");
        let StoreError::SealedText { place: said, source } = &problem else {
            panic!("{problem}")
        };
        assert!(said.ends_with(place) && said.contains(&case), "{said}");
        assert_eq!(matches!(source, SealError::WrongPlace { .. }), is_moved, "{sql}");
        let fault = store.verify(&case).expect("a proof").fault;
        assert_eq!(
            fault,
            Some(Fault::Sealed {
                place: said.clone(),
                is_moved
            }),
            "{sql}"
        );
        store.close_case(&case, CaseState::Closed, at(30)).expect("closed");
        store.purge(&case, at(31)).expect("purged all the same");
    }
    let (_folder, store, case) = sealed();
    store.connection.execute("DELETE FROM log WHERE seq = 1", []).expect("altered");
    let fault = store.verify(&case).expect("a proof").fault;
    assert_eq!(fault, Some(Fault::Chain(Broken::Missing(1))), "as in a plain one");
}

/// Has a window try to read and write, and expects it to be told to start again.
#[track_caller]
fn check_outdated(store: &mut RunStore, case: &str, run: i64) {
    let is_told = |problem: Option<StoreError>| matches!(problem, Some(StoreError::SealChanged { .. }));
    assert!(is_told(store.append(run, 1, &answer(9, "late")).err()));
    assert!(is_told(store.add_case_entry(case, &note(9, "late")).err()));
    assert!(is_told(store.create_case("late", at(9)).err()));
    assert!(is_told(store.create_run(&new_run(case, "late")).err()));
    assert!(is_told(store.set_outcome(run, None).err()));
    assert!(is_told(store.touch_recent("late", at(9)).err()));
    assert!(is_told(store.load_run(run).err()));
    assert!(is_told(store.list_cases().err()));
    assert!(is_told(store.recent(3).err()));
    assert!(is_told(store.receipts().err()));
    assert!(is_told(store.verify(case).err()));
    assert!(is_told(store.change_passphrase("late").err()));
    assert!(is_told(store.encrypt_with(&key()).err()));
}

#[test]
fn a_window_that_was_open_before_writes_nothing_of_the_wrong_kind() {
    let folder = folder();
    let path = path(&folder);
    let (mut one, mut two) = (RunStore::open(&path).expect("open"), RunStore::open(&path).expect("open"));
    let case = fill(&mut one);
    let run = one.list_runs(&RunFilter::default()).expect("runs")[0].id;
    one.encrypt_with(&key()).expect("sealed");
    let before = all_of(&one, &case);
    check_outdated(&mut two, &case, run);
    assert_eq!(all_of(&one, &case), before);
    assert_eq!(words_in(&path, &["late"]), Vec::<String>::new());
    let mut two = unlocked(&path);
    assert_eq!(all_of(&two, &case), before);
    two.decrypt().expect("plain");
    check_outdated(&mut one, &case, run);
    assert!(matches!(one.decrypt(), Err(StoreError::SealChanged { .. })));
    assert_eq!(all_of(&two, &case), before);
    // Sealed again with another key: the first key is not taken for it.
    two.encrypt_with(&key()).expect("sealed");
    check_outdated(&mut one, &case, run);
    assert!(matches!(one.decrypt(), Err(StoreError::SealChanged { .. })));
    assert_eq!(all_of(&two, &case), before);
}

/// Copies a database as a crash would leave it: whatever is in its files at this moment.
fn as_after_a_crash(path: &Path) -> TempDir {
    let copy = folder();
    let folder = copy.path().join("data");
    fs::create_dir(&folder).expect("made");
    for entry in fs::read_dir(path.parent().expect("a folder")).expect("readable").flatten() {
        fs::copy(entry.path(), folder.join(entry.file_name())).expect("copied");
    }
    copy
}

#[test]
fn a_crash_while_sealing_leaves_the_old_or_the_new() {
    let folder = folder();
    let file = path(&folder);
    let mut store = RunStore::open(&file).expect("open");
    let case = fill(&mut store);
    let run = store.create_run(&new_run(&case, "marzipan")).expect("a run");
    let many: Vec<RunEntry> = (0..400).map(|_| answer(9, &"lighthouse ".repeat(20))).collect();
    store.append_all(run, 0, &many).expect("saved");
    let before = all_of(&store, &case);
    // So little memory that pages go to the file before the end.
    store
        .connection
        .execute_batch("PRAGMA cache_size = 4; BEGIN IMMEDIATE")
        .expect("begun");
    let key = key();
    rewrite(&store.connection, &Vault::Plain, &Vault::Sealed(Arc::clone(&key))).expect("rewritten");
    let torn = as_after_a_crash(&file);
    let bytes = fs::read(path(&torn)).expect("readable");
    assert!(bytes.windows(3).any(|part| part == b"s1:"), "half of it is in the file");
    let old = RunStore::open(&path(&torn)).expect("open");
    assert_eq!(all_of(&old, &case), before);
    store.connection.execute_batch("ROLLBACK").expect("rolled back");
    // Sealed, and the crash comes before the file is swept.
    let sealed = Vault::Sealed(Arc::clone(&key));
    let sealing = |connection: &Connection, vault: &Vault| -> Result<(), Fail> {
        rewrite(connection, vault, &sealed)?;
        for (name, value) in [(KEY, key.wrapped.as_str()), (MARK, key.mark.as_str()), (SWEEP, "yes")] {
            set_setting(connection, name, Some(value))?;
        }
        Ok(())
    };
    store.write(sealing).expect("sealed");
    let late = as_after_a_crash(&file);
    let new = unlocked(&path(&late));
    assert_eq!(all_of(&new, &case), before);
    assert_eq!(setting(&new.connection, SWEEP).expect("readable"), None, "swept when it was opened");
    assert_eq!(words_in(&path(&late), &[]), Vec::<String>::new());
}

#[test]
fn a_file_that_another_window_reads_is_swept_later() {
    let (folder, mut store, _) = sealed();
    set_setting(&store.connection, SWEEP, Some("yes")).expect("set");
    let reader = Connection::open(path(&folder)).expect("open");
    reader.execute_batch("BEGIN").expect("begun");
    let _: i64 = reader.query_row("SELECT COUNT(*) FROM cases", [], |row| row.get(0)).expect("read");
    store.connection.busy_timeout(std::time::Duration::from_millis(10)).expect("set");
    assert_eq!(store.sweep(), Swept::Later);
    reader.execute_batch("ROLLBACK").expect("ended");
    let store = unlocked(&path(&folder));
    assert_eq!(setting(&store.connection, SWEEP).expect("readable"), None);
}

#[test]
fn what_is_begun_in_the_place_of_a_damaged_file_is_sealed_with_the_same_key() {
    let (folder, store, _) = sealed();
    drop(store);
    let path = path(&folder);
    let key = LockedDatabase::find(&path).expect("sealed").unlock(PASSPHRASE).expect("unlocked");
    fs::write(&path, "no database".repeat(500)).expect("spoilt");
    let mut store = RunStore::open_with(&path, Some(&key)).expect("a new one");
    assert!(store.moved_aside().is_some() && store.is_sealed());
    assert_eq!(store.put_aside(), [path.with_file_name("callcard.db.corrupt-1")]);
    fill(&mut store);
    drop(store);
    assert_eq!(words_in(&path, &[]), Vec::<String>::new());
    unlocked(&path);
}
