//! The key as it is stored: wrapped with a key made from the passphrase by Argon2id, with the cost and salt beside it.
//!
//! Its text is `k1:<KiB>:<passes>:<salt>:<wrapped key>:<checksum>`. The checksum tells a damaged one from a wrong
//! passphrase; it protects nothing. Does not belong here: where it is stored.

use std::fmt;
use std::str::FromStr;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::KeyInit as _;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{KEY_LEN, SealError, decrypt, encrypt, hex};

/// Begins the text; the number is that of the form.
const FORM: &str = "k1";
/// Bytes of a salt.
const SALT_LEN: usize = 16;
/// Bytes of the wrapped key: nonce, key, and the tag that shows it unaltered.
const SEALED_LEN: usize = super::NONCE_LEN + KEY_LEN + 16;
/// Digits of the checksum.
const CHECKSUM_DIGITS: usize = 8;

/// What working with a passphrase costs, for us and for whoever tries passphrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) memory_kib: u32,
    pub(super) passes: u32,
}

impl Cost {
    /// 64 MiB, three passes: the second choice of RFC 9106 (section 4), for where memory is not plenty. One lane.
    pub(super) const USUAL: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
    };
    /// Beyond this, a stored cost is not ours and would only stop the program.
    const MOST: Self = Self {
        memory_kib: 1024 * 1024,
        passes: 64,
    };
}

/// A key wrapped with a passphrase, fit to be stored as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKey {
    cost: Cost,
    salt: [u8; SALT_LEN],
    sealed: Vec<u8>,
}

impl WrappedKey {
    pub(super) fn wrap(key: &[u8; KEY_LEN], passphrase: &str) -> Result<Self, SealError> {
        Self::wrap_at(Cost::USUAL, key, passphrase)
    }

    pub(super) fn wrap_at(cost: Cost, key: &[u8; KEY_LEN], passphrase: &str) -> Result<Self, SealError> {
        if passphrase.is_empty() {
            return Err(SealError::EmptyPassphrase);
        }
        let mut salt = [0; SALT_LEN];
        getrandom::fill(&mut salt).map_err(SealError::NoRandom)?;
        let sealed = encrypt(&wrapping(cost, &salt, passphrase)?, &bound(cost, &salt), key)?;
        Ok(Self { cost, salt, sealed })
    }

    pub(super) fn unwrap_key(&self, passphrase: &str) -> Result<Zeroizing<[u8; KEY_LEN]>, SealError> {
        let wrapping = wrapping(self.cost, &self.salt, passphrase)?;
        let bytes = decrypt(&wrapping, &bound(self.cost, &self.salt), &self.sealed).map(Zeroizing::new);
        let bytes = bytes.ok_or(SealError::WrongPassphrase)?;
        let mut key = Zeroizing::new([0; KEY_LEN]);
        if bytes.len() != KEY_LEN {
            return Err(SealError::Altered);
        }
        key.copy_from_slice(&bytes);
        Ok(key)
    }

    fn unchecked(&self) -> String {
        let Cost { memory_kib, passes } = self.cost;
        format!(
            "{FORM}:{memory_kib}:{passes}:{}:{}",
            hex::encode(&self.salt),
            hex::encode(&self.sealed)
        )
    }
}

/// Returns the cipher for the key that Argon2id makes from a passphrase.
fn wrapping(cost: Cost, salt: &[u8], passphrase: &str) -> Result<XChaCha20Poly1305, SealError> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(KEY_LEN)).map_err(|_| SealError::Altered)?;
    // The memory holds what leads to the key, so it is wiped, too.
    let mut memory: Zeroizing<Vec<Block>> = Zeroizing::new(Vec::new());
    memory.try_reserve_exact(params.block_count()).map_err(|_| SealError::NoMemory)?;
    memory.resize(params.block_count(), Block::default());
    let mut key = Zeroizing::new([0; KEY_LEN]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(passphrase.as_bytes(), salt, key.as_mut_slice(), memory.as_mut_slice())
        .map_err(|_| SealError::NoMemory)?;
    Ok(XChaCha20Poly1305::new((&*key).into()))
}

/// Binds cost and salt to the wrapped key.
fn bound(cost: Cost, salt: &[u8]) -> Vec<u8> {
    [
        b"callcard key 1".as_slice(),
        &cost.memory_kib.to_le_bytes(),
        &cost.passes.to_le_bytes(),
        salt,
    ]
    .concat()
}

fn checksum(text: &str) -> String {
    hex::encode(&Sha256::digest(text.as_bytes()))
        .chars()
        .take(CHECKSUM_DIGITS)
        .collect()
}

impl fmt::Display for WrappedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.unchecked();
        write!(f, "{text}:{}", checksum(&text))
    }
}

impl FromStr for WrappedKey {
    type Err = SealError;

    /// Reads a stored key. [`SealError::Altered`] for whatever is not exactly as it was written.
    fn from_str(text: &str) -> Result<Self, SealError> {
        let (rest, sum) = text.rsplit_once(':').ok_or(SealError::Altered)?;
        if sum != checksum(rest) {
            return Err(SealError::Altered);
        }
        let parts: Vec<&str> = rest.split(':').collect();
        let [form, memory_kib, passes, salt, sealed] = parts.as_slice() else {
            return Err(SealError::NewerForm);
        };
        if *form != FORM {
            return Err(SealError::NewerForm);
        }
        let number = |digits: &str, most: u32| digits.parse().ok().filter(|number| *number <= most).ok_or(SealError::Altered);
        let cost = Cost {
            memory_kib: number(memory_kib, Cost::MOST.memory_kib)?,
            passes: number(passes, Cost::MOST.passes)?,
        };
        let salt = hex::decode(salt).and_then(|salt| salt.try_into().ok()).ok_or(SealError::Altered)?;
        let sealed = hex::decode(sealed)
            .filter(|sealed| sealed.len() == SEALED_LEN)
            .ok_or(SealError::Altered)?;
        Ok(Self { cost, salt, sealed })
    }
}
