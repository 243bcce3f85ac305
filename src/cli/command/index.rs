//! `callcard index`: builds the search index and says where it is.
//!
//! Does not belong here: building (`search`), what `--measure` prints (`measure`).

use serde_json::json;

use crate::cli::args::IndexArgs;
use crate::cli::library::load;
use crate::cli::manuals::Work;
use crate::cli::search_index::{self, From};
use crate::cli::settings::Settings;
use crate::report::{Exit, Failure};
use crate::store::index_dir::IndexDir;
use crate::store::interrupt::Interrupt;

use super::manual::index_manuals;
use super::measure::measure;
use super::{print, print_json};

/// Builds the index, or measures it.
///
/// # Errors
///
/// [`Failure`] if content cannot be read, the index cannot be built, or the judged queries cannot be read.
pub fn run(settings: &Settings, args: &IndexArgs) -> Result<Exit, Failure> {
    let loaded = load(settings)?;
    let opened = if args.rebuild {
        search_index::rebuild(settings, &loaded.library)?
    } else {
        search_index::open(settings, &loaded.library)?
    };
    if let Some(file) = &args.measure {
        return measure(settings, args, file, &loaded.library, opened.index);
    }
    let work = if args.rebuild { Work::Anew } else { Work::Asked };
    let manuals = index_manuals(settings, work, &Interrupt::listen())?;
    let root = IndexDir::new(&settings.places.cache).root().display().to_string();
    let (state, note) = match &opened.from {
        From::Program => ("in the program", String::new()),
        From::Cache => ("there already", format!(": {root}")),
        From::Built => ("built", format!(": {root}")),
        From::Memory(why) => ("kept in memory only", format!(" ({why}): {root}")),
    };
    if args.json {
        let manuals = manuals.map(|(_, value)| value);
        return print_json(
            &json!({ "folder": root, "state": state, "cards": loaded.library.cards.len(), "checklists": loaded.library.checklists.len(), "manuals": manuals }),
        );
    }
    print(&format!(
        "{} cards and {} checklists, index {state}{note}\n{}",
        loaded.library.cards.len(),
        loaded.library.checklists.len(),
        manuals.map_or_else(String::new, |(text, _)| text)
    ))
}
