//! Markdown that was read wrongly once, or could be.
//!
//! Does not belong here: whole cards and checklists (`tests/it/broken.rs`).

use super::*;

fn blocks(text: &str) -> Vec<Block> {
    let mut faults = Faults::new("x.md");
    let pieces = parse_body(text, 0, Lists::AsBlocks, &mut faults);
    assert!(faults.found.is_empty(), "{:?}", faults.found);
    pieces
        .into_iter()
        .filter_map(|piece| if let Piece::Block(block) = piece { Some(block) } else { None })
        .collect()
}

#[test]
fn an_item_that_begins_with_a_link_or_strong_words_stays_one_paragraph() {
    let read = blocks("- [[a#b]]; then words\n- **Won:** goes on\n- plain\n");
    let [Block::List { items, .. }] = read.as_slice() else {
        panic!("one list: {read:?}")
    };
    for item in items {
        assert!(matches!(item.blocks.as_slice(), [Block::Paragraph(_)]), "{item:?}");
    }
    let Some(Block::Paragraph(first)) = items[0].blocks.first() else {
        panic!("a paragraph")
    };
    assert!(
        matches!(first.as_slice(), [Inline::Link(_), Inline::Text(words)] if words == "; then words"),
        "{first:?}"
    );
}

#[test]
fn deep_nesting_is_cut_and_reported() {
    for text in [
        format!("{}x{}", "*".repeat(10_000), "*".repeat(10_000)),
        "> ".repeat(3000),
        format!("{}x", "1. ".repeat(200)),
    ] {
        let mut faults = Faults::new("x.md");
        parse_body(&text, 0, Lists::AsItems, &mut faults);
        assert!(
            faults.found.iter().any(|fault| fault.message.contains("nested deeper")),
            "{}",
            text.len()
        );
    }
}

#[test]
fn a_bar_in_a_link_within_a_table_is_written_with_a_backslash() {
    let read = blocks("| a | b |\n| --- | --- |\n| [[c#d\\|words]] | x |\n");
    let [Block::Table { rows, .. }] = read.as_slice() else {
        panic!("a table: {read:?}")
    };
    assert!(
        matches!(rows[0][0].as_slice(), [Inline::Link(link)] if link.words.as_deref() == Some("words") && link.target.anchor.as_deref() == Some("d")),
        "{rows:?}"
    );
}
