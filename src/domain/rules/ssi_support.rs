//! The SSI grant with support in kind in it: the value of the support by date, then countable income and grant.
//!
//! Does not belong here: the value of support and the grant themselves (`ssi_income`), whose steps are told here one after the other.

use super::household::HOUSEHOLDS;
use super::inputs::Inputs;
use super::ssi_income::{EARNED, LEVEL, ONE_THIRD, PRESUMED, Support, UNEARNED, grant_with, in_kind_support};
use super::{Cents, Computed, Holds, RuleError, RuleSpec};

/// `ssi-grant-with-support`.
pub(super) const GRANT_WITH_SUPPORT: RuleSpec = RuleSpec {
    id: "ssi-grant-with-support",
    title: "Countable income and SSI grant with support in kind, California, own household with cooking",
    inputs: &[
        ("household", Holds::OneOf(HOUSEHOLDS), true),
        ("unearned", Holds::Amount, true),
        ("earned", Holds::Amount, true),
        ("irwe", Holds::Amount, false),
        ("disability_basis", Holds::YesNo, true),
        ("household_of_another", Holds::YesNo, true),
        ("food", Holds::YesNo, true),
        ("shelter", Holds::YesNo, true),
        ("shown_actual_value", Holds::Amount, false),
        ("on", Holds::Date, false),
    ],
    results: &[
        ("grant", Holds::Amount),
        ("eligible", Holds::YesNo),
        ("countable", Holds::Amount),
        ("countable_unearned", Holds::Amount),
        ("countable_earned", Holds::Amount),
        ("support", Holds::Amount),
        ("support_rule", Holds::OneOf(&["one-third", "presumed-value", "none"])),
    ],
    cite: &[LEVEL, UNEARNED, EARNED, ONE_THIRD, PRESUMED],
    run: grant_with_support,
};

fn grant_with_support(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let mut computed = in_kind_support(inputs)?;
    let rule = computed.value(Some("rule")).unwrap_or_default().to_owned();
    let amount = computed.value(Some("amount")).and_then(Cents::parse).unwrap_or_default();
    let nothing = Cents::default();
    let support = if rule == "one-third" {
        Support {
            as_unearned: nothing,
            as_countable: amount,
        }
    } else {
        Support {
            as_unearned: amount,
            as_countable: nothing,
        }
    };
    grant_with(inputs, support, &mut computed)?;
    if rule == "presumed-value" {
        other_reading(inputs, amount, &mut computed)?;
    }
    if rule == "one-third" {
        computed.caution.push(
            "The rate here is that of a household of one's own. California may pay another level in the household of another: ask SSA which living arrangement is on record."
                .to_owned(),
        );
    }
    computed.caution.push(
        "Other living arrangements and blind people have other rates. Income of an ineligible spouse is not counted here.".to_owned(),
    );
    computed.results.push(("support".into(), Some(amount.to_string())));
    computed.results.push(("support_rule".into(), Some(rule)));
    Ok(computed)
}

/// The manual adds the presumed value to countable income, after the general exclusion. Where that gives another grant, it is shown.
fn other_reading(inputs: &Inputs<'_>, amount: Cents, computed: &mut Computed) -> Result<(), RuleError> {
    let mut other = Computed::default();
    let support = Support {
        as_unearned: Cents::default(),
        as_countable: amount,
    };
    grant_with(inputs, support, &mut other)?;
    let (ours, manual) = (
        computed.value(Some("grant")).map(str::to_owned),
        other.value(Some("grant")).map(str::to_owned),
    );
    if let Some(manual) = manual.filter(|manual| ours.as_ref() != Some(manual)) {
        let why = "The manual speaks of adding the presumed value to countable income, with no exclusion off it. The $20 in the presumed value is there to be taken off again; ask how SSA counted.";
        computed.argue(manual, why.to_owned(), PRESUMED);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Computed;
    use super::super::vectors::{Table, value};

    fn worked(on: &str, more: &[(&str, &str)]) -> Computed {
        let mut inputs = vec![
            ("household", "individual"),
            ("unearned", "0"),
            ("earned", "0"),
            ("disability_basis", "no"),
            ("household_of_another", "no"),
            ("food", "no"),
            ("shelter", "no"),
            ("on", on),
        ];
        for (name, given) in more {
            inputs.retain(|(known, _)| known != name);
            inputs.push((name, given));
        }
        let computed = Table::today("2026-11-21")
            .compute("ssi-grant-with-support", &inputs)
            .expect("a grant");
        assert!(computed.trace.iter().all(|step| !step.cite.is_empty()));
        computed
    }

    #[test]
    fn without_support_it_is_the_plain_grant() {
        let computed = worked("2021-06-15", &[("unearned", "520")]);
        assert_eq!(value(&computed, "grant"), "454.72");
        assert_eq!(value(&computed, "support"), "0.00");
        assert!(computed.arguable.is_empty());
    }

    #[test]
    fn the_presumed_value_is_unearned_income_and_the_exclusion_comes_off_once() {
        let computed = worked("2021-06-15", &[("shelter", "yes")]);
        assert_eq!(value(&computed, "support"), "284.66");
        assert_eq!(value(&computed, "countable"), "264.66");
        assert_eq!(value(&computed, "grant"), "690.06");
        assert_eq!(computed.arguable.first().map(|other| other.value.as_str()), Some("670.06"));
        let computed = worked("2021-06-15", &[("shelter", "yes"), ("unearned", "520")]);
        assert_eq!(value(&computed, "countable"), "784.66");
        assert!(computed.arguable.is_empty(), "the exclusion is used up on either reading");
        let computed = worked("2021-06-15", &[("shelter", "yes"), ("shown_actual_value", "90")]);
        assert_eq!(value(&computed, "countable"), "70.00");
    }

    #[test]
    fn the_one_third_reduction_is_added_in_full() {
        let both = [
            ("household_of_another", "yes"),
            ("food", "yes"),
            ("shelter", "yes"),
            ("unearned", "520"),
        ];
        let computed = worked("2021-06-15", &both);
        assert_eq!(value(&computed, "support_rule"), "one-third");
        assert_eq!(value(&computed, "countable"), "764.66");
        assert_eq!(value(&computed, "grant"), "190.06");
    }

    #[test]
    fn food_counts_until_the_day_before_the_thirtieth_of_september_2024() {
        let food = [("food", "yes")];
        let before = worked("2021-09-29", &food);
        assert_eq!(value(&before, "support"), "284.66");
        let after = worked("2025-06-15", &food);
        assert_eq!(value(&after, "support"), "0.00");
        assert_eq!(value(&after, "support_rule"), "none");
        let table = Table::today("2026-11-21");
        let ism = |on: &str| {
            let inputs = [("household_of_another", "no"), ("food", "yes"), ("shelter", "no"), ("on", on)];
            value(&table.compute("ssi-ism", &inputs).expect("a value"), "rule")
        };
        assert_eq!([ism("2024-09-29"), ism("2024-09-30")], ["presumed-value", "none"]);
    }

    #[test]
    fn a_couple_has_one_sum_with_the_couples_amounts() {
        let couple = [("household", "couple"), ("earned", "2985"), ("irwe", "300"), ("shelter", "yes")];
        let computed = worked("2021-06-15", &couple);
        assert_eq!(value(&computed, "countable_earned"), "1460.00", "the exclusion went to the support");
    }
}
