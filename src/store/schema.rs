//! The tables of the database, their version, and the steps from older versions to the newest.
//!
//! A step is never changed once released; a new one is added. From version 3 on a step may meet sealed texts
//! (`runs::vault`), and has no key to open them. Does not belong here: what is read and written.

mod chained;

use rusqlite::{Connection, TransactionBehavior};

/// Marks the file as callcard's ("ccrd").
pub(super) const APPLICATION_ID: i64 = 0x6363_7264;

/// One step to the next version.
enum Step {
    /// Tables to be made or changed.
    Sql(&'static str),
    /// Tables to be made, and what is there to be carried over.
    Code(fn(&Connection) -> rusqlite::Result<()>),
}

/// The steps; the version of a database is the number of steps taken.
const STEPS: &[Step] = &[
    // 1: cases, their runs, and what was done in each.
    Step::Sql(
        "CREATE TABLE cases (
        reference TEXT PRIMARY KEY,
        nickname TEXT NOT NULL DEFAULT '',
        created TEXT NOT NULL,
        closed TEXT
    ) STRICT;
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        case_reference TEXT NOT NULL REFERENCES cases (reference) ON DELETE CASCADE,
        checklist TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        content_date TEXT NOT NULL,
        started TEXT NOT NULL,
        finished TEXT,
        outcome TEXT
    ) STRICT;
    CREATE INDEX runs_of_case ON runs (case_reference);
    CREATE TABLE entries (
        run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        entry TEXT NOT NULL,
        PRIMARY KEY (run, seq)
    ) STRICT, WITHOUT ROWID;",
    ),
    // 2: the cards looked at last, for the start screen.
    Step::Sql(
        "CREATE TABLE recent_cards (
        card TEXT PRIMARY KEY,
        at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;",
    ),
    // 3: one chained log a case, for runs, contacts and notes; receipts of what was purged; settings kept with the cases.
    Step::Code(chained::take),
];

/// The newest version.
#[expect(clippy::cast_possible_wrap, reason = "a handful of steps")]
pub(super) const VERSION: i64 = STEPS.len() as i64;

/// What a database file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// Ours, and up to date now.
    Ready,
    /// Ours, of a version that is not known here. Untouched.
    Newer(i64),
    /// Another program's. Untouched.
    NotOurs,
}

/// Tells whether a database is callcard's and of the newest version known here. Nothing is changed.
pub(super) fn is_current(connection: &Connection) -> rusqlite::Result<bool> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    Ok(pragma("application_id")? == APPLICATION_ID && pragma("user_version")? == VERSION)
}

/// Brings the database up to date, all steps or none.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<Found> {
    let current = |connection: &Connection| -> rusqlite::Result<(i64, i64)> {
        let pragma = |name| connection.pragma_query_value(None, name, |row| row.get(0));
        Ok((pragma("user_version")?, pragma("application_id")?))
    };
    let (version, application) = current(connection)?;
    if application != APPLICATION_ID && (application != 0 || version != 0 || has_tables(connection)?) {
        return Ok(Found::NotOurs);
    }
    if version == VERSION {
        return Ok(Found::Ready);
    }
    if version > VERSION {
        return Ok(Found::Newer(version));
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another window may have taken the steps while this one waited.
    let (version, _) = current(&transaction)?;
    if version > VERSION {
        return Ok(Found::Newer(version));
    }
    let taken = usize::try_from(version).unwrap_or_default();
    for step in STEPS.iter().skip(taken) {
        take(&transaction, step)?;
    }
    if version < VERSION {
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    transaction.commit()?;
    Ok(Found::Ready)
}

fn take(connection: &Connection, step: &Step) -> rusqlite::Result<()> {
    match step {
        Step::Sql(sql) => connection.execute_batch(sql),
        Step::Code(code) => code(connection),
    }
}

fn has_tables(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT EXISTS (SELECT 1 FROM sqlite_schema)", [], |row| row.get(0))
}

/// Makes a database as an older version left it.
#[cfg(test)]
pub(super) fn make_version(connection: &Connection, version: usize) -> rusqlite::Result<()> {
    for step in &STEPS[..version] {
        take(connection, step)?;
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", i64::try_from(version).expect("a handful"))
}
