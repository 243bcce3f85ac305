//! What falls due over all cases: dates worked out in runs, days to which steps were put off, what was promised, next steps.
//!
//! Does not belong here: reading cases, calendar files.

use jiff::civil::Date;

use super::case_log::{NumberedEntry, contacts, struck, worked};
use super::contact::ContactField;
use super::run::{RunView, dates};

/// One thing that falls due.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FallsDue {
    /// The day.
    pub day: Date,
    /// Reference of the case.
    pub case: String,
    /// What falls due, in the words of the step, computation or contact.
    pub what: String,
    /// Where it stands.
    pub from: DueFrom,
}

/// Where something that falls due stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum DueFrom {
    /// In a run.
    Run {
        /// Its number in the case.
        run: u64,
        /// Id of the checklist.
        checklist: String,
        /// Title of the checklist.
        title: String,
    },
    /// In a contact: what was promised.
    Promise {
        /// Number of the entry in the case.
        entry: u64,
    },
    /// In a contact: what is to be done next.
    NextStep {
        /// Number of the entry in the case.
        entry: u64,
    },
    /// A date that was worked out outside of a run.
    Worked {
        /// Number of the entry in the case.
        entry: u64,
    },
}

impl DueFrom {
    /// Returns its name in JSON.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Run { .. } => "run",
            Self::Promise { .. } => "promise",
            Self::NextStep { .. } => "next-step",
            Self::Worked { .. } => "worked-out",
        }
    }
}

/// Returns what falls due in a run, the earliest first.
#[must_use]
pub fn due_in_run(view: &RunView<'_>, case: &str, run: (u64, &str, &str), today: Date) -> Vec<FallsDue> {
    let (number, checklist, title) = run;
    let due = |day, what| FallsDue {
        day,
        case: case.to_owned(),
        what,
        from: DueFrom::Run {
            run: number,
            checklist: checklist.to_owned(),
            title: title.to_owned(),
        },
    };
    dates(view, today).into_iter().map(|found| due(found.day, found.words)).collect()
}

/// Returns what falls due by the contacts of a case that stand.
#[must_use]
pub fn due_in_contacts(log: &[NumberedEntry], case: &str) -> Vec<FallsDue> {
    let struck = struck(log);
    let mut found = Vec::new();
    for (entry, _, contact) in contacts(log).filter(|(seq, ..)| !struck.contains_key(seq)) {
        let mut push = |day: ContactField, words: ContactField, from: DueFrom| {
            if let Some(day) = contact.day(day) {
                let what = contact.get(words);
                let what = if what.is_empty() { words.label() } else { what };
                found.push(FallsDue {
                    day,
                    case: case.to_owned(),
                    what: what.to_owned(),
                    from,
                });
            }
        };
        push(ContactField::PromisedBy, ContactField::Promised, DueFrom::Promise { entry });
        push(ContactField::NextDate, ContactField::NextStep, DueFrom::NextStep { entry });
    }
    found
}

/// Returns what falls due by the dates that were worked out outside of runs and stand.
#[must_use]
pub fn due_worked(log: &[NumberedEntry], case: &str) -> Vec<FallsDue> {
    let struck = struck(log);
    let standing = worked(log).filter(|(seq, ..)| !struck.contains_key(seq));
    let due = standing.filter_map(|(entry, _, out)| {
        Some(FallsDue {
            day: out.day()?,
            case: case.to_owned(),
            what: out.title.clone(),
            from: DueFrom::Worked { entry },
        })
    });
    due.collect()
}

/// Sorts what falls due, takes doubles out, and leaves out what lies more than `within` days ahead.
/// What is past stays: a date that was missed is the first to be dealt with.
#[must_use]
pub fn sorted(mut due: Vec<FallsDue>, today: Date, within: Option<u32>) -> Vec<FallsDue> {
    due.sort();
    due.dedup_by(|left, right| (left.day, &left.case, &left.what) == (right.day, &right.case, &right.what));
    due.retain(|found| within.is_none_or(|days| i64::from((found.day - today).get_days()) <= i64::from(days)));
    due
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::*;
    use crate::domain::case_log::{CaseEntry, CaseMark};
    use crate::domain::contact::Contact;

    fn contact(seq: u64, promised_by: &str, next_date: &str) -> NumberedEntry {
        let mut contact = Contact::default();
        contact.set(ContactField::Promised, "a call back");
        contact.set(ContactField::PromisedBy, promised_by);
        contact.set(ContactField::NextDate, next_date);
        NumberedEntry {
            seq,
            entry: CaseEntry {
                at: datetime(2026, 11, 21, 10, 0, 0, 0),
                mark: CaseMark::Contact { contact },
            },
        }
    }

    #[test]
    fn promises_and_next_steps_fall_due_unless_the_contact_was_struck() {
        let strike = NumberedEntry {
            seq: 2,
            entry: CaseEntry {
                at: datetime(2026, 11, 21, 11, 0, 0, 0),
                mark: CaseMark::Strike {
                    entry: 1,
                    reason: String::new(),
                },
            },
        };
        let log = [contact(0, "2026-12-01", "2026-12-03"), contact(1, "2026-11-30", ""), strike];
        let due = sorted(due_in_contacts(&log, "C-7F2K"), date(2026, 11, 21), None);
        let shown: Vec<(String, &str)> = due.iter().map(|due| (due.day.to_string(), due.what.as_str())).collect();
        assert_eq!(
            shown,
            [("2026-12-01".to_owned(), "a call back"), ("2026-12-03".to_owned(), "Next step")]
        );
    }

    #[test]
    fn a_date_worked_out_falls_due_on_the_day_to_work_to_unless_it_was_struck() {
        let out = |work_to: Option<&str>| crate::domain::worked_out::WorkedOut {
            rule: "ssa-appeal-deadline".to_owned(),
            title: "Last day to appeal".to_owned(),
            inputs: Vec::new(),
            result: "2027-01-06".to_owned(),
            spoken: "Wednesday, January 6, 2027".to_owned(),
            work_to: work_to.map(str::to_owned),
            arguable: Vec::new(),
            authority: Vec::new(),
            as_of: date(2026, 11, 21),
        };
        let entry = |seq: u64, mark: CaseMark| NumberedEntry {
            seq,
            entry: CaseEntry {
                at: datetime(2026, 11, 21, 10, 0, 0, 0),
                mark,
            },
        };
        let strike = CaseMark::Strike {
            entry: 1,
            reason: String::new(),
        };
        let log = [
            entry(0, CaseMark::Worked { out: out(None) }),
            entry(1, CaseMark::Worked { out: out(None) }),
            entry(
                2,
                CaseMark::Worked {
                    out: out(Some("2027-01-04")),
                },
            ),
            entry(3, strike),
        ];
        let due: Vec<(String, u64)> = due_worked(&log, "C-7F2K")
            .into_iter()
            .filter_map(|due| match due.from {
                DueFrom::Worked { entry } => Some((due.day.to_string(), entry)),
                _ => None,
            })
            .collect();
        assert_eq!(due, [("2027-01-06".to_owned(), 0), ("2027-01-04".to_owned(), 2)]);
    }

    #[test]
    fn only_what_is_near_is_left_and_what_is_past_stays() {
        let log = [contact(0, "2026-11-01", "2026-12-03")];
        let due = |within| sorted(due_in_contacts(&log, "C-7F2K"), date(2026, 11, 21), within).len();
        assert_eq!((due(None), due(Some(12)), due(Some(11)), due(Some(0))), (2, 2, 1, 1));
    }
}
