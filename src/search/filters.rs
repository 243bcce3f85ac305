//! Filters typed in a query: `program:ssi kind:appeal source:gn where:wisconsin`.
//!
//! Does not belong here: the rest of the query (`understand`), applying them (`rank`).

use crate::domain::card::{CardKind, Program, Region};

use super::corpus::EntryText;

/// A filter's name as typed, before the colon.
const NAMES: &[(&str, Name)] = &[
    ("program", Name::Program),
    ("programs", Name::Program),
    ("kind", Name::Kind),
    ("source", Name::Source),
    ("sources", Name::Source),
    ("where", Name::Where),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Program,
    Kind,
    Source,
    Where,
}

/// What hits are narrowed to. Values of one filter are alternatives; filters hold together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filters {
    programs: Vec<Program>,
    kinds: Vec<KindFilter>,
    sources: Vec<String>,
    regions: Vec<Region>,
    /// Filters with a value that nothing has, as typed; they narrow nothing.
    pub unknown: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KindFilter {
    Card(CardKind),
    AnyCard,
    Checklist,
    Worksheet,
}

impl Filters {
    /// Takes the filters out of `text` and returns them with the rest of it.
    pub(super) fn take(text: &str, known_sources: &[&str]) -> (Self, String) {
        let mut filters = Self::default();
        let mut rest = String::with_capacity(text.len());
        let mut is_quoted = false;
        for word in text.split_inclusive(char::is_whitespace) {
            let typed = word.trim_end();
            let filter = typed.split_once(':').filter(|_| !is_quoted).and_then(|(name, value)| {
                let name = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?.1;
                Some((name, value))
            });
            match filter {
                Some((name, value)) => {
                    filters.add(name, value, typed, known_sources);
                    rest.push(' ');
                }
                None => rest.push_str(word),
            }
            is_quoted ^= word.matches(['"', '\u{201c}', '\u{201d}']).count() % 2 == 1;
        }
        (filters, rest)
    }

    /// Whether nothing is narrowed.
    pub(super) fn is_empty(&self) -> bool {
        self.programs.is_empty() && self.kinds.is_empty() && self.sources.is_empty() && self.regions.is_empty()
    }

    /// Whether a card or checklist passes.
    pub(super) fn admit(&self, entry: &EntryText) -> bool {
        let program = self.programs.is_empty() || self.programs.iter().any(|program| entry.programs.contains(program));
        let region = self.regions.is_empty() || self.regions.contains(&entry.region);
        let kind = self.kinds.is_empty()
            || self.kinds.iter().any(|kind| match kind {
                KindFilter::Card(kind) => entry.kind == Some(*kind),
                KindFilter::AnyCard => entry.kind.is_some(),
                KindFilter::Checklist => entry.kind.is_none(),
                KindFilter::Worksheet => entry.is_worksheet,
            });
        let source = self.sources.is_empty() || self.sources.iter().any(|source| entry.sources.contains(source));
        program && region && kind && source
    }

    fn add(&mut self, name: Name, value: &str, typed: &str, known_sources: &[&str]) {
        for value in value.split(',') {
            let value = value.trim().to_lowercase();
            if value.is_empty() {
                continue;
            }
            let before = self.len();
            match name {
                Name::Program => self.programs.extend(find_programs(&value)),
                Name::Kind => self.kinds.extend(find_kinds(&value)),
                Name::Where => self.regions.extend(find_regions(&value)),
                Name::Source => self.sources.extend(find_sources(&value, known_sources)),
            }
            if self.len() == before {
                self.unknown.push(typed.to_owned());
            }
        }
    }

    fn len(&self) -> usize {
        self.programs.len() + self.kinds.len() + self.sources.len() + self.regions.len()
    }
}

fn find_programs(value: &str) -> Vec<Program> {
    let named = match value {
        "ssi" | "t16" | "title16" | "xvi" | "16" | "title-16" => Some(Program::TitleXvi),
        "t2" | "title2" | "ii" | "2" | "title-2" | "ssdi" | "dib" | "rsdi" | "oasdi" | "retirement" => Some(Program::TitleIi),
        "medi-cal" | "ma" => Some(Program::Medicaid),
        "qmb" | "slmb" | "qi" => Some(Program::Msp),
        "snap" | "foodshare" => Some(Program::CalFresh),
        _ => None,
    };
    match named {
        Some(program) => vec![program],
        None => starting_with(Program::ALL, value, Program::as_str),
    }
}

fn find_kinds(value: &str) -> Vec<KindFilter> {
    match value {
        "checklist" | "checklists" | "steps" => vec![KindFilter::Checklist],
        "worksheet" | "worksheets" | "calculator" => vec![KindFilter::Worksheet],
        "card" | "cards" => vec![KindFilter::AnyCard],
        _ => {
            let singular = value.strip_suffix('s').filter(|short| short.len() > 3).unwrap_or(value);
            let kinds: Vec<KindFilter> = starting_with(CardKind::ALL, singular, CardKind::as_str)
                .into_iter()
                .map(KindFilter::Card)
                .collect();
            if kinds.is_empty() && "checklist".starts_with(value) {
                vec![KindFilter::Checklist]
            } else if kinds.is_empty() && "worksheet".starts_with(value) {
                vec![KindFilter::Worksheet]
            } else {
                kinds
            }
        }
    }
}

fn find_regions(value: &str) -> Vec<Region> {
    match value {
        "wi" | "wis" => vec![Region::Wisconsin],
        "ca" | "cal" => vec![Region::California],
        "us" | "usa" | "national" => vec![Region::Federal],
        _ => starting_with(Region::ALL, value, Region::as_str),
    }
}

fn find_sources(value: &str, known_sources: &[&str]) -> Vec<String> {
    let squeeze = |text: &str| -> String { text.chars().filter(char::is_ascii_alphanumeric).collect() };
    let wanted = squeeze(value);
    known_sources
        .iter()
        .filter(|known| !wanted.is_empty() && squeeze(known).starts_with(&wanted))
        .map(|known| (*known).to_owned())
        .collect()
}

fn starting_with<T: Copy>(all: &[T], value: &str, text: fn(T) -> &'static str) -> Vec<T> {
    let exact = all.iter().copied().find(|known| text(*known) == value);
    match exact {
        Some(known) => vec![known],
        None => all.iter().copied().filter(|known| text(*known).starts_with(value)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(text: &str) -> (Filters, String) {
        Filters::take(text, &["gn-00204.012", "wi-escalation"])
    }

    #[test]
    fn filters_are_taken_out_of_the_text() {
        let (filters, rest) = take("program:ssi late kind:appeal source:gn where:wisconsin appeal");
        assert_eq!(rest.split_whitespace().collect::<Vec<_>>(), ["late", "appeal"]);
        assert_eq!(filters.programs, [Program::TitleXvi]);
        assert_eq!(filters.kinds, [KindFilter::Card(CardKind::AppealLevel)]);
        assert_eq!(filters.sources, ["gn-00204.012"]);
        assert_eq!(filters.regions, [Region::Wisconsin]);
    }

    #[test]
    fn values_may_be_cut_short_listed_or_still_untyped() {
        assert_eq!(take("program:medica").0.programs, [Program::Medicare, Program::Medicaid]);
        assert_eq!(take("where:wi,california").0.regions, [Region::Wisconsin, Region::California]);
        assert!(take("kind:").0.is_empty());
        assert_eq!(take("KIND:checklist").0.kinds, [KindFilter::Checklist]);
        assert_eq!(take("kind:works").0.kinds, [KindFilter::Worksheet]);
    }

    #[test]
    fn a_value_that_nothing_has_narrows_nothing_and_is_named() {
        let (filters, _) = take("kind:banana");
        assert!(filters.is_empty());
        assert_eq!(filters.unknown, ["kind:banana"]);
    }

    #[test]
    fn quoted_text_and_other_colons_are_left_alone() {
        let (filters, rest) = take("\"the kind:form here\" note: 10:30");
        assert!(filters.is_empty() && filters.unknown.is_empty());
        assert_eq!(rest, "\"the kind:form here\" note: 10:30");
    }
}
