//! Tests of records as JSON: every state with what made it so, what was struck, and nothing that steers a terminal.

use jiff::civil::{date, datetime};

use super::*;
use crate::domain::export::tests::{all_marks, answer, case, case_log, library, log};
use crate::domain::run::Mark;

fn whole_case(marks: &[Mark]) -> Value {
    let library = library();
    let checklist = library.find_checklist("filing").expect("the checklist");
    let log = log(marks);
    let record = RunRecord {
        case_reference: "C-7F2K",
        run: 3,
        started: datetime(2026, 11, 21, 9, 59, 0, 0),
        finished: None,
        content_date: "2026-04-24",
        fingerprint: "abc123",
        checklist,
        log: &log,
    };
    let unreadable = LogRecord {
        run: 1,
        title: "Gone",
        log: &log,
    };
    let record = CaseRecord {
        log: &case_log(),
        runs: &[record],
        unreadable: &[unreadable],
        head: Some("9f86d081"),
        entries: 41,
        ..case(datetime(2026, 11, 21, 9, 0, 0, 0))
    };
    case_json(&record, &library, date(2026, 11, 21))
}

fn item<'a>(run: &'a Value, id: &str) -> &'a Value {
    let mut items = run["items"].as_array().expect("items").iter();
    items.find(|item| item["id"] == id).expect("the item")
}

#[test]
fn a_case_holds_everything_that_its_record_says() {
    insta::assert_snapshot!(json_text(&whole_case(&all_marks())));
}

#[test]
fn every_step_has_one_of_the_six_states_in_words_with_its_reason() {
    let case = whole_case(&all_marks());
    let run = &case["runs"][0];
    let table = [
        ("side", "done", "[x]", "value", json!("helper")),
        ("record", "deferred", "[>]", "until", json!("Thursday")),
        ("log", "refused", "[~]", "refused_by", json!("agent, unit 123")),
        ("diary", "overridden", "[!]", "reason", json!("no diary here")),
        (
            "who",
            "not applicable",
            "[-]",
            "because",
            json!([{ "step": "notice", "value": "yes", "words": "Was a notice given?" }]),
        ),
        ("else", "open", "[ ]", "at", Value::Null),
    ];
    for (id, word, mark, field, value) in table {
        let item = item(run, id);
        assert_eq!(
            (&item["state_word"], &item["mark"], &item[field]),
            (&json!(word), &json!(mark), &value),
            "{item}"
        );
    }
    assert_eq!(item(run, "log")["at"], "2026-11-21T10:03:00");
    let case = whole_case(&[answer("side", "helper")]);
    let waiting = item(&case["runs"][0], "who");
    assert_eq!(
        (&waiting["state"], &waiting["state_word"], &waiting["waits_for"]),
        (&json!("waiting"), &json!("open"), &json!(["notice"]))
    );
}

#[test]
fn signs_that_steer_a_terminal_are_written_as_escapes_and_read_back() {
    let typed = "\u{1b}[31m\u{9b}31m\u{202e}\u{feff}\u{e0001}\u{7f}\u{e9}\"";
    let value = json!({ "note": typed });
    let text = json_text(&value);
    assert!(
        text.chars().all(|c| c == '\n' || !is_unseen(c)) && text.contains("\\u202e") && text.contains('\u{e9}'),
        "{text}"
    );
    assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), value);
    assert_eq!(text, json_text(&value));
}
