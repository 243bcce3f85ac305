//! Cases, runs and what was done in them, in one database file. What is acknowledged is on the disk.
//!
//! Invariants: entries of a run are only ever added, in order and without gaps; a window that is behind cannot overwrite
//! what another wrote; a damaged file is put aside, never deleted; texts are all plain or all sealed, and every transaction
//! looks which (`vault`). Does not belong here: rules about steps, search history.

mod appending;
mod cases;
mod log;
mod opening;
mod recent;
mod rows;
mod sealing;
mod transfer;
mod vault;

use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use sha2::{Digest as _, Sha256};

use super::chain::hexadecimal;
use super::error::StoreError;
use crate::domain::case_log::{CaseEntry, CaseMark};
use crate::domain::run::RunLog;
use appending::read_entries;
use log::{Place, push};
use rows::{HEAD, HEAD_COLUMNS, RawHead, read_time};
use vault::{Fail, Spot, Vault};

pub use appending::Appended;
pub use cases::{Case, CaseFile, CaseState, CaseSummary, Receipt};
pub use log::{Fault, Proof};
pub use recent::RecentCard;
pub use sealing::Swept;
pub use transfer::{ArchiveError, ArchivedWords, CaseArchive, TakenIn};
pub use vault::{DatabaseKey, LockedDatabase};

/// The open database.
#[derive(Debug)]
pub struct RunStore {
    connection: Connection,
    path: PathBuf,
    moved_aside: Option<PathBuf>,
    vault: Vault,
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
        self.write(|transaction, vault| {
            let number: i64 = transaction.query_row(
                "SELECT COALESCE(MAX(number), 0) + 1 FROM runs WHERE case_reference = ?1",
                [run.case_reference],
                |row| row.get(0),
            )?;
            let seal = |column, text: &str| {
                let (case, number) = (run.case_reference, number.cast_unsigned());
                vault.seal(&Spot::Run { case, number, column }, text)
            };
            transaction.execute(
                "INSERT INTO runs (case_reference, number, checklist, title, text, fingerprint, content_date, started)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    run.case_reference,
                    number,
                    seal("checklist", run.checklist)?,
                    seal("title", run.title)?,
                    seal("text", run.text)?,
                    seal("fingerprint", &fingerprint(run.text))?,
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
            push(transaction, vault, &place, &entry)?;
            Ok(id)
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
        self.write(|transaction, vault| {
            let place = transaction
                .query_row("SELECT case_reference, number FROM runs WHERE id = ?1", [run], |row| {
                    Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?.cast_unsigned()))
                })
                .optional()?;
            let (case, number) = place.ok_or_else(|| StoreError::Absent(format!("run {run}")))?;
            let spot = Spot::Run {
                case: &case,
                number,
                column: "outcome",
            };
            let outcome = outcome.map(|outcome| vault.seal(&spot, outcome)).transpose()?;
            transaction.execute(
                "UPDATE runs SET finished = ?2, outcome = ?3 WHERE id = ?1",
                params![run, finished, outcome],
            )?;
            Ok(())
        })
    }

    /// Returns a run with its text and log.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be read.
    pub fn load_run(&self, run: i64) -> Result<Option<SavedRun>, StoreError> {
        self.read(|transaction, vault| {
            let found = transaction
                .query_row(&format!("SELECT {HEAD}, runs.text FROM runs WHERE id = ?1"), [run], |row| {
                    Ok((RawHead::read(row)?, row.get::<_, String>(HEAD_COLUMNS)?))
                })
                .optional()?;
            let Some((raw, text)) = found else { return Ok(None) };
            let entries = read_entries(transaction, vault, run, 0)?;
            let head = raw.checked(&self.path, vault)?;
            let (case, number) = (head.case_reference.as_str(), head.number);
            let text = vault.open(
                &Spot::Run {
                    case,
                    number,
                    column: "text",
                },
                text,
            )?;
            Ok(Some(SavedRun {
                head,
                text,
                log: RunLog { entries },
            }))
        })
    }

    /// Lists runs, the one worked on last first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    pub fn list_runs(&self, filter: &RunFilter<'_>) -> Result<Vec<RunHead>, StoreError> {
        // Said so that the index of runs by their case is used.
        let of_case = match filter.case_reference {
            Some(_) => "runs.case_reference = ?1",
            None => "?1 IS NULL",
        };
        let sql = format!(
            "SELECT {HEAD} FROM runs JOIN cases ON cases.reference = runs.case_reference
             WHERE {of_case} AND (NOT ?2 OR (runs.finished IS NULL AND cases.closed IS NULL))"
        );
        let mut heads = self.read(|connection, vault| {
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map(params![filter.case_reference, filter.only_unfinished], RawHead::read)?;
            let raw = rows.collect::<rusqlite::Result<Vec<_>>>()?;
            let heads = raw.into_iter().map(|head| head.checked(&self.path, vault));
            Ok(heads.collect::<Result<Vec<_>, _>>()?)
        })?;
        // A sealed id cannot be looked for by the database.
        heads.retain(|head| filter.checklist.is_none_or(|checklist| head.checklist == checklist));
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

    /// Does `work` on the database as it stands now, if its texts still stand as this window believes. Within a
    /// transaction that writes, it sees what that one sees.
    fn read<T>(&self, work: impl FnOnce(&Connection, &Vault) -> Result<T, Fail>) -> Result<T, StoreError> {
        let read = || {
            if !self.connection.is_autocommit() {
                return work(&self.connection, &self.vault);
            }
            let transaction = self.connection.unchecked_transaction()?;
            self.vault.check(&transaction)?;
            work(&transaction, &self.vault)
        };
        read().map_err(|fail: Fail| fail.at(&self.path))
    }

    /// Does `work` in a transaction of its own, all of it or nothing, if texts still stand as this window believes. What
    /// `work` looks at, no other window changes before it is done.
    fn write<T>(&self, work: impl FnOnce(&Connection, &Vault) -> Result<T, Fail>) -> Result<T, StoreError> {
        let write = || {
            let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?;
            self.vault.check(&transaction)?;
            let value = work(&transaction, &self.vault)?;
            transaction.commit()?;
            Ok(value)
        };
        write().map_err(|fail: Fail| fail.at(&self.path))
    }
}

#[cfg(test)]
mod case_tests;
#[cfg(test)]
mod sealed_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod torn_tests;
