//! The date pad: today, the rule and its inputs, and below them the day to read aloud with all that it stands on.
//!
//! Does not belong here: what is worked out, its words (`text`).

use ratatui::layout::{Position, Rect};

use crate::domain::calendar::spoken_day;
use crate::domain::rules_at_hand::part_name;
use crate::tui::event::Size;
use crate::tui::layout;
use crate::tui::state::{Pad, Screen, State, show_day};
use crate::tui::text;
use crate::tui::theme::Meaning;

use super::canvas::{Canvas, below, cells, indented, row};
use super::popup::{choices, framed, typed};

/// Narrower windows get shorter days.
const NARROW_COLS: u16 = 60;
/// Most columns of the questions.
const MOST_LABEL_COLS: u16 = 34;

pub(super) fn draw(state: &State, pad: &Pad, size: Size, canvas: &mut Canvas<'_>) -> Option<Position> {
    let area = match docked(state, size) {
        Some(area) => in_pane(area, canvas),
        None => framed(layout::pad(size), size, "Date pad", canvas),
    };
    let today = state.today();
    let today = if size.cols < NARROW_COLS {
        show_day(today)
    } else {
        spoken_day(today)
    };
    let top = Rect {
        y: area.y.saturating_sub(1),
        height: 1,
        ..area
    };
    // Today stands in the title line: what is late or to come goes by it.
    canvas.right(top, &format!(" today {today} "), Meaning::Title);
    if pad.is_choosing {
        return choose(state, pad, area, canvas);
    }
    fill_in(state, pad, area, canvas)
}

/// Returns the area below the chosen box of the card that is read, if there is room and nothing else lies over the card.
fn docked(state: &State, size: Size) -> Option<Rect> {
    let Screen::Read(read) = state.screen() else { return None };
    read.at.rule.as_ref().filter(|_| state.popups.len() == 1)?;
    let text = layout::read(size).text;
    let page = read.at.page(state, usize::from(text.width));
    let row = page.last_line_of(read.at.link?).checked_sub(read.at.top)?;
    layout::docked_pad(size, cells(row))
}

/// Clears a part of a pane, draws the title above it, and returns what is left.
fn in_pane(area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    canvas.clear(area);
    canvas.rule(row(area, 0));
    canvas.text(indented(row(area, 0), 1), " Date pad ", Meaning::Title);
    let inner = below(area, 1);
    Rect {
        x: inner.x + 2.min(inner.width),
        width: inner.width.saturating_sub(2),
        ..inner
    }
}

fn choose(state: &State, pad: &Pad, area: Rect, canvas: &mut Canvas<'_>) -> Option<Position> {
    let cursor = typed(&pad.filter, row(area, 0), canvas);
    if pad.filter.is_empty() {
        canvas.text(indented(row(area, 0), 3), text::WHICH_RULE, Meaning::Quiet);
    }
    let rules = pad.choices(&state.library.rules, state.today());
    if rules.is_empty() {
        canvas.wrapped(below(area, 1), text::NO_SUCH_RULE, Meaning::Text);
    }
    let rows: Vec<(String, String)> = rules
        .iter()
        .map(|rule| {
            let is_at_hand = pad.at_hand.contains(&rule.id);
            let here = if is_at_hand { "here, " } else { "" };
            // In a narrow window the title needs all the room.
            let beside = if area.width < NARROW_COLS {
                String::new()
            } else {
                format!("{here}{}", part_name(&rule.id))
            };
            (rule.title.clone(), beside)
        })
        .collect();
    choices(&rows, pad.selected, below(area, 1), canvas);
    cursor
}

fn fill_in(state: &State, pad: &Pad, area: Rect, canvas: &mut Canvas<'_>) -> Option<Position> {
    let view = pad.view(&state.rule_context())?;
    let is_tall = layout::is_tall(state.size);
    let title = pad.rule.as_ref().map_or("", |rule| &rule.title);
    let mut top = if is_tall {
        canvas.wrapped(area, title, Meaning::Title)
    } else {
        canvas.text(row(area, 0), title, Meaning::Title);
        1
    };
    let inputs = text::pad_inputs(pad, &view, state.today());
    // The inputs leave half of the pad to what comes out; the line being typed in stays in sight.
    let room = area.height.saturating_sub(top) / 2;
    let is_long = |input: &text::PadInput| cells(input.label.chars().count()) > label_cols(pad, area);
    let rows_of = |input: &text::PadInput| 1 + u16::from(!input.below.0.is_empty()) + u16::from(is_long(input));
    let mut first = 0;
    while first < pad.line && inputs.iter().skip(first).take(pad.line + 1 - first).map(rows_of).sum::<u16>() > room {
        first += 1;
    }
    let mut cursor = None;
    let mut used = 0;
    for (idx, input) in inputs.iter().enumerate().skip(first) {
        if room < used + rows_of(input) && pad.line < idx {
            break;
        }
        let (rows, found) = draw_input(pad, idx, input, is_tall, below(area, top + used), canvas);
        cursor = cursor.or(found);
        used += rows;
    }
    top += used + u16::from(is_tall);
    let rest = below(area, top);
    let lines = text::pad_lines(pad, &view, &state.library, state.today());
    let mut drawn = 0;
    for (words, meaning) in lines.iter().skip(pad.top) {
        if rest.height <= drawn {
            break;
        }
        drawn += canvas.wrapped(below(rest, drawn), words, *meaning);
        drawn += u16::from(is_tall && *meaning == Meaning::Due);
    }
    if rest.height <= drawn && 1 < rest.height {
        more(&lines, pad.top, rest, canvas);
    }
    cursor
}

/// Says that there is more, where what comes out is cut off.
fn more(lines: &[(String, Meaning)], top: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let width = usize::from(area.width);
    let rows: usize = lines
        .iter()
        .skip(top)
        .map(|(words, _)| crate::domain::layout::wrap_words(words, width).len())
        .sum();
    if usize::from(area.height) < rows {
        let last = row(area, area.height - 1);
        canvas.clear(last);
        canvas.text(last, text::MORE_PGDN, Meaning::Quiet);
    }
}

fn draw_input(
    pad: &Pad,
    idx: usize,
    input: &text::PadInput,
    is_tall: bool,
    area: Rect,
    canvas: &mut Canvas<'_>,
) -> (u16, Option<Position>) {
    let is_here = idx == pad.line;
    let longest = label_cols(pad, area);
    let marker = if is_here { "> " } else { "  " };
    // The question being answered is read in full; the others keep their place beside what stands there.
    let is_apart = is_here && cells(input.label.chars().count()) > longest;
    let asked = if is_apart {
        canvas.text(row(area, 0), marker, Meaning::Key);
        canvas.wrapped(indented(area, 2), &input.label, Meaning::Key)
    } else {
        let label = Rect {
            width: (longest + 2).min(area.width),
            ..row(area, 0)
        };
        canvas.text(label, &format!("{marker}{}", input.label), Meaning::Key);
        0
    };
    let area = below(area, asked);
    let value = indented(row(area, 0), if is_apart { 4 } else { longest + 4 });
    let mut cursor = None;
    let text_box = pad.lines.get(idx).map(|line| &line.text_box);
    match text_box.filter(|_| is_here) {
        Some(text_box) => {
            let col = canvas.text_box(value, text_box.text(), text_box.cursor_cols());
            if text_box.is_empty() {
                canvas.text(indented(value, 1), &input.shown.0, input.shown.1);
            }
            cursor = Some(Position::new(value.x + col, value.y));
        }
        None => {
            let is_room = input.shown.0.chars().count() <= usize::from(value.width);
            let words = if is_room { &input.shown.0 } else { &input.short };
            canvas.text(value, words, input.shown.1);
        }
    }
    let mut rows = asked + 1;
    let said = indented(below(area, 1), if is_apart { 4 } else { 2 });
    match &input.below {
        (words, _) if words.is_empty() => {}
        // In a low window what is understood takes one row; what is wrong is said in full.
        (words, meaning @ (Meaning::Text | Meaning::Quiet)) if !is_tall => {
            canvas.text(said, words, *meaning);
            rows += 1;
        }
        (words, meaning) => rows += canvas.wrapped(said, words, *meaning),
    }
    (rows, cursor)
}

/// Columns for the questions beside what is typed.
fn label_cols(pad: &Pad, area: Rect) -> u16 {
    let labels = pad.lines.iter().map(|line| line.input.ask.chars().count());
    cells(labels.max().unwrap_or(0)).min(MOST_LABEL_COLS).min(area.width / 2)
}
