//! A checklist as its author wrote it: chunks of steps, computations and ends.
//!
//! Does not belong here: progress through it (`run`), parsing (`parse`), enumeration of paths (`paths`).

use super::card::Heading;
use super::condition::Condition;
use super::markdown::{Block, CardLink};
use super::rules::{ValueKind, kind_of_result};
use super::source::ByteSpan;

/// One checklist.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Checklist {
    /// Id, title and the rest of the front matter.
    pub head: Heading,
    /// Whether it is a worksheet: what it works out is told with every line of the computation right beneath.
    pub is_worksheet: bool,
    /// The ways it can end.
    pub outcomes: Vec<Outcome>,
    /// Text before the first chunk.
    pub intro: Vec<Block>,
    /// The chunks in order. Step ids are unique over all of them.
    pub chunks: Vec<Chunk>,
    /// Texts filled in from the answers.
    pub letters: Vec<Letter>,
    /// The file's whole text, kept with a run so that a run stays on the text it began with.
    pub text: String,
}

/// A way a checklist can end.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Outcome {
    /// Name used by ends.
    pub id: String,
    /// The sentence that says what to do next.
    pub sentence: String,
}

/// Steps that belong together.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Chunk {
    /// Stable name.
    pub id: String,
    /// Heading.
    pub heading: String,
    /// Holds for every item of the chunk, beside the item's own.
    pub condition: Option<Condition>,
    /// Text before the first item.
    pub help: Vec<Block>,
    /// Steps, computations and ends in order.
    pub items: Vec<Item>,
    /// The heading's bytes in the file.
    pub span: ByteSpan,
}

/// One line of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Item {
    /// Something to do or to find out.
    Step(Step),
    /// A date or amount worked out from answers.
    Compute(Compute),
    /// The run ends here.
    End(End),
}

impl Item {
    /// Returns the item's id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Step(step) => &step.id,
            Self::Compute(compute) => &compute.id,
            Self::End(end) => &end.id,
        }
    }

    /// Returns the item's own condition.
    #[must_use]
    pub fn condition(&self) -> Option<&Condition> {
        match self {
            Self::Step(step) => step.condition.as_ref(),
            Self::Compute(compute) => compute.condition.as_ref(),
            Self::End(end) => end.condition.as_ref(),
        }
    }

    /// Returns the item's bytes in the file.
    #[must_use]
    pub fn span(&self) -> ByteSpan {
        match self {
            Self::Step(step) => step.span,
            Self::Compute(compute) => compute.span,
            Self::End(end) => end.span,
        }
    }
}

/// Something to do or to find out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Step {
    /// Stable name.
    pub id: String,
    /// The words, without the links to rules.
    pub words: String,
    /// What it asks for.
    pub ask: Ask,
    /// When it applies.
    pub condition: Option<Condition>,
    /// Name of the one-of set it belongs to.
    pub one_of: Option<String>,
    /// Name of the fact of the case that it asks for, if it is one: steps of other checklists that ask for the same fact
    /// are offered this answer, and this step theirs.
    pub fact: Option<String>,
    /// The rules it carries out. At least one.
    pub rules: Vec<CardLink>,
    /// Shown beside the step.
    pub help: Vec<Block>,
    /// Other words for some answers; the first that holds is used.
    pub wordings: Vec<Wording>,
    /// The item's bytes in the file.
    pub span: ByteSpan,
}

/// Words of a step for some answers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Wording {
    /// When these words are used.
    pub when: Condition,
    /// The words.
    pub words: String,
}

/// What a step asks for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Ask {
    /// A tick.
    Tick,
    /// Yes or no.
    YesNo,
    /// One of these.
    Choice(Vec<String>),
    /// A day.
    Date,
    /// A month.
    Month,
    /// Any number of months.
    Months,
    /// Dollars and cents.
    Amount,
    /// Dollars and cents by month.
    Earnings,
    /// Short text.
    Text,
}

impl Ask {
    /// Returns the name used in files and JSON.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Tick => "tick",
            Self::YesNo => "yes-no",
            Self::Choice(_) => "choice",
            Self::Date => "date",
            Self::Month => "month",
            Self::Months => "months",
            Self::Amount => "amount",
            Self::Earnings => "earnings",
            Self::Text => "text",
        }
    }

    /// Returns the options of a choice or yes-no question; empty for the others.
    #[must_use]
    pub fn options(&self) -> Vec<&str> {
        match self {
            Self::YesNo => vec!["yes", "no"],
            Self::Choice(options) => options.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

/// A date or amount worked out from answers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Compute {
    /// Stable name.
    pub id: String,
    /// The words before the value.
    pub words: String,
    /// Id of the rule that computes it.
    pub rule: String,
    /// The rule's inputs.
    pub inputs: Vec<Input>,
    /// The rule's results; the first is the main one. None if no such rule is known.
    pub results: Vec<(String, ValueKind)>,
    /// When it applies.
    pub condition: Option<Condition>,
    /// The item's bytes in the file.
    pub span: ByteSpan,
}

impl Compute {
    /// Returns what a result of the rule holds; without a name, the main one.
    #[must_use]
    pub fn result(&self, name: Option<&str>) -> Option<&ValueKind> {
        kind_of_result(&self.results, name)
    }
}

/// One input of a computation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Input {
    /// The rule's name for it.
    pub name: String,
    /// Where its value comes from.
    pub from: InputFrom,
}

/// Where an input's value comes from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum InputFrom {
    /// An answer, or a result of an earlier computation (`step` or `computation.result`).
    Answer {
        /// Id of the step or computation.
        item: String,
        /// Result name, for a computation.
        result: Option<String>,
    },
    /// A value fixed by the author.
    Fixed(String),
}

/// A place where a run ends.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct End {
    /// Stable name.
    pub id: String,
    /// The words.
    pub words: String,
    /// Name of the outcome.
    pub outcome: String,
    /// A checklist to offer next.
    pub goto: Option<String>,
    /// Checklists that this end makes pointless in the same case.
    pub spares: Vec<String>,
    /// When the run ends here.
    pub condition: Option<Condition>,
    /// The item's bytes in the file.
    pub span: ByteSpan,
}

/// A text filled in from the answers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Letter {
    /// Stable name.
    pub id: String,
    /// Heading.
    pub heading: String,
    /// The parts in order.
    pub parts: Vec<LetterPart>,
    /// The heading's bytes in the file.
    pub span: ByteSpan,
}

/// A part of a letter.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum LetterPart {
    /// Fixed words, line ends included.
    Words(String),
    /// An answer or computed value.
    Value {
        /// Id of the step or computation.
        item: String,
        /// Result name, for a computation.
        result: Option<String>,
        /// Place in the file.
        span: ByteSpan,
    },
    /// A line to fill in by hand.
    Blank,
    /// Words that appear only when the condition holds.
    If {
        /// The condition.
        when: Condition,
        /// The words, which may hold values.
        parts: Vec<LetterPart>,
    },
}

impl Checklist {
    /// Returns what it is called in lists: `checklist` or `worksheet`.
    #[must_use]
    pub fn kind_label(&self) -> &'static str {
        if self.is_worksheet { "worksheet" } else { "checklist" }
    }

    /// Returns all items with the index of their chunk, in order.
    pub fn items(&self) -> impl Iterator<Item = (usize, &Item)> {
        self.chunks
            .iter()
            .enumerate()
            .flat_map(|(chunk_idx, chunk)| chunk.items.iter().map(move |item| (chunk_idx, item)))
    }

    /// Returns all steps in order.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.items().filter_map(|(_, item)| match item {
            Item::Step(step) => Some(step),
            _ => None,
        })
    }

    /// Returns the item with `id`.
    #[must_use]
    pub fn find_item(&self, id: &str) -> Option<&Item> {
        self.items().map(|(_, item)| item).find(|item| item.id() == id)
    }

    /// Returns the step with `id`.
    #[must_use]
    pub fn find_step(&self, id: &str) -> Option<&Step> {
        self.steps().find(|step| step.id == id)
    }

    /// Returns the sentence of an outcome.
    #[must_use]
    pub fn find_outcome(&self, id: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.id == id)
    }
}
