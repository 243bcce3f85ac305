//! What lists need of cards and checklists: everything but their text.
//!
//! A line of a list names a title, headings, sources, and how current the place is. To read all of a card for that takes
//! longer than the search, so this is packed beside it (`late`): the same card without what it says. Where there is no such
//! thing, the card itself says the same.
//! Does not belong here: where it is packed (the build script, `builtin`).

use super::card::{Card, Section};
use super::checklist::{Ask, Checklist, Chunk, Item, Step};
use super::currency::figures_of;
use super::library::{Entry, Library};
use super::markdown::{Block, CardLink, Inline};
use super::source::ByteSpan;

impl Card {
    /// Returns the card without its text: of that, only which amounts it shows and which changes it tells of.
    #[must_use]
    pub fn glance(&self) -> Self {
        Self {
            head: self.head.clone(),
            kind: self.kind,
            checklists: self.checklists.clone(),
            sections: self.sections.iter().map(Section::glance).collect(),
        }
    }
}

impl Section {
    fn glance(&self) -> Self {
        let tells = |block: &Block| match block {
            Block::Alert {
                kind,
                change: Some(change),
                ..
            } => Some(Block::Alert {
                kind: *kind,
                change: Some(change.clone()),
                blocks: Vec::new(),
            }),
            _ => None,
        };
        let figure = |id: &str| Inline::Figure {
            id: id.to_owned(),
            span: ByteSpan::default(),
        };
        let mut blocks: Vec<Block> = self.blocks.iter().filter_map(tells).collect();
        let figures: Vec<Inline> = figures_of(&self.blocks).into_iter().map(figure).collect();
        if !figures.is_empty() {
            blocks.push(Block::Paragraph(figures));
        }
        Self {
            anchor: self.anchor.clone(),
            heading: self.heading.clone(),
            level: self.level,
            is_rule: self.is_rule,
            sources: self.sources.clone(),
            blocks,
            span: self.span,
        }
    }
}

impl Checklist {
    /// Returns the checklist without its text: of that, only the headings and the rules that each step carries out.
    #[must_use]
    pub fn glance(&self) -> Self {
        Self {
            head: self.head.clone(),
            is_worksheet: self.is_worksheet,
            outcomes: Vec::new(),
            intro: Vec::new(),
            chunks: self.chunks.iter().map(Chunk::glance).collect(),
            letters: Vec::new(),
            text: String::new(),
        }
    }
}

impl Chunk {
    fn glance(&self) -> Self {
        Self {
            id: self.id.clone(),
            heading: self.heading.clone(),
            condition: None,
            help: Vec::new(),
            items: self.items.iter().map(glance_at_item).collect(),
            span: self.span,
        }
    }
}

/// A step, with the rules that it carries out; all other items are named like steps that carry out none.
fn glance_at_item(item: &Item) -> Item {
    let rules = match item {
        Item::Step(step) => step.rules.as_slice(),
        Item::Compute(_) | Item::End(_) => &[],
    };
    let link = |link: &CardLink| CardLink {
        target: link.target.clone(),
        words: None,
        span: link.span,
    };
    Item::Step(Step {
        id: item.id().to_owned(),
        words: String::new(),
        ask: Ask::Tick,
        condition: None,
        one_of: None,
        fact: None,
        rules: rules.iter().map(link).collect(),
        help: Vec::new(),
        wordings: Vec::new(),
        span: item.span(),
    })
}

impl Library {
    /// Returns what lists need of the card or checklist with `id`: all but its text.
    #[must_use]
    pub fn glance(&self, id: &str) -> Option<Entry<'_>> {
        let card = self.cards.glance(id).map(Entry::Card);
        card.or_else(|| self.checklists.glance(id).map(Entry::Checklist))
    }
}
