//! The Read place: outline, text, and the sources of the section under the top line.
//!
//! Does not belong here: laying out the text (`domain::layout`).

use ratatui::layout::Rect;

use crate::domain::layout::{Page, clean, source_notes};
use crate::tui::event::Size;
use crate::tui::layout;
use crate::tui::state::{ReadState, State};
use crate::tui::text;
use crate::tui::theme::Meaning;

use super::canvas::{Canvas, cells, indented, row};

/// Narrower windows show the document's number and its status only.
const NARROW_COLS: u16 = 72;

pub(super) fn draw(state: &State, read: &ReadState, size: Size, canvas: &mut Canvas<'_>) {
    let areas = layout::read(size);
    let (page, _) = read.page(state, usize::from(areas.text.width));
    canvas.page(areas.text, &page.lines, read.at.top, read.at.link);
    if read.at.manual.is_none() && state.library.find(&read.at.id).is_none() {
        canvas.wrapped(areas.text, &text::gone(&read.at.id), Meaning::Warning);
    }
    if let Some(outline_area) = areas.outline {
        outline(&page, read.at.top, outline_area, canvas);
    }
    if let Some(separator) = areas.separator {
        canvas.upright(separator);
    }
    if let (Some(separator), Some(notes)) = (areas.notes_separator, areas.notes) {
        canvas.upright(separator);
        let anchor = page.anchor_at(read.at.top).map_or("", |anchor| anchor.name.as_str());
        let sources = text::source_page(&state.reader(usize::from(notes.width)), &read.at.id, anchor);
        canvas.page(notes, &sources.lines, 0, None);
        if usize::from(notes.height) < sources.lines.len() {
            let last = row(notes, notes.height.saturating_sub(1));
            canvas.clear(last);
            canvas.text(last, text::MORE_SOURCES, Meaning::Quiet);
        }
    }
    if let Some(rule) = areas.rule {
        canvas.rule(rule);
        let last = (read.at.top + usize::from(areas.text.height)).min(page.lines.len());
        if usize::from(areas.text.height) < page.lines.len() {
            let words = format!(" lines {}-{last} of {} ", read.at.top + 1, page.lines.len());
            canvas.right(rule, &words, Meaning::Text);
        }
    }
    sources(state, read, &page, areas.sources, canvas);
}

fn outline(page: &Page, top: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let anchors: Vec<_> = page.anchors.iter().filter(|anchor| anchor.level < 4).collect();
    let current = anchors.iter().rposition(|anchor| anchor.line <= top).unwrap_or(0);
    let first = current.saturating_sub(usize::from(area.height) / 2);
    for (row_idx, anchor) in anchors.iter().skip(first).take(usize::from(area.height)).enumerate() {
        let is_current = first + row_idx == current;
        let row_area = row(area, cells(row_idx));
        let marker = if is_current { "> " } else { "  " };
        let indent = u16::from(anchor.level.saturating_sub(1)) * 2;
        canvas.text(row_area, marker, Meaning::Key);
        let meaning = if is_current { Meaning::Title } else { Meaning::Text };
        canvas.text(indented(row_area, 2 + indent.saturating_sub(2)), &anchor.heading, meaning);
    }
}

fn sources(state: &State, read: &ReadState, page: &Page, area: Rect, canvas: &mut Canvas<'_>) {
    if let Some(manual) = &read.at.manual {
        // Its first line says so too, and may be far above.
        canvas.parts(
            row(area, 0),
            &[("FROM ", Meaning::Key), (&clean(&manual.standing()), Meaning::Text)],
        );
        return;
    }
    let anchor = page.anchor_at(read.at.top).map_or("", |anchor| anchor.name.as_str());
    let ids = text::sources_of(&state.library, &read.at.id, anchor);
    let notes = source_notes(&state.library, &ids, state.today());
    let shown = usize::from(area.height);
    for (row_idx, note) in notes.iter().take(shown).enumerate() {
        let label = if row_idx == 0 { "FROM " } else { "     " };
        let row_area = row(area, cells(row_idx));
        let more = notes.len().saturating_sub(shown);
        let rest = if row_idx + 1 == shown && more > 0 {
            canvas.right(row_area, &format!("{more} more: s"), Meaning::Key)
        } else {
            row_area
        };
        let (cited, status) = if area.width < NARROW_COLS {
            (note.short.to_owned(), format!(": {}", note.status))
        } else {
            (note.dated(), format!(": {}", note.status))
        };
        canvas.parts(rest, &[(label, Meaning::Key), (&cited, Meaning::Text), (&status, Meaning::Quiet)]);
    }
}
