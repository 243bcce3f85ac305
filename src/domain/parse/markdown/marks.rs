//! Marks that were meant to be read and were not: half a link, a change named outside of its box.
//!
//! Does not belong here: links that lead nowhere (`domain::check`).

use crate::domain::diagnostic::Code;
use crate::domain::markdown::{Block, Inline, visit_inlines};
use crate::domain::parse::Faults;
use crate::domain::source::ByteSpan;

use super::RawItem;

pub(super) fn check_item(text: &str, item: &RawItem, faults: &mut Faults) {
    check_marks(text, &item.words, faults);
    check_block(text, &item.rest, faults);
    item.nested.iter().for_each(|nested| check_item(text, nested, faults));
}

pub(super) fn check_block(text: &str, blocks: &[Block], faults: &mut Faults) {
    visit_inlines(blocks, &mut |inline| check_marks(text, std::slice::from_ref(inline), faults));
}

/// Reports marks that were meant to be read and were not: half a link, a change named outside of its box.
pub(super) fn check_marks(text: &str, inlines: &[Inline], faults: &mut Faults) {
    for inline in inlines {
        let Inline::Text(words) = inline else { continue };
        for (mark, code, message, hint) in [
            (
                "[[",
                Code::DeadLink,
                "a link that cannot be read",
                "write `[[card#anchor]]` on one line",
            ),
            (
                "{change=",
                Code::BadAttributes,
                "a change named outside of its place",
                "put it at the very end of a `[!CAUTION]` box",
            ),
        ] {
            if let Some(rest) = words.find(mark).and_then(|at| words.get(at..)) {
                let start: String = rest.chars().take(24).collect();
                let at = text.find(start.trim_end()).unwrap_or_default();
                faults.error(code, ByteSpan::new(at, at + mark.len()), message, hint);
            }
        }
    }
}
