//! Words about content that changes while callcard is open.
//!
//! Does not belong here: where they stand.

use crate::tui::world::ContentFault;

/// The end of what is said when content was read anew.
const READ_ANEW: &str = " read anew.";

/// Returns what is wrong with content files, in one line: the first fault, and how many more there are.
#[must_use]
pub fn content_fault(faults: &[ContentFault]) -> Option<String> {
    let (fault, others) = faults.split_first()?;
    let mut words = fault.file.clone();
    if let Some(line) = fault.line {
        words.push_str(&format!(":{line}"));
    }
    words.push_str(": ");
    if !fault.code.is_empty() {
        words.push_str(&format!("{} ", fault.code));
    }
    words.push_str(&format!("{}.", fault.message));
    if fault.is_older_served {
        words.push_str(" Its last good text stays.");
    }
    match others.len() {
        0 => {}
        number => words.push_str(&format!(" {number} more: callcard check")),
    }
    Some(words)
}

/// Returns what to say when content was read anew.
#[must_use]
pub fn read_anew(files: &[String]) -> String {
    match files {
        [] => format!("Content{READ_ANEW}"),
        [file] => format!("{file}{READ_ANEW}"),
        [file, others @ ..] => format!("{file} and {} more{READ_ANEW}", others.len()),
    }
}

/// Tells whether words are those of [`read_anew`].
#[must_use]
pub fn is_read_anew(words: &str) -> bool {
    words.ends_with(READ_ANEW)
}

/// Returns what stands in the place of a card or checklist that is open and no longer there.
#[must_use]
pub fn gone(id: &str) -> String {
    format!(
        "`{id}` is not there any more: its file was deleted, moved or given another id. Esc goes back. If it returns, it is shown here again."
    )
}
