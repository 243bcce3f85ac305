//! Faults made on purpose: kills, a full disk, a folder that cannot be written, two windows, a clock set back, stores of
//! other versions. Nothing acknowledged is lost, and each fault has a clear message.
//!
//! A write torn at every byte is a test beside the store, for it looks inside. Does not belong here: content that is broken.

mod clock;
#[cfg(target_os = "linux")]
mod disk;
mod kills;
mod manuals;
mod versions;
mod windows;
mod writer;

/// Small random numbers that are the same in every run (Knuth's linear congruential generator).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    /// Returns the next number, of 31 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    /// Returns a number from 0 up to and without `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Returns an index into `len` things.
    pub(crate) fn pick(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap()
    }
}
