//! The program: arguments in, exit code out. No logic.

fn main() {}
