//! Conditions on answers: their grammar, and whether they hold, do not hold, or cannot be told yet.
//!
//! `benefit = Title II and (notice = yes or notice known)`; the whole grammar is in `content/README.md`.
//! Does not belong here: where answers come from (`run`), which answers are possible (`paths`).

use std::cmp::Ordering;

/// Whether a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// An answer that it needs is not there yet.
    Unknown,
}

impl Truth {
    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

/// An answer, or a result of a computation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Subject {
    /// Id of the step or computation.
    pub item: String,
    /// Name of the result, for a computation.
    pub result: Option<String>,
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.result {
            Some(result) => write!(f, "{}.{result}", self.item),
            None => write!(f, "{}", self.item),
        }
    }
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Comparison {
    /// `=` or `in (..)`: equal to one of the values, case aside.
    Is,
    /// `!=`: equal to none of them.
    IsNot,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl std::fmt::Display for Comparison {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Is => "=",
            Self::IsNot => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        })
    }
}

/// A condition on answers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Condition {
    /// A comparison of one answer.
    Compare {
        /// What is compared.
        subject: Subject,
        /// How.
        comparison: Comparison,
        /// With what; more than one only for [`Comparison::Is`].
        values: Vec<String>,
    },
    /// The answer is there.
    Known(Subject),
    /// All hold.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
}

/// What is known of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// The answer, in its canonical form.
    Value(String),
    /// Not given yet.
    NotYet,
    /// Never asked on this path, or left without a value. Every comparison with it fails.
    Never,
}

/// A condition that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionError {
    /// Byte offset in the condition's text.
    pub offset: usize,
    /// What was expected there.
    pub expected: &'static str,
}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    ///
    /// [`ConditionError`] with the place where reading stopped.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        let mut reader = Reader { text, at: 0, depth: 0 };
        let condition = reader.any()?;
        reader.skip_space();
        if reader.rest().is_empty() {
            Ok(condition)
        } else {
            Err(reader.error("`and`, `or` or the end"))
        }
    }

    /// Tells whether the condition holds, given what `lookup` knows.
    pub fn holds(&self, lookup: &mut dyn FnMut(&Subject) -> Known) -> Truth {
        match self {
            Self::Compare {
                subject,
                comparison,
                values,
            } => match lookup(subject) {
                Known::NotYet => Truth::Unknown,
                Known::Never => Truth::No,
                Known::Value(value) => compare(&value, *comparison, values).into(),
            },
            Self::Known(subject) => match lookup(subject) {
                Known::NotYet => Truth::Unknown,
                Known::Never => Truth::No,
                Known::Value(_) => Truth::Yes,
            },
            Self::Not(inner) => inner.holds(lookup).not(),
            Self::All(parts) => fold(parts, Truth::No, lookup),
            Self::Any(parts) => fold(parts, Truth::Yes, lookup),
        }
    }

    /// Calls `visit` for every answer that the condition names, in the order of the text.
    pub fn visit_subjects<'a>(&'a self, visit: &mut dyn FnMut(&'a Subject)) {
        self.visit_atoms(&mut |atom| match atom {
            Self::Compare { subject, .. } | Self::Known(subject) => visit(subject),
            _ => {}
        });
    }

    /// Calls `visit` for every comparison and every `known` in the condition, in the order of the text.
    pub fn visit_atoms<'a>(&'a self, visit: &mut dyn FnMut(&'a Condition)) {
        match self {
            Self::Compare { .. } | Self::Known(_) => visit(self),
            Self::Not(inner) => inner.visit_atoms(visit),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.visit_atoms(visit)),
        }
    }
}

/// Tells whether `value` compares so with `values`: as numbers if both are, else by letters, case aside.
/// Dates and months in their canonical forms sort by letters.
#[must_use]
pub fn compare(value: &str, comparison: Comparison, values: &[String]) -> bool {
    let order = |other: &str| match (value.parse::<f64>(), other.parse::<f64>()) {
        (Ok(left), Ok(right)) => left.partial_cmp(&right).unwrap_or(Ordering::Equal),
        _ => value.to_lowercase().cmp(&other.to_lowercase()),
    };
    let against = |test: fn(Ordering) -> bool| values.first().is_some_and(|other| test(order(other)));
    match comparison {
        Comparison::Is => values.iter().any(|other| order(other).is_eq()),
        Comparison::IsNot => values.iter().all(|other| order(other).is_ne()),
        Comparison::Less => against(Ordering::is_lt),
        Comparison::AtMost => against(Ordering::is_le),
        Comparison::More => against(Ordering::is_gt),
        Comparison::AtLeast => against(Ordering::is_ge),
    }
}

/// Folds parts: `decisive` settles the whole, an unknown part keeps it open.
fn fold(parts: &[Condition], decisive: Truth, lookup: &mut dyn FnMut(&Subject) -> Known) -> Truth {
    let mut whole = decisive.not();
    for part in parts {
        let truth = part.holds(lookup);
        if truth == decisive {
            return decisive;
        }
        if truth == Truth::Unknown {
            whole = Truth::Unknown;
        }
    }
    whole
}

/// Deepest nesting of brackets and `not`.
const MOST_DEPTH: usize = 32;

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn error(&self, expected: &'static str) -> ConditionError {
        ConditionError { offset: self.at, expected }
    }

    /// Takes `word` if it stands here as a whole word.
    fn word(&mut self, word: &str) -> bool {
        self.skip_space();
        let Some(after) = self.rest().strip_prefix(word) else {
            return false;
        };
        let ends = !after.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_');
        if ends {
            self.at += word.len();
        }
        ends
    }

    fn sign(&mut self, sign: &str) -> bool {
        self.skip_space();
        let here = self.rest().starts_with(sign);
        if here {
            self.at += sign.len();
        }
        here
    }

    fn any(&mut self) -> Result<Condition, ConditionError> {
        let mut parts = vec![self.all()?];
        while self.word("or") {
            parts.push(self.all()?);
        }
        Ok(single(parts, Condition::Any))
    }

    fn all(&mut self) -> Result<Condition, ConditionError> {
        let mut parts = vec![self.one()?];
        while self.word("and") {
            parts.push(self.one()?);
        }
        Ok(single(parts, Condition::All))
    }

    fn one(&mut self) -> Result<Condition, ConditionError> {
        if self.depth >= MOST_DEPTH {
            return Err(self.error("fewer brackets within each other"));
        }
        self.depth += 1;
        let one = self.one_within();
        self.depth -= 1;
        one
    }

    fn one_within(&mut self) -> Result<Condition, ConditionError> {
        if self.word("not") {
            return Ok(Condition::Not(Box::new(self.one()?)));
        }
        if self.sign("(") {
            let inner = self.any()?;
            return if self.sign(")") { Ok(inner) } else { Err(self.error("`)`")) };
        }
        let subject = self.subject()?;
        if self.word("known") {
            return Ok(Condition::Known(subject));
        }
        if self.word("in") {
            let values = self.value_list()?;
            return Ok(Condition::Compare {
                subject,
                comparison: Comparison::Is,
                values,
            });
        }
        let signs = [
            ("!=", Comparison::IsNot),
            ("<=", Comparison::AtMost),
            (">=", Comparison::AtLeast),
            ("=", Comparison::Is),
            ("<", Comparison::Less),
            (">", Comparison::More),
        ];
        for (sign, comparison) in signs {
            if self.sign(sign) {
                return Ok(Condition::Compare {
                    subject,
                    comparison,
                    values: vec![self.value()?],
                });
            }
        }
        Err(self.error("`=`, `!=`, `<`, `<=`, `>`, `>=`, `in` or `known`"))
    }

    fn subject(&mut self) -> Result<Subject, ConditionError> {
        self.skip_space();
        let name = self.name().ok_or_else(|| self.error("the id of a step"))?;
        let result = if self.rest().starts_with('.') {
            self.at += 1;
            Some(self.name().ok_or_else(|| self.error("the name of a result"))?)
        } else {
            None
        };
        Ok(Subject { item: name, result })
    }

    fn name(&mut self) -> Option<String> {
        let rest = self.rest();
        let len = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_'))
            .unwrap_or(rest.len());
        if len == 0 {
            return None;
        }
        self.at += len;
        rest.get(..len).map(str::to_owned)
    }

    fn value_list(&mut self) -> Result<Vec<String>, ConditionError> {
        if !self.sign("(") {
            return Err(self.error("`(`"));
        }
        let mut values = vec![self.value()?];
        while self.sign("|") {
            values.push(self.value()?);
        }
        if self.sign(")") {
            Ok(values)
        } else {
            Err(self.error("`|` or `)`"))
        }
    }

    /// A value in single quotes, or the words up to `and`, `or`, `|`, `)` or the end.
    fn value(&mut self) -> Result<String, ConditionError> {
        self.skip_space();
        if self.sign("'") {
            let rest = self.rest();
            let len = rest.find('\'').ok_or_else(|| self.error("a closing `'`"))?;
            self.at += len + 1;
            return Ok(rest.get(..len).unwrap_or_default().trim().to_owned());
        }
        let rest = self.rest();
        let mut len = rest.find(['|', ')']).unwrap_or(rest.len());
        for word in [" and ", " or "] {
            len = rest.find(word).map_or(len, |at| at.min(len));
        }
        let value = rest.get(..len).unwrap_or_default().trim();
        if value.is_empty() {
            return Err(self.error("a value"));
        }
        self.at += len;
        Ok(value.to_owned())
    }
}

fn single(mut parts: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            parts.push(last);
            join(parts)
        }
        (_, None) => join(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, answers: &[(&str, &str)], expected: Truth) {
        let condition = Condition::parse(text).expect("a readable condition");
        let truth = condition.holds(&mut |subject| {
            answers
                .iter()
                .find(|(id, _)| *id == subject.to_string())
                .map_or(Known::NotYet, |(_, value)| Known::Value((*value).to_owned()))
        });
        assert_eq!(truth, expected, "{text} with {answers:?}");
    }

    #[test]
    fn values_may_be_several_words_and_case_does_not_count() {
        check(
            "benefit = Title II and notice = yes",
            &[("benefit", "title ii"), ("notice", "yes")],
            Truth::Yes,
        );
        check("benefit in (Title II | SSI)", &[("benefit", "SSI")], Truth::Yes);
        check("benefit = 'Title II and SSI'", &[("benefit", "Title II and SSI")], Truth::Yes);
    }

    #[test]
    fn an_open_answer_leaves_the_whole_open_unless_another_settles_it() {
        check("a = yes and b = yes", &[("a", "yes")], Truth::Unknown);
        check("a = yes and b = yes", &[("a", "no")], Truth::No);
        check("a = yes or b = yes", &[("a", "yes")], Truth::Yes);
        check("not (a = yes or b = yes)", &[("a", "yes")], Truth::No);
    }

    #[test]
    fn months_and_numbers_are_ordered() {
        check("m < 2022-01", &[("m", "2021-12")], Truth::Yes);
        check("x >= 9", &[("x", "10")], Truth::Yes);
        check("p.timely = yes", &[("p.timely", "yes")], Truth::Yes);
    }

    #[test]
    fn a_fault_names_its_place() {
        assert_eq!(
            Condition::parse("a = "),
            Err(ConditionError {
                offset: 4,
                expected: "a value"
            })
        );
        assert_eq!(Condition::parse("a yes").map_err(|error| error.offset), Err(2));
        assert!(Condition::parse("").is_err());
        assert!(Condition::parse(&format!("{}a = x{}", "(".repeat(5000), ")".repeat(5000))).is_err());
        assert!(Condition::parse(&format!("{}a = x", "not ".repeat(20_000))).is_err());
        assert!(Condition::parse("a = x b").is_ok(), "an unquoted value runs to the end");
    }
}
