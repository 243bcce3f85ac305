//! Protective filing: when a close-out takes effect, and which date an application gets (GN 00204.012).
//!
//! Does not belong here: appeals and their mailing days, which play no part here.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::inputs::{Inputs, result_date, yes_no};
use super::workdays::CLOSEOUT;
use super::{Computed, Holds, RuleContext, RuleError, RuleSpec, compute};
use crate::domain::calendar::day_words;

const CLAIMS: &[&str] = &["T2", "T16", "T2+T16"];
const KINDS: &[&str] = &["T2", "T16", "L991"];

/// `pf-appointment-notice`.
pub(super) const APPOINTMENT_NOTICE: RuleSpec = RuleSpec {
    id: "pf-appointment-notice",
    title: "Does the appointment letter close out the filing, or is a separate notice needed?",
    inputs: &[
        ("documented_on", Holds::Date, true),
        ("appointment_on", Holds::Date, true),
        ("claim", Holds::OneOf(CLAIMS), true),
    ],
    results: &[
        ("closeout_notice", Holds::OneOf(&["automated", "manual"])),
        ("days_ahead", Holds::Number),
    ],
    cite: &["gn-00204.012/c", "gn-00204.012/g.3"],
    run: appointment_notice,
};

/// `pf-filing-date`.
pub(super) const FILING_DATE: RuleSpec = RuleSpec {
    id: "pf-filing-date",
    title: "Filing date of an application after a close-out notice",
    inputs: &[
        ("kind", Holds::OneOf(KINDS), true),
        ("protective_date", Holds::Date, true),
        ("notice_date", Holds::Date, true),
        ("application_received", Holds::Date, true),
    ],
    results: &[("filing_date", Holds::Date), ("timely", Holds::YesNo), ("closeout", Holds::Date)],
    cite: &[CLOSEOUT],
    run: filing_date,
};

/// `pf-signed-application-date`.
pub(super) const SIGNED_APPLICATION_DATE: RuleSpec = RuleSpec {
    id: "pf-signed-application-date",
    title: "Filing date of an application that was sent out for signature",
    inputs: &[
        ("first_contact", Holds::Date, true),
        ("existing_closeout", Holds::Date, true),
        ("interview_date", Holds::Date, true),
        ("cover_notice_closeout", Holds::Date, true),
        ("application_received", Holds::Date, true),
    ],
    results: &[("filing_date", Holds::Date)],
    cite: &[SIGNED],
    run: signed_application_date,
};

/// `pf-controlling-date`.
pub(super) const CONTROLLING_DATE: RuleSpec = RuleSpec {
    id: "pf-controlling-date",
    title: "Which of two protective filings counts",
    inputs: &[
        ("earlier_date", Holds::Date, true),
        ("earlier_closeout_notice_issued", Holds::YesNo, true),
        ("later_date", Holds::Date, true),
    ],
    results: &[("controlling_date", Holds::Date), ("later_closeout_required", Holds::YesNo)],
    cite: &[EARLIER],
    run: controlling_date,
};

const SIGNED: &str = "gn-00204.012/e";
const EARLIER: &str = "gn-00204.012/a";

/// Which close-out it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Title II, six months.
    TitleIi,
    /// SSI, 60 days.
    TitleXvi,
    /// SSI after an automated SSA-L991.
    L991,
}

/// Spellings of the two programs, and of both.
const TITLE_II: &[&str] = &[
    "T2",
    "Title II",
    "Title 2",
    "II",
    "Social Security",
    "RSDI",
    "OASDI",
    "SSDI",
    "DIB",
    "retirement",
    "disability",
];
const TITLE_XVI: &[&str] = &["T16", "Title XVI", "Title 16", "XVI", "SSI"];
const BOTH: &[&str] = &[
    "T2+T16",
    "both",
    "Title II and Title XVI",
    "Title II and SSI",
    "T2 and T16",
    "Social Security and SSI",
    "concurrent",
];
const DENIAL: &[&str] = &["L991", "SSA-L991", "SSI L991", "T16 L991", "automated SSA-L991", "informal denial"];

fn spellings<T: Copy>(sets: &[(&'static [&'static str], T)]) -> Vec<(&'static str, T)> {
    sets.iter()
        .flat_map(|(set, value)| set.iter().map(move |spelling| (*spelling, *value)))
        .collect()
}

fn appointment_notice(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let documented = inputs.date("documented_on")?;
    let appointment = inputs.date("appointment_on")?;
    let table = spellings(&[(TITLE_II, Some(Kind::TitleIi)), (BOTH, None), (TITLE_XVI, Some(Kind::TitleXvi))]);
    let claim = inputs.one_of("claim", &table, "T2, T16 or T2+T16 is needed")?;
    if appointment < documented {
        return Err(inputs.fault(
            "appointment_on",
            "a day on or after the day on which the filing was recorded is needed",
        ));
    }
    let days = (appointment - documented).get_days();
    let mut computed = Computed::default();
    let from = day_words(documented);
    computed.step(format!("Days from {from} to {}", day_words(appointment)), days, "gn-00204.012/c");
    let notice = match claim {
        Some(Kind::TitleIi) if days >= 7 => {
            let words = "Title II alone, 7 days or more ahead: the confirmation letter carries the closing words";
            computed.step(words.to_owned(), "automated", "gn-00204.012/c");
            "automated"
        }
        Some(Kind::TitleIi) => {
            let words = "Title II alone, less than 7 days ahead: a notice by hand is due promptly";
            computed.step(words.to_owned(), "manual", "gn-00204.012/c");
            "manual"
        }
        Some(_) | None => {
            let words = "SSI is part of the appointment: the 2023 text gives such a letter no closing words, so a notice by hand is needed";
            computed.step(words.to_owned(), "manual", "gn-00204.012/g.3");
            computed.caution.push(
                "Since 24 April 2026 the letter for any first claim, 7 or more days ahead, may carry the closing words too \
                 (GN 00204.012 TN 158, opening). Read the letter itself: if it names a closing date, that clock runs."
                    .to_owned(),
            );
            "manual"
        }
    };
    if claim == Some(Kind::TitleXvi) {
        computed
            .caution
            .push("SSI alone is ruled by SI 00601.037 and SI 00601.040, which are not in this collection.".to_owned());
    }
    computed.set([("closeout_notice", Some(notice.to_owned())), ("days_ahead", Some(days.to_string()))]);
    Ok(computed)
}

fn filing_date(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let table = spellings(&[(TITLE_II, Kind::TitleIi), (TITLE_XVI, Kind::TitleXvi), (DENIAL, Kind::L991)]);
    let kind = inputs.one_of(
        "kind",
        &table,
        "T2, T16 or L991 is needed; for both benefits work out each by itself",
    )?;
    let protective = inputs.date("protective_date")?;
    let received = inputs.date("application_received")?;
    let notice = inputs.date("notice_date")?;
    if received < protective {
        return Err(inputs.fault("application_received", "a day on or after the protective date is needed"));
    }
    let closeout = closeout(inputs, kind, notice)?;
    let last = closeout
        .value(None)
        .and_then(|day| day.parse::<Date>().ok())
        .ok_or(RuleError::OutOfRange)?;
    let plan = closeout.work_to.as_deref().and_then(|day| day.parse::<Date>().ok());
    let mut computed = Computed {
        trace: closeout.trace,
        caution: closeout.caution,
        ..Computed::default()
    };
    let is_timely = received <= last;
    let filing = result_date(Ok(if is_timely { protective } else { received }))?;
    let step = if is_timely {
        format!("Received on {}, in time: the protective date counts", day_words(received))
    } else {
        format!(
            "Received on {}, after the close-out: the day of receipt counts",
            day_words(received)
        )
    };
    computed.step(step, filing, CLOSEOUT);
    if is_timely && plan.is_some_and(|plan| plan < received) {
        computed.caution.push(format!(
            "In time only by the 74 days of the 2023 text. By 60 days the filing date would be {}.",
            day_words(received)
        ));
    }
    computed.set([
        ("filing_date", Some(filing.to_string())),
        ("timely", Some(yes_no(is_timely))),
        ("closeout", Some(last.to_string())),
    ]);
    Ok(computed)
}

/// Works out the close-out by the rule that the card states, as of the day of the notice: whether it has passed by today
/// does not matter here.
fn closeout(inputs: &Inputs<'_>, kind: Kind, notice: Date) -> Result<Computed, RuleError> {
    let rule = match kind {
        Kind::TitleIi => "pf-t2-closeout",
        Kind::TitleXvi => "pf-t16-closeout",
        Kind::L991 => "pf-l991-closeout",
    };
    let given = BTreeMap::from([("notice_date".to_owned(), notice.to_string())]);
    let context = RuleContext {
        today: notice,
        ..*inputs.context
    };
    compute(rule, &given, &context)
}

fn signed_application_date(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let first = inputs.date("first_contact")?;
    let existing = inputs.date("existing_closeout")?;
    let interview = inputs.date("interview_date")?;
    let cover = inputs.date("cover_notice_closeout")?;
    let received = inputs.date("application_received")?;
    let mut computed = Computed::default();
    let (filing, words) = if received <= existing {
        (first, "by the close-out date that already ran: the first contact counts")
    } else if received <= cover {
        (
            interview,
            "after that close-out, but by the one in the cover notice: the interview counts",
        )
    } else {
        (received, "after the close-out of the cover notice: the day of receipt counts")
    };
    let filing = result_date(Ok(filing))?;
    computed.step(format!("Received on {}, {words}", day_words(received)), filing, SIGNED);
    if received == cover && received > existing {
        computed.step(
            "The text speaks of before and after the cover notice's date. On the day itself still counts as in time, because a close-out date is a last day".to_owned(),
            filing,
            CLOSEOUT,
        );
        computed.argue(
            received,
            "SSA may say that only a day before that date is in time.".to_owned(),
            SIGNED,
        );
    }
    computed.set([("filing_date", Some(filing.to_string()))]);
    Ok(computed)
}

fn controlling_date(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let earlier = result_date(Ok(inputs.date("earlier_date")?))?;
    let is_closed_out = inputs.yes_no("earlier_closeout_notice_issued")?;
    let later = inputs.date("later_date")?;
    if later < earlier {
        return Err(inputs.fault("later_date", "a day on or after the earlier filing is needed"));
    }
    let mut computed = Computed::default();
    let controlling = if is_closed_out {
        computed.step(
            format!(
                "A close-out notice went out for {}: the later filing needs its own",
                day_words(earlier)
            ),
            later,
            EARLIER,
        );
        computed.caution.push(
            "The text does not say which date counts while the earlier close-out still runs. Work out its last day from its notice; \
             an application by then keeps the earlier date."
                .to_owned(),
        );
        None
    } else {
        computed.step(
            format!("No close-out notice for {}: it is open and counts", day_words(earlier)),
            earlier,
            EARLIER,
        );
        computed
            .caution
            .push("Ask for the notice or the record of it: since 2026 it may have been given on screen or aloud.".to_owned());
        Some(earlier.to_string())
    };
    computed.set([
        ("controlling_date", controlling),
        ("later_closeout_required", Some(yes_no(is_closed_out))),
    ]);
    Ok(computed)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};

    #[test]
    fn a_notice_on_the_last_day_of_august_closes_on_the_last_day_of_february_and_the_overflow_is_arguable() {
        let table = Table::today("2026-11-21");
        let computed = table.compute("pf-t2-closeout", &[("notice_date", "2027-08-30")]).expect("a date");
        assert_eq!(value(&computed, "unrolled"), "2028-02-29");
        assert_eq!(computed.arguable.first().map(|other| other.value.as_str()), Some("2028-03-01"));
    }

    #[test]
    fn an_l991_is_planned_on_sixty_days_and_seventy_four_are_arguable() {
        let table = Table::today("2026-11-21");
        let computed = table.compute("pf-l991-closeout", &[("notice_date", "2026-11-02")]).expect("a date");
        assert_eq!(value(&computed, "closeout"), "2027-01-15");
        assert_eq!(computed.plan(), Some("2027-01-04"), "60 days end on a holiday");
        assert_eq!(computed.arguable.len(), 1);
        assert!(computed.caution.iter().any(|words| words.contains("closeout-74-days")));
    }

    #[test]
    fn a_passed_closeout_is_never_called_too_late() {
        let table = Table::today("2026-11-21");
        let computed = table.compute("pf-t16-closeout", &[("notice_date", "2026-06-02")]).expect("a date");
        assert_eq!(value(&computed, "closeout"), "2026-08-03", "1 August is a Saturday");
        assert!(computed.caution.iter().any(|words| words.contains("late by 110 days. Apply today")));
    }

    #[test]
    fn spellings_of_a_checklist_are_read() {
        let table = Table::today("2026-11-21");
        for kind in ["Title II", "title-ii", "t2", "Social Security"] {
            let inputs = [
                ("kind", kind),
                ("protective_date", "2026-01-05"),
                ("notice_date", "2026-02-02"),
                ("application_received", "2026-08-03"),
            ];
            let computed = table.compute("pf-filing-date", &inputs).expect("a date");
            assert_eq!(value(&computed, "filing_date"), "2026-01-05", "{kind}: 2 August 2026 is a Sunday");
        }
    }

    #[test]
    fn an_application_received_on_the_cover_notices_day_keeps_the_interview() {
        let table = Table::today("2026-11-21");
        let inputs = [
            ("first_contact", "2026-02-05"),
            ("existing_closeout", "2026-05-06"),
            ("interview_date", "2026-03-06"),
            ("cover_notice_closeout", "2026-07-10"),
            ("application_received", "2026-07-10"),
        ];
        let computed = table.compute("pf-signed-application-date", &inputs).expect("a date");
        assert_eq!(value(&computed, "filing_date"), "2026-03-06");
        assert_eq!(computed.arguable.len(), 1);
    }

    #[test]
    fn an_earlier_filing_that_was_closed_out_leaves_the_controlling_date_open() {
        let table = Table::today("2026-11-21");
        let inputs = [
            ("earlier_date", "2026-02-05"),
            ("earlier_closeout_notice_issued", "yes"),
            ("later_date", "2026-05-06"),
        ];
        let computed = table.compute("pf-controlling-date", &inputs).expect("results");
        assert_eq!(computed.value(Some("controlling_date")), None);
        assert_eq!(value(&computed, "later_closeout_required"), "yes");
    }
}
