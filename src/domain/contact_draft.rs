//! The record of a contact as it makes itself from a run: what was asked, found, refused, promised and quoted since the
//! call began. The user looks at it and changes what is not so.
//!
//! Does not belong here: the form on the screen, keeping the record.

use jiff::civil::{Date, DateTime};

use super::case_log::{NumberedEntry, contacts, struck};
use super::checklist::{Ask, Item, Step};
use super::contact::{Contact, ContactField, DIRECTIONS, SERVICING};
use super::export::until_words;
use super::library::Library;
use super::run::{AnswerProblem, Call, Deferral, Lean, Mark, RunEntry, RunLog, RunView, nearest_due, read_answer, read_day, show_answer};

/// Most steps that are told one by one; the record of the run has them all.
const MOST_STEPS: usize = 8;

/// From what a record is made.
#[derive(Debug, Clone, Copy)]
pub struct DraftFrom<'a> {
    /// The run shown, and then the other runs of the case that are open, each as it stands with its log.
    pub runs: &'a [(RunView<'a>, &'a RunLog)],
    /// The call that is going on, or else the latest of the run shown.
    pub call: Option<&'a Call>,
    /// What was done in the case beside its runs.
    pub case_log: &'a [NumberedEntry],
    /// For citations and titles.
    pub library: &'a Library,
    /// Today's civil date.
    pub today: Date,
    /// Local time.
    pub now: DateTime,
}

/// Makes the record of the latest call, or without a call of what was done since the run was opened or the contact before.
#[must_use]
pub fn draft_contact(from: &DraftFrom<'_>) -> Contact {
    let earlier = latest_contact(from.case_log);
    let recorded_at = earlier.map(|(at, _)| at);
    let call = from.call.filter(|call| recorded_at.is_none_or(|recorded| recorded <= call.began));
    let mut contact = Contact::default();
    let own = from.runs.first().map(|(_, log)| span(log, call, recorded_at)).unwrap_or_default();
    let began = call.map(|call| call.began).or_else(|| own.first().map(|entry| entry.at));
    contact.set(ContactField::When, began.unwrap_or(from.now).to_string());
    contact.set(ContactField::Direction, "we called");
    contact.set(ContactField::Servicing, "not known");
    if let Some((_, earlier)) = earlier {
        contact.set(ContactField::Office, earlier.get(ContactField::Office));
        contact.set(ContactField::Servicing, earlier.get(ContactField::Servicing));
    }
    if let Some(office) = from.runs.iter().find_map(|(view, _)| office(view)) {
        contact.set(ContactField::Office, office);
    }
    if let Some(call) = call {
        let (hold, talk) = call.minutes(from.now);
        contact.set(ContactField::HoldMinutes, hold.to_string());
        contact.set(ContactField::TalkMinutes, talk.to_string());
    }
    let mut told = Told::default();
    for (run_idx, (view, log)) in from.runs.iter().enumerate() {
        // Without a call only the run shown is told: nothing ties the others to this contact.
        if run_idx == 0 || call.is_some() {
            told.take(view, &span(log, call, recorded_at), from.library);
        }
    }
    told.set(&mut contact);
    if let Some((view, _)) = from.runs.first() {
        next(&mut contact, view, from.today);
    }
    contact
}

/// Returns the contact recorded last that stands, and when.
fn latest_contact(log: &[NumberedEntry]) -> Option<(DateTime, &Contact)> {
    let struck = struck(log);
    contacts(log)
        .filter(|(seq, ..)| !struck.contains_key(seq))
        .last()
        .map(|(_, entry, contact)| (entry.at, contact))
}

/// Returns the entries of the contact: from the call's beginning, or from the latest opening of the run, and after the contact before.
fn span<'a>(log: &'a RunLog, call: Option<&Call>, recorded_at: Option<DateTime>) -> Vec<&'a RunEntry> {
    let opened = log.entries.iter().rposition(|entry| entry.mark == Mark::Resume).unwrap_or(0);
    let first = call.map_or(opened, |_| 0);
    let standing = log.standing();
    let in_span = log.entries.iter().skip(first);
    in_span
        .filter(|entry| call.is_none_or(|call| call.began <= entry.at))
        .filter(|entry| recorded_at.is_none_or(|recorded| recorded < entry.at))
        .filter(|entry| standing.iter().any(|known| std::ptr::eq(*known, *entry)))
        .collect()
}

/// Returns the answer to the step that asks for the office.
fn office(view: &RunView<'_>) -> Option<String> {
    let step = view.items.iter().find_map(|item| match item.item {
        Item::Step(step) if step.fact.as_deref() == Some("office") => Some(step.id.as_str()),
        _ => None,
    })?;
    view.value(step, None)
}

/// What a contact tells of the runs: what was asked, refused, noted, quoted and promised.
#[derive(Default)]
struct Told {
    asked: Vec<String>,
    refused: Vec<String>,
    noted: Vec<String>,
    cited: Vec<String>,
    promised: Vec<String>,
    promised_by: Option<Date>,
}

impl Told {
    fn take(&mut self, view: &RunView<'_>, entries: &[&RunEntry], library: &Library) {
        for entry in entries {
            if let Mark::Cite { citation, .. } = &entry.mark {
                push_new(&mut self.cited, citation.clone());
            }
            let Some((words, step)) = entry.mark.step().and_then(|id| step_words(view, id)) else {
                continue;
            };
            // Who asks is known to whoever writes the record; it is not asked of the agency.
            if step.fact.as_deref() == Some("side") {
                continue;
            }
            match &entry.mark {
                Mark::Answer { value, .. } if step.ask != Ask::Tick => {
                    push_new(&mut self.asked, words.to_owned());
                    push_new(&mut self.noted, joined(words, &show_answer(&step.ask, value)));
                }
                Mark::Answer { .. } => push_new(&mut self.noted, format!("done: {words}")),
                Mark::Refuse { by, .. } => {
                    push_new(&mut self.asked, words.to_owned());
                    push_new(&mut self.refused, format!("refused: {words} ({by})"));
                }
                Mark::Note { text, .. } if !text.is_empty() => push_new(&mut self.noted, text.clone()),
                Mark::Defer { until, .. } => {
                    push_new(
                        &mut self.promised,
                        format!("{words} (put off until {})", until_words(until, library)),
                    );
                    if let Deferral::Day(day) = Deferral::read(until) {
                        self.promised_by = Some(self.promised_by.map_or(day, |known| known.min(day)));
                    }
                }
                _ => {}
            }
        }
    }

    /// Answers are told as noted, not as said: they may have been read off a paper.
    fn set(self, contact: &mut Contact) {
        let noted = listed(self.noted);
        let noted = if noted.is_empty() { noted } else { format!("Noted: {noted}") };
        let said: Vec<String> = [listed(self.refused), noted].into_iter().filter(|part| !part.is_empty()).collect();
        contact.set(ContactField::Asked, listed(self.asked));
        contact.set(ContactField::Said, said.join(". "));
        contact.set(ContactField::Citation, listed(self.cited));
        contact.set(ContactField::Promised, listed(self.promised));
        contact.set(
            ContactField::PromisedBy,
            self.promised_by.map_or_else(String::new, |day| day.to_string()),
        );
    }
}

/// The next open step, and the date to which it was put off, if it was. A date of something else is not its date.
fn next(contact: &mut Contact, view: &RunView<'_>, today: Date) {
    let open = view.next_idx.and_then(|idx| view.items.get(idx)).map(|item| item.words);
    let due = nearest_due(view, today).filter(|due| today <= due.day);
    match (open, due) {
        (Some(words), _) => contact.set(ContactField::NextStep, words),
        (None, Some(due)) => {
            contact.set(ContactField::NextStep, due.words);
            contact.set(ContactField::NextDate, due.day.to_string());
        }
        (None, None) => contact.set(ContactField::NextStep, "none in this checklist"),
    }
}

fn step_words<'a>(view: &'a RunView<'_>, id: &str) -> Option<(&'a str, &'a Step)> {
    let item = view.find(id)?;
    match item.item {
        Item::Step(step) => Some((item.words, step)),
        _ => None,
    }
}

fn joined(words: &str, value: &str) -> String {
    let sign = if words.ends_with([':', '?']) { " " } else { ": " };
    format!("{words}{sign}{value}")
}

fn push_new(list: &mut Vec<String>, words: String) {
    if !list.contains(&words) {
        list.push(words);
    }
}

fn listed(mut words: Vec<String>) -> String {
    let more = words.len().saturating_sub(MOST_STEPS);
    words.truncate(MOST_STEPS);
    if more > 0 {
        words.push(format!("{more} more in the record of the run"));
    }
    words.join("; ")
}

/// Reads what was typed into a field, in canonical form; empty for a field that is not recorded.
///
/// # Errors
///
/// [`AnswerProblem`] that says what would be right.
pub fn read_field(field: ContactField, typed: &str, now: DateTime) -> Result<String, AnswerProblem> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(String::new());
    }
    match field {
        ContactField::When => read_when(typed, now),
        ContactField::Direction => read_answer(&choice(&DIRECTIONS), typed, now.date()),
        ContactField::Servicing => read_answer(&choice(&SERVICING), typed, now.date()),
        ContactField::HoldMinutes | ContactField::TalkMinutes => match typed.parse::<u32>() {
            Ok(minutes) if minutes <= 24 * 60 => Ok(minutes.to_string()),
            _ => Err(AnswerProblem::new("type whole minutes, such as 40")),
        },
        ContactField::PromisedBy | ContactField::NextDate => read_day(typed, now.date(), Lean::Ahead).map(|day| day.to_string()),
        _ => read_answer(&Ask::Text, typed, now.date()),
    }
}

fn choice(options: &[&str]) -> Ask {
    Ask::Choice(options.iter().map(|option| (*option).to_owned()).collect())
}

/// Reads a day with or without a time, `now`, or a time of today such as `10:04`.
fn read_when(typed: &str, now: DateTime) -> Result<String, AnswerProblem> {
    if typed.eq_ignore_ascii_case("now") {
        return Ok(now.to_string());
    }
    if let Ok(when) = typed.replace(' ', "T").parse::<DateTime>()
        && typed.contains(':')
    {
        return Ok(when.to_string());
    }
    let (day, time) = match typed.rsplit_once([' ', ',']) {
        Some((day, time)) if time.contains(':') => (day.trim_end_matches(','), time),
        _ if typed.contains(':') => ("today", typed),
        _ => (typed, "00:00"),
    };
    let day = read_day(day, now.date(), Lean::Past)?;
    let time = jiff::civil::Time::strptime("%H:%M", time).map_err(|_| AnswerProblem::new("type the time as 10:04 or 15:30"))?;
    Ok(day.to_datetime(time).to_string())
}

/// Returns a field's value in words.
#[must_use]
pub fn show_field(field: ContactField, value: &str) -> String {
    match field {
        ContactField::When => value
            .parse::<DateTime>()
            .map_or_else(|_| value.to_owned(), |when| when.strftime("%a %-d %b %Y, %H:%M").to_string()),
        ContactField::PromisedBy | ContactField::NextDate => show_answer(&Ask::Date, value),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    const NOW: DateTime = datetime(2026, 11, 21, 10, 30, 0, 0);

    #[track_caller]
    fn reads(field: ContactField, typed: &str, value: &str) {
        assert_eq!(read_field(field, typed, NOW), Ok(value.to_owned()), "{typed}");
    }

    #[test]
    fn fields_are_read_as_people_type_them() {
        reads(ContactField::When, "now", "2026-11-21T10:30:00");
        reads(ContactField::When, "9:05", "2026-11-21T09:05:00");
        reads(ContactField::When, "11/20/2026 14:15", "2026-11-20T14:15:00");
        reads(ContactField::When, "2026-11-20 14:15", "2026-11-20T14:15:00");
        reads(ContactField::When, "yesterday", "2026-11-20T00:00:00");
        reads(ContactField::Direction, "they c", "they called");
        reads(ContactField::Servicing, "n", "no");
        reads(ContactField::HoldMinutes, "40", "40");
        reads(ContactField::NextDate, "in 10 days", "2026-12-01");
        reads(ContactField::Office, "  Madison  field office ", "Madison field office");
        reads(ContactField::Promised, "", "");
    }

    #[test]
    fn what_cannot_be_read_says_what_would_be_right() {
        for (field, typed) in [
            (ContactField::HoldMinutes, "an hour"),
            (ContactField::TalkMinutes, "-3"),
            (ContactField::When, "25:99"),
            (ContactField::NextDate, "31 June"),
            (ContactField::Direction, "pigeon"),
        ] {
            assert!(read_field(field, typed, NOW).is_err(), "{typed}");
        }
    }
}
