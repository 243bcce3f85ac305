//! The form of a contact: one line a field, the longest values over several lines.
//!
//! Does not belong here: what a key does in it.

use jiff::civil::DateTime;
use ratatui::layout::{Position, Rect};

use crate::domain::contact::ContactField;
use crate::tui::event::Size;
use crate::tui::layout;
use crate::tui::state::ContactForm;
use crate::tui::text;
use crate::tui::theme::Meaning;

use super::canvas::{Canvas, below, cells, indented, row};
use super::popup::framed;

/// Columns of the names of the fields.
const LABEL_COLS: u16 = 19;

pub(super) fn draw(form: &ContactForm, now: DateTime, size: Size, canvas: &mut Canvas<'_>) -> Option<Position> {
    let title = match &form.case {
        Some(case) => format!("Contact in {case}"),
        None => "Contact".to_owned(),
    };
    let area = framed(layout::large_popup(size), size, &title, canvas);
    let words = match &form.problem {
        Some(problem) => (problem.clone(), Meaning::Warning),
        None if form.is_leaving => (text::CONTACT_LEAVING.to_owned(), Meaning::Warning),
        None => form.understood(now).map_or_else(
            || (text::CONTACT_HINT.to_owned(), Meaning::Quiet),
            |day| {
                (
                    text::understood_day(day, now.date(), form.field() == Some(ContactField::When)),
                    Meaning::Text,
                )
            },
        ),
    };
    let said = canvas.wrapped(area, &words.0, words.1);
    let fields = below(area, said + u16::from(layout::is_tall(size)));
    lines(form, fields, canvas)
}

fn lines(form: &ContactForm, area: Rect, canvas: &mut Canvas<'_>) -> Option<Position> {
    let height = usize::from(area.height).max(1);
    let first = (form.selected + 1).saturating_sub(height);
    let mut cursor = None;
    let label_cols = LABEL_COLS.min(area.width / 2);
    for (row_idx, (line_idx, (field, text_box))) in form.lines.iter().enumerate().skip(first).take(height).enumerate() {
        let line = row(area, cells(row_idx));
        let is_chosen = line_idx == form.selected;
        let marker = if is_chosen { "> " } else { "  " };
        let label = Rect {
            width: label_cols.min(line.width),
            ..line
        };
        canvas.text(label, &format!("{marker}{}", field.label()), Meaning::Key);
        let value = indented(line, label_cols + 1);
        if is_chosen {
            let col = canvas.text_box(value, text_box.text(), text_box.cursor_cols());
            if text_box.is_empty() && !field.options().is_empty() {
                canvas.text(indented(value, 1), &field.options().join(" / "), Meaning::Quiet);
            }
            cursor = Some(Position::new(value.x + col, value.y));
        } else if text_box.is_empty() {
            canvas.text(value, text::NOT_RECORDED, Meaning::Quiet);
        } else {
            canvas.text(value, text_box.text(), Meaning::Text);
        }
    }
    cursor
}
