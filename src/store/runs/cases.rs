//! Cases: made with an opaque reference, listed, closed, and purged for good.
//!
//! Does not belong here: runs and their entries, export.

use jiff::civil::DateTime;
use rusqlite::{OptionalExtension as _, Row, params};

use super::log::{Place, push, tail};
use super::vault::{Spot, Vault};
use super::{RunFilter, RunStore, SavedRun, read_time};
use crate::domain::case_log::{CaseEntry, CaseMark, NumberedEntry};
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
    /// How many entries its log has, those of its runs among them.
    pub entry_count: u64,
    /// Local time of the latest entry; when it was made, if there is none.
    pub last_at: DateTime,
}

impl CaseSummary {
    /// Tells whether nothing is left to do in the case: it was closed, or all its runs came to their end.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.case.closed.is_some() || (self.run_count > 0 && self.unfinished_count == 0)
    }
}

/// A case with all its runs, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFile {
    /// The case.
    pub case: Case,
    /// Its runs.
    pub runs: Vec<SavedRun>,
    /// What was done in it beside the runs, oldest first.
    pub log: Vec<NumberedEntry>,
}

/// That a case was deleted: what is left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Reference of the case.
    pub reference: String,
    /// Local time at which it was deleted.
    pub purged: DateTime,
    /// How many runs it had.
    pub runs: u64,
    /// How many entries.
    pub entries: u64,
    /// Hash of its last entry, by which an exported record can be told to be its.
    pub head: String,
}

/// Whether a case is worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseState {
    /// It is.
    Open,
    /// Nothing more is to be done in it.
    Closed,
}

const COLUMNS: &str = "cases.reference, cases.nickname, cases.created, cases.closed";

struct RawCase {
    reference: String,
    nickname: String,
    created: String,
    closed: Option<String>,
}

/// A case as listed, with its times still in text: numbers of runs, of unfinished runs and of entries.
struct RawSummary {
    raw: RawCase,
    counts: [i64; 3],
    last: Option<String>,
}

impl RunStore {
    /// Makes a case with a new reference. That of a purged case is not used again.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be written.
    pub fn create_case(&mut self, nickname: &str, created: DateTime) -> Result<Case, StoreError> {
        let reference = self.write(|transaction, vault| {
            // Longer references are for when the short ones are nearly used up.
            for attempt in 0..64_usize {
                let bytes: Vec<u8> = transaction.query_row("SELECT randomblob(24)", [], |row| row.get(0))?;
                let Some(reference) = reference_from(&bytes, 4 + attempt / 16) else {
                    continue;
                };
                let count = transaction.execute(
                    "INSERT OR IGNORE INTO cases (reference, nickname, created)
                     SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM receipts WHERE reference = ?1)",
                    params![reference, vault.seal(&Spot::Nickname(&reference), nickname)?, created.to_string()],
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
        self.read(|connection, vault| {
            let raw = connection
                .prepare_cached(&format!("SELECT {COLUMNS} FROM cases WHERE reference = ?1"))?
                .query_row([reference], RawCase::read)
                .optional()?;
            Ok(raw.map(|raw| self.checked(raw, vault)).transpose()?)
        })
    }

    /// Returns all cases, in the order of their references.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    pub fn cases(&self) -> Result<Vec<Case>, StoreError> {
        self.read(|connection, vault| {
            let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM cases ORDER BY cases.reference"))?;
            let rows = statement.query_map([], RawCase::read)?;
            let raw = rows.collect::<rusqlite::Result<Vec<_>>>()?;
            let cases = raw.into_iter().map(|raw| self.checked(raw, vault));
            Ok(cases.collect::<Result<Vec<_>, _>>()?)
        })
    }

    /// Lists all cases, open ones first, then by age, newest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    pub fn list_cases(&self) -> Result<Vec<CaseSummary>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS}, COUNT(runs.id), COUNT(runs.id) - COUNT(runs.finished), cases.entry_count,
               (SELECT NULLIF(MAX(at), '') FROM log WHERE log.case_reference = cases.reference)
             FROM cases LEFT JOIN runs ON runs.case_reference = cases.reference
             GROUP BY cases.reference
             ORDER BY cases.closed IS NOT NULL, cases.created DESC, cases.reference"
        );
        self.read(|connection, vault| {
            let mut statement = connection.prepare(&sql)?;
            let rows = statement.query_map([], |row| {
                Ok(RawSummary {
                    raw: RawCase::read(row)?,
                    counts: [row.get(4)?, row.get(5)?, row.get(6)?],
                    last: row.get(7)?,
                })
            })?;
            let summaries = rows.collect::<rusqlite::Result<Vec<_>>>()?;
            let summaries = summaries.into_iter().map(|raw| self.checked_summary(raw, vault));
            Ok(summaries.collect::<Result<Vec<_>, _>>()?)
        })
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
        let log = self.case_log(reference)?;
        Ok(Some(CaseFile { case, runs, log }))
    }

    /// Closes a case, or opens it again. A case that is closed already keeps its day.
    ///
    /// # Errors
    ///
    /// [`StoreError::Absent`] if there is no such case; else why it could not be written.
    pub fn close_case(&mut self, reference: &str, state: CaseState, at: DateTime) -> Result<(), StoreError> {
        let case = self
            .find_case(reference)?
            .ok_or_else(|| StoreError::Absent(format!("case {reference}")))?;
        let (mark, closed) = match state {
            CaseState::Closed if case.closed.is_none() => (CaseMark::Closed, Some(at.to_string())),
            CaseState::Open if case.closed.is_some() => (CaseMark::Reopened, None),
            _ => return Ok(()),
        };
        let entry = self.json(&CaseEntry { at, mark })?;
        let place = Place {
            case_reference: reference,
            run: None,
            at,
        };
        self.write(|transaction, vault| {
            transaction.execute("UPDATE cases SET closed = ?2 WHERE reference = ?1", params![reference, closed])?;
            push(transaction, vault, &place, &entry).map(drop)
        })
    }

    /// Returns the finished cases in which nothing was done since `before`, oldest first. They may be purged.
    ///
    /// The latest time in a case counts, so that one closed while the clock stood back is not purged early.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    pub fn finished_before(&self, before: DateTime) -> Result<Vec<CaseSummary>, StoreError> {
        let mut cases = self.list_cases()?;
        cases.retain(|case| case.is_finished() && case.case.closed.map_or(case.last_at, |closed| closed.max(case.last_at)) < before);
        cases.sort_by(|left, right| (left.last_at, &left.case.reference).cmp(&(right.last_at, &right.case.reference)));
        Ok(cases)
    }

    /// Returns the unfinished cases in which nothing was done since `before`, oldest first. They are asked about.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    pub fn untouched_before(&self, before: DateTime) -> Result<Vec<CaseSummary>, StoreError> {
        let mut cases = self.list_cases()?;
        cases.retain(|case| !case.is_finished() && case.last_at < before);
        cases.sort_by(|left, right| (left.last_at, &left.case.reference).cmp(&(right.last_at, &right.case.reference)));
        Ok(cases)
    }

    /// Deletes a finished case with all that is in it for good, and keeps a receipt. What was written is overwritten in
    /// the file.
    ///
    /// # Errors
    ///
    /// [`StoreError::Absent`] if there is no finished case of that reference; else why it could not be written.
    pub fn purge(&mut self, reference: &str, at: DateTime) -> Result<Receipt, StoreError> {
        let is_finished = |case: &CaseSummary| case.case.reference == reference && case.is_finished();
        let purged = at.to_string();
        self.write(|transaction, vault| {
            let case = self
                .list_cases()?
                .into_iter()
                .find(is_finished)
                .ok_or_else(|| StoreError::Absent(format!("finished case {reference}")))?;
            let receipt = Receipt {
                reference: reference.to_owned(),
                purged: at,
                runs: case.run_count,
                entries: case.entry_count,
                head: self.head(reference)?,
            };
            let spot = Spot::Receipt {
                case: reference,
                purged: &purged,
            };
            transaction.execute("DELETE FROM cases WHERE reference = ?1", [reference])?;
            transaction.execute(
                "INSERT INTO receipts (reference, purged, runs, entries, head) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    receipt.reference,
                    purged,
                    receipt.runs.cast_signed(),
                    receipt.entries.cast_signed(),
                    vault.seal(&spot, &receipt.head)?
                ],
            )?;
            Ok(receipt)
        })
    }

    /// Returns the receipts of all cases purged, oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    pub fn receipts(&self) -> Result<Vec<Receipt>, StoreError> {
        self.read(|connection, vault| {
            let mut statement =
                connection.prepare("SELECT reference, purged, runs, entries, head FROM receipts ORDER BY purged, reference")?;
            let rows = statement.query_map([], |row| {
                let receipt = Receipt {
                    reference: row.get(0)?,
                    purged: DateTime::default(),
                    runs: row.get::<_, i64>(2)?.cast_unsigned(),
                    entries: row.get::<_, i64>(3)?.cast_unsigned(),
                    head: row.get(4)?,
                };
                Ok((receipt, row.get(1)?))
            })?;
            let rows = rows.collect::<rusqlite::Result<Vec<(Receipt, String)>>>()?;
            let receipts = rows.into_iter().map(|(receipt, purged)| {
                let spot = Spot::Receipt {
                    case: &receipt.reference,
                    purged: &purged,
                };
                Ok(Receipt {
                    purged: read_time(&self.path, &format!("receipt of {}", receipt.reference), &purged)?,
                    head: vault.open(&spot, receipt.head)?,
                    ..receipt
                })
            });
            receipts.collect()
        })
    }

    /// Returns the hash of a case's last entry; empty if there is none, or if it is sealed and does not open: a case
    /// that is damaged can still be purged.
    fn head(&self, reference: &str) -> Result<String, StoreError> {
        match self.read(|connection, vault| tail(connection, vault, reference)) {
            Ok((_, head)) => Ok(head),
            Err(StoreError::SealedText { .. }) => Ok(String::new()),
            Err(error) => Err(error),
        }
    }

    fn checked(&self, raw: RawCase, vault: &Vault) -> Result<Case, StoreError> {
        let what = format!("case {}", raw.reference);
        Ok(Case {
            created: read_time(&self.path, &what, &raw.created)?,
            closed: raw.closed.map(|text| read_time(&self.path, &what, &text)).transpose()?,
            nickname: vault.open(&Spot::Nickname(&raw.reference), raw.nickname)?,
            reference: raw.reference,
        })
    }

    fn checked_summary(&self, summary: RawSummary, vault: &Vault) -> Result<CaseSummary, StoreError> {
        let [runs, unfinished, entries] = summary.counts;
        let case = self.checked(summary.raw, vault)?;
        let what = format!("case {}", case.reference);
        let last_at = summary.last.map(|text| read_time(&self.path, &what, &text)).transpose()?;
        Ok(CaseSummary {
            last_at: last_at.unwrap_or(case.created),
            case,
            run_count: runs.cast_unsigned(),
            unfinished_count: unfinished.cast_unsigned(),
            entry_count: entries.cast_unsigned(),
        })
    }
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
