//! Cases, runs and what was done in them, in one database file. What is acknowledged is on the disk.
//!
//! Invariants: entries of a run are only ever added, in order and without gaps; a window that is behind cannot overwrite
//! what another wrote; a damaged file is put aside, never deleted. Does not belong here: rules about steps, search history.

mod cases;
mod log;
mod opening;
mod recent;
mod transfer;

use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior, params};
use sha2::{Digest as _, Sha256};

use super::chain::hexadecimal;
use super::error::StoreError;
use crate::domain::case_log::{CaseEntry, CaseMark};
use crate::domain::run::{RunEntry, RunLog};
use log::{Place, push};

pub use cases::{Case, CaseFile, CaseState, CaseSummary, Receipt};
pub use log::{Fault, Proof};
pub use recent::RecentCard;
pub use transfer::{ArchiveError, ArchivedWords, CaseArchive, TakenIn};

/// The open database.
#[derive(Debug)]
pub struct RunStore {
    connection: Connection,
    path: PathBuf,
    moved_aside: Option<PathBuf>,
}

/// A run to be begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewRun<'a> {
    /// Reference of its case.
    pub case_reference: &'a str,
    /// Id of the checklist.
    pub checklist: &'a str,
    /// Title of the checklist.
    pub title: &'a str,
    /// The checklist's whole text: the run stays on it.
    pub text: &'a str,
    /// Date of the content that the run stands on; may be empty.
    pub content_date: &'a str,
    /// Local time.
    pub started: DateTime,
}

/// Returns the fingerprint of a checklist's text. One that differs from a run's means that the checklist has changed since.
#[must_use]
pub fn fingerprint(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    hexadecimal(digest.get(..6).unwrap_or_default())
}

/// A run without its text and log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunHead {
    /// Number, never used twice.
    pub id: i64,
    /// Number in its case, from 1.
    pub number: u64,
    /// Reference of its case.
    pub case_reference: String,
    /// Id of the checklist.
    pub checklist: String,
    /// Title of the checklist when the run began.
    pub title: String,
    /// Fingerprint of the pinned text.
    pub fingerprint: String,
    /// Date of the content that the run stands on; may be empty.
    pub content_date: String,
    /// Local time.
    pub started: DateTime,
    /// Local time at which the end was reached, if it was.
    pub finished: Option<DateTime>,
    /// Id of the outcome reached.
    pub outcome: Option<String>,
    /// How many entries its log has.
    pub entry_count: u64,
    /// Local time of the latest entry.
    pub last_at: Option<DateTime>,
}

/// A run as saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedRun {
    /// All but text and log.
    pub head: RunHead,
    /// The checklist's whole text when the run began.
    pub text: String,
    /// Everything done in it.
    pub log: RunLog,
}

/// Which runs to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RunFilter<'a> {
    /// Only those of this case.
    pub case_reference: Option<&'a str>,
    /// Only those of this checklist.
    pub checklist: Option<&'a str>,
    /// Only those without an end, in cases that are open.
    pub only_unfinished: bool,
}

/// What became of entries to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appended {
    /// They are on the disk.
    Saved {
        /// Number of the next entry.
        next_seq: u64,
        /// Entries that another window added after them; mostly none.
        later: Vec<RunEntry>,
    },
    /// Another window wrote first, and nothing was added. Take its entries in, then add the rest again.
    Behind {
        /// How many of the entries were there already, from an attempt whose answer was lost.
        already_saved: usize,
        /// The other window's entries after those.
        newer: Vec<RunEntry>,
    },
    /// The file has fewer entries than the window thought, and nothing was added. Add all from this number on.
    Missing {
        /// Number of the next entry.
        next_seq: u64,
    },
}

impl RunStore {
    /// Returns the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns where a damaged file was put when the database was opened.
    #[must_use]
    pub fn moved_aside(&self) -> Option<&Path> {
        self.moved_aside.as_deref()
    }

    /// Begins a run and returns its number.
    ///
    /// # Errors
    ///
    /// [`StoreError::Absent`] if there is no such case; else why it could not be written.
    pub fn create_run(&mut self, run: &NewRun<'_>) -> Result<i64, StoreError> {
        if self.find_case(run.case_reference)?.is_none() {
            return Err(StoreError::Absent(format!("case {}", run.case_reference)));
        }
        let begun = |number: i64| {
            let mark = CaseMark::RunBegun {
                run: number.cast_unsigned(),
                checklist: run.checklist.to_owned(),
                title: run.title.to_owned(),
                fingerprint: fingerprint(run.text),
            };
            serde_json::to_string(&CaseEntry { at: run.started, mark })
        };
        self.write(|transaction| {
            let number: i64 = transaction.query_row(
                "SELECT COALESCE(MAX(number), 0) + 1 FROM runs WHERE case_reference = ?1",
                [run.case_reference],
                |row| row.get(0),
            )?;
            transaction.execute(
                "INSERT INTO runs (case_reference, number, checklist, title, text, fingerprint, content_date, started)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    run.case_reference,
                    number,
                    run.checklist,
                    run.title,
                    run.text,
                    fingerprint(run.text),
                    run.content_date,
                    run.started.to_string()
                ],
            )?;
            let id = transaction.last_insert_rowid();
            let place = Place {
                case_reference: run.case_reference,
                run: None,
                at: run.started,
            };
            let entry = begun(number).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
            push(transaction, &place, &entry)?;
            Ok(id)
        })
    }

    /// Adds one entry to a run. `expected_seq` is how many entries the window knows of.
    ///
    /// # Errors
    ///
    /// As [`RunStore::append_all`].
    pub fn append(&mut self, run: i64, expected_seq: u64, entry: &RunEntry) -> Result<Appended, StoreError> {
        self.append_all(run, expected_seq, std::slice::from_ref(entry))
    }

    /// Adds entries to a run, all or none. `expected_seq` is how many entries the window knows of, without these.
    /// The same attempt may be made again when its answer was lost: entries that are there already are not doubled.
    ///
    /// # Errors
    ///
    /// [`StoreError::Absent`] if the run was purged; else why it could not be written. Nothing was added then.
    pub fn append_all(&mut self, run: i64, expected_seq: u64, entries: &[RunEntry]) -> Result<Appended, StoreError> {
        let path = self.path.clone();
        let failed = |error| StoreError::from_sqlite(&path, error);
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let (case_reference, number, next_seq) = run_tail(&transaction, run)
            .map_err(failed)?
            .ok_or_else(|| StoreError::Absent(format!("run {run}")))?;
        if next_seq < expected_seq {
            return Ok(Appended::Missing { next_seq });
        }
        let there = read_entries(&transaction, &path, run, expected_seq)?;
        let already_saved = there.iter().zip(entries).take_while(|(theirs, ours)| theirs == ours).count();
        if already_saved < there.len() && already_saved < entries.len() {
            let newer = there.into_iter().skip(already_saved).collect();
            return Ok(Appended::Behind { already_saved, newer });
        }
        let mut seq = next_seq;
        for entry in entries.iter().skip(already_saved) {
            let text = serde_json::to_string(entry).map_err(|source| StoreError::BadEntry { run, seq, source })?;
            let place = Place {
                case_reference: &case_reference,
                run: Some((run, number, seq)),
                at: entry.at,
            };
            push(&transaction, &place, &text).map_err(failed)?;
            seq += 1;
        }
        transaction.commit().map_err(failed)?;
        Ok(Appended::Saved {
            next_seq: seq,
            later: there.into_iter().skip(already_saved).collect(),
        })
    }

    /// Notes that the end of a run was reached, or with none that it is open again.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be written.
    pub fn set_outcome(&mut self, run: i64, reached: Option<(DateTime, &str)>) -> Result<(), StoreError> {
        let finished = reached.map(|(at, _)| at.to_string());
        let outcome = reached.map(|(_, outcome)| outcome);
        let count = self.write(|transaction| {
            transaction.execute(
                "UPDATE runs SET finished = ?2, outcome = ?3 WHERE id = ?1",
                params![run, finished, outcome],
            )
        })?;
        if count == 0 {
            return Err(StoreError::Absent(format!("run {run}")));
        }
        Ok(())
    }

    /// Returns a run with its text and log.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be read.
    pub fn load_run(&self, run: i64) -> Result<Option<SavedRun>, StoreError> {
        let transaction = self.connection.unchecked_transaction().map_err(|error| self.failed(error))?;
        let found = transaction
            .query_row(&format!("SELECT {HEAD}, runs.text FROM runs WHERE id = ?1"), [run], |row| {
                Ok((RawHead::read(row)?, row.get::<_, String>(HEAD_COLUMNS)?))
            })
            .optional()
            .map_err(|error| self.failed(error))?;
        let Some((head, text)) = found else { return Ok(None) };
        let entries = read_entries(&transaction, &self.path, run, 0)?;
        Ok(Some(SavedRun {
            head: head.checked(&self.path)?,
            text,
            log: RunLog { entries },
        }))
    }

    /// Lists runs, the one worked on last first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    pub fn list_runs(&self, filter: &RunFilter<'_>) -> Result<Vec<RunHead>, StoreError> {
        let sql = format!(
            "SELECT {HEAD} FROM runs JOIN cases ON cases.reference = runs.case_reference
             WHERE (?1 IS NULL OR runs.case_reference = ?1) AND (?2 IS NULL OR runs.checklist = ?2)
               AND (NOT ?3 OR (runs.finished IS NULL AND cases.closed IS NULL))"
        );
        let list = || -> rusqlite::Result<Vec<RawHead>> {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement.query_map(
                params![filter.case_reference, filter.checklist, filter.only_unfinished],
                RawHead::read,
            )?;
            rows.collect()
        };
        let raw = list().map_err(|error| self.failed(error))?;
        let mut heads = raw
            .into_iter()
            .map(|head| head.checked(&self.path))
            .collect::<Result<Vec<_>, _>>()?;
        heads.sort_by_key(|head| std::cmp::Reverse((head.last_at.unwrap_or(head.started), head.id)));
        Ok(heads)
    }

    /// Returns the unfinished run of a checklist in a case that was worked on last.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if runs cannot be read.
    pub fn find_unfinished(&self, case_reference: &str, checklist: &str) -> Result<Option<RunHead>, StoreError> {
        let filter = RunFilter {
            case_reference: Some(case_reference),
            checklist: Some(checklist),
            only_unfinished: true,
        };
        Ok(self.list_runs(&filter)?.into_iter().next())
    }

    fn failed(&self, error: rusqlite::Error) -> StoreError {
        StoreError::from_sqlite(&self.path, error)
    }

    /// Does `work` in a transaction of its own, all of it or nothing.
    fn write<T>(&mut self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let write = || {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        };
        write().map_err(|error| StoreError::from_sqlite(&self.path, error))
    }
}

/// Returns the case of a run, its number there, and how many entries it has; none if there is no such run.
fn run_tail(connection: &Connection, run: i64) -> rusqlite::Result<Option<(String, u64, u64)>> {
    connection
        .prepare_cached(
            "SELECT case_reference, number, (SELECT COALESCE(MAX(run_seq) + 1, 0) FROM log WHERE run = runs.id) FROM runs WHERE id = ?1",
        )?
        .query_row([run], |row| {
            let number: i64 = row.get(1)?;
            let next_seq: i64 = row.get(2)?;
            Ok((row.get(0)?, number.cast_unsigned(), next_seq.cast_unsigned()))
        })
        .optional()
}

fn read_entries(connection: &Connection, path: &Path, run: i64, from: u64) -> Result<Vec<RunEntry>, StoreError> {
    let read = || -> rusqlite::Result<Vec<(i64, String)>> {
        let mut statement =
            connection.prepare_cached("SELECT run_seq, entry FROM log WHERE run = ?1 AND run_seq >= ?2 ORDER BY run_seq")?;
        let rows = statement.query_map(params![run, from.cast_signed()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    };
    let rows = read().map_err(|error| StoreError::from_sqlite(path, error))?;
    rows.into_iter()
        .map(|(seq, text)| {
            serde_json::from_str(&text).map_err(|source| StoreError::BadEntry {
                run,
                seq: seq.cast_unsigned(),
                source,
            })
        })
        .collect()
}

/// The columns of a [`RunHead`], in the order of [`RawHead::read`].
const HEAD: &str = "runs.id, runs.case_reference, runs.checklist, runs.title, runs.fingerprint, runs.content_date, runs.started, \
    runs.finished, runs.outcome, (SELECT COUNT(*) FROM log WHERE run = runs.id), \
    (SELECT NULLIF(at, '') FROM log WHERE run = runs.id ORDER BY run_seq DESC LIMIT 1), runs.number";
const HEAD_COLUMNS: usize = 12;

/// A run's head with its times still in text.
struct RawHead {
    head: RunHead,
    started: String,
    finished: Option<String>,
    last_at: Option<String>,
}

impl RawHead {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
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

    fn checked(self, path: &Path) -> Result<RunHead, StoreError> {
        let what = format!("run {}", self.head.id);
        Ok(RunHead {
            started: read_time(path, &what, &self.started)?,
            finished: self.finished.map(|text| read_time(path, &what, &text)).transpose()?,
            last_at: self.last_at.map(|text| read_time(path, &what, &text)).transpose()?,
            ..self.head
        })
    }
}

fn read_time(path: &Path, what: &str, text: &str) -> Result<DateTime, StoreError> {
    text.parse().map_err(|error: jiff::Error| StoreError::BadValue {
        path: path.to_owned(),
        what: format!("a time of {what}, {error}"),
    })
}

#[cfg(test)]
mod case_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod torn_tests;
