//! Days and periods of Part A: benefit periods, qualifying stays, lifetime days, hospice periods.
//!
//! Does not belong here: what a stay costs (`medicare_costs`), whether care is skilled.

use jiff::ToSpan;

use super::inputs::{Inputs, result_date, yes_no};
use super::{Computed, Holds, RuleError, RuleSpec};
use crate::domain::calendar::day_words;

const HOSPITAL: &str = "advocacy-for-seniors/4/inpatient-hospital-care";
const SPECIALIZED: &str = "advocacy-for-seniors/4/specialized-facilities";
const QUALIFYING: &str = "advocacy-for-seniors/4/nursing-home-qualifying-stay";
const OBSERVATION: &str = "advocacy-for-seniors/4/nursing-home-observation-status";
const HOSPICE: &str = "advocacy-for-seniors/4/hospice-eligibility";
const LIFETIME_DAYS: u32 = 190;

/// `mc-benefit-period`.
pub(super) const BENEFIT_PERIOD: RuleSpec = RuleSpec {
    id: "mc-benefit-period",
    title: "Does a new hospital stay begin a new benefit period?",
    inputs: &[
        ("discharge", Holds::Date, true),
        ("readmission", Holds::Date, true),
        ("covered_snf_care", Holds::YesNo, true),
    ],
    results: &[("new_benefit_period", Holds::YesNo)],
    cite: &[HOSPITAL],
    run: benefit_period,
};

/// `mc-psych-days`.
pub(super) const PSYCHIATRIC_DAYS: RuleSpec = RuleSpec {
    id: "mc-psych-days",
    title: "Days left in psychiatric hospitals, of 190 in a lifetime",
    inputs: &[("days_used", Holds::Number, true)],
    results: &[("days_left", Holds::Number)],
    cite: &[SPECIALIZED],
    run: |inputs| {
        let used = inputs.number("days_used", 40_000)?;
        let left = LIFETIME_DAYS.saturating_sub(used);
        let mut computed = Computed::default();
        computed.step(
            format!("{LIFETIME_DAYS} days in a lifetime, {used} of them used"),
            left,
            SPECIALIZED,
        );
        computed.caution.push(
            "For psychiatric hospitals only: rehabilitation hospitals, which the manual names, have no such limit (psych-190-days-only)."
                .to_owned(),
        );
        computed.set([("days_left", Some(left.to_string()))]);
        Ok(computed)
    },
};

/// `mc-snf-qualifying`.
pub(super) const QUALIFYING_STAY: RuleSpec = RuleSpec {
    id: "mc-snf-qualifying",
    title: "Does a hospital stay qualify for covered nursing home care?",
    inputs: &[
        ("admission", Holds::Date, true),
        ("discharge", Holds::Date, true),
        ("observation_nights", Holds::Number, true),
        ("snf_entry", Holds::Date, true),
    ],
    results: &[("qualifies", Holds::YesNo), ("inpatient_nights", Holds::Number)],
    cite: &[QUALIFYING, OBSERVATION],
    run: qualifying_stay,
};

/// `mc-hospice-period`.
pub(super) const HOSPICE_PERIOD: RuleSpec = RuleSpec {
    id: "mc-hospice-period",
    title: "First and last day of a hospice period: two of 90 days, then 60 each",
    inputs: &[("election_date", Holds::Date, true), ("n", Holds::Number, true)],
    results: &[("start", Holds::Date), ("end", Holds::Date)],
    cite: &[HOSPICE],
    run: hospice_period,
};

fn benefit_period(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let discharge = inputs.date("discharge")?;
    let readmission = inputs.date("readmission")?;
    let had_care = inputs.yes_no("covered_snf_care")?;
    let days = (readmission - discharge).get_days();
    if days < 0 {
        return Err(inputs.fault("readmission", "a day on or after the discharge is needed"));
    }
    let mut computed = Computed::default();
    computed.step(
        format!("Days from {} to {}", day_words(discharge), day_words(readmission)),
        days,
        HOSPITAL,
    );
    let is_new = days >= 60 && !had_care;
    let words = match (had_care, is_new) {
        (true, _) => "Nursing home care was covered meanwhile: the benefit period went on",
        (false, true) => "60 days or more out of the hospital: a new benefit period, with a new deductible and new days",
        (false, false) => "Fewer than 60 days: the same benefit period, without a new deductible",
    };
    computed.step(words.to_owned(), yes_no(is_new), HOSPITAL);
    if (59..=61).contains(&days) && !had_care {
        computed
            .caution
            .push("The manual does not say whether the days of discharge and readmission count: this close to 60, ask the hospital how Medicare counted.".to_owned());
    }
    if had_care {
        computed
            .caution
            .push("The 60 days begin with the last day of covered nursing home care. Work it out again from that day.".to_owned());
    }
    computed.set([("new_benefit_period", Some(yes_no(is_new)))]);
    Ok(computed)
}

fn qualifying_stay(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let admission = inputs.date("admission")?;
    let discharge = inputs.date("discharge")?;
    let observation = i64::from(inputs.number("observation_nights", 10_000)?);
    let entry = inputs.date("snf_entry")?;
    let all = i64::from((discharge - admission).get_days());
    if all < 0 {
        return Err(inputs.fault("discharge", "a day on or after the admission is needed"));
    }
    if observation > all {
        return Err(inputs.fault(
            "observation_nights",
            &format!("no more than the {all} nights of the stay are needed"),
        ));
    }
    let nights = all - observation;
    let mut computed = Computed::default();
    computed.step(
        format!("Nights from {} to {}", day_words(admission), day_words(discharge)),
        all,
        QUALIFYING,
    );
    if observation > 0 {
        computed.step(format!("Without {observation} in observation"), nights, OBSERVATION);
        computed
            .caution
            .push("A change from inpatient to observation can be appealed since 14 February 2025 (observation-status-appeals).".to_owned());
    }
    let has_nights = nights >= 3;
    computed.step("At least three nights as an inpatient".to_owned(), yes_no(has_nights), QUALIFYING);
    let gap = (entry - discharge).get_days();
    let is_soon = (0..=30).contains(&gap);
    computed.step(
        format!("Nursing home entered within 30 days of the discharge, on day {gap}"),
        yes_no(is_soon),
        QUALIFYING,
    );
    if gap > 30 {
        computed.caution.push(
            "A later entry can count when skilled care was not medically appropriate sooner: ask the doctor for that in writing."
                .to_owned(),
        );
    }
    computed.set([
        ("qualifies", Some(yes_no(has_nights && is_soon))),
        ("inpatient_nights", Some(nights.to_string())),
    ]);
    Ok(computed)
}

fn hospice_period(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let election = inputs.date("election_date")?;
    let n = inputs.number("n", 1000)?;
    if n == 0 {
        return Err(inputs.fault("n", "a whole number from 1 to 1000 is needed: 1 for the first period"));
    }
    let n = i64::from(n);
    let (before, length) = if n <= 2 { ((n - 1) * 90, 90) } else { (180 + (n - 3) * 60, 60) };
    let mut computed = Computed::default();
    let start = result_date(election.checked_add(before.days()))?;
    let end = result_date(start.checked_add((length - 1).days()))?;
    computed.step(
        format!("Period {n} begins {before} days after {}", day_words(election)),
        start,
        HOSPICE,
    );
    computed.step(format!("Its day {length}, the first one counted"), end, HOSPICE);
    computed
        .caution
        .push("For hospice without a break. After leaving it and coming back, the periods are counted otherwise. Each needs a doctor's certification.".to_owned());
    computed.set([("start", Some(start.to_string())), ("end", Some(end.to_string()))]);
    Ok(computed)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, day, value};
    use super::super::{Computed, RuleError};

    fn compute(rule: &str, inputs: &[(&str, &str)]) -> Result<Computed, RuleError> {
        Table::today("2026-11-21").compute(rule, inputs)
    }

    #[test]
    fn hospice_periods_follow_one_another_without_a_gap() {
        let mut expected = day("2024-02-29");
        for n in 1..=40 {
            let computed = compute("mc-hospice-period", &[("election_date", "2024-02-29"), ("n", &n.to_string())]).expect("a period");
            assert_eq!(day(&value(&computed, "start")), expected, "period {n}");
            let end = day(&value(&computed, "end"));
            assert_eq!((end - expected).get_days() + 1, if n <= 2 { 90 } else { 60 }, "period {n}");
            expected = end.tomorrow().expect("a day");
        }
        let wrong = compute("mc-hospice-period", &[("election_date", "2024-02-29"), ("n", "0")]);
        assert!(wrong.expect_err("no such period").to_string().contains("from 1 to 1000"));
    }

    #[test]
    fn sixty_days_out_begin_a_new_period_unless_nursing_home_care_was_covered() {
        let is_new = |readmission: &str, care: &str| {
            let inputs = [
                ("discharge", "2024-01-31"),
                ("readmission", readmission),
                ("covered_snf_care", care),
            ];
            compute("mc-benefit-period", &inputs).expect("an answer")
        };
        assert_eq!(value(&is_new("2024-03-30", "no"), "new_benefit_period"), "no", "59 days");
        let close = is_new("2024-03-31", "no");
        assert_eq!(value(&close, "new_benefit_period"), "yes", "60 days");
        assert!(close.caution.iter().any(|words| words.contains("this close to 60")));
        assert_eq!(value(&is_new("2024-12-31", "yes"), "new_benefit_period"), "no");
    }

    #[test]
    fn three_nights_and_thirty_days_are_enough() {
        let qualifies = |observation: &str, entry: &str| {
            let inputs = [
                ("admission", "2026-02-26"),
                ("discharge", "2026-03-01"),
                ("observation_nights", observation),
                ("snf_entry", entry),
            ];
            compute("mc-snf-qualifying", &inputs).map(|computed| value(&computed, "qualifies"))
        };
        assert_eq!(qualifies("0", "2026-03-31"), Ok("yes".to_owned()));
        assert_eq!(qualifies("0", "2026-04-01"), Ok("no".to_owned()));
        assert_eq!(qualifies("1", "2026-03-02"), Ok("no".to_owned()));
        let wrong = qualifies("4", "2026-03-02").expect_err("too many").to_string();
        assert!(wrong.contains("no more than the 3 nights"), "{wrong}");
    }
}
