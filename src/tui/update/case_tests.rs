//! Facts of a case, steps put off, lists made pointless, newer texts: from key to key, with a world in memory.

use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::date;

use crate::domain::case_log::{CaseMark, struck};
use crate::domain::run::{ItemState, Mark, evaluate};
use crate::tui::event::{Event, KeyCode};
use crate::tui::fixture::{Session, library, screen};
use crate::tui::state::{known_answer, put_off_here, spared_here};
use crate::tui::world::{Failure, OldCase, Retention};

use super::{Start, start};

/// Begins a run of any checklist for a case called so.
pub(super) fn begin(session: &mut Session, checklist: &str, case: &str) {
    let effects = start(
        &mut session.state,
        Start::Checklist {
            id: checklist.to_owned(),
            case: Some(case.to_owned()),
        },
    );
    session.answer(effects);
}

/// A run whose checklist has other steps today.
pub(super) fn on_an_older_text() -> Session {
    let mut session = Session::new(100, 24);
    session.begin("blue");
    session.type_text(" ");
    session.say("1");
    let mut newer = (*library()).clone();
    for checklist in newer.checklists.values_mut() {
        checklist.text.push('\n');
        for chunk in &mut checklist.chunks {
            chunk.items.retain(|item| item.id() != "notice");
            for item in &mut chunk.items {
                if let crate::domain::checklist::Item::Step(step) = item
                    && step.id == "where"
                {
                    step.words = "Say in which folder the paper is".to_owned();
                }
            }
        }
    }
    session.state.library = Arc::new(newer);
    session
}

/// A run with a date, a contact and a note on its case.
pub(in crate::tui) fn with_a_contact_and_a_note(cols: u16, rows: u16) -> Session {
    let mut session = Session::new(cols, rows);
    session.begin("blue");
    session.type_text(" ");
    for answer in ["1", "1", "6/2/2026"] {
        session.say(answer);
    }
    session.keys(&[KeyCode::F(3)]);
    session.type_text("Madison");
    session.keys(&[KeyCode::F(3)]);
    session.ctrl('r');
    session.type_text("n");
    session.say("the letter is in the folder");
    session.keys(&[KeyCode::Esc]);
    session
}

/// A finished case and an untouched one, both past their time.
pub(super) fn with_an_old_case() -> Session {
    let mut session = Session::new(100, 24);
    let old = |case: &str| OldCase {
        case: case.to_owned(),
        nickname: String::new(),
        last_at: date(2026, 9, 1).at(9, 0, 0, 0),
        runs: 1,
    };
    session.retention = Retention {
        days: 30,
        finished: vec![old("C-7F2K")],
        untouched: vec![old("C-8HJ2")],
    };
    let at = session.now;
    session.answer(vec![crate::tui::effect::Effect::LoadRetention { at }]);
    session
}

/// Lets minutes go by.
pub(super) fn wait(session: &mut Session, minutes: i32) {
    session.now = session.now.saturating_add(minutes.minutes());
    let at = session.now;
    session.event(Event::Tick { at });
}

#[test]
fn a_step_is_put_off_into_no_day_that_has_passed_and_none_that_does_not_exist() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    for (typed, problem) in [
        ("yesterday", "Friday, November 20, 2026 has passed"),
        ("june 2 26", "Tuesday, June 2, 2026 has passed"),
        ("6/31", "June has no day 31"),
    ] {
        session.ctrl('d');
        session.say(typed);
        assert!(screen(&session).contains(problem), "{typed}: {}", screen(&session));
        session.keys(&[KeyCode::Esc]);
    }
    session.ctrl('d');
    session.type_text("6/2");
    assert!(
        screen(&session).contains("= Wednesday, June 2, 2027 (in 193 days)"),
        "{}",
        screen(&session)
    );
    session.keys(&[KeyCode::Enter]);
    let deferred = |mark: &Mark| matches!(mark, Mark::Defer { until, .. } if until == "2027-06-02");
    let run = session.runs.first().expect("a run");
    assert!(run.log.entries.iter().any(|entry| deferred(&entry.mark)), "{:?}", run.log);
}

#[test]
fn a_notice_dated_ahead_of_today_gets_a_caution() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.say("1");
    session.say("1");
    session.type_text("6/2/2062");
    assert!(screen(&session).contains("CAREFUL: this day"), "{}", screen(&session));
    session.ctrl('u');
    session.type_text("6/2");
    let shown = screen(&session);
    assert!(
        shown.contains("= Tuesday, June 2, 2026 (172 days ago)") && !shown.contains("CAREFUL"),
        "{shown}"
    );
}

#[test]
fn leaving_with_a_reason_is_two_keys() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.keys(&[KeyCode::Esc, KeyCode::F(2)]);
    let run = &session.runs[0];
    assert_eq!(run.log.paused().map(|(_, why)| why), Some("the client has to look for a paper"));
    assert!(session.echo().starts_with("Saved:"), "{}", session.echo());
}

#[test]
fn a_typed_reason_may_hold_digits() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.keys(&[KeyCode::Esc]);
    session.say("2 pm callback");
    assert_eq!(session.runs[0].log.paused().map(|(_, why)| why), Some("2 pm callback"));
}

#[test]
fn an_answer_known_in_the_case_is_offered_and_never_taken_by_itself() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    for answer in ["1", "1", "6/2/2026"] {
        session.say(answer);
    }
    begin(&mut session, "close-it", "blue");
    session.keys(&[KeyCode::Down]);
    assert_eq!(session.in_box(), "given");
    let text = screen(&session);
    assert!(text.contains("Known: Tue 2 Jun 2026 (from \"Is an earlier filing still"), "{text}");
    session.keys(&[KeyCode::Enter]);
    assert_eq!(session.in_box(), "given", "Enter alone takes nothing over");
    session.ctrl('k');
    let key = session.step().key;
    let run = session.state.active(key).expect("a run");
    let view = evaluate(&run.checklist, &run.log, &session.state.rule_context());
    assert_eq!(view.value("given", None).as_deref(), Some("2026-06-02"));
}

#[test]
fn answers_of_two_runs_that_differ_are_told_first_in_the_case() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    for answer in ["1", "1", "6/2/2026"] {
        session.say(answer);
    }
    begin(&mut session, "close-it", "blue");
    session.keys(&[KeyCode::Down]);
    assert_eq!(session.in_box(), "given");
    session.say("6/3/2026");
    session.keys(&[KeyCode::F(7)]);
    let text = screen(&session);
    for words in ["Answered differently", "Wed 3 Jun 2026 in", "Tue 2 Jun 2026 in"] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn facts_of_another_case_are_not_offered() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    for answer in ["1", "1", "6/2/2026"] {
        session.say(answer);
    }
    begin(&mut session, "close-it", "green");
    session.keys(&[KeyCode::Down]);
    let key = session.step().key;
    let run = session.state.active(key).expect("a run");
    let step = run.checklist.find_step("given").expect("a step");
    assert_eq!(known_answer(&session.state, key, step), None);
    session.ctrl('k');
    assert!(session.echo().starts_with("Nothing is known"));
}

#[test]
fn a_step_put_off_until_a_checklist_comes_back_there() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.ctrl('d');
    session.keys(&[KeyCode::Tab, KeyCode::Enter]);
    assert!(
        session.echo().starts_with("Deferred until the checklist close-it"),
        "{}",
        session.echo()
    );
    begin(&mut session, "close-it", "blue");
    let key = session.step().key;
    assert_eq!(put_off_here(&session.state, key).len(), 1);
    assert!(
        screen(&session).contains("PUT OFF TO HERE: Call the office"),
        "{}",
        screen(&session)
    );
    session.keys(&[KeyCode::F(4), KeyCode::Enter]);
    assert_eq!(session.in_box(), "call");
    session.type_text(" ");
    assert!(matches!(
        session.runs[0].log.entries.last().map(|entry| &entry.mark),
        Some(Mark::Answer { .. })
    ));
    begin(&mut session, "close-it", "blue");
    let key = session.step().key;
    assert_eq!(put_off_here(&session.state, key), []);
}

#[test]
fn a_step_put_off_until_a_day_comes_back_on_that_day_and_is_said_to_be_due() {
    let mut session = Session::new(120, 36);
    session.state.fixed_today = None;
    session.begin("blue");
    session.ctrl('d');
    session.say("11/25");
    for answer in ["1", "2"] {
        session.say(answer);
    }
    assert!(
        screen(&session).contains("COMPLETE EXCEPT what is deferred"),
        "{}",
        screen(&session)
    );
    session.now = date(2026, 11, 25).at(9, 0, 0, 0);
    let at = session.now;
    session.event(Event::Tick { at });
    session.keys(&[KeyCode::Tab]);
    assert_eq!(session.in_box(), "call", "it is the next open step again");
    let text = screen(&session);
    assert!(text.contains("DUE Wed 25 Nov 2026") && !text.contains("COMPLETE"), "{text}");
}

#[test]
fn a_checklist_that_anothers_outcome_made_pointless_says_so() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    for answer in ["1", "2"] {
        session.say(answer);
    }
    begin(&mut session, "close-it", "blue");
    let key = session.step().key;
    let spared = spared_here(&session.state, key).expect("not needed");
    assert_eq!(spared.by, "Is an earlier filing still open?");
    let text = screen(&session);
    assert!(text.contains("NOT NEEDED ANY MORE:"), "{text}");
    session.ctrl('r');
    assert!(screen(&session).contains("not needed any more"), "{}", screen(&session));
}

#[test]
fn a_changed_answer_shows_what_it_opens_drops_and_works_out_anew_before_it_is_accepted() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    for answer in ["1", "1", "6/2/2026"] {
        session.say(answer);
    }
    session.keys(&[KeyCode::Up, KeyCode::Up, KeyCode::Up]);
    while session.in_box() != "notice-date" {
        session.keys(&[KeyCode::Down]);
    }
    session.type_text("7/2/2026");
    let text = screen(&session);
    assert!(
        text.contains("Worked out anew: Closes on Wed 2 Dec 2026 becomes Mon 4 Jan 2027") || text.contains("becomes"),
        "{text}"
    );
    session.keys(&[KeyCode::Esc, KeyCode::Up]);
    session.type_text("2");
    let text = screen(&session);
    assert!(text.contains("No longer counts (kept): Date on the notice"), "{text}");
    session.keys(&[KeyCode::Enter]);
    session.keys(&[KeyCode::Up, KeyCode::Up, KeyCode::Up, KeyCode::Up]);
    while session.in_box() != "notice" {
        session.keys(&[KeyCode::Down]);
    }
    session.say("1");
    let key = session.step().key;
    let run = session.state.active(key).expect("a run");
    let view = evaluate(&run.checklist, &run.log, &session.state.rule_context());
    assert_eq!(view.value("notice-date", None).as_deref(), Some("2026-06-02"), "it is back");
    assert!(matches!(view.find("closes").map(|item| &item.state), Some(ItemState::Computed(_))));
}

#[test]
fn a_newer_text_shows_what_it_changes_before_it_is_taken() {
    let mut session = on_an_older_text();
    session.keys(&[KeyCode::F(5)]);
    let text = screen(&session);
    for words in [
        "Say in which folder the paper is",
        "Steps that are gone: 1",
        "Answers that go over: 2",
        "Which benefit?: Title II",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    session.keys(&[KeyCode::Esc]);
    assert_eq!(session.runs.len(), 1, "nothing was taken");
    session.keys(&[KeyCode::F(5), KeyCode::Enter]);
    assert_eq!(session.runs.len(), 2);
}

#[test]
fn a_note_on_the_case_is_written_from_the_list_of_runs() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.ctrl('r');
    session.type_text("n");
    session.say("sent by fax");
    assert!(session.echo().starts_with("Note kept in C-1"), "{}", session.echo());
    assert!(matches!(&session.case_log[0].1.mark, CaseMark::Note { text } if text == "sent by fax"));
    assert!(struck(&[]).is_empty());
}

#[test]
fn the_case_shows_all_that_hangs_on_it_and_a_wrong_contact_is_struck_and_stays() {
    let mut session = with_a_contact_and_a_note(120, 36);
    session.keys(&[KeyCode::F(7)]);
    let text = screen(&session);
    for words in [
        "Closes on",
        "Wed 2 Dec 2026",
        "Is an earlier filing still open?",
        "Note: the letter is in the folder",
        "Contact, we called: Madison",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    session.keys(&[KeyCode::End, KeyCode::Char('x')]);
    session.say("it was Milwaukee");
    assert_eq!(session.echo(), "Entry 0 of C-1 is struck.");
    let text = screen(&session);
    assert!(
        text.contains("STRUCK") && text.contains("it was Milwaukee") && text.contains("Office reached: Madison"),
        "{text}"
    );
    session.type_text("x");
    assert!(session.echo().starts_with("Only a contact or note"), "{}", session.echo());
    session.keys(&[KeyCode::Home, KeyCode::Down, KeyCode::Enter]);
    assert_eq!(session.in_box(), "where");
}

#[test]
fn finished_cases_past_their_time_are_written_out_and_then_deleted_and_never_without_being_asked() {
    let mut session = with_an_old_case();
    let text = screen(&session);
    assert!(text.contains("Past 30 days: 1 finished, 1 not. F9 shows them."), "{text}");
    session.keys(&[KeyCode::F(9)]);
    let text = screen(&session);
    assert!(
        text.contains("C-7F2K: 1 run, last Tue 1 Sep 2026") && text.contains("C-8HJ2"),
        "{text}"
    );
    session.keys(&[KeyCode::Esc]);
    assert_eq!(session.state.retention.finished.len(), 1, "Esc leaves them");
    session.keys(&[KeyCode::F(9), KeyCode::Char('w')]);
    session.failure = Some(Failure::temporary("the disk is full"));
    session.say("records");
    assert_eq!(
        session.echo(),
        "Not done: the disk is full. No case was deleted without its record."
    );
    assert_eq!(session.state.retention.finished.len(), 1);
    session.failure = None;
    session.keys(&[KeyCode::F(9), KeyCode::Char('w')]);
    session.say("records");
    assert!(
        session.echo().starts_with("Written: records/C-7F2K.html. 1 case deleted"),
        "{}",
        session.echo()
    );
    assert!(session.state.retention.finished.is_empty());
    session.keys(&[KeyCode::F(9), KeyCode::Char('D')]);
    assert!(session.echo().starts_with("None of them is finished"), "{}", session.echo());
}

#[test]
fn cases_are_deleted_without_their_records_only_when_the_word_is_typed() {
    let mut session = with_an_old_case();
    session.keys(&[KeyCode::F(9), KeyCode::Char('D'), KeyCode::Enter]);
    assert_eq!(session.echo(), "Nothing was deleted: the word was not typed.");
    assert_eq!(session.state.retention.finished.len(), 1);
    session.keys(&[KeyCode::F(9), KeyCode::Char('D')]);
    session.say("delete");
    assert!(session.state.retention.finished.is_empty());
}

#[test]
fn a_note_closed_with_words_in_it_is_brought_back() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.ctrl('n');
    session.type_text("a long note");
    session.keys(&[KeyCode::Esc]);
    assert_eq!(session.echo(), "Not kept yet: Ctrl-N brings the note back.");
    session.ctrl('n');
    session.keys(&[KeyCode::Enter]);
    assert_eq!(session.runs[0].log.notes().get("call"), Some(&"a long note"));
}

#[test]
fn an_answer_that_was_not_taken_is_typed_anew() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    for answer in ["1", "1", "1"] {
        session.say(answer);
    }
    session.say("6/2/2026");
    assert_eq!(session.in_box(), "where", "the date was taken, not 16/2/2026");
}

#[test]
fn the_screen_is_covered_from_within_a_note_too() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.ctrl('n');
    session.type_text("private words");
    session.keys(&[KeyCode::F(8)]);
    assert!(!screen(&session).contains("private words"));
    session.keys(&[KeyCode::Esc]);
    assert!(screen(&session).contains("private words"));
}

#[test]
fn the_record_of_a_case_is_written_from_its_place_and_the_case_stays() {
    let mut session = with_a_contact_and_a_note(100, 24);
    session.keys(&[KeyCode::F(7), KeyCode::Char('w'), KeyCode::Enter]);
    assert_eq!(session.echo(), "Written: ./C-1.html.");
    assert_eq!(session.runs.len(), 1);
}

#[test]
fn everything_is_taken_back_step_by_step_even_after_a_restart() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    for answer in ["1", "1", "6/2/2026"] {
        session.say(answer);
    }
    session.keys(&[KeyCode::Esc, KeyCode::F(1)]);
    let mut again = Session::new(120, 36);
    again.runs.clone_from(&session.runs);
    again.begin("blue");
    for _ in 0..4 {
        again.ctrl('u');
    }
    assert_eq!(again.in_box(), "call");
    let key = again.step().key;
    let run = again.state.active(key).expect("a run");
    let view = evaluate(&run.checklist, &run.log, &again.state.rule_context());
    assert_eq!(view.settled_count, 0);
    again.ctrl('u');
    assert_eq!(again.echo(), "Nothing to take back in this run.");
}
