//! Scratch runs: begun, left with a warning, and their record sent to the clipboard. Nothing of them is ever kept.
//!
//! Does not belong here: what holds for every run (`marks`, `step`).

use std::sync::Arc;

use crate::domain::checklist::Checklist;
use crate::domain::export::{Form, RunRecord, export_run};
use crate::tui::effect::Effect;
use crate::tui::event::RunKey;
use crate::tui::keymap::Action;
use crate::tui::state::{ActiveRun, Popup, Screen, State, StepState};
use crate::tui::text;

use super::{marks, open};

/// Begins a run that lives in memory alone. That it was begun is noted nowhere either.
pub(super) fn begin(state: &mut State, checklist: Checklist, warning: Option<String>) -> Vec<Effect> {
    let key = state.next_run_key();
    let mut run = ActiveRun::scratch(key, Arc::new(checklist), state.now);
    run.warn(state.now, warning);
    state.book.active.insert(key, run);
    open::push_screen(state, Screen::Step(StepState::new(key)));
    marks::select_next_open(state, key);
    Vec::new()
}

/// Leaves a run: at once if nothing was done in it, else after a warning.
pub(super) fn leave(state: &mut State, key: RunKey) -> Vec<Effect> {
    if state.active(key).is_some_and(ActiveRun::is_lost_when_left) {
        state.popups.push(Popup::Discard { run: Some(key) });
        return Vec::new();
    }
    marks::leave(state, key, String::new())
}

/// Answers the warning: leave or end, or send the record to the clipboard before.
pub(super) fn act(state: &mut State, run: Option<RunKey>, action: Action) -> Vec<Effect> {
    match (action, run) {
        (Action::Discard, Some(key)) => {
            state.popups.pop();
            marks::leave(state, key, String::new())
        }
        (Action::Discard, None) => super::end(state),
        (Action::CopyRecord, run) => copy_record(state, run),
        _ => Vec::new(),
    }
}

/// Sends the record of a run to the clipboard; without a run, of the nearest one that would be lost.
fn copy_record(state: &State, run: Option<RunKey>) -> Vec<Effect> {
    let nearest = state
        .nearest_step()
        .and_then(|step| state.active(step.key))
        .filter(|run| run.is_lost_when_left());
    let run = match run {
        Some(key) => state.active(key),
        None => nearest.or_else(|| state.book.lost_when_left().next()),
    };
    let Some(run) = run else { return Vec::new() };
    let record = RunRecord {
        case_reference: text::SCRATCH_CASE,
        run: 1,
        started: run.started_at,
        finished: None,
        content_date: &state.library.as_of(&run.checklist.head.sources),
        fingerprint: "",
        checklist: &run.checklist,
        log: &run.log,
    };
    vec![Effect::Copy {
        text: export_run(&record, &state.library, state.today(), Form::Text),
    }]
}
