//! Until when a step is put off: a day, a later checklist of the same case, or an event in words.
//!
//! Does not belong here: how it is asked for or shown.

use jiff::civil::Date;

/// How a deferral until a checklist begins in a log.
const CHECKLIST: &str = "checklist:";

/// Until when a step is put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deferral<'a> {
    /// Until this day.
    Day(Date),
    /// Until this checklist is run in the case, by its id.
    Checklist(&'a str),
    /// Until something happens, in the user's words.
    Words(&'a str),
}

impl<'a> Deferral<'a> {
    /// Reads what a log holds.
    #[must_use]
    pub fn read(until: &'a str) -> Self {
        match (until.parse(), until.strip_prefix(CHECKLIST)) {
            (Ok(day), _) => Self::Day(day),
            (_, Some(id)) => Self::Checklist(id),
            _ => Self::Words(until),
        }
    }

    /// Tells whether the day has come. An event or a checklist does not come by itself.
    #[must_use]
    pub fn is_due(self, today: Date) -> bool {
        matches!(self, Self::Day(day) if day <= today)
    }
}

/// Returns what a log holds for a deferral until a checklist is run.
#[must_use]
pub fn until_checklist(id: &str) -> String {
    format!("{CHECKLIST}{id}")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_deferral_is_a_day_a_checklist_or_words() {
        assert_eq!(Deferral::read("2026-12-01"), Deferral::Day(date(2026, 12, 1)));
        assert_eq!(Deferral::read(&until_checklist("late-appeal")), Deferral::Checklist("late-appeal"));
        assert_eq!(Deferral::read("the letter comes"), Deferral::Words("the letter comes"));
    }

    #[test]
    fn only_a_day_comes_by_itself() {
        let day = Deferral::read("2026-12-01");
        assert!(!day.is_due(date(2026, 11, 30)) && day.is_due(date(2026, 12, 1)) && day.is_due(date(2027, 1, 1)));
        assert!(!Deferral::read("the letter comes").is_due(date(2099, 1, 1)));
    }
}
