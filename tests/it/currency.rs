//! How current cards are said to be, on every day and everywhere that one of them is shown.
//!
//! Does not belong here: the list of what falls due (`review`).

use callcard::domain::content::load;
use callcard::domain::currency::{Currency, GRAVE_HARM};
use callcard::domain::layout::{Detail, Reader, Symbols, layout_card};
use callcard::domain::library::Library;
use callcard::domain::source::{Origin, SourceFile};
use jiff::civil::{Date, date};

use crate::support::Callcard;

const TODAY: Date = date(2026, 11, 21);

/// Returns the card as the UI shows it, as one text.
fn page(library: &Library, id: &str, today: Date) -> String {
    let reader = Reader {
        library,
        today,
        width_cols: 100,
        symbols: Symbols::Unicode,
        detail: Detail::Full,
        worked: None,
    };
    let page = layout_card(library.find_card(id).unwrap(), &[], &reader);
    page.lines.iter().map(|line| line.plain() + "\n").collect()
}

#[test]
fn every_state_is_said_in_words_on_the_card_in_the_list_and_in_json() {
    let source = "document: own\ntitle: Own guide\npublisher: Us\ndate: 2025-01\nsections:\n  - {id: a, heading: A}\n  - {id: b, heading: B, not-verifiable: the office no longer gives it out}\n";
    let card = |id: &str, source: &str, more: &str| {
        format!(
            "---\nid: {id}\ntitle: Own card {id}\nkind: rule\nprograms: [title-ii]\nwhere: federal\nsummary: A rule.\nasks: [own words {id}]\nsources: [own/{source}]\n{more}---\n\n> [!IMPORTANT]\n> Ask.\n"
        )
    };
    let looked = |on: &str| {
        Callcard::on("2026-11-21")
            .file("cards/own-a.md", card("own-a", "a", ""))
            .file("cards/own-b.md", card("own-b", "b", ""))
            .file("sources/own.yaml", source)
            .file("reviews.yaml", format!("reviews:\n  - {{section: own/a, on: {on}, by: ab}}\n"))
    };
    let said = |run: &Callcard, card: &str| {
        let content = run.content();
        let flags = ["--content", content.to_str().unwrap()];
        let json = run.also([&["show", card, "--json"][..], &flags].concat()).code(0).json();
        let plain = run.also([&["show", card, "--plain"][..], &flags].concat()).code(0).stdout;
        let found = run.also([&["search", "own", "words", card][..], &flags].concat()).code(0).stdout;
        let words = json["standing"].as_str().unwrap().to_owned();
        assert!(plain.contains(&words), "{plain}");
        assert!(found.contains(&words), "{found}");
        (json["currency"].as_str().unwrap().to_owned(), words)
    };
    let own = |currency: &str, words: &str| (currency.to_owned(), words.to_owned());
    let fresh = looked("2026-01-02");
    assert_eq!(
        said(&fresh, "own-a"),
        own("current", "no later change found, looked up 2026-01-02 by AB")
    );
    assert_eq!(said(&fresh, "own-b"), own("source-not-verifiable", "source not verifiable"));
    let old = looked("2025-01-02");
    assert_eq!(
        said(&old, "own-a"),
        own("review-overdue", "review overdue since 2026-01-02, looked up 2025-01-02 by AB")
    );
}

#[test]
fn a_review_names_a_section_that_there_is_a_day_that_has_come_and_initials_not_a_name() {
    let run = Callcard::new().file(
        "reviews.yaml",
        "reviews:\n  - {section: gn-00204.012/zz, on: 2026-11-01, by: AB}\n  - {section: gn-00204.012/b, on: 2027-01-01, by: AB}\n  - {section: gn-00204.012/b, on: 2026-11-01, by: Anna}\n",
    );
    let content = run.content();
    let out = run.also(["check", content.to_str().unwrap()]).code(1);
    for wanted in [
        "no source document has the section `gn-00204.012/zz`",
        "of a day to come",
        "`Anna` are no initials",
    ] {
        assert!(
            out.stdout.contains(wanted) || out.stderr.contains(wanted),
            "{wanted}: {}{}",
            out.stdout,
            out.stderr
        );
    }
}

#[test]
fn the_end_of_medicare_for_some_noncitizens_is_to_come_until_its_day_and_in_force_from_then_on() {
    let library = callcard::builtin::library();
    for id in ["medicare-immigrants", "part-b-premium"] {
        for (today, label, since) in [
            (TODAY, "COMING", "Not in force yet: from 2027-01-04"),
            (date(2027, 1, 3), "COMING", "Not in force yet: from 2027-01-04"),
            (date(2027, 1, 4), "CHANGED", "Since 2027-01-04"),
            (date(2027, 6, 1), "CHANGED", "Since 2027-01-04"),
        ] {
            let shown = page(&library, id, today);
            let at_top = shown
                .lines()
                .take(8)
                .any(|line| line.starts_with(label) && line.contains("2027-01-04: "));
            assert!(at_top, "{id} on {today}:\n{shown}");
            assert!(shown.contains(since), "{id} on {today}:\n{shown}");
            assert_eq!(shown.contains("COMING"), label == "COMING", "{id} on {today}");
            let standing = library.standing(library.find(id).unwrap(), today).words();
            assert_eq!(standing.contains("changes on 2027-01-04"), label == "COMING", "{standing}");
        }
    }
}

#[test]
fn a_harm_5_entry_is_overdue_after_three_months_and_a_harm_1_entry_after_twelve() {
    let file = |name: &str, text: String| SourceFile {
        name: name.to_owned(),
        text,
        origin: Origin::Overlay(0),
    };
    let card = |id: &str, section: &str| {
        let head = format!("id: {id}\ntitle: {id}\nkind: rule\nprograms: [title-ii]\nwhere: federal\nsummary: A rule.\nasks: [it]");
        let text = format!("---\n{head}\nsources: [own/{section}]\nchanges: [change-{id}]\n---\n\n> [!IMPORTANT]\n> Ask.\n");
        file(&format!("cards/{id}.md"), text)
    };
    let change = |id: &str, kind: &str, harm: u8, section: &str| {
        format!(
            "  - {{id: change-{id}, kind: {kind}, harm: {harm}, sections: [own/{section}], was: W., now: N., since: 2025-01-01, authority: A, address: '', confidence: verified, checked: 2026-11-21}}\n"
        )
    };
    let changes = change("grave", "changed", 5, "a") + &change("light", "unchanged", 1, "b");
    let source =
        "document: own\ntitle: Own guide\npublisher: Us\ndate: 2025-01\nsections:\n  - {id: a, heading: A}\n  - {id: b, heading: B}\n";
    let files = [
        file("sources/own.yaml", source.to_owned()),
        file("changes/own.yaml", format!("changes:\n{changes}")),
        card("grave", "a"),
        card("light", "b"),
    ];
    let (library, faults) = load(&files);
    assert!(faults.is_empty(), "{faults:?}");
    let grave = library.find("grave").unwrap();
    assert!(!library.standing(grave, date(2027, 2, 21)).is_overdue());
    let late = library.standing(grave, date(2027, 2, 22));
    assert!(
        late.is_overdue() && late.words().contains("review overdue since 2027-02-21"),
        "{}",
        late.words()
    );
    let light = library.find("light").unwrap();
    assert_eq!(library.currency(light, date(2027, 11, 21)), Currency::Current);
    assert_eq!(library.currency(light, date(2027, 11, 22)), Currency::ReviewOverdue);
}

#[test]
fn every_change_of_harm_4_or_5_stands_at_the_head_of_each_card_that_it_touches() {
    let library = callcard::builtin::library();
    let mut seen = 0;
    for card in &library.cards {
        let shown = page(&library, &card.head.id, TODAY);
        let head: Vec<&str> = shown.lines().take_while(|line| !line.starts_with("DO NOW")).collect();
        let grave = card
            .head
            .changes
            .iter()
            .filter_map(|id| library.find_change(id))
            .filter(|change| change.harm >= GRAVE_HARM);
        for change in grave {
            let line: String = change.line(TODAY).chars().take(40).collect();
            let is_told = head.iter().any(|told| told.starts_with('C') && told.contains(&line));
            assert!(is_told, "{}: {} is not at the head:\n{}", card.head.id, change.id, head.join("\n"));
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
}
