//! A replaced rule can never be read, found, copied or exported without what holds now.
//!
//! Every change of harm 3 and more is followed to every card that stands on a section which it touches, and into everything
//! that shows such a card. Does not belong here: the wording of states (`currency`).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use callcard::domain::blank::blank;
use callcard::domain::card::Card;
use callcard::domain::currency::WARN_HARM;
use callcard::domain::export::{Form, RunRecord, export_run};
use callcard::domain::layout::{Detail, Opening, Page, Reader, Symbols, layout_section, layout_step};
use callcard::domain::library::{Entry, Library};
use callcard::domain::register::{Change, ChangeKind};
use callcard::domain::run::RunLog;
use jiff::civil::{Date, date};

use crate::support::Callcard;

const TODAY: Date = date(2026, 11, 21);

static LIBRARY: LazyLock<Library> = LazyLock::new(callcard::builtin::library);

fn touching(sources: &[String]) -> Vec<&'static Change> {
    let graver = LIBRARY
        .changes
        .iter()
        .filter(|change| WARN_HARM <= change.harm && change.is_replaced_on(TODAY));
    graver
        .filter(|change| change.sections.iter().any(|id| sources.contains(id)))
        .collect()
}

/// Returns the cards that a change touches, each with the anchors of the sections touched.
fn touched() -> Vec<(&'static Card, &'static str, &'static Change)> {
    let sections = LIBRARY
        .cards
        .iter()
        .flat_map(|card| card.sections.iter().map(move |section| (card, section)));
    sections
        .flat_map(|(card, section)| {
            touching(&section.sources)
                .into_iter()
                .map(move |change| (card, section.anchor.as_str(), change))
        })
        .collect()
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn reader() -> Reader<'static> {
    Reader {
        library: &LIBRARY,
        today: TODAY,
        width_cols: 100,
        symbols: Symbols::Unicode,
        detail: Detail::Full,
        worked: None,
    }
}

fn is_marked(page: &Page, change: &Change) -> bool {
    let text = flat(&page.lines.iter().map(|line| line.plain() + "\n").collect::<String>());
    match change.kind {
        ChangeKind::WrongInDocument => {
            text.contains("is wrong on this point") || text.contains("changed since") || text.contains("CHANGED")
        }
        _ => text.contains("changed since") || text.contains("CHANGED"),
    }
}

#[test]
fn every_card_on_a_touched_section_names_the_change() {
    let mut silent = BTreeSet::new();
    for (card, anchor, change) in touched() {
        if !card.head.changes.contains(&change.id) {
            silent.insert(format!("{}#{anchor}: {}", card.head.id, change.id));
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
    assert!(touched().len() > 300, "{}", touched().len());
}

#[test]
fn what_a_section_shows_alone_or_beside_a_step_is_marked() {
    for (card, anchor, change) in touched() {
        for opening in [Opening::First, Opening::Without] {
            let page = layout_section(card, anchor, opening, &reader());
            assert!(is_marked(&page, change), "{}#{anchor}: {}", card.head.id, change.id);
        }
    }
    for checklist in &LIBRARY.checklists {
        for step in checklist.steps() {
            let page = layout_step(step, None, &reader());
            for rule in &step.rules {
                for change in touching(LIBRARY.sources_of(&rule.target)) {
                    assert!(is_marked(&page, change), "{}#{}: {}", checklist.head.id, step.id, change.id);
                }
            }
        }
    }
}

#[test]
fn what_is_copied_as_a_citation_says_that_the_text_has_changed() {
    for (card, anchor, change) in touched() {
        let sources = callcard::tui::text::sources_of(&LIBRARY, &card.head.id, anchor);
        let copied = callcard::tui::text::citation(&LIBRARY, &card.head.id, anchor, &sources, TODAY);
        let is_told = copied.contains("changed since") || copied.contains("is wrong on this point");
        assert!(is_told, "{}#{anchor}: {}:\n{copied}", card.head.id, change.id);
    }
}

#[test]
fn a_card_printed_or_as_json_tells_every_change_that_touches_it() {
    let run = Callcard::new();
    let seen: BTreeSet<(&String, &String)> = touched().into_iter().map(|(card, _, change)| (&card.head.id, &change.id)).collect();
    let cards: BTreeSet<&String> = seen.iter().map(|(card, _)| *card).collect();
    for card in cards {
        let plain = flat(&run.also(["show", card, "--plain"]).code(0).stdout);
        let json = run.also(["show", card, "--json"]).code(0).json();
        assert_eq!(json["currency"], "changed", "{card}");
        let told: Vec<&str> = json["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|change| change["id"].as_str().unwrap())
            .collect();
        for (_, id) in seen.iter().filter(|(of, _)| *of == card) {
            let change = LIBRARY.find_change(id).unwrap();
            assert!(plain.contains(&flat(&change.now)), "{card}: {id}");
            assert!(told.contains(&id.as_str()), "{card}: {id}");
        }
    }
}

#[test]
fn no_hit_shows_a_touched_section_without_the_change() {
    let mut queries = BTreeSet::new();
    for (card, _, _) in touched() {
        queries.insert(card.head.title.clone());
        queries.extend(card.head.asks.iter().take(2).cloned());
    }
    let queries: Vec<String> = queries.into_iter().collect();
    let run = Callcard::new()
        .stdin(&queries.join("\n"))
        .args(["search", "--batch", "-", "--json", "--limit", "5"]);
    let out = run.run().code(0).stdout;
    let mut seen = 0;
    for line in out.lines() {
        let found: serde_json::Value = serde_json::from_str(line).unwrap();
        for hit in found["hits"].as_array().unwrap() {
            let Some(card) = LIBRARY.find_card(hit["card"].as_str().unwrap()) else {
                continue;
            };
            let Some(section) = card.find_section(hit["anchor"].as_str().unwrap()) else {
                continue;
            };
            for change in touching(&section.sources) {
                let told = hit["changes"].as_array().unwrap();
                assert!(
                    told.iter().any(|told| told["id"] == change.id.as_str()),
                    "{}: {}: {line}",
                    card.head.id,
                    change.id
                );
                assert_eq!(hit["currency"], "changed", "{}: {}", card.head.id, change.id);
                seen += 1;
            }
        }
    }
    assert!(seen > 1000, "{seen}");
}

#[test]
fn no_record_or_form_names_a_touched_source_without_the_change() {
    let log = RunLog::default();
    for checklist in &LIBRARY.checklists {
        let record = RunRecord {
            case_reference: "C-7F2K",
            run: 1,
            started: TODAY.at(9, 0, 0, 0),
            finished: None,
            content_date: "",
            fingerprint: "",
            checklist,
            log: &log,
        };
        let text = flat(&export_run(&record, &LIBRARY, TODAY, Form::Text));
        let form = flat(&blank(checklist, &LIBRARY, TODAY, Form::Text));
        for step in checklist.steps() {
            for rule in &step.rules {
                let sources = LIBRARY.sources_of(&rule.target);
                let entry = LIBRARY.find(&rule.target.id).map(Entry::head).unwrap();
                for change in touching(sources).into_iter().filter(|change| entry.changes.contains(&change.id)) {
                    let touched = sources.iter().filter(|id| change.sections.contains(id));
                    for source in touched.map(|id| flat(&LIBRARY.citation(id))) {
                        if text.contains(&source) {
                            assert!(
                                text.contains(&flat(&change.now)),
                                "{}: {} on {source}",
                                checklist.head.id,
                                change.id
                            );
                        }
                        let after = form.rsplit_once(&source).map_or("", |(_, after)| after);
                        let status: String = after.chars().take(90).collect();
                        assert!(
                            after.is_empty() || status.contains("changed since") || status.contains("is wrong on this point"),
                            "{}: {source}: {status}",
                            checklist.head.id
                        );
                    }
                }
            }
        }
    }
}
