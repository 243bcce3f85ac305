//! Words: the terms of the glossary that stand on the screen, by a key, a click or the mouse over one.
//!
//! Does not belong here: which terms there are (`domain::glossary`), drawing.

use crate::tui::effect::Effect;
use crate::tui::event::{Mouse, MouseKind};
use crate::tui::keymap::Action;
use crate::tui::layout;
use crate::tui::state::{Popup, State, TextBox, word_rows};
use crate::tui::text;

use super::{open, popups};

/// Asks for what stands on the screen; the answer opens the list.
pub(super) fn open() -> Vec<Effect> {
    vec![Effect::ReadScreen { at: None }]
}

/// The mouse moved or was pressed: asks what stands on the screen there.
pub(super) fn point(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    if state.is_covered() {
        return Vec::new();
    }
    vec![Effect::ReadScreen { at: Some(mouse) }]
}

/// Takes what stands on the screen, one character a column.
pub(super) fn take(state: &mut State, rows: &[String], at: Option<Mouse>) -> Vec<Effect> {
    let Some(mouse) = at else {
        show(state, rows, None);
        return Vec::new();
    };
    let term = term_at(state, rows, mouse);
    state.pointed = None;
    match mouse.kind {
        MouseKind::Click => {
            if term.is_some() {
                show(state, rows, term);
            }
        }
        _ => {
            let line = |term: String| state.library.glossary.find(&term).map(crate::domain::glossary::Term::line);
            state.pointed = term.and_then(line);
        }
    }
    Vec::new()
}

/// Returns the term at a place of the screen.
fn term_at(state: &State, rows: &[String], mouse: Mouse) -> Option<String> {
    let row = rows.get(usize::from(mouse.row))?;
    let (at, _) = row.char_indices().nth(usize::from(mouse.col))?;
    let found = state.library.glossary.occurrences(row);
    found
        .into_iter()
        .find(|(place, _)| place.contains(&at))
        .map(|(_, term)| term.term.clone())
}

/// Opens the list with the terms on the screen first and `chosen` chosen; if it is open, only chooses.
fn show(state: &mut State, rows: &[String], chosen: Option<String>) {
    if !matches!(state.popups.last(), Some(Popup::Words { .. })) {
        let mut here: Vec<String> = Vec::new();
        for row in rows {
            for term in state.library.glossary.in_text(row) {
                if !here.contains(&term.term) {
                    here.push(term.term.clone());
                }
            }
        }
        state.popups.push(Popup::Words {
            here,
            text_box: TextBox::default(),
            selected: 0,
        });
    }
    if let (Some(Popup::Words { here, text_box, selected }), Some(chosen)) = (state.popups.last_mut(), chosen) {
        let listed = word_rows(&state.library.glossary, here, text_box.text());
        *selected = listed.iter().position(|term| term.term == chosen).unwrap_or(*selected);
    }
}

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let page = usize::from(layout::words_rows(state.size)).max(1);
    let Some(Popup::Words { here, text_box, selected }) = state.popups.last_mut() else {
        return Vec::new();
    };
    let listed = word_rows(&state.library.glossary, here, text_box.text());
    match action {
        Action::Back => {
            state.popups.pop();
        }
        Action::TakeBack => {
            text_box.clear();
            *selected = 0;
        }
        Action::Open => {
            let card = listed.get(*selected).and_then(|term| term.card.clone());
            return open_card(state, card);
        }
        action => *selected = popups::moved(*selected, action, page, listed.len().saturating_sub(1)),
    }
    Vec::new()
}

fn open_card(state: &mut State, card: Option<String>) -> Vec<Effect> {
    let Some(card) = card else {
        state.echo = Some(text::NO_CARD_OF_WORD.to_owned());
        return Vec::new();
    };
    if state.popups.len() > 1 {
        state.echo = Some(text::CLOSE_FIRST.to_owned());
        return Vec::new();
    }
    state.popups.pop();
    open::entry(state, &card, None, Vec::new())
}
