//! What the Medicare time limits share: periods in calendar days for the client and for whoever decides.
//!
//! No document gives authority for moving a last day that is no workday, so none is moved: for what the client has to do,
//! the day to work to is the workday before. Does not belong here: single levels of appeal, hours and noons.

use jiff::ToSpan;
use jiff::civil::Date;

use super::inputs::result_date;
use super::{Computed, RuleContext, RuleError};
use crate::domain::calendar::{day_words, is_nonworkday, weekday_words, workday_before};

const WEEKDAYS: &str = "5 U.S.C. 6103";

/// Works out the day by which somebody else has to decide, `days` after `start`.
pub(super) fn decision(start: Date, days: i64, words: &str, cite: &str) -> Result<Computed, RuleError> {
    let mut computed = Computed::default();
    add_days(&mut computed, start, days, words, cite)?;
    computed
        .caution
        .push("A time limit of theirs, not of the client: it is not moved when it ends on a closed day.".to_owned());
    Ok(computed)
}

/// Counts `days` on from `start`, shows it, and makes it the result `deadline`.
pub(super) fn add_days(computed: &mut Computed, start: Date, days: i64, words: &str, cite: &str) -> Result<Date, RuleError> {
    let deadline = result_date(start.checked_add(days.days()))?;
    computed.step(format!("{days} days after {}, {words}", day_words(start)), deadline, cite);
    computed.set([("deadline", Some(deadline.to_string()))]);
    Ok(deadline)
}

/// Sets the day to work to when `last` is no workday: the workday before, since nothing gives authority for moving it.
pub(super) fn work_to_a_workday(computed: &mut Computed, last: Date, context: &RuleContext<'_>) {
    if !is_nonworkday(last, context.closed_days) {
        return;
    }
    let before = workday_before(last, context.closed_days);
    computed.step(
        format!("{} is no workday and is not moved; the workday before", weekday_words(last)),
        before,
        WEEKDAYS,
    );
    computed.work_to = Some(before.to_string());
    computed.caution.push(format!(
        "No authority for moving the last day is in the documents. It stays {}: have it there by {}.",
        weekday_words(last),
        weekday_words(before)
    ));
}
