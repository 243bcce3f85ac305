//! The words of a grid of work: how each month stands, with its authority, and what was found in all.
//!
//! Does not belong here: what follows from the months (`month_grid`).

use super::{After, Completion, WorkRow};
use crate::domain::calendar::Month;
use crate::domain::grid::Grid;
use crate::domain::rules::inputs::yes_no;
use crate::domain::rules::trial_work::{self, NEEDED, WINDOW};
use crate::domain::rules::work_incentives::{GRACE, Payment, REENTITLEMENT, RETURN, payment};
use crate::domain::rules::{Cents, Computed};

/// How a month stands: in few words, whether it is paid, why, and by which authority.
struct Standing {
    place: String,
    is_paid: Option<bool>,
    why: String,
    cite: String,
}

pub(super) struct Teller {
    pub(super) rows: Vec<WorkRow>,
    /// Months that surely count for the trial work period.
    pub(super) sure: Vec<Month>,
    /// These and the months that may count.
    pub(super) possible: Vec<Month>,
    pub(super) completion: Completion,
    pub(super) after: After,
    pub(super) shows_left: bool,
}

impl Teller {
    pub(super) fn tell(&self, named: &[Month], computed: &mut Computed) {
        for month in named {
            computed.step(format!("{}: named as a trial work month used", month.words()), "yes", WINDOW);
        }
        let mut grid = Grid {
            head: vec!["Month", "Gross", "Trial over"],
            rows: Vec::new(),
        };
        grid.head.extend(self.shows_left.then_some("Left"));
        grid.head.extend(["SGA over", "Where", "Paid"]);
        let (mut unpaid, mut open) = (Vec::new(), Vec::new());
        for row in &self.rows {
            let standing = self.standing(row);
            match standing.is_paid {
                Some(true) => {}
                Some(false) => unpaid.push(row.month),
                None => open.push(row.month),
            }
            grid.rows.push(self.cells(row, &standing));
            let paid = standing
                .is_paid
                .map_or("not known", |is_paid| if is_paid { "paid" } else { "not paid" });
            computed.step(format!("{}: {}", row.month.words(), standing.why), paid, &standing.cite);
        }
        computed.grid = Some(grid);
        self.results(&unpaid, &open, computed);
        self.cautions(&open, computed);
    }

    fn cells(&self, row: &WorkRow, standing: &Standing) -> Vec<String> {
        let money = |amount: Option<Cents>| amount.map_or_else(|| "not given".to_owned(), Cents::words);
        let mut cells = vec![row.month.to_string(), money(row.gross)];
        let is_over = self.is_after_trial(row.month);
        cells.push(if is_over {
            String::new()
        } else {
            against(row.trial_amount, row.is_trial)
        });
        cells.extend(self.shows_left.then(|| money(row.left)));
        cells.push(against(row.sga_amount, row.is_sga));
        cells.push(standing.place.clone());
        cells.push(standing.is_paid.map_or_else(|| "not known".to_owned(), yes_no));
        cells
    }

    /// Whether the trial work period is surely over before a month.
    fn is_after_trial(&self, month: Month) -> bool {
        matches!(self.completion, Completion::Known(Some(complete)) if month > complete)
    }

    fn standing(&self, row: &WorkRow) -> Standing {
        match (self.completion, self.after.period) {
            (Completion::Known(Some(complete)), Some(period)) if row.month > complete => self.after_trial(row, period),
            (Completion::NotBefore(complete), Some(period)) if row.month > complete => perhaps_after(row, period),
            _ => self.in_trial(row),
        }
    }

    fn in_trial(&self, row: &WorkRow) -> Standing {
        let used = match [&self.sure, &self.possible].map(|months| trial_work::used(months, row.month).min(NEEDED)) {
            [sure, possible] if sure == possible => sure.to_string(),
            [sure, possible] => format!("{sure} to {possible}"),
        };
        let is_named = self.sure.binary_search(&row.month).is_ok() && row.is_trial != Some(true);
        let (place, counts) = match row.is_trial {
            _ if is_named => (format!("trial {used} of {NEEDED}"), "named as a trial work month".to_owned()),
            Some(true) => (format!("trial {used} of {NEEDED}"), format!("trial work month {used} of {NEEDED}")),
            Some(false) => (format!("trial, {used} used"), format!("no trial work month, {used} used")),
            None => (
                format!("trial, {used} used"),
                "whether it is a trial work month is not known".to_owned(),
            ),
        };
        let why = format!(
            "{}; {counts}; work does not stop the benefit yet",
            told(row.gross, "gross pay", row.trial_amount, row.is_trial)
        );
        Standing {
            place,
            is_paid: Some(true),
            why,
            cite: format!("{}; {RETURN}", row.trial_basis),
        }
    }

    fn after_trial(&self, row: &WorkRow, period: (Month, Month)) -> Standing {
        let (first, last) = period;
        let after = &self.after;
        let number = first.months_until(row.month) + 1;
        let since = after.ceased.map(|ceased| ceased.months_until(row.month));
        let spell = match since {
            Some(0) => ", ceased",
            Some(1..=2) => ", grace",
            _ => "",
        };
        let mut place = match (row.month <= last, spell.is_empty()) {
            (true, true) => format!("EPE {number} of 36"),
            (true, false) => format!("EPE {number}{spell}"),
            (false, _) => format!("after EPE{spell}"),
        };
        let is_paid = self.is_paid_after(row, period);
        let (reason, cite) = match (is_paid, row.month <= last) {
            _ if after.ended.is_some_and(|ended| row.month >= ended) => {
                "ended".clone_into(&mut place);
                ("The benefit has ended for work; ask for reinstatement", REENTITLEMENT)
            }
            (Some(true), _) if since.is_some_and(|since| (0..=2).contains(&since)) => {
                ("The month of cessation and the two after it are paid", GRACE)
            }
            (Some(true), _) if row.is_sga != Some(false) => {
                ("No month of cessation can lie more than two months back, so it is paid", GRACE)
            }
            (Some(true), true) => ("Inside of the 36 months and not above the amount", RETURN),
            (Some(true), false) => ("After the 36 months, and no month above the amount since", REENTITLEMENT),
            (Some(false), true) => ("Inside of the 36 months, above the amount, and after the grace months", RETURN),
            (Some(false), false) => ("After the 36 months and above the amount", REENTITLEMENT),
            (None, _) => ("It hangs on a month that is not known", REENTITLEMENT),
        };
        Standing {
            place,
            is_paid,
            why: format!("{}. {reason}", against_sga(row)),
            cite: format!("{}; {cite}", row.sga_basis),
        }
    }

    fn is_paid_after(&self, row: &WorkRow, period: (Month, Month)) -> Option<bool> {
        let (after, month) = (&self.after, row.month);
        if after.ended.is_some_and(|ended| month >= ended) {
            return Some(false);
        }
        if after.ceased.is_some_and(|ceased| (0..=2).contains(&ceased.months_until(month))) {
            return Some(true);
        }
        // Cessation lies in the first open month or later: a month within two of it is paid on every reading.
        if after.maybe_ceased.is_some_and(|maybe| (0..=2).contains(&maybe.months_until(month))) {
            return Some(true);
        }
        match (payment(period, month, row.is_sga?, after.ceased), after.maybe_ceased) {
            (Payment::NotAbove | Payment::Grace, None) | (Payment::NotAbove, Some(_)) => Some(true),
            (Payment::Above | Payment::AboveAfter, None) => Some(false),
            (Payment::NotAboveAfter, _) => after.maybe_ended.is_none_or(|maybe| month < maybe).then_some(true),
            (_, Some(_)) => None,
        }
    }

    fn results(&self, unpaid: &[Month], open: &[Month], computed: &mut Computed) {
        let joined = |months: &[Month]| {
            let words: Vec<String> = months.iter().map(ToString::to_string).collect();
            (!words.is_empty()).then(|| words.join(" "))
        };
        let complete = match self.completion {
            Completion::Known(complete) => complete,
            Completion::NotBefore(_) => None,
        };
        let used = match (complete, self.rows.last()) {
            (Some(_), _) => NEEDED,
            (None, Some(row)) => trial_work::used(&self.sure, row.month),
            (None, None) => 0,
        };
        let period = self.after.period.filter(|_| complete.is_some());
        let text = |month: Option<Month>| month.map(|month| month.to_string());
        match complete {
            Some(month) => computed.step("The ninth trial work month within 60 months".to_owned(), month, WINDOW),
            None => computed.step(format!("Trial work months used, of {NEEDED}"), used, WINDOW),
        }
        if let Some((first, last)) = period {
            computed.step(format!("The 36 months run from {} to", first.words()), last, REENTITLEMENT);
        }
        if let Some(ceased) = self.after.ceased {
            computed.step(
                "First month above the amount after it, the month of cessation".to_owned(),
                ceased,
                GRACE,
            );
        }
        if let Some(ended) = self.after.ended {
            computed.step("First month for which the benefit has ended".to_owned(), ended, REENTITLEMENT);
        }
        computed.set([
            ("not_payable_months", joined(unpaid)),
            ("trial_months_used", Some(used.to_string())),
            ("twp_complete_month", text(complete)),
            ("epe_first_month", text(period.map(|(first, _)| first))),
            ("epe_last_month", text(period.map(|(_, last)| last))),
            ("cessation_month", text(self.after.ceased)),
            ("ended_month", text(self.after.ended)),
            ("not_known_months", joined(open)),
        ]);
    }

    fn cautions(&self, open: &[Month], computed: &mut Computed) {
        let mut said: Vec<String> = Vec::new();
        for caution in std::mem::take(&mut computed.caution) {
            if !said.contains(&caution) {
                said.push(caution);
            }
        }
        computed.caution = said;
        let gaps = self.rows.iter().filter(|row| row.gross.is_none()).count();
        if gaps > 0 {
            computed.caution.push(format!(
                "{gaps} of the months in between were not given. They are not known, not zero: type 0 for a month without pay."
            ));
        }
        if let (Some((first, _)), Some(row)) = (self.after.period, self.rows.first())
            && first < row.month
        {
            computed.caution.push(format!(
                "Months from {} on, after the trial work, were not given. Type them as well: the month of cessation hangs on them.",
                first.words()
            ));
        }
        if let Completion::NotBefore(month) = self.completion {
            computed.caution.push(format!(
                "The trial work period may have been complete in {} or later, or not at all: it hangs on months that are not known.",
                month.words()
            ));
        }
        if !open.is_empty() || self.rows.iter().any(|row| row.gross.is_some() && row.is_sga.is_none()) {
            computed
                .caution
                .push("An amount that is not in the table is not guessed. Ask SSA for the amounts of those months.".to_owned());
        }
        for words in [
            "SSA may average the pay of like months, and short attempts of up to six months may not count.",
            "Only months of the present entitlement belong here. A month in the records of SSA counts even if it is not listed. Self-employed people use a trial month with more than 80 hours as well.",
            "This works out the rule. SSA decides each month; a month marked as not paid that was paid can be an overpayment.",
        ] {
            computed.caution.push(words.to_owned());
        }
    }
}

/// A month of which it is not known whether the trial work period was over by then.
fn perhaps_after(row: &WorkRow, period: (Month, Month)) -> Standing {
    let state = row.is_sga.map(|is_sga| payment(period, row.month, is_sga, None));
    let is_paid = matches!(state, Some(Payment::NotAbove | Payment::Grace)).then_some(true);
    let end = if is_paid.is_some() {
        "Paid on every reading"
    } else {
        "It hangs on the months that are not known"
    };
    Standing {
        place: "not known".to_owned(),
        is_paid,
        why: format!(
            "{}. Whether the trial work was complete by then is not known. {end}",
            against_sga(row)
        ),
        cite: format!("{}; {REENTITLEMENT}", row.sga_basis),
    }
}

/// Returns an amount and whether it was exceeded, for a cell.
pub(in crate::domain::rules) fn against(amount: Option<Cents>, is_above: Option<bool>) -> String {
    let amount = amount.map_or_else(|| "?".to_owned(), Cents::words);
    match is_above {
        Some(is_above) => format!("{amount} {}", yes_no(is_above)),
        None => "not known".to_owned(),
    }
}

/// Returns in words how what is left stands to the amount of the month.
pub(in crate::domain::rules) fn against_sga(row: &WorkRow) -> String {
    let words = if row.left == row.gross {
        "pay"
    } else {
        "pay after work expenses and subsidy"
    };
    told(row.left, words, row.sga_amount, row.is_sga)
}

fn told(amount: Option<Cents>, words: &str, limit: Option<Cents>, is_above: Option<bool>) -> String {
    match (amount, limit, is_above) {
        (None, ..) => "pay not given".to_owned(),
        (Some(amount), Some(limit), Some(true)) => format!("{words} of {} is more than {}", amount.words(), limit.words()),
        (Some(amount), Some(limit), _) => format!("{words} of {} is not more than {}", amount.words(), limit.words()),
        (Some(amount), None, Some(_)) => format!("{words} of {} is not above any amount", amount.words()),
        (Some(amount), None, None) => format!("{words} of {}; the amount of this month is not known", amount.words()),
    }
}
