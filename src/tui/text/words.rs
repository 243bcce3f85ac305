//! What is said of the words of the glossary.
//!
//! Does not belong here: the terms, drawing.

use crate::domain::glossary::{NOT_SPELLED_OUT, Term, TermKind};
use crate::domain::library::Library;
use crate::tui::theme::Meaning;

/// Said where nothing fits what was typed.
pub const NO_WORD: &str = "No such word here. Ctrl-F finds cards by any word.";

/// Said where a word has no card.
pub const NO_CARD_OF_WORD: &str = "No card tells more of this word.";

/// Beside a word that stands on the screen.
pub const HERE: &str = "here";

/// Returns how many words stand on the screen.
#[must_use]
pub fn words_here(count: usize) -> String {
    match count {
        0 => "none on this screen".to_owned(),
        count => format!("{count} on this screen"),
    }
}

/// Returns what is known of a term, the meaning first.
#[must_use]
pub fn word(term: &Term, library: &Library) -> Vec<(String, Meaning)> {
    let mut lines = vec![(term.line(), Meaning::Text)];
    let mut about = vec![term.kind.as_str().to_owned()];
    let is_code = matches!(term.kind, TermKind::System | TermKind::ScreenCode);
    if is_code && term.stands_for.is_empty() && !term.means.contains(NOT_SPELLED_OUT) {
        about.push(format!("letters {NOT_SPELLED_OUT}"));
    }
    if !term.also.is_empty() {
        about.push(format!("also {}", term.also.join(", ")));
    }
    lines.push((about.join("; "), Meaning::Quiet));
    if let Some(entry) = term.card.as_deref().and_then(|card| library.find(card)) {
        lines.push((format!("Enter: {}", entry.head().title), Meaning::Text));
    }
    let places: Vec<String> = term.sources.iter().map(|source| library.citation(source)).collect();
    if !places.is_empty() {
        lines.push((format!("stands in {}", places.join("; ")), Meaning::Quiet));
    }
    lines
}
