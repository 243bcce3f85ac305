//! What falls due in a run: days worked out, days to which steps were put off, days that answers name.
//!
//! Does not belong here: lists over several runs, words for days.

use jiff::civil::Date;

use super::deferral::Deferral;
use super::evaluate::{ItemState, RunView};
use crate::domain::checklist::{Ask, Item};

/// A date and what it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// The day.
    pub day: Date,
    /// What falls due.
    pub words: String,
}

/// Returns the dates of a run, the earliest first.
///
/// Days count that were worked out, that a step was put off to, or that an answer names and that lie ahead.
#[must_use]
pub fn dates(view: &RunView<'_>, today: Date) -> Vec<Due> {
    let mut days: Vec<Due> = Vec::new();
    for item in &view.items {
        let day = match (&item.state, item.item) {
            (ItemState::Computed(computed), _) => computed.plan().and_then(|value| value.parse().ok()),
            (ItemState::Deferred(until), _) => match Deferral::read(until) {
                Deferral::Day(day) => Some(day),
                _ => None,
            },
            (ItemState::Done { value, .. }, Item::Step(step)) if step.ask == Ask::Date => {
                value.parse().ok().filter(|day: &Date| *day > today)
            }
            _ => None,
        };
        if let Some(day) = day {
            days.push(Due {
                day,
                words: item.words.to_owned(),
            });
        }
    }
    days.sort();
    days
}

/// Returns the nearest date of a run: the first day still to come, else the last one passed.
#[must_use]
pub fn nearest_due(view: &RunView<'_>, today: Date) -> Option<Due> {
    let mut days = dates(view, today);
    let ahead = days.iter().find(|due| today <= due.day).cloned();
    ahead.or_else(|| days.pop())
}
