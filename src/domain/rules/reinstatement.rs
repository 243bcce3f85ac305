//! Expedited reinstatement, Title II (DI 13050.045): filing period, retroactive period, first month, record entries.
//!
//! Does not belong here: SSI reinstatement, good cause for a late request (DI 13050.010 is not among the documents).

use super::inputs::{Inputs, result_month, yes_no};
use super::{Computed, Holds, RuleError, RuleSpec};
use crate::domain::calendar::Month;

const FILING: &str = "di-13050.045/a.3";
pub(super) const FORMS: &str = "di-13050.045/b.4";
const RECORD: &str = "di-13050.045/a.1";

/// `exr-filing-period`.
pub(super) const FILING_PERIOD: RuleSpec = RuleSpec {
    id: "exr-filing-period",
    title: "Last month in which reinstatement can be asked for without good cause",
    inputs: &[("dbc_month", Holds::Month, true)],
    results: &[("last_month", Holds::Month)],
    cite: &[FILING],
    run: |inputs| {
        let mut computed = Computed::default();
        let last = last_month(inputs, &mut computed)?;
        let today = Month::of(inputs.context.today);
        if last < today {
            computed.caution.push(late(last, today));
        }
        computed.set([("last_month", Some(last.to_string()))]);
        Ok(computed)
    },
};

/// `exr-filing-timely`.
pub(super) const FILING_TIMELY: RuleSpec = RuleSpec {
    id: "exr-filing-timely",
    title: "Is a request for reinstatement inside the 60 months?",
    inputs: &[("dbc_month", Holds::Month, true), ("request_month", Holds::Month, true)],
    results: &[("timely", Holds::YesNo), ("last_month", Holds::Month)],
    cite: &[FILING],
    run: filing_timely,
};

/// `exr-retroactive-period`.
pub(super) const RETROACTIVE_PERIOD: RuleSpec = RuleSpec {
    id: "exr-retroactive-period",
    title: "Months before the request for which reinstatement can reach back",
    inputs: &[("filing_month", Holds::Month, true), ("btm", Holds::Month, true)],
    results: &[("start", Holds::Month), ("end", Holds::Month), ("months", Holds::Number)],
    cite: &[FORMS],
    run: |inputs| {
        let mut computed = Computed::default();
        let period = retroactive_period(inputs, &mut computed)?;
        let text = |month: Option<&Month>| month.map(ToString::to_string);
        computed.set([
            ("start", text(period.months.first())),
            ("end", text(period.months.last())),
            ("months", Some(period.months.len().to_string())),
        ]);
        Ok(computed)
    },
};

/// `exr-earliest-moe`.
pub(super) const EARLIEST_MONTH_OF_ENTITLEMENT: RuleSpec = RuleSpec {
    id: "exr-earliest-moe",
    title: "First possible month of entitlement after reinstatement",
    inputs: &[
        ("filing_month", Holds::Month, true),
        ("btm", Holds::Month, true),
        ("sga_months", Holds::Months, true),
    ],
    results: &[
        ("earliest_moe", Holds::Month),
        ("mm_yy", Holds::Text),
        ("retroactivity_before_filing_month", Holds::YesNo),
    ],
    cite: &[FORMS],
    run: earliest_month,
};

/// `exr-mbr-indicators`.
pub(super) const MBR_INDICATORS: RuleSpec = RuleSpec {
    id: "exr-mbr-indicators",
    title: "Do the dates on the benefit record point to a work termination?",
    inputs: &[
        ("ebd", Holds::Month, false),
        ("dbc", Holds::Month, false),
        ("emd", Holds::Month, false),
        ("part_a_termination", Holds::Month, false),
        ("adc", Holds::Month, false),
    ],
    results: &[("ebd_dbc", Holds::YesNo), ("emd", Holds::YesNo), ("hi_dib", Holds::YesNo)],
    cite: &[RECORD],
    run: mbr_indicators,
};

fn last_month(inputs: &Inputs<'_>, computed: &mut Computed) -> Result<Month, RuleError> {
    let dbc = inputs.month("dbc_month")?;
    let last = result_month(dbc.plus(59))?;
    computed.step(
        format!("{} is month 1 of 60; 59 months later is the last", dbc.words()),
        last,
        FILING,
    );
    computed.caution.push(format!(
        "The rule counts months. Ask by {}: no text says that the last day moves when it is no workday.",
        super::super::calendar::weekday_words(last.last_day())
    ));
    Ok(last)
}

fn late(last: Month, month: Month) -> String {
    let count = last.months_until(month);
    let plural = if count == 1 { "" } else { "s" };
    format!(
        "{} is {count} month{plural} after the period. Ask all the same, in writing, and give the reason: good cause is looked at under DI 13050.010. \
         And ask whether a protective filing was made in time (DI 13050.015).",
        month.words()
    )
}

fn filing_timely(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let dbc = inputs.month("dbc_month")?;
    let request = inputs.month("request_month")?;
    let mut computed = Computed::default();
    let last = last_month(inputs, &mut computed)?;
    let timely = if request < dbc {
        computed.step(format!("{} is before benefits ended", request.words()), "unknown", FILING);
        computed.caution.push(
            "The text does not deal with a request before the termination month. Check the termination month on the DIB line; it may be a case for reopening."
                .to_owned(),
        );
        None
    } else if request <= last {
        computed.step(format!("{} is inside the 60 months", request.words()), "yes", FILING);
        Some("yes".to_owned())
    } else {
        computed.step(format!("{} is after the 60 months", request.words()), "no", FILING);
        computed.caution.push(late(last, request));
        Some("no".to_owned())
    };
    computed.set([("timely", timely), ("last_month", Some(last.to_string()))]);
    Ok(computed)
}

/// The months before the request for which reinstatement can reach back.
pub(super) struct Retroactive {
    pub(super) filing: Month,
    /// The months, oldest first; may be empty.
    pub(super) months: Vec<Month>,
}

pub(super) fn retroactive_period(inputs: &Inputs<'_>, computed: &mut Computed) -> Result<Retroactive, RuleError> {
    let filing = result_month(Some(inputs.month("filing_month")?))?;
    let btm = inputs.month("btm")?;
    let twelve_before = result_month(filing.plus(-12))?;
    computed.step(
        format!("12 months before the filing month, {}", filing.words()),
        twelve_before,
        FORMS,
    );
    let start = twelve_before.max(btm);
    if btm > twelve_before {
        computed.step(
            format!("Not before the month in which benefits ended, {}", btm.words()),
            start,
            FORMS,
        );
    }
    if btm > filing {
        computed.caution.push(
            "The request lies before the termination month, which the text does not deal with. Check both months; it may be a case for reopening."
                .to_owned(),
        );
    }
    let months: Vec<Month> = (0..start.months_until(filing)).filter_map(|later| start.plus(later)).collect();
    match months.last() {
        Some(end) => computed.step(
            format!("The month before the filing month ends it, {} in all", count_words(months.len())),
            end,
            FORMS,
        ),
        None => computed.step("No month lies between: nothing to reach back to".to_owned(), 0, FORMS),
    }
    Ok(Retroactive { filing, months })
}

fn earliest_month(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let sga = inputs.months("sga_months")?;
    let mut computed = Computed::default();
    let period = retroactive_period(inputs, &mut computed)?;
    let (first, reaches_back) = first_month(&period, &sga, &mut computed)?;
    let mm_yy = month_and_year(first, &mut computed);
    computed.set([
        ("earliest_moe", Some(first.to_string())),
        ("mm_yy", Some(mm_yy)),
        ("retroactivity_before_filing_month", Some(yes_no(reaches_back))),
    ]);
    Ok(computed)
}

/// Returns the month as it is written on the SSA-823, with its step.
pub(super) fn month_and_year(first: Month, computed: &mut Computed) -> String {
    let mm_yy = format!("{:02}/{:02}", first.month(), first.year() % 100);
    computed.step("Written on the SSA-823 as month and year".to_owned(), &mm_yy, FORMS);
    mm_yy
}

/// Returns the first possible month of entitlement, and whether it lies before the filing month.
pub(super) fn first_month(period: &Retroactive, sga: &[Month], computed: &mut Computed) -> Result<(Month, bool), RuleError> {
    let filing = period.filing;
    let filing_has_sga = sga.contains(&filing);
    let free = period.months.iter().copied().find(|month| !sga.contains(month));
    let first = match free {
        Some(month) => {
            computed.step(format!("{} is the first of these months without SGA", month.words()), month, FORMS);
            if filing_has_sga {
                computed.caution.push(
                    "There is SGA in the filing month itself. The text does not deal with that when an earlier month is free of SGA; \
                     DI 13050.001 B.1, which is not in this collection, has its own condition."
                        .to_owned(),
                );
            }
            month
        }
        None if filing_has_sga => {
            let next = result_month(filing.plus(1))?;
            computed.step(
                "SGA in all these months and in the filing month: the month after it".to_owned(),
                next,
                FORMS,
            );
            next
        }
        None => {
            computed.step(
                "No earlier month without SGA, and none in the filing month: the filing month".to_owned(),
                filing,
                FORMS,
            );
            filing
        }
    };
    if sga.iter().any(|month| *month != filing && !period.months.contains(month)) {
        let words = "SGA months outside of the period and the filing month were left out of account.";
        computed.caution.push(words.to_owned());
    }
    Ok((first, free.is_some()))
}

fn mbr_indicators(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let part_a = inputs.month_if_given("part_a_termination")?;
    let mut computed = Computed::default();
    let limit = match part_a {
        Some(end) if end.year() < 2000 || (end.year() == 2000 && end.month() < 10) => {
            computed.step("Part A ended before October 2000: 24 months are needed".to_owned(), 24, RECORD);
            24
        }
        Some(_) => {
            computed.step("Part A ended in October 2000 or later: 78 months are needed".to_owned(), 78, RECORD);
            78
        }
        None => 0,
    };
    let mut compare = |from: &'static str, to: &'static str, words: &str, test: &dyn Fn(i32) -> bool| {
        let (Some(start), Some(end)) = (inputs.month_if_given(from)?, inputs.month_if_given(to)?) else {
            return Ok::<_, RuleError>(None);
        };
        let months = start.months_until(end);
        let answer = yes_no(test(months));
        computed.step(
            format!("{words}: {} to {}, {months} months: {answer}", start.words(), end.words()),
            months,
            RECORD,
        );
        Ok(Some(answer))
    };
    let ebd_dbc = compare("ebd", "dbc", "EBD and DBC 36 months or more apart", &|months| months.abs() >= 36)?;
    let emd = compare("emd", "part_a_termination", "EMD that long before Part A ended", &|months| {
        months >= limit
    })?;
    let hi_dib = compare("adc", "part_a_termination", "Part A ended longer than that after ADC", &|months| {
        months > limit
    })?;
    if [&ebd_dbc, &emd, &hi_dib].into_iter().all(Option::is_none) {
        return Err(RuleError::MissingInput("ebd".to_owned()));
    }
    computed.caution.push(
        "At least three of the entries listed in DI 13050.045 A.1, with LAF T6, T8, U or X7, point to a termination because of work. One alone proves nothing."
            .to_owned(),
    );
    computed.set([("ebd_dbc", ebd_dbc), ("emd", emd), ("hi_dib", hi_dib)]);
    Ok(computed)
}

fn count_words(count: usize) -> String {
    if count == 1 {
        "1 month".to_owned()
    } else {
        format!("{count} months")
    }
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};

    #[test]
    fn the_last_month_is_fifty_nine_months_on_and_late_means_ask_all_the_same() {
        let table = Table::today("2026-11-21");
        let computed = table.compute("exr-filing-period", &[("dbc_month", "2021-10")]).expect("a month");
        assert_eq!(value(&computed, "last_month"), "2026-09");
        assert!(
            computed
                .caution
                .iter()
                .any(|words| words.contains("2 months after the period. Ask all the same"))
        );
    }

    #[test]
    fn a_request_before_the_termination_is_neither_in_time_nor_late() {
        let table = Table::today("2026-11-21");
        let computed = table
            .compute("exr-filing-timely", &[("dbc_month", "2026-10"), ("request_month", "2026-09")])
            .expect("results");
        assert_eq!(computed.value(Some("timely")), None);
        assert_eq!(value(&computed, "last_month"), "2031-09");
    }

    #[test]
    fn sga_in_every_month_moves_the_first_month_past_the_filing_month() {
        let table = Table::today("2026-11-21");
        let inputs = [
            ("filing_month", "2022-09-14"),
            ("btm", "2022-07"),
            ("sga_months", "2022-07, 2022-08,2022-09"),
        ];
        let computed = table.compute("exr-earliest-moe", &inputs).expect("a month");
        assert_eq!(value(&computed, "earliest_moe"), "2022-10");
        assert_eq!(value(&computed, "mm_yy"), "10/22");
        let inputs = [("filing_month", "2022-09"), ("btm", "2022-07"), ("sga_months", "2022-07 2022-08")];
        let computed = table.compute("exr-earliest-moe", &inputs).expect("a month");
        assert_eq!(value(&computed, "earliest_moe"), "2022-09");
        assert_eq!(value(&computed, "retroactivity_before_filing_month"), "no");
    }

    #[test]
    fn record_entries_that_are_not_given_stay_open() {
        let table = Table::today("2026-11-21");
        let computed = table
            .compute("exr-mbr-indicators", &[("ebd", "1985-03"), ("dbc", "1988-03")])
            .expect("results");
        assert_eq!(value(&computed, "ebd_dbc"), "yes");
        assert_eq!(computed.value(Some("emd")), None);
        assert!(table.compute("exr-mbr-indicators", &[("ebd", "1985-03")]).is_err());
    }
}
