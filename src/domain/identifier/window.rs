//! Groups of digits in a row that may be one number, and what stands around them.
//!
//! Does not belong here: what any kind of number looks like.

use super::cue::is_in;
use super::digits::{Group, Joint, Link, Manner};
use super::reading::Reading;
use super::token::{Kind, Text, Token};

/// Pieces of a row of letters and digits that are looked at on either side.
const HASH_PIECES: usize = 40;

/// Pieces of the address of a page that are looked at before a number.
const ADDRESS_PIECES: usize = 60;

/// Words that number a form, a place in a law, a room.
const FORMS: &str = "ssa cms ha omb tn em am ar ssr sf form forms cfr usc fr poms section sections sec part parts subpart title chapter \
    page pages unit room suite apt floor box line lines publication pub docket transmittal gn di si rm hi rs nl sm ms hallex";

/// Words that stand before a number with a hyphen and belong to no form.
const CUES: &str = "ssn soc social dob tel ph phone cell fax mbi itin no number is claim x";

/// Some groups in a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window<'a> {
    reading: &'a Reading,
    /// Number of the first group.
    pub(super) start: usize,
    /// The groups, at least one.
    pub(super) groups: &'a [Group],
    /// First token.
    pub(super) first: usize,
    /// Last token.
    pub(super) last: usize,
}

impl<'a> Window<'a> {
    /// Returns a window onto these groups, of which the first has the number `start`; nothing if there is no group.
    pub(super) fn of(reading: &'a Reading, start: usize, groups: &'a [Group]) -> Option<Self> {
        Some(Self {
            reading,
            start,
            groups,
            first: groups.first()?.first,
            last: groups.last()?.last,
        })
    }

    /// Returns the text.
    pub(super) fn text(&self) -> &'a Text {
        &self.reading.text
    }

    /// Returns the groups behind the first.
    pub(super) fn behind_first(&self) -> Option<Self> {
        self.reading.window(self.start + 1, self.start + self.groups.len() - 1)
    }

    /// Returns how many digits there are.
    pub(super) fn total(&self) -> usize {
        self.groups.iter().map(Group::len).sum()
    }

    /// Tells whether the groups have so many digits each.
    pub(super) fn has_lens(&self, lens: &[usize]) -> bool {
        self.groups.len() == lens.len() && self.groups.iter().map(Group::len).eq(lens.iter().copied())
    }

    /// Returns how many digits each group has.
    pub(super) fn lens(&self) -> Vec<usize> {
        self.groups.iter().map(Group::len).collect()
    }

    /// Returns the digits.
    pub(super) fn digits(&self) -> String {
        self.groups.iter().map(|group| group.digits.as_str()).collect()
    }

    /// Returns what stands between the groups.
    pub(super) fn joints(&self) -> impl Iterator<Item = Joint> + use<'a> {
        let reading = self.reading;
        (self.start..self.start + self.groups.len() - 1).filter_map(move |group| reading.joint(group))
    }

    /// Tells whether all groups were written so.
    pub(super) fn is_all(&self, manner: Manner) -> bool {
        self.groups.iter().all(|group| group.manner == manner)
    }

    /// Tells whether some group was said in words.
    pub(super) fn has_spoken(&self) -> bool {
        self.groups.iter().any(|group| group.manner == Manner::Spoken)
    }

    /// Tells whether all joints have the same sign, and no words.
    pub(super) fn is_even(&self) -> bool {
        let first = self.joints().next();
        self.joints()
            .all(|joint| joint.link == Link::None && Some(joint.sign) == first.map(|first| first.sign))
    }

    /// Tells whether all joints are blanks or this sign.
    pub(super) fn is_joined_by(&self, signs: &str) -> bool {
        self.joints()
            .all(|joint| joint.link < Link::And && joint.sign.is_none_or(|sign| signs.contains(sign)))
    }

    /// Tells whether the number goes on before or behind with one of these signs and more digits.
    pub(super) fn is_part(&self, signs: &str) -> bool {
        self.is_part_before(signs) || self.is_part_behind(signs)
    }

    /// Tells whether digits and one of these signs touch the first group.
    pub(super) fn is_part_before(&self, signs: &str) -> bool {
        let text = &self.reading.text;
        let Some(sign) = Text::before(self.first) else { return false };
        text.sign(sign).is_some_and(|sign| signs.contains(sign)) && Text::before(sign).is_some_and(|before| text.digits(before).is_some())
    }

    /// Tells whether one of these signs and digits touch the last group.
    pub(super) fn is_part_behind(&self, signs: &str) -> bool {
        let text = &self.reading.text;
        text.sign(self.last + 1).is_some_and(|sign| signs.contains(sign)) && text.digits(self.last + 2).is_some()
    }

    /// Tells whether the group before belongs to the same number: an area code, or one behind the same sign.
    pub(super) fn goes_on_before(&self) -> bool {
        let Some(before) = self.start.checked_sub(1) else { return false };
        let Some(joint) = self
            .reading
            .joint(before)
            .filter(|joint| joint.link == Link::None && !joint.has_break)
        else {
            return false;
        };
        let is_area = self.reading.groups.get(before).is_some_and(|group| group.len() == 3);
        is_area || self.joints().next().is_some_and(|own| own.sign == joint.sign)
    }

    /// Tells whether a group in words before or behind belongs to the same row of words.
    pub(super) fn goes_on_in_words(&self) -> bool {
        let is_word = |group: Option<usize>| {
            let group = group.and_then(|group| self.reading.groups.get(group));
            group.is_some_and(|group| group.manner == Manner::Spoken && (!self.reading.is_taken(group.first)))
        };
        let is_plain = |group: usize| {
            self.reading
                .joint(group)
                .is_some_and(|joint| joint.sign.is_none() && joint.link == Link::None && !joint.has_break)
        };
        let end = self.start + self.groups.len();
        let before = self.start.checked_sub(1);
        let is_before = is_word(before) && is_word(Some(self.start)) && before.is_some_and(is_plain);
        is_before || (is_word(Some(end)) && is_word(Some(end - 1)) && is_plain(end - 1))
    }

    /// Tells whether two more groups before or behind are joined by the same sign.
    pub(super) fn is_in_list(&self, sign: char) -> bool {
        let is_free = |group: usize| {
            self.reading
                .groups
                .get(group)
                .is_some_and(|group| !self.reading.is_taken(group.first))
        };
        let is_joined =
            |group: usize, other: usize| is_free(other) && self.reading.joint(group).is_some_and(|joint| joint.sign == Some(sign));
        let last = self.start + self.groups.len() - 1;
        let is_before = self
            .start
            .checked_sub(2)
            .is_some_and(|group| is_joined(group, group) && is_joined(group + 1, group + 1));
        is_before || (is_joined(last, last + 1) && is_joined(last + 1, last + 2))
    }

    /// Returns how many free groups stand before and behind with only blanks between, each way two at most: a row of amounts.
    pub(super) fn neighbours(&self) -> (usize, usize) {
        let is_free = |group: usize| {
            let group = self.reading.groups.get(group);
            group.is_some_and(|group| group.manner != Manner::Spoken && !self.reading.is_taken(group.first))
        };
        let is_joined = |group: usize| {
            self.reading
                .joint(group)
                .is_some_and(|joint| joint.sign.is_none() && joint.link == Link::None)
        };
        let last = self.start + self.groups.len() - 1;
        let before = (self.start.saturating_sub(2)..self.start).rev();
        let behind = last + 1..last + 3;
        (
            before.take_while(|group| is_free(*group) && is_joined(*group)).count(),
            behind.take_while(|group| is_free(*group) && is_joined(group - 1)).count(),
        )
    }

    /// Tells whether it is an amount or a share.
    pub(super) fn is_money(&self) -> bool {
        let text = &self.reading.text;
        let has_currency = |idx: usize| {
            matches!(text.sign(idx), Some('$' | '\u{20ac}' | '\u{a3}' | '\u{a2}' | '\u{a5}'))
                || matches!(text.word(idx), Some("usd" | "eur"))
        };
        let behind = text.next_solid(self.last);
        text.previous_solid(self.first).is_some_and(has_currency)
            || has_currency(behind)
            || text.sign(self.last + 1) == Some('%')
            || matches!(
                text.word(behind),
                Some("dollars" | "dollar" | "bucks" | "cents" | "percent" | "pesos")
            )
    }

    /// Tells whether what stands before says that a value follows.
    pub(super) fn is_value(&self) -> bool {
        let text = &self.reading.text;
        text.previous_solid(self.first).is_some_and(|before| {
            matches!(text.sign(before), Some(':' | '#' | '='))
                || matches!(
                    text.word(before),
                    Some("is" | "are" | "was" | "in" | "with" | "ends" | "ending" | "digits" | "four" | "es")
                )
        })
    }

    /// Tells whether it lies in a row of letters and digits such as names of versions have: long, or mixed.
    pub(super) fn is_in_hash(&self) -> bool {
        let tokens = &self.reading.text.tokens;
        let is_hex = |token: &&Token| match token.kind {
            Kind::Digits => true,
            Kind::Word => token.face.chars().all(|c| c.is_ascii_hexdigit()),
            _ => false,
        };
        let before = tokens
            .get(..self.first)
            .into_iter()
            .flatten()
            .rev()
            .take(HASH_PIECES)
            .take_while(is_hex);
        let behind = tokens.get(self.first..).into_iter().flatten().take(HASH_PIECES).take_while(is_hex);
        let lens: Vec<usize> = before.chain(behind).map(|token| token.face.len()).collect();
        let len: usize = lens.iter().sum();
        (16 <= len && 1 < lens.len()) || (12 <= len && 2 < lens.len())
    }

    /// Tells whether it is a part of the address of a page.
    pub(super) fn is_in_address(&self) -> bool {
        let text = &self.reading.text;
        let is_path = self
            .first
            .checked_sub(1)
            .is_some_and(|before| matches!(text.sign(before), Some('/' | '=' | '-')));
        let row = (self.first.saturating_sub(ADDRESS_PIECES)..self.first)
            .rev()
            .take_while(|idx| !text.is_blank(*idx));
        is_path
            && row.into_iter().any(|idx| {
                let is_dot = text.sign(idx) == Some('.')
                    && text.word(idx + 1).is_some()
                    && Text::before(idx).is_some_and(|name| text.word(name).is_some());
                is_dot || (text.sign(idx) == Some(':') && text.sign(idx + 1) == Some('/') && text.sign(idx + 2) == Some('/'))
            })
    }

    /// Tells whether the first group belongs to the number of a form, a section, a page and the like.
    pub(super) fn is_numbered(&self) -> bool {
        let text = &self.reading.text;
        let Some(before) = Text::before(self.first) else { return false };
        if text.sign(before) == Some('-') {
            return Text::before(before).is_some_and(|word| text.word(word).is_some_and(|word| !is_in(word, CUES)));
        }
        let name = text
            .previous_solid(self.first)
            .filter(|word| !self.reading.is_taken(*word) && text.kind(before) != Some(Kind::Break));
        name.and_then(|word| text.word(word)).is_some_and(|word| is_in(word, FORMS))
    }
}
