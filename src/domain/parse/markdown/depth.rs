//! A limit to nesting, so that no text can exhaust the stack.
//!
//! Does not belong here: what the events mean.

use std::ops::Range;

use pulldown_cmark::Event;

use crate::domain::diagnostic::Code;
use crate::domain::parse::Faults;
use crate::domain::source::ByteSpan;

/// Deepest nesting of lists, quotes and emphasis that is read.
const MOST_DEPTH: usize = 24;

/// Leaves out what is nested too deeply, so that no text can exhaust the stack; reports it once.
pub(super) fn flattened<'a>(
    events: impl Iterator<Item = (Event<'a>, Range<usize>)>,
    faults: &mut Faults,
) -> Vec<(Event<'a>, Range<usize>)> {
    let mut depth = 0_usize;
    let mut is_reported = false;
    let mut kept = Vec::new();
    for (event, range) in events {
        let is_end = matches!(event, Event::End(_));
        if matches!(event, Event::Start(_)) {
            depth += 1;
        }
        if depth <= MOST_DEPTH {
            kept.push((event, range));
        } else if !is_reported {
            is_reported = true;
            let span = ByteSpan::new(range.start, range.start + 1);
            faults.error(
                Code::BadValue,
                span,
                format!("nested deeper than {MOST_DEPTH} levels"),
                "what is deeper is left out; write it flatter",
            );
        }
        if is_end {
            depth = depth.saturating_sub(1);
        }
    }
    kept
}
