//! A checklist on paper: the blank form, from the same source as the one on the screen.
//!
//! Does not belong here: answers (`export`).

use super::checklist::{Ask, Checklist, Item};
use super::condition::Condition;
use super::layout::condition_words;
use super::markdown::{Words, plain_blocks};

/// Returns the blank checklist as Markdown, to be printed or opened in an editor.
#[must_use]
pub fn blank_markdown(checklist: &Checklist, words: &dyn Words) -> String {
    let head = &checklist.head;
    let mut out = format!("# {}\n\n{}\n", head.title, head.summary);
    push_text(&mut out, &plain_blocks(&checklist.intro, words), "");
    for chunk in &checklist.chunks {
        out.push_str(&format!("\n## {}{}\n\n", chunk.heading, when(chunk.condition.as_ref(), checklist)));
        push_text(&mut out, &plain_blocks(&chunk.help, words), "");
        push_items(&mut out, &chunk.items, checklist, words, "- ");
    }
    out.push_str("\n## How it can end\n\n");
    for outcome in &checklist.outcomes {
        out.push_str(&format!("- {}: {}\n", outcome.id, outcome.sentence));
    }
    out
}

/// Returns the blank checklist as plain text.
#[must_use]
pub fn blank_text(checklist: &Checklist, words: &dyn Words) -> String {
    let mut out = String::new();
    push_text(&mut out, &plain_blocks(&checklist.intro, words), "");
    for chunk in &checklist.chunks {
        out.push_str(&format!("\n{}{}\n", chunk.heading, when(chunk.condition.as_ref(), checklist)));
        push_text(&mut out, &plain_blocks(&chunk.help, words), "");
        push_items(&mut out, &chunk.items, checklist, words, "");
    }
    out.push_str("\nHow it can end\n");
    for outcome in &checklist.outcomes {
        out.push_str(&format!("{}: {}\n", outcome.id, outcome.sentence));
    }
    out
}

fn push_items(out: &mut String, items: &[Item], checklist: &Checklist, words: &dyn Words, bullet: &str) {
    let under = if bullet.is_empty() { "      " } else { "  - " };
    for item in items {
        let when = when(item.condition(), checklist);
        match item {
            Item::Step(step) => {
                out.push_str(&format!("{bullet}[ ] {}{when}{}\n", step.words, room(&step.ask)));
                let rules: Vec<String> = step.rules.iter().map(|link| words.link(&link.target)).collect();
                push_text(out, &plain_blocks(&step.help, words), under);
                out.push_str(&format!("{under}Rule: {}\n", rules.join("; ")));
            }
            Item::Compute(compute) => out.push_str(&format!("{bullet}{}{when}: ____________\n", compute.words)),
            Item::End(end) => out.push_str(&format!("{bullet}End: {}{when} ({})\n", end.words, end.outcome)),
        }
    }
}

fn push_text(out: &mut String, text: &str, indent: &str) {
    for line in text.lines() {
        out.push_str(&format!("{indent}{line}\n"));
    }
}

/// Returns the room to write an answer in.
fn room(ask: &Ask) -> String {
    match ask {
        Ask::Tick => String::new(),
        Ask::YesNo | Ask::Choice(_) => format!("  ( ) {}", ask.options().join("  ( ) ")),
        Ask::Date => "  date: ____________".to_owned(),
        Ask::Month => "  month: ________".to_owned(),
        Ask::Months => "  months: ________________________".to_owned(),
        Ask::Amount => "  $ ____________".to_owned(),
        Ask::Text => "  ________________________".to_owned(),
    }
}

fn when(condition: Option<&Condition>, checklist: &Checklist) -> String {
    condition
        .map(|condition| format!(" (if {})", condition_words(condition, checklist)))
        .unwrap_or_default()
}
