//! Source text and places in it: a file's name and text, byte spans, and their line and column.
//!
//! Does not belong here: reading from disk (that is `store`), wording of messages (that is `report`).

use std::ops::Range;

/// One text file of content, already read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The name shown in messages: relative to its content folder, with `/` between parts.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// Whether the file came with the program or from a folder of the user's.
    pub origin: Origin,
}

/// Where a content file came from. Later origins overlay earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Origin {
    /// Compiled into the program.
    BuiltIn,
    /// A folder of the user's; the number is its place in the order given, from 0.
    Overlay(u16),
}

/// A half-open range of byte offsets into a file's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, serde::Serialize, serde::Deserialize)]
pub struct ByteSpan {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl ByteSpan {
    /// Returns the span from `start` to `end`; an end before the start gives an empty span.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start,
            end: end.max(start),
        }
    }

    /// Returns this span moved right by `offset_bytes`.
    #[must_use]
    pub fn shifted(self, offset_bytes: usize) -> Self {
        Self {
            start: self.start + offset_bytes,
            end: self.end + offset_bytes,
        }
    }

    /// Returns the span as a range.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

impl From<Range<usize>> for ByteSpan {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A place for people: line and column, both counted from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineCol {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub col: usize,
}

impl LineCol {
    /// Returns the line and column of byte `offset` in `text`; an offset past the end means the end.
    #[must_use]
    pub fn of(text: &str, offset: usize) -> Self {
        let upto = floor_boundary(text, offset);
        let before = text.get(..upto).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: before.matches('\n').count() + 1,
            col: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        }
    }
}

/// Returns the largest character boundary of `text` that is not after `offset`.
#[must_use]
pub fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_and_in_characters() {
        let text = "ab\n\u{e9}x";
        assert_eq!(LineCol::of(text, 0), LineCol { line: 1, col: 1 });
        assert_eq!(LineCol::of(text, 3), LineCol { line: 2, col: 1 });
        assert_eq!(LineCol::of(text, 5), LineCol { line: 2, col: 2 });
        assert_eq!(LineCol::of(text, 99), LineCol { line: 2, col: 3 });
    }
}
