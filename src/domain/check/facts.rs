//! Facts of the case: steps of several checklists that ask for the same one have to ask in the same way.
//!
//! Does not belong here: which answers are known (`run::facts`).

use std::collections::BTreeMap;

use super::Checker;
use crate::domain::checklist::Step;
use crate::domain::diagnostic::Code;

impl<'a> Checker<'a> {
    pub(super) fn facts(&mut self) {
        let mut first: BTreeMap<&'a str, (&'a str, &'a Step)> = BTreeMap::new();
        for checklist in &self.library.checklists {
            for step in checklist.steps() {
                let Some(fact) = step.fact.as_deref() else { continue };
                let (id, known) = *first.entry(fact).or_insert((&checklist.head.id, step));
                if known.ask.as_str() != step.ask.as_str() {
                    let message = format!(
                        "the fact `{fact}` is asked for as {}, and in `{id}` as {}",
                        step.ask.as_str(),
                        known.ask.as_str()
                    );
                    let hint = "ask in the same way, or give it another name";
                    self.error(Code::FactAskedTwoWays, &checklist.head.file, step.span, message, hint);
                }
            }
        }
    }
}
