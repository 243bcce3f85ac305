//! `callcard review`: what falls due, what a new text changes, and who looked.
//!
//! Does not belong here: what is said on cards (`currency`).

use serde_json::Value;

use crate::support::Callcard;

/// A day after every review of the built-in content, those still to be written too.
const LATER: &str = "2060-11-22";

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
    let none = Callcard::new().file("cards/readme.md", "");
    let only = none.content();
    none.also(["review", "--due", "--only-content", only.to_str().unwrap()]).code(1);
}

#[test]
fn what_is_due_is_a_change_on_its_own_day_and_a_figure_that_has_ended_with_the_section_to_look_up() {
    let change = |id: &str, kind: &str, since: &str| {
        format!(
            "  - {{id: {id}, kind: {kind}, harm: 5, sections: [own/a, own/b], was: W., now: It ends. More., since: {since}, authority: A, address: '', confidence: verified, checked: 2026-11-21}}\n"
        )
    };
    let changes = change("to-come", "pending", "2027-01-04") + &change("in-force", "changed", "2026-04-24");
    let run = Callcard::new()
        .file("changes.yaml", format!("changes:\n{changes}"))
        .file("own.yaml", "document: own\ntitle: Own\npublisher: Us\ndate: 2020-01-01\nsections:\n  - {id: a, heading: A}\n  - {id: b, heading: B}\n")
        .file("own.md", "---\nid: own\ntitle: Own\nkind: rule\nprograms: [title-ii]\nwhere: federal\nsummary: Own.\nasks: [own]\nsources: [own/a]\nchanges: [to-come, in-force]\n---\n\n> [!IMPORTANT]\n> Look at [[figure:fee]].\n")
        .file("figures.yaml", "figures:\n  - id: fee\n    label: Fee\n    unit: USD\n    values:\n      - {from: 2026-01-01, to: 2026-12-31, amount: 5, source: s}\n");
    let content = run.content();
    let due = ["--only-content", content.to_str().unwrap(), "review", "--due"];
    run.also_on("2026-12-31", due).code(1);
    let told = run.also_on("2027-01-04", due).code(0).stdout;
    let lines: Vec<&str> = told.lines().take(5).collect();
    assert_eq!(
        lines,
        [
            "harm 5  DUE 2027-01-04  change to-come: Since 2027-01-04: It ends.",
            "        look up own/a, own/b",
            "        on own",
            "harm 4  DUE 2027-01-01  figure fee: no amount is known from then on",
            "        on own",
        ],
        "harm 5 comes due after three months: {told}"
    );
    let json = run.also_on("2027-01-04", [&due[..], &["--json"]].concat());
    assert_eq!(ids(&json.code(0).json()), ["to-come", "fee"]);
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
    let review = |more: &[&str]| run.also_on(LATER, [&["review", "--section", "gn-00204.012/b"][..], more, &flag].concat());
    let first = review(&["--text", old.to_str().unwrap(), "--verified", "--by", "xy"]).code(0);
    assert!(first.stderr.contains("reviews.yaml and "), "{}", first.stderr);
    let same = review(&["--text", old.to_str().unwrap()]).code(0).stdout;
    assert!(
        same.contains("every sentence is as it was") && same.contains("looked up 2060-11-22 by XY"),
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
    run.also_on(LATER, [&["check"][..], &flag].concat()).code(0);
}

#[test]
fn a_look_puts_off_the_next_one_and_says_who_looked() {
    let run = Callcard::new().file("cards/readme.md", "");
    let content = run.content();
    let flag = ["--content", content.to_str().unwrap()];
    let sections = ["--section", "advocacy-for-seniors/4/part-b-eligibility"];
    let verify = [&["review", "--verified", "--by", "ab"][..], &sections, &flag].concat();
    run.also_on(LATER, verify).code(0);
    let shown = run.also_on(LATER, [&["review"][..], &sections, &flag].concat()).code(0).stdout;
    assert!(shown.contains("looked up 2060-11-22 by AB"), "{shown}");
    let kept = std::fs::read_to_string(content.join("reviews.yaml")).unwrap();
    assert_eq!(
        kept,
        "reviews:\n  - {section: advocacy-for-seniors/4/part-b-eligibility, on: 2060-11-22, by: AB}\n"
    );
    let card = run.also_on(LATER, [&["show", "part-b-premium"][..], &flag].concat()).code(0).stdout;
    assert!(card.contains("looked up 2060-11-22 by AB"), "{card}");
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
