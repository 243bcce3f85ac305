//! One search of the shelf: from the query typed to the hits shown.
//!
//! What is given up so that something is found, in this order, each only if nothing was found before:
//! 1. words that carry next to nothing are never needed;
//! 2. words that the shelf does not have are taken for words spelled or sounding so, or for two words;
//! 3. words and phrases also count by what the thesaurus says they mean (this also if less than a page was found);
//! 4. quoted words need not stand together;
//! 5. words that the shelf has, but not with the others, are taken for others, too;
//! 6. one word less, then any of them, those first that tell most;
//! 7. first letters.
//!
//! Does not belong here: what words mean (`units`), texts (`excerpt`).

use tantivy::DocAddress;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query as IndexQuery, TermQuery};
use tantivy::schema::IndexRecordOption;

use crate::domain::query::{Expansion, Match, Query};

use super::super::thesaurus::Thesaurus;
use super::super::words::split_words;
use super::any_of::AnyOf;
use super::bodies::Record;
use super::excerpt::{Mark, Needles, cut_excerpt, word_at};
use super::read::Reader;
use super::schema::{LEAD_MARK, LONGEST_LEAD};
use super::shared::OneList;
use super::units::{Alternative, By, Quote, Understanding, Understood, Unit};
use super::{ShelfFound, ShelfHit};

/// Most hits returned, whatever is asked for.
const MOST_HITS: usize = 1_000;
/// How many sections are read for a quote, at first and at most.
const QUOTE_CANDIDATES: [usize; 2] = [200, 5_000];
/// How many sections are read for a word still being typed, beyond those that name or repeat it.
const READ_CANDIDATES: [usize; 2] = [60, 2_000];
/// Most stems that a beginning is taken for, and when nothing is spared.
const MOST_STEMS: usize = 8;
const ALL_STEMS: usize = 1_000;
/// A word that stands in more than one of so many sections is taken to be meant, if others are not found with it.
const RARE: u64 = 2_000;
/// How much worse a hit is for being found by a guess in place of a known word.
const KNOWN_GUESS: f32 = 0.5;

/// How much longer it takes to ask for one section than to read on to the next.
const ASKING: u64 = 3;

/// Most known words that others are tried for.
const MOST_DOUBTED: usize = 2;

/// Whether short cuts are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    /// As fast as it goes.
    Quick,
    /// Every section that matches is scored.
    Exhaustive,
}

/// A section with its score.
type Scored = (f32, DocAddress);

/// Searches `reader` for `query`, whose words mean what `thesaurus` says.
pub(super) fn search(reader: &Reader, query: &Query, thesaurus: &Thesaurus, care: Care) -> ShelfFound {
    let mut search = Search {
        reader,
        limit: query.limit.min(MOST_HITS),
        care,
        understanding: Understanding::new(reader, thesaurus, if care == Care::Quick { MOST_STEMS } else { ALL_STEMS }),
        relaxed: Vec::new(),
    };
    let Understood { units, quotes } = search.understanding.understand(query);
    if units.is_empty() || search.limit == 0 {
        return ShelfFound::default();
    }
    let (units, scored, has_all) = search.run(units, &quotes, query);
    search.show(&units, &scored, has_all)
}

struct Search<'a> {
    reader: &'a Reader,
    limit: usize,
    care: Care,
    understanding: Understanding<'a>,
    relaxed: Vec<String>,
}

impl Search<'_> {
    /// Returns the units as they were looked for in the end, the hits, and whether those have all words.
    fn run(&mut self, mut units: Vec<Unit>, quotes: &[Quote], query: &Query) -> (Vec<Unit>, Vec<Scored>, bool) {
        let mut unknown = Vec::new();
        for unit in units.iter_mut().filter(|unit| unit.carries && !unit.is_known) {
            self.understanding.add_guesses(unit);
            if unit.alternatives.is_empty() {
                unknown.push(unit.typed.clone());
            }
        }
        let is_all = unknown.is_empty();
        if !is_all {
            self.relaxed.push(format!("nothing is like {}", list(&unknown)));
        }
        let mut scored = self.all_of(&units, quotes);
        if scored.len() < self.limit && quotes.is_empty() {
            self.read_on(&units, &mut scored);
        }
        if scored.len() < self.limit
            && quotes.is_empty()
            && let Some(meant) = self.understanding.with_meanings(&units, query)
        {
            let more = self.all_of(&meant, &[]);
            let own: Vec<DocAddress> = scored.iter().map(|hit| hit.1).collect();
            scored.extend(more.into_iter().filter(|hit| !own.contains(&hit.1)));
            scored.truncate(self.limit);
            units = meant;
        }
        if !scored.is_empty() {
            return (units, scored, is_all);
        }
        if !quotes.is_empty() {
            let scored = self.all_of(&units, &[]);
            if !scored.is_empty() {
                self.relaxed
                    .push("no section has the quoted words together, so they are looked for one by one".to_owned());
                return (units, scored, is_all);
            }
        }
        self.relax(units)
    }

    /// Adds sections that have a word which begins as the last one typed, but do not name or repeat it.
    fn read_on(&mut self, units: &[Unit], scored: &mut Vec<Scored>) {
        let Some((open, others)) = units
            .split_last()
            .filter(|(open, _)| open.is_open && open.is_cut && self.shared(open).is_none())
        else {
            return;
        };
        let more = if others.iter().any(|unit| unit.carries && !unit.alternatives.is_empty()) {
            let most = match self.care {
                Care::Exhaustive => usize::MAX,
                Care::Quick if scored.is_empty() => READ_CANDIDATES[1],
                Care::Quick => READ_CANDIDATES[0],
            };
            let candidates = self
                .clauses(others)
                .map(|query| self.top(query.as_ref(), most.min(self.reader.most())));
            let needle = Needles::one(&open.typed);
            let has = |address: DocAddress| {
                let record = self.reader.record(address);
                record.is_some_and(|record| [record.heading, record.title, record.text].iter().any(|text| needle.stand_in(text)))
            };
            let mut wanted = self.limit - scored.len();
            let mut read = candidates.unwrap_or_default();
            read.retain(|hit| {
                let is_new = wanted > 0 && !scored.iter().any(|known| known.1 == hit.1) && has(hit.1);
                wanted -= usize::from(is_new);
                is_new
            });
            read
        } else {
            let (alternatives, _) = self.understanding.beginning_stems(&open.typed, MOST_STEMS);
            let unit = Unit {
                alternatives,
                shared: None,
                ..open.clone()
            };
            self.all_of(&[unit], &[])
        };
        let least = scored.last().map_or(f32::MAX, |hit| hit.0);
        let known: Vec<DocAddress> = scored.iter().map(|hit| hit.1).collect();
        let new = more.into_iter().filter(|hit| !known.contains(&hit.1));
        scored.extend(new.map(|hit| (hit.0.min(least), hit.1)));
        scored.truncate(self.limit);
    }

    fn relax(&mut self, mut units: Vec<Unit>) -> (Vec<Unit>, Vec<Scored>, bool) {
        if units.iter().filter(|unit| unit.carries).count() > 1 {
            for number in self.rarest(&units) {
                let Some(unit) = units.get_mut(number) else { continue };
                let own = unit.alternatives.len();
                self.understanding.add_guesses(unit);
                for guess in unit.alternatives.iter_mut().skip(own) {
                    guess.quality *= KNOWN_GUESS;
                }
            }
            let scored = self.all_of(&units, &[]);
            if !scored.is_empty() {
                return (units, scored, true);
            }
        }
        let clauses: Vec<(Occur, Box<dyn IndexQuery>)> = units
            .iter()
            .filter(|unit| unit.carries && !unit.alternatives.is_empty())
            .map(|unit| (Occur::Should, self.unit_query(unit, None)))
            .collect();
        // One word less; then any, for which the index can skip most of what has few.
        if clauses.len() > 2 {
            let least = clauses.len() - 1;
            let clauses = clauses.iter().map(|(occur, query)| (*occur, query.box_clone())).collect();
            let scored = self.top(&BooleanQuery::with_minimum_required_clauses(clauses, least), self.limit);
            if !scored.is_empty() {
                return (units, scored, false);
            }
        }
        if !clauses.is_empty() {
            let scored = self.top(&BooleanQuery::new(clauses), self.limit);
            if !scored.is_empty() {
                return (units, scored, false);
            }
        }
        self.first_letters(units)
    }

    /// Returns the numbers of the rarest known words, which are the likeliest to be meant for others.
    fn rarest(&self, units: &[Unit]) -> Vec<usize> {
        let most = self.reader.sections() / RARE + 6;
        let count = |unit: &Unit| {
            let tokens = unit.alternatives.iter().flat_map(|alternative| &alternative.tokens);
            tokens.map(|token| self.understanding.counts.of(token)).max().unwrap_or(0)
        };
        let known = units
            .iter()
            .enumerate()
            .filter(|(_, unit)| unit.carries && unit.is_known && unit.typed.len() > 3);
        let mut rare: Vec<(u64, usize)> = known.map(|(number, unit)| (count(unit), number)).collect();
        rare.retain(|(count, _)| *count <= most);
        rare.sort_unstable();
        rare.into_iter().take(MOST_DOUBTED).map(|(_, number)| number).collect()
    }

    fn first_letters(&mut self, mut units: Vec<Unit>) -> (Vec<Unit>, Vec<Scored>, bool) {
        for unit in &mut units {
            let mut lead: String = unit.typed.chars().take(LONGEST_LEAD).collect();
            while lead.chars().count() > 1 && unit.alternatives.is_empty() {
                let token = format!("{LEAD_MARK}{lead}");
                if self.understanding.counts.of(&token) > 0 {
                    unit.alternatives.push(Alternative {
                        tokens: vec![token],
                        needles: vec![lead.clone()],
                        quality: 0.2,
                        by: By::Typed,
                    });
                }
                lead.pop();
            }
        }
        let clauses: Vec<(Occur, Box<dyn IndexQuery>)> = units
            .iter()
            .filter(|unit| !unit.alternatives.is_empty())
            .map(|unit| (Occur::Should, self.unit_query(unit, None)))
            .collect();
        let scored = self.top(&BooleanQuery::new(clauses), self.limit);
        if !scored.is_empty() {
            self.relaxed.push("only the first letters fit".to_owned());
        }
        (units, scored, false)
    }

    /// Returns the sections that have all units that carry something and that anything is like.
    fn all_of(&self, units: &[Unit], quotes: &[Quote]) -> Vec<Scored> {
        if units.iter().any(|unit| unit.carries && unit.is_cut && unit.alternatives.is_empty()) {
            return Vec::new();
        }
        let Some(query) = self.clauses(units) else {
            return Vec::new();
        };
        if quotes.is_empty() {
            return self.top(query.as_ref(), self.limit);
        }
        for candidates in QUOTE_CANDIDATES {
            let scored = self.top(query.as_ref(), candidates);
            let is_complete = scored.len() < candidates;
            let mut found: Vec<Scored> = scored.into_iter().filter(|hit| self.has_quotes(hit.1, quotes)).collect();
            if is_complete || found.len() >= self.limit || candidates == QUOTE_CANDIDATES[1] {
                found.truncate(self.limit);
                return found;
            }
        }
        Vec::new()
    }

    /// Returns the query for all units that carry something; none if there are none.
    fn clauses(&self, units: &[Unit]) -> Option<Box<dyn IndexQuery>> {
        let units = || units.iter().filter(|unit| unit.carries && !unit.alternatives.is_empty());
        let sizes: Vec<u64> = units().map(|unit| self.size(unit)).collect();
        let others = |number: usize| {
            let others = sizes.iter().enumerate().filter(|(other, _)| *other != number);
            others.map(|(_, size)| *size).min()
        };
        let mut clauses: Vec<Box<dyn IndexQuery>> = units()
            .enumerate()
            .map(|(number, unit)| self.unit_query(unit, others(number)))
            .collect();
        match clauses.len() {
            0 => None,
            1 => Some(clauses.remove(0)),
            _ => Some(Box::new(BooleanQuery::intersection(clauses))),
        }
    }

    fn has_quotes(&self, address: DocAddress, quotes: &[Quote]) -> bool {
        let Some(record) = self.reader.record(address) else {
            return false;
        };
        let texts = [record.title, record.heading, record.text].map(split_words);
        quotes.iter().all(|quote| {
            texts.iter().any(|words| {
                words.windows(quote.words.len()).any(|window| {
                    let mut pairs = window.iter().zip(&quote.words).rev();
                    let last = pairs
                        .next()
                        .is_some_and(|(word, wanted)| word.text == *wanted || (quote.is_open && word.text.starts_with(wanted.as_str())));
                    last && pairs.all(|(word, wanted)| word.text == *wanted)
                })
            })
        })
    }

    /// Returns the token that a unit is looked for by in place of its alternatives.
    fn shared<'u>(&self, unit: &'u Unit) -> Option<&'u str> {
        unit.shared.as_deref().filter(|_| self.care == Care::Quick)
    }

    /// Returns in how many sections a unit stands at most.
    fn size(&self, unit: &Unit) -> u64 {
        let counts = &self.understanding.counts;
        if let Some(token) = self.shared(unit) {
            return counts.of(token);
        }
        let size = |alternative: &Alternative| alternative.tokens.iter().map(|token| counts.of(token)).min();
        unit.alternatives.iter().filter_map(size).sum()
    }

    /// Returns the query for a unit that is looked for in `others` sections, or in all.
    fn unit_query(&self, unit: &Unit, others: Option<u64>) -> Box<dyn IndexQuery> {
        let mut queries: Vec<Box<dyn IndexQuery>> = unit
            .alternatives
            .iter()
            .map(|alternative| {
                let query = self.tokens_query(&alternative.tokens);
                if alternative.quality < 1.0 {
                    Box::new(BoostQuery::new(query, alternative.quality))
                } else {
                    query
                }
            })
            .collect();
        let asked = |others: u64| others.saturating_mul(unit.alternatives.len() as u64 * ASKING);
        match queries.len() {
            1 => queries.remove(0),
            _ if self.shared(unit).is_none() && others.is_some_and(|others| asked(others) < self.size(unit)) => Box::new(AnyOf(queries)),
            _ => match self.shared(unit) {
                Some(token) => Box::new(OneList {
                    term: self.reader.term(token),
                    shared: self.tokens_query(&[token.to_owned()]),
                    apart: Box::new(BooleanQuery::union(queries)),
                }),
                None => Box::new(BooleanQuery::union(queries)),
            },
        }
    }

    fn tokens_query(&self, tokens: &[String]) -> Box<dyn IndexQuery> {
        let mut queries: Vec<Box<dyn IndexQuery>> = tokens
            .iter()
            .map(|token| Box::new(TermQuery::new(self.reader.term(token), IndexRecordOption::WithFreqs)) as Box<dyn IndexQuery>)
            .collect();
        match queries.len() {
            1 => queries.remove(0),
            _ => Box::new(BooleanQuery::intersection(queries)),
        }
    }

    /// Returns the best sections. A damaged file loses hits; it must not lose the program.
    fn top(&self, query: &dyn IndexQuery, limit: usize) -> Vec<Scored> {
        let top = TopDocs::with_limit(limit.max(1)).order_by_score();
        let searcher = self.reader.searcher();
        let found = searcher.search_with_statistics_provider(query, &top, &self.understanding.counts);
        found.unwrap_or_default()
    }

    fn show(self, units: &[Unit], scored: &[Scored], has_all: bool) -> ShelfFound {
        let needles = Needles::new(units);
        let mut marks = Vec::new();
        let hits: Vec<ShelfHit> = scored
            .iter()
            .filter_map(|(score, address)| {
                let record = self.reader.record(*address)?;
                Some(show_hit(&record, *score, has_all, units, &needles, &mut marks))
            })
            .collect();
        let mut relaxed = self.relaxed;
        if !has_all && let Some(best) = hits.first().filter(|_| !hits.iter().any(|hit| hit.has_all)) {
            let lacking = lacking(best, units);
            if !lacking.is_empty() {
                relaxed.push(format!("no section has all the words; the best one lacks {}", list(&lacking)));
            }
        }
        ShelfFound {
            hits,
            expanded: expansions(units),
            relaxed: (!relaxed.is_empty()).then(|| relaxed.join("; ")),
        }
    }
}

fn show_hit(record: &Record<'_>, score: f32, has_all: bool, units: &[Unit], needles: &Needles<'_>, marks: &mut Vec<Mark>) -> ShelfHit {
    let mut matched: Vec<Match> = Vec::new();
    let mut seen = 0_u64;
    for (field, text) in [("title", record.title), ("heading", record.heading), ("body", record.text)] {
        needles.marks(text, marks);
        for mark in marks.iter() {
            let bit = 1 << (mark.unit % 64);
            if seen & bit == 0 {
                seen |= bit;
                matched.extend(describe(field, text, *mark, units));
            }
        }
    }
    // The last text read is the body: its marks are those of the excerpt.
    let snippet = cut_excerpt(record.text, marks);
    let wanted = (0..).zip(units).filter(|(_, unit)| unit.carries);
    ShelfHit {
        path: record.path.to_owned(),
        title: record.title.to_owned(),
        heading: record.heading.to_owned(),
        anchor: record.anchor.to_owned(),
        snippet,
        score,
        has_all: has_all || wanted.fold(true, |all, (number, _)| all && seen & (1_u64 << (number % 64)) != 0),
        matched,
    }
}

fn describe(field: &'static str, text: &str, mark: Mark, units: &[Unit]) -> Option<Match> {
    let unit = units.get(mark.unit as usize)?;
    let word = word_at(text, mark.start);
    let alternative = unit
        .alternatives
        .iter()
        .find(|alternative| alternative.needles.iter().any(|needle| word.starts_with(needle.as_str())))
        .or(unit.alternatives.first())?;
    match alternative.by.citation() {
        Some(term) => Some(Match {
            field: if term.starts_with("form ") { "form" } else { "citation" },
            term,
            by: None,
        }),
        None => Some(Match {
            field,
            term: word,
            by: alternative.by.said(),
        }),
    }
}

fn lacking(best: &ShelfHit, units: &[Unit]) -> Vec<String> {
    let is_there = |unit: &Unit| {
        let needles = || unit.alternatives.iter().flat_map(|alternative| &alternative.needles);
        best.matched
            .iter()
            .any(|found| needles().any(|needle| found.term.to_lowercase().contains(needle.as_str())))
    };
    units
        .iter()
        .filter(|unit| unit.carries && !unit.alternatives.is_empty() && !is_there(unit))
        .map(|unit| unit.typed.clone())
        .collect()
}

fn expansions(units: &[Unit]) -> Vec<Expansion> {
    let mut expansions: Vec<Expansion> = Vec::new();
    for unit in units {
        for (to, why) in unit.alternatives.iter().filter_map(|alternative| alternative.by.expansion()) {
            match expansions.iter_mut().find(|known| known.term == unit.typed && known.why == why) {
                Some(known) => known.to.push(to),
                None => expansions.push(Expansion {
                    term: unit.typed.clone(),
                    to: vec![to],
                    why: why.to_owned(),
                }),
            }
        }
    }
    expansions
}

fn list(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().take(6).map(|word| format!("\u{201c}{word}\u{201d}")).collect();
    quoted.join(", ")
}
