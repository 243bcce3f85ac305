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
