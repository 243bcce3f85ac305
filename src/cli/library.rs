//! Content files into the library that a command works on.
//!
//! Does not belong here: parsing, checks.

use std::path::PathBuf;

use crate::builtin;
use crate::domain::content;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::library::Library;
use crate::domain::source::{Origin, SourceFile};
use crate::report::Failure;
use crate::store::content::read_folder;

use super::settings::Settings;

/// The library with what it was read from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// All content.
    pub library: Library,
    /// The files.
    pub files: Vec<SourceFile>,
    /// Faults that single files show.
    pub faults: Vec<Diagnostic>,
}

impl Loaded {
    /// Returns the file named in a fault. Of files with the same name the last counts, as it does for content.
    #[must_use]
    pub fn find_file(&self, name: &str) -> Option<&SourceFile> {
        self.files.iter().rev().find(|file| file.name == name)
    }
}

/// Reads the content that the settings name.
///
/// # Errors
///
/// [`Failure`] if a folder cannot be read.
pub fn load(settings: &Settings) -> Result<Loaded, Failure> {
    load_with(settings, &[])
}

/// Reads the content that the settings name, and `more` folders over it.
///
/// # Errors
///
/// [`Failure`] if a folder cannot be read.
pub fn load_with(settings: &Settings, more: &[PathBuf]) -> Result<Loaded, Failure> {
    let mut files = if settings.only_content { Vec::new() } else { builtin::files() };
    let mut unreadable = Vec::new();
    for (idx, folder) in settings.content.iter().chain(more).enumerate() {
        let origin = Origin::Overlay(u16::try_from(idx).unwrap_or(u16::MAX));
        let read = read_folder(folder, origin)
            .map_err(|error| Failure::environment(error.to_string(), "check that the folder exists and can be read"))?;
        files.extend(read.files);
        unreadable.extend(read.faults);
    }
    let (library, mut faults) = content::load(&files);
    faults.extend(unreadable);
    Ok(Loaded { library, files, faults })
}
