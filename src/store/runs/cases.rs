//! Cases: made with an opaque reference, listed, closed, and purged for good.
//!
//! Does not belong here: runs and their entries, export.

use jiff::civil::DateTime;
use rusqlite::{OptionalExtension as _, Row, params};

use super::{RunFilter, RunStore, SavedRun, read_time};
use crate::domain::reference::reference_from;
use crate::store::error::StoreError;

/// One case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Made by the program, such as `C-7F2K`.
    pub reference: String,
    /// The user's own name for it; may be empty. Never the name of a person.
    pub nickname: String,
    /// Local time.
    pub created: DateTime,
    /// Local time at which it was closed.
    pub closed: Option<DateTime>,
}

/// A case as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSummary {
    /// The case.
    pub case: Case,
    /// How many runs it has.
    pub run_count: u64,
    /// How many of them have no end yet.
    pub unfinished_count: u64,
}

/// A case with all its runs, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFile {
    /// The case.
    pub case: Case,
    /// Its runs.
    pub runs: Vec<SavedRun>,
}

/// What was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purged {
    /// Cases.
    pub cases: u64,
    /// Runs.
    pub runs: u64,
    /// Entries of runs.
    pub entries: u64,
}

const COLUMNS: &str = "cases.reference, cases.nickname, cases.created, cases.closed";

struct RawCase {
    reference: String,
    nickname: String,
    created: String,
    closed: Option<String>,
}

impl RunStore {
    /// Makes a case with a new reference.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be written.
    pub fn create_case(&mut self, nickname: &str, created: DateTime) -> Result<Case, StoreError> {
        let reference = self.write(|transaction| {
            // Longer references are for when the short ones are nearly used up.
            for attempt in 0..64_usize {
                let bytes: Vec<u8> = transaction.query_row("SELECT randomblob(24)", [], |row| row.get(0))?;
                let Some(reference) = reference_from(&bytes, 4 + attempt / 16) else {
                    continue;
                };
                let count = transaction.execute(
                    "INSERT OR IGNORE INTO cases (reference, nickname, created) VALUES (?1, ?2, ?3)",
                    params![reference, nickname, created.to_string()],
                )?;
                if count == 1 {
                    return Ok(Some(reference));
                }
            }
            Ok(None)
        })?;
        let reference = reference.ok_or_else(|| StoreError::Absent("case reference left".to_owned()))?;
        Ok(Case {
            reference,
            nickname: nickname.to_owned(),
            created,
            closed: None,
        })
    }

    /// Returns a case by its canonical reference.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be read.
    pub fn find_case(&self, reference: &str) -> Result<Option<Case>, StoreError> {
        let raw = self
            .connection
            .query_row(
                &format!("SELECT {COLUMNS} FROM cases WHERE reference = ?1"),
                [reference],
                RawCase::read,
            )
            .optional()
            .map_err(|error| self.failed(error))?;
        raw.map(|raw| self.checked(raw)).transpose()
    }

    /// Lists all cases, open ones first, then by age, newest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    pub fn list_cases(&self) -> Result<Vec<CaseSummary>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS}, COUNT(runs.id), COUNT(runs.id) - COUNT(runs.finished)
             FROM cases LEFT JOIN runs ON runs.case_reference = cases.reference
             GROUP BY cases.reference
             ORDER BY cases.closed IS NOT NULL, cases.created DESC, cases.reference"
        );
        let list = || -> rusqlite::Result<Vec<(RawCase, i64, i64)>> {
            let mut statement = self.connection.prepare(&sql)?;
            let rows = statement.query_map([], |row| Ok((RawCase::read(row)?, row.get(4)?, row.get(5)?)))?;
            rows.collect()
        };
        let raw = list().map_err(|error| self.failed(error))?;
        raw.into_iter()
            .map(|(case, runs, unfinished)| {
                Ok(CaseSummary {
                    case: self.checked(case)?,
                    run_count: runs.cast_unsigned(),
                    unfinished_count: unfinished.cast_unsigned(),
                })
            })
            .collect()
    }

    /// Returns a case with all its runs.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    pub fn show_case(&self, reference: &str) -> Result<Option<CaseFile>, StoreError> {
        let Some(case) = self.find_case(reference)? else {
            return Ok(None);
        };
        let filter = RunFilter {
            case_reference: Some(reference),
            ..RunFilter::default()
        };
        let mut runs = Vec::new();
        for head in self.list_runs(&filter)? {
            runs.extend(self.load_run(head.id)?);
        }
        runs.sort_by_key(|run| (run.head.started, run.head.id));
        Ok(Some(CaseFile { case, runs }))
    }

    /// Closes a case; with none, opens it again. A case that is closed already keeps its day.
    ///
    /// # Errors
    ///
    /// [`StoreError::Absent`] if there is no such case; else why it could not be written.
    pub fn close_case(&mut self, reference: &str, closed: Option<DateTime>) -> Result<(), StoreError> {
        let closed = closed.map(|at| at.to_string());
        let count = self.write(|transaction| {
            transaction.execute(
                "UPDATE cases SET closed = CASE WHEN ?2 IS NULL THEN NULL ELSE COALESCE(closed, ?2) END WHERE reference = ?1",
                params![reference, closed],
            )
        })?;
        one_changed(count, reference)
    }

    /// Returns the closed cases that were closed before `before`, oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    pub fn closed_before(&self, before: DateTime) -> Result<Vec<Case>, StoreError> {
        let mut cases: Vec<Case> = self.list_cases()?.into_iter().map(|summary| summary.case).collect();
        cases.retain(|case| case.closed.is_some_and(|closed| closed < before));
        cases.sort_by(|left, right| (left.closed, &left.reference).cmp(&(right.closed, &right.reference)));
        Ok(cases)
    }

    /// Deletes a closed case with its runs for good. What was written is overwritten in the file.
    ///
    /// # Errors
    ///
    /// [`StoreError::Absent`] if there is no closed case of that reference; else why it could not be written.
    pub fn purge(&mut self, reference: &str) -> Result<Purged, StoreError> {
        let purged = self.write(|transaction| {
            let count = |sql: &str| transaction.query_row(sql, [reference], |row| row.get::<_, i64>(0).map(i64::cast_unsigned));
            let runs = count("SELECT COUNT(*) FROM runs WHERE case_reference = ?1")?;
            let entries = count("SELECT COUNT(*) FROM entries WHERE run IN (SELECT id FROM runs WHERE case_reference = ?1)")?;
            let cases = transaction.execute("DELETE FROM cases WHERE reference = ?1 AND closed IS NOT NULL", [reference])?;
            Ok((cases == 1).then_some(Purged { cases: 1, runs, entries }))
        })?;
        purged.ok_or_else(|| StoreError::Absent(format!("closed case {reference}")))
    }

    fn checked(&self, raw: RawCase) -> Result<Case, StoreError> {
        let what = format!("case {}", raw.reference);
        Ok(Case {
            created: read_time(&self.path, &what, &raw.created)?,
            closed: raw.closed.map(|text| read_time(&self.path, &what, &text)).transpose()?,
            reference: raw.reference,
            nickname: raw.nickname,
        })
    }
}

fn one_changed(count: usize, reference: &str) -> Result<(), StoreError> {
    if count == 0 {
        return Err(StoreError::Absent(format!("case {reference}")));
    }
    Ok(())
}

impl RawCase {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            reference: row.get(0)?,
            nickname: row.get(1)?,
            created: row.get(2)?,
            closed: row.get(3)?,
        })
    }
}
