//! A process of its own that writes to a store without end, and says of every entry that it tries it and that it is saved.
//!
//! The test program starts itself again for it. Does not belong here: what has to be there after a kill (`kills`).

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use callcard::domain::case_log::{CaseEntry, CaseMark};
use callcard::domain::contact::{Contact, ContactField};
use callcard::domain::run::{Mark, RunEntry};
use callcard::store::runs::{Appended, CaseState, CaseSummary, NewRun, RunFilter, RunStore};
use jiff::ToSpan as _;
use jiff::civil::{DateTime, datetime};

use super::Chance;

/// The database to write to, the seed of chance, and the number of the first entry: `PATH\nSEED\nFROM`.
const WRITES: &str = "CALLCARD_TEST_WRITES";
/// Stands before each line of ours, for the test program prints lines of its own.
const OURS: char = '@';

/// What the process says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// The store is open.
    Ready,
    /// An entry is on its way: its time, by which it is known.
    Tries(String),
    /// A case was made at this time, and is saved under this reference.
    Made(String, String),
    /// An entry with this time is saved in this case.
    Saved(String, String),
    /// A case was purged at this time, and the store has said so.
    Purged(String, String),
}

impl Said {
    /// Reads a whole line.
    pub(super) fn read(line: &str) -> Option<Self> {
        let (_, ours) = line.split_once(OURS)?;
        let mut words = ours.split_whitespace().map(str::to_owned);
        let (what, at) = (words.next()?, words.next());
        Some(match (what.as_str(), at, words.next()) {
            ("ready", None, None) => Self::Ready,
            ("tries", Some(at), None) => Self::Tries(at),
            ("made", Some(at), Some(case)) => Self::Made(at, case),
            ("saved", Some(at), Some(case)) => Self::Saved(at, case),
            ("purged", Some(at), Some(case)) => Self::Purged(at, case),
            _ => panic!("not understood: {line}"),
        })
    }
}

/// Returns a command that writes to the database at `path` until it is killed. Entries are numbered from `from`.
pub(super) fn writer(path: &Path, seed: u64, from: u64) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            "--exact",
            "faults::writer::a_part_of_other_tests_that_writes_until_it_is_killed",
            "--nocapture",
        ])
        .env(WRITES, format!("{}\n{seed}\n{from}", path.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[test]
fn a_part_of_other_tests_that_writes_until_it_is_killed() {
    let Ok(words) = std::env::var(WRITES) else { return };
    let words: Vec<&str> = words.lines().collect();
    let mut writer = Writer {
        store: RunStore::open(Path::new(words[0])).unwrap(),
        chance: Chance(words[1].parse().unwrap()),
        next: words[2].parse().unwrap(),
    };
    if let Some(aside) = writer.store.moved_aside() {
        panic!("the store was taken for damaged and put aside: {}", aside.display());
    }
    say("ready");
    loop {
        writer.act();
    }
}

fn say(words: &str) {
    let mut out = std::io::stdout();
    out.write_all(format!("{OURS}{words}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

struct Writer {
    store: RunStore,
    chance: Chance,
    next: u64,
}

impl Writer {
    /// Returns a time that no other entry has, and says that something is tried at it.
    fn tries(&mut self) -> DateTime {
        let at = datetime(2026, 1, 1, 0, 0, 0, 0)
            .checked_add(i64::try_from(self.next).unwrap().seconds())
            .unwrap();
        self.next += 1;
        say(&format!("tries {at}"));
        at
    }

    /// Does one thing.
    fn act(&mut self) {
        let (open, closed): (Vec<_>, Vec<_>) = self
            .store
            .list_cases()
            .unwrap()
            .into_iter()
            .partition(|case| case.case.closed.is_none());
        if !closed.is_empty() && self.chance.below(6) == 0 {
            let case = &closed[self.chance.pick(closed.len())];
            return self.end(case);
        }
        if open.is_empty() || (open.len() < 3 && self.chance.below(20) == 0) {
            let at = self.tries();
            let case = self.store.create_case("", at).unwrap();
            return say(&format!("made {at} {}", case.reference));
        }
        let case = &open[self.chance.pick(open.len())];
        let reference = &case.case.reference;
        match self.chance.below(100) {
            _ if case.entry_count > 60 => self.close(reference, CaseState::Closed),
            _ if case.run_count == 0 => self.begin(reference),
            0..55 => self.mark(reference),
            55..75 => self.note(reference),
            75..90 => self.contact(reference),
            90..94 => self.begin(reference),
            _ => self.close(reference, CaseState::Closed),
        }
    }

    /// Purges a closed case, or opens it again.
    fn end(&mut self, case: &CaseSummary) {
        let reference = &case.case.reference;
        if self.chance.below(3) == 0 && case.entry_count < 60 {
            return self.close(reference, CaseState::Open);
        }
        let at = self.tries();
        self.store.purge(reference, at).unwrap();
        say(&format!("purged {at} {reference}"));
    }

    fn close(&mut self, reference: &str, state: CaseState) {
        let at = self.tries();
        self.store.close_case(reference, state, at).unwrap();
        say(&format!("saved {at} {reference}"));
    }

    fn begin(&mut self, reference: &str) {
        let at = self.tries();
        let text = self.words();
        let run = NewRun {
            case_reference: reference,
            checklist: "long",
            title: "Long",
            text: &text,
            content_date: "2026-01-01",
            started: at,
        };
        self.store.create_run(&run).unwrap();
        say(&format!("saved {at} {reference}"));
    }

    fn mark(&mut self, reference: &str) {
        let filter = RunFilter {
            case_reference: Some(reference),
            ..RunFilter::default()
        };
        let runs = self.store.list_runs(&filter).unwrap();
        let run = &runs[self.chance.pick(runs.len())];
        let value = self.words();
        let at = self.tries();
        let step = "s".to_owned();
        let mark = if self.chance.below(3) == 0 {
            Mark::Note { step, text: value }
        } else {
            Mark::Answer { step, value }
        };
        let appended = self.store.append(run.id, run.entry_count, &RunEntry { at, mark }).unwrap();
        assert!(matches!(appended, Appended::Saved { .. }), "{appended:?}");
        say(&format!("saved {at} {reference}"));
        if self.chance.below(4) == 0 {
            let outcome = Some((at, "done")).filter(|_| self.chance.below(2) == 0);
            self.store.set_outcome(run.id, outcome).unwrap();
        }
    }

    fn note(&mut self, reference: &str) {
        let text = self.words();
        self.add(reference, CaseMark::Note { text });
    }

    fn contact(&mut self, reference: &str) {
        let mut contact = Contact::default();
        contact.set(ContactField::Said, self.words());
        contact.set(ContactField::HoldMinutes, "40");
        self.add(reference, CaseMark::Contact { contact });
    }

    fn add(&mut self, reference: &str, mark: CaseMark) {
        let at = self.tries();
        self.store.add_case_entry(reference, &CaseEntry { at, mark }).unwrap();
        say(&format!("saved {at} {reference}"));
    }

    /// Returns some text: mostly a line, now and then more than a page of the file holds.
    fn words(&mut self) -> String {
        let count = match self.chance.below(12) {
            0 => 700 + self.chance.below(1500),
            _ => 1 + self.chance.below(40),
        };
        "words of it ".repeat(usize::try_from(count).unwrap())
    }
}
