//! What the Medicare time limits share: periods in calendar days for the client and for whoever decides.
//!
//! No document gives authority for moving a last day that is no workday, so none is moved: for what the client has to do,
//! the day to work to is the workday before. Does not belong here: single levels of appeal, hours and noons.

use jiff::ToSpan;
use jiff::civil::Date;

use super::inputs::{Inputs, late_words, result_date};
use super::{Computed, RuleContext, RuleError};
use crate::domain::calendar::{day_words, is_nonworkday, next_workday, weekday_words, workday_before};

const WEEKDAYS: &str = "5 U.S.C. 6103";
/// The courts' own rule for a last day on which they are closed.
const COURT_ROLL: &str = "Fed. R. Civ. P. 6(a)(1)(C)";

/// A time limit for the client, counted from the input `start_date`.
pub(super) struct Limit {
    /// Calendar days.
    pub(super) days: i64,
    /// What the start is, in words after "after".
    pub(super) start: &'static str,
    /// The source section that states the period.
    pub(super) cite: &'static str,
    /// The regulation.
    pub(super) law: &'static str,
    /// What the start date is.
    pub(super) from: CountedFrom,
    /// What to do when it is late.
    pub(super) late: &'static str,
}

/// What a time limit of the client starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CountedFrom {
    /// The date on a notice; by the regulation its receipt counts, presumed five days later.
    Notice,
    /// The date of a notice, and nothing is added here.
    NoticeOnly,
    /// The day on which a notice was received.
    Receipt,
    /// The same, and a court's rule for closed days can be argued for.
    ReceiptForCourt,
}

/// Works out the last day for the client.
pub(super) fn limit(inputs: &Inputs<'_>, limit: &Limit) -> Result<Computed, RuleError> {
    let start = inputs.date("start_date")?;
    let mut computed = Computed::default();
    let deadline = result_date(start.checked_add(limit.days.days()))?;
    computed.step(
        format!("{} days after {}, {}", limit.days, day_words(start), limit.start),
        deadline,
        limit.cite,
    );
    work_to_a_workday(&mut computed, deadline, inputs.context);
    match limit.from {
        CountedFrom::Notice => {
            let last = result_date(deadline.checked_add(5.days()))?;
            computed.argue(
                last,
                "The regulation counts from receipt, which is presumed five days after the date on the notice. Do not plan on it."
                    .to_owned(),
                limit.law,
            );
        }
        CountedFrom::ReceiptForCourt if is_nonworkday(deadline, inputs.context.closed_days) => {
            let last = result_date(Ok(next_workday(deadline, inputs.context.closed_days)))?;
            computed.argue(
                last,
                "A federal court's own rule for counting time moves a last day on which it is closed. Do not plan on it.".to_owned(),
                COURT_ROLL,
            );
        }
        CountedFrom::NoticeOnly | CountedFrom::Receipt | CountedFrom::ReceiptForCourt => {}
    }
    if matches!(limit.from, CountedFrom::Receipt | CountedFrom::ReceiptForCourt) {
        computed.caution.push(
            "Starts with the day on which the decision was received: keep the envelope and note the day. If it is not known, count from the date on the decision."
                .to_owned(),
        );
    }
    computed.caution.extend(late_words(deadline, inputs.context.today, limit.late));
    computed.results = vec![("deadline", Some(deadline.to_string()))];
    Ok(computed)
}

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
    computed.results = vec![("deadline", Some(deadline.to_string()))];
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
