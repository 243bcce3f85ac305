//! The few cards looked at last, for the start screen. What was typed into the search box is never stored.
//!
//! Does not belong here: cases and runs.

use jiff::civil::DateTime;
use rusqlite::{Connection, params};

use super::vault::{Fail, Spot, Vault};
use super::{RunStore, read_time};
use crate::store::error::StoreError;

/// How many cards are remembered.
const MOST: usize = 20;

/// A card looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentCard {
    /// Id of the card or checklist.
    pub card: String,
    /// Local time.
    pub at: DateTime,
}

impl RunStore {
    /// Notes that a card was looked at, and forgets the oldest.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be written.
    pub fn touch_recent(&mut self, card: &str, at: DateTime) -> Result<(), StoreError> {
        self.write(|transaction, vault| {
            let known = rows(transaction, vault)?;
            let before = known.iter().find(|row| row.card == card);
            let at = at.to_string().max(before.map_or_else(String::new, |row| row.at.clone()));
            let outdated = known.iter().filter(|row| row.card != card).skip(MOST - 1);
            for row in before.into_iter().chain(outdated) {
                transaction.execute("DELETE FROM recent_cards WHERE card = ?1", [&row.stored])?;
            }
            let stored = vault.seal(&Spot::Recent(&at), card)?;
            transaction.execute("INSERT INTO recent_cards (card, at) VALUES (?1, ?2)", params![stored, at])?;
            Ok(())
        })
    }

    /// Returns the `most` cards looked at last, the latest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    pub fn recent(&self, most: usize) -> Result<Vec<RecentCard>, StoreError> {
        let rows = self.read(rows)?;
        rows.into_iter()
            .take(most)
            .map(|Row { card, at, .. }| {
                let at = read_time(&self.path, &format!("card {card}"), &at)?;
                Ok(RecentCard { card, at })
            })
            .collect()
    }
}

/// A card looked at, and as what it is stored: a sealed one never looks the same twice, so it cannot be asked for.
struct Row {
    card: String,
    stored: String,
    at: String,
}

/// Reads all that is there, the latest first.
fn rows(connection: &Connection, vault: &Vault) -> Result<Vec<Row>, Fail> {
    let mut statement = connection.prepare_cached("SELECT card, at FROM recent_cards")?;
    let stored = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut rows = Vec::new();
    for (stored, at) in stored.collect::<rusqlite::Result<Vec<(String, String)>>>()? {
        let card = vault.open(&Spot::Recent(&at), stored.clone())?;
        rows.push(Row { card, stored, at });
    }
    rows.sort_by(|left, right| right.at.cmp(&left.at).then_with(|| left.card.cmp(&right.card)));
    Ok(rows)
}
