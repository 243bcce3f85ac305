//! The threads beside the loop: keys, searching, keeping, signals, content that changes and its index.
//!
//! A worker that panics answers with a failure and makes its part of the world anew.
//! Does not belong here: the loop, the terminal's modes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use jiff::civil::DateTime;

use crate::domain::library::Library;
use crate::domain::query::Query;
use crate::tui::event::{Event, SearchId};
#[cfg(unix)]
use crate::tui::secret::leave_signals_to_ui;
use crate::tui::terminal::translate;
use crate::tui::world::{ContentSource, Failure, Finder, Keeper, MakeFinder, MakeKeeper, World};

use super::pages::read_pages;
use super::tasks::{KeeperTask, done, failed};
use super::{Message, tell};

/// How long to wait after a mistake of the program's before content is looked at again.
const AFTER_MISTAKE: Duration = Duration::from_secs(1);

/// How the system calls what can wait.
#[cfg(target_os = "linux")]
const LEAST_URGENT: i32 = 19;

/// One thing for the finder to do.
enum FinderTask {
    Search(SearchId, Query),
    /// Answer from newer content from now on; without a finder of it, make one for the next search.
    Renew(Arc<Library>, Option<Box<dyn Finder>>),
}

/// The ways to the threads.
pub(super) struct Workers {
    searches: Sender<FinderTask>,
    newer: Sender<Arc<Library>>,
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
        let (newer, newer_queue) = channel();
        let World {
            make_finder,
            make_keeper,
            read_page,
            follow_pages,
            get_ready,
            content,
        } = world;
        if let Some(content) = content {
            let (make, to_finder) = (Arc::clone(&make_finder), searches.clone());
            start("index", sender, move || index(&make, &newer_queue, &to_finder));
            start("ready", sender, move || {
                let_others_go_first();
                let _ = guarded(|| {
                    get_ready();
                    Ok(())
                });
            });
            let to_loop = sender.clone();
            start("content", sender, move || follow(content, &to_loop));
        }
        let (pages, page_queue) = channel();
        let to_loop = sender.clone();
        start("pages", sender, move || read_pages(read_page, &page_queue, &to_loop));
        let to_loop = sender.clone();
        start("manuals", sender, move || {
            follow_pages(&mut || {
                // The thread ends with the program.
                tell(&to_loop, Event::IndexRenewed);
            });
        });
        let to_loop = sender.clone();
        start("finder", sender, move || find(&make_finder, &search_queue, &to_loop));
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
            newer,
            pages,
            tasks: Some(tasks),
            keeper_ended,
        }
    }

    pub(super) fn search(&self, id: SearchId, query: Query) {
        // A finder that is gone has been reported by its thread.
        let _ = self.searches.send(FinderTask::Search(id, query));
    }

    /// Has the finder and the keeper go on with newer content.
    pub(super) fn use_content(&self, library: &Arc<Library>) {
        self.keep(KeeperTask::UseContent {
            library: Arc::clone(library),
        });
        let _ = self.newer.send(Arc::clone(library));
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

/// Has the system give this thread what the others leave.
#[cfg(target_os = "linux")]
fn let_others_go_first() {
    // Without it, it only gets in their way sooner.
    let _ = rustix::process::setpriority_process(None, LEAST_URGENT);
}

#[cfg(not(target_os = "linux"))]
fn let_others_go_first() {}

/// Runs `body`; a panic becomes a failure.
pub(super) fn guarded<T>(body: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|_| Err(Failure::temporary("callcard made a mistake; it will try anew")))
}

fn find(make: &MakeFinder, queue: &Receiver<FinderTask>, sender: &Sender<Message>) {
    let mut content: Option<Arc<Library>> = None;
    // The index is opened before the first search, so that the first letter is not slow.
    let mut finder: Option<Box<dyn Finder>> = guarded(|| make(None)).ok();
    while let Ok(first) = queue.recv() {
        // Only the newest search matters.
        let mut newest = None;
        let mut is_renewed = false;
        for task in std::iter::once(first).chain(std::iter::from_fn(|| queue.try_recv().ok())) {
            match task {
                FinderTask::Search(id, query) => newest = Some((id, query)),
                FinderTask::Renew(library, ready) => {
                    (content, finder, is_renewed) = (Some(library), ready, true);
                }
            }
        }
        if is_renewed && !tell(sender, Event::IndexRenewed) {
            return;
        }
        let Some((id, query)) = newest else { continue };
        let found = match finder.take() {
            Some(ready) => Ok(ready),
            None => guarded(|| make(content.as_deref())),
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

/// Makes the index of newer content while the old one goes on answering.
fn index(make: &MakeFinder, queue: &Receiver<Arc<Library>>, finder: &Sender<FinderTask>) {
    while let Ok(mut library) = queue.recv() {
        // Only the newest content matters.
        while let Ok(newer) = queue.try_recv() {
            library = newer;
        }
        let ready = guarded(|| make(Some(&library))).ok();
        if finder.send(FinderTask::Renew(library, ready)).is_err() {
            return;
        }
    }
}

/// Follows content while it is being written.
fn follow(mut content: Box<dyn ContentSource>, sender: &Sender<Message>) {
    loop {
        match guarded(|| Ok(content.next())) {
            Ok(news) => {
                if !tell(sender, Event::ContentChanged(news)) {
                    return;
                }
            }
            Err(_) => thread::sleep(AFTER_MISTAKE),
        }
    }
}

fn keep(mut make_keeper: MakeKeeper, queue: &Receiver<KeeperTask>, sender: &Sender<Message>) {
    let mut keeper: Option<Box<dyn Keeper>> = None;
    let mut content: Option<Arc<Library>> = None;
    while let Ok(task) = queue.recv() {
        if let KeeperTask::UseContent { library } = &task {
            content = Some(Arc::clone(library));
        }
        if keeper.is_none() {
            match guarded(&mut make_keeper) {
                Ok(mut ready) => {
                    if let Some(library) = &content {
                        ready.use_content(library);
                    }
                    keeper = Some(ready);
                }
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
