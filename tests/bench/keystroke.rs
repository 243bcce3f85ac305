//! Timings with their peers in the same run: keystroke to results, start to first frame, one keystroke's frame.
//!
//! Does not belong here: pass or fail; a benchmark prints figures.

fn main() {}
