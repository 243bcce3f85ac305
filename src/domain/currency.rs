//! How current a card or one of its sections is, worked out from the register of changes, the figures that it shows, when it was
//! last looked up, and today's date.
//!
//! Does not belong here: the register (`register`), the list of what falls due (`review`), marks for lists (`tui::text`).

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::card::NOT_REVIEWED;
use super::library::{Entry, Library};
use super::markdown::{Block, Inline, visit_inlines};
use super::register::{Change, ChangeKind};
use super::review::{Look, months_between_reviews};

/// From this harm on a change is told at the head of a card, in the result list and wherever something is copied.
pub const GRAVE_HARM: u8 = 4;
/// From this harm on a checklist is started only past a warning.
pub const WARN_HARM: u8 = 3;

/// How current a card is, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Currency {
    /// Looked up since, and no change found.
    Current,
    /// Dated, and nobody has looked since, or only in part.
    Unknown,
    /// Nobody can look up whether it still holds.
    NotVerifiable,
    /// It was looked up, so long ago that it has to be looked up again.
    ReviewOverdue,
    /// It shows an amount that is not known for today.
    FiguresOutOfDate,
    /// Something that it stands on has changed; the card says what.
    Changed,
}

impl Currency {
    /// Returns the word used in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Unknown => "unknown",
            Self::NotVerifiable => "source-not-verifiable",
            Self::ReviewOverdue => "review-overdue",
            Self::FiguresOutOfDate => "figures-out-of-date",
            Self::Changed => "changed",
        }
    }
}

/// How a card, section or checklist stands on a day, with all that was looked at to say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The gravest thing.
    pub currency: Currency,
    /// The changes that touch it, gravest first: those in force, then those to come.
    pub changes: Vec<&'a Change>,
    /// When and by whom its sources were looked up without finding a change; the earliest look counts.
    /// A look in part where one of them was looked up in part or not at all.
    pub look: Option<Look<'a>>,
    /// The day by which something of it has to be looked up again.
    pub review_due: Option<Date>,
    /// Why a source of it cannot be looked up.
    pub not_verifiable: Option<&'a str>,
    /// Whether somebody stands for the text; not so for a draft made by an import.
    pub is_reviewed: bool,
    today: Date,
}

impl<'a> Standing<'a> {
    /// Returns the look at all of its sources; none where it was in part.
    #[must_use]
    pub fn verified(&self) -> Option<Look<'a>> {
        self.look.filter(|look| !look.is_in_part)
    }

    /// Tells whether the day of the next look has passed.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        self.review_due.is_some_and(|due| due < self.today)
    }

    /// Returns the changes of harm 4 and 5, in force or to come, gravest first.
    pub fn grave(&self) -> impl Iterator<Item = &'a Change> {
        self.changes.iter().copied().filter(|change| change.harm >= GRAVE_HARM)
    }

    /// Returns the state in words, such as `changed since 2026-04-24, review overdue since 2027-07-24`.
    #[must_use]
    pub fn words(&self) -> String {
        let in_force: Vec<&&Change> = self.changes.iter().filter(|change| change.is_replaced_on(self.today)).collect();
        let mut words = vec![match (self.currency, in_force.as_slice()) {
            (Currency::Changed, [only]) if only.kind == ChangeKind::WrongInDocument => "corrected on one point".to_owned(),
            (Currency::Changed, [only]) => format!("changed {}", only.since_words(self.today)),
            (Currency::Changed, all) => format!("changed on {} points", all.len()),
            (Currency::FiguresOutOfDate, _) => "amounts out of date".to_owned(),
            (Currency::ReviewOverdue, _) => self.overdue_words(),
            (Currency::NotVerifiable, _) => String::new(),
            (Currency::Unknown, _) if self.look.is_none() => "not looked up since".to_owned(),
            (Currency::Unknown | Currency::Current, _) => "no later change found".to_owned(),
        }];
        if let (Currency::Current | Currency::Unknown | Currency::ReviewOverdue, Some(look)) = (self.currency, self.look) {
            words.push(look.words());
        }
        if self.is_overdue() && self.currency != Currency::ReviewOverdue {
            words.push(self.overdue_words());
        }
        if self.not_verifiable.is_some() {
            words.push("source not verifiable".to_owned());
        }
        let coming = self
            .changes
            .iter()
            .filter(|change| change.kind_on(self.today) == ChangeKind::Pending);
        if let Some(day) = coming.filter_map(|change| change.since_day()).min() {
            words.push(format!("changes on {day}"));
        }
        if !self.is_reviewed {
            words.insert(0, NOT_REVIEWED.to_owned());
        }
        words.retain(|word| !word.is_empty());
        words.join(", ")
    }

    /// Returns since when a look is overdue, in words.
    pub(super) fn overdue_words(&self) -> String {
        self.review_due
            .map_or_else(String::new, |due| format!("review overdue since {due}"))
    }
}

impl Library {
    /// Returns how current an entry is on `today`.
    #[must_use]
    pub fn currency(&self, entry: Entry<'_>, today: Date) -> Currency {
        self.standing(entry, today).currency
    }

    /// Returns how current one section of a card is on `today`: only what touches that section counts.
    /// The opening speaks for the whole card, and a step for its whole checklist.
    #[must_use]
    pub fn currency_at(&self, entry: Entry<'_>, anchor: &str, today: Date) -> Currency {
        self.standing_at(entry, anchor, today).currency
    }

    /// Returns how an entry stands on `today`.
    #[must_use]
    pub fn standing(&self, entry: Entry<'_>, today: Date) -> Standing<'_> {
        let figures = match entry {
            Entry::Card(card) => card.sections.iter().flat_map(|section| figures_of(&section.blocks)).collect(),
            Entry::Checklist(_) => Vec::new(),
        };
        let changes = entry.head().changes.iter().filter_map(|id| self.find_change(id)).collect();
        Standing {
            is_reviewed: entry.head().is_reviewed,
            ..self.judge(changes, &figures, &entry.all_sources(), today)
        }
    }

    /// Returns how one section of a card stands on `today`; see [`Self::currency_at`].
    #[must_use]
    pub fn standing_at(&self, entry: Entry<'_>, anchor: &str, today: Date) -> Standing<'_> {
        let section = match entry {
            Entry::Card(card) => card.find_section(anchor).filter(|section| section.level > 1),
            Entry::Checklist(_) => None,
        };
        let Some(section) = section else {
            return self.standing(entry, today);
        };
        let touches = |change: &&Change| section.tells(&change.id) || change.sections.iter().any(|id| section.sources.contains(id));
        let changes = entry.head().changes.iter().filter_map(|id| self.find_change(id));
        let sources: Vec<&str> = section.sources.iter().map(String::as_str).collect();
        Standing {
            is_reviewed: entry.head().is_reviewed,
            ..self.judge(changes.filter(touches).collect(), &figures_of(&section.blocks), &sources, today)
        }
    }

    /// Judges what changed of these sources, what they show and who looked. An `unchanged` entry of the register speaks for those
    /// of the sources that it names, and is a look in part where it is not `verified`; only looks at all of them make `current`.
    pub(super) fn judge<'a>(&'a self, mut changes: Vec<&'a Change>, figures: &[&str], sources: &[&str], today: Date) -> Standing<'a> {
        let is_out_of_date = |id: &&str| self.figures.find(id).is_some_and(|figure| figure.on(today).is_none());
        let looks: Vec<Look<'_>> = sources.iter().filter_map(|id| self.look(id)).collect();
        let is_in_part = looks.len() < sources.len() || looks.iter().any(|look| look.is_in_part);
        let earliest = looks.into_iter().min_by_key(|look| look.on);
        let look = earliest.map(|look| Look { is_in_part, ..look });
        let of_sources = look.and_then(|look| look.on.checked_add(months_between_reviews(1).months()).ok());
        let review_due = changes.iter().filter_map(|change| self.change_due(change)).chain(of_sources).min();
        let not_verifiable = sources.iter().find_map(|id| self.not_verifiable(id));
        let currency = if changes.iter().any(|change| change.is_replaced_on(today)) {
            Currency::Changed
        } else if figures.iter().any(is_out_of_date) {
            Currency::FiguresOutOfDate
        } else if review_due.is_some_and(|due| due < today) {
            Currency::ReviewOverdue
        } else if look.is_some_and(|look| !look.is_in_part) {
            Currency::Current
        } else if not_verifiable.is_some() {
            Currency::NotVerifiable
        } else {
            Currency::Unknown
        };
        changes.retain(|change| change.kind != ChangeKind::Unchanged);
        changes.sort_by_key(|change| (!change.is_replaced_on(today), std::cmp::Reverse(change.harm)));
        Standing {
            currency,
            is_reviewed: true,
            changes,
            look,
            review_due,
            not_verifiable,
            today,
        }
    }

    /// Returns why a source section cannot be looked up, if that is so.
    #[must_use]
    pub fn not_verifiable(&self, source: &str) -> Option<&str> {
        let (document, section) = self.find_source(source)?;
        section.not_verifiable.as_deref().or(document.not_verifiable.as_deref())
    }
}

impl<'a> Entry<'a> {
    /// Returns the source sections of the whole card or checklist and of its sections, each once.
    #[must_use]
    pub fn all_sources(self) -> Vec<&'a str> {
        let mut sources: Vec<&str> = self.head().sources.iter().map(String::as_str).collect();
        if let Self::Card(card) = self {
            sources.extend(card.sections.iter().flat_map(|section| &section.sources).map(String::as_str));
        }
        let mut seen = BTreeSet::new();
        sources.retain(|id| seen.insert(*id));
        sources
    }
}

/// Returns the ids of the figures that a text shows.
pub(super) fn figures_of(blocks: &[Block]) -> Vec<&str> {
    let mut ids = Vec::new();
    visit_inlines(blocks, &mut |inline| {
        if let Inline::Figure { id, .. } = inline {
            ids.push(id.as_str());
        }
    });
    ids
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::content;
    use crate::domain::source::{Origin, SourceFile};

    const TODAY: Date = date(2026, 11, 21);
    const CARD: &str = "---\nid: own\ntitle: Own\nkind: rule\nprograms: [title-ii]\nwhere: federal\nsummary: A rule.\nasks: [own]\nsources: [own/a, own/b]\nchanges: [same]\n---\n\n> [!IMPORTANT]\n> Ask.\n\n## One {#one sources=\"own/a\"}\n\nText.\n\n## Two {#two sources=\"own/b\"}\n\nText.\n";
    const SOURCE: &str =
        "document: own\ntitle: Own guide\npublisher: Us\ndate: 2025-01\nsections:\n  - {id: a, heading: A}\n  - {id: b, heading: B}\n";

    /// A card on sections a and b; an `unchanged` entry of so much confidence on `sections`; reviews.
    fn library(confidence: &str, sections: &str, reviews: &str) -> Library {
        let change = format!(
            "changes:\n  - id: same\n    kind: unchanged\n    harm: 1\n    sections: [{sections}]\n    was: Was.\n    now: Still.\n    since: 2026-04\n    authority: law\n    confidence: {confidence}\n    checked: 2026-11-01\n"
        );
        let file = |name: &str, text: &str| SourceFile {
            name: name.to_owned(),
            text: text.to_owned(),
            origin: Origin::BuiltIn,
        };
        let mut files = vec![
            file("cards/own.md", CARD),
            file("sources/own.yaml", SOURCE),
            file("changes/own.yaml", &change),
        ];
        if !reviews.is_empty() {
            files.push(file("reviews.yaml", &format!("reviews:\n{reviews}")));
        }
        content::load(&files).0
    }

    /// The state and words of the whole card and of its two sections.
    fn said(library: &Library, today: Date) -> [(Currency, String); 3] {
        let entry = library.find("own").expect("there");
        let [whole, one, two] = [
            library.standing(entry, today),
            library.standing_at(entry, "one", today),
            library.standing_at(entry, "two", today),
        ];
        [whole, one, two].map(|standing| (standing.currency, standing.words()))
    }

    fn current(day: &str) -> (Currency, String) {
        (Currency::Current, format!("no later change found, looked up {day}"))
    }

    fn in_part(day: &str) -> (Currency, String) {
        (Currency::Unknown, format!("no later change found, looked up in part {day}"))
    }

    fn not_looked_up() -> (Currency, String) {
        (Currency::Unknown, "not looked up since".to_owned())
    }

    #[test]
    fn a_look_at_all_sources_makes_current_and_one_in_part_or_at_some_is_said_to_be_in_part() {
        let day = "2026-11-01";
        let all = said(&library("verified", "own/a, own/b", ""), TODAY);
        assert_eq!(all, [current(day), current(day), current(day)]);
        let weak = said(&library("partly", "own/a, own/b", ""), TODAY);
        assert_eq!(weak, [in_part(day), in_part(day), in_part(day)]);
        let some = said(&library("verified", "own/a", ""), TODAY);
        assert_eq!(some, [in_part(day), current(day), not_looked_up()]);
        let none = said(&library("verified", "own/c", ""), TODAY);
        assert_eq!(none, [not_looked_up(), not_looked_up(), not_looked_up()]);
    }

    #[test]
    fn a_review_fills_what_the_register_leaves_open() {
        let review = "  - {section: own/b, on: 2026-06-01, by: ab}\n";
        let filled = said(&library("verified", "own/a", review), TODAY);
        assert_eq!(
            filled,
            [current("2026-06-01 by AB"), current("2026-11-01"), current("2026-06-01 by AB")]
        );
        let weak = said(&library("partly", "own/a", review), TODAY);
        assert_eq!(weak[0], in_part("2026-06-01 by AB"));
        let whole = said(&library("partly", "own/b", review), TODAY);
        assert_eq!(
            whole[2],
            current("2026-06-01 by AB"),
            "a whole look counts before a later one in part"
        );
        let alone = said(&library("verified", "own/c", review), TODAY);
        assert_eq!(alone, [in_part("2026-06-01 by AB"), not_looked_up(), current("2026-06-01 by AB")]);
    }

    #[test]
    fn a_look_in_part_gets_old_like_any_other_and_the_sources_say_the_same() {
        let library = library("partly", "own/a", "");
        let [whole, ..] = said(&library, date(2027, 11, 2));
        let words = "review overdue since 2027-11-01, looked up in part 2026-11-01";
        assert_eq!(whole, (Currency::ReviewOverdue, words.to_owned()));
        let sources = ["own/a".to_owned(), "own/b".to_owned()];
        let notes = crate::domain::layout::source_notes(&library, &sources, TODAY);
        let status: Vec<&str> = notes.iter().map(|note| note.status.as_str()).collect();
        assert_eq!(status, [in_part("2026-11-01").1.as_str(), not_looked_up().1.as_str()]);
    }
}
