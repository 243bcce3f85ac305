//! How far long work has come, on one line of standard error while it is a terminal.
//!
//! Does not belong here: the work.

use std::io::{self, IsTerminal as _};
use std::time::{Duration, Instant};

use super::complain;

/// How often the line is written anew.
const EVERY: Duration = Duration::from_millis(100);

/// The line.
pub(super) struct ProgressLine {
    what: &'static str,
    is_shown: bool,
    start: Instant,
    last: Option<Instant>,
}

impl ProgressLine {
    /// Begins; nothing is shown where nobody looks.
    pub(super) fn new(what: &'static str) -> Self {
        Self {
            what,
            is_shown: io::stderr().is_terminal(),
            start: Instant::now(),
            last: None,
        }
    }

    /// Shows how many of all files and how many bytes are done.
    pub(super) fn show(&mut self, files: usize, all: usize, bytes: u64) {
        let is_due = self.last.is_none_or(|last| EVERY <= last.elapsed()) || files == all;
        if self.is_shown && is_due {
            self.last = Some(Instant::now());
            complain(&format!("\r{}: {files} of {all} files, {}\u{1b}[K", self.what, megabytes(bytes)));
        }
    }

    /// Takes the line away and returns the seconds since the beginning.
    pub(super) fn end(self) -> f64 {
        if self.is_shown && self.last.is_some() {
            complain("\r\u{1b}[K");
        }
        self.start.elapsed().as_secs_f64()
    }
}

/// Returns bytes in words, such as `12.3 MB`.
pub(super) fn megabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}
