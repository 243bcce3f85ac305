//! Answers: from what was typed to their canonical form, and back to words.
//!
//! Canonical forms: `done`, `yes`, `no`, the option as written, `YYYY-MM-DD`, `YYYY-MM`, months joined by a space
//! (empty for none), `1234.50`, amounts by month (`earnings`), and text on one line. Does not belong here: which step asks for what (`checklist`).

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use super::days::{Lean, MONTHS, YEAR_NEEDED, YEARS, month_named, read_day, read_year};
use super::earnings::{read_earnings, show_earnings};
use crate::domain::checklist::{Ask, Step};

/// Why an answer cannot be taken, in words that say what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{words}")]
pub struct AnswerProblem {
    /// The words.
    pub words: String,
    /// Whether more letters could make it right: nothing is wrong yet while it is being typed.
    pub is_unfinished: bool,
}

impl AnswerProblem {
    /// Returns a problem that more letters do not mend.
    #[must_use]
    pub fn new(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            is_unfinished: false,
        }
    }

    /// Returns what is still missing.
    #[must_use]
    pub fn unfinished(words: impl Into<String>) -> Self {
        Self {
            is_unfinished: true,
            ..Self::new(words)
        }
    }
}

/// Reads what was typed as an answer to `ask`, in canonical form. A day may be past or to come ([`Lean::Near`]); who knows better asks [`read_day`].
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
        Ask::Date => read_day(typed, today, Lean::Near).map(|day| day.to_string()),
        Ask::Month => read_month(typed, today).map(show_month),
        Ask::Months => read_months(typed, today),
        Ask::Amount => read_amount(typed),
        Ask::Earnings => read_earnings(typed).into_answer(),
        Ask::Text if typed.is_empty() => Err(problem("type some words")),
        Ask::Text => Ok(typed.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

/// Reads what was typed as the answer to a step. A date that is a fact of the case has happened.
///
/// # Errors
///
/// [`AnswerProblem`] that says what would be right.
pub fn read_step(step: &Step, typed: &str, today: Date) -> Result<String, AnswerProblem> {
    match step.ask {
        Ask::Date if step.fact.is_some() => read_day(typed, today, Lean::Past).map(|day| day.to_string()),
        _ => read_answer(&step.ask, typed, today),
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

/// What is said of words that are no month.
const MONTH_NEEDED: &str = "type a month such as 9/2022, september 2022 or 2022-09";

pub(super) fn problem(words: impl Into<String>) -> AnswerProblem {
    AnswerProblem::new(words)
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
        [first, second, ..] => AnswerProblem::unfinished(format!("that fits \"{first}\" and \"{second}\": type more of it, or its number")),
        _ => problem(format!("choose one of: {}", options.join(", "))),
    })
}

/// Reads a month and returns its first day.
pub(super) fn read_month(typed: &str, today: Date) -> Result<Date, AnswerProblem> {
    let lower = typed.to_lowercase();
    let parts: Vec<&str> = lower
        .split(|c: char| matches!(c, '/' | '-' | '.' | ',') || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .collect();
    let counted = match parts.as_slice() {
        ["last", "month"] => Some(-1_i32),
        ["this", "month"] => Some(0),
        ["next", "month"] => Some(1),
        _ => None,
    };
    if let Some(count) = counted {
        let month = today.first_of_month().checked_add(count.months());
        return month.map_err(|_| problem(YEAR_NEEDED));
    }
    let (month, year) = match parts.as_slice() {
        [first, second] if first.len() == 4 && first.parse::<i16>().is_ok() => (*second, *first),
        [first, second] => (*first, *second),
        [_, _, _] => return Err(problem("type a month without a day, such as 9/2022 or september 2022")),
        [only] if is_begun_month(only) => return Err(AnswerProblem::unfinished(MONTH_NEEDED)),
        _ => return Err(problem(MONTH_NEEDED)),
    };
    let month = month_number(month).ok_or_else(|| AnswerProblem {
        // A zero may be the beginning of 01 to 09.
        is_unfinished: month == "0",
        ..problem(format!("`{month}` is no month"))
    })?;
    let year = read_year(year, today, Lean::Near)?;
    if !YEARS.contains(&year) {
        return Err(problem(YEAR_NEEDED));
    }
    Ok(date(year, month, 1))
}

fn is_begun_month(part: &str) -> bool {
    let is_number = part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    is_number || MONTHS.iter().chain(&["last", "next", "this"]).any(|word| word.starts_with(part))
}

pub(super) fn month_number(text: &str) -> Option<i8> {
    match text.parse::<i8>() {
        Ok(number) => (1..=12).contains(&number).then_some(number),
        Err(_) => month_named(text),
    }
}

fn show_month(first_day: Date) -> String {
    format!("{:04}-{:02}", first_day.year(), first_day.month())
}

/// Reads months and spans of months, such as `1/2022 - 3/2022, 7/2022`; `none` is an empty list.
fn read_months(typed: &str, today: Date) -> Result<String, AnswerProblem> {
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
                let (mut month, last) = (read_month(first.trim(), today)?, read_month(last.trim(), today)?);
                if last < month || 600 < (last.year() - month.year()) * 12 {
                    return Err(problem(format!("`{part}` ends before it begins")));
                }
                while month <= last {
                    months.push(show_month(month));
                    month = next_month(month);
                }
            }
            None if part.contains(' ') && part.split(' ').all(|word| read_month(word, today).is_ok()) => {
                for word in part.split(' ') {
                    months.push(show_month(read_month(word, today)?));
                }
            }
            None => months.push(show_month(read_month(part, today)?)),
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
        let (last, before) = groups.split_last().map_or(("", &[][..]), |(last, before)| (*last, before));
        let is_group = |(idx, group): (usize, &&str)| is_number(group) && if idx == 0 { group.len() <= 3 } else { group.len() == 3 };
        let may_go_on = last.len() < 3 && before.iter().enumerate().all(is_group);
        let is_begun = (last.is_empty() || is_number(last)) && (cents.is_empty() || is_number(cents)) && cents.len() <= 2;
        return Err(AnswerProblem {
            is_unfinished: is_begun && (are_grouped || may_go_on) && digits.len() <= 9,
            ..wrong()
        });
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
        let read = read.as_ref().map(String::as_str).map_err(|problem| problem.words.as_str());
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
        check(&Ask::Date, "2026-02-30", Err("February 2026 has no day 30; its last is 28"));
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
