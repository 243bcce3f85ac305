//! A worksheet as it looks: its grid while pay is typed, and what was worked out, with the working beneath.
//!
//! Runs on the built-in worksheet of work months. Does not belong here: other places (`tests`).

use std::sync::Arc;

use crate::tui::event::KeyCode;
use crate::tui::fixture::{Session, drawn};
use crate::tui::update::Start;

const PAY: &str = "jan-sep 2025 1,700; oct 2025 - jan 2026 1,800; feb 2026 1,000";

/// The worksheet with everything answered but the pay.
fn asked(cols: u16, rows: u16) -> Session {
    let mut session = Session::new(cols, rows);
    session.state.library = Arc::new(crate::builtin::library());
    let begun = Start::Checklist {
        id: "work-months-worksheet".to_owned(),
        case: Some("blue".to_owned()),
    };
    let effects = crate::tui::update::start(&mut session.state, begun);
    session.answer(effects);
    for answer in ["SSDI", "no", "no", "no", "no"] {
        session.say(answer);
    }
    session
}

fn shown(session: &Session) -> String {
    let buffer = drawn(session);
    let area = buffer.area;
    let row = |y: u16| (0..area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (0..area.height)
        .map(|y| row(y).trim_end().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_worksheet_with_its_grid_looks_so() {
    for (cols, rows) in [(120, 36), (80, 24), (40, 12)] {
        let mut session = asked(cols, rows);
        session.say(PAY);
        session.keys(&[KeyCode::Up, KeyCode::Up, KeyCode::Up]);
        insta::assert_snapshot!(format!("sheet-{cols}x{rows}"), shown(&session));
    }
}

#[test]
fn pay_that_is_typed_is_shown_month_by_month_at_once() {
    let mut session = asked(80, 24);
    session.type_text("jan-aug 2025 1,700; 9/2025");
    insta::assert_snapshot!("sheet-typed-80x24", shown(&session));
    session.type_text(" 1,700; 10/2025 1,620.01");
    let drawn = shown(&session);
    assert!(drawn.contains("2025-10  $1,620.01"), "{drawn}");
    assert!(drawn.contains("EPE 1, ceased"), "{drawn}");
}

#[test]
fn without_pay_typed_the_answer_says_what_would_be_right() {
    let mut session = asked(80, 24);
    session.keys(&[KeyCode::Enter]);
    assert!(shown(&session).contains("4/2025 0, or the"));
    session.say("2025");
    assert!(shown(&session).contains("is no month"), "{}", shown(&session));
}

#[test]
fn in_a_wide_window_every_step_stands_beneath_its_line_with_its_authority() {
    let mut session = Session::new(120, 60);
    session.state.library = Arc::new(crate::builtin::library());
    let begun = Start::Checklist {
        id: "earnings-test-worksheet".to_owned(),
        case: Some("blue".to_owned()),
    };
    let effects = crate::tui::update::start(&mut session.state, begun);
    session.answer(effects);
    for answer in ["12/31/2021", "1", "24,960"] {
        session.say(answer);
    }
    let drawn = shown(&session);
    for words in [
        "$3000.00",
        "Exempt earnings of the year",
        "$18,960: 18960.00",
        "20 CFR 404.430",
        "$1 withheld for each $2: 3000.00",
    ] {
        assert!(drawn.contains(words), "{words}: {drawn}");
    }
}
