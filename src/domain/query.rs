//! What is searched for and what is found, in callcard's own terms.
//!
//! Does not belong here: tantivy's types, ranking.

use std::collections::HashMap;

/// How many cards to return, and of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// As typed, filters included.
    pub text: String,
    /// Most cards to return.
    pub limit: usize,
    /// Expansions (by term) that the user has dropped.
    pub dropped_expansions: Vec<String>,
}

impl Query {
    /// Returns the query for `text` with the usual limit of twenty cards.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            limit: 20,
            dropped_expansions: Vec::new(),
        }
    }
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// Cards and checklists that match, including those beyond the limit, and the pages of imported manuals shown with them.
    pub total: usize,
    /// The best, each card or checklist once, best first; pages of manuals among them (see [`with_pages`]).
    pub hits: Vec<Hit>,
    /// What the query's words were taken to mean as well.
    pub expanded: Vec<Expansion>,
    /// Said when not every word could be matched: what was relaxed.
    pub relaxed: Option<String>,
    /// Words to mark in what is shown: lower case, as they stand in the text.
    pub marked: Vec<String>,
}

/// A card or checklist that matches, at its best place; or a section of a page of an imported manual.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Id of the card, checklist or page.
    pub id: String,
    /// Whether it is a checklist.
    pub is_checklist: bool,
    /// What it is a place in, if it is in an imported manual.
    pub page: Option<PagePlace>,
    /// Anchor of the best section, or id of the best step.
    pub anchor: String,
    /// Whether it has all words of the query that carry something.
    pub has_all: bool,
    /// Higher is better; comparable within one search only.
    pub score: f32,
    /// Plain text around the best match, at most about 160 characters.
    pub snippet: String,
    /// Where it matched.
    pub matched: Vec<Match>,
}

impl Hit {
    /// Tells whether it has all words without one that was only guessed at.
    #[must_use]
    pub fn has_all_as_typed(&self) -> bool {
        let is_guess = |found: &Match| matches!(found.by.as_deref(), Some("misspelt" | "sounds like"));
        self.has_all && !self.matched.iter().any(is_guess)
    }
}

/// A place in an imported manual, which nobody has reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagePlace {
    /// Name of the manual.
    pub manual: String,
    /// Title of the page.
    pub title: String,
    /// Heading of the section; may be empty.
    pub heading: String,
}

/// Most sections of one page among the hits.
const MOST_OF_A_PAGE: usize = 3;
/// Most words returned to be marked.
const MOST_MARKED: usize = 64;

/// Returns what was found in the library with pages of imported manuals: cards that have all words, pages that have all
/// words, then the other cards and pages. Never more than `limit`; up to a quarter of the places is kept for pages that
/// have all words, and as much for the other cards. A word that was only guessed at is not had.
#[must_use]
pub fn with_pages(cards: Found, mut pages: Vec<Hit>, limit: usize) -> Found {
    let mut counts: HashMap<String, usize> = HashMap::new();
    pages.retain(|hit| {
        let count = counts.entry(hit.id.clone()).or_default();
        *count += 1;
        *count <= MOST_OF_A_PAGE
    });
    let mut found = cards;
    found.total += pages.len();
    for found_term in pages.iter().flat_map(|hit| &hit.matched) {
        let term = found_term.term.to_lowercase();
        if found.marked.len() < MOST_MARKED && !found.marked.contains(&term) {
            found.marked.push(term);
        }
    }
    // What was relaxed for cards was relaxed for all of them: a word is like nothing, a quote stands nowhere.
    let is_strict = found.relaxed.is_none();
    let (mut whole_cards, other_cards): (Vec<Hit>, Vec<Hit>) = found.hits.into_iter().partition(|hit| is_strict && hit.has_all_as_typed());
    let (mut whole_pages, other_pages): (Vec<Hit>, Vec<Hit>) = pages.into_iter().partition(Hit::has_all_as_typed);
    let quarter = limit / 4;
    whole_cards.truncate(limit - whole_pages.len().min(quarter));
    whole_pages.truncate((limit - whole_cards.len()).saturating_sub(other_cards.len().min(quarter)));
    found.hits = whole_cards;
    found.hits.extend(whole_pages.into_iter().chain(other_cards).chain(other_pages));
    found.hits.truncate(limit);
    found
}

/// A term that matched in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Name of the field: `title`, `asks`, `alias`, `summary`, `heading`, `step`, `body`; or `citation`, `form`.
    pub field: &'static str,
    /// The term as it stands in the field.
    pub term: String,
    /// How the query came to it, if not as typed: `sounds like`, `misspelt`, `means`.
    pub by: Option<String>,
}

/// A word or phrase of the query, and what it was taken to mean as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// As typed.
    pub term: String,
    /// What was added.
    pub to: Vec<String>,
    /// Why: `acronym`, `same meaning`, `callers' words`, `spelling`, `sound`.
    pub why: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(id: &str, is_page: bool, has_all: bool) -> Hit {
        let page = PagePlace {
            manual: "m".to_owned(),
            title: id.to_owned(),
            heading: String::new(),
        };
        Hit {
            id: id.to_owned(),
            is_checklist: false,
            page: is_page.then_some(page),
            anchor: String::new(),
            has_all,
            score: 1.0,
            snippet: String::new(),
            matched: Vec::new(),
        }
    }

    fn order(cards: &[(&str, bool)], pages: &[(&str, bool)], limit: usize) -> Vec<String> {
        let cards = Found {
            total: cards.len(),
            hits: cards.iter().map(|(id, has_all)| hit(id, false, *has_all)).collect(),
            ..Found::default()
        };
        let pages = pages.iter().map(|(id, has_all)| hit(id, true, *has_all)).collect();
        let found = with_pages(cards, pages, limit);
        assert!(found.hits.len() <= limit);
        found.hits.into_iter().map(|hit| hit.id).collect()
    }

    #[test]
    fn cards_with_all_words_come_first_then_pages_with_all_words_then_the_rest() {
        let cards = [("c1", true), ("c2", false), ("c3", true)];
        assert_eq!(order(&cards, &[("p1", true), ("p2", false)], 20), ["c1", "c3", "p1", "c2", "p2"]);
        assert_eq!(order(&cards, &[], 20), ["c1", "c3", "c2"]);
        assert_eq!(order(&[], &[("p1", false)], 20), ["p1"]);
    }

    #[test]
    fn some_places_are_kept_for_pages_and_for_cards_that_lack_a_word() {
        let cards: Vec<(String, bool)> = (0..8).map(|number| (format!("c{number}"), true)).collect();
        let cards: Vec<(&str, bool)> = cards.iter().map(|(id, has_all)| (id.as_str(), *has_all)).collect();
        assert_eq!(
            order(&cards, &[("p1", true), ("p2", true), ("p3", true)], 8),
            ["c0", "c1", "c2", "c3", "c4", "c5", "p1", "p2"]
        );
        let pages: Vec<(String, bool)> = (0..8).map(|number| (format!("p{number}"), true)).collect();
        let pages: Vec<(&str, bool)> = pages.iter().map(|(id, has_all)| (id.as_str(), *has_all)).collect();
        assert_eq!(order(&[("c", false)], &pages, 8), ["p0", "p1", "p2", "p3", "p4", "p5", "p6", "c"]);
        assert_eq!(order(&cards, &pages, 1), ["c0"]);
        assert_eq!(order(&cards, &pages, 0), [""; 0]);
    }

    #[test]
    fn one_page_does_not_fill_the_list() {
        assert_eq!(
            order(&[], &[("p", true), ("p", true), ("p", true), ("p", true), ("q", true)], 20),
            ["p", "p", "p", "q"]
        );
    }
}
