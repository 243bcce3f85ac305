//! The real content: no faults, every source section covered, every path ends.
//!
//! Does not belong here: faults in content made up for a test (`broken`).

use callcard::domain::check::check;
use callcard::domain::content::load;
use callcard::domain::diagnostic::{Code, Diagnostic, Severity};
use callcard::domain::paths::enumerate;
use jiff::civil::date;

#[test]
fn the_built_in_content_has_no_fault_but_figures_that_end() {
    let files = callcard::builtin::files();
    let (library, faults) = load(&files);
    for today in [date(2021, 6, 1), date(2026, 11, 21), date(2027, 2, 1), date(2031, 1, 1)] {
        let report = check(&library, &files, today);
        let (ending, all): (Vec<_>, Vec<_>) = faults
            .iter()
            .chain(&report.faults)
            .partition(|fault| fault.code == Code::FigureEnds);
        assert!(ending.iter().all(|fault| fault.severity == Severity::Warning));
        // On a day gone by, amounts of that year are typed in places, with their year.
        let is_told = |fault: &&&Diagnostic| fault.code != Code::TypedAmount || 2026 <= today.year();
        let all: Vec<String> = all
            .iter()
            .filter(is_told)
            .map(|fault| callcard::report::render(fault, files.iter().find(|file| file.name == fault.file)))
            .collect();
        assert!(all.is_empty(), "on {today}:\n{}", all.join("\n"));
    }
    assert!(library.cards.len() >= 250 && library.checklists.len() >= 10);
}

#[test]
fn every_section_of_every_document_is_covered_or_waived_with_a_reason() {
    let files = callcard::builtin::files();
    let (library, _) = load(&files);
    let coverage = check(&library, &files, date(2026, 11, 21)).coverage;
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
