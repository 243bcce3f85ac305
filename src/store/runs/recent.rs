//! The few cards looked at last, for the start screen. What was typed into the search box is never stored.
//!
//! Does not belong here: cases and runs.

use jiff::civil::DateTime;
use rusqlite::params;

use super::{RunStore, read_time};
use crate::store::error::StoreError;

/// How many cards are remembered.
const MOST: u32 = 20;

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
        self.write(|transaction| {
            transaction.execute(
                "INSERT INTO recent_cards (card, at) VALUES (?1, ?2) ON CONFLICT (card) DO UPDATE SET at = MAX(at, excluded.at)",
                params![card, at.to_string()],
            )?;
            transaction.execute(
                "DELETE FROM recent_cards WHERE card NOT IN (SELECT card FROM recent_cards ORDER BY at DESC, card LIMIT ?1)",
                [MOST],
            )?;
            Ok(())
        })
    }

    /// Returns the `most` cards looked at last, the latest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    pub fn recent(&self, most: usize) -> Result<Vec<RecentCard>, StoreError> {
        let list = || -> rusqlite::Result<Vec<(String, String)>> {
            let mut statement = self
                .connection
                .prepare_cached("SELECT card, at FROM recent_cards ORDER BY at DESC, card")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.take(most).collect()
        };
        let rows = list().map_err(|error| self.failed(error))?;
        rows.into_iter()
            .map(|(card, at)| {
                let at = read_time(&self.path, &format!("card {card}"), &at)?;
                Ok(RecentCard { card, at })
            })
            .collect()
    }
}
