//! Worksheets from the outside: the working beneath each line in `walk` and in the record, tables, the search for them.
//!
//! Does not belong here: what comes out of them (`stories`), how they look in the terminal (`tui::view`).

use callcard::domain::content::load;
use callcard::domain::export::{Form, RunRecord, export_run};
use callcard::domain::run::{Mark, RunLog};
use jiff::civil::date;

use crate::support::Callcard;

const PAY: &str = "jan-sep 2025 1,700; oct 2025 - jan 2026 1,800; feb 2026 1,000";

fn answers() -> String {
    let fixed = r#""ssdi": "SSDI", "blind": "no", "earlier": "no", "has-irwe": "no", "has-subsidy": "no""#;
    format!(r#"{{{fixed}, "pay": "{PAY}"}}"#)
}

fn walk(as_json: bool) -> Callcard {
    let card = Callcard::on("2026-11-21").args(["walk", "work-months-worksheet", "--answers", "-"]);
    let card = if as_json { card.args(["--json"]) } else { card };
    card.stdin(&answers())
}

#[test]
fn walk_tells_the_steps_and_the_table_beneath_a_worked_out_line() {
    let out = walk(false).run().code(0).stdout;
    let line = out.lines().position(|line| line.contains("Months not payable")).unwrap();
    let beneath: Vec<&str> = out.lines().skip(line + 1).collect();
    assert!(beneath[0].trim().starts_with("Month    Gross"), "{out}");
    assert!(
        beneath[1].contains("2025-01  $1,700  $1,160 yes  $1,620 yes  trial 1 of 9"),
        "{out}"
    );
    let january = beneath.iter().find(|line| line.contains("January 2026:")).unwrap();
    assert!(
        january.contains("$1,800 is more than $1,690") && january.contains("20 CFR 404.1574"),
        "{january}"
    );
}

#[test]
fn walk_as_json_has_the_table_and_the_earnings_in_canonical_form() {
    let json = walk(true).run().code(0).json();
    assert!(
        json["answers"]["pay"]
            .as_str()
            .unwrap()
            .starts_with("2025-01=1700.00 2025-02=1700.00")
    );
    let grid = &json["computed"][0]["grid"];
    assert_eq!(grid["head"][0], "Month");
    assert_eq!(grid["rows"].as_array().unwrap().len(), 14);
    assert_eq!(json["computed"][0]["result"]["not_payable_months"], serde_json::json!(["2026-01"]));
}

#[test]
fn the_record_has_the_working_right_beneath_the_line_and_only_there() {
    let (library, _) = load(&callcard::builtin::files());
    let checklist = library.find_checklist("work-months-worksheet").unwrap();
    let today = date(2026, 11, 21);
    let at = today.at(9, 0, 0, 0);
    let mut log = RunLog::default();
    let given = [
        ("ssdi", "SSDI"),
        ("blind", "no"),
        ("earlier", "no"),
        ("has-irwe", "no"),
        ("has-subsidy", "no"),
    ];
    for (step, value) in given.into_iter().chain([("pay", "2026-01=1700.00 2026-02=0.00")]) {
        let (step, value) = (step.to_owned(), value.to_owned());
        log.push(at, Mark::Answer { step, value });
    }
    let record = RunRecord {
        case_reference: "C-1",
        run: 1,
        checklist,
        log: &log,
        started: at,
        finished: None,
        content_date: "",
        fingerprint: "",
    };
    for (form, row) in [
        (
            Form::Markdown,
            "| 2026-01 | $1,700 | $1,210 yes | $1,690 yes | trial 1 of 9 | yes |",
        ),
        (Form::Text, "    2026-01  $1,700  $1,210 yes  $1,690 yes  trial 1 of 9   yes"),
        (Form::Html, "<tr><td>2026-01</td><td>$1,700</td>"),
    ] {
        let text = export_run(&record, &library, today, form);
        let line = text.find("Months not payable").unwrap();
        assert!(text[line..].contains("gross pay of $1,700 is more than $1,210"), "{text}");
        assert!(text[line..].contains(row), "{text}");
        assert!(!text.contains("How dates and amounts"), "{text}");
    }
}

#[test]
fn worksheets_are_named_so_in_lists_and_found_by_their_kind() {
    let json = Callcard::new().args(["list", "checklists", "--json"]).run().code(0).json();
    let kind = |id: &str| {
        let rows = json.as_array().unwrap();
        rows.iter().find(|row| row["id"] == id).unwrap()["kind"].clone()
    };
    assert_eq!(kind("part-b-worksheet"), "worksheet");
    assert_eq!(kind("which-appeal-by-when"), "checklist");
    let found = Callcard::new()
        .args(["search", "--json", "kind:worksheet", "penalty"])
        .run()
        .code(0)
        .json();
    let kinds: Vec<&str> = found["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| hit["kind"].as_str().unwrap())
        .collect();
    assert!(!kinds.is_empty() && kinds.iter().all(|kind| *kind == "worksheet"), "{kinds:?}");
}
