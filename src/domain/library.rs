//! Everything that was read from content, with look-ups.
//!
//! Does not belong here: parsing (`parse`), checks across files (`check`), how current a card is (`currency`), search.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;

use super::calendar::ClosedDays;
use super::card::{Card, Heading};
use super::checklist::Checklist;
use super::figures::Figures;
use super::glossary::Glossary;
use super::late::{Collection, Identified, Late};
use super::markdown::{AlertKind, Target, Words};
use super::register::{Change, SourceDocument, SourceSection};
use super::review::Review;
use super::rules::{Rules, Stated};

/// All content.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Library {
    /// Cards sorted by id.
    pub cards: Collection<Card>,
    /// Checklists sorted by id.
    pub checklists: Collection<Checklist>,
    /// Source documents sorted by id.
    pub documents: Late<Vec<SourceDocument>>,
    /// Changes sorted by id.
    pub changes: Late<Vec<Change>>,
    /// When source sections were looked up again, oldest first.
    pub reviews: Late<Vec<Review>>,
    /// By source section, the hashes of its sentences as they were when it was last looked up, with spaces between.
    pub fingerprints: Late<BTreeMap<String, String>>,
    /// Amounts.
    pub figures: Late<Figures>,
    /// Days closed by order.
    pub closed_days: Late<ClosedDays>,
    /// Acronyms, forms, screens and codes.
    pub glossary: Late<Glossary>,
    /// Rules that compute: those that are code, and those that cards state.
    pub rules: Late<Rules>,
}

/// A card or a checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry<'a> {
    /// A card.
    Card(&'a Card),
    /// A checklist.
    Checklist(&'a Checklist),
}

impl<'a> Entry<'a> {
    /// Returns id, title and the rest of the front matter.
    #[must_use]
    pub fn head(self) -> &'a Heading {
        match self {
            Self::Card(card) => &card.head,
            Self::Checklist(checklist) => &checklist.head,
        }
    }

    /// Returns the kind in words: the card's, or `checklist` or `worksheet`.
    #[must_use]
    pub fn kind_label(self) -> &'static str {
        match self {
            Self::Card(card) => card.kind.label(),
            Self::Checklist(checklist) => checklist.kind_label(),
        }
    }
}

impl Identified for Card {
    fn id(&self) -> &str {
        &self.head.id
    }
}

impl Identified for Checklist {
    fn id(&self) -> &str {
        &self.head.id
    }
}

impl Library {
    /// Returns the card with `id`.
    #[must_use]
    pub fn find_card(&self, id: &str) -> Option<&Card> {
        self.cards.find(id)
    }

    /// Returns the checklist with `id`.
    #[must_use]
    pub fn find_checklist(&self, id: &str) -> Option<&Checklist> {
        self.checklists.find(id)
    }

    /// Returns the card or checklist with `id`.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<Entry<'_>> {
        self.find_card(id)
            .map(Entry::Card)
            .or_else(|| self.find_checklist(id).map(Entry::Checklist))
    }

    /// Returns all cards, then all checklists.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.cards
            .iter()
            .map(Entry::Card)
            .chain(self.checklists.iter().map(Entry::Checklist))
    }

    /// Returns the source sections on which a target stands: its section's, else those of the whole card or checklist.
    #[must_use]
    pub fn sources_of(&self, target: &Target) -> &[String] {
        let Some(entry) = self.find(&target.id) else { return &[] };
        let section = match (entry, target.anchor.as_deref()) {
            (Entry::Card(card), Some(anchor)) => card.find_section(anchor),
            _ => None,
        };
        section.map_or(entry.head().sources.as_slice(), |section| section.sources.as_slice())
    }

    /// Returns the document and section of a source id such as `gn-00204.012/b`.
    #[must_use]
    pub fn find_source(&self, id: &str) -> Option<(&SourceDocument, &SourceSection)> {
        let (document, section) = id.split_once('/')?;
        let document = self.find_document(document)?;
        Some((document, document.sections.iter().find(|known| known.id == section)?))
    }

    /// Returns the source document with `id`.
    #[must_use]
    pub fn find_document(&self, id: &str) -> Option<&SourceDocument> {
        let at = self.documents.binary_search_by(|known| known.id.as_str().cmp(id)).ok()?;
        self.documents.get(at)
    }

    /// Returns the change with `id`.
    #[must_use]
    pub fn find_change(&self, id: &str) -> Option<&Change> {
        self.changes.iter().find(|change| change.id == id)
    }

    /// Returns the date of the oldest text among `sources`; empty if none is known.
    #[must_use]
    pub fn as_of(&self, sources: &[String]) -> String {
        sources
            .iter()
            .filter_map(|id| self.find_source(id))
            .map(|(document, _)| document.date.clone())
            .min()
            .unwrap_or_default()
    }

    /// Returns what to quote for a source id, such as `GN 00204.012 C.2.b, TN 126 (07-23)`.
    #[must_use]
    pub fn citation(&self, source: &str) -> String {
        let Some((document, section)) = self.find_source(source) else {
            return source.to_owned();
        };
        if document.citation.is_empty() {
            let date = if document.date.is_empty() {
                String::new()
            } else {
                format!(" ({})", document.date)
            };
            return format!("{}{date}, {}", document.title, section.heading);
        }
        let is_lettered = section.id.split('.').all(|part| part.len() == 1 || part.parse::<u8>().is_ok());
        let place = if is_lettered {
            letter_case(&section.id)
        } else {
            section.heading.clone()
        };
        if document.transmittal.is_empty() || document.transmittal.starts_with(&document.citation) {
            format!("{} ({}), {place}", document.citation, document.date)
        } else {
            format!("{} {place}, {}", document.citation, document.transmittal)
        }
    }

    /// Returns what to quote for an authority: a source section, several with `;` between, or a law.
    #[must_use]
    pub fn citations(&self, cite: &str) -> String {
        cite.split("; ").map(|part| self.citation(part)).collect::<Vec<_>>().join("; ")
    }

    /// Returns words for links and figures as of `today`.
    #[must_use]
    pub fn words(&self, today: Date) -> LibraryWords<'_> {
        LibraryWords {
            library: self,
            today,
            is_lasting: false,
            has_citations: true,
        }
    }

    /// Returns words as [`Library::words`] does, but without the day itself: they change on turning days alone.
    #[must_use]
    pub fn lasting_words(&self, today: Date) -> LibraryWords<'_> {
        LibraryWords {
            is_lasting: true,
            ..self.words(today)
        }
    }

    /// Returns the span of days around `day`, first and one past the last, in which the words of content stay the same:
    /// from one day on which an amount or a change comes into force, or a year begins, to the next.
    #[must_use]
    pub fn span_around(&self, day: Date) -> (Date, Date) {
        let mut span = (Date::MIN, Date::MAX);
        let mut turn = |at: Date| {
            if at <= day {
                span.0 = span.0.max(at);
            } else {
                span.1 = span.1.min(at);
            }
        };
        for value in self.figures.figures.iter().flat_map(|figure| &figure.values) {
            turn(value.from);
            value.to.and_then(|to| to.tomorrow().ok()).into_iter().for_each(&mut turn);
        }
        self.changes.iter().filter_map(Change::since_day).for_each(&mut turn);
        for year in [day.year(), day.year().saturating_add(1)] {
            Date::new(year, 1, 1).into_iter().for_each(&mut turn);
        }
        span
    }

    /// Returns the day on which something in content was looked up last; none if no entry says.
    #[must_use]
    pub fn last_checked(&self) -> Option<Date> {
        let changes = self.changes.iter().filter_map(|change| change.checked.parse().ok());
        changes.chain(self.reviews.iter().map(|review| review.on)).max()
    }

    /// Returns the title of what a link leads to, with the heading of the place in it; the target itself if there is nothing.
    #[must_use]
    pub fn title(&self, target: &Target) -> String {
        let Some(entry) = self.find(&target.id) else {
            return target.to_string();
        };
        let place = match (entry, target.anchor.as_deref()) {
            (Entry::Card(card), Some(anchor)) => card
                .find_section(anchor)
                .filter(|section| section.level > 1)
                .map(|section| section.heading.as_str()),
            _ => None,
        };
        match place {
            Some(heading) => format!("{}: {heading}", entry.head().title),
            None => entry.head().title.clone(),
        }
    }

    /// Returns, for each card and checklist, the ids of those that link to it.
    #[must_use]
    pub fn backlinks(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut backlinks: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for entry in self.entries() {
            for target in super::check::outgoing(entry) {
                let sources = backlinks.entry(target).or_default();
                if !sources.contains(&entry.head().id.as_str()) && target != entry.head().id {
                    sources.push(entry.head().id.as_str());
                }
            }
        }
        backlinks
    }
}

/// Returns `c.2.b` as `C.2.b`.
fn letter_case(section: &str) -> String {
    let mut chars = section.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

/// Words for links (titles) and figures (amounts with their year).
#[derive(Debug, Clone, Copy)]
pub struct LibraryWords<'a> {
    library: &'a Library,
    today: Date,
    is_lasting: bool,
    has_citations: bool,
}

impl LibraryWords<'_> {
    /// Returns the same without the citations in the boxes of rules.
    #[must_use]
    pub fn without_citations(self) -> Self {
        Self {
            has_citations: false,
            ..self
        }
    }
}

impl Words for LibraryWords<'_> {
    fn alert_label(&self, kind: AlertKind, change: Option<&str>) -> &'static str {
        let change = change.and_then(|id| self.library.find_change(id));
        change.map_or(kind.label(), |change| super::layout::change_label(change, self.today))
    }

    fn link(&self, target: &Target) -> String {
        self.library.title(target)
    }

    fn figure(&self, id: &str) -> String {
        self.library.figures.find(id).map_or_else(
            || format!("unknown amount `{id}`"),
            |figure| {
                if self.is_lasting {
                    figure.lasting_words(self.today)
                } else {
                    figure.words(self.today)
                }
            },
        )
    }

    fn rule(&self, stated: &Stated) -> Vec<String> {
        let Some(rule) = self.library.rules.find(&stated.id) else {
            return vec![format!("unknown rule `{}`", stated.id)];
        };
        let cited = |cite: &str| {
            if self.has_citations {
                self.library.citations(cite)
            } else {
                String::new()
            }
        };
        [Some(rule.title.clone()), rule.how(&cited)].into_iter().flatten().collect()
    }
}

/// Returns the id that a content file's name stands for: its stem.
#[must_use]
pub fn id_of_file(name: &str) -> &str {
    Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or(name)
}
