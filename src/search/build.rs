//! The library as a tantivy index with its tables, in memory, in the folder it is given or as one run of bytes, and
//! opening one again.
//!
//! One segment, in the order of the catalog, so that a document's number is its place there.
//! Does not belong here: stamps, swapping, locks (`store::index_dir`), parsing of cards.

use std::panic::resume_unwind;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;

use sha2::{Digest, Sha256};
use tantivy::directory::error::OpenDirectoryError;
use tantivy::directory::{Directory, MmapDirectory, OwnedBytes, RamDirectory};
use tantivy::schema::Field as IndexField;
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Index, IndexBuilder, InvertedIndexReader, ReloadPolicy, Searcher, SingleSegmentIndexWriter, TantivyDocument, TantivyError};

use super::SearchError;
use super::catalog::{Catalog, FieldTokens, pack_catalog};
use super::corpus::Corpus;
use super::packed::{Packer, Strings, Unpacker, pack_strings};
use super::placed::{PlacedTokenizer, TOKENIZER, encode};
use super::schema::build_schema;
use super::still::StillDirectory;
use super::thesaurus::Thesaurus;
use super::tokens::Tokens;
use super::weights::Weights;

/// Memory that tantivy may use while an index is built.
const ARENA_BYTES: usize = 30_000_000;

/// Name of the file that holds the tables.
const TABLES: &str = "tables.bin";

/// Bytes of the hash that the tables begin with.
const HASH_BYTES: usize = 32;

/// Most documents that wait to be taken in.
const MOST_WAITING: usize = 64;

/// An open index: what is needed to read postings.
pub(super) struct Postings {
    /// Keeps the files open.
    _searcher: Searcher,
    /// The fields in the order of [`super::schema::Field::ALL`], each with its terms; empty if there is no document.
    pub fields: Vec<(IndexField, Arc<InvertedIndexReader>)>,
}

/// An index with its tables.
pub(super) struct Opened {
    pub postings: Postings,
    pub catalog: Catalog,
    pub thesaurus: Thesaurus,
}

/// What an index is made from.
pub(super) struct Recipe<'a> {
    pub corpus: &'a Corpus,
    /// For building: with the phrases of content.
    pub thesaurus: &'a Thesaurus,
    /// The half that queries ask for, packed.
    pub packed_thesaurus: &'a [u8],
    pub weights: &'a Weights,
}

/// Builds an index in memory.
pub(super) fn build_in_ram(recipe: &Recipe<'_>) -> Result<Opened, SearchError> {
    let directory = RamDirectory::create();
    let t = std::time::Instant::now();
    let index = write(directory.clone(), recipe)?;
    eprintln!("T write {:?}", t.elapsed()); let t = std::time::Instant::now();
    let opened = open(&index, &read_tables(&directory)?);
    eprintln!("T open {:?}", t.elapsed());
    opened
}

/// Builds an index in the empty folder `path`.
pub(super) fn build_in_dir(path: &Path, recipe: &Recipe<'_>) -> Result<(), SearchError> {
    write(open_folder(path)?, recipe).map(drop)
}

/// Opens the index in the folder `path`, whose files are as they were written: whoever keeps it has compared their hash.
pub(super) fn open_dir(path: &Path) -> Result<Opened, SearchError> {
    let directory = open_folder(path)?;
    let index = Index::open(directory.clone()).map_err(SearchError::Open)?;
    let (schema, _) = build_schema();
    if index.schema() != schema {
        return Err(SearchError::Mismatch);
    }
    open(&index, &read_tables(&directory)?)
}

/// Builds an index as one run of bytes, to be compiled into a program.
pub(super) fn pack(recipe: &Recipe<'_>) -> Result<Vec<u8>, SearchError> {
    let directory = RamDirectory::create();
    let index = write(directory.clone(), recipe)?;
    let mut names: Vec<String> = Vec::new();
    let mut files = Packer::default();
    for path in index.directory().list_managed_files() {
        // What is kept of files that may be deleted is of no use where nothing ever is.
        if let Ok(bytes) = directory.atomic_read(&path) {
            names.push(path.display().to_string());
            files.add(&bytes);
        }
    }
    let mut packer = Packer::default();
    packer.add(&pack_strings(names));
    packer.add(&files.finish());
    packer.add(&read_tables(&directory)?);
    Ok(packer.finish())
}

/// Opens what [`pack`] has made. Nothing is copied, and nothing is checked: the bytes are the program's own.
pub(super) fn open_packed(bytes: &OwnedBytes) -> Result<Opened, SearchError> {
    let mut parts = Unpacker::open(bytes).ok_or(SearchError::Mismatch)?;
    let names = Strings::open(&parts.take());
    let mut files = Unpacker::open(&parts.take()).ok_or(SearchError::Mismatch)?;
    let tables = parts.take();
    let files = names.iter().map(|name| (name.into(), files.take())).collect();
    let index = Index::open(StillDirectory::new(files)).map_err(SearchError::Open)?;
    open(&index, &tables)
}

fn open_folder(path: &Path) -> Result<MmapDirectory, SearchError> {
    MmapDirectory::open(path).map_err(|error: OpenDirectoryError| SearchError::Folder {
        path: path.to_owned(),
        source: error,
    })
}

fn write(directory: impl Into<Box<dyn Directory>>, recipe: &Recipe<'_>) -> Result<Index, SearchError> {
    let (schema, fields) = build_schema();
    let mut writer: SingleSegmentIndexWriter = IndexBuilder::new()
        .schema(schema)
        .tokenizers(tokenizers())
        .single_segment_index_writer(directory, ARENA_BYTES)
        .map_err(SearchError::Build)?;
    let settings = (recipe.thesaurus, recipe.weights);
    let (sender, documents) = sync_channel(MOST_WAITING);
    // tantivy takes in one document while the next is taken apart: with two cores, in little more than half the time.
    let (index, catalog) = thread::scope(|scope| {
        let written = scope.spawn(move || {
            for document in documents {
                writer.add_document(document)?;
            }
            writer.finalize()
        });
        let catalog = pack_catalog(recipe.corpus, settings, move |placed: &[FieldTokens], tokens: &Tokens| {
            // What nobody takes any more is missed below, with why.
            let _ = sender.send(document(placed, tokens, &fields));
            Ok::<(), SearchError>(())
        })?;
        let index = written.join().unwrap_or_else(|panic| resume_unwind(panic));
        Ok::<_, SearchError>((index.map_err(SearchError::Build)?, catalog))
    })?;
    let mut tables = Packer::default();
    tables.add(&catalog);
    tables.add(recipe.packed_thesaurus);
    let tables = tables.finish();
    let hash = Sha256::digest(&tables);
    let written = index.directory().atomic_write(Path::new(TABLES), &[&hash[..], &tables].concat());
    written.map_err(|error| SearchError::Build(TantivyError::IoError(Arc::new(error))))?;
    Ok(index)
}

/// Reads the tables and compares their hash.
fn read_tables(directory: &dyn Directory) -> Result<OwnedBytes, SearchError> {
    let file = directory.open_read(Path::new(TABLES)).map_err(|_| SearchError::Mismatch)?;
    let bytes = file.read_bytes().map_err(|_| SearchError::Mismatch)?;
    let hash = bytes.get(..HASH_BYTES).ok_or(SearchError::Mismatch)?;
    let tables = bytes.slice(HASH_BYTES..bytes.len());
    if Sha256::digest(&tables[..])[..] == *hash {
        Ok(tables)
    } else {
        Err(SearchError::Mismatch)
    }
}

fn open(index: &Index, tables: &OwnedBytes) -> Result<Opened, SearchError> {
    let mut parts = Unpacker::open(tables).ok_or(SearchError::Mismatch)?;
    let catalog = Catalog::open(&parts.take()).ok_or(SearchError::Mismatch)?;
    Ok(Opened {
        postings: open_postings(index, &catalog)?,
        catalog,
        thesaurus: Thesaurus::open(&parts.take()),
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
        [] if catalog.documents.len() == 0 => {}
        _ => return Err(SearchError::Mismatch),
    }
    Ok(Postings {
        _searcher: searcher,
        fields: open,
    })
}
