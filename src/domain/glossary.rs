//! The glossary: acronyms, forms, screens and codes, one line of meaning each, and where they occur in a text.
//!
//! Does not belong here: parsing (`parse::data`), what a search makes of a term (`search::thesaurus`).

use std::ops::Range;

use super::source::ByteSpan;

/// Said of a term whose letters no source spells out.
pub const NOT_SPELLED_OUT: &str = "not spelled out in the source";

/// What kind of thing a term names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum TermKind {
    /// A benefit, program or plan.
    Program,
    /// A paper form.
    Form,
    /// A notice or letter that comes to the client.
    Notice,
    /// A computer system, file or record.
    System,
    /// A screen, field or code on one.
    ScreenCode,
    /// A person or team with a task.
    Role,
    /// An office, agency or organisation.
    Office,
    /// A law, manual, ruling or part of one.
    Text,
    /// An amount, month, period or status that rules speak of.
    Rule,
}

impl TermKind {
    /// The words used in files, in order.
    pub const WORDS: &'static [&'static str] = &[
        "program",
        "form",
        "notice",
        "system",
        "screen code",
        "role",
        "office",
        "text",
        "rule",
    ];

    const ALL: &'static [Self] = &[
        Self::Program,
        Self::Form,
        Self::Notice,
        Self::System,
        Self::ScreenCode,
        Self::Role,
        Self::Office,
        Self::Text,
        Self::Rule,
    ];

    /// Returns the word used in files, on screens and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        let place = Self::ALL.iter().position(|kind| *kind == self);
        place.and_then(|place| Self::WORDS.get(place)).copied().unwrap_or_default()
    }

    /// Returns the kind with this word.
    #[must_use]
    pub fn find(word: &str) -> Option<Self> {
        let place = Self::WORDS.iter().position(|known| *known == word)?;
        Self::ALL.get(place).copied()
    }
}

/// How the search uses a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Finds {
    /// The term and what it stands for find each other.
    #[default]
    BothWays,
    /// The term finds what it stands for; it is an English word as well, and counts in capitals only.
    OneWay,
    /// The search looks for it as typed.
    AsTyped,
}

/// One term.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[allow(clippy::struct_field_names, reason = "the field is called as in the file")]
pub struct Term {
    /// As it is written, such as `MBR` or `LAF T8`.
    pub term: String,
    /// Other spellings.
    pub also: Vec<String>,
    /// What its letters stand for, or the title of a form; several where it has several meanings, none if no source says.
    pub stands_for: Vec<String>,
    /// What it names.
    pub kind: TermKind,
    /// One line of meaning.
    pub means: String,
    /// Source sections in which it stands.
    pub sources: Vec<String>,
    /// The card that tells more.
    pub card: Option<String>,
    /// How the search uses it.
    pub finds: Finds,
    /// The file it came from.
    pub file: String,
    /// Its place there.
    pub span: ByteSpan,
}

impl Term {
    /// Returns what it stands for in words; empty where the meaning says it all.
    #[must_use]
    pub fn full(&self) -> String {
        self.stands_for.join(", or ")
    }

    /// Returns the term, what it stands for and its meaning on one line.
    #[must_use]
    pub fn line(&self) -> String {
        let full = self.full();
        if full.is_empty() {
            format!("{}: {}", self.term, self.means)
        } else {
            format!("{} = {full}: {}", self.term, self.means)
        }
    }

    /// Returns all spellings, the term first.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.term.as_str()).chain(self.also.iter().map(String::as_str))
    }

    /// Tells how well what was typed fits: 0 is the term itself, 1 its beginning, 2 anywhere; none if it does not fit.
    fn fit(&self, typed: &str) -> Option<u8> {
        let plain = |text: &str| text.to_lowercase().replace('-', " ");
        let typed = plain(typed);
        let words: Vec<&str> = typed.split_whitespace().collect();
        let joined = words.join(" ");
        if self.spellings().any(|spelling| plain(spelling) == joined) {
            return Some(0);
        }
        if self.spellings().any(|spelling| plain(spelling).starts_with(&joined)) {
            return Some(1);
        }
        let all = plain(&format!("{} {} {}", self.also.join(" "), self.line(), self.kind.as_str()));
        let begins = |word: &str| all.split(|c: char| !c.is_alphanumeric()).any(|known| known.starts_with(word));
        words.iter().all(|word| begins(word)).then_some(2)
    }
}

/// All terms.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Glossary {
    /// Sorted by term, without regard to case.
    pub terms: Vec<Term>,
}

impl Glossary {
    /// Returns the term with this spelling; case and hyphens do not matter.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<&Term> {
        self.fitting(word).into_iter().find(|term| term.fit(word) == Some(0))
    }

    /// Returns the terms that fit what was typed, the best first; all of them if nothing was.
    #[must_use]
    pub fn fitting(&self, typed: &str) -> Vec<&Term> {
        if typed.trim().is_empty() {
            return self.terms.iter().collect();
        }
        let mut found: Vec<(u8, &Term)> = self.terms.iter().filter_map(|term| Some((term.fit(typed)?, term))).collect();
        found.sort_by_key(|(fit, _)| *fit);
        found.into_iter().map(|(_, term)| term).collect()
    }

    /// Returns where terms occur in a text, in order, as byte ranges. Where one stands within another, the longer counts.
    ///
    /// Capitals count as written, since many an acronym is a word as well; a plural `s` is left out.
    #[must_use]
    pub fn occurrences(&self, text: &str) -> Vec<(Range<usize>, &Term)> {
        let mut found: Vec<(Range<usize>, &Term)> = Vec::new();
        for term in &self.terms {
            for spelling in term.spellings() {
                let places = text.match_indices(spelling).map(|(at, part)| at..at + part.len());
                found.extend(places.filter(|place| is_whole(text, place)).map(|place| (place, term)));
            }
        }
        found.sort_by_key(|(place, _)| (place.start, usize::MAX - place.end));
        let mut end = 0;
        found.retain(|(place, _)| {
            let is_free = end <= place.start;
            if is_free {
                end = place.end;
            }
            is_free
        });
        found
    }

    /// Returns the terms that occur in a text, each once, in order of the text.
    #[must_use]
    pub fn in_text(&self, text: &str) -> Vec<&Term> {
        let mut terms: Vec<&Term> = Vec::new();
        for (_, term) in self.occurrences(text) {
            if terms.iter().all(|known| known.term != term.term) {
                terms.push(term);
            }
        }
        terms
    }
}

/// Whether a place in a text holds whole words.
fn is_whole(text: &str, place: &Range<usize>) -> bool {
    let before = text.get(..place.start).and_then(|before| before.chars().next_back());
    let mut after = text.get(place.end..).unwrap_or_default().chars();
    let next = after.next();
    let is_plural = next == Some('s') && !after.next().is_some_and(char::is_alphanumeric);
    !before.is_some_and(char::is_alphanumeric) && (is_plural || !next.is_some_and(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(term: &str, also: &[&str], full: &str) -> Term {
        Term {
            term: term.to_owned(),
            also: also.iter().map(ToString::to_string).collect(),
            stands_for: vec![full.to_owned()],
            kind: TermKind::Rule,
            means: "a meaning".to_owned(),
            sources: Vec::new(),
            card: None,
            finds: Finds::default(),
            file: String::new(),
            span: ByteSpan::default(),
        }
    }

    fn glossary() -> Glossary {
        Glossary {
            terms: vec![
                term("CDR", &[], "continuing disability review"),
                term("CDR-E", &[], "cessation code E"),
                term("IRWE", &["work expense"], "impairment-related work expense"),
                term("PASS", &[], "plan to achieve self-support"),
            ],
        }
    }

    fn found(text: &str) -> Vec<String> {
        let glossary = glossary();
        let places = glossary.occurrences(text);
        places
            .into_iter()
            .map(|(place, term)| format!("{}@{}", term.term, place.start))
            .collect()
    }

    #[test]
    fn terms_are_found_as_whole_words_and_the_longer_counts() {
        assert_eq!(found("CDR-E after a CDR, two CDRs"), ["CDR-E@0", "CDR@14", "CDR@23"]);
        assert_eq!(found("pass the IRWEs and the work expense"), ["IRWE@9", "IRWE@23"]);
        assert_eq!(found("CDRW PASSED xPASS"), Vec::<String>::new());
    }

    #[test]
    fn what_is_typed_finds_the_term_itself_first() {
        let glossary = glossary();
        let fitting = |typed: &str| glossary.fitting(typed).iter().map(|term| term.term.clone()).collect::<Vec<_>>();
        assert_eq!(fitting("cdr"), ["CDR", "CDR-E"]);
        assert_eq!(fitting("self sup"), ["PASS"]);
        assert_eq!(fitting("nothing so called"), Vec::<String>::new());
        assert_eq!(glossary.find("cdr e").map(|term| term.term.as_str()), Some("CDR-E"));
        assert_eq!(glossary.find("continuing"), None);
    }

    #[test]
    fn every_kind_has_its_word() {
        for word in TermKind::WORDS {
            assert_eq!(TermKind::find(word).map(TermKind::as_str), Some(*word));
        }
    }
}
