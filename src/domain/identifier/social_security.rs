//! Social Security numbers, and taxpayer numbers of the same shape: whole, wrongly cut, dictated, or their last four digits.
//!
//! Numbers that were never issued (areas 000, 666 and 900 to 999) are taken too: users' samples and taxpayer numbers have them.
//! Does not belong here: letters before and behind that make it a claim number (`claim`).

use super::claim::whole_claim;
use super::cue::{Near, any_phrase, at, letters};
use super::dictated::take_nine;
use super::digits::{Group, Joint, Link};
use super::reading::Reading;
use super::token::{Kind, Text};
use super::window::Window;

/// Takes the numbers of the usual shape.
pub(super) fn take_usual(reading: &mut Reading, near: &[Near]) {
    take(reading, near, |window, near| window.has_lens(&[3, 2, 4]) && is_usual(window, near));
}

/// Takes the numbers of other shapes.
pub(super) fn take_unusual(reading: &mut Reading, near: &[Near]) {
    take(reading, near, |window, near| window.total() == 9 && is_unusual(window, near));
    take(reading, near, |window, _| is_miscounted(window));
    take_nine(reading, near);
}

/// Takes the windows that fit, each with the letters that make it a claim number.
fn take(reading: &mut Reading, near: &[Near], fits: impl Fn(&Window<'_>, Near) -> bool) {
    for start in 0..reading.groups.len() {
        let found = reading
            .windows(start, 10)
            .find(|window| fits(window, at(near, window.first)))
            .map(|window| (window.first, window.last));
        if let Some((first, last)) = found {
            let (first, last, kind) = whole_claim(&reading.text, first, last);
            reading.take(first, last, kind);
        }
    }
}

/// Returns the last token of a cue for a Social Security number.
pub(super) fn cue(text: &Text, idx: usize) -> Option<usize> {
    let word = text.word(idx)?;
    match word {
        "ssn" | "ssns" | "ssno" | "itin" | "itins" | "tin" | "soc" | "socials" | "sosh" | "taxpayer" => Some(idx),
        "social" => social(text, idx),
        "ss" => {
            let behind = text.next_solid(idx);
            let is_number = matches!(text.word(behind), Some("no" | "num" | "number" | "nbr")) || text.sign(behind) == Some('#');
            is_number.then_some(idx).or_else(|| letters(text, idx, "ssn"))
        }
        "s" => letters(text, idx, "ssn").or_else(|| letters(text, idx, "ss").filter(|last| text.sign(text.next_solid(*last)) == Some('#'))),
        "tax" => any_phrase(text, idx, &[&["tax", "id"], &["tax", "number"]]),
        "seguro" => any_phrase(text, idx, &[&["seguro", "social"]]),
        _ => None,
    }
}

/// `social`, and `social security` before a number; not the name of the agency.
fn social(text: &Text, idx: usize) -> Option<usize> {
    let Some(security) = any_phrase(text, idx, &[&["social", "security"], &["social", "sec"]]) else {
        return Some(idx);
    };
    let dot = if text.sign(security + 1) == Some('.') {
        security + 1
    } else {
        security
    };
    let behind = text.next_solid(dot);
    let is_number = matches!(text.word(behind), Some("number" | "numbers" | "no" | "num" | "nbr" | "is" | "card"))
        || matches!(text.sign(behind), Some('#' | ':' | '='))
        || matches!(text.kind(behind), Some(Kind::Digits));
    is_number.then_some(security)
}

/// Three, two and four digits, apart by what people put between them.
fn is_usual(window: &Window<'_>, near: Near) -> bool {
    let sure: usize = window.groups.iter().map(|group| group.sure).sum();
    // `ill` and `II` look like digits too.
    let has_words = window.groups.iter().any(|group| group.sure == 0 && group.digits.contains('1'));
    if window.has_spoken() || ((sure < 5 || has_words) && near < Near::Sentence) {
        return false;
    }
    if Near::Clause <= near {
        return true;
    }
    let mut joints = window.joints();
    let (Some(one), Some(two)) = (joints.next(), joints.next()) else {
        return false;
    };
    let is_free = !window.is_part(".,-/") && !window.is_money() && !window.is_numbered();
    if one.has_break && two.has_break && one.sign.is_none() {
        false
    } else if Link::None < one.link.max(two.link) {
        is_free && are_links(one, two)
    } else {
        are_signs(window, one, two, is_free)
    }
}

/// Words stand between the groups that are said between those of one number.
fn are_links(one: Joint, two: Joint) -> bool {
    let is_link = |link: Link| one.link == link || two.link == link;
    let is_said = is_link(Link::Part) || (!is_link(Link::Loose) && (is_link(Link::Dash) || one.link == two.link));
    is_said && [one.sign, two.sign].into_iter().flatten().all(|sign| "-,:/".contains(sign))
}

/// Signs stand between the groups that do so in one number. `is_free`: it is no part of anything else.
fn are_signs(window: &Window<'_>, one: Joint, two: Joint, is_free: bool) -> bool {
    match (one.sign, two.sign) {
        (Some('-'), Some('-')) => true,
        (Some(','), Some(',')) => is_free && !window.is_in_list(','),
        (one, two) if one == two && one != Some('|') => is_free,
        // `943 10/2026` is an amount and a month.
        (_, Some('/')) if is_month(window) => false,
        // `407.75, 2013` is a section and a year.
        (Some('.'), two) => is_free && two == Some('-'),
        (one, Some('.')) => is_free && one == Some('-'),
        (Some(')'), two) => is_free && two.is_none_or(|sign| sign == '-'),
        (Some(','), behind) => is_free && behind.is_none_or(|sign| sign == '-' && !two.has_blank),
        (one, two) => is_free && [one, two].into_iter().flatten().all(|sign| "-/_:\u{2022}".contains(sign)),
    }
}

/// The two groups at the end are a month and a year.
fn is_month(window: &Window<'_>) -> bool {
    let is_month = window
        .groups
        .get(1)
        .and_then(Group::value)
        .is_some_and(|month| (1..=12).contains(&month));
    is_month && window.groups.get(2).is_some_and(Group::is_year)
}

/// Nine digits in one row or in groups that people make by mistake.
fn is_unusual(window: &Window<'_>, near: Near) -> bool {
    let sure: usize = window.groups.iter().map(|group| group.sure).sum();
    if window.has_spoken() || (sure < 7 && near < Near::Sentence) || window.is_money() {
        return false;
    }
    let lens = window.lens();
    if lens == [9] {
        return is_row(window, near);
    }
    let is_zip_or_employer = matches!(lens.as_slice(), [5, 4] | [2, 7]) && window.is_even() && window.is_joined_by("-");
    let is_meant = near == Near::Direct || (near == Near::Clause && !is_zip_or_employer && !window.is_numbered() && !window.is_part(".-/"));
    if is_meant && window.is_joined_by("- ._,:\u{2022}") && !begins_with_date(&lens) {
        return true;
    }
    let is_plain = is_plain(window);
    match lens.as_slice() {
        [3, 6]
        | [3, 3, 3]
        | [3, 2, 1, 1, 1, 1]
        | [1, 1, 1, 2, 4]
        | [1, 1, 1, 2, 1, 1, 1, 1]
        | [3, 1, 1, 1, 1, 1, 1]
        | [1, 1, 1, 1, 1, 4] => is_plain,
        // Five and four with a hyphen is a ZIP code, a year before five digits is the number of a document.
        [4, 5] | [4, 2, 3] => is_plain && !window.groups.first().is_some_and(Group::is_year),
        [5, 4] => is_plain && window.joints().all(|joint| joint.sign.is_none()) && !is_address(window),
        [2, 7] | [5, 2, 2] => false,
        lens => Near::Sentence <= near && is_plain && !begins_with_date(lens),
    }
}

/// The groups are apart by one sign or by blanks, on one line, and belong to nothing longer.
fn is_plain(window: &Window<'_>) -> bool {
    let is_on_one_line = !window.joints().any(|joint| joint.has_break);
    let is_signed = window.joints().any(|joint| joint.sign.is_some());
    let (before, behind) = window.neighbours();
    is_on_one_line
        && window.is_even()
        && window.is_joined_by("-")
        && (is_signed || before + behind < 2)
        && !window.is_part(".,-/")
        && !window.is_numbered()
}

/// A digit too many or too few at the end of what is else a number.
fn is_miscounted(window: &Window<'_>) -> bool {
    if window.groups.len() != 3 {
        return false;
    }
    let all_dashed = window.joints().all(|joint| joint.sign == Some('-') && joint.link == Link::None);
    matches!(window.lens().as_slice(), [3, 2, 3 | 5])
        && all_dashed
        && !window.has_spoken()
        && !window.is_part(".,-/")
        && !window.is_numbered()
}

/// Groups of the sizes that a date has, or an amount and a date.
fn begins_with_date(lens: &[usize]) -> bool {
    matches!(
        lens,
        [4, 1 | 2, 1 | 2, ..] | [1 | 2, 1 | 2, 4, ..] | [3, 1 | 2, 1 | 2, 2 | 4] | [2, 2, 2, ..]
    )
}

/// Nine digits in a row; no piece of a longer number, of an amount, of a name of a file.
fn is_row(window: &Window<'_>, near: Near) -> bool {
    if Near::Clause <= near {
        return true;
    }
    let text = window.text();
    if window.is_in_address() {
        return false;
    }
    let cents = text.sign(window.last + 1) == Some('.') && text.digits(window.last + 2).is_some_and(|digits| digits.len() == 2);
    !cents && !window.is_part_before(".-") && !window.is_part_behind("-") && !window.is_in_hash()
}

/// Before a ZIP code stands a state; a year stands behind what is none.
fn is_address(window: &Window<'_>) -> bool {
    let text = window.text();
    let state = text.previous_solid(window.first).is_some_and(|word| {
        let is_state = text.is_upper(word) && text.word(word).is_some_and(|word| word.len() == 2);
        is_state || matches!(text.word(word), Some("zip" | "code" | "zipcode"))
    });
    state || window.groups.get(1).is_some_and(Group::is_year)
}
