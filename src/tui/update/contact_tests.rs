//! Phone calls and the records of contacts: from key to key, with a world in memory.
//!
//! Does not belong here: facts, deferral and the case as a place (`case_tests`).

use jiff::ToSpan as _;

use super::case_tests::{begin, wait};
use crate::domain::case_log::CaseMark;
use crate::domain::contact::{Contact, ContactField};
use crate::domain::run::{CallPhase, Mark};
use crate::tui::event::{Event, KeyCode};
use crate::tui::fixture::{Session, screen};
use crate::tui::state::Popup;
use crate::tui::world::Failure;

use super::update;

fn contacts(session: &Session) -> Vec<Contact> {
    let marks = session.case_log.iter().map(|(_, entry)| &entry.mark);
    marks
        .filter_map(|mark| match mark {
            CaseMark::Contact { contact } => Some(contact.clone()),
            _ => None,
        })
        .collect()
}

#[test]
fn from_hang_up_to_a_kept_record_are_two_keys() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.keys(&[KeyCode::F(2)]);
    session.say("14");
    wait(&mut session, 26);
    session.keys(&[KeyCode::F(2)]);
    session.type_text(" ");
    session.say("1");
    session.ctrl('y');
    session.ctrl('x');
    session.say("unit 12, no such notice on file");
    wait(&mut session, 4);
    assert!(screen(&session).contains("talking 4 min, held 40"), "{}", screen(&session));
    session.keys(&[KeyCode::F(3)]);
    assert!(matches!(session.state.popups.last(), Some(Popup::Contact(_))));
    session.keys(&[KeyCode::F(3)]);
    assert!(session.state.popups.is_empty());
    assert!(session.echo().starts_with("Contact kept in C-1, entry 0."), "{}", session.echo());
    let kept = contacts(&session);
    let contact = kept.first().expect("a contact");
    let field = |field: ContactField| contact.get(field).to_owned();
    assert_eq!(
        field(ContactField::When),
        "2026-11-21T13:46:00",
        "14 minutes before the clock was started"
    );
    assert_eq!(field(ContactField::Direction), "we called");
    assert_eq!(
        (field(ContactField::HoldMinutes), field(ContactField::TalkMinutes)),
        ("40".to_owned(), "5".to_owned())
    );
    assert_eq!(field(ContactField::Asked), "Which benefit?; Was a notice given?");
    assert!(field(ContactField::Said).contains("Which benefit? Title II"), "{contact:?}");
    assert!(field(ContactField::Said).contains("refused: Was a notice given? (unit 12, no such notice on file)"));
    assert!(field(ContactField::Citation).starts_with("GN 1"), "{contact:?}");
    assert_eq!(field(ContactField::NextStep), "Say where the paper is");
    assert!(!session.state.wants_ticks(), "the clock has stopped");
}

#[test]
fn a_second_contact_begins_after_the_first_and_knows_its_office() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.keys(&[KeyCode::F(3)]);
    session.type_text("Madison");
    session.keys(&[KeyCode::F(3)]);
    session.say("1");
    session.keys(&[KeyCode::F(3), KeyCode::F(3)]);
    let kept = contacts(&session);
    assert_eq!(kept.len(), 2);
    assert_eq!(kept[1].get(ContactField::Office), "Madison");
    assert_eq!(kept[0].get(ContactField::Said), "Noted: done: Call the office");
    assert_eq!(kept[1].get(ContactField::Said), "Noted: Which benefit? Title II");
}

#[test]
fn a_record_that_cannot_be_written_waits_and_is_not_lost() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.failure = Some(Failure::temporary("the disk is full"));
    session.keys(&[KeyCode::F(3)]);
    session.type_text("Madison");
    session.keys(&[KeyCode::F(3)]);
    assert!(screen(&session).contains("NOT SAVED"));
    session.ctrl('c');
    assert!(matches!(session.state.popups.last(), Some(Popup::Unsaved)), "ending would lose it");
    session.keys(&[KeyCode::Esc]);
    session.failure = None;
    wait(&mut session, 1);
    assert_eq!(contacts(&session).len(), 1);
    assert_eq!(session.state.book.unsaved(), 0);
}

#[test]
fn a_form_says_which_line_cannot_be_read_and_leaves_only_when_asked_twice() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.keys(&[KeyCode::F(3), KeyCode::Down, KeyCode::Down, KeyCode::Down]);
    session.type_text("an hour");
    session.keys(&[KeyCode::F(3)]);
    assert!(matches!(session.state.popups.last(), Some(Popup::Contact(form)) if form.selected == 5 && form.problem.is_some()));
    session.keys(&[KeyCode::Esc]);
    assert!(matches!(session.state.popups.last(), Some(Popup::Contact(_))));
    session.keys(&[KeyCode::Esc]);
    assert!(session.state.popups.is_empty() && contacts(&session).is_empty());
}

#[test]
fn a_contact_half_filled_is_kept_when_the_program_is_ended() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.keys(&[KeyCode::F(3)]);
    session.type_text("Madison");
    session.event(Event::EndAsked);
    assert!(session.has_quit);
    assert_eq!(
        contacts(&session).first().map(|contact| contact.get(ContactField::Office)),
        Some("Madison")
    );
}

#[test]
fn numbers_in_a_contact_are_masked_and_it_is_said() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.keys(&[KeyCode::F(3), KeyCode::Down, KeyCode::Down]);
    session.type_text("asked for 000-00-0000");
    session.keys(&[KeyCode::F(3)]);
    assert_eq!(
        contacts(&session).first().map(|contact| contact.get(ContactField::Person)),
        Some("asked for ***-**-****")
    );
    assert!(session.echo().contains("Not kept: Social Security number"), "{}", session.echo());
}

#[test]
fn the_clock_of_a_call_survives_leaving_the_run() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.keys(&[KeyCode::F(2), KeyCode::Enter]);
    session.type_text(" ");
    session.ctrl('f');
    wait(&mut session, 3);
    assert!(screen(&session).contains("on hold 3 min, in a run"), "{}", screen(&session));
    let run = &session.runs[0];
    assert!(run.log.entries.iter().any(|entry| matches!(
        entry.mark,
        Mark::Call {
            phase: CallPhase::Hold,
            ..
        }
    )));
    let unused = update(&mut session.state, Event::SuspendAsked);
    assert_eq!(unused.len(), 1);
}

#[test]
fn one_clock_runs_over_all_checklists_of_a_call_and_its_record_tells_of_all() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.keys(&[KeyCode::F(2)]);
    session.say("65");
    session.keys(&[KeyCode::F(2)]);
    session.type_text(" ");
    session.say("1");
    begin(&mut session, "close-it", "blue");
    wait(&mut session, 5);
    session.type_text(" ");
    session.keys(&[KeyCode::F(3), KeyCode::F(3)]);
    let kept = contacts(&session);
    let contact = kept.first().expect("a contact");
    assert_eq!(
        (contact.get(ContactField::HoldMinutes), contact.get(ContactField::TalkMinutes)),
        ("65", "5")
    );
    assert!(contact.get(ContactField::Said).contains("Which benefit? Title II"), "{contact:?}");
    assert!(contact.get(ContactField::Said).contains("done: Give the notice"), "{contact:?}");
    assert!(!screen(&session).contains("talking"), "there was one clock and it has stopped");
}

#[test]
fn a_record_dropped_gives_the_clock_back() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.keys(&[KeyCode::F(2)]);
    session.say("60");
    session.keys(&[KeyCode::F(3), KeyCode::Esc, KeyCode::Esc]);
    assert!(screen(&session).contains("on hold 60 min"), "{}", screen(&session));
    wait(&mut session, 2);
    session.keys(&[KeyCode::F(3), KeyCode::F(3)]);
    assert_eq!(
        contacts(&session)
            .first()
            .map(|contact| contact.get(ContactField::HoldMinutes).to_owned()),
        Some("62".to_owned())
    );
}

#[test]
fn a_call_that_was_cut_off_or_forgotten_does_not_run_on() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.keys(&[KeyCode::F(2), KeyCode::Enter]);
    session.type_text(" ");
    session.keys(&[KeyCode::Esc, KeyCode::F(5)]);
    assert!(!screen(&session).contains("on hold"), "{}", screen(&session));
    session.begin("blue");
    session.keys(&[KeyCode::F(2), KeyCode::Enter]);
    session.say("1");
    session.keys(&[KeyCode::Esc, KeyCode::Enter]);
    let mut tomorrow = Session::new(120, 36);
    tomorrow.runs.clone_from(&session.runs);
    tomorrow.now = session.now.saturating_add(16.hours());
    let at = tomorrow.now;
    tomorrow.event(Event::Tick { at });
    tomorrow.begin("blue");
    assert!(
        tomorrow.echo().starts_with("The clock of an earlier call was still running"),
        "{}",
        tomorrow.echo()
    );
    assert!(!screen(&tomorrow).contains("on hold"), "{}", screen(&tomorrow));
    let marks: Vec<&Mark> = tomorrow.runs[0].log.entries.iter().rev().take(3).map(|entry| &entry.mark).collect();
    assert!(
        matches!(
            marks.as_slice(),
            [
                Mark::Resume,
                Mark::Call {
                    phase: CallPhase::Over,
                    ..
                },
                Mark::Pause { .. }
            ]
        ),
        "left, stopped there, and gone on with: {marks:?}"
    );
}
