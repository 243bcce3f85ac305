//! Every way in which a day is typed or said.

use jiff::civil::date;

use super::*;

const TODAY: Date = date(2026, 11, 21);

#[track_caller]
fn reads(lean: Lean, typed: &str, expected: Date) {
    assert_eq!(read_day(typed, TODAY, lean), Ok(expected), "{typed}");
}

#[track_caller]
fn refused(typed: &str, part: &str, is_unfinished: bool) {
    let problem = read_day(typed, TODAY, Lean::Past).expect_err(typed);
    assert!(problem.words.contains(part), "{typed}: {problem}");
    assert_eq!(problem.is_unfinished, is_unfinished, "{typed}: {problem}");
}

#[test]
fn days_are_read_as_they_are_said() {
    for typed in [
        "6/2",
        "june 2",
        "June second",
        "second of june",
        "the second of June",
        "june the 2nd",
        "2 june",
        "6-2",
        "tuesday june 2",
        "Tuesday, June 2, 2026",
        "6/2/26",
    ] {
        reads(Lean::Past, typed, date(2026, 6, 2));
    }
    reads(Lean::Past, "july twenty-first", date(2026, 7, 21));
    reads(Lean::Past, "july thirty first 2025", date(2025, 7, 31));
    reads(Lean::Past, "the 2nd", date(2026, 11, 2));
    reads(Lean::Past, "the 31st", date(2026, 10, 31));
    reads(Lean::Ahead, "the 2nd", date(2026, 12, 2));
}

#[test]
fn days_are_counted_from_today() {
    for (typed, day) in [
        ("today", TODAY),
        ("yesterday", date(2026, 11, 20)),
        ("the day before yesterday", date(2026, 11, 19)),
        ("day after tomorrow", date(2026, 11, 23)),
        ("75 days ago", date(2026, 9, 7)),
        ("two weeks ago", date(2026, 11, 7)),
        ("a week ago", date(2026, 11, 14)),
        ("2 months ago", date(2026, 9, 21)),
        ("in ten days", date(2026, 12, 1)),
        ("three weeks from today", date(2026, 12, 12)),
    ] {
        reads(Lean::Past, typed, day);
    }
}

#[test]
fn a_weekday_is_the_one_before_today_unless_it_is_the_next_one() {
    reads(Lean::Past, "friday", date(2026, 11, 20));
    reads(Lean::Past, "last fri", date(2026, 11, 20));
    reads(Lean::Past, "next Friday", date(2026, 11, 27));
    reads(Lean::Past, "saturday", TODAY);
    reads(Lean::Past, "last saturday", date(2026, 11, 14));
    reads(Lean::Ahead, "saturday", date(2026, 11, 28));
    reads(Lean::Ahead, "this friday", date(2026, 11, 27));
    reads(Lean::Ahead, "mon", date(2026, 11, 23));
    refused("this friday", "type last Friday, next Friday, or the date", false);
    refused("friday a week ago", "type a day such as", true);
    refused("monday june 2", "Tuesday, June 2, 2026 is no Monday", false);
}

#[test]
fn a_day_without_its_year_is_the_latest_or_the_next_as_it_is_used() {
    let january = date(2027, 1, 2);
    let read = |typed: &str, lean: Lean| read_day(typed, january, lean).expect("a day");
    assert_eq!(read("12/28", Lean::Past), date(2026, 12, 28));
    assert_eq!(read("1/5", Lean::Past), date(2026, 1, 5));
    assert_eq!(read("1/5", Lean::Near), date(2027, 1, 5));
    assert_eq!(read("12/28", Lean::Ahead), date(2027, 12, 28));
    assert_eq!(read("1/2", Lean::Ahead), january);
    assert_eq!(read("feb 29", Lean::Past), date(2024, 2, 29));
    assert_eq!(read("feb 29", Lean::Ahead), date(2028, 2, 29));
    assert_eq!(read("3/4/55", Lean::Past), date(1955, 3, 4));
    assert_eq!(read("3/4/36", Lean::Near), date(2036, 3, 4));
}

#[test]
fn wrong_days_say_what_would_be_right() {
    refused("31 june", "June has no day 31; its last is 30", false);
    refused("6/31", "June has no day 31", false);
    refused("2/29/2026", "February 2026 has no day 29; its last is 28", false);
    refused("2022-09", "type the day, too", true);
    refused("september 2022", "type the day, too", true);
    refused("31/6/2026", "type the month first", false);
    refused("6/2/1850", "between 1900 and 2100", false);
    refused("6/2/2626", "between 1900 and 2100", false);
    refused("soon", "type a day such as", false);
    refused("9999 years ago", "between 1900 and 2100", false);
}

#[test]
fn a_day_half_typed_is_not_wrong_yet() {
    for whole in [
        "june 2, 2026",
        "6/2/2026",
        "2026-06-02",
        "last friday",
        "75 days ago",
        "june second",
        "day before yesterday",
        "the twenty-first of june",
    ] {
        for count in 1..whole.chars().count() {
            let begun: String = whole.chars().take(count).collect();
            if let Err(problem) = read_day(&begun, TODAY, Lean::Past) {
                assert!(problem.is_unfinished, "{begun}: {problem}");
            }
        }
    }
}

#[test]
fn a_day_is_found_among_other_words() {
    let found = |words: &str| find_day(words, TODAY, Lean::Past);
    assert_eq!(
        found("the notice is dated June second"),
        Some(("June second".to_owned(), date(2026, 6, 2)))
    );
    assert_eq!(found("close-out 6/2/2026, T2").map(|(_, day)| day), Some(date(2026, 6, 2)));
    assert_eq!(found("letter came two weeks ago").map(|(_, day)| day), Some(date(2026, 11, 7)));
    assert_eq!(found("gn 204 12"), None);
    assert_eq!(found("late appeal"), None);
}

/// The styles in which a day is written with its year.
fn styles(day: Date) -> Vec<String> {
    let (year, month, number) = (day.year(), day.month(), day.day());
    let ordinal = match number {
        1..=20 => ORDINALS[usize::try_from(number - 1).expect("small")].to_owned(),
        30 => "thirtieth".to_owned(),
        _ => {
            let tens = if number < 30 { "twenty" } else { "thirty" };
            format!("{tens}-{}", ORDINALS[usize::try_from(number % 10 - 1).expect("small")])
        }
    };
    let name = month_name(month);
    let ending = match number {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    };
    vec![
        day.to_string(),
        format!("{year}-{month}-{number}"),
        format!("{month}/{number}/{year}"),
        format!("{month:02}-{number:02}-{year}"),
        format!("{month}.{number}.{year}"),
        format!("{name} {number} {year}"),
        day.strftime("%b %-d, %Y").to_string(),
        format!("{number} {} {year}", name.to_lowercase()),
        format!("{name} {number}{ending}, {year}"),
        format!("{name} {ordinal} {year}"),
        format!("the {ordinal} of {name}, {year}"),
        day.strftime("%a %-d %b %Y").to_string(),
        spoken_day(day),
    ]
}

#[test]
fn every_day_in_every_style_is_read_back_as_that_day() {
    let mut day = date(1990, 1, 1);
    while day.year() <= 2100 {
        for typed in styles(day) {
            assert_eq!(read_day(&typed, TODAY, Lean::Past), Ok(day), "{typed}");
        }
        let short = format!("{}/{}", day.month(), day.day());
        for days in [0, 1, 100, 364] {
            let (later, earlier) = (day.saturating_add(days.days()), day.saturating_sub(days.days()));
            assert_eq!(read_day(&short, later, Lean::Past), Ok(day), "{short} on {later}");
            assert_eq!(read_day(&short, earlier, Lean::Ahead), Ok(day), "{short} on {earlier}");
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
}
