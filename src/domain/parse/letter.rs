//! Letters: raw Markdown with `{{...}}` places into fixed words and values.
//!
//! Does not belong here: filling them in (`export`).

use crate::domain::checklist::LetterPart;
use crate::domain::condition::Condition;
use crate::domain::diagnostic::Code;
use crate::domain::parse::Faults;
use crate::domain::parse::fields::is_unsafe;
use crate::domain::source::ByteSpan;

/// Reads the places in `text[span]`.
pub(super) fn letter_parts(text: &str, span: ByteSpan, faults: &mut Faults) -> Vec<LetterPart> {
    let mut parts = Vec::new();
    let mut at = span.start;
    let body = |from: usize| text.get(from..span.end).unwrap_or_default();
    while let Some(open) = body(at).find("{{").map(|offset| at + offset) {
        push_words(&mut parts, text.get(at..open).unwrap_or_default());
        let inner_start = open + 2;
        let Some(len) = closing(body(inner_start)) else {
            faults.error(
                Code::BadAttributes,
                ByteSpan::new(open, inner_start),
                "`{{` without `}}`",
                "close the place with `}}`",
            );
            push_words(&mut parts, body(inner_start));
            return parts;
        };
        let inner = ByteSpan::new(inner_start, inner_start + len);
        parts.extend(place(text, inner, faults));
        at = inner.end + 2;
    }
    push_words(&mut parts, body(at));
    parts
}

/// Returns the offset of the `}}` that closes a place, past places within it.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let close = rest.find("}}")?;
        match rest.find("{{") {
            Some(open) if open < close => {
                depth += 1;
                at += open + 2;
            }
            _ if depth == 0 => return Some(at + close),
            _ => {
                depth -= 1;
                at += close + 2;
            }
        }
    }
    None
}

fn push_words(parts: &mut Vec<LetterPart>, words: &str) {
    if !words.is_empty() {
        parts.push(LetterPart::Words(words.chars().filter(|c| !is_unsafe(*c) || *c == '\n').collect()));
    }
}

fn place(text: &str, span: ByteSpan, faults: &mut Faults) -> Option<LetterPart> {
    let inner = text.get(span.range()).unwrap_or_default();
    let trimmed = inner.trim();
    if trimmed == "blank" {
        return Some(LetterPart::Blank);
    }
    if let Some(rest) = trimmed.strip_prefix("if ") {
        let Some((condition, words)) = rest.split_once(':') else {
            faults.error(
                Code::BadCondition,
                span,
                "a condition without words",
                "write `{{if CONDITION: words}}`",
            );
            return None;
        };
        return match Condition::parse(condition) {
            Ok(when) => {
                let start = span.end - (inner.len() - inner.trim_end().len()) - words.len();
                let words = ByteSpan::new(start, start + words.trim_end().len());
                Some(LetterPart::If {
                    when,
                    parts: letter_parts(text, words, faults),
                })
            }
            Err(error) => {
                let at = span.start + inner.find(condition).unwrap_or_default() + error.offset;
                faults.error(
                    Code::BadCondition,
                    ByteSpan::new(at, at + 1),
                    format!("expected {} here", error.expected),
                    "conditions look like `step = value and other != value`",
                );
                None
            }
        };
    }
    let (item, result) = match trimmed.split_once('.') {
        Some((item, result)) => (item, Some(result.to_owned())),
        None => (trimmed, None),
    };
    Some(LetterPart::Value {
        item: item.to_owned(),
        result,
        span,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_from_words() {
        let text = "Subject: X{{if dire = yes: - DIRE NEED}}\n- SSN: {{blank}} {{office}}";
        let mut faults = Faults::new("x.md");
        let parts = letter_parts(text, ByteSpan::new(0, text.len()), &mut faults);
        assert!(faults.found.is_empty());
        assert_eq!(parts.len(), 6);
        assert!(matches!(&parts[1], LetterPart::If { parts, .. } if parts == &[LetterPart::Words(" - DIRE NEED".to_owned())]));
        assert_eq!(parts[3], LetterPart::Blank);
    }

    #[test]
    fn a_place_may_stand_within_a_condition() {
        let text = "{{if due = yes: by {{day}}}}.";
        let mut faults = Faults::new("x.md");
        let parts = letter_parts(text, ByteSpan::new(0, text.len()), &mut faults);
        assert!(faults.found.is_empty(), "{:?}", faults.found);
        assert!(matches!(&parts[0], LetterPart::If { parts, .. } if parts.len() == 2));
        assert_eq!(parts[1], LetterPart::Words(".".to_owned()));
    }

    #[test]
    fn an_open_place_is_a_fault() {
        let mut faults = Faults::new("x.md");
        letter_parts("a {{b", ByteSpan::new(0, 5), &mut faults);
        assert_eq!(faults.found.len(), 1);
    }
}
