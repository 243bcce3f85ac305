//! Citations of POMS sections in running text, and the cards that they lead to.
//!
//! Does not belong here: citations as callers type them (`search::citation`).

use std::collections::BTreeMap;

use crate::domain::library::Library;

/// A citation of a POMS section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Citation {
    /// Such as `GN 00204.012`.
    pub(super) document: String,
    /// Such as `c.2.b`; empty for the whole.
    pub(super) section: String,
}

/// Where citations lead: card and anchor by document and section.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    found: BTreeMap<(String, String), String>,
}

impl Places {
    /// Returns the places of all cards of `known` that stand on a document with a citation; imports are left out.
    pub(super) fn of(known: &Library) -> Self {
        let mut places = Self::default();
        for card in known.cards.iter().filter(|card| card.head.is_reviewed) {
            for section in &card.sections {
                for source in &section.sources {
                    let Some((document, part)) = known.find_source(source) else {
                        continue;
                    };
                    let target = if section.level == 1 {
                        card.head.id.clone()
                    } else {
                        format!("{}#{}", card.head.id, section.anchor)
                    };
                    places.add(&document.citation, &part.id, &target);
                }
            }
        }
        places
    }

    /// Adds a place unless there is one.
    pub(super) fn add(&mut self, document: &str, section: &str, target: &str) {
        let key = (document.to_owned(), section.to_owned());
        self.found.entry(key).or_insert_with(|| target.to_owned());
    }

    /// Puts a place before any other.
    pub(super) fn set(&mut self, document: &str, section: &str, target: &str) {
        self.found.insert((document.to_owned(), section.to_owned()), target.to_owned());
    }

    /// Returns the place of a citation, or else of the section around it; of a whole document, its first section.
    pub(super) fn find(&self, citation: &Citation) -> Option<&str> {
        let mut section = citation.section.as_str();
        while !section.is_empty() {
            if let Some(target) = self.found.get(&(citation.document.clone(), section.to_owned())) {
                return Some(target);
            }
            section = section.rsplit_once('.').map_or("", |(around, _)| around);
        }
        if !citation.section.is_empty() {
            return None;
        }
        let start = (citation.document.clone(), String::new());
        let (key, target) = self.found.range(start..).next()?;
        (key.0 == citation.document).then_some(target.as_str())
    }
}

/// Returns the citation at the beginning of words, and what comes after it.
pub(super) fn citation_at_start(words: &str) -> Option<(Citation, &str)> {
    let (citation, len) = read_citation(words)?;
    Some((citation, words.get(len..)?.trim_start_matches([' ', '-', '.', '–', ':'])))
}

/// Cuts words into plain text and citations, in order.
pub(super) fn cut_citations(words: &str) -> Vec<(&str, Option<Citation>)> {
    let mut cut = Vec::new();
    let mut plain_from = 0;
    let mut at = 0;
    let mut before = ' ';
    while let Some(c) = words.get(at..).and_then(|rest| rest.chars().next()) {
        let found = (c.is_ascii_uppercase() && !before.is_alphanumeric())
            .then(|| words.get(at..).and_then(read_citation))
            .flatten();
        if let Some((citation, len)) = found {
            cut.extend(
                words
                    .get(plain_from..at)
                    .filter(|plain| !plain.is_empty())
                    .map(|plain| (plain, None)),
            );
            cut.extend(words.get(at..at + len).map(|text| (text, Some(citation))));
            at += len;
            plain_from = at;
            before = '0';
        } else {
            at += c.len_utf8();
            before = c;
        }
    }
    cut.extend(words.get(plain_from..).filter(|plain| !plain.is_empty()).map(|plain| (plain, None)));
    cut
}

/// Reads `GN 00204.012C.2.b` at the beginning of words, and returns its length in bytes. All of it is ASCII.
fn read_citation(words: &str) -> Option<(Citation, usize)> {
    let letters = words.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = words.get(letters..)?.strip_prefix(' ').filter(|_| (2..=4).contains(&letters))?;
    let (chapter, rest) = (rest.get(..5)?, rest.get(5..)?.strip_prefix('.')?);
    let (number, rest) = (rest.get(..3)?, rest.get(3..)?);
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(chapter) || !is_number(number) || rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let document_len = letters + 10;
    let document = words.get(..document_len)?.to_owned();
    let mut parts: Vec<String> = Vec::new();
    let mut len = 0;
    let mut part = read_part(rest, |c| c.is_ascii_uppercase(), 1);
    while let Some(found) = part {
        len += found + usize::from(!parts.is_empty());
        parts.push(rest.get(len - found..len)?.to_lowercase());
        let next = rest.get(len..).and_then(|rest| rest.strip_prefix('.')).unwrap_or_default();
        part = match parts.len() {
            1 => read_part(next, |c| c.is_ascii_digit(), 2),
            2 => read_part(next, |c| c.is_ascii_lowercase(), 1),
            _ => None,
        };
    }
    let section = parts.join(".");
    Some((Citation { document, section }, document_len + len))
}

/// Returns the length of one part of a section's place, if it ends there.
fn read_part(text: &str, is_part: impl Fn(char) -> bool, most: usize) -> Option<usize> {
    let len = text.chars().take_while(|c| is_part(*c)).count();
    let next = text.chars().nth(len);
    ((1..=most).contains(&len) && next.is_none_or(|next| !next.is_alphanumeric())).then_some(len)
}
