//! Tests of what follows from a run's log: one-of sets, steps put off, answers changed and changed back.
//!
//! Does not belong here: the log's bookkeeping, values.

use jiff::civil::{Date, date};

use super::{ItemState, Mark, Progress, RunLog, RunView, evaluate};
use crate::domain::calendar::ClosedDays;
use crate::domain::checklist::Checklist;
use crate::domain::figures::Figures;
use crate::domain::parse::parse_checklist;
use crate::domain::rules::RuleContext;
use crate::domain::source::{Origin, SourceFile};

const TODAY: Date = date(2026, 11, 21);

const STEPS: &str = r#"- [ ] Ended for work? [[c#a]] {#work ask=yes-no one-of=why}
- [ ] Ended for health? [[c#a]] {#health ask=yes-no one-of=why}
- [ ] Ended for another reason? [[c#a]] {#other ask=yes-no one-of=why}
- [ ] Which? [[c#a]] {#which ask=text if="other = yes"}
- [ ] Date on the notice [[c#a]] {#notice-date ask=date if="work = yes"}
- Closes on {#closes compute=pf-t2-closeout with="notice_date: notice-date" if="work = yes"}
"#;

fn checklist() -> Checklist {
    let text = format!(
        "---\nid: x\ntitle: X\nkind: checklist\nprograms: [title-ii]\nwhere: federal\nsummary: s\nasks: [a]\nsources: [m/a]\noutcomes:\n  done: Done.\n---\n\n## A {{#a}}\n\n{STEPS}- End {{#end end=done}}\n"
    );
    let file = SourceFile {
        name: "x.md".to_owned(),
        text,
        origin: Origin::BuiltIn,
    };
    let (checklist, faults) = parse_checklist(&file, &crate::domain::rules::vectors::rules());
    assert_eq!(faults, []);
    checklist.expect("a checklist")
}

fn answer(step: &str, value: &str) -> Mark {
    Mark::Answer {
        step: step.to_owned(),
        value: value.to_owned(),
    }
}

/// Works out a run after these marks, as of a day.
fn with<T>(marks: &[Mark], today: Date, look: impl FnOnce(&RunView<'_>) -> T) -> T {
    let (closed_days, figures, rules) = (ClosedDays::default(), Figures::default(), crate::domain::rules::vectors::rules());
    let context = RuleContext {
        today,
        closed_days: &closed_days,
        figures: &figures,
        rules: &rules,
    };
    let mut log = RunLog::default();
    for mark in marks {
        log.push(TODAY.at(10, 0, 0, 0), mark.clone());
    }
    let checklist = checklist();
    look(&evaluate(&checklist, &log, &context))
}

fn state(view: &RunView<'_>, id: &str) -> ItemState {
    view.find(id).expect("an item").state.clone()
}

fn no_because_of(step: &str) -> ItemState {
    ItemState::Done {
        value: "no".to_owned(),
        by: Some(step.to_owned()),
    }
}

#[test]
fn in_a_one_of_set_a_yes_answers_the_others_no_and_says_which_did_it() {
    with(&[answer("health", "yes")], TODAY, |view| {
        assert_eq!(state(view, "work"), no_because_of("health"));
        assert_eq!(state(view, "other"), no_because_of("health"));
        assert!(matches!(state(view, "which"), ItemState::NotApplicable(_)));
        assert_eq!(view.progress, Progress::Complete);
    });
}

#[test]
fn a_row_of_noes_never_answers_yes() {
    with(&[answer("work", "no"), answer("health", "no")], TODAY, |view| {
        assert_eq!(state(view, "other"), ItemState::Open, "the last one is still asked");
        assert_eq!(view.progress, Progress::UnderWay);
    });
}

#[test]
fn a_yes_taken_back_asks_the_others_again() {
    with(&[answer("health", "yes"), Mark::Undo], TODAY, |view| {
        for step in ["work", "health", "other"] {
            assert_eq!(state(view, step), ItemState::Open, "{step}");
        }
    });
}

#[test]
fn an_answer_changed_and_changed_back_brings_back_what_hung_on_it() {
    let yes = [answer("work", "yes"), answer("notice-date", "2026-06-02")];
    let closes = with(&yes, TODAY, |view| view.value("closes", None));
    assert_eq!(closes.as_deref(), Some("2026-12-02"));
    let changed = [yes.as_slice(), &[answer("work", "no")]].concat();
    with(&changed, TODAY, |view| {
        assert!(matches!(state(view, "notice-date"), ItemState::NotApplicable(_)));
        assert_eq!(view.value("closes", None), None);
    });
    let back = [changed.as_slice(), &[answer("work", "yes")]].concat();
    with(&back, TODAY, |view| {
        assert_eq!(view.value("notice-date", None).as_deref(), Some("2026-06-02"));
        assert_eq!(view.value("closes", None), closes);
    });
}

#[test]
fn a_step_put_off_is_open_again_on_its_day_and_not_before() {
    let marks = [
        answer("health", "no"),
        answer("other", "no"),
        Mark::Defer {
            step: "work".to_owned(),
            until: "2026-12-01".to_owned(),
        },
    ];
    with(&marks, date(2026, 11, 30), |view| {
        assert_eq!((view.deferred_count, view.due_count, view.next_idx), (1, 0, None));
    });
    with(&marks, date(2026, 12, 1), |view| {
        assert_eq!((view.deferred_count, view.due_count, view.next_idx), (0, 1, Some(0)));
        assert_eq!(view.progress, Progress::UnderWay);
    });
}

#[test]
fn a_step_put_off_until_an_event_leaves_the_run_complete_except_for_it() {
    let marks = [
        answer("work", "no"),
        answer("health", "no"),
        Mark::Defer {
            step: "other".to_owned(),
            until: "the letter comes".to_owned(),
        },
    ];
    with(&marks, date(2099, 1, 1), |view| {
        assert_eq!((view.deferred_count, view.due_count), (1, 0));
        assert_eq!(view.progress, Progress::CompleteExceptDeferred);
    });
}
