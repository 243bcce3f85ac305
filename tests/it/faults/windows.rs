//! Two windows that write to one case at the same time: what either was told is saved is there, once, in one whole chain.
//!
//! Does not belong here: how a screen takes in what another wrote (`tui::update`).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use callcard::domain::case_log::{CaseEntry, CaseMark};
use callcard::domain::run::{Mark, RunEntry};
use callcard::store::error::StoreError;
use callcard::store::runs::{Appended, CaseState, NewRun, RunStore};
use jiff::civil::{DateTime, datetime};

use crate::kill::{header, long_place, reference};
use crate::pty::Terminal;
use crate::support::Callcard;

/// What a window writes to: `PATH\nCASE\nRUN\nNAME`.
const WINDOW: &str = "CALLCARD_TEST_WINDOW";
const AT: DateTime = datetime(2026, 11, 21, 10, 0, 0, 0);
/// Entries that each window adds to the run, and as many to the case.
const EACH: u64 = 60;

fn database(place: &Callcard) -> PathBuf {
    place.home().join("data").join("callcard.db")
}

/// Makes a case with a run, and returns both.
fn with_run(path: &Path) -> (String, i64) {
    let mut store = RunStore::open(path).unwrap();
    let case = store.create_case("", AT).unwrap().reference;
    let run = NewRun {
        case_reference: &case,
        checklist: "long",
        title: "Long",
        text: "the text",
        content_date: "",
        started: AT,
    };
    let run = store.create_run(&run).unwrap();
    (case, run)
}

#[test]
fn a_part_of_other_tests_that_writes_as_one_of_two_windows() {
    let Ok(words) = std::env::var(WINDOW) else { return };
    let words: Vec<&str> = words.lines().collect();
    let mut store = RunStore::open(Path::new(words[0])).unwrap();
    let (case, run, name) = (words[1], words[2].parse().unwrap(), words[3]);
    let mut known = 0;
    for number in 0..EACH {
        let word = format!("{name}{number}");
        let mark = Mark::Answer {
            step: "s".to_owned(),
            value: word.clone(),
        };
        let entry = RunEntry { at: AT, mark };
        loop {
            match store.append(run, known, &entry).unwrap() {
                Appended::Saved { next_seq, .. } => {
                    known = next_seq;
                    break;
                }
                Appended::Behind { newer, .. } => known += newer.len() as u64,
                Appended::Missing { .. } => panic!("entries are never taken away"),
            }
        }
        let mark = CaseMark::Note { text: word.clone() };
        store.add_case_entry(case, &CaseEntry { at: AT, mark }).unwrap();
        println!("@saved {word}");
    }
}

#[test]
fn two_processes_that_write_to_one_case_lose_nothing_of_either() {
    let place = Callcard::new();
    let (case, run) = with_run(&database(&place));
    let windows = ["a", "b"].map(|name| {
        Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "faults::windows::a_part_of_other_tests_that_writes_as_one_of_two_windows",
                "--nocapture",
            ])
            .env(WINDOW, format!("{}\n{case}\n{run}\n{name}", database(&place).display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    });
    let mut said = BTreeSet::new();
    for window in windows {
        let output = window.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        said.extend(
            text.lines()
                .filter_map(|line| line.split_once("@saved "))
                .map(|(_, word)| word.to_owned()),
        );
    }
    assert_eq!(said.len() as u64, 2 * EACH);
    let store = RunStore::open(&database(&place)).unwrap();
    let values = store
        .load_run(run)
        .unwrap()
        .unwrap()
        .log
        .entries
        .into_iter()
        .map(|entry| match entry.mark {
            Mark::Answer { value, .. } => value,
            mark => panic!("{mark:?}"),
        });
    check_kept("the run", &values.collect::<Vec<_>>(), &said);
    let notes = store
        .case_log(&case)
        .unwrap()
        .into_iter()
        .filter_map(|numbered| match numbered.entry.mark {
            CaseMark::Note { text } => Some(text),
            _ => None,
        });
    check_kept("the case", &notes.collect::<Vec<_>>(), &said);
    let proof = store.verify(&case).unwrap();
    assert_eq!((proof.entries, proof.fault), (4 * EACH + 1, None));
}

/// Everything said to be saved is there once, that of each window in its order, and the two came in turns.
#[track_caller]
fn check_kept(where_: &str, there: &[String], said: &BTreeSet<String>) {
    assert_eq!(there.iter().cloned().collect::<BTreeSet<_>>(), *said, "{where_}");
    assert_eq!(there.len(), said.len(), "{where_}: nothing twice");
    for name in ["a", "b"] {
        let numbers: Vec<u64> = there
            .iter()
            .filter_map(|word| word.strip_prefix(name))
            .map(|word| word.parse().unwrap())
            .collect();
        assert!(numbers.is_sorted(), "{where_}: {numbers:?}");
    }
}

#[test]
fn two_commands_at_once_both_keep_their_note() {
    let place = Callcard::new();
    let (case, _) = with_run(&database(&place));
    std::thread::scope(|scope| {
        for name in ["a", "b"] {
            let (place, case) = (&place, &case);
            scope.spawn(move || {
                for number in 0..15 {
                    let ran = place.also(["cases", "note", case, &format!("{name}{number}")]).code(0);
                    assert!(ran.stdout.contains("is kept"), "{}", ran.stdout);
                }
            });
        }
    });
    let ran = place.also(["cases", "verify", &case]).code(0);
    assert!(ran.stdout.contains("31 entries, none altered"), "{}", ran.stdout);
}

/// One window adds to a case while another closes and deletes it: what was said to be saved is counted in the receipt.
#[test]
fn a_case_that_is_deleted_while_another_window_adds_to_it_is_deleted_with_all_that_was_saved() {
    for round in 0..20 {
        let place = Callcard::new();
        let (case, _) = with_run(&database(&place));
        let (saved, receipt) = std::thread::scope(|scope| {
            let (place, case) = (&place, &case);
            let adds = scope.spawn(move || {
                let mut store = RunStore::open(&database(place)).unwrap();
                for number in 0_u64.. {
                    let mark = CaseMark::Note {
                        text: format!("note {number}"),
                    };
                    match store.add_case_entry(case, &CaseEntry { at: AT, mark }) {
                        // A window that writes without a pause leaves no other a turn.
                        Ok(_) => std::thread::sleep(Duration::from_millis(2)),
                        Err(StoreError::Absent(what)) => {
                            assert_eq!(what, format!("case {case}"));
                            return number;
                        }
                        Err(error) => panic!("round {round}: {error}"),
                    }
                }
                0
            });
            let mut store = RunStore::open(&database(place)).unwrap();
            std::thread::sleep(Duration::from_millis(10 + round));
            store.close_case(case, CaseState::Closed, AT).unwrap();
            let receipt = store.purge(case, AT).unwrap();
            (adds.join().unwrap(), receipt)
        });
        // The beginning of the run, the end of the case, and the notes.
        assert_eq!(receipt.entries, saved + 2, "round {round}");
    }
}

#[test]
fn two_screens_that_answer_in_one_run_keep_both() {
    let place = long_place();
    let content = place.content().display().to_string();
    let base = ["--today", "2026-11-21", "--only-content", &content, "run", "long"];
    let mut one = Terminal::start(place.home(), (100, 40), &base);
    let screen = one.wait_until("the run", |screen| header(screen) == Some((0, true)));
    let case = reference(&screen);
    let args = [&base as &[&str], &["--case", &case]].concat();
    let mut two = Terminal::start(place.home(), (100, 40), &args);
    two.wait_until("the same run", |screen| {
        header(screen) == Some((0, true)) && reference(screen) == case
    });
    let is_settled = |screen: &str| header(screen).is_some_and(|(_, is_saved)| is_saved);
    let mut typed = Vec::new();
    for round in 0..6 {
        for (terminal, name) in [(&mut one, "one"), (&mut two, "two")] {
            // A second Enter at once counts as a held key.
            terminal.watch(Duration::from_millis(100));
            let word = format!("{name}{round}");
            terminal.type_keys(&format!("{word}\r"));
            typed.push(word);
        }
        for terminal in [&mut one, &mut two] {
            terminal.watch(Duration::from_millis(150));
            terminal.wait_until("all to be saved", is_settled);
        }
    }
    one.kill();
    two.kill();
    let store = RunStore::open(&database(&place)).unwrap();
    assert_eq!(store.verify(&case).unwrap().fault, None);
    let file = store.show_case(&case).unwrap().unwrap();
    assert_eq!(file.runs.len(), 1);
    let there: Vec<&str> = file.runs[0]
        .log
        .entries
        .iter()
        .filter_map(|entry| match &entry.mark {
            Mark::Answer { value, .. } => Some(value.as_str()),
            _ => None,
        })
        .collect();
    for word in &typed {
        assert_eq!(there.iter().filter(|value| *value == word).count(), 1, "{word} in {there:?}");
    }
    assert_eq!(there.len(), typed.len());
}
