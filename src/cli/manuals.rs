//! Imported manuals: the index that serves, bringing it up to date, searching it beside the library, opening a page.
//!
//! An index that is there serves at once; what has changed is looked for afterwards, and the newer one takes its place
//! when it is whole. Does not belong here: what is in the index (`search::shelf`), how it is swapped in
//! (`store::shelf_dir`), what a page is (`domain::manual`).

mod bring;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};

use crate::domain::manual::{ManualPage, Narrowed, narrowed, page_id, split_id};
use crate::domain::parse::parse_manual_page;
use crate::domain::query::{Found, Hit, PagePlace, Query, with_pages};
use crate::search::shelf::{Shelf, ShelfHit};
use crate::search::{SearchIndex, Thesaurus};
use crate::store::manuals::{Manual, ManualWatch, Seen, manuals, read_page};
use crate::store::shelf_dir::ShelfDir;

pub use bring::{BringError, Brought, Progress, State, Work, split};

use super::crash::contain;
use super::settings::Settings;

/// How many sections are few enough to look for changes before a single search.
const FEW_SECTIONS: u64 = 5_000;
/// How long the UI waits before it looks for changes: the first search comes first.
const FIRST_LOOK: Duration = Duration::from_millis(500);
/// How long the UI waits for the system to tell of a change before it looks all the same.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// How long it waits while another window is writing.
const LOOK_SOON: Duration = Duration::from_millis(50);
/// How often it is told how far the first index has come.
const TELL_AGAIN: Duration = Duration::from_millis(500);
/// How many hits are asked for where only one manual counts.
const NARROWED_HITS: usize = 400;

/// The manuals of the content folders in use, with the index that serves.
#[derive(Debug)]
pub struct Manuals {
    folders: Vec<PathBuf>,
    dir: ShelfDir,
    served: Mutex<Served>,
}

/// What serves now.
#[derive(Debug, Default)]
struct Served {
    manuals: Vec<Manual>,
    open: Option<Open>,
    /// Why there is no index, or why changes are not seen.
    problem: Option<String>,
    /// How far the work on the first index has come.
    work: Option<(usize, usize)>,
}

#[derive(Debug, Clone)]
struct Open {
    generation: PathBuf,
    mark: u128,
    shelf: Arc<Shelf>,
}

impl Manuals {
    /// Returns the manuals of the content folders in use, with the index that is there. Looks at no page.
    #[must_use]
    pub fn open(settings: &Settings) -> Self {
        let folders = settings.content.clone();
        let manuals = Self {
            dir: ShelfDir::new(&settings.places.cache, &key(&folders)),
            served: Mutex::default(),
            folders,
        };
        manuals.list();
        manuals.open_newest();
        manuals
    }

    /// Tells whether there is no manual.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.served().manuals.is_empty()
    }

    /// Returns the names of the manuals.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.served().manuals.iter().map(|manual| manual.name.clone()).collect()
    }

    /// Returns the folder that holds the index.
    #[must_use]
    pub fn index_folder(&self) -> &Path {
        self.dir.root()
    }

    /// Returns why manuals, or changes in them, are not found.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        let served = self.served();
        if served.manuals.is_empty() {
            return None;
        }
        match (&served.problem, served.work, &served.open) {
            (Some(problem), _, None) => Some(format!("imported manuals cannot be searched: {problem}")),
            (Some(problem), _, Some(_)) => Some(format!("changes in imported manuals are not seen: {problem}")),
            (None, Some((done, all)), None) => Some(format!(
                "imported manuals are being read, {done} of {all} pages: they cannot be found yet"
            )),
            (None, None, None) if self.dir.generations().is_empty() => {
                Some("imported manuals have no index yet: `callcard index` makes it".to_owned())
            }
            (None, None, None) => {
                Some("imported manuals cannot be searched: their index is damaged; `callcard index` makes it anew".to_owned())
            }
            (None, _, Some(_)) => None,
        }
    }

    /// Searches the library with its index, and the manuals beside it.
    pub fn search(&self, query: &Query, index: &SearchIndex) -> Found {
        let (names, open) = {
            let served = self.served();
            let names: Vec<String> = served.manuals.iter().map(|manual| manual.name.clone()).collect();
            (names, served.open.clone())
        };
        if names.is_empty() {
            return index.search(query);
        }
        let (found, pages) = match narrowed(&query.text, &names) {
            Narrowed::ToCards => return index.search(query),
            Narrowed::ToManual { name, text } => {
                let wide = Query {
                    text,
                    limit: NARROWED_HITS.max(query.limit),
                    ..query.clone()
                };
                let of_it = |hit: &Hit| hit.page.as_ref().is_some_and(|page| page.manual == name);
                let mut pages = self.pages(open.as_ref(), &wide, index.thesaurus(), &names);
                pages.hits.retain(of_it);
                (Found::default(), pages)
            }
            Narrowed::Not => (index.search(query), self.pages(open.as_ref(), query, index.thesaurus(), &names)),
        };
        let is_had = pages.hits.iter().any(Hit::has_all_as_typed);
        let mut found = Found {
            relaxed: match found.relaxed {
                // What no card has may stand on a page.
                Some(relaxed) if is_had => Some(format!("in the cards, {relaxed}")),
                None if found.hits.is_empty() => pages.relaxed,
                relaxed => relaxed,
            },
            ..found
        };
        if found.expanded.is_empty() && found.hits.is_empty() {
            found.expanded = pages.expanded;
        }
        if let Some(problem) = self.problem() {
            found.relaxed = Some(found.relaxed.map_or(problem.clone(), |relaxed| format!("{relaxed}; {problem}")));
        }
        with_pages(found, pages.hits, query.limit)
    }

    /// Returns the pages that an index finds. One that makes the program stumble is not asked again.
    fn pages(&self, open: Option<&Open>, query: &Query, thesaurus: &Thesaurus, names: &[String]) -> Found {
        let Some(open) = open else { return Found::default() };
        let Some(found) = contain(|| open.shelf.search(query, thesaurus)) else {
            let mut served = self.served();
            served.open = None;
            served.problem = Some("their index is damaged; `callcard index` makes it anew".to_owned());
            return Found::default();
        };
        Found {
            hits: found.hits.into_iter().filter_map(|found| hit(found, names)).collect(),
            expanded: found.expanded,
            relaxed: found.relaxed,
            ..Found::default()
        }
    }

    /// Reads a page.
    ///
    /// # Errors
    ///
    /// Why it cannot be read, in words.
    pub fn read(&self, id: &str) -> Result<ManualPage, String> {
        let (name, path) = split_id(id).ok_or_else(|| format!("`{id}` is no page of a manual"))?;
        let manual = self.served().manuals.iter().find(|manual| manual.name == name).cloned();
        let manual = manual.ok_or_else(|| format!("there is no manual `{name}`"))?;
        let text = read_page(&manual, path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => format!("there is no page `{path}` in the manual {name}"),
            _ => format!("the page `{path}` of the manual {name} cannot be read: {error}"),
        })?;
        Ok(parse_manual_page(name, path, &text))
    }

    /// Looks for changes before a single search, if that is soon done.
    pub fn look_if_few(&self) {
        let is_few = match &self.served().open {
            Some(open) => open.shelf.sections() <= FEW_SECTIONS,
            None => true,
        };
        if is_few && !self.is_empty() {
            self.try_to_bring(Work::IfFew, &Seen::Anything, &mut || {});
        }
    }

    /// Looks for changes again and again, and tells each time when a search would find or say something else.
    pub fn follow(&self, mut tell: impl FnMut()) {
        if self.folders.is_empty() {
            return;
        }
        std::thread::sleep(FIRST_LOOK);
        let mut watch = ManualWatch::begin(&self.folders);
        let mut seen = Seen::Anything;
        loop {
            let start = Instant::now();
            let before = self.face();
            self.list();
            // A mistake of the program's must not end the looking.
            let state = contain(|| self.try_to_bring(Work::Beside, &seen, &mut tell));
            if self.face() != before {
                self.warm_up();
                tell();
            }
            let took = start.elapsed();
            let is_left = matches!(state, Some(Some(State::Left)));
            let is_done = matches!(state, Some(Some(State::Same | State::Updated | State::Built)));
            // However often pages are saved, looking takes half of the time at most.
            std::thread::sleep(took);
            let told = watch.wait(if is_left { LOOK_SOON } else { LOOK_AGAIN.max(took * 20) });
            // Whatever was seen before is only settled if that was done; and now and then all is looked at whatever was told.
            seen = told.filter(|_| is_done).unwrap_or(Seen::Anything);
        }
    }

    /// Searches once, so that the first letter does not wait until the index is at hand.
    pub fn warm_up(&self) {
        let open_shelf = self.served().open.as_ref().map(|open| Arc::clone(&open.shelf));
        let _ = open_shelf.map(|shelf| contain(|| shelf.search(&Query::new("a"), Thesaurus::built_in())));
    }

    /// Returns all that decides what a search finds in manuals, and says of them.
    fn face(&self) -> (Vec<Manual>, Option<(PathBuf, u128)>, Option<String>) {
        let problem = self.problem();
        let served = self.served();
        let open = served.open.as_ref().map(|open| (open.generation.clone(), open.mark));
        (served.manuals.clone(), open, problem)
    }

    /// Brings the index up to date; what does not work is kept to be said. Until there is a first one, `tell` is called now
    /// and then.
    fn try_to_bring(&self, work: Work, seen: &Seen, tell: &mut dyn FnMut()) -> Option<State> {
        let mut told = Instant::now();
        let brought = self.bring_what_was_seen(work, seen, &mut |progress| {
            let mut served = self.served();
            served.work = Some((progress.pages, progress.all));
            if served.open.is_none() && TELL_AGAIN <= told.elapsed() {
                drop(served);
                told = Instant::now();
                tell();
            }
            true
        });
        let mut served = self.served();
        served.work = None;
        served.problem = match &brought {
            Ok(_) | Err(BringError::Stopped(_)) => None,
            Err(error) => Some(error.in_words()),
        };
        brought.ok().map(|brought| brought.state)
    }

    fn list(&self) {
        let found = manuals(&self.folders);
        self.served().manuals = found;
    }

    /// Opens the newest index that can be opened, if it is another than the one in use. An old one goes on serving otherwise.
    fn open_newest(&self) {
        if self.is_empty() {
            return;
        }
        for generation in self.dir.generations() {
            let mark = ShelfDir::mark(&generation);
            let is_known = |open: &Open| open.generation == generation && open.mark == mark;
            if self.served().open.as_ref().is_some_and(is_known) {
                return;
            }
            if let Some(shelf) = open_shelf(&generation) {
                self.served().open = Some(Open {
                    generation,
                    mark,
                    shelf: Arc::new(shelf),
                });
                return;
            }
        }
    }

    fn served(&self) -> MutexGuard<'_, Served> {
        self.served.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens a generation; none if it cannot be opened, whatever is wrong with it.
fn open_shelf(generation: &Path) -> Option<Shelf> {
    contain(|| Shelf::open(generation).ok()).flatten()
}

/// Returns a hit in a manual that is there.
fn hit(found: ShelfHit, names: &[String]) -> Option<Hit> {
    let (manual, _) = found.path.split_once('/')?;
    let manual = names.iter().find(|name| *name == manual)?;
    Some(Hit {
        id: page_id(&found.path),
        is_checklist: false,
        page: Some(PagePlace {
            manual: manual.clone(),
            title: found.title,
            heading: found.heading,
        }),
        anchor: found.anchor,
        has_all: found.has_all,
        score: found.score,
        snippet: found.snippet,
        matched: found.matched,
    })
}

/// Returns a name for a set of content folders: each has an index of its own.
fn key(folders: &[PathBuf]) -> String {
    if folders.is_empty() {
        return "none".to_owned();
    }
    let mut hash = Sha256::new();
    for folder in folders {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.clone());
        hash.update(folder.as_os_str().as_encoded_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(8).fold(String::with_capacity(16), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
