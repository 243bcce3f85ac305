//! Amounts by month: from what people type, such as `jan-mar 2025 1,250; apr 2025 0`, to canonical form and back to words.
//!
//! Canonical form: `2025-01=1250.00 2025-02=1300.00`, in the order of time, each month once; empty for none.
//! Does not belong here: what a rule does with them (`rules`), other answers (`value`).

use super::value::{AnswerProblem, month_number, problem};
use crate::domain::calendar::{Month, month_name};
use crate::domain::rules::Cents;

/// First and last year that a month may lie in.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;
/// Most months in one answer.
const MOST_MONTHS: usize = 600;
/// The largest amount of one month.
const MOST: &str = "999999999.99";
/// Words that may stand beside an amount and say nothing new.
const FILLERS: &[&str] = &["each", "every", "a", "per", "month", "monthly", "gross", "and"];
/// What an answer looks like.
const SUCH_AS: &str = "such as 1/2025 1,250; feb-mar 2025 1,300";

/// Months with amounts as far as they could be read, and what is wrong with the rest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Earnings {
    /// Month and amount, in the order of time.
    pub months: Vec<(Month, Cents)>,
    /// Why the rest cannot be taken.
    pub problem: Option<AnswerProblem>,
}

impl Earnings {
    /// Returns the canonical form of what was read.
    #[must_use]
    pub fn canonical(&self) -> String {
        let parts: Vec<String> = self.months.iter().map(|(month, amount)| format!("{month}={amount}")).collect();
        parts.join(" ")
    }

    /// Returns the answer in canonical form.
    ///
    /// # Errors
    ///
    /// The problem, if there is one.
    pub(super) fn into_answer(self) -> Result<String, AnswerProblem> {
        let canonical = self.canonical();
        self.problem.map_or(Ok(canonical), Err)
    }
}

/// Reads amounts by month as far as they can be read.
#[must_use]
pub fn read_earnings(typed: &str) -> Earnings {
    let lower = typed.trim().to_lowercase();
    if matches!(lower.as_str(), "none" | "no" | "no work" | "nothing") {
        return Earnings::default();
    }
    let mut reader = Reader {
        tokens: tokens(&lower),
        at: 0,
        year: None,
        months: Vec::new(),
    };
    let problem = reader.all().err();
    reader.months.sort_by_key(|(month, _)| *month);
    Earnings {
        months: reader.months,
        problem,
    }
}

/// Returns canonical amounts by month in words; months in a row with the same amount stand together.
#[must_use]
pub(super) fn show_earnings(canonical: &str) -> String {
    let months: Vec<(Month, &str)> = canonical
        .split(' ')
        .filter_map(|part| part.split_once('='))
        .filter_map(|(month, amount)| Some((Month::parse(month)?, amount)))
        .collect();
    let mut spans: Vec<(Month, Month, &str)> = Vec::new();
    for (month, amount) in months {
        match spans.last_mut() {
            Some((_, last, same)) if *same == amount && last.months_until(month) == 1 => *last = month,
            _ => spans.push((month, month, amount)),
        }
    }
    let words: Vec<String> = spans
        .into_iter()
        .map(|(first, last, amount)| span_words(first, last, amount))
        .collect();
    if words.is_empty() { "none".to_owned() } else { words.join("; ") }
}

fn span_words(first: Month, last: Month, amount: &str) -> String {
    let name = |month: Month| month_name(month.month()).chars().take(3).collect::<String>();
    let amount = Cents::parse(amount).map_or_else(|| amount.to_owned(), Cents::words);
    if first == last {
        format!("{} {} {amount}", name(first), first.year())
    } else if first.year() == last.year() {
        format!("{} to {} {} {amount} each", name(first), name(last), last.year())
    } else {
        format!("{} {} to {} {} {amount} each", name(first), first.year(), name(last), last.year())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A month, a year or an amount.
    Word(String),
    /// `to`, `..` or a hyphen with spaces around it.
    To,
    /// Ends an entry.
    End,
}

/// Cuts what was typed. A comma inside a number parts thousands; every other comma ends an entry.
fn tokens(lower: &str) -> Vec<Token> {
    let spread = lower
        .replace("..", " to ")
        .replace(['\u{2013}', '\u{2014}'], "-")
        .replace("$ ", "$");
    let chars: Vec<char> = spread.chars().collect();
    let is_digit = |idx: usize| chars.get(idx).is_some_and(char::is_ascii_digit);
    let mut tokens = Vec::new();
    let mut word = String::new();
    for (idx, c) in chars.iter().enumerate() {
        let parts_thousands = *c == ',' && idx > 0 && is_digit(idx - 1) && (1..=3).all(|more| is_digit(idx + more)) && !is_digit(idx + 4);
        match c {
            ',' if parts_thousands => word.push(','),
            ',' | ';' | '\n' => {
                close(&mut word, &mut tokens);
                tokens.push(Token::End);
            }
            '=' | ':' => close(&mut word, &mut tokens),
            c if c.is_whitespace() => close(&mut word, &mut tokens),
            c => word.push(*c),
        }
    }
    close(&mut word, &mut tokens);
    tokens
}

fn close(word: &mut String, tokens: &mut Vec<Token>) {
    match std::mem::take(word) {
        word if word.is_empty() => {}
        word if matches!(word.as_str(), "-" | "to" | "through" | "thru" | "until") => tokens.push(Token::To),
        word => tokens.push(Token::Word(word)),
    }
}

/// A month of which the year may still be missing.
#[derive(Clone, Copy)]
struct Part {
    month: i8,
    year: Option<i16>,
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
    /// The year of the entry before.
    year: Option<i16>,
    months: Vec<(Month, Cents)>,
}

impl Reader {
    fn all(&mut self) -> Result<(), AnswerProblem> {
        loop {
            match self.tokens.get(self.at) {
                None if self.months.is_empty() => return Err(problem(format!("type months with their amounts, {SUCH_AS}, or none"))),
                None => return Ok(()),
                Some(Token::End) => self.at += 1,
                Some(Token::Word(word)) if FILLERS.contains(&word.as_str()) => self.at += 1,
                Some(_) => self.entry()?,
            }
        }
    }

    /// Reads a month or a span of months, and the amount of each.
    fn entry(&mut self) -> Result<(), AnswerProblem> {
        let word = self.word().ok_or_else(|| problem(format!("type a month first, {SUCH_AS}")))?;
        let (mut first, mut last) = parts_of(&word)?;
        if last.is_none() {
            self.year_after(&mut first)?;
            if self.tokens.get(self.at) == Some(&Token::To) {
                self.at += 1;
                let word = self
                    .word()
                    .ok_or_else(|| problem(format!("`{word} to` has no end: type both months")))?;
                last = Some(part_of(&word)?);
            } else if word.parse::<i8>().is_ok() {
                return Err(problem(format!("`{word}` is no month: type month and year, {SUCH_AS}")));
            }
        }
        if let Some(last) = &mut last {
            self.year_after(last)?;
        }
        let (first, last) = self.span(first, last, &word)?;
        let amount = self.amount(last)?;
        self.add(first, last, amount)
    }

    fn word(&mut self) -> Option<String> {
        match self.tokens.get(self.at) {
            Some(Token::Word(word)) => {
                self.at += 1;
                Some(word.clone())
            }
            _ => None,
        }
    }

    /// Takes the year that may stand after a month. A number that could be the year or the amount is asked about.
    fn year_after(&mut self, part: &mut Part) -> Result<(), AnswerProblem> {
        let Some(Token::Word(word)) = self.tokens.get(self.at) else {
            return Ok(());
        };
        let Some(year) = word.parse::<i16>().ok().filter(|year| word.len() == 4 && YEARS.contains(year)) else {
            return Ok(());
        };
        if part.year.is_some() {
            return Ok(());
        }
        let goes_on = match self.tokens.get(self.at + 1) {
            Some(Token::To) => true,
            Some(Token::Word(next)) => read_cents(next).is_some(),
            _ => false,
        };
        if !goes_on && self.year.is_some() {
            let month = month_name(part.month);
            return Err(problem(format!(
                "`{word}` after {month} may be the year or the amount: type both, such as {month} {year} {word}.00"
            )));
        }
        part.year = Some(year);
        self.at += 1;
        Ok(())
    }

    /// Returns the first and last month of an entry, with the years that were left out.
    fn span(&self, first: Part, last: Option<Part>, word: &str) -> Result<(Month, Month), AnswerProblem> {
        let end = last.unwrap_or(first);
        let year = end.year.or(first.year).or(self.year);
        let year = year.ok_or_else(|| problem(format!("which year is `{word}`? Type it, {SUCH_AS}")))?;
        let build = |part: Part, year: i16| {
            let month = Month::new(year, part.month).filter(|_| YEARS.contains(&year));
            month.ok_or_else(|| problem("type a year between 1900 and 2100"))
        };
        let (from, to) = (build(first, first.year.unwrap_or(year))?, build(end, year)?);
        if to < from {
            let words = format!("{} is after {}: type the year of both", from.words(), to.words());
            return Err(problem(words));
        }
        Ok((from, to))
    }

    fn amount(&mut self, month: Month) -> Result<Cents, AnswerProblem> {
        let Some(word) = self.word() else {
            return Err(problem(format!("type the amount for {}, 0 if there was none", month.words())));
        };
        read_cents(&word).ok_or_else(|| problem(format!("`{word}` is no amount for {}: type it such as 1,234.50", month.words())))
    }

    fn add(&mut self, first: Month, last: Month, amount: Cents) -> Result<(), AnswerProblem> {
        let count = first.months_until(last);
        if MOST_MONTHS < self.months.len() + usize::try_from(count).unwrap_or(MOST_MONTHS) {
            return Err(problem("that is more than 50 years of months"));
        }
        for month in (0..=count).filter_map(|later| first.plus(later)) {
            if self.months.iter().any(|(known, _)| *known == month) {
                return Err(problem(format!(
                    "{} is there twice: type each month once, with all its pay",
                    month.words()
                )));
            }
            self.months.push((month, amount));
        }
        self.year = Some(last.year());
        Ok(())
    }
}

fn read_cents(word: &str) -> Option<Cents> {
    let amount = Cents::parse(word)?;
    Cents::parse(MOST).filter(|most| amount <= *most).map(|_| amount)
}

/// Reads a month, or two with a hyphen between them.
fn parts_of(word: &str) -> Result<(Part, Option<Part>), AnswerProblem> {
    let whole = part_of(word);
    if whole.is_ok() {
        return whole.map(|part| (part, None));
    }
    let mut halves = word
        .match_indices('-')
        .filter_map(|(at, _)| Some((word.get(..at)?, word.get(at + 1..)?)));
    let span = halves.find_map(|(first, last)| Some((part_of(first).ok()?, part_of(last).ok()?)));
    span.map_or_else(|| whole.map(|part| (part, None)), |(first, last)| Ok((first, Some(last))))
}

/// Reads `jan`, `1`, `1/2025`, `jan-25`, `2025-01` or `jan2025`.
fn part_of(word: &str) -> Result<Part, AnswerProblem> {
    let wrong = || problem(format!("`{word}` is no month: type month, year and amount, {SUCH_AS}"));
    let word = word.trim_end_matches('.');
    let parts: Vec<&str> = word.split(['/', '-']).collect();
    let year = |text: &str| match (text.len(), text.parse::<i16>()) {
        (2, Ok(year)) => Some(2000 + year),
        (4, Ok(year)) => Some(year).filter(|year| YEARS.contains(year)),
        _ => None,
    };
    let built = |month: &str, year: Option<i16>| month_number(month).map(|month| Part { month, year });
    let found = match parts.as_slice() {
        [alone] => {
            let name_len = alone.find(|c: char| c.is_ascii_digit()).unwrap_or(alone.len());
            let (name, digits) = alone.split_at(name_len);
            if name.is_empty() || digits.is_empty() {
                built(alone, None)
            } else {
                year(digits).and_then(|year| built(name, Some(year)))
            }
        }
        [first, second] if first.len() == 4 => year(first).and_then(|year| built(second, Some(year))),
        [first, second] => year(second).and_then(|year| built(first, Some(year))),
        [_, _, _] if parts.iter().all(|part| part.parse::<i16>().is_ok()) => {
            return Err(problem(format!("`{word}` is a day: type the month alone, {SUCH_AS}")));
        }
        _ => None,
    };
    found.ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::identifier::mask_identifiers;

    #[track_caller]
    fn check(typed: &str, expected: &str) {
        let read = read_earnings(typed);
        assert_eq!(read.problem, None, "{typed}");
        assert_eq!(read.canonical(), expected, "{typed}");
    }

    #[track_caller]
    fn refused(typed: &str, words: &str, so_far: &str) {
        let read = read_earnings(typed);
        let said = read.problem.as_ref().map_or("", |problem| problem.words.as_str());
        assert!(said.contains(words), "{typed}: {said:?}");
        assert_eq!(read.canonical(), so_far, "{typed}");
    }

    #[test]
    fn amounts_by_month_are_read_as_people_type_them() {
        let two = "2025-01=1250.00 2025-02=1300.00";
        for typed in [
            "1/2025 1250, 2/2025 1300",
            "1/2025 1250,2/2025 1300",
            "1/25 $1,250; 2/25 $1,300",
            "jan 2025 1250 feb 2025 1300",
            "January 2025: 1,250.00; Feb. 1300",
            "2025-02=1300.00 2025-01=1250.00",
            "2025-01 1250\n2025-02 1300",
            "jan2025 $ 1250, feb 1300 gross",
        ] {
            check(typed, two);
        }
        check(
            "jan-mar 2025 1,250; apr 2025 0",
            "2025-01=1250.00 2025-02=1250.00 2025-03=1250.00 2025-04=0.00",
        );
        for typed in [
            "2025-01..2025-03 1250",
            "1/2025 - 3/2025 1250 each",
            "1-3/2025 1250",
            "1 to 3 2025 1250",
            "jan 2025 to mar 2025 1250 a month",
            "2025-01-2025-03 1250",
        ] {
            check(typed, "2025-01=1250.00 2025-02=1250.00 2025-03=1250.00");
        }
        check("nov 2024 - jan 2025 1250", "2024-11=1250.00 2024-12=1250.00 2025-01=1250.00");
        check("none", "");
    }

    #[test]
    fn what_cannot_be_read_says_what_would_be_right_and_keeps_what_could() {
        refused("", "type months with their amounts, such as 1/2025 1,250", "");
        refused("1/2025", "type the amount for January 2025, 0 if there was none", "");
        refused("1/2025 1250; feb", "type the amount for February 2025", "2025-01=1250.00");
        refused("jan 1250", "which year is `jan`?", "");
        refused("nov-feb 2025 100", "type the year of both", "");
        refused("1/2025 100; 1/2025 200", "January 2025 is there twice", "2025-01=100.00");
        refused("1/2025 -5", "`-5` is no amount for January 2025", "");
        refused("1/2025 1,25", "is no month", "2025-01=1.00");
        refused("1/15/2025 100", "is a day: type the month alone", "");
        refused("jan 2025 900; feb 2000", "may be the year or the amount", "2025-01=900.00");
        refused("5 100", "`5` is no month", "");
        refused("1/1900-12/2100 5", "more than 50 years", "");
    }

    #[test]
    fn months_in_a_row_with_the_same_amount_are_told_together() {
        let canonical = "2024-12=1250.00 2025-01=1250.00 2025-02=0.00 2025-04=10.50 2025-05=10.50";
        assert_eq!(
            show_earnings(canonical),
            "Dec 2024 to Jan 2025 $1,250 each; Feb 2025 $0; Apr to May 2025 $10.50 each"
        );
        assert_eq!(show_earnings(""), "none");
    }

    fn given() -> impl Strategy<Value = Vec<(Month, Cents)>> {
        prop::collection::btree_map((1900_i16..=2100, 1_i8..=12), 0_u64..99_999_999_999, 1..40).prop_map(|months| {
            let month = |((year, month), cents): ((i16, i8), u64)| {
                let amount = Cents::parse(&format!("{}.{:02}", cents / 100, cents % 100))?;
                Some((Month::new(year, month)?, amount))
            };
            months.into_iter().filter_map(month).collect()
        })
    }

    proptest! {
        #[test]
        fn what_is_shown_or_kept_reads_back_as_the_same(months in given()) {
            let earnings = Earnings { months, problem: None };
            prop_assert_eq!(&read_earnings(&earnings.canonical()), &earnings);
            prop_assert_eq!(&read_earnings(&show_earnings(&earnings.canonical())), &earnings);
            let (kept, masked) = mask_identifiers(&earnings.canonical());
            prop_assert!(masked.is_empty(), "{} is taken for {:?}", kept, masked);
        }

        #[test]
        fn whatever_is_typed_is_read_or_refused_in_words(typed in "[-a-z0-9/.,;=$ ]{0,60}|\\PC{0,40}") {
            let read = read_earnings(&typed);
            prop_assert!(read.months.windows(2).all(|pair| pair[0].0 < pair[1].0));
            if let Some(problem) = read.problem {
                prop_assert!(!problem.words.is_empty());
            } else {
                let again = read_earnings(&read.canonical());
                prop_assert!(read.months.is_empty() || again.months == read.months);
            }
        }
    }
}
