//! Answers of the world: what was found, opened, saved, or not.
//!
//! Does not belong here: keys.

use std::sync::Arc;

use crate::domain::run::Mark;
use crate::tui::effect::Effect;
use crate::tui::event::{CopyOutcome, Event, RunKey, SearchId};
use crate::tui::state::{ActiveRun, Chosen, FindState, Popup, Prompt, Purpose, RunSummary, Screen, State, TextBox, case_book, note_spared};
use crate::tui::text;
use crate::tui::world::{Failure, FailureKind, StoredRun};

use super::{content, find, manual, marks, open};

/// Takes over an answer.
pub(super) fn take(state: &mut State, event: Event) -> Vec<Effect> {
    match event {
        Event::SearchFinished { id, found } => {
            let is_taken = with_search(state, id, |find| {
                let chosen = chosen_hit(find).filter(|_| find.search.is_again);
                let place = chosen.and_then(|chosen| found.hits.iter().position(|hit| (&hit.id, &hit.anchor) == (&chosen.0, &chosen.1)));
                find.search.found = Some(Arc::new(found));
                find.search.problem = None;
                find.search.is_again = false;
                find.selected = place.unwrap_or(0);
            });
            // An outdated answer is not what Enter waits for.
            if is_taken { find::do_pending(state) } else { Vec::new() }
        }
        Event::SearchFailed { id, message } => {
            with_search(state, id, |find| {
                find.search.found = None;
                find.search.pending = None;
                find.search.problem = Some(message);
            });
            Vec::new()
        }
        Event::ContentChanged(news) => content::take(state, news),
        Event::IndexRenewed => {
            for screen in &mut state.screens {
                if let Screen::Find(find) = screen {
                    find.search.is_outdated = true;
                }
            }
            Vec::new()
        }
        Event::PageRead { page } => manual::take(state, page),
        Event::PageReadFailed { id, message } => manual::take_failure(state, &id, &message),
        Event::RunOpened { key, run } => run_opened(state, key, run),
        Event::RunOpenFailed { key, failure } => run_not_opened(state, key, failure),
        Event::RunSaved { key, saved } => run_saved(state, key, saved),
        Event::RunSaveFailed { key, failure } => run_not_saved(state, key, &failure),
        Event::RunsLoaded { runs } => {
            list_runs(state, runs);
            Vec::new()
        }
        Event::RunsLoadFailed { message } => {
            state.book.problem = Some(message);
            Vec::new()
        }
        Event::RecentLoaded { ids } => {
            keeping_choices(state, |state| state.recent = ids);
            Vec::new()
        }
        Event::Copied(outcome) => {
            if outcome == CopyOutcome::SentToTerminal {
                state.copied_at = Some(state.now);
            }
            state.echo = Some(text::copied(&outcome));
            Vec::new()
        }
        Event::PartDied { message } => {
            state.lasting_problem = Some(message);
            Vec::new()
        }
        answer => of_cases(state, answer),
    }
}

/// Takes over an answer about cases.
fn of_cases(state: &mut State, event: Event) -> Vec<Effect> {
    match event {
        Event::CaseLoaded { case, stored } => {
            let known = case_book(stored, &state.rule_context());
            state.book.cases.insert(case, known);
            Vec::new()
        }
        Event::CaseEntrySaved { case, seq } => case_entry_saved(state, case, seq),
        Event::CaseEntryFailed { failure } => {
            state.book.note_case_entry_failed(failure.message);
            Vec::new()
        }
        Event::RetentionLoaded { retention } => {
            state.retention = retention;
            Vec::new()
        }
        Event::RecordsWritten { files, purged } => done_with_cases(state, text::written(&files, purged)),
        Event::CasesPurged { count } => done_with_cases(state, text::purged(count)),
        Event::CasesFailed { message } => done_with_cases(state, text::cases_failed(&message)),
        _ => Vec::new(),
    }
}

/// Says what became of cases, and looks again at what there is.
fn done_with_cases(state: &mut State, words: String) -> Vec<Effect> {
    state.echo = Some(words);
    vec![Effect::LoadRetention { at: state.now }, Effect::LoadRuns]
}

fn case_entry_saved(state: &mut State, case: String, seq: u64) -> Vec<Effect> {
    let was_failing = state.book.waiting_problem.is_some();
    let (saved, mut effects) = state.book.note_case_entry_saved();
    state.echo = Some(if was_failing {
        text::SAVED_AFTER_ALL.to_owned()
    } else {
        text::case_entry_kept(&case, seq, saved.as_ref().map(|entry| &entry.mark), state.echo.as_deref())
    });
    effects.push(Effect::LoadCase { case });
    effects
}

/// Returns id and anchor of the chosen hit.
fn chosen_hit(find: &FindState) -> Option<(String, String)> {
    let hit = find.search.found.as_ref()?.hits.get(find.selected)?;
    Some((hit.id.clone(), hit.anchor.clone()))
}

/// Finds the box that waits for the answer; an answer that no box waits for is dropped. Tells whether one waited.
fn with_search(state: &mut State, id: SearchId, take: impl FnOnce(&mut FindState)) -> bool {
    let waiting = state.screens.iter_mut().find_map(|screen| match screen {
        Screen::Find(find) if find.search.current == id && find.search.is_waiting => Some(find),
        _ => None,
    });
    let is_taken = waiting.is_some();
    if let Some(find) = waiting {
        find.search.is_waiting = false;
        take(find);
    }
    is_taken
}

/// Takes over a run that was begun or loaded, and asks what else is known of its case.
fn run_opened(state: &mut State, key: RunKey, run: StoredRun) -> Vec<Effect> {
    let case = run.case.clone();
    let mut effects = run_taken(state, key, run);
    marks::go_to_wanted(state);
    effects.push(Effect::LoadCase { case });
    effects
}

fn run_taken(state: &mut State, key: RunKey, run: StoredRun) -> Vec<Effect> {
    let is_shown = state
        .screens
        .iter()
        .any(|screen| matches!(screen, Screen::Step(step) if step.key == key));
    let was_begun_before = run.log.has_marks();
    if let Some(known) = state.book.find_active(run.id).filter(|known| *known != key) {
        return join_runs(state, key, known);
    }
    let mut effects = Vec::new();
    if let Some(active) = state.book.active.get_mut(&key)
        && active.id.is_some_and(|id| id != run.id)
    {
        // The run was begun anew on today's text of its checklist.
        *active = ActiveRun::loaded(key, run);
        state.echo = Some(text::RENEWED.to_owned());
        with_step(state, key, |step| step.resumed = None);
        marks::select_next_open(state, key);
        return vec![Effect::LoadRuns];
    }
    if let Some(active) = state.book.active.get_mut(&key) {
        let had_entries = active.saved > 0 || active.has_marks();
        let had_name = active.id.is_some();
        if !had_entries && was_begun_before {
            // It is gone on with and not begun: no warning is gone past, and the clock and the pause are those of its last entry.
            active.log.entries.clear();
        }
        active.take_stored(run);
        effects.extend(active.save_next());
        if had_name {
            state.echo = Some(text::MERGED.to_owned());
            return effects;
        }
        if had_entries || !was_begun_before {
            effects.push(Effect::LoadRuns);
            return effects;
        }
    } else if is_shown {
        state.book.active.insert(key, ActiveRun::loaded(key, run));
    } else {
        return effects;
    }
    if was_begun_before {
        effects.extend(marks::resume(state, key));
    } else {
        marks::select_next_open(state, key);
    }
    effects.push(Effect::LoadRuns);
    effects
}

/// A run begun here turns out to be one that is open here already: its entries go to that one, and so does its place.
fn join_runs(state: &mut State, key: RunKey, known: RunKey) -> Vec<Effect> {
    let entries = state.book.active.remove(&key).map(|run| run.log.entries).unwrap_or_default();
    for screen in &mut state.screens {
        match screen {
            Screen::Step(step) if step.key == key => step.key = known,
            _ => {}
        }
    }
    let mut effects = Vec::new();
    if let Some(run) = state.book.active.get_mut(&known) {
        for entry in entries {
            effects.extend(run.push(entry.at, entry.mark));
        }
    }
    marks::select_next_open(state, known);
    effects
}

fn with_step(state: &mut State, key: RunKey, change: impl FnOnce(&mut crate::tui::state::StepState)) {
    let shown = state.screens.iter_mut().rev().find_map(|screen| match screen {
        Screen::Step(step) if step.key == key => Some(step),
        _ => None,
    });
    if let Some(step) = shown {
        change(step);
    }
}

fn run_not_opened(state: &mut State, key: RunKey, failure: Failure) -> Vec<Effect> {
    let is_refused_start =
        failure.kind == FailureKind::Refused && state.active(key).is_some_and(|run| run.id.is_none() && !run.has_marks());
    if is_refused_start {
        return start_refused(state, key, failure);
    }
    match state.book.active.get_mut(&key) {
        // A run just begun, or one being read again: it goes on in memory and is tried again.
        Some(active) => {
            active.is_in_flight = false;
            active.problem = Some(failure.message);
        }
        None => {
            state
                .screens
                .retain(|screen| !matches!(screen, Screen::Step(step) if step.key == key));
            state.echo = Some(text::not_opened(&failure.message));
        }
    }
    Vec::new()
}

/// The case that was typed cannot be used: the question comes back with the reason.
fn start_refused(state: &mut State, key: RunKey, failure: Failure) -> Vec<Effect> {
    state
        .screens
        .retain(|screen| !matches!(screen, Screen::Step(step) if step.key == key));
    if let Some(run) = state.book.active.remove(&key) {
        state.popups.push(Popup::Prompt(Prompt {
            purpose: Purpose::Case {
                checklist: run.checklist.head.id.clone(),
                warning: run.log.entries.iter().find_map(|entry| match &entry.mark {
                    Mark::Warned { words } => Some(words.clone()),
                    _ => None,
                }),
            },
            text_box: TextBox::with(&run.case.unwrap_or_default()),
            problem: Some(failure.message),
        }));
    }
    Vec::new()
}

fn run_saved(state: &mut State, key: RunKey, saved: usize) -> Vec<Effect> {
    let Some(active) = state.book.active.get_mut(&key) else {
        return Vec::new();
    };
    let was_failing = active.problem.is_some();
    let mut effects = active.note_saved(saved);
    if effects.is_empty() {
        let screens = &state.screens;
        let is_shown = |key: RunKey| screens.iter().any(|screen| matches!(screen, Screen::Step(step) if step.key == key));
        if !is_shown(key) {
            effects.push(Effect::LoadRuns);
        }
        state.book.forget_saved(is_shown);
    }
    if was_failing {
        state.echo = Some(text::SAVED_AFTER_ALL.to_owned());
    }
    effects
}

fn run_not_saved(state: &mut State, key: RunKey, failure: &Failure) -> Vec<Effect> {
    let Some(active) = state.book.active.get_mut(&key) else {
        return Vec::new();
    };
    let (effects, refused) = active.note_failed(failure);
    if let Some(entry) = refused {
        if let Some(step) = entry.mark.step() {
            let draft = match &entry.mark {
                Mark::Answer { value, .. } => value.clone(),
                _ => String::new(),
            };
            active.drafts.insert(step.to_owned(), draft);
        }
        state.echo = Some(text::refused_by_store(&failure.message));
    }
    effects
}

fn list_runs(state: &mut State, mut listed: Vec<RunSummary>) {
    let chosen = open::chosen_run(state).map(|run| run.id);
    note_spared(&mut listed);
    let far = jiff::civil::Date::MAX;
    listed.sort_by_key(|run| {
        let day = run.due.as_ref().map_or(far, |due| due.day);
        // Unfinished first, nearest date first, then what was touched last.
        (
            run.is_finished,
            if run.is_finished { far } else { day },
            std::cmp::Reverse(run.last_at),
        )
    });
    keeping_choices(state, |state| {
        state.book.listed = listed;
        state.book.is_listed = true;
        state.book.problem = None;
    });
    let at = chosen.and_then(|id| state.book.listed.iter().position(|run| run.id == id));
    let last = state.book.listed.len().saturating_sub(1);
    for screen in &mut state.screens {
        if let Screen::Runs(runs) = screen {
            runs.selected = at.unwrap_or(runs.selected).min(last);
        }
    }
}

/// Changes what an empty search box lists; what the user has chosen there stays chosen.
pub(super) fn keeping_choices(state: &mut State, change: impl FnOnce(&mut State)) {
    let lists_offers = |find: &FindState| find.text_box.text().trim().is_empty();
    let finds = |state: &State| -> Vec<Option<Chosen>> {
        let chosen = state.screens.iter().map(|screen| match screen {
            Screen::Find(find) if lists_offers(find) => find.kept_choice(state),
            _ => None,
        });
        chosen.collect()
    };
    let before = finds(state);
    change(state);
    let places = state.screens.iter().zip(&before).map(|(screen, chosen)| match screen {
        Screen::Find(find) if lists_offers(find) => Some(find.find_choice(state, chosen.as_ref())),
        _ => None,
    });
    let places: Vec<Option<usize>> = places.collect();
    for (screen, place) in state.screens.iter_mut().zip(places) {
        if let (Screen::Find(find), Some(place)) = (screen, place) {
            find.selected = place;
        }
    }
}
