//! Text cut into words, rows of digits and signs, each with its place, so that what identifies a person can be looked for.
//!
//! Invariants: two words, or two rows of digits, never touch; what cannot be seen belongs to no token or lies inside one.
//! Does not belong here: number words, cues.

use super::face::face;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters.
    Word,
    /// Digits.
    Digits,
    /// One sign.
    Sign(char),
    /// Spaces.
    Blank,
    /// Spaces with one line break.
    Break,
    /// Spaces with more than one line break.
    Gap,
}

/// One piece of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is made of.
    pub(super) kind: Kind,
    /// The letters in lower case, or the digits; empty for the rest.
    pub(super) face: String,
    /// No letter is a small one.
    pub(super) is_upper: bool,
    /// First byte in the text.
    pub(super) start: usize,
    /// Byte behind the last.
    pub(super) end: usize,
}

/// A text as tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text {
    /// In the order of the text.
    pub(super) tokens: Vec<Token>,
}

impl Text {
    /// Cuts `text`.
    pub(super) fn cut(text: &str) -> Self {
        let mut tokens: Vec<Token> = Vec::new();
        for (start, c) in text.char_indices() {
            let Some(face) = face(c) else { continue };
            let end = start + c.len_utf8();
            let kind = kind(face);
            match tokens.last_mut() {
                Some(last) if joined(last.kind, kind).is_some() => {
                    last.kind = joined(last.kind, kind).unwrap_or(kind);
                    last.end = end;
                    last.add(face);
                }
                _ => {
                    let mut token = Token {
                        kind,
                        face: String::new(),
                        is_upper: true,
                        start,
                        end,
                    };
                    token.add(face);
                    tokens.push(token);
                }
            }
        }
        Self { tokens }
    }

    /// Returns how many tokens there are.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Returns the kind of a token.
    pub(super) fn kind(&self, idx: usize) -> Option<Kind> {
        self.tokens.get(idx).map(|token| token.kind)
    }

    /// Returns a word in lower case.
    pub(super) fn word(&self, idx: usize) -> Option<&str> {
        self.of(idx, Kind::Word)
    }

    /// Returns a row of digits.
    pub(super) fn digits(&self, idx: usize) -> Option<&str> {
        self.of(idx, Kind::Digits)
    }

    /// Returns a sign.
    pub(super) fn sign(&self, idx: usize) -> Option<char> {
        match self.kind(idx)? {
            Kind::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    /// Tells whether a token is a blank, with or without a line break.
    pub(super) fn is_blank(&self, idx: usize) -> bool {
        matches!(self.kind(idx), Some(Kind::Blank | Kind::Break))
    }

    /// Tells whether a token is made of letters or digits.
    pub(super) fn is_solid(&self, idx: usize) -> bool {
        matches!(self.kind(idx), Some(Kind::Word | Kind::Digits))
    }

    /// Tells whether a word has no small letter.
    pub(super) fn is_upper(&self, idx: usize) -> bool {
        self.tokens.get(idx).is_some_and(|token| token.kind == Kind::Word && token.is_upper)
    }

    /// Returns the token before.
    pub(super) fn before(idx: usize) -> Option<usize> {
        idx.checked_sub(1)
    }

    /// Tells whether the token before is made of letters or digits and touches this one.
    pub(super) fn is_glued_before(&self, idx: usize) -> bool {
        self.is_solid(idx) && Self::before(idx).is_some_and(|before| self.is_solid(before))
    }

    /// Tells whether the token behind is made of letters or digits and touches this one.
    pub(super) fn is_glued_behind(&self, idx: usize) -> bool {
        self.is_glued_before(idx + 1)
    }

    /// Returns the next token that is no blank.
    pub(super) fn next_solid(&self, idx: usize) -> usize {
        if self.is_blank(idx + 1) { idx + 2 } else { idx + 1 }
    }

    /// Returns the token before that is no blank.
    pub(super) fn previous_solid(&self, idx: usize) -> Option<usize> {
        let before = Self::before(idx)?;
        if self.is_blank(before) {
            Self::before(before)
        } else {
            Some(before)
        }
    }

    fn of(&self, idx: usize, kind: Kind) -> Option<&str> {
        self.tokens
            .get(idx)
            .filter(|token| token.kind == kind)
            .map(|token| token.face.as_str())
    }
}

impl Token {
    fn add(&mut self, face: char) {
        if matches!(self.kind, Kind::Word | Kind::Digits) {
            self.is_upper &= !face.is_lowercase();
            if face.is_ascii() {
                self.face.push(face.to_ascii_lowercase());
            } else {
                self.face.extend(face.to_lowercase());
            }
        }
    }
}

fn kind(face: char) -> Kind {
    match face {
        ' ' => Kind::Blank,
        '\n' => Kind::Break,
        face if face.is_ascii_digit() => Kind::Digits,
        face if face.is_alphabetic() => Kind::Word,
        face => Kind::Sign(face),
    }
}

/// What two pieces that touch make together, if they make one.
fn joined(last: Kind, next: Kind) -> Option<Kind> {
    match (last, next) {
        (Kind::Word, Kind::Word) => Some(Kind::Word),
        (Kind::Digits, Kind::Digits) => Some(Kind::Digits),
        (Kind::Blank, Kind::Blank) => Some(Kind::Blank),
        (Kind::Blank, Kind::Break) | (Kind::Break, Kind::Blank) => Some(Kind::Break),
        (Kind::Break | Kind::Gap, Kind::Break) | (Kind::Gap, Kind::Blank) => Some(Kind::Gap),
        _ => None,
    }
}
