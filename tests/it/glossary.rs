//! The built-in glossary: every acronym and code of the content is a term, and no term is idle.
//!
//! Does not belong here: how terms are found in a text (`domain::glossary`).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use callcard::builtin;
use callcard::domain::content::load_over;
use callcard::domain::glossary::{Finds, TermKind};
use callcard::domain::library::Library;
use callcard::domain::source::{Origin, SourceFile};

/// Words that look like an acronym or code and are none that a reader has to look up: what everybody knows, names,
/// and numbers of a paper that is named beside them.
const EXCEPTIONS: &[&str] = &[
    // known to everybody, or units
    "CD",
    "FAQ",
    "ID",
    "IOU",
    "IT",
    "PDF",
    "PIN",
    "US",
    "USD",
    "ZIP", // how a month is written on a form
    "MM",
    "YY", // names
    "LeadingAge",
    "McKnight", // numbers of papers
    "AI94",
    "EN",
    "IF12890",
    "KA",
    "MM13017",
    "SE1128",
];

/// The content that readers see: every file but the glossary, the reviews and the advice for authors, without what is no prose.
fn texts() -> Vec<(String, String)> {
    let files = builtin::files().into_iter();
    // Reviews hold the initials of who looked.
    let idle = ["glossary.yaml", "reviews.yaml", "README.md"];
    let shown = files.filter(|file| !idle.iter().any(|name| file.name.ends_with(name)));
    shown.map(|file| (file.name, prose(&file.text))).collect()
}

/// Leaves out web addresses and the names of boxes such as `[!TIP]`.
fn prose(text: &str) -> String {
    let mut kept = String::new();
    for line in text.lines() {
        for word in line.split_inclusive(char::is_whitespace) {
            let is_address = ["http", "www.", ".gov", ".org", ".com", ".net", ".edu", ".guide"]
                .iter()
                .any(|part| word.contains(part));
            let is_box = word.contains("[!");
            kept.push_str(if is_address || is_box { " " } else { word });
        }
        kept.push('\n');
    }
    kept
}

/// Cuts a text into runs of letters and digits.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = None;
    let ends = text.char_indices().chain([(text.len(), ' ')]);
    ends.filter_map(move |(at, c)| match (c.is_alphanumeric(), start) {
        (true, None) => {
            start = Some(at);
            None
        }
        (false, Some(from)) => {
            start = None;
            Some(from..at)
        }
        _ => None,
    })
}

/// The rule: two capitals, or a capital and a digit, in one run of letters and digits.
fn looks_like_a_code(run: &str) -> bool {
    let capitals = run.chars().filter(char::is_ascii_uppercase).count();
    2 <= capitals || (capitals == 1 && run.chars().any(|c| c.is_ascii_digit()))
}

/// A number of a citation: digits and letters after a point or a section's number, such as `GN 00204.012C` or `ACL 17-33E`.
fn is_citation(text: &str, place: &Range<usize>) -> bool {
    let run = &text[place.clone()];
    let before = text[..place.start].trim_end_matches(['.', '-']);
    let follows_number = before.len() < place.start && before.ends_with(|c: char| c.is_ascii_digit());
    let is_section = run.starts_with(|c: char| c.is_ascii_digit()) && run.ends_with(|c: char| c.is_ascii_uppercase());
    let is_sf = run.starts_with("SF0") && text[place.end..].starts_with('.');
    let is_law = ["USC ", "DI ", "of "].iter().any(|before| text[..place.start].ends_with(before));
    (is_section && (follows_number || is_law)) || is_sf
}

fn is_roman(run: &str) -> bool {
    run.chars().all(|c| "IVX".contains(c))
}

/// An English word shouted: three letters or more, and the content has it in small letters, too.
fn is_shouted(run: &str, small: &BTreeSet<&str>) -> bool {
    3 <= run.len() && run.chars().all(|c| c.is_ascii_uppercase()) && small.contains(run.to_lowercase().as_str())
}

#[test]
fn every_acronym_and_code_of_the_content_is_a_term() {
    let library = builtin::library();
    let texts = texts();
    let small: BTreeSet<&str> = texts
        .iter()
        .flat_map(|(_, text)| text.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().all(|c| c.is_ascii_lowercase()))
        .collect();
    let mut missing: BTreeMap<String, String> = BTreeMap::new();
    for (name, text) in &texts {
        let known = library.glossary.occurrences(text);
        let is_term = |place: &Range<usize>| known.iter().any(|(term, _)| term.start <= place.start && place.start < term.end);
        for place in runs(text) {
            let run = &text[place.clone()];
            let is_plain = !looks_like_a_code(run) || is_roman(run) || EXCEPTIONS.contains(&run) || is_shouted(run, &small);
            if !is_plain && !is_citation(text, &place) && !is_term(&place) {
                missing.entry(run.to_owned()).or_insert_with(|| name.clone());
            }
        }
    }
    assert!(
        missing.is_empty(),
        "neither a term of content/glossary.yaml nor an exception: {missing:#?}"
    );
}

#[test]
fn no_exception_is_idle() {
    let texts = texts();
    for exception in EXCEPTIONS {
        let is_there = texts.iter().any(|(_, text)| runs(text).any(|place| &text[place] == *exception));
        assert!(is_there, "{exception} is nowhere in the content");
    }
}

#[test]
fn every_term_stands_in_a_source_or_in_the_content() {
    let library = builtin::library();
    let texts = texts();
    for term in &library.glossary.terms {
        let is_shown = || {
            let in_text = |text: &str| library.glossary.occurrences(text).iter().any(|(_, known)| known.term == term.term);
            texts
                .iter()
                .any(|(_, text)| term.spellings().any(|spelling| text.contains(spelling)) && in_text(text))
        };
        assert!(!term.sources.is_empty() || is_shown(), "{} is used nowhere", term.term);
        for source in &term.sources {
            assert!(library.find_source(source).is_some(), "{}: {source}", term.term);
        }
        if let Some(card) = &term.card {
            assert!(library.find(card).is_some(), "{}: {card}", term.term);
        }
        assert!(term.line().chars().count() < 240, "{} is longer than a line or two", term.term);
    }
}

#[test]
fn the_terms_that_the_documents_turn_on_are_there() {
    let glossary = builtin::library().glossary;
    for word in [
        "MBR", "DIB line", "CDR-E", "LAF T8", "EPESGA", "eLAS", "DPS", "MCS", "DCF", "CPD", "AWIC", "BTM", "MOE", "SSA-823", "DW01",
    ] {
        assert!(glossary.find(word).is_some(), "{word}");
    }
    assert_eq!(glossary.find("laf t8").map(|term| term.kind), Some(TermKind::ScreenCode));
}

#[test]
fn an_overlay_adds_a_term_replaces_one_and_hears_what_is_wrong() {
    let overlay = |text: &str| {
        let file = SourceFile {
            name: "ours.yaml".to_owned(),
            text: text.to_owned(),
            origin: Origin::Overlay(0),
        };
        let (library, faults) = load_over(builtin::library(), &[file]);
        let faults = faults
            .into_iter()
            .map(|fault| format!("{} / {}", fault.message, fault.hint))
            .collect::<Vec<_>>();
        (library, faults)
    };
    let terms = |library: &Library, word: &str| library.glossary.find(word).map(|term| (term.means.clone(), term.finds));

    let (library, faults) = overlay(
        "glossary:\n  - {term: ZZQ, kind: office, means: Our own office.}\n  - {term: MBR, kind: system, means: Replaced., search: as typed}\n",
    );
    assert_eq!(terms(&library, "zzq"), Some(("Our own office.".to_owned(), Finds::BothWays)));
    assert_eq!(terms(&library, "MBR"), Some(("Replaced.".to_owned(), Finds::AsTyped)));
    assert_eq!(
        faults,
        ["`MBR` takes the place of glossary.yaml / leave it out unless yours says it better"]
    );

    let (library, faults) = overlay("glossary:\n  - {term: ZZQ, kind: ofice, means: Our own office.}\n  - {kind: form}\n");
    assert_eq!(terms(&library, "zzq"), None);
    assert_eq!(faults.len(), 3, "{faults:#?}");
}
