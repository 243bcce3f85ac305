//! Imported manuals on the command line: a folder brought in whole, and the index brought up to date.
//!
//! Does not belong here: files (`store::manuals`), the index (`cli::manuals`), drafts of cards (`import`).

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::manuals::{BringError, Brought, Manuals, State, Work};
use crate::cli::settings::Settings;
use crate::domain::manual::{MANUALS, anchor_of};
use crate::report::Failure;
use crate::store::drafts::is_there;
use crate::store::interrupt::Interrupt;
use crate::store::manuals::{Copied, CopyError, copy_manual};

use super::complain;
use super::progress::{ProgressLine, megabytes};

/// Most lines about pages that were left out.
const MOST_SKIPPED: usize = 10;

/// Brings the folder `from` in as a manual of the content folder `target`, and its pages into the index. Returns what to say.
///
/// # Errors
///
/// [`Failure`] if it is there already, cannot be written or was stopped; then nothing has changed.
pub(super) fn import_manual(settings: &Settings, from: &Path, target: &Path, may_replace: bool) -> Result<(String, Value), Failure> {
    let folder = std::path::absolute(from).unwrap_or_else(|_| from.to_owned());
    let name = anchor_of(&folder.file_name().unwrap_or_default().to_string_lossy());
    let to = target.join(MANUALS).join(&name);
    if is_there(&to) && !may_replace {
        return Err(Failure::usage(
            format!("{}: a manual {name} was imported before, into {}", from.display(), to.display()),
            "`--replace` puts this folder in its place",
        ));
    }
    let interrupt = Interrupt::listen();
    let mut line = ProgressLine::new("importing");
    let copied = copy_manual(from, &to, may_replace, &mut |copied, all| {
        line.show(copied.pages + copied.skipped.len(), all, copied.bytes);
        !interrupt.is_asked()
    });
    let seconds = line.end();
    let copied = copied.map_err(|error| match error {
        CopyError::Stopped(_) => Failure::no("stopped: nothing was imported", "give the same command to import it"),
        CopyError::Write(error) => Failure::environment(
            error.to_string(),
            "nothing was changed; check that there is room and the folder can be written, or name another with --to",
        ),
    })?;
    tell_skipped(&copied.skipped);
    let text = format!(
        "manual {name}: {} pages, {} in {}, {seconds:.1} s\n  Imported as a manual, not reviewed, for it was asked for or has many files: its pages are searched beside the cards and are no cards. `--drafts` makes draft cards instead.\n",
        copied.pages,
        megabytes(copied.bytes),
        to.display(),
    );
    let value = as_json(&name, &copied, &to, from);
    // What is imported into a folder that is not in use is not searched.
    let is_in_use = settings.content.iter().any(|folder| folder == target) || settings.places.config_content.as_deref() == Some(target);
    if !is_in_use {
        let hint = format!("  Use --content {} to search it.\n", target.display());
        return Ok((text + &hint, value));
    }
    let mut settings = settings.clone();
    if !settings.content.iter().any(|folder| folder == target) {
        // The platform's own folder is the first one, and may not have been there before.
        settings.content.insert(0, target.to_owned());
    }
    let indexed = match index_manuals(&settings, Work::Asked, &interrupt) {
        Ok(Some((said, _))) => said,
        Ok(None) => String::new(),
        Err(failure) => format!(
            "  It is imported; its index is not made yet: {}. `callcard index` makes it.\n",
            failure.message
        ),
    };
    Ok((text + &indexed, value))
}

fn as_json(name: &str, copied: &Copied, to: &Path, from: &Path) -> Value {
    json!({
        "from": from.display().to_string(), "manual": name, "folder": to.display().to_string(), "pages": copied.pages, "bytes": copied.bytes,
        "skipped": copied.skipped,
    })
}

/// Brings the index of all manuals up to date, and returns what to say; none if there are no manuals.
///
/// # Errors
///
/// [`Failure`] if it cannot be made or was stopped; an older one serves on.
pub(super) fn index_manuals(settings: &Settings, work: Work, interrupt: &Interrupt) -> Result<Option<(String, Value)>, Failure> {
    let manuals = Manuals::open(settings);
    let mut line = ProgressLine::new("indexing");
    let brought = manuals.bring_up_to_date(work, &mut |progress| {
        line.show(progress.pages, progress.all, progress.bytes);
        !interrupt.is_asked()
    });
    let seconds = line.end();
    let brought = brought.map_err(|error| match error {
        BringError::Stopped(_) => Failure::no(
            "stopped: the index of the manuals is as it was",
            "give the same command again to bring it up to date",
        ),
        error => Failure::environment(
            format!("the index of the manuals cannot be made: {}", error.in_words()),
            "cards are found all the same; an older index of the manuals serves on",
        ),
    })?;
    if manuals.is_empty() {
        return Ok(None);
    }
    tell_skipped(&brought.skipped);
    let names = manuals.names();
    let state = state_words(brought.state);
    let text = format!(
        "{} {}: {} pages, {}, index {state} ({} pages read, {seconds:.1} s, {}): {}\n",
        names.len(),
        if names.len() == 1 { "manual" } else { "manuals" },
        brought.pages,
        megabytes(brought.bytes),
        brought.read,
        megabytes(brought.index_bytes),
        manuals.index_folder().display(),
    );
    let value = index_json(&names, &brought, state, manuals.index_folder());
    Ok(Some((text, value)))
}

fn index_json(names: &[String], brought: &Brought, state: &str, folder: &Path) -> Value {
    json!({
        "names": names, "pages": brought.pages, "bytes": brought.bytes, "read": brought.read, "index_bytes": brought.index_bytes, "state": state,
        "folder": folder.display().to_string(), "skipped": brought.skipped,
    })
}

fn state_words(state: State) -> &'static str {
    match state {
        State::Same => "there already",
        State::Updated => "brought up to date",
        State::Built => "built",
        State::Left => "left to another window",
    }
}

/// Says which pages were left out.
fn tell_skipped(skipped: &[String]) {
    for line in skipped.iter().take(MOST_SKIPPED) {
        complain(&format!("note: left out: {line}\n"));
    }
    if MOST_SKIPPED < skipped.len() {
        complain(&format!("note: and {} more were left out\n", skipped.len() - MOST_SKIPPED));
    }
}
