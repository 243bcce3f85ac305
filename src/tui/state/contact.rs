//! The form in which the record of a contact is looked at and changed before it is kept.
//!
//! Does not belong here: how the record makes itself (`domain::contact_draft`), keeping it (`update`).

use jiff::civil::{Date, DateTime};

use crate::domain::contact::{Contact, ContactField};
use crate::domain::contact_draft::{read_field, show_field};

use super::text_box::TextBox;

/// The form.
#[derive(Debug, Clone)]
pub struct ContactForm {
    /// Reference of the case; none while the case is not on disk.
    pub case: Option<String>,
    /// One line a field, in order.
    pub lines: Vec<(ContactField, TextBox)>,
    /// Index of the line being typed in.
    pub selected: usize,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// When it was opened on a call, which is over from then on if the record is kept.
    pub opened_at: Option<DateTime>,
    /// Whether leaving was asked for once: the second time drops the record.
    pub is_leaving: bool,
}

impl ContactForm {
    /// Returns a form filled with a record.
    #[must_use]
    pub fn new(case: Option<String>, contact: &Contact) -> Self {
        let line = |field: ContactField| (field, TextBox::with(&show_field(field, contact.get(field))));
        Self {
            case,
            lines: ContactField::ALL.into_iter().map(line).collect(),
            selected: 2,
            problem: None,
            opened_at: None,
            is_leaving: false,
        }
    }

    /// Returns the field being typed in.
    #[must_use]
    pub fn field(&self) -> Option<ContactField> {
        self.lines.get(self.selected).map(|(field, _)| *field)
    }

    /// Returns the line being typed in.
    pub fn text_box(&mut self) -> Option<&mut TextBox> {
        self.lines.get_mut(self.selected).map(|(_, text_box)| text_box)
    }

    /// Points at the next or the previous option of a field that has options.
    pub fn turn(&mut self, forward: bool) -> bool {
        let Some((field, text_box)) = self.lines.get_mut(self.selected) else {
            return false;
        };
        let options = field.options();
        if options.is_empty() {
            return false;
        }
        let at = options.iter().position(|option| *option == text_box.text());
        let next = match (at, forward) {
            (Some(at), true) => (at + 1) % options.len(),
            (Some(at), false) => (at + options.len() - 1) % options.len(),
            (None, _) => 0,
        };
        *text_box = TextBox::with(options.get(next).copied().unwrap_or_default());
        true
    }

    /// Returns the day as which the line being typed in is understood, if it asks for one.
    #[must_use]
    pub fn understood(&self, now: DateTime) -> Option<Date> {
        let (field, text_box) = self.lines.get(self.selected)?;
        let asks_for_day = matches!(field, ContactField::When | ContactField::PromisedBy | ContactField::NextDate);
        let value = asks_for_day.then(|| read_shown(*field, text_box.text(), now).ok())??;
        value.get(..10)?.parse().ok()
    }

    /// Reads all lines into a record.
    ///
    /// # Errors
    ///
    /// Index of the first line that cannot be read, and what would be right.
    pub fn read(&self, now: DateTime) -> Result<Contact, (usize, String)> {
        let mut contact = Contact::default();
        for (line_idx, (field, text_box)) in self.lines.iter().enumerate() {
            let value = read_shown(*field, text_box.text(), now).map_err(|problem| (line_idx, problem))?;
            contact.set(*field, value);
        }
        Ok(contact)
    }
}

/// Reads a line; a value as it is shown is taken as well as one typed.
fn read_shown(field: ContactField, typed: &str, now: DateTime) -> Result<String, String> {
    let typed = typed.trim();
    if field == ContactField::When
        && let Ok(when) = DateTime::strptime("%a %d %b %Y, %H:%M", typed)
    {
        return Ok(when.to_string());
    }
    if matches!(field, ContactField::PromisedBy | ContactField::NextDate)
        && let Ok(day) = Date::strptime("%a %d %b %Y", typed)
    {
        return Ok(day.to_string());
    }
    read_field(field, typed, now).map_err(|problem| problem.words)
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    const NOW: DateTime = datetime(2026, 11, 21, 10, 30, 0, 0);

    #[test]
    fn what_the_form_shows_is_read_back_as_it_was() {
        let mut contact = Contact::default();
        contact.set(ContactField::When, "2026-11-21T10:04:00");
        contact.set(ContactField::Direction, "we called");
        contact.set(ContactField::HoldMinutes, "40");
        contact.set(ContactField::NextDate, "2026-12-01");
        contact.set(ContactField::Said, "send it again");
        let form = ContactForm::new(Some("C-7F2K".to_owned()), &contact);
        assert_eq!(form.read(NOW), Ok(contact));
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let mut form = ContactForm::new(None, &Contact::default());
        form.selected = 5;
        if let Some(line) = form.text_box() {
            line.insert("an hour");
        }
        assert_eq!(form.read(NOW).map_err(|(line, _)| line), Err(5));
    }

    #[test]
    fn options_turn_round() {
        let mut form = ContactForm::new(None, &Contact::default());
        form.selected = 3;
        let shown = |form: &ContactForm| form.lines[3].1.text().to_owned();
        assert!(form.turn(true));
        assert_eq!(shown(&form), "yes");
        form.turn(false);
        assert_eq!(shown(&form), "not known");
        form.selected = 4;
        assert!(!form.turn(true), "a free field");
    }
}
