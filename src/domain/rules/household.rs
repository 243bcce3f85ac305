//! One person or a couple, as inputs of rules say it.
//!
//! Does not belong here: larger households, and the amounts for either.

use super::RuleError;
use super::inputs::Inputs;

/// The words for an input, as checklists may offer them.
pub(super) const HOUSEHOLDS: &[&str] = &["individual", "couple"];

/// Whose amounts apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Household {
    /// One person.
    Individual,
    /// Two who count as an eligible couple.
    Couple,
}

const SPELLINGS: &[(&str, Household)] = &[
    ("individual", Household::Individual),
    ("one person", Household::Individual),
    ("single", Household::Individual),
    ("couple", Household::Couple),
    ("eligible couple", Household::Couple),
    ("married", Household::Couple),
];

impl Household {
    /// Reads the input `household`.
    pub(super) fn read(inputs: &Inputs<'_>) -> Result<Self, RuleError> {
        inputs.one_of("household", SPELLINGS, "individual or couple is needed")
    }

    /// Reads the input `household`; one person if it is not given.
    pub(super) fn read_or_individual(inputs: &Inputs<'_>) -> Result<Self, RuleError> {
        if inputs.has("household") {
            Self::read(inputs)
        } else {
            Ok(Self::Individual)
        }
    }

    /// Returns one of two values, such as ids of figures.
    pub(super) fn pick<T>(self, individual: T, couple: T) -> T {
        match self {
            Self::Individual => individual,
            Self::Couple => couple,
        }
    }

    /// Returns words for a step.
    pub(super) fn words(self) -> &'static str {
        self.pick("one person", "a couple")
    }
}
