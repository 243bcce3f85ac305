//! The terminal UI: data in, data out, and one runtime that does the input and output.
//!
//! `event` and `effect` are what goes in and out, `state` is what is known, `update` changes it, `view` draws it.
//! Does not belong here: searching and saving (behind [`world`]), content.

pub mod effect;
pub mod event;
pub mod keymap;
pub mod layout;
pub mod painter;
pub mod runtime;
pub mod secret;
pub mod state;
pub mod terminal;
pub mod text;
pub mod theme;
pub mod update;
pub mod view;
pub mod world;

#[cfg(test)]
mod fixture;

pub use runtime::{TuiError, UiSettings, run};
pub use terminal::Multiplexer;
pub use update::Start;
