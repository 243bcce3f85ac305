//! SSA appeals, Title II and SSI: last day to appeal, to keep payments, to act on an explanation.
//!
//! Does not belong here: Medicare appeals, good cause as such.

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};

use super::inputs::{Inputs, late_words, result_date};
use super::workdays::{SSA_ROLL, roll};
use super::{Computed, Holds, RuleContext, RuleError, RuleSpec};
use crate::domain::calendar::{day_words, is_nonworkday};

const COUNTING: &str = "GN 03101.010 TN 20 (09-23); SI 04005.012 TN 7 (09-23)";
const KEEPING: &str = "advocacy-for-seniors/1/continuing-disability-reviews; advocacy-for-seniors/2/sample-notice-ten-days";
const GOOD_CAUSE: &str = "20 CFR 404.911(b)(5), 416.1411(b)(5)";
const FILE_ANYWAY: &str = "File it anyway: a late request is always taken, and good cause is looked at afterwards.";
/// First day on which hearing offices add three business days for central print.
const CENTRAL_PRINT: Date = date(2024, 5, 20);

/// `ssa-appeal-deadline`.
pub(super) const APPEAL_DEADLINE: RuleSpec = RuleSpec {
    id: "ssa-appeal-deadline",
    title: "Last day to appeal: 60 days after receipt, which is presumed 5 days after the notice",
    inputs: &[
        ("level", Holds::OneOf(&["recon", "alj", "ac"]), true),
        ("notice_date", Holds::Date, true),
        ("proven_receipt", Holds::Date, false),
    ],
    results: &[("deadline", Holds::Date), ("receipt", Holds::Date), ("unrolled", Holds::Date)],
    cite: &[
        "advocacy-for-seniors/1/appeals-process",
        "advocacy-for-seniors/2/appeals-process",
        "advocacy-for-seniors/2/sample-notice-if-you-disagree",
    ],
    run: appeal_deadline,
};

/// `ssa-continuation-deadline`.
pub(super) const CONTINUATION_DEADLINE: RuleSpec = RuleSpec {
    id: "ssa-continuation-deadline",
    title: "Last day to appeal and keep the payment going: 10 days after receipt, presumed 5 days after the notice",
    inputs: &[("notice_date", Holds::Date, true), ("proven_receipt", Holds::Date, false)],
    results: &[("deadline", Holds::Date), ("receipt", Holds::Date), ("unrolled", Holds::Date)],
    cite: &[
        "advocacy-for-seniors/1/continuing-disability-reviews",
        "advocacy-for-seniors/2/appeals-process",
        "advocacy-for-seniors/2/sample-notice-ten-days",
    ],
    run: continuation_deadline,
};

/// `ssa-good-cause-explanation`.
pub(super) const GOOD_CAUSE_EXPLANATION: RuleSpec = RuleSpec {
    id: "ssa-good-cause-explanation",
    title: "Last day to appeal after an explanation that was asked for in time",
    inputs: &[
        ("level", Holds::OneOf(&["recon", "alj", "ac", "court"]), true),
        ("explanation_received", Holds::Date, true),
    ],
    results: &[("deadline", Holds::Date), ("unrolled", Holds::Date)],
    cite: &[
        "advocacy-for-seniors/1/good-cause-regulation-examples",
        "advocacy-for-seniors/2/good-cause-regulation-examples",
    ],
    run: good_cause_explanation,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Reconsideration,
    Hearing,
    AppealsCouncil,
    Court,
}

const LEVELS: &[(&str, Level)] = &[
    ("recon", Level::Reconsideration),
    ("reconsideration", Level::Reconsideration),
    ("request for reconsideration", Level::Reconsideration),
    ("alj", Level::Hearing),
    ("hearing", Level::Hearing),
    ("ALJ hearing", Level::Hearing),
    ("administrative law judge", Level::Hearing),
    ("ac", Level::AppealsCouncil),
    ("Appeals Council", Level::AppealsCouncil),
    ("Appeals Council review", Level::AppealsCouncil),
    ("court", Level::Court),
    ("federal court", Level::Court),
    ("civil action", Level::Court),
];

/// The receipt that counts, and an earlier one that is safer to count from.
struct Receipt {
    counts: Date,
    earlier: Option<Date>,
}

fn receipt(inputs: &Inputs<'_>, computed: &mut Computed) -> Result<Receipt, RuleError> {
    let notice = inputs.date("notice_date")?;
    let presumed = result_date(notice.checked_add(5.days()))?;
    computed.step(
        format!("Receipt is presumed 5 days after {}", day_words(notice)),
        presumed,
        COUNTING,
    );
    let Some(proven) = inputs.date_if_given("proven_receipt")? else {
        return Ok(Receipt {
            counts: presumed,
            earlier: None,
        });
    };
    if proven < notice {
        return Err(inputs.fault("proven_receipt", "a day on or after the date of the notice is needed"));
    }
    if proven > presumed {
        computed.step("A later receipt is shown, so it counts".to_owned(), proven, COUNTING);
        computed
            .caution
            .push("SSA has to accept the proof of the later receipt. Keep the envelope; note who took in the mail and when.".to_owned());
        return Ok(Receipt {
            counts: proven,
            earlier: None,
        });
    }
    Ok(Receipt {
        counts: presumed,
        earlier: (proven < presumed).then_some(proven),
    })
}

/// Counts `days` from `receipt` and rolls; the step says `words`.
fn count(computed: &mut Computed, receipt: Date, days: Span, words: &str, context: &RuleContext<'_>) -> Result<(Date, Date), RuleError> {
    let unrolled = result_date(receipt.checked_add(days))?;
    computed.step(format!("{words} after {}", day_words(receipt)), unrolled, COUNTING);
    let deadline = roll(computed, unrolled, context, SSA_ROLL)?;
    Ok((unrolled, deadline))
}

/// Sets the day to work to when the letter came before the fifth day.
fn work_to_earlier(computed: &mut Computed, receipt: &Receipt, days: Span, context: &RuleContext<'_>) -> Result<(), RuleError> {
    if let Some(earlier) = receipt.earlier {
        let unrolled = result_date(earlier.checked_add(days))?;
        let work_to = roll(&mut Computed::default(), unrolled, context, SSA_ROLL)?;
        computed.work_to = Some(work_to.to_string());
        computed.caution.push(format!(
            "The letter came on {}, before the fifth day. The five days still stand by the notice's wording, but it also says that the days start \
             when the letter is received: work to {}.",
            day_words(earlier),
            day_words(work_to)
        ));
    }
    Ok(())
}

fn appeal_deadline(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let level = inputs.one_of("level", LEVELS, "recon, alj or ac is needed")?;
    if level == Level::Court {
        return Err(inputs.fault("level", "recon, alj or ac is needed; the time for court is not part of this rule"));
    }
    let mut computed = Computed::default();
    let receipt = receipt(inputs, &mut computed)?;
    let (unrolled, deadline) = count(&mut computed, receipt.counts, 60.days(), "60 days", inputs.context)?;
    work_to_earlier(&mut computed, &receipt, 60.days(), inputs.context)?;
    let notice = inputs.date("notice_date")?;
    match level {
        Level::Hearing => by_day_70(&mut computed, notice, deadline, inputs.context)?,
        Level::AppealsCouncil if notice >= CENTRAL_PRINT => central_print(&mut computed, notice, deadline, inputs.context)?,
        _ => {}
    }
    computed.caution.extend(late_words(deadline, inputs.context.today, FILE_ANYWAY));
    computed.results = vec![
        ("deadline", Some(deadline.to_string())),
        ("receipt", Some(receipt.counts.to_string())),
        ("unrolled", Some(unrolled.to_string())),
    ];
    Ok(computed)
}

fn by_day_70(computed: &mut Computed, notice: Date, deadline: Date, context: &RuleContext<'_>) -> Result<(), RuleError> {
    let unrolled = result_date(notice.checked_add(70.days()))?;
    let last = roll(&mut Computed::default(), unrolled, context, SSA_ROLL)?;
    if last > deadline {
        computed.argue(
            last,
            "A hearing request without a readable postmark is in time if it arrives by day 70 after the date of the notice. Do not plan on it.".to_owned(),
            "HA 01205.040",
        );
    }
    Ok(())
}

/// Hearing offices add three business days to the date of a centrally printed paper; the rest is counted from there.
fn central_print(computed: &mut Computed, notice: Date, deadline: Date, context: &RuleContext<'_>) -> Result<(), RuleError> {
    let mut mailed = notice;
    let mut business_days = 0;
    while business_days < 3 {
        mailed = result_date(mailed.tomorrow())?;
        if !is_nonworkday(mailed, context.closed_days) {
            business_days += 1;
        }
    }
    let unrolled = result_date(mailed.checked_add(65.days()))?;
    let last = roll(&mut Computed::default(), unrolled, context, SSA_ROLL)?;
    if last > deadline {
        computed.argue(
            last,
            "If a hearing office's decision was mailed by central print, three business days may be added to its date. Do not plan on it."
                .to_owned(),
            "HALLEX I-2-0-80 (05/20/24)",
        );
    }
    Ok(())
}

fn continuation_deadline(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let mut computed = Computed::default();
    let receipt = receipt(inputs, &mut computed)?;
    let unrolled = result_date(receipt.counts.checked_add(10.days()))?;
    computed.step(format!("10 days after {}", day_words(receipt.counts)), unrolled, KEEPING);
    let deadline = roll(&mut computed, unrolled, inputs.context, SSA_ROLL)?;
    work_to_earlier(&mut computed, &receipt, 10.days(), inputs.context)?;
    computed.caution.push(
        "SSI, not medical: a later request inside the 60 days can still keep or bring back the payment (goldberg-kelly-60-days)."
            .to_owned(),
    );
    computed.caution.push(
        "Medical cessation: the person elects it on form SSA-792 within 15 calendar days of the date on the notice, cash and Medicare apart (sbc-election-ssa-792)."
            .to_owned(),
    );
    let advice = "Ask anyway, at once, and give the reason: good cause can be found here too.";
    computed.caution.extend(late_words(deadline, inputs.context.today, advice));
    computed.results = vec![
        ("deadline", Some(deadline.to_string())),
        ("receipt", Some(receipt.counts.to_string())),
        ("unrolled", Some(unrolled.to_string())),
    ];
    Ok(computed)
}

fn good_cause_explanation(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let level = inputs.one_of("level", LEVELS, "recon, alj, ac or court is needed")?;
    let received = inputs.date("explanation_received")?;
    let (days, words) = match level {
        Level::Reconsideration | Level::Hearing => (60, "60 days"),
        Level::AppealsCouncil | Level::Court => (30, "30 days"),
    };
    let mut computed = Computed::default();
    let unrolled = result_date(received.checked_add(days.days()))?;
    computed.step(
        format!("{words} after the explanation came, {}; no days for mailing", day_words(received)),
        unrolled,
        GOOD_CAUSE,
    );
    let deadline = roll(&mut computed, unrolled, inputs.context, SSA_ROLL)?;
    computed
        .caution
        .push("Holds only if the explanation was asked for within the time limit. Keep proof of the day on which it came.".to_owned());
    computed.caution.extend(late_words(deadline, inputs.context.today, FILE_ANYWAY));
    computed.results = vec![("deadline", Some(deadline.to_string())), ("unrolled", Some(unrolled.to_string()))];
    Ok(computed)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};

    #[track_caller]
    fn check(level: &str, notice: &str, deadline: &str, arguable: Option<&str>) {
        let table = Table::today("2024-01-02");
        let computed = table
            .compute("ssa-appeal-deadline", &[("level", level), ("notice_date", notice)])
            .expect("a date");
        assert_eq!(value(&computed, "deadline"), deadline, "{level} {notice}");
        let other = computed.arguable.first().map(|other| other.value.as_str());
        assert_eq!(other, arguable, "{level} {notice}");
    }

    #[test]
    fn days_closed_by_order_move_the_last_day_and_central_print_is_arguable() {
        check("recon", "2024-11-05", "2025-01-10", None);
        check("Appeals Council", "2024-11-05", "2025-01-10", Some("2025-01-13"));
        check("ac", "2025-10-20", "2025-12-29", None);
        check("ac", "2026-04-29", "2026-07-06", Some("2026-07-08"));
        check("ac", "2026-10-28", "2027-01-04", Some("2027-01-06"));
        check("hearing", "2026-10-28", "2027-01-04", Some("2027-01-06"));
    }

    #[test]
    fn a_letter_that_came_early_leaves_the_five_days_but_gives_an_earlier_day_to_work_to() {
        let table = Table::today("2026-01-02");
        let inputs = [("level", "recon"), ("notice_date", "2026-03-02"), ("proven_receipt", "2026-03-04")];
        let computed = table.compute("ssa-appeal-deadline", &inputs).expect("a date");
        assert_eq!(value(&computed, "deadline"), "2026-05-06");
        assert_eq!(computed.plan(), Some("2026-05-04"), "the 3rd is a Sunday");
    }

    #[test]
    fn a_late_appeal_is_filed_anyway() {
        let table = Table::today("2026-11-21");
        let inputs = [("level", "recon"), ("notice_date", "2026-09-08")];
        let computed = table.compute("ssa-appeal-deadline", &inputs).expect("a date");
        assert_eq!(value(&computed, "deadline"), "2026-11-12");
        assert!(
            computed
                .caution
                .iter()
                .any(|words| words.contains("late by 9 days. File it anyway"))
        );
    }

    #[test]
    fn a_receipt_before_the_notice_is_refused_with_words() {
        let table = Table::today("2026-11-21");
        let inputs = [("level", "recon"), ("notice_date", "2026-09-08"), ("proven_receipt", "2026-09-01")];
        let problem = table.compute("ssa-appeal-deadline", &inputs).expect_err("a fault").to_string();
        assert!(
            problem.contains("`proven_receipt`") && problem.contains("on or after the date of the notice"),
            "{problem}"
        );
    }
}
