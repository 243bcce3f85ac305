//! Corrections and interruptions of a run: what stood before it was changed or taken back, and when.
//!
//! Does not belong here: what stands now.

use std::collections::BTreeMap;

use super::{LogRecord, time_words, until_words};
use crate::domain::checklist::Checklist;
use crate::domain::library::Library;
use crate::domain::paper::{Phrase, Writer};
use crate::domain::run::{Mark, RunEntry, RunLog, show_answer};

/// Writes the list, if there is anything in it.
pub(super) fn write(writer: &mut Writer, checklist: &Checklist, log: &RunLog, library: &Library) {
    let lines = lines(checklist, log, library);
    if lines.is_empty() {
        return;
    }
    writer.heading(2, "Corrections and interruptions");
    for line in lines {
        writer.item(line);
    }
}

/// Writes out what was done in a run whose checklist can no longer be read: every entry, oldest first.
pub(super) fn write_unreadable(writer: &mut Writer, case_reference: &str, record: &LogRecord<'_>, library: &Library) {
    writer.heading(1, record.title);
    writer.fact("Case", case_reference);
    writer.fact("Run", record.run.to_string());
    writer.paragraph("The checklist's text could not be read. This is everything that was done, in order.");
    for entry in &record.log.entries {
        let words = match &entry.mark {
            Mark::Answer { step, value } => format!("{step}: {value}"),
            Mark::Defer { step, until } => format!("{step}: deferred until {}", until_words(until, library)),
            Mark::Override { step, reason } => format!("{step}: overridden: {reason}"),
            Mark::Refuse { step, by } => format!("{step}: refused: {by}"),
            Mark::Note { step, text } => format!("{step}: note: {text}"),
            Mark::Reopen { step } => format!("{step}: opened again"),
            Mark::Pause { reason } => format!("left: {reason}"),
            Mark::Resume => "resumed".to_owned(),
            Mark::Undo => "took back the mark before".to_owned(),
        };
        writer.item(Phrase::new().said(format!("{}: ", time_words(entry.at))).words(words));
    }
}

fn lines(checklist: &Checklist, log: &RunLog, library: &Library) -> Vec<Phrase> {
    let words = |mark: &Mark| mark_words(checklist, library, mark);
    let mut lines = Vec::new();
    let mut standing: Vec<&RunEntry> = Vec::new();
    for entry in &log.entries {
        let at = Phrase::new().said(format!("{}: ", time_words(entry.at)));
        match &entry.mark {
            Mark::Undo => {
                let Some(idx) = standing.iter().rposition(|earlier| earlier.mark.step().is_some()) else {
                    continue;
                };
                let undone = standing.remove(idx);
                let step = step_words(checklist, &undone.mark);
                lines.push(at.said("taken back: ").words(step).said(": ").words(words(&undone.mark)));
                continue;
            }
            Mark::Pause { reason } if reason.is_empty() => lines.push(at.said("left")),
            Mark::Pause { reason } => lines.push(at.said("left: ").words(reason.as_str())),
            Mark::Resume => lines.push(at.said("resumed")),
            mark => {
                if let Some(before) = replaced(&standing, mark) {
                    let step = at.words(step_words(checklist, mark));
                    lines.push(step.said(": was ").words(words(before)).said("; now ").words(words(mark)));
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

fn mark_words(checklist: &Checklist, library: &Library, mark: &Mark) -> String {
    match mark {
        Mark::Answer { step, value } => checklist
            .find_step(step)
            .map_or_else(|| value.clone(), |step| show_answer(&step.ask, value)),
        Mark::Defer { until, .. } => format!("deferred until {}", until_words(until, library)),
        Mark::Override { reason, .. } => format!("overridden: {reason}"),
        Mark::Refuse { by, .. } => format!("refused: {by}"),
        Mark::Note { text, .. } if text.is_empty() => "no note".to_owned(),
        Mark::Note { text, .. } => format!("note \"{text}\""),
        Mark::Reopen { .. } => "open".to_owned(),
        Mark::Pause { .. } | Mark::Resume | Mark::Undo => String::new(),
    }
}
