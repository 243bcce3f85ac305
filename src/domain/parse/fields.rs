//! Typed access to the keys of one YAML mapping, with a fault for everything that is not as it should be.
//!
//! Does not belong here: which keys a kind of file has.

use jiff::civil::Date;

use crate::domain::diagnostic::Code;
use crate::domain::parse::Faults;
use crate::domain::parse::front_matter::choice;
use crate::domain::source::ByteSpan;
use crate::domain::yaml::{Key, Node, Value};

/// The keys of one mapping, moved right by the place of the YAML in its file.
pub(super) struct Fields<'a> {
    pairs: Vec<(&'a Key, &'a Node)>,
    offset: usize,
    whole: ByteSpan,
}

impl<'a> Fields<'a> {
    /// Returns the keys of `node`; reports a node that is no mapping, keys that are not in `allowed`, and keys given twice.
    pub(super) fn of(node: &'a Node, offset: usize, allowed: &[&str], faults: &mut Faults) -> Option<Self> {
        let whole = node.span.shifted(offset);
        let Value::Mapping(pairs) = &node.value else {
            faults.error(Code::BadValue, whole, "expected `key: value` lines", "write one key on each line");
            return None;
        };
        let mut kept: Vec<(&Key, &Node)> = Vec::new();
        for (key, value) in pairs {
            let span = key.span.shifted(offset);
            if !allowed.contains(&key.text.as_str()) {
                faults.error(
                    Code::UnknownKey,
                    span,
                    format!("unknown key `{}`", key.text),
                    unknown_key_hint(&key.text, allowed),
                );
            } else if kept.iter().any(|(earlier, _)| earlier.text == key.text) {
                faults.error(
                    Code::DuplicateKey,
                    span,
                    format!("key `{}` is given twice", key.text),
                    "keep one of the two",
                );
            } else {
                kept.push((key, value));
            }
        }
        Some(Self {
            pairs: kept,
            offset,
            whole,
        })
    }

    /// Returns the place of the mapping's first key, for faults about what is absent.
    pub(super) fn place(&self) -> ByteSpan {
        self.pairs
            .first()
            .map_or(ByteSpan::new(self.whole.start, self.whole.start + 1), |(key, _)| {
                key.span.shifted(self.offset)
            })
    }

    /// Returns the place of the value of `key`.
    pub(super) fn span(&self, key: &str) -> ByteSpan {
        self.node(key).map_or_else(|| self.place(), |node| node.span.shifted(self.offset))
    }

    /// Returns the value of `key`.
    pub(super) fn node(&self, key: &str) -> Option<&'a Node> {
        self.pairs.iter().find(|(known, _)| known.text == key).map(|(_, node)| *node)
    }

    /// Returns a text that has to be there and not empty.
    pub(super) fn text(&self, key: &str, faults: &mut Faults) -> Option<String> {
        if self.node(key).is_none() {
            faults.error(
                Code::MissingKey,
                self.place(),
                format!("key `{key}` is missing"),
                format!("add a line `{key}: ...`"),
            );
            return None;
        }
        let text = self.optional_text(key, faults)?;
        if text.is_empty() {
            faults.error(
                Code::BadValue,
                self.span(key),
                format!("`{key}` is empty"),
                "write a value after the colon",
            );
            return None;
        }
        Some(text)
    }

    /// Returns a text if the key is there.
    pub(super) fn optional_text(&self, key: &str, faults: &mut Faults) -> Option<String> {
        let node = self.node(key)?;
        match &node.value {
            Value::Scalar(text) => Some(clean(text, node.span.shifted(self.offset), faults)),
            _ => {
                faults.error(
                    Code::BadValue,
                    self.span(key),
                    format!("`{key}` holds one text"),
                    "write the value on the same line; put it in quotes if it holds `: ` or begins with `[`",
                );
                None
            }
        }
    }

    /// Returns one of `known` words, which has to be there.
    pub(super) fn word_of(&self, key: &str, known: &[&str], faults: &mut Faults) -> Option<String> {
        let word = self.text(key, faults)?;
        let found = known.contains(&word.as_str()).then(|| word.clone());
        choice(found, &word, self.span(key), key, known.iter().copied(), faults)
    }

    /// Returns a list of texts with their places; an absent key is an empty list, a single text a list of one.
    pub(super) fn list(&self, key: &str, faults: &mut Faults) -> Vec<(String, ByteSpan)> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let nodes = match &node.value {
            Value::Sequence(nodes) => nodes.as_slice(),
            Value::Scalar(_) => std::slice::from_ref(node),
            Value::Mapping(_) => {
                faults.error(
                    Code::BadValue,
                    self.span(key),
                    format!("`{key}` holds a list"),
                    "write `[one, two]`, or one `- item` on each line",
                );
                return Vec::new();
            }
        };
        let mut list = Vec::new();
        for item in nodes {
            let span = item.span.shifted(self.offset);
            match &item.value {
                Value::Scalar(text) if !text.trim().is_empty() => list.push((clean(text, span, faults), span)),
                _ => faults.error(
                    Code::BadValue,
                    span,
                    format!("an item of `{key}` is no text"),
                    "put it in quotes if it holds `: ` or begins with `[` or `{`",
                ),
            }
        }
        list
    }

    /// Returns a list that has to have an item.
    pub(super) fn needed_list(&self, key: &str, faults: &mut Faults) -> Vec<(String, ByteSpan)> {
        let list = self.list(key, faults);
        if self.node(key).is_none() {
            faults.error(
                Code::MissingKey,
                self.place(),
                format!("key `{key}` is missing"),
                format!("add a line `{key}: [...]`"),
            );
        } else if list.is_empty() {
            faults.error(
                Code::BadValue,
                self.span(key),
                format!("`{key}` is empty"),
                "give at least one item",
            );
        }
        list
    }

    /// Returns the nodes of a sequence, each with the offset to read it at.
    pub(super) fn sequence(&self, key: &str, faults: &mut Faults) -> &'a [Node] {
        match self.node(key).map(|node| &node.value) {
            Some(Value::Sequence(nodes)) => nodes,
            Some(_) => {
                faults.error(
                    Code::BadValue,
                    self.span(key),
                    format!("`{key}` holds a list"),
                    "begin each item with `- `",
                );
                &[]
            }
            None => {
                faults.error(
                    Code::MissingKey,
                    self.place(),
                    format!("key `{key}` is missing"),
                    format!("add `{key}:` and a list"),
                );
                &[]
            }
        }
    }

    /// Returns a day that has to be there.
    pub(super) fn date(&self, key: &str, faults: &mut Faults) -> Option<Date> {
        let text = self.text(key, faults)?;
        self.read_date(key, &text, faults)
    }

    /// Returns a day if the key is there.
    pub(super) fn optional_date(&self, key: &str, faults: &mut Faults) -> Option<Date> {
        let text = self.optional_text(key, faults)?;
        self.read_date(key, &text, faults)
    }

    fn read_date(&self, key: &str, text: &str, faults: &mut Faults) -> Option<Date> {
        let date = text.parse().ok();
        if date.is_none() {
            faults.error(
                Code::BadValue,
                self.span(key),
                format!("`{text}` is no day"),
                "write it as 2026-04-24",
            );
        }
        date
    }
}

/// Returns `text` without control characters, which are reported; white space at the ends and line ends are evened out.
pub(super) fn clean(text: &str, span: ByteSpan, faults: &mut Faults) -> String {
    let text = text.trim();
    if text.bytes().all(|byte| (b' '..0x7f).contains(&byte)) && !text.contains("  ") {
        return text.to_owned();
    }
    if text.chars().any(|c| is_unsafe(c) && c != '\n' && c != '\t') {
        faults.error(
            Code::UnsafeText,
            span,
            "control characters in the text",
            "type the text anew; terminal codes are not shown",
        );
    }
    let safe: String = text.chars().filter(|c| !is_unsafe(*c) || c.is_whitespace()).collect();
    safe.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Tells whether a character could steer a terminal or hide text: controls, and direction or zero-width marks.
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

fn unknown_key_hint(key: &str, allowed: &[&str]) -> String {
    match crate::domain::spelling::nearest(key, allowed.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the keys here are {}", allowed.join(", ")),
    }
}
