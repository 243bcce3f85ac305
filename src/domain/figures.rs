//! Amounts by date: a value counts only between its dates, and nothing is projected.
//!
//! Does not belong here: parsing of the table, wording for the screen beyond the amount and its year.

use jiff::civil::Date;

use super::calendar::day_words;
use super::source::ByteSpan;

/// The table of figures.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Figures {
    /// All figures, sorted by id.
    pub figures: Vec<Figure>,
}

/// One figure over the years.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Figure {
    /// Stable name.
    pub id: String,
    /// What it is.
    pub label: String,
    /// Unit, such as `USD/month`.
    pub unit: String,
    /// The law or rule it rests on.
    pub basis: String,
    /// What to be careful about; may be empty.
    pub note: String,
    /// Content file it is in.
    pub file: String,
    /// Place of its id in that file.
    pub span: ByteSpan,
    /// Values sorted by their first day.
    pub values: Vec<FigureValue>,
}

/// A value over a span of days.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FigureValue {
    /// First day.
    pub from: Date,
    /// Last day; none where it is set without a yearly change.
    pub to: Option<Date>,
    /// The amount as written, such as `1690` or `202.9`.
    pub amount: String,
    /// Where it was seen.
    pub source: String,
    /// Worked out from another verified amount.
    pub is_derived: bool,
    /// Seen on secondary pages only.
    pub is_weak: bool,
    /// Place of its last day in the file, or of its first key.
    pub span: ByteSpan,
}

impl FigureValue {
    /// Returns the span of days as words: `2026`, or `from 1 October 2025 to 30 September 2026` where it is not within one year.
    fn span_words(&self) -> String {
        match self.to {
            Some(to) if to.year() == self.from.year() => to.year().to_string(),
            Some(to) => format!("from {} to {}", day_words(self.from), day_words(to)),
            None => format!("since {}", day_words(self.from)),
        }
    }
}

impl Figures {
    /// Returns the figure with `id`.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.id == id)
    }
}

impl Figure {
    /// Returns the value in force on `day`.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&FigureValue> {
        self.values
            .iter()
            .find(|value| value.from <= day && value.to.is_none_or(|to| day <= to))
    }

    /// Returns the latest value that began before `day`, in force or not.
    #[must_use]
    pub fn last_before(&self, day: Date) -> Option<&FigureValue> {
        self.values.iter().rev().find(|value| value.from <= day)
    }

    /// Returns words for the amount on `day`: `$1,690 a month (2026)`, or that it is not known and what it was.
    #[must_use]
    pub fn words(&self, day: Date) -> String {
        self.words_for(day, &day.year().to_string(), &day_words(day))
    }

    /// Returns the words of [`Figure::words`] without the day itself, so that they change with the amounts alone.
    #[must_use]
    pub fn lasting_words(&self, day: Date) -> String {
        self.words_for(day, "today", "today")
    }

    fn words_for(&self, day: Date, year: &str, day_words: &str) -> String {
        match (self.on(day), self.last_before(day)) {
            (Some(value), _) if value.to.is_some() => format!("{} ({})", self.amount_words(value), value.span_words()),
            (Some(value), _) => self.amount_words(value),
            (None, Some(value)) => {
                let (span, amount) = (value.span_words(), self.amount_words(value));
                if value.to.is_some_and(|to| to.year() < day.year() && value.from.year() == to.year()) {
                    format!("not known for {year}; {span} was {amount}")
                } else {
                    format!("not known for {day_words}; {span} it was {amount}")
                }
            }
            (None, None) => format!("not known for {year}"),
        }
    }

    /// Returns an amount in words of its unit, such as `$1,690 a month`.
    #[must_use]
    pub fn amount_words(&self, value: &FigureValue) -> String {
        let (unit, per) = self.unit.split_once('/').unwrap_or((self.unit.as_str(), ""));
        let amount = if unit == "USD" {
            format!("${}", money(&value.amount))
        } else if unit.starts_with("percent") {
            format!("{} {unit}", value.amount)
        } else {
            format!("{} {unit}", money(&value.amount))
        };
        match per {
            "" => amount,
            "benefit period" => format!("{amount} a benefit period"),
            per => format!("{amount} a {per}"),
        }
    }
}

/// Returns `1690` as `1,690` and `202.9` as `202.90`.
fn money(amount: &str) -> String {
    let (whole, cents) = amount.split_once('.').map_or((amount, None), |(whole, cents)| (whole, Some(cents)));
    let mut out = String::new();
    for (idx, digit) in whole.chars().enumerate() {
        if idx > 0 && (whole.len() - idx) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    match cents {
        None | Some("0" | "00") => out,
        Some(cents) => format!("{out}.{cents:0<2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn figure() -> Figure {
        let value = |year, amount: &str| FigureValue {
            from: date(year, 1, 1),
            to: Some(date(year, 12, 31)),
            amount: amount.to_owned(),
            source: String::new(),
            is_derived: false,
            is_weak: false,
            span: ByteSpan::default(),
        };
        Figure {
            id: "sga".to_owned(),
            label: String::new(),
            unit: "USD/month".to_owned(),
            basis: String::new(),
            note: String::new(),
            file: String::new(),
            span: ByteSpan::default(),
            values: vec![value(2025, "1620"), value(2026, "1690.5")],
        }
    }

    #[test]
    fn an_amount_always_carries_its_year_and_is_never_projected() {
        assert_eq!(figure().words(date(2025, 6, 1)), "$1,620 a month (2025)");
        assert_eq!(figure().words(date(2027, 1, 1)), "not known for 2027; 2026 was $1,690.50 a month");
        assert_eq!(figure().words(date(2020, 1, 1)), "not known for 2020");
    }
}
