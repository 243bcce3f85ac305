//! The pure core: values in, values out. No files, clock, environment, threads, terminal, index or command line.

pub mod attributes;
pub mod blank;
pub mod calendar;
pub mod card;
pub mod check;
pub mod checklist;
pub mod condition;
pub mod content;
pub mod diagnostic;
pub mod export;
pub mod figures;
pub mod identifier;
pub mod layout;
pub mod library;
pub mod markdown;
pub mod parse;
pub mod paths;
pub mod query;
pub mod reference;
pub mod register;
pub mod rules;
pub mod run;
pub mod source;
pub mod spelling;
pub mod yaml;
