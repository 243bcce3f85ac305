//! What stood in a run before it was changed or taken back, and when: beside each step, and as a list with the interruptions, the calls,
//! what was quoted, and where the clock went back.
//!
//! Does not belong here: what stands now, the log's own bookkeeping (`run::log`).

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use super::{LogRecord, time_words, until_words};
use crate::domain::checklist::Checklist;
use crate::domain::library::Library;
use crate::domain::paper::{Phrase, Writer};
use crate::domain::run::{CallPhase, Mark, RunEntry, RunLog, show_answer};

/// What became of the entries of a log.
pub(super) struct History<'a> {
    log: &'a RunLog,
    events: Vec<Event<'a>>,
    struck: BTreeMap<usize, Struck>,
}

/// Why an entry no longer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Struck {
    pub(super) at: DateTime,
    /// `taken back`, `replaced`, `opened again` or `taken away`.
    pub(super) how: &'static str,
}

enum Event<'a> {
    TakenBack { at: DateTime, undone: &'a Mark },
    Replaced { at: DateTime, before: &'a Mark, now: &'a Mark },
    Left { at: DateTime, reason: &'a str },
    Resumed { at: DateTime },
    Call { at: DateTime, words: String },
    Quoted { at: DateTime, citation: &'a str },
    Warned { at: DateTime, words: &'a str },
    Earlier { at: DateTime, after: DateTime },
}

/// Follows a log from its beginning.
pub(super) fn follow(log: &RunLog) -> History<'_> {
    let mut history = History {
        log,
        events: Vec::new(),
        struck: BTreeMap::new(),
    };
    let mut standing: Vec<(usize, &RunEntry)> = Vec::new();
    let mut previous: Option<DateTime> = None;
    for (idx, entry) in log.entries.iter().enumerate() {
        let at = entry.at;
        if let Some(after) = previous.replace(at).filter(|after| is_earlier(at, *after)) {
            history.events.push(Event::Earlier { at, after });
        }
        match &entry.mark {
            Mark::Undo => {
                if let Some(place) = standing.iter().rposition(|(_, earlier)| earlier.mark.step().is_some()) {
                    let undone = standing.remove(place);
                    history.take_back(at, undone, &standing);
                }
                continue;
            }
            Mark::Pause { reason } => history.events.push(Event::Left { at, reason }),
            Mark::Resume => history.events.push(Event::Resumed { at }),
            Mark::Call { phase, minutes_before } => {
                let words = call_words(*phase, *minutes_before);
                history.events.push(Event::Call { at, words });
            }
            Mark::Cite { citation, .. } => history.events.push(Event::Quoted { at, citation }),
            Mark::Warned { words } => history.events.push(Event::Warned { at, words }),
            mark => history.replace(at, mark, &standing),
        }
        standing.push((idx, entry));
    }
    history
}

impl<'a> History<'a> {
    fn take_back(&mut self, at: DateTime, (idx, undone): (usize, &'a RunEntry), standing: &[(usize, &'a RunEntry)]) {
        let how = "taken back";
        self.struck.insert(idx, Struck { at, how });
        // What it had taken the place of stands again.
        if let Some((before_idx, _)) = latest(standing, &undone.mark) {
            self.struck.remove(&before_idx);
        }
        self.events.push(Event::TakenBack { at, undone: &undone.mark });
    }

    fn replace(&mut self, at: DateTime, now: &'a Mark, standing: &[(usize, &'a RunEntry)]) {
        let Some((idx, before)) = latest(standing, now) else { return };
        if before == now || matches!(before, Mark::Reopen { .. }) {
            return;
        }
        let how = match now {
            Mark::Reopen { .. } => "opened again",
            Mark::Note { text, .. } if text.is_empty() => "taken away",
            _ => "replaced",
        };
        self.struck.insert(idx, Struck { at, how });
        self.events.push(Event::Replaced { at, before, now });
    }

    /// Returns why the entry with this index no longer stands, if it does not.
    pub(super) fn struck(&self, entry_idx: usize) -> Option<Struck> {
        self.struck.get(&entry_idx).copied()
    }

    /// Returns the entries about a step that no longer stand and said something, oldest first.
    pub(super) fn struck_of<'h>(&'h self, step: &'h str) -> impl Iterator<Item = (&'a RunEntry, Struck)> + 'h {
        let says = |mark: &Mark| match mark {
            Mark::Reopen { .. } => false,
            Mark::Note { text, .. } => !text.is_empty(),
            _ => true,
        };
        let entries = self.log.entries.iter().enumerate();
        entries.filter_map(move |(idx, entry)| {
            let struck = self.struck(idx)?;
            (entry.mark.step() == Some(step) && says(&entry.mark)).then_some((entry, struck))
        })
    }

    /// Writes the list of corrections and interruptions, if there is anything in it.
    pub(super) fn write(&self, writer: &mut Writer, checklist: &Checklist, library: &Library) {
        if self.events.is_empty() {
            return;
        }
        let told = |mark: &Mark| mark_words(checklist, library, mark);
        writer.heading(2, "Corrections and interruptions");
        for event in &self.events {
            let at = |at: &DateTime| Phrase::new().said(format!("{}: ", time_words(*at)));
            writer.item(match event {
                Event::TakenBack { at: when, undone } => {
                    let step = at(when).said("taken back: ").words(step_words(checklist, undone));
                    step.said(": ").struck(told(undone))
                }
                Event::Replaced { at: when, before, now } => {
                    let step = at(when).words(step_words(checklist, now));
                    step.said(": was ").struck(told(before)).said("; now ").words(told(now))
                }
                Event::Left { at: when, reason: "" } => at(when).said("left"),
                Event::Left { at: when, reason } => at(when).said("left: ").words(*reason),
                Event::Resumed { at: when } => at(when).said("resumed"),
                Event::Call { at: when, words } => at(when).said(words.as_str()),
                Event::Warned { at: when, words } => at(when).said("begun past a warning: ").words(*words),
                Event::Quoted { at: when, citation } => at(when).said("quoted: ").words(*citation),
                Event::Earlier { at: when, after } => at(when).said(format!(
                    "what follows was entered after {}; the computer's clock was set back, or the entry was saved late",
                    time_words(*after)
                )),
            });
        }
    }
}

/// Tells whether an entry has an earlier time than the one before it. Less than a minute cannot be seen in a record.
fn is_earlier(at: DateTime, before: DateTime) -> bool {
    60 <= before.duration_since(at).as_secs()
}

/// Returns the latest mark of the same step and sort.
fn latest<'a>(standing: &[(usize, &'a RunEntry)], mark: &Mark) -> Option<(usize, &'a Mark)> {
    let is_alike = |earlier: &Mark| earlier.step() == mark.step() && is_note(earlier) == is_note(mark);
    let found = standing.iter().rev().find(|(_, entry)| is_alike(&entry.mark));
    found.map(|(idx, entry)| (*idx, &entry.mark))
}

/// Tells whether a mark leaves the state of its step as it is.
pub(super) fn is_note(mark: &Mark) -> bool {
    matches!(mark, Mark::Note { .. })
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
            Mark::Call { phase, minutes_before } => call_words(*phase, *minutes_before),
            Mark::Cite { step, citation } => format!("{step}: quoted: {citation}"),
            Mark::Warned { words } => format!("begun past a warning: {words}"),
            Mark::Undo => "took back the mark before".to_owned(),
        };
        writer.item(Phrase::new().said(format!("{}: ", time_words(entry.at))).words(words));
    }
}

fn step_words(checklist: &Checklist, mark: &Mark) -> String {
    let id = mark.step().unwrap_or_default();
    checklist.find_step(id).map_or_else(|| id.to_owned(), |step| step.words.clone())
}

/// Returns what a mark says of its step.
pub(super) fn mark_words(checklist: &Checklist, library: &Library, mark: &Mark) -> String {
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
        Mark::Pause { .. } | Mark::Resume | Mark::Call { .. } | Mark::Cite { .. } | Mark::Warned { .. } | Mark::Undo => String::new(),
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
