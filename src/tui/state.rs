//! Everything the UI knows: where it is, what was typed, what is still to be saved.
//!
//! Values only: no channels, locks or closures, and no types of the terminal library. Changed by `update` alone.
//! Does not belong here: drawing, what a key does.

mod book;
mod case_book;
mod contact;
mod find;
mod popup;
mod read;
mod runs;
mod step;
mod text_box;

use std::sync::Arc;

use jiff::civil::{Date, DateTime};

use crate::domain::layout::{Reader, Symbols};
use crate::domain::library::Library;
use crate::domain::rules::RuleContext;

use super::effect::Mouse;
use super::event::{RunKey, SearchId, Size};
use super::keymap::Context;

pub use book::{ActiveRun, RunBook, SaveState};
pub use case_book::{CaseBook, PutOffHere, Spared, case_book, known_answer, put_off_here, spared_here};
pub use contact::ContactForm;
pub use find::{Chosen, FindState, Row, Search, Topic, first_row, row_at, row_height};
pub use popup::{Choice, MenuItem, Popup, Prompt, Purpose};
pub use read::{PageFind, ReadPlace, ReadState, last_top};
pub use runs::{RunSummary, RunsState, case_words, days_words, note_spared, show_day, show_value, summarize};
pub use step::{Consequence, StepState, consequence, item_name, step_page};
pub use text_box::TextBox;

/// The whole state.
#[derive(Debug)]
pub struct State {
    /// All content.
    pub library: Arc<Library>,
    /// Today as given by the user; otherwise today follows the clock.
    pub fixed_today: Option<Date>,
    /// Local time as of the last key or tick.
    pub now: DateTime,
    /// Size of the window.
    pub size: Size,
    /// How things are drawn.
    pub look: Look,
    /// The places opened, the current one last. Never empty; the first is a [`Screen::Find`].
    pub screens: Vec<Screen>,
    /// What lies over the current place, the topmost last.
    pub popups: Vec<Popup>,
    /// Runs: those listed, and those opened in this session.
    pub book: RunBook,
    /// Ids of cards and checklists opened lately, latest first.
    pub recent: Vec<String>,
    /// What just happened and how to undo it.
    pub echo: Option<String>,
    /// A part of the program that has died; stays on the screen.
    pub lasting_problem: Option<String>,
    /// Whether the mouse is taken.
    pub mouse: Mouse,
    /// The search sent last.
    pub last_search: SearchId,
    /// The run key given last.
    pub last_key: RunKey,
    /// Whether the end has been asked for.
    pub is_ending: bool,
}

/// How things are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// Which characters.
    pub symbols: Symbols,
    /// Whether colours help. Meaning never depends on them.
    pub color: Color,
}

/// Whether colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Color {
    /// The terminal's own sixteen.
    #[default]
    On,
    /// None.
    Off,
}

/// A place.
#[derive(Debug)]
pub enum Screen {
    /// Searching.
    Find(FindState),
    /// Reading a card or a blank checklist.
    Read(ReadState),
    /// Stepping through a run.
    Step(StepState),
    /// All runs.
    Runs(RunsState),
    /// The keys.
    Help {
        /// First line shown.
        top: usize,
        /// The place from which help was asked for.
        about: Context,
    },
}

impl State {
    /// Returns the state in which the program starts: an empty search box.
    #[must_use]
    pub fn new(library: Arc<Library>, fixed_today: Option<Date>, now: DateTime, size: Size, look: Look) -> Self {
        Self {
            library,
            fixed_today,
            now,
            size,
            look,
            screens: vec![Screen::Find(FindState::default())],
            popups: Vec::new(),
            book: RunBook::default(),
            recent: Vec::new(),
            echo: None,
            lasting_problem: None,
            mouse: Mouse::Off,
            last_search: 0,
            last_key: 0,
            is_ending: false,
        }
    }

    /// Returns today's civil date.
    #[must_use]
    pub fn today(&self) -> Date {
        self.fixed_today.unwrap_or_else(|| self.now.date())
    }

    /// Returns what date and amount rules may look at.
    #[must_use]
    pub fn rule_context(&self) -> RuleContext<'_> {
        RuleContext {
            today: self.today(),
            closed_days: &self.library.closed_days,
            figures: &self.library.figures,
        }
    }

    /// Returns what laying out text for `width_cols` needs.
    #[must_use]
    pub fn reader(&self, width_cols: usize) -> Reader<'_> {
        Reader {
            library: &self.library,
            today: self.today(),
            width_cols,
            symbols: self.look.symbols,
        }
    }

    /// Returns the current place.
    #[must_use]
    pub fn screen(&self) -> &Screen {
        static EMPTY: Screen = Screen::Help {
            top: 0,
            about: Context::Find,
        };
        self.screens.last().unwrap_or(&EMPTY)
    }

    /// Returns which keys count now: those of the topmost popup, else those of the place.
    #[must_use]
    pub fn context(&self) -> Context {
        match self.popups.last() {
            Some(popup) => popup.context(),
            None => self.place_context(),
        }
    }

    /// Returns which keys count in the place below any popups.
    #[must_use]
    pub fn place_context(&self) -> Context {
        match self.screen() {
            Screen::Find(_) => Context::Find,
            Screen::Read(read) if read.find.as_ref().is_some_and(|find| find.is_typing) => Context::PageFind,
            Screen::Read(_) => Context::Read,
            Screen::Step(_) => Context::Step,
            Screen::Runs(_) => Context::Runs,
            Screen::Help { .. } => Context::Help,
        }
    }

    /// Returns the run of the nearest Step place, at the top or below.
    #[must_use]
    pub fn nearest_step(&self) -> Option<&StepState> {
        self.screens.iter().rev().find_map(|screen| match screen {
            Screen::Step(step) => Some(step),
            _ => None,
        })
    }

    /// Returns the run that a Step place shows, once it is there.
    #[must_use]
    pub fn active(&self, key: RunKey) -> Option<&ActiveRun> {
        self.book.active.get(&key)
    }

    /// Tells whether ticks are needed: something is to be tried again, or the clock of a call runs.
    #[must_use]
    pub fn wants_ticks(&self) -> bool {
        let is_calling = |run: &ActiveRun| crate::domain::run::running_call(&run.log).is_some();
        self.book.problem_of_saving().is_some() || self.book.active.values().any(is_calling)
    }

    /// Returns a new search id.
    pub fn next_search(&mut self) -> SearchId {
        self.last_search += 1;
        self.last_search
    }

    /// Returns a new run key.
    pub fn next_run_key(&mut self) -> RunKey {
        self.last_key += 1;
        self.last_key
    }
}
