//! Joining, changing and leaving Medicare Advantage plans: the periods of the year, and those of somebody new.
//!
//! Does not belong here: special periods for plans (they have no dates of their own), Parts A and B.

use jiff::civil::{Date, date};

use super::inputs::{Inputs, result_date, result_month, yes_no};
use super::{Computed, Holds, RuleError, RuleSpec};
use crate::domain::calendar::{Month, day_words};

const INITIAL: &str = "advocacy-for-seniors/4/ma-initial-coverage-election";
const OPEN: &str = "advocacy-for-seniors/4/ma-open-enrollment";
const PROCESS: &str = "advocacy-for-seniors/4/ma-enrollment-process";
const ADVANTAGE_OPEN: &str = "advocacy-for-seniors/4/ma-oep";
/// The first day of the yearly period for plan members from January to March.
const SINCE_2019: Date = date(2019, 1, 1);

/// `mc-icep`.
pub(super) const INITIAL_ELECTION: RuleSpec = RuleSpec {
    id: "mc-icep",
    title: "First and last month of the initial period for joining a plan (ICEP)",
    inputs: &[("first_eligible_month", Holds::Month, true)],
    results: &[
        ("last_month", Holds::Month),
        ("first_month", Holds::Month),
        ("months", Holds::Number),
    ],
    cite: &[INITIAL],
    run: initial_election,
};

/// `ma-open-enrollment`.
pub(super) const OPEN_ENROLLMENT: RuleSpec = RuleSpec {
    id: "ma-open-enrollment",
    title: "Is the day inside open enrollment, October 15 to December 7, and when does the choice take effect?",
    inputs: &[("day", Holds::Date, true)],
    results: &[("effective", Holds::Date), ("in_period", Holds::YesNo)],
    cite: &[OPEN, PROCESS],
    run: open_enrollment,
};

/// `ma-oep`.
pub(super) const ADVANTAGE_OPEN_ENROLLMENT: RuleSpec = RuleSpec {
    id: "ma-oep",
    title: "Is the day inside the period for plan members, January 1 to March 31?",
    inputs: &[("day", Holds::Date, true)],
    results: &[("in_period", Holds::YesNo)],
    cite: &[ADVANTAGE_OPEN, PROCESS],
    run: advantage_open_enrollment,
};

/// `ma-oep-new-enrollee`.
pub(super) const NEW_ENROLLEE: RuleSpec = RuleSpec {
    id: "ma-oep-new-enrollee",
    title: "First and last of the three months in which somebody new to Medicare may change plans",
    inputs: &[("first_ma_month", Holds::Month, true)],
    results: &[("last_month", Holds::Month), ("first_month", Holds::Month)],
    cite: &[ADVANTAGE_OPEN],
    run: new_enrollee,
};

fn initial_election(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let month = result_month(Some(inputs.month("first_eligible_month")?))?;
    let (first, last) = (result_month(month.plus(-3))?, result_month(month.plus(3))?);
    let mut computed = Computed::default();
    computed.step(format!("Three months before {}", month.words()), first, INITIAL);
    computed.step(format!("Three months after {}", month.words()), last, INITIAL);
    computed.caution.push(
        "As the manual of 2021 has it. Who takes Part B later has a period around that start instead, and its end was changed for 2025 (42 CFR 422.62(a)(1), not verified): join before Part B starts, or ask 1-800-MEDICARE for the last day."
            .to_owned(),
    );
    computed.set([
        ("last_month", Some(last.to_string())),
        ("first_month", Some(first.to_string())),
        ("months", Some("7".to_owned())),
    ]);
    Ok(computed)
}

fn open_enrollment(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let day = result_date(Ok(inputs.date("day")?))?;
    let is_inside = matches!((day.month(), day.day()), (10, 15..) | (11, _) | (12, ..=7));
    let mut computed = Computed::default();
    inside_step(&mut computed, day, is_inside, "October 15 to December 7", OPEN);
    let effective = if is_inside {
        let next = Date::new(day.year() + 1, 1, 1).map_err(|_| RuleError::OutOfRange)?;
        let next = result_date(Ok(next))?;
        computed.step("The choice holds from January 1 of the next year".to_owned(), next, PROCESS);
        Some(next.to_string())
    } else {
        None
    };
    if is_inside {
        computed
            .caution
            .push("The plan has to have the choice on the last day: no text moves December 7.".to_owned());
    } else {
        ask_for_special(&mut computed);
    }
    computed.set([("effective", effective), ("in_period", Some(yes_no(is_inside)))]);
    Ok(computed)
}

fn advantage_open_enrollment(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let day = result_date(Ok(inputs.date("day")?))?;
    let is_inside = day.month() <= 3;
    let mut computed = Computed::default();
    inside_step(&mut computed, day, is_inside, "January 1 to March 31", ADVANTAGE_OPEN);
    if is_inside {
        computed
            .caution
            .push("Only for somebody who is in a Medicare Advantage plan already, and for one change.".to_owned());
    } else {
        ask_for_special(&mut computed);
    }
    if day < SINCE_2019 {
        computed
            .caution
            .push("In this form the period began in 2019; before, it was shorter and only for leaving a plan (not verified).".to_owned());
    }
    computed.set([("in_period", Some(yes_no(is_inside)))]);
    Ok(computed)
}

fn new_enrollee(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let first: Month = result_month(Some(inputs.month("first_ma_month")?))?;
    let last = result_month(first.plus(2))?;
    let mut computed = Computed::default();
    computed.step("The first month in the plan".to_owned(), first, ADVANTAGE_OPEN);
    computed.step("The third month, counted with it".to_owned(), last, ADVANTAGE_OPEN);
    computed.caution.push(
        "The regulation counts from the month in which Parts A and B both began (42 CFR 422.62(a)(3), not verified). If that was before the first month in the plan, act inside three months of it."
            .to_owned(),
    );
    computed.set([("last_month", Some(last.to_string())), ("first_month", Some(first.to_string()))]);
    Ok(computed)
}

fn inside_step(computed: &mut Computed, day: Date, is_inside: bool, period: &str, cite: &str) {
    let words = if is_inside { "within" } else { "outside of" };
    computed.step(
        format!("{} is {words} {period}, both days counted", day_words(day)),
        yes_no(is_inside),
        cite,
    );
}

fn ask_for_special(computed: &mut Computed) {
    computed
        .caution
        .push("A special period may be open, such as after a move or, with Extra Help, each month (dual-sep-monthly).".to_owned());
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};

    #[test]
    fn the_first_and_last_days_of_the_yearly_periods_are_inside() {
        let table = Table::today("2026-11-21");
        let inside = |rule: &str, day: &str| value(&table.compute(rule, &[("day", day)]).expect("an answer"), "in_period");
        for (day, expected) in [
            ("2026-10-14", "no"),
            ("2026-10-15", "yes"),
            ("2026-11-01", "yes"),
            ("2026-12-07", "yes"),
            ("2026-12-08", "no"),
        ] {
            assert_eq!(inside("ma-open-enrollment", day), expected, "{day}");
        }
        for (day, expected) in [
            ("2025-12-31", "no"),
            ("2026-01-01", "yes"),
            ("2024-02-29", "yes"),
            ("2026-03-31", "yes"),
            ("2026-04-01", "no"),
        ] {
            assert_eq!(inside("ma-oep", day), expected, "{day}");
        }
    }

    #[test]
    fn a_choice_for_a_year_out_of_reach_is_refused() {
        let table = Table::today("2026-11-21");
        assert!(table.compute("ma-open-enrollment", &[("day", "2100-11-01")]).is_err());
        assert!(table.compute("ma-oep-new-enrollee", &[("first_ma_month", "2100-11")]).is_err());
        let computed = table
            .compute("ma-oep-new-enrollee", &[("first_ma_month", "2026-11")])
            .expect("months");
        assert_eq!(value(&computed, "last_month"), "2027-01");
    }
}
