//! Putting words on the screen: left, right, cut to width, wrapped, as lines of a laid-out page.
//!
//! Everything goes through ratatui's own writing of strings, which leaves out control characters.
//! Does not belong here: what is written.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use crate::domain::layout::{Line, Role, Symbols, shorten, wrap_words};
use crate::tui::state::Look;
use crate::tui::theme::{Meaning, Theme};

/// The screen being drawn.
pub(super) struct Canvas<'a> {
    buffer: &'a mut Buffer,
    theme: Theme,
    pub(super) symbols: Symbols,
}

/// Returns one row of an area; an empty area if there is no such row.
pub(super) fn row(area: Rect, row: u16) -> Rect {
    Rect {
        y: area.y.saturating_add(row.min(area.height)),
        height: u16::from(row < area.height),
        ..area
    }
}

/// Returns an area without its first rows.
pub(super) fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect {
        y: area.y + rows,
        height: area.height - rows,
        ..area
    }
}

/// Returns an area without its first columns.
pub(super) fn indented(area: Rect, cols: u16) -> Rect {
    let cols = cols.min(area.width);
    Rect {
        x: area.x + cols,
        width: area.width - cols,
        ..area
    }
}

/// Returns a count as rows or columns of a screen.
pub(super) fn cells(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

impl<'a> Canvas<'a> {
    pub(super) fn new(buffer: &'a mut Buffer, look: Look) -> Self {
        Self {
            buffer,
            theme: Theme::new(look.color),
            symbols: look.symbols,
        }
    }

    fn put(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        let area = area.intersection(self.buffer.area);
        if area.is_empty() {
            return 0;
        }
        let (end, _) = self.buffer.set_stringn(area.x, area.y, text, usize::from(area.width), style);
        end.saturating_sub(area.x)
    }

    /// Writes on the first row of an area, cut to its width. Returns the columns used.
    pub(super) fn text(&mut self, area: Rect, text: &str, meaning: Meaning) -> u16 {
        let text = shorten(text, usize::from(area.width), self.symbols);
        self.put(area, &text, self.theme.style(meaning))
    }

    /// Writes several parts after each other on the first row.
    pub(super) fn parts(&mut self, area: Rect, parts: &[(&str, Meaning)]) -> u16 {
        let mut used = 0;
        for (text, meaning) in parts {
            used += self.text(indented(area, used), text, *meaning);
        }
        used
    }

    /// Writes on the right side of the first row. Returns what is left of the row before it.
    pub(super) fn right(&mut self, area: Rect, text: &str, meaning: Meaning) -> Rect {
        let text = shorten(text, usize::from(area.width), self.symbols);
        let cols = cells(text.width());
        if cols == 0 {
            return area;
        }
        let left = area.width - cols.min(area.width);
        self.put(indented(area, left), &text, self.theme.style(meaning));
        Rect {
            width: left.saturating_sub(2),
            ..area
        }
    }

    /// Writes words on both sides of the first row; the right side may take at most `most_cols`.
    pub(super) fn both(&mut self, area: Rect, left: (&str, Meaning), right: (&str, Meaning), most_cols: u16) {
        let right_text = shorten(right.0, usize::from(most_cols), self.symbols);
        let rest = self.right(area, &right_text, right.1);
        self.text(rest, left.0, left.1);
    }

    /// Writes words over as many rows as they need and the area has. Returns the rows used.
    pub(super) fn wrapped(&mut self, area: Rect, text: &str, meaning: Meaning) -> u16 {
        let lines = wrap_words(text, usize::from(area.width));
        for (line_idx, line) in lines.iter().enumerate() {
            self.text(row(area, cells(line_idx)), line, meaning);
        }
        cells(lines.len()).min(area.height)
    }

    /// Draws a level line over the first row.
    pub(super) fn rule(&mut self, area: Rect) {
        let line = self.symbols.level().repeat(usize::from(area.width));
        self.put(row(area, 0), &line, self.theme.style(Meaning::Frame));
    }

    /// Draws an upright line over the first column.
    pub(super) fn upright(&mut self, area: Rect) {
        for y in 0..area.height {
            self.put(row(area, y), self.symbols.upright(), self.theme.style(Meaning::Frame));
        }
    }

    /// Shows that what stands in an area is chosen.
    pub(super) fn choose(&mut self, area: Rect) {
        self.buffer.set_style(area, self.theme.style(Meaning::Chosen));
    }

    /// Greys what stands in an area.
    pub(super) fn grey(&mut self, area: Rect) {
        self.buffer.set_style(area, self.theme.style(Meaning::Greyed));
    }

    /// Empties an area.
    pub(super) fn clear(&mut self, area: Rect) {
        for position in area.positions() {
            if let Some(cell) = self.buffer.cell_mut(position) {
                cell.reset();
            }
        }
    }

    /// Draws lines of a laid-out page from line `top` on.
    pub(super) fn page(&mut self, area: Rect, lines: &[Line], top: usize, chosen_link: Option<usize>) {
        for (row_idx, line) in lines.iter().skip(top).take(usize::from(area.height)).enumerate() {
            self.line(row(area, cells(row_idx)), line, chosen_link);
        }
    }

    /// Draws one line of a laid-out page.
    pub(super) fn line(&mut self, area: Rect, line: &Line, chosen_link: Option<usize>) {
        let mut used = 0;
        for span in &line.spans {
            let mut style = self.theme.role(span.role);
            if span.is_marked {
                style = style.patch(self.theme.style(Meaning::Marked));
            }
            if matches!(span.role, Role::Link(link_idx) if Some(link_idx) == chosen_link) {
                style = style.remove_modifier(Modifier::UNDERLINED).patch(self.theme.style(Meaning::Chosen));
            }
            used += self.put(indented(area, used), &span.text, style);
        }
    }

    /// Draws a box to type in, with its end in sight. Returns the column of the cursor within the area.
    pub(super) fn text_box(&mut self, area: Rect, text: &str, cursor_cols: usize) -> u16 {
        let room = usize::from(area.width).saturating_sub(1);
        let skip_cols = cursor_cols.saturating_sub(room);
        let mut skipped = 0;
        let mut shown = String::new();
        for c in text.chars() {
            let cols = c.to_string().width();
            if skipped < skip_cols {
                skipped += cols;
            } else {
                shown.push(c);
            }
        }
        self.put(area, &shown, self.theme.style(Meaning::Text));
        cells(cursor_cols.saturating_sub(skipped)).min(area.width.saturating_sub(1))
    }
}
