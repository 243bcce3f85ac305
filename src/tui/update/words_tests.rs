//! Words: by a key from anywhere, by pointing, by a click; what is typed goes to the list and nowhere else.

use crate::tui::effect::Effect;
use crate::tui::event::{Event, Key, KeyCode, Mouse, MouseKind};
use crate::tui::fixture::{Session, rows, screen};
use crate::tui::keymap::Context;
use crate::tui::state::{Popup, Screen, word_rows};
use crate::tui::update::Start;

fn reading() -> Session {
    Session::start(
        120,
        36,
        Start::Card {
            id: "closing".to_owned(),
            anchor: None,
        },
    )
}

fn listed(session: &Session) -> Vec<String> {
    match session.state.popups.last() {
        Some(Popup::Words { here, text_box, .. }) => word_rows(&session.state.library.glossary, here, text_box.text())
            .iter()
            .map(|term| term.term.clone())
            .collect(),
        other => panic!("no words: {other:?}"),
    }
}

/// Uses the mouse on the first place where `word` is drawn.
fn mouse(session: &mut Session, kind: MouseKind, word: &str) {
    let rows = rows(session);
    let (row, text) = rows
        .iter()
        .enumerate()
        .find(|(_, row)| row.contains(word))
        .expect("a row with the word");
    let col = text.split(word).next().map(|before| before.chars().count()).expect("a column");
    session.event(Event::Mouse(Mouse {
        kind,
        col: u16::try_from(col).expect("a column"),
        row: u16::try_from(row).expect("a row"),
    }));
}

#[test]
fn the_words_on_the_screen_come_first_then_all_others() {
    let mut session = reading();
    session.type_text("w");
    let words = listed(&session);
    assert_eq!(words.len(), 4);
    assert_eq!(words.last().map(String::as_str), Some("ZZQ"), "{words:?}\n{}", screen(&session));
    session.type_text("payment");
    assert_eq!(listed(&session), ["SSI"]);
    session.ctrl('u');
    session.type_text("zzq");
    assert_eq!(listed(&session), ["ZZQ"]);
    session.type_text("zzz");
    assert!(screen(&session).contains("No such word here"));
    session.keys(&[KeyCode::Esc]);
    assert!(session.state.popups.is_empty());
}

#[test]
fn one_key_opens_them_from_every_place_and_from_the_date_pad_and_closes_them() {
    let mut session = Session::new(120, 36);
    session.type_text("notice");
    for _ in 0..2 {
        session.ctrl('w');
        assert_eq!(session.state.context(), Context::Words);
        session.ctrl('w');
        assert_eq!(session.state.context(), Context::Find);
        session.begin("blue");
        session.ctrl('w');
        assert_eq!(session.state.context(), Context::Words);
        session.keys(&[KeyCode::F(12)]);
        assert_eq!(session.state.context(), Context::Step);
        session.ctrl('t');
        session.ctrl('w');
        assert_eq!(session.state.context(), Context::Words);
        session.keys(&[KeyCode::Esc, KeyCode::Esc]);
        session.ctrl('f');
    }
}

#[test]
fn enter_opens_the_card_and_never_over_something_half_typed() {
    let mut session = reading();
    session.type_text("wssi");
    session.keys(&[KeyCode::Enter]);
    assert!(matches!(session.state.screen(), Screen::Read(read) if read.at.id == "closing"));
    assert!(session.state.popups.is_empty());
    session.type_text("wzzq");
    session.keys(&[KeyCode::Enter]);
    assert_eq!(session.echo(), "No card tells more of this word.");
    session.keys(&[KeyCode::Esc]);
    session.ctrl('t');
    session.ctrl('w');
    session.type_text("ssi");
    session.keys(&[KeyCode::Enter]);
    assert_eq!(session.state.popups.len(), 2, "{}", session.echo());
}

#[test]
fn pointing_at_a_word_says_it_and_pointing_elsewhere_or_a_key_takes_that_away() {
    let mut session = reading();
    mouse(&mut session, MouseKind::Move, "SSI");
    assert!(screen(&session).contains("SSI = Supplemental Security Income: Payment by need."));
    mouse(&mut session, MouseKind::Move, "six calendar");
    assert!(!screen(&session).contains("Payment by need."));
    mouse(&mut session, MouseKind::Move, "SSI");
    session.press(Key::plain(KeyCode::Down));
    assert_eq!(session.state.pointed, None);
    let far = Mouse {
        kind: MouseKind::Move,
        col: 500,
        row: 500,
    };
    session.event(Event::Mouse(far));
    assert_eq!(session.state.pointed, None);
}

#[test]
fn a_click_on_a_word_opens_the_list_at_it_and_a_click_beside_does_nothing() {
    let mut session = reading();
    mouse(&mut session, MouseKind::Click, "six calendar");
    assert!(session.state.popups.is_empty());
    mouse(&mut session, MouseKind::Click, "SSI");
    let words = listed(&session);
    let Some(Popup::Words { selected, .. }) = session.state.popups.last() else {
        panic!()
    };
    assert_eq!(words.get(*selected).map(String::as_str), Some("SSI"));
    mouse(&mut session, MouseKind::Click, "ZZQ");
    let Some(Popup::Words { selected, .. }) = session.state.popups.last() else {
        panic!()
    };
    assert_eq!(words.get(*selected).map(String::as_str), Some("ZZQ"));
    assert_eq!(session.state.popups.len(), 1);
}

#[test]
fn nothing_is_read_from_a_covered_screen() {
    let mut session = reading();
    session.keys(&[KeyCode::F(8)]);
    let asked = |session: &Session| {
        session
            .effects
            .iter()
            .filter(|effect| matches!(effect, Effect::ReadScreen { .. }))
            .count()
    };
    session.ctrl('w');
    for kind in [MouseKind::Move, MouseKind::Click] {
        session.event(Event::Mouse(Mouse { kind, col: 3, row: 3 }));
    }
    assert_eq!(asked(&session), 0);
    assert_eq!(session.state.pointed, None);
}
