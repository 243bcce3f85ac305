//! A page put together piece by piece: title, sections, lists of related cards, sources.
//!
//! Does not belong here: which pieces a page has (`entry`, `checklist`, `sources`).

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::blocks::{hangs, layout_blocks, prefixed};
use super::sources::{change_line, source_notes};
use super::wrap::{Piece, shorten, shown, wrap};
use super::{BoxEnd, Detail, Line, Page, PageAnchor, Role, Setting, Span, Symbols};
use crate::domain::card::{Card, Heading, OPENING, Section};
use crate::domain::library::{Entry, Library};
use crate::domain::markdown::{AlertKind, Block, CardLink, Inline, ListItem, Target};
use crate::domain::register::{Change, ChangeKind};
use crate::domain::rules::ValueKind;
use crate::domain::source::ByteSpan;

/// What laying out an entry needs.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// All content, for titles, amounts and sources.
    pub library: &'a Library,
    /// Today, for amounts.
    pub today: Date,
    /// Width in columns.
    pub width_cols: usize,
    /// Which characters may be drawn.
    pub symbols: Symbols,
    /// How much is told beside the text itself.
    pub detail: Detail,
    /// What was worked out last in rule boxes, in words by the id of the rule; none where nothing can be worked out in them.
    pub worked: Option<&'a BTreeMap<String, String>>,
}

/// Returns the word before a change: `CHANGED`, or `COMING` before its day.
#[must_use]
pub fn change_label(change: &Change, today: Date) -> &'static str {
    match change.kind_on(today) {
        ChangeKind::Pending => "COMING",
        _ => AlertKind::Changed.label(),
    }
}

pub(super) struct Builder<'a> {
    pub(super) reader: Reader<'a>,
    pub(super) page: Page,
}

impl<'a> Builder<'a> {
    pub(super) fn new(reader: Reader<'a>) -> Self {
        Self {
            reader,
            page: Page::default(),
        }
    }

    pub(super) fn finish(mut self) -> Page {
        while self.page.lines.last().is_some_and(Line::is_blank) {
            self.page.lines.pop();
        }
        self.page.place_links();
        self.page
    }

    pub(super) fn anchor(&mut self, name: &str, heading: &str, level: u8) {
        self.page.blank();
        self.page.anchors.push(PageAnchor {
            name: name.to_owned(),
            heading: heading.to_owned(),
            level,
            line: self.page.lines.len(),
        });
    }

    /// Adds words after a blank line.
    pub(super) fn words(&mut self, text: &str, role: Role) {
        self.page.blank();
        self.close_words(text, role);
    }

    /// Adds words right below the line before.
    pub(super) fn close_words(&mut self, text: &str, role: Role) {
        let piece = Piece::new(&shown(text, self.reader.symbols), role);
        self.page.lines.extend(wrap(&[piece], self.reader.width_cols));
    }

    /// Adds blocks after a blank line; a box that hangs on its label stands apart without one.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        let Some(first) = blocks.first() else { return };
        if !hangs(first, self.reader.width_cols) {
            self.page.blank();
        }
        self.indented(blocks, 0);
    }

    pub(super) fn indented(&mut self, blocks: &[Block], indent_cols: usize) {
        let (library, today) = (self.reader.library, self.reader.today);
        let words = library.words(today);
        let words = match self.reader.detail {
            Detail::Full => words,
            Detail::Brief => words.without_citations(),
        };
        let page = layout_blocks(
            blocks,
            &Setting {
                width_cols: self.reader.width_cols.saturating_sub(indent_cols).max(1),
                symbols: self.reader.symbols,
                detail: self.reader.detail,
                words: &words,
                change_line: &|id| change_line(library, id, today),
                box_end: &|id| box_end(&self.reader, id),
            },
        );
        let first_link = self.page.links.len();
        self.page.links.extend(page.links);
        let indent = Span::new(" ".repeat(indent_cols), Role::Text);
        for mut line in page.lines {
            for span in &mut line.spans {
                if let Role::Link(link_idx) = &mut span.role {
                    *link_idx += first_link;
                }
            }
            if indent_cols > 0 && !line.spans.is_empty() {
                line.spans.insert(0, indent.clone());
            }
            self.page.lines.push(line);
        }
    }

    pub(super) fn title(&mut self, entry: Entry<'_>) {
        let head = entry.head();
        self.anchor(OPENING, &head.title, 1);
        self.close_words(&head.title, Role::Title);
        let programs: Vec<&str> = head.programs.iter().map(|program| program.label()).collect();
        let as_of = self.reader.library.as_of(&head.sources);
        let standing = self.reader.library.standing(entry, self.reader.today);
        let facts = [
            entry.kind_label().to_owned(),
            programs.join(" "),
            head.region.label().to_owned(),
            if as_of.is_empty() {
                String::new()
            } else {
                format!("text of {as_of}")
            },
            standing.words(),
        ];
        let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
        let dot = format!(" {} ", self.reader.symbols.dot());
        self.close_words(&facts.join(&dot), Role::Quiet);
        for change in standing.grave() {
            self.change_line(change);
        }
        self.words(&head.summary, Role::Text);
    }

    /// Adds one line: from when a change holds, and what; its box says all of it.
    fn change_line(&mut self, change: &Change) {
        let (today, symbols) = (self.reader.today, self.reader.symbols);
        let label = format!("{} ", change_label(change, today));
        let room = self.reader.width_cols.saturating_sub(label.len());
        let words = shorten(&shown(&change.line(today), symbols), room, symbols);
        self.page.lines.push(Line {
            spans: vec![Span::new(label, Role::AlertLabel(AlertKind::Changed)), Span::new(words, Role::Text)],
        });
    }

    pub(super) fn section(&mut self, section: &Section) {
        if section.level > 1 {
            self.anchor(&section.anchor, &section.heading, section.level);
            self.close_words(&section.heading, Role::Heading);
            if !section.blocks.is_empty() {
                self.indented(&section.blocks, 0);
            }
        } else {
            self.blocks(&section.blocks);
        }
    }

    /// Adds a heading and a list of links to entries; nothing if there are none.
    pub(super) fn related(&mut self, heading: &str, anchor: &str, ids: &[String]) {
        if ids.is_empty() {
            return;
        }
        self.anchor(anchor, heading, 2);
        self.close_words(heading, Role::Heading);
        let items = ids
            .iter()
            .map(|id| ListItem {
                task: None,
                blocks: vec![Block::Paragraph(vec![link_to(id)])],
            })
            .collect();
        self.indented(&[Block::List { start: None, items }], 0);
    }

    /// Adds a heading and links to entries after each other; nothing if there are none.
    pub(super) fn related_running(&mut self, heading: &str, anchor: &str, ids: &[&str]) {
        if ids.is_empty() {
            return;
        }
        self.anchor(anchor, heading, 2);
        self.close_words(heading, Role::Heading);
        let between = Inline::Text(format!(" {} ", self.reader.symbols.dot()));
        let mut links: Vec<Inline> = ids.iter().flat_map(|id| [link_to(id), between.clone()]).collect();
        links.pop();
        self.indented(&[Block::Paragraph(links)], 0);
    }

    pub(super) fn sources(&mut self, head: &Heading) {
        if head.sources.is_empty() {
            return;
        }
        self.anchor("/sources", "Sources", 2);
        self.close_words("Sources", Role::Heading);
        for note in source_notes(self.reader.library, &head.sources, self.reader.today) {
            self.close_words(&format!("{}: {}", note.dated(), note.status), Role::Quiet);
        }
    }

    /// Adds a section as the rule of a step: where it stands, its text, what it stands on.
    pub(super) fn rule(&mut self, card: &Card, anchor: &str) {
        let Some(section_idx) = card.sections.iter().position(|section| section.anchor == anchor) else {
            return;
        };
        let path: Vec<&str> = std::iter::once(card.head.title.as_str())
            .chain(card.heading_path(section_idx))
            .collect();
        let arrow = format!(" {} ", self.reader.symbols.arrow());
        self.page.blank();
        self.labelled("RULE", &path.join(&arrow));
        if let Some(section) = card.sections.get(section_idx) {
            self.indented(&section.blocks, 0);
            self.source_lines(&section.sources);
        }
    }

    /// Adds `FROM` lines: what a section stands on and whether that still holds.
    pub(super) fn source_lines(&mut self, sources: &[String]) {
        self.page.blank();
        for note in source_notes(self.reader.library, sources, self.reader.today) {
            self.labelled("FROM", &format!("{}: {}", note.dated(), note.status));
        }
    }

    pub(super) fn checklist_lines(&mut self, ids: &[&str]) {
        for id in ids {
            let title = self.reader.library.find(id).map_or(*id, |entry| &entry.head().title);
            self.labelled("DO", &format!("checklist: {title}"));
        }
    }

    pub(super) fn labelled(&mut self, label: &str, text: &str) {
        let block = Block::Paragraph(vec![
            Inline::Strong(vec![Inline::Text(format!("{label} "))]),
            Inline::Text(text.to_owned()),
        ]);
        let first = self.page.lines.len();
        self.indented(&[block], 0);
        for line in self.page.lines.iter_mut().skip(first) {
            for span in line.spans.iter_mut().filter(|span| span.role == Role::Text) {
                span.role = Role::Quiet;
            }
        }
    }

    pub(super) fn hanging(&mut self, mark: &str, words: &str, quiet: &str) {
        let symbols = self.reader.symbols;
        let mut pieces = vec![Piece::new(&shown(words, symbols), Role::Text)];
        if !words.is_empty() && !quiet.is_empty() {
            pieces.push(Piece::new(" ", Role::Text));
        }
        if !quiet.is_empty() {
            pieces.push(Piece::new(&shown(quiet, symbols), Role::Quiet));
        }
        let lines = wrap(&pieces, self.reader.width_cols.saturating_sub(mark.len()).max(1));
        let rest = Span::new(" ".repeat(mark.len()), Role::Text);
        self.page.lines.extend(prefixed(lines, &Span::new(mark, Role::Frame), &rest));
    }
}

/// Returns the end of a rule's box, where the rule can be worked out in it.
fn box_end(reader: &Reader<'_>, id: &str) -> Option<BoxEnd> {
    let worked = reader.worked?;
    let rule = reader.library.rules.find(id)?;
    let link = if rule.first_asked().is_some_and(|input| input.kind == ValueKind::Date) {
        "[type a date]"
    } else {
        "[d: work it out]"
    };
    Some(BoxEnd {
        result: worked.get(id).cloned(),
        link: link.to_owned(),
    })
}

fn link_to(id: &str) -> Inline {
    Inline::Link(CardLink {
        target: Target {
            id: id.to_owned(),
            anchor: None,
        },
        words: None,
        span: ByteSpan::default(),
    })
}
