//! Words of the date pad, and how a day that is being typed was understood.
//!
//! Does not belong here: words for what rules say (`run`), how rules are asked for their inputs (`domain`).

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::calendar::spoken_day;
use crate::domain::library::Library;
use crate::domain::question::{in_words, lean, options};
use crate::domain::result_words::result_words;
use crate::domain::rules::{Arguable, Computed, RuleInput, TraceStep, ValueKind, compute};
use crate::domain::rules_at_hand::{late_card, late_words};
use crate::domain::run::{AnswerProblem, Lean, running_call};
use crate::domain::worked_out::{spoken, spoken_input};
use crate::tui::state::{Kept, Pad, PadLine, PadOutcome, PadView, State, days_words, show_value};
use crate::tui::theme::Meaning;

/// Enter on the last line.
pub const PAD_DONE: &str = "That is all it asks for. Ctrl-Y copies the result, F7 adds it to a case.";
/// Nothing to copy or to keep.
pub const NOT_WORKED_OUT: &str = "Nothing is worked out yet.";
/// What was worked out is no longer shown in its box.
pub const BOX_EMPTIED: &str = "What was worked out is taken out of the box.";
/// No case was named.
pub const CASE_NEEDS: &str = "Name the case.";
/// No card tells of the rule.
pub const NO_CARD_OF_RULE: &str = "No card tells of this rule.";
/// A card cannot be shown below other things.
pub const CLOSE_FIRST: &str = "Something else is open below. Close it first, then the card can be opened.";
/// Shown while no word is typed to find a rule.
pub const WHICH_RULE: &str = "which rule? a word of it, such as appeal, close-out, exr";
/// No rule has the words.
pub const NO_SUCH_RULE: &str = "No rule has these words. Try fewer, or another word for it.";
/// An input that may stay empty.
const IF_KNOWN: &str = "leave empty if not known";

/// Returns how a day was understood, and where it lies. A day that has to have happened and lies ahead gets a caution.
#[must_use]
pub fn understood_day(day: Date, today: Date, has_happened: bool) -> String {
    let caution = if has_happened && today < day {
        "CAREFUL: this day is still to come. Is it right, and its year? "
    } else {
        ""
    };
    format!("= {} ({}). {caution}", spoken_day(day), days_words(day, today))
}

/// Returns why nothing is put off until a day.
#[must_use]
pub fn day_has_passed(day: Date) -> String {
    format!("{} has passed: type a day to come, or what has to happen first.", spoken_day(day))
}

/// Returns that no case is called so.
#[must_use]
pub fn no_such_case(typed: &str) -> String {
    format!("No case is called `{typed}`. Ctrl-R lists them; a case begins with the first run of a checklist.")
}

/// One input as it is shown: its question, what stands in it, and what is said below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PadInput {
    /// The question.
    pub label: String,
    /// What stands there in place of what is typed, for a line that is not being typed in or is empty.
    pub shown: (String, Meaning),
    /// The same where there is little room.
    pub short: String,
    /// How it was understood, what is wrong with it, or what may be typed; may be empty.
    pub below: (String, Meaning),
}

/// Returns the inputs of the pad as they are shown.
#[must_use]
pub fn pad_inputs(pad: &Pad, view: &PadView, today: Date) -> Vec<PadInput> {
    let lines = pad.lines.iter().zip(&view.read).enumerate();
    lines
        .map(|(idx, (line, read))| {
            let is_here = idx == pad.line;
            PadInput {
                label: line.input.ask.clone(),
                shown: shown(line, read.as_ref(), today),
                short: match read {
                    Some(Ok(value)) => show_value(value),
                    _ => shown(line, read.as_ref(), today).0,
                },
                below: below(line, read.as_ref(), is_here, today),
            }
        })
        .collect()
}

type ReadLine<'a> = Option<&'a Result<String, AnswerProblem>>;

fn shown(line: &PadLine, read: ReadLine<'_>, today: Date) -> (String, Meaning) {
    match read {
        Some(Ok(value)) => (understood(line, value, today), Meaning::Text),
        Some(Err(_)) => (line.text_box.text().to_owned(), Meaning::Warning),
        None if !line.text_box.is_empty() => (line.text_box.text().to_owned(), Meaning::Text),
        None if line.input.is_needed => (wanted(&line.input), Meaning::Quiet),
        None => (IF_KNOWN.to_owned(), Meaning::Greyed),
    }
}

fn below(line: &PadLine, read: ReadLine<'_>, is_here: bool, today: Date) -> (String, Meaning) {
    let has_happened = lean(&line.input.name) == Lean::Past;
    match read {
        Some(Ok(value)) => match value.parse::<Date>() {
            Ok(day) if has_happened && today < day => (understood_day(day, today, true), Meaning::Warning),
            _ if !is_here => (String::new(), Meaning::Text),
            _ => (format!("= {}", understood(line, value, today)), Meaning::Text),
        },
        Some(Err(problem)) if is_here && problem.is_unfinished => (problem.words.clone(), Meaning::Quiet),
        Some(Err(problem)) => (problem.words.clone(), Meaning::Warning),
        None if is_here && !line.input.is_needed => (wanted(&line.input), Meaning::Quiet),
        None => (String::new(), Meaning::Text),
    }
}

fn understood(line: &PadLine, value: &str, today: Date) -> String {
    let words = spoken_input(&line.input, value);
    match value.parse::<Date>() {
        Ok(day) => format!("{words} ({})", days_words(day, today)),
        Err(_) => words,
    }
}

/// Returns what may be typed.
fn wanted(input: &RuleInput) -> String {
    match &input.kind {
        ValueKind::Date => "6/2, june 2, last friday, 75 days ago".to_owned(),
        ValueKind::Time => "6/2 14:30, yesterday 9 am".to_owned(),
        ValueKind::Month => "9/2022, september 2022".to_owned(),
        ValueKind::Months => "1/2022 - 3/2022, 7/2022, or none".to_owned(),
        ValueKind::Amount => "1,234.50".to_owned(),
        ValueKind::MonthAmounts => "1/2025 1,250; feb-mar 2025 1,300".to_owned(),
        ValueKind::Number => "a whole number".to_owned(),
        ValueKind::Text => "words".to_owned(),
        ValueKind::YesNo | ValueKind::OneOf(_) => {
            let numbered = options(&input.kind)
                .into_iter()
                .zip(1..)
                .map(|(option, number)| format!("{number} {}", input.option_words(&option)));
            numbered.collect::<Vec<_>>().join("  ")
        }
    }
}

/// Returns what the pad says of what is typed, paragraph by paragraph, the line to read aloud first.
#[must_use]
pub fn pad_lines(pad: &Pad, view: &PadView, library: &Library, today: Date) -> Vec<(String, Meaning)> {
    match &view.outcome {
        PadOutcome::Needs(needs) if needs.is_empty() => vec![("Correct what is marked, or empty it.".to_owned(), Meaning::Quiet)],
        PadOutcome::Needs(needs) => vec![(format!("Needs: {}", needs.join(" ")), Meaning::Quiet)],
        PadOutcome::Wrong(why) => vec![(format!("Not worked out: {why}."), Meaning::Warning)],
        PadOutcome::Worked(_, computed) => worked_lines(pad, computed, library, today),
    }
}

fn worked_lines(pad: &Pad, computed: &Computed, library: &Library, today: Date) -> Vec<(String, Meaning)> {
    let Some(rule_of) = &pad.rule else { return Vec::new() };
    let kind = rule_of.result(None);
    let main = computed.value(None);
    let mut lines = vec![(said_first(kind, computed, today), Meaning::Due)];
    if let (Some(day), Some(rule)) = (computed.work_to.as_deref(), main)
        && day != rule
    {
        lines.push((format!("By the rule: {}", spoken(kind, rule)), Meaning::Text));
    }
    for words in late_words(computed) {
        lines.push((words.to_owned(), Meaning::Warning));
    }
    if let Some(id) = late_card(library, computed) {
        let title = library.find(id).map_or(id, |entry| &entry.head().title);
        lines.push((format!("Ctrl-G opens: {title}"), Meaning::Key));
    }
    for other in &computed.arguable {
        lines.push((arguable_words(kind, other, library), Meaning::Text));
    }
    for (name, kind) in rule_of.results.iter().skip(1) {
        // What a step of the computation says is not said twice.
        let is_said = |value: &str| Some(value) == main || computed.trace.iter().any(|step| step.value == value);
        if let Some(value) = computed.value(Some(name)).filter(|value| !is_said(value)) {
            lines.push((
                format!("{}: {}", in_words(result_words(name)), spoken(Some(kind), value)),
                Meaning::Text,
            ));
        }
    }
    lines.extend(computed.trace.iter().map(|step| trace_words(pad, step, library)));
    let others = computed.caution.iter().filter(|words| !words.contains("late by "));
    lines.extend(others.map(|words| (format!("Careful: {words}"), Meaning::Text)));
    if computed.trace.is_empty() {
        let cites: Vec<String> = computed.cite.iter().map(|cite| library.citation(cite)).collect();
        lines.push((format!("Stands on: {}", cites.join("; ")), Meaning::Quiet));
    }
    lines
}

/// The line to read aloud: the day to work to, how late it is, or the day to calendar.
fn said_first(kind: Option<&ValueKind>, computed: &Computed, today: Date) -> String {
    match (computed.work_to.as_deref(), computed.value(None)) {
        (Some(day), Some(rule)) if day != rule => format!("WORK TO {}", planned(kind, day, today)),
        (_, Some(day)) if late_words(computed).next().is_some() => late(kind, day, today),
        (_, Some(day)) => planned(kind, day, today),
        (_, None) => "No date comes of it.".to_owned(),
    }
}

/// Returns what the pad has worked out last, by the id of the rule, in the words for the rule's box.
///
/// It is worked out anew as of today, so that a day that has passed since is late here, too.
#[must_use]
pub fn kept_results(state: &State) -> BTreeMap<String, String> {
    let results = state
        .kept
        .iter()
        .filter_map(|(id, kept)| Some((id.clone(), kept_result(state, id, kept)?)));
    results.collect()
}

fn kept_result(state: &State, id: &str, kept: &Kept) -> Option<String> {
    let rule = state.library.rules.find(id)?;
    let computed = compute(id, &kept.inputs, &state.rule_context()).ok()?;
    let mut said = said_first(rule.result(None), &computed, state.today());
    for words in late_words(&computed) {
        // What to do all the same follows the words on how late it is.
        if let Some((_, advice)) = words.split_once(". ") {
            said.push_str(&format!(". {advice}"));
        }
    }
    let from = rule.inputs.iter().filter_map(|input| {
        let value = spoken(Some(&input.kind), kept.inputs.get(&input.name)?);
        Some(format!("{}: {value}; ", rule.called(&input.name)))
    });
    let when = if kept.at.date() == state.now.date() {
        "today".to_owned()
    } else {
        spoken_day(kept.at.date())
    };
    let from: String = from.collect();
    let calls = state.book.active.values().filter_map(|run| running_call(&run.log));
    let is_older = calls.map(|call| call.began).max().is_some_and(|began| kept.at < began);
    let before = if is_older { ", before this call" } else { "" };
    Some(format!(
        "= {said} ({from}worked out {when} at {}{before})",
        kept.at.strftime("%H:%M")
    ))
}

/// The line to read aloud where the day has passed. Late is never too late: what to do all the same follows.
fn late(kind: Option<&ValueKind>, value: &str, today: Date) -> String {
    let days = value.parse::<Date>().map_or(0, |day| (today - day).get_days());
    let plural = if days == 1 { "" } else { "S" };
    format!("{}: LATE BY {days} DAY{plural}", spoken(kind, value))
}

/// The line to read aloud. A day that lies ahead is to be calendared.
fn planned(kind: Option<&ValueKind>, value: &str, today: Date) -> String {
    let words = spoken(kind, value);
    match value.parse::<Date>() {
        Ok(day) if today <= day => format!("{words}: calendar this ({})", days_words(day, today)),
        Ok(day) => format!("{words} ({})", days_words(day, today)),
        Err(_) => words,
    }
}

/// Returns what can be argued for, apart from the day to plan on.
#[must_use]
pub fn arguable_words(kind: Option<&ValueKind>, other: &Arguable, library: &Library) -> String {
    let cite = library.citations(&other.cite);
    format!("Arguable until {}, because: {} ({cite})", spoken(kind, &other.value), other.why)
}

/// A step of the computation with its authority. What is presumed says where the fact can be typed that replaces it.
fn trace_words(pad: &Pad, step: &TraceStep, library: &Library) -> (String, Meaning) {
    let cite = match step.cite.as_str() {
        "" => String::new(),
        cite => format!(" ({})", library.citations(cite)),
    };
    let replaced = replaces(pad, step).map_or_else(String::new, |question| format!(" To replace it, fill in \"{question}\"."));
    (
        format!("- {}: {}{cite}.{replaced}", step.step, show_value(&step.value)),
        Meaning::Quiet,
    )
}

/// Returns the question of the empty input that would replace what a step presumes.
fn replaces(pad: &Pad, step: &TraceStep) -> Option<String> {
    let words = step.step.to_lowercase();
    let subject = words.contains("presumed").then_some(words)?;
    let is_it = |line: &&PadLine| {
        let is_named = line.input.name.split('_').any(|word| 4 < word.len() && subject.contains(word));
        !line.input.is_needed && line.text_box.is_empty() && is_named
    };
    let line = pad.lines.iter().find(is_it)?;
    Some(line.input.ask.clone())
}
