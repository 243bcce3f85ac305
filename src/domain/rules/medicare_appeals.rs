//! Appeals in Original Medicare, Parts A and B: from redetermination to federal court, and the amounts at issue.
//!
//! The manual counts from the date of the decision, the regulations from its receipt: the manual's count is the safe one.
//! Does not belong here: Medicare Advantage (`advantage_appeals`), fast appeals of an end of care (`fast_appeals`).

use super::inputs::{Inputs, yes_no};
use super::medicare_periods::{add_days, decision};
use super::{Computed, Holds, RuleError, RuleSpec};

const RECONSIDERATION: &str = "advocacy-for-seniors/4/reconsideration";
const HEARING: &str = "advocacy-for-seniors/4/alj-hearing";
const COURT: &str = "advocacy-for-seniors/4/federal-district-court";

const DEADLINE: &[(&str, Holds)] = &[("deadline", Holds::Date)];

/// `mc-alj-decision`.
pub(super) const HEARING_DECISION: RuleSpec = RuleSpec {
    id: "mc-alj-decision",
    title: "Day by which the hearing decision is due: 90 days, 180 after escalation, none with a hearing in person",
    inputs: &[
        ("request_date", Holds::Date, true),
        ("escalated", Holds::YesNo, false),
        ("in_person", Holds::YesNo, false),
    ],
    results: DEADLINE,
    cite: &[RECONSIDERATION, HEARING],
    run: hearing_decision,
};

/// `mc-amount-in-controversy`.
pub(super) const AMOUNT: RuleSpec = RuleSpec {
    id: "mc-amount-in-controversy",
    title: "Is enough money at issue for a hearing or for federal court?",
    inputs: &[
        ("level", Holds::OneOf(&["alj", "court"]), true),
        ("amount", Holds::Amount, true),
        ("on", Holds::Date, false),
    ],
    results: &[("met", Holds::YesNo)],
    cite: &[
        HEARING,
        COURT,
        "advocacy-for-seniors/4/ma-alj-review",
        "advocacy-for-seniors/4/ma-federal-review",
    ],
    run: amount,
};

/// Adds the 14 days of an extension to the result.
pub(super) fn extend(computed: &mut Computed, words: &str, cite: &str) -> Result<(), RuleError> {
    if let Some(until) = computed.value(None).and_then(|day| day.parse().ok()) {
        add_days(computed, until, 14, words, cite)?;
    }
    Ok(())
}

fn hearing_decision(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let request = inputs.date("request_date")?;
    let is_escalated = inputs.yes_no_if_given("escalated")? == Some(true);
    let (days, words, cite) = if is_escalated {
        (180, "the day of the request, after escalation", RECONSIDERATION)
    } else {
        (90, "the day of the request", HEARING)
    };
    let mut computed = decision(request, days, words, cite)?;
    if inputs.yes_no_if_given("in_person")? != Some(true) {
        return Ok(computed);
    }
    let otherwise = computed.value(None).unwrap_or_default().to_owned();
    computed.step(
        "A hearing in person was granted: the time limit is waived".to_owned(),
        "none",
        HEARING,
    );
    computed.argue(
        otherwise,
        "The regulation since 2017 keeps the time limit unless the client waived it in writing (not verified). Ask before signing a waiver.".to_owned(),
        "42 CFR 405.1020(i)",
    );
    if is_escalated {
        computed
            .caution
            .push("The manual does not say what holds for a hearing in person after escalation. Plan on no time limit.".to_owned());
    }
    computed.set([("deadline", None)]);
    Ok(computed)
}

fn amount(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let table = [
        ("alj", ("aic-alj", "The least for a hearing", HEARING)),
        ("hearing", ("aic-alj", "The least for a hearing", HEARING)),
        ("ALJ hearing", ("aic-alj", "The least for a hearing", HEARING)),
        ("court", ("aic-federal-court", "The least for federal court", COURT)),
        ("federal court", ("aic-federal-court", "The least for federal court", COURT)),
    ];
    let (id, words, cite) = inputs.one_of("level", &table, "alj or court is needed")?;
    let amount = inputs.amount("amount")?;
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    let least = inputs.figure(id, day, &mut computed)?;
    least.step(&mut computed, words);
    let is_met = amount >= least.amount;
    let words = if is_met { "no less than" } else { "less than" };
    computed.step(
        format!("{} is {words} {}", amount.words(), least.amount.words()),
        yes_no(is_met),
        cite,
    );
    computed
        .caution
        .push("The amount of the year in which the request is filed counts; it is set anew each January (aic-thresholds).".to_owned());
    if !is_met {
        computed.caution.push(
            "Claims can be added up to reach it, if they are appealed together and in time (42 CFR 405.1006(e); its conditions were not verified).".to_owned(),
        );
    }
    computed.set([("met", Some(yes_no(is_met)))]);
    Ok(computed)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};
    use super::super::{Computed, RuleError};

    fn request(rule: &str, start: &str) -> Computed {
        let table = Table::today("2026-11-21");
        table.compute(rule, &[("start_date", start)]).expect("a date")
    }

    #[track_caller]
    fn check(rule: &str, start: &str, deadline: &str, plan: &str, arguable: Option<&str>) {
        let computed = request(rule, start);
        assert_eq!(value(&computed, "deadline"), deadline, "{rule} {start}");
        assert_eq!(computed.plan(), Some(plan), "{rule} {start}");
        let other = computed.arguable.first().map(|other| other.value.as_str());
        assert_eq!(other, arguable, "{rule} {start}");
    }

    #[test]
    fn a_last_day_that_is_no_workday_stays_and_the_workday_before_is_the_one_to_work_to() {
        check(
            "mc-redetermination-request",
            "2026-11-02",
            "2027-03-02",
            "2027-03-02",
            Some("2027-03-07"),
        );
        check(
            "mc-redetermination-request",
            "2026-08-15",
            "2026-12-13",
            "2026-12-11",
            Some("2026-12-18"),
        );
        check(
            "mc-redetermination-request",
            "2025-08-27",
            "2025-12-25",
            "2025-12-23",
            Some("2025-12-30"),
        );
        check(
            "mc-reconsideration-request",
            "2024-02-29",
            "2024-08-27",
            "2024-08-27",
            Some("2024-09-01"),
        );
        check("mc-mac-request", "2026-05-05", "2026-07-04", "2026-07-02", Some("2026-07-09"));
        check("mc-alj-request", "2026-05-05", "2026-07-04", "2026-07-02", None);
        check("mc-court", "2026-05-04", "2026-07-03", "2026-07-02", Some("2026-07-06"));
        check("mc-court", "2026-05-07", "2026-07-06", "2026-07-06", None);
    }

    #[test]
    fn a_request_counts_on_the_day_on_which_it_is_received() {
        for (rule, law) in [
            ("mc-redetermination-request", "42 CFR 405.942(a)(2)"),
            ("mc-reconsideration-request", "42 CFR 405.962(a)(2)"),
            ("mc-alj-request", "42 CFR 405.1002(a)(4)"),
            ("mc-mac-request", "42 CFR 405.1102(a)(3)"),
        ] {
            let said = format!("counts as filed on the day on which it is received ({law})");
            let computed = request(rule, "2026-05-05");
            assert!(computed.caution.iter().any(|words| words.contains(&said)), "{rule}");
        }
    }

    #[test]
    fn a_request_that_is_late_is_filed_anyway() {
        let computed = request("mc-redetermination-request", "2026-07-01");
        assert_eq!(value(&computed, "deadline"), "2026-10-29");
        assert!(
            computed
                .caution
                .iter()
                .any(|words| words.contains("late by 23 days. File it anyway"))
        );
    }

    #[test]
    fn a_granted_hearing_in_person_has_no_time_limit_and_the_other_count_is_arguable() {
        let table = Table::today("2026-11-21");
        let decision = |escalated: &str, in_person: &str| {
            let inputs = [("request_date", "2024-02-29"), ("escalated", escalated), ("in_person", in_person)];
            table.compute("mc-alj-decision", &inputs).expect("an answer")
        };
        assert_eq!(value(&decision("", ""), "deadline"), "2024-05-29");
        assert_eq!(value(&decision("yes", "no"), "deadline"), "2024-08-27");
        let both = decision("yes", "yes");
        assert_eq!(both.plan(), None);
        assert_eq!(both.arguable.first().map(|other| other.value.as_str()), Some("2024-08-27"));
    }

    #[test]
    fn the_amount_of_the_day_asked_about_counts_and_an_unknown_one_is_said() {
        let table = Table::today("2026-11-21");
        let met = |level: &str, amount: &str, on: &str| {
            let inputs = [("level", level), ("amount", amount), ("on", on)];
            table
                .compute("mc-amount-in-controversy", &inputs)
                .map(|computed| value(&computed, "met"))
        };
        assert_eq!(met("alj", "180", "2021-03-01"), Ok("yes".to_owned()));
        assert_eq!(met("alj", "179.99", "2021-03-01"), Ok("no".to_owned()));
        assert_eq!(met("alj", "180", ""), Ok("no".to_owned()), "200 in 2026");
        assert_eq!(met("court", "1960", ""), Ok("yes".to_owned()));
        let unknown = met("court", "5000", "2025-06-01").expect_err("not known");
        assert!(matches!(&unknown, RuleError::UnknownFigure(words) if words.contains("not known for 2025; 2024 was $1,840")));
        let wrong = met("council", "5000", "").expect_err("no such level").to_string();
        assert!(wrong.contains("alj or court is needed"), "{wrong}");
    }
}
