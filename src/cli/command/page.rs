//! Pages of imported manuals as they are printed: a hit in text and JSON, and the page itself.
//!
//! Does not belong here: finding and reading them (`cli::manuals`).

use serde_json::{Value, json};

use crate::cli::settings::Settings;
use crate::domain::card::OPENING;
use crate::domain::layout::{clean, layout_manual_page};
use crate::domain::library::Library;
use crate::domain::manual::{ManualPage, STANDING, split_id};
use crate::domain::markdown::plain_blocks;
use crate::domain::query::{Hit, PagePlace};
use crate::report::Failure;

use super::show::styled;

/// Returns a hit in a manual as JSON, with the fields that a card's has.
pub(super) fn hit_json(hit: &Hit, page: &PagePlace, rank: usize) -> Value {
    let matched: Vec<Value> = hit
        .matched
        .iter()
        .map(|found| json!({ "field": found.field, "term": found.term, "by": found.by }))
        .collect();
    let heading: Vec<&str> = [page.heading.as_str()].into_iter().filter(|heading| !heading.is_empty()).collect();
    json!({
        "rank": rank, "card": hit.id, "anchor": hit.anchor, "title": page.title, "heading": heading, "kind": "page", "programs": [], "score": hit.score,
        "snippet": hit.snippet, "matched": matched, "sources": [], "as_of": "", "currency": "unknown", "standing": STANDING, "changes": [], "checklists": [],
        "reviewed": false, "manual": page.manual, "path": split_id(&hit.id).map_or("", |(_, path)| path),
    })
}

/// Returns a hit in a manual in the lines that a card's has, but why it matched.
pub(super) fn hit_text(hit: &Hit, page: &PagePlace) -> String {
    let heading = if page.heading.is_empty() {
        String::new()
    } else {
        format!(" > {}", page.heading)
    };
    let line = |words: &str| clean(words);
    format!(
        "{} [page of {}, {STANDING}]\n  {}#{}\n  {}\n",
        line(&format!("{}{heading}", page.title)),
        line(&page.manual),
        line(&hit.id),
        hit.anchor,
        line(&hit.snippet)
    )
}

/// A page to be printed, or one of its sections.
pub(super) struct PrintedPage<'a> {
    settings: &'a Settings,
    library: &'a Library,
    page: ManualPage,
}

impl<'a> PrintedPage<'a> {
    /// Returns the page, or the section `anchor` of it alone.
    ///
    /// # Errors
    ///
    /// [`Failure`] if there is no such section.
    pub(super) fn new(settings: &'a Settings, library: &'a Library, mut page: ManualPage, anchor: Option<&str>) -> Result<Self, Failure> {
        if let Some(anchor) = anchor {
            let known: Vec<String> = page.sections.iter().map(|section| section.anchor.clone()).collect();
            page.sections.retain(|section| section.anchor == anchor);
            if page.sections.is_empty() {
                return Err(Failure::usage(
                    format!("`{}` has no section `{anchor}`", page.id),
                    format!("it has {}", known.join(", ")),
                ));
            }
        }
        Ok(Self { settings, library, page })
    }

    /// Returns it as JSON.
    pub(super) fn json(&self) -> Value {
        let words = self.library.words(self.settings.today);
        let sections: Vec<Value> = self
            .page
            .sections
            .iter()
            .map(|section| json!({ "anchor": section.anchor, "heading": section.heading, "level": section.level, "text": plain_blocks(&section.blocks, &words) }))
            .collect();
        json!({
            "id": self.page.id, "title": self.page.title, "kind": "page", "manual": self.page.manual, "path": self.page.path, "standing": STANDING,
            "currency": "unknown", "reviewed": false, "sources": [], "checklists": [], "sections": sections,
        })
    }

    /// Returns it as plain text.
    pub(super) fn plain(&self) -> String {
        let words = self.library.words(self.settings.today);
        let mut out = format!("{}\n{}\n", self.page.title, self.page.standing());
        for section in &self.page.sections {
            if section.anchor != OPENING {
                out.push_str(&format!("\n{}\n", section.heading));
            }
            out.push_str(&format!("\n{}\n", plain_blocks(&section.blocks, &words)));
        }
        let lines: Vec<String> = out.lines().map(clean).collect();
        lines.join("\n") + "\n"
    }

    /// Returns it laid out for the terminal's width.
    pub(super) fn terminal(&self) -> String {
        let reader = self.settings.reader(self.library);
        let page = layout_manual_page(&self.page, &reader);
        page.lines.iter().map(|line| styled(line, self.settings.color)).collect()
    }
}
