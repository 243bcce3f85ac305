//! `callcard import`: pages that a user saved into draft cards in the user's content folder.
//!
//! Does not belong here: reading a page (`import`), the order of writing (`store::drafts`).

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::args::ImportArgs;
use crate::cli::library::{Loaded, load_with, target_folder};
use crate::cli::settings::Settings;
use crate::domain::check::check;
use crate::domain::content;
use crate::domain::diagnostic::Severity;
use crate::domain::identifier::mask_identifiers;
use crate::domain::source::{LineCol, Origin, SourceFile};
use crate::import::{Counts, Draft, import};
use crate::report::{Exit, Failure, place};
use crate::store::drafts::{MOST_PAGE_BYTES, is_there, markdown_files, read_page, write_draft};

use super::{complain, print, print_json};

/// The folder within the content folder that holds all drafts.
const FOLDER: &str = "imported";

/// Imports each file; one that cannot be imported is complained of, and the others go on.
///
/// # Errors
///
/// [`Failure`] if content cannot be read, or nothing was imported of the only file.
pub fn run(settings: &Settings, args: &ImportArgs) -> Result<Exit, Failure> {
    let target = target_folder(settings, args.to.as_ref())?;
    let mut exit = Exit::Done;
    let mut done = Vec::new();
    for path in all_files(&args.files)? {
        let imported = import_file(settings, args.replace, &target, &path);
        match imported {
            Ok((draft, folder)) => {
                if !args.json {
                    print(&summary(&draft, &folder))?;
                }
                done.push(as_json(&draft, &folder, &path));
            }
            Err(failure) => {
                complain(&failure.lines());
                exit = failure.exit;
            }
        }
    }
    if args.json {
        print_json(&Value::Array(done))?;
    }
    Ok(exit)
}

/// Returns the files given, and those in the folders given.
fn all_files(given: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in given {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let found = markdown_files(path).map_err(|error| {
            Failure::usage(
                format!("the folder {} cannot be read: {error}", path.display()),
                "check that you may read it",
            )
        })?;
        if found.is_empty() {
            return Err(Failure::usage(
                format!("there is no Markdown file in {}", path.display()),
                "name HTML and text files one by one",
            ));
        }
        files.extend(found);
    }
    Ok(files)
}

fn import_file(settings: &Settings, may_replace: bool, target: &PathBuf, path: &Path) -> Result<(Draft, PathBuf), Failure> {
    let text = read(path)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let loaded = load_with(settings, target)?;
    let draft =
        import(&name, &text, &loaded.library).map_err(|error| Failure::usage(format!("{}: {error}", path.display()), error.hint()))?;
    let folder = target.join(FOLDER).join(&draft.id);
    if is_there(&folder) && !may_replace {
        return Err(Failure::usage(
            format!("{}: {} was imported before, into {}", path.display(), draft.title, folder.display()),
            "look at what is there; `--replace` puts this import in its place, with all that was changed in it",
        ));
    }
    check_draft(settings, &loaded, target, &draft).map_err(|failure| Failure {
        message: format!("{}: {}", path.display(), failure.message),
        ..failure
    })?;
    let files: Vec<(&str, &str)> = draft.files.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect();
    write_draft(&folder, &files, may_replace).map_err(|error| {
        Failure::environment(
            error.to_string(),
            "nothing was changed; check that the folder can be written, or name another with --to",
        )
    })?;
    Ok((draft, folder))
}

fn read(path: &Path) -> Result<String, Failure> {
    let name = path.display();
    let bytes = read_page(path).map_err(|error| {
        Failure::usage(
            format!("{name} cannot be read: {error}"),
            "give a page saved from a browser, its text, or Markdown",
        )
    })?;
    let Some(bytes) = bytes else {
        return Err(Failure::usage(
            format!("{name} is larger than {} MB", MOST_PAGE_BYTES >> 20),
            "save the page alone (`Web page, HTML only`), or copy its text",
        ));
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let valid = String::from_utf8_lossy(valid);
        let at = LineCol::of(&valid, valid.len());
        Failure::usage(
            format!("{name}:{}:{}: this is not UTF-8 text", at.line, at.col),
            "save it as a web page or as UTF-8 text; PDF and Word files are not read",
        )
    })?;
    Ok(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned))
}

/// Sees to it that the draft is without errors beside all other content, before any of it is written.
fn check_draft(settings: &Settings, loaded: &Loaded, target: &PathBuf, draft: &Draft) -> Result<(), Failure> {
    let place_of_target = settings.content.iter().position(|folder| folder == target).unwrap_or(settings.content.len());
    let origin = Origin::Overlay(u16::try_from(place_of_target).unwrap_or(u16::MAX));
    let prefix = format!("{FOLDER}/{}/", draft.id);
    let mut files: Vec<SourceFile> = loaded
        .files
        .iter()
        .filter(|file| file.origin != origin || !file.name.starts_with(&prefix))
        .cloned()
        .collect();
    files.extend(draft.files.iter().map(|file| SourceFile {
        name: format!("{prefix}{}", file.name),
        text: file.text.clone(),
        origin,
    }));
    let (library, mut faults) = content::load(&files);
    faults.extend(check(&library, &files, settings.today).faults);
    let fault = faults
        .iter()
        .find(|fault| fault.severity == Severity::Error && fault.file.starts_with(&prefix));
    let Some(fault) = fault else { return Ok(()) };
    let at = place(fault, files.iter().rev().find(|file| file.name == fault.file));
    Err(Failure::usage(
        format!(
            "nothing was imported: {} would be at fault in line {} [{}]: {}",
            fault.file,
            at.line,
            fault.code.as_str(),
            fault.message
        ),
        fault.hint.clone(),
    ))
}

fn summary(draft: &Draft, folder: &Path) -> String {
    let total = total(draft);
    let facts: Vec<&str> = [draft.transmittal.as_str(), draft.date.as_str()]
        .into_iter()
        .filter(|fact| !fact.is_empty())
        .collect();
    let of = if facts.is_empty() { "date not known".to_owned() } else { facts.join(", ") };
    let mut out = format!(
        "{} ({of}): {} draft cards in {}\n  {} sections, {} notes, {} exceptions, {} examples, {} tables, {} links to cards\n",
        draft.title,
        draft.cards.len(),
        folder.display(),
        draft.sections.len(),
        total.notes,
        total.exceptions,
        total.examples,
        total.tables,
        total.links
    );
    let personal: usize = draft.files.iter().map(|file| mask_identifiers(&file.text).1.len()).sum();
    if personal > 0 {
        out.push_str(&format!(
            "  {personal} places look like a number, a birth date or a telephone number of a person: take out what does not belong into content\n"
        ));
    }
    out.push_str("  Imported, not reviewed. Read each card, mend programs and kind, and take `reviewed: no` away.\n");
    out
}

fn total(draft: &Draft) -> Counts {
    let mut total = Counts::default();
    draft.sections.iter().for_each(|(_, _, counts)| total.add(*counts));
    total
}

fn as_json(draft: &Draft, folder: &Path, path: &Path) -> Value {
    let counts = |counts: &Counts| {
        json!({ "notes": counts.notes, "exceptions": counts.exceptions, "examples": counts.examples, "tables": counts.tables, "links": counts.links })
    };
    let sections: Vec<Value> = draft
        .sections
        .iter()
        .map(|(id, heading, found)| json!({ "id": id, "heading": heading, "found": counts(found) }))
        .collect();
    json!({
        "from": path.display().to_string(), "document": draft.id, "title": draft.title, "transmittal": draft.transmittal, "date": draft.date,
        "folder": folder.display().to_string(), "cards": draft.cards, "sections": sections, "found": counts(&total(draft)),
    })
}
