//! The earnings test before full retirement age. Amounts are those of the day asked about.
//!
//! Does not belong here: full retirement age itself (`retirement`), work while disabled (`work_incentives`).

use super::inputs::Inputs;
use super::{Cents, Computed, Holds, RuleError, RuleSpec};

const TEST: &str = "advocacy-for-seniors/1/earnings-test";
const LAW: &str = "42 USC 403(f); 20 CFR 404.430";

/// `t2-earnings-test-under-fra`.
pub(super) const UNDER_FULL_AGE: RuleSpec = RuleSpec {
    id: "t2-earnings-test-under-fra",
    title: "Benefits held back for earnings in a year before the year of full retirement age",
    inputs: &[("gross_annual", Holds::Amount, true), ("on", Holds::Date, false)],
    results: &[("reduction", Holds::Amount)],
    cite: &[TEST],
    run: under_full_age,
};

/// `t2-earnings-test-fra-year`.
pub(super) const FULL_AGE_YEAR: RuleSpec = RuleSpec {
    id: "t2-earnings-test-fra-year",
    title: "The most that can be held back in the year of full retirement age, with equal pay each month",
    inputs: &[
        ("monthly_gross", Holds::Amount, true),
        ("months_before_fra", Holds::Number, true),
        ("on", Holds::Date, false),
    ],
    results: &[("reduction", Holds::Amount)],
    cite: &[TEST],
    run: full_age_year,
};

fn under_full_age(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let gross = inputs.amount("gross_annual")?;
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    let limit = inputs.figure("earnings-test-under-fra", day, &mut computed)?;
    limit.step(&mut computed, "Exempt earnings of the year");
    let excess = gross.less(limit.amount);
    computed.step(format!("Gross earnings of {} above it", gross.words()), excess, LAW);
    let reduction = share(&mut computed, excess, 2, "$1 withheld for each $2");
    computed
        .caution
        .push("Holds up to 31 December before the year of full retirement age, which goes by year of birth (t2-fra).".to_owned());
    computed.caution.push(
        "Never more than the year's benefits. In the first year of retirement SSA can go by single months (20 CFR 404.435).".to_owned(),
    );
    withheld_whole_months(&mut computed);
    computed.set([("reduction", Some(reduction.to_string()))]);
    Ok(computed)
}

/// The manual tests month by month, which withholds more; SSA sets the months' earnings against the yearly amount.
fn full_age_year(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let gross = inputs.amount("monthly_gross")?;
    let months = inputs.number("months_before_fra", 11)?;
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    let limit = inputs.figure("earnings-test-year-of-fra-month", day, &mut computed)?;
    limit.step(&mut computed, "Exempt earnings of a month in the year of full retirement age");
    let excess = gross.less(limit.amount).times(months);
    computed.step(
        format!("Gross earnings of {} a month above it, {months} months", gross.words()),
        excess,
        TEST,
    );
    let reduction = share(&mut computed, excess, 3, "$1 withheld for each $3");
    let year = inputs.figure("earnings-test-year-of-fra", day, &mut computed)?;
    let by_year = gross.times(months).less(year.amount).part(3);
    if by_year < reduction {
        computed.argue(
            by_year,
            format!(
                "The manual tests each month. The law sets all earnings of those months against the yearly amount, {}.",
                year.amount.words()
            ),
            "42 USC 403(f)(8)(D); 20 CFR 404.430; SSA Handbook 1802",
        );
    }
    computed
        .caution
        .push("The month-by-month result is the most that can be withheld; plan on it, and ask SSA to count by the year.".to_owned());
    computed
        .caution
        .push("From the month of full retirement age on there is no test. Born on the 1st, that month is the one before.".to_owned());
    withheld_whole_months(&mut computed);
    computed.set([("reduction", Some(reduction.to_string()))]);
    Ok(computed)
}

fn share(computed: &mut Computed, excess: Cents, parts: u32, words: &str) -> Cents {
    let reduction = excess.part(parts);
    computed.step(words.to_owned(), reduction, LAW);
    if !excess.is_whole_part(parts) {
        computed.step("Cut to whole cents; no rule for rounding is stated".to_owned(), reduction, TEST);
    }
    reduction
}

fn withheld_whole_months(computed: &mut Computed) {
    computed.caution.push(
        "SSA withholds whole months of benefits and settles later. Months withheld raise the benefit from full retirement age on."
            .to_owned(),
    );
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};

    #[test]
    fn the_limit_of_the_year_asked_about_counts() {
        let table = Table::today("2026-11-21");
        let reduction = |gross: &str, on: &str| {
            let inputs = [("gross_annual", gross), ("on", on)];
            let computed = table.compute("t2-earnings-test-under-fra", &inputs).expect("an amount");
            value(&computed, "reduction")
        };
        assert_eq!(reduction("24480", ""), "0.00");
        assert_eq!(reduction("24480.05", ""), "0.02", "half a cent is cut");
        assert_eq!(reduction("24480", "2021-12-31"), "2760.00");
    }

    #[test]
    fn the_yearly_count_is_arguable_where_it_withholds_less() {
        let table = Table::today("2021-06-15");
        let inputs = [("monthly_gross", "5110"), ("months_before_fra", "5")];
        let computed = table.compute("t2-earnings-test-fra-year", &inputs).expect("an amount");
        assert_eq!(value(&computed, "reduction"), "1500.00");
        assert_eq!(computed.arguable.first().map(|other| other.value.as_str()), Some("0.00"));
        let problem = table
            .compute("t2-earnings-test-fra-year", &[("monthly_gross", "1"), ("months_before_fra", "12")])
            .expect_err("too many");
        assert!(problem.to_string().contains("from 0 to 11"), "{problem}");
    }
}
