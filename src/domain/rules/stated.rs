//! Rules as their cards state them, and the table of all rules.
//!
//! A box on a card either states a rule that counts, in full, or gives the questions for the inputs of a rule that is code.
//! Does not belong here: reading the box (`parse::rule`), counting (`counted`), the algorithms.

use std::borrow::Cow;

use jiff::civil::Date;

use super::{CODE, RuleSpec, ValueKind};
use crate::domain::calendar::day_words;
use crate::domain::card::Card;
use crate::domain::markdown::Target;
use crate::domain::source::ByteSpan;

/// A rule, counted or code, as the program uses it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rule {
    /// Id, as in the command-line contract.
    pub id: String,
    /// What it works out, in words.
    pub title: String,
    /// Inputs in the order in which they are asked for.
    pub inputs: Vec<RuleInput>,
    /// Results; the first is the main one.
    pub results: Vec<(String, ValueKind)>,
    /// Source sections.
    pub cite: Vec<String>,
    /// Whether it is the rule of today.
    pub status: Status,
    /// The card and section whose box states it.
    pub place: Option<Target>,
    /// How it is worked out.
    pub way: Way,
}

/// Whether a rule is the rule of today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Status {
    /// In force.
    InForce,
    /// Texts contradict each other; the count to plan on protects the client.
    InDispute,
    /// Replaced, and kept for older days.
    Replaced,
    /// Not seen in a text of today.
    NotVerified,
}

impl Status {
    /// Returns the word used in files and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::InDispute => "in-dispute",
            Self::Replaced => "replaced",
            Self::NotVerified => "not-verified",
        }
    }

    /// Returns the words shown to people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::InForce => "In force",
            Self::InDispute => "In dispute",
            Self::Replaced => "Replaced",
            Self::NotVerified => "Not verified",
        }
    }

    /// All of them, in the order in which they are offered.
    pub const ALL: &'static [Self] = &[Self::InForce, Self::InDispute, Self::Replaced, Self::NotVerified];
}

/// An input of a rule.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RuleInput {
    /// Name, as in the command-line contract.
    pub name: String,
    /// What it holds.
    pub kind: ValueKind,
    /// Whether the rule needs it.
    pub is_needed: bool,
    /// The question that asks a person for it.
    pub ask: String,
    /// What it is, in words after "June 2, 2026,"; may be empty.
    pub words: String,
    /// For a choice: other spellings, each with the option that it stands for.
    pub spellings: Vec<(String, String)>,
}

/// How a rule is worked out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Way {
    /// By the code that has the rule's id.
    Code,
    /// By counting: the versions of the rule, earliest first.
    Counted(Vec<Counted>),
}

/// One version of a rule that counts.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counted {
    /// Days on which it holds, judged by the day that is counted from.
    pub held: Held,
    /// What is counted.
    pub count: Count,
    /// Other counts for some answers; the first that applies is taken.
    pub instead: Vec<(When, Count)>,
    /// Authority for the count.
    pub cite: String,
    /// When a notice counts as received.
    pub receipt: Option<Receipt>,
    /// Authority for moving a last day that is no workday to the next workday; without it, it stays.
    pub roll: Option<String>,
    /// Whose last day it is.
    pub audience: Audience,
    /// An earlier count to plan on, where the rule is in dispute.
    pub plan: Option<Arguing>,
    /// Later days that can be argued for.
    pub arguable: Vec<Arguing>,
    /// What to be careful about.
    pub cautions: Vec<Caution>,
    /// What to do when the day has passed.
    pub late: Option<String>,
    /// Id of the card that tells more of it.
    pub late_card: Option<String>,
}

/// Between which days something holds; none is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Held {
    /// First day.
    pub since: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

impl Held {
    /// Tells whether it holds on `day`.
    #[must_use]
    pub fn on(self, day: Date) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// Periods that are counted one after the other from a day or month.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Count {
    /// The periods, never empty.
    pub periods: Vec<(u16, Unit)>,
    /// Whether they are counted back.
    pub is_before: bool,
    /// Name of the input, or [`RECEIPT`].
    pub from: String,
}

/// The day on which a notice counts as received, as a day to count from and as a result.
pub const RECEIPT: &str = "receipt";
/// The last day before it is moved, as a result.
pub const UNROLLED: &str = "unrolled";

/// A unit of counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Unit {
    /// Calendar days.
    Day,
    /// Days that are workdays.
    Workday,
    /// Seven days.
    Week,
    /// Calendar months; a day that the later month does not have becomes its last.
    Month,
    /// Twelve months.
    Year,
}

impl Unit {
    /// Returns the unit in words after a number.
    #[must_use]
    pub fn words(self, number: u16) -> String {
        let word = match self {
            Self::Day => "day",
            Self::Workday => "workday",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        };
        format!("{number} {word}{}", if number == 1 { "" } else { "s" })
    }
}

impl Count {
    /// Returns the periods in words, such as `3 workdays and then 65 days`.
    #[must_use]
    pub fn words(&self) -> String {
        let periods = self.periods.iter().map(|(number, unit)| unit.words(*number));
        periods.collect::<Vec<_>>().join(" and then ")
    }
}

/// Receipt that is presumed, and the input with the day that is known.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Receipt {
    /// Calendar days after the notice.
    pub days: u16,
    /// Input with the date of the notice.
    pub notice: String,
    /// Input with the day of receipt, if it may be known.
    pub known: Option<String>,
    /// Authority for the presumption.
    pub cite: String,
}

/// Whose last day it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Audience {
    /// The client's: a day that is not moved has to be met on the workday before.
    Client,
    /// That of those who decide.
    Decider,
    /// A reminder and no deadline.
    Reminder,
}

/// A day that can be argued for, or that is safer to plan on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Arguing {
    /// What is counted.
    pub count: Count,
    /// Whether the day is moved to the next workday.
    pub is_rolled: bool,
    /// Why, in words that can be read aloud.
    pub why: String,
    /// Its authority.
    pub cite: String,
    /// For which days and answers.
    pub when: When,
}

/// A warning that comes with the result.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Caution {
    /// The words.
    pub say: String,
    /// For which days and answers.
    pub when: When,
}

/// For which days and answers something applies.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct When {
    /// Days, judged by the day that is counted from.
    pub held: Held,
    /// An input and the answer that it must have.
    pub answer: Option<(String, String)>,
}

/// What a box on a card says of a rule.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stated {
    /// Id of the rule.
    pub id: String,
    /// What it works out; only for a rule that counts.
    pub title: String,
    /// Inputs.
    pub inputs: Vec<InputIs>,
    /// Results; the first is the main one. Only for a rule that counts.
    pub results: Vec<String>,
    /// Source sections, if they are others than those of the section in which the box stands.
    pub sources: Vec<String>,
    /// Whether it is the rule of today.
    pub status: Status,
    /// Versions, earliest first; none for a rule that is code.
    pub versions: Vec<Counted>,
    /// Place of the id in the file.
    pub span: ByteSpan,
}

/// What a box says of an input.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct InputIs {
    /// The input. Of a rule that is code, only name and question are meant.
    pub input: RuleInput,
    /// Place of the name in the file.
    pub span: ByteSpan,
}

impl RuleInput {
    /// Returns an option in words: its first other spelling, as people say it, or else the option itself.
    #[must_use]
    pub fn option_words<'a>(&'a self, option: &'a str) -> &'a str {
        let spelling = self.spellings.iter().find(|(_, known)| known == option);
        spelling.map_or(option, |(spelling, _)| spelling)
    }
}

impl Rule {
    /// Returns the input `name`.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<&RuleInput> {
        self.inputs.iter().find(|input| input.name == name)
    }

    /// Returns the input that is asked for first: the first that is needed, or else the first.
    #[must_use]
    pub fn first_asked(&self) -> Option<&RuleInput> {
        self.inputs.iter().find(|input| input.is_needed).or(self.inputs.first())
    }

    /// Returns what a result holds; without a name, the main one.
    #[must_use]
    pub fn result(&self, name: Option<&str>) -> Option<&ValueKind> {
        kind_of_result(&self.results, name)
    }

    /// Returns how a rule that counts is counted, in words, with authorities as `cited` writes them (none where that is empty); nothing for one that is code.
    #[must_use]
    pub fn how(&self, cited: &dyn Fn(&str) -> String) -> Option<String> {
        let Way::Counted(versions) = &self.way else { return None };
        let (version, earlier) = versions.split_last()?;
        let mut how = self.count_words(&version.count);
        if let Some(plan) = &version.plan {
            how = format!("plan on {}; in dispute: {how}", self.count_words(&plan.count));
        }
        if let Some(receipt) = &version.receipt {
            let notice = self.called(&receipt.notice);
            how.push_str(&format!("; receipt is presumed {} after {notice}", Unit::Day.words(receipt.days)));
            if receipt.known.is_some() {
                how.push_str(", unless a later one is shown");
            }
        }
        match (&version.roll, version.audience) {
            (Some(cite), _) => {
                how.push_str("; moved to the next workday");
                let cited = cited(cite);
                if !cited.is_empty() {
                    how.push_str(&format!(" ({cited})"));
                }
            }
            (None, Audience::Client) => how.push_str("; not moved, so meet it on the workday before"),
            (None, _) => how.push_str("; not moved"),
        }
        if let Some(since) = version.held.since {
            how.push_str(&format!("; since {}", day_words(since)));
        }
        for before in earlier {
            let until = before
                .held
                .until
                .map_or_else(String::new, |until| format!(", up to {}", day_words(until)));
            how.push_str(&format!("; before: {}{until}", self.count_words(&before.count)));
        }
        if self.status != Status::InForce && version.plan.is_none() {
            how.push_str(&format!(". {}.", self.status.label()));
        }
        Some(how)
    }

    fn count_words(&self, count: &Count) -> String {
        let direction = if count.is_before { "before" } else { "after" };
        format!("{} {direction} {}", count.words(), self.called(&count.from))
    }

    /// Returns what an input is called within a sentence.
    #[must_use]
    pub fn called(&self, input: &str) -> String {
        let words = self.input(input).map_or("", |input| input.words.as_str());
        match (input, words) {
            (RECEIPT, _) => input.to_owned(),
            (_, "") => format!("the {}", input.replace('_', " ")),
            _ => words.to_owned(),
        }
    }

    fn of_code(spec: &RuleSpec) -> Self {
        let input = |(name, holds, is_needed): &(&str, super::Holds, bool)| RuleInput {
            name: (*name).to_owned(),
            kind: holds.owned(),
            is_needed: *is_needed,
            ask: question_from(name),
            words: String::new(),
            spellings: Vec::new(),
        };
        Self {
            id: spec.id.to_owned(),
            title: spec.title.to_owned(),
            inputs: spec.inputs.iter().map(input).collect(),
            results: spec
                .results
                .iter()
                .map(|(name, holds)| ((*name).to_owned(), holds.owned()))
                .collect(),
            cite: spec.cite.iter().map(|id| (*id).to_owned()).collect(),
            status: Status::InForce,
            place: None,
            way: Way::Code,
        }
    }

    fn of_box(stated: &Stated, place: Target, sources: &[String]) -> Self {
        let from = stated.versions.last().map_or("", |version| version.count.from.as_str());
        let is_month = |input: &InputIs| input.input.name == from && input.input.kind == ValueKind::Month;
        let kind = if stated.inputs.iter().any(is_month) {
            ValueKind::Month
        } else {
            ValueKind::Date
        };
        let mut rule = Self {
            id: stated.id.clone(),
            title: stated.title.clone(),
            inputs: stated.inputs.iter().map(|input| input.input.clone()).collect(),
            results: stated.results.iter().map(|name| (name.clone(), kind.clone())).collect(),
            cite: if stated.sources.is_empty() { sources } else { &stated.sources }.to_vec(),
            status: stated.status,
            place: Some(place),
            way: Way::Counted(stated.versions.clone()),
        };
        rule.cite_versions();
        rule
    }

    /// A count without an authority of its own stands on the rule's sections.
    fn cite_versions(&mut self) {
        let cite = self.cite.join("; ");
        let fill = |text: &mut String| {
            if text.is_empty() {
                text.clone_from(&cite);
            }
        };
        let Way::Counted(versions) = &mut self.way else { return };
        for version in versions {
            fill(&mut version.cite);
            version.receipt.iter_mut().for_each(|receipt| fill(&mut receipt.cite));
            version
                .plan
                .iter_mut()
                .chain(&mut version.arguable)
                .for_each(|arguing| fill(&mut arguing.cite));
        }
    }
}

/// Returns what the result `name` of `results` holds; without a name, the main one.
#[must_use]
pub fn kind_of_result<'a>(results: &'a [(String, ValueKind)], name: Option<&str>) -> Option<&'a ValueKind> {
    let found = match name {
        Some(name) => results.iter().find(|(known, _)| known == name),
        None => results.first(),
    };
    found.map(|(_, kind)| kind)
}

/// Makes a question of a name, for a rule that no card has a question for.
fn question_from(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut chars = words.chars();
    let first = chars.next().map(char::to_uppercase).into_iter().flatten();
    first.chain(chars).chain(['?']).collect()
}

/// All rules, sorted by id.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rules {
    rules: Vec<Rule>,
}

impl Default for Rules {
    /// Returns the rules that are code.
    fn default() -> Self {
        let mut rules: Vec<Rule> = CODE.iter().map(Rule::of_code).collect();
        rules.sort_by(|left, right| left.id.cmp(&right.id));
        Self { rules }
    }
}

impl Rules {
    /// Returns the rules that are code and those that `cards` state. A later card that states the same rule takes its place.
    #[must_use]
    pub fn of<'a>(cards: impl IntoIterator<Item = &'a Card>) -> Self {
        let mut rules = Self::default();
        for (card, anchor, sources, stated) in cards.into_iter().flat_map(boxes) {
            let place = Target {
                id: card.head.id.clone(),
                anchor: Some(anchor.to_owned()),
            };
            rules.state(stated, place, sources);
        }
        rules
    }

    fn state(&mut self, stated: &Stated, place: Target, sources: &[String]) {
        let at = self.rules.binary_search_by(|rule| rule.id.as_str().cmp(&stated.id));
        match at {
            Ok(idx) if stated.versions.is_empty() => {
                let Some(rule) = self.rules.get_mut(idx) else { return };
                rule.place = Some(place);
                rule.status = stated.status;
                for given in &stated.inputs {
                    if let Some(input) = rule.inputs.iter_mut().find(|input| input.name == given.input.name) {
                        input.ask.clone_from(&given.input.ask);
                    }
                }
            }
            _ if stated.versions.is_empty() => {}
            Ok(idx) => {
                if let Some(rule) = self.rules.get_mut(idx) {
                    *rule = Rule::of_box(stated, place, sources);
                }
            }
            Err(idx) => self.rules.insert(idx, Rule::of_box(stated, place, sources)),
        }
    }

    /// Returns the rule with `id`.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Rule> {
        let idx = self.rules.binary_search_by(|rule| rule.id.as_str().cmp(id)).ok()?;
        self.rules.get(idx)
    }

    /// Returns all rules, sorted by id.
    #[must_use]
    pub fn all(&self) -> &[Rule] {
        &self.rules
    }
}

/// Returns the boxes of a card: the card, the section's anchor and sources, and what the box says.
pub fn boxes(card: &Card) -> impl Iterator<Item = (&Card, &str, &[String], &Stated)> {
    card.sections.iter().flat_map(move |section| {
        let stated = section.rule_boxes();
        stated.map(move |stated| (card, section.anchor.as_str(), section.sources.as_slice(), stated))
    })
}

/// Tells whether a rule of this id is code.
#[must_use]
pub fn is_code(id: &str) -> bool {
    CODE.iter().any(|spec| spec.id == id)
}

/// Returns a name as results keep it.
pub(super) fn owned_name(name: &str) -> Cow<'static, str> {
    Cow::Owned(name.to_owned())
}
