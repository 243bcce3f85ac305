//! `callcard review`: what falls due, what a new text changes, and who looked.
//!
//! Does not belong here: what is said on cards (`currency`).

use serde_json::Value;

use crate::support::Callcard;

const OLD: &str = "A. Time to ask\nYou have 60 days after the notice. Ask in writing; keep a copy. The office answers in 30 days.\n";
const NEW: &str = "A. Time to ask\n\nYou have 65 days after\nthe notice. Ask in writing; keep a copy.\nThe office answers in 30 days.\n";

fn ids(due: &Value) -> Vec<&str> {
    due["due"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect()
}

#[test]
fn the_list_is_by_harm_and_then_by_day_and_names_the_cards() {
    let run = Callcard::new();
    let all = run.also(["review", "--json"]).code(0).json();
    let rows = all["due"].as_array().unwrap();
    let order: Vec<(u64, &str)> = rows
        .iter()
        .map(|row| (9 - row["harm"].as_u64().unwrap(), row["due"].as_str().unwrap()))
        .collect();
    assert!(order.is_sorted(), "{order:?}");
    assert!(rows.len() > 100 && rows[0]["harm"] == 5);
    assert!(!all["never_looked_up"].as_array().unwrap().is_empty());
    let due = run.also(["review", "--due"]).code(0).stdout;
    assert!(due.contains("figure calfresh-minimum: no amount is known"), "{due}");
    assert!(!due.contains("  change "), "all changes were looked up lately: {due}");
    let none = Callcard::new().file("cards/readme.md", "");
    let only = none.content();
    none.also(["review", "--due", "--only-content", only.to_str().unwrap()]).code(1);
    let later = Callcard::on("2027-01-04").args(["review", "--due", "--json"]).run().code(0).json();
    let due = ids(&later);
    assert_eq!(due[0], "medicare-noncitizens-2027", "its own day has come");
    assert!(due.contains(&"sga-non-blind"), "the figures of 2026 have ended");
    assert!(!due.contains(&"closeout-not-only-by-mail"), "harm 5 comes due after three months");
    let told = Callcard::on("2027-01-04").args(["review", "--due"]).run().code(0).stdout;
    assert!(
        told.starts_with("harm 5  DUE 2027-01-04  change medicare-noncitizens-2027: Since 2027-01-04"),
        "{told}"
    );
    assert!(told.contains("on medicare-immigrants, part-b-premium"), "{told}");
}

#[test]
fn a_new_text_shows_only_the_sentences_that_changed_with_what_stands_on_them_and_no_text_is_kept() {
    let run = Callcard::new()
        .file("old.txt", OLD)
        .file("new.txt", NEW)
        .file("cards/readme.md", "");
    let content = run.content();
    let flag = ["--content", content.to_str().unwrap()];
    let (old, new) = (content.join("old.txt"), content.join("new.txt"));
    let review = |more: &[&str]| run.also([&["review", "--section", "gn-00204.012/b"][..], more, &flag].concat());
    let first = review(&["--text", old.to_str().unwrap(), "--verified", "--by", "xy"]).code(0);
    assert!(first.stderr.contains("reviews.yaml and "), "{}", first.stderr);
    let same = review(&["--text", old.to_str().unwrap()]).code(0).stdout;
    assert!(
        same.contains("every sentence is as it was") && same.contains("looked up 2026-11-21 by XY"),
        "{same}"
    );
    let changed = review(&["--text", new.to_str().unwrap()]).code(1).stdout;
    let told: Vec<&str> = changed
        .lines()
        .filter(|line| line.contains("new:") || line.contains("gone:"))
        .collect();
    assert_eq!(
        told,
        [
            "  new: Time to ask You have 65 days after the notice.",
            "  gone: 1 sentences of the text before (their words were not kept)"
        ]
    );
    let stands = |name: &str| changed.lines().find(|line| line.trim().starts_with(name)).unwrap().to_owned();
    assert!(stands("cards:").contains("closeout-dates"), "{changed}");
    assert!(stands("steps:").contains("close-a-protective-filing#"), "{changed}");
    assert!(stands("rules:").contains("pf-t2-closeout"), "{changed}");
    assert!(stands("changes:").contains("closeout-not-only-by-mail"), "{changed}");
    for file in ["reviews.yaml", "fingerprints.yaml"] {
        let kept = std::fs::read_to_string(content.join(file)).unwrap();
        assert!(!kept.contains("days") && !kept.contains("notice"), "{kept}");
    }
    run.also([&["check"][..], &flag].concat()).code(0);
}

#[test]
fn a_look_puts_off_the_next_one_and_says_who_looked() {
    let run = Callcard::new().file("cards/readme.md", "");
    let content = run.content();
    let flag = ["--content", content.to_str().unwrap()];
    let sections = ["--section", "advocacy-for-seniors/4/part-b-eligibility"];
    let verify = [&["review", "--verified", "--by", "ab"][..], &sections, &flag].concat();
    run.also(verify).code(0);
    let shown = run.also([&["review"][..], &sections, &flag].concat()).code(0).stdout;
    assert!(shown.contains("looked up 2026-11-21 by AB"), "{shown}");
    let kept = std::fs::read_to_string(content.join("reviews.yaml")).unwrap();
    assert_eq!(
        kept,
        "reviews:\n  - {section: advocacy-for-seniors/4/part-b-eligibility, on: 2026-11-21, by: AB}\n"
    );
    let card = run.also([&["show", "part-b-premium"][..], &flag].concat()).code(0).stdout;
    assert!(card.contains("looked up 2026-11-21 by AB"), "{card}");
}

#[test]
fn what_cannot_be_taken_is_refused_with_a_way_out_and_nothing_is_written() {
    let run = Callcard::new()
        .file("old.txt", OLD)
        .file("reviews.yaml", "reviews: nonsense\n")
        .file("bad/reviews.yaml", "x");
    let content = run.content();
    let flag = ["--content", content.to_str().unwrap()];
    for (args, wanted) in [
        (&["review", "--section", "gn-00204.012/bb"][..], "did you mean `gn-00204.012/b`?"),
        (
            &["review", "--section", "gn-00204.012/b", "--verified", "--by", "Anna"],
            "two or three letters",
        ),
        (
            &["review", "--section", "gn-00204.012/b", "--verified", "--by", "AB"],
            "nothing was added",
        ),
        (&["review", "--section", "gn-00204.012/b", "--verified"], "--by"),
    ] {
        let ran = run.also([args, &flag].concat()).code(2);
        assert!(ran.stderr.contains(wanted), "{args:?}: {}", ran.stderr);
    }
    let kept = std::fs::read_to_string(content.join("reviews.yaml")).unwrap();
    assert_eq!(kept, "reviews: nonsense\n");
}

#[test]
fn every_section_that_cards_stand_on_has_its_fingerprint() {
    let library = callcard::builtin::library();
    for document in &library.documents {
        for section in document.sections.iter().filter(|section| section.waived.is_none()) {
            let id = format!("{}/{}", document.id, section.id);
            let kept = library.fingerprints.get(&id).map_or("", String::as_str);
            assert!(!kept.is_empty(), "{id}");
            assert!(kept.split(' ').all(|hash| hash.len() == 12), "{id}");
        }
    }
}
