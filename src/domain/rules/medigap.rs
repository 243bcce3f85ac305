//! What a Medigap plan pays: hospital coinsurance and further days, Part B coinsurance and excess charges.
//!
//! Does not belong here: which plan to choose, premiums, retiree plans.

use super::inputs::Inputs;
use super::medicare_costs::{StayDays, share};
use super::{Cents, Computed, Holds, RuleError, RuleSpec};

const HOSPITAL: &str = "advocacy-for-seniors/4/medigap-part-a-hospital";
const OTHER: &str = "advocacy-for-seniors/4/medigap-other-benefits";
const CO_PAYMENT: &str = "advocacy-for-seniors/4/part-b-co-payment";
const ASSIGNMENT: &str = "advocacy-for-seniors/4/refusing-assignment";
/// Further hospital days that every plan pays in full.
const FURTHER_DAYS: u32 = 365;

/// `medigap-hospital`.
pub(super) const HOSPITAL_BENEFITS: RuleSpec = RuleSpec {
    id: "medigap-hospital",
    title: "What a Medigap plan pays for a hospital stay",
    inputs: &[
        ("stay_days", Holds::Number, true),
        ("reserve_days_left", Holds::Number, true),
        ("on", Holds::Date, false),
    ],
    results: &[
        ("plan_pays_coinsurance", Holds::Amount),
        ("extra_days_covered", Holds::Number),
        ("uncovered_days", Holds::Number),
    ],
    cite: &[HOSPITAL],
    run: hospital_benefits,
};

/// `medigap-part-b`.
pub(super) const PART_B_BENEFITS: RuleSpec = RuleSpec {
    id: "medigap-part-b",
    title: "What a Medigap plan pays for a Part B service",
    inputs: &[
        ("plan", Holds::OneOf(&["A", "B", "C", "D", "F", "G", "K", "L", "M", "N"]), true),
        ("approved", Holds::Amount, true),
        ("charge", Holds::Amount, true),
        ("covers_excess", Holds::YesNo, true),
    ],
    results: &[
        ("plan_pays", Holds::Amount),
        ("coinsurance_paid", Holds::Amount),
        ("excess_paid", Holds::Amount),
    ],
    cite: &[OTHER],
    run: part_b_benefits,
};

fn hospital_benefits(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    let days = StayDays::of(inputs, &mut computed)?;
    let coinsurance = days.coinsurance(inputs, day, &mut computed)?;
    computed.step("The plan pays all of that".to_owned(), coinsurance, HOSPITAL);
    let extra = days.uncovered.min(FURTHER_DAYS);
    let uncovered = days.uncovered.saturating_sub(FURTHER_DAYS);
    computed.step(
        format!("Days after Medicare's that the plan pays in full, up to {FURTHER_DAYS}"),
        extra,
        HOSPITAL,
    );
    computed.step("Days that nobody covers".to_owned(), uncovered, HOSPITAL);
    computed
        .caution
        .push("Whether the plan pays the hospital deductible, too, depends on the plan. The further days are counted over a lifetime (not verified).".to_owned());
    computed.set([
        ("plan_pays_coinsurance", Some(coinsurance.to_string())),
        ("extra_days_covered", Some(extra.to_string())),
        ("uncovered_days", Some(uncovered.to_string())),
    ]);
    Ok(computed)
}

fn part_b_benefits(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let full = ["A", "B", "C", "D", "F", "G", "M", "N"].map(|plan| (plan, (plan, 100)));
    let mut table = full.to_vec();
    table.extend([("K", ("K", 50)), ("L", ("L", 75))]);
    let (plan, percent) = inputs.one_of("plan", &table, "one of the plans A, B, C, D, F, G, K, L, M and N is needed")?;
    let approved = inputs.amount("approved")?;
    let charge = inputs.amount("charge")?;
    let covers_excess = inputs.yes_no("covers_excess")?;
    let mut computed = Computed::default();
    // Both percentages at once, so that nothing is cut in between.
    let coinsurance = share(&mut computed, "of the approved amount is the coinsurance", approved, 20, CO_PAYMENT);
    let paid = share(
        &mut computed,
        &format!("of the approved amount is paid by plan {plan}, {percent} percent of the coinsurance"),
        approved,
        20 * percent / 100,
        OTHER,
    );
    let limit = approved.percent(115);
    let excess = charge.min(limit).minus(approved);
    let excess_paid = if covers_excess {
        computed.step(
            "Excess charge up to 115 percent of the approved amount: the plan pays it".to_owned(),
            excess,
            OTHER,
        );
        excess
    } else {
        computed.step("The plan does not pay excess charges".to_owned(), Cents::default(), OTHER);
        Cents::default()
    };
    let pays = paid.plus(excess_paid);
    computed.step("The plan pays".to_owned(), pays, OTHER);
    let left = coinsurance.plus(excess).minus(pays);
    computed.step("Left for the client".to_owned(), left, ASSIGNMENT);
    if plan == "N" {
        computed
            .caution
            .push("Plan N leaves a co-payment for some visits, which the manual leaves out (not verified): look at the policy.".to_owned());
    }
    if matches!(plan, "K" | "L") {
        computed
            .caution
            .push("Plans K and L pay all of it once a yearly limit on the client's own costs is reached (not verified).".to_owned());
    }
    computed.caution.push(
        "With the yearly deductible met, which few plans pay. Plans sold before June 2010 can pay less of an excess charge.".to_owned(),
    );
    computed.set([
        ("plan_pays", Some(pays.to_string())),
        ("coinsurance_paid", Some(paid.to_string())),
        ("excess_paid", Some(excess_paid.to_string())),
    ]);
    Ok(computed)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};

    #[test]
    fn the_manuals_bill_of_115_is_paid_whole_by_a_plan_with_excess_charges() {
        let table = Table::today("2026-11-21");
        let pays = |plan: &str, charge: &str, excess: &str| {
            let inputs = [("plan", plan), ("approved", "100"), ("charge", charge), ("covers_excess", excess)];
            table
                .compute("medigap-part-b", &inputs)
                .map(|computed| value(&computed, "plan_pays"))
        };
        assert_eq!(pays("G", "115", "yes"), Ok("35.00".to_owned()));
        assert_eq!(pays("g", "200", "yes"), Ok("35.00".to_owned()), "no more than the limit");
        assert_eq!(pays("K", "115", "no"), Ok("10.00".to_owned()));
        assert_eq!(pays("A", "90", "yes"), Ok("20.00".to_owned()));
        let wrong = pays("H", "115", "no").expect_err("not sold").to_string();
        assert!(wrong.contains("one of the plans A, B"), "{wrong}");
    }

    #[test]
    fn a_plan_pays_365_further_days() {
        let table = Table::today("2026-11-21");
        let days = |stay: &str| {
            let inputs = [("stay_days", stay), ("reserve_days_left", "0"), ("on", "2021-03-01")];
            let computed = table.compute("medigap-hospital", &inputs).expect("an answer");
            (value(&computed, "extra_days_covered"), value(&computed, "uncovered_days"))
        };
        assert_eq!(days("90"), ("0".to_owned(), "0".to_owned()));
        assert_eq!(days("455"), ("365".to_owned(), "0".to_owned()));
        assert_eq!(days("456"), ("365".to_owned(), "1".to_owned()));
    }
}
