//! The help: every key of the table and the marks of a step.
//!
//! Does not belong here: the keys themselves (`keymap`).

use crate::tui::event::Size;
use crate::tui::keymap::{self, Context};
use crate::tui::layout;
use crate::tui::text::{HelpLine, help_lines};
use crate::tui::theme::Meaning;

use super::canvas::{Canvas, cells, indented, row};

pub(super) fn draw(top: usize, about: Context, size: Size, canvas: &mut Canvas<'_>) {
    let area = layout::frame(size).body;
    let key_cols = if size.cols < 60 { 12 } else { 24 };
    let lines = help_lines(about);
    for (row_idx, line) in lines.iter().skip(top).take(usize::from(area.height)).enumerate() {
        let row_area = row(area, cells(row_idx));
        match line {
            HelpLine::Heading(words) => {
                canvas.text(row_area, words, Meaning::Title);
            }
            HelpLine::Key(binding) => {
                let names = keymap::key_names(binding);
                let key_area = ratatui::layout::Rect {
                    width: key_cols.min(row_area.width),
                    ..indented(row_area, 2)
                };
                canvas.text(key_area.intersection(row_area), &names, Meaning::Key);
                canvas.text(indented(row_area, key_cols + 3), binding.help, Meaning::Text);
            }
            HelpLine::Mark(mark, words) => {
                canvas.text(indented(row_area, 2), mark, Meaning::Key);
                canvas.text(indented(row_area, key_cols + 3), words, Meaning::Text);
            }
            HelpLine::Blank => {}
        }
    }
}
