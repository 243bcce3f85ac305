//! The window in parts that are drawn for themselves, each with the values that it shows and all that they depend on.
//!
//! A part that takes time to draw is drawn from its values alone, so it looks the same as long as they are the same: whoever
//! keeps what was drawn has only to compare them.
//! Does not belong here: keeping what was drawn, the terminal (`painter`).

use std::sync::Arc;

use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::library::Library;
use crate::tui::event::Size;
use crate::tui::layout;
use crate::tui::state::{FindState, Look, Screen, State};

use super::canvas::Canvas;
use super::find::{self, Beside, List};
use super::{bottom, top, whole};

/// A part of the window.
#[derive(Debug, Clone, PartialEq)]
pub struct Pane {
    /// Where it is.
    pub area: Rect,
    content: Content,
}

#[derive(Debug, Clone, PartialEq)]
enum Content {
    /// The whole window, whatever is in it.
    Window,
    /// The Find place above its list: where am I, what is typed, what it was taken to mean.
    Typed,
    /// The list of the Find place.
    List(List),
    /// The section beside the list.
    Beside(Beside),
    /// The lines at the bottom.
    Bottom,
}

/// What everything in a pane depends on.
#[derive(Debug, Clone)]
pub(super) struct Basis {
    pub library: Arc<Library>,
    pub today: Date,
    pub size: Size,
    pub look: Look,
}

impl Basis {
    pub(super) fn of(state: &State, size: Size) -> Self {
        Self {
            library: Arc::clone(&state.library),
            today: state.today(),
            size,
            look: state.look,
        }
    }
}

impl PartialEq for Basis {
    /// A library never changes: another one is another library.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.library, &other.library) && (self.today, self.size, self.look) == (other.today, other.size, other.look)
    }
}

impl Pane {
    /// Tells whether it is drawn in every frame, because it is quickly drawn or nobody knows what it depends on. The others
    /// look the same as long as they are equal.
    #[must_use]
    pub fn is_always_drawn(&self) -> bool {
        !matches!(self.content, Content::List(_) | Content::Beside(_))
    }

    /// Draws it, and returns where the cursor stands if it stands in it.
    pub fn draw(&self, state: &State, size: Size, buffer: &mut Buffer) -> Option<Position> {
        let mut canvas = Canvas::new(buffer, state.look);
        let canvas = &mut canvas;
        match &self.content {
            Content::Window => whole(state, size, canvas),
            Content::Typed => {
                top::draw(state, size, canvas);
                match state.screen() {
                    Screen::Find(find) => Some(find::head(find, size, canvas)),
                    _ => None,
                }
            }
            Content::List(list) => {
                list.draw(canvas);
                None
            }
            Content::Beside(beside) => {
                beside.draw(canvas);
                None
            }
            Content::Bottom => bottom::draw(state, size, canvas),
        }
    }
}

/// Returns the parts of a window of this size, which together cover it. What is drawn at once comes first.
#[must_use]
pub fn panes(state: &State, size: Size) -> Vec<Pane> {
    match state.screen() {
        Screen::Find(find) if state.popups.is_empty() && !layout::is_too_small(size) => of_find(state, find, size),
        _ => vec![Pane {
            area: Rect::new(0, 0, size.cols, size.rows),
            content: Content::Window,
        }],
    }
}

fn of_find(state: &State, find: &FindState, size: Size) -> Vec<Pane> {
    let areas = layout::find(size);
    let (from, to) = (areas.list.top(), areas.list.bottom());
    let middle = areas.section.map_or(size.cols, Rect::left);
    let pane = |area: (u16, u16, u16, u16), content: Content| {
        let (left, top, right, bottom) = area;
        Pane {
            area: Rect::new(left, top, right.saturating_sub(left), bottom.saturating_sub(top)),
            content,
        }
    };
    let mut panes = vec![
        pane((0, 0, size.cols, from), Content::Typed),
        pane((0, to, size.cols, size.rows), Content::Bottom),
        pane((0, from, middle, to), Content::List(List::of(state, find, size))),
    ];
    if areas.section.is_some() {
        let content = Content::Beside(Beside::of(state, find, size));
        panes.push(pane((middle, from, size.cols, to), content));
    }
    panes
}
