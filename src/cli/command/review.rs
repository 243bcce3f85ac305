//! `callcard review`: what has to be looked up again, what a new text changes, and who found it right.
//!
//! No text of a source is kept: only hashes of its sentences. Does not belong here: what falls due when (`domain::review`).

use std::path::PathBuf;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::cli::args::ReviewArgs;
use crate::cli::library::load;
use crate::cli::settings::Settings;
use crate::domain::library::Library;
use crate::domain::parse::parse_data;
use crate::domain::review::{Differences, Matter, Sentence, ToReview, differences, read_initials, sentences};
use crate::domain::source::{Origin, SourceFile};
use crate::domain::spelling::nearest;
use crate::report::{Exit, Failure, clean};
use crate::store::chain::hexadecimal;
use crate::store::content::read_text;
use crate::store::private;

use super::{print, print_json, read_input};

/// Bytes of each sentence's hash that are kept.
const HASH_BYTES: usize = 6;

/// Lists what falls due, or compares and records sections.
///
/// # Errors
///
/// [`Failure`] for an unknown section, initials that are none, a text or a folder that cannot be read or written.
pub fn run(settings: &Settings, args: &ReviewArgs) -> Result<Exit, Failure> {
    let library = load(settings)?.library;
    if args.section.is_empty() {
        return list(settings, args, &library);
    }
    if !args.text.is_empty() && args.text.len() != args.section.len() {
        return Err(Failure::usage(
            format!("{} sections and {} texts", args.section.len(), args.text.len()),
            "give one --text for each --section, in the same order",
        ));
    }
    let mut texts = args.text.iter();
    let looked: Vec<Looked<'_>> = args
        .section
        .iter()
        .map(|id| Looked::at(&library, id, texts.next()))
        .collect::<Result<_, _>>()?;
    if args.fingerprint {
        return print(
            &looked
                .iter()
                .fold("fingerprints:\n".to_owned(), |out, looked| out + &looked.fingerprint()),
        );
    }
    if args.json {
        print_json(&looked.iter().map(Looked::json).collect::<Value>())?;
    } else {
        print(&looked.iter().map(Looked::words).collect::<String>())?;
    }
    if args.verified {
        return record(settings, args, &looked);
    }
    let is_changed = looked.iter().any(|looked| looked.found().is_some_and(|found| !found.is_same()));
    Ok(if is_changed { Exit::No } else { Exit::Done })
}

fn list(settings: &Settings, args: &ReviewArgs, library: &Library) -> Result<Exit, Failure> {
    let today = settings.today;
    let all = library.to_review();
    let due: Vec<&ToReview<'_>> = all.iter().filter(|item| !args.due || item.due <= today).collect();
    let never = library.never_looked_up();
    if args.json {
        print_json(&json!({ "due": due.iter().map(|item| item_json(settings, item)).collect::<Vec<_>>(), "never_looked_up": never }))?;
    } else {
        let mut out: String = due.iter().map(|item| line(settings, item)).collect();
        if due.is_empty() {
            out.push_str("Nothing has to be looked up again by today.\n");
        }
        out.push_str(&format!(
            "{} source sections were never looked up since their text was dated; `--json` names them.\n",
            never.len()
        ));
        print(&out)?;
    }
    Ok(if due.is_empty() { Exit::No } else { Exit::Done })
}

fn line(settings: &Settings, item: &ToReview<'_>) -> String {
    let late = if item.due <= settings.today { "DUE" } else { "by" };
    let told = match item.what {
        Matter::Change(change) => change.line(settings.today),
        Matter::Section(_, on) => format!("no change found on {on}"),
        Matter::Figure(_) => "no amount is known from then on".to_owned(),
    };
    let look_up = match item.what {
        Matter::Change(change) => format!("        look up {}\n", change.sections.join(", ")),
        _ => String::new(),
    };
    format!(
        "harm {}  {late:<3} {}  {} {}: {told}\n{look_up}        on {}\n",
        item.harm,
        item.due,
        item.what.kind(),
        item.what.id(),
        if item.stands_on_it.is_empty() {
            "no card".to_owned()
        } else {
            item.stands_on_it.join(", ")
        }
    )
}

fn item_json(settings: &Settings, item: &ToReview<'_>) -> Value {
    let sections: &[String] = match item.what {
        Matter::Change(change) => &change.sections,
        _ => &[],
    };
    json!({ "harm": item.harm, "due": item.due.to_string(), "is_due": item.due <= settings.today, "kind": item.what.kind(), "id": item.what.id(),
            "sections": sections, "cards": item.stands_on_it })
}

/// One section, and its text of today if there is one.
struct Looked<'a> {
    library: &'a Library,
    id: &'a str,
    text: Option<Vec<(Sentence, String)>>,
}

impl<'a> Looked<'a> {
    fn at(library: &'a Library, id: &'a str, text: Option<&String>) -> Result<Self, Failure> {
        if library.find_source(id).is_none() {
            let ids: Vec<String> = library
                .documents
                .iter()
                .flat_map(|document| document.sections.iter().map(|section| format!("{}/{}", document.id, section.id)))
                .collect();
            let near = nearest(id, ids.iter().map(String::as_str));
            let hint = near.map_or_else(
                || "`callcard list sources` names them all".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(Failure::usage(format!("no source document has the section `{id}`"), hint));
        }
        let text = text.map(|file| read_input(file).map(|text| hashed(&text))).transpose()?;
        Ok(Self { library, id, text })
    }

    fn kept(&self) -> Option<&'a str> {
        self.library.fingerprints.get(self.id).map(String::as_str)
    }

    fn found(&self) -> Option<Differences<'_>> {
        Some(differences(self.text.as_ref()?, self.kept()?))
    }

    fn fingerprint(&self) -> String {
        let hashes = self.text.iter().flatten().map(|(_, hash)| hash.as_str());
        let hashes: Vec<&str> = hashes.collect();
        if hashes.is_empty() {
            return String::new();
        }
        format!("  - {{section: {}, sentences: \"{}\"}}\n", self.id, hashes.join(" "))
    }

    fn words(&self) -> String {
        let library = self.library;
        let mut out = format!("{}  {}\n", self.id, library.citation(self.id));
        match (&self.text, self.found()) {
            (None, _) => {}
            (Some(_), None) => out.push_str("  no fingerprint was kept, so nothing can be compared\n"),
            (Some(_), Some(found)) if found.is_same() => out.push_str("  every sentence is as it was\n"),
            (Some(_), Some(found)) => {
                for new in &found.new {
                    out.push_str(&format!("  new: {}\n", clean(&new.shown)));
                }
                if found.gone > 0 {
                    out.push_str(&format!(
                        "  gone: {} sentences of the text before (their words were not kept)\n",
                        found.gone
                    ));
                }
            }
        }
        if let Some(verified) = library.verified(self.id) {
            out.push_str(&format!("  {}\n", verified.words()));
        }
        let changes = library
            .changes
            .iter()
            .filter(|change| change.sections.iter().any(|id| id == self.id));
        let steps = library
            .steps_on(self.id)
            .into_iter()
            .map(|(list, step)| format!("{}#{}", list.head.id, step.id));
        for (name, ids) in [
            (
                "cards",
                library.stands_on(self.id).into_iter().map(str::to_owned).collect::<Vec<_>>(),
            ),
            ("steps", steps.collect()),
            ("rules", library.rules_on(self.id).into_iter().map(|rule| rule.id.clone()).collect()),
            ("changes", changes.map(|change| change.id.clone()).collect()),
        ] {
            let ids = if ids.is_empty() { "none".to_owned() } else { ids.join(", ") };
            out.push_str(&format!("  {name}: {ids}\n"));
        }
        out
    }

    fn json(&self) -> Value {
        let library = self.library;
        let verified = library.verified(self.id);
        let found = self.found();
        json!({
            "section": self.id, "citation": library.citation(self.id), "has_fingerprint": self.kept().is_some(),
            "new": found.as_ref().map(|found| found.new.iter().map(|new| new.shown.as_str()).collect::<Vec<_>>()),
            "gone": found.as_ref().map(|found| found.gone),
            "verified_on": verified.map(|verified| verified.on.to_string()), "verified_by": verified.map(|verified| verified.by),
            "cards": library.stands_on(self.id),
            "steps": library.steps_on(self.id).iter().map(|(list, step)| format!("{}#{}", list.head.id, step.id)).collect::<Vec<_>>(),
            "rules": library.rules_on(self.id).iter().map(|rule| rule.id.clone()).collect::<Vec<_>>(),
        })
    }
}

/// Returns the sentences of a text with their hashes.
fn hashed(text: &str) -> Vec<(Sentence, String)> {
    let hash = |sentence: Sentence| {
        let digest = Sha256::digest(sentence.compared.as_bytes());
        let hash = hexadecimal(digest.get(..HASH_BYTES).unwrap_or(&digest));
        (sentence, hash)
    };
    sentences(text).into_iter().map(hash).collect()
}

/// Adds to the user's own content that the sections were found right today, by whom, and the fingerprints of the texts given.
fn record(settings: &Settings, args: &ReviewArgs, looked: &[Looked<'_>]) -> Result<Exit, Failure> {
    let typed = args.by.as_deref().unwrap_or_default();
    let by = read_initials(typed).ok_or_else(|| {
        Failure::usage(
            format!("`{typed}` are no initials (--by)"),
            "give two or three letters, never a name",
        )
    })?;
    let folder = settings
        .content
        .last()
        .or(settings.places.config_content.as_ref())
        .ok_or_else(|| Failure::usage("there is no folder for content of your own", "give --content DIR"))?;
    let on = settings.today;
    let reviews = looked
        .iter()
        .map(|looked| format!("  - {{section: {}, on: {on}, by: {by}}}\n", looked.id));
    let prints: String = looked.iter().map(Looked::fingerprint).collect();
    let mut written = vec![append(folder.join("reviews.yaml"), "reviews:\n", &reviews.collect::<String>())?];
    if !prints.is_empty() {
        written.push(append(folder.join("fingerprints.yaml"), "fingerprints:\n", &prints)?);
    }
    let written: Vec<String> = written.iter().map(|path| path.display().to_string()).collect();
    super::complain(&format!("recorded in {}\n", written.join(" and ")));
    Ok(Exit::Done)
}

/// Adds lines to a YAML file, which is begun with `head`. A file in which they would not be read is left as it is.
fn append(path: PathBuf, head: &str, lines: &str) -> Result<PathBuf, Failure> {
    let before = match read_text(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => head.to_owned(),
        Err(error) => {
            let message = format!("{} cannot be read: {error}", path.display());
            return Err(Failure::environment(message, "check that you may read it"));
        }
    };
    let gap = if before.ends_with('\n') { "" } else { "\n" };
    let text = format!("{before}{gap}{lines}");
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (data, faults) = parse_data(&SourceFile {
        name,
        text: text.clone(),
        origin: Origin::Overlay(0),
    });
    if data.is_none() || !faults.is_empty() {
        return Err(Failure::usage(
            format!("{} has a fault, so nothing was added", path.display()),
            "`callcard check` names it",
        ));
    }
    private::replace(&path, text.as_bytes()).map_err(|error| Failure::environment(error.to_string(), "check that you may write there"))?;
    Ok(path)
}
