//! Numbers dictated digit by digit or in words: which digits of a row belong together is told by how many there are.
//!
//! Does not belong here: words for digits (`spoken`), which telephone numbers are an agency's (`phone`).

use super::Identifier;
use super::claim::whole_claim;
use super::cue::{Near, at};
use super::date::is_span;
use super::digits::{Group, Joint, Link, Manner};
use super::phone::is_plausible;
use super::reading::Reading;
use super::token::Text;
use super::window::Window;

/// Takes nine digits said in words or typed one by one, and longer rows that can be nothing else.
pub(super) fn take_nine(reading: &mut Reading, near: &[Near]) {
    take(reading, Identifier::SocialSecurity, near, |window, is_whole| {
        let near = at(near, window.first);
        let is_nine = window.total() == 9 || (Near::Clause <= near && is_whole && window.total() < 9 && 9 <= apart(window));
        is_nine && (near == Near::Direct || is_no_list(window))
    });
    take_mixed(reading, Identifier::SocialSecurity, near);
    take(reading, Identifier::SocialSecurity, near, |window, is_whole| {
        let is_announced = at(near, window.first) == Near::Direct;
        let is_typed_long = window.total() < 13 && window.is_even() && window.is_joined_by(" -");
        is_whole && 9 < window.total() && (is_announced || is_no_list(window) && (is_spelled(window) || is_typed_long))
    });
}

/// Takes ten digits, or eleven that begin with one, and rows of seven near a cue.
pub(super) fn take_phones(reading: &mut Reading, near: &[Near]) {
    take(reading, Identifier::Phone, near, |window, is_whole| match window.total() {
        10 | 11 => is_plausible(&window.digits()) && is_no_list(window),
        7 => is_whole && Near::Off < at(near, window.first) && is_local(window),
        _ => false,
    });
}

/// Takes seven digits right behind a cue out of longer rows, once all longer numbers are known.
pub(super) fn take_short_phones(reading: &mut Reading, near: &[Near]) {
    take(reading, Identifier::Phone, near, |window, _| {
        window.total() == 7 && Near::Clause <= at(near, window.first) && is_local(window)
    });
}

/// Seven digits said one by one or in pairs.
fn is_local(window: &Window<'_>) -> bool {
    window.groups.iter().all(|group| group.len() < 4) && is_no_list(window) && !window.is_money()
}

fn take(reading: &mut Reading, kind: Identifier, near: &[Near], fits: impl Fn(&Window<'_>, bool) -> bool) {
    for (first, last) in rows(reading, near, fits) {
        let (first, last, kind) = with_letters(&reading.text, first, last, kind);
        reading.take(first, last, kind);
    }
}

/// Looks through every row of dictated groups: first the whole row, then its parts between commas and the like.
/// Returns the first and last token of what fits. `fits` is told whether it looks at a whole row.
pub(super) fn rows(reading: &Reading, near: &[Near], fits: impl Fn(&Window<'_>, bool) -> bool) -> Vec<(usize, usize)> {
    let mut rows = Vec::new();
    let mut start = 0;
    while start < reading.groups.len() {
        let listed = counted(reading, start).filter(|_| reading.groups.get(start).is_none_or(|group| at(near, group.first) < Near::Direct));
        if listed.is_some() || !is_dictated(reading, start) {
            start = listed.unwrap_or(start) + 1;
            continue;
        }
        let end = row_end(reading, start);
        let whole = |start: usize, end: usize| {
            let window = reading.window(start, end).filter(|window| start < end && fits(window, true));
            window.map(|window| (window.first, window.last))
        };
        let mut pieces = vec![(start, end)];
        for strength in [Strength::Line, Strength::Clause] {
            let mut rest = Vec::new();
            for (start, end) in pieces {
                match whole(start, end) {
                    Some(row) => rows.push(row),
                    None => rest.extend(pieces_of(reading, start, end, strength)),
                }
            }
            pieces = rest;
        }
        for (start, end) in pieces {
            match whole(start, end) {
                Some(row) => rows.push(row),
                None => rows.extend(parts(reading, start, end, &fits)),
            }
        }
        start = end + 1;
    }
    rows
}

/// How surely something between two groups parts two numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strength {
    /// A line break, a semicolon, a bracket; typed digits behind words.
    Line,
    /// `and`, a full stop.
    Clause,
}

/// Parts a row of groups where something of this strength stands.
fn pieces_of(reading: &Reading, start: usize, end: usize, strength: Strength) -> Vec<(usize, usize)> {
    let manner = |idx: usize| reading.groups.get(idx).map(|group| group.manner);
    let is_end = |group: &usize| {
        let Some(joint) = reading.joint(*group) else { return true };
        match strength {
            Strength::Line => manner(*group) != manner(group + 1) || joint.has_break || matches!(joint.sign, Some(';' | '(' | ')')),
            Strength::Clause => Link::And <= joint.link || joint.sign == Some('.'),
        }
    };
    let mut pieces = Vec::new();
    let mut begin = start;
    for group in (start..end).filter(is_end) {
        pieces.push((begin, group));
        begin = group + 1;
    }
    pieces.push((begin, end));
    pieces
}

/// Tells whether a group is in words or a single digit, and free.
fn is_dictated(reading: &Reading, idx: usize) -> bool {
    let is_free = |group: &&Group| !reading.is_taken(group.first);
    let is_apart = |group: &Group| group.manner == Manner::Spoken || (group.len() == 1 && !is_tied(reading, group.first, group.last));
    reading.groups.get(idx).filter(is_free).is_some_and(is_apart)
}

/// Tells whether a sign ties a single digit to more than another single digit: the `1` of `1-800`, the `2` of `I-2`.
fn is_tied(reading: &Reading, first: usize, last: usize) -> bool {
    let text = &reading.text;
    let is_tie = |sign: usize, idx: usize| match text.sign(sign) {
        Some('-' | '.') => text.word(idx).is_some() || text.digits(idx).is_some_and(|digits| 1 < digits.len()),
        Some('/' | ':' | '$') => text.is_solid(idx),
        _ => false,
    };
    let is_bracketed = text.sign(last + 1) == Some(')') && first.checked_sub(1).is_some_and(|before| text.sign(before) == Some('('));
    let is_glued = text.is_glued_before(first) || text.is_glued_behind(last);
    is_bracketed || is_glued || is_tie(last + 1, last + 2) || first.checked_sub(2).is_some_and(|idx| is_tie(idx + 1, idx))
}

/// Returns the last group of `one, two, three …`, five or more of them, that begins here.
fn counted(reading: &Reading, start: usize) -> Option<usize> {
    let value = |group: usize| reading.groups.get(group).and_then(|group| group.digits.parse::<usize>().ok());
    let is_step = |group: usize| reading.joint(group).is_some_and(|joint| joint.sign == Some(',') || joint.has_break);
    let is_in_row = |before: usize| {
        reading
            .joint(before)
            .is_some_and(|joint| joint.sign == Some(',') && !joint.has_break)
    };
    if value(start) != Some(1) || start.checked_sub(1).is_some_and(is_in_row) {
        return None;
    }
    let end = (start..reading.groups.len())
        .take_while(|group| is_step(*group) && value(group + 1) == Some(group + 2 - start))
        .last()?
        + 1;
    (start + 4 <= end).then_some(end)
}

/// Returns the last group of the row of dictated groups that begins here.
fn row_end(reading: &Reading, start: usize) -> usize {
    let mut end = start;
    while is_dictated(reading, end + 1)
        && counted(reading, end + 1).is_none()
        && reading.groups.get(end + 1).is_none_or(|group| !is_span(&reading.text, group.last))
        && reading
            .joint(end)
            .is_some_and(|joint| joint.link != Link::Loose && !matches!(joint.sign, Some('|' | '/' | ':')))
    {
        end += 1;
    }
    end
}

/// Finds the parts of a row that fit and begin and end at a comma, a word or a change of manner.
fn parts(reading: &Reading, start: usize, end: usize, fits: &impl Fn(&Window<'_>, bool) -> bool) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = start;
    while at <= end {
        let part = if is_edge(reading, at, start) {
            part(reading, at, end, fits)
        } else {
            None
        };
        at += part.as_ref().map_or(1, |window| window.groups.len());
        found.extend(part.map(|window| (window.first, window.last)));
    }
    found
}

/// Finds the longest part that begins here.
fn part<'a>(reading: &'a Reading, start: usize, end: usize, fits: &impl Fn(&Window<'_>, bool) -> bool) -> Option<Window<'a>> {
    reading
        .windows(start, 11)
        .filter(|window| {
            let last = window.start + window.groups.len() - 1;
            last <= end && (last == end || is_edge(reading, last + 1, start)) && fits(window, false)
        })
        .last()
}

/// Tells whether a new part of a row may begin with this group.
fn is_edge(reading: &Reading, group: usize, start: usize) -> bool {
    let manner = |idx: usize| reading.groups.get(idx).map(|group| group.manner);
    let sign = |idx: Option<usize>| idx.and_then(|idx| reading.joint(idx)).map(|joint| joint.sign);
    let is_parted = |before: usize| {
        let Some(joint) = reading.joint(before).filter(|_| manner(before) == manner(group)) else {
            return true;
        };
        // Between typed digits, a sign parts only if it is not the one that stands between all of them.
        let is_odd = manner(group) == Some(Manner::Spoken)
            || sign(before.checked_sub(1)) != Some(joint.sign)
            || sign(Some(group)) != Some(joint.sign);
        joint.has_break || Link::And <= joint.link || (joint.sign.is_some() && is_odd)
    };
    group == start || group.checked_sub(1).is_none_or(is_parted)
}

/// Takes digits of which some are in words and others in typed groups of two or more.
pub(super) fn take_mixed(reading: &mut Reading, kind: Identifier, near: &[Near]) {
    for start in 0..reading.groups.len() {
        let found = reading
            .windows(start, 10)
            .find(|window| is_mixed(window, kind, at(near, window.first)))
            .map(|window| (window.first, window.last));
        if let Some((first, last)) = found {
            let (first, last, kind) = with_letters(&reading.text, first, last, kind);
            reading.take(first, last, kind);
        }
    }
}

fn is_mixed(window: &Window<'_>, kind: Identifier, near: Near) -> bool {
    let has_typed = window.groups.iter().any(|group| group.manner != Manner::Spoken && 0 < group.sure);
    if !window.has_spoken() || !has_typed || window.is_part(".,-/:") || window.is_money() || window.is_numbered() {
        return false;
    }
    // One `and` parts two numbers; between all groups it parts none.
    let is_written_so = |joint: Joint| {
        !joint.has_break
            && joint.link != Link::Loose
            && joint
                .sign
                .is_none_or(|sign| "-,_()".contains(sign) || (sign == '.' && joint.has_blank))
    };
    if !window.joints().all(is_written_so) || !is_no_list(window) || is_counting(window) || window.is_in_list(',') {
        return false;
    }
    let ands = window.joints().filter(|joint| joint.link == Link::And).count();
    if window.goes_on_in_words() || (0 < ands && ands < window.joints().count()) {
        return false;
    }
    if kind == Identifier::Phone {
        return is_plausible(&window.digits()) && is_cut(window, &[3, 3, 4]);
    }
    is_cut(window, &[3, 2, 4]) || (near == Near::Direct && window.total() == 9)
}

/// Tells whether each part of a number is either one typed group or all in words.
fn is_cut(window: &Window<'_>, parts: &[usize]) -> bool {
    let mut groups = window.groups.iter();
    let is_whole = |part: &usize| {
        let Some(first) = groups.next() else { return false };
        let mut total = first.len();
        while first.manner == Manner::Spoken && total < *part {
            let Some(next) = groups.next().filter(|next| next.manner == Manner::Spoken) else {
                return false;
            };
            total += next.len();
        }
        total == *part
    };
    parts.iter().all(is_whole) && groups.next().is_none()
}

/// Four steps of one, behind commas.
fn is_counting(window: &Window<'_>) -> bool {
    let values: Vec<u32> = window.groups.iter().filter_map(|group| group.digits.parse().ok()).collect();
    let steps = values.iter().zip(values.iter().skip(1)).map(|(one, next)| *next == one + 1);
    let steps: Vec<bool> = steps
        .zip(window.joints())
        .map(|(is_step, joint)| is_step && joint.sign == Some(','))
        .collect();
    steps.windows(4).any(|steps| steps.iter().all(|is_step| *is_step))
}

/// A Social Security number with the letters that make it a claim number.
fn with_letters(text: &Text, first: usize, last: usize, kind: Identifier) -> (usize, usize, Identifier) {
    if kind == Identifier::SocialSecurity {
        whole_claim(text, first, last)
    } else {
        (first, last, kind)
    }
}

/// How many digits there are if each word is taken for itself.
fn apart(window: &Window<'_>) -> usize {
    window.groups.iter().map(|group| group.apart).sum()
}

/// Most groups are digits in words, alone or doubled.
fn is_spelled(window: &Window<'_>) -> bool {
    let is_digit_row = |group: &&Group| group.apart == group.len() && group.digits.chars().all(|c| group.digits.starts_with(c));
    window.is_all(Manner::Spoken) && window.groups.len() < 2 * window.groups.iter().filter(is_digit_row).count()
}

/// Not `1 2 3 …` typed, nor `one, two, three …`, and not years one after the other.
fn is_no_list(window: &Window<'_>) -> bool {
    let values: Vec<u32> = window.groups.iter().filter_map(|group| group.digits.parse().ok()).collect();
    let mut steps = values.iter().zip(values.iter().skip(1));
    let is_counted = steps.all(|(one, next)| *next == one + 1)
        && (!window.has_spoken() || window.joints().all(|joint| joint.sign == Some(',') || joint.has_break));
    let is_year = |pair: &&[Group]| {
        pair.iter().all(|group| group.len() == 2) && pair.first().is_some_and(|group| matches!(group.digits.as_str(), "19" | "20"))
    };
    let is_plain = |joint: &Joint| joint.sign.is_none() && joint.link == Link::None;
    let mut pairs = window.groups.windows(2).zip(window.joints());
    let mut years = 0;
    while let Some((pair, joint)) = pairs.next() {
        if is_year(&pair) && is_plain(&joint) {
            years += 1;
            pairs.next();
        }
    }
    // A column of single digits is a table.
    let is_column = !window.has_spoken() && 2 < window.joints().filter(|joint| joint.has_break).count();
    !is_counted && !is_column && years < 2 && !window.groups.iter().all(|group| group.len() == 4)
}
