//! CalFresh: the deduction for medical expenses of older and disabled people.
//!
//! Does not belong here: the minimum benefit (a figure), who is eligible.

use super::inputs::Inputs;
use super::{Cents, Computed, Holds, RuleError, RuleSpec};

const MEDICAL: &str = "advocacy-for-seniors/2/calfresh-medical-expenses";

/// `calfresh-medical-deduction`.
pub(super) const MEDICAL_DEDUCTION: RuleSpec = RuleSpec {
    id: "calfresh-medical-deduction",
    title: "CalFresh deduction for monthly medical expenses of an older or disabled member",
    inputs: &[("expenses", Holds::Amount, true), ("on", Holds::Date, false)],
    results: &[("deduction", Holds::Amount)],
    cite: &[MEDICAL],
    run: medical_deduction,
};

fn medical_deduction(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let expenses = inputs.amount("expenses")?;
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    let floor = inputs.figure("calfresh-medical-floor", day, &mut computed)?;
    floor.step(&mut computed, "Expenses that a household bears itself");
    let standard = inputs.figure("calfresh-medical-standard", day, &mut computed)?;
    standard.step(&mut computed, "Standard deduction for anything above it");
    let above = expenses.less(floor.amount);
    let (deduction, words) = if above == Cents::default() {
        (above, format!("{} is not above it: nothing is deducted", expenses.words()))
    } else if above <= standard.amount {
        (standard.amount, format!("{} is above it: the standard deduction", expenses.words()))
    } else {
        (
            above,
            format!("{}: what is above it is more than the standard, and is deducted", expenses.words()),
        )
    };
    computed.step(words, deduction, MEDICAL);
    computed
        .caution
        .push("Expenses have to be verified; for the standard deduction, enough of them to be above the first amount.".to_owned());
    computed.set([("deduction", Some(deduction.to_string()))]);
    Ok(computed)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};

    #[test]
    fn the_standard_deduction_rose_on_1_october_2024() {
        let table = Table::today("2026-11-21");
        let deduction = |expenses: &str, on: &str| {
            let computed = table.compute("calfresh-medical-deduction", &[("expenses", expenses), ("on", on)]);
            value(&computed.expect("an amount"), "deduction")
        };
        assert_eq!(deduction("35", ""), "0.00");
        assert_eq!(deduction("35.01", ""), "150.00");
        assert_eq!(deduction("185.00", ""), "150.00");
        assert_eq!(deduction("185.01", ""), "150.01");
        assert_eq!(deduction("35.01", "2024-09-30"), "120.00");
    }
}
