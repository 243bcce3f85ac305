//! Sealing a whole database with a passphrase, opening it for good, and changing the passphrase.
//!
//! Each is one transaction: after a crash the database is as it was or as it was to be. What is left of plain text in
//! unused parts of the file is swept out after sealing, or when the file is opened next.
//! Does not belong here: asking for a passphrase (`cli`), how a text is sealed (`store::seal`).

use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::{Connection, params};

use super::RunStore;
use super::opening::find_put_aside;
use super::vault::{DatabaseKey, Fail, KEY, MARK, SWEEP, Spot, Vault, set_setting, setting};
use crate::store::error::StoreError;
use crate::store::seal::{SealError, Sealer};

/// Whether plain text may be left in unused parts of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Swept {
    /// None is.
    Clean,
    /// Another window kept the file from being swept; opening it does that later.
    Later,
}

impl RunStore {
    /// Tells whether the texts are sealed.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        matches!(self.vault, Vault::Sealed(_))
    }

    /// Returns the files beside the database that were damaged and put aside; what they hold is as it was.
    #[must_use]
    pub fn put_aside(&self) -> Vec<PathBuf> {
        find_put_aside(&self.path)
    }

    /// Seals every text with a new key that `passphrase` opens. Without it nobody can read them again.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; then nothing was changed. [`StoreError::SealChanged`] if they are sealed already.
    pub fn encrypt(&mut self, passphrase: &str) -> Result<Swept, StoreError> {
        let key = Sealer::create(passphrase).and_then(|(sealer, wrapped)| DatabaseKey::new(sealer, &wrapped));
        let key = key.map_err(|source| self.key_error(source))?;
        self.encrypt_with(&Arc::new(key))
    }

    pub(super) fn encrypt_with(&mut self, key: &Arc<DatabaseKey>) -> Result<Swept, StoreError> {
        if self.is_sealed() {
            return Err(StoreError::SealChanged { path: self.path.clone() });
        }
        let sealed = Vault::Sealed(Arc::clone(key));
        self.write(|connection, vault| {
            rewrite(connection, vault, &sealed)?;
            keep_key(connection, key)?;
            Ok(set_setting(connection, SWEEP, Some("yes"))?)
        })?;
        self.vault = sealed;
        Ok(self.sweep())
    }

    /// Takes the seal off every text, and forgets the key.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; then nothing was changed.
    pub fn decrypt(&mut self) -> Result<(), StoreError> {
        self.write(|connection, vault| {
            rewrite(connection, vault, &Vault::Plain)?;
            for name in [KEY, MARK, SWEEP] {
                set_setting(connection, name, None)?;
            }
            Ok(())
        })?;
        self.vault = Vault::Plain;
        Ok(())
    }

    /// Has another passphrase open the key from now on. Sealed texts stay as they are, and so do other windows.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; then the old passphrase stands. [`StoreError::SealChanged`] if nothing is sealed.
    pub fn change_passphrase(&mut self, passphrase: &str) -> Result<(), StoreError> {
        let Vault::Sealed(key) = &self.vault else {
            return Err(StoreError::SealChanged { path: self.path.clone() });
        };
        let wrapped = key.sealer.wrapped(passphrase).map_err(|source| self.key_error(source))?;
        self.write(|connection, _| Ok(set_setting(connection, KEY, Some(&wrapped.to_string()))?))
    }

    /// Seals a database that was begun in the place of a damaged one with the damaged one's key.
    pub(super) fn seal_empty(mut self, key: Arc<DatabaseKey>) -> Result<Self, StoreError> {
        self.write(|connection, _| keep_key(connection, &key))?;
        self.vault = Vault::Sealed(key);
        Ok(self)
    }

    /// Writes the file anew if plain text may be left in parts of it that are not used.
    pub(super) fn sweep(&mut self) -> Swept {
        let sweep = || -> rusqlite::Result<()> {
            if setting(&self.connection, SWEEP)?.is_some() {
                self.connection.execute_batch("VACUUM")?;
                set_setting(&self.connection, SWEEP, None)?;
            }
            Ok(())
        };
        // Another window may be reading; the setting stays, and the next to open the file tries again.
        if sweep().is_ok() { Swept::Clean } else { Swept::Later }
    }

    fn key_error(&self, source: SealError) -> StoreError {
        StoreError::Key {
            path: self.path.clone(),
            source,
        }
    }
}

fn keep_key(connection: &Connection, key: &DatabaseKey) -> Result<(), Fail> {
    set_setting(connection, KEY, Some(&key.wrapped))?;
    Ok(set_setting(connection, MARK, Some(&key.mark))?)
}

/// Brings every text that is ever sealed from one way of standing to another. To be called in a transaction.
pub(super) fn rewrite(connection: &Connection, from: &Vault, to: &Vault) -> Result<(), Fail> {
    let rewriter = Rewriter { connection, from, to };
    rewriter.cases()?;
    rewriter.runs()?;
    rewriter.log()?;
    rewriter.recent_cards()?;
    rewriter.receipts()
}

struct Rewriter<'a> {
    connection: &'a Connection,
    from: &'a Vault,
    to: &'a Vault,
}

/// The columns of a run that are sealed; the last may be empty.
const RUN_COLUMNS: [&str; 5] = ["checklist", "title", "text", "fingerprint", "outcome"];

impl Rewriter<'_> {
    fn text(&self, spot: &Spot<'_>, stored: String) -> Result<String, StoreError> {
        self.to.seal(spot, &self.from.open(spot, stored)?)
    }

    fn cases(&self) -> Result<(), Fail> {
        let mut statement = self.connection.prepare("SELECT reference, nickname FROM cases")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        for (reference, nickname) in rows.collect::<rusqlite::Result<Vec<_>>>()? {
            let nickname = self.text(&Spot::Nickname(&reference), nickname)?;
            let update = "UPDATE cases SET nickname = ?2 WHERE reference = ?1";
            self.connection.prepare_cached(update)?.execute([reference, nickname])?;
        }
        Ok(())
    }

    fn runs(&self) -> Result<(), Fail> {
        let mut statement = self.connection.prepare("SELECT id, case_reference, number FROM runs")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?)))?;
        for (id, case, number) in rows.collect::<rusqlite::Result<Vec<(i64, String, i64)>>>()? {
            for column in RUN_COLUMNS {
                self.run_column(
                    id,
                    &Spot::Run {
                        case: &case,
                        number: number.cast_unsigned(),
                        column,
                    },
                    column,
                )?;
            }
        }
        Ok(())
    }

    fn run_column(&self, id: i64, spot: &Spot<'_>, column: &str) -> Result<(), Fail> {
        let select = format!("SELECT {column} FROM runs WHERE id = ?1");
        let stored: Option<String> = self.connection.prepare_cached(&select)?.query_row([id], |row| row.get(0))?;
        if let Some(stored) = stored {
            let update = format!("UPDATE runs SET {column} = ?2 WHERE id = ?1");
            let text = self.text(spot, stored)?;
            self.connection.prepare_cached(&update)?.execute(params![id, text])?;
        }
        Ok(())
    }

    fn log(&self) -> Result<(), Fail> {
        let mut statement = self.connection.prepare("SELECT case_reference, seq, entry, hash FROM log")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        for (case, number, entry, hash) in rows.collect::<rusqlite::Result<Vec<(String, i64, String, String)>>>()? {
            let seq = number.cast_unsigned();
            let entry = self.text(
                &Spot::Log {
                    case: &case,
                    seq,
                    column: "entry",
                },
                entry,
            )?;
            let hash = self.text(
                &Spot::Log {
                    case: &case,
                    seq,
                    column: "hash",
                },
                hash,
            )?;
            self.connection
                .prepare_cached("UPDATE log SET entry = ?3, hash = ?4 WHERE case_reference = ?1 AND seq = ?2")?
                .execute(params![case, number, entry, hash])?;
        }
        Ok(())
    }

    fn recent_cards(&self) -> Result<(), Fail> {
        let mut statement = self.connection.prepare("SELECT card, at FROM recent_cards")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        for (stored, at) in rows.collect::<rusqlite::Result<Vec<_>>>()? {
            let card = self.text(&Spot::Recent(&at), stored.clone())?;
            let update = "UPDATE recent_cards SET card = ?2 WHERE card = ?1";
            self.connection.prepare_cached(update)?.execute([stored, card])?;
        }
        Ok(())
    }

    fn receipts(&self) -> Result<(), Fail> {
        let mut statement = self.connection.prepare("SELECT rowid, reference, purged, head FROM receipts")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        for (row, case, purged, head) in rows.collect::<rusqlite::Result<Vec<(i64, String, String, String)>>>()? {
            let spot = Spot::Receipt {
                case: &case,
                purged: &purged,
            };
            let head = self.text(&spot, head)?;
            let update = "UPDATE receipts SET head = ?2 WHERE rowid = ?1";
            self.connection.prepare_cached(update)?.execute(params![row, head])?;
        }
        Ok(())
    }
}
