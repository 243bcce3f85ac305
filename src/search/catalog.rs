//! What is kept beside the index: every entry, every text as words, which tokens there are and where.
//!
//! Packed while the index is built, by the same steps that feed it, so the two number documents alike; opened without
//! reading it. Snippets come from here: no stored documents are read.
//! Does not belong here: postings (they are tantivy's), queries.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use tantivy::directory::OwnedBytes;

use super::analysis::{Analysis, Piece};
use super::citation::{Hand, find_citations};
use super::corpus::{Corpus, DocumentText, EntryText};
use super::packed::{Numbers, Packer, Strings, Unpacker, Values, pack_numbers, pack_strings, pack_values};
use super::schema::{CITATION_MARK, Field, PHRASE_SPAN};
use super::thesaurus::{PhraseWord, Thesaurus};
use super::tokens::{KnownTokens, Placed, TokenId, Tokens};
use super::vocabulary::{Vocabulary, WordId, pack_vocabulary};
use super::weights::Weights;
use super::words::{Stems, split_words};

/// What words mean and how much they carry.
pub(super) type Settings<'a> = (&'a Thesaurus, &'a Weights);

/// The tokens of one field of one document.
pub(super) type FieldTokens = (Field, Vec<Placed>);

/// A title, ask or alias.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Phrase {
    /// How many words it has.
    pub words: usize,
    /// Bits of the words that tell something; of a citation's words the first.
    pub telling: u32,
    /// What all its words weigh.
    pub weight: f32,
}

/// A word of a document's text.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct ShownWord {
    /// Number in the vocabulary.
    pub word: WordId,
    /// First byte in the shown text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A document's text for snippets.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Shown {
    /// The text: step, then body.
    pub text: String,
    /// Its words.
    pub words: Vec<ShownWord>,
}

/// Where a document is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Spot {
    /// Anchor of the section, or id of the step.
    pub anchor: String,
    /// Heading of the section or of the step's chunk; empty for the opening.
    pub heading: String,
}

/// All of it.
#[derive(Debug)]
pub(super) struct Catalog {
    /// Cards, then checklists.
    pub entries: Values<EntryText>,
    /// Where the documents are.
    pub documents: Values<Spot>,
    /// The documents' texts.
    pub shown: Values<Shown>,
    /// All tokens.
    pub tokens: KnownTokens,
    /// All words.
    pub vocabulary: Vocabulary,
    /// Canonical names of all citations and forms, sorted.
    pub citations: Strings,
    /// Ids of all source documents that something stands on, sorted.
    pub sources: Strings,
    /// For each entry one past the number of its last document.
    document_ends: Numbers,
    /// For each document the number of its entry, and [`DocumentText::source_order`].
    entry_of: Numbers,
    source_orders: Numbers,
    /// How many of the entries are cards.
    cards: usize,
    /// Words and weight of the titles, asks and aliases of all entries.
    phrase_words: Numbers,
    phrase_telling: Numbers,
    phrase_weights: Numbers,
    /// For each entry the number of its first title (there is one), ask and alias.
    phrase_starts: Numbers,
}

impl Catalog {
    /// Opens what [`pack_catalog`] has made; none if it is something else.
    pub(super) fn open(bytes: &OwnedBytes) -> Option<Self> {
        let mut parts = Unpacker::open(bytes)?;
        let entries = Values::open(&parts.take());
        let documents = Values::open(&parts.take());
        let shown = Values::open(&parts.take());
        let tokens = KnownTokens::open(&parts.take())?;
        let vocabulary = Vocabulary::open(&parts.take())?;
        let citations = Strings::open(&parts.take());
        let sources = Strings::open(&parts.take());
        let mut numbers = || Numbers::open(parts.take());
        Some(Self {
            document_ends: numbers(),
            entry_of: numbers(),
            source_orders: numbers(),
            cards: numbers().get(0)? as usize,
            phrase_words: numbers(),
            phrase_telling: numbers(),
            phrase_weights: numbers(),
            phrase_starts: numbers(),
            entries,
            documents,
            shown,
            tokens,
            vocabulary,
            citations,
            sources,
        })
    }

    /// Returns the numbers of the documents of an entry.
    pub(super) fn documents_of(&self, entry: usize) -> Range<usize> {
        let end = |entry: usize| self.document_ends.get(entry).map_or(0, |end| end as usize);
        entry.checked_sub(1).map_or(0, end)..end(entry)
    }

    /// Returns the number of a document's entry.
    pub(super) fn entry_of(&self, document: usize) -> Option<usize> {
        self.entry_of.get(document).map(|entry| entry as usize)
    }

    /// Returns the place of the first section that a document stands on among the sections of its source document.
    pub(super) fn source_order(&self, document: usize) -> Option<u32> {
        self.source_orders.get(document)
    }

    /// Whether an entry is a checklist.
    pub(super) fn is_checklist(&self, entry: usize) -> bool {
        self.cards <= entry
    }

    /// Returns how many titles, asks and aliases there are.
    pub(super) fn phrase_count(&self) -> usize {
        self.phrase_words.len()
    }

    /// Returns a title, ask or alias.
    pub(super) fn phrase(&self, at: usize) -> Phrase {
        Phrase {
            words: self.phrase_words.get(at).map_or(0, |words| words as usize),
            telling: self.phrase_telling.get(at).unwrap_or_default(),
            weight: self.phrase_weights.get(at).map_or(0.0, f32::from_bits),
        }
    }

    /// Returns the numbers of the first title, ask and alias of an entry, and one past its last alias.
    pub(super) fn phrase_bounds(&self, entry: usize) -> [usize; 4] {
        let start = |at: usize| {
            self.phrase_starts
                .get(at)
                .map_or_else(|| self.phrase_count(), |start| start as usize)
        };
        let first = entry.saturating_mul(3);
        [start(first), start(first + 1), start(first + 2), start(first + 3)]
    }

    /// Returns how telling a token is that stands in `entries` entries.
    pub(super) fn rarity(&self, entries: u32) -> f32 {
        rarity(self.entries.len(), entries)
    }

    /// Returns in how many entries `token` stands; 0 if nowhere.
    pub(super) fn count_of(&self, token: &str) -> u32 {
        self.tokens.find(token).map_or(0, |info| info.entries)
    }
}

/// Returns how telling a token is that stands in `with` of `all` entries.
#[expect(clippy::cast_precision_loss, reason = "there are far fewer entries than a float can count")]
fn rarity(all: usize, with: u32) -> f32 {
    (1.0 + all as f32 / (with as f32 + 0.5)).ln()
}

/// Packs the catalog of `corpus`, handing the tokens of each document to `sink` in order.
///
/// # Errors
///
/// Whatever `sink` returns.
pub(super) fn pack_catalog<E>(
    corpus: &Corpus,
    settings: Settings<'_>,
    mut sink: impl FnMut(&[FieldTokens], &Tokens) -> Result<(), E>,
) -> Result<Vec<u8>, E> {
    let mut analysis = Analysis::new(corpus, settings);
    let mut draft = Draft::default();
    for (number, document) in corpus.documents.iter().enumerate() {
        let Some(entry) = corpus.entries.get(document.entry) else {
            continue;
        };
        let mut fields = Vec::new();
        if entry.first_document == number {
            draft.add_entry(entry, &mut analysis, &mut fields);
        }
        draft.add_document(document, &mut analysis, &mut fields);
        for (field, placed) in &fields {
            for token in placed {
                draft.tokens.count(token.token, *field, document.entry);
            }
        }
        sink(&fields, &draft.tokens)?;
    }
    Ok(draft.pack(corpus, settings))
}

/// A catalog being made.
#[derive(Default)]
struct Draft {
    shown: Vec<Shown>,
    /// Stems of the words of all titles, asks and aliases, each with how much it carries from 0 to 1.
    phrases: Vec<Vec<(TokenId, f32)>>,
    phrase_telling: Vec<u32>,
    phrase_starts: Vec<[usize; 3]>,
    tokens: Tokens,
}

impl Draft {
    fn pack(mut self, corpus: &Corpus, (thesaurus, weights): Settings<'_>) -> Vec<u8> {
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let tokens = self.tokens.pack();
        let vocabulary = self.pack_words(thesaurus, &tokens);
        let mut citations: Vec<&str> = self
            .tokens
            .iter()
            .filter_map(|(name, _)| name.strip_prefix(CITATION_MARK))
            .collect();
        citations.sort_unstable();
        let sources: BTreeSet<&String> = corpus.entries.iter().flat_map(|entry| &entry.sources).collect();
        let cards = corpus.entries.iter().take_while(|entry| !entry.is_checklist()).count();
        let phrase_weights = self
            .phrases
            .iter()
            .map(|phrase| self.weigh(phrase, corpus.entries.len(), weights.telling).to_bits());
        let spot = |document: &DocumentText| Spot {
            anchor: document.anchor.clone(),
            heading: document.heading.clone(),
        };
        let spots: Vec<Spot> = corpus.documents.iter().map(spot).collect();
        let mut packer = Packer::default();
        packer.add(&pack_values(&corpus.entries));
        packer.add(&pack_values(&spots));
        packer.add(&pack_values(&self.shown));
        packer.add(&tokens);
        packer.add(&vocabulary);
        packer.add(&pack_strings(citations));
        packer.add(&pack_strings(sources));
        for numbers in [
            pack_numbers(corpus.entries.iter().map(|entry| narrow(entry.end_document))),
            pack_numbers(corpus.documents.iter().map(|document| narrow(document.entry))),
            pack_numbers(corpus.documents.iter().map(|document| narrow(document.source_order))),
            pack_numbers([narrow(cards)]),
            pack_numbers(self.phrases.iter().map(|phrase| narrow(phrase.len()))),
            pack_numbers(self.phrase_telling.iter().copied()),
            pack_numbers(phrase_weights),
            pack_numbers(self.phrase_starts.iter().flatten().map(|start| narrow(*start))),
        ] {
            packer.add(&numbers);
        }
        packer.finish()
    }

    fn weigh(&self, phrase: &[(TokenId, f32)], entries: usize, telling: f32) -> f32 {
        let count = |stem: TokenId| self.tokens.find(self.tokens.name(stem)).map_or(0, |info| info.entries);
        phrase
            .iter()
            .map(|(stem, share)| share * rarity(entries, count(*stem)).powf(telling))
            .sum()
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
                self.phrase_telling.push(analysis.telling(piece));
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

    /// Returns the vocabulary as a table, and gives the shown words their numbers in it.
    fn pack_words(&mut self, thesaurus: &Thesaurus, tokens: &[u8]) -> Vec<u8> {
        let known = KnownTokens::open(&OwnedBytes::new(tokens.to_vec()));
        let stands = |token: &str| known.as_ref().is_some_and(|known| known.find(token).is_some());
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
            all.any(|meaning| stands(&meaning.token))
        };
        let packed = pack_vocabulary(own.chain(in_thesaurus), &mut Stems::new(), has_meaning);
        let vocabulary = Vocabulary::open(&OwnedBytes::new(packed.clone()));
        let find = |name: &str| {
            vocabulary
                .as_ref()
                .and_then(|vocabulary| vocabulary.find(name))
                .unwrap_or(WordId::MAX)
        };
        let word_of: Vec<WordId> = self.tokens.iter().map(|(name, _)| find(name)).collect();
        for word in self.shown.iter_mut().flat_map(|shown| &mut shown.words) {
            word.word = word_of.get(word.word as usize).copied().unwrap_or(WordId::MAX);
        }
        packed
    }
}
