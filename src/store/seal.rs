//! Texts sealed with a passphrase: what is stored is of no use without it, and does not open anywhere else.
//!
//! A random key seals the texts (XChaCha20-Poly1305); the passphrase only wraps that key ([`WrappedKey`]), so that a new
//! passphrase leaves every sealed text as it is. A sealed text is bound to its place, such as `entries/12/3`: one that was
//! moved or copied does not open. Not hidden: which places there are, and how long each text is.
//! Does not belong here: which columns are sealed, asking for a passphrase.

mod hex;
mod wrapped;

#[cfg(test)]
mod tests;

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

pub use wrapped::WrappedKey;

/// Begins every sealed text; the number is that of the form.
const PREFIX: &str = "s1:";
/// Bound into every sealed text, so that no other use of the key can be taken for one.
const DOMAIN: &str = "callcard text 1";
/// Bytes of a key.
const KEY_LEN: usize = 32;
/// Bytes of a nonce: long enough to be drawn at random for every text.
const NONCE_LEN: usize = 24;
/// Bytes of the mark by which a text that stands in the wrong place is told from one that was altered.
const MARK_LEN: usize = 4;

/// Why something could not be sealed, opened or unlocked.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The passphrase is not the one that wrapped the key.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// An empty passphrase protects nothing.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
    /// The text or the wrapped key is not as it was written, or was sealed with another key.
    #[error("what is sealed was altered or damaged")]
    Altered,
    /// The text was sealed for another place.
    #[error("what is sealed belongs to another place than `{place}`")]
    WrongPlace {
        /// Where it was to be opened.
        place: String,
    },
    /// The text was never sealed.
    #[error("this was never sealed")]
    NotSealed,
    /// It was written by a newer callcard.
    #[error("this was sealed by a newer callcard")]
    NewerForm,
    /// The system gave no random bytes.
    #[error("the system gives no random numbers")]
    NoRandom(#[source] getrandom::Error),
    /// There is too little memory to work with the passphrase.
    #[error("there is too little memory to work with the passphrase")]
    NoMemory,
}

/// The key, unlocked. It is wiped when it is dropped.
pub struct Sealer {
    key: Zeroizing<[u8; KEY_LEN]>,
    cipher: XChaCha20Poly1305,
}

impl Sealer {
    /// Returns a new random key, and what to store of it: the key wrapped with `passphrase`.
    ///
    /// Takes about a tenth of a second and 64 MiB.
    ///
    /// # Errors
    ///
    /// [`SealError::EmptyPassphrase`], [`SealError::NoRandom`], [`SealError::NoMemory`].
    pub fn create(passphrase: &str) -> Result<(Self, WrappedKey), SealError> {
        let sealer = Self::random()?;
        let wrapped = sealer.wrapped(passphrase)?;
        Ok((sealer, wrapped))
    }

    /// Returns what [`Sealer::create`] does at a cost at which a test can do it often.
    #[cfg(test)]
    pub(in crate::store) fn create_cheaply(passphrase: &str) -> Result<(Self, WrappedKey), SealError> {
        let (sealer, cost) = (Self::random()?, wrapped::Cost { memory_kib: 8, passes: 1 });
        let wrapped = WrappedKey::wrap_at(cost, &sealer.key, passphrase)?;
        Ok((sealer, wrapped))
    }

    /// Unwraps the key with `passphrase`. As costly as [`Sealer::create`].
    ///
    /// # Errors
    ///
    /// [`SealError::WrongPassphrase`]; [`SealError::Altered`] for a wrapped key that is damaged; [`SealError::NoMemory`].
    pub fn unlock(wrapped: &WrappedKey, passphrase: &str) -> Result<Self, SealError> {
        wrapped.unwrap_key(passphrase).map(Self::with_key)
    }

    /// Returns the same key wrapped with another passphrase. Everything sealed stays as it is.
    ///
    /// # Errors
    ///
    /// As [`Sealer::create`].
    pub fn wrapped(&self, passphrase: &str) -> Result<WrappedKey, SealError> {
        WrappedKey::wrap(&self.key, passphrase)
    }

    /// Seals `text` for `place`. The same text never looks the same twice.
    ///
    /// # Errors
    ///
    /// [`SealError::NoRandom`]; [`SealError::NoMemory`] for a text of hundreds of gigabytes.
    pub fn seal(&self, place: &str, text: &str) -> Result<String, SealError> {
        let sealed = encrypt(&self.cipher, &bound_to(place), text.as_bytes())?;
        let bytes = [mark_of(place).as_slice(), &sealed].concat();
        Ok(format!("{PREFIX}{}", hex::encode(&bytes)))
    }

    /// Opens what was sealed for `place`.
    ///
    /// # Errors
    ///
    /// [`SealError::WrongPlace`], [`SealError::Altered`], [`SealError::NotSealed`], [`SealError::NewerForm`].
    pub fn open(&self, place: &str, sealed: &str) -> Result<Zeroizing<String>, SealError> {
        let Some(digits) = sealed.strip_prefix(PREFIX) else {
            return Err(if is_sealed(sealed) {
                SealError::NewerForm
            } else {
                SealError::NotSealed
            });
        };
        let bytes = hex::decode(digits).ok_or(SealError::Altered)?;
        let (mark, rest) = bytes.split_at_checked(MARK_LEN).ok_or(SealError::Altered)?;
        if mark != mark_of(place) {
            return Err(SealError::WrongPlace { place: place.to_owned() });
        }
        let text = decrypt(&self.cipher, &bound_to(place), rest).ok_or(SealError::Altered)?;
        // Bytes that are no text were never sealed here.
        String::from_utf8(text).map(Zeroizing::new).map_err(|_| SealError::Altered)
    }

    fn random() -> Result<Self, SealError> {
        let mut key = Zeroizing::new([0; KEY_LEN]);
        getrandom::fill(key.as_mut_slice()).map_err(SealError::NoRandom)?;
        Ok(Self::with_key(key))
    }

    fn with_key(key: Zeroizing<[u8; KEY_LEN]>) -> Self {
        let cipher = XChaCha20Poly1305::new((&*key).into());
        Self { key, cipher }
    }
}

impl std::fmt::Debug for Sealer {
    /// Never shows the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer")
    }
}

/// Tells whether a text looks sealed, in this form or a newer one: `s`, a number, a colon, hexadecimal digits.
#[must_use]
pub fn is_sealed(text: &str) -> bool {
    let Some((form, digits)) = text.strip_prefix('s').and_then(|rest| rest.split_once(':')) else {
        return false;
    };
    let is_number = !form.is_empty() && form.chars().all(|c| c.is_ascii_digit());
    is_number && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_hexdigit())
}

fn bound_to(place: &str) -> Vec<u8> {
    [DOMAIN.as_bytes(), &[0], place.as_bytes()].concat()
}

fn mark_of(place: &str) -> [u8; MARK_LEN] {
    let mut mark = [0; MARK_LEN];
    for (to, from) in mark.iter_mut().zip(Sha256::digest(place.as_bytes())) {
        *to = from;
    }
    mark
}

/// Returns a random nonce and what it encrypts `text` to.
fn encrypt(cipher: &XChaCha20Poly1305, bound: &[u8], text: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut nonce = [0; NONCE_LEN];
    getrandom::fill(&mut nonce).map_err(SealError::NoRandom)?;
    let payload = Payload { msg: text, aad: bound };
    let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::NoMemory)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Returns what [`encrypt`] was given, if nothing of it was altered and `bound` is the same.
fn decrypt(cipher: &XChaCha20Poly1305, bound: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let payload = Payload { msg: sealed, aad: bound };
    cipher.decrypt(&XNonce::from(*nonce), payload).ok()
}
