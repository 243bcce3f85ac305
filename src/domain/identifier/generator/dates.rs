//! The forms in which dates of birth are typed and dictated, each with a name.
//!
//! Does not belong here: numbers (`numbers`), the sentences around them.

use super::{Dice, Form, after, below_hundred, form, pair};
use crate::domain::calendar::ORDINALS;
use crate::domain::identifier::Identifier::DateOfBirth;

/// Forms of dates of birth.
pub(super) const DATES: [Form; 26] = [
    form("born, slashes", DateOfBirth, |dice| birth(dice, |[y, m, d]| format!("{m}/{d}/{y}"))),
    form("born, two digits each", DateOfBirth, |dice| {
        birth(dice, |[y, m, d]| format!("{m:02}-{d:02}-{:02}", y % 100))
    }),
    form("born, dots", DateOfBirth, |dice| {
        birth(dice, |[y, m, d]| format!("{m:02}.{d:02}.{y}"))
    }),
    form("born, blanks", DateOfBirth, |dice| {
        birth(dice, |[y, m, d]| format!("{m:02} {d:02} {y}"))
    }),
    form("born, year first", DateOfBirth, |dice| {
        birth(dice, |[y, m, d]| format!("{y}-{m:02}-{d:02}"))
    }),
    form("born, month in words", DateOfBirth, |dice| {
        birth(dice, |[y, m, d]| format!("{} {d}, {y}", name(m)))
    }),
    form("born, month in short", DateOfBirth, |dice| {
        birth(dice, |[y, m, d]| format!("{}. {d} '{:02}", short(m), y % 100))
    }),
    form("born, day first", DateOfBirth, |dice| {
        birth(dice, |[y, m, d]| format!("{d} {} {y}", name(m)))
    }),
    form("born, day of month", DateOfBirth, |dice| {
        birth(dice, |[y, m, d]| format!("{d}th of {}, {y}", name(m)))
    }),
    form("born, all in one", DateOfBirth, |dice| {
        birth(dice, |[y, m, d]| format!("{d:02}{}{y}", short(m).to_uppercase()))
    }),
    form("DOB, eight digits", DateOfBirth, |dice| {
        announced(dice, |[y, m, d]| format!("{m:02}{d:02}{y}"))
    }),
    form("DOB, six digits", DateOfBirth, |dice| {
        announced(dice, |[y, m, d]| format!("{m:02}{d:02}{:02}", y % 100))
    }),
    form("DOB, month and day", DateOfBirth, |dice| {
        announced(dice, |[_, m, d]| format!("{m}/{d}"))
    }),
    form("DOB, month and year", DateOfBirth, |dice| {
        announced(dice, |[y, m, _]| format!("{} {y}", name(m)))
    }),
    form("DOB, year", DateOfBirth, |dice| announced(dice, |[y, _, _]| y.to_string())),
    form("DOB glued before", DateOfBirth, |dice| after("DOB", dashed(dice.date()))),
    form("DOB on the line before", DateOfBirth, |dice| after("DOB:\n", dashed(dice.date()))),
    form("DOB, words between", DateOfBirth, |dice| {
        after("date of birth on her card, she says, is ", dashed(dice.date()))
    }),
    form("cue behind the date", DateOfBirth, |dice| {
        let cue = dice.one(&[" (DOB)", " is her DOB", " is his date of birth", " = DOB", " is when she was born"]);
        [String::new(), dashed(dice.date()), cue.to_owned()]
    }),
    form("birthday, month and day", DateOfBirth, |dice| {
        let [_, month, day] = dice.date();
        after("her birthday is ", format!("{} {}", name(month), day.max(2)))
    }),
    form("born, dictated", DateOfBirth, |dice| {
        birth(dice, |[y, m, d]| format!("{} {} {}", name(m).to_lowercase(), ordinal(d), year(y)))
    }),
    form("born, dictated, day of month", DateOfBirth, |dice| {
        birth(dice, |[y, m, d]| format!("{} of {} {}", ordinal(d), name(m), year(y)))
    }),
    form("DOB, dictated digits", DateOfBirth, |dice| {
        announced(dice, |[y, m, d]| format!("{} {} {}", below_hundred(m), below_hundred(d), year(y)))
    }),
    form("DOB, dictated slashes", DateOfBirth, |dice| {
        announced(dice, |[y, m, d]| {
            format!(
                "{} slash {} slash {}",
                below_hundred(m),
                below_hundred(d),
                pair(&format!("{:02}", y % 100))
            )
        })
    }),
    form("DOB, O for 0", DateOfBirth, |dice| {
        announced(dice, |[y, m, d]| format!("{m:02}/{d:02}/{y}").replace('0', "O"))
    }),
    form("nacimiento", DateOfBirth, |dice| {
        after("fecha de nacimiento: ", dashed(dice.date()))
    }),
];

fn name(month: u64) -> &'static str {
    MONTHS[usize::try_from(month - 1).unwrap()]
}

fn dashed([year, month, day]: [u64; 3]) -> String {
    format!("{month:02}-{day:02}-{year}")
}

/// A date behind any cue.
fn birth(dice: &mut Dice, write: fn([u64; 3]) -> String) -> [String; 3] {
    let cue = dice.one(&[
        "DOB ",
        "dob: ",
        "d.o.b. ",
        "born ",
        "born on ",
        "date of birth ",
        "Date of Birth: ",
        "birth date is ",
        "her birthday is ",
        "bday ",
        "client was born in Madison on ",
        "birthdate ",
    ]);
    after(cue, write(dice.date()))
}

/// A date behind a cue that lets any part of a date count.
fn announced(dice: &mut Dice, write: fn([u64; 3]) -> String) -> [String; 3] {
    let cue = dice.one(&["DOB ", "dob: ", "D.O.B. is ", "date of birth ", "Date of Birth: ", "birth date is "]);
    after(cue, write(dice.date()))
}

fn short(month: u64) -> String {
    name(month).chars().take(3).collect()
}

/// A year as people say it: `nineteen fifty`, `two thousand one`.
fn year(year: u64) -> String {
    match (year / 100, year % 100) {
        (20, 0) => "two thousand".to_owned(),
        (20, rest @ 1..10) => format!("two thousand {}", below_hundred(rest)),
        (century, rest @ 1..10) => format!("{} oh {}", below_hundred(century), below_hundred(rest)),
        (century, rest) => format!("{} {}", below_hundred(century), below_hundred(rest)),
    }
}

/// A day of a month as people say it: `twenty first`.
fn ordinal(day: u64) -> String {
    match usize::try_from(day).unwrap() {
        day @ 1..=20 => ORDINALS[day - 1].to_owned(),
        day => format!("twenty {}", ORDINALS[day - 21]),
    }
}

/// The names of the months.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
