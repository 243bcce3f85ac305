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

/// The library with the files of the user's that it was read from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// All content.
    pub library: Library,
    /// The files read; the built-in ones are among them only for a check.
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

/// Gives the content that the settings name: the built-in library, and the user's folders read over it.
///
/// # Errors
///
/// [`Failure`] if a folder cannot be read.
pub fn load(settings: &Settings) -> Result<Loaded, Failure> {
    let base = base(settings);
    if settings.content.is_empty() {
        return Ok(Loaded {
            library: base,
            files: Vec::new(),
            faults: Vec::new(),
        });
    }
    let (files, unreadable) = read_folders(&settings.content)?;
    let (library, mut faults) = content::load_over(base, &files);
    faults.extend(unreadable);
    Ok(Loaded { library, files, faults })
}

/// Returns what the user's folders are read over: the built-in library, unless it is left out.
#[must_use]
pub fn base(settings: &Settings) -> Library {
    if settings.only_content {
        Library::default()
    } else {
        builtin::library()
    }
}

/// Reads all content from its texts, and `more` folders over it, to be checked.
///
/// # Errors
///
/// [`Failure`] if a folder cannot be read.
pub fn load_to_check(settings: &Settings, more: &[PathBuf]) -> Result<Loaded, Failure> {
    let mut files = if settings.only_content { Vec::new() } else { builtin::files() };
    let folders: Vec<PathBuf> = settings.content.iter().chain(more).cloned().collect();
    let (overlays, unreadable) = read_folders(&folders)?;
    files.extend(overlays);
    let (library, mut faults) = content::load(&files);
    faults.extend(unreadable);
    Ok(Loaded { library, files, faults })
}

/// Returns the content folder that gets what the user adds: the one given, else the last in use, else the platform's.
///
/// # Errors
///
/// [`Failure`] if there is no home folder.
pub fn target_folder(settings: &Settings, to: Option<&PathBuf>) -> Result<PathBuf, Failure> {
    to.or(settings.content.last())
        .or(settings.places.config_content.as_ref())
        .cloned()
        .ok_or_else(|| Failure::environment("there is no content folder", "set HOME, or name a folder with --to"))
}

/// Gives the content that the settings name, with `folder` over it if it is there and not among it.
///
/// # Errors
///
/// [`Failure`] if a folder cannot be read.
pub fn load_with(settings: &Settings, folder: &PathBuf) -> Result<Loaded, Failure> {
    let mut settings = settings.clone();
    if folder.is_dir() && !settings.content.contains(folder) {
        settings.content.push(folder.clone());
    }
    load(&settings)
}

/// Reads the files of folders, the first folder first, and why some of them could not be read.
///
/// # Errors
///
/// [`Failure`] if a folder itself cannot be read.
pub fn read_folders(folders: &[PathBuf]) -> Result<(Vec<SourceFile>, Vec<Diagnostic>), Failure> {
    let mut files = Vec::new();
    let mut faults = Vec::new();
    for (idx, folder) in folders.iter().enumerate() {
        let origin = Origin::Overlay(u16::try_from(idx).unwrap_or(u16::MAX));
        let read = read_folder(folder, origin)
            .map_err(|error| Failure::environment(error.to_string(), "check that the folder exists and can be read"))?;
        files.extend(read.files);
        faults.extend(read.faults);
    }
    Ok((files, faults))
}
