//! What the built-in content is called, and which cards and checklists answer to each name.
//!
//! Does not belong here: the ways a name is typed (`ways`).

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::citation::{CitationKind, Hand, find_citations};
use super::super::super::corpus::{Corpus, EntryText};
use super::super::super::words::split_words;
use super::Library;

/// What a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The title of a card or checklist.
    Title,
    /// Another name of one.
    Alias,
    /// A section of a manual or of the law that something stands on or is called by.
    Citation,
    /// The number of a form.
    Form,
}

/// A name with what it may find first.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// What it is.
    pub kind: Kind,
    /// As written.
    pub text: String,
    /// Ids of the cards and checklists that answer to it.
    pub right: BTreeSet<String>,
}

/// Folded words, to tell whether two names are one.
pub(super) fn plain(text: &str) -> Vec<String> {
    split_words(text).into_iter().map(|word| word.text).collect()
}

/// Returns the citation that the whole of `text` is, with its canonical names.
pub(super) fn whole_citation(text: &str) -> Option<(CitationKind, Vec<(String, f32)>)> {
    let found = find_citations(text, Hand::Typist);
    let [citation] = found.as_slice() else { return None };
    let is_whole = citation.start == 0 && citation.end == text.len();
    is_whole.then(|| (citation.kind, citation.names.clone()))
}

/// Returns the names of everything in `library`.
pub(super) fn names(library: &Library) -> Vec<Name> {
    let corpus = Corpus::collect(library, super::super::TODAY);
    let mut of: BTreeMap<(Kind, String), BTreeSet<String>> = BTreeMap::new();
    for entry in &corpus.entries {
        let mut add = |kind, text: &String| {
            of.entry((kind, text.clone())).or_default().insert(entry.id.clone());
        };
        add(Kind::Title, &entry.title);
        for alias in &entry.aliases {
            match whole_citation(alias) {
                Some((CitationKind::Section, _)) => add(Kind::Citation, alias),
                Some((CitationKind::Form, _)) => add(Kind::Form, alias),
                None => add(Kind::Alias, alias),
            }
        }
    }
    for document in &corpus.documents {
        for citation in &document.citations {
            if whole_citation(citation).is_some_and(|(kind, _)| kind == CitationKind::Section) {
                of.entry((Kind::Citation, citation.clone())).or_default();
            }
        }
    }
    let named: Vec<Name> = of.into_iter().map(|((kind, text), right)| Name { kind, text, right }).collect();
    named
        .into_iter()
        .map(|mut name| {
            let own = std::mem::take(&mut name.right);
            name.right = match name.kind {
                Kind::Title | Kind::Alias => called(&corpus, &name.text),
                Kind::Citation => cited(&corpus, &name.text),
                Kind::Form => called_form(&corpus, &name.text),
            };
            name.right.extend(own);
            name
        })
        .collect()
}

fn ids<'a>(entries: impl Iterator<Item = &'a EntryText>) -> BTreeSet<String> {
    entries.map(|entry| entry.id.clone()).collect()
}

/// Those with the same title or other name, word for word.
fn called(corpus: &Corpus, text: &str) -> BTreeSet<String> {
    let wanted = plain(text);
    ids(corpus.entries.iter().filter(|entry| {
        std::iter::once(&entry.title)
            .chain(&entry.aliases)
            .any(|name| plain(name) == wanted)
    }))
}

/// Those that stand on the section, or on a part of it, or are called by it or by a part of it.
fn cited(corpus: &Corpus, text: &str) -> BTreeSet<String> {
    let best = whole_citation(text).and_then(|(_, names)| names.first().cloned());
    let Some((best, _)) = best else { return BTreeSet::new() };
    let stands = |text: &String| {
        let found = find_citations(text, Hand::Author);
        found.iter().any(|found| found.names.iter().any(|(name, _)| *name == best))
    };
    let called = |alias: &String| {
        let names = whole_citation(alias).filter(|(kind, _)| *kind == CitationKind::Section);
        names.is_some_and(|(_, names)| names.iter().any(|(name, _)| *name == best))
    };
    let documents = corpus.documents.iter().filter(|document| document.citations.iter().any(stands));
    let standing = documents.filter_map(|document| corpus.entries.get(document.entry));
    let mut right = ids(standing);
    right.extend(ids(corpus.entries.iter().filter(|entry| entry.aliases.iter().any(called))));
    right
}

/// Those called by the form's number, with or without what stands before and after it: `SSA-561` is also `SSA-561-U2`.
fn called_form(corpus: &Corpus, text: &str) -> BTreeSet<String> {
    let Some((_, names)) = whole_citation(text) else {
        return BTreeSet::new();
    };
    let has =
        |names: &[(String, f32)], best: Option<&(String, f32)>| best.is_some_and(|(best, _)| names.iter().any(|(name, _)| name == best));
    let is_same = |name: &String| {
        let found = find_citations(name, Hand::Typist);
        found
            .iter()
            .any(|found| has(&names, found.names.first()) || has(&found.names, names.first()))
    };
    ids(corpus
        .entries
        .iter()
        .filter(|entry| std::iter::once(&entry.title).chain(&entry.aliases).any(is_same)))
}
