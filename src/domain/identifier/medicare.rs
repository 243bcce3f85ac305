//! Medicare Beneficiary Identifiers, written or spelled out letter by letter.
//!
//! Eleven places, each of its own kind. Source: CMS, Understanding the Medicare Beneficiary Identifier format.
//! Does not belong here: the older Medicare numbers, which are claim numbers (`claim`).

use super::Identifier;
use super::cue::{Near, any_phrase, at, is_in, letters};
use super::digits::Manner;
use super::reading::Reading;
use super::token::{Kind, Text};

/// What may stand in each place: `1` a digit but zero, `9` a digit, `A` a letter, `E` either.
const PLACES: &str = "1AE9AE9AA99";

/// One place of a number that is spelled out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    letter: char,
    /// First and last token.
    first: usize,
    last: usize,
    /// It came as a word: `golf`, `four`.
    is_said: bool,
}

/// Takes the Medicare numbers.
pub(super) fn take(reading: &mut Reading, near: &[Near]) {
    for idx in 0..reading.text.len() {
        if reading.is_taken(idx) || !may_begin(reading, idx, at(near, idx)) {
            continue;
        }
        if let Some(last) = number(reading, idx, at(near, idx)).or_else(|| announced(&reading.text, idx, at(near, idx))) {
            reading.take(idx, last, Identifier::Medicare);
        }
    }
}

/// Returns the last token of a cue for a Medicare number.
pub(super) fn cue(text: &Text, idx: usize) -> Option<usize> {
    match text.word(idx)? {
        "mbi" | "mbis" => Some(idx),
        "m" => letters(text, idx, "mbi"),
        "medicare" => {
            let noun = text.next_solid(idx);
            let is_number = matches!(
                text.word(noun),
                Some("number" | "no" | "num" | "id" | "card" | "nbr" | "is" | "beneficiary")
            ) || matches!(text.sign(noun), Some('#' | ':' | '='));
            is_number.then_some(idx)
        }
        "beneficiary" => any_phrase(text, idx, &[&["beneficiary", "identifier"]]),
        _ => None,
    }
}

/// A number begins at the beginning of a row, or right behind a cue that touches it.
fn may_begin(reading: &Reading, idx: usize, near: Near) -> bool {
    let text = &reading.text;
    let is_edge = !text.is_glued_before(idx) || text.digits(idx).is_some();
    let is_first = match text.kind(idx) {
        Some(Kind::Digits) => true,
        Some(Kind::Word) => {
            near == Near::Direct
                || reading.group_at(idx).is_some()
                || (text.is_glued_behind(idx) && text.word(idx).is_some_and(|word| word.starts_with(['l', 'i'])))
        }
        _ => false,
    };
    is_edge && is_first
}

/// Returns the last token of the number that begins here.
fn number(reading: &Reading, idx: usize, near: Near) -> Option<usize> {
    let places = places(reading, idx, near);
    let fits = PLACES.chars().zip(&places).all(|(kind, found)| fits(kind, found.letter));
    let last = places.get(10).filter(|_| fits)?.last;
    // The row ends with the eleventh place.
    if places.get(11).is_some_and(|next| next.first <= last) {
        return None;
    }
    let is_glued = reading.text.is_glued_before(idx) || reading.text.is_glued_behind(last);
    (Near::Off < near || is_cut_well(&reading.text, &places, is_glued)).then_some(last)
}

fn fits(kind: char, letter: char) -> bool {
    let is_letter = letter.is_ascii_lowercase() && !"sloibz".contains(letter);
    // Where only a digit can stand, a letter of the same look was meant as one.
    let is_digit = letter.is_ascii_digit() || "oilsbz".contains(letter);
    match kind {
        '1' => is_digit && !"0o".contains(letter),
        '9' => is_digit,
        'A' => is_letter,
        _ => is_letter || is_digit,
    }
}

/// In one row, in rows of four, three and four, place by place, or said.
fn is_cut_well(text: &Text, places: &[Place], is_glued: bool) -> bool {
    let starts_row = |place: &&Place| !text.is_glued_before(place.first);
    let is_spelled = places
        .iter()
        .take(11)
        .all(|place| place.is_said || (place.first == place.last && is_single(text, place.first)));
    let rows = places
        .iter()
        .take(11)
        .enumerate()
        .filter(|(idx, place)| starts_row(place) && places.get(idx.wrapping_sub(1)).is_none_or(|before| before.last < place.first));
    let rows: Vec<usize> = rows.map(|(idx, _)| idx).collect();
    let is_upper = places.iter().take(11).zip(PLACES.chars()).all(|(place, kind)| {
        let is_sure = place.letter.is_ascii_digit() || !matches!(kind, '1' | '9');
        is_sure && (text.word(place.first).is_none() || text.is_upper(place.first))
    });
    if is_glued {
        return rows == [0, 4, 7] || rows == [4, 7];
    }
    is_spelled || rows == [0] || rows == [0, 4, 7] || rows == [0, 4] || rows == [0, 7] || (is_upper && rows.len() < 7)
}

fn is_single(text: &Text, idx: usize) -> bool {
    text.word(idx).or_else(|| text.digits(idx)).is_some_and(|face| face.len() == 1)
}

/// Reads up to twelve places.
fn places(reading: &Reading, idx: usize, near: Near) -> Vec<Place> {
    let text = &reading.text;
    let mut places: Vec<Place> = Vec::new();
    let mut at = Some(idx);
    while let Some(idx) = at.filter(|_| places.len() < 12) {
        let before = places.len();
        let last = read_places(reading, idx, near, &mut places);
        if places.len() == before || (places.len() <= 11 && !so_far(&places)) {
            break;
        }
        at = next(text, described(text, last, &places));
    }
    places
}

/// Tells whether what has been read so far can be the beginning of a number.
fn so_far(places: &[Place]) -> bool {
    PLACES.chars().zip(places).all(|(kind, found)| fits(kind, found.letter))
}

/// Adds what stands at a token to the places, and returns its last token.
fn read_places(reading: &Reading, idx: usize, near: Near, places: &mut Vec<Place>) -> usize {
    let text = &reading.text;
    let (letters, last, is_said) = said(reading, idx, near).map_or_else(
        || (typed(text, idx, near).unwrap_or_default(), idx, false),
        |(letters, last)| (letters, last, true),
    );
    let place = |letter: char| Place {
        letter,
        first: idx,
        last,
        is_said,
    };
    places.extend(letters.chars().take(PLACES.len() + 1).map(place));
    last
}

/// Reads digits and letters in words, and returns them with the last token.
fn said(reading: &Reading, idx: usize, near: Near) -> Option<(String, usize)> {
    let text = &reading.text;
    let group = reading.group_at(idx).and_then(|group| reading.groups.get(group));
    if let Some(group) = group.filter(|group| group.manner == Manner::Spoken) {
        return Some((group.digits.clone(), group.last));
    }
    let word = text
        .word(idx)
        .filter(|_| !text.is_glued_before(idx) && !text.is_glued_behind(idx))?;
    // Behind a cue, any word stands for its first letter.
    let first = || word.chars().next().filter(|_| Near::Clause <= near && 2 < word.len());
    spoken_letter(text, idx, word).or_else(|| Some((first()?.to_string(), idx)))
}

/// Reads a row of letters or digits: of several letters only if digits touch it, if they are capitals, or near a cue.
fn typed(text: &Text, idx: usize, near: Near) -> Option<String> {
    let is_row = text.is_glued_before(idx) || text.is_glued_behind(idx) || text.is_upper(idx) || Near::Off < near;
    let face = text.digits(idx).or_else(|| {
        text.word(idx)
            .filter(|word| word.len() == 1 || (word.len() <= PLACES.len() && is_row))
    });
    face.map(str::to_owned)
}

/// Returns the letter that a word stands for, as often as it is meant, and the last token.
fn spoken_letter(text: &Text, idx: usize, word: &str) -> Option<(String, usize)> {
    if word == "double" {
        let at = text.next_solid(idx);
        let letter = text.word(at).filter(|word| word.len() == 1)?;
        return Some((letter.repeat(2), at));
    }
    if word == "x" && text.word(idx + 2) == Some("ray") {
        return Some(("x".to_owned(), idx + 2));
    }
    let radio = || word.chars().next().filter(|_| is_in(word, RADIO));
    let name = NAMES.iter().find(|(name, _)| *name == word).map(|(_, letter)| *letter);
    name.or_else(radio).map(|letter| (letter.to_string(), idx))
}

/// The words of the radio alphabet, and their usual misspellings.
const RADIO: &str = "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett juliette kilo lima mike november oscar papa \
    quebec quebeck romeo sierra tango uniform victor whiskey whisky xray yankee zulu";

/// Words between two places.
const FILLING: &str = "dash hyphen minus then and space capital letter number the uh um comma";

/// Names of letters as dictation writes them.
const NAMES: [(&str, char); 20] = [
    ("ay", 'a'),
    ("cee", 'c'),
    ("dee", 'd'),
    ("ee", 'e'),
    ("ef", 'f'),
    ("eff", 'f'),
    ("gee", 'g'),
    ("aitch", 'h'),
    ("jay", 'j'),
    ("kay", 'k'),
    ("em", 'm'),
    ("en", 'n'),
    ("pee", 'p'),
    ("cue", 'q'),
    ("queue", 'q'),
    ("ar", 'r'),
    ("tee", 't'),
    ("vee", 'v'),
    ("ex", 'x'),
    ("wye", 'y'),
];

/// Returns the last token of what explains a letter: `E as in Edward`, `T like tango`, `G (golf)`.
fn described(text: &Text, last: usize, places: &[Place]) -> usize {
    let comma = if text.sign(last + 1) == Some(',') { last + 1 } else { last };
    let word = text.next_solid(comma);
    let object = match text.word(word) {
        Some("as") => text.next_solid(text.next_solid(word)),
        Some("like" | "for") => text.next_solid(word),
        _ if text.sign(word) == Some('(') && text.sign(word + 2) == Some(')') => word + 1,
        _ => word,
    };
    let letter = places
        .last()
        .filter(|place| object != word || !place.is_said)
        .map(|place| place.letter);
    let is_of_letter = letter.is_some_and(|letter| text.word(object).is_some_and(|name| 2 < name.len() && name.starts_with(letter)));
    let is_plain = object == word && text.word(object).is_none_or(|word| !is_in(word, RADIO));
    match is_of_letter && !is_plain {
        true if text.sign(object + 1) == Some(')') => object + 1,
        true => object,
        false => last,
    }
}

/// Returns the next token of the number: behind blanks, a few signs, and words such as `dash`.
fn next(text: &Text, last: usize) -> Option<usize> {
    let mut breaks = 0;
    for idx in last + 1..last + 12 {
        match text.kind(idx)? {
            Kind::Blank | Kind::Sign('-' | '.' | ',' | '_' | '/' | ':' | '(' | ')' | '\'' | '"') => {}
            Kind::Break if breaks == 0 => breaks += 1,
            Kind::Word if !text.is_glued_behind(idx) && text.word(idx).is_some_and(|word| is_in(word, FILLING)) => {}
            Kind::Word | Kind::Digits => return Some(idx),
            _ => return None,
        }
    }
    None
}

/// Returns the last token of what stands where a Medicare number is announced and has its length, though a place is wrong.
fn announced(text: &Text, idx: usize, near: Near) -> Option<usize> {
    if near < Near::Clause {
        return None;
    }
    let (mut letters, mut digits, mut is_mixed, mut last) = (0, 0, false, idx);
    for at in idx..idx + 14 {
        match text.kind(at) {
            Some(Kind::Digits) => digits += text.digits(at).map_or(0, str::len),
            Some(Kind::Word) if text.word(at).is_some_and(|word| word.len() < 4) => letters += text.word(at).map_or(0, str::len),
            Some(Kind::Sign('-') | Kind::Blank) if text.is_solid(at + 1) => continue,
            _ => break,
        }
        is_mixed |= text.is_glued_before(at);
        last = at;
        if 10 < letters + digits {
            break;
        }
    }
    let is_form = matches!(text.word(idx), Some("ssa" | "cms" | "ha"));
    let fits = (10..=12).contains(&(letters + digits)) && 3 <= digits && 3 <= letters;
    (is_mixed && !is_form && fits && !text.is_glued_behind(last)).then_some(last)
}
