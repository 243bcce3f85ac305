//! Whole cards and parts of cards as pages.
//!
//! Does not belong here: checklists (`checklist`), what is selected, colours.

use unicode_width::UnicodeWidthStr as _;

use super::builder::{Builder, Reader};
use super::{Line, Page, Role, clean, wrap_words};
use crate::domain::card::{Card, OPENING, Section};
use crate::domain::library::Entry;
use crate::domain::manual::ManualPage;
use crate::domain::markdown::{AlertKind, Block};

/// Returns a whole card: title, opening, sections, related cards, sources.
///
/// `named_by` are the ids of cards and checklists that link to it; those that it names itself are left out.
#[must_use]
pub fn layout_card(card: &Card, named_by: &[&str], reader: &Reader<'_>) -> Page {
    let mut builder = Builder::new(*reader);
    builder.title(Entry::Card(card));
    for section in &card.sections {
        builder.section(section);
    }
    builder.related("Checklists", "/checklists", &card.checklists);
    builder.related("See also", "/see-also", &card.head.see_also);
    let is_new = |id: &&&str| !card.head.see_also.iter().chain(&card.checklists).any(|known| known == **id);
    let named_by: Vec<&str> = named_by.iter().filter(is_new).copied().collect();
    builder.related_running("Named by", "/named-by", &named_by);
    builder.sources(&card.head);
    builder.finish()
}

/// Returns a page of an imported manual: title, that nobody has reviewed it, sections.
#[must_use]
pub fn layout_manual_page(page: &ManualPage, reader: &Reader<'_>) -> Page {
    let mut builder = Builder::new(*reader);
    builder.anchor(OPENING, &page.title, 1);
    builder.close_words(&page.title, Role::Title);
    builder.close_words(&page.standing(), Role::Strong);
    for section in &page.sections {
        builder.section(section);
    }
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
    let parts: Vec<&Section> = parts.take_while(|part| part.level > section.level).collect();
    let is_opening = section.anchor == OPENING;
    if !is_opening {
        for part in &parts {
            builder.section(part);
        }
    }
    builder.source_lines(&section.sources);
    let checklists: Vec<&str> = card.checklists.iter().map(String::as_str).collect();
    builder.checklist_lines(&checklists);
    if is_opening {
        // Everything else of the card comes below what the opening stands on.
        for part in parts {
            builder.section(part);
        }
    }
    builder.finish()
}

/// Returns one paragraph.
#[must_use]
pub fn layout_words(words: &str, reader: &Reader<'_>) -> Page {
    let mut builder = Builder::new(*reader);
    builder.words(words, Role::Strong);
    builder.finish()
}

/// Returns lines below each other; one that is too wide goes on indented, one that fits keeps its spaces.
#[must_use]
pub fn layout_lines(lines: &[String], width_cols: usize) -> Page {
    let mut page = Page::default();
    for line in lines {
        let line = clean(line);
        if line.width() <= width_cols {
            page.lines.push(Line::of(line, Role::Text));
            continue;
        }
        for (idx, part) in wrap_words(&line, width_cols.saturating_sub(2).max(1)).into_iter().enumerate() {
            let indent = if idx == 0 { "" } else { "  " };
            page.lines.push(Line::of(format!("{indent}{part}"), Role::Text));
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;
    use unicode_width::UnicodeWidthStr;

    use super::super::{Detail, LinkTo, Symbols, layout_checklist};
    use super::*;

    #[test]
    fn no_line_of_the_built_in_content_is_wider_than_asked_and_every_link_has_its_line() {
        let library = crate::builtin::library();
        let worked = BTreeMap::new();
        for width_cols in [24, 40, 63, 80] {
            let reader = Reader {
                library: &library,
                today: date(2026, 11, 21),
                width_cols,
                symbols: Symbols::Unicode,
                detail: Detail::Full,
                worked: Some(&worked),
            };
            for entry in library.entries() {
                let page = match entry {
                    Entry::Card(card) => layout_card(card, &["closing"], &reader),
                    Entry::Checklist(checklist) => layout_checklist(checklist, &reader),
                };
                for line in &page.lines {
                    assert!(line.width() <= width_cols, "{}: {:?}", entry.head().id, line.plain());
                }
                for (link_idx, link) in page.links.iter().enumerate() {
                    let is_there = page.lines[link.line].spans.iter().any(|span| span.role == Role::Link(link_idx));
                    assert!(is_there, "{}: {link:?}", entry.head().id);
                    if let LinkTo::Web(address) = &link.to {
                        assert!(address.width() > 0);
                    }
                }
            }
        }
    }
}
