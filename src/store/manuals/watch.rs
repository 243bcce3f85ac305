//! Waiting until something in imported manuals may have changed.
//!
//! The system tells of a change at once; where it cannot, whoever waits is woken when the time is over. What has changed is
//! found out by listing the pages: nothing of what the system says of a change is relied on.
//! Does not belong here: listing and reading pages, content that is no manual (`store::content`).

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Config, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::MANUALS;

/// How long it has to be quiet before a change counts as done.
const QUIET: Duration = Duration::from_millis(50);
/// The longest that a burst is waited for.
const MOST_BURST: Duration = Duration::from_secs(1);

/// The manuals of content folders, being watched.
pub struct ManualWatch {
    folders: Vec<PathBuf>,
    told: Receiver<()>,
    /// The system's own watch, which ends with it; none where it cannot be had.
    _watcher: Option<RecommendedWatcher>,
    /// The folders of manuals that are watched with all that is in them.
    watched: Vec<PathBuf>,
}

impl ManualWatch {
    /// Begins to watch the manuals of content folders. What changes from now on is not missed.
    #[must_use]
    pub fn begin(folders: &[PathBuf]) -> Self {
        let (teller, told) = channel();
        let watched = roots(folders);
        Self {
            _watcher: watcher(folders, &watched, teller).ok(),
            folders: folders.to_vec(),
            told,
            watched,
        }
    }

    /// Waits until something may have changed and the burst of changes is over, or the time is. Tells which of the two.
    pub fn wait(&mut self, at_most: Duration) -> bool {
        let told = self.told.recv_timeout(at_most);
        match told {
            Ok(()) => self.settle(),
            Err(RecvTimeoutError::Timeout) => {}
            // There is no watcher that could tell.
            Err(RecvTimeoutError::Disconnected) => thread::sleep(at_most),
        }
        if self.watched != roots(&self.folders) {
            // The first manual has come, or the last one gone.
            *self = Self::begin(&self.folders);
        }
        told.is_ok()
    }

    fn settle(&self) {
        let began = Instant::now();
        while began.elapsed() < MOST_BURST && self.told.recv_timeout(QUIET).is_ok() {}
    }
}

fn roots(folders: &[PathBuf]) -> Vec<PathBuf> {
    let places = folders.iter().map(|folder| folder.join(MANUALS));
    places.filter(|place| place.is_dir()).collect()
}

fn watcher(folders: &[PathBuf], roots: &[PathBuf], teller: Sender<()>) -> notify::Result<RecommendedWatcher> {
    let tell = move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| is_change(&event)) {
            // Nobody waits any more when the program ends.
            let _ = teller.send(());
        }
    };
    let mut watcher = RecommendedWatcher::new(tell, Config::default().with_follow_symlinks(false))?;
    for root in roots {
        watcher.watch(root, RecursiveMode::Recursive)?;
    }
    // Where there is no manual yet, its folder is waited for.
    for folder in folders.iter().filter(|folder| !roots.contains(&folder.join(MANUALS))) {
        watcher.watch(folder, RecursiveMode::NonRecursive)?;
    }
    Ok(watcher)
}

/// Tells whether an event may be about pages: not that a file was opened or read, nor about hidden files or other content.
fn is_change(event: &notify::Event) -> bool {
    let is_reading = matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write));
    !is_reading && (event.paths.is_empty() || event.paths.iter().any(|path| is_of_manual(path)))
}

fn is_of_manual(path: &Path) -> bool {
    let mut parts = path.iter().skip_while(|part| *part != MANUALS).peekable();
    parts.peek().is_some() && parts.all(|part| !part.to_string_lossy().starts_with('.'))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Longer than any change takes to be told.
    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn a_first_manual_and_a_changed_page_are_heard_of() {
        let content = tempfile::tempdir().expect("a folder");
        let mut watch = ManualWatch::begin(&[content.path().to_owned()]);
        let folder = content.path().join("manuals/house/sub");
        fs::create_dir_all(&folder).expect("made");
        assert!(watch.wait(LONG));
        assert_eq!(watch.watched, [content.path().join("manuals")]);
        fs::write(folder.join("page.md"), "text").expect("written");
        assert!(watch.wait(LONG));
    }

    #[test]
    fn reading_hidden_files_and_other_content_are_no_changes() {
        let event = |kind: EventKind, path: &str| notify::Event::new(kind).add_path(PathBuf::from(path));
        let modified = EventKind::Modify(notify::event::ModifyKind::Any);
        let opened = EventKind::Access(AccessKind::Open(AccessMode::Any));
        assert!(is_change(&event(modified, "/a/.config/content/manuals/m/page.md")));
        assert!(is_change(&event(modified, "/a/content/manuals")));
        assert!(!is_change(&event(modified, "/a/content/manuals/.callcard-x/new/page.md")));
        assert!(!is_change(&event(modified, "/a/content/cards/card.md")));
        assert!(!is_change(&event(opened, "/a/content/manuals/m/page.md")));
    }
}
