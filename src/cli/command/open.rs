//! `callcard`, `callcard open` and `callcard run`: the terminal UI.
//!
//! Does not belong here: what the UI does (`tui`), what is behind it (`cli::world`).

use std::sync::Arc;

use crate::cli::library::{Loaded, load};
use crate::cli::live::LiveContent;
use crate::cli::passphrase::unlock;
use crate::cli::settings::{Settings, now};
use crate::cli::world::world;
use crate::domain::reference::read_reference;
use crate::report::{Exit, Failure};
use crate::tui::runtime::{TuiError, UiSettings, run};
use crate::tui::state::Color;
use crate::tui::update::Start;

use super::walk;

/// Opens the UI at the search box, a card, a checklist, or with words in the search box.
///
/// # Errors
///
/// [`Failure`] if there is no terminal, content cannot be read, or something could not be saved.
pub fn open(settings: &Settings, words: &[String]) -> Result<Exit, Failure> {
    let loaded = load(settings)?;
    let start = match words {
        [] => Start::Find,
        [one] => {
            let (id, anchor) = one
                .split_once('#')
                .map_or((one.as_str(), None), |(id, anchor)| (id, Some(anchor.to_owned())));
            match loaded.library.find(id) {
                Some(_) => Start::Card { id: id.to_owned(), anchor },
                None => Start::Query(one.clone()),
            }
        }
        many => Start::Query(many.join(" ")),
    };
    start_ui(settings, loaded, start)
}

/// Opens the UI in a checklist.
///
/// # Errors
///
/// As [`open`]; also for an unknown checklist or a reference that is none.
pub fn run_checklist(settings: &Settings, checklist: &str, case: Option<&str>) -> Result<Exit, Failure> {
    let loaded = load(settings)?;
    let id = walk::find(&loaded.library, checklist)?.head.id.clone();
    let case = match case {
        Some(typed) => Some(read_reference(typed).ok_or_else(|| {
            Failure::usage(
                format!("`{typed}` is no reference of a case (--case)"),
                "it looks like C-7F2K; leave --case out to begin a new case",
            )
        })?),
        None => None,
    };
    start_ui(settings, loaded, Start::Checklist { id, case })
}

/// Opens the UI in a run of a checklist of which nothing is kept.
///
/// # Errors
///
/// As [`open`]; also for an unknown checklist.
pub fn run_scratch(settings: &Settings, checklist: &str) -> Result<Exit, Failure> {
    let loaded = load(settings)?;
    let id = walk::find(&loaded.library, checklist)?.head.id.clone();
    start_ui(settings, loaded, Start::Scratch { id })
}

fn start_ui(settings: &Settings, loaded: Loaded, start: Start) -> Result<Exit, Failure> {
    if !settings.is_terminal {
        return Err(Failure::usage(
            "this is no terminal that can show the UI",
            "use `callcard search`, `show --plain` and `walk`; `callcard --help` names them all",
        ));
    }
    // Before the UI takes the terminal.
    let key = unlock(settings)?;
    let live = LiveContent::new(settings, &loaded);
    let library = Arc::new(loaded.library);
    let world = world(settings, &library, key, live);
    let ui = UiSettings {
        today: settings.given_today,
        clock: now,
        idle_minutes: settings.idle_minutes,
        symbols: settings.symbols,
        color: if settings.color { Color::On } else { Color::Off },
        multiplexer: settings.multiplexer,
        start,
    };
    match run(ui, library, world) {
        Ok(()) => Ok(Exit::Done),
        Err(error @ TuiError::NotSaved { .. }) => Err(Failure::environment(
            error.to_string(),
            "make room or give a folder that can be written with --data, and enter them again",
        )),
        Err(error) => Err(Failure::environment(
            error.to_string(),
            "use `callcard search` and `show --plain` where no terminal is",
        )),
    }
}
