//! A page saved from a browser into pieces. Scripts, styles and whatever is for the browser alone are dropped.
//!
//! The tokenizer is html5gum's: it reads any bytes as browsers do, and makes no tree, so that no depth of tags can
//! exhaust the stack. Does not belong here: which pieces are headings of sections (`outline`).

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::piece::{Kind, Page, Piece, squeeze};

/// Elements whose content is not text of the page.
const DROPPED: [&str; 16] = [
    "script", "style", "noscript", "template", "svg", "math", "nav", "select", "button", "iframe", "object", "audio", "video", "canvas",
    "textarea", "title",
];

/// Elements that end a line of text.
const BLOCKS: [&str; 32] = [
    "p",
    "div",
    "section",
    "article",
    "main",
    "aside",
    "header",
    "footer",
    "body",
    "html",
    "head",
    "form",
    "fieldset",
    "address",
    "blockquote",
    "pre",
    "hr",
    "dl",
    "dt",
    "dd",
    "figure",
    "figcaption",
    "details",
    "summary",
    "center",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "colgroup",
    "col",
    "legend",
];

/// Tables within tables that are kept apart.
const MOST_TABLES: usize = 8;

/// Reads a page.
pub(super) fn read(text: &str) -> Page {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut reader = Reader::default();
    for token in Tokenizer::new_with_emitter(text, emitter) {
        match token {
            Ok(Token::StartTag(tag)) => reader.start(&tag),
            Ok(Token::EndTag(tag)) => reader.stop(&String::from_utf8_lossy(&tag.name)),
            Ok(Token::String(words)) => reader.text(&String::from_utf8_lossy(&words)),
            _ => {}
        }
    }
    reader.finish()
}

/// A table that is being read.
#[derive(Default)]
struct Table {
    rows: Vec<Vec<Vec<Piece>>>,
}

#[derive(Default)]
struct Reader {
    title: String,
    pieces: Vec<Piece>,
    words: String,
    /// The next number of each list that is open; none for bullets.
    lists: Vec<Option<u64>>,
    /// The item that waits for its words.
    item: Option<Kind>,
    heading: Option<u8>,
    tables: Vec<Table>,
    /// Tables that are open beyond [`MOST_TABLES`].
    deeper_tables: usize,
    /// The element whose content is being dropped, and how often it is open.
    dropped: Option<(String, usize)>,
    address: String,
}

impl Reader {
    fn start(&mut self, tag: &StartTag<()>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        if let Some((dropped, depth)) = &mut self.dropped {
            if *dropped == name {
                *depth += 1;
            }
            return;
        }
        if DROPPED.contains(&name.as_str()) && !tag.self_closing {
            self.dropped = Some((name, 1));
            return;
        }
        match name.as_str() {
            "br" => self.words.push(' '),
            "ul" | "ol" | "menu" => {
                self.end();
                let first = attribute(tag, "start").and_then(|start| start.parse().ok()).unwrap_or(1);
                let is_plain = attribute(tag, "type").is_none_or(|kind| kind == "1");
                self.lists.push((name == "ol" && is_plain).then_some(first));
            }
            "li" => self.start_item(),
            "table" => self.start_table(),
            "tr" => {
                self.end();
                if let Some(table) = self.tables.last_mut().filter(|_| self.deeper_tables == 0) {
                    table.rows.push(Vec::new());
                }
            }
            "td" | "th" => self.start_cell(),
            "a" => {
                let address = attribute(tag, "href").unwrap_or_default();
                let is_kept = address.starts_with("http") && !address.contains("poms");
                self.address = if is_kept { squeeze(&address) } else { String::new() };
            }
            _ => match level(&name) {
                Some(level) => {
                    self.end();
                    self.heading = Some(level);
                }
                None if BLOCKS.contains(&name.as_str()) => self.end(),
                None => {}
            },
        }
    }

    fn start_item(&mut self) {
        self.end();
        let number = self.lists.last_mut().and_then(|next| {
            let number = *next;
            *next = next.map(|number| number.saturating_add(1));
            number
        });
        self.item = Some(Kind::Item(number));
    }

    fn start_table(&mut self) {
        self.end();
        if self.tables.len() < MOST_TABLES {
            self.tables.push(Table::default());
        } else {
            self.deeper_tables += 1;
        }
    }

    fn start_cell(&mut self) {
        self.end();
        if let Some(table) = self.tables.last_mut().filter(|_| self.deeper_tables == 0) {
            if table.rows.is_empty() {
                table.rows.push(Vec::new());
            }
            if let Some(row) = table.rows.last_mut() {
                row.push(Vec::new());
            }
        }
    }

    fn stop(&mut self, name: &str) {
        if let Some((dropped, depth)) = &mut self.dropped {
            if dropped == name {
                *depth -= 1;
                if *depth == 0 {
                    self.dropped = None;
                }
            }
            return;
        }
        match name {
            "ul" | "ol" | "menu" => {
                self.end();
                self.lists.pop();
                self.item = None;
            }
            "table" => self.stop_table(),
            "a" if !self.address.is_empty() => {
                let address = std::mem::take(&mut self.address);
                if !self.words.ends_with(&address) {
                    self.words.push_str(&format!(" ({address})"));
                }
            }
            "li" | "td" | "th" | "tr" => self.end(),
            _ if level(name).is_some() || BLOCKS.contains(&name) => self.end(),
            _ => {}
        }
    }

    fn stop_table(&mut self) {
        self.end();
        if self.deeper_tables > 0 {
            self.deeper_tables -= 1;
            return;
        }
        let Some(table) = self.tables.pop() else { return };
        let is_layout = table.rows.iter().all(|row| row.len() < 2)
            || table
                .rows
                .iter()
                .flatten()
                .flatten()
                .any(|piece| matches!(piece.kind, Kind::Heading(_) | Kind::Table(_)));
        if is_layout {
            for piece in table.rows.into_iter().flatten().flatten() {
                self.push(piece);
            }
            return;
        }
        let cell = |pieces: Vec<Piece>| pieces.into_iter().map(|piece| piece.text).collect::<Vec<_>>().join(" ");
        let rows = table
            .rows
            .into_iter()
            .filter(|row| !row.is_empty())
            .map(|row| row.into_iter().map(cell).collect())
            .collect();
        self.push(Piece::new(Kind::Table(rows), self.lists.len(), ""));
    }

    fn text(&mut self, words: &str) {
        match &self.dropped {
            Some((name, _)) if name == "title" && self.title.is_empty() => self.title = squeeze(words),
            Some(_) => {}
            None => self.words.push_str(words),
        }
    }

    /// Ends the words that were being read; the first words of an item are the item.
    fn end(&mut self) {
        let words = squeeze(&std::mem::take(&mut self.words));
        if words.is_empty() {
            return;
        }
        let kind = match (self.heading.take(), self.item.take()) {
            (Some(level), None) => Kind::Heading(level),
            (_, Some(item)) => item,
            (None, None) => Kind::Paragraph,
        };
        let is_heading = matches!(kind, Kind::Heading(_));
        let depth = if is_heading { 0 } else { self.lists.len() };
        self.push(Piece::new(kind, depth, &words));
    }

    /// Adds a piece to the cell that is open, or else to the page.
    fn push(&mut self, piece: Piece) {
        let cell = self
            .tables
            .last_mut()
            .and_then(|table| table.rows.last_mut())
            .and_then(|row| row.last_mut());
        cell.unwrap_or(&mut self.pieces).push(piece);
    }

    fn finish(mut self) -> Page {
        self.end();
        self.deeper_tables = 0;
        while !self.tables.is_empty() {
            self.stop_table();
        }
        Page {
            title: self.title,
            pieces: self.pieces,
        }
    }
}

fn attribute(tag: &StartTag<()>, name: &str) -> Option<String> {
    tag.attributes
        .get(name.as_bytes())
        .map(|value| String::from_utf8_lossy(value).into_owned())
}

fn level(name: &str) -> Option<u8> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}
