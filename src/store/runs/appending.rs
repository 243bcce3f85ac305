//! Entries added to a run: in order, without gaps, none twice, none over what another window wrote.
//!
//! Does not belong here: entries of the case itself and the chain (`log`).

use rusqlite::{Connection, OptionalExtension as _, params};

use super::RunStore;
use super::log::{Place, push};
use super::vault::{Fail, Spot, Vault};
use crate::domain::run::RunEntry;
use crate::store::error::StoreError;

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
        self.write(|transaction, vault| {
            let tail = run_tail(transaction, run)?;
            let (case_reference, number, next_seq) = tail.ok_or_else(|| StoreError::Absent(format!("run {run}")))?;
            if next_seq < expected_seq {
                return Ok(Appended::Missing { next_seq });
            }
            let there = read_entries(transaction, vault, run, expected_seq)?;
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
                push(transaction, vault, &place, &text)?;
                seq += 1;
            }
            Ok(Appended::Saved {
                next_seq: seq,
                later: there.into_iter().skip(already_saved).collect(),
            })
        })
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

/// Returns the entries of a run from number `from` on.
pub(super) fn read_entries(connection: &Connection, vault: &Vault, run: i64, from: u64) -> Result<Vec<RunEntry>, Fail> {
    let mut statement = connection
        .prepare_cached("SELECT case_reference, seq, run_seq, entry FROM log WHERE run = ?1 AND run_seq >= ?2 ORDER BY run_seq")?;
    let rows = statement.query_map(params![run, from.cast_signed()], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    let rows = rows.collect::<rusqlite::Result<Vec<(String, i64, i64, String)>>>()?;
    let read = |(case, seq, run_seq, stored): (String, i64, i64, String)| {
        let (case, seq) = (case.as_str(), seq.cast_unsigned());
        let text = vault.open(
            &Spot::Log {
                case,
                seq,
                column: "entry",
            },
            stored,
        )?;
        serde_json::from_str(&text).map_err(|source| StoreError::BadEntry {
            run,
            seq: run_seq.cast_unsigned(),
            source,
        })
    };
    Ok(rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?)
}
