//! Corrections, interruptions and calls of a run: what stood before it was changed or taken back, and when.
//!
//! Does not belong here: what stands now.

use std::collections::BTreeMap;

use super::time_words;
use super::writer::Writer;
use crate::domain::checklist::Checklist;
use crate::domain::run::{CallPhase, Mark, RunEntry, RunLog, show_answer};

/// Writes the list, if there is anything in it.
pub(super) fn write(writer: &mut Writer, checklist: &Checklist, log: &RunLog) {
    let lines = lines(writer, checklist, log);
    if lines.is_empty() {
        return;
    }
    writer.heading(2, "Corrections and interruptions");
    for line in lines {
        writer.item(&line);
    }
}

/// Writes every entry as it stands in the log.
pub(super) fn write_all(writer: &mut Writer, log: &RunLog) {
    for entry in &log.entries {
        let words = match &entry.mark {
            Mark::Answer { step, value } => format!("{step}: {value}"),
            Mark::Defer { step, until } => format!("{step}: deferred until {until}"),
            Mark::Override { step, reason } => format!("{step}: overridden: {reason}"),
            Mark::Refuse { step, by } => format!("{step}: refused: {by}"),
            Mark::Note { step, text } => format!("{step}: note: {text}"),
            Mark::Reopen { step } => format!("{step}: opened again"),
            Mark::Pause { reason } => format!("left: {reason}"),
            Mark::Resume => "resumed".to_owned(),
            Mark::Call { phase, minutes_before } => call_words(*phase, *minutes_before),
            Mark::Cite { citation, .. } => format!("quoted: {citation}"),
            Mark::Undo => "took back the mark before".to_owned(),
        };
        writer.item(&format!("{}: {}", time_words(entry.at), writer.escaped(&words)));
    }
}

fn lines(writer: &Writer, checklist: &Checklist, log: &RunLog) -> Vec<String> {
    let words = |mark: &Mark| writer.escaped(&mark_words(checklist, mark));
    let mut lines = Vec::new();
    let mut standing: Vec<&RunEntry> = Vec::new();
    for entry in &log.entries {
        let at = time_words(entry.at);
        match &entry.mark {
            Mark::Undo => {
                let Some(idx) = standing.iter().rposition(|earlier| earlier.mark.step().is_some()) else {
                    continue;
                };
                let undone = standing.remove(idx);
                let step = step_words(checklist, &undone.mark);
                lines.push(format!("{at}: taken back: {step}: {}", words(&undone.mark)));
                continue;
            }
            Mark::Pause { reason } if reason.is_empty() => lines.push(format!("{at}: left")),
            Mark::Pause { reason } => lines.push(format!("{at}: left: {}", writer.escaped(reason))),
            Mark::Resume => lines.push(format!("{at}: resumed")),
            Mark::Call { phase, minutes_before } => lines.push(format!("{at}: {}", call_words(*phase, *minutes_before))),
            Mark::Cite { citation, .. } => lines.push(format!("{at}: quoted: {}", writer.escaped(citation))),
            mark => {
                if let Some(before) = replaced(&standing, mark) {
                    let step = step_words(checklist, mark);
                    lines.push(format!("{at}: {step}: was {}; now {}", words(before), words(mark)));
                }
            }
        }
        standing.push(entry);
    }
    lines
}

/// Returns the mark that `mark` takes the place of: the latest of the same step and sort, if it says something else.
fn replaced<'a>(standing: &[&'a RunEntry], mark: &Mark) -> Option<&'a Mark> {
    let is_note = |mark: &Mark| matches!(mark, Mark::Note { .. });
    let mut latest: BTreeMap<&str, &Mark> = BTreeMap::new();
    for entry in standing {
        if let Some(step) = entry.mark.step()
            && is_note(&entry.mark) == is_note(mark)
        {
            latest.insert(step, &entry.mark);
        }
    }
    let before = *latest.get(mark.step()?)?;
    (before != mark && !matches!(before, Mark::Reopen { .. })).then_some(before)
}

fn step_words(checklist: &Checklist, mark: &Mark) -> String {
    let id = mark.step().unwrap_or_default();
    checklist.find_step(id).map_or_else(|| id.to_owned(), |step| step.words.clone())
}

fn mark_words(checklist: &Checklist, mark: &Mark) -> String {
    match mark {
        Mark::Answer { step, value } => checklist
            .find_step(step)
            .map_or_else(|| value.clone(), |step| show_answer(&step.ask, value)),
        Mark::Defer { until, .. } => format!("deferred until {until}"),
        Mark::Override { reason, .. } => format!("overridden: {reason}"),
        Mark::Refuse { by, .. } => format!("refused: {by}"),
        Mark::Note { text, .. } if text.is_empty() => "no note".to_owned(),
        Mark::Note { text, .. } => format!("note \"{text}\""),
        Mark::Reopen { .. } => "open".to_owned(),
        Mark::Pause { .. } | Mark::Resume | Mark::Call { .. } | Mark::Cite { .. } | Mark::Undo => String::new(),
    }
}

fn call_words(phase: CallPhase, minutes_before: u32) -> String {
    let words = match phase {
        CallPhase::Hold => "call on hold",
        CallPhase::Talk => "somebody on the line",
        CallPhase::Over => "call over",
    };
    match minutes_before {
        0 => words.to_owned(),
        minutes => format!("{words}, since {minutes} minutes"),
    }
}
