//! The Step place: which item of a run is in the box, what is being typed, and what an answer would change.
//!
//! Does not belong here: the run itself (`book`), states of steps (`domain::run`).

use jiff::civil::DateTime;

use crate::domain::checklist::{Checklist, Item};
use crate::domain::layout::{Page, layout_lines, layout_step, layout_words};
use crate::domain::run::{ItemState, RunView, evaluate};
use crate::tui::event::RunKey;
use crate::tui::text::computed_words;

use super::State;
use super::runs::show_value;
use super::text_box::TextBox;

/// The Step place.
#[derive(Debug)]
pub struct StepState {
    /// The run shown.
    pub key: RunKey,
    /// Index of the item in the box, among all items of the checklist.
    pub selected: usize,
    /// Index of the option pointed at, for a choice.
    pub option: Option<usize>,
    /// What is typed as an answer.
    pub text_box: TextBox,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// Whether it was given and not taken: the next letter begins it anew.
    pub is_refused: bool,
    /// First line shown of the panel beside the list.
    pub scroll: usize,
    /// When the last mark was made; a key that comes at once after it is a held key.
    pub last_mark_at: Option<DateTime>,
    /// The step to go to when the run is there.
    pub wanted: Option<String>,
    /// Said after coming back: what was done last, what is next, when and why the run was left.
    pub resumed: Option<String>,
}

impl StepState {
    /// Returns the place for a run, with no item chosen yet.
    #[must_use]
    pub fn new(key: RunKey) -> Self {
        Self {
            key,
            selected: 0,
            option: None,
            text_box: TextBox::default(),
            problem: None,
            is_refused: false,
            scroll: 0,
            last_mark_at: None,
            wanted: None,
            resumed: None,
        }
    }

    /// Moves the box to another item.
    pub fn move_to(&mut self, item_idx: usize) {
        self.selected = item_idx;
        self.option = None;
        self.text_box.clear();
        self.problem = None;
        self.is_refused = false;
        self.scroll = 0;
    }
}

/// What a mark changes beside its own step.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Consequence {
    /// Words of the steps that are open now and were not.
    pub opened: Vec<String>,
    /// Words of the steps that had an answer and no longer apply. The answers are kept.
    pub dropped: Vec<String>,
    /// Words of what is worked out anew, with the value before and after.
    pub recomputed: Vec<String>,
}

impl Consequence {
    /// Tells whether nothing else changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.opened.is_empty() && self.dropped.is_empty() && self.recomputed.is_empty()
    }
}

/// Returns what changed from `before` to `after`, the step `own` left out.
#[must_use]
pub fn consequence(before: &RunView<'_>, after: &RunView<'_>, own: &str) -> Consequence {
    let mut consequence = Consequence {
        recomputed: recomputed(before, after),
        ..Consequence::default()
    };
    for item in after
        .items
        .iter()
        .filter(|item| matches!(item.item, Item::Step(_)) && item.item.id() != own)
    {
        let Some(earlier) = before.find(item.item.id()) else {
            continue;
        };
        let had_answer = has_answer(&earlier.state);
        match &item.state {
            ItemState::Open if earlier.state != ItemState::Open => consequence.opened.push(item.words.to_owned()),
            ItemState::NotApplicable(_) | ItemState::AfterEnd(_) | ItemState::Waiting(_) if had_answer => {
                consequence.dropped.push(item.words.to_owned());
            }
            _ => {}
        }
    }
    consequence
}

/// Returns what was worked out before and has another value now, or none.
fn recomputed(before: &RunView<'_>, after: &RunView<'_>) -> Vec<String> {
    let value = |state: &ItemState| match state {
        ItemState::Computed(computed) => computed.value(None).map(show_value),
        _ => None,
    };
    let changed = after.items.iter().filter_map(|item| {
        let earlier = value(&before.find(item.item.id())?.state)?;
        let later = value(&item.state);
        let words = item.words.trim_end_matches(':');
        (later.as_deref() != Some(&earlier)).then(|| match later {
            Some(later) => format!("{words} {earlier} becomes {later}"),
            None => format!("{words} {earlier} falls away"),
        })
    });
    changed.collect()
}

fn has_answer(state: &ItemState) -> bool {
    matches!(
        state,
        ItemState::Done { .. } | ItemState::Deferred(_) | ItemState::Overridden(_) | ItemState::Refused(_)
    )
}

/// Returns the words of an item by its id; the id itself if the checklist has no such item or it has no words.
#[must_use]
pub fn item_name<'a>(checklist: &'a Checklist, id: &'a str) -> &'a str {
    let item_id = id.split_once('.').map_or(id, |(item, _)| item);
    let words = match checklist.find_item(item_id) {
        Some(Item::Step(step)) => step.words.as_str(),
        Some(Item::Compute(compute)) => compute.words.as_str(),
        Some(Item::End(end)) => end.words.as_str(),
        None => "",
    };
    if words.is_empty() { id } else { words }
}

/// Returns the part of the panel below the answer: help, the rule's own text, and what it stands on.
#[must_use]
pub fn step_page(state: &State, step: &StepState, width_cols: usize) -> Page {
    let reader = state.reader(width_cols);
    let Some(run) = state.active(step.key) else {
        return Page::default();
    };
    match run.checklist.items().nth(step.selected) {
        Some((chunk_idx, Item::Step(asked))) => layout_step(asked, run.checklist.chunks.get(chunk_idx), &reader),
        Some((_, Item::End(end))) => {
            let sentence = run.checklist.find_outcome(&end.outcome).map_or("", |outcome| &outcome.sentence);
            layout_words(sentence, &reader)
        }
        Some((_, Item::Compute(compute))) => {
            let view = evaluate(&run.checklist, &run.log, &state.rule_context());
            match view.find(&compute.id).map(|item| &item.state) {
                Some(ItemState::Computed(computed)) => {
                    let mut lines = computed.grid.as_ref().map_or_else(Vec::new, |grid| grid.narrowed(width_cols));
                    lines.extend(computed_words(compute, computed, &state.library));
                    layout_lines(&lines, width_cols)
                }
                _ => Page::default(),
            }
        }
        None => Page::default(),
    }
}
