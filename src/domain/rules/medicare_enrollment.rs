//! Enrolling in Medicare Parts A and B: enrollment periods, first month of coverage, the late penalty.
//!
//! The law counts whole months here. A last day that is no workday is not moved: the day to work to is then the workday before.
//! Does not belong here: Medicare Advantage plans, equitable relief, help with premiums.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::inputs::{Inputs, late_words, result_date, result_month, yes_no};
use super::medicare_periods::work_to_a_workday;
use super::{Computed, Holds, RuleError, RuleSpec};
use crate::domain::calendar::{Month, day_words};

pub(super) const INITIAL: &str = "advocacy-for-seniors/4/part-b-initial-enrollment";
const PART_A: &str = "advocacy-for-seniors/4/part-a-enrollment";
pub(super) const GENERAL: &str = "advocacy-for-seniors/4/part-b-general-enrollment";
pub(super) const SPECIAL: &str = "advocacy-for-seniors/4/part-b-special-enrollment";
pub(super) const PENALTY: &str = "advocacy-for-seniors/4/late-enrollment-penalty";
const WITHOUT_PREMIUM: &str = "advocacy-for-seniors/4/part-a-without-premium";
/// The regulation by which age 65 is reached on the day before the anniversary of birth.
const AGE: &str = "42 CFR 407.10(a)(2)(i)";
/// From here on coverage starts with the month after the sign-up, in the general period and late in the initial one.
const NEXT_MONTH: Date = date(2023, 1, 1);

/// `mc-iep`.
pub(super) const INITIAL_PERIOD: RuleSpec = RuleSpec {
    id: "mc-iep",
    title: "First and last day of the Initial Enrollment Period, the seven months around 65",
    inputs: &[("birth_date", Holds::Date, true)],
    results: &[
        ("last_day", Holds::Date),
        ("first_day", Holds::Date),
        ("birthday_month", Holds::Month),
        ("months", Holds::Number),
    ],
    cite: &[PART_A, INITIAL],
    run: initial_period,
};

/// `mc-gep`.
pub(super) const GENERAL_PERIOD: RuleSpec = RuleSpec {
    id: "mc-gep",
    title: "When coverage starts after a sign-up in the general period, January to March",
    inputs: &[("enrollment_date", Holds::Date, true)],
    results: &[("coverage_start", Holds::Date), ("in_period", Holds::YesNo)],
    cite: &[GENERAL],
    run: general_period,
};

/// `mc-sep`.
pub(super) const SPECIAL_PERIOD: RuleSpec = RuleSpec {
    id: "mc-sep",
    title: "Last month of the special period after the job or its group coverage ends",
    inputs: &[("coverage_end", Holds::Date, true), ("employment_end", Holds::Date, true)],
    results: &[("last_month", Holds::Month), ("trigger", Holds::Date)],
    cite: &[SPECIAL],
    run: special_period,
};

/// `mc-part-b-penalty`.
pub(super) const LATE_PENALTY: RuleSpec = RuleSpec {
    id: "mc-part-b-penalty",
    title: "Part B penalty: 10 percent for each full 12 months late",
    inputs: &[("months_late", Holds::Number, true), ("on", Holds::Date, false)],
    results: &[("penalty_percent", Holds::Number), ("premium_2021_unrounded", Holds::Amount)],
    cite: &[PENALTY, "advocacy-for-seniors/4/part-b-eligibility"],
    run: late_penalty,
};

/// `mc-disability-start`.
pub(super) const DISABILITY_START: RuleSpec = RuleSpec {
    id: "mc-disability-start",
    title: "First month of Medicare after 24 months of disability benefits; no waiting with ALS",
    inputs: &[("first_benefit_month", Holds::Month, true), ("als", Holds::YesNo, false)],
    results: &[("medicare_month", Holds::Month)],
    cite: &[WITHOUT_PREMIUM, PART_A],
    run: disability_start,
};

fn initial_period(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let birth = inputs.date("birth_date")?;
    let birthday = result_date(birth.checked_add(65.years()))?;
    let birthday_month = Month::of(birthday);
    let mut computed = Computed::default();
    computed.step(format!("65 years after {}", day_words(birth)), birthday, INITIAL);
    let counted = if birth.day() == 1 {
        let month = result_month(birthday_month.plus(-1))?;
        computed.step(
            format!("Age 65 is reached on the day before, so {} counts", month.words()),
            month,
            AGE,
        );
        month
    } else {
        computed.step(format!("Age 65 is reached in {}", birthday_month.words()), birthday_month, AGE);
        birthday_month
    };
    let (first, last) = seven_months(counted, &mut computed)?;
    if birth.day() == 1 {
        computed.argue(
            result_month(birthday_month.plus(3))?.last_day(),
            "The manual counts from the month of the birthday itself, which for somebody born on the first is one month later. Do not plan on it."
                .to_owned(),
            INITIAL,
        );
    }
    until(last, inputs, &mut computed);
    computed.set([
        ("last_day", Some(last.to_string())),
        ("first_day", Some(first.to_string())),
        ("birthday_month", Some(birthday_month.to_string())),
        ("months", Some("7".to_owned())),
    ]);
    Ok(computed)
}

/// Returns the first and last day of the seven months around `counted`.
pub(super) fn seven_months(counted: Month, computed: &mut Computed) -> Result<(Date, Date), RuleError> {
    let first = result_date(Ok(result_month(counted.plus(-3))?.first_day()))?;
    let last = result_month(counted.plus(3))?.last_day();
    computed.step("Three months before it, from the first day".to_owned(), first, INITIAL);
    computed.step("Three months after it, to the last day".to_owned(), last, INITIAL);
    Ok((first, last))
}

/// The day to work to in the initial period, when coverage starts, and what to do after it.
pub(super) fn until(last: Date, inputs: &Inputs<'_>, computed: &mut Computed) {
    work_to_a_workday(computed, last, inputs.context);
    computed.caution.push(if last < NEXT_MONTH {
        "Until 2022 a sign-up after the first three months meant waiting up to three months for coverage.".to_owned()
    } else {
        "Sign up in the first three months for coverage from the month of reaching 65; later in the period it starts with the month after the sign-up (iep-late-months)."
            .to_owned()
    });
    let advice = "Ask about group coverage from work, the other special periods, and January to March.";
    computed.caution.extend(late_words(last, inputs.context.today, advice));
}

fn general_period(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let day = result_date(Ok(inputs.date("enrollment_date")?))?;
    let is_inside = (1..=3).contains(&day.month());
    let mut computed = Computed::default();
    computed.step(
        format!(
            "{} is {} January 1 to March 31",
            day_words(day),
            if is_inside { "within" } else { "outside of" }
        ),
        yes_no(is_inside),
        "42 CFR 407.15(a)",
    );
    let start = match is_inside {
        false => None,
        true if day < NEXT_MONTH => {
            let start = Date::new(day.year(), 7, 1).map_err(|_| RuleError::OutOfRange)?;
            computed.step("Sign-ups until 2022: July 1 of that year".to_owned(), start, GENERAL);
            Some(start)
        }
        true => {
            let start = result_month(Month::of(day).plus(1))?.first_day();
            computed.step(
                "Sign-ups from 2023: the first day of the month after".to_owned(),
                start,
                "HI 00805.165; Consolidated Appropriations Act, 2021",
            );
            computed
                .caution
                .push("The manual's July 1 was replaced on January 1, 2023 (gep-start-next-month).".to_owned());
            Some(start)
        }
    };
    if !is_inside {
        computed.caution.push(
            "Outside of these months another period is needed: after group coverage from work, or for exceptional conditions (exceptional-seps)."
                .to_owned(),
        );
    }
    computed.set([
        ("coverage_start", start.map(|day| day.to_string())),
        ("in_period", Some(yes_no(is_inside))),
    ]);
    Ok(computed)
}

fn special_period(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let coverage = inputs.date("coverage_end")?;
    let employment = inputs.date("employment_end")?;
    let trigger = result_date(Ok(coverage.min(employment)))?;
    let mut computed = Computed::default();
    let words = match coverage.cmp(&employment) {
        std::cmp::Ordering::Less => "Coverage ends first",
        std::cmp::Ordering::Equal => "Coverage and work end on the same day",
        std::cmp::Ordering::Greater => "Work ends first",
    };
    computed.step(words.to_owned(), trigger, SPECIAL);
    let last_month = result_month(Month::of(trigger).plus(8))?;
    computed.step(
        format!("The eighth month after {}", Month::of(trigger).words()),
        last_month,
        SPECIAL,
    );
    let safe = result_date(trigger.checked_add(8.months()))?;
    computed.step(
        "The same day of that month, which is inside on every reading: the day to work to".to_owned(),
        safe,
        SPECIAL,
    );
    computed.work_to = Some(safe.to_string());
    work_to_a_workday(&mut computed, safe, inputs.context);
    if safe < last_month.last_day() {
        computed.argue(
            last_month.last_day(),
            "Medicare counts whole months, to the last day of the eighth. The manual says eight months following the date. Do not plan on it."
                .to_owned(),
            "42 CFR 407.20",
        );
    }
    computed
        .caution
        .push("Only coverage from current work counts. COBRA and retiree coverage do not, and do not move the end.".to_owned());
    let advice = "Ask about the periods for exceptional conditions (exceptional-seps), and about January to March.";
    computed
        .caution
        .extend(late_words(last_month.last_day(), inputs.context.today, advice));
    computed.set([("last_month", Some(last_month.to_string())), ("trigger", Some(trigger.to_string()))]);
    Ok(computed)
}

fn late_penalty(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let months = inputs.number("months_late", 1200)?;
    let percent = months / 12 * 10;
    let mut computed = Computed::default();
    computed.step(
        format!("{} full 12 months in {months}, 10 percent each", months / 12),
        percent,
        PENALTY,
    );
    let manual = inputs.figure("part-b-premium", date(2021, 1, 1), &mut computed)?;
    manual.step(&mut computed, "Standard premium of 2021");
    let premium = manual.amount.percent(100 + i64::from(percent));
    computed.step(format!("With {percent} percent, in 2021, before rounding"), premium, PENALTY);
    let day = inputs.asked_on()?;
    if day.year() != 2021 {
        match inputs.figure("part-b-premium", day, &mut computed) {
            Ok(current) => {
                current.step(&mut computed, "Standard premium on the day asked about");
                let premium = current.amount.percent(100 + i64::from(percent));
                computed.step(
                    format!("With {percent} percent, on {}, before rounding", day_words(day)),
                    premium,
                    PENALTY,
                );
            }
            Err(unknown) if inputs.has("on") => return Err(unknown),
            Err(unknown) => computed.caution.push(format!("{unknown}.")),
        }
    }
    computed.caution.push(
        "Medicare rounds the premium to the nearest ten cents (42 CFR 408.27, not verified). SSA counts the months: ask for its count, and name every month with group coverage from work."
            .to_owned(),
    );
    computed.set([
        ("penalty_percent", Some(percent.to_string())),
        ("premium_2021_unrounded", Some(premium.to_string())),
    ]);
    Ok(computed)
}

fn disability_start(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let first = result_month(Some(inputs.month("first_benefit_month")?))?;
    let mut computed = Computed::default();
    let start = if inputs.yes_no_if_given("als")? == Some(true) {
        computed.step(
            "ALS: no waiting, Medicare starts with the benefits".to_owned(),
            first,
            WITHOUT_PREMIUM,
        );
        first
    } else {
        let start = result_month(first.plus(24))?;
        computed.step(
            format!("24 months of benefits from {}; the month after them", first.words()),
            start,
            WITHOUT_PREMIUM,
        );
        computed.caution.push(
            "The first month of entitlement counts, not the first payment. Months of an earlier entitlement can count too: ask SSA."
                .to_owned(),
        );
        start
    };
    computed
        .caution
        .push("Kidney failure has rules of its own, which are not worked out here.".to_owned());
    computed.set([("medicare_month", Some(start.to_string()))]);
    Ok(computed)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};
    use super::super::{Computed, RuleError};

    fn iep(birth: &str) -> Computed {
        let table = Table::today("2021-06-15");
        table.compute("mc-iep", &[("birth_date", birth)]).expect("a period")
    }

    #[track_caller]
    fn check_iep(birth: &str, first: &str, last: &str, plan: &str) {
        let computed = iep(birth);
        assert_eq!(value(&computed, "first_day"), first, "{birth}");
        assert_eq!(value(&computed, "last_day"), last, "{birth}");
        assert_eq!(computed.plan(), Some(plan), "{birth}");
    }

    #[test]
    fn somebody_born_on_the_first_has_the_period_of_the_month_before() {
        check_iep("1960-06-30", "2025-03-01", "2025-09-30", "2025-09-30");
        check_iep("1960-07-01", "2025-03-01", "2025-09-30", "2025-09-30");
        check_iep("1960-07-02", "2025-04-01", "2025-10-31", "2025-10-31");
        let born_on_the_first = iep("1960-07-01");
        assert_eq!(value(&born_on_the_first, "birthday_month"), "2025-07");
        let later: Vec<&str> = born_on_the_first.arguable.iter().map(|other| other.value.as_str()).collect();
        assert_eq!(later, ["2025-10-31"]);
        check_iep("1961-01-01", "2025-09-01", "2026-03-31", "2026-03-31");
    }

    #[test]
    fn a_leap_day_counts_as_february_and_a_last_day_on_a_weekend_is_not_moved() {
        check_iep("1960-02-29", "2024-11-01", "2025-05-31", "2025-05-30");
        check_iep("1960-03-01", "2024-11-01", "2025-05-31", "2025-05-30");
    }

    #[test]
    fn the_general_period_takes_the_start_of_its_year() {
        let table = Table::today("2026-11-21");
        let start = |day: &str| {
            value(
                &table.compute("mc-gep", &[("enrollment_date", day)]).expect("an answer"),
                "coverage_start",
            )
        };
        assert_eq!(start("2022-03-31"), "2022-07-01");
        assert_eq!(start("2022-12-31"), "null");
        assert_eq!(start("2023-01-01"), "2023-02-01");
        assert_eq!(start("2024-02-29"), "2024-03-01");
        assert_eq!(start("2026-03-31"), "2026-04-01");
        assert_eq!(start("2026-04-01"), "null");
    }

    #[test]
    fn the_same_day_eight_months_on_is_safe_and_the_end_of_the_month_arguable() {
        let table = Table::today("2021-06-15");
        let inputs = [("coverage_end", "2024-06-30"), ("employment_end", "2024-07-15")];
        let computed = table.compute("mc-sep", &inputs).expect("a month");
        assert_eq!(value(&computed, "last_month"), "2025-02");
        assert_eq!(computed.plan(), Some("2025-02-28"), "February has no day 30");
        assert!(computed.arguable.is_empty());
        let inputs = [("coverage_end", "2024-05-01"), ("employment_end", "2024-05-01")];
        let computed = table.compute("mc-sep", &inputs).expect("a month");
        assert_eq!(computed.plan(), Some("2024-12-31"), "the day before a holiday");
        assert_eq!(computed.arguable.first().map(|other| other.value.as_str()), Some("2025-01-31"));
    }

    #[test]
    fn the_premium_of_the_day_stands_in_the_trace_and_is_never_projected() {
        let table = Table::today("2026-11-21").known_until("2026-12-31");
        let computed = table.compute("mc-part-b-penalty", &[("months_late", "23")]).expect("an answer");
        assert_eq!(value(&computed, "penalty_percent"), "10");
        assert_eq!(value(&computed, "premium_2021_unrounded"), "163.35");
        assert!(computed.trace.iter().any(|step| step.value == "223.19"), "202.90 and 10 percent");
        let unknown = table.compute("mc-part-b-penalty", &[("months_late", "23"), ("on", "2027-01-01")]);
        assert!(matches!(unknown, Err(RuleError::UnknownFigure(words)) if words.contains("not known for 2027; 2026 was $202.90")));
        let later = Table::today("2027-01-01").known_until("2026-12-31");
        let computed = later.compute("mc-part-b-penalty", &[("months_late", "23")]).expect("a percentage");
        assert!(computed.caution.iter().any(|words| words.contains("not known for 2027")));
        assert!(table.compute("mc-part-b-penalty", &[("months_late", "-1")]).is_err());
    }

    #[test]
    fn als_has_no_waiting() {
        let table = Table::today("2026-11-21");
        let month = |als: &str| {
            let inputs = [("first_benefit_month", "2024-03"), ("als", als)];
            value(&table.compute("mc-disability-start", &inputs).expect("a month"), "medicare_month")
        };
        assert_eq!(month("yes"), "2024-03");
        assert_eq!(month("no"), "2026-03");
        assert_eq!(month(""), "2026-03");
    }
}
