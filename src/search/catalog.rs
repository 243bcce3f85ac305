//! What is kept beside the index: every entry, every text as words, which tokens there are and where.
//!
//! Made anew from the library whenever an index is built or opened, by the same steps that feed the index, so the two
//! number documents alike. Snippets come from here: no stored documents are read.
//! Does not belong here: postings (they are tantivy's), queries.

use std::collections::{HashMap, HashSet};

use super::citation::{Hand, find_citations};
use super::corpus::{Corpus, DocumentText, EntryText};
use super::schema::{CITATION_MARK, Field, LEAD_MARK, LONGEST_LEAD, PHRASE_SPAN, STEM_MARK};
use super::thesaurus::{PhraseWord, Thesaurus};
use super::vocabulary::{Vocabulary, WordId};
use super::weights::Weights;
use super::words::{Stems, Word, split_words};

/// Shortest word that two words may have been written as.
const SHORTEST_JOINED: usize = 5;

/// A token with its place in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    /// The token.
    pub token: String,
    /// Its position.
    pub position: u32,
}

/// What words mean and how much they carry.
pub(super) type Settings<'a> = (&'a Thesaurus, &'a Weights);

/// The tokens of one field of one document.
pub(super) type FieldTokens = (Field, Vec<Placed>);

/// Where a token stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct TokenInfo {
    /// Bits of the fields.
    pub fields: u8,
    /// Number of entries that have it.
    pub entries: u32,
    last_entry: u32,
}

/// A title, ask or alias.
#[derive(Debug, Clone, Default)]
pub(super) struct Phrase {
    /// Stems of its words.
    pub stems: Vec<String>,
    /// How much each word carries, from 0 to 1.
    pub shares: Vec<f32>,
    /// What all its words weigh; set once all tokens are counted.
    pub weight: f32,
}

/// A word of a document's text.
#[derive(Debug, Clone, Copy)]
pub(super) struct ShownWord {
    /// Number in the vocabulary.
    pub word: WordId,
    /// First byte in the shown text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A document's text for snippets.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    /// The text: step, then body.
    pub text: String,
    /// Its words.
    pub words: Vec<ShownWord>,
}

/// All of it.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    /// Cards, then checklists.
    pub entries: Vec<EntryText>,
    /// Anchors and headings of the documents, with the number of their entry.
    pub documents: Vec<DocumentText>,
    /// The documents' texts.
    pub shown: Vec<Shown>,
    /// Titles, asks and aliases of all entries.
    pub phrases: Vec<Phrase>,
    /// For each entry the number of its first title (there is one), ask and alias.
    pub phrase_starts: Vec<[usize; 3]>,
    /// All tokens.
    pub tokens: HashMap<String, TokenInfo>,
    /// All words.
    pub vocabulary: Vocabulary,
    /// Canonical names of all citations and forms, sorted.
    pub citations: Vec<String>,
    /// Ids of all source documents that something stands on, sorted.
    pub sources: Vec<String>,
}

impl Catalog {
    /// Makes the catalog of `corpus`, handing the tokens of each document to `sink` in order.
    ///
    /// # Errors
    ///
    /// Whatever `sink` returns.
    pub(super) fn build<E>(
        corpus: Corpus,
        settings: Settings<'_>,
        mut sink: impl FnMut(Vec<FieldTokens>) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut stems = Stems::new();
        let mut analysis = Analysis::new(&corpus, settings);
        let mut catalog = Self::default();
        let mut counts: HashMap<String, (u32, usize)> = HashMap::new();
        for (number, document) in corpus.documents.iter().enumerate() {
            let Some(entry) = corpus.entries.get(document.entry) else {
                continue;
            };
            let mut fields = Vec::new();
            if entry.first_document == number {
                catalog.add_phrases(entry, &mut analysis, &mut fields);
            }
            catalog.add_document(document, &mut analysis, &mut fields);
            catalog.count(&fields, document.entry, &mut counts);
            sink(fields)?;
        }
        let words = counts.into_iter().map(|(word, (entries, _))| (word, entries));
        let in_thesaurus = settings.0.words().map(|word| (word.to_owned(), 0));
        catalog.vocabulary = Vocabulary::new(words.chain(in_thesaurus), &mut stems);
        catalog.show(&corpus);
        catalog.entries = corpus.entries;
        catalog.documents = corpus.documents;
        catalog.weigh_phrases();
        catalog.collect_names();
        Ok(catalog)
    }

    /// Returns how telling a token is that stands in `entries` entries.
    #[expect(clippy::cast_precision_loss, reason = "there are far fewer entries than a float can count")]
    pub(super) fn rarity(&self, entries: u32) -> f32 {
        (1.0 + self.entries.len() as f32 / (entries as f32 + 0.5)).ln()
    }

    /// Returns in how many entries `token` stands; 0 if nowhere.
    pub(super) fn count_of(&self, token: &str) -> u32 {
        self.tokens.get(token).map_or(0, |info| info.entries)
    }

    fn add_phrases(&mut self, entry: &EntryText, analysis: &mut Analysis<'_>, fields: &mut Vec<FieldTokens>) {
        let title = std::slice::from_ref(&entry.title);
        let mut starts = [0; 3];
        for (idx, (field, texts)) in [(Field::Title, title), (Field::Asks, &entry.asks), (Field::Alias, &entry.aliases)]
            .into_iter()
            .enumerate()
        {
            if let Some(start) = starts.get_mut(idx) {
                *start = self.phrases.len();
            }
            let mut tokens = Vec::new();
            for (number, text) in (0..).zip(texts) {
                let words = split_words(text);
                let words = words.get(..words.len().min(PHRASE_SPAN as usize - 8)).unwrap_or_default();
                self.phrases.push(analysis.phrase(words));
                analysis.add(text, words, number * PHRASE_SPAN, &mut tokens);
            }
            fields.push((field, tokens));
        }
        self.phrase_starts.push(starts);
        let mut tokens = Vec::new();
        analysis.add(&entry.summary, &split_words(&entry.summary), 0, &mut tokens);
        fields.push((Field::Summary, tokens));
    }

    fn add_document(&mut self, document: &DocumentText, analysis: &mut Analysis<'_>, fields: &mut Vec<FieldTokens>) {
        for (field, text) in [
            (Field::Heading, &document.heading),
            (Field::Step, &document.step),
            (Field::Body, &document.body),
        ] {
            let mut tokens = Vec::new();
            analysis.add(text, &split_words(text), 0, &mut tokens);
            fields.push((field, tokens));
        }
        let mut tokens = Vec::new();
        for (position, text) in (0..).zip(&document.citations) {
            for citation in find_citations(text, Hand::Author) {
                for (name, _) in citation.names {
                    tokens.push(Placed {
                        token: format!("{CITATION_MARK}{name}"),
                        position,
                    });
                }
            }
        }
        fields.push((Field::Citation, tokens));
    }

    fn count(&mut self, fields: &[FieldTokens], entry: usize, words: &mut HashMap<String, (u32, usize)>) {
        let mark = u32::try_from(entry + 1).unwrap_or(u32::MAX);
        for (field, tokens) in fields {
            for placed in tokens {
                let info = match self.tokens.get_mut(&placed.token) {
                    Some(info) => info,
                    None => self.tokens.entry(placed.token.clone()).or_default(),
                };
                info.fields |= field.bit();
                if info.last_entry == mark {
                    continue;
                }
                info.last_entry = mark;
                info.entries += 1;
                if placed.token.starts_with(char::is_alphanumeric) {
                    match words.get_mut(&placed.token) {
                        Some(count) => count.0 += 1,
                        None => {
                            words.insert(placed.token.clone(), (1, entry));
                        }
                    }
                }
            }
        }
    }

    fn show(&mut self, corpus: &Corpus) {
        for document in &corpus.documents {
            let mut text = document.step.clone();
            if !text.is_empty() && !document.body.is_empty() {
                text.push('\n');
            }
            text.push_str(&document.body);
            let words = split_words(&text)
                .into_iter()
                .filter_map(|word| {
                    Some(ShownWord {
                        word: self.vocabulary.find(&word.text)?,
                        start: u32::try_from(word.start).ok()?,
                        end: u32::try_from(word.end).ok()?,
                    })
                })
                .collect();
            self.shown.push(Shown { text, words });
        }
    }

    fn weigh_phrases(&mut self) {
        let mut phrases = std::mem::take(&mut self.phrases);
        for phrase in &mut phrases {
            phrase.weight = phrase
                .stems
                .iter()
                .zip(&phrase.shares)
                .map(|(stem, share)| share * self.rarity(self.count_of(&format!("{STEM_MARK}{stem}"))))
                .sum();
        }
        self.phrases = phrases;
    }

    fn collect_names(&mut self) {
        self.citations = self
            .tokens
            .keys()
            .filter_map(|token| token.strip_prefix(CITATION_MARK))
            .map(str::to_owned)
            .collect();
        self.citations.sort();
        let sources: HashSet<&String> = self.entries.iter().flat_map(|entry| &entry.sources).collect();
        let mut sources: Vec<String> = sources.into_iter().cloned().collect();
        sources.sort();
        self.sources = sources;
    }
}

/// Turns texts into tokens.
struct Analysis<'a> {
    thesaurus: &'a Thesaurus,
    weights: &'a Weights,
    stems: Stems,
    stem_of: HashMap<String, String>,
    /// Words that are also written as two, such as `closeout`.
    joined: HashSet<String>,
}

impl<'a> Analysis<'a> {
    fn new(corpus: &Corpus, (thesaurus, weights): Settings<'a>) -> Self {
        let mut joined = HashSet::new();
        let entries = corpus
            .entries
            .iter()
            .flat_map(|entry| [&entry.title, &entry.summary].into_iter().chain(&entry.asks).chain(&entry.aliases));
        let documents = corpus
            .documents
            .iter()
            .flat_map(|document| [&document.heading, &document.step, &document.body]);
        for text in entries.chain(documents) {
            collect_joined(&split_words(text), &mut joined);
        }
        joined.extend(thesaurus.words().filter(|word| word.len() >= SHORTEST_JOINED).map(str::to_owned));
        Self {
            thesaurus,
            weights,
            stems: Stems::new(),
            stem_of: HashMap::new(),
            joined,
        }
    }

    fn phrase(&mut self, words: &[Word]) -> Phrase {
        Phrase {
            stems: words.iter().map(|word| self.stem(&word.text)).collect(),
            shares: words.iter().map(|word| self.share(&word.text)).collect(),
            weight: 0.0,
        }
    }

    fn share(&self, word: &str) -> f32 {
        if self.thesaurus.is_filler(word) {
            self.weights.filler
        } else if self.thesaurus.is_light(word) {
            self.weights.light
        } else {
            1.0
        }
    }

    fn stem(&mut self, word: &str) -> String {
        if let Some(stem) = self.stem_of.get(word) {
            return stem.clone();
        }
        let stem = self.stems.stem(word);
        self.stem_of.insert(word.to_owned(), stem.clone());
        stem
    }

    /// Adds the tokens of `text`, cut into `words`, from position `base` on.
    fn add(&mut self, text: &str, words: &[Word], base: u32, tokens: &mut Vec<Placed>) {
        let stems: Vec<String> = words.iter().map(|word| self.stem(&word.text)).collect();
        for (position, (idx, word)) in (base..).zip(words.iter().enumerate()) {
            let mut add = |token: String| tokens.push(Placed { token, position });
            add(word.text.clone());
            if let Some(stem) = stems.get(idx) {
                add(format!("{STEM_MARK}{stem}"));
            }
            for (count, (at, c)) in word.text.char_indices().enumerate().take(LONGEST_LEAD) {
                let end = at + c.len_utf8();
                debug_assert!(count < LONGEST_LEAD);
                if let Some(lead) = word.text.get(..end) {
                    add(format!("{LEAD_MARK}{lead}"));
                }
            }
            if let Some(next) = words.get(idx + 1) {
                let joined = format!("{}{}", word.text, next.text);
                if joined.len() >= SHORTEST_JOINED && self.joined.contains(&joined) {
                    let stem = self.stem(&joined);
                    tokens.push(Placed {
                        token: format!("{STEM_MARK}{stem}"),
                        position,
                    });
                    tokens.push(Placed { token: joined, position });
                }
            }
        }
        self.add_meanings(text, words, &stems, base, tokens);
        add_citations(text, words, base, tokens);
    }

    fn add_meanings(&self, text: &str, words: &[Word], stems: &[String], base: u32, tokens: &mut Vec<Placed>) {
        let phrase: Vec<PhraseWord<'_>> = words
            .iter()
            .zip(stems)
            .map(|(word, stem)| PhraseWord {
                text: &word.text,
                stem,
                is_filler: self.thesaurus.is_filler(&word.text) || self.thesaurus.is_light(&word.text),
                is_capitals: text
                    .get(word.start..word.end)
                    .is_some_and(|raw| raw.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())),
            })
            .collect();
        for (position, idx) in (base..).zip(0..phrase.len()) {
            self.thesaurus.meanings_in_content(phrase.get(idx..).unwrap_or_default(), |token| {
                tokens.push(Placed {
                    token: token.to_owned(),
                    position,
                });
            });
        }
    }
}

fn add_citations(text: &str, words: &[Word], base: u32, tokens: &mut Vec<Placed>) {
    for citation in find_citations(text, Hand::Author) {
        let idx = words.partition_point(|word| word.start < citation.start);
        let position = base + u32::try_from(idx).unwrap_or(0);
        for (name, _) in citation.names {
            tokens.push(Placed {
                token: format!("{CITATION_MARK}{name}"),
                position,
            });
        }
    }
}

/// Collects words of letters, and pairs joined by a hyphen, each as one word.
fn collect_joined(words: &[Word], joined: &mut HashSet<String>) {
    let is_plain = |text: &str| text.len() >= 2 && text.bytes().all(|byte| byte.is_ascii_lowercase());
    for (idx, word) in words.iter().enumerate() {
        if word.text.len() >= SHORTEST_JOINED && is_plain(&word.text) && !joined.contains(&word.text) {
            joined.insert(word.text.clone());
        }
        let before = idx.checked_sub(1).and_then(|before| words.get(before));
        if let Some(before) = before.filter(|before| word.is_hyphenated && (is_plain(&word.text) || is_plain(&before.text))) {
            joined.insert(format!("{}{}", before.text, word.text));
        }
    }
}
