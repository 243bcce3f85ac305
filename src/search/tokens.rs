//! All tokens of the content, each stored once and named by a number, with where they stand.
//!
//! Does not belong here: which tokens a text has (`analysis`), postings (tantivy's).

use std::collections::HashMap;

use super::schema::Field;

/// Number of a token.
pub(super) type TokenId = u32;

/// A token at a position of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    /// The token.
    pub token: TokenId,
    /// Its position.
    pub position: u32,
}

/// Where a token stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct TokenInfo {
    /// Bits of the fields.
    pub fields: u8,
    /// Number of cards and checklists that have it.
    pub entries: u32,
    /// One more than the number of the last entry counted.
    last_entry: u32,
}

/// All tokens.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    ids: HashMap<String, TokenId>,
    names: Vec<String>,
    infos: Vec<TokenInfo>,
}

impl Tokens {
    /// Returns the number of the token `name`, giving it one if it is new.
    pub(super) fn intern(&mut self, name: &str) -> TokenId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = TokenId::try_from(self.names.len()).unwrap_or(TokenId::MAX);
        self.ids.insert(name.to_owned(), id);
        self.names.push(name.to_owned());
        self.infos.push(TokenInfo::default());
        id
    }

    /// Counts a token in a field of the entry with number `entry`; entries come in order.
    pub(super) fn count(&mut self, id: TokenId, field: Field, entry: usize) {
        let mark = u32::try_from(entry + 1).unwrap_or(u32::MAX);
        if let Some(info) = self.infos.get_mut(id as usize) {
            info.fields |= field.bit();
            if info.last_entry != mark {
                info.last_entry = mark;
                info.entries += 1;
            }
        }
    }

    /// Returns the number of tokens.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// Returns the token with number `id`.
    pub(super) fn name(&self, id: TokenId) -> &str {
        self.names.get(id as usize).map_or("", String::as_str)
    }

    /// Returns where `name` stands, if anywhere.
    pub(super) fn find(&self, name: &str) -> Option<TokenInfo> {
        let info = self.infos.get(*self.ids.get(name)? as usize).copied()?;
        (info.entries > 0).then_some(info)
    }

    /// Returns all tokens with where they stand.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, TokenInfo)> {
        self.names.iter().map(String::as_str).zip(self.infos.iter().copied())
    }
}
