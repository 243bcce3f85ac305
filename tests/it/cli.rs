//! The command line from outside: output, messages, exit codes of the contract.
//!
//! Does not belong here: the terminal UI, faults in content.

use crate::support::Callcard;

#[test]
fn wrong_usage_is_two_and_says_what_would_be_right() {
    let ran = Callcard::new().args(["show", "closeout-date"]).run().code(2);
    assert!(
        ran.stderr.contains("there is no card or checklist `closeout-date`") && ran.stderr.contains("did you mean `closeout-dates`?"),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.stdout, "");
    Callcard::new().args(["--content", "/no/such/folder", "list"]).run().code(2);
    Callcard::new().args(["list", "--bogus"]).run().code(2);
    let ran = Callcard::new().args(["--today", "soon", "list"]).run();
    assert_eq!(ran.code, 2);
    Callcard::new().args(["--idle-minutes", "soon", "list"]).run().code(2);
    Callcard::new().args(["--idle-minutes", "0", "list"]).run().code(0);
}

#[test]
fn a_card_is_shown_as_json_and_as_plain_text() {
    let json = Callcard::new().args(["show", "closeout-dates", "--json"]).run().code(0).json();
    assert_eq!(json["id"], "closeout-dates");
    assert_eq!(json["currency"], "changed");
    assert!(
        json["sections"]
            .as_array()
            .unwrap()
            .iter()
            .all(|section| section["anchor"].is_string() && section["text"].is_string())
    );
    assert!(
        json["sources"]
            .as_array()
            .unwrap()
            .iter()
            .any(|source| source["id"] == "gn-00204.012/b" && source["date"] == "2023-07-28")
    );
    let plain = Callcard::new().args(["show", "closeout-dates", "--plain"]).run().code(0).stdout;
    assert!(
        plain.contains("DO NOW: ") && plain.contains("From: GN 00204.012 B, TN 126 (07-23)"),
        "{plain}"
    );
    assert!(!plain.contains('\u{1b}') && !plain.contains('\u{2502}'));
    let sections = json["sections"].as_array().unwrap();
    let rule = &sections.iter().find(|section| section["anchor"] == "title-ii").unwrap()["rules"][0];
    assert_eq!(
        (&rule["id"], &rule["inputs"][0]["needed"]),
        (&"pf-t2-closeout".into(), &true.into())
    );
    assert!(rule["how"].as_str().unwrap().contains("6 months after"), "{rule}");
    assert!(rule["results"].as_array().unwrap().contains(&"closeout".into()), "{rule}");
    assert!(
        plain.contains("\nCommand: callcard date pf-t2-closeout --notice-date VALUE\n"),
        "{plain}"
    );
}

#[test]
fn a_word_is_explained_by_its_name_or_by_what_is_typed_of_it() {
    let ran = Callcard::new().args(["word", "mbr"]).run().code(0).stdout;
    assert!(ran.starts_with("MBR = Master Beneficiary Record: "), "{ran}");
    assert!(ran.contains("card: ") && ran.contains("stands in: "), "{ran}");
    let json = Callcard::new().args(["word", "laf", "t8", "--json"]).run().code(0).json();
    assert_eq!(
        (json[0]["term"].as_str(), json[0]["kind"].as_str()),
        (Some("LAF T8"), Some("screen code"))
    );
    assert!(json[0]["sources"].as_array().unwrap().contains(&"di-13050.045/a.1".into()));
    let fitting = Callcard::new().args(["word", "adjudication"]).run().code(0).stdout;
    assert!(fitting.contains("ODAR = "), "{fitting}");
    let none = Callcard::new().args(["word", "qqqq"]).run().code(1).stdout;
    assert!(none.contains("`qqqq` is in no glossary here"), "{none}");
}

#[test]
fn every_list_is_there_in_words_and_as_json() {
    for (what, least) in [
        ("cards", 90),
        ("checklists", 10),
        ("rules", 20),
        ("figures", 80),
        ("sources", 364),
        ("words", 400),
    ] {
        let json = Callcard::new().args(["list", what, "--json"]).run().code(0).json();
        assert!(json.as_array().unwrap().len() >= least, "{what}");
        let words = Callcard::new().args(["list", what]).run().code(0).stdout;
        assert_eq!(words.lines().count(), json.as_array().unwrap().len(), "{what}");
    }
}

#[test]
fn a_figure_is_never_projected() {
    let known = Callcard::new().args(["figure", "sga-non-blind"]).run().code(0).stdout;
    assert!(known.contains("$1,690 a month (2026)"), "{known}");
    let unknown = Callcard::new()
        .args(["figure", "sga-non-blind", "--on", "2060-02-01"])
        .run()
        .code(1)
        .stdout;
    assert!(unknown.contains(": not known for 2060; "), "{unknown}");
}

#[test]
fn a_date_comes_with_its_authority() {
    let json = Callcard::new()
        .args(["date", "pf-t2-closeout", "--notice-date", "2026-06-02", "--json"])
        .run()
        .code(0)
        .json();
    assert_eq!(json["result"]["closeout"], "2026-12-02");
    assert!(
        json["trace"]
            .as_array()
            .unwrap()
            .iter()
            .all(|step| !step["cite"].as_str().unwrap().is_empty())
    );
    let ran = Callcard::new()
        .args(["date", "pf-t2-closeout", "--notice-date", "2026-06-31"])
        .run()
        .code(2);
    assert!(ran.stderr.contains("notice_date"), "{}", ran.stderr);
    let batch = Callcard::new()
        .args(["date", "--batch", "-", "--json"])
        .stdin("{\"rule\": \"cal-nonworkday\", \"input\": {\"day\": \"2025-12-26\"}}\n{\"rule\": \"none\", \"input\": {}}\n")
        .run()
        .code(2)
        .stdout;
    let lines: Vec<serde_json::Value> = batch.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["result"]["nonworkday"], true);
    assert!(lines[1]["error"].is_string());
}

#[test]
fn a_date_is_worked_out_from_a_day_as_it_is_said() {
    let date = |rule: &str, inputs: &[&str]| Callcard::new().args(["date", rule]).args(inputs.iter().copied()).run();
    let said = date("pf-t2-closeout", &["--notice-date", "last friday", "--json"]).code(0).json();
    assert_eq!(
        (
            &said["input"]["notice_date"],
            &said["read"]["notice_date"],
            &said["result"]["closeout"]
        ),
        (&"last friday".into(), &"2026-11-20".into(), &"2027-05-20".into())
    );
    let words = date("pf-t2-closeout", &["--notice-date", "june 2"]).code(0).stdout;
    assert!(words.contains("? Tuesday, June 2, 2026"), "{words}");
    for (rule, input, value, why) in [
        ("pf-t2-closeout", "--notice-date", "31 june", "June has no day 31; its last is 30"),
        ("pf-t2-closeout", "--notice-date", "june 2026", "type the day, too"),
        ("pf-t2-closeout", "--notice-date", "2026-06", "type the day, too"),
        ("pf-t2-closeout", "--notice-date", "6/2/1920", "from 1930 to 2100"),
        ("pf-t2-closeout", "--notice-date", "6/2/2999", "between 1900 and 2100"),
        ("op-small-amount", "--overpayment", "$1,2,3", "type an amount such as 1,234.50"),
    ] {
        let ran = date(rule, &[input, value]).code(2);
        assert!(ran.stderr.contains(why) && ran.stderr.contains(value), "{value}: {}", ran.stderr);
    }
    let batch = Callcard::new()
        .args(["date", "--batch", "-"])
        .stdin("{\"rule\": \"pf-t2-closeout\", \"input\": {\"notice_date\": \"june 2\"}}\n")
        .run()
        .code(2)
        .stdout;
    assert!(batch.contains("YYYY-MM-DD"), "{batch}");
}

#[test]
fn completions_are_made_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(
            Callcard::new()
                .args(["completions", shell])
                .run()
                .code(0)
                .stdout
                .contains("callcard")
        );
    }
}

#[test]
fn answers_that_cannot_be_taken_name_their_place() {
    let walk = |text: &str| {
        Callcard::new()
            .args(["walk", "is-an-earlier-filing-still-open", "--answers", "-"])
            .stdin(text)
            .run()
    };
    let ran = walk("{\n  \"no-such-step\": 1\n}").code(2);
    assert!(ran.stderr.contains("-:2:3:"), "{}", ran.stderr);
    let ran = walk("{\n  oops\n}").code(2);
    assert!(ran.stderr.contains("-:2:3:"), "{}", ran.stderr);
}

#[test]
fn walk_cleans_and_masks_what_it_is_given() {
    let answers = "\u{feff}{\"issue\": \"a \\u001b]52;c;eA\\u0007\\u202e number 000-00-0000 b\", \"deadline-running\": \"no\", \"dire\": \"no\", \"contacted\": \"yes\"}";
    let ran = Callcard::new()
        .args(["walk", "escalate-income-benefits", "--answers", "-"])
        .stdin(answers)
        .run()
        .code(0);
    assert!(
        ran.stdout.contains("***-**-****") && !ran.stdout.contains("000-00"),
        "{}",
        ran.stdout
    );
    assert!(!ran.stdout.contains(['\u{1b}', '\u{202e}', '\u{7}']));
    assert!(ran.stderr.contains("Social Security number was masked"), "{}", ran.stderr);
}

#[test]
fn a_damaged_file_of_cases_is_never_taken_for_an_empty_one() {
    let place = Callcard::new();
    std::fs::create_dir_all(place.home().join("data")).unwrap();
    std::fs::write(place.home().join("data/callcard.db"), b"SQLite format 3\0garbage").unwrap();
    let ran = place.also(["cases"]).code(3);
    assert!(ran.stderr.contains("damaged") && ran.stderr.contains(".corrupt-"), "{}", ran.stderr);
    let kept = std::fs::read_dir(place.home().join("data"))
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains("corrupt"))
        .count();
    assert_eq!(kept, 1, "the damaged file is kept");
}

#[test]
fn hostile_content_is_a_fault_and_never_a_crash() {
    let front =
        "---\nid: x\ntitle: X\nkind: rule\nprograms: [title-ii]\nwhere: federal\nsummary: s\nasks: [a]\nsources: [gn-00204.012/b]\n---\n\n";
    let deep = [
        format!("{}x{}", "*".repeat(10_000), "*".repeat(10_000)),
        "> ".repeat(5000),
        format!("{}x", "1. ".repeat(3000)),
        "[".repeat(20_000),
    ];
    for body in deep {
        let place = Callcard::new().file("x.md", format!("{front}{body}"));
        let content = place.content().display().to_string();
        place.also(["--content", &content, "check"]).code(1);
        place.also(["--content", &content, "search", "late", "--json"]).code(0);
    }
    let steps = format!(
        "- [ ] Q [[x#a]] {{#q ask=yes-no if=\"{}q = yes{}\"}}\n",
        "(".repeat(5000),
        ")".repeat(5000)
    );
    let place = Callcard::new().file(
        "y.md",
        format!(
            "{}outcomes:\n  d: D\n---\n\n## A {{#a}}\n\n{steps}",
            front
                .replace("id: x", "id: y")
                .replace("kind: rule", "kind: checklist")
                .trim_end()
                .trim_end_matches("---")
        ),
    );
    let content = place.content().display().to_string();
    let ran = place.also(["--content", &content, "check"]).code(1);
    assert!(ran.stdout.contains("C018"), "{}", ran.stdout);
}

#[test]
fn a_deadline_is_never_worked_out_from_two_dates_for_one_input() {
    let ran = Callcard::new()
        .args([
            "date",
            "pf-t2-closeout",
            "--notice-date",
            "2026-01-01",
            "--notice-date",
            "2026-03-01",
        ])
        .run()
        .code(2);
    assert!(ran.stderr.contains("given twice"), "{}", ran.stderr);
}

#[test]
fn walk_tells_the_state_of_every_step_with_its_reason() {
    let answers = r#"{"issue": {"defer": "2026-12-01"}, "deadline-running": {"override": "no paper"}, "dire": {"refuse": "unit 12"}}"#;
    let json = Callcard::new()
        .args(["walk", "escalate-income-benefits", "--answers", "-", "--json"])
        .stdin(answers)
        .run()
        .code(0)
        .json();
    let step = |id: &str| json["steps"].as_array().unwrap().iter().find(|step| step["id"] == id).unwrap();
    assert_eq!(
        (&step("issue")["state_word"], &step("issue")["until_words"]),
        (&"deferred".into(), &"Tue 1 Dec 2026".into())
    );
    assert_eq!(step("deadline-running")["reason"], "no paper");
    for name in ["by", "refused_by"] {
        assert_eq!(step("dire")[name], "unit 12");
    }
    assert_eq!(step("dire")["at"], "2026-11-21T12:00:00");
    let words = ["open", "done", "not applicable", "deferred", "overridden", "refused"];
    for step in json["steps"].as_array().unwrap() {
        assert!(words.contains(&step["state_word"].as_str().unwrap()), "{step}");
    }
}
