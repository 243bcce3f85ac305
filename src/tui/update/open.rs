//! Going from place to place: opening cards, checklists and runs, going back, and copying what is shown.
//!
//! Does not belong here: moving about within a place.

use std::sync::Arc;

use crate::domain::card::{Card, OPENING};
use crate::domain::identifier::mask_identifiers;
use crate::domain::layout::clean;
use crate::domain::library::Entry;
use crate::domain::markdown::{AlertKind, Block, plain_blocks};
use crate::tui::effect::Effect;
use crate::tui::event::RunKey;
use crate::tui::state::{
    ActiveRun, Choice, FindState, MenuItem, Popup, Prompt, Purpose, ReadPlace, ReadState, RunSummary, RunsState, Screen, State, StepState,
    TextBox,
};
use crate::tui::text;
use crate::tui::world::RunId;

use super::{find, marks, read, scratch};

/// With what the UI starts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Start {
    /// An empty search box.
    #[default]
    Find,
    /// A search box with words in it.
    Query(String),
    /// A card, at a section.
    Card {
        /// Its id.
        id: String,
        /// Anchor of the section.
        anchor: Option<String>,
    },
    /// A run of a checklist: an unfinished one of the same case, or a new one.
    Checklist {
        /// The checklist's id.
        id: String,
        /// Reference of the case; none to have one made.
        case: Option<String>,
    },
    /// A run of a checklist of which nothing is kept.
    Scratch {
        /// The checklist's id.
        id: String,
    },
}

/// Most places on top of each other; the oldest but the first is forgotten beyond.
const MOST_SCREENS: usize = 40;

/// Returns the first effects, after putting the state where it starts.
pub fn start(state: &mut State, start: Start) -> Vec<Effect> {
    let mut effects = match start {
        Start::Find => Vec::new(),
        Start::Query(query) => find::paste(state, &query),
        Start::Card { id, anchor } => entry(state, &id, anchor.as_deref(), Vec::new()),
        Start::Checklist { id, case } => begin_warned(state, &id, case),
        Start::Scratch { id } => begin_warned(state, &id, Some(text::SCRATCH.to_owned())),
    };
    effects.extend([Effect::LoadRuns, Effect::LoadRecent, Effect::LoadRetention { at: state.now }]);
    effects
}

/// Puts a place on top.
pub(super) fn push_screen(state: &mut State, screen: Screen) {
    state.screens.push(screen);
    if state.screens.len() > MOST_SCREENS
        && let Some(oldest) = state
            .screens
            .iter()
            .skip(1)
            .position(|screen| !matches!(screen, Screen::Step(_)))
            .map(|idx| idx + 1)
    {
        state.screens.remove(oldest);
    }
}

/// Goes back to the place below. The first place stays.
pub(super) fn back(state: &mut State) {
    if state.screens.len() > 1 {
        state.screens.pop();
    }
}

/// Goes to a search box: the first one, or a new one over a run so that the run stays where it is.
pub(super) fn find(state: &mut State) -> Vec<Effect> {
    let above_step = state.screens.iter().rposition(|screen| matches!(screen, Screen::Step(_)));
    let box_idx = state.screens.iter().rposition(|screen| matches!(screen, Screen::Find(_)));
    match (above_step, box_idx) {
        (Some(step_idx), Some(box_idx)) if box_idx < step_idx => push_screen(state, Screen::Find(FindState::default())),
        (_, Some(box_idx)) => state.screens.truncate(box_idx + 1),
        (_, None) => push_screen(state, Screen::Find(FindState::default())),
    }
    vec![Effect::LoadRuns, Effect::LoadRecent]
}

/// Goes to the list of runs.
pub(super) fn runs(state: &mut State) -> Vec<Effect> {
    if !matches!(state.screen(), Screen::Runs(_)) {
        push_screen(state, Screen::Runs(RunsState::default()));
    }
    vec![Effect::LoadRuns]
}

/// Opens a card or a blank checklist at a section or step.
pub(super) fn entry(state: &mut State, id: &str, anchor: Option<&str>, marked: Vec<String>) -> Vec<Effect> {
    if state.library.find(id).is_none() {
        state.echo = Some(text::no_such_card(id));
        return Vec::new();
    }
    let place = ReadPlace::new(state, id);
    push_screen(state, Screen::Read(ReadState::new(place, marked)));
    read::go_to_anchor(state, anchor.unwrap_or(OPENING));
    vec![Effect::TouchRecent {
        id: id.to_owned(),
        at: state.now,
    }]
}

/// Starts the checklist of a card, or lets the user choose if there are several; a checklist is its own.
pub(super) fn checklist_of(state: &mut State, id: &str) -> Vec<Effect> {
    let ids: Vec<String> = match state.library.find(id) {
        Some(Entry::Checklist(_)) => vec![id.to_owned()],
        Some(Entry::Card(card)) => card.checklists.clone(),
        None => Vec::new(),
    };
    match ids.as_slice() {
        [] => state.echo = Some(text::NO_CHECKLIST.to_owned()),
        [only] => ask_case(state, only),
        several => {
            let items = several.iter().map(|id| MenuItem {
                words: title(state, id),
                id: id.clone(),
            });
            let items = items.collect();
            state.popups.push(Popup::Menu {
                title: text::WHICH_CHECKLIST,
                choice: Choice::Start,
                items,
                selected: 0,
            });
        }
    }
    Vec::new()
}

fn title(state: &State, id: &str) -> String {
    state
        .library
        .find(id)
        .map_or_else(|| id.to_owned(), |entry| entry.head().title.clone())
}

/// Asks for the case of a run to be begun, with a warning if there is one. The case of the run below is offered.
pub(super) fn ask_case(state: &mut State, checklist: &str) {
    let Some(list) = state.library.find_checklist(checklist) else {
        state.echo = Some(text::no_such_card(checklist));
        return;
    };
    let warning = state.library.warning(list, state.today());
    // The next checklist of a run belongs to its case; whatever else is begun may be the next caller's.
    let case = match state.screen() {
        Screen::Step(_) => case_below(state).unwrap_or_default(),
        _ => String::new(),
    };
    state.popups.push(Popup::Prompt(Prompt {
        purpose: Purpose::Case {
            checklist: checklist.to_owned(),
            warning,
        },
        text_box: TextBox::with(&case),
        problem: None,
    }));
}

/// Returns the case of the nearest run below.
pub(super) fn case_below(state: &State) -> Option<String> {
    let step = state.nearest_step()?;
    let run = state.active(step.key)?;
    // What comes after a run of which nothing is kept is not kept either, unless the user says so.
    if run.is_scratch {
        return Some(text::SCRATCH.to_owned());
    }
    run.case.clone()
}

/// Begins a run that was named on the command line: what there is to know is said and stands in the record.
fn begin_warned(state: &mut State, checklist: &str, case: Option<String>) -> Vec<Effect> {
    let list = state.library.find_checklist(checklist);
    let warning = list.and_then(|list| state.library.warning(list, state.today()));
    let effects = begin(state, checklist, case, warning.clone());
    if warning.is_some() {
        state.echo = warning;
    }
    effects
}

/// Begins a run, or goes on with an unfinished one of the same case. For the case `scratch`, nothing is kept.
pub(super) fn begin(state: &mut State, checklist: &str, case: Option<String>, warning: Option<String>) -> Vec<Effect> {
    let Some(checklist) = state.library.find_checklist(checklist).cloned() else {
        state.echo = Some(text::no_such_card(checklist));
        return Vec::new();
    };
    let case = case
        .map(|case| mask_identifiers(clean(&case).trim()).0)
        .filter(|case| !case.is_empty());
    if case.as_deref().is_some_and(|case| case.eq_ignore_ascii_case(text::SCRATCH)) {
        return scratch::begin(state, checklist, warning);
    }
    let unfinished = state
        .book
        .unfinished()
        .find(|run| run.checklist == checklist.head.id && case.as_deref().is_some_and(|case| is_case(run, case)));
    if let Some(run) = unfinished.map(|run| run.id) {
        return stored_run(state, run);
    }
    if let Some(key) = active_run(state, &checklist.head.id, case.as_deref()) {
        return show_run(state, key);
    }
    let key = state.next_run_key();
    let id = checklist.head.id.clone();
    let mut run = ActiveRun::begun(key, Arc::new(checklist), case, state.now);
    run.warn(state.now, warning);
    let mut effects = run.save_next();
    state.book.active.insert(key, run);
    push_screen(state, Screen::Step(StepState::new(key)));
    marks::select_next_open(state, key);
    effects.push(Effect::TouchRecent { id, at: state.now });
    effects
}

/// Returns the run of a checklist and case that is open in this session and not complete.
fn active_run(state: &State, checklist: &str, case: Option<&str>) -> Option<RunKey> {
    let case = case?;
    let is_it = |run: &&ActiveRun| {
        run.checklist.head.id == checklist
            && (run.case.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(case)) || run.nickname.eq_ignore_ascii_case(case))
    };
    let key = state.book.active.values().find(is_it)?.key;
    marks::with_view(state, key, |view, _| view.next_idx.is_some())
        .unwrap_or(false)
        .then_some(key)
}

/// Goes to where a run of this session is shown, or shows it.
fn show_run(state: &mut State, key: RunKey) -> Vec<Effect> {
    let shown = state
        .screens
        .iter()
        .position(|screen| matches!(screen, Screen::Step(step) if step.key == key));
    let is_kept =
        |screen: &Screen| !matches!(screen, Screen::Step(step) if state.active(step.key).is_some_and(ActiveRun::is_lost_when_left));
    match shown {
        // A scratch run above it would be gone without a warning: the run comes up instead.
        Some(screen_idx) if !state.screens.iter().skip(screen_idx + 1).all(is_kept) => {
            let screen = state.screens.remove(screen_idx);
            state.screens.push(screen);
            Vec::new()
        }
        Some(screen_idx) => {
            state.screens.truncate(screen_idx + 1);
            Vec::new()
        }
        None => {
            push_screen(state, Screen::Step(StepState::new(key)));
            marks::resume(state, key)
        }
    }
}

/// Tells whether what was typed names a run's case: its reference, or the user's own word for it.
fn is_case(run: &RunSummary, typed: &str) -> bool {
    run.case.eq_ignore_ascii_case(typed) || (!run.nickname.is_empty() && run.nickname.eq_ignore_ascii_case(typed))
}

/// Returns the reference of the case that is called so, if it is on disk.
pub(super) fn case_called(state: &State, typed: &str) -> Option<String> {
    let run = state.book.listed.iter().find(|run| is_case(run, typed))?;
    Some(run.case.clone())
}

/// Opens a run on disk; if it is open already, goes to where it is.
pub(super) fn stored_run(state: &mut State, run: RunId) -> Vec<Effect> {
    if let Some(key) = state.book.find_active(run) {
        return show_run(state, key);
    }
    let key = state.next_run_key();
    push_screen(state, Screen::Step(StepState::new(key)));
    vec![Effect::LoadRun { key, run }]
}

/// Opens a run on disk at a step, once it is there.
pub(super) fn stored_step(state: &mut State, run: RunId, step_id: &str) -> Vec<Effect> {
    let effects = stored_run(state, run);
    if let Some(Screen::Step(step)) = state.screens.last_mut() {
        step.wanted = Some(step_id.to_owned());
    }
    marks::go_to_wanted(state);
    effects
}

/// Returns the run chosen in the list of runs on top.
pub(super) fn chosen_run(state: &State) -> Option<&RunSummary> {
    match state.screen() {
        Screen::Runs(runs) => state.book.listed.get(runs.selected),
        _ => None,
    }
}

/// Sends the citation of a section to the clipboard.
pub(super) fn copy_citation(state: &mut State, id: &str, anchor: &str) -> Vec<Effect> {
    let sources = sources_of(state, id, anchor);
    if sources.is_empty() {
        state.echo = Some(text::NO_SOURCES.to_owned());
        return Vec::new();
    }
    vec![Effect::Copy {
        text: text::citation(&state.library, id, anchor, &sources, state.today()),
    }]
}

/// Sends the sentence to read aloud to the clipboard: the section's own, else the card's.
pub(super) fn copy_aloud(state: &mut State, id: &str, anchor: &str) -> Vec<Effect> {
    let library = Arc::clone(&state.library);
    let words = library.words(state.today());
    let aloud = library
        .find_card(id)
        .and_then(|card| say_box(card, anchor).or_else(|| say_box(card, OPENING)));
    match aloud {
        Some(blocks) => {
            let spoken = clean(&plain_blocks(blocks, &words).replace('\n', " "));
            vec![Effect::Copy { text: spoken }]
        }
        None => {
            state.echo = Some(text::NO_SAY.to_owned());
            Vec::new()
        }
    }
}

fn say_box<'a>(card: &'a Card, anchor: &str) -> Option<&'a [Block]> {
    card.find_section(anchor)?.blocks.iter().find_map(|block| match block {
        Block::Alert {
            kind: AlertKind::Say,
            blocks,
            ..
        } => Some(blocks.as_slice()),
        _ => None,
    })
}

/// Returns the sources of a section, a step, or else of the whole card or checklist.
pub(super) fn sources_of(state: &State, id: &str, anchor: &str) -> Vec<String> {
    text::sources_of(&state.library, id, anchor)
}
