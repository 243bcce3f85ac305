//! What a commit says about the shelf's own files: kept in tantivy's list of segments, so both count at once or not at all.
//!
//! Does not belong here: the files themselves (`bodies`, `lexicon`).

use serde::{Deserialize, Serialize};
use tantivy::Index;

use super::super::SearchError;
use super::schema::{SHELF_VERSION, build_schema};

/// How a file of the shelf's own was written; whatever lies behind its length does not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Written {
    /// Its length.
    pub bytes: u64,
    /// Its checksum (CRC-32).
    pub crc: u32,
}

impl Written {
    /// Compares `bytes` with what was written.
    pub(super) fn verify(self, bytes: &[u8]) -> Result<(), SearchError> {
        if crc32fast::hash(bytes) == self.crc {
            Ok(())
        } else {
            Err(SearchError::Mismatch)
        }
    }
}

/// What a commit says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// Version of the form.
    pub version: u32,
    /// What the shelf was built from.
    pub stamp: String,
    /// The body files, in the order of their numbers.
    pub bodies: Vec<Written>,
    /// The file of words that the shelf was built from, which has the number 0.
    pub words: Written,
    /// Number of the file of words that updates have added; 0 if there is none.
    pub added: u32,
    /// That file.
    pub added_words: Written,
}

impl State {
    /// Reads what the last commit to `index` says.
    pub(super) fn read(index: &Index) -> Result<Self, SearchError> {
        let metas = index.load_metas().map_err(SearchError::Open)?;
        let state: Self = metas
            .payload
            .as_deref()
            .and_then(|payload| serde_json::from_str(payload).ok())
            .ok_or(SearchError::Mismatch)?;
        let (schema, _) = build_schema();
        if state.version != SHELF_VERSION || metas.schema != schema {
            return Err(SearchError::Mismatch);
        }
        Ok(state)
    }

    /// Returns the words of a commit.
    pub(super) fn payload(&self) -> Result<String, SearchError> {
        serde_json::to_string(self).map_err(|error| SearchError::Build(error.into()))
    }
}
