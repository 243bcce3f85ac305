//! Part B by months alone: the initial period without a day of birth, and the months that a late penalty is counted from.
//!
//! Does not belong here: the periods and the penalty themselves (`medicare_enrollment`).

use super::inputs::{Inputs, result_month};
use super::medicare_enrollment::{GENERAL, INITIAL, PENALTY, SPECIAL, seven_months, until};
use super::{Computed, Holds, RuleError, RuleSpec};
use crate::domain::calendar::Month;

/// The most months that a count may have.
const MOST_MONTHS: i32 = 1200;

/// `mc-iep-month`.
pub(super) const INITIAL_PERIOD_BY_MONTH: RuleSpec = RuleSpec {
    id: "mc-iep-month",
    title: "Initial enrollment period, from the month in which age 65 is reached",
    inputs: &[("month_of_65", Holds::Month, true)],
    results: &[("last_day", Holds::Date), ("first_day", Holds::Date)],
    cite: &[INITIAL],
    run: |inputs| {
        let counted = result_month(Some(inputs.month("month_of_65")?))?;
        let mut computed = Computed::default();
        computed.step("Age 65 is reached in".to_owned(), counted, INITIAL);
        let (first, last) = seven_months(counted, &mut computed)?;
        until(last, inputs, &mut computed);
        computed
            .caution
            .push("Who is born on the first of a month reaches 65 on the day before: then it is the month before.".to_owned());
        computed.set([("last_day", Some(last.to_string())), ("first_day", Some(first.to_string()))]);
        Ok(computed)
    },
};

/// `mc-part-b-late-months`.
pub(super) const MONTHS_LATE: RuleSpec = RuleSpec {
    id: "mc-part-b-late-months",
    title: "Months late for the Part B penalty, without those with group coverage from current work",
    inputs: &[
        ("month_of_65", Holds::Month, true),
        ("signup_month", Holds::Month, true),
        ("group_coverage_months", Holds::Months, false),
    ],
    results: &[("months_late", Holds::Number), ("months_late_to_march", Holds::Number)],
    cite: &[PENALTY, INITIAL, SPECIAL],
    run: months_late,
};

fn months_late(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let counted = result_month(Some(inputs.month("month_of_65")?))?;
    let signup = result_month(Some(inputs.month("signup_month")?))?;
    let covered = if inputs.has("group_coverage_months") {
        inputs.months("group_coverage_months")?
    } else {
        Vec::new()
    };
    let first = result_month(counted.plus(4))?;
    if MOST_MONTHS < first.months_until(signup) {
        return Err(inputs.fault("signup_month", "a month within 100 years of 65 is needed"));
    }
    let mut computed = Computed::default();
    computed.step("First month after the seven of the initial period".to_owned(), first, INITIAL);
    let late = count(first, signup, &covered);
    computed.step(
        format!("Months from then to {}, the month of the sign-up", signup.words()),
        count(first, signup, &[]),
        PENALTY,
    );
    let off = covered.iter().filter(|month| first <= **month && **month <= signup).count();
    computed.step(
        "Of these, with group coverage from current work, which do not count".to_owned(),
        off,
        SPECIAL,
    );
    computed.step("Months late".to_owned(), late, PENALTY);
    let march = Month::new(signup.year(), 3).filter(|march| signup.month() <= 3 && first <= *march);
    let to_march = march.map_or(late, |march| count(first, march, &covered));
    if march.is_some() {
        computed.step("The same to March, the end of the general period".to_owned(), to_march, GENERAL);
    }
    computed.caution.push(
        "The count begins when the seven months are over. Where it ends is not in the manual: one older page counts to the end of March of the sign-up year. Ask SSA for its first and last month."
            .to_owned(),
    );
    computed
        .caution
        .push("Who signs up in a special period pays no penalty. COBRA and retiree plans are no coverage from current work.".to_owned());
    computed.set([
        ("months_late", Some(late.to_string())),
        ("months_late_to_march", Some(to_march.to_string())),
    ]);
    Ok(computed)
}

/// Counts the months from `first` to `last` that are not among `covered`.
fn count(first: Month, last: Month, covered: &[Month]) -> usize {
    let months = (0..=first.months_until(last)).filter_map(|later| first.plus(later));
    months.filter(|month| !covered.contains(month)).count()
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};

    #[test]
    fn the_seven_months_are_those_of_the_rule_with_a_day_of_birth() {
        let table = Table::today("2021-06-15");
        let by_month = table.compute("mc-iep-month", &[("month_of_65", "2025-05")]).expect("a period");
        let by_day = table.compute("mc-iep", &[("birth_date", "1960-05-14")]).expect("a period");
        for name in ["first_day", "last_day"] {
            assert_eq!(value(&by_month, name), value(&by_day, name));
        }
        assert_eq!(by_month.plan(), by_day.plan());
    }

    #[test]
    fn months_with_group_coverage_do_not_count_and_march_is_told_apart() {
        let late = |signup: &str, covered: &str| {
            let inputs = [
                ("month_of_65", "2024-05"),
                ("signup_month", signup),
                ("group_coverage_months", covered),
            ];
            let computed = Table::today("2026-11-21")
                .compute("mc-part-b-late-months", &inputs)
                .expect("months");
            (value(&computed, "months_late"), value(&computed, "months_late_to_march"))
        };
        let numbers = |late: &str, to_march: &str| (late.to_owned(), to_march.to_owned());
        assert_eq!(late("2024-08", ""), numbers("0", "0"), "the last month of the initial period");
        assert_eq!(late("2024-09", "none"), numbers("1", "1"));
        assert_eq!(late("2026-01", ""), numbers("17", "19"));
        assert_eq!(late("2026-01", "2024-08 2024-09 2025-12"), numbers("15", "17"));
        assert_eq!(late("2026-03", ""), numbers("19", "19"));
    }
}
