//! The second engine's table: for each rule the input that is walked, the days beside it, and the second answer.
//!
//! Choices and yes-or-no inputs are not listed: each of their values is tried. Does not belong here: answers, comparison.

use super::answers as by;
use super::answers::Second::{self, By, Days};
use super::calendar::{Calendar, Month, Place};

/// Inputs by name.
pub(crate) type Beside = Vec<(&'static str, String)>;

/// What is walked from 2015 to 2035.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Walk {
    /// Every day.
    Days,
    /// Every day, at three times of day.
    Times,
    /// Every day 65 years before.
    Births,
    /// Every month.
    Months,
}

/// One rule.
pub(crate) struct SecondRule {
    pub id: &'static str,
    /// The input that is walked.
    pub start: &'static str,
    pub walk: Walk,
    /// Returns the other days, months, amounts and words for a start; each set is tried.
    pub beside: fn(&Calendar, &str) -> Vec<Beside>,
    pub second: Second,
    /// The result that is moved to a workday, where one is.
    pub rolled: Option<&'static str>,
}

impl SecondRule {
    const fn new(id: &'static str, start: &'static str, walk: Walk, second: Second) -> Self {
        Self {
            id,
            start,
            walk,
            beside: alone,
            second,
            rolled: None,
        }
    }

    const fn beside(self, beside: fn(&Calendar, &str) -> Vec<Beside>) -> Self {
        Self { beside, ..self }
    }

    const fn rolled(self, result: &'static str) -> Self {
        Self {
            rolled: Some(result),
            ..self
        }
    }
}

const fn days(id: &'static str, start: &'static str, second: Second) -> SecondRule {
    SecondRule::new(id, start, Walk::Days, second)
}

const fn months(id: &'static str, start: &'static str, second: Second) -> SecondRule {
    SecondRule::new(id, start, Walk::Months, second)
}

/// All rules with a date, month or time among their results.
pub(crate) const SECOND: &[SecondRule] = &[
    days("cal-next-workday", "day", By(by::next_workday)).rolled("date"),
    days("pf-t2-closeout", "notice_date", By(by::title_two_closeout)).rolled("closeout"),
    days("pf-t16-closeout", "notice_date", By(by::title_sixteen_closeout)).rolled("closeout"),
    days("pf-l991-closeout", "notice_date", By(by::denial_closeout)).rolled("closeout"),
    days("pf-filing-date", "notice_date", By(by::filing_date))
        .beside(around_the_closeout)
        .rolled("closeout"),
    days("pf-signed-application-date", "first_contact", By(by::signed_application)).beside(signed_application),
    days("pf-controlling-date", "earlier_date", By(by::controlling_date)).beside(later_inquiry),
    months("exr-filing-period", "dbc_month", By(by::exr_filing_period)),
    months("exr-filing-timely", "dbc_month", By(by::exr_filing_timely)).beside(request_months),
    months("exr-retroactive-period", "filing_month", By(by::exr_retroactive_period)).beside(termination_months),
    months("exr-earliest-moe", "filing_month", By(by::exr_earliest_month)).beside(worked_months),
    months("exr-month-grid", "filing_month", By(by::exr_months_without_work)).beside(months_without_work),
    days("ssa-appeal-deadline", "notice_date", By(by::appeal_deadline))
        .beside(receipts)
        .rolled("deadline"),
    days("ssa-continuation-deadline", "notice_date", By(by::continuation_deadline))
        .beside(receipts)
        .rolled("deadline"),
    days("ssa-good-cause-explanation", "explanation_received", By(by::good_cause_explanation)).rolled("deadline"),
    days("wi-escalate-step1", "contact_date", By(by::wisconsin_step_one)),
    days("wi-escalate-awic", "sent_date", Days(14, "two_week_mark")),
    days("wi-escalate-pas", "sent_date", Days(14, "two_week_mark")),
    days("capi-hearing-deadline", "determination_date", Days(90, "deadline")),
    days("immigrant-period-anniversary", "status_date", By(by::anniversary)),
    months("t2-apply-month", "first_benefit_month", By(by::apply_month)),
    months("t2-twp", "months", By(by::trial_work)).beside(trial_months),
    months("t2-epe", "twp_complete_month", By(by::extended_period)),
    days("ssi-transfer-penalty", "transfer_date", By(by::transfer_penalty)).beside(given_away),
    months("ssi-budget-month", "first_eligible_month", By(by::budget_month)).beside(payment_months),
    months("ssi-eitc-exclusion", "receipt_month", By(by::tax_credit)),
    SecondRule::new("mc-iep", "birth_date", Walk::Births, By(by::initial_enrollment)),
    months("mc-iep-month", "month_of_65", By(by::initial_enrollment_by_month)),
    months("mc-icep", "first_eligible_month", By(by::initial_election)),
    days("mc-gep", "enrollment_date", By(by::general_enrollment)),
    days("mc-sep", "coverage_end", By(by::special_enrollment)).beside(employment_ends),
    months("mc-disability-start", "first_benefit_month", By(by::disability_start)),
    days("ma-open-enrollment", "day", By(by::open_enrollment)),
    months("ma-oep-new-enrollee", "first_ma_month", By(by::new_enrollee)),
    days("mc-hospice-period", "election_date", By(by::hospice_period)).beside(hospice_numbers),
    days("mc-redetermination-request", "start_date", Days(120, "deadline")),
    days("mc-redetermination-decision", "start_date", Days(60, "deadline")),
    days("mc-reconsideration-request", "start_date", Days(180, "deadline")),
    days("mc-reconsideration-decision", "request_date", By(by::reconsideration_decision)),
    days("mc-qic-escalation", "start_date", Days(5, "deadline")),
    days("mc-alj-request", "start_date", Days(60, "deadline")),
    days("mc-alj-decision", "request_date", By(by::hearing_decision)),
    days("mc-mac-request", "start_date", Days(60, "deadline")),
    days("mc-mac-decision", "start_date", Days(90, "deadline")),
    days("mc-court", "start_date", Days(60, "deadline")),
    days("ma-organization-determination", "request_date", By(by::organization_determination)),
    days("ma-reconsideration-request", "start_date", Days(60, "deadline")),
    days(
        "ma-reconsideration-decision",
        "request_date",
        By(by::advantage_reconsideration_decision),
    ),
    days("ma-ire-decision", "start_date", Days(60, "deadline")),
    days("ma-alj-request", "start_date", Days(60, "deadline")),
    days("ma-mac-request", "start_date", Days(60, "deadline")),
    SecondRule::new("expedited-72h", "request_time", Walk::Times, By(by::seventy_two_hours)),
    days("qio-hospital-contact", "notice_received", By(by::hospital_contact)).beside(discharges),
    days("qic-expedited-reconsideration", "decision_date", By(by::fast_reconsideration)),
    days("snf-termination-notice", "termination_date", By(by::termination_notice)),
    days("snf-qio-contact", "termination_date", By(by::services_contact)).beside(notices_in_time),
    days("snf-services-until", "termination_date", By(by::services_until)).beside(first_notices),
    days("im-notice", "admission", By(by::important_message)).beside(stays),
];

/// Rules with months among their results that no calendar tells, and why they are not worked out a second time here.
pub(crate) const BY_AMOUNTS: &[(&str, &str)] = &[(
    "work-month-grid",
    "Its months hang on pay against amounts of six years; t2-twp and t2-epe, which it is made of, are worked out here, the rest has properties of its own.",
)];

/// Where today's rule, or a reading left open, is not simply the document's: what is expected instead, and on what it stands.
pub(crate) const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "pf-l991-closeout",
        "The 74 days stay the result; work to the 60 days of the text of 24 April 2026 (change closeout-74-days).",
    ),
    (
        "pf-signed-application-date",
        "Received on the cover notice's close-out date itself: the document is silent; taken as in time (A-COVER-ON-DATE).",
    ),
    (
        "pf-controlling-date",
        "With a closeout notice for the earlier filing no date is named: the document is silent (A-EARLIER-CLOSED).",
    ),
    (
        "exr-filing-timely, exr-retroactive-period, exr-earliest-moe",
        "A month before the benefits ended or terminated is not tried: the document is silent (A-EXR-EARLY).",
    ),
    (
        "ssa-appeal-deadline, ssa-continuation-deadline",
        "A receipt shown to be early leaves the result and moves the day to work to (A-EARLY-RECEIPT).",
    ),
    (
        "t2-twp",
        "Gross pay over the year's amount, nine months within sixty (change twp-gross-earnings).",
    ),
    (
        "ssi-transfer-penalty",
        "The rate is that of the transfer's year (change ca-ssp-raised); a couple's rate is not tried (A-TRANSFER-COUPLE).",
    ),
    (
        "mc-iep",
        "Born on the first: 65 is reached on the day before, so the period ends a month earlier (A-IEP-FIRST).",
    ),
    (
        "mc-gep",
        "From 2023 covered from the month after signing up (change gep-start-next-month).",
    ),
    (
        "mc-alj-decision",
        "Escalated and in person at once: a hearing in person waives the limit (A-ALJ-BOTH).",
    ),
    (
        "ma-organization-determination",
        "A prior authorization is decided in 7 days since 2026 (change ma-prior-authorization-7-days); none is told from before 2021.",
    ),
    (
        "qio-hospital-contact",
        "By the planned day of discharge; where none is given, by the day of the notice (change hospital-discharge-deadline).",
    ),
];

fn alone(_: &Calendar, _: &str) -> Vec<Beside> {
    vec![Vec::new()]
}

/// Days so many days after the start, or before it.
fn beside_days(calendar: &Calendar, start: &str, name: &'static str, offsets: &[isize]) -> Vec<Beside> {
    let start = calendar.place(start);
    let day = |offset: &isize| calendar.text(start.strict_add_signed(*offset)).to_owned();
    offsets.iter().map(|offset| vec![(name, day(offset))]).collect()
}

/// Received the day before the close-out, on it and the day after, for each kind of notice.
fn around_the_closeout(calendar: &Calendar, start: &str) -> Vec<Beside> {
    let notice = calendar.place(start);
    let unrolled: [(&str, Place); 3] = [
        ("T2", calendar.months_after(notice, 6)),
        ("T16", notice + 60),
        ("L991", notice + 74),
    ];
    let mut sets = Vec::new();
    for (kind, unrolled) in unrolled {
        let closeout = calendar.roll(unrolled);
        for received in [closeout - 1, closeout, closeout + 1] {
            sets.push(vec![
                ("kind", kind.to_owned()),
                ("protective_date", calendar.text(notice - 30).to_owned()),
                ("application_received", calendar.text(received).to_owned()),
            ]);
        }
    }
    sets
}

/// Received the day before each of the two close-outs, on it and the day after.
fn signed_application(calendar: &Calendar, start: &str) -> Vec<Beside> {
    let first = calendar.place(start);
    let day = |offset: usize| calendar.text(first + offset).to_owned();
    let set = |received| {
        vec![
            ("existing_closeout", day(60)),
            ("interview_date", day(40)),
            ("cover_notice_closeout", day(120)),
            ("application_received", day(received)),
        ]
    };
    [59, 60, 61, 119, 120, 121].map(set).into()
}

fn later_inquiry(calendar: &Calendar, start: &str) -> Vec<Beside> {
    beside_days(calendar, start, "later_date", &[1, 200])
}

fn request_months(_: &Calendar, start: &str) -> Vec<Beside> {
    let month = Month::read(start);
    [0, 1, 58, 59, 60]
        .map(|months| vec![("request_month", month.after(months).text())])
        .into()
}

fn termination_months(_: &Calendar, start: &str) -> Vec<Beside> {
    let month = Month::read(start);
    [0, 1, 8, 11, 12, 13, 40]
        .map(|months| vec![("btm", month.back(months).text())])
        .into()
}

/// No work, the first months of the retroactive period, every second month, all of it, and all of it with the month of filing.
fn worked_months(_: &Calendar, start: &str) -> Vec<Beside> {
    let filing = Month::read(start);
    let mut sets = Vec::new();
    for back in [0, 1, 8, 12, 20] {
        let first = filing.back(back.min(12));
        let patterns = [
            Vec::new(),
            (0..back.min(3)).map(|months| first.after(months)).collect::<Vec<_>>(),
            (0..back.min(12)).step_by(2).map(|months| first.after(months)).collect(),
            (0..back.min(12)).map(|months| first.after(months)).collect(),
            (0..=back.min(12)).map(|months| first.after(months)).collect(),
        ];
        for pattern in patterns {
            let worked: Vec<String> = pattern.into_iter().map(Month::text).collect();
            sets.push(vec![("btm", filing.back(back).text()), ("sga_months", worked.join(" "))]);
        }
    }
    sets
}

/// Nothing earned in any month: which amounts count as work is another matter.
fn months_without_work(_: &Calendar, start: &str) -> Vec<Beside> {
    let filing = Month::read(start);
    let earned: Vec<String> = (0..=12).map(|back| format!("{}=0.00", filing.back(12 - back).text())).collect();
    [0, 1, 8, 12, 20]
        .map(|back| vec![("btm", filing.back(back).text()), ("earnings", earned.join(" "))])
        .to_vec()
}

/// Nothing shown, and a receipt shown before, on and after the fifth day.
fn receipts(calendar: &Calendar, start: &str) -> Vec<Beside> {
    let mut sets = beside_days(calendar, start, "proven_receipt", &[1, 4, 5, 6, 20]);
    sets.push(Vec::new());
    sets
}

/// Nine or ten months from the start on, so many months apart, with pay over the amount and at it.
fn trial_months(_: &Calendar, start: &str) -> Vec<Beside> {
    let first = Month::read(start);
    let set = |(count, apart, gross): (u32, u32, &str)| {
        let months: Vec<String> = (0..count)
            .map(|number| format!("{}={gross}", first.after(number * apart).text()))
            .collect();
        vec![("months", months.join(" "))]
    };
    let patterns = [
        (9, 1, "5000.00"),
        (12, 1, "5000.00"),
        (8, 1, "5000.00"),
        (9, 7, "5000.00"),
        (9, 8, "5000.00"),
        (9, 1, "940.00"),
        (9, 1, "1160.00"),
        (9, 1, "1160.01"),
    ];
    patterns.map(set).into()
}

fn given_away(_: &Calendar, _: &str) -> Vec<Beside> {
    let set = |(value, received): (&str, &str)| {
        vec![
            ("fmv", value.to_owned()),
            ("received", received.to_owned()),
            ("household", "individual".to_owned()),
        ]
    };
    let gifts = [
        ("12000.00", "0.00"),
        ("7000.00", "0.00"),
        ("900.00", "0.00"),
        ("100000.00", "500.00"),
        ("5000.00", "6000.00"),
    ];
    gifts.map(set).into()
}

fn payment_months(_: &Calendar, start: &str) -> Vec<Beside> {
    let month = Month::read(start);
    (0..8).map(|months| vec![("payment_month", month.after(months).text())]).collect()
}

fn employment_ends(calendar: &Calendar, start: &str) -> Vec<Beside> {
    beside_days(calendar, start, "employment_end", &[-400, -1, 0, 1, 400])
}

fn hospice_numbers(_: &Calendar, _: &str) -> Vec<Beside> {
    [1, 2, 3, 4, 9].map(|number| vec![("n", number.to_string())]).into()
}

fn discharges(calendar: &Calendar, start: &str) -> Vec<Beside> {
    let mut sets = beside_days(calendar, start, "discharge_date", &[0, 1, 2, 5]);
    sets.push(Vec::new());
    sets
}

fn notices_in_time(calendar: &Calendar, start: &str) -> Vec<Beside> {
    let mut sets = beside_days(calendar, start, "notice_received", &[-5, -2]);
    sets.push(Vec::new());
    sets
}

fn first_notices(calendar: &Calendar, start: &str) -> Vec<Beside> {
    beside_days(calendar, start, "first_notice", &[-5, -2, -1, 0])
}

fn stays(calendar: &Calendar, start: &str) -> Vec<Beside> {
    let admission = calendar.place(start);
    let set = |(days, time): (usize, &str)| vec![("discharge", format!("{}T{time}", calendar.text(admission + days)))];
    let discharges = [(1, "14:00"), (3, "10:00"), (4, "03:59"), (4, "04:00"), (10, "15:30")];
    discharges.map(set).into()
}
