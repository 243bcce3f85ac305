//! Files on disk: where they are, content folders, the index folder, and the database of cases and runs.
//!
//! The only module that names `std::fs` and `rusqlite`. Does not belong here: parsing, search, rules about steps.
#![expect(clippy::disallowed_methods, reason = "the one module that touches files")]

pub mod chain;
mod checked;
pub mod content;
pub mod drafts;
pub mod error;
pub mod index_dir;
pub mod interrupt;
pub mod limits;
pub mod manuals;
pub mod modes;
pub mod paths;
pub mod private;
pub mod runs;
mod schema;
pub mod seal;
pub mod shelf_dir;
