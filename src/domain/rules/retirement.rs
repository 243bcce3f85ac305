//! Retirement: credits, full retirement age, what early or late claiming does, when to apply.
//!
//! Does not belong here: the earnings test (`earnings_test`), spouses (`family`), disability.

use jiff::civil::Date;

use super::inputs::{Inputs, result_month};
use super::{Computed, Holds, RuleError, RuleSpec};

const CREDITS: &str = "advocacy-for-seniors/1/quarters-of-coverage";
const AGE: &str = "advocacy-for-seniors/1/full-retirement-age";
const EARLY: &str = "advocacy-for-seniors/1/retiring-early";
const LATE: &str = "advocacy-for-seniors/1/delaying-retirement";
const APPLY: &str = "advocacy-for-seniors/1/thinking-of-retiring";
/// First year in which credits go by the wages of the whole year.
const YEARLY_CREDITS: u32 = 1978;

/// `t2-quarters-of-coverage`.
pub(super) const QUARTERS_OF_COVERAGE: RuleSpec = RuleSpec {
    id: "t2-quarters-of-coverage",
    title: "Credits for a year's wages, four at most",
    inputs: &[("year", Holds::Number, true), ("wages", Holds::Amount, true)],
    results: &[("credits", Holds::Number)],
    cite: &[CREDITS],
    run: quarters_of_coverage,
};

/// `t2-fra`.
pub(super) const FULL_RETIREMENT_AGE: RuleSpec = RuleSpec {
    id: "t2-fra",
    title: "Full retirement age by year of birth",
    inputs: &[("birth_year", Holds::Number, true)],
    results: &[("fra_years", Holds::Number)],
    cite: &[AGE],
    run: full_retirement_age,
};

/// `t2-early-retirement-reduction`.
pub(super) const EARLY_REDUCTION: RuleSpec = RuleSpec {
    id: "t2-early-retirement-reduction",
    title: "Part of the benefit lost for good by claiming early",
    inputs: &[("fra", Holds::Number, true), ("claim_age", Holds::Number, true)],
    results: &[("reduction", Holds::Text)],
    cite: &[EARLY, "advocacy-for-seniors/1/early-retirement"],
    run: early_reduction,
};

/// `t2-delayed-credit`.
pub(super) const DELAYED_CREDIT: RuleSpec = RuleSpec {
    id: "t2-delayed-credit",
    title: "Percent gained by claiming whole years after full retirement age",
    inputs: &[("birth_year", Holds::Number, true), ("whole_years_delayed", Holds::Number, true)],
    results: &[("increase_percent", Holds::Text)],
    cite: &[LATE],
    run: delayed_credit,
};

/// `t2-apply-month`.
pub(super) const APPLY_MONTH: RuleSpec = RuleSpec {
    id: "t2-apply-month",
    title: "Month in which to apply, three months before benefits should begin",
    inputs: &[("first_benefit_month", Holds::Month, true)],
    results: &[("apply_month", Holds::Month)],
    cite: &[APPLY],
    run: |inputs| {
        let first = inputs.month("first_benefit_month")?;
        let apply = result_month(first.plus(-3))?;
        let mut computed = Computed::default();
        computed.step(format!("Three months before {}", first.words()), apply, APPLY);
        computed
            .caution
            .push("This is advice for a smooth start, no deadline: who is late applies all the same. SSA takes applications up to four months ahead.".to_owned());
        computed.set([("apply_month", Some(apply.to_string()))]);
        Ok(computed)
    },
};

fn quarters_of_coverage(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let year = inputs.number("year", 2100)?;
    if year < YEARLY_CREDITS {
        let expected = "a year from 1978 to 2100 is needed; before 1978 a credit was a calendar quarter with $50 of wages";
        return Err(inputs.fault("year", expected));
    }
    let wages = inputs.amount("wages")?;
    let first_day = i16::try_from(year)
        .ok()
        .and_then(|year| Date::new(year, 1, 1).ok())
        .ok_or(RuleError::OutOfRange)?;
    let mut computed = Computed::default();
    let amount = inputs.figure("quarter-of-coverage", first_day, &mut computed)?;
    amount.step(&mut computed, &format!("Earnings for one credit in {year}"));
    let times = wages.holds_times(amount.amount);
    computed.step(format!("Goes into {} in full, times", wages.words()), times, CREDITS);
    let credits = times.min(4);
    computed.step("Four a year at most".to_owned(), credits, "42 USC 413(d); 20 CFR 404.143");
    if year == 2010 || year == 2011 {
        computed
            .caution
            .push("2010 and 2011 share a row of the table: the amount did not change.".to_owned());
    }
    computed.set([("credits", Some(credits.to_string()))]);
    Ok(computed)
}

fn age_figure(birth_year: u32) -> String {
    match birth_year {
        ..=1937 => "fra-born-1937".to_owned(),
        1943..=1954 => "fra-born-1943-1954".to_owned(),
        1960.. => "fra-born-1960".to_owned(),
        year => format!("fra-born-{year}"),
    }
}

fn full_retirement_age(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let year = inputs.number("birth_year", 2100)?;
    if year < 1890 {
        return Err(inputs.fault("birth_year", "a year of birth with four digits is needed, from 1890"));
    }
    let months = inputs.whole_figure(&age_figure(year), inputs.context.today)?;
    let (years, rest) = (months.div_euclid(12), months.rem_euclid(12));
    let age = match rest {
        0 => years.to_string(),
        rest => format!("{years} years {rest} months"),
    };
    let mut computed = Computed::default();
    computed.step(format!("Full retirement age, born {year}"), &age, "42 USC 416(l)");
    computed
        .caution
        .push("Born on 1 January counts as born the year before, and born on the 1st of a month as born the month before.".to_owned());
    if !(1943..=1954).contains(&year) {
        computed
            .caution
            .push("The manual says 66 for everyone, which fits births of 1943 to 1954 only (full-retirement-age-not-66).".to_owned());
    }
    computed
        .caution
        .push("For retirement and spouses. The ages for widows and widowers differ.".to_owned());
    computed.set([("fra_years", Some(age))]);
    Ok(computed)
}

/// 5/9 of a percent for each of 36 months, 5/12 of a percent for each further month. In 36ths of a percent: 20 and 15.
fn early_reduction(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    const LAW: &str = "42 USC 402(q); SSA Handbook 724";
    let full_age = inputs.number("fra", 100)?;
    if !(65..=67).contains(&full_age) {
        let expected = "65, 66 or 67 is needed; ages between, such as 66 years 10 months, are not in the table";
        return Err(inputs.fault("fra", expected));
    }
    let claim_age = inputs.number("claim_age", 100)?;
    if !(62..=full_age).contains(&claim_age) {
        return Err(inputs.fault(
            "claim_age",
            &format!("a whole age from 62 to {full_age}, the full retirement age, is needed"),
        ));
    }
    let months = (full_age - claim_age) * 12;
    let (near, far) = (months.min(36), months.saturating_sub(36));
    let mut computed = Computed::default();
    computed.step(format!("Months from age {claim_age} to age {full_age}"), months, EARLY);
    computed.step("At 5/9 of one percent each, 36 at most".to_owned(), fraction(near * 20, 3600), LAW);
    if far > 0 {
        computed.step("At 5/12 of one percent each, the rest".to_owned(), fraction(far * 15, 3600), LAW);
    }
    let reduction = fraction(near * 20 + far * 15, 3600);
    computed.step("Reduction of the full benefit, for good".to_owned(), &reduction, EARLY);
    computed
        .caution
        .push("Months between two birthdays count too: the reduction goes by months. Born on the 1st or 2nd, age 62 is reached in time for that month.".to_owned());
    computed.set([("reduction", Some(reduction))]);
    Ok(computed)
}

/// Returns a fraction in lowest terms, such as `3/10`, or a whole number.
fn fraction(above: u32, below: u32) -> String {
    let (mut divisor, mut rest) = (below, above);
    while rest > 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    let (above, below) = (above / divisor.max(1), below / divisor.max(1));
    if below == 1 {
        above.to_string()
    } else {
        format!("{above}/{below}")
    }
}

fn delayed_credit(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let year = inputs.number("birth_year", 2100)?;
    if year < 1941 {
        return Err(inputs.fault(
            "birth_year",
            "a year of birth from 1941 is needed; earlier ones are not in the table",
        ));
    }
    let most = match year {
        ..=1954 => 4,
        _ => 3,
    };
    let delayed = inputs.number("whole_years_delayed", 100)?;
    if delayed > most {
        let expected = format!("0 to {most} whole years are needed: from full retirement age to 70");
        return Err(inputs.fault("whole_years_delayed", &expected));
    }
    let (tenths, rate) = if year < 1943 { (75, "7.5") } else { (80, "8.0") };
    let total = tenths * delayed;
    let percent = format!("{}.{}0", total / 10, total % 10);
    let mut computed = Computed::default();
    computed.step(format!("Percent a year, born {year}"), rate, "42 USC 402(w)(6)");
    computed.step(format!("Times {delayed}"), &percent, LATE);
    computed
        .caution
        .push("Single months count too, one twelfth of the yearly rate each. Nothing is gained after 70.".to_owned());
    computed.set([("increase_percent", Some(percent))]);
    Ok(computed)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};
    use super::fraction;

    #[track_caller]
    fn check(rule: &str, inputs: &[(&str, &str)], result: &str, expected: &str) {
        let computed = Table::today("2026-11-21").compute(rule, inputs).expect(rule);
        assert_eq!(value(&computed, result), expected, "{rule} {inputs:?}");
    }

    #[test]
    fn credits_go_by_the_amount_of_the_year_and_stop_at_four() {
        let credits = |year: &str, wages: &str, expected: &str| {
            check("t2-quarters-of-coverage", &[("year", year), ("wages", wages)], "credits", expected);
        };
        credits("2021", "1470", "1");
        credits("2021", "5,880", "4");
        credits("2021", "5879.99", "3");
        credits("2026", "1000000", "4");
        credits("1978", "250", "1");
        credits("1979", "259.99", "0");
    }

    #[test]
    fn years_without_an_amount_say_so() {
        let table = Table::today("2026-11-21").known_until("2026-12-31");
        let problem = |year: &str| {
            let inputs = [("year", year), ("wages", "100")];
            table
                .compute("t2-quarters-of-coverage", &inputs)
                .expect_err("no amount")
                .to_string()
        };
        assert!(problem("1977").contains("before 1978 a credit was a calendar quarter with $50"));
        assert!(
            problem("2027").contains("not known for 2027; 2026 was $1,890"),
            "{}",
            problem("2027")
        );
    }

    #[test]
    fn full_retirement_age_rises_by_two_months_a_year() {
        for (year, age) in [
            ("1937", "65"),
            ("1938", "65 years 2 months"),
            ("1954", "66"),
            ("1955", "66 years 2 months"),
            ("1959", "66 years 10 months"),
            ("1960", "67"),
            ("1964", "67"),
        ] {
            check("t2-fra", &[("birth_year", year)], "fra_years", age);
        }
    }

    #[test]
    fn the_table_of_the_manual_comes_out_of_the_monthly_rates() {
        for (full, claim, expected) in [
            ("65", "62", "1/5"),
            ("66", "62", "1/4"),
            ("66", "63", "1/5"),
            ("66", "64", "2/15"),
            ("66", "65", "1/15"),
            ("67", "62", "3/10"),
            ("67", "67", "0"),
        ] {
            check(
                "t2-early-retirement-reduction",
                &[("fra", full), ("claim_age", claim)],
                "reduction",
                expected,
            );
        }
        assert_eq!(fraction(4, 2), "2");
    }

    #[test]
    fn delay_ends_at_seventy() {
        check(
            "t2-delayed-credit",
            &[("birth_year", "1960"), ("whole_years_delayed", "3")],
            "increase_percent",
            "24.00",
        );
        let inputs = [("birth_year", "1960"), ("whole_years_delayed", "4")];
        let problem = Table::today("2026-11-21")
            .compute("t2-delayed-credit", &inputs)
            .expect_err("too many");
        assert!(problem.to_string().contains("0 to 3 whole years"), "{problem}");
    }
}
