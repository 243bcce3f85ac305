//! Bringing the index of manuals up to date: pages that have changed alone, or all of them aside.
//!
//! Does not belong here: what an index is, what serves meanwhile.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};

use crate::domain::manual::split_page;
use crate::search::SearchError;
use crate::search::shelf::{Page, PageSection, Shelf, ShelfBuilder, update};
use crate::store::error::StoreError;
use crate::store::manuals::{Listing, Manual, PageFile, Seen, Stopped, list, list_again, read_page};
use crate::store::shelf_dir::{Changes, Lock, ShelfDir, Wait, changes, read_list, sweep_lists, write_list};

use super::super::crash::contain;
use super::{Manuals, open_shelf};

/// More changed pages than this are a new index.
const MOST_CHANGED: usize = 2_000;
/// A greater share of the pages than this is a new index.
const MOST_SHARE: usize = 5;
/// More bytes than this at once are a new index.
const MOST_CHANGED_BYTES: u64 = 32 << 20;
/// After so many updates a new index is made, in which nothing old is carried along, as soon as nothing has changed.
const MANY_UPDATES: usize = 32;
/// After so many it is made whatever waits for it.
const MOST_UPDATES: usize = 64;
/// More pages than this are too many for whoever waits for a search.
const FEW_PAGES: usize = 1_000;
/// Pages that are read ahead.
const AHEAD: usize = 64;

/// For whom the index is brought up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// The user has asked for it and waits, for another window, too.
    Asked,
    /// As [`Work::Asked`], from nothing.
    Anew,
    /// While the user does something else.
    Beside,
    /// The user waits for a search: only if there are few pages.
    IfFew,
}

/// How far the work has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Pages taken in.
    pub pages: usize,
    /// Pages there are.
    pub all: usize,
    /// Their bytes so far.
    pub bytes: u64,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Brought {
    /// What was done.
    pub state: State,
    /// Pages in the index.
    pub pages: usize,
    /// Bytes of the pages.
    pub bytes: u64,
    /// Pages that were read anew.
    pub read: usize,
    /// Bytes of the index.
    pub index_bytes: u64,
    /// What was left out, each with the reason.
    pub skipped: Vec<String>,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// It was up to date.
    #[default]
    Same,
    /// Pages that had changed were taken in.
    Updated,
    /// It was built.
    Built,
    /// Another window is at it, or it is too much for now.
    Left,
}

/// Why the index was not brought up to date. The old one serves on.
#[derive(Debug, thiserror::Error)]
pub enum BringError {
    /// The folder.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// Its user stopped it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl BringError {
    /// Returns what is wrong and why, and what to do about it.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Self::Store(error) => format!("{error}: {}", error.what_to_do()),
            Self::Search(error) => {
                let why = error.source().map_or_else(String::new, |why| format!(": {why}"));
                format!("{error}{why}")
            }
            Self::Stopped(_) => self.to_string(),
        }
    }
}

/// Told how far the work has come; says whether it goes on.
type GoesOn<'a> = &'a mut dyn FnMut(Progress) -> bool;

impl Manuals {
    /// Brings the index up to date with the pages on the disk, and serves it. `goes_on` is told after each page how far it is;
    /// when it says no, the old index stays.
    ///
    /// # Errors
    ///
    /// [`BringError`]; then the old index serves on.
    pub fn bring_up_to_date(&self, work: Work, goes_on: GoesOn<'_>) -> Result<Brought, BringError> {
        self.bring_what_was_seen(work, &Seen::Anything, goes_on)
    }

    /// As [`bring_up_to_date`](Self::bring_up_to_date), where nothing but what was seen has changed since the last time.
    pub(super) fn bring_what_was_seen(&self, work: Work, seen: &Seen, goes_on: GoesOn<'_>) -> Result<Brought, BringError> {
        let manuals = self.served().manuals.clone();
        if manuals.is_empty() && self.dir.generations().is_empty() {
            return Ok(Brought::default());
        }
        let wait = match work {
            Work::Asked | Work::Anew => Wait::Yes,
            Work::Beside | Work::IfFew => Wait::No,
        };
        let Some(lock) = self.dir.lock(wait)? else {
            self.open_newest();
            return Ok(Brought {
                state: State::Left,
                ..Brought::default()
            });
        };
        let open = self.served().open.as_ref().map(|open| (open.generation.clone(), open.mark));
        let brought = Bringer {
            files: match seen {
                // What another window has written since may be older than what was seen before.
                Seen::Files(files) if open == self.dir.newest() => Some(files),
                _ => None,
            },
            dir: &self.dir,
            lock: &lock,
            manuals: &manuals,
            goes_on,
        }
        .bring(work);
        self.open_newest();
        brought.map_err(|error| self.of_the_disk(error))
    }

    /// Has a failure of the disk beneath the engine said as one of the disk, with what to do.
    fn of_the_disk(&self, error: BringError) -> BringError {
        match &error {
            BringError::Search(inner) => match inner.disk() {
                Some(kind) => StoreError::from_io(self.dir.root(), "written to", kind.into()).into(),
                None => error,
            },
            _ => error,
        }
    }
}

struct Bringer<'a> {
    dir: &'a ShelfDir,
    lock: &'a Lock,
    manuals: &'a [Manual],
    /// The files that may have changed, if it can be told.
    files: Option<&'a BTreeSet<PathBuf>>,
    goes_on: GoesOn<'a>,
}

impl Bringer<'_> {
    fn bring(mut self, work: Work) -> Result<Brought, BringError> {
        if self.manuals.is_empty() {
            self.dir.clear(self.lock);
            return Ok(Brought::default());
        }
        let sound = self.dir.generations().into_iter().find_map(|place| sound(place, work));
        let Some((place, updates, old)) = sound.filter(|_| work != Work::Anew) else {
            let listing = list(self.manuals);
            return self.build_unless_many(listing, work);
        };
        let again = self.files.and_then(|files| list_again(self.manuals, &old, files));
        let listing = again.unwrap_or_else(|| list(self.manuals));
        let found = changes(&old, &listing.pages);
        if found == Changes::default() {
            return match work {
                Work::Beside | Work::Asked if MANY_UPDATES <= updates => self.build_unless_many(listing, work),
                _ => Ok(about(State::Same, &place, listing, 0)),
            };
        }
        let bytes: u64 = found.changed.iter().map(|page| page.size).sum();
        let count = found.changed.len() + found.gone.len();
        let is_large = MOST_CHANGED < count || MOST_CHANGED_BYTES < bytes || listing.pages.len() < count * MOST_SHARE && FEW_PAGES < count;
        if is_large || MOST_UPDATES <= updates {
            return self.build_unless_many(listing, work);
        }
        match contain(|| self.update(&place, &found, &listing)) {
            Some(Ok(brought)) => Ok(brought),
            Some(Err(stopped @ BringError::Stopped(_))) => Err(stopped),
            // Whatever is wrong with it, it is only a copy.
            _ => self.build_unless_many(listing, work),
        }
    }

    /// Takes the pages that have changed into the generation in use.
    fn update(&mut self, place: &Path, found: &Changes, listing: &Listing) -> Result<Brought, BringError> {
        let mut skipped = Vec::new();
        let mut gone = found.gone.clone();
        let mut changed = Vec::new();
        let mut progress = Progress {
            all: found.changed.len(),
            ..Progress::default()
        };
        for file in &found.changed {
            match split(self.manuals, file) {
                Ok(page) => changed.push(page),
                Err(why) => {
                    // Whatever stood there is not there any more.
                    gone.push(file.key.clone());
                    skipped.push(why);
                }
            }
            self.step(&mut progress, file)?;
        }
        let stamp = write_list(place, &listing.pages)?;
        update(place, &gone, &changed, &stamp)?;
        sweep_lists(place, &stamp);
        let mut brought = about(State::Updated, place, listing.clone(), changed.len());
        brought.skipped.extend(skipped);
        Ok(brought)
    }

    fn build_unless_many(mut self, listing: Listing, work: Work) -> Result<Brought, BringError> {
        if work == Work::IfFew && FEW_PAGES < listing.pages.len() {
            return Ok(Brought {
                state: State::Left,
                ..Brought::default()
            });
        }
        let mut read = (0, Vec::new());
        let (dir, lock) = (self.dir, self.lock);
        let place = dir.build(lock, |aside| {
            read = self.build(aside, &listing)?;
            Ok::<(), BringError>(())
        })?;
        let (count, skipped) = read;
        let mut brought = about(State::Built, &place, listing, count);
        brought.skipped.extend(skipped);
        Ok(brought)
    }

    /// Builds an index of all pages in an empty folder; returns how many there are in it, and what was left out.
    fn build(&mut self, aside: &Path, listing: &Listing) -> Result<(usize, Vec<String>), BringError> {
        let stamp = write_list(aside, &listing.pages)?;
        let mut builder = ShelfBuilder::create(aside)?;
        let mut skipped = Vec::new();
        let mut progress = Progress {
            all: listing.pages.len(),
            ..Progress::default()
        };
        let manuals = self.manuals;
        std::thread::scope(|scope| {
            let (sender, pages): (_, Receiver<Result<Page, String>>) = sync_channel(AHEAD);
            // One thread reads and cuts, the other one indexes. It ends when nobody takes any more.
            scope.spawn(move || listing.pages.iter().try_for_each(|file| sender.send(split(manuals, file))));
            for (file, read) in listing.pages.iter().zip(pages) {
                match read {
                    Ok(page) => builder.add(&page)?,
                    Err(why) => skipped.push(why),
                }
                self.step(&mut progress, file)?;
            }
            Ok::<(), BringError>(())
        })?;
        builder.finish(&stamp)?;
        Ok((progress.pages - skipped.len(), skipped))
    }

    fn step(&mut self, progress: &mut Progress, file: &PageFile) -> Result<(), Stopped> {
        progress.pages += 1;
        progress.bytes += file.size;
        if (self.goes_on)(*progress) { Ok(()) } else { Err(Stopped) }
    }
}

/// Returns a generation with the number of its updates and the list of its pages; none if anything is wrong with it.
fn sound(place: PathBuf, work: Work) -> Option<(PathBuf, usize, Vec<PageFile>)> {
    let shelf = open_shelf(&place)?;
    let pages = read_list(&place, shelf.stamp())?;
    let is_whole = work != Work::Asked || contain(|| Shelf::verify(&place).is_ok()) == Some(true);
    is_whole.then(|| (place, shelf.updates(), pages))
}

fn about(state: State, place: &Path, listing: Listing, read: usize) -> Brought {
    Brought {
        state,
        pages: listing.pages.len(),
        bytes: listing.pages.iter().map(|page| page.size).sum(),
        read,
        index_bytes: ShelfDir::size(place),
        skipped: listing.skipped,
    }
}

/// Reads a page and cuts it into sections.
///
/// # Errors
///
/// Why it cannot be read, in words with its name.
pub fn split(manuals: &[Manual], file: &PageFile) -> Result<Page, String> {
    let (name, path) = file.key.split_once('/').unwrap_or_default();
    let manual = manuals.iter().find(|manual| manual.name == name);
    let text = match manual {
        Some(manual) => read_page(manual, path).map_err(|error| format!("{}: {error}", file.key))?,
        None => return Err(format!("{}: its manual is gone", file.key)),
    };
    let page = split_page(path, &text);
    let sections = page.sections.into_iter().map(|section| PageSection {
        heading: section.heading,
        anchor: section.anchor,
        text: section.text,
    });
    Ok(Page {
        path: file.key.clone(),
        title: page.title,
        sections: sections.collect(),
    })
}
