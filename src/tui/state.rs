//! Everything the UI knows: where it is, what was typed, what is still to be saved.
//!
//! Values only: no channels, locks or closures, and no types of the terminal library. Changed by `update` alone.
//! Does not belong here: drawing, what a key does.

mod book;
mod case_book;
mod case_place;
mod contact;
mod find;
mod pad;
mod popup;
mod read;
mod runs;
mod step;
mod text_box;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};

use crate::domain::layout::{Detail, Reader, Symbols};
use crate::domain::library::Library;
use crate::domain::rules::RuleContext;

use super::effect::Mouse;
use super::event::{RunKey, SearchId, Size};
use super::keymap::Context;
use super::world::{ContentFault, Retention};

pub use book::{ActiveRun, RunBook, SaveState};
pub use case_book::{CaseBook, PutOffHere, Spared, case_book, known_answer, put_off_here, spared_here};
pub use case_place::{CasePlace, CaseRow, case_of, case_rows, entry_lines};
pub use contact::ContactForm;
pub use find::{Chosen, FindState, Row, Search, Topic, first_row, row_at, row_height};
pub use pad::{Kept, Pad, PadLine, PadOutcome, PadView};
pub use popup::{Choice, MenuItem, Popup, Prompt, Purpose, word_rows};
pub use read::{AwaitedPage, PageFind, ReadPlace, ReadState, last_top, named_by};
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
    /// When the user last did something; none from the use of the mouse, whose time is not told, to the next tick.
    pub last_use: Option<DateTime>,
    /// Minutes without a key after which the screen is covered; 0 for never.
    pub idle_minutes: u16,
    /// Size of the window.
    pub size: Size,
    /// How things are drawn.
    pub look: Look,
    /// The places opened, the current one last. Never empty; the first is a [`Screen::Find`].
    pub screens: Vec<Screen>,
    /// What lies over the current place, the topmost last.
    pub popups: Vec<Popup>,
    /// The date pad that was left for a card; it comes back as it was.
    pub left_pad: Option<Pad>,
    /// What the date pad has worked out last, by the id of the rule: shown in the rule's box until the call or contact ends,
    /// another case is taken up, or the screen was left alone so long that it is covered.
    pub kept: BTreeMap<String, Kept>,
    /// The case taken up last, in a run or in its place; none before the first.
    pub case_taken_up: Option<String>,
    /// Runs: those listed, and those opened in this session.
    pub book: RunBook,
    /// Ids of cards and checklists opened lately, latest first.
    pub recent: Vec<String>,
    /// Cases whose time is over.
    pub retention: Retention,
    /// What just happened and how to undo it.
    pub echo: Option<String>,
    /// What is wrong with content files that have changed; the first is said.
    pub content_faults: Vec<ContentFault>,
    /// What the word under the mouse means.
    pub pointed: Option<String>,
    /// A part of the program that has died; stays on the screen.
    pub lasting_problem: Option<String>,
    /// When something was last sent to the clipboard, until it is cleared.
    pub copied_at: Option<DateTime>,
    /// Whether the mouse is taken.
    pub mouse: Mouse,
    /// The page of a manual that is being read for the user; none once the user does something else.
    pub awaited: Option<AwaitedPage>,
    /// The search sent last.
    pub last_search: SearchId,
    /// The run key given last.
    pub last_key: RunKey,
    /// Whether the end has been asked for.
    pub is_ending: bool,
}

/// After how many seconds saving is tried again.
const RETRY_AFTER_SECONDS: i64 = 5;

/// How many seconds what is sent to the clipboard stays there.
const CLIPBOARD_SECONDS: i64 = 60;
/// How often the minutes of a call are drawn anew.
const CLOCK_SECONDS: i64 = 10;

/// Tells whether so many seconds have passed, or the clock has been put back since.
fn has_passed(seconds: i64, since: DateTime, now: DateTime) -> bool {
    !(0..seconds).contains(&now.duration_since(since).as_secs())
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
    /// All that hangs on a case.
    Case(CasePlace),
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
            last_use: Some(now),
            idle_minutes: 0,
            size,
            look,
            screens: vec![Screen::Find(FindState::default())],
            popups: Vec::new(),
            left_pad: None,
            kept: BTreeMap::new(),
            case_taken_up: None,
            book: RunBook::default(),
            recent: Vec::new(),
            retention: Retention::default(),
            echo: None,
            content_faults: Vec::new(),
            pointed: None,
            lasting_problem: None,
            copied_at: None,
            mouse: Mouse::Off,
            awaited: None,
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
            rules: &self.library.rules,
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
            detail: Detail::Brief,
            worked: None,
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
            Screen::Read(read) if read.at.rule.is_some() => Context::RuleBox,
            Screen::Read(_) => Context::Read,
            Screen::Step(_) => Context::Step,
            Screen::Runs(_) => Context::Runs,
            Screen::Case(_) => Context::Case,
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

    /// Returns when something is to be done without a key: saving tried again, the clipboard cleared, the screen covered,
    /// the clock of a call drawn anew.
    #[must_use]
    pub fn next_tick(&self) -> Option<DateTime> {
        let retry = self
            .book
            .is_failing()
            .then(|| self.now.saturating_add(RETRY_AFTER_SECONDS.seconds()));
        let clear = self.copied_at.map(|at| at.saturating_add(CLIPBOARD_SECONDS.seconds()));
        let cover = (self.idle_minutes > 0 && !self.is_covered()).then(|| {
            let from_use = |at: DateTime| at.saturating_add(self.idle_seconds().seconds());
            self.last_use.map_or(self.now, from_use)
        });
        let is_calling = |run: &ActiveRun| crate::domain::run::running_call(&run.log).is_some();
        let clock = self
            .book
            .active
            .values()
            .any(is_calling)
            .then(|| self.now.saturating_add(CLOCK_SECONDS.seconds()));
        [retry, clear, cover, clock].into_iter().flatten().min()
    }

    /// Tells whether something is to be done without a key, so that time has to pass.
    #[must_use]
    pub fn wants_ticks(&self) -> bool {
        self.next_tick().is_some()
    }

    /// Tells whether what was sent to the clipboard has been there long enough. A clock put back counts as long enough.
    #[must_use]
    pub fn is_clipboard_due(&self) -> bool {
        self.copied_at.is_some_and(|at| has_passed(CLIPBOARD_SECONDS, at, self.now))
    }

    /// Tells whether the screen is covered.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        self.popups.iter().any(|popup| matches!(popup, Popup::Cover))
    }

    /// Tells whether the user has done nothing for so long that the screen is to be covered.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        0 < self.idle_minutes && self.last_use.is_some_and(|at| has_passed(self.idle_seconds(), at, self.now))
    }

    fn idle_seconds(&self) -> i64 {
        60 * i64::from(self.idle_minutes)
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
