//! The help: every key of the table and the marks of a step.
//!
//! Does not belong here: the keys themselves (`keymap`), their wording (`text`).

use ratatui::layout::Rect;

use crate::tui::event::Size;
use crate::tui::keymap::Context;
use crate::tui::layout;
use crate::tui::text::{HelpRow, help_rows, key_cols};
use crate::tui::theme::Meaning;

use super::canvas::{Canvas, cells, indented, row};

pub(super) fn draw(top: usize, about: Context, size: Size, canvas: &mut Canvas<'_>) {
    let area = layout::frame(size).body;
    let key_cols = key_cols(area.width);
    let rows = help_rows(about, area.width);
    for (row_idx, help_row) in rows.iter().skip(top).take(usize::from(area.height)).enumerate() {
        let row_area = row(area, cells(row_idx));
        match help_row {
            HelpRow::Heading(words) => {
                canvas.text(row_area, words, Meaning::Title);
            }
            HelpRow::Entry { key, words } => {
                let key_area = Rect {
                    width: key_cols.saturating_sub(3),
                    ..indented(row_area, 2)
                };
                canvas.text(key_area.intersection(row_area), key, Meaning::Key);
                canvas.text(indented(row_area, key_cols), words, Meaning::Text);
            }
            HelpRow::Blank => {}
        }
    }
}
