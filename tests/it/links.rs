//! Links followed as a reader follows them: Tab to one, Enter, see where one is, Esc, and be back.
//!
//! Does not belong here: whether a link's target exists (`callcard check`).

use std::sync::Arc;

use callcard::domain::layout::LinkTo;
use callcard::domain::library::Library;
use callcard::tui::event::{Event, Key, KeyCode, Size};
use callcard::tui::state::{Look, ReadState, Screen, State};
use callcard::tui::update::{Start, start, update};
use jiff::civil::date;

const SIZE: Size = Size { cols: 80, rows: 24 };

fn press(state: &mut State, code: KeyCode) {
    let key = Key {
        code,
        is_ctrl: false,
        is_alt: false,
    };
    let at = state.now;
    update(state, Event::Key { key, at });
}

fn open(library: &Arc<Library>, id: &str) -> State {
    let today = date(2026, 11, 21);
    let mut state = State::new(Arc::clone(library), Some(today), today.at(9, 0, 0, 0), SIZE, Look::default());
    let card = Start::Card {
        id: id.to_owned(),
        anchor: None,
    };
    start(&mut state, card);
    state
}

fn read(state: &State) -> &ReadState {
    match state.screen() {
        Screen::Read(read) => read,
        other => panic!("not reading: {other:?}"),
    }
}

#[test]
fn hundreds_of_links_lead_where_they_say_and_back() {
    let library = Arc::new(callcard::builtin::library());
    let mut followed = 0;
    for card in library.cards.iter().step_by(4) {
        let id = card.head.id.as_str();
        let mut state = open(&library, id);
        let links = read(&state).at.page(&state, 80).links.len();
        for at in 0..links {
            press(&mut state, KeyCode::Tab);
            let here = read(&state);
            let page = here.at.page(&state, 80);
            let link = here.at.link.expect("a chosen link");
            assert_eq!(link, at, "{id}");
            let chosen_line = page.links[link].line;
            assert!((here.at.top..here.at.top + 24).contains(&chosen_line), "{id}: the link is in sight");
            let LinkTo::Entry(target) = &page.links[link].to else { continue };
            let before = here.at.clone();
            press(&mut state, KeyCode::Enter);
            let there = read(&state);
            assert_eq!(there.at.id, target.id, "{id}");
            let page = there.at.page(&state, 80);
            if let Some(anchor) = &target.anchor {
                let at_line = page
                    .find_anchor(anchor)
                    .unwrap_or_else(|| panic!("{id}: no {anchor} in {}", target.id));
                assert!(
                    (there.at.top..there.at.top + 20).contains(&at_line),
                    "{id} to {target}: at_line {at_line} is in sight"
                );
            } else if target.id != id {
                assert_eq!(there.at.top, 0, "{id} to {target}");
            }
            press(&mut state, KeyCode::Esc);
            let back = &read(&state).at;
            assert_eq!(
                (&back.id, back.top, back.link),
                (&before.id, before.top, before.link),
                "{id} to {target}"
            );
            followed += 1;
        }
    }
    assert!(followed >= 200, "only {followed} links were followed");
}
