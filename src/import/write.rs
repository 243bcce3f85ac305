//! Pieces as the Markdown of a card. Notes and exceptions become boxes, examples quotes; every sign of Markdown in the
//! words is made plain.
//!
//! Does not belong here: front matter (`draft`).

use crate::domain::paper::{markdown, markdown_start};

use super::draft::Counts;
use super::links::{Places, cut_citations};
use super::outline::{cut_labels, label};
use super::piece::{Kind, Piece};

/// Boxes within boxes that are kept apart.
const MOST_BOXES: usize = 3;

/// Writes pieces, and counts the boxes.
pub(super) struct Writer<'a> {
    places: &'a Places,
    counts: Counts,
    out: String,
    /// Whether the last line was an item, so that the next one follows without a gap.
    is_after_item: bool,
}

/// Returns the Markdown of the pieces of one section, and what is in it.
pub(super) fn write(pieces: &[Piece], places: &Places) -> (String, Counts) {
    let mut writer = Writer {
        places,
        counts: Counts::default(),
        out: String::new(),
        is_after_item: false,
    };
    let pieces: Vec<Piece> = pieces.iter().flat_map(apart).collect();
    writer.blocks(&pieces, "", 0);
    (writer.out, writer.counts)
}

/// Returns a piece with the notes in the midst of it as pieces of their own.
fn apart(piece: &Piece) -> Vec<Piece> {
    if !matches!(piece.kind, Kind::Paragraph | Kind::Item(_)) {
        return vec![piece.clone()];
    }
    let cut = cut_labels(&piece.text);
    let kinds = [piece.kind.clone()].into_iter().chain(std::iter::repeat(Kind::Paragraph));
    cut.into_iter()
        .zip(kinds)
        .map(|(words, kind)| Piece::new(kind, piece.depth, words))
        .collect()
}

impl Writer<'_> {
    fn blocks(&mut self, pieces: &[Piece], prefix: &str, boxes: usize) {
        let outer = |piece: &Piece| match piece.kind {
            Kind::Item(_) => piece.depth.saturating_sub(1),
            _ => piece.depth,
        };
        let base = pieces.iter().map(outer).min().unwrap_or_default();
        // The columns by which each open list moves its text to the right.
        let mut widths: Vec<usize> = Vec::new();
        let mut rest = pieces;
        while let Some((piece, after)) = rest.split_first() {
            rest = after;
            widths.truncate(outer(piece).saturating_sub(base));
            let indent = format!("{prefix}{}", " ".repeat(widths.iter().sum()));
            let found = label(&piece.text).filter(|_| piece.kind == Kind::Paragraph && boxes < MOST_BOXES);
            if let Some(found) = found {
                let (inner, after) = rest.split_at_checked(held(found.2, piece.depth, rest)).unwrap_or((rest, &[]));
                rest = after;
                self.boxed(found, inner, &indent, boxes);
            } else {
                widths.extend(self.block(piece, &indent));
            }
        }
    }

    /// Writes one piece; returns the columns by which an item moves what belongs to it.
    fn block(&mut self, piece: &Piece, indent: &str) -> Option<usize> {
        match &piece.kind {
            Kind::Item(number) => {
                if let Some((name, ..)) = label(&piece.text) {
                    self.count(name);
                }
                let mark = number.map_or_else(|| "- ".to_owned(), |number| format!("{}. ", number.min(999_999_999)));
                let words = format!("{mark}{}", self.start(&piece.text));
                if self.is_after_item {
                    self.out.push_str(&format!("{indent}{}\n", words.trim_end()));
                } else {
                    self.line(indent, &words);
                }
                self.is_after_item = true;
                return Some(mark.len());
            }
            Kind::Paragraph => self.line(indent, &self.start(&piece.text)),
            Kind::Heading(_) => self.line(indent, &format!("#### {}", self.start(&piece.text))),
            Kind::Table(rows) => self.table(rows, indent),
            Kind::Code => self.code(&piece.text, indent),
        }
        None
    }

    /// Writes a label with its words and what it holds as a box.
    fn boxed(&mut self, (name, whole, words): (&str, &str, &str), inner: &[Piece], indent: &str, boxes: usize) {
        self.count(name);
        let prefix = format!("{indent}> ");
        self.out.push_str(&format!("{}\n", indent.trim_end()));
        if name != "EXAMPLE" {
            self.out.push_str(&format!("{prefix}[!NOTE]\n"));
        }
        let (words, inner) = match inner.split_first() {
            Some((first, rest)) if words.is_empty() && first.kind == Kind::Paragraph => (first.text.as_str(), rest),
            _ => (words, inner),
        };
        let is_plain_note = whole.eq_ignore_ascii_case("note");
        let said = if is_plain_note && !(words.is_empty() && inner.is_empty()) {
            String::new()
        } else {
            format!("**{}:** ", markdown(&capitalized(whole)))
        };
        let first = if said.is_empty() { self.start(words) } else { self.linked(words) };
        let line = format!("{said}{first}");
        if !line.trim().is_empty() {
            self.out.push_str(&format!("{prefix}{}\n", line.trim_end()));
        }
        self.is_after_item = false;
        self.blocks(inner, &prefix, boxes + 1);
        self.is_after_item = false;
    }

    fn count(&mut self, name: &str) {
        match name {
            "EXAMPLE" => self.counts.examples += 1,
            "EXCEPTION" => self.counts.exceptions += 1,
            _ => self.counts.notes += 1,
        }
    }

    fn table(&mut self, rows: &[Vec<String>], indent: &str) {
        let Some(width) = rows.iter().map(Vec::len).max().filter(|width| *width > 0) else {
            return;
        };
        self.counts.tables += 1;
        let row = |cells: &Vec<String>| {
            let cells: Vec<String> = (0..width)
                .map(|idx| cells.get(idx).map_or_else(String::new, |cell| self.linked_by(cell, "\\|")))
                .collect();
            format!("| {} |", cells.join(" | "))
        };
        let mut lines: Vec<String> = rows.iter().map(row).collect();
        lines.insert(1, format!("|{}", " --- |".repeat(width)));
        self.line(indent, &lines.join(&format!("\n{indent}")));
    }

    fn code(&mut self, text: &str, indent: &str) {
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
        let fence = "`".repeat(longest.max(2) + 1);
        let lines: Vec<&str> = [fence.as_str()].into_iter().chain(text.lines()).chain([fence.as_str()]).collect();
        self.line(indent, &lines.join(&format!("\n{indent}")));
    }

    /// Writes one block, with an empty line before it.
    fn line(&mut self, prefix: &str, words: &str) {
        self.out.push_str(&format!("{}\n{prefix}{}\n", prefix.trim_end(), words.trim_end()));
        self.is_after_item = false;
    }

    /// Returns words fit to begin a line, in which citations of known sections are links.
    fn start(&self, words: &str) -> String {
        let words = words.trim_start();
        let plain_len = cut_citations(words)
            .first()
            .filter(|(_, citation)| citation.is_none())
            .map_or(0, |(plain, _)| plain.len());
        let (plain, rest) = words.split_at_checked(plain_len).unwrap_or((words, ""));
        format!("{}{}", markdown_start(&harmless(plain)), self.linked(rest))
    }

    /// Returns words in which citations of known sections are links.
    fn linked(&self, words: &str) -> String {
        self.linked_by(words, "|")
    }

    fn linked_by(&self, words: &str, bar: &str) -> String {
        cut_citations(words)
            .into_iter()
            .map(|(text, citation)| match citation.and_then(|citation| self.places.find(&citation)) {
                Some(target) => format!("[[{target}{bar}{text}]]"),
                None => markdown(&harmless(text)),
            })
            .collect()
    }
}

/// Returns how many of the pieces after a label belong to it: what is set deeper, or the one paragraph that follows.
fn held(words: &str, depth: usize, rest: &[Piece]) -> usize {
    let deeper = |pieces: &[Piece]| pieces.iter().take_while(|piece| depth < piece.depth).count();
    if !words.is_empty() {
        return if words.ends_with(':') { deeper(rest) } else { 0 };
    }
    match rest.split_first() {
        Some((next, _)) if depth < next.depth => deeper(rest),
        Some((next, after)) if next.kind == Kind::Paragraph && next.depth == depth && label(&next.text).is_none() => {
            1 + if next.text.ends_with(':') { deeper(after) } else { 0 }
        }
        Some((next, _)) if matches!(next.kind, Kind::Table(_) | Kind::Code) => 1,
        _ => 0,
    }
}

/// Returns words in which nothing is taken for a link or for the name of a change.
pub(super) fn harmless(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.replace("{change=", "{ change=").chars() {
        if c == '[' && out.ends_with('[') {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// Returns `EXCEPTIONS` as `Exceptions`.
fn capitalized(words: &str) -> String {
    let mut chars = words.chars();
    let first: String = chars.next().into_iter().collect();
    first + &chars.as_str().to_lowercase()
}
