//! The index's fields and the version of its form.
//!
//! Tokens of four kinds share a field: words as written; stems ([`STEM_MARK`]); beginnings of one to three letters
//! ([`LEAD_MARK`]); citations ([`CITATION_MARK`]). Meanings of the thesaurus are a fifth.
//! Does not belong here: I/O, what the fields weigh (`weights`).

use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};

use super::placed::TOKENIZER;

/// Version of the index's form. Any change to fields, tokens, positions or tables raises it.
pub const SCHEMA_VERSION: u32 = 4;

/// First character of the tokens of stems.
pub(super) const STEM_MARK: char = '=';
/// First character of the tokens of beginnings.
pub(super) const LEAD_MARK: char = '^';
/// First character of the tokens of citations and form numbers.
pub(super) const CITATION_MARK: char = '@';
/// Most letters of a beginning that is indexed.
pub(super) const LONGEST_LEAD: usize = 3;

/// Positions kept for each title, ask or alias, so that a position tells which of them it stands in.
pub(super) const PHRASE_SPAN: u32 = 256;

/// The fields. The first four belong to a whole card or checklist and stand in its first document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Field {
    /// Title of the card or checklist.
    Title,
    /// What callers and specialists say.
    Asks,
    /// Other names.
    Alias,
    /// The summary.
    Summary,
    /// Heading of the section, or of the step's chunk.
    Heading,
    /// Words of a checklist step.
    Step,
    /// Running text.
    Body,
    /// Citations that the section stands on.
    Citation,
}

impl Field {
    /// All fields, in the order of their numbers.
    pub(super) const ALL: [Self; 8] = [
        Self::Title,
        Self::Asks,
        Self::Alias,
        Self::Summary,
        Self::Heading,
        Self::Step,
        Self::Body,
        Self::Citation,
    ];

    /// Returns the name used in the index and in what is shown.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Asks => "asks",
            Self::Alias => "alias",
            Self::Summary => "summary",
            Self::Heading => "heading",
            Self::Step => "step",
            Self::Body => "body",
            Self::Citation => "citation",
        }
    }

    /// Returns the field's number, from 0.
    pub(super) fn number(self) -> usize {
        self as usize
    }

    /// Returns the bit that stands for the field in a set of fields.
    pub(super) fn bit(self) -> u8 {
        1 << self.number()
    }

    /// Whether the field belongs to the whole card or checklist.
    pub(super) fn is_of_entry(self) -> bool {
        self.number() < 4
    }

    /// Whether each of its texts is a phrase to be compared with the query as a whole.
    pub(super) fn is_phrases(self) -> bool {
        matches!(self, Self::Title | Self::Asks | Self::Alias)
    }
}

/// Bits of all fields but running text.
pub(super) const SHORT_FIELDS: u8 = !(1 << Field::Body as u8);

/// Returns the schema and its fields in the order of [`Field::ALL`].
pub(super) fn build_schema() -> (Schema, Vec<tantivy::schema::Field>) {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions)
        .set_fieldnorms(false);
    let options = TextOptions::default().set_indexing_options(indexing);
    let fields = Field::ALL
        .iter()
        .map(|field| builder.add_text_field(field.name(), options.clone()))
        .collect();
    (builder.build(), fields)
}
