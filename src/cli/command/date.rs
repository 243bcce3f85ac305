//! `callcard date`: one date or amount rule, or a batch of them.
//!
//! Does not belong here: the rules (`domain::rules`).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::cli::args::DateArgs;
use crate::cli::library::load;
use crate::cli::settings::Settings;
use crate::domain::export::{grid_json, results_json};
use crate::domain::library::Library;
use crate::domain::question;
use crate::domain::result_words::result_words;
use crate::domain::rules::{Computed, Rule, RuleContext, RuleError, compute};
use crate::domain::worked_out::spoken;
use crate::report::{Exit, Failure};

use super::{print, print_each, print_json, read_input};

/// The width to which a table is aligned; a wider one is told row after row.
pub const TABLE_COLS: usize = 110;

/// Computes one rule, or every line of a batch.
///
/// # Errors
///
/// [`Failure`] for an unknown rule, an absent or wrong input, or a figure that is not known.
pub fn run(settings: &Settings, args: &DateArgs) -> Result<Exit, Failure> {
    let loaded = load(settings)?;
    let context = context(&loaded.library, settings);
    match (&args.batch, &args.rule) {
        (Some(file), _) => batch(&read_input(file)?, &context),
        (None, Some(rule)) => {
            let (inputs, json) = inputs(&args.inputs)?;
            one(rule, &inputs, args.json || json, &context)
        }
        (None, None) => Err(Failure::usage("no rule is given", "`callcard list rules` names them all")),
    }
}

/// Returns what rules may look at.
#[must_use]
pub fn context<'a>(library: &'a Library, settings: &Settings) -> RuleContext<'a> {
    RuleContext {
        today: settings.today,
        closed_days: &library.closed_days,
        figures: &library.figures,
        rules: &library.rules,
    }
}

/// Reads `--notice-date 2026-06-02` pairs; `--json` among them asks for JSON.
fn inputs(typed: &[String]) -> Result<(BTreeMap<String, String>, bool), Failure> {
    let mut inputs = BTreeMap::new();
    let mut json = false;
    let mut words = typed.iter();
    while let Some(word) = words.next() {
        let Some(name) = word.strip_prefix("--") else {
            return Err(Failure::usage(
                format!("`{word}` is no input"),
                "write `--input-name VALUE`, such as --notice-date 2026-06-02",
            ));
        };
        if name == "json" {
            json = true;
            continue;
        }
        let (name, value) = match name.split_once('=') {
            Some((name, value)) => (name, value.to_owned()),
            None => {
                let value = words
                    .next()
                    .ok_or_else(|| Failure::usage(format!("`--{name}` has no value"), "write the value after it"))?;
                (name, value.clone())
            }
        };
        if inputs.insert(name.replace('-', "_"), value).is_some() {
            return Err(Failure::usage(
                format!("`--{name}` is given twice"),
                "a date that counts is given once",
            ));
        }
    }
    Ok((inputs, json))
}

fn failure(rule: &str, error: &RuleError, context: &RuleContext<'_>) -> Failure {
    let hint = match (error, context.rules.find(rule)) {
        (RuleError::UnknownRule(_), _) | (_, None) => "`callcard list rules` names them all".to_owned(),
        (_, Some(spec)) => format!("the inputs of `{rule}` are {}", input_names(spec)),
    };
    Failure::usage(error.to_string(), hint)
}

fn input_names(rule: &Rule) -> String {
    let names = rule.inputs.iter().map(|input| {
        if input.is_needed {
            input.name.clone()
        } else {
            format!("{} (optional)", input.name)
        }
    });
    names.collect::<Vec<_>>().join(", ")
}

/// Computes a rule. What it does not take as it stands is read as people say it; returns the inputs read so, in canonical form.
fn compute_as_said(
    rule: &Rule,
    typed: &BTreeMap<String, String>,
    context: &RuleContext<'_>,
) -> Result<(Computed, BTreeMap<String, String>), RuleError> {
    let mut inputs = typed.clone();
    let mut read = BTreeMap::new();
    loop {
        let (name, value, expected) = match compute(&rule.id, &inputs, context) {
            Ok(computed) => return Ok((computed, read)),
            Err(RuleError::BadInput { input, value, expected }) => (input, value, expected),
            Err(error) => return Err(error),
        };
        // What was read already and is refused all the same cannot be right.
        let input = rule.input(&name).filter(|_| !read.contains_key(&name));
        let said = input.map(|input| question::read_input(input, &value, context.today));
        match said {
            Some(Ok(canonical)) => {
                inputs.insert(name.clone(), canonical.clone());
                read.insert(name, canonical);
            }
            said => {
                let value = typed.get(&name).cloned().unwrap_or(value);
                let expected = said.and_then(Result::err).map_or(expected, |problem| problem.words);
                return Err(RuleError::BadInput {
                    input: name,
                    value,
                    expected,
                });
            }
        }
    }
}

fn one(rule: &str, typed: &BTreeMap<String, String>, json: bool, context: &RuleContext<'_>) -> Result<Exit, Failure> {
    let Some(stated) = context.rules.find(rule) else {
        return Err(failure(rule, &RuleError::UnknownRule(rule.to_owned()), context));
    };
    let (computed, read) = compute_as_said(stated, typed, context).map_err(|error| failure(rule, &error, context))?;
    if json {
        let mut answer = as_json(rule, &json!(typed), stated, &computed);
        if let Value::Object(fields) = &mut answer {
            fields.insert("read".to_owned(), json!(read));
        }
        return print_json(&answer);
    }
    let mut out = format!("{}\n", stated.title);
    for input in &stated.inputs {
        if let Some(value) = read.get(&input.name) {
            out.push_str(&format!("  {} {}\n", input.ask, spoken(Some(&input.kind), value)));
        }
    }
    if let Some(work_to) = &computed.work_to {
        out.push_str(&format!("  work to: {work_to}\n"));
    }
    for (name, value) in &computed.results {
        out.push_str(&format!("  {}: {}\n", result_words(name), value.as_deref().unwrap_or("none")));
    }
    for line in computed.grid.iter().flat_map(|grid| grid.lines(TABLE_COLS)) {
        out.push_str(&format!("  {line}\n"));
    }
    for step in &computed.trace {
        out.push_str(&format!("- {}: {} ({})\n", step.step, step.value, step.cite));
    }
    for other in &computed.arguable {
        out.push_str(&format!(
            "arguable, not to be planned on: {}. {} ({})\n",
            other.value, other.why, other.cite
        ));
    }
    for caution in &computed.caution {
        out.push_str(&format!("caution: {caution}\n"));
    }
    if let Some(card) = &computed.late_card {
        out.push_str(&format!("when it is late: `callcard show {card}`\n"));
    }
    print(&out)
}

fn batch(text: &str, context: &RuleContext<'_>) -> Result<Exit, Failure> {
    let mut exit = Exit::Done;
    let answers = text.lines().map(|line| {
        let answer = batch_line(line, context).unwrap_or_else(|(rule, input, message)| {
            exit = Exit::Usage;
            json!({ "rule": rule, "input": input, "error": message })
        });
        format!("{answer}\n")
    });
    print_each(answers)?;
    Ok(exit)
}

fn batch_line(line: &str, context: &RuleContext<'_>) -> Result<Value, (String, Value, String)> {
    let request: Value = serde_json::from_str(line).map_err(|error| (String::new(), Value::Null, format!("no JSON: {error}")))?;
    let rule = request.get("rule").and_then(Value::as_str).unwrap_or_default().to_owned();
    let input = request.get("input").cloned().unwrap_or_else(|| json!({}));
    let fail = |message: String| (rule.clone(), input.clone(), message);
    let Value::Object(pairs) = &input else {
        return Err(fail("`input` has to be an object".to_owned()));
    };
    let inputs: BTreeMap<String, String> = pairs
        .iter()
        .filter_map(|(name, value)| canonical(value).map(|value| (name.clone(), value)))
        .collect();
    let computed = compute(&rule, &inputs, context).map_err(|error| fail(error.to_string()))?;
    let stated = context
        .rules
        .find(&rule)
        .ok_or_else(|| fail(format!("there is no rule `{rule}`")))?;
    Ok(as_json(&rule, &input, stated, &computed))
}

/// Returns a JSON value as an answer in canonical form; none for null.
#[must_use]
pub fn canonical(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(truth) => Some(if *truth { "yes" } else { "no" }.to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => Some(items.iter().filter_map(canonical).collect::<Vec<_>>().join(" ")),
        Value::Object(_) => Some(value.to_string()),
    }
}

/// Returns results with their trace, as the contract has them.
#[must_use]
pub fn as_json(rule: &str, input: &Value, stated: &Rule, computed: &Computed) -> Value {
    let trace: Vec<Value> = computed
        .trace
        .iter()
        .map(|step| json!({ "step": step.step, "value": step.value, "cite": step.cite }))
        .collect();
    let arguable: Vec<Value> = computed
        .arguable
        .iter()
        .map(|other| json!({ "value": other.value, "why": other.why, "cite": other.cite }))
        .collect();
    let mut answer = json!({
        "rule": rule, "input": input, "result": results_json(&stated.results, computed), "work_to": computed.work_to, "arguable": arguable,
        "trace": trace, "caution": computed.caution, "cite": computed.cite, "late_card": computed.late_card,
    });
    if let (Value::Object(fields), Some(grid)) = (&mut answer, &computed.grid) {
        fields.insert("grid".to_owned(), grid_json(grid));
    }
    answer
}
