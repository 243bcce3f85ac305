//! The glossary: sources and cards that terms name have to exist.
//!
//! Does not belong here: whether every acronym of the content is a term (a test of the built-in content).

use super::Checker;
use crate::domain::diagnostic::{Code, Diagnostic, Severity};
use crate::domain::glossary::Term;

impl Checker<'_> {
    pub(super) fn glossary(&mut self) {
        let library = self.library;
        for term in &library.glossary.terms {
            for source in term.sources.iter().filter(|source| library.find_source(source).is_none()) {
                let message = format!("`{}` names the source section `{source}`, which no source document has", term.term);
                self.term_fault(Code::UnknownSource, term, message, "`callcard list sources` names them all");
            }
            if let Some(card) = term.card.as_ref().filter(|card| library.find(card).is_none()) {
                let message = format!("`{}` names the card `{card}`, which does not exist", term.term);
                self.term_fault(Code::DeadLink, term, message, "name a card or checklist by its id");
            }
        }
    }

    fn term_fault(&mut self, code: Code, term: &Term, message: String, hint: &str) {
        self.faults.push(Diagnostic {
            code,
            severity: Severity::Error,
            file: term.file.clone(),
            span: term.span,
            message,
            hint: hint.to_owned(),
        });
    }
}
