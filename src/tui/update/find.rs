//! The Find place: typing, choosing, opening.
//!
//! Does not belong here: answers of a search (`answers`).

use crate::domain::card::OPENING;
use crate::domain::manual::split_id;
use crate::domain::query::Query;
use crate::tui::effect::Effect;
use crate::tui::event::{Key, KeyCode, Mouse, SearchId};
use crate::tui::keymap::Action;
use crate::tui::layout;
use crate::tui::state::{FindState, Popup, Row, Screen, State};
use crate::tui::text;

use super::{manual, open};

pub(super) fn act(state: &mut State, action: Action, key: Key) -> Vec<Effect> {
    if let Some(find) = find_mut(state) {
        find.search.pending = None;
        let is_about_hit = matches!(
            action,
            Action::Open | Action::StartChecklist | Action::Sources | Action::CopyCitation | Action::CopyAloud
        );
        // What is on the screen answers an earlier query, unless the user has chosen from it.
        if is_about_hit && find.search.is_waiting && !find.is_chosen_by_user {
            find.search.pending = Some(action);
            return say(state, text::AS_SOON_AS_FOUND);
        }
    }
    do_now(state, action, key)
}

/// Does what waited for the answer of a search that has come now.
pub(super) fn do_pending(state: &mut State) -> Vec<Effect> {
    let is_free = state.popups.is_empty();
    let pending = find_mut(state).and_then(|find| find.search.pending.take());
    match pending.filter(|_| is_free) {
        Some(action) => {
            state.echo = None;
            do_now(state, action, Key::plain(KeyCode::Enter))
        }
        None => Vec::new(),
    }
}

fn do_now(state: &mut State, action: Action, key: Key) -> Vec<Effect> {
    match action {
        Action::Open => open_chosen(state),
        Action::StartChecklist => match find(state).and_then(|find| find.chosen_entry(state)) {
            Some((id, _)) if split_id(&id).is_some() => say(state, text::NOT_ON_A_PAGE),
            Some((id, _)) => open::checklist_of(state, &id),
            None => say(state, text::NOTHING_CHOSEN),
        },
        Action::Sources | Action::CopyCitation | Action::CopyAloud => about_chosen(state, action),
        Action::ToggleExact => {
            let Some(find) = find_mut(state) else { return Vec::new() };
            find.is_exact = !find.is_exact;
            let is_exact = find.is_exact;
            let effects = search(state);
            state.echo = Some(if is_exact { text::EXACT } else { text::NOT_EXACT }.to_owned());
            effects
        }
        Action::TakeBack => clear(state),
        Action::Back => back(state),
        Action::Up => choose(state, |selected, _| selected.saturating_sub(1)),
        Action::Down => choose(state, |selected, _| selected.saturating_add(1)),
        Action::PageUp => choose(state, usize::saturating_sub),
        Action::PageDown => choose(state, usize::saturating_add),
        _ => type_key(state, key),
    }
}

/// Shows or copies what the chosen section stands on, or copies what to read aloud.
fn about_chosen(state: &mut State, action: Action) -> Vec<Effect> {
    let Some((id, anchor)) = find(state).and_then(|find| find.chosen_entry(state)) else {
        return say(state, text::NOTHING_CHOSEN);
    };
    let anchor = anchor.unwrap_or_else(|| OPENING.to_owned());
    if split_id(&id).is_some() {
        return say(state, text::NOT_ON_A_PAGE);
    }
    match action {
        Action::CopyCitation => open::copy_citation(state, &id, &anchor),
        Action::CopyAloud => open::copy_aloud(state, &id, &anchor),
        _ => {
            state.popups.push(Popup::Sources { id, anchor, top: 0 });
            Vec::new()
        }
    }
}

pub(super) fn type_key(state: &mut State, key: Key) -> Vec<Effect> {
    if let Some(find) = find_mut(state) {
        find.search.pending = None;
    }
    change(state, |find| {
        find.text_box.key(key);
    })
}

pub(super) fn paste(state: &mut State, pasted: &str) -> Vec<Effect> {
    change(state, |find| find.text_box.insert(pasted))
}

pub(super) fn click(state: &mut State, mouse: Mouse) -> Option<Vec<Effect>> {
    let find = find(state)?;
    let list = layout::find(state.size).list;
    if !state.popups.is_empty() || !layout::holds(list, mouse.col, mouse.row) {
        return None;
    }
    let clicked = crate::tui::state::row_at(state, find, mouse.row - list.y);
    if let (Some(choice_idx), Some(find)) = (clicked, find_mut(state)) {
        if find.selected == choice_idx {
            return Some(open_chosen(state));
        }
        find.selected = choice_idx;
    }
    Some(Vec::new())
}

fn find(state: &State) -> Option<&FindState> {
    match state.screen() {
        Screen::Find(find) => Some(find),
        _ => None,
    }
}

fn find_mut(state: &mut State) -> Option<&mut FindState> {
    match state.screens.last_mut() {
        Some(Screen::Find(find)) => Some(find),
        _ => None,
    }
}

/// Changes the box; if its text is another one then, searches for it.
fn change(state: &mut State, change: impl FnOnce(&mut FindState)) -> Vec<Effect> {
    let Some(find) = find_mut(state) else { return Vec::new() };
    let before = find.text_box.text().to_owned();
    change(find);
    if find.text_box.text() == before {
        Vec::new()
    } else {
        search(state)
    }
}

/// Searches for what stands in the box.
fn search(state: &mut State) -> Vec<Effect> {
    let id = state.next_search();
    let Some(find) = find_mut(state) else { return Vec::new() };
    find.search.current = id;
    let typed = find.text_box.text().trim().to_owned();
    find.is_chosen_by_user = false;
    if typed.is_empty() {
        find.search = crate::tui::state::Search {
            current: id,
            ..Default::default()
        };
        find.selected = 0;
        return Vec::new();
    }
    find.topic = None;
    find.search.is_again = false;
    vec![send(find, id)]
}

/// Searches once more for what stands in the box, if the index is a newer one since.
pub(super) fn again(state: &mut State) -> Vec<Effect> {
    if !find(state).is_some_and(|find| find.search.is_outdated) {
        return Vec::new();
    }
    let id = state.next_search();
    let Some(find) = find_mut(state) else { return Vec::new() };
    find.search.is_outdated = false;
    if find.text_box.text().trim().is_empty() {
        return Vec::new();
    }
    // What is shown while the first answer is still to come is not what was typed last.
    find.search.is_again |= !find.search.is_waiting;
    find.search.current = id;
    vec![send(find, id)]
}

fn send(find: &mut FindState, id: SearchId) -> Effect {
    find.search.is_waiting = true;
    let typed = find.text_box.text().trim().to_owned();
    let mut query = Query::new(typed);
    if find.is_exact {
        query.dropped_expansions = known_expansions(find);
    }
    Effect::Search { id, query }
}

/// The terms that were expanded, and every word typed: none of them is expanded any more.
fn known_expansions(find: &FindState) -> Vec<String> {
    let typed = find.text_box.text();
    let mut terms: Vec<String> = find
        .search
        .found
        .iter()
        .flat_map(|found| &found.expanded)
        .map(|expansion| expansion.term.clone())
        .collect();
    for word in typed.split_whitespace() {
        if !terms.iter().any(|term| term == word) {
            terms.push(word.to_owned());
        }
    }
    terms
}

fn clear(state: &mut State) -> Vec<Effect> {
    change(state, |find| find.text_box.clear())
}

/// Esc: what is typed, then the topic, then the place itself.
fn back(state: &mut State) -> Vec<Effect> {
    let Some(find) = find_mut(state) else { return Vec::new() };
    if !find.text_box.is_empty() {
        return clear(state);
    }
    if find.topic.take().is_some() {
        find.selected = 0;
        return Vec::new();
    }
    if state.screens.len() > 1 {
        open::back(state);
        return Vec::new();
    }
    say(state, text::HOW_TO_END)
}

fn say(state: &mut State, words: &str) -> Vec<Effect> {
    state.echo = Some(words.to_owned());
    Vec::new()
}

/// Moves the choice; `to` gets the choice and the rows of a page, and may return too much.
fn choose(state: &mut State, to: impl FnOnce(usize, usize) -> usize) -> Vec<Effect> {
    let page = usize::from(layout::find(state.size).list.height / layout::hit_rows(state.size)).max(1);
    let last = find(state).map_or(0, |find| find.choices(state)).saturating_sub(1);
    if let Some(find) = find_mut(state) {
        find.selected = to(find.selected, page).min(last);
        find.is_chosen_by_user = true;
    }
    Vec::new()
}

fn open_chosen(state: &mut State) -> Vec<Effect> {
    let Some(find) = find(state) else { return Vec::new() };
    match find.chosen(state) {
        Some(Row::Run(run_idx)) => match state.book.listed.get(run_idx).map(|run| run.id) {
            Some(run) => open::stored_run(state, run),
            None => Vec::new(),
        },
        Some(Row::Topic(topic, _)) => {
            if let Some(find) = find_mut(state) {
                find.topic = Some(topic);
                find.selected = 0;
                find.is_chosen_by_user = false;
            }
            Vec::new()
        }
        Some(Row::Hit(_) | Row::Entry(_)) => {
            let marked = find.search.found.as_ref().map_or_else(Vec::new, |found| found.marked.clone());
            match find.chosen_entry(state) {
                Some((id, anchor)) if split_id(&id).is_some() => manual::ask(state, &id, anchor.as_deref().unwrap_or(OPENING), marked),
                Some((id, anchor)) => open::entry(state, &id, anchor.as_deref(), marked),
                None => Vec::new(),
            }
        }
        Some(Row::Heading(_)) | None => say(state, text::NOTHING_CHOSEN),
    }
}
