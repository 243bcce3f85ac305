//! The step to version 3: the entries of all runs go into one chained log a case.
//!
//! Does not belong here: how entries are chained (`chain`), later changes of these tables.

use rusqlite::{Connection, params};

use crate::store::chain::{START, hash};

const TABLES: &str = "
    CREATE TABLE log (
        case_reference TEXT NOT NULL REFERENCES cases (reference) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        run INTEGER REFERENCES runs (id) ON DELETE CASCADE,
        run_seq INTEGER,
        at TEXT NOT NULL,
        entry TEXT NOT NULL,
        hash TEXT NOT NULL,
        PRIMARY KEY (case_reference, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX log_of_run ON log (run, run_seq) WHERE run IS NOT NULL;
    ALTER TABLE runs ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE cases ADD COLUMN entry_count INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE receipts (
        reference TEXT NOT NULL,
        purged TEXT NOT NULL,
        runs INTEGER NOT NULL,
        entries INTEGER NOT NULL,
        head TEXT NOT NULL
    ) STRICT;
    CREATE TABLE settings (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;";

struct OldRun {
    id: i64,
    case_reference: String,
    checklist: String,
    title: String,
    fingerprint: String,
    started: String,
}

/// Makes the tables and carries the entries over, case after case, run after run.
pub(super) fn take(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(TABLES)?;
    let mut tails: std::collections::BTreeMap<String, (i64, i64, String)> = std::collections::BTreeMap::new();
    for run in old_runs(connection)? {
        let (number, seq, previous) = tails.entry(run.case_reference.clone()).or_insert((0, 0, START.to_owned()));
        *number += 1;
        connection.execute("UPDATE runs SET number = ?2 WHERE id = ?1", params![run.id, *number])?;
        let begun = serde_json::json!({
            "at": run.started, "do": "run-begun", "run": *number, "checklist": run.checklist, "title": run.title,
            "fingerprint": run.fingerprint,
        });
        let mut push = |place: Option<i64>, at: &str, entry: &str| {
            let run_place = place.map(|run_seq| (number.cast_unsigned(), run_seq.cast_unsigned()));
            let hash = hash(previous, seq.cast_unsigned(), run_place, entry);
            connection.execute(
                "INSERT INTO log (case_reference, seq, run, run_seq, at, entry, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![run.case_reference, *seq, place.map(|_| run.id), place, at, entry, hash],
            )?;
            *previous = hash;
            *seq += 1;
            Ok::<(), rusqlite::Error>(())
        };
        push(None, &run.started, &begun.to_string())?;
        for (run_seq, at, entry) in old_entries(connection, run.id)? {
            push(Some(run_seq), &at, &entry)?;
        }
    }
    for (reference, (_, count, _)) in tails {
        connection.execute("UPDATE cases SET entry_count = ?2 WHERE reference = ?1", params![reference, count])?;
    }
    connection.execute_batch("DROP TABLE entries")
}

fn old_runs(connection: &Connection) -> rusqlite::Result<Vec<OldRun>> {
    let mut statement =
        connection.prepare("SELECT id, case_reference, checklist, title, fingerprint, started FROM runs ORDER BY case_reference, id")?;
    let rows = statement.query_map([], |row| {
        Ok(OldRun {
            id: row.get(0)?,
            case_reference: row.get(1)?,
            checklist: row.get(2)?,
            title: row.get(3)?,
            fingerprint: row.get(4)?,
            started: row.get(5)?,
        })
    })?;
    rows.collect()
}

fn old_entries(connection: &Connection, run: i64) -> rusqlite::Result<Vec<(i64, String, String)>> {
    let mut statement = connection.prepare(
        "SELECT seq, CASE WHEN json_valid(entry) THEN COALESCE(entry ->> 'at', '') ELSE '' END, entry FROM entries
         WHERE run = ?1 ORDER BY seq",
    )?;
    let rows = statement.query_map([run], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    rows.collect()
}
