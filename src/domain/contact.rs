//! The record of one contact with an office: a call, a visit, a letter. Its fields are those that SSA keeps of a contact,
//! so that the two records can be laid side by side (GN 03910.050, GN 01070.315, RS 02815.050).
//!
//! Does not belong here: how a record is filled from a run (`contact_draft`), keeping it, drawing the form.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// One field of a record, in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContactField {
    /// Day and time at which it began: `2026-11-21T10:04:00`.
    When,
    /// One of [`DIRECTIONS`].
    Direction,
    /// Office or line reached, in words.
    Office,
    /// Whether that office keeps the case: one of [`SERVICING`].
    Servicing,
    /// Name or unit code of who answered.
    Person,
    /// Whole minutes on hold.
    HoldMinutes,
    /// Whole minutes of talk.
    TalkMinutes,
    /// What was asked.
    Asked,
    /// What was said.
    Said,
    /// The section that was quoted.
    Citation,
    /// What was promised.
    Promised,
    /// By which day: `2026-12-01`.
    PromisedBy,
    /// What is to be done next.
    NextStep,
    /// On which day: `2026-12-01`.
    NextDate,
}

/// Who began the contact, and how.
pub const DIRECTIONS: [&str; 6] = ["we called", "they called", "visit", "we wrote", "they wrote", "online"];

/// Whether the office reached keeps the case.
pub const SERVICING: [&str; 3] = ["yes", "no", "not known"];

impl ContactField {
    /// All fields in order.
    pub const ALL: [Self; 14] = [
        Self::When,
        Self::Direction,
        Self::Office,
        Self::Servicing,
        Self::Person,
        Self::HoldMinutes,
        Self::TalkMinutes,
        Self::Asked,
        Self::Said,
        Self::Citation,
        Self::Promised,
        Self::PromisedBy,
        Self::NextStep,
        Self::NextDate,
    ];

    /// Returns its name in files and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::When => "when",
            Self::Direction => "direction",
            Self::Office => "office",
            Self::Servicing => "servicing",
            Self::Person => "person",
            Self::HoldMinutes => "hold-minutes",
            Self::TalkMinutes => "talk-minutes",
            Self::Asked => "asked",
            Self::Said => "said",
            Self::Citation => "citation",
            Self::Promised => "promised",
            Self::PromisedBy => "promised-by",
            Self::NextStep => "next-step",
            Self::NextDate => "next-date",
        }
    }

    /// Returns its name in words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::When => "When",
            Self::Direction => "Who called",
            Self::Office => "Office reached",
            Self::Servicing => "Servicing office",
            Self::Person => "Name or unit code",
            Self::HoldMinutes => "Minutes on hold",
            Self::TalkMinutes => "Minutes of talk",
            Self::Asked => "What was asked",
            Self::Said => "What was said",
            Self::Citation => "Citation given",
            Self::Promised => "What was promised",
            Self::PromisedBy => "By when",
            Self::NextStep => "Next step",
            Self::NextDate => "Its date",
        }
    }

    /// Returns the values that the field may have; none if it is free.
    #[must_use]
    pub fn options(self) -> &'static [&'static str] {
        match self {
            Self::Direction => &DIRECTIONS,
            Self::Servicing => &SERVICING,
            _ => &[],
        }
    }
}

/// The record of one contact. A field without a value was not recorded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Contact {
    /// Canonical values by field; empty values are left out.
    pub fields: BTreeMap<ContactField, String>,
}

impl Contact {
    /// Returns a field's value; empty if it was not recorded.
    #[must_use]
    pub fn get(&self, field: ContactField) -> &str {
        self.fields.get(&field).map_or("", String::as_str)
    }

    /// Sets a field; an empty value takes it away.
    pub fn set(&mut self, field: ContactField, value: impl Into<String>) {
        let value = value.into();
        if value.is_empty() {
            self.fields.remove(&field);
        } else {
            self.fields.insert(field, value);
        }
    }

    /// Returns when the contact began.
    #[must_use]
    pub fn when(&self) -> Option<DateTime> {
        self.get(ContactField::When).parse().ok()
    }

    /// Returns the day that a field holds.
    #[must_use]
    pub fn day(&self, field: ContactField) -> Option<Date> {
        self.get(field).parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_its_place_its_name_and_its_words() {
        for (field, next) in ContactField::ALL.iter().zip(ContactField::ALL.iter().skip(1)) {
            assert!(field < next, "{field:?} is out of order");
        }
        for field in ContactField::ALL {
            let json = serde_json::to_string(&field).expect("json");
            assert_eq!(json, format!("\"{}\"", field.as_str()));
            assert!(!field.label().is_empty());
        }
    }

    #[test]
    fn an_empty_value_is_not_kept() {
        let mut contact = Contact::default();
        contact.set(ContactField::Office, "Madison");
        contact.set(ContactField::NextDate, "2026-12-01");
        contact.set(ContactField::Office, "");
        assert_eq!(serde_json::to_string(&contact).expect("json"), r#"{"next-date":"2026-12-01"}"#);
        assert_eq!(contact.day(ContactField::NextDate), "2026-12-01".parse().ok());
        assert_eq!(contact.when(), None);
    }
}
