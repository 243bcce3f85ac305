//! A worksheet as it looks: its grid while pay is typed, and what was worked out, with the working beneath.
//!
//! Runs on worksheets of its own, with the amounts that come with the program. Does not belong here: other places (`tests`).

use std::sync::Arc;

use crate::domain::content;
use crate::domain::library::Library;
use crate::domain::source::{Origin, SourceFile};
use crate::tui::event::KeyCode;
use crate::tui::fixture::{Session, drawn};
use crate::tui::update::Start;

const PAY: &str = "jan-sep 2025 1,700; oct 2025 - jan 2026 1,800; feb 2026 1,000";

const HEAD: &str = "kind: worksheet\nprograms: [title-ii]\nwhere: federal\nsummary: s\nasks: [a]\nsources: [m/a]";

const MONTHS: &str = r#"outcomes:
  not-paid: "Worked out: by the rule some months are not payable."
  paid: "Worked out: by the rule every month given is payable."
---

## The record {#record}

- [ ] Is the client blind on the record? [[c#a]] {#blind ask=choice options="no | yes | not known"}
- [ ] Work expenses? [[c#a]] {#has-irwe ask=yes-no}
- [ ] Those expenses, month by month [[c#a]] {#irwe ask=earnings if="has-irwe = yes"}

## The months {#months}

- [ ] Gross pay by month [[c#a]] {#pay ask=earnings}

      Type 0 for a month without pay.

- Months not payable {#grid compute=work-month-grid with="earnings: pay, irwe: irwe, blind: blind"}
- Some months are not payable. {#end-not-paid end=not-paid if="grid.not_payable_months known"}
- All months are payable. {#end-all end=paid}
"#;

const TEST: &str = r#"outcomes:
  done: "Worked out."
---

## The year {#year}

- [ ] Any day of the year [[c#a]] {#day ask=date}
- [ ] Gross earnings of the year [[c#a]] {#gross ask=amount}

## The sum {#sum}

- Held back for the year {#under compute=t2-earnings-test-under-fra with="gross_annual: gross, on: day"}
- Done. {#end end=done}
"#;

fn library() -> Library {
    let file = |name: &str, text: String| SourceFile {
        name: name.to_owned(),
        text,
        origin: Origin::BuiltIn,
    };
    let sheet = |id: &str, title: &str, rest: &str| file(&format!("{id}.md"), format!("---\nid: {id}\ntitle: {title}\n{HEAD}\n{rest}"));
    let figures = include_str!("../../../content/figures.yaml").to_owned();
    let files = [
        sheet("work-months", "Work by month", MONTHS),
        sheet("earnings-test", "Earnings test", TEST),
        file("figures.yaml", figures),
    ];
    content::load(&files).0
}

/// The worksheet with everything answered but the pay.
fn asked(cols: u16, rows: u16) -> Session {
    let mut session = Session::new(cols, rows);
    session.state.library = Arc::new(library());
    let begun = Start::Checklist {
        id: "work-months".to_owned(),
        case: Some("blue".to_owned()),
    };
    let effects = crate::tui::update::start(&mut session.state, begun);
    session.answer(effects);
    for answer in ["no", "no"] {
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
        session.keys(&[KeyCode::Up]);
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
    session.state.library = Arc::new(library());
    let begun = Start::Checklist {
        id: "earnings-test".to_owned(),
        case: Some("blue".to_owned()),
    };
    let effects = crate::tui::update::start(&mut session.state, begun);
    session.answer(effects);
    for answer in ["12/31/2021", "24,960"] {
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
