//! The Runs place: unfinished runs by nearest date, then finished ones.
//!
//! Does not belong here: what a run's state is.

use ratatui::layout::Rect;

use crate::tui::event::Size;
use crate::tui::layout;
use crate::tui::state::{RunSummary, RunsState, State};
use crate::tui::text;
use crate::tui::theme::Meaning;

use super::canvas::{Canvas, below, indented, row};

pub(super) fn draw(state: &State, runs: &RunsState, size: Size, canvas: &mut Canvas<'_>) {
    let area = layout::frame(size).body;
    if state.book.listed.is_empty() {
        let words = match (&state.book.problem, state.book.is_listed) {
            (Some(problem), _) => format!("The runs could not be read: {problem}."),
            (None, true) => text::NO_RUNS.to_owned(),
            (None, false) => "Reading the runs.".to_owned(),
        };
        canvas.wrapped(area, &words, Meaning::Text);
        return;
    }
    let run_rows: u16 = if layout::is_tall(size) { 4 } else { 3 };
    let heights: Vec<u16> = (0..state.book.listed.len())
        .map(|idx| run_rows + u16::from(heading(state, idx).is_some()))
        .collect();
    let mut first = runs.selected.min(heights.len().saturating_sub(1));
    let mut used = heights.get(first).copied().unwrap_or(0);
    while let Some(before) = first.checked_sub(1) {
        used += heights.get(before).copied().unwrap_or(0);
        if area.height < used {
            break;
        }
        first = before;
    }
    let mut top = 0;
    for (idx, run) in state.book.listed.iter().enumerate().skip(first) {
        if area.height <= top {
            break;
        }
        if let Some(words) = heading(state, idx) {
            canvas.text(row(area, top), words, Meaning::Title);
            top += 1;
        }
        draw_run(state, run, below(area, top), idx == runs.selected, canvas);
        top += run_rows;
    }
}

/// The words over a run that is the first of its kind.
fn heading(state: &State, idx: usize) -> Option<&'static str> {
    let run = state.book.listed.get(idx)?;
    let before = idx.checked_sub(1).and_then(|before| state.book.listed.get(before));
    if before.is_some_and(|before| before.is_finished == run.is_finished) {
        return None;
    }
    Some(if run.is_finished {
        "Finished"
    } else {
        "Unfinished, nearest date first"
    })
}

fn draw_run(state: &State, run: &RunSummary, area: Rect, is_chosen: bool, canvas: &mut Canvas<'_>) {
    let marker = if is_chosen { "> " } else { "  " };
    let due = run.due.as_ref().map_or_else(String::new, |due| {
        if area.width < 60 {
            text::due_short(due)
        } else {
            text::due_words(due, state.today())
        }
    });
    let title = format!("{marker}{}: {}", run.case_words(), run.title);
    canvas.both(row(area, 0), (&title, Meaning::Title), (&due, Meaning::Due), area.width / 2);
    let last = run.last_done.as_deref().unwrap_or("nothing yet");
    let next = run.next.as_deref().unwrap_or("nothing is open");
    let dot = canvas.symbols.dot();
    let progress = text::run_progress(run);
    let (second, third) = if run.is_finished {
        let outcome = run.outcome.clone().unwrap_or_default();
        (format!("{progress} {dot} {}", text::ago(run.last_at, state.now)), outcome)
    } else {
        (
            format!("next: {next}"),
            format!("{progress} {dot} {} {dot} last: {last}", text::left_when(run, state.now)),
        )
    };
    canvas.text(indented(row(area, 1), 4), &second, Meaning::Text);
    canvas.text(indented(row(area, 2), 4), &third, Meaning::Quiet);
    if is_chosen {
        canvas.choose(row(area, 0));
    }
}
