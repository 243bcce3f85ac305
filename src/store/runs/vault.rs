//! How texts stand in the database: as they are, or sealed with a passphrase; and who holds the key.
//!
//! The settings table says which of the two it is. Every transaction looks there first, so that a window which has the
//! database open while another seals it never puts a plain text among sealed ones, nor the reverse.
//! Sealed: entries and their hashes, checklist, title, text, fingerprint and outcome of runs, nicknames, cards opened
//! lately, hashes on receipts. Plain: references, dates, counts. Does not belong here: turning it on and off (`sealing`).

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use crate::store::error::StoreError;
use crate::store::schema;
use crate::store::seal::{SealError, Sealer, WrappedKey, is_sealed};

/// Name of the setting that holds the wrapped key.
pub(super) const KEY: &str = "seal-key";
/// Name of the setting by which a database, and the key that seals it, is known. A new passphrase leaves it as it is.
pub(super) const MARK: &str = "seal-mark";
/// Name of the setting that says that plain text may be left in parts of the file that are not used.
pub(super) const SWEEP: &str = "sweep-due";

/// What the mark says when it is opened.
const MARK_TEXT: &str = "callcard";

/// How long to look at a database that another window holds.
const LOOK_TIMEOUT: Duration = Duration::from_secs(4);

/// A database that is sealed, seen from outside.
#[derive(Debug)]
pub struct LockedDatabase {
    path: PathBuf,
    key: String,
    mark: String,
    case_count: u64,
}

impl LockedDatabase {
    /// Looks whether there is a sealed database. Nothing is made or changed; whatever else is wrong with the file is left
    /// to be found when it is opened.
    #[must_use]
    pub fn find(path: &Path) -> Option<Self> {
        if !path.is_file() {
            return None;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).ok()?;
        connection.busy_timeout(LOOK_TIMEOUT).ok()?;
        if !schema::is_current(&connection).ok()? {
            return None;
        }
        let (key, mark) = (setting(&connection, KEY).ok()?, setting(&connection, MARK).ok()?);
        if key.is_none() && mark.is_none() {
            return None;
        }
        let case_count: i64 = connection.query_row("SELECT COUNT(*) FROM cases", [], |row| row.get(0)).ok()?;
        Some(Self {
            path: path.to_owned(),
            key: key.unwrap_or_default(),
            mark: mark.unwrap_or_default(),
            case_count: case_count.cast_unsigned(),
        })
    }

    /// Returns how many cases there are, which can be seen without the passphrase.
    #[must_use]
    pub fn case_count(&self) -> u64 {
        self.case_count
    }

    /// Tells whether the wrapped key is as it was written, so that the right passphrase would open it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Key`] if it is damaged, or was written by a newer callcard.
    pub fn check_key(&self) -> Result<(), StoreError> {
        self.wrapped().map(drop)
    }

    /// Opens the key with the passphrase. Takes about a tenth of a second and 64 MiB.
    ///
    /// # Errors
    ///
    /// [`StoreError::WrongPassphrase`], [`StoreError::Key`].
    pub fn unlock(&self, passphrase: &str) -> Result<Arc<DatabaseKey>, StoreError> {
        let sealer = Sealer::unlock(&self.wrapped()?, passphrase).map_err(|source| match source {
            SealError::WrongPassphrase => StoreError::WrongPassphrase { path: self.path.clone() },
            source => self.key_error(source),
        })?;
        // A key of another database opens with its own passphrase, but not this.
        let mark = sealer
            .open(&Spot::Mark.to_string(), &self.mark)
            .map_err(|_| self.key_error(SealError::Altered))?;
        if mark.as_str() != MARK_TEXT {
            return Err(self.key_error(SealError::Altered));
        }
        Ok(Arc::new(DatabaseKey {
            sealer,
            wrapped: self.key.clone(),
            mark: self.mark.clone(),
        }))
    }

    fn wrapped(&self) -> Result<WrappedKey, StoreError> {
        self.key.parse().map_err(|source| self.key_error(source))
    }

    fn key_error(&self, source: SealError) -> StoreError {
        StoreError::Key {
            path: self.path.clone(),
            source,
        }
    }
}

/// The key of one database, open. It is wiped when the last that hold it are gone.
#[derive(Debug)]
pub struct DatabaseKey {
    pub(super) sealer: Sealer,
    pub(super) wrapped: String,
    pub(super) mark: String,
}

impl DatabaseKey {
    /// Makes a key out of a new random one and what is to be stored of it.
    pub(super) fn new(sealer: Sealer, wrapped: &WrappedKey) -> Result<Self, SealError> {
        let mark = sealer.seal(&Spot::Mark.to_string(), MARK_TEXT)?;
        Ok(Self {
            sealer,
            wrapped: wrapped.to_string(),
            mark,
        })
    }
}

/// Where a text stands. A sealed text opens nowhere else.
///
/// What this prints is part of every sealed text: it is never changed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Spot<'a> {
    /// The mark by which the database is known.
    Mark,
    /// A column of the log.
    Log { case: &'a str, seq: u64, column: &'static str },
    /// A column of a run, by its number in its case.
    Run { case: &'a str, number: u64, column: &'static str },
    /// The user's own word for a case.
    Nickname(&'a str),
    /// A card opened lately, by its time.
    Recent(&'a str),
    /// The hash on the receipt of a case purged at this time.
    Receipt { case: &'a str, purged: &'a str },
}

impl fmt::Display for Spot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mark => write!(f, "settings/{MARK}"),
            Self::Log { case, seq, column } => write!(f, "log/{case}/{seq}/{column}"),
            Self::Run { case, number, column } => write!(f, "runs/{case}/{number}/{column}"),
            Self::Nickname(case) => write!(f, "cases/{case}/nickname"),
            Self::Recent(at) => write!(f, "recent_cards/{at}/card"),
            Self::Receipt { case, purged } => write!(f, "receipts/{case}/{purged}/head"),
        }
    }
}

/// How the texts of a database stand, and what is needed to read and write them.
#[derive(Debug, Clone, Default)]
pub(super) enum Vault {
    /// As they are.
    #[default]
    Plain,
    /// Sealed.
    Sealed(Arc<DatabaseKey>),
}

impl Vault {
    /// Returns a text as it is to be stored.
    pub(super) fn seal(&self, spot: &Spot<'_>, text: &str) -> Result<String, StoreError> {
        match self {
            Self::Plain => Ok(text.to_owned()),
            Self::Sealed(key) => {
                let place = spot.to_string();
                let sealed = key.sealer.seal(&place, text);
                sealed.map_err(|source| StoreError::SealedText { place, source })
            }
        }
    }

    /// Returns a text as it was before it was stored.
    pub(super) fn open(&self, spot: &Spot<'_>, stored: String) -> Result<String, StoreError> {
        match self {
            Self::Plain => Ok(stored),
            Self::Sealed(key) => {
                let place = spot.to_string();
                match key.sealer.open(&place, &stored) {
                    Ok(mut text) => Ok(std::mem::take(&mut *text)),
                    Err(source) => Err(StoreError::SealedText { place, source }),
                }
            }
        }
    }

    /// Makes sure, inside a transaction, that the texts still stand as this window believes.
    pub(super) fn check(&self, connection: &Connection) -> Result<(), Fail> {
        let mark = match self {
            Self::Plain => None,
            Self::Sealed(key) => Some(key.mark.as_str()),
        };
        if setting(connection, MARK)?.as_deref() == mark {
            Ok(())
        } else {
            Err(Fail::Changed)
        }
    }

    /// Returns how the texts of a database that was just opened stand.
    pub(super) fn of(connection: &Connection, path: &Path, key: Option<Arc<DatabaseKey>>) -> Result<Self, StoreError> {
        let read = || Ok::<_, rusqlite::Error>((setting(connection, KEY)?, setting(connection, MARK)?));
        let path = || path.to_owned();
        match (read().map_err(|error| StoreError::from_sqlite(&path(), error))?, key) {
            ((None, None), None) if !looks_sealed(connection) => Ok(Self::Plain),
            ((None, None), None) => Err(StoreError::Key {
                path: path(),
                source: SealError::Altered,
            }),
            ((_, Some(mark)), Some(key)) if mark == key.mark => Ok(Self::Sealed(key)),
            (_, Some(_)) => Err(StoreError::SealChanged { path: path() }),
            (_, None) => Err(StoreError::Sealed { path: path() }),
        }
    }
}

/// Tells whether a hash of the log is sealed although no setting says so: the settings were lost. A plain hash never
/// looks like a sealed one.
fn looks_sealed(connection: &Connection) -> bool {
    connection
        .query_row("SELECT hash FROM log LIMIT 1", [], |row| row.get::<_, String>(0))
        .is_ok_and(|hash| is_sealed(&hash))
}

/// Returns a setting kept with the cases.
pub(super) fn setting(connection: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT value FROM settings WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()
}

/// Keeps a setting; none takes it away.
pub(super) fn set_setting(connection: &Connection, name: &str, value: Option<&str>) -> rusqlite::Result<()> {
    match value {
        Some(value) => connection.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)", [name, value]),
        None => connection.execute("DELETE FROM settings WHERE name = ?1", [name]),
    }
    .map(drop)
}

/// A failure inside a transaction, before the file is named.
#[derive(Debug)]
pub(super) enum Fail {
    /// Of the database.
    Sqlite(rusqlite::Error),
    /// That is complete.
    Store(StoreError),
    /// The texts do not stand as this window believes.
    Changed,
}

impl Fail {
    /// Returns the failure with its file.
    pub(super) fn at(self, path: &Path) -> StoreError {
        match self {
            Self::Sqlite(error) => StoreError::from_sqlite(path, error),
            Self::Store(error) => error,
            Self::Changed => StoreError::SealChanged { path: path.to_owned() },
        }
    }
}

impl From<rusqlite::Error> for Fail {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<StoreError> for Fail {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
