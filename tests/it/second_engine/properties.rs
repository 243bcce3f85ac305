//! What holds for every date rule, whatever it computes: it never goes back, what rolls ends on a workday, and the day to
//! work to is never the later one.
//!
//! Does not belong here: which date is right (`answers` says that).

use std::collections::BTreeMap;

use callcard::domain::rules::{Computed, RuleError, ValueKind, compute};

use super::answers::Answer;
use super::table::{SECOND, Walk};
use super::{Both, TODAY, calendar, inputs_from, is_dated, on_two_threads, spec, starts};
use crate::support::rule_context;

/// Rule, input, results: those that may go back when this input moves on, and why.
const MAY_GO_BACK: &[(&str, &str, &str, &str)] = &[
    (
        "pf-filing-date",
        "notice_date",
        "filing_date",
        "A later notice leaves more time, so an application is in time again and keeps the protective date.",
    ),
    (
        "pf-signed-application-date",
        "existing_closeout",
        "filing_date",
        "A later close-out leaves more time, so the first contact counts again.",
    ),
    (
        "pf-signed-application-date",
        "cover_notice_closeout",
        "filing_date",
        "A later close-out leaves more time, so the interview counts again.",
    ),
    (
        "ssi-transfer-penalty",
        "transfer_date",
        "last_ineligible_month eligible_again",
        "The rate rises each January, so the same gift counts for fewer months.",
    ),
    (
        "t2-twp",
        "months",
        "twp_complete_month",
        "An earlier first month may put the ninth outside of sixty months, or into years of another amount.",
    ),
    (
        "ma-organization-determination",
        "request_date",
        "deadline",
        "Since 2026 a prior authorization is decided in 7 days and not in 14.",
    ),
    (
        "mc-gep",
        "enrollment_date",
        "coverage_start",
        "The law of 2023 brought the start forward: who signs up in 2023 is covered at once.",
    ),
];

/// Rules whose day to work to need not be a workday, and why.
const MAY_WORK_TO_A_CLOSED_DAY: &[(&str, &str)] = &[
    (
        "immigrant-period-anniversary",
        "The day before the anniversary is the last of a period, not a day to file by.",
    ),
    (
        "snf-qio-contact",
        "A count of calendar days to a telephone call, not to a filing at an office.",
    ),
];

fn may_go_back(rule: &str, input: &str, result: &str) -> bool {
    MAY_GO_BACK
        .iter()
        .any(|(known, of, results, _)| *known == rule && *of == input && results.split(' ').any(|known| known == result))
}

/// The last value of each result, by kind of case.
pub(super) type Last = BTreeMap<(usize, &'static str), String>;

/// A property: whether it held in one case, and if not, what was found.
type Property = fn(&mut Last, &Both<'_>) -> Result<(), String>;

/// All properties that are looked at in every case.
pub(super) const PROPERTIES: &[(&str, Property)] = &[
    ("both engines agree", agrees),
    ("a later start never gives an earlier date", is_in_order),
    ("what rolls ends on a workday", ends_on_a_workday),
    ("the unrolled day and the roll are the result", is_unrolled_and_rolled),
    ("the day to work to is a workday not after the result", works_to_a_workday),
    ("nothing arguable is earlier than the plan", argues_for_later),
];

fn agrees(_: &mut Last, both: &Both<'_>) -> Result<(), String> {
    let (engine, results, work_to) = match (both.engine, both.second) {
        (Err(RuleError::UnknownFigure(_)), Answer::NoFigure) => return Ok(()),
        (Ok(engine), Answer::Results(results)) => (engine, results, None),
        (Ok(engine), Answer::WorkTo(results, day)) => (engine, results, Some(day.as_str())),
        (engine, second) => return Err(format!("engine {engine:?}, second engine {second:?}")),
    };
    if engine.results.len() != results.len() {
        return Err(format!("{} results, expected {}", engine.results.len(), results.len()));
    }
    for (name, expected) in results {
        let found = engine.results.iter().find(|(known, _)| known == name).map(|(_, value)| value);
        if found != Some(expected) {
            return Err(format!("{name}: engine {found:?}, second engine {expected:?}"));
        }
    }
    match work_to {
        Some(day) if engine.plan() != Some(day) => Err(format!("work to {:?}, second engine {day}", engine.plan())),
        _ => Ok(()),
    }
}

/// Tells the first dated result, or day to work to, that lies before that of the start before.
fn goes_on(last: &mut Last, (rule, input): (&str, &str), number: usize, computed: &Computed) -> Result<(), String> {
    let spec = spec(rule);
    let (main, kind) = spec.results.first().expect("a main result");
    let plan = computed.plan().filter(|_| is_dated(kind) && !may_go_back(rule, input, main));
    let dated = spec.results.iter().filter_map(|(name, kind)| {
        let value = computed
            .value(Some(name))
            .filter(|_| is_dated(kind) && !may_go_back(rule, input, name));
        Some((name.as_str(), value?))
    });
    for (name, value) in dated.chain(plan.map(|plan| ("day to work to", plan))) {
        let before = last.insert((number, name), value.to_owned());
        if before.as_ref().is_some_and(|before| before.as_str() > value) {
            return Err(format!("case {number}, by {input}: {name} is {value} after {before:?}"));
        }
    }
    Ok(())
}

fn is_in_order(last: &mut Last, both: &Both<'_>) -> Result<(), String> {
    match both.engine {
        Ok(computed) => goes_on(last, (both.rule.id, both.rule.start), both.number, computed),
        Err(_) => Ok(()),
    }
}

fn ends_on_a_workday(_: &mut Last, both: &Both<'_>) -> Result<(), String> {
    let (Some(result), Ok(computed)) = (both.rule.rolled, both.engine) else {
        return Ok(());
    };
    let date = computed.value(Some(result)).ok_or("no date")?;
    if both.calendar.is_closed(both.calendar.place(date)) {
        return Err(format!("{date} is no workday"));
    }
    Ok(())
}

/// The one rule that rolls without telling the plain day is held by the second engine alone.
fn is_unrolled_and_rolled(_: &mut Last, both: &Both<'_>) -> Result<(), String> {
    let (Some(result), Ok(computed)) = (both.rule.rolled, both.engine) else {
        return Ok(());
    };
    let unrolled = match both.rule.id {
        "pf-filing-date" => return Ok(()),
        "cal-next-workday" => both.inputs.get("day").map(String::as_str),
        _ => computed.value(Some("unrolled")),
    };
    let unrolled = unrolled.ok_or("no unrolled day")?;
    let rolled = both.calendar.text(both.calendar.roll(both.calendar.place(unrolled)));
    if computed.value(Some(result)) != Some(rolled) {
        return Err(format!("{unrolled} moved on is {rolled}"));
    }
    Ok(())
}

/// Returns whether a day, month or time is not later than another; of a month and a day, the months are compared.
fn is_not_later(left: &str, right: &str) -> bool {
    let length = left.len().min(right.len());
    left[..length] <= right[..length]
}

fn works_to_a_workday(_: &mut Last, both: &Both<'_>) -> Result<(), String> {
    let Ok(Computed {
        work_to: Some(work_to), ..
    }) = both.engine
    else {
        return Ok(());
    };
    let main = both
        .engine
        .as_ref()
        .ok()
        .and_then(|computed| computed.value(None))
        .ok_or("no result")?;
    if !is_not_later(work_to, main) {
        return Err(format!("work to {work_to}, {main}"));
    }
    let is_any_day = MAY_WORK_TO_A_CLOSED_DAY.iter().any(|(rule, _)| *rule == both.rule.id);
    if !is_any_day && both.calendar.is_closed(both.calendar.place(work_to)) {
        return Err(format!("work to {work_to}, no workday"));
    }
    Ok(())
}

fn argues_for_later(_: &mut Last, both: &Both<'_>) -> Result<(), String> {
    let Ok(computed) = both.engine else {
        return Ok(());
    };
    let is_date = |value: &str| value.len() >= 7 && value.as_bytes()[4] == b'-';
    for other in &computed.arguable {
        if let Some(plan) = computed.plan().filter(|plan| is_date(plan) && is_date(&other.value))
            && !is_not_later(plan, &other.value)
        {
            return Err(format!("{other:?} before {plan}"));
        }
    }
    Ok(())
}

/// Where a rule counts from several days, each is moved alone while the others stand still.
#[test]
fn each_day_that_a_rule_counts_from_moves_its_dates_on_only() {
    let library = callcard::builtin::library();
    let (calendar, context) = (calendar(), rule_context(&library, TODAY));
    on_two_threads(SECOND, |rule| {
        let spec = spec(rule.id);
        let is_counted_from = |name: &str, kind: &ValueKind| name != "on" && is_dated(kind) && *kind != ValueKind::Months;
        let dated: Vec<_> = spec
            .inputs
            .iter()
            .filter(|input| is_counted_from(&input.name, &input.kind))
            .collect();
        if dated.len() < 2 {
            return;
        }
        let middle = if rule.walk == Walk::Months { "2025-06" } else { "2025-06-02" };
        for (input, kind) in dated.iter().map(|input| (input.name.as_str(), &input.kind)) {
            let walk = match kind {
                ValueKind::Month => Walk::Months,
                ValueKind::Time => Walk::Times,
                _ => Walk::Days,
            };
            let (mut count, mut last) = (0, Last::new());
            let values = starts(&calendar, walk);
            for (number, case) in inputs_from(rule, spec, &calendar, middle).iter().enumerate() {
                let mut inputs = case.clone();
                for value in &values {
                    inputs.insert(input.to_owned(), value.clone());
                    if let Ok(computed) = compute(rule.id, &inputs, &context) {
                        goes_on(&mut last, (rule.id, input), number, &computed).unwrap();
                        count += 1;
                    }
                }
            }
            assert!(count > 0, "{} by {input}: no case", rule.id);
        }
    });
}
