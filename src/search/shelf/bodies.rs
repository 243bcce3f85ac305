//! The sections' records: what is shown of a hit, in files that are written once and then only read.
//!
//! A build writes one file, each update another; what has not been committed is in a file that nothing names.
//! Does not belong here: which files there are (`state`), tokens.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crc32fast::Hasher;
use tantivy::directory::{Directory, MmapDirectory, OwnedBytes, TerminatingWrite as _, WritePtr};
use tantivy::{HasLen as _, TantivyError};

use super::super::SearchError;
use super::state::Written;

/// Bits of a place that hold the offset; those above hold the number of the file.
const OFFSET_BITS: u32 = 40;
/// Parts of a record.
const PARTS: usize = 5;
/// Bytes that say how long the parts are.
const HEAD_BYTES: usize = PARTS * 4;

/// What is kept of a section.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Record<'a> {
    /// Path of the page.
    pub path: &'a str,
    /// Title of the page.
    pub title: &'a str,
    /// Heading.
    pub heading: &'a str,
    /// Anchor.
    pub anchor: &'a str,
    /// Plain text.
    pub text: &'a str,
}

/// Returns the name of the body file with `number`.
pub(super) fn file_name(number: u32) -> PathBuf {
    PathBuf::from(format!("bodies-{number}.bin"))
}

/// Writes a body file.
pub(super) struct BodyWriter {
    out: WritePtr,
    number: u32,
    length: u64,
    crc: Hasher,
}

impl BodyWriter {
    /// Begins the file with `number`; one that was left behind by an update that failed is replaced.
    pub(super) fn create(directory: &MmapDirectory, number: u32) -> Result<Self, SearchError> {
        let out = super::write::create_file(directory, &file_name(number))?;
        Ok(Self {
            out,
            number,
            length: 0,
            crc: Hasher::new(),
        })
    }

    /// Appends a record and returns its place.
    pub(super) fn push(&mut self, record: &Record<'_>) -> Result<u64, SearchError> {
        let place = (u64::from(self.number) << OFFSET_BITS) | self.length;
        let parts = [record.path, record.title, record.heading, record.anchor, record.text];
        for part in parts {
            let length = u32::try_from(part.len()).map_err(|error| fail(std::io::Error::other(error)))?;
            self.write(&length.to_le_bytes())?;
        }
        for part in parts {
            self.write(part.as_bytes())?;
        }
        Ok(place)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), SearchError> {
        self.out.write_all(bytes).map_err(fail)?;
        self.crc.update(bytes);
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Brings the file to the disk.
    pub(super) fn finish(self) -> Result<Written, SearchError> {
        self.out.terminate().map_err(fail)?;
        Ok(Written {
            bytes: self.length,
            crc: self.crc.finalize(),
        })
    }
}

fn fail(error: std::io::Error) -> SearchError {
    SearchError::Build(TantivyError::from(error))
}

/// The body files of an open shelf.
pub(super) struct Bodies(Vec<OwnedBytes>);

impl Bodies {
    /// Maps the files that were `written`.
    pub(super) fn open(directory: &MmapDirectory, written: &[Written]) -> Result<Self, SearchError> {
        let mut files = Vec::with_capacity(written.len());
        for (number, written) in (0..).zip(written) {
            files.push(map_file(directory, &file_name(number), *written)?);
        }
        Ok(Self(files))
    }

    /// Returns the record at `place`; none if there is nothing sound.
    pub(super) fn get(&self, place: u64) -> Option<Record<'_>> {
        let file = self.0.get(usize::try_from(place >> OFFSET_BITS).ok()?)?;
        let offset = usize::try_from(place & ((1 << OFFSET_BITS) - 1)).ok()?;
        let (head, mut rest) = file.as_slice().get(offset..)?.split_at_checked(HEAD_BYTES)?;
        let mut parts = [""; PARTS];
        for (part, length) in parts.iter_mut().zip(head.chunks_exact(4)) {
            let length = u32::from_le_bytes(length.try_into().ok()?) as usize;
            let (bytes, after) = rest.split_at_checked(length)?;
            *part = std::str::from_utf8(bytes).ok()?;
            rest = after;
        }
        let [path, title, heading, anchor, text] = parts;
        Some(Record {
            path,
            title,
            heading,
            anchor,
            text,
        })
    }
}

/// Maps a file as far as it was `written`. Bytes after that are ignored.
pub(super) fn map_file(directory: &MmapDirectory, name: &Path, written: Written) -> Result<OwnedBytes, SearchError> {
    let open = |error: TantivyError| SearchError::Open(error);
    let file = directory.open_read(name).map_err(|error| open(error.into()))?;
    let length = usize::try_from(written.bytes).map_err(|_| SearchError::Mismatch)?;
    if file.len() < length {
        return Err(SearchError::Mismatch);
    }
    file.slice_to(length).read_bytes().map_err(|error| open(error.into()))
}
