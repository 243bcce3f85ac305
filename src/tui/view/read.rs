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
    let mut from = Sources {
        area: areas.sources,
        is_in_line: areas.rule == Some(areas.sources),
    };
    if let Some(rule) = areas.rule {
        canvas.rule(rule);
        let last = (read.at.top + usize::from(areas.text.height)).min(page.lines.len());
        if usize::from(areas.text.height) < page.lines.len() {
            let lines = if from.is_in_line { "" } else { "lines " };
            let words = format!(" {lines}{}-{last} of {} ", read.at.top + 1, page.lines.len());
            let rest = canvas.right(rule, &words, Meaning::Text);
            if from.is_in_line {
                from.area = rest;
            }
        }
    }
    from.draw(state, read, &page, canvas);
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

/// The lines that say what the section under the top line stands on.
struct Sources {
    area: Rect,
    /// Whether they stand in the line below the text.
    is_in_line: bool,
}

impl Sources {
    fn draw(&self, state: &State, read: &ReadState, page: &Page, canvas: &mut Canvas<'_>) {
        if let Some(manual) = &read.at.manual {
            // Its first line says so too, and may be far above.
            self.line(0, ("FROM ", &clean(&manual.standing()), ""), canvas);
            return;
        }
        let anchor = page.anchor_at(read.at.top).map_or("", |anchor| anchor.name.as_str());
        let ids = text::sources_of(&state.library, &read.at.id, anchor);
        let notes = source_notes(&state.library, &ids, state.today());
        let shown = usize::from(self.area.height);
        for (row_idx, note) in notes.iter().take(shown).enumerate() {
            let label = if row_idx == 0 { "FROM " } else { "     " };
            let more = notes.len().saturating_sub(shown);
            let more = if row_idx + 1 == shown && more > 0 {
                format!(" ({more} more: s)")
            } else {
                String::new()
            };
            let cited = match (self.is_in_line, self.area.width < NARROW_COLS) {
                (true, _) => format!("{}{more}", note.citation),
                (_, true) => format!("{}{more}", note.short),
                _ => format!("{}{more}", note.dated()),
            };
            self.line(row_idx, (label, &cited, &format!(": {}", note.status)), canvas);
        }
    }

    fn line(&self, row_idx: usize, (label, cited, status): (&str, &str, &str), canvas: &mut Canvas<'_>) {
        let line = row(self.area, cells(row_idx));
        if !self.is_in_line {
            canvas.parts(line, &[(label, Meaning::Key), (cited, Meaning::Text), (status, Meaning::Quiet)]);
            return;
        }
        let label = format!(" {label}");
        let status = format!("{status} ");
        canvas.parts(
            indented(line, 2),
            &[(&label, Meaning::Key), (cited, Meaning::Text), (&status, Meaning::Quiet)],
        );
    }
}
