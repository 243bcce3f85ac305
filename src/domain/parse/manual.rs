//! A page of an imported manual into a page to be read. Nothing in it is a fault: what cannot be shown is left out.
//!
//! Does not belong here: the sections as words (`domain::manual`).

use crate::domain::card::{OPENING, Section};
use crate::domain::manual::{ManualPage, front_matter, page_id, resolve_link, split_page};
use crate::domain::source::ByteSpan;

use super::markdown::{Piece, foreign_pieces};

/// Reads the page at `path` of a manual. Its sections have the anchors that [`split_page`] gives them.
#[must_use]
pub fn parse_manual_page(manual: &str, path: &str, text: &str) -> ManualPage {
    let split = split_page(path, text);
    let resolve = |address: &str| {
        let (path, anchor) = resolve_link(path, address)?;
        let place = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
        Some(format!("{}{place}", page_id(&format!("{manual}/{path}"))))
    };
    let mut sections = vec![Section {
        anchor: OPENING.to_owned(),
        heading: split.title.clone(),
        level: 1,
        is_rule: false,
        sources: Vec::new(),
        blocks: Vec::new(),
        span: ByteSpan::default(),
    }];
    for piece in foreign_pieces(text, front_matter(text).1, &resolve) {
        match piece {
            Piece::Heading { span, .. } => {
                let found = split
                    .sections
                    .iter()
                    .find(|section| section.start == span.start && section.anchor != OPENING);
                sections.extend(found.map(|found| Section {
                    anchor: found.anchor.clone(),
                    heading: found.heading.clone(),
                    // 4 and below are the steps of a checklist.
                    level: found.level.clamp(2, 3),
                    is_rule: false,
                    sources: Vec::new(),
                    blocks: Vec::new(),
                    span,
                }));
            }
            Piece::Block(block) => {
                if let Some(section) = sections.last_mut() {
                    section.blocks.push(block);
                }
            }
            Piece::Items(_) => {}
        }
    }
    ManualPage {
        id: page_id(&format!("{manual}/{path}")),
        manual: manual.to_owned(),
        path: path.to_owned(),
        title: split.title,
        sections,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::markdown::{Block, Inline, plain_inline, visit_inlines};

    #[test]
    fn a_page_has_the_sections_by_which_it_was_found() {
        let text = "---\ntitle: T\n---\n\nOpening.\n\n# One\n\nWords.\n\n## A *b* [c](d.md)\n\n### A b c\n\nEnd\n===\n\n> ## quoted\n";
        let split = split_page("x/y.md", text);
        let page = parse_manual_page("poms", "x/y.md", text);
        assert_eq!(page.title, "T");
        let of_split: Vec<&str> = split.sections.iter().map(|section| section.anchor.as_str()).collect();
        let of_page: Vec<&str> = page.sections.iter().map(|section| section.anchor.as_str()).collect();
        assert_eq!(of_page, of_split);
        assert_eq!(of_page, ["top", "one", "a-b-c", "a-b-c-2", "end"]);
    }

    #[test]
    fn nothing_of_callcards_is_seen_in_it() {
        let text =
            "# T\n\n> [!TIP]\n> Say this.\n\n```rule\nid: x\n```\n\n[[figure:sga]] and [[other-card|words]]\n\n<p>in <b>HTML</b></p>\n";
        let page = parse_manual_page("poms", "y.md", text);
        let blocks = &page.sections[0].blocks;
        assert!(matches!(blocks[0], Block::Quote(_)), "{blocks:?}");
        assert!(matches!(&blocks[1], Block::Code(text) if text.contains("id: x")), "{blocks:?}");
        visit_inlines(blocks, &mut |inline| {
            assert!(!matches!(inline, Inline::Link(_) | Inline::Figure { .. }), "{inline:?}");
        });
        let words = crate::domain::library::Library::default();
        let words = words.words(jiff::civil::date(2026, 11, 22));
        assert!(
            matches!(&blocks[3], Block::Paragraph(inlines) if plain_inline(inlines, &words).trim() == "in HTML"),
            "{blocks:?}"
        );
    }

    #[test]
    fn a_link_to_a_page_of_the_manual_leads_there() {
        let page = parse_manual_page("poms", "x/y.md", "see [that](../z.md#part) and [this](https://e.org/)");
        let mut seen = Vec::new();
        visit_inlines(&page.sections[0].blocks, &mut |inline| match inline {
            Inline::Link(link) => seen.push(link.target.to_string()),
            Inline::Web { address, .. } => seen.push(address.clone()),
            _ => {}
        });
        assert_eq!(seen, ["manuals/poms/z.md#part", "https://e.org/"]);
    }
}
