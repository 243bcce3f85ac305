//! Writes torn by a cut of the power, at every byte of the last record: the store opens with the run as it was before or
//! after, whole, and never anything between.
//!
//! While an entry is written, the journal takes the pages as they were, is brought to the disk, and only then the database
//! changes; the entry counts once the journal is empty. Both files are made here as each of these moments leaves them.
//! Does not belong here: kills of a process (`tests/it/faults`), damage without a journal (`tests`).

use std::fs;
use std::path::Path;

use jiff::civil::{DateTime, datetime};

use super::*;
use crate::domain::run::{Mark, RunEntry};

const AT: DateTime = datetime(2026, 11, 21, 10, 0, 0, 0);
const PAGE: usize = 4096;
/// Number, page and checksum.
const RECORD: usize = 4 + PAGE + 4;
/// The first bytes of every journal.
const MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

/// The files around one entry, and what the run holds.
struct Append {
    before: Vec<u8>,
    after: Vec<u8>,
    /// As it is when it has reached the disk and the database is about to change.
    journal: Vec<u8>,
    run: i64,
    case: String,
    old: Vec<RunEntry>,
    new: Vec<RunEntry>,
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

/// Adds an entry with this value to a run of some pages, and keeps the files.
fn append(value: &str) -> Append {
    let folder = folder();
    let path = folder.path().join("callcard.db");
    let mut store = RunStore::open(&path).expect("open");
    let case = store.create_case("", AT).expect("a case").reference;
    let run = NewRun {
        case_reference: &case,
        checklist: "long",
        title: "Long",
        text: "the text",
        content_date: "",
        started: AT,
    };
    let run = store.create_run(&run).expect("a run");
    let old: Vec<RunEntry> = (0..60).map(|number| answer(&format!("s{number}"), "2026-06-02")).collect();
    store.append_all(run, 0, &old).expect("saved");
    drop(store);
    let before = fs::read(&path).expect("readable");
    let mut store = RunStore::open(&path).expect("open");
    // The journal stays, with nothing but its header wiped.
    store
        .connection
        .pragma_update_and_check(None, "journal_mode", "PERSIST", |_| Ok(()))
        .expect("set");
    let entry = answer("last", value);
    store.append(run, old.len() as u64, &entry).expect("saved");
    let after = fs::read(&path).expect("readable");
    let journal = fs::read(path.with_file_name("callcard.db-journal")).expect("kept");
    let journal = with_header(journal, before.len() / PAGE);
    let new = [old.as_slice(), &[entry]].concat();
    Append {
        before,
        after,
        journal,
        run,
        case,
        old,
        new,
    }
}

/// In memory where that can be had: thousands of stores are made.
fn folder() -> tempfile::TempDir {
    let in_memory = Path::new("/dev/shm");
    let made = if in_memory.is_dir() {
        tempfile::tempdir_in(in_memory)
    } else {
        tempfile::tempdir()
    };
    made.or_else(|_| tempfile::tempdir()).expect("a folder")
}

/// Puts back the header that the end of the transaction wiped: <https://www.sqlite.org/fileformat.html#the_rollback_journal>.
fn with_header(mut journal: Vec<u8>, pages_before: usize) -> Vec<u8> {
    let sector = [512, PAGE]
        .into_iter()
        .find(|sector| (journal.len() - sector).is_multiple_of(RECORD))
        .expect("whole records");
    let number = |value: usize| u32::try_from(value).expect("small").to_be_bytes();
    let first = &journal[sector..sector + RECORD];
    let sum = u32::from_be_bytes(first[4 + PAGE..].try_into().expect("four bytes"));
    let page = &first[4..4 + PAGE];
    let nonce = (1..PAGE)
        .rev()
        .filter(|place| (PAGE - place).is_multiple_of(200))
        .fold(sum, |left, place| left.wrapping_sub(u32::from(page[place])));
    let records = number((journal.len() - sector) / RECORD);
    let header = [
        MAGIC.as_slice(),
        &records,
        &nonce.to_be_bytes(),
        &number(pages_before),
        &number(sector),
        &number(PAGE),
    ]
    .concat();
    assert!(journal[..header.len()].iter().all(|byte| *byte == 0), "the header was wiped");
    journal[..header.len()].copy_from_slice(&header);
    journal
}

impl Append {
    /// Returns the database when all up to and without the byte at `cut` has been written.
    fn torn_at(&self, cut: usize) -> Vec<u8> {
        let mut database = self.before.clone();
        let overwritten = cut.min(database.len());
        database[..overwritten].copy_from_slice(&self.after[..overwritten]);
        database.extend_from_slice(self.after.get(self.before.len()..cut).unwrap_or_default());
        database
    }

    /// Returns the places that the entry changes.
    fn changed(&self) -> Vec<usize> {
        let is_changed = |place: &usize| self.before.get(*place) != self.after.get(*place);
        (0..self.after.len()).filter(is_changed).collect()
    }

    /// Opens a store of these two files; it has to hold just these entries.
    fn check(&self, folder: &Path, (database, journal): (&[u8], &[u8]), expected: &[RunEntry], what: &str) {
        let path = folder.join("callcard.db");
        fs::write(&path, database).expect("written");
        fs::write(folder.join("callcard.db-journal"), journal).expect("written");
        let store = RunStore::open(&path).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(store.moved_aside(), None, "{what}");
        let run = store.load_run(self.run).expect("readable").expect("there");
        assert!(run.log.entries == expected, "{what}: {} entries", run.log.entries.len());
        let proof = store.verify(&self.case).expect("readable");
        assert_eq!(
            (proof.fault, proof.entries),
            (None, expected.len() as u64 + 1),
            "{what}: the run's beginning is in the chain"
        );
    }

    /// Checks all states, shared between two threads.
    fn check_all(&self, states: &[usize], files: impl Fn(usize) -> (Vec<u8>, Vec<u8>) + Sync, what: &str) {
        std::thread::scope(|scope| {
            for half in 0..2 {
                let files = &files;
                scope.spawn(move || {
                    let folder = folder();
                    for state in states.iter().skip(half).step_by(2) {
                        let (database, journal) = files(*state);
                        self.check(folder.path(), (&database, &journal), &self.old, &format!("{what} {state}"));
                    }
                });
            }
        });
    }
}

#[test]
fn a_database_torn_at_every_byte_of_the_last_record_is_as_before_it() {
    let append = append("yes");
    let changed = append.changed();
    assert!(
        changed.len() > 100 && append.before.len() == append.after.len(),
        "{}",
        changed.len()
    );
    append.check_all(
        &changed,
        |cut| (append.torn_at(cut + 1), append.journal.clone()),
        "database torn at",
    );
    let folder = folder();
    append.check(folder.path(), (&append.before, &append.journal), &append.old, "nothing written");
    append.check(
        folder.path(),
        (&append.after, &append.journal),
        &append.old,
        "all written, not counted",
    );
    append.check(folder.path(), (&append.after, &[]), &append.new, "all written, and counted");
}

#[test]
fn pages_that_reach_the_disk_in_any_order_change_nothing_before_all_have() {
    let append = append("yes");
    let mut pages: Vec<usize> = append.changed().into_iter().map(|place| place / PAGE).collect();
    pages.dedup();
    assert!((2..8).contains(&pages.len()), "{pages:?}");
    let written = |subset: usize| {
        let mut database = append.before.clone();
        for (bit, page) in pages.iter().enumerate().filter(|(bit, _)| subset >> bit & 1 == 1) {
            let _ = bit;
            database[page * PAGE..][..PAGE].copy_from_slice(&append.after[page * PAGE..][..PAGE]);
        }
        (database, append.journal.clone())
    };
    let subsets: Vec<usize> = (0..1 << pages.len()).collect();
    append.check_all(&subsets, written, "pages in the set");
}

#[test]
fn a_record_that_makes_the_file_longer_may_be_torn_anywhere() {
    let append = append(&"x".repeat(20_000));
    assert!(append.after.len() > append.before.len() + 4 * PAGE);
    let cuts: Vec<usize> = append.changed().into_iter().step_by(37).collect();
    append.check_all(&cuts, |cut| (append.torn_at(cut + 1), append.journal.clone()), "database torn at");
}

#[test]
fn a_journal_torn_at_every_byte_leaves_the_run_as_before() {
    let append = append("yes");
    let cuts: Vec<usize> = (0..=append.journal.len()).collect();
    let cut = |cut: usize| (append.before.clone(), append.journal[..cut].to_vec());
    append.check_all(&cuts, cut, "journal cut at");
    // Before it is brought to the disk, its header counts no records.
    let uncounted = |cut: usize| {
        let mut journal = append.journal.clone();
        journal[8..12].fill(0);
        journal.truncate(cut);
        (append.before.clone(), journal)
    };
    let cuts: Vec<usize> = (0..=append.journal.len()).step_by(61).collect();
    append.check_all(&cuts, uncounted, "uncounted journal cut at");
}

#[test]
fn a_run_goes_on_after_a_torn_write() {
    let append = append("yes");
    let folder = folder();
    let middle = append.changed()[append.changed().len() / 2];
    append.check(folder.path(), (&append.torn_at(middle), &append.journal), &append.old, "torn");
    let mut store = RunStore::open(&folder.path().join("callcard.db")).expect("open");
    let next = answer("next", "no");
    let saved = store.append(append.run, append.old.len() as u64, &next).expect("saved");
    assert_eq!(
        saved,
        Appended::Saved {
            next_seq: append.old.len() as u64 + 1,
            later: Vec::new()
        }
    );
    assert_eq!(store.verify(&append.case).expect("readable").fault, None);
}
