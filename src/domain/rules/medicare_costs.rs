//! What the client pays in Original Medicare: hospital, nursing home, Part B, hospice. Amounts are those of the day asked about.
//!
//! No rule for rounding is in the documents: odd parts of a cent are cut, and the trace says so.
//! Does not belong here: the amounts (`figures`), whether a stay is covered (`medicare_stays`), supplements (`medigap`).

use jiff::civil::Date;

use super::inputs::Inputs;
use super::{Cents, Computed, Holds, RuleError, RuleSpec};

const HOSPITAL: &str = "advocacy-for-seniors/4/inpatient-hospital-care";
const NURSING_HOME: &str = "advocacy-for-seniors/4/nursing-home-duration";
const HOSPICE: &str = "advocacy-for-seniors/4/hospice-cost";
const DEDUCTIBLE: &str = "advocacy-for-seniors/4/part-b-deductible";
const CO_PAYMENT: &str = "advocacy-for-seniors/4/part-b-co-payment";
const ASSIGNMENT: &str = "advocacy-for-seniors/4/refusing-assignment";
/// Days of one benefit period that Part A covers in a hospital, and how many of them cost nothing.
pub(super) const HOSPITAL_DAYS: (u32, u32) = (90, 60);
/// Lifetime reserve days.
pub(super) const RESERVE_DAYS: u32 = 60;
/// The longest stay that is worked out.
pub(super) const LONGEST_STAY: u32 = 10_000;

/// `mc-hospital-cost`.
pub(super) const HOSPITAL_COST: RuleSpec = RuleSpec {
    id: "mc-hospital-cost",
    title: "What one hospital stay in a benefit period costs the client",
    inputs: &[
        ("stay_days", Holds::Number, true),
        ("reserve_days_left", Holds::Number, true),
        ("on", Holds::Date, false),
    ],
    results: &[
        ("total", Holds::Amount),
        ("deductible", Holds::Amount),
        ("coinsurance", Holds::Amount),
        ("reserve_days_used", Holds::Number),
        ("uncovered_days", Holds::Number),
    ],
    cite: &[HOSPITAL],
    run: hospital_cost,
};

/// `mc-snf-cost`.
pub(super) const NURSING_HOME_COST: RuleSpec = RuleSpec {
    id: "mc-snf-cost",
    title: "What covered nursing home days cost the client",
    inputs: &[("stay_days", Holds::Number, true), ("on", Holds::Date, false)],
    results: &[("coinsurance", Holds::Amount), ("uncovered_days", Holds::Number)],
    cite: &[NURSING_HOME],
    run: nursing_home_cost,
};

/// `mc-hospice-copay`.
pub(super) const HOSPICE_COPAY: RuleSpec = RuleSpec {
    id: "mc-hospice-copay",
    title: "The client's 5 percent of outpatient drugs or respite care in hospice",
    inputs: &[("amount", Holds::Amount, true)],
    results: &[("copay", Holds::Amount)],
    cite: &[HOSPICE],
    run: |inputs| {
        let amount = inputs.amount("amount")?;
        let mut computed = Computed::default();
        let copay = share(&mut computed, "of the amount", amount, 5, HOSPICE);
        computed.caution.push(
            "There is a cap on each drug and on respite care, which the manual leaves out (42 CFR 418.400, not verified): it may be less."
                .to_owned(),
        );
        computed.set([("copay", Some(copay.to_string()))]);
        Ok(computed)
    },
};

/// `mc-part-b-cost`.
pub(super) const PART_B_COST: RuleSpec = RuleSpec {
    id: "mc-part-b-cost",
    title: "What a Part B service costs the client when the provider accepts assignment",
    inputs: &[
        ("approved", Holds::Amount, true),
        ("deductible_already_met", Holds::Amount, true),
        ("on", Holds::Date, false),
    ],
    results: &[
        ("beneficiary_pays", Holds::Amount),
        ("deductible", Holds::Amount),
        ("coinsurance", Holds::Amount),
    ],
    cite: &[DEDUCTIBLE, CO_PAYMENT],
    run: part_b_cost,
};

/// `mc-limiting-charge`.
pub(super) const LIMITING_CHARGE: RuleSpec = RuleSpec {
    id: "mc-limiting-charge",
    title: "What the client owes without assignment, and the most that may be charged",
    inputs: &[("approved", Holds::Amount, true), ("charge", Holds::Amount, true)],
    results: &[
        ("beneficiary_pays", Holds::Amount),
        ("limiting_charge", Holds::Amount),
        ("coinsurance", Holds::Amount),
        ("excess", Holds::Amount),
    ],
    cite: &[ASSIGNMENT, CO_PAYMENT],
    run: limiting_charge,
};

/// The days of one hospital stay, by who pays for them.
pub(super) struct StayDays {
    /// Days 61 to 90.
    pub(super) coinsured: u32,
    /// Lifetime reserve days.
    pub(super) reserve: u32,
    /// Days that Medicare does not cover.
    pub(super) uncovered: u32,
}

impl StayDays {
    /// Splits the stay in the inputs `stay_days` and `reserve_days_left`, and shows how.
    pub(super) fn of(inputs: &Inputs<'_>, computed: &mut Computed) -> Result<Self, RuleError> {
        let stay = inputs.number("stay_days", LONGEST_STAY)?;
        let left = inputs.number("reserve_days_left", RESERVE_DAYS)?;
        let (covered, free) = HOSPITAL_DAYS;
        let beyond = stay.saturating_sub(covered);
        let days = Self {
            coinsured: stay.min(covered).saturating_sub(free),
            reserve: beyond.min(left),
            uncovered: beyond.saturating_sub(left),
        };
        computed.step("Days 61 to 90 of the stay".to_owned(), days.coinsured, HOSPITAL);
        computed.step(format!("Days after day 90, from {left} reserve days left"), days.reserve, HOSPITAL);
        computed.step("Days that Medicare does not cover".to_owned(), days.uncovered, HOSPITAL);
        Ok(days)
    }

    /// Returns the coinsurance for the days 61 to 90 and the reserve days, by the amounts of `day`.
    pub(super) fn coinsurance(&self, inputs: &Inputs<'_>, day: Date, computed: &mut Computed) -> Result<Cents, RuleError> {
        let mut sum = Cents::default();
        for (count, id, words) in [
            (self.coinsured, "part-a-coinsurance-61-90", "For each day from 61 to 90"),
            (self.reserve, "part-a-coinsurance-lifetime-reserve", "For each lifetime reserve day"),
        ] {
            if count > 0 {
                let each = inputs.figure(id, day, computed)?;
                each.step(computed, words);
                sum = sum.plus(each.amount.times(count));
            }
        }
        computed.step("Coinsurance for these days".to_owned(), sum, HOSPITAL);
        Ok(sum)
    }
}

/// Returns `percent` of `amount` with its step; says so where part of a cent was cut.
pub(super) fn share(computed: &mut Computed, words: &str, amount: Cents, percent: i64, cite: &str) -> Cents {
    let share = amount.percent(percent);
    let cut = if amount.is_whole_percent(percent) {
        ""
    } else {
        ", cut to whole cents; no rule for rounding is stated"
    };
    computed.step(format!("{percent} percent {words}, {}{cut}", amount.words()), share, cite);
    share
}

fn hospital_cost(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    let days = StayDays::of(inputs, &mut computed)?;
    let deductible = inputs.figure("part-a-deductible", day, &mut computed)?;
    deductible.step(&mut computed, "Deductible of the benefit period");
    let coinsurance = days.coinsurance(inputs, day, &mut computed)?;
    let total = deductible.amount.plus(coinsurance);
    computed.step("Deductible and coinsurance".to_owned(), total, HOSPITAL);
    computed.caution.push(
        "For one stay in a benefit period. A second stay in the same period has no second deductible, and its days are counted on (42 USC 1395e(a)(1), not verified)."
            .to_owned(),
    );
    if days.reserve > 0 {
        computed
            .caution
            .push("A reserve day is used up for life. The client can choose not to use them.".to_owned());
    }
    computed.set([
        ("total", Some(total.to_string())),
        ("deductible", Some(deductible.amount.to_string())),
        ("coinsurance", Some(coinsurance.to_string())),
        ("reserve_days_used", Some(days.reserve.to_string())),
        ("uncovered_days", Some(days.uncovered.to_string())),
    ]);
    Ok(computed)
}

fn nursing_home_cost(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let stay = inputs.number("stay_days", LONGEST_STAY)?;
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    let coinsured = stay.min(100).saturating_sub(20);
    let uncovered = stay.saturating_sub(100);
    computed.step(
        "Days 21 to 100 of the stay; days 1 to 20 cost nothing".to_owned(),
        coinsured,
        NURSING_HOME,
    );
    let each = inputs.figure("snf-coinsurance-21-100", day, &mut computed)?;
    each.step(&mut computed, "For each of them");
    let coinsurance = each.amount.times(coinsured);
    computed.step("Coinsurance for these days".to_owned(), coinsurance, NURSING_HOME);
    computed.step("Days after day 100, which are not covered".to_owned(), uncovered, NURSING_HOME);
    computed
        .caution
        .push("All days of the benefit period count together, and only days of skilled care are covered.".to_owned());
    computed.set([
        ("coinsurance", Some(coinsurance.to_string())),
        ("uncovered_days", Some(uncovered.to_string())),
    ]);
    Ok(computed)
}

fn part_b_cost(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let approved = inputs.amount("approved")?;
    let met = inputs.amount("deductible_already_met")?;
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    let yearly = inputs.figure("part-b-deductible", day, &mut computed)?;
    yearly.step(&mut computed, "Deductible of the year");
    if met > yearly.amount {
        let expected = format!("no more than the deductible of the year is needed, {}", yearly.amount.words());
        return Err(inputs.fault("deductible_already_met", &expected));
    }
    let deductible = yearly.amount.minus(met).min(approved);
    computed.step(
        format!("What is left of it after {}, up to the approved amount", met.words()),
        deductible,
        DEDUCTIBLE,
    );
    let coinsurance = share(&mut computed, "of the rest", approved.minus(deductible), 20, CO_PAYMENT);
    let pays = deductible.plus(coinsurance);
    computed.step("The client pays".to_owned(), pays, CO_PAYMENT);
    computed
        .caution
        .push("Laboratory tests, home health care and many screenings cost nothing. A QMB client is not to be billed at all.".to_owned());
    computed.set([
        ("beneficiary_pays", Some(pays.to_string())),
        ("deductible", Some(deductible.to_string())),
        ("coinsurance", Some(coinsurance.to_string())),
    ]);
    Ok(computed)
}

fn limiting_charge(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let approved = inputs.amount("approved")?;
    let charge = inputs.amount("charge")?;
    let mut computed = Computed::default();
    let limit = share(&mut computed, "of the approved amount", approved, 115, ASSIGNMENT);
    let excess = charge.min(limit).minus(approved);
    computed.step("Charge above the approved amount, up to that limit".to_owned(), excess, ASSIGNMENT);
    let coinsurance = share(&mut computed, "of the approved amount", approved, 20, CO_PAYMENT);
    let pays = coinsurance.plus(excess);
    computed.step("The client pays".to_owned(), pays, ASSIGNMENT);
    if charge > limit {
        computed.caution.push(format!(
            "The charge is above the limit: nothing over {} may be asked for. Ask for a refund, or tell 1-800-MEDICARE.",
            limit.words()
        ));
    }
    computed
        .caution
        .push("For physicians and therapists, with the yearly deductible met. Other providers have no such limit.".to_owned());
    computed.set([
        ("beneficiary_pays", Some(pays.to_string())),
        ("limiting_charge", Some(limit.to_string())),
        ("coinsurance", Some(coinsurance.to_string())),
        ("excess", Some(excess.to_string())),
    ]);
    Ok(computed)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};
    use super::super::{Computed, RuleError};

    fn compute(rule: &str, inputs: &[(&str, &str)]) -> Result<Computed, RuleError> {
        Table::today("2026-11-21").known_until("2026-12-31").compute(rule, inputs)
    }

    #[test]
    fn a_stay_is_split_at_days_60_and_90() {
        let total = |days: &str| {
            let inputs = [("stay_days", days), ("reserve_days_left", "60"), ("on", "2021-03-01")];
            value(&compute("mc-hospital-cost", &inputs).expect("a cost"), "total")
        };
        assert_eq!(total("60"), "1484.00");
        assert_eq!(total("61"), "1855.00");
        assert_eq!(total("90"), "12614.00");
        assert_eq!(total("91"), "13356.00");
        assert_eq!(total("151"), total("150"), "day 151 is not covered");
        let inputs = [("stay_days", "60"), ("reserve_days_left", "61")];
        assert!(compute("mc-hospital-cost", &inputs).is_err(), "there are 60 in a life");
    }

    #[test]
    fn nursing_home_days_cost_from_day_21_to_day_100() {
        let cost = |days: &str| {
            let computed = compute("mc-snf-cost", &[("stay_days", days), ("on", "2021-03-01")]).expect("a cost");
            (value(&computed, "coinsurance"), value(&computed, "uncovered_days"))
        };
        assert_eq!(cost("20"), ("0.00".to_owned(), "0".to_owned()));
        assert_eq!(cost("21"), ("185.50".to_owned(), "0".to_owned()));
        assert_eq!(cost("101"), ("14840.00".to_owned(), "1".to_owned()));
    }

    #[test]
    fn the_manuals_bill_of_115_for_an_approved_100() {
        let computed = compute("mc-limiting-charge", &[("approved", "100"), ("charge", "115")]).expect("a charge");
        assert_eq!(value(&computed, "coinsurance"), "20.00");
        assert_eq!(value(&computed, "excess"), "15.00");
        let low = compute("mc-limiting-charge", &[("approved", "100"), ("charge", "90")]).expect("a charge");
        assert_eq!(value(&low, "excess"), "0.00");
        let high = compute("mc-limiting-charge", &[("approved", "100.01"), ("charge", "200")]).expect("a charge");
        assert_eq!(value(&high, "limiting_charge"), "115.01", "115.0115 is cut");
        assert!(high.caution.iter().any(|words| words.contains("above the limit")));
    }

    #[test]
    fn a_deductible_above_that_of_the_year_is_refused_and_an_unknown_year_said() {
        let cost = |met: &str, on: &str| {
            let inputs = [("approved", "500"), ("deductible_already_met", met), ("on", on)];
            compute("mc-part-b-cost", &inputs).map(|computed| value(&computed, "beneficiary_pays"))
        };
        assert_eq!(cost("203", "2021-03-01"), Ok("100.00".to_owned()));
        let wrong = cost("203.01", "2021-03-01").expect_err("too much").to_string();
        assert!(wrong.contains("no more than the deductible of the year is needed, $203"), "{wrong}");
        assert!(
            matches!(cost("0", "2027-01-01"), Err(RuleError::UnknownFigure(words)) if words.contains("not known for 2027; 2026 was $283"))
        );
    }
}
