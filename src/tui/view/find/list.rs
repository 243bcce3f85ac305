//! The list of the Find place.
//!
//! Does not belong here: which rows there are (`state`), what is found.

use std::sync::Arc;

use ratatui::layout::Rect;

use crate::domain::layout::{Line, Needle, Role, clean, mark, shorten};
use crate::domain::library::Entry;
use crate::domain::manual::STANDING;
use crate::domain::query::{Found, Hit, PagePlace};
use crate::tui::event::Size;
use crate::tui::layout;
use crate::tui::state::{FindState, Row, RunSummary, State, first_row, row_height};
use crate::tui::text;
use crate::tui::theme::Meaning;
use crate::tui::view::canvas::{Canvas, below, indented, row};
use crate::tui::view::panes::Basis;

/// The list, and all that it depends on.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::tui::view) struct List {
    rows: Vec<Row>,
    selected: usize,
    found: Option<Arc<Found>>,
    /// The runs that rows stand for, by their index.
    runs: Vec<RunSummary>,
    /// What is said if there are no rows.
    when_empty: &'static str,
    basis: Basis,
}

impl List {
    pub(in crate::tui::view) fn of(state: &State, find: &FindState, size: Size) -> Self {
        let rows = find.rows(state);
        let has_runs = rows.iter().any(|row| matches!(row, Row::Run(_)));
        Self {
            selected: find.selected,
            found: find.search.found.clone(),
            runs: if has_runs { state.book.listed.clone() } else { Vec::new() },
            when_empty: if rows.is_empty() { when_empty(state, find) } else { "" },
            rows,
            basis: Basis::of(state, size),
        }
    }

    /// Draws the list, and the line between it and the section.
    pub(in crate::tui::view) fn draw(&self, canvas: &mut Canvas<'_>) {
        let size = self.basis.size;
        let layout::Find { list: area, separator, .. } = layout::find(size);
        if let Some(separator) = separator {
            canvas.upright(separator);
        }
        if self.rows.is_empty() {
            canvas.wrapped(area, self.when_empty, Meaning::Text);
            return;
        }
        let rows = &self.rows;
        let first = first_row(rows, self.selected, area.height, size);
        let mut choice_idx = rows.iter().take(first).filter(|row| row.is_choice()).count();
        let mut top = 0;
        for (row_idx, list_row) in rows.iter().enumerate().skip(first) {
            if area.height <= top {
                break;
            }
            let height = row_height(list_row, row_idx == first, size);
            let row_area = Rect {
                height: height.min(area.height - top),
                ..below(area, top)
            };
            let is_chosen = list_row.is_choice() && choice_idx == self.selected;
            self.draw_row(list_row, row_area, is_chosen, canvas);
            choice_idx += usize::from(list_row.is_choice());
            top += height;
        }
    }

    fn draw_row(&self, list_row: &Row, area: Rect, is_chosen: bool, canvas: &mut Canvas<'_>) {
        let marker = if is_chosen { "> " } else { "  " };
        let first = row(area, 0);
        match list_row {
            Row::Heading(words) => {
                let last = row(area, area.height.saturating_sub(1));
                canvas.text(last, words, Meaning::Title);
            }
            Row::Topic(topic, count) => {
                canvas.both(
                    first,
                    (&format!("{marker}{}", topic.label()), Meaning::Text),
                    (&count.to_string(), Meaning::Quiet),
                    8,
                );
            }
            Row::Entry(id) => {
                if let Some(entry) = self.basis.library.find(id) {
                    let title = format!("{marker}{}", entry.head().title);
                    canvas.both(first, (&title, Meaning::Text), (entry.kind_label(), Meaning::Quiet), 14);
                }
            }
            Row::Run(run_idx) => {
                if let Some(run) = self.runs.get(*run_idx) {
                    self.run_row(run, area, marker, canvas);
                }
            }
            Row::Hit(hit_idx) => {
                if let Some(found) = &self.found
                    && let Some(hit) = found.hits.get(*hit_idx)
                {
                    self.hit_rows(found, hit, area, marker, canvas);
                    if is_chosen && layout::hit_rows(self.basis.size) == 5 {
                        let why = text::why(&hit.matched, canvas.symbols.dot());
                        canvas.text(indented(row(area, 4), 4), &why, Meaning::Quiet);
                    }
                }
            }
        }
        if is_chosen {
            canvas.choose(first);
        }
    }

    fn run_row(&self, run: &RunSummary, area: Rect, marker: &str, canvas: &mut Canvas<'_>) {
        let due = run.due.as_ref();
        let due = due.map_or_else(String::new, |due| text::due_words(due, self.basis.today));
        let title = format!("{marker}{}: {}", run.case_words(), run.title);
        canvas.both(row(area, 0), (&title, Meaning::Text), (&due, Meaning::Due), area.width / 2);
        let next = run.next.as_deref().unwrap_or("nothing is open");
        let words = format!("{}; next: {next}", text::run_progress(run));
        canvas.text(indented(row(area, 1), 4), &words, Meaning::Quiet);
    }

    fn hit_rows(&self, found: &Found, hit: &Hit, area: Rect, marker: &str, canvas: &mut Canvas<'_>) {
        let Basis { library, today, size, .. } = &self.basis;
        if let Some(page) = &hit.page {
            page_rows(found, hit, page, (area, *size), marker, canvas);
            return;
        }
        let Some(entry) = library.find(&hit.id) else {
            canvas.text(row(area, 0), &format!("{marker}{}", hit.id), Meaning::Title);
            return;
        };
        let head = entry.head();
        let arrow = canvas.symbols.arrow();
        let heading = heading(entry, &hit.anchor).map_or_else(|| head.summary.clone(), |heading| format!("{arrow} {heading}"));
        let standing = library.standing_at(entry, &hit.anchor, *today);
        let sources = text::sources_of(library, &hit.id, &hit.anchor);
        let source = text::short_source(library, &sources);
        let title = format!("{marker}{}", head.title);
        if layout::hit_rows(*size) < 3 {
            canvas.both(
                row(area, 0),
                (&title, Meaning::Title),
                (text::currency_word(&standing), Meaning::Text),
                16,
            );
            canvas.both(
                indented(row(area, 1), 2),
                (&heading, Meaning::Text),
                (&source, Meaning::Quiet),
                area.width / 2,
            );
            return;
        }
        let programs: Vec<&str> = head.programs.iter().map(|program| program.label()).collect();
        let line = |row_idx: u16| indented(row(area, row_idx), 2);
        let kind = format!("{}, {}", entry.kind_label(), programs.join(" "));
        canvas.text(row(area, 0), &title, Meaning::Title);
        canvas.both(line(1), (&heading, Meaning::Text), (&kind, Meaning::Quiet), area.width * 2 / 5);
        canvas.both(
            line(2),
            (&source, Meaning::Quiet),
            (&text::currency_mark(&standing), Meaning::Text),
            text::MARK_COLS,
        );
        snippet(found, hit, indented(row(area, 3), 4), canvas);
    }
}

fn when_empty(state: &State, find: &FindState) -> &'static str {
    if find.text_box.text().trim().is_empty() {
        if state.library.cards.is_empty() { text::NO_CONTENT } else { "" }
    } else if find.search.is_waiting || find.search.problem.is_some() {
        ""
    } else {
        text::NOTHING_FOUND
    }
}

/// A page of an imported manual: its title, its heading, that nobody has reviewed it.
fn page_rows(found: &Found, hit: &Hit, page: &PagePlace, place: (Rect, Size), marker: &str, canvas: &mut Canvas<'_>) {
    let (area, size) = place;
    let title = clean(&format!("{marker}{}", page.title));
    let heading = match page.heading.as_str() {
        "" => String::new(),
        heading => clean(&format!("{} {heading}", canvas.symbols.arrow())),
    };
    let manual = clean(&page.manual);
    let line = |row_idx: u16| indented(row(area, row_idx), 2);
    if layout::hit_rows(size) < 3 {
        canvas.both(row(area, 0), (&title, Meaning::Title), (text::PAGE_SHORT, Meaning::Text), 16);
        canvas.both(line(1), (&heading, Meaning::Text), (&manual, Meaning::Quiet), area.width / 2);
        return;
    }
    canvas.text(row(area, 0), &title, Meaning::Title);
    canvas.both(line(1), (&heading, Meaning::Text), ("page", Meaning::Quiet), area.width * 2 / 5);
    let standing_cols = u16::try_from(STANDING.len()).unwrap_or(area.width);
    canvas.both(line(2), (&manual, Meaning::Quiet), (STANDING, Meaning::Text), standing_cols);
    snippet(found, hit, indented(row(area, 3), 4), canvas);
}

fn snippet(found: &Found, hit: &Hit, area: Rect, canvas: &mut Canvas<'_>) {
    let snippet = shorten(&clean(&hit.snippet), usize::from(area.width), canvas.symbols);
    canvas.line(area, &marked_line(&snippet, found), None);
}

fn marked_line(text: &str, found: &Found) -> Line {
    let mut lines = [Line::of(text, Role::Text)];
    let needles: Vec<Needle<'_>> = found.marked.iter().map(|word| Needle::Word(word)).collect();
    mark(&mut lines, &needles);
    let [line] = lines;
    line
}

/// The heading of the section or the words of the step that matched.
fn heading(entry: Entry<'_>, anchor: &str) -> Option<String> {
    match entry {
        Entry::Card(card) => {
            let section_idx = card.sections.iter().position(|section| section.anchor == anchor)?;
            let path = card.heading_path(section_idx);
            (!path.is_empty()).then(|| path.join(", "))
        }
        Entry::Checklist(checklist) => checklist.find_step(anchor).map(|step| step.words.clone()),
    }
}
