//! Draws the state. Pure: the same state and size give the same screen, at any size from one cell up.
//!
//! Does not belong here: changing the state, keys, the terminal.

mod bottom;
mod canvas;
mod case;
mod contact;
mod find;
mod help;
mod pad;
mod panes;
mod popup;
mod read;
mod runs;
mod sheet;
#[cfg(test)]
mod sheet_tests;
mod step;
mod top;
mod words;

#[cfg(test)]
mod tests;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::event::Size;
use super::layout;
use super::state::{Popup, Screen, State};
use super::theme::Meaning;

use canvas::Canvas;

pub use panes::{Pane, panes};

/// Draws everything.
pub fn view(state: &State, frame: &mut Frame<'_>) {
    let area = frame.area();
    let size = Size {
        cols: area.width,
        rows: area.height,
    };
    let parts = panes(state, size);
    let cursor = parts
        .iter()
        .fold(None, |cursor, pane| pane.draw(state, size, frame.buffer_mut()).or(cursor));
    if let Some(cursor) = cursor.filter(|cursor| area.contains(*cursor)) {
        frame.set_cursor_position(cursor);
    }
}

/// Draws the window as a whole, and returns where the cursor stands.
fn whole(state: &State, size: Size, canvas: &mut Canvas<'_>) -> Option<Position> {
    if !layout::is_too_small(size) {
        return draw(state, size, canvas);
    }
    let least = layout::LEAST;
    let words = format!(
        "callcard needs {} x {}; this is {} x {}",
        least.cols, least.rows, size.cols, size.rows
    );
    canvas.wrapped(Rect::new(0, 0, size.cols, size.rows), &words, Meaning::Text);
    None
}

/// Draws the place and what lies over it, and returns where the cursor stands.
fn draw(state: &State, size: Size, canvas: &mut Canvas<'_>) -> Option<Position> {
    // Nothing below a cover is drawn; a warning over it is.
    if let Some(cover_idx) = state.popups.iter().rposition(|popup| matches!(popup, Popup::Cover)) {
        popup::cover(size, canvas);
        let above = state.popups.iter().skip(cover_idx + 1);
        return above.fold(None, |_, popup| popup::draw(state, popup, size, canvas));
    }
    top::draw(state, size, canvas);
    let mut cursor = match state.screen() {
        Screen::Find(find) => Some(find::draw(state, find, size, canvas)),
        Screen::Read(read) => {
            read::draw(state, read, size, canvas);
            None
        }
        Screen::Step(step) => step::draw(state, step, size, canvas),
        Screen::Runs(runs) => {
            runs::draw(state, runs, size, canvas);
            None
        }
        Screen::Case(place) => {
            case::draw(state, place, size, canvas);
            None
        }
        Screen::Help { top, about } => {
            help::draw(*top, *about, size, canvas);
            None
        }
    };
    if let Some(in_bottom) = bottom::draw(state, size, canvas) {
        cursor = Some(in_bottom);
    }
    for popup in &state.popups {
        cursor = popup::draw(state, popup, size, canvas);
    }
    cursor
}
