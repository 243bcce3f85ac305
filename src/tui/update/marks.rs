//! Marks on a run: made, taken back, and what they change; and where the box goes after them.
//!
//! Does not belong here: keys, questions to the user.

use std::sync::Arc;

use crate::domain::checklist::Checklist;
use crate::domain::guard::guard_mark;
use crate::domain::rules::RuleContext;
use crate::domain::run::{ItemState, Mark, RunView, evaluate, renew, same_steps};
use crate::tui::effect::Effect;
use crate::tui::event::RunKey;
use crate::tui::state::{ActiveRun, Screen, State, StepState, consequence, summarize};
use crate::tui::text;
use crate::tui::world::{RunId, StoredRun};

use super::open;

/// Runs `body` with a run as it stands. Nothing if the run is not there yet.
pub(super) fn with_view<T>(state: &State, key: RunKey, body: impl FnOnce(&RunView<'_>, &ActiveRun) -> T) -> Option<T> {
    let run = state.active(key)?;
    Some(body(&evaluate(&run.checklist, &run.log, &state.rule_context()), run))
}

/// Adds a mark to a run, masked, and says so if something was masked.
pub(super) fn push(state: &mut State, key: RunKey, mut mark: Mark) -> Vec<Effect> {
    let found = guard_mark(&mut mark);
    let now = state.now;
    let effects = state.book.active.get_mut(&key).map(|run| run.push(now, mark));
    if !found.is_empty() {
        state.echo = Some(text::masked(&found));
    }
    effects.unwrap_or_default()
}

/// Makes a mark, says what it did and what it changed, and moves the box to the next open step.
pub(super) fn mark(state: &mut State, key: RunKey, mut mark: Mark) -> Vec<Effect> {
    let found = guard_mark(&mut mark);
    let library = Arc::clone(&state.library);
    let context = RuleContext {
        today: state.today(),
        closed_days: &library.closed_days,
        figures: &library.figures,
        rules: &library.rules,
    };
    let now = state.now;
    let Some(run) = state.book.active.get_mut(&key) else {
        return Vec::new();
    };
    let checklist = Arc::clone(&run.checklist);
    let log_before = run.log.clone();
    let before = evaluate(&checklist, &log_before, &context);
    let own = mark.step().map(ToOwned::to_owned);
    if let Some(step) = &own {
        run.drafts.remove(step);
    }
    let undone = (mark == Mark::Undo)
        .then(|| log_before.undoable().map(|entry| entry.mark.clone()))
        .flatten();
    let effects = run.push(now, mark.clone());
    let after = evaluate(&checklist, &run.log, &context);
    let own = own.or_else(|| undone.as_ref().and_then(Mark::step).map(ToOwned::to_owned));
    let changed = consequence(&before, &after, own.as_deref().unwrap_or_default());
    let said = text::marked(&mark, undone.as_ref(), &after, &changed);
    state.echo = Some(if found.is_empty() {
        said
    } else {
        format!("{} {said}", text::masked(&found))
    });
    let goes_on = matches!(
        mark,
        Mark::Answer { .. } | Mark::Defer { .. } | Mark::Override { .. } | Mark::Refuse { .. }
    );
    let own_idx = own.and_then(|own| after.items.iter().position(|item| item.item.id() == own));
    let next = if goes_on { next_open(&after, own_idx) } else { own_idx };
    with_step(state, key, |step| {
        step.last_mark_at = Some(now);
        step.resumed = None;
        if let Some(next) = next {
            step.move_to(next);
        }
    });
    restore_draft(state, key);
    effects
}

fn with_step(state: &mut State, key: RunKey, change: impl FnOnce(&mut StepState)) {
    let shown = state.screens.iter_mut().rev().find_map(|screen| match screen {
        Screen::Step(step) if step.key == key => Some(step),
        _ => None,
    });
    if let Some(step) = shown {
        change(step);
    }
}

/// Returns the next open step after an item, else the first open one, else the end reached.
pub(super) fn next_open(view: &RunView<'_>, after_idx: Option<usize>) -> Option<usize> {
    let is_open = |idx: &usize| view.items.get(*idx).is_some_and(|item| view.is_open(item));
    let from = after_idx.map_or(0, |idx| idx + 1);
    (from..view.items.len())
        .find(is_open)
        .or(view.next_idx)
        .or_else(|| view.items.iter().position(|item| item.state == ItemState::Reached))
}

/// Returns the open step before an item, else the last open one.
pub(super) fn previous_open(view: &RunView<'_>, before_idx: usize) -> Option<usize> {
    let is_open = |idx: &usize| view.items.get(*idx).is_some_and(|item| view.is_open(item));
    let all = 0..view.items.len();
    all.clone().take(before_idx).rev().find(is_open).or_else(|| all.rev().find(is_open))
}

/// Puts the box on the step that the place on top waits for, if its run is there.
pub(super) fn go_to_wanted(state: &mut State) {
    let Screen::Step(step) = state.screen() else { return };
    let (key, Some(wanted)) = (step.key, step.wanted.clone()) else {
        return;
    };
    let place = with_view(state, key, |view, _| view.items.iter().position(|item| item.item.id() == wanted)).flatten();
    if let Some(place) = place {
        with_step(state, key, |step| {
            step.move_to(place);
            step.wanted = None;
        });
        restore_draft(state, key);
    }
}

/// Puts the box on the next open step of a run.
pub(super) fn select_next_open(state: &mut State, key: RunKey) {
    let next = with_view(state, key, |view, _| next_open(view, None)).flatten();
    with_step(state, key, |step| step.move_to(next.unwrap_or(0)));
    restore_draft(state, key);
}

/// Puts back what was typed for the step in the box before the box went elsewhere.
pub(super) fn restore_draft(state: &mut State, key: RunKey) {
    let Some(step) = state.screens.iter().rev().find_map(|screen| match screen {
        Screen::Step(step) if step.key == key => Some(step),
        _ => None,
    }) else {
        return;
    };
    let draft = state.active(key).and_then(|run| {
        let (_, item) = run.checklist.items().nth(step.selected)?;
        run.drafts.get(item.id()).cloned()
    });
    if let Some(draft) = draft {
        with_step(state, key, |step| step.text_box = crate::tui::state::TextBox::with(&draft));
    }
}

/// Comes back to a run that was left: says what was done last and what is next, notes that it goes on, and puts the box
/// on the next open step.
pub(super) fn resume(state: &mut State, key: RunKey) -> Vec<Effect> {
    let resumed = resumed_words(state, key).filter(|_| state.active(key).is_some_and(ActiveRun::has_marks));
    let was_left = state.active(key).is_some_and(|run| run.log.paused().is_some());
    // The clock first: it is stopped where the run was left, and coming back is the next entry.
    let mut effects = super::contact::stop_stale_clock(state, key);
    if was_left {
        effects.extend(push(state, key, Mark::Resume));
    }
    select_next_open(state, key);
    with_step(state, key, |step| step.resumed = resumed);
    effects
}

/// Returns what to say on coming back to a run: what was done last, what is next, when and why it was left.
fn resumed_words(state: &State, key: RunKey) -> Option<String> {
    let run = state.active(key)?;
    let stored = StoredRun {
        id: run.id.unwrap_or(RunId(0)),
        case: run.case.clone().unwrap_or_default(),
        nickname: run.nickname.clone(),
        checklist: Arc::clone(&run.checklist),
        log: run.log.clone(),
        started_at: run.started_at,
        is_closed: false,
    };
    let mut words = text::resumed(&summarize(&stored, &state.rule_context()), state.now);
    if let Some(newer) = newer_text(state, run) {
        let renewal = renew(&run.checklist, &run.log, newer);
        words = format!("{} {words}", text::newer_text(&renewal));
    }
    Some(words)
}

/// Returns today's text of a run's checklist, if its steps are not those that the run began with.
pub(super) fn newer_text<'a>(state: &'a State, run: &ActiveRun) -> Option<&'a Checklist> {
    let today = state.library.find_checklist(&run.checklist.head.id)?;
    (today.text != run.checklist.text && !same_steps(today, &run.checklist)).then_some(today)
}

/// Notes that the run shown on top is left, if something is open in it and something was done since it was opened.
pub(super) fn note_left(state: &mut State) -> Vec<Effect> {
    let Some(key) = state.nearest_step().map(|step| step.key) else {
        return Vec::new();
    };
    pause(state, key, String::new())
}

fn pause(state: &mut State, key: RunKey, reason: String) -> Vec<Effect> {
    let can_pause = with_view(state, key, |view, run| {
        view.next_idx.is_some() && run.log.paused().is_none() && run.has_marks()
    });
    if can_pause.unwrap_or(false) {
        push(state, key, Mark::Pause { reason })
    } else {
        Vec::new()
    }
}

/// Leaves the run shown on top, with a reason or without.
pub(super) fn leave(state: &mut State, key: RunKey, reason: String) -> Vec<Effect> {
    let mut effects = if [text::CUT_OFF, text::END_OF_DAY].contains(&reason.as_str()) {
        super::contact::stop_clock(state, 0)
    } else {
        Vec::new()
    };
    effects.extend(pause(state, key, reason));
    let left = with_view(state, key, text::left);
    open::back(state);
    state.echo = left;
    let screens = &state.screens;
    state
        .book
        .forget_saved(|key| screens.iter().any(|screen| matches!(screen, Screen::Step(step) if step.key == key)));
    effects.push(Effect::LoadRuns);
    effects
}
