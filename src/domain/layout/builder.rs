//! A page put together piece by piece: title, sections, lists of related cards, sources.
//!
//! Does not belong here: which pieces a page has (`entry`, `checklist`, `sources`).

use jiff::civil::Date;

use super::blocks::{layout_blocks, prefixed};
use super::sources::{change_line, source_notes};
use super::wrap::{Piece, shown, wrap};
use super::{Line, Page, PageAnchor, Role, Setting, Span, Symbols};
use crate::domain::card::{Card, Heading, OPENING, Section};
use crate::domain::library::{Currency, Entry, Library};
use crate::domain::markdown::{Block, CardLink, Inline, ListItem, Target};
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
}

/// Returns a few words for how current an entry is, and before them whether nobody stands for its text.
#[must_use]
pub fn currency_words(head: &Heading, currency: Currency) -> String {
    let words = match currency {
        Currency::Current => "no later change found",
        Currency::Unknown => "not looked up since",
        Currency::FiguresOutOfDate => "amounts out of date",
        Currency::Changed => "changed since",
    };
    head.standing(words)
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

    /// Adds blocks after a blank line.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        if blocks.is_empty() {
            return;
        }
        self.page.blank();
        self.indented(blocks, 0);
    }

    pub(super) fn indented(&mut self, blocks: &[Block], indent_cols: usize) {
        let library = self.reader.library;
        let page = layout_blocks(
            blocks,
            &Setting {
                width_cols: self.reader.width_cols.saturating_sub(indent_cols).max(1),
                symbols: self.reader.symbols,
                words: &library.words(self.reader.today),
                change_line: &|id| change_line(library, id),
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
        let currency = currency_words(head, self.reader.library.currency(entry, self.reader.today));
        let facts = [
            entry.kind_label().to_owned(),
            programs.join(" "),
            head.region.label().to_owned(),
            if as_of.is_empty() {
                String::new()
            } else {
                format!("text of {as_of}")
            },
            currency,
        ];
        let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
        let dot = format!(" {} ", self.reader.symbols.dot());
        self.close_words(&facts.join(&dot), Role::Quiet);
        self.words(&head.summary, Role::Text);
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

    pub(super) fn sources(&mut self, head: &Heading) {
        if head.sources.is_empty() {
            return;
        }
        self.anchor("/sources", "Sources", 2);
        self.close_words("Sources", Role::Heading);
        for note in source_notes(self.reader.library, &head.sources) {
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
        for note in source_notes(self.reader.library, sources) {
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
