//! One file for each command; each takes settings and its arguments and returns how the program ends.
//!
//! Does not belong here: what commands share (`library`, `settings`, `report`).

pub mod cases;
pub mod check;
pub mod date;
pub mod doctor;
pub mod figure;
pub mod index;
pub mod list;
pub mod open;
pub mod search;
pub mod show;
pub mod walk;

use std::io::{self, Write as _};

use crate::report::{Exit, Failure};

/// Writes data to standard output. A closed pipe is a success: the reader has seen enough.
///
/// # Errors
///
/// [`Failure`] if the output cannot be written.
pub fn print(text: &str) -> Result<Exit, Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
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
    print(&format!("{value:#}\n"))
}

/// Writes words to standard error; what cannot be written is lost.
pub fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Reads the text of a file, or of standard input for `-`.
///
/// # Errors
///
/// [`Failure`] that names the file.
pub fn read_input(name: &str) -> Result<String, Failure> {
    let text = if name == "-" {
        io::read_to_string(io::stdin().lock())
    } else {
        crate::store::content::read_text(std::path::Path::new(name))
    };
    text.map_err(|error| {
        Failure::usage(
            format!("{name} cannot be read: {error}"),
            "give a UTF-8 text file, or - for standard input",
        )
    })
}
