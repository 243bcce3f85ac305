//! Search as a whole, over libraries made by hand and over the content that comes with the program.

mod sloppy;

use jiff::civil::{Date, date};
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};

use super::measure::{BUILT_IN_QUERIES, Report, measure, parse_queries};
use super::*;
use crate::domain::content;
use crate::domain::query::Hit;
use crate::domain::source::{Origin, SourceFile};

const TODAY: Date = date(2026, 11, 21);

/// A card in one line: id, title, asks, aliases, then its text.
fn card(id: &str, title: &str, asks: &str, aliases: &str, body: &str) -> SourceFile {
    SourceFile {
        name: format!("cards/{id}.md"),
        text: format!(
            "---\nid: {id}\ntitle: \"{title}\"\nkind: rule\nprograms: [title-ii]\nwhere: federal\nsummary: About {id}.\n\
             asks: [{asks}]\naliases: [{aliases}]\nsources: [gn-00204.012/b]\n---\n\n> [!IMPORTANT]\n> Do it now.\n\n{body}\n"
        ),
        origin: Origin::BuiltIn,
    }
}

fn source() -> SourceFile {
    SourceFile {
        name: "sources/gn.yaml".to_owned(),
        text: "document: gn-00204.012\ntitle: GN 00204.012\npublisher: SSA\ncitation: GN 00204.012\ndate: 2023-07-28\n\
               sections:\n  - id: b\n    heading: B. Dates\n  - id: c.2.b\n    heading: C.2.b Family\n"
            .to_owned(),
        origin: Origin::BuiltIn,
    }
}

fn small_files() -> Vec<SourceFile> {
    vec![
        source(),
        card(
            "closeout-dates",
            "When a protected filing date closes",
            "the letter says six months, how long is my date good for",
            "\"close-out notice\", \"SSA-L991\"",
            "## Title II {#title-ii}\n\nSix months after the notice.\n\n## SSI {#ssi}\n\nDay 60 after the notice, see 20 CFR 404.911(b).",
        ),
        card(
            "protective-writing",
            "Protective writing",
            "I called and asked about benefits",
            "\"protective filing\"",
            "## Who {#who}\n\nAnybody may write.\n\n## Family {#family sources=\"gn-00204.012/c.2.b\"}\n\nNamed with the form SSA-3288.",
        ),
        card(
            "dire-need",
            "Dire need",
            "she is being evicted",
            "\"urgent\"",
            "## What it is {#what}\n\nNo food, no medicine. Expedited reinstatement is something else.",
        ),
        card(
            "exr",
            "Expedited reinstatement",
            "my check stopped because of work",
            "\"EXR\"",
            "## Request {#request}\n\nAsk for it.",
        ),
    ]
}

fn index_of(files: &[SourceFile]) -> SearchIndex {
    let (library, faults) = content::load(files);
    let errors: Vec<_> = faults.iter().map(|fault| (&fault.file, &fault.message)).collect();
    assert!(errors.is_empty(), "{errors:?}");
    SearchIndex::build_in_ram(&library, TODAY).unwrap()
}

fn small() -> SearchIndex {
    index_of(&small_files())
}

fn built_in() -> Library {
    crate::builtin::library()
}

fn first(index: &SearchIndex, query: &str) -> Hit {
    let found = index.search(&Query::new(query));
    let hit = found.hits.first();
    hit.unwrap_or_else(|| panic!("{query} finds nothing")).clone()
}

#[track_caller]
fn finds(index: &SearchIndex, query: &str, card: &str) {
    assert_eq!(first(index, query).id, card, "{query}");
}

#[test]
fn hits_land_on_the_section_and_say_why() {
    let index = small();
    let hit = first(&index, "no medicine or food");
    assert_eq!((hit.id.as_str(), hit.anchor.as_str()), ("dire-need", "what"));
    assert_eq!(hit.snippet, "No food, no medicine. Expedited reinstatement is something else.");
    assert!(
        hit.matched.iter().any(|found| found.field == "body" && found.term == "medicine"),
        "{hit:?}"
    );
    let hit = first(&index, "expediated reinstatment");
    assert_eq!(hit.id, "exr");
    assert!(hit.matched.iter().any(|found| found.by.is_some()), "{hit:?}");
    let hit = first(&index, "twp exr");
    assert!(hit.matched.iter().any(|found| found.term == "exr"), "{hit:?}");
}

#[test]
fn every_first_letter_of_a_title_finds_the_card() {
    let index = small();
    let title = "dire need";
    for count in 1..=title.len() {
        let typed: String = title.chars().take(count).collect();
        let found = index.search(&Query::new(&typed));
        assert!(found.hits.iter().any(|hit| hit.id == "dire-need"), "{typed:?}");
    }
}

#[test]
fn citations_match_however_they_are_typed() {
    let index = small();
    for typed in [
        "GN 00204.012C.2.b",
        "gn 204.012c2b",
        "204.012 c2b",
        "https://secure.ssa.gov/poms.nsf/lnx/0200204012#c2b",
        "gn204 12 c 2 b",
    ] {
        let hit = first(&index, typed);
        assert_eq!((hit.id.as_str(), hit.anchor.as_str()), ("protective-writing", "family"), "{typed}");
    }
    for typed in ["404.911", "20 cfr 404.911(b)", "cfr 404.9"] {
        finds(&index, typed, "closeout-dates");
    }
    for typed in ["3288", "ssa3288", "sf 3288", "form 3288", "ssa-328"] {
        finds(&index, typed, "protective-writing");
    }
    finds(&index, "l991", "closeout-dates");
}

#[test]
fn misheard_words_find_the_card() {
    let index = small();
    finds(&index, "protective rioting", "protective-writing");
    finds(&index, "dire knead", "dire-need");
    finds(&index, "closout notise", "closeout-dates");
    let found = index.search(&Query::new("dire knead"));
    assert_eq!(found.expanded.first().map(|expansion| expansion.why.as_str()), Some("sound"));
}

#[test]
fn an_exact_match_never_ranks_below_a_fuzzy_one() {
    let mut files = small_files();
    files.push(card(
        "rioting",
        "Other things",
        "something else",
        "\"x\"",
        "## Text {#text}\n\nWe saw rioting.",
    ));
    let index = index_of(&files);
    finds(&index, "rioting", "rioting");
    assert_eq!(index.search(&Query::new("rioting")).hits.len(), 1);
    let found = index.search(&Query::new("protective rioting"));
    assert_eq!(found.hits.first().map(|hit| hit.id.as_str()), Some("protective-writing"));
}

#[test]
fn what_callers_say_in_other_words_comes_before_what_shares_as_many_words() {
    let index = index_of(&[
        source(),
        card("a-wages", "Wages", "his boss gave him another job", "\"x\"", "Nothing."),
        card(
            "b-gift",
            "Something given away",
            "my sister gave her nephew a truck",
            "\"x\"",
            "Nothing.",
        ),
    ]);
    let hit = first(&index, "grandma gave the boy her old car");
    assert_eq!(hit.id, "b-gift");
    let same = hit.matched.last().expect("a match");
    assert_eq!(same.term, "my sister gave her nephew a truck");
    assert_eq!((same.field, same.by.as_deref()), ("asks", Some("about the same")));
    // Two words say too little, and without a word in common nothing is found by what it is about.
    let says_so = |query: &str| {
        let found = index.search(&Query::new(query));
        found
            .hits
            .iter()
            .flat_map(|hit| &hit.matched)
            .any(|found| found.by.as_deref() == Some("about the same"))
    };
    assert!(!says_so("gave truck"));
    assert!(!says_so("an uncle handed down an automobile"));
}

#[test]
fn meanings_can_be_dropped() {
    let index = small();
    finds(&index, "evicted", "dire-need");
    let found = index.search(&Query::new("exr"));
    assert!(found.expanded.iter().any(|expansion| expansion.term == "exr"), "{found:?}");
    let dropped = index.search(&Query {
        dropped_expansions: vec!["exr".to_owned()],
        ..Query::new("exr")
    });
    assert!(dropped.expanded.is_empty());
}

#[test]
fn quotes_are_exact_and_loosened_only_if_nothing_has_them() {
    let index = small();
    let found = index.search(&Query::new("\"anybody may write\""));
    assert_eq!(found.total, 1);
    assert_eq!(found.relaxed, None);
    assert!(index.search(&Query::new("\"writing protective\"")).relaxed.is_some());
    let open = index.search(&Query::new("\"anybody may wri"));
    assert_eq!(open.hits.first().map(|hit| hit.id.as_str()), Some("protective-writing"));
    assert_eq!(open.total, 1);
}

#[test]
fn filters_narrow_and_are_lifted_with_a_word_about_it() {
    let (mut library, _) = content::load(&small_files());
    for card in library.cards.values_mut() {
        if card.head.id == "exr" {
            card.head.region = crate::domain::card::Region::Wisconsin;
        }
    }
    let index = SearchIndex::build_in_ram(&library, TODAY).unwrap();
    let found = index.search(&Query::new("reinstatement where:wisconsin"));
    assert_eq!(found.total, 1);
    let only = index.search(&Query::new("where:wisconsin"));
    assert_eq!(only.hits.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(), ["exr"]);
    let lifted = index.search(&Query::new("protective where:california"));
    assert!(lifted.total > 0 && lifted.relaxed.unwrap().contains("lifted"));
    let unknown = index.search(&Query::new("protective kind:banana"));
    assert!(unknown.total > 0 && unknown.relaxed.unwrap().contains("kind:banana"));
    assert!(index.search(&Query::new("")).hits.is_empty());
}

#[test]
fn a_page_is_empty_only_for_nonsense() {
    let index = small();
    for typed in ["i", "the", "what can he do", "zebra closeout", "evictd", "no", "a b c", "expxyz"] {
        assert!(!index.search(&Query::new(typed)).hits.is_empty(), "{typed}");
    }
    assert!(index.search(&Query::new("zqxjk")).hits.is_empty());
    let found = index.search(&Query::new("closeout zqxjk"));
    assert!(found.relaxed.unwrap().contains("zqxjk"));
}

#[test]
fn the_same_index_is_opened_from_a_folder() {
    let (library, _) = content::load(&small_files());
    let folder = tempfile::tempdir().unwrap();
    SearchIndex::build_in_dir(&library, TODAY, folder.path()).unwrap();
    let opened = SearchIndex::open_dir(folder.path()).unwrap();
    let built = SearchIndex::build_in_ram(&library, TODAY).unwrap();
    for typed in ["protective wri", "gn 204", "dire knead", "\"six months\""] {
        assert_eq!(opened.search(&Query::new(typed)), built.search(&Query::new(typed)), "{typed}");
    }
    let packed = SearchIndex::open_packed(SearchIndex::pack(&library, TODAY).unwrap().leak()).unwrap();
    for typed in ["protective wri", "gn 204", "dire knead", "\"six months\""] {
        assert_eq!(packed.search(&Query::new(typed)), built.search(&Query::new(typed)), "{typed}");
    }
    let nothing = tempfile::tempdir().unwrap();
    assert!(matches!(SearchIndex::open_dir(nothing.path()), Err(SearchError::Open(_))));
}

#[test]
fn an_empty_library_finds_nothing() {
    let index = SearchIndex::build_in_ram(&Library::default(), TODAY).unwrap();
    assert_eq!(index.search(&Query::new("appeal")).total, 0);
}

#[test]
fn the_fingerprint_follows_the_content() {
    let (library, _) = content::load(&small_files());
    let (other, _) = content::load(&small_files()[..4]);
    assert_eq!(fingerprint(&library, TODAY), fingerprint(&library, TODAY));
    assert_ne!(fingerprint(&library, TODAY), fingerprint(&other, TODAY));
    assert_eq!(fingerprint(&library, TODAY).len(), 64);
}

#[test]
fn an_index_is_shared_between_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<SearchIndex>();
}

#[test]
fn titles_and_names_of_the_built_in_cards_find_their_card_first() {
    let library = built_in();
    let index = SearchIndex::build_in_ram(&library, TODAY).unwrap();
    for card in &library.cards {
        let found = index.search(&Query::new(&card.head.title));
        let first = found.hits.first().map(|hit| hit.id.as_str());
        let has_same_title = |id: &str| library.find_card(id).is_some_and(|other| other.head.title == card.head.title);
        assert!(first.is_some_and(has_same_title), "{:?} finds {first:?}", card.head.title);
        for name in card.head.aliases.iter().filter(|name| !names_a_section(name)) {
            let found = index.search(&Query::new(name));
            let first = found.hits.first().map(|hit| hit.id.as_str());
            let is_shared = |id: &str| id == card.head.id || library.find(id).is_some_and(|other| is_called(other.head(), name));
            assert!(first.is_some_and(is_shared), "{name:?} of {} finds {first:?}", card.head.id);
        }
    }
}

/// Whether a name is a section of a manual or of the law: many cards may stand on it.
fn names_a_section(name: &str) -> bool {
    let found = super::citation::find_citations(name, super::citation::Hand::Typist);
    found.iter().any(|citation| citation.kind == super::citation::CitationKind::Section)
}

fn is_called(head: &crate::domain::card::Heading, name: &str) -> bool {
    let names = head.aliases.iter().chain(&head.asks).chain([&head.title]);
    // `SSA-561-U2` is also called `561 u2`.
    let plain = |name: &str| {
        super::words::split_words(name)
            .into_iter()
            .map(|word| word.text)
            .collect::<Vec<_>>()
    };
    let wanted = plain(name);
    names
        .into_iter()
        .any(|other| plain(other).windows(wanted.len()).any(|run| run == wanted))
}

/// Least percents of judged queries with the right card first, and among the first three; and the same of one type.
type Marks<'a> = (f64, f64, &'a [(&'a str, f64)]);

fn assert_reaches(index: &SearchIndex, library: &Library, queries: &str, (first, three, types): Marks<'_>) {
    let Report { all, by_sort, losses, .. } = measure(library, index, &parse_queries(queries).unwrap());
    assert_eq!(all.empty, 0);
    assert!(all.percent(all.first) >= first, "first: {}, {losses:#?}", all.percent(all.first));
    let among_three = all.percent(all.among_three);
    assert!(among_three >= three, "among three: {among_three}, {losses:#?}");
    for (name, least) in types {
        let among_three = by_sort[*name].percent(by_sort[*name].among_three);
        assert!(among_three >= *least, "{name}: {among_three}");
    }
}

#[test]
fn the_judged_queries_reach_their_marks() {
    let library = built_in();
    let index = SearchIndex::build_in_ram(&library, TODAY).unwrap();
    assert_reaches(&index, &library, BUILT_IN_QUERIES, (90.0, 97.0, &[("lay", 93.0), ("typo", 93.0)]));
    // By people who had seen no card; where search showed another card first, somebody else judged it.
    let unseen = include_str!("../../index/unseen.jsonl");
    assert_reaches(&index, &library, unseen, (83.0, 93.0, &[("lay", 84.0), ("typo", 94.0)]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_searched_without_panic(text in "\\PC{0,40}|[a-z0-9 .\":#()\\x00-\\x1f-]{0,60}|(gn|di|ssa|form|kind:|\") ?[0-9.a-z]{0,12}") {
        let index = shared_index();
        let found = index.search(&Query::new(&text));
        for hit in &found.hits {
            prop_assert!(hit.snippet.chars().count() <= 160);
            prop_assert!(!hit.snippet.contains(char::is_control));
            prop_assert!(hit.score.is_finite());
        }
        for pair in found.hits.windows(2) {
            prop_assert!(pair[0].score >= pair[1].score);
        }
    }

    #[test]
    fn the_order_of_files_does_not_matter(seed in any::<u64>(), query in "(protective|dire|exr|gn 204|notice|closeout|six months)") {
        let mut files = small_files();
        let len = files.len();
        for idx in 0..len {
            let other = usize::try_from(seed.rotate_left(u32::try_from(idx).unwrap() * 7) % len as u64).unwrap();
            files.swap(idx, other);
        }
        prop_assert_eq!(index_of(&files).search(&Query::new(&query)), shared_index().search(&Query::new(&query)));
    }

    #[test]
    fn a_title_typed_with_other_case_and_gaps_finds_its_card(idx in 0_usize..4, gap in " {1,3}|-|, ") {
        let index = shared_index();
        let (id, title) = [
            ("closeout-dates", "WHEN A PROTECTED FILING DATE CLOSES"),
            ("protective-writing", "protective WRITING"),
            ("dire-need", "DIRE need"),
            ("exr", "expedited reinstatement"),
        ][idx];
        let typed = title.replace(' ', &gap);
        let found = index.search(&Query::new(&typed));
        prop_assert_eq!(found.hits.first().map(|hit| hit.id.as_str()), Some(id));
    }
}

fn shared_index() -> &'static SearchIndex {
    static INDEX: std::sync::OnceLock<SearchIndex> = std::sync::OnceLock::new();
    INDEX.get_or_init(small)
}

#[test]
fn a_query_of_a_million_characters_is_cut() {
    let index = small();
    for text in [
        "appeal ".repeat(150_000),
        "\"".repeat(1_000_000),
        "\u{0}".repeat(1_000_000),
        "1".repeat(1_000_000),
    ] {
        let _ = index.search(&Query::new(text));
    }
    finds(&index, &format!("closeout dates {}", " ".repeat(1_000_000)), "closeout-dates");
}
