//! What follows from a run's log: the state of every item, the computed dates, the outcome, and what is next.
//!
//! Does not belong here: the log's own bookkeeping (`log`), wording for people.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::checklist::{Checklist, Compute, End, InputFrom, Item, Step};
use crate::domain::condition::{Condition, Known, Subject, Truth};
use crate::domain::rules::{Computed, RuleContext, compute};

use super::deferral::Deferral;
use super::log::{Mark, RunLog};

/// How one item of a checklist stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemState {
    /// To be done.
    Open,
    /// Whether it applies depends on these answers.
    Waiting(Vec<String>),
    /// Done, with the value found. `by` names the step of the same one-of set that answered it.
    Done {
        /// Canonical value.
        value: String,
        /// The other step of the set, if this answer follows from it.
        by: Option<String>,
    },
    /// Does not apply, because of these answers (step id, value).
    NotApplicable(Vec<(String, String)>),
    /// Comes after the end with this id.
    AfterEnd(String),
    /// Put off until a day or an event.
    Deferred(String),
    /// Gone past, with the reason.
    Overridden(String),
    /// Refused by the agency: who, and what was said.
    Refused(String),
    /// A computation with its results.
    Computed(Computed),
    /// A computation that lacks these answers.
    NotComputed(Vec<String>),
    /// A computation that its rule cannot do with these answers: why.
    CannotCompute(String),
    /// The run ends here.
    Reached,
}

impl ItemState {
    /// Returns the word for the state, as in exports.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Waiting(_) => "waiting",
            Self::Done { .. } => "done",
            Self::NotApplicable(_) | Self::AfterEnd(_) => "not applicable",
            Self::Deferred(_) => "deferred",
            Self::Overridden(_) => "overridden",
            Self::Refused(_) => "refused",
            Self::Computed(_) => "worked out",
            Self::NotComputed(_) => "not worked out yet",
            Self::CannotCompute(_) => "cannot be worked out",
            Self::Reached => "reached",
        }
    }

    /// Tells whether the day has come to which the step was put off.
    #[must_use]
    pub fn is_due(&self, today: Date) -> bool {
        matches!(self, Self::Deferred(until) if Deferral::read(until).is_due(today))
    }

    /// Returns the mark for the state, as on paper; the word always stands beside it.
    #[must_use]
    pub fn mark(&self) -> &'static str {
        match self {
            Self::Open | Self::Waiting(_) => "[ ]",
            Self::Done { .. } => "[x]",
            Self::NotApplicable(_) | Self::AfterEnd(_) => "[-]",
            Self::Deferred(_) => "[>]",
            Self::Overridden(_) => "[!]",
            Self::Refused(_) => "[~]",
            Self::Computed(_) | Self::NotComputed(_) | Self::CannotCompute(_) => "=",
            Self::Reached => "#",
        }
    }
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Something is open.
    UnderWay,
    /// Nothing is open but what was put off.
    CompleteExceptDeferred,
    /// Nothing is open.
    Complete,
}

/// One item with its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View<'a> {
    /// Index of the chunk, from 0.
    pub chunk_idx: usize,
    /// The item.
    pub item: &'a Item,
    /// How it stands.
    pub state: ItemState,
    /// The words that fit the answers so far.
    pub words: &'a str,
}

/// A run as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunView<'a> {
    /// Every item in order.
    pub items: Vec<View<'a>>,
    /// The end reached, if every condition before it is settled.
    pub end: Option<&'a End>,
    /// How far the run is.
    pub progress: Progress,
    /// Index into `items` of the first open step.
    pub next_idx: Option<usize>,
    /// Steps that are settled: done, overridden, refused.
    pub settled_count: usize,
    /// Steps that apply or may apply, settled or not.
    pub applicable_count: usize,
    /// Steps put off, without those whose day has come.
    pub deferred_count: usize,
    /// Steps put off whose day has come: they are open again.
    pub due_count: usize,
    /// The day as of which the run stands so.
    pub today: Date,
}

impl<'a> RunView<'a> {
    /// Returns the item with `id`.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&View<'a>> {
        self.items.iter().find(|view| view.item.id() == id)
    }

    /// Tells whether an item is a step to be done now: open, or put off until a day that has come.
    #[must_use]
    pub fn is_open(&self, view: &View<'_>) -> bool {
        matches!(view.item, Item::Step(_)) && (view.state == ItemState::Open || view.state.is_due(self.today))
    }

    /// Returns the known value of an answer or computed result.
    #[must_use]
    pub fn value(&self, item: &str, result: Option<&str>) -> Option<String> {
        match &self.find(item)?.state {
            ItemState::Done { value, .. } => Some(value.clone()),
            ItemState::Computed(computed) => computed.value(result).map(ToOwned::to_owned),
            _ => None,
        }
    }

    /// Returns what is known of an answer or computed result after the whole run, for conditions outside of the steps.
    #[must_use]
    pub fn known(&self, subject: &Subject) -> Known {
        match self.find(&subject.item).map(|view| &view.state) {
            Some(ItemState::Open | ItemState::Waiting(_) | ItemState::Deferred(_) | ItemState::NotComputed(_)) => Known::NotYet,
            _ => self
                .value(&subject.item, subject.result.as_deref())
                .map_or(Known::Never, Known::Value),
        }
    }
}

/// Works out how every item of `checklist` stands after `log`.
#[must_use]
pub fn evaluate<'a>(checklist: &'a Checklist, log: &RunLog, context: &RuleContext<'_>) -> RunView<'a> {
    let settled = log
        .settled()
        .into_iter()
        .map(|(step, settled)| (step.to_owned(), settled.mark))
        .collect();
    let mut evaluation = Evaluation {
        checklist,
        settled,
        context,
        known: BTreeMap::new(),
        ended: None,
        undecided_end: false,
    };
    let items: Vec<View<'a>> = checklist
        .items()
        .map(|(chunk_idx, item)| evaluation.view(chunk_idx, item))
        .collect();
    let end = evaluation.ended.filter(|_| !evaluation.undecided_end);
    summarize(items, end, context.today)
}

fn summarize<'a>(items: Vec<View<'a>>, end: Option<&'a End>, today: Date) -> RunView<'a> {
    let steps = || items.iter().filter(|view| matches!(view.item, Item::Step(_)));
    let count = |test: &dyn Fn(&ItemState) -> bool| steps().filter(|view| test(&view.state)).count();
    let settled_count = count(&|state| matches!(state, ItemState::Done { .. } | ItemState::Overridden(_) | ItemState::Refused(_)));
    let due_count = count(&|state| state.is_due(today));
    let deferred_count = count(&|state| matches!(state, ItemState::Deferred(_))) - due_count;
    let open_count = count(&|state| matches!(state, ItemState::Open)) + due_count;
    let waiting_count = count(&|state| matches!(state, ItemState::Waiting(_)));
    // A step that was put off comes back on its day, in its place.
    let next_idx = items
        .iter()
        .position(|view| matches!(view.item, Item::Step(_)) && (view.state == ItemState::Open || view.state.is_due(today)));
    let progress = match (open_count, deferred_count) {
        (0, 0) if waiting_count == 0 => Progress::Complete,
        (0, 1..) => Progress::CompleteExceptDeferred,
        _ => Progress::UnderWay,
    };
    RunView {
        end,
        progress,
        next_idx,
        settled_count,
        applicable_count: settled_count + deferred_count + open_count + waiting_count,
        deferred_count,
        due_count,
        today,
        items,
    }
}

struct Evaluation<'a, 'c> {
    checklist: &'a Checklist,
    settled: BTreeMap<String, Mark>,
    context: &'c RuleContext<'c>,
    /// What is known of every item passed so far; computations keep their results under `None`'s and each result's name.
    known: BTreeMap<&'a str, Outcome>,
    ended: Option<&'a End>,
    undecided_end: bool,
}

enum Outcome {
    Plain(Known),
    Computed(Computed),
}

impl<'a> Evaluation<'a, '_> {
    fn view(&mut self, chunk_idx: usize, item: &'a Item) -> View<'a> {
        let state = self.state(chunk_idx, item);
        let outcome = match &state {
            ItemState::Computed(computed) => Outcome::Computed(computed.clone()),
            ItemState::Done { value, .. } => Outcome::Plain(Known::Value(value.clone())),
            ItemState::Open | ItemState::Waiting(_) | ItemState::Deferred(_) | ItemState::NotComputed(_) => Outcome::Plain(Known::NotYet),
            _ => Outcome::Plain(Known::Never),
        };
        self.known.insert(item.id(), outcome);
        let words = match item {
            Item::Step(step) => self.words(step),
            Item::Compute(compute) => &compute.words,
            Item::End(end) => &end.words,
        };
        View {
            chunk_idx,
            item,
            state,
            words,
        }
    }

    fn state(&mut self, chunk_idx: usize, item: &'a Item) -> ItemState {
        if let Some(end) = self.ended {
            return ItemState::AfterEnd(end.id.clone());
        }
        let conditions = [
            self.checklist.chunks.get(chunk_idx).and_then(|chunk| chunk.condition.as_ref()),
            item.condition(),
        ];
        let mut waiting = Vec::new();
        for condition in conditions.into_iter().flatten() {
            match self.holds(condition) {
                Truth::Yes => {}
                Truth::No => return ItemState::NotApplicable(self.reasons(condition)),
                Truth::Unknown => waiting.extend(self.missing(condition)),
            }
        }
        if !waiting.is_empty() {
            if matches!(item, Item::End(_)) {
                self.undecided_end = true;
            }
            waiting.dedup();
            return ItemState::Waiting(waiting);
        }
        match item {
            Item::Step(step) => self.step_state(step),
            Item::Compute(compute) => self.computation(compute),
            Item::End(end) => {
                self.ended = Some(end);
                ItemState::Reached
            }
        }
    }

    fn step_state(&self, step: &Step) -> ItemState {
        match self.settled.get(&step.id) {
            Some(Mark::Answer { value, .. }) => ItemState::Done {
                value: value.clone(),
                by: None,
            },
            Some(Mark::Defer { until, .. }) => ItemState::Deferred(until.clone()),
            Some(Mark::Override { reason, .. }) => ItemState::Overridden(reason.clone()),
            Some(Mark::Refuse { by, .. }) => ItemState::Refused(by.clone()),
            _ => match self.answered_by_set(step) {
                Some(other) => ItemState::Done {
                    value: "no".to_owned(),
                    by: Some(other),
                },
                None => ItemState::Open,
            },
        }
    }

    /// Returns the step of the same one-of set that is answered yes. A row of noes answers nothing.
    fn answered_by_set(&self, step: &Step) -> Option<String> {
        let set = step.one_of.as_deref()?;
        self.checklist
            .steps()
            .filter(|other| other.one_of.as_deref() == Some(set) && other.id != step.id)
            .find(|other| matches!(self.settled.get(&other.id), Some(Mark::Answer { value, .. }) if value == "yes"))
            .map(|other| other.id.clone())
    }

    fn computation(&self, compute_item: &Compute) -> ItemState {
        let mut inputs = BTreeMap::new();
        let mut missing = Vec::new();
        for input in &compute_item.inputs {
            match &input.from {
                InputFrom::Fixed(value) => {
                    inputs.insert(input.name.clone(), value.clone());
                }
                InputFrom::Answer { item, result } => match self.known_of(&Subject {
                    item: item.clone(),
                    result: result.clone(),
                }) {
                    Known::Value(value) => {
                        inputs.insert(input.name.clone(), value);
                    }
                    Known::NotYet => missing.push(item.clone()),
                    Known::Never => {}
                },
            }
        }
        if !missing.is_empty() {
            return ItemState::NotComputed(missing);
        }
        match compute(&compute_item.rule, &inputs, self.context) {
            Ok(computed) => ItemState::Computed(computed),
            Err(problem) => ItemState::CannotCompute(problem.to_string()),
        }
    }

    fn words(&self, step: &'a Step) -> &'a str {
        let fitting = step.wordings.iter().find(|wording| self.holds(&wording.when) == Truth::Yes);
        fitting.map_or(&step.words, |wording| &wording.words)
    }

    fn holds(&self, condition: &Condition) -> Truth {
        condition.holds(&mut |subject| self.known_of(subject))
    }

    fn known_of(&self, subject: &Subject) -> Known {
        match self.known.get(subject.item.as_str()) {
            None => Known::NotYet,
            Some(Outcome::Plain(known)) => known.clone(),
            Some(Outcome::Computed(computed)) => computed
                .value(subject.result.as_deref())
                .map_or(Known::Never, |value| Known::Value(value.to_owned())),
        }
    }

    /// Returns the answers by which a condition does not hold: of several parts that all have to hold, only those that do not.
    fn reasons(&self, condition: &Condition) -> Vec<(String, String)> {
        let mut reasons = Vec::new();
        if let Condition::All(parts) = condition {
            for part in parts.iter().filter(|part| self.holds(part) == Truth::No) {
                for reason in self.reasons(part) {
                    if !reasons.contains(&reason) {
                        reasons.push(reason);
                    }
                }
            }
            return reasons;
        }
        condition.visit_subjects(&mut |subject| {
            if let Known::Value(value) = self.known_of(subject) {
                let reason = (subject.to_string(), value);
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
        });
        reasons
    }

    /// Returns the answers named by a condition that are not there yet.
    fn missing(&self, condition: &Condition) -> Vec<String> {
        let mut missing = Vec::new();
        condition.visit_subjects(&mut |subject| {
            if self.known_of(subject) == Known::NotYet && !missing.contains(&subject.item) {
                missing.push(subject.item.clone());
            }
        });
        missing
    }
}
