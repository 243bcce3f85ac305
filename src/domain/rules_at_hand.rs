//! Which rules belong to what is being read: a section of a card, a step of a checklist, words that were typed.
//!
//! Does not belong here: what a rule does (`rules`), asking for its inputs (`question`).

use super::card::{Card, OPENING};
use super::checklist::{Checklist, Compute, Input, InputFrom, Item};
use super::library::{Entry, Library};
use super::rules::{Computed, Rule, Rules, Stated, boxes};

/// The rules that are asked for most, in the order in which they are offered.
const MOST_USED: &[&str] = &[
    "pf-t2-closeout",
    "pf-t16-closeout",
    "ssa-appeal-deadline",
    "ssa-continuation-deadline",
    "exr-filing-period",
    "mc-redetermination-request",
    "ma-reconsideration-request",
    "mc-sep",
    "cal-next-workday",
];

/// Most rules that are offered for one place.
const MOST_RULES: usize = 6;

/// Returns the rules that belong to a section of a card or to a step of a checklist, the best guess first.
#[must_use]
pub fn rules_at<'a>(library: &'a Library, id: &str, anchor: &str) -> Vec<&'a Rule> {
    let rules = match library.find(id) {
        Some(Entry::Card(card)) => rules_of_section(library, card, anchor),
        Some(Entry::Checklist(checklist)) => rules_of_item(library, checklist, anchor),
        None => Vec::new(),
    };
    let mut unique: Vec<&Rule> = Vec::new();
    for rule in rules {
        if unique.iter().all(|known| known.id != rule.id) && unique.len() < MOST_RULES {
            unique.push(rule);
        }
    }
    unique
}

/// The rules that the section states, those with most in common with it, the others of the card, those of its checklists.
fn rules_of_section<'a>(library: &'a Library, card: &Card, anchor: &str) -> Vec<&'a Rule> {
    let section = card.find_section(anchor).or_else(|| card.find_section(OPENING));
    let sources = section.map_or(&card.head.sources, |section| &section.sources);
    let stated = |(_, at, _, stated): (_, &str, _, &Stated)| Some((at.to_owned(), library.rules.find(&stated.id)?));
    let stated: Vec<(String, &Rule)> = boxes(card).filter_map(stated).collect();
    let fed = fed_by(library, &card.head.id, anchor);
    let of_checklists: Vec<&str> = library
        .checklists
        .iter()
        .filter(|checklist| card.checklists.contains(&checklist.head.id))
        .flat_map(computes)
        .map(|compute| compute.rule.as_str())
        .collect();
    let mut rules: Vec<&Rule> = stated.iter().filter(|(at, _)| at == anchor).map(|(_, rule)| *rule).collect();
    // What stands on the same text as the section, or is fed by a step that names it; more in common first.
    let common = |rule: &&Rule| {
        let shared = rule.cite.iter().filter(|cite| sources.contains(cite)).count();
        shared + usize::from(fed.contains(&rule.id.as_str()))
    };
    let mut others: Vec<&Rule> = library.rules.all().iter().filter(|rule| 0 < common(rule)).collect();
    others.sort_by_key(|rule| std::cmp::Reverse(common(rule)));
    let on_card = stated.iter().map(|(_, rule)| *rule);
    if anchor == OPENING {
        rules.extend(on_card.clone());
    }
    rules.extend(others);
    rules.extend(on_card);
    rules.extend(of_checklists.iter().filter_map(|id| library.rules.find(id)));
    rules
}

fn computes(checklist: &Checklist) -> impl Iterator<Item = &Compute> {
    checklist.items().filter_map(|(_, item)| match item {
        Item::Compute(compute) => Some(compute),
        _ => None,
    })
}

fn takes(compute: &Compute, step: &str) -> bool {
    let is_it = |input: &Input| matches!(&input.from, InputFrom::Answer { item, .. } if item == step);
    compute.inputs.iter().any(is_it)
}

/// Returns the rules that take an answer to a step that names this section.
fn fed_by<'a>(library: &'a Library, card: &str, anchor: &str) -> Vec<&'a str> {
    let mut rules = Vec::new();
    for checklist in &library.checklists {
        let names = |target: &super::markdown::Target| target.id == card && target.anchor.as_deref().unwrap_or(OPENING) == anchor;
        for step in checklist.steps().filter(|step| step.rules.iter().any(|link| names(&link.target))) {
            rules.extend(
                computes(checklist)
                    .filter(|compute| takes(compute, &step.id))
                    .map(|compute| compute.rule.as_str()),
            );
        }
    }
    rules
}

/// Returns the rules of an item of a checklist: its own, those that take its answer, those of the sections it names, and the others of the checklist.
fn rules_of_item<'a>(library: &'a Library, checklist: &Checklist, anchor: &str) -> Vec<&'a Rule> {
    let rule_of = |compute: &Compute| library.rules.find(&compute.rule);
    let own = computes(checklist).filter(|compute| compute.id == anchor || takes(compute, anchor));
    let mut rules: Vec<&Rule> = own.filter_map(rule_of).collect();
    let links = checklist.find_step(anchor).into_iter().flat_map(|step| &step.rules);
    for link in links {
        rules.extend(rules_at(library, &link.target.id, link.target.anchor.as_deref().unwrap_or(OPENING)));
    }
    rules.extend(computes(checklist).filter_map(rule_of));
    rules
}

/// Returns the card to open for a result, as card and anchor: the one for what is late, or else the one that states the rule.
#[must_use]
pub fn card_of(library: &Library, rule: &Rule, computed: Option<&Computed>) -> Option<(String, String)> {
    let late = computed.and_then(|computed| late_card(library, computed));
    let place = rule.place.as_ref().filter(|place| library.find_card(&place.id).is_some());
    let stated = place.map(|place| (place.id.clone(), place.anchor.clone().unwrap_or_else(|| OPENING.to_owned())));
    late.map(|id| (id.to_owned(), OPENING.to_owned())).or(stated)
}

/// Returns the id of the card for what is late, where a result says that it is.
#[must_use]
pub fn late_card<'a>(library: &'a Library, computed: &Computed) -> Option<&'a str> {
    late_words(computed).next()?;
    let card = library.find_card(computed.late_card.as_deref()?)?;
    Some(&card.head.id)
}

/// Returns what a result says of being late.
pub fn late_words(computed: &Computed) -> impl Iterator<Item = &str> {
    let cautions = computed.caution.iter().map(String::as_str);
    cautions.filter(|words| words.contains("late by "))
}

/// Returns the rules to choose from: those `at_hand`, those that are asked for most, and once words are typed all that have them.
#[must_use]
pub fn rules_to_choose<'a>(rules: &'a Rules, at_hand: &[String], typed: &str) -> Vec<&'a Rule> {
    let typed = plain(typed);
    let parts = typed.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = parts.filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let at_hand = at_hand.iter().filter_map(|id| rules.find(id));
    let most_used = MOST_USED.iter().filter_map(|id| rules.find(id));
    let all = rules.all().iter().filter(|_| !words.is_empty());
    let mut found: Vec<&Rule> = Vec::new();
    for rule in at_hand.chain(most_used).chain(all) {
        let text = plain(&format!("{} {} {}", rule.title, rule.id.replace('-', " "), also_called(&rule.id)));
        let has = |word: &String| {
            text.split(|c: char| !c.is_alphanumeric())
                .any(|known| known.starts_with(word.as_str()))
        };
        if found.iter().all(|known| known.id != rule.id) && words.iter().all(has) {
            found.push(rule);
        }
    }
    // Equally good ones stay in order; a title that begins with the words is what was meant.
    found.sort_by_key(|rule| words.is_empty() || !plain(&rule.title).starts_with(typed.trim()));
    found
}

/// Returns text in small letters without hyphens: `close-out` and `closeout` are one word.
fn plain(text: &str) -> String {
    text.to_lowercase().replace('-', "")
}

/// The parts of the law by the beginning of a rule's id: what a part is called in lists, and other words for it.
const PARTS: &[(&str, &str, &str)] = &[
    ("pf-t2", "Title II filing", "protective filing six months title ii t2"),
    ("pf-t16", "SSI filing", "protective filing 60 days title xvi ssi t16"),
    ("pf-l991", "SSI filing", "protective filing ssi denial"),
    ("pf-", "filing", "protective filing close-out"),
    ("exr-", "EXR", "exr expedited reinstatement"),
    (
        "ssa-",
        "SSA appeal",
        "title ii t2 ssi title xvi appeal reconsideration hearing notice good cause late",
    ),
    ("wi-", "Wisconsin", "escalation"),
    ("capi-", "CAPI", "california"),
    ("calfresh-", "CalFresh", "food stamps"),
    ("t2-", "Title II", "title ii"),
    ("ssi-", "SSI", "title xvi"),
    ("op-", "overpayment", "overpayment waiver"),
    ("ma-o", "Medicare Advantage", "medicare advantage plan"),
    ("ma-", "Medicare Advantage", "medicare advantage plan appeal"),
    ("msp-", "Medicare Savings", "medicare savings program"),
    ("qio-", "Medicare fast", "medicare hospital fast appeal"),
    ("qic-", "Medicare fast", "medicare fast appeal"),
    ("snf-", "Medicare fast", "medicare nursing home fast appeal"),
    ("im-", "Medicare fast", "medicare hospital"),
    ("expedited-", "Medicare fast", "medicare fast appeal"),
    ("mc-", "Medicare", "medicare"),
    ("medigap-", "Medigap", "medicare supplement"),
    ("cal-", "calendar", "workday holiday"),
];

fn part(id: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    PARTS.iter().find(|(start, ..)| id.starts_with(start))
}

fn also_called(id: &str) -> String {
    part(id).map_or_else(String::new, |(_, name, others)| format!("{name} {others}"))
}

/// Returns the part of the law that a rule belongs to, for lists; empty if it has no name.
#[must_use]
pub fn part_name(id: &str) -> &'static str {
    part(id).map_or("", |(_, name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rules::vectors::rules;

    #[test]
    fn the_rules_that_are_asked_for_most_are_there() {
        assert_eq!(rules_to_choose(&rules(), &[], "").len(), MOST_USED.len());
    }

    #[test]
    fn no_two_rules_read_alike_in_a_list() {
        let rules = rules();
        let mut shown: Vec<(&str, &str)> = rules.all().iter().map(|rule| (rule.title.as_str(), part_name(&rule.id))).collect();
        shown.sort_unstable();
        let all = shown.len();
        shown.dedup();
        assert_eq!(shown.len(), all);
    }

    #[test]
    fn rules_are_found_by_what_people_call_them() {
        let rules = rules();
        let first = |typed: &str| rules_to_choose(&rules, &[], typed).first().map(|rule| rule.id.as_str());
        assert_eq!(first("close-out"), Some("pf-t2-closeout"));
        assert_eq!(first("closeout ssi"), Some("pf-t16-closeout"));
        assert_eq!(first("appeal"), Some("ssa-appeal-deadline"));
        assert_eq!(first("ssi appeal"), Some("ssa-appeal-deadline"));
        assert_eq!(first("Close-out, SSI"), Some("pf-t16-closeout"));
        assert_eq!(first("ssi grant"), Some("ssi-grant"), "a word from its beginning");
        assert_eq!(first("exr"), Some("exr-filing-period"));
        assert_eq!(first("medicare"), Some("mc-redetermination-request"));
        assert_eq!(first("full retirement"), Some("t2-fra"), "its title begins so");
        assert_eq!(first("rumpelstiltskin"), None);
    }
}
