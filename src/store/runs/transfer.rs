//! A case as one file, to be kept elsewhere or taken to another computer; and taking such a file in, checked, without
//! overwriting anything.
//!
//! Does not belong here: records for people (`domain::export`), the clock.

use jiff::civil::DateTime;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::vault::{Fail, Spot, Vault};
use super::{RunStore, fingerprint};
use crate::domain::case_log::{CaseEntry, CaseMark};
use crate::domain::reference::read_reference;
use crate::domain::run::RunEntry;
use crate::store::chain::{self, Link, hexadecimal};
use crate::store::error::StoreError;

const FORMAT: &str = "callcard case file";
const VERSION: u32 = 1;

/// A case file: what is in it, and a sum by which damage is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseArchive {
    format: String,
    version: u32,
    checksum: String,
    case: ArchivedCase,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ArchivedCase {
    reference: String,
    nickname: String,
    created: DateTime,
    closed: Option<DateTime>,
    runs: Vec<ArchivedRun>,
    log: Vec<ArchivedEntry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ArchivedRun {
    number: u64,
    checklist: String,
    title: String,
    text: String,
    content_date: String,
    started: DateTime,
    finished: Option<DateTime>,
    outcome: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ArchivedEntry {
    run: Option<(u64, u64)>,
    entry: String,
    hash: String,
}

/// Why a case file was not taken in. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Not a case file.
    #[error("this is no case file of callcard: {0}")]
    NotOurs(String),
    /// Of a newer callcard.
    #[error("the case file was written by a newer callcard (form {0}; this one knows form {VERSION})")]
    Newer(u32),
    /// Damaged, or changed by hand.
    #[error("the case file is damaged or was changed: {0}")]
    Damaged(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What became of a case file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakenIn {
    /// The case was not here and is now.
    New {
        /// Its reference.
        reference: String,
        /// How many entries it has.
        entries: u64,
    },
    /// The case was here with the beginning of the file's log, and has the rest now.
    Extended {
        /// Its reference.
        reference: String,
        /// How many entries were added.
        added: u64,
    },
    /// All that the file holds was here already.
    Nothing {
        /// Its reference.
        reference: String,
    },
    /// A case of that reference is here with another log; the file's case has a new reference.
    Apart {
        /// Reference in the file.
        was: String,
        /// Reference here.
        reference: String,
        /// How many entries it has.
        entries: u64,
    },
}

impl CaseArchive {
    /// Reads a case file, and proves that it is whole: checksum, chain, and the text of every run.
    ///
    /// # Errors
    ///
    /// [`ArchiveError`]: what is wrong with it.
    pub fn read(text: &str) -> Result<Self, ArchiveError> {
        let value: serde_json::Value = serde_json::from_str(text).map_err(|error| ArchiveError::NotOurs(error.to_string()))?;
        if value.get("format").and_then(serde_json::Value::as_str) != Some(FORMAT) {
            return Err(ArchiveError::NotOurs("it has no line that says so".to_owned()));
        }
        let version = value.get("version").and_then(serde_json::Value::as_u64).unwrap_or_default();
        if version > u64::from(VERSION) {
            return Err(ArchiveError::Newer(u32::try_from(version).unwrap_or(u32::MAX)));
        }
        let archive: Self = serde_json::from_value(value).map_err(|error| ArchiveError::Damaged(error.to_string()))?;
        let damaged = |what: String| Err(ArchiveError::Damaged(what));
        if archive.checksum != checksum(&archive.case) {
            return damaged("its checksum does not fit".to_owned());
        }
        if read_reference(&archive.case.reference).as_deref() != Some(archive.case.reference.as_str()) {
            return damaged("its case has no reference".to_owned());
        }
        match chain::verify(&archive.links()) {
            Ok(_) => {}
            Err(chain::Broken::Altered(seq) | chain::Broken::Missing(seq)) => return damaged(format!("entry {seq} was altered")),
        }
        archive.check_entries()?;
        Ok(archive)
    }

    /// Returns the file's text: the same for the same case.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Returns the reference in the file.
    #[must_use]
    pub fn reference(&self) -> &str {
        &self.case.reference
    }

    /// Returns every entry of the case itself and of its runs, so that their words can be looked at before they are kept.
    pub fn entries(&self) -> impl Iterator<Item = ArchivedWords> {
        self.case.log.iter().map(|archived| match archived.run {
            Some(_) => serde_json::from_str::<RunEntry>(&archived.entry).map_or(ArchivedWords::Unread, ArchivedWords::Run),
            None => serde_json::from_str::<CaseEntry>(&archived.entry).map_or(ArchivedWords::Unread, ArchivedWords::Case),
        })
    }

    fn links(&self) -> Vec<Link> {
        (0..)
            .zip(&self.case.log)
            .map(|(seq, archived)| Link {
                seq,
                run: archived.run,
                entry: archived.entry.clone(),
                hash: archived.hash.clone(),
            })
            .collect()
    }

    /// Every entry has to be readable, belong to a run of the file, and every run's text be the one it began with.
    fn check_entries(&self) -> Result<(), ArchiveError> {
        let damaged = |what: String| Err(ArchiveError::Damaged(what));
        let mut begun: Vec<(u64, String)> = Vec::new();
        for (seq, (archived, words)) in self.case.log.iter().zip(self.entries()).enumerate() {
            match (archived.run, words) {
                (_, ArchivedWords::Unread) => return damaged(format!("entry {seq} cannot be read")),
                (Some((number, _)), _) if !self.case.runs.iter().any(|run| run.number == number) => {
                    return damaged(format!("entry {seq} is of a run that is not in it"));
                }
                (None, ArchivedWords::Case(entry)) => {
                    if let CaseMark::RunBegun { run, fingerprint, .. } = entry.mark {
                        begun.push((run, fingerprint));
                    }
                }
                _ => {}
            }
        }
        for run in &self.case.runs {
            if !begun.contains(&(run.number, fingerprint(&run.text))) {
                return damaged(format!("the checklist text of run {} was altered", run.number));
            }
        }
        Ok(())
    }
}

/// An entry of a case file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArchivedWords {
    /// Of a run.
    Run(RunEntry),
    /// Of the case itself.
    Case(CaseEntry),
    /// Of a form that is not known here.
    Unread,
}

fn checksum(case: &ArchivedCase) -> String {
    hexadecimal(&Sha256::digest(serde_json::to_string(case).unwrap_or_default()))
}

impl RunStore {
    /// Returns a case as one file.
    ///
    /// # Errors
    ///
    /// [`StoreError::Absent`] if there is no such case; else why it cannot be read.
    pub fn archive(&self, reference: &str) -> Result<CaseArchive, StoreError> {
        let absent = || StoreError::Absent(format!("case {reference}"));
        let file = self.show_case(reference)?.ok_or_else(absent)?;
        let mut runs: Vec<ArchivedRun> = file
            .runs
            .into_iter()
            .map(|run| ArchivedRun {
                number: run.head.number,
                checklist: run.head.checklist,
                title: run.head.title,
                text: run.text,
                content_date: run.head.content_date,
                started: run.head.started,
                finished: run.head.finished,
                outcome: run.head.outcome,
            })
            .collect();
        runs.sort_by_key(|run| run.number);
        let links = self.links(reference)?.into_iter();
        let case = ArchivedCase {
            reference: file.case.reference,
            nickname: file.case.nickname,
            created: file.case.created,
            closed: file.case.closed,
            runs,
            log: links
                .map(|link| ArchivedEntry {
                    run: link.run,
                    entry: link.entry,
                    hash: link.hash,
                })
                .collect(),
        };
        Ok(CaseArchive {
            format: FORMAT.to_owned(),
            version: VERSION,
            checksum: checksum(&case),
            case,
        })
    }

    /// Takes a case file in. What is here is only ever added to.
    ///
    /// # Errors
    ///
    /// [`ArchiveError`]; then nothing was changed.
    pub fn take_in(&mut self, archive: &CaseArchive) -> Result<TakenIn, ArchiveError> {
        let case = &archive.case;
        let reference = case.reference.clone();
        let incoming = archive.links();
        if self.find_case(&reference)?.is_none() {
            self.write(|connection, vault| insert(connection, vault, case, &reference))?;
            let entries = incoming.len() as u64;
            return Ok(TakenIn::New { reference, entries });
        }
        let here = self.links(&reference)?;
        if here.starts_with(&incoming) {
            return Ok(TakenIn::Nothing { reference });
        }
        if incoming.starts_with(&here) {
            let added = (incoming.len() - here.len()) as u64;
            self.write(|connection, vault| extend(connection, vault, case, here.len()))?;
            return Ok(TakenIn::Extended { reference, added });
        }
        let apart = self.create_case(&case.nickname, case.created)?.reference;
        self.write(|connection, vault| {
            connection.execute("DELETE FROM cases WHERE reference = ?1", [&apart])?;
            insert(connection, vault, case, &apart)
        })?;
        Ok(TakenIn::Apart {
            was: reference,
            reference: apart,
            entries: incoming.len() as u64,
        })
    }
}

fn insert(connection: &Connection, vault: &Vault, case: &ArchivedCase, reference: &str) -> Result<(), Fail> {
    connection.execute(
        "INSERT INTO cases (reference, nickname, created, closed) VALUES (?1, ?2, ?3, ?4)",
        params![
            reference,
            vault.seal(&Spot::Nickname(reference), &case.nickname)?,
            case.created.to_string(),
            case.closed.map(|at| at.to_string())
        ],
    )?;
    write_rest(connection, vault, case, reference, 0)
}

fn extend(connection: &Connection, vault: &Vault, case: &ArchivedCase, from: usize) -> Result<(), Fail> {
    connection.execute(
        "UPDATE cases SET closed = ?2 WHERE reference = ?1",
        params![case.reference, case.closed.map(|at| at.to_string())],
    )?;
    write_rest(connection, vault, case, &case.reference, from)
}

/// Writes the runs that are not there, brings the others up to date, and writes the entries from number `from` on.
fn write_rest(connection: &Connection, vault: &Vault, case: &ArchivedCase, reference: &str, from: usize) -> Result<(), Fail> {
    for run in &case.runs {
        write_run(connection, vault, run, reference)?;
    }
    for (seq, archived) in (0_u64..).zip(&case.log).skip(from) {
        let at = serde_json::from_str::<serde_json::Value>(&archived.entry).ok();
        let at = at.as_ref().and_then(|entry| entry.get("at")).and_then(serde_json::Value::as_str);
        let seal = |column, text: &str| {
            let case = reference;
            vault.seal(&Spot::Log { case, seq, column }, text)
        };
        connection.execute(
            "INSERT INTO log (case_reference, seq, run, run_seq, at, entry, hash)
             VALUES (?1, ?2, (SELECT id FROM runs WHERE case_reference = ?1 AND number = ?3), ?4, ?5, ?6, ?7)",
            params![
                reference,
                seq.cast_signed(),
                archived.run.map(|(number, _)| number.cast_signed()),
                archived.run.map(|(_, run_seq)| run_seq.cast_signed()),
                at.unwrap_or_default(),
                seal("entry", &archived.entry)?,
                seal("hash", &archived.hash)?
            ],
        )?;
    }
    let count = i64::try_from(case.log.len()).unwrap_or(i64::MAX);
    connection.execute("UPDATE cases SET entry_count = ?2 WHERE reference = ?1", params![reference, count])?;
    Ok(())
}

/// Writes a run, or brings it up to date if it is there.
fn write_run(connection: &Connection, vault: &Vault, run: &ArchivedRun, reference: &str) -> Result<(), Fail> {
    let seal = |column, text: &str| {
        let (case, number) = (reference, run.number);
        vault.seal(&Spot::Run { case, number, column }, text)
    };
    let (finished, number) = (run.finished.map(|at| at.to_string()), run.number.cast_signed());
    let outcome = run.outcome.as_deref().map(|outcome| seal("outcome", outcome)).transpose()?;
    let known = connection.execute(
        "UPDATE runs SET finished = ?3, outcome = ?4 WHERE case_reference = ?1 AND number = ?2",
        params![reference, number, finished, outcome],
    )?;
    if known == 0 {
        connection.execute(
            "INSERT INTO runs (case_reference, number, checklist, title, text, fingerprint, content_date, started, finished, outcome)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                reference,
                number,
                seal("checklist", &run.checklist)?,
                seal("title", &run.title)?,
                seal("text", &run.text)?,
                seal("fingerprint", &fingerprint(&run.text))?,
                run.content_date,
                run.started.to_string(),
                finished,
                outcome
            ],
        )?;
    }
    Ok(())
}
