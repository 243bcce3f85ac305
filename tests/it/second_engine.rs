//! The rules of dates worked out twice: the engine against a second one that walks a calendar of its own, day by day.
//!
//! Every day from 2015 to 2035 is tried with every rule that gives a date, a month or a time. Beside it stand the properties
//! that hold for all of them. Does not belong here: rules of amounts, single worked examples (`worked_examples`).

mod answers;
mod calendar;
mod properties;
mod table;

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use callcard::domain::rules::{Computed, Rule, RuleError, ValueKind, compute};
use jiff::civil::date;

use crate::support::{all_rules, rule_context};
use answers::{Answer, Asked};
use calendar::Calendar;
use properties::{Last, PROPERTIES};
use table::{BY_AMOUNTS, EXCEPTIONS, SECOND, SecondRule, Walk};

const TODAY: jiff::civil::Date = date(2026, 11, 21);
/// Failures of a rule that are shown; the rest is only counted.
const SHOWN: usize = 6;

fn calendar() -> Calendar {
    let list = include_str!("../../content/closed-days.yaml");
    let days: Vec<&str> = list
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- {date: "))
        .map(|line| &line[..10])
        .collect();
    assert!(days.len() >= 9, "days closed by order");
    Calendar::walk(&days)
}

fn is_dated(kind: &ValueKind) -> bool {
    matches!(kind, ValueKind::Date | ValueKind::Time | ValueKind::Month | ValueKind::Months)
}

fn spec(id: &str) -> &'static Rule {
    all_rules()
        .iter()
        .find(|rule| rule.id == id)
        .unwrap_or_else(|| panic!("no rule {id}"))
}

/// All starts of a rule from 2015 to 2035, in order.
fn starts(calendar: &Calendar, walk: Walk) -> Vec<String> {
    let (first, last) = match walk {
        Walk::Births => ("1950-01-01", "1970-12-31"),
        _ => ("2015-01-01", "2035-12-31"),
    };
    let days = (calendar.place(first)..=calendar.place(last)).map(|place| calendar.text(place).to_owned());
    match walk {
        Walk::Months => days.filter(|day| day.ends_with("-01")).map(|day| day[..7].to_owned()).collect(),
        Walk::Times => days
            .flat_map(|day| ["00:00", "09:30", "23:59"].map(|time| format!("{day}T{time}")))
            .collect(),
        Walk::Days | Walk::Births => days.collect(),
    }
}

/// All inputs of a rule from one start: each set of other days, with each value of each choice; in the same order for each start.
fn inputs_from(rule: &SecondRule, spec: &Rule, calendar: &Calendar, start: &str) -> Vec<BTreeMap<String, String>> {
    let mut all = Vec::new();
    for beside in (rule.beside)(calendar, start) {
        let mut inputs: BTreeMap<String, String> = beside.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        inputs.entry(rule.start.to_owned()).or_insert_with(|| start.to_owned());
        let mut sets = vec![inputs];
        for input in &spec.inputs {
            let (name, is_needed) = (&input.name, input.is_needed);
            let words: Vec<&str> = match &input.kind {
                _ if sets[0].contains_key(name) => continue,
                ValueKind::OneOf(words) => words.iter().map(String::as_str).collect(),
                ValueKind::YesNo => vec!["yes", "no"],
                _ => Vec::new(),
            };
            assert!(!is_needed || !words.is_empty(), "{}: the table gives no `{name}`", rule.id);
            let absent = (!is_needed && words.is_empty()).then_some(&sets);
            let tried = words.iter().flat_map(|word| {
                sets.iter().map(move |set| {
                    let mut set = set.clone();
                    set.insert(name.clone(), (*word).to_owned());
                    set
                })
            });
            sets = absent.cloned().unwrap_or_default().into_iter().chain(tried).collect();
        }
        all.append(&mut sets);
    }
    all
}

/// What the second engine and the first say to the same inputs.
struct Both<'a> {
    rule: &'a SecondRule,
    calendar: &'a Calendar,
    /// Which of the inputs of its start this is; the same number means the same kind of case.
    number: usize,
    inputs: &'a BTreeMap<String, String>,
    engine: &'a Result<Computed, RuleError>,
    second: &'a Answer,
}

/// What the walk over all rules and days has found.
#[derive(Default)]
pub(crate) struct Walked {
    cases: usize,
    /// What did not hold: property, rule, how often, the first of them.
    failures: BTreeMap<(&'static str, &'static str), (usize, Vec<String>)>,
    /// Lines of traces by their authority.
    pub cites: BTreeMap<String, usize>,
    /// Values that are only arguable, by their authority.
    pub arguable_cites: BTreeMap<String, usize>,
    /// Results without a trace.
    pub untraced: usize,
}

/// Returns what the walk over all rules and days has found; it is done once for all tests that ask.
pub(crate) fn walked() -> &'static Walked {
    static WALKED: OnceLock<Walked> = OnceLock::new();
    WALKED.get_or_init(|| {
        let walked = Mutex::new(Walked::default());
        on_two_threads(SECOND, |rule| walk(rule, &walked));
        walked.into_inner().unwrap()
    })
}

/// Does `work` for all items, shared out between two threads.
fn on_two_threads<T: Sync>(items: &[T], work: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    let share = || {
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            work(item);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(share);
        share();
    });
}

/// Walks one rule over all its starts and adds what was found.
fn walk(rule: &SecondRule, walked: &Mutex<Walked>) {
    let library = callcard::builtin::library();
    let (calendar, spec, context) = (calendar(), spec(rule.id), rule_context(&library, TODAY));
    let (mut cases, mut untraced, mut last) = (0, 0, Last::new());
    let (mut cites, mut arguable_cites): (HashMap<String, usize>, HashMap<String, usize>) = Default::default();
    let mut failures: BTreeMap<_, (usize, Vec<String>)> = BTreeMap::new();
    for start in starts(&calendar, rule.walk) {
        for (number, inputs) in inputs_from(rule, spec, &calendar, &start).iter().enumerate() {
            let asked = Asked {
                calendar: &calendar,
                figures: &library.figures,
                inputs,
            };
            let both = Both {
                rule,
                calendar: &calendar,
                number,
                inputs,
                engine: &compute(rule.id, inputs, &context),
                second: &rule.second.answer(&asked, rule.start),
            };
            cases += 1;
            for (property, held) in PROPERTIES {
                if let Err(told) = held(&mut last, &both) {
                    let (count, shown) = failures.entry((*property, rule.id)).or_default();
                    *count += 1;
                    if shown.len() < SHOWN {
                        shown.push(format!("{inputs:?}: {told}"));
                    }
                }
            }
            if let Ok(computed) = both.engine {
                untraced += usize::from(computed.trace.is_empty());
                count(&mut cites, computed.trace.iter().map(|line| &line.cite));
                count(&mut arguable_cites, computed.arguable.iter().map(|other| &other.cite));
            }
        }
    }
    let mut walked = walked.lock().unwrap();
    walked.cases += cases;
    walked.untraced += untraced;
    walked.failures.append(&mut failures);
    for (cite, count) in cites {
        *walked.cites.entry(cite).or_default() += count;
    }
    for (cite, count) in arguable_cites {
        *walked.arguable_cites.entry(cite).or_default() += count;
    }
}

fn count<'a>(counts: &mut HashMap<String, usize>, cites: impl Iterator<Item = &'a String>) {
    for cite in cites {
        match counts.get_mut(cite) {
            Some(count) => *count += 1,
            None => drop(counts.insert(cite.clone(), 1)),
        }
    }
}

/// Checks that a property held in every case.
#[track_caller]
fn held(property: &str) {
    let walked = walked();
    println!("{} rules, {} cases: {property}", SECOND.len(), walked.cases);
    assert!(PROPERTIES.iter().any(|(known, _)| *known == property), "{property}");
    let failures: Vec<_> = walked.failures.iter().filter(|((known, _), _)| *known == property).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn every_rule_with_a_date_is_worked_out_a_second_time() {
    let mut dated: Vec<&str> = all_rules()
        .iter()
        .filter(|rule| rule.results.iter().any(|(_, kind)| is_dated(kind)))
        .map(|rule| rule.id.as_str())
        .collect();
    dated.sort_unstable();
    let by_amounts = BY_AMOUNTS.iter().map(|(id, _)| *id);
    let mut second: Vec<&str> = SECOND.iter().map(|rule| rule.id).chain(by_amounts).collect();
    second.sort_unstable();
    assert_eq!(second, dated);
    for (rules, why) in EXCEPTIONS {
        assert!(rules.split(", ").all(|rule| dated.contains(&rule)) && why.ends_with('.'), "{rules}");
    }
}

#[test]
fn both_engines_agree_on_every_day_from_2015_to_2035() {
    held("both engines agree");
}

#[test]
fn a_later_start_never_gives_an_earlier_date() {
    held("a later start never gives an earlier date");
}

#[test]
fn what_rolls_ends_on_a_workday_and_is_the_unrolled_day_moved_on() {
    held("what rolls ends on a workday");
    held("the unrolled day and the roll are the result");
}

#[test]
fn the_day_to_work_to_is_never_after_the_result_and_nothing_arguable_before_it() {
    held("the day to work to is a workday not after the result");
    held("nothing arguable is earlier than the plan");
}
