//! One search from the query typed to the hits shown, with snippets and the reasons why each matched.
//!
//! Does not belong here: scores (`rank`), what words mean (`understand`).

use std::collections::BTreeMap;

use crate::domain::query::{Expansion, Found, Hit, Match, Query};

use super::SearchIndex;
use super::citation::show_name;
use super::gather::Gatherer;
use super::meaning::Direction;
use super::rank::{Board, Cell, Ranked};
use super::relax::Relaxed;
use super::schema::{Field, STEM_MARK};
use super::snippet::cut_snippet;
use super::understand::{self, Alternative, By, Carries, Knowledge, Look, Understood, Unit, understand};
use super::vocabulary::WordId;
use super::words::split_words;

/// Most hits returned, whatever is asked for.
const MOST_HITS: usize = 1_000;
/// From how many telling words on a query is about something.
const LEAST_TELLING: usize = 3;
/// Most words returned to be marked.
const MOST_MARKED: usize = 64;

/// Searches `index` for `query`.
pub(super) fn search(index: &SearchIndex, query: &Query) -> Found {
    let search = Search { index };
    let (answer, relaxed) = search.answer(query);
    search.show(&answer, relaxed.say(), query.limit.min(MOST_HITS))
}

/// A query understood, with all that it matches.
struct Answer<'a> {
    understood: Understood,
    board: Board<'a>,
    ranked: Vec<Ranked>,
}

struct Search<'a> {
    index: &'a SearchIndex,
}

impl<'a> Search<'a> {
    fn knowledge(&self) -> Knowledge<'a> {
        Knowledge {
            catalog: &self.index.catalog,
            thesaurus: &self.index.thesaurus,
            weights: &self.index.weights,
        }
    }

    /// Searches, giving up one thing after another (see `relax`) until something is found.
    fn answer(&self, query: &Query) -> (Answer<'a>, Relaxed) {
        let mut relaxed = Relaxed::default();
        let mut answer = self.attempt(query);
        relaxed.unknown_filters.clone_from(&answer.understood.filters.unknown);
        if answer.understood.units.is_empty() {
            self.list_filtered(&mut answer);
            return (answer, relaxed);
        }
        let is_quoted = answer.understood.units.iter().any(|unit| unit.is_required);
        if answer.ranked.is_empty() && is_quoted {
            let lifted = answer.board.rank(|_| true);
            if lifted.is_empty() {
                answer = self.attempt(&understand::without_quotes(query));
                relaxed.quotes = !answer.ranked.is_empty() || !answer.board.rank(|_| true).is_empty();
            }
        }
        if answer.ranked.is_empty() {
            answer.ranked = answer.board.rank(|_| true);
            relaxed.filters = !answer.ranked.is_empty() && !answer.understood.filters.is_empty();
        }
        if answer.ranked.is_empty() {
            self.last_resort(&mut answer);
            relaxed.first_letters = !answer.ranked.is_empty();
        } else {
            note_missing(&answer, &mut relaxed);
        }
        (answer, relaxed)
    }

    fn attempt(&self, query: &Query) -> Answer<'a> {
        let knowledge = self.knowledge();
        let mut stems = self.index.stems.clone();
        let mut understood = understand(query, knowledge, &mut stems);
        let mut gatherer = Gatherer::new(&self.index.postings, &self.index.catalog);
        let mut board = Board::new(&self.index.catalog, &self.index.weights);
        if let Some(direction) = self.direction(&understood) {
            board.set_direction(direction);
        }
        let none_carries = !understood.units.iter().any(Unit::carries);
        for unit in &understood.units {
            board.push(unit, none_carries, &mut gatherer);
        }
        let mut ranked = self.rank(&board, &understood);
        if understood.units.len() > 1 && !ranked.iter().any(|hit| hit.has_all) {
            let mut is_changed = false;
            for (idx, unit) in understood.units.iter_mut().enumerate() {
                if unit.is_known && understand::add_guesses(unit, knowledge, &mut stems) {
                    board.replace(idx, unit, &mut gatherer);
                    is_changed = true;
                }
            }
            if is_changed {
                ranked = self.rank(&board, &understood);
            }
        }
        Answer { understood, board, ranked }
    }

    /// Returns what a query is about, if enough of its words say something.
    fn direction(&self, understood: &Understood) -> Option<Direction> {
        let meanings = &self.index.meanings;
        let words = understood.units.iter().filter(|unit| unit.words > 0);
        let tells = |unit: &&Unit| unit.carries != Carries::Nothing && meanings.knows(&unit.typed);
        let is_enough = words.clone().filter(tells).count() >= LEAST_TELLING;
        is_enough.then(|| meanings.direction(words.flat_map(|unit| unit.typed.split(' '))))
    }

    /// Ranks what passes the filters and leaves out what is far below the best.
    fn rank(&self, board: &Board<'a>, understood: &Understood) -> Vec<Ranked> {
        let entries = &self.index.catalog.entries;
        let admit = |entry: usize| understood.filters.is_empty() || entries.get(entry).is_some_and(|entry| understood.filters.admit(entry));
        let mut ranked = board.rank(admit);
        let least = ranked.first().map_or(0.0, |best| best.score * self.index.weights.least_share);
        ranked.retain(|hit| hit.score >= least);
        ranked
    }

    /// Lists everything that passes the filters, for a query without words.
    fn list_filtered(&self, answer: &mut Answer<'a>) {
        let filters = &answer.understood.filters;
        if filters.is_empty() {
            return;
        }
        let mut passing: Vec<(usize, &super::corpus::EntryText)> = self
            .index
            .catalog
            .entries
            .iter()
            .filter(|(_, entry)| filters.admit(entry))
            .collect();
        passing.sort_by(|left, right| (left.1.is_checklist(), &left.1.title).cmp(&(right.1.is_checklist(), &right.1.title)));
        answer.ranked = passing
            .into_iter()
            .map(|(entry, text)| Ranked {
                entry,
                document: text.first_document,
                score: 0.0,
                has_all: true,
                same_ask: None,
            })
            .collect();
    }

    fn last_resort(&self, answer: &mut Answer<'a>) {
        let mut stems = self.index.stems.clone();
        let mut gatherer = Gatherer::new(&self.index.postings, &self.index.catalog);
        for (idx, unit) in answer.understood.units.iter_mut().enumerate() {
            unit.carries = Carries::Much;
            understand::add_last_resort(unit, self.knowledge(), &mut stems);
            answer.board.replace(idx, unit, &mut gatherer);
        }
        answer.ranked = self.rank(&answer.board, &answer.understood);
        if answer.ranked.is_empty() {
            answer.ranked = answer.board.rank(|_| true);
        }
    }

    fn show(&self, answer: &Answer<'a>, relaxed: Option<String>, limit: usize) -> Found {
        let marks = self.marks(&answer.understood);
        let mut marked: Vec<String> = Vec::new();
        let mut by_weight: Vec<(&WordId, &(u32, f32))> = marks.iter().collect();
        by_weight.sort_by(|left, right| right.1.1.total_cmp(&left.1.1).then(left.0.cmp(right.0)));
        for (id, _) in by_weight.into_iter().take(MOST_MARKED) {
            marked.extend(self.index.catalog.vocabulary.word(*id).map(|word| word.text.to_owned()));
        }
        Found {
            total: answer.ranked.len(),
            hits: answer
                .ranked
                .iter()
                .take(limit)
                .filter_map(|hit| self.hit(hit, answer, &marks))
                .collect(),
            expanded: expansions(answer),
            relaxed,
            marked,
        }
    }

    fn hit(&self, ranked: &Ranked, answer: &Answer<'a>, marks: &BTreeMap<WordId, (u32, f32)>) -> Option<Hit> {
        let catalog = &self.index.catalog;
        let entry = catalog.entries.get(ranked.entry)?;
        let document = catalog.documents.get(ranked.document)?;
        let shown = catalog.shown.get(ranked.document)?;
        let mut snippet = cut_snippet(shown, |word| marks.get(&word).copied());
        if snippet.is_empty() {
            snippet.clone_from(&entry.summary);
        }
        Some(Hit {
            id: entry.id.clone(),
            is_checklist: entry.is_checklist(),
            page: None,
            anchor: document.anchor.clone(),
            has_all: ranked.has_all,
            score: ranked.score,
            snippet,
            matched: self.matches(ranked, answer),
        })
    }

    /// Says for each word of the query that carries something where it matched best.
    fn matches(&self, ranked: &Ranked, answer: &Answer<'a>) -> Vec<Match> {
        let mut matches: Vec<Match> = Vec::new();
        let units = &answer.understood.units;
        let none_carries = !units.iter().any(Unit::carries);
        for (idx, unit) in units.iter().enumerate() {
            let [whole, here] = answer.board.cells(idx, ranked.entry, ranked.document);
            let cell = if here.strength >= whole.strength { here } else { whole };
            let Some(alternative) = unit.alternatives.get(usize::from(cell.alternative)).filter(|_| cell.strength > 0.0) else {
                continue;
            };
            if !unit.carries() && !none_carries {
                continue;
            }
            if let Some(found) = self.describe(cell, alternative, &unit.typed, ranked)
                && !matches.contains(&found)
            {
                matches.push(found);
            }
        }
        matches.extend(self.same_ask(ranked));
        matches
    }

    /// Returns what callers say that is about the same as the query, if there is something.
    fn same_ask(&self, ranked: &Ranked) -> Option<Match> {
        let ask = self.index.catalog.entries.get(ranked.entry)?.asks.get(ranked.same_ask?)?;
        Some(Match {
            field: Field::Asks.name(),
            term: ask.clone(),
            by: Some("about the same".to_owned()),
        })
    }

    fn describe(&self, cell: Cell, alternative: &Alternative, typed: &str, ranked: &Ranked) -> Option<Match> {
        let field = Field::ALL.get(usize::from(cell.field)).copied()?;
        let (field, by) = match &alternative.by {
            By::Typed | By::Form | By::Beginning => (field.name(), None),
            By::Meaning { .. } => (field.name(), Some("means".to_owned())),
            By::Spelling(_) => (field.name(), Some("misspelt".to_owned())),
            By::Sound(_) => (field.name(), Some("sounds like".to_owned())),
            By::Citation(name) if name.starts_with("form:") => ("form", None),
            By::Citation(_) => ("citation", None),
        };
        let term = match &alternative.by {
            By::Citation(name) => show_name(name),
            _ => self
                .term_in(cell, alternative, ranked)
                .unwrap_or_else(|| shown_term(alternative, typed)),
        };
        Some(Match { field, term, by })
    }

    /// Returns the word as it stands in the field that matched.
    fn term_in(&self, cell: Cell, alternative: &Alternative, ranked: &Ranked) -> Option<String> {
        let Look::Token(token) = &alternative.look else { return None };
        let stem = token.strip_prefix(STEM_MARK)?;
        let catalog = &self.index.catalog;
        let entry = catalog.entries.get(ranked.entry)?;
        let document = catalog.documents.get(ranked.document)?;
        let texts: Vec<&str> = match Field::ALL.get(usize::from(cell.field))? {
            Field::Title => vec![&entry.title],
            Field::Asks => entry.asks.iter().map(String::as_str).collect(),
            Field::Alias => entry.aliases.iter().map(String::as_str).collect(),
            Field::Summary => vec![&entry.summary],
            Field::Heading => vec![&document.heading],
            Field::Step | Field::Body => vec![&catalog.shown.get(ranked.document)?.text],
            Field::Citation => return None,
        };
        let words = catalog.vocabulary.with_stem(stem);
        let forms: Vec<&str> = words.iter().filter_map(|id| Some(catalog.vocabulary.word(*id)?.text)).collect();
        if let [form] = forms.as_slice() {
            return Some((*form).to_owned());
        }
        let may_have = |text: &&str| forms.iter().any(|form| has_ignoring_case(text, form));
        texts
            .into_iter()
            .filter(may_have)
            .flat_map(split_words)
            .find(|word| forms.contains(&word.text.as_str()))
            .map(|word| word.text)
    }

    /// Returns the words of the content that the query matches, each with the number and weight of its unit.
    fn marks(&self, understood: &Understood) -> BTreeMap<WordId, (u32, f32)> {
        let mut marks: BTreeMap<WordId, (u32, f32)> = BTreeMap::new();
        let none_carries = !understood.units.iter().any(Unit::carries);
        for (number, unit) in (0..).zip(&understood.units) {
            if !unit.carries() && !none_carries {
                continue;
            }
            for alternative in &unit.alternatives {
                let weight = unit.weight * alternative.quality;
                for word in self.words_of(alternative, unit.is_open.then_some(unit.typed.as_str())) {
                    let mark = marks.entry(word).or_insert((number, weight));
                    if mark.1 < weight {
                        *mark = (number, weight);
                    }
                }
            }
        }
        marks
    }

    fn words_of(&self, alternative: &Alternative, open: Option<&str>) -> Vec<WordId> {
        let vocabulary = &self.index.catalog.vocabulary;
        match (&alternative.look, &alternative.by) {
            (Look::Phrase { words, .. }, _) => words.iter().filter_map(|word| vocabulary.find(word)).collect(),
            (_, By::Citation(name)) => {
                let digits = name.rsplit(|c: char| !c.is_ascii_digit()).find(|run| run.len() > 2);
                digits.and_then(|digits| vocabulary.find(digits)).into_iter().collect()
            }
            (Look::Token(token), By::Meaning { .. }) => {
                let thesaurus = &self.index.thesaurus;
                let terms = thesaurus.terms(token).iter().flat_map(|term| split_words(term));
                terms
                    .filter(|word| !thesaurus.is_filler(&word.text))
                    .filter_map(|word| vocabulary.find(&word.text))
                    .collect()
            }
            (Look::Token(token), _) => match token.strip_prefix(STEM_MARK) {
                Some(stem) => vocabulary.with_stem(stem),
                None => match open.filter(|_| alternative.by == By::Beginning) {
                    Some(start) => vocabulary.beginning_with(start).take(MOST_MARKED).collect(),
                    None => vocabulary.find(token).into_iter().collect(),
                },
            },
        }
    }
}

/// Whether `word` stands anywhere in a text, in whatever case; letters with accents are compared as they are.
fn has_ignoring_case(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    text.windows(word.len().max(1)).any(|part| part.eq_ignore_ascii_case(word))
}

/// Notes the words that nothing is like, and those that the best hit lacks.
fn note_missing(answer: &Answer<'_>, relaxed: &mut Relaxed) {
    let best = answer.ranked.first().filter(|_| !answer.ranked.iter().any(|hit| hit.has_all));
    for (idx, unit) in answer.understood.units.iter().enumerate() {
        if unit.alternatives.is_empty() {
            if unit.carries() {
                relaxed.unknown.push(unit.typed.clone());
            }
        } else if unit.carries() && best.is_some_and(|best| !answer.board.has(idx, best.entry)) {
            relaxed.left_out.push(unit.typed.clone());
        }
    }
}

fn shown_term(alternative: &Alternative, typed: &str) -> String {
    match &alternative.by {
        By::Meaning { to, .. } => to.to_lowercase(),
        By::Spelling(word) | By::Sound(word) => word.clone(),
        _ => typed.to_owned(),
    }
}

/// Says what the query's words were taken to mean as well.
fn expansions(answer: &Answer<'_>) -> Vec<Expansion> {
    let mut expansions: Vec<Expansion> = Vec::new();
    for unit in &answer.understood.units {
        for alternative in &unit.alternatives {
            let (term, to, why) = match &alternative.by {
                By::Meaning { from, to, reason } => (from, to, reason.label()),
                By::Spelling(word) => (&unit.typed, word, "spelling"),
                By::Sound(word) => (&unit.typed, word, "sound"),
                _ => continue,
            };
            match expansions.iter_mut().find(|known| known.term == *term && known.why == why) {
                Some(known) if known.to.contains(to) => {}
                Some(known) => known.to.push(to.clone()),
                None => expansions.push(Expansion {
                    term: term.clone(),
                    to: vec![to.clone()],
                    why: why.to_owned(),
                }),
            }
        }
    }
    expansions
}
