//! The top line: where am I, and what is open elsewhere.
//!
//! Does not belong here: the place itself.

use crate::tui::event::Size;
use crate::tui::layout;
use crate::tui::state::{SaveState, Screen, State, StepState, case_words};
use crate::tui::text;
use crate::tui::theme::Meaning;

use super::canvas::Canvas;

/// Narrower windows get shorter words.
const NARROW_COLS: u16 = 60;

pub(super) fn draw(state: &State, size: Size, canvas: &mut Canvas<'_>) {
    let area = layout::frame(size).top;
    let arrow = state.look.symbols.arrow();
    let left = match state.screen() {
        Screen::Find(_) => "callcard".to_owned(),
        Screen::Read(read) => match &read.at.manual {
            Some(page) => page.title.clone(),
            None => state
                .library
                .find(&read.at.id)
                .map_or_else(|| read.at.id.clone(), |entry| entry.head().title.clone()),
        },
        Screen::Step(step) => step_title(state, step),
        Screen::Runs(_) => "Runs".to_owned(),
        Screen::Case(place) => format!("Case {}", place.case),
        Screen::Help { about, .. } => format!("Help {arrow} {}", about.title()),
    };
    let (right, meaning) = right(state);
    // In a run the position and whether it is saved come before its title.
    let room = match state.screen() {
        Screen::Step(_) => area.width.saturating_sub(8),
        Screen::Find(_) | Screen::Runs(_) | Screen::Case(_) => area.width.saturating_sub(12),
        _ => area.width.saturating_sub(12) / 5 * 3,
    };
    canvas.both(area, (&left, Meaning::Title), (&right, meaning), room);
}

fn right(state: &State) -> (String, Meaning) {
    let dot = state.look.symbols.dot();
    let unsaved = state.book.is_failing();
    if let Screen::Step(step) = state.screen() {
        let mut words = step_position(state, step);
        if let Some(clock) = text::clock_words(state) {
            words = format!("{clock} {dot} {words}");
        }
        return if unsaved {
            (format!("{words} {dot} NOT SAVED"), Meaning::NotSaved)
        } else {
            (format!("{words} {dot} {}", saved_word(state, step)), Meaning::Text)
        };
    }
    if unsaved {
        return ("NOT SAVED".to_owned(), Meaning::NotSaved);
    }
    // A run below this place: a counted reminder wherever the user goes.
    if let Some(step) = state.nearest_step() {
        let clock = text::clock_words(state).map_or_else(|| "in a run".to_owned(), |clock| format!("{clock}, in a run"));
        return (
            format!("{clock}: {} {dot} {}", step_title(state, step), step_position(state, step)),
            Meaning::Due,
        );
    }
    (text::open_runs(&state.book, state.today()), Meaning::Due)
}

fn step_title(state: &State, step: &StepState) -> String {
    state.active(step.key).map_or_else(
        || "Opening the run".to_owned(),
        |run| {
            let case = case_words(run.case.as_deref().unwrap_or_default(), &run.nickname);
            if case.is_empty() {
                run.checklist.head.title.clone()
            } else {
                format!("{case}: {}", run.checklist.head.title)
            }
        },
    )
}

fn step_position(state: &State, step: &StepState) -> String {
    state.active(step.key).map_or_else(String::new, |run| {
        let view = crate::domain::run::evaluate(&run.checklist, &run.log, &state.rule_context());
        text::position(&view, step.selected, state.size.cols)
    })
}

fn saved_word(state: &State, step: &StepState) -> &'static str {
    match state.active(step.key).map(crate::tui::state::ActiveRun::save_state) {
        Some(SaveState::Saved) => "saved",
        Some(SaveState::Saving) => "saving",
        Some(SaveState::NotSaved(_)) => "NOT SAVED",
        Some(SaveState::Scratch) if state.size.cols < NARROW_COLS => text::SCRATCH_STATE_SHORT,
        Some(SaveState::Scratch) => text::SCRATCH_STATE,
        None => "",
    }
}
