//! What has to be looked up again and by when; who looked last; and which sentences of a source section have changed.
//!
//! Does not belong here: reading and writing of files, how current one card is (`currency`).

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::checklist::{Checklist, Step};
use super::library::{Entry, Library};
use super::register::{Change, ChangeKind, VERIFIED};
use super::rules::Rule;
use super::source::Origin;

/// A source section was looked up again and what callcard says of it was found right.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Review {
    /// Id of the source section, such as `gn-00204.012/b`.
    pub section: String,
    /// The day.
    pub on: Date,
    /// Initials of who looked: two or three letters.
    pub by: String,
    /// The file it came from.
    pub file: String,
    /// Whether that file came with the program.
    pub origin: Origin,
}

/// Returns the number of months after which something of this harm has to be looked up again.
///
/// Harm 5 can cost a client a deadline, cover or money: every quarter. Harm 4 twice a year, all else once.
#[must_use]
pub fn months_between_reviews(harm: u8) -> i32 {
    match harm {
        5.. => 3,
        4 => 6,
        _ => 12,
    }
}

/// Returns initials as they are kept: two or three letters in capitals; nothing for anything else.
#[must_use]
pub fn read_initials(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let is_fit = (2..=3).contains(&typed.len()) && typed.chars().all(|c| c.is_ascii_alphabetic());
    is_fit.then(|| typed.to_ascii_uppercase())
}

/// What falls due for a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToReview<'a> {
    /// 1 (little) to 5.
    pub harm: u8,
    /// By when.
    pub due: Date,
    /// What it is.
    pub what: Matter<'a>,
    /// Ids of the cards and checklists that stand on it.
    pub stands_on_it: Vec<&'a str>,
}

/// One thing to look up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter<'a> {
    /// An entry of the register of changes.
    Change(&'a Change),
    /// A source section that was looked up before, without a change, by its id.
    Section(&'a str, Date),
    /// A figure whose last value ends.
    Figure(&'a str),
}

impl Matter<'_> {
    /// Returns the id of the change, section or figure.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Change(change) => &change.id,
            Self::Section(id, _) | Self::Figure(id) => id,
        }
    }

    /// Returns the sort of thing, as in JSON.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Change(_) => "change",
            Self::Section(..) => "section",
            Self::Figure(_) => "figure",
        }
    }
}

impl Library {
    /// Returns the latest review of a source section; a document that was checked as a whole counts for each of its sections.
    #[must_use]
    pub fn verified(&self, section: &str) -> Option<Look<'_>> {
        let reviewed = self.reviews.iter().filter(|review| review.section == section);
        let reviewed = reviewed.map(|review| Look::whole(review.on, &review.by));
        let checked = || {
            let (document, _) = section.split_once('/')?;
            // Few documents were checked as a whole: only in those the section has to be there.
            self.find_document(document)?.checked?;
            self.find_source(section)?.0.checked
        };
        let document = checked().map(|on| Look::whole(on, ""));
        reviewed.chain(document).max_by_key(|look| look.on)
    }

    /// Returns the best look at a source section that found no later change: a review, or an `unchanged` entry of the register,
    /// which is a look in part where it is not `verified`. A whole look is better than one in part, then the later one.
    #[must_use]
    pub fn look(&self, section: &str) -> Option<Look<'_>> {
        let unchanged = self.changes.iter().filter(|change| change.kind == ChangeKind::Unchanged);
        let of_section = unchanged.filter(|change| change.sections.iter().any(|id| id == section));
        let looks = of_section.filter_map(|change| {
            Some(Look {
                is_in_part: change.confidence != VERIFIED,
                ..Look::whole(self.looked_up(change)?, "")
            })
        });
        looks
            .chain(self.verified(section))
            .max_by_key(|look| (!look.is_in_part, look.on, look.by.len()))
    }

    /// Returns the day on which a change was last looked up: when it was written, or since then with all of its sections.
    #[must_use]
    pub fn looked_up(&self, change: &Change) -> Option<Date> {
        let again = change.sections.iter().map(|id| self.verified(id).map(|verified| verified.on));
        let again = again.collect::<Option<Vec<_>>>().and_then(|days| days.into_iter().min());
        change.checked.parse().ok().max(again)
    }

    /// Returns the day by which a change has to be looked up again.
    ///
    /// A pending change falls due on its own day at the latest: then it has to be seen whether it came.
    #[must_use]
    pub fn change_due(&self, change: &Change) -> Option<Date> {
        let looked_up = self.looked_up(change)?;
        let by_harm = looked_up.checked_add(months_between_reviews(change.harm).months()).ok()?;
        let own_day = change
            .since_day()
            .filter(|day| change.kind == ChangeKind::Pending && looked_up < *day);
        Some(own_day.map_or(by_harm, |day| day.min(by_harm)))
    }

    /// Returns all that has to be looked up again, the most harmful first, then by day.
    #[must_use]
    pub fn to_review(&self) -> Vec<ToReview<'_>> {
        let changes = self.changes.iter().filter_map(|change| {
            Some(ToReview {
                harm: change.harm,
                due: self.change_due(change)?,
                what: Matter::Change(change),
                stands_on_it: self.named(|entry| entry.head().changes.contains(&change.id)),
            })
        });
        let touched: BTreeSet<&str> = self
            .changes
            .iter()
            .flat_map(|change| change.sections.iter().map(String::as_str))
            .collect();
        let reviewed = self.reviews.iter().map(|review| review.section.as_str());
        let sections: BTreeSet<&str> = reviewed.filter(|id| !touched.contains(id)).collect();
        let sections = sections.into_iter().filter_map(|id| {
            let on = self.verified(id)?.on;
            Some(ToReview {
                harm: 1,
                due: on.checked_add(months_between_reviews(1).months()).ok()?,
                what: Matter::Section(id, on),
                stands_on_it: self.stands_on(id),
            })
        });
        let figures = self.figures.figures.iter().filter_map(|figure| {
            let ends = figure.values.last()?.to?;
            Some(ToReview {
                harm: 4,
                due: ends.checked_add(1.day()).ok()?,
                what: Matter::Figure(&figure.id),
                stands_on_it: self.named(|entry| match entry {
                    Entry::Card(card) => card
                        .sections
                        .iter()
                        .any(|section| super::currency::figures_of(&section.blocks).contains(&figure.id.as_str())),
                    Entry::Checklist(_) => false,
                }),
            })
        });
        let mut all: Vec<ToReview<'_>> = changes.chain(sections).chain(figures).collect();
        all.sort_by(|left, right| (right.harm, left.due, left.what.id()).cmp(&(left.harm, right.due, right.what.id())));
        all
    }

    /// Returns the source sections that cards stand on and that nobody has looked up: no change names them, no review, no check.
    #[must_use]
    pub fn never_looked_up(&self) -> Vec<String> {
        let named = |id: &String| self.changes.iter().any(|change| change.sections.contains(id));
        let sections = self.documents.iter().flat_map(|document| {
            let needed = document.sections.iter().filter(|section| section.waived.is_none());
            needed.map(|section| format!("{}/{}", document.id, section.id))
        });
        sections.filter(|id| self.verified(id).is_none() && !named(id)).collect()
    }

    /// Returns the ids of the cards and checklists that stand on a source section.
    #[must_use]
    pub fn stands_on(&self, section: &str) -> Vec<&str> {
        self.named(|entry| entry.all_sources().contains(&section))
    }

    /// Returns the steps that carry out a rule which stands on a source section.
    #[must_use]
    pub fn steps_on(&self, section: &str) -> Vec<(&Checklist, &Step)> {
        let stands = |step: &&Step| {
            let mut rules = step.rules.iter();
            rules.any(|link| self.sources_of(&link.target).iter().any(|id| id == section))
        };
        let of_list = |list| Checklist::steps(list).filter(stands).map(move |step| (list, step));
        self.checklists.iter().flat_map(of_list).collect()
    }

    /// Returns the rules that compute and name a source section as their authority, or are stated in a section that stands on it.
    #[must_use]
    pub fn rules_on(&self, section: &str) -> Vec<&Rule> {
        let is_named = |rule: &&Rule| rule.cite.iter().any(|cite| cite.split("; ").any(|part| part == section));
        let is_placed = |rule: &&Rule| {
            rule.place
                .as_ref()
                .is_some_and(|place| self.sources_of(place).iter().any(|id| id == section))
        };
        let rules = self.rules.all().iter();
        rules.filter(|rule| is_named(rule) || is_placed(rule)).collect()
    }

    fn named(&self, test: impl Fn(Entry<'_>) -> bool) -> Vec<&str> {
        let entries = self.entries().filter(|entry| test(*entry));
        entries.map(|entry| entry.head().id.as_str()).collect()
    }
}

/// A sentence of a text, as it stands and as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The words, on one line.
    pub shown: String,
    /// Letters and digits in lower case, one space between words: neither line ends nor signs make a difference.
    pub compared: String,
}

/// Returns the sentences of a text. Headings without a full stop go with what follows; lone numbers and letters are left out.
#[must_use]
pub fn sentences(text: &str) -> Vec<Sentence> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let ends = |word: &&str| {
        word.trim_end_matches(['"', '\u{201d}', '\'', '\u{2019}', ')'])
            .ends_with(['.', '?', '!', ';'])
    };
    let is_bullet = |word: &str| matches!(word, "•" | "-" | "*" | "–" | "○" | "▪");
    let mut found = Vec::new();
    let mut from = 0;
    for (idx, word) in words.iter().enumerate() {
        let is_last = idx + 1 == words.len();
        let starts_item = words.get(idx + 1).is_some_and(|next| is_bullet(next));
        if ends(word) || starts_item || is_last {
            let part = words.get(from..=idx).unwrap_or_default();
            found.extend(sentence(part));
            from = idx + 1;
        }
    }
    found
}

fn sentence(words: &[&str]) -> Option<Sentence> {
    let plain = words.join(" ").to_lowercase();
    let compared: Vec<&str> = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let is_mark = matches!(compared.as_slice(), [] | [_]) && compared.concat().chars().count() < 3;
    (!is_mark).then(|| Sentence {
        shown: words.join(" "),
        compared: compared.join(" "),
    })
}

/// What differs between a text and the fingerprint kept of the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differences<'a> {
    /// Sentences that were not there, in order.
    pub new: Vec<&'a Sentence>,
    /// How many sentences of the text before are no longer there. Their words were not kept.
    pub gone: usize,
}

impl Differences<'_> {
    /// Tells whether every sentence is as it was.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.new.is_empty() && self.gone == 0
    }
}

/// Compares sentences, each with its hash, with the hashes that were kept.
#[must_use]
pub fn differences<'a>(now: &'a [(Sentence, String)], kept: &str) -> Differences<'a> {
    let kept: BTreeSet<&str> = kept.split_whitespace().collect();
    let hashes: BTreeSet<&str> = now.iter().map(|(_, hash)| hash.as_str()).collect();
    Differences {
        new: now
            .iter()
            .filter(|(_, hash)| !kept.contains(hash.as_str()))
            .map(|(sentence, _)| sentence)
            .collect(),
        gone: kept.difference(&hashes).count(),
    }
}

/// When and by whom a source section was last looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look<'a> {
    /// The day.
    pub on: Date,
    /// Initials; empty if they were not given.
    pub by: &'a str,
    /// Whether only a part was looked up, or the look was not sure.
    pub is_in_part: bool,
}

impl<'a> Look<'a> {
    fn whole(on: Date, by: &'a str) -> Self {
        Self { on, by, is_in_part: false }
    }

    /// Returns it in words: `looked up 2026-12-01 by AB`, `looked up in part 2026-12-01`.
    #[must_use]
    pub fn words(&self) -> String {
        let part = if self.is_in_part { "in part " } else { "" };
        let by = if self.by.is_empty() {
            String::new()
        } else {
            format!(" by {}", self.by)
        };
        format!("looked up {part}{}{by}", self.on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_signs_and_capitals_make_no_difference_and_a_number_does() {
        let compared = |text: &str| -> Vec<String> { sentences(text).into_iter().map(|sentence| sentence.compared).collect() };
        assert_eq!(
            compared("A.  You have 60\ndays.\n\n1. File \u{201c}now\u{201d}!"),
            compared("You have 60 days. File \"now\".")
        );
        assert_ne!(compared("You have 60 days."), compared("You have 65 days."));
        assert_eq!(
            compared("\u{2022} one thing \u{2022} another thing"),
            ["one thing", "another thing"]
        );
    }

    #[test]
    fn only_what_was_not_there_is_new() {
        let now: Vec<(Sentence, String)> = sentences("It stays. It is new.")
            .into_iter()
            .zip(["a1".to_owned(), "b2".to_owned()])
            .collect();
        let found = differences(&now, "a1 c3 d4");
        assert_eq!(found.new.iter().map(|new| new.shown.as_str()).collect::<Vec<_>>(), ["It is new."]);
        assert_eq!(found.gone, 2);
    }

    #[test]
    fn initials_are_two_or_three_letters_and_never_a_name() {
        assert_eq!(read_initials(" ab "), Some("AB".to_owned()));
        assert_eq!(read_initials("abc"), Some("ABC".to_owned()));
        for bad in ["a", "anna", "a1", "a b", ""] {
            assert_eq!(read_initials(bad), None, "{bad}");
        }
    }
}
