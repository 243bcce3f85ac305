//! The content compiled into the program.
//!
//! Does not belong here: parsing, content of the user's.

use crate::domain::source::{Origin, SourceFile};

static FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/content.rs"));

/// Returns the built-in content files, sorted by name.
#[must_use]
pub fn files() -> Vec<SourceFile> {
    FILES
        .iter()
        .map(|(name, text)| SourceFile {
            name: (*name).to_owned(),
            text: (*text).to_owned(),
            origin: Origin::BuiltIn,
        })
        .collect()
}
