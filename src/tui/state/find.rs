//! The Find place: what is typed, what was found, and what an empty box offers.
//!
//! Does not belong here: searching itself, ranking.

use std::sync::Arc;

use crate::domain::card::Program;
use crate::domain::library::Entry;
use crate::domain::query::Found;
use crate::tui::event::{SearchId, Size};
use crate::tui::keymap::Action;
use crate::tui::layout;
use crate::tui::world::RunId;

use super::State;
use super::text_box::TextBox;

/// The Find place.
#[derive(Debug, Default)]
pub struct FindState {
    /// What is typed.
    pub text_box: TextBox,
    /// The search for it.
    pub search: Search,
    /// Index of the chosen row among the rows that can be chosen.
    pub selected: usize,
    /// Whether the choice was moved by the user, so that it stays where it is when the rows change.
    pub is_chosen_by_user: bool,
    /// Whether only the words as typed count, without acronyms, callers' words and sounds.
    pub is_exact: bool,
    /// The topic being looked through while the box is empty.
    pub topic: Option<Topic>,
}

/// A search and its latest answer.
#[derive(Debug, Default)]
pub struct Search {
    /// The search sent last for this box.
    pub current: SearchId,
    /// Whether its answer is still to come.
    pub is_waiting: bool,
    /// The answer, or the one before while waiting.
    pub found: Option<Arc<Found>>,
    /// Why there is no answer.
    pub problem: Option<String>,
    /// Whether the index is a newer one since, so that the same is searched for again when the place is on top.
    pub is_outdated: bool,
    /// Whether the same was searched for again: then what is chosen stays chosen.
    pub is_again: bool,
    /// What is to be done with the best hit as soon as the answer is there: the user was faster than the search.
    pub pending: Option<Action>,
}

/// What one can look through without typing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// All checklists.
    Checklists,
    /// All cards of a program.
    Program(Program),
}

impl Topic {
    /// Returns the topic's name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Checklists => "Checklists",
            Self::Program(Program::TitleIi) => "Title II",
            Self::Program(program) => program.label(),
        }
    }

    /// Tells whether an entry belongs to the topic.
    #[must_use]
    pub fn holds(self, entry: Entry<'_>) -> bool {
        match self {
            Self::Checklists => matches!(entry, Entry::Checklist(_)),
            Self::Program(program) => entry.head().programs.contains(&program),
        }
    }
}

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Words over the rows that follow; cannot be chosen.
    Heading(&'static str),
    /// A run, by its index in the listed runs.
    Run(usize),
    /// A hit, by its index in what was found.
    Hit(usize),
    /// A card or checklist by its id.
    Entry(String),
    /// A topic and the number of cards and checklists in it.
    Topic(Topic, usize),
}

impl Row {
    /// Tells whether the row can be chosen.
    #[must_use]
    pub fn is_choice(&self) -> bool {
        !matches!(self, Self::Heading(_))
    }
}

/// What a row stands for, whatever its place in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// A run.
    Run(RunId),
    /// A card or checklist.
    Entry(String),
    /// A topic.
    Topic(Topic),
}

/// Most rows of recently opened cards.
const RECENT_ROWS: usize = 5;

/// More checklists than this are a topic of their own.
const CHECKLIST_ROWS: usize = 12;

impl FindState {
    /// Returns the rows of the list.
    #[must_use]
    pub fn rows(&self, state: &State) -> Vec<Row> {
        if self.text_box.text().trim().is_empty() {
            return match self.topic {
                Some(topic) => topic_rows(state, topic),
                None => start_rows(state),
            };
        }
        let hits = self.search.found.as_ref().map_or(0, |found| found.hits.len());
        (0..hits).map(Row::Hit).collect()
    }

    /// Returns the chosen row.
    #[must_use]
    pub fn chosen(&self, state: &State) -> Option<Row> {
        self.rows(state).into_iter().filter(Row::is_choice).nth(self.selected)
    }

    /// Returns what the user has chosen in the list of an empty box, to find it again when the rows change.
    #[must_use]
    pub fn kept_choice(&self, state: &State) -> Option<Chosen> {
        if !self.is_chosen_by_user {
            return None;
        }
        self.chosen(state).and_then(|row| stands_for(state, &row))
    }

    /// Returns the index of a choice in the rows as they are now; 0 for none or one that is gone.
    #[must_use]
    pub fn find_choice(&self, state: &State, chosen: Option<&Chosen>) -> usize {
        let rows = self.rows(state);
        let mut choices = rows.iter().filter(|row| row.is_choice());
        chosen
            .and_then(|chosen| choices.position(|row| stands_for(state, row).as_ref() == Some(chosen)))
            .unwrap_or(0)
    }

    /// Returns the number of rows that can be chosen.
    #[must_use]
    pub fn choices(&self, state: &State) -> usize {
        self.rows(state).iter().filter(|row| row.is_choice()).count()
    }

    /// Returns id and anchor of the card or checklist that the chosen row stands for.
    #[must_use]
    pub fn chosen_entry(&self, state: &State) -> Option<(String, Option<String>)> {
        match self.chosen(state)? {
            Row::Hit(hit_idx) => {
                let hit = self.search.found.as_ref()?.hits.get(hit_idx)?;
                Some((hit.id.clone(), Some(hit.anchor.clone())))
            }
            Row::Entry(id) => Some((id, None)),
            Row::Heading(_) | Row::Run(_) | Row::Topic(..) => None,
        }
    }
}

fn stands_for(state: &State, row: &Row) -> Option<Chosen> {
    match row {
        Row::Run(run_idx) => state.book.listed.get(*run_idx).map(|run| Chosen::Run(run.id)),
        Row::Entry(id) => Some(Chosen::Entry(id.clone())),
        Row::Topic(topic, _) => Some(Chosen::Topic(*topic)),
        Row::Hit(_) | Row::Heading(_) => None,
    }
}

fn topic_rows(state: &State, topic: Topic) -> Vec<Row> {
    let mut entries: Vec<_> = state.library.entries().filter(|entry| topic.holds(*entry)).collect();
    entries.sort_by_key(|entry| entry.head().title.to_lowercase());
    std::iter::once(Row::Heading(topic.label()))
        .chain(entries.into_iter().map(|entry| Row::Entry(entry.head().id.clone())))
        .collect()
}

fn start_rows(state: &State) -> Vec<Row> {
    let mut rows = Vec::new();
    let unfinished = (0..state.book.listed.len()).filter(|run_idx| state.book.listed.get(*run_idx).is_some_and(|run| !run.is_finished));
    push_group(&mut rows, "Unfinished, nearest date first", unfinished.map(Row::Run).collect());
    let recent = state.recent.iter().filter(|id| state.library.find(id).is_some());
    push_group(
        &mut rows,
        "Opened lately",
        recent.take(RECENT_ROWS).map(|id| Row::Entry(id.clone())).collect(),
    );
    let checklists = &state.library.checklists;
    if checklists.len() <= CHECKLIST_ROWS {
        let ids = checklists.iter().map(|checklist| Row::Entry(checklist.head.id.clone()));
        push_group(&mut rows, "Checklists", ids.collect());
    }
    let many = (checklists.len() > CHECKLIST_ROWS).then_some(Topic::Checklists);
    let topics = many.into_iter().chain(Program::ALL.iter().copied().map(Topic::Program));
    let counted = topics.map(|topic| {
        let count = state.library.entries().filter(|entry| topic.holds(*entry)).count();
        Row::Topic(topic, count)
    });
    push_group(
        &mut rows,
        "Look through",
        counted.filter(|row| !matches!(row, Row::Topic(_, 0))).collect(),
    );
    rows
}

fn push_group(rows: &mut Vec<Row>, heading: &'static str, group: Vec<Row>) {
    if !group.is_empty() {
        rows.push(Row::Heading(heading));
        rows.extend(group);
    }
}

/// Returns the rows that one row of the list takes on the screen.
#[must_use]
pub fn row_height(row: &Row, is_first: bool, size: Size) -> u16 {
    match row {
        Row::Heading(_) if is_first || !layout::is_tall(size) => 1,
        Row::Heading(_) | Row::Run(_) => 2,
        Row::Hit(_) => layout::hit_rows(size),
        Row::Entry(_) | Row::Topic(..) => 1,
    }
}

/// Returns the index of the first row shown, so that the chosen one is in sight in `height` screen rows.
#[must_use]
pub fn first_row(rows: &[Row], selected: usize, height: u16, size: Size) -> usize {
    let mut choice_idx = 0;
    let mut chosen = 0;
    for (row_idx, row) in rows.iter().enumerate() {
        if row.is_choice() {
            if choice_idx == selected {
                chosen = row_idx;
            }
            choice_idx += 1;
        }
    }
    let mut first = chosen;
    let mut used = 0;
    for row_idx in (0..=chosen).rev() {
        let Some(row) = rows.get(row_idx) else { break };
        used += row_height(row, row_idx == 0, size);
        if used > height {
            break;
        }
        first = row_idx;
    }
    first
}

/// Returns which choice is shown on screen row `y` of the list.
#[must_use]
pub fn row_at(state: &State, find: &FindState, y: u16) -> Option<usize> {
    let rows = find.rows(state);
    let height = layout::find(state.size).list.height;
    let first = first_row(&rows, find.selected, height, state.size);
    let mut top = 0;
    for (row_idx, row) in rows.iter().enumerate().skip(first) {
        top += row_height(row, row_idx == first, state.size);
        if y < top {
            return row
                .is_choice()
                .then(|| rows.iter().take(row_idx).filter(|row| row.is_choice()).count());
        }
    }
    None
}
