//! `callcard show`: one card or checklist, for a terminal, as JSON, or as plain text.
//!
//! Does not belong here: layout for a width (`domain::layout`).

use serde_json::{Value, json};

use crate::cli::args::ShowArgs;
use crate::cli::library::load;
use crate::cli::manuals::Manuals;
use crate::cli::settings::Settings;
use crate::domain::blank::blank_text;
use crate::domain::card::{Card, Section};
use crate::domain::check::outgoing;
use crate::domain::checklist::{Checklist, Item};
use crate::domain::layout::{Line, Opening, Role, change_label, layout_card, layout_checklist, layout_section};
use crate::domain::library::{Entry, Library};
use crate::domain::manual::{ManualPage, page_id, split_id};
use crate::domain::markdown::plain_blocks;
use crate::domain::question::options;
use crate::domain::rules::Rule;
use crate::domain::spelling::nearest;
use crate::report::{Exit, Failure};

use super::page::PrintedPage;
use super::{print, print_json};

/// Prints a card or checklist, or one of its sections.
///
/// # Errors
///
/// [`Failure`] if there is no such card or anchor.
pub fn run(settings: &Settings, args: &ShowArgs) -> Result<Exit, Failure> {
    let loaded = load(settings)?;
    let library = &loaded.library;
    let (id, anchor) = args
        .card
        .split_once('#')
        .map_or((args.card.as_str(), None), |(id, anchor)| (id, Some(anchor)));
    if let Some(page) = manual_page(settings, id) {
        let page = page.map_err(|why| Failure::usage(why, "`callcard search` names the pages that it finds"))?;
        let page = PrintedPage::new(settings, library, page, anchor)?;
        return match (args.json, args.plain) {
            (true, _) => print_json(&page.json()),
            (_, true) => print(&page.plain()),
            _ => print(&page.terminal()),
        };
    }
    let entry = find(library, id)?;
    if let (Some(anchor), Entry::Card(card)) = (anchor, entry)
        && card.find_section(anchor).is_none()
    {
        let known = card
            .sections
            .iter()
            .map(|section| section.anchor.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        return Err(Failure::usage(
            format!("`{id}` has no section `{anchor}`"),
            format!("it has {known}"),
        ));
    }
    let page = Page { library, settings, anchor };
    if args.json {
        return print_json(&page.json(entry));
    }
    if args.plain {
        return print(&page.plain(entry));
    }
    print(&page.terminal(entry))
}

/// Returns the page of a manual that `id` names, with or without the name of the folder of manuals; none if it is no such id.
fn manual_page(settings: &Settings, id: &str) -> Option<Result<ManualPage, String>> {
    if !id.contains('/') {
        return None;
    }
    let id = if split_id(id).is_some() { id.to_owned() } else { page_id(id) };
    Some(Manuals::open(settings).read(&id))
}

/// Returns the card or checklist with `id`.
///
/// # Errors
///
/// [`Failure`] with the nearest id.
pub fn find<'a>(library: &'a Library, id: &str) -> Result<Entry<'a>, Failure> {
    library.find(id).ok_or_else(|| {
        let near = nearest(id, library.entries().map(|entry| entry.head().id.as_str()));
        let hint = near.map_or_else(
            || "`callcard list` names them all; `callcard search` finds them by words".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        Failure::usage(format!("there is no card or checklist `{id}`"), hint)
    })
}

struct Page<'a> {
    library: &'a Library,
    settings: &'a Settings,
    anchor: Option<&'a str>,
}

impl Page<'_> {
    fn json(&self, entry: Entry<'_>) -> Value {
        let head = entry.head();
        let library = self.library;
        let sources: Vec<Value> = head.sources.iter().map(|id| self.source(id)).collect();
        let changes: Vec<Value> = head
            .changes
            .iter()
            .filter_map(|id| library.find_change(id))
            .map(|change| {
                json!({ "id": change.id, "kind": change.kind_on(self.settings.today).as_str(), "harm": change.harm, "was": change.was, "now": change.now, "since": change.since,
                        "authority": change.authority, "address": change.address, "confidence": change.confidence, "checked": change.checked })
            })
            .collect();
        let standing = library.standing(entry, self.settings.today);
        let mut value = json!({
            "id": head.id, "title": head.title, "kind": entry.kind_label(), "programs": head.programs.iter().map(|program| program.as_str()).collect::<Vec<_>>(),
            "where": head.region.as_str(), "summary": head.summary, "asks": head.asks, "aliases": head.aliases, "sources": sources, "changes": changes,
            "see_also": head.see_also, "as_of": library.as_of(&head.sources), "currency": standing.currency.as_str(), "standing": standing.words(),
            "verified_on": standing.verified().map(|verified| verified.on.to_string()), "verified_by": standing.verified().map(|verified| verified.by),
            "review_due": standing.review_due.map(|due| due.to_string()), "not_verifiable": standing.not_verifiable,
            "reviewed": head.is_reviewed, "links": outgoing(entry), "file": head.file,
        });
        if let Value::Object(fields) = &mut value {
            match entry {
                Entry::Card(card) => {
                    fields.insert("kind".to_owned(), json!(card.kind.as_str()));
                    fields.insert("checklists".to_owned(), json!(card.checklists));
                    fields.insert(
                        "sections".to_owned(),
                        self.sections(card).map(|section| self.section(section)).collect(),
                    );
                }
                Entry::Checklist(checklist) => {
                    fields.insert(
                        "outcomes".to_owned(),
                        checklist
                            .outcomes
                            .iter()
                            .map(|outcome| json!({ "id": outcome.id, "sentence": outcome.sentence }))
                            .collect(),
                    );
                    fields.insert("chunks".to_owned(), self.chunks(checklist));
                }
            }
        }
        value
    }

    fn source(&self, id: &str) -> Value {
        match self.library.find_source(id) {
            Some((document, section)) => json!({
                "id": id, "citation": self.library.citation(id), "document": document.title, "heading": section.heading, "publisher": document.publisher,
                "transmittal": document.transmittal, "date": document.date, "address": document.address,
            }),
            None => json!({ "id": id }),
        }
    }

    fn sections<'c>(&self, card: &'c Card) -> impl Iterator<Item = &'c Section> {
        card.sections
            .iter()
            .filter(move |section| self.anchor.is_none_or(|anchor| section.anchor == anchor))
    }

    fn section(&self, section: &Section) -> Value {
        let words = self.library.words(self.settings.today);
        json!({
            "anchor": section.anchor, "heading": section.heading, "level": section.level, "rule": section.is_rule, "sources": section.sources,
            "citations": section.sources.iter().map(|id| self.library.citation(id)).collect::<Vec<_>>(), "text": plain_blocks(&section.blocks, &words),
            "rules": self.rules(section).map(|rule| self.rule(rule)).collect::<Vec<_>>(),
        })
    }

    /// Returns the rules that a section states in boxes.
    fn rules<'s>(&'s self, section: &'s Section) -> impl Iterator<Item = &'s Rule> {
        section.rule_boxes().filter_map(|stated| self.library.rules.find(&stated.id))
    }

    fn rule(&self, rule: &Rule) -> Value {
        let inputs: Vec<Value> = rule
            .inputs
            .iter()
            .map(|input| json!({ "name": input.name, "ask": input.ask, "needed": input.is_needed, "options": options(&input.kind) }))
            .collect();
        json!({
            "id": rule.id, "title": rule.title, "how": rule.how(&|cite| self.library.citations(cite)), "inputs": inputs,
            "results": rule.results.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        })
    }

    fn chunks(&self, checklist: &Checklist) -> Value {
        let words = self.library.words(self.settings.today);
        let item = |item: &Item| match item {
            Item::Step(step) => json!({
                "type": "step", "id": step.id, "words": step.words, "ask": step.ask.as_str(), "options": step.ask.options(),
                "rules": step.rules.iter().map(|link| link.target.to_string()).collect::<Vec<_>>(), "help": plain_blocks(&step.help, &words),
                "wordings": step.wordings.iter().map(|wording| &wording.words).collect::<Vec<_>>(), "one_of": step.one_of, "fact": step.fact,
            }),
            Item::Compute(compute) => json!({ "type": "compute", "id": compute.id, "words": compute.words, "rule": compute.rule }),
            Item::End(end) => {
                json!({ "type": "end", "id": end.id, "words": end.words, "outcome": end.outcome, "goto": end.goto, "spares": end.spares })
            }
        };
        checklist
            .chunks
            .iter()
            .map(|chunk| json!({ "id": chunk.id, "heading": chunk.heading, "items": chunk.items.iter().map(item).collect::<Vec<_>>() }))
            .collect()
    }

    /// Returns the text laid out for the terminal's width, with all that the UI shows only when asked.
    fn terminal(&self, entry: Entry<'_>) -> String {
        let reader = self.settings.reader(self.library);
        let backlinks = self.library.backlinks();
        let named_by = backlinks.get(entry.head().id.as_str()).map(Vec::as_slice).unwrap_or_default();
        let page = match (entry, self.anchor) {
            (Entry::Card(card), Some(anchor)) => layout_section(card, anchor, Opening::Without, &reader),
            (Entry::Card(card), None) => layout_card(card, named_by, &reader),
            (Entry::Checklist(checklist), _) => layout_checklist(checklist, &reader),
        };
        page.lines.iter().map(|line| styled(line, self.settings.color)).collect()
    }

    fn plain(&self, entry: Entry<'_>) -> String {
        let head = entry.head();
        let programs = head.programs.iter().map(|program| program.label()).collect::<Vec<_>>().join(", ");
        let mut out = format!(
            "{}\n{}; {programs}; {}\n{}\n",
            head.title,
            entry.kind_label(),
            head.region.label(),
            head.summary
        );
        out.push_str(&self.standing(entry));
        let words = self.library.words(self.settings.today);
        match entry {
            Entry::Card(card) => {
                for section in self.sections(card) {
                    if section.level > 1 {
                        out.push_str(&format!("\n{}\n", section.heading));
                    } else {
                        out.push('\n');
                    }
                    out.push_str(&format!("{}\n", plain_blocks(&section.blocks, &words)));
                    for rule in self.rules(section) {
                        out.push_str(&works_out(rule));
                    }
                    let from = section
                        .sources
                        .iter()
                        .map(|id| self.library.citation(id))
                        .collect::<Vec<_>>()
                        .join("; ");
                    out.push_str(&format!("From: {from}\n"));
                }
                if self.anchor.is_none() && !card.checklists.is_empty() {
                    out.push_str(&format!("\nChecklists: {}\n", card.checklists.join(", ")));
                }
            }
            Entry::Checklist(checklist) => {
                out.push('\n');
                out.push_str(&blank_text(checklist, self.library, self.settings.today));
            }
        }
        out
    }

    /// Returns what has changed since the text that the card stands on.
    fn standing(&self, entry: Entry<'_>) -> String {
        let head = entry.head();
        let today = self.settings.today;
        let standing = self.library.standing(entry, today);
        let mut out = format!("Text of {}: {}\n", self.library.as_of(&head.sources), standing.words());
        if let Some(why) = standing.not_verifiable {
            out.push_str(&format!("Not verifiable: {why}\n"));
        }
        for change in standing.changes {
            out.push_str(&format!(
                "{}, {}: {} ({}; {}). Before: {}\n",
                change_label(change, today),
                change.since_words(today),
                change.now,
                change.authority,
                change.confidence,
                change.was
            ));
        }
        out
    }
}

/// Returns what a rule asks, and the command that works it out.
fn works_out(rule: &Rule) -> String {
    let mut out = format!("Compute: {}\n", rule.title);
    for input in &rule.inputs {
        let optional = if input.is_needed { "" } else { " (leave out if not known)" };
        out.push_str(&format!("It asks: {}{optional}\n", input.ask));
    }
    let needed = rule.inputs.iter().filter(|input| input.is_needed);
    let needed = needed.map(|input| format!(" --{} VALUE", input.name.replace('_', "-")));
    out.push_str(&format!("Command: callcard date {}{}\n", rule.id, needed.collect::<String>()));
    out
}

/// Returns a line with the terminal's bold and underline for what stands out, or without.
pub(super) fn styled(line: &Line, color: bool) -> String {
    let mut out = String::new();
    for span in &line.spans {
        let sequence = match span.role {
            Role::Title | Role::Heading | Role::AlertLabel(_) | Role::Strong | Role::TableHead => "\u{1b}[1m",
            Role::Link(_) => "\u{1b}[4m",
            _ => "",
        };
        if color && !sequence.is_empty() {
            out.push_str(&format!("{sequence}{}\u{1b}[0m", span.text));
        } else {
            out.push_str(&span.text);
        }
    }
    format!("{}\n", out.trim_end())
}
