//! The date pad: opening it on the rule at hand, typing, copying what comes out, adding it to a case.
//!
//! Does not belong here: what is worked out (`state::Pad`, `domain::rules`), drawing.

use crate::domain::case_log::CaseMark;
use crate::domain::checklist::{InputFrom, Item};
use crate::domain::guard::guard_words;
use crate::domain::rules::Rule;
use crate::domain::rules_at_hand::{card_of, rules_at};
use crate::domain::run::{Lean, find_day};
use crate::domain::worked_out::WorkedOut;
use crate::tui::effect::Effect;
use crate::tui::event::Key;
use crate::tui::keymap::Action;
use crate::tui::layout;
use crate::tui::state::{Kept, Pad, PadOutcome, Popup, Prompt, Purpose, Screen, State, TextBox};
use crate::tui::text;

use super::{contact, marks, open as places, popups, read};

/// Opens the pad on the rule of the section or step at hand, or on the rules to choose from. In the pad: another rule is chosen.
pub(super) fn open(state: &mut State) {
    if let Some(Popup::Pad(pad)) = state.popups.last_mut() {
        pad.is_choosing = true;
        pad.filter.clear();
        pad.selected = 0;
        return;
    }
    let chosen = match state.screen() {
        Screen::Read(read) => read.at.rule.clone(),
        _ => None,
    };
    if let Some(rule) = chosen {
        return open_on(state, &rule, "");
    }
    let mut at_hand = at_hand(state);
    if let Some(mut pad) = state.left_pad.take() {
        pad.at_hand = at_hand;
        state.popups.push(Popup::Pad(pad));
        return;
    }
    let told = match state.screen() {
        Screen::Find(find) => find_day(find.text_box.text(), state.today(), Lean::Past).map(|(told, _)| told),
        _ => None,
    };
    if told.is_some() {
        // The words tell a day and not a card: what they found says little of the rule.
        at_hand.clear();
    }
    let is_about_place = matches!(state.screen(), Screen::Read(_) | Screen::Step(_));
    let first = at_hand
        .first()
        .filter(|_| is_about_place)
        .and_then(|id| state.library.rules.find(id))
        .cloned();
    let mut pad = Pad {
        at_hand,
        told,
        is_choosing: true,
        ..Pad::default()
    };
    if let Some(spec) = first {
        known_from_run(state, &spec, &mut pad);
        pad.take(&spec, state.today());
        read::choose_box(state, &spec.id);
    }
    state.popups.push(Popup::Pad(pad));
}

/// Opens the pad on the rule of a box of the page, with what was typed.
pub(super) fn open_on(state: &mut State, rule: &str, typed: &str) {
    let Some(rule) = state.library.rules.find(rule).cloned() else {
        return;
    };
    read::choose_box(state, &rule.id);
    let mut pad = Pad {
        at_hand: at_hand(state),
        ..Pad::default()
    };
    pad.take(&rule, state.today());
    if let Some(text_box) = pad.text_box() {
        text_box.insert(typed);
    }
    state.popups.push(Popup::Pad(pad));
}

/// Closes the pad. What it has worked out stays in the box of the rule.
fn close(state: &mut State) {
    let Some(Popup::Pad(pad)) = state.popups.pop() else { return };
    let Some(rule) = &pad.rule else { return };
    if let Some(PadOutcome::Worked(inputs, _)) = pad.view(&state.rule_context()).map(|view| view.outcome) {
        let at = state.now;
        state.kept.insert(rule.id.clone(), Kept { inputs, at });
    }
}

/// Takes out of the boxes what was worked out, and the pad that was left for a card: what comes may be the next caller's.
pub(super) fn forget(state: &mut State) {
    state.kept.clear();
    state.left_pad = None;
}

/// Notes which case is taken up. What was worked out for the one before is forgotten; what was worked out before any case stays.
pub(super) fn note_case(state: &mut State) {
    let Some(case) = case_shown(state) else { return };
    if state.case_taken_up.as_ref() == Some(&case) {
        return;
    }
    if state.case_taken_up.is_some() {
        forget(state);
    }
    state.case_taken_up = Some(case);
}

/// Returns the case that is shown. A run that has yet to be saved has none; one that cannot be saved is a case of its own.
fn case_shown(state: &State) -> Option<String> {
    let run = match state.screen() {
        Screen::Case(place) => return Some(place.case.clone()),
        Screen::Step(step) => state.active(step.key)?,
        _ => return None,
    };
    if run.is_scratch {
        return Some(text::SCRATCH.to_owned());
    }
    match run.id {
        Some(_) => run.case.clone(),
        None => run.problem.is_some().then(|| format!("run {}", run.key)),
    }
}

/// Returns the ids of the rules of the section, step or hit at hand.
fn at_hand(state: &State) -> Vec<String> {
    let at = match state.screen() {
        Screen::Read(_) => read::here(state),
        Screen::Step(step) => state.active(step.key).and_then(|run| {
            let (_, item) = run.checklist.items().nth(step.selected)?;
            Some((run.checklist.head.id.clone(), item.id().to_owned()))
        }),
        Screen::Find(find) if !find.text_box.is_empty() => find
            .chosen_entry(state)
            .map(|(id, anchor)| (id, anchor.unwrap_or_else(|| crate::domain::card::OPENING.to_owned()))),
        _ => None,
    };
    let rules = at.map(|(id, anchor)| rules_at(&state.library, &id, &anchor)).unwrap_or_default();
    rules.into_iter().map(|rule| rule.id.clone()).collect()
}

/// Takes over what the run shown has answered of what the rule asks for.
fn known_from_run(state: &State, rule: &Rule, pad: &mut Pad) {
    let Screen::Step(step) = state.screen() else { return };
    let found = marks::with_view(state, step.key, |view, run| {
        let computes = run.checklist.items().filter_map(|(_, item)| match item {
            Item::Compute(compute) if compute.rule == rule.id => Some(compute),
            _ => None,
        });
        let inputs = computes.flat_map(|compute| &compute.inputs);
        let known = inputs.filter_map(|input| match &input.from {
            InputFrom::Answer { item, result } => Some((input.name.clone(), view.value(item, result.as_deref())?)),
            InputFrom::Fixed(value) => Some((input.name.clone(), value.clone())),
        });
        known.collect::<Vec<_>>()
    });
    for (name, value) in found.unwrap_or_default() {
        pad.known.entry(name).or_insert(value);
    }
}

pub(super) fn act(state: &mut State, action: Action, key: Key) -> Vec<Effect> {
    let page = usize::from(layout::popup_rows(state.size)).max(1);
    let rows = pad_rows(state);
    let Some(Popup::Pad(pad)) = state.popups.last_mut() else {
        return Vec::new();
    };
    if pad.is_choosing {
        choose(state, action, page);
        return Vec::new();
    }
    let last = pad.lines.len().saturating_sub(1);
    match action {
        Action::Back => close(state),
        Action::Open if pad.line == last => state.echo = Some(text::PAD_DONE.to_owned()),
        Action::Open | Action::Down => pad.line = (pad.line + 1).min(last),
        Action::Up => pad.line = pad.line.saturating_sub(1),
        Action::TakeBack => {
            if let Some(text_box) = pad.text_box() {
                text_box.clear();
            }
        }
        Action::Left | Action::Right => {
            let has_turned = pad.turn(action == Action::Right);
            if let Some(text_box) = pad.text_box().filter(|_| !has_turned) {
                text_box.key(key);
            }
        }
        Action::PageUp | Action::PageDown => pad.top = popups::moved(pad.top, action, page / 2, rows.saturating_sub(1)),
        Action::CopyCitation => return copy(state),
        Action::AddToCase => return add_to_case(state),
        Action::OpenRule => return open_card(state),
        _ => {}
    }
    Vec::new()
}

/// Returns how many paragraphs of results there are.
fn pad_rows(state: &State) -> usize {
    let Some(Popup::Pad(pad)) = state.popups.last() else { return 0 };
    let view = pad.view(&state.rule_context());
    view.map_or(0, |view| text::pad_lines(pad, &view, &state.library, state.today()).len())
}

/// Keys while a rule is being chosen.
fn choose(state: &mut State, action: Action, page: usize) {
    let Some(Popup::Pad(pad)) = state.popups.last() else { return };
    let choices = pad.choices(&state.library.rules, state.today());
    let (last, chosen) = (choices.len().saturating_sub(1), choices.get(pad.selected).copied().cloned());
    if action == Action::Open {
        if let Some(spec) = chosen {
            let mut pad = pad.clone();
            known_from_run(state, &spec, &mut pad);
            pad.take(&spec, state.today());
            state.popups.pop();
            state.popups.push(Popup::Pad(pad));
        }
        return;
    }
    let Some(Popup::Pad(pad)) = state.popups.last_mut() else { return };
    match action {
        Action::Back if pad.rule.is_some() => pad.is_choosing = false,
        Action::Back => {
            state.popups.pop();
        }
        Action::TakeBack => pad.filter.clear(),
        action => pad.selected = popups::moved(pad.selected, action, page, last),
    }
}

/// Returns what stands worked out in the pad; says so if nothing does.
fn worked_out(state: &mut State) -> Option<WorkedOut> {
    let found = match state.popups.last() {
        Some(Popup::Pad(pad)) => pad.rule.as_ref().and_then(|spec| match pad.view(&state.rule_context())?.outcome {
            PadOutcome::Worked(inputs, computed) => WorkedOut::new(spec, &inputs, &computed, &state.library, state.today()),
            _ => None,
        }),
        _ => None,
    };
    if found.is_none() {
        state.echo = Some(text::NOT_WORKED_OUT.to_owned());
    }
    found
}

fn copy(state: &mut State) -> Vec<Effect> {
    let Some(out) = worked_out(state) else { return Vec::new() };
    let mut lines = out.lines();
    for line in &mut lines {
        // What may not go to the disk does not go to the clipboard either.
        let _ = guard_words(line);
    }
    vec![Effect::Copy { text: lines.join("\n") }]
}

fn add_to_case(state: &mut State) -> Vec<Effect> {
    let Some(out) = worked_out(state) else { return Vec::new() };
    match case_at_hand(state) {
        Some(case) => contact::add(state, &case, CaseMark::Worked { out }),
        None => {
            state.popups.push(Popup::Prompt(Prompt {
                purpose: Purpose::Worked { out },
                text_box: TextBox::default(),
                problem: None,
            }));
            vec![Effect::LoadRuns]
        }
    }
}

/// Returns the case that is shown, chosen or below, if it is on disk.
fn case_at_hand(state: &State) -> Option<String> {
    match state.screen() {
        Screen::Case(place) => Some(place.case.clone()),
        Screen::Runs(_) => places::chosen_run(state).map(|run| run.case.clone()),
        _ => {
            let run = state.active(state.nearest_step()?.key)?;
            run.case.clone().filter(|_| run.id.is_some() && !run.is_scratch)
        }
    }
}

/// Opens the card of the rule, or when it is late the one on good cause. The pad comes back with the key that opens it.
fn open_card(state: &mut State) -> Vec<Effect> {
    let Some(Popup::Pad(pad)) = state.popups.last() else {
        return Vec::new();
    };
    let Some(rule) = pad.rule.clone() else { return Vec::new() };
    let computed = match pad.view(&state.rule_context()).map(|view| view.outcome) {
        Some(PadOutcome::Worked(_, computed)) => Some(computed),
        _ => None,
    };
    let Some((id, anchor)) = card_of(&state.library, &rule, computed.as_deref()) else {
        state.echo = Some(text::NO_CARD_OF_RULE.to_owned());
        return Vec::new();
    };
    if state.popups.len() > 1 {
        state.echo = Some(text::CLOSE_FIRST.to_owned());
        return Vec::new();
    }
    if let Some(Popup::Pad(pad)) = state.popups.pop() {
        state.left_pad = Some(pad);
    }
    places::entry(state, &id, Some(&anchor), Vec::new())
}
