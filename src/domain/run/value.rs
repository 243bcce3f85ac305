//! Answers: from what was typed to their canonical form, and back to words.
//!
//! Canonical forms: `done`, `yes`, `no`, the option as written, `YYYY-MM-DD`, `YYYY-MM`, months joined by a space
//! (empty for none), `1234.50`, amounts by month (`earnings`), and text on one line. Does not belong here: which step asks for what (`checklist`).

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use super::earnings::{read_earnings, show_earnings};
use crate::domain::checklist::Ask;

/// Why an answer cannot be taken, in words that say what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct AnswerProblem(pub String);

/// First and last year that a day or month may lie in.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// A day typed without a year lies at most so far ahead.
const DAYS_AHEAD: i32 = 45;

const MONTHS: [&str; 12] = [
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

/// Reads what was typed as an answer to `ask`, in canonical form. A day without a year means the latest such day that is not more than some weeks after `today`.
///
/// # Errors
///
/// [`AnswerProblem`] that says what would be right.
pub fn read_answer(ask: &Ask, typed: &str, today: Date) -> Result<String, AnswerProblem> {
    let typed = typed.trim();
    match ask {
        Ask::Tick => match typed.to_lowercase().as_str() {
            "done" | "x" | "yes" | "y" | "true" => Ok("done".to_owned()),
            _ => Err(problem("tick it when it is done")),
        },
        Ask::YesNo | Ask::Choice(_) => read_option(&ask.options(), typed),
        Ask::Date => read_date(typed, today).map(|day| day.to_string()),
        Ask::Month => read_month(typed).map(show_month),
        Ask::Months => read_months(typed),
        Ask::Amount => read_amount(typed),
        Ask::Earnings => read_earnings(typed).into_answer(),
        Ask::Text if typed.is_empty() => Err(problem("type some words")),
        Ask::Text => Ok(typed.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

/// Returns a canonical answer in words: days with their weekday, months by name, amounts with a dollar sign.
#[must_use]
pub fn show_answer(ask: &Ask, value: &str) -> String {
    match ask {
        Ask::Date => value
            .parse::<Date>()
            .map_or_else(|_| value.to_owned(), |day| day.strftime("%a %-d %b %Y").to_string()),
        Ask::Amount => format!("${value}"),
        Ask::Earnings => show_earnings(value),
        Ask::Months if value.is_empty() => "none".to_owned(),
        Ask::Months => value.split(' ').collect::<Vec<_>>().join(", "),
        _ => value.to_owned(),
    }
}

pub(super) fn problem(words: impl Into<String>) -> AnswerProblem {
    AnswerProblem(words.into())
}

/// Reads an option by its words, its number from 1, or the letters that only it begins with; `y` and `n` mean yes and no.
fn read_option(options: &[&str], typed: &str) -> Result<String, AnswerProblem> {
    let wanted = typed.to_lowercase();
    let exact = |word: &str| options.iter().find(|option| option.to_lowercase() == word);
    let by_number = || typed.parse::<usize>().ok().and_then(|number| options.get(number.wrapping_sub(1)));
    let short = || match wanted.as_str() {
        "y" | "true" => exact("yes"),
        "n" | "false" => exact("no"),
        _ => None,
    };
    let beginning: Vec<&&str> = options
        .iter()
        .filter(|option| !wanted.is_empty() && option.to_lowercase().starts_with(&wanted))
        .collect();
    let by_letters = || match beginning.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let found = exact(&wanted).or_else(short).or_else(by_number).or_else(by_letters);
    found.map(|option| (*option).to_owned()).ok_or_else(|| match beginning.as_slice() {
        [first, second, ..] => problem(format!("that fits \"{first}\" and \"{second}\": type more of it, or its number")),
        _ => problem(format!("choose one of: {}", options.join(", "))),
    })
}

/// Reads a span from today, such as `3 weeks ago`, `75 days ago` or `in 10 days`.
fn read_span(lower: &str, today: Date) -> Option<Result<Date, AnswerProblem>> {
    let words: Vec<&str> = lower.split_whitespace().collect();
    let (number, unit, is_ago) = match words.as_slice() {
        [number, unit, "ago"] => (number, unit, true),
        ["in", number, unit] => (number, unit, false),
        _ => return None,
    };
    let number: i32 = if matches!(*number, "a" | "one") { 1 } else { number.parse().ok()? };
    let number = if is_ago { -number } else { number };
    let span = match unit.trim_end_matches('s') {
        "day" => number.days(),
        "week" => number.weeks(),
        "month" => number.months(),
        "year" => number.years(),
        _ => return None,
    };
    Some(
        today
            .checked_add(span)
            .map_err(|_| problem("type a year between 1900 and 2100"))
            .and_then(in_range),
    )
}

fn read_date(typed: &str, today: Date) -> Result<Date, AnswerProblem> {
    let lower = typed.to_lowercase();
    match lower.as_str() {
        "today" => return Ok(today),
        "yesterday" => return today.yesterday().map_err(|_| problem("type a day such as 6/2/2026")),
        "tomorrow" => return today.tomorrow().map_err(|_| problem("type a day such as 6/2/2026")),
        _ => {}
    }
    if let Some(read) = read_span(&lower, today) {
        return read;
    }
    if let Ok(day) = typed.parse::<Date>() {
        return in_range(day);
    }
    if let [year, month, day] = typed.split('-').collect::<Vec<_>>().as_slice()
        && year.len() == 4
        && let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse::<i8>())
    {
        let wrong = |_| problem(format!("{year}-{month:02} has no day {day}; type a day such as 2026-06-02"));
        return Date::new(year, month, day).map_err(wrong).and_then(in_range);
    }
    let parts: Vec<&str> = lower
        .split(|c: char| c == '/' || c == '-' || c == '.' || c == ',' || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .collect();
    let (month, day, year) = match parts.as_slice() {
        [month, day] => (month, day, None),
        [month, day, year] => (month, day, Some(*year)),
        _ => return Err(problem("type a day such as 6/2/2026, june 2, or 2026-06-02")),
    };
    if parts.len() == 2 && parts.iter().any(|part| part.len() == 4 && part.parse::<i16>().is_ok()) {
        return Err(problem("a month is not enough here; type the day, too, such as 6/2/2026"));
    }
    // "2 june" as well as "june 2".
    let (month, day) = if month_number(day).is_some() && day.parse::<i8>().is_err() {
        (day, month)
    } else {
        (month, day)
    };
    let month = month_number(month).ok_or_else(|| problem(format!("`{month}` is no month; type the month first, such as 6/2/2026")))?;
    let day_number: i8 = day
        .trim_end_matches(|c: char| c.is_ascii_alphabetic())
        .parse()
        .map_err(|_| problem(format!("`{day}` is no day of a month")))?;
    let build =
        |year: i16| Date::new(year, month, day_number).map_err(|_| problem(format!("{} {year} has no day {day_number}", title(month))));
    match year {
        Some(year) => in_range(build(read_year(year)?)?),
        // Without a year it is the latest such day, or one of the coming weeks: a day to come is named when it is near.
        None => {
            let near = today.checked_add(DAYS_AHEAD.days()).unwrap_or(today);
            let years = [today.year() + 1, today.year(), today.year() - 1];
            let possible = years.into_iter().filter_map(|year| build(year).ok()).find(|day| *day <= near);
            possible.map_or_else(|| build(today.year()), Ok)
        }
    }
}

fn in_range(day: Date) -> Result<Date, AnswerProblem> {
    if YEARS.contains(&day.year()) {
        Ok(day)
    } else {
        Err(problem("type a year between 1900 and 2100"))
    }
}

fn read_year(text: &str) -> Result<i16, AnswerProblem> {
    let year: i16 = text.parse().map_err(|_| problem(format!("`{text}` is no year")))?;
    match text.len() {
        2 => Ok(2000 + year),
        4 => Ok(year),
        _ => Err(problem(format!("`{text}` is no year; type four digits"))),
    }
}

pub(super) fn month_number(text: &str) -> Option<i8> {
    if let Ok(number) = text.parse::<i8>() {
        return (1..=12).contains(&number).then_some(number);
    }
    let is_name = |name: &&str| text.len() >= 3 && name.starts_with(text) || (text == "sept" && **name == *"september");
    let idx = MONTHS.iter().position(is_name)?;
    i8::try_from(idx + 1).ok()
}

fn title(month: i8) -> String {
    let name = usize::try_from(month - 1)
        .ok()
        .and_then(|idx| MONTHS.get(idx))
        .copied()
        .unwrap_or_default();
    let mut chars = name.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

/// Reads a month and returns its first day.
fn read_month(typed: &str) -> Result<Date, AnswerProblem> {
    let lower = typed.to_lowercase();
    let parts: Vec<&str> = lower
        .split(|c: char| c == '/' || c == '-' || c == ',' || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .collect();
    let (month, year) = match parts.as_slice() {
        [first, second] if first.len() == 4 && first.parse::<i16>().is_ok() => (*second, *first),
        [first, second] => (*first, *second),
        [_, _, _] => return Err(problem("type a month without a day, such as 9/2022 or september 2022")),
        _ => return Err(problem("type a month such as 9/2022, september 2022 or 2022-09")),
    };
    let month = month_number(month).ok_or_else(|| problem(format!("`{month}` is no month")))?;
    let year = read_year(year)?;
    if !YEARS.contains(&year) {
        return Err(problem("type a year between 1900 and 2100"));
    }
    Ok(date(year, month, 1))
}

fn show_month(first_day: Date) -> String {
    format!("{:04}-{:02}", first_day.year(), first_day.month())
}

/// Reads months and spans of months, such as `1/2022 - 3/2022, 7/2022`; `none` is an empty list.
fn read_months(typed: &str) -> Result<String, AnswerProblem> {
    if matches!(typed.to_lowercase().as_str(), "" | "none" | "no" | "0") {
        return Ok(String::new());
    }
    let mut months = Vec::new();
    for part in typed.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        let ends = part
            .split_once("..")
            .or_else(|| part.split_once(" - "))
            .or_else(|| part.split_once(" to "))
            .or_else(|| part.split_once(" through "));
        match ends {
            Some((first, last)) => {
                let (mut month, last) = (read_month(first.trim())?, read_month(last.trim())?);
                if last < month || 600 < (last.year() - month.year()) * 12 {
                    return Err(problem(format!("`{part}` ends before it begins")));
                }
                while month <= last {
                    months.push(show_month(month));
                    month = next_month(month);
                }
            }
            None if part.contains(' ') && part.split(' ').all(|word| read_month(word).is_ok()) => {
                for word in part.split(' ') {
                    months.push(show_month(read_month(word)?));
                }
            }
            None => months.push(show_month(read_month(part)?)),
        }
    }
    months.sort();
    months.dedup();
    Ok(months.join(" "))
}

fn next_month(first_day: Date) -> Date {
    if first_day.month() == 12 {
        date(first_day.year() + 1, 1, 1)
    } else {
        date(first_day.year(), first_day.month() + 1, 1)
    }
}

fn read_amount(typed: &str) -> Result<String, AnswerProblem> {
    let wrong = || problem("type an amount such as 1,234.50");
    let text = typed.trim_start_matches('$').trim();
    let (whole, cents) = text.split_once('.').unwrap_or((text, ""));
    let groups: Vec<&str> = whole.split(',').collect();
    let are_grouped = groups.len() == 1
        || (groups.first().is_some_and(|first| (1..=3).contains(&first.len())) && groups.iter().skip(1).all(|group| group.len() == 3));
    let digits = groups.concat();
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    if !are_grouped || !is_number(&digits) || digits.len() > 9 || cents.len() > 2 || (text.contains('.') && !is_number(cents)) {
        return Err(wrong());
    }
    let whole = digits.trim_start_matches('0');
    Ok(format!("{}.{cents:0<2}", if whole.is_empty() { "0" } else { whole }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ask: &Ask, typed: &str, expected: Result<&str, &str>) {
        let read = read_answer(ask, typed, date(2026, 11, 21));
        let read = read.as_ref().map(String::as_str).map_err(|problem| problem.0.as_str());
        match (read, expected) {
            (Err(problem), Err(part)) => assert!(problem.contains(part), "{typed}: {problem}"),
            (read, expected) => assert_eq!(read, expected, "{typed}"),
        }
    }

    #[test]
    fn days_are_read_as_people_type_them() {
        for typed in [
            "2026-06-02",
            "6/2/2026",
            "6/2/26",
            "june 2 2026",
            "Jun 2, 2026",
            "2 june 2026",
            "June 2nd",
        ] {
            check(&Ask::Date, typed, Ok("2026-06-02"));
        }
        check(&Ask::Date, "1/24", Ok("2026-01-24"));
        check(&Ask::Date, "dec 1", Ok("2026-12-01"));
        check(&Ask::Date, "11/23", Ok("2026-11-23"));
        check(&Ask::Date, "3 weeks ago", Ok("2026-10-31"));
        check(&Ask::Date, "in 10 days", Ok("2026-12-01"));
        check(&Ask::Date, "yesterday", Ok("2026-11-20"));
        check(&Ask::Date, "6/31/2026", Err("June 2026 has no day 31"));
        check(&Ask::Date, "2022-09", Err("type the day, too"));
        check(&Ask::Date, "2026-02-30", Err("2026-02 has no day 30"));
        check(&Ask::Date, "soon", Err("type a day such as"));
    }

    #[test]
    fn months_are_read_alone_and_as_spans() {
        check(&Ask::Month, "9/2022", Ok("2022-09"));
        check(&Ask::Month, "sept 2022", Ok("2022-09"));
        check(&Ask::Month, "2022-09", Ok("2022-09"));
        check(&Ask::Month, "9/2/2022", Err("without a day"));
        check(&Ask::Months, "1/2022 - 3/2022, 7/2022", Ok("2022-01 2022-02 2022-03 2022-07"));
        check(&Ask::Months, "none", Ok(""));
        check(&Ask::Months, "2022-01 2022-02", Ok("2022-01 2022-02"));
    }

    #[test]
    fn amounts_keep_their_cents_and_wrong_commas_are_refused() {
        check(&Ask::Amount, "$1,234.5", Ok("1234.50"));
        check(&Ask::Amount, "0", Ok("0.00"));
        check(&Ask::Amount, "$1,2,3", Err("type an amount"));
        check(&Ask::Amount, "12.345", Err("type an amount"));
    }

    #[test]
    fn options_are_chosen_by_words_number_or_first_letters() {
        let ask = Ask::Choice(vec!["yes".to_owned(), "no".to_owned(), "not known".to_owned()]);
        check(&ask, "not k", Ok("not known"));
        check(&ask, "3", Ok("not known"));
        check(&ask, "y", Ok("yes"));
        check(&ask, "no", Ok("no"));
        check(&ask, "n", Ok("no"));
        check(&ask, "9", Err("choose one of: yes, no, not known"));
        let ask = Ask::Choice(vec!["none".to_owned(), "closed".to_owned(), "not known".to_owned()]);
        check(&ask, "n", Err("that fits \"none\" and \"not known\""));
        check(&ask, "non", Ok("none"));
    }
}
