//! What a rule asks for: how what is typed for an input is read.
//!
//! Does not belong here: the rules themselves (`rules`), days, months and amounts as such (`run`).

use jiff::civil::{Date, DateTime, Time};

use super::checklist::Ask;
use super::rules::{RuleInput, ValueKind};
use super::run::{AnswerProblem, Lean, read_answer, read_day};

/// Returns the name of an input or result in words: `Contact date`.
#[must_use]
pub fn in_words(input: &str) -> String {
    let words = input.replace('_', " ");
    let mut chars = words.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Returns which day is meant by one typed without its year. What a rule counts from has happened; an appointment is to come.
#[must_use]
pub fn lean(input: &str) -> Lean {
    if input.contains("appointment") {
        Lean::Ahead
    } else if input == "on" || input == "day" || input.contains("planned") || input.contains("termination") || input.contains("discharge") {
        Lean::Near
    } else {
        Lean::Past
    }
}

/// Reads what was typed for an input, in canonical form.
///
/// # Errors
///
/// [`AnswerProblem`] that says what would be right.
pub fn read_input(input: &RuleInput, typed: &str, today: Date) -> Result<String, AnswerProblem> {
    let typed = typed.trim();
    match &input.kind {
        ValueKind::Date => read_day(typed, today, lean(&input.name)).map(|day| day.to_string()),
        ValueKind::Time => read_time(typed, today).map(|at| at.strftime("%Y-%m-%dT%H:%M").to_string()),
        ValueKind::Number => read_number(typed),
        ValueKind::OneOf(_) if let Some(option) = option_said(input, typed) => Ok(option.to_owned()),
        kind => read_answer(&ask(kind), typed, today),
    }
}

/// Returns the option that is spelled so, or that alone begins so in one of its spellings.
fn option_said<'a>(input: &'a RuleInput, typed: &str) -> Option<&'a str> {
    let ValueKind::OneOf(options) = &input.kind else { return None };
    let typed = typed.to_lowercase();
    if let Some(option) = options.iter().find(|option| option.to_lowercase() == typed) {
        return Some(option);
    }
    let own = options.iter().map(|option| (option.as_str(), option.as_str()));
    let others = input
        .spellings
        .iter()
        .map(|(spelling, option)| (spelling.as_str(), option.as_str()));
    let begins = |spelling: &str| !typed.is_empty() && spelling.to_lowercase().starts_with(&typed);
    let mut said = own.chain(others).filter(|(spelling, _)| begins(spelling)).map(|(_, option)| option);
    let first = said.next()?;
    said.all(|other| other == first).then_some(first)
}

/// Returns the options of an input; empty for one that is typed.
#[must_use]
pub fn options(kind: &ValueKind) -> Vec<String> {
    ask(kind).options().into_iter().map(str::to_owned).collect()
}

fn ask(kind: &ValueKind) -> Ask {
    match kind {
        ValueKind::Date => Ask::Date,
        ValueKind::Month => Ask::Month,
        ValueKind::Months => Ask::Months,
        ValueKind::Amount => Ask::Amount,
        ValueKind::MonthAmounts => Ask::Earnings,
        ValueKind::YesNo => Ask::YesNo,
        ValueKind::OneOf(options) => Ask::Choice(options.clone()),
        ValueKind::Time | ValueKind::Number | ValueKind::Text => Ask::Text,
    }
}

fn read_number(typed: &str) -> Result<String, AnswerProblem> {
    let is_number = !typed.is_empty() && typed.len() <= 9 && typed.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        Ok(typed.to_owned())
    } else {
        Err(AnswerProblem::new("type a whole number, such as 3"))
    }
}

/// Reads a day with a time of day, such as `6/2 14:30`, `june 2 2:30 pm` or `yesterday 9am`.
fn read_time(typed: &str, today: Date) -> Result<DateTime, AnswerProblem> {
    const TIME_NEEDED: &str = "type a day and a time, such as 6/2 14:30 or yesterday 9 am";
    let lower = typed.to_lowercase();
    if let Ok(at) = typed.parse::<DateTime>()
        && typed.contains(':')
    {
        return Ok(at);
    }
    let (clock, half) = [("am", false), ("pm", true)]
        .into_iter()
        .find_map(|(word, half)| lower.strip_suffix(word).map(|rest| (rest.trim_end(), Some(half))))
        .unwrap_or((lower.as_str(), None));
    let (day, clock) = clock
        .rsplit_once([' ', ','])
        .ok_or_else(|| AnswerProblem::unfinished(TIME_NEEDED))?;
    let is_clock = clock.contains(':') || half.is_some();
    let time = read_clock(clock, half).filter(|_| is_clock);
    let time = time.ok_or_else(|| AnswerProblem {
        is_unfinished: half.is_none(),
        ..AnswerProblem::new(TIME_NEEDED)
    })?;
    let day = read_day(day, today, Lean::Near)?;
    Ok(day.to_datetime(time))
}

/// Reads `14:30`, and with a half of the day `2:30` or `2`.
fn read_clock(clock: &str, is_afternoon: Option<bool>) -> Option<Time> {
    let (hour, minute) = clock.split_once(':').unwrap_or((clock, "0"));
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match is_afternoon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(is_afternoon) => hour % 12 + if is_afternoon { 12 } else { 0 },
    };
    Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn reads(kind: ValueKind, typed: &str, expected: Result<&str, &str>) {
        let input = RuleInput {
            name: "notice_date".to_owned(),
            kind,
            is_needed: true,
            ask: String::new(),
            words: String::new(),
            spellings: vec![("hearing".to_owned(), "alj".to_owned())],
        };
        let read = read_input(&input, typed, date(2026, 11, 21));
        match (read, expected) {
            (Err(problem), Err(part)) => assert!(problem.words.contains(part), "{typed}: {problem}"),
            (read, expected) => assert_eq!(read, expected.map(str::to_owned).map_err(AnswerProblem::new), "{typed}"),
        }
    }

    fn levels() -> ValueKind {
        ValueKind::OneOf(["recon", "alj", "ac"].map(str::to_owned).to_vec())
    }

    #[test]
    fn every_sort_of_input_is_read_and_bad_ones_say_what_would_be_right() {
        reads(ValueKind::Date, "6/2", Ok("2026-06-02"));
        reads(ValueKind::Date, "6/31", Err("June has no day 31"));
        reads(ValueKind::Date, "2022-09", Err("type the day, too"));
        reads(ValueKind::Month, "2022-09", Ok("2022-09"));
        reads(ValueKind::Month, "6/2/2022", Err("without a day"));
        reads(ValueKind::Amount, "$1,2,3", Err("such as 1,234.50"));
        reads(ValueKind::Number, "3", Ok("3"));
        reads(ValueKind::Number, "three", Err("whole number"));
        reads(ValueKind::YesNo, "y", Ok("yes"));
        reads(levels(), "r", Ok("recon"));
        reads(levels(), "Hear", Ok("alj"));
        reads(levels(), "a", Err("\"alj\" and \"ac\""));
        reads(levels(), "2", Ok("alj"));
        reads(levels(), "x", Err("recon, alj, ac"));
        reads(ValueKind::Time, "6/2 14:30", Ok("2026-06-02T14:30"));
        reads(ValueKind::Time, "yesterday 9 am", Ok("2026-11-20T09:00"));
        reads(ValueKind::Time, "june 2 12:15pm", Ok("2026-06-02T12:15"));
        reads(ValueKind::Time, "2026-06-02T14:30", Ok("2026-06-02T14:30"));
        reads(ValueKind::Time, "6/2 25:00", Err("a day and a time"));
        reads(ValueKind::Time, "6/2", Err("a day and a time"));
    }
}
