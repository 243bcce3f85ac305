//! The loop: events in, effects out, a frame after each batch. The only input and output of the UI.
//!
//! One thread reads keys, one searches, one keeps runs, one listens to signals; where content can change, one follows it
//! and one makes its index. They all speak to the loop through one channel.
//! Does not belong here: what an event leads to, what is drawn.

mod pages;
mod tasks;
mod workers;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use jiff::civil::{Date, DateTime};

use crate::domain::layout::Symbols;
use crate::domain::library::Library;
use crate::domain::query::Query;

use super::effect::Effect;
use super::event::{Event, SearchId};
use super::painter::Painted;
use super::state::{Color, Look, State};
use super::terminal::{Multiplexer, Terminal};
use super::update::{Start, start, update};
use super::world::World;

use tasks::KeeperTask;
use workers::{Caught, Workers};

/// The least time between two ticks.
const LEAST_TICK: Duration = Duration::from_millis(100);

/// How long the terminal has to show what was typed before anything else is begun: while all processors are busy, the system
/// does not let it run before whoever runs has had his turn. More keys may come meanwhile.
const TERMINAL_TAKES: Duration = Duration::from_millis(1);

/// How often what is not drawn yet waits that long for a key that was typed and is not read.
const MOST_WAITS: u32 = 5;

/// How long the end waits for what is being written.
const END_WAITS: Duration = Duration::from_secs(3);

/// How long a stop waits for what is being written.
const STOP_WAITS: Duration = Duration::from_secs(1);

/// What the UI is told by those who start it.
#[derive(Debug, Clone)]
pub struct UiSettings {
    /// Today, if the user gave it; otherwise today follows the clock.
    pub today: Option<Date>,
    /// Returns the local civil time.
    pub clock: fn() -> DateTime,
    /// Minutes without a key after which the screen is covered; 0 for never.
    pub idle_minutes: u16,
    /// Which characters are drawn.
    pub symbols: Symbols,
    /// Whether colours help.
    pub color: Color,
    /// What stands between the program and the terminal.
    pub multiplexer: Multiplexer,
    /// With what the UI starts.
    pub start: Start,
}

/// Why the UI ended otherwise than by its user.
#[derive(Debug, thiserror::Error)]
pub enum TuiError {
    /// The terminal could not be used.
    #[error("the terminal cannot be used")]
    Terminal(#[from] io::Error),
    /// Marks could not be written, and the user ended all the same or the program had to.
    #[error("{marks} marks could not be saved: {reason}")]
    NotSaved {
        /// How many.
        marks: usize,
        /// Why.
        reason: String,
    },
}

/// What comes to the loop.
enum Message {
    Event(Event),
    /// The program was stopped and goes on.
    Continued,
}

impl Message {
    /// Tells whether the user did something and waits to see it.
    fn is_of_user(&self) -> bool {
        matches!(self, Self::Event(Event::Key { .. } | Event::Paste(_) | Event::Mouse(_)))
    }
}

/// Runs the UI until its user ends it. The first frame is drawn before the world is made.
///
/// # Errors
///
/// [`TuiError::Terminal`] if there is no usable terminal; [`TuiError::NotSaved`] if something made by the user is lost.
pub fn run(settings: UiSettings, library: Arc<Library>, world: World) -> Result<(), TuiError> {
    let caught = Caught::begin();
    let mut terminal = Terminal::enter()?;
    let look = Look {
        symbols: settings.symbols,
        color: settings.color,
    };
    let mut state = State::new(library, settings.today, (settings.clock)(), terminal.size()?, look);
    state.idle_minutes = settings.idle_minutes;
    let first_effects = start(&mut state, settings.start.clone());
    terminal.draw(&state, false, true)?;
    let (sender, receiver) = channel();
    let workers = Workers::spawn(&sender, world, settings.clock, caught);
    let mut shell = Shell {
        terminal,
        settings,
        receiver,
        workers,
        asked: None,
        drawn: Painted::Whole,
        waits: 0,
        is_ending: false,
    };
    let looped = catch_unwind(AssertUnwindSafe(|| shell.run(&mut state, first_effects)));
    match looped {
        Ok(result) => {
            drop(sender);
            shell.finish(&mut state);
            result?;
            not_saved(&state)
        }
        Err(panic) => {
            // The terminal has been left by now. What the user did goes to disk before the program goes down.
            shell.rescue(&state);
            resume_unwind(panic)
        }
    }
}

fn not_saved(state: &State) -> Result<(), TuiError> {
    let marks = state.book.unsaved();
    if marks == 0 {
        return Ok(());
    }
    let reason = state.book.problem_of_saving().map(ToOwned::to_owned);
    Err(TuiError::NotSaved {
        marks,
        reason: reason.unwrap_or_else(|| "writing took too long".to_owned()),
    })
}

struct Shell {
    terminal: Terminal,
    settings: UiSettings,
    receiver: Receiver<Message>,
    workers: Workers,
    /// The newest search, to be handed on when what was typed is seen.
    asked: Option<(SearchId, Query)>,
    /// Whether all of the last frame was drawn.
    drawn: Painted,
    /// How often the rest of it has waited.
    waits: u32,
    is_ending: bool,
}

impl Shell {
    fn run(&mut self, state: &mut State, first_effects: Vec<Effect>) -> Result<(), TuiError> {
        self.carry_out(state, first_effects)?;
        while !self.is_ending {
            let first = self.next(state);
            self.waits = if first.is_none() { self.waits + 1 } else { 0 };
            if first.is_none()
                && let Some((id, query)) = self.asked.take()
            {
                self.workers.search(id, query);
            }
            let mut is_typed = false;
            let mut message = first;
            // Everything that waits is taken before anything is drawn.
            while let Some(taken) = message {
                is_typed |= taken.is_of_user();
                self.take(state, taken)?;
                message = self.receiver.try_recv().ok();
            }
            if !self.is_ending {
                self.draw(state, is_typed)?;
            }
        }
        Ok(())
    }

    /// Draws what was typed, or all else as long as no key waits to be read.
    fn draw(&mut self, state: &mut State, is_typed: bool) -> Result<(), TuiError> {
        if !is_typed {
            // The window may have got another size before anybody listened.
            let size = self.terminal.size()?;
            if size != state.size {
                self.take(state, Message::Event(Event::Resized(size)))?;
            }
        }
        self.drawn = self.terminal.draw(state, is_typed, MOST_WAITS < self.waits)?;
        Ok(())
    }

    /// Waits for what comes next; none if something is left to do and nothing came for a moment. Time passes only while
    /// something is to be done without a key.
    fn next(&self, state: &State) -> Option<Message> {
        let ended = Some(Message::Event(Event::EndAsked));
        if self.drawn == Painted::Part || self.asked.is_some() {
            return match self.receiver.recv_timeout(TERMINAL_TAKES) {
                Ok(message) => Some(message),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => ended,
            };
        }
        let Some(due) = state.next_tick() else {
            return self.receiver.recv().ok().or(ended);
        };
        let left = Duration::try_from(due.duration_since((self.settings.clock)())).unwrap_or_default();
        match self.receiver.recv_timeout(left.max(LEAST_TICK)) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) => Some(Message::Event(Event::Tick {
                at: (self.settings.clock)(),
            })),
            Err(RecvTimeoutError::Disconnected) => ended,
        }
    }

    fn take(&mut self, state: &mut State, message: Message) -> Result<(), TuiError> {
        match message {
            Message::Event(event) => {
                let effects = update(state, event);
                self.carry_out(state, effects)
            }
            Message::Continued => Ok(self.terminal.enter_again()?),
        }
    }

    fn carry_out(&mut self, state: &mut State, effects: Vec<Effect>) -> Result<(), TuiError> {
        for effect in effects {
            match effect {
                Effect::Search { id, query } => self.asked = Some((id, query)),
                Effect::UseContent { library } => self.workers.use_content(&library),
                Effect::ReadPage { id } => self.workers.read_page(id),
                Effect::Copy { text } => {
                    let outcome = self.terminal.copy(&text, self.settings.multiplexer);
                    update(state, Event::Copied(outcome));
                }
                Effect::ReadScreen { at } => {
                    let rows = self.terminal.rows(state)?;
                    update(state, Event::ScreenRead { rows, at });
                }
                Effect::ClearClipboard => self.terminal.clear_clipboard(self.settings.multiplexer),
                Effect::SetMouse(mouse) => self.terminal.set_mouse(mouse)?,
                Effect::Suspend => self.suspend(state)?,
                Effect::Quit => self.is_ending = true,
                effect => self.keep(effect),
            }
        }
        Ok(())
    }

    /// Hands an effect to the keeper; effects for others are not for now.
    fn keep(&self, effect: Effect) {
        let today = self.settings.today.unwrap_or_else(|| (self.settings.clock)().date());
        if let Some(task) = KeeperTask::of(effect, today) {
            self.workers.keep(task);
        }
    }

    /// Stops as Ctrl-Z does, and comes back with everything drawn anew.
    #[cfg(unix)]
    fn suspend(&mut self, state: &mut State) -> Result<(), TuiError> {
        self.settle(state, STOP_WAITS);
        self.terminal.leave_for_a_while();
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        Ok(self.terminal.enter_again()?)
    }

    #[cfg(not(unix))]
    fn suspend(&mut self, state: &mut State) -> Result<(), TuiError> {
        self.settle(state, STOP_WAITS);
        Ok(())
    }

    /// Waits, not for ever, until what is under way is on disk.
    fn settle(&mut self, state: &mut State, at_most: Duration) {
        let until = Instant::now() + at_most;
        while state.book.is_saving() {
            let left = until.saturating_duration_since(Instant::now());
            match self.receiver.recv_timeout(left) {
                Ok(Message::Event(event)) => {
                    // Keys that come now are not answers to anything on the screen.
                    if !matches!(event, Event::Key { .. } | Event::Paste(_) | Event::Mouse(_)) {
                        for effect in update(state, event) {
                            self.keep(effect);
                        }
                    }
                }
                Ok(Message::Continued) => {}
                Err(_) => return,
            }
        }
    }

    /// Brings everything to disk after the loop.
    fn finish(&mut self, state: &mut State) {
        self.settle(state, END_WAITS);
        self.terminal.leave_for_a_while();
    }

    /// Sends everything that is not on disk straight to the keeper, and waits for it. An entry written before is not
    /// written twice: the keeper refuses an entry whose number is taken.
    fn rescue(mut self, state: &State) {
        if state.copied_at.is_some() {
            self.terminal.clear_clipboard(self.settings.multiplexer);
        }
        for run in state.book.active.values() {
            let Some(id) = run.id else { continue };
            for (seq, entry) in run.log.entries.iter().enumerate().skip(run.saved) {
                self.workers.keep(KeeperTask::Append {
                    key: run.key,
                    run: id,
                    expected_seq: seq,
                    entry: entry.clone(),
                });
            }
        }
        for (case, entry) in &state.book.waiting {
            self.workers.keep(KeeperTask::AddCaseEntry {
                case: case.clone(),
                entry: entry.clone(),
            });
        }
        self.workers.stop_keeping(END_WAITS);
    }
}

/// Sends an event to the loop; if the loop is gone, nobody is left to tell.
fn tell(sender: &Sender<Message>, event: Event) -> bool {
    sender.send(Message::Event(event)).is_ok()
}
