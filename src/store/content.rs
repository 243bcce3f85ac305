//! Folders of content into files with their text.
//!
//! Does not belong here: parsing; what is wrong inside a file.

mod watch;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::domain::diagnostic::{Code, Diagnostic, Severity};
use crate::domain::manual::MANUALS;
use crate::domain::source::{ByteSpan, Origin, SourceFile};

pub use watch::ContentWatch;

/// A folder as read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadFolder {
    /// The files, sorted by name.
    pub files: Vec<SourceFile>,
    /// Files that could not be read.
    pub faults: Vec<Diagnostic>,
}

/// A content folder that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the folder {} cannot be read: {source}", folder.display())]
pub struct FolderError {
    /// The folder.
    pub folder: PathBuf,
    /// Why.
    pub source: io::Error,
}

/// Largest content file that is read, in bytes.
pub const MOST_BYTES: u64 = 4 << 20;
/// Deepest sub-folder that is read.
const MOST_DEPTH: usize = 8;

/// Reads all `.md`, `.yaml` and `.yml` files under `folder`. Names that begin with a dot are left out, as is the folder of
/// imported manuals, which hold no cards; links to folders are not followed.
///
/// # Errors
///
/// [`FolderError`] if the folder itself cannot be listed. Single files that cannot be read become faults.
pub fn read_folder(folder: &Path, origin: Origin) -> Result<ReadFolder, FolderError> {
    let mut read = ReadFolder::default();
    collect(folder, folder, origin, 0, &mut read).map_err(|source| FolderError {
        folder: folder.to_owned(),
        source,
    })?;
    read.files.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(read)
}

/// Opens one file for reading.
///
/// # Errors
///
/// An [`io::Error`] if it cannot be opened.
pub fn open(path: &Path) -> io::Result<fs::File> {
    fs::File::open(path)
}

/// Returns the text of one file that the user named.
///
/// # Errors
///
/// An [`io::Error`] if it cannot be read, is larger than a case file can be, or is no text.
pub fn read_text(path: &Path) -> io::Result<String> {
    const MOST_TEXT: u64 = 64 << 20;
    let file = fs::File::open(path)?;
    if file.metadata()?.len() > MOST_TEXT {
        return Err(io::Error::other("the file is too large"));
    }
    io::read_to_string(file)
}

fn collect(root: &Path, folder: &Path, origin: Origin, depth: usize, read: &mut ReadFolder) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if depth == 0 && entry.file_name() == MANUALS {
                continue;
            }
            if depth < MOST_DEPTH
                && let Err(error) = collect(root, &path, origin, depth + 1, read)
            {
                read.faults.push(unreadable(&name(root, &path), &error.to_string()));
            }
        } else if is_content(&path) {
            file(root, &path, origin, read);
        }
    }
    Ok(())
}

/// Tells by its name whether a file is read.
fn is_content(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "md" || extension == "yaml" || extension == "yml")
}

fn file(root: &Path, path: &Path, origin: Origin, read: &mut ReadFolder) {
    let name = name(root, path);
    let is_small = fs::metadata(path).map(|metadata| metadata.is_file() && metadata.len() <= MOST_BYTES);
    match is_small {
        Ok(true) => match fs::read(path).map(String::from_utf8) {
            Ok(Ok(text)) => read.files.push(SourceFile { name, text, origin }),
            Ok(Err(error)) => read.faults.push(unreadable(
                &name,
                &format!("it is not UTF-8 text (byte {})", error.utf8_error().valid_up_to()),
            )),
            Err(error) => read.faults.push(unreadable(&name, &error.to_string())),
        },
        // Gone since the folder was listed: editors and sync clients make files for a moment.
        Err(_) if fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) => {}
        Ok(false) => read.faults.push(unreadable(&name, "it is no file, or larger than 4 MB")),
        Err(error) => read.faults.push(unreadable(&name, &error.to_string())),
    }
}

fn name(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn unreadable(name: &str, why: &str) -> Diagnostic {
    Diagnostic {
        code: Code::NotUtf8,
        severity: Severity::Error,
        file: name.to_owned(),
        span: ByteSpan::default(),
        message: format!("the file cannot be read: {why}"),
        hint: "save it as UTF-8 text, and check that you may read it".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_text_is_reported_and_the_others_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("cards")).expect("a folder");
        fs::write(folder.path().join("cards/a.md"), "text").expect("a file");
        fs::write(folder.path().join("b.md"), [0xff, 0xfe]).expect("a file");
        fs::write(folder.path().join(".hidden.md"), "text").expect("a file");
        fs::write(folder.path().join("picture.png"), "text").expect("a file");
        fs::create_dir_all(folder.path().join("manuals/poms")).expect("a folder");
        fs::write(folder.path().join("manuals/poms/page.md"), "text").expect("a file");
        let read = read_folder(folder.path(), Origin::Overlay(0)).expect("readable");
        assert_eq!(read.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["cards/a.md"]);
        assert_eq!(read.faults.len(), 1);
        assert!(read_folder(&folder.path().join("absent"), Origin::BuiltIn).is_err());
    }
}
