//! A checklist on paper: the blank form, from the same source as the one on the screen.
//!
//! Does not belong here: answers (`export`).

use super::checklist::{Ask, Checklist, Item};
use super::condition::{Comparison, Condition};
use super::markdown::{Words, plain_blocks};

/// Returns the blank checklist as Markdown, to be printed or opened in an editor.
#[must_use]
pub fn blank_markdown(checklist: &Checklist, words: &dyn Words) -> String {
    let head = &checklist.head;
    let mut out = format!("# {}\n\n{}\n", head.title, head.summary);
    push_text(&mut out, &plain_blocks(&checklist.intro, words), "");
    for chunk in &checklist.chunks {
        out.push_str(&format!("\n## {}{}\n\n", chunk.heading, when(chunk.condition.as_ref())));
        push_text(&mut out, &plain_blocks(&chunk.help, words), "");
        push_items(&mut out, &chunk.items, words, true);
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
        out.push_str(&format!("\n{}{}\n", chunk.heading, when(chunk.condition.as_ref())));
        push_text(&mut out, &plain_blocks(&chunk.help, words), "");
        push_items(&mut out, &chunk.items, words, false);
    }
    out.push_str("\nHow it can end\n");
    for outcome in &checklist.outcomes {
        out.push_str(&format!("{}: {}\n", outcome.id, outcome.sentence));
    }
    out
}

fn push_items(out: &mut String, items: &[Item], words: &dyn Words, is_markdown: bool) {
    let bullet = if is_markdown { "- " } else { "" };
    for item in items {
        let when = when(item.condition());
        match item {
            Item::Step(step) => {
                out.push_str(&format!("{bullet}[ ] {}{when}{}\n", step.words, room(&step.ask)));
                let rules: Vec<String> = step.rules.iter().map(|link| words.link(&link.target)).collect();
                push_text(out, &plain_blocks(&step.help, words), "      ");
                out.push_str(&format!("      Rule: {}\n", rules.join("; ")));
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

fn when(condition: Option<&Condition>) -> String {
    condition
        .map(|condition| format!(" (if {})", condition_words(condition)))
        .unwrap_or_default()
}

/// Returns a condition in words, as on paper.
#[must_use]
pub fn condition_words(condition: &Condition) -> String {
    match condition {
        Condition::Compare {
            subject,
            comparison,
            values,
        } => {
            let sign = match comparison {
                Comparison::Is => "is",
                Comparison::IsNot => "is not",
                Comparison::Less => "is before",
                Comparison::AtMost => "is at most",
                Comparison::More => "is after",
                Comparison::AtLeast => "is at least",
            };
            format!("{subject} {sign} {}", values.join(" or "))
        }
        Condition::Known(subject) => format!("{subject} is known"),
        Condition::Not(inner) => format!("not ({})", condition_words(inner)),
        Condition::All(parts) => parts.iter().map(condition_words).collect::<Vec<_>>().join(" and "),
        Condition::Any(parts) => format!("({})", parts.iter().map(condition_words).collect::<Vec<_>>().join(" or ")),
    }
}
