//! The thesaurus file as its lines: sets of terms, and lists of words.
//!
//! Does not belong here: matching (`patterns`), what tokens stand for the terms (`thesaurus`).

use std::collections::HashSet;

use super::super::SearchError;
use super::super::words::split_words;
use super::Reason;

/// What the file says.
#[derive(Default)]
pub(super) struct Lines {
    /// `a = b = c`.
    pub two_way: Vec<TwoWay>,
    /// `a | b > c | d`.
    pub one_way: Vec<OneWay>,
    /// Words that carry next to nothing.
    pub fillers: HashSet<String>,
    /// Words that carry something.
    pub light: HashSet<String>,
    /// Terms of two words that are another word when written as one, joined.
    pub apart: HashSet<String>,
}

/// Terms that mean the same.
pub(super) struct TwoWay {
    /// The terms.
    pub terms: Vec<String>,
    /// Why.
    pub reason: Reason,
}

/// Terms that point to others.
pub(super) struct OneWay {
    /// What is typed.
    pub left: Vec<String>,
    /// What it finds.
    pub right: Vec<String>,
    /// Why.
    pub reason: Reason,
}

/// What the lines under a heading are.
#[derive(Clone, Copy)]
enum Section {
    Terms(Reason),
    Light,
    Apart,
    Fillers,
}

impl Lines {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// [`SearchError::Setting`] with the line that cannot be read.
    pub(super) fn parse(text: &str) -> Result<Self, SearchError> {
        let mut lines = Self::default();
        let mut section = Section::Terms(Reason::Term);
        for (idx, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            let fault = || SearchError::Setting {
                file: "index/thesaurus.txt",
                line: idx + 1,
            };
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                section = Section::find(name).ok_or_else(fault)?;
            } else if !line.is_empty() {
                lines.read(line, section).ok_or_else(fault)?;
            }
        }
        Ok(lines)
    }

    fn read(&mut self, line: &str, section: Section) -> Option<()> {
        let words = || split_words(line).into_iter().map(|word| word.text);
        match section {
            Section::Terms(reason) => return self.read_terms(line, reason),
            Section::Light => self.light.extend(words()),
            Section::Fillers => self.fillers.extend(words()),
            Section::Apart => {
                let joined = |term: &str| split_words(term).into_iter().map(|word| word.text).collect::<String>();
                self.apart.extend(line.split_whitespace().map(joined));
            }
        }
        Some(())
    }

    fn read_terms(&mut self, line: &str, reason: Reason) -> Option<()> {
        if let Some((left, right)) = line.split_once('>') {
            let (left, right) = (split_terms(left, '|'), split_terms(right, '|'));
            if left.is_empty() || right.is_empty() {
                return None;
            }
            self.one_way.push(OneWay { left, right, reason });
        } else {
            let terms = split_terms(line, '=');
            if terms.len() < 2 {
                return None;
            }
            self.two_way.push(TwoWay { terms, reason });
        }
        Some(())
    }
}

impl Section {
    fn find(name: &str) -> Option<Self> {
        match name {
            "acronyms" => Some(Self::Terms(Reason::Acronym)),
            "terms" => Some(Self::Terms(Reason::Term)),
            "callers" => Some(Self::Terms(Reason::Callers)),
            "apart" => Some(Self::Apart),
            "light" => Some(Self::Light),
            "fillers" => Some(Self::Fillers),
            _ => None,
        }
    }
}

fn split_terms(text: &str, by: char) -> Vec<String> {
    let terms = text.split(by).map(|term| term.split_whitespace().collect::<Vec<_>>().join(" "));
    terms.filter(|term| !term.is_empty()).collect()
}
