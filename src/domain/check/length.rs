//! How long a card is to read: somebody on the phone has a minute.
//!
//! Does not belong here: how long its text is on a screen (`layout`).

use super::Checker;
use crate::domain::card::Card;
use crate::domain::diagnostic::{Code, Severity};
use crate::domain::library::Library;
use crate::domain::markdown::{Block, ListItem, Target, Words, plain_blocks};
use crate::domain::source::ByteSpan;

/// Words that are read in a minute with room to find one's place; tables are looked up, not read, and do not count.
pub const MOST_WORDS: usize = 250;

/// Titles for links, and an amount as it stands while it is known.
struct Counted<'a>(&'a Library);

impl Words for Counted<'_> {
    fn link(&self, target: &Target) -> String {
        self.0.title(target)
    }

    fn figure(&self, _id: &str) -> String {
        "$1,000 (2026)".to_owned()
    }
}

/// Returns how many words somebody reads in a card from its summary to its last section, without tables and the boxes of rules.
///
/// An amount counts as two words on any day, so that no card gets too long by a new year.
#[must_use]
pub fn words_to_read(library: &Library, card: &Card) -> usize {
    let words = Counted(library);
    let count = |text: &str| {
        let is_word = |word: &&str| word.contains(char::is_alphanumeric);
        text.split_whitespace().filter(is_word).count()
    };
    let sections = card.sections.iter().map(|section| {
        let told = plain_blocks(&without_tables(&section.blocks), &words);
        let heading = if section.level > 1 { count(&section.heading) } else { 0 };
        heading + count(&told)
    });
    count(&card.head.summary) + sections.sum::<usize>()
}

fn without_tables(blocks: &[Block]) -> Vec<Block> {
    let read = blocks
        .iter()
        .filter(|block| !matches!(block, Block::Table { .. } | Block::RuleBox(_) | Block::Code(_)));
    read.map(|block| match block {
        Block::List { start, items } => Block::List {
            start: *start,
            items: items
                .iter()
                .map(|item| ListItem {
                    task: item.task,
                    blocks: without_tables(&item.blocks),
                })
                .collect(),
        },
        Block::Quote(inner) => Block::Quote(without_tables(inner)),
        Block::Alert { kind, change, blocks } => Block::Alert {
            kind: *kind,
            change: change.clone(),
            blocks: without_tables(blocks),
        },
        other => other.clone(),
    })
    .collect()
}

impl Checker<'_> {
    /// A card that is too long to read during a call; an import that nobody has reviewed is as long as its page.
    pub(super) fn length(&mut self, card: &Card) {
        let words = words_to_read(self.library, card);
        if words <= MOST_WORDS || !card.head.is_reviewed {
            return;
        }
        self.add(
            Severity::Warning,
            Code::LongCard,
            &card.head.file,
            ByteSpan::new(0, 3),
            format!("{words} words to read, tables not counted; a card is read in a minute with {MOST_WORDS}"),
            "split it into two cards with an idea each, or say it shorter".to_owned(),
        );
    }
}
