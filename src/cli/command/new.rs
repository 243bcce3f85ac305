//! `callcard new`: a card, checklist or worksheet from a template, in the user's content folder.
//!
//! Does not belong here: the templates (`domain::template`).

use crate::cli::args::{NewArgs, NewThing};
use crate::cli::library::{load_with, target_folder};
use crate::cli::settings::Settings;
use crate::domain::card::CardKind;
use crate::domain::parse::is_id;
use crate::domain::template::{card, checklist, worksheet};
use crate::report::{Exit, Failure};
use crate::store::drafts::{is_there, write_new_file};

use super::print;

/// Writes the template and prints its path.
///
/// # Errors
///
/// [`Failure`] for an id that is none or that is taken, or a folder that may not be written.
pub fn run(settings: &Settings, args: &NewArgs) -> Result<Exit, Failure> {
    if !is_id(&args.id) {
        return Err(Failure::usage(
            format!("`{}` is no id", args.id),
            "use lower-case letters, digits and hyphens, such as own-review-deadline",
        ));
    }
    let target = target_folder(settings, args.to.as_ref())?;
    let loaded = load_with(settings, &target)?;
    if let Some(entry) = loaded.library.find(&args.id) {
        return Err(Failure::usage(
            format!("`{}` is taken: {}", args.id, entry.head().file),
            "choose another id; to replace a built-in card, copy its file under the same name into your content folder",
        ));
    }
    let kind = CardKind::find(&args.kind).unwrap_or(CardKind::Rule);
    let (folder, text) = match args.what {
        NewThing::Card => ("cards", card(&args.id, kind)),
        NewThing::Checklist => ("checklists", checklist(&args.id)),
        NewThing::Worksheet => ("checklists", worksheet(&args.id)),
    };
    let path = target.join(folder).join(format!("{}.md", args.id));
    if is_there(&path) {
        return Err(Failure::usage(
            format!("{} is there already", path.display()),
            "choose another id, or look at that file with `callcard check`",
        ));
    }
    write_new_file(&path, &text)
        .map_err(|error| Failure::environment(error.to_string(), "check that the folder can be written, or name another with --to"))?;
    print(&format!("{}\n", path.display()))
}
