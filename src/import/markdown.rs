//! A Markdown file into pieces. HTML in it is left out.
//!
//! Does not belong here: files that are cards already (`domain::parse`).

use pulldown_cmark::{BlockQuoteKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use crate::domain::parse::{is_unsafe_char, split_front_matter};

use super::piece::{Kind, Page, Piece, squeeze};

/// Reads a Markdown file.
pub(super) fn read(text: &str) -> Page {
    let split = split_front_matter(text);
    let front = split.and_then(|split| text.get(split.yaml.range())).unwrap_or_default();
    let title = front.lines().find_map(|line| line.strip_prefix("title:")).unwrap_or_default();
    let body = split.map_or(text, |split| text.get(split.body_start..).unwrap_or_default());
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_GFM | Options::ENABLE_WIKILINKS;
    let mut reader = Reader::default();
    for event in Parser::new_ext(body, options) {
        reader.event(event);
    }
    reader.end(Kind::Paragraph);
    Page {
        title: squeeze(title.trim().trim_matches(['"', '\''])),
        pieces: reader.pieces,
    }
}

#[derive(Default)]
struct Reader {
    pieces: Vec<Piece>,
    words: String,
    /// The next number of each list that is open; none for bullets.
    lists: Vec<Option<u64>>,
    /// The item that waits for its words.
    item: Option<Kind>,
    /// The label of the box that is open.
    label: Option<&'static str>,
    rows: Vec<Vec<String>>,
    /// The address of the link that is open.
    address: String,
    is_html: bool,
    is_code: bool,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.stop(tag),
            Event::Text(text) | Event::Code(text) if !self.is_html => self.words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.words.push(' '),
            Event::TaskListMarker(is_ticked) => self.words.push_str(if is_ticked { "[x] " } else { "[ ] " }),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::List(first) => {
                self.end(Kind::Paragraph);
                self.lists.push(first);
            }
            Tag::Item => {
                self.end(Kind::Paragraph);
                let number = self.lists.last_mut().and_then(|next| {
                    let number = *next;
                    *next = next.map(|number| number.saturating_add(1));
                    number
                });
                self.item = Some(Kind::Item(number));
            }
            Tag::BlockQuote(kind) => {
                self.end(Kind::Paragraph);
                self.label = kind.map(label);
            }
            Tag::Link { link_type, dest_url, .. } => {
                let is_web = !matches!(link_type, LinkType::WikiLink { .. }) && dest_url.starts_with("http");
                self.address = if is_web { squeeze(&dest_url) } else { String::new() };
            }
            Tag::CodeBlock(_) => {
                self.end(Kind::Paragraph);
                self.is_code = true;
            }
            Tag::HtmlBlock => self.is_html = true,
            Tag::Table(_) => {
                self.end(Kind::Paragraph);
                self.rows.clear();
            }
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            Tag::Paragraph | Tag::Heading { .. } => self.end(Kind::Paragraph),
            _ => {}
        }
    }

    fn stop(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => self.end(Kind::Heading(number(level))),
            TagEnd::Paragraph | TagEnd::Item => self.end(Kind::Paragraph),
            TagEnd::List(_) => {
                self.end(Kind::Paragraph);
                self.lists.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.end(Kind::Paragraph);
                self.label = None;
            }
            TagEnd::Link if !self.address.is_empty() && !self.words.ends_with(&self.address) => {
                self.words.push_str(&format!(" ({})", self.address));
            }
            TagEnd::CodeBlock => {
                let words: String = self.words.chars().filter(|c| *c == '\n' || !is_unsafe_char(*c)).collect();
                self.words.clear();
                self.is_code = false;
                self.pieces.push(Piece::new(Kind::Code, self.lists.len(), words.trim_end()));
            }
            TagEnd::HtmlBlock => self.is_html = false,
            TagEnd::TableCell => {
                let cell = squeeze(&std::mem::take(&mut self.words));
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.rows);
                self.pieces.push(Piece::new(Kind::Table(rows), self.lists.len(), ""));
            }
            _ => {}
        }
    }

    /// Ends the words that were being read; the first words of an item are the item.
    fn end(&mut self, kind: Kind) {
        if self.is_code {
            return;
        }
        let mut words = squeeze(&std::mem::take(&mut self.words));
        if words.is_empty() {
            return;
        }
        if let Some(label) = self.label.take() {
            words = format!("{label}: {words}");
        }
        let kind = match (kind, self.item.take()) {
            (Kind::Paragraph, Some(item)) => item,
            (kind, _) => kind,
        };
        let depth = if matches!(kind, Kind::Heading(_)) { 0 } else { self.lists.len() };
        self.pieces.push(Piece::new(kind, depth, &words));
    }
}

fn label(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "NOTE",
        BlockQuoteKind::Tip => "TIP",
        BlockQuoteKind::Important => "IMPORTANT",
        BlockQuoteKind::Warning => "WARNING",
        BlockQuoteKind::Caution => "CAUTION",
    }
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
