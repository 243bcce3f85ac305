//! One file for each command; each takes settings and its arguments and returns how the program ends.
//!
//! Does not belong here: what commands share (`library`, `settings`, `report`).

pub mod cases;
pub mod check;
pub mod date;
pub mod doctor;
pub mod due;
pub mod export;
pub mod figure;
pub mod import;
pub mod index;
pub mod list;
mod manual;
mod measure;
pub mod new;
pub mod open;
mod page;
mod progress;
pub mod review;
pub mod search;
pub mod show;
pub mod walk;
pub mod word;

use std::io::{self, Read as _, Write as _};

use crate::domain::source::LineCol;
use crate::report::{Exit, Failure};

/// Writes data to standard output. A closed pipe is a success: the reader has seen enough.
///
/// # Errors
///
/// [`Failure`] if the output cannot be written.
pub fn print(text: &str) -> Result<Exit, Failure> {
    print_each([text])
}

/// Writes texts to standard output as they come. A closed pipe is a success: the reader has seen enough.
///
/// # Errors
///
/// [`Failure`] if the output cannot be written.
pub fn print_each(texts: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Exit, Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = texts.into_iter().try_for_each(|text| out.write_all(text.as_ref().as_bytes()));
    match written.and_then(|()| out.flush()) {
        Ok(()) => Ok(Exit::Done),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Exit::Done),
        Err(error) => Err(Failure::environment(
            format!("the output cannot be written: {error}"),
            "check the disk and the program that reads the output",
        )),
    }
}

/// Writes a value as JSON, on several lines.
///
/// # Errors
///
/// [`Failure`] if the output cannot be written.
pub fn print_json(value: &serde_json::Value) -> Result<Exit, Failure> {
    print(&crate::domain::export::json_text(value))
}

/// Writes words to standard error; what cannot be written is lost.
pub fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Most bytes of a file of answers, dates or queries that are read.
const MOST_BYTES: u64 = 64 << 20;

/// Reads the text of a file, or of standard input for `-`. A byte order mark is left out.
///
/// # Errors
///
/// [`Failure`] that names the file, and the line and column of a byte that is not UTF-8.
pub fn read_input(name: &str) -> Result<String, Failure> {
    let bytes = if name == "-" {
        read_some(io::stdin().lock())
    } else {
        crate::store::content::open(std::path::Path::new(name)).and_then(read_some)
    };
    let bytes = bytes.map_err(|error| {
        Failure::usage(
            format!("{name} cannot be read: {error}"),
            "give a UTF-8 text file, or - for standard input",
        )
    })?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) >= MOST_BYTES {
        return Err(Failure::usage(format!("{name} is larger than {} MB", MOST_BYTES >> 20), "split it"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = String::from_utf8_lossy(error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default()).into_owned();
        let place = LineCol::of(&valid, valid.len());
        Failure::usage(
            format!("{name}:{}:{}: this is not UTF-8", place.line, place.col),
            "save it as UTF-8 text",
        )
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

fn read_some(reader: impl io::Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}
