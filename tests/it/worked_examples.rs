//! The worked examples of the five source documents: what they are given, and that it comes out as they print it.
//!
//! One test for each, named after what it shows; the section stands in its first line. `UNCOMPUTED` lists those that have
//! nothing to work out. Amounts are those of the example's year. Does not belong here: other inputs of the same rules
//! (`second_engine`, the vectors).

use jiff::civil::{Date, date};
use serde_json::Value;

use crate::support::{Callcard, compute_on};

/// Examples by section: how many of them a test of this file works out.
const COMPUTED: &[(&str, usize)] = &[
    ("gn-00204.012/a", 1),
    ("gn-00204.012/b", 2),
    ("di-13050.045/b.4", 1),
    ("wi-escalation/appendix-3288-medical-records", 1),
    ("wi-escalation/appendix-3288-functional-screen", 1),
    ("wi-escalation/appendix-3288-overpayment", 1),
    ("bpqy-handbook/cash", 1),
    ("bpqy-handbook/medical-reviews", 1),
    ("advocacy-for-seniors/1/quarters-of-coverage", 1),
    ("advocacy-for-seniors/1/early-retirement", 1),
    ("advocacy-for-seniors/1/retiring-early", 1),
    ("advocacy-for-seniors/2/ssi-basics", 2),
    ("advocacy-for-seniors/2/unearned-income-example", 2),
    ("advocacy-for-seniors/2/earned-income-example", 2),
    ("advocacy-for-seniors/2/one-third-rule", 1),
    ("advocacy-for-seniors/2/presumed-value-rule", 1),
    ("advocacy-for-seniors/2/transfer-example", 2),
    ("advocacy-for-seniors/2/overpayment-waiver", 1),
    ("advocacy-for-seniors/4/medigap-other-benefits", 1),
];

/// Examples by section that no rule works out: what they show, and why.
const UNCOMPUTED: &[(&str, &str, &str)] = &[
    (
        "advocacy-for-seniors/1/who-qualifies-as-a-spouse",
        "a New York domestic partnership is not recognized",
        "recognition by place, no date or amount",
    ),
    (
        "advocacy-for-seniors/1/who-qualifies-as-a-spouse",
        "an Oregon civil union is recognized",
        "recognition by place, no date or amount",
    ),
    (
        "advocacy-for-seniors/1/who-qualifies-as-a-spouse",
        "a French civil union is not recognized",
        "recognition by place, no date or amount",
    ),
    (
        "advocacy-for-seniors/1/sample-statement-estimated-benefits",
        "what the sample worker would get at 62, at 67 and at 70",
        "an estimate from the earnings record; only the full retirement age follows, and has a test",
    ),
    (
        "advocacy-for-seniors/1/sample-statement-estimated-benefits",
        "what the sample worker's family would get",
        "an estimate from the earnings record",
    ),
    (
        "advocacy-for-seniors/2/unearned-income-example",
        "two who marry and both have Social Security",
        "the manual asks the question and prints no answer",
    ),
    (
        "advocacy-for-seniors/2/transfer-example",
        "what the price received does to the resources",
        "the manual asks the question and prints no answer",
    ),
    (
        "advocacy-for-seniors/2/transfer-exception-resources-returned",
        "the car comes back, so there is no penalty at all",
        "an exception in words; the card has it",
    ),
    (
        "advocacy-for-seniors/2/calfresh-households",
        "one who begins to cook apart can be a household",
        "a household in words; the facts it refers to are absent from the text",
    ),
    (
        "advocacy-for-seniors/4/ma-organization-determination",
        "home health approved in place of skilled nursing is a denial",
        "what counts as a denial, in words",
    ),
];

const IN_2021: Date = date(2021, 6, 16);

/// Checks the results of a rule as of a day in the example's year.
#[track_caller]
fn comes_out(section: &str, rule: &str, today: Date, inputs: &[(&str, &str)], expected: &[(&str, &str)]) {
    let computed = compute_on(today, rule, inputs).unwrap_or_else(|error| panic!("{section}: {error}"));
    for (name, value) in expected {
        assert_eq!(computed.value(Some(name)), Some(*value), "{section}: {name} of {rule}");
    }
}

/// Walks a checklist with the answers of one of the stories.
fn walked(story: &str) -> Value {
    let path = format!("{}/tests/stories/{story}.json", env!("CARGO_MANIFEST_DIR"));
    let story: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    Callcard::on(story["today"].as_str().unwrap())
        .args(["walk", story["checklist"].as_str().unwrap(), "--answers", "-", "--json"])
        .stdin(&story["answers"].to_string())
        .run()
        .code(0)
        .json()
}

fn computed<'a>(walked: &'a Value, id: &str) -> Option<&'a Value> {
    walked["computed"].as_array().unwrap().iter().find(|row| row["id"] == id)
}

#[test]
fn each_example_stands_in_a_section_and_each_computed_one_has_its_test() {
    let library = callcard::builtin::library();
    let text = include_str!("worked_examples.rs");
    let sections = COMPUTED
        .iter()
        .map(|(section, _)| *section)
        .chain(UNCOMPUTED.iter().map(|(section, ..)| *section));
    for section in sections {
        assert!(library.find_source(section).is_some(), "{section}");
    }
    for (section, count) in COMPUTED {
        let named = text.matches(&format!("    // {section}\n")).count();
        assert_eq!(named, *count, "tests that begin with {section}");
    }
    assert!(UNCOMPUTED.iter().all(|(_, shows, why)| !shows.is_empty() && !why.is_empty()));
    let computed: usize = COMPUTED.iter().map(|(_, count)| count).sum();
    println!("{computed} of {} worked examples are computed", computed + UNCOMPUTED.len());
}

#[test]
fn an_earlier_inquiry_that_is_still_open_governs_over_a_later_one() {
    // gn-00204.012/a
    let section = "gn-00204.012/a";
    let today = date(2023, 1, 24);
    let inquiries = [
        ("earlier_date", "2023-01-18"),
        ("earlier_closeout_notice_issued", "no"),
        ("later_date", "2023-01-24"),
    ];
    let expected = [("controlling_date", "2023-01-18"), ("later_closeout_required", "no")];
    comes_out(section, "pf-controlling-date", today, &inquiries, &expected);
    // The appointment letter for both benefits held no closing words, so nothing had closed the first inquiry.
    let appointment = [
        ("documented_on", "2023-01-18"),
        ("appointment_on", "2023-01-29"),
        ("claim", "T2+T16"),
    ];
    let expected = [("closeout_notice", "manual"), ("days_ahead", "11")];
    comes_out(section, "pf-appointment-notice", today, &appointment, &expected);
}

/// The examples name no year: the plain day is the same in each, and it is the last day wherever it is a workday.
fn closes(section: &str, rule: &str, last: &str) {
    let mut kept = 0;
    for year in 2015..=2035 {
        let (notice, unrolled) = (format!("{year}-06-02"), format!("{year}-{last}"));
        let inputs = [("notice_date", notice.as_str())];
        comes_out(section, rule, date(2026, 11, 21), &inputs, &[("unrolled", unrolled.as_str())]);
        let is_workday = compute_on(date(2026, 11, 21), "cal-nonworkday", &[("day", &unrolled)])
            .unwrap()
            .value(None)
            == Some("no");
        if is_workday {
            kept += 1;
            comes_out(section, rule, date(2026, 11, 21), &inputs, &[("closeout", unrolled.as_str())]);
        }
    }
    assert!(kept >= 14, "{rule}: {kept} years");
}

#[test]
fn a_title_two_notice_of_2_june_closes_on_2_december() {
    // gn-00204.012/b
    closes("gn-00204.012/b", "pf-t2-closeout", "12-02");
}

#[test]
fn an_ssi_notice_of_2_june_closes_on_1_august() {
    // gn-00204.012/b
    closes("gn-00204.012/b", "pf-t16-closeout", "08-01");
}

#[test]
fn a_reinstatement_asked_for_in_09_2022_after_work_to_03_2022_can_begin_in_04_2022() {
    // di-13050.045/b.4
    let section = "di-13050.045/b.4";
    let today = date(2022, 10, 1);
    let period = [("start", "2022-01"), ("end", "2022-08"), ("months", "8")];
    let months = [("filing_month", "2022-09"), ("btm", "2022-01")];
    comes_out(section, "exr-retroactive-period", today, &months, &period);
    let worked = [
        ("filing_month", "2022-09"),
        ("btm", "2022-01"),
        ("sga_months", "2022-01 2022-02 2022-03"),
    ];
    comes_out(
        section,
        "exr-earliest-moe",
        today,
        &worked,
        &[("earliest_moe", "2022-04"), ("mm_yy", "04/22")],
    );
    let interview = walked("exr-title-ii-interview--clean-09-2022-technician");
    let retro = &computed(&interview, "retro").unwrap()["result"];
    assert_eq!(
        (retro["start"].as_str(), retro["end"].as_str()),
        (Some("2022-01"), Some("2022-08")),
        "{section}"
    );
    assert_eq!(
        computed(&interview, "moe").unwrap()["result"]["earliest_moe"],
        "2022-04",
        "{section}"
    );
}

#[test]
fn the_sample_consent_for_medical_records_is_faxed_inside_ninety_days_of_its_signature() {
    // wi-escalation/appendix-3288-medical-records
    let walked = walked("request-records-ssa-3288--medical-records-box-7");
    assert_eq!(walked["outcome"]["id"], "faxed");
    let age = &computed(&walked, "signature-age").unwrap()["result"];
    assert_eq!(age["valid_for_medical_records"], true, "{age}");
}

#[test]
fn the_sample_consent_for_a_functional_screen_names_its_records_and_ends() {
    // wi-escalation/appendix-3288-functional-screen
    let walked = walked("request-records-ssa-3288--functional-screen-signed-online");
    assert_eq!(
        (&walked["outcome"]["id"], &walked["progress"]),
        (&"online".into(), &"complete".into())
    );
}

#[test]
fn the_sample_consent_for_an_overpayment_has_no_ninety_days() {
    // wi-escalation/appendix-3288-overpayment
    let walked = walked("request-records-ssa-3288--op-old-signature");
    assert_eq!(walked["outcome"]["id"], "faxed");
    assert!(computed(&walked, "signature-age").is_none_or(|row| row["result"].is_null()));
}

#[test]
fn both_benefits_of_the_sample_statement_are_paid_in_full() {
    // bpqy-handbook/cash
    for amount in ["292.70", "331.00"] {
        let expected = [("net_amount", amount)];
        comes_out(
            "bpqy-handbook/cash",
            "bpqy-net-amount",
            IN_2021,
            &[("full_amount", amount)],
            &expected,
        );
    }
}

#[test]
fn the_sample_review_cycle_is_three_years() {
    // bpqy-handbook/medical-reviews
    comes_out(
        "bpqy-handbook/medical-reviews",
        "bpqy-review-cycle",
        IN_2021,
        &[("code", "3+")],
        &[("years", "3")],
    );
}

#[test]
fn wages_of_1470_in_2021_are_one_credit_and_5880_are_four() {
    // advocacy-for-seniors/1/quarters-of-coverage
    for (wages, credits) in [
        ("1469.99", "0"),
        ("1470.00", "1"),
        ("5879.99", "3"),
        ("5880.00", "4"),
        ("99999.00", "4"),
    ] {
        let inputs = [("year", "2021"), ("wages", wages)];
        let section = "advocacy-for-seniors/1/quarters-of-coverage";
        comes_out(section, "t2-quarters-of-coverage", IN_2021, &inputs, &[("credits", credits)]);
    }
}

#[test]
fn claiming_at_62_costs_more_the_later_the_full_age() {
    // advocacy-for-seniors/1/early-retirement
    for (full, lost) in [("65", "1/5"), ("66", "1/4"), ("67", "3/10")] {
        let inputs = [("fra", full), ("claim_age", "62")];
        let section = "advocacy-for-seniors/1/early-retirement";
        comes_out(section, "t2-early-retirement-reduction", IN_2021, &inputs, &[("reduction", lost)]);
    }
}

#[test]
fn with_a_full_age_of_66_each_year_of_waiting_costs_less() {
    // advocacy-for-seniors/1/retiring-early
    for (age, lost) in [("62", "1/4"), ("63", "1/5"), ("64", "2/15"), ("65", "1/15")] {
        let inputs = [("fra", "66"), ("claim_age", age)];
        let section = "advocacy-for-seniors/1/retiring-early";
        comes_out(section, "t2-early-retirement-reduction", IN_2021, &inputs, &[("reduction", lost)]);
    }
}

#[test]
fn the_sample_worker_born_in_1961_has_a_full_retirement_age_of_67() {
    let section = "advocacy-for-seniors/1/sample-statement-estimated-benefits";
    comes_out(section, "t2-fra", IN_2021, &[("birth_year", "1961")], &[("fra_years", "67")]);
}

/// Adds the federal rate and the state supplement of 2021 and compares them with the whole, and with a grant without income.
fn adds_up(household: &str, federal: &str, supplement: &str, total: &str) {
    let library = callcard::builtin::library();
    let amount = |id: String| {
        let figure = library.figures.find(&id).unwrap();
        let value = figure.on(IN_2021).unwrap();
        value.amount.parse::<f64>().unwrap()
    };
    let whole: f64 = total.parse().unwrap();
    assert_eq!(format!("{:.2}", amount(format!("fbr-{household}"))), federal);
    assert_eq!(format!("{:.2}", amount(format!("ca-ssp-{household}"))), supplement);
    assert_eq!(format!("{:.2}", amount(format!("ca-ssi-ssp-{household}"))), format!("{whole:.2}"));
    let inputs = [
        ("household", household),
        ("unearned", "0.00"),
        ("earned", "0.00"),
        ("disability_basis", "no"),
    ];
    comes_out(
        "advocacy-for-seniors/2/ssi-basics",
        "ssi-grant",
        IN_2021,
        &inputs,
        &[("grant", total)],
    );
}

#[test]
fn the_individual_rate_of_2021_is_the_federal_rate_and_the_supplement() {
    // advocacy-for-seniors/2/ssi-basics
    adds_up("individual", "794.00", "160.72", "954.72");
}

#[test]
fn the_rate_of_a_couple_in_2021_is_the_federal_rate_and_the_supplement() {
    // advocacy-for-seniors/2/ssi-basics
    adds_up("couple", "1191.00", "407.14", "1598.14");
}

#[test]
fn a_social_security_check_of_520_leaves_a_grant_of_454_72() {
    // advocacy-for-seniors/2/unearned-income-example
    let inputs = [
        ("household", "individual"),
        ("unearned", "520.00"),
        ("earned", "0.00"),
        ("disability_basis", "no"),
    ];
    let expected = [("countable", "500.00"), ("eligible", "yes"), ("grant", "454.72")];
    comes_out(
        "advocacy-for-seniors/2/unearned-income-example",
        "ssi-grant",
        IN_2021,
        &inputs,
        &expected,
    );
}

#[test]
fn a_pension_beside_it_uses_the_20_dollars_once_and_leaves_34_72() {
    // advocacy-for-seniors/2/unearned-income-example
    let inputs = [
        ("household", "individual"),
        ("unearned", "940.00"),
        ("earned", "0.00"),
        ("disability_basis", "no"),
    ];
    let expected = [("countable", "920.00"), ("eligible", "yes"), ("grant", "34.72")];
    comes_out(
        "advocacy-for-seniors/2/unearned-income-example",
        "ssi-grant",
        IN_2021,
        &inputs,
        &expected,
    );
}

#[test]
fn wages_of_1785_leave_a_grant_of_104_72() {
    // advocacy-for-seniors/2/earned-income-example
    let inputs = [
        ("household", "individual"),
        ("unearned", "0.00"),
        ("earned", "1785.00"),
        ("disability_basis", "no"),
    ];
    let expected = [("countable", "850.00"), ("eligible", "yes"), ("grant", "104.72")];
    comes_out(
        "advocacy-for-seniors/2/earned-income-example",
        "ssi-grant",
        IN_2021,
        &inputs,
        &expected,
    );
}

#[test]
fn a_couple_on_the_basis_of_age_cannot_take_off_work_expenses_and_gets_148_14() {
    // advocacy-for-seniors/2/earned-income-example
    let inputs = [
        ("household", "couple"),
        ("unearned", "0.00"),
        ("earned", "2985.00"),
        ("irwe", "300.00"),
        ("disability_basis", "no"),
    ];
    let expected = [("countable", "1450.00"), ("eligible", "yes"), ("grant", "148.14")];
    comes_out(
        "advocacy-for-seniors/2/earned-income-example",
        "ssi-grant",
        IN_2021,
        &inputs,
        &expected,
    );
}

#[test]
fn food_and_shelter_in_the_household_of_another_count_264_66_in_2021() {
    // advocacy-for-seniors/2/one-third-rule
    let inputs = [("household_of_another", "yes"), ("food", "yes"), ("shelter", "yes")];
    let expected = [("amount", "264.66"), ("rule", "one-third")];
    comes_out("advocacy-for-seniors/2/one-third-rule", "ssi-ism", IN_2021, &inputs, &expected);
}

#[test]
fn shelter_alone_is_presumed_to_be_worth_284_66_in_2021() {
    // advocacy-for-seniors/2/presumed-value-rule
    let inputs = [("household_of_another", "no"), ("food", "no"), ("shelter", "yes")];
    let expected = [("amount", "284.66"), ("rule", "presumed-value")];
    comes_out("advocacy-for-seniors/2/presumed-value-rule", "ssi-ism", IN_2021, &inputs, &expected);
}

#[test]
fn a_car_of_12000_given_away_in_may_2021_bars_ssi_for_twelve_months() {
    // advocacy-for-seniors/2/transfer-example
    let section = "advocacy-for-seniors/2/transfer-example";
    let inputs = [("fmv", "12000.00"), ("received", "0.00"), ("transfer_date", "2021-05-15")];
    let expected = [
        ("uncompensated", "12000.00"),
        ("months", "12"),
        ("start", "2021-06-01"),
        ("last_ineligible_month", "2022-05"),
        ("eligible_again", "2022-06"),
    ];
    comes_out(section, "ssi-transfer-penalty", date(2021, 6, 1), &inputs, &expected);
    let dates = [("application_date", "2021-06-01"), ("transfer_date", "2021-05-15")];
    comes_out(
        section,
        "ssi-transfer-lookback",
        date(2021, 6, 1),
        &dates,
        &[("in_lookback", "yes")],
    );
}

#[test]
fn the_same_car_sold_for_5000_bars_ssi_for_seven_months() {
    // advocacy-for-seniors/2/transfer-example
    let inputs = [("fmv", "12000.00"), ("received", "5000.00"), ("transfer_date", "2021-05-15")];
    let expected = [("uncompensated", "7000.00"), ("months", "7"), ("eligible_again", "2022-01")];
    let section = "advocacy-for-seniors/2/transfer-example";
    comes_out(section, "ssi-transfer-penalty", date(2021, 6, 1), &inputs, &expected);
}

#[test]
fn income_of_974_72_in_july_2021_is_all_needed_to_live_on() {
    // advocacy-for-seniors/2/overpayment-waiver
    for (income, is_met) in [("974.72", "yes"), ("974.73", "no")] {
        let section = "advocacy-for-seniors/2/overpayment-waiver";
        let inputs = [("total_income", income)];
        comes_out(section, "op-ssi-waiver-income", date(2021, 7, 1), &inputs, &[("test_met", is_met)]);
    }
}

#[test]
fn of_a_bill_of_115_with_100_approved_the_plan_pays_the_20_and_the_15() {
    // advocacy-for-seniors/4/medigap-other-benefits
    let section = "advocacy-for-seniors/4/medigap-other-benefits";
    let bill = [
        ("plan", "G"),
        ("approved", "100.00"),
        ("charge", "115.00"),
        ("covers_excess", "yes"),
    ];
    let expected = [("coinsurance_paid", "20.00"), ("excess_paid", "15.00")];
    comes_out(section, "medigap-part-b", IN_2021, &bill, &expected);
    // Without such a plan the same bill falls on the client.
    let expected = [("coinsurance", "20.00"), ("excess", "15.00")];
    comes_out(
        section,
        "mc-limiting-charge",
        IN_2021,
        &[("approved", "100.00"), ("charge", "115.00")],
        &expected,
    );
}
