//! The search index of the content in use: the one in the program, opened from the cache folder, built there, or in memory.
//!
//! Does not belong here: what is in an index (`search`), how a folder is swapped in (`store::index_dir`).

use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;

use crate::builtin;
use crate::domain::library::Library;
use crate::report::Failure;
use crate::search::{LiveIndex, SCHEMA_VERSION, SearchError, SearchIndex, fingerprint};
use crate::store::index_dir::{BuildError, Fingerprint, IndexDir};

use super::settings::Settings;

/// An index, and where it came from.
#[derive(Debug)]
pub struct OpenedIndex {
    /// The index.
    pub index: SearchIndex,
    /// Where it came from.
    pub from: From,
}

/// Where an index came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// It is in the program, with the built-in content.
    Program,
    /// It was in the cache folder.
    Cache,
    /// It was built into the cache folder.
    Built,
    /// It was built in memory, because of this.
    Memory(String),
}

/// Opens the index of `library`: the one in the program, if there is no other content. Otherwise builds it if it is not there, and anew if it does not fit. A cache folder that cannot be used is no failure: then the index is built in memory.
///
/// # Errors
///
/// [`Failure`] if it cannot be built at all.
pub fn open(settings: &Settings, library: &Library) -> Result<OpenedIndex, Failure> {
    if settings.has_built_in_only()
        && let Some(index) = builtin::index(settings.today)
    {
        return Ok(OpenedIndex {
            index,
            from: From::Program,
        });
    }
    let folder = IndexDir::new(&settings.places.cache);
    let wanted = wanted(library, settings.today);
    if let Some(place) = folder.find(&wanted) {
        match SearchIndex::open_dir(&place) {
            Ok(index) => return Ok(OpenedIndex { index, from: From::Cache }),
            // Whatever is wrong with it, it is only a copy: put it out of the way and build anew.
            Err(_) => folder.condemn(&place),
        }
    }
    build_in(&folder, &wanted, settings, library)
}

/// Builds the index of `library` anew, whether it is there or not.
///
/// # Errors
///
/// [`Failure`] if it cannot be built at all.
pub fn rebuild(settings: &Settings, library: &Library) -> Result<OpenedIndex, Failure> {
    let folder = IndexDir::new(&settings.places.cache);
    let wanted = wanted(library, settings.today);
    while let Some(place) = folder.find(&wanted) {
        folder.condemn(&place);
        if folder.find(&wanted).as_ref() == Some(&place) {
            break;
        }
    }
    build_in(&folder, &wanted, settings, library)
}

fn wanted(library: &Library, today: Date) -> Fingerprint {
    Fingerprint {
        form: SCHEMA_VERSION,
        content: fingerprint(library, today),
    }
}

fn build_in(folder: &IndexDir, wanted: &Fingerprint, settings: &Settings, library: &Library) -> Result<OpenedIndex, Failure> {
    let built = folder.build(wanted, |place| SearchIndex::build_in_dir(library, settings.today, place));
    let why = match built {
        Ok(place) => match SearchIndex::open_dir(&place) {
            Ok(index) => return Ok(OpenedIndex { index, from: From::Built }),
            Err(error) => error.to_string(),
        },
        Err(BuildError::Store(error)) => format!("{error}: {}", error.what_to_do()),
        Err(BuildError::Build(error)) => error.to_string(),
    };
    in_memory(library, settings.today).map(|index| OpenedIndex {
        index,
        from: From::Memory(why),
    })
}

/// The index of content that is being written: in memory, and made of what has changed alone.
pub struct Follower {
    today: Date,
    /// None until it is needed, and after a mistake.
    kept: Mutex<Option<LiveIndex>>,
}

impl Follower {
    /// Returns a follower that knows no content yet.
    #[must_use]
    pub fn new(today: Date) -> Self {
        Self {
            today,
            kept: Mutex::new(None),
        }
    }

    /// Takes content apart, so that its first change finds all of it at hand.
    ///
    /// # Errors
    ///
    /// [`Failure`] if an index of it cannot be built.
    pub fn get_ready(&self, library: &Library) -> Result<(), Failure> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_none() {
            *kept = Some(LiveIndex::new(library, self.today).map_err(|error| failure(&error))?);
        }
        Ok(())
    }

    /// Returns the index of newer content.
    ///
    /// # Errors
    ///
    /// [`Failure`] if it cannot be built.
    pub fn index(&self, library: &Library) -> Result<SearchIndex, Failure> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // A mistake on the way leaves none, so that all is taken apart anew.
        let live = kept.take().map_or_else(|| LiveIndex::new(library, self.today), Ok);
        let mut live = live.map_err(|error| failure(&error))?;
        let index = live.index(library, self.today).map_err(|error| failure(&error))?;
        *kept = Some(live);
        Ok(index)
    }
}

/// Builds the index of `library` in memory.
///
/// # Errors
///
/// [`Failure`] if it cannot be built.
pub fn in_memory(library: &Library, today: Date) -> Result<SearchIndex, Failure> {
    SearchIndex::build_in_ram(library, today).map_err(|error| failure(&error))
}

/// Returns a failure of the index in words.
#[must_use]
pub fn failure(error: &SearchError) -> Failure {
    Failure::environment(
        format!("the search index cannot be made: {error}"),
        "`callcard doctor` says what is wrong with the content",
    )
}
