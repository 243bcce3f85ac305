//! Words for calls, contacts, notes, facts of a case, renewal and what was put off.
//!
//! Does not belong here: words for steps and runs (`run`).

use crate::domain::case_log::CaseMark;
use crate::domain::run::{CallPhase, KnownFact, Renewal, running_call};
use crate::tui::state::{PutOffHere, Spared, State, case_words, show_day, show_value};
use crate::tui::theme::Meaning;
use crate::tui::world::Retention;

/// Reasons for leaving a run that one function key stands for.
pub const LEAVE_REASONS: [&str; 6] = [
    "another call",
    "the client has to look for a paper",
    "waiting for SSA",
    "to be checked with a colleague",
    CUT_OFF,
    END_OF_DAY,
];
/// The line was cut: the clock of the call stops.
pub const CUT_OFF: &str = "cut off";
/// Nothing goes on until tomorrow: the clock of a call stops.
pub const END_OF_DAY: &str = "end of the day";
/// A note was closed with words in it.
pub const NOTE_DRAFT: &str = "Not kept yet: Ctrl-N brings the note back.";
/// A note without words.
pub const NOTE_NEEDS: &str = "Type the note.";
/// Minutes that are none.
pub const MINUTES_NEEDED: &str = "Type whole minutes, such as 14, or nothing if the call has just begun.";
/// Title of the choice until which checklist a step is put off.
pub const UNTIL_WHICH_CHECKLIST: &str = "Put off until which checklist?";
/// Title of the steps put off until this checklist.
pub const PUT_OFF_HERE: &str = "Put off until this checklist";
/// No step was put off until this checklist.
pub const NOTHING_PUT_OFF: &str = "No step of this case was put off until this checklist.";
/// No answer is known.
pub const NOTHING_KNOWN: &str = "Nothing is known for this step from other checklists of the case.";
/// Nothing hangs on a case.
pub const EMPTY_CASE: &str = "Nothing hangs on this case yet.";
/// No case is at hand.
pub const NO_CASE_HERE: &str = "No case is at hand: choose a run first.";
/// Enter on a row that is no run.
pub const NOTHING_TO_GO_ON: &str = "Choose a run to go on with. x strikes a contact, note or date worked out.";
/// Strike on a row that cannot be struck.
pub const NOTHING_TO_STRIKE: &str = "Only a contact or note, or a date worked out beside the runs, can be struck, and once.";
/// No case is past its time.
pub const NO_OLD_CASES: &str = "No case is past its time.";
/// None of the cases past their time is finished.
pub const NONE_FINISHED: &str = "None of them is finished: go on with them, or close them with `callcard cases close`.";
/// The word was not typed.
pub const NOT_DELETED: &str = "Nothing was deleted: the word was not typed.";
/// Title of what a newer text changes.
pub const RENEWAL: &str = "Go on with today's text?";
/// The record of a contact was dropped.
pub const CONTACT_DROPPED: &str = "The record was dropped; a call goes on. F3 makes it again.";
/// A clock was found running long after anything was done.
pub const STALE_CLOCK: &str = "The clock of an earlier call was still running; it was stopped where you left.";
/// Leaving the form for the first time.
pub const CONTACT_LEAVING: &str = "Not kept yet. Esc again drops this record; F3 keeps it.";
/// How the form is used.
pub const CONTACT_HINT: &str = "Made from the run. Change what is not so, then F3 keeps it. No names of clients, no numbers of theirs.";
/// A field without a value.
pub const NOT_RECORDED: &str = "not recorded";
/// A contact in a scratch run.
pub const SCRATCH_CONTACT: &str = "A scratch run keeps nothing, so a contact in it is not kept either. Esc twice drops it.";
/// The case is not on disk.
pub const NO_CASE_YET: &str = "The case is not on disk yet. Press F3 again in a moment.";

/// Returns what a call is doing from now on.
#[must_use]
pub fn call_phase(phase: CallPhase) -> &'static str {
    match phase {
        CallPhase::Hold => "On hold: the clock runs. F2 when somebody answers, F3 when the call is over.",
        CallPhase::Talk => "Somebody is on the line. F2 puts it on hold, F3 when the call is over.",
        CallPhase::Over => "The call is over.",
    }
}

/// Returns the clock of the call that is going on: `on hold 14 min`, `talking 3 min, hold 42`.
#[must_use]
pub fn clock_words(state: &State) -> Option<String> {
    let calls = state.book.active.values().filter_map(|run| running_call(&run.log));
    let call = calls.max_by_key(|call| call.since)?;
    let (hold, talk) = call.seconds(state.now);
    let (hold, talk) = (hold / 60, talk / 60);
    Some(match (call.phase, talk) {
        (CallPhase::Hold, 0) => format!("on hold {hold} min"),
        (CallPhase::Hold, talk) => format!("on hold {hold} min, talked {talk}"),
        _ => format!("talking {talk} min, held {hold}"),
    })
}

/// Returns that an entry of a case is on disk, after what was said before.
#[must_use]
pub fn case_entry_kept(case: &str, seq: u64, what: Option<&CaseMark>, before: Option<&str>) -> String {
    let kept = match what {
        Some(CaseMark::Contact { .. }) => format!("Contact kept in {case}, entry {seq}."),
        Some(CaseMark::Worked { out }) => format!("{} kept in {case}, entry {seq}.", out.spoken),
        Some(CaseMark::Strike { entry, .. }) => format!("Entry {entry} of {case} is struck."),
        _ => format!("Note kept in {case}, entry {seq}."),
    };
    match before {
        Some(before) => format!("{kept} {before}"),
        None => kept,
    }
}

/// Returns the offer of an answer that is known from another run of the case.
#[must_use]
pub fn known(fact: &KnownFact) -> String {
    format!(
        "Known: {} (from \"{}\", {}). Ctrl-K confirms it; or answer anew.",
        show_value(&fact.value),
        fact.learned_in,
        fact.at.strftime("%a %-d %b %Y %H:%M")
    )
}

/// Returns the offer for a low window.
#[must_use]
pub fn known_short(fact: &KnownFact) -> String {
    format!("Known: {} (Ctrl-K)", show_value(&fact.value))
}

/// Returns for a low window that steps were put off until this checklist.
#[must_use]
pub fn put_off_short(count: usize) -> String {
    format!("PUT OFF TO HERE: {count} (F4)")
}

/// Said of a checklist that is not needed any more, in a low window.
pub const SPARED_SHORT: &str = "NOT NEEDED ANY MORE (F7 case)";

/// Returns that a checklist is not needed any more, and why.
#[must_use]
pub fn spared(spared: &Spared) -> String {
    format!("NOT NEEDED ANY MORE: \"{}\" ended: {}", spared.by, spared.why)
}

/// Returns that steps were put off until this checklist.
#[must_use]
pub fn put_off(steps: &[PutOffHere]) -> String {
    let first = steps
        .first()
        .map_or(String::new(), |step| format!("{} ({})", step.words, step.title));
    match steps.len() {
        0 => String::new(),
        1 => format!("PUT OFF TO HERE: {first}. F4 goes to it."),
        count => format!("PUT OFF TO HERE: {first}, and {} more. F4 shows them.", count - 1),
    }
}

/// Returns what a newer text changes, line by line: the steps that are new, changed or gone, and the answers that go over or stay behind.
#[must_use]
pub fn renewal_lines(renewal: &Renewal) -> Vec<(String, Meaning)> {
    let mut lines = Vec::new();
    let parts = [
        ("New steps", &renewal.added),
        ("Steps that ask for something else, or in other words", &renewal.altered),
        ("Steps that are gone", &renewal.removed),
        ("Answers that go over", &renewal.kept_words),
        ("Answers that stay in the old run", &renewal.left_words),
    ];
    for (title, words) in parts {
        if words.is_empty() {
            continue;
        }
        lines.push((format!("{title}: {}", words.len()), Meaning::Title));
        lines.extend(words.iter().map(|words| (format!("  {words}"), Meaning::Text)));
    }
    lines.push(("The run as it is stays in the case.".to_owned(), Meaning::Quiet));
    lines
}

/// Returns the cases whose time is over, line by line.
#[must_use]
pub fn old_cases(retention: &Retention) -> Vec<(String, Meaning)> {
    let mut lines = Vec::new();
    let parts = [
        (
            "Finished",
            "w writes their records and deletes them, D deletes them.",
            &retention.finished,
        ),
        (
            "Not finished, and untouched",
            "Go on with them, or close them.",
            &retention.untouched,
        ),
    ];
    for (title, what, cases) in parts {
        if cases.is_empty() {
            continue;
        }
        lines.push((
            format!("{title} for {} days or more: {}. {what}", retention.days, cases.len()),
            Meaning::Title,
        ));
        lines.extend(cases.iter().map(|case| {
            let plural = if case.runs == 1 { "" } else { "s" };
            let words = format!(
                "  {}: {} run{plural}, last {}",
                case_words(&case.case, &case.nickname),
                case.runs,
                show_day(case.last_at.date())
            );
            (words, Meaning::Text)
        }));
    }
    lines
}

/// Returns that cases are past their time, for the line of messages; none if there are none.
#[must_use]
pub fn past_time(retention: &Retention) -> Option<String> {
    let (finished, untouched) = (retention.finished.len(), retention.untouched.len());
    let days = retention.days;
    match (finished, untouched) {
        (0, 0) => None,
        (0, untouched) => Some(format!("Untouched for {days} days and not finished: {untouched}. F9 shows them.")),
        (finished, 0) => Some(format!(
            "Finished {days} days ago or earlier: {finished}. F9 writes them out and deletes them."
        )),
        (finished, untouched) => Some(format!("Past {days} days: {finished} finished, {untouched} not. F9 shows them.")),
    }
}

/// Returns what became of records.
#[must_use]
pub fn written(files: &[String], purged: usize) -> String {
    let first = files.first().map_or("", String::as_str);
    let more = files.len().saturating_sub(1);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let purged = if purged == 0 {
        String::new()
    } else {
        format!(" {}", self::purged(purged))
    };
    format!("Written: {first}{more}.{purged}")
}

/// Returns that cases were deleted.
#[must_use]
pub fn purged(count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} case{plural} deleted; `callcard cases stored` shows the receipts.")
}

/// Returns that something was not done with cases.
#[must_use]
pub fn cases_failed(message: &str) -> String {
    format!("Not done: {message}. No case was deleted without its record.")
}
