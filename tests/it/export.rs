//! Records of the real checklists: every one can be written out, whatever was answered.
//!
//! Does not belong here: the wording of a record (unit tests of `domain::export`).

use callcard::domain::checklist::Ask;
use callcard::domain::content::load;
use callcard::domain::export::{Form, RunRecord, export_run};
use callcard::domain::library::Library;
use callcard::domain::paths::enumerate;
use callcard::domain::rules::RuleContext;
use callcard::domain::run::{ItemState, Mark, RunLog, evaluate};
use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 11, 21);

/// Answers the steps of one path; those that no condition asks about get a value of their kind.
fn answered(library: &Library, checklist: &str, answers: &[(String, String)]) -> RunLog {
    let checklist = library.find_checklist(checklist).unwrap();
    let mut log = RunLog::default();
    for (minute, step) in (0_i32..).zip(checklist.steps()) {
        let decided = answers.iter().find(|(id, _)| *id == step.id).map(|(_, value)| value.clone());
        let value = decided.unwrap_or_else(|| match &step.ask {
            Ask::Tick => "done".to_owned(),
            Ask::YesNo | Ask::Choice(_) => step.ask.options()[0].to_owned(),
            Ask::Date => "2026-09-08".to_owned(),
            Ask::Month => "2026-09".to_owned(),
            Ask::Months => "2026-07 2026-08".to_owned(),
            Ask::Amount => "100.00".to_owned(),
            Ask::Text => "said so".to_owned(),
        });
        let at = TODAY.at(9, i8::try_from(minute % 60).unwrap(), 0, 0);
        let step = step.id.clone();
        log.push(at, Mark::Answer { step, value });
    }
    log
}

#[test]
fn every_checklist_can_be_written_out_on_a_sample_of_its_paths() {
    let (library, _) = load(&callcard::builtin::files());
    let context = RuleContext {
        today: TODAY,
        closed_days: &library.closed_days,
        figures: &library.figures,
    };
    for checklist in &library.checklists {
        let mut paths = Vec::new();
        let mut count = 0_usize;
        enumerate(checklist, &mut |path| {
            if count.is_multiple_of(97) {
                paths.push(path.answers.clone());
            }
            count += 1;
        });
        paths.truncate(200);
        for answers in paths {
            let log = answered(&library, &checklist.head.id, &answers);
            let view = evaluate(checklist, &log, &context);
            for item in &view.items {
                let is_computable = !matches!(item.state, ItemState::CannotCompute(_));
                assert!(is_computable, "{}: {:?} with {answers:?}", checklist.head.id, item);
            }
            for form in Form::ALL {
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
                let text = export_run(&record, &library, TODAY, form);
                assert!(text.contains("C-7F2K") && !text.contains("{{"), "{text}");
            }
        }
    }
}
