//! Tests of the log of a case: nothing altered goes unseen, a correction strikes, a case file goes over whole.
//!
//! Does not belong here: runs alone (`tests`).

use jiff::civil::{DateTime, datetime};
use rusqlite::params;

use super::*;
use crate::domain::case_log::NumberedEntry;
use crate::domain::run::{Mark, RunEntry};
use crate::store::chain::Broken;
use crate::store::schema;

fn at(minute: i8) -> DateTime {
    datetime(2026, 11, 21, 10, minute, 0, 0)
}

fn note(minute: i8, text: &str) -> CaseEntry {
    CaseEntry {
        at: at(minute),
        mark: CaseMark::Note { text: text.to_owned() },
    }
}

fn answer(minute: i8, step: &str) -> RunEntry {
    RunEntry {
        at: at(minute),
        mark: Mark::Answer {
            step: step.to_owned(),
            value: "yes".to_owned(),
        },
    }
}

fn new_run(case_reference: &str) -> NewRun<'_> {
    NewRun {
        case_reference,
        checklist: "late-appeal",
        title: "Late appeal",
        text: "the text",
        content_date: "",
        started: at(0),
    }
}

/// A case with two runs, entries in both, and notes between.
fn case_in(store: &mut RunStore) -> String {
    let reference = store.create_case("blue folder", at(0)).expect("a case").reference;
    let one = store.create_run(&new_run(&reference)).expect("a run");
    store.append(one, 0, &answer(1, "a")).expect("saved");
    store.add_case_entry(&reference, &note(2, "called Madison")).expect("saved");
    let two = store.create_run(&new_run(&reference)).expect("a run");
    store.append(two, 0, &answer(3, "b")).expect("saved");
    store.append(one, 1, &answer(4, "c")).expect("saved");
    reference
}

fn store() -> RunStore {
    RunStore::in_memory().expect("memory")
}

#[test]
fn one_chain_holds_all_that_was_done_in_a_case() {
    let mut store = store();
    let reference = case_in(&mut store);
    let proof = store.verify(&reference).expect("readable");
    assert_eq!((proof.entries, proof.fault, proof.head.len()), (6, None, 64));
    let places: Vec<Option<(u64, u64)>> = store.links(&reference).expect("readable").iter().map(|link| link.run).collect();
    assert_eq!(places, [None, Some((1, 0)), None, None, Some((2, 0)), Some((1, 1))]);
    let numbers: Vec<u64> = store
        .case_log(&reference)
        .expect("readable")
        .iter()
        .map(|entry| entry.seq)
        .collect();
    assert_eq!(numbers, [0, 2, 3], "entries of runs are not among them");
    assert!(matches!(store.verify("C-2222"), Err(StoreError::Absent(_))));
}

#[test]
fn any_entry_altered_or_taken_away_is_named() {
    for seq in 0..6_u64 {
        for (sql, is_last_gone) in [
            ("UPDATE log SET entry = entry || ' ' WHERE seq = ?1", false),
            ("UPDATE log SET hash = 'x' WHERE seq = ?1", false),
            ("DELETE FROM log WHERE seq = ?1", seq == 5),
        ] {
            let mut store = store();
            let reference = case_in(&mut store);
            store.connection.execute(sql, [seq.cast_signed()]).expect("altered");
            let fault = store.verify(&reference).expect("readable").fault;
            let expected = match sql.starts_with("DELETE") {
                true if is_last_gone => Fault::Shortened { counted: 6 },
                true => Fault::Chain(Broken::Missing(seq)),
                false => Fault::Chain(Broken::Altered(seq)),
            };
            assert_eq!(fault, Some(expected), "{sql} {seq}");
        }
    }
    let mut store = store();
    let reference = case_in(&mut store);
    store
        .connection
        .execute("UPDATE runs SET text = 'another' WHERE number = 2", [])
        .expect("altered");
    assert_eq!(store.verify(&reference).expect("readable").fault, Some(Fault::Text { run: 2 }));
}

#[test]
fn a_correction_strikes_once_and_doubles_nothing() {
    let mut store = store();
    let reference = case_in(&mut store);
    let strike = |minute: i8, entry: u64| CaseEntry {
        at: at(minute),
        mark: CaseMark::Strike {
            entry,
            reason: "wrong office".to_owned(),
        },
    };
    let seq = store.add_case_entry(&reference, &strike(5, 2)).expect("struck");
    assert_eq!(store.add_case_entry(&reference, &strike(5, 2)).expect("the same"), seq);
    assert!(
        matches!(store.add_case_entry(&reference, &strike(6, 2)), Err(StoreError::Absent(_))),
        "struck already"
    );
    assert!(
        matches!(store.add_case_entry(&reference, &strike(6, 0)), Err(StoreError::Absent(_))),
        "a run"
    );
    assert!(matches!(store.add_case_entry("C-2222", &note(7, "x")), Err(StoreError::Absent(_))));
    assert_eq!(store.verify(&reference).expect("readable").entries, 7);
}

#[test]
fn a_database_of_version_2_is_chained_with_everything_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("callcard.db");
    super::opening::prepare(&path).expect("a file");
    let old = Connection::open(&path).expect("open");
    schema::make_version(&old, 2).expect("made");
    old.execute_batch("INSERT INTO cases (reference, created) VALUES ('C-7F2K', '2026-01-02T03:04:05'), ('C-7F2M', '2026-01-02T03:04:05')")
        .expect("cases");
    for run in 1..=3_i64 {
        let case = if run == 2 { "C-7F2M" } else { "C-7F2K" };
        old.execute(
            "INSERT INTO runs (id, case_reference, checklist, title, text, fingerprint, content_date, started)
             VALUES (?1, ?2, 'x', 'X', 'text', ?3, '', '2026-01-02T03:04:05')",
            params![run, case, fingerprint("text")],
        )
        .expect("a run");
        for seq in 0..4_i64 {
            let entry = serde_json::to_string(&answer(1, &format!("s{seq}"))).expect("json");
            old.execute(
                "INSERT INTO entries (run, seq, entry) VALUES (?1, ?2, ?3)",
                params![run, seq, entry],
            )
            .expect("an entry");
        }
    }
    drop(old);
    let mut store = RunStore::open(&path).expect("open");
    for (reference, entries) in [("C-7F2K", 10), ("C-7F2M", 5)] {
        let proof = store.verify(reference).expect("readable");
        assert_eq!((proof.entries, proof.fault), (entries, None));
    }
    let run = store.load_run(3).expect("readable").expect("there");
    assert_eq!((run.head.number, run.head.last_at, run.log.entries.len()), (2, Some(at(1)), 4));
    assert_eq!(
        store.append(3, 4, &answer(9, "next")).expect("saved"),
        Appended::Saved {
            next_seq: 5,
            later: Vec::new()
        }
    );
    assert_eq!(store.verify("C-7F2K").expect("readable").fault, None);
}

fn log_of(store: &RunStore, reference: &str) -> Vec<NumberedEntry> {
    store.case_log(reference).expect("readable")
}

#[test]
fn a_case_file_goes_to_another_computer_whole_and_comes_back_longer() {
    let (mut here, mut there) = (store(), store());
    let reference = case_in(&mut here);
    let text = here.archive(&reference).expect("archived").text();
    assert_eq!(
        here.archive(&reference).expect("archived").text(),
        text,
        "the same case, the same bytes"
    );
    let archive = CaseArchive::read(&text).expect("whole");
    let new = TakenIn::New {
        reference: reference.clone(),
        entries: 6,
    };
    assert_eq!(there.take_in(&archive).expect("taken"), new);
    assert_eq!(log_of(&there, &reference), log_of(&here, &reference));
    let nothing = TakenIn::Nothing {
        reference: reference.clone(),
    };
    assert_eq!(there.take_in(&archive).expect("taken"), nothing);
    // Worked on there, and brought back.
    there.create_run(&new_run(&reference)).expect("a run");
    there.add_case_entry(&reference, &note(8, "there")).expect("saved");
    let longer = CaseArchive::read(&there.archive(&reference).expect("archived").text()).expect("whole");
    let extended = TakenIn::Extended {
        reference: reference.clone(),
        added: 2,
    };
    assert_eq!(here.take_in(&longer).expect("taken"), extended);
    assert_eq!(here.take_in(&archive).expect("taken"), nothing, "the older file takes nothing away");
    assert_eq!(here.verify(&reference).expect("readable").fault, None);
    assert_eq!(here.show_case(&reference).expect("readable").expect("there").runs.len(), 3);
}

#[test]
fn two_that_went_apart_are_kept_beside_each_other() {
    let (mut here, mut there) = (store(), store());
    let reference = case_in(&mut here);
    there
        .take_in(&CaseArchive::read(&here.archive(&reference).expect("archived").text()).expect("whole"))
        .expect("taken");
    here.add_case_entry(&reference, &note(8, "here")).expect("saved");
    there.add_case_entry(&reference, &note(8, "there")).expect("saved");
    let archive = CaseArchive::read(&there.archive(&reference).expect("archived").text()).expect("whole");
    let TakenIn::Apart {
        was,
        reference: new,
        entries,
    } = here.take_in(&archive).expect("taken")
    else {
        panic!("they differ");
    };
    assert_eq!((was.as_str(), entries), (reference.as_str(), 7));
    assert_eq!(log_of(&here, &new), log_of(&there, &reference));
    assert!(log_of(&here, &reference).iter().any(|entry| entry.entry == note(8, "here")));
    assert_eq!(here.verify(&new).expect("readable").fault, None);
}

#[test]
fn a_case_file_cut_or_changed_anywhere_is_refused() {
    let mut store = store();
    let reference = case_in(&mut store);
    let text = store.archive(&reference).expect("archived").text();
    for cut in (0..text.trim_end().len()).step_by(7) {
        assert!(CaseArchive::read(text.get(..cut).expect("ascii")).is_err(), "cut at {cut}");
    }
    for place in (0..text.len()).filter(|place| text.as_bytes()[*place].is_ascii_alphanumeric()) {
        let mut changed = text.clone().into_bytes();
        changed[place] = if changed[place] == b'7' { b'8' } else { b'7' };
        let changed = String::from_utf8(changed).expect("ascii");
        assert!(CaseArchive::read(&changed).is_err(), "changed at {place}");
    }
    let newer = text.replace("\"version\": 1", "\"version\": 2");
    assert!(matches!(CaseArchive::read(&newer), Err(ArchiveError::Newer(2))));
    assert!(matches!(CaseArchive::read("[]"), Err(ArchiveError::NotOurs(_))));
}
