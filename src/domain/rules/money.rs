//! Money as whole cents, and its canonical form `1234.50`.
//!
//! Does not belong here: amounts by year (`figures`), rules.

use std::fmt;

/// An amount of money in whole cents, never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cents(i64);

/// The largest amount that is read: ten billion dollars.
const MAX_CENTS: i64 = 1_000_000_000_000;

impl Cents {
    /// Reads `1234`, `1234.5`, `1,234.50` or `$1,234.50`; not a negative amount, nor more than two decimals.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('$').unwrap_or(text).trim_start();
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let whole = ungrouped(whole)?;
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_digits(&whole) || !is_digits(decimals) || decimals.len() > 2 {
            return None;
        }
        let dollars: i64 = whole.parse().ok()?;
        let cents: i64 = format!("{decimals:0<2}").parse().ok()?;
        let all = dollars.checked_mul(100)?.checked_add(cents)?;
        (all <= MAX_CENTS).then_some(Self(all))
    }

    /// Returns `percent` of the amount, cut to whole cents.
    #[must_use]
    pub fn percent(self, percent: i64) -> Self {
        Self(self.0.saturating_mul(percent) / 100)
    }

    /// Returns `rate` hundredths of a percent of the amount, cut to whole cents.
    #[must_use]
    pub fn hundredths_of_percent(self, rate: i64) -> Self {
        Self(self.0.saturating_mul(rate) / 10_000)
    }

    /// Tells whether `percent` of the amount comes out in whole cents.
    #[must_use]
    pub fn is_whole_percent(self, percent: i64) -> bool {
        self.0.saturating_mul(percent) % 100 == 0
    }

    /// Returns the sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// Returns what is left after `other` is taken off; nothing if `other` is more.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0).max(0))
    }

    /// Returns the amount `count` times.
    #[must_use]
    pub fn times(self, count: u32) -> Self {
        Self(self.0.saturating_mul(i64::from(count)))
    }

    /// Returns what is left when `other` is taken off; zero if nothing is.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0).max(0))
    }

    /// Returns one of `parts` equal parts, cut to whole cents. No part at all counts as one.
    #[must_use]
    pub fn part(self, parts: u32) -> Self {
        Self(self.0 / i64::from(parts.max(1)))
    }

    /// Tells whether one of `parts` equal parts comes out in whole cents.
    #[must_use]
    pub fn is_whole_part(self, parts: u32) -> bool {
        self.0 % i64::from(parts.max(1)) == 0
    }

    /// Returns how many times `other` goes into the amount in full; 0 if `other` is nothing.
    #[must_use]
    pub fn holds_times(self, other: Self) -> u32 {
        let times = self.0.checked_div(other.0).unwrap_or_default();
        u32::try_from(times).unwrap_or(u32::MAX)
    }

    /// Returns the amount for people, such as `$1,234.50` or `$6,000`.
    #[must_use]
    pub fn words(self) -> String {
        let digits = (self.0 / 100).to_string();
        let mut grouped = String::from("$");
        for (idx, digit) in digits.chars().enumerate() {
            if idx > 0 && (digits.len() - idx).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        match self.0 % 100 {
            0 => grouped,
            cents => format!("{grouped}.{cents:02}"),
        }
    }
}

/// Takes the commas out of `1,234,567`; none if they stand elsewhere than between groups of three.
fn ungrouped(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let is_grouped = rest.is_empty() || (!first.is_empty() && first.len() <= 3);
    if !is_grouped || rest.iter().any(|group| group.len() != 3) {
        return None;
    }
    Some(format!("{first}{}", rest.concat()))
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(Cents::parse(text).map(|cents| cents.to_string()).as_deref(), expected, "{text:?}");
    }

    #[test]
    fn amounts_are_read_as_people_write_them_and_never_rounded() {
        check("974.7", Some("974.70"));
        check(" $1,234.50 ", Some("1234.50"));
        check("0", Some("0.00"));
        check("1,234,567", Some("1234567.00"));
        for wrong in ["", "$", "1.234", "-5", "12,34", ",123", "1e3", "1.", "ten", "99999999999999999999"] {
            check(wrong, if wrong == "1." { Some("1.00") } else { None });
        }
    }

    #[test]
    fn amounts_for_people_are_grouped() {
        assert_eq!(Cents::parse("1234567.05").map(Cents::words).as_deref(), Some("$1,234,567.05"));
        assert_eq!(Cents::parse("6000").map(Cents::words).as_deref(), Some("$6,000"));
    }

    #[test]
    fn parts_are_cut_and_nothing_goes_below_zero() {
        let amount = |text: &str| Cents::parse(text).expect("an amount");
        assert_eq!(amount("0.05").part(2).to_string(), "0.02");
        assert!(!amount("0.05").is_whole_part(2) && amount("0.06").is_whole_part(3));
        assert_eq!(amount("20").less(amount("20.01")).to_string(), "0.00");
        assert_eq!(amount("12000").holds_times(amount("954.72")), 12);
        assert_eq!(amount("12000").holds_times(Cents::default()), 0);
    }

    #[test]
    fn a_percentage_is_cut_to_whole_cents() {
        let amount = Cents::parse("974.77").expect("an amount");
        assert_eq!(amount.percent(10).to_string(), "97.47");
        assert!(!amount.is_whole_percent(10));
    }
}
