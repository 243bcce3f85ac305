//! The state of an item in words, with what made it so: the value found, the answers, the day, the reason, who refused.
//!
//! Does not belong here: states themselves (`run`), what stands around an item (`run_record`).

use jiff::civil::DateTime;

use super::{show_result, time_words, until_words};
use crate::domain::checklist::Compute;
use crate::domain::checklist::Item;
use crate::domain::library::Library;
use crate::domain::paper::Phrase;
use crate::domain::rules::Computed;
use crate::domain::run::{ItemState, RunView, View, show_answer};

/// What wording needs beside the item.
#[derive(Clone, Copy)]
pub(super) struct Wording<'a> {
    pub(super) view: &'a RunView<'a>,
    pub(super) library: &'a Library,
    /// When the run began; times of that day are told without it.
    pub(super) started: DateTime,
}

impl Wording<'_> {
    /// Returns mark, words, value and state of an item, up to a closing bracket that is still to come.
    pub(super) fn item(&self, view: &View<'_>) -> Phrase {
        let mut line = Phrase::new().mark(view.state.mark()).said(" ").words(view.words);
        let value = match (view.item, &view.state) {
            (Item::Step(step), ItemState::Done { value, .. }) if value != "done" => Some(show_answer(&step.ask, value)),
            (Item::Compute(compute), ItemState::Computed(computed)) => Some(main_words(compute, computed)),
            _ => None,
        };
        if let Some(value) = value {
            let sign = if line.ends_with_sign() { " " } else { ": " };
            line = line.said(sign).strong(value);
        }
        line.said(" (").and(self.state(&view.state))
    }

    /// Returns an item that is still open with what it waits for, if it is open.
    pub(super) fn still_open(&self, view: &View<'_>) -> Option<Phrase> {
        let is_open = match view.item {
            Item::Step(_) => matches!(view.state, ItemState::Open | ItemState::Waiting(_) | ItemState::Deferred(_)),
            Item::Compute(_) => matches!(view.state, ItemState::NotComputed(_)),
            Item::End(_) => false,
        };
        is_open.then(|| {
            Phrase::new()
                .mark(view.state.mark())
                .said(" ")
                .words(view.words)
                .said(" (")
                .and(self.state(&view.state))
                .said(")")
        })
    }

    /// Returns the word for a state and what made it so.
    fn state(&self, state: &ItemState) -> Phrase {
        let word = Phrase::new().said(state.word());
        match state {
            ItemState::Done { by: Some(by), .. } => word.said(", follows from: ").words(self.words_of(by)),
            ItemState::NotApplicable(reasons) => word.and(self.because(reasons)),
            ItemState::AfterEnd(end) => word.said(", comes after the end: ").words(self.words_of(end)),
            ItemState::Waiting(steps) => Phrase::new().said("open, may apply; ").and(self.waits_for(steps)),
            ItemState::Deferred(until) if until.trim().is_empty() => word,
            ItemState::Deferred(until) => word.said(" until ").words(until_words(until, self.library)),
            ItemState::Overridden(why) | ItemState::CannotCompute(why) => word.said(": ").words(why.as_str()),
            ItemState::Refused(by) if by.trim().is_empty() => word.said(": who was not recorded"),
            ItemState::Refused(by) => word.said(": ").words(by.as_str()),
            ItemState::NotComputed(steps) => self.waits_for(steps),
            ItemState::Done { by: None, .. } | ItemState::Computed(_) | ItemState::Open | ItemState::Reached => word,
        }
    }

    /// Returns the time alone for the day on which the run began, else day and time.
    pub(super) fn short_time(&self, at: DateTime) -> String {
        if at.date() == self.started.date() {
            at.strftime("%H:%M").to_string()
        } else {
            time_words(at)
        }
    }

    fn because(&self, reasons: &[(String, String)]) -> Phrase {
        let mut phrase = Phrase::new();
        for (idx, (subject, value)) in reasons.iter().enumerate() {
            let id = subject.split_once('.').map_or(subject.as_str(), |(id, _)| id);
            phrase = phrase
                .said(if idx == 0 { ", because \"" } else { " and \"" })
                .words(self.words_of(id))
                .said("\" is ")
                .words(self.value_of(id, value));
        }
        phrase
    }

    fn waits_for(&self, steps: &[String]) -> Phrase {
        let mut phrase = Phrase::new();
        for (idx, id) in steps.iter().enumerate() {
            let before = if idx == 0 { "waits for \"" } else { " and \"" };
            phrase = phrase.said(before).words(self.words_of(id)).said("\"");
        }
        phrase
    }

    /// Returns the words of an item, or its id if it is not there.
    fn words_of(&self, id: &str) -> String {
        words_in(self.view, id)
    }

    /// Returns a value as the item with `id` shows it.
    fn value_of(&self, id: &str, value: &str) -> String {
        match self.view.find(id).map(|view| view.item) {
            Some(Item::Step(step)) => show_answer(&step.ask, value),
            _ => value.to_owned(),
        }
    }
}

/// Returns how a value was worked out, line by line: each step with its figure and its authority, and what can be argued for.
#[must_use]
pub fn working(computed: &Computed, library: &Library) -> Vec<String> {
    let cited = |cite: &str| library.citations(cite);
    let trace = computed
        .trace
        .iter()
        .map(|step| format!("{}: {} ({})", step.step, step.value, cited(&step.cite)));
    let arguable = computed.arguable.iter().map(|other| {
        format!(
            "Arguable, not to be planned on: {}. {} ({})",
            other.value,
            other.why,
            cited(&other.cite)
        )
    });
    trace.chain(arguable).collect()
}

/// Returns the words of an item, or its id if it is not there.
pub(super) fn words_in(view: &RunView<'_>, id: &str) -> String {
    view.find(id).map_or_else(|| id.to_owned(), |view| view.words.to_owned())
}

/// Returns the main result in words, with the day to work to where that is another.
fn main_words(compute: &Compute, computed: &Computed) -> String {
    let form = compute.result(None);
    let main = computed
        .value(None)
        .map_or_else(|| "none".to_owned(), |value| show_result(form, value));
    match &computed.work_to {
        Some(work_to) => format!("{main}; work to {}", show_result(form, work_to)),
        None => main,
    }
}
