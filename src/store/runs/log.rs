//! The log of a case on disk: entries of its runs and of the case itself in one chain, and the proof that nothing in it
//! was altered.
//!
//! Does not belong here: which answers stand, what a struck entry means (`domain`).

use jiff::civil::DateTime;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::vault::{Fail, Spot, Vault};
use super::{RunStore, fingerprint};
use crate::domain::case_log::{CaseEntry, CaseMark, NumberedEntry, may_strike};
use crate::store::chain::{self, Broken, Link};
use crate::store::error::StoreError;
use crate::store::seal::SealError;

/// What a proof of a case's chain came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// How many entries there are.
    pub entries: u64,
    /// Hash of the last entry; empty if there is none, or if a sealed text does not open.
    pub head: String,
    /// What is wrong, if something is.
    pub fault: Option<Fault>,
}

/// What is wrong with the log of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The chain does not hold.
    Chain(Broken),
    /// Entries are missing at the end: so many were counted when the last was written.
    Shortened {
        /// The count.
        counted: u64,
    },
    /// A sealed text does not open in its place.
    Sealed {
        /// Its place, such as `log/C-7F2K/3/entry`.
        place: String,
        /// Whether it was sealed for another place; altered otherwise.
        is_moved: bool,
    },
    /// The checklist text or the beginning of the run with this number in the case is not the one in the chain.
    Text {
        /// The run's number in the case.
        run: u64,
    },
}

/// The place of an entry to be written.
pub(super) struct Place<'a> {
    pub(super) case_reference: &'a str,
    /// Row of the run, its number in the case, and the entry's number in the run; none for an entry of the case itself.
    pub(super) run: Option<(i64, u64, u64)>,
    pub(super) at: DateTime,
}

/// Adds an entry to a case's chain and returns its number. To be called in a transaction.
pub(super) fn push(connection: &Connection, vault: &Vault, place: &Place<'_>, entry: &str) -> Result<u64, Fail> {
    let case = place.case_reference;
    let (seq, previous) = tail(connection, vault, case)?;
    let numbers = place.run.map(|(_, number, run_seq)| (number, run_seq));
    let hash = chain::hash(&previous, seq, numbers, entry);
    connection
        .prepare_cached("INSERT INTO log (case_reference, seq, run, run_seq, at, entry, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute(params![
            case,
            seq.cast_signed(),
            place.run.map(|(row, ..)| row),
            place.run.map(|(.., run_seq)| run_seq.cast_signed()),
            place.at.to_string(),
            vault.seal(
                &Spot::Log {
                    case,
                    seq,
                    column: "entry"
                },
                entry
            )?,
            vault.seal(&Spot::Log { case, seq, column: "hash" }, &hash)?
        ])?;
    connection
        .prepare_cached("UPDATE cases SET entry_count = ?2 WHERE reference = ?1")?
        .execute(params![case, seq.cast_signed() + 1])?;
    Ok(seq)
}

/// Returns the number of the next entry of a case and the hash of the last.
pub(super) fn tail(connection: &Connection, vault: &Vault, case: &str) -> Result<(u64, String), Fail> {
    let last = connection
        .prepare_cached("SELECT seq, hash FROM log WHERE case_reference = ?1 ORDER BY seq DESC LIMIT 1")?
        .query_row([case], |row| Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get::<_, String>(1)?)))
        .optional()?;
    let Some((seq, stored)) = last else {
        return Ok((0, chain::START.to_owned()));
    };
    Ok((seq + 1, vault.open(&Spot::Log { case, seq, column: "hash" }, stored)?))
}

impl RunStore {
    /// Adds an entry to a case and returns its number. An entry that is there already is not doubled.
    ///
    /// # Errors
    ///
    /// [`StoreError::Absent`] if there is no such case, or nothing to strike; else why it could not be written.
    pub fn add_case_entry(&mut self, case_reference: &str, entry: &CaseEntry) -> Result<u64, StoreError> {
        self.write(|transaction, vault| {
            if self.find_case(case_reference)?.is_none() {
                return Err(StoreError::Absent(format!("case {case_reference}")).into());
            }
            let log = self.case_log(case_reference)?;
            if let Some(known) = log.iter().find(|known| known.entry == *entry) {
                return Ok(known.seq);
            }
            if let CaseMark::Strike { entry, .. } = &entry.mark
                && !may_strike(&log, *entry)
            {
                let what = format!("contact or note {entry} in {case_reference} that stands");
                return Err(StoreError::Absent(what).into());
            }
            let text = self.json(entry)?;
            let place = Place {
                case_reference,
                run: None,
                at: entry.at,
            };
            push(transaction, vault, &place, &text)
        })
    }

    /// Returns what was done in a case beside its runs, oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be read.
    pub fn case_log(&self, case_reference: &str) -> Result<Vec<NumberedEntry>, StoreError> {
        self.read(|connection, vault| {
            let mut statement =
                connection.prepare_cached("SELECT seq, entry FROM log WHERE case_reference = ?1 AND run IS NULL ORDER BY seq")?;
            let rows = statement.query_map([case_reference], |row| Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?)))?;
            let mut entries = Vec::new();
            for (seq, stored) in rows.collect::<rusqlite::Result<Vec<_>>>()? {
                let spot = Spot::Log {
                    case: case_reference,
                    seq,
                    column: "entry",
                };
                let entry = serde_json::from_str(&vault.open(&spot, stored)?).map_err(|error| StoreError::BadValue {
                    path: self.path.clone(),
                    what: format!("entry {seq} of case {case_reference}, {error}"),
                })?;
                entries.push(NumberedEntry { seq, entry });
            }
            Ok(entries)
        })
    }

    /// Returns all entries of a case as they are chained, oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    pub fn links(&self, case_reference: &str) -> Result<Vec<Link>, StoreError> {
        self.read(|connection, vault| {
            let mut statement = connection.prepare_cached(
                "SELECT log.seq, runs.number, log.run_seq, log.entry, log.hash FROM log LEFT JOIN runs ON runs.id = log.run
                 WHERE log.case_reference = ?1 ORDER BY log.seq",
            )?;
            let rows = statement.query_map([case_reference], raw_link)?;
            let links = rows.collect::<rusqlite::Result<Vec<Link>>>()?.into_iter().map(|link| {
                let (case, seq) = (case_reference, link.seq);
                Ok(Link {
                    entry: vault.open(
                        &Spot::Log {
                            case,
                            seq,
                            column: "entry",
                        },
                        link.entry,
                    )?,
                    hash: vault.open(&Spot::Log { case, seq, column: "hash" }, link.hash)?,
                    ..link
                })
            });
            links.collect()
        })
    }

    /// Proves the chain of a case: no entry altered, moved or missing, and every run on the text with which it began.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the case cannot be read.
    pub fn verify(&self, case_reference: &str) -> Result<Proof, StoreError> {
        let counted = self.counted(case_reference)?;
        let links = match self.links(case_reference) {
            Err(StoreError::SealedText { place, source }) => return Ok(not_opened(counted, place, &source)),
            links => links?,
        };
        let entries = links.len() as u64;
        let fault = match chain::verify(&links) {
            Err(broken) => Some(Fault::Chain(broken)),
            Ok(_) if entries < counted => Some(Fault::Shortened { counted }),
            Ok(_) => match self.altered_text(case_reference, &links) {
                Err(StoreError::SealedText { place, source }) => return Ok(not_opened(counted, place, &source)),
                fault => fault?,
            },
        };
        Ok(Proof {
            entries,
            head: links.last().map_or_else(String::new, |link| link.hash.clone()),
            fault,
        })
    }

    /// Returns how many entries a case had when the last was written.
    fn counted(&self, case_reference: &str) -> Result<u64, StoreError> {
        self.read(|connection, _| {
            let count: Option<i64> = connection
                .query_row("SELECT entry_count FROM cases WHERE reference = ?1", [case_reference], |row| {
                    row.get(0)
                })
                .optional()?;
            let count = count.ok_or_else(|| StoreError::Absent(format!("case {case_reference}")))?;
            Ok(count.cast_unsigned())
        })
    }

    /// Returns the first run whose text is not the one named in the chain when it was begun, or that is not named there.
    fn altered_text(&self, case_reference: &str, links: &[Link]) -> Result<Option<Fault>, StoreError> {
        let begun: Vec<(u64, String, String)> = links
            .iter()
            .filter(|link| link.run.is_none())
            .filter_map(|link| serde_json::from_str::<CaseEntry>(&link.entry).ok())
            .filter_map(|entry| match entry.mark {
                CaseMark::RunBegun { run, fingerprint, .. } => Some((run, fingerprint, entry.at.to_string())),
                _ => None,
            })
            .collect();
        self.read(|connection, vault| {
            let mut statement =
                connection.prepare_cached("SELECT number, text, started FROM runs WHERE case_reference = ?1 ORDER BY number")?;
            let rows = statement.query_map([case_reference], |row| {
                Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?, row.get::<_, String>(2)?))
            })?;
            for (number, stored, started) in rows.collect::<rusqlite::Result<Vec<_>>>()? {
                let (case, column) = (case_reference, "text");
                let text = vault.open(&Spot::Run { case, number, column }, stored)?;
                if !begun.contains(&(number, fingerprint(&text), started)) {
                    return Ok(Some(Fault::Text { run: number }));
                }
            }
            Ok(None)
        })
    }

    /// Returns an entry as JSON.
    pub(super) fn json(&self, entry: &impl serde::Serialize) -> Result<String, StoreError> {
        serde_json::to_string(entry).map_err(|error| StoreError::BadValue {
            path: self.path.clone(),
            what: format!("an entry to be written, {error}"),
        })
    }
}

/// Returns the proof of a case of which a sealed text does not open.
fn not_opened(entries: u64, place: String, source: &SealError) -> Proof {
    let is_moved = matches!(source, SealError::WrongPlace { .. });
    Proof {
        entries,
        head: String::new(),
        fault: Some(Fault::Sealed { place, is_moved }),
    }
}

/// Reads an entry as it is chained, with its texts still as they are stored.
fn raw_link(row: &Row<'_>) -> rusqlite::Result<Link> {
    let number: Option<i64> = row.get(1)?;
    let run_seq: Option<i64> = row.get(2)?;
    Ok(Link {
        seq: row.get::<_, i64>(0)?.cast_unsigned(),
        run: number
            .zip(run_seq)
            .map(|(number, run_seq)| (number.cast_unsigned(), run_seq.cast_unsigned())),
        entry: row.get(3)?,
        hash: row.get(4)?,
    })
}
