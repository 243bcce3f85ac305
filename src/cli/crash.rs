//! What is printed when the program itself is at fault: where, and no word that the user typed.
//!
//! Does not belong here: leaving the terminal before (`tui::terminal`), the words (`report`).

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};

use crate::report;

use super::command;

thread_local! {
    static IS_CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `body`; none if it panics. That is not reported: it reads files that may be damaged, and whoever asks says so.
pub fn contain<T>(body: impl FnOnce() -> T) -> Option<T> {
    let before = IS_CONTAINED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(body));
    IS_CONTAINED.set(before);
    done.ok()
}

/// Has panics reported in our words from now on. Backtraces, which may show arguments, are never printed.
pub fn report_crashes() {
    std::panic::set_hook(Box::new(|info: &PanicHookInfo<'_>| {
        if IS_CONTAINED.get() {
            return;
        }
        let place = info
            .location()
            .map_or_else(String::new, |place| format!("{}:{}", place.file(), place.line()));
        let failure = report::crash(info.payload_as_str().unwrap_or_default(), &place);
        command::complain(&failure.lines());
    }));
}
