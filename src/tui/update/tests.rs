//! What the user does and what comes of it, from key to key, with a world in memory.

use std::sync::Arc;

use crate::domain::checklist::{Item, Wording};
use crate::domain::run::Mark;
use crate::tui::effect::Effect;
use crate::tui::event::{Event, Key, KeyCode, Size};
use crate::tui::fixture::Session;
use crate::tui::state::{Popup, SaveState, Screen, summarize};
use crate::tui::world::{Failure, FailureKind};

use super::Start;

fn find(session: &Session) -> &crate::tui::state::FindState {
    match session.state.screen() {
        Screen::Find(find) => find,
        other => panic!("not in Find: {other:?}"),
    }
}

fn read(session: &Session) -> &crate::tui::state::ReadState {
    match session.state.screen() {
        Screen::Read(read) => read,
        other => panic!("not in Read: {other:?}"),
    }
}

#[test]
fn every_letter_searches_and_only_the_newest_answer_counts() {
    let mut session = Session::new(120, 36);
    session.holds_searches = true;
    session.type_text("six");
    let searches = session.effects.iter().filter(|effect| matches!(effect, Effect::Search { .. }));
    assert_eq!(searches.count(), 3);
    let held = std::mem::take(&mut session.held);
    let mut held = held.into_iter();
    session.event(held.next().unwrap());
    assert!(find(&session).search.found.is_none(), "the first answer is outdated");
    session.event(held.next_back().unwrap());
    assert_eq!(find(&session).search.found.as_ref().unwrap().total, 1);
}

#[test]
fn enter_before_the_answer_opens_what_the_whole_word_finds() {
    let mut session = Session::new(120, 36);
    session.type_text("protect");
    session.holds_searches = true;
    session.type_text(" six");
    session.keys(&[KeyCode::Enter]);
    assert!(
        matches!(session.state.screen(), Screen::Find(_)),
        "what is shown answers an earlier query"
    );
    let last = session.held.pop().unwrap();
    let outdated = session.held.remove(0);
    session.event(outdated);
    assert!(
        matches!(session.state.screen(), Screen::Find(_)),
        "an outdated answer opens nothing"
    );
    session.event(last);
    assert_eq!(read(&session).at.id, "closing");

    let mut session = Session::new(120, 36);
    session.holds_searches = true;
    session.type_text("six");
    session.keys(&[KeyCode::Enter, KeyCode::Left]);
    let last = session.held.pop().unwrap();
    session.event(last);
    assert!(matches!(session.state.screen(), Screen::Find(_)), "another key called it off");
}

#[test]
fn enter_opens_at_the_section_and_a_link_is_gone_back_from_to_the_same_line() {
    let mut session = Session::new(120, 24);
    session.type_text("six calendar");
    session.keys(&[KeyCode::Enter]);
    assert_eq!(read(&session).at.id, "closing");
    let top = read(&session).at.top;
    assert!(0 < top, "opened at the section, not at the top");
    session.keys(&[KeyCode::Tab, KeyCode::Enter]);
    assert_eq!(read(&session).at.id, "protecting");
    session.keys(&[KeyCode::Esc]);
    assert_eq!((read(&session).at.id.as_str(), read(&session).at.top), ("closing", top));
    session.keys(&[KeyCode::Esc]);
    assert_eq!(find(&session).text_box.text(), "six calendar", "the words are still there");
}

#[test]
fn a_web_link_is_shown_and_never_opened() {
    let mut session = Session::new(120, 24);
    session.type_text("six calendar");
    session.keys(&[KeyCode::Enter, KeyCode::Tab, KeyCode::Tab, KeyCode::Enter]);
    assert_eq!(session.echo(), "https://example.org/gn (callcard opens no web pages)");
}

#[test]
fn the_same_section_stays_on_top_when_the_window_changes() {
    let mut session = Session::new(120, 24);
    session.type_text("sixty days");
    session.keys(&[KeyCode::Enter]);
    let here = |session: &Session| super::read::here(&session.state).unwrap().1;
    assert_eq!(here(&session), "ssi");
    for (cols, rows) in [(40, 12), (200, 50), (30, 8), (120, 24)] {
        session.event(Event::Resized(Size { cols, rows }));
        assert_eq!(here(&session), "ssi", "at {cols}x{rows}");
    }
}

#[test]
fn words_are_found_in_the_page_and_counted_on() {
    let mut session = Session::start(
        120,
        24,
        Start::Card {
            id: "closing".to_owned(),
            anchor: None,
        },
    );
    session.type_text("/notice");
    assert!(read(&session).find.as_ref().unwrap().is_typing);
    session.keys(&[KeyCode::Enter]);
    let first = read(&session).find.as_ref().unwrap().current;
    session.type_text("n");
    assert_eq!(read(&session).find.as_ref().unwrap().current, first + 1);
    session.keys(&[KeyCode::Esc]);
    assert!(read(&session).find.is_none());
    assert_eq!(read(&session).at.id, "closing", "Esc goes back one level only");
}

#[test]
fn a_citation_and_the_line_to_read_aloud_go_to_the_terminal() {
    let mut session = Session::new(120, 24);
    session.type_text("six calendar");
    session.keys(&[KeyCode::Enter]);
    session.type_text("ya");
    assert_eq!(
        session.copied,
        [
            "When a protected filing date closes > Title II: six months\n\
             GN 1 B, TN 126 (07-23), text of 2023-07-28: changed since 2026-04-24",
            "\"Please look up the date of the close-out notice.\""
        ]
    );
    assert!(session.echo().starts_with("Sent to the terminal"));
}

#[test]
fn answers_move_the_box_on_and_nothing_is_ticked_by_itself() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    assert_eq!(session.in_box(), "call");
    session.type_text("q");
    assert_eq!(session.in_box(), "call", "another letter ticks nothing");
    session.type_text(" ");
    assert_eq!(session.in_box(), "benefit");
    session.keys(&[KeyCode::Enter]);
    assert_eq!(session.in_box(), "benefit", "nothing is pointed at");
    assert!(session.step().problem.is_some());
    session.say("t");
    session.say("1");
    session.say("6/2/2026");
    assert_eq!(session.in_box(), "where");
    let answers: Vec<_> = session.runs[0]
        .log
        .entries
        .iter()
        .filter_map(|entry| match &entry.mark {
            Mark::Answer { step, value } => Some((step.as_str(), value.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(
        answers,
        [
            ("call", "done"),
            ("benefit", "Title II"),
            ("notice", "yes"),
            ("notice-date", "2026-06-02")
        ]
    );
}

#[test]
fn a_wrong_answer_is_told_in_words_and_stays_to_be_mended() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.say("xyz");
    assert!(session.step().problem.as_deref().unwrap().contains("Title II"));
    assert_eq!(session.step().text_box.text(), "xyz");
    session.keys(&[KeyCode::Esc]);
    assert_eq!(session.step().text_box.text(), "");
    assert_eq!(session.in_box(), "benefit", "Esc emptied the box and stayed");
}

#[test]
fn a_changed_answer_says_what_it_opens_and_undo_takes_it_back() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.say("t");
    session.say("no");
    assert_eq!(session.in_box(), "end-open", "the end is reached");
    session.keys(&[KeyCode::Up, KeyCode::Up, KeyCode::Up]);
    assert_eq!(session.in_box(), "notice");
    session.say("1");
    assert!(session.echo().contains("Opens: Date on the notice"), "{}", session.echo());
    session.ctrl('u');
    assert!(session.echo().starts_with("Taken back: Was a notice given?"), "{}", session.echo());
    assert_eq!(session.in_box(), "notice");
    assert_eq!(session.runs[0].log.entries.len(), 5, "the log only grows");
}

#[test]
fn defer_override_refuse_and_note_ask_for_words() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.ctrl('d');
    session.keys(&[KeyCode::Enter]);
    assert!(matches!(session.state.popups.last(), Some(Popup::Prompt(prompt)) if prompt.problem.is_some()));
    session.say("12/1");
    session.say("both");
    session.ctrl('o');
    session.say("no time");
    assert_eq!(session.in_box(), "where");
    session.keys(&[KeyCode::Up, KeyCode::Up, KeyCode::Up]);
    assert_eq!(session.in_box(), "notice-date");
    session.ctrl('x');
    assert!(session.state.popups.is_empty(), "a step that does not apply cannot be refused");
    assert!(session.echo().starts_with("Not applicable"), "{}", session.echo());
    session.keys(&[KeyCode::Tab]);
    session.ctrl('x');
    session.say("window 4");
    session.ctrl('n');
    session.say("ask again");
    let marks: Vec<&Mark> = session.runs[0].log.entries.iter().map(|entry| &entry.mark).collect();
    assert!(matches!(marks[0], Mark::Defer { until, .. } if until == "2026-12-01"), "{marks:?}");
    assert!(matches!(marks[2], Mark::Override { reason, .. } if reason == "no time"));
    assert!(marks.iter().any(|mark| matches!(mark, Mark::Refuse { by, .. } if by == "window 4")));
    assert!(
        marks
            .iter()
            .any(|mark| matches!(mark, Mark::Note { text, .. } if text == "ask again"))
    );
}

#[test]
fn a_new_listing_does_not_move_the_choice_to_another_row() {
    let mut session = Session::new(120, 36);
    session.keys(&[KeyCode::Down]);
    let chosen = find(&session).chosen(&session.state);
    session.begin("blue");
    session.type_text(" ");
    session.keys(&[KeyCode::Esc, KeyCode::Enter]);
    assert_eq!(find(&session).chosen(&session.state), chosen);
    let fresh = Session::new(120, 36);
    assert_eq!(find(&fresh).selected, 0);
}

#[test]
fn a_held_key_answers_one_step_only() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    let at = session.now;
    let key = Key::plain(KeyCode::Char(' '));
    for _ in 0..5 {
        session.event(Event::Key { key, at });
    }
    assert_eq!(session.runs[0].log.entries.len(), 1);
}

#[test]
fn what_is_typed_waits_while_the_box_is_elsewhere() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.say("1");
    session.say("1");
    session.type_text("june");
    session.keys(&[KeyCode::Up, KeyCode::Down]);
    assert_eq!(session.step().text_box.text(), "june");
}

#[test]
fn what_cannot_be_saved_is_kept_said_and_saved_later() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.failure = Some(Failure::temporary("the disk is full"));
    session.type_text(" ");
    session.say("1");
    let run = session.state.active(session.step().key).unwrap();
    assert_eq!(run.save_state(), SaveState::NotSaved("the disk is full"));
    assert_eq!(run.unsaved(), 2);
    assert!(session.state.wants_ticks());
    session.ctrl('c');
    assert!(!session.has_quit, "ending asks first");
    session.keys(&[KeyCode::Esc]);
    session.failure = None;
    let at = session.now;
    session.event(Event::Tick { at });
    assert_eq!(session.runs[0].log.entries.len(), 2);
    assert!(!session.state.wants_ticks());
    session.ctrl('c');
    assert!(session.has_quit);
}

#[test]
fn a_run_begun_on_a_full_disk_goes_on_in_memory() {
    let mut session = Session::new(120, 36);
    session.failure = Some(Failure::temporary("the disk is full"));
    session.begin("blue");
    session.type_text(" ");
    assert_eq!(session.in_box(), "benefit");
    session.failure = None;
    let at = session.now;
    session.event(Event::Tick { at });
    assert_eq!(session.runs.len(), 1);
    assert_eq!(session.runs[0].log.entries.len(), 1);
}

#[test]
fn entries_of_another_window_come_before_ours_and_none_is_lost() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    let theirs = crate::domain::run::RunEntry {
        at: session.now,
        mark: Mark::Answer {
            step: "benefit".to_owned(),
            value: "SSI".to_owned(),
        },
    };
    session.runs[0].log.entries.push(theirs);
    session.failure = Some(Failure {
        kind: FailureKind::Conflict,
        message: "another window".to_owned(),
    });
    session.type_text(" ");
    let steps: Vec<_> = session.runs[0].log.entries.iter().filter_map(|entry| entry.mark.step()).collect();
    assert_eq!(steps, ["benefit", "call"]);
    assert!(session.echo().contains("Another window"), "{}", session.echo());
}

#[test]
fn a_text_that_may_not_be_stored_comes_back_to_be_mended() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.say("1");
    session.say("1");
    session.say("6/2/2026");
    session.failure = Some(Failure {
        kind: FailureKind::Refused,
        message: "the run was purged".to_owned(),
    });
    session.say("in the blue folder");
    assert!(session.echo().starts_with("Not stored: the run was purged"), "{}", session.echo());
    let run = session.state.active(session.step().key).unwrap();
    assert_eq!(run.drafts.get("where").map(String::as_str), Some("in the blue folder"));
    assert_eq!(run.unsaved(), 0);
}

#[test]
fn a_social_security_number_is_masked_before_it_is_kept_anywhere() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.ctrl('n');
    session.say("her number is 000-00-0000");
    assert_eq!(session.runs[0].log.notes().get("call"), Some(&"her number is ***-**-****"));
    assert!(session.echo().starts_with("Not kept: Social Security number"), "{}", session.echo());
}

#[test]
fn a_case_that_cannot_be_used_is_asked_for_again() {
    let mut session = Session::new(120, 36);
    session.failure = Some(Failure {
        kind: FailureKind::Refused,
        message: "there is no case C-7F2K".to_owned(),
    });
    session.begin("C-7F2K");
    assert!(matches!(
        session.state.popups.last(),
        Some(Popup::Prompt(prompt)) if prompt.problem.as_deref() == Some("there is no case C-7F2K") && prompt.text_box.text() == "C-7F2K"
    ));
    assert!(!session.state.wants_ticks());
}

#[test]
fn an_entry_that_was_written_although_the_answer_was_lost_is_not_doubled() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.failure = Some(Failure::temporary("the answer was lost"));
    session.type_text(" ");
    let entry = session.state.active(session.step().key).unwrap().log.entries[0].clone();
    session.runs[0].log.entries.push(entry);
    session.failure = None;
    let at = session.now;
    session.event(Event::Tick { at });
    assert_eq!(session.runs[0].log.entries.len(), 1);
    assert_eq!(session.state.book.unsaved(), 0);
}

#[test]
fn leaving_asks_why_and_coming_back_says_it() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.say("1");
    session.keys(&[KeyCode::Esc]);
    session.say("client called away");
    assert!(matches!(session.state.screen(), Screen::Find(_)));
    session.ctrl('r');
    assert_eq!(session.state.book.listed[0].why_left, "client called away");
    session.keys(&[KeyCode::Enter]);
    assert_eq!(session.in_box(), "notice", "at the very step");
    let resumed = session.step().resumed.clone().unwrap();
    assert!(
        resumed.contains("client called away") && resumed.contains("Next: Was a notice given?"),
        "{resumed}"
    );
}

#[test]
fn what_was_done_last_is_worded_as_the_step_was() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.say("1");
    session.say("yes");
    let mut run = session.runs[0].clone();
    let checklist = Arc::make_mut(&mut run.checklist);
    let when = checklist.find_step("notice-date").unwrap().condition.clone().unwrap();
    for item in checklist.chunks.iter_mut().flat_map(|chunk| &mut chunk.items) {
        if let Item::Step(step) = item
            && step.id == "notice"
        {
            let words = "Ask the agent for the notice".to_owned();
            step.wordings.push(Wording { when: when.clone(), words });
        }
    }
    let summary = summarize(&run, &session.state.rule_context());
    assert_eq!(summary.last_done.as_deref(), Some("Ask the agent for the notice (yes)"));
}

#[test]
fn the_same_case_goes_on_with_its_run() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.keys(&[KeyCode::Esc, KeyCode::Enter]);
    session.begin("blue");
    assert_eq!(session.runs.len(), 1);
    assert_eq!(session.in_box(), "benefit");
}

#[test]
fn an_end_leads_to_the_next_checklist_of_the_same_case() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.say("1");
    session.say("3");
    session.say("at home");
    session.type_text(" ");
    assert_eq!(session.in_box(), "end-closed");
    session.keys(&[KeyCode::Enter]);
    session.keys(&[KeyCode::Enter]);
    assert_eq!(session.in_box(), "give");
}

#[test]
fn looking_something_up_during_a_run_comes_back_to_it() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.ctrl('f');
    session.type_text("six");
    session.keys(&[KeyCode::Enter, KeyCode::Esc, KeyCode::Esc, KeyCode::Esc]);
    assert_eq!(session.in_box(), "call");
}

#[test]
fn a_note_half_typed_is_kept_when_the_program_is_killed() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.ctrl('n');
    session.type_text("she said that");
    session.event(Event::EndAsked);
    assert!(session.has_quit);
    let notes = session.runs[0].log.notes();
    assert_eq!(notes.get("benefit"), Some(&"she said that"));
    assert!(session.runs[0].log.paused().is_some());
}

#[test]
fn pasted_text_is_never_a_command() {
    let mut session = Session::new(120, 36);
    session.event(Event::Paste("late\nappeal".to_owned()));
    assert_eq!(find(&session).text_box.text(), "late appeal");
    session.begin("blue");
    session.event(Event::Paste("   x \n".to_owned()));
    assert!(session.runs[0].log.entries.is_empty());
}
