//! What does not stay: the clipboard, from key to key, with a world in memory.
//!
//! Does not belong here: marks and runs (`tests`), the bytes that a terminal gets (`terminal`).

use jiff::ToSpan as _;

use crate::tui::effect::Effect;
use crate::tui::event::{Event, KeyCode};
use crate::tui::fixture::Session;

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
