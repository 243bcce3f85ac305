//! What lies over a place: palette, sources, outline, questions, choices, warnings, the cover.
//!
//! Does not belong here: what they do.

use ratatui::layout::{Position, Rect};

use crate::domain::layout::shorten;
use crate::domain::run::{Lean, read_day};
use crate::tui::event::Size;
use crate::tui::keymap;
use crate::tui::layout;
use crate::tui::state::{Popup, Prompt, Purpose, State, TextBox};
use crate::tui::text;
use crate::tui::theme::Meaning;

use super::canvas::{Canvas, below, cells, indented, row};

pub(super) fn draw(state: &State, popup: &Popup, size: Size, canvas: &mut Canvas<'_>) -> Option<Position> {
    match popup {
        Popup::Palette { text_box, selected } => return palette(state, text_box, *selected, size, canvas),
        Popup::Prompt(prompt) => return question(state, prompt, size, canvas),
        Popup::Words { here, text_box, selected } => return super::words::draw(state, (here, text_box, *selected), size, canvas),
        Popup::Pad(pad) => return super::pad::draw(state, pad, size, canvas),
        Popup::Contact(form) => return super::contact::draw(form, state.now, size, canvas),
        Popup::Page { title, lines, top, .. } => paragraphs(frame(size, title, canvas), lines, *top, canvas),
        Popup::OldCases { top } => {
            let lines = text::old_cases(&state.retention);
            paragraphs(frame(size, "Cases whose time is over", canvas), &lines, *top, canvas);
        }
        Popup::Sources { id, anchor, top } => {
            let area = frame(size, "Sources", canvas);
            let page = text::source_page(&state.reader(usize::from(area.width)), id, anchor);
            canvas.page(area, &page.lines, *top, None);
            if usize::from(area.height) < page.lines.len().saturating_sub(*top) {
                let last = row(area, area.height.saturating_sub(1));
                canvas.clear(last);
                canvas.text(last, text::MORE_PGDN, Meaning::Quiet);
            }
        }
        Popup::Outline { anchors, selected } => {
            let area = frame(size, "Outline", canvas);
            let rows: Vec<(String, String)> = anchors
                .iter()
                .map(|anchor| {
                    let indent = "  ".repeat(usize::from(anchor.level.saturating_sub(1)));
                    (format!("{indent}{}", anchor.heading), String::new())
                })
                .collect();
            choices(&rows, *selected, area, canvas);
        }
        Popup::Menu {
            title, items, selected, ..
        } => {
            let area = small_frame(size, cells(items.len()), title, canvas);
            let rows: Vec<(String, String)> = items.iter().map(|item| (item.words.clone(), String::new())).collect();
            choices(&rows, *selected, area, canvas);
        }
        Popup::Unsaved => {
            let area = small_frame(size, 6, "Not saved", canvas);
            let words = text::unsaved_question(state.book.unsaved());
            canvas.wrapped(area, &words, Meaning::Text);
        }
        Popup::Discard { run } => {
            let area = small_frame(size, 6, "Nothing of it is kept", canvas);
            let entries = match run {
                Some(key) => state.active(*key).map_or(0, |run| run.log.mark_count()),
                None => state.book.lost_when_left().map(|run| run.log.mark_count()).sum(),
            };
            canvas.wrapped(area, &text::discard_question(entries, run.is_none()), Meaning::Text);
        }
        Popup::Cover => {}
    }
    None
}

/// Draws nothing but how to come back.
pub(super) fn cover(size: Size, canvas: &mut Canvas<'_>) {
    let area = Rect::new(0, 0, size.cols, size.rows);
    canvas.wrapped(area, text::COVERED, Meaning::Text);
}

/// Clears a large area, draws its title between lines, and returns what is left.
fn frame(size: Size, title: &str, canvas: &mut Canvas<'_>) -> Rect {
    framed(layout::large_popup(size), size, title, canvas)
}

fn small_frame(size: Size, rows: u16, title: &str, canvas: &mut Canvas<'_>) -> Rect {
    let cols = if size.cols < 60 { size.cols } else { 72.min(size.cols - 4) };
    framed(layout::popup(size, cols, rows + 3), size, title, canvas)
}

/// The rows of a popup are cleared over the whole window: words cut off at its sides would be read with its own.
pub(super) fn framed(area: Rect, size: Size, title: &str, canvas: &mut Canvas<'_>) -> Rect {
    let rows = Rect {
        x: 0,
        width: size.cols,
        ..area
    };
    canvas.clear(rows);
    canvas.rule(row(rows, 0));
    canvas.text(indented(row(area, 0), 1), &format!(" {title} "), Meaning::Title);
    canvas.rule(row(rows, rows.height.saturating_sub(1)));
    let inner = below(area, 1);
    Rect {
        x: inner.x + 2.min(inner.width),
        width: inner.width.saturating_sub(4),
        height: inner.height.saturating_sub(1),
        ..inner
    }
}

pub(super) fn paragraphs(area: Rect, lines: &[(String, Meaning)], top: usize, canvas: &mut Canvas<'_>) {
    let mut row_idx = 0;
    for (words, meaning) in lines.iter().skip(top) {
        if area.height <= row_idx {
            break;
        }
        row_idx += canvas.wrapped(below(area, row_idx), words, *meaning);
    }
}

/// Draws rows to choose from, with the chosen one in sight.
pub(super) fn choices(rows: &[(String, String)], selected: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let height = usize::from(area.height);
    let first = (selected + 1).saturating_sub(height);
    for (row_idx, (words, right)) in rows.iter().skip(first).take(height).enumerate() {
        let row_area = row(area, cells(row_idx));
        let is_chosen = first + row_idx == selected;
        let marker = if is_chosen { "> " } else { "  " };
        canvas.both(
            row_area,
            (&format!("{marker}{words}"), Meaning::Text),
            (right, Meaning::Key),
            area.width / 3,
        );
        if is_chosen {
            canvas.choose(row_area);
        }
    }
}

fn palette(state: &State, text_box: &TextBox, selected: usize, size: Size, canvas: &mut Canvas<'_>) -> Option<Position> {
    let area = frame(size, "Commands", canvas);
    let cursor = typed(text_box, row(area, 0), canvas);
    let below_context = state.place_context();
    let actions = Popup::palette_rows(text_box.text(), below_context);
    let commands = keymap::commands(below_context);
    let rows: Vec<(String, String)> = actions
        .iter()
        .filter_map(|action| commands.iter().find(|binding| binding.action == *action))
        .map(|binding| (binding.help.to_owned(), keymap::key_names(binding)))
        .collect();
    if rows.is_empty() {
        canvas.text(row(area, 1), text::NO_COMMAND, Meaning::Text);
    }
    choices(&rows, selected, below(area, 1), canvas);
    cursor
}

/// Returns how many rows of a warning before a checklist are shown; its record has all of it.
fn warning_rows(size: Size) -> u16 {
    (size.rows / 4).clamp(2, 7)
}

fn question(state: &State, prompt: &Prompt, size: Size, canvas: &mut Canvas<'_>) -> Option<Position> {
    let (title, hint) = text::question(&prompt.purpose);
    let rows = match prompt.purpose {
        Purpose::Leave { .. } => 9,
        Purpose::Case { warning: Some(_), .. } => 6 + warning_rows(size),
        _ => 5,
    };
    let area = small_frame(size, rows, title, canvas);
    let cursor = typed(&prompt.text_box, row(area, 0), canvas);
    let mut top = 1;
    if let Some(problem) = &prompt.problem {
        top += canvas.wrapped(below(area, top), problem, Meaning::Warning);
    } else if let (Purpose::Defer { .. }, Ok(day)) = (&prompt.purpose, read_day(prompt.text_box.text(), state.today(), Lean::Ahead)) {
        top += canvas.wrapped(below(area, top), &text::understood_day(day, state.today(), false), Meaning::Text);
    }
    if let Purpose::Case {
        warning: Some(warning), ..
    } = &prompt.purpose
    {
        let room = usize::from(area.width) * usize::from(warning_rows(size));
        let words = format!("{} {}", text::WARNED, shorten(warning, room, canvas.symbols));
        top += canvas.wrapped(below(area, top), &words, Meaning::Warning);
    }
    top += canvas.wrapped(below(area, top), hint, Meaning::Quiet);
    if let Purpose::Leave { .. } = prompt.purpose {
        for (number, reason) in (1..).zip(text::LEAVE_REASONS) {
            canvas.text(row(area, top), &format!("F{number} {reason}"), Meaning::Text);
            top += 1;
        }
    }
    if let Some(clock) = text::clock_words(state).filter(|_| matches!(prompt.purpose, Purpose::Leave { .. })) {
        canvas.text(row(area, top), &clock, Meaning::Due);
    }
    cursor
}

pub(super) fn typed(text_box: &TextBox, area: Rect, canvas: &mut Canvas<'_>) -> Option<Position> {
    canvas.text(area, "> ", Meaning::Key);
    let box_area = indented(area, 2);
    let col = canvas.text_box(box_area, text_box.text(), text_box.cursor_cols());
    (!area.is_empty()).then(|| Position::new(box_area.x + col, box_area.y))
}
