//! What does not stay in sight or at hand: the screen, the clipboard, from key to key, with a world in memory.
//!
//! Does not belong here: marks and runs (`tests`), the bytes that a terminal gets (`terminal`).

use jiff::ToSpan as _;

use crate::tui::effect::Effect;
use crate::tui::event::{Event, KeyCode, Mouse, MouseKind};
use crate::tui::fixture::{Session, rows};
use crate::tui::state::{Popup, Prompt};
use crate::tui::world::Failure;

/// Lets so many seconds go by without a key, and a tick come.
fn wait(session: &mut Session, seconds: i64) {
    session.now = session.now.saturating_add(seconds.seconds());
    let at = session.now;
    session.event(Event::Tick { at });
}

fn copying() -> Session {
    let mut session = Session::new(120, 24);
    session.type_text("six calendar");
    session.keys(&[KeyCode::Enter]);
    session.type_text("y");
    assert_eq!(session.copied.len(), 1);
    session
}

fn clearings(session: &Session) -> usize {
    session.effects.iter().filter(|effect| **effect == Effect::ClearClipboard).count()
}

#[test]
fn what_is_copied_is_cleared_a_minute_later_and_once() {
    let mut session = copying();
    assert!(session.echo().contains("one minute"), "{}", session.echo());
    assert_eq!(session.state.next_tick(), Some(session.now.saturating_add(60.seconds())));
    wait(&mut session, 59);
    assert_eq!(clearings(&session), 0);
    wait(&mut session, 1);
    assert_eq!((clearings(&session), session.copied.len()), (1, 0));
    assert_eq!(session.echo(), "The clipboard is cleared.");
    assert!(!session.state.wants_ticks());
    wait(&mut session, 600);
    assert_eq!(clearings(&session), 1);
}

#[test]
fn a_second_copy_begins_the_minute_anew() {
    let mut session = copying();
    wait(&mut session, 50);
    session.type_text("a");
    wait(&mut session, 50);
    assert_eq!(clearings(&session), 0);
    wait(&mut session, 10);
    assert_eq!(clearings(&session), 1);
}

#[test]
fn a_clock_put_back_clears_at_once() {
    let mut session = copying();
    wait(&mut session, -3600);
    assert_eq!(clearings(&session), 1);
}

#[test]
fn clearing_takes_no_other_message_away() {
    let mut session = copying();
    session.type_text("]z");
    let said = session.echo().to_owned();
    assert!(!said.is_empty());
    wait(&mut session, 70);
    assert_eq!((clearings(&session), session.echo()), (1, said.as_str()));
}

#[test]
fn what_is_copied_is_cleared_when_the_program_ends_before() {
    let mut session = copying();
    session.ctrl('c');
    assert!(session.has_quit);
    assert_eq!(clearings(&session), 1);
    let mut untouched = Session::new(120, 24);
    untouched.ctrl('c');
    assert_eq!(clearings(&untouched), 0, "what others put there is left alone");
}

fn stepping() -> Session {
    let mut session = Session::new(80, 24);
    session.state.idle_minutes = 10;
    session.begin("blue");
    session.type_text(" ");
    session
}

fn shown(session: &Session) -> String {
    rows(session).concat()
}

#[test]
fn ten_minutes_without_a_key_cover_the_screen() {
    let mut session = stepping();
    assert_eq!(session.state.next_tick(), Some(session.now.saturating_add(600.seconds())));
    wait(&mut session, 599);
    assert!(!session.state.is_covered());
    wait(&mut session, 1);
    let screen = shown(&session);
    assert!(
        screen.contains("Covered.") && !screen.contains("blue") && !screen.contains("benefit"),
        "{screen}"
    );
    assert!(!session.state.wants_ticks(), "nothing more is to come");
    wait(&mut session, 6000);
    session.keys(&[KeyCode::Enter]);
    assert!(session.state.popups.is_empty(), "one cover, and one key takes it off");
    assert_eq!(session.in_box(), "benefit", "the key did nothing else");
    wait(&mut session, 599);
    assert!(!session.state.is_covered(), "the time begins anew");
}

#[test]
fn every_key_paste_and_use_of_the_mouse_puts_the_cover_off() {
    let mut session = stepping();
    wait(&mut session, 500);
    session.keys(&[KeyCode::Down]);
    wait(&mut session, 500);
    session.event(Event::Mouse(Mouse {
        kind: MouseKind::ScrollDown,
        col: 0,
        row: 0,
    }));
    assert_eq!(session.state.next_tick(), Some(session.state.now), "the time of it is asked for");
    wait(&mut session, 550);
    assert!(!session.state.is_covered());
    session.event(Event::Paste("x".to_owned()));
    wait(&mut session, 1);
    wait(&mut session, 599);
    assert!(!session.state.is_covered());
    wait(&mut session, 1);
    assert!(session.state.is_covered());
}

#[test]
fn with_no_minutes_the_screen_is_never_covered_by_itself() {
    let mut session = stepping();
    session.state.idle_minutes = 0;
    assert!(!session.state.wants_ticks());
    wait(&mut session, 1_000_000);
    assert!(!session.state.is_covered());
}

#[test]
fn a_note_half_typed_is_there_again_under_the_cover() {
    let mut session = stepping();
    session.ctrl('n');
    session.type_text("she said that");
    wait(&mut session, 600);
    assert!(!shown(&session).contains("she said"));
    session.keys(&[KeyCode::Char('z'), KeyCode::Esc]);
    assert!(matches!(
        session.state.popups.last(),
        Some(Popup::Prompt(Prompt { text_box, .. })) if text_box.text() == "she said that"
    ));
    session.say(" again");
    assert_eq!(session.runs[0].log.notes().get("benefit"), Some(&"she said that again"));
}

#[test]
fn a_note_half_typed_is_kept_when_the_program_ends_under_the_cover() {
    let mut session = stepping();
    session.ctrl('n');
    session.type_text("she said that");
    wait(&mut session, 600);
    session.event(Event::EndAsked);
    assert_eq!(session.runs[0].log.notes().get("benefit"), Some(&"she said that"));
}

#[test]
fn a_warning_over_the_cover_shows_nothing_below_it() {
    let mut session = stepping();
    session.failure = Some(Failure::temporary("the disk is full"));
    session.say("1");
    wait(&mut session, 600);
    session.ctrl('c');
    let screen = shown(&session);
    assert!(screen.contains("not on disk") && !screen.contains("Call the office"), "{screen}");
    session.keys(&[KeyCode::Esc]);
    assert!(session.state.is_covered());
}
