//! Search: the only module that names tantivy.
//!
//! One document for each section of a card and each step of a checklist. A query is understood in stages
//! (`understand`), its tokens are read from tantivy's postings (`gather`), scored (`rank`) and shown (`searcher`).
//! Everything derived is made anew from the library; an index that does not fit is rebuilt, never repaired.
//! Does not belong here: reading files, where the index lies and how it is swapped in (`store`), wording of messages.

mod analysis;
mod build;
mod catalog;
mod citation;
mod corpus;
mod draft;
mod filters;
mod gather;
mod joined;
mod live;
mod meaning;
pub mod measure;
mod packed;
mod placed;
mod rank;
mod relax;
mod schema;
mod searcher;
pub mod shelf;
mod snippet;
mod sound;
mod spelling;
mod still;
mod thesaurus;
mod tokens;
mod understand;
mod vocabulary;
mod weights;
mod words;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use sha2::{Digest, Sha256};
use tantivy::TantivyError;
use tantivy::directory::OwnedBytes;
use tantivy::directory::error::OpenWriteError;

use crate::domain::library::Library;
use crate::domain::query::{Found, Query};

use build::{Opened, Postings, Recipe};
use catalog::Catalog;
use corpus::Corpus;
pub use live::LiveIndex;
use meaning::Meanings;
pub use schema::SCHEMA_VERSION;
pub use thesaurus::Thesaurus;
use weights::Weights;
use words::Stems;

/// Most citations offered for one whose end is still being typed.
const CITATION_COMPLETIONS: usize = 40;

/// An index that could not be built or opened.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The thesaurus or the weights compiled into the program cannot be read.
    #[error("{file}, line {line}: cannot be read")]
    Setting {
        /// Name of the file.
        file: &'static str,
        /// Line, from 1; 0 if something is absent.
        line: usize,
    },
    /// The folder of the index cannot be used.
    #[error("cannot use the index folder `{}`", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: tantivy::directory::error::OpenDirectoryError,
    },
    /// The index could not be written.
    #[error("cannot build the search index")]
    Build(#[source] tantivy::TantivyError),
    /// The index could not be opened.
    #[error("cannot open the search index")]
    Open(#[source] tantivy::TantivyError),
    /// The index was built from other content or by another version, or it is damaged.
    #[error("the search index does not fit the content")]
    Mismatch,
}

impl SearchError {
    /// Returns how the disk failed, if it was the disk.
    #[must_use]
    pub fn disk(&self) -> Option<std::io::ErrorKind> {
        let (Self::Build(source) | Self::Open(source)) = self else {
            return None;
        };
        match source {
            TantivyError::IoError(error) => Some(error.kind()),
            TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. }) => Some(io_error.kind()),
            _ => None,
        }
    }
}

/// An index of a library, ready to be searched from any thread.
pub struct SearchIndex {
    postings: Postings,
    catalog: Catalog,
    thesaurus: Thesaurus,
    weights: Weights,
    stems: Stems,
    meanings: Meanings,
}

impl SearchIndex {
    /// Builds the index of `library` in memory. Amounts in texts are those in force on `today`.
    ///
    /// # Errors
    ///
    /// [`SearchError::Build`] if tantivy fails.
    pub fn build_in_ram(library: &Library, today: Date) -> Result<Self, SearchError> {
        with_recipe(library, today, build::build_in_ram).and_then(Self::of)
    }

    /// Builds the index of `library` in the empty folder `path`.
    ///
    /// # Errors
    ///
    /// [`SearchError::Folder`] if the folder cannot be used, [`SearchError::Build`] if tantivy fails.
    pub fn build_in_dir(library: &Library, today: Date, path: &Path) -> Result<(), SearchError> {
        with_recipe(library, today, |recipe| build::build_in_dir(path, recipe))
    }

    /// Opens the index in the folder `path`. The caller has compared [`fingerprint`] with the one it was built under, and
    /// the bytes of its files with those that were written.
    ///
    /// # Errors
    ///
    /// [`SearchError::Folder`], [`SearchError::Open`] or [`SearchError::Mismatch`]; after any of them: build anew.
    pub fn open_dir(path: &Path) -> Result<Self, SearchError> {
        build::open_dir(path).and_then(Self::of)
    }

    /// Builds the index of `library` as one run of bytes, to be compiled into a program.
    ///
    /// # Errors
    ///
    /// [`SearchError::Build`] if tantivy fails.
    pub fn pack(library: &Library, today: Date) -> Result<Vec<u8>, SearchError> {
        with_recipe(library, today, build::pack)
    }

    /// Opens what [`SearchIndex::pack`] has made, where it lies.
    ///
    /// # Errors
    ///
    /// [`SearchError::Open`] or [`SearchError::Mismatch`] if it is something else.
    pub fn open_packed(bytes: &'static [u8]) -> Result<Self, SearchError> {
        build::open_packed(&OwnedBytes::new(bytes)).and_then(Self::of)
    }

    /// Returns what `query` finds, best first. Never fails and never panics, whatever was typed.
    #[must_use]
    pub fn search(&self, query: &Query) -> Found {
        searcher::search(self, query)
    }

    /// Returns the thesaurus, grown by the glossary of the library.
    #[must_use]
    pub fn thesaurus(&self) -> &Thesaurus {
        &self.thesaurus
    }

    fn of(opened: Opened) -> Result<Self, SearchError> {
        let Opened {
            postings,
            catalog,
            thesaurus,
        } = opened;
        Ok(Self {
            postings,
            catalog,
            thesaurus,
            weights: Weights::parse(weights::BUILT_IN)?,
            stems: Stems::new(),
            meanings: Meanings::built_in(),
        })
    }
}

/// Hands everything that an index of `library` is made from to `make`.
fn with_recipe<T>(library: &Library, today: Date, make: impl FnOnce(&Recipe<'_>) -> Result<T, SearchError>) -> Result<T, SearchError> {
    let (thesaurus, packed_thesaurus) = Thesaurus::parse_and_pack(thesaurus::BUILT_IN, &library.glossary)?;
    make(&Recipe {
        corpus: &Corpus::collect(library, today),
        thesaurus: &thesaurus,
        packed_thesaurus: &packed_thesaurus,
        weights: &Weights::parse(weights::BUILT_IN)?,
    })
}

impl std::fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SearchIndex")
            .field("entries", &self.catalog.entries.len())
            .field("documents", &self.catalog.documents.len())
            .finish_non_exhaustive()
    }
}

/// Returns a fingerprint of everything that an index of `library` on `today` is made from: content, thesaurus,
/// glossary, weights and the version of the form. An index with another fingerprint is rebuilt.
#[must_use]
pub fn fingerprint(library: &Library, today: Date) -> String {
    let mut hash = Sha256::new();
    hash.update(SCHEMA_VERSION.to_le_bytes());
    hash.update(env!("CARGO_PKG_VERSION").as_bytes());
    for text in [thesaurus::BUILT_IN, weights::BUILT_IN] {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.update(Meanings::stamp());
    for line in thesaurus::grown_lines(&library.glossary) {
        hash.update((line.len() as u64).to_le_bytes());
        hash.update(line.as_bytes());
    }
    Corpus::collect(library, today).feed(&mut hash);
    hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod live_tests;
#[cfg(test)]
mod tests;
