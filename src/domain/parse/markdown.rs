//! Markdown into blocks, with the place of every link and attribute.
//!
//! Does not belong here: what headings and list items mean for a card or a checklist.

mod depth;
mod foreign;
mod marks;

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use crate::domain::attributes::{Attributes, trailing_attributes};
use crate::domain::diagnostic::Code;
use crate::domain::markdown::{AlertKind, Block, CardLink, Inline, ListItem, Target};
use crate::domain::parse::Faults;
use crate::domain::parse::fields::is_unsafe;
use crate::domain::parse::rule::read_rule;
use crate::domain::source::ByteSpan;

use depth::flattened;
pub(in crate::domain) use foreign::without_tags;
use marks::{check_block, check_item, check_marks};

/// A top-level piece of a body.
pub(super) enum Piece {
    /// `##` to `######`, with its level and attributes.
    Heading {
        level: u8,
        words: Vec<Inline>,
        attributes: Option<Attributes>,
        span: ByteSpan,
    },
    /// A bullet list, item by item, for checklists.
    Items(Vec<RawItem>),
    /// Anything else.
    Block(Block),
}

/// A list item with its attributes still apart.
pub(super) struct RawItem {
    /// A task's box.
    pub task: Option<bool>,
    /// The first paragraph.
    pub words: Vec<Inline>,
    /// The attributes at the end of the first paragraph.
    pub attributes: Option<Attributes>,
    /// Items of lists within, in order.
    pub nested: Vec<RawItem>,
    /// Everything else.
    pub rest: Vec<Block>,
    /// The first line's place.
    pub span: ByteSpan,
}

/// How lists are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lists {
    /// As text.
    AsBlocks,
    /// Item by item.
    AsItems,
}

/// Reads the body of `text` from `start` on.
pub(super) fn parse_body(text: &str, start: usize, lists: Lists, faults: &mut Faults) -> Vec<Piece> {
    let pieces = read_pieces(text, start, lists, faults);
    for piece in &pieces {
        match piece {
            Piece::Heading { words, .. } => check_marks(text, words, faults),
            Piece::Items(items) => items.iter().for_each(|item| check_item(text, item, faults)),
            Piece::Block(block) => check_block(text, std::slice::from_ref(block), faults),
        }
    }
    pieces
}

/// Reads a body that was not written for callcard. `resolve` gives the page and section that an address leads to.
pub(super) fn foreign_pieces(text: &str, start: usize, resolve: &dyn Fn(&str) -> Option<String>) -> Vec<Piece> {
    let mut faults = Faults::new("");
    let mut reader = Reader::new(text, start, &mut faults);
    reader.events = foreign::made_plain(std::mem::take(&mut reader.events), resolve);
    reader.pieces(Lists::AsBlocks)
}

/// Returns the events of the Markdown of `text` from `start` on, with their places in `text`.
pub(in crate::domain) fn markdown_events(text: &str, start: usize) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_WIKILINKS
        | Options::ENABLE_STRIKETHROUGH;
    let body = text.get(start..).unwrap_or_default();
    Parser::new_ext(body, options)
        .into_offset_iter()
        .map(move |(event, range)| (event, range.start + start..range.end + start))
}

fn read_pieces(text: &str, start: usize, lists: Lists, faults: &mut Faults) -> Vec<Piece> {
    Reader::new(text, start, faults).pieces(lists)
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

struct Reader<'a, 'f> {
    text: &'a str,
    events: Vec<(Event<'a>, Range<usize>)>,
    at: usize,
    faults: &'f mut Faults,
}

impl<'a, 'f> Reader<'a, 'f> {
    fn new(text: &'a str, start: usize, faults: &'f mut Faults) -> Self {
        let events = flattened(markdown_events(text, start), faults);
        Self {
            text,
            events,
            at: 0,
            faults,
        }
    }

    fn pieces(&mut self, lists: Lists) -> Vec<Piece> {
        let mut pieces = Vec::new();
        while let Some((event, range)) = self.peek() {
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    let level = level_number(*level);
                    pieces.push(self.heading(level, &range));
                }
                Event::Start(Tag::List(None)) if lists == Lists::AsItems => pieces.push(Piece::Items(self.raw_items())),
                _ => {
                    if let Some(block) = self.block() {
                        pieces.push(Piece::Block(block));
                    }
                }
            }
        }
        pieces
    }

    fn peek(&self) -> Option<(&Event<'a>, Range<usize>)> {
        self.events.get(self.at).map(|(event, range)| (event, range.clone()))
    }

    fn take(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        let taken = self.events.get(self.at).cloned();
        self.at += 1;
        taken
    }

    /// Tells whether the next event ends a block.
    fn at_end(&self) -> bool {
        self.peek().is_none_or(|(event, _)| matches!(event, Event::End(_)))
    }

    fn heading(&mut self, level: u8, range: &Range<usize>) -> Piece {
        self.take();
        let line = ByteSpan::from(range.clone());
        let attributes = self.attributes(line);
        let cut = attributes.as_ref().map(|attributes| attributes.span.start);
        let words = self.inlines(cut);
        self.take();
        let len = self.text.get(line.range()).map_or(0, |text| text.trim_end().len());
        Piece::Heading {
            level,
            words,
            attributes,
            span: ByteSpan::new(line.start, line.start + len),
        }
    }

    fn attributes(&mut self, span: ByteSpan) -> Option<Attributes> {
        match trailing_attributes(self.text, span) {
            Ok(attributes) => attributes,
            Err(error) => {
                self.faults.error(
                    Code::BadAttributes,
                    error.span,
                    format!("expected {} here", error.expected),
                    "attributes look like `{#id key=value key=\"two words\"}`",
                );
                None
            }
        }
    }

    /// Reads blocks up to the end of the enclosing block, and that end.
    fn blocks(&mut self) -> Vec<Block> {
        let mut blocks = Vec::new();
        while !self.at_end() {
            blocks.extend(self.block());
        }
        self.take();
        blocks
    }

    /// Reads one block; none for what is not shown.
    fn block(&mut self) -> Option<Block> {
        let (event, range) = self.peek().map(|(event, range)| (event.clone(), range))?;
        match event {
            Event::Start(Tag::Paragraph) => {
                self.take();
                let inlines = self.inlines(None);
                self.take();
                Some(Block::Paragraph(inlines))
            }
            Event::Start(Tag::Heading { .. }) => {
                self.take();
                let inlines = self.inlines(None);
                self.take();
                Some(Block::Heading(inlines))
            }
            Event::Start(Tag::BlockQuote(kind)) => Some(self.quote(kind, ByteSpan::from(range))),
            Event::Start(Tag::List(start)) => {
                self.take();
                Some(Block::List {
                    start,
                    items: self.items(),
                })
            }
            Event::Start(Tag::Table(_)) => {
                self.take();
                Some(self.table())
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(kind))) if kind.as_ref() == "rule" => {
                self.take();
                let start = self.peek().map_or(range.start, |(_, range)| range.start);
                let text = self.raw_text();
                read_rule(&text, start, self.faults).map(|stated| Block::RuleBox(Box::new(stated)))
            }
            Event::Start(Tag::CodeBlock(_)) => {
                self.take();
                Some(Block::Code(self.raw_text()))
            }
            Event::Start(Tag::HtmlBlock) | Event::Html(_) | Event::InlineHtml(_) => {
                self.html(&range);
                None
            }
            Event::Rule => {
                self.take();
                Some(Block::Rule)
            }
            Event::Start(tag) if is_block(&tag) => {
                self.take();
                let blocks = self.blocks();
                Some(Block::Quote(blocks))
            }
            Event::End(_) => {
                self.take();
                None
            }
            _ => Some(Block::Paragraph(self.inlines(None))),
        }
    }

    fn html(&mut self, range: &Range<usize>) {
        let span = ByteSpan::new(range.start, range.end.min(range.start + 40));
        self.faults
            .error(Code::HtmlInText, span, "HTML is not shown", "write it in Markdown");
        if let Some((Event::Start(_), _)) = self.take() {
            while !self.at_end() {
                self.take();
            }
            self.take();
        }
    }

    fn quote(&mut self, kind: Option<BlockQuoteKind>, span: ByteSpan) -> Block {
        self.take();
        let mut blocks = self.blocks();
        let Some(kind) = kind else { return Block::Quote(blocks) };
        let kind = match kind {
            BlockQuoteKind::Important => AlertKind::DoNow,
            BlockQuoteKind::Tip => AlertKind::Say,
            BlockQuoteKind::Note => AlertKind::Note,
            BlockQuoteKind::Warning => AlertKind::Trap,
            BlockQuoteKind::Caution => AlertKind::Changed,
        };
        let change = take_change(&mut blocks);
        if kind == AlertKind::Changed && change.is_none() {
            let span = ByteSpan::new(span.start, (span.start + 14).min(span.end));
            self.faults.error(
                Code::BadAttributes,
                span,
                "a `[!CAUTION]` box names no change",
                "end it with `{change=ID}`, an id of the register of changes",
            );
        }
        Block::Alert { kind, change, blocks }
    }

    fn items(&mut self) -> Vec<ListItem> {
        let mut items = Vec::new();
        while let Some((Event::Start(Tag::Item), _)) = self.peek() {
            self.take();
            let task = self.task_box();
            items.push(ListItem {
                task,
                blocks: self.blocks(),
            });
        }
        self.take();
        items
    }

    fn task_box(&mut self) -> Option<bool> {
        let task = match self.events.get(self.at) {
            Some((Event::TaskListMarker(ticked), _)) => Some(*ticked),
            Some((Event::Start(Tag::Paragraph), _)) => match self.events.get(self.at + 1) {
                Some((Event::TaskListMarker(ticked), _)) => {
                    let ticked = *ticked;
                    self.events.remove(self.at + 1);
                    return Some(ticked);
                }
                _ => None,
            },
            _ => None,
        };
        if task.is_some() {
            self.take();
        }
        task
    }

    fn raw_items(&mut self) -> Vec<RawItem> {
        self.take();
        let mut items = Vec::new();
        while let Some((Event::Start(Tag::Item), range)) = self.peek() {
            self.take();
            let item = self.raw_item(range);
            items.push(item);
        }
        self.take();
        items
    }

    fn raw_item(&mut self, range: Range<usize>) -> RawItem {
        let task = self.task_box();
        let (words, attributes) = self.item_words();
        let mut item = RawItem {
            task,
            words,
            attributes,
            nested: Vec::new(),
            rest: Vec::new(),
            span: first_line(self.text, &range),
        };
        while !self.at_end() {
            match self.peek().map(|(event, _)| event.clone()) {
                Some(Event::Start(Tag::List(None))) => item.nested.extend(self.raw_items()),
                Some(Event::Start(Tag::CodeBlock(CodeBlockKind::Indented))) => {
                    self.take();
                    let text = self.raw_text();
                    // Help that an author indented by six spaces to line up under the box is text, not code.
                    let mut inner = Reader::new(&text, 0, &mut *self.faults);
                    while inner.peek().is_some() {
                        item.rest.extend(inner.block());
                    }
                }
                _ => item.rest.extend(self.block()),
            }
        }
        self.take();
        item
    }

    /// Reads the first paragraph of an item, tight or loose, without the attributes at its end.
    fn item_words(&mut self) -> (Vec<Inline>, Option<Attributes>) {
        let is_loose = matches!(self.peek(), Some((Event::Start(Tag::Paragraph), _)));
        if is_loose {
            self.take();
        }
        let mut end = None;
        let mut depth = 0_usize;
        for (event, range) in self.events.iter().skip(self.at) {
            match event {
                Event::Start(tag) if is_block(tag) => break,
                Event::End(_) if depth == 0 => break,
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
            end = Some(range.end);
        }
        let start = self.peek().map(|(_, range)| range.start);
        let attributes = match (start, end) {
            (Some(start), Some(end)) => self.attributes(ByteSpan::new(start, end)),
            _ => None,
        };
        let cut = attributes.as_ref().map(|attributes| attributes.span.start);
        let words = self.inlines(cut);
        if is_loose {
            self.take();
        }
        (words, attributes)
    }

    fn table(&mut self) -> Block {
        let mut head = Vec::new();
        let mut rows = Vec::new();
        while !matches!(self.peek(), None | Some((Event::End(TagEnd::Table), _))) {
            match self.take() {
                Some((Event::Start(Tag::TableHead), _)) => head = self.cells(),
                Some((Event::Start(Tag::TableRow), _)) => rows.push(self.cells()),
                _ => {}
            }
        }
        self.take();
        Block::Table { head, rows }
    }

    fn cells(&mut self) -> Vec<Vec<Inline>> {
        let mut cells = Vec::new();
        while let Some((Event::Start(Tag::TableCell), _)) = self.peek() {
            self.take();
            cells.push(self.inlines(None));
            self.take();
        }
        self.take();
        cells
    }

    fn raw_text(&mut self) -> String {
        let mut out = String::new();
        while !self.at_end() {
            if let Some((Event::Text(text), _)) = self.take() {
                out.extend(text.chars().filter(|c| !is_unsafe(*c) || *c == '\n'));
            }
        }
        self.take();
        out
    }

    /// Reads inlines up to the end of the enclosing block or the start of an inner one. What begins at or after `cut` is left out.
    fn inlines(&mut self, cut: Option<usize>) -> Vec<Inline> {
        let mut out = Vec::new();
        while let Some((event, range)) = self.peek() {
            match event {
                Event::End(_) => break,
                Event::Start(tag) if is_block(tag) => break,
                _ => {}
            }
            let Some((event, _)) = self.take() else { break };
            let is_cut = cut.is_some_and(|cut| cut <= range.start);
            if let Some(inline) = self.inline(event, &range, cut)
                && !is_cut
            {
                push_inline(&mut out, inline);
            }
        }
        trim_end(&mut out);
        out
    }

    fn inline(&mut self, event: Event<'a>, range: &Range<usize>, cut: Option<usize>) -> Option<Inline> {
        match event {
            Event::Text(text) => {
                let text = match cut {
                    Some(cut) if cut < range.end => self.text.get(range.start..cut.max(range.start)).unwrap_or_default(),
                    _ => &text,
                };
                Some(Inline::Text(self.clean(text, range)))
            }
            Event::Code(text) => Some(Inline::Code(self.clean(&text, range))),
            Event::SoftBreak => Some(Inline::Text(" ".to_owned())),
            Event::HardBreak => Some(Inline::Break),
            Event::Start(Tag::Strong) => Some(Inline::Strong(self.inner(cut))),
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let words = self.inner(cut);
                Some(self.link(link_type, &dest_url, words, range))
            }
            Event::Start(_) => Some(Inline::Emphasis(self.inner(cut))),
            Event::InlineHtml(_) | Event::Html(_) => {
                self.faults.error(
                    Code::HtmlInText,
                    ByteSpan::from(range.clone()),
                    "HTML is not shown",
                    "write it in Markdown; write `&lt;` for a plain `<`",
                );
                None
            }
            _ => None,
        }
    }

    fn inner(&mut self, cut: Option<usize>) -> Vec<Inline> {
        let inner = self.inlines(cut);
        self.take();
        inner
    }

    fn clean(&mut self, text: &str, range: &Range<usize>) -> String {
        let span = ByteSpan::from(range.clone());
        if text.chars().any(|c| is_unsafe(c) && c != '\t' && c != '\n') {
            self.faults.error(
                Code::UnsafeText,
                span,
                "control characters in the text",
                "type the text anew; terminal codes are not shown",
            );
        }
        text.chars().filter(|c| !is_unsafe(*c)).collect()
    }

    fn link(&mut self, link_type: LinkType, address: &str, words: Vec<Inline>, range: &Range<usize>) -> Inline {
        let span = ByteSpan::from(range.clone());
        let LinkType::WikiLink { has_pothole } = link_type else {
            let address: String = address.chars().filter(|c| !is_unsafe(*c)).collect();
            if !(address.starts_with("https://") || address.starts_with("http://")) {
                self.faults.error(
                    Code::DeadLink,
                    span,
                    format!("`{address}` is no web address"),
                    "link to cards with `[[card#anchor]]`, to the web with `https://`",
                );
            }
            return Inline::Web { address, words };
        };
        if let Some(id) = address.strip_prefix("figure:") {
            return Inline::Figure {
                id: id.trim().to_owned(),
                span,
            };
        }
        let (id, anchor) = match address.split_once('#') {
            Some((id, anchor)) => (id, Some(anchor.trim().trim_end_matches('\\').to_owned())),
            None => (address, None),
        };
        let shown: String = words
            .iter()
            .map(|inline| match inline {
                Inline::Text(text) | Inline::Code(text) => text.as_str(),
                _ => "",
            })
            .collect();
        let words = (has_pothole && !shown.trim().is_empty()).then(|| shown.trim().to_owned());
        Inline::Link(CardLink {
            target: Target {
                id: id.trim().trim_end_matches('\\').to_owned(),
                anchor,
            },
            words,
            span,
        })
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::HtmlBlock
            | Tag::List(_)
            | Tag::Item
            | Tag::Table(_)
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
    )
}

fn first_line(text: &str, range: &Range<usize>) -> ByteSpan {
    let body = text.get(range.clone()).unwrap_or_default();
    let len = body.find('\n').unwrap_or(body.len());
    ByteSpan::new(range.start, range.start + body.get(..len).unwrap_or_default().trim_end().len())
}

/// Adds an inline, joining neighbouring texts, so that one text is one piece.
fn push_inline(out: &mut Vec<Inline>, inline: Inline) {
    if let (Some(Inline::Text(before)), Inline::Text(text)) = (out.last_mut(), &inline) {
        before.push_str(text);
    } else {
        out.push(inline);
    }
}

fn trim_end(inlines: &mut Vec<Inline>) {
    while let Some(Inline::Text(text)) = inlines.last_mut() {
        text.truncate(text.trim_end().len());
        if !text.is_empty() {
            break;
        }
        inlines.pop();
    }
}

/// Takes `{change=ID}` off the end of the last paragraph.
fn take_change(blocks: &mut [Block]) -> Option<String> {
    let Some(Block::Paragraph(inlines)) = blocks.last_mut() else {
        return None;
    };
    let Some(Inline::Text(text)) = inlines.last_mut() else {
        return None;
    };
    let open = text.rfind("{change=")?;
    let id = text.get(open..)?.strip_prefix("{change=")?.strip_suffix('}')?.trim().to_owned();
    text.truncate(open);
    trim_end(inlines);
    Some(id)
}

#[cfg(test)]
mod tests;
