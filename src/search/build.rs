//! The library as a tantivy index with its tables, in memory, in the folder it is given or as one run of bytes, and
//! opening one again.
//!
//! One segment, in the order of the catalog, so that a document's number is its place there. Only an index in memory that
//! follows content (`live`) has a second one, with what has changed.
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
use super::analysis::Analysis;
use super::catalog::{Catalog, Draft};
use super::corpus::{Corpus, texts_of};
use super::draft::{Drafter, EntryDraft, FieldTokens, Settings};
use super::joined::{Joined, JoinedId};
use super::packed::{Packer, Strings, Unpacker, pack_strings};
use super::placed::{PlacedTokenizer, TOKENIZER, encode};
use super::schema::build_schema;
use super::still::StillDirectory;
use super::thesaurus::Thesaurus;
use super::tokens::Tokens;
use super::weights::Weights;
use super::words::Stems;

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
    pub parts: Vec<Part>,
}

/// A segment, as the catalog numbers its documents.
pub(super) struct Part {
    pub segment: Segment,
    /// For each of its documents the number in the catalog, [`GONE`] if it is there no more; none if they are the same.
    pub numbers: Option<Vec<u32>>,
}

/// The number of a document that is in the catalog no more.
pub(super) const GONE: u32 = u32::MAX;

/// A segment that is open.
#[derive(Clone)]
pub(super) struct Segment {
    /// Keeps the files open.
    _searcher: Searcher,
    /// The fields in the order of [`super::schema::Field::ALL`], each with its terms; empty if there is no document.
    pub fields: Vec<(IndexField, Arc<InvertedIndexReader>)>,
}

impl Part {
    /// Returns the number in the catalog of the segment's document with number `own`.
    pub(super) fn number(&self, own: u32) -> Option<u32> {
        match &self.numbers {
            Some(numbers) => numbers.get(own as usize).copied().filter(|number| *number != GONE),
            None => Some(own),
        }
    }
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
    let index = write(directory.clone(), recipe)?;
    open(&index, &read_tables(&directory)?)
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
    let settings = (recipe.thesaurus, recipe.weights);
    let mut drafter = Drafter::new(Analysis::new(joined_in(recipe.corpus, recipe.thesaurus, |_| {})));
    let mut drafts = Vec::new();
    let index = write_documents(directory, |take| {
        draft_all(recipe.corpus, settings, &mut drafter, take, |draft, _| drafts.push(draft));
    })?;
    let draft = Draft {
        corpus: recipe.corpus,
        entries: &drafts.iter().collect::<Vec<&EntryDraft>>(),
        settings,
    };
    let catalog = draft.pack(&mut drafter.tokens, &mut Stems::new());
    let mut tables = Packer::default();
    tables.add(&catalog);
    tables.add(recipe.packed_thesaurus);
    let tables = tables.finish();
    let hash = Sha256::digest(&tables);
    let written = index.directory().atomic_write(Path::new(TABLES), &[&hash[..], &tables].concat());
    written.map_err(|error| SearchError::Build(TantivyError::IoError(Arc::new(error))))?;
    Ok(index)
}

/// Returns the words of a corpus and of the thesaurus that are also written as two; `take` gets those of each entry.
pub(super) fn joined_in(corpus: &Corpus, thesaurus: &Thesaurus, mut take: impl FnMut(Vec<JoinedId>)) -> Joined {
    let mut joined = Joined::default();
    joined.add_words(thesaurus.words());
    for entry in &corpus.entries {
        let ids = joined.collect(texts_of(entry, corpus.documents_of(entry)));
        joined.add(&ids);
        take(ids);
    }
    joined
}

/// Takes a corpus apart: `send` gets the documents, and `keep` the rest of each entry, with every two words that may be one.
pub(super) fn draft_all(
    corpus: &Corpus,
    settings: Settings<'_>,
    drafter: &mut Drafter,
    send: &mut dyn FnMut(&[FieldTokens], &Tokens),
    mut keep: impl FnMut(EntryDraft, Vec<u64>),
) {
    for entry in &corpus.entries {
        let (draft, documents) = drafter.draft(entry, corpus.documents_of(entry), settings);
        for document in &documents {
            send(document, &drafter.tokens);
        }
        keep(draft, drafter.analysis.take_pairs());
    }
}

/// Writes one segment of the documents that `make` hands on, in their order.
pub(super) fn write_documents(
    directory: impl Into<Box<dyn Directory>>,
    make: impl FnOnce(&mut dyn FnMut(&[FieldTokens], &Tokens)),
) -> Result<Index, SearchError> {
    let (schema, fields) = build_schema();
    let mut writer: SingleSegmentIndexWriter = IndexBuilder::new()
        .schema(schema)
        .tokenizers(tokenizers())
        .single_segment_index_writer(directory, ARENA_BYTES)
        .map_err(SearchError::Build)?;
    let (sender, documents) = sync_channel(MOST_WAITING);
    // tantivy takes in one document while the next is taken apart: with two cores, in little more than half the time.
    let index = thread::scope(|scope| {
        let written = scope.spawn(move || {
            for document in documents {
                writer.add_document(document)?;
            }
            writer.finalize()
        });
        make(&mut |placed, tokens| {
            // What nobody takes any more is missed below, with why.
            let _ = sender.send(document(placed, tokens, &fields));
        });
        drop(sender);
        written.join().unwrap_or_else(|panic| resume_unwind(panic))
    });
    index.map_err(SearchError::Build)
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
    let segment = open_segment(index, catalog.documents.len())?;
    let part = Part { segment, numbers: None };
    Ok(Postings { parts: vec![part] })
}

/// Opens the only segment of an index with so many documents.
pub(super) fn open_segment(index: &Index, documents: usize) -> Result<Segment, SearchError> {
    let reader = index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .try_into()
        .map_err(SearchError::Open)?;
    let searcher = reader.searcher();
    let (_, fields) = build_schema();
    let mut open = Vec::new();
    match searcher.segment_readers() {
        [segment] if segment.max_doc() as usize == documents && !segment.has_deletes() => {
            for field in fields {
                open.push((field, segment.inverted_index(field).map_err(SearchError::Open)?));
            }
        }
        [] if documents == 0 => {}
        _ => return Err(SearchError::Mismatch),
    }
    Ok(Segment {
        _searcher: searcher,
        fields: open,
    })
}
