//! A run on a newer text of its checklist: which answers still fit, and which steps changed.
//!
//! A run stays on the text it began with. The newer text is only offered; taking it makes a new run.
//! Does not belong here: saving either run.

use crate::domain::checklist::{Checklist, Item, Step};

use super::log::{Mark, RunEntry, RunLog};
use super::value::read_answer;

/// What a run would become on a newer text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// The entries that still fit, oldest first.
    pub entries: Vec<RunEntry>,
    /// How many steps with an answer, deferral, override or refusal keep it.
    pub kept: usize,
    /// How many of those have no place in the newer text.
    pub left_behind: usize,
    /// How many steps are new, or ask for something else, or in other words.
    pub changed: usize,
}

/// Carries what stands in `log` over from one text of a checklist to a newer one.
#[must_use]
pub fn renew(old: &Checklist, log: &RunLog, newer: &Checklist) -> Renewal {
    let settled = log.settled();
    let fits = |entry: &&&RunEntry| {
        entry
            .mark
            .step()
            .and_then(|step| newer.find_step(step))
            .is_some_and(|step| fits(&entry.mark, step))
    };
    let standing = log.standing();
    let entries: Vec<RunEntry> = standing.iter().filter(fits).map(|entry| (*entry).clone()).collect();
    let kept = RunLog { entries: entries.clone() }.settled().len();
    let changed = newer
        .steps()
        .filter(|step| old.find_step(&step.id).is_none_or(|before| differs(before, step)))
        .count();
    Renewal {
        kept,
        left_behind: settled.len().saturating_sub(kept),
        changed,
        entries,
    }
}

/// Tells whether a mark can be made on a step of the newer text.
fn fits(mark: &Mark, step: &Step) -> bool {
    match mark {
        // Any day does: canonical answers do not depend on it.
        Mark::Answer { value, .. } => read_answer(&step.ask, value, jiff::civil::Date::constant(2000, 1, 1)).as_ref() == Ok(value),
        _ => true,
    }
}

fn differs(before: &Step, after: &Step) -> bool {
    (&before.words, &before.ask, &before.wordings) != (&after.words, &after.ask, &after.wordings)
}

/// Tells whether two texts of a checklist have the same steps in the same words.
#[must_use]
pub fn same_steps(left: &Checklist, right: &Checklist) -> bool {
    let ids = |checklist: &Checklist| checklist.items().map(|(_, item)| Item::id(item).to_owned()).collect::<Vec<_>>();
    ids(left) == ids(right) && left.steps().zip(right.steps()).all(|(left, right)| !differs(left, right))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::parse::parse_checklist;
    use crate::domain::source::{Origin, SourceFile};

    fn checklist(steps: &str) -> Checklist {
        let text = format!(
            "---\nid: x\ntitle: X\nkind: checklist\nprograms: [title-ii]\nwhere: federal\nsummary: s\nasks: [a]\nsources: [m/a]\noutcomes:\n  done: Done.\n---\n\n## A {{#a}}\n\n{steps}- End {{#end end=done}}\n"
        );
        let file = SourceFile {
            name: "x.md".to_owned(),
            text,
            origin: Origin::BuiltIn,
        };
        parse_checklist(&file).0.expect("a checklist")
    }

    #[test]
    fn answers_that_still_fit_are_kept_and_the_others_counted() {
        let old = checklist(
            "- [ ] One [[c#a]] {#one ask=date}\n- [ ] Two [[c#a]] {#two ask=choice options=\"yes | no\"}\n- [ ] Three [[c#a]] {#three}\n",
        );
        let new = checklist(
            "- [ ] One [[c#a]] {#one ask=date}\n- [ ] Two [[c#a]] {#two ask=choice options=\"maybe | no\"}\n- [ ] Four [[c#a]] {#four}\n",
        );
        let mut log = RunLog::default();
        let at = date(2026, 11, 21).at(9, 0, 0, 0);
        for (step, value) in [("one", "2026-06-02"), ("two", "yes"), ("three", "done")] {
            log.push(
                at,
                Mark::Answer {
                    step: step.to_owned(),
                    value: value.to_owned(),
                },
            );
        }
        log.push(
            at,
            Mark::Note {
                step: "one".to_owned(),
                text: "read off the letter".to_owned(),
            },
        );
        let renewal = renew(&old, &log, &new);
        assert_eq!((renewal.kept, renewal.left_behind, renewal.changed), (1, 2, 2));
        assert_eq!(renewal.entries.len(), 2, "the answer and its note");
        assert!(!same_steps(&old, &new) && same_steps(&old, &old));
    }
}
