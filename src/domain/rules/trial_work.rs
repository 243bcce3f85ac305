//! The trial work period: which months count, and when nine of them within 60 months complete it.
//!
//! Today's rule: gross earnings above the month's amount. The manual's rule (less work expenses, the amount itself enough, no
//! window) was never the rule; where it gives another result, a caution says so.
//! Does not belong here: what comes after it (`work_incentives`).

use serde_json::Value;

use super::inputs::{Figure, Inputs};
use super::{Cents, Computed, Holds, RuleError, RuleSpec};
use crate::domain::calendar::Month;

const RETURN: &str = "advocacy-for-seniors/1/return-to-work";
pub(super) const WINDOW: &str = "42 USC 422(c)(4); 20 CFR 404.1592(e)";
/// Service months that complete the period.
pub(super) const NEEDED: usize = 9;
/// The months within which they have to lie.
const WINDOW_MONTHS: i32 = 60;

/// `t2-twp`.
pub(super) const TRIAL_WORK_PERIOD: RuleSpec = RuleSpec {
    id: "t2-twp",
    title: "Trial work months used, and the month in which nine of them are complete",
    inputs: &[("months", Holds::Text, true)],
    results: &[("service_months", Holds::Number), ("twp_complete_month", Holds::Month)],
    cite: &[RETURN],
    run: trial_work_period,
};

/// A month of work as told. Without earnings, the month is named as one above the amount.
struct WorkMonth {
    month: Month,
    gross: Option<Cents>,
    expenses: Cents,
}

fn trial_work_period(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let months = work_months(inputs)?;
    let mut computed = Computed::default();
    let (mut service, mut as_in_manual, mut differs) = (Vec::new(), 0_usize, false);
    for work in &months {
        let Some(gross) = work.gross else {
            computed.step(format!("{}: named as a month above the amount", work.month.words()), "yes", WINDOW);
            service.push(work.month);
            as_in_manual += 1;
            continue;
        };
        let amount = monthly_amount(inputs, work.month, &mut computed)?;
        let counts = gross > amount.amount;
        let words = if counts { "more than" } else { "not more than" };
        computed.step(
            format!(
                "{}: gross {} is {words} {}",
                work.month.words(),
                gross.words(),
                amount.amount.words()
            ),
            super::inputs::yes_no(counts),
            &amount.basis,
        );
        if counts {
            service.push(work.month);
        }
        let in_manual = gross.less(work.expenses) >= amount.amount;
        as_in_manual += usize::from(in_manual);
        differs |= in_manual != counts;
    }
    let complete = completing(&service);
    describe(&mut computed, &service, complete);
    if differs {
        computed.caution.push(format!(
            "The manual takes work expenses off and counts a month at the amount itself, which would give {as_in_manual}, not all the same. That was not the rule in 2021 either (twp-gross-earnings)."
        ));
    }
    computed
        .caution
        .push("Self-employed people use a month with more than 80 hours as well. A month in the records of SSA counts even if it is not listed here.".to_owned());
    computed.set([
        ("service_months", Some(service.len().to_string())),
        ("twp_complete_month", complete.map(|month| month.to_string())),
    ]);
    Ok(computed)
}

/// Returns the amount that gross earnings of a trial work month exceed.
pub(super) fn monthly_amount(inputs: &Inputs<'_>, month: Month, computed: &mut Computed) -> Result<Figure, RuleError> {
    inputs.figure("twp-month", month.first_day(), computed)
}

/// Returns the first month that is the ninth within 60 months. `service` is sorted.
pub(super) fn completing(service: &[Month]) -> Option<Month> {
    let mut spans = service.windows(NEEDED).filter_map(|span| Some((*span.first()?, *span.last()?)));
    spans
        .find(|(first, last)| first.months_until(*last) < WINDOW_MONTHS)
        .map(|(_, last)| last)
}

/// Returns how many of the service months lie within the 60 months up to `month`.
pub(super) fn used(service: &[Month], month: Month) -> usize {
    let in_window = |other: &&Month| (0..WINDOW_MONTHS).contains(&other.months_until(month));
    service.iter().filter(in_window).count()
}

fn describe(computed: &mut Computed, service: &[Month], complete: Option<Month>) {
    computed.step("Months above the amount".to_owned(), service.len(), RETURN);
    match (complete, service.last()) {
        (Some(month), _) => computed.step("The ninth within 60 months".to_owned(), month, WINDOW),
        (None, Some(last)) => {
            let recent = used(service, *last);
            computed.step(
                format!("Within the 60 months up to {}: fewer than nine, not complete", last.words()),
                recent,
                WINDOW,
            );
        }
        (None, None) => computed.step("No trial month is used".to_owned(), 0, WINDOW),
    }
}

/// Reads `2025-01=1200, 2025-02=900.50`, months alone, or JSON objects with `month`, `gross` and perhaps `irwe`.
fn work_months(inputs: &Inputs<'_>) -> Result<Vec<WorkMonth>, RuleError> {
    let text = inputs.words("months")?;
    let expected = "months with gross earnings are needed, such as 2025-01=1200.00 2025-02=950.00";
    let read = if text.starts_with(['{', '[']) {
        from_json(text)
    } else if text.eq_ignore_ascii_case("none") {
        Some(Vec::new())
    } else {
        from_words(text)
    };
    let mut months = read.ok_or_else(|| inputs.fault("months", expected))?;
    months.sort_by_key(|work| work.month);
    let is_twice = months.windows(2).any(|pair| match pair {
        [earlier, later] => earlier.month == later.month,
        _ => false,
    });
    if is_twice {
        return Err(inputs.fault("months", "each month is needed once, with all its gross earnings"));
    }
    Ok(months)
}

fn from_words(text: &str) -> Option<Vec<WorkMonth>> {
    let parts = text
        .split(|c: char| c.is_whitespace() || c == ';')
        .map(|part| part.trim_matches(','));
    let mut months = Vec::new();
    for part in parts.filter(|part| !part.is_empty()) {
        if let Some((month, gross)) = part.split_once('=') {
            let (gross, expenses) = gross.split_once('-').unwrap_or((gross, "0"));
            months.push(WorkMonth {
                month: Month::parse(month)?,
                gross: Some(Cents::parse(gross)?),
                expenses: Cents::parse(expenses)?,
            });
        } else {
            for month in part.split(',') {
                months.push(named(month)?);
            }
        }
    }
    Some(months)
}

fn named(month: &str) -> Option<WorkMonth> {
    Some(WorkMonth {
        month: Month::parse(month)?,
        gross: None,
        expenses: Cents::default(),
    })
}

fn from_json(text: &str) -> Option<Vec<WorkMonth>> {
    let mut months = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match value.ok()? {
            Value::Array(items) => {
                for item in &items {
                    months.push(from_item(item)?);
                }
            }
            item => months.push(from_item(&item)?),
        }
    }
    Some(months)
}

fn from_item(item: &Value) -> Option<WorkMonth> {
    if let Some(month) = item.as_str() {
        return named(month);
    }
    let amount = |names: &[&str]| names.iter().find_map(|name| item.get(*name)).map(cents);
    Some(WorkMonth {
        month: Month::parse(item.get("month")?.as_str()?)?,
        gross: Some(amount(&["gross", "earnings", "amount"])??),
        expenses: amount(&["irwe", "expenses"]).unwrap_or(Some(Cents::default()))?,
    })
}

fn cents(value: &Value) -> Option<Cents> {
    match value {
        Value::String(text) => Cents::parse(text),
        Value::Number(number) => Cents::parse(&number.to_string()),
        Value::Null => Some(Cents::default()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};

    #[track_caller]
    fn check(months: &str, count: &str, complete: &str) -> Vec<String> {
        let computed = Table::today("2026-11-21")
            .compute("t2-twp", &[("months", months)])
            .expect("an answer");
        assert_eq!(value(&computed, "service_months"), count, "{months}");
        assert_eq!(value(&computed, "twp_complete_month"), complete, "{months}");
        computed.caution
    }

    #[test]
    fn gross_pay_above_the_amount_uses_a_month_and_expenses_play_no_part() {
        let cautions = check("2021-01=940 2021-02=940.01 2021-03=1,200-500", "2", "null");
        assert!(
            cautions.iter().any(|words| words.contains("would give 2")) || cautions.len() == 1,
            "{cautions:?}"
        );
        let cautions = check("2021-01=940; 2021-02=941", "1", "null");
        assert!(cautions.iter().any(|words| words.contains("would give 2")), "{cautions:?}");
        check("2026-01=1210 2026-02=1210.01", "1", "null");
    }

    #[test]
    fn the_ninth_month_within_sixty_completes_the_period() {
        let named = "2020-01 2020-02 2020-03 2020-04 2020-05 2020-06 2020-07 2020-08";
        check(&format!("{named} 2024-12"), "9", "2024-12");
        check(&format!("{named} 2025-01"), "9", "null");
        check(&format!("{named} 2025-01 2024-11"), "10", "2024-11");
        check("none", "0", "null");
    }

    #[test]
    fn objects_are_read_as_a_batch_hands_them_over() {
        let one = r#"{"gross":"1000.00","irwe":"100.00","month":"2021-01"}"#;
        let cautions = check(&format!("{one} {}", one.replace("2021-01", "2021-02")), "2", "null");
        assert!(cautions.iter().any(|words| words.contains("would give 0")), "{cautions:?}");
        check(&format!("[{one}]"), "1", "null");
    }

    #[test]
    fn months_that_cannot_be_read_get_an_example() {
        let table = Table::today("2026-11-21");
        for (months, words) in [
            ("January", "such as 2025-01=1200.00"),
            ("2025-01=1200 2025-01=300", "each month is needed once"),
            ("{\"month\":\"2025-01\"}", "such as 2025-01=1200.00"),
        ] {
            let problem = table.compute("t2-twp", &[("months", months)]).expect_err("a fault").to_string();
            assert!(problem.contains(words), "{problem}");
        }
        let unknown = table.compute("t2-twp", &[("months", "2019-01=5000")]).expect_err("not known");
        assert!(unknown.to_string().contains("not known for 2019"), "{unknown}");
    }
}
