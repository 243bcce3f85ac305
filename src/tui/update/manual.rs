//! Pages of imported manuals: asking for one, showing it when it has been read, what is said of it.
//!
//! Does not belong here: moving about in a page (`read`).

use std::sync::Arc;

use crate::domain::layout::clean;
use crate::domain::manual::ManualPage;
use crate::domain::markdown::Target;
use crate::tui::effect::Effect;
use crate::tui::state::{AwaitedPage, ReadPlace, ReadState, Screen, State};
use crate::tui::text;

use super::{open, read};

/// Asks for a page, to be shown at a section.
pub(super) fn ask(state: &mut State, id: &str, anchor: &str, marked: Vec<String>) -> Vec<Effect> {
    state.awaited = Some(AwaitedPage {
        id: id.to_owned(),
        anchor: anchor.to_owned(),
        marked,
        is_followed: false,
    });
    state.echo = Some(text::READING_PAGE.to_owned());
    vec![Effect::ReadPage { id: id.to_owned() }]
}

/// Follows a link from one page of a manual to another, or to a section of the same.
pub(super) fn follow(state: &mut State, target: &Target) -> Vec<Effect> {
    let anchor = target.anchor.clone().unwrap_or_else(|| crate::domain::card::OPENING.to_owned());
    let same = match state.screen() {
        Screen::Read(read) if read.at.id == target.id => read.at.manual.clone(),
        _ => None,
    };
    state.awaited = Some(AwaitedPage {
        id: target.id.clone(),
        anchor,
        marked: Vec::new(),
        is_followed: true,
    });
    match same {
        Some(page) => take(state, page),
        None => vec![Effect::ReadPage { id: target.id.clone() }],
    }
}

/// Shows a page that was asked for; any other is dropped, for its user has gone on.
pub(super) fn take(state: &mut State, page: Arc<ManualPage>) -> Vec<Effect> {
    let Some(awaited) = state.awaited.take_if(|awaited| awaited.id == page.id) else {
        return Vec::new();
    };
    state.echo = None;
    let place = ReadPlace::of_manual(page);
    match state.screens.last_mut() {
        Some(Screen::Read(read)) if awaited.is_followed => {
            let from = std::mem::replace(&mut read.at, place);
            read.trail.push(from);
            read.find = None;
        }
        _ => open::push_screen(state, Screen::Read(ReadState::new(place, awaited.marked))),
    }
    read::go_to_anchor(state, &awaited.anchor);
    Vec::new()
}

/// Says why a page could not be read.
pub(super) fn take_failure(state: &mut State, id: &str, message: &str) -> Vec<Effect> {
    if state.awaited.take_if(|awaited| awaited.id == id).is_some() {
        state.echo = Some(clean(message));
    }
    Vec::new()
}

/// Returns the page that is being read, if it is one of a manual.
pub(super) fn shown(state: &State) -> Option<&Arc<ManualPage>> {
    match state.screen() {
        Screen::Read(read) => read.at.manual.as_ref(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::manual::page_id;
    use crate::domain::query::{Found, Hit, PagePlace};
    use crate::tui::event::{Event, Key, KeyCode};
    use crate::tui::fixture::{Session, screen};
    use crate::tui::state::Screen;
    use crate::tui::update::update;

    /// A session in which a page is the only hit.
    fn found() -> Session {
        let mut session = Session::new(80, 24);
        session.holds_searches = true;
        session.type_text("ladder");
        let hit = Hit {
            id: page_id("m/dir/lending.md"),
            is_checklist: false,
            page: Some(PagePlace {
                manual: "m".to_owned(),
                title: "Lending".to_owned(),
                heading: "Ladders".to_owned(),
            }),
            anchor: "ladders".to_owned(),
            has_all: true,
            score: 1.0,
            snippet: "A ladder is lent\u{7} for six days".to_owned(),
            matched: Vec::new(),
        };
        let found = Found {
            total: 1,
            hits: vec![hit],
            marked: vec!["ladder".to_owned()],
            ..Found::default()
        };
        let id = session.state.last_search;
        update(&mut session.state, Event::SearchFinished { id, found });
        session
    }

    fn page(session: &Session) -> Option<(&str, &str)> {
        let Screen::Read(read) = session.state.screen() else { return None };
        let page = read.at.page(&session.state, 80);
        let anchor = page
            .anchor_at(read.at.top)
            .map_or("", |anchor| if anchor.name == "saws" { "saws" } else { "" });
        Some((read.at.id.as_str(), anchor))
    }

    #[test]
    fn a_page_is_shown_as_not_reviewed_and_esc_comes_back_to_the_hits() {
        let mut session = found();
        let shown = screen(&session);
        assert!(
            shown.contains("Lending") && shown.contains("imported manual, not reviewed"),
            "{shown}"
        );
        session.keys(&[KeyCode::Enter]);
        let shown = screen(&session);
        assert!(shown.contains("A ladder[31m is lent for six days"), "{shown}");
        session.keys(&[KeyCode::Home]);
        let shown = screen(&session);
        assert!(
            shown.contains("imported manual m, not reviewed; not part of callcard's content"),
            "{shown}"
        );
        session.keys(&[KeyCode::Esc]);
        assert!(matches!(session.state.screen(), Screen::Find(_)));
        assert!(screen(&session).contains("Lending"));
    }

    #[test]
    fn links_within_the_manual_are_followed_and_lead_back() {
        let mut session = found();
        session.keys(&[KeyCode::Enter, KeyCode::Tab, KeyCode::Enter]);
        assert_eq!(page(&session).expect("a page").0, "manuals/m/dir/tools.md");
        session.keys(&[KeyCode::Esc]);
        assert_eq!(page(&session).expect("a page").0, "manuals/m/dir/lending.md");
        session.keys(&[KeyCode::Tab, KeyCode::Enter]);
        assert_eq!(page(&session).expect("a page").0, "manuals/m/dir/lending.md");
        session.keys(&[KeyCode::Esc, KeyCode::Esc]);
        assert!(matches!(session.state.screen(), Screen::Find(_)));
    }

    #[test]
    fn a_page_that_comes_when_its_user_has_gone_on_is_dropped_and_one_that_cannot_be_read_says_why() {
        let mut session = found();
        let at = session.state.now;
        let key = |code| Event::Key { key: Key::plain(code), at };
        let asked = update(&mut session.state, key(KeyCode::Enter));
        assert_eq!(asked.len(), 1);
        update(&mut session.state, key(KeyCode::Char('x')));
        let page = crate::domain::parse::parse_manual_page("m", "dir/lending.md", "# T");
        update(&mut session.state, Event::PageRead { page: page.into() });
        assert!(matches!(session.state.screen(), Screen::Find(_)));
        let mut session = found();
        update(&mut session.state, key(KeyCode::Enter));
        let id = page_id("m/dir/lending.md");
        let message = "there is no page".to_owned();
        update(&mut session.state, Event::PageReadFailed { id, message });
        assert_eq!(session.echo(), "there is no page");
    }

    #[test]
    fn what_cards_have_is_not_offered_on_a_page_and_its_citation_says_what_it_is() {
        let mut session = found();
        session.keys(&[KeyCode::Enter]);
        for letter in ['s', 'c'] {
            session.type_text(&letter.to_string());
            assert!(session.state.popups.is_empty());
        }
        session.press(Key::ctrl('y'));
        let copied = session.effects.iter().rev().find_map(|effect| match effect {
            crate::tui::effect::Effect::Copy { text } => Some(text.clone()),
            _ => None,
        });
        assert_eq!(
            copied.as_deref(),
            Some("Lending, Ladders; imported manual m, not reviewed, dir/lending.md")
        );
    }
}
