//! The Step place: every item with its state, and the item in the box with its answer and its rule.
//!
//! Does not belong here: states of items (`domain::run`).

use jiff::civil::Date;
use ratatui::layout::{Position, Rect};

use crate::domain::checklist::{Ask, Checklist, Item, Step};
use crate::domain::run::{ItemState, Mark, Progress, RunLog, RunView, View, evaluate, read_step, show_answer};
use crate::tui::event::Size;
use crate::tui::layout;
use crate::tui::state::{
    ActiveRun, State, StepState, consequence, days_words, known_answer, put_off_here, show_value, spared_here, step_page,
};
use crate::tui::text;
use crate::tui::theme::Meaning;

use super::canvas::{Canvas, below, cells, indented, row};
use super::sheet;

pub(super) fn draw(state: &State, step: &StepState, size: Size, canvas: &mut Canvas<'_>) -> Option<Position> {
    let areas = layout::step(size);
    let Some(run) = state.active(step.key) else {
        canvas.wrapped(areas.list, "Opening the run.", Meaning::Text);
        return None;
    };
    let view = evaluate(&run.checklist, &run.log, &state.rule_context());
    list(state, &view, run, step.selected, areas.list, canvas);
    if layout::is_wide(size) {
        canvas.upright(areas.separator);
    } else {
        canvas.rule(areas.separator);
    }
    panel(state, step, run, &view, areas.panel, canvas)
}

/// How far a line beneath another is set in.
const BENEATH_COLS: u16 = 6;

/// One line of the list: a chunk's heading or an item.
enum ListRow {
    Heading(usize),
    Item(usize),
    /// A line of a worksheet's working, beneath what it worked out.
    Beneath(String),
}

fn list(state: &State, view: &RunView<'_>, run: &ActiveRun, selected: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let mut rows = Vec::new();
    let mut chunk = None;
    for (item_idx, item) in view.items.iter().enumerate() {
        if chunk != Some(item.chunk_idx) {
            chunk = Some(item.chunk_idx);
            rows.push(ListRow::Heading(item.chunk_idx));
        }
        rows.push(ListRow::Item(item_idx));
        if run.checklist.is_worksheet {
            let lines = sheet::beneath(state, item, usize::from(area.width.saturating_sub(BENEATH_COLS)));
            rows.extend(lines.into_iter().map(ListRow::Beneath));
        }
    }
    let height = usize::from(area.height);
    let at = rows
        .iter()
        .position(|row| matches!(row, ListRow::Item(item_idx) if *item_idx == selected))
        .unwrap_or(0);
    // The box keeps a third of the list above it: what was just done stays in sight.
    let first = at.saturating_sub(height / 3).min(rows.len().saturating_sub(height));
    for (row_idx, list_row) in rows.iter().skip(first).take(height).enumerate() {
        let row_area = row(area, cells(row_idx));
        match list_row {
            ListRow::Heading(chunk_idx) => chunk_row(view, run, *chunk_idx, row_area, canvas),
            ListRow::Beneath(line) => {
                canvas.text(indented(row_area, BENEATH_COLS), line, Meaning::Quiet);
            }
            ListRow::Item(item_idx) => {
                if let Some(item) = view.items.get(*item_idx) {
                    item_row(item, (run, view.progress, view.today), *item_idx == selected, row_area, canvas);
                }
            }
        }
    }
}

fn chunk_row(view: &RunView<'_>, run: &ActiveRun, chunk_idx: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let heading = run.checklist.chunks.get(chunk_idx).map_or("", |chunk| chunk.heading.as_str());
    let steps = view
        .items
        .iter()
        .filter(|item| item.chunk_idx == chunk_idx && matches!(item.item, Item::Step(_)));
    let applicable: Vec<_> = steps
        .filter(|item| !matches!(item.state, ItemState::NotApplicable(_) | ItemState::AfterEnd(_)))
        .collect();
    let is_settled = |item: &&&View<'_>| {
        matches!(
            item.state,
            ItemState::Done { .. } | ItemState::Overridden(_) | ItemState::Refused(_)
        )
    };
    let settled = applicable.iter().filter(is_settled).count();
    let has_steps = view
        .items
        .iter()
        .any(|item| item.chunk_idx == chunk_idx && matches!(item.item, Item::Step(_)));
    let count = match applicable.len() {
        0 if !has_steps => String::new(),
        0 => "not applicable".to_owned(),
        all if settled == all => format!("{settled} of {all}, complete"),
        all => format!("{settled} of {all}"),
    };
    canvas.both(area, (heading, Meaning::Title), (&count, Meaning::Quiet), area.width / 3);
}

fn item_row(item: &View<'_>, (run, progress, today): (&ActiveRun, Progress, Date), is_selected: bool, area: Rect, canvas: &mut Canvas<'_>) {
    let is_off = matches!(item.state, ItemState::NotApplicable(_) | ItemState::AfterEnd(_));
    let state_words = text::short_state_words(item, &run.checklist, progress);
    let has_note = run.log.notes().contains_key(item.item.id());
    let marker = if is_selected { ">" } else { " " };
    let words = match item.item {
        Item::End(end) if item.words.is_empty() => end.outcome.as_str(),
        _ => item.words,
    };
    let left = format!("{marker} {} {words}", text::state_mark(item));
    let state_words = if item.state.is_due(today) {
        state_words.replace("deferred:", "DUE")
    } else {
        state_words
    };
    let right = if has_note { format!("{state_words} +note") } else { state_words };
    let right_meaning = match &item.state {
        ItemState::Computed(_) | ItemState::Deferred(_) => Meaning::Due,
        ItemState::Done { .. } => Meaning::Text,
        ItemState::CannotCompute(_) => Meaning::Warning,
        _ => Meaning::Quiet,
    };
    canvas.both(area, (&left, Meaning::Text), (&right, right_meaning), area.width * 2 / 5);
    if is_off {
        canvas.grey(area);
    }
    if is_selected {
        canvas.choose(area);
    }
}

fn panel(state: &State, step: &StepState, run: &ActiveRun, view: &RunView<'_>, area: Rect, canvas: &mut Canvas<'_>) -> Option<Position> {
    let item = view.items.get(step.selected)?;
    let mut top = 0;
    if let Some(words) = text::progress_words(view, &run.checklist) {
        // What was worked out needs the room; the other lines say the outcome in full.
        if matches!(item.state, ItemState::Computed(_)) {
            canvas.text(row(area, 0), &words, Meaning::Done);
            top += 1 + u16::from(layout::is_tall(state.size));
        } else {
            top += canvas.wrapped(area, &words, Meaning::Done) + 1;
        }
    }
    top += of_the_case(state, step, below(area, top), canvas);
    if let Some(resumed) = &step.resumed {
        top += canvas.wrapped(below(area, top), resumed, Meaning::Due) + 1;
    }
    let words = if item.words.is_empty() {
        "The checklist ends here."
    } else {
        item.words
    };
    top += canvas.wrapped(below(area, top), words, Meaning::Title);
    let (rows, cursor) = match item.item {
        Item::Step(asked) => answer(state, step, run, view, asked, &item.state, below(area, top), canvas),
        _ => (worked_out(state, item, run, below(area, top), canvas), None),
    };
    top += rows;
    if let Some(note) = run.log.notes().get(item.item.id()) {
        top += canvas.wrapped(below(area, top), &format!("Note: {note}"), Meaning::Text);
    }
    let is_working = matches!(item.state, ItemState::Computed(_));
    top += u16::from(!is_working || layout::is_tall(state.size));
    let mut page = step_page(state, step, usize::from(area.width));
    if item.state == ItemState::Reached && view.progress != Progress::UnderWay {
        // The outcome has been said above.
        page.lines.clear();
    }
    let rest = below(area, top);
    canvas.page(rest, &page.lines, step.scroll, None);
    let is_cut = usize::from(rest.height) < page.lines.len().saturating_sub(step.scroll);
    if is_cut && rest.height > 1 {
        let last = row(rest, rest.height - 1);
        canvas.clear(last);
        canvas.text(last, text::MORE_PGDN, Meaning::Quiet);
    }
    cursor
}

/// What other runs of the case mean for this one. In a low window it is said in one line, so that the answer stays in sight.
fn of_the_case(state: &State, step: &StepState, area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    let is_tall = layout::is_tall(state.size);
    let mut top = 0;
    if let Some(spared) = spared_here(state, step.key) {
        if is_tall {
            top += canvas.wrapped(below(area, top), &text::spared(&spared), Meaning::Warning) + 1;
        } else {
            canvas.text(row(area, top), text::SPARED_SHORT, Meaning::Warning);
            top += 1;
        }
    }
    let put_off = put_off_here(state, step.key);
    if !put_off.is_empty() {
        if is_tall {
            top += canvas.wrapped(below(area, top), &text::put_off(&put_off), Meaning::Due) + 1;
        } else {
            canvas.text(row(area, top), &text::put_off_short(put_off.len()), Meaning::Due);
            top += 1;
        }
    }
    top
}

fn worked_out(state: &State, item: &View<'_>, run: &ActiveRun, area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    let mut top = 0;
    if let Some(words) = text::not_computed(&item.state, &run.checklist) {
        top += canvas.wrapped(area, &words, Meaning::Text);
    } else {
        let mut words = text::state_words(item, &run.checklist);
        if let ItemState::Computed(computed) = &item.state
            && let Some(day) = computed.plan().and_then(|value| value.parse().ok())
        {
            words.push_str(&format!(" ({})", days_words(day, state.today())));
        }
        top += canvas.wrapped(area, &words, Meaning::Due);
    }
    if matches!(item.item, Item::End(end) if end.goto.is_some()) && item.state == ItemState::Reached {
        top += canvas.wrapped(below(area, top), text::GOES_ON, Meaning::Text);
    }
    top
}

/// The answer: how the step stands, the line to type in or the options, and what an answer would change.
#[expect(clippy::too_many_arguments, reason = "the parts of one step, each used once")]
fn answer(
    state: &State,
    step: &StepState,
    run: &ActiveRun,
    view: &RunView<'_>,
    asked: &Step,
    now: &ItemState,
    area: Rect,
    canvas: &mut Canvas<'_>,
) -> (u16, Option<Position>) {
    let is_off = !matches!(
        now,
        ItemState::Open | ItemState::Done { .. } | ItemState::Deferred(_) | ItemState::Overridden(_) | ItemState::Refused(_)
    );
    if is_off {
        return (canvas.wrapped(area, &text::why_not(&run.checklist, now), Meaning::Text), None);
    }
    let mut top = 0;
    if *now != ItemState::Open
        && let Some(item) = view.find(&asked.id)
    {
        let settled = run.log.settled();
        let at = settled
            .get(asked.id.as_str())
            .map(|settled| settled.at.strftime(", %-d %b %H:%M").to_string());
        let words = format!("Now: {}{}", text::state_words(item, &run.checklist), at.unwrap_or_default());
        top += canvas.wrapped(area, &words, Meaning::Done);
    }
    if let Some(fact) = known_answer(state, step.key, asked).filter(|_| *now == ItemState::Open || now.is_due(state.today())) {
        if layout::is_tall(state.size) {
            top += canvas.wrapped(below(area, top), &text::known(&fact), Meaning::Due);
        } else {
            canvas.text(row(area, top), &text::known_short(&fact), Meaning::Due);
            top += 1;
        }
    }
    let mut cursor = None;
    let options = asked.ask.options();
    if asked.ask == Ask::Tick {
        if *now == ItemState::Open {
            top += canvas.wrapped(below(area, top), text::wants(&asked.ask), Meaning::Quiet);
        }
        return (top, None);
    }
    if options.is_empty() {
        let line = row(area, top);
        canvas.text(line, "> ", Meaning::Key);
        let box_area = indented(line, 2);
        let col = canvas.text_box(box_area, step.text_box.text(), step.text_box.cursor_cols());
        if step.text_box.is_empty() {
            canvas.text(indented(box_area, 1), text::wants(&asked.ask), Meaning::Quiet);
        }
        cursor = Some(Position::new(box_area.x + col, box_area.y));
        top += 1;
    } else {
        top += draw_options(step, now, &options, below(area, top), canvas);
    }
    if let Some(problem) = &step.problem {
        top += canvas.wrapped(below(area, top), problem, Meaning::Warning);
    } else if let Some(words) = would_be(state, step, run, view, asked, now) {
        top += canvas.wrapped(below(area, top), &words, Meaning::Text);
    }
    if asked.ask == Ask::Earnings && !step.text_box.is_empty() {
        top += sheet::preview(state, run, asked, step.text_box.text(), below(area, top), canvas);
    }
    (top, cursor)
}

/// The options, on one row if they fit, else one a row. The one pointed at is reversed and has a mark.
fn draw_options(step: &StepState, now: &ItemState, options: &[&str], area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    let current = match now {
        ItemState::Done { value, .. } => Some(value.as_str()),
        _ => None,
    };
    let labels: Vec<String> = options
        .iter()
        .enumerate()
        .map(|(idx, option)| {
            let pointer = if step.option == Some(idx) { ">" } else { " " };
            let mark = if current == Some(*option) { " (now)" } else { "" };
            format!("{pointer}{} {option}{mark} ", idx + 1)
        })
        .collect();
    let total: usize = labels.iter().map(|label| label.chars().count() + 1).sum();
    let is_one_row = total <= usize::from(area.width);
    let (mut x, mut y) = (0, 0);
    for (idx, label) in labels.iter().enumerate() {
        let place = indented(row(area, y), x);
        let used = canvas.text(place, label, Meaning::Text);
        if step.option == Some(idx) {
            canvas.choose(Rect { width: used, ..place });
        }
        if is_one_row {
            x += used + 1;
        } else {
            y += 1;
        }
    }
    let rows = if is_one_row { 1 } else { y };
    let hint = row(area, rows);
    let words = if step.text_box.is_empty() {
        text::wants(&Ask::YesNo).to_owned()
    } else {
        format!("typed: {} (Esc empties it)", step.text_box.text())
    };
    canvas.text(hint, &words, Meaning::Quiet);
    rows + u16::from(hint.height > 0)
}

/// What the answer being typed is read as, and what it would change.
fn would_be(state: &State, step: &StepState, run: &ActiveRun, view: &RunView<'_>, asked: &Step, now: &ItemState) -> Option<String> {
    let options = asked.ask.options();
    let value = match step.option {
        Some(option) => (*options.get(option)?).to_owned(),
        None if step.text_box.text().trim().is_empty() || !options.is_empty() => return None,
        None => read_step(asked, step.text_box.text(), state.today()).ok()?,
    };
    let read_as = match asked.ask {
        Ask::Date => value.parse().map_or_else(
            |_| String::new(),
            |day| text::understood_day(day, state.today(), asked.fact.is_some()),
        ),
        Ask::Amount | Ask::Months | Ask::Earnings => format!("= {}. ", show_answer(&asked.ask, &value)),
        Ask::Month => format!("= {}. ", show_value(&value)),
        _ => String::new(),
    };
    let changes = if *now == ItemState::Open {
        String::new()
    } else {
        changes(state, &run.checklist, &run.log, view, &asked.id, &value)
    };
    let words = format!("{read_as}{changes}");
    (!words.is_empty()).then_some(words)
}

fn changes(state: &State, checklist: &Checklist, log: &RunLog, before: &RunView<'_>, step: &str, value: &str) -> String {
    let mut log = log.clone();
    log.push(
        state.now,
        Mark::Answer {
            step: step.to_owned(),
            value: value.to_owned(),
        },
    );
    let after = evaluate(checklist, &log, &state.rule_context());
    let changed = consequence(before, &after, step);
    if changed.is_empty() {
        "Changes nothing else.".to_owned()
    } else {
        text::consequence_words(&changed)
    }
}
