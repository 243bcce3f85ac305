//! A run on a newer text of its checklist: which answers still fit, and which steps changed.
//!
//! A run stays on the text it began with. The newer text is only offered; taking it makes a new run.
//! Does not belong here: saving either run.

use std::collections::BTreeMap;

use crate::domain::checklist::{Ask, Checklist, Item, Step};

use super::log::{Mark, RunEntry, RunLog, Settled};
use super::value::{read_answer, show_answer};

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
    /// Words of the steps that are new.
    pub added: Vec<String>,
    /// Words of the steps that ask for something else, or in other words than before.
    pub altered: Vec<String>,
    /// Words of the steps that the newer text no longer has.
    pub removed: Vec<String>,
    /// Words of the steps whose answer goes over, with the answer.
    pub kept_words: Vec<String>,
    /// Words of the steps whose answer stays behind, with the answer.
    pub left_words: Vec<String>,
}

/// Carries what stands in `log` over from one text of a checklist to a newer one.
#[must_use]
pub fn renew(old: &Checklist, log: &RunLog, newer: &Checklist) -> Renewal {
    let settled = log.settled();
    let fits = |entry: &&&RunEntry| {
        let step = entry.mark.step().and_then(|step| newer.find_step(step));
        matches!(entry.mark, Mark::Warned { .. }) || step.is_some_and(|step| fits(&entry.mark, step))
    };
    let standing = log.standing();
    let entries: Vec<RunEntry> = standing.iter().filter(fits).map(|entry| (*entry).clone()).collect();
    let kept = RunLog { entries: entries.clone() }.settled().len();
    let words = |step: &Step| step.words.clone();
    let is_new = |step: &&Step| old.find_step(&step.id).is_none();
    let is_altered = |step: &&Step| old.find_step(&step.id).is_some_and(|before| differs(before, step));
    let added: Vec<String> = newer.steps().filter(is_new).map(words).collect();
    let altered: Vec<String> = newer.steps().filter(is_altered).map(words).collect();
    let removed = old.steps().filter(|step| newer.find_step(&step.id).is_none()).map(words);
    let (kept_words, left_words) = answers(old, &settled, &RunLog { entries: entries.clone() });
    Renewal {
        kept,
        left_behind: settled.len().saturating_sub(kept),
        changed: added.len() + altered.len(),
        removed: removed.collect(),
        added,
        altered,
        kept_words,
        left_words,
        entries,
    }
}

/// Returns the settled steps with their answers: those that go over, and those that stay behind.
fn answers(old: &Checklist, settled: &BTreeMap<&str, Settled>, carried: &RunLog) -> (Vec<String>, Vec<String>) {
    let goes_over = carried.settled();
    let shown = |step: &Step| match settled.get(step.id.as_str()).map(|settled| &settled.mark) {
        Some(Mark::Answer { value, .. }) if step.ask != Ask::Tick => Some(format!("{}: {}", step.words, show_answer(&step.ask, value))),
        Some(_) => Some(step.words.clone()),
        None => None,
    };
    let (over, behind): (Vec<&Step>, Vec<&Step>) = old.steps().partition(|step| goes_over.contains_key(step.id.as_str()));
    let words = |steps: Vec<&Step>| steps.into_iter().filter_map(shown).collect();
    (words(over), words(behind))
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
        parse_checklist(&file, &crate::domain::rules::vectors::rules())
            .0
            .expect("a checklist")
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
        assert_eq!(
            (renewal.added, renewal.altered, renewal.removed),
            (vec!["Four".to_owned()], vec!["Two".to_owned()], vec!["Three".to_owned()])
        );
        assert_eq!(renewal.kept_words, ["One: Tue 2 Jun 2026"]);
        assert_eq!(renewal.left_words, ["Two: yes", "Three"]);
        assert!(!same_steps(&old, &new) && same_steps(&old, &old));
    }
}
