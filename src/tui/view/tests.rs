//! Every place at the sizes that matter, any size without a panic, and the styles that carry meaning.

use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use crate::tui::event::{Event, KeyCode, Size};
use crate::tui::fixture::{Session, drawn};
use crate::tui::keymap::Context;
use crate::tui::state::{Color, Look};
use crate::tui::update::Start;
use crate::tui::update::case_tests::with_a_contact_and_a_note;
use crate::tui::world::Failure;

const SIZES: [(u16, u16); 4] = [(200, 50), (120, 36), (80, 24), (40, 12)];

fn lines(buffer: &Buffer) -> Vec<String> {
    let area = buffer.area;
    (0..area.height)
        .map(|y| {
            let row: String = (0..area.width).map(|x| buffer[(x, y)].symbol()).collect();
            row.trim_end().to_owned()
        })
        .collect()
}

fn shown(session: &Session) -> String {
    lines(&drawn(session)).join("\n")
}

fn finding(cols: u16, rows: u16) -> Session {
    let mut session = Session::new(cols, rows);
    session.type_text("notice");
    session
}

fn reading(cols: u16, rows: u16) -> Session {
    Session::start(
        cols,
        rows,
        Start::Card {
            id: "closing".to_owned(),
            anchor: Some("title-ii".to_owned()),
        },
    )
}

fn stepping(cols: u16, rows: u16) -> Session {
    let mut session = Session::new(cols, rows);
    session.begin("blue");
    session.type_text(" ");
    session.say("t");
    session.say("1");
    session.ctrl('d');
    session.say("12/1");
    session.keys(&[KeyCode::Up, KeyCode::Up, KeyCode::Up, KeyCode::Up]);
    session.ctrl('n');
    session.say("she has the letter");
    session
}

fn listing(cols: u16, rows: u16) -> Session {
    let mut session = stepping(cols, rows);
    session.keys(&[KeyCode::Esc]);
    session.say("client called away");
    session.begin("green");
    session.type_text(" ");
    session.say("SSI");
    session.say("no");
    session.keys(&[KeyCode::Esc]);
    session.ctrl('r');
    session
}

/// A call in which an answer was given.
fn calling(cols: u16, rows: u16) -> Session {
    let mut session = Session::new(cols, rows);
    session.begin("blue");
    session.keys(&[KeyCode::F(2)]);
    session.say("14");
    session.keys(&[KeyCode::F(2)]);
    session.type_text(" ");
    session.say("1");
    session
}

/// A second checklist of a case, with a fact known from the first, a step put off to here, a call going on.
fn knowing(cols: u16, rows: u16) -> Session {
    let mut session = Session::new(cols, rows);
    session.begin("blue");
    session.ctrl('d');
    session.keys(&[KeyCode::Tab, KeyCode::Enter]);
    for answer in ["1", "1", "6/2/2026"] {
        session.say(answer);
    }
    let effects = crate::tui::update::start(
        &mut session.state,
        Start::Checklist {
            id: "close-it".to_owned(),
            case: Some("blue".to_owned()),
        },
    );
    session.answer(effects);
    session.keys(&[KeyCode::F(2), KeyCode::Enter]);
    session
}

fn helping(cols: u16, rows: u16) -> Session {
    let mut session = stepping(cols, rows);
    session.keys(&[KeyCode::F(1)]);
    session
}

/// The date pad with its first rule to choose.
fn choosing_rule(cols: u16, rows: u16) -> Session {
    let mut session = Session::new(cols, rows);
    session.ctrl('t');
    session.type_text("appeal");
    session
}

/// The date pad with a date worked out that is late, and what is presumed in it.
fn padding(cols: u16, rows: u16) -> Session {
    let mut session = choosing_rule(cols, rows);
    session.keys(&[KeyCode::Enter]);
    session.say("recon");
    session.type_text("june second");
    session
}

/// A card with its rule's box chosen; then with the pad below it; then with what was worked out in it.
#[test]
fn the_box_of_a_rule_looks_so() {
    for (cols, rows) in [(120, 36), (80, 24)] {
        let mut session = reading(cols, rows);
        while session.state.context() != Context::RuleBox {
            session.keys(&[KeyCode::Tab]);
        }
        insta::assert_snapshot!(format!("box-{cols}x{rows}"), shown(&session));
        session.type_text("2/6/2026");
        insta::assert_snapshot!(format!("box-pad-{cols}x{rows}"), shown(&session));
        session.keys(&[KeyCode::Esc]);
        insta::assert_snapshot!(format!("box-worked-{cols}x{rows}"), shown(&session));
    }
}

#[test]
fn the_date_pad_looks_so() {
    for (cols, rows) in SIZES {
        insta::assert_snapshot!(format!("pad-{cols}x{rows}"), shown(&padding(cols, rows)));
        insta::assert_snapshot!(format!("pad-rules-{cols}x{rows}"), shown(&choosing_rule(cols, rows)));
        let mut session = padding(cols, rows);
        session.keys(&[KeyCode::Enter]);
        session.type_text("5/2");
        insta::assert_snapshot!(format!("pad-wrong-{cols}x{rows}"), shown(&session));
    }
}

#[test]
fn the_words_on_the_screen_look_so() {
    for (cols, rows) in [(120, 36), (80, 24), (40, 12)] {
        let mut session = reading(cols, rows);
        session.ctrl('w');
        insta::assert_snapshot!(format!("words-{cols}x{rows}"), shown(&session));
    }
}

#[test]
fn find_looks_so() {
    for (cols, rows) in SIZES {
        insta::assert_snapshot!(format!("find-{cols}x{rows}"), shown(&finding(cols, rows)));
    }
}

#[test]
fn an_empty_box_offers_runs_recent_cards_and_topics() {
    let mut session = listing(80, 24);
    session.ctrl('f');
    insta::assert_snapshot!("start-80x24", shown(&session));
}

#[test]
fn read_looks_so() {
    for (cols, rows) in SIZES {
        insta::assert_snapshot!(format!("read-{cols}x{rows}"), shown(&reading(cols, rows)));
    }
}

#[test]
fn step_looks_so() {
    for (cols, rows) in SIZES {
        insta::assert_snapshot!(format!("step-{cols}x{rows}"), shown(&stepping(cols, rows)));
    }
}

#[test]
fn runs_look_so() {
    for (cols, rows) in SIZES {
        insta::assert_snapshot!(format!("runs-{cols}x{rows}"), shown(&listing(cols, rows)));
    }
}

#[test]
fn the_case_looks_so() {
    for (cols, rows) in SIZES {
        let mut session = with_a_contact_and_a_note(cols, rows);
        session.keys(&[KeyCode::F(7), KeyCode::End]);
        insta::assert_snapshot!(format!("case-{cols}x{rows}"), shown(&session));
    }
}

#[test]
fn the_record_of_a_contact_looks_so() {
    for (cols, rows) in SIZES {
        let mut session = calling(cols, rows);
        session.keys(&[KeyCode::F(3)]);
        insta::assert_snapshot!(format!("contact-{cols}x{rows}"), shown(&session));
    }
}

#[test]
fn a_run_with_a_call_a_known_answer_and_a_step_put_off_looks_so() {
    for (cols, rows) in SIZES {
        let mut session = knowing(cols, rows);
        session.keys(&[KeyCode::Down]);
        insta::assert_snapshot!(format!("knowing-{cols}x{rows}"), shown(&session));
    }
}

#[test]
fn help_looks_so() {
    for (cols, rows) in SIZES {
        insta::assert_snapshot!(format!("help-{cols}x{rows}"), shown(&helping(cols, rows)));
    }
}

#[test]
fn sources_and_commands_look_so() {
    let mut session = reading(80, 24);
    session.type_text("s");
    insta::assert_snapshot!("sources-80x24", shown(&session));
    session.keys(&[KeyCode::Esc]);
    session.ctrl('p');
    session.type_text("copy");
    session.keys(&[KeyCode::Backspace, KeyCode::Backspace, KeyCode::Backspace, KeyCode::Backspace]);
    session.type_text("clip");
    insta::assert_snapshot!("commands-80x24", shown(&session));
}

#[test]
fn every_place_draws_at_any_size() {
    let makers: [fn(u16, u16) -> Session; 6] = [Session::new, finding, reading, stepping, listing, helping];
    for make in makers {
        let mut session = make(100, 30);
        for cols in (1..24).chain([39, 40, 59, 60, 99, 100, 139, 160, 203]) {
            for rows in (1..24).chain([36, 50]) {
                session.event(Event::Resized(Size { cols, rows }));
                drawn(&session);
            }
        }
    }
}

#[test]
fn popups_draw_at_any_size() {
    for keys in ["s", "o", "c", "/x"] {
        let mut session = reading(100, 30);
        session.type_text(keys);
        for (cols, rows) in [(1, 1), (5, 3), (20, 5), (21, 6), (40, 12), (300, 9)] {
            session.event(Event::Resized(Size { cols, rows }));
            drawn(&session);
        }
    }
    for letter in ['p', 'n', 'd', 't'] {
        let mut session = stepping(100, 30);
        session.ctrl(letter);
        for (cols, rows) in [(1, 1), (5, 3), (20, 5), (21, 6), (40, 12), (300, 9)] {
            session.event(Event::Resized(Size { cols, rows }));
            drawn(&session);
        }
    }
}

#[test]
fn a_window_too_small_says_so() {
    let session = finding(19, 5);
    assert!(shown(&session).starts_with("callcard needs 20 x"));
}

#[test]
fn states_are_words_and_marks_and_a_branch_not_taken_is_greyed_and_there() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.type_text(" ");
    session.say("t");
    session.say("2");
    let buffer = drawn(&session);
    let text = lines(&buffer);
    let row = text
        .iter()
        .position(|line| line.contains("Date on the notice"))
        .expect("still there");
    assert!(
        text[row].contains("[-] Date on the notice") && text[row].contains("n/a: no"),
        "{}",
        text[row]
    );
    let cell = &buffer[(6, u16::try_from(row).unwrap())];
    assert!(cell.modifier.contains(Modifier::DIM));
}

#[test]
fn without_colour_the_choice_is_reversed_and_no_cell_has_a_colour() {
    let mut session = finding(120, 36);
    session.state.look = Look {
        color: Color::Off,
        ..Look::default()
    };
    let buffer = drawn(&session);
    assert!(buffer.content().iter().all(|cell| cell.fg == ratatui::style::Color::Reset));
    assert!(buffer[(2, 3)].modifier.contains(Modifier::REVERSED));
}

#[test]
fn with_ascii_nothing_else_is_drawn() {
    for make in [finding as fn(u16, u16) -> Session, reading, stepping, listing, helping, padding] {
        let mut session = make(120, 36);
        session.state.look.symbols = crate::domain::layout::Symbols::Ascii;
        let text = shown(&session);
        assert!(text.is_ascii(), "{text}");
    }
}

#[test]
fn not_saved_stays_on_the_screen() {
    let mut session = stepping(80, 24);
    session.failure = Some(Failure::temporary("the disk is full"));
    session.keys(&[KeyCode::Tab]);
    session.say("at home");
    session.keys(&[KeyCode::Up]);
    let text = shown(&session);
    assert!(text.contains("NOT SAVED"), "{text}");
    assert!(text.contains("Not saved: the disk is full. Your last entry is kept here"), "{text}");
}

#[test]
fn what_is_complete_says_so_and_except_for_what() {
    let mut session = Session::new(120, 36);
    session.begin("blue");
    session.ctrl('d');
    session.say("when the office opens");
    session.say("t");
    session.say("no");
    let text = shown(&session);
    assert!(
        text.contains("COMPLETE EXCEPT what is deferred: Call the office (when the"),
        "{text}"
    );
    session.keys(&[KeyCode::Home, KeyCode::Up, KeyCode::Up, KeyCode::Up, KeyCode::Up, KeyCode::Up]);
    session.type_text(" ");
    let text = shown(&session);
    assert!(text.contains("COMPLETE. The earlier date still protects."), "{text}");
}

#[test]
fn a_covered_screen_shows_nothing() {
    let mut session = stepping(80, 24);
    session.keys(&[KeyCode::F(8)]);
    assert!(!shown(&session).contains("notice"));
}
