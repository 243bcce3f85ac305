//! `callcard word`: what an acronym, form, screen or code means.
//!
//! Does not belong here: the terms (`domain::glossary`), the whole list (`list`).

use serde_json::{Value, json};

use crate::cli::args::WordArgs;
use crate::cli::library::load;
use crate::cli::settings::Settings;
use crate::domain::glossary::Term;
use crate::domain::library::Library;
use crate::report::{Exit, Failure};

use super::{print, print_json};

/// Prints the term of that name; if there is none, the terms that fit what was typed.
///
/// # Errors
///
/// [`Failure`] if content cannot be read. The answer is "no" if nothing fits.
pub fn run(settings: &Settings, args: &WordArgs) -> Result<Exit, Failure> {
    let library = load(settings)?.library;
    let typed = args.word.join(" ");
    let terms = match library.glossary.find(&typed) {
        Some(term) => vec![term],
        None => library.glossary.fitting(&typed),
    };
    if args.json {
        print_json(&Value::Array(terms.iter().map(|term| as_json(term)).collect()))?;
    } else if terms.is_empty() {
        print(&format!(
            "`{typed}` is in no glossary here\n  `callcard list words` names all terms; `callcard search {typed}` looks in the cards\n"
        ))?;
    } else {
        print(&terms.iter().map(|term| in_words(term, &library)).collect::<Vec<_>>().join("\n"))?;
    }
    Ok(if terms.is_empty() { Exit::No } else { Exit::Done })
}

/// Returns a term as JSON.
pub(super) fn as_json(term: &Term) -> Value {
    json!({
        "term": term.term, "also": term.also, "stands_for": term.stands_for, "kind": term.kind.as_str(), "means": term.means,
        "sources": term.sources, "card": term.card,
    })
}

fn in_words(term: &Term, library: &Library) -> String {
    let mut lines = vec![format!("{} ({})", term.line(), term.kind.as_str())];
    if !term.also.is_empty() {
        lines.push(format!("also written: {}", term.also.join(", ")));
    }
    if let Some(card) = &term.card {
        lines.push(format!("card: {card}"));
    }
    lines.extend(term.sources.iter().map(|source| format!("stands in: {}", library.citation(source))));
    lines.join("\n") + "\n"
}
