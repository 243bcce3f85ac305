//! The log of a case: what was done in it beside the steps of its runs. It only grows; a correction strikes an entry and
//! adds another, and both stay to be seen.
//!
//! Does not belong here: marks on steps (`run::log`), the chain of hashes and keeping (`store`).

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::contact::Contact;
use super::worked_out::WorkedOut;

/// One thing done in a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum CaseMark {
    /// A run was begun.
    RunBegun {
        /// Its number in the case, from 1.
        run: u64,
        /// Id of the checklist.
        checklist: String,
        /// Title of the checklist.
        title: String,
        /// Fingerprint of the text that the run stays on.
        fingerprint: String,
    },
    /// A contact was recorded.
    Contact {
        /// The record.
        contact: Contact,
    },
    /// A note was written.
    Note {
        /// The note.
        text: String,
    },
    /// A date or amount was worked out outside of a run and kept.
    Worked {
        /// What was worked out.
        out: WorkedOut,
    },
    /// A contact, note or date worked out was struck. It stays to be seen, with one line through it.
    Strike {
        /// Number of the struck entry in the case.
        entry: u64,
        /// Why; may be empty if another entry takes its place.
        reason: String,
    },
    /// The case was closed.
    Closed,
    /// The case was opened again.
    Reopened,
}

/// One entry of the log and when it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseEntry {
    /// Local time.
    pub at: DateTime,
    /// What was done.
    #[serde(flatten)]
    pub mark: CaseMark,
}

/// An entry with its number in the case, counted from 0 over all that is done in the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberedEntry {
    /// Its number.
    pub seq: u64,
    /// The entry.
    pub entry: CaseEntry,
}

/// Why an entry no longer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Struck {
    /// When it was struck.
    pub at: DateTime,
    /// Why; may be empty.
    pub reason: String,
}

/// Returns which entries were struck, by their number.
#[must_use]
pub fn struck(log: &[NumberedEntry]) -> BTreeMap<u64, Struck> {
    let strikes = log.iter().filter_map(|numbered| match &numbered.entry.mark {
        CaseMark::Strike { entry, reason } => Some((
            *entry,
            Struck {
                at: numbered.entry.at,
                reason: reason.clone(),
            },
        )),
        _ => None,
    });
    // The first strike counts: what is struck cannot be struck again.
    strikes.rev().collect()
}

/// Tells whether an entry may be struck: contacts, notes and dates worked out that stand.
#[must_use]
pub fn may_strike(log: &[NumberedEntry], seq: u64) -> bool {
    let is_sort = |numbered: &NumberedEntry| numbered.entry.mark.is_strikable();
    log.iter().any(|numbered| numbered.seq == seq && is_sort(numbered)) && !struck(log).contains_key(&seq)
}

impl CaseMark {
    /// Tells whether it is of a sort that can be struck.
    #[must_use]
    pub fn is_strikable(&self) -> bool {
        matches!(self, Self::Contact { .. } | Self::Note { .. } | Self::Worked { .. })
    }
}

/// Returns what was worked out in a case outside of its runs, oldest first, struck ones too.
pub fn worked(log: &[NumberedEntry]) -> impl Iterator<Item = (u64, &CaseEntry, &WorkedOut)> {
    log.iter().filter_map(|numbered| match &numbered.entry.mark {
        CaseMark::Worked { out } => Some((numbered.seq, &numbered.entry, out)),
        _ => None,
    })
}

/// Returns the contacts of a case, oldest first, struck ones too.
pub fn contacts(log: &[NumberedEntry]) -> impl Iterator<Item = (u64, &CaseEntry, &Contact)> {
    log.iter().filter_map(|numbered| match &numbered.entry.mark {
        CaseMark::Contact { contact } => Some((numbered.seq, &numbered.entry, contact)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    #[test]
    fn a_struck_note_stays_in_the_log_and_is_struck_once() {
        let entry = |seq: u64, mark: CaseMark| NumberedEntry {
            seq,
            entry: CaseEntry {
                at: datetime(2026, 11, 21, 10, 0, 0, 0),
                mark,
            },
        };
        let strike = |seq: u64, why: &str| {
            entry(
                seq,
                CaseMark::Strike {
                    entry: 0,
                    reason: why.to_owned(),
                },
            )
        };
        let note = CaseMark::Note {
            text: "sent by fax".to_owned(),
        };
        let mut log = vec![entry(0, note)];
        assert!(may_strike(&log, 0) && !may_strike(&log, 1));
        log.extend([strike(1, "by post"), strike(2, "again")]);
        assert!(!may_strike(&log, 0) && !may_strike(&log, 1));
        assert_eq!(struck(&log).get(&0).map(|struck| struck.reason.as_str()), Some("by post"));
    }

    #[test]
    fn an_entry_is_one_line_of_json() {
        let entry = CaseEntry {
            at: datetime(2026, 11, 21, 10, 0, 0, 0),
            mark: CaseMark::Note { text: "x".to_owned() },
        };
        let json = serde_json::to_string(&entry).expect("json");
        assert_eq!(json, r#"{"at":"2026-11-21T10:00:00","do":"note","text":"x"}"#);
        assert_eq!(serde_json::from_str::<CaseEntry>(&json).expect("read"), entry);
    }
}
