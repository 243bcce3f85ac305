//! Parts of a query as units, with the meanings that the thesaurus gives to their words and phrases.
//!
//! A phrase's meaning is an alternative to each of its words, so that a document with the meaning has them all.
//! Does not belong here: spelling and sound of unknown words (`spell`).

use super::super::schema::STEM_MARK;
use super::super::thesaurus::{Meaning, PhraseWord, Reason};
use super::super::words::Stems;
use super::parts::{Part, WordPart};
use super::{Alternative, By, Carries, Knowledge, Look, Unit, citation_unit, spell, word_alternatives};

/// Makes the units of a query. `dropped` are typed terms whose expansions the user does not want.
pub(super) fn units(parts: &[Part], knowledge: Knowledge<'_>, stems: &mut Stems, dropped: &[String]) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut run: Vec<WordPart> = Vec::new();
    for part in parts {
        match part {
            Part::Word(word) => run.push(word.clone()),
            Part::Citation { words, .. } => match citation_unit(part, knowledge) {
                Some(unit) => {
                    add_run(&mut run, knowledge, stems, dropped, &mut units);
                    units.push(unit);
                }
                None => run.extend(words.iter().cloned()),
            },
            Part::Quote { words, is_open } => {
                add_run(&mut run, knowledge, stems, dropped, &mut units);
                units.push(quote_unit(words, *is_open));
            }
        }
    }
    add_run(&mut run, knowledge, stems, dropped, &mut units);
    units
}

fn quote_unit(words: &[String], is_open: bool) -> Unit {
    Unit {
        typed: words.join(" "),
        alternatives: vec![Alternative {
            look: Look::Phrase {
                words: words.to_vec(),
                is_open,
            },
            quality: 1.0,
            share: 1.0,
            by: By::Typed,
        }],
        weight: 0.0,
        words: words.len(),
        carries: Carries::Much,
        is_required: true,
        is_known: true,
        is_open,
    }
}

fn add_run(run: &mut Vec<WordPart>, knowledge: Knowledge<'_>, stems: &mut Stems, dropped: &[String], units: &mut Vec<Unit>) {
    let words = spell::split_joined(std::mem::take(run), knowledge);
    let from = units.len();
    for word in &words {
        units.push(word_unit(word, knowledge, stems));
    }
    let own = units.get_mut(from..).unwrap_or_default();
    add_joined(&words, own, knowledge, stems);
    add_meanings(&words, own, knowledge, stems, dropped);
    for unit in own {
        let is_word = !unit.carries() || knowledge.catalog.vocabulary.find(&unit.typed).is_some();
        if !unit.is_known && !is_word && is_only_joined(unit) && !is_dropped(&unit.typed, dropped) {
            spell::add_guesses(unit, knowledge, stems);
        }
    }
}

/// Whether a word that content does not have is known at most by the stem of what it makes with its neighbour.
fn is_only_joined(unit: &Unit) -> bool {
    unit.alternatives.iter().all(|alternative| alternative.by == By::Form)
}

fn word_unit(word: &WordPart, knowledge: Knowledge<'_>, stems: &mut Stems) -> Unit {
    let (alternatives, is_known) = word_alternatives(word, knowledge, stems);
    Unit {
        typed: word.text.clone(),
        alternatives,
        weight: 0.0,
        words: 1,
        carries: carries(&word.text, knowledge),
        is_required: false,
        is_known,
        is_open: word.is_open,
    }
}

fn carries(word: &str, knowledge: Knowledge<'_>) -> Carries {
    if knowledge.thesaurus.is_filler(word) {
        Carries::Nothing
    } else if knowledge.thesaurus.is_light(word) {
        Carries::Little
    } else {
        Carries::Much
    }
}

/// `close out` is also `closeout`.
fn add_joined(words: &[WordPart], units: &mut [Unit], knowledge: Knowledge<'_>, stems: &mut Stems) {
    for (idx, pair) in words.windows(2).enumerate() {
        let [left, right] = pair else { continue };
        let joined = format!("{}{}", left.text, right.text);
        let token = format!("{STEM_MARK}{}", stems.stem(&joined));
        if knowledge.thesaurus.keeps_apart(&joined) {
            continue;
        }
        if knowledge.catalog.count_of(&joined) == 0 && knowledge.catalog.count_of(&token) == 0 {
            continue;
        }
        for unit in units.iter_mut().skip(idx).take(2) {
            unit.alternatives.push(Alternative {
                look: Look::Token(token.clone()),
                quality: knowledge.weights.stem,
                share: 1.0,
                by: By::Form,
            });
            unit.is_known |= knowledge.catalog.count_of(&joined) > 0;
        }
    }
}

fn add_meanings(words: &[WordPart], units: &mut [Unit], knowledge: Knowledge<'_>, stems: &mut Stems, dropped: &[String]) {
    let thesaurus = knowledge.thesaurus;
    let stem_of: Vec<String> = words.iter().map(|word| stems.stem(&word.text)).collect();
    let phrase: Vec<PhraseWord<'_>> = words
        .iter()
        .zip(&stem_of)
        .map(|(word, stem)| PhraseWord {
            text: &word.text,
            stem,
            is_filler: thesaurus.may_be_skipped(&word.text),
            is_capitals: word.is_capitals,
        })
        .collect();
    for idx in 0..words.len() {
        let found = thesaurus.meanings_in_query(phrase.get(idx..).unwrap_or_default());
        for (count, meanings) in found {
            let typed: Vec<&str> = words.iter().skip(idx).take(count).map(|word| word.text.as_str()).collect();
            let typed = typed.join(" ");
            if is_dropped(&typed, dropped) {
                continue;
            }
            let is_capitals = words.get(idx).is_some_and(|word| word.is_capitals);
            let spanned = units.get_mut(idx..idx + count).unwrap_or_default();
            add_to_span(spanned, meanings, (&typed, is_capitals), knowledge);
        }
    }
}

fn add_to_span(units: &mut [Unit], meanings: &[Meaning], (typed, is_capitals): (&str, bool), knowledge: Knowledge<'_>) {
    let Knowledge { catalog, weights, .. } = knowledge;
    carry_together(units);
    for unit in units {
        for meaning in meanings.iter().filter(|meaning| catalog.count_of(&meaning.token) > 0) {
            let is_named = meaning.is_two_way || (meaning.reason == Reason::Acronym && is_capitals);
            unit.alternatives.push(Alternative {
                look: Look::Token(meaning.token.clone()),
                quality: if is_named { weights.two_way } else { weights.one_way },
                share: 1.0,
                by: By::Meaning {
                    from: typed.to_owned(),
                    to: meaning.shown.clone(),
                    reason: meaning.reason,
                },
            });
        }
    }
}

/// Small words that mean something together (`say no`) are one word that carries it.
fn carry_together(units: &mut [Unit]) {
    if units.len() < 2 || units.iter().any(Unit::carries) {
        return;
    }
    let words: Vec<String> = units.iter().map(|unit| unit.typed.clone()).collect();
    if let Some(first) = units.first_mut() {
        first.carries = Carries::Much;
        first.typed = words.join(" ");
        first.alternatives = vec![Alternative {
            look: Look::Phrase { words, is_open: false },
            quality: 1.0,
            share: 1.0,
            by: By::Typed,
        }];
    }
}

/// Whether the user does not want `typed` to be expanded.
fn is_dropped(typed: &str, dropped: &[String]) -> bool {
    dropped.iter().any(|term| term.trim().eq_ignore_ascii_case(typed))
}
