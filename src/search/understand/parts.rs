//! A query cut into words, citations and quotes.
//!
//! Does not belong here: what they are matched by.

use super::super::CITATION_COMPLETIONS;
use super::super::citation::{Hand, find_citations, find_unfinished};
use super::super::words::{Word, split_words};
use super::Knowledge;

/// Words that say what kind of thing a citation after them is.
const NAMES_OF_CITATIONS: &[&str] = &["poms", "hallex", "section", "sec", "regulation", "reg", "form", "forms", "letter"];

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WordPart {
    /// Folded.
    pub text: String,
    /// Whether it was typed in capitals.
    pub is_capitals: bool,
    /// Whether it is the last and may go on.
    pub is_open: bool,
}

/// Canonical names with how well each stands for what was typed.
pub(super) type Names = Vec<(String, f32)>;

/// A part of a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// A word.
    Word(WordPart),
    /// A citation or form number.
    Citation {
        /// As typed.
        typed: String,
        /// Canonical names with how well each stands for it, best first.
        names: Names,
        /// Its words, in case content has no such citation.
        words: Vec<WordPart>,
    },
    /// Words in quotes.
    Quote {
        /// The words.
        words: Vec<String>,
        /// Whether the closing quote is still to come.
        is_open: bool,
    },
}

/// Cuts `text` into parts.
pub(super) fn split_parts(text: &str, knowledge: Knowledge<'_>) -> Vec<Part> {
    let is_quote = |c: char| matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}');
    let mut parts = Vec::new();
    let mut pieces = text.split(is_quote).enumerate().peekable();
    while let Some((idx, piece)) = pieces.next() {
        let is_last = pieces.peek().is_none();
        if idx % 2 == 0 || is_citation(piece) {
            add_plain(piece, is_last, knowledge, &mut parts);
        } else {
            let words: Vec<String> = split_words(piece).into_iter().map(|word| word.text).collect();
            if !words.is_empty() {
                parts.push(Part::Quote { words, is_open: is_last });
            }
        }
    }
    parts
}

/// Whether all that was put in quotes is one citation, which is looked for however content writes it.
fn is_citation(text: &str) -> bool {
    let text = text.trim();
    let found = find_citations(text, Hand::Typist);
    matches!(found.as_slice(), [citation] if citation.start == 0 && citation.end == text.len())
}

fn add_plain(text: &str, is_last: bool, knowledge: Knowledge<'_>, parts: &mut Vec<Part>) {
    let is_open = is_last && text.ends_with(char::is_alphanumeric);
    let words = split_words(text);
    let word_part = |word: &Word| WordPart {
        text: word.text.clone(),
        is_capitals: text
            .get(word.start..word.end)
            .is_some_and(|raw| raw.len() > 1 && raw.chars().all(char::is_uppercase)),
        is_open: is_open && word.end == text.len(),
    };
    let is_known = |names: &[(String, f32)]| {
        names
            .iter()
            .any(|(name, quality)| *quality > 0.9 && knowledge.catalog.citations.find(name).is_some())
    };
    let mut places: Vec<(usize, usize, Names)> = find_citations(text, Hand::Typist)
        .into_iter()
        .map(|citation| (named_start(text, address_start(text, citation.start)), citation.end, citation.names))
        .collect();
    let is_finished = places.last().is_some_and(|(_, end, names)| *end == text.len() && is_known(names));
    if is_open
        && !is_finished
        && let Some((start, names)) = complete(text, knowledge)
    {
        places.retain(|(_, end, _)| *end <= start);
        places.push((start, text.len(), names));
    }
    let mut from = 0;
    for (start, end, names) in places {
        parts.extend(
            words
                .iter()
                .filter(|word| from <= word.start && word.start < start)
                .map(|word| Part::Word(word_part(word))),
        );
        let own = words.iter().filter(|word| start <= word.start && word.start < end);
        parts.push(Part::Citation {
            typed: text.get(start..end).unwrap_or_default().to_lowercase(),
            names,
            words: own.map(word_part).collect(),
        });
        from = end;
    }
    parts.extend(
        words
            .iter()
            .filter(|word| from <= word.start)
            .map(|word| Part::Word(word_part(word))),
    );
}

/// Returns where the web address begins that a citation at `start` is the end of; `start` if it is none.
fn address_start(text: &str, start: usize) -> usize {
    let before = text.get(..start).unwrap_or_default();
    let word = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let is_address = before.get(word..).is_some_and(|glued| glued.contains('/'));
    if is_address { word } else { start }
}

/// Returns where the words begin that say what a citation at `start` is: `POMS`, `section`, `form`.
fn named_start(text: &str, start: usize) -> usize {
    let before = text.get(..start).unwrap_or_default();
    let last = split_words(before).pop();
    let is_named = |word: &Word| {
        let gap = before.get(word.end..).unwrap_or_default();
        gap.chars().all(|c| matches!(c, ' ' | '-' | '.' | ':' | '\u{a7}')) && NAMES_OF_CITATIONS.contains(&word.text.as_str())
    };
    last.filter(is_named).map_or(start, |word| named_start(text, word.start))
}

/// Returns where an unfinished citation begins and the known citations that go on so.
fn complete(text: &str, knowledge: Knowledge<'_>) -> Option<(usize, Names)> {
    let unfinished = find_unfinished(text)?;
    let names: Names = knowledge
        .catalog
        .citations
        .iter()
        .filter(|name| unfinished.is_beginning_of(name))
        .take(CITATION_COMPLETIONS)
        .map(|name| (name.to_owned(), knowledge.weights.prefix))
        .collect();
    (!names.is_empty()).then_some((unfinished.start, names))
}
