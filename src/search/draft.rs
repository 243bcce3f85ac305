//! A card or checklist taken apart: the tokens of its documents, and what the catalog keeps of it.
//!
//! It depends on the texts of the one card, the thesaurus and the words that are also written as two, so it stays as it is
//! when others change.
//! Does not belong here: how texts become tokens (`analysis`), tables (`catalog`), tantivy.

use super::analysis::{Analysis, Piece};
use super::catalog::{Shown, ShownWord};
use super::citation::{Hand, find_citations};
use super::corpus::{DocumentText, EntryText};
use super::meaning::Meanings;
use super::schema::{CITATION_MARK, Field, PHRASE_SPAN};
use super::thesaurus::Thesaurus;
use super::tokens::{Placed, TokenId, Tokens};
use super::weights::Weights;
use super::words::split_words;

/// What words mean and how much they carry.
pub(super) type Settings<'a> = (&'a Thesaurus, &'a Weights);

/// The tokens of one field of one document.
pub(super) type FieldTokens = (Field, Vec<Placed>);

/// What the catalog keeps of a card or checklist.
#[derive(Debug, Default)]
pub(super) struct EntryDraft {
    /// The texts of its documents. The numbers of tokens stand in for those of words.
    pub shown: Vec<Shown>,
    /// Stems of the words of its title, asks and aliases, each with how much it carries from 0 to 1.
    pub phrases: Vec<Vec<(TokenId, f32)>>,
    /// Of each of them the bits of the words that tell something.
    pub phrase_telling: Vec<u32>,
    /// The direction of each of them, one after the other.
    pub phrase_directions: Vec<u8>,
    /// Which of them is its first title, ask and alias.
    pub phrase_starts: [usize; 3],
    /// Its tokens, each once with the bits of its fields.
    pub tokens: Vec<(TokenId, u8)>,
}

/// Takes cards and checklists apart, one after the other.
pub(super) struct Drafter {
    pub analysis: Analysis,
    pub tokens: Tokens,
    meanings: Meanings,
    /// For each token the entry in which it was last seen, counted from 1, and its place among the tokens of that one.
    seen: Vec<(u32, u32)>,
    entry: u32,
}

impl Drafter {
    pub(super) fn new(analysis: Analysis) -> Self {
        Self {
            analysis,
            tokens: Tokens::default(),
            meanings: Meanings::built_in(),
            seen: Vec::new(),
            entry: 0,
        }
    }

    /// Takes an entry apart; returns the tokens of each of its documents, too.
    pub(super) fn draft(
        &mut self,
        entry: &EntryText,
        documents: &[DocumentText],
        settings: Settings<'_>,
    ) -> (EntryDraft, Vec<Vec<FieldTokens>>) {
        let mut draft = EntryDraft::default();
        let mut all = Vec::with_capacity(documents.len());
        for document in documents {
            let mut fields = Vec::new();
            if all.is_empty() {
                self.add_entry(entry, settings, &mut draft, &mut fields);
            }
            self.add_document(document, settings, &mut draft, &mut fields);
            all.push(fields);
        }
        draft.tokens = self.each_once(&all);
        (draft, all)
    }

    /// Returns the tokens of an entry, each once with the bits of its fields.
    fn each_once(&mut self, documents: &[Vec<FieldTokens>]) -> Vec<(TokenId, u8)> {
        self.entry += 1;
        self.seen.resize(self.tokens.len(), (0, 0));
        let mut tokens: Vec<(TokenId, u8)> = Vec::new();
        for (field, placed) in documents.iter().flatten() {
            for Placed { token, .. } in placed {
                let Some(seen) = self.seen.get_mut(*token as usize) else { continue };
                if seen.0 != self.entry {
                    *seen = (self.entry, u32::try_from(tokens.len()).unwrap_or(u32::MAX));
                    tokens.push((*token, 0));
                }
                if let Some((_, fields)) = tokens.get_mut(seen.1 as usize) {
                    *fields |= field.bit();
                }
            }
        }
        tokens
    }

    fn add_entry(&mut self, entry: &EntryText, settings: Settings<'_>, draft: &mut EntryDraft, fields: &mut Vec<FieldTokens>) {
        let title = std::slice::from_ref(&entry.title);
        let lists = [(Field::Title, title), (Field::Asks, &entry.asks), (Field::Alias, &entry.aliases)];
        for (start, (field, texts)) in draft.phrase_starts.iter_mut().zip(lists) {
            *start = draft.phrases.len();
            let mut placed = Vec::new();
            for (number, text) in (0..).zip(texts) {
                let words = split_words(text);
                let words = words.get(..words.len().min(PHRASE_SPAN as usize - 8)).unwrap_or_default();
                draft.phrases.push(self.analysis.phrase(words, settings, &mut self.tokens));
                let direction = self.meanings.direction(words.iter().map(|word| word.text.as_str()));
                draft.phrase_directions.extend(direction.map(i8::cast_unsigned));
                let piece = Piece {
                    text,
                    words,
                    base: number * PHRASE_SPAN,
                    field,
                };
                draft.phrase_telling.push(self.analysis.telling(piece, settings));
                self.analysis.add(piece, settings, &mut self.tokens, &mut placed);
            }
            fields.push((field, placed));
        }
        self.add_text((&entry.summary, Field::Summary), None, settings, fields);
    }

    fn add_document(&mut self, document: &DocumentText, settings: Settings<'_>, draft: &mut EntryDraft, fields: &mut Vec<FieldTokens>) {
        let mut shown = Shown::default();
        self.add_text((&document.heading, Field::Heading), None, settings, fields);
        self.add_text((&document.step, Field::Step), Some(&mut shown), settings, fields);
        self.add_text((&document.body, Field::Body), Some(&mut shown), settings, fields);
        draft.shown.push(shown);
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

    fn add_text(&mut self, (text, field): (&str, Field), shown: Option<&mut Shown>, settings: Settings<'_>, fields: &mut Vec<FieldTokens>) {
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
        self.analysis.add(piece, settings, &mut self.tokens, &mut placed);
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
            word: self.analysis.word(&word.text, &mut self.tokens),
            start: place(word.start),
            end: place(word.end),
        }));
    }
}
