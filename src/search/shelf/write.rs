//! Writing a shelf: whole, into an empty folder, or page by page beside what is there.
//!
//! Does not belong here: tokens (`analysis`), opening (`read`).

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tantivy::directory::error::{DeleteError, OpenWriteError};
use tantivy::directory::{Directory, MmapDirectory, OwnedBytes, TerminatingWrite as _, WritePtr};
use tantivy::indexer::NoMergePolicy;
use tantivy::{Index, IndexBuilder, IndexWriter, TantivyDocument, TantivyError, Term};

use super::super::SearchError;
use super::analysis::Analysis;
use super::bodies::{BodyWriter, Record, map_file};
use super::lexicon::{self, LexiconWord, WordFile};
use super::schema::{Fields, SHELF_VERSION, build_schema, tokenizers};
use super::segment::Draft;
use super::state::{State, Written};
use super::{Page, PageSection};

/// Memory that tantivy may use for an update: its least.
const UPDATE_BYTES: usize = 15_000_000;

/// Writes a whole shelf.
pub(super) struct Builder {
    directory: MmapDirectory,
    draft: Draft,
    bodies: BodyWriter,
    analysis: Analysis,
}

impl Builder {
    /// Begins in an empty folder.
    pub(super) fn create(dir: &Path) -> Result<Self, SearchError> {
        let directory = open_folder(dir)?;
        let (schema, fields) = build_schema();
        Ok(Self {
            bodies: BodyWriter::create(&directory, 0)?,
            directory,
            draft: Draft::new(schema, fields),
            analysis: Analysis::new(),
        })
    }

    /// Adds a page.
    pub(super) fn add(&mut self, page: &Page) -> Result<(), SearchError> {
        for section in &page.sections {
            let place = self.bodies.push(&record_of(page, section))?;
            let tokens = self.analysis.section(page, section);
            self.draft.add(&page.path, place, tokens);
        }
        Ok(())
    }

    /// Writes the segment and the words, then makes them count.
    pub(super) fn finish(self, stamp: &str) -> Result<(), SearchError> {
        let bodies = self.bodies.finish()?;
        let words = self.analysis.lexicon();
        let state = State {
            version: SHELF_VERSION,
            stamp: stamp.to_owned(),
            bodies: vec![bodies],
            words: write_lexicon(&self.directory, 0, &words)?,
            added: 0,
            added_words: Written::default(),
        };
        drop(words);
        let (schema, _) = build_schema();
        let index = IndexBuilder::new().schema(schema).tokenizers(tokenizers());
        let index = index.open_or_create(self.directory).map_err(SearchError::Build)?;
        let mut writer = open_writer(&index)?;
        if let Some(segment) = self
            .draft
            .write(&index, &self.analysis.sorted_tokens(), &self.analysis.shared_beginnings())
            .map_err(SearchError::Build)?
        {
            writer.add_segment(segment.meta().clone()).map_err(SearchError::Build)?;
        }
        commit(&mut writer, &state)
    }
}

/// Takes pages out and puts others in.
pub(super) fn update(dir: &Path, gone: &[String], changed: &[Page], stamp: &str) -> Result<(), SearchError> {
    let directory = open_folder(dir)?;
    let mut index = Index::open(directory.clone()).map_err(SearchError::Open)?;
    let mut state = State::read(&index)?;
    index.set_tokenizers(tokenizers());
    let (_, fields) = build_schema();
    let mut writer = open_writer(&index)?;
    for path in gone.iter().chain(changed.iter().map(|page| &page.path)) {
        writer.delete_term(Term::from_field_text(fields.page, path));
    }
    let number = u32::try_from(state.bodies.len()).unwrap_or(u32::MAX);
    let mut bodies = BodyWriter::create(&directory, number)?;
    let mut analysis = Analysis::new();
    for page in changed {
        for section in &page.sections {
            let document = make_document(page, section, fields, &mut bodies, &mut analysis)?;
            writer.add_document(document).map_err(SearchError::Build)?;
        }
    }
    state.bodies.push(bodies.finish()?);
    stamp.clone_into(&mut state.stamp);
    let old = state.added;
    add_words(&directory, &mut state, &analysis)?;
    commit(&mut writer, &state)?;
    if old != 0 {
        // An open shelf keeps what it has mapped; a file that cannot be deleted yet is only left behind.
        let _ = directory.delete(&lexicon_name(old));
    }
    Ok(())
}

/// Maps the words that the shelf was built from, and those that updates have added.
pub(super) fn words(directory: &MmapDirectory, state: &State) -> Result<[OwnedBytes; 2], SearchError> {
    let built = map_file(directory, &lexicon_name(0), state.words)?;
    let added = match state.added {
        0 => OwnedBytes::empty(),
        number => map_file(directory, &lexicon_name(number), state.added_words)?,
    };
    Ok([built, added])
}

/// Returns the name of the file of words with `number`.
fn lexicon_name(number: u32) -> PathBuf {
    PathBuf::from(format!("words-{number}.bin"))
}

/// Opens a folder for writing, or for reading all of it.
pub(super) fn open_folder(dir: &Path) -> Result<MmapDirectory, SearchError> {
    MmapDirectory::open(dir).map_err(|source| SearchError::Folder {
        path: dir.to_owned(),
        source,
    })
}

/// Makes a file, in place of one that was left behind.
pub(super) fn create_file(directory: &MmapDirectory, name: &Path) -> Result<WritePtr, SearchError> {
    let written = match directory.open_write(name) {
        Err(OpenWriteError::FileAlreadyExists(_)) => match directory.delete(name) {
            Ok(()) | Err(DeleteError::FileDoesNotExist(_)) => directory.open_write(name),
            Err(error) => return Err(SearchError::Build(TantivyError::InternalError(error.to_string()))),
        },
        other => other,
    };
    written.map_err(|error| SearchError::Build(error.into()))
}

fn record_of<'a>(page: &'a Page, section: &'a PageSection) -> Record<'a> {
    Record {
        path: &page.path,
        title: &page.title,
        heading: &section.heading,
        anchor: &section.anchor,
        text: &section.text,
    }
}

fn make_document(
    page: &Page,
    section: &PageSection,
    fields: Fields,
    bodies: &mut BodyWriter,
    analysis: &mut Analysis,
) -> Result<TantivyDocument, SearchError> {
    let place = bodies.push(&record_of(page, section))?;
    let mut document = TantivyDocument::default();
    document.add_text(fields.all, analysis.section_text(page, section));
    document.add_text(fields.page, &page.path);
    document.add_u64(fields.place, place);
    Ok(document)
}

fn open_writer(index: &Index) -> Result<IndexWriter, SearchError> {
    let writer = index.writer_with_num_threads(1, UPDATE_BYTES).map_err(SearchError::Build)?;
    // Merging would rewrite the large segment for the sake of a page.
    writer.set_merge_policy(Box::new(NoMergePolicy));
    Ok(writer)
}

fn commit(writer: &mut IndexWriter, state: &State) -> Result<(), SearchError> {
    let payload = state.payload()?;
    let mut prepared = writer.prepare_commit().map_err(SearchError::Build)?;
    prepared.set_payload(&payload);
    prepared.commit().map_err(SearchError::Build)?;
    Ok(())
}

fn write_lexicon(directory: &MmapDirectory, number: u32, words: &[LexiconWord<'_>]) -> Result<Written, SearchError> {
    let bytes = lexicon::encode(words.iter().copied());
    let fail = |error: std::io::Error| SearchError::Build(TantivyError::from(error));
    let mut out = create_file(directory, &lexicon_name(number))?;
    out.write_all(&bytes).map_err(fail)?;
    out.terminate().map_err(fail)?;
    Ok(Written {
        bytes: bytes.len() as u64,
        crc: crc32fast::hash(&bytes),
    })
}

/// Writes the words added so far together with those of the pages put in that the shelf was not built from. Words of pages
/// taken out stay: they only lead nowhere.
fn add_words(directory: &MmapDirectory, state: &mut State, analysis: &Analysis) -> Result<(), SearchError> {
    let [built, added] = words(directory, state)?.map(WordFile::new);
    let mut new = analysis.lexicon();
    new.retain(|word| built.find(word.text).is_none());
    let words = lexicon::merge(added.iter(), new);
    state.added += 1;
    state.added_words = write_lexicon(directory, state.added, &words)?;
    Ok(())
}
