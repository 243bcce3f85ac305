//! New cards and checklists from templates, and faults in the form that editors read.
//!
//! Does not belong here: imports (`import`), what each fault says (`broken`).

use serde_json::Value;

use crate::support::Callcard;

#[test]
fn a_template_has_no_fault_but_where_it_says_todo() {
    let kinds = [
        "rule",
        "procedure",
        "appeal-level",
        "criteria",
        "form",
        "letter",
        "figures",
        "reference",
    ];
    let callcard = Callcard::new();
    let mut made = Vec::new();
    for kind in kinds {
        made.push(callcard.also(["new", "card", &format!("my-{kind}"), "--kind", kind]).code(0).stdout);
    }
    for what in ["checklist", "worksheet"] {
        made.push(callcard.also(["new", what, &format!("my-{what}")]).code(0).stdout);
    }
    let paths: Vec<&str> = made.iter().map(|path| path.trim_end()).collect();
    assert!(paths.iter().all(|path| path.contains("/callcard/content/")), "{paths:?}");
    let checked = callcard.also(["check", "--json-lines"]).code(1);
    let faults: Vec<Value> = checked.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ours: Vec<&Value> = faults
        .iter()
        .filter(|fault| paths.contains(&fault["file"].as_str().unwrap()))
        .collect();
    for fault in ours.iter().filter(|fault| fault["severity"] == "error") {
        let text = std::fs::read_to_string(fault["file"].as_str().unwrap()).unwrap();
        let line = usize::try_from(fault["line"].as_u64().unwrap()).unwrap();
        assert!(text.lines().nth(line - 1).unwrap().contains("TODO"), "{fault}");
    }
    for path in paths {
        assert!(
            ours.iter().any(|fault| fault["file"] == path && fault["severity"] == "error"),
            "{path}"
        );
    }
}

#[test]
fn a_template_filled_in_is_without_fault() {
    let callcard = Callcard::new();
    let path = callcard.also(["new", "card", "our-ladder", "--kind", "procedure"]).code(0).stdout;
    let text = std::fs::read_to_string(path.trim_end()).unwrap();
    let filled = text
        .replace("[TODO]", "[gn-00204.012/b]")
        .replace("sources: [gn-00204.012/b]", "sources: [gn-00204.012/h]");
    std::fs::write(path.trim_end(), filled).unwrap();
    let checked = callcard.also(["check", "--json"]).json();
    let errors = checked["errors"].as_array().unwrap();
    assert!(
        errors.iter().all(|fault| fault["code"] == "C026"),
        "only what has changed since its source: {errors:#?}"
    );
}

#[test]
fn an_id_that_is_taken_or_none_is_refused() {
    let callcard = Callcard::new();
    let taken = callcard.also(["new", "card", "request-a-bpqy"]).code(2);
    assert!(taken.stderr.contains("is taken: cards/bpqy/request-a-bpqy.md"), "{}", taken.stderr);
    let bad = callcard.also(["new", "checklist", "../Up"]).code(2);
    assert!(bad.stderr.contains("is no id"), "{}", bad.stderr);
    callcard.also(["new", "card", "our-ladder"]).code(0);
    let again = callcard.also(["new", "checklist", "our-ladder"]).code(2);
    assert!(
        again.stderr.contains("`our-ladder` is taken: cards/our-ladder.md"),
        "{}",
        again.stderr
    );
    let other = callcard.also(["new", "card", "x", "--kind", "song"]).code(2);
    assert!(other.stderr.contains("possible values"), "{}", other.stderr);
}
