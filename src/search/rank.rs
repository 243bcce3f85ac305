//! Scores: how well each card or checklist answers a query, and which of its places answers best.
//!
//! A card's score is made of three: how much of the query its words cover, each word as strongly as the fields it
//! stands in; how like the query is one thing that callers say; how like it is the title or another name.
//! Words in title, asks, aliases and summary count for every section of the card.
//! Does not belong here: postings (`gather`), what words mean (`understand`).

mod likeness;
mod near;

use likeness::{Like, Likeness, Stand};

use super::catalog::Catalog;
use super::gather::{ALL_FIELDS, Gatherer, Place};
use super::meaning::{Direction, nearness};
use super::schema::{Field, PHRASE_SPAN, SHORT_FIELDS};
use super::thesaurus::MEANING_MARK;
use super::understand::{Alternative, By, Carries, Look, Unit};
use super::weights::Weights;

/// Most by which a word that comes again and again counts more.
const MOST_REPEATED: f32 = 1.3;
/// How many of the best hits are looked at for what they are about.
const MOST_NEAR: usize = 32;
/// From this nearness on something says the same thing.
const SAME_THING: f32 = 0.75;
/// How far the opening of a card is ahead of its other sections.
const OPENING_AHEAD: f32 = 0.004;

/// The best match of one unit in one entry or document.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Cell {
    /// How strongly it matches, from 0 to 1.
    pub strength: f32,
    /// The strongest field's number.
    pub field: u8,
    /// Number of the alternative that matched there.
    pub alternative: u16,
    best: f32,
}

/// All matches of a query.
pub(super) struct Board<'a> {
    catalog: &'a Catalog,
    weights: &'a Weights,
    rows: Vec<Row>,
    strengths: Strengths,
    /// What the query is about, if it says enough.
    direction: Option<Direction>,
}

/// The matches of one unit.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    entries: Vec<Cell>,
    documents: Vec<Cell>,
    /// Where the unit stands in phrases.
    phrases: Vec<Stand>,
    /// Where it stands in running text, sorted.
    places: Vec<Place>,
    weight: f32,
    /// How many words were typed for it.
    words: usize,
    carries: bool,
    /// Whether it is no mere small word.
    tells: bool,
    is_required: bool,
}

/// An entry with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    /// Number of the entry.
    pub entry: usize,
    /// Number of its best document.
    pub document: usize,
    /// Its score.
    pub score: f32,
    /// Whether it has every word that carries something.
    pub has_all: bool,
    /// Which of its asks says the same in other words.
    pub same_ask: Option<usize>,
}

impl<'a> Board<'a> {
    /// Returns an empty board.
    pub(super) fn new(catalog: &'a Catalog, weights: &'a Weights) -> Self {
        Self {
            catalog,
            weights,
            rows: Vec::new(),
            strengths: Strengths::new(catalog),
            direction: None,
        }
    }

    /// Sets what the query is about.
    pub(super) fn set_direction(&mut self, direction: Direction) {
        self.direction = Some(direction);
    }

    /// Adds a row for `unit`.
    ///
    /// Words that carry nothing are not looked for in running text, which is full of them, unless there are no others.
    pub(super) fn push(&mut self, unit: &Unit, none_carries: bool, gatherer: &mut Gatherer<'_>) {
        let fields = if unit.carries == Carries::Nothing && !none_carries {
            SHORT_FIELDS
        } else {
            ALL_FIELDS
        };
        let row = self.row(unit, fields, gatherer);
        self.rows.push(row);
    }

    /// Replaces the row of the unit with number `idx`.
    pub(super) fn replace(&mut self, idx: usize, unit: &Unit, gatherer: &mut Gatherer<'_>) {
        let row = self.row(unit, ALL_FIELDS, gatherer);
        if let Some(old) = self.rows.get_mut(idx) {
            *old = row;
        }
    }

    /// Returns the matches of the unit with number `idx` in an entry as a whole and in one of its documents.
    pub(super) fn cells(&self, idx: usize, entry: usize, document: usize) -> [Cell; 2] {
        let row = self.rows.get(idx);
        let cell = |cells: Option<&Vec<Cell>>, at: usize| cells.and_then(|cells| cells.get(at)).copied().unwrap_or_default();
        [
            cell(row.map(|row| &row.entries), entry),
            cell(row.map(|row| &row.documents), document),
        ]
    }

    /// Whether the unit with number `idx` stands anywhere in an entry.
    pub(super) fn has(&self, idx: usize, entry: usize) -> bool {
        self.rows.get(idx).is_some_and(|row| self.row_has(row, entry))
    }

    /// Returns the entries that match and that `admit` lets pass, best first.
    pub(super) fn rank(&self, admit: impl Fn(usize) -> bool) -> Vec<Ranked> {
        let total: f32 = self.rows.iter().map(|row| row.weight).sum();
        if total <= 0.0 {
            return Vec::new();
        }
        let likeness = Likeness::measure(&self.rows, self.weights, total);
        let near = near::measure(&self.rows, self.catalog.documents.len(), total);
        let mut ranked: Vec<Ranked> = (0..self.catalog.entries.len())
            .filter(|&entry| admit(entry))
            .filter_map(|entry| self.rank_entry(entry, total, &likeness, &near))
            .collect();
        self.sort(&mut ranked);
        if let Some(direction) = &self.direction {
            for hit in ranked.iter_mut().take(MOST_NEAR) {
                let Some((nearest, near)) = self.nearest(hit.entry, direction) else {
                    continue;
                };
                let [_, asks, ..] = self.catalog.phrase_bounds(hit.entry);
                hit.score += self.weights.meaning * near;
                hit.same_ask = nearest.checked_sub(asks).filter(|_| near >= SAME_THING);
            }
            self.sort(&mut ranked);
        }
        ranked
    }

    fn sort(&self, ranked: &mut [Ranked]) {
        // A bare citation fits many alike: they come in the order of what is cited.
        let order = |hit: &Ranked| self.catalog.source_order(hit.document);
        ranked.sort_by(|left, right| {
            right
                .score
                .total_cmp(&left.score)
                .then_with(|| order(left).cmp(&order(right)))
                .then(left.document.cmp(&right.document))
        });
    }

    /// Returns which of an entry's title and asks is nearest to what the query is about, and how near.
    fn nearest(&self, entry: usize, direction: &Direction) -> Option<(usize, f32)> {
        let [title, _, aliases, _] = self.catalog.phrase_bounds(entry);
        let near = |phrase: usize| (phrase, nearness(direction, self.catalog.phrase_direction(phrase)));
        (title..aliases).map(near).max_by(|left, right| left.1.total_cmp(&right.1))
    }

    fn row(&mut self, unit: &Unit, fields: u8, gatherer: &mut Gatherer<'_>) -> Row {
        let mut row = Row {
            entries: vec![Cell::default(); self.catalog.entries.len()],
            documents: vec![Cell::default(); self.catalog.documents.len()],
            weight: unit.weight,
            words: unit.words,
            carries: unit.carries() && !unit.alternatives.is_empty(),
            tells: unit.carries != Carries::Nothing,
            is_required: unit.is_required,
            ..Row::default()
        };
        let mut strengths = std::mem::take(&mut self.strengths);
        for (number, alternative) in (0..).zip(&unit.alternatives) {
            let places = gatherer.places(&alternative.look, fields);
            self.add_places(places, number, alternative, &mut strengths, &mut row);
            if !matches!(alternative.by, By::Beginning) && unit.carries() {
                row.places.extend(places.iter().filter(|place| !is_of_entry(place.field)));
            }
        }
        strengths.settle(&mut row);
        self.strengths = strengths;
        self.prefer_standing(&mut row);
        row.phrases.sort_unstable_by(|left, right| {
            let by_phrase = left.phrase.cmp(&right.phrase);
            by_phrase
                .then(right.quality.total_cmp(&left.quality))
                .then(left.position.cmp(&right.position))
        });
        row.places.sort_unstable();
        row.places.dedup();
        row
    }

    /// Where a card stands on the section asked for, what its title and names mention adds nothing.
    fn prefer_standing(&self, row: &mut Row) {
        let number = u8::try_from(Field::Citation.number()).unwrap_or(u8::MAX);
        for (document, cell) in row.documents.iter_mut().enumerate() {
            if cell.best > 0.0 && cell.field == number {
                cell.strength = cell.best;
                let entry = self.catalog.entry_of(document).and_then(|entry| row.entries.get_mut(entry));
                if let Some(whole) = entry.filter(|whole| whole.best <= cell.best) {
                    *whole = Cell::default();
                }
            }
        }
    }

    fn add_places(&self, places: &[Place], number: u16, alternative: &Alternative, strengths: &mut Strengths, row: &mut Row) {
        // Where something stands on a section, what only names it comes after; else its names are names like others.
        let is_section = matches!(&alternative.by, By::Citation(name) if !name.starts_with("form:"));
        let is_stood_on = is_section && places.iter().any(|place| usize::from(place.field) == Field::Citation.number());
        let is_word = !matches!(&alternative.look, Look::Token(token) if token.starts_with(MEANING_MARK));
        let mut rest = places;
        while let Some(first) = rest.first() {
            let count = rest
                .iter()
                .take_while(|place| place.document == first.document && place.field == first.field)
                .count();
            let (own, others) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = others;
            let Some(field) = Field::ALL.get(usize::from(first.field)).copied() else {
                continue;
            };
            let Some(entry) = self.catalog.entry_of(first.document as usize) else {
                continue;
            };
            #[expect(clippy::cast_precision_loss, reason = "a word comes a few times in a text")]
            let repeated = (1.0 + 0.08 * (own.len() as f32 - 1.0)).min(MOST_REPEATED);
            let repeated = if field.is_phrases() || field == Field::Citation {
                1.0
            } else {
                repeated
            };
            let is_mention = is_stood_on && field != Field::Citation;
            let weight = if is_mention { self.weights.mention } else { self.weights.of(field) };
            let quality = alternative.quality * alternative.share;
            let strength = (weight * quality * repeated).min(0.95);
            let (at, cells) = if field.is_of_entry() {
                (entry, &mut row.entries)
            } else {
                (first.document as usize, &mut row.documents)
            };
            if let Some(cell) = cells.get_mut(at)
                && strength > cell.best
            {
                *cell = Cell {
                    strength: 0.0,
                    field: first.field,
                    alternative: number,
                    best: strength,
                };
            }
            strengths.add(field, at, strength);
            if field.is_phrases() && !is_mention {
                self.add_phrases((entry, field), own, (quality, is_word), row);
            }
        }
    }

    fn add_phrases(&self, (entry, field): (usize, Field), places: &[Place], (quality, is_word): (f32, bool), row: &mut Row) {
        let bounds = self.catalog.phrase_bounds(entry);
        let start = bounds.get(field.number()).copied().unwrap_or_default();
        for place in places {
            let phrase = u32::try_from(start)
                .unwrap_or(u32::MAX)
                .saturating_add(place.position / PHRASE_SPAN);
            row.phrases.push(Stand {
                phrase,
                quality,
                position: place.position % PHRASE_SPAN,
                is_word,
            });
        }
    }

    fn rank_entry(&self, entry: usize, total: f32, likeness: &Likeness<'_>, near: &[f32]) -> Option<Ranked> {
        let documents = self.catalog.documents_of(entry);
        let opening = documents.start;
        let rows: Vec<RowIn> = self.rows.iter().map(|row| RowIn::new(row, entry, documents.clone())).collect();
        let is_missing = |row: &RowIn| row.is_required && row.whole <= 0.0 && row.anywhere <= 0.0;
        let none_carries = !rows.iter().any(|row| row.carries);
        let counts = |row: &RowIn| (row.carries || none_carries) && (row.whole > 0.0 || row.anywhere > 0.0);
        if rows.iter().any(is_missing) || !rows.iter().any(counts) {
            return None;
        }
        let (document, evidence) = documents
            .map(|document| (document, self.evidence(&rows, document, total, near)))
            .map(|(document, evidence)| (document, if document == opening { evidence + OPENING_AHEAD } else { evidence }))
            .fold(None, |best: Option<(usize, f32)>, next| match best {
                Some(best) if best.1 >= next.1 => Some(best),
                _ => Some(next),
            })?;
        let Like { ask, name, whole } = likeness.of(entry, self.catalog);
        let weights = self.weights;
        let mut score =
            evidence + weights.ask_likeness * ask.powf(weights.ask_power) + weights.name_likeness * name.powf(weights.name_power);
        if self.catalog.is_checklist(entry) {
            score *= weights.checklist;
        }
        let covered = self.weights.covered;
        let has_all = rows.iter().all(|row| !row.carries || row.whole.max(row.anywhere) >= covered);
        Some(Ranked {
            entry,
            document,
            score: score + weights.exact * whole,
            has_all,
            same_ask: None,
        })
    }

    /// How much of the query a document covers, its card's own words and its neighbours' included.
    fn evidence(&self, rows: &[RowIn<'_>], document: usize, total: f32, near: &[f32]) -> f32 {
        let covered: f32 = rows
            .iter()
            .map(|row| {
                let here = row.documents.get(document).map_or(0.0, |cell| cell.strength);
                let elsewhere = row.anywhere * self.weights.elsewhere;
                row.weight * (1.0 - (1.0 - row.whole) * (1.0 - here) * (1.0 - elsewhere))
            })
            .sum();
        covered / total + self.weights.near * near.get(document).copied().unwrap_or_default()
    }

    fn row_has(&self, row: &Row, entry: usize) -> bool {
        let row = RowIn::new(row, entry, self.catalog.documents_of(entry));
        row.whole.max(row.anywhere) >= self.weights.covered
    }
}

fn is_of_entry(field: u8) -> bool {
    Field::ALL.get(usize::from(field)).is_some_and(|field| field.is_of_entry())
}

/// A row seen from one entry.
struct RowIn<'r> {
    weight: f32,
    carries: bool,
    is_required: bool,
    /// Strength in title, asks, aliases and summary.
    whole: f32,
    /// Greatest strength in any of its documents.
    anywhere: f32,
    documents: &'r [Cell],
}

impl<'r> RowIn<'r> {
    fn new(row: &'r Row, entry: usize, documents: std::ops::Range<usize>) -> Self {
        let own = row.documents.get(documents).unwrap_or_default();
        Self {
            weight: row.weight,
            carries: row.carries,
            is_required: row.is_required,
            whole: row.entries.get(entry).map_or(0.0, |cell| cell.strength),
            anywhere: own.iter().map(|cell| cell.strength).fold(0.0, f32::max),
            documents: &row.documents,
        }
    }
}

/// The strengths of one unit, field by field, before they are put together. Used again for every unit.
#[derive(Default)]
struct Strengths {
    entries: Vec<[f32; 4]>,
    documents: Vec<[f32; 4]>,
    /// Which cells are not zero: whether of an entry, and its number.
    touched: Vec<(bool, usize)>,
}

impl Strengths {
    fn new(catalog: &Catalog) -> Self {
        Self {
            entries: vec![[0.0; 4]; catalog.entries.len()],
            documents: vec![[0.0; 4]; catalog.documents.len()],
            touched: Vec::new(),
        }
    }

    fn add(&mut self, field: Field, at: usize, strength: f32) {
        let is_of_entry = field.is_of_entry();
        let cells = if is_of_entry { &mut self.entries } else { &mut self.documents };
        let Some(cells) = cells.get_mut(at) else { return };
        if cells.iter().all(|cell| *cell <= 0.0) {
            self.touched.push((is_of_entry, at));
        }
        if let Some(cell) = cells.get_mut(field.number() % 4) {
            *cell = cell.max(strength);
        }
    }

    /// Puts the fields together: each makes it less likely that the word does not matter here. Leaves all at zero.
    fn settle(&mut self, row: &mut Row) {
        for (is_of_entry, at) in self.touched.drain(..) {
            let (fields, cells) = if is_of_entry {
                (&mut self.entries, &mut row.entries)
            } else {
                (&mut self.documents, &mut row.documents)
            };
            if let (Some(fields), Some(cell)) = (fields.get_mut(at), cells.get_mut(at)) {
                cell.strength = 1.0 - fields.iter().map(|strength| 1.0 - strength).product::<f32>();
                *fields = [0.0; 4];
            }
        }
    }
}
