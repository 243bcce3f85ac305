//! `callcard walk`: a checklist without a terminal, from a file of answers, or all of its paths.
//!
//! Does not belong here: what follows from answers (`domain::run`).

use std::io::{self, Write as _};

use jiff::civil::DateTime;
use serde_json::{Map, Value, json};

use crate::cli::args::{BlankForm, WalkArgs};
use crate::cli::library::load;
use crate::cli::settings::Settings;
use crate::domain::blank::blank;
use crate::domain::checklist::{Checklist, Item};
use crate::domain::export::{Form, items_json, outcome_json, progress_word, until_words, working};
use crate::domain::identifier::mask_identifiers;
use crate::domain::library::Library;
use crate::domain::paths::{Path, enumerate};
use crate::domain::result_words::result_words;
use crate::domain::rules::Computed;
use crate::domain::run::{ItemState, Mark, RunLog, RunView, evaluate, read_step, show_answer};
use crate::domain::source::LineCol;
use crate::domain::spelling::nearest;
use crate::report::{Exit, Failure, clean};

use super::date::{TABLE_COLS, canonical, context};
use super::{complain, print, print_json, read_input};

/// Walks a checklist.
///
/// # Errors
///
/// [`Failure`] for an unknown checklist, or an answer that cannot be taken, with its file, line and column.
pub fn run(settings: &Settings, args: &WalkArgs) -> Result<Exit, Failure> {
    let loaded = load(settings)?;
    let library = &loaded.library;
    let checklist = find(library, &args.checklist)?;
    if args.paths {
        return paths(checklist, args.json);
    }
    if args.blank {
        let form = match args.form {
            BlankForm::Markdown => Form::Markdown,
            BlankForm::Text => Form::Text,
            BlankForm::Html => Form::Html,
        };
        return print(&blank(checklist, library, settings.today, form));
    }
    let log = match &args.answers {
        Some(file) => Answers {
            file,
            text: read_input(file)?,
            checklist,
            settings,
        }
        .read()?,
        None => RunLog::default(),
    };
    let view = evaluate(checklist, &log, &context(library, settings));
    let caution = library.warning(checklist, settings.today);
    if args.json {
        print_json(&as_json(checklist, &log, &view, library, caution.as_deref()))
    } else {
        print(&as_text(checklist, &view, library, caution.as_deref()))
    }
}

/// Returns the checklist with `id`.
///
/// # Errors
///
/// [`Failure`] with the nearest id.
pub fn find<'a>(library: &'a Library, id: &str) -> Result<&'a Checklist, Failure> {
    library.find_checklist(id).ok_or_else(|| {
        let near = nearest(id, library.checklists.iter().map(|checklist| checklist.head.id.as_str()));
        let hint = near.map_or_else(
            || "`callcard list checklists` names them all".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        Failure::usage(format!("there is no checklist `{id}`"), hint)
    })
}

/// A file of answers being read.
struct Answers<'a> {
    file: &'a str,
    text: String,
    checklist: &'a Checklist,
    settings: &'a Settings,
}

impl Answers<'_> {
    fn read(&self) -> Result<RunLog, Failure> {
        let value: Value = serde_json::from_str(&self.text).map_err(|error| {
            Failure::usage(
                format!("{}:{}:{}: this is no JSON: {error}", self.file, error.line(), error.column()),
                "write {\"step-id\": value, ...}",
            )
        })?;
        let Value::Object(answers) = value else {
            return Err(Failure::usage(
                format!("{}:1:1: the answers are no object", self.file),
                "write {\"step-id\": value, ...}",
            ));
        };
        if let Some(unknown) = answers.keys().find(|step| self.checklist.find_step(step).is_none()) {
            let near = nearest(unknown, self.checklist.steps().map(|step| step.id.as_str()));
            let hint = near.map_or_else(
                || format!("`callcard show {}` names the steps", self.checklist.head.id),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(self.fault(unknown, &format!("there is no step `{unknown}`"), &hint));
        }
        let at = self.settings.today.at(12, 0, 0, 0);
        let mut log = RunLog::default();
        for step in self.checklist.steps() {
            if let Some(value) = answers.get(&step.id) {
                self.marks(&step.id, value, at, &mut log)?;
            }
        }
        Ok(log)
    }

    /// A value is an answer; an object may hold `value`, `defer`, `override`, `refuse` and `note`.
    fn marks(&self, step: &str, value: &Value, at: DateTime, log: &mut RunLog) -> Result<(), Failure> {
        let Value::Object(fields) = value else {
            return self.answer(step, value, at, log);
        };
        for (name, value) in fields {
            let text = safe(&canonical(value).unwrap_or_default());
            let step_id = step.to_owned();
            match name.as_str() {
                "value" => self.answer(step, value, at, log)?,
                "defer" => log.push(
                    at,
                    Mark::Defer {
                        step: step_id,
                        until: text,
                    },
                ),
                "override" if !text.trim().is_empty() => log.push(
                    at,
                    Mark::Override {
                        step: step_id,
                        reason: text,
                    },
                ),
                "override" => return Err(self.fault(step, "an override without a reason", "say why the step is passed over")),
                "refuse" => log.push(at, Mark::Refuse { step: step_id, by: text }),
                "note" => log.push(at, Mark::Note { step: step_id, text }),
                _ => {
                    return Err(self.fault(
                        step,
                        &format!("unknown field `{name}`"),
                        "an answer has value, defer, override, refuse, note",
                    ));
                }
            }
        }
        Ok(())
    }

    fn answer(&self, step: &str, value: &Value, at: DateTime, log: &mut RunLog) -> Result<(), Failure> {
        let Some(found) = self.checklist.find_step(step) else {
            return Ok(());
        };
        let typed = match value {
            Value::Null => return Ok(()),
            Value::Array(items) => items.iter().filter_map(canonical).collect::<Vec<_>>().join(", "),
            other => canonical(other).unwrap_or_default(),
        };
        let value = read_step(found, &typed, self.settings.today)
            .map_err(|problem| self.fault(step, &format!("`{step}` cannot be `{typed}`"), &problem.to_string()))?;
        log.push(
            at,
            Mark::Answer {
                step: step.to_owned(),
                value: safe(&value),
            },
        );
        Ok(())
    }

    fn fault(&self, key: &str, message: &str, hint: &str) -> Failure {
        let offset = self.text.find(&format!("\"{key}\"")).unwrap_or_default();
        let place = LineCol::of(&self.text, offset);
        Failure::usage(format!("{}:{}:{}: {message}", self.file, place.line, place.col), hint)
    }
}

/// Returns typed text without what could steer a terminal, and with identifying numbers masked, which is said.
fn safe(text: &str) -> String {
    let (masked, found) = mask_identifiers(&clean(text));
    if let Some(identifier) = found.first() {
        complain(&format!("note: a {} was masked\n", identifier.label()));
    }
    masked
}

fn as_json(checklist: &Checklist, log: &RunLog, view: &RunView<'_>, library: &Library, caution: Option<&str>) -> Value {
    let mut steps = Vec::new();
    let mut computed = Vec::new();
    let mut answers = Map::new();
    for (item, mut row) in view.items.iter().zip(items_json(checklist, log, view, library)) {
        match item.item {
            Item::Step(step) => {
                if let ItemState::Done { value, .. } = &item.state {
                    answers.insert(step.id.clone(), json!(value));
                }
                // The older name of `refused_by`.
                if let (ItemState::Refused(by), Value::Object(fields)) = (&item.state, &mut row) {
                    fields.insert("by".to_owned(), json!(by));
                }
                steps.push(row);
            }
            Item::Compute(_) => computed.push(row),
            Item::End(_) => {}
        }
    }
    let open = |test: fn(&ItemState) -> bool| -> Vec<&str> {
        view.items
            .iter()
            .filter(|item| matches!(item.item, Item::Step(_)) && test(&item.state))
            .map(|item| item.item.id())
            .collect()
    };
    json!({
        "checklist": checklist.head.id, "title": checklist.head.title, "caution": caution, "progress": progress_word(view.progress),
        "outcome": outcome_json(checklist, view), "steps": steps,
        "answers": answers, "computed": computed, "next": view.next_idx.and_then(|idx| view.items.get(idx)).map(|item| item.item.id()),
        "open": open(|state| matches!(state, ItemState::Open)), "waiting": open(|state| matches!(state, ItemState::Waiting(_))),
        "deferred": open(|state| matches!(state, ItemState::Deferred(_))),
    })
}

fn as_text(checklist: &Checklist, view: &RunView<'_>, library: &Library, caution: Option<&str>) -> String {
    let mut out = format!("{}\n", checklist.head.title);
    if let Some(caution) = caution {
        out.push_str(&format!("Caution: {caution}\n"));
    }
    let mut chunk_idx = usize::MAX;
    for item in &view.items {
        if item.chunk_idx != chunk_idx {
            chunk_idx = item.chunk_idx;
            let heading = checklist
                .chunks
                .get(chunk_idx)
                .map(|chunk| chunk.heading.as_str())
                .unwrap_or_default();
            out.push_str(&format!("\n{heading}\n"));
        }
        if !matches!(
            (item.item, &item.state),
            (
                Item::End(_),
                ItemState::AfterEnd(_) | ItemState::NotApplicable(_) | ItemState::Waiting(_)
            )
        ) {
            out.push_str(&text_line(item.item, item.words, &item.state, library));
            if let (true, ItemState::Computed(computed)) = (checklist.is_worksheet, &item.state) {
                let grid = computed.grid.iter().flat_map(|grid| grid.lines(TABLE_COLS));
                let cautions = computed.caution.iter().map(|caution| format!("Caution: {caution}"));
                let lines = grid.chain(working(computed, library)).chain(cautions);
                lines.for_each(|line| out.push_str(&format!("      {line}\n")));
            }
        }
    }
    out.push('\n');
    match view.end {
        Some(end) => {
            let sentence = checklist
                .find_outcome(&end.outcome)
                .map(|outcome| outcome.sentence.as_str())
                .unwrap_or_default();
            let goto = end.goto.as_deref().map(|goto| format!(" Next: {goto}.")).unwrap_or_default();
            out.push_str(&format!("Outcome: {} - {sentence}{goto}\n", end.outcome));
        }
        None => out.push_str("Outcome: not settled yet\n"),
    }
    out.push_str(&format!(
        "{} of {} steps settled, {} deferred\n",
        view.settled_count, view.applicable_count, view.deferred_count
    ));
    out
}

fn text_line(item: &Item, words: &str, state: &ItemState, library: &Library) -> String {
    let id = item.id();
    let value = |value: &str| match item {
        Item::Step(step) => show_answer(&step.ask, value),
        _ => value.to_owned(),
    };
    let tail = match state {
        ItemState::Open => String::new(),
        ItemState::Waiting(steps) | ItemState::NotComputed(steps) => format!("waits for {}", steps.join(", ")),
        ItemState::Done { value: found, by: None } => value(found),
        ItemState::Done {
            value: found,
            by: Some(by),
        } => format!("{} (by {by})", value(found)),
        ItemState::NotApplicable(reasons) => {
            format!(
                "n/a: {}",
                reasons
                    .iter()
                    .map(|(step, value)| format!("{step} is {value}"))
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        }
        ItemState::AfterEnd(_) => "n/a: the run has ended".to_owned(),
        ItemState::Deferred(until) => format!("deferred: {}", until_words(until, library)),
        ItemState::Overridden(reason) => format!("overridden: {reason}"),
        ItemState::Refused(by) => format!("refused: {by}"),
        ItemState::Computed(computed) => computed_words(computed),
        ItemState::CannotCompute(why) => format!("cannot be worked out: {why}"),
        ItemState::Reached => "ends here".to_owned(),
    };
    format!(
        "{mark:<3} {words} {{{id}}}{}{tail}\n",
        if tail.is_empty() { "" } else { "  " },
        mark = state.mark()
    )
}

/// Returns the results of a computation, the main one first, the others with their names.
fn computed_words(computed: &Computed) -> String {
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
    let words = computed.results.iter().enumerate().map(|(idx, (name, result))| match idx {
        0 => match &computed.work_to {
            Some(day) => format!("{}, work to {day}", value(result)),
            None => value(result),
        },
        _ => format!("{}: {}", result_words(name), value(result)),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// Prints all paths, one by one as they are found, so that many paths need little memory.
fn paths(checklist: &Checklist, json: bool) -> Result<Exit, Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut problem: Option<io::Error> = None;
    let mut write = |text: String| {
        if problem.is_none() {
            problem = out.write_all(text.as_bytes()).err();
        }
    };
    if json {
        write(format!("{{\"checklist\": {}, \"paths\": [", json!(checklist.head.id)));
    }
    let mut is_first = true;
    let found = enumerate(checklist, &mut |path| {
        let separator = if std::mem::take(&mut is_first) { "\n" } else { ",\n" };
        write(if json {
            format!("{separator}{}", path_json(path))
        } else {
            path_text(path)
        });
    });
    if json {
        write(format!(
            "\n], \"total\": {}, \"dead\": {}, \"outcomes\": {}, \"complete\": {}}}\n",
            found.total,
            found.dead,
            json!(found.outcomes),
            !found.is_cut
        ));
    } else {
        write(format!("{} paths, {} end nowhere\n", found.total, found.dead));
        for (outcome, count) in &found.outcomes {
            write(format!("  {outcome}: {count}\n"));
        }
    }
    match problem.or_else(|| out.flush().err()) {
        Some(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::environment(
            format!("the output cannot be written: {error}"),
            "check the disk and the program that reads the output",
        )),
        _ => Ok(if found.dead == 0 { Exit::Done } else { Exit::No }),
    }
}

fn path_json(path: &Path) -> Value {
    let answers: Vec<Value> = path
        .answers
        .iter()
        .map(|(step, value)| json!({ "step": step, "value": value }))
        .collect();
    json!({ "answers": answers, "steps": path.steps, "end": path.end, "outcome": path.outcome, "goto": path.goto })
}

fn path_text(path: &Path) -> String {
    let answers = path
        .answers
        .iter()
        .map(|(step, value)| format!("{step}: {value}"))
        .collect::<Vec<_>>()
        .join(", ");
    format!(
        "{} <- {answers} ({} steps)\n",
        path.outcome.as_deref().unwrap_or("ENDS NOWHERE"),
        path.steps.len()
    )
}
