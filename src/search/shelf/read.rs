//! An open shelf: tantivy's searcher, the texts and the words, all mapped.
//!
//! Does not belong here: what is looked for (`units`), how (`find`).

use std::cell::RefCell;
use std::path::Path;

use tantivy::columnar::Column;
use tantivy::directory::{Advice, MmapDirectory};
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{DocAddress, Index, ReloadPolicy, Searcher, Term};

use super::super::SearchError;
use super::bodies::{Bodies, Record, file_name, map_file};
use super::lexicon::{Lexicon, WordFile};
use super::schema::{PLACE, build_schema, tokenizers};
use super::state::State;
use super::write::{open_folder, words};

/// All that is needed to search.
pub(super) struct Reader {
    state: State,
    searcher: Searcher,
    all: Field,
    /// Where the sections of each segment lie.
    places: Vec<Column<u64>>,
    bodies: Bodies,
    /// Every word.
    pub lexicon: Lexicon,
}

impl Reader {
    /// Opens the shelf in `dir`.
    pub(super) fn open(dir: &Path) -> Result<Self, SearchError> {
        // A search reads a few pages of large files: reading ahead would read most of them.
        let directory = MmapDirectory::open_with_madvice(dir, Advice::Random).map_err(|source| SearchError::Folder {
            path: dir.to_owned(),
            source,
        })?;
        let mut index = Index::open(directory.clone()).map_err(SearchError::Open)?;
        index.set_tokenizers(tokenizers());
        let state = State::read(&index)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(0)
            .try_into()
            .map_err(SearchError::Open)?;
        let searcher = reader.searcher();
        let places: Result<Vec<Column<u64>>, _> = searcher
            .segment_readers()
            .iter()
            .map(|segment| segment.fast_fields().u64(PLACE))
            .collect();
        let [built, added] = words(&directory, &state)?.map(WordFile::new);
        let (_, fields) = build_schema();
        Ok(Self {
            places: places.map_err(SearchError::Open)?,
            bodies: Bodies::open(&directory, &state.bodies)?,
            lexicon: Lexicon::new(built, added),
            all: fields.all,
            searcher,
            state,
        })
    }

    /// What the shelf was built from.
    pub(super) fn stamp(&self) -> &str {
        &self.state.stamp
    }

    /// How many sections there are.
    pub(super) fn sections(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// More than any search can find.
    pub(super) fn most(&self) -> usize {
        usize::try_from(self.sections()).unwrap_or(usize::MAX).max(1)
    }

    /// How many updates there were.
    pub(super) fn updates(&self) -> usize {
        self.state.bodies.len().saturating_sub(1)
    }

    /// Tantivy's own.
    pub(super) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// Returns `token` as a term.
    pub(super) fn term(&self, token: &str) -> Term {
        Term::from_field_text(self.all, token)
    }

    /// Returns what is kept of the section at `address`.
    pub(super) fn record(&self, address: DocAddress) -> Option<Record<'_>> {
        let column = self.places.get(address.segment_ord as usize)?;
        self.bodies.get(column.first(address.doc_id)?)
    }
}

/// In how many sections tokens stand: each is looked up once, whoever asks while a query is understood and its hits scored.
pub(super) struct Counts<'a> {
    reader: &'a Reader,
    known: RefCell<Vec<(Term, u64)>>,
}

impl<'a> Counts<'a> {
    /// Returns counts of which none is known yet.
    pub(super) fn new(reader: &'a Reader) -> Self {
        Self {
            reader,
            known: RefCell::default(),
        }
    }

    /// Returns in how many sections `token` stands; 0 if the file cannot be read.
    pub(super) fn of(&self, token: &str) -> u64 {
        self.doc_freq(&self.reader.term(token)).unwrap_or(0)
    }
}

impl Bm25StatisticsProvider for Counts<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.reader.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.reader.searcher.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let known = self.known.borrow().iter().find(|(known, _)| known == term).map(|(_, count)| *count);
        if let Some(count) = known {
            return Ok(count);
        }
        let count = self.reader.searcher.doc_freq(term)?;
        self.known.borrow_mut().push((term.clone(), count));
        Ok(count)
    }
}

/// Compares the files in `dir` with their checksums.
pub(super) fn verify(dir: &Path) -> Result<(), SearchError> {
    let state = Reader::open(dir)?.state;
    let directory = open_folder(dir)?;
    for (number, written) in (0..).zip(&state.bodies) {
        written.verify(&map_file(&directory, &file_name(number), *written)?)?;
    }
    for (bytes, written) in words(&directory, &state)?.iter().zip([state.words, state.added_words]) {
        written.verify(bytes)?;
    }
    let index = Index::open(directory).map_err(SearchError::Open)?;
    let damaged = index.validate_checksum().map_err(SearchError::Open)?;
    if damaged.is_empty() { Ok(()) } else { Err(SearchError::Mismatch) }
}
