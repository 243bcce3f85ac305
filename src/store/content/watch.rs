//! Waiting until something in content folders has changed.
//!
//! The system tells of a change at once. Where it cannot (some network drives, links, no watches left), sizes and times
//! of the files are looked at instead; that happens now and then in any case. What has changed is for the caller to find
//! out by reading: nothing of what the system says of a change is relied on.
//! Does not belong here: reading and parsing files.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Config, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::{MANUALS, MOST_DEPTH, is_content};

/// How long it has to be quiet before a change counts as done: editors write, rename and delete in one burst.
const QUIET: Duration = Duration::from_millis(25);
/// The longest that a burst is waited for.
const MOST_BURST: Duration = Duration::from_millis(250);
/// How often files are looked at where the system tells of changes.
const LOOK_RARELY: Duration = Duration::from_secs(2);
/// How often where it does not.
const LOOK_OFTEN: Duration = Duration::from_millis(120);
/// Looking may take this part of the time at most: one in so many.
const SHARE: u32 = 20;

/// Content folders that are being watched.
pub struct ContentWatch {
    folders: Vec<PathBuf>,
    told: Receiver<()>,
    /// The system's own watch; none where it cannot be had or has missed something.
    watcher: Option<RecommendedWatcher>,
    /// Folders right below them that it watches with all that is in them.
    watched: BTreeSet<PathBuf>,
    seen: Stamps,
    pause: Duration,
}

/// What can be seen of a file without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
    /// What tells a file from another that took its name, where the system has it.
    identity: Option<(u64, i64, i64)>,
}

type Stamps = BTreeMap<PathBuf, Stamp>;

impl ContentWatch {
    /// Begins to watch folders. What changes from now on is not missed.
    #[must_use]
    pub fn begin(folders: &[PathBuf]) -> Self {
        let (teller, told) = channel();
        let watcher = watcher(folders, teller).ok();
        let mut watch = Self {
            folders: folders.to_vec(),
            told,
            watcher,
            watched: BTreeSet::new(),
            seen: Stamps::new(),
            pause: LOOK_RARELY,
        };
        watch.watch_inner();
        watch.seen = watch.look();
        watch
    }

    /// Waits until something may have changed, and the burst of changes is over.
    pub fn wait(&mut self) {
        loop {
            match self.told.recv_timeout(self.pause) {
                Ok(()) => {
                    self.settle();
                    self.seen = self.look();
                    return;
                }
                Err(RecvTimeoutError::Timeout) => {}
                // There is no watcher that could tell.
                Err(RecvTimeoutError::Disconnected) => thread::sleep(self.pause),
            }
            let now = self.look();
            if now != self.seen {
                if !self.settle() {
                    // The system has said nothing of it: from now on it is not relied on.
                    self.watcher = None;
                }
                self.seen = self.look();
                return;
            }
        }
    }

    /// Watches the inner folders that are there now. One that cannot be watched leaves looking alone to find changes.
    fn watch_inner(&mut self) {
        let Some(watcher) = &mut self.watcher else { return };
        let inner = inner(&self.folders);
        for gone in self.watched.difference(&inner) {
            // The system stops by itself when a folder goes.
            let _ = watcher.unwatch(gone);
        }
        let failed = inner
            .difference(&self.watched)
            .any(|new| watcher.watch(new, RecursiveMode::Recursive).is_err());
        if failed {
            self.watcher = None;
        }
        self.watched = inner;
    }

    /// Waits until nothing more is told, but not for ever. Tells whether anything was.
    fn settle(&self) -> bool {
        let began = Instant::now();
        let mut is_told = false;
        while began.elapsed() < MOST_BURST {
            match self.told.recv_timeout(QUIET) {
                Ok(()) => is_told = true,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => {
                    thread::sleep(QUIET);
                    break;
                }
            }
        }
        is_told
    }

    /// Looks at all content files, and sets the pause to the next look by what this one cost.
    fn look(&mut self) -> Stamps {
        let began = Instant::now();
        let mut stamps = Stamps::new();
        for folder in &self.folders {
            collect(folder, 0, &mut stamps);
        }
        self.watch_inner();
        let usual = if self.watcher.is_some() { LOOK_RARELY } else { LOOK_OFTEN };
        self.pause = usual.max(began.elapsed() * SHARE);
        stamps
    }
}

/// Returns the folders right below `folders` that hold content: imported manuals may have thousands, and none of it.
fn inner(folders: &[PathBuf]) -> BTreeSet<PathBuf> {
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    let is_watched = |entry: &fs::DirEntry| {
        let name = entry.file_name();
        !starts_with_dot(&name) && name != MANUALS && entry.file_type().is_ok_and(|kind| kind.is_dir())
    };
    entries.filter(is_watched).map(|entry| entry.path()).collect()
}

fn watcher(folders: &[PathBuf], teller: Sender<()>) -> notify::Result<RecommendedWatcher> {
    // Some systems tell of a file by its whole path, without links.
    let whole = folders.iter().filter_map(|folder| fs::canonicalize(folder).ok());
    let roots: Vec<PathBuf> = folders.iter().cloned().chain(whole).collect();
    let tell = move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| is_of_content(&event, &roots)) {
            // Nobody waits any more when the program ends.
            let _ = teller.send(());
        }
    };
    let mut watcher = RecommendedWatcher::new(tell, Config::default().with_follow_symlinks(false))?;
    for folder in folders {
        watcher.watch(folder, RecursiveMode::NonRecursive)?;
    }
    Ok(watcher)
}

/// Tells whether an event may be about content: not that a file was opened or read, nor about hidden files or manuals.
fn is_of_content(event: &notify::Event, roots: &[PathBuf]) -> bool {
    let is_reading = matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write));
    let is_hidden = |path: &PathBuf| {
        let below = roots.iter().find_map(|root| path.strip_prefix(root).ok()).unwrap_or(path);
        let is_manual = below.components().next() == Some(Component::Normal(OsStr::new(MANUALS)));
        is_manual
            || below
                .components()
                .any(|part| matches!(part, Component::Normal(name) if starts_with_dot(name)))
    };
    !is_reading && (event.paths.is_empty() || !event.paths.iter().all(is_hidden))
}

fn starts_with_dot(name: &OsStr) -> bool {
    name.to_string_lossy().starts_with('.')
}

/// Notes all content files under `folder`. What cannot be looked at is left out, and so has changed when it can.
fn collect(folder: &Path, depth: usize, stamps: &mut Stamps) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if starts_with_dot(&entry.file_name()) {
            continue;
        }
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if depth < MOST_DEPTH && (depth > 0 || entry.file_name() != MANUALS) {
                collect(&path, depth + 1, stamps);
            }
        } else if is_content(&path)
            && let Ok(metadata) = fs::metadata(&path)
        {
            stamps.insert(
                path,
                Stamp {
                    bytes: metadata.len(),
                    modified: metadata.modified().ok(),
                    identity: identity(&metadata),
                },
            );
        }
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have none")]
fn identity(metadata: &fs::Metadata) -> Option<(u64, i64, i64)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((metadata.ino(), metadata.ctime(), metadata.ctime_nsec()))
}

#[cfg(not(unix))]
fn identity(_metadata: &fs::Metadata) -> Option<(u64, i64, i64)> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Waits for the watch, and tells whether it spoke.
    fn speaks(mut watch: ContentWatch) -> (bool, ContentWatch) {
        let (done, heard) = channel();
        thread::spawn(move || {
            watch.wait();
            let _ = done.send(watch);
        });
        let watch = heard.recv_timeout(Duration::from_secs(20)).expect("a change is heard of");
        (watch.watcher.is_some(), watch)
    }

    #[test]
    fn a_file_written_renamed_over_deleted_and_in_a_new_folder_is_heard_of() {
        let folder = tempfile::tempdir().expect("a folder");
        let card = folder.path().join("card.md");
        fs::write(&card, "one").expect("written");
        let mut watch = ContentWatch::begin(&[folder.path().to_owned()]);
        fs::write(&card, "two").expect("written");
        (_, watch) = speaks(watch);
        fs::write(folder.path().join("card.md.tmp"), "six").expect("written");
        fs::rename(folder.path().join("card.md.tmp"), &card).expect("renamed");
        (_, watch) = speaks(watch);
        fs::remove_file(&card).expect("removed");
        (_, watch) = speaks(watch);
        fs::create_dir(folder.path().join("more")).expect("made");
        fs::write(folder.path().join("more/card.md"), "one").expect("written");
        (_, _) = speaks(watch);
    }

    #[test]
    fn without_the_systems_word_files_are_looked_at() {
        let folder = tempfile::tempdir().expect("a folder");
        let card = folder.path().join("card.md");
        fs::write(&card, "one").expect("written");
        let mut watch = ContentWatch::begin(&[folder.path().to_owned()]);
        watch.watcher = None;
        watch.pause = LOOK_OFTEN;
        fs::write(&card, "two").expect("written");
        let (has_watcher, watch) = speaks(watch);
        assert!(!has_watcher);
        fs::rename(folder.path(), folder.path().with_extension("away")).expect("moved");
        let (_, watch) = speaks(watch);
        fs::rename(folder.path().with_extension("away"), folder.path()).expect("moved");
        let _ = speaks(watch);
    }

    #[test]
    fn reading_and_hidden_files_are_no_changes() {
        let roots = [PathBuf::from("/a/.config/content")];
        let event = |kind: EventKind, path: &str| notify::Event::new(kind).add_path(PathBuf::from(path));
        let modified = EventKind::Modify(notify::event::ModifyKind::Any);
        let opened = EventKind::Access(AccessKind::Open(AccessMode::Any));
        assert!(is_of_content(&event(modified, "/a/.config/content/card.md"), &roots));
        assert!(!is_of_content(&event(modified, "/a/.config/content/.card.md.swp"), &roots));
        assert!(!is_of_content(&event(modified, "/a/.config/content/.git/index"), &roots));
        assert!(!is_of_content(&event(opened, "/a/.config/content/card.md"), &roots));
    }
}
