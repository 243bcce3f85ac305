//! The real content: no faults, every source section covered, every path ends.
//!
//! Does not belong here: faults in content made up for a test (`broken`).

use callcard::domain::check::check;
use callcard::domain::content::load;
use callcard::domain::diagnostic::Severity;
use callcard::domain::paths::enumerate;

#[test]
fn the_built_in_content_has_no_fault() {
    let files = callcard::builtin::files();
    let (library, faults) = load(&files);
    let report = check(&library, &files);
    let all: Vec<String> = faults
        .iter()
        .chain(&report.faults)
        .map(|fault| callcard::report::render(fault, files.iter().find(|file| file.name == fault.file)))
        .collect();
    assert!(all.is_empty(), "{}", all.join("\n"));
    assert!(library.cards.len() >= 250 && library.checklists.len() >= 10);
}

#[test]
fn every_section_of_every_document_is_covered_or_waived_with_a_reason() {
    let files = callcard::builtin::files();
    let (library, _) = load(&files);
    let coverage = check(&library, &files).coverage;
    assert!(coverage.uncovered.is_empty(), "{:?}", coverage.uncovered);
    assert!(coverage.waived.iter().all(|(_, why)| !why.is_empty()));
    assert_eq!(coverage.sections, 364);
    assert_eq!(coverage.sections, coverage.covered + coverage.waived.len());
}

#[test]
fn every_rule_is_stated_on_a_card_with_questions_that_can_be_asked() {
    let library = callcard::builtin::library();
    for rule in library.rules.all() {
        assert!(rule.place.is_some(), "no card states {}", rule.id);
        let mut asked = std::collections::BTreeSet::new();
        for input in &rule.inputs {
            let (name, ask) = (&input.name, input.ask.as_str());
            assert!(ask.ends_with('?') || ask.ends_with("today."), "{} {name}: {ask}", rule.id);
            assert!(ask.chars().count() <= 110, "{} {name} is long: {ask}", rule.id);
            assert!(asked.insert(ask), "{} asks twice: {ask}", rule.id);
        }
    }
}

#[test]
fn every_path_of_every_checklist_ends_with_an_outcome() {
    let (library, faults) = load(&callcard::builtin::files());
    assert!(faults.iter().all(|fault| fault.severity != Severity::Error));
    for checklist in &library.checklists {
        let paths = enumerate(checklist, &mut |path| {
            assert!(path.outcome.is_some(), "{}: {:?}", checklist.head.id, path.answers);
        });
        assert_eq!(paths.dead, 0, "{}", checklist.head.id);
        assert!(!paths.is_cut, "{} has too many paths to be listed", checklist.head.id);
    }
}

#[test]
fn no_dollar_amount_of_a_yearly_figure_is_typed_into_a_card() {
    let files = callcard::builtin::files();
    let (library, _) = load(&files);
    let today = jiff::civil::date(2026, 11, 21);
    let amounts: Vec<String> = library
        .figures
        .figures
        .iter()
        .filter(|figure| figure.unit.starts_with("USD"))
        .filter_map(|figure| {
            figure
                .on(today)
                .filter(|value| value.to.is_some())
                .map(|value| figure.amount_words(value))
        })
        .filter_map(|words| words.split(' ').next().map(str::to_owned))
        // A round amount below a thousand may be anything: an example, a fee, an amount of another year.
        .filter(|amount| amount.contains([',', '.']))
        .collect();
    let mut typed = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.name.starts_with("cards/") || file.name.starts_with("checklists/"))
    {
        for amount in &amounts {
            if file
                .text
                .match_indices(amount.as_str())
                .any(|(at, _)| !file.text[at + amount.len()..].starts_with(|c: char| c.is_ascii_digit() || c == ','))
            {
                typed.push(format!("{}: {amount}", file.name));
            }
        }
    }
    assert!(typed.is_empty(), "write [[figure:ID]] for: {typed:?}");
}
