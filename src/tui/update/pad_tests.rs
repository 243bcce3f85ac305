//! The date pad from key to key, with a world in memory.
//!
//! Does not belong here: which rules belong to which card (`domain::rules_at_hand`), how days are read (`domain::run`).

use jiff::ToSpan as _;

use crate::domain::case_log::CaseMark;
use crate::tui::event::{Event, KeyCode};
use crate::tui::fixture::{Session, screen};
use crate::tui::keymap::Context;
use crate::tui::state::{Pad, Popup, Screen};

use super::{Start, start};

const DATE: &str = "Wednesday, December 2, 2026";

fn pad(session: &Session) -> &Pad {
    match session.state.popups.last() {
        Some(Popup::Pad(pad)) => pad,
        other => panic!("no pad: {other:?}"),
    }
}

#[track_caller]
fn shows(session: &Session, words: &str) {
    let screen = screen(session);
    assert!(screen.contains(words), "no {words:?} in\n{screen}");
}

#[track_caller]
fn hides(session: &Session, words: &str) {
    let screen = screen(session);
    assert!(!screen.contains(words), "{words:?} in\n{screen}");
}

/// A pad with the first rule and a date in it.
fn close_out(typed: &str) -> Session {
    let mut session = Session::new(120, 36);
    session.ctrl('t');
    session.keys(&[KeyCode::Enter]);
    session.type_text(typed);
    session
}

/// The id of the rule in the pad.
fn rule(session: &Session) -> Option<&str> {
    pad(session).rule.as_ref().map(|rule| rule.id.as_str())
}

#[test]
fn every_keystroke_shows_what_comes_of_it_and_half_a_word_is_no_mistake() {
    let mut session = Session::new(120, 36);
    session.ctrl('t');
    shows(&session, "today Saturday, November 21, 2026");
    session.type_text("close");
    session.keys(&[KeyCode::Enter]);
    shows(&session, "Needs: What date is on the notice?");
    for c in "june 2".chars() {
        hides(&session, "has no day");
        session.type_text(&c.to_string());
    }
    shows(&session, "= Tuesday, June 2, 2026 (172 days ago)");
    shows(&session, "Wednesday, December 2, 2026: calendar this (in 11 days)");
    session.ctrl('u');
    session.type_text("31 june");
    shows(&session, "June has no day 31; its last is 30");
    hides(&session, "calendar this");
    session.ctrl('u');
    session.type_text("6/2/2027");
    shows(&session, "CAREFUL: this day is still to come");
    session.ctrl('u');
    session.type_text("6/2/1920");
    shows(&session, "from 1930 to 2100");
}

#[test]
fn a_day_told_in_the_words_searched_for_goes_into_the_pad() {
    let mut session = Session::new(120, 36);
    session.type_text("the notice is dated June second");
    session.ctrl('t');
    session.keys(&[KeyCode::Enter]);
    shows(&session, "= Tuesday, June 2, 2026 (172 days ago)");
    shows(&session, DATE);
    session.keys(&[KeyCode::Esc]);
    assert!(session.state.popups.is_empty());
    shows(&session, "the notice is dated June second");
}

#[test]
fn a_day_may_be_told_before_the_rule() {
    let mut session = Session::new(120, 36);
    session.ctrl('t');
    session.say("ssi close 6/2");
    assert_eq!(rule(&session), Some("pf-t16-closeout"));
    shows(&session, "Monday, August 3, 2026");
}

#[test]
fn the_pad_opens_from_everywhere_but_a_covered_screen() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.ctrl('n');
    session.type_text("half a note");
    session.ctrl('t');
    assert!(matches!(session.state.popups.as_slice(), [Popup::Prompt(_), Popup::Pad(_)]));
    session.keys(&[KeyCode::Esc]);
    shows(&session, "half a note");
    session.keys(&[KeyCode::F(10)]);
    assert!(matches!(session.state.popups.last(), Some(Popup::Pad(_))));
    session.keys(&[KeyCode::Esc, KeyCode::Esc, KeyCode::F(8)]);
    session.ctrl('t');
    assert!(matches!(session.state.popups.last(), Some(Popup::Cover)));
}

#[test]
fn on_a_card_the_pad_opens_on_the_rule_of_the_section() {
    let mut session = Session::start(
        120,
        36,
        Start::Card {
            id: "closing".to_owned(),
            anchor: Some("ssi".to_owned()),
        },
    );
    session.type_text("d");
    assert_eq!(rule(&session), Some("pf-t2-closeout"), "the step that names this section feeds it");
    session.type_text("6/2");
    shows(&session, DATE);
    session.ctrl('g');
    assert!(session.state.popups.is_empty() && matches!(session.state.screen(), Screen::Read(_)));
    session.ctrl('t');
    shows(&session, DATE);
}

#[test]
fn in_a_run_the_pad_knows_what_the_run_has_answered() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.say("1");
    session.say("1");
    session.say("6/2");
    session.ctrl('t');
    assert_eq!(rule(&session), Some("pf-t2-closeout"));
    shows(&session, "= Tuesday, June 2, 2026");
    shows(&session, DATE);
}

#[test]
fn what_is_typed_goes_along_to_another_rule() {
    let mut session = close_out("6/2");
    session.ctrl('t');
    session.type_text("ssi close");
    session.keys(&[KeyCode::Enter]);
    assert_eq!(rule(&session), Some("pf-t16-closeout"));
    shows(&session, "= Tuesday, June 2, 2026");
    session.ctrl('t');
    session.keys(&[KeyCode::Esc]);
    assert_eq!(rule(&session), Some("pf-t16-closeout"), "Esc goes back to the rule");
}

#[test]
fn choices_are_taken_by_letter_number_or_arrow_and_presumed_days_say_how_to_replace_them() {
    let mut session = Session::new(120, 36);
    session.ctrl('t');
    session.say("appeal");
    session.say("r");
    session.type_text("11/2");
    shows(&session, "Wednesday, January 6, 2027: calendar this");
    shows(&session, "Receipt is presumed 5 days after 2 November 2026");
    shows(&session, "To replace it, fill in \"On what day did it come, if that can be");
    session.keys(&[KeyCode::Enter]);
    session.type_text("11/10");
    shows(&session, "Monday, January 11, 2027: calendar this");
    hides(&session, "To replace it");
    session.ctrl('u');
    session.type_text("11/4");
    shows(&session, "WORK TO Monday, January 4, 2027: calendar this");
    shows(&session, "By the rule: Wednesday, January 6, 2027");
    session.keys(&[KeyCode::Up, KeyCode::Up]);
    session.ctrl('u');
    session.keys(&[KeyCode::Right, KeyCode::Right]);
    assert_eq!(pad(&session).lines[0].text_box.text(), "alj");
    session.ctrl('u');
    session.type_text("hearing");
    shows(&session, "By the rule: Wednesday, January 6, 2027");
    session.type_text("x");
    shows(&session, "choose one of: recon, alj, ac");
}

#[test]
fn late_is_said_first_with_what_to_do_all_the_same() {
    let mut session = Session::new(120, 36);
    session.ctrl('t');
    session.say("appeal");
    session.say("1");
    session.type_text("75 days ago");
    shows(&session, "Thursday, November 12, 2026: LATE BY 9 DAYS");
    shows(&session, "File it anyway");
}

#[test]
fn the_result_goes_to_the_clipboard_with_rule_inputs_and_authority() {
    let mut session = close_out("");
    session.ctrl('y');
    assert_eq!(session.copied, [""; 0]);
    assert_eq!(session.echo(), "Nothing is worked out yet.");
    session.type_text("june second");
    session.ctrl('y');
    let copied = session.copied.last().expect("a copy");
    for words in [
        DATE,
        "Title II protective filing",
        "What date is on the notice? Tuesday, June 2, 2026",
        "Authority: ",
        "Worked out Saturday, November 21, 2026",
    ] {
        assert!(copied.contains(words), "{copied}");
    }
    assert!(session.echo().starts_with("Sent to the terminal"), "{}", session.echo());
}

#[test]
fn the_result_is_kept_in_the_case_of_the_run_and_can_be_struck() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.ctrl('t');
    session.ctrl('u');
    session.type_text("6/2");
    session.keys(&[KeyCode::F(7)]);
    assert!(
        session.echo().starts_with(&format!("{DATE} kept in C-1, entry ")),
        "{}",
        session.echo()
    );
    let kept = session.case_log.iter().find_map(|(case, entry)| match &entry.mark {
        CaseMark::Worked { out } => Some((case.as_str(), out.clone())),
        _ => None,
    });
    let (case, out) = kept.expect("an entry");
    assert_eq!((case, out.day().map(|day| day.to_string()).as_deref()), ("C-1", Some("2026-12-02")));
    assert_eq!(out.inputs.first().map(|input| input.words.as_str()), Some("Tuesday, June 2, 2026"));
    session.keys(&[KeyCode::Esc, KeyCode::F(7)]);
    shows(&session, "Last day that a Title II protective filing holds");
    shows(&session, "in 11 days");
    session.keys(&[KeyCode::End]);
    shows(&session, "Authority: ");
    session.type_text("x");
    session.say("wrong notice");
    shows(&session, "STRUCK");
    hides(&session, "in 11 days");
}

#[test]
fn without_a_case_at_hand_it_asks_which_and_takes_only_one_that_is_there() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.ctrl('f');
    let effects = start(&mut session.state, Start::Find);
    session.answer(effects);
    session.state.screens.retain(|screen| matches!(screen, Screen::Find(_)));
    session.ctrl('t');
    session.keys(&[KeyCode::Enter]);
    session.type_text("6/2");
    session.keys(&[KeyCode::F(7)]);
    shows(&session, "Add it to which case?");
    session.say("nobody");
    shows(&session, "No case is called `nobody`");
    session.ctrl('u');
    session.say("c-1");
    assert!(session.echo().contains("kept in C-1"), "{}", session.echo());
    assert!(matches!(session.state.popups.last(), Some(Popup::Pad(_))), "the pad stays");
}

#[test]
fn ending_from_the_pad_keeps_the_contact_below_it() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.keys(&[KeyCode::F(3)]);
    session.ctrl('t');
    session.event(Event::EndAsked);
    assert!(
        session
            .case_log
            .iter()
            .any(|(_, entry)| matches!(entry.mark, CaseMark::Contact { .. }))
    );
}

#[test]
fn pasted_text_goes_into_the_line() {
    let mut session = close_out("");
    session.event(Event::Paste("June 2, 2026\n".to_owned()));
    shows(&session, DATE);
}

/// The card with a box, the box chosen.
fn at_box(cols: u16, rows: u16) -> Session {
    let id = "closing".to_owned();
    let anchor = Some("title-ii".to_owned());
    let mut session = Session::start(cols, rows, Start::Card { id, anchor });
    while session.state.context() != Context::RuleBox {
        session.keys(&[KeyCode::Tab]);
    }
    session
}

#[test]
fn a_date_typed_at_a_box_opens_the_pad_below_it_and_the_result_stays_in_the_box() {
    let mut session = at_box(120, 36);
    shows(&session, "[type a date]");
    session.type_text("june 2");
    assert_eq!(rule(&session), Some("pf-t2-closeout"));
    shows(&session, "COMPUTE  Last day that a Title II protective filing holds");
    shows(&session, "6 months after 2 June 2026, the date on the notice");
    shows(&session, "= Tuesday, June 2, 2026 (172 days ago)");
    shows(&session, &format!("{DATE}: calendar this"));
    session.keys(&[KeyCode::Esc]);
    shows(&session, &format!("= {DATE}: calendar this"));
    shows(&session, "worked out today at 14:00");
    session.keys(&[KeyCode::Enter, KeyCode::Esc]);
    shows(&session, &format!("= {DATE}: calendar this"));
    session.type_text("x");
    assert_eq!(session.echo(), crate::tui::text::no_such_key('x'), "no date begins so");
    session.ctrl('u');
    hides(&session, DATE);
}

#[test]
fn a_late_result_in_a_box_says_so_with_what_to_do_all_the_same() {
    let mut session = at_box(120, 36);
    session.keys(&[KeyCode::Enter]);
    session.type_text("2/6/2026");
    session.keys(&[KeyCode::Esc]);
    shows(&session, "= Thursday, August 6, 2026: LATE BY 107 DAYS.");
    shows(&session, "Apply today all the same.");
}

#[test]
fn a_box_that_is_scrolled_out_of_sight_takes_no_keys_and_d_brings_it_back() {
    let mut session = at_box(60, 12);
    session.keys(&[KeyCode::Home]);
    assert_eq!(session.state.context(), Context::Read);
    session.type_text("j");
    assert!(session.state.popups.is_empty());
    let mut session = at_box(80, 24);
    session.keys(&[KeyCode::Tab, KeyCode::Tab]);
    session.type_text("d");
    assert_eq!(rule(&session), Some("pf-t2-closeout"));
    shows(&session, "COMPUTE");
    session.type_text("6/2");
    shows(&session, DATE);
}

#[test]
fn in_a_low_window_the_pad_of_a_box_lies_over_the_card() {
    let mut session = at_box(40, 12);
    session.type_text("6");
    hides(&session, "COMPUTE");
    session.type_text("/2");
    session.keys(&[KeyCode::Esc]);
    assert_eq!(session.state.context(), Context::RuleBox);
}

/// A session in which a box holds a result, above whatever was there.
fn box_worked(mut session: Session) -> Session {
    let id = "closing".to_owned();
    let anchor = Some("title-ii".to_owned());
    let effects = start(&mut session.state, Start::Card { id, anchor });
    session.answer(effects);
    while session.state.context() != Context::RuleBox {
        session.keys(&[KeyCode::Tab]);
    }
    session.type_text("6/2");
    session.keys(&[KeyCode::Esc]);
    shows(&session, &format!("= {DATE}: calendar this"));
    session
}

#[track_caller]
fn is_forgotten(session: &Session) {
    assert!(session.state.kept.is_empty() && session.state.left_pad.is_none());
    hides(session, DATE);
}

#[test]
fn a_result_goes_from_its_box_when_the_contact_is_kept_and_stays_when_its_record_is_dropped() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    let mut session = box_worked(session);
    session.keys(&[KeyCode::Esc, KeyCode::F(3), KeyCode::Esc, KeyCode::Esc]);
    assert_eq!(session.state.kept.len(), 1, "dropped, the contact goes on");
    session.keys(&[KeyCode::F(3), KeyCode::F(3)]);
    assert!(session.echo().starts_with("Contact kept"), "{}", session.echo());
    is_forgotten(&session);
}

#[test]
fn a_result_goes_from_its_box_when_the_call_is_cut_off() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.keys(&[KeyCode::F(2), KeyCode::Enter]);
    let mut session = box_worked(session);
    session.keys(&[KeyCode::Esc, KeyCode::Esc]);
    let reason = crate::tui::text::LEAVE_REASONS
        .iter()
        .position(|reason| *reason == crate::tui::text::CUT_OFF);
    let number = u8::try_from(reason.expect("a reason") + 1).expect("few");
    session.keys(&[KeyCode::F(number)]);
    is_forgotten(&session);
}

#[test]
fn a_result_goes_from_its_box_when_another_case_is_taken_up_and_not_with_the_first_or_the_same() {
    let mut session = box_worked(Session::new(120, 36));
    session.begin("blue");
    session.keys(&[KeyCode::Down]);
    assert_eq!(session.state.kept.len(), 1, "worked out before any case: it may be this caller's");
    session.keys(&[KeyCode::Up, KeyCode::F(7)]);
    assert_eq!(session.state.kept.len(), 1, "the place of the same case");
    session.begin("red");
    session.keys(&[KeyCode::Down]);
    is_forgotten(&session);
    let mut session = box_worked(session);
    session.keys(&[KeyCode::Esc, KeyCode::Down]);
    assert_eq!(session.state.kept.len(), 1, "back in the same run");
    session.begin("scratch");
    session.keys(&[KeyCode::Down]);
    is_forgotten(&session);
}

#[test]
fn a_result_goes_from_its_box_when_nobody_was_there_and_not_when_the_user_covers_the_screen() {
    let mut session = box_worked(Session::new(120, 36));
    session.state.idle_minutes = 10;
    session.keys(&[KeyCode::F(8), KeyCode::Enter]);
    shows(&session, DATE);
    session.now = session.now.saturating_add(600.seconds());
    let at = session.now;
    session.event(Event::Tick { at });
    assert!(session.state.is_covered());
    session.keys(&[KeyCode::Enter]);
    is_forgotten(&session);
    let mut session = box_worked(session);
    session.keys(&[KeyCode::F(8)]);
    session.now = session.now.saturating_add(600.seconds());
    session.keys(&[KeyCode::Enter]);
    is_forgotten(&session);
}

#[test]
fn a_result_older_than_the_call_says_so() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    let mut session = box_worked(session);
    let said = |session: &Session| crate::tui::text::kept_results(&session.state).into_values().collect::<String>();
    assert!(said(&session).ends_with("; worked out today at 14:00)"), "{}", said(&session));
    session.keys(&[KeyCode::Esc, KeyCode::F(2), KeyCode::Enter]);
    assert!(
        said(&session).ends_with("; worked out today at 14:00, before this call)"),
        "{}",
        said(&session)
    );
    let session = box_worked(session);
    assert!(
        said(&session).ends_with("; worked out today at 14:00)"),
        "worked out anew: {}",
        said(&session)
    );
}
