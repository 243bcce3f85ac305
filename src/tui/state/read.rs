//! The Read place: which card, which line is on top, which link is chosen, and the way back.
//!
//! Does not belong here: laying out (`domain::layout`).

use std::sync::Arc;

use crate::domain::layout::{Needle, Page, Reader, layout_card, layout_checklist, layout_manual_page, mark};
use crate::domain::library::{Entry, Library};
use crate::domain::manual::ManualPage;
use crate::tui::text;

use super::State;
use super::text_box::TextBox;

/// The Read place.
#[derive(Debug)]
pub struct ReadState {
    /// What is being read.
    pub at: ReadPlace,
    /// Where links were followed from, oldest first.
    pub trail: Vec<ReadPlace>,
    /// Words of the search that led here; marked in the text.
    pub marked: Vec<String>,
    /// Finding within the page.
    pub find: Option<PageFind>,
}

/// A page of a manual that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwaitedPage {
    /// Its id.
    pub id: String,
    /// The section to go to.
    pub anchor: String,
    /// Words of the search that led there.
    pub marked: Vec<String>,
    /// Whether a link led there, so that the way back is to the page with the link.
    pub is_followed: bool,
}

/// A place in a card, a blank checklist or a page of a manual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadPlace {
    /// Id of the card, checklist or page.
    pub id: String,
    /// The page, if it is one of a manual.
    pub manual: Option<Arc<ManualPage>>,
    /// First line shown.
    pub top: usize,
    /// Index of the chosen link.
    pub link: Option<usize>,
    /// Id of the rule whose box is chosen and in sight: then a date can be typed.
    pub rule: Option<String>,
    /// Ids of what links to it.
    pub named_by: Vec<String>,
}

/// Finding within the page.
#[derive(Debug, Clone, Default)]
pub struct PageFind {
    /// What is typed.
    pub text_box: TextBox,
    /// Whether keys still go into the box.
    pub is_typing: bool,
    /// Index of the current match among the lines that match.
    pub current: usize,
}

impl ReadState {
    /// Returns the start of a card or checklist.
    #[must_use]
    pub fn new(at: ReadPlace, marked: Vec<String>) -> Self {
        Self {
            at,
            trail: Vec::new(),
            marked,
            find: None,
        }
    }

    /// Returns the page laid out for `width_cols`, with marks, and the lines that match what is looked for in it.
    #[must_use]
    pub fn page(&self, state: &State, width_cols: usize) -> (Page, Vec<usize>) {
        let mut page = self.at.page(state, width_cols);
        let typed = self.find.as_ref().map_or("", |find| find.text_box.text());
        let matches = if typed.trim().is_empty() {
            let needles: Vec<Needle<'_>> = self.marked.iter().map(|word| Needle::Word(word)).collect();
            mark(&mut page.lines, &needles);
            Vec::new()
        } else {
            mark(&mut page.lines, &[Needle::Anywhere(typed.trim())])
        };
        (page, matches)
    }
}

impl ReadPlace {
    /// Returns the top of a card or checklist, with what links to it.
    #[must_use]
    pub fn new(state: &State, id: &str) -> Self {
        Self {
            id: id.to_owned(),
            manual: None,
            top: 0,
            link: None,
            rule: None,
            named_by: named_by(&state.library, id),
        }
    }

    /// Returns the top of a page of a manual.
    #[must_use]
    pub fn of_manual(page: Arc<ManualPage>) -> Self {
        Self {
            id: page.id.clone(),
            manual: Some(page),
            top: 0,
            link: None,
            rule: None,
            named_by: Vec::new(),
        }
    }

    /// Returns the page laid out for `width_cols`; empty if there is no such card.
    #[must_use]
    pub fn page(&self, state: &State, width_cols: usize) -> Page {
        let reader = state.reader(width_cols);
        if let Some(page) = &self.manual {
            return layout_manual_page(page, &reader);
        }
        match state.library.find(&self.id) {
            Some(Entry::Card(card)) => {
                let named_by: Vec<&str> = self.named_by.iter().map(String::as_str).collect();
                let worked = text::kept_results(state);
                let reader = Reader {
                    worked: Some(&worked),
                    ..reader
                };
                layout_card(card, &named_by, &reader)
            }
            Some(Entry::Checklist(checklist)) => layout_checklist(checklist, &reader),
            None => Page::default(),
        }
    }
}

/// Returns the ids of what links to `id`.
#[must_use]
pub fn named_by(library: &Library, id: &str) -> Vec<String> {
    library
        .entries()
        .filter(|entry| entry.head().id != id && crate::domain::check::outgoing(*entry).contains(&id))
        .map(|entry| entry.head().id.clone())
        .collect()
}

/// Returns the last line that may be on top: the last heading, or the line that leaves the page full.
#[must_use]
pub fn last_top(page: &Page, rows: usize) -> usize {
    let full = page.lines.len().saturating_sub(rows);
    page.anchors.last().map_or(full, |anchor| full.max(anchor.line))
}
