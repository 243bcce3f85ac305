//! The shelf as a whole: built, searched, changed. What damage does is in `tests/it/shelf.rs`.

use std::path::Path;

use super::*;

fn section(heading: &str, text: &str) -> PageSection {
    PageSection {
        heading: heading.to_owned(),
        anchor: heading.to_lowercase().replace(' ', "-"),
        text: text.to_owned(),
    }
}

fn page(path: &str, title: &str, sections: &[(&str, &str)]) -> Page {
    Page {
        path: path.to_owned(),
        title: title.to_owned(),
        sections: sections.iter().map(|(heading, text)| section(heading, text)).collect(),
    }
}

fn pages() -> Vec<Page> {
    vec![
        page(
            "appeals/late.md",
            "Late appeals",
            &[
                (
                    "Good cause",
                    "A late appeal is taken when there is good cause. See GN 03101.020 for the reasons.",
                ),
                ("Where to file", "File the request at any field office, with form SSA-561."),
            ],
        ),
        page(
            "work/trial.md",
            "Trial work",
            &[(
                "Nine months",
                "The trial work period is nine months within sixty. Earnings above the limit use up a month.",
            )],
        ),
        page(
            "work/waiver.md",
            "Overpayments",
            &[("Waiver", "A waiver can be asked for at any time. The cafeteria closes late.")],
        ),
    ]
}

fn build(dir: &Path, pages: &[Page]) {
    let mut builder = ShelfBuilder::create(dir).unwrap();
    for page in pages {
        builder.add(page).unwrap();
    }
    builder.finish("first").unwrap();
}

fn shelf() -> (tempfile::TempDir, Shelf) {
    let dir = tempfile::tempdir().unwrap();
    build(dir.path(), &pages());
    let shelf = Shelf::open(dir.path()).unwrap();
    (dir, shelf)
}

fn search(shelf: &Shelf, text: &str) -> ShelfFound {
    shelf.search(&Query::new(text), Thesaurus::built_in())
}

fn first(shelf: &Shelf, text: &str) -> String {
    let found = search(shelf, text);
    found.hits.first().map_or(String::new(), |hit| hit.heading.clone())
}

#[test]
fn every_beginning_of_a_query_finds_its_section() {
    let (_dir, shelf) = shelf();
    let query = "trial work period";
    for length in 1..=query.len() {
        let typed: String = query.chars().take(length).collect();
        let found = search(&shelf, &typed);
        assert!(found.hits.iter().any(|hit| hit.heading == "Nine months"), "{typed}");
        assert_eq!(found.relaxed, None);
    }
    assert_eq!((shelf.stamp(), shelf.sections(), shelf.updates()), ("first", 4, 0));
}

#[test]
fn a_hit_says_where_it_is_and_why() {
    let (_dir, shelf) = shelf();
    let hit = search(&shelf, "good causes").hits.remove(0);
    assert_eq!(
        (hit.path.as_str(), hit.title.as_str(), hit.anchor.as_str()),
        ("appeals/late.md", "Late appeals", "good-cause")
    );
    assert!(hit.snippet.contains("good cause"));
    assert!(hit.has_all);
    assert!(hit.matched.iter().any(|found| found.field == "heading" && found.term == "cause"));
}

#[test]
fn citations_and_forms_are_found_in_any_shape() {
    let (_dir, shelf) = shelf();
    for text in ["gn 3101.020", "GN03101.020", "GN 03101"] {
        assert_eq!(first(&shelf, text), "Good cause", "{text}");
    }
    for text in ["ssa 561", "SSA-561", "form 561"] {
        assert_eq!(first(&shelf, text), "Where to file", "{text}");
    }
}

#[test]
fn words_misspelt_are_taken_for_words_that_are_there() {
    let (_dir, shelf) = shelf();
    let found = search(&shelf, "trail wrok periud");
    assert_eq!(found.hits[0].heading, "Nine months");
    assert!(
        found
            .expanded
            .iter()
            .any(|expansion| expansion.term == "periud" && expansion.to == ["period"])
    );
    assert_eq!(first(&shelf, "goodcause"), "Good cause");
}

#[test]
fn meanings_find_what_was_not_typed() {
    let (_dir, shelf) = shelf();
    let found = search(&shelf, "TWP");
    assert_eq!(found.hits[0].heading, "Nine months");
    assert!(found.expanded.iter().any(|expansion| expansion.why == "acronym"));
    let mut query = Query::new("TWP ");
    query.dropped_expansions.push("twp".to_owned());
    assert!(
        shelf
            .search(&query, Thesaurus::built_in())
            .expanded
            .iter()
            .all(|expansion| expansion.why != "acronym")
    );
}

#[test]
fn quoted_words_stand_together_or_it_is_said_that_they_do_not() {
    let (_dir, shelf) = shelf();
    let found = search(&shelf, "\"late appeal\"");
    assert_eq!(found.hits.len(), 1);
    assert_eq!(found.relaxed, None);
    assert_eq!(
        search(&shelf, "\"late app").hits.len(),
        2,
        "the title's plural, too, while it is typed"
    );
    let found = search(&shelf, "\"cause good\"");
    assert_eq!(found.hits[0].heading, "Good cause");
    assert!(found.relaxed.unwrap().contains("quoted"));
}

#[test]
fn what_no_section_has_together_is_found_apart_and_said() {
    let (_dir, shelf) = shelf();
    let found = search(&shelf, "waiver of the trial work period ");
    assert_eq!(found.hits[0].heading, "Nine months");
    assert!(!found.hits[0].has_all);
    assert_eq!(
        found.relaxed.as_deref(),
        Some("no section has all the words; the best one lacks \u{201c}waiver\u{201d}")
    );
    let found = search(&shelf, "waiver zzxqj ");
    assert_eq!(found.hits[0].heading, "Waiver");
    assert_eq!(found.relaxed.as_deref(), Some("nothing is like \u{201c}zzxqj\u{201d}"));
    assert_eq!(
        search(&shelf, "wazz ")
            .relaxed
            .as_deref()
            .map(|said| said.contains("first letters")),
        Some(true)
    );
    for nothing in ["", "  ", "\"", "qqq", "\u{1F600}", "()*&^%"] {
        assert!(search(&shelf, nothing).hits.is_empty(), "{nothing}");
    }
}

#[test]
fn an_update_changes_its_pages_and_the_open_shelf_stays_as_it_was() {
    let (dir, old) = shelf();
    let changed = page("work/trial.md", "Trial work", &[("Ten months", "The period is quarrelsome now.")]);
    let added = page("new.md", "New", &[("Fresh", "A waiver of periods.")]);
    update(dir.path(), &["appeals/late.md".to_owned()], &[changed, added], "second").unwrap();
    assert_eq!(first(&old, "trial work"), "Nine months");
    let new = Shelf::open(dir.path()).unwrap();
    assert_eq!((new.stamp(), new.sections(), new.updates()), ("second", 3, 1));
    assert_eq!(first(&new, "quarrelsome"), "Ten months");
    assert_eq!(first(&new, "quarels"), "Ten months", "words of an update are guessed, too");
    assert!(search(&new, "561 ").hits.is_empty());
    let waivers: Vec<String> = search(&new, "waiver").hits.into_iter().map(|hit| hit.heading).collect();
    assert_eq!(waivers.len(), 2, "{waivers:?}");
    for round in 0..12 {
        let again = page("new.md", "New", &[("Fresh", &format!("A waiver of periods, round{round}."))]);
        update(dir.path(), &[], &[again], "more").unwrap();
    }
    let many = Shelf::open(dir.path()).unwrap();
    assert_eq!((many.sections(), many.updates()), (3, 13));
    assert_eq!(first(&many, "round11"), "Fresh");
    assert_eq!(search(&many, "waiver period").hits.len(), 1);
}

#[test]
fn what_a_build_writes_is_what_tantivys_own_writer_would_write() {
    let (_dir, built) = shelf();
    let dir = tempfile::tempdir().unwrap();
    build(dir.path(), &[]);
    update(dir.path(), &[], &pages(), "first").unwrap();
    let updated = Shelf::open(dir.path()).unwrap();
    assert_eq!(built.sections(), updated.sections());
    for text in [
        "a",
        "ap",
        "app",
        "appeal",
        "late ap",
        "trial wrok",
        "GN 03101.020",
        "561",
        "waiver good",
        "cause the",
    ] {
        let (left, right) = (search(&built, text), search(&updated, text));
        assert!(!left.hits.is_empty(), "{text}");
        assert_eq!(left, right, "{text}");
    }
}

#[test]
fn an_empty_shelf_finds_nothing() {
    let dir = tempfile::tempdir().unwrap();
    build(dir.path(), &[]);
    let shelf = Shelf::open(dir.path()).unwrap();
    assert!(search(&shelf, "anything").hits.is_empty());
    update(dir.path(), &[], &pages(), "filled").unwrap();
    assert_eq!(first(&Shelf::open(dir.path()).unwrap(), "nine"), "Nine months");
}

#[test]
fn a_beginning_that_many_sections_share_is_found_in_old_and_in_changed_pages() {
    let dir = tempfile::tempdir().unwrap();
    let about = |path: &str, heading: &str| page(path, "Notes", &[(heading, "It is said once.")]);
    let names = ["County office", "Counter offers", "Country codes", "Court dates"];
    let pages: Vec<Page> = names.iter().map(|name| about(name, name)).collect();
    build(dir.path(), &pages);
    let headings = |text: &str| -> Vec<String> {
        let shelf = Shelf::open(dir.path()).unwrap();
        let mut headings: Vec<String> = search(&shelf, text).hits.into_iter().map(|hit| hit.heading).collect();
        headings.sort();
        headings
    };
    assert_eq!(headings("coun"), ["Counter offers", "Country codes", "County office"]);
    assert_eq!(headings("said coun"), headings("coun"));
    let changed = [about("County office", "Town hall"), about("new", "Councils")];
    update(dir.path(), &["Counter offers".to_owned()], &changed, "second").unwrap();
    assert_eq!(headings("coun"), ["Councils", "Country codes"]);
    assert_eq!(headings("said coun"), headings("coun"));
}
