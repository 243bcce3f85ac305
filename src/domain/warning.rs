//! What is said before a checklist is begun: what has changed of the texts that its own steps and rules stand on, and since when
//! they have to be looked up again.
//!
//! Does not belong here: how current a card is (`currency`), who confirms the warning and where it is kept.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::card::OPENING;
use super::checklist::{Checklist, Item};
use super::currency::WARN_HARM;
use super::library::Library;
use super::markdown::Target;
use super::register::{Change, ChangeKind, capital};
use super::rules::Rule;

/// Most changes that are named; the others are counted.
const MOST_NAMED: usize = 3;

impl Library {
    /// Returns the source sections that the steps of a checklist and the rules that it computes stand on.
    #[must_use]
    pub fn grounds<'a>(&'a self, checklist: &'a Checklist) -> BTreeSet<&'a str> {
        let cited = self.computed(checklist).flat_map(|rule| &rule.cite);
        let mut grounds: BTreeSet<&str> = cited.flat_map(|cite| cite.split("; ")).collect();
        for place in self.places(checklist) {
            grounds.extend(self.sources_of(place).iter().map(String::as_str));
        }
        // An authority may be a law or a regulation, of which there is no text here.
        grounds.retain(|id| self.find_source(id).is_some());
        grounds
    }

    fn computed<'a>(&'a self, checklist: &'a Checklist) -> impl Iterator<Item = &'a Rule> {
        checklist.items().filter_map(|(_, item)| match item {
            Item::Compute(compute) => self.rules.find(&compute.rule),
            _ => None,
        })
    }

    /// Returns the sections of cards that the steps carry out, and those that state the rules.
    fn places<'a>(&'a self, checklist: &'a Checklist) -> impl Iterator<Item = &'a Target> {
        let carried_out = checklist.steps().flat_map(|step| &step.rules).map(|link| &link.target);
        carried_out.chain(self.computed(checklist).filter_map(|rule| rule.place.as_ref()))
    }

    /// Tells whether a section of a card tells of a change; without an anchor, the card's opening.
    fn tells(&self, place: &Target, change: &Change) -> bool {
        let anchor = place.anchor.as_deref().unwrap_or(OPENING);
        let section = self.find_card(&place.id).and_then(|card| card.find_section(anchor));
        section.is_some_and(|section| section.tells(&change.id))
    }

    /// Returns one line to be confirmed before a checklist is begun; none where there is nothing to warn of.
    ///
    /// A section of a source speaks of much, so a change counts only where the checklist names it, or a section that its steps or
    /// rules stand on tells of it. Named are those from [`WARN_HARM`] on, gravest first, later ones before older ones of the same
    /// harm. A change that is not after the text is no news; where the document is wrong, its date does not matter.
    #[must_use]
    pub fn warning(&self, checklist: &Checklist, today: Date) -> Option<String> {
        let grounds = self.grounds(checklist);
        let touches = |change: &&Change| {
            let is_named = || checklist.head.changes.contains(&change.id);
            change.sections.iter().any(|id| grounds.contains(id.as_str()))
                && (is_named() || self.places(checklist).any(|place| self.tells(place, change)))
        };
        let sources: Vec<&str> = grounds.iter().copied().collect();
        let standing = self.judge(self.changes.iter().filter(touches).collect(), &[], &sources, today);
        let mut told: Vec<&Change> = standing.changes.iter().copied().filter(|change| WARN_HARM <= change.harm).collect();
        told.retain(|change| match change.kind_on(today) {
            ChangeKind::Changed => self.is_after_text(change, &grounds),
            ChangeKind::WrongInDocument => true,
            ChangeKind::Unchanged | ChangeKind::Pending => false,
        });
        told.sort_by_key(|change| std::cmp::Reverse((change.harm, change.since_day())));
        let mut parts = named(&told, today);
        if standing.is_overdue() {
            parts.push(format!("{}.", capital(&standing.overdue_words())));
        }
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// Tells whether a change came after the text of one of the sections that it touches.
    fn is_after_text(&self, change: &Change, grounds: &BTreeSet<&str>) -> bool {
        let touched = change.sections.iter().filter(|id| grounds.contains(id.as_str()));
        let mut texts = touched.filter_map(|id| self.find_source(id));
        texts.any(|(document, _)| change.is_after(&document.date))
    }
}

/// Names the first changes and counts the others.
fn named(told: &[&Change], today: Date) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut is_changed_said = false;
    for change in told.iter().take(MOST_NAMED) {
        if change.kind_on(today) == ChangeKind::WrongInDocument {
            parts.push(format!("Wrong in the document; what holds: {}", change.now_in_short()));
        } else {
            let lead = if is_changed_said { "" } else { "Changed. " };
            is_changed_said = true;
            parts.push(format!("{lead}{}", change.line(today)));
        }
    }
    let others = told.len().saturating_sub(MOST_NAMED);
    if 0 < others {
        parts.push(format!("And {others} more."));
    }
    parts
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::content;
    use crate::domain::source::{Origin, SourceFile};

    const TODAY: Date = date(2026, 11, 21);
    const FILES: &[(&str, &str)] = &[
        (
            "cards/own.md",
            "---\nid: own\ntitle: Own\nkind: rule\nprograms: [title-ii]\nwhere: federal\nsummary: A rule.\nasks: [own]\nsources: [own/a, own/b, own/z]\n---\n\n> [!IMPORTANT]\n> Ask.\n\n## One {#one sources=\"own/a\"}\n\n> [!CAUTION]\n> Not so. {change=step}\n\n## Two {#two sources=\"own/b\"}\n\n> [!CAUTION]\n> Not so. {change=rule}\n\n```rule\nid: own-days\ntitle: Own days\ninputs:\n  told:\n    ask: What day?\n    words: the day\nresult: last\ncount: 10 days after told\nsources: [own/b]\nauthority: own/b\n```\n",
        ),
        (
            "checklists/list.md",
            "---\nid: list\ntitle: List\nkind: checklist\nprograms: [title-ii]\nwhere: federal\nsummary: A list.\nasks: [own list]\nsources: [own/z]\nchanges: [other, old, light, to-come, wrong, number-a, number-b, number-c, number-d, number-e]\noutcomes:\n  done: Done.\n---\n\n## Do {#do}\n\n- [ ] Day told [[own#one]] {#told ask=date}\n- Last day {#last compute=own-days with=\"told: told\"}\n- Done. {#end end=done}\n",
        ),
        (
            "sources/own.yaml",
            "document: own\ntitle: Own guide\npublisher: Us\ndate: \"2021-06\"\nsections:\n  - {id: a, heading: A}\n  - {id: b, heading: B}\n  - {id: z, heading: Z}\n",
        ),
    ];

    /// One entry of the register: id, kind, harm, section, since.
    type Entry = (&'static str, &'static str, u8, &'static str, &'static str);

    fn warning(changes: &[Entry]) -> Option<String> {
        let entries: Vec<String> = changes
            .iter()
            .map(|(id, kind, harm, section, since)| {
                format!(
                    "  - id: {id}\n    kind: {kind}\n    harm: {harm}\n    sections: [own/{section}]\n    was: Was.\n    now: Now {id}. More of it.\n    since: \"{since}\"\n    authority: law\n    confidence: verified\n    checked: 2026-11-21\n"
                )
            })
            .collect();
        let file = |name: &str, text: String| SourceFile {
            name: name.to_owned(),
            text,
            origin: Origin::BuiltIn,
        };
        let mut files: Vec<SourceFile> = FILES.iter().map(|(name, text)| file(name, (*text).to_owned())).collect();
        files.push(file("changes/own.yaml", format!("changes:\n{}", entries.concat())));
        let (library, _) = content::load(&files);
        assert_eq!(library.changes.len(), changes.len());
        let list = library.find_checklist("list").expect("there");
        assert_eq!(library.grounds(list), BTreeSet::from(["own/a", "own/b"]));
        library.warning(list, TODAY)
    }

    #[test]
    fn only_what_the_steps_and_rules_stand_on_is_named_and_a_change_only_if_it_is_after_the_text() {
        assert_eq!(warning(&[("other", "changed", 5, "z", "2025-01-01")]), None);
        assert_eq!(
            warning(&[("beside", "changed", 5, "a", "2025-01-01")]),
            None,
            "neither told nor named"
        );
        assert_eq!(warning(&[("old", "changed", 5, "a", "2007-07-01")]), None);
        assert_eq!(warning(&[("light", "changed", 2, "a", "2025-01-01")]), None);
        assert_eq!(warning(&[("to-come", "pending", 5, "a", "2027-01-01")]), None);
        assert_eq!(
            warning(&[("step", "changed", 3, "a", "2025-01-01")]).as_deref(),
            Some("Changed. Since 2025-01-01: Now step.")
        );
        assert_eq!(
            warning(&[("rule", "changed", 3, "b", "2025")]).as_deref(),
            Some("Changed. Since 2025: Now rule.")
        );
        assert_eq!(
            warning(&[("wrong", "wrong-in-document", 5, "a", "2007-07-01")]).as_deref(),
            Some("Wrong in the document; what holds: Now wrong.")
        );
    }

    #[test]
    fn the_gravest_three_are_named_and_the_others_counted() {
        let told = warning(&[
            ("number-a", "changed", 3, "a", "2025-01-01"),
            ("number-b", "changed", 4, "a", "2024-01-01"),
            ("number-c", "wrong-in-document", 5, "b", "before 2021"),
            ("number-d", "changed", 4, "b", "2026-01-01"),
            ("number-e", "changed", 3, "b", "2022-01-01"),
        ]);
        assert_eq!(
            told.as_deref(),
            Some(
                "Wrong in the document; what holds: Now number-c. Changed. Since 2026-01-01: Now number-d. Since 2024-01-01: Now number-b. And 2 more."
            )
        );
    }
}
