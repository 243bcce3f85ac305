//! Words about runs: states of steps, what a mark did, where a run stands.
//!
//! Does not belong here: how states follow from marks (`domain::run`).

use jiff::civil::DateTime;

use crate::domain::checklist::{Ask, Checklist, Compute, Item};
use crate::domain::export::show_result;
use crate::domain::identifier::Identifier;
use crate::domain::library::Library;
use crate::domain::result_words::result_words;
use crate::domain::rules::{Computed, ValueKind};
use crate::domain::run::{Due, ItemState, Mark, Progress, RunView, View, show_answer};
use crate::tui::state::{ActiveRun, Consequence, RunBook, RunSummary, days_words, item_name, show_day, show_value};
use crate::tui::theme::Meaning;

/// The marks of a step and what they mean, for the help.
pub(super) const MARKS: &[(&str, &str)] = &[
    ("[ ]", "open, or waiting for an earlier answer"),
    ("[x]", "done, with the value found"),
    ("[-]", "not applicable, with the answer that makes it so"),
    ("[>]", "deferred, until a day or an event"),
    ("[!]", "overridden, with the reason"),
    ("[~]", "refused by the agency, with who and what was said"),
    (" = ", "worked out from the answers"),
    ("END", "a place where the checklist ends"),
];

/// Returns the mark of an item.
#[must_use]
pub fn state_mark(view: &View<'_>) -> &'static str {
    match (&view.state, view.item) {
        (_, Item::Compute(_)) => " = ",
        (_, Item::End(_)) => "END",
        (ItemState::Done { .. }, _) => "[x]",
        (ItemState::NotApplicable(_) | ItemState::AfterEnd(_), _) => "[-]",
        (ItemState::Deferred(_), _) => "[>]",
        (ItemState::Overridden(_), _) => "[!]",
        (ItemState::Refused(_), _) => "[~]",
        _ => "[ ]",
    }
}

/// Returns the state of an item in a few words, for the list.
#[must_use]
pub fn short_state_words(view: &View<'_>, checklist: &Checklist, progress: Progress) -> String {
    match &view.state {
        ItemState::Reached if progress == Progress::UnderWay => "when all is done".to_owned(),
        ItemState::Waiting(_) | ItemState::NotComputed(_) => "waits".to_owned(),
        ItemState::CannotCompute(_) => "not worked out".to_owned(),
        ItemState::Done { value, .. }
            if matches!(view.item, Item::Step(step) if step.ask == Ask::Earnings) && value.matches('=').count() > 1 =>
        {
            format!("{} months", value.matches('=').count())
        }
        ItemState::NotApplicable(reasons) if reasons.is_empty() => "n/a".to_owned(),
        ItemState::NotApplicable(reasons) => {
            let values: Vec<String> = reasons.iter().map(|(_, value)| show_value(value)).collect();
            format!("n/a: {}", values.join(", "))
        }
        _ => state_words(view, checklist),
    }
}

/// Returns the state of an item in words.
#[must_use]
pub fn state_words(view: &View<'_>, checklist: &Checklist) -> String {
    match &view.state {
        ItemState::Open => "open".to_owned(),
        ItemState::Waiting(ids) | ItemState::NotComputed(ids) => needs_words(ids, checklist),
        ItemState::Done { value, by } => done_words(view.item, value, by.as_deref(), checklist),
        ItemState::NotApplicable(reasons) => format!("n/a: {}", reasons_words(reasons, checklist)),
        ItemState::AfterEnd(_) => match view.item {
            Item::End(_) => "not reached".to_owned(),
            _ => "n/a: ended".to_owned(),
        },
        ItemState::Deferred(until) => format!("deferred: {}", show_value(until)),
        ItemState::Overridden(reason) => format!("overridden: {reason}"),
        ItemState::Refused(by) => format!("refused: {by}"),
        ItemState::Computed(computed) => match view.item {
            Item::Compute(compute) => result_shown(compute, None, computed.plan()),
            _ => computed.plan().map_or_else(|| "none".to_owned(), show_value),
        },
        ItemState::CannotCompute(why) => format!("not worked out: {why}"),
        ItemState::Reached => "reached".to_owned(),
    }
}

/// Returns a result of a rule in words: amounts with a dollar sign; without a name, the main one.
fn result_shown(compute: &Compute, name: Option<&str>, value: Option<&str>) -> String {
    let Some(value) = value else { return "none".to_owned() };
    match compute.result(name) {
        kind @ Some(ValueKind::Amount | ValueKind::Months) => show_result(kind, value),
        _ => show_value(value),
    }
}

fn done_words(item: &Item, value: &str, by: Option<&str>, checklist: &Checklist) -> String {
    let value = match item {
        Item::Step(step) if step.ask == Ask::Tick => "done".to_owned(),
        Item::Step(step) if step.ask == Ask::Month => show_value(value),
        Item::Step(step) => show_answer(&step.ask, value),
        _ => value.to_owned(),
    };
    match by {
        Some(by) => format!("{value}, since \"{}\" is yes", item_name(checklist, by)),
        None => value,
    }
}

/// Returns which answers something waits for: `needs: Date on the notice`.
#[must_use]
pub fn needs_words(ids: &[String], checklist: &Checklist) -> String {
    let names: Vec<&str> = ids.iter().map(|id| item_name(checklist, id)).collect();
    format!("needs: {}", names.join("; "))
}

fn reasons_words(reasons: &[(String, String)], checklist: &Checklist) -> String {
    if reasons.is_empty() {
        return "it hangs on a step that does not apply".to_owned();
    }
    let reasons: Vec<String> = reasons
        .iter()
        .map(|(id, value)| format!("{} = {}", item_name(checklist, id), show_value(value)))
        .collect();
    reasons.join("; ")
}

/// Returns why an item takes no answer, and what would change that.
#[must_use]
pub fn why_not(checklist: &Checklist, state: &ItemState) -> String {
    match state {
        ItemState::NotApplicable(reasons) => format!(
            "Not applicable: {}. Change that answer to bring this step back.",
            reasons_words(reasons, checklist)
        ),
        ItemState::AfterEnd(_) => "Not applicable: the checklist has ended above. Change an answer above to go on.".to_owned(),
        ItemState::Waiting(ids) | ItemState::NotComputed(ids) => format!("Not yet: {}.", needs_words(ids, checklist)),
        ItemState::Computed(_) | ItemState::CannotCompute(_) => "Worked out from the answers above. Change those to change it.".to_owned(),
        ItemState::Reached => "The checklist ends here.".to_owned(),
        _ => "Nothing to answer here.".to_owned(),
    }
}

/// Returns what a step wants, for the line in which it is answered.
#[must_use]
pub fn wants(ask: &Ask) -> &'static str {
    match ask {
        Ask::Tick => "Space, x or Enter when it is done",
        Ask::YesNo | Ask::Choice(_) => "number, first letters or arrows, then Enter",
        Ask::Date => "a day, such as 6/2/2026 or june 2",
        Ask::Month => "a month, such as 9/2022",
        Ask::Months => "months, such as 1/2022 - 3/2022, or none",
        Ask::Amount => "an amount, such as 1,234.50",
        Ask::Earnings => "months and pay: jan-mar 2025 1,250; 4/2025 0",
        Ask::Text => "in words",
    }
}

/// Returns what a mark did, what it changed elsewhere, and how to take it back.
#[must_use]
pub fn marked(mark: &Mark, undone: Option<&Mark>, after: &RunView<'_>, changed: &Consequence) -> String {
    let about = mark.step().or_else(|| undone.and_then(Mark::step)).unwrap_or_default();
    let view = after.find(about);
    let words = short(view.map_or(about, |view| view.words));
    let did = match mark {
        Mark::Answer { value, .. } => match view.map(|view| view.item) {
            Some(Item::Step(step)) if step.ask == Ask::Tick => format!("Done: {words}"),
            Some(Item::Step(step)) => format!("{words} {}", show_answer(&step.ask, value)),
            _ => format!("{words} {value}"),
        },
        Mark::Reopen { .. } => format!("Reopened: {words}"),
        Mark::Defer { until, .. } => format!("Deferred until {}: {words}", show_value(until)),
        Mark::Override { .. } => format!("Overridden: {words}"),
        Mark::Refuse { .. } => format!("Refused: {words}"),
        Mark::Note { text, .. } if text.is_empty() => format!("Note taken away: {words}"),
        Mark::Note { .. } => format!("Noted: {words}"),
        Mark::Undo => format!("Taken back: {words}"),
        Mark::Pause { .. } | Mark::Resume | Mark::Call { .. } | Mark::Cite { .. } | Mark::Warned { .. } => String::new(),
    };
    let did = stop(did);
    let mut parts = vec![did];
    parts.extend(Some(consequence_words(changed)).filter(|words| !words.is_empty()));
    if *mark != Mark::Undo {
        parts.push("Ctrl-U takes it back.".to_owned());
    }
    parts.join(" ")
}

/// Returns what to say when numbers that identify a person were masked.
#[must_use]
pub fn masked(found: &[Identifier]) -> String {
    let mut labels: Vec<&str> = Vec::new();
    for label in found.iter().map(|identifier| identifier.label()) {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    format!("Not kept: {} (masked).", labels.join(", "))
}

/// Returns what a mark changes elsewhere; empty if nothing.
#[must_use]
pub fn consequence_words(changed: &Consequence) -> String {
    let mut parts = Vec::new();
    if !changed.opened.is_empty() {
        parts.push(stop(format!("Opens: {}", listed(&changed.opened))));
    }
    if !changed.dropped.is_empty() {
        parts.push(stop(format!("No longer counts (kept): {}", listed(&changed.dropped))));
    }
    if !changed.recomputed.is_empty() {
        let first: Vec<&str> = changed.recomputed.iter().take(2).map(String::as_str).collect();
        let more = changed.recomputed.len() - first.len();
        let more = if more == 0 { String::new() } else { format!("; and {more} more") };
        parts.push(stop(format!("Worked out anew: {}{more}", first.join("; "))));
    }
    parts.join(" ")
}

/// Ends a sentence with a full stop, unless it has an ending.
fn stop(mut sentence: String) -> String {
    if !sentence.is_empty() && !sentence.ends_with(['.', '?', '!']) {
        sentence.push('.');
    }
    sentence
}

/// Cuts the words of a step for a line that names several.
fn short(words: &str) -> String {
    crate::domain::layout::shorten(words, 36, crate::domain::layout::Symbols::Ascii)
}

fn listed(words: &[String]) -> String {
    let first: Vec<String> = words.iter().take(2).map(|words| short(words)).collect();
    match words.len().saturating_sub(first.len()) {
        0 => first.join("; "),
        more => format!("{}; and {more} more", first.join("; ")),
    }
}

/// Returns where one is: `step 8 of 14, 7 done, 1 deferred`; in a narrow window `8 of 14, 1 deferred`.
#[must_use]
pub fn position(view: &RunView<'_>, selected: usize, cols: u16) -> String {
    let applies = |view: &&View<'_>| {
        matches!(view.item, Item::Step(_)) && !matches!(view.state, ItemState::NotApplicable(_) | ItemState::AfterEnd(_))
    };
    let all = view.applicable_count;
    let before = view.items.iter().take(selected).filter(applies).count();
    let is_step = view.items.get(selected).is_some_and(|item| applies(&item));
    let place = match (is_step, cols < 70) {
        (true, true) => format!("{} of {all}", before + 1),
        (true, false) => format!("step {} of {all}, {} done", before + 1, view.settled_count),
        (false, _) => format!("{} of {all} done", view.settled_count),
    };
    match view.deferred_count {
        0 => place,
        count => format!("{place}, {count} deferred"),
    }
}

/// Returns what a worksheet has worked out: the main result of every line.
fn results_words(view: &RunView<'_>) -> String {
    let results = view.items.iter().filter_map(|item| match (item.item, &item.state) {
        (Item::Compute(compute), ItemState::Computed(computed)) => {
            let sign = if item.words.ends_with('?') { "" } else { ":" };
            Some(format!("{}{sign} {}", item.words, result_shown(compute, None, computed.plan())))
        }
        _ => None,
    });
    let results: Vec<String> = results.collect();
    if results.is_empty() {
        String::new()
    } else {
        format!(" {}.", results.join("; "))
    }
}

/// Returns the days and months worked out in a run, so that an outcome that speaks of a date stands beside it.
fn dates_words(view: &RunView<'_>) -> String {
    let dates = view.items.iter().filter_map(|item| match (item.item, &item.state) {
        (Item::Compute(compute), ItemState::Computed(computed)) => {
            let is_date = matches!(compute.result(None), Some(ValueKind::Date | ValueKind::Time | ValueKind::Month));
            let value = computed.value(None).filter(|_| is_date)?;
            Some(format!("{} {}", item.words, show_value(value)))
        }
        _ => None,
    });
    let dates: Vec<String> = dates.collect();
    if dates.is_empty() {
        String::new()
    } else {
        format!(" Dates: {}.", dates.join("; "))
    }
}

/// How to get the record and the letters of a run.
const EXPORT: &str = "`callcard cases export` with the reference above, `--letter` for its letter alone";

/// Returns whether a run is complete, complete except for what, or what is left; with the outcome reached.
#[must_use]
pub fn progress_words(view: &RunView<'_>, checklist: &Checklist) -> Option<String> {
    let outcome = view
        .end
        .and_then(|end| checklist.find_outcome(&end.outcome))
        .map_or(String::new(), |outcome| {
            let found = if checklist.is_worksheet {
                results_words(view)
            } else {
                dates_words(view)
            };
            format!(" {}{found}", outcome.sentence)
        });
    match view.progress {
        Progress::UnderWay => None,
        Progress::Complete => Some(format!("COMPLETE.{outcome} The record: {EXPORT}.")),
        Progress::CompleteExceptDeferred => {
            let deferred: Vec<String> = view
                .items
                .iter()
                .filter_map(|item| match &item.state {
                    ItemState::Deferred(until) => Some(format!("{} ({})", item.words, show_value(until))),
                    _ => None,
                })
                .collect();
            Some(format!("COMPLETE EXCEPT what is deferred: {}.{outcome}", deferred.join("; ")))
        }
    }
}

/// Returns why a value was not worked out; nothing if it was.
#[must_use]
pub fn not_computed(state: &ItemState, checklist: &Checklist) -> Option<String> {
    match state {
        ItemState::NotComputed(ids) => Some(needs_words(ids, checklist)),
        ItemState::CannotCompute(why) => Some(format!("Not worked out: {why}")),
        _ => None,
    }
}

/// Returns how a value was worked out, line by line: the day to work to, other results, each step with its authority,
/// what can be argued for, what to be careful about.
#[must_use]
pub fn computed_words(compute: &Compute, computed: &Computed, library: &Library) -> Vec<String> {
    let cited = |cite: &str| cited(cite, library);
    let main = computed.value(None);
    let mut lines = Vec::new();
    if let Some(day) = &computed.work_to {
        lines.push(format!("Work to {}.", show_value(day)));
    }
    for (name, value) in computed.results.iter().skip(1) {
        if let Some(value) = value.as_deref().filter(|value| Some(*value) != main) {
            let shown = result_shown(compute, Some(name), Some(value));
            lines.push(format!("{}: {shown}", result_words(name)));
        }
    }
    lines.extend(trace_words(computed, library));
    for other in &computed.arguable {
        lines.push(format!(
            "Arguable: {}, {}{}",
            show_value(&other.value),
            other.why,
            cited(&other.cite)
        ));
    }
    lines.extend(computed.caution.iter().map(|caution| format!("Careful: {caution}")));
    lines
}

/// Returns the steps of a computation, each with its value and its authority.
#[must_use]
pub fn trace_words(computed: &Computed, library: &Library) -> Vec<String> {
    let steps = computed.trace.iter();
    steps
        .map(|step| format!("{}: {}{}", step.step, show_value(&step.value), cited(&step.cite, library)))
        .collect()
}

fn cited(cite: &str, library: &Library) -> String {
    match cite {
        "" => String::new(),
        cite => {
            let citations: Vec<String> = cite.split("; ").map(|cite| library.citation(cite)).collect();
            format!(" ({})", citations.join("; "))
        }
    }
}

/// Returns what to say on leaving a run.
#[must_use]
pub fn left(view: &RunView<'_>, run: &ActiveRun) -> String {
    if run.is_scratch {
        return format!("Left: {}. Nothing of it was kept.", run.checklist.head.title);
    }
    let kept = match run.problem {
        None => "Saved",
        Some(_) => "Not saved yet, kept here",
    };
    let open = view.applicable_count - view.settled_count - view.deferred_count;
    let what = match view.progress {
        Progress::Complete => "complete".to_owned(),
        Progress::CompleteExceptDeferred => format!("complete except {} deferred", view.deferred_count),
        Progress::UnderWay => format!("{open} open, {} deferred", view.deferred_count),
    };
    format!("{kept}: {} ({what}). Ctrl-R goes on with it.", run.checklist.head.title)
}

/// Returns what to say on coming back to a run: when and why it was left, what was done last, what is next.
#[must_use]
pub fn resumed(run: &RunSummary, now: DateTime) -> String {
    let why = if run.why_left.is_empty() {
        String::new()
    } else {
        format!(": {}", run.why_left)
    };
    let last = run.last_done.as_deref().unwrap_or("nothing yet");
    let next = run.next.as_deref().unwrap_or("nothing is open");
    format!("Left {}{why}. Last done: {last}. Next: {next}", ago(run.last_at, now))
}

/// Returns how long ago a time was, in round words.
#[must_use]
pub fn ago(then: DateTime, now: DateTime) -> String {
    let minutes = now.duration_since(then).as_secs() / 60;
    let (count, unit) = match minutes {
        ..1 => return "just now".to_owned(),
        1..60 => (minutes, "minute"),
        60..2880 => (minutes / 60, "hour"),
        _ => (minutes / 1440, "day"),
    };
    format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
}

/// Returns the unfinished runs for the top line: `2 unfinished, nearest Tue 1 Dec 2026 (in 10 days): Closes on`.
#[must_use]
pub fn open_runs(book: &RunBook, today: jiff::civil::Date) -> String {
    let count = book.unfinished().count();
    if count == 0 {
        return String::new();
    }
    let due = book.unfinished().find_map(|run| run.due.as_ref());
    match due {
        Some(due) => format!("{count} unfinished, nearest {} ({})", show_day(due.day), days_words(due.day, today)),
        None => format!("{count} unfinished"),
    }
}

/// Returns a date that falls due: `Tue 1 Dec 2026 (in 10 days)`.
#[must_use]
pub fn due_words(due: &Due, today: jiff::civil::Date) -> String {
    format!("{} ({})", show_day(due.day), days_words(due.day, today))
}

/// Returns a date that falls due for a narrow list: `1 Dec 2026`.
#[must_use]
pub fn due_short(due: &Due) -> String {
    due.day.strftime("%-d %b %Y").to_string()
}

/// Returns how far a run is: `7 of 14 done, 1 deferred`.
#[must_use]
pub fn run_progress(run: &RunSummary) -> String {
    let deferred = match run.deferred {
        0 => String::new(),
        count => format!(", {count} deferred"),
    };
    let progress = match run.progress {
        Progress::UnderWay if run.is_finished => "closed, ",
        Progress::UnderWay => "",
        Progress::Complete => "complete, ",
        Progress::CompleteExceptDeferred => "complete except deferred, ",
    };
    let spared = run
        .spared_by
        .as_ref()
        .map_or_else(String::new, |title| format!("not needed any more (\"{title}\"), "));
    format!("{spared}{progress}{} of {} done{deferred}", run.settled, run.applicable)
}

/// Returns when and why a run was left.
#[must_use]
pub fn left_when(run: &RunSummary, now: DateTime) -> String {
    let when = ago(run.last_at, now);
    if run.why_left.is_empty() {
        format!("left {when}")
    } else {
        format!("left {when}: {}", run.why_left)
    }
}

/// Returns a run in several lines, for the pane beside the list.
#[must_use]
pub fn run_lines(run: &RunSummary, now: DateTime, today: jiff::civil::Date) -> Vec<(String, Meaning)> {
    let mut lines = vec![
        (format!("{}: {}", run.case_words(), run.title), Meaning::Title),
        (run_progress(run), Meaning::Text),
    ];
    if let Some(due) = &run.due {
        lines.push((format!("Nearest: {}, {}", due_words(due, today), due.words), Meaning::Due));
    }
    lines.push((format!("Next: {}", run.next.as_deref().unwrap_or("nothing is open")), Meaning::Text));
    lines.push((
        format!("Last done: {}", run.last_done.as_deref().unwrap_or("nothing yet")),
        Meaning::Text,
    ));
    lines.push((left_when(run, now), Meaning::Text));
    if let Some(outcome) = &run.outcome {
        lines.push((outcome.clone(), Meaning::Done));
    }
    lines
}
