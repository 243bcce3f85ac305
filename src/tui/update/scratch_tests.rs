//! Scratch runs from key to key: what is never asked of the world, what is said, what is warned of.
//!
//! Does not belong here: what holds for every run (`tests`).

use crate::tui::effect::Effect;
use crate::tui::event::{Event, KeyCode};
use crate::tui::fixture::{Session, rows};
use crate::tui::state::{Popup, SaveState, Screen};

use super::Start;

fn scratching() -> Session {
    let start = Start::Scratch {
        id: "still-open".to_owned(),
    };
    let mut session = Session::start(120, 36, start);
    session.type_text(" ");
    session.say("1");
    session
}

/// The screen, with each stretch of blanks as one.
fn shown(session: &Session) -> String {
    let screen = rows(session).concat();
    screen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Tells whether everything asked so far leaves the disk as it was.
fn has_written(session: &Session) -> bool {
    session.effects.iter().any(|effect| {
        matches!(
            effect,
            Effect::StartRun { .. } | Effect::RenewRun { .. } | Effect::SaveMark { .. } | Effect::TouchRecent { .. }
        )
    })
}

#[test]
fn a_whole_scratch_run_asks_for_nothing_to_be_written() {
    let mut session = scratching();
    session.ctrl('n');
    session.say("a note");
    session.ctrl('d');
    session.say("12/1");
    session.ctrl('u');
    session.say("yes");
    session.say("6/2/2026");
    session.ctrl('o');
    session.say("no time");
    session.type_text(" ");
    assert_eq!(session.in_box(), "end-closed", "it is a run like any other");
    session.keys(&[KeyCode::F(5), KeyCode::Esc, KeyCode::Char('y')]);
    assert!(matches!(session.state.screen(), Screen::Find(_)));
    assert!(session.state.book.active.is_empty(), "gone from memory");
    assert!(session.runs.is_empty() && session.recent.is_empty() && !has_written(&session));
    assert!(session.echo().ends_with("Nothing of it was kept."), "{}", session.echo());
}

#[test]
fn scratch_typed_as_the_case_begins_one_and_its_question_says_so() {
    let mut session = Session::new(120, 36);
    session.type_text("still open");
    session.ctrl('l');
    assert!(shown(&session).contains("scratch: nothing is kept"));
    session.say(" Scratch");
    let run = session.state.active(session.step().key).unwrap();
    assert_eq!((run.save_state(), run.case.as_deref()), (SaveState::Scratch, None));
    assert!(!has_written(&session));
}

#[test]
fn the_top_line_and_the_key_to_leave_never_say_saved() {
    for cols in [40, 80, 120, 200] {
        let mut session = scratching();
        session.event(Event::Resized(crate::tui::event::Size { cols, rows: 24 }));
        let top = rows(&session).swap_remove(0);
        let wanted = if cols < 60 {
            "scratch: not kept"
        } else {
            "scratch: nothing is kept"
        };
        assert!(top.ends_with(wanted), "{top}");
        let screen = shown(&session);
        assert!(!screen.contains("saved"), "{screen}");
    }
}

#[test]
fn leaving_warns_once_and_enter_stays() {
    let mut session = scratching();
    session.keys(&[KeyCode::Esc]);
    assert!(shown(&session).contains("2 entries are gone once you leave"));
    session.keys(&[KeyCode::Enter]);
    assert_eq!(session.in_box(), "notice");
    session.keys(&[KeyCode::Esc, KeyCode::Esc]);
    assert_eq!(session.in_box(), "notice", "a second Esc stays, too");
    session.keys(&[KeyCode::Esc]);
    session.type_text("y");
    assert!(matches!(session.state.screen(), Screen::Find(_)));
}

#[test]
fn a_scratch_run_in_which_nothing_was_done_is_left_at_once() {
    let mut session = Session::new(120, 36);
    session.begin("scratch");
    session.keys(&[KeyCode::Esc]);
    assert!(matches!(session.state.screen(), Screen::Find(_)));
    session.begin("scratch");
    session.ctrl('c');
    assert!(session.has_quit);
}

#[test]
fn ending_warns_once_from_wherever_one_is() {
    let mut session = scratching();
    session.ctrl('f');
    session.ctrl('c');
    assert!(!session.has_quit);
    assert!(shown(&session).contains("gone once callcard ends"));
    session.keys(&[KeyCode::Esc]);
    session.ctrl('c');
    session.ctrl('c');
    assert!(session.has_quit);
    assert!(!has_written(&session));
}

#[test]
fn its_record_can_be_copied_before_it_is_gone() {
    let mut session = scratching();
    session.ctrl('n');
    session.say("she has the letter");
    session.keys(&[KeyCode::Esc]);
    session.type_text("c");
    let record = session.copied.first().expect("a record");
    assert!(
        record.contains("IS AN EARLIER FILING STILL OPEN?") && record.contains("she has the letter") && record.contains("was kept"),
        "{record}"
    );
    assert!(
        matches!(session.state.popups.last(), Some(Popup::Discard { .. })),
        "the question is still open"
    );
    session.type_text("y");
    session.ctrl('c');
    assert!(
        session.has_quit && session.copied.is_empty(),
        "and the clipboard is cleared at the end"
    );
}

#[test]
fn going_to_another_run_leaves_the_scratch_run_where_it_is() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.ctrl('f');
    session.begin("scratch");
    session.type_text(" ");
    session.begin("blue");
    assert_eq!(session.in_box(), "benefit");
    session.keys(&[KeyCode::Esc]);
    session.say("");
    let run = session.state.active(session.step().key).unwrap();
    assert!(run.is_scratch, "it comes up again");
}

#[test]
fn what_follows_a_scratch_run_is_scratch_unless_told_otherwise() {
    let mut session = scratching();
    session.say("3");
    session.say("at home");
    session.type_text(" ");
    session.keys(&[KeyCode::Enter, KeyCode::Enter]);
    assert_eq!(session.in_box(), "give");
    assert!(session.state.active(session.step().key).unwrap().is_scratch);
    assert!(!has_written(&session));
}
