//! What a worksheet shows beside other checklists: the working beneath a line of the list, and the months while they are typed.
//!
//! Does not belong here: the list and the panel themselves (`step`), rules.

use ratatui::layout::Rect;

use crate::domain::checklist::{InputFrom, Item, Step};
use crate::domain::grid::Grid;
use crate::domain::layout::wrap_words;
use crate::domain::run::{Earnings, ItemState, Mark, View, evaluate, read_earnings};
use crate::tui::layout;
use crate::tui::state::{ActiveRun, State};
use crate::tui::text;
use crate::tui::theme::Meaning;

use super::canvas::{Canvas, below, cells, row};

/// Returns the lines that stand in the list beneath what was worked out: its table, or else its steps with figures and authorities.
/// In a window without room for both list and panel there are none; the panel has them.
pub(super) fn beneath(state: &State, item: &View<'_>, width_cols: usize) -> Vec<String> {
    let ItemState::Computed(computed) = &item.state else {
        return Vec::new();
    };
    if !layout::is_wide(state.size) {
        return Vec::new();
    }
    if let Some(grid) = &computed.grid {
        return grid.narrowed(width_cols);
    }
    let steps = text::trace_words(computed, &state.library);
    steps.iter().flat_map(|line| wrap_words(line, width_cols)).collect()
}

/// Draws how the months typed so far are understood: the table that they lead to, or month by month. Returns the rows used.
pub(super) fn preview(state: &State, run: &ActiveRun, asked: &Step, typed: &str, area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    let read = read_earnings(typed);
    let mut top = 0;
    if let Some(problem) = &read.problem {
        top += canvas.wrapped(area, &problem.words, Meaning::Quiet);
    }
    if read.months.is_empty() {
        return top;
    }
    let grid = would_lead_to(state, run, asked, &read).unwrap_or_else(|| as_typed(&read));
    let lines = grid.narrowed(usize::from(area.width));
    let room = below(area, top);
    // What is typed last stays in sight; the head of the table stays above it.
    let skip = lines.len().saturating_sub(usize::from(room.height));
    for (row_idx, line) in lines.iter().take(1).chain(lines.iter().skip(1 + skip)).enumerate() {
        let meaning = if row_idx == 0 { Meaning::Quiet } else { Meaning::Text };
        canvas.text(row(room, cells(row_idx)), line, meaning);
    }
    top + cells(lines.len()).min(room.height)
}

/// Returns the table of the first computation that takes this answer, as it would be.
fn would_lead_to(state: &State, run: &ActiveRun, asked: &Step, read: &Earnings) -> Option<Grid> {
    let mut log = run.log.clone();
    let (step, value) = (asked.id.clone(), read.canonical());
    log.push(state.now, Mark::Answer { step, value });
    let view = evaluate(&run.checklist, &log, &state.rule_context());
    let takes_it = |item: &View<'_>| match item.item {
        Item::Compute(compute) => compute
            .inputs
            .iter()
            .any(|input| matches!(&input.from, InputFrom::Answer { item, .. } if *item == asked.id)),
        _ => false,
    };
    view.items.into_iter().filter(takes_it).find_map(|item| match item.state {
        ItemState::Computed(computed) => computed.grid,
        _ => None,
    })
}

fn as_typed(read: &Earnings) -> Grid {
    let months = read.months.iter();
    Grid {
        head: vec!["Month", "Amount"],
        rows: months.map(|(month, amount)| vec![month.to_string(), amount.words()]).collect(),
    }
}
