//! Rules that somebody who writes cards states in a folder of their own: listed, computed, shown, checked, used by a checklist.
//!
//! Does not belong here: how each form of a rule is counted (unit tests of `rules::counted`).

use crate::support::Callcard;

const CARD: &str = r"---
id: own-review
title: Asking our office for a review
kind: rule
programs: [title-ii]
where: wisconsin
summary: Thirty days after the letter came.
asks: [how long for a review]
sources: [wi-escalation/income-step-3]
checklists: [a-own-list]
---

> [!IMPORTANT]
> Ask for the date on the letter.

## Thirty days {#days}

Count from receipt.

```rule
id: own-review-deadline
title: Last day to ask our office for a review
inputs:
  notice_date:
    ask: What date is on our letter?
    words: the date on our letter
  received_on:
    ask: On what day did it come, if that can be shown?
    needed: no
result: deadline
also: [receipt]
count: 30 days after receipt
receipt: 5 days after notice_date, or received_on
authority: Our handbook, 4.2 (2026-01)
roll: Our handbook, 4.3
for: client
late: File it anyway and say why.
```
";

/// Named so that it is read before the card that states its rule.
const CHECKLIST: &str = r#"---
id: a-own-list
title: Review asked for
kind: checklist
programs: [title-ii]
where: wisconsin
summary: Asks for a review.
asks: [review]
sources: [wi-escalation/income-step-3]
outcomes:
  late: Ask all the same.
  done: Asked.
---

## A {#a}

- [ ] Date on the letter [[own-review#days]] {#letter ask=date}
- Ask by {#by compute=own-review-deadline with="notice_date: letter"}
- End {#end end=done}
- Never {#never end=late}
"#;

fn own() -> Callcard {
    Callcard::on("2026-11-21")
        .file("z/own-review.md", CARD)
        .file("a/a-own-list.md", CHECKLIST)
}

#[test]
fn a_rule_on_a_card_of_ones_own_is_computed_listed_and_shown() {
    let own = own();
    let dir = own.content().display().to_string();
    let found = own
        .also([
            "--content",
            &dir,
            "date",
            "own-review-deadline",
            "--notice-date",
            "2026-11-02",
            "--json",
        ])
        .code(0)
        .json();
    assert_eq!(found["result"]["receipt"], "2026-11-07");
    assert_eq!(found["result"]["deadline"], "2026-12-07");
    assert_eq!(found["cite"][0], "wi-escalation/income-step-3");
    assert_eq!(found["trace"][1]["step"], "30 days after 7 November 2026");
    assert_eq!(found["trace"][1]["cite"], "Our handbook, 4.2 (2026-01)");
    let listed = own.also(["--content", &dir, "list", "rules", "--json"]).code(0).json();
    let rule = listed
        .as_array()
        .and_then(|rules| rules.iter().find(|rule| rule["id"] == "own-review-deadline"))
        .expect("listed");
    assert_eq!(rule["stated_on"], "own-review#days");
    assert_eq!(rule["inputs"][0]["ask"], "What date is on our letter?");
    let shown = own.also(["--content", &dir, "show", "own-review", "--plain"]).code(0).stdout;
    for part in [
        "Last day to ask our office for a review",
        "30 days after receipt; receipt is presumed 5 days after the date on our letter, unless a later one is shown",
        "moved to the next workday (Our handbook, 4.3)",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
}

#[test]
fn a_checklist_uses_it_wherever_its_file_stands_and_the_check_knows_it() {
    let own = own().file("answers.json", r#"{"letter": "2026-11-02"}"#);
    let dir = own.content().display().to_string();
    let answers = format!("{dir}/answers.json");
    let walked = own
        .also(["--content", &dir, "walk", "a-own-list", "--answers", &answers, "--json"])
        .code(0)
        .stdout;
    assert!(
        walked.contains("\"deadline\":\"2026-12-07\"") || walked.contains("\"deadline\": \"2026-12-07\""),
        "{walked}"
    );
    let report = own.also(["check", &dir, "--json"]).json();
    let codes: Vec<&str> = ["errors", "warnings"]
        .iter()
        .flat_map(|list| report[list].as_array().into_iter().flatten())
        .filter_map(|fault| fault["code"].as_str())
        .collect();
    assert!(!codes.contains(&"C024") && !codes.contains(&"C013"), "{report}");
}

#[test]
fn a_box_that_is_wrong_is_told_with_file_line_and_what_would_be_right() {
    let wrong = CARD
        .replace("30 days after receipt", "30 days from receipt")
        .replace("late: File it anyway and say why.\n", "");
    let own = Callcard::on("2026-11-21").file("own-review.md", wrong).file(
        "own-questions.md",
        CARD.replace("own-review\n", "own-questions\n").replace(
            CARD.split("```rule\n").nth(1).expect("a box"),
            "id: pf-filing-dat\ninputs:\n  notice_date: What?\n```\n",
        ),
    );
    let dir = own.content().display().to_string();
    let report = own.also(["check", &dir, "--json"]).code(1).json();
    let errors = report["errors"].as_array().expect("errors");
    let find = |part: &str| {
        errors
            .iter()
            .find(|error| error["message"].as_str().is_some_and(|message| message.contains(part)))
            .unwrap_or_else(|| panic!("{part} in {errors:?}"))
    };
    let count = find("`30 days from receipt` is no count");
    assert_eq!(count["file"], "own-review.md");
    assert_eq!(count["line"], 32);
    assert!(
        count["hint"]
            .as_str()
            .is_some_and(|hint| hint.contains("60 days after notice_date"))
    );
    let unknown = find("the program has no rule `pf-filing-dat`");
    assert!(
        unknown["hint"]
            .as_str()
            .is_some_and(|hint| hint.contains("did you mean `pf-filing-date`?"))
    );
}
