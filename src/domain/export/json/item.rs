//! The items of a run as JSON: each with its state and what made it so. `callcard walk --json` tells of them alike.
//!
//! Does not belong here: cases and runs (`json`).

use serde_json::{Map, Value, json};

use crate::domain::checklist::{Checklist, Compute, End, Item, Step};
use crate::domain::export::wording::words_in;
use crate::domain::export::{show_result, until_words};
use crate::domain::grid::Grid;
use crate::domain::layout::source_notes;
use crate::domain::library::Library;
use crate::domain::rules::{Computed, ValueKind, kind_of_result};
use crate::domain::run::{ItemState, RunLog, RunView, View, show_answer};

/// Returns the items of a run in order.
///
/// Each has `id`, `kind` (`step`, `computation`, `end`), `chunk`, `words`, `state`, `state_word`, `mark`. `state_word` of a step
/// is one of the six: open, done, not applicable, deferred, overridden, refused; `state` is the same with a hyphen, and tells
/// `waiting` apart, an open step that waits for earlier answers (`waits_for`). A step has `ask`, `rules`, `citations`, `note`,
/// and, by state, `value`, `shown` and `answered_by`; `because`; `until`, `until_words` and `due` (the day has come); `reason`; `refused_by`; and `at`,
/// when it was settled. A computation has `rule` and, once worked out, `result`, `work_to`, `shown`, `arguable`, `trace`,
/// `caution`, `cite`, and `grid` (`head`, `rows`) if it has a table; else `waits_for` or `why`. An end has `outcome` and `goto`.
#[must_use]
pub fn items_json(checklist: &Checklist, log: &RunLog, view: &RunView<'_>, library: &Library) -> Vec<Value> {
    let notes = log.notes();
    let settled = log.settled();
    let teller = Teller { view, library };
    let rows = view.items.iter().map(|item| {
        let mut row = Map::new();
        let chunk = checklist.chunks.get(item.chunk_idx).map(|chunk| chunk.id.as_str());
        extend(
            &mut row,
            json!({
                "id": item.item.id(), "chunk": chunk, "words": item.words, "state": item.state.word().replace(' ', "-"),
                "state_word": state_word(&item.state), "mark": item.state.mark(),
            }),
        );
        extend(&mut row, teller.reasons(item));
        match item.item {
            Item::Step(step) => {
                extend(&mut row, teller.step(step));
                extend(&mut row, json!({ "note": notes.get(step.id.as_str()) }));
                if let Some(settled) = settled.get(step.id.as_str()).filter(|_| is_settled(&item.state)) {
                    extend(&mut row, json!({ "at": settled.at.to_string() }));
                }
            }
            Item::Compute(compute) => extend(&mut row, teller.computation(compute, &item.state)),
            Item::End(End { outcome, goto, .. }) => extend(&mut row, json!({ "kind": "end", "outcome": outcome, "goto": goto })),
        }
        Value::Object(row)
    });
    rows.collect()
}

/// Returns the results of a rule as JSON values of their kind; `forms` are the rule's results.
#[must_use]
pub fn results_json(forms: &[(String, ValueKind)], computed: &Computed) -> Value {
    let results: Map<String, Value> = computed
        .results
        .iter()
        .map(|(name, value)| {
            let value = value
                .as_deref()
                .map_or(Value::Null, |value| typed(kind_of_result(forms, Some(name)), value));
            (name.to_string(), value)
        })
        .collect();
    Value::Object(results)
}

fn typed(kind: Option<&ValueKind>, value: &str) -> Value {
    match kind {
        Some(ValueKind::YesNo) => json!(value == "yes"),
        Some(ValueKind::Number) => value.parse::<i64>().map_or_else(|_| json!(value), |number| json!(number)),
        Some(ValueKind::Months) => json!(value.split(' ').filter(|month| !month.is_empty()).collect::<Vec<_>>()),
        Some(ValueKind::MonthAmounts) => {
            let pairs = value.split(' ').filter_map(|pair| pair.split_once('='));
            Value::Object(pairs.map(|(month, amount)| (month.to_owned(), json!(amount))).collect())
        }
        _ => json!(value),
    }
}

/// Returns the word for a state that people read: waiting is open.
fn state_word(state: &ItemState) -> &'static str {
    match state {
        ItemState::Waiting(_) => ItemState::Open.word(),
        state => state.word(),
    }
}

/// Whether the user settled the step, at a time.
fn is_settled(state: &ItemState) -> bool {
    matches!(
        state,
        ItemState::Done { by: None, .. } | ItemState::Deferred(_) | ItemState::Overridden(_) | ItemState::Refused(_)
    )
}

struct Teller<'a> {
    view: &'a RunView<'a>,
    library: &'a Library,
}

impl Teller<'_> {
    /// Returns what made a state so.
    fn reasons(&self, item: &View<'_>) -> Value {
        match &item.state {
            ItemState::Done { value, by } => {
                let mut fields = Map::new();
                let shown = match item.item {
                    Item::Step(step) => show_answer(&step.ask, value),
                    _ => value.clone(),
                };
                extend(&mut fields, json!({ "value": value, "shown": shown }));
                if let Some(by) = by {
                    extend(&mut fields, json!({ "answered_by": by }));
                }
                Value::Object(fields)
            }
            ItemState::NotApplicable(reasons) => {
                let reason = |(step, value): &(String, String)| self.because(step, value);
                json!({ "because": reasons.iter().map(reason).collect::<Vec<_>>() })
            }
            ItemState::AfterEnd(end) => json!({ "because": [self.because(end, "ended")] }),
            ItemState::Waiting(steps) | ItemState::NotComputed(steps) => json!({ "waits_for": steps }),
            ItemState::Deferred(until) => {
                let is_due = item.state.is_due(self.view.today);
                json!({ "until": until, "until_words": until_words(until, self.library), "due": is_due })
            }
            ItemState::Overridden(reason) => json!({ "reason": reason }),
            ItemState::Refused(by) => json!({ "refused_by": by }),
            ItemState::CannotCompute(why) => json!({ "why": why }),
            ItemState::Open | ItemState::Computed(_) | ItemState::Reached => json!({}),
        }
    }

    fn because(&self, subject: &str, value: &str) -> Value {
        let id = subject.split_once('.').map_or(subject, |(id, _)| id);
        json!({ "step": subject, "value": value, "words": words_in(self.view, id) })
    }

    fn step(&self, step: &Step) -> Value {
        let rules: Vec<String> = step.rules.iter().map(|link| link.target.to_string()).collect();
        let mut sources: Vec<String> = Vec::new();
        for link in &step.rules {
            for source in self.library.sources_of(&link.target) {
                if !sources.contains(source) {
                    sources.push(source.clone());
                }
            }
        }
        let citations: Vec<Value> = source_notes(self.library, &sources, self.view.today)
            .iter()
            .map(|note| json!({ "id": note.id, "citation": note.citation, "date": note.date, "status": note.status }))
            .collect();
        json!({ "kind": "step", "ask": step.ask.as_str(), "rules": rules, "citations": citations })
    }

    fn computation(&self, compute: &Compute, state: &ItemState) -> Value {
        let mut fields = Map::new();
        extend(&mut fields, json!({ "kind": "computation", "rule": compute.rule }));
        if let ItemState::Computed(computed) = state {
            let cited = |cite: &str| self.library.citations(cite);
            let trace = computed.trace.iter();
            let trace: Vec<Value> = trace
                .map(|step| json!({ "step": step.step, "value": step.value, "cite": step.cite, "citation": cited(&step.cite) }))
                .collect();
            let arguable = computed.arguable.iter();
            let arguable: Vec<Value> = arguable
                .map(|other| json!({ "value": other.value, "why": other.why, "cite": other.cite, "citation": cited(&other.cite) }))
                .collect();
            let shown = computed.value(None).map(|value| show_result(compute.result(None), value));
            extend(
                &mut fields,
                json!({
                    "result": results_json(&compute.results, computed), "work_to": computed.work_to, "shown": shown, "arguable": arguable,
                    "trace": trace, "caution": computed.caution, "cite": computed.cite,
                }),
            );
            if let Some(grid) = &computed.grid {
                extend(&mut fields, json!({ "grid": grid_json(grid) }));
            }
        }
        Value::Object(fields)
    }
}

/// Returns a table as JSON: the words over its columns, and its rows.
#[must_use]
pub fn grid_json(grid: &Grid) -> Value {
    json!({ "head": grid.head, "rows": grid.rows })
}

fn extend(row: &mut Map<String, Value>, more: Value) {
    if let Value::Object(more) = more {
        row.extend(more);
    }
}
