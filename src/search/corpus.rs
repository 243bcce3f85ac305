//! The library as texts to be indexed: one document for each section of a card and each step of a checklist.
//!
//! Does not belong here: cutting texts into words, tantivy.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::card::{Card, CardKind, Heading, Program, Region};
use crate::domain::checklist::{Checklist, Item, LetterPart, Step};
use crate::domain::library::Library;
use crate::domain::markdown::{Words, plain_blocks};

/// A card or checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct EntryText {
    /// Id of the card or checklist.
    pub id: String,
    /// The card's kind; none for a checklist.
    pub kind: Option<CardKind>,
    /// Whether it is a checklist that is a worksheet.
    pub is_worksheet: bool,
    /// Programs.
    pub programs: Vec<Program>,
    /// Where it applies.
    pub region: Region,
    /// Ids of the source documents it stands on.
    pub sources: Vec<String>,
    /// Title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// What callers and specialists say.
    pub asks: Vec<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Number of its first document.
    pub first_document: usize,
    /// One past the number of its last document.
    pub end_document: usize,
}

impl EntryText {
    /// Whether it is a checklist.
    pub(super) fn is_checklist(&self) -> bool {
        self.kind.is_none()
    }

    /// Returns it with its documents numbered from 0, so that its place among others makes no difference.
    pub(super) fn alone(&self) -> Self {
        Self {
            first_document: 0,
            end_document: self.end_document - self.first_document,
            ..self.clone()
        }
    }
}

/// Returns all texts of an entry, in no particular order.
pub(super) fn texts_of<'a>(entry: &'a EntryText, documents: &'a [DocumentText]) -> impl Iterator<Item = &'a str> {
    let whole = [&entry.title, &entry.summary].into_iter().chain(&entry.asks).chain(&entry.aliases);
    let parts = documents
        .iter()
        .flat_map(|document| [&document.heading, &document.step, &document.body]);
    whole.chain(parts).map(String::as_str)
}

/// A section or a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DocumentText {
    /// Number of its card or checklist.
    pub entry: usize,
    /// Anchor of the section, or id of the step.
    pub anchor: String,
    /// Heading of the section or of the step's chunk; empty for the opening.
    pub heading: String,
    /// The step's words; empty for sections.
    pub step: String,
    /// Running text.
    pub body: String,
    /// What it stands on, as one would quote it: `GN 00204.012 C.2.b`.
    pub citations: Vec<String>,
    /// Place of the first section it stands on among the sections of its source document.
    pub source_order: usize,
}

impl DocumentText {
    /// Tells whether it says the same, whatever the number of its card or checklist.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let Self {
            entry: _,
            anchor,
            heading,
            step,
            body,
            citations,
            source_order,
        } = self;
        (anchor, heading, step, body) == (&other.anchor, &other.heading, &other.step, &other.body)
            && (citations, source_order) == (&other.citations, &other.source_order)
    }
}

/// All that is indexed, in the order of the index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Corpus {
    /// Cards, then checklists, each sorted by id.
    pub entries: Vec<EntryText>,
    /// Their documents.
    pub documents: Vec<DocumentText>,
}

impl Corpus {
    /// Collects the texts of `library` with the amounts in force on `today`.
    pub(super) fn collect(library: &Library, today: Date) -> Self {
        let words = library.lasting_words(today);
        let mut corpus = Self::default();
        for card in &library.cards {
            corpus.add_card(card, library, &words);
        }
        for checklist in &library.checklists {
            corpus.add_checklist(checklist, library, &words);
        }
        corpus
    }

    /// Returns the documents of an entry.
    pub(super) fn documents_of(&self, entry: &EntryText) -> &[DocumentText] {
        self.documents.get(entry.first_document..entry.end_document).unwrap_or_default()
    }

    /// Feeds everything into `hash`, each text with its length, so that no two corpora feed the same bytes.
    pub(super) fn feed(&self, hash: &mut Sha256) {
        let mut text = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        for entry in &self.entries {
            text(&entry.id);
            text(
                entry
                    .kind
                    .map_or(if entry.is_worksheet { "worksheet" } else { "checklist" }, CardKind::as_str),
            );
            text(entry.region.as_str());
            text(&entry.title);
            text(&entry.summary);
            let programs: Vec<&str> = entry.programs.iter().map(|program| program.as_str()).collect();
            text(&programs.join(" "));
            for list in [&entry.asks, &entry.aliases, &entry.sources] {
                text(&list.len().to_string());
                for item in list {
                    text(item);
                }
            }
            text(&(entry.end_document - entry.first_document).to_string());
        }
        for document in &self.documents {
            text(&document.anchor);
            text(&document.heading);
            text(&document.step);
            text(&document.body);
            text(&document.source_order.to_string());
            text(&document.citations.len().to_string());
            document.citations.iter().for_each(|citation| text(citation));
        }
    }

    fn add_card(&mut self, card: &Card, library: &Library, words: &dyn Words) {
        let entry = self.entries.len();
        let first_document = self.documents.len();
        for section in &card.sections {
            self.documents.push(DocumentText {
                entry,
                anchor: section.anchor.clone(),
                heading: if section.level > 1 {
                    section.heading.clone()
                } else {
                    String::new()
                },
                step: String::new(),
                body: plain_blocks(&section.blocks, words),
                citations: citations(&section.sources, library),
                source_order: source_order(&section.sources, library),
            });
        }
        let sources = card.sections.iter().flat_map(|section| &section.sources).chain(&card.head.sources);
        let sources = documents_of(sources);
        self.push_entry(&card.head, Some(card.kind), sources, first_document);
    }

    fn add_checklist(&mut self, checklist: &Checklist, library: &Library, words: &dyn Words) {
        let entry = self.entries.len();
        let first_document = self.documents.len();
        let citations = citations(&checklist.head.sources, library);
        self.documents.push(DocumentText {
            entry,
            anchor: checklist.steps().next().map(|step| step.id.clone()).unwrap_or_default(),
            heading: String::new(),
            step: String::new(),
            body: opening_of(checklist, words),
            citations,
            source_order: source_order(&checklist.head.sources, library),
        });
        for chunk in &checklist.chunks {
            for item in &chunk.items {
                if let Item::Step(step) = item {
                    self.documents.push(DocumentText {
                        entry,
                        anchor: step.id.clone(),
                        heading: chunk.heading.clone(),
                        step: step.words.clone(),
                        body: body_of(step, words),
                        citations: Vec::new(),
                        source_order: usize::MAX,
                    });
                }
            }
        }
        let sources = documents_of(checklist.head.sources.iter());
        self.push_entry(&checklist.head, None, sources, first_document);
        if let Some(entry) = self.entries.last_mut() {
            entry.is_worksheet = checklist.is_worksheet;
        }
    }

    fn push_entry(&mut self, head: &Heading, kind: Option<CardKind>, sources: Vec<String>, first_document: usize) {
        self.entries.push(EntryText {
            id: head.id.clone(),
            kind,
            is_worksheet: false,
            programs: head.programs.clone(),
            region: head.region,
            sources,
            title: head.title.clone(),
            summary: head.summary.clone(),
            asks: head.asks.clone(),
            aliases: head.aliases.clone(),
            first_document,
            end_document: self.documents.len(),
        });
    }
}

/// The text before a checklist's steps, how it can end, and the letters it writes.
fn opening_of(checklist: &Checklist, words: &dyn Words) -> String {
    let mut lines = vec![checklist.head.summary.clone(), plain_blocks(&checklist.intro, words)];
    lines.extend(checklist.outcomes.iter().map(|outcome| outcome.sentence.clone()));
    for letter in &checklist.letters {
        lines.push(letter.heading.clone());
        lines.push(letter_words(&letter.parts).join(" "));
    }
    lines.retain(|line| !line.trim().is_empty());
    lines.join("\n")
}

/// Returns the fixed words of a letter.
fn letter_words(parts: &[LetterPart]) -> Vec<&str> {
    parts
        .iter()
        .flat_map(|part| match part {
            LetterPart::Words(words) => vec![words.as_str()],
            LetterPart::If { parts, .. } => letter_words(parts),
            LetterPart::Value { .. } | LetterPart::Blank => Vec::new(),
        })
        .collect()
}

fn body_of(step: &Step, words: &dyn Words) -> String {
    let mut lines: Vec<String> = step.wordings.iter().map(|wording| wording.words.clone()).collect();
    lines.push(plain_blocks(&step.help, words));
    let options = step.ask.options();
    if options != ["yes", "no"] {
        lines.push(options.join(" / "));
    }
    lines.retain(|line| !line.trim().is_empty());
    lines.join("\n")
}

/// Returns what one would quote for `sources`: the document's number with the section's letters, if it has them.
fn citations(sources: &[String], library: &Library) -> Vec<String> {
    let mut citations: Vec<String> = Vec::new();
    for id in sources {
        let Some((document, section)) = library.find_source(id) else {
            continue;
        };
        if document.citation.is_empty() {
            continue;
        }
        let is_lettered = section.id.split('.').all(|part| part.len() == 1 || part.parse::<u8>().is_ok());
        let citation = if is_lettered {
            format!("{}{}", document.citation, section.id.to_uppercase())
        } else {
            document.citation.clone()
        };
        if !citations.contains(&citation) {
            citations.push(citation);
        }
    }
    citations
}

/// Returns the place of the first of `sources` among the sections of its document.
fn source_order(sources: &[String], library: &Library) -> usize {
    sources
        .iter()
        .filter_map(|id| library.find_source(id))
        .filter(|(_, section)| section.waived.is_none())
        .filter_map(|(document, section)| document.sections.iter().position(|known| known.id == section.id))
        .min()
        .unwrap_or(usize::MAX)
}

fn documents_of<'a>(sources: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut documents: Vec<String> = sources
        .filter_map(|id| id.split_once('/'))
        .map(|(document, _)| document.to_owned())
        .collect();
    documents.sort();
    documents.dedup();
    documents
}
