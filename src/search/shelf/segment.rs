//! A whole segment of tantivy's, written at once from tokens that are numbered already.
//!
//! Tantivy's own writer looks every token up by its letters, as often as it is counted. Here a token is a number from the
//! start: a section's tokens are noted in the order read, and sorted by token a few million at a time.
//! Does not belong here: which tokens a section has (`analysis`), single pages (`write` leaves those to tantivy).

use std::borrow::Cow;

use tantivy::directory::TerminatingWrite as _;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormReaders, FieldNormsSerializer, FieldNormsWriter};
use tantivy::index::SegmentComponent;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::Schema;
use tantivy::store::StoreWriter;
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Index, Segment, TantivyDocument, TantivyError};

use super::analysis::{Counted, TokenId};
use super::schema::{Fields, MOST_COUNTED};
use super::shared::Shared;

/// About how many postings are sorted at a time; few in tests, so that there are several runs.
const RUN_POSTINGS: usize = if cfg!(test) { 16 } else { 1 << 22 };
/// Bits of a posting that hold how often; those above hold the section, from the first of its run.
const COUNT_BITS: u32 = 8;
/// Most sections in a run.
const RUN_SECTIONS: u32 = 1 << (32 - COUNT_BITS);

/// Postings of a row of sections, by token.
struct Run {
    first: u32,
    sections: u32,
    /// For each token, where its postings end.
    ends: Vec<u32>,
    postings: Vec<u32>,
}

/// Sections on their way to a segment.
pub(super) struct Draft {
    schema: Schema,
    fields: Fields,
    norms: FieldNormsWriter,
    /// What a run is made of: tokens with their counts, and for each section where its tokens end.
    noted: Vec<Counted>,
    section_ends: Vec<usize>,
    runs: Vec<Run>,
    sections: u32,
    tokens: u64,
    places: Vec<u64>,
    /// Paths of pages, with the sections that they have.
    pages: Vec<(String, std::ops::Range<u32>)>,
}

impl Draft {
    /// Returns a draft without sections.
    pub(super) fn new(schema: Schema, fields: Fields) -> Self {
        Self {
            norms: FieldNormsWriter::for_schema(&schema),
            schema,
            fields,
            noted: Vec::with_capacity(RUN_POSTINGS),
            section_ends: Vec::new(),
            runs: Vec::new(),
            sections: 0,
            tokens: 0,
            places: Vec::new(),
            pages: Vec::new(),
        }
    }

    /// Adds a section of the page `path` with its tokens; `place` is where its record lies.
    pub(super) fn add(&mut self, path: &str, place: u64, tokens: &[Counted]) {
        let count: u32 = tokens.iter().map(|token| u32::from(token.count)).sum();
        self.norms.record(self.sections, self.fields.all, count);
        self.tokens += u64::from(count);
        self.noted.extend_from_slice(tokens);
        self.section_ends.push(self.noted.len());
        self.places.push(place);
        let next = self.sections + 1;
        match self.pages.last_mut().filter(|(last, _)| last == path) {
            Some((_, sections)) => sections.end = next,
            None => self.pages.push((path.to_owned(), self.sections..next)),
        }
        self.sections = next;
        if self.noted.len() >= RUN_POSTINGS || self.section_ends.len() >= RUN_SECTIONS as usize {
            self.close_run();
        }
    }

    /// Sorts what was noted by token.
    fn close_run(&mut self) {
        let most = self.noted.iter().map(|token| token.id as usize + 1).max().unwrap_or(0);
        let mut ends = vec![0_u32; most];
        for token in &self.noted {
            if let Some(end) = ends.get_mut(token.id as usize) {
                *end += 1;
            }
        }
        let mut sum = 0;
        for end in &mut ends {
            (*end, sum) = (sum, sum + *end);
        }
        // Each begins where the one before ends, and moves on to its own end as its postings are put down.
        let mut postings = vec![0_u32; self.noted.len()];
        let mut from = 0;
        for (section, to) in (0_u32..).zip(&self.section_ends) {
            for token in self.noted.get(from..*to).unwrap_or_default() {
                let Some(end) = ends.get_mut(token.id as usize) else { continue };
                if let Some(posting) = postings.get_mut(*end as usize) {
                    *posting = (section << COUNT_BITS) | u32::from(token.count);
                }
                *end += 1;
            }
            from = *to;
        }
        let count = u32::try_from(self.section_ends.len()).unwrap_or(u32::MAX);
        self.runs.push(Run {
            first: self.sections - count,
            sections: count,
            ends,
            postings,
        });
        self.noted.clear();
        self.section_ends.clear();
    }

    /// Writes the segment into `index`; none if there is no section. `texts` are the tokens with their numbers; `shared` are
    /// those that stand for several others, which do not make a section longer.
    pub(super) fn write(mut self, index: &Index, texts: &[(&str, TokenId)], shared: &[Shared]) -> Result<Option<Segment>, TantivyError> {
        if self.sections == 0 {
            return Ok(None);
        }
        self.close_run();
        let segment = index.new_segment().with_max_doc(self.sections);
        let norms = FieldNormsSerializer::from_write(segment.open_write(SegmentComponent::FieldNorms)?)?;
        self.norms.serialize(norms, None)?;
        let one = texts.iter().map(|(text, id)| (*text, std::slice::from_ref(id)));
        let several = shared.iter().map(|shared| (shared.text.as_str(), shared.stems.as_slice()));
        let mut tokens: Vec<(&str, &[TokenId])> = one.chain(several).collect();
        tokens.sort_unstable();
        self.write_postings(&segment, &tokens)?;
        self.write_places(&segment)?;
        Ok(Some(segment))
    }

    fn write_postings(&mut self, segment: &Segment, tokens: &[(&str, &[TokenId])]) -> Result<(), TantivyError> {
        let norms = FieldNormReaders::open(segment.open_read(SegmentComponent::FieldNorms)?)?;
        let mut serializer = InvertedIndexSerializer::open(segment)?;
        let mut field = serializer.new_field(self.fields.all, self.tokens, norms.get_field(self.fields.all)?)?;
        for (text, ids) in tokens {
            let lists: Vec<(u32, Cow<'_, [u32]>)> = self.runs.iter().map(|run| (run.first, run.of_all(ids))).collect();
            let count: usize = lists.iter().map(|(_, postings)| postings.len()).sum();
            field.new_term(text.as_bytes(), u32::try_from(count).unwrap_or(u32::MAX), true)?;
            for (first, postings) in &lists {
                for posting in postings.iter() {
                    field.write_doc(first + (posting >> COUNT_BITS), count_of(*posting), &[]);
                }
            }
            field.close_term()?;
        }
        field.close()?;
        self.pages
            .sort_by(|left, right| (&left.0, left.1.start).cmp(&(&right.0, right.1.start)));
        let mut field = serializer.new_field(self.fields.page, u64::from(self.sections), None)?;
        for same in self.pages.chunk_by(|left, right| left.0 == right.0) {
            let Some((path, _)) = same.first() else { continue };
            field.new_term(path.as_bytes(), 0, false)?;
            for section in same.iter().flat_map(|(_, sections)| sections.clone()) {
                field.write_doc(section, 0, &[]);
            }
            field.close_term()?;
        }
        field.close()?;
        serializer.close()?;
        Ok(())
    }

    /// Writes the column of places, and a store without anything in it.
    fn write_places(&self, segment: &Segment) -> Result<(), TantivyError> {
        let mut columns = FastFieldsWriter::from_schema_and_tokenizer_manager(&self.schema, TokenizerManager::default())?;
        let settings = segment.index().settings();
        let out = segment.open_write(SegmentComponent::Store)?;
        let mut store = StoreWriter::new(out, settings.docstore_compression, settings.docstore_blocksize, false)?;
        let nothing = TantivyDocument::default();
        for place in &self.places {
            store.store(&nothing, &self.schema)?;
            let mut placed = TantivyDocument::default();
            placed.add_u64(self.fields.place, *place);
            columns.add_document(&placed)?;
        }
        store.close()?;
        let mut out = segment.open_write(SegmentComponent::FastFields)?;
        columns.serialize(&mut out, None)?;
        out.terminate()?;
        Ok(())
    }
}

/// Returns how often a token stands in the section of `posting`.
fn count_of(posting: u32) -> u32 {
    posting & ((1 << COUNT_BITS) - 1)
}

impl Run {
    /// Returns the postings of one token, or of several as if they were one.
    fn of_all(&self, ids: &[TokenId]) -> Cow<'_, [u32]> {
        if let [id] = ids {
            return Cow::Borrowed(self.of(*id));
        }
        let mut counts = vec![0_u32; self.sections as usize];
        for posting in ids.iter().flat_map(|id| self.of(*id)) {
            if let Some(count) = counts.get_mut((posting >> COUNT_BITS) as usize) {
                *count += count_of(*posting);
            }
        }
        let counted = (0_u32..).zip(counts).filter(|(_, count)| *count > 0);
        counted
            .map(|(section, count)| (section << COUNT_BITS) | count.min(u32::from(MOST_COUNTED)))
            .collect()
    }

    fn of(&self, id: TokenId) -> &[u32] {
        let number = id as usize;
        let end_of = |number: usize| self.ends.get(number).map(|end| *end as usize);
        let start = number.checked_sub(1).map_or(Some(0), end_of);
        let range = start.zip(end_of(number)).map(|(start, end)| start..end);
        range.and_then(|range| self.postings.get(range)).unwrap_or_default()
    }
}
