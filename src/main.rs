//! The program: arguments in, exit code out. No logic.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(callcard::cli::run() as u8)
}
