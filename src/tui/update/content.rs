//! Content that changed while the UI is open: the new library comes in, and every place stays where it was.
//!
//! Does not belong here: reading content, making its index.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::layout::{Page, PageAnchor};
use crate::domain::library::Library;
use crate::domain::run::renew;
use crate::tui::effect::Effect;
use crate::tui::event::RunKey;
use crate::tui::state::{Pad, Popup, ReadPlace, Screen, State, last_top, named_by, word_rows};
use crate::tui::text;
use crate::tui::world::ContentNews;

use super::{answers, marks, read};

/// Takes over what has become of content.
pub(super) fn take(state: &mut State, news: ContentNews) -> Vec<Effect> {
    state.content_faults = news.faults;
    if !state.content_faults.is_empty() {
        state.echo = None;
    } else if state.echo.as_deref().is_none_or(text::is_read_anew) {
        state.echo = Some(text::read_anew(&news.files));
    }
    let Some(library) = news.library else {
        return Vec::new();
    };
    let changed = swap(state, &library);
    offer_newer(state, &changed);
    let mut effects = vec![Effect::UseContent { library }, Effect::LoadRuns];
    // What is known of cases was worked out by the rules as they were.
    effects.extend(state.book.cases.keys().map(|case| Effect::LoadCase { case: case.clone() }));
    effects
}

/// Puts the library in, and returns the ids of the checklists that have another text now.
fn swap(state: &mut State, library: &Arc<Library>) -> Vec<String> {
    let old = Arc::clone(&state.library);
    let pages = pages(state);
    let words = chosen_word(state);
    answers::keeping_choices(state, |state| state.library = Arc::clone(library));
    keep_places(state, &pages);
    keep_outline(state);
    keep_word(state, words.as_deref());
    keep_rules(state, &old);
    state.pointed = None;
    read::note_box(state);
    let changed = library.checklists.iter().filter(|checklist| {
        old.find_checklist(&checklist.head.id)
            .is_none_or(|known| known.text != checklist.text)
    });
    changed.map(|checklist| checklist.head.id.clone()).collect()
}

/// Returns the pages of all Read places, with the ways back, in order.
fn pages(state: &State) -> Vec<Page> {
    let cols = read::cols(state.size);
    let reads = state.screens.iter().filter_map(|screen| match screen {
        Screen::Read(read) => Some(read),
        _ => None,
    });
    reads
        .flat_map(|read| std::iter::once(&read.at).chain(&read.trail))
        .map(|place| place.page(state, cols))
        .collect()
}

/// Puts the same lines on top and leaves the same links chosen, as far as they are still there.
fn keep_places(state: &mut State, before: &[Page]) {
    let mut screens = std::mem::take(&mut state.screens);
    let reads = screens.iter_mut().filter_map(|screen| match screen {
        Screen::Read(read) => Some(read),
        _ => None,
    });
    let (rows, cols) = (read::rows(state.size), read::cols(state.size));
    let mut before = before.iter();
    for read in reads {
        for place in std::iter::once(&mut read.at).chain(&mut read.trail) {
            place.named_by = named_by(&state.library, &place.id);
            let after = place.page(state, cols);
            if let Some(before) = before.next()
                && !after.lines.is_empty()
            {
                keep_place(place, before, &after, rows);
            }
        }
        let (_, matches) = read.page(state, cols);
        if let Some(find) = &mut read.find {
            find.current = find.current.min(matches.len().saturating_sub(1));
        }
    }
    state.screens = screens;
}

fn keep_place(place: &mut ReadPlace, before: &Page, after: &Page, rows: usize) {
    if !before.lines.is_empty() {
        place.top = same_line(before, after, place.top);
        place.link = place.link.and_then(|link_idx| same_link(before, after, link_idx));
    }
    place.top = place.top.min(last_top(after, rows));
}

/// Returns where a line is now: in the same section, the nearest of the same words, else as far below its heading.
fn same_line(before: &Page, after: &Page, line: usize) -> usize {
    let anchor = before.anchor_at(line);
    let found = anchor.map(|anchor| (anchor, after.find_anchor(&anchor.name)));
    let (start, expected) = match found {
        Some((anchor, Some(start))) => (start, start + (line - anchor.line)),
        // The section is gone, or it is the head of the card.
        Some((_, None)) | None => (0, line),
    };
    let ends = after.anchors.iter().map(|anchor| anchor.line).find(|line| start < *line);
    let end = match found {
        Some((_, None)) => None,
        _ => ends,
    };
    let end = end.unwrap_or(after.lines.len()).max(start + 1);
    let words = before.lines.get(line).map(crate::domain::layout::Line::plain).unwrap_or_default();
    let same = (start..end).filter(|at| !words.trim().is_empty() && after.lines.get(*at).is_some_and(|line| line.plain() == words));
    same.min_by_key(|at| at.abs_diff(expected)).unwrap_or(expected.min(end - 1))
}

/// Returns which link leads to the same place now; of several, the one with the same number among them.
fn same_link(before: &Page, after: &Page, link_idx: usize) -> Option<usize> {
    let to = &before.links.get(link_idx)?.to;
    let number = before.links.iter().take(link_idx).filter(|link| link.to == *to).count();
    let same = after.links.iter().enumerate().filter(|(_, link)| link.to == *to);
    same.map(|(at, _)| at).take(number + 1).last()
}

/// Lists the sections of the page as they are now.
fn keep_outline(state: &mut State) {
    let anchors: Option<Vec<PageAnchor>> = match state.screen() {
        Screen::Read(read) => Some(read.at.page(state, read::cols(state.size)).anchors),
        _ => None,
    };
    let Some(now) = anchors else { return };
    for popup in &mut state.popups {
        if let Popup::Outline { anchors, selected } = popup {
            let chosen = anchors.get(*selected).map(|anchor| anchor.name.clone());
            let same = chosen.and_then(|name| now.iter().position(|anchor| anchor.name == name));
            *selected = same.unwrap_or(*selected).min(now.len().saturating_sub(1));
            anchors.clone_from(&now);
        }
    }
}

/// Returns the term chosen in the list of words.
fn chosen_word(state: &State) -> Option<String> {
    state.popups.iter().find_map(|popup| match popup {
        Popup::Words { here, text_box, selected } => {
            let listed = word_rows(&state.library.glossary, here, text_box.text());
            listed.get(*selected).map(|term| term.term.clone())
        }
        _ => None,
    })
}

fn keep_word(state: &mut State, word: Option<&str>) {
    for popup in &mut state.popups {
        if let Popup::Words { here, text_box, selected } = popup {
            let listed = word_rows(&state.library.glossary, here, text_box.text());
            let same = listed.iter().position(|term| Some(term.term.as_str()) == word);
            *selected = same.unwrap_or(*selected).min(listed.len().saturating_sub(1));
        }
    }
}

/// Forgets what was worked out by rules that are others now. What is typed in the date pad stays.
fn keep_rules(state: &mut State, old: &Library) {
    let library = Arc::clone(&state.library);
    let today = state.today();
    state.kept.retain(|id, _| library.rules.find(id) == old.rules.find(id));
    let pads = state.popups.iter_mut().filter_map(|popup| match popup {
        Popup::Pad(pad) => Some(pad),
        _ => None,
    });
    for pad in pads.chain(&mut state.left_pad) {
        let Some(id) = pad.rule.as_ref().map(|rule| rule.id.clone()) else {
            continue;
        };
        match library.rules.find(&id) {
            now if now == pad.rule.as_ref() => {}
            Some(rule) => {
                // Lines that stay keep the place of typing; whether another rule is being chosen stays as it is, too.
                let (line, is_choosing) = (pad.line, pad.is_choosing);
                pad.take(rule, today);
                pad.line = line.min(pad.lines.len().saturating_sub(1));
                pad.is_choosing = is_choosing;
            }
            None => {
                *pad = Pad {
                    is_choosing: true,
                    at_hand: std::mem::take(&mut pad.at_hand),
                    known: std::mem::take(&mut pad.known),
                    ..Pad::default()
                };
            }
        }
    }
}

/// Offers the newer texts of checklists to their runs that are shown. A run stays on its own text until it is renewed.
fn offer_newer(state: &mut State, changed: &[String]) {
    let offers: BTreeMap<RunKey, Option<String>> = state
        .book
        .active
        .values()
        .filter(|run| changed.contains(&run.checklist.head.id))
        .map(|run| {
            let offer = marks::newer_text(state, run).map(|newer| text::newer_text(&renew(&run.checklist, &run.log, newer)));
            (run.key, offer)
        })
        .collect();
    // A preview of what a newer text changes is not that of the newest.
    state
        .popups
        .retain(|popup| !matches!(popup, Popup::Page { renews, .. } if offers.contains_key(renews)));
    for screen in &mut state.screens {
        if let Screen::Step(step) = screen
            && let Some(offer) = offers.get(&step.key)
        {
            step.resumed.clone_from(offer);
        }
    }
}
