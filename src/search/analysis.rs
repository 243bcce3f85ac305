//! Texts turned into tokens: words, stems, beginnings, words written as two, meanings, citations.
//!
//! Does not belong here: which texts there are (`corpus`), queries (`understand`).

use std::collections::HashMap;

use super::citation::{Hand, find_citations};
use super::draft::Settings;
use super::joined::{Joined, pair};
use super::schema::{CITATION_MARK, Field, LEAD_MARK, LONGEST_LEAD, STEM_MARK};
use super::thesaurus::PhraseWord;
use super::tokens::{Placed, TokenId, Tokens};
use super::words::{Stems, Word};

/// A text to be turned into tokens.
#[derive(Clone, Copy)]
pub(super) struct Piece<'t> {
    /// The text.
    pub text: &'t str,
    /// Its words.
    pub words: &'t [Word],
    /// Position of its first word.
    pub base: u32,
    /// The field it stands in.
    pub field: Field,
}

/// Turns texts into tokens.
pub(super) struct Analysis {
    stems: Stems,
    forms: HashMap<String, Forms>,
    /// Words that are also written as two.
    pub joined: Joined,
    buffer: String,
    /// For each token the number of the text in which it was last seen.
    last_text: Vec<u32>,
    text_number: u32,
    /// Every two words that follow each other and may be one, since they were last taken.
    pairs: Vec<u64>,
}

/// The tokens of one word.
#[derive(Debug, Clone, Copy)]
struct Forms {
    word: TokenId,
    stem: TokenId,
    leads: [Option<TokenId>; LONGEST_LEAD],
}

impl Analysis {
    /// Returns an analysis of texts that write these words as one.
    pub(super) fn new(joined: Joined) -> Self {
        Self {
            stems: Stems::new(),
            forms: HashMap::new(),
            joined,
            buffer: String::new(),
            last_text: Vec::new(),
            text_number: 0,
            pairs: Vec::new(),
        }
    }

    /// Returns every two words, as [`pair`] gives them, that followed each other since this was last asked, each once, sorted.
    pub(super) fn take_pairs(&mut self) -> Vec<u64> {
        self.pairs.sort_unstable();
        self.pairs.dedup();
        let pairs = self.pairs.clone();
        self.pairs.clear();
        pairs
    }

    /// Returns the stems of the words of a title, ask or alias, each with how much it carries from 0 to 1.
    pub(super) fn phrase(&mut self, words: &[Word], (thesaurus, weights): Settings<'_>, tokens: &mut Tokens) -> Vec<(TokenId, f32)> {
        let share = |word: &str| {
            if thesaurus.is_filler(word) {
                weights.filler
            } else if thesaurus.is_light(word) {
                weights.light
            } else {
                1.0
            }
        };
        words
            .iter()
            .map(|word| (self.forms(&word.text, tokens).stem, share(&word.text)))
            .collect()
    }

    /// Returns the bits of the words of a title, ask or alias that tell something; of the words of a citation, and of
    /// two joined by a hyphen, the first.
    pub(super) fn telling(&self, piece: Piece<'_>, (thesaurus, _): Settings<'_>) -> u32 {
        let citations = find_citations(piece.text, hand_of(piece.field));
        let is_cited = |word: &Word| {
            citations
                .iter()
                .any(|citation| citation.start < word.start && word.start < citation.end)
        };
        // `co-payment` is also `copayment`, which stands where `co` does.
        let is_joined = |before: Option<&Word>, word: &Word| {
            let before = before.filter(|before| word.is_hyphenated && !thesaurus.is_filler(&before.text));
            before.is_some_and(|before| self.joined.contains(&format!("{}{}", before.text, word.text)))
        };
        let before = std::iter::once(None).chain(piece.words.iter().map(Some));
        (0..u32::BITS)
            .zip(before.zip(piece.words))
            .filter(|(_, (before, word))| !thesaurus.is_filler(&word.text) && !is_cited(word) && !is_joined(*before, word))
            .fold(0, |bits, (position, _)| bits | 1 << position)
    }

    /// Returns the token of a word itself.
    pub(super) fn word(&mut self, word: &str, tokens: &mut Tokens) -> TokenId {
        self.forms(word, tokens).word
    }

    /// Adds the tokens of `piece` to `placed`.
    pub(super) fn add(&mut self, piece: Piece<'_>, settings: Settings<'_>, tokens: &mut Tokens, placed: &mut Vec<Placed>) {
        self.text_number += 1;
        let mut stems = Vec::with_capacity(piece.words.len());
        for (position, (idx, word)) in (piece.base..).zip(piece.words.iter().enumerate()) {
            let Forms { word: own, stem, leads } = self.forms(&word.text, tokens);
            stems.push(stem);
            placed.push(Placed { token: own, position });
            placed.push(Placed { token: stem, position });
            for lead in leads.into_iter().flatten() {
                if piece.field.is_phrases() || self.is_first_in_text(lead) {
                    placed.push(Placed { token: lead, position });
                }
            }
            if let Some(next) = piece.words.get(idx + 1) {
                self.add_joined((word, next), position, settings, tokens, placed);
            }
        }
        add_meanings(piece, &stems, settings, tokens, placed);
        add_citations(piece, tokens, placed);
    }

    fn forms(&mut self, word: &str, tokens: &mut Tokens) -> Forms {
        if let Some(forms) = self.forms.get(word) {
            return *forms;
        }
        let stem = self.stems.stem(word);
        let mut leads = [None; LONGEST_LEAD];
        for (lead, (at, c)) in leads.iter_mut().zip(word.char_indices()) {
            let beginning = word.get(..at + c.len_utf8()).unwrap_or(word);
            *lead = Some(tokens.intern(&format!("{LEAD_MARK}{beginning}")));
        }
        let forms = Forms {
            word: tokens.intern(word),
            stem: tokens.intern(&format!("{STEM_MARK}{stem}")),
            leads,
        };
        self.forms.insert(word.to_owned(), forms);
        forms
    }

    fn is_first_in_text(&mut self, token: TokenId) -> bool {
        let at = token as usize;
        if self.last_text.len() <= at {
            self.last_text.resize(at + 256, 0);
        }
        match self.last_text.get_mut(at) {
            Some(last) if *last == self.text_number => false,
            Some(last) => {
                *last = self.text_number;
                true
            }
            None => true,
        }
    }

    fn add_joined(
        &mut self,
        (word, next): (&Word, &Word),
        position: u32,
        (thesaurus, _): Settings<'_>,
        tokens: &mut Tokens,
        placed: &mut Vec<Placed>,
    ) {
        let mut joined = std::mem::take(&mut self.buffer);
        joined.clear();
        joined.push_str(&word.text);
        joined.push_str(&next.text);
        self.pairs.push(pair(&joined));
        if self.joined.contains(&joined) && !thesaurus.keeps_apart(&joined) {
            let forms = self.forms(&joined, tokens);
            for token in [forms.word, forms.stem] {
                placed.push(Placed { token, position });
            }
        }
        self.buffer = joined;
    }
}

fn add_meanings(piece: Piece<'_>, stems: &[TokenId], (thesaurus, _): Settings<'_>, tokens: &mut Tokens, placed: &mut Vec<Placed>) {
    let mut found: Vec<(u32, &str)> = Vec::new();
    let phrase: Vec<PhraseWord<'_>> = piece
        .words
        .iter()
        .zip(stems)
        .map(|(word, stem)| PhraseWord {
            text: &word.text,
            stem: tokens.name(*stem).strip_prefix(STEM_MARK).unwrap_or_default(),
            is_filler: thesaurus.may_be_skipped(&word.text),
            is_capitals: piece
                .text
                .get(word.start..word.end)
                .is_some_and(|raw| raw.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())),
        })
        .collect();
    for (position, idx) in (piece.base..).zip(0..phrase.len()) {
        let rest = phrase.get(idx..).unwrap_or_default();
        found.extend(thesaurus.meanings_in_content(rest).map(|token| (position, token)));
    }
    for (position, token) in found {
        let token = tokens.intern(token);
        placed.push(Placed { token, position });
    }
}

/// Other names are written as people type them.
fn hand_of(field: Field) -> Hand {
    if field == Field::Alias { Hand::Typist } else { Hand::Author }
}

fn add_citations(piece: Piece<'_>, tokens: &mut Tokens, placed: &mut Vec<Placed>) {
    for citation in find_citations(piece.text, hand_of(piece.field)) {
        let idx = piece.words.partition_point(|word| word.start < citation.start);
        let position = piece.base + u32::try_from(idx).unwrap_or(0);
        for (name, _) in citation.names {
            let token = tokens.intern(&format!("{CITATION_MARK}{name}"));
            placed.push(Placed { token, position });
        }
    }
}
