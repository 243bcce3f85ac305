//! The results of rules in words that a person would use, for records and screens. JSON keeps the names of the contract.
//!
//! Does not belong here: what a result holds (`rules`), values in words (`export::show_result`).

/// Returns the words for a result, such as `closes on` for `closeout`. A name without words comes back as it is.
#[must_use]
pub fn result_words(name: &str) -> &str {
    let found = WORDS.binary_search_by(|(known, _)| known.cmp(&name)).ok();
    found.and_then(|idx| WORDS.get(idx)).map_or(name, |(_, words)| words)
}

/// Names of results with their words, sorted by name.
const WORDS: &[(&str, &str)] = &[
    ("administrative_waiver", "small enough to be waived without a form"),
    ("age_days", "age of the signature in days"),
    ("amount", "value of the support"),
    ("anniversary", "ends on"),
    ("apply_month", "month in which to apply"),
    ("before", "ask by"),
    ("beneficiary_pays", "the client pays"),
    ("benefit", "benefit"),
    ("birthday_month", "month of the birthday"),
    ("by", "ask by"),
    ("cap", "most that may be withheld"),
    ("cessation_month", "benefits cease with"),
    ("closeout", "closes on"),
    ("closeout_notice", "kind of close-out notice"),
    ("coinsurance", "coinsurance"),
    ("coinsurance_paid", "coinsurance that the plan pays"),
    ("controlling_date", "filing date that counts"),
    ("copay", "co-payment"),
    ("countable", "countable income"),
    ("countable_earned", "countable earned income"),
    ("countable_unearned", "countable unearned income"),
    ("counted", "income that counts"),
    ("coverage_start", "coverage starts"),
    ("credits", "credits"),
    ("date", "workday"),
    ("days_ahead", "days from the letter to the appointment"),
    ("days_left", "days left"),
    ("deadline", "last day"),
    ("decision_by", "decision due by"),
    ("deductible", "deductible"),
    ("deduction", "deduction"),
    ("earliest_moe", "earliest month of entitlement"),
    ("ebd_dbc", "EBD and DBC point to work"),
    ("effective", "holds from"),
    ("eligible", "eligible"),
    ("eligible_again", "eligible again from"),
    ("emd", "EMD points to work"),
    ("end", "until"),
    ("ended_month", "entitlement ended with"),
    ("epe_first_month", "extended period from"),
    ("epe_last_month", "extended period to"),
    ("exception", "exception applies"),
    ("excess", "charge above what Medicare allows"),
    ("excess_paid", "excess charge that the plan pays"),
    ("exempt", "exempt"),
    ("extra_days_covered", "further days that the plan covers"),
    ("filing_date", "filing date"),
    ("first_by", "first copy due by"),
    ("first_day", "first day"),
    ("first_month", "first month"),
    ("fra_years", "full retirement age"),
    ("grant", "grant"),
    ("hi_dib", "Part A dates point to work"),
    ("in_lookback", "inside the look-back period"),
    ("in_period", "inside the period"),
    ("income_month", "month whose income counts"),
    ("increase_percent", "increase in percent"),
    ("indicates_sga", "indicates substantial gainful activity"),
    ("inpatient_nights", "nights as an inpatient"),
    ("last_day", "last day"),
    ("last_ineligible_month", "last month without SSI"),
    ("last_month", "last month"),
    ("later_closeout_required", "later filing has to be closed out"),
    ("latest_notice", "notice due by"),
    ("limit", "limit"),
    ("limiting_charge", "most that the doctor may charge"),
    ("medicare", "Medicare tax"),
    ("medicare_month", "first month of Medicare"),
    ("met", "enough money is at issue"),
    ("mm_yy", "as written on the SSA-823"),
    ("months", "months"),
    ("months_late", "months late"),
    ("months_late_to_march", "months late, counted to March"),
    ("net_amount", "net amount"),
    ("new_benefit_period", "new benefit period"),
    (
        "nonrecurring_first_month_income_counts",
        "one-time income of the first month counts",
    ),
    ("nonworkday", "no workday"),
    ("not_known_months", "months not known"),
    ("not_payable_months", "months not paid"),
    ("payable", "payable"),
    ("penalty_percent", "penalty in percent"),
    ("plan_pays", "the plan pays"),
    ("plan_pays_coinsurance", "coinsurance that the plan pays"),
    ("premium_2021_unrounded", "premium of 2021 with the penalty, not rounded"),
    ("program", "program"),
    ("qualifies", "qualifies"),
    ("receipt", "counts as received on"),
    ("reduction", "reduction"),
    ("reserve_days_used", "lifetime reserve days used"),
    ("resource_test_met", "resources inside the limit"),
    ("retroactivity_before_filing_month", "reaches back before the filing month"),
    ("rule", "rule that applies"),
    ("second_from", "second copy from"),
    ("second_required", "second copy needed"),
    ("second_until", "second copy until"),
    ("service_months", "trial work months used"),
    ("services_until", "services go on until"),
    ("sga_in_filing_month", "SGA in the filing month"),
    ("sga_months", "months with SGA"),
    ("social_security", "Social Security tax"),
    ("start", "from"),
    ("support", "support in kind"),
    ("support_rule", "rule for the support"),
    ("test_met", "inside the limit"),
    ("timely", "in time"),
    ("total", "the client pays in all"),
    ("trial_months_used", "trial work months used"),
    ("trigger", "work, or its cover, ended on"),
    ("two_week_mark", "two weeks are over on"),
    ("twp_complete_month", "month in which the trial work period is complete"),
    ("uncompensated", "value given away"),
    ("uncovered_days", "days not covered"),
    ("unrolled", "before the move to a workday"),
    ("valid_for_medical_records", "recent enough for medical records"),
    ("wait_required", "waiting is needed"),
    ("within_limit", "inside the limit"),
    ("years", "years"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::rules::vectors::rules;

    #[test]
    fn every_result_of_every_rule_has_words_and_no_word_is_left_over() {
        assert!(WORDS.is_sorted_by(|left, right| left.0 < right.0));
        let rules = rules();
        let names: BTreeSet<&str> = rules
            .all()
            .iter()
            .flat_map(|rule| &rule.results)
            .map(|(name, _)| name.as_str())
            .collect();
        let known: BTreeSet<&str> = WORDS.iter().map(|(name, _)| *name).collect();
        assert_eq!(known, names);
        assert!(WORDS.iter().all(|(_, words)| !words.contains('_')));
        assert_eq!(result_words("unrolled"), "before the move to a workday");
        assert_eq!(result_words("new"), "new");
    }
}
