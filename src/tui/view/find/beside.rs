//! The section itself, beside the list of the Find place.
//!
//! Does not belong here: the list, laying out cards (`domain::layout`).

use jiff::civil::DateTime;
use ratatui::layout::Rect;

use crate::domain::layout::{Detail, Needle, Opening, Reader, clean, layout_card, layout_checklist, layout_section, mark};
use crate::domain::library::Entry;
use crate::domain::manual::{STANDING, split_id};
use crate::domain::query::{Hit, PagePlace};
use crate::tui::event::Size;
use crate::tui::layout;
use crate::tui::state::{FindState, Row, RunSummary, State};
use crate::tui::text;
use crate::tui::theme::Meaning;
use crate::tui::view::canvas::{Canvas, below, row};
use crate::tui::view::panes::Basis;

/// What stands beside the list, and all that it depends on.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::tui::view) struct Beside {
    shown: Shown,
    basis: Basis,
}

#[derive(Debug, Clone, PartialEq)]
enum Shown {
    Nothing,
    /// A run, as it stands now.
    Run(Box<RunSummary>, DateTime),
    /// A topic with its entries counted.
    Topic(&'static str, usize),
    /// A page of an imported manual.
    Page(Box<Hit>),
    /// A card or checklist, or one of its places, with words to be marked.
    Entry {
        id: String,
        anchor: Option<String>,
        marked: Vec<String>,
    },
}

impl Beside {
    pub(in crate::tui::view) fn of(state: &State, find: &FindState, size: Size) -> Self {
        Self {
            shown: shown(state, find).unwrap_or(Shown::Nothing),
            basis: Basis::of(state, size),
        }
    }

    pub(in crate::tui::view) fn draw(&self, canvas: &mut Canvas<'_>) {
        let Some(area) = layout::find(self.basis.size).section else {
            return;
        };
        match &self.shown {
            Shown::Nothing => {}
            Shown::Run(run, now) => self.run(run, *now, area, canvas),
            Shown::Topic(label, count) => {
                canvas.wrapped(area, &text::topic_beside(label, *count), Meaning::Text);
            }
            Shown::Page(hit) => {
                if let Some(page) = &hit.page {
                    page_beside(hit, page, area, canvas);
                }
            }
            Shown::Entry { id, anchor, marked } => self.entry((id, anchor.as_deref()), marked, area, canvas),
        }
    }

    fn entry(&self, (id, anchor): (&str, Option<&str>), marked: &[String], area: Rect, canvas: &mut Canvas<'_>) {
        let Basis { library, today, look, .. } = &self.basis;
        let reader = Reader {
            library,
            today: *today,
            width_cols: usize::from(area.width.min(80)),
            symbols: look.symbols,
            detail: Detail::Brief,
            worked: None,
        };
        let mut top = 0;
        let mut page = match library.find(id) {
            Some(Entry::Card(card)) => match anchor {
                Some(anchor) => layout_section(card, anchor, Opening::First, &reader),
                None => layout_card(card, &[], &reader),
            },
            Some(Entry::Checklist(checklist)) => {
                let page = layout_checklist(checklist, &reader);
                let line = anchor.and_then(|anchor| page.find_anchor(anchor)).unwrap_or(0);
                top = line.saturating_sub(usize::from(area.height) / 3);
                page
            }
            None => return,
        };
        let needles: Vec<Needle<'_>> = marked.iter().map(|word| Needle::Word(word)).collect();
        // No more is looked through than is seen.
        let seen = page.lines.len().min(top + usize::from(area.height));
        mark(page.lines.get_mut(top..seen).unwrap_or_default(), &needles);
        canvas.page(area, &page.lines, top, None);
        if usize::from(area.height) < page.lines.len().saturating_sub(top) {
            let last = row(area, area.height.saturating_sub(1));
            canvas.clear(last);
            canvas.text(last, text::MORE_BELOW, Meaning::Quiet);
        }
    }

    fn run(&self, run: &RunSummary, now: DateTime, area: Rect, canvas: &mut Canvas<'_>) {
        let Basis { library, today, .. } = &self.basis;
        let mut top = 0;
        for (words, meaning) in text::run_lines(run, now, *today) {
            top += canvas.wrapped(below(area, top), &words, meaning);
        }
        if let Some(checklist) = library.find_checklist(&run.checklist) {
            let standing = library.standing(Entry::Checklist(checklist), *today);
            canvas.text(row(area, top + 1), &standing.words(), Meaning::Quiet);
        }
    }
}

fn shown(state: &State, find: &FindState) -> Option<Shown> {
    let found = find.search.found.as_deref();
    let (id, anchor) = match find.chosen(state)? {
        Row::Run(run_idx) => {
            let run = state.book.listed.get(run_idx)?;
            return Some(Shown::Run(Box::new(run.clone()), state.now));
        }
        Row::Topic(topic, count) => return Some(Shown::Topic(topic.label(), count)),
        Row::Hit(hit_idx) => {
            let hit = found?.hits.get(hit_idx)?;
            if hit.page.is_some() {
                return Some(Shown::Page(Box::new(hit.clone())));
            }
            (hit.id.clone(), Some(hit.anchor.clone()))
        }
        Row::Entry(id) => (id, None),
        Row::Heading(_) => return None,
    };
    let marked = found.filter(|_| !find.text_box.is_empty()).map(|found| found.marked.clone());
    Some(Shown::Entry {
        id,
        anchor,
        marked: marked.unwrap_or_default(),
    })
}

/// What is known of a page before it is read.
fn page_beside(hit: &Hit, page: &PagePlace, area: Rect, canvas: &mut Canvas<'_>) {
    let path = split_id(&hit.id).map_or("", |(_, path)| path);
    let lines = [
        (page.title.clone(), Meaning::Title),
        (page.heading.clone(), Meaning::Text),
        (format!("{STANDING}: {}, {path}", page.manual), Meaning::Quiet),
        (hit.snippet.clone(), Meaning::Text),
        (text::PAGE_OPENS.to_owned(), Meaning::Quiet),
    ];
    let mut top = 0;
    for (words, meaning) in lines.into_iter().filter(|(words, _)| !words.is_empty()) {
        top += canvas.wrapped(below(area, top), &clean(&words), meaning);
    }
}
