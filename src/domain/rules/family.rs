//! Spouses and divorced spouses of a retired worker.
//!
//! Does not belong here: survivors, offsets for a government pension (repealed from January 2024).

use jiff::ToSpan;

use super::inputs::{Inputs, result_date, yes_no};
use super::{Computed, Holds, RuleError, RuleSpec};
use crate::domain::calendar::day_words;

const SPOUSE: &str = "advocacy-for-seniors/1/spousal-benefit";
const DIVORCED: &str = "advocacy-for-seniors/1/spousal-benefit; RS 00202.005";

/// `t2-spousal-benefit`.
pub(super) const SPOUSAL_BENEFIT: RuleSpec = RuleSpec {
    id: "t2-spousal-benefit",
    title: "Spouse's benefit: half of the worker's, or the spouse's own if that is higher",
    inputs: &[("wage_earner_benefit", Holds::Amount, true), ("own_benefit", Holds::Amount, true)],
    results: &[("benefit", Holds::Amount)],
    cite: &[SPOUSE],
    run: spousal_benefit,
};

/// `t2-divorced-spouse`.
pub(super) const DIVORCED_SPOUSE: RuleSpec = RuleSpec {
    id: "t2-divorced-spouse",
    title: "Was the marriage long enough, and the divorce long enough ago, for a spouse's benefit?",
    inputs: &[
        ("marriage_date", Holds::Date, true),
        ("divorce_date", Holds::Date, true),
        ("claim_date", Holds::Date, true),
        ("remarried", Holds::YesNo, true),
    ],
    results: &[("eligible", Holds::YesNo)],
    cite: &[SPOUSE],
    run: divorced_spouse,
};

fn spousal_benefit(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let worker = inputs.amount("wage_earner_benefit")?;
    let own = inputs.amount("own_benefit")?;
    let half = worker.part(2);
    let mut computed = Computed::default();
    computed.step(format!("One half of {}", worker.words()), half, SPOUSE);
    if !worker.is_whole_part(2) {
        computed.step("Cut to whole cents; no rule for rounding is stated".to_owned(), half, SPOUSE);
    }
    let benefit = half.max(own);
    let words = if own > half {
        "The own benefit is higher"
    } else {
        "Not less than the own benefit"
    };
    computed.step(words.to_owned(), benefit, SPOUSE);
    computed
        .caution
        .push("At the spouse's full retirement age, of the worker's full benefit. Claimed earlier it is less for good, and a family maximum can lower it (SSA Handbook 320).".to_owned());
    computed.set([("benefit", Some(benefit.to_string()))]);
    Ok(computed)
}

fn divorced_spouse(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let married = inputs.date("marriage_date")?;
    let divorced = inputs.date("divorce_date")?;
    let claimed = inputs.date("claim_date")?;
    let remarried = inputs.yes_no("remarried")?;
    if divorced < married {
        return Err(inputs.fault("divorce_date", "a day on or after the marriage is needed"));
    }
    if claimed < divorced {
        return Err(inputs.fault("claim_date", "a day on or after the divorce is needed"));
    }
    let ten_years = result_date(married.checked_add(10.years()))?;
    let two_years = result_date(divorced.checked_add(2.years()))?;
    let (long_enough, waited) = (ten_years <= divorced, two_years <= claimed);
    let mut computed = Computed::default();
    computed.step(
        format!("Ten years of marriage on {}, before or on the divorce", day_words(ten_years)),
        yes_no(long_enough),
        DIVORCED,
    );
    computed.step(
        format!("Two years after the divorce on {}, before or on the claim", day_words(two_years)),
        yes_no(waited),
        SPOUSE,
    );
    computed.step("Not remarried".to_owned(), yes_no(!remarried), SPOUSE);
    let eligible = long_enough && waited && !remarried;
    if long_enough && !waited && !remarried {
        computed.argue(
            "yes",
            "The two years count only while the worker does not draw a benefit yet. If the worker draws one, no waiting is needed."
                .to_owned(),
            "SSA Handbook 311; 20 CFR 404.331",
        );
    }
    if remarried {
        computed
            .caution
            .push("If the later marriage has ended, or is to someone with certain benefits, the right may come back: ask.".to_owned());
    }
    computed
        .caution
        .push("The person has to be 62, and not have a higher benefit of their own.".to_owned());
    computed.set([("eligible", Some(yes_no(eligible)))]);
    Ok(computed)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};

    #[track_caller]
    fn check(married: &str, divorced: &str, claimed: &str, eligible: &str, arguable: bool) {
        let inputs = [
            ("marriage_date", married),
            ("divorce_date", divorced),
            ("claim_date", claimed),
            ("remarried", "no"),
        ];
        let computed = Table::today("2026-11-21")
            .compute("t2-divorced-spouse", &inputs)
            .expect("an answer");
        assert_eq!(value(&computed, "eligible"), eligible, "{inputs:?}");
        assert_eq!(!computed.arguable.is_empty(), arguable, "{inputs:?}");
    }

    #[test]
    fn the_tenth_anniversary_itself_is_enough_and_the_two_years_can_be_argued() {
        check("2010-05-06", "2020-05-06", "2022-05-06", "yes", false);
        check("2010-05-06", "2020-05-05", "2024-05-06", "no", false);
        check("2010-05-06", "2020-05-06", "2022-05-05", "no", true);
        check("2012-02-29", "2022-02-28", "2024-02-28", "yes", false);
    }

    #[test]
    fn the_higher_of_two_benefits_is_taken() {
        let inputs = [("wage_earner_benefit", "1,426.03"), ("own_benefit", "0")];
        let computed = Table::today("2026-11-21")
            .compute("t2-spousal-benefit", &inputs)
            .expect("an amount");
        assert_eq!(value(&computed, "benefit"), "713.01");
    }
}
