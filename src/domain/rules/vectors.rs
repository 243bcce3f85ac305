//! Tests of all rules against worked vectors, and what holds for every day of twenty years.
//!
//! Also the small tables of closed days and amounts that the tests of single rules use. Only compiled for tests.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::Value;

use super::{Computed, Holds, RULES, RuleContext, RuleError, compute, find_rule};
use crate::domain::calendar::{ClosedDay, ClosedDays, is_nonworkday};
use crate::domain::figures::{Figure, FigureValue, Figures};

/// Rules of other parts of the documents, which are not computed.
const NOT_COMPUTED: &[&str] = &[
    "capi-hearing-deadline",
    "immigrant-period-anniversary",
    "capi-hungry-homeless",
    "t2-quarters-of-coverage",
    "t2-early-retirement-reduction",
    "t2-fra",
    "t2-delayed-credit",
    "t2-earnings-test-under-fra",
    "t2-earnings-test-fra-year",
    "t2-spousal-benefit",
    "t2-divorced-spouse",
    "t2-fica-2021",
    "t2-apply-month",
    "t2-sga-2021",
    "t2-epe",
    "ssi-grant",
    "ssi-ism",
    "ssi-resource-limit",
    "ssi-transfer-penalty",
    "ssi-transfer-lookback",
    "ssi-transfer-small",
    "ssi-infrequent-income",
    "ssi-budget-month",
    "ssi-eitc-exclusion",
    "calfresh-medical-deduction",
    "bpqy-net-amount",
    "bpqy-review-cycle",
];

/// A day from its canonical form.
pub(super) fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// A result, or `null`.
pub(super) fn value(computed: &Computed, result: &str) -> String {
    computed.value(Some(result)).unwrap_or("null").to_owned()
}

/// Amounts for tests: id, then spans of days with the amount.
const FIGURES: &[(&str, &str)] = &[
    ("waiver-tolerance", "2021-01-01..2021-12-31 1000, 2024-05-01.. 2000"),
    ("waiver-resource-individual", "2021-01-01..2024-10-31 3000, 2024-11-01.. 6000"),
    (
        "waiver-resource-one-household-member",
        "2021-01-01..2024-10-31 5000, 2024-11-01.. 10000",
    ),
    (
        "waiver-resource-each-further-member",
        "2021-01-01..2024-10-31 600, 2024-11-01.. 1200",
    ),
    (
        "ca-ssi-ssp-individual",
        "2021-01-01..2021-12-31 954.72, 2025-01-01..2025-12-31 1206.94, 2026-01-01..2026-12-31 1233.94 weak",
    ),
    ("ssi-general-exclusion", "2021-01-01.. 20"),
    ("ssi-earned-exclusion", "2021-01-01.. 65"),
    ("withholding-title16-max", "2021-01-01.. 10"),
    ("part-a-deductible", "2021-01-01..2021-12-31 1484, 2026-01-01..2026-12-31 1736"),
    ("part-a-coinsurance-61-90", "2021-01-01..2021-12-31 371, 2026-01-01..2026-12-31 434"),
    (
        "part-a-coinsurance-lifetime-reserve",
        "2021-01-01..2021-12-31 742, 2026-01-01..2026-12-31 868",
    ),
    ("snf-coinsurance-21-100", "2021-01-01..2021-12-31 185.5, 2026-01-01..2026-12-31 217"),
    ("part-b-deductible", "2021-01-01..2021-12-31 203, 2026-01-01..2026-12-31 283"),
    ("part-b-premium", "2021-01-01..2021-12-31 148.5, 2026-01-01..2026-12-31 202.9"),
    ("aic-alj", "2021-01-01..2021-12-31 180, 2026-01-01..2026-12-31 200"),
    (
        "aic-federal-court",
        "2021-01-01..2021-12-31 1760, 2024-01-01..2024-12-31 1840, 2026-01-01..2026-12-31 1960",
    ),
    (
        "msp-qmb-income-individual",
        "2021-01-01..2021-12-31 1094, 2026-01-01..2026-12-31 1350",
    ),
    (
        "msp-slmb-income-individual",
        "2021-01-01..2021-12-31 1308, 2026-01-01..2026-12-31 1616",
    ),
    (
        "msp-qi-income-individual",
        "2021-01-01..2021-12-31 1469, 2026-01-01..2026-12-31 1816",
    ),
    ("msp-qmb-income-couple", "2021-01-01..2021-12-31 1472"),
    ("msp-slmb-income-couple", "2021-01-01..2021-12-31 1762"),
    ("msp-qi-income-couple", "2021-01-01..2021-12-31 1980"),
    (
        "msp-resource-individual",
        "2021-01-01..2021-12-31 7970, 2026-01-01..2026-12-31 9950",
    ),
    ("msp-resource-couple", "2021-01-01..2021-12-31 11960"),
    ("ca-medi-cal-asset-individual", "2022-07-01..2023-12-31 130000, 2026-01-01.. 130000"),
    ("ma-reconsideration-days", "2021-01-01..2024-12-31 60, 2025-01-01.. 65"),
    ("ma-standard-prior-auth-days", "2021-01-01..2025-12-31 14, 2026-01-01.. 7"),
];

/// Closed days and amounts for tests.
pub(super) struct Table {
    today: Date,
    closed_days: ClosedDays,
    figures: Figures,
}

impl Table {
    pub(super) fn today(today: &str) -> Self {
        let closed = |date: &str, order: &str| ClosedDay {
            date: day(date),
            part: "whole day".to_owned(),
            order: order.to_owned(),
        };
        Self {
            today: day(today),
            closed_days: ClosedDays {
                days: vec![
                    closed("2025-01-09", "Executive Order 14133"),
                    closed("2025-12-24", "Executive Order of December 2025"),
                    closed("2025-12-26", "Executive Order of December 2025"),
                ],
            },
            figures: Figures {
                figures: FIGURES.iter().map(|(id, values)| figure(id, values)).collect(),
            },
        }
    }

    pub(super) fn context(&self) -> RuleContext<'_> {
        RuleContext {
            today: self.today,
            closed_days: &self.closed_days,
            figures: &self.figures,
        }
    }

    pub(super) fn compute(&self, rule: &str, inputs: &[(&str, &str)]) -> Result<Computed, RuleError> {
        let inputs = inputs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        compute(rule, &inputs, &self.context())
    }
}

fn figure(id: &str, values: &str) -> Figure {
    let values = values.split(", ").map(|text| {
        let mut words = text.split(' ');
        let (from, to) = words.next().and_then(|span| span.split_once("..")).expect("a span");
        FigureValue {
            from: day(from),
            to: (!to.is_empty()).then(|| day(to)),
            amount: words.next().expect("an amount").to_owned(),
            source: String::new(),
            is_derived: false,
            is_weak: words.next().is_some(),
        }
    });
    Figure {
        id: id.to_owned(),
        label: id.to_owned(),
        unit: "USD".to_owned(),
        basis: "the law".to_owned(),
        values: values.collect(),
    }
}

/// A JSON value in canonical form.
fn canonical(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(flag) => Some(if *flag { "yes" } else { "no" }.to_owned()),
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => Some(items.iter().filter_map(canonical).collect::<Vec<_>>().join(" ")),
        other => Some(other.to_string()),
    }
}

#[test]
fn every_vector_of_a_computed_rule_comes_out_as_expected() {
    // The amounts of the vectors are those of 2021.
    let table = Table::today("2021-06-15");
    let mut count = 0;
    for line in include_str!("../../../tests/date-vectors.jsonl").lines() {
        let vector: Value = serde_json::from_str(line).expect("a vector");
        let rule = vector["rule"].as_str().expect("a rule id");
        if NOT_COMPUTED.contains(&rule) {
            assert!(find_rule(rule).is_none(), "{rule} is computed");
            continue;
        }
        let inputs: BTreeMap<String, String> = vector["input"]
            .as_object()
            .expect("inputs")
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), canonical(value)?)))
            .collect();
        let computed = compute(rule, &inputs, &table.context()).expect(line);
        for (name, expected) in vector["expect"].as_object().expect("results") {
            assert_eq!(
                computed.value(Some(name)).map(str::to_owned),
                canonical(expected),
                "{name} of {line}"
            );
        }
        assert_eq!(
            computed.results.len(),
            vector["expect"].as_object().map_or(0, serde_json::Map::len),
            "{line}"
        );
        count += 1;
    }
    assert_eq!(count, 350, "vectors of computed rules");
}

#[test]
fn every_result_has_the_names_and_forms_of_its_rule_and_every_step_an_authority() {
    let table = Table::today("2026-11-21");
    for rule in RULES {
        let inputs: Vec<(&str, &str)> = rule.inputs.iter().map(|(name, holds, _)| (*name, sample(name, *holds))).collect();
        let computed = table.compute(rule.id, &inputs).expect(rule.id);
        let names: Vec<&str> = computed.results.iter().map(|(name, _)| *name).collect();
        let expected: Vec<&str> = rule.results.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, expected, "{}", rule.id);
        for (name, result) in &computed.results {
            if let (Some(holds), Some(result)) = (rule.result(name), result) {
                assert!(is_in_form(holds, result), "{} {name}: {result}", rule.id);
            }
        }
        assert!(!computed.trace.is_empty() && !computed.cite.is_empty(), "{}", rule.id);
        for step in &computed.trace {
            assert!(!step.cite.is_empty() && !step.step.is_empty(), "{}: {step:?}", rule.id);
        }
    }
}

fn sample(name: &str, holds: Holds) -> &'static str {
    match (name, holds) {
        ("appointment_on" | "application_received" | "later_date" | "request_date" | "proven_receipt", _) | ("discharge", Holds::Date) => {
            "2026-06-10"
        }
        ("request_month" | "filing_month", _) => "2026-06",
        ("readmission" | "snf_entry", _) => "2026-06-20",
        ("birth_date", _) => "1962-05-02",
        (_, Holds::Date) => "2026-06-02",
        (_, Holds::Time) => "2026-06-12T09:30",
        (_, Holds::Month) => "2025-12",
        (_, Holds::Months) => "2026-01",
        (_, Holds::Amount) => "100.00",
        (_, Holds::YesNo) => "no",
        (_, Holds::Number) => "1",
        (_, Holds::OneOf(words)) => words.first().copied().unwrap_or_default(),
        (_, Holds::Text) => "text",
    }
}

fn is_in_form(holds: Holds, result: &str) -> bool {
    match holds {
        Holds::Date => result.len() == 10 && result.parse::<Date>().is_ok(),
        Holds::Time => result.len() == 16 && result.parse::<jiff::civil::DateTime>().is_ok(),
        Holds::Month => crate::domain::calendar::Month::parse(result).is_some(),
        Holds::Amount => super::Cents::parse(result).is_some_and(|cents| cents.to_string() == result),
        Holds::YesNo => matches!(result, "yes" | "no"),
        Holds::Number => result.parse::<i64>().is_ok(),
        Holds::OneOf(words) => words.contains(&result),
        Holds::Months | Holds::Text => !result.is_empty(),
    }
}

/// A rule from one day to one rolled day: id, name of the input, other inputs, name of the result.
type Rolled = (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static str);

const ROLLED: &[Rolled] = &[
    ("cal-next-workday", "day", &[], "date"),
    ("pf-t2-closeout", "notice_date", &[], "closeout"),
    ("pf-t16-closeout", "notice_date", &[], "closeout"),
    ("pf-l991-closeout", "notice_date", &[], "closeout"),
    ("ssa-appeal-deadline", "notice_date", &[("level", "alj")], "deadline"),
    ("ssa-continuation-deadline", "notice_date", &[], "deadline"),
    ("ssa-good-cause-explanation", "explanation_received", &[("level", "ac")], "deadline"),
];

#[test]
fn over_twenty_years_a_later_start_never_gives_an_earlier_date_and_no_rolled_day_is_closed() {
    let table = Table::today("2026-11-21");
    for (rule, input, others, result) in ROLLED {
        let mut start = day("2015-01-01");
        let mut last = start;
        while start.year() <= 2035 {
            let text = start.to_string();
            let mut inputs = others.to_vec();
            inputs.push((input, &text));
            let computed = table.compute(rule, &inputs).expect("a date");
            let date = day(&value(&computed, result));
            assert!(date >= last && date >= start, "{rule} from {start}: {date} after {last}");
            assert!(!is_nonworkday(date, &table.closed_days), "{rule} from {start}: {date}");
            if let Some(unrolled) = computed.value(Some("unrolled")).map(day) {
                assert!((date - unrolled).get_days() <= 5, "{rule} from {start}: rolled too far");
                let mut passed = unrolled;
                while passed < date {
                    assert!(
                        is_nonworkday(passed, &table.closed_days),
                        "{rule} from {start}: {passed} is a workday"
                    );
                    passed = passed.checked_add(1.day()).expect("a day");
                }
            }
            for other in &computed.arguable {
                assert!(
                    day(&other.value) >= date,
                    "{rule} from {start}: an arguable day is never the earlier one"
                );
            }
            if let Some(work_to) = computed.work_to.as_deref().map(day) {
                assert!(work_to <= date, "{rule} from {start}: the day to work to is never the later one");
            }
            (last, start) = (date, start.tomorrow().expect("a day"));
        }
    }
}

#[test]
fn wrong_inputs_are_named_and_years_out_of_reach_refused() {
    let table = Table::today("2026-11-21");
    assert_eq!(
        table.compute("pf-t2", &[]).expect_err("no rule").to_string(),
        "there is no rule `pf-t2`"
    );
    assert_eq!(
        table.compute("pf-t2-closeout", &[]).expect_err("no date").to_string(),
        "`notice_date` is needed"
    );
    assert_eq!(
        table
            .compute("pf-t2-closeout", &[("notice_date", "2026-06-02"), ("notice", "x")])
            .expect_err("no such input")
            .to_string(),
        "the rule has no input `notice`"
    );
    assert_eq!(
        table
            .compute("pf-t2-closeout", &[("notice_date", "6/2/2026")])
            .expect_err("no day")
            .to_string(),
        "`notice_date` is \"6/2/2026\": a day as YYYY-MM-DD is needed, from 1930 to 2100"
    );
    let outside = table.compute("pf-t2-closeout", &[("notice_date", "2100-09-01")]);
    assert_eq!(outside, Err(RuleError::OutOfRange));
    assert!(table.compute("pf-t2-closeout", &[("notice_date", "2026-02-30")]).is_err());
}
