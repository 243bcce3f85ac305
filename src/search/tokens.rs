//! All tokens of the content, each stored once, with where they stand: while an index is built, and in one.
//!
//! Does not belong here: which tokens a text has (`analysis`), postings (tantivy's).

use std::collections::HashMap;

use tantivy::directory::OwnedBytes;

use super::packed::{Numbers, Packer, Strings, Unpacker, pack_numbers, pack_strings};

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
    /// The numbers of those that were sorted by name before, in that order.
    sorted: Vec<TokenId>,
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

    /// Counts anew where tokens stand. `entries` are the tokens of each card and checklist, each token once with the bits of
    /// its fields.
    pub(super) fn count<'a>(&mut self, entries: impl Iterator<Item = &'a [(TokenId, u8)]>) {
        self.infos.fill(TokenInfo::default());
        for (id, fields) in entries.flatten() {
            if let Some(info) = self.infos.get_mut(*id as usize) {
                info.fields |= fields;
                info.entries += 1;
            }
        }
    }

    /// Returns the token with number `id`.
    pub(super) fn name(&self, id: TokenId) -> &str {
        self.names.get(id as usize).map_or("", String::as_str)
    }

    /// Returns where the token with number `id` stands.
    pub(super) fn info(&self, id: TokenId) -> TokenInfo {
        self.infos.get(id as usize).copied().unwrap_or_default()
    }

    /// Returns how many there are, whether they stand anywhere or not.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// Returns the tokens that stand somewhere, sorted by name: number, name, where.
    pub(super) fn sorted(&mut self) -> impl Iterator<Item = (TokenId, &str, TokenInfo)> {
        let names = &self.names;
        let name = |id: &TokenId| names.get(*id as usize).map_or("", String::as_str);
        let new = self.sorted.len()..names.len();
        self.sorted.extend(new.filter_map(|id| TokenId::try_from(id).ok()));
        // Nearly in order already, unless all are new: a stable sort makes little of that.
        self.sorted.sort_by(|left, right| name(left).cmp(name(right)));
        let infos = &self.infos;
        self.sorted.iter().filter_map(move |id| {
            let info = infos.get(*id as usize).copied()?;
            (info.entries > 0).then(|| (*id, name(id), info))
        })
    }

    /// Returns the tokens that stand somewhere as a table.
    pub(super) fn pack(&mut self) -> Vec<u8> {
        let all: Vec<(TokenId, &str, TokenInfo)> = self.sorted().collect();
        let mut packer = Packer::default();
        packer.add(&pack_strings(all.iter().map(|(_, name, _)| name)));
        packer.add(&pack_numbers(all.iter().map(|(_, _, info)| info.entries)));
        packer.add(&all.iter().map(|(_, _, info)| info.fields).collect::<Vec<u8>>());
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
