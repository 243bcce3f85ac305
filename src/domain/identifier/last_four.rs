//! Parts of Social Security numbers: the last four digits, and numbers with digits missing or too many, where a cue announces them.
//!
//! Does not belong here: whole numbers (`social_security`).

use super::Identifier;
use super::cue::{Near, at};
use super::digits::{Group, Manner, hyphened};
use super::reading::Reading;
use super::token::{Kind, Text};
use super::window::Window;

/// Takes what is announced as a Social Security number or as the end of one. `near`: cues of the number, `last_four`: of its end.
pub(super) fn take(reading: &mut Reading, near: &[Near], last_four: &[Near]) {
    take_parts(reading, near);
    take_last_four(reading, last_four);
    take_crossed_out(reading, near);
}

/// Takes what stands where a Social Security number is announced, though digits are missing or too many.
fn take_parts(reading: &mut Reading, near: &[Near]) {
    for start in 0..reading.groups.len() {
        let found = reading
            .windows(start, 11)
            .filter(|window| at(near, window.first) == Near::Direct && is_announced(window))
            .last()
            .map(|window| (window.first, window.last));
        if let Some((first, last)) = found {
            reading.take(first, last, Identifier::SocialSecurity);
        }
    }
}

/// Four to eleven digits in groups as of a Social Security number; no date, no citation, no year.
fn is_announced(window: &Window<'_>) -> bool {
    let lens = window.lens();
    let total = window.total();
    if !(4..=11).contains(&total) || window.is_money() || window.is_part("./:,") || window.groups.iter().all(|group| group.sure == 0) {
        return false;
    }
    let is_joined = match lens.as_slice() {
        [4] => return window.is_value() || !window.groups.first().is_some_and(Group::is_year),
        [_] => true,
        [3, 2 | 3] | [3, 2 | 3, 1..=5] | [2 | 4, 2, 3..=5] => window.is_joined_by("-. "),
        [5, 2..=5] => window.is_joined_by("-"),
        lens => lens.iter().all(|len| *len == 1) || window.is_all(Manner::Spoken),
    };
    is_joined && lens != [2, 2, 4] && lens != [4, 2, 2]
}

/// Returns the last token of `last four` and the like.
pub(super) fn cue(text: &Text, idx: usize) -> Option<usize> {
    if text.word(idx) == Some("l") && text.digits(idx + 1) == Some("4") && !text.is_glued_before(idx) {
        return Some(idx + 1);
    }
    if !matches!(text.word(idx)?, "last" | "final" | "ultimos") {
        return None;
    }
    let count = if text.is_glued_behind(idx) { idx + 1 } else { hyphened(text, idx) };
    let is_four = text.digits(count) == Some("4") || matches!(text.word(count), Some("four" | "cuatro"));
    is_four.then_some(count)
}

/// Takes four digits said to be the last four, before or behind those words.
fn take_last_four(reading: &mut Reading, near: &[Near]) {
    for start in 0..reading.groups.len() {
        let found = reading
            .windows(start, 4)
            .find(|window| window.total() == 4 && is_last_four(reading, window, near))
            .map(|window| (window.first, window.last));
        if let Some((first, last)) = found {
            reading.take(first, last, Identifier::SocialSecurity);
        }
    }
}

fn is_last_four(reading: &Reading, window: &Window<'_>, near: &[Near]) -> bool {
    let text = window.text();
    let is_row = window.groups.len() == 1 || window.groups.iter().all(|group| group.len() == 1) || window.is_all(Manner::Spoken);
    if !is_row || window.is_money() || window.is_part(".,-/:") {
        return false;
    }
    let is_of = text.previous_solid(window.first).is_some_and(|of| text.word(of) == Some("of"));
    let is_year = is_of && window.groups.first().is_some_and(Group::is_year);
    let is_behind = || {
        let mut at = text.next_solid(window.last);
        while matches!(
            text.word(at),
            Some("is" | "are" | "was" | "the" | "her" | "his" | "their" | "my" | "for" | "as")
        ) || matches!(text.sign(at), Some('(' | ',' | '=' | '-' | ':'))
        {
            at = text.next_solid(at);
        }
        cue(text, at).is_some_and(|last| is_of_social(text, text.next_solid(last)) && !has_value(reading, last + 1))
    };
    (Near::Clause <= self::at(near, window.first) && !is_year) || is_behind()
}

/// Tells whether the digits that belong to `last four` stand behind it.
fn has_value(reading: &Reading, start: usize) -> bool {
    let text = &reading.text;
    (start..start + 12)
        .take_while(|idx| !matches!(text.sign(*idx), Some(',' | ';' | '.' | ')')) && text.kind(*idx) != Some(Kind::Break))
        .any(|idx| reading.group_at(idx).is_some() || text.sign(idx) == Some('*'))
}

/// Behind `last four` stands nothing, a sign, or words for digits of a Social Security number: no `weeks`.
fn is_of_social(text: &Text, at: usize) -> bool {
    text.word(at)
        .is_none_or(|word| matches!(word, "of" | "digits" | "ssn" | "social" | "on" | "and" | "for" | "in"))
}

/// Takes numbers of which only the last four are not crossed out: `xxx-xx-1234`.
fn take_crossed_out(reading: &mut Reading, near: &[Near]) {
    for group in 0..reading.groups.len() {
        let Some((first, last)) = reading
            .groups
            .get(group)
            .filter(|group| group.len() == 4)
            .map(|group| (group.first, group.last))
        else {
            continue;
        };
        if let Some(begin) = crossed_out(&reading.text, first, at(near, first)) {
            reading.take(begin, last, Identifier::SocialSecurity);
        }
    }
}

/// Returns the first of five crosses, in two rows or one, that end before this token; near a cue, of three to seven.
fn crossed_out(text: &Text, digits: usize, near: Near) -> Option<usize> {
    let mut crosses = 0;
    let mut begin = None;
    let mut at = digits;
    let mut cross = None;
    for _ in 0..12 {
        let Some(before) = Text::before(at) else { break };
        let count = match (text.kind(before), text.word(before)) {
            (Some(Kind::Sign(sign @ ('*' | '#' | '\u{2022}' | '\u{25cf}' | '?'))), _) if *cross.get_or_insert(sign) == sign => 1,
            (_, Some(word)) if word.chars().all(|c| c == 'x') && *cross.get_or_insert('x') == 'x' => word.len(),
            (Some(Kind::Sign('-') | Kind::Blank), _) => 0,
            _ => break,
        };
        crosses += count;
        at = before;
        if 0 < count {
            begin = Some(before);
        }
    }
    let is_date = Text::before(at).is_some_and(|before| text.sign(before) == Some('/'));
    begin
        .filter(|_| !is_date)
        .filter(|_| crosses == 5 || (Near::Off < near && (3..8).contains(&crosses)))
}
