//! The threads beside the loop: keys, searching, keeping, signals.
//!
//! A worker that panics answers with a failure and makes its part of the world anew.
//! Does not belong here: the loop, the terminal's modes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use jiff::civil::DateTime;

use crate::domain::query::Query;
use crate::tui::event::{Event, SearchId};
#[cfg(unix)]
use crate::tui::secret::leave_signals_to_ui;
use crate::tui::terminal::translate;
use crate::tui::world::{Failure, Finder, Keeper, MakeFinder, MakeKeeper, World};

use super::pages::read_pages;
use super::tasks::{KeeperTask, done, failed};
use super::{Message, tell};

/// The ways to the threads.
pub(super) struct Workers {
    searches: Sender<(SearchId, Query)>,
    pages: Sender<String>,
    tasks: Option<Sender<KeeperTask>>,
    /// Speaks, or falls silent, when the keeper's thread ends.
    keeper_ended: Receiver<()>,
}

impl Workers {
    /// Starts all threads. A thread that cannot be started is missed when it is asked for something.
    pub(super) fn spawn(sender: &Sender<Message>, world: World, clock: fn() -> DateTime, caught: Caught) -> Self {
        let (searches, search_queue) = channel();
        let (tasks, task_queue) = channel();
        let (ended, keeper_ended) = channel();
        let World {
            make_finder,
            make_keeper,
            read_page,
        } = world;
        let (pages, page_queue) = channel();
        let to_loop = sender.clone();
        start("pages", sender, move || read_pages(read_page, &page_queue, &to_loop));
        let to_loop = sender.clone();
        start("finder", sender, move || find(make_finder, &search_queue, &to_loop));
        let to_loop = sender.clone();
        start("keeper", sender, move || {
            keep(make_keeper, &task_queue, &to_loop);
            let _ = ended.send(());
        });
        let to_loop = sender.clone();
        start("keys", sender, move || read_keys(&to_loop, clock));
        let to_loop = sender.clone();
        start("signals", sender, move || caught.pass_on(&to_loop));
        Self {
            searches,
            pages,
            tasks: Some(tasks),
            keeper_ended,
        }
    }

    pub(super) fn search(&self, id: SearchId, query: Query) {
        // A finder that is gone has been reported by its thread.
        let _ = self.searches.send((id, query));
    }

    pub(super) fn read_page(&self, id: String) {
        let _ = self.pages.send(id);
    }

    pub(super) fn keep(&self, task: KeeperTask) {
        if let Some(tasks) = &self.tasks {
            let _ = tasks.send(task);
        }
    }

    /// Lets the keeper do what waits, and no more; waits for that, but not for ever.
    pub(super) fn stop_keeping(&mut self, at_most: Duration) {
        self.tasks = None;
        match self.keeper_ended.recv_timeout(at_most) {
            Ok(()) | Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
        }
    }
}

fn start(name: &'static str, sender: &Sender<Message>, body: impl FnOnce() + Send + 'static) {
    if thread::Builder::new().name(format!("callcard-{name}")).spawn(body).is_err() {
        tell(
            sender,
            Event::PartDied {
                message: format!("A part of callcard ({name}) could not be started. End it with Ctrl-C and start it again."),
            },
        );
    }
}

/// Runs `body`; a panic becomes a failure.
pub(super) fn guarded<T>(body: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|_| Err(Failure::temporary("callcard made a mistake; it will try anew")))
}

fn find(mut make: MakeFinder, queue: &Receiver<(SearchId, Query)>, sender: &Sender<Message>) {
    // The index is opened before the first search, so that the first letter is not slow.
    let mut finder: Option<Box<dyn Finder>> = guarded(&mut make).ok();
    while let Ok(mut next) = queue.recv() {
        // Only the newest search matters.
        while let Ok(newer) = queue.try_recv() {
            next = newer;
        }
        let (id, query) = next;
        let found = match finder.take() {
            Some(ready) => Ok(ready),
            None => guarded(&mut make),
        }
        .and_then(|mut ready| {
            let found = guarded(|| ready.search(&query));
            if found.is_ok() {
                finder = Some(ready);
            }
            found
        });
        let event = match found {
            Ok(found) => Event::SearchFinished { id, found },
            Err(failure) => Event::SearchFailed {
                id,
                message: failure.message,
            },
        };
        if !tell(sender, event) {
            return;
        }
    }
}

fn keep(mut make_keeper: MakeKeeper, queue: &Receiver<KeeperTask>, sender: &Sender<Message>) {
    let mut keeper: Option<Box<dyn Keeper>> = None;
    while let Ok(task) = queue.recv() {
        if keeper.is_none() {
            match guarded(&mut make_keeper) {
                Ok(ready) => keeper = Some(ready),
                Err(failure) => {
                    report(failed(&task, failure), sender);
                    continue;
                }
            }
        }
        if let Some(keeper) = keeper.as_mut() {
            report(done(keeper.as_mut(), &task), sender);
        }
    }
}

/// Tells the loop; after the loop has gone, work goes on without telling.
fn report(event: Option<Event>, sender: &Sender<Message>) {
    if let Some(event) = event {
        tell(sender, event);
    }
}

fn read_keys(sender: &Sender<Message>, clock: fn() -> DateTime) {
    loop {
        let event = match ratatui::crossterm::event::read() {
            Ok(raw) => translate(raw, clock()),
            // The terminal is gone.
            Err(_) => Some(Event::EndAsked),
        };
        let is_end = matches!(event, Some(Event::EndAsked));
        if let Some(event) = event
            && !tell(sender, event)
        {
            return;
        }
        if is_end {
            return;
        }
    }
}

/// Signals caught from now on, before the terminal is touched, so that none can leave it as it is.
#[cfg(unix)]
pub(super) struct Caught(Option<signal_hook::iterator::Signals>);

#[cfg(unix)]
impl Caught {
    /// Begins to catch a kill, a closed terminal, an interrupt, a stop and its end.
    pub(super) fn begin() -> Self {
        use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
        let signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT]).ok();
        leave_signals_to_ui();
        Self(signals)
    }

    /// Passes signals on to the loop: a kill and a closed terminal end the program in order, a stop stops it in order.
    fn pass_on(self, sender: &Sender<Message>) {
        use signal_hook::consts::{SIGCONT, SIGTSTP};
        let Some(mut signals) = self.0 else { return };
        for signal in signals.forever() {
            let message = match signal {
                SIGTSTP => Message::Event(Event::SuspendAsked),
                SIGCONT => Message::Continued,
                _ => Message::Event(Event::EndAsked),
            };
            if sender.send(message).is_err() {
                return;
            }
        }
    }
}

/// There are no signals here.
#[cfg(not(unix))]
pub(super) struct Caught;

#[cfg(not(unix))]
impl Caught {
    pub(super) fn begin() -> Self {
        Self
    }

    fn pass_on(self, _sender: &Sender<Message>) {}
}
