//! The command line: what was typed, the settings it gives, and one file for each command.
//!
//! Does not belong here: rules of the domain, drawing.

pub mod args;
pub mod command;
pub mod library;
pub mod settings;
