//! What a query of the shelf means: its words, citations and quotes, each with the tokens it may be matched by.
//!
//! Nothing here reads postings; that a token stands nowhere is known from tantivy's dictionary.
//! Does not belong here: what is given up when nothing has all of it (`find`), what the words mean (`thesaurus`).

use crate::domain::query::Query;

use super::super::citation::{Hand, find_citations, show_name};
use super::super::spelling::Typed;
use super::super::thesaurus::{PhraseWord, Reason, Thesaurus};
use super::super::words::{Stems, split_words};
use super::lexicon::Guess;
use super::read::{Counts, Reader};
use super::schema::{CITATION_MARK, LEAD_MARK, LONGEST_LEAD};
use super::shared::shared_token;

/// Longest query read, in characters.
const LONGEST_QUERY: usize = 400;
/// Most units read.
const MOST_UNITS: usize = 28;
/// How much worse than the best name of a citation another may stand for it.
const WORST_STEP_UP: f32 = 0.5;
/// Shortest half of two words written as one.
const SHORTEST_HALF: usize = 3;

/// How an alternative came from what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum By {
    /// It is what was typed, or begins so.
    Typed,
    /// A meaning of the thesaurus: the term and why.
    Meaning(String, Reason),
    /// A word spelled nearly so.
    Spelling(String),
    /// A word that sounds so.
    Sound(String),
    /// A citation or form number.
    Citation(String),
}

/// One way to match a unit: all of these tokens.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Alternative {
    /// The tokens.
    pub tokens: Vec<String>,
    /// How the words that have them begin, for marking.
    pub needles: Vec<String>,
    /// How well it stands for what was typed, from 0 to 1.
    pub quality: f32,
    /// How it came about.
    pub by: By,
}

/// A word or citation of a query.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each says something else")]
pub(super) struct Unit {
    /// As typed, folded.
    pub typed: String,
    /// Best first; empty if nothing is like it.
    pub alternatives: Vec<Alternative>,
    /// Whether hits should have it.
    pub carries: bool,
    /// Whether it may go on.
    pub is_open: bool,
    /// Whether the shelf has what was typed.
    pub is_known: bool,
    /// Whether words that begin so are left out of the alternatives: the texts have to be read for them.
    pub is_cut: bool,
    /// The token that stands for all alternatives and for other words that begin so, in segments that have it.
    pub shared: Option<String>,
}

/// Words in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quote {
    /// The words.
    pub words: Vec<String>,
    /// Whether the last may go on.
    pub is_open: bool,
}

/// A query, understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Understood {
    /// In the order typed.
    pub units: Vec<Unit>,
    /// Quotes; their words are units, too.
    pub quotes: Vec<Quote>,
}

/// Understands queries of one shelf.
pub(super) struct Understanding<'a> {
    reader: &'a Reader,
    /// In how many sections tokens stand.
    pub counts: Counts<'a>,
    thesaurus: &'a Thesaurus,
    stems: Stems,
    most_beginnings: usize,
}

impl<'a> Understanding<'a> {
    /// Returns an understanding of what `reader` has. A beginning is taken for no more than `most_beginnings` stems.
    pub(super) fn new(reader: &'a Reader, thesaurus: &'a Thesaurus, most_beginnings: usize) -> Self {
        Self {
            reader,
            counts: Counts::new(reader),
            thesaurus,
            stems: Stems::new(),
            most_beginnings,
        }
    }

    /// Returns what `query` means.
    pub(super) fn understand(&mut self, query: &Query) -> Understood {
        let text: String = query.text.chars().take(LONGEST_QUERY).collect();
        let mut understood = Understood::default();
        let is_quote = |c: char| matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}');
        let mut pieces = text.split(is_quote).enumerate().peekable();
        while let Some((number, piece)) = pieces.next() {
            let is_last = pieces.peek().is_none();
            let is_open = is_last && piece.ends_with(char::is_alphanumeric);
            if number % 2 == 0 {
                self.add_plain(piece, is_open, &mut understood.units);
            } else {
                self.add_quote(piece, is_open, &mut understood);
            }
        }
        understood.units.truncate(MOST_UNITS);
        if !understood.units.iter().any(|unit| unit.carries) {
            understood.units.iter_mut().for_each(|unit| unit.carries = true);
        }
        understood
    }

    fn add_quote(&mut self, piece: &str, is_open: bool, understood: &mut Understood) {
        let words: Vec<String> = split_words(piece).into_iter().map(|word| word.text).collect();
        for (number, word) in (1..).zip(&words) {
            let mut unit = self.word_unit(word, is_open && number == words.len());
            unit.carries = true;
            understood.units.push(unit);
        }
        if words.len() > 1 {
            understood.quotes.push(Quote { words, is_open });
        }
    }

    fn add_plain(&mut self, piece: &str, is_open: bool, units: &mut Vec<Unit>) {
        let words = split_words(piece);
        let mut from = 0;
        for citation in find_citations(piece, Hand::Typist) {
            let Some(unit) = self.citation_unit(piece.get(citation.start..citation.end).unwrap_or_default(), citation.names) else {
                continue;
            };
            for word in words.iter().filter(|word| from <= word.start && word.start < citation.start) {
                units.push(self.word_unit(&word.text, false));
            }
            units.push(unit);
            from = citation.end;
        }
        for word in words.iter().filter(|word| from <= word.start) {
            units.push(self.word_unit(&word.text, is_open && word.end == piece.len()));
        }
    }

    fn citation_unit(&self, typed: &str, names: Vec<(String, f32)>) -> Option<Unit> {
        let mut alternatives: Vec<Alternative> = names
            .into_iter()
            .map(|(name, quality)| Alternative {
                tokens: vec![format!("{CITATION_MARK}{name}")],
                needles: name
                    .rsplit(|c: char| !c.is_ascii_digit())
                    .find(|run| run.len() > 2)
                    .map(str::to_owned)
                    .into_iter()
                    .collect(),
                quality,
                by: By::Citation(name),
            })
            .filter(|alternative| alternative.tokens.iter().all(|token| self.counts.of(token) > 0))
            .collect();
        let best = alternatives.first()?.quality;
        alternatives.retain(|alternative| alternative.quality > best * WORST_STEP_UP);
        Some(Unit {
            typed: typed.to_lowercase(),
            alternatives,
            carries: true,
            is_open: false,
            is_known: true,
            is_cut: false,
            shared: None,
        })
    }

    fn word_unit(&mut self, word: &str, is_open: bool) -> Unit {
        let (alternatives, is_cut) = if is_open {
            self.beginnings(word)
        } else {
            (self.forms(word), false)
        };
        // Not if the word's own stem, which begins otherwise, is looked for, too.
        let is_alike = is_open && alternatives.len() > 1 && alternatives.iter().all(|alternative| alternative.needles == [word]);
        Unit {
            is_known: is_cut || !alternatives.is_empty(),
            is_cut,
            shared: Some(shared_token(word)).filter(|token| is_alike && self.counts.of(token) > 0),
            alternatives,
            carries: is_open || !self.thesaurus.is_filler(word),
            typed: word.to_owned(),
            is_open,
        }
    }

    fn forms(&mut self, word: &str) -> Vec<Alternative> {
        let stem = self.stems.stem(word);
        if self.counts.of(&stem) == 0 {
            return Vec::new();
        }
        vec![typed_as(word, stem)]
    }

    /// Returns what a word still being typed is matched by, and whether more words begin so.
    fn beginnings(&mut self, word: &str) -> (Vec<Alternative>, bool) {
        if word.chars().count() > LONGEST_LEAD {
            return self.beginning_stems(word, self.most_beginnings);
        }
        let token = format!("{LEAD_MARK}{word}");
        let lead = Alternative {
            needles: vec![word.to_owned()],
            quality: 1.0,
            by: By::Typed,
            tokens: vec![token],
        };
        let is_there = |lead: &Alternative| lead.tokens.iter().all(|token| self.counts.of(token) > 0);
        let is_cut = self.reader.lexicon.has_beginning(word);
        (Some(lead).filter(is_there).into_iter().collect(), is_cut)
    }

    /// Returns the stems of the words that begin with `word`, those in most sections first, and whether there are more
    /// than `most`.
    pub(super) fn beginning_stems(&mut self, word: &str, most: usize) -> (Vec<Alternative>, bool) {
        // A stem has few words: looking at some more than wanted is enough.
        let (words, mut is_cut) = self.reader.lexicon.commonest(word, most.saturating_mul(4));
        let mut alternatives: Vec<Alternative> = Vec::new();
        for known in &words {
            if alternatives
                .iter()
                .any(|alternative| alternative.tokens.iter().any(|token| token == known.stem))
            {
                continue;
            }
            is_cut |= alternatives.len() == most;
            if alternatives.len() < most {
                alternatives.push(begun(word, known.stem.to_owned()));
            }
        }
        let own = self.stems.stem(word);
        let is_there = alternatives.iter().any(|alternative| alternative.tokens.contains(&own));
        if !is_there && self.counts.of(&own) > 0 {
            alternatives.insert(0, typed_as(word, own));
        }
        (alternatives, is_cut)
    }

    /// Gives a word that the shelf does not have those that are spelled or sound so, or the two that it is made of.
    pub(super) fn add_guesses(&mut self, unit: &mut Unit) {
        unit.shared = None;
        let typed = if unit.is_open { Typed::Beginning } else { Typed::Whole };
        let guesses = self.reader.lexicon.guesses(&unit.typed, typed);
        let best = guesses.first().map_or(0.0, |guess| guess.closeness);
        if best < 0.9
            && !unit.is_known
            && let Some((left, right)) = self.halves(&unit.typed)
        {
            let needles = vec![left.clone(), right.clone()];
            unit.alternatives.push(Alternative {
                tokens: vec![self.stems.stem(&left), self.stems.stem(&right)],
                quality: 0.9,
                by: By::Spelling(format!("{left} {right}")),
                needles,
            });
        }
        let own = self.stems.stem(&unit.typed);
        for guess in guesses.into_iter().filter(|guess| guess.word.stem != own) {
            if !self.thesaurus.is_filler(guess.word.text) {
                unit.alternatives.push(guessed(guess));
            }
        }
    }

    fn halves(&self, word: &str) -> Option<(String, String)> {
        if word.len() < 2 * SHORTEST_HALF + 1 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        let sections = |text: &str| self.reader.lexicon.word(text).map_or(0, |known| known.sections);
        (SHORTEST_HALF..=word.len() - SHORTEST_HALF)
            .filter_map(|at| word.split_at_checked(at))
            .map(|(left, right)| (sections(left).min(sections(right)), left, right))
            .filter(|(sections, ..)| *sections > 1)
            .max_by_key(|(sections, ..)| *sections)
            .map(|(_, left, right)| (left.to_owned(), right.to_owned()))
    }

    /// Returns the units with what the thesaurus gives for words and phrases; none if it gives nothing.
    pub(super) fn with_meanings(&mut self, units: &[Unit], query: &Query) -> Option<Vec<Unit>> {
        let stems: Vec<String> = units.iter().map(|unit| self.stems.stem(&unit.typed)).collect();
        let phrase: Vec<PhraseWord<'_>> = units
            .iter()
            .zip(&stems)
            .map(|(unit, stem)| PhraseWord {
                text: &unit.typed,
                stem,
                is_filler: self.thesaurus.may_be_skipped(&unit.typed),
                is_capitals: query.text.contains(&unit.typed.to_uppercase()),
            })
            .collect();
        let mut out = Vec::new();
        let mut is_changed = false;
        let mut at = 0;
        while let Some(unit) = units.get(at) {
            let found = self.thesaurus.meanings_in_query(phrase.get(at..).unwrap_or_default());
            let longest = found.filter(|(count, _)| at + count <= units.len()).max_by_key(|(count, _)| *count);
            let taken = longest.map_or(1, |(count, _)| count);
            let span = units.get(at..at + taken).unwrap_or_default();
            let typed: Vec<&str> = span.iter().map(|unit| unit.typed.as_str()).collect();
            let typed = typed.join(" ");
            let is_dropped = query.dropped_expansions.iter().any(|term| term.trim().eq_ignore_ascii_case(&typed));
            match longest.filter(|_| !is_dropped) {
                Some((_, meanings)) => {
                    let meanings: Vec<(&str, Reason)> = meanings.iter().map(|meaning| (meaning.shown.as_str(), meaning.reason)).collect();
                    let merged = self.merge(span, typed, &meanings);
                    is_changed |= merged
                        .alternatives
                        .iter()
                        .any(|alternative| matches!(alternative.by, By::Meaning(..)));
                    out.push(merged);
                }
                None => out.extend(span.iter().cloned()),
            }
            at += taken.max(1);
            let _ = unit;
        }
        is_changed.then_some(out)
    }

    /// Makes one unit of a span: the words typed, or one of the meanings.
    fn merge(&mut self, span: &[Unit], typed: String, meanings: &[(&str, Reason)]) -> Unit {
        let mut alternatives: Vec<Alternative> = match span {
            [unit] => unit.alternatives.clone(),
            _ => {
                let parts: Option<Vec<&Alternative>> = span
                    .iter()
                    .filter(|unit| unit.carries)
                    .map(|unit| unit.alternatives.first())
                    .collect();
                parts
                    .filter(|parts| !parts.is_empty())
                    .map(|parts| Alternative {
                        tokens: parts.iter().flat_map(|part| part.tokens.clone()).collect(),
                        needles: parts.iter().flat_map(|part| part.needles.clone()).collect(),
                        quality: 1.0,
                        by: By::Typed,
                    })
                    .into_iter()
                    .collect()
            }
        };
        for (shown, reason) in meanings {
            let words = split_words(shown);
            let carrying: Vec<&str> = words
                .iter()
                .map(|word| word.text.as_str())
                .filter(|word| !self.thesaurus.is_filler(word))
                .collect();
            let parts: Vec<Alternative> = carrying.iter().map(|word| typed_as(word, self.stems.stem(word))).collect();
            let tokens: Vec<String> = parts.iter().flat_map(|part| part.tokens.clone()).collect();
            if !tokens.is_empty() && tokens.iter().all(|token| self.counts.of(token) > 0) {
                alternatives.push(Alternative {
                    tokens,
                    needles: parts.into_iter().flat_map(|part| part.needles).collect(),
                    quality: 0.6,
                    by: By::Meaning((*shown).to_owned(), *reason),
                });
            }
        }
        Unit {
            typed,
            is_known: !alternatives.is_empty(),
            alternatives,
            carries: true,
            is_open: span.iter().any(|unit| unit.is_open),
            is_cut: false,
            shared: None,
        }
    }
}

/// A word that begins with what was typed.
fn begun(typed: &str, stem: String) -> Alternative {
    Alternative {
        needles: vec![typed.to_owned()],
        tokens: vec![stem],
        quality: 1.0,
        by: By::Typed,
    }
}

/// A word matched by a stem. Words with that stem begin as the two have in common.
fn typed_as(word: &str, stem: String) -> Alternative {
    let common = word.bytes().zip(stem.bytes()).take_while(|(left, right)| left == right).count();
    let needle = if common >= LONGEST_LEAD {
        word.get(..common).unwrap_or(word)
    } else {
        word
    };
    Alternative {
        needles: vec![needle.to_owned()],
        tokens: vec![stem],
        quality: 1.0,
        by: By::Typed,
    }
}

fn guessed(guess: Guess<'_>) -> Alternative {
    let word = guess.word.text.to_owned();
    Alternative {
        quality: (guess.closeness * 0.9).min(0.93),
        by: if guess.is_sound { By::Sound(word) } else { By::Spelling(word) },
        ..typed_as(guess.word.text, guess.word.stem.to_owned())
    }
}

impl By {
    /// Returns how a hit says it came about, as [`crate::domain::query::Match::by`] does.
    pub(super) fn said(&self) -> Option<String> {
        match self {
            Self::Typed | Self::Citation(_) => None,
            Self::Meaning(..) => Some("means".to_owned()),
            Self::Spelling(_) => Some("misspelt".to_owned()),
            Self::Sound(_) => Some("sounds like".to_owned()),
        }
    }

    /// Returns what was added and why, for what was not typed.
    pub(super) fn expansion(&self) -> Option<(String, &'static str)> {
        match self {
            Self::Typed | Self::Citation(_) => None,
            Self::Meaning(term, reason) => Some((term.clone(), reason.label())),
            Self::Spelling(word) => Some((word.clone(), "spelling")),
            Self::Sound(word) => Some((word.clone(), "sound")),
        }
    }

    /// Returns a citation's words.
    pub(super) fn citation(&self) -> Option<String> {
        match self {
            Self::Citation(name) => Some(show_name(name)),
            _ => None,
        }
    }
}
