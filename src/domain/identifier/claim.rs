//! Claim numbers: a Social Security number with the letters of a benefit behind it or of the Railroad Board before it.
//!
//! Letters behind, with or without a digit or second letter, are the claim symbol: A, B1, C2, D6, HA, TA, W6 (GN 01050.005).
//! Does not belong here: the nine digits themselves (`social_security`).

use super::Identifier;
use super::cue::{Near, any_phrase, at};
use super::reading::Reading;
use super::token::{Kind, Text};
use super::window::Window;

/// Letters that the Railroad Board puts before six or nine digits.
const RAILROAD: [&str; 16] = [
    "a", "h", "ma", "mh", "wa", "wd", "wh", "wca", "wcd", "wch", "pa", "pd", "ph", "ja", "jh", "ca",
];

/// Returns the tokens of a number of nine digits with the letters that belong to it, and what it is.
pub(super) fn whole_claim(text: &Text, first: usize, last: usize) -> (usize, usize, Identifier) {
    let begin = prefix(text, first);
    let bracket =
        Text::before(first).filter(|before| text.sign(*before) == Some('(') && (first..last).any(|idx| text.sign(idx) == Some(')')));
    let end = suffix(text, last);
    let is_claim = begin.is_some() || end.is_some();
    (
        begin.or(bracket).unwrap_or(first),
        end.unwrap_or(last),
        if is_claim { Identifier::Claim } else { Identifier::SocialSecurity },
    )
}

/// Takes numbers of the Railroad Board with six digits, and what is announced as a claim number.
pub(super) fn take(reading: &mut Reading, near: &[Near]) {
    for start in 0..reading.groups.len() {
        let found = reading
            .windows(start, 10)
            .filter(|window| is_railroad(window, at(near, window.first)) || is_announced(window, at(near, window.first)))
            .last()
            .map(|window| (window.first, window.last));
        if let Some((first, last)) = found {
            let (first, last, _) = whole_claim(&reading.text, first, last);
            reading.take(first, last, Identifier::Claim);
        }
    }
}

/// Returns the last token of a cue for a claim number.
pub(super) fn cue(text: &Text, idx: usize) -> Option<usize> {
    match text.word(idx)? {
        "hicn" | "hicns" | "hic" | "rrb" => Some(idx),
        "claim" | "railroad" => {
            let noun = text.next_solid(idx);
            let is_number = matches!(
                text.word(noun),
                Some("number" | "numbers" | "no" | "num" | "nbr" | "id" | "account")
            ) || text.sign(noun) == Some('#');
            is_number.then_some(noun)
        }
        "numero" => any_phrase(text, idx, &[&["numero", "de", "reclamo"], &["numero", "de", "reclamacion"]]),
        _ => None,
    }
}

/// Returns the first token of the letters before the digits.
fn prefix(text: &Text, first: usize) -> Option<usize> {
    let before = Text::before(first)?;
    let word = if text.sign(before) == Some('-') {
        Text::before(before)?
    } else {
        before
    };
    let is_whole = !text.is_glued_before(word) && Text::before(word).is_none_or(|sign| text.sign(sign) != Some('-'));
    (is_whole && RAILROAD.contains(&text.word(word)?)).then_some(word)
}

/// Returns the last token of the code behind the digits.
fn suffix(text: &Text, last: usize) -> Option<usize> {
    let (letters, is_apart) = match text.sign(last + 1) {
        Some('-' | '/' | '.') => (last + 2, false),
        _ if text.kind(last + 1) == Some(Kind::Blank) => (last + 2, true),
        _ => (last + 1, false),
    };
    let word = text.word(letters)?;
    let is_benefit = word.starts_with(|c| "abcdefghjklmstw".contains(c)) && word.is_ascii();
    let end = match text.digits(letters + 1) {
        Some(digit) if digit.len() == 1 => letters + 1,
        Some(_) => return None,
        None => letters,
    };
    let is_whole = is_benefit && word.len() + end - letters <= 2 && !text.is_glued_behind(end) && !is_word(text, letters, end);
    // Behind a blank, a single letter may be a word and two may be a state.
    let is_code = !is_apart || (text.is_upper(letters) && (letters < end || is_code_alone(text, letters, word)));
    (is_whole && is_code).then_some(end)
}

/// Letters that are a short word rather than a code: `at`, `by` glued behind the digits.
fn is_word(text: &Text, letters: usize, end: usize) -> bool {
    letters == end
        && !text.is_upper(letters)
        && matches!(
            text.word(letters),
            Some("at" | "as" | "am" | "by" | "do" | "he" | "to" | "we" | "me")
        )
}

/// Letters behind a blank that nothing follows, or that no word and no state has.
fn is_code_alone(text: &Text, letters: usize, word: &str) -> bool {
    let is_last = !(text.sign(letters + 1).is_some() && text.is_solid(letters + 2))
        && (!text.is_blank(letters + 1) || text.word(letters + 2).is_none());
    matches!(word, "ha" | "hb" | "hc" | "ta" | "tb" | "wb" | "wc" | "by") || (word.len() == 1 && is_last)
}

/// Six digits behind letters of the Railroad Board that touch them, or that stand apart behind a cue.
fn is_railroad(window: &Window<'_>, near: Near) -> bool {
    let text = window.text();
    if !window.has_lens(&[6]) || window.is_part(".,-/") || text.is_glued_behind(window.last) {
        return false;
    }
    let touching = prefix(text, window.first).is_some_and(|word| text.is_upper(word) || Near::Clause <= near);
    let apart = || {
        let word = text.previous_solid(window.first)?;
        let letters = text.word(word).filter(|_| text.is_upper(word))?;
        Some(RAILROAD.contains(&letters) && (2 < letters.len() || Near::Off < near))
    };
    touching || apart().unwrap_or(false)
}

/// Six to ten digits where a claim number is announced; no date and no citation.
fn is_announced(window: &Window<'_>, near: Near) -> bool {
    if near < Near::Clause {
        return false;
    }
    let digits = window.total();
    let lens = window.lens();
    (6..=10).contains(&digits)
        && (lens.len() == 1 || window.is_joined_by("- ") && (matches!(lens.first(), Some(1 | 3)) || window.has_spoken()))
        && !(digits == 10 && window.digits().starts_with('0'))
        && !window.is_money()
        && !window.is_part("./:")
        && lens != [1, 2, 4]
        && lens != [1, 1, 4]
}
