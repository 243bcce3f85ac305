//! Immigrants: time limits of SSI and California's CAPI, the CAPI hearing, the exception for the hungry or homeless.
//!
//! Nothing here rolls: the documents give no authority for it, and the SSA regulations do not govern a state hearing.
//! Does not belong here: who is a qualified alien, amounts of CAPI (those of `ssi-grant`).

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::household::{HOUSEHOLDS, Household};
use super::inputs::{Inputs, result_date, yes_no};
use super::{Computed, Holds, RuleError, RuleSpec};
use crate::domain::calendar::{Month, day_words};

const AFTER_1996: &str = "advocacy-for-seniors/2/post-1996-entrants";
const SPONSOR: &str = "advocacy-for-seniors/3/lpr-after-1996";
const REFUGEES: &str = "advocacy-for-seniors/3/refugees-cut-off-ssi";
const EXCEPTIONS: &str = "advocacy-for-seniors/3/deeming-exceptions";
const SPONSOR_RULE: &str = "CDSS CAPI rule 49-037 (Los Angeles County ePolicy, 2020-07-20)";
/// The day of the law that set the limits; it does not bar those who came before.
const LIMITS_LAW: Date = date(1996, 8, 22);

/// `immigrant-period-anniversary`.
pub(super) const PERIOD_ANNIVERSARY: RuleSpec = RuleSpec {
    id: "immigrant-period-anniversary",
    title: "When the five-year bar, the seven years of SSI or the ten years of sponsor deeming end",
    inputs: &[
        ("kind", Holds::OneOf(&["lpr-5", "humanitarian-7", "capi-sponsor-10"]), true),
        ("status_date", Holds::Date, true),
    ],
    results: &[("anniversary", Holds::Date)],
    cite: &[AFTER_1996, SPONSOR, REFUGEES],
    run: period_anniversary,
};

/// `capi-hungry-homeless`.
pub(super) const HUNGRY_OR_HOMELESS: RuleSpec = RuleSpec {
    id: "capi-hungry-homeless",
    title: "Is income low enough for the hungry-or-homeless exception to sponsor deeming?",
    inputs: &[
        ("household", Holds::OneOf(HOUSEHOLDS), true),
        ("total_income", Holds::Amount, true),
        ("on", Holds::Date, false),
    ],
    results: &[("exception", Holds::YesNo)],
    cite: &[EXCEPTIONS],
    run: hungry_or_homeless,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Period {
    ResidentBar,
    Humanitarian,
    Sponsor,
}

const PERIODS: &[(&str, Period)] = &[
    ("lpr-5", Period::ResidentBar),
    ("five-year bar", Period::ResidentBar),
    ("humanitarian-7", Period::Humanitarian),
    ("seven-year limit", Period::Humanitarian),
    ("capi-sponsor-10", Period::Sponsor),
    ("sponsor deeming", Period::Sponsor),
];

fn period_anniversary(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let kind = inputs.one_of("kind", PERIODS, "lpr-5, humanitarian-7 or capi-sponsor-10 is needed")?;
    let status = inputs.date("status_date")?;
    let (years, words, cite) = match kind {
        Period::ResidentBar => (5, "Five years", "8 U.S.C. 1613; advocacy-for-seniors/2/post-1996-entrants"),
        Period::Humanitarian => (7, "Seven years", "POMS SI 00502.106; advocacy-for-seniors/2/post-1996-entrants"),
        Period::Sponsor => (10, "Ten years", SPONSOR),
    };
    let anniversary = result_date(status.checked_add(years.years()))?;
    let mut computed = Computed::default();
    computed.step(format!("{words} after {}", day_words(status)), anniversary, cite);
    if anniversary.day() != status.day() {
        computed.argue(
            result_date(anniversary.tomorrow())?,
            "The anniversary year has no 29 February. The documents do not say whether the day before or the day after counts.".to_owned(),
            cite,
        );
    }
    match kind {
        Period::ResidentBar => resident_bar(&mut computed, status),
        Period::Humanitarian => humanitarian(&mut computed, anniversary)?,
        Period::Sponsor => sponsor(&mut computed),
    }
    computed.set([("anniversary", Some(anniversary.to_string()))]);
    Ok(computed)
}

fn resident_bar(computed: &mut Computed, status: Date) {
    computed
        .caution
        .push("The end of the bar is not enough: 40 quarters or another exception is needed as well.".to_owned());
    if status < LIMITS_LAW {
        computed
            .caution
            .push("Who had qualified status in the United States before 22 August 1996 has no five-year bar (8 U.S.C. 1613).".to_owned());
    }
}

/// The manual has CAPI asked for at the start of the last month of SSI: on the strictest reading, the month of the day before.
fn humanitarian(computed: &mut Computed, anniversary: Date) -> Result<(), RuleError> {
    let last_day = result_date(anniversary.yesterday())?;
    let month = Month::of(last_day);
    let apply = month.first_day();
    computed.step(
        format!("Counting strictly, {} is the last day; its month begins", day_words(last_day)),
        apply,
        REFUGEES,
    );
    computed.work_to = Some(apply.to_string());
    computed.caution.push(format!(
        "Ask for CAPI at the start of {}, the last month of SSI on the strictest reading. The documents do not say whether the \
         anniversary or the end of its month ends the seven years.",
        month.words()
    ));
    computed
        .caution
        .push("The person has to file for SSI inside the seven years. Naturalization, 40 quarters or military service lift the limit (SI 00502.106).".to_owned());
    Ok(())
}

fn sponsor(computed: &mut Computed) {
    computed.caution.push(format!(
        "The manual counts from permanent residence. The state counts ten years from the sponsor's signing of the affidavit or the \
         person's arrival, whichever is later ({SPONSOR_RULE}): use that day as status_date if it is another."
    ));
    computed
        .caution
        .push("If the sponsor has died, or is disabled, other limits hold: ask the county.".to_owned());
}

fn hungry_or_homeless(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let household = Household::read(inputs)?;
    let income = inputs.amount("total_income")?;
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    let rate = inputs.figure(household.pick("fbr-individual", "fbr-couple"), day, &mut computed)?;
    rate.step(&mut computed, &format!("SSI federal benefit rate, {}", household.words()));
    let is_below = income < rate.amount;
    let words = if is_below { "less than" } else { "not less than" };
    computed.step(
        format!("All income, {}, is {words} {}", income.words(), rate.amount.words()),
        yes_no(is_below),
        EXCEPTIONS,
    );
    computed.caution.push(
        "Counties also ask whether food and shelter can be had at all, and refuse it to who lives with the sponsor or free of charge. \
         It is asked for on form SOC 809 and holds for 12 months (CDSS, 2018)."
            .to_owned(),
    );
    if !is_below {
        computed
            .caution
            .push("Victims of abuse are excepted whatever the income.".to_owned());
    }
    computed.set([("exception", Some(yes_no(is_below)))]);
    Ok(computed)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};

    #[test]
    fn a_hearing_deadline_on_a_sunday_stays_and_the_friday_before_is_worked_to() {
        let table = Table::today("2026-01-02");
        let computed = table
            .compute("capi-hearing-deadline", &[("determination_date", "2026-01-12")])
            .expect("a date");
        assert_eq!(value(&computed, "deadline"), "2026-04-12");
        assert_eq!(computed.plan(), Some("2026-04-10"));
        assert_eq!(computed.arguable.first().map(|other| other.value.as_str()), Some("2026-04-13"));
    }

    #[test]
    fn seven_years_name_the_month_in_which_to_ask_for_capi() {
        let table = Table::today("2026-01-02");
        let check = |status: &str, anniversary: &str, plan: &str, arguable: Option<&str>| {
            let inputs = [("kind", "humanitarian-7"), ("status_date", status)];
            let computed = table.compute("immigrant-period-anniversary", &inputs).expect("a date");
            assert_eq!(value(&computed, "anniversary"), anniversary, "{status}");
            assert_eq!(computed.plan(), Some(plan), "{status}");
            assert_eq!(computed.arguable.first().map(|other| other.value.as_str()), arguable, "{status}");
        };
        check("2019-03-01", "2026-03-01", "2026-02-01", None);
        check("2019-03-31", "2026-03-31", "2026-03-01", None);
        check("2020-02-29", "2027-02-28", "2027-02-01", Some("2027-03-01"));
    }

    #[test]
    fn the_exception_follows_the_rate_of_its_year() {
        let inputs = [("household", "couple"), ("total_income", "1490.99"), ("on", "2026-03-01")];
        let table = Table::today("2021-06-15").known_until("2026-12-31");
        let exception = |inputs: &[(&str, &str)]| {
            table
                .compute("capi-hungry-homeless", inputs)
                .map(|found| value(&found, "exception"))
        };
        assert_eq!(exception(&inputs), Ok("yes".to_owned()));
        let unknown = exception(&[("household", "single"), ("total_income", "1"), ("on", "2027-01-01")]).expect_err("not known");
        assert!(
            unknown.to_string().contains("not known for 2027; 2026 was $994 a month"),
            "{unknown}"
        );
    }
}
