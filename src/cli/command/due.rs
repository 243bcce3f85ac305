//! `callcard due`: what falls due over all cases, printed, as JSON, or as a calendar file.
//!
//! Does not belong here: what counts as due (`domain::falls_due`).

use ics::parameters::Value as ValueKind;
use ics::properties::{Description, DtStart, Summary};
use ics::{Event, ICalendar, escape_text};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::cli::args::DueArgs;
use crate::cli::library::load;
use crate::cli::settings::Settings;
use crate::domain::falls_due::{DueFrom, FallsDue, due_in_contacts, due_in_run, due_worked, sorted};
use crate::domain::library::Library;
use crate::report::{Exit, Failure};
use crate::store::chain::hexadecimal;
use crate::store::runs::RunStore;

use super::cases::{failure, open, pinned};
use super::export::record;
use super::{print, print_json};

/// Lists what falls due; the answer is "no" if nothing does.
///
/// # Errors
///
/// [`Failure`] if the cases cannot be read.
pub fn run(settings: &Settings, args: &DueArgs) -> Result<Exit, Failure> {
    let store = open(settings)?;
    let library = load(settings)?.library;
    let due = sorted(gather(settings, &store, &library)?, settings.today, args.within);
    if args.json {
        print_json(&due.iter().map(|due| due_json(settings, due)).collect::<Value>())?;
    } else if args.ics {
        print(&calendar(settings, &due))?;
    } else if due.is_empty() {
        print("Nothing falls due.\n")?;
    } else {
        print(&due.iter().map(|due| line(settings, due)).collect::<String>())?;
    }
    Ok(if due.is_empty() { Exit::No } else { Exit::Done })
}

/// Goes through all open cases and their unfinished runs.
fn gather(settings: &Settings, store: &RunStore, library: &Library) -> Result<Vec<FallsDue>, Failure> {
    let mut due = Vec::new();
    for summary in store.list_cases().map_err(|error| failure(&error))? {
        let reference = &summary.case.reference;
        if summary.case.closed.is_some() {
            continue;
        }
        let Some(file) = store.show_case(reference).map_err(|error| failure(&error))? else {
            continue;
        };
        due.extend(due_in_contacts(&file.log, reference));
        due.extend(due_worked(&file.log, reference));
        for run in file.runs.iter().filter(|run| run.head.finished.is_none()) {
            // A run whose text cannot be read must not hide the others; `cases show` says so.
            let Ok(checklist) = pinned(run, &library.rules) else { continue };
            let view = record(run, &checklist).view(library, settings.today);
            let about = (run.head.number, run.head.checklist.as_str(), run.head.title.as_str());
            due.extend(due_in_run(&view, reference, about, settings.today));
        }
    }
    Ok(due)
}

fn days(settings: &Settings, due: &FallsDue) -> i32 {
    (due.day - settings.today).get_days()
}

fn line(settings: &Settings, due: &FallsDue) -> String {
    let when = match days(settings, due) {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days @ 2.. => format!("in {days} days"),
        -1 => "PAST by 1 day: do it all the same".to_owned(),
        days => format!("PAST by {} days: do it all the same", -days),
    };
    let from = match &due.from {
        DueFrom::Run { title, .. } => title.clone(),
        DueFrom::Promise { entry } => format!("promised, entry {entry}"),
        DueFrom::NextStep { entry } => format!("next step, entry {entry}"),
        DueFrom::Worked { entry } => format!("worked out, entry {entry}"),
    };
    let day = due.day.strftime("%a %-d %b %Y");
    format!("{day} ({when}): {}, {} ({from})\n", due.case, due.what)
}

fn due_json(settings: &Settings, due: &FallsDue) -> Value {
    let (run, checklist, title, entry) = match &due.from {
        DueFrom::Run { run, checklist, title } => (Some(run), Some(checklist), Some(title), None),
        DueFrom::Promise { entry } | DueFrom::NextStep { entry } | DueFrom::Worked { entry } => (None, None, None, Some(entry)),
    };
    json!({
        "day": due.day.to_string(), "in_days": days(settings, due), "case": due.case, "what": due.what, "from": due.from.as_str(),
        "run": run, "checklist": checklist, "title": title, "entry": entry,
    })
}

/// Returns a calendar file with one whole-day event for each. The same dates give the same bytes on the same day.
fn calendar(settings: &Settings, due: &[FallsDue]) -> String {
    let mut calendar = ICalendar::new("2.0", "-//callcard//due//EN");
    let stamp = settings.today.strftime("%Y%m%dT000000Z").to_string();
    for found in due {
        let key = format!("{} {} {} {}", found.case, found.day, found.from.as_str(), found.what);
        let id = hexadecimal(Sha256::digest(key).get(..16).unwrap_or_default());
        let mut event = Event::new(format!("{id}@callcard"), stamp.clone());
        let mut start = DtStart::new(found.day.strftime("%Y%m%d").to_string());
        start.add(ValueKind::DATE);
        event.push(start);
        event.push(Summary::new(escape_text(format!("{}: {}", found.case, found.what))));
        event.push(Description::new(escape_text(line(settings, found).trim_end().to_owned())));
        calendar.add_event(event);
    }
    calendar.to_string()
}
