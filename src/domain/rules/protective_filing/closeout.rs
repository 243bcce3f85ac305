//! The close-out periods themselves: six months, 60 days, and the 74 days of the 2023 text.
//!
//! Does not belong here: what the close-out means for an application.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::domain::calendar::day_words;
use crate::domain::rules::inputs::{Inputs, late_words, result_date};
use crate::domain::rules::workdays::{CLOSEOUT, roll};
use crate::domain::rules::{Computed, RuleError};

/// First day of the rewritten section, transmittal 158.
const REWRITTEN: Date = date(2026, 4, 24);
const PASSED: &str = "Apply today all the same: the day of receipt counts. And ask whether a close-out notice was really given, on paper, on screen or aloud; without one nothing has closed.";
/// Which period closes a filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Title II, six months.
    TitleIi,
    /// SSI, 60 days.
    TitleXvi,
    /// SSI after an automated SSA-L991.
    L991,
}

/// Computes one of the close-out rules.
pub(super) fn closeout_rule(inputs: &Inputs<'_>, kind: Kind) -> Result<Computed, RuleError> {
    let notice = inputs.date("notice_date")?;
    let mut computed = Computed::default();
    let found = closeout(inputs, &mut computed, kind, notice)?;
    computed.results = vec![
        ("closeout", Some(found.date.to_string())),
        ("unrolled", Some(found.unrolled.to_string())),
    ];
    let work_to = match found.plan {
        Some(plan) => {
            computed.work_to = Some(plan.to_string());
            plan
        }
        None => found.date,
    };
    computed.caution.extend(late_words(work_to, inputs.context.today, PASSED));
    Ok(computed)
}

/// A close-out.
pub(super) struct Closeout {
    /// Before any move.
    pub(super) unrolled: Date,
    /// The last day.
    pub(super) date: Date,
    /// The earlier day to plan on, where the period is in dispute.
    pub(super) plan: Option<Date>,
}

/// Works out a close-out with its trace and cautions.
pub(super) fn closeout(inputs: &Inputs<'_>, computed: &mut Computed, kind: Kind, notice: Date) -> Result<Closeout, RuleError> {
    let found = match kind {
        Kind::TitleIi => title_ii(inputs, computed, notice)?,
        Kind::TitleXvi => {
            let unrolled = result_date(notice.checked_add(60.days()))?;
            computed.step(format!("60 days after {}", day_words(notice)), unrolled, CLOSEOUT);
            let date = roll(computed, unrolled, inputs.context, CLOSEOUT)?;
            Closeout {
                unrolled,
                date,
                plan: None,
            }
        }
        Kind::L991 => l991(inputs, computed, notice)?,
    };
    computed
        .caution
        .push("No days for mailing and no good cause move this day. A notice given on screen or aloud counts as well.".to_owned());
    Ok(found)
}

fn title_ii(inputs: &Inputs<'_>, computed: &mut Computed, notice: Date) -> Result<Closeout, RuleError> {
    let unrolled = result_date(notice.checked_add(6.months()))?;
    computed.step(format!("6 months after {}", day_words(notice)), unrolled, CLOSEOUT);
    let date = roll(computed, unrolled, inputs.context, CLOSEOUT)?;
    if unrolled.day() != notice.day() {
        let over = result_date(unrolled.checked_add(i64::from(notice.day() - unrolled.day()).days()))?;
        let arguable = roll(&mut Computed::default(), over, inputs.context, CLOSEOUT)?;
        computed.step(
            format!("The month has no day {}, so its last day is taken, the safer reading", notice.day()),
            unrolled,
            CLOSEOUT,
        );
        if arguable > date {
            computed.argue(
                arguable,
                "No text says what 6 months from a day that the later month does not have comes to. Counted over into the next month."
                    .to_owned(),
                CLOSEOUT,
            );
        }
    }
    Ok(Closeout {
        unrolled,
        date,
        plan: None,
    })
}

/// The 74 days of the 2023 text; the 60 days of the 2026 text are the ones to plan on (change `closeout-74-days`).
fn l991(inputs: &Inputs<'_>, computed: &mut Computed, notice: Date) -> Result<Closeout, RuleError> {
    let sixty = result_date(notice.checked_add(60.days()))?;
    computed.step(
        format!("The day to plan on: 60 days after {}", day_words(notice)),
        sixty,
        "SI 00601.025 TN 75 (04-26)",
    );
    let plan = roll(computed, sixty, inputs.context, CLOSEOUT)?;
    let unrolled = result_date(notice.checked_add(74.days()))?;
    computed.step(
        format!(
            "The 2023 text: 74 days after {}, 14 of them for print and delivery",
            day_words(notice)
        ),
        unrolled,
        CLOSEOUT,
    );
    let date = roll(computed, unrolled, inputs.context, CLOSEOUT)?;
    computed.argue(
        date,
        "74 days for an automated SSA-L991 stand in the text of 2023. Use them only to argue for a late case.".to_owned(),
        CLOSEOUT,
    );
    let since = if notice < REWRITTEN {
        "The 74 days were the text when this notice was given."
    } else {
        "The text of 24 April 2026 gives 60 days, and no 74-day rule was found in what was seen of it (closeout-74-days)."
    };
    computed.caution.push(format!("Plan on {}, 60 days. {since}", day_words(plan)));
    Ok(Closeout {
        unrolled,
        date,
        plan: Some(plan),
    })
}
