//! Words that say what number comes next, and how far their reach goes.
//!
//! Does not belong here: the numbers. Cues of dates of birth have rules of their own (`birth`).

use super::token::{Kind, Text};
use super::{claim, last_four, medicare, phone, social_security};

/// How near a cue is to what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Near {
    /// No cue.
    Off,
    /// A cue some words before, in the same sentence.
    Sentence,
    /// A cue, and words such as `of the client` behind it.
    Clause,
    /// A cue, and at most `is`, `number` or signs behind it: here stands its number.
    Direct,
}

/// How many other words may stand between a cue and its number.
const WORDS_MAX: u8 = 8;

/// A kind of cue: returns the last token of the cue that begins at a token.
type Cue = fn(&Text, usize) -> Option<usize>;

/// How near a cue of each kind is to each token.
pub(super) struct Cues {
    /// Of a Social Security number.
    pub(super) social: Vec<Near>,
    /// Of its last four digits.
    pub(super) last_four: Vec<Near>,
    /// Of a claim number.
    pub(super) claim: Vec<Near>,
    /// Of a telephone number.
    pub(super) phone: Vec<Near>,
    /// Of a Medicare number.
    pub(super) medicare: Vec<Near>,
}

impl Cues {
    /// Finds the cues of a text.
    pub(super) fn of(text: &Text) -> Self {
        Self {
            social: nearness(text, social_security::cue),
            last_four: nearness(text, last_four::cue),
            claim: nearness(text, claim::cue),
            phone: nearness(text, phone::cue),
            medicare: nearness(text, medicare::cue),
        }
    }
}

/// Returns, for each token, how near a cue is that comes before it.
fn nearness(text: &Text, cue: Cue) -> Vec<Near> {
    let mut nearness = Vec::with_capacity(text.len());
    let mut near = Near::Off;
    let mut words_left = 0;
    let mut cue_last = None;
    for idx in 0..text.len() {
        nearness.push(near);
        cue_last = cue_last.or_else(|| cue(text, idx));
        match cue_last {
            Some(last) if idx < last => {}
            Some(_) => {
                near = Near::Direct;
                words_left = WORDS_MAX;
                cue_last = None;
            }
            None => near = beyond(text, idx, near, &mut words_left),
        }
    }
    nearness
}

/// How near the cue is behind one more token.
fn beyond(text: &Text, idx: usize, near: Near, words_left: &mut u8) -> Near {
    match (text.kind(idx), near) {
        (_, Near::Off) | (Some(Kind::Gap | Kind::Break) | None, Near::Sentence) => Near::Off,
        (Some(Kind::Sign('.' | ';' | '!' | '?')), Near::Sentence) if text.is_blank(idx + 1) => Near::Off,
        (Some(Kind::Sign(':' | '=' | '#')), Near::Clause) => Near::Direct,
        // A number, or a mask, takes the cue's place.
        (Some(Kind::Digits | Kind::Sign('*')), _) => Near::Sentence,
        (Some(Kind::Word), near) => {
            let word = text.word(idx).unwrap_or_default();
            let next = behind_word(word, near);
            if next == Near::Sentence {
                *words_left = words_left.saturating_sub(1);
            }
            if *words_left == 0 { Near::Off } else { next }
        }
        (_, near) => near,
    }
}

/// Behind these words a number stands, whatever came before them.
const VALUE: &str = "is are was es";

/// Words between a cue and its number.
const FILLING: &str = "number numbers num no nbr digits digit ends ending end ended in with w starts starting begins beginning like as it s \
    reads gave given verified confirmed says said being here termina en ok um uh only just numero x";

/// Words between a cue and `is`.
const OWNERS: &str = "for of on to the his her their my our your client customer caller claimant beneficiary spouse wife husband child son \
    daughter mother father number s that this card he she they and or at back him me us them again mr mrs ms ssn soc social security \
    de del la el su mi";

/// Words behind which a number is none of the cue's.
const OTHERS: &str = "before after claim form notice confirmation docket zip section";

fn behind_word(word: &str, near: Near) -> Near {
    if Near::Clause <= near && is_in(word, VALUE) || near == Near::Direct && is_in(word, FILLING) {
        Near::Direct
    } else if Near::Clause <= near && is_in(word, OWNERS) {
        Near::Clause
    } else if is_in(word, OTHERS) {
        Near::Off
    } else {
        Near::Sentence
    }
}

/// Tells whether a word is one of a list with blanks between them.
pub(super) fn is_in(word: &str, list: &str) -> bool {
    list.split_ascii_whitespace().any(|one| one == word)
}

/// Returns the last token if these letters stand here in one word or with dots, blanks or slashes between them.
pub(super) fn letters(text: &Text, idx: usize, word: &str) -> Option<usize> {
    if text.word(idx) == Some(word) {
        return Some(idx);
    }
    let mut at = idx;
    for (place, letter) in word.chars().enumerate() {
        if 0 < place {
            at = match text.sign(at + 1) {
                Some('.' | '/') => text.next_solid(at + 1),
                _ => text.next_solid(at),
            };
        }
        let mut letters = text.word(at)?.chars();
        if letters.next() != Some(letter) || letters.next().is_some() {
            return None;
        }
    }
    Some(if text.sign(at + 1) == Some('.') { at + 1 } else { at })
}

/// Returns the last token if these words stand here, with blanks, hyphens or underscores between them.
pub(super) fn phrase(text: &Text, idx: usize, words: &[&str]) -> Option<usize> {
    let mut at = idx;
    for (place, word) in words.iter().enumerate() {
        if 0 < place {
            at = if matches!(text.sign(at + 1), Some('-' | '_')) {
                at + 2
            } else {
                text.next_solid(at)
            };
        }
        if text.word(at) != Some(*word) {
            return None;
        }
    }
    Some(at)
}

/// Returns the last token if one of these phrases stands here.
pub(super) fn any_phrase(text: &Text, idx: usize, phrases: &[&[&str]]) -> Option<usize> {
    phrases.iter().find_map(|words| phrase(text, idx, words))
}

/// Returns how near a cue is to a token.
pub(super) fn at(nearness: &[Near], token: usize) -> Near {
    nearness.get(token).copied().unwrap_or(Near::Off)
}
