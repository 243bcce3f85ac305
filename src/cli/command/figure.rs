//! `callcard figure`: the amount in force on a day, with its source. Nothing is projected.
//!
//! Does not belong here: the table (`domain::figures`).

use serde_json::json;

use crate::cli::args::FigureArgs;
use crate::cli::library::load;
use crate::cli::settings::Settings;
use crate::domain::spelling::nearest;
use crate::report::{Exit, Failure};

use super::{print, print_json};

/// Prints a figure.
///
/// # Errors
///
/// [`Failure`] for an unknown figure or a day that is none; the answer "no" if it is not known for the day.
pub fn run(settings: &Settings, args: &FigureArgs) -> Result<Exit, Failure> {
    let loaded = load(settings)?;
    let on = match &args.on {
        Some(text) => text
            .parse()
            .map_err(|_| Failure::usage(format!("`{text}` is no day (--on)"), "write it as 2026-11-21"))?,
        None => settings.today,
    };
    let figures = &loaded.library.figures;
    let Some(figure) = figures.find(&args.id) else {
        let near = nearest(&args.id, figures.figures.iter().map(|figure| figure.id.as_str()));
        let hint = near.map_or_else(
            || "`callcard list figures` names them all".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(Failure::usage(format!("there is no figure `{}`", args.id), hint));
    };
    let value = figure.on(on);
    let last = figure.last_before(on);
    if args.json {
        let as_json = |value: &crate::domain::figures::FigureValue| {
            json!({ "amount": value.amount, "from": value.from.to_string(), "to": value.to.map(|to| to.to_string()), "source": value.source,
                    "derived": value.is_derived, "confidence": if value.is_weak { "weak" } else { "verified" } })
        };
        print_json(&json!({
            "id": figure.id, "label": figure.label, "unit": figure.unit, "basis": figure.basis, "note": figure.note, "on": on.to_string(),
            "value": value.map(as_json), "last_known": last.map(as_json), "words": figure.words(on),
        }))?;
    } else {
        let source = value
            .or(last)
            .map(|value| format!("source: {}\n", value.source))
            .unwrap_or_default();
        let weak = if value.is_some_and(|value| value.is_weak) {
            "caution: seen on secondary pages only\n"
        } else {
            ""
        };
        let note = if figure.note.is_empty() {
            String::new()
        } else {
            format!("note: {}\n", figure.note)
        };
        print(&format!("{}: {}\n{source}{note}{weak}", figure.label, figure.words(on)))?;
    }
    Ok(if value.is_some() { Exit::Done } else { Exit::No })
}
