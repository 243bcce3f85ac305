//! Words about birth, and words that lead from them to a date or away from it.
//!
//! Does not belong here: dates, and how far a cue reaches (`birth`).

use super::super::cue::{any_phrase, is_in, letters, phrase};
use super::super::token::{Kind, Text};

/// What a cue lets count as a date of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// `DOB` and its long forms: any part of a date.
    Date,
    /// `born`: no year alone.
    Born,
    /// `birthday`: no month and year, which rules count from.
    Birthday,
    /// `birth`: a whole date right behind it.
    Birth,
}

/// Words for people, which may stand before the second of two dates.
const PEOPLE: &str = "spouse wife husband child son daughter mother father twin brother sister his her hers mine client customer kid kids self \
    payee worker widow number holder nh dac";

/// Words that lead from a cue to its date.
const COMPANIONS: &str = "is was are were on of the in s it its as his her their my for client customer caller spouse wife husband child son \
    daughter es el del de la fue al and ssn number nh dac twin mother father given reads says said she he";

/// Days of the week, which are part of a date.
const WEEKDAYS: &str = "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun";

/// Words behind which a date is none of birth.
const OTHER_MATTERS: &str = "before after prior until through since between later earlier from by notice letter dated filed filing signed sent \
    mailed received called call appeal appealed effective due deadline hearing appointment interview decision determination onset entitled \
    entitlement application applied applies apply request requested asked issued certificate record records died death married retired \
    retires starts started began begins ends ended turned fax faxed today yesterday tomorrow expires missing corrected updated changed \
    proof form under";

/// Tells whether a word is one for a person.
pub(super) fn is_person(word: &str) -> bool {
    is_in(word, PEOPLE)
}

/// Tells whether a word leads from a cue to its date.
pub(super) fn is_companion(word: &str) -> bool {
    is_in(word, COMPANIONS)
}

/// Tells whether a word is a day of the week.
pub(super) fn is_weekday(word: &str) -> bool {
    is_in(word, WEEKDAYS)
}

/// Tells whether a word leads to a date that is none of birth.
pub(super) fn is_other_matter(word: &str) -> bool {
    is_in(word, OTHER_MATTERS)
}

/// Returns the kind and last token of the cue that begins at a token.
pub(super) fn cue_at(text: &Text, idx: usize) -> Option<(Cue, usize)> {
    let word = text.word(idx)?;
    let of = |cue: Cue, last: Option<usize>| last.map(|last| (cue, last));
    match word {
        "dob" | "dobs" | "birthdate" | "birthdates" | "dateofbirth" | "nacimiento" => Some((Cue::Date, idx)),
        "d" => of(Cue::Date, letters(text, idx, "dob")),
        "date" | "dates" | "day" => of(
            Cue::Date,
            any_phrase(text, idx, &[&[word, "of", "birth"], &["date", "born"], &["dates", "born"]]),
        ),
        "birth" => of(Cue::Date, any_phrase(text, idx, &[&["birth", "date"], &["birth", "dates"]]))
            .or_else(|| of(Cue::Birthday, phrase(text, idx, &["birth", "day"])))
            .or(Some((Cue::Birth, idx))),
        "born" if !is_joined_to_word(text, idx) => Some((Cue::Born, idx)),
        "nacio" | "nacido" | "nacida" | "naci" => Some((Cue::Born, idx)),
        "bday" | "bdays" | "cumpleanos" => Some((Cue::Birthday, idx)),
        "birthday" | "birthdays" if !is_counted_from(text, idx) && !is_month_of(text, idx) => Some((Cue::Birthday, idx)),
        "bd" => Some((Cue::Birth, idx)),
        "b" => of(Cue::Birthday, phrase(text, idx, &["b", "day"]))
            .or_else(|| of(Cue::Birth, letters(text, idx, "bd").filter(|last| idx + 2 == *last))),
        "turned" | "turns" | "turning" => {
            let age = text.next_solid(idx);
            let is_age = text.digits(age).is_some_and(|digits| digits.len() <= 3);
            is_age.then_some((Cue::Birthday, age))
        }
        _ => None,
    }
}

/// `foreign-born`.
fn is_joined_to_word(text: &Text, idx: usize) -> bool {
    Text::before(idx).is_some_and(|sign| text.sign(sign) == Some('-') && Text::before(sign).is_some_and(|word| text.word(word).is_some()))
}

/// `three months after the 65th birthday`: the date behind is another.
fn is_counted_from(text: &Text, idx: usize) -> bool {
    let before = text.tokens.get(idx.saturating_sub(8)..idx).into_iter().flatten().rev();
    before
        .take_while(|token| !matches!(token.kind, Kind::Break | Kind::Gap | Kind::Sign('.' | ';' | ',')))
        .any(|token| matches!(token.face.as_str(), "before" | "after" | "until" | "till" | "by" | "from" | "since"))
}

/// `birthday month`.
fn is_month_of(text: &Text, idx: usize) -> bool {
    let next = if text.sign(idx + 1) == Some('_') {
        idx + 2
    } else {
        text.next_solid(idx)
    };
    matches!(text.word(next), Some("month" | "months"))
}
