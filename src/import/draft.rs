//! The files of an import: a source document and one draft card for each lettered subsection.
//!
//! Does not belong here: where they are put (`store`), whether they are without fault (`domain::check`).

use serde_json::Value;

use crate::domain::library::Library;
use crate::domain::paper::{markdown, markdown_start};
use crate::domain::register::{ChangeKind, SourceDocument};

use super::ImportError;
use super::links::Places;
use super::outline::{OPENING, Outline, Section, slug};
use super::write::{harmless, write};

/// What the ids of all imports begin with.
pub const MARK: &str = "imported";

/// One file of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftFile {
    /// Its name, without a folder.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// What was found in a page, or in a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Notes, reminders, cautions and the like.
    pub notes: usize,
    /// Exceptions.
    pub exceptions: usize,
    /// Examples.
    pub examples: usize,
    /// Tables.
    pub tables: usize,
    /// Links to cards.
    pub links: usize,
}

impl Counts {
    /// Adds what was found elsewhere.
    pub fn add(&mut self, other: Self) {
        self.notes += other.notes;
        self.exceptions += other.exceptions;
        self.examples += other.examples;
        self.tables += other.tables;
        self.links += other.links;
    }
}

/// A draft, ready to be checked and written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Id of the source document; the folder of the draft has the same name.
    pub id: String,
    /// What it is, with its citation.
    pub title: String,
    /// Transmittal, or empty.
    pub transmittal: String,
    /// Date of the text, or empty if the page does not say it.
    pub date: String,
    /// The document first, then the cards.
    pub files: Vec<DraftFile>,
    /// Ids of the cards.
    pub cards: Vec<String>,
    /// Ids of the sections as in the document, each with its heading and what is in it.
    pub sections: Vec<(String, String, Counts)>,
}

/// Makes the files of a page.
pub(super) fn draft(outline: &Outline, known: &Library) -> Result<Draft, ImportError> {
    let maker = Maker::new(outline, known)?;
    let mut draft = Draft {
        id: maker.id.clone(),
        title: outline.title.clone(),
        transmittal: outline.transmittal.clone(),
        date: outline.date.clone(),
        files: vec![DraftFile {
            name: format!("{}.yaml", maker.id),
            text: maker.document(),
        }],
        cards: Vec::new(),
        sections: Vec::new(),
    };
    let mut cards = Vec::new();
    for group in maker.groups() {
        let has_text = group.iter().any(|section| !section.pieces.is_empty());
        if let Some(first) = group.first().filter(|_| has_text) {
            cards.push((maker.card_id(first), group));
        } else {
            draft.sections.extend(
                group
                    .iter()
                    .map(|section| (section.id.clone(), section.heading.clone(), Counts::default())),
            );
        }
    }
    draft.cards = cards.iter().map(|(id, _)| id.clone()).collect();
    for (idx, (id, group)) in cards.iter().enumerate() {
        let neighbours = [idx.checked_sub(1), idx.checked_add(1)];
        let see_also: Vec<&str> = neighbours
            .into_iter()
            .flatten()
            .filter_map(|idx| cards.get(idx))
            .map(|(id, _)| id.as_str())
            .collect();
        let text = maker.card(id, group, &see_also, &mut draft.sections);
        draft.files.push(DraftFile {
            name: format!("{id}.md"),
            text,
        });
    }
    let order = |id: &str| outline.sections.iter().position(|section| section.id == id);
    draft.sections.sort_by_key(|(id, ..)| order(id));
    Ok(draft)
}

struct Maker<'a> {
    outline: &'a Outline,
    known: &'a Library,
    /// Id of the document.
    id: String,
    places: Places,
    /// The document of the same citation that is there already.
    known_document: Option<&'a SourceDocument>,
}

impl<'a> Maker<'a> {
    fn new(outline: &'a Outline, known: &'a Library) -> Result<Self, ImportError> {
        let base = if outline.citation.is_empty() {
            slug(&outline.title)
        } else {
            outline.citation.to_lowercase().replace(' ', "-")
        };
        if !outline.title.chars().any(|c| c.is_ascii_alphanumeric()) {
            return Err(ImportError::NoName);
        }
        let known_document = known
            .documents
            .iter()
            .find(|document| !outline.citation.is_empty() && document.citation == outline.citation && !document.id.starts_with(MARK));
        let mut maker = Self {
            outline,
            known,
            id: format!("{MARK}-{base}"),
            places: Places::of(known),
            known_document,
        };
        for group in maker.groups() {
            let Some(first) = group.first() else { continue };
            let id = maker.card_id(first);
            if group.iter().all(|section| section.pieces.is_empty()) || outline.citation.is_empty() {
                continue;
            }
            for section in group {
                let target = if section.level == 1 {
                    id.clone()
                } else {
                    format!("{id}#{}", anchor(section))
                };
                maker.places.set(&outline.citation, &section.id, &target);
            }
        }
        Ok(maker)
    }

    /// Returns the sections of each card.
    fn groups(&self) -> Vec<&'a [Section]> {
        self.outline.sections.chunk_by(|_, next| next.level > 1).collect()
    }

    fn card_id(&self, first: &Section) -> String {
        let part = if first.id == OPENING {
            "opening".to_owned()
        } else {
            first.id.replace('.', "-")
        };
        format!("{}-{part}", self.id)
    }

    fn document(&self) -> String {
        let outline = self.outline;
        let publisher = if outline.citation.is_empty() {
            "not known; imported"
        } else {
            "Social Security Administration, Program Operations Manual System (POMS)"
        };
        let mut out = format!(
            "document: {}\ntitle: {}\npublisher: {}\n",
            self.id,
            quoted(&outline.title),
            quoted(publisher)
        );
        for (key, value) in [
            ("citation", &outline.citation),
            ("transmittal", &outline.transmittal),
            ("date", &outline.date),
            ("address", &outline.address),
        ] {
            if !value.is_empty() {
                out.push_str(&format!("{key}: {}\n", quoted(value)));
            }
        }
        out.push_str("sections:\n");
        let mut line = |id: &str, heading: &str, waived: &str| {
            out.push_str(&format!("  - id: {id}\n    heading: {}\n", quoted(heading)));
            if !waived.is_empty() {
                out.push_str(&format!("    waived: {waived}\n"));
            }
        };
        let has_opening = outline.sections.iter().any(|section| section.id == OPENING);
        if !has_opening {
            line(OPENING, &outline.title, "title");
        }
        for group in self.groups() {
            let is_empty = group.iter().all(|section| section.pieces.is_empty());
            for section in group {
                let waived = if is_empty { "heading only in the imported text" } else { "" };
                line(&section.id, &full_heading(section, &outline.title), waived);
            }
        }
        if outline.has_footer {
            line("footer", "Page footer", "page furniture");
        }
        out
    }

    fn card(&self, id: &str, group: &[Section], see_also: &[&str], found: &mut Vec<(String, String, Counts)>) -> String {
        let Some(first) = group.first() else { return String::new() };
        let mut body = String::new();
        for section in group {
            let (text, mut counts) = write(&section.pieces, &self.places);
            counts.links = text.matches("[[").count();
            if section.level > 1 {
                let marks = "#".repeat(usize::from(section.level));
                let words = markdown(&harmless(&part_heading(section)));
                body.push_str(&format!(
                    "\n{marks} {words} {{#{} sources=\"{}/{}\"}}\n",
                    anchor(section),
                    self.id,
                    section.id
                ));
            }
            body.push_str(&text);
            found.push((section.id.clone(), section.heading.clone(), counts));
        }
        format!(
            "---\n{}---\n\n{}{body}",
            self.front(id, first, group, see_also),
            self.opening(first)
        )
    }

    fn front(&self, id: &str, first: &Section, group: &[Section], see_also: &[&str]) -> String {
        let outline = self.outline;
        let title = self.title(first);
        let mut asks: Vec<String> = group
            .iter()
            .map(|section| bare(&section.heading).to_lowercase())
            .filter(|words| words.chars().any(char::is_alphanumeric))
            .collect();
        asks.dedup();
        if asks.is_empty() {
            asks.push(outline.title.to_lowercase());
        }
        let sources: Vec<String> = group.iter().map(|section| format!("{}/{}", self.id, section.id)).collect();
        let words: String = [title.as_str()]
            .into_iter()
            .chain(
                group
                    .iter()
                    .flat_map(|section| section.pieces.iter().map(|piece| piece.text.as_str())),
            )
            .collect::<Vec<_>>()
            .join(" ");
        let mut out = format!(
            "id: {id}\nreviewed: no\ntitle: {}\nkind: {}\n",
            quoted(&title),
            kind(&first.heading)
        );
        out.push_str(&format!(
            "programs: [{}]\nwhere: federal\n",
            programs(&outline.citation, &words).join(", ")
        ));
        out.push_str(&format!(
            "summary: {}\n",
            quoted(&format!("Imported text of {title}; nobody has reviewed it."))
        ));
        out.push_str(&format!("asks: [{}]\n", list(&asks)));
        if !outline.citation.is_empty() && !first.mark.is_empty() {
            out.push_str(&format!("aliases: [{}]\n", quoted(&format!("{}{}", outline.citation, first.mark))));
        }
        out.push_str(&format!("sources: [{}]\n", sources.join(", ")));
        let changes = self.changes(group);
        if !changes.is_empty() {
            out.push_str(&format!("changes: [{}]\n", changes.join(", ")));
        }
        if !see_also.is_empty() {
            out.push_str(&format!("see-also: [{}]\n", see_also.join(", ")));
        }
        out
    }

    /// Returns what has changed since a text that is known and no older than this one.
    fn changes(&self, group: &[Section]) -> Vec<&'a str> {
        let Some(document) = self.known_document.filter(|known| self.outline.date <= known.date) else {
            return Vec::new();
        };
        let is_touched = |id: &String| group.iter().any(|section| *id == format!("{}/{}", document.id, section.id));
        self.known
            .changes
            .iter()
            .filter(|change| change.kind != ChangeKind::Unchanged && change.sections.iter().any(is_touched))
            .map(|change| change.id.as_str())
            .collect()
    }

    fn title(&self, first: &Section) -> String {
        let outline = self.outline;
        if first.id == OPENING {
            outline.title.clone()
        } else if outline.citation.is_empty() {
            format!("{}: {}", outline.title, full_heading(first, ""))
        } else {
            format!("{} {}", outline.citation, full_heading(first, ""))
        }
    }

    /// Returns the box that says what the card is.
    fn opening(&self, first: &Section) -> String {
        let outline = self.outline;
        let place = if outline.citation.is_empty() {
            outline.title.clone()
        } else {
            format!("{} {}", outline.citation, first.mark).trim_end().to_owned()
        };
        let facts: Vec<&str> = [outline.transmittal.as_str(), outline.date.as_str()]
            .into_iter()
            .filter(|fact| !fact.is_empty())
            .collect();
        let of = if facts.is_empty() {
            "date not known".to_owned()
        } else {
            facts.join(", ")
        };
        let words = format!("Imported from {place} ({of}), not reviewed. Compare it with the page in force before you rely on it.");
        format!("> [!IMPORTANT]\n> {}\n", markdown_start(&harmless(&words)))
    }
}

/// Returns a heading as the document has it, `C. Procedure` and `C.2.b NH`.
fn full_heading(section: &Section, title: &str) -> String {
    if section.id == OPENING {
        return title.to_owned();
    }
    match (section.mark.is_empty(), section.level) {
        (true, _) => section.heading.clone(),
        (false, 1) => format!("{}. {}", section.mark, section.heading),
        (false, _) => {
            let mut place = section.id.chars();
            let letter: String = place.next().into_iter().flat_map(char::to_uppercase).collect();
            format!("{letter}{} {}", place.as_str(), section.heading)
        }
    }
}

/// Returns the heading of a part of a card, `2. Not in the office`.
fn part_heading(section: &Section) -> String {
    if section.mark.is_empty() {
        section.heading.clone()
    } else {
        format!("{}. {}", section.mark, section.heading)
    }
}

/// Returns the anchor of a part of a card, `2-b` for `c.2.b`.
fn anchor(section: &Section) -> String {
    let inner = section
        .id
        .split_once('.')
        .map_or(section.id.as_str(), |(_, inner)| inner)
        .replace('.', "-");
    format!("part-{inner}")
}

/// Returns the words of a heading without `Policy` or `Procedure` before them.
fn bare(heading: &str) -> &str {
    let (before, after) = heading
        .split_once(" – ")
        .or_else(|| heading.split_once(" - "))
        .or_else(|| heading.split_once(" — "))
        .unwrap_or(("", heading));
    if matches!(before, "Policy" | "Procedure" | "Introduction" | "General" | "Process") {
        after
    } else {
        heading
    }
}

fn kind(heading: &str) -> &'static str {
    let first = heading.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    match first {
        "Procedure" | "Process" => "procedure",
        "Policy" => "rule",
        _ => "reference",
    }
}

/// Returns the programs that the words name, or else those of the part of POMS.
fn programs(citation: &str, words: &str) -> Vec<&'static str> {
    let has = |names: &[&str]| names.iter().any(|name| words.contains(name));
    let mut found = Vec::new();
    for (program, names) in [
        (
            "title-ii",
            &["Title II ", "Title II.", "Title II,", "title II ", "Title II)", "SSDI"] as &[&str],
        ),
        ("title-xvi", &["Title XVI", "SSI", "Supplemental Security Income"]),
        ("medicare", &["Medicare"]),
        ("medicaid", &["Medicaid"]),
    ] {
        if has(names) {
            found.push(program);
        }
    }
    if found.is_empty() {
        match citation.split(' ').next().unwrap_or_default() {
            "SI" => found.push("title-xvi"),
            "HI" => found.push("medicare"),
            "DI" | "RS" => found.push("title-ii"),
            _ => found.extend(["title-ii", "title-xvi"]),
        }
    }
    found
}

/// Returns words as YAML and JSON write them, in double quotes.
fn quoted(words: &str) -> String {
    Value::from(words).to_string()
}

fn list(words: &[String]) -> String {
    words.iter().map(|words| quoted(words)).collect::<Vec<_>>().join(", ")
}
