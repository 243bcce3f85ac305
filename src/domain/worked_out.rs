//! A date or amount that was worked out on its own, outside of a run: what went in, what came out, on what it stands.
//!
//! Does not belong here: the rules (`rules`), the log of a case (`case_log`).

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::calendar::{Month, spoken_day};
use super::export::show_result;
use super::library::Library;
use super::rules::{Arguable, Computed, Rule, RuleInput, ValueKind};

/// What was worked out, so that it can be told and checked without the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkedOut {
    /// Id of the rule.
    pub rule: String,
    /// What the rule works out, in words.
    pub title: String,
    /// Inputs that were given, in the rule's order.
    pub inputs: Vec<GivenInput>,
    /// The main result in canonical form.
    pub result: String,
    /// The value to plan on, in words to be read aloud.
    pub spoken: String,
    /// The value to plan on in canonical form, where it is another one than the result.
    pub work_to: Option<String>,
    /// What can be argued for beside it, with why and on what; never to be planned on.
    pub arguable: Vec<String>,
    /// What it stands on, as it is quoted.
    pub authority: Vec<String>,
    /// The day as of which it was worked out.
    pub as_of: Date,
}

/// An input as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenInput {
    /// Its name.
    pub name: String,
    /// Its question.
    pub ask: String,
    /// The value in words.
    pub words: String,
}

impl WorkedOut {
    /// Takes what a rule has computed; none if it has no main result.
    #[must_use]
    pub fn new(rule: &Rule, inputs: &BTreeMap<String, String>, computed: &Computed, library: &Library, as_of: Date) -> Option<Self> {
        let result = computed.value(None)?.to_owned();
        let mut authority: Vec<String> = Vec::new();
        for step in computed.trace.iter().filter(|step| !step.cite.is_empty()) {
            let cite = library.citations(&step.cite);
            if !authority.contains(&cite) {
                authority.push(cite);
            }
        }
        if authority.is_empty() {
            authority.extend(computed.cite.iter().map(|cite| library.citation(cite)));
        }
        let kind = rule.result(None);
        let argued = |other: &Arguable| {
            let cite = library.citations(&other.cite);
            format!("{}: {} ({cite})", spoken(kind, &other.value), other.why)
        };
        let given = rule.inputs.iter().filter_map(|input| {
            let value = inputs.get(&input.name)?;
            Some(GivenInput {
                name: input.name.clone(),
                ask: input.ask.clone(),
                words: spoken_input(input, value),
            })
        });
        let work_to = computed.work_to.clone().filter(|day| *day != result);
        Some(Self {
            rule: rule.id.clone(),
            title: rule.title.clone(),
            inputs: given.collect(),
            spoken: spoken(kind, work_to.as_deref().unwrap_or(&result)),
            work_to,
            result,
            arguable: computed.arguable.iter().map(argued).collect(),
            authority,
            as_of,
        })
    }

    /// Returns the day to plan on, if a day was worked out.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        self.work_to.as_deref().unwrap_or(&self.result).parse().ok()
    }

    /// Returns the whole of it, a line each: result, rule, inputs, what can be argued, authority, as of when.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.spoken.clone(), self.title.clone()];
        if self.work_to.is_some() {
            lines.push(format!("By the rule: {}. Work to the day named first.", spoken(None, &self.result)));
        }
        lines.extend(self.inputs.iter().map(|input| format!("{} {}", input.ask, input.words)));
        lines.extend(self.arguable.iter().map(|other| format!("Arguable, not to be planned on: {other}")));
        lines.push(format!("Authority: {}", self.authority.join("; ")));
        lines.push(format!("Worked out {}", spoken_day(self.as_of)));
        lines
    }
}

/// Returns the value of an input in words to be read aloud: an option as people say it.
#[must_use]
pub fn spoken_input(input: &RuleInput, value: &str) -> String {
    match input.kind {
        ValueKind::OneOf(_) => input.option_words(value).to_owned(),
        _ => spoken(Some(&input.kind), value),
    }
}

/// Returns a value in words to be read aloud: days with their weekday in full, months by name.
#[must_use]
pub fn spoken(kind: Option<&ValueKind>, value: &str) -> String {
    match kind {
        Some(ValueKind::Months) if value.is_empty() => "none".to_owned(),
        Some(ValueKind::Months) => {
            let months = value.split(' ').map(|month| spoken(Some(&ValueKind::Month), month));
            months.collect::<Vec<_>>().join(", ")
        }
        Some(ValueKind::Time) => value.parse::<jiff::civil::DateTime>().map_or_else(
            |_| value.to_owned(),
            |at| format!("{}, {}", spoken_day(at.date()), at.strftime("%H:%M")),
        ),
        Some(ValueKind::Amount) => show_result(kind, value),
        _ => match (value.parse::<Date>(), Month::parse(value)) {
            (Ok(day), _) => spoken_day(day),
            (_, Some(month)) => month.words(),
            _ => value.to_owned(),
        },
    }
}
