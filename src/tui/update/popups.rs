//! What lies over a place: moving in it, answering it, closing it.
//!
//! Does not belong here: what a command does once it is chosen.

use crate::domain::case_log::CaseMark;
use crate::domain::run::{DAY_NEEDED, Lean, Mark, read_day, until_checklist};
use crate::tui::effect::Effect;
use crate::tui::event::{Key, KeyCode};
use crate::tui::keymap::Action;
use crate::tui::layout;
use crate::tui::state::{Choice, MenuItem, Popup, Prompt, Purpose, Screen, State, TextBox};
use crate::tui::text;
use crate::tui::world::RunId;

use super::{case, contact, marks, open, scratch};

pub(super) fn act(state: &mut State, action: Action, key: Key) -> Vec<Effect> {
    if action == Action::Back {
        let closed = state.popups.pop();
        keep_note_draft(state, closed);
        return Vec::new();
    }
    let page = usize::from(layout::popup_rows(state.size)).max(1);
    let below = state.place_context();
    let source_rows = match state.popups.last() {
        Some(Popup::Sources { id, anchor, .. }) => {
            let width_cols = usize::from(layout::large_popup(state.size).width.saturating_sub(4));
            text::source_page(&state.reader(width_cols), id, anchor).lines.len()
        }
        _ => 0,
    };
    let old_rows = text::old_cases(&state.retention).len();
    match (state.popups.last_mut(), action) {
        (_, Action::Open) => return accept(state, key),
        (Some(Popup::Palette { text_box, selected }), action) => {
            let last = Popup::palette_rows(text_box.text(), below).len().saturating_sub(1);
            *selected = moved(*selected, action, page, last);
        }
        (Some(Popup::Outline { anchors, selected }), action) => {
            *selected = moved(*selected, action, page, anchors.len().saturating_sub(1));
        }
        (Some(Popup::Menu { items, selected, .. }), action) => {
            *selected = moved(*selected, action, page, items.len().saturating_sub(1));
        }
        (Some(Popup::Sources { id, anchor, .. }), Action::CopyCitation) => {
            let (id, anchor) = (id.clone(), anchor.clone());
            return open::copy_citation(state, &id, &anchor);
        }
        (Some(Popup::Sources { top, .. }), action) => *top = moved(*top, action, page, source_rows.saturating_sub(page)),
        (Some(Popup::OldCases { .. }), Action::WriteRecord | Action::Purge) => return case::take_old(state, action),
        (Some(Popup::OldCases { top }), action) => *top = moved(*top, action, page, old_rows.saturating_sub(1)),
        (Some(Popup::Page { lines, top, .. }), action) => *top = moved(*top, action, page, lines.len().saturating_sub(1)),
        (Some(Popup::Prompt(prompt)), Action::TakeBack) => {
            prompt.text_box.clear();
            prompt.problem = None;
        }
        (Some(Popup::Prompt(_)), Action::ChooseChecklist) => choose_checklist(state),
        (Some(Popup::Discard { run }), action) => {
            let run = *run;
            return scratch::act(state, run, action);
        }
        _ => {}
    }
    Vec::new()
}

/// A note that is closed with words in it is kept as a draft: Ctrl-N brings it back.
fn keep_note_draft(state: &mut State, closed: Option<Popup>) {
    let Some(Popup::Prompt(Prompt {
        purpose: Purpose::Note { key, step },
        text_box,
        ..
    })) = closed
    else {
        return;
    };
    let typed = text_box.text().trim().to_owned();
    let Some(run) = state.book.active.get_mut(&key) else { return };
    if !typed.is_empty() && run.log.notes().get(step.as_str()).copied() != Some(typed.as_str()) {
        run.note_drafts.insert(step, typed);
        state.echo = Some(text::NOTE_DRAFT.to_owned());
    }
}

/// Enter: takes what is chosen or typed.
fn accept(state: &mut State, key: Key) -> Vec<Effect> {
    match state.popups.last() {
        Some(Popup::Palette { text_box, selected }) => {
            let rows = Popup::palette_rows(text_box.text(), state.place_context());
            let chosen = rows.get(*selected).copied();
            state.popups.pop();
            chosen.map_or_else(Vec::new, |action| super::act(state, action, key))
        }
        Some(Popup::Outline { .. }) => take_outline(state),
        Some(Popup::Menu {
            items, selected, choice, ..
        }) => {
            let chosen = items.get(*selected).map(|item| item.id.clone());
            let choice = choice.clone();
            state.popups.pop();
            chosen.map_or_else(Vec::new, |id| take_choice(state, choice, &id))
        }
        Some(Popup::Prompt(_)) => take_prompt(state),
        Some(Popup::Page { renews, .. }) => {
            let key = *renews;
            state.popups.pop();
            super::step::renew_now(state, key)
        }
        _ => Vec::new(),
    }
}

/// Returns where a choice or a top line goes.
pub(super) fn moved(selected: usize, action: Action, page: usize, last: usize) -> usize {
    match action {
        Action::Up => selected.saturating_sub(1),
        Action::Down => selected.saturating_add(1),
        Action::PageUp => selected.saturating_sub(page),
        Action::PageDown => selected.saturating_add(page),
        Action::First => 0,
        Action::Last => last,
        _ => selected,
    }
    .min(last)
}

/// Does with the chosen line of a menu what it was shown for.
fn take_choice(state: &mut State, choice: Choice, id: &str) -> Vec<Effect> {
    match choice {
        Choice::Start => {
            open::ask_case(state, id);
            Vec::new()
        }
        Choice::DeferTo { key, step } => {
            let until = until_checklist(id);
            marks::mark(state, key, Mark::Defer { step, until })
        }
        Choice::GoToStep => match id.split_once('/').and_then(|(run, step)| Some((run.parse().ok()?, step))) {
            Some((run, step)) => open::stored_step(state, RunId(run), step),
            None => Vec::new(),
        },
    }
}

/// Tab in the question until when a step is put off: offers the checklists.
fn choose_checklist(state: &mut State) {
    let Some(Popup::Prompt(Prompt {
        purpose: Purpose::Defer { key, step },
        ..
    })) = state.popups.last()
    else {
        return;
    };
    let choice = Choice::DeferTo {
        key: *key,
        step: step.clone(),
    };
    let items = state.library.checklists.iter().map(|checklist| MenuItem {
        words: checklist.head.title.clone(),
        id: checklist.head.id.clone(),
    });
    let mut items: Vec<MenuItem> = items.collect();
    items.sort_by(|left, right| left.words.cmp(&right.words));
    state.popups.pop();
    state.popups.push(Popup::Menu {
        title: text::UNTIL_WHICH_CHECKLIST,
        choice,
        items,
        selected: 0,
    });
}

pub(super) fn type_key(state: &mut State, key: Key) -> Vec<Effect> {
    if let Some(effects) = leave_by_key(state, key) {
        return effects;
    }
    with_box(state, |text_box| {
        text_box.key(key);
    });
    Vec::new()
}

/// In the question why a run is left, a function key is a reason at once: two keys in all.
fn leave_by_key(state: &mut State, key: Key) -> Option<Vec<Effect>> {
    let (
        Some(Popup::Prompt(Prompt {
            purpose: Purpose::Leave { key: run },
            ..
        })),
        KeyCode::F(number),
    ) = (state.popups.last(), key.code)
    else {
        return None;
    };
    let reason = text::LEAVE_REASONS.get(usize::from(number).checked_sub(1)?)?;
    let run = *run;
    state.popups.pop();
    Some(marks::leave(state, run, (*reason).to_owned()))
}

pub(super) fn paste(state: &mut State, pasted: &str) {
    with_box(state, |text_box| text_box.insert(pasted));
}

fn with_box(state: &mut State, change: impl FnOnce(&mut TextBox)) {
    match state.popups.last_mut() {
        Some(Popup::Palette { text_box, selected } | Popup::Words { text_box, selected, .. }) => {
            change(text_box);
            *selected = 0;
        }
        Some(Popup::Prompt(prompt)) => {
            change(&mut prompt.text_box);
            prompt.problem = None;
        }
        Some(Popup::Pad(pad)) => {
            pad.selected = 0;
            pad.top = 0;
            if let Some(text_box) = pad.text_box() {
                change(text_box);
            }
        }
        Some(Popup::Contact(form)) => {
            form.problem = None;
            form.is_leaving = false;
            if let Some(text_box) = form.text_box() {
                change(text_box);
            }
        }
        _ => {}
    }
}

fn take_outline(state: &mut State) -> Vec<Effect> {
    let line = match state.popups.pop() {
        Some(Popup::Outline { anchors, selected }) => anchors.get(selected).map(|anchor| anchor.line),
        _ => None,
    };
    if let (Some(line), Some(Screen::Read(read))) = (line, state.screens.last_mut()) {
        read.at.top = line;
    }
    Vec::new()
}

/// Takes what was typed; if it cannot be taken, the question stays and says why.
fn take_prompt(state: &mut State) -> Vec<Effect> {
    let Some(Popup::Prompt(Prompt { purpose, text_box, .. })) = state.popups.pop() else {
        return Vec::new();
    };
    let typed = text_box.text().trim().to_owned();
    let needed = match &purpose {
        Purpose::Defer { .. } => Some(text::DEFER_NEEDS),
        Purpose::Override { .. } => Some(text::OVERRIDE_NEEDS),
        Purpose::Refuse { .. } => Some(text::REFUSE_NEEDS),
        Purpose::CaseNote { .. } => Some(text::NOTE_NEEDS),
        Purpose::Worked { .. } => Some(text::CASE_NEEDS),
        Purpose::Case { .. }
        | Purpose::Note { .. }
        | Purpose::CallBegan { .. }
        | Purpose::Strike { .. }
        | Purpose::WriteTo { .. }
        | Purpose::Purge { .. }
        | Purpose::Leave { .. } => None,
    };
    if let Some(problem) = needed.filter(|_| typed.is_empty()) {
        return ask_again(state, purpose, text_box, problem.to_owned());
    }
    match purpose {
        Purpose::Case { checklist, warning } => open::begin(state, &checklist, Some(typed), warning),
        Purpose::Note { key, step } => {
            if let Some(run) = state.book.active.get_mut(&key) {
                run.note_drafts.remove(&step);
            }
            marks::mark(state, key, Mark::Note { step, text: typed })
        }
        Purpose::Defer { key, step } => match read_until(typed, state.today()) {
            Ok(until) => marks::mark(state, key, Mark::Defer { step, until }),
            Err(problem) => ask_again(state, Purpose::Defer { key, step }, text_box, problem),
        },
        Purpose::Override { key, step } => marks::mark(state, key, Mark::Override { step, reason: typed }),
        Purpose::Refuse { key, step } => marks::mark(state, key, Mark::Refuse { step, by: typed }),
        Purpose::CallBegan { key } => match contact::begin_call(state, key, &typed) {
            Ok(effects) => effects,
            Err(problem) => ask_again(state, Purpose::CallBegan { key }, text_box, problem.to_owned()),
        },
        Purpose::Leave { key } => marks::leave(state, key, typed),
        Purpose::Worked { out } => match open::case_called(state, &typed) {
            Some(case) => contact::add(state, &case, CaseMark::Worked { out }),
            None => ask_again(state, Purpose::Worked { out }, text_box, text::no_such_case(&typed)),
        },
        of_case => take_of_case(state, of_case, typed),
    }
}

/// Puts a question again, with what was typed and why it cannot be taken.
fn ask_again(state: &mut State, purpose: Purpose, text_box: TextBox, problem: String) -> Vec<Effect> {
    state.popups.push(Popup::Prompt(Prompt {
        purpose,
        text_box,
        problem: Some(problem),
    }));
    Vec::new()
}

/// Takes what was typed about a case or several.
fn take_of_case(state: &mut State, purpose: Purpose, typed: String) -> Vec<Effect> {
    match purpose {
        Purpose::Purge { cases } if typed.eq_ignore_ascii_case("delete") => vec![Effect::PurgeCases { cases, at: state.now }],
        Purpose::Purge { .. } => {
            state.echo = Some(text::NOT_DELETED.to_owned());
            Vec::new()
        }
        Purpose::WriteTo { cases, then } => {
            let folder = if typed.is_empty() { ".".to_owned() } else { typed };
            let at = state.now;
            vec![Effect::WriteRecords { cases, folder, then, at }]
        }
        Purpose::Strike { case, entry } => contact::add(state, &case, CaseMark::Strike { entry, reason: typed }),
        Purpose::CaseNote { case } => contact::add(state, &case, CaseMark::Note { text: typed }),
        _ => Vec::new(),
    }
}

/// Reads until when something is put off: a day in its canonical form, so that the run is listed by it, or an event in words.
/// Nothing is put off into the past, and a day that does not exist is no event.
fn read_until(typed: String, today: jiff::civil::Date) -> Result<String, String> {
    match read_day(&typed, today, Lean::Ahead) {
        Ok(day) if day < today => Err(text::day_has_passed(day)),
        Ok(day) => Ok(day.to_string()),
        Err(problem) if problem.is_unfinished || problem.words == DAY_NEEDED => Ok(typed),
        Err(problem) => Err(problem.words),
    }
}
