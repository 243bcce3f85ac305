//! The log of a run: what the user did, in order, and what stands after all undos.
//!
//! Does not belong here: conditions and computations (`evaluate`).

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::calls::CallPhase;

/// One thing the user did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Mark {
    /// Answered a step with a value in its canonical form (a tick is `done`).
    Answer {
        /// Step id.
        step: String,
        /// Canonical value.
        value: String,
    },
    /// Took an answer, deferral, override or refusal back.
    Reopen {
        /// Step id.
        step: String,
    },
    /// Put a step off.
    Defer {
        /// Step id.
        step: String,
        /// A day, or what has to happen first.
        until: String,
    },
    /// Went on without the step.
    Override {
        /// Step id.
        step: String,
        /// Why; never empty.
        reason: String,
    },
    /// The agency refused.
    Refuse {
        /// Step id.
        step: String,
        /// Who, and what was said.
        by: String,
    },
    /// Wrote a note on a step, in place of an earlier note of the step.
    Note {
        /// Step id.
        step: String,
        /// The note; empty takes it away.
        text: String,
    },
    /// Left the run.
    Pause {
        /// Why; may be empty.
        reason: String,
    },
    /// Came back to the run.
    Resume,
    /// A phone call is on hold, somebody is on the line, or it is over.
    Call {
        /// What the call is doing from now on.
        phase: CallPhase,
        /// How many minutes ago that began, if it is said late.
        #[serde(default, skip_serializing_if = "is_zero")]
        minutes_before: u32,
    },
    /// A citation was given to the agency.
    Cite {
        /// The step whose rule it is.
        step: String,
        /// What was quoted.
        citation: String,
    },
    /// Began although the text that it was begun from has changed, or has not been looked up for too long: what was said of it.
    Warned {
        /// The line that was shown before the run began.
        words: String,
    },
    /// Took back the latest mark that still stands and can be taken back.
    Undo,
}

impl Mark {
    /// Returns the step that the mark is about.
    #[must_use]
    pub fn step(&self) -> Option<&str> {
        match self {
            Self::Answer { step, .. }
            | Self::Reopen { step }
            | Self::Defer { step, .. }
            | Self::Override { step, .. }
            | Self::Refuse { step, .. }
            | Self::Note { step, .. } => Some(step),
            Self::Pause { .. } | Self::Resume | Self::Call { .. } | Self::Cite { .. } | Self::Warned { .. } | Self::Undo => None,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
fn is_zero(minutes: &u32) -> bool {
    *minutes == 0
}

/// A mark and when it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunEntry {
    /// Local time.
    pub at: DateTime,
    /// What was done.
    #[serde(flatten)]
    pub mark: Mark,
}

/// Everything done in a run, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunLog {
    /// The entries, oldest first.
    pub entries: Vec<RunEntry>,
}

/// What stands for one step after the whole log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// When it was last settled.
    pub at: DateTime,
    /// How.
    pub mark: Mark,
}

impl RunLog {
    /// Returns how many things the user has done; that the run was begun past a warning is nothing done.
    #[must_use]
    pub fn mark_count(&self) -> usize {
        let done = self.entries.iter().filter(|entry| !matches!(entry.mark, Mark::Warned { .. }));
        done.count()
    }

    /// Tells whether the user has done something.
    #[must_use]
    pub fn has_marks(&self) -> bool {
        0 < self.mark_count()
    }

    /// Adds a mark at time `at`.
    pub fn push(&mut self, at: DateTime, mark: Mark) {
        self.entries.push(RunEntry { at, mark });
    }

    /// Returns the entries that no undo has taken back, oldest first, undos themselves left out.
    #[must_use]
    pub fn standing(&self) -> Vec<&RunEntry> {
        let mut standing: Vec<&RunEntry> = Vec::new();
        for entry in &self.entries {
            if entry.mark == Mark::Undo {
                if let Some(idx) = standing.iter().rposition(|earlier| earlier.mark.step().is_some()) {
                    standing.remove(idx);
                }
            } else {
                standing.push(entry);
            }
        }
        standing
    }

    /// Returns the mark that an undo would take back.
    #[must_use]
    pub fn undoable(&self) -> Option<&RunEntry> {
        self.standing().into_iter().rev().find(|entry| entry.mark.step().is_some())
    }

    /// Returns how each step stands: its latest answer, deferral, override or refusal.
    #[must_use]
    pub fn settled(&self) -> BTreeMap<&str, Settled> {
        let mut settled = BTreeMap::new();
        for entry in self.standing() {
            match &entry.mark {
                Mark::Answer { step, .. } | Mark::Defer { step, .. } | Mark::Override { step, .. } | Mark::Refuse { step, .. } => {
                    settled.insert(
                        step.as_str(),
                        Settled {
                            at: entry.at,
                            mark: entry.mark.clone(),
                        },
                    );
                }
                Mark::Reopen { step } => {
                    settled.remove(step.as_str());
                }
                Mark::Note { .. }
                | Mark::Pause { .. }
                | Mark::Resume
                | Mark::Call { .. }
                | Mark::Cite { .. }
                | Mark::Warned { .. }
                | Mark::Undo => {}
            }
        }
        settled
    }

    /// Returns the note that stands on each step.
    #[must_use]
    pub fn notes(&self) -> BTreeMap<&str, &str> {
        let mut notes = BTreeMap::new();
        for entry in self.standing() {
            if let Mark::Note { step, text } = &entry.mark {
                if text.is_empty() {
                    notes.remove(step.as_str());
                } else {
                    notes.insert(step.as_str(), text.as_str());
                }
            }
        }
        notes
    }

    /// Returns the latest pause, if nothing was done after it.
    #[must_use]
    pub fn paused(&self) -> Option<(DateTime, &str)> {
        self.entries.last().and_then(|entry| match &entry.mark {
            Mark::Pause { reason } => Some((entry.at, reason.as_str())),
            _ => None,
        })
    }
}
