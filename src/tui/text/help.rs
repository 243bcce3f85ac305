//! The help: every key of the table and the marks of a step, for a width.
//!
//! Does not belong here: the keys themselves (`keymap`), drawing.

use crate::domain::layout::wrap_words;
use crate::tui::keymap::{self, Binding, Context, key_names};

/// One row of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpRow {
    /// Name of a place.
    Heading(&'static str),
    /// A key or mark, and what it does; rows that go on have no key.
    Entry {
        /// The key or mark.
        key: String,
        /// What it does.
        words: String,
    },
    /// Nothing.
    Blank,
}

/// Narrower windows give the keys less room.
const NARROW_COLS: u16 = 60;

/// Returns the columns that keys take, the indent and the gap after them included.
#[must_use]
pub fn key_cols(cols: u16) -> u16 {
    if cols < NARROW_COLS { 13 } else { 26 }
}

/// Returns the help: the place one comes from, what holds everywhere, moving about, the other places, the marks.
#[must_use]
pub fn help_rows(about: Context, cols: u16) -> Vec<HelpRow> {
    let others = [
        Context::Find,
        Context::Read,
        Context::Step,
        Context::Runs,
        Context::Case,
        Context::PageFind,
        Context::Outline,
        Context::Sources,
        Context::Pad,
        Context::Prompt,
    ];
    let mut help = Help { rows: Vec::new(), cols };
    if about != Context::Help {
        help.push(about.title(), own(about));
    }
    let common = || keymap::TABLE.iter().filter(|binding| is_common(binding));
    help.push("Everywhere", common().filter(|binding| !keymap::is_movement(binding.action)));
    help.push(
        "Moving in lists and pages",
        common().filter(|binding| keymap::is_movement(binding.action)),
    );
    for context in others.into_iter().filter(|context| *context != about) {
        help.push(context.title(), own(context));
    }
    help.rows.push(HelpRow::Heading("Marks of a step"));
    for (mark, words) in super::run::MARKS {
        help.entry((*mark).to_owned(), words);
    }
    help.rows
}

/// The keys that one place has for itself.
fn own(context: Context) -> impl Iterator<Item = &'static Binding> {
    keymap::bindings(context).filter(|binding| !is_common(binding))
}

/// Tells whether a binding counts in so many places that the help names it once for all.
fn is_common(binding: &Binding) -> bool {
    5 < binding.contexts.len() || (binding.contexts.len() == 3 && binding.contexts.contains(&Context::Help))
}

struct Help {
    rows: Vec<HelpRow>,
    cols: u16,
}

impl Help {
    fn push(&mut self, heading: &'static str, bindings: impl Iterator<Item = &'static Binding>) {
        self.rows.push(HelpRow::Heading(heading));
        for binding in bindings {
            self.entry(key_names(binding), binding.help);
        }
        self.rows.push(HelpRow::Blank);
    }

    fn entry(&mut self, key: String, words: &str) {
        let width_cols = usize::from(self.cols.saturating_sub(key_cols(self.cols)));
        let mut key = Some(key);
        for words in wrap_words(words, width_cols) {
            self.rows.push(HelpRow::Entry {
                key: key.take().unwrap_or_default(),
                words,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_binding_of_every_place_is_named() {
        let rows = help_rows(Context::Step, 200);
        for binding in keymap::TABLE {
            let is_place = binding.contexts.iter().any(|context| {
                matches!(
                    context,
                    Context::Find | Context::Read | Context::Step | Context::Runs | Context::Sources | Context::Outline
                )
            });
            let is_named = rows
                .iter()
                .any(|row| matches!(row, HelpRow::Entry { key, words } if *key == key_names(binding) && *words == binding.help));
            assert!(is_named || !is_place, "{}", binding.help);
        }
    }

    #[test]
    fn a_narrow_help_wraps_and_cuts_nothing() {
        for row in help_rows(Context::Find, 40) {
            if let HelpRow::Entry { words, .. } = row {
                assert!(words.chars().count() <= 27, "{words}");
            }
        }
    }
}
