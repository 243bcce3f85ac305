//! A page copied as text: bullets, numbers, indents and tabs into pieces.
//!
//! Does not belong here: which lines are headings (`outline`).

use super::piece::{Kind, Page, Piece, squeeze};

/// Lines no longer than this, all of them, were broken by the program that saved them.
const WRAPPED_COLS: usize = 110;

/// Reads a page of plain text.
pub(super) fn read(text: &str) -> Page {
    let mut reader = Reader {
        is_wrapped: text.lines().map(|line| line.chars().count()).max().unwrap_or_default() <= WRAPPED_COLS,
        ..Reader::default()
    };
    for line in text.lines() {
        reader.line(line);
    }
    reader.end_table();
    Page {
        title: String::new(),
        pieces: reader.pieces,
    }
}

#[derive(Default)]
struct Reader {
    is_wrapped: bool,
    pieces: Vec<Piece>,
    /// Indents of the list items that are open.
    open: Vec<usize>,
    /// Rows of the table that is being read.
    rows: Vec<Vec<String>>,
    /// Whether a line that is no beginning goes on with the piece before.
    may_go_on: bool,
}

impl Reader {
    fn line(&mut self, line: &str) {
        let words = squeeze(line);
        if words.is_empty() {
            self.end_table();
            self.may_go_on = false;
            return;
        }
        let (marker, rest) = marker(line.trim_start());
        if marker.is_none() && line.trim().contains('\t') {
            self.rows.push(line.trim().split('\t').map(squeeze).collect());
            return;
        }
        self.end_table();
        let indent = indent_of(line);
        self.open.retain(|open| *open < indent);
        match marker {
            Some(Marker::Bullet) => self.item(None, indent, rest),
            Some(Marker::Number(number)) if indent > 0 => self.item(Some(number), indent, rest),
            _ => self.paragraph(indent, &words),
        }
    }

    fn item(&mut self, number: Option<u64>, indent: usize, rest: &str) {
        self.open.push(indent);
        self.pieces.push(Piece::new(Kind::Item(number), self.open.len(), &squeeze(rest)));
        self.may_go_on = self.is_wrapped;
    }

    fn paragraph(&mut self, indent: usize, words: &str) {
        if self.may_go_on
            && !begins(words)
            && let Some(last) = self.pieces.last_mut()
        {
            last.text.push(' ');
            last.text.push_str(words);
            return;
        }
        if indent == 0 {
            self.open.clear();
        }
        let depth = self.open.len();
        // Browsers copy an item's number on a line of its own.
        if let Some(last) = self.pieces.last_mut()
            && matches!(last.kind, Kind::Item(_))
            && last.depth == depth.min(super::piece::MOST_DEPTH)
            && is_marker_alone(&last.text)
        {
            let join = if last.text.is_empty() { "" } else { " " };
            if !last.text.is_empty() {
                last.kind = Kind::Item(None);
            }
            last.text.push_str(join);
            last.text.push_str(words);
        } else {
            self.pieces.push(Piece::new(Kind::Paragraph, depth, words));
        }
        self.may_go_on = self.is_wrapped;
    }

    fn end_table(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        if let [row] = rows.as_slice() {
            self.pieces.push(Piece::new(Kind::Paragraph, 0, &squeeze(&row.join(" "))));
        } else if !rows.is_empty() {
            self.pieces.push(Piece::new(Kind::Table(rows), 0, ""));
        }
    }
}

enum Marker {
    Bullet,
    Number(u64),
}

/// Returns the mark of a list at the beginning of a line, and what comes after it.
fn marker(line: &str) -> (Option<Marker>, &str) {
    let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    if matches!(first, "•" | "◦" | "▪" | "·" | "‣" | "o" | "-" | "*" | "\u{f0b7}") {
        return (Some(Marker::Bullet), rest);
    }
    let number = first.strip_suffix(['.', ')']).and_then(|digits| digits.parse().ok());
    match number {
        Some(number) => (Some(Marker::Number(number)), rest),
        None => (None, line),
    }
}

/// Tells whether words begin something new even on a line right below another.
fn begins(words: &str) -> bool {
    let first = words.split(' ').next().unwrap_or_default();
    let is_mark = first
        .strip_suffix('.')
        .is_some_and(|mark| mark.len() == 1 || mark.parse::<u8>().is_ok());
    is_mark || super::outline::label(words).is_some() || super::outline::is_furniture(words)
}

/// Tells whether an item holds its letter and nothing else.
fn is_marker_alone(text: &str) -> bool {
    text.is_empty() || (text.len() <= 3 && text.ends_with(['.', ')']))
}

fn indent_of(line: &str) -> usize {
    line.chars()
        .take_while(|c| c.is_whitespace())
        .map(|c| if c == '\t' { 4 } else { 1 })
        .sum()
}
