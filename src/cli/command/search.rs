//! `callcard search`: the search of the UI, printed, or as JSON for one query or many.
//!
//! Does not belong here: what is found and why (`search`).

use std::mem::ManuallyDrop;
use std::time::Instant;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::cli::args::SearchArgs;
use crate::cli::library::load;
use crate::cli::manuals::Manuals;
use crate::cli::search_index;
use crate::cli::settings::Settings;
use crate::domain::currency::Standing;
use crate::domain::layout::change_label;
use crate::domain::library::{Entry, Library};
use crate::domain::query::{Found, Hit, Query};
use crate::report::{Exit, Failure};
use crate::search::SearchIndex;

use super::page::{hit_json, hit_text};
use super::{complain, print, print_json, read_input};

/// Searches and prints what was found.
///
/// # Errors
///
/// [`Failure`] if content cannot be read or the index cannot be built.
pub fn run(settings: &Settings, args: &SearchArgs) -> Result<Exit, Failure> {
    // The process ends with the search: to give all of this back piece by piece would only take time.
    let loaded = ManuallyDrop::new(load(settings)?);
    let opened = ManuallyDrop::new(search_index::open(settings, &loaded.library)?);
    if let search_index::From::Memory(why) = &opened.from {
        complain(&format!("note: the search index is kept in memory only: {why}\n"));
    }
    let manuals = Manuals::open(settings);
    manuals.look_if_few();
    if let Some(problem) = manuals.problem() {
        complain(&format!("note: {problem}\n"));
    }
    let search = Search {
        settings,
        manuals: &manuals,
        library: &loaded.library,
        index: &opened.index,
        limit: args.limit,
    };
    if let Some(file) = &args.batch {
        let mut out = String::new();
        for line in read_input(file)?.lines() {
            out.push_str(&format!("{}\n", search.json(line, &search.find(line))));
        }
        return print(&out);
    }
    let query = args.query.join(" ");
    let answer = search.find(&query);
    let found = &answer.found;
    if args.json {
        print_json(&search.json(&query, &answer))?;
    } else if found.hits.is_empty() {
        return Err(Failure::no(
            format!("nothing found for `{query}`"),
            "use fewer or other words; `callcard list` names all cards",
        ));
    } else {
        print(&search.text(found))?;
    }
    Ok(if found.hits.is_empty() { Exit::No } else { Exit::Done })
}

struct Search<'a> {
    settings: &'a Settings,
    manuals: &'a Manuals,
    library: &'a Library,
    index: &'a SearchIndex,
    limit: usize,
}

/// What was found, and how long that took.
struct Answer {
    found: Found,
    elapsed_us: u64,
}

impl Search<'_> {
    fn find(&self, text: &str) -> Answer {
        let start = Instant::now();
        let query = Query {
            limit: self.limit,
            ..Query::new(text)
        };
        let found = self.manuals.search(&query, self.index);
        let elapsed_us = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        Answer { found, elapsed_us }
    }

    fn json(&self, text: &str, answer: &Answer) -> Value {
        let Answer { found, elapsed_us } = answer;
        let expanded: Vec<Value> = found
            .expanded
            .iter()
            .map(|expansion| json!({ "term": expansion.term, "to": expansion.to, "why": expansion.why }))
            .collect();
        let hits: Vec<Value> = found.hits.iter().zip(1..).filter_map(|(hit, rank)| self.hit(hit, rank)).collect();
        json!({
            "query": text, "elapsed_us": elapsed_us, "total": found.total, "expanded": expanded, "relaxed": found.relaxed, "hits": hits,
        })
    }

    fn hit(&self, hit: &Hit, rank: usize) -> Option<Value> {
        if let Some(page) = &hit.page {
            return Some(hit_json(hit, page, rank));
        }
        let entry = self.library.glance(&hit.id)?;
        let head = entry.head();
        let sources = sources(self.library, entry, &hit.anchor);
        let matched: Vec<Value> = hit
            .matched
            .iter()
            .map(|found| json!({ "field": found.field, "term": found.term, "by": found.by }))
            .collect();
        let (kind, checklists) = match entry {
            Entry::Card(card) => (card.kind.as_str(), card.checklists.clone()),
            Entry::Checklist(checklist) => (checklist.kind_label(), vec![checklist.head.id.clone()]),
        };
        let standing = self.library.standing_at(entry, &hit.anchor, self.settings.today);
        Some(json!({
            "rank": rank, "card": head.id, "anchor": hit.anchor, "title": head.title, "heading": heading(entry, &hit.anchor), "kind": kind,
            "programs": head.programs.iter().map(|program| program.as_str()).collect::<Vec<_>>(), "score": hit.score, "snippet": hit.snippet, "matched": matched,
            "sources": sources, "as_of": self.library.as_of(&sources), "currency": standing.currency.as_str(), "standing": standing.words(),
            "changes": changes_json(&standing, self.settings.today), "checklists": checklists,
            "reviewed": head.is_reviewed,
        }))
    }

    fn text(&self, found: &Found) -> String {
        let mut out = String::new();
        if let Some(relaxed) = &found.relaxed {
            out.push_str(&format!("{relaxed}\n"));
        }
        for hit in &found.hits {
            if let Some(page) = &hit.page {
                out.push_str(&hit_text(hit, page));
                out.push_str(&format!("  why: {}\n", hit.matched.iter().map(why).collect::<Vec<_>>().join(", ")));
                continue;
            }
            let Some(entry) = self.library.glance(&hit.id) else { continue };
            let head = entry.head();
            let programs = head.programs.iter().map(|program| program.label()).collect::<Vec<_>>().join(" ");
            let sources = sources(self.library, entry, &hit.anchor);
            let place = heading(entry, &hit.anchor).join(" > ");
            let today = self.settings.today;
            let standing = self.library.standing_at(entry, &hit.anchor, today);
            out.push_str(&format!(
                "{} [{}, {programs}, text of {}, {}]\n",
                head.title,
                entry.kind_label(),
                self.library.as_of(&sources),
                standing.words()
            ));
            out.push_str(&format!(
                "  {}#{}{}\n",
                hit.id,
                hit.anchor,
                if place.is_empty() { String::new() } else { format!("  {place}") }
            ));
            for change in standing.grave() {
                out.push_str(&format!("  {}: {}\n", change_label(change, today), change.line(today)));
            }
            out.push_str(&format!("  {}\n", hit.snippet));
            let why: Vec<String> = hit.matched.iter().map(why).collect();
            out.push_str(&format!("  why: {}\n", why.join(", ")));
        }
        out
    }
}

/// Returns the changes that touch a place, gravest first, each with what holds in one line.
fn changes_json(standing: &Standing<'_>, today: Date) -> Vec<Value> {
    let told = standing.changes.iter();
    told.map(|change| json!({ "id": change.id, "harm": change.harm, "kind": change.kind_on(today).as_str(), "now": change.line(today) }))
        .collect()
}

fn why(found: &crate::domain::query::Match) -> String {
    match &found.by {
        Some(by) => format!("{} in {} ({by})", found.term, found.field),
        None => format!("{} in {}", found.term, found.field),
    }
}

/// Returns the headings above and including a place, outermost first.
fn heading(entry: Entry<'_>, anchor: &str) -> Vec<String> {
    match entry {
        Entry::Card(card) => {
            let idx = card
                .sections
                .iter()
                .position(|section| section.anchor == anchor)
                .unwrap_or_default();
            card.heading_path(idx).into_iter().map(str::to_owned).collect()
        }
        Entry::Checklist(checklist) => checklist
            .items()
            .find(|(_, item)| item.id() == anchor)
            .and_then(|(chunk_idx, _)| checklist.chunks.get(chunk_idx))
            .map(|chunk| vec![chunk.heading.clone()])
            .unwrap_or_default(),
    }
}

/// Returns the source sections that a place stands on: a section's own, or those of the rules that a step carries out.
fn sources(library: &Library, entry: Entry<'_>, anchor: &str) -> Vec<String> {
    let head = entry.head();
    let mut sources: Vec<String> = match entry {
        Entry::Card(card) => card.find_section(anchor).map(|section| section.sources.clone()).unwrap_or_default(),
        Entry::Checklist(checklist) => checklist
            .find_step(anchor)
            .into_iter()
            .flat_map(|step| &step.rules)
            .filter_map(|link| library.cards.glance(&link.target.id)?.find_section(link.target.anchor.as_deref()?))
            .flat_map(|section| section.sources.clone())
            .collect(),
    };
    if sources.is_empty() {
        sources.clone_from(&head.sources);
    }
    let mut seen = std::collections::BTreeSet::new();
    sources.retain(|id| seen.insert(id.clone()));
    sources
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_sources_need_no_text() {
        let library = crate::builtin::library();
        for whole in library.entries() {
            let glance = library.glance(&whole.head().id).expect("there");
            let anchors: Vec<&str> = match whole {
                Entry::Card(card) => card.sections.iter().map(|section| section.anchor.as_str()).collect(),
                Entry::Checklist(checklist) => checklist.items().map(|(_, item)| item.id()).collect(),
            };
            for anchor in anchors {
                assert_eq!(heading(whole, anchor), heading(glance, anchor));
                assert_eq!(sources(&library, whole, anchor), sources(&library, glance, anchor));
            }
        }
    }
}
