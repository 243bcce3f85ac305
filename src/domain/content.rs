//! From all content files to one library: tells kinds of files apart, and lets later folders overlay earlier ones.
//!
//! Does not belong here: reading from disk (`store`), checks of what links to what (`check`).

use std::collections::BTreeMap;
use std::path::Path;

use super::diagnostic::{Code, Diagnostic, Severity};
use super::library::Library;
use super::parse::{DataFile, parse_card, parse_checklist, parse_data};
use super::source::{ByteSpan, Origin, SourceFile};

/// Reads all files. Every fault that a file shows alone is returned; `check::check` finds the others.
#[must_use]
pub fn load(files: &[SourceFile]) -> (Library, Vec<Diagnostic>) {
    load_over(Library::default(), files)
}

/// Reads files over a library that is there already; the same id takes its place.
#[must_use]
pub fn load_over(library: Library, files: &[SourceFile]) -> (Library, Vec<Diagnostic>) {
    let owners = library
        .entries()
        .map(super::library::Entry::head)
        .map(|head| (head.id.clone(), (head.file.clone(), head.origin)))
        .collect();
    let mut loader = Loader {
        library,
        owners,
        faults: Vec::new(),
    };
    let mut ordered: Vec<&SourceFile> = files.iter().collect();
    ordered.sort_by(|left, right| (left.origin, &left.name).cmp(&(right.origin, &right.name)));
    for file in ordered {
        loader.file(file);
    }
    loader.finish()
}

struct Loader {
    library: Library,
    /// Where each id was first seen.
    owners: BTreeMap<String, (String, Origin)>,
    faults: Vec<Diagnostic>,
}

impl Loader {
    fn file(&mut self, file: &SourceFile) {
        if is_yaml(&file.name) {
            let (data, faults) = parse_data(file);
            self.faults.extend(faults);
            self.data(data, file);
        } else if matches!(super::parse::kind_of(&file.text), Some("checklist" | "worksheet")) {
            let (checklist, faults) = parse_checklist(file);
            self.faults.extend(faults);
            if let Some(checklist) = checklist.filter(|checklist| self.claim(&checklist.head.id, file)) {
                self.library.checklists.push(checklist);
            }
        } else if !is_read_me(file) {
            let (card, faults) = parse_card(file);
            self.faults.extend(faults);
            if let Some(card) = card.filter(|card| self.claim(&card.head.id, file)) {
                self.library.cards.push(card);
            }
        }
    }

    /// Tells whether `file` may have `id`: nobody has it, or a file of an earlier folder that it then overlays.
    fn claim(&mut self, id: &str, file: &SourceFile) -> bool {
        let place = file.text.find("id:").map_or(ByteSpan::default(), |at| ByteSpan::new(at, at + 3));
        if let Some((owner, origin)) = self.owners.get(id) {
            if *origin == file.origin {
                self.report(
                    Code::DuplicateId,
                    Severity::Error,
                    file,
                    place,
                    format!("the id `{id}` is that of {owner}, too"),
                    "give one of the two another id and file name",
                );
                return false;
            }
            self.report(
                Code::Overlaid,
                Severity::Warning,
                file,
                place,
                format!("`{id}` takes the place of {owner}"),
                "choose another id if both are wanted",
            );
            self.library.cards.retain(|card| card.head.id != id);
            self.library.checklists.retain(|checklist| checklist.head.id != id);
        }
        self.owners.insert(id.to_owned(), (file.name.clone(), file.origin));
        true
    }

    fn data(&mut self, data: Option<DataFile>, file: &SourceFile) {
        match data {
            Some(DataFile::Document(document)) => {
                self.library.documents.retain(|known| known.id != document.id);
                self.library.documents.push(document);
            }
            Some(DataFile::Changes(changes)) => {
                for change in changes {
                    if self
                        .library
                        .changes
                        .iter()
                        .any(|known| known.id == change.id && known.file == change.file)
                    {
                        self.report(
                            Code::DuplicateId,
                            Severity::Error,
                            file,
                            ByteSpan::default(),
                            format!("the change `{}` is listed twice", change.id),
                            "keep one of the two",
                        );
                    }
                    self.library.changes.retain(|known| known.id != change.id);
                    self.library.changes.push(change);
                }
            }
            Some(DataFile::Figures(figures)) => {
                for figure in figures {
                    self.library.figures.figures.retain(|known| known.id != figure.id);
                    self.library.figures.figures.push(figure);
                }
            }
            Some(DataFile::ClosedDays(days)) => {
                for day in days {
                    self.library.closed_days.days.retain(|known| known.date != day.date);
                    self.library.closed_days.days.push(day);
                }
            }
            None => {}
        }
    }

    fn report(&mut self, code: Code, severity: Severity, file: &SourceFile, span: ByteSpan, message: String, hint: &str) {
        self.faults.push(Diagnostic {
            code,
            severity,
            file: file.name.clone(),
            span,
            message,
            hint: hint.to_owned(),
        });
    }

    fn finish(mut self) -> (Library, Vec<Diagnostic>) {
        let library = &mut self.library;
        library.cards.sort_by(|left, right| left.head.id.cmp(&right.head.id));
        library.checklists.sort_by(|left, right| left.head.id.cmp(&right.head.id));
        library.documents.sort_by(|left, right| left.id.cmp(&right.id));
        library.changes.sort_by(|left, right| left.id.cmp(&right.id));
        library.figures.figures.sort_by(|left, right| left.id.cmp(&right.id));
        library.closed_days.days.sort_by_key(|day| day.date);
        (self.library, self.faults)
    }
}

fn is_yaml(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// A README is for people who write content.
fn is_read_me(file: &SourceFile) -> bool {
    file.name
        .rsplit('/')
        .next()
        .is_some_and(|name| name.eq_ignore_ascii_case("readme.md"))
}
