//! Content that changes: what is brought up to date finds the same as what is built whole.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::live::LiveIndex;
use super::measure::{BUILT_IN_QUERIES, parse_queries};
use super::{Query, SearchIndex};
use crate::domain::content::load;
use crate::domain::library::Library;
use crate::domain::source::SourceFile;

const TODAY: Date = date(2026, 11, 21);

/// Of the built-in cards, one in so many is used: building whole takes long without optimization.
const ONE_IN: usize = 6;

/// One of the judged queries in so many is asked.
const ASKED: usize = 7;

/// Words to be written into cards: new ones, known ones, ones that are also written as two, names of forms and sections.
const WORDS: &[&str] = &[
    "zymurgy",
    "zym",
    "urgy",
    "notice",
    "close-out",
    "closeout",
    "close",
    "out",
    "over",
    "payment",
    "overpayment",
    "re-entitlement",
    "reentitlement",
    "re",
    "entitlement",
    "evicted",
    "GN 00204.012",
    "SSA-3288",
    "EXR",
    "20 CFR 404.911(b)",
    "caf\u{e9}",
    "widow",
    "1,690",
];

#[derive(Debug, Clone)]
enum Edit {
    /// Words come into a card, after the paragraph with this number.
    Write(usize, usize, Vec<usize>),
    /// A paragraph goes.
    Cut(usize, usize),
    /// A card has another title.
    Rename(usize, Vec<usize>),
    Remove(usize),
    /// A card that was not there before, or was removed.
    Add(usize),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let words = || prop::collection::vec(0..WORDS.len(), 1..6);
    let edit = prop_oneof![
        4 => (any::<usize>(), any::<usize>(), words()).prop_map(|(card, at, words)| Edit::Write(card, at, words)),
        2 => (any::<usize>(), any::<usize>()).prop_map(|(card, at)| Edit::Cut(card, at)),
        1 => (any::<usize>(), words()).prop_map(|(card, words)| Edit::Rename(card, words)),
        2 => any::<usize>().prop_map(Edit::Remove),
        2 => any::<usize>().prop_map(Edit::Add),
    ];
    prop::collection::vec(edit, 1..4)
}

/// A folder of content: files in use, and cards that are not.
struct Folder {
    used: Vec<SourceFile>,
    unused: Vec<SourceFile>,
}

impl Folder {
    fn new() -> Self {
        let (cards, mut used): (Vec<_>, Vec<_>) = crate::builtin::files()
            .into_iter()
            .partition(|file| file.name.starts_with("cards/"));
        used.retain(|file| !file.name.starts_with("checklists/") || file.name.contains("appeal"));
        let (chosen, rest): (Vec<_>, Vec<_>) = cards.into_iter().enumerate().partition(|(number, _)| number % ONE_IN == 0);
        used.extend(chosen.into_iter().map(|(_, file)| file));
        let unused = rest.into_iter().step_by(ONE_IN).map(|(_, file)| file).collect();
        Self { used, unused }
    }

    fn library(&self) -> Library {
        load(&self.used).0
    }

    fn card(&mut self, number: usize) -> Option<usize> {
        let cards: Vec<usize> = (0..self.used.len())
            .filter(|at| self.used[*at].name.starts_with("cards/"))
            .collect();
        (!cards.is_empty()).then(|| cards[number % cards.len()])
    }

    fn apply(&mut self, edit: &Edit) {
        let spoken = |words: &[usize]| words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(" ");
        match edit {
            Edit::Write(card, at, words) => self.change(*card, |paragraphs| {
                paragraphs.insert(1 + at % paragraphs.len().max(1), format!("Here {}.", spoken(words)));
            }),
            Edit::Cut(card, at) => self.change(*card, |paragraphs| {
                let at = at % paragraphs.len();
                if at > 0 && !paragraphs[at].starts_with(['#', '>', '`']) {
                    paragraphs.remove(at);
                }
            }),
            Edit::Rename(card, words) => self.change(*card, |paragraphs| {
                let title = paragraphs[0]
                    .lines()
                    .find(|line| line.starts_with("title:"))
                    .unwrap_or_default()
                    .to_owned();
                paragraphs[0] = paragraphs[0].replacen(&title, &format!("title: \"{}\"", spoken(words)), 1);
            }),
            Edit::Remove(card) => {
                if let Some(at) = self.card(*card) {
                    let file = self.used.remove(at);
                    self.unused.push(file);
                }
            }
            Edit::Add(card) => {
                if !self.unused.is_empty() {
                    let file = self.unused.remove(card % self.unused.len());
                    self.used.push(file);
                }
            }
        }
    }

    fn change(&mut self, card: usize, change: impl FnOnce(&mut Vec<String>)) {
        let Some(at) = self.card(card) else { return };
        let file = &mut self.used[at];
        let mut paragraphs: Vec<String> = file.text.split("\n\n").map(str::to_owned).collect();
        change(&mut paragraphs);
        file.text = paragraphs.join("\n\n");
    }
}

fn queries() -> Vec<String> {
    let judged = parse_queries(BUILT_IN_QUERIES).expect("judged queries");
    let judged = judged.iter().step_by(ASKED).flat_map(|query| {
        let beginning: String = query.q.chars().take(query.q.chars().count() * 2 / 3).collect();
        [query.q.clone(), beginning]
    });
    let written = WORDS.iter().map(|word| (*word).to_owned());
    judged
        .chain(written)
        .chain(["\"close out\"".to_owned(), "over payment widow".to_owned()])
        .collect()
}

#[track_caller]
fn compare(kept: &SearchIndex, library: &Library) {
    let whole = SearchIndex::build_in_ram(library, TODAY).expect("built");
    for query in queries() {
        let query = Query::new(query);
        assert_eq!(kept.search(&query), whole.search(&query), "{}", query.text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 20, ..ProptestConfig::default() })]
    #[test]
    fn after_any_changes_the_same_is_found_in_the_same_order_as_in_an_index_built_whole(
        steps in prop::collection::vec(edits(), 1..4),
    ) {
        let mut folder = Folder::new();
        let mut live = LiveIndex::new(&folder.library(), TODAY).expect("built");
        for edits in steps {
            for edit in &edits {
                folder.apply(edit);
            }
            let library = folder.library();
            compare(&live.index(&library, TODAY).expect("brought up to date"), &library);
        }
    }
}

#[test]
fn a_word_that_becomes_one_is_found_in_cards_that_write_it_as_two() {
    let mut folder = Folder::new();
    let write = |card, words| Edit::Write(card, 0, words);
    let place = |word: &str| WORDS.iter().position(|known| *known == word).expect("a word");
    folder.apply(&write(1, vec![place("zym"), place("urgy")]));
    let mut live = LiveIndex::new(&folder.library(), TODAY).expect("built");
    folder.apply(&write(2, vec![place("zymurgy")]));
    let library = folder.library();
    let index = live.index(&library, TODAY).expect("brought up to date");
    assert_eq!(index.search(&Query::new("zymurgy")).total, 2);
    compare(&index, &library);
    folder.apply(&Edit::Remove(2));
    let library = folder.library();
    compare(&live.index(&library, TODAY).expect("brought up to date"), &library);
}

#[test]
fn when_nearly_everything_changes_all_is_built_anew() {
    let mut folder = Folder::new();
    let mut live = LiveIndex::new(&folder.library(), TODAY).expect("built");
    for card in 0..40 {
        folder.apply(&Edit::Write(card, 0, vec![card % WORDS.len()]));
    }
    let library = folder.library();
    compare(&live.index(&library, TODAY).expect("brought up to date"), &library);
    folder
        .used
        .retain(|file| !file.name.starts_with("cards/") && !file.name.starts_with("checklists/"));
    let library = folder.library();
    let index = live.index(&library, TODAY).expect("brought up to date");
    assert_eq!(index.search(&Query::new("notice")).total, 0);
    folder = Folder::new();
    let library = folder.library();
    compare(&live.index(&library, TODAY).expect("brought up to date"), &library);
}
