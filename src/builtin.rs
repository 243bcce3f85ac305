//! The content compiled into the program: its texts, and the library and index that the build script made of them.
//!
//! Does not belong here: parsing, content of the user's.

use jiff::civil::Date;
use serde::de::DeserializeOwned;

use crate::domain::content;
use crate::domain::late::{Collection, Identified, Late};
use crate::domain::library::Library;
use crate::domain::source::{Origin, SourceFile};
use crate::search::SearchIndex;

static FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/content.rs"));
static LIBRARY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));

static INDEX: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/index.bin"));
/// The first day on which the index has the words of content, and one past the last.
static INDEX_SPAN: (&str, &str) = include!(concat!(env!("OUT_DIR"), "/index_span.rs"));

/// Returns the built-in content files, sorted by name.
#[must_use]
pub fn files() -> Vec<SourceFile> {
    FILES
        .iter()
        .map(|(name, text)| SourceFile {
            name: (*name).to_owned(),
            text: (*text).to_owned(),
            origin: Origin::BuiltIn,
        })
        .collect()
}

/// The id of a card or checklist, the whole of it, and what lists need of it.
type PackedEntry = (&'static str, &'static [u8], &'static [u8]);

/// Cards and checklists, and the other parts in the order of [`Library`], each packed by itself.
type Packed = (Vec<PackedEntry>, Vec<PackedEntry>, [&'static [u8]; 8]);

/// Returns the built-in library. Each part of it is read when it is first looked at.
#[must_use]
pub fn library() -> Library {
    // The bytes were written by the same types at build time; reading the files anew gives the same in any case.
    unpack().unwrap_or_else(|| content::load(&files()).0)
}

fn unpack() -> Option<Library> {
    let (cards, checklists, parts) = postcard::from_bytes::<Packed>(LIBRARY).ok()?;
    let [documents, changes, reviews, fingerprints, figures, closed_days, glossary, rules] = parts;
    Some(Library {
        cards: collection(cards),
        checklists: collection(checklists),
        documents: late(documents),
        changes: late(changes),
        reviews: late(reviews),
        fingerprints: late(fingerprints),
        figures: late(figures),
        closed_days: late(closed_days),
        glossary: late(glossary),
        rules: late(rules),
    })
}

fn late<T: DeserializeOwned + Default + Send + 'static>(bytes: &'static [u8]) -> Late<T> {
    Late::new(|| postcard::from_bytes(bytes).unwrap_or_default())
}

fn collection<T: Identified + DeserializeOwned + Send + 'static>(packed: Vec<PackedEntry>) -> Collection<T> {
    let entry = |bytes: &'static [u8]| Late::new(move || postcard::from_bytes(bytes).ok());
    let mut collection = Collection::with_capacity(packed.len());
    for (id, whole, glance) in packed {
        collection.insert_late(id.to_owned(), entry(whole), Some(entry(glance)));
    }
    collection
}

/// Returns the index of the built-in library, if it holds the amounts that are in force on `today`.
#[must_use]
pub fn index(today: Date) -> Option<SearchIndex> {
    let (first, end) = (INDEX_SPAN.0.parse::<Date>().ok()?, INDEX_SPAN.1.parse::<Date>().ok()?);
    let is_in_span = first <= today && today < end;
    is_in_span.then(|| SearchIndex::open_packed(INDEX).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::library::Entry;
    use crate::domain::query::Query;

    #[test]
    fn the_library_made_at_build_time_is_the_one_in_the_files() {
        let (library, faults) = content::load(&files());
        assert!(faults.is_empty());
        assert_eq!(unpack(), Some(library));
    }

    #[test]
    fn what_lists_need_of_an_entry_is_what_the_whole_of_it_says() {
        let library = library();
        let today: Date = INDEX_SPAN.0.parse().unwrap();
        for whole in library.entries() {
            let id = &whole.head().id;
            let glance = library.glance(id).unwrap();
            assert_eq!(whole.head(), glance.head());
            assert_eq!(
                (whole.kind_label(), whole.all_sources()),
                (glance.kind_label(), glance.all_sources())
            );
            let anchors: Vec<&str> = match whole {
                Entry::Card(card) => card.sections.iter().map(|section| section.anchor.as_str()).collect(),
                Entry::Checklist(checklist) => checklist.items().map(|(_, item)| item.id()).collect(),
            };
            for anchor in anchors {
                let standing = |entry| library.standing_at(entry, anchor, today);
                assert_eq!(standing(whole), standing(glance), "{id}#{anchor}");
            }
        }
    }

    #[test]
    fn the_index_made_at_build_time_finds_what_one_of_today_finds() {
        let library = library();
        let first: Date = INDEX_SPAN.0.parse().unwrap();
        let end: Date = INDEX_SPAN.1.parse().unwrap();
        let last = end.yesterday().unwrap();
        for day in [first, last] {
            let (embedded, made) = (index(day).unwrap(), SearchIndex::build_in_ram(&library, day).unwrap());
            for typed in ["closeout", "how much may she earn", "ssa-561", "gn 204", "food stamps", "60 days"] {
                let query = Query::new(typed);
                assert_eq!(embedded.search(&query), made.search(&query), "{typed} on {day}");
            }
        }
        assert!(index(end).is_none() && index(first.yesterday().unwrap()).is_none());
    }
}
