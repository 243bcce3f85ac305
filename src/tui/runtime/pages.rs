//! The thread that reads pages of imported manuals, so that a slow disk holds up neither keys nor searches.
//!
//! Does not belong here: what becomes of a page (`update`).

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

use crate::tui::event::Event;
use crate::tui::world::{Failure, ReadPage};

use super::workers::guarded;
use super::{Message, tell};

/// Reads page after page until the loop has gone.
pub(super) fn read_pages(mut read: ReadPage, queue: &Receiver<String>, sender: &Sender<Message>) {
    while let Ok(mut id) = queue.recv() {
        // Only the newest matters.
        while let Ok(newer) = queue.try_recv() {
            id = newer;
        }
        let event = match guarded(|| read(&id).map_err(Failure::temporary)) {
            Ok(page) => Event::PageRead { page: Arc::new(page) },
            Err(failure) => Event::PageReadFailed {
                id,
                message: failure.message,
            },
        };
        if !tell(sender, event) {
            return;
        }
    }
}
