//! Guesses at words that content does not have, or that do not fit: spelling, sound, two words written as one.
//!
//! Does not belong here: comparing words (`spelling`, `sound`).

use super::super::schema::STEM_MARK;
use super::super::spelling::{Candidate, Typed, find_candidates};
use super::super::thesaurus::PhraseWord;
use super::super::words::Stems;
use super::parts::WordPart;
use super::{Alternative, By, Knowledge, Look, Unit};

/// Shortest half of two words written as one.
const SHORTEST_HALF: usize = 3;

/// From this length on a word is hardly a slip for another that is not very close.
const SURE_LENGTH: usize = 9;

/// A known word that stands in more cards than this is taken to be meant.
const MOST_WHEN_WRONG: u32 = 6;
/// How many times as often a word has to stand in cards to be taken for what was meant by another.
const OFTEN: u32 = 2;

/// Splits words that content does not have into two that it has.
pub(super) fn split_joined(words: Vec<WordPart>, knowledge: Knowledge<'_>) -> Vec<WordPart> {
    let mut split = Vec::with_capacity(words.len());
    for word in words {
        match halves(&word, knowledge) {
            Some((left, right)) => {
                split.push(WordPart {
                    text: left,
                    is_open: false,
                    ..word.clone()
                });
                split.push(WordPart { text: right, ..word });
            }
            None => split.push(word),
        }
    }
    split
}

fn halves(word: &WordPart, knowledge: Knowledge<'_>) -> Option<(String, String)> {
    let vocabulary = &knowledge.catalog.vocabulary;
    let is_open_beginning = word.is_open && !vocabulary.beginning_with(&word.text).is_empty();
    let is_plain = word.text.bytes().all(|byte| byte.is_ascii_lowercase());
    if !is_plain || is_open_beginning || word.text.len() < 2 * SHORTEST_HALF || vocabulary.find(&word.text).is_some() {
        return None;
    }
    let entries = |text: &str| {
        let known = vocabulary.find(text).and_then(|id| vocabulary.word(id));
        known.map_or(0, |known| known.entries)
    };
    (SHORTEST_HALF..=word.text.len() - SHORTEST_HALF)
        .filter_map(|at| word.text.split_at_checked(at))
        .filter(|(left, right)| entries(left) > 0 && entries(right) > 0)
        .max_by_key(|(left, right)| entries(left).min(entries(right)))
        .filter(|_| {
            find_candidates(vocabulary, &word.text, Typed::Whole)
                .first()
                .is_none_or(|best| match word.text.len() {
                    // Much of what sounds alike is spelt otherwise.
                    _ if best.is_sound => best.closeness < 1.0,
                    length if length < SURE_LENGTH => best.closeness < 0.88,
                    _ => best.closeness < 0.9,
                })
        })
        .map(|(left, right)| (left.to_owned(), right.to_owned()))
}

/// Adds guesses at a word that content does not have.
pub(super) fn add_guesses(unit: &mut Unit, knowledge: Knowledge<'_>, stems: &mut Stems) {
    let typed = if unit.is_open { Typed::Beginning } else { Typed::Whole };
    let candidates = find_candidates(&knowledge.catalog.vocabulary, &unit.typed, typed);
    for candidate in candidates {
        add_candidate(unit, &candidate, 1.0, knowledge, stems);
    }
}

/// Adds guesses at a word that content has, but not where the others stand. Returns whether there are any.
pub(super) fn add_known_guesses(unit: &mut Unit, knowledge: Knowledge<'_>, stems: &mut Stems) -> bool {
    let vocabulary = &knowledge.catalog.vocabulary;
    let own = knowledge.catalog.count_of(&format!("{STEM_MARK}{}", stems.stem(&unit.typed)));
    if unit.typed.len() < 4 || !unit.carries() || unit.is_required || own > MOST_WHEN_WRONG {
        return false;
    }
    let before = unit.alternatives.len();
    for candidate in find_candidates(vocabulary, &unit.typed, Typed::Whole) {
        if candidate.word.entries >= own * OFTEN && candidate.closeness > 0.75 {
            add_candidate(unit, &candidate, knowledge.weights.fuzzy_known, knowledge, stems);
        }
    }
    unit.alternatives.len() > before
}

fn add_candidate(unit: &mut Unit, candidate: &Candidate<'_>, factor: f32, knowledge: Knowledge<'_>, stems: &mut Stems) {
    let Knowledge { thesaurus, weights, .. } = knowledge;
    let word = candidate.word;
    let (by, weight) = if candidate.is_sound {
        (By::Sound(word.text.to_owned()), weights.sound)
    } else {
        (By::Spelling(word.text.to_owned()), weights.spelling)
    };
    let quality = (candidate.closeness * weight * factor).min(0.93);
    if thesaurus.is_filler(word.text) {
        return;
    }
    let stem = stems.stem(word.text);
    unit.alternatives.push(Alternative {
        look: Look::Token(format!("{STEM_MARK}{stem}")),
        quality,
        share: 1.0,
        by: by.clone(),
    });
    let phrase = [PhraseWord {
        text: word.text,
        stem: &stem,
        is_filler: false,
        is_capitals: false,
    }];
    for (_, meanings) in thesaurus.meanings_in_query(&phrase) {
        for meaning in meanings {
            let stands = if meaning.is_two_way { weights.two_way } else { weights.one_way };
            unit.alternatives.push(Alternative {
                look: Look::Token(meaning.token.clone()),
                quality: quality * stands,
                share: 1.0,
                by: by.clone(),
            });
        }
    }
}
