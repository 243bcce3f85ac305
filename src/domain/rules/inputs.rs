//! Inputs of a rule: from canonical strings to typed values, with words for what is wrong.
//!
//! Does not belong here: what a rule does with them, results.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};

use super::money::Cents;
use super::{Computed, RuleContext, RuleError};
use crate::domain::calendar::{Month, day_words};
use crate::domain::figures;

/// First and last year in which a result may lie.
const RESULT_YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;
/// First and last year of a day or month given: old records go further back than results do.
const INPUT_YEARS: std::ops::RangeInclusive<i16> = 1930..=2100;
/// Answers that say that something is not known.
const NOT_KNOWN: &[&str] = &["not known", "unknown", "not sure", "null"];

/// The inputs of one computation and what it may look at beside them.
pub(super) struct Inputs<'a> {
    values: BTreeMap<&'a str, &'a str>,
    /// Today, closed days, figures.
    pub(super) context: &'a RuleContext<'a>,
}

impl<'a> Inputs<'a> {
    /// Takes the inputs; answers that say that something is not known are left out.
    pub(super) fn new(values: &'a BTreeMap<String, String>, context: &'a RuleContext<'a>) -> Self {
        let values = values
            .iter()
            .map(|(name, value)| (name.as_str(), value.trim()))
            .filter(|(_, value)| !NOT_KNOWN.iter().any(|words| words.eq_ignore_ascii_case(value)))
            .collect();
        Self { values, context }
    }

    /// Tells whether `name` is there and not empty.
    pub(super) fn has(&self, name: &str) -> bool {
        self.text(name).is_some()
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.values.get(name).copied().filter(|value| !value.is_empty())
    }

    fn needed<T>(name: &str, value: Option<T>) -> Result<T, RuleError> {
        value.ok_or_else(|| RuleError::MissingInput(name.to_owned()))
    }

    /// Returns a day.
    pub(super) fn date(&self, name: &str) -> Result<Date, RuleError> {
        Self::needed(name, self.date_if_given(name)?)
    }

    /// Returns a day, if it is given.
    pub(super) fn date_if_given(&self, name: &str) -> Result<Option<Date>, RuleError> {
        let Some(text) = self.text(name) else { return Ok(None) };
        read_date(text)
            .map(Some)
            .ok_or_else(|| bad(name, text, "a day as YYYY-MM-DD is needed, from 1930 to 2100"))
    }

    /// Returns a day with a time of day.
    pub(super) fn time(&self, name: &str) -> Result<DateTime, RuleError> {
        let text = Self::needed(name, self.text(name))?;
        read_time(text).ok_or_else(|| bad(name, text, "a day and a time as YYYY-MM-DDTHH:MM are needed, from 1930 to 2100"))
    }

    /// Returns a month; a day stands for its month.
    pub(super) fn month(&self, name: &str) -> Result<Month, RuleError> {
        Self::needed(name, self.month_if_given(name)?)
    }

    /// Returns a month, if it is given.
    pub(super) fn month_if_given(&self, name: &str) -> Result<Option<Month>, RuleError> {
        let Some(text) = self.text(name) else { return Ok(None) };
        read_month(text)
            .map(Some)
            .ok_or_else(|| bad(name, text, "a month as YYYY-MM is needed, from 1930 to 2100"))
    }

    /// Returns a list of months, sorted and each once. An empty list has to be said: an empty text or `none`.
    pub(super) fn months(&self, name: &str) -> Result<Vec<Month>, RuleError> {
        let text = Self::needed(name, self.values.get(name).copied())?;
        if text.eq_ignore_ascii_case("none") || text == "[]" {
            return Ok(Vec::new());
        }
        let mut months = Vec::new();
        for part in text.split([' ', ',', ';']).filter(|part| !part.is_empty()) {
            months.push(read_month(part).ok_or_else(|| bad(name, text, "months as YYYY-MM, with spaces or commas between, are needed"))?);
        }
        months.sort_unstable();
        months.dedup();
        Ok(months)
    }

    /// Returns amounts by month, sorted; none if they are not given, or none are said to be.
    pub(super) fn month_amounts(&self, name: &'static str) -> Result<Vec<(Month, Cents)>, RuleError> {
        let text = self.text(name).unwrap_or_default();
        let expected = "months with amounts as 2025-01=1250.00, with spaces between, each month once, are needed";
        let mut amounts = Vec::new();
        for part in text
            .split([' ', ',', ';'])
            .filter(|part| !part.is_empty() && !part.eq_ignore_ascii_case("none"))
        {
            let read = part
                .split_once('=')
                .and_then(|(month, amount)| Some((read_month(month)?, Cents::parse(amount)?)));
            amounts.push(read.ok_or_else(|| bad(name, text, expected))?);
        }
        amounts.sort_by_key(|(month, _)| *month);
        let is_twice = amounts
            .windows(2)
            .any(|pair| matches!(pair, [(earlier, _), (later, _)] if earlier == later));
        if is_twice { Err(bad(name, text, expected)) } else { Ok(amounts) }
    }

    /// Returns an amount.
    pub(super) fn amount(&self, name: &str) -> Result<Cents, RuleError> {
        let text = Self::needed(name, self.text(name))?;
        Cents::parse(text).ok_or_else(|| bad(name, text, "dollars and cents such as 1234.50 are needed, not below zero"))
    }

    /// Returns an amount, if it is given.
    pub(super) fn amount_if_given(&self, name: &str) -> Result<Option<Cents>, RuleError> {
        if self.has(name) { self.amount(name).map(Some) } else { Ok(None) }
    }

    /// Returns words as given.
    pub(super) fn words(&self, name: &str) -> Result<&'a str, RuleError> {
        Self::needed(name, self.text(name))
    }

    /// Returns a whole number from 0 to `most`.
    pub(super) fn number(&self, name: &str, most: u32) -> Result<u32, RuleError> {
        let text = Self::needed(name, self.text(name))?;
        text.parse()
            .ok()
            .filter(|number| *number <= most)
            .ok_or_else(|| bad(name, text, &format!("a whole number from 0 to {most} is needed")))
    }

    /// Returns yes or no.
    pub(super) fn yes_no(&self, name: &str) -> Result<bool, RuleError> {
        Self::needed(name, self.yes_no_if_given(name)?)
    }

    /// Returns yes or no, if it is given.
    pub(super) fn yes_no_if_given(&self, name: &str) -> Result<Option<bool>, RuleError> {
        let Some(text) = self.text(name) else { return Ok(None) };
        match text.to_lowercase().as_str() {
            "yes" | "true" | "y" | "done" => Ok(Some(true)),
            "no" | "false" | "n" => Ok(Some(false)),
            _ => Err(bad(name, text, "yes or no is needed")),
        }
    }

    /// Returns the value that one of the spellings in `table` stands for. Case, spaces and signs do not count.
    pub(super) fn one_of<T: Copy>(&self, name: &str, table: &[(&str, T)], expected: &str) -> Result<T, RuleError> {
        let text = Self::needed(name, self.text(name))?;
        let key = spelling_key(text);
        table
            .iter()
            .find(|(spelling, _)| spelling_key(spelling) == key)
            .map(|(_, value)| *value)
            .ok_or_else(|| bad(name, text, expected))
    }

    /// Returns a fault of an input that was readable but cannot be right.
    pub(super) fn fault(&self, name: &str, expected: &str) -> RuleError {
        bad(name, self.text(name).unwrap_or_default(), expected)
    }

    /// Returns the day whose amounts are asked for: the input `on`, or else today.
    pub(super) fn asked_on(&self) -> Result<Date, RuleError> {
        Ok(self.date_if_given("on")?.unwrap_or(self.context.today))
    }

    fn figure_value(&self, id: &str, day: Date) -> Result<(&'a figures::Figure, &'a figures::FigureValue), RuleError> {
        let unknown = |words: String| RuleError::UnknownFigure(words);
        let figure = self
            .context
            .figures
            .find(id)
            .ok_or_else(|| unknown(format!("the table of figures has no `{id}`")))?;
        let value = figure
            .on(day)
            .ok_or_else(|| unknown(format!("{}: {}", figure.label, figure.words(day))))?;
        Ok((figure, value))
    }

    /// Returns figure `id` on `day` where it is a whole number, such as months or percent.
    pub(super) fn whole_figure(&self, id: &str, day: Date) -> Result<i64, RuleError> {
        let (figure, value) = self.figure_value(id, day)?;
        let no_number = || RuleError::UnknownFigure(format!("{}: {:?} is no whole number", figure.label, value.amount));
        value.amount.parse().map_err(|_| no_number())
    }

    /// Returns the amount of figure `id` on `day`, and notes a weak source in `computed`.
    pub(super) fn figure(&self, id: &str, day: Date, computed: &mut Computed) -> Result<Figure, RuleError> {
        let unknown = |words: String| RuleError::UnknownFigure(words);
        let (figure, value) = self.figure_value(id, day)?;
        let amount = Cents::parse(&value.amount).ok_or_else(|| unknown(format!("{}: {:?} is no amount", figure.label, value.amount)))?;
        if value.is_weak {
            computed.caution.push(format!(
                "{}: {} was seen on secondary pages only; check it before you quote it.",
                figure.label,
                amount.words()
            ));
        }
        Ok(Figure {
            amount,
            since: value.from,
            basis: figure.basis.clone(),
        })
    }
}

/// A figure as a rule uses it.
pub(super) struct Figure {
    /// The amount in force.
    pub(super) amount: Cents,
    /// First day of that amount.
    pub(super) since: Date,
    /// The law or rule it rests on.
    pub(super) basis: String,
}

impl Figure {
    /// Adds the step that names the amount and since when it is in force.
    pub(super) fn step(&self, computed: &mut Computed, words: &str) {
        computed.step(
            format!("{words}, in force since {}: {}", day_words(self.since), self.amount.words()),
            self.amount,
            &self.basis,
        );
    }
}

/// Returns `value` if its year may be the year of a result.
pub(super) fn result_date(value: Result<Date, jiff::Error>) -> Result<Date, RuleError> {
    value
        .ok()
        .filter(|date| RESULT_YEARS.contains(&date.year()))
        .ok_or(RuleError::OutOfRange)
}

/// Returns a day with a time of day in canonical form, if its year may be the year of a result.
pub(super) fn result_time(value: Result<DateTime, jiff::Error>) -> Result<String, RuleError> {
    value
        .ok()
        .filter(|time| RESULT_YEARS.contains(&time.year()))
        .map(|time| time.strftime("%Y-%m-%dT%H:%M").to_string())
        .ok_or(RuleError::OutOfRange)
}

/// Returns `value` if its year may be the year of a result.
pub(super) fn result_month(value: Option<Month>) -> Result<Month, RuleError> {
    value
        .filter(|month| RESULT_YEARS.contains(&month.year()))
        .ok_or(RuleError::OutOfRange)
}

/// Returns a caution if `last` is past on `today`: how late, and what to do all the same.
pub(super) fn late_words(last: Date, today: Date, advice: &str) -> Option<String> {
    let days = (today - last).get_days();
    let plural = if days == 1 { "" } else { "s" };
    (days > 0).then(|| {
        format!(
            "On {}, if nothing was filed before, this is late by {days} day{plural}. {advice}",
            day_words(today)
        )
    })
}

/// Returns `yes` or `no`.
pub(super) fn yes_no(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}

fn read_date(text: &str) -> Option<Date> {
    if text.len() != 10 {
        return None;
    }
    let date: Date = text.parse().ok()?;
    INPUT_YEARS.contains(&date.year()).then_some(date)
}

fn read_time(text: &str) -> Option<DateTime> {
    let is_separated = text.len() == 16 && matches!(text.as_bytes().get(10), Some(b'T' | b' '));
    let time: DateTime = is_separated.then(|| text.parse().ok())??;
    INPUT_YEARS.contains(&time.year()).then_some(time)
}

fn read_month(text: &str) -> Option<Month> {
    let month = Month::parse(text).or_else(|| read_date(text).map(Month::of))?;
    INPUT_YEARS.contains(&month.year()).then_some(month)
}

fn spelling_key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn bad(input: &str, value: &str, expected: &str) -> RuleError {
    RuleError::BadInput {
        input: input.to_owned(),
        value: value.to_owned(),
        expected: expected.to_owned(),
    }
}
