//! The bottom lines: what just happened, what is not saved, and the keys that matter here.
//!
//! Does not belong here: what the keys do.

use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

use crate::tui::event::Size;
use crate::tui::keymap::{self, Context};
use crate::tui::layout;
use crate::tui::state::{Row, Screen, State};
use crate::tui::text;
use crate::tui::theme::Meaning;

use super::canvas::{Canvas, indented};

pub(super) fn draw(state: &State, size: Size, canvas: &mut Canvas<'_>) -> Option<Position> {
    let frame = layout::frame(size);
    if let Some(rule) = frame.rule.filter(|_| !matches!(state.screen(), Screen::Read(_))) {
        canvas.rule(rule);
    }
    let message_area = frame.message.unwrap_or(frame.keys);
    if let PageFindLine::Shown(cursor) = page_find(state, size, message_area, canvas) {
        if frame.message.is_some() {
            keys(state, frame.keys, canvas);
        }
        return cursor;
    }
    let message = message(state);
    if let Some((words, meaning)) = &message {
        canvas.text(message_area, words, *meaning);
    }
    if frame.message.is_some() || message.is_none() {
        keys(state, frame.keys, canvas);
    }
    None
}

/// What is said: not saved first, then the word under the mouse, what just happened, what is wrong with content, what has died, why a hit was found.
fn message(state: &State) -> Option<(String, Meaning)> {
    let echo = state.echo.clone();
    if let Some(words) = not_saved(state) {
        let words = echo.map_or(words.clone(), |echo| format!("{words} {echo}"));
        return Some((words, Meaning::NotSaved));
    }
    if let Some(pointed) = &state.pointed {
        return Some((pointed.clone(), Meaning::Text));
    }
    if let Some(echo) = echo {
        return Some((echo, Meaning::Text));
    }
    if let Some(words) = text::content_fault(&state.content_faults) {
        return Some((words, Meaning::Warning));
    }
    if let (Screen::Find(find), Some(words)) = (state.screen(), text::past_time(&state.retention))
        && find.text_box.is_empty()
    {
        return Some((words, Meaning::Quiet));
    }
    if let Some(problem) = &state.lasting_problem {
        return Some((problem.clone(), Meaning::Warning));
    }
    // Where hits have room for it, each says itself why it was found.
    if !layout::is_tall(state.size) || layout::hit_rows(state.size) == 5 {
        return None;
    }
    why(state).map(|why| (why, Meaning::Quiet))
}

fn not_saved(state: &State) -> Option<String> {
    let reason = state.book.problem_of_saving()?;
    Some(text::not_saved(reason, state.book.unsaved()))
}

fn why(state: &State) -> Option<String> {
    let Screen::Find(find) = state.screen() else { return None };
    let Some(Row::Hit(hit_idx)) = find.chosen(state) else {
        return None;
    };
    let hit = find.search.found.as_ref()?.hits.get(hit_idx)?;
    Some(text::why(&hit.matched, state.look.symbols.dot())).filter(|why| !why.is_empty())
}

fn keys(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    let context = state.context();
    let mut used = 0;
    let help_cols = 8;
    let help = matches!(
        context,
        Context::Find | Context::Read | Context::RuleBox | Context::Step | Context::Runs | Context::Case | Context::PageFind
    );
    let room = if help { area.width.saturating_sub(help_cols) } else { area.width };
    for binding in keymap::bindings(context).filter(|binding| !binding.label.is_empty()) {
        let Some(key) = binding.keys.first() else { continue };
        if binding.action == keymap::Action::Help {
            continue;
        }
        let key = key.to_string();
        let label = label(state, binding);
        let cols = super::canvas::cells(key.width() + 1 + label.width());
        if room < used + cols {
            continue;
        }
        canvas.parts(
            indented(area, used),
            &[(&key, Meaning::Key), (" ", Meaning::Text), (label, Meaning::Text)],
        );
        used += cols + 3;
    }
    if help {
        let right = indented(area, area.width.saturating_sub(7));
        canvas.parts(right, &[("F1", Meaning::Key), (" help", Meaning::Text)]);
    }
}

/// Returns the word for a key. That a run stays saved is not said of one of which nothing is kept.
fn label(state: &State, binding: &keymap::Binding) -> &'static str {
    let is_scratch = state
        .nearest_step()
        .and_then(|step| state.active(step.key))
        .is_some_and(|run| run.is_scratch);
    match state.context() {
        Context::Step if is_scratch && binding.action == keymap::Action::Back => text::SCRATCH_LEAVE,
        _ => binding.label,
    }
}

/// Whether the line for finding in the page was drawn, and where the cursor stands in it while something is typed.
enum PageFindLine {
    Absent,
    Shown(Option<Position>),
}

/// Draws the box for finding in the page, and how many places were found, if something is looked for.
fn page_find(state: &State, size: Size, area: Rect, canvas: &mut Canvas<'_>) -> PageFindLine {
    let Screen::Read(read) = state.screen() else {
        return PageFindLine::Absent;
    };
    let Some(find) = &read.find else {
        return PageFindLine::Absent;
    };
    if !find.is_typing && (state.echo.is_some() || !layout::is_tall(size)) {
        return PageFindLine::Absent;
    }
    let (_, matches) = read.page(state, usize::from(layout::read(size).text.width));
    let count = match (matches.len(), find.text_box.is_empty()) {
        (_, true) => "type what to find on this page".to_owned(),
        (0, _) => "not on this page".to_owned(),
        (count, _) => format!("{} of {count} lines, n next, N before", find.current + 1),
    };
    let rest = canvas.right(area, &count, Meaning::Quiet);
    canvas.text(rest, "/", Meaning::Key);
    let box_area = indented(rest, 1);
    let cursor = canvas.text_box(box_area, find.text_box.text(), find.text_box.cursor_cols());
    PageFindLine::Shown(find.is_typing.then(|| Position::new(box_area.x + cursor, box_area.y)))
}
