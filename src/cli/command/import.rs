//! `callcard import`: pages that a user saved into draft cards in the user's content folder.
//!
//! Does not belong here: reading a page (`import`), the order of writing (`store::drafts`).

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::args::ImportArgs;
use crate::cli::library::{base, load_with, target_folder};
use crate::cli::settings::Settings;
use crate::domain::check::check;
use crate::domain::content;
use crate::domain::diagnostic::{Diagnostic, Severity};
use crate::domain::identifier::mask_identifiers;
use crate::domain::library::Library;
use crate::domain::source::{LineCol, Origin, SourceFile};
use crate::import::{Counts, Draft, import};
use crate::report::{Exit, Failure, place};
use crate::store::content::MOST_BYTES;
use crate::store::drafts::{MOST_PAGE_BYTES, is_there, markdown_files, read_page, write_draft};
use crate::store::manuals::has_more_pages;

use super::manual::import_manual;
use super::{complain, print, print_json};

/// A folder with more Markdown files, however deep, comes in as a manual.
const MOST_DRAFTS: usize = 50;

/// The folder within the content folder that holds all drafts.
const FOLDER: &str = "imported";

/// Imports each file; one that cannot be imported is complained of, and the others go on.
///
/// # Errors
///
/// [`Failure`] if content or a folder given cannot be read.
pub fn run(settings: &Settings, args: &ImportArgs) -> Result<Exit, Failure> {
    let target = target_folder(settings, args.to.as_ref())?;
    let loaded = load_with(settings, &target)?;
    let place_of_target = settings.content.iter().position(|folder| *folder == target);
    let mut desk = Desk {
        settings,
        may_replace: args.replace,
        origin: Origin::Overlay(u16::try_from(place_of_target.unwrap_or(settings.content.len())).unwrap_or(u16::MAX)),
        target,
        files: loaded.files,
        library: loaded.library,
    };
    let mut exit = Exit::Done;
    let mut done = Vec::new();
    let (manuals, files) = parted(args);
    for path in manuals {
        match import_manual(settings, path, &desk.target, args.replace) {
            Ok((text, value)) => {
                if !args.json {
                    print(&text)?;
                }
                done.push(value);
            }
            Err(failure) => {
                complain(&failure.lines());
                exit = failure.exit;
            }
        }
    }
    for path in all_files(&files)? {
        match desk.import(&path) {
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
    } else if files.iter().any(|path| path.is_dir()) {
        print("The pages of a folder became draft cards, for there are few; `--manual` brings it in as a manual instead.\n")?;
    }
    Ok(exit)
}

/// Returns the folders that come in as manuals, and what becomes draft cards.
fn parted(args: &ImportArgs) -> (Vec<&PathBuf>, Vec<PathBuf>) {
    let is_manual = |path: &&PathBuf| path.is_dir() && !args.drafts && (args.manual || has_more_pages(path, MOST_DRAFTS));
    let (manuals, files): (Vec<&PathBuf>, Vec<&PathBuf>) = args.files.iter().partition(is_manual);
    (manuals, files.into_iter().cloned().collect())
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
                "name HTML and text files one by one; `--manual` brings in a folder with all that is below it",
            ));
        }
        files.extend(found);
    }
    Ok(files)
}

/// The content that drafts come to stand in.
struct Desk<'a> {
    settings: &'a Settings,
    may_replace: bool,
    /// The content folder that gets the drafts, and its place among all.
    target: PathBuf,
    origin: Origin,
    /// The files of the user's, with the drafts made so far.
    files: Vec<SourceFile>,
    library: Library,
}

impl Desk<'_> {
    /// Makes the draft of a page, checks it and writes it; returns it with its folder.
    fn import(&mut self, path: &Path) -> Result<(Draft, PathBuf), Failure> {
        let text = read(path)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let draft =
            import(&name, &text, &self.library).map_err(|error| Failure::usage(format!("{}: {error}", path.display()), error.hint()))?;
        let folder = self.target.join(FOLDER).join(&draft.id);
        if is_there(&folder) && !self.may_replace {
            return Err(Failure::usage(
                format!("{}: {} was imported before, into {}", path.display(), draft.title, folder.display()),
                "look at what is there; `--replace` puts this import in its place, with all that was changed in it",
            ));
        }
        let (files, library) = self.with(&draft).map_err(|failure| Failure {
            message: format!("{}: {}", path.display(), failure.message),
            ..failure
        })?;
        let texts: Vec<(&str, &str)> = draft.files.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect();
        write_draft(&folder, &texts, self.may_replace).map_err(|error| {
            Failure::environment(
                error.to_string(),
                "nothing was changed; check that the folder can be written, or name another with --to",
            )
        })?;
        (self.files, self.library) = (files, library);
        Ok((draft, folder))
    }

    /// Returns the content with a draft in it, if the draft is without errors there.
    fn with(&self, draft: &Draft) -> Result<(Vec<SourceFile>, Library), Failure> {
        let is_small = |text: &str| u64::try_from(text.len()).is_ok_and(|len| len <= MOST_BYTES);
        if let Some(file) = draft.files.iter().find(|file| !is_small(&file.text)) {
            return Err(Failure::usage(
                format!("{} would be larger than {} MB", file.name, MOST_BYTES >> 20),
                "give the page headings, or split it",
            ));
        }
        let prefix = format!("{FOLDER}/{}/", draft.id);
        let is_replaced = |file: &SourceFile| file.origin == self.origin && file.name.starts_with(&prefix);
        let mut files: Vec<SourceFile> = self.files.iter().filter(|file| !is_replaced(file)).cloned().collect();
        files.extend(draft.files.iter().map(|file| SourceFile {
            name: format!("{prefix}{}", file.name),
            text: file.text.clone(),
            origin: self.origin,
        }));
        let (library, mut faults) = content::load_over(base(self.settings), &files);
        faults.extend(check(&library, &files, self.settings.today).faults);
        let is_ours = |fault: &&Diagnostic| fault.severity == Severity::Error && fault.file.starts_with(&prefix);
        let Some(fault) = faults.iter().find(is_ours) else {
            return Ok((files, library));
        };
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

fn summary(draft: &Draft, folder: &Path) -> String {
    let total = total(draft);
    let facts: Vec<&str> = [draft.transmittal.as_str(), draft.date.as_str()]
        .into_iter()
        .filter(|fact| !fact.is_empty())
        .collect();
    let of = if facts.is_empty() {
        "date not known".to_owned()
    } else {
        facts.join(", ")
    };
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
    let counts = |counts: &Counts| json!({ "notes": counts.notes, "exceptions": counts.exceptions, "examples": counts.examples, "tables": counts.tables, "links": counts.links });
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
