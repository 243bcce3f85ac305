//! Words broken into lines by display width, and text freed of what a terminal could act on.
//!
//! Does not belong here: blocks, roles beyond carrying them along.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::{Line, Role, Span, Symbols};

/// Returns `text` without control characters and without characters that turn or hide text.
///
/// Tabs and line ends become spaces.
#[must_use]
pub fn clean(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\r' => Some(' '),
            c if is_unseen(c) => None,
            c => Some(c),
        })
        .collect()
}

/// Tells whether a character is no sign of its own: it steers a terminal, or turns or hides text.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    c.is_control() || is_hidden(c)
}

/// Bidirectional controls, zero-width signs, tags and variation selectors: they change what is seen without being seen.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
}

/// Returns typographic signs as ASCII; other characters stay.
fn plain_signs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2013}' | '\u{2014}' | '\u{2212}' => out.push('-'),
            '\u{2018}' | '\u{2019}' => out.push('\''),
            '\u{201c}' | '\u{201d}' => out.push('"'),
            '\u{2026}' => out.push_str("..."),
            '\u{2022}' | '\u{b7}' => out.push('*'),
            '\u{a7}' => out.push_str("sec."),
            '\u{a0}' | '\u{202f}' => out.push(' '),
            '\u{2192}' => out.push_str("->"),
            '\u{2265}' => out.push_str(">="),
            '\u{2264}' => out.push_str("<="),
            '\u{d7}' => out.push('x'),
            c => out.push(c),
        }
    }
    out
}

/// Returns `text` fit to be shown with these symbols.
pub(super) fn shown(text: &str, symbols: Symbols) -> String {
    let text = clean(text);
    match symbols {
        Symbols::Unicode => text,
        Symbols::Ascii => plain_signs(&text),
    }
}

/// Returns `text` cut to `width_cols` columns, with an ellipsis if something is left out.
#[must_use]
pub fn shorten(text: &str, width_cols: usize, symbols: Symbols) -> String {
    if text.width() <= width_cols {
        return text.to_owned();
    }
    let ellipsis = symbols.ellipsis();
    let (room, ending) = if ellipsis.width() <= width_cols {
        (width_cols - ellipsis.width(), ellipsis)
    } else {
        (width_cols, "")
    };
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        used += grapheme.width();
        if used > room {
            break;
        }
        out.push_str(grapheme);
    }
    out.truncate(out.trim_end().len());
    out.push_str(ending);
    out
}

/// Returns plain words broken into lines of at most `width_cols` columns.
#[must_use]
pub fn wrap_words(text: &str, width_cols: usize) -> Vec<String> {
    wrap(&[Piece::new(&clean(text), Role::Text)], width_cols)
        .iter()
        .map(Line::plain)
        .collect()
}

/// Running text with one role, before it is broken into lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) role: Role,
    /// Whether a line ends after it.
    pub(super) is_break: bool,
}

impl Piece {
    pub(super) fn new(text: &str, role: Role) -> Self {
        Self {
            text: text.to_owned(),
            role,
            is_break: false,
        }
    }

    pub(super) fn line_break() -> Self {
        Self {
            text: String::new(),
            role: Role::Text,
            is_break: true,
        }
    }
}

/// Breaks pieces into lines of at most `width_cols` columns, at spaces where possible. At least one line.
pub(super) fn wrap(pieces: &[Piece], width_cols: usize) -> Vec<Line> {
    let mut filler = Filler::new(width_cols.max(1));
    for piece in pieces {
        if piece.is_break {
            filler.end_word();
            filler.end_line();
            continue;
        }
        for grapheme in piece.text.graphemes(true) {
            if grapheme.chars().all(|c| c == ' ') {
                filler.end_word();
                filler.space = Some(piece.role);
            } else {
                filler.word.push((grapheme.to_owned(), piece.role));
            }
        }
    }
    filler.end_word();
    filler.end_line();
    while filler.lines.len() > 1 && filler.lines.last().is_some_and(Line::is_blank) {
        filler.lines.pop();
    }
    filler.lines
}

struct Filler {
    width_cols: usize,
    lines: Vec<Line>,
    line: Line,
    used: usize,
    word: Vec<(String, Role)>,
    /// A space seen since the last word, with its role.
    space: Option<Role>,
}

impl Filler {
    fn new(width_cols: usize) -> Self {
        Self {
            width_cols,
            lines: Vec::new(),
            line: Line::default(),
            used: 0,
            word: Vec::new(),
            space: None,
        }
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let word = std::mem::take(&mut self.word);
        let word_width: usize = word.iter().map(|(grapheme, _)| grapheme.width()).sum();
        let space = self.space.take().filter(|_| self.used > 0);
        if self.used + usize::from(space.is_some()) + word_width > self.width_cols && self.used > 0 {
            self.end_line();
        } else if let Some(role) = space {
            // A space between two spans of one role keeps it, so that a link is underlined as a whole.
            let role = match (self.line.spans.last(), word.first()) {
                (Some(before), Some((_, after))) if before.role == role && *after == role => role,
                _ => Role::Text,
            };
            self.push(" ", role);
        }
        for (grapheme, role) in word {
            if self.used + grapheme.width() > self.width_cols && self.used > 0 {
                self.end_line();
            }
            self.push(&grapheme, role);
        }
    }

    fn push(&mut self, text: &str, role: Role) {
        self.used += text.width();
        match self.line.spans.last_mut() {
            Some(span) if span.role == role => span.text.push_str(text),
            _ => self.line.spans.push(Span::new(text, role)),
        }
    }

    fn end_line(&mut self) {
        self.lines.push(std::mem::take(&mut self.line));
        self.used = 0;
        self.space = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, width_cols: usize, expected: &[&str]) {
        assert_eq!(wrap_words(text, width_cols), expected, "{text:?} at {width_cols}");
    }

    #[test]
    fn lines_break_at_spaces_and_long_words_are_cut() {
        check("one two three", 7, &["one two", "three"]);
        check("abcdefgh ij", 3, &["abc", "def", "gh", "ij"]);
        check("", 5, &[""]);
        check("a  b", 5, &["a b"]);
    }

    #[test]
    fn width_counts_columns_not_bytes() {
        check("日本語 x", 4, &["日本", "語 x"]);
        check("日本", 1, &["日", "本"]);
    }

    #[test]
    fn shortened_text_never_exceeds_the_width() {
        assert_eq!(shorten("close-out", 6, Symbols::Unicode), "close…");
        assert_eq!(shorten("close-out", 6, Symbols::Ascii), "clo...");
        assert_eq!(shorten("close-out", 2, Symbols::Ascii), "cl");
        assert_eq!(shorten("close", 5, Symbols::Unicode), "close");
    }

    #[test]
    fn escape_sequences_and_hidden_turns_do_not_get_through() {
        assert_eq!(clean("a\u{1b}[31mb\u{7}\u{202e}c\u{9b}"), "a[31mbc");
        assert_eq!(clean("a\tb\nc"), "a b c");
    }

    #[test]
    fn typographic_signs_become_ascii_when_asked() {
        assert_eq!(shown("\u{201c}5 \u{2013} 6\u{201d}", Symbols::Ascii), "\"5 - 6\"");
    }
}
