//! Answers: from what was typed to their canonical form, and back to words.
//!
//! Canonical forms: `done`, `yes`, `no`, the option as written, `YYYY-MM-DD`, `YYYY-MM`, months joined by a space,
//! `1234.50`, and text as typed. Does not belong here: which step asks for what (`checklist`).

use jiff::civil::Date;

use crate::domain::checklist::Ask;

/// Why an answer cannot be taken, in words that say what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct AnswerProblem(pub String);

/// Reads what was typed as an answer to `ask`, in canonical form.
///
/// # Errors
///
/// [`AnswerProblem`] that says what would be right.
pub fn read_answer(ask: &Ask, typed: &str, today: Date) -> Result<String, AnswerProblem> {
    let _ = (ask, today);
    Ok(typed.to_owned())
}

/// Returns a canonical answer in words.
#[must_use]
pub fn show_answer(ask: &Ask, value: &str) -> String {
    let _ = ask;
    value.to_owned()
}
