//! Workday rules, and the move of a last day to the next workday that other rules share.
//!
//! Does not belong here: the holiday table (`calendar`), periods.

use jiff::civil::Date;

use super::inputs::{result_date, yes_no};
use super::{Computed, Holds, RuleContext, RuleError, RuleSpec};
use crate::domain::calendar::{NonWorkday, is_inauguration_day, next_workday, nonworkday, weekday_words, workday_before};

/// The law of holidays.
const HOLIDAYS: &str = "5 U.S.C. 6103";
/// The regulations on a last day that is no workday.
pub(super) const SSA_ROLL: &str = "20 CFR 404.3(b), 416.120(d)";
/// The document's rule for a close-out date that is no workday.
pub(super) const CLOSEOUT: &str = "gn-00204.012/b";

/// `cal-nonworkday`.
pub(super) const NONWORKDAY: RuleSpec = RuleSpec {
    id: "cal-nonworkday",
    title: "Is this day a Saturday, Sunday, federal holiday or day closed by order?",
    inputs: &[("day", Holds::Date, true)],
    results: &[("nonworkday", Holds::YesNo)],
    cite: &[CLOSEOUT],
    run: |inputs| {
        let day = result_date(Ok(inputs.date("day")?))?;
        let reason = nonworkday(day, inputs.context.closed_days);
        let mut computed = Computed::default();
        describe(&mut computed, day, inputs.context, CLOSEOUT);
        computed.set([("nonworkday", Some(yes_no(reason.is_some())))]);
        Ok(computed)
    },
};

/// `cal-next-workday`.
pub(super) const NEXT_WORKDAY: RuleSpec = RuleSpec {
    id: "cal-next-workday",
    title: "The next workday, or the day itself if it is one",
    inputs: &[("day", Holds::Date, true)],
    results: &[("date", Holds::Date)],
    cite: &[CLOSEOUT],
    run: |inputs| {
        let day = result_date(Ok(inputs.date("day")?))?;
        let mut computed = Computed::default();
        let date = roll(&mut computed, day, inputs.context, CLOSEOUT)?;
        computed.set([("date", Some(date.to_string()))]);
        Ok(computed)
    },
};

/// Moves `last` to the next workday if it is none, with a step for every day passed over. `cite` is the authority for moving.
pub(super) fn roll(computed: &mut Computed, last: Date, context: &RuleContext<'_>, cite: &str) -> Result<Date, RuleError> {
    let date = result_date(Ok(next_workday(last, context.closed_days)))?;
    let mut day = last;
    while day < date {
        describe(computed, day, context, cite);
        day = result_date(day.tomorrow())?;
    }
    describe(computed, date, context, cite);
    Ok(date)
}

fn describe(computed: &mut Computed, day: Date, context: &RuleContext<'_>, cite: &str) {
    let words = weekday_words(day);
    match nonworkday(day, context.closed_days) {
        None => computed.step(format!("{words} is a workday"), day, cite),
        Some(NonWorkday::Weekend) => computed.step(format!("{words} is no workday"), day, cite),
        Some(reason @ NonWorkday::Closed { .. }) => {
            computed.step(format!("{words} is no workday: {reason}"), day, SSA_ROLL);
            let before = workday_before(day, context.closed_days);
            computed.caution.push(format!(
                "{words} counts as closed because 20 CFR 404.3(b) takes in any day closed in whole or part by executive order. \
                 POMS does not say so for every period: to be beyond argument, file by {}.",
                weekday_words(before)
            ));
        }
        Some(reason) => computed.step(format!("{words} is no workday: {reason}"), day, HOLIDAYS),
    }
    if is_inauguration_day(day) && nonworkday(day, context.closed_days).is_none() {
        computed.caution.push(format!(
            "{words} is Inauguration Day, a holiday only for federal staff in and around Washington, D.C. It is counted as a workday."
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, day};
    use super::*;

    #[test]
    fn days_closed_by_order_are_passed_over_one_after_another_and_named() {
        let table = Table::today("2025-11-01");
        let mut computed = Computed::default();
        let date = roll(&mut computed, day("2025-12-24"), &table.context(), CLOSEOUT).expect("a date");
        assert_eq!(date, day("2025-12-29"));
        let steps: Vec<&str> = computed.trace.iter().map(|step| step.step.as_str()).collect();
        assert_eq!(
            steps,
            [
                "Wednesday 24 December 2025 is no workday: closed by order, whole day (Executive Order of December 2025)",
                "Thursday 25 December 2025 is no workday: Christmas Day",
                "Friday 26 December 2025 is no workday: closed by order, whole day (Executive Order of December 2025)",
                "Saturday 27 December 2025 is no workday",
                "Sunday 28 December 2025 is no workday",
                "Monday 29 December 2025 is a workday",
            ]
        );
        assert!(
            computed
                .caution
                .iter()
                .any(|words| words.contains("file by Tuesday 23 December 2025"))
        );
    }
}
