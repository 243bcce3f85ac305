//! Phone calls and contacts: the clock of a call, the record that makes itself when it is over, notes on a case.
//!
//! Does not belong here: how minutes are counted, how a record is drafted (`domain`), the form's own state.

use std::sync::Arc;

use crate::domain::case_log::{CaseEntry, CaseMark};
use crate::domain::contact::{Contact, ContactField};
use crate::domain::contact_draft::{DraftFrom, draft_contact};
use crate::domain::guard::guard_case_entry;
use crate::domain::run::{CallPhase, Mark, evaluate, running_call};
use crate::tui::effect::Effect;
use crate::tui::event::{Key, RunKey};
use crate::tui::keymap::Action;
use crate::tui::state::{ContactForm, Popup, Prompt, Purpose, State, TextBox};
use crate::tui::text;

use super::{marks, open};

/// Most minutes that a call can have been going on when its clock is started.
const MOST_MINUTES: u32 = 12 * 60;

/// F2: starts the clock of a call; while it runs, somebody has come on the line, or has put it on hold again.
pub(super) fn clock(state: &mut State, key: RunKey) -> Vec<Effect> {
    let Some(run) = state.active(key) else { return Vec::new() };
    let phase = match running_call(&run.log).map(|call| call.phase) {
        None => {
            state.popups.push(Popup::Prompt(Prompt {
                purpose: Purpose::CallBegan { key },
                text_box: TextBox::default(),
                problem: None,
            }));
            return Vec::new();
        }
        Some(CallPhase::Hold) => CallPhase::Talk,
        Some(_) => CallPhase::Hold,
    };
    let mark = Mark::Call { phase, minutes_before: 0 };
    state.echo = Some(text::call_phase(phase).to_owned());
    marks::push(state, key, mark)
}

/// Starts the clock with the minutes that have gone by. Tells what is wrong with what was typed.
pub(super) fn begin_call(state: &mut State, key: RunKey, typed: &str) -> Result<Vec<Effect>, &'static str> {
    let minutes_before = match typed {
        "" => 0,
        typed => typed
            .parse()
            .ok()
            .filter(|minutes| *minutes <= MOST_MINUTES)
            .ok_or(text::MINUTES_NEEDED)?,
    };
    let phase = CallPhase::Hold;
    state.echo = Some(text::call_phase(phase).to_owned());
    Ok(marks::push(state, key, Mark::Call { phase, minutes_before }))
}

/// F3: ends the call, if one is going on, and shows the record that has made itself.
pub(super) fn hang_up(state: &mut State, key: RunKey) -> Vec<Effect> {
    let Some(run) = state.active(key) else { return Vec::new() };
    let is_calling = running_call(&run.log).is_some();
    let effects = if is_calling {
        let phase = CallPhase::Over;
        marks::push(state, key, Mark::Call { phase, minutes_before: 0 })
    } else {
        Vec::new()
    };
    if let Some((case, contact)) = draft(state, key) {
        state.popups.push(Popup::Contact(ContactForm::new(case, &contact)));
    }
    effects
}

fn draft(state: &State, key: RunKey) -> Option<(Option<String>, Contact)> {
    let library = Arc::clone(&state.library);
    let run = state.active(key)?;
    let view = evaluate(&run.checklist, &run.log, &state.rule_context());
    let known = run.case.as_deref().and_then(|case| state.book.cases.get(case));
    let contact = draft_contact(&DraftFrom {
        view: &view,
        log: &run.log,
        case_log: known.map_or(&[], |known| known.log.as_slice()),
        library: &library,
        today: state.today(),
        now: state.now,
    });
    let case = run.case.clone().filter(|_| run.id.is_some());
    Some((case, contact))
}

/// A contact without a checklist.
pub(super) fn in_case(state: &mut State, case: String) {
    let mut contact = Contact::default();
    contact.set(ContactField::When, state.now.to_string());
    contact.set(ContactField::Direction, "we called");
    contact.set(ContactField::Servicing, "not known");
    state.popups.push(Popup::Contact(ContactForm::new(Some(case), &contact)));
}

/// Keys of the form.
pub(super) fn act(state: &mut State, action: Action, key: Key) -> Vec<Effect> {
    let Some(Popup::Contact(form)) = state.popups.last_mut() else {
        return Vec::new();
    };
    let last = form.lines.len().saturating_sub(1);
    match action {
        Action::HangUp => return keep(state),
        Action::Back if form.is_leaving => {
            state.popups.pop();
            state.echo = Some(text::CONTACT_DROPPED.to_owned());
            return Vec::new();
        }
        Action::Back => {
            form.is_leaving = true;
            return Vec::new();
        }
        Action::Open if form.selected == last => return keep(state),
        Action::Open | Action::Down | Action::NextOpen => form.selected = (form.selected + 1).min(last),
        Action::Up | Action::PreviousOpen => form.selected = form.selected.saturating_sub(1),
        Action::TakeBack => {
            if let Some(text_box) = form.text_box() {
                text_box.clear();
            }
        }
        Action::Left | Action::Right => {
            let has_turned = form.turn(action == Action::Right);
            if let Some(text_box) = form.text_box().filter(|_| !has_turned) {
                text_box.key(key);
            }
        }
        _ => {}
    }
    form.is_leaving = false;
    form.problem = None;
    Vec::new()
}

/// Keeps the record as it stands in the form. If a line cannot be read, the form stays and says why.
pub(super) fn keep(state: &mut State) -> Vec<Effect> {
    let now = state.now;
    let Some(Popup::Contact(form)) = state.popups.last_mut() else {
        return Vec::new();
    };
    let contact = match form.read(now) {
        Ok(contact) => contact,
        Err((line, problem)) => {
            form.selected = line;
            form.problem = Some(problem);
            return Vec::new();
        }
    };
    let is_scratch = state
        .nearest_step()
        .and_then(|step| state.active(step.key))
        .is_some_and(|run| run.is_scratch);
    let Some(Popup::Contact(form)) = state.popups.last() else {
        return Vec::new();
    };
    let Some(case) = form
        .case
        .clone()
        .or_else(|| open::case_below(state))
        .filter(|_| !is_scratch || form.case.is_some())
    else {
        if let Some(Popup::Contact(form)) = state.popups.last_mut() {
            form.problem = Some(if is_scratch { text::SCRATCH_CONTACT } else { text::NO_CASE_YET }.to_owned());
        }
        return Vec::new();
    };
    state.popups.pop();
    state.echo = None;
    add(state, &case, CaseMark::Contact { contact })
}

/// Adds an entry to a case, masked, and says so if something was masked.
pub(super) fn add(state: &mut State, case: &str, mark: CaseMark) -> Vec<Effect> {
    let mut entry = CaseEntry { at: state.now, mark };
    let found = guard_case_entry(&mut entry);
    if !found.is_empty() {
        state.echo = Some(text::masked(&found));
    }
    state.book.push_case_entry(case, entry)
}

/// Asks for a note on a case.
pub(super) fn ask_note(state: &mut State, case: String) {
    state.popups.push(Popup::Prompt(Prompt {
        purpose: Purpose::CaseNote { case },
        text_box: TextBox::default(),
        problem: None,
    }));
}
