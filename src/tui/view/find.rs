//! The Find place: the box, the list, and the section itself where there is room.
//!
//! Does not belong here: what is found.

use ratatui::layout::{Position, Rect};

use crate::domain::layout::{Line, Needle, Opening, Role, clean, layout_card, layout_checklist, layout_section, mark, shorten};
use crate::domain::library::Entry;
use crate::domain::manual::{STANDING, split_id};
use crate::domain::query::{Found, Hit, PagePlace};
use crate::tui::event::Size;
use crate::tui::layout;
use crate::tui::state::{FindState, Row, RunSummary, State, first_row, row_height};
use crate::tui::text;
use crate::tui::theme::Meaning;

use super::canvas::{Canvas, below, indented, row};

pub(super) fn draw(state: &State, find: &FindState, size: Size, canvas: &mut Canvas<'_>) -> Position {
    let areas = layout::find(size);
    let rest = canvas.right(areas.input, &count_words(find), Meaning::Quiet);
    canvas.text(rest, "> ", Meaning::Key);
    let box_area = indented(rest, 2);
    let cursor = canvas.text_box(box_area, find.text_box.text(), find.text_box.cursor_cols());
    if find.text_box.is_empty() {
        canvas.text(indented(box_area, 1), text::FIND_HINT, Meaning::Quiet);
    }
    if let Some(rule) = areas.rule {
        match note(find) {
            Some(note) => {
                canvas.text(rule, &note, Meaning::Quiet);
            }
            None => canvas.rule(rule),
        }
    }
    if let Some(separator) = areas.separator {
        canvas.upright(separator);
    }
    list(state, find, areas.list, size, canvas);
    if let Some(section) = areas.section {
        beside(state, find, section, canvas);
    }
    Position::new(box_area.x + cursor, box_area.y)
}

fn count_words(find: &FindState) -> String {
    let search = &find.search;
    if find.text_box.text().trim().is_empty() {
        return String::new();
    }
    let how = if find.is_exact { ", only as typed" } else { "" };
    match (&search.problem, &search.found) {
        (Some(problem), _) => format!("Search failed: {problem}"),
        (None, Some(found)) if !search.is_waiting || !found.hits.is_empty() => match found.total {
            0 => format!("nothing found{how}"),
            1 => format!("1 found{how}"),
            total => format!("{total} found{how}"),
        },
        _ => "searching".to_owned(),
    }
}

/// What the words were taken to mean as well, or what was relaxed to find anything.
fn note(find: &FindState) -> Option<String> {
    let found = find.search.found.as_ref()?;
    if find.text_box.text().trim().is_empty() {
        return None;
    }
    if let Some(relaxed) = &found.relaxed {
        return Some(relaxed.clone());
    }
    (!found.expanded.is_empty()).then(|| text::expansions(&found.expanded))
}

fn list(state: &State, find: &FindState, area: Rect, size: Size, canvas: &mut Canvas<'_>) {
    let rows = find.rows(state);
    if rows.is_empty() {
        empty(state, find, area, canvas);
        return;
    }
    let first = first_row(&rows, find.selected, area.height, size);
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
        let is_chosen = list_row.is_choice() && choice_idx == find.selected;
        draw_row(state, find, list_row, (row_area, size), is_chosen, canvas);
        choice_idx += usize::from(list_row.is_choice());
        top += height;
    }
}

fn empty(state: &State, find: &FindState, area: Rect, canvas: &mut Canvas<'_>) {
    let words = if find.text_box.text().trim().is_empty() {
        if state.library.cards.is_empty() { text::NO_CONTENT } else { "" }
    } else if find.search.is_waiting || find.search.problem.is_some() {
        ""
    } else {
        text::NOTHING_FOUND
    };
    canvas.wrapped(area, words, Meaning::Text);
}

fn draw_row(state: &State, find: &FindState, list_row: &Row, place: (Rect, Size), is_chosen: bool, canvas: &mut Canvas<'_>) {
    let (area, size) = place;
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
            if let Some(entry) = state.library.find(id) {
                let title = format!("{marker}{}", entry.head().title);
                canvas.both(first, (&title, Meaning::Text), (entry.kind_label(), Meaning::Quiet), 14);
            }
        }
        Row::Run(run_idx) => {
            if let Some(run) = state.book.listed.get(*run_idx) {
                run_row(state, run, area, marker, canvas);
            }
        }
        Row::Hit(hit_idx) => {
            if let Some(found) = &find.search.found
                && let Some(hit) = found.hits.get(*hit_idx)
            {
                hit_rows(state, found, hit, place, marker, canvas);
                if is_chosen && layout::hit_rows(size) == 5 {
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

fn run_row(state: &State, run: &RunSummary, area: Rect, marker: &str, canvas: &mut Canvas<'_>) {
    let due = run.due.as_ref().map_or_else(String::new, |due| text::due_words(due, state.today()));
    let title = format!("{marker}{}: {}", run.case_words(), run.title);
    canvas.both(row(area, 0), (&title, Meaning::Text), (&due, Meaning::Due), area.width / 2);
    let next = run.next.as_deref().unwrap_or("nothing is open");
    let words = format!("{}; next: {next}", text::run_progress(run));
    canvas.text(indented(row(area, 1), 4), &words, Meaning::Quiet);
}

fn hit_rows(state: &State, found: &Found, hit: &Hit, place: (Rect, Size), marker: &str, canvas: &mut Canvas<'_>) {
    let (area, size) = place;
    if let Some(page) = &hit.page {
        page_rows(found, hit, page, place, marker, canvas);
        return;
    }
    let Some(entry) = state.library.find(&hit.id) else {
        canvas.text(row(area, 0), &format!("{marker}{}", hit.id), Meaning::Title);
        return;
    };
    let head = entry.head();
    let arrow = canvas.symbols.arrow();
    let heading = heading(entry, &hit.anchor).map_or_else(|| head.summary.clone(), |heading| format!("{arrow} {heading}"));
    let standing = state.library.standing_at(entry, &hit.anchor, state.today());
    let sources = text::sources_of(&state.library, &hit.id, &hit.anchor);
    let source = text::short_source(&state.library, &sources);
    let title = format!("{marker}{}", head.title);
    if layout::hit_rows(size) < 3 {
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

/// The section itself, beside the list.
fn beside(state: &State, find: &FindState, area: Rect, canvas: &mut Canvas<'_>) {
    let reader = state.reader(usize::from(area.width.min(80)));
    match find.chosen(state) {
        Some(Row::Run(run_idx)) => {
            if let Some(run) = state.book.listed.get(run_idx) {
                run_beside(state, run, area, canvas);
            }
            return;
        }
        Some(Row::Topic(topic, count)) => {
            canvas.wrapped(area, &text::topic_beside(topic.label(), count), Meaning::Text);
            return;
        }
        _ => {}
    }
    let Some((id, anchor)) = find.chosen_entry(state) else { return };
    if let Some(Row::Hit(hit_idx)) = find.chosen(state)
        && let Some(hit) = find.search.found.as_ref().and_then(|found| found.hits.get(hit_idx))
        && let Some(page) = &hit.page
    {
        page_beside(hit, page, area, canvas);
        return;
    }
    let mut top = 0;
    let mut page = match state.library.find(&id) {
        Some(Entry::Card(card)) => match anchor.as_deref() {
            Some(anchor) => layout_section(card, anchor, Opening::First, &reader),
            None => layout_card(card, &[], &reader),
        },
        Some(Entry::Checklist(checklist)) => {
            let page = layout_checklist(checklist, &reader);
            let line = anchor.as_deref().and_then(|anchor| page.find_anchor(anchor)).unwrap_or(0);
            top = line.saturating_sub(usize::from(area.height) / 3);
            page
        }
        None => return,
    };
    if let Some(found) = find.search.found.as_ref().filter(|_| !find.text_box.is_empty()) {
        let needles: Vec<Needle<'_>> = found.marked.iter().map(|word| Needle::Word(word)).collect();
        mark(&mut page.lines, &needles);
    }
    canvas.page(area, &page.lines, top, None);
    if usize::from(area.height) < page.lines.len().saturating_sub(top) {
        let last = row(area, area.height.saturating_sub(1));
        canvas.clear(last);
        canvas.text(last, text::MORE_BELOW, Meaning::Quiet);
    }
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

fn run_beside(state: &State, run: &RunSummary, area: Rect, canvas: &mut Canvas<'_>) {
    let mut top = 0;
    for (words, meaning) in text::run_lines(run, state.now, state.today()) {
        top += canvas.wrapped(below(area, top), &words, meaning);
    }
    if let Some(checklist) = state.library.find_checklist(&run.checklist) {
        let standing = state.library.standing(Entry::Checklist(checklist), state.today());
        canvas.text(row(area, top + 1), &standing.words(), Meaning::Quiet);
    }
}
