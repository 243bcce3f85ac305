//! The Wisconsin escalation guide (P-02009-22-08): age of a consent, two-week marks.
//!
//! Nothing here rolls: the guide gives no authority for it. Does not belong here: whom to write to.

use jiff::ToSpan;
use jiff::civil::Date;

use super::inputs::{Inputs, result_date, yes_no};
use super::{Computed, Holds, RuleError, RuleSpec};
use crate::domain::calendar::day_words;

const SIGNATURE: &str = "wi-escalation/income-step-1-requesting-files";
const STEP_1: &str = "wi-escalation/income-step-1-response-time";
/// The days within which a signature has to lie for medical records.
const SIGNATURE_DAYS: i32 = 90;

/// `wi-3288-signature`.
pub(super) const SIGNATURE_AGE: RuleSpec = RuleSpec {
    id: "wi-3288-signature",
    title: "Is the SSA-3288 signature recent enough for medical records?",
    inputs: &[("signature_date", Holds::Date, true), ("request_date", Holds::Date, true)],
    results: &[("valid_for_medical_records", Holds::YesNo), ("age_days", Holds::Number)],
    cite: &[SIGNATURE],
    run: signature_age,
};

/// `wi-escalate-step1`.
pub(super) const INCOME_STEP_1: RuleSpec = RuleSpec {
    id: "wi-escalate-step1",
    title: "Two-week mark after contacting the field office, if waiting is needed at all",
    inputs: &[
        ("contact_date", Holds::Date, true),
        ("dire_need", Holds::YesNo, false),
        ("misconduct", Holds::YesNo, false),
        ("refused_identity", Holds::YesNo, false),
    ],
    results: &[("two_week_mark", Holds::Date), ("wait_required", Holds::YesNo)],
    cite: &[STEP_1],
    run: income_step_1,
};

fn signature_age(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let signed = inputs.date("signature_date")?;
    let request = inputs.date("request_date")?;
    let age = (request - signed).get_days();
    let is_valid = (0..=SIGNATURE_DAYS).contains(&age);
    let mut computed = Computed::default();
    computed.step(format!("Days from {} to {}", day_words(signed), day_words(request)), age, SIGNATURE);
    let words = match age {
        ..0 => "The signature is dated after the request: date it right",
        0..SIGNATURE_DAYS => "Within the past 90 days",
        SIGNATURE_DAYS => "Exactly 90 days, which is still within",
        _ => "Older than 90 days: get a new signature for medical records",
    };
    computed.step(words.to_owned(), yes_no(is_valid), SIGNATURE);
    if age >= SIGNATURE_DAYS - 10 && is_valid {
        computed.caution.push(
            "The guide does not say whether the day of the fax or the day SSA reads it counts. A fresh signature is safer.".to_owned(),
        );
    }
    computed
        .caution
        .push("Only medical records have this limit in the guide.".to_owned());
    computed.set([
        ("valid_for_medical_records", Some(yes_no(is_valid))),
        ("age_days", Some(age.to_string())),
    ]);
    Ok(computed)
}

fn two_weeks(computed: &mut Computed, from: Date, cite: &str) -> Result<Date, RuleError> {
    let mark = result_date(from.checked_add(14.days()))?;
    computed.step(
        format!(
            "Two weeks after {}, weekends and holidays counted; no rule moves this day",
            day_words(from)
        ),
        mark,
        cite,
    );
    computed
        .caution
        .push("The guide does not say whether day 14 itself or the day after is meant. A mark for escalating is no deadline of the client's: check that none runs meanwhile.".to_owned());
    Ok(mark)
}

fn income_step_1(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let contact = inputs.date("contact_date")?;
    let mut computed = Computed::default();
    let mut must_wait = true;
    for (name, words) in [
        ("dire_need", "Dire need"),
        ("misconduct", "A hang-up or other unacceptable behavior"),
        ("refused_identity", "Refused to say who they are"),
    ] {
        if inputs.yes_no_if_given(name)? == Some(true) {
            computed.step(format!("{words}: no waiting, escalate now"), "no", STEP_1);
            must_wait = false;
        }
    }
    let mark = if must_wait {
        Some(two_weeks(&mut computed, contact, STEP_1)?)
    } else {
        None
    };
    computed.set([
        ("two_week_mark", mark.map(|day| day.to_string())),
        ("wait_required", Some(yes_no(must_wait))),
    ]);
    Ok(computed)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};

    #[test]
    fn ninety_days_are_within_and_a_signature_of_tomorrow_is_not() {
        let table = Table::today("2026-11-21");
        let check = |signed: &str, expected: &str| {
            let inputs = [("signature_date", signed), ("request_date", "2026-11-21")];
            let computed = table.compute("wi-3288-signature", &inputs).expect("an answer");
            assert_eq!(value(&computed, "valid_for_medical_records"), expected, "{signed}");
        };
        check("2026-08-23", "yes");
        check("2026-08-22", "no");
        check("2026-11-22", "no");
    }

    #[test]
    fn answers_that_are_not_known_do_not_stop_the_mark() {
        let table = Table::today("2026-11-21");
        let inputs = [("contact_date", "2026-12-11"), ("dire_need", "not known")];
        let computed = table.compute("wi-escalate-step1", &inputs).expect("a date");
        assert_eq!(
            value(&computed, "two_week_mark"),
            "2026-12-25",
            "a mark is not moved off Christmas Day"
        );
    }
}
