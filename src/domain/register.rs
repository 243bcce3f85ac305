//! Source documents with their sections, and the register of what has changed since.
//!
//! Does not belong here: parsing, the currency of a card (`currency`), when what falls due (`review`).

use std::cmp::Ordering;

use jiff::civil::Date;

/// A document that cards stand on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SourceDocument {
    /// Id, such as `gn-00204.012`.
    pub id: String,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// What to quote it as, such as `GN 00204.012`; empty if it has no number.
    pub citation: String,
    /// Transmittal or publication number; may be empty.
    pub transmittal: String,
    /// Date of the text: a day or a month.
    pub date: String,
    /// Web address; may be empty.
    pub address: String,
    /// The day on which the whole document was last looked up and found unchanged.
    pub checked: Option<Date>,
    /// Why nobody can look up any more whether it still holds.
    pub not_verifiable: Option<String>,
    /// Sections in order.
    pub sections: Vec<SourceSection>,
    /// The file it came from.
    pub file: String,
}

/// One section of a source document.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SourceSection {
    /// Id within the document, such as `c.2.b`.
    pub id: String,
    /// Heading.
    pub heading: String,
    /// Why no card needs to cover it.
    pub waived: Option<String>,
    /// Why nobody can look up whether this section still holds.
    pub not_verifiable: Option<String>,
}

/// What happened to a rule since the document was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum ChangeKind {
    /// The rule was right when written and has changed.
    Changed,
    /// The document did not state the rule as it already stood.
    WrongInDocument,
    /// Looked for a change and found none.
    Unchanged,
    /// A change with a future date, or only proposed.
    Pending,
}

impl ChangeKind {
    /// Returns the word used in files and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::WrongInDocument => "wrong-in-document",
            Self::Unchanged => "unchanged",
            Self::Pending => "pending",
        }
    }

    /// Returns the kind written as `text`.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        [Self::Changed, Self::WrongInDocument, Self::Unchanged, Self::Pending]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// The confidence of an entry that was looked up in full; any other word is a look in part.
pub const VERIFIED: &str = "verified";

/// One entry of the register of changes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Change {
    /// Id.
    pub id: String,
    /// What happened.
    pub kind: ChangeKind,
    /// 1 (little) to 5 (a client can lose a deadline, cover or money).
    pub harm: u8,
    /// Source sections that it touches.
    pub sections: Vec<String>,
    /// What the document says.
    pub was: String,
    /// What holds now.
    pub now: String,
    /// Since when; a date or words.
    pub since: String,
    /// On what authority.
    pub authority: String,
    /// Web address; may be empty.
    pub address: String,
    /// `verified` or `partly`.
    pub confidence: String,
    /// The day on which it was looked up.
    pub checked: String,
    /// The file it came from.
    pub file: String,
}

impl Change {
    /// Returns the day from which the change holds, where it is known to the day.
    #[must_use]
    pub fn since_day(&self) -> Option<Date> {
        self.since.parse().ok()
    }

    /// Returns what the entry is on `today`: a change whose day has not come is pending, and on that day it is in force.
    ///
    /// A pending one without a day stays pending until its text is rewritten.
    #[must_use]
    pub fn kind_on(&self, today: Date) -> ChangeKind {
        match (self.kind, self.since_day()) {
            (ChangeKind::Pending, Some(since)) if since <= today => ChangeKind::Changed,
            (ChangeKind::Changed, Some(since)) if today < since => ChangeKind::Pending,
            (kind, _) => kind,
        }
    }

    /// Tells whether the text of the document is not what holds on `today`.
    #[must_use]
    pub fn is_replaced_on(&self, today: Date) -> bool {
        matches!(self.kind_on(today), ChangeKind::Changed | ChangeKind::WrongInDocument)
    }

    /// Returns from when it holds, in words: `since 2025-07-04`, `from 2027-01-04`, or that no day is known.
    #[must_use]
    pub fn since_words(&self, today: Date) -> String {
        match (self.kind_on(today), self.since_day()) {
            (ChangeKind::Pending, Some(day)) => format!("from {day}"),
            (ChangeKind::Pending, None) if self.since.is_empty() => NOT_IN_FORCE.to_owned(),
            (ChangeKind::Pending, None) if self.since.starts_with(NOT_IN_FORCE) => self.since.clone(),
            (ChangeKind::Pending, None) => format!("{NOT_IN_FORCE} ({})", self.since),
            _ if self.since.is_empty() => "since a day not known".to_owned(),
            _ => format!("since {}", self.since),
        }
    }

    /// Returns the change in one line: from when, and the first sentence of what holds.
    #[must_use]
    pub fn line(&self, today: Date) -> String {
        format!("{}: {}", capital(&self.since_words(today)), self.now_in_short())
    }

    /// Returns the first sentence of what holds.
    #[must_use]
    pub fn now_in_short(&self) -> &str {
        first_sentence(&self.now)
    }

    /// Tells whether the change came after a text of this date (a day or a month). Where that cannot be told, it counts as after.
    #[must_use]
    pub fn is_after(&self, date: &str) -> bool {
        let mut numbers = self.since.split(|c: char| !c.is_ascii_digit() && c != '-');
        let Some(since) = numbers.find(|number| number.len() >= YEAR_CHARS) else {
            return true;
        };
        let known = since.len().min(date.len());
        match since.get(..known).cmp(&date.get(..known)) {
            Ordering::Equal => known < DAY_CHARS,
            order => order == Ordering::Greater,
        }
    }
}

/// Said of a change to come whose day is not known.
const NOT_IN_FORCE: &str = "not in force";
/// Characters of a year, and of a day such as `2026-11-21`.
const YEAR_CHARS: usize = 4;
const DAY_CHARS: usize = 10;

/// Returns words with a capital letter first.
pub(super) fn capital(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

/// Returns the text up to its first full stop before a capital letter; the whole text if there is none.
fn first_sentence(text: &str) -> &str {
    let ends_here = |at: &usize| {
        let mut after = text.get(at + 1..).unwrap_or_default().chars();
        let before = text.get(..*at).unwrap_or_default();
        let word = before.rsplit([' ', '(']).next().unwrap_or_default();
        after.next() == Some(' ') && after.next().is_some_and(char::is_uppercase) && word.chars().count() > 2 && !word.contains('.')
    };
    let end = text.match_indices('.').map(|(at, _)| at).find(ends_here);
    end.and_then(|end| text.get(..=end)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_pending_change_is_in_force_from_its_day_on() {
        let mut change = crate::builtin::library()
            .find_change("medicare-noncitizens-2027")
            .expect("in the register")
            .clone();
        (change.kind, change.since) = (ChangeKind::Pending, "2027-01-04".to_owned());
        assert_eq!(change.kind_on(date(2027, 1, 3)), ChangeKind::Pending);
        assert_eq!(change.kind_on(date(2027, 1, 4)), ChangeKind::Changed);
        assert!(change.line(date(2027, 1, 3)).starts_with("From 2027-01-04: "));
        assert!(change.line(date(2027, 1, 4)).starts_with("Since 2027-01-04: "));
        change.since = "not in force in the last text seen".to_owned();
        assert_eq!(change.kind_on(date(2040, 1, 1)), ChangeKind::Pending);
    }

    #[test]
    fn a_permission_that_has_run_out_is_no_change_to_come() {
        let library = crate::builtin::library();
        let change = library.find_change("calfresh-36-months-waiver").expect("in the register");
        let today = date(2026, 11, 21);
        assert_eq!(change.kind_on(today), ChangeKind::Changed);
        assert_eq!(
            change.line(today),
            "Since 2026-10-01, when the permission that was seen had run out: It is not known whether the 36 months without an interview still hold."
        );
        assert_eq!(crate::domain::layout::change_label(change, today), "CHANGED");
    }

    fn to_come(since: &str) -> Change {
        Change {
            id: "to-come".to_owned(),
            kind: ChangeKind::Pending,
            harm: 3,
            sections: Vec::new(),
            was: String::new(),
            now: "The old definition comes back. Look for the final rule.".to_owned(),
            since: since.to_owned(),
            authority: "agenda".to_owned(),
            address: String::new(),
            confidence: VERIFIED.to_owned(),
            checked: "2026-11-21".to_owned(),
            file: String::new(),
        }
    }

    #[test]
    fn a_change_to_come_without_a_day_says_once_that_it_is_not_in_force() {
        let today = date(2026, 11, 21);
        for (since, words) in [
            ("only proposed", "not in force (only proposed)"),
            ("not in force in the last text seen", "not in force in the last text seen"),
            ("", "not in force"),
        ] {
            let mut library = crate::domain::library::Library::default();
            library.changes.push(to_come(since));
            assert_eq!(library.changes[0].since_words(today), words);
            let told = crate::domain::layout::change_line(&library, "to-come", today).expect("there");
            assert_eq!(told, format!("{}, verified 2026-11-21: agenda.", capital(words)));
            let line = library.changes[0].line(today);
            assert_eq!(line, format!("{}: The old definition comes back.", capital(words)));
        }
        let mut library = crate::domain::library::Library::default();
        library.changes.push(to_come("2027-01-04"));
        let told = crate::domain::layout::change_line(&library, "to-come", today).expect("there");
        assert!(told.starts_with("Not in force yet: from 2027-01-04, verified "), "{told}");
    }

    #[test]
    fn a_change_is_after_a_text_unless_its_day_month_or_year_says_otherwise() {
        for (since, date, is_after) in [
            ("2026-04-24", "2023-07-28", true),
            ("2022-06", "2024-09-04", false),
            ("2024-09-04", "2024-09-04", false),
            ("2024-09", "2024-09-04", true),
            ("2021", "2021-06", true),
            ("2011-10-01", "2021-06", false),
            ("late 2024, as reported", "2021-06", true),
            ("1983, by birth year", "2021-06", false),
            ("whether it ended with 30 September 2019 is not known", "2021-06", false),
            ("a day not seen", "2021-06", true),
            ("", "2021-06", true),
        ] {
            assert_eq!(to_come(since).is_after(date), is_after, "{since} and {date}");
        }
    }

    #[test]
    fn a_line_ends_with_the_first_sentence_and_not_with_a_number_or_a_short_word() {
        assert_eq!(first_sentence("Act in 10 days. Then wait."), "Act in 10 days.");
        assert_eq!(
            first_sentence("See U.S. Code 42. It holds 1.5 times."),
            "See U.S. Code 42. It holds 1.5 times."
        );
        assert_eq!(first_sentence("No stop"), "No stop");
    }
}
