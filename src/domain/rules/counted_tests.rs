//! Tests of rules that count, as the cards of the program state them, and of every form that a card can state.
//!
//! Only compiled for tests. Does not belong here: how a box is read (`parse::rule`).

use super::vectors::{Table, value};
use super::{Computed, RuleError, Rules};
use crate::domain::parse::parse_card;
use crate::domain::source::{Origin, SourceFile};

#[track_caller]
fn check(level: &str, notice: &str, deadline: &str, arguable: Option<&str>) {
    let table = Table::today("2024-01-02");
    let computed = table
        .compute("ssa-appeal-deadline", &[("level", level), ("notice_date", notice)])
        .expect("a date");
    assert_eq!(value(&computed, "deadline"), deadline, "{level} {notice}");
    let other = computed.arguable.first().map(|other| other.value.as_str());
    assert_eq!(other, arguable, "{level} {notice}");
}

#[test]
fn days_closed_by_order_move_the_last_day_and_central_print_is_arguable() {
    check("recon", "2024-11-05", "2025-01-10", None);
    check("Appeals Council", "2024-11-05", "2025-01-10", Some("2025-01-13"));
    check("ac", "2025-10-20", "2025-12-29", None);
    check("ac", "2026-04-29", "2026-07-06", Some("2026-07-08"));
    check("ac", "2026-10-28", "2027-01-04", Some("2027-01-06"));
    check("hearing", "2026-10-28", "2027-01-04", Some("2027-01-06"));
}

#[test]
fn a_letter_that_came_early_leaves_the_five_days_but_gives_an_earlier_day_to_work_to() {
    let table = Table::today("2026-01-02");
    let inputs = [("level", "recon"), ("notice_date", "2026-03-02"), ("proven_receipt", "2026-03-04")];
    let computed = table.compute("ssa-appeal-deadline", &inputs).expect("a date");
    assert_eq!(value(&computed, "deadline"), "2026-05-06");
    assert_eq!(computed.plan(), Some("2026-05-04"), "the 3rd is a Sunday");
}

#[test]
fn a_late_appeal_is_filed_anyway() {
    let table = Table::today("2026-11-21");
    let inputs = [("level", "recon"), ("notice_date", "2026-09-08")];
    let computed = table.compute("ssa-appeal-deadline", &inputs).expect("a date");
    assert_eq!(value(&computed, "deadline"), "2026-11-12");
    assert!(
        computed
            .caution
            .iter()
            .any(|words| words.contains("late by 9 days. File it anyway"))
    );
}

#[test]
fn a_receipt_before_the_notice_is_refused_with_words() {
    let table = Table::today("2026-11-21");
    let inputs = [("level", "recon"), ("notice_date", "2026-09-08"), ("proven_receipt", "2026-09-01")];
    let problem = table.compute("ssa-appeal-deadline", &inputs).expect_err("a fault").to_string();
    assert!(
        problem.contains("`proven_receipt`") && problem.contains("on or after the date of the notice"),
        "{problem}"
    );
}

/// A table whose rules are those of one box.
fn stated(rule: &str) -> Table {
    let text = format!(
        "---\nid: own\ntitle: Own\nkind: rule\nprograms: [title-ii]\nwhere: federal\nsummary: s\nasks: [a]\nsources: [m/a]\n---\n\n> [!IMPORTANT]\n> Act.\n\n```rule\n{rule}```\n"
    );
    let file = SourceFile {
        name: "own.md".to_owned(),
        text,
        origin: Origin::BuiltIn,
    };
    let (card, faults) = parse_card(&file);
    assert_eq!(faults, [], "{rule}");
    Table::today("2026-11-21").with(Rules::of(&[card.expect("a card")]))
}

const HEAD: &str = "id: own\ntitle: Own rule\ninputs:\n  notice_date: What date is on it?\n";

fn from(table: &Table, notice: &str) -> Result<Computed, RuleError> {
    table.compute("own", &[("notice_date", notice)])
}

fn date_of(rest: &str, notice: &str) -> String {
    let table = stated(&format!("{HEAD}{rest}for: reminder\n"));
    value(&from(&table, notice).expect("a date"), "date")
}

#[test]
fn days_weeks_months_years_and_workdays_are_counted_after_and_before() {
    for (count, notice, expected) in [
        ("30 days after notice_date", "2026-01-31", "2026-03-02"),
        ("30 days before notice_date", "2026-03-02", "2026-01-31"),
        ("2 weeks after notice_date", "2026-12-20", "2027-01-03"),
        ("1 month after notice_date", "2027-01-31", "2027-02-28"),
        ("1 month before notice_date", "2026-03-31", "2026-02-28"),
        ("1 year after notice_date", "2028-02-29", "2029-02-28"),
        ("3 workdays after notice_date", "2026-11-25", "2026-12-01"),
        ("1 workday before notice_date", "2026-11-27", "2026-11-25"),
        ("3 workdays, then 10 days after notice_date", "2026-11-25", "2026-12-11"),
    ] {
        assert_eq!(
            date_of(&format!("count: {count}\nroll: none\n"), notice),
            expected,
            "{count} {notice}"
        );
    }
}

#[test]
fn what_is_stated_to_roll_rolls_and_what_is_not_is_worked_to_the_workday_before() {
    let rolled = stated(&format!(
        "{HEAD}count: 10 days after notice_date\nroll: 20 CFR 404.3(b)\nfor: client\nlate: File it anyway.\n"
    ));
    let computed = from(&rolled, "2026-11-16").expect("a date");
    assert_eq!(
        (value(&computed, "date").as_str(), computed.plan()),
        ("2026-11-27", Some("2026-11-27"))
    );
    let kept = stated(&format!(
        "{HEAD}count: 10 days after notice_date\nroll: none\nfor: client\nlate: File it anyway.\n"
    ));
    let computed = from(&kept, "2026-11-16").expect("a date");
    assert_eq!(
        (value(&computed, "date").as_str(), computed.plan()),
        ("2026-11-26", Some("2026-11-25"))
    );
    let late = from(&kept, "2026-11-01").expect("a date");
    assert!(
        late.caution.iter().any(|words| words.contains("late by 10 days. File it anyway.")),
        "{:?}",
        late.caution
    );
}

#[test]
fn a_rule_is_chosen_by_the_day_it_applies_to_and_says_so() {
    let table = stated(&format!(
        "{HEAD}count: 65 days after notice_date\nroll: none\nfor: reminder\nsince: 2025-01-01\nearlier:\n  - count: 60 days after notice_date\n    roll: none\n    for: reminder\n    since: 2019-01-01\n    until: 2024-12-31\n"
    ));
    let day = |notice: &str| from(&table, notice).map(|computed| value(&computed, "date"));
    assert_eq!(day("2024-12-31"), Ok("2025-03-01".to_owned()));
    assert_eq!(day("2025-01-01"), Ok("2025-03-07".to_owned()));
    let old = from(&table, "2024-06-03").expect("a date");
    assert!(
        old.caution
            .iter()
            .any(|words| words.contains("the rule for days up to 31 December 2024. Another holds since then."))
    );
    let before = day("2018-12-31").expect_err("no rule").to_string();
    assert!(before.contains("known for days from 1 January 2019 on only"), "{before}");
}

#[test]
fn a_month_is_counted_to_a_month() {
    let table = stated(
        "id: own\ntitle: Own rule\ninputs:\n  first:\n    ask: What month?\n    is: month\nresult: last_month\ncount: 1 year, then 3 months after first\nroll: none\nfor: reminder\n",
    );
    let computed = table.compute("own", &[("first", "2025-11")]).expect("a month");
    assert_eq!(value(&computed, "last_month"), "2027-02");
}
