//! Waiting until something in imported manuals may have changed.
//!
//! The system tells of a change at once; where it cannot, whoever waits is woken when the time is over. Of what it says only
//! that is relied on which is certain: which files, and no others, have changed. Otherwise anything may have.
//! Does not belong here: listing and reading pages, content that is no manual (`store::content`).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind, RemoveKind};
use notify::{Config, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::{MANUALS, is_page};

/// How long it has to be quiet before a change counts as done.
const QUIET: Duration = Duration::from_millis(25);
/// The longest that a burst is waited for.
const MOST_BURST: Duration = Duration::from_secs(1);

/// What may have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Nothing but these files, each of which may have come, changed or gone.
    Files(BTreeSet<PathBuf>),
    /// Whatever it is.
    Anything,
}

impl Seen {
    /// Puts what was seen later to it.
    fn join(&mut self, later: Self) {
        match (self, later) {
            (Self::Files(files), Self::Files(more)) => files.extend(more),
            (seen, _) => *seen = Self::Anything,
        }
    }
}

/// The manuals of content folders, being watched.
pub struct ManualWatch {
    folders: Vec<PathBuf>,
    told: Receiver<Seen>,
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

    /// Waits until something may have changed and the burst of changes is over, and tells what; or until the time is, when
    /// nothing was told, or could not be.
    pub fn wait(&mut self, at_most: Duration) -> Option<Seen> {
        let mut told = match self.told.recv_timeout(at_most) {
            Ok(seen) => Some(self.settle(seen)),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => {
                // There is no watcher that could tell.
                thread::sleep(at_most);
                None
            }
        };
        if self.watched != roots(&self.folders) {
            // The first manual has come, or the last one gone.
            *self = Self::begin(&self.folders);
            told = told.map(|_| Seen::Anything);
        }
        told
    }

    fn settle(&self, mut seen: Seen) -> Seen {
        let began = Instant::now();
        while began.elapsed() < MOST_BURST
            && let Ok(later) = self.told.recv_timeout(QUIET)
        {
            seen.join(later);
        }
        seen
    }
}

fn roots(folders: &[PathBuf]) -> Vec<PathBuf> {
    let places = folders.iter().map(|folder| folder.join(MANUALS));
    places.filter(|place| place.is_dir()).collect()
}

fn watcher(folders: &[PathBuf], roots: &[PathBuf], teller: Sender<Seen>) -> notify::Result<RecommendedWatcher> {
    let tell = move |event: notify::Result<notify::Event>| {
        // A failure may have kept anything from being told.
        if let Some(seen) = event.map_or(Some(Seen::Anything), |event| seen(&event)) {
            // Nobody waits any more when the program ends.
            let _ = teller.send(seen);
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

/// Returns what may have changed in manuals; none if an event is not about pages: not that a file was opened or read, nor
/// about hidden files or other content.
fn seen(event: &notify::Event) -> Option<Seen> {
    if event.need_rescan() || event.paths.is_empty() {
        return Some(Seen::Anything);
    }
    let is_reading = matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write));
    let paths: Vec<&PathBuf> = event.paths.iter().filter(|path| is_of_manual(path)).collect();
    if is_reading || paths.is_empty() {
        return None;
    }
    // What has no page's name may be a folder, unless it is said to be a file.
    let is_file = matches!(
        event.kind,
        EventKind::Access(_)
            | EventKind::Create(CreateKind::File)
            | EventKind::Remove(RemoveKind::File)
            | EventKind::Modify(ModifyKind::Data(_))
    );
    let has_page_name = |path: &&PathBuf| path.file_name().and_then(|name| name.to_str()).is_some_and(is_page);
    let (pages, others): (Vec<&PathBuf>, Vec<&PathBuf>) = paths.into_iter().partition(has_page_name);
    match (pages.is_empty(), others.is_empty() || is_file) {
        (_, false) => Some(Seen::Anything),
        (true, true) => None,
        (false, true) => Some(Seen::Files(pages.into_iter().cloned().collect())),
    }
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
        assert_eq!(watch.wait(LONG), Some(Seen::Anything));
        assert_eq!(watch.watched, [content.path().join("manuals")]);
        let page = folder.join("page.md");
        fs::write(&page, "text").expect("written");
        assert!(watch.wait(LONG).is_some());
    }

    /// Returns all that is told until nothing more is, however slowly the machine tells it.
    #[cfg(target_os = "linux")]
    fn all_told(watch: &mut ManualWatch) -> Option<Seen> {
        let mut seen = watch.wait(LONG)?;
        while let Some(later) = watch.wait(Duration::from_millis(400)) {
            seen.join(later);
        }
        Some(seen)
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn which_pages_have_changed_is_told_and_of_folders_that_anything_has() {
        let content = tempfile::tempdir().expect("a folder");
        let folder = content.path().join("manuals/house");
        fs::create_dir_all(folder.join("sub.md")).expect("made");
        let mut watch = ManualWatch::begin(&[content.path().to_owned()]);
        let [page, new, other] = ["page.md", "new.md", "other"].map(|name| folder.join(name));
        let files = |paths: &[&PathBuf]| Some(Seen::Files(paths.iter().map(|path| (*path).clone()).collect()));
        fs::write(&page, "text").expect("written");
        fs::write(folder.join("picture.png"), "none").expect("written");
        assert_eq!(all_told(&mut watch), files(&[&page]));
        fs::rename(&page, &new).expect("renamed");
        assert_eq!(all_told(&mut watch), files(&[&page, &new]));
        fs::rename(&new, &other).expect("renamed");
        assert_eq!(all_told(&mut watch), Some(Seen::Anything), "it may have been a folder");
        fs::rename(folder.join("sub.md"), folder.join("sub")).expect("renamed");
        assert_eq!(all_told(&mut watch), Some(Seen::Anything));
        fs::remove_dir(folder.join("sub")).expect("removed");
        assert_eq!(all_told(&mut watch), Some(Seen::Anything));
    }

    #[test]
    fn reading_hidden_files_and_other_content_are_no_changes() {
        let event = |kind: EventKind, path: &str| seen(&notify::Event::new(kind).add_path(PathBuf::from(path)));
        let modified = EventKind::Modify(ModifyKind::Any);
        let opened = EventKind::Access(AccessKind::Open(AccessMode::Any));
        let page = "/a/.config/content/manuals/m/page.md";
        assert_eq!(event(modified, page), Some(Seen::Files([PathBuf::from(page)].into())));
        assert_eq!(event(modified, "/a/content/manuals"), Some(Seen::Anything));
        assert_eq!(event(modified, "/a/content/manuals/.callcard-x/new/page.md"), None);
        assert_eq!(event(modified, "/a/content/cards/card.md"), None);
        assert_eq!(event(opened, "/a/content/manuals/m/page.md"), None);
    }

    #[test]
    fn what_was_not_told_may_be_anything() {
        let lost = notify::Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
        assert_eq!(seen(&lost), Some(Seen::Anything));
        let mut both = Seen::Files([PathBuf::from("a.md")].into());
        both.join(Seen::Files([PathBuf::from("b.md")].into()));
        assert_eq!(both, Seen::Files([PathBuf::from("a.md"), PathBuf::from("b.md")].into()));
        both.join(Seen::Anything);
        both.join(Seen::Files([PathBuf::from("b.md")].into()));
        assert_eq!(both, Seen::Anything);
    }
}
