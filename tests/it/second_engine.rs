//! The rules of dates worked out twice: the engine against a second one that walks a calendar of its own, day by day.
//!
//! Every day from 2015 to 2035 is tried with every rule that gives a date, a month or a time. Beside it stand the properties
//! that hold for all of them. Does not belong here: rules of amounts, single worked examples (`worked_examples`).

mod answers;
mod calendar;
mod table;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use callcard::domain::library::Library;
use callcard::domain::rules::{Computed, Holds, RuleError, RuleSpec, compute};
use jiff::civil::date;

use crate::support::{all_rules, rule_context};
use answers::{Answer, Asked};
use calendar::{Calendar, Month};
use table::{EXCEPTIONS, SECOND, SecondRule, Walk};

const TODAY: jiff::civil::Date = date(2026, 11, 21);
/// Disagreements shown before the rest is only counted.
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

fn is_dated(holds: Holds) -> bool {
    matches!(holds, Holds::Date | Holds::Time | Holds::Month | Holds::Months)
}

fn spec(id: &str) -> &'static RuleSpec {
    all_rules().iter().find(|rule| rule.id == id).unwrap_or_else(|| panic!("no rule {id}"))
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
fn inputs_from(rule: &SecondRule, spec: &RuleSpec, calendar: &Calendar, start: &str) -> Vec<BTreeMap<String, String>> {
    let mut all = Vec::new();
    for beside in (rule.beside)(calendar, start) {
        let mut inputs: BTreeMap<String, String> = beside.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        inputs.entry(rule.start.to_owned()).or_insert_with(|| start.to_owned());
        let mut sets = vec![inputs];
        for (name, holds, is_needed) in spec.inputs {
            let words: Vec<&str> = match holds {
                _ if sets[0].contains_key(*name) => continue,
                Holds::OneOf(words) => words.to_vec(),
                Holds::YesNo => vec!["yes", "no"],
                _ => Vec::new(),
            };
            assert!(!is_needed || !words.is_empty(), "{}: the table gives no `{name}`", rule.id);
            let absent = (!is_needed && words.is_empty()).then_some(&sets);
            let tried = words.iter().flat_map(|word| {
                sets.iter().map(move |set| {
                    let mut set = set.clone();
                    set.insert((*name).to_owned(), (*word).to_owned());
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
    ours: &'a Result<Computed, RuleError>,
    theirs: &'a Answer,
}

/// Walks all rules of the table on two threads and hands each case to `look`, in the order of its starts.
fn walk_all<S: Default>(library: &Library, look: impl Fn(&mut S, &Both<'_>) + Sync) {
    let calendar = calendar();
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(rule) = SECOND.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (spec, context) = (spec(rule.id), rule_context(library, TODAY));
            let mut seen = S::default();
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
                        ours: &compute(rule.id, inputs, &context),
                        theirs: &rule.second.answer(&asked, rule.start),
                    };
                    look(&mut seen, &both);
                }
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        work();
    });
}

/// Returns what differs, in words.
fn disagreement(both: &Both<'_>) -> Option<String> {
    let (results, work_to) = match (both.theirs, both.ours) {
        (Answer::NoFigure, Err(RuleError::UnknownFigure(_))) => return None,
        (Answer::Results(results), Ok(_)) => (results, None),
        (Answer::WorkTo(results, day), Ok(_)) => (results, Some(day.as_str())),
        (theirs, ours) => return Some(format!("{theirs:?} against {ours:?}")),
    };
    let ours = both.ours.as_ref().expect("results");
    for (name, expected) in results {
        let found = ours.results.iter().find(|(known, _)| known == name).map(|(_, value)| value);
        if found != Some(expected) {
            return Some(format!("{name}: second engine {expected:?}, engine {found:?}"));
        }
    }
    if ours.results.len() != results.len() {
        return Some(format!("{} results, expected {}", ours.results.len(), results.len()));
    }
    if work_to.is_some_and(|day| ours.plan() != Some(day)) {
        return Some(format!("work to {:?}, expected {work_to:?}", ours.plan()));
    }
    None
}

#[test]
fn every_rule_with_a_date_is_worked_out_a_second_time() {
    let dated: Vec<&str> = all_rules()
        .iter()
        .filter(|rule| rule.results.iter().any(|(_, holds)| is_dated(*holds)))
        .map(|rule| rule.id)
        .collect();
    let mut second: Vec<&str> = SECOND.iter().map(|rule| rule.id).collect();
    second.sort_unstable();
    let mut first = dated.clone();
    first.sort_unstable();
    assert_eq!(second, first);
    for (rules, why) in EXCEPTIONS {
        assert!(rules.split(", ").all(|rule| dated.contains(&rule)) && why.ends_with('.'), "{rules}");
    }
}

#[test]
fn both_engines_agree_on_every_day_from_2015_to_2035() {
    let library = callcard::builtin::library();
    let found: Mutex<BTreeMap<&str, (usize, Vec<String>)>> = Mutex::default();
    let count = AtomicUsize::new(0);
    walk_all(&library, |(): &mut (), both| {
        count.fetch_add(1, Ordering::Relaxed);
        if let Some(difference) = disagreement(both) {
            let mut found = found.lock().unwrap();
            let (number, shown) = found.entry(both.rule.id).or_default();
            *number += 1;
            if shown.len() < SHOWN {
                shown.push(format!("{:?}: {difference}", both.inputs));
            }
        }
    });
    println!("{} rules, {} cases", SECOND.len(), count.load(Ordering::Relaxed));
    let found = found.into_inner().unwrap();
    assert!(found.is_empty(), "{found:#?}");
}
