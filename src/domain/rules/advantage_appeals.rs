//! Appeals in Medicare Advantage: the plan's decision and reconsideration, outside review, hearing, Council.
//!
//! Does not belong here: fast appeals of an end of care (`fast_appeals`), amounts at issue (`medicare_appeals`).

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::inputs::{Inputs, result_date};
use super::medicare_appeals::extend;
use super::medicare_periods::decision;
use super::{Computed, Holds, RuleError, RuleSpec};
use crate::domain::calendar::day_words;

const DETERMINATION: &str = "advocacy-for-seniors/4/ma-organization-determination";
const RECONSIDERATION: &str = "advocacy-for-seniors/4/ma-reconsideration";
const PRIOR: &str = "CMS-0057-F; 42 CFR 422.568(b)";
/// From here on a standard prior authorization takes seven days.
const PRIOR_AUTHORIZATION: Date = date(2026, 1, 1);

const DEADLINE: &[(&str, Holds)] = &[("deadline", Holds::Date)];

/// `ma-organization-determination`.
pub(super) const ORGANIZATION_DETERMINATION: RuleSpec = RuleSpec {
    id: "ma-organization-determination",
    title: "Day by which the plan must decide: payment 60 days, service 14, prior authorization 7 since 2026",
    inputs: &[
        ("kind", Holds::OneOf(&["payment", "service", "prior-authorization"]), true),
        ("request_date", Holds::Date, true),
    ],
    results: DEADLINE,
    cite: &[DETERMINATION],
    run: organization_determination,
};

/// `ma-reconsideration-decision`.
pub(super) const RECONSIDERATION_DECISION: RuleSpec = RuleSpec {
    id: "ma-reconsideration-decision",
    title: "Day by which the plan must answer: payment 60 days, service 30, 14 more if extended",
    inputs: &[
        ("kind", Holds::OneOf(&["payment", "service"]), true),
        ("request_date", Holds::Date, true),
        ("extension", Holds::YesNo, false),
    ],
    results: DEADLINE,
    cite: &[RECONSIDERATION],
    run: reconsideration_decision,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Payment,
    Service,
    PriorAuthorization,
}

const KINDS: &[(&str, Kind)] = &[
    ("payment", Kind::Payment),
    ("claim payment", Kind::Payment),
    ("service", Kind::Service),
    ("prior-authorization", Kind::PriorAuthorization),
];

fn organization_determination(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let kind = inputs.one_of("kind", KINDS, "payment, service or prior-authorization is needed")?;
    let request = inputs.date("request_date")?;
    let mut computed = match kind {
        Kind::Payment => decision(request, 60, "the day of the request for payment", DETERMINATION)?,
        Kind::Service => decision(request, 14, "the day of the request for a service", DETERMINATION)?,
        Kind::PriorAuthorization => {
            let days = inputs.whole_figure("ma-standard-prior-auth-days", request)?;
            let cite = if request < PRIOR_AUTHORIZATION { DETERMINATION } else { PRIOR };
            decision(request, days, "the day of the request for prior authorization", cite)?
        }
    };
    if kind == Kind::Service && request >= PRIOR_AUTHORIZATION {
        let sooner = result_date(request.checked_add(7.days()))?;
        computed.caution.push(format!(
            "If the service needs prior authorization, the 14 days were replaced on {}: 7 days, so by {} (ma-prior-authorization-7-days).",
            day_words(PRIOR_AUTHORIZATION),
            day_words(sooner)
        ));
    }
    if kind != Kind::Payment {
        computed.caution.push(
            "If waiting could harm the client's health, ask for a fast decision: 72 hours (expedited-72h). The plan can take up to 14 days more in some cases (42 CFR 422.568(b)(2))."
                .to_owned(),
        );
    }
    computed
        .caution
        .push("No answer in time is a denial, and can be appealed.".to_owned());
    Ok(computed)
}

fn reconsideration_decision(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let kinds: Vec<(&str, Kind)> = KINDS
        .iter()
        .copied()
        .filter(|(_, kind)| *kind != Kind::PriorAuthorization)
        .collect();
    let kind = inputs.one_of("kind", &kinds, "payment or service is needed")?;
    let request = inputs.date("request_date")?;
    let is_extended = inputs.yes_no_if_given("extension")? == Some(true);
    if kind == Kind::Payment {
        let mut computed = decision(request, 60, "the day of the request about a payment", RECONSIDERATION)?;
        if is_extended {
            computed
                .caution
                .push("The 14 days are for services only: about a payment the plan has no extension.".to_owned());
        }
        return Ok(computed);
    }
    let mut computed = decision(request, 30, "the day of the request about a service", RECONSIDERATION)?;
    if is_extended {
        extend(&mut computed, "by an extension", RECONSIDERATION)?;
    }
    computed
        .caution
        .push("If waiting could harm the client's health, ask for a fast decision: 72 hours (expedited-72h).".to_owned());
    Ok(computed)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};
    use super::super::{Computed, RuleError};

    fn compute(rule: &str, inputs: &[(&str, &str)]) -> Result<Computed, RuleError> {
        Table::today("2026-11-21").compute(rule, inputs)
    }

    #[test]
    fn sixty_days_are_safe_and_sixty_five_arguable_from_2025_on() {
        let request = |start: &str| compute("ma-reconsideration-request", &[("start_date", start)]).expect("a date");
        let old = request("2024-12-31");
        assert_eq!(value(&old, "deadline"), "2025-03-01");
        assert!(old.arguable.is_empty());
        let new = request("2025-01-01");
        assert_eq!(value(&new, "deadline"), "2025-03-02");
        assert_eq!(new.plan(), Some("2025-02-28"), "March 2 is a Sunday");
        assert_eq!(new.arguable.first().map(|other| other.value.as_str()), Some("2025-03-07"));
        assert!(new.caution.iter().any(|words| words.contains("replaced by 65")));
    }

    #[test]
    fn prior_authorization_takes_seven_days_since_2026() {
        let by = |kind: &str, request: &str| {
            let inputs = [("kind", kind), ("request_date", request)];
            compute("ma-organization-determination", &inputs).map(|computed| value(&computed, "deadline"))
        };
        assert_eq!(by("prior-authorization", "2025-12-31"), Ok("2026-01-14".to_owned()));
        assert_eq!(by("Prior authorization", "2026-01-01"), Ok("2026-01-08".to_owned()));
        assert_eq!(by("service", "2026-02-28"), Ok("2026-03-14".to_owned()));
        assert!(matches!(by("prior-authorization", "2019-05-01"), Err(RuleError::UnknownFigure(_))));
        let wrong = by("appeal", "2026-02-28").expect_err("no such kind").to_string();
        assert!(wrong.contains("payment, service or prior-authorization is needed"), "{wrong}");
    }

    #[test]
    fn an_extension_is_for_services_only() {
        let by = |kind: &str, extension: &str| {
            let inputs = [("kind", kind), ("request_date", "2026-01-31"), ("extension", extension)];
            value(&compute("ma-reconsideration-decision", &inputs).expect("a date"), "deadline")
        };
        assert_eq!(by("service", ""), "2026-03-02");
        assert_eq!(by("service", "yes"), "2026-03-16");
        assert_eq!(by("payment", "yes"), "2026-04-01");
    }
}
