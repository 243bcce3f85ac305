//! Checks that need all content: links, sources, changes, figures, rules without steps, coverage, paths, orphans.
//!
//! Does not belong here: faults that one file shows alone (`parse`).

mod facts;
mod figures;
mod glossary;
mod length;
mod rules;

pub use length::{MOST_WORDS, words_to_read};

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::card::Card;
use super::checklist::{Checklist, InputFrom, Item};
use super::diagnostic::{Code, Diagnostic, Severity};
use super::library::{Entry, Library};
use super::markdown::{Block, CardLink, Inline, visit_inlines};
use super::paths::{MOST_PATHS, enumerate};
use super::register::ChangeKind;
use super::source::{ByteSpan, Origin, SourceFile};
use super::spelling::nearest;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Every fault that needs more than one file, by file and place.
    pub faults: Vec<Diagnostic>,
    /// Which source sections are covered.
    pub coverage: Coverage,
}

/// Which source sections cards stand on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Number of sections of all documents.
    pub sections: usize,
    /// Number that at least one card stands on.
    pub covered: usize,
    /// Sections that no card needs to cover, and why.
    pub waived: Vec<(String, String)>,
    /// Sections neither covered nor waived.
    pub uncovered: Vec<String>,
}

/// Checks the whole library. `files` are the texts that it was read from, for places; `today` decides which figures have ended.
#[must_use]
pub fn check(library: &Library, files: &[SourceFile], today: Date) -> Report {
    let mut checker = Checker {
        library,
        files: files.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect(),
        faults: Vec::new(),
    };
    for card in &library.cards {
        checker.card(card);
        checker.length(card);
    }
    for checklist in &library.checklists {
        checker.checklist(checklist);
    }
    checker.facts();
    checker.rule_boxes();
    checker.figures(today);
    checker.changes();
    checker.reviews(today);
    checker.glossary();
    checker.rules_without_steps();
    checker.orphans();
    let coverage = coverage(library);
    let mut faults = checker.faults;
    faults.sort_by(|left, right| (&left.file, left.span, left.code).cmp(&(&right.file, right.span, right.code)));
    Report { faults, coverage }
}

/// Returns the ids that an entry links to, in order, without doubles.
#[must_use]
pub fn outgoing(entry: Entry<'_>) -> Vec<&str> {
    let head = entry.head();
    let mut ids: Vec<&str> = head.see_also.iter().map(String::as_str).collect();
    match entry {
        Entry::Card(card) => {
            ids.extend(card.checklists.iter().map(String::as_str));
            for section in &card.sections {
                visit_inlines(&section.blocks, &mut |inline| {
                    if let Inline::Link(link) = inline {
                        ids.push(&link.target.id);
                    }
                });
            }
        }
        Entry::Checklist(checklist) => {
            ids.extend(checklist_links(checklist).into_iter().map(|link| link.target.id.as_str()));
            ids.extend(checklist.items().filter_map(|(_, item)| match item {
                Item::End(end) => end.goto.as_deref(),
                _ => None,
            }));
        }
    }
    let mut seen = BTreeSet::new();
    ids.retain(|id| seen.insert(*id));
    ids
}

fn checklist_links(checklist: &Checklist) -> Vec<&CardLink> {
    let mut links: Vec<&CardLink> = checklist.steps().flat_map(|step| &step.rules).collect();
    for blocks in checklist_texts(checklist) {
        visit_inlines(blocks, &mut |inline| {
            if let Inline::Link(link) = inline {
                links.push(link);
            }
        });
    }
    links
}

/// Returns the running texts of a checklist: beside its steps, its chunks, and before them.
fn checklist_texts(checklist: &Checklist) -> impl Iterator<Item = &[Block]> {
    checklist
        .steps()
        .map(|step| step.help.as_slice())
        .chain(checklist.chunks.iter().map(|chunk| chunk.help.as_slice()))
        .chain([checklist.intro.as_slice()])
}

fn coverage(library: &Library) -> Coverage {
    let mut stood_on: BTreeSet<&str> = BTreeSet::new();
    for card in &library.cards {
        stood_on.extend(card.head.sources.iter().map(String::as_str));
        stood_on.extend(card.sections.iter().flat_map(|section| &section.sources).map(String::as_str));
    }
    let mut coverage = Coverage::default();
    for document in &library.documents {
        for section in &document.sections {
            let id = format!("{}/{}", document.id, section.id);
            coverage.sections += 1;
            if stood_on.contains(id.as_str()) {
                coverage.covered += 1;
            } else if let Some(why) = &section.waived {
                coverage.waived.push((id, why.clone()));
            } else {
                coverage.uncovered.push(id);
            }
        }
    }
    coverage
}

struct Checker<'a> {
    library: &'a Library,
    files: BTreeMap<&'a str, &'a str>,
    faults: Vec<Diagnostic>,
}

impl Checker<'_> {
    fn add(&mut self, severity: Severity, code: Code, file: &str, span: ByteSpan, message: String, hint: String) {
        self.faults.push(Diagnostic {
            code,
            severity,
            file: file.to_owned(),
            span,
            message,
            hint,
        });
    }

    fn error(&mut self, code: Code, file: &str, span: ByteSpan, message: String, hint: impl Into<String>) {
        self.add(Severity::Error, code, file, span, message, hint.into());
    }

    /// Returns the place of `word` in a file's front matter, or its first line.
    fn place(&self, file: &str, word: &str) -> ByteSpan {
        let text = self.files.get(file).copied().unwrap_or_default();
        let found = text.match_indices(word).map(|(at, _)| at).find(|at| {
            let before = text.get(..*at).unwrap_or_default().chars().next_back();
            let after = text.get(at + word.len()..).unwrap_or_default().chars().next();
            let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '/'));
            !is_part(before) && !is_part(after)
        });
        found.map_or(ByteSpan::new(0, text.find('\n').unwrap_or(text.len()).min(80)), |at| {
            ByteSpan::new(at, at + word.len())
        })
    }

    fn heading(&mut self, entry: Entry<'_>) {
        let head = entry.head();
        for id in &head.see_also {
            if self.library.find(id).is_none() {
                let span = self.place(&head.file, id);
                self.dead_link(&head.file, span, id);
            }
        }
        let mut stands_on: Vec<&str> = head.sources.iter().map(String::as_str).collect();
        if let Entry::Card(card) = entry {
            for section in &card.sections {
                stands_on.extend(
                    section
                        .sources
                        .iter()
                        .map(String::as_str)
                        .filter(|id| !head.sources.iter().any(|known| known == id)),
                );
            }
        }
        let mut seen = BTreeSet::new();
        stands_on.retain(|id| seen.insert(*id));
        for id in &stands_on {
            if self.library.find_source(id).is_none() {
                let span = self.place(&head.file, id);
                self.error(
                    Code::UnknownSource,
                    &head.file,
                    span,
                    format!("no source document has the section `{id}`"),
                    "`callcard list sources` names them all",
                );
            }
        }
        for id in &head.changes {
            if self.library.find_change(id).is_none() {
                let span = self.place(&head.file, id);
                self.error(
                    Code::UnknownChange,
                    &head.file,
                    span,
                    format!("there is no change `{id}`"),
                    self.near_change(id),
                );
            }
        }
    }

    fn near_change(&self, id: &str) -> String {
        let near = nearest(id, self.library.changes.iter().map(|change| change.id.as_str()));
        near.map_or_else(
            || "add it to a file in `changes/`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        )
    }

    fn dead_link(&mut self, file: &str, span: ByteSpan, id: &str) {
        let near = nearest(id, self.library.entries().map(|entry| entry.head().id.as_str()));
        let hint = near.map_or_else(
            || "write the id of a card or checklist; `callcard list` names them all".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        self.error(Code::DeadLink, file, span, format!("nothing has the id `{id}`"), hint);
    }

    fn link(&mut self, file: &str, link: &CardLink) {
        let library = self.library;
        let Some(entry) = library.find(&link.target.id) else {
            self.dead_link(file, link.span, &link.target.id);
            return;
        };
        let Some(anchor) = link.target.anchor.as_deref() else { return };
        let anchors: Vec<&str> = match entry {
            Entry::Card(card) => card.sections.iter().map(|section| section.anchor.as_str()).collect(),
            Entry::Checklist(checklist) => checklist
                .items()
                .map(|(_, item)| item.id())
                .chain(checklist.chunks.iter().map(|chunk| chunk.id.as_str()))
                .collect(),
        };
        if !anchors.contains(&anchor) {
            let near = nearest(anchor, anchors.iter().copied())
                .map(|near| format!("did you mean `{near}`? "))
                .unwrap_or_default();
            self.error(
                Code::DeadLink,
                file,
                link.span,
                format!("`{}` has no place `{anchor}`", link.target.id),
                format!("{near}it has {}", anchors.join(", ")),
            );
        }
    }

    fn card(&mut self, card: &Card) {
        self.heading(Entry::Card(card));
        let file = card.head.file.as_str();
        for id in &card.checklists {
            if self.library.find_checklist(id).is_none() {
                let span = self.place(file, id);
                let near = nearest(id, self.library.checklists.iter().map(|checklist| checklist.head.id.as_str()));
                let hint = near.map_or_else(
                    || "`callcard list checklists` names them all".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                self.error(Code::DeadLink, file, span, format!("there is no checklist `{id}`"), hint);
            }
        }
        for section in &card.sections {
            self.blocks(&section.blocks, card);
        }
        self.missing_changes(card);
    }

    fn blocks(&mut self, blocks: &[Block], card: &Card) {
        let file = card.head.file.clone();
        let mut links = Vec::new();
        visit_inlines(blocks, &mut |inline| {
            if let Inline::Link(link) = inline {
                links.push(link);
            }
        });
        for link in links {
            self.link(&file, link);
        }
        for block in blocks {
            if let Block::Alert { change: Some(id), .. } = block
                && !card.head.changes.contains(id)
            {
                let span = self.place(&file, &format!("{{change={id}}}"));
                let hint = if self.library.find_change(id).is_some() {
                    "add it to `changes` in the front matter".to_owned()
                } else {
                    self.near_change(id)
                };
                self.error(
                    Code::UnknownChange,
                    &file,
                    span,
                    format!("the box names the change `{id}`, the front matter does not"),
                    hint,
                );
            }
        }
    }

    /// A card that stands on a section with a replaced rule has to name the change.
    fn missing_changes(&mut self, card: &Card) {
        let library = self.library;
        for change in library.changes.iter().filter(|change| change.kind != ChangeKind::Unchanged) {
            let touched = change.sections.iter().find(|id| card.head.sources.contains(id));
            if let Some(id) = touched
                && !card.head.changes.contains(&change.id)
            {
                let span = self.place(&card.head.file, id);
                let message = format!("`{id}` is touched by the change `{}`, which the card does not name", change.id);
                let severity = if 3 < change.harm { Severity::Error } else { Severity::Warning };
                let hint = "say on the card what holds now and add the id to `changes`".to_owned();
                self.add(severity, Code::MissingChange, &card.head.file, span, message, hint);
            }
        }
    }

    /// A review names a section that there is, and a day that has come.
    ///
    /// The day of one that came with the program is looked at where it is written (`--only-content`). Elsewhere a day that
    /// has not come says that the clock is behind, or that somebody asked about a day gone by.
    fn reviews(&mut self, today: Date) {
        let library = self.library;
        for review in &library.reviews {
            let span = self.place(&review.file, &review.section);
            if library.find_source(&review.section).is_none() {
                let message = format!("no source document has the section `{}`", review.section);
                self.error(
                    Code::UnknownSource,
                    &review.file,
                    span,
                    message,
                    "`callcard list sources` names them all",
                );
            } else if today < review.on && review.origin != Origin::BuiltIn {
                let message = format!("the review of `{}` is of a day to come, {}", review.section, review.on);
                self.error(Code::BadValue, &review.file, span, message, "write the day of the look itself");
            }
        }
    }

    fn checklist(&mut self, checklist: &Checklist) {
        self.heading(Entry::Checklist(checklist));
        let file = checklist.head.file.as_str();
        for link in checklist_links(checklist) {
            self.link(file, link);
        }
        for (_, item) in checklist.items() {
            match item {
                Item::End(end) => {
                    for id in end.goto.iter().chain(&end.spares) {
                        if self.library.find_checklist(id).is_none() {
                            self.dead_link(file, end.span, id);
                        }
                    }
                }
                Item::Compute(compute) => {
                    for input in &compute.inputs {
                        if let InputFrom::Answer { item, .. } = &input.from
                            && checklist.find_item(item).is_none()
                        {
                            self.error(
                                Code::ImpossibleCondition,
                                file,
                                compute.span,
                                format!("`{item}` is not answered above"),
                                "name a step that stands above",
                            );
                        }
                    }
                }
                Item::Step(_) => {}
            }
        }
        self.paths(checklist);
    }

    fn paths(&mut self, checklist: &Checklist) {
        let file = checklist.head.file.as_str();
        let paths = enumerate(checklist, &mut |_| {});
        let start = self.place(file, &checklist.head.id);
        if paths.is_cut {
            self.error(
                Code::TooManyPaths,
                file,
                start,
                format!("more than {MOST_PATHS} paths"),
                "let fewer answers decide what applies, or hand over to another checklist",
            );
        }
        if let Some(example) = &paths.dead_example {
            let answers = example
                .answers
                .iter()
                .map(|(item, value)| format!("{item}: {value}"))
                .collect::<Vec<_>>()
                .join(", ");
            let span = checklist.items().last().map_or(start, |(_, item)| item.span());
            self.error(
                Code::PathWithoutEnd,
                file,
                span,
                format!("{} of {} paths end nowhere, for one: {answers}", paths.dead, paths.total),
                "add a last line `- ... {#id end=OUTCOME}` without a condition",
            );
        }
        if !paths.is_cut {
            for (_, item) in checklist.items().filter(|(_, item)| !paths.reached.contains(item.id())) {
                self.error(
                    Code::UnreachableItem,
                    file,
                    item.span(),
                    format!("no path reaches `{}`", item.id()),
                    "check its condition, and whether an end above it has none",
                );
            }
        }
    }

    fn changes(&mut self) {
        for change in &self.library.changes {
            for section in change.sections.iter().filter(|section| self.library.find_source(section).is_none()) {
                let span = self.place(&change.file, section);
                let message = format!("no source document has the section `{section}`");
                self.faults.push(Diagnostic {
                    code: Code::UnknownSource,
                    severity: Severity::Error,
                    file: change.file.clone(),
                    span,
                    message,
                    hint: "`callcard list sources` names them all".to_owned(),
                });
            }
        }
    }

    fn rules_without_steps(&mut self) {
        let library = self.library;
        let mut carried: BTreeSet<(&str, &str)> = BTreeSet::new();
        for link in library.checklists.iter().flat_map(Checklist::steps).flat_map(|step| &step.rules) {
            carried.insert((&link.target.id, link.target.anchor.as_deref().unwrap_or_default()));
        }
        for card in &library.cards {
            for section in card.sections.iter().filter(|section| section.is_rule) {
                if !carried.contains(&(card.head.id.as_str(), section.anchor.as_str())) {
                    let message = format!("no checklist step carries out `{}#{}`", card.head.id, section.anchor);
                    let hint = "link it from a step, or take `.rule` off".to_owned();
                    self.add(
                        Severity::Warning,
                        Code::RuleWithoutStep,
                        &card.head.file,
                        section.span,
                        message,
                        hint,
                    );
                }
            }
        }
    }

    fn orphans(&mut self) {
        let backlinks = self.library.backlinks();
        let orphans: Vec<&Card> = self
            .library
            .cards
            .iter()
            .filter(|card| !backlinks.contains_key(card.head.id.as_str()))
            .collect();
        for card in orphans {
            let span = self.place(&card.head.file, &card.head.id);
            let message = format!("nothing links to `{}`", card.head.id);
            self.add(
                Severity::Warning,
                Code::Orphan,
                &card.head.file,
                span,
                message,
                "link it from a related card".to_owned(),
            );
        }
    }
}
