//! New content in a folder of the user's: one file, or a folder of drafts that is there whole or not at all.
//!
//! Does not belong here: what is in the files.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::modes::make_folder;
use super::private::{WriteError, write_new};

/// Most bytes of a page that are read.
pub const MOST_PAGE_BYTES: u64 = 8 << 20;

/// Returns the bytes of a page that the user saved, none if it is larger than [`MOST_PAGE_BYTES`].
///
/// # Errors
///
/// An [`io::Error`] if it cannot be read, or is no file.
pub fn read_page(path: &Path) -> io::Result<Option<Vec<u8>>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MOST_PAGE_BYTES + 1).read_to_end(&mut bytes)?;
    let is_small = u64::try_from(bytes.len()).is_ok_and(|len| len <= MOST_PAGE_BYTES);
    Ok(is_small.then_some(bytes))
}

/// Returns the Markdown files of a folder, by name; those of folders within it, and names that begin with a dot, are left out.
///
/// # Errors
///
/// An [`io::Error`] if the folder cannot be listed.
pub fn markdown_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        let is_markdown = path
            .extension()
            .is_some_and(|extension| extension == "md" || extension == "markdown");
        if is_markdown && !is_hidden && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Writes the files of a draft into a new folder, or in place of the folder that is there if `may_replace`.
///
/// All is written aside and synced before the folder gets its name, so that a draft is there whole or not at all.
///
/// # Errors
///
/// [`WriteError`]; then the folder is as it was.
pub fn write_draft(folder: &Path, files: &[(&str, &str)], may_replace: bool) -> Result<(), WriteError> {
    put_in_place(folder, files, may_replace).map_err(|source| WriteError {
        path: folder.to_owned(),
        source,
    })
}

fn put_in_place(folder: &Path, files: &[(&str, &str)], may_replace: bool) -> io::Result<()> {
    let parent = folder.parent().unwrap_or(Path::new("."));
    make_folder(parent)?;
    // A folder that begins with a dot is no content, whatever ends the program.
    let aside = tempfile::Builder::new().prefix(".callcard-").tempdir_in(parent)?;
    let (new, old) = (aside.path().join("new"), aside.path().join("old"));
    make_folder(&new)?;
    for (name, text) in files {
        let mut file = fs::File::create_new(new.join(name))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
    }
    give_name(&new, folder, &old, may_replace)
}

/// Gives a folder that is whole its name. What has the name already goes to `old` if it may be replaced.
pub(super) fn give_name(new: &Path, folder: &Path, old: &Path, may_replace: bool) -> io::Result<()> {
    let is_there = fs::symlink_metadata(folder).is_ok();
    if is_there && !may_replace {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    if is_there {
        fs::rename(folder, old)?;
    }
    if let Err(error) = fs::rename(new, folder) {
        if is_there {
            fs::rename(old, folder)?;
        }
        return Err(error);
    }
    Ok(())
}

/// Writes a new file of content, and makes the folders above it. A file that is there already is left alone.
///
/// # Errors
///
/// [`WriteError`]; then there is no new file.
pub fn write_new_file(path: &Path, text: &str) -> Result<(), WriteError> {
    if let Some(folder) = path.parent() {
        make_folder(folder).map_err(|source| WriteError {
            path: path.to_owned(),
            source,
        })?;
    }
    write_new(path, text.as_bytes())
}

/// Tells whether anything is there under this name.
#[must_use]
pub fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_takes_the_place_of_another_only_if_it_may() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join("imported").join("page");
        write_draft(&folder, &[("a.md", "one"), ("b.md", "two")], false).expect("written");
        assert!(write_draft(&folder, &[("a.md", "three")], false).is_err());
        assert_eq!(fs::read_to_string(folder.join("a.md")).expect("readable"), "one");
        write_draft(&folder, &[("a.md", "three")], true).expect("replaced");
        assert_eq!(fs::read_to_string(folder.join("a.md")).expect("readable"), "three");
        assert!(!folder.join("b.md").exists());
        assert_eq!(fs::read_dir(root.path().join("imported")).expect("listed").count(), 1);
    }

    #[test]
    fn a_draft_that_cannot_be_written_leaves_nothing() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join("page");
        let error = write_draft(&folder, &[("a.md", "one"), ("no/such/b.md", "two")], false).expect_err("no such folder");
        assert!(error.to_string().contains("was not written"), "{error}");
        assert_eq!(fs::read_dir(root.path()).expect("listed").count(), 0);
    }
}
