//! Contacts, dates worked out and notes of a case in its record. What was struck stays, with one line through it.
//!
//! Does not belong here: the log itself (`case_log`), CSV (`csv`).

use jiff::civil::DateTime;

use super::time_words;
use crate::domain::case_log::{CaseMark, NumberedEntry, Struck, contacts, struck, worked};
use crate::domain::checklist::Ask;
use crate::domain::contact::{Contact, ContactField};
use crate::domain::paper::{Phrase, Writer};
use crate::domain::run::show_answer;

/// What stands for a field that was left out.
const NOT_RECORDED: &str = "not recorded";

/// Writes the sections of contacts, dates worked out and notes, oldest first, each if there is anything in it.
pub(super) fn write(writer: &mut Writer, log: &[NumberedEntry]) {
    let struck = struck(log);
    for (idx, (seq, entry, contact)) in contacts(log).enumerate() {
        if idx == 0 {
            writer.heading(2, "Contacts");
        }
        writer.heading(3, format!("Contact {}, {}", idx + 1, title(contact)));
        writer.fact("Recorded", format!("{}, entry {seq}", time_words(entry.at)));
        let gone = struck.get(&seq);
        if let Some(gone) = gone {
            writer.item(gone_words(gone));
        }
        for field in ContactField::ALL {
            writer.fact(field.label(), value(contact, field, gone.is_some()));
        }
    }
    write_worked(writer, log);
    let mut is_first = true;
    for numbered in log {
        let CaseMark::Note { text } = &numbered.entry.mark else { continue };
        if std::mem::take(&mut is_first) {
            writer.heading(2, "Notes");
        }
        let gone = struck.get(&numbered.seq);
        let at = Phrase::new().said(format!("{}, entry {}: ", time_words(numbered.entry.at), numbered.seq));
        writer.item(if gone.is_some() { at.struck_lines(text) } else { at.lines(text) });
        if let Some(gone) = gone {
            writer.under(gone_words(gone));
        }
    }
}

/// Writes what was worked out outside of the runs, each with what went in and what it stands on.
fn write_worked(writer: &mut Writer, log: &[NumberedEntry]) {
    let struck = struck(log);
    for (idx, (seq, entry, out)) in worked(log).enumerate() {
        if idx == 0 {
            writer.heading(2, "Dates worked out");
        }
        let at = Phrase::new().said(format!("{}, entry {seq}: ", time_words(entry.at)));
        let words = out.lines().join("\n");
        let gone = struck.get(&seq);
        writer.item(if gone.is_some() {
            at.struck_lines(&words)
        } else {
            at.lines(&words)
        });
        if let Some(gone) = gone {
            writer.under(gone_words(gone));
        }
    }
}

fn title(contact: &Contact) -> String {
    contact.when().map_or_else(|| format!("time {NOT_RECORDED}"), time_words)
}

fn gone_words(gone: &Struck) -> Phrase {
    let at = Phrase::new().said(format!("Struck {}: ", time_words(gone.at)));
    if gone.reason.trim().is_empty() {
        at.said("no reason was given")
    } else {
        at.words(gone.reason.as_str())
    }
}

fn value(contact: &Contact, field: ContactField, is_struck: bool) -> Phrase {
    let value = contact.get(field);
    if value.is_empty() {
        return Phrase::new().said(NOT_RECORDED);
    }
    let shown = show_field(field, value);
    if is_struck {
        Phrase::new().struck_lines(&shown)
    } else {
        Phrase::new().lines(&shown)
    }
}

/// Returns a field's value in words: days with their weekday, times with their day.
fn show_field(field: ContactField, value: &str) -> String {
    match field {
        ContactField::When => value.parse::<DateTime>().map_or_else(|_| value.to_owned(), time_words),
        ContactField::PromisedBy | ContactField::NextDate => show_answer(&Ask::Date, value),
        _ => value.to_owned(),
    }
}
