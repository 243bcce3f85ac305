//! What is printed when the program itself is at fault: where, and no word that the user typed.
//!
//! Does not belong here: leaving the terminal before (`tui::terminal`), the words (`report`).

use std::panic::PanicHookInfo;

use crate::report;

use super::command;

/// Has panics reported in our words from now on. Backtraces, which may show arguments, are never printed.
pub fn report_crashes() {
    std::panic::set_hook(Box::new(|info: &PanicHookInfo<'_>| {
        let place = info
            .location()
            .map_or_else(String::new, |place| format!("{}:{}", place.file(), place.line()));
        let failure = report::crash(info.payload_as_str().unwrap_or_default(), &place);
        command::complain(&failure.lines());
    }));
}
