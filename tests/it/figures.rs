//! Amounts by date and days closed by order: what `check` says of them, in the user's own content, too, and what is
//! shown where an amount is not known.
//!
//! Does not belong here: faults of cards and checklists as such (`broken`), what a rule makes of an amount (unit tests).

use std::collections::BTreeSet;
use std::path::Path;

use callcard::domain::rules::FIGURES_READ;
use serde_json::Value;

use crate::support::{Callcard, Ran};

/// A card whose one section says `words`.
fn card(words: &str) -> String {
    format!(
        "---\nid: mine\ntitle: Mine\nkind: rule\nprograms: [title-ii]\nwhere: federal\nsummary: Mine.\nasks: [mine]\nsources: [manual/a]\nsee-also: [mine]\n---\n\n> [!IMPORTANT]\n> Look.\n\n## Rule {{#rule}}\n\n{words}\n"
    )
}

const MANUAL: &str = "document: manual\ntitle: M\npublisher: P\ndate: 2020-01-01\nsections:\n  - {id: a, heading: A}\n";

/// Figure `fee`: $1,050 until the end of 2025, $1,100 until the end of 2026.
const FEE: &str = "figures:
  - id: fee
    label: Fee
    unit: USD/month
    basis: 42 USC 1
    values:
      - {from: 2025-01-01, to: 2025-12-31, amount: 1050, source: page 1}
      - {from: 2026-01-01, to: 2026-12-31, amount: 1100, source: ssa.gov/fee.html}
";

/// Runs `check --json` on nothing but these files.
fn check_only(today: &str, files: &[(&str, &str)]) -> Ran {
    let callcard = files
        .iter()
        .fold(Callcard::on(today).file("manual.yaml", MANUAL), |callcard, (name, text)| {
            callcard.file(name, text)
        });
    let folder = callcard.content().display().to_string();
    callcard.args(["--only-content", &folder, "check", "--json"]).run()
}

/// Returns the faults with `code` as `file:line:column message / hint`.
fn told(ran: &Ran, code: &str) -> Vec<String> {
    let report = ran.json();
    let faults = ["errors", "warnings"].map(|kind| report[kind].as_array().unwrap().clone()).concat();
    let one = |fault: &Value| {
        format!(
            "{}:{}:{} {} / {}",
            fault["file"].as_str().unwrap(),
            fault["line"],
            fault["column"],
            fault["message"].as_str().unwrap(),
            fault["hint"].as_str().unwrap()
        )
    };
    faults.iter().filter(|fault| fault["code"] == code).map(one).collect()
}

#[test]
fn a_figure_is_reported_sixty_days_before_its_last_value_ends_with_where_the_next_is_published() {
    let files = [("mine.md", card("More than [[figure:fee]].")), ("figures.yaml", FEE.to_owned())];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let on = |today: &str| {
        let ran = check_only(today, &files).code(0);
        told(&ran, "C037")
    };
    assert_eq!(on("2026-10-31"), [""; 0]);
    let soon = on("2026-11-01");
    assert_eq!(
        soon,
        [
            "figures.yaml:8:32 the last value of `fee` ends on 31 December 2026 / under this line add the value from 2027-01-01 with its source; until then it is said to be not known. The last came from ssa.gov/fee.html. It rests on 42 USC 1"
        ]
    );
    assert!(on("2027-01-01")[0].contains("`fee` ended on 31 December 2026"));
    assert_eq!(on("2021-01-01"), [""; 0], "what has not begun ends later still");
}

#[test]
fn a_figure_that_nothing_reads_is_reported_and_one_that_a_rule_reads_is_not() {
    let both =
        format!("{FEE}  - id: sga-blind\n    label: B\n    unit: USD\n    values:\n      - {{from: 2020-01-01, amount: 5, source: s}}\n");
    let ran = check_only("2026-06-01", &[("mine.md", &card("Words.")), ("figures.yaml", &both)]).code(0);
    assert_eq!(
        told(&ran, "C038"),
        [
            "figures.yaml:2:9 no card, checklist or rule reads `fee` / write `[[figure:fee]]` where the amount is spoken of, or take the figure out"
        ]
    );
}

#[test]
fn a_typed_amount_is_reported_with_the_figure_to_link_in_cards_and_checklists() {
    let list = "---\nid: list\ntitle: List\nkind: checklist\nprograms: [title-ii]\nwhere: federal\nsummary: Over [[figure:fee]].\nasks: [list]\nsources: [manual/a]\noutcomes:\n  done: Done.\n---\n\n## A {#a}\n\n- [ ] Over $1,100? [[mine#rule]] {#over ask=yes-no}\n\n  Over [[figure:nothing]].\n- End {#end end=done}\n";
    let words = "[[figure:fee]], that is $1,100; not $1,100,000, and $1,050 was before.\n\n| year | fee |\n| --- | --- |\n| 2026 | $1,100 |\n| 2019 | $1,100 |\n| fee 2026 | $1,100 |\n";
    let ran = check_only("2026-06-01", &[("mine.md", &card(words)), ("list.md", list), ("figures.yaml", FEE)]).code(1);
    let fault = "$1,100 is typed, and changes with the year / write `[[figure:fee]]`; if it is another amount that happens to be the same, `1,100 dollars`, or a row of a table that begins with its year";
    assert_eq!(
        told(&ran, "C039"),
        [
            format!("list.md:16:12 {fault}"),
            format!("mine.md:18:25 {fault}"),
            format!("mine.md:24:14 {fault}"),
        ]
    );
    assert_eq!(
        told(&ran, "C040"),
        ["list.md:7:15 an amount is not shown here / write it in the text of a section, or in the paragraph under a step"]
    );
    assert_eq!(
        told(&ran, "C016"),
        ["list.md:18:8 there is no figure `nothing` / `callcard list figures` names them all"]
    );
}

#[test]
fn after_the_last_known_year_the_answer_is_not_known_and_what_it_was() {
    let ended = "figures:
  - id: sga-non-blind
    label: SGA
    unit: USD/month
    values:
      - {from: 2026-01-01, to: 2026-12-31, amount: 1690, source: page 1}
  - id: calfresh-minimum
    label: Minimum
    unit: USD/month
    values:
      - {from: 2025-10-01, to: 2026-09-30, amount: 24, source: page 2}
";
    let callcard = Callcard::new().file("figures.yaml", ended);
    let folder = callcard.content().display().to_string();
    let on = |args: &[&str]| callcard.also_on("2027-01-04", [&["--content", &folder], args].concat());
    let human = on(&["figure", "sga-non-blind"]).code(1).stdout;
    assert!(human.contains(": not known for 2027; 2026 was $1,690 a month\n"), "{human}");
    let json = on(&["figure", "sga-non-blind", "--json"]).code(1).json();
    assert_eq!(json["value"], Value::Null);
    assert_eq!(json["last_known"]["amount"], "1690");
    assert_eq!(json["words"], "not known for 2027; 2026 was $1,690 a month");
    let within = on(&["figure", "calfresh-minimum", "--on", "2026-11-22"]).code(1).stdout;
    assert!(
        within.contains(": not known for 22 November 2026; from 1 October 2025 to 30 September 2026 it was $24 a month\n"),
        "{within}"
    );

    let rule = on(&["date", "t2-sga-2021", "--gross", "1700", "--blind", "no", "--json"]).code(2);
    assert_eq!(rule.stdout, "");
    assert!(
        rule.stderr.contains("not known for 2027; 2026 was $1,690 a month"),
        "{}",
        rule.stderr
    );

    let card = on(&["show", "step-one-working-sga", "--plain"]).code(0).stdout;
    assert!(card.contains("not known for 2027; 2026 was $1,690 a month"), "{card}");
    let hits = on(&["search", "sga amount not blind", "--json"]).code(0).stdout;
    for (at, _) in hits.match_indices("$1,690") {
        assert!(hits[..at].ends_with("2026 was "), "{hits}");
    }
}

#[test]
fn a_figure_of_the_users_takes_the_place_of_the_built_in_one_and_is_reported() {
    let figure = "figures:\n  - id: sga-non-blind\n    label: SGA\n    unit: USD/month\n    values:\n      - {from: 2027-01-01, to: 2027-12-31, amount: 1750, source: notice}\n";
    let callcard = Callcard::on("2027-01-04").file("figures.yaml", figure);
    let folder = callcard.content().display().to_string();
    let callcard = callcard.args(["--content", &folder]);
    let check = callcard.args(["check", "--json"]).run().code(0);
    assert_eq!(
        told(&check, "C031"),
        ["figures.yaml:2:9 `sga-non-blind` takes the place of figures.yaml / give all its values: those of the other no longer count"]
    );
    let twice = format!("{figure}{}", figure.trim_start_matches("figures:\n"));
    let callcard = Callcard::new().file("figures.yaml", twice);
    let folder = callcard.content().display().to_string();
    let check = callcard.args(["--only-content", &folder, "check", "--json"]).run().code(1);
    assert_eq!(
        told(&check, "C008"),
        ["figures.yaml:7:9 the figure `sga-non-blind` is in figures.yaml, too / keep one of the two"]
    );
}

#[test]
fn a_user_adds_days_closed_by_order_and_a_bad_entry_is_named_with_its_place() {
    let days = "closed-days:\n  - {date: 2027-07-02, part: half day, order: Executive Order 1}\n";
    let callcard = Callcard::new().file("days.yaml", days);
    let folder = callcard.content().display().to_string();
    let callcard = callcard.args(["--content", &folder, "date", "cal-next-workday", "--day", "2027-07-02", "--json"]);
    let next = callcard.run().code(0).json();
    // A Friday; the holiday of Sunday the 4th is kept on Monday.
    assert_eq!(next["result"]["date"], "2027-07-06", "{next}");
    assert!(next["trace"].to_string().contains("Executive Order 1"), "{next}");
    let bad = "closed-days:\n  - {date: 2026-12-24, part: hlaf day, order: Order 1}\n  - {date: 2026-13-01, order: Order 2}\n  - {date: 2026-12-28}\n  - {date: 2026-07-02, order: Order 3}\n  - {date: 2026-07-02, order: Order 4}\n  - {date: 2025-12-24, order: Order 5}\n";
    let callcard = Callcard::new().file("days.yaml", bad);
    let folder = callcard.content().display().to_string();
    let check = callcard.args(["--content", &folder, "check", "--json"]).run().code(1);
    assert_eq!(
        told(&check, "C005"),
        [
            "days.yaml:2:30 `hlaf day` is no value of `part` / did you mean `half day`? it is one of whole day, half day",
            "days.yaml:3:12 `2026-13-01` is no day / write it as 2026-04-24",
        ]
    );
    assert_eq!(
        told(&check, "C004"),
        ["days.yaml:4:6 key `order` is missing / add a line `order: ...`"]
    );
    assert_eq!(
        told(&check, "C008"),
        ["days.yaml:6:12 the closed day `2026-07-02` is in days.yaml, too / keep one of the two"]
    );
    assert_eq!(
        told(&check, "C031"),
        ["days.yaml:7:12 `2025-12-24` takes the place of closed-days.yaml / leave it out unless the other is wrong"]
    );
}

/// The rules name figures by id in their sources; a name in braces stands for several.
#[test]
fn the_list_of_figures_that_rules_read_is_what_their_sources_name() {
    let library = callcard::builtin::library();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/domain/rules");
    let mut named = BTreeSet::new();
    for path in sources(&folder) {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        for literal in code.split('"') {
            let start = literal.split('{').next().unwrap();
            let ids = library.figures.figures.iter().map(|figure| figure.id.as_str());
            named.extend(ids.filter(|id| *id == literal || (start != literal && start.ends_with('-') && id.starts_with(start))));
        }
    }
    assert_eq!(named, FIGURES_READ.iter().copied().collect());
    assert!(FIGURES_READ.is_sorted());
}

fn sources(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if !["figures_read.rs", "vectors.rs", "tests.rs"].contains(&name.as_str()) {
            found.push(path);
        }
    }
    found
}
