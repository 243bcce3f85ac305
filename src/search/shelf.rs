//! The shelf: search over whole imported manuals, up to hundreds of thousands of sections, apart from the library.
//!
//! One tantivy document a section. Beside the index lie the sections' texts (`bodies`) and every word (`lexicon`), both
//! read by memory map, so an open shelf costs next to no memory of its own. A full build is one segment in the order of
//! the pages; a changed page adds a small one. Only a commit makes new files count: until then the old shelf serves.
//! Does not belong here: reading the user's folders, where a shelf lies and how it is swapped in (`store`), ranking of
//! the reviewed library (`rank`).

mod analysis;
mod any_of;
mod bodies;
mod excerpt;
mod find;
mod lexicon;
mod read;
mod schema;
mod segment;
mod shared;
mod state;
mod units;
mod write;

use std::path::Path;

use crate::domain::query::{Expansion, Match, Query};

use super::{SearchError, Thesaurus};

/// A page of a manual: one file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Path below the manual's folder, with `/` on every system; unique within a shelf.
    pub path: String,
    /// Title.
    pub title: String,
    /// Its sections in order.
    pub sections: Vec<PageSection>,
}

/// A section of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageSection {
    /// Heading; may be empty.
    pub heading: String,
    /// Where the section begins within its page.
    pub anchor: String,
    /// Plain text.
    pub text: String,
}

/// Builds a shelf, page by page.
pub struct ShelfBuilder(write::Builder);

impl ShelfBuilder {
    /// Begins a shelf in the empty folder `dir`.
    ///
    /// # Errors
    ///
    /// [`SearchError::Folder`] if the folder cannot be used, [`SearchError::Build`] if writing fails.
    pub fn create(dir: &Path) -> Result<Self, SearchError> {
        write::Builder::create(dir).map(Self)
    }

    /// Adds a page. Pages come in the order in which they should stand.
    ///
    /// # Errors
    ///
    /// [`SearchError::Build`] if writing fails.
    pub fn add(&mut self, page: &Page) -> Result<(), SearchError> {
        self.0.add(page)
    }

    /// Writes what is left. Only then can the shelf be opened; `stamp` says what it was built from.
    ///
    /// # Errors
    ///
    /// [`SearchError::Build`] if writing fails.
    pub fn finish(self, stamp: &str) -> Result<(), SearchError> {
        self.0.finish(stamp)
    }
}

impl std::fmt::Debug for ShelfBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShelfBuilder").finish_non_exhaustive()
    }
}

/// An open shelf, ready to be searched from any thread.
pub struct Shelf(read::Reader);

impl Shelf {
    /// Opens the shelf in `dir`, as it was when its last commit was made.
    ///
    /// # Errors
    ///
    /// [`SearchError::Folder`], [`SearchError::Open`] or [`SearchError::Mismatch`]; after any of them: build anew.
    pub fn open(dir: &Path) -> Result<Self, SearchError> {
        read::Reader::open(dir).map(Self)
    }

    /// Reads every file of the index in `dir` through and compares it with its checksum. Takes as long as reading it.
    ///
    /// # Errors
    ///
    /// As [`Shelf::open`]; [`SearchError::Mismatch`] if a file was changed.
    pub fn verify(dir: &Path) -> Result<(), SearchError> {
        read::verify(dir)
    }

    /// Returns what the shelf was built from, as its builder said.
    #[must_use]
    pub fn stamp(&self) -> &str {
        self.0.stamp()
    }

    /// Returns how many sections can be found.
    #[must_use]
    pub fn sections(&self) -> u64 {
        self.0.sections()
    }

    /// Returns how many updates there were since the shelf was built. Each makes searching a little slower.
    #[must_use]
    pub fn updates(&self) -> usize {
        self.0.updates()
    }

    /// Returns what `query` finds, best first; its words mean what `thesaurus` says. Never fails, whatever was typed.
    #[must_use]
    pub fn search(&self, query: &Query, thesaurus: &Thesaurus) -> ShelfFound {
        find::search(&self.0, query, thesaurus, find::Care::Quick)
    }

    /// Returns what `query` finds without any short cut: to judge [`Shelf::search`] by.
    #[must_use]
    pub fn search_exhaustively(&self, query: &Query, thesaurus: &Thesaurus) -> ShelfFound {
        find::search(&self.0, query, thesaurus, find::Care::Exhaustive)
    }
}

impl std::fmt::Debug for Shelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shelf").field("sections", &self.sections()).finish_non_exhaustive()
    }
}

/// Takes the pages with the paths `gone` out of the shelf in `dir` and puts `changed` in, in place of pages with the same
/// paths. An open [`Shelf`] goes on showing what it was opened with.
///
/// # Errors
///
/// [`SearchError::Folder`], [`SearchError::Open`] or [`SearchError::Mismatch`] if there is no sound shelf,
/// [`SearchError::Build`] if writing fails; the shelf is then as it was.
pub fn update(dir: &Path, gone: &[String], changed: &[Page], stamp: &str) -> Result<(), SearchError> {
    write::update(dir, gone, changed, stamp)
}

/// What a search of the shelf found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ShelfFound {
    /// The best sections, best first.
    pub hits: Vec<ShelfHit>,
    /// What the query's words were taken to mean as well.
    pub expanded: Vec<Expansion>,
    /// Said when not every word could be matched: what was given up.
    pub relaxed: Option<String>,
}

/// A section that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct ShelfHit {
    /// Path of its page.
    pub path: String,
    /// Title of its page.
    pub title: String,
    /// Its heading.
    pub heading: String,
    /// Where it begins within the page.
    pub anchor: String,
    /// Plain text around the best match, at most about 160 characters.
    pub snippet: String,
    /// Higher is better; comparable within one search only.
    pub score: f32,
    /// Whether it has all words that carry something.
    pub has_all: bool,
    /// Where it matched.
    pub matched: Vec<Match>,
}

#[cfg(test)]
mod tests;
