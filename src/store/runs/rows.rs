//! Rows of runs as they are read, before their times are checked.
//!
//! Does not belong here: which rows are read (`runs`).

use std::path::Path;

use jiff::civil::DateTime;
use rusqlite::Row;

use super::RunHead;
use super::vault::{Spot, Vault};
use crate::store::error::StoreError;

/// The columns of a [`RunHead`], in the order of [`RawHead::read`].
pub(super) const HEAD: &str = "runs.id, runs.case_reference, runs.checklist, runs.title, runs.fingerprint, runs.content_date, runs.started, \
    runs.finished, runs.outcome, (SELECT COUNT(*) FROM log WHERE run = runs.id), \
    (SELECT NULLIF(at, '') FROM log WHERE run = runs.id ORDER BY run_seq DESC LIMIT 1), runs.number";
pub(super) const HEAD_COLUMNS: usize = 12;

/// A run's head as it is stored, with its times still in text.
pub(super) struct RawHead {
    head: RunHead,
    started: String,
    finished: Option<String>,
    last_at: Option<String>,
}

impl RawHead {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let head = RunHead {
            id: row.get(0)?,
            number: row.get::<_, i64>(11)?.cast_unsigned(),
            case_reference: row.get(1)?,
            checklist: row.get(2)?,
            title: row.get(3)?,
            fingerprint: row.get(4)?,
            content_date: row.get(5)?,
            started: DateTime::default(),
            finished: None,
            outcome: row.get(8)?,
            entry_count: row.get::<_, i64>(9)?.cast_unsigned(),
            last_at: None,
        };
        Ok(Self {
            head,
            started: row.get(6)?,
            finished: row.get(7)?,
            last_at: row.get(10)?,
        })
    }

    /// Returns the head with its texts opened and its times read.
    pub(super) fn checked(self, path: &Path, vault: &Vault) -> Result<RunHead, StoreError> {
        let what = format!("run {}", self.head.id);
        let RunHead {
            case_reference, number, ..
        } = self.head;
        let open = |column, stored| {
            let case = &case_reference;
            vault.open(&Spot::Run { case, number, column }, stored)
        };
        Ok(RunHead {
            started: read_time(path, &what, &self.started)?,
            finished: self.finished.map(|text| read_time(path, &what, &text)).transpose()?,
            last_at: self.last_at.map(|text| read_time(path, &what, &text)).transpose()?,
            checklist: open("checklist", self.head.checklist)?,
            title: open("title", self.head.title)?,
            fingerprint: open("fingerprint", self.head.fingerprint)?,
            outcome: self.head.outcome.map(|stored| open("outcome", stored)).transpose()?,
            case_reference,
            ..self.head
        })
    }
}

pub(super) fn read_time(path: &Path, what: &str, text: &str) -> Result<DateTime, StoreError> {
    text.parse().map_err(|error: jiff::Error| StoreError::BadValue {
        path: path.to_owned(),
        what: format!("a time of {what}, {error}"),
    })
}
