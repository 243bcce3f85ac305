//! How long the built-in cards are to read, in words and in screens of 80 by 24.
//!
//! Does not belong here: what they say (`content`).

use callcard::domain::card::Card;
use callcard::domain::check::{MOST_WORDS, words_to_read};
use callcard::domain::layout::{Detail, Reader, Symbols, layout_card};
use callcard::domain::markdown::Block;
use std::collections::BTreeMap;

use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 11, 21);

/// Rows of text on a screen of 24 lines: without title, source, messages and keys.
const ROWS: usize = 20;

/// Returns how many rows a card takes up to its last section, as the UI shows it.
fn rows(card: &Card) -> usize {
    let library = callcard::builtin::library();
    let worked = BTreeMap::new();
    let reader = Reader {
        library: &library,
        today: TODAY,
        width_cols: 80,
        symbols: Symbols::Unicode,
        detail: Detail::Brief,
        worked: Some(&worked),
    };
    let page = layout_card(card, &[], &reader);
    let end = page.anchors.iter().find(|anchor| anchor.name.starts_with('/'));
    end.map_or(page.lines.len(), |anchor| anchor.line)
}

fn has_table(card: &Card) -> bool {
    let mut blocks = card.sections.iter().flat_map(|section| &section.blocks);
    blocks.any(|block| matches!(block, Block::Table { .. }))
}

#[test]
fn a_card_is_read_within_a_minute_on_two_screens() {
    let library = callcard::builtin::library();
    let (mut long, mut tall) = (Vec::new(), Vec::new());
    for card in &library.cards {
        let (words, rows) = (words_to_read(&library, card), rows(card));
        println!("{}\t{words}\t{rows}\t{}", card.head.id, has_table(card));
        if words > MOST_WORDS {
            long.push((&card.head.id, words));
        }
        if rows > 2 * ROWS && !has_table(card) {
            tall.push((&card.head.id, rows));
        }
    }
    assert!(long.is_empty(), "{long:#?}");
    assert!(tall.is_empty(), "more than two screens: {tall:#?}");
}
