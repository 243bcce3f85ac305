//! What is kept beside the index: every entry, every text as words, which tokens there are and where.
//!
//! Made anew from the library whenever an index is built or opened, by the same steps that feed the index, so the two
//! number documents alike. Snippets come from here: no stored documents are read.
//! Does not belong here: postings (they are tantivy's), queries.

use std::collections::BTreeSet;

use super::analysis::{Analysis, Piece};
use super::citation::{Hand, find_citations};
use super::corpus::{Corpus, DocumentText, EntryText};
use super::schema::{CITATION_MARK, Field, PHRASE_SPAN};
use super::thesaurus::{PhraseWord, Thesaurus};
use super::tokens::{Placed, TokenId, Tokens};
use super::vocabulary::{Vocabulary, WordId};
use super::weights::Weights;
use super::words::{Stems, split_words};

/// What words mean and how much they carry.
pub(super) type Settings<'a> = (&'a Thesaurus, &'a Weights);

/// The tokens of one field of one document.
pub(super) type FieldTokens = (Field, Vec<Placed>);

/// A title, ask or alias.
#[derive(Debug, Clone, Default)]
pub(super) struct Phrase {
    /// Stems of its words, each with how much it carries from 0 to 1.
    pub words: Vec<(TokenId, f32)>,
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
    pub tokens: Tokens,
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
        mut sink: impl FnMut(&[FieldTokens], &Tokens) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut analysis = Analysis::new(&corpus, settings);
        let mut catalog = Self::default();
        for (number, document) in corpus.documents.iter().enumerate() {
            let Some(entry) = corpus.entries.get(document.entry) else {
                continue;
            };
            let mut fields = Vec::new();
            if entry.first_document == number {
                catalog.add_entry(entry, &mut analysis, &mut fields);
            }
            catalog.add_document(document, &mut analysis, &mut fields);
            for (field, placed) in &fields {
                for token in placed {
                    catalog.tokens.count(token.token, *field, document.entry);
                }
            }
            sink(&fields, &catalog.tokens)?;
        }
        catalog.entries = corpus.entries;
        catalog.documents = corpus.documents;
        catalog.collect_words(settings.0);
        catalog.weigh_phrases(settings.1.telling);
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
        self.tokens.find(token).map_or(0, |info| info.entries)
    }

    fn add_entry(&mut self, entry: &EntryText, analysis: &mut Analysis<'_>, fields: &mut Vec<FieldTokens>) {
        let title = std::slice::from_ref(&entry.title);
        let mut starts = [0; 3];
        let lists = [(Field::Title, title), (Field::Asks, &entry.asks), (Field::Alias, &entry.aliases)];
        for (start, (field, texts)) in starts.iter_mut().zip(lists) {
            *start = self.phrases.len();
            let mut placed = Vec::new();
            for (number, text) in (0..).zip(texts) {
                let words = split_words(text);
                let words = words.get(..words.len().min(PHRASE_SPAN as usize - 8)).unwrap_or_default();
                self.phrases.push(analysis.phrase(words, &mut self.tokens));
                let piece = Piece {
                    text,
                    words,
                    base: number * PHRASE_SPAN,
                    field,
                };
                analysis.add(piece, &mut self.tokens, &mut placed);
            }
            fields.push((field, placed));
        }
        self.phrase_starts.push(starts);
        self.add_text(&entry.summary, Field::Summary, None, analysis, fields);
    }

    fn add_document(&mut self, document: &DocumentText, analysis: &mut Analysis<'_>, fields: &mut Vec<FieldTokens>) {
        let mut shown = Shown::default();
        self.add_text(&document.heading, Field::Heading, None, analysis, fields);
        self.add_text(&document.step, Field::Step, Some(&mut shown), analysis, fields);
        self.add_text(&document.body, Field::Body, Some(&mut shown), analysis, fields);
        self.shown.push(shown);
        let mut placed = Vec::new();
        for (position, text) in (0..).zip(&document.citations) {
            for citation in find_citations(text, Hand::Author) {
                for (name, _) in citation.names {
                    let token = self.tokens.intern(&format!("{CITATION_MARK}{name}"));
                    placed.push(Placed { token, position });
                }
            }
        }
        fields.push((Field::Citation, placed));
    }

    fn add_text(
        &mut self,
        text: &str,
        field: Field,
        shown: Option<&mut Shown>,
        analysis: &mut Analysis<'_>,
        fields: &mut Vec<FieldTokens>,
    ) {
        if text.is_empty() {
            return;
        }
        let words = split_words(text);
        let piece = Piece {
            text,
            words: &words,
            base: 0,
            field,
        };
        let mut placed = Vec::with_capacity(words.len() * 4);
        analysis.add(piece, &mut self.tokens, &mut placed);
        fields.push((field, placed));
        let Some(shown) = shown else { return };
        if !shown.text.is_empty() {
            shown.text.push('\n');
        }
        let offset = shown.text.len();
        shown.text.push_str(text);
        let place = |at: usize| u32::try_from(offset + at).unwrap_or(u32::MAX);
        // The numbers of tokens stand in for those of words until all words are known.
        shown.words.extend(words.iter().map(|word| ShownWord {
            word: analysis.word(&word.text, &mut self.tokens),
            start: place(word.start),
            end: place(word.end),
        }));
    }

    fn collect_words(&mut self, thesaurus: &Thesaurus) {
        let own = self
            .tokens
            .iter()
            .filter(|(name, info)| info.entries > 0 && name.starts_with(char::is_alphanumeric))
            .map(|(name, info)| (name.to_owned(), info.entries));
        let in_thesaurus = thesaurus.words().map(|word| (word.to_owned(), 0));
        let has_meaning = |text: &str, stem: &str| {
            let word = PhraseWord {
                text,
                stem,
                is_filler: false,
                is_capitals: false,
            };
            let mut all = thesaurus
                .meanings_in_query(std::slice::from_ref(&word))
                .flat_map(|(_, meanings)| meanings);
            all.any(|meaning| self.count_of(&meaning.token) > 0)
        };
        self.vocabulary = Vocabulary::new(own.chain(in_thesaurus), &mut Stems::new(), has_meaning);
        let mut word_of = vec![WordId::MAX; self.tokens.len()];
        for (word, (name, _)) in word_of.iter_mut().zip(self.tokens.iter()) {
            *word = self.vocabulary.find(name).unwrap_or(WordId::MAX);
        }
        for shown in &mut self.shown {
            for word in &mut shown.words {
                word.word = word_of.get(word.word as usize).copied().unwrap_or(WordId::MAX);
            }
        }
    }

    fn weigh_phrases(&mut self, telling: f32) {
        let mut phrases = std::mem::take(&mut self.phrases);
        for phrase in &mut phrases {
            let weight = |(stem, share): &(TokenId, f32)| share * self.rarity(self.count_of(self.tokens.name(*stem))).powf(telling);
            phrase.weight = phrase.words.iter().map(weight).sum();
        }
        self.phrases = phrases;
    }

    fn collect_names(&mut self) {
        let citations = self.tokens.iter().filter_map(|(name, _)| name.strip_prefix(CITATION_MARK));
        self.citations = citations.map(str::to_owned).collect();
        self.citations.sort();
        let sources: BTreeSet<&String> = self.entries.iter().flat_map(|entry| &entry.sources).collect();
        self.sources = sources.into_iter().cloned().collect();
    }
}
