//! Groups of digits in a text, typed, said in words or mistyped as letters, and what stands between two of them.
//!
//! Does not belong here: which groups make up a number of which kind.

use super::spoken::{plural, read, sound_alike, unit};
use super::token::{Kind, Text, Token};

/// How a group was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// As digits.
    Typed,
    /// As digits with letters of the same look among them, or with such letters only.
    Lookalike,
    /// In words.
    Spoken,
}

/// Digits that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// First token.
    pub(super) first: usize,
    /// Last token.
    pub(super) last: usize,
    /// The digits in plain form.
    pub(super) digits: String,
    /// How many digits there are if each word is taken for itself.
    pub(super) apart: usize,
    /// How many digits are not letters of the same look.
    pub(super) sure: usize,
    /// How it was written.
    pub(super) manner: Manner,
}

impl Group {
    /// Returns how many digits there are.
    pub(super) fn len(&self) -> usize {
        self.digits.len()
    }

    /// Returns the digits as a number, if it is not too big.
    pub(super) fn value(&self) -> Option<u32> {
        self.digits.parse().ok()
    }

    /// Tells whether it is a year of this century or the last.
    pub(super) fn is_year(&self) -> bool {
        self.value().is_some_and(|year| (1900..2100).contains(&year))
    }
}

/// A word between two groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Link {
    /// None.
    None,
    /// `dash` and the like.
    Dash,
    /// `and`, `then` and the like.
    And,
    /// `is`, `the` and the like, which say nothing of what comes.
    Loose,
    /// `middle two`, `group` and the like, of a Social Security number.
    Part,
}

/// What stands between two groups of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Joint {
    /// The sign, if there is one; brackets give way to others.
    pub(super) sign: Option<char>,
    /// There is a blank.
    pub(super) has_blank: bool,
    /// There is a line break.
    pub(super) has_break: bool,
    /// The word.
    pub(super) link: Link,
}

/// Longest row of tokens between two groups of one number.
const JOINT_MAX: usize = 16;

/// Longest row of digits with letters that look like digits among them.
const LOOKALIKE_MAX: usize = 12;

/// Longest row of such letters alone.
const WORD_MAX: usize = 5;

/// Longest group of a Social Security number.
const SHORT_MAX: usize = 4;

/// Returns the groups of a text, in order.
pub(super) fn groups(text: &Text) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut idx = 0;
    while idx < text.len() {
        if let Some(counted) = counted(text, idx) {
            idx = counted;
            continue;
        }
        match group(text, idx, &groups) {
            Some(group) => {
                idx = group.last + 1;
                groups.push(group);
            }
            None => idx += 1,
        }
    }
    groups
}

/// Returns the token behind `last four`, `first 3 digits`: a count of digits, none of the number's own.
fn counted(text: &Text, idx: usize) -> Option<usize> {
    let is_part = matches!(
        text.word(idx)?,
        "first" | "middle" | "last" | "next" | "final" | "ultimos" | "primeros"
    );
    let count = if text.is_glued_behind(idx) { idx + 1 } else { hyphened(text, idx) };
    let digit = text.digits(count).or_else(|| text.word(count));
    let is_count = matches!(
        digit,
        Some("2" | "3" | "4" | "5" | "two" | "three" | "four" | "five" | "dos" | "tres" | "cuatro" | "cinco")
    );
    let is_number = matches!(text.word(text.next_solid(count)), Some("thousand" | "hundred"));
    (is_part && is_count && !is_number && !text.is_glued_behind(count)).then_some(count + 1)
}

/// Returns the next token behind a blank or a hyphen.
pub(super) fn hyphened(text: &Text, idx: usize) -> usize {
    if text.sign(idx + 1) == Some('-') {
        idx + 2
    } else {
        text.next_solid(idx)
    }
}

fn group(text: &Text, idx: usize, groups: &[Group]) -> Option<Group> {
    spoken(text, idx)
        .or_else(|| lookalike(text, idx))
        .or_else(|| typed(text, idx))
        .or_else(|| heard(text, idx, groups))
}

fn spoken(text: &Text, idx: usize) -> Option<Group> {
    let spoken = plural(text, idx).or_else(|| read(text, idx))?;
    let is_apart = !text.is_glued_before(idx) && !text.is_glued_behind(spoken.last);
    is_apart.then_some(Group {
        first: idx,
        last: spoken.last,
        sure: spoken.digits.len(),
        digits: spoken.digits,
        apart: spoken.apart,
        manner: Manner::Spoken,
    })
}

fn typed(text: &Text, idx: usize) -> Option<Group> {
    let digits = text.digits(idx)?.to_owned();
    Some(Group {
        first: idx,
        last: idx,
        apart: digits.len(),
        sure: digits.len(),
        digits,
        manner: Manner::Typed,
    })
}

/// `to`, `for` and the like, behind two digits in words and before another.
fn heard(text: &Text, idx: usize, groups: &[Group]) -> Option<Group> {
    let digit = sound_alike(text.word(idx)?)?;
    let mut before = idx;
    let is_between = groups.iter().rev().take(2).all(|group| {
        let is_near = group.manner == Manner::Spoken && group.len() == 1 && text.previous_solid(before) == Some(group.last);
        before = group.first;
        is_near
    });
    let is_followed = text
        .word(text.next_solid(idx))
        .is_some_and(|next| unit(next).is_some() || sound_alike(next).is_some())
        || matches!(text.word(idx), Some("won" | "ate"));
    (is_between && is_followed && 1 < groups.len()).then(|| Group {
        first: idx,
        last: idx,
        digits: digit.to_string(),
        apart: 1,
        sure: 1,
        manner: Manner::Spoken,
    })
}

/// A row of letters and digits that all look like digits: `0O0`, `l2`, `OO`.
fn lookalike(text: &Text, idx: usize) -> Option<Group> {
    let may_be = match text.word(idx) {
        Some(word) => word.starts_with(['o', 'l', 'i', 's', 'z', 'b']),
        None => text.is_glued_behind(idx),
    };
    if !may_be || text.is_glued_before(idx) {
        return None;
    }
    let row = text.tokens.get(idx..).into_iter().flatten().take(LOOKALIKE_MAX);
    let row: Vec<&Token> = row.take_while(|token| matches!(token.kind, Kind::Word | Kind::Digits)).collect();
    let len_of = |kind: Kind| {
        row.iter()
            .filter(|token| token.kind == kind)
            .map(|token| token.face.len())
            .sum::<usize>()
    };
    let (letters, sure) = (len_of(Kind::Word), len_of(Kind::Digits));
    let len_max = if sure == 0 { WORD_MAX } else { LOOKALIKE_MAX };
    if letters == 0 || !(2..=len_max).contains(&(letters + sure)) {
        return None;
    }
    let is_short = 0 < sure && letters + sure <= SHORT_MAX;
    let digits = row
        .iter()
        .flat_map(|token| token.face.chars())
        .map(|c| meant(c, is_short))
        .collect::<Option<String>>()?;
    Some(Group {
        first: idx,
        last: idx + row.len() - 1,
        apart: digits.len(),
        sure,
        digits,
        manner: Manner::Lookalike,
    })
}

/// Returns the digit that a character was meant as; S, Z and B look like one only in short rows, where they are no code.
fn meant(c: char, is_short: bool) -> Option<char> {
    match c {
        'o' => Some('0'),
        'l' | 'i' => Some('1'),
        'z' if is_short => Some('2'),
        's' if is_short => Some('5'),
        'b' if is_short => Some('8'),
        c => Some(c).filter(char::is_ascii_digit),
    }
}

/// Returns what stands between two groups, if it is nothing that parts two numbers.
pub(super) fn joint(text: &Text, before: &Group, behind: &Group) -> Option<Joint> {
    let mut joint = Joint {
        sign: None,
        has_blank: false,
        has_break: false,
        link: Link::None,
    };
    let mut signs = 0;
    let mut is_signed_before_break = false;
    let between = before.last + 1..behind.first;
    if JOINT_MAX < between.len() {
        return None;
    }
    for idx in between {
        match text.kind(idx)? {
            // A sign at the beginning of a line with a blank behind it begins an item of a list.
            Kind::Blank if joint.has_break && joint.sign.is_some() && !is_signed_before_break => return None,
            Kind::Blank => joint.has_blank = true,
            Kind::Break if joint.has_break => return None,
            Kind::Break => {
                joint.has_break = true;
                is_signed_before_break = joint.sign.is_some();
            }
            Kind::Sign(sign) => {
                signs += 1;
                joint.sign = Some(sign_of(joint.sign, sign)?);
            }
            Kind::Word => joint.link = joint.link.max(link(text.word(idx)?)?),
            // The count in `last 4`.
            Kind::Digits => joint.link = Link::Part,
            Kind::Gap => return None,
        }
    }
    (signs <= 3).then_some(joint)
}

/// The sign that speaks for two between the same groups; nothing if it never stands inside a number.
fn sign_of(before: Option<char>, sign: char) -> Option<char> {
    let is_bracket = |sign: char| "()[]{}\"'`".contains(sign);
    if !is_bracket(sign) && !"-./\\_,:;~+=\u{2022}*|&<>".contains(sign) {
        return None;
    }
    Some(before.filter(|before| !is_bracket(*before)).unwrap_or(sign))
}

fn link(word: &str) -> Option<Link> {
    match word {
        "dash" | "hyphen" | "minus" | "slash" | "stroke" | "dot" | "point" | "period" | "comma" | "space" | "guion" | "tack" => {
            Some(Link::Dash)
        }
        "and" | "then" | "uh" | "um" | "er" | "ah" | "hm" | "ok" | "okay" | "so" | "next" | "followed" | "by" | "pause" | "y" | "luego" => {
            Some(Link::And)
        }
        "group" | "serial" | "first" | "middle" | "last" | "final" | "two" | "three" | "four" | "five" => Some(Link::Part),
        "digits" | "digit" | "numbers" | "are" | "is" | "the" | "that" | "s" | "with" | "ends" | "ending" | "in" => Some(Link::Loose),
        _ => None,
    }
}
