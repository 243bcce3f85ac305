//! A small table of words, such as one row a month: aligned where it fits, else one row after the other in words.
//!
//! Does not belong here: what stands in it (`rules`), how paper sets it (`paper`).

use unicode_width::UnicodeWidthStr as _;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    /// One word or two over each column.
    pub head: Vec<&'static str>,
    /// The rows, each with a cell for each column. A cell may be empty.
    pub rows: Vec<Vec<String>>,
}

/// Columns of space between two cells.
const GAP_COLS: usize = 2;

impl Grid {
    /// Returns the table as lines for a width: aligned if that fits, else each row as `cell: head cell; head cell`.
    #[must_use]
    pub fn lines(&self, width_cols: usize) -> Vec<String> {
        let widths = self.widths();
        if width_cols < self.cols() {
            return self.rows.iter().map(|row| self.told(row)).collect();
        }
        let head: Vec<String> = self.head.iter().map(|name| (*name).to_owned()).collect();
        std::iter::once(&head).chain(&self.rows).map(|row| aligned(row, &widths)).collect()
    }

    /// Returns the table as aligned lines for a width. Where it does not fit, columns after the first are left out, the second first.
    #[must_use]
    pub fn narrowed(&self, width_cols: usize) -> Vec<String> {
        let mut grid = self.clone();
        while grid.head.len() > 2 && width_cols < grid.cols() {
            grid.head.remove(1);
            grid.rows.iter_mut().filter(|row| row.len() > 1).for_each(|row| {
                row.remove(1);
            });
        }
        grid.lines(usize::MAX)
    }

    /// Returns the columns of space that it takes when aligned.
    fn cols(&self) -> usize {
        let widths = self.widths();
        widths.iter().sum::<usize>() + widths.len().saturating_sub(1) * GAP_COLS
    }

    fn widths(&self) -> Vec<usize> {
        let widest = |(column, name): (usize, &&str)| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.width()).fold(name.width(), usize::max)
        };
        self.head.iter().enumerate().map(widest).collect()
    }

    fn told(&self, row: &[String]) -> String {
        let parts = self.head.iter().zip(row).skip(1).filter(|(_, cell)| !cell.is_empty());
        let parts: Vec<String> = parts.map(|(name, cell)| format!("{} {cell}", name.to_lowercase())).collect();
        format!("{}: {}", row.first().map_or("", String::as_str), parts.join("; "))
    }
}

fn aligned(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in row.iter().zip(widths) {
        line.push_str(cell);
        line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + GAP_COLS));
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_aligned_where_it_fits_and_told_in_words_where_not() {
        let row = |cells: [&str; 3]| cells.map(ToOwned::to_owned).to_vec();
        let grid = Grid {
            head: vec!["Month", "Gross", "Paid"],
            rows: vec![row(["2025-01", "$1,250", "yes"]), row(["2025-02", "$0", ""])],
        };
        assert_eq!(grid.lines(21), ["Month    Gross   Paid", "2025-01  $1,250  yes", "2025-02  $0"]);
        assert_eq!(grid.narrowed(15), ["Month    Paid", "2025-01  yes", "2025-02"]);
        assert_eq!(grid.lines(20), ["2025-01: gross $1,250; paid yes", "2025-02: gross $0"]);
    }
}
