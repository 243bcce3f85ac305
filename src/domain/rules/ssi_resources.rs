//! SSI resources: the limit, transfers below value, tax credits that are left out for a time.
//!
//! Does not belong here: what is a resource at all, income.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::household::{HOUSEHOLDS, Household};
use super::inputs::{Inputs, result_date, result_month, yes_no};
use super::{Computed, Holds, RuleError, RuleSpec};
use crate::domain::calendar::{Month, day_words};

const LIMIT: &str = "advocacy-for-seniors/2/resource-limit";
const PENALTY: &str = "advocacy-for-seniors/2/transfer-penalty-calculation";
const LOOK_BACK: &str = "advocacy-for-seniors/2/transfer-introduction";
const SMALL: &str = "advocacy-for-seniors/2/transfer-exception-small-amount";
const TAX_CREDIT: &str = "advocacy-for-seniors/2/excluded-resources-other";
const COMPUTING: &str = "POMS SI 01150.111";
const LOOK_BACK_RULE: &str = "POMS SI 01150.110";
/// The longest period of ineligibility, and the look-back, in months.
const MOST_MONTHS: u32 = 36;
/// Transfers before this day have no penalty.
const TRANSFER_LAW: Date = date(1999, 12, 14);

/// `ssi-resource-limit`.
pub(super) const RESOURCE_LIMIT: RuleSpec = RuleSpec {
    id: "ssi-resource-limit",
    title: "Are countable resources inside the SSI limit?",
    inputs: &[
        ("household", Holds::OneOf(HOUSEHOLDS), true),
        ("countable_resources", Holds::Amount, true),
        ("on", Holds::Date, false),
    ],
    results: &[("within_limit", Holds::YesNo)],
    cite: &[LIMIT],
    run: resource_limit,
};

/// `ssi-transfer-penalty`.
pub(super) const TRANSFER_PENALTY: RuleSpec = RuleSpec {
    id: "ssi-transfer-penalty",
    title: "Months without SSI after giving something away below its value (California rate)",
    inputs: &[
        ("fmv", Holds::Amount, true),
        ("received", Holds::Amount, true),
        ("transfer_date", Holds::Date, true),
        ("household", Holds::OneOf(HOUSEHOLDS), false),
        ("on", Holds::Date, false),
    ],
    results: &[
        ("eligible_again", Holds::Month),
        ("months", Holds::Number),
        ("start", Holds::Date),
        ("last_ineligible_month", Holds::Month),
        ("uncompensated", Holds::Amount),
    ],
    cite: &[PENALTY, "advocacy-for-seniors/2/transfer-example"],
    run: transfer_penalty,
};

/// `ssi-transfer-lookback`.
pub(super) const TRANSFER_LOOK_BACK: RuleSpec = RuleSpec {
    id: "ssi-transfer-lookback",
    title: "Does a transfer lie within the 36 months before the application?",
    inputs: &[("application_date", Holds::Date, true), ("transfer_date", Holds::Date, true)],
    results: &[("in_lookback", Holds::YesNo)],
    cite: &[LOOK_BACK],
    run: transfer_look_back,
};

/// `ssi-transfer-small`.
pub(super) const TRANSFER_SMALL: RuleSpec = RuleSpec {
    id: "ssi-transfer-small",
    title: "Is a transfer too small for a penalty?",
    inputs: &[
        ("household", Holds::OneOf(HOUSEHOLDS), true),
        ("transferred", Holds::Amount, true),
        ("other_resources", Holds::Amount, true),
        ("on", Holds::Date, false),
    ],
    results: &[("exempt", Holds::YesNo)],
    cite: &[SMALL],
    run: transfer_small,
};

/// `ssi-eitc-exclusion`.
pub(super) const TAX_CREDIT_EXCLUSION: RuleSpec = RuleSpec {
    id: "ssi-eitc-exclusion",
    title: "Months in which a federal tax credit or refund does not count as a resource",
    inputs: &[("receipt_month", Holds::Month, true)],
    results: &[("first_month", Holds::Month), ("last_month", Holds::Month)],
    cite: &[TAX_CREDIT],
    run: tax_credit_exclusion,
};

fn resource_limit(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let household = Household::read(inputs)?;
    let resources = inputs.amount("countable_resources")?;
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    let limit = inputs.figure(limit_id(household), day, &mut computed)?;
    limit.step(&mut computed, &format!("Limit for {}", household.words()));
    let is_inside = resources <= limit.amount;
    let words = if is_inside { "no more than" } else { "more than" };
    computed.step(
        format!(
            "{} at the first moment of the month is {words} {}",
            resources.words(),
            limit.amount.words()
        ),
        yes_no(is_inside),
        LIMIT,
    );
    computed.caution.push(
        "Only what counts, and only on the first of the month: the home, one car, burial funds and an ABLE account are left out. Giving things away can cost months of SSI (ssi-transfer-penalty)."
            .to_owned(),
    );
    computed.set([("within_limit", Some(yes_no(is_inside)))]);
    Ok(computed)
}

fn limit_id(household: Household) -> &'static str {
    household.pick("ssi-resource-limit-individual", "ssi-resource-limit-couple")
}

fn transfer_penalty(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let (value, received) = (inputs.amount("fmv")?, inputs.amount("received")?);
    let transfer = inputs.date("transfer_date")?;
    let household = Household::read_or_individual(inputs)?;
    let mut computed = Computed::default();
    let uncompensated = value.less(received);
    computed.step(
        format!(
            "Value at the transfer, {}, less what was received, {}",
            value.words(),
            received.words()
        ),
        uncompensated,
        PENALTY,
    );
    let months = if transfer < TRANSFER_LAW {
        computed.step("Before 14 December 1999: no penalty".to_owned(), 0, LOOK_BACK_RULE);
        0
    } else {
        let ids = household.pick("ca-ssi-ssp-individual", "ca-ssi-ssp-couple");
        let day = inputs.date_if_given("on")?.unwrap_or(transfer);
        let rate = inputs.figure(ids, day, &mut computed)?;
        rate.step(
            &mut computed,
            &format!("Monthly rate with the state supplement, {}", household.words()),
        );
        let whole = uncompensated.holds_times(rate.amount);
        computed.step("Whole months that it would have paid, rounded down".to_owned(), whole, COMPUTING);
        if whole > MOST_MONTHS {
            computed.step("Never more than 36".to_owned(), MOST_MONTHS, LOOK_BACK);
        }
        whole.min(MOST_MONTHS)
    };
    period(&mut computed, transfer, months)?;
    computed.results.push(("uncompensated".into(), Some(uncompensated.to_string())));
    computed.caution.push(
        "No penalty where an exception holds: returned in full, to a spouse or disabled child, another purpose, a small amount (ssi-transfer-small), undue hardship. Several transfers are added up, and the months begin after the first."
            .to_owned(),
    );
    Ok(computed)
}

fn period(computed: &mut Computed, transfer: Date, months: u32) -> Result<(), RuleError> {
    if months == 0 {
        computed.step("Less than one month: no period of ineligibility".to_owned(), 0, COMPUTING);
        computed.set([
            ("eligible_again", None),
            ("months", Some("0".to_owned())),
            ("start", None),
            ("last_ineligible_month", None),
        ]);
        return Ok(());
    }
    let start = result_month(Month::of(transfer).plus(1))?;
    let count = i32::try_from(months).map_err(|_| RuleError::OutOfRange)?;
    let again = result_month(start.plus(count))?;
    let last = result_month(again.plus(-1))?;
    computed.step(
        "First of the month after the transfer".to_owned(),
        start.first_day(),
        LOOK_BACK_RULE,
    );
    computed.step(format!("{months} months, the last of them"), last, PENALTY);
    computed.step("Eligible again, if all else holds".to_owned(), again, PENALTY);
    computed.set([
        ("eligible_again", Some(again.to_string())),
        ("months", Some(months.to_string())),
        ("start", Some(start.first_day().to_string())),
        ("last_ineligible_month", Some(last.to_string())),
    ]);
    Ok(())
}

fn transfer_look_back(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let application = inputs.date("application_date")?;
    let transfer = inputs.date("transfer_date")?;
    let since = result_date(application.checked_sub(36.months()))?;
    let is_inside = transfer >= since;
    let mut computed = Computed::default();
    computed.step(format!("36 months before {}", day_words(application)), since, LOOK_BACK_RULE);
    let words = match transfer {
        day if day > application => "is after the application, which counts as well",
        day if day >= since => "is on or after it",
        _ => "is before it",
    };
    computed.step(format!("{} {words}", day_words(transfer)), yes_no(is_inside), LOOK_BACK);
    if Month::of(transfer) == Month::of(since) {
        computed.caution.push(
            "At the edge: the manual says 36 months before the application, POMS counts from the day of filing. An earlier protective filing moves the edge back."
                .to_owned(),
        );
    }
    if is_inside {
        computed.caution.push(
            "Being inside costs nothing by itself: the months lost begin after the transfer and may be over (ssi-transfer-penalty)."
                .to_owned(),
        );
    }
    computed.set([("in_lookback", Some(yes_no(is_inside)))]);
    Ok(computed)
}

fn transfer_small(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let household = Household::read(inputs)?;
    let sum = inputs.amount("transferred")?.plus(inputs.amount("other_resources")?);
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    let limit = inputs.figure(limit_id(household), day, &mut computed)?;
    limit.step(&mut computed, &format!("Resource limit for {}", household.words()));
    let is_small = sum < limit.amount;
    let words = if is_small { "less than" } else { "not less than" };
    computed.step(
        format!(
            "Transferred and other resources, {}, are {words} {}",
            sum.words(),
            limit.amount.words()
        ),
        yes_no(is_small),
        SMALL,
    );
    if sum == limit.amount {
        computed.argue(
            "yes",
            "The manual's reminder says that a gift costs months only if it exceeds the limit together with the rest.".to_owned(),
            "advocacy-for-seniors/2/transfer-reminders",
        );
    }
    computed.set([("exempt", Some(yes_no(is_small)))]);
    Ok(computed)
}

fn tax_credit_exclusion(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let receipt = inputs.month("receipt_month")?;
    let (first, last) = (result_month(receipt.plus(1))?, result_month(receipt.plus(12))?);
    let mut computed = Computed::default();
    computed.step(
        format!("The month after {}", receipt.words()),
        first,
        "26 USC 6409; POMS SI 01130.676",
    );
    computed.step("The twelfth month after it".to_owned(), last, "26 USC 6409; POMS SI 01130.676");
    computed.caution.push(
        "Federal refunds and credits only, kept apart so that they can be shown. 20 CFR 416.1235 still says nine months; the law of 2013 says twelve."
            .to_owned(),
    );
    computed.set([("first_month", Some(first.to_string())), ("last_month", Some(last.to_string()))]);
    Ok(computed)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};

    #[track_caller]
    fn penalty(value_given: &str, received: &str, on: &str, household: &str, expected: [&str; 4]) {
        let inputs = [
            ("fmv", value_given),
            ("received", received),
            ("transfer_date", on),
            ("household", household),
        ];
        let computed = Table::today("2026-11-21").compute("ssi-transfer-penalty", &inputs).expect("months");
        let found = ["uncompensated", "months", "start", "eligible_again"].map(|name| value(&computed, name));
        assert_eq!(found.each_ref().map(String::as_str), expected, "{inputs:?}");
    }

    #[test]
    fn zack_and_his_car() {
        penalty("12,000", "0", "2021-05-15", "", ["12000.00", "12", "2021-06-01", "2022-06"]);
        penalty("12,000", "5,000", "2021-05-31", "", ["7000.00", "7", "2021-06-01", "2022-01"]);
    }

    #[test]
    fn less_than_a_month_or_more_than_was_given_costs_nothing() {
        penalty("954.71", "0", "2021-05-15", "", ["954.71", "0", "null", "null"]);
        penalty("954.72", "0", "2021-12-31", "", ["954.72", "1", "2022-01-01", "2022-02"]);
        penalty("100", "500", "2021-05-15", "", ["0.00", "0", "null", "null"]);
        penalty("90000", "0", "1999-12-13", "", ["90000.00", "0", "null", "null"]);
    }

    #[test]
    fn the_rate_is_that_of_the_transfer_and_of_the_household() {
        penalty("12,000", "0", "2025-05-15", "", ["12000.00", "9", "2025-06-01", "2026-03"]);
        penalty("12,000", "0", "2025-05-15", "couple", ["12000.00", "5", "2025-06-01", "2025-11"]);
        let inputs = [("fmv", "12000"), ("received", "0"), ("transfer_date", "2022-02-01")];
        let problem = Table::today("2026-11-21")
            .compute("ssi-transfer-penalty", &inputs)
            .expect_err("not known");
        assert!(problem.to_string().contains("not known for 2022; 2021 was $954.72"), "{problem}");
    }

    #[test]
    fn the_look_back_ends_on_the_same_day_three_years_before() {
        let table = Table::today("2026-11-21");
        let inside = |application: &str, transfer: &str| {
            let inputs = [("application_date", application), ("transfer_date", transfer)];
            value(&table.compute("ssi-transfer-lookback", &inputs).expect("an answer"), "in_lookback")
        };
        assert_eq!(inside("2026-11-21", "2023-11-21"), "yes");
        assert_eq!(inside("2026-11-21", "2023-11-20"), "no");
        assert_eq!(inside("2024-02-29", "2021-02-28"), "yes");
        assert_eq!(inside("2026-11-21", "2026-12-01"), "yes");
    }

    #[test]
    fn the_limit_itself_is_inside() {
        let table = Table::today("2026-11-21");
        let inside = |household: &str, resources: &str| {
            let inputs = [("household", household), ("countable_resources", resources)];
            value(&table.compute("ssi-resource-limit", &inputs).expect("an answer"), "within_limit")
        };
        assert_eq!(inside("individual", "2000"), "yes");
        assert_eq!(inside("individual", "2000.01"), "no");
        assert_eq!(inside("couple", "3000"), "yes");
    }

    #[test]
    fn a_refund_of_december_is_left_out_for_the_next_year() {
        let computed = Table::today("2026-11-21")
            .compute("ssi-eitc-exclusion", &[("receipt_month", "2025-12")])
            .expect("months");
        assert_eq!(value(&computed, "first_month"), "2026-01");
        assert_eq!(value(&computed, "last_month"), "2026-12");
    }
}
