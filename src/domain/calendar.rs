//! Civil days: months as a type, federal holidays, days closed by order, workdays.
//!
//! Does not belong here: rules of policy (`rules`), the system clock or time zone.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A day on which federal offices were closed by executive order.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ClosedDay {
    /// The day.
    pub date: Date,
    /// Whole or half day.
    pub part: String,
    /// The order.
    pub order: String,
}

/// Days closed by order, sorted by date.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct ClosedDays {
    /// The days.
    pub days: Vec<ClosedDay>,
}

impl ClosedDays {
    /// Returns the order that closed `date`, if there is one. Looks at every day, so the order of the list does not matter.
    #[must_use]
    pub fn find(&self, date: Date) -> Option<&ClosedDay> {
        self.days.iter().find(|day| day.date == date)
    }
}

/// The days of a month as they are said, from the first; above the twentieth they are said in two words.
pub const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

/// A month of a year, such as `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// Returns the month, if `month` is 1 to 12 and `year` is one that the calendar can hold (1 to 9999).
    #[must_use]
    pub fn new(year: i16, month: i8) -> Option<Self> {
        ((1..=9999).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    /// Returns the month in which `date` lies.
    #[must_use]
    pub fn of(date: Date) -> Self {
        Self {
            year: date.year(),
            month: date.month(),
        }
    }

    /// Reads `YYYY-MM`; nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits = |part: &str, len: usize| part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?)
    }

    /// Returns the year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.year
    }

    /// Returns the month of the year, from 1.
    #[must_use]
    pub fn month(self) -> i8 {
        self.month
    }

    /// Returns the month `months` later (earlier if negative), if the calendar can hold it.
    #[must_use]
    pub fn plus(self, months: i32) -> Option<Self> {
        let count = self.count().checked_add(months)?;
        let year = i16::try_from(count.div_euclid(12)).ok()?;
        let month = i8::try_from(count.rem_euclid(12)).ok()?;
        Self::new(year, month + 1)
    }

    /// Returns how many months `later` lies after this month; negative if it lies before.
    #[must_use]
    pub fn months_until(self, later: Self) -> i32 {
        later.count() - self.count()
    }

    /// Returns the first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::new(self.year, self.month, 1).unwrap_or_default()
    }

    /// Returns the last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }

    /// Returns the month in words, such as `November 2026`.
    #[must_use]
    pub fn words(self) -> String {
        format!("{} {}", month_name(self.month), self.year)
    }

    fn count(self) -> i32 {
        i32::from(self.year) * 12 + i32::from(self.month) - 1
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// Why a day is no workday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NonWorkday {
    /// Saturday or Sunday.
    Weekend,
    /// A federal holiday on its own date.
    Holiday(&'static str),
    /// The day on which a federal holiday of a weekend is kept.
    Observed(&'static str),
    /// Closed by order: the order, and whether for a whole or a half day.
    Closed {
        /// The order.
        order: String,
        /// Whole or half day.
        part: String,
    },
}

impl fmt::Display for NonWorkday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weekend => write!(f, "a weekend"),
            Self::Holiday(name) => write!(f, "{name}"),
            Self::Observed(name) => write!(f, "the day on which {name} is kept"),
            Self::Closed { order, part } => write!(f, "closed by order, {part} ({order})"),
        }
    }
}

/// Returns why `date` is no workday, or none if it is one.
///
/// Rule: Saturday, Sunday, 5 U.S.C. 6103(a) with the observed days of 6103(b) and Executive Order 11582, and the days in `closed`.
#[must_use]
pub fn nonworkday(date: Date, closed: &ClosedDays) -> Option<NonWorkday> {
    if let Some(name) = holiday_on(date) {
        return Some(NonWorkday::Holiday(name));
    }
    if matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
        return Some(NonWorkday::Weekend);
    }
    if let Some(name) = observed_on(date) {
        return Some(NonWorkday::Observed(name));
    }
    closed.find(date).map(|day| NonWorkday::Closed {
        order: day.order.clone(),
        part: day.part.clone(),
    })
}

/// Tells whether `date` is no workday.
#[must_use]
pub fn is_nonworkday(date: Date, closed: &ClosedDays) -> bool {
    nonworkday(date, closed).is_some()
}

/// Returns `date` if it is a workday, or else the first workday after it.
#[must_use]
pub fn next_workday(date: Date, closed: &ClosedDays) -> Date {
    let mut day = date;
    while is_nonworkday(day, closed) {
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => return day,
        }
    }
    day
}

/// Returns the last workday before `date`.
#[must_use]
pub fn workday_before(date: Date, closed: &ClosedDays) -> Date {
    let mut day = date;
    while let Ok(earlier) = day.yesterday() {
        day = earlier;
        if !is_nonworkday(day, closed) {
            break;
        }
    }
    day
}

/// Tells whether `date` is Inauguration Day, a holiday only for federal staff in and around Washington, D.C. (5 U.S.C. 6103(c)).
#[must_use]
pub fn is_inauguration_day(date: Date) -> bool {
    let is_day = date.day() == 20 || (date.day() == 21 && date.weekday() == Weekday::Monday);
    date.year() % 4 == 1 && date.month() == 1 && is_day
}

/// Returns the holiday whose own date is `date`.
fn holiday_on(date: Date) -> Option<&'static str> {
    let nth = (date.day() + 6) / 7;
    let is_last = date.day() + 7 > date.days_in_month();
    match (date.month(), date.day(), date.weekday()) {
        (1, 1, _) => Some("New Year's Day"),
        (1, _, Weekday::Monday) if nth == 3 => Some("Martin Luther King Jr. Day"),
        (2, _, Weekday::Monday) if nth == 3 => Some("Washington's Birthday"),
        (5, _, Weekday::Monday) if is_last => Some("Memorial Day"),
        (6, 19, _) if date.year() >= 2021 => Some("Juneteenth"),
        (7, 4, _) => Some("Independence Day"),
        (9, _, Weekday::Monday) if nth == 1 => Some("Labor Day"),
        (10, _, Weekday::Monday) if nth == 2 => Some("Columbus Day"),
        (11, 11, _) => Some("Veterans Day"),
        (11, _, Weekday::Thursday) if nth == 4 => Some("Thanksgiving Day"),
        (12, 25, _) => Some("Christmas Day"),
        _ => None,
    }
}

/// Returns the holiday of a Saturday or Sunday that is kept on `date`: the Friday before, the Monday after.
fn observed_on(date: Date) -> Option<&'static str> {
    let kept_for = match date.weekday() {
        Weekday::Friday => date.checked_add(1.day()),
        Weekday::Monday => date.checked_sub(1.day()),
        _ => return None,
    };
    kept_for.ok().and_then(holiday_on)
}

/// Returns a day in words, such as `2 June 2026`.
#[must_use]
pub fn day_words(date: Date) -> String {
    format!("{} {} {}", date.day(), month_name(date.month()), date.year())
}

/// Returns a day in words with its weekday, such as `Tuesday 2 June 2026`.
#[must_use]
pub fn weekday_words(date: Date) -> String {
    format!("{} {}", weekday_name(date.weekday()), day_words(date))
}

/// Returns a day as it is read aloud, such as `Tuesday, June 2, 2026`.
#[must_use]
pub fn spoken_day(date: Date) -> String {
    format!(
        "{}, {} {}, {}",
        weekday_name(date.weekday()),
        month_name(date.month()),
        date.day(),
        date.year()
    )
}

/// Returns the English name of a weekday.
#[must_use]
pub fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// Returns the English name of month `month`, counted from 1; empty outside of 1 to 12.
#[must_use]
pub fn month_name(month: i8) -> &'static str {
    match month {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        12 => "December",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn month(text: &str) -> Month {
        Month::parse(text).expect("a month")
    }

    fn closed() -> ClosedDays {
        ClosedDays {
            days: vec![ClosedDay {
                date: date(2025, 1, 9),
                part: "whole day".to_owned(),
                order: "Executive Order 14133".to_owned(),
            }],
        }
    }

    #[test]
    fn months_are_read_only_in_their_canonical_form() {
        assert_eq!(month("2026-11").to_string(), "2026-11");
        for wrong in [
            "2026-13",
            "2026-00",
            "26-11",
            "2026-1",
            "2026/11",
            "2026-11-01",
            "+026-11",
            "0000-01",
        ] {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn months_are_counted_over_the_turn_of_the_year() {
        assert_eq!(month("2021-10").plus(59), Some(month("2026-09")));
        assert_eq!(month("2022-01").plus(-13), Some(month("2020-12")));
        assert_eq!(month("2022-01").months_until(month("2022-08")), 7);
        assert_eq!(month("2022-03").months_until(month("2021-12")), -3);
        assert_eq!(month("9999-12").plus(1), None);
        assert_eq!(month("2024-02").last_day(), date(2024, 2, 29));
    }

    #[test]
    fn holidays_of_a_year_with_their_observed_days() {
        let none = ClosedDays::default();
        let mut days = Vec::new();
        let mut day = date(2021, 1, 1);
        while day.year() == 2021 {
            if let Some(reason) = nonworkday(day, &none).filter(|reason| *reason != NonWorkday::Weekend) {
                days.push(format!("{day} {reason}"));
            }
            day = day.tomorrow().expect("a day");
        }
        assert_eq!(
            days,
            [
                "2021-01-01 New Year's Day",
                "2021-01-18 Martin Luther King Jr. Day",
                "2021-02-15 Washington's Birthday",
                "2021-05-31 Memorial Day",
                "2021-06-18 the day on which Juneteenth is kept",
                "2021-06-19 Juneteenth",
                "2021-07-04 Independence Day",
                "2021-07-05 the day on which Independence Day is kept",
                "2021-09-06 Labor Day",
                "2021-10-11 Columbus Day",
                "2021-11-11 Veterans Day",
                "2021-11-25 Thanksgiving Day",
                "2021-12-24 the day on which Christmas Day is kept",
                "2021-12-25 Christmas Day",
                "2021-12-31 the day on which New Year's Day is kept",
            ]
        );
        assert!(!is_nonworkday(date(2020, 6, 19), &none), "Juneteenth counts from 2021");
    }

    #[test]
    fn a_day_closed_by_order_is_passed_over() {
        assert_eq!(next_workday(date(2025, 1, 9), &closed()), date(2025, 1, 10));
        assert_eq!(next_workday(date(2025, 1, 9), &ClosedDays::default()), date(2025, 1, 9));
        assert_eq!(workday_before(date(2025, 1, 10), &closed()), date(2025, 1, 8));
    }

    #[test]
    fn inauguration_day_is_told_apart_but_is_a_workday() {
        assert!(is_inauguration_day(date(2017, 1, 20)) && is_inauguration_day(date(2013, 1, 21)));
        assert!(!is_inauguration_day(date(2018, 1, 20)));
        assert!(!is_nonworkday(date(2033, 1, 20), &ClosedDays::default()));
    }
}
