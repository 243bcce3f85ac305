//! What is searched for and what is found, in callcard's own terms.
//!
//! Does not belong here: tantivy's types, ranking.

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
    /// Cards and checklists that match, including those beyond the limit.
    pub total: usize,
    /// The best, each card or checklist once, best first.
    pub hits: Vec<Hit>,
    /// What the query's words were taken to mean as well.
    pub expanded: Vec<Expansion>,
    /// Said when not every word could be matched: what was relaxed.
    pub relaxed: Option<String>,
    /// Words to mark in what is shown: lower case, as they stand in the text.
    pub marked: Vec<String>,
}

/// A card or checklist that matches, at its best place.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Id of the card or checklist.
    pub id: String,
    /// Whether it is a checklist.
    pub is_checklist: bool,
    /// Anchor of the best section, or id of the best step.
    pub anchor: String,
    /// Higher is better; comparable within one search only.
    pub score: f32,
    /// Plain text around the best match, at most about 160 characters.
    pub snippet: String,
    /// Where it matched.
    pub matched: Vec<Match>,
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
