//! A card and a checklist, each broken in more than ten ways: a clear message for each, with its place, and no crash.
//!
//! Does not belong here: faults that a single parser function shows (unit tests beside it).

use crate::support::Callcard;

const CARD: &str = "---
id: late-return
title: Late return
kind: rule
programs: [title-ii]
where: federal
summary: What to do when a form comes back late.
asks: [form came late]
sources: [manual/a]
---

> [!IMPORTANT]
> Look at the date.

## The rule {#rule .rule}

Words with a [[late-return#rule]] link.
";

const CHECKLIST: &str = "---
id: return-it
title: Return it
kind: checklist
programs: [title-ii]
where: federal
summary: Steps.
asks: [how do I return it]
sources: [manual/a]
outcomes:
  done: Send it.
  kept: Keep it.
---

## First {#first}

- [ ] Date on the form [[late-return#rule]] {#form-date ask=date}
- [ ] Late? [[late-return#rule]] {#late ask=yes-no}
- [ ] Say why [[late-return#rule]] {#why ask=text if=\"late = yes\"}
- Keep it. {#keep end=kept if=\"late = no\"}
- Send it. {#send end=done}
";

const MANUAL: &str = "document: manual
title: Manual
publisher: Publisher
date: 2020-01-01
sections:
  - {id: a, heading: A}
";

/// Checks content with `file` changed by `change`, and expects one of the faults to be `code` at `line`, with `words` in its message and a caret.
#[track_caller]
fn check(file: &str, change: impl Fn(&str) -> String, code: &str, line: u64, words: &str) {
    let (card, checklist) = match file {
        "late-return.md" => (change(CARD), CHECKLIST.to_owned()),
        _ => (CARD.to_owned(), change(CHECKLIST)),
    };
    let callcard = Callcard::new()
        .file("late-return.md", card)
        .file("return-it.md", checklist)
        .file("manual.yaml", MANUAL);
    let folder = callcard.content().display().to_string();
    let callcard = callcard.args(["--only-content", &folder, "check"]);
    let human = callcard.run();
    let json = callcard.args(["--json"]).run();
    let report = json.json();
    let all: Vec<_> = ["errors", "warnings"]
        .iter()
        .flat_map(|kind| report[kind].as_array().unwrap().clone())
        .collect();
    let found = all
        .iter()
        .find(|fault| fault["code"] == code && fault["line"] == line && fault["file"] == file);
    let found = found.unwrap_or_else(|| panic!("no {code} in line {line} of {file}, but {all:#?}"));
    assert!(found["message"].as_str().unwrap().contains(words), "{found}");
    assert!(!found["hint"].as_str().unwrap().is_empty(), "{found}");
    assert!(
        human.stdout.contains(&format!("[{code}]")) && human.stdout.contains(&format!("{file}:{line}:")) && human.stdout.contains("hint: "),
        "{}",
        human.stdout
    );
    assert_eq!(json.code, i32::from(!report["errors"].as_array().unwrap().is_empty()));
}

fn card(from: &'static str, to: &'static str) -> impl Fn(&str) -> String {
    move |text| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    }
}

#[test]
fn whole_content_is_fine() {
    let callcard = Callcard::new()
        .file("late-return.md", CARD)
        .file("return-it.md", CHECKLIST)
        .file("manual.yaml", MANUAL);
    let folder = callcard.content().display().to_string();
    let ran = callcard.args(["--only-content", &folder, "check"]).run().code(0);
    assert!(!ran.stdout.contains("error[") && !ran.stdout.contains("warning["), "{}", ran.stdout);
}

#[test]
fn a_card_broken_in_many_ways_gets_a_clear_message_each() {
    let name = "late-return.md";
    check(name, card("---\nid", "id"), "C001", 1, "front matter");
    check(
        name,
        card("programs: [title-ii]", "programs: [title-ii"),
        "C002",
        6,
        "cannot be read",
    );
    check(name, card("summary:", "sumary:"), "C003", 7, "unknown key `sumary`");
    check(name, card("asks: [form came late]\n", ""), "C004", 2, "`asks` is missing");
    check(name, card("kind: rule", "kind: rul"), "C005", 4, "`rul` is no value");
    check(
        name,
        card("where: federal", "where: federal\nwhere: wisconsin"),
        "C006",
        7,
        "given twice",
    );
    check(name, card("id: late-return", "id: Late Return"), "C007", 2, "is no id");
    check(name, card("> [!IMPORTANT]\n", ""), "C009", 11, "what to do now");
    check(name, card(" {#rule .rule}", ""), "C010", 15, "without an anchor");
    check(name, card("Words with", "## Again {#rule}\n\nWords with"), "C011", 17, "used twice");
    check(name, card("{#rule .rule}", "{#rule if}"), "C012", 15, "expected `=`");
    check(
        name,
        card("[[late-return#rule]]", "[[late-retrun]]"),
        "C013",
        17,
        "nothing has the id",
    );
    check(
        name,
        card("[[late-return#rule]]", "[[late-return#rul]]"),
        "C013",
        17,
        "no place `rul`",
    );
    check(name, card("manual/a", "manual/b"), "C014", 9, "`manual/b`");
    check(name, card("Words", "Words [[figure:sga]]"), "C016", 17, "no figure `sga`");
    check(name, card("Words", "Words \u{1b}]52;c;eA\u{7}"), "C029", 17, "control characters");
    check(name, card("Words", "Words <b>bold</b>"), "C033", 17, "HTML");
}

#[test]
fn a_checklist_broken_in_many_ways_gets_a_clear_message_each() {
    let name = "return-it.md";
    check(
        name,
        card("outcomes:\n  done: Send it.\n  kept: Keep it.\n", ""),
        "C004",
        2,
        "`outcomes` is missing",
    );
    check(
        name,
        card("kind: checklist", "kind: worksheet"),
        "C005",
        2,
        "a worksheet that works nothing out",
    );
    check(
        name,
        card("{#late ask=yes-no}", "{#form-date ask=yes-no}"),
        "C011",
        18,
        "used twice",
    );
    check(
        name,
        card("{#late ask=yes-no}", "{#late ask=yes-no"),
        "C025",
        18,
        "without attributes",
    );
    check(name, card("Late? [[late-return#rule]]", "Late?"), "C017", 18, "names no rule");
    check(name, card("late = yes", "late yes"), "C018", 19, "expected `=`");
    check(name, card("late = yes", "later = yes"), "C019", 19, "not answered above");
    check(name, card("late = yes", "late = maybe"), "C019", 19, "can never be `maybe`");
    check(
        name,
        card("if=\"late = yes\"", "if=\"keep = yes\""),
        "C019",
        19,
        "not answered above",
    );
    check(name, card("end=done", "end=don"), "C020", 21, "no outcome `don`");
    check(name, card("- Send it. {#send end=done}\n", ""), "C021", 20, "end nowhere");
    check(
        name,
        card("{#send end=done}", "{#send compute=nothing}"),
        "C024",
        21,
        "no rule `nothing`",
    );
    check(
        name,
        card("- Send it.", "- Stray words.\n- Send it."),
        "C025",
        21,
        "without attributes",
    );
    check(
        name,
        card("- Send it.", "- Stop. {#stop end=done}\n- Send it."),
        "C027",
        22,
        "no path reaches",
    );
    check(name, card("ask=date", "ask=data"), "C005", 17, "`data` is nothing to ask for");
    let more: Vec<String> = (0..9)
        .map(|number| format!("- [ ] More [[late-return#rule]] {{#m{number}}}\n"))
        .collect();
    let ten = |text: &str| {
        text.replacen("- Keep it.", &more.concat(), 1)
            .replacen(" {#keep", "- Keep it. {#keep", 1)
    };
    check(name, ten, "C022", 15, "12 steps");
}

#[test]
fn all_faults_of_a_file_are_reported_at_once() {
    let text = CARD
        .replace("where: federal", "where: mars")
        .replace("[[late-return#rule]]", "[[gone]]")
        .replace("kind: rule", "kind: x");
    let callcard = Callcard::new()
        .file("late-return.md", text)
        .file("return-it.md", CHECKLIST)
        .file("manual.yaml", MANUAL);
    let folder = callcard.content().display().to_string();
    let report = callcard.args(["--only-content", &folder, "check", "--json"]).run().code(1).json();
    assert_eq!(report["errors"].as_array().unwrap().len(), 3, "{report}");
}

#[test]
fn files_that_are_no_text_or_have_the_same_id_are_told_apart() {
    let callcard = Callcard::new()
        .file("a/late-return.md", CARD)
        .file("b/late-return.md", CARD)
        .file("c.md", [0xff_u8, 0xfe])
        .file("return-it.md", CHECKLIST)
        .file("manual.yaml", MANUAL);
    let folder = callcard.content().display().to_string();
    let report = callcard.args(["--only-content", &folder, "check", "--json"]).run().code(1).json();
    let codes: Vec<&str> = report["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["C008", "C034"], "{report}");
}
