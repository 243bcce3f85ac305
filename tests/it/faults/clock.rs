//! A clock that is set back or forward: the order of entries is the order in which they were made, the chain holds, the
//! record says so, no call has less than no minutes, and nothing is deleted early.
//!
//! Ages for deleting come from the clock when `cases purge` is given: one set forward by mistake makes cases seem older, and
//! `--dry-run` shows what would go. Does not belong here: the minutes of a call one by one (`domain::run::calls`).

use std::path::PathBuf;

use callcard::domain::case_log::{CaseEntry, CaseMark};
use callcard::domain::run::{CallPhase, Mark, RunEntry, calls};
use callcard::store::runs::{CaseState, NewRun, RunStore};
use jiff::civil::{DateTime, date, datetime};

use crate::kill::{checklist, long_place};
use crate::support::Callcard;

fn database(place: &Callcard) -> PathBuf {
    place.home().join("data").join("callcard.db")
}

/// Makes a case with a run of the long checklist, and returns both.
fn with_run(store: &mut RunStore, at: DateTime) -> (String, i64) {
    let case = store.create_case("", at).unwrap().reference;
    let text = checklist();
    let run = NewRun {
        case_reference: &case,
        checklist: "long",
        title: "Long",
        text: &text,
        content_date: "",
        started: at,
    };
    let run = store.create_run(&run).unwrap();
    (case, run)
}

#[test]
fn entries_keep_their_order_when_the_clock_is_set_back_and_the_record_says_so() {
    let place = long_place();
    let at = |hour: i8, minute: i8| date(2026, 11, 20).at(hour, minute, 0, 0);
    let mut store = RunStore::open(&database(&place)).unwrap();
    let (case, run) = with_run(&mut store, at(10, 0));
    let answer = |step: u8| Mark::Answer {
        step: format!("s{step}"),
        value: format!("value {step}"),
    };
    let call = |phase| Mark::Call { phase, minutes_before: 0 };
    let entries: Vec<RunEntry> = [
        (at(10, 1), answer(0)),
        (at(10, 30), call(CallPhase::Hold)),
        (at(10, 40), call(CallPhase::Talk)),
        // Set back by two hours.
        (at(8, 45), answer(1)),
        (at(8, 50), call(CallPhase::Hold)),
        (at(8, 55), call(CallPhase::Over)),
        (at(8, 56), answer(2)),
    ]
    .into_iter()
    .map(|(at, mark)| RunEntry { at, mark })
    .collect();
    for (seq, entry) in (0..).zip(&entries) {
        store.append(run, seq, entry).unwrap();
    }
    for (at, text) in [(at(10, 59), "first note"), (at(8, 59), "second note")] {
        let mark = CaseMark::Note { text: text.to_owned() };
        store.add_case_entry(&case, &CaseEntry { at, mark }).unwrap();
    }
    let log = store.load_run(run).unwrap().unwrap().log;
    assert_eq!(log.entries, entries);
    assert_eq!(calls(&log)[0].minutes(at(8, 57)), (10, 0), "never less than nothing");
    assert_eq!(store.verify(&case).unwrap().fault, None);
    drop(store);
    let content = place.content().display().to_string();
    let export = ["--only-content", &content, "cases", "export", &case, "--as"];
    let record = place.also([&export as &[&str], &["text"]].concat()).code(0).stdout;
    let words: String = record.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains(
            "Fri 20 Nov 2026, 08:45: what follows was entered after Fri 20 Nov 2026, 10:40; the computer's clock was set back, or the entry was saved late"
        ),
        "{record}"
    );
    assert_eq!(words.matches("what follows was entered after").count(), 1, "{record}");
    let place_of = |text: &str| record.find(text).unwrap_or_else(|| panic!("{text}: {record}"));
    assert!(place_of("first note") < place_of("second note"), "{record}");
    assert!(place_of("value 0") < place_of("value 1") && place_of("value 1") < place_of("value 2"));
    let json = place.also([&export as &[&str], &["json"]].concat()).code(0).json();
    let history = json["runs"][0]["history"].as_array().unwrap();
    assert!(
        history.iter().map(|entry| entry["number"].as_u64().unwrap()).eq(0..7),
        "{history:?}"
    );
}

#[test]
fn a_case_that_was_closed_while_the_clock_stood_back_is_not_deleted_early() {
    let place = Callcard::new();
    let now = jiff::Zoned::now().datetime();
    let mut store = RunStore::open(&database(&place)).unwrap();
    let (case, _) = with_run(&mut store, now);
    store
        .close_case(&case, CaseState::Closed, datetime(2001, 1, 1, 0, 0, 0, 0))
        .unwrap();
    drop(store);
    let ran = place.also(["cases", "purge"]).code(1);
    assert!(ran.stdout.contains("No case was finished 30 days ago or earlier"), "{}", ran.stdout);
    let ran = place.also(["cases", "purge", &case]).code(2);
    assert!(ran.stderr.contains("was finished less than 30 days ago"), "{}", ran.stderr);
}

#[test]
fn a_case_with_times_that_lie_ahead_is_kept_until_they_are_past() {
    let place = Callcard::new();
    let ahead = datetime(2090, 1, 1, 0, 0, 0, 0);
    let mut store = RunStore::open(&database(&place)).unwrap();
    let (case, _) = with_run(&mut store, ahead);
    store.close_case(&case, CaseState::Closed, ahead).unwrap();
    drop(store);
    let ran = place.also(["cases", "purge", "--older-than", "0"]).code(1);
    assert!(ran.stdout.contains("No case was finished"), "{}", ran.stdout);
    place.also(["cases", "verify", &case]).code(0);
}
