//! Folders of the search index in the cache: built aside, stamped last, renamed into place. Never repaired.
//!
//! A generation is a folder with a stamp that names its form and fingerprint and lists its files with their sizes and
//! hashes: nothing reads a file that is not as it was written. It is never changed after it is in place. Two processes that build at once make two good generations; one is swept later.
//! Does not belong here: what is in the index, the fall-back to memory (the caller's, on any error here).

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::StoreError;
use super::modes;

/// Name of the stamp within a generation.
const STAMP: &str = "stamp.json";
const GENERATION: &str = "generation-";
const BUILDING: &str = "building-";
/// A folder that was being built is taken for left behind after this time.
const ABANDONED: Duration = Duration::from_hours(1);
/// How many generations are kept: other windows, or other content folders, may be using them.
const KEPT: usize = 4;

/// The folder that holds the generations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexDir {
    root: PathBuf,
}

/// What an index was built from. Any difference means another index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Version of the index's form: fields, tokenizer, library.
    pub form: u32,
    /// Fingerprint of the content.
    pub content: String,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    fingerprint: Fingerprint,
    /// Names and sizes in bytes, sorted by name.
    files: Vec<(String, u64)>,
    /// The hash of all files, one after another.
    hash: Vec<u8>,
}

/// Why a generation could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BuildError<E> {
    /// The folder cannot be written; use memory.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Building itself failed.
    #[error("{0}")]
    Build(E),
}

impl IndexDir {
    /// Returns the folder of generations in the cache folder `cache`. Nothing is made yet.
    #[must_use]
    pub fn new(cache: &Path) -> Self {
        Self { root: cache.join("index") }
    }

    /// Returns the folder that holds the generations.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns a complete generation of exactly this fingerprint. Whatever is wrong with one counts as "none".
    #[must_use]
    pub fn find(&self, fingerprint: &Fingerprint) -> Option<PathBuf> {
        let mut folders = self.folders(GENERATION);
        folders.sort();
        folders
            .into_iter()
            .find(|folder| read_stamp(folder).is_some_and(|stamp| stamp.fingerprint == *fingerprint && is_whole(folder, &stamp)))
    }

    /// Builds a generation with `build`, which gets an empty folder, and returns its place.
    /// Until it is complete nobody can see it. Older generations are swept, as far as possible.
    ///
    /// # Errors
    ///
    /// [`BuildError::Store`] if the folder cannot be written, [`BuildError::Build`] with what `build` returned.
    pub fn build<E>(&self, fingerprint: &Fingerprint, build: impl FnOnce(&Path) -> Result<(), E>) -> Result<PathBuf, BuildError<E>> {
        let failed = |doing| move |error| StoreError::from_io(&self.root, doing, error);
        modes::make_folder(&self.root).map_err(failed("made"))?;
        let aside = tempfile::Builder::new()
            .prefix(BUILDING)
            .tempdir_in(&self.root)
            .map_err(failed("written to"))?;
        build(aside.path()).map_err(BuildError::Build)?;
        stamp(aside.path(), fingerprint).map_err(failed("written to"))?;
        let place = self.put_in_place(aside).map_err(failed("written to"))?;
        self.sweep(&place);
        Ok(place)
    }

    /// Takes a generation that turned out to be unusable out of sight, so that the next look does not find it. Best effort.
    pub fn condemn(&self, generation: &Path) {
        // Without its stamp it is no generation, even where the folder cannot be removed.
        let _ = fs::remove_file(generation.join(STAMP));
        let _ = fs::remove_dir_all(generation);
    }

    fn put_in_place(&self, aside: tempfile::TempDir) -> io::Result<PathBuf> {
        let name = aside.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
        let place = self.root.join(format!("{GENERATION}{}", name.trim_start_matches(BUILDING)));
        let mut pause = Duration::from_millis(20);
        for _ in 0..4 {
            match fs::rename(aside.path(), &place) {
                // Virus scanners and sync clients may hold a fresh file for a moment.
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    std::thread::sleep(pause);
                    pause *= 2;
                }
                Err(error) => return Err(error),
                Ok(()) => {
                    // It has another name now; there is nothing left to remove.
                    let _ = aside.keep();
                    sync_folder(&self.root);
                    return Ok(place);
                }
            }
        }
        fs::rename(aside.path(), &place)?;
        let _ = aside.keep();
        Ok(place)
    }

    /// Removes spoilt generations, all but the newest few, and folders that were left behind while being built.
    fn sweep(&self, current: &Path) {
        let mut others: Vec<(Option<SystemTime>, PathBuf)> = Vec::new();
        for folder in self.folders(GENERATION) {
            if folder == current {
                continue;
            }
            if read_stamp(&folder).is_some_and(|stamp| is_whole(&folder, &stamp)) {
                let stamped = fs::metadata(folder.join(STAMP)).and_then(|metadata| metadata.modified());
                others.push((stamped.ok(), folder));
            } else {
                self.condemn(&folder);
            }
        }
        others.sort();
        for (_, folder) in others.iter().rev().skip(KEPT - 1) {
            self.condemn(folder);
        }
        for folder in self.folders(BUILDING) {
            let age = fs::metadata(&folder)
                .and_then(|metadata| metadata.modified())
                .ok()
                .and_then(|at| SystemTime::now().duration_since(at).ok());
            if age.is_some_and(|age| age > ABANDONED) {
                let _ = fs::remove_dir_all(&folder);
            }
        }
    }

    fn folders(&self, prefix: &str) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.root) else {
            return Vec::new();
        };
        entries
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
            .map(|entry| entry.path())
            .collect()
    }
}

/// Returns the stamp of a generation, if the files are those that it lists.
fn read_stamp(folder: &Path) -> Option<Stamp> {
    let text = fs::read(folder.join(STAMP)).ok()?;
    let stamp: Stamp = serde_json::from_slice(&text).ok()?;
    files_of(folder).is_ok_and(|files| files == stamp.files).then_some(stamp)
}

/// Whether the files hold what they held when they were stamped.
fn is_whole(folder: &Path, stamp: &Stamp) -> bool {
    hash_of(folder, &stamp.files).is_ok_and(|hash| hash == stamp.hash)
}

fn hash_of(folder: &Path, files: &[(String, u64)]) -> io::Result<Vec<u8>> {
    let mut hash = Sha256::new();
    for (name, _) in files {
        hash.update(fs::read(folder.join(name))?);
    }
    Ok(hash.finalize().to_vec())
}

/// Returns names and sizes of the files of a generation, without the stamp, sorted by name.
fn files_of(folder: &Path) -> io::Result<Vec<(String, u64)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let metadata = entry.metadata()?;
        // Lock files come and go with the readers.
        let is_lock = Path::new(&name).extension().is_some_and(|extension| extension == "lock");
        if name != STAMP && metadata.is_file() && !is_lock {
            files.push((name, metadata.len()));
        }
    }
    files.sort();
    Ok(files)
}

/// Has every file on the disk, then writes the stamp.
fn stamp(folder: &Path, fingerprint: &Fingerprint) -> io::Result<()> {
    let files = files_of(folder)?;
    for (name, _) in &files {
        fs::OpenOptions::new().append(true).open(folder.join(name))?.sync_all()?;
    }
    let stamp = Stamp {
        fingerprint: fingerprint.clone(),
        hash: hash_of(folder, &files)?,
        files,
    };
    let mut file = fs::File::create_new(folder.join(STAMP))?;
    file.write_all(&serde_json::to_vec(&stamp)?)?;
    file.sync_all()?;
    sync_folder(folder);
    Ok(())
}

/// Has a folder's names on the disk, where the system can do that. The index can be built anew, so a failure does not matter.
fn sync_folder(folder: &Path) {
    if let Ok(file) = fs::File::open(folder) {
        let _ = file.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(content: &str) -> Fingerprint {
        Fingerprint {
            form: 1,
            content: content.to_owned(),
        }
    }

    fn write(text: &'static str) -> impl FnOnce(&Path) -> io::Result<()> {
        move |folder| fs::write(folder.join("segment"), text)
    }

    fn names(index: &IndexDir) -> usize {
        fs::read_dir(index.root()).map_or(0, Iterator::count)
    }

    #[test]
    fn a_generation_is_found_again_only_by_the_same_fingerprint() {
        let cache = tempfile::tempdir().expect("a folder");
        let index = IndexDir::new(cache.path());
        assert_eq!(index.find(&fingerprint("a")), None);
        let place = index.build(&fingerprint("a"), write("one")).expect("built");
        assert_eq!(index.find(&fingerprint("a")), Some(place));
        assert_eq!(index.find(&fingerprint("b")), None);
        let other = Fingerprint {
            form: 2,
            ..fingerprint("a")
        };
        assert_eq!(index.find(&other), None);
    }

    #[test]
    fn a_cut_changed_missing_or_added_file_and_a_torn_stamp_mean_that_there_is_none() {
        let cache = tempfile::tempdir().expect("a folder");
        let index = IndexDir::new(cache.path());
        let spoil: [fn(&Path) -> io::Result<()>; 6] = [
            |place| fs::write(place.join("segment"), "o"),
            |place| fs::write(place.join("segment"), "onE"),
            |place| fs::remove_file(place.join("segment")),
            |place| fs::write(place.join("more"), "x"),
            |place| fs::write(place.join(STAMP), "{\"finger"),
            |place| fs::remove_file(place.join(STAMP)),
        ];
        for change in spoil {
            let place = index.build(&fingerprint("a"), write("one")).expect("built");
            assert_eq!(index.find(&fingerprint("a")).as_deref(), Some(place.as_path()));
            change(&place).expect("spoilt");
            assert_eq!(index.find(&fingerprint("a")), None);
        }
        index.build(&fingerprint("a"), write("two")).expect("built");
        assert_eq!(names(&index), 1, "spoilt ones are swept");
    }

    #[test]
    fn a_build_that_fails_leaves_the_old_generation_and_nothing_else() {
        let cache = tempfile::tempdir().expect("a folder");
        let index = IndexDir::new(cache.path());
        let place = index.build(&fingerprint("a"), write("one")).expect("built");
        let failed = index.build(&fingerprint("b"), |_| Err("no"));
        assert!(matches!(failed, Err(BuildError::Build("no"))));
        assert_eq!(index.find(&fingerprint("a")), Some(place));
        assert_eq!(names(&index), 1);
    }

    #[test]
    fn two_that_build_at_once_both_get_a_good_generation() {
        let cache = tempfile::tempdir().expect("a folder");
        let index = IndexDir::new(cache.path());
        let inner = index.clone();
        let outer = index.build(&fingerprint("a"), |folder| {
            inner.build(&fingerprint("a"), write("inner")).expect("built");
            fs::write(folder.join("segment"), "outer")
        });
        let outer = outer.expect("built");
        assert!(read_stamp(&outer).is_some());
        assert_eq!(names(&index), 2, "the other window may be about to open its own");
        assert!(index.find(&fingerprint("a")).is_some());
    }

    #[test]
    fn only_the_newest_few_generations_are_kept() {
        let cache = tempfile::tempdir().expect("a folder");
        let index = IndexDir::new(cache.path());
        for content in ["a", "b", "c", "d", "e", "f"] {
            index.build(&fingerprint(content), write("one")).expect("built");
        }
        assert_eq!(names(&index), KEPT);
        assert!(index.find(&fingerprint("f")).is_some());
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error_that_says_so() {
        let cache = tempfile::tempdir().expect("a folder");
        let file = cache.path().join("file");
        fs::write(&file, "").expect("a file");
        let failed = IndexDir::new(&file).build(&fingerprint("a"), write("one"));
        assert!(matches!(failed, Err(BuildError::Store(StoreError::Io { .. }))), "{failed:?}");
    }

    #[test]
    fn a_condemned_generation_is_not_found_again() {
        let cache = tempfile::tempdir().expect("a folder");
        let index = IndexDir::new(cache.path());
        let place = index.build(&fingerprint("a"), write("one")).expect("built");
        index.condemn(&place);
        assert_eq!(index.find(&fingerprint("a")), None);
    }
}
