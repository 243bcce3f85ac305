//! Lines of the thesaurus that the glossary gives: a term and what it stands for.
//!
//! Does not belong here: synonyms and callers' words (`index/thesaurus.txt`), how lines are read (`lines`).

use crate::domain::glossary::{Finds, Glossary, Term, TermKind};

use super::Reason;
use super::lines::{Lines, OneWay, TwoWay};

impl Lines {
    /// Adds the terms of the glossary, each with each of its meanings. What the file says already stays as it is.
    pub(super) fn grow(&mut self, glossary: &Glossary) {
        for (term, full) in pairs(glossary) {
            if term.finds == Finds::OneWay {
                let is_there = |line: &OneWay| holds(&line.left, &term.term) && holds(&line.right, full);
                if !self.one_way.iter().any(is_there) {
                    self.one_way.push(OneWay {
                        left: vec![term.term.clone()],
                        right: vec![full.to_owned()],
                        reason: Reason::Acronym,
                    });
                }
            } else if !self
                .two_way
                .iter()
                .any(|set| holds(&set.terms, &term.term) && holds(&set.terms, full))
            {
                self.two_way.push(TwoWay {
                    terms: vec![term.term.clone(), full.to_owned()],
                    reason: Reason::Acronym,
                });
            }
        }
    }
}

/// Returns what the glossary gives, one line each, to tell whether an index still fits.
pub(in crate::search) fn grown_lines(glossary: &Glossary) -> Vec<String> {
    let line = |(term, full): (&Term, &str)| format!("{:?} {} {full}", term.finds, term.term);
    pairs(glossary).map(line).collect()
}

/// Terms written in letters, with what they stand for. Numbers of forms and papers are found as citations.
fn pairs(glossary: &Glossary) -> impl Iterator<Item = (&Term, &str)> {
    let is_letters = |term: &&Term| term.term.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
    glossary
        .terms
        .iter()
        .filter(|term| term.finds != Finds::AsTyped && term.kind != TermKind::Form)
        .filter(is_letters)
        .flat_map(|term| term.stands_for.iter().map(move |full| (term, full.as_str())))
}

fn holds(terms: &[String], term: &str) -> bool {
    terms.iter().any(|known| known.eq_ignore_ascii_case(term))
}
