//! What an event leads to: a changed state and effects. Pure: the same state and event give the same result.
//!
//! Does not belong here: drawing, carrying out effects.

mod answers;
mod case;
#[cfg(test)]
pub(in crate::tui) mod case_tests;
mod contact;
#[cfg(test)]
mod contact_tests;
mod content;
#[cfg(test)]
mod content_tests;
mod find;
#[cfg(test)]
mod key_tests;
mod manual;
mod marks;
mod open;
mod pad;
#[cfg(test)]
mod pad_tests;
mod popups;
#[cfg(test)]
mod privacy_tests;
mod read;
mod runs;
mod scratch;
#[cfg(test)]
mod scratch_tests;
mod step;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod warning_tests;
mod words;
#[cfg(test)]
mod words_tests;

use jiff::civil::DateTime;

use super::effect::{Effect, Mouse as MouseMode};
use super::event::{Event, Key, Mouse, MouseKind, Size};
use super::keymap::{self, Action, Context};
use super::state::{Popup, Prompt, Purpose, Screen, State};
use super::text;
use crate::domain::run::Mark;

pub use open::{Start, start};

/// Changes the state by an event and returns what is asked of the world.
pub fn update(state: &mut State, event: Event) -> Vec<Effect> {
    let mut effects = take(state, event);
    effects.extend(find::again(state));
    pad::note_case(state);
    effects
}

fn take(state: &mut State, event: Event) -> Vec<Effect> {
    match event {
        Event::Key { key, at } => on_key(state, key, at),
        Event::Paste(pasted) => {
            state.last_use = None;
            paste(state, &pasted)
        }
        Event::Mouse(mouse) => {
            state.last_use = None;
            on_mouse(state, mouse)
        }
        Event::Resized(size) => resized(state, size),
        Event::FocusGained => vec![Effect::LoadRuns],
        Event::ScreenRead { rows, at } => words::take(state, &rows, at),
        Event::Tick { at } => tick(state, at),
        Event::SuspendAsked => vec![Effect::Suspend],
        Event::EndAsked => end(state),
        answer => answers::take(state, answer),
    }
}

/// Does what is due without a key.
fn tick(state: &mut State, at: DateTime) -> Vec<Effect> {
    state.now = at;
    let mut effects = state.book.retry();
    if state.is_clipboard_due() {
        state.copied_at = None;
        if state.echo.as_deref().is_some_and(text::is_copied) {
            state.echo = Some(text::CLIPBOARD_CLEARED.to_owned());
        }
        effects.push(Effect::ClearClipboard);
    }
    state.last_use.get_or_insert(at);
    if state.is_idle() {
        pad::forget(state);
        if !state.is_covered() {
            state.popups.push(Popup::Cover);
        }
    }
    effects
}

fn on_key(state: &mut State, key: Key, at: DateTime) -> Vec<Effect> {
    state.now = at;
    if state.is_idle() {
        // No tick comes while the user has covered the screen.
        pad::forget(state);
    }
    state.last_use = Some(at);
    state.awaited = None;
    let echo_before = state.echo.take();
    state.pointed = None;
    let context = state.context();
    match keymap::action(context, key) {
        Some(action) => act(state, action, key),
        None => {
            let effects = type_key(state, key);
            if effects.is_empty() && state.echo.is_none() && key.typed().is_none() {
                // A key that does nothing takes nothing away.
                state.echo = echo_before;
            }
            effects
        }
    }
}

/// Does what the user wants, in the context that has the keys.
fn act(state: &mut State, action: Action, key: Key) -> Vec<Effect> {
    match action {
        Action::Quit => quit(state),
        Action::QuitUnsaved => end(state),
        Action::Suspend => vec![Effect::Suspend],
        Action::ToggleMouse => toggle_mouse(state),
        Action::Cover => {
            state.popups.push(Popup::Cover);
            Vec::new()
        }
        Action::Palette => {
            state.popups.push(Popup::Palette {
                text_box: super::state::TextBox::default(),
                selected: 0,
            });
            Vec::new()
        }
        Action::Help => {
            let about = state.place_context();
            if about == Context::Help {
                open::back(state);
            } else {
                open::push_screen(state, Screen::Help { top: 0, about });
            }
            Vec::new()
        }
        Action::GoOldCases => {
            case::show_old(state);
            Vec::new()
        }
        Action::Pad => {
            pad::open(state);
            Vec::new()
        }
        Action::Words => words::open(),
        Action::GoFind => open::find(state),
        Action::GoRuns => open::runs(state),
        action => act_here(state, action, key),
    }
}

fn act_here(state: &mut State, action: Action, key: Key) -> Vec<Effect> {
    match state.context() {
        Context::Find => find::act(state, action, key),
        Context::Read | Context::RuleBox | Context::PageFind => read::act(state, action),
        Context::Step => step::act(state, action, key),
        Context::Runs => runs::act(state, action),
        Context::Case => case::act(state, action),
        Context::Help => help(state, action),
        Context::Contact => contact::act(state, action, key),
        Context::Pad => pad::act(state, action, key),
        Context::Words => words::act(state, action),
        Context::Sources
        | Context::Outline
        | Context::Palette
        | Context::Prompt
        | Context::Menu
        | Context::Page
        | Context::OldCases
        | Context::Unsaved
        | Context::Discard
        | Context::Cover => popups::act(state, action, key),
    }
}

/// A key that is no command: it goes into the text box, if there is one.
fn type_key(state: &mut State, key: Key) -> Vec<Effect> {
    match state.context() {
        Context::Find => find::type_key(state, key),
        Context::RuleBox => {
            read::type_in_box(state, key);
            Vec::new()
        }
        Context::PageFind => read::type_key(state, key),
        Context::Step => step::type_key(state, key),
        Context::Palette | Context::Words | Context::Prompt | Context::Contact | Context::Pad => popups::type_key(state, key),
        _ => {
            if let Some(c) = key.typed() {
                state.echo = Some(text::no_such_key(c));
            }
            Vec::new()
        }
    }
}

/// Pasted text goes into a text box and nowhere else; it never is a command.
fn paste(state: &mut State, pasted: &str) -> Vec<Effect> {
    match state.context() {
        Context::Find => find::paste(state, pasted),
        Context::PageFind => read::paste(state, pasted),
        Context::Step => {
            step::paste(state, pasted);
            Vec::new()
        }
        Context::Palette | Context::Words | Context::Prompt | Context::Contact | Context::Pad => {
            popups::paste(state, pasted);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn on_mouse(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    let (action, times) = match mouse.kind {
        MouseKind::ScrollUp => (Action::Up, 3),
        MouseKind::ScrollDown => (Action::Down, 3),
        MouseKind::Click => return find::click(state, mouse).unwrap_or_else(|| words::point(state, mouse)),
        MouseKind::Move => return words::point(state, mouse),
    };
    let times = if matches!(state.context(), Context::Read | Context::RuleBox | Context::Help | Context::Sources) {
        times
    } else {
        1
    };
    let key = Key::plain(super::event::KeyCode::Down);
    (0..times).flat_map(|_| act_here(state, action, key)).collect()
}

fn resized(state: &mut State, size: Size) -> Vec<Effect> {
    read::keep_place(state, size);
    state.size = size;
    read::note_box(state);
    Vec::new()
}

fn toggle_mouse(state: &mut State) -> Vec<Effect> {
    state.mouse = match state.mouse {
        MouseMode::On => MouseMode::Off,
        MouseMode::Off => MouseMode::On,
    };
    state.echo = Some(text::mouse(state.mouse).to_owned());
    vec![Effect::SetMouse(state.mouse)]
}

/// Ends, unless something is not saved: then it says so first. A second Ctrl-C ends whatever is not saved.
fn quit(state: &mut State) -> Vec<Effect> {
    let is_second = matches!(state.popups.last(), Some(Popup::Unsaved | Popup::Discard { .. }));
    let cannot_save = state.book.is_failing() && state.book.unsaved() > 0;
    if cannot_save && !is_second {
        keep_draft_note(state);
        state.popups.push(Popup::Unsaved);
        return state.book.retry();
    }
    if !is_second && state.book.lost_when_left().next().is_some() {
        keep_draft_note(state);
        state.popups.push(Popup::Discard { run: None });
        return Vec::new();
    }
    end(state)
}

/// Ends after a note half typed has been kept, and the run shown has been marked as left.
fn end(state: &mut State) -> Vec<Effect> {
    let mut effects = keep_draft_note(state);
    effects.extend(marks::note_left(state));
    effects.extend(state.book.retry());
    if state.copied_at.take().is_some() {
        effects.push(Effect::ClearClipboard);
    }
    state.is_ending = true;
    effects.push(Effect::Quit);
    effects
}

/// A note or contact that is being typed when the program ends is kept as it stands, covered or not.
fn keep_draft_note(state: &mut State) -> Vec<Effect> {
    if state.popups.iter().any(|popup| matches!(popup, Popup::Contact(_))) {
        state
            .popups
            .retain(|popup| !matches!(popup, Popup::Cover | Popup::Pad(_) | Popup::Prompt(_)));
        return contact::keep(state);
    }
    let found = state.popups.iter().enumerate().find_map(|(idx, popup)| match popup {
        Popup::Prompt(Prompt {
            purpose: Purpose::Note { key, step },
            text_box,
            ..
        }) => Some((idx, *key, step.clone(), text_box.text().trim().to_owned())),
        _ => None,
    });
    let Some((idx, key, step, typed)) = found else {
        return Vec::new();
    };
    state.popups.remove(idx);
    match state.active(key) {
        Some(run) if run.log.notes().get(step.as_str()).copied().unwrap_or_default() != typed => {
            marks::push(state, key, Mark::Note { step, text: typed })
        }
        _ => Vec::new(),
    }
}

fn help(state: &mut State, action: Action) -> Vec<Effect> {
    let page_rows = usize::from(super::layout::frame(state.size).body.height);
    let about = match state.screen() {
        Screen::Help { about, .. } => *about,
        _ => Context::Find,
    };
    let lines = text::help_rows(about, state.size.cols).len();
    if let Some(Screen::Help { top, .. }) = state.screens.last_mut() {
        let last = lines.saturating_sub(page_rows);
        *top = match action {
            Action::Up => top.saturating_sub(1),
            Action::Down => top.saturating_add(1).min(last),
            Action::PageUp => top.saturating_sub(page_rows),
            Action::PageDown => top.saturating_add(page_rows).min(last),
            Action::First => 0,
            Action::Last => last,
            _ => *top,
        };
    }
    if action == Action::Back {
        open::back(state);
    }
    Vec::new()
}
