//! Dates as people write and say them, and how much of a date they give.
//!
//! Does not belong here: whose date it is (`birth`), dates of rules (`domain::rules`).

use super::cue::is_in;
use super::digits::{Group, Joint, Link, Manner};
use super::reading::Reading;
use super::spoken::unit;
use super::token::{Kind, Text};
use super::window::Window;
use crate::domain::calendar::ORDINALS;

/// How much of a date is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Day, month and year.
    Whole,
    /// Day and month.
    DayMonth,
    /// Month and year.
    MonthYear,
    /// Digits without signs, or a year, which are a date only where one is announced.
    Bare,
}

/// A date in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dated {
    /// Last token.
    pub(super) last: usize,
    /// How much is given.
    pub(super) extent: Extent,
}

/// Returns the date that begins at a token.
pub(super) fn date_at(reading: &Reading, idx: usize) -> Option<Dated> {
    let text = &reading.text;
    if let Some(month) = month(text, idx) {
        return month_first(reading, month);
    }
    day_first(reading, idx)
        .or_else(|| year_first(reading, idx))
        .or_else(|| numeric(reading, idx))
        .or_else(|| said(reading, idx))
}

/// Names of months, English and Spanish, and their short forms.
const MONTHS: &str = "january jan february feb febuary march mar april apr may june jun july jul august aug september sep sept october oct \
    november nov december dec enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre";

/// Returns the last token of the name of a month.
fn month(text: &Text, idx: usize) -> Option<usize> {
    let is_month = is_in(text.word(idx)?, MONTHS);
    is_month.then(|| if text.sign(idx + 1) == Some('.') { idx + 1 } else { idx })
}

/// The token behind blanks, a sign such as stands in dates, and `of`.
fn behind(text: &Text, last: usize) -> usize {
    let mut at = last + 1;
    let mut is_signed = false;
    for _ in 0..6 {
        if text.is_blank(at) || matches!(text.word(at), Some("of" | "de" | "del" | "the" | "in" | "slash" | "dash")) {
            at += 1;
        } else if !is_signed && matches!(text.sign(at), Some(',' | '-' | '/' | '.' | '_')) {
            is_signed = true;
            at += 1;
        } else {
            break;
        }
    }
    at
}

/// `June 2, 1950`, `June 1950`, `June second nineteen fifty`.
fn month_first(reading: &Reading, month: usize) -> Option<Dated> {
    let next = behind(&reading.text, month);
    if let Some(last) = run_together(reading, next) {
        return Some(Dated {
            last,
            extent: Extent::Whole,
        });
    }
    if let Some(day) = day(reading, next) {
        let whole = year(reading, behind(&reading.text, day));
        let joined = || year(reading, next).filter(|last| day < *last);
        return Some(match whole.or_else(joined) {
            Some(last) => Dated {
                last,
                extent: Extent::Whole,
            },
            None => Dated {
                last: day,
                extent: Extent::DayMonth,
            },
        });
    }
    year(reading, next).map(|last| Dated {
        last,
        extent: Extent::MonthYear,
    })
}

/// `twenty two thousand nine` behind a month: the twentieth, 2009.
fn run_together(reading: &Reading, idx: usize) -> Option<usize> {
    let group = group_at(reading, idx).filter(|group| group.manner == Manner::Spoken)?;
    let is_day_and_year = matches!(group.value()?, 22_000..=22_099 | 32_000..=32_099);
    is_day_and_year.then_some(group.last)
}

/// `2 June 1950`, `the second of June`.
fn day_first(reading: &Reading, idx: usize) -> Option<Dated> {
    let day = day(reading, idx)?;
    let month = month(&reading.text, behind(&reading.text, day))?;
    Some(match year(reading, behind(&reading.text, month)) {
        Some(last) => Dated {
            last,
            extent: Extent::Whole,
        },
        None => Dated {
            last: month,
            extent: Extent::DayMonth,
        },
    })
}

/// `1950 June 2`.
fn year_first(reading: &Reading, idx: usize) -> Option<Dated> {
    let year = year(reading, idx).filter(|year| !matches!(reading.text.kind(year + 1), Some(Kind::Break | Kind::Sign(','))))?;
    let month = month(&reading.text, behind(&reading.text, year))?;
    let last = day(reading, behind(&reading.text, month))?;
    Some(Dated {
        last,
        extent: Extent::Whole,
    })
}

fn group_at(reading: &Reading, idx: usize) -> Option<&Group> {
    reading
        .groups
        .get(reading.group_at(idx)?)
        .filter(|group| !reading.is_taken(group.first))
}

/// Returns the last token of a day of a month.
fn day(reading: &Reading, idx: usize) -> Option<usize> {
    let text = &reading.text;
    if text.word(idx).is_some_and(|word| ordinal(word).is_some()) {
        return Some(idx);
    }
    let group = group_at(reading, idx)?;
    let value: u32 = group.digits.parse().ok().filter(|value| *value <= 31)?;
    if 2 < group.len() {
        return None;
    }
    let next = text
        .word(group.last + 1)
        .filter(|word| matches!(*word, "st" | "nd" | "rd" | "th" | "o"));
    if next.is_some() {
        return Some(group.last + 1);
    }
    // `twenty first`.
    let one = group.last + 2;
    let is_compound = group.manner == Manner::Spoken && matches!(value, 20 | 30);
    let has_one = is_compound && text.word(one).and_then(ordinal).is_some_and(|one| one < 10);
    Some(if has_one { one } else { group.last })
}

fn ordinal(word: &str) -> Option<u32> {
    let place = ORDINALS
        .iter()
        .position(|name| *name == word)
        .and_then(|place| u32::try_from(place + 1).ok());
    place.or((word == "thirtieth").then_some(30))
}

/// Returns the last token of a year of four digits or two.
fn year(reading: &Reading, idx: usize) -> Option<usize> {
    let idx = if reading.text.sign(idx) == Some('\'') { idx + 1 } else { idx };
    let group = group_at(reading, idx)?;
    if group.manner != Manner::Spoken {
        let is_year = group.len() == 4 || (group.len() == 2 && !is_span(&reading.text, group.last));
        return is_year.then_some(group.last);
    }
    let mut digits = 0;
    let mut last = None;
    let mut at = idx;
    while let Some(group) = group_at(reading, at).filter(|group| group.manner == Manner::Spoken && digits + group.len() <= 4) {
        digits += group.len();
        last = matches!(digits, 2 | 4).then_some(group.last).or(last);
        at = reading.text.next_solid(group.last);
    }
    last
}

/// `6/2/1950`, `06-02-50`, `1950-06-02`, `6/1950`, `06021950`.
fn numeric(reading: &Reading, idx: usize) -> Option<Dated> {
    let start = reading.group_at(idx)?;
    let one = typed(reading, start)?;
    let next = |place: usize| {
        let joint = reading.joint(place).filter(|joint| is_date_joint(*joint))?;
        Some((joint, typed(reading, place + 1)?))
    };
    if let Some((joint, two)) = next(start) {
        let three = next(start + 1).filter(|(other, _)| is_same(joint, *other) && (one.len() < 3 || joint == *other));
        if let Some((_, three)) = three.filter(|(_, three)| is_day_of_year(one, two, three)) {
            return Some(Dated {
                last: three.last,
                extent: Extent::Whole,
            });
        }
        if let Some(extent) = pair(joint, one, two) {
            return Some(Dated { last: two.last, extent });
        }
    }
    let is_bare = matches!(one.len(), 6..=8) || (one.len() == 4 && (one.digits.starts_with("19") || one.digits.starts_with("20")));
    is_bare.then_some(Dated {
        last: one.last,
        extent: Extent::Bare,
    })
}

fn typed(reading: &Reading, group: usize) -> Option<&Group> {
    reading
        .groups
        .get(group)
        .filter(|group| group.manner != Manner::Spoken && !reading.is_taken(group.first))
}

fn is_date_joint(joint: Joint) -> bool {
    joint.link < Link::And && joint.sign.is_none_or(|sign| "/-.,_\\".contains(sign))
}

fn is_same(one: Joint, other: Joint) -> bool {
    one.sign == other.sign || [one, other].iter().all(|joint| matches!(joint.sign, Some('/' | '-' | '.')))
}

fn value(group: &Group) -> u32 {
    group.digits.parse().unwrap_or(u32::MAX)
}

fn is_day_of_year(one: &Group, two: &Group, three: &Group) -> bool {
    let is_day = |day: &Group, month: &Group| day.len() <= 2 && month.len() <= 2 && value(day) <= 31 && value(month) <= 12;
    match (one.len(), three.len()) {
        (1 | 2, 2..=4) => is_day(one, two) || is_day(two, one),
        (4, 1 | 2) => is_day(two, three) || is_day(three, two),
        _ => false,
    }
}

/// Month and year, or month and day, apart by a slash or a hyphen.
fn pair(joint: Joint, one: &Group, two: &Group) -> Option<Extent> {
    let is_tight = matches!(joint.sign, Some('/' | '-')) && !joint.has_blank && !joint.has_break;
    if !is_tight && joint.link != Link::Dash {
        return None;
    }
    match (one.len(), two.len()) {
        (1 | 2, 4) | (4, 1 | 2) => Some(Extent::MonthYear),
        (1 | 2, 1 | 2) if value(one) <= 31 && value(two) <= 31 && (value(one) <= 12 || value(two) <= 12) => Some(Extent::DayMonth),
        _ => None,
    }
}

/// Digits in words, two to eight of them: `six two nineteen fifty`.
fn said(reading: &Reading, idx: usize) -> Option<Dated> {
    let start = reading.group_at(idx)?;
    unit(reading.text.word(idx)?).or_else(|| reading.groups.get(start).filter(|group| group.len() == 2).and(Some('0')))?;
    let window = reading.windows(start, 8).filter(|window| is_one_date(window)).last()?;
    (3 <= window.total()).then_some(Dated {
        last: window.last,
        extent: Extent::Bare,
    })
}

/// Groups in words, and typed ones behind a slash, a hyphen or their names; no `and`.
fn is_one_date(window: &Window<'_>) -> bool {
    let is_tied = |joint: Joint| joint.link == Link::Dash || matches!(joint.sign, Some('/' | '-'));
    let mut groups = window.groups.iter().skip(1).zip(window.joints());
    groups.all(|(group, joint)| {
        let is_said = group.manner == Manner::Spoken && joint.sign != Some('.') && !joint.has_break;
        joint.link < Link::And && (is_said || (group.len() <= 4 && is_tied(joint)))
    })
}

/// `2-3 weeks` is no day of a month, the `14` of `14 days` no year.
pub(super) fn is_span(text: &Text, last: usize) -> bool {
    let word = text.word(last + 2).filter(|_| text.kind(last + 1) == Some(Kind::Blank));
    matches!(
        word,
        Some(
            "day"
                | "days"
                | "week"
                | "weeks"
                | "month"
                | "months"
                | "year"
                | "years"
                | "times"
                | "hours"
                | "people"
                | "children"
                | "minutes"
                | "min"
        )
    )
}
