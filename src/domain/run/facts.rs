//! Facts of a case: answers that other checklists ask for, too, each with where and when it was learned.
//!
//! They are only offered; a step is answered by the user alone. Does not belong here: which runs belong to a case.

use jiff::civil::{Date, DateTime};

use super::log::{Mark, RunLog};
use super::value::read_answer;
use crate::domain::checklist::{Checklist, Step};

/// An answer known from a run of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFact {
    /// Name of the fact.
    pub fact: String,
    /// How it was asked for.
    pub ask: &'static str,
    /// Canonical value.
    pub value: String,
    /// Title of the checklist in which it was learned.
    pub learned_in: String,
    /// When it was learned, local time.
    pub at: DateTime,
}

/// Returns the facts that stand in a run.
#[must_use]
pub fn known_facts(checklist: &Checklist, log: &RunLog) -> Vec<KnownFact> {
    let settled = log.settled();
    let facts = checklist.steps().filter_map(|step| {
        let settled = settled.get(step.id.as_str())?;
        let Mark::Answer { value, .. } = &settled.mark else { return None };
        Some(KnownFact {
            fact: step.fact.clone()?,
            ask: step.ask.as_str(),
            value: value.clone(),
            learned_in: checklist.head.title.clone(),
            at: settled.at,
        })
    });
    facts.collect()
}

/// Returns the fact that answers a step: of those of its name that fit what it asks for, the one learned last.
#[must_use]
pub fn offered<'a>(step: &Step, facts: impl IntoIterator<Item = &'a KnownFact>) -> Option<&'a KnownFact> {
    let name = step.fact.as_deref()?;
    // Any day does: canonical answers do not depend on it.
    let fits = |fact: &&KnownFact| {
        fact.fact == name
            && fact.ask == step.ask.as_str()
            && read_answer(&step.ask, &fact.value, Date::constant(2000, 1, 1)).as_ref() == Ok(&fact.value)
    };
    facts.into_iter().filter(fits).max_by_key(|fact| fact.at)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::parse::parse_checklist;
    use crate::domain::source::{Origin, SourceFile};

    fn checklist(id: &str, steps: &str) -> Checklist {
        let text = format!(
            "---\nid: {id}\ntitle: List {id}\nkind: checklist\nprograms: [title-ii]\nwhere: federal\nsummary: s\nasks: [a]\nsources: [m/a]\noutcomes:\n  done: Done.\n---\n\n## A {{#a}}\n\n{steps}- End {{#end end=done}}\n"
        );
        let file = SourceFile {
            name: format!("{id}.md"),
            text,
            origin: Origin::BuiltIn,
        };
        parse_checklist(&file, &crate::domain::rules::vectors::rules())
            .0
            .expect("a checklist")
    }

    fn answered(checklist: &Checklist, hour: i8, answers: &[(&str, &str)]) -> Vec<KnownFact> {
        let mut log = RunLog::default();
        for (step, value) in answers {
            let mark = Mark::Answer {
                step: (*step).to_owned(),
                value: (*value).to_owned(),
            };
            log.push(date(2026, 11, 21).at(hour, 0, 0, 0), mark);
        }
        known_facts(checklist, &log)
    }

    #[test]
    fn the_fact_learned_last_is_offered_if_it_fits_what_is_asked() {
        let one = checklist(
            "one",
            "- [ ] Notice [[c#a]] {#notice ask=date fact=notice-date}\n- [ ] Side [[c#a]] {#side ask=choice options=\"helper | clerk\" fact=side}\n",
        );
        let two = checklist(
            "two",
            "- [ ] Dated [[c#a]] {#dated ask=date fact=notice-date}\n- [ ] Who [[c#a]] {#who ask=choice options=\"helper | client\" fact=side}\n- [ ] Other [[c#a]] {#other ask=date}\n",
        );
        let mut facts = answered(&one, 9, &[("notice", "2026-06-02"), ("side", "clerk")]);
        facts.extend(answered(&one, 11, &[("notice", "2026-06-03")]));
        facts.extend(answered(&one, 10, &[("notice", "2026-06-01")]));
        let step = |id: &str| two.find_step(id).expect("a step");
        let fact = offered(step("dated"), &facts).expect("known");
        assert_eq!((fact.value.as_str(), fact.learned_in.as_str()), ("2026-06-03", "List one"));
        assert_eq!(offered(step("who"), &facts), None, "clerk is no option there");
        assert_eq!(offered(step("other"), &facts), None);
    }

    #[test]
    fn an_answer_taken_back_is_no_fact() {
        let one = checklist("one", "- [ ] Notice [[c#a]] {#notice ask=date fact=notice-date}\n");
        let mut log = RunLog::default();
        let at = date(2026, 11, 21).at(9, 0, 0, 0);
        log.push(
            at,
            Mark::Answer {
                step: "notice".to_owned(),
                value: "2026-06-02".to_owned(),
            },
        );
        assert_eq!(known_facts(&one, &log).len(), 1);
        log.push(at, Mark::Undo);
        assert_eq!(known_facts(&one, &log), []);
    }
}
