//! Tables that are read where they lie: in the program, in a mapped file, or in memory.
//!
//! A table is opened without reading it; only what is asked for is looked at or decoded. Bytes that are not what they should
//! be give empty answers, never a panic: whoever opens them has compared a checksum.
//! Does not belong here: what the tables hold (`catalog`, `vocabulary`, `thesaurus`), where the bytes come from.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tantivy::directory::OwnedBytes;

/// Bytes of a number.
const WIDTH: usize = 4;

/// Puts tables one after another.
#[derive(Debug, Default)]
pub(super) struct Packer {
    ends: Vec<u32>,
    bytes: Vec<u8>,
}

impl Packer {
    /// Adds the bytes of a table.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.ends.push(narrow(self.bytes.len()));
    }

    /// Returns all tables as one.
    pub(super) fn finish(self) -> Vec<u8> {
        let mut out = narrow(self.ends.len()).to_le_bytes().to_vec();
        out.extend(pack_numbers(self.ends));
        out.extend(self.bytes);
        out
    }
}

/// Takes apart what a [`Packer`] has put together, in the same order.
#[derive(Debug)]
pub(super) struct Unpacker {
    ends: Numbers,
    bytes: OwnedBytes,
    next: usize,
}

impl Unpacker {
    /// Returns the tables of `bytes`; none if it is too short for what it says.
    pub(super) fn open(bytes: &OwnedBytes) -> Option<Self> {
        let count = Numbers(bytes.clone()).get(0)? as usize;
        let start = WIDTH.checked_mul(count.checked_add(1)?)?;
        let ends = Numbers(part(bytes, WIDTH..start)?);
        let rest = part(bytes, start..bytes.len())?;
        let is_whole = ends.get(count.wrapping_sub(1)).map_or(0, |end| end as usize) == rest.len();
        is_whole.then_some(Self {
            ends,
            bytes: rest,
            next: 0,
        })
    }

    /// Returns the next table; an empty one after the last.
    pub(super) fn take(&mut self) -> OwnedBytes {
        let range = range_of(&self.ends, self.next);
        self.next += 1;
        range.and_then(|range| part(&self.bytes, range)).unwrap_or_else(OwnedBytes::empty)
    }
}

/// Whole numbers.
#[derive(Debug, Clone)]
pub(super) struct Numbers(OwnedBytes);

impl Numbers {
    /// Opens what [`pack_numbers`] has made.
    pub(super) fn open(bytes: OwnedBytes) -> Self {
        Self(bytes)
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len() / WIDTH
    }

    /// Returns the number at `at`.
    pub(super) fn get(&self, at: usize) -> Option<u32> {
        let start = at.checked_mul(WIDTH)?;
        let bytes = self.0.get(start..start.checked_add(WIDTH)?)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?))
    }

    /// Returns the numbers in `range`.
    pub(super) fn slice(&self, range: Range<usize>) -> impl Iterator<Item = u32> {
        range.filter_map(|at| self.get(at))
    }
}

/// Returns numbers as a table.
pub(super) fn pack_numbers(numbers: impl IntoIterator<Item = u32>) -> Vec<u8> {
    numbers.into_iter().flat_map(u32::to_le_bytes).collect()
}

/// Texts.
#[derive(Debug, Clone)]
pub(super) struct Strings {
    ends: Numbers,
    bytes: OwnedBytes,
}

impl Strings {
    /// Opens what [`pack_strings`] has made.
    pub(super) fn open(bytes: &OwnedBytes) -> Self {
        let (ends, bytes) = open_pieces(bytes);
        Self { ends, bytes }
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns the text at `at`; an empty one if there is none.
    pub(super) fn get(&self, at: usize) -> &str {
        let bytes = range_of(&self.ends, at).and_then(|range| self.bytes.get(range));
        std::str::from_utf8(bytes.unwrap_or_default()).unwrap_or_default()
    }

    /// Returns the place of `wanted` among texts that are sorted.
    pub(super) fn find(&self, wanted: &str) -> Option<usize> {
        let at = self.partition_point(|text| text < wanted);
        (at < self.len() && self.get(at) == wanted).then_some(at)
    }

    /// Returns the number of texts at the beginning of which `is_before` holds.
    pub(super) fn partition_point(&self, is_before: impl Fn(&str) -> bool) -> usize {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            if is_before(self.get(middle)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }

    /// Returns all texts.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.get(at))
    }
}

/// Returns texts as a table.
pub(super) fn pack_strings<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Vec<u8> {
    pack_pieces(texts.into_iter().map(|text| text.as_ref().as_bytes().to_vec()))
}

/// Values that are decoded when they are first asked for.
#[derive(Debug)]
pub(super) struct Values<T> {
    ends: Numbers,
    bytes: OwnedBytes,
    count: usize,
    /// Rows of [`ROW`]; few of them are ever touched in a process that searches once.
    decoded: Vec<OnceLock<Vec<Slot<T>>>>,
}

/// A value that may have been decoded; none inside if it cannot be.
type Slot<T> = OnceLock<Option<Box<T>>>;

/// Values for which room is made at once.
const ROW: usize = 16;

impl<T: DeserializeOwned> Values<T> {
    /// Opens what [`pack_values`] has made.
    pub(super) fn open(bytes: &OwnedBytes) -> Self {
        let (ends, bytes) = open_pieces(bytes);
        let count = ends.len();
        Self {
            ends,
            bytes,
            count,
            decoded: empty(count.div_ceil(ROW)),
        }
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Returns the value at `at`.
    pub(super) fn get(&self, at: usize) -> Option<&T> {
        let decode = || {
            let bytes = range_of(&self.ends, at).and_then(|range| self.bytes.get(range))?;
            postcard::from_bytes(bytes).ok().map(Box::new)
        };
        let row = self.decoded.get(at / ROW)?.get_or_init(|| empty(ROW));
        row.get(at % ROW)?.get_or_init(decode).as_deref()
    }

    /// Returns all values with their places.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        (0..self.len()).filter_map(|at| Some((at, self.get(at)?)))
    }
}

/// Returns so many slots with nothing in them.
fn empty<T>(count: usize) -> Vec<OnceLock<T>> {
    std::iter::repeat_with(OnceLock::new).take(count).collect()
}

/// Returns values as a table.
pub(super) fn pack_values<'a, T: Serialize + 'a>(values: impl IntoIterator<Item = &'a T>) -> Vec<u8> {
    // What cannot be written stands as nothing, and is read as nothing.
    pack_pieces(values.into_iter().map(|value| postcard::to_stdvec(value).unwrap_or_default()))
}

/// Values by name, decoded when they are first asked for.
#[derive(Debug)]
pub(super) struct Named<T> {
    names: Strings,
    values: Values<T>,
}

impl<T: DeserializeOwned> Named<T> {
    /// Opens what [`pack_named`] has made.
    pub(super) fn open(bytes: &OwnedBytes) -> Self {
        let empty = OwnedBytes::empty;
        let mut parts = Unpacker::open(bytes);
        let mut take = || parts.as_mut().map_or_else(empty, Unpacker::take);
        Self {
            names: Strings::open(&take()),
            values: Values::open(&take()),
        }
    }

    /// Returns the value with this name.
    pub(super) fn get(&self, name: &str) -> Option<&T> {
        self.values.get(self.names.find(name)?)
    }
}

impl<T: DeserializeOwned> Default for Named<T> {
    fn default() -> Self {
        Self::open(&OwnedBytes::empty())
    }
}

/// Returns values by name as a table.
pub(super) fn pack_named<T: Serialize>(values: &BTreeMap<String, T>) -> Vec<u8> {
    let mut packer = Packer::default();
    packer.add(&pack_strings(values.keys()));
    packer.add(&pack_values(values.values()));
    packer.finish()
}

fn pack_pieces(pieces: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut packer = Packer::default();
    pieces.for_each(|piece| packer.add(&piece));
    packer.finish()
}

fn open_pieces(bytes: &OwnedBytes) -> (Numbers, OwnedBytes) {
    match Unpacker::open(bytes) {
        Some(unpacker) => (unpacker.ends, unpacker.bytes),
        None => (Numbers(OwnedBytes::empty()), OwnedBytes::empty()),
    }
}

fn range_of(ends: &Numbers, at: usize) -> Option<Range<usize>> {
    let start = match at.checked_sub(1) {
        Some(before) => ends.get(before)?,
        None => 0,
    };
    let end = ends.get(at)?;
    (start <= end).then_some(start as usize..end as usize)
}

fn part(bytes: &OwnedBytes, range: Range<usize>) -> Option<OwnedBytes> {
    (range.start <= range.end && range.end <= bytes.len()).then(|| bytes.slice(range))
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn open(bytes: Vec<u8>) -> OwnedBytes {
        OwnedBytes::new(bytes)
    }

    #[test]
    fn what_was_packed_comes_back() {
        let strings = Strings::open(&open(pack_strings(["", "a", "bc", "\u{e9}"])));
        assert_eq!(strings.iter().collect::<Vec<_>>(), ["", "a", "bc", "\u{e9}"]);
        assert_eq!((strings.find("bc"), strings.find("b"), strings.find("z")), (Some(2), None, None));
        assert_eq!(strings.get(9), "");
        let values: Values<(u8, String)> = Values::open(&open(pack_values(&[(1_u8, "x".to_owned()), (2, String::new())])));
        assert_eq!(values.get(1), Some(&(2, String::new())));
        assert_eq!(values.get(2), None);
        let named: Named<u32> = Named::open(&open(pack_named(&BTreeMap::from([
            ("one".to_owned(), 1_u32),
            ("two".to_owned(), 2),
        ]))));
        assert_eq!((named.get("two"), named.get("three")), (Some(&2), None));
        let numbers = Numbers::open(open(pack_numbers([7, 8, 9])));
        assert_eq!(numbers.slice(1..5).collect::<Vec<_>>(), [8, 9]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_opened_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0_usize..70) {
            let bytes = open(bytes);
            let strings = Strings::open(&bytes);
            let _ = (strings.get(at).len(), strings.find("a"));
            let _ = Values::<String>::open(&bytes).get(at);
            let _ = Named::<String>::open(&bytes).get("a");
            if let Some(mut unpacker) = Unpacker::open(&bytes) {
                let _ = (unpacker.take(), unpacker.take());
            }
        }
    }
}
