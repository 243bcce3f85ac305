//! The Read place: scrolling, links and the way back, sections, finding in the page.
//!
//! Does not belong here: opening a first card (`open`).

use crate::domain::layout::{LinkTo, Page, clean};
use crate::domain::manual::split_id;
use crate::domain::markdown::Target;
use crate::domain::question::read_input;
use crate::tui::effect::Effect;
use crate::tui::event::{Key, Size};
use crate::tui::keymap::Action;
use crate::tui::layout;
use crate::tui::state::{PageFind, Popup, ReadPlace, ReadState, Screen, State, last_top};
use crate::tui::text;

use super::{manual, open, pad};

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let effects = act_on_page(state, action);
    note_box(state);
    effects
}

/// Notes whether the chosen link is a rule's box in sight.
pub(super) fn note_box(state: &mut State) {
    let Some((page, _)) = page(state) else { return };
    let rows = rows(state.size);
    with(state, |read| {
        let link = read.at.link.and_then(|link_idx| page.links.get(link_idx));
        let link = link.filter(|link| (read.at.top..read.at.top + rows).contains(&link.line));
        read.at.rule = link.and_then(|link| match &link.to {
            LinkTo::Rule(id) => Some(id.clone()),
            _ => None,
        });
    });
}

/// Chooses the box of a rule, if the page has it, and leaves room below it for the date pad.
pub(super) fn choose_box(state: &mut State, rule: &str) {
    let Some((page, _)) = page(state) else { return };
    let Some(link_idx) = page.links.iter().position(|link| link.to == LinkTo::Rule(rule.to_owned())) else {
        return;
    };
    let last = page.last_line_of(link_idx);
    let room = rows(state.size).saturating_sub(layout::ROOM_FOR_PAD + 1);
    with(state, |read| {
        read.at.link = Some(link_idx);
        read.at.top = read.at.top.max(last.saturating_sub(room)).min(last);
    });
    note_box(state);
}

/// A letter or digit that begins a date opens the date pad on the rule of the chosen box.
pub(super) fn type_in_box(state: &mut State, key: Key) {
    let rule = read(state).and_then(|read| read.at.rule.clone());
    let Some(typed) = key.typed() else { return };
    let asked = rule.as_ref().and_then(|rule| state.library.rules.find(rule)?.first_asked());
    let begins = asked.is_some_and(|input| match read_input(input, &typed.to_string(), state.today()) {
        Ok(_) => true,
        Err(problem) => problem.is_unfinished,
    });
    match rule.filter(|_| begins) {
        Some(rule) => pad::open_on(state, &rule, &typed.to_string()),
        None => state.echo = Some(text::no_such_key(typed)),
    }
}

fn act_on_page(state: &mut State, action: Action) -> Vec<Effect> {
    let Some((page, matches)) = page(state) else { return Vec::new() };
    let rows = rows(state.size);
    let (id, anchor) = here(state).unwrap_or_default();
    match action {
        Action::Back => back(state),
        Action::Open => return follow(state, &page),
        Action::TakeBack => {
            if let Some(rule) = read(state).and_then(|read| read.at.rule.clone()) {
                let was_there = state.kept.remove(&rule).is_some();
                state.echo = was_there.then(|| text::BOX_EMPTIED.to_owned());
            }
        }
        Action::CopyCitation if let Some(page) = manual::shown(state) => {
            return vec![Effect::Copy {
                text: clean(&page.citation(&anchor)),
            }];
        }
        Action::Sources | Action::StartChecklist | Action::CopyAloud if manual::shown(state).is_some() => {
            state.echo = Some(text::NOT_ON_A_PAGE.to_owned());
        }
        Action::Sources => state.popups.push(Popup::Sources { id, anchor, top: 0 }),
        Action::StartChecklist => return open::checklist_of(state, &id),
        Action::CopyCitation => return open::copy_citation(state, &id, &anchor),
        Action::CopyAloud => return open::copy_aloud(state, &id, &anchor),
        Action::Outline => outline(state, &page),
        Action::FindInPage => with(state, |read| {
            let find = read.find.get_or_insert_default();
            find.is_typing = true;
        }),
        Action::NextMatch => go_to_match(state, &matches, Step::Next),
        Action::PreviousMatch => go_to_match(state, &matches, Step::Previous),
        Action::NextLink => choose_link(state, &page, Step::Next),
        Action::PreviousLink => choose_link(state, &page, Step::Previous),
        Action::NextSection => go_to_section(state, &page, Step::Next),
        Action::PreviousSection => go_to_section(state, &page, Step::Previous),
        action => scroll(state, &page, rows, action),
    }
    Vec::new()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Next,
    Previous,
}

fn read(state: &State) -> Option<&ReadState> {
    match state.screen() {
        Screen::Read(read) => Some(read),
        _ => None,
    }
}

fn with(state: &mut State, change: impl FnOnce(&mut ReadState)) {
    if let Some(Screen::Read(read)) = state.screens.last_mut() {
        change(read);
    }
}

pub(super) fn rows(size: Size) -> usize {
    usize::from(layout::read(size).text.height)
}

pub(super) fn cols(size: Size) -> usize {
    usize::from(layout::read(size).text.width)
}

fn page(state: &State) -> Option<(Page, Vec<usize>)> {
    read(state).map(|read| read.page(state, cols(state.size)))
}

/// Returns card and section under the top of the page.
pub(super) fn here(state: &State) -> Option<(String, String)> {
    let read = read(state)?;
    let page = read.at.page(state, cols(state.size));
    let anchor = page.anchor_at(read.at.top).map_or("", |anchor| anchor.name.as_str());
    Some((read.at.id.clone(), anchor.to_owned()))
}

/// Puts an anchor on the top line; an unknown one leaves the page as it is.
pub(super) fn go_to_anchor(state: &mut State, anchor: &str) {
    let line = page(state).and_then(|(page, _)| page.find_anchor(anchor));
    if let Some(line) = line {
        with(state, |read| read.at.top = line);
    }
    note_box(state);
}

/// Keeps the same section on top when the width changes.
pub(super) fn keep_place(state: &mut State, new: Size) {
    let old = state.size;
    let mut tops = Vec::new();
    for screen in &state.screens {
        if let Screen::Read(read) = screen {
            let moved = |place: &ReadPlace| {
                let before = place.page(state, cols(old));
                let after = place.page(state, cols(new));
                let anchor = before.anchor_at(place.top);
                let offset = anchor.map_or(place.top, |anchor| place.top - anchor.line);
                let line = anchor.and_then(|anchor| after.find_anchor(&anchor.name)).unwrap_or(0);
                (line + offset).min(last_top(&after, rows(new)))
            };
            tops.push(moved(&read.at));
            tops.extend(read.trail.iter().map(moved));
        }
    }
    let mut tops = tops.into_iter();
    for screen in &mut state.screens {
        if let Screen::Read(read) = screen {
            for place in std::iter::once(&mut read.at).chain(&mut read.trail) {
                place.top = tops.next().unwrap_or(place.top);
            }
        }
    }
}

/// Esc: the search in the page, then the way links were followed, then the place itself.
fn back(state: &mut State) {
    let Some(Screen::Read(read)) = state.screens.last_mut() else {
        return;
    };
    if read.find.take().is_some() {
        return;
    }
    match read.trail.pop() {
        Some(place) => {
            read.at = place;
            read.marked.clear();
        }
        None => open::back(state),
    }
}

fn follow(state: &mut State, page: &Page) -> Vec<Effect> {
    let link = read(state)
        .and_then(|read| read.at.link)
        .and_then(|link_idx| page.links.get(link_idx));
    match link.map(|link| link.to.clone()) {
        None if page.links.is_empty() => state.echo = Some(text::NO_LINKS.to_owned()),
        None => choose_link(state, page, Step::Next),
        Some(LinkTo::Web(address)) => state.echo = Some(text::web_address(&address)),
        Some(LinkTo::Entry(target)) if split_id(&target.id).is_some() => return manual::follow(state, &target),
        Some(LinkTo::Entry(target)) => follow_to(state, &target),
        Some(LinkTo::Rule(id)) => pad::open_on(state, &id, ""),
    }
    Vec::new()
}

fn follow_to(state: &mut State, target: &Target) {
    if state.library.find(&target.id).is_none() {
        state.echo = Some(text::no_such_card(&target.id));
        return;
    }
    let place = ReadPlace::new(state, &target.id);
    with(state, |read| {
        let from = std::mem::replace(&mut read.at, place);
        read.trail.push(from);
        read.find = None;
    });
    go_to_anchor(state, target.anchor.as_deref().unwrap_or(crate::domain::card::OPENING));
}

fn outline(state: &mut State, page: &Page) {
    let top = read(state).map_or(0, |read| read.at.top);
    let selected = page.anchors.iter().rposition(|anchor| anchor.line <= top).unwrap_or(0);
    state.popups.push(Popup::Outline {
        anchors: page.anchors.clone(),
        selected,
    });
}

/// Chooses the next link, starting with those on the screen, and scrolls it into sight.
fn choose_link(state: &mut State, page: &Page, step: Step) {
    let Some(read) = read(state) else { return };
    let rows = rows(state.size);
    let top = read.at.top;
    let count = page.links.len();
    if count == 0 {
        state.echo = Some(text::NO_LINKS.to_owned());
        return;
    }
    let is_seen = |link_idx: &usize| page.links.get(*link_idx).is_some_and(|link| (top..top + rows).contains(&link.line));
    let current = read.at.link.filter(is_seen);
    let link_idx = match (current, step) {
        (Some(current), Step::Next) => (current + 1) % count,
        (Some(current), Step::Previous) => (current + count - 1) % count,
        (None, Step::Next) => (0..count)
            .find(|link_idx| page.links.get(*link_idx).is_some_and(|link| top <= link.line))
            .unwrap_or(0),
        (None, Step::Previous) => (0..count)
            .rev()
            .find(|link_idx| page.links.get(*link_idx).is_some_and(|link| link.line < top + rows))
            .unwrap_or(count - 1),
    };
    let line = page.links.get(link_idx).map_or(0, |link| link.line);
    with(state, |read| {
        read.at.link = Some(link_idx);
        if line < top {
            read.at.top = line;
        } else if top + rows <= line {
            read.at.top = line + 1 - rows.max(1);
        }
    });
}

fn go_to_section(state: &mut State, page: &Page, step: Step) {
    let top = read(state).map_or(0, |read| read.at.top);
    let sections = || page.anchors.iter().filter(|anchor| anchor.level < 4);
    let line = match step {
        Step::Next => sections().map(|anchor| anchor.line).find(|line| top < *line),
        Step::Previous => sections().map(|anchor| anchor.line).rev().find(|line| *line < top),
    };
    match line {
        Some(line) => with(state, |read| read.at.top = line),
        None => state.echo = Some(text::NO_MORE_SECTIONS.to_owned()),
    }
}

fn scroll(state: &mut State, page: &Page, rows: usize, action: Action) {
    let full = page.lines.len().saturating_sub(rows);
    let overlap = rows.saturating_sub(1).max(1);
    with(state, |read| {
        let top = read.at.top;
        // Going down by lines stops where the page is full, unless a jump to a section went beyond.
        let down = |by: usize| (top + by).min(full.max(top));
        read.at.top = match action {
            Action::Up => top.saturating_sub(1),
            Action::Down => down(1),
            Action::PageUp => top.saturating_sub(overlap),
            Action::PageDown => down(overlap),
            Action::First => 0,
            Action::Last => full,
            _ => top,
        };
    });
}

pub(super) fn type_key(state: &mut State, key: Key) -> Vec<Effect> {
    change_find(state, |find| {
        find.text_box.key(key);
    })
}

pub(super) fn paste(state: &mut State, pasted: &str) -> Vec<Effect> {
    change_find(state, |find| find.text_box.insert(pasted))
}

/// Changes what is looked for, and goes to the first place at or below the top.
fn change_find(state: &mut State, change: impl FnOnce(&mut PageFind)) -> Vec<Effect> {
    with(state, |read| {
        if let Some(find) = &mut read.find {
            change(find);
        }
    });
    if let Some((_, matches)) = page(state) {
        let top = read(state).map_or(0, |read| read.at.top);
        let current = matches.iter().position(|line| top <= *line).unwrap_or(0);
        show_match(state, &matches, current);
    }
    Vec::new()
}

fn go_to_match(state: &mut State, matches: &[usize], step: Step) {
    let Some(find) = read(state).and_then(|read| read.find.as_ref()) else {
        state.echo = Some(text::NOTHING_LOOKED_FOR.to_owned());
        return;
    };
    if matches.is_empty() {
        let typed = find.text_box.text().to_owned();
        state.echo = Some(text::not_in_page(&typed));
        with(state, |read| {
            if let Some(find) = &mut read.find {
                find.is_typing = false;
            }
        });
        return;
    }
    let count = matches.len();
    let current = match (find.is_typing, step) {
        (true, Step::Next) => find.current,
        (false, Step::Next) => (find.current + 1) % count,
        (_, Step::Previous) => (find.current + count - 1) % count,
    };
    with(state, |read| {
        if let Some(find) = &mut read.find {
            find.is_typing = false;
        }
    });
    show_match(state, matches, current);
}

fn show_match(state: &mut State, matches: &[usize], current: usize) {
    let rows = rows(state.size);
    with(state, |read| {
        if let Some(find) = &mut read.find {
            find.current = current;
        }
        if let Some(line) = matches.get(current)
            && !(read.at.top..read.at.top + rows).contains(line)
        {
            read.at.top = line.saturating_sub(rows / 3);
        }
    });
}
