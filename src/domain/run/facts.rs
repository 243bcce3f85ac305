//! Facts of a case: answers that other checklists ask for, too, each with where and when it was learned.
//!
//! They are only offered; a step is answered by the user alone. Does not belong here: which runs belong to a case.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};

use super::log::{Mark, RunLog};
use super::value::{read_answer, show_answer};
use crate::domain::checklist::{Checklist, Step};

/// An answer known from a run of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFact {
    /// Name of the fact.
    pub fact: String,
    /// How it was asked for.
    pub ask: &'static str,
    /// The words of the step that asked for it.
    pub words: String,
    /// Canonical value.
    pub value: String,
    /// The value as it is shown.
    pub shown: String,
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
            words: step.words.clone(),
            value: value.clone(),
            shown: show_answer(&step.ask, value),
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

/// Returns the facts of a case that were answered in different ways: of each all its answers, the latest first.
#[must_use]
pub fn answered_differently<'a>(facts: impl IntoIterator<Item = &'a KnownFact>) -> Vec<Vec<&'a KnownFact>> {
    let mut answers: BTreeMap<(&str, &str), Vec<&KnownFact>> = BTreeMap::new();
    for fact in facts {
        answers.entry((&fact.fact, fact.ask)).or_default().push(fact);
    }
    let mut differing: Vec<Vec<&KnownFact>> = answers.into_values().filter(|answers| differ(answers)).collect();
    for answers in &mut differing {
        answers.sort_by_key(|fact| std::cmp::Reverse(fact.at));
    }
    differing
}

fn differ(answers: &[&KnownFact]) -> bool {
    answers
        .iter()
        .any(|fact| answers.first().is_some_and(|first| first.value != fact.value))
}

/// Returns one line on a fact that was answered in different ways: `Date on the notice: 3 June in "One" (...); 2 June in "Two" (...)`.
#[must_use]
pub fn differing_words(answers: &[&KnownFact]) -> String {
    let words = answers.first().map_or("", |fact| fact.words.as_str());
    let each = answers.iter().map(|fact| {
        let at = fact.at.strftime("%a %-d %b %Y, %H:%M");
        format!("{} in \"{}\" ({at})", fact.shown, fact.learned_in)
    });
    let colon = if words.ends_with(['?', ':', '.', '!']) { "" } else { ":" };
    format!("{words}{colon} {}", each.collect::<Vec<_>>().join("; "))
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
    fn answers_of_runs_that_differ_are_told_and_those_that_agree_are_not() {
        let steps = "- [ ] Notice [[c#a]] {#notice ask=date fact=notice-date}\n- [ ] Side [[c#a]] {#side ask=choice options=\"helper | clerk\" fact=side}\n";
        let (one, two) = (checklist("one", steps), checklist("two", steps));
        let mut facts = answered(&one, 9, &[("notice", "2026-06-02"), ("side", "clerk")]);
        facts.extend(answered(&two, 11, &[("notice", "2026-06-03"), ("side", "clerk")]));
        let differing = answered_differently(&facts);
        assert_eq!(
            differing.iter().map(|answers| differing_words(answers)).collect::<Vec<_>>(),
            ["Notice: Wed 3 Jun 2026 in \"List two\" (Sat 21 Nov 2026, 11:00); Tue 2 Jun 2026 in \"List one\" (Sat 21 Nov 2026, 09:00)"]
        );
        assert!(answered_differently(&facts[..2]).is_empty());
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
