//! The Case place: dates, runs, contacts and notes of a case, and the chosen one in full.
//!
//! Does not belong here: what hangs on a case (`state`).

use ratatui::layout::Rect;

use crate::domain::case_log::{CaseMark, NumberedEntry};
use crate::domain::contact::ContactField;
use crate::tui::event::Size;
use crate::tui::layout;
use crate::tui::state::{CaseBook, CasePlace, CaseRow, State, case_of, case_rows, entry_lines};
use crate::tui::text;
use crate::tui::theme::Meaning;

use super::canvas::{Canvas, below, cells, row};

pub(super) fn draw(state: &State, place: &CasePlace, size: Size, canvas: &mut Canvas<'_>) {
    let areas = layout::step(size);
    let Some(book) = case_of(state, place) else {
        canvas.wrapped(areas.list, "Reading the case.", Meaning::Text);
        return;
    };
    let rows = case_rows(book);
    if rows.is_empty() {
        canvas.wrapped(areas.list, text::EMPTY_CASE, Meaning::Text);
        return;
    }
    list(state, &rows, place.selected, areas.list, canvas);
    if layout::is_wide(size) {
        canvas.upright(areas.separator);
    } else {
        canvas.rule(areas.separator);
    }
    if let Some(chosen) = rows.get(place.selected) {
        panel(state, book, chosen, areas.panel, canvas);
    }
}

/// A heading before the first row of its kind, or a row.
enum Line<'a> {
    Heading(&'static str),
    Row(usize, &'a CaseRow<'a>),
}

fn list(state: &State, rows: &[CaseRow<'_>], selected: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let mut lines = Vec::new();
    let mut heading = "";
    for (row_idx, case_row) in rows.iter().enumerate() {
        if case_row.heading() != heading {
            heading = case_row.heading();
            lines.push(Line::Heading(heading));
        }
        lines.push(Line::Row(row_idx, case_row));
    }
    let height = usize::from(area.height);
    let at = lines
        .iter()
        .position(|line| matches!(line, Line::Row(row_idx, _) if *row_idx == selected))
        .unwrap_or(0);
    let first = at.saturating_sub(height / 3).min(lines.len().saturating_sub(height));
    for (line_idx, line) in lines.iter().skip(first).take(height).enumerate() {
        let line_area = row(area, cells(line_idx));
        match line {
            Line::Heading(words) => {
                canvas.text(line_area, words, Meaning::Title);
            }
            Line::Row(row_idx, case_row) => draw_row(state, case_row, *row_idx == selected, line_area, canvas),
        }
    }
}

fn draw_row(state: &State, case_row: &CaseRow<'_>, is_chosen: bool, area: Rect, canvas: &mut Canvas<'_>) {
    let marker = if is_chosen { "> " } else { "  " };
    let (left, right, meaning) = match case_row {
        CaseRow::Differing(words) => ((*words).to_owned(), String::new(), Meaning::Due),
        CaseRow::Date(due) => (due.words.clone(), text::due_words(due, state.today()), Meaning::Due),
        CaseRow::Run(run) => (run.title.clone(), text::run_progress(run), Meaning::Quiet),
        CaseRow::Entry { entry, is_struck } => {
            let at = entry.entry.at.strftime("%-d %b %H:%M").to_string();
            let right = if *is_struck { format!("STRUCK {at}") } else { at };
            (entry_words(entry), right, Meaning::Quiet)
        }
    };
    canvas.both(
        area,
        (&format!("{marker}{left}"), Meaning::Text),
        (&right, meaning),
        area.width * 3 / 5,
    );
    if matches!(case_row, CaseRow::Entry { is_struck: true, .. }) {
        canvas.grey(area);
    }
    if is_chosen {
        canvas.choose(area);
    }
}

/// The first words of an entry.
fn entry_words(entry: &NumberedEntry) -> String {
    match &entry.entry.mark {
        CaseMark::Contact { contact } => {
            let office = contact.get(ContactField::Office);
            let office = if office.is_empty() { "office not recorded" } else { office };
            format!("Contact, {}: {office}", contact.get(ContactField::Direction))
        }
        CaseMark::Note { text } => format!("Note: {text}"),
        CaseMark::Worked { out } => format!("{}: {}", out.spoken, out.title),
        CaseMark::Closed => "Closed".to_owned(),
        CaseMark::Reopened => "Opened again".to_owned(),
        CaseMark::RunBegun { .. } | CaseMark::Strike { .. } => String::new(),
    }
}

fn panel(state: &State, book: &CaseBook, chosen: &CaseRow<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let lines: Vec<(String, Meaning)> = match chosen {
        CaseRow::Differing(words) => vec![((*words).to_owned(), Meaning::Text)],
        CaseRow::Date(due) => vec![
            (due.words.clone(), Meaning::Title),
            (text::due_words(due, state.today()), Meaning::Due),
        ],
        CaseRow::Run(run) => text::run_lines(run, state.now, state.today()),
        CaseRow::Entry { entry, .. } => entry_lines(book, entry).into_iter().map(|line| (line, Meaning::Text)).collect(),
    };
    let mut top = 0;
    for (words, meaning) in lines {
        if area.height <= top {
            break;
        }
        top += canvas.wrapped(below(area, top), &words, meaning);
    }
}
