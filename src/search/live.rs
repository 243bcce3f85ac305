//! An index in memory that follows content: of content that has changed, only the cards and checklists that did are taken
//! apart again. What it finds is what an index built whole would find.
//!
//! The segment built first stays; a second one holds what has changed since. The tables are packed anew each time, of
//! parts that are kept: they count tokens over all content. Nothing that tantivy counts is asked for, so documents that are
//! gone weigh nothing.
//! Does not belong here: how texts are taken apart (`draft`), noticing that content has changed (`store`, `cli`).

use std::collections::HashMap;

use jiff::civil::Date;
use tantivy::directory::{OwnedBytes, RamDirectory};

use crate::domain::library::Library;

use super::analysis::Analysis;
use super::build::{GONE, Opened, Part, Postings, Segment, draft_all, joined_in, open_segment, write_documents};
use super::catalog::{Catalog, Draft};
use super::corpus::{Corpus, DocumentText, EntryText, texts_of};
use super::draft::{Drafter, EntryDraft, FieldTokens};
use super::joined::JoinedId;
use super::thesaurus::{self, Thesaurus};
use super::weights::{self, Weights};
use super::words::Stems;
use super::{SearchError, SearchIndex};

/// Of the first segment's documents, one part in so many may have changed before all is built anew.
const MOST_CHANGED: usize = 3;

/// What is kept of content, to index what changes of it.
pub struct LiveIndex {
    /// What the glossary has given to the thesaurus.
    grown: Vec<String>,
    thesaurus: Thesaurus,
    packed_thesaurus: OwnedBytes,
    weights: Weights,
    drafter: Drafter,
    stems: Stems,
    first: Segment,
    first_documents: usize,
    entries: HashMap<Key, Kept>,
}

/// Whether it is a checklist, and its id.
type Key = (bool, String);

/// A card or checklist.
struct Kept {
    entry: EntryText,
    documents: Vec<DocumentText>,
    joined: Vec<JoinedId>,
    draft: EntryDraft,
    /// Every two of its words that may be one.
    pairs: Vec<u64>,
    place: Place,
}

/// Where the documents of a card or checklist are.
enum Place {
    /// In the first segment, from this one on.
    First(usize),
    /// In the second segment, which is made of them each time.
    Second(Vec<Vec<FieldTokens>>),
    /// Nowhere yet.
    None,
}

impl LiveIndex {
    /// Takes all content apart.
    ///
    /// # Errors
    ///
    /// [`SearchError::Build`] if tantivy fails.
    pub fn new(library: &Library, today: Date) -> Result<Self, SearchError> {
        Self::of(library, &Corpus::collect(library, today))
    }

    /// Returns the index of content that may have changed since.
    ///
    /// # Errors
    ///
    /// [`SearchError::Build`] if tantivy fails.
    pub fn index(&mut self, library: &Library, today: Date) -> Result<SearchIndex, SearchError> {
        let corpus = Corpus::collect(library, today);
        let has_other_words = thesaurus::grown_lines(&library.glossary) != self.grown;
        if has_other_words || !self.follow(&corpus) {
            *self = Self::of(library, &corpus)?;
        }
        self.assemble(&corpus)
    }

    fn of(library: &Library, corpus: &Corpus) -> Result<Self, SearchError> {
        let (thesaurus, packed_thesaurus) = Thesaurus::parse_and_pack(thesaurus::BUILT_IN, &library.glossary)?;
        let weights = Weights::parse(weights::BUILT_IN)?;
        let mut joined_of = Vec::new();
        let joined = joined_in(corpus, &thesaurus, |joined| joined_of.push(joined));
        let mut drafter = Drafter::new(Analysis::new(joined));
        let mut drafts = Vec::new();
        let index = write_documents(RamDirectory::create(), |send| {
            draft_all(corpus, (&thesaurus, &weights), &mut drafter, send, |draft, pairs| {
                drafts.push((draft, pairs));
            });
        })?;
        let kept = corpus
            .entries
            .iter()
            .zip(joined_of)
            .zip(drafts)
            .map(|((entry, joined), (draft, pairs))| {
                let kept = Kept {
                    entry: entry.alone(),
                    documents: corpus.documents_of(entry).to_vec(),
                    joined,
                    draft,
                    pairs,
                    place: Place::First(entry.first_document),
                };
                (key(entry), kept)
            });
        Ok(Self {
            grown: thesaurus::grown_lines(&library.glossary),
            first: open_segment(&index, corpus.documents.len())?,
            first_documents: corpus.documents.len(),
            entries: kept.collect(),
            thesaurus,
            packed_thesaurus,
            weights,
            drafter,
            stems: Stems::new(),
        })
    }

    /// Takes apart what has changed; returns whether that was little enough.
    fn follow(&mut self, corpus: &Corpus) -> bool {
        let changed = self.take_over(corpus);
        let mut count = 0;
        for entry in &corpus.entries {
            let Some(kept) = self.entries.get_mut(&key(entry)) else { continue };
            let is_outdated = kept.pairs.iter().any(|pair| changed.binary_search(pair).is_ok());
            if is_outdated || matches!(kept.place, Place::None) {
                let (draft, documents) = self.drafter.draft(&kept.entry, &kept.documents, (&self.thesaurus, &self.weights));
                kept.draft = draft;
                kept.pairs = self.drafter.analysis.take_pairs();
                kept.place = Place::Second(documents);
            }
            count += match &kept.place {
                Place::Second(documents) => documents.len(),
                _ => 0,
            };
        }
        count <= self.first_documents / MOST_CHANGED
    }

    /// Takes over the texts that have changed, to be taken apart. Returns every two words that are one now, or no more, sorted.
    fn take_over(&mut self, corpus: &Corpus) -> Vec<u64> {
        let joined = &mut self.drafter.analysis.joined;
        let mut touched: Vec<(JoinedId, bool)> = Vec::new();
        let mut before = std::mem::take(&mut self.entries);
        let mut new: Vec<(&EntryText, Option<Kept>)> = Vec::new();
        for entry in &corpus.entries {
            let key = key(entry);
            match before.remove(&key) {
                Some(kept) if kept.says(entry, corpus.documents_of(entry)) => {
                    self.entries.insert(key, kept);
                }
                other => new.push((entry, other)),
            }
        }
        let gone = before.into_values().chain(new.iter_mut().filter_map(|(_, other)| other.take()));
        for id in gone.flat_map(|kept| kept.joined) {
            touched.push((id, joined.is_in(id)));
            joined.remove(&[id]);
        }
        for (entry, _) in new {
            let documents = corpus.documents_of(entry).to_vec();
            let ids = joined.collect(texts_of(entry, &documents));
            touched.extend(ids.iter().map(|id| (*id, joined.is_in(*id))));
            joined.add(&ids);
            let kept = Kept {
                entry: entry.alone(),
                documents,
                joined: ids,
                draft: EntryDraft::default(),
                pairs: Vec::new(),
                place: Place::None,
            };
            self.entries.insert(key(entry), kept);
        }
        // The first that was noted of a word is how it was at the beginning.
        touched.sort_by_key(|(id, _)| *id);
        touched.dedup_by_key(|(id, _)| *id);
        touched.retain(|(id, was_in)| joined.is_in(*id) != *was_in);
        let mut pairs = joined.pairs_of(&touched.iter().map(|(id, _)| *id).collect::<Vec<JoinedId>>());
        pairs.sort_unstable();
        pairs
    }

    /// Puts segments and tables together.
    fn assemble(&mut self, corpus: &Corpus) -> Result<SearchIndex, SearchError> {
        let kept: Vec<&Kept> = corpus.entries.iter().filter_map(|entry| self.entries.get(&key(entry))).collect();
        let drafts: Vec<&EntryDraft> = kept.iter().map(|kept| &kept.draft).collect();
        let draft = Draft {
            corpus,
            entries: &drafts,
            settings: (&self.thesaurus, &self.weights),
        };
        let tables = draft.pack(&mut self.drafter.tokens, &mut self.stems);
        let catalog = Catalog::open(&OwnedBytes::new(tables)).ok_or(SearchError::Mismatch)?;
        let mut in_first = vec![GONE; self.first_documents];
        let mut in_second = Vec::new();
        let mut second: Vec<&Vec<FieldTokens>> = Vec::new();
        for (entry, kept) in corpus.entries.iter().zip(&kept) {
            let numbers = (entry.first_document..entry.end_document).filter_map(|number| u32::try_from(number).ok());
            match &kept.place {
                Place::First(from) => {
                    for (to, number) in in_first.iter_mut().skip(*from).zip(numbers) {
                        *to = number;
                    }
                }
                Place::Second(documents) => {
                    in_second.extend(numbers);
                    second.extend(documents);
                }
                Place::None => {}
            }
        }
        let mut parts = vec![Part {
            segment: self.first.clone(),
            numbers: Some(in_first),
        }];
        if !second.is_empty() {
            let tokens = &self.drafter.tokens;
            let index = write_documents(RamDirectory::create(), |send| {
                for document in &second {
                    send(document, tokens);
                }
            })?;
            parts.push(Part {
                segment: open_segment(&index, second.len())?,
                numbers: Some(in_second),
            });
        }
        SearchIndex::of(Opened {
            postings: Postings { parts },
            catalog,
            thesaurus: Thesaurus::open(&self.packed_thesaurus),
        })
    }
}

impl Kept {
    /// Tells whether these texts are the ones that were taken apart.
    fn says(&self, entry: &EntryText, documents: &[DocumentText]) -> bool {
        self.entry == entry.alone()
            && self.documents.len() == documents.len()
            && self
                .documents
                .iter()
                .zip(documents)
                .all(|(known, document)| known.says_the_same(document))
    }
}

fn key(entry: &EntryText) -> Key {
    (entry.is_checklist(), entry.id.clone())
}

impl std::fmt::Debug for LiveIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LiveIndex")
            .field("entries", &self.entries.len())
            .finish_non_exhaustive()
    }
}
