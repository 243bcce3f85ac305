//! `callcard index --measure` over a folder of pages and judged queries of somebody's own.
//!
//! Does not belong here: how good the search over the built-in cards has to be (`index`).

use crate::support::Callcard;

#[test]
fn any_folder_of_pages_with_any_judged_queries_is_measured() {
    let place = Callcard::new()
        .file("docs/kitchen/pans.md", "# Pans\n\nA copper pan is never put on a wet stove.\n")
        .file("docs/garden.md", "# Garden\n\n## Roses\n\nRoses are cut back in spring.\n")
        .file("queries.jsonl", "{\"id\":\"1\",\"q\":\"coper pan\",\"want\":[\"kitchen/pans\"],\"type\":\"typo\"}\n{\"id\":\"2\",\"q\":\"when are roses cut\",\"want\":[\"garden.md#roses\"]}\n");
    let docs = place.content().join("docs").display().to_string();
    let queries = place.content().join("queries.jsonl").display().to_string();
    let measured = place
        .also(["index", "--measure", &queries, "--docs", &docs, "--json"])
        .code(0)
        .json();
    assert_eq!(measured["all"]["queries"], 2);
    assert_eq!(measured["all"]["card_first"], 100.0);
    assert_eq!(measured["by_type"]["typo"]["empty"], 0);
    assert!(
        !place
            .home()
            .join("cache/manuals")
            .read_dir()
            .is_ok_and(|mut left| left.next().is_some())
    );
    let nothing = place.home().join("nothing").display().to_string();
    let ran = place.also(["index", "--measure", &queries, "--docs", &nothing]).code(2);
    assert!(ran.stderr.contains("no Markdown file"), "{}", ran.stderr);
}

#[test]
fn what_each_stage_is_worth_is_printed() {
    let queries = "{\"id\":\"1\",\"q\":\"dire knead\",\"want\":[\"wi-escalation/introduction\"],\"type\":\"typo\"}\n";
    let place = Callcard::new().file("queries.jsonl", queries);
    let file = place.content().join("queries.jsonl").display().to_string();
    let printed = place.also(["index", "--measure", &file, "--stages"]).code(0).stdout;
    for stage in ["Built up", "words alone", "spelling and sound", "Taken away"] {
        assert!(printed.contains(stage), "{printed}");
    }
}
