//! Checks across files: links, sources, coverage, rules without steps, paths.
//!
//! Does not belong here: faults that one file shows alone (`parse`).

use super::library::Entry;

/// Returns the ids that an entry links to.
#[must_use]
pub fn outgoing(entry: Entry<'_>) -> Vec<&str> {
    let _ = entry;
    Vec::new()
}
