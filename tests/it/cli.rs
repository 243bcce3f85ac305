//! The command line from outside: output, messages, exit codes of the contract.
//!
//! Does not belong here: the terminal UI, faults in content.

use crate::support::Callcard;

#[test]
fn wrong_usage_is_two_and_says_what_would_be_right() {
    let ran = Callcard::new().args(["show", "closeout-date"]).run().code(2);
    assert!(
        ran.stderr.contains("there is no card or checklist `closeout-date`") && ran.stderr.contains("did you mean `closeout-dates`?"),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.stdout, "");
    Callcard::new().args(["--content", "/no/such/folder", "list"]).run().code(2);
    Callcard::new().args(["list", "--bogus"]).run().code(2);
    let ran = Callcard::new().args(["--today", "soon", "list"]).run();
    assert_eq!(ran.code, 2);
}

#[test]
fn a_card_is_shown_as_json_and_as_plain_text() {
    let json = Callcard::new().args(["show", "closeout-dates", "--json"]).run().code(0).json();
    assert_eq!(json["id"], "closeout-dates");
    assert_eq!(json["currency"], "changed");
    assert!(
        json["sections"]
            .as_array()
            .unwrap()
            .iter()
            .all(|section| section["anchor"].is_string() && section["text"].is_string())
    );
    assert!(
        json["sources"]
            .as_array()
            .unwrap()
            .iter()
            .any(|source| source["id"] == "gn-00204.012/b" && source["date"] == "2023-07-28")
    );
    let plain = Callcard::new().args(["show", "closeout-dates", "--plain"]).run().code(0).stdout;
    assert!(
        plain.contains("DO NOW: ") && plain.contains("From: GN 00204.012 B, TN 126 (07-23)"),
        "{plain}"
    );
    assert!(!plain.contains('\u{1b}') && !plain.contains('\u{2502}'));
}

#[test]
fn every_list_is_there_in_words_and_as_json() {
    for (what, least) in [("cards", 90), ("checklists", 10), ("rules", 20), ("figures", 80), ("sources", 364)] {
        let json = Callcard::new().args(["list", what, "--json"]).run().code(0).json();
        assert!(json.as_array().unwrap().len() >= least, "{what}");
        let words = Callcard::new().args(["list", what]).run().code(0).stdout;
        assert_eq!(words.lines().count(), json.as_array().unwrap().len(), "{what}");
    }
}

#[test]
fn a_figure_is_never_projected() {
    let known = Callcard::new().args(["figure", "sga-non-blind"]).run().code(0).stdout;
    assert!(known.contains("$1,690 a month (2026)"), "{known}");
    let unknown = Callcard::new()
        .args(["figure", "sga-non-blind", "--on", "2027-02-01"])
        .run()
        .code(1)
        .stdout;
    assert!(unknown.contains("not known for 2027; 2026 was $1,690"), "{unknown}");
}

#[test]
fn a_date_comes_with_its_authority() {
    let json = Callcard::new()
        .args(["date", "pf-t2-closeout", "--notice-date", "2026-06-02", "--json"])
        .run()
        .code(0)
        .json();
    assert_eq!(json["result"]["closeout"], "2026-12-02");
    assert!(
        json["trace"]
            .as_array()
            .unwrap()
            .iter()
            .all(|step| !step["cite"].as_str().unwrap().is_empty())
    );
    let ran = Callcard::new()
        .args(["date", "pf-t2-closeout", "--notice-date", "2026-06-31"])
        .run()
        .code(2);
    assert!(ran.stderr.contains("notice_date"), "{}", ran.stderr);
    let batch = Callcard::new()
        .args(["date", "--batch", "-", "--json"])
        .stdin("{\"rule\": \"cal-nonworkday\", \"input\": {\"day\": \"2025-12-26\"}}\n{\"rule\": \"none\", \"input\": {}}\n")
        .run()
        .code(2)
        .stdout;
    let lines: Vec<serde_json::Value> = batch.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["result"]["nonworkday"], true);
    assert!(lines[1]["error"].is_string());
}

#[test]
fn completions_are_made_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(
            Callcard::new()
                .args(["completions", shell])
                .run()
                .code(0)
                .stdout
                .contains("callcard")
        );
    }
}

#[test]
fn answers_that_cannot_be_taken_name_their_place() {
    let walk = |text: &str| {
        Callcard::new()
            .args(["walk", "is-an-earlier-filing-still-open", "--answers", "-"])
            .stdin(text)
            .run()
    };
    let ran = walk("{\n  \"no-such-step\": 1\n}").code(2);
    assert!(ran.stderr.contains("-:2:3:"), "{}", ran.stderr);
    let ran = walk("{\n  oops\n}").code(2);
    assert!(ran.stderr.contains("-:2:3:"), "{}", ran.stderr);
}
