//! Date and amount rules behind one face: id and inputs in, results with their trace out.
//!
//! One file under `rules/` for each part of the law. Where a document's rule was replaced, today's is computed and a caution
//! names the other. Where a reading is open, the one that protects the client is taken and the other is shown as arguable.
//! Does not belong here: wording of inputs for people, the clock (`RuleContext` carries today's date).

mod advantage_appeals;
mod advantage_enrollment;
mod appeals;
mod bpqy;
mod calfresh;
mod earnings_test;
mod escalation;
mod exr_grid;
mod family;
mod fast_appeals;
mod household;
mod immigrants;
mod inputs;
#[cfg(test)]
mod kept_dates;
mod late_enrollment;
mod medicare_appeals;
mod medicare_costs;
mod medicare_enrollment;
mod medicare_periods;
mod medicare_savings;
mod medicare_stays;
mod medigap;
mod money;
mod month_grid;
mod overpayments;
mod payroll_tax;
mod protective_filing;
mod reinstatement;
mod retirement;
mod ssi_income;
mod ssi_resources;
mod ssi_support;
mod trial_work;
#[cfg(test)]
mod vectors;
mod work_incentives;
mod workdays;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::calendar::ClosedDays;
use super::figures::Figures;
use super::grid::Grid;
use inputs::Inputs;

pub use money::Cents;

/// What a rule may look at beside its inputs.
#[derive(Debug, Clone, Copy)]
pub struct RuleContext<'a> {
    /// Today's civil date.
    pub today: Date,
    /// Days closed by order.
    pub closed_days: &'a ClosedDays,
    /// Amounts by date.
    pub figures: &'a Figures,
}

/// Results of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Computed {
    /// Results by name, in canonical form (`YYYY-MM-DD`, `YYYY-MM`, `yes`, `12.50`), in the rule's order; the first is the main one. A result may be absent (null).
    pub results: Vec<(&'static str, Option<String>)>,
    /// The day to work to, where it is earlier than the main result because the rule is in dispute or was replaced.
    pub work_to: Option<String>,
    /// Other values that can be argued for, with their authority. Never a value to plan on.
    pub arguable: Vec<Arguable>,
    /// The steps of the computation.
    pub trace: Vec<TraceStep>,
    /// A table of what was worked out, such as one row a month; each row has its authority in the trace.
    pub grid: Option<Grid>,
    /// What to be careful about.
    pub caution: Vec<String>,
    /// Source sections.
    pub cite: Vec<&'static str>,
}

/// A value that can be argued for beside the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arguable {
    /// The value in canonical form.
    pub value: String,
    /// Why, in words that can be read aloud.
    pub why: String,
    /// Its authority.
    pub cite: String,
}

/// One step of a computation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceStep {
    /// In words that can be read aloud.
    pub step: String,
    /// The value after it.
    pub value: String,
    /// Its authority: a source section id, or a law or regulation.
    pub cite: String,
}

impl Computed {
    /// Returns a result by name; without a name, the main one.
    #[must_use]
    pub fn value(&self, result: Option<&str>) -> Option<&str> {
        let found = match result {
            Some(name) => self.results.iter().find(|(known, _)| *known == name),
            None => self.results.first(),
        };
        found.and_then(|(_, value)| value.as_deref())
    }

    /// Returns the value to plan on: [`Computed::work_to`], or else the main result. Lists of what falls due use this one.
    #[must_use]
    pub fn plan(&self) -> Option<&str> {
        self.work_to.as_deref().or_else(|| self.value(None))
    }

    #[expect(clippy::needless_pass_by_value, reason = "dates, numbers and words are handed over alike")]
    fn step(&mut self, step: String, value: impl ToString, cite: &str) {
        self.trace.push(TraceStep {
            step,
            value: value.to_string(),
            cite: cite.to_owned(),
        });
    }

    #[expect(clippy::needless_pass_by_value, reason = "dates, numbers and words are handed over alike")]
    fn argue(&mut self, value: impl ToString, why: String, cite: &str) {
        self.arguable.push(Arguable {
            value: value.to_string(),
            why,
            cite: cite.to_owned(),
        });
    }
}

/// What an input or result holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A day.
    Date,
    /// A day and a local time of day, `YYYY-MM-DDTHH:MM`.
    Time,
    /// A month.
    Month,
    /// Months, joined by spaces or commas; may be empty.
    Months,
    /// Dollars and cents.
    Amount,
    /// Dollars and cents by month, `2025-01=1250.00 2025-02=0.00`; may be empty.
    MonthAmounts,
    /// `yes` or `no`; `true` and `false` in JSON.
    YesNo,
    /// A whole number.
    Number,
    /// One of these words; common other spellings are read as well.
    OneOf(&'static [&'static str]),
    /// Words.
    Text,
}

/// A rule as listed.
#[derive(Debug, Clone, Copy)]
pub struct RuleSpec {
    /// Id, as in the command-line contract.
    pub id: &'static str,
    /// What it works out, in words.
    pub title: &'static str,
    /// Inputs: name, what it holds, whether it is needed.
    pub inputs: &'static [(&'static str, Holds, bool)],
    /// Results; the first is the main one.
    pub results: &'static [(&'static str, Holds)],
    /// Source sections.
    pub cite: &'static [&'static str],
    /// How it is worked out.
    run: fn(&Inputs<'_>) -> Result<Computed, RuleError>,
}

impl RuleSpec {
    /// Returns what the input `name` holds.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<Holds> {
        self.inputs.iter().find(|(known, ..)| *known == name).map(|(_, holds, _)| *holds)
    }

    /// Returns what the result `name` holds.
    #[must_use]
    pub fn result(&self, name: &str) -> Option<Holds> {
        self.results.iter().find(|(known, _)| *known == name).map(|(_, holds)| *holds)
    }
}

/// Why a rule gave no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// No such rule.
    #[error("there is no rule `{0}`")]
    UnknownRule(String),
    /// A needed input is absent.
    #[error("`{0}` is needed")]
    MissingInput(&'static str),
    /// An input that the rule does not have.
    #[error("the rule has no input `{0}`")]
    UnknownInput(String),
    /// An input of the wrong form.
    #[error("`{input}` is {value:?}: {expected}")]
    BadInput {
        /// Name of the input.
        input: &'static str,
        /// As given.
        value: String,
        /// What would be right.
        expected: String,
    },
    /// An amount that is not known for the date.
    #[error("{0}")]
    UnknownFigure(String),
    /// The result is outside of the years 1990 to 2100.
    #[error("the result is outside of the years 1990 to 2100")]
    OutOfRange,
}

/// All rules, in the order in which they are listed.
pub const RULES: &[RuleSpec] = &[
    workdays::NONWORKDAY,
    workdays::NEXT_WORKDAY,
    protective_filing::TITLE_II_CLOSEOUT,
    protective_filing::TITLE_XVI_CLOSEOUT,
    protective_filing::L991_CLOSEOUT,
    protective_filing::APPOINTMENT_NOTICE,
    protective_filing::FILING_DATE,
    protective_filing::SIGNED_APPLICATION_DATE,
    protective_filing::CONTROLLING_DATE,
    reinstatement::FILING_PERIOD,
    reinstatement::FILING_TIMELY,
    reinstatement::RETROACTIVE_PERIOD,
    reinstatement::EARLIEST_MONTH_OF_ENTITLEMENT,
    reinstatement::MBR_INDICATORS,
    appeals::APPEAL_DEADLINE,
    appeals::CONTINUATION_DEADLINE,
    appeals::GOOD_CAUSE_EXPLANATION,
    escalation::SIGNATURE_AGE,
    escalation::INCOME_STEP_1,
    escalation::INCOME_STEP_3,
    escalation::MEDICARE_STEP_3,
    immigrants::CAPI_HEARING,
    immigrants::PERIOD_ANNIVERSARY,
    immigrants::HUNGRY_OR_HOMELESS,
    retirement::QUARTERS_OF_COVERAGE,
    retirement::EARLY_REDUCTION,
    retirement::FULL_RETIREMENT_AGE,
    retirement::DELAYED_CREDIT,
    earnings_test::UNDER_FULL_AGE,
    earnings_test::FULL_AGE_YEAR,
    family::SPOUSAL_BENEFIT,
    family::DIVORCED_SPOUSE,
    payroll_tax::PAYROLL_TAX,
    retirement::APPLY_MONTH,
    work_incentives::SUBSTANTIAL_GAINFUL_ACTIVITY,
    trial_work::TRIAL_WORK_PERIOD,
    work_incentives::EXTENDED_PERIOD,
    work_incentives::EXTENDED_PERIOD_PAYABLE,
    overpayments::TITLE_II_WAIVER_RESOURCES,
    overpayments::SMALL_AMOUNT,
    ssi_income::GRANT,
    ssi_income::IN_KIND_SUPPORT,
    ssi_resources::RESOURCE_LIMIT,
    ssi_resources::TRANSFER_PENALTY,
    ssi_resources::TRANSFER_LOOK_BACK,
    ssi_resources::TRANSFER_SMALL,
    ssi_income::INFREQUENT_INCOME,
    ssi_income::BUDGET_MONTH,
    ssi_resources::TAX_CREDIT_EXCLUSION,
    overpayments::SSI_WAIVER_INCOME,
    overpayments::SSI_RECOVERY_CAP,
    calfresh::MEDICAL_DEDUCTION,
    bpqy::NET_AMOUNT,
    bpqy::REVIEW_CYCLE,
    medicare_enrollment::INITIAL_PERIOD,
    advantage_enrollment::INITIAL_ELECTION,
    medicare_enrollment::GENERAL_PERIOD,
    medicare_enrollment::SPECIAL_PERIOD,
    medicare_enrollment::LATE_PENALTY,
    medicare_enrollment::DISABILITY_START,
    advantage_enrollment::OPEN_ENROLLMENT,
    advantage_enrollment::ADVANTAGE_OPEN_ENROLLMENT,
    advantage_enrollment::NEW_ENROLLEE,
    medicare_costs::HOSPITAL_COST,
    medicare_stays::BENEFIT_PERIOD,
    medicare_stays::PSYCHIATRIC_DAYS,
    medicare_costs::NURSING_HOME_COST,
    medicare_stays::QUALIFYING_STAY,
    medicare_stays::HOSPICE_PERIOD,
    medicare_costs::HOSPICE_COPAY,
    medicare_costs::PART_B_COST,
    medicare_costs::LIMITING_CHARGE,
    medigap::HOSPITAL_BENEFITS,
    medigap::PART_B_BENEFITS,
    medicare_savings::LEVEL,
    medicare_appeals::REDETERMINATION_REQUEST,
    medicare_appeals::REDETERMINATION_DECISION,
    medicare_appeals::RECONSIDERATION_REQUEST,
    medicare_appeals::RECONSIDERATION_DECISION,
    medicare_appeals::ESCALATION,
    medicare_appeals::HEARING_REQUEST,
    medicare_appeals::HEARING_DECISION,
    medicare_appeals::COUNCIL_REQUEST,
    medicare_appeals::COUNCIL_DECISION,
    medicare_appeals::COURT_ACTION,
    medicare_appeals::AMOUNT,
    advantage_appeals::ORGANIZATION_DETERMINATION,
    advantage_appeals::RECONSIDERATION_REQUEST,
    advantage_appeals::RECONSIDERATION_DECISION,
    advantage_appeals::OUTSIDE_DECISION,
    advantage_appeals::HEARING_REQUEST,
    advantage_appeals::COUNCIL_REQUEST,
    fast_appeals::WITHIN_72_HOURS,
    fast_appeals::HOSPITAL_CONTACT,
    fast_appeals::FAST_RECONSIDERATION,
    fast_appeals::TERMINATION_NOTICE,
    fast_appeals::SERVICES_CONTACT,
    fast_appeals::SERVICES_UNTIL,
    fast_appeals::IMPORTANT_MESSAGE,
    month_grid::WORK_MONTHS,
    exr_grid::REINSTATEMENT_MONTHS,
    ssi_support::GRANT_WITH_SUPPORT,
    late_enrollment::INITIAL_PERIOD_BY_MONTH,
    late_enrollment::MONTHS_LATE,
];

/// Returns the rule with `id`.
#[must_use]
pub fn find_rule(id: &str) -> Option<&'static RuleSpec> {
    RULES.iter().find(|rule| rule.id == id)
}

/// Computes a rule from inputs in canonical form.
///
/// An empty input, or one that says that it is not known, counts as absent; only a list of months or of amounts by month may be empty.
///
/// # Errors
///
/// [`RuleError`] that says which input is absent or wrong, or which figure is not known.
pub fn compute(rule: &str, inputs: &BTreeMap<String, String>, context: &RuleContext<'_>) -> Result<Computed, RuleError> {
    let spec = find_rule(rule).ok_or_else(|| RuleError::UnknownRule(rule.to_owned()))?;
    if let Some(unknown) = inputs.keys().find(|name| spec.input(name).is_none()) {
        return Err(RuleError::UnknownInput(unknown.clone()));
    }
    let inputs = Inputs::new(inputs, context);
    for (name, holds, is_needed) in spec.inputs {
        if *is_needed && !inputs.has(name) && !matches!(holds, Holds::Months | Holds::MonthAmounts) {
            return Err(RuleError::MissingInput(name));
        }
    }
    let mut computed = (spec.run)(&inputs)?;
    computed.cite = spec.cite.to_vec();
    Ok(computed)
}
