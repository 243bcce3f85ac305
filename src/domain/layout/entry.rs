//! Whole cards, parts of cards and blank checklists as pages: title, text, related cards, sources.
//!
//! Does not belong here: progress through a checklist, what is selected, colours.

use jiff::civil::Date;

use super::blocks::layout_blocks;
use super::sources::{change_line, source_notes};
use super::wrap::{Piece, shown, wrap};
use super::{Line, Page, PageAnchor, Role, Setting, Symbols};
use crate::domain::card::{Card, Heading, OPENING, Section};
use crate::domain::checklist::{Ask, Checklist, Item, Step};
use crate::domain::condition::{Comparison, Condition};
use crate::domain::library::{Currency, Entry, Library};
use crate::domain::markdown::{AlertKind, Block, CardLink, Inline, Target};
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

/// Returns a few words for how current an entry is.
#[must_use]
pub fn currency_words(currency: Currency) -> &'static str {
    match currency {
        Currency::Current => "no later change found",
        Currency::Unknown => "not looked up since",
        Currency::FiguresOutOfDate => "amounts out of date",
        Currency::Changed => "changed since",
    }
}

/// Returns a whole card: title, opening, sections, related cards, sources.
///
/// `named_by` are the ids of cards and checklists that link to it.
#[must_use]
pub fn layout_card(card: &Card, named_by: &[&str], reader: &Reader<'_>) -> Page {
    let mut builder = Builder::new(*reader);
    builder.title(Entry::Card(card));
    for section in &card.sections {
        builder.section(section);
    }
    builder.related("Checklists", "/checklists", &card.checklists);
    builder.related("See also", "/see-also", &card.head.see_also);
    let named_by: Vec<String> = named_by.iter().map(|id| (*id).to_owned()).collect();
    builder.related("Named by", "/named-by", &named_by);
    builder.sources(&card.head);
    builder.finish()
}

/// Whether the boxes before the first heading of a card come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// What to do and say comes first.
    First,
    /// Only the section.
    Without,
}

/// Returns one section of a card with the parts below it, what it stands on, and the checklists that carry it out.
///
/// An unknown anchor gives the whole of the opening.
#[must_use]
pub fn layout_section(card: &Card, anchor: &str, opening: Opening, reader: &Reader<'_>) -> Page {
    let mut builder = Builder::new(*reader);
    let section_idx = card.sections.iter().position(|section| section.anchor == anchor).unwrap_or(0);
    let path: Vec<&str> = std::iter::once(card.head.title.as_str())
        .chain(card.heading_path(section_idx))
        .collect();
    let arrow = format!(" {} ", reader.symbols.arrow());
    builder.words(&path.join(&arrow), Role::Title);
    let Some(section) = card.sections.get(section_idx) else {
        return builder.finish();
    };
    if opening == Opening::First && section.anchor != OPENING {
        let is_box = |block: &&Block| matches!(block, Block::Alert { kind, .. } if matches!(kind, AlertKind::DoNow | AlertKind::Say));
        let boxes: Vec<Block> = card
            .find_section(OPENING)
            .map(|opening| opening.blocks.iter().filter(is_box).cloned().collect())
            .unwrap_or_default();
        builder.blocks(&boxes);
    }
    builder.blocks(&section.blocks);
    let parts = card.sections.iter().skip(section_idx + 1);
    for part in parts.take_while(|part| section.level > 1 && part.level > section.level) {
        builder.section(part);
    }
    builder.from_lines(&section.sources);
    let checklists: Vec<&str> = card.checklists.iter().map(String::as_str).collect();
    builder.checklist_lines(&checklists);
    builder.finish()
}

/// Returns a blank checklist: every chunk and step with what it asks, when it applies, and the ways it can end.
#[must_use]
pub fn layout_checklist(checklist: &Checklist, reader: &Reader<'_>) -> Page {
    let mut builder = Builder::new(*reader);
    builder.title(Entry::Checklist(checklist));
    builder.blocks(&checklist.intro);
    for chunk in &checklist.chunks {
        builder.anchor(&chunk.id, &chunk.heading, 2);
        builder.words(&chunk.heading, Role::Heading);
        if let Some(condition) = &chunk.condition {
            builder.close_words(&format!("Only if {}", condition_words(condition, checklist)), Role::Quiet);
        }
        builder.blocks(&chunk.help);
        builder.page.blank();
        for item in &chunk.items {
            builder.item(checklist, item);
        }
    }
    builder.related("See also", "/see-also", &checklist.head.see_also);
    builder.sources(&checklist.head);
    builder.finish()
}

struct Builder<'a> {
    reader: Reader<'a>,
    page: Page,
}

impl<'a> Builder<'a> {
    fn new(reader: Reader<'a>) -> Self {
        Self {
            reader,
            page: Page::default(),
        }
    }

    fn finish(mut self) -> Page {
        while self.page.lines.last().is_some_and(Line::is_blank) {
            self.page.lines.pop();
        }
        self.page.place_links();
        self.page
    }

    fn anchor(&mut self, name: &str, heading: &str, level: u8) {
        self.page.blank();
        self.page.anchors.push(PageAnchor {
            name: name.to_owned(),
            heading: heading.to_owned(),
            level,
            line: self.page.lines.len(),
        });
    }

    /// Adds words after a blank line.
    fn words(&mut self, text: &str, role: Role) {
        self.page.blank();
        self.close_words(text, role);
    }

    /// Adds words right below the line before.
    fn close_words(&mut self, text: &str, role: Role) {
        let piece = Piece::new(&shown(text, self.reader.symbols), role);
        self.page.lines.extend(wrap(&[piece], self.reader.width_cols));
    }

    /// Adds blocks after a blank line.
    fn blocks(&mut self, blocks: &[Block]) {
        if blocks.is_empty() {
            return;
        }
        self.page.blank();
        self.indented(blocks, 0);
    }

    fn indented(&mut self, blocks: &[Block], indent_cols: usize) {
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
        let indent = super::Span::new(" ".repeat(indent_cols), Role::Text);
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

    fn title(&mut self, entry: Entry<'_>) {
        let head = entry.head();
        self.anchor(OPENING, &head.title, 1);
        self.close_words(&head.title, Role::Title);
        let programs: Vec<&str> = head.programs.iter().map(|program| program.label()).collect();
        let as_of = self.reader.library.as_of(&head.sources);
        let currency = currency_words(self.reader.library.currency(entry, self.reader.today));
        let facts = [
            entry.kind_label().to_owned(),
            programs.join(" "),
            head.region.label().to_owned(),
            if as_of.is_empty() {
                String::new()
            } else {
                format!("text of {as_of}")
            },
            currency.to_owned(),
        ];
        let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
        let dot = format!(" {} ", self.reader.symbols.dot());
        self.close_words(&facts.join(&dot), Role::Quiet);
        self.words(&head.summary, Role::Text);
    }

    fn section(&mut self, section: &Section) {
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
    fn related(&mut self, heading: &str, anchor: &str, ids: &[String]) {
        if ids.is_empty() {
            return;
        }
        self.anchor(anchor, heading, 2);
        self.close_words(heading, Role::Heading);
        let items = ids
            .iter()
            .map(|id| crate::domain::markdown::ListItem {
                task: None,
                blocks: vec![Block::Paragraph(vec![link_to(id)])],
            })
            .collect();
        self.indented(&[Block::List { start: None, items }], 0);
    }

    fn sources(&mut self, head: &Heading) {
        if head.sources.is_empty() {
            return;
        }
        self.anchor("/sources", "Sources", 2);
        self.close_words("Sources", Role::Heading);
        for note in source_notes(self.reader.library, &head.sources) {
            let date = if note.date.is_empty() {
                String::new()
            } else {
                format!(", text of {}", note.date)
            };
            self.close_words(&format!("{}{date}: {}", note.citation, note.status), Role::Quiet);
        }
    }

    /// Adds `FROM` lines: what a section stands on and whether that still holds.
    fn from_lines(&mut self, sources: &[String]) {
        self.page.blank();
        for note in source_notes(self.reader.library, sources) {
            self.labelled("FROM", &format!("{} ({}): {}", note.citation, note.date, note.status));
        }
    }

    fn checklist_lines(&mut self, ids: &[&str]) {
        for id in ids {
            let title = self.reader.library.find(id).map_or(*id, |entry| &entry.head().title);
            self.labelled("DO", &format!("checklist: {title}"));
        }
    }

    fn labelled(&mut self, label: &str, text: &str) {
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

    fn item(&mut self, checklist: &Checklist, item: &Item) {
        match item {
            Item::Step(step) => self.step(checklist, step),
            Item::Compute(compute) => self.hanging("  = ", &compute.words, "worked out from the answers"),
            Item::End(end) => {
                let sentence = checklist.find_outcome(&end.outcome).map_or("", |outcome| &outcome.sentence);
                let words = if end.words.is_empty() { end.outcome.as_str() } else { &end.words };
                self.hanging("END ", &format!("{words} {sentence}"), "");
            }
        }
        if let Some(condition) = item.condition() {
            self.hanging("    ", "", &format!("only if {}", condition_words(condition, checklist)));
        }
    }

    fn step(&mut self, checklist: &Checklist, step: &Step) {
        self.page.anchors.push(PageAnchor {
            name: step.id.clone(),
            heading: step.words.clone(),
            level: 4,
            line: self.page.lines.len(),
        });
        self.hanging("[ ] ", &step.words, &ask_words(&step.ask));
        for wording in &step.wordings {
            let when = condition_words(&wording.when, checklist);
            self.hanging("    ", &wording.words, &format!("words used if {when}"));
        }
        self.indented(&step.help, 4);
        let mut links: Vec<Inline> = Vec::new();
        for rule in &step.rules {
            links.push(Inline::Text(if links.is_empty() { "rule: " } else { ", " }.to_owned()));
            links.push(Inline::Link(rule.clone()));
        }
        if !links.is_empty() {
            self.indented(&[Block::Paragraph(links)], 4);
        }
    }

    fn hanging(&mut self, mark: &str, words: &str, quiet: &str) {
        let symbols = self.reader.symbols;
        let mut pieces = vec![Piece::new(&shown(words, symbols), Role::Text)];
        if !words.is_empty() && !quiet.is_empty() {
            pieces.push(Piece::new(" ", Role::Text));
        }
        if !quiet.is_empty() {
            pieces.push(Piece::new(&shown(quiet, symbols), Role::Quiet));
        }
        let lines = wrap(&pieces, self.reader.width_cols.saturating_sub(mark.len()).max(1));
        let rest = super::Span::new(" ".repeat(mark.len()), Role::Text);
        self.page
            .lines
            .extend(super::blocks::prefixed(lines, &super::Span::new(mark, Role::Frame), &rest));
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

/// Returns what a step asks for, in words; empty for a tick.
#[must_use]
pub fn ask_words(ask: &Ask) -> String {
    match ask {
        Ask::Tick => String::new(),
        Ask::YesNo | Ask::Choice(_) => format!("({})", ask.options().join(" / ")),
        Ask::Date => "(a day)".to_owned(),
        Ask::Month => "(a month)".to_owned(),
        Ask::Months => "(months)".to_owned(),
        Ask::Amount => "(an amount)".to_owned(),
        Ask::Text => "(in words)".to_owned(),
    }
}

/// Returns a condition in words, with each answer named by its step's words.
#[must_use]
pub fn condition_words(condition: &Condition, checklist: &Checklist) -> String {
    let name = |id: &str| match checklist.find_item(id) {
        Some(Item::Step(step)) => format!("\u{201c}{}\u{201d}", step.words),
        Some(Item::Compute(compute)) if !compute.words.is_empty() => format!("\u{201c}{}\u{201d}", compute.words),
        _ => id.to_owned(),
    };
    let joined = |parts: &[Condition], word: &str| {
        let parts: Vec<String> = parts.iter().map(|part| condition_words(part, checklist)).collect();
        parts.join(word)
    };
    match condition {
        Condition::Compare {
            subject,
            comparison,
            values,
        } => format!("{} {} {}", name(&subject.item), comparison_words(*comparison), values.join(" or ")),
        Condition::Known(subject) => format!("{} is known", name(&subject.item)),
        Condition::All(parts) => joined(parts, " and "),
        Condition::Any(parts) => joined(parts, " or "),
        Condition::Not(inner) => format!("not ({})", condition_words(inner, checklist)),
    }
}

fn comparison_words(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Is => "is",
        Comparison::IsNot => "is not",
        Comparison::Less => "is before or below",
        Comparison::AtMost => "is at most",
        Comparison::More => "is after or above",
        Comparison::AtLeast => "is at least",
    }
}
