//! A calendar walked day by day, with its own leap years, weekdays and holidays: nothing of it comes from the engine or from a date library.
//!
//! Does not belong here: what a rule does with the days (`answers`).

use std::collections::HashMap;

/// The first day that is walked from, and its weekday: 1 January 1900 was a Monday.
const FIRST_YEAR: u16 = 1900;
const LAST_YEAR: u16 = 2110;
const MONDAY: u8 = 1;
const FRIDAY: u8 = 5;
const SATURDAY: u8 = 6;
const SUNDAY: u8 = 7;

/// A place in the calendar: the days walked since its first.
pub(crate) type Place = usize;

/// All days, one after the other.
pub(crate) struct Calendar {
    days: Vec<Day>,
    places: HashMap<String, Place>,
}

struct Day {
    year: u16,
    month: u8,
    number: u8,
    weekday: u8,
    is_holiday: bool,
    is_closed: bool,
    text: String,
}

impl Calendar {
    /// Walks all days once. `closed` are the days closed by order, as `YYYY-MM-DD`.
    pub(crate) fn walk(closed: &[&str]) -> Self {
        let mut days: Vec<Day> = Vec::new();
        let (mut year, mut month, mut day, mut weekday) = (FIRST_YEAR, 1, 1, MONDAY);
        // How often this weekday has come in this month.
        let mut turn = 1;
        while year <= LAST_YEAR {
            let is_last_turn = day + 7 > length(year, month);
            days.push(Day {
                year,
                month,
                number: day,
                weekday,
                is_holiday: is_holiday(year, (month, day), weekday, turn, is_last_turn),
                is_closed: false,
                text: format!("{year}-{month:02}-{day:02}"),
            });
            weekday = if weekday == SUNDAY { MONDAY } else { weekday + 1 };
            if day < length(year, month) {
                day += 1;
                turn = if day > 7 * turn { turn + 1 } else { turn };
            } else if month < 12 {
                (month, day, turn) = (month + 1, 1, 1);
            } else {
                (year, month, day, turn) = (year + 1, 1, 1, 1);
            }
        }
        for place in 1..days.len() - 1 {
            let is_observed_before = days[place].weekday == FRIDAY && days[place + 1].is_holiday;
            let is_observed_after = days[place].weekday == MONDAY && days[place - 1].is_holiday;
            let day = &days[place];
            let is_closed =
                day.weekday >= SATURDAY || day.is_holiday || is_observed_before || is_observed_after || closed.contains(&day.text.as_str());
            days[place].is_closed = is_closed;
        }
        let places = days.iter().enumerate().map(|(place, day)| (day.text.clone(), place)).collect();
        Self { days, places }
    }

    /// Returns the place of a day written `YYYY-MM-DD`; a time after it is left out.
    pub(crate) fn place(&self, text: &str) -> Place {
        let day = text.split('T').next().unwrap_or_default();
        *self.places.get(day).unwrap_or_else(|| panic!("{text} is not in the calendar"))
    }

    /// Returns `YYYY-MM-DD`.
    pub(crate) fn text(&self, place: Place) -> &str {
        &self.days[place].text
    }

    pub(crate) fn year(&self, place: Place) -> u16 {
        self.days[place].year
    }

    /// Returns month and day.
    pub(crate) fn month_and_day(&self, place: Place) -> (u8, u8) {
        (self.days[place].month, self.days[place].number)
    }

    /// Returns whether no federal office is open.
    pub(crate) fn is_closed(&self, place: Place) -> bool {
        self.days[place].is_closed
    }

    /// Walks on from a day that is no workday to the first that is one.
    pub(crate) fn roll(&self, place: Place) -> Place {
        let mut place = place;
        while self.is_closed(place) {
            place += 1;
        }
        place
    }

    /// Walks on to the same day number so many months later, or to the last day of that month if it has no such day.
    pub(crate) fn months_after(&self, place: Place, months: u32) -> Place {
        let number = self.days[place].number;
        let mut at = place;
        for _ in 0..months {
            at += 1;
            while self.days[at].number != 1 {
                at += 1;
            }
        }
        while self.days[at].number < number && self.days[at + 1].number != 1 {
            at += 1;
        }
        at
    }

    /// Walks back to the first day of the month so many months before.
    pub(crate) fn first_of_month_before(&self, place: Place, months: u32) -> Place {
        let mut at = place;
        while self.days[at].number != 1 {
            at -= 1;
        }
        for _ in 0..months {
            at -= 1;
            while self.days[at].number != 1 {
                at -= 1;
            }
        }
        at
    }

    /// Walks on to the last day of the month so many months later.
    pub(crate) fn last_of_month_after(&self, place: Place, months: u32) -> Place {
        let mut at = self.months_after(place, months);
        while self.days[at + 1].number != 1 {
            at += 1;
        }
        at
    }
}

fn length(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(400) || (year.is_multiple_of(4) && !year.is_multiple_of(100))
}

/// Returns whether the day itself is a holiday of 5 U.S.C. 6103(a). `turn` is 1 for the first such weekday of the month.
fn is_holiday(year: u16, date: (u8, u8), weekday: u8, turn: u8, is_last_turn: bool) -> bool {
    const THURSDAY: u8 = 4;
    match date {
        (1, 1) | (7, 4) | (11, 11) | (12, 25) => true,
        (6, 19) => year >= 2021,
        (1 | 2, _) => weekday == MONDAY && turn == 3,
        (5, _) => weekday == MONDAY && is_last_turn,
        (9, _) => weekday == MONDAY && turn == 1,
        (10, _) => weekday == MONDAY && turn == 2,
        (11, _) => weekday == THURSDAY && turn == 4,
        _ => false,
    }
}

/// A month, stepped one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Month {
    year: u16,
    month: u8,
}

impl Month {
    /// Reads `YYYY-MM`, or the month of a day.
    pub(crate) fn read(text: &str) -> Self {
        let mut parts = text.split(['-', 'T']);
        let year = parts.next().and_then(|part| part.parse().ok());
        let month = parts.next().and_then(|part| part.parse().ok());
        match (year, month) {
            (Some(year), Some(month)) => Self { year, month },
            _ => panic!("{text} is no month"),
        }
    }

    pub(crate) fn next(self) -> Self {
        if self.month == 12 {
            Self {
                year: self.year + 1,
                month: 1,
            }
        } else {
            Self {
                month: self.month + 1,
                ..self
            }
        }
    }

    pub(crate) fn before(self) -> Self {
        if self.month == 1 {
            Self {
                year: self.year - 1,
                month: 12,
            }
        } else {
            Self {
                month: self.month - 1,
                ..self
            }
        }
    }

    pub(crate) fn after(self, months: u32) -> Self {
        (0..months).fold(self, |month, _| month.next())
    }

    pub(crate) fn back(self, months: u32) -> Self {
        (0..months).fold(self, |month, _| month.before())
    }

    /// Returns `YYYY-MM`.
    pub(crate) fn text(self) -> String {
        format!("{}-{:02}", self.year, self.month)
    }

    /// Returns `MM/YY`.
    pub(crate) fn slashed(self) -> String {
        format!("{:02}/{:02}", self.month, self.year % 100)
    }
}
