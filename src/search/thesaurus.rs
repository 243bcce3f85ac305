//! SSA's terms against callers' words, from `index/thesaurus.txt` and from the glossary of the content.
//!
//! Every term on the right of a line, and every term of a two-way line, is a meaning. Content is indexed under the
//! meanings of its phrases; a query looks up the meanings of its own. So an expansion costs one look-up, however many
//! words either side has, and one-way lines need no special care in content.
//! Does not belong here: spelling, sound, how much a meaning counts (`weights`).

mod grown;
mod lines;
mod patterns;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use tantivy::directory::OwnedBytes;

use crate::domain::glossary::Glossary;

use super::SearchError;
use super::packed::{Named, Packer, Strings, Unpacker, pack_named, pack_strings};
use super::words::{Stems, split_words};

use lines::Lines;
use patterns::{Key, Pattern, PatternDraft, Patterns};

pub(super) use grown::grown_lines;
pub(super) use patterns::PhraseWord;

/// The thesaurus compiled into the program.
pub(super) const BUILT_IN: &str = include_str!("../../index/thesaurus.txt");

/// First character of the tokens of meanings.
pub(super) const MEANING_MARK: char = '~';

/// Why a phrase means something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) enum Reason {
    /// An acronym and its long form.
    Acronym,
    /// Terms of the field that mean the same.
    Term,
    /// What callers say against what SSA says.
    Callers,
}

impl Reason {
    /// Returns the words shown.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Acronym => "acronym",
            Self::Term => "same meaning",
            Self::Callers => "callers' words",
        }
    }
}

/// What a phrase of a query means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Meaning {
    /// The token under which content is indexed, [`MEANING_MARK`] first.
    pub token: String,
    /// The term as written in the thesaurus.
    pub shown: String,
    /// Whether the two mean the same; otherwise the line runs one way.
    pub is_two_way: bool,
    /// Why.
    pub reason: Reason,
}

/// The thesaurus, ready for use.
#[derive(Debug)]
pub struct Thesaurus {
    in_queries: Patterns<Vec<Meaning>>,
    fillers: Strings,
    light: Strings,
    apart: Strings,
    terms: Named<Vec<String>>,
    /// What only the building of an index asks for; empty in a thesaurus that was opened.
    in_content: Patterns<String>,
    words: BTreeSet<String>,
}

/// The token of each term.
type TokenOf = HashMap<Vec<Key>, String>;

impl Default for Thesaurus {
    fn default() -> Self {
        Self::open(&OwnedBytes::empty())
    }
}

impl Thesaurus {
    /// Returns the thesaurus compiled into the program, without the terms of any glossary.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static THESAURUS: OnceLock<Thesaurus> = OnceLock::new();
        THESAURUS.get_or_init(|| Self::parse(BUILT_IN, &Glossary::default()).unwrap_or_default())
    }

    /// Reads the thesaurus, and grows it by the terms of the glossary.
    ///
    /// # Errors
    ///
    /// [`SearchError::Setting`] with the line that cannot be read.
    pub(super) fn parse(text: &str, glossary: &Glossary) -> Result<Self, SearchError> {
        Self::parse_and_pack(text, glossary).map(|(thesaurus, _)| thesaurus)
    }

    /// Reads the thesaurus as [`Thesaurus::parse`] does; returns what queries ask for as a table, too.
    ///
    /// # Errors
    ///
    /// As [`Thesaurus::parse`].
    pub(super) fn parse_and_pack(text: &str, glossary: &Glossary) -> Result<(Self, OwnedBytes), SearchError> {
        let read = Read::new(text, glossary)?;
        let packed = OwnedBytes::new(read.pack());
        let mut thesaurus = Self::open(&packed);
        thesaurus.in_content = Patterns::open(&OwnedBytes::new(read.content_patterns()));
        thesaurus.words = read.words();
        Ok((thesaurus, packed))
    }

    /// Opens the table of [`Thesaurus::parse_and_pack`]: it is for queries, not for building an index.
    pub(super) fn open(bytes: &OwnedBytes) -> Self {
        let mut parts = Unpacker::open(bytes);
        let mut take = || parts.as_mut().map_or_else(OwnedBytes::empty, Unpacker::take);
        Self {
            in_queries: Patterns::open(&take()),
            fillers: Strings::open(&take()),
            light: Strings::open(&take()),
            apart: Strings::open(&take()),
            terms: Named::open(&take()),
            in_content: Patterns::open(&OwnedBytes::empty()),
            words: BTreeSet::new(),
        }
    }

    /// Whether `word` carries little by itself.
    pub(super) fn is_filler(&self, word: &str) -> bool {
        self.fillers.find(word).is_some()
    }

    /// Whether `word` carries something, but less than others.
    pub(super) fn is_light(&self, word: &str) -> bool {
        self.light.find(word).is_some()
    }

    /// Whether two words that `joined` is made of mean something else than it does as one word.
    pub(super) fn keeps_apart(&self, joined: &str) -> bool {
        self.apart.find(joined).is_some()
    }

    /// Whether `word` may stand between the words of a phrase.
    pub(super) fn may_be_skipped(&self, word: &str) -> bool {
        self.is_filler(word) || self.is_light(word)
    }

    /// Returns all words of all terms.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// Returns the terms that a meaning's token stands for.
    pub(super) fn terms(&self, token: &str) -> &[String] {
        self.terms.get(token).map_or(&[], Vec::as_slice)
    }

    /// Returns the meaning tokens of the content phrases that begin at the first of `words`.
    pub(super) fn meanings_in_content<'a>(&'a self, words: &[PhraseWord<'_>]) -> impl Iterator<Item = &'a str> {
        self.in_content.find(words).map(|(_, token)| token.as_str())
    }

    /// Returns the meanings of the phrases that begin at the first of `words`, each with how many words it takes.
    pub(super) fn meanings_in_query<'a>(&'a self, words: &[PhraseWord<'_>]) -> impl Iterator<Item = (usize, &'a [Meaning])> {
        self.in_queries.find(words).map(|(count, meanings)| (count, meanings.as_slice()))
    }
}

/// The lines of a thesaurus with the tokens of their terms.
struct Read {
    lines: Lines,
    token_of: TokenOf,
}

impl Read {
    fn new(text: &str, glossary: &Glossary) -> Result<Self, SearchError> {
        let mut lines = Lines::parse(text)?;
        lines.grow(glossary);
        let token_of = name_terms(&lines, &mut Stems::new());
        Ok(Self { lines, token_of })
    }

    fn pack(&self) -> Vec<u8> {
        let sorted = |words: &std::collections::HashSet<String>| pack_strings(words.iter().collect::<BTreeSet<_>>());
        let mut packer = Packer::default();
        packer.add(&self.query_patterns());
        for words in [&self.lines.fillers, &self.lines.light, &self.lines.apart] {
            packer.add(&sorted(words));
        }
        packer.add(&pack_named(&self.terms()));
        packer.finish()
    }

    fn content_patterns(&self) -> Vec<u8> {
        let mut stems = Stems::new();
        let mut draft = PatternDraft::default();
        // An acronym that is a word too stands for its long form where content writes it in capitals.
        for line in self.lines.one_way.iter().filter(|line| line.reason == Reason::Acronym) {
            let token = line
                .right
                .first()
                .and_then(|right| self.token_of.get(&Key::of_term(right, &mut stems)));
            for (left, token) in line.left.iter().zip(token.into_iter().cycle()) {
                draft.add(Pattern {
                    keys: Key::of_term(left, &mut stems),
                    needs_capitals: true,
                    value: token.clone(),
                });
            }
        }
        for (keys, token) in &self.token_of {
            draft.add(Pattern {
                keys: keys.clone(),
                needs_capitals: false,
                value: token.clone(),
            });
        }
        draft.pack()
    }

    fn query_patterns(&self) -> Vec<u8> {
        let mut stems = Stems::new();
        let mut meanings_of: HashMap<Vec<Key>, Vec<Meaning>> = HashMap::new();
        let mut add = |from: &String, to: &[&String], is_two_way: bool, reason: Reason| {
            let meanings: Vec<Meaning> = to
                .iter()
                .filter_map(|to| {
                    Some(Meaning {
                        token: self.token_of.get(&Key::of_term(to, &mut stems))?.clone(),
                        shown: (*to).clone(),
                        is_two_way,
                        reason,
                    })
                })
                .collect();
            meanings_of.entry(Key::of_term(from, &mut stems)).or_default().extend(meanings);
        };
        for set in &self.lines.two_way {
            for term in &set.terms {
                let others: Vec<&String> = set.terms.iter().filter(|other| *other != term).collect();
                add(term, &others, true, set.reason);
            }
        }
        for line in &self.lines.one_way {
            let right: Vec<&String> = line.right.iter().collect();
            line.left.iter().for_each(|left| add(left, &right, false, line.reason));
        }
        let mut draft = PatternDraft::default();
        for (keys, meanings) in meanings_of {
            // `IM` is an acronym, `I'm` is not.
            let needs_capitals = matches!(keys.first(), Some(Key::Acronym(word)) if self.lines.fillers.contains(word));
            draft.add(Pattern {
                keys,
                needs_capitals,
                value: meanings,
            });
        }
        draft.pack()
    }

    /// Returns all terms as they are written.
    fn written(&self) -> impl Iterator<Item = &String> {
        let sets = self.lines.two_way.iter().flat_map(|set| &set.terms);
        let both = self.lines.one_way.iter().flat_map(|line| line.left.iter().chain(&line.right));
        sets.chain(both)
    }

    fn words(&self) -> BTreeSet<String> {
        let words = self.written().flat_map(|term| split_words(term));
        words.map(|word| word.text).collect()
    }

    /// Returns the terms that each meaning's token stands for.
    fn terms(&self) -> BTreeMap<String, Vec<String>> {
        let mut stems = Stems::new();
        let mut terms: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for term in self.written() {
            if let Some(token) = self.token_of.get(&Key::of_term(term, &mut stems)) {
                let known = terms.entry(token.clone()).or_default();
                if !known.contains(term) {
                    known.push(term.clone());
                }
            }
        }
        terms
    }
}

/// Names the terms that content is indexed under. Terms that mean the same share a token; a term keeps its first.
fn name_terms(lines: &Lines, stems: &mut Stems) -> TokenOf {
    let mut token_of = TokenOf::new();
    for set in &lines.two_way {
        let token = format!("{MEANING_MARK}{}", set.terms.first().map_or("", String::as_str));
        for term in &set.terms {
            token_of.entry(Key::of_term(term, stems)).or_insert_with(|| token.clone());
        }
    }
    for term in lines.one_way.iter().flat_map(|line| &line.right) {
        let keys = Key::of_term(term, stems);
        token_of.entry(keys).or_insert_with(|| format!("{MEANING_MARK}{term}"));
    }
    token_of
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "[acronyms]\nTWP = trial work period\nPASS > plan to achieve self-support\n\
        [callers]\nevicted | thrown out > dire need\n[fillers]\nthe a was";

    fn query_meanings(text: &str) -> Vec<(usize, Vec<String>)> {
        let thesaurus = Thesaurus::parse(SMALL, &Glossary::default()).unwrap();
        with_words(&thesaurus, text, |words| {
            thesaurus
                .meanings_in_query(words)
                .map(|(len, meanings)| (len, meanings.iter().map(|meaning| meaning.shown.clone()).collect()))
                .collect()
        })
    }

    fn content_meanings(text: &str) -> Vec<String> {
        let thesaurus = Thesaurus::parse(SMALL, &Glossary::default()).unwrap();
        with_words(&thesaurus, text, |words| {
            thesaurus.meanings_in_content(words).map(str::to_owned).collect()
        })
    }

    fn with_words<T>(thesaurus: &Thesaurus, text: &str, then: impl FnOnce(&[PhraseWord<'_>]) -> T) -> T {
        let mut stemmer = Stems::new();
        let words = split_words(text);
        let stems: Vec<String> = words.iter().map(|word| stemmer.stem(&word.text)).collect();
        let phrase: Vec<PhraseWord<'_>> = words
            .iter()
            .zip(&stems)
            .map(|(word, stem)| PhraseWord {
                text: &word.text,
                stem,
                is_filler: thesaurus.is_filler(&word.text),
                is_capitals: text
                    .get(word.start..word.end)
                    .is_some_and(|raw| raw.chars().all(char::is_uppercase)),
            })
            .collect();
        then(&phrase)
    }

    #[test]
    fn two_way_terms_find_each_other() {
        assert_eq!(query_meanings("twp"), [(1, vec!["trial work period".to_owned()])]);
        assert_eq!(query_meanings("trial work period"), [(3, vec!["TWP".to_owned()])]);
        assert_eq!(content_meanings("trial work periods end"), ["~TWP"]);
        assert_eq!(content_meanings("TWP"), ["~TWP"]);
    }

    #[test]
    fn an_acronym_that_is_a_word_runs_one_way_and_needs_capitals_in_content() {
        assert_eq!(query_meanings("pass"), [(1, vec!["plan to achieve self-support".to_owned()])]);
        assert_eq!(query_meanings("plan to achieve self-support"), []);
        assert_eq!(content_meanings("PASS"), ["~plan to achieve self-support"]);
        assert_eq!(content_meanings("pass the paper on"), Vec::<String>::new());
    }

    #[test]
    fn callers_words_run_one_way_and_skip_small_words() {
        assert_eq!(query_meanings("evicted").len(), 1);
        assert_eq!(query_meanings("thrown was the out"), [(4, vec!["dire need".to_owned()])]);
        assert_eq!(query_meanings("dire need"), []);
        assert_eq!(content_meanings("dire need"), ["~dire need"]);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let error = Thesaurus::parse("[acronyms]\nalone", &Glossary::default()).unwrap_err();
        assert!(matches!(error, SearchError::Setting { line: 2, .. }));
        assert!(Thesaurus::parse(BUILT_IN, &Glossary::default()).is_ok());
    }
}
