//! Where everything stands for a size of the window: pure areas, used by `update` for page heights and by `view`.
//!
//! Does not belong here: what is drawn in an area.

use ratatui::layout::Rect;

use super::event::Size;

/// A smaller window shows only that it is too small.
pub const LEAST: Size = Size { cols: 20, rows: 5 };

/// From this many rows there is a line of its own for messages, and lines between panes.
const TALL_FROM_ROWS: u16 = 20;

/// From this many columns there is a second pane beside the first.
const WIDE_FROM_COLS: u16 = 100;

/// From this many columns a card's sources stand beside its text.
const THREE_PANES_FROM_COLS: u16 = 160;

/// Text wider than this is hard to read.
const TEXT_COLS: u16 = 80;

/// Tells whether the window is too small for anything.
#[must_use]
pub fn is_too_small(size: Size) -> bool {
    size.cols < LEAST.cols || size.rows < LEAST.rows
}

/// Tells whether there is room for lines that only help the eye.
#[must_use]
pub fn is_tall(size: Size) -> bool {
    TALL_FROM_ROWS <= size.rows
}

/// Tells whether there is room for two panes side by side.
#[must_use]
pub fn is_wide(size: Size) -> bool {
    WIDE_FROM_COLS <= size.cols
}

/// The parts that every place has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Where am I, and what is open.
    pub top: Rect,
    /// The place itself.
    pub body: Rect,
    /// A line across above the bottom lines.
    pub rule: Option<Rect>,
    /// What just happened; without a line of its own it takes the place of the keys.
    pub message: Option<Rect>,
    /// The keys that matter here.
    pub keys: Rect,
}

/// Returns the parts that every place has.
#[must_use]
pub fn frame(size: Size) -> Frame {
    let Size { cols, rows } = size;
    let bottom_rows = if is_tall(size) { 3 } else { 1 };
    let row = |y: u16| Rect::new(0, y.min(rows), cols, u16::from(y < rows));
    let body_rows = rows.saturating_sub(1 + bottom_rows);
    Frame {
        top: row(0),
        body: Rect::new(0, 1.min(rows), cols, body_rows),
        rule: is_tall(size).then(|| row(rows.saturating_sub(3))),
        message: is_tall(size).then(|| row(rows.saturating_sub(2))),
        keys: row(rows.saturating_sub(1)),
    }
}

/// The parts of the Find place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Find {
    /// The search box.
    pub input: Rect,
    /// A line across below it.
    pub rule: Option<Rect>,
    /// The list.
    pub list: Rect,
    /// An upright line between list and section.
    pub separator: Option<Rect>,
    /// The section itself.
    pub section: Option<Rect>,
}

/// Returns the parts of the Find place.
#[must_use]
pub fn find(size: Size) -> Find {
    let (input, below) = split_top(frame(size).body, 1);
    let (rule, below) = if is_tall(size) {
        let (rule, below) = split_top(below, 1);
        (Some(rule), below)
    } else {
        (None, below)
    };
    let (list, separator, section) = if is_wide(size) {
        let list_cols = (size.cols * 46 / 100).clamp(46, 76);
        let (list, separator, section) = split_left(below, list_cols);
        (list, Some(separator), Some(section))
    } else {
        (below, None, None)
    };
    Find {
        input,
        rule,
        list,
        separator,
        section,
    }
}

/// Returns the rows that one hit takes in the list, the blank row after it included.
#[must_use]
pub fn hit_rows(size: Size) -> u16 {
    match size {
        Size { rows: 40.., .. } => 5,
        Size {
            rows: TALL_FROM_ROWS..,
            cols: 50..,
        } => 4,
        _ => 2,
    }
}

/// The parts of the Read place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// The sections.
    pub outline: Option<Rect>,
    /// An upright line between sections and text.
    pub separator: Option<Rect>,
    /// The text.
    pub text: Rect,
    /// An upright line between text and notes.
    pub notes_separator: Option<Rect>,
    /// What the section stands on, in full, where there is room for a third pane.
    pub notes: Option<Rect>,
    /// A line across below the text; where it is that of the sources, they stand in it.
    pub rule: Option<Rect>,
    /// The sources of the section.
    pub sources: Rect,
}

/// Lower windows name one source of a section and how many more there are, in the line below the text.
const TWO_SOURCES_FROM_ROWS: u16 = 30;

/// Returns the parts of the Read place. Its sources stand where other places have the line above the messages.
#[must_use]
pub fn read(size: Size) -> Read {
    let frame = frame(size);
    let body = Rect {
        height: frame.body.height + u16::from(frame.rule.is_some()),
        ..frame.body
    };
    let source_rows = if TWO_SOURCES_FROM_ROWS <= size.rows {
        2
    } else {
        u16::from(body.height > 5)
    };
    let (above, sources) = split_bottom(body, source_rows);
    let (above, rule) = match size.rows {
        TWO_SOURCES_FROM_ROWS.. => {
            let (above, rule) = split_bottom(above, 1);
            (above, Some(rule))
        }
        TALL_FROM_ROWS.. => (above, Some(sources)),
        _ => (above, None),
    };
    let (outline, separator, text) = if is_wide(size) {
        let outline_cols = if 140 <= size.cols { 36 } else { 28 };
        let (outline, separator, text) = split_left(above, outline_cols);
        (Some(outline), Some(separator), text)
    } else {
        (None, None, above)
    };
    let (text, notes_separator, notes) = if THREE_PANES_FROM_COLS <= size.cols {
        let (text, separator, notes) = split_left(text, TEXT_COLS);
        (text, Some(separator), Some(notes))
    } else {
        let text = Rect {
            width: text.width.min(TEXT_COLS),
            ..text
        };
        (text, None, None)
    };
    Read {
        outline,
        separator,
        text,
        notes_separator,
        notes,
        rule,
        sources,
    }
}

/// The parts of the Step place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// All items with their states.
    pub list: Rect,
    /// A line between list and panel: upright beside the list, or across below it.
    pub separator: Rect,
    /// The item in the box: words, answer, rule.
    pub panel: Rect,
}

/// Returns the parts of the Step place.
#[must_use]
pub fn step(size: Size) -> Step {
    let body = frame(size).body;
    if is_wide(size) {
        let list_cols = (size.cols * 48 / 100).clamp(48, 92);
        let (list, separator, panel) = split_left(body, list_cols);
        return Step {
            list,
            separator,
            panel: Rect {
                width: panel.width.min(TEXT_COLS + 10),
                ..panel
            },
        };
    }
    let list_rows = match body.height {
        0..=6 => 1,
        7..=11 => 3,
        rows => rows * 2 / 5,
    };
    let (list, below) = split_top(body, list_rows);
    let (separator, panel) = split_top(below, 1);
    Step { list, separator, panel }
}

/// Returns the area of a popup that wants this much room, in the middle of the window and at most as large.
#[must_use]
pub fn popup(size: Size, want_cols: u16, want_rows: u16) -> Rect {
    let cols = want_cols.min(size.cols);
    let rows = want_rows.min(size.rows);
    Rect::new((size.cols - cols) / 2, (size.rows - rows) / 2, cols, rows)
}

/// Returns the area of a list popup: palette, outline, menu, sources.
#[must_use]
pub fn large_popup(size: Size) -> Rect {
    let cols = if size.cols < 60 {
        size.cols
    } else {
        (size.cols - 8).min(TEXT_COLS + 8)
    };
    let rows = if size.rows < 16 {
        size.rows.saturating_sub(1)
    } else {
        size.rows - 6
    };
    popup(size, cols, rows)
}

/// Returns the area of the date pad: all but the bottom lines, as wide as text is read well.
#[must_use]
pub fn pad(size: Size) -> Rect {
    let parts = frame(size);
    let last = parts.rule.map_or(parts.keys.y, |rule| rule.y + 1);
    let cols = if size.cols < 60 { size.cols } else { size.cols.min(TEXT_COLS + 20) };
    Rect::new((size.cols - cols) / 2, 0, cols, last.min(size.rows))
}

/// Fewest rows of the date pad below a rule's box.
const DOCKED_ROWS: u16 = 8;

/// Rows that are left for the date pad below a rule's box, where the text can be moved so far.
pub const ROOM_FOR_PAD: usize = 12;

/// Returns the area of the date pad below a row of the text of a card; none if there is too little room.
#[must_use]
pub fn docked_pad(size: Size, row: u16) -> Option<Rect> {
    let (_, below) = split_top(read(size).text, row.saturating_add(1));
    (DOCKED_ROWS <= below.height).then_some(below)
}

/// Returns the rows of a list popup below its title, between its lines.
#[must_use]
pub fn popup_rows(size: Size) -> u16 {
    large_popup(size).height.saturating_sub(3)
}

/// Returns how many rows the list of words has: what the meaning beneath it leaves.
#[must_use]
pub fn words_rows(size: Size) -> u16 {
    let rows = popup_rows(size);
    rows.saturating_sub((rows / 2).clamp(4, 8))
}

/// Tells whether a cell lies in an area.
#[must_use]
pub fn holds(area: Rect, col: u16, row: u16) -> bool {
    (area.left()..area.right()).contains(&col) && (area.top()..area.bottom()).contains(&row)
}

fn split_top(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    (
        Rect { height: rows, ..area },
        Rect {
            y: area.y + rows,
            height: area.height - rows,
            ..area
        },
    )
}

fn split_bottom(area: Rect, rows: u16) -> (Rect, Rect) {
    split_top(area, area.height.saturating_sub(rows))
}

/// Splits into left part, a column for a line with a blank on either side, and right part.
fn split_left(area: Rect, cols: u16) -> (Rect, Rect, Rect) {
    let cols = cols.min(area.width);
    let gap = 3.min(area.width - cols);
    let x = area.x + cols;
    (
        Rect { width: cols, ..area },
        Rect {
            x: x + u16::from(gap > 1),
            width: u16::from(gap > 1),
            ..area
        },
        Rect {
            x: x + gap,
            width: area.width - cols - gap,
            ..area
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(size: Size, area: Rect) -> bool {
        area.right() <= size.cols && area.bottom() <= size.rows
    }

    #[test]
    fn every_area_lies_in_the_window_at_any_size() {
        for cols in 0..210 {
            for rows in 0..60 {
                let size = Size { cols, rows };
                let frame = frame(size);
                let find = find(size);
                let read = read(size);
                let step = step(size);
                let areas = [
                    Some(frame.top),
                    Some(frame.body),
                    frame.message,
                    Some(frame.keys),
                    Some(find.input),
                    Some(find.list),
                    find.separator,
                    find.section,
                    read.outline,
                    read.notes_separator,
                    read.notes,
                    Some(read.text),
                    Some(read.sources),
                    Some(step.list),
                    Some(step.separator),
                    Some(step.panel),
                    Some(large_popup(size)),
                    Some(pad(size)),
                ];
                for area in areas.into_iter().flatten() {
                    assert!(inside(size, area), "{area:?} in {size:?}");
                }
            }
        }
    }

    #[test]
    fn the_smallest_usable_window_keeps_four_hits_and_a_panel() {
        let size = Size { cols: 40, rows: 12 };
        assert!(4 <= find(size).list.height / hit_rows(size));
        assert!(5 <= step(size).panel.height);
        assert!(read(size).outline.is_none());
    }
}
