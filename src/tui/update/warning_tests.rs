//! A checklist begun from a card whose rule has changed: one line to go past, which stands in the record.

use crate::domain::export::{Form, RunRecord, export_run};
use crate::domain::run::Mark;
use crate::tui::event::KeyCode;
use crate::tui::fixture::{Session, TODAY, library};
use crate::tui::state::{Popup, Prompt, Purpose};

use super::Start;

const LINE: &str = "Changed. Since 2026-04-24: A notice may be given on screen or aloud.";

fn warning(session: &Session) -> Option<String> {
    match session.state.popups.last() {
        Some(Popup::Prompt(Prompt {
            purpose: Purpose::Case { warning, .. },
            ..
        })) => warning.clone(),
        other => panic!("no question for the case: {other:?}"),
    }
}

#[test]
fn a_checklist_from_a_changed_card_is_begun_past_one_line_that_stands_in_the_record() {
    let from = Start::Card {
        id: "closing".to_owned(),
        anchor: None,
    };
    let mut session = Session::start(120, 36, from);
    session.ctrl('l');
    session.keys(&[KeyCode::Enter]);
    assert_eq!(warning(&session).as_deref(), Some(LINE));
    assert!(session.runs.is_empty(), "nothing is begun before Enter");
    session.say("blue");
    let key = session.step().key;
    let run = session.state.active(key).expect("begun");
    assert!(matches!(&run.log.entries.first().expect("an entry").mark, Mark::Warned { words } if words == LINE));
    assert_eq!(run.saved, 1, "it is on disk");
    let record = RunRecord {
        case_reference: "C-7F2K",
        run: 1,
        started: run.started_at,
        finished: None,
        content_date: "",
        fingerprint: "",
        checklist: &run.checklist,
        log: &run.log,
    };
    let text = export_run(&record, &library(), TODAY, Form::Text);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(&format!("begun past a warning: {LINE}")), "{text}");
    session.ctrl('u');
    let run = session.state.active(key).expect("open");
    assert_eq!(run.log.standing().len(), 1, "the warning cannot be taken back");
}

#[test]
fn nothing_is_said_where_there_is_nothing_to_warn_of_and_a_scratch_run_left_at_once_is_no_loss() {
    let from = Start::Card {
        id: "protecting".to_owned(),
        anchor: None,
    };
    let mut session = Session::start(120, 36, from);
    session.ctrl('l');
    if matches!(session.state.popups.last(), Some(Popup::Prompt(_))) {
        assert_eq!(warning(&session), None);
    }
    let from = Start::Card {
        id: "closing".to_owned(),
        anchor: None,
    };
    let mut session = Session::start(120, 36, from);
    session.ctrl('l');
    session.keys(&[KeyCode::Enter]);
    session.say("scratch");
    let run = session.state.active(session.step().key).expect("begun");
    assert_eq!(run.log.entries.len(), 1);
    assert!(!run.is_lost_when_left());
    session.keys(&[KeyCode::Esc]);
    assert!(session.state.popups.is_empty());
}

#[test]
fn a_run_that_is_gone_on_with_is_begun_past_no_warning_and_knows_where_it_was_left() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.keys(&[KeyCode::Esc, KeyCode::Enter]);
    let from = Start::Checklist {
        id: "still-open".to_owned(),
        case: Some("blue".to_owned()),
    };
    let mut again = Session::new(120, 36);
    again.runs.clone_from(&session.runs);
    let effects = super::start(&mut again.state, from);
    again.answer(effects);
    let marks: Vec<&Mark> = again.runs[0].log.entries.iter().map(|entry| &entry.mark).collect();
    assert!(
        matches!(marks.as_slice(), [Mark::Answer { .. }, Mark::Pause { .. }, Mark::Resume]),
        "{marks:?}"
    );
}
