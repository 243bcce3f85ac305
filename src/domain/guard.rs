//! What stands between typed words and the disk: every word of a mark or case entry with identifying numbers masked.
//!
//! Does not belong here: how such numbers are found (`identifier`), telling the user.

use super::case_log::{CaseEntry, CaseMark};
use super::identifier::{Identifier, mask_identifiers};
use super::run::Mark;

/// Masks the words of a mark, and returns what was masked.
#[must_use]
pub fn guard_mark(mark: &mut Mark) -> Vec<Identifier> {
    match mark {
        Mark::Answer { value: words, .. }
        | Mark::Defer { until: words, .. }
        | Mark::Override { reason: words, .. }
        | Mark::Refuse { by: words, .. }
        | Mark::Note { text: words, .. }
        | Mark::Cite { citation: words, .. }
        | Mark::Pause { reason: words } => guard_words(words),
        // A warning is content, not typed.
        Mark::Reopen { .. } | Mark::Resume | Mark::Call { .. } | Mark::Warned { .. } | Mark::Undo => Vec::new(),
    }
}

/// Masks the words of a case entry, and returns what was masked.
#[must_use]
pub fn guard_case_entry(entry: &mut CaseEntry) -> Vec<Identifier> {
    match &mut entry.mark {
        CaseMark::Contact { contact } => contact.fields.values_mut().flat_map(guard_words).collect(),
        CaseMark::Note { text: words } | CaseMark::Strike { reason: words, .. } => guard_words(words),
        CaseMark::Worked { out } => out
            .inputs
            .iter_mut()
            .flat_map(|input| guard_input(&input.name, &mut input.words))
            .collect(),
        CaseMark::RunBegun { .. } | CaseMark::Closed | CaseMark::Reopened => Vec::new(),
    }
}

/// Masks the value of a rule's input. It is read beside its name, by which a date of birth is known.
fn guard_input(name: &str, value: &mut String) -> Vec<Identifier> {
    const BETWEEN: &str = ": ";
    let mut words = format!("{}{BETWEEN}{value}", name.replace('_', " "));
    let found = guard_words(&mut words);
    if !found.is_empty() {
        *value = words.split_once(BETWEEN).map_or_else(String::new, |(_, value)| value.to_owned());
    }
    found
}

/// Masks words, and returns what was masked.
#[must_use]
pub fn guard_words(words: &mut String) -> Vec<Identifier> {
    let (masked, found) = mask_identifiers(words);
    if !found.is_empty() {
        *words = masked;
    }
    found
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;
    use crate::domain::contact::{Contact, ContactField};

    const NUMBER: &str = "000-00-0000";

    #[test]
    fn no_word_of_a_mark_keeps_a_number() {
        let (step, number) = ("s".to_owned(), NUMBER.to_owned());
        let marks = [
            Mark::Answer {
                step: step.clone(),
                value: number.clone(),
            },
            Mark::Defer {
                step: step.clone(),
                until: number.clone(),
            },
            Mark::Override {
                step: step.clone(),
                reason: number.clone(),
            },
            Mark::Refuse {
                step: step.clone(),
                by: number.clone(),
            },
            Mark::Note {
                step,
                text: number.clone(),
            },
            Mark::Pause { reason: number },
        ];
        for mut mark in marks {
            assert_eq!(guard_mark(&mut mark), [Identifier::SocialSecurity]);
            assert!(!serde_json::to_string(&mark).expect("json").contains(NUMBER), "{mark:?}");
        }
    }

    #[test]
    fn a_date_worked_out_keeps_no_number_and_no_date_of_birth() {
        let given = |(name, words): (&str, &str)| crate::domain::worked_out::GivenInput {
            name: name.to_owned(),
            ask: "What?".to_owned(),
            words: words.to_owned(),
        };
        let inputs = [
            ("birth_date", "Saturday, March 4, 1961"),
            ("reduction", NUMBER),
            ("notice_date", "Tuesday, June 2, 2026"),
        ]
        .map(given);
        let mut entry = CaseEntry {
            at: datetime(2026, 11, 21, 10, 0, 0, 0),
            mark: CaseMark::Worked {
                out: crate::domain::worked_out::WorkedOut {
                    rule: "mc-iep".to_owned(),
                    title: "Initial enrollment period".to_owned(),
                    inputs: inputs.into(),
                    result: "2026-09".to_owned(),
                    spoken: "September 2026".to_owned(),
                    work_to: None,
                    arguable: Vec::new(),
                    authority: Vec::new(),
                    as_of: jiff::civil::date(2026, 11, 21),
                },
            },
        };
        assert_eq!(guard_case_entry(&mut entry).len(), 2);
        let json = serde_json::to_string(&entry).expect("json");
        assert!(
            !json.contains(NUMBER) && !json.contains("1961") && json.contains("June 2, 2026"),
            "{json}"
        );
    }

    #[test]
    fn no_field_of_a_contact_keeps_a_number() {
        let mut contact = Contact::default();
        for field in ContactField::ALL {
            contact.set(field, format!("it is {NUMBER}"));
        }
        let mut entry = CaseEntry {
            at: datetime(2026, 11, 21, 10, 0, 0, 0),
            mark: CaseMark::Contact { contact },
        };
        assert_eq!(guard_case_entry(&mut entry).len(), ContactField::ALL.len());
        assert!(!serde_json::to_string(&entry).expect("json").contains(NUMBER));
    }
}
