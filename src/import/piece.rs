//! The flat form that every page is read into: headings, paragraphs, list items and tables, each with its depth.
//!
//! Does not belong here: what the words mean (`outline`).

use crate::domain::parse::is_unsafe_char;

/// What a piece is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A heading that the page marks as one, with its level from 1.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A list item, with its number if it has one.
    Item(Option<u64>),
    /// Rows of cells.
    Table(Vec<Vec<String>>),
    /// Lines to be kept as they are.
    Code,
}

/// One piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// What it is.
    pub(super) kind: Kind,
    /// 0 outside of lists; an item of a list has 1, and so has a paragraph within it.
    pub(super) depth: usize,
    /// The words; empty for a table.
    pub(super) text: String,
}

impl Piece {
    pub(super) fn new(kind: Kind, depth: usize, text: &str) -> Self {
        Self {
            kind,
            depth: depth.min(MOST_DEPTH),
            text: text.to_owned(),
        }
    }

    /// Tells whether there is anything to read in it.
    pub(super) fn is_empty(&self) -> bool {
        !matches!(self.kind, Kind::Table(_)) && self.text.is_empty()
    }
}

/// A page as read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Page {
    /// The title that the page states apart from its text.
    pub(super) title: String,
    /// The text.
    pub(super) pieces: Vec<Piece>,
}

/// Deepest list that is kept apart.
pub(super) const MOST_DEPTH: usize = 6;

/// Returns words on one line: without control characters, each run of white space one space.
pub(super) fn squeeze(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_unsafe_char(*c) && !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}'))
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}
