//! From all content files to one library: tells kinds of files apart, and lets later folders overlay earlier ones.
//!
//! Does not belong here: reading from disk (`store`), checks of what links to what (`check`).

use std::collections::BTreeMap;
use std::path::Path;

use super::card::Card;
use super::checklist::Checklist;
use super::diagnostic::{Code, Diagnostic, Severity};
use super::library::Library;
use super::parse::{DataFile, parse_card, parse_checklist, parse_data};
use super::register::SourceDocument;
use super::rules::Rules;
use super::source::{ByteSpan, Origin, SourceFile};

/// Reads all files. Every fault that a file shows alone is returned; `check::check` finds the others.
#[must_use]
pub fn load(files: &[SourceFile]) -> (Library, Vec<Diagnostic>) {
    load_over(Library::default(), files)
}

/// Reads files over a library that is there already; the same id takes its place.
#[must_use]
pub fn load_over(library: Library, files: &[SourceFile]) -> (Library, Vec<Diagnostic>) {
    Reader::default().load_over(library, files)
}

/// Reads files over and over while they are being written: a file whose text is as before is not parsed again.
#[derive(Debug, Default)]
pub struct Reader {
    /// By origin and name.
    read: BTreeMap<(Origin, String), (String, Parsed)>,
    /// The rules by which the checklists among them were read.
    rules: Rules,
}

/// What is in a file.
#[derive(Debug, Clone)]
enum Parsed {
    Card(Option<Card>, Vec<Diagnostic>),
    Checklist(Option<Checklist>, Vec<Diagnostic>),
    Data(Option<DataFile>, Vec<Diagnostic>),
    /// It is for people who write content.
    ReadMe,
}

impl Reader {
    /// Reads files over a library that is there already; the same id takes its place. Those that were read before and are
    /// not among them are forgotten.
    #[must_use]
    pub fn load_over(&mut self, library: Library, files: &[SourceFile]) -> (Library, Vec<Diagnostic>) {
        let mut ordered: Vec<&SourceFile> = files.iter().collect();
        ordered.sort_by(|left, right| (left.origin, &left.name).cmp(&(right.origin, &right.name)));
        let mut known = std::mem::take(&mut self.read);
        let mut take = |file: &SourceFile| {
            known
                .remove(&key(file))
                .filter(|(text, _)| *text == file.text)
                .map(|(_, parsed)| parsed)
        };
        let mut read: Vec<(&SourceFile, Option<Parsed>)> = ordered
            .into_iter()
            .map(|file| (file, take(file).or_else(|| parse_alone(file))))
            .collect();
        // Checklists name rules that cards state, so all cards are read first.
        let cards = read.iter().filter_map(|(_, parsed)| match parsed {
            Some(Parsed::Card(card, _)) => card.as_ref(),
            _ => None,
        });
        let rules = Rules::of(library.cards.iter().chain(cards));
        let is_ruled_anew = rules != self.rules;
        for (file, parsed) in &mut read {
            if parsed.is_none() || (is_ruled_anew && matches!(parsed, Some(Parsed::Checklist(..)))) {
                let (checklist, faults) = parse_checklist(file, &rules);
                *parsed = Some(Parsed::Checklist(checklist, faults));
            }
        }
        self.rules = rules;
        let owners = owners(&library);
        let mut loader = Loader {
            library,
            owners,
            faults: Vec::new(),
        };
        for (file, parsed) in read {
            let Some(parsed) = parsed else { continue };
            loader.file(file, parsed.clone());
            self.read.insert(key(file), (file.text.clone(), parsed));
        }
        loader.finish()
    }
}

fn key(file: &SourceFile) -> (Origin, String) {
    (file.origin, file.name.clone())
}

/// Parses a file that can be read without the others; none for a checklist.
fn parse_alone(file: &SourceFile) -> Option<Parsed> {
    if is_yaml(&file.name) {
        let (data, faults) = parse_data(file);
        Some(Parsed::Data(data, faults))
    } else if is_checklist(file) {
        None
    } else if is_read_me(file) {
        Some(Parsed::ReadMe)
    } else {
        let (card, faults) = parse_card(file);
        Some(Parsed::Card(card, faults))
    }
}

/// What is there already, by kind and id, with its file and origin. Only the built-in library is ever read over.
fn owners(library: &Library) -> Owners {
    let built_in = |what, id: &str, file: &str| ((what, id.to_owned()), (file.to_owned(), Origin::BuiltIn));
    let mut owners: Owners = library
        .entries()
        .map(super::library::Entry::head)
        .map(|head| (("id", head.id.clone()), (head.file.clone(), head.origin)))
        .collect();
    owners.extend(
        library
            .documents
            .iter()
            .map(|document| built_in("document", &document.id, &document.file)),
    );
    owners.extend(library.changes.iter().map(|change| built_in("change", &change.id, &change.file)));
    owners.extend(
        library
            .figures
            .figures
            .iter()
            .map(|figure| built_in("figure", &figure.id, &figure.file)),
    );
    let terms = library.glossary.terms.iter();
    owners.extend(terms.map(|term| built_in("term", &term.term, &term.file)));
    let days = library.closed_days.days.iter();
    owners.extend(days.map(|day| built_in("closed day", &day.date.to_string(), "closed-days.yaml")));
    owners
}

type Owners = BTreeMap<(&'static str, String), (String, Origin)>;

struct Loader {
    library: Library,
    /// Where each id of a kind was first seen.
    owners: Owners,
    faults: Vec<Diagnostic>,
}

impl Loader {
    fn file(&mut self, file: &SourceFile, parsed: Parsed) {
        match parsed {
            Parsed::Card(card, faults) => {
                self.faults.extend(faults);
                if let Some(card) = card.filter(|card| self.claim_entry(&card.head.id, file)) {
                    self.library.cards.insert(card);
                }
            }
            Parsed::Checklist(checklist, faults) => {
                self.faults.extend(faults);
                if let Some(checklist) = checklist.filter(|checklist| self.claim_entry(&checklist.head.id, file)) {
                    self.library.checklists.insert(checklist);
                }
            }
            Parsed::Data(data, faults) => {
                self.faults.extend(faults);
                self.data(data, file);
            }
            Parsed::ReadMe => {}
        }
    }

    /// Tells whether a card or checklist of `file` may have `id`; what it overlays is taken out.
    fn claim_entry(&mut self, id: &str, file: &SourceFile) -> bool {
        let place = file.text.find("id:").map_or(ByteSpan::default(), |at| ByteSpan::new(at, at + 3));
        let may = self.claim("id", id, file, place);
        if may {
            self.library.cards.remove(id);
            self.library.checklists.remove(id);
        }
        may
    }

    /// Tells whether `file` may have `id`: nobody has it, or a file of an earlier folder that it then overlays.
    fn claim(&mut self, what: &'static str, id: &str, file: &SourceFile, place: ByteSpan) -> bool {
        let key = (what, id.to_owned());
        if let Some((owner, origin)) = self.owners.get(&key) {
            if *origin == file.origin {
                let message = format!("the {what} `{id}` is in {owner}, too");
                let hint = match what {
                    "id" => "give one of the two another id and file name",
                    _ => "keep one of the two",
                };
                self.report(Code::DuplicateId, Severity::Error, file, place, message, hint);
                return false;
            }
            let hint = match what {
                "figure" => "give all its values: those of the other no longer count",
                "term" => "leave it out unless yours says it better",
                "closed day" => "leave it out unless the other is wrong",
                _ => "choose another id if both are wanted",
            };
            let message = format!("`{id}` takes the place of {owner}");
            self.report(Code::Overlaid, Severity::Warning, file, place, message, hint);
        }
        self.owners.insert(key, (file.name.clone(), file.origin));
        true
    }

    fn data(&mut self, data: Option<DataFile>, file: &SourceFile) {
        match data {
            Some(DataFile::Document(document)) => self.document(*document, file),
            Some(DataFile::Changes(changes)) => {
                for change in changes {
                    if self.claim("change", &change.id, file, place_of(file, &change.id)) {
                        self.library.changes.retain(|known| known.id != change.id);
                        self.library.changes.push(change);
                    }
                }
            }
            Some(DataFile::Reviews(reviews)) => {
                self.library.reviews.extend(reviews);
            }
            Some(DataFile::Fingerprints(fingerprints)) => self.library.fingerprints.extend(fingerprints),
            Some(DataFile::Figures(figures)) => {
                for figure in figures {
                    if self.claim("figure", &figure.id, file, figure.span) {
                        self.library.figures.figures.retain(|known| known.id != figure.id);
                        self.library.figures.figures.push(figure);
                    }
                }
            }
            Some(DataFile::ClosedDays(days)) => {
                for (day, span) in days {
                    if self.claim("closed day", &day.date.to_string(), file, span) {
                        self.library.closed_days.days.retain(|known| known.date != day.date);
                        self.library.closed_days.days.push(day);
                    }
                }
            }
            Some(DataFile::Glossary(terms)) => {
                for term in terms {
                    if self.claim("term", &term.term, file, term.span) {
                        self.library.glossary.terms.retain(|known| known.term != term.term);
                        self.library.glossary.terms.push(term);
                    }
                }
            }
            None => {}
        }
    }

    fn document(&mut self, document: SourceDocument, file: &SourceFile) {
        let first_line = ByteSpan::new(0, file.text.find('\n').unwrap_or(file.text.len()));
        if self.claim("document", &document.id, file, first_line) {
            self.library.documents.retain(|known| known.id != document.id);
            self.library.documents.push(document);
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
        library.documents.sort_by(|left, right| left.id.cmp(&right.id));
        library.changes.sort_by(|left, right| left.id.cmp(&right.id));
        library.figures.figures.sort_by(|left, right| left.id.cmp(&right.id));
        library
            .glossary
            .terms
            .sort_by_key(|term| (term.term.to_lowercase(), term.term.clone()));
        library.closed_days.days.sort_by_key(|day| day.date);
        library
            .reviews
            .sort_by(|left, right| (left.on, &left.section).cmp(&(right.on, &right.section)));
        library.rules = Rules::of(library.cards.iter()).into();
        (self.library, self.faults)
    }
}

/// Returns the last place of an id in a file: the one at fault where it stands there twice.
fn place_of(file: &SourceFile, id: &str) -> ByteSpan {
    file.text
        .rfind(&format!("id: {id}\n"))
        .map_or(ByteSpan::default(), |at| ByteSpan::new(at, at + "id: ".len() + id.len()))
}

/// Worksheets are checklists.
fn is_checklist(file: &SourceFile) -> bool {
    matches!(super::parse::kind_of(&file.text), Some("checklist" | "worksheet"))
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
