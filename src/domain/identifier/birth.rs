//! Dates of birth: dates that stand by a word for birth. Any other date passes, and so do the years of birth of a rule.
//!
//! Does not belong here: the forms of dates (`date`), the words (`words`).

mod words;

use super::Identifier;
use super::cue::is_in;
use super::date::{Dated, Extent, date_at, is_span};
use super::reading::Reading;
use super::token::{Kind, Text};
use words::{Cue, cue_at, is_companion, is_other_matter, is_person, is_weekday};

/// How far behind a cue the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Reach {
    cue: Cue,
    /// Other words that may still come.
    words_left: u8,
    /// Nothing came but signs and words that belong to the cue.
    is_direct: bool,
    /// A date was found, so that only `and` and words for people may lead to the next.
    is_used: bool,
}

impl Reach {
    /// Begins right behind a cue.
    fn of(cue: Cue) -> Self {
        Self {
            cue,
            words_left: WORDS_MAX,
            is_direct: true,
            is_used: false,
        }
    }

    /// Goes on behind a date.
    fn used(self) -> Self {
        Self {
            words_left: WORDS_USED_MAX,
            is_direct: false,
            is_used: true,
            ..self
        }
    }
}

/// How many other words may stand between a cue and its date.
const WORDS_MAX: u8 = 7;

/// How many other words may stand between a date and the next of the same cue.
const WORDS_USED_MAX: u8 = 3;

/// Words between a date and the cue behind it.
const FILLING: &str = "the her his their my client customer when she he they listed spouse";

/// Words that say of a cue that its date is not there.
const OPEN: &str = "missing not no needed required unknown asked pending verified confirmed checked is was to";

/// Takes the dates that stand by a cue.
pub(super) fn take(reading: &mut Reading) {
    if (0..reading.text.len()).all(|idx| cue_at(&reading.text, idx).is_none()) {
        return;
    }
    let mut reach: Option<Reach> = None;
    let mut idx = 0;
    while idx < reading.text.len() {
        let last = if reading.is_taken(idx) {
            idx
        } else if let Some((cue, last)) = cue_at(&reading.text, idx) {
            reach = Some(Reach::of(cue));
            last
        } else if let Some(last) = found(reading, idx, reach) {
            reading.take(idx, last, Identifier::DateOfBirth);
            reach = reach.map(Reach::used);
            last
        } else if let Some(last) = reach.and_then(|_| passed(reading, idx)) {
            reach = None;
            last
        } else {
            reach = reach.and_then(|reach| beyond(&reading.text, idx, reach));
            idx
        };
        idx = last + 1;
    }
}

/// Returns the last token of the date of birth that begins here.
fn found(reading: &Reading, idx: usize, reach: Option<Reach>) -> Option<usize> {
    let text = &reading.text;
    if !text.is_solid(idx) && text.sign(idx) != Some('\'') {
        return None;
    }
    let dated = date_at(reading, idx)?;
    let is_meant = match reach {
        Some(reach) => is_meant(reach, dated, text, idx) && !is_rule(text, dated.last),
        None => false,
    };
    let is_date = dated.extent == Extent::Whole || text.digits(idx).is_some_and(|digits| digits.len() == 8);
    (is_meant || (is_date && is_said_behind(reading, dated.last))).then_some(dated.last)
}

/// Returns the last token of a date or a year that passes: with it the reach of the cue ends.
fn passed(reading: &Reading, idx: usize) -> Option<usize> {
    let dated = date_at(reading, idx).filter(|_| reading.text.is_solid(idx))?;
    let is_year = is_year(&reading.text, idx, dated.last);
    (dated.extent != Extent::Bare || is_year).then_some(dated.last)
}

fn is_meant(reach: Reach, dated: Dated, text: &Text, idx: usize) -> bool {
    if reach.is_used && !is_next_of_several(text, idx) {
        return false;
    }
    let is_near = reach.is_direct || reach.is_used;
    match (reach.cue, dated.extent) {
        (Cue::Birth, extent) => reach.is_direct && extent == Extent::Whole,
        (_, Extent::Whole) => true,
        (Cue::Date, Extent::Bare) => reach.is_direct,
        (Cue::Born, Extent::Bare) => reach.is_direct && !is_year(text, idx, dated.last),
        (Cue::Birthday, Extent::MonthYear | Extent::Bare) => false,
        // `Born May 1` is the first of a month, of which rules speak.
        (Cue::Born | Cue::Birthday, Extent::DayMonth) if is_first_of_month(text, idx, dated.last) => false,
        (_, Extent::DayMonth | Extent::MonthYear) => is_near && !(text.sign(dated.last - 1) == Some('-') && is_span(text, dated.last)),
    }
}

/// A year alone, typed or said.
fn is_year(text: &Text, first: usize, last: usize) -> bool {
    let is_typed = text.digits(first).is_some_and(|digits| digits.len() == 4);
    let is_said = matches!(text.word(first), Some("nineteen" | "twenty" | "two")) && last <= first + 8;
    is_typed || is_said
}

fn is_first_of_month(text: &Text, first: usize, last: usize) -> bool {
    let has_name = (first..=last).any(|idx| text.word(idx).is_some_and(|word| 2 < word.len() && word != "first"));
    has_name && (first..=last).any(|idx| text.digits(idx) == Some("1") || text.word(idx) == Some("first"))
}

/// Before a further date stands `and`, a comma with a word for a person, and the like.
fn is_next_of_several(text: &Text, idx: usize) -> bool {
    let Some(before) = text.previous_solid(idx) else { return false };
    matches!(text.sign(before), Some('&' | '/' | '+' | ':' | '='))
        || text
            .word(before)
            .is_some_and(|word| matches!(word, "and" | "or" | "y" | "s") || is_person(word))
}

/// `or later`, `through`: the date belongs to a rule.
fn is_rule(text: &Text, last: usize) -> bool {
    let comma = if text.sign(last + 1) == Some(',') { last + 1 } else { last };
    let word = text.next_solid(comma);
    let second = text.word(text.next_solid(word));
    match text.word(word) {
        Some("or" | "and") => matches!(
            second,
            Some("later" | "earlier" | "after" | "before" | "older" | "younger" | "thereafter" | "on")
        ),
        Some("through" | "thru" | "until" | "onward" | "onwards") => true,
        _ => false,
    }
}

/// What is left of a cue's reach behind one more token.
fn beyond(text: &Text, idx: usize, reach: Reach) -> Option<Reach> {
    let is_apart = text.is_blank(idx + 1);
    match text.kind(idx)? {
        Kind::Gap if !reach.is_direct => None,
        Kind::Break if !reach.is_direct && !reach.is_used => None,
        Kind::Sign('.' | ';' | '!' | '?') if is_apart && !reach.is_direct => None,
        // The mask of a date is a date that was found.
        Kind::Sign('/') if Text::before(idx).is_some_and(|before| text.sign(before) == Some('*')) => Some(reach.used()),
        Kind::Gap | Kind::Break | Kind::Sign(_) | Kind::Blank => Some(reach),
        Kind::Digits if reach.is_used => None,
        Kind::Word | Kind::Digits => beyond_word(text, idx, reach),
    }
}

fn beyond_word(text: &Text, idx: usize, reach: Reach) -> Option<Reach> {
    let word = text.word(idx).unwrap_or_default();
    if is_companion(word) {
        return Some(reach);
    }
    let is_used_up = reach.is_used && !matches!(word, "and" | "or") && !is_person(word);
    // A sentence that ended right behind the cue is over once another begins.
    let ending = text.previous_solid(idx).filter(|sign| Some(*sign) != Text::before(idx));
    let is_over = ending.is_some_and(|sign| matches!(text.sign(sign), Some('.' | ';')));
    let is_end = is_other_matter(word) || reach.words_left == 0 || is_used_up || is_over;
    (!is_end).then(|| Reach {
        words_left: reach.words_left.saturating_sub(1),
        is_direct: reach.is_direct && is_weekday(word),
        ..reach
    })
}

/// Tells whether a cue follows that speaks of the date before it: `is her DOB`, `(DOB)`.
fn is_said_behind(reading: &Reading, last: usize) -> bool {
    let text = &reading.text;
    let mut at = text.next_solid(last);
    let mut has_verb = false;
    for _ in 0..8 {
        if Text::before(at).is_some_and(|blank| text.kind(blank) == Some(Kind::Break)) {
            return false;
        }
        if let Some((cue, end)) = cue_at(text, at) {
            let is_cue = cue != Cue::Birth && text.word(at).is_none_or(|word| !word.starts_with("turn"));
            return is_cue && is_end_of_remark(reading, end, has_verb, cue);
        }
        let is_verb = matches!(text.word(at), Some("is" | "was" | "were" | "s" | "as")) || matches!(text.sign(at), Some('(' | '=' | '['));
        let is_filling = text.word(at).is_some_and(|word| is_in(word, FILLING)) || matches!(text.sign(at), Some('-' | ',' | '\''));
        if !is_verb && !is_filling {
            return false;
        }
        has_verb |= is_verb;
        at = text.next_solid(at);
    }
    false
}

/// Behind such a cue nothing more comes that it could speak of.
fn is_end_of_remark(reading: &Reading, end: usize, has_verb: bool, cue: Cue) -> bool {
    let text = &reading.text;
    let is_over = has_verb && matches!(text.sign(end + 1), Some(',' | ';' | '.'));
    if is_over || text.kind(end + 1) == Some(Kind::Break) {
        return true;
    }
    let behind = text.next_solid(end);
    if !has_verb && (behind..behind + 3).any(|idx| text.sign(idx) == Some('*')) {
        return false;
    }
    let is_matter = text.word(behind).is_some_and(is_other_matter);
    if (!is_matter && date_at(reading, text.next_solid(behind)).is_some())
        || date_at(reading, behind).is_some()
        || matches!(text.sign(behind), Some(':' | '='))
    {
        return false;
    }
    if cue == Cue::Born && matches!(text.word(behind), Some("on" | "in" | "before" | "after" | "between" | "from")) {
        return false;
    }
    let is_open = text
        .word(behind)
        .is_some_and(|word| is_in(word, OPEN) || is_other_matter(word) || cue == Cue::Born);
    has_verb || !is_open
}
