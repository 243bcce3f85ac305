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
use super::review::{Verified, months_between_reviews};

/// From this harm on a change is told at the head of a card, in the result list and wherever something is copied.
pub const GRAVE_HARM: u8 = 4;
/// From this harm on a checklist is started only past a warning.
pub const WARN_HARM: u8 = 3;

/// How current a card is, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Currency {
    /// Looked up since, and no change found.
    Current,
    /// Dated, and nobody has looked since.
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
    /// When and by whom all of its sources were looked up; the earliest look counts.
    pub verified: Option<Verified<'a>>,
    /// The day by which something of it has to be looked up again.
    pub review_due: Option<Date>,
    /// Why a source of it cannot be looked up.
    pub not_verifiable: Option<&'a str>,
    /// Whether somebody stands for the text; not so for a draft made by an import.
    pub is_reviewed: bool,
    today: Date,
}

impl<'a> Standing<'a> {
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
            (Currency::Unknown, _) => "not looked up since".to_owned(),
            (Currency::Current, _) => "no later change found".to_owned(),
        }];
        if let (Currency::Current | Currency::ReviewOverdue, Some(verified)) = (self.currency, self.verified) {
            words.push(verified.words());
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

    fn overdue_words(&self) -> String {
        self.review_due
            .map_or_else(String::new, |due| format!("review overdue since {due}"))
    }

    /// Returns one line to be confirmed before a checklist is started from here; none where there is nothing to warn of.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        let graver = |change: &&&Change| WARN_HARM <= change.harm && change.is_replaced_on(self.today);
        let told: Vec<&&Change> = self.changes.iter().filter(graver).collect();
        let mut parts = Vec::new();
        if let Some(gravest) = told.first() {
            let more = match told.len() {
                1 => String::new(),
                count => format!(" ({} more)", count - 1),
            };
            parts.push(format!("Changed. {}{more}", gravest.line(self.today)));
        }
        if self.is_overdue() {
            parts.push(format!("{}.", capital(&self.overdue_words())));
        }
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
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
        let is_told = |id: &str| {
            section
                .blocks
                .iter()
                .any(|block| matches!(block, Block::Alert { change: Some(told), .. } if told == id))
        };
        let touches = |change: &&Change| is_told(&change.id) || change.sections.iter().any(|id| section.sources.contains(id));
        let changes = entry.head().changes.iter().filter_map(|id| self.find_change(id));
        let sources: Vec<&str> = section.sources.iter().map(String::as_str).collect();
        Standing {
            is_reviewed: entry.head().is_reviewed,
            ..self.judge(changes.filter(touches).collect(), &figures_of(&section.blocks), &sources, today)
        }
    }

    fn judge<'a>(&'a self, mut changes: Vec<&'a Change>, figures: &[&str], sources: &[&str], today: Date) -> Standing<'a> {
        let is_out_of_date = |id: &&str| self.figures.find(id).is_some_and(|figure| figure.on(today).is_none());
        let looks: Option<Vec<Verified<'_>>> = sources.iter().map(|id| self.verified(id)).collect();
        let verified = looks.and_then(|looks| looks.into_iter().min_by_key(|look| look.on));
        let unchanged = changes.iter().filter(|change| change.kind == ChangeKind::Unchanged);
        let unchanged = unchanged
            .filter_map(|change| self.looked_up(change))
            .min()
            .map(|on| Verified { on, by: "" });
        let verified = verified.or(unchanged);
        let of_sources = verified.and_then(|verified| verified.on.checked_add(months_between_reviews(1).months()).ok());
        let review_due = changes.iter().filter_map(|change| self.change_due(change)).chain(of_sources).min();
        let not_verifiable = sources.iter().find_map(|id| self.not_verifiable(id));
        let currency = if changes.iter().any(|change| change.is_replaced_on(today)) {
            Currency::Changed
        } else if figures.iter().any(is_out_of_date) {
            Currency::FiguresOutOfDate
        } else if review_due.is_some_and(|due| due < today) {
            Currency::ReviewOverdue
        } else if verified.is_some() {
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
            verified,
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
