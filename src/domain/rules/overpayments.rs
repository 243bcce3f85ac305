//! Overpayments: the screens for a waiver, and the most that may be held back from SSI. Amounts are those of the day asked about.
//!
//! Does not belong here: the amounts (`figures`), appeals of the debt itself.

use jiff::civil::{Date, date};

use super::inputs::{Inputs, yes_no};
use super::{Computed, Holds, RuleError, RuleSpec};

const TITLE_II: &str = "advocacy-for-seniors/1/overpayment-waiver";
const SSI: &str = "advocacy-for-seniors/2/overpayment-waiver";
const RECOVERY: &str = "advocacy-for-seniors/2/overpayment-recovery";
/// From here on the limits are "no more than"; before, the manual of 2021 says "less than".
const NO_MORE_THAN: Date = date(2024, 5, 1);

/// `op-t2-waiver-resources`.
pub(super) const TITLE_II_WAIVER_RESOURCES: RuleSpec = RuleSpec {
    id: "op-t2-waiver-resources",
    title: "Are the household's resources inside the limit for a waiver?",
    inputs: &[
        ("household", Holds::OneOf(&["individual", "couple"]), true),
        ("additional_dependents", Holds::Number, true),
        ("resources", Holds::Amount, true),
        ("on", Holds::Date, false),
    ],
    results: &[("resource_test_met", Holds::YesNo), ("limit", Holds::Amount)],
    cite: &[TITLE_II],
    run: waiver_resources,
};

/// `op-small-amount`.
pub(super) const SMALL_AMOUNT: RuleSpec = RuleSpec {
    id: "op-small-amount",
    title: "Is the debt small enough for the waiver without a form?",
    inputs: &[("overpayment", Holds::Amount, true), ("on", Holds::Date, false)],
    results: &[("administrative_waiver", Holds::YesNo)],
    cite: &[TITLE_II, SSI],
    run: small_amount,
};

/// `op-ssi-waiver-income`.
pub(super) const SSI_WAIVER_INCOME: RuleSpec = RuleSpec {
    id: "op-ssi-waiver-income",
    title: "California SSI, one person in an own place: is all income needed for living expenses?",
    inputs: &[("total_income", Holds::Amount, true), ("on", Holds::Date, false)],
    results: &[("test_met", Holds::YesNo)],
    cite: &[SSI],
    run: ssi_waiver_income,
};

/// `op-ssi-recoup-cap`.
pub(super) const SSI_RECOVERY_CAP: RuleSpec = RuleSpec {
    id: "op-ssi-recoup-cap",
    title: "The most that may be held back from SSI each month",
    inputs: &[
        ("total_monthly_income", Holds::Amount, true),
        ("ssi_benefit", Holds::Amount, true),
        ("fraud", Holds::YesNo, false),
        ("on", Holds::Date, false),
    ],
    results: &[("cap", Holds::Amount)],
    cite: &[RECOVERY],
    run: recovery_cap,
};

fn waiver_resources(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let table = [
        ("individual", false),
        ("one person", false),
        ("single", false),
        ("couple", true),
        ("married", true),
        ("with one other family member", true),
    ];
    let is_couple = inputs.one_of("household", &table, "individual or couple is needed")?;
    let further = inputs.number("additional_dependents", 50)?;
    let resources = inputs.amount("resources")?;
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    let (id, words) = if is_couple {
        ("waiver-resource-one-household-member", "Limit with one other family member")
    } else {
        ("waiver-resource-individual", "Limit for one person")
    };
    let base = inputs.figure(id, day, &mut computed)?;
    base.step(&mut computed, words);
    let mut limit = base.amount;
    if further > 0 {
        let each = inputs.figure("waiver-resource-each-further-member", day, &mut computed)?;
        each.step(&mut computed, "For each further member");
        limit = limit.plus(each.amount.times(further));
        computed.step(format!("With {further} further: {}", limit.words()), limit, TITLE_II);
    }
    let (is_met, words) = inside(resources <= limit, resources < limit, base.since);
    computed.step(
        format!("{} is {words} {}", resources.words(), limit.words()),
        yes_no(is_met),
        TITLE_II,
    );
    computed.caution.push(
        "Resources are one part; income and expenses are the other. Need-based help in the household can settle both (waiver-defeat-purpose)."
            .to_owned(),
    );
    if !is_met {
        computed.caution.push(
            "Ask anyway if paying back would leave too little to live on, or if it is against equity and good conscience.".to_owned(),
        );
    }
    computed.set([("resource_test_met", Some(yes_no(is_met))), ("limit", Some(limit.to_string()))]);
    Ok(computed)
}

/// Tells whether an amount passes a limit, and in which words: today "no more than", in the manual of 2021 "less than".
fn inside(at_most: bool, below: bool, since: Date) -> (bool, &'static str) {
    if since >= NO_MORE_THAN {
        (at_most, if at_most { "no more than" } else { "more than" })
    } else {
        (below, if below { "less than" } else { "not less than" })
    }
}

fn small_amount(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let overpayment = inputs.amount("overpayment")?;
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    let line = inputs.figure("waiver-tolerance", day, &mut computed)?;
    line.step(&mut computed, "The small-amount line");
    let (is_small, words) = inside(overpayment <= line.amount, overpayment < line.amount, line.since);
    computed.step(
        format!("{} is {words} {}", overpayment.words(), line.amount.words()),
        yes_no(is_small),
        TITLE_II,
    );
    computed.caution.push(
        "The first size of the debt counts, not what is left. There must be no sign of fault, and the person has to ask; no SSA-632 is needed (waiver-tolerance-2000)."
            .to_owned(),
    );
    if !is_small {
        computed
            .caution
            .push("A larger debt can be waived too, with form SSA-632. It is no reason to pay back.".to_owned());
    }
    computed.set([("administrative_waiver", Some(yes_no(is_small)))]);
    Ok(computed)
}

fn ssi_waiver_income(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let income = inputs.amount("total_income")?;
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    let rate = inputs.figure("ca-ssi-ssp-individual", day, &mut computed)?;
    rate.step(&mut computed, "California SSI and state supplement, one person");
    let exclusion = inputs.figure("ssi-general-exclusion", day, &mut computed)?;
    exclusion.step(&mut computed, "General exclusion");
    let limit = rate.amount.plus(exclusion.amount);
    let is_met = income <= limit;
    let words = if is_met { "no more than" } else { "more than" };
    computed.step(
        format!("Income with SSI, {}, is {words} {}", income.words(), limit.words()),
        yes_no(is_met),
        SSI,
    );
    if !is_met {
        let earned = inputs.figure("ssi-earned-exclusion", day, &mut computed)?;
        let with_earnings = limit.plus(earned.amount);
        if income <= with_earnings {
            computed.argue(
                "yes",
                format!(
                    "With wages, the regulation adds the earned income exclusion: up to {}.",
                    with_earnings.words()
                ),
                "20 CFR 416.553(b)(3)",
            );
        }
    }
    computed.caution.push(
        "The regulation also adds the earned income exclusion, which the manual leaves out: a recipient with wages may pass with more (ssi-waiver-earned-exclusion)."
            .to_owned(),
    );
    computed.set([("test_met", Some(yes_no(is_met)))]);
    Ok(computed)
}

fn recovery_cap(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let income = inputs.amount("total_monthly_income")?;
    let benefit = inputs.amount("ssi_benefit")?;
    let is_fraud = inputs.yes_no_if_given("fraud")? == Some(true);
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    if is_fraud {
        let words = "Fraud, wilful misrepresentation or concealment was found: the limit does not apply";
        computed.step(words.to_owned(), "none", RECOVERY);
        computed
            .caution
            .push("Ask SSA for that finding in writing. Without one the limit holds.".to_owned());
        computed.set([("cap", None)]);
        return Ok(computed);
    }
    let percent = inputs.whole_figure("withholding-title16-max", day)?;
    let share = income.percent(percent);
    computed.step(
        format!("{percent} percent of all monthly income, {}", income.words()),
        share,
        "20 CFR 416.571",
    );
    if !income.is_whole_percent(percent) {
        computed.step("Cut to whole cents; no rule for rounding is stated".to_owned(), share, RECOVERY);
    }
    let cap = share.min(benefit);
    let words = if benefit < share {
        "The SSI payment is less, so it is the limit"
    } else {
        "Not more than the SSI payment, so it stands"
    };
    computed.step(words.to_owned(), cap, RECOVERY);
    computed
        .caution
        .push("This is the most, not the rate: a lower one can be asked for when it leaves too little to live on.".to_owned());
    computed.set([("cap", Some(cap.to_string()))]);
    Ok(computed)
}

#[cfg(test)]
mod tests {
    use super::super::RuleError;
    use super::super::vectors::{Table, value};

    #[test]
    fn todays_line_is_two_thousand_and_takes_in_the_amount_itself() {
        let table = Table::today("2026-11-21");
        let small = |amount: &str, on: &str| {
            let computed = table.compute("op-small-amount", &[("overpayment", amount), ("on", on)]);
            computed.map(|computed| value(&computed, "administrative_waiver"))
        };
        assert_eq!(small("2000.00", ""), Ok("yes".to_owned()));
        assert_eq!(small("2,000.01", ""), Ok("no".to_owned()));
        assert_eq!(small("1000", "2021-06-30"), Ok("no".to_owned()));
        let unknown = small("500", "2023-02-01").expect_err("not known");
        assert!(matches!(&unknown, RuleError::UnknownFigure(words) if words.contains("not known for 2023; 2021 was $1,000")));
    }

    #[test]
    fn todays_resource_limit_counts_each_further_member() {
        let table = Table::today("2026-11-21");
        let inputs = [("household", "couple"), ("additional_dependents", "2"), ("resources", "$12,400")];
        let computed = table.compute("op-t2-waiver-resources", &inputs).expect("an answer");
        assert_eq!(value(&computed, "limit"), "12400.00");
        assert_eq!(value(&computed, "resource_test_met"), "yes");
        assert!(computed.trace.iter().all(|step| !step.cite.is_empty()));
    }

    #[test]
    fn a_recipient_with_wages_can_argue_for_more() {
        let table = Table::today("2025-06-01");
        let computed = table
            .compute("op-ssi-waiver-income", &[("total_income", "1290.00")])
            .expect("an answer");
        assert_eq!(value(&computed, "test_met"), "no");
        assert_eq!(computed.arguable.first().map(|other| other.value.as_str()), Some("yes"));
        let weak = Table::today("2026-06-01")
            .compute("op-ssi-waiver-income", &[("total_income", "1000")])
            .expect("an answer");
        assert!(weak.caution.iter().any(|words| words.contains("secondary pages only")));
    }

    #[test]
    fn fraud_lifts_the_limit_and_odd_cents_are_cut() {
        let table = Table::today("2026-11-21");
        let cap = |fraud: &str| {
            let inputs = [("total_monthly_income", "974.77"), ("ssi_benefit", "974.77"), ("fraud", fraud)];
            table.compute("op-ssi-recoup-cap", &inputs).expect("an answer")
        };
        assert_eq!(value(&cap("no"), "cap"), "97.47");
        assert_eq!(cap("yes").value(Some("cap")), None);
    }
}
