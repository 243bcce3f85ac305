//! Tests of SSI income: the manual's worked examples, edges of exclusions, support in kind by date.

use super::super::vectors::{Table, value};

#[track_caller]
fn grant(household: &str, unearned: &str, earned: &str, irwe: &str, disability: &str, expected: [&str; 3]) {
    let inputs = [
        ("household", household),
        ("unearned", unearned),
        ("earned", earned),
        ("irwe", irwe),
        ("disability_basis", disability),
    ];
    let computed = Table::today("2021-06-15").compute("ssi-grant", &inputs).expect("an amount");
    let found = ["countable", "eligible", "grant"].map(|name| value(&computed, name));
    assert_eq!(found.each_ref().map(String::as_str), expected, "{inputs:?}");
}

#[test]
fn the_examples_of_the_manual_come_out() {
    grant("individual", "520", "0", "", "no", ["500.00", "yes", "454.72"]);
    grant("individual", "940", "0", "", "no", ["920.00", "yes", "34.72"]);
    grant("individual", "0", "1,785", "", "no", ["850.00", "yes", "104.72"]);
    grant("couple", "0", "2,985", "300", "no", ["1450.00", "yes", "148.14"]);
}

#[test]
fn what_unearned_income_leaves_of_the_twenty_dollars_goes_to_earnings() {
    grant("individual", "5", "100", "0", "no", ["10.00", "yes", "944.72"]);
    grant("individual", "25", "100", "0", "no", ["22.50", "yes", "932.22"]);
    grant("individual", "0", "60", "0", "no", ["0.00", "yes", "954.72"]);
    grant("individual", "0", "85.01", "0", "no", ["0.00", "yes", "954.72"]);
}

#[test]
fn countable_income_equal_to_the_rate_pays_nothing() {
    grant("individual", "974.71", "0", "0", "no", ["954.71", "yes", "0.01"]);
    grant("individual", "974.72", "0", "0", "no", ["954.72", "no", "0.00"]);
}

#[test]
fn a_rate_that_is_not_known_is_never_projected() {
    let inputs = [
        ("household", "couple"),
        ("unearned", "0"),
        ("earned", "0"),
        ("disability_basis", "no"),
    ];
    let problem = Table::today("2026-11-21")
        .known_until("2025-12-31")
        .compute("ssi-grant", &inputs)
        .expect_err("not known")
        .to_string();
    assert!(problem.contains("not known for 2026; 2025 was $2,057.83"), "{problem}");
}

#[track_caller]
fn support(on: &str, another: &str, food: &str, shelter: &str, shown: &str, expected: (&str, &str)) {
    let inputs = [
        ("household_of_another", another),
        ("food", food),
        ("shelter", shelter),
        ("shown_actual_value", shown),
        ("on", on),
    ];
    let computed = Table::today("2026-11-21").compute("ssi-ism", &inputs).expect("an amount");
    assert_eq!(
        (value(&computed, "amount").as_str(), value(&computed, "rule").as_str()),
        expected,
        "{inputs:?}"
    );
}

#[test]
fn food_alone_stops_counting_on_30_september_2024() {
    support("2024-09-29", "yes", "yes", "no", "", ("334.33", "presumed-value"));
    support("2024-09-30", "yes", "yes", "no", "", ("0.00", "none"));
    support("", "no", "yes", "no", "50", ("0.00", "none"));
    support("2021-06-01", "no", "no", "no", "", ("0.00", "none"));
}

#[test]
fn shelter_and_meals_in_anothers_household_are_one_third_before_and_after() {
    support("2024-09-29", "yes", "yes", "yes", "1", ("314.33", "one-third"));
    support("2026-01-01", "yes", "yes", "yes", "1", ("331.33", "one-third"));
    support("2026-01-01", "yes", "no", "yes", "", ("351.33", "presumed-value"));
    support("2026-01-01", "no", "yes", "yes", "351.32", ("351.32", "presumed-value"));
    support("2026-01-01", "no", "yes", "yes", "351.34", ("351.33", "presumed-value"));
}

#[test]
fn a_couple_has_its_own_third() {
    let inputs = [
        ("household_of_another", "yes"),
        ("food", "yes"),
        ("shelter", "yes"),
        ("household", "couple"),
        ("on", "2021-03-01"),
    ];
    let computed = Table::today("2026-11-21").compute("ssi-ism", &inputs).expect("an amount");
    assert_eq!(value(&computed, "amount"), "397.00");
}

#[test]
fn the_first_dollars_of_a_quarter_do_not_count() {
    let table = Table::today("2026-11-21");
    let counted = |kind: &str, amount: &str| {
        let computed = table.compute("ssi-infrequent-income", &[("kind", kind), ("amount_in_quarter", amount)]);
        value(&computed.expect("an amount"), "counted")
    };
    assert_eq!(counted("unearned", "60.01"), "0.01");
    assert_eq!(counted("earned", "30"), "0.00");
    assert_eq!(counted("earned", "100"), "70.00");
}

#[test]
fn from_the_fourth_month_on_the_second_month_before_counts() {
    let table = Table::today("2026-11-21");
    let income = |payment: &str| {
        let inputs = [("first_eligible_month", "2025-11"), ("payment_month", payment)];
        table
            .compute("ssi-budget-month", &inputs)
            .map(|computed| value(&computed, "income_month"))
    };
    assert_eq!(income("2026-01"), Ok("2025-11".to_owned()));
    assert_eq!(income("2026-02"), Ok("2025-12".to_owned()));
    assert!(
        income("2025-10")
            .expect_err("too early")
            .to_string()
            .contains("not before the first one eligible")
    );
}
