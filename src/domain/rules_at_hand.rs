//! Which rules belong to what is being read: a section of a card, a step of a checklist, words that were typed.
//!
//! Does not belong here: what a rule does (`rules`), asking for its inputs (`question`).

use super::card::{Card, OPENING};
use super::checklist::{Checklist, Compute, Input, InputFrom, Item};
use super::library::{Entry, Library};
use super::rules::{Computed, RULES, RuleSpec, find_rule};

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

/// What counts how much for a rule to belong to a section.
const BY_STEP: usize = 40;
const BY_SOURCE: usize = 10;
const BY_CHECKLIST: usize = 4;
const BY_CARD: usize = 2;
const BY_USE: usize = 3;
const BY_WORD: usize = 2;

/// Most rules that are offered for one place.
const MOST_RULES: usize = 6;

/// Returns the rules that belong to a section of a card or to a step of a checklist, the best guess first.
///
/// A rule belongs to a section that a step names which feeds it, that cites a section the rule cites, or whose card does.
#[must_use]
pub fn rules_at(library: &Library, id: &str, anchor: &str) -> Vec<&'static RuleSpec> {
    match library.find(id) {
        Some(Entry::Card(card)) => rules_of_section(library, card, anchor),
        Some(Entry::Checklist(checklist)) => rules_of_item(library, checklist, anchor),
        None => Vec::new(),
    }
}

fn rules_of_section(library: &Library, card: &Card, anchor: &str) -> Vec<&'static RuleSpec> {
    let section = card.find_section(anchor).or_else(|| card.find_section(OPENING));
    let sources = section.map_or(&card.head.sources, |section| &section.sources);
    let shared = |rule: &RuleSpec, sources: &[String]| rule.cite.iter().filter(|cite| sources.iter().any(|source| source == *cite)).count();
    let fed = fed_by(library, &card.head.id, anchor);
    let of_checklists: Vec<&Compute> = library
        .checklists
        .iter()
        .filter(|checklist| card.checklists.contains(&checklist.head.id))
        .flat_map(computes)
        .collect();
    let words = section.map_or_else(String::new, |section| {
        format!("{} {} {}", section.heading, section.anchor, card.head.title)
    });
    let mut scored: Vec<(usize, &RuleSpec)> = RULES
        .iter()
        .filter_map(|rule| {
            let belongs = usize::from(fed.contains(&rule.id)) * BY_STEP
                + shared(rule, sources) * BY_SOURCE
                + usize::from(of_checklists.iter().any(|compute| compute.rule == rule.id)) * BY_CHECKLIST
                + shared(rule, &card.head.sources) * BY_CARD
                + usize::from(MOST_USED.contains(&rule.id)) * BY_USE;
            let is_cited = shared(rule, sources) + shared(rule, &card.head.sources) > 0 || fed.contains(&rule.id);
            is_cited.then(|| (belongs + BY_WORD * likeness(rule, &words), rule))
        })
        .collect();
    // Equally good ones stay in the order in which rules are listed.
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().take(MOST_RULES).map(|(_, rule)| rule).collect()
}

/// How many words of a section's heading and title the rule's title shares.
fn likeness(rule: &RuleSpec, words: &str) -> usize {
    let parts = |text: &str| -> Vec<String> {
        let text = text.to_lowercase().replace('-', "");
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| 2 <= word.len() && !matches!(*word, "the" | "of" | "to" | "is" | "in" | "an" | "and" | "for" | "after"))
            .map(str::to_owned)
            .collect()
    };
    let of_rule = parts(&format!("{} {}", rule.title, rule.id.replace('-', " ")));
    let mut shared = parts(words);
    shared.sort();
    shared.dedup();
    shared.retain(|word| of_rule.contains(word));
    shared.len()
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
fn rules_of_item(library: &Library, checklist: &Checklist, anchor: &str) -> Vec<&'static RuleSpec> {
    let own = computes(checklist).filter(|compute| compute.id == anchor || takes(compute, anchor));
    let mut rules: Vec<&'static RuleSpec> = own.filter_map(|compute| find_rule(&compute.rule)).collect();
    let links = checklist.find_step(anchor).into_iter().flat_map(|step| &step.rules);
    for link in links {
        rules.extend(rules_at(library, &link.target.id, link.target.anchor.as_deref().unwrap_or(OPENING)));
    }
    rules.extend(computes(checklist).filter_map(|compute| find_rule(&compute.rule)));
    let mut unique: Vec<&'static RuleSpec> = Vec::new();
    for rule in rules {
        if unique.iter().all(|known| known.id != rule.id) && unique.len() < MOST_RULES {
            unique.push(rule);
        }
    }
    unique
}

/// Returns the section that tells of a rule, as card and anchor: the one that a step names which feeds it, or else the one
/// that shares most of its sources.
#[must_use]
pub fn card_of(library: &Library, rule: &RuleSpec) -> Option<(String, String)> {
    let fed = library.checklists.iter().find_map(|checklist| {
        let compute = computes(checklist).find(|compute| compute.rule == rule.id)?;
        let step = checklist.steps().find(|step| takes(compute, &step.id))?;
        let target = &step.rules.first()?.target;
        Some((target.id.clone(), target.anchor.clone().unwrap_or_else(|| OPENING.to_owned())))
    });
    let shared = |sources: &[String]| rule.cite.iter().filter(|cite| sources.iter().any(|source| source == *cite)).count();
    let by_source = || {
        let sections = library
            .cards
            .iter()
            .flat_map(|card| card.sections.iter().map(move |section| (card, section)));
        let best = sections
            .map(|(card, section)| (shared(&section.sources), card, section))
            .filter(|(count, ..)| 0 < *count)
            .rev()
            .max_by_key(|(count, ..)| *count);
        best.map(|(_, card, section)| (card.head.id.clone(), section.anchor.clone()))
    };
    fed.or_else(by_source)
}

/// Returns the card on good cause, as card and anchor, where a result says that it is late and that good cause helps.
#[must_use]
pub fn good_cause_card(library: &Library, rule: &RuleSpec, computed: &Computed) -> Option<(String, String)> {
    const CARDS: &[(&str, &str)] = &[
        ("ssa-continuation", "good-cause-late-continuation"),
        ("ssa-", "good-cause-late-appeal"),
    ];
    late_words(computed).find(|words| words.contains("good cause"))?;
    let (_, card) = CARDS.iter().find(|(start, _)| rule.id.starts_with(start))?;
    library.find_card(card).map(|card| (card.head.id.clone(), OPENING.to_owned()))
}

/// Returns what a result says of being late.
pub fn late_words(computed: &Computed) -> impl Iterator<Item = &str> {
    let cautions = computed.caution.iter().map(String::as_str);
    cautions.filter(|words| words.contains("late by "))
}

/// Returns the rules to choose from: those `at_hand`, those that are asked for most, and once words are typed all that have them.
#[must_use]
pub fn rules_to_choose(at_hand: &[&'static RuleSpec], typed: &str) -> Vec<&'static RuleSpec> {
    let typed = plain(typed);
    let parts = typed.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = parts.filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let most_used = MOST_USED.iter().filter_map(|id| find_rule(id));
    let mut rules: Vec<&'static RuleSpec> = Vec::new();
    let all = RULES.iter().filter(|_| !words.is_empty());
    for rule in at_hand.iter().copied().chain(most_used).chain(all) {
        let text = plain(&format!("{} {} {}", rule.title, rule.id.replace('-', " "), also_called(rule.id)));
        let has = |word: &String| {
            text.split(|c: char| !c.is_alphanumeric())
                .any(|known| known.starts_with(word.as_str()))
        };
        if rules.iter().all(|known| known.id != rule.id) && words.iter().all(has) {
            rules.push(rule);
        }
    }
    rules
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

    #[test]
    fn the_rules_that_are_asked_for_most_are_there() {
        assert_eq!(rules_to_choose(&[], "").len(), MOST_USED.len());
    }

    #[test]
    fn no_two_rules_read_alike_in_a_list() {
        let mut shown: Vec<(&str, &str)> = RULES.iter().map(|rule| (rule.title, part_name(rule.id))).collect();
        shown.sort_unstable();
        let all = shown.len();
        shown.dedup();
        assert_eq!(shown.len(), all);
    }

    #[test]
    fn rules_are_found_by_what_people_call_them() {
        let first = |typed: &str| rules_to_choose(&[], typed).first().map(|rule| rule.id);
        assert_eq!(first("close-out"), Some("pf-t2-closeout"));
        assert_eq!(first("closeout ssi"), Some("pf-t16-closeout"));
        assert_eq!(first("appeal"), Some("ssa-appeal-deadline"));
        assert_eq!(first("ssi appeal"), Some("ssa-appeal-deadline"));
        assert_eq!(first("Close-out, SSI"), Some("pf-t16-closeout"));
        assert_eq!(first("ssi grant"), Some("ssi-grant"), "a word from its beginning");
        assert_eq!(first("exr"), Some("exr-filing-period"));
        assert_eq!(first("medicare"), Some("mc-redetermination-request"));
        assert_eq!(first("full retirement"), Some("t2-fra"));
        assert_eq!(first("rumpelstiltskin"), None);
    }
}
