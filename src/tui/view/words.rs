//! The list of words: those on the screen first, and what the chosen one means.
//!
//! Does not belong here: what a key does, what is said of a term (`text`).

use ratatui::layout::{Position, Rect};

use crate::domain::layout::wrap_words;
use crate::tui::event::Size;
use crate::tui::layout;
use crate::tui::state::{State, TextBox, word_rows};
use crate::tui::text;
use crate::tui::theme::Meaning;

use super::canvas::{Canvas, below, cells, row};
use super::popup::{choices, framed, paragraphs, typed};

pub(super) fn draw(
    state: &State,
    (here, text_box, selected): (&[String], &TextBox, usize),
    size: Size,
    canvas: &mut Canvas<'_>,
) -> Option<Position> {
    let area = framed(layout::large_popup(size), size, "Words", canvas);
    let first = canvas.right(row(area, 0), &text::words_here(here.len()), Meaning::Quiet);
    let cursor = typed(text_box, first, canvas);
    let terms = word_rows(&state.library.glossary, here, text_box.text());
    if terms.is_empty() {
        canvas.wrapped(below(area, 1), text::NO_WORD, Meaning::Text);
        return cursor;
    }
    let rows: Vec<(String, String)> = terms
        .iter()
        .map(|term| {
            let mark = if here.contains(&term.term) { text::HERE } else { "" };
            (term.line(), mark.to_owned())
        })
        .collect();
    let list_rows = layout::words_rows(size).min(area.height.saturating_sub(1));
    let list = Rect {
        height: list_rows,
        ..below(area, 1)
    };
    choices(&rows, selected, list, canvas);
    let detail = below(area, 1 + list_rows);
    canvas.rule(row(detail, 0));
    if let Some(term) = terms.get(selected) {
        let mut lines = text::word(term, &state.library);
        // The meaning comes first; what does not fit is what the card and the sources say.
        let fits = |lines: &[(String, Meaning)]| {
            let width = usize::from(detail.width);
            let rows = lines.iter().map(|(words, _)| wrap_words(words, width).len()).sum();
            cells(rows) < detail.height
        };
        while 1 < lines.len() && !fits(&lines) {
            lines.pop();
        }
        paragraphs(below(detail, 1), &lines, 0, canvas);
    }
    cursor
}
