//! Letters filled in from the answers. What is not known stays a line to fill in by hand.
//!
//! Does not belong here: reading the places in a letter (`parse`).

use jiff::civil::Date;

use super::{RunRecord, show_result};
use crate::domain::checklist::{Checklist, Item, Letter, LetterPart};
use crate::domain::condition::Truth;
use crate::domain::layout::clean;
use crate::domain::library::Library;
use crate::domain::paper::{Form, Writer};
use crate::domain::run::{RunView, show_answer};

/// The line to fill in by hand.
const BLANK: &str = "______________________________";

/// Writes out one letter of a run: its text alone to be pasted, or a page of its own.
#[must_use]
pub fn export_letter(letter: &Letter, record: &RunRecord<'_>, library: &Library, today: Date, form: Form) -> String {
    let text = fill_letter(letter, record.checklist, &record.view(library, today));
    match form {
        Form::Markdown | Form::Text => text,
        Form::Html => {
            let mut writer = Writer::new(form);
            writer.heading(1, letter.heading.as_str());
            writer.block(&text);
            writer.finish()
        }
    }
}

/// Returns a letter filled in from the answers of `view`, without its heading.
#[must_use]
pub fn fill_letter(letter: &Letter, checklist: &Checklist, view: &RunView<'_>) -> String {
    let mut text = String::new();
    push_parts(&mut text, &letter.parts, checklist, view);
    squeeze(&text)
}

fn push_parts(text: &mut String, parts: &[LetterPart], checklist: &Checklist, view: &RunView<'_>) {
    for part in parts {
        match part {
            LetterPart::Words(words) => text.push_str(words),
            LetterPart::Blank => text.push_str(BLANK),
            LetterPart::Value { item, result, .. } => {
                let value = view
                    .value(item, result.as_deref())
                    .map(|value| value_words(checklist, item, result.as_deref(), &value))
                    .filter(|words| !words.is_empty());
                text.push_str(&value.unwrap_or_else(|| BLANK.to_owned()));
            }
            LetterPart::If { when, parts } => {
                if when.holds(&mut |subject| view.known(subject)) == Truth::Yes {
                    push_parts(text, parts, checklist, view);
                }
            }
        }
    }
}

fn value_words(checklist: &Checklist, item: &str, result: Option<&str>, value: &str) -> String {
    let words = match checklist.find_item(item) {
        Some(Item::Step(step)) => show_answer(&step.ask, value),
        Some(Item::Compute(compute)) => show_result(compute.result(result), value),
        _ => value.to_owned(),
    };
    clean(&words)
}

/// Leaves one empty line where words that do not appear left several, and none at the ends.
fn squeeze(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() && lines.last().is_none_or(String::is_empty) {
            continue;
        }
        // Words that begin a line only sometimes leave the space before them.
        let line = line.strip_prefix(' ').filter(|rest| !rest.starts_with(' ')).unwrap_or(line);
        let is_unanswered = line.starts_with("- ") && line.ends_with(':');
        lines.push(if is_unanswered {
            format!("{line} {BLANK}")
        } else {
            line.to_owned()
        });
    }
    let mut out = lines.join("\n").trim_end().to_owned();
    out.push('\n');
    out
}
