//! A grid of work by month: which months use the trial work period, which are substantial gainful activity, which are paid.
//!
//! A month whose pay or amount is not known may count or not: what hangs on it is said to be not known, never guessed.
//! Does not belong here: the rules of single months (`trial_work`, `work_incentives`), reinstatement (`exr_grid`).

mod teller;

use super::inputs::{Inputs, result_month};
use super::trial_work::{self, WINDOW, completing};
use super::work_incentives::{self, MORE_THAN, RETURN, period};
use super::{Cents, Computed, Holds, RuleError, RuleSpec};
use crate::domain::calendar::Month;
use teller::Teller;

pub(super) use teller::{against, against_sga};

/// The longest span of months in one grid.
const MOST_MONTHS: i32 = 240;

/// `work-month-grid`.
pub(super) const WORK_MONTHS: RuleSpec = RuleSpec {
    id: "work-month-grid",
    title: "Work by month on SSDI: trial work months, extended period, months above the amount, months paid",
    inputs: &[
        ("earnings", Holds::MonthAmounts, true),
        ("irwe", Holds::MonthAmounts, false),
        ("subsidy", Holds::MonthAmounts, false),
        ("earlier_trial_months", Holds::Months, false),
        ("blind", Holds::YesNo, false),
    ],
    results: &[
        ("not_payable_months", Holds::Months),
        ("trial_months_used", Holds::Number),
        ("twp_complete_month", Holds::Month),
        ("epe_first_month", Holds::Month),
        ("epe_last_month", Holds::Month),
        ("cessation_month", Holds::Month),
        ("ended_month", Holds::Month),
        ("not_known_months", Holds::Months),
    ],
    cite: &[RETURN, "advocacy-for-seniors/1/sequential-step-one"],
    run: work_months,
};

/// One month: what was earned, and what that is against the month's amounts. None is not known.
pub(super) struct WorkRow {
    pub(super) month: Month,
    /// Pay before anything is taken off; none if the month was not given.
    pub(super) gross: Option<Cents>,
    /// What is left after work expenses and subsidy.
    pub(super) left: Option<Cents>,
    pub(super) sga_amount: Option<Cents>,
    pub(super) is_sga: Option<bool>,
    trial_amount: Option<Cents>,
    is_trial: Option<bool>,
    trial_basis: String,
    pub(super) sga_basis: String,
}

/// Pay and deductions by month.
pub(super) struct Work {
    earnings: Vec<(Month, Cents)>,
    irwe: Vec<(Month, Cents)>,
    subsidy: Vec<(Month, Cents)>,
}

impl Work {
    pub(super) fn read(inputs: &Inputs<'_>) -> Result<Self, RuleError> {
        Ok(Self {
            earnings: inputs.month_amounts("earnings")?,
            irwe: inputs.month_amounts("irwe")?,
            subsidy: inputs.month_amounts("subsidy")?,
        })
    }

    /// Says which months with deductions have no pay to take them off.
    pub(super) fn stray_deductions(&self) -> Option<String> {
        let deductions = self.irwe.iter().chain(&self.subsidy);
        let stray = deductions.filter(|(month, _)| amount_of(&self.earnings, *month).is_none());
        let months: Vec<String> = stray.map(|(month, _)| month.to_string()).collect();
        (!months.is_empty()).then(|| {
            format!(
                "Work expenses or subsidy without pay in the same month were left out: {}.",
                months.join(" ")
            )
        })
    }

    pub(super) fn has_deductions(&self) -> bool {
        !self.irwe.is_empty() || !self.subsidy.is_empty()
    }

    /// Returns the months with earnings.
    pub(super) fn months(&self) -> impl Iterator<Item = Month> {
        self.earnings.iter().map(|(month, _)| *month)
    }

    /// Returns the first and last month with earnings.
    fn ends(&self) -> Option<(Month, Month)> {
        Some((self.earnings.first()?.0, self.earnings.last()?.0))
    }

    /// Returns a month against its amounts. An amount that is not known leaves it open, unless nothing was earned.
    pub(super) fn row(&self, inputs: &Inputs<'_>, month: Month, computed: &mut Computed) -> Result<WorkRow, RuleError> {
        let gross = amount_of(&self.earnings, month);
        let taken_off = |amounts: &[(Month, Cents)]| amount_of(amounts, month).unwrap_or_default();
        let left = gross.map(|gross| gross.less(taken_off(&self.irwe)).less(taken_off(&self.subsidy)));
        let trial = known(trial_work::monthly_amount(inputs, month, computed))?;
        let sga = known(work_incentives::monthly_amount(inputs, month.first_day(), computed))?.map(|(figure, _)| figure);
        let above = |amount: Option<Cents>, limit: Option<Cents>| match (amount, limit) {
            (Some(amount), _) if amount == Cents::default() => Some(false),
            (Some(amount), Some(limit)) => Some(amount > limit),
            _ => None,
        };
        let (trial_amount, sga_amount) = (trial.as_ref().map(|figure| figure.amount), sga.as_ref().map(|figure| figure.amount));
        Ok(WorkRow {
            month,
            gross,
            left,
            is_sga: above(left, sga_amount),
            is_trial: above(gross, trial_amount),
            trial_amount,
            sga_amount,
            trial_basis: trial.map_or_else(|| WINDOW.to_owned(), |figure| figure.basis),
            sga_basis: sga.map_or_else(|| MORE_THAN.to_owned(), |figure| format!("{}; {MORE_THAN}", figure.basis)),
        })
    }
}

/// Passes a figure on; none if it is not known.
fn known<T>(figure: Result<T, RuleError>) -> Result<Option<T>, RuleError> {
    match figure {
        Ok(figure) => Ok(Some(figure)),
        Err(RuleError::UnknownFigure(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

fn amount_of(amounts: &[(Month, Cents)], month: Month) -> Option<Cents> {
    amounts.iter().find(|(known, _)| *known == month).map(|(_, amount)| *amount)
}

/// What is known of the month in which the trial work period is complete.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Completion {
    /// In this month, or not yet.
    Known(Option<Month>),
    /// In this month or later, or not at all.
    NotBefore(Month),
}

fn work_months(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let work = Work::read(inputs)?;
    let named = if inputs.has("earlier_trial_months") {
        inputs.months("earlier_trial_months")?
    } else {
        Vec::new()
    };
    let mut computed = Computed::default();
    let Some((first, last)) = work.ends() else {
        return Err(inputs.fault("earnings", "at least one month with its gross pay is needed"));
    };
    if MOST_MONTHS < first.months_until(last) {
        return Err(inputs.fault("earnings", "at most 20 years of months go into one grid"));
    }
    let mut rows = Vec::new();
    for month in (0..=first.months_until(last)).filter_map(|later| first.plus(later)) {
        rows.push(work.row(inputs, month, &mut computed)?);
    }
    let sure = service_months(&named, &rows, &[Some(true)]);
    let possible = service_months(&named, &rows, &[Some(true), None]);
    let completion = match (completing(&sure), completing(&possible)) {
        (sure, possible) if sure == possible => Completion::Known(sure),
        (_, Some(possible)) => Completion::NotBefore(possible),
        (sure, None) => Completion::Known(sure),
    };
    let teller = Teller {
        after: After::of(&rows, completion)?,
        completion,
        rows,
        sure,
        possible,
        shows_left: work.has_deductions(),
    };
    teller.tell(&named, &mut computed);
    computed.caution.extend(work.stray_deductions());
    Ok(computed)
}

/// Returns the months that count, sorted and each once: those named, and those of which `counts` is one of the answers.
fn service_months(named: &[Month], rows: &[WorkRow], counts: &[Option<bool>]) -> Vec<Month> {
    let of_rows = rows.iter().filter(|row| counts.contains(&row.is_trial)).map(|row| row.month);
    let mut months: Vec<Month> = named.iter().copied().chain(of_rows).collect();
    months.sort_unstable();
    months.dedup();
    months
}

/// What is known of the time after the trial work period.
#[derive(Default)]
struct After {
    /// First and last of the 36 months, or those of the earliest month in which the trial work period can be complete.
    period: Option<(Month, Month)>,
    /// First month above the amount.
    ceased: Option<Month>,
    /// First month that may be the first above the amount.
    maybe_ceased: Option<Month>,
    /// The month with which the benefit ends for work.
    ended: Option<Month>,
    /// From this month on it may have ended.
    maybe_ended: Option<Month>,
}

impl After {
    fn of(rows: &[WorkRow], completion: Completion) -> Result<Self, RuleError> {
        let complete = match completion {
            Completion::Known(None) => return Ok(Self::default()),
            Completion::NotBefore(month) => {
                let period = Some(period(month)?);
                return Ok(Self { period, ..Self::default() });
            }
            Completion::Known(Some(month)) => month,
        };
        let (first, last) = period(complete)?;
        let mut after = Self {
            period: Some((first, last)),
            ..Self::default()
        };
        let Some(end) = rows.last().map(|row| row.month) else {
            return Ok(after);
        };
        let months: Vec<Month> = (0..=first.months_until(end)).filter_map(|later| first.plus(later)).collect();
        let is_sga = |month: Month| rows.iter().find(|row| row.month == month).and_then(|row| row.is_sga);
        match months.iter().copied().find(|month| is_sga(*month) != Some(false)) {
            Some(month) if is_sga(month) == Some(true) => after.ceased = Some(month),
            month => after.maybe_ceased = month,
        }
        let Some(ceased) = after.ceased else {
            after.maybe_ended = after.maybe_ceased.map(|month| month.max(last));
            return Ok(after);
        };
        if ceased > last {
            after.ended = Some(result_month(ceased.plus(3))?);
            return Ok(after);
        }
        let later = months.into_iter().filter(|month| *month > last && ceased.months_until(*month) > 2);
        let mut open = later.filter(|month| is_sga(*month) != Some(false));
        match open.next() {
            Some(month) if is_sga(month) == Some(true) => after.ended = Some(month),
            month => after.maybe_ended = month,
        }
        Ok(after)
    }
}

#[cfg(test)]
mod tests;
