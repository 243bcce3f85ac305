//! What a rule asks for: in which words, and how what is typed is read.
//!
//! Does not belong here: the rules themselves (`rules`), days, months and amounts as such (`run`).

use jiff::civil::{Date, DateTime, Time};

use super::checklist::Ask;
use super::rules::Holds;
use super::run::{AnswerProblem, Lean, read_answer, read_day};

/// Returns the words that ask for an input of a rule: the one place from which every form and message takes them.
#[must_use]
pub fn question(_rule: &str, input: &str) -> String {
    let words = match input {
        "notice_date" => "Date on the notice",
        "proven_receipt" => "Day it came, if later and proven",
        "explanation_received" => "Day the explanation came",
        "notice_received" => "Day the notice came",
        "application_received" => "Day SSA got the application",
        "level" => "Level of appeal",
        "on" => "As of which day",
        "dbc_month" => "Month benefits ended for work",
        "start_date" => "Day from which it counts",
        _ => return in_words(input),
    };
    words.to_owned()
}

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
pub fn read_input(holds: Holds, input: &str, typed: &str, today: Date) -> Result<String, AnswerProblem> {
    let typed = typed.trim();
    match holds {
        Holds::Date => read_day(typed, today, lean(input)).map(|day| day.to_string()),
        Holds::Time => read_time(typed, today).map(|at| at.strftime("%Y-%m-%dT%H:%M").to_string()),
        Holds::Number => read_number(typed),
        holds => read_answer(&ask(holds), typed, today),
    }
}

/// Returns the options of an input; empty for one that is typed.
#[must_use]
pub fn options(holds: Holds) -> Vec<String> {
    ask(holds).options().into_iter().map(str::to_owned).collect()
}

fn ask(holds: Holds) -> Ask {
    match holds {
        Holds::Date => Ask::Date,
        Holds::Month => Ask::Month,
        Holds::Months => Ask::Months,
        Holds::Amount => Ask::Amount,
        Holds::YesNo => Ask::YesNo,
        Holds::OneOf(options) => Ask::Choice(options.iter().map(|option| (*option).to_owned()).collect()),
        Holds::Time | Holds::Number | Holds::Text => Ask::Text,
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
    use crate::domain::rules::RULES;

    #[track_caller]
    fn reads(holds: Holds, typed: &str, expected: Result<&str, &str>) {
        let read = read_input(holds, "notice_date", typed, date(2026, 11, 21));
        match (read, expected) {
            (Err(problem), Err(part)) => assert!(problem.words.contains(part), "{typed}: {problem}"),
            (read, expected) => assert_eq!(read, expected.map(str::to_owned).map_err(AnswerProblem::new), "{typed}"),
        }
    }

    #[test]
    fn every_sort_of_input_is_read_and_bad_ones_say_what_would_be_right() {
        reads(Holds::Date, "6/2", Ok("2026-06-02"));
        reads(Holds::Date, "6/31", Err("June has no day 31"));
        reads(Holds::Date, "2022-09", Err("type the day, too"));
        reads(Holds::Month, "2022-09", Ok("2022-09"));
        reads(Holds::Month, "6/2/2022", Err("without a day"));
        reads(Holds::Amount, "$1,2,3", Err("such as 1,234.50"));
        reads(Holds::Number, "3", Ok("3"));
        reads(Holds::Number, "three", Err("whole number"));
        reads(Holds::YesNo, "y", Ok("yes"));
        reads(Holds::OneOf(&["recon", "alj", "ac"]), "r", Ok("recon"));
        reads(Holds::OneOf(&["recon", "alj", "ac"]), "2", Ok("alj"));
        reads(Holds::OneOf(&["recon", "alj", "ac"]), "x", Err("recon, alj, ac"));
        reads(Holds::Time, "6/2 14:30", Ok("2026-06-02T14:30"));
        reads(Holds::Time, "yesterday 9 am", Ok("2026-11-20T09:00"));
        reads(Holds::Time, "june 2 12:15pm", Ok("2026-06-02T12:15"));
        reads(Holds::Time, "2026-06-02T14:30", Ok("2026-06-02T14:30"));
        reads(Holds::Time, "6/2 25:00", Err("a day and a time"));
        reads(Holds::Time, "6/2", Err("a day and a time"));
    }

    #[test]
    fn every_input_is_asked_for_in_words() {
        for rule in RULES {
            for (input, ..) in rule.inputs {
                let words = question(rule.id, input);
                assert!(!words.is_empty() && !words.contains('_'), "{} {input}", rule.id);
            }
        }
    }
}
