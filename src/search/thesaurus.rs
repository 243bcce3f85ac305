//! SSA's terms against callers' words, from `index/thesaurus.txt`.
//!
//! Every term on the right of a line, and every term of a two-way line, is a meaning. Content is indexed under the
//! meanings of its phrases; a query looks up the meanings of its own. So an expansion costs one look-up, however many
//! words either side has, and one-way lines need no special care in content.
//! Does not belong here: spelling, sound, how much a meaning counts (`weights`).

use std::collections::{HashMap, HashSet};

use super::SearchError;
use super::words::{Stems, Word, split_words};

/// The thesaurus compiled into the program.
pub(super) const BUILT_IN: &str = include_str!("../../index/thesaurus.txt");

/// Most small words that may stand between two words of a phrase.
const MOST_SKIPPED: usize = 2;

/// Longest word in capitals that is taken for an acronym.
const LONGEST_ACRONYM: usize = 6;
/// Marks a word of a phrase that is not stemmed.
const AS_IT_IS: char = '!';

/// Why a phrase means something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// First character of the tokens of meanings.
pub(super) const MEANING_MARK: char = '~';

/// A phrase as stems.
#[derive(Debug, Clone)]
struct Pattern<T> {
    stems: Vec<String>,
    /// Whether content has to write it in capitals, because it is an English word as well.
    needs_capitals: bool,
    value: T,
}

/// One word of a text to be searched for phrases.
#[derive(Debug, Clone, Copy)]
pub(super) struct PhraseWord<'a> {
    /// Folded.
    pub text: &'a str,
    /// Its stem.
    pub stem: &'a str,
    /// Whether it carries little.
    pub is_filler: bool,
    /// Whether it is written in capitals.
    pub is_capitals: bool,
}

/// The thesaurus, ready for use.
#[derive(Debug, Clone, Default)]
pub(super) struct Thesaurus {
    in_content: HashMap<String, Vec<Pattern<String>>>,
    in_queries: HashMap<String, Vec<Pattern<Vec<Meaning>>>>,
    fillers: HashSet<String>,
    light: HashSet<String>,
    words: HashSet<String>,
    terms: HashMap<String, Vec<String>>,
}

impl Thesaurus {
    /// Reads the thesaurus.
    ///
    /// # Errors
    ///
    /// [`SearchError::Setting`] with the line that cannot be read.
    pub(super) fn parse(text: &str) -> Result<Self, SearchError> {
        let mut stems = Stems::new();
        let mut lines = Lines::default();
        let mut thesaurus = Self::default();
        let mut section = Section::Terms(Reason::Term);
        for (idx, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            let fault = || SearchError::Setting {
                file: "index/thesaurus.txt",
                line: idx + 1,
            };
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                section = Section::find(name).ok_or_else(fault)?;
            } else if line.is_empty() {
                continue;
            } else if let Section::Terms(reason) = section {
                lines.read(line, reason).ok_or_else(fault)?;
            } else {
                let list = match section {
                    Section::Light => &mut thesaurus.light,
                    _ => &mut thesaurus.fillers,
                };
                list.extend(split_words(line).into_iter().map(|word| word.text));
            }
        }
        thesaurus.add_lines(&lines, &mut stems);
        Ok(thesaurus)
    }

    /// Whether `word` carries little by itself.
    pub(super) fn is_filler(&self, word: &str) -> bool {
        self.fillers.contains(word)
    }

    /// Whether `word` carries something, but less than others.
    pub(super) fn is_light(&self, word: &str) -> bool {
        self.light.contains(word)
    }

    /// Returns all words of all terms.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// Returns the terms that a meaning's token stands for.
    pub(super) fn terms(&self, token: &str) -> &[String] {
        self.terms.get(token).map_or(&[], Vec::as_slice)
    }

    /// Calls `found` with each meaning token of the content phrase that begins at the first of `words`.
    pub(super) fn meanings_in_content(&self, words: &[PhraseWord<'_>], mut found: impl FnMut(&str)) {
        let Some(first) = words.first() else { return };
        for pattern in candidates(&self.in_content, first) {
            if matched_len(&pattern.stems, words).is_some() && (!pattern.needs_capitals || first.is_capitals) {
                found(&pattern.value);
            }
        }
    }

    /// Returns the meanings of the phrases that begin at the first of `words`, each with how many words it takes.
    pub(super) fn meanings_in_query<'a>(&'a self, words: &[PhraseWord<'_>]) -> Vec<(usize, &'a [Meaning])> {
        let Some(first) = words.first() else { return Vec::new() };
        candidates(&self.in_queries, first)
            .filter(|pattern| !pattern.needs_capitals || first.is_capitals)
            .filter_map(|pattern| Some((matched_len(&pattern.stems, words)?, pattern.value.as_slice())))
            .collect()
    }

    fn add_lines(&mut self, lines: &Lines, stems: &mut Stems) {
        let mut token_of: HashMap<Vec<String>, String> = HashMap::new();
        for set in &lines.two_way {
            let token = format!("{MEANING_MARK}{}", set.terms.first().map_or("", String::as_str));
            for term in &set.terms {
                token_of.entry(stem_phrase(term, stems)).or_insert_with(|| token.clone());
            }
        }
        for line in &lines.one_way {
            for term in &line.right {
                token_of
                    .entry(stem_phrase(term, stems))
                    .or_insert_with(|| format!("{MEANING_MARK}{term}"));
            }
        }
        let mut in_queries: HashMap<Vec<String>, Vec<Meaning>> = HashMap::new();
        for set in &lines.two_way {
            for term in &set.terms {
                let others = set.terms.iter().filter(|other| *other != term);
                let meanings = others.filter_map(|other| {
                    Some(Meaning {
                        token: token_of.get(&stem_phrase(other, stems))?.clone(),
                        shown: other.clone(),
                        is_two_way: true,
                        reason: set.reason,
                    })
                });
                let meanings: Vec<Meaning> = meanings.collect();
                in_queries.entry(stem_phrase(term, stems)).or_default().extend(meanings);
            }
        }
        for line in &lines.one_way {
            let meanings: Vec<Meaning> = line
                .right
                .iter()
                .filter_map(|right| {
                    Some(Meaning {
                        token: token_of.get(&stem_phrase(right, stems))?.clone(),
                        shown: right.clone(),
                        is_two_way: false,
                        reason: line.reason,
                    })
                })
                .collect();
            for left in &line.left {
                in_queries
                    .entry(stem_phrase(left, stems))
                    .or_default()
                    .extend(meanings.iter().cloned());
                // An acronym that is a word too stands for its long form where content writes it in capitals.
                if line.reason == Reason::Acronym
                    && let Some(token) = meanings.first().map(|meaning| meaning.token.clone())
                {
                    self.add_content_pattern(stem_phrase(left, stems), token, true);
                }
            }
        }
        self.keep_words(lines, &token_of, stems);
        for (stems, token) in token_of {
            self.add_content_pattern(stems, token, false);
        }
        for (stems, meanings) in in_queries {
            let Some(first) = stems.first().cloned() else { continue };
            // `IM` is an acronym, `I'm` is not.
            let needs_capitals = first.strip_prefix(AS_IT_IS).is_some_and(|word| self.is_filler(word));
            self.in_queries.entry(first).or_default().push(Pattern {
                stems,
                needs_capitals,
                value: meanings,
            });
        }
        self.in_content
            .values_mut()
            .for_each(|patterns| patterns.sort_by(|a, b| a.stems.cmp(&b.stems)));
        self.in_queries
            .values_mut()
            .for_each(|patterns| patterns.sort_by(|a, b| a.stems.cmp(&b.stems)));
    }

    fn keep_words(&mut self, lines: &Lines, token_of: &HashMap<Vec<String>, String>, stems: &mut Stems) {
        let terms = lines.two_way.iter().flat_map(|set| &set.terms);
        let both = lines.one_way.iter().flat_map(|line| line.left.iter().chain(&line.right));
        for term in terms.chain(both) {
            self.words.extend(split_words(term).into_iter().map(|word| word.text));
            if let Some(token) = token_of.get(&stem_phrase(term, stems)) {
                let known = self.terms.entry(token.clone()).or_default();
                if !known.contains(term) {
                    known.push(term.clone());
                }
            }
        }
    }

    fn add_content_pattern(&mut self, stems: Vec<String>, token: String, needs_capitals: bool) {
        let Some(first) = stems.first().cloned() else { return };
        self.in_content.entry(first).or_default().push(Pattern {
            stems,
            needs_capitals,
            value: token,
        });
    }
}

/// Returns the patterns that may begin with `first`.
fn candidates<'a, T>(patterns: &'a HashMap<String, Vec<Pattern<T>>>, first: &PhraseWord<'_>) -> impl Iterator<Item = &'a Pattern<T>> {
    let singular = first.text.strip_suffix('s').unwrap_or(first.text);
    let as_it_is = patterns.get(&format!("{AS_IT_IS}{singular}"));
    let with_s = patterns
        .get(&format!("{AS_IT_IS}{}", first.text))
        .filter(|_| singular != first.text);
    let by_stem = patterns.get(first.stem);
    [as_it_is, with_s, by_stem].into_iter().flatten().flatten()
}

/// Returns how many of `words` the phrase takes, if they begin with it. Small words may stand in between.
fn matched_len(phrase: &[String], words: &[PhraseWord<'_>]) -> Option<usize> {
    let mut at = 0;
    for (idx, key) in phrase.iter().enumerate() {
        let mut skipped = 0;
        while !words.get(at)?.is(key) {
            if idx == 0 || skipped == MOST_SKIPPED || !words.get(at)?.is_filler {
                return None;
            }
            skipped += 1;
            at += 1;
        }
        at += 1;
    }
    Some(at)
}

/// Returns a term as the stems of its words; a short word in capitals stands as it is, so that `INS` is not `in`.
fn stem_phrase(term: &str, stems: &mut Stems) -> Vec<String> {
    let key = |word: &Word| {
        let raw = term.get(word.start..word.end).unwrap_or_default();
        if raw.len() <= LONGEST_ACRONYM && raw.bytes().all(|byte| byte.is_ascii_uppercase()) {
            format!("{AS_IT_IS}{}", word.text)
        } else {
            stems.stem(&word.text)
        }
    };
    split_words(term).iter().map(key).collect()
}

impl PhraseWord<'_> {
    fn is(&self, key: &str) -> bool {
        match key.strip_prefix(AS_IT_IS) {
            Some(word) => self.text == word || (self.text.len() == word.len() + 1 && self.text.strip_suffix('s') == Some(word)),
            None => self.stem == key,
        }
    }
}

/// What the lines under a heading are.
#[derive(Clone, Copy)]
enum Section {
    Terms(Reason),
    Light,
    Fillers,
}

impl Section {
    fn find(name: &str) -> Option<Self> {
        match name {
            "acronyms" => Some(Self::Terms(Reason::Acronym)),
            "terms" => Some(Self::Terms(Reason::Term)),
            "callers" => Some(Self::Terms(Reason::Callers)),
            "light" => Some(Self::Light),
            "fillers" => Some(Self::Fillers),
            _ => None,
        }
    }
}

/// The lines as written.
#[derive(Default)]
struct Lines {
    two_way: Vec<TwoWay>,
    one_way: Vec<OneWay>,
}

struct TwoWay {
    terms: Vec<String>,
    reason: Reason,
}

struct OneWay {
    left: Vec<String>,
    right: Vec<String>,
    reason: Reason,
}

impl Lines {
    /// Reads `a = b = c`, or `a | b > c | d`.
    fn read(&mut self, line: &str, reason: Reason) -> Option<()> {
        let split = |text: &str, by: char| -> Vec<String> {
            text.split(by)
                .map(|term| term.split_whitespace().collect::<Vec<_>>().join(" "))
                .filter(|term| !term.is_empty())
                .collect()
        };
        if let Some((left, right)) = line.split_once('>') {
            let (left, right) = (split(left, '|'), split(right, '|'));
            if left.is_empty() || right.is_empty() {
                return None;
            }
            self.one_way.push(OneWay { left, right, reason });
        } else {
            let terms = split(line, '=');
            if terms.len() < 2 {
                return None;
            }
            self.two_way.push(TwoWay { terms, reason });
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "[acronyms]\nTWP = trial work period\nPASS > plan to achieve self-support\n\
        [callers]\nevicted | thrown out > dire need\n[fillers]\nthe a was";

    fn query_meanings(text: &str) -> Vec<(usize, Vec<String>)> {
        let thesaurus = Thesaurus::parse(SMALL).unwrap();
        with_words(&thesaurus, text, |words| {
            thesaurus
                .meanings_in_query(words)
                .into_iter()
                .map(|(len, meanings)| (len, meanings.iter().map(|meaning| meaning.shown.clone()).collect()))
                .collect()
        })
    }

    fn content_meanings(text: &str) -> Vec<String> {
        let thesaurus = Thesaurus::parse(SMALL).unwrap();
        with_words(&thesaurus, text, |words| {
            let mut found = Vec::new();
            thesaurus.meanings_in_content(words, |token| found.push(token.to_owned()));
            found
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
        let error = Thesaurus::parse("[acronyms]\nalone").unwrap_err();
        assert!(matches!(error, SearchError::Setting { line: 2, .. }));
        assert!(Thesaurus::parse(BUILT_IN).is_ok());
    }
}
