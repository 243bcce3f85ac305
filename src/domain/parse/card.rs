//! A Markdown file into a card, with every fault that the file shows alone.
//!
//! Does not belong here: links and sources, which need the whole library (`check`).

use crate::domain::attributes::Attributes;
use crate::domain::card::{Card, CardKind, OPENING, Section};
use crate::domain::diagnostic::Code;
use crate::domain::markdown::{AlertKind, Block, Inline};
use crate::domain::source::{ByteSpan, SourceFile};

use super::fields::Fields;
use super::front_matter::{SHARED_KEYS, choice, front_matter_node, heading};
use super::markdown::{Lists, Piece, parse_body};
use super::{Faults, is_id};

/// Reads a card. The faults are all that this file shows alone; a card comes back unless it has no usable id.
#[must_use]
pub fn parse_card(file: &SourceFile) -> (Option<Card>, Vec<crate::domain::diagnostic::Diagnostic>) {
    let mut faults = Faults::new(&file.name);
    let card = read(file, &mut faults);
    (card, faults.found)
}

fn read(file: &SourceFile, faults: &mut Faults) -> Option<Card> {
    let (node, split) = front_matter_node(file, faults)?;
    let mut keys = SHARED_KEYS.to_vec();
    keys.push("checklists");
    let front = Fields::of(&node, split.yaml.start, &keys, faults).and_then(|fields| {
        let head = heading(&fields, file, faults)?;
        let kind = fields
            .text("kind", faults)
            .and_then(|name| {
                choice(
                    CardKind::find(&name),
                    &name,
                    fields.span("kind"),
                    "kind",
                    CardKind::ALL.iter().map(|kind| kind.as_str()).chain(["checklist", "worksheet"]),
                    faults,
                )
            })
            .unwrap_or(CardKind::Reference);
        let checklists = fields.list("checklists", faults).into_iter().map(|(id, _)| id).collect();
        Some((head, kind, checklists))
    });
    let pieces = parse_body(&file.text, split.body_start, Lists::AsBlocks, faults);
    let opening_span = ByteSpan::new(split.body_start, (split.body_start + 1).min(file.text.len()));
    let (title, sources) = front
        .as_ref()
        .map_or((String::new(), Vec::new()), |(head, ..)| (head.title.clone(), head.sources.clone()));
    let opening = Section {
        anchor: OPENING.to_owned(),
        heading: title,
        level: 1,
        is_rule: false,
        sources: sources.clone(),
        blocks: Vec::new(),
        span: opening_span,
    };
    let sections = sections(pieces, opening, &sources, faults);
    let (head, kind, checklists) = front?;
    Some(Card {
        head,
        kind,
        checklists,
        sections,
    })
}

fn sections(pieces: Vec<Piece>, opening: Section, card_sources: &[String], faults: &mut Faults) -> Vec<Section> {
    let mut done: Vec<Section> = Vec::new();
    let mut current = opening;
    for piece in pieces {
        match piece {
            Piece::Heading { level, words, .. } if 3 < level => current.blocks.push(Block::Heading(words)),
            Piece::Heading {
                level,
                words,
                attributes,
                span,
            } => {
                let attributes = attributes.unwrap_or_default();
                let next = section(level, &plain_words(&words), &attributes, span, card_sources, faults);
                if done.iter().chain([&current]).any(|section| section.anchor == next.anchor) {
                    let place = attributes.id.as_ref().map_or(span, |(_, place)| *place);
                    let message = format!("the anchor `{}` is used twice", next.anchor);
                    faults.error(
                        Code::DuplicateAnchor,
                        place,
                        message,
                        "give each section of a card its own; `top` is the opening",
                    );
                }
                done.push(std::mem::replace(&mut current, next));
            }
            Piece::Block(block) => current.blocks.push(block),
            Piece::Items(_) => {}
        }
    }
    done.push(current);
    check_opening(done.first(), faults);
    done
}

fn section(level: u8, heading: &str, attributes: &Attributes, span: ByteSpan, card_sources: &[String], faults: &mut Faults) -> Section {
    if level == 1 {
        let hint = "the title stands in the front matter; begin sections with `##`";
        faults.error(Code::BadValue, span, "a heading with one `#`", hint);
    }
    check_attributes(attributes, faults);
    let own = attributes.get("sources").map_or("", |(text, _)| text);
    let own: Vec<String> = own.split([' ', ',']).filter(|id| !id.is_empty()).map(str::to_owned).collect();
    Section {
        anchor: anchor(attributes.id.as_ref(), heading, span, faults),
        heading: heading.to_owned(),
        level: level.max(2),
        is_rule: attributes.has_class("rule"),
        sources: if own.is_empty() { card_sources.to_vec() } else { own },
        blocks: Vec::new(),
        span,
    }
}

fn check_opening(opening: Option<&Section>, faults: &mut Faults) {
    let Some(opening) = opening else { return };
    let first = opening.blocks.first();
    if !matches!(
        first,
        Some(Block::Alert {
            kind: AlertKind::DoNow,
            ..
        })
    ) {
        let hint = "begin the text with `> [!IMPORTANT]` and one or two sentences";
        faults.error(Code::NoOpening, opening.span, "the card does not open with what to do now", hint);
    }
}

fn anchor(id: Option<&(String, ByteSpan)>, heading: &str, span: ByteSpan, faults: &mut Faults) -> String {
    match id {
        Some((id, place)) => {
            if !is_id(id) {
                faults.error(
                    Code::BadId,
                    *place,
                    format!("`{id}` is no anchor"),
                    "use lower-case letters, digits and hyphens",
                );
            }
            id.clone()
        }
        None => {
            let anchor = slug(heading);
            faults.error(
                Code::NoAnchor,
                span,
                "a section without an anchor",
                format!("end the heading with `{{#{anchor}}}`"),
            );
            anchor
        }
    }
}

fn check_attributes(attributes: &Attributes, faults: &mut Faults) {
    for (class, span) in &attributes.classes {
        if class != "rule" {
            faults.error(
                Code::BadAttributes,
                *span,
                format!("unknown class `.{class}`"),
                "sections of a card know `.rule` only",
            );
        }
    }
    for (key, _, span) in &attributes.pairs {
        if key != "sources" {
            faults.error(
                Code::BadAttributes,
                *span,
                format!("unknown attribute `{key}`"),
                "sections of a card know `sources=\"...\"` only",
            );
        }
    }
}

/// Returns the words of a heading without markup.
pub(super) fn plain_words(inlines: &[Inline]) -> String {
    let mut out = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Web { words: inner, .. } => out.push_str(&plain_words(inner)),
            Inline::Link(link) => out.push_str(link.words.as_deref().unwrap_or_default()),
            Inline::Figure { .. } => {}
            Inline::Break => out.push(' '),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns an anchor made from a heading.
pub(super) fn slug(heading: &str) -> String {
    let words: Vec<String> = heading
        .to_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    if words.is_empty() { "section".to_owned() } else { words.join("-") }
}
