//! What is kept beside the index: every entry, every text as words, which tokens there are and where.
//!
//! Packed while the index is built, by the same steps that feed it, so the two number documents alike; opened without
//! reading it. Snippets come from here: no stored documents are read.
//! Does not belong here: postings (they are tantivy's), queries.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use tantivy::directory::OwnedBytes;

use super::corpus::{Corpus, DocumentText, EntryText};
use super::draft::{EntryDraft, Settings};
use super::meaning::DIMENSIONS;
use super::packed::{Numbers, Packer, Strings, Unpacker, Values, pack_numbers, pack_strings, pack_values};
use super::schema::CITATION_MARK;
use super::thesaurus::{PhraseWord, Thesaurus};
use super::tokens::{KnownTokens, TokenId, Tokens};
use super::vocabulary::{Vocabulary, WordId, pack_vocabulary};
use super::words::Stems;

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
    /// The directions of the phrases.
    phrase_directions: OwnedBytes,
}

impl Catalog {
    /// Opens what [`Draft::pack`] has made; none if it is something else.
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
            phrase_directions: parts.take(),
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

    /// Returns the direction of a title, ask or alias.
    pub(super) fn phrase_direction(&self, at: usize) -> &[u8] {
        let start = at.saturating_mul(DIMENSIONS);
        self.phrase_directions
            .get(start..start.saturating_add(DIMENSIONS))
            .unwrap_or_default()
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

/// What a catalog is packed from.
pub(super) struct Draft<'a> {
    pub corpus: &'a Corpus,
    /// Of each entry of the corpus, in its order.
    pub entries: &'a [&'a EntryDraft],
    pub settings: Settings<'a>,
}

impl Draft<'_> {
    /// Packs the catalog.
    pub(super) fn pack(&self, tokens: &mut Tokens, stems: &mut Stems) -> Vec<u8> {
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let Self { corpus, entries, .. } = self;
        tokens.count(entries.iter().map(|draft| draft.tokens.as_slice()));
        let token_table = tokens.pack();
        let (vocabulary, word_of) = self.pack_words(&token_table, tokens, stems);
        let shown: Vec<Shown> = self.shown(&word_of).collect();
        let citations: Vec<&str> = tokens
            .sorted()
            .filter_map(|(_, name, _)| name.strip_prefix(CITATION_MARK))
            .collect();
        let mut packer = Packer::default();
        packer.add(&pack_values(&corpus.entries));
        packer.add(&pack_values(&self.spots()));
        packer.add(&pack_values(&shown));
        packer.add(&token_table);
        packer.add(&vocabulary);
        packer.add(&pack_strings(citations));
        let sources: BTreeSet<&String> = corpus.entries.iter().flat_map(|entry| &entry.sources).collect();
        packer.add(&pack_strings(sources));
        let cards = corpus.entries.iter().take_while(|entry| !entry.is_checklist()).count();
        let phrases = || entries.iter().flat_map(|draft| &draft.phrases);
        let starts = entries.iter().scan(0, |first, draft| {
            let starts = draft.phrase_starts.map(|start| narrow(*first + start));
            *first += draft.phrases.len();
            Some(starts)
        });
        for numbers in [
            pack_numbers(corpus.entries.iter().map(|entry| narrow(entry.end_document))),
            pack_numbers(corpus.documents.iter().map(|document| narrow(document.entry))),
            pack_numbers(corpus.documents.iter().map(|document| narrow(document.source_order))),
            pack_numbers([narrow(cards)]),
            pack_numbers(phrases().map(|phrase| narrow(phrase.len()))),
            pack_numbers(entries.iter().flat_map(|draft| draft.phrase_telling.iter().copied())),
            pack_numbers(phrases().map(|phrase| self.weigh(phrase, tokens).to_bits())),
            pack_numbers(starts.flatten()),
        ] {
            packer.add(&numbers);
        }
        let directions = entries.iter().flat_map(|draft| &draft.phrase_directions).copied();
        packer.add(&directions.collect::<Vec<u8>>());
        packer.finish()
    }

    fn spots(&self) -> Vec<Spot> {
        let spot = |document: &DocumentText| Spot {
            anchor: document.anchor.clone(),
            heading: document.heading.clone(),
        };
        self.corpus.documents.iter().map(spot).collect()
    }

    /// Returns the shown texts, their words with the numbers that tokens have in the vocabulary.
    fn shown(&self, word_of: &[WordId]) -> impl Iterator<Item = Shown> {
        let numbered = |word: &ShownWord| ShownWord {
            word: word_of.get(word.word as usize).copied().unwrap_or(WordId::MAX),
            ..*word
        };
        let all = self.entries.iter().flat_map(|draft| &draft.shown);
        all.map(move |shown| Shown {
            text: shown.text.clone(),
            words: shown.words.iter().map(numbered).collect(),
        })
    }

    fn weigh(&self, phrase: &[(TokenId, f32)], tokens: &Tokens) -> f32 {
        let (all, telling) = (self.corpus.entries.len(), self.settings.1.telling);
        phrase
            .iter()
            .map(|(stem, share)| share * rarity(all, tokens.info(*stem).entries).powf(telling))
            .sum()
    }

    /// Returns the vocabulary as a table, and for each token its number in it.
    fn pack_words(&self, token_table: &[u8], tokens: &mut Tokens, stems: &mut Stems) -> (Vec<u8>, Vec<WordId>) {
        let thesaurus: &Thesaurus = self.settings.0;
        let known = KnownTokens::open(&OwnedBytes::new(token_table.to_vec()));
        let stands = |token: &str| known.as_ref().is_some_and(|known| known.find(token).is_some());
        let all = tokens.len();
        let own: Vec<(TokenId, &str, u32)> = tokens
            .sorted()
            .filter(|(_, name, _)| name.starts_with(char::is_alphanumeric))
            .map(|(id, name, info)| (id, name, info.entries))
            .collect();
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
        let counts = own.iter().map(|(_, name, entries)| ((*name).to_owned(), *entries));
        let packed = pack_vocabulary(counts.chain(in_thesaurus), stems, has_meaning);
        let vocabulary = Vocabulary::open(&OwnedBytes::new(packed.clone()));
        let mut word_of = vec![WordId::MAX; all];
        for (id, name, _) in &own {
            let word = vocabulary.as_ref().and_then(|vocabulary| vocabulary.find(name));
            if let (Some(place), Some(word)) = (word_of.get_mut(*id as usize), word) {
                *place = word;
            }
        }
        (packed, word_of)
    }
}
