//! Source documents with their sections, and the register of what has changed since.
//!
//! Does not belong here: parsing, the currency of a card (`currency`).

/// A document that cards stand on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SourceDocument {
    /// Id, such as `gn-00204.012`.
    pub id: String,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// What to quote it as, such as `GN 00204.012`; empty if it has no number.
    pub citation: String,
    /// Transmittal or publication number; may be empty.
    pub transmittal: String,
    /// Date of the text: a day or a month.
    pub date: String,
    /// Web address; may be empty.
    pub address: String,
    /// Sections in order.
    pub sections: Vec<SourceSection>,
    /// The file it came from.
    pub file: String,
}

/// One section of a source document.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SourceSection {
    /// Id within the document, such as `c.2.b`.
    pub id: String,
    /// Heading.
    pub heading: String,
    /// Why no card needs to cover it.
    pub waived: Option<String>,
}

/// What happened to a rule since the document was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum ChangeKind {
    /// The rule was right when written and has changed.
    Changed,
    /// The document did not state the rule as it already stood.
    WrongInDocument,
    /// Looked for a change and found none.
    Unchanged,
    /// A change with a future date, or only proposed.
    Pending,
}

impl ChangeKind {
    /// Returns the word used in files and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::WrongInDocument => "wrong-in-document",
            Self::Unchanged => "unchanged",
            Self::Pending => "pending",
        }
    }

    /// Returns the kind written as `text`.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        [Self::Changed, Self::WrongInDocument, Self::Unchanged, Self::Pending]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// One entry of the register of changes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Change {
    /// Id.
    pub id: String,
    /// What happened.
    pub kind: ChangeKind,
    /// 1 (little) to 5 (a client can lose a deadline, cover or money).
    pub harm: u8,
    /// Source sections that it touches.
    pub sections: Vec<String>,
    /// What the document says.
    pub was: String,
    /// What holds now.
    pub now: String,
    /// Since when; a date or words.
    pub since: String,
    /// On what authority.
    pub authority: String,
    /// Web address; may be empty.
    pub address: String,
    /// `verified` or `partly`.
    pub confidence: String,
    /// The day on which it was looked up.
    pub checked: String,
    /// The file it came from.
    pub file: String,
}
