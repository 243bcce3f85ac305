//! The library as a tantivy index, in memory or in the folder it is given, and opening one again.
//!
//! One segment, in the order of the catalog, so that a document's number is its place there.
//! Does not belong here: stamps, swapping, locks (`store::index_dir`), parsing of cards.

use std::panic::resume_unwind;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;

use tantivy::directory::error::OpenDirectoryError;
use tantivy::directory::{Directory, MmapDirectory, RamDirectory};
use tantivy::schema::Field as IndexField;
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Index, IndexBuilder, InvertedIndexReader, ReloadPolicy, Searcher, SingleSegmentIndexWriter, TantivyDocument};

use super::SearchError;
use super::catalog::{Catalog, FieldTokens, Settings};
use super::corpus::Corpus;
use super::placed::{PlacedTokenizer, TOKENIZER, encode};
use super::schema::build_schema;
use super::tokens::Tokens;

/// Memory that tantivy may use while an index is built.
const ARENA_BYTES: usize = 30_000_000;

/// Most documents that wait to be taken in.
const MOST_WAITING: usize = 64;

/// An open index: what is needed to read postings.
pub(super) struct Postings {
    /// Keeps the files open.
    _searcher: Searcher,
    /// The fields in the order of [`super::schema::Field::ALL`], each with its terms; empty if there is no document.
    pub fields: Vec<(IndexField, Arc<InvertedIndexReader>)>,
}

/// Builds an index in memory.
pub(super) fn build_in_ram(corpus: Corpus, settings: Settings<'_>) -> Result<(Postings, Catalog), SearchError> {
    let (index, catalog) = write(RamDirectory::create(), corpus, settings)?;
    Ok((open_postings(&index, &catalog)?, catalog))
}

/// Builds an index in the empty folder `path`.
pub(super) fn build_in_dir(path: &Path, corpus: Corpus, settings: Settings<'_>) -> Result<(Postings, Catalog), SearchError> {
    let (index, catalog) = write(open_folder(path)?, corpus, settings)?;
    Ok((open_postings(&index, &catalog)?, catalog))
}

/// Opens the index in the folder `path`, which was built from the same corpus.
pub(super) fn open_dir(path: &Path, corpus: Corpus, settings: Settings<'_>) -> Result<(Postings, Catalog), SearchError> {
    let index = Index::open(open_folder(path)?).map_err(SearchError::Open)?;
    let (schema, _) = build_schema();
    let damaged = index.validate_checksum().map_err(SearchError::Open)?;
    if index.schema() != schema || !damaged.is_empty() {
        return Err(SearchError::Mismatch);
    }
    let nothing = |_: &[FieldTokens], _: &Tokens| Ok::<(), SearchError>(());
    let catalog = Catalog::build(corpus, settings, nothing)?;
    Ok((open_postings(&index, &catalog)?, catalog))
}

fn open_folder(path: &Path) -> Result<MmapDirectory, SearchError> {
    MmapDirectory::open(path).map_err(|error: OpenDirectoryError| SearchError::Folder {
        path: path.to_owned(),
        source: error,
    })
}

fn write(directory: impl Into<Box<dyn Directory>>, corpus: Corpus, settings: Settings<'_>) -> Result<(Index, Catalog), SearchError> {
    let (schema, fields) = build_schema();
    let mut writer: SingleSegmentIndexWriter = IndexBuilder::new()
        .schema(schema)
        .tokenizers(tokenizers())
        .single_segment_index_writer(directory, ARENA_BYTES)
        .map_err(SearchError::Build)?;
    let (sender, documents) = sync_channel(MOST_WAITING);
    // tantivy takes in one document while the next is taken apart: with two cores, in little more than half the time.
    thread::scope(|scope| {
        let written = scope.spawn(move || {
            for document in documents {
                writer.add_document(document)?;
            }
            writer.finalize()
        });
        let catalog = Catalog::build(corpus, settings, move |placed: &[FieldTokens], tokens: &Tokens| {
            // What nobody takes any more is missed below, with why.
            let _ = sender.send(document(placed, tokens, &fields));
            Ok::<(), SearchError>(())
        })?;
        let index = written.join().unwrap_or_else(|panic| resume_unwind(panic));
        Ok((index.map_err(SearchError::Build)?, catalog))
    })
}

fn document(placed: &[FieldTokens], tokens: &Tokens, fields: &[IndexField]) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    for (field, placed) in placed {
        if let Some(index_field) = fields.get(field.number()).filter(|_| !placed.is_empty()) {
            document.add_text(*index_field, encode(placed, tokens));
        }
    }
    document
}

fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::new();
    tokenizers.register(TOKENIZER, PlacedTokenizer);
    tokenizers
}

fn open_postings(index: &Index, catalog: &Catalog) -> Result<Postings, SearchError> {
    let reader = index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .try_into()
        .map_err(SearchError::Open)?;
    let searcher = reader.searcher();
    let (_, fields) = build_schema();
    let mut open = Vec::new();
    match searcher.segment_readers() {
        [segment] if segment.max_doc() as usize == catalog.documents.len() && !segment.has_deletes() => {
            for field in fields {
                open.push((field, segment.inverted_index(field).map_err(SearchError::Open)?));
            }
        }
        [] if catalog.documents.is_empty() => {}
        _ => return Err(SearchError::Mismatch),
    }
    Ok(Postings {
        _searcher: searcher,
        fields: open,
    })
}
