//! The chain of a case: each entry carries a hash over itself and the hash before, so that a changed, moved or missing
//! entry is found.
//!
//! Whoever can write the file can make a new chain; what proves an old record is the last hash printed with it.
//! Does not belong here: reading and writing the database.

use sha2::{Digest as _, Sha256};

/// The hash before the first entry.
pub const START: &str = "";

/// One entry as it is chained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Number in the case, from 0.
    pub seq: u64,
    /// Number of the run in the case, and of the entry in the run; none for an entry of the case itself.
    pub run: Option<(u64, u64)>,
    /// The entry, as JSON.
    pub entry: String,
    /// The hash kept with it.
    pub hash: String,
}

/// What is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// The entry is not the one that was written, or one before it was changed so that its hash fits again.
    Altered(u64),
    /// Entries are missing from this number on.
    Missing(u64),
}

/// Returns the hash of an entry: 64 hexadecimal digits.
#[must_use]
pub fn hash(previous: &str, seq: u64, run: Option<(u64, u64)>, entry: &str) -> String {
    let place = match run {
        Some((run, run_seq)) => format!("{run}.{run_seq}"),
        None => "-".to_owned(),
    };
    let digest = Sha256::digest(format!("{previous}\n{seq}\n{place}\n{entry}"));
    hexadecimal(&digest)
}

/// Proves a chain, oldest entry first, and returns its last hash.
///
/// # Errors
///
/// [`Broken`]: the first place at which it does not hold.
pub fn verify(links: &[Link]) -> Result<&str, Broken> {
    let mut previous = START;
    for (expected, link) in (0..).zip(links) {
        if link.seq != expected {
            return Err(Broken::Missing(expected));
        }
        if link.hash != hash(previous, link.seq, link.run, &link.entry) {
            return Err(Broken::Altered(link.seq));
        }
        previous = &link.hash;
    }
    Ok(previous)
}

/// Returns bytes as hexadecimal digits.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |out, byte| out + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(entries: &[&str]) -> Vec<Link> {
        let mut previous = START.to_owned();
        (0..)
            .zip(entries)
            .map(|(seq, entry)| {
                let run = (seq % 2 == 1).then_some((1, seq / 2));
                previous = hash(&previous, seq, run, entry);
                Link {
                    seq,
                    run,
                    entry: (*entry).to_owned(),
                    hash: previous.clone(),
                }
            })
            .collect()
    }

    #[test]
    fn a_chain_as_written_holds_and_ends_in_its_last_hash() {
        let links = chain(&["a", "b", "c"]);
        assert_eq!(verify(&links), Ok(links[2].hash.as_str()));
        assert_eq!(verify(&[]), Ok(START));
    }

    #[test]
    fn every_altered_moved_or_missing_entry_is_named() {
        let links = chain(&["a", "b", "c", "d", "e"]);
        for idx in 0..links.len() {
            let seq = idx as u64;
            let mut altered = links.clone();
            altered[idx].entry.push('x');
            assert_eq!(verify(&altered), Err(Broken::Altered(seq)));
            let mut moved = links.clone();
            moved[idx].run = Some((7, 7));
            assert_eq!(verify(&moved), Err(Broken::Altered(seq)));
            let mut rehashed = altered;
            let previous = idx.checked_sub(1).map_or(START, |before| links[before].hash.as_str());
            rehashed[idx].hash = hash(previous, seq, rehashed[idx].run, &rehashed[idx].entry);
            let expected = if idx + 1 < links.len() {
                Err(Broken::Altered(seq + 1))
            } else {
                Ok(())
            };
            assert_eq!(verify(&rehashed).map(|_| ()), expected);
            let mut missing = links.clone();
            missing.remove(idx);
            let expected = if idx + 1 < links.len() { Err(Broken::Missing(seq)) } else { Ok(()) };
            assert_eq!(verify(&missing).map(|_| ()), expected, "the last one is counted elsewhere");
        }
    }
}
