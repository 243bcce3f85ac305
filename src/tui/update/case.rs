//! The Case place: choosing a row, going on with a run, recording and striking.
//!
//! Does not belong here: what hangs on a case (`state`), the form of a contact (`contact`).

use crate::tui::effect::{AfterWriting, Effect};
use crate::tui::keymap::Action;
use crate::tui::layout;
use crate::tui::state::{CasePlace, CaseRow, Popup, Prompt, Purpose, Screen, State, TextBox, case_of, case_rows};
use crate::tui::text;

use super::{contact, open, popups};

/// Goes to the case of the run shown or chosen.
pub(super) fn go(state: &mut State) -> Vec<Effect> {
    let case = match state.screen() {
        Screen::Runs(_) => open::chosen_run(state).map(|run| run.case.clone()),
        _ => open::case_below(state),
    };
    let Some(case) = case else {
        state.echo = Some(text::NO_CASE_HERE.to_owned());
        return Vec::new();
    };
    open::push_screen(
        state,
        Screen::Case(CasePlace {
            case: case.clone(),
            selected: 0,
        }),
    );
    vec![Effect::LoadCase { case }]
}

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Screen::Case(place) = state.screen() else {
        return Vec::new();
    };
    let (case, selected) = (place.case.clone(), place.selected);
    let rows = case_of(state, place).map(case_rows).unwrap_or_default();
    let chosen = rows.get(selected);
    match action {
        Action::Back => open::back(state),
        Action::Open => match chosen.and_then(CaseRow::run) {
            Some(run) => return open::stored_run(state, run),
            None => state.echo = Some(text::NOTHING_TO_GO_ON.to_owned()),
        },
        Action::HangUp => contact::in_case(state, case),
        Action::Note => contact::ask_note(state, case),
        Action::Strike => match chosen.and_then(CaseRow::strikable) {
            Some(entry) => ask(state, Purpose::Strike { case, entry }),
            None => state.echo = Some(text::NOTHING_TO_STRIKE.to_owned()),
        },
        Action::WriteRecord => {
            let then = AfterWriting::Keep;
            ask(state, Purpose::WriteTo { cases: vec![case], then });
        }
        action => {
            let page = usize::from(layout::frame(state.size).body.height / 2).max(1);
            let last = rows.len().saturating_sub(1);
            if let Some(Screen::Case(place)) = state.screens.last_mut() {
                place.selected = popups::moved(selected, action, page, last);
            }
        }
    }
    Vec::new()
}

fn ask(state: &mut State, purpose: Purpose) {
    state.popups.push(Popup::Prompt(Prompt {
        purpose,
        text_box: TextBox::default(),
        problem: None,
    }));
}

/// Shows the cases whose time is over.
pub(super) fn show_old(state: &mut State) {
    if state.retention.finished.is_empty() && state.retention.untouched.is_empty() {
        state.echo = Some(text::NO_OLD_CASES.to_owned());
    } else {
        state.popups.push(Popup::OldCases { top: 0 });
    }
}

/// Writes the records of the finished cases and deletes them, or deletes them at once.
pub(super) fn take_old(state: &mut State, action: Action) -> Vec<Effect> {
    let cases: Vec<String> = state.retention.finished.iter().map(|case| case.case.clone()).collect();
    if cases.is_empty() {
        state.echo = Some(text::NONE_FINISHED.to_owned());
        return Vec::new();
    }
    state.popups.pop();
    match action {
        Action::WriteRecord => {
            let then = AfterWriting::Purge;
            ask(state, Purpose::WriteTo { cases, then });
            Vec::new()
        }
        _ => {
            ask(state, Purpose::Purge { cases });
            Vec::new()
        }
    }
}
