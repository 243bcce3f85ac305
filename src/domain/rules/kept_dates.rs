//! Tests of what holds for Medicare dates over twenty years: never moved, in order, and the day to work to a workday.
//!
//! Does not belong here: dates that roll, and worked vectors (`vectors`). Only compiled for tests.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Computed;
use super::vectors::{Table, day, value};
use crate::domain::calendar::{Month, is_nonworkday};

/// Medicare rules from one day to a main result that is never moved: id, name of the input, other inputs.
type Kept = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// What the client has to do by the day.
const KEPT_LIMITS: &[Kept] = &[
    ("mc-redetermination-request", "start_date", &[]),
    ("mc-reconsideration-request", "start_date", &[]),
    ("mc-alj-request", "start_date", &[]),
    ("mc-mac-request", "start_date", &[]),
    ("mc-court", "start_date", &[]),
    ("ma-reconsideration-request", "start_date", &[]),
    ("ma-alj-request", "start_date", &[]),
    ("ma-mac-request", "start_date", &[]),
];

/// What others have to do by the day, and days that only follow one another.
const KEPT: &[Kept] = &[
    ("mc-redetermination-decision", "start_date", &[]),
    ("mc-reconsideration-decision", "request_date", &[("extension", "yes")]),
    ("mc-qic-escalation", "start_date", &[]),
    ("mc-alj-decision", "request_date", &[("escalated", "yes")]),
    ("mc-mac-decision", "start_date", &[]),
    ("ma-organization-determination", "request_date", &[("kind", "service")]),
    (
        "ma-reconsideration-decision",
        "request_date",
        &[("kind", "service"), ("extension", "yes")],
    ),
    ("ma-ire-decision", "start_date", &[]),
    ("qio-hospital-contact", "notice_received", &[]),
    ("qic-expedited-reconsideration", "decision_date", &[]),
    ("snf-termination-notice", "termination_date", &[]),
    ("snf-qio-contact", "termination_date", &[]),
    ("snf-services-until", "first_notice", &[("termination_date", "2020-06-01")]),
    ("im-notice", "admission", &[("discharge", "2040-01-01T10:00")]),
    ("mc-hospice-period", "election_date", &[("n", "7")]),
    ("mc-sep", "coverage_end", &[("employment_end", "2040-01-01")]),
];

/// Computes `rule` for every day of twenty years and hands over the start, the main result and the whole.
fn over_twenty_years(table: &Table, rule: &Kept, first: &str, mut look: impl FnMut(Date, &str, &Computed)) {
    let (id, input, others) = rule;
    let mut start = day(first);
    let end = start.checked_add(21.years()).expect("a day");
    let mut last = String::new();
    while start < end {
        let text = start.to_string();
        let mut inputs = others.to_vec();
        inputs.push((input, &text));
        let computed = table.compute(id, &inputs).expect("a date");
        let main = computed.value(None).expect("a main result").to_owned();
        assert!(main >= last, "{id} from {start}: {main} after {last}");
        look(start, &main, &computed);
        (last, start) = (main, start.tomorrow().expect("a day"));
    }
}

#[test]
fn a_medicare_limit_is_never_moved_and_the_day_to_work_to_is_a_workday_no_later() {
    let table = Table::today("2026-11-21");
    for rule in KEPT_LIMITS {
        let id = rule.0;
        let mut last_plan = day("1990-01-01");
        over_twenty_years(&table, rule, "2015-01-01", |start, main, computed| {
            let (date, plan) = (day(main), day(computed.plan().expect("a day to work to")));
            assert!(
                start < plan && plan <= date && plan >= last_plan,
                "{id} from {start}: work to {plan}"
            );
            assert!((date - plan).get_days() <= 5, "{id} from {start}: {plan} is too early for {date}");
            assert!(!is_nonworkday(plan, table.context().closed_days), "{id} from {start}: {plan}");
            assert!(
                computed.arguable.iter().all(|other| day(&other.value) > date),
                "{id} from {start}: an arguable day is never the earlier one"
            );
            last_plan = plan;
        });
    }
}

#[test]
fn a_later_start_never_gives_an_earlier_medicare_date() {
    let table = Table::today("2026-11-21");
    for rule in KEPT {
        over_twenty_years(&table, rule, "2015-01-01", |_, _, _| {});
    }
    over_twenty_years(&table, &("mc-iep", "birth_date", &[]), "1950-01-01", |birth, last, computed| {
        let (first, last) = (day(&value(computed, "first_day")), day(last));
        assert_eq!((first.day(), last), (1, last.last_of_month()), "born {birth}");
        let months = Month::of(first).months_until(Month::of(last));
        assert_eq!(months, 6, "born {birth}");
        assert!(day(computed.plan().expect("a day")) <= last, "born {birth}");
    });
    for year in 2015..=2035 {
        for month in ["01-01", "01-31", "02-28", "03-31"] {
            let enrolled = format!("{year}-{month}");
            let computed = table.compute("mc-gep", &[("enrollment_date", &enrolled)]).expect("a start");
            assert!(value(&computed, "coverage_start") > enrolled, "{enrolled}");
        }
    }
}
