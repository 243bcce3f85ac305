//! A grid of work by month before a request for reinstatement: which months are substantial gainful activity, and where the
//! first possible month of entitlement lies.
//!
//! Does not belong here: the period and the first month themselves (`reinstatement`), work while benefits run (`month_grid`).

use super::inputs::{Inputs, yes_no};
use super::month_grid::{Work, WorkRow, against, against_sga};
use super::reinstatement::{FORMS, Retroactive, first_month, month_and_year, retroactive_period};
use super::{Cents, Computed, Holds, RuleError, RuleSpec};
use crate::domain::calendar::Month;
use crate::domain::grid::Grid;

/// `exr-month-grid`.
pub(super) const REINSTATEMENT_MONTHS: RuleSpec = RuleSpec {
    id: "exr-month-grid",
    title: "Work by month before a request for reinstatement: months of SGA, first possible month of entitlement",
    inputs: &[
        ("filing_month", Holds::Month, true),
        ("btm", Holds::Month, true),
        ("earnings", Holds::MonthAmounts, true),
        ("irwe", Holds::MonthAmounts, false),
        ("subsidy", Holds::MonthAmounts, false),
        ("blind", Holds::YesNo, false),
    ],
    results: &[
        ("earliest_moe", Holds::Month),
        ("mm_yy", Holds::Text),
        ("start", Holds::Month),
        ("end", Holds::Month),
        ("months", Holds::Number),
        ("sga_months", Holds::Months),
        ("not_known_months", Holds::Months),
        ("retroactivity_before_filing_month", Holds::YesNo),
        ("sga_in_filing_month", Holds::YesNo),
    ],
    cite: &[FORMS],
    run: reinstatement_months,
};

fn reinstatement_months(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let work = Work::read(inputs)?;
    let mut computed = Computed::default();
    let period = retroactive_period(inputs, &mut computed)?;
    let mut rows = Vec::new();
    for month in period.months.iter().chain([&period.filing]) {
        rows.push(work.row(inputs, *month, &mut computed)?);
    }
    computed.caution.dedup();
    for row in &rows {
        let is_sga = row.is_sga.map_or_else(|| "not known".to_owned(), yes_no);
        computed.step(format!("{}: {}", row.month.words(), against_sga(row)), is_sga, &row.sga_basis);
    }
    computed.grid = Some(grid(&rows, &period, work.has_deductions()));
    let of = |wanted: Option<bool>| {
        rows.iter()
            .filter(|row| row.is_sga == wanted)
            .map(|row| row.month)
            .collect::<Vec<_>>()
    };
    let (sga, open) = (of(Some(true)), of(None));
    let first = earliest(&period, &sga, &open, &mut computed)?;
    let mm_yy = first.map(|(month, _)| month_and_year(month, &mut computed));
    cautions(&work, &rows, &open, &mut computed);
    let text = |month: Option<&Month>| month.map(ToString::to_string);
    let joined = |months: &[Month]| {
        let words: Vec<String> = months.iter().map(ToString::to_string).collect();
        (!words.is_empty()).then(|| words.join(" "))
    };
    computed.set([
        ("earliest_moe", first.map(|(month, _)| month.to_string())),
        ("mm_yy", mm_yy),
        ("start", text(period.months.first())),
        ("end", text(period.months.last())),
        ("months", Some(period.months.len().to_string())),
        ("sga_months", joined(&sga)),
        ("not_known_months", joined(&open)),
        (
            "retroactivity_before_filing_month",
            first.map(|(_, reaches_back)| yes_no(reaches_back)),
        ),
        ("sga_in_filing_month", rows.last().and_then(|row| row.is_sga).map(yes_no)),
    ]);
    Ok(computed)
}

/// Returns the first possible month; none if it is another one when the months that are not known are SGA, and when they are not.
fn earliest(period: &Retroactive, sga: &[Month], open: &[Month], computed: &mut Computed) -> Result<Option<(Month, bool)>, RuleError> {
    let with_open: Vec<Month> = sga.iter().chain(open).copied().collect();
    let mut aside = Computed::default();
    let (least, most) = (first_month(period, sga, &mut aside)?, first_month(period, &with_open, &mut aside)?);
    if least == most {
        return first_month(period, sga, computed).map(Some);
    }
    computed.step(
        format!(
            "Between {} and {}: it hangs on months that are not known",
            least.0.words(),
            most.0.words()
        ),
        "not known",
        FORMS,
    );
    Ok(None)
}

fn grid(rows: &[WorkRow], period: &Retroactive, shows_left: bool) -> Grid {
    let money = |amount: Option<Cents>| amount.map_or_else(|| "not given".to_owned(), Cents::words);
    let mut grid = Grid {
        head: vec!["Month", "Gross"],
        rows: Vec::new(),
    };
    grid.head.extend(shows_left.then_some("Left"));
    grid.head.extend(["SGA over", "Where"]);
    for row in rows {
        let place = match period.months.iter().position(|month| *month == row.month) {
            Some(idx) => format!("retroactive {} of {}", idx + 1, period.months.len()),
            None => "filing month".to_owned(),
        };
        let mut cells = vec![row.month.to_string(), money(row.gross)];
        cells.extend(shows_left.then(|| money(row.left)));
        cells.extend([against(row.sga_amount, row.is_sga), place]);
        grid.rows.push(cells);
    }
    grid
}

fn cautions(work: &Work, rows: &[WorkRow], open: &[Month], computed: &mut Computed) {
    if !open.is_empty() {
        computed.caution.push(
            "A month that was not given is not taken as one without work: type 0 for it. An amount that is not in the table is not guessed."
                .to_owned(),
        );
    }
    if rows.last().is_some_and(|row| row.is_sga != Some(false)) {
        computed.caution.push(
            "SGA in the filing month: it has to have stopped by the day of the request, and the month after has to be free of SGA (exr-sga-in-filing-month)."
                .to_owned(),
        );
    }
    if work.months().any(|month| rows.iter().all(|row| row.month != month)) {
        computed
            .caution
            .push("Months before the period or after the filing month were left out: the SSA-823 takes none before the BTM.".to_owned());
    }
    computed.caution.extend(work.stray_deductions());
    computed.caution.push(
        "SSA judges pay by DI 10505.005D and may average it. DDS sets the month of entitlement; this is the first that it could set."
            .to_owned(),
    );
}

#[cfg(test)]
mod tests {
    use super::super::Computed;
    use super::super::vectors::{Table, value};

    fn grid(filing: &str, btm: &str, earnings: &str) -> Computed {
        let inputs = [("filing_month", filing), ("btm", btm), ("earnings", earnings)];
        let table = Table::today("2026-11-21").known_until("2026-12-31");
        table.compute("exr-month-grid", &inputs).expect("a grid")
    }

    #[test]
    fn the_example_of_the_section_comes_out_from_pay() {
        let earnings = "2022-01=1351 2022-02=2000 2022-03=1350.01 2022-04=1350 2022-05=0 2022-06=0 2022-07=0 2022-08=0 2022-09=0";
        let computed = grid("2022-09", "2022-01", earnings);
        assert_eq!(value(&computed, "earliest_moe"), "2022-04");
        assert_eq!(value(&computed, "mm_yy"), "04/22");
        assert_eq!(value(&computed, "start"), "2022-01");
        assert_eq!(value(&computed, "end"), "2022-08");
        assert_eq!(value(&computed, "months"), "8");
        assert_eq!(value(&computed, "sga_months"), "2022-01 2022-02 2022-03");
        let rows = computed.grid.expect("rows").rows;
        assert_eq!(rows.len(), 9);
        assert_eq!(rows[3], ["2022-04", "$1,350", "$1,350 no", "retroactive 4 of 8"]);
        assert_eq!(rows[8], ["2022-09", "$0", "$1,350 no", "filing month"]);
    }

    #[test]
    fn the_amount_changes_with_the_year_within_the_period() {
        let computed = grid("2025-02", "2024-12", "2024-12=1600 2025-01=1600 2025-02=1600");
        assert_eq!(value(&computed, "sga_months"), "2024-12");
        assert_eq!(value(&computed, "earliest_moe"), "2025-01");
    }

    #[test]
    fn gainful_activity_throughout_moves_it_past_the_filing_month() {
        let computed = grid("2026-03", "2026-01", "2026-01=3000 2026-02=3000 2026-03=3000 2025-12=5000");
        assert_eq!(value(&computed, "earliest_moe"), "2026-04");
        assert_eq!(value(&computed, "retroactivity_before_filing_month"), "no");
        assert!(computed.caution.iter().any(|words| words.contains("were left out")));
    }

    #[test]
    fn a_month_that_is_not_known_leaves_the_first_month_open_only_where_it_matters() {
        let computed = grid("2026-03", "2026-01", "2026-01=3000 2026-03=0");
        assert_eq!(computed.value(Some("earliest_moe")), None);
        assert_eq!(value(&computed, "not_known_months"), "2026-02");
        assert!(
            computed
                .trace
                .iter()
                .any(|step| step.step.starts_with("Between February 2026 and March 2026"))
        );
        let computed = grid("2026-03", "2026-01", "2026-01=0 2026-03=0");
        assert_eq!(value(&computed, "earliest_moe"), "2026-01");
        let computed = grid("2027-02", "2027-01", "2027-01=1500 2027-02=0");
        assert_eq!(computed.value(Some("earliest_moe")), None);
    }
}
