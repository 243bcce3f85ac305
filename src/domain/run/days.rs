//! Days as people type and say them: from words to a civil day, with words for what is wrong.
//!
//! Does not belong here: months and amounts (`value`), which step or rule asks for a day.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan as _};

use super::value::AnswerProblem;
use crate::domain::calendar::{ORDINALS, month_name, spoken_day, weekday_name};

/// First and last year that a day or month may lie in.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;
/// What is said of a day or month outside of them.
pub(super) const YEAR_NEEDED: &str = "type a year between 1900 and 2100";
/// What is said of words that are no day.
pub const DAY_NEEDED: &str = "type a day such as 6/2/2026, june 2, last friday, 75 days ago or 2026-06-02";

/// How far ahead a day without a year may lie where it may be past or to come, in days.
const DAYS_AHEAD: i32 = 45;
/// A year of two digits lies at most so many years ahead; beyond, it is of the last century.
const YEARS_AHEAD: i16 = 10;
/// So many years hold every day of the year, 29 February too.
const LEAP_YEARS: i16 = 8;

/// Which day is meant by one that is told without its year, month or week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lean {
    /// The latest such day up to today: a notice, a receipt, a call.
    Past,
    /// The latest such day that is at most some weeks ahead: it may be either.
    Near,
    /// The first such day from today on: a deadline, a promise, a day to which something is put off.
    Ahead,
}

pub(super) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

const NUMBERS: [&str; 12] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
];

/// Other words that a day may be told with.
const OTHER_WORDS: [&str; 22] = [
    "today",
    "yesterday",
    "tomorrow",
    "days",
    "weeks",
    "months",
    "years",
    "ago",
    "in",
    "from",
    "now",
    "last",
    "next",
    "the",
    "of",
    "on",
    "before",
    "after",
    "an",
    "twenty",
    "thirty",
    "thirtieth",
];

/// A part of a day that is told by month and day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part<'a> {
    /// Digits alone.
    Digits(&'a str),
    /// The number of a day that is marked as such: `2nd`, `second`.
    Ordinal(i8),
    /// A month by its name.
    Month(i8),
}

/// Reads a day: by number, by name, by ordinal, by weekday, or counted from `today`.
///
/// # Errors
///
/// [`AnswerProblem`] that says what would be right.
pub fn read_day(typed: &str, today: Date, lean: Lean) -> Result<Date, AnswerProblem> {
    let lower = typed.trim().to_lowercase();
    let raw: Vec<&str> = lower
        .split(|c: char| matches!(c, '/' | '-' | '.' | ',') || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .collect();
    let tokens: Vec<&str> = raw.iter().copied().filter(|token| !matches!(*token, "the" | "of" | "on")).collect();
    let day = match counted(&tokens, today).or_else(|| by_weekday(&tokens, today, lean)) {
        Some(read) => read?,
        None => by_parts(&tokens, today, lean).map_err(|problem| AnswerProblem {
            is_unfinished: problem.is_unfinished || (problem.words == DAY_NEEDED && is_begun(&raw)),
            ..problem
        })?,
    };
    in_range(day)
}

/// Tells whether further letters could make a day of these words.
fn is_begun(tokens: &[&str]) -> bool {
    let words = || {
        MONTHS
            .iter()
            .chain(ORDINALS.iter())
            .chain(NUMBERS.iter())
            .chain(OTHER_WORDS.iter())
            .copied()
            .chain(WEEKDAYS.iter().map(|(name, _)| *name))
    };
    let is_number = |token: &str| token.len() <= 4 && token.bytes().all(|byte| byte.is_ascii_digit());
    tokens
        .iter()
        .all(|token| is_number(token) || words().any(|word| word.starts_with(token)))
}

fn in_range(day: Date) -> Result<Date, AnswerProblem> {
    if YEARS.contains(&day.year()) {
        Ok(day)
    } else {
        Err(AnswerProblem::new(YEAR_NEEDED))
    }
}

/// Reads a day that is counted from today: `yesterday`, `three weeks ago`, `in 10 days`.
fn counted(tokens: &[&str], today: Date) -> Option<Result<Date, AnswerProblem>> {
    let (number, unit, is_ago) = match tokens {
        ["today"] => ("0", "days", false),
        ["yesterday"] => ("1", "days", true),
        ["tomorrow"] => ("1", "days", false),
        ["day", "before", "yesterday"] => ("2", "days", true),
        ["day", "after", "tomorrow"] => ("2", "days", false),
        [number, unit, "ago"] => (*number, *unit, true),
        ["in", number, unit] | [number, unit, "from", "today" | "now"] => (*number, *unit, false),
        _ => return None,
    };
    let number = number_of(number)?;
    let number = if is_ago { -number } else { number };
    let span: Span = match unit.strip_suffix('s').unwrap_or(unit) {
        "day" => number.days(),
        "week" => number.weeks(),
        "month" => number.months(),
        "year" => number.years(),
        _ => return None,
    };
    Some(today.checked_add(span).map_err(|_| AnswerProblem::new(YEAR_NEEDED)))
}

fn number_of(token: &str) -> Option<i32> {
    if matches!(token, "a" | "an") {
        return Some(1);
    }
    let by_word = NUMBERS.iter().position(|word| *word == token);
    match by_word {
        Some(idx) => i32::try_from(idx + 1).ok(),
        None if token.len() <= 4 => token.parse().ok().filter(|number| 0 <= *number),
        None => None,
    }
}

/// Reads a weekday alone: `friday`, `last friday`, `next fri`.
fn by_weekday(tokens: &[&str], today: Date, lean: Lean) -> Option<Result<Date, AnswerProblem>> {
    let (which, name) = match tokens {
        [name] => ("", *name),
        [which @ ("last" | "next" | "this"), name] => (*which, *name),
        _ => return None,
    };
    let weekday = weekday_of(name)?;
    let is_today = today.weekday() == weekday;
    let nth = match (which, lean) {
        ("this", Lean::Past | Lean::Near) => {
            let name = weekday_name(weekday);
            return Some(Err(AnswerProblem::new(format!(
                "this {name} can be either: type last {name}, next {name}, or the date"
            ))));
        }
        ("", Lean::Past | Lean::Near) if is_today => return Some(Ok(today)),
        ("last", _) | ("", Lean::Past | Lean::Near) => -1,
        _ => 1,
    };
    Some(today.nth_weekday(nth, weekday).map_err(|_| AnswerProblem::new(YEAR_NEEDED)))
}

fn weekday_of(token: &str) -> Option<Weekday> {
    let is_name = |name: &str| 3 <= token.len() && name.starts_with(token);
    WEEKDAYS.iter().find(|(name, _)| is_name(name)).map(|(_, weekday)| *weekday)
}

/// Reads a day by month and day, with or without its year; the weekday before it has to be right.
fn by_parts(tokens: &[&str], today: Date, lean: Lean) -> Result<Date, AnswerProblem> {
    let (weekday, tokens) = match tokens {
        [first, rest @ ..] if !rest.is_empty() => match weekday_of(first) {
            Some(weekday) => (Some(weekday), rest),
            None => (None, tokens),
        },
        _ => (None, tokens),
    };
    let day = dated(&parts(tokens)?, today, lean)?;
    match weekday {
        Some(weekday) if weekday != day.weekday() => Err(AnswerProblem::new(format!(
            "{} is no {}: read the date again, or type it without the weekday",
            spoken_day(day),
            weekday_name(weekday)
        ))),
        _ => Ok(day),
    }
}

fn parts<'a>(tokens: &[&'a str]) -> Result<Vec<Part<'a>>, AnswerProblem> {
    let mut parts = Vec::new();
    let mut tokens = tokens.iter().copied().peekable();
    while let Some(token) = tokens.next() {
        let tens = match token {
            "twenty" => 20,
            "thirty" => 30,
            _ => 0,
        };
        let part = if tens > 0 {
            let ones = tokens.next().and_then(ordinal_of).filter(|ones| *ones < 10);
            ones.map(|ones| Part::Ordinal(tens + ones))
        } else if token.bytes().all(|byte| byte.is_ascii_digit()) {
            Some(Part::Digits(token))
        } else {
            ordinal_of(token).map(Part::Ordinal).or_else(|| month_named(token).map(Part::Month))
        };
        parts.push(part.ok_or_else(|| AnswerProblem::new(DAY_NEEDED))?);
    }
    Ok(parts)
}

/// Returns the number of a day that is marked as one: `2nd`, `second`.
fn ordinal_of(token: &str) -> Option<i8> {
    if token == "thirtieth" {
        return Some(30);
    }
    if let Some(idx) = ORDINALS.iter().position(|word| *word == token) {
        return i8::try_from(idx + 1).ok();
    }
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| token.strip_suffix(ending))?;
    digits.parse().ok()
}

/// Returns the month with a name that begins so, from three letters on.
pub(super) fn month_named(token: &str) -> Option<i8> {
    let is_name = |name: &&str| token.len() >= 3 && name.starts_with(token) || (token == "sept" && **name == *"september");
    let idx = MONTHS.iter().position(is_name)?;
    i8::try_from(idx + 1).ok()
}

fn dated(parts: &[Part<'_>], today: Date, lean: Lean) -> Result<Date, AnswerProblem> {
    let (month, day, year) = match parts {
        [Part::Ordinal(day)] => return by_day_of_month(*day, today, lean),
        [Part::Digits(year), Part::Digits(month), Part::Digits(day)] if year.len() == 4 => (month_of(month)?, day_of(day)?, Some(*year)),
        [Part::Digits(year), _] | [_, Part::Digits(year)] if year.len() == 4 => {
            return Err(AnswerProblem::unfinished(
                "a month is not enough here; type the day, too, such as 6/2/2026",
            ));
        }
        [Part::Month(month), day] | [day, Part::Month(month)] => (*month, day_part(*day)?, None),
        [Part::Month(month), day, Part::Digits(year)] | [day, Part::Month(month), Part::Digits(year)] => {
            (*month, day_part(*day)?, Some(*year))
        }
        [Part::Digits(month), day] => (month_of(month)?, day_part(*day)?, None),
        [Part::Digits(month), day, Part::Digits(year)] => (month_of(month)?, day_part(*day)?, Some(*year)),
        _ => return Err(AnswerProblem::new(DAY_NEEDED)),
    };
    match year {
        Some(year) => {
            let year = read_year(year, today, lean)?;
            Date::new(year, month, day).map_err(|_| no_such_day(month, Some(year), day))
        }
        None => without_year(month, day, today, lean),
    }
}

fn month_of(digits: &str) -> Result<i8, AnswerProblem> {
    let month = digits.parse().ok().filter(|month| (1..=12).contains(month));
    month.ok_or_else(|| AnswerProblem::new(format!("`{digits}` is no month; type the month first, such as 6/2/2026")))
}

fn day_of(digits: &str) -> Result<i8, AnswerProblem> {
    let wrong = || AnswerProblem::new(format!("`{digits}` is no day of a month"));
    digits.parse().map_err(|_| wrong())
}

fn day_part(part: Part<'_>) -> Result<i8, AnswerProblem> {
    match part {
        Part::Digits(digits) => day_of(digits),
        Part::Ordinal(day) => Ok(day),
        Part::Month(_) => Err(AnswerProblem::new(DAY_NEEDED)),
    }
}

fn no_such_day(month: i8, year: Option<i16>, day: i8) -> AnswerProblem {
    let last = Date::new(year.unwrap_or(2024), month, 1).map_or(31, Date::days_in_month);
    let name = year.map_or_else(|| month_name(month).to_owned(), |year| format!("{} {year}", month_name(month)));
    AnswerProblem {
        // A zero may be the beginning of 01 to 09.
        is_unfinished: day == 0,
        ..AnswerProblem::new(format!("{name} has no day {day}; its last is {last}"))
    }
}

fn without_year(month: i8, day: i8, today: Date, lean: Lean) -> Result<Date, AnswerProblem> {
    let in_year = |year: i16| Date::new(year, month, day).ok();
    let year = today.year();
    let before = |last: Date| {
        let years = (year - LEAP_YEARS..=year + 1).rev();
        years.filter_map(in_year).find(|found| *found <= last)
    };
    let found = match lean {
        Lean::Past => before(today),
        Lean::Near => before(today.saturating_add(DAYS_AHEAD.days())),
        Lean::Ahead => (year..=year + LEAP_YEARS).filter_map(in_year).find(|found| today <= *found),
    };
    found.ok_or_else(|| no_such_day(month, None, day))
}

/// Reads the day of a month alone: `the 2nd`.
fn by_day_of_month(day: i8, today: Date, lean: Lean) -> Result<Date, AnswerProblem> {
    let step = if lean == Lean::Ahead { 1 } else { -1 };
    let months = (0..12).filter_map(|count: i32| today.first_of_month().checked_add((step * count).months()).ok());
    let mut days = months.filter_map(|first| Date::new(first.year(), first.month(), day).ok());
    let is_it = |found: &Date| if lean == Lean::Ahead { today <= *found } else { *found <= today };
    days.find(is_it)
        .ok_or_else(|| AnswerProblem::new(format!("no month has a day {day}")))
}

/// Reads a year of four digits, or of two.
pub(super) fn read_year(text: &str, today: Date, lean: Lean) -> Result<i16, AnswerProblem> {
    let year: i16 = text.parse().map_err(|_| AnswerProblem::new(format!("`{text}` is no year")))?;
    let is_last_century = lean != Lean::Ahead && today.year() + YEARS_AHEAD < 2000 + year;
    match text.len() {
        2 if is_last_century => Ok(1900 + year),
        2 => Ok(2000 + year),
        4 => Ok(year),
        1 | 3 => Err(AnswerProblem::unfinished(format!("`{text}` is no year; type four digits"))),
        _ => Err(AnswerProblem::new(format!("`{text}` is no year; type four digits"))),
    }
}

/// Returns the day that some of these words tell, with those words, if any do: the most words that are one.
#[must_use]
pub fn find_day(words: &str, today: Date, lean: Lean) -> Option<(String, Date)> {
    const MOST_WORDS: usize = 5;
    let words: Vec<&str> = words.split_whitespace().collect();
    let spans = (1..=MOST_WORDS).rev().flat_map(|len| words.windows(len));
    let mut found = spans.filter_map(|span| {
        let told = span.join(" ");
        let told = told.trim_matches(|c: char| c.is_ascii_punctuation());
        read_day(told, today, lean).ok().map(|day| (told.to_owned(), day))
    });
    found.next()
}

#[cfg(test)]
#[path = "days_tests.rs"]
mod tests;
