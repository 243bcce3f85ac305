//! Every key of the table does something, and no sequence of events does harm.
//!
//! Does not belong here: what single keys do (`tests`).

use super::Start;
use crate::tui::event::{Event, Key, KeyCode, Size};
use crate::tui::fixture::Session;
use crate::tui::keymap::{self, Context};
use crate::tui::state::{Screen, case_of, case_rows};
use crate::tui::world::Failure;

/// States in which every key of a context has something to do.
#[expect(clippy::too_many_lines, reason = "one list")]
fn prepared(context: Context) -> Vec<Session> {
    let reading = || {
        let mut session = Session::start(
            60,
            12,
            Start::Card {
                id: "closing".to_owned(),
                anchor: Some("ssi".to_owned()),
            },
        );
        session.type_text("/notice");
        session.keys(&[KeyCode::Enter]);
        session
    };
    let stepping = || {
        let mut session = Session::new(60, 12);
        session.begin("blue");
        session.type_text(" ");
        session
    };
    let over = |keys: &[Key], mut session: Session| {
        for key in keys {
            session.press(*key);
        }
        session
    };
    match context {
        Context::Find => {
            let mut typed = Session::new(60, 12);
            typed.type_text("e");
            typed.keys(&[KeyCode::Down]);
            vec![typed, Session::new(60, 12)]
        }
        Context::Read => vec![reading(), over(&[Key::plain(KeyCode::End)], reading())],
        Context::RuleBox => {
            let in_box = |rows: u16| {
                let id = "closing".to_owned();
                let mut session = Session::start(60, rows, Start::Card { id, anchor: None });
                while session.state.context() != Context::RuleBox {
                    session.keys(&[KeyCode::Tab]);
                }
                session.type_text("6/2");
                session.keys(&[KeyCode::Esc]);
                session
            };
            vec![in_box(12), in_box(24)]
        }
        Context::Words => {
            let typed = &[Key::ctrl('w'), Key::plain(KeyCode::Char('s'))];
            vec![
                over(&[Key::ctrl('w'), Key::plain(KeyCode::Down)], reading()),
                over(typed, reading()),
            ]
        }
        Context::PageFind => vec![over(&[Key::plain(KeyCode::Char('/'))], reading())],
        Context::Step => {
            let mut done = stepping();
            done.keys(&[KeyCode::Up]);
            let mut ended = stepping();
            ended.say("1");
            ended.say("3");
            ended.say("at home");
            ended.type_text(" ");
            let mut scrolled = stepping();
            scrolled.keys(&[KeyCode::PageDown]);
            vec![stepping(), done, ended, scrolled]
        }
        Context::Runs => {
            let mut session = stepping();
            session.ctrl('f');
            for case in ["a", "b", "c", "d", "e", "f"] {
                session.begin(case);
            }
            session.ctrl('r');
            session.keys(&[KeyCode::Down]);
            vec![session]
        }
        Context::Case => {
            let mut session = super::case_tests::with_a_contact_and_a_note(60, 12);
            session.ctrl('r');
            session.type_text("c");
            let mut middle = super::case_tests::with_a_contact_and_a_note(60, 12);
            middle.ctrl('r');
            middle.type_text("cj");
            let mut last = super::case_tests::with_a_contact_and_a_note(60, 12);
            last.ctrl('r');
            last.type_text("cG");
            vec![session, middle, last]
        }
        Context::Help => vec![over(
            &[Key::plain(KeyCode::F(1)), Key::plain(KeyCode::Down), Key::plain(KeyCode::PageDown)],
            stepping(),
        )],
        Context::Sources => vec![over(&[Key::plain(KeyCode::Char('s')), Key::plain(KeyCode::Down)], reading())],
        Context::Outline => vec![
            over(&[Key::plain(KeyCode::Char('o')), Key::plain(KeyCode::Home)], reading()),
            over(&[Key::plain(KeyCode::Char('o')), Key::plain(KeyCode::End)], reading()),
        ],
        Context::Palette => vec![over(&[Key::ctrl('p'), Key::plain(KeyCode::Down)], stepping())],
        Context::Prompt => {
            let mut session = stepping();
            session.ctrl('n');
            session.type_text("x");
            vec![session, over(&[Key::ctrl('d')], stepping())]
        }
        Context::Menu => {
            let first = over(&[Key::plain(KeyCode::Char('c'))], reading());
            let last = over(&[Key::plain(KeyCode::Char('c')), Key::plain(KeyCode::Down)], reading());
            vec![first, last]
        }
        Context::Contact => {
            let first = over(&[Key::plain(KeyCode::F(3)), Key::plain(KeyCode::Down)], stepping());
            vec![over(&[Key::plain(KeyCode::F(3))], stepping()), first]
        }
        Context::Pad => {
            let choosing = over(&[Key::ctrl('t'), Key::plain(KeyCode::Down)], Session::new(60, 12));
            let filled = || {
                let mut session = over(&[Key::ctrl('t')], Session::new(60, 12));
                session.say("appeal");
                session.say("recon");
                session.type_text("6/2");
                session
            };
            let on_choice = over(&[Key::plain(KeyCode::Up)], filled());
            vec![choosing, filled(), on_choice, over(&[Key::plain(KeyCode::PageDown)], filled())]
        }
        Context::Page => {
            let mut session = super::case_tests::on_an_older_text();
            session.keys(&[KeyCode::F(5)]);
            let last = over(&[Key::plain(KeyCode::End)], {
                let mut session = super::case_tests::on_an_older_text();
                session.keys(&[KeyCode::F(5)]);
                session
            });
            vec![session, last]
        }
        Context::OldCases => {
            let first = over(&[Key::plain(KeyCode::F(9))], super::case_tests::with_an_old_case());
            let last = over(
                &[Key::plain(KeyCode::F(9)), Key::plain(KeyCode::End)],
                super::case_tests::with_an_old_case(),
            );
            vec![first, last]
        }
        Context::Unsaved => {
            let mut session = stepping();
            session.failure = Some(Failure::temporary("the disk is full"));
            session.say("1");
            session.ctrl('c');
            vec![session]
        }
        Context::Discard => {
            let mut session = Session::new(60, 12);
            session.begin("scratch");
            session.type_text(" ");
            session.keys(&[KeyCode::Esc]);
            vec![session]
        }
        Context::Cover => vec![over(&[Key::plain(KeyCode::F(8))], stepping())],
    }
}

#[test]
fn every_key_that_the_help_names_does_something() {
    for context in Context::ALL {
        for binding in keymap::bindings(*context) {
            for key in binding.keys {
                let acts = prepared(*context).into_iter().any(|mut session| {
                    assert_eq!(session.state.context(), *context, "prepared");
                    session.state.echo = None;
                    let (before, effects) = (shown(&session), session.effects.len());
                    session.press(*key);
                    before != shown(&session) || effects < session.effects.len()
                });
                assert!(acts, "{key} in {context:?}: {}", binding.help);
            }
        }
    }
}

/// Everything of the state but the clock and the content.
fn shown(session: &Session) -> String {
    let state = &session.state;
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?}",
        state.screens, state.popups, state.echo, state.mouse, state.is_ending, state.book.active
    )
}

mod any_events {
    use super::*;
    use crate::tui::event::{CopyOutcome, Mouse, MouseKind};
    use proptest::prelude::*;

    fn any_key() -> impl Strategy<Value = Key> {
        let codes = prop_oneof![
            proptest::char::any().prop_map(KeyCode::Char),
            proptest::sample::select(" 1234nyxabcdefglopqsu/[]?".chars().collect::<Vec<_>>()).prop_map(KeyCode::Char),
            proptest::sample::select(vec![
                KeyCode::Enter,
                KeyCode::Enter,
                KeyCode::Esc,
                KeyCode::Tab,
                KeyCode::BackTab,
                KeyCode::Up,
                KeyCode::Down,
                KeyCode::Down,
                KeyCode::Left,
                KeyCode::Right,
                KeyCode::Home,
                KeyCode::End,
                KeyCode::PageUp,
                KeyCode::PageDown,
                KeyCode::Backspace,
                KeyCode::Delete,
                KeyCode::F(1),
                KeyCode::F(2),
                KeyCode::F(3),
                KeyCode::F(4),
                KeyCode::F(5),
                KeyCode::F(7),
                KeyCode::F(8),
                KeyCode::F(10),
            ]),
        ];
        (codes, prop::bool::weighted(0.25), prop::bool::weighted(0.03)).prop_map(|(code, is_ctrl, is_alt)| Key { code, is_ctrl, is_alt })
    }

    #[derive(Debug, Clone)]
    enum Deed {
        Key(Key),
        Event(Event),
        Begin,
        Fail(bool),
    }

    fn any_deed() -> impl Strategy<Value = Deed> {
        let at = jiff::civil::date(2026, 11, 21).at(15, 0, 0, 0);
        prop_oneof![
            20 => any_key().prop_map(Deed::Key),
            1 => ".{0,12}".prop_map(|text| Deed::Event(Event::Paste(text))),
            1 => (0u16..210, 0u16..60).prop_map(|(cols, rows)| Deed::Event(Event::Resized(Size { cols, rows }))),
            1 => (0u16..210, 0u16..60).prop_map(|(col, row)| Deed::Event(Event::Mouse(Mouse { kind: MouseKind::Click, col, row }))),
            1 => Just(Deed::Event(Event::Mouse(Mouse { kind: MouseKind::ScrollDown, col: 0, row: 0 }))),
            1 => Just(Deed::Event(Event::Tick { at })),
            1 => Just(Deed::Event(Event::FocusGained)),
            1 => Just(Deed::Event(Event::SuspendAsked)),
            1 => Just(Deed::Event(Event::Copied(CopyOutcome::TooLong { bytes: 9 }))),
            1 => Just(Deed::Event(Event::RunSaved { key: 9999, saved: 7 })),
            1 => Just(Deed::Event(Event::RunsLoadFailed { message: "no".to_owned() })),
            2 => Just(Deed::Begin),
            1 => any::<bool>().prop_map(Deed::Fail),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_events_leave_every_choice_in_range(deeds in proptest::collection::vec(any_deed(), 1..80)) {
            let mut session = Session::new(100, 30);
            session.state.idle_minutes = 10;
            for deed in deeds {
                match deed {
                    Deed::Key(key) => session.press(key),
                    Deed::Event(event) => session.event(event),
                    Deed::Begin => session.begin("blue"),
                    Deed::Fail(fails) => session.failure = fails.then(|| Failure::temporary("full")),
                }
                check(&session);
            }
            session.failure = None;
            let at = session.now;
            session.event(Event::Tick { at });
            prop_assert_eq!(session.state.book.unsaved(), 0, "what could not be saved is saved in the end");
            for run in session.state.book.active.values() {
                let stored = session.runs.iter().find(|stored| Some(stored.id) == run.id);
                prop_assert_eq!(stored.map(|stored| &stored.log), Some(&run.log));
            }
        }
    }

    fn check(session: &Session) {
        let state = &session.state;
        assert!(matches!(state.screens.first(), Some(Screen::Find(_))));
        for screen in &state.screens {
            match screen {
                Screen::Find(find) => assert!(find.selected < find.choices(state).max(1), "{find:?}"),
                Screen::Runs(runs) => assert!(runs.selected < state.book.listed.len().max(1)),
                Screen::Case(place) => {
                    let rows = case_of(state, place).map_or(0, |book| case_rows(book).len());
                    assert!(place.selected < rows.max(1));
                }
                Screen::Step(step) => {
                    if let Some(run) = state.active(step.key) {
                        assert!(step.selected < run.checklist.items().count());
                    }
                }
                Screen::Read(_) | Screen::Help { .. } => {}
            }
        }
        crate::tui::fixture::drawn(session);
    }
}
