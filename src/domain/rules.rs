//! Date and amount rules behind one face: id and inputs in, results with their trace out.
//!
//! A rule that counts days, weeks, months, years or workdays is stated in full on a card (`stated`) and counted by `counted`;
//! one that needs an algorithm is code, in one file under `rules/` for each part of the law, and its card says how to ask
//! for its inputs. Where a document's rule was replaced, today's is computed and a caution
//! names the other. Where a reading is open, the one that protects the client is taken and the other is shown as arguable.
//! Does not belong here: wording of inputs for people, the clock (`RuleContext` carries today's date).

mod advantage_appeals;
mod advantage_enrollment;
mod bpqy;
mod calfresh;
mod counted;
#[cfg(test)]
mod counted_tests;
mod earnings_test;
mod escalation;
mod exr_grid;
mod family;
mod fast_appeals;
mod figures_read;
mod household;
mod immigrants;
mod inputs;
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
mod stated;
mod trial_work;
#[cfg(test)]
pub(crate) mod vectors;
mod work_incentives;
mod workdays;

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;

use super::calendar::ClosedDays;
use super::figures::Figures;
use super::grid::Grid;
use inputs::Inputs;

pub use figures_read::FIGURES_READ;
pub use money::Cents;
pub use stated::{
    Arguing, Audience, Caution, Count, Counted, Held, InputIs, RECEIPT, Receipt, Rule, RuleInput, Rules, Stated, Status, UNROLLED, Unit,
    Way, When, boxes, is_code, kind_of_result,
};

/// What a rule may look at beside its inputs.
#[derive(Debug, Clone, Copy)]
pub struct RuleContext<'a> {
    /// Today's civil date.
    pub today: Date,
    /// Days closed by order.
    pub closed_days: &'a ClosedDays,
    /// Amounts by date.
    pub figures: &'a Figures,
    /// The rules themselves.
    pub rules: &'a Rules,
}

/// Results of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Computed {
    /// Results by name, in canonical form (`YYYY-MM-DD`, `YYYY-MM`, `yes`, `12.50`), in the rule's order; the first is the main one. A result may be absent (null).
    pub results: Vec<(Cow<'static, str>, Option<String>)>,
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
    pub cite: Vec<String>,
    /// Id of the card that tells what to do when it is late.
    pub late_card: Option<String>,
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

    /// Sets the results, the main one first.
    fn set<const N: usize>(&mut self, results: [(&'static str, Option<String>); N]) {
        self.results = results.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect();
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

/// What an input or result holds. The parameter is how the words of a choice are kept: fixed in code, or owned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Holds<C = &'static [&'static str]> {
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
    OneOf(C),
    /// Words.
    Text,
}

/// What an input or result of any rule holds.
pub type ValueKind = Holds<Vec<String>>;

impl Holds {
    /// Returns the same with owned words.
    fn owned(self) -> ValueKind {
        match self {
            Self::Date => ValueKind::Date,
            Self::Time => ValueKind::Time,
            Self::Month => ValueKind::Month,
            Self::Months => ValueKind::Months,
            Self::Amount => ValueKind::Amount,
            Self::MonthAmounts => ValueKind::MonthAmounts,
            Self::YesNo => ValueKind::YesNo,
            Self::Number => ValueKind::Number,
            Self::OneOf(words) => ValueKind::OneOf(words.iter().map(|word| (*word).to_owned()).collect()),
            Self::Text => ValueKind::Text,
        }
    }
}

/// A rule that is code: what its card need not say.
#[derive(Debug, Clone, Copy)]
struct RuleSpec {
    /// Id, as in the command-line contract.
    id: &'static str,
    /// What it works out, in words.
    title: &'static str,
    /// Inputs: name, what it holds, whether it is needed.
    inputs: &'static [(&'static str, Holds, bool)],
    /// Results; the first is the main one.
    results: &'static [(&'static str, Holds)],
    /// Source sections.
    cite: &'static [&'static str],
    /// How it is worked out.
    run: fn(&Inputs<'_>) -> Result<Computed, RuleError>,
}

/// Why a rule gave no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// No such rule.
    #[error("there is no rule `{0}`")]
    UnknownRule(String),
    /// A needed input is absent.
    #[error("`{0}` is needed")]
    MissingInput(String),
    /// An input that the rule does not have.
    #[error("the rule has no input `{0}`")]
    UnknownInput(String),
    /// An input of the wrong form.
    #[error("`{input}` is {value:?}: {expected}")]
    BadInput {
        /// Name of the input.
        input: String,
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

/// The rules that are code.
const CODE: &[RuleSpec] = &[
    workdays::NONWORKDAY,
    workdays::NEXT_WORKDAY,
    protective_filing::APPOINTMENT_NOTICE,
    protective_filing::FILING_DATE,
    protective_filing::SIGNED_APPLICATION_DATE,
    protective_filing::CONTROLLING_DATE,
    reinstatement::FILING_PERIOD,
    reinstatement::FILING_TIMELY,
    reinstatement::RETROACTIVE_PERIOD,
    reinstatement::EARLIEST_MONTH_OF_ENTITLEMENT,
    reinstatement::MBR_INDICATORS,
    escalation::SIGNATURE_AGE,
    escalation::INCOME_STEP_1,
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
    medicare_appeals::HEARING_DECISION,
    medicare_appeals::AMOUNT,
    advantage_appeals::ORGANIZATION_DETERMINATION,
    advantage_appeals::RECONSIDERATION_DECISION,
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

/// Computes a rule from inputs in canonical form.
///
/// An empty input, or one that says that it is not known, counts as absent; only a list of months or of amounts by month may be empty.
///
/// # Errors
///
/// [`RuleError`] that says which input is absent or wrong, or which figure is not known.
pub fn compute(rule: &str, inputs: &BTreeMap<String, String>, context: &RuleContext<'_>) -> Result<Computed, RuleError> {
    let rule = context.rules.find(rule).ok_or_else(|| RuleError::UnknownRule(rule.to_owned()))?;
    if let Some(unknown) = inputs.keys().find(|name| rule.input(name).is_none()) {
        return Err(RuleError::UnknownInput(unknown.clone()));
    }
    let inputs = Inputs::new(inputs, context);
    for input in &rule.inputs {
        if input.is_needed && !inputs.has(&input.name) && !matches!(input.kind, ValueKind::Months | ValueKind::MonthAmounts) {
            return Err(RuleError::MissingInput(input.name.clone()));
        }
    }
    let mut computed = match &rule.way {
        Way::Code => {
            let spec = CODE.iter().find(|spec| spec.id == rule.id);
            (spec.ok_or_else(|| RuleError::UnknownRule(rule.id.clone()))?.run)(&inputs)?
        }
        Way::Counted(versions) => counted::compute(rule, versions, &inputs)?,
    };
    computed.cite.clone_from(&rule.cite);
    Ok(computed)
}
