//! The one integration binary: the program from outside, its borders, and the real content.
//!
//! Does not belong here: what a unit test beside the code can show.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::too_many_lines,
    reason = "tests stop at the first surprise"
)]
#![expect(clippy::disallowed_methods, reason = "tests make and read files")]

mod authoring;
mod authority;
mod broken;
mod cases;
mod cli;
mod content;
mod currency;
mod dependencies;
mod export;
mod faults;
mod figures;
mod glossary;
mod identifiers;
mod import;
mod index;
mod journey;
mod kill;
mod layers;
mod length;
mod links;
mod live;
#[cfg(target_os = "linux")]
mod manuals;
mod measure;
mod network;
mod own_rules;
mod pad;
mod private;
mod properties;
mod pty;
mod replaced;
mod review;
mod sealed;
mod second_engine;
mod shelf;
mod stories;
mod support;
mod tui;
mod worked_examples;
mod worksheets;
