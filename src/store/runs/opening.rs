//! Opening the database: private folder and file, settings, version, damage.
//!
//! Does not belong here: what is read and written (`runs`), the tables (`schema`).

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::vault::Vault;
use super::{DatabaseKey, RunStore};
use crate::store::checked;
use crate::store::error::StoreError;
use crate::store::modes;
use crate::store::schema::{self, Found};

/// How long to wait for another window that is writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(4);

impl RunStore {
    /// Opens the database, and makes it if it is not there. A damaged file is put aside first: [`RunStore::moved_aside`].
    ///
    /// # Errors
    ///
    /// [`StoreError`], told apart by what can be done about it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_with(path, None)
    }

    /// Opens the database with the key that [`LockedDatabase::unlock`] returned, if it is sealed; else as
    /// [`RunStore::open`]. What is begun in the place of a damaged file is sealed with the same key.
    ///
    /// [`LockedDatabase::unlock`]: super::LockedDatabase::unlock
    ///
    /// # Errors
    ///
    /// [`StoreError::Sealed`] if a key is missing, [`StoreError::SealChanged`] if this is not the key any more; else why
    /// it cannot be opened.
    pub fn open_with(path: &Path, key: Option<&Arc<DatabaseKey>>) -> Result<Self, StoreError> {
        prepare(path)?;
        let mut store = match connect(path) {
            Ok(store) => store.with_key(key)?,
            Err(StoreError::Corrupt { .. }) => recover(path, key)?,
            Err(error) => return Err(error),
        };
        store.sweep();
        Ok(store)
    }

    fn with_key(self, key: Option<&Arc<DatabaseKey>>) -> Result<Self, StoreError> {
        let vault = Vault::of(&self.connection, &self.path, key.cloned())?;
        Ok(Self { vault, ..self })
    }

    /// Looks at every page of the database, as opening does from time to time.
    ///
    /// # Errors
    ///
    /// [`StoreError::Corrupt`] if something is wrong with one; the next opening puts the file aside.
    pub fn check(&self) -> Result<(), StoreError> {
        check(&self.connection, &self.path)
    }

    /// Opens a database in memory, for when the folder cannot be written. Nothing of it is kept.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if memory runs out.
    pub fn in_memory() -> Result<Self, StoreError> {
        let path = PathBuf::from(":memory:");
        let connection = Connection::open_in_memory().map_err(|error| StoreError::from_sqlite(&path, error))?;
        set_up(connection, &path)
    }
}

/// Makes folder and file, both for the user alone.
pub(super) fn prepare(path: &Path) -> Result<(), StoreError> {
    if let Some(folder) = path.parent() {
        modes::make_folder(folder).map_err(|error| StoreError::from_io(folder, "made", error))?;
        modes::tighten_folder(folder, &path.file_name().unwrap_or_default().to_string_lossy());
    }
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        options.mode(0o600);
        if let Ok(mode) = fs::metadata(path).map(|metadata| metadata.permissions().mode())
            && mode & 0o077 != 0
        {
            // Best effort: the file may belong to somebody else. A file that is read-only stays so.
            let _ = fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o600));
        }
    }
    options
        .open(path)
        .map(drop)
        .map_err(|error| StoreError::from_io(path, "opened", error))
}

fn connect(path: &Path) -> Result<RunStore, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| StoreError::from_sqlite(path, error))?;
    set_up(connection, path)
}

fn set_up(mut connection: Connection, path: &Path) -> Result<RunStore, StoreError> {
    let failed = |error| StoreError::from_sqlite(path, error);
    let found = configure(&connection)
        .and_then(|()| schema::migrate(&mut connection))
        .map_err(failed)?;
    let path = path.to_owned();
    match found {
        Found::Newer(found) => {
            let known = schema::VERSION;
            return Err(StoreError::NewerVersion { path, found, known });
        }
        Found::NotOurs => return Err(StoreError::NotOurs { path }),
        Found::Ready => {}
    }
    if checked::is_due(&path) {
        check(&connection, &path)?;
    }
    Ok(RunStore {
        connection,
        path,
        moved_aside: None,
        vault: Vault::Plain,
    })
}

/// Looks at every page.
fn check(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let verdict: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(|error| StoreError::from_sqlite(path, error))?;
    if verdict == "ok" {
        checked::passed(path);
        Ok(())
    } else {
        checked::forget(path);
        Err(StoreError::Corrupt { path: path.to_owned() })
    }
}

/// A rollback journal keeps everything in one file that can be copied, and needs no shared memory.
/// `synchronous = EXTRA` has a commit on the disk, its folder included, before it is acknowledged.
fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update_and_check(None, "journal_mode", "TRUNCATE", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "EXTRA")?;
    connection.pragma_update(None, "fullfsync", "ON")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update_and_check(None, "secure_delete", "ON", |_| Ok(()))?;
    // No word of a case goes into a temporary file.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "trusted_schema", "OFF")
}

/// Puts a damaged file aside and begins a new one. Under a lock, so that a second window does not put the new one aside.
fn recover(path: &Path, key: Option<&Arc<DatabaseKey>>) -> Result<RunStore, StoreError> {
    let lock_path = with_suffix(path, ".lock");
    let lock = fs::File::create(&lock_path)
        .and_then(|file| file.lock().map(|()| file))
        .map_err(|error| StoreError::from_io(&lock_path, "locked", error))?;
    let result = match connect(path) {
        Err(StoreError::Corrupt { .. }) => {
            let aside = move_aside(path)?;
            prepare(path)?;
            let store = RunStore {
                moved_aside: Some(aside),
                ..connect(path)?
            };
            match key {
                Some(key) => store.seal_empty(Arc::clone(key)),
                None => Ok(store),
            }
        }
        other => other.and_then(|store| store.with_key(key)),
    };
    drop(lock);
    result
}

/// Renames the file, and its journal with it, to the first free `*.corrupt-<n>`.
fn move_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let mut number = 1_u32;
    let aside = loop {
        let candidate = with_suffix(path, &format!(".corrupt-{number}"));
        if fs::symlink_metadata(&candidate).is_err() {
            break candidate;
        }
        number += 1;
    };
    fs::rename(path, &aside).map_err(|error| StoreError::from_io(path, "put aside", error))?;
    for journal in ["-journal", "-wal"] {
        // Mostly there is none; one that stays behind would be applied to the new file.
        let from = with_suffix(path, journal);
        if fs::symlink_metadata(&from).is_ok() {
            fs::rename(&from, with_suffix(&aside, journal)).map_err(|error| StoreError::from_io(&from, "put aside", error))?;
        }
    }
    Ok(aside)
}

/// Returns the files that were put aside and are not empty, sorted by name.
pub(super) fn find_put_aside(path: &Path) -> Vec<PathBuf> {
    let start = with_suffix(path, ".corrupt-");
    let start = start.to_string_lossy();
    let entries = path.parent().and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten();
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().starts_with(&*start) && fs::metadata(path).is_ok_and(|file| file.len() > 0))
        .collect();
    found.sort();
    found
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
