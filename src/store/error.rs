//! What can go wrong with files and the database, told apart by what the user can do about it.
//!
//! Does not belong here: exit codes (`report`), faults inside content.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use super::checked;
use super::seal::SealError;

/// A failure of the store. Nothing that was acknowledged is lost by any of these.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room.
    #[error("the disk is full: {} was not written", path.display())]
    Full {
        /// What was being written.
        path: PathBuf,
    },
    /// The disk did not do as asked: a quota, a limit of the size of files, or a failing disk.
    #[error("the disk did not take what was to be written to {}", path.display())]
    NotTaken {
        /// The database.
        path: PathBuf,
    },
    /// May not be written.
    #[error("{} may not be written", path.display())]
    ReadOnly {
        /// What was being written.
        path: PathBuf,
    },
    /// Another window is writing.
    #[error("{} is in use by another window", path.display())]
    Locked {
        /// The database.
        path: PathBuf,
    },
    /// Written by a newer callcard.
    #[error("{} was written by a newer callcard (form {found}; this one knows up to {known})", path.display())]
    NewerVersion {
        /// The database.
        path: PathBuf,
        /// Version found.
        found: i64,
        /// Newest version known.
        known: i64,
    },
    /// A database of another program.
    #[error("{} is the database of another program", path.display())]
    NotOurs {
        /// The database.
        path: PathBuf,
    },
    /// Damaged.
    #[error("{} is damaged", path.display())]
    Corrupt {
        /// The database.
        path: PathBuf,
    },
    /// One entry of a run that cannot be read.
    #[error("entry {seq} of run {run} cannot be read: {source}")]
    BadEntry {
        /// The run.
        run: i64,
        /// Place in the run, from 0.
        seq: u64,
        /// Why.
        source: serde_json::Error,
    },
    /// A value that cannot be read.
    #[error("{} holds a value that cannot be read: {what}", path.display())]
    BadValue {
        /// The database.
        path: PathBuf,
        /// Which, and why.
        what: String,
    },
    /// Sealed, and no passphrase was given.
    #[error("{} is encrypted, and no passphrase was given", path.display())]
    Sealed {
        /// The database.
        path: PathBuf,
    },
    /// The passphrase does not open the key.
    #[error("that is not the passphrase of {}", path.display())]
    WrongPassphrase {
        /// The database.
        path: PathBuf,
    },
    /// The key cannot be used, whatever the passphrase.
    #[error("the key of {} cannot be used: {source}", path.display())]
    Key {
        /// The database.
        path: PathBuf,
        /// Why.
        source: SealError,
    },
    /// A sealed text that does not open.
    #[error("the sealed text {place} cannot be used: {source}")]
    SealedText {
        /// Its place, such as `log/C-7F2K/3/entry`.
        place: String,
        /// Why.
        source: SealError,
    },
    /// The database was sealed, or its seal taken off, while this window had it open.
    #[error("{} was encrypted or decrypted by another window", path.display())]
    SealChanged {
        /// The database.
        path: PathBuf,
    },
    /// No such case or run.
    #[error("there is no {0}")]
    Absent(String),
    /// Any other failure of the file system.
    #[error("{} cannot be {doing}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was attempted, as in "cannot be made".
        doing: &'static str,
        /// Why.
        source: io::Error,
    },
    /// Any other failure of the database.
    #[error("{}: {source}", path.display())]
    Database {
        /// The database.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// Sorts a failure of the file system. `doing` completes "cannot be ...".
    #[must_use]
    pub fn from_io(path: &Path, doing: &'static str, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path },
            io::ErrorKind::FileTooLarge => Self::NotTaken { path },
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly { path },
            _ => Self::Io { path, doing, source },
        }
    }

    /// Sorts a failure of the database.
    #[must_use]
    pub fn from_sqlite(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked { path },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                // Whoever meets damage has the whole file looked at when it is opened next.
                checked::forget(&path);
                Self::Corrupt { path }
            }
            Some(ErrorCode::SystemIoFailure) => Self::NotTaken { path },
            _ => Self::Database { path, source },
        }
    }

    /// Returns what went wrong without naming the file, for where there is little room.
    #[must_use]
    pub fn in_few_words(&self) -> String {
        match self {
            Self::Full { .. } => "the disk is full".to_owned(),
            Self::NotTaken { .. } => "the disk did not take what was to be written".to_owned(),
            Self::ReadOnly { .. } => "the file of cases may not be written".to_owned(),
            Self::Locked { .. } => "another window is writing".to_owned(),
            Self::NewerVersion { .. } => "the file of cases was written by a newer callcard".to_owned(),
            Self::NotOurs { .. } => "the file of cases is another program's".to_owned(),
            Self::Corrupt { .. } => "the file of cases is damaged".to_owned(),
            _ => self.to_string(),
        }
    }

    /// Returns what to do about it, in words.
    #[must_use]
    pub fn what_to_do(&self) -> &'static str {
        match self {
            Self::Full { .. } => "make room on the disk",
            Self::NotTaken { .. } => "make room; look for a quota, a limit of the size of files, or a failing disk",
            Self::ReadOnly { .. } => "give yourself the right to write there, or choose another folder with --data or --cache",
            Self::Locked { .. } => "wait a moment and try again, or close the other window",
            Self::NewerVersion { .. } => "use the newer callcard; this one leaves the file alone",
            Self::NotOurs { .. } => "choose another folder with --data",
            Self::Corrupt { .. } => {
                "start callcard again: it puts the file aside under another name and begins a new one; nothing is deleted"
            }
            Self::BadEntry { .. } | Self::BadValue { .. } => "use the newest callcard; the file is left as it is",
            Self::Sealed { .. } => {
                "end callcard and start it again: it asks for the passphrase; without a terminal, set CALLCARD_PASSPHRASE_FILE"
            }
            Self::WrongPassphrase { .. } => "try again; a lost passphrase cannot be recovered, and --data DIR begins anew elsewhere",
            Self::Key { source, .. } => Self::about_key(source),
            Self::SealedText { source, .. } => Self::about_text(source),
            Self::SealChanged { .. } => "write down what is not saved, end callcard and start it again; all that showed as saved is kept",
            Self::Absent(_) => "`callcard cases list` names all cases",
            Self::Io { .. } | Self::Database { .. } => "check the folder and the disk; `callcard doctor` says where things are",
        }
    }

    fn about_key(source: &SealError) -> &'static str {
        match source {
            SealError::EmptyPassphrase => "give one of several words",
            SealError::NewerForm => "use the newer callcard; this one leaves the file alone",
            SealError::NoRandom(_) | SealError::NoMemory => "end other programs and try again; nothing was changed",
            _ => "put a copy of the file in its place, or begin anew elsewhere with --data DIR; keep the file",
        }
    }

    fn about_text(source: &SealError) -> &'static str {
        match source {
            SealError::NewerForm => "use the newer callcard; this one leaves the file alone",
            SealError::NoRandom(_) | SealError::NoMemory => "end other programs and try again; nothing was changed",
            SealError::WrongPlace { .. } => {
                "somebody moved or copied it inside the file: `callcard cases verify` says in which case; bring that case back from a copy"
            }
            _ => "it was altered, or the disk is failing: `callcard cases verify` says in which case; bring that case back from a copy",
        }
    }

    /// Tells whether the same attempt may succeed later without the user changing anything in callcard.
    #[must_use]
    pub fn is_worth_retrying(&self) -> bool {
        matches!(
            self,
            Self::Full { .. }
                | Self::NotTaken { .. }
                | Self::Locked { .. }
                | Self::ReadOnly { .. }
                | Self::Io { .. }
                | Self::Database { .. }
                | Self::Sealed { .. }
                | Self::SealChanged { .. }
        )
    }
}
