//! The content compiled into the program: its texts, and the library that the build script read from them.
//!
//! Does not belong here: parsing, content of the user's.

use crate::domain::content;
use crate::domain::library::Library;
use crate::domain::source::{Origin, SourceFile};

static FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/content.rs"));
static LIBRARY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));

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

/// Returns the built-in library. Takes about a millisecond, a twentieth of reading the files anew.
#[must_use]
pub fn library() -> Library {
    // The bytes were written by the same types at build time; reading the files anew gives the same in any case.
    postcard::from_bytes(LIBRARY).unwrap_or_else(|_| content::load(&files()).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_made_at_build_time_is_the_one_in_the_files() {
        let (library, faults) = content::load(&files());
        assert!(faults.is_empty());
        assert_eq!(postcard::from_bytes::<Library>(LIBRARY), Ok(library));
    }
}
