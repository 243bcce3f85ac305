//! Checks of one checklist as a whole: conditions on answers given above, chunks, outcomes, letters.
//!
//! Does not belong here: checks that need other files (`domain::check`).

use std::collections::BTreeMap;

use crate::domain::checklist::{Ask, Chunk, Item, Letter, LetterPart};
use crate::domain::condition::{Comparison, Condition, Subject};
use crate::domain::diagnostic::Code;
use crate::domain::parse::Faults;
use crate::domain::rules::ValueKind;
use crate::domain::source::ByteSpan;
use crate::domain::spelling::nearest;

use super::{Answers, MOST_STEPS};

pub(super) fn check_condition(condition: &Condition, span: ByteSpan, known: &BTreeMap<String, Answers>, faults: &mut Faults) {
    condition.visit_atoms(&mut |atom| match atom {
        Condition::Compare {
            subject,
            comparison,
            values,
        } if check_subject(subject, span, known, faults) && matches!(comparison, Comparison::Is | Comparison::IsNot) => {
            check_values(subject, values, span, known, faults);
        }
        Condition::Known(subject) => {
            check_subject(subject, span, known, faults);
        }
        _ => {}
    });
}

/// Reports a subject that is no answer given above; tells whether it is one.
pub(super) fn check_subject(subject: &Subject, span: ByteSpan, known: &BTreeMap<String, Answers>, faults: &mut Faults) -> bool {
    let problem = match (known.get(&subject.item), &subject.result) {
        (None, _) => {
            let near = nearest(&subject.item, known.keys().map(String::as_str))
                .map(|near| format!("did you mean `{near}`? "))
                .unwrap_or_default();
            Some((
                format!("`{}` is not answered above", subject.item),
                format!("{near}a condition can use only steps that stand above it"),
            ))
        }
        (Some(Answers::Nothing), _) => Some((
            format!("`{}` gives no answer", subject.item),
            "name a step or a computation".to_owned(),
        )),
        (Some(Answers::Ask(_)), Some(result)) => Some((
            format!("`{}` is a step and has no result `{result}`", subject.item),
            "leave the dot and what follows out".to_owned(),
        )),
        (Some(Answers::Rule(spec)), Some(result)) if !spec.results.iter().any(|(name, _)| name == result) => {
            let names = spec.results.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
            Some((
                format!("the rule `{}` has no result `{result}`", spec.id),
                format!("its results are {names}"),
            ))
        }
        _ => None,
    };
    let is_fine = problem.is_none();
    if let Some((message, hint)) = problem {
        faults.error(Code::ImpossibleCondition, span, message, hint);
    }
    is_fine
}

/// Reports values that the subject can never have.
fn check_values(subject: &Subject, values: &[String], span: ByteSpan, known: &BTreeMap<String, Answers>, faults: &mut Faults) {
    let possible: Vec<&str> = match known.get(&subject.item) {
        Some(Answers::Ask(Ask::Tick)) => vec!["done"],
        Some(Answers::Ask(ask)) => ask.options(),
        Some(Answers::Rule(spec)) => match spec.result(subject.result.as_deref()) {
            Some(ValueKind::YesNo) => vec!["yes", "no"],
            Some(ValueKind::OneOf(words)) => words.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    if possible.is_empty() {
        return;
    }
    for value in values
        .iter()
        .filter(|value| !possible.iter().any(|option| option.eq_ignore_ascii_case(value)))
    {
        faults.error(
            Code::ImpossibleCondition,
            span,
            format!("`{subject}` can never be `{value}`"),
            format!("it can be {}", possible.join(", ")),
        );
    }
}

pub(super) fn check_chunk(chunk: &Chunk, faults: &mut Faults) {
    let steps = chunk.items.iter().filter(|item| matches!(item, Item::Step(_))).count();
    if MOST_STEPS < steps {
        faults.error(
            Code::LongChunk,
            chunk.span,
            format!("the chunk `{}` has {steps} steps", chunk.id),
            format!("split it: at most {MOST_STEPS} steps stand together"),
        );
    }
}

/// Reports a worksheet without anything that is worked out.
pub(super) fn check_worksheet(chunks: &[Chunk], place: ByteSpan, faults: &mut Faults) {
    let mut items = chunks.iter().flat_map(|chunk| &chunk.items);
    if !items.any(|item| matches!(item, Item::Compute(_))) {
        let hint = "write `kind: checklist`, or add a line with `compute=`";
        faults.error(Code::BadValue, place, "a worksheet that works nothing out", hint);
    }
}

pub(super) fn check_outcomes(outcomes: &[(String, String, ByteSpan)], chunks: &[Chunk], faults: &mut Faults) {
    let ends = || {
        chunks
            .iter()
            .flat_map(|chunk| &chunk.items)
            .filter_map(|item| if let Item::End(end) = item { Some(end) } else { None })
    };
    for end in ends().filter(|end| !outcomes.iter().any(|(id, ..)| *id == end.outcome)) {
        let known = outcomes.iter().map(|(id, ..)| id.as_str()).collect::<Vec<_>>().join(", ");
        faults.error(
            Code::UnknownOutcome,
            end.span,
            format!("there is no outcome `{}`", end.outcome),
            format!("the front matter has {known}"),
        );
    }
    for (id, _, span) in outcomes.iter().filter(|(id, ..)| !ends().any(|end| end.outcome == *id)) {
        faults.warning(
            Code::UnusedOutcome,
            *span,
            format!("no end has the outcome `{id}`"),
            "end a path with it, or take it out",
        );
    }
}

pub(super) fn check_letter(letter: &Letter, known: &BTreeMap<String, Answers>, faults: &mut Faults) {
    check_parts(&letter.parts, letter.span, known, faults);
}

fn check_parts(parts: &[LetterPart], place: ByteSpan, known: &BTreeMap<String, Answers>, faults: &mut Faults) {
    for part in parts {
        match part {
            LetterPart::Value { item, result, span } => {
                check_subject(
                    &Subject {
                        item: item.clone(),
                        result: result.clone(),
                    },
                    *span,
                    known,
                    faults,
                );
            }
            LetterPart::If { when, parts } => {
                check_condition(when, place, known, faults);
                check_parts(parts, place, known, faults);
            }
            LetterPart::Words(_) | LetterPart::Blank => {}
        }
    }
}
