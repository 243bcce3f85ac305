//! What a commit says about the shelf's own files: kept in tantivy's list of segments, so both count at once or not at all.
//!
//! Does not belong here: the files themselves (`bodies`, `lexicon`).

use serde::{Deserialize, Serialize};
use tantivy::Index;

use super::super::SearchError;
use super::schema::{SHELF_VERSION, build_schema};

/// What a commit says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// Version of the form.
    pub version: u32,
    /// What the shelf was built from.
    pub stamp: String,
    /// Lengths of the body files, in the order of their numbers.
    pub bodies: Vec<u64>,
    /// Length of the file of words that the shelf was built from, which has the number 0.
    pub lexicon_bytes: u64,
    /// Number of the file of words that updates have added; 0 if there is none.
    pub added: u32,
    /// Its length.
    pub added_bytes: u64,
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
