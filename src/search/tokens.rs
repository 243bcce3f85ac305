//! All tokens of the content, each stored once, with where they stand: while an index is built, and in one.
//!
//! Does not belong here: which tokens a text has (`analysis`), postings (tantivy's).

use std::collections::HashMap;

use tantivy::directory::OwnedBytes;

use super::packed::{Numbers, Packer, Strings, Unpacker, pack_numbers, pack_strings};
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
}

/// All tokens, while an index is built.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    ids: HashMap<String, TokenId>,
    names: Vec<String>,
    infos: Vec<TokenInfo>,
    /// For each one more than the number of the last entry counted.
    last_entries: Vec<u32>,
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
        self.last_entries.push(0);
        id
    }

    /// Counts a token in a field of the entry with number `entry`; entries come in order.
    pub(super) fn count(&mut self, id: TokenId, field: Field, entry: usize) {
        let mark = u32::try_from(entry + 1).unwrap_or(u32::MAX);
        let last_entry = self.last_entries.get_mut(id as usize);
        if let Some((info, last_entry)) = self.infos.get_mut(id as usize).zip(last_entry) {
            info.fields |= field.bit();
            if *last_entry != mark {
                *last_entry = mark;
                info.entries += 1;
            }
        }
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

    /// Returns the tokens that stand somewhere as a table.
    pub(super) fn pack(&self) -> Vec<u8> {
        let mut all: Vec<(&str, TokenInfo)> = self.iter().filter(|(_, info)| info.entries > 0).collect();
        all.sort_unstable_by_key(|(name, _)| *name);
        let mut packer = Packer::default();
        packer.add(&pack_strings(all.iter().map(|(name, _)| name)));
        packer.add(&pack_numbers(all.iter().map(|(_, info)| info.entries)));
        packer.add(&all.iter().map(|(_, info)| info.fields).collect::<Vec<u8>>());
        packer.finish()
    }
}

/// All tokens of an index.
#[derive(Debug)]
pub(super) struct KnownTokens {
    /// Sorted.
    names: Strings,
    entries: Numbers,
    /// Bits of the fields, one byte for each token.
    fields: OwnedBytes,
}

impl KnownTokens {
    /// Opens what [`Tokens::pack`] has made.
    pub(super) fn open(bytes: &OwnedBytes) -> Option<Self> {
        let mut parts = Unpacker::open(bytes)?;
        Some(Self {
            names: Strings::open(&parts.take()),
            entries: Numbers::open(parts.take()),
            fields: parts.take(),
        })
    }

    /// Returns where `name` stands, if anywhere.
    pub(super) fn find(&self, name: &str) -> Option<TokenInfo> {
        let at = self.names.find(name)?;
        Some(TokenInfo {
            fields: self.fields.get(at).copied()?,
            entries: self.entries.get(at)?,
        })
    }
}
