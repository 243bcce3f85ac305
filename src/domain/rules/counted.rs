//! Counting: rules that cards state in full, such as "60 days after receipt, which is presumed five days after the notice".
//!
//! Does not belong here: reading the statement (`parse::rule`), rules that need an algorithm.

use jiff::ToSpan;
use jiff::civil::Date;

use super::inputs::{Inputs, late_words, result_date, result_month};
use super::medicare_periods::work_to_a_workday;
use super::stated::{Arguing, Audience, Count, Counted, RECEIPT, Receipt, Rule, Status, UNROLLED, Unit, When, owned_name};
use super::workdays::roll;
use super::{Computed, RuleError, ValueKind};
use crate::domain::calendar::{day_words, is_nonworkday};

/// Computes a rule that counts, by the version of it that holds on the day it is counted from.
pub(super) fn compute(rule: &Rule, versions: &[Counted], inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    for input in &rule.inputs {
        check_choice(rule, &input.name, inputs)?;
    }
    let from = base(versions.last().ok_or_else(|| RuleError::UnknownRule(rule.id.clone()))?);
    if rule.input(from).is_some_and(|input| input.kind == ValueKind::Month) {
        return of_month(rule, versions, from, inputs);
    }
    let start = inputs.date(from)?;
    let version = version_on(rule, versions, start, from, inputs)?;
    Counting {
        rule,
        version,
        inputs,
        start,
    }
    .run(versions)
}

/// The input whose day tells which version holds: the one that is counted from, or the notice whose receipt is.
fn base(version: &Counted) -> &str {
    match &version.receipt {
        Some(receipt) if version.count.from == RECEIPT => &receipt.notice,
        _ => &version.count.from,
    }
}

fn check_choice(rule: &Rule, name: &str, inputs: &Inputs<'_>) -> Result<(), RuleError> {
    if matches!(rule.input(name), Some(input) if matches!(input.kind, ValueKind::OneOf(_))) && inputs.has(name) {
        choice(rule, name, inputs)?;
    }
    Ok(())
}

/// Returns the option that an answer stands for.
fn choice<'a>(rule: &'a Rule, name: &str, inputs: &Inputs<'_>) -> Result<&'a str, RuleError> {
    let Some(input) = rule.input(name) else {
        return Err(RuleError::UnknownInput(name.to_owned()));
    };
    let ValueKind::OneOf(options) = &input.kind else { return Ok("") };
    let given = inputs.words(name)?;
    if let Some(option) = options.iter().find(|option| *option == given) {
        return Ok(option);
    }
    let own = options.iter().map(|option| (option.as_str(), option.as_str()));
    let others = input
        .spellings
        .iter()
        .map(|(spelling, option)| (spelling.as_str(), option.as_str()));
    let table: Vec<(&str, &str)> = own.chain(others).collect();
    inputs.one_of(name, &table, &format!("one of these is needed: {}", options.join(", ")))
}

fn version_on<'a>(rule: &Rule, versions: &'a [Counted], start: Date, from: &str, inputs: &Inputs<'_>) -> Result<&'a Counted, RuleError> {
    versions.iter().find(|version| version.held.on(start)).ok_or_else(|| {
        let first = versions.first().and_then(|version| version.held.since);
        let since = first.map_or_else(String::new, |since| format!(" from {} on", day_words(since)));
        inputs.fault(
            from,
            &format!(
                "`{}` is known for days{since} only; for {} no rule is known here",
                rule.id,
                day_words(start)
            ),
        )
    })
}

fn of_month(rule: &Rule, versions: &[Counted], from: &str, inputs: &Inputs<'_>) -> Result<Computed, RuleError> {
    let start = inputs.month(from)?;
    let version = version_on(rule, versions, start.first_day(), from, inputs)?;
    let months: i32 = version.count.periods.iter().map(|(number, unit)| months_of(*number, *unit)).sum();
    let signed = if version.count.is_before { -months } else { months };
    let last = result_month(start.plus(signed))?;
    let mut computed = Computed::default();
    let direction = if version.count.is_before { "before" } else { "after" };
    let called = called(rule, from);
    computed.step(
        format!("{} {direction} {}{called}", version.count.words(), start.words()),
        last,
        &version.cite,
    );
    let advice = version.late.as_deref().filter(|_| version.audience == Audience::Client);
    computed
        .caution
        .extend(advice.and_then(|advice| late_words(last.last_day(), inputs.context.today, advice)));
    computed.caution.extend(
        version
            .cautions
            .iter()
            .filter(|caution| caution.when.held.on(start.first_day()))
            .map(|caution| caution.say.clone()),
    );
    computed.late_card.clone_from(&version.late_card);
    set(&mut computed, rule, &|_| Some(last.to_string()));
    Ok(computed)
}

fn months_of(number: u16, unit: Unit) -> i32 {
    match unit {
        Unit::Year => i32::from(number) * 12,
        _ => i32::from(number),
    }
}

fn called(rule: &Rule, input: &str) -> String {
    let words = rule.input(input).map_or("", |input| input.words.as_str());
    if words.is_empty() { String::new() } else { format!(", {words}") }
}

fn set(computed: &mut Computed, rule: &Rule, value: &dyn Fn(&str) -> Option<String>) {
    computed.results = rule.results.iter().map(|(name, _)| (owned_name(name), value(name))).collect();
}

struct Counting<'a> {
    rule: &'a Rule,
    version: &'a Counted,
    inputs: &'a Inputs<'a>,
    /// The day that tells which version holds.
    start: Date,
}

/// The receipt that counts, and an earlier one that is safer to count from.
struct Received {
    counts: Date,
    earlier: Option<Date>,
}

impl Counting<'_> {
    fn run(&self, versions: &[Counted]) -> Result<Computed, RuleError> {
        let mut computed = Computed::default();
        if let Some(until) = self.version.held.until {
            let since = versions.iter().any(|version| version.held.since.is_some_and(|since| until < since));
            let now = if since { " Another holds since then." } else { "" };
            computed
                .caution
                .push(format!("This is the rule for days up to {}.{now}", day_words(until)));
        }
        let received = self.received(&mut computed)?;
        let count = self.count()?;
        let from = self.day_from(count, received.as_ref().map(|received| received.counts))?;
        self.plan(&mut computed, received.as_ref())?;
        let unrolled = self.counted(&mut computed, count, from)?;
        let last = match &self.version.roll {
            Some(cite) => roll(&mut computed, unrolled, self.inputs.context, cite)?,
            None => unrolled,
        };
        if let Some(earlier) = received.as_ref().and_then(|received| received.earlier) {
            self.work_to_earlier(&mut computed, count, earlier)?;
        }
        if self.version.roll.is_none() && self.version.audience == Audience::Client {
            work_to_a_workday(&mut computed, last, self.inputs.context);
        }
        for arguing in &self.version.arguable {
            self.argue(&mut computed, arguing, received.as_ref(), last)?;
        }
        self.warn(&mut computed, last)?;
        let receipt = received.map(|received| received.counts.to_string());
        set(&mut computed, self.rule, &|name| match name {
            UNROLLED => Some(unrolled.to_string()),
            RECEIPT => receipt.clone(),
            _ => Some(last.to_string()),
        });
        Ok(computed)
    }

    fn received(&self, computed: &mut Computed) -> Result<Option<Received>, RuleError> {
        let Some(receipt) = &self.version.receipt else { return Ok(None) };
        let Receipt { days, notice, known, cite } = receipt;
        let notice = self.inputs.date(notice)?;
        let presumed = result_date(notice.checked_add(i64::from(*days).days()))?;
        computed.step(
            format!("Receipt is presumed {} after {}", Unit::Day.words(*days), day_words(notice)),
            presumed,
            cite,
        );
        let Some(known) = known else {
            return Ok(Some(Received {
                counts: presumed,
                earlier: None,
            }));
        };
        let Some(proven) = self.inputs.date_if_given(known)? else {
            return Ok(Some(Received {
                counts: presumed,
                earlier: None,
            }));
        };
        if proven < notice {
            return Err(self.inputs.fault(known, "a day on or after the date of the notice is needed"));
        }
        if proven > presumed {
            computed.step("A later receipt is shown, so it counts".to_owned(), proven, cite);
            computed.caution.push(
                "SSA has to accept the proof of the later receipt. Keep the envelope; note who took in the mail and when.".to_owned(),
            );
            return Ok(Some(Received {
                counts: proven,
                earlier: None,
            }));
        }
        Ok(Some(Received {
            counts: presumed,
            earlier: (proven < presumed).then_some(proven),
        }))
    }

    /// Returns the count for the answers given.
    fn count(&self) -> Result<&Count, RuleError> {
        for (when, count) in &self.version.instead {
            if self.applies(when)? {
                return Ok(count);
            }
        }
        Ok(&self.version.count)
    }

    fn applies(&self, when: &When) -> Result<bool, RuleError> {
        if !when.held.on(self.start) {
            return Ok(false);
        }
        let Some((name, answer)) = &when.answer else { return Ok(true) };
        if !self.inputs.has(name) {
            return Ok(false);
        }
        match self.rule.input(name).map(|input| &input.kind) {
            Some(ValueKind::YesNo) => Ok(self.inputs.yes_no(name)? == (answer == "yes")),
            _ => Ok(choice(self.rule, name, self.inputs)? == answer),
        }
    }

    fn day_from(&self, count: &Count, receipt: Option<Date>) -> Result<Date, RuleError> {
        match receipt {
            Some(receipt) if count.from == RECEIPT => Ok(receipt),
            _ => self.inputs.date(&count.from),
        }
    }

    /// Counts, with a step; a day that the later month does not have is shown, and the next month is arguable.
    fn counted(&self, computed: &mut Computed, count: &Count, from: Date) -> Result<Date, RuleError> {
        let last = self.last_day(count, from)?;
        let direction = if count.is_before { "before" } else { "after" };
        let called = called(self.rule, &count.from);
        computed.step(
            format!("{} {direction} {}{called}", count.words(), day_words(from)),
            last,
            &self.version.cite,
        );
        let is_by_month = matches!(count.periods.as_slice(), [(_, Unit::Month | Unit::Year)]);
        if is_by_month && !count.is_before && last.day() != from.day() {
            computed.step(
                format!("The month has no day {}, so its last day is taken, the safer reading", from.day()),
                last,
                &self.version.cite,
            );
            let over = result_date(last.checked_add(i64::from(from.day() - last.day()).days()))?;
            let why = format!(
                "No text says what {} from a day that the later month does not have comes to. Counted over into the next month.",
                count.words()
            );
            let planned = self.rolled(last, self.version.roll.is_some())?;
            let day = self.rolled(over, self.version.roll.is_some())?;
            if planned < day {
                computed.argue(day, why, &self.version.cite);
            }
        }
        Ok(last)
    }

    fn last_day(&self, count: &Count, from: Date) -> Result<Date, RuleError> {
        let mut day = from;
        for (number, unit) in &count.periods {
            let number = if count.is_before { -i64::from(*number) } else { i64::from(*number) };
            day = match unit {
                Unit::Day => result_date(day.checked_add(number.days()))?,
                Unit::Week => result_date(day.checked_add((number * 7).days()))?,
                Unit::Month => result_date(day.checked_add(number.months()))?,
                Unit::Year => result_date(day.checked_add((number * 12).months()))?,
                Unit::Workday => self.workdays_on(day, number)?,
            };
        }
        Ok(day)
    }

    fn workdays_on(&self, from: Date, number: i64) -> Result<Date, RuleError> {
        let (mut day, mut left) = (from, number);
        while left != 0 {
            let next = if number < 0 { day.yesterday() } else { day.tomorrow() };
            day = result_date(next)?;
            if !is_nonworkday(day, self.inputs.context.closed_days) {
                left -= number.signum();
            }
        }
        Ok(day)
    }

    fn rolled(&self, day: Date, is_rolled: bool) -> Result<Date, RuleError> {
        if !is_rolled {
            return Ok(day);
        }
        let mut unseen = Computed::default();
        roll(&mut unseen, day, self.inputs.context, "")
    }

    /// Sets an earlier day to plan on, where the card gives one.
    fn plan(&self, computed: &mut Computed, received: Option<&Received>) -> Result<(), RuleError> {
        let Some(plan) = &self.version.plan else { return Ok(()) };
        if !self.applies(&plan.when)? {
            return Ok(());
        }
        let from = self.day_from(&plan.count, received.map(|received| received.counts))?;
        let last = self.last_day(&plan.count, from)?;
        computed.step(
            format!("The day to plan on: {} after {}", plan.count.words(), day_words(from)),
            last,
            &plan.cite,
        );
        let last = match (&self.version.roll, plan.is_rolled) {
            (Some(cite), true) => roll(computed, last, self.inputs.context, cite)?,
            _ => last,
        };
        computed.work_to = Some(last.to_string());
        computed
            .caution
            .push(format!("Plan on {}, {}. {}", day_words(last), plan.count.words(), plan.why));
        Ok(())
    }

    /// Sets the day to work to when a letter came before the day on which it is presumed to.
    fn work_to_earlier(&self, computed: &mut Computed, count: &Count, earlier: Date) -> Result<(), RuleError> {
        let last = self.last_day(count, earlier)?;
        let work_to = self.rolled(last, self.version.roll.is_some())?;
        computed.work_to = Some(work_to.to_string());
        computed.caution.push(format!(
            "The letter came on {}, before the day on which it is presumed to. The presumption still stands by the notice's wording, but it also says \
             that the days start when the letter is received: work to {}.",
            day_words(earlier),
            day_words(work_to)
        ));
        Ok(())
    }

    fn argue(&self, computed: &mut Computed, arguing: &Arguing, received: Option<&Received>, last: Date) -> Result<(), RuleError> {
        if !self.applies(&arguing.when)? {
            return Ok(());
        }
        let from = self.day_from(&arguing.count, received.map(|received| received.counts))?;
        let day = self.last_day(&arguing.count, from)?;
        let day = self.rolled(day, arguing.is_rolled)?;
        // An in-dispute main result is itself the later day.
        let is_later = last < day || (last == day && self.version.plan.is_some());
        if is_later {
            computed.argue(day, arguing.why.clone(), &arguing.cite);
        }
        Ok(())
    }

    fn warn(&self, computed: &mut Computed, last: Date) -> Result<(), RuleError> {
        if self.version.audience == Audience::Decider {
            computed
                .caution
                .push("A time limit of theirs, not of the client: it is not moved when it ends on a closed day.".to_owned());
        }
        for caution in &self.version.cautions {
            if self.applies(&caution.when)? {
                computed.caution.push(caution.say.clone());
            }
        }
        match self.rule.status {
            Status::InForce | Status::InDispute => {}
            Status::Replaced => computed
                .caution
                .push("This rule was replaced: it counts for older days only.".to_owned()),
            Status::NotVerified => computed
                .caution
                .push("Not verified: no text of today was seen for this rule. Ask for the section before you rely on it.".to_owned()),
        }
        if let Some(advice) = &self.version.late {
            let plan = computed.work_to.as_deref().and_then(|day| day.parse().ok());
            let late_from = if self.version.plan.is_some() { plan.unwrap_or(last) } else { last };
            computed.caution.extend(late_words(late_from, self.inputs.context.today, advice));
        }
        computed.late_card.clone_from(&self.version.late_card);
        Ok(())
    }
}
