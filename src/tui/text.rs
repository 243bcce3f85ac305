//! Every label and sentence shown on the screen, apart from those of the key table and of content.
//!
//! They say what to do, then why. Does not belong here: where words stand, their style.

mod case;
mod content;
mod help;
mod pad;
mod run;
mod words;

use crate::domain::card::{Card, OPENING};
use crate::domain::checklist::Checklist;
use crate::domain::currency::{Currency, Standing};
use crate::domain::layout::{Page, Reader, layout_sources};
use crate::domain::library::{Entry, Library};
use crate::domain::query::{Expansion, Match};
use crate::domain::register::Change;
use crate::domain::run::Renewal;

use super::effect::{AfterWriting, Mouse};
use super::event::CopyOutcome;
use super::state::Purpose;

pub use case::{
    CONTACT_DROPPED, CONTACT_HINT, CONTACT_LEAVING, CUT_OFF, EMPTY_CASE, END_OF_DAY, LEAVE_REASONS, MINUTES_NEEDED, NO_CASE_HERE,
    NO_CASE_YET, NO_OLD_CASES, NONE_FINISHED, NOT_DELETED, NOT_RECORDED, NOTE_DRAFT, NOTE_NEEDS, NOTHING_KNOWN, NOTHING_PUT_OFF,
    NOTHING_TO_GO_ON, NOTHING_TO_STRIKE, PUT_OFF_HERE, RENEWAL, SCRATCH_CONTACT, SPARED_SHORT, STALE_CLOCK, UNTIL_WHICH_CHECKLIST,
    call_phase, case_entry_kept, cases_failed, clock_words, known, known_short, old_cases, past_time, purged, put_off, put_off_short,
    renewal_lines, spared, written,
};
pub use content::{content_fault, gone, is_read_anew, read_anew};
pub use help::{HelpRow, help_rows, key_cols};
pub use pad::{
    BOX_EMPTIED, CASE_NEEDS, CLOSE_FIRST, NO_CARD_OF_RULE, NO_SUCH_RULE, NOT_WORKED_OUT, PAD_DONE, PadInput, WHICH_RULE, arguable_words,
    day_has_passed, kept_results, no_such_case, pad_inputs, pad_lines, understood_day,
};
pub use run::{
    ago, computed_words, consequence_words, due_short, due_words, left, left_when, marked, masked, needs_words, not_computed, open_runs,
    position, progress_words, resumed, run_lines, run_progress, short_state_words, state_mark, state_words, trace_words, wants, why_not,
};
pub use words::{HERE, NO_CARD_OF_WORD, NO_WORD, word, words_here};

/// Said while a page of a manual is being read.
pub const READING_PAGE: &str = "Reading the page";

/// The standing of a page where there is little room.
pub const PAGE_SHORT: &str = "not reviewed";

/// Said beside a page that is found.
pub const PAGE_OPENS: &str = "Enter opens the page.";

/// Said where a page of a manual has not what cards have.
pub const NOT_ON_A_PAGE: &str = "This is a page of an imported manual: it has no checklist, no sources and nothing to read aloud";

/// Shown when a search box is empty and Esc is pressed.
pub const HOW_TO_END: &str = "Ctrl-C ends callcard. Everything is saved.";
/// Enter at an end that leads nowhere else.
pub const HOW_TO_LEAVE: &str = "The checklist ends here. Esc leaves; any answer can still be changed.";
/// Nothing in the list can be opened.
pub const NOTHING_CHOSEN: &str = "Nothing is chosen. Type other words, or empty the box with Esc.";
/// The card has no checklist.
pub const NO_CHECKLIST: &str = "No checklist carries this card out.";
/// Title of the choice of checklists.
pub const WHICH_CHECKLIST: &str = "Which checklist?";
/// The section names no source.
pub const NO_SOURCES: &str = "No source is named here, so there is nothing to cite.";
/// The card has no sentence to read aloud.
pub const NO_SAY: &str = "This card has no SAY line.";
/// The page has no links.
pub const NO_LINKS: &str = "There are no links on this page.";
/// No further section in this direction.
pub const NO_MORE_SECTIONS: &str = "No further section this way.";
/// Next match without a search.
pub const NOTHING_LOOKED_FOR: &str = "Nothing is looked for yet: / finds words in this page.";
/// The list of runs is empty.
pub const NO_RUNS: &str = "There are no runs yet. A card or checklist starts one with Ctrl-L.";
/// A deferral without words.
pub const DEFER_NEEDS: &str = "Type a day, or what has to happen first.";
/// An override without words.
pub const OVERRIDE_NEEDS: &str = "Type the reason. It stands in the record.";
/// A refusal without words.
pub const REFUSE_NEEDS: &str = "Type who refused and what was said.";
/// A key held down.
pub const HELD_KEY: &str = "Ignored: the key was held down. One press answers one step.";
/// A choice without an option pointed at.
pub const WHICH_OPTION: &str = "Point at one with its number, its first letters or the arrows, then Enter.";
/// No month with pay typed.
pub const EARNINGS_OR_NONE: &str = "Type months with their pay such as jan-mar 2025 1,250; 4/2025 0, or the word none.";
/// No month typed.
pub const MONTHS_OR_NONE: &str = "Type months such as 1/2022 - 3/2022, or the word none.";
/// Undo with nothing to undo.
pub const NOTHING_TO_UNDO: &str = "Nothing to take back in this run.";
/// Reopen on a step that stands open.
pub const NOTHING_TO_REOPEN: &str = "Nothing to reopen here.";
/// A command for steps on another item.
pub const NOT_A_STEP: &str = "This line is worked out by itself. Choose a step for that.";
/// No rule to show.
pub const NO_RULE: &str = "No rule belongs to this line. Choose a step for that.";
/// No open step.
pub const NOTHING_OPEN: &str = "No step is open.";
/// A tick on a ticked step.
pub const DONE_ALREADY: &str = "Done already. Delete reopens it.";
/// Another key on a step to tick.
pub const HOW_TO_TICK: &str = "Space, x or Enter ticks this step. Ctrl-N writes a note on it.";
/// Pasting where nothing is typed.
pub const NO_BOX_HERE: &str = "Nothing is typed on this line, so nothing was pasted.";
/// No checklist follows.
pub const NO_NEXT_CHECKLIST: &str = "No further checklist follows from here.";
/// A run goes on with a newer text.
pub const RENEWED: &str = "Today's text. The run as it was stays in the case; answers that fit were kept.";
/// F5 where there is nothing newer.
pub const NOT_CHANGED: &str = "The checklist has not changed since this run began.";
/// F5 while something is still to be written.
pub const RENEW_WHEN_SAVED: &str = "Not yet: something is not saved. Press F5 again when it is.";
/// Two windows wrote to one run.
pub const MERGED: &str = "Another window wrote to this run too. Both sets of entries are kept, its first, then yours.";
/// Saving works again.
pub const SAVED_AFTER_ALL: &str = "Saving works again. Nothing was lost.";
/// The search takes only the words as typed.
pub const EXACT: &str = "Only the words as typed. Ctrl-E searches again with acronyms, callers' words and sounds.";
/// The search takes the words in all their meanings.
pub const NOT_EXACT: &str = "With acronyms, callers' words and sounds.";
/// Shown in an empty search box.
pub const FIND_HINT: &str = "type what you heard: a word, a form, a section number";
/// There are no cards at all.
pub const NO_CONTENT: &str = "There are no cards. `callcard doctor` says where callcard looks for them.";
/// Something is to be done with a hit before the search has answered.
pub const AS_SOON_AS_FOUND: &str = "As soon as it is found. Any other key calls it off.";
/// A search without hits.
pub const NOTHING_FOUND: &str = "Nothing found. Try fewer words, or another word for the same thing.";
/// The section beside the list goes on.
pub const MORE_BELOW: &str = "more: Enter opens it";
/// The text goes on.
pub const MORE_PGDN: &str = "more: PgDn";
/// The sources go on.
pub const MORE_SOURCES: &str = "more: s shows all";
/// An end that leads to another checklist.
pub const GOES_ON: &str = "Enter starts the checklist that comes next, for the same case.";
/// No command fits what is typed.
pub const NO_COMMAND: &str = "No command fits. Empty the line to see all.";
/// What is typed as the case of a run of which nothing is kept.
pub const SCRATCH: &str = "scratch";
/// Stands in the record of a run of which nothing is kept, in the place of its case.
pub const SCRATCH_CASE: &str = "none, nothing of this run was kept";
/// How far a run is saved of which nothing is kept.
pub const SCRATCH_STATE: &str = "scratch: nothing is kept";
/// The same, where there is little room.
pub const SCRATCH_STATE_SHORT: &str = "scratch: not kept";
/// What Esc does in a run of which nothing is kept.
pub const SCRATCH_LEAVE: &str = "leave (not kept)";
/// What was sent to the clipboard is taken out again.
pub const CLIPBOARD_CLEARED: &str = "The clipboard is cleared.";
/// A text was sent to the clipboard.
const SENT: &str = "Sent to the terminal for one minute; then, or when callcard ends, it is cleared. \
    If pasting gives nothing, the terminal does not pass it on.";
/// The screen is covered.
pub const COVERED: &str = "Covered. Esc, Enter or Space shows the screen again.";

/// Returns what to say to a letter that is no command.
#[must_use]
pub fn no_such_key(c: char) -> String {
    format!("`{c}` does nothing here. F1 shows the keys, Ctrl-F finds.")
}

/// Returns how the mouse is used now.
#[must_use]
pub fn mouse(mouse: Mouse) -> &'static str {
    match mouse {
        Mouse::On => "Mouse on: wheel and clicks. F6 gives it back to the terminal for selecting text.",
        Mouse::Off => "Mouse off: the terminal selects text again.",
    }
}

/// Returns what became of a text for the clipboard. Whether the terminal takes it cannot be known, so it is never called copied.
#[must_use]
pub fn copied(outcome: &CopyOutcome) -> String {
    match outcome {
        CopyOutcome::SentToTerminal => SENT.to_owned(),
        CopyOutcome::TooLong { bytes } => format!("Not sent: {bytes} bytes are more than terminals take."),
        CopyOutcome::Failed(message) => format!("Not sent: {message}."),
    }
}

/// Tells whether these words say that a text was sent to the clipboard.
#[must_use]
pub fn is_copied(words: &str) -> bool {
    words == SENT
}

/// Returns what to say when a run cannot be opened.
#[must_use]
pub fn not_opened(message: &str) -> String {
    format!("Not opened: {message}. Nothing is lost; try again.")
}

/// Returns what to say when a text may not be stored.
#[must_use]
pub fn refused_by_store(message: &str) -> String {
    format!("Not stored: {message}. The step is open again.")
}

/// Returns what to say of a link to nothing.
#[must_use]
pub fn no_such_card(id: &str) -> String {
    format!("There is no card or checklist `{id}`.")
}

/// Returns what to say of a web link: the program never opens one.
#[must_use]
pub fn web_address(address: &str) -> String {
    format!("{address} (callcard opens no web pages)")
}

/// Returns what to say when words are not in the page.
#[must_use]
pub fn not_in_page(words: &str) -> String {
    format!("\"{words}\" is not on this page.")
}

/// Returns the word for how current a place is, for lists.
#[must_use]
pub fn currency_word(standing: &Standing<'_>) -> &'static str {
    match standing.currency {
        _ if !standing.is_reviewed => "! NOT REVIEWED",
        Currency::Changed => "! CHANGED",
        _ if grave_day(standing).is_some() => "! COMING",
        Currency::Current => "= holds",
        Currency::Unknown if standing.look.is_some() => "? rechecked in part",
        Currency::Unknown => "? not rechecked",
        Currency::NotVerifiable => "? not verifiable",
        Currency::ReviewOverdue => "! review overdue",
        Currency::FiguresOutOfDate => "! old amounts",
    }
}

/// Returns the same with the day of the gravest change of harm 4 or 5.
#[must_use]
pub fn currency_mark(standing: &Standing<'_>) -> String {
    let day = grave_day(standing).map(|day| format!(" {day}")).unwrap_or_default();
    format!("{}{day}", currency_word(standing))
}

fn grave_day(standing: &Standing<'_>) -> Option<jiff::civil::Date> {
    standing.grave().next().and_then(Change::since_day)
}

/// Before the warning past which a checklist is begun.
pub const WARNED: &str = "Enter goes past this and puts it in the record:";

/// Most columns of [`currency_mark`].
pub const MARK_COLS: u16 = 20;

/// Returns the sources of a section, a step, or else of the whole card or checklist.
#[must_use]
pub fn sources_of(library: &Library, id: &str, anchor: &str) -> Vec<String> {
    match library.find(id) {
        Some(Entry::Card(card)) => card_sources(card, anchor),
        Some(Entry::Checklist(checklist)) => checklist_sources(library, checklist, anchor),
        None => Vec::new(),
    }
}

fn card_sources(card: &Card, anchor: &str) -> Vec<String> {
    card.find_section(anchor)
        .map(|section| section.sources.clone())
        .filter(|sources| !sources.is_empty())
        .unwrap_or_else(|| card.head.sources.clone())
}

fn checklist_sources(library: &Library, checklist: &Checklist, anchor: &str) -> Vec<String> {
    let mut sources: Vec<String> = Vec::new();
    for rule in checklist.find_step(anchor).into_iter().flat_map(|step| &step.rules) {
        if let Some(card) = library.find_card(&rule.target.id) {
            for source in card_sources(card, rule.target.anchor.as_deref().unwrap_or(OPENING)) {
                if !sources.contains(&source) {
                    sources.push(source);
                }
            }
        }
    }
    if sources.is_empty() {
        checklist.head.sources.clone()
    } else {
        sources
    }
}

/// Returns the heading of a section or the words of a step, with the title before it.
#[must_use]
pub fn place_name(library: &Library, id: &str, anchor: &str, arrow: &str) -> String {
    let (title, part) = match library.find(id) {
        Some(Entry::Card(card)) => (
            card.head.title.as_str(),
            card.find_section(anchor)
                .filter(|section| section.level > 1)
                .map(|section| section.heading.as_str()),
        ),
        Some(Entry::Checklist(checklist)) => (
            checklist.head.title.as_str(),
            checklist.find_step(anchor).map(|step| step.words.as_str()).or_else(|| {
                let chunk = checklist.chunks.iter().find(|chunk| chunk.id == anchor);
                chunk.map(|chunk| chunk.heading.as_str())
            }),
        ),
        None => (id, None),
    };
    match part {
        Some(part) => format!("{title} {arrow} {part}"),
        None => title.to_owned(),
    }
}

/// Returns the sources of a section as a page.
#[must_use]
pub fn source_page(reader: &Reader<'_>, id: &str, anchor: &str) -> Page {
    let heading = place_name(reader.library, id, anchor, reader.symbols.arrow());
    layout_sources(&heading, &sources_of(reader.library, id, anchor), reader)
}

/// Returns the text to paste as a citation: what to quote, the date of the text and whether it still holds, line by line.
#[must_use]
pub fn citation(library: &Library, id: &str, anchor: &str, sources: &[String], today: jiff::civil::Date) -> String {
    let mut lines = vec![place_name(library, id, anchor, ">")];
    for note in crate::domain::layout::source_notes(library, sources, today) {
        lines.push(format!("{}: {}", note.dated(), note.status));
    }
    lines.join("\n")
}

/// Returns date and document of a card's first source, short: `2023-07-28 GN 00204.012 +2`.
#[must_use]
pub fn short_source(library: &Library, sources: &[String]) -> String {
    let Some((document, _)) = sources.first().and_then(|id| library.find_source(id)) else {
        return "no source named".to_owned();
    };
    let name = if document.citation.is_empty() {
        &document.title
    } else {
        &document.citation
    };
    let documents = sources
        .iter()
        .filter_map(|id| library.find_source(id))
        .map(|(document, _)| &document.id);
    let others = documents.collect::<std::collections::BTreeSet<_>>().len().saturating_sub(1);
    let more = if others == 0 { String::new() } else { format!(" +{others}") };
    format!("{} {name}{more}", document.date)
}

/// Returns why a hit is among the results: the terms that matched, and how the query came to them.
#[must_use]
pub fn why(matched: &[Match], dot: &str) -> String {
    let parts: Vec<String> = matched
        .iter()
        .map(|found| match &found.by {
            Some(by) => format!("{} ({by}, {})", found.term, found.field),
            None => format!("{} ({})", found.term, found.field),
        })
        .collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!("why: {}", parts.join(&format!(" {dot} ")))
    }
}

/// Returns what a query's words were taken to mean as well.
#[must_use]
pub fn expansions(expanded: &[Expansion]) -> String {
    let parts: Vec<String> = expanded
        .iter()
        .map(|expansion| format!("{} = {} ({})", expansion.term, expansion.to.join(", "), expansion.why))
        .collect();
    format!("Ctrl-E: only as typed. Also searched: {}", parts.join("; "))
}

/// Returns the offer of a newer text.
#[must_use]
pub fn newer_text(renewal: &Renewal) -> String {
    let count = |number: usize, thing: &str| format!("{number} {thing}{}", if number == 1 { "" } else { "s" });
    let left = match renewal.left_behind {
        0 => String::new(),
        number => format!(", {number} not"),
    };
    format!(
        "The checklist has changed since ({}); this run stays on its own text. F5 goes on with today's: {} kept{left}.",
        count(renewal.changed, "step"),
        count(renewal.kept, "answer")
    )
}

/// Returns the question of a prompt and what may be typed.
#[must_use]
pub fn question(purpose: &Purpose) -> (&'static str, &'static str) {
    match purpose {
        Purpose::Case { .. } => (
            "Whose case?",
            "A reference such as C-7F2K, or your own word for it: no name, no Social Security number. Empty: a new case. scratch: nothing is kept. An unfinished run of the case goes on.",
        ),
        Purpose::Note { .. } => ("Note on this step", "Enter keeps it. Emptied, the note goes away."),
        Purpose::Defer { .. } => (
            "Put off until when, or until what?",
            "A day such as 12/1, or what has to happen first. Tab: until another checklist is run.",
        ),
        Purpose::Override { .. } => ("Go on without this step: why?", "The reason stands in the record."),
        Purpose::Refuse { .. } => (
            "Refused by the agency: who, and what was said?",
            "Name or unit code, and their words.",
        ),
        Purpose::CallBegan { .. } => (
            "Phone clock: minutes already gone",
            "Enter starts it on hold. Nothing typed: the call has just begun.",
        ),
        Purpose::WriteTo { then, .. } => (
            "Write the record to which folder?",
            match then {
                AfterWriting::Keep => "Enter alone: the folder in which callcard was started. A file that is there is never written over.",
                AfterWriting::Purge => {
                    "Enter alone: the folder in which callcard was started. Once written, the cases are deleted for good."
                }
            },
        ),
        Purpose::Purge { .. } => (
            "Delete them for good, without their records?",
            "Type delete, then Enter. They cannot be brought back. Esc leaves them.",
        ),
        Purpose::Strike { .. } => ("Strike this entry: why?", "It stays to be seen, struck. Enter strikes it."),
        Purpose::Worked { .. } => (
            "Add it to which case?",
            "A reference such as C-7F2K, or your own word for it. The list of runs (Ctrl-R in any place) names the cases.",
        ),
        Purpose::CaseNote { .. } => ("Note on the case", "Enter keeps it. It cannot be changed, only struck."),
        Purpose::Leave { .. } => (
            "Leaving. What for?",
            "A function key leaves at once. Or type the reason; Enter leaves, with or without one. Esc stays.",
        ),
    }
}

/// Returns what is said while something cannot be saved.
#[must_use]
pub fn not_saved(reason: &str, unsaved: usize) -> String {
    let kept = match unsaved {
        0 => "Nothing is lost".to_owned(),
        1 => "Your last entry is kept here".to_owned(),
        count => format!("Your last {count} entries are kept here"),
    };
    format!("Not saved: {reason}. {kept}; trying again every 5 s.")
}

/// Returns the question asked before ending with something unsaved.
#[must_use]
pub fn unsaved_question(unsaved: usize) -> String {
    let marks = match unsaved {
        1 => "1 entry is".to_owned(),
        count => format!("{count} entries are"),
    };
    format!(
        "{marks} not on disk, and ending now loses them. Enter or Esc stays, and saving is tried again. y, or Ctrl-C again, ends all the same."
    )
}

/// Returns the warning before something done in a scratch run is gone.
#[must_use]
pub fn discard_question(entries: usize, is_end: bool) -> String {
    let marks = match entries {
        1 => "1 entry is".to_owned(),
        count => format!("{count} entries are"),
    };
    let (when, how) = if is_end {
        ("callcard ends", "y, or Ctrl-C again, ends.")
    } else {
        ("you leave", "y leaves.")
    };
    format!(
        "Nothing of a scratch run is kept: {marks} gone once {when}. {how} c sends the record to the clipboard first. Enter or Esc stays."
    )
}

/// Returns what a topic holds.
#[must_use]
pub fn topic_beside(label: &str, count: usize) -> String {
    format!("{count} cards and checklists: {label}. Enter lists them by title.")
}
