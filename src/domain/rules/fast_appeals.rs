//! Fast appeals when a hospital stay or other care is about to end: notices, noons and hours. Calendar days, nothing is moved.
//!
//! Times are the local time of the client, on the clock. Does not belong here: the standard appeals, who is liable for what.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday, date};

use super::inputs::{Inputs, result_date, result_time, yes_no};
use super::{Computed, Holds, RuleError, RuleSpec};
use crate::domain::calendar::{day_words, next_workday};

const NOTICE: &str = "advocacy-for-seniors/4/discharge-notice";
const QIO: &str = "advocacy-for-seniors/4/bfcc-qio-expedited-review";
const QIC: &str = "advocacy-for-seniors/4/qic-expedited-reconsideration";
const SERVICES: &str = "advocacy-for-seniors/4/expedited-appeals-services-ended";
const DETERMINATION: &str = "advocacy-for-seniors/4/expedited-determination";
const RECONSIDERATION: &str = "advocacy-for-seniors/4/expedited-reconsideration";
const ADVANTAGE: &str = "advocacy-for-seniors/4/ma-expedited-appeals";
const FAST_TRACK: &str = "advocacy-for-seniors/4/ma-fast-track-appeal";
const DISCHARGE_LAW: &str = "42 CFR 405.1206(b), 422.622(b)";
/// From here on the request is due by the day of discharge.
const BY_DISCHARGE: Date = date(2007, 7, 1);
const NUMBER_ON_NOTICE: &str = "Call the number printed on the notice; the manual's number may be out of date (qio-renamed).";

/// `expedited-72h`.
pub(super) const WITHIN_72_HOURS: RuleSpec = RuleSpec {
    id: "expedited-72h",
    title: "When the fast decision is due: 72 hours after the request",
    inputs: &[("request_time", Holds::Time, true)],
    results: &[("decision_by", Holds::Time)],
    cite: &[DETERMINATION, RECONSIDERATION, ADVANTAGE],
    run: within_72_hours,
};

/// `qio-hospital-contact`.
pub(super) const HOSPITAL_CONTACT: RuleSpec = RuleSpec {
    id: "qio-hospital-contact",
    title: "Last moment to appeal a hospital discharge: the planned day of discharge, before leaving",
    inputs: &[("notice_received", Holds::Date, true), ("discharge_date", Holds::Date, false)],
    results: &[("before", Holds::Time)],
    cite: &[QIO, NOTICE],
    run: hospital_contact,
};

/// `qic-expedited-reconsideration`.
pub(super) const FAST_RECONSIDERATION: RuleSpec = RuleSpec {
    id: "qic-expedited-reconsideration",
    title: "Last moment to ask for a fast reconsideration: noon of the day after the decision",
    inputs: &[("decision_date", Holds::Date, true)],
    results: &[("by", Holds::Time)],
    cite: &[QIC, RECONSIDERATION],
    run: fast_reconsideration,
};

/// `snf-termination-notice`.
pub(super) const TERMINATION_NOTICE: RuleSpec = RuleSpec {
    id: "snf-termination-notice",
    title: "Latest day for the notice that services end: two days before",
    inputs: &[("termination_date", Holds::Date, true)],
    results: &[("latest_notice", Holds::Date)],
    cite: &[SERVICES, FAST_TRACK],
    run: termination_notice,
};

/// `snf-qio-contact`.
pub(super) const SERVICES_CONTACT: RuleSpec = RuleSpec {
    id: "snf-qio-contact",
    title: "Last moment to appeal an end of services, by the earlier of the two noons",
    inputs: &[("termination_date", Holds::Date, true), ("notice_received", Holds::Date, false)],
    results: &[("by", Holds::Time)],
    cite: &[DETERMINATION, FAST_TRACK],
    run: services_contact,
};

/// `snf-services-until`.
pub(super) const SERVICES_UNTIL: RuleSpec = RuleSpec {
    id: "snf-services-until",
    title: "Day until which services go on: two days after the first notice, or the planned end if later",
    inputs: &[("first_notice", Holds::Date, true), ("termination_date", Holds::Date, true)],
    results: &[("services_until", Holds::Date)],
    cite: &[DETERMINATION],
    run: services_until,
};

/// `im-notice`.
pub(super) const IMPORTANT_MESSAGE: RuleSpec = RuleSpec {
    id: "im-notice",
    title: "When a hospital has to give the Important Message from Medicare",
    inputs: &[("admission", Holds::Date, true), ("discharge", Holds::Time, true)],
    results: &[
        ("first_by", Holds::Date),
        ("second_required", Holds::YesNo),
        ("second_from", Holds::Time),
        ("second_until", Holds::Time),
    ],
    cite: &[NOTICE],
    run: important_message,
};

fn within_72_hours(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let request = inputs.time("request_time")?;
    let end = request.checked_add(72.hours());
    let by = result_time(end.clone())?;
    let mut computed = Computed::default();
    computed.step(
        format!("72 hours after {}, weekends and holidays counted", time_words(request)),
        &by,
        DETERMINATION,
    );
    if let Ok(end) = end {
        clock_change(&mut computed, request, end);
    }
    computed
        .caution
        .push("If there is no answer by then, call, and ask for the decision in writing.".to_owned());
    computed.set([("decision_by", Some(by))]);
    Ok(computed)
}

fn hospital_contact(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let received = inputs.date("notice_received")?;
    let discharge = inputs.date_if_given("discharge_date")?;
    if discharge.is_some_and(|day| day < received) {
        return Err(inputs.fault(
            "discharge_date",
            "a day on or after the day on which the notice was received is needed",
        ));
    }
    let following = result_date(received.tomorrow())?;
    let working_day = result_date(Ok(next_workday(following, inputs.context.closed_days)))?;
    let replaced = noon(working_day)?;
    let mut computed = Computed::default();
    let before = if received < BY_DISCHARGE {
        computed.step(
            "Until June 2007: noon of the first working day after the notice".to_owned(),
            &replaced,
            QIO,
        );
        replaced
    } else {
        computed.step(
            "The manual's noon of the first working day after the notice. Replaced on July 1, 2007: do not use it".to_owned(),
            &replaced,
            "71 FR 68708 (11/27/2006)",
        );
        let last = discharge.unwrap_or(received);
        let before = result_time(Ok(last.at(23, 59, 0, 0)))?;
        let words = if discharge.is_some() {
            format!("The planned day of discharge, {}, and before leaving the hospital", day_words(last))
        } else {
            "No day of discharge is given, and it can be the day of the notice: that day, and before leaving".to_owned()
        };
        computed.step(words, &before, DISCHARGE_LAW);
        computed.caution.push(
            "Call before leaving the hospital: who waits for the next working day, as the manual has it, can lose the free stay during the review (hospital-discharge-deadline)."
                .to_owned(),
        );
        before
    };
    computed.caution.push(NUMBER_ON_NOTICE.to_owned());
    computed
        .caution
        .push("If the moment has passed, call all the same: in Original Medicare a late request is taken until 30 days after the discharge, but the stay is not free meanwhile (42 CFR 405.1206(b)(6), (d)(6)). In a plan the same was not verified.".to_owned());
    computed.set([("before", Some(before))]);
    Ok(computed)
}

fn fast_reconsideration(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let decision = inputs.date("decision_date")?;
    let by = noon(result_date(decision.tomorrow())?)?;
    let mut computed = Computed::default();
    computed.step(
        format!(
            "Noon of the calendar day after {}; weekends and holidays count",
            day_words(decision)
        ),
        &by,
        RECONSIDERATION,
    );
    computed.caution.push(
        "The first word of the decision counts, by telephone or in writing. If nobody can take the request, noon of the next day on which somebody can (42 CFR 405.1204(b)(1))."
            .to_owned(),
    );
    computed
        .caution
        .push("If it has passed, the standard appeal is still open, without cover meanwhile (42 CFR 405.1204(b)(4)).".to_owned());
    computed.set([("by", Some(by))]);
    Ok(computed)
}

fn termination_notice(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let end = inputs.date("termination_date")?;
    let latest = result_date(end.checked_sub(2.days()))?;
    let mut computed = Computed::default();
    computed.step(format!("Two days before services end on {}", day_words(end)), latest, SERVICES);
    computed.caution.push(
        "Where care comes in single visits, notice at the second visit before the last is enough, which gives no fixed day.".to_owned(),
    );
    computed
        .caution
        .push("If the notice came later, say so in the appeal: services go on for two days after it (snf-services-until).".to_owned());
    computed.set([("latest_notice", Some(latest.to_string()))]);
    Ok(computed)
}

fn services_contact(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let end = inputs.date("termination_date")?;
    let last = result_date(end.yesterday())?;
    let by = noon(last)?;
    let mut computed = Computed::default();
    computed.step(
        format!("Noon of the day before services end on {}", day_words(end)),
        &by,
        DETERMINATION,
    );
    if let Some(received) = inputs.date_if_given("notice_received")? {
        let following = result_date(received.tomorrow())?;
        if following < last {
            let earlier = noon(following)?;
            computed.step(
                "In Original Medicare: noon of the day after the notice was received, which is earlier".to_owned(),
                &earlier,
                "42 CFR 405.1202(b)(1)",
            );
            computed.work_to = Some(earlier);
        }
    } else {
        computed.caution.push(
            "In Original Medicare the regulation has noon of the day after the notice was received, if that is earlier (fast-appeal-noon-after-notice, verified in part). Give `notice_received` to see it."
                .to_owned(),
        );
    }
    computed.caution.push(
        "If it has passed, call all the same. Since 2025 a member of a plan can still get the review (ma-late-fast-track).".to_owned(),
    );
    computed.caution.push(NUMBER_ON_NOTICE.to_owned());
    computed.set([("by", Some(by))]);
    Ok(computed)
}

fn services_until(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let notice = inputs.date("first_notice")?;
    let end = inputs.date("termination_date")?;
    let after_notice = result_date(notice.checked_add(2.days()))?;
    let until = result_date(Ok(after_notice.max(end)))?;
    let mut computed = Computed::default();
    computed.step(
        format!("Two days after the first notice of {}", day_words(notice)),
        after_notice,
        DETERMINATION,
    );
    let words = if after_notice > end {
        "Later than the planned end, so it counts"
    } else {
        "The planned end is no earlier, so it counts"
    };
    computed.step(words.to_owned(), until, DETERMINATION);
    computed
        .caution
        .push("Services after that day can be billed if the appeal is lost.".to_owned());
    computed.set([("services_until", Some(until.to_string()))]);
    Ok(computed)
}

fn important_message(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let admission = inputs.date("admission")?;
    let discharge = inputs.time("discharge")?;
    let days = (discharge.date() - admission).get_days();
    if days < 0 {
        return Err(inputs.fault("discharge", "a time on or after the day of admission is needed"));
    }
    let first_by = result_date(admission.checked_add(2.days()))?;
    let mut computed = Computed::default();
    computed.step(format!("First notice: two days after {}", day_words(admission)), first_by, NOTICE);
    let is_required = days > 3;
    computed.step(
        format!("Days from admission to discharge: {days}. A second notice is needed after more than three"),
        yes_no(is_required),
        NOTICE,
    );
    let (from, until) = if is_required {
        let start = discharge.checked_sub(2.days());
        let end = discharge.checked_sub(4.hours());
        let (from, until) = (result_time(start.clone())?, result_time(end)?);
        computed.step(format!("Second notice: two days before {}", time_words(discharge)), &from, NOTICE);
        computed.step("At the latest four hours before discharge".to_owned(), &until, NOTICE);
        if let Ok(start) = start {
            clock_change(&mut computed, start, discharge);
        }
        (Some(from), Some(until))
    } else {
        (None, None)
    };
    computed.caution.push(
        "The appeal itself is due by the day of discharge, before leaving, whenever the notice came (qio-hospital-contact).".to_owned(),
    );
    computed.set([
        ("first_by", Some(first_by.to_string())),
        ("second_required", Some(yes_no(is_required))),
        ("second_from", from),
        ("second_until", until),
    ]);
    Ok(computed)
}

fn noon(day: Date) -> Result<String, RuleError> {
    result_time(Ok(day.at(12, 0, 0, 0)))
}

fn time_words(time: DateTime) -> String {
    format!("{}, {}", day_words(time.date()), time.strftime("%H:%M"))
}

/// Warns if clocks change between the two times, by the rule that most of the United States has kept since 2007.
fn clock_change(computed: &mut Computed, start: DateTime, end: DateTime) {
    for (month, nth, words) in [(3, 2, "forward"), (11, 1, "back")] {
        let change = Date::new(end.year(), month, 1).and_then(|first| first.nth_weekday_of_month(nth, Weekday::Sunday));
        let Ok(change) = change.map(|day| day.at(2, 0, 0, 0)) else {
            continue;
        };
        if start < change && change <= end {
            computed.caution.push(format!(
                "Most clocks go an hour {words} on {}. The time is counted on the clock; take the earlier hour for what the client has to do.",
                day_words(change.date())
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Computed;
    use super::super::vectors::{Table, value};

    fn compute(rule: &str, inputs: &[(&str, &str)]) -> Computed {
        Table::today("2026-11-21").compute(rule, inputs).expect(rule)
    }

    #[test]
    fn a_discharge_is_appealed_by_its_day_and_the_manuals_noon_is_shown_as_replaced() {
        let computed = compute(
            "qio-hospital-contact",
            &[("notice_received", "2026-07-02"), ("discharge_date", "2026-07-03")],
        );
        assert_eq!(value(&computed, "before"), "2026-07-03T23:59");
        assert!(computed.arguable.is_empty(), "a replaced rule is not arguable");
        let replaced = computed.trace.first().expect("a step");
        assert_eq!(replaced.value, "2026-07-06T12:00", "July 3 is the day kept for July 4");
        assert!(replaced.step.contains("do not use it"));
    }

    #[test]
    fn without_a_day_of_discharge_the_day_of_the_notice_is_the_last() {
        let computed = compute("qio-hospital-contact", &[("notice_received", "2026-06-12")]);
        assert_eq!(value(&computed, "before"), "2026-06-12T23:59");
        let old = compute("qio-hospital-contact", &[("notice_received", "2007-06-29")]);
        assert_eq!(value(&old, "before"), "2007-07-02T12:00", "a Friday, before the rule was replaced");
        let table = Table::today("2026-11-21");
        let inputs = [("notice_received", "2026-06-12"), ("discharge_date", "2026-06-11")];
        let wrong = table.compute("qio-hospital-contact", &inputs).expect_err("a fault").to_string();
        assert!(wrong.contains("on or after the day on which the notice was received"), "{wrong}");
    }

    #[test]
    fn an_early_notice_brings_an_earlier_noon_to_work_to_in_original_medicare() {
        let inputs = [("termination_date", "2026-03-01"), ("notice_received", "2026-02-25")];
        let computed = compute("snf-qio-contact", &inputs);
        assert_eq!(value(&computed, "by"), "2026-02-28T12:00");
        assert_eq!(computed.plan(), Some("2026-02-26T12:00"));
        let inputs = [("termination_date", "2026-03-01"), ("notice_received", "2026-02-27")];
        assert_eq!(compute("snf-qio-contact", &inputs).work_to, None);
    }

    #[test]
    fn noons_fall_on_weekends_and_leap_days_as_they_come() {
        let by = |decision: &str| value(&compute("qic-expedited-reconsideration", &[("decision_date", decision)]), "by");
        assert_eq!(by("2024-02-28"), "2024-02-29T12:00");
        assert_eq!(by("2026-12-24"), "2026-12-25T12:00");
        let latest = compute("snf-termination-notice", &[("termination_date", "2024-03-01")]);
        assert_eq!(value(&latest, "latest_notice"), "2024-02-28");
    }

    #[test]
    fn a_change_of_clocks_is_said() {
        let warned = |request: &str| {
            let computed = compute("expedited-72h", &[("request_time", request)]);
            (
                value(&computed, "decision_by"),
                computed.caution.iter().any(|words| words.contains("clocks")),
            )
        };
        assert_eq!(warned("2026-03-06T09:00"), ("2026-03-09T09:00".to_owned(), true));
        assert_eq!(warned("2026-10-30T23:30"), ("2026-11-02T23:30".to_owned(), true));
        assert_eq!(warned("2026-03-08T09:00"), ("2026-03-11T09:00".to_owned(), false));
        assert_eq!(warned("2026-12-30T09:00"), ("2027-01-02T09:00".to_owned(), false));
    }

    #[test]
    fn a_second_message_is_needed_after_more_than_three_days() {
        let message = |discharge: &str| compute("im-notice", &[("admission", "2024-02-27"), ("discharge", discharge)]);
        assert_eq!(
            value(&message("2024-03-01T10:00"), "second_required"),
            "no",
            "three days: February has 29"
        );
        let second = message("2024-03-02T10:00");
        assert_eq!(value(&second, "first_by"), "2024-02-29");
        assert_eq!(value(&second, "second_from"), "2024-02-29T10:00");
        assert_eq!(value(&second, "second_until"), "2024-03-02T06:00");
    }

    #[test]
    fn a_time_in_another_form_is_refused_with_the_right_one() {
        let table = Table::today("2026-11-21");
        for wrong in [
            "2026-03-06",
            "2026-03-06T25:00",
            "2026-03-06T9:00",
            "3/6/2026 9:00 am",
            "1900-01-01T09:00",
        ] {
            let problem = table
                .compute("expedited-72h", &[("request_time", wrong)])
                .expect_err(wrong)
                .to_string();
            assert!(problem.contains("YYYY-MM-DDTHH:MM"), "{problem}");
        }
        let inputs = [("admission", "2026-03-06"), ("discharge", "2026-03-05T10:00")];
        let problem = table.compute("im-notice", &inputs).expect_err("a fault").to_string();
        assert!(problem.contains("on or after the day of admission"), "{problem}");
    }
}
