//! Date and amount rules behind one face: id and inputs in, results with their trace out.
//!
//! Does not belong here: wording of inputs for people, the clock (`RuleContext` carries today's date).

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::calendar::ClosedDays;
use super::figures::Figures;

/// What a rule may look at beside its inputs.
#[derive(Debug, Clone, Copy)]
pub struct RuleContext<'a> {
    /// Today's civil date.
    pub today: Date,
    /// Days closed by order.
    pub closed_days: &'a ClosedDays,
    /// Amounts by date.
    pub figures: &'a Figures,
}

/// Results of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Computed {
    /// Results by name, in canonical form (`YYYY-MM-DD`, `YYYY-MM`, `yes`, `12.50`), in the rule's order; the first is the main one. A result may be absent (null).
    pub results: Vec<(&'static str, Option<String>)>,
    /// The steps of the computation.
    pub trace: Vec<TraceStep>,
    /// What to be careful about.
    pub caution: Vec<String>,
    /// Source sections.
    pub cite: Vec<&'static str>,
}

/// One step of a computation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceStep {
    /// In words that can be read aloud.
    pub step: String,
    /// The value after it.
    pub value: String,
    /// Its authority.
    pub cite: String,
}

impl Computed {
    /// Returns a result by name; without a name, the main one.
    #[must_use]
    pub fn value(&self, result: Option<&str>) -> Option<&str> {
        let found = match result {
            Some(name) => self.results.iter().find(|(known, _)| *known == name),
            None => self.results.first(),
        };
        found.and_then(|(_, value)| value.as_deref())
    }
}

/// What an input or result holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A day.
    Date,
    /// A month.
    Month,
    /// Months.
    Months,
    /// Dollars and cents.
    Amount,
    /// `yes` or `no`.
    YesNo,
    /// A whole number.
    Number,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Words.
    Text,
}

/// A rule as listed.
#[derive(Debug, Clone, Copy)]
pub struct RuleSpec {
    /// Id, as in the command-line contract.
    pub id: &'static str,
    /// What it works out, in words.
    pub title: &'static str,
    /// Inputs: name, what it holds, whether it is needed.
    pub inputs: &'static [(&'static str, Holds, bool)],
    /// Results; the first is the main one.
    pub results: &'static [(&'static str, Holds)],
    /// Source sections.
    pub cite: &'static [&'static str],
}

/// Why a rule gave no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// No such rule.
    #[error("there is no rule `{0}`")]
    UnknownRule(String),
    /// A needed input is absent.
    #[error("`{0}` is needed")]
    MissingInput(&'static str),
    /// An input that the rule does not have.
    #[error("the rule has no input `{0}`")]
    UnknownInput(String),
    /// An input of the wrong form.
    #[error("`{input}` is {value:?}: {expected}")]
    BadInput {
        /// Name of the input.
        input: &'static str,
        /// As given.
        value: String,
        /// What would be right.
        expected: String,
    },
    /// An amount that is not known for the date.
    #[error("{0}")]
    UnknownFigure(String),
    /// The result is outside of the years 1990 to 2100.
    #[error("the result is outside of the years 1990 to 2100")]
    OutOfRange,
}

/// All rules, in the order in which they are listed.
pub const RULES: &[RuleSpec] = &[];

/// Returns the rule with `id`.
#[must_use]
pub fn find_rule(id: &str) -> Option<&'static RuleSpec> {
    RULES.iter().find(|rule| rule.id == id)
}

/// Computes a rule from inputs in canonical form.
///
/// # Errors
///
/// [`RuleError`] that says which input is absent or wrong, or which figure is not known.
pub fn compute(rule: &str, inputs: &BTreeMap<String, String>, context: &RuleContext<'_>) -> Result<Computed, RuleError> {
    let _ = (inputs, context);
    Err(RuleError::UnknownRule(rule.to_owned()))
}
