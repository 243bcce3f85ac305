//! From text to cards, checklists and data files. Parsing never stops at the first fault: it returns what could be
//! read together with every fault found.
//!
//! Does not belong here: checks that need more than one file (`check`), reading from disk (`store`).

mod card;
mod checklist;
mod data;
mod fields;
mod front_matter;
mod letter;
mod manual;
mod markdown;
mod rule;

pub use card::parse_card;
pub use checklist::parse_checklist;
pub use data::{DataFile, parse_data};
pub use fields::is_unsafe as is_unsafe_char;
pub use front_matter::{Split, kind_of, split_front_matter};
pub use manual::parse_manual_page;
pub(in crate::domain) use markdown::{markdown_events, without_tags};

use super::diagnostic::{Code, Diagnostic, Severity};
use super::source::ByteSpan;

/// Collects the faults of one file.
pub struct Faults {
    file: String,
    /// The faults so far.
    pub found: Vec<Diagnostic>,
}

impl Faults {
    /// Returns an empty collection for `file`.
    #[must_use]
    pub fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            found: Vec::new(),
        }
    }

    /// Adds an error.
    pub fn error(&mut self, code: Code, span: ByteSpan, message: impl Into<String>, hint: impl Into<String>) {
        self.add(Severity::Error, code, span, message.into(), hint.into());
    }

    /// Adds a warning.
    pub fn warning(&mut self, code: Code, span: ByteSpan, message: impl Into<String>, hint: impl Into<String>) {
        self.add(Severity::Warning, code, span, message.into(), hint.into());
    }

    fn add(&mut self, severity: Severity, code: Code, span: ByteSpan, message: String, hint: String) {
        self.found.push(Diagnostic {
            code,
            severity,
            file: self.file.clone(),
            span,
            message,
            hint,
        });
    }
}

/// Tells whether `id` is lower-case words joined by hyphens (digits and dots allowed within).
#[must_use]
pub fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.'))
        && !id.starts_with(['-', '.'])
        && !id.ends_with(['-', '.'])
}
