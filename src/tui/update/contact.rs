//! Phone calls and contacts: the clock of a call, the record that makes itself when it is over, notes on a case.
//!
//! Does not belong here: how minutes are counted, how a record is drafted (`domain`), the form's own state.

use std::sync::Arc;

use crate::domain::case_log::{CaseEntry, CaseMark};
use crate::domain::contact::{Contact, ContactField};
use crate::domain::contact_draft::{DraftFrom, draft_contact};
use crate::domain::guard::guard_case_entry;
use crate::domain::run::{Call, CallPhase, Mark, RunLog, RunView, calls, evaluate, running_call};
use crate::tui::effect::Effect;
use crate::tui::event::{Key, RunKey};
use crate::tui::keymap::Action;
use crate::tui::state::{ActiveRun, ContactForm, Popup, Prompt, Purpose, State, TextBox};
use crate::tui::text;

use super::{marks, open, pad};

/// Most minutes that a call can have been going on when its clock is started.
const MOST_MINUTES: u32 = 12 * 60;
/// A clock still running so long after the last thing that was done was forgotten.
const STALE_MINUTES: u32 = 4 * 60;

/// Returns the run in which a call is going on, whichever run is shown: there is one clock.
fn calling(state: &State) -> Option<(RunKey, Call)> {
    let runs = state.book.active.values();
    let calls = runs.filter_map(|run| running_call(&run.log).map(|call| (run.key, call)));
    calls.max_by_key(|(_, call)| call.since)
}

/// F2: starts the clock of a call; while it runs, somebody has come on the line, or has put it on hold again.
pub(super) fn clock(state: &mut State, key: RunKey) -> Vec<Effect> {
    let (calling_key, phase) = match calling(state) {
        None => {
            state.popups.push(Popup::Prompt(Prompt {
                purpose: Purpose::CallBegan { key },
                text_box: TextBox::default(),
                problem: None,
            }));
            return Vec::new();
        }
        Some((calling_key, call)) if call.phase == CallPhase::Hold => (calling_key, CallPhase::Talk),
        Some((calling_key, _)) => (calling_key, CallPhase::Hold),
    };
    let mark = Mark::Call { phase, minutes_before: 0 };
    state.echo = Some(text::call_phase(phase).to_owned());
    marks::push(state, calling_key, mark)
}

/// Stops the clock, if it runs, as of so many minutes ago.
pub(super) fn stop_clock(state: &mut State, minutes_before: u32) -> Vec<Effect> {
    let Some((key, _)) = calling(state) else { return Vec::new() };
    pad::forget(state);
    let phase = CallPhase::Over;
    marks::push(state, key, Mark::Call { phase, minutes_before })
}

/// Stops a clock that was found running long after anything was done in its run: nobody holds so long.
pub(super) fn stop_stale_clock(state: &mut State, key: RunKey) -> Vec<Effect> {
    let now = state.now;
    let Some(run) = state.active(key).filter(|run| running_call(&run.log).is_some()) else {
        return Vec::new();
    };
    let idle = run
        .log
        .entries
        .last()
        .map_or(0, |entry| now.duration_since(entry.at).as_secs() / 60);
    let phase = CallPhase::Over;
    match u32::try_from(idle) {
        Ok(minutes_before) if STALE_MINUTES < minutes_before => {
            state.echo = Some(text::STALE_CLOCK.to_owned());
            pad::forget(state);
            marks::push(state, key, Mark::Call { phase, minutes_before })
        }
        _ => Vec::new(),
    }
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

/// F3: shows the record that has made itself. The clock stops when the record is kept; dropped, the call goes on.
pub(super) fn hang_up(state: &mut State, key: RunKey) {
    if let Some((case, contact)) = draft(state, key) {
        let mut form = ContactForm::new(case, &contact);
        form.opened_at = Some(state.now);
        state.popups.push(Popup::Contact(form));
    }
}

fn draft(state: &State, key: RunKey) -> Option<(Option<String>, Contact)> {
    let library = Arc::clone(&state.library);
    let run = state.active(key)?;
    let context = state.rule_context();
    // What was done during the call in other runs of the case belongs to it, too.
    let same_case = |other: &&ActiveRun| other.key == key || (run.case.is_some() && other.case == run.case);
    let mut runs: Vec<&ActiveRun> = state.book.active.values().filter(same_case).collect();
    runs.sort_by_key(|other| other.key != key);
    let views: Vec<(RunView<'_>, &RunLog)> = runs
        .iter()
        .map(|run| (evaluate(&run.checklist, &run.log, &context), &run.log))
        .collect();
    let known = run.case.as_deref().and_then(|case| state.book.cases.get(case));
    let call = calling(state).map(|(_, call)| call).or_else(|| calls(&run.log).pop());
    let contact = draft_contact(&DraftFrom {
        runs: &views,
        call: call.as_ref(),
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

/// Keeps the record as it stands in the form; with it the contact is over. If a line cannot be read, the form stays and says why.
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
    let opened_at = match state.popups.pop() {
        Some(Popup::Contact(form)) => form.opened_at,
        _ => None,
    };
    state.echo = None;
    pad::forget(state);
    let mut effects = match opened_at {
        Some(at) => stop_clock(state, u32::try_from(now.duration_since(at).as_secs() / 60).unwrap_or(0)),
        None => Vec::new(),
    };
    effects.extend(add(state, &case, CaseMark::Contact { contact }));
    effects
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
