//! The Find place: the box, the list, and the section itself where there is room.
//!
//! Does not belong here: what is found.

mod beside;
mod list;

use ratatui::layout::Position;

use crate::tui::event::Size;
use crate::tui::layout;
use crate::tui::state::{FindState, State};
use crate::tui::text;
use crate::tui::theme::Meaning;

use super::canvas::{Canvas, indented};

pub(super) use beside::Beside;
pub(super) use list::List;

pub(super) fn draw(state: &State, find: &FindState, size: Size, canvas: &mut Canvas<'_>) -> Position {
    let cursor = head(find, size, canvas);
    List::of(state, find, size).draw(canvas);
    Beside::of(state, find, size).draw(canvas);
    cursor
}

/// Draws what is typed and what it was taken to mean. Returns where the cursor stands.
pub(super) fn head(find: &FindState, size: Size, canvas: &mut Canvas<'_>) -> Position {
    let areas = layout::find(size);
    let rest = canvas.right(areas.input, &count_words(find), Meaning::Quiet);
    canvas.text(rest, "> ", Meaning::Key);
    let box_area = indented(rest, 2);
    let cursor = canvas.text_box(box_area, find.text_box.text(), find.text_box.cursor_cols());
    if find.text_box.is_empty() {
        canvas.text(indented(box_area, 1), text::FIND_HINT, Meaning::Quiet);
    }
    if let Some(rule) = areas.rule {
        match note(find) {
            Some(note) => {
                canvas.text(rule, &note, Meaning::Quiet);
            }
            None => canvas.rule(rule),
        }
    }
    Position::new(box_area.x + cursor, box_area.y)
}

fn count_words(find: &FindState) -> String {
    let search = &find.search;
    if find.text_box.text().trim().is_empty() {
        return String::new();
    }
    let how = if find.is_exact { ", only as typed" } else { "" };
    match (&search.problem, &search.found) {
        (Some(problem), _) => format!("Search failed: {problem}"),
        (None, Some(found)) if !search.is_waiting || !found.hits.is_empty() => match found.total {
            0 => format!("nothing found{how}"),
            1 => format!("1 found{how}"),
            total => format!("{total} found{how}"),
        },
        _ => "searching".to_owned(),
    }
}

/// What the words were taken to mean as well, or what was relaxed to find anything.
fn note(find: &FindState) -> Option<String> {
    let found = find.search.found.as_ref()?;
    if find.text_box.text().trim().is_empty() {
        return None;
    }
    if let Some(relaxed) = &found.relaxed {
        return Some(relaxed.clone());
    }
    (!found.expanded.is_empty()).then(|| text::expansions(&found.expanded))
}
