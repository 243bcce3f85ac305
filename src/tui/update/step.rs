//! The Step place: answering, ticking, moving the box, questions about a step.
//!
//! Nothing is ever ticked for the user: an answer is typed or pointed at and accepted with Enter; a tick is a key of its own.
//! Does not belong here: what a mark changes (`marks`).

use std::sync::Arc;

use crate::domain::checklist::{Ask, Item, Step};
use crate::domain::markdown::Target;
use crate::domain::run::{ItemState, Mark, read_answer, read_step, running_call};
use crate::tui::effect::Effect;
use crate::tui::event::{Key, KeyCode, RunKey};
use crate::tui::keymap::Action;
use crate::tui::layout;
use crate::tui::state::{
    Choice, MenuItem, Popup, Prompt, Purpose, Screen, State, StepState, TextBox, known_answer, put_off_here, step_page,
};
use crate::tui::text;

use super::{case, contact, marks, open, scratch};

/// A mark this soon after the one before comes from a held key or a paste, not from a person.
const HELD_KEY_MS: i64 = 60;

/// The item in the box, as far as keys need to know it.
#[derive(Debug, Clone)]
struct InBox {
    item: Item,
    state: ItemState,
}

impl InBox {
    fn step(&self) -> Option<&Step> {
        match &self.item {
            Item::Step(step) => Some(step),
            _ => None,
        }
    }

    /// Tells whether the step can be answered as things stand.
    fn takes_answer(&self) -> bool {
        self.step().is_some()
            && matches!(
                self.state,
                ItemState::Open | ItemState::Done { .. } | ItemState::Deferred(_) | ItemState::Overridden(_) | ItemState::Refused(_)
            )
    }
}

pub(super) fn act(state: &mut State, action: Action, key: Key) -> Vec<Effect> {
    let Some(run_key) = step(state).map(|step| step.key) else {
        return Vec::new();
    };
    let Some(in_box) = in_box(state) else {
        // The run is still being read.
        if action == Action::Back {
            open::back(state);
        }
        return Vec::new();
    };
    match action {
        Action::Back => back(state, run_key, &in_box),
        Action::Open => accept(state, run_key, &in_box),
        Action::TakeBack => take_back(state, run_key),
        Action::Reopen => reopen(state, run_key, &in_box, key),
        Action::Note | Action::Defer | Action::Override | Action::Refuse => ask(state, run_key, &in_box, action),
        Action::Sources | Action::OpenRule | Action::CopyCitation | Action::CopyAloud => rule(state, &in_box, action),
        Action::Renew => {
            offer_renewal(state, run_key);
            Vec::new()
        }
        Action::TakeKnown => take_known(state, run_key, &in_box),
        Action::GoCase => case::go(state),
        Action::Clock => contact::clock(state, run_key),
        Action::HangUp => {
            contact::hang_up(state, run_key);
            Vec::new()
        }
        Action::PutOff => {
            show_put_off(state, run_key);
            Vec::new()
        }
        Action::StartChecklist => {
            match goto(state, run_key) {
                Some(next) => open::ask_case(state, &next),
                None => state.echo = Some(text::NO_NEXT_CHECKLIST.to_owned()),
            }
            Vec::new()
        }
        Action::Up | Action::Down | Action::NextOpen | Action::PreviousOpen => {
            move_box(state, run_key, action);
            Vec::new()
        }
        Action::Left | Action::Right => point(state, &in_box, action, key),
        Action::PageUp | Action::PageDown => {
            scroll(state, action);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Shows what would change if the run went on with today's text of its checklist, if that has changed.
fn offer_renewal(state: &mut State, key: RunKey) {
    let Some(run) = state.active(key) else { return };
    let Some(newer) = marks::newer_text(state, run) else {
        state.echo = Some(text::NOT_CHANGED.to_owned());
        return;
    };
    let renewal = crate::domain::run::renew(&run.checklist, &run.log, newer);
    state.popups.push(Popup::Page {
        title: text::RENEWAL,
        lines: text::renewal_lines(&renewal),
        top: 0,
        renews: key,
    });
}

/// Confirms the answer known from another checklist of the case.
fn take_known(state: &mut State, key: RunKey, in_box: &InBox) -> Vec<Effect> {
    let known = in_box.step().and_then(|step| known_answer(state, key, step));
    match known {
        Some(fact) if in_box.takes_answer() => {
            let step = in_box.item.id().to_owned();
            marks::mark(state, key, Mark::Answer { step, value: fact.value })
        }
        _ => {
            state.echo = Some(text::NOTHING_KNOWN.to_owned());
            Vec::new()
        }
    }
}

/// Shows the steps of other runs of the case that were put off until this checklist is run.
fn show_put_off(state: &mut State, key: RunKey) {
    let items: Vec<MenuItem> = put_off_here(state, key)
        .into_iter()
        .map(|step| MenuItem {
            words: format!("{} ({})", step.words, step.title),
            id: format!("{}/{}", step.run.0, step.step),
        })
        .collect();
    if items.is_empty() {
        state.echo = Some(text::NOTHING_PUT_OFF.to_owned());
        return;
    }
    state.popups.push(Popup::Menu {
        title: text::PUT_OFF_HERE,
        choice: Choice::GoToStep,
        items,
        selected: 0,
    });
}

/// Goes on with today's text of the checklist.
pub(super) fn renew_now(state: &mut State, key: RunKey) -> Vec<Effect> {
    let Some(run) = state.active(key) else { return Vec::new() };
    let Some(newer) = marks::newer_text(state, run) else {
        state.echo = Some(text::NOT_CHANGED.to_owned());
        return Vec::new();
    };
    // What is on its way is written before the new run is begun: the keeper takes one thing after the other.
    let (Some(id), None) = (run.id, &run.problem) else {
        state.echo = Some(text::RENEW_WHEN_SAVED.to_owned());
        return Vec::new();
    };
    let renewal = crate::domain::run::renew(&run.checklist, &run.log, newer);
    let (checklist, at) = (Arc::new(newer.clone()), state.now);
    vec![Effect::RenewRun {
        key,
        run: id,
        checklist,
        entries: renewal.entries,
        at,
    }]
}

fn step(state: &State) -> Option<&StepState> {
    match state.screen() {
        Screen::Step(step) => Some(step),
        _ => None,
    }
}

fn with(state: &mut State, change: impl FnOnce(&mut StepState)) {
    if let Some(Screen::Step(step)) = state.screens.last_mut() {
        change(step);
    }
}

fn in_box(state: &State) -> Option<InBox> {
    let step = step(state)?;
    marks::with_view(state, step.key, |view, _| {
        view.items.get(step.selected).map(|item| InBox {
            item: item.item.clone(),
            state: item.state.clone(),
        })
    })
    .flatten()
}

/// Esc: what is typed or pointed at, then the run. A run with open steps is left with a reason, which may stay empty.
fn back(state: &mut State, key: RunKey, in_box: &InBox) -> Vec<Effect> {
    if step(state).is_some_and(|step| !step.text_box.is_empty() || step.option.is_some()) {
        forget_typed(state, key, in_box);
        return Vec::new();
    }
    if state.active(key).is_some_and(|run| run.is_scratch) {
        return scratch::leave(state, key);
    }
    let is_open = marks::with_view(state, key, |view, run| view.next_idx.is_some() && run.has_marks()).unwrap_or(false);
    if !is_open {
        return marks::leave(state, key, String::new());
    }
    state.popups.push(Popup::Prompt(Prompt {
        purpose: Purpose::Leave { key },
        text_box: TextBox::default(),
        problem: None,
    }));
    Vec::new()
}

fn forget_typed(state: &mut State, key: RunKey, in_box: &InBox) {
    with(state, |step| {
        step.text_box.clear();
        step.option = None;
        step.problem = None;
    });
    if let Some(run) = state.book.active.get_mut(&key) {
        run.drafts.remove(in_box.item.id());
    }
}

/// Enter: accepts what is typed or pointed at; ticks a step to tick; at an end, goes where it leads.
fn accept(state: &mut State, key: RunKey, in_box: &InBox) -> Vec<Effect> {
    if is_held(state) {
        state.echo = Some(text::HELD_KEY.to_owned());
        return Vec::new();
    }
    match (&in_box.item, &in_box.state) {
        (Item::End(end), ItemState::Reached) => match &end.goto {
            Some(next) => {
                open::ask_case(state, next);
                Vec::new()
            }
            None => {
                state.echo = Some(text::HOW_TO_LEAVE.to_owned());
                Vec::new()
            }
        },
        (Item::Step(step), _) if in_box.takes_answer() => accept_answer(state, key, step, &in_box.state),
        _ => {
            state.echo = marks::with_view(state, key, |_, run| text::why_not(&run.checklist, &in_box.state));
            Vec::new()
        }
    }
}

fn accept_answer(state: &mut State, key: RunKey, asked: &Step, now: &ItemState) -> Vec<Effect> {
    let Some(place) = step(state) else { return Vec::new() };
    let typed = place.text_box.text().trim().to_owned();
    let is_done = matches!(now, ItemState::Done { by: None, .. });
    let options = asked.ask.options();
    let read = match (&asked.ask, place.option) {
        (Ask::Tick, _) if is_done => {
            move_box(state, key, Action::NextOpen);
            return Vec::new();
        }
        (Ask::Tick, _) => Ok("done".to_owned()),
        (_, Some(option)) => options
            .get(option)
            .map(|option| (*option).to_owned())
            .ok_or_else(|| text::WHICH_OPTION.to_owned()),
        (_, None) if typed.is_empty() && is_done => {
            move_box(state, key, Action::NextOpen);
            return Vec::new();
        }
        (Ask::Earnings, None) if typed.is_empty() => Err(text::EARNINGS_OR_NONE.to_owned()),
        (Ask::Months, None) if typed.is_empty() => Err(text::MONTHS_OR_NONE.to_owned()),
        (_, None) => read_step(asked, &typed, state.today()).map_err(|problem| problem.words),
    };
    match read {
        Ok(value) => marks::mark(
            state,
            key,
            Mark::Answer {
                step: asked.id.clone(),
                value,
            },
        ),
        Err(problem) => {
            with(state, |step| {
                step.problem = Some(problem);
                step.is_refused = true;
            });
            Vec::new()
        }
    }
}

fn is_held(state: &State) -> bool {
    let Some(last) = step(state).and_then(|step| step.last_mark_at) else {
        return false;
    };
    let gap = state.now.duration_since(last);
    (0..HELD_KEY_MS).contains(&i64::try_from(gap.as_millis()).unwrap_or(i64::MAX))
}

/// Ctrl-U: what is typed, else the last mark that stands.
fn take_back(state: &mut State, key: RunKey) -> Vec<Effect> {
    if step(state).is_some_and(|step| !step.text_box.is_empty() || step.option.is_some()) {
        if let Some(in_box) = in_box(state) {
            forget_typed(state, key, &in_box);
        }
        return Vec::new();
    }
    if state.active(key).is_some_and(|run| run.log.undoable().is_some()) {
        marks::mark(state, key, Mark::Undo)
    } else {
        state.echo = Some(text::NOTHING_TO_UNDO.to_owned());
        Vec::new()
    }
}

/// Delete: in a text being typed a character, else the answer of the step.
fn reopen(state: &mut State, run_key: RunKey, in_box: &InBox, key: Key) -> Vec<Effect> {
    if step(state).is_some_and(|step| !step.text_box.is_empty()) {
        return type_key(state, key);
    }
    let own_mark = matches!(
        in_box.state,
        ItemState::Done { by: None, .. } | ItemState::Deferred(_) | ItemState::Overridden(_) | ItemState::Refused(_)
    );
    if own_mark {
        let step = in_box.item.id().to_owned();
        return marks::mark(state, run_key, Mark::Reopen { step });
    }
    state.echo = Some(text::NOTHING_TO_REOPEN.to_owned());
    Vec::new()
}

/// Asks for the words that a note, deferral, override or refusal needs.
fn ask(state: &mut State, key: RunKey, in_box: &InBox, action: Action) -> Vec<Effect> {
    let Some(asked) = in_box.step() else {
        state.echo = Some(text::NOT_A_STEP.to_owned());
        return Vec::new();
    };
    if action != Action::Note && !in_box.takes_answer() {
        state.echo = marks::with_view(state, key, |_, run| text::why_not(&run.checklist, &in_box.state));
        return Vec::new();
    }
    let step = asked.id.clone();
    let before = match &in_box.state {
        _ if action == Action::Note => state.active(key).and_then(|run| {
            let draft = run.note_drafts.get(&step).cloned();
            draft.or_else(|| run.log.notes().get(step.as_str()).map(|note| (*note).to_owned()))
        }),
        ItemState::Deferred(until) if action == Action::Defer => Some(until.clone()),
        ItemState::Overridden(reason) if action == Action::Override => Some(reason.clone()),
        ItemState::Refused(by) if action == Action::Refuse => Some(by.clone()),
        _ => None,
    };
    let purpose = match action {
        Action::Defer => Purpose::Defer { key, step },
        Action::Override => Purpose::Override { key, step },
        Action::Refuse => Purpose::Refuse { key, step },
        _ => Purpose::Note { key, step },
    };
    state.popups.push(Popup::Prompt(Prompt {
        purpose,
        text_box: TextBox::with(&before.unwrap_or_default()),
        problem: None,
    }));
    Vec::new()
}

/// Shows, opens or copies the rule that the step carries out.
fn rule(state: &mut State, in_box: &InBox, action: Action) -> Vec<Effect> {
    let Some(target) = in_box.step().and_then(|step| step.rules.first()).map(|link| link.target.clone()) else {
        state.echo = Some(text::NO_RULE.to_owned());
        return Vec::new();
    };
    let Target { id, anchor } = target;
    let anchor = anchor.unwrap_or_else(|| crate::domain::card::OPENING.to_owned());
    match action {
        Action::OpenRule => open::entry(state, &id, Some(&anchor), Vec::new()),
        Action::CopyCitation => {
            let mut effects = cite(state, in_box, &id, &anchor);
            effects.extend(open::copy_citation(state, &id, &anchor));
            effects
        }
        Action::CopyAloud => open::copy_aloud(state, &id, &anchor),
        _ => {
            state.popups.push(Popup::Sources { id, anchor, top: 0 });
            Vec::new()
        }
    }
}

/// While a call is going on, a citation that is sent to the clipboard counts as quoted to the agency.
fn cite(state: &mut State, in_box: &InBox, id: &str, anchor: &str) -> Vec<Effect> {
    let Some(key) = step(state).map(|step| step.key) else {
        return Vec::new();
    };
    let is_calling = state.active(key).is_some_and(|run| running_call(&run.log).is_some());
    let sources = open::sources_of(state, id, anchor);
    if !is_calling || sources.is_empty() {
        return Vec::new();
    }
    let citations: Vec<String> = sources.iter().map(|source| state.library.citation(source)).collect();
    let mark = Mark::Cite {
        step: in_box.item.id().to_owned(),
        citation: citations.join("; "),
    };
    marks::push(state, key, mark)
}

/// Returns the checklist that the end reached leads to.
fn goto(state: &State, key: RunKey) -> Option<String> {
    marks::with_view(state, key, |view, _| view.end.and_then(|end| end.goto.clone())).flatten()
}

fn move_box(state: &mut State, key: RunKey, action: Action) {
    let Some(selected) = step(state).map(|step| step.selected) else {
        return;
    };
    keep_draft(state, key);
    let target = marks::with_view(state, key, |view, _| match action {
        Action::Up => selected.checked_sub(1),
        Action::Down => Some(selected + 1).filter(|idx| *idx < view.items.len()),
        Action::PreviousOpen => marks::previous_open(view, selected),
        _ => marks::next_open(view, Some(selected)),
    })
    .flatten();
    match target {
        Some(target) => {
            with(state, |step| step.move_to(target));
            marks::restore_draft(state, key);
        }
        None if matches!(action, Action::NextOpen | Action::PreviousOpen) => state.echo = Some(text::NOTHING_OPEN.to_owned()),
        None => {}
    }
}

/// Keeps what is typed for the step in the box while the box goes elsewhere.
fn keep_draft(state: &mut State, key: RunKey) {
    let Some(in_box) = in_box(state) else { return };
    let typed = step(state).map_or_else(String::new, |step| step.text_box.text().to_owned());
    if let Some(run) = state.book.active.get_mut(&key) {
        if typed.is_empty() {
            run.drafts.remove(in_box.item.id());
        } else {
            run.drafts.insert(in_box.item.id().to_owned(), typed);
        }
    }
}

/// Left and Right: among options, or within what is typed.
fn point(state: &mut State, in_box: &InBox, action: Action, key: Key) -> Vec<Effect> {
    let options = in_box.step().map_or(0, |step| step.ask.options().len());
    if options == 0 {
        return type_key(state, key);
    }
    let done = match (&in_box.state, in_box.step()) {
        (ItemState::Done { value, .. }, Some(step)) => step.ask.options().iter().position(|option| option == value),
        _ => None,
    };
    with(state, |step| {
        let current = step.option.or(done);
        step.option = Some(match (current, action) {
            (None, Action::Right) => 0,
            (None, _) => options - 1,
            (Some(option), Action::Right) => (option + 1) % options,
            (Some(option), _) => (option + options - 1) % options,
        });
        step.text_box.clear();
        step.problem = None;
    });
    Vec::new()
}

fn scroll(state: &mut State, action: Action) {
    let Some(step) = step(state) else { return };
    let panel = layout::step(state.size).panel;
    // In a low window few lines are left below the answer: none of them may be jumped over.
    let page = if layout::is_tall(state.size) {
        usize::from(panel.height / 2).max(1)
    } else {
        1
    };
    let lines = step_page(state, step, usize::from(panel.width)).lines.len();
    let last = lines.saturating_sub(page);
    with(state, |step| {
        step.scroll = match action {
            Action::PageUp => step.scroll.saturating_sub(page),
            _ => (step.scroll + page).min(last.max(step.scroll)),
        };
    });
}

/// A key that is no command: the answer.
pub(super) fn type_key(state: &mut State, key: Key) -> Vec<Effect> {
    let (Some(in_box), Some(run_key)) = (in_box(state), step(state).map(|step| step.key)) else {
        return Vec::new();
    };
    if !in_box.takes_answer() {
        if key.typed().is_some() {
            state.echo = marks::with_view(state, run_key, |_, run| text::why_not(&run.checklist, &in_box.state));
        }
        return Vec::new();
    }
    let ask = in_box.step().map_or(Ask::Tick, |step| step.ask.clone());
    if ask == Ask::Tick {
        return tick_key(state, run_key, &in_box, key);
    }
    with(state, |step| {
        if std::mem::take(&mut step.is_refused) && key.typed().is_some() {
            // An answer that was not taken is typed anew; Backspace mends it.
            step.text_box.clear();
        }
        if step.text_box.key(key) {
            step.problem = None;
            step.option = None;
        }
    });
    point_at_typed(state, &ask);
    Vec::new()
}

pub(super) fn paste(state: &mut State, pasted: &str) {
    let Some(in_box) = in_box(state) else { return };
    let ask = in_box.step().map_or(Ask::Tick, |step| step.ask.clone());
    if !in_box.takes_answer() || ask == Ask::Tick {
        state.echo = Some(text::NO_BOX_HERE.to_owned());
        return;
    }
    with(state, |step| {
        step.text_box.insert(pasted);
        step.problem = None;
        step.option = None;
    });
    point_at_typed(state, &ask);
}

/// For a choice: points at the option that is meant by what is typed, or says that there is none.
fn point_at_typed(state: &mut State, ask: &Ask) {
    let options = ask.options();
    let today = state.today();
    if options.is_empty() {
        return;
    }
    with(state, |step| {
        let typed = step.text_box.text().trim().to_lowercase();
        if typed.is_empty() {
            return;
        }
        match read_answer(ask, &typed, today) {
            Ok(value) => step.option = options.iter().position(|option| *option == value),
            Err(_) if options.iter().any(|option| option.to_lowercase().starts_with(&typed)) => {}
            Err(problem) => step.problem = Some(problem.words),
        }
    });
}

/// Space or x ticks; other letters are answered with what would tick.
fn tick_key(state: &mut State, run_key: RunKey, in_box: &InBox, key: Key) -> Vec<Effect> {
    match key.code {
        KeyCode::Char(' ' | 'x' | 'X') if key.typed().is_some() => {
            if matches!(in_box.state, ItemState::Done { .. }) {
                state.echo = Some(text::DONE_ALREADY.to_owned());
                return Vec::new();
            }
            accept(state, run_key, in_box)
        }
        _ if key.typed().is_some() => {
            state.echo = Some(text::HOW_TO_TICK.to_owned());
            Vec::new()
        }
        _ => Vec::new(),
    }
}
