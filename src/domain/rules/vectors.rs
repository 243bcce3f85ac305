//! Tests of all rules against worked vectors, and what holds for every day of twenty years.
//!
//! Also the closed days and amounts that the tests of single rules use. Only compiled for tests.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;

use super::{Computed, RuleContext, RuleError, Rules, ValueKind, compute};
use crate::domain::calendar::{ClosedDay, ClosedDays};
use crate::domain::card::Card;
use crate::domain::figures::Figures;
use crate::domain::parse::{DataFile, parse_card, parse_data};
use crate::domain::source::{Origin, SourceFile};

/// A day from its canonical form.
pub(super) fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// A result, or `null`.
pub(super) fn value(computed: &Computed, result: &str) -> String {
    computed.value(Some(result)).unwrap_or("null").to_owned()
}

/// Closed days and amounts for tests.
pub(super) struct Table {
    today: Date,
    closed_days: ClosedDays,
    figures: Figures,
    rules: Rules,
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
            figures: figures(),
            rules: rules(),
        }
    }

    /// The same with other rules.
    pub(super) fn with(self, rules: Rules) -> Self {
        Self { rules, ..self }
    }

    /// The same without the amounts that begin after `last`: what is not known here stays so, whatever is entered for later years.
    pub(super) fn known_until(mut self, last: &str) -> Self {
        for figure in &mut self.figures.figures {
            figure.values.retain(|value| value.from <= day(last));
        }
        self
    }

    pub(super) fn context(&self) -> RuleContext<'_> {
        RuleContext {
            today: self.today,
            closed_days: &self.closed_days,
            figures: &self.figures,
            rules: &self.rules,
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

/// The rules that the cards of the program state, and those that are code.
pub(crate) fn rules() -> Rules {
    Rules::of(&cards())
}

/// The cards of the program that state rules that count.
pub(crate) fn cards() -> Vec<Card> {
    macro_rules! cards {
        ($($name:literal),+ $(,)?) => { [$(include_str!(concat!("../../../content/cards/", $name, ".md"))),+] };
    }
    let texts = cards![
        "appeals/benefit-continuation-title-ii",
        "appeals/counting-the-60-days",
        "appeals/good-cause-examples",
        "capi/capi-appeal",
        "gn-00204.012/closeout-dates",
        "gn-00204.012/closeout-l991",
        "medicare-appeals/medicare-advantage-higher-levels",
        "medicare-appeals/medicare-advantage-independent-review",
        "medicare-appeals/medicare-advantage-reconsideration",
        "medicare-appeals/medicare-alj-hearing",
        "medicare-appeals/medicare-appeals-council",
        "medicare-appeals/medicare-federal-court",
        "medicare-appeals/medicare-reconsideration-qic",
        "medicare-appeals/medicare-redetermination",
        "wi-escalation/escalation-income-step-3",
        "wi-escalation/escalation-medicare-step-3",
    ];
    let cards = texts.iter().map(|text| {
        let file = SourceFile {
            name: "card.md".to_owned(),
            text: (*text).to_owned(),
            origin: Origin::BuiltIn,
        };
        parse_card(&file).0.expect("a card")
    });
    cards.collect()
}

/// The amounts that come with the program: rules name them by id, and none may be missing.
fn figures() -> Figures {
    let file = SourceFile {
        name: "figures.yaml".to_owned(),
        text: include_str!("../../../content/figures.yaml").to_owned(),
        origin: Origin::BuiltIn,
    };
    match parse_data(&file) {
        (Some(DataFile::Figures(figures)), faults) if faults.is_empty() => Figures { figures },
        (_, faults) => panic!("the figures cannot be read: {faults:?}"),
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
    assert_eq!(count, 448, "vectors of computed rules");
}

#[test]
fn every_result_has_the_names_and_forms_of_its_rule_and_every_step_an_authority() {
    let table = Table::today("2026-11-21");
    for rule in table.rules.all() {
        let inputs: Vec<(&str, &str)> = rule
            .inputs
            .iter()
            .map(|input| (input.name.as_str(), sample(&input.name, &input.kind)))
            .collect();
        let computed = table.compute(&rule.id, &inputs).expect(&rule.id);
        let names: Vec<&str> = computed.results.iter().map(|(name, _)| name.as_ref()).collect();
        let expected: Vec<&str> = rule.results.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, expected, "{}", rule.id);
        for (name, result) in &computed.results {
            if let (Some(kind), Some(result)) = (rule.result(Some(name)), result) {
                assert!(is_in_form(kind, result), "{} {name}: {result}", rule.id);
            }
        }
        assert!(!computed.trace.is_empty() && !computed.cite.is_empty(), "{}", rule.id);
        for step in &computed.trace {
            assert!(!step.cite.is_empty() && !step.step.is_empty(), "{}: {step:?}", rule.id);
        }
    }
}

fn sample<'a>(name: &str, kind: &'a ValueKind) -> &'a str {
    match (name, kind) {
        ("appointment_on" | "application_received" | "later_date" | "request_date" | "proven_receipt", _)
        | ("discharge", ValueKind::Date) => "2026-06-10",
        ("request_month" | "filing_month" | "payment_month", _) => "2026-06",
        ("first_sga_month", _) => "2026-02",
        ("on" | "transfer_date", _) => "2025-06-02",
        ("year" | "birth_year", _) => "1994",
        ("fra", _) => "67",
        ("claim_age", _) => "62",
        ("months", _) => "2025-01=1300",
        ("deductions", _) => "10.00",
        ("code", _) => "3+",
        ("fmv", _) => "12000.00",
        ("readmission" | "snf_entry", _) => "2026-06-20",
        ("birth_date", _) => "1962-05-02",
        (_, ValueKind::Date) => "2026-06-02",
        (_, ValueKind::Time) => "2026-06-12T09:30",
        (_, ValueKind::Month) => "2025-12",
        (_, ValueKind::Months) => "2026-01",
        (_, ValueKind::Amount) => "100.00",
        (_, ValueKind::MonthAmounts) => "2026-01=100.00",
        (_, ValueKind::YesNo) => "no",
        (_, ValueKind::Number) => "1",
        (_, ValueKind::OneOf(words)) => words.first().map(String::as_str).unwrap_or_default(),
        (_, ValueKind::Text) => "text",
    }
}

fn is_in_form(kind: &ValueKind, result: &str) -> bool {
    match kind {
        ValueKind::Date => result.len() == 10 && result.parse::<Date>().is_ok(),
        ValueKind::Time => result.len() == 16 && result.parse::<jiff::civil::DateTime>().is_ok(),
        ValueKind::Month => crate::domain::calendar::Month::parse(result).is_some(),
        ValueKind::Amount => super::Cents::parse(result).is_some_and(|cents| cents.to_string() == result),
        ValueKind::YesNo => matches!(result, "yes" | "no"),
        ValueKind::Number => result.parse::<i64>().is_ok(),
        ValueKind::OneOf(words) => words.iter().any(|word| word == result),
        ValueKind::Months | ValueKind::MonthAmounts | ValueKind::Text => !result.is_empty(),
    }
}

#[test]
fn a_later_month_never_gives_an_earlier_month() {
    let table = Table::today("2026-11-21");
    for (rule, input) in [
        ("t2-apply-month", "first_benefit_month"),
        ("t2-epe", "twp_complete_month"),
        ("ssi-eitc-exclusion", "receipt_month"),
    ] {
        let mut last = String::new();
        for year in 2015..=2035 {
            for month in 1..=12 {
                let computed = table.compute(rule, &[(input, &format!("{year}-{month:02}"))]).expect("months");
                let found: Vec<&str> = computed.results.iter().filter_map(|(_, month)| month.as_deref()).collect();
                assert!(found.is_sorted() && found.concat() > last, "{rule} from {year}-{month:02}");
                last = found.concat();
            }
        }
    }
}

#[test]
fn more_income_never_gives_a_higher_grant_and_more_given_away_never_fewer_months() {
    let table = Table::today("2025-06-15");
    let (mut grant, mut months) = (super::Cents::parse("99999"), 0);
    for step in 0_u32..600 {
        let amount = format!("{}.{:02}", step * 9, step % 100);
        let inputs = [
            ("household", "couple"),
            ("unearned", "12.34"),
            ("earned", amount.as_str()),
            ("disability_basis", "no"),
        ];
        let computed = table.compute("ssi-grant", &inputs).expect("a grant");
        let next = super::Cents::parse(&value(&computed, "grant"));
        assert!(next <= grant, "{amount}");
        grant = next;
        let given = format!("{}.01", step * 100);
        let inputs = [("fmv", given.as_str()), ("received", "0"), ("transfer_date", "2025-06-15")];
        let computed = table.compute("ssi-transfer-penalty", &inputs).expect("months");
        let next = value(&computed, "months").parse().expect("a number");
        assert!(months <= next && next <= 36, "{given}");
        months = next;
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
