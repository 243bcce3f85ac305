//! The BPQY: net amount of a benefit, and what a review code means.
//!
//! Does not belong here: the date of the next review, for which the handbook gives no formula.

use super::inputs::Inputs;
use super::{Cents, Computed, Holds, RuleError, RuleSpec};

const NET: &str = "bpqy-handbook/cash-net-amount";
const CYCLE: &str = "bpqy-handbook/medical-re-exam-cycle";

/// `bpqy-net-amount`.
pub(super) const NET_AMOUNT: RuleSpec = RuleSpec {
    id: "bpqy-net-amount",
    title: "Net amount: the benefit less what is held back",
    inputs: &[("full_amount", Holds::Amount, true), ("deductions", Holds::Text, false)],
    results: &[("net_amount", Holds::Amount)],
    cite: &[NET],
    run: net_amount,
};

/// `bpqy-review-cycle`.
pub(super) const REVIEW_CYCLE: RuleSpec = RuleSpec {
    id: "bpqy-review-cycle",
    title: "How many years a medical re-exam code stands for",
    inputs: &[("code", Holds::Text, true)],
    results: &[("years", Holds::Number)],
    cite: &[CYCLE],
    run: review_cycle,
};

fn net_amount(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let full = inputs.amount("full_amount")?;
    let mut computed = Computed::default();
    computed.step("Full amount".to_owned(), full, "bpqy-handbook/cash-full-amount");
    let mut net = full;
    for deduction in deductions(inputs)? {
        if deduction > net {
            return Err(inputs.fault("deductions", "amounts that are together no more than the full amount are needed"));
        }
        net = net.less(deduction);
        computed.step(format!("Less {}", deduction.words()), net, NET);
    }
    computed.set([("net_amount", Some(net.to_string()))]);
    Ok(computed)
}

fn deductions(inputs: &Inputs<'_>) -> Result<Vec<Cents>, RuleError> {
    if !inputs.has("deductions") {
        return Ok(Vec::new());
    }
    let text = inputs.words("deductions")?;
    if text.eq_ignore_ascii_case("none") {
        return Ok(Vec::new());
    }
    let parts = text
        .split(|c: char| c.is_whitespace() || c == ';')
        .map(|part| part.trim_matches(','));
    parts
        .filter(|part| !part.is_empty())
        .map(Cents::parse)
        .collect::<Option<_>>()
        .ok_or_else(|| inputs.fault("deductions", "amounts with spaces between are needed, such as 148.50 206.10"))
}

fn review_cycle(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let code = inputs.words("code")?;
    let key = code.trim().to_uppercase();
    let (years, words) = match key.as_str() {
        "3+" => (3, "3-year review diary, not permanent"),
        "5+" => (5, "5-year review diary, permanent"),
        "7+" => (7, "7-year review diary, permanent"),
        "U+" => (1, "Reason for a one-year re-examination"),
        letter if letter.len() == 1 && letter.chars().all(|c| ('A'..='U').contains(&c)) => (1, "Reason for a one-year re-examination"),
        _ => return Err(inputs.fault("code", "a letter from A to U, U+, 3+, 5+ or 7+ is needed")),
    };
    let mut computed = Computed::default();
    computed.step(format!("{key}: {words}"), years, CYCLE);
    computed
        .caution
        .push("The handbook is of 2009. The date of the next review is printed beside the cycle; it does not follow from it.".to_owned());
    computed.set([("years", Some(years.to_string()))]);
    Ok(computed)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::{Table, value};

    #[test]
    fn codes_are_letters_or_years() {
        let table = Table::today("2026-11-21");
        let years = |code: &str| {
            table
                .compute("bpqy-review-cycle", &[("code", code)])
                .map(|computed| value(&computed, "years"))
        };
        assert_eq!(years("a"), Ok("1".to_owned()));
        assert_eq!(years("3+"), Ok("3".to_owned()));
        let problem = years("X").expect_err("no code").to_string();
        assert!(problem.contains("a letter from A to U"), "{problem}");
    }

    #[test]
    fn more_held_back_than_there_is_cannot_be_right() {
        let table = Table::today("2026-11-21");
        let net = |deductions: &str| {
            let inputs = [("full_amount", "2,061.00"), ("deductions", deductions)];
            table
                .compute("bpqy-net-amount", &inputs)
                .map(|computed| value(&computed, "net_amount"))
        };
        assert_eq!(net("148.50 206.10"), Ok("1706.40".to_owned()));
        assert_eq!(net("none"), Ok("2061.00".to_owned()));
        assert!(
            net("2000 100")
                .expect_err("too much")
                .to_string()
                .contains("no more than the full amount")
        );
    }
}
