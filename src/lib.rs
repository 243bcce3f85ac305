//! callcard: policy cards, search and checklists for people who help others with the US Social Security Administration.

pub mod builtin;
pub mod cli;
pub mod domain;
pub mod import;
pub mod report;
pub mod search;
pub mod store;
pub mod tui;
