//! Kills without a terminal, thousands of them: a process writes to a store without end and is killed at a random moment.
//! Every entry of which the store had said that it is saved is there afterwards, in order and once.
//!
//! `CALLCARD_KILLS` says how many (100 without it). The same through the real screen: `kill`.
//! Does not belong here: what a cut power leaves behind (`store::runs::torn_tests`).

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::Child;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use callcard::domain::case_log::CaseMark;
use callcard::store::runs::{CaseSummary, RunFilter, RunStore};
use rusqlite::Connection;

use super::Chance;
use super::writer::{Said, writer};

/// After so many kills, a new store is begun: stores are killed while they are made, too.
const KILLS_A_STORE: u64 = 40;
/// How many stores are written to and killed at the same time.
const LANES: u64 = 2;

/// What a run of kills came to.
#[derive(Debug, Default)]
struct Figures {
    kills: u64,
    checks: u64,
    /// Things of which the store had said that they are saved.
    acknowledged: u64,
    /// Kills before the store was open.
    while_opening: u64,
    /// Kills between the attempt and the answer.
    inside_a_write: u64,
    /// Kills that left a journal behind, to be rolled back.
    with_journal: u64,
    /// Things that were saved although the kill came before the answer.
    saved_unsaid: u64,
}

/// What has to be in a store.
#[derive(Default)]
struct Known {
    /// Times of the entries of each case, in order.
    cases: BTreeMap<String, Vec<String>>,
    /// Purged cases.
    purged: BTreeSet<String>,
    /// Times of all that was tried without an answer: it may be there or not.
    tried: BTreeSet<String>,
}

#[test]
fn nothing_acknowledged_is_lost_by_any_kill() {
    let kills: u64 = std::env::var("CALLCARD_KILLS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(100);
    let lanes: Vec<Figures> = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES)
            .map(|lane| scope.spawn(move || kill_often(lane, (kills + lane) / LANES)))
            .collect();
        lanes.into_iter().map(|lane| lane.join().unwrap()).collect()
    });
    let sum = |of: fn(&Figures) -> u64| lanes.iter().map(of).sum::<u64>();
    let acknowledged = sum(|lane| lane.acknowledged);
    assert!(kills < 50 || (acknowledged > kills && sum(|lane| lane.inside_a_write) > 0));
    println!(
        "{} kills, {} checks: {acknowledged} acknowledged, 0 lost, 0 doubled, 0 out of order, 0 stores damaged or put aside;\n\
         {} kills struck inside a write, {} left a journal to be rolled back, {} struck while the store was being opened or made,\n\
         {} entries were saved before their answer could be heard",
        sum(|lane| lane.kills),
        sum(|lane| lane.checks),
        sum(|lane| lane.inside_a_write),
        sum(|lane| lane.with_journal),
        sum(|lane| lane.while_opening),
        sum(|lane| lane.saved_unsaid),
    );
}

fn kill_often(lane: u64, kills: u64) -> Figures {
    let mut chance = Chance(20_261_121 + lane);
    let mut figures = Figures::default();
    let mut folder = tempfile::tempdir().unwrap();
    let mut known = Known::default();
    for kill in 0..kills {
        if kill % KILLS_A_STORE == 0 {
            (folder, known) = (tempfile::tempdir().unwrap(), Known::default());
        }
        let path = folder.path().join("data").join("callcard.db");
        let child = writer(&path, chance.next(), kill * 1000).spawn().unwrap();
        let said = kill_at_some_moment(child, &mut chance);
        figures.kills += 1;
        figures.while_opening += u64::from(said.is_empty());
        figures.inside_a_write += u64::from(matches!(said.last(), Some(Said::Tries(_))));
        let journal = std::fs::metadata(path.with_file_name("callcard.db-journal"));
        figures.with_journal += u64::from(journal.is_ok_and(|journal| journal.len() > 0));
        figures.acknowledged += known.hear(said);
        // A store that was killed is mostly read here first; sometimes the next process finds it as it was left.
        if chance.below(4) > 0 || kill + 1 == kills || (kill + 1) % KILLS_A_STORE == 0 {
            figures.checks += 1;
            figures.saved_unsaid += known.check(&path, &format!("lane {lane}, kill {kill}, {}", path.display()));
        }
    }
    figures
}

/// Lets the process write for some time, kills it, and returns what it had said until then.
fn kill_at_some_moment(mut child: Child, chance: &mut Chance) -> Vec<Said> {
    let (sender, lines) = channel();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let reader = std::thread::spawn(move || {
        let mut line = String::new();
        // A line without an end was not said.
        while out.read_line(&mut line).unwrap() > 0 && line.ends_with('\n') {
            if let Some(said) = line.contains('@').then(|| Said::read(&line)).flatten() {
                let _ = sender.send(said);
            }
            line.clear();
        }
    });
    let mut said = Vec::new();
    if chance.below(5) == 0 {
        let most = if chance.below(2) == 0 { 6_000 } else { 60_000 };
        std::thread::sleep(Duration::from_micros(chance.below(most)));
    } else {
        let wanted = 1 + chance.pick(12);
        listen(&lines, wanted, &mut said);
        let most = if chance.below(2) == 0 { 1_500 } else { 25_000 };
        std::thread::sleep(Duration::from_micros(chance.below(most)));
    }
    let ended = child.try_wait().unwrap();
    let _ = child.kill();
    child.wait().unwrap();
    reader.join().unwrap();
    let mut complaint = String::new();
    child.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
    assert!(ended.is_none(), "the writer ended by itself: {complaint}");
    said.extend(lines.try_iter());
    said
}

fn listen(lines: &Receiver<Said>, wanted: usize, said: &mut Vec<Said>) {
    while said.len() < wanted
        && let Ok(line) = lines.recv_timeout(Duration::from_secs(20))
    {
        said.push(line);
    }
}

impl Known {
    /// Takes over what was said, and returns how many things the store had said are saved.
    fn hear(&mut self, said: Vec<Said>) -> u64 {
        let mut acknowledged = 0;
        for said in said {
            let at = match said {
                Said::Ready => continue,
                Said::Tries(at) => {
                    self.tried.insert(at);
                    continue;
                }
                Said::Made(at, case) => {
                    self.cases.insert(case, Vec::new());
                    at
                }
                Said::Saved(at, case) => {
                    self.cases.get_mut(&case).into_iter().for_each(|entries| entries.push(at.clone()));
                    // A case that was made while nobody heard it.
                    self.cases.entry(case).or_insert_with(|| vec![at.clone()]);
                    at
                }
                Said::Purged(at, case) => {
                    self.cases.remove(&case);
                    self.purged.insert(case);
                    at
                }
            };
            self.tried.remove(&at);
            acknowledged += 1;
        }
        acknowledged
    }

    /// Opens the store and compares. Returns how many things are there of which nobody had heard.
    fn check(&mut self, path: &Path, place: &str) -> u64 {
        let store = RunStore::open(path).unwrap_or_else(|error| panic!("{place}: {error}"));
        assert_eq!(store.moved_aside(), None, "{place}");
        let listed = store.list_cases().unwrap();
        let mut unsaid = 0;
        for case in &listed {
            let reference = &case.case.reference;
            assert!(
                !self.purged.contains(reference),
                "{place}: {reference} was purged and is there again"
            );
            if !self.cases.contains_key(reference) {
                assert!(
                    self.tried.contains(&case.case.created.to_string()),
                    "{place}: nobody made {reference}"
                );
                self.cases.insert(reference.clone(), Vec::new());
                unsaid += 1;
            }
            unsaid += self.check_case(&store, case, place);
        }
        unsaid += self.check_absent(&store, &listed, place);
        drop(store);
        let verdict: String = Connection::open(path)
            .unwrap()
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(verdict, "ok", "{place}");
        self.tried.clear();
        unsaid
    }

    /// A case holds all that was said to be saved, in order; what it holds beyond was tried; and nothing is there twice.
    fn check_case(&mut self, store: &RunStore, case: &CaseSummary, place: &str) -> u64 {
        let reference = &case.case.reference;
        let proof = store.verify(reference).unwrap();
        assert_eq!(proof.fault, None, "{place}: {reference}");
        let links = store.links(reference).unwrap();
        let there: Vec<String> = links.iter().map(|link| time_of(&link.entry)).collect();
        let said = self.cases.get_mut(reference).unwrap();
        let heard: Vec<&String> = there.iter().filter(|at| !self.tried.contains(*at)).collect();
        assert_eq!(heard, said.iter().collect::<Vec<_>>(), "{place}: entries of {reference}");
        let once: BTreeSet<&String> = there.iter().collect();
        assert_eq!(once.len(), there.len(), "{place}: an entry of {reference} is there twice");
        check_runs(store, reference, place);
        let last_state = store
            .case_log(reference)
            .unwrap()
            .into_iter()
            .rev()
            .find_map(|entry| match entry.entry.mark {
                CaseMark::Closed => Some(true),
                CaseMark::Reopened => Some(false),
                _ => None,
            });
        assert_eq!(case.case.closed.is_some(), last_state.unwrap_or(false), "{place}: {reference}");
        assert_eq!(case.entry_count, proof.entries, "{place}: {reference}");
        let unsaid = there.len() - said.len();
        // What was seen once has to stay.
        *said = there;
        u64::try_from(unsaid).unwrap()
    }

    /// A case that is not there was purged, and its receipt is.
    fn check_absent(&mut self, store: &RunStore, listed: &[CaseSummary], place: &str) -> u64 {
        let receipts = store.receipts().unwrap();
        let is_listed = |reference: &str| listed.iter().any(|case| case.case.reference == reference);
        let absent: Vec<String> = self.cases.keys().filter(|reference| !is_listed(reference)).cloned().collect();
        for reference in &absent {
            let receipt = receipts.iter().find(|receipt| receipt.reference == *reference);
            let receipt = receipt.unwrap_or_else(|| panic!("{place}: {reference} is lost"));
            assert!(
                self.tried.contains(&receipt.purged.to_string()),
                "{place}: nobody purged {reference}"
            );
            assert!(receipt.entries >= self.cases[reference].len() as u64, "{place}: {reference}");
            self.cases.remove(reference);
            self.purged.insert(reference.clone());
        }
        let with_receipt: BTreeSet<&String> = receipts.iter().map(|receipt| &receipt.reference).collect();
        assert_eq!(with_receipt, self.purged.iter().collect(), "{place}: receipts");
        absent.len() as u64
    }
}

/// The runs of a case hold the same entries as its chain, each its own in order.
fn check_runs(store: &RunStore, reference: &str, place: &str) {
    let filter = RunFilter {
        case_reference: Some(reference),
        ..RunFilter::default()
    };
    let links = store.links(reference).unwrap();
    for head in store.list_runs(&filter).unwrap() {
        let run = store.load_run(head.id).unwrap().unwrap();
        let of_run: Vec<String> = links
            .iter()
            .filter(|link| link.run.is_some_and(|(number, _)| number == head.number))
            .map(|link| time_of(&link.entry))
            .collect();
        let there: Vec<String> = run.log.entries.iter().map(|entry| entry.at.to_string()).collect();
        assert_eq!(there, of_run, "{place}: run {} of {reference}", head.number);
    }
}

/// Returns the time of an entry, by which it is known.
fn time_of(entry: &str) -> String {
    let entry: serde_json::Value = serde_json::from_str(entry).unwrap();
    entry["at"].as_str().unwrap().to_owned()
}
