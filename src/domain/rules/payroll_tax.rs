//! Social Security and Medicare tax on a year's work. The rates are the law's; the wage base is that of the day asked about.
//!
//! Does not belong here: income tax, credits for coverage.

use super::inputs::Inputs;
use super::{Cents, Computed, Holds, RuleError, RuleSpec};

const TAXES: &str = "advocacy-for-seniors/1/sample-statement-taxes";
const EMPLOYEE_LAW: &str = "26 USC 3101";
const SELF_EMPLOYED_LAW: &str = "26 USC 1401";

/// `t2-fica-2021`.
pub(super) const PAYROLL_TAX: RuleSpec = RuleSpec {
    id: "t2-fica-2021",
    title: "Social Security and Medicare tax on a year's earnings",
    inputs: &[
        ("kind", Holds::OneOf(&["employee", "self-employed"]), true),
        ("earnings", Holds::Amount, true),
        ("on", Holds::Date, false),
    ],
    results: &[("social_security", Holds::Amount), ("medicare", Holds::Amount)],
    cite: &[TAXES],
    run: payroll_tax,
};

/// Rates in hundredths of a percent.
#[derive(Clone, Copy)]
struct Rates {
    social_security: i64,
    medicare: i64,
    words: [&'static str; 2],
    law: &'static str,
}

const EMPLOYEE: Rates = Rates {
    social_security: 620,
    medicare: 145,
    words: ["6.2 percent up to the base", "1.45 percent of all"],
    law: EMPLOYEE_LAW,
};
const SELF_EMPLOYED: Rates = Rates {
    social_security: 1240,
    medicare: 290,
    words: ["12.4 percent up to the base", "2.9 percent of all"],
    law: SELF_EMPLOYED_LAW,
};

fn payroll_tax(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let table = [
        ("employee", EMPLOYEE),
        ("employer", EMPLOYEE),
        ("wages", EMPLOYEE),
        ("self-employed", SELF_EMPLOYED),
    ];
    let rates = inputs.one_of("kind", &table, "employee or self-employed is needed")?;
    let earnings = inputs.amount("earnings")?;
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    let base = inputs.figure("contribution-base", day, &mut computed)?;
    base.step(&mut computed, "The most earnings of a year that Social Security tax falls on");
    let [social_words, medicare_words] = rates.words;
    let mut tax = |amount: Cents, rate: i64, words: &str| {
        let tax = amount.hundredths_of_percent(rate);
        computed.step(format!("{words}, {}, cut to whole cents", amount.words()), tax, rates.law);
        tax
    };
    let social_security = tax(earnings.min(base.amount), rates.social_security, social_words);
    let medicare = tax(earnings, rates.medicare, medicare_words);
    computed
        .caution
        .push("Employer and employee pay this each. Self-employed: enter 92.35 percent of the net profit, which is what the tax falls on (26 USC 1402(a)(12)). Earnings above a high line bear 0.9 percent more Medicare tax, which the manual only hints at (26 USC 3101(b)(2), 1401(b)(2)).".to_owned());
    computed.set([
        ("social_security", Some(social_security.to_string())),
        ("medicare", Some(medicare.to_string())),
    ]);
    Ok(computed)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};

    #[test]
    fn social_security_tax_stops_at_the_base_of_the_year() {
        let inputs = [("kind", "employee"), ("earnings", "200000")];
        let computed = Table::today("2026-11-21").compute("t2-fica-2021", &inputs).expect("amounts");
        assert_eq!(value(&computed, "social_security"), "11439.00");
        assert_eq!(value(&computed, "medicare"), "2900.00");
    }
}
