//! Tests of the grid of work: edges of years and amounts, nine months, grace, what is not known.

use proptest::prelude::*;

use super::super::vectors::{Table, value};
use super::super::{Computed, RuleError};

fn compute(inputs: &[(&str, &str)]) -> Result<Computed, RuleError> {
    let table = Table::today("2026-11-21").known_until("2026-12-31");
    table.compute("work-month-grid", inputs)
}

fn grid(inputs: &[(&str, &str)]) -> Computed {
    let computed = compute(inputs).expect("a grid");
    let rows = computed.grid.as_ref().expect("rows");
    assert!(rows.rows.iter().all(|row| row.len() == rows.head.len()), "{rows:?}");
    assert!(computed.trace.iter().all(|step| !step.cite.is_empty()));
    computed
}

/// Writes months from `first` on with these amounts.
fn months(first: &str, amounts: &[&str]) -> String {
    let first = super::Month::parse(first).expect("a month");
    let parts = (0..)
        .zip(amounts)
        .map(|(later, amount)| format!("{}={amount}", first.plus(later).expect("a month")));
    parts.collect::<Vec<_>>().join(" ")
}

/// Returns one cell of a month's row.
#[track_caller]
fn cell(computed: &Computed, month: &str, head: &str) -> String {
    let grid = computed.grid.as_ref().expect("rows");
    let column = grid.head.iter().position(|name| *name == head).expect("a column");
    let row = grid.rows.iter().find(|row| row.first().is_some_and(|first| first == month));
    row.and_then(|row| row.get(column)).expect("a cell").clone()
}

#[track_caller]
fn paid(computed: &Computed, expected: &[(&str, &str, &str)]) {
    for (month, place, is_paid) in expected {
        assert_eq!(cell(computed, month, "Where"), *place, "{month}");
        assert_eq!(cell(computed, month, "Paid"), *is_paid, "{month}");
    }
}

#[test]
fn each_month_takes_the_amounts_of_its_own_year_and_the_amount_itself_is_not_above() {
    let computed = grid(&[(
        "earnings",
        "2024-12=1111 2025-01=1111 2025-02=1160 2025-03=1160.01 2025-04=1620 2025-05=1620.01",
    )]);
    let expected = [
        ("2024-12", "$1,110 yes", "$1,550 no"),
        ("2025-01", "$1,160 no", "$1,620 no"),
        ("2025-02", "$1,160 no", "$1,620 no"),
        ("2025-03", "$1,160 yes", "$1,620 no"),
        ("2025-04", "$1,160 yes", "$1,620 no"),
        ("2025-05", "$1,160 yes", "$1,620 yes"),
    ];
    for (month, trial, sga) in expected {
        assert_eq!(cell(&computed, month, "Trial over"), trial, "{month}");
        assert_eq!(cell(&computed, month, "SGA over"), sga, "{month}");
    }
    assert_eq!(value(&computed, "trial_months_used"), "4");
    assert_eq!(value(&computed, "not_payable_months"), "null");
}

#[test]
fn nine_months_then_cessation_two_months_of_grace_and_no_pay_while_above() {
    let mut amounts = vec!["1700"; 14];
    amounts.extend(["1000", "1700"]);
    let computed = grid(&[("earnings", &months("2025-01", &amounts))]);
    paid(
        &computed,
        &[
            ("2025-09", "trial 9 of 9", "yes"),
            ("2025-10", "EPE 1, ceased", "yes"),
            ("2025-11", "EPE 2, grace", "yes"),
            ("2025-12", "EPE 3, grace", "yes"),
            ("2026-01", "EPE 4 of 36", "no"),
            ("2026-02", "EPE 5 of 36", "no"),
            ("2026-03", "EPE 6 of 36", "yes"),
            ("2026-04", "EPE 7 of 36", "no"),
        ],
    );
    assert_eq!(value(&computed, "not_payable_months"), "2026-01 2026-02 2026-04");
    assert_eq!(value(&computed, "twp_complete_month"), "2025-09");
    assert_eq!(value(&computed, "epe_last_month"), "2028-09");
    assert_eq!(value(&computed, "cessation_month"), "2025-10");
}

#[test]
fn work_expenses_and_subsidy_count_for_gainful_activity_and_not_for_trial_months() {
    let earnings = months("2025-01", &["1700"; 10]);
    let irwe = months("2025-01", &["50"; 10]);
    let computed = grid(&[("earnings", &earnings), ("irwe", &irwe), ("subsidy", "2025-10=30")]);
    assert_eq!(cell(&computed, "2025-10", "Left"), "$1,620");
    assert_eq!(cell(&computed, "2025-10", "SGA over"), "$1,620 no");
    assert_eq!(cell(&computed, "2025-09", "Where"), "trial 9 of 9");
    assert_eq!(value(&computed, "cessation_month"), "null");
    let stray = grid(&[("earnings", "2025-01=1"), ("irwe", "2025-02=1")]);
    assert!(stray.caution.iter().any(|words| words.ends_with("were left out: 2025-02.")));
}

#[test]
fn blind_people_have_another_amount_for_gainful_activity_only() {
    let computed = grid(&[("earnings", "2026-01=1700"), ("blind", "yes")]);
    assert_eq!(cell(&computed, "2026-01", "SGA over"), "$2,830 no");
    assert_eq!(cell(&computed, "2026-01", "Trial over"), "$1,210 yes");
}

#[test]
fn a_month_without_an_amount_in_the_table_is_not_known_and_what_hangs_on_it_neither() {
    let amounts = ["1700"; 14];
    let computed = grid(&[("earnings", &months("2026-04", &amounts))]);
    paid(
        &computed,
        &[
            ("2026-12", "trial 9 of 9", "yes"),
            ("2027-01", "EPE 1 of 36", "yes"),
            ("2027-03", "EPE 3 of 36", "yes"),
            ("2027-04", "EPE 4 of 36", "not known"),
        ],
    );
    assert_eq!(cell(&computed, "2027-01", "SGA over"), "not known");
    assert_eq!(value(&computed, "not_known_months"), "2027-04 2027-05");
    assert!(computed.caution.iter().any(|words| words.contains("is not guessed")));
    let computed = grid(&[("earnings", "2026-12=0 2027-01=0")]);
    assert_eq!(cell(&computed, "2027-01", "SGA over"), "? no", "nothing earned is above no amount");
}

#[test]
fn months_before_the_table_leave_open_when_the_trial_work_was_complete() {
    let mut amounts = vec!["5000"; 6];
    amounts.extend(["5000"; 9]);
    amounts.extend(["1000"]);
    let computed = grid(&[("earnings", &months("2020-07", &amounts))]);
    paid(
        &computed,
        &[
            ("2020-08", "trial, 0 to 2 used", "yes"),
            ("2021-03", "trial 3 to 9 of 9", "yes"),
            ("2021-04", "not known", "yes"),
            ("2021-07", "not known", "not known"),
            ("2021-10", "not known", "yes"),
        ],
    );
    assert_eq!(value(&computed, "twp_complete_month"), "null");
    assert!(
        computed
            .caution
            .iter()
            .any(|words| words.contains("may have been complete in March 2021 or later"))
    );
}

#[test]
fn a_month_left_out_is_not_taken_as_a_month_without_work() {
    let earnings = format!("{} 2025-11=1000 2025-12=1700 2026-03=1700", months("2025-01", &["1700"; 9]));
    let computed = grid(&[("earnings", &earnings)]);
    paid(
        &computed,
        &[
            ("2025-10", "EPE 1 of 36", "yes"),
            ("2025-12", "EPE 3 of 36", "yes"),
            ("2026-03", "EPE 6 of 36", "not known"),
        ],
    );
    assert_eq!(cell(&computed, "2025-10", "Gross"), "not given");
    assert!(computed.caution.iter().any(|words| words.starts_with("3 of the months in between")));
}

#[test]
fn the_nine_months_have_to_lie_within_sixty_and_months_named_from_the_record_count() {
    let named = "2020-01 2020-02 2020-03 2020-04 2020-05 2020-06 2020-07 2020-08";
    let inputs = |month| [("earnings", month), ("earlier_trial_months", named)];
    let computed = grid(&inputs("2024-12=2000"));
    assert_eq!(value(&computed, "twp_complete_month"), "2024-12");
    let computed = grid(&inputs("2025-01=2000"));
    assert_eq!(value(&computed, "twp_complete_month"), "null");
    assert_eq!(value(&computed, "trial_months_used"), "8");
}

#[test]
fn after_the_36_months_the_first_month_above_the_amount_ends_the_benefit() {
    let trial = ["5000"; 9];
    let mut amounts = trial.to_vec();
    amounts.extend(["5000"; 3]);
    amounts.extend(["0"; 33]);
    amounts.extend(["0", "5000", "0"]);
    let computed = grid(&[("earnings", &months("2021-01", &amounts))]);
    paid(
        &computed,
        &[
            ("2024-09", "EPE 36 of 36", "yes"),
            ("2024-10", "after EPE", "yes"),
            ("2024-11", "ended", "no"),
            ("2024-12", "ended", "no"),
        ],
    );
    let mut amounts = trial.to_vec();
    amounts.extend(["0"; 37]);
    amounts.extend(["5000"; 4]);
    let computed = grid(&[("earnings", &months("2021-01", &amounts))]);
    paid(
        &computed,
        &[
            ("2024-10", "after EPE", "yes"),
            ("2024-11", "after EPE, ceased", "yes"),
            ("2025-01", "after EPE, grace", "yes"),
            ("2025-02", "ended", "no"),
        ],
    );
    assert_eq!(value(&computed, "ended_month"), "2025-02");
}

#[test]
fn the_grid_agrees_with_the_rules_of_single_months() {
    let mut amounts = vec!["1700", "900", "1700", "1700", "1700", "1700", "1700", "1700", "1700", "1700"];
    amounts.extend(["1000", "2000", "2000", "2000", "1500", "2000"]);
    let earnings = months("2024-09", &amounts);
    let computed = grid(&[("earnings", &earnings)]);
    let table = Table::today("2026-11-21");
    let trial = table.compute("t2-twp", &[("months", &earnings)]).expect("an answer");
    let complete = value(&trial, "twp_complete_month");
    assert_eq!(value(&computed, "twp_complete_month"), complete);
    let ceased = value(&computed, "cessation_month");
    for part in earnings.split(' ') {
        let (month, pay) = part.split_once('=').expect("a pair");
        let inputs = [
            ("twp_complete_month", complete.as_str()),
            ("month", month),
            ("earnings", pay),
            ("first_sga_month", ceased.as_str()),
        ];
        let single = table.compute("t2-epe-payable-2021", &inputs).expect("an answer");
        assert_eq!(cell(&computed, month, "Paid"), value(&single, "payable"), "{month}");
    }
}

#[test]
fn without_any_month_there_is_no_grid() {
    for earnings in ["none", ""] {
        let problem = compute(&[("earnings", earnings)]).expect_err("a fault");
        assert!(problem.to_string().contains("at least one month"), "{problem}");
    }
    assert!(compute(&[("earnings", "2025-01=1 2025-01=2")]).is_err());
    assert!(compute(&[("earnings", "2000-01=1 2025-01=2")]).is_err());
}

/// Pay of 60 months from January 2021 on: nothing, a trial month or less, always above both amounts; each with whether it is told.
fn told() -> impl Strategy<Value = Vec<(&'static str, bool)>> {
    let pay = prop::sample::select(vec!["0", "900", "1300", "6000", "6000"]);
    prop::collection::vec((pay, prop::bool::weighted(0.85)), 12..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_month_left_out_never_makes_another_one_be_told_wrongly(told in told()) {
        let all: Vec<&str> = told.iter().map(|(pay, _)| *pay).collect();
        let full = months("2021-01", &all);
        let is_end = |idx: usize| idx == 0 || idx + 1 == told.len();
        let kept = full.split(' ').zip(&told).enumerate().filter(|(idx, (_, (_, is_told)))| *is_told || is_end(*idx));
        let partial: Vec<&str> = kept.map(|(_, (part, _))| part).collect();
        let (whole, part) = (grid(&[("earnings", &full)]), grid(&[("earnings", &partial.join(" "))]));
        for row in &part.grid.as_ref().expect("rows").rows {
            let month = row.first().expect("a month");
            for head in ["Paid", "SGA over", "Where"] {
                let told = cell(&part, month, head);
                let is_sure = told != "not known" && !told.contains(" to ") && cell(&part, month, "Gross") != "not given";
                // Where a month lies is not told in full while one before it may be the month of cessation.
                if is_sure && (head != "Where" || told.starts_with("trial ")) {
                    prop_assert_eq!(told, cell(&whole, month, head), "{} of {}: {}", head, month, partial.join(" "));
                }
            }
            if cell(&part, month, "Gross") == "not given" && cell(&part, month, "Paid") != "not known" {
                prop_assert_eq!(cell(&part, month, "Paid"), cell(&whole, month, "Paid"), "{}", month);
            }
        }
    }
}
