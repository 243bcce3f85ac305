//! Blank checklists as pages, and what belongs beside a step.
//!
//! Does not belong here: progress through a checklist (`run`).

use super::builder::{Builder, Reader};
use super::{Page, PageAnchor, Role};
use crate::domain::card::OPENING;
use crate::domain::checklist::{Ask, Checklist, Chunk, Item, Step};
use crate::domain::condition::{Comparison, Condition};
use crate::domain::library::Entry;
use crate::domain::markdown::{Block, Inline};

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

/// Returns what belongs beside a step: its help, the text of the rules that it carries out, and what those stand on.
///
/// The help of its chunk comes last.
#[must_use]
pub fn layout_step(step: &Step, chunk: Option<&Chunk>, reader: &Reader<'_>) -> Page {
    let mut builder = Builder::new(*reader);
    builder.blocks(&step.help);
    for rule in &step.rules {
        let Some(card) = reader.library.find_card(&rule.target.id) else {
            continue;
        };
        let anchor = rule.target.anchor.as_deref().unwrap_or(OPENING);
        builder.rule(card, anchor);
    }
    if let Some(chunk) = chunk {
        builder.blocks(&chunk.help);
    }
    builder.finish()
}

impl Builder<'_> {
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
        Ask::Earnings => "(amounts by month)".to_owned(),
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
