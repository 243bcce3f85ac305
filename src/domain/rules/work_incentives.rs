//! Work while on disability benefits: substantial gainful activity, and the months after the trial work period.
//!
//! Does not belong here: the trial work period itself (`trial_work`), reinstatement, SSI's counting of earnings.

use super::inputs::{Figure, Inputs, result_month, yes_no};
use super::{Cents, Computed, Holds, RuleError, RuleSpec};
use crate::domain::calendar::Month;

const STEP_ONE: &str = "advocacy-for-seniors/1/sequential-step-one";
pub(super) const RETURN: &str = "advocacy-for-seniors/1/return-to-work";
pub(super) const MORE_THAN: &str = "20 CFR 404.1574(b)(2)";
pub(super) const REENTITLEMENT: &str = "20 CFR 404.1592a(b)";
pub(super) const GRACE: &str = "20 CFR 404.1592a(a)(2)(i)";
/// The months of the extended period of eligibility.
const PERIOD_MONTHS: i32 = 36;

/// `t2-sga-2021`.
pub(super) const SUBSTANTIAL_GAINFUL_ACTIVITY: RuleSpec = RuleSpec {
    id: "t2-sga-2021",
    title: "Do a month's earnings indicate substantial gainful activity?",
    inputs: &[
        ("gross", Holds::Amount, true),
        ("subsidy", Holds::Amount, false),
        ("irwe", Holds::Amount, false),
        ("blind", Holds::YesNo, false),
        ("on", Holds::Date, false),
    ],
    results: &[("indicates_sga", Holds::YesNo), ("countable", Holds::Amount)],
    cite: &[STEP_ONE],
    run: substantial_gainful_activity,
};

/// `t2-epe`.
pub(super) const EXTENDED_PERIOD: RuleSpec = RuleSpec {
    id: "t2-epe",
    title: "First and last of the 36 months after the trial work period",
    inputs: &[("twp_complete_month", Holds::Month, true)],
    results: &[("first_month", Holds::Month), ("last_month", Holds::Month)],
    cite: &[RETURN],
    run: extended_period,
};

/// `t2-epe-payable-2021`.
pub(super) const EXTENDED_PERIOD_PAYABLE: RuleSpec = RuleSpec {
    id: "t2-epe-payable-2021",
    title: "Is the benefit payable for a month after the trial work period?",
    inputs: &[
        ("twp_complete_month", Holds::Month, true),
        ("month", Holds::Month, true),
        ("earnings", Holds::Amount, true),
        ("first_sga_month", Holds::Month, false),
        ("blind", Holds::YesNo, false),
    ],
    results: &[("payable", Holds::YesNo)],
    cite: &[RETURN],
    run: extended_period_payable,
};

/// Returns the amount above which earnings of a month show substantial gainful activity, and whom it is for.
pub(super) fn monthly_amount(
    inputs: &Inputs<'_>,
    day: jiff::civil::Date,
    computed: &mut Computed,
) -> Result<(Figure, &'static str), RuleError> {
    let is_blind = inputs.yes_no_if_given("blind")? == Some(true);
    let (id, words) = if is_blind {
        ("sga-blind", "The amount for blind people")
    } else {
        ("sga-non-blind", "The amount for people who are not blind")
    };
    Ok((inputs.figure(id, day, computed)?, words))
}

/// Tells whether `countable` shows substantial gainful activity on `day`, with its steps. At the amount itself it does not.
fn indicates_sga(inputs: &Inputs<'_>, countable: Cents, day: jiff::civil::Date, computed: &mut Computed) -> Result<bool, RuleError> {
    let (amount, words) = monthly_amount(inputs, day, computed)?;
    amount.step(computed, words);
    let is_more = countable > amount.amount;
    let words = if is_more { "more than" } else { "not more than" };
    computed.step(
        format!("{} is {words} {}", countable.words(), amount.amount.words()),
        yes_no(is_more),
        MORE_THAN,
    );
    if countable == amount.amount {
        computed.caution.push(
            "Exactly at the amount. The regulation asks for more than the amount; the manual's words, earnings of the amount, are read by some the other way."
                .to_owned(),
        );
    }
    Ok(is_more)
}

fn substantial_gainful_activity(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let gross = inputs.amount("gross")?;
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    computed.step("Gross earnings of the month".to_owned(), gross, STEP_ONE);
    let mut countable = gross;
    for (name, words) in [
        ("subsidy", "Less a subsidy, pay above the worth of the work"),
        ("irwe", "Less impairment-related work expenses"),
    ] {
        match inputs.amount_if_given(name)? {
            Some(amount) => {
                countable = countable.less(amount);
                computed.step(format!("{words}, {}", amount.words()), countable, STEP_ONE);
            }
            None => computed.caution.push(format!(
                "`{name}` was not given and counts as nothing. Ask: it can bring the earnings under the amount."
            )),
        }
    }
    let is_sga = indicates_sga(inputs, countable, day, &mut computed)?;
    computed
        .caution
        .push("Earnings are averaged over a spell of like work; short attempts of up to six months may not count. SSI has no such test for blind people.".to_owned());
    computed.set([("indicates_sga", Some(yes_no(is_sga))), ("countable", Some(countable.to_string()))]);
    Ok(computed)
}

/// How a month after the trial work period stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Payment {
    /// Inside of the 36 months and not above the amount: paid.
    NotAbove,
    /// The month of cessation or one of the two after it: paid.
    Grace,
    /// Inside of the 36 months and above the amount: not paid.
    Above,
    /// After the 36 months and above the amount: not paid.
    AboveAfter,
    /// After the 36 months and not above the amount: paid unless the benefit was ended before.
    NotAboveAfter,
}

/// Returns how a month from `first` of the extended period on stands. Without a month of cessation, the first month that it can be is taken.
pub(super) fn payment((first, last): (Month, Month), month: Month, is_sga: bool, ceased: Option<Month>) -> Payment {
    let is_grace = |start: Option<Month>| start.is_some_and(|start| (0..=2).contains(&start.months_until(month)));
    match (is_sga, month <= last) {
        (false, true) => Payment::NotAbove,
        (true, true) if is_grace(ceased.or(Some(first))) => Payment::Grace,
        (true, true) => Payment::Above,
        (_, false) if is_grace(ceased) => Payment::Grace,
        (true, false) => Payment::AboveAfter,
        (false, false) => Payment::NotAboveAfter,
    }
}

/// Returns the first and last month of the extended period.
pub(super) fn period(complete: Month) -> Result<(Month, Month), RuleError> {
    Ok((result_month(complete.plus(1))?, result_month(complete.plus(PERIOD_MONTHS))?))
}

fn extended_period(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let complete = inputs.month("twp_complete_month")?;
    let (first, last) = period(complete)?;
    let mut computed = Computed::default();
    computed.step(
        format!("The month after {}, in which the trial work period was complete", complete.words()),
        first,
        REENTITLEMENT,
    );
    computed.step("The 36th month after it".to_owned(), last, RETURN);
    computed.caution.push(
        "Who does not work above the amount in the month after stays entitled until a month above it. Who does has 60 months from the termination to ask for reinstatement (exr-filing-period)."
            .to_owned(),
    );
    computed.set([("first_month", Some(first.to_string())), ("last_month", Some(last.to_string()))]);
    Ok(computed)
}

fn extended_period_payable(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let complete = inputs.month("twp_complete_month")?;
    let month = inputs.month("month")?;
    let earnings = inputs.amount("earnings")?;
    let (first, last) = period(complete)?;
    let ceased = inputs.month_if_given("first_sga_month")?;
    if ceased.is_some_and(|ceased| ceased < first) {
        let expected = format!("a month after the trial work period is needed, {first} or later");
        return Err(inputs.fault("first_sga_month", &expected));
    }
    let mut computed = Computed::default();
    let payable = if month < first {
        computed.step(
            format!(
                "{} is not after the trial work period: work does not stop the benefit",
                month.words()
            ),
            "yes",
            RETURN,
        );
        Some(true)
    } else {
        computed.step(format!("The 36 months run from {} to", first.words()), last, REENTITLEMENT);
        let is_sga = indicates_sga(inputs, earnings, month.first_day(), &mut computed)?;
        match payment((first, last), month, is_sga, ceased) {
            Payment::NotAbove => {
                computed.step("Not above the amount, so payable".to_owned(), "yes", RETURN);
                Some(true)
            }
            state if month <= last => Some(grace(&mut computed, state, month, ceased)),
            state => after_the_period(&mut computed, state, ceased),
        }
    };
    computed
        .caution
        .push("Earnings here are what is left after subsidy and work expenses (t2-sga-2021).".to_owned());
    computed.set([("payable", payable.map(yes_no))]);
    Ok(computed)
}

/// The first month above the amount and the two after it are paid all the same; the manual leaves that out.
fn grace(computed: &mut Computed, state: Payment, month: Month, ceased: Option<Month>) -> bool {
    computed.caution.push(
        "The manual says that no month above the amount is payable. It leaves out the month of cessation and the two after it.".to_owned(),
    );
    if state == Payment::Grace {
        let words = match ceased {
            Some(start) => format!(
                "Above the amount, but the month of cessation, {}, and the two after it are paid",
                start.words()
            ),
            None => "Above the amount, but no month of cessation can lie more than two months back, so it is paid".to_owned(),
        };
        computed.step(words, "yes", GRACE);
        return true;
    }
    computed.step("Above the amount, so not payable".to_owned(), "no", RETURN);
    if ceased.is_none() {
        computed.argue(
            "yes",
            "If this is the first month above the amount since the trial work period, or one of the two after it, it is paid. Give first_sga_month to have it worked out."
                .to_owned(),
            GRACE,
        );
    } else if ceased.is_some_and(|start| month < start) {
        computed
            .caution
            .push("This month is above the amount and before first_sga_month: check which month came first.".to_owned());
    }
    false
}

fn after_the_period(computed: &mut Computed, state: Payment, ceased: Option<Month>) -> Option<bool> {
    if state == Payment::Grace {
        computed.step(
            "After the 36 months, but the month of cessation or one of the two after it".to_owned(),
            "yes",
            GRACE,
        );
        return Some(true);
    }
    if state == Payment::AboveAfter {
        computed.step(
            "After the 36 months and above the amount: not payable".to_owned(),
            "no",
            REENTITLEMENT,
        );
        if ceased.is_none() {
            let why = "If no month since the trial work period was above the amount before, this one and the next two are paid.";
            computed.argue("yes", why.to_owned(), GRACE);
        }
        return Some(false);
    }
    computed.step(
        "After the 36 months: payable if the benefit was never ended for work, otherwise reinstatement has to be asked for".to_owned(),
        "not known",
        REENTITLEMENT,
    );
    None
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};

    #[test]
    fn exactly_the_amount_is_not_gainful_activity_and_the_year_counts() {
        let table = Table::today("2026-11-21");
        let check = |gross: &str, on: &str, blind: &str, expected: &str| {
            let inputs = [("gross", gross), ("subsidy", "0"), ("irwe", "0"), ("blind", blind), ("on", on)];
            let computed = table.compute("t2-sga-2021", &inputs).expect("an answer");
            assert_eq!(value(&computed, "indicates_sga"), expected, "{inputs:?}");
        };
        check("1310", "2021-05-01", "no", "no");
        check("1310.01", "2021-05-01", "no", "yes");
        check("1690.00", "", "no", "no");
        check("1690.01", "", "no", "yes");
        check("2830.00", "", "yes", "no");
    }

    #[test]
    fn expenses_never_take_earnings_below_zero_and_missing_ones_are_asked_for() {
        let table = Table::today("2026-11-21");
        let computed = table
            .compute("t2-sga-2021", &[("gross", "50"), ("subsidy", "100")])
            .expect("an answer");
        assert_eq!(value(&computed, "countable"), "0.00");
        assert!(computed.caution.iter().any(|words| words.contains("`irwe` was not given")));
    }

    #[track_caller]
    fn payable(month: &str, earnings: &str, first_sga: &str, expected: &str, arguable: bool) {
        let inputs = [
            ("twp_complete_month", "2023-12"),
            ("month", month),
            ("earnings", earnings),
            ("first_sga_month", first_sga),
        ];
        let computed = Table::today("2026-11-21")
            .compute("t2-epe-payable-2021", &inputs)
            .expect("an answer");
        assert_eq!(value(&computed, "payable"), expected, "{inputs:?}");
        assert_eq!(!computed.arguable.is_empty(), arguable, "{inputs:?}");
    }

    #[test]
    fn the_month_of_cessation_and_two_more_are_paid() {
        payable("2024-01", "5000", "", "yes", false);
        payable("2024-03", "5000", "", "yes", false);
        payable("2024-04", "5000", "", "no", true);
        payable("2024-04", "5000", "2024-02", "yes", false);
        payable("2024-05", "5000", "2024-02", "no", false);
        payable("2024-05", "1550", "2024-02", "yes", false);
    }

    #[test]
    fn outside_of_the_36_months_the_answer_depends() {
        payable("2023-12", "5000", "", "yes", false);
        payable("2026-12", "1690", "2024-02", "yes", false);
        let table = Table::today("2026-11-21");
        let inputs = |month| [("twp_complete_month", "2022-06"), ("month", month), ("earnings", "100")];
        let computed = table.compute("t2-epe-payable-2021", &inputs("2025-07")).expect("an answer");
        assert_eq!(computed.value(Some("payable")), None);
        let unknown = table.compute("t2-epe-payable-2021", &inputs("2020-07"));
        assert_eq!(unknown.map(|computed| value(&computed, "payable")), Ok("yes".to_owned()));
    }
}
