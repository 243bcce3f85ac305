//! What every answer stands on: each line of a trace has its authority, each amount its dates, and no card a typed amount.
//!
//! Does not belong here: whether the answer is right (`second_engine`, `worked_examples`, the vectors).

use std::collections::{BTreeMap, BTreeSet};

use callcard::domain::figures::Figure;
use callcard::domain::library::Library;
use callcard::domain::rules::{Computed, RuleError, RuleInput, ValueKind, compute};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use serde_json::Value;

use crate::second_engine;
use crate::stories::stories;
use crate::support::{Callcard, all_rules, compute_on, rule_context};

const TODAY: Date = date(2026, 11, 21);

/// How laws, regulations, manuals and letters are written: what stands before the number.
const NAMED: &[&str] = &[
    "USC ",
    "U.S.C. ",
    "CFR ",
    "FR ",
    "EM-",
    "CMS-",
    "SSA Handbook ",
    "HALLEX I-",
    "Cal. Welf. & Inst. Code ",
    "CDSS Manual ",
    "CDSS ACL ",
    "DHCS letter I ",
    "Fed. R. Civ. P. ",
];
/// Volumes of the manuals that SSA works by, each with `NNNNN.NNN` after it; "SF" marks San Francisco's supplement.
const POMS: &[&str] = &["GN", "SI", "DI", "RS", "HI", "HA", "NL"];

/// Returns whether a citation is a section of a source document, or names a law, regulation, manual or letter with its number.
///
/// Several are joined by `;`. `42 USC 416(l)`, `20 CFR 404.3(b), 416.120(d)`, `89 FR 21199`, `POMS SI SF01415.100`,
/// `GN 03101.010 TN 20 (09-23)`, `EM-24048`, `ssa.gov/oact/cola/sga.html`, `Consolidated Appropriations Act, 2021`.
fn is_authority(library: &Library, cite: &str) -> bool {
    !cite.is_empty() && cite.split("; ").all(|part| library.find_source(part).is_some() || is_law(part))
}

fn is_law(part: &str) -> bool {
    // The number of a title or volume: `42 USC`, `89 FR`.
    let part = part.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
    let begins_with_number = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    if NAMED.iter().any(|name| part.strip_prefix(name).is_some_and(begins_with_number)) || part.starts_with("ssa.gov/") {
        return true;
    }
    if part
        .split_once(" Act, ")
        .is_some_and(|(_, year)| year.len() == 4 && begins_with_number(year))
    {
        return true;
    }
    let part = part.strip_prefix("POMS ").unwrap_or(part);
    let Some((volume, section)) = part.split_once(' ') else {
        return false;
    };
    let section = section.strip_prefix("SF").unwrap_or(section);
    let number: String = section.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    POMS.contains(&volume)
        && number
            .split_once('.')
            .is_some_and(|(chapter, rest)| chapter.len() == 5 && rest.len() >= 3)
}

/// Counts of lines by authority.
#[derive(Default)]
struct Cites {
    lines: BTreeMap<String, usize>,
    arguable: BTreeMap<String, usize>,
    untraced: usize,
}

impl Cites {
    fn add(&mut self, computed: &Computed) {
        self.untraced += usize::from(computed.trace.is_empty());
        for line in &computed.trace {
            *self.lines.entry(line.cite.clone()).or_default() += 1;
        }
        for other in &computed.arguable {
            *self.arguable.entry(other.cite.clone()).or_default() += 1;
        }
    }

    /// Checks that all lines have an authority.
    #[track_caller]
    fn check(&self, of: &str) {
        let library = callcard::builtin::library();
        for cites in [&self.lines, &self.arguable] {
            let unknown: Vec<_> = cites.iter().filter(|(cite, _)| !is_authority(&library, cite)).collect();
            assert!(unknown.is_empty(), "{of}: {unknown:#?}");
        }
        assert_eq!(self.untraced, 0, "{of}: results without a trace");
        let (lines, arguable): (usize, usize) = (self.lines.values().sum(), self.arguable.values().sum());
        println!("{of}: {lines} of {lines} lines and {arguable} of {arguable} arguable values have an authority");
        assert!(lines > 0, "{of}");
    }
}

/// A JSON value in the form that rules read.
fn canonical(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(flag) => Some(if *flag { "yes" } else { "no" }.to_owned()),
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => Some(items.iter().filter_map(canonical).collect::<Vec<_>>().join(" ")),
        other => Some(other.to_string()),
    }
}

#[test]
fn an_authority_is_a_section_or_names_a_law_with_its_number() {
    let library = callcard::builtin::library();
    let good = [
        "gn-00204.012/b",
        "8 U.S.C. 1613; advocacy-for-seniors/2/post-1996-entrants",
        "20 CFR 404.3(b), 416.120(d)",
        "GN 03101.010 TN 20 (09-23); SI 04005.012 TN 7 (09-23)",
        "Cal. Welf. & Inst. Code 12200; POMS SI SF01415.100",
    ];
    for cite in good {
        assert!(is_authority(&library, cite), "{cite}");
    }
    for cite in [
        "",
        "gn-00204.012/zz",
        "the law",
        "USC",
        "42 USC",
        "POMS",
        "GN 12",
        "common sense; 42 USC 416(l)",
    ] {
        assert!(!is_authority(&library, cite), "{cite}");
    }
}

#[test]
fn every_line_of_every_date_vector_has_an_authority() {
    let library = callcard::builtin::library();
    let mut cites = Cites::default();
    for line in include_str!("../date-vectors.jsonl").lines() {
        let vector: Value = serde_json::from_str(line).unwrap();
        let inputs = vector["input"].as_object().unwrap();
        let inputs = inputs
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), canonical(value)?)))
            .collect();
        // The amounts of the vectors are those of 2021; dates are also asked for today.
        for today in [date(2021, 6, 15), TODAY] {
            match compute(vector["rule"].as_str().unwrap(), &inputs, &rule_context(&library, today)) {
                Ok(computed) => cites.add(&computed),
                Err(RuleError::UnknownFigure(_)) if today == TODAY => {}
                Err(error) => panic!("{line}: {error}"),
            }
        }
    }
    cites.check("date vectors");
}

#[test]
fn every_line_of_every_story_has_an_authority() {
    let mut cites = Cites::default();
    for (file, story) in stories() {
        let walked = Callcard::on(story["today"].as_str().unwrap())
            .args(["walk", story["checklist"].as_str().unwrap(), "--answers", "-", "--json"])
            .stdin(&story["answers"].to_string())
            .run()
            .code(0)
            .json();
        for row in walked["computed"].as_array().unwrap().iter().filter(|row| !row["result"].is_null()) {
            let trace = row["trace"].as_array().unwrap();
            assert!(!trace.is_empty(), "{file}: {} without a trace", row["id"]);
            for line in trace {
                *cites.lines.entry(line["cite"].as_str().unwrap().to_owned()).or_default() += 1;
            }
            for other in row["arguable"].as_array().into_iter().flatten() {
                *cites.arguable.entry(other["cite"].as_str().unwrap().to_owned()).or_default() += 1;
            }
        }
    }
    cites.check("stories");
}

#[test]
fn every_line_of_all_days_that_the_second_engine_walks_has_an_authority() {
    let walked = second_engine::walked();
    let cites = Cites {
        lines: walked.cites.clone(),
        arguable: walked.arguable_cites.clone(),
        untraced: walked.untraced,
    };
    cites.check("2015 to 2035, every date rule");
}

/// A value of the table as it is written: id of the figure, first day, last day, amount.
type Written = (String, String, Option<String>, String);

/// Reads the table of amounts line by line, apart from the program's own reader.
fn written() -> Vec<Written> {
    let mut id = String::new();
    let mut values = Vec::new();
    for line in include_str!("../../content/figures.yaml").lines().map(str::trim) {
        if let Some(found) = line.strip_prefix("- id: ") {
            found.clone_into(&mut id);
        }
        let Some(fields) = line.strip_prefix("- {from: ") else {
            continue;
        };
        let field = |name: &str| {
            let (_, rest) = fields.split_once(name)?;
            Some(rest.split([',', '}']).next()?.trim().trim_matches('"').to_owned())
        };
        let from = fields.split(',').next().unwrap().trim_matches('"').to_owned();
        values.push((id.clone(), from, field(" to: "), field(" amount: ").unwrap()));
    }
    values
}

#[test]
fn no_amount_is_read_on_a_day_outside_of_its_dates() {
    let library = callcard::builtin::library();
    let mut by_figure: BTreeMap<String, Vec<Written>> = BTreeMap::new();
    for value in written() {
        by_figure.entry(value.0.clone()).or_default().push(value);
    }
    let known: Vec<&str> = library.figures.figures.iter().map(|figure| figure.id.as_str()).collect();
    assert_eq!(known.len(), by_figure.len(), "figures that the program knows and that are written");
    let (mut read, mut unknown) = (0, 0);
    for figure in &library.figures.figures {
        let written = &by_figure[&figure.id];
        let mut day = date(1975, 1, 1);
        while day <= date(2100, 12, 31) {
            let text = day.to_string();
            let mut in_force = written
                .iter()
                .filter(|(_, from, to, _)| *from <= text && to.as_ref().is_none_or(|to| text <= *to));
            let expected = in_force.next().map(|(.., amount)| amount.as_str());
            assert!(in_force.next().is_none(), "{} has two values on {day}", figure.id);
            assert_eq!(
                figure.on(day).map(|value| value.amount.as_str()),
                expected,
                "{} on {day}",
                figure.id
            );
            if expected.is_some() {
                read += 1;
            } else {
                unknown += 1;
            }
            day = day.tomorrow().unwrap();
        }
        for value in &figure.values {
            is_said_to_be_unknown_beside(figure, value.from.checked_sub(1.day()).unwrap());
            if let Some(to) = value.to {
                is_said_to_be_unknown_beside(figure, to.checked_add(1.day()).unwrap());
            }
        }
    }
    println!("{} figures: {read} days with an amount, {unknown} without", known.len());
}

/// On the day before a value begins or after it ends, a neighbour is told with its own dates, or that nothing is known.
fn is_said_to_be_unknown_beside(figure: &Figure, day: Date) {
    let words = figure.words(day);
    match figure.on(day) {
        Some(value) => assert!(value.from <= day && value.to.is_none_or(|to| day <= to), "{}: {words}", figure.id),
        None => assert!(words.starts_with("not known for"), "{} on {day}: {words}", figure.id),
    }
}

/// Rules that still answer in 2060: all that they read is set without an end, and where that is written.
const WITHOUT_END: &[(&str, &str)] = &[
    ("op-small-amount", "the tolerance has no yearly change (20 CFR 404.515, 416.555)"),
    ("op-t2-waiver-resources", "the levels have no yearly change (POMS GN 02250.100)"),
    ("ssi-resource-limit", "42 USC 1382(a)(3)"),
    ("ssi-transfer-small", "the resource limits of 42 USC 1382(a)(3)"),
    ("ssi-infrequent-income", "20 CFR 416.1112(c)(2), 416.1124(c)(6)"),
    ("op-ssi-recoup-cap", "a share of income, 20 CFR 416.571"),
];

#[test]
fn a_rule_asked_about_a_day_without_an_amount_says_that_it_is_not_known() {
    let mut answered = BTreeSet::new();
    for rule in all_rules().iter().filter(|rule| rule.input("on").is_some()) {
        let sample = |kind: &ValueKind| match kind {
            ValueKind::OneOf(words) => words[0].clone(),
            ValueKind::YesNo => "yes".to_owned(),
            ValueKind::Number => "20".to_owned(),
            ValueKind::Date => "2060-06-01".to_owned(),
            _ => "100.00".to_owned(),
        };
        let needed = rule.inputs.iter().filter(|input| input.is_needed);
        let value = |input: &RuleInput| match input.name.as_str() {
            "months_before_fra" => "5".to_owned(),
            // Long enough for all amounts of a stay to be read.
            "stay_days" => "95".to_owned(),
            _ => sample(&input.kind),
        };
        let given: Vec<(&str, String)> = needed.map(|input| (input.name.as_str(), value(input))).collect();
        let mut inputs: Vec<(&str, &str)> = given.iter().map(|(name, value)| (*name, value.as_str())).collect();
        inputs.push(("on", "2060-06-01"));
        match compute_on(TODAY, &rule.id, &inputs) {
            Ok(_) => drop(answered.insert(rule.id.as_str())),
            Err(RuleError::UnknownFigure(words)) => {
                assert!(words.contains("not known for ") && words.contains("2060"), "{}: {words}", rule.id);
            }
            Err(error) => panic!("{}: {error}", rule.id),
        }
    }
    let listed: BTreeSet<&str> = WITHOUT_END.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(answered, listed);
}

/// Amounts typed into a card although a figure has the same number, and why that is no yearly amount of ours.
const TYPED: &[(&str, &str, &str)] = &[
    (
        "cards/bpqy/bpqy-amounts.md",
        "150.00",
        "an example of what a column of the form may show",
    ),
    (
        "cards/calfresh/calfresh-deductions.md",
        "$150",
        "the standard deduction under a waiver to 2029, told with its dates",
    ),
    (
        "cards/retirement/quarters-of-coverage-table.md",
        "$200",
        "the amount of 1977 and before",
    ),
    (
        "cards/retirement/quarters-of-coverage-table.md",
        "$1,890",
        "the row of the year 2026, which stays when the year has gone",
    ),
    ("cards/ssi/ssi-pays-part-of-the-rent.md", "$200", "a rent made up for an example"),
];

/// Returns the amounts of money in a text, as typed: with a dollar sign, with thousands or cents set off, with a word of money
/// or time after it, or of four digits that are no year. Figures shown by their id do not count.
fn amounts_typed(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = text[rest..].find(|c: char| c.is_ascii_digit()).map(|at| rest + at) {
        let end = text[start..]
            .find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.'))
            .map_or(text.len(), |at| start + at);
        rest = end;
        let number = text[start..end].trim_end_matches([',', '.']);
        let (before, after) = (&text[..start], &text[start + number.len()..]);
        let is_part = before.ends_with(|c: char| c.is_alphanumeric() || "-/.#".contains(c)) || after.starts_with(['-', '/', '_']);
        let in_figure = before.rfind("[[figure:").is_some_and(|open| !before[open..].contains("]]"));
        let is_money_word = [
            " dollars",
            " a month",
            " a year",
            " a day",
            " a quarter",
            " per ",
            " each month",
            " monthly",
        ]
        .iter()
        .any(|word| after.starts_with(word));
        let is_dollars = before.ends_with('$');
        let is_year = number.len() == 4 && ("1900".."2101").contains(&number);
        let is_money = is_dollars || number.contains([',', '.']) || is_money_word || (number.len() >= 4 && !is_year);
        if is_money && !in_figure && !is_part && cents(number).is_some() {
            found.push(&text[start - usize::from(is_dollars)..start + number.len()]);
        }
    }
    found
}

/// Returns an amount in cents; nothing if it is not one.
fn cents(amount: &str) -> Option<u64> {
    let plain = amount.trim_start_matches('$').replace(',', "");
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, "0"));
    let part: u64 = format!("{part:0<2}").parse().ok().filter(|_| part.len() <= 2)?;
    Some(whole.parse::<u64>().ok()? * 100 + part)
}

#[test]
fn typed_amounts_are_found_in_every_way_of_writing() {
    let text = "Pays $994, 994 a month, 1,690 or 1690 dollars; 202.9 and 202.90. Not 2026, not 60 days, not [[figure:x-994|$994 a month]], not GN 00204.012.";
    assert_eq!(amounts_typed(text), ["$994", "994", "1,690", "1690", "202.9", "202.90"]);
}

#[test]
fn no_amount_in_force_is_typed_into_a_card_or_a_checklist() {
    let library = callcard::builtin::library();
    let in_force: BTreeMap<u64, &str> = library
        .figures
        .figures
        .iter()
        .filter(|figure| figure.unit.starts_with("USD"))
        .filter_map(|figure| Some((figure, figure.on(TODAY).filter(|value| value.to.is_some())?)))
        .map(|(figure, value)| (cents(&value.amount).unwrap(), figure.id.as_str()))
        .collect();
    assert!(in_force.len() > 30, "{in_force:?}");
    let (mut typed, mut explained) = (Vec::new(), BTreeSet::new());
    for file in callcard::builtin::files() {
        if !file.name.starts_with("cards/") && !file.name.starts_with("checklists/") {
            continue;
        }
        for amount in amounts_typed(&file.text) {
            let Some(figure) = cents(amount).and_then(|cents| in_force.get(&cents)) else {
                continue;
            };
            match TYPED.iter().find(|(name, known, _)| *name == file.name && *known == amount) {
                Some(known) => drop(explained.insert(known)),
                None => typed.push(format!("{}: {amount}, [[figure:{figure}]]", file.name)),
            }
        }
    }
    assert!(typed.is_empty(), "{typed:#?}");
    assert_eq!(explained.len(), TYPED.len(), "a listed amount is no longer there: {explained:?}");
}
