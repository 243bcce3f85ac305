//! Telephone numbers of people. Toll-free numbers are those of agencies and pass.
//!
//! Numbers of ten digits that begin with 0 or 1 are no telephone numbers: POMS documents and moments in time are numbered so.
//! Does not belong here: numbers in words (`dictated`).

use super::Identifier;
use super::cue::{Near, any_phrase, at, is_in};
use super::dictated::{self, take_phones};
use super::digits::{Group, Link};
use super::reading::Reading;
use super::token::{Kind, Text};
use super::window::Window;

/// Whose number it is, before `number`.
const OWNERS: &str = "my her his their your the new best good home work daytime contact s other";

/// Words whose number is none of a telephone.
const REFERENCES: &str = "confirmation tracking receipt invoice order docket transaction ticket barcode document reference ref case id claim \
    form unit pin";

/// Spares the numbers of agencies.
pub(super) fn spare_toll_free(reading: &mut Reading, near: &[Near]) {
    for start in 0..reading.groups.len() {
        let found = reading
            .windows(start, 11)
            .filter(|window| is_toll_free(&window.digits()) && !window.has_spoken() && 1 < window.lens().into_iter().max().unwrap_or(0))
            .filter(|window| is_shape(&window.lens()))
            .find(|window| window.is_joined_by("-. ()/,"))
            .map(|window| (window.first, window.last));
        if let Some((first, last)) = found {
            reading.spare(first, last);
        }
    }
    for (first, last) in dictated::rows(reading, near, |window, _| {
        is_toll_free(&window.digits()) && has_exchange(&window.digits())
    }) {
        reading.spare(first, last);
    }
}

/// Takes the numbers of people.
pub(super) fn take(reading: &mut Reading, near: &[Near]) {
    for start in 0..reading.groups.len() {
        let found = reading
            .windows(start, 15)
            .find(|window| is_phone(window, at(near, window.first)))
            .map(|window| (window.first, window.last));
        if let Some((first, last)) = found {
            let (first, last) = whole(&reading.text, first, last);
            reading.take(first, last, Identifier::Phone);
        }
    }
    take_phones(reading, near);
}

/// Takes the numbers that are partly in words, and short ones that longer numbers left over.
pub(super) fn take_rest(reading: &mut Reading, near: &[Near]) {
    dictated::take_mixed(reading, Identifier::Phone, near);
    dictated::take_short_phones(reading, near);
}

/// Tells whether ten digits, or eleven with a one before, can be a number of North America.
pub(super) fn is_plausible(digits: &str) -> bool {
    matches!(digits.len(), 10 | 11)
        && has_exchange(digits)
        && !is_toll_free(digits)
        && ten(digits).starts_with(|c| ('2'..='9').contains(&c))
}

/// The ten digits behind the one.
fn ten(digits: &str) -> &str {
    if digits.len() == 11 {
        digits.strip_prefix('1').unwrap_or_default()
    } else {
        digits
    }
}

/// The fourth digit is one with which the numbers of an area begin.
fn has_exchange(digits: &str) -> bool {
    ten(digits).chars().nth(3).is_some_and(|c| ('2'..='9').contains(&c))
}

/// Returns the last token of a cue for a telephone number.
pub(super) fn cue(text: &Text, idx: usize) -> Option<usize> {
    match text.word(idx)? {
        "phone" | "phones" | "telephone" | "tel" | "cell" | "cellphone" | "mobile" | "call" | "calls" | "called" | "calling"
        | "callback" | "reach" | "reached" | "reachable" | "fax" | "faxed" | "text" | "texted" | "ph" | "dial" | "dialed" | "voicemail"
        | "vm" | "ring" | "landline" | "telefono" | "celular" | "llamar" | "llame" | "movil" | "contact" | "tty" | "whatsapp" => Some(idx),
        "number" => {
            let owner = text.previous_solid(idx).and_then(|before| text.word(before))?;
            is_in(owner, OWNERS).then_some(idx)
        }
        "area" => any_phrase(text, idx, &[&["area", "code"]]),
        "home" | "work" => any_phrase(text, idx, &[&["home", "number"], &["work", "number"]]).or_else(|| {
            let behind = text.next_solid(idx);
            matches!(text.sign(behind), Some(':' | '#')).then_some(idx)
        }),
        _ => None,
    }
}

fn is_toll_free(digits: &str) -> bool {
    let ten = ten(digits);
    ten.len() == 10
        && ["800", "822", "833", "844", "855", "866", "877", "888"]
            .iter()
            .any(|area| ten.starts_with(area))
}

/// Ten digits in the groups of a telephone number, with or without the one before.
fn is_shape(lens: &[usize]) -> bool {
    matches!(
        lens,
        [3 | 4, 3, 4] | [1, 3, 3, 4] | [10 | 11] | [1, 10] | [3, 7] | [1, 3, 7] | [6, 4] | [3, 3, 2, 2] | [1, 3, 3, 2, 2]
    ) || (matches!(lens.len(), 10 | 11) && lens.iter().all(|len| *len == 1))
}

fn is_phone(window: &Window<'_>, near: Near) -> bool {
    let is_glued =
        window.text().is_glued_before(window.first) && Text::before(window.first).is_none_or(|word| cue(window.text(), word).is_none());
    if window.has_spoken()
        || is_glued
        || window.is_money()
        || window.joints().any(|joint| Link::And <= joint.link || joint.sign == Some('|'))
    {
        return false;
    }
    let is_sure = 2 * window.groups.iter().map(|group| group.sure).sum::<usize>() > window.total();
    match window.total() {
        _ if !is_sure => false,
        7 => Near::Off < near && is_local(window, near),
        10.. if has_plus(window) => true,
        10 | 11 => !is_toll_free(&window.digits()) && is_national(window, near),
        _ => false,
    }
}

/// A plus sign before the first digit.
fn has_plus(window: &Window<'_>) -> bool {
    let plus = Text::before(window.first).and_then(|before| {
        if window.text().sign(before) == Some('(') {
            Text::before(before)
        } else {
            Some(before)
        }
    });
    plus.is_some_and(|plus| window.text().sign(plus) == Some('+')) && window.is_joined_by("-. ()/")
}

fn is_national(window: &Window<'_>, near: Near) -> bool {
    let lens = window.lens();
    let digits = window.digits();
    let is_plausible = is_plausible(&digits);
    let is_cued = Near::Off < near && !window.is_part(".-/") && window.is_joined_by("-. ()/_,") && !digits.starts_with('0');
    match lens.as_slice() {
        [10 | 11] => {
            is_plausible
                && (is_cued
                    || !(window.is_part(".-/:=")
                        || window.is_in_hash()
                        || is_in_word(window)
                        || window.is_in_address()
                        || is_reference(window)))
        }
        lens if !is_shape(lens) => {
            is_cued
                && is_plausible
                && window.is_even()
                && window.is_joined_by("- .")
                && matches!(lens, [3, ..] | [1, 3, ..] | [2, 2, 2, 2, 2])
        }
        _ if window.is_part(".-") => false,
        lens if lens.iter().all(|len| *len == 1) => is_plausible && window.is_joined_by("- .") && !window.is_part(".,-/"),
        _ => is_cued || (is_written_so(window) && (is_shaped_surely(window) || (is_plausible && !window.is_numbered()))),
    }
}

/// Letters touch the digits from behind that begin no extension.
fn is_in_word(window: &Window<'_>) -> bool {
    let text = window.text();
    text.word(window.last + 1)
        .is_some_and(|word| !word.starts_with('x') && !word.starts_with("ext"))
}

/// The signs between the groups are those of telephone numbers, not of citations or lists.
fn is_written_so(window: &Window<'_>) -> bool {
    if window.joints().all(|joint| joint.sign.is_none()) && window.neighbours().0 == 2 {
        return false;
    }
    // The one before may stand apart in its own way.
    if window.groups.first().is_some_and(|group| group.digits == "1") {
        let is_near = window
            .joints()
            .next()
            .is_some_and(|joint| !joint.has_break && joint.sign.is_none_or(|sign| "-.()".contains(sign)));
        return is_near && window.behind_first().is_some_and(|window| is_written_so(&window));
    }
    let is_bracketed =
        window.text().sign(window.first.saturating_sub(1)) == Some('(') || window.joints().any(|joint| joint.sign == Some('('));
    let has = |sign: char| window.joints().any(|joint| joint.sign == Some(sign));
    let is_tight = window.joints().all(|joint| joint.sign == Some(',') && !joint.has_blank) && !window.is_in_list(',');
    (is_tight || window.is_joined_by("-. ()/_\u{2022}"))
        && (is_bracketed || !has('.') || window.joints().all(|joint| joint.sign == Some('.') && !joint.has_blank))
        && !(has('/') && (window.is_part(".,-/") || window.joints().any(|joint| joint.sign == Some('/') && joint.has_blank)))
        && window.joints().filter(|joint| joint.has_break).count() < 2
}

/// Three, three and four digits with a hyphen between all, or brackets around the first: any digits will do.
fn is_shaped_surely(window: &Window<'_>) -> bool {
    let is_bracketed = window.text().sign(window.first.saturating_sub(1)) == Some('(');
    let all_dashed = window.joints().all(|joint| joint.sign == Some('-'));
    window.lens().ends_with(&[3, 3, 4]) && (all_dashed || is_bracketed)
}

/// A number of something else is announced: `confirmation number 4145550100`.
fn is_reference(window: &Window<'_>) -> bool {
    let text = window.text();
    let is_line_begin = Text::before(window.first).is_some_and(|blank| text.kind(blank) == Some(Kind::Break));
    let mut before = text.previous_solid(window.first).filter(|_| !is_line_begin);
    for _ in 0..4 {
        let Some(at) = before else { return false };
        match text.word(at) {
            Some(word) if is_in(word, REFERENCES) => return true,
            Some("number" | "no" | "num" | "code" | "is" | "was" | "s") => {}
            None if matches!(text.sign(at), Some('#' | ':')) => {}
            None if text.sign(at) == Some('.') && Text::before(at).is_some_and(|word| text.word(word) == Some("no")) => {}
            _ => return false,
        }
        before = text
            .previous_solid(at)
            .filter(|_| Text::before(at).is_none_or(|blank| text.kind(blank) != Some(Kind::Break)));
    }
    false
}

/// Seven digits near a cue, which no area code of an agency precedes.
fn is_local(window: &Window<'_>, near: Near) -> bool {
    let lens = window.lens();
    let text = window.text();
    let is_case = Text::before(window.first).is_some_and(|sign| text.sign(sign) == Some('-') || text.is_glued_before(window.first));
    let is_year = window.groups.last().is_some_and(Group::is_year);
    let is_row = match lens.as_slice() {
        [7] => true,
        // Sections of regulations have dots.
        [3, 4] => {
            window.is_joined_by(if near < Near::Clause || window.digits().starts_with('4') {
                "- "
            } else {
                "-. "
            }) && !(is_year && window.joints().all(|joint| joint.sign.is_none()))
        }
        [3, 2, 2] => window.is_even() && window.is_joined_by("-. "),
        _ => false,
    };
    is_row
        && !is_reference(window)
        && !is_in_word(window)
        && !window.is_part(".,-/:")
        && !is_case
        && !window.is_numbered()
        && !window.goes_on_before()
}

/// Returns the tokens with the plus sign and bracket before, and the extension behind.
fn whole(text: &Text, first: usize, last: usize) -> (usize, usize) {
    let mut begin = first;
    let closes = (first..last).any(|idx| text.sign(idx) == Some(')'));
    while let Some(before) = Text::before(begin).filter(|before| match text.sign(*before) {
        Some('(') => closes,
        sign => sign == Some('+'),
    }) {
        begin = before;
    }
    (begin, extension(text, last).unwrap_or(last))
}

fn extension(text: &Text, last: usize) -> Option<usize> {
    let comma = if text.sign(last + 1) == Some(',') { last + 1 } else { last };
    let word = text.next_solid(comma);
    if !matches!(text.word(word)?, "x" | "ext" | "extension" | "extn") {
        return None;
    }
    let dot = if matches!(text.sign(word + 1), Some('.' | ':')) {
        word + 1
    } else {
        word
    };
    let number = text.next_solid(dot);
    text.digits(number).filter(|digits| digits.len() <= 6).map(|_| number)
}
