//! Tables fitted to a width: natural columns, then wrapped cells, then one `name: value` line a cell.
//!
//! Does not belong here: what stands in the cells.

use unicode_width::UnicodeWidthStr;

use super::blocks::{Layouter, prefixed};
use super::wrap::{Piece, wrap};
use super::{Line, Role, Span};
use crate::domain::markdown::Inline;

/// Blank columns between two columns of a table.
const GAP_COLS: usize = 2;

/// A column is not made narrower than this, or than its longest word if that is shorter.
const LEAST_COLS: usize = 12;

type Cell = Vec<Piece>;

pub(super) fn layout_table(layouter: &mut Layouter<'_, '_>, head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], base: Role) -> Vec<Line> {
    let links_before = layouter.links.len();
    let head_cells: Vec<Cell> = head.iter().map(|cell| layouter.pieces(cell, Role::TableHead)).collect();
    let row_cells: Vec<Vec<Cell>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| layouter.pieces(cell, base)).collect())
        .collect();
    match column_widths(&head_cells, &row_cells, layouter.setting.width_cols) {
        Some(widths) => grid(layouter, &head_cells, &row_cells, &widths),
        None => {
            layouter.links.truncate(links_before);
            cells_as_lines(layouter, head, rows, base)
        }
    }
}

/// Returns the width of each column, or none if the table cannot be made narrow enough.
fn column_widths(head: &[Cell], rows: &[Vec<Cell>], width_cols: usize) -> Option<Vec<usize>> {
    let column = |column_idx: usize, measure: fn(&Cell) -> usize| {
        let cells = rows.iter().filter_map(|row| row.get(column_idx));
        cells.chain(head.get(column_idx)).map(measure).max().unwrap_or(0).max(1)
    };
    let natural: Vec<usize> = (0..head.len()).map(|column_idx| column(column_idx, natural_width)).collect();
    let room = width_cols.checked_sub(GAP_COLS * head.len().saturating_sub(1))?;
    if natural.iter().sum::<usize>() <= room {
        return Some(natural);
    }
    let mut widths: Vec<usize> = (0..head.len())
        .map(|column_idx| column(column_idx, longest_word))
        .zip(&natural)
        .map(|(word, natural)| word.max(LEAST_COLS).min(*natural))
        .collect();
    let mut left = room.checked_sub(widths.iter().sum())?;
    // What is left goes, column by column, to whichever lacks most.
    while left > 0 {
        let lacking = widths
            .iter_mut()
            .zip(&natural)
            .max_by_key(|(width, natural)| natural.saturating_sub(**width));
        match lacking {
            Some((width, natural)) if *width < *natural => *width += 1,
            _ => break,
        }
        left -= 1;
    }
    Some(widths)
}

fn natural_width(cell: &Cell) -> usize {
    let mut widest = 0;
    let mut width = 0;
    for piece in cell {
        if piece.is_break {
            width = 0;
        }
        width += piece.text.width();
        widest = widest.max(width);
    }
    widest
}

fn longest_word(cell: &Cell) -> usize {
    let text: String = cell
        .iter()
        .map(|piece| if piece.is_break { " " } else { piece.text.as_str() })
        .collect();
    text.split(' ').map(UnicodeWidthStr::width).max().unwrap_or(0)
}

fn grid(layouter: &Layouter<'_, '_>, head: &[Cell], rows: &[Vec<Cell>], widths: &[usize]) -> Vec<Line> {
    let symbols = layouter.setting.symbols;
    let total = widths.iter().sum::<usize>() + GAP_COLS * widths.len().saturating_sub(1);
    let mut lines = grid_row(head, widths);
    lines.push(Line::of(symbols.level().repeat(total), Role::Frame));
    let rows: Vec<Vec<Line>> = rows.iter().map(|row| grid_row(row, widths)).collect();
    let are_tall = rows.iter().any(|row| row.len() > 1);
    for (idx, row) in rows.into_iter().enumerate() {
        if are_tall && idx > 0 {
            lines.push(Line::default());
        }
        lines.extend(row);
    }
    lines
}

fn grid_row(cells: &[Cell], widths: &[usize]) -> Vec<Line> {
    let columns: Vec<Vec<Line>> = cells.iter().zip(widths).map(|(cell, width)| wrap(cell, *width)).collect();
    let height = columns.iter().map(Vec::len).max().unwrap_or(0);
    (0..height)
        .map(|line_idx| {
            let mut line = Line::default();
            let mut missing = 0;
            for (column, width) in columns.iter().zip(widths) {
                let part = column.get(line_idx).cloned().unwrap_or_default();
                let part_width = part.width();
                if part_width > 0 {
                    if missing > 0 {
                        line.spans.push(Span::new(" ".repeat(missing), Role::Text));
                    }
                    line.spans.extend(part.spans);
                    missing = 0;
                }
                missing += width.saturating_sub(part_width) + GAP_COLS;
            }
            line
        })
        .collect()
}

/// One `name: value` line a cell, and a blank line between rows.
fn cells_as_lines(layouter: &mut Layouter<'_, '_>, head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], base: Role) -> Vec<Line> {
    let mut lines = Vec::new();
    for (row_idx, row) in rows.iter().enumerate() {
        if row_idx > 0 {
            lines.push(Line::default());
        }
        for (name, cell) in head.iter().zip(row) {
            let mut pieces = layouter.pieces(name, Role::TableHead);
            if !pieces.is_empty() {
                pieces.push(Piece::new(": ", Role::TableHead));
            }
            pieces.extend(layouter.pieces(cell, base));
            lines.extend(prefixed(
                wrap(&pieces, layouter.setting.width_cols.saturating_sub(2).max(1)),
                &Span::new("", Role::Text),
                &Span::new("  ", Role::Text),
            ));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::{Setting, Symbols, layout_blocks};
    use super::*;
    use crate::domain::markdown::{Block, Target, Words};

    struct NoWords;

    impl Words for NoWords {
        fn link(&self, target: &Target) -> String {
            target.to_string()
        }

        fn figure(&self, id: &str) -> String {
            id.to_owned()
        }
    }

    #[track_caller]
    fn check(width_cols: usize, expected: &[&str]) {
        let cell = |words: &str| vec![Inline::Text(words.to_owned())];
        let table = Block::Table {
            head: vec![cell("reaches SSA"), cell("filing date")],
            rows: vec![
                vec![cell("within the period"), cell("day of first contact")],
                vec![cell("later"), cell("day of receipt")],
            ],
        };
        let page = layout_blocks(
            &[table],
            &Setting {
                width_cols,
                symbols: Symbols::Ascii,
                detail: crate::domain::layout::Detail::Full,
                words: &NoWords,
                change_line: &|_| None,
                box_end: &|_| None,
            },
        );
        let lines: Vec<String> = page.lines.iter().map(|line| line.plain().trim_end().to_owned()).collect();
        assert_eq!(lines, expected, "at {width_cols}");
    }

    #[test]
    fn a_table_that_fits_keeps_its_natural_columns() {
        check(
            60,
            &[
                "reaches SSA        filing date",
                "---------------------------------------",
                "within the period  day of first contact",
                "later              day of receipt",
            ],
        );
    }

    #[test]
    fn a_wide_table_wraps_its_cells_and_parts_its_rows() {
        check(
            30,
            &[
                "reaches SSA   filing date",
                "------------------------------",
                "within the    day of first",
                "period        contact",
                "",
                "later         day of receipt",
            ],
        );
    }

    #[test]
    fn a_table_that_cannot_fit_becomes_one_line_a_cell() {
        check(
            22,
            &[
                "reaches SSA: within",
                "  the period",
                "filing date: day of",
                "  first contact",
                "",
                "reaches SSA: later",
                "filing date: day of",
                "  receipt",
            ],
        );
    }
}
