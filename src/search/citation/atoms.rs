//! Text as runs of letters and runs of digits, with what stands between them.
//!
//! Does not belong here: what the runs mean.

use std::borrow::Cow;

/// A run of letters or of digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Atom<'a> {
    /// As written.
    pub raw: &'a str,
    /// Lower case.
    pub text: Cow<'a, str>,
    /// Whether it is digits.
    pub is_number: bool,
    /// What stands between it and the atom before.
    pub gap: &'a str,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Atom<'_> {
    /// Whether the atom follows the one before closely: nothing, a blank, or one of `extra` between them.
    pub(super) fn follows(&self, extra: &[&str]) -> bool {
        self.gap.is_empty() || self.gap == " " || extra.contains(&self.gap)
    }

    /// Whether it is one letter.
    pub(super) fn is_letter(&self) -> bool {
        !self.is_number && self.text.len() == 1
    }

    /// Whether it is written in capitals only.
    pub(super) fn is_capitals(&self) -> bool {
        !self.is_number && self.raw.bytes().all(|byte| byte.is_ascii_uppercase())
    }
}

/// Returns the runs of ASCII letters and digits of `text`.
pub(super) fn split_atoms(text: &str) -> Vec<Atom<'_>> {
    let mut atoms: Vec<Atom<'_>> = Vec::new();
    let mut last_end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if !c.is_ascii_alphanumeric() {
            continue;
        }
        let is_number = c.is_ascii_digit();
        let mut end = start + 1;
        while let Some(&(at, next)) = chars.peek() {
            if !next.is_ascii_alphanumeric() || next.is_ascii_digit() != is_number {
                break;
            }
            end = at + 1;
            chars.next();
        }
        let raw = text.get(start..end).unwrap_or_default();
        atoms.push(Atom {
            raw,
            text: if raw.bytes().any(|byte| byte.is_ascii_uppercase()) {
                Cow::Owned(raw.to_ascii_lowercase())
            } else {
                Cow::Borrowed(raw)
            },
            is_number,
            gap: text.get(last_end..start).unwrap_or_default(),
            start,
            end,
        });
        last_end = end;
    }
    atoms
}
