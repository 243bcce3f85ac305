//! The folder of the index of imported manuals in the cache: whole generations, one of which is in use, and the list of
//! the pages that each was made from.
//!
//! A generation is built aside and gets its name when it is whole; who writes holds the lock. A small change goes into the
//! generation in use: the engine's own commit makes it count, and names the list that belongs to it.
//! Does not belong here: what is in an index (`search::shelf`), when it is made (`cli::manuals`).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::StoreError;
use super::manuals::PageFile;
use super::modes::make_folder;
use super::private;

const GENERATION: &str = "generation-";
const BUILDING: &str = "building-";
/// First line of a list of pages; another form is not read.
const HEAD: &str = "callcard pages 1";

/// The folder that holds the generations of one set of content folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfDir {
    root: PathBuf,
}

/// The right to write. It ends with the value, or with the program.
#[derive(Debug)]
pub struct Lock {
    _file: fs::File,
}

/// Whether to wait for another window that is writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// For as long as it takes.
    Yes,
    /// Not at all.
    No,
}

impl ShelfDir {
    /// Returns the folder in the cache folder `cache` for the content folders that `key` names. Nothing is made yet.
    #[must_use]
    pub fn new(cache: &Path, key: &str) -> Self {
        Self {
            root: cache.join("manuals").join(key),
        }
    }

    /// Returns the folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the generations, newest first.
    #[must_use]
    pub fn generations(&self) -> Vec<PathBuf> {
        let mut numbered: Vec<(u64, PathBuf)> = self.folders(GENERATION);
        numbered.sort_by(|left, right| right.cmp(left));
        numbered.into_iter().map(|(_, path)| path).collect()
    }

    /// Returns the newest generation with its [mark](Self::mark).
    #[must_use]
    pub fn newest(&self) -> Option<(PathBuf, u128)> {
        let newest = self.generations().into_iter().next()?;
        let mark = Self::mark(&newest);
        Some((newest, mark))
    }

    /// Returns a value that is another one whenever a commit may have been made to a generation.
    #[must_use]
    pub fn mark(generation: &Path) -> u128 {
        let changed = fs::metadata(generation.join("meta.json")).and_then(|metadata| metadata.modified());
        let since = changed.ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
        since.map_or(0, |since| since.as_nanos())
    }

    /// Takes the right to write; none if another window has it and `wait` says no.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the folder cannot be written.
    pub fn lock(&self, wait: Wait) -> Result<Option<Lock>, StoreError> {
        let failed = |error| StoreError::from_io(&self.root, "written to", error);
        make_folder(&self.root).map_err(failed)?;
        let file = fs::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.root.join("lock"))
            .map_err(failed)?;
        match wait {
            Wait::Yes => file.lock().map_err(failed)?,
            Wait::No => match file.try_lock() {
                Ok(()) => {}
                Err(fs::TryLockError::WouldBlock) => return Ok(None),
                Err(fs::TryLockError::Error(error)) => return Err(failed(error)),
            },
        }
        // Nobody else is building now: what lies about was left behind.
        for (_, folder) in self.folders(BUILDING) {
            let _ = fs::remove_dir_all(folder);
        }
        Ok(Some(Lock { _file: file }))
    }

    /// Builds a generation with `build`, which gets an empty folder, and returns its place. Older ones are swept.
    ///
    /// # Errors
    ///
    /// What `build` returns, or a [`StoreError`] made into it; then all is as it was.
    pub fn build<E: From<StoreError>>(&self, _lock: &Lock, build: impl FnOnce(&Path) -> Result<(), E>) -> Result<PathBuf, E> {
        let failed = |error| StoreError::from_io(&self.root, "written to", error);
        let aside = tempfile::Builder::new().prefix(BUILDING).tempdir_in(&self.root).map_err(failed)?;
        build(aside.path())?;
        sync_all(aside.path()).map_err(failed)?;
        let older = self.folders(GENERATION);
        let number = older.iter().map(|(number, _)| number + 1).max().unwrap_or(1);
        let place = self.root.join(format!("{GENERATION}{number}"));
        fs::rename(aside.path(), &place).map_err(failed)?;
        // It has another name now; there is nothing left to remove.
        let _ = aside.keep();
        for (_, folder) in older {
            // A window that reads it goes on with what it has open.
            let _ = fs::remove_dir_all(folder);
        }
        Ok(place)
    }

    /// Removes every generation: there are no manuals any more.
    pub fn clear(&self, _lock: &Lock) {
        for (_, folder) in self.folders(GENERATION) {
            let _ = fs::remove_dir_all(folder);
        }
    }

    /// Removes the folder with all that is in it. Best effort: it is only a copy.
    pub fn remove(&self) {
        let _ = fs::remove_dir_all(&self.root);
    }

    /// Returns the bytes of all files of a generation.
    #[must_use]
    pub fn size(generation: &Path) -> u64 {
        let entries = fs::read_dir(generation).into_iter().flatten().flatten();
        entries
            .filter_map(|entry| entry.metadata().ok())
            .map(|metadata| metadata.len())
            .sum()
    }

    fn folders(&self, prefix: &str) -> Vec<(u64, PathBuf)> {
        let entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        let numbered = |entry: fs::DirEntry| {
            let name = entry.file_name();
            let number = name.to_str()?.strip_prefix(prefix)?.parse().unwrap_or(0);
            Some((number, entry.path()))
        };
        entries.filter_map(numbered).collect()
    }
}

/// Writes the list of the pages of a generation under a new name, and returns the name.
///
/// # Errors
///
/// [`StoreError`] if it cannot be written.
pub fn write_list(generation: &Path, pages: &[PageFile]) -> Result<String, StoreError> {
    let number = lists(generation).into_iter().max().map_or(1, |number| number + 1);
    let name = format!("pages-{number}");
    let mut text = format!("{HEAD}\n");
    for page in pages {
        text.push_str(&format!("{} {} {}\n", page.size, page.changed, page.key));
    }
    let path = generation.join(&name);
    private::replace(&path, text.as_bytes()).map_err(|error| StoreError::from_io(&path, "written", error.source))?;
    Ok(name)
}

/// Returns the list of this name; none if it is not there or cannot be read.
#[must_use]
pub fn read_list(generation: &Path, name: &str) -> Option<Vec<PageFile>> {
    name.strip_prefix("pages-")?.parse::<u64>().ok()?;
    let text = fs::read_to_string(generation.join(name)).ok()?;
    let mut lines = text.lines();
    if lines.next()? != HEAD {
        return None;
    }
    let page = |line: &str| {
        let (size, rest) = line.split_once(' ')?;
        let (changed, key) = rest.split_once(' ')?;
        Some(PageFile {
            key: key.to_owned(),
            size: size.parse().ok()?,
            changed: changed.parse().ok()?,
        })
    };
    lines.map(page).collect()
}

/// Removes the lists of a generation but the one in use.
pub fn sweep_lists(generation: &Path, in_use: &str) {
    for number in lists(generation) {
        let name = format!("pages-{number}");
        if name != in_use {
            let _ = fs::remove_file(generation.join(name));
        }
    }
}

fn lists(generation: &Path) -> Vec<u64> {
    let entries = fs::read_dir(generation).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.strip_prefix("pages-")?.parse().ok())
        .collect()
}

/// Has every file on the disk before the folder gets its name.
fn sync_all(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::OpenOptions::new().append(true).open(entry.path())?.sync_all()?;
        }
    }
    Ok(())
}

/// What has changed between two lists that are sorted by key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// Keys of pages that are not there any more.
    pub gone: Vec<String>,
    /// Pages that are new or another text.
    pub changed: Vec<PageFile>,
}

/// Returns what has changed from `old` to `new`.
#[must_use]
pub fn changes(old: &[PageFile], new: &[PageFile]) -> Changes {
    let mut found = Changes::default();
    let mut rest = old;
    for page in new {
        while let Some((first, after)) = rest.split_first().filter(|(first, _)| first.key < page.key) {
            found.gone.push(first.key.clone());
            rest = after;
        }
        match rest.split_first() {
            Some((first, after)) if first.key == page.key => {
                if first != page || page.changed == 0 {
                    found.changed.push(page.clone());
                }
                rest = after;
            }
            _ => found.changed.push(page.clone()),
        }
    }
    found.gone.extend(rest.iter().map(|page| page.key.clone()));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(key: &str, size: u64) -> PageFile {
        PageFile {
            key: key.to_owned(),
            size,
            changed: 7,
        }
    }

    #[test]
    fn a_list_says_what_has_changed() {
        let old = [page("a/1.md", 1), page("a/2.md", 2), page("b/3.md", 3)];
        let new = [page("a/0.md", 1), page("a/2.md", 9), page("b/3.md", 3)];
        let found = changes(&old, &new);
        assert_eq!(found.gone, ["a/1.md"]);
        assert_eq!(found.changed, [page("a/0.md", 1), page("a/2.md", 9)]);
        assert_eq!(changes(&old, &old), Changes::default());
        assert_eq!(changes(&old, &[]).gone.len(), 3);
        assert_eq!(changes(&[], &old).changed.len(), 3);
    }

    #[test]
    fn a_list_is_read_as_it_was_written_and_a_spoilt_one_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let pages = [page("a/with a space.md", 1), page("b/2.md", 2)];
        let name = write_list(folder.path(), &pages).expect("written");
        assert_eq!(read_list(folder.path(), &name).as_deref(), Some(pages.as_slice()));
        let newer = write_list(folder.path(), &pages[..1]).expect("written");
        assert_ne!(name, newer);
        sweep_lists(folder.path(), &newer);
        assert_eq!(read_list(folder.path(), &name), None);
        fs::write(folder.path().join(&newer), format!("{HEAD}\n1 2 a\n3")).expect("spoilt");
        assert_eq!(read_list(folder.path(), &newer), None);
        assert_eq!(read_list(folder.path(), "../pages-1"), None);
    }

    #[test]
    fn one_window_writes_at_a_time_and_what_was_left_behind_is_swept() {
        let cache = tempfile::tempdir().expect("a folder");
        let dir = ShelfDir::new(cache.path(), "key");
        let lock = dir.lock(Wait::No).expect("a folder").expect("free");
        assert!(dir.lock(Wait::No).expect("a folder").is_none());
        drop(lock);
        fs::create_dir(dir.root().join("building-x")).expect("left behind");
        let lock = dir.lock(Wait::No).expect("a folder").expect("free");
        assert!(!dir.root().join("building-x").exists());
        let build = |text: &'static str| {
            move |folder: &Path| -> Result<(), StoreError> {
                fs::write(folder.join("f"), text).map_err(|error| StoreError::from_io(folder, "written", error))
            }
        };
        let first = dir.build(&lock, build("one")).expect("built");
        let failed = dir.build(&lock, |_| Err(StoreError::Absent("x".to_owned())));
        assert!(failed.is_err());
        assert_eq!(dir.generations(), std::slice::from_ref(&first));
        let second = dir.build(&lock, build("two!")).expect("built");
        assert_eq!(dir.generations(), std::slice::from_ref(&second));
        assert_ne!(first, second);
        assert_eq!(ShelfDir::size(&second), 4);
        assert_eq!(fs::read_dir(dir.root()).expect("listed").count(), 2, "the lock and the generation");
    }
}
