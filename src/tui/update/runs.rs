//! The Runs place: choosing a run and going on with it.
//!
//! Does not belong here: what a run is (`domain::run`).

use crate::tui::effect::Effect;
use crate::tui::keymap::Action;
use crate::tui::layout;
use crate::tui::state::{Screen, State};
use crate::tui::text;

use super::{case, contact, open};

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Back => open::back(state),
        Action::Open => match open::chosen_run(state).map(|run| run.id) {
            Some(run) => return open::stored_run(state, run),
            None => state.echo = Some(text::NO_RUNS.to_owned()),
        },
        Action::GoCase => return case::go(state),
        Action::HangUp | Action::Note => match (open::chosen_run(state).map(|run| run.case.clone()), action) {
            (Some(case), Action::HangUp) => contact::in_case(state, case),
            (Some(case), _) => contact::ask_note(state, case),
            (None, _) => state.echo = Some(text::NO_RUNS.to_owned()),
        },
        action => {
            let page = usize::from(layout::frame(state.size).body.height / 4).max(1);
            let last = state.book.listed.len().saturating_sub(1);
            if let Some(Screen::Runs(runs)) = state.screens.last_mut() {
                runs.selected = super::popups::moved(runs.selected, action, page, last);
            }
        }
    }
    Vec::new()
}
