//! Medicare Savings Programs: which of QMB, SLMB and QI fits income and resources on a day.
//!
//! Does not belong here: the amounts (`figures`), Extra Help, full Medi-Cal.

use jiff::civil::{Date, date};

use super::inputs::{Inputs, yes_no};
use super::{Cents, Computed, Holds, RuleError, RuleSpec};

const QMB: &str = "advocacy-for-seniors/4/qmb";
const SLMB: &str = "advocacy-for-seniors/4/slmb";
const QI: &str = "advocacy-for-seniors/4/qi";
/// California has had limits of its own since then.
const CALIFORNIA: Date = date(2022, 7, 1);

/// `msp-level`.
pub(super) const LEVEL: RuleSpec = RuleSpec {
    id: "msp-level",
    title: "Which Medicare Savings Program fits: QMB, SLMB, QI or none",
    inputs: &[
        ("household", Holds::OneOf(&["individual", "couple"]), true),
        ("monthly_income", Holds::Amount, true),
        ("resources", Holds::Amount, true),
        ("on", Holds::Date, false),
    ],
    results: &[("program", Holds::OneOf(&["QMB", "SLMB", "QI", "none"]))],
    cite: &[QMB, SLMB, QI],
    run: level,
};

struct Household {
    resources: &'static str,
    /// Program, figure of its income limit, section; the lowest limit first.
    programs: [(&'static str, &'static str, &'static str); 3],
}

const ONE: Household = Household {
    resources: "msp-resource-individual",
    programs: [
        ("QMB", "msp-qmb-income-individual", QMB),
        ("SLMB", "msp-slmb-income-individual", SLMB),
        ("QI", "msp-qi-income-individual", QI),
    ],
};

const COUPLE: Household = Household {
    resources: "msp-resource-couple",
    programs: [
        ("QMB", "msp-qmb-income-couple", QMB),
        ("SLMB", "msp-slmb-income-couple", SLMB),
        ("QI", "msp-qi-income-couple", QI),
    ],
};

fn level(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let table = [
        ("individual", false),
        ("one person", false),
        ("single", false),
        ("couple", true),
        ("married", true),
    ];
    let is_couple = inputs.one_of("household", &table, "individual or couple is needed")?;
    let household = if is_couple { COUPLE } else { ONE };
    let income = inputs.amount("monthly_income")?;
    let resources = inputs.amount("resources")?;
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    let limit = inputs.figure(household.resources, day, &mut computed)?;
    limit.step(&mut computed, "Resource limit");
    let is_inside = resources <= limit.amount;
    let words = if is_inside { "no more than" } else { "more than" };
    computed.step(
        format!("{} is {words} {}", resources.words(), limit.amount.words()),
        yes_no(is_inside),
        QMB,
    );
    let by_income = by_income(inputs, &household, income, day, &mut computed)?;
    if !is_inside && by_income != "none" {
        computed.step("Too much in resources by the federal limit".to_owned(), "none", QMB);
        other_states(inputs, &mut computed, by_income, resources, day);
    }
    computed.caution.push(
        "Income before anything is taken off: the limits have the general exclusion in them. From wages more than half is left out, so apply if wages put it above."
            .to_owned(),
    );
    if by_income == "QI" {
        computed.caution.push(
            "QI is only for somebody who does not get full Medicaid (Medi-Cal), which can be better: ask the county for both.".to_owned(),
        );
    }
    let program = if is_inside { by_income } else { "none" };
    computed.set([("program", Some(program.to_owned()))]);
    Ok(computed)
}

/// Returns the first program whose income limit is not passed.
fn by_income(
    inputs: &Inputs<'_>,
    household: &Household,
    income: Cents,
    day: Date,
    computed: &mut Computed,
) -> Result<&'static str, RuleError> {
    for (program, id, cite) in household.programs {
        let limit = inputs.figure(id, day, computed)?;
        limit.step(computed, &format!("{program} income limit"));
        if income <= limit.amount {
            computed.step(
                format!("{} is no more than {}", income.words(), limit.amount.words()),
                program,
                cite,
            );
            if income == limit.amount {
                computed.caution.push(format!(
                    "Income is exactly the {program} limit. It is read as inside: apply, and let the county decide."
                ));
            }
            return Ok(program);
        }
    }
    computed.step(format!("{} is more than every limit", income.words()), "none", QI);
    Ok("none")
}

/// Shows what holds in California, where resources count otherwise, and in other states.
fn other_states(inputs: &Inputs<'_>, computed: &mut Computed, by_income: &'static str, resources: Cents, day: Date) {
    let figure = inputs.context.figures.find("ca-medi-cal-asset-individual");
    let limit = figure
        .and_then(|figure| figure.on(day))
        .and_then(|value| Cents::parse(&value.amount));
    let words = match limit {
        Some(limit) if resources <= limit => Some(format!(
            "In California the resource limit is {} for one person, and more for each further member of the household. By income it fits.",
            limit.words()
        )),
        Some(_) => None,
        None => Some("In California there was no resource limit then. By income it fits.".to_owned()),
    };
    if let Some(words) = words.filter(|_| day >= CALIFORNIA) {
        computed.argue(by_income, words, "DHCS letter I 25-23");
    }
    computed.caution.push(
        "Some states have another resource limit or none. A home, one car and household goods do not count: go through what was counted before giving up."
            .to_owned(),
    );
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};
    use super::super::{Computed, RuleError};

    fn level(income: &str, resources: &str, on: &str) -> Result<Computed, RuleError> {
        let inputs = [
            ("household", "individual"),
            ("monthly_income", income),
            ("resources", resources),
            ("on", on),
        ];
        Table::today("2026-11-21").known_until("2026-12-31").compute("msp-level", &inputs)
    }

    #[track_caller]
    fn check(income: &str, on: &str, program: &str) {
        assert_eq!(
            value(&level(income, "1000", on).expect("a program"), "program"),
            program,
            "{income} {on}"
        );
    }

    #[test]
    fn the_limits_of_the_manual_hold_in_2021_and_those_of_the_day_otherwise() {
        check("1094", "2021-06-15", "QMB");
        check("1094.01", "2021-06-15", "SLMB");
        check("1308", "2021-06-15", "SLMB");
        check("1308.01", "2021-06-15", "QI");
        check("1469", "2021-06-15", "QI");
        check("1469.01", "2021-06-15", "none");
        check("1350", "", "QMB");
        check("1816.01", "", "none");
        assert!(
            matches!(level("1000", "1000", "2027-02-01"), Err(RuleError::UnknownFigure(words)) if words.contains("not known for 2027; 2026 was"))
        );
    }

    #[test]
    fn california_is_named_where_only_the_federal_resource_limit_is_passed() {
        let computed = level("1300", "50000", "").expect("an answer");
        assert_eq!(value(&computed, "program"), "none");
        assert_eq!(computed.arguable.first().map(|other| other.value.as_str()), Some("QMB"));
        assert!(level("1000", "50000", "2021-06-15").expect("an answer").arguable.is_empty());
        assert!(level("2000", "50000", "").expect("an answer").arguable.is_empty());
        assert!(level("1300", "130000.01", "").expect("an answer").arguable.is_empty());
    }
}
