//! SSI income: the grant, support in kind, income that comes seldom, which month's income counts. Amounts are those of the day asked about.
//!
//! The grant is California's, for people who live on their own and can cook. Does not belong here: resources, deeming.

use jiff::civil::{Date, date};

use super::household::{HOUSEHOLDS, Household};
use super::inputs::{Inputs, yes_no};
use super::{Cents, Computed, Holds, RuleError, RuleSpec};

pub(super) const LEVEL: &str = "advocacy-for-seniors/2/how-much-income";
pub(super) const UNEARNED: &str = "advocacy-for-seniors/2/unearned-income";
pub(super) const EARNED: &str = "advocacy-for-seniors/2/earned-income";
pub(super) const ONE_THIRD: &str = "advocacy-for-seniors/2/one-third-rule";
pub(super) const PRESUMED: &str = "advocacy-for-seniors/2/presumed-value-rule";
const SELDOM: &str = "advocacy-for-seniors/2/what-is-not-income";
const WHEN: &str = "advocacy-for-seniors/2/when-income-counted";
const FOOD_RULE: &str = "20 CFR 416.1130; EM-24048; 89 FR 21199";
/// From this day on, food is no support in kind.
const FOOD_DROPPED: Date = date(2024, 9, 30);

/// `ssi-grant`.
pub(super) const GRANT: RuleSpec = RuleSpec {
    id: "ssi-grant",
    title: "SSI grant and countable income, California, own household with cooking",
    inputs: &[
        ("household", Holds::OneOf(HOUSEHOLDS), true),
        ("unearned", Holds::Amount, true),
        ("earned", Holds::Amount, true),
        ("irwe", Holds::Amount, false),
        ("disability_basis", Holds::YesNo, true),
        ("on", Holds::Date, false),
    ],
    results: &[
        ("grant", Holds::Amount),
        ("eligible", Holds::YesNo),
        ("countable", Holds::Amount),
        ("countable_unearned", Holds::Amount),
        ("countable_earned", Holds::Amount),
    ],
    cite: &[LEVEL, UNEARNED, EARNED],
    run: grant,
};

/// `ssi-ism`.
pub(super) const IN_KIND_SUPPORT: RuleSpec = RuleSpec {
    id: "ssi-ism",
    title: "How much in-kind support counts, and by which of the two rules",
    inputs: &[
        ("household_of_another", Holds::YesNo, true),
        ("food", Holds::YesNo, true),
        ("shelter", Holds::YesNo, true),
        ("shown_actual_value", Holds::Amount, false),
        ("household", Holds::OneOf(HOUSEHOLDS), false),
        ("on", Holds::Date, false),
    ],
    results: &[
        ("amount", Holds::Amount),
        ("rule", Holds::OneOf(&["one-third", "presumed-value", "none"])),
    ],
    cite: &[ONE_THIRD, PRESUMED],
    run: in_kind_support,
};

/// `ssi-infrequent-income`.
pub(super) const INFREQUENT_INCOME: RuleSpec = RuleSpec {
    id: "ssi-infrequent-income",
    title: "What counts of income that comes seldom, by calendar quarter",
    inputs: &[
        ("kind", Holds::OneOf(&["earned", "unearned"]), true),
        ("amount_in_quarter", Holds::Amount, true),
        ("on", Holds::Date, false),
    ],
    results: &[("counted", Holds::Amount)],
    cite: &[SELDOM],
    run: infrequent_income,
};

/// `ssi-budget-month`.
pub(super) const BUDGET_MONTH: RuleSpec = RuleSpec {
    id: "ssi-budget-month",
    title: "Which month's income sets the SSI payment of a month",
    inputs: &[("first_eligible_month", Holds::Month, true), ("payment_month", Holds::Month, true)],
    results: &[
        ("income_month", Holds::Month),
        ("nonrecurring_first_month_income_counts", Holds::YesNo),
    ],
    cite: &[WHEN],
    run: budget_month,
};

/// Support in kind as it goes into a grant.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Support {
    /// Counts as unearned income, before the general exclusion.
    pub(super) as_unearned: Cents,
    /// Is added to countable income; no exclusion comes off it.
    pub(super) as_countable: Cents,
}

fn grant(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let mut computed = Computed::default();
    grant_with(inputs, Support::default(), &mut computed)?;
    computed.caution.push(
        "Other living arrangements and blind people have other rates. Support in kind (ssi-ism) and income of an ineligible spouse are not counted here."
            .to_owned(),
    );
    Ok(computed)
}

/// Works out countable income and grant, with support in kind.
pub(super) fn grant_with(inputs: &Inputs<'_>, support: Support, computed: &mut Computed) -> Result<(), RuleError> {
    let household = Household::read(inputs)?;
    let day = inputs.asked_on()?;
    let rate = inputs.figure(household.pick("ca-ssi-ssp-individual", "ca-ssi-ssp-couple"), day, computed)?;
    rate.step(computed, &format!("California SSI and state supplement, {}", household.words()));
    let (unearned, rest) = countable_unearned(inputs, support.as_unearned, day, computed)?;
    let earned = countable_earned(inputs, day, rest, computed)?;
    let mut countable = unearned.plus(earned);
    if support.as_countable > Cents::default() {
        countable = countable.plus(support.as_countable);
        computed.step(
            format!("The one-third reduction, {}, is added in full", support.as_countable.words()),
            countable,
            ONE_THIRD,
        );
    }
    computed.step("Countable income".to_owned(), countable, LEVEL);
    let is_eligible = countable < rate.amount;
    let words = if is_eligible { "less than" } else { "not less than" };
    computed.step(
        format!("{} is {words} {}", countable.words(), rate.amount.words()),
        yes_no(is_eligible),
        LEVEL,
    );
    let grant = rate.amount.less(countable);
    computed.step("The rate less countable income".to_owned(), grant, LEVEL);
    if countable == rate.amount {
        computed.argue(
            "yes",
            "Income may not be more than the rate, and it is not; but the payment is nothing.".to_owned(),
            "42 USC 1382(a); advocacy-for-seniors/2/how-much-income",
        );
    }
    computed.set([
        ("grant", Some(grant.to_string())),
        ("eligible", Some(yes_no(is_eligible))),
        ("countable", Some(countable.to_string())),
        ("countable_unearned", Some(unearned.to_string())),
        ("countable_earned", Some(earned.to_string())),
    ]);
    Ok(())
}

/// Returns countable unearned income and what is left of the general exclusion.
fn countable_unearned(inputs: &Inputs<'_>, support: Cents, day: Date, computed: &mut Computed) -> Result<(Cents, Cents), RuleError> {
    let mut unearned = inputs.amount("unearned")?;
    if support > Cents::default() {
        unearned = unearned.plus(support);
        computed.step(
            format!("With support in kind, {}, as unearned income", support.words()),
            unearned,
            PRESUMED,
        );
    }
    let exclusion = inputs.figure("ssi-general-exclusion", day, computed)?;
    let countable = unearned.less(exclusion.amount);
    computed.step(
        format!("Unearned income, {}, less {} once", unearned.words(), exclusion.amount.words()),
        countable,
        UNEARNED,
    );
    Ok((countable, exclusion.amount.less(unearned)))
}

fn countable_earned(inputs: &Inputs<'_>, day: Date, rest: Cents, computed: &mut Computed) -> Result<Cents, RuleError> {
    let mut left = inputs.amount("earned")?;
    let expenses = inputs.amount_if_given("irwe")?.unwrap_or_default();
    let by_disability = inputs.yes_no("disability_basis")?;
    computed.step("Gross earned income".to_owned(), left, EARNED);
    if expenses > Cents::default() {
        let words = if by_disability {
            left = left.less(expenses);
            format!("Less impairment-related work expenses, {}", expenses.words())
        } else {
            computed.caution.push(
                "Work expenses count for who gets SSI for disability, or did in the month before reaching retirement age. Ask about that month."
                    .to_owned(),
            );
            "Work expenses are not taken off: not on the basis of disability".to_owned()
        };
        computed.step(words, left, EARNED);
    }
    let exclusion = inputs.figure("ssi-earned-exclusion", day, computed)?;
    left = left.less(exclusion.amount);
    computed.step(format!("Less {}", exclusion.amount.words()), left, EARNED);
    if rest > Cents::default() {
        left = left.less(rest);
        computed.step(
            format!("Less {} of the general exclusion that unearned income has not used", rest.words()),
            left,
            "20 CFR 416.1112(c)(4); SI 00810.420 A.3",
        );
    }
    let half = left.part(2);
    computed.step("Half of the rest".to_owned(), half, EARNED);
    if !left.is_whole_part(2) {
        computed.step("Cut to whole cents; no rule for rounding is stated".to_owned(), half, EARNED);
    }
    Ok(half)
}

/// What of food and shelter counts, and whether the one-third rule applies.
pub(super) fn in_kind_support(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let in_anothers = inputs.yes_no("household_of_another")?;
    let (food, shelter) = (inputs.yes_no("food")?, inputs.yes_no("shelter")?);
    let household = Household::read_or_individual(inputs)?;
    let day = inputs.asked_on()?;
    let food_counts = day < FOOD_DROPPED;
    let is_support = shelter || (food && food_counts);
    let mut computed = Computed::default();
    let words = if food_counts {
        "Before 30 September 2024 food counted as well as shelter"
    } else {
        "Since 30 September 2024 only shelter counts, food does not"
    };
    computed.step(words.to_owned(), yes_no(is_support), FOOD_RULE);
    let (amount, rule) = if !is_support {
        computed.step("Nothing that counts is given".to_owned(), "0.00", FOOD_RULE);
        (Cents::default(), "none")
    } else if in_anothers && food && shelter {
        (one_third(inputs, household, day, &mut computed)?, "one-third")
    } else {
        (presumed(inputs, household, day, &mut computed)?, "presumed-value")
    };
    support_cautions(&mut computed, food_counts);
    computed.set([("amount", Some(amount.to_string())), ("rule", Some(rule.to_owned()))]);
    Ok(computed)
}

fn one_third(inputs: &Inputs<'_>, household: Household, day: Date, computed: &mut Computed) -> Result<Cents, RuleError> {
    let words = if day < FOOD_DROPPED {
        "In the household of another, who gives both food and shelter"
    } else {
        "In the household of another, with shelter from it and the meals paid for or given by others in it"
    };
    computed.step(words.to_owned(), "one-third", ONE_THIRD);
    let value = inputs.figure(household.pick("ism-vtr-individual", "ism-vtr-couple"), day, computed)?;
    value.step(computed, "One third of the federal benefit rate, whatever the actual value");
    computed.caution.push(
        "The $20 exclusion is not taken off this amount. It applies to whole months only, and not to who pays a full share.".to_owned(),
    );
    Ok(value.amount)
}

fn presumed(inputs: &Inputs<'_>, household: Household, day: Date, computed: &mut Computed) -> Result<Cents, RuleError> {
    let value = inputs.figure(household.pick("ism-pmv-individual", "ism-pmv-couple"), day, computed)?;
    value.step(computed, "Presumed value, one third of the federal benefit rate and $20");
    let shown = inputs.amount_if_given("shown_actual_value")?;
    if shown.is_none() {
        computed
            .caution
            .push("Show the actual value if it is less: then that counts.".to_owned());
    }
    let amount = shown.map_or(value.amount, |shown| shown.min(value.amount));
    let words = match shown {
        Some(shown) if shown < value.amount => "The actual value that was shown is less",
        Some(_) => "The actual value is not less, so the presumed value stands",
        None => "No actual value was shown",
    };
    computed.step(words.to_owned(), amount, PRESUMED);
    Ok(amount)
}

fn support_cautions(computed: &mut Computed, food_counts: bool) {
    computed
        .caution
        .push("A written loan is no support, and paying a full share or a business-like rent leaves none.".to_owned());
    if !food_counts {
        computed.caution.push(
            "The manual of 2021 still counts food (ism-food-removed). Where one other member of the household gets public assistance, SNAP included, support from inside is not counted; a proposal to undo that was open (ism-public-assistance-rescission)."
                .to_owned(),
        );
    }
}

fn infrequent_income(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let table = [("earned", true), ("wages", true), ("unearned", false)];
    let is_earned = inputs.one_of("kind", &table, "earned or unearned is needed")?;
    let amount = inputs.amount("amount_in_quarter")?;
    let day = inputs.asked_on()?;
    let mut computed = Computed::default();
    let id = if is_earned {
        "ssi-infrequent-earned"
    } else {
        "ssi-infrequent-unearned"
    };
    let exclusion = inputs.figure(id, day, &mut computed)?;
    exclusion.step(&mut computed, "Not income in a calendar quarter if seldom or irregular");
    let counted = amount.less(exclusion.amount);
    computed.step(format!("What is left of {}", amount.words()), counted, &exclusion.basis);
    computed.caution.push(
        "Seldom: once in the quarter from one source, and not in the month before or after. Irregular: it could not be expected. The manual does not say what holds above; the regulation leaves out the first dollars only."
            .to_owned(),
    );
    computed.set([("counted", Some(counted.to_string()))]);
    Ok(computed)
}

fn budget_month(inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let first = inputs.month("first_eligible_month")?;
    let payment = inputs.month("payment_month")?;
    let since = first.months_until(payment);
    if since < 0 {
        let expected = format!("a month not before the first one eligible, {first}, is needed");
        return Err(inputs.fault("payment_month", &expected));
    }
    let mut computed = Computed::default();
    let income = if since <= 2 {
        computed.step("The first three months go by the income of the first".to_owned(), first, WHEN);
        first
    } else {
        let second_before = super::inputs::result_month(payment.plus(-2))?;
        computed.step(
            "From the fourth month on: the second month before".to_owned(),
            second_before,
            "20 CFR 416.420; SSA Handbook 2183",
        );
        second_before
    };
    let counts = since == 0;
    computed.step(
        "Income of the first month that does not recur counts in that month only".to_owned(),
        yes_no(counts),
        WHEN,
    );
    computed
        .caution
        .push("Whether someone is eligible at all goes by the income of the month itself.".to_owned());
    computed.set([
        ("income_month", Some(income.to_string())),
        ("nonrecurring_first_month_income_counts", Some(yes_no(counts))),
    ]);
    Ok(computed)
}

#[cfg(test)]
mod tests;
