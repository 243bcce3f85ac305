//! What a query means: its words, citations and quotes, each with everything it may be matched by.
//!
//! In stages: cut to a sane length; filters; quotes; citations; words; terms of the thesaurus; other forms, beginnings,
//! spelling and sound. Does not belong here: reading postings (`gather`), scores (`rank`).

mod parts;
mod spell;
mod terms;

use crate::domain::query::Query;

use super::catalog::Catalog;
use super::filters::Filters;
use super::schema::{CITATION_MARK, LEAD_MARK, LONGEST_LEAD, STEM_MARK};
use super::thesaurus::{Reason, Thesaurus};
use super::weights::Weights;
use super::words::{Stems, in_ascii};

use super::citation::bare_form_name;
use parts::{Part, WordPart, split_parts};

/// Longest query read, in characters.
const LONGEST_QUERY: usize = 400;
/// Most units read.
const MOST_UNITS: usize = 28;
/// Most words that a beginning is taken for.
const MOST_BEGINNINGS: usize = 24;

impl Unit {
    /// Whether it is a word that hits should have.
    pub(super) fn carries(&self) -> bool {
        self.carries == Carries::Much
    }
}

/// How much a word tells about what is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carries {
    /// As much as it is rare.
    Much,
    /// Something: `never`, `told`.
    Little,
    /// Next to nothing: `the`, `he`.
    Nothing,
}

/// How much worse than the best name of a citation another may stand for it.
const WORST_STEP_UP: f32 = 0.5;

/// What a part of a query is looked up as.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Look {
    /// One token.
    Token(String),
    /// These words one after the other; the last may go on if it is open.
    Phrase {
        /// The words.
        words: Vec<String>,
        /// Whether the last word may go on.
        is_open: bool,
    },
}

/// How an alternative came from what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum By {
    /// It is what was typed.
    Typed,
    /// Another form of the word.
    Form,
    /// What was typed is its beginning.
    Beginning,
    /// A meaning of the thesaurus.
    Meaning {
        /// The words typed.
        from: String,
        /// The term as written in the thesaurus.
        to: String,
        /// Why.
        reason: Reason,
    },
    /// A word spelled nearly so.
    Spelling(String),
    /// A word that sounds so.
    Sound(String),
    /// A citation or form number, by its canonical name.
    Citation(String),
}

/// One way to match a part of a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Alternative {
    /// What to look up.
    pub look: Look,
    /// How well it stands for what was typed, from 0 to 1.
    pub quality: f32,
    /// How much of the unit's weight it can bear: less if it is in more texts than what was typed.
    pub share: f32,
    /// How it came about.
    pub by: By,
}

/// A word, citation or quote of a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    /// As typed, folded.
    pub typed: String,
    /// Best first.
    pub alternatives: Vec<Alternative>,
    /// How telling it is.
    pub weight: f32,
    /// How many words it is; 0 for a citation, which can be written in any number of them.
    pub words: usize,
    /// How much it tells.
    pub carries: Carries,
    /// Whether hits have to have it: a quote.
    pub is_required: bool,
    /// Whether content has the word itself, or a word that goes on so.
    pub is_known: bool,
    /// Whether it is the last word and still open.
    pub is_open: bool,
}

/// A query, understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Understood {
    /// In the order typed.
    pub units: Vec<Unit>,
    /// Filters.
    pub filters: Filters,
}

/// What understanding needs to know.
#[derive(Clone, Copy)]
pub(super) struct Knowledge<'a> {
    /// What content there is.
    pub catalog: &'a Catalog,
    /// What words mean.
    pub thesaurus: &'a Thesaurus,
    /// What counts how much.
    pub weights: &'a Weights,
}

/// Returns what `query` means. Never fails: what cannot be read is a word.
pub(super) fn understand(query: &Query, knowledge: Knowledge<'_>, stems: &mut Stems) -> Understood {
    let text = clean(&query.text);
    let sources: Vec<&str> = knowledge.catalog.sources.iter().collect();
    let (filters, rest) = Filters::take(&text, &sources);
    let parts = split_parts(&rest, knowledge);
    let mut units = terms::units(&parts, knowledge, stems, &query.dropped_expansions);
    units.truncate(MOST_UNITS);
    for unit in &mut units {
        finish(unit, knowledge);
    }
    Understood { units, filters }
}

/// Adds to a word that fits nothing the words that are spelled or sound like it. Returns whether there are any.
pub(super) fn add_guesses(unit: &mut Unit, knowledge: Knowledge<'_>, stems: &mut Stems) -> bool {
    let added = spell::add_known_guesses(unit, knowledge, stems);
    if added {
        finish(unit, knowledge);
    }
    added
}

/// Turns quotes into plain words.
pub(super) fn without_quotes(query: &Query) -> Query {
    Query {
        text: query.text.replace(['"', '\u{201c}', '\u{201d}', '\u{201e}'], " "),
        ..query.clone()
    }
}

/// Adds guesses at words that fit nothing at all, and their beginnings, as the last thing to try.
pub(super) fn add_last_resort(unit: &mut Unit, knowledge: Knowledge<'_>, stems: &mut Stems) {
    spell::add_guesses(unit, knowledge, stems);
    let mut lead: String = unit.typed.chars().take(LONGEST_LEAD).collect();
    while !lead.is_empty() && unit.alternatives.is_empty() {
        let token = format!("{LEAD_MARK}{lead}");
        if lead.chars().count() > 1 && knowledge.catalog.count_of(&token) > 0 {
            unit.alternatives.push(Alternative {
                look: Look::Token(token),
                quality: 0.2,
                share: 1.0,
                by: By::Spelling(format!("{lead}\u{2026}")),
            });
        }
        lead.pop();
    }
    finish(unit, knowledge);
}

/// Returns the text as plain keys would have typed it: one kind of blank, hyphen and quote, no accents, no full width.
fn clean(text: &str) -> String {
    let cut: String = text.chars().take(LONGEST_QUERY).map(plain).collect();
    if cut.is_ascii() { cut } else { in_ascii(&cut) }
}

fn plain(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        _ if c.is_control() || c.is_whitespace() => ' ',
        _ => c,
    }
}

/// Sorts a unit's alternatives, drops those that stand nowhere, and weighs the unit.
fn finish(unit: &mut Unit, knowledge: Knowledge<'_>) {
    let catalog = knowledge.catalog;
    unit.alternatives.retain(|alternative| match &alternative.look {
        Look::Token(token) => catalog.count_of(token) > 0,
        Look::Phrase { .. } => true,
    });
    unit.alternatives.sort_by(|left, right| right.quality.total_cmp(&left.quality));
    let mut seen: Vec<Look> = Vec::new();
    unit.alternatives.retain(|alternative| {
        let is_new = !seen.contains(&alternative.look);
        if is_new {
            seen.push(alternative.look.clone());
        }
        is_new
    });
    let count = |alternative: &Alternative| match &alternative.look {
        Look::Token(token) => catalog.count_of(token),
        Look::Phrase { words, .. } => words.iter().map(|word| catalog.count_of(word)).min().unwrap_or(0),
    };
    let best = unit.alternatives.first().map_or(0.0, |alternative| alternative.quality);
    let entries = unit
        .alternatives
        .iter()
        .filter(|alternative| alternative.quality >= best * 0.8)
        .map(count)
        .max();
    let rarity = entries.map_or(0.0, |entries| catalog.rarity(entries));
    unit.weight = rarity.powf(knowledge.weights.telling);
    for alternative in &mut unit.alternatives {
        if matches!(alternative.by, By::Meaning { .. } | By::Spelling(_) | By::Sound(_)) && rarity > 0.0 {
            alternative.share = (catalog.rarity(count(alternative)) / rarity)
                .min(1.0)
                .powf(knowledge.weights.common);
        }
    }
    // A small word still being typed may be the beginning of another.
    unit.weight *= match unit.carries {
        Carries::Nothing if !unit.is_open => knowledge.weights.filler,
        Carries::Nothing | Carries::Little => knowledge.weights.light,
        Carries::Much => 1.0,
    };
    if unit.is_required {
        unit.weight *= 1.5;
    }
}

/// Returns the ways to match one word by itself: as it is, in other forms, as a beginning, as a form number.
fn word_alternatives(word: &WordPart, knowledge: Knowledge<'_>, stems: &mut Stems) -> (Vec<Alternative>, bool) {
    let Knowledge { catalog, weights, .. } = knowledge;
    let mut alternatives = Vec::new();
    let mut add = |token: String, quality: f32, by: By| {
        if catalog.count_of(&token) > 0 {
            alternatives.push(Alternative {
                look: Look::Token(token),
                quality,
                share: 1.0,
                by,
            });
        }
    };
    let stem = stems.stem(&word.text);
    add(word.text.clone(), 1.0, By::Typed);
    add(format!("{STEM_MARK}{stem}"), weights.stem, By::Form);
    if let Some(name) = bare_form_name(&word.text) {
        add(format!("{CITATION_MARK}{name}"), 1.0, By::Citation(name.clone()));
    }
    let is_word = !alternatives.is_empty();
    if word.is_open {
        let quality = if is_word { weights.prefix_of_known } else { weights.prefix };
        add_beginnings(&word.text, quality, is_word, knowledge, &mut alternatives);
    }
    let is_known = !alternatives.is_empty();
    (alternatives, is_known)
}

fn add_beginnings(start: &str, quality: f32, is_word: bool, knowledge: Knowledge<'_>, alternatives: &mut Vec<Alternative>) {
    let Knowledge { catalog, weights, .. } = knowledge;
    let length = start.chars().count();
    if length <= LONGEST_LEAD {
        alternatives.push(Alternative {
            look: Look::Token(format!("{LEAD_MARK}{start}")),
            quality: if is_word { weights.lead * 0.8 } else { weights.lead },
            share: 1.0,
            by: By::Beginning,
        });
        alternatives.retain(|alternative| match &alternative.look {
            Look::Token(token) => catalog.count_of(token) > 0,
            Look::Phrase { .. } => true,
        });
    }
    if length < 2 {
        return;
    }
    let ids = catalog.vocabulary.beginning_with(start);
    let words = ids.filter_map(|id| catalog.vocabulary.word(id));
    let mut stems: Vec<(&str, u32)> = Vec::new();
    for word in words.filter(|word| word.text != start && word.entries > 0) {
        match stems.iter_mut().find(|(stem, _)| *stem == word.stem) {
            Some((_, entries)) => *entries += word.entries,
            None => stems.push((word.stem, word.entries)),
        }
    }
    stems.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(right.0)));
    if length <= LONGEST_LEAD {
        stems.truncate(MOST_BEGINNINGS / 2);
    }
    for (stem, _) in stems.into_iter().take(MOST_BEGINNINGS) {
        alternatives.push(Alternative {
            look: Look::Token(format!("{STEM_MARK}{stem}")),
            quality,
            share: 1.0,
            by: By::Beginning,
        });
    }
}

/// Makes a unit of a citation; none if content has no such thing.
fn citation_unit(part: &Part, knowledge: Knowledge<'_>) -> Option<Unit> {
    let Part::Citation { typed, names, words } = part else {
        return None;
    };
    let catalog = knowledge.catalog;
    let mut alternatives: Vec<Alternative> = names
        .iter()
        .map(|(name, quality)| Alternative {
            look: Look::Token(format!("{CITATION_MARK}{name}")),
            quality: *quality,
            share: 1.0,
            by: By::Citation(name.clone()),
        })
        .filter(|alternative| matches!(&alternative.look, Look::Token(token) if catalog.count_of(token) > 0))
        .collect();
    // Where content has the section, its chapter would only add what nobody asked for.
    let best = alternatives.iter().map(|alternative| alternative.quality).fold(0.0, f32::max);
    alternatives.retain(|alternative| alternative.quality > best * WORST_STEP_UP);
    if alternatives.is_empty() {
        return None;
    }
    // Content may name a form by its bare number.
    if names.iter().any(|(name, _)| name.starts_with("form:")) {
        let numbers = words
            .iter()
            .filter(|word| word.text.len() >= 3 && word.text.bytes().any(|byte| byte.is_ascii_digit()));
        alternatives.extend(numbers.map(|word| Alternative {
            look: Look::Token(word.text.clone()),
            quality: 0.8,
            share: 1.0,
            by: By::Typed,
        }));
    }
    Some(Unit {
        typed: typed.clone(),
        alternatives,
        weight: 0.0,
        words: 0,
        carries: Carries::Much,
        is_required: false,
        is_known: true,
        is_open: false,
    })
}
