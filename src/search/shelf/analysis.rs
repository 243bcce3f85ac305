//! A section turned into tokens, each with how much it counts: stems, beginnings of words, citations.
//!
//! What stands in a title or heading counts more; what is repeated counts more, but ever less so.
//! Does not belong here: what queries are looked up as (`units`), postings (tantivy's).

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::super::citation::{Hand, find_citations};
use super::super::thesaurus::Thesaurus;
use super::super::words::{Stems, each_word};
use super::lexicon::LexiconWord;
use super::schema::{CITATION_MARK, LEAD_MARK, LONGEST_LEAD, MOST_COUNTED, push_counted};
use super::shared::{Shared, shared_beginnings};
use super::{Page, PageSection};

/// How much a word of the page's title, of the heading and of the text counts.
const COUNTS: [u16; 3] = [2, 4, 1];
/// Most that a stem and a beginning count in a section.
const MOST: [u8; 2] = [6, 4];
/// Bytes before and after a number in which the rest of a citation is looked for.
const CITATION_BEFORE: usize = 24;
const CITATION_AFTER: usize = 40;
/// Least digits in a row that a citation or form number has.
const SHORTEST_NUMBER: usize = 3;
/// From this on a word's beginnings are indexed: it stands in the heading or title, or twice in the text.
const PROMINENT: u16 = 2;

/// What a word is known by: its bytes if there are no more than fifteen, else two hashes of it.
type Key = u128;

/// Spreads keys, which are as good as random already or short.
#[derive(Default)]
pub(super) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = mix(self.0, u64::from(*byte));
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "the two halves are taken apart")]
    fn write_u128(&mut self, key: u128) {
        self.0 = mix(mix(self.0, key as u64), (key >> 64) as u64);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

fn mix(hash: u64, part: u64) -> u64 {
    (hash.rotate_left(23) ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn key_of(word: &str) -> Key {
    let bytes = word.as_bytes();
    if bytes.len() < 16 {
        let mut key = [0; 16];
        for (slot, byte) in key.iter_mut().zip(bytes) {
            *slot = *byte;
        }
        return Key::from_le_bytes(key);
    }
    let hash = |seed: u64| bytes.iter().fold(seed, |hash, byte| mix(hash, u64::from(*byte)));
    // No short word has its last byte set.
    (1 << 127) | (Key::from(hash(1)) << 64) | Key::from(hash(2))
}

/// Number of a token.
pub(super) type TokenId = u32;

/// A token of a section, with how much it counts there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    /// The token.
    pub id: TokenId,
    /// How much it counts, at least 1.
    pub count: u8,
}

/// A token.
struct TokenInfo {
    /// Where its text begins, and how long that is.
    start: u32,
    length: u16,
    /// The last section that had it, and its place in the list of that section's tokens.
    section: u32,
    slot: u32,
}

/// A word.
struct WordInfo {
    /// Where its text begins, and how long that is.
    start: u32,
    length: u8,
    lead_count: u8,
    /// Whether its beginnings are looked for.
    is_telling: bool,
    stem: TokenId,
    leads: [TokenId; LONGEST_LEAD],
    sections: u32,
}

/// Where a word is found while sections are read: all that is looked at for each word of a text.
#[derive(Clone, Copy)]
struct Seen {
    word: u32,
    section: u32,
    /// Its place in the list of the section's words.
    slot: u32,
}

/// Turns sections into tokens and collects their words.
pub(super) struct Analysis {
    stems: Stems,
    thesaurus: &'static Thesaurus,
    words: HashMap<Key, Seen, BuildHasherDefault<KeyHasher>>,
    infos: Vec<WordInfo>,
    /// The texts of words and tokens, one after the other.
    texts: String,
    token_ids: HashMap<Key, TokenId, BuildHasherDefault<KeyHasher>>,
    tokens: Vec<TokenInfo>,
    /// Words of the section being read, with what each counts; its beginnings, likewise; its tokens.
    present: Vec<(u32, u16)>,
    leads: Vec<(TokenId, u16)>,
    counted: Vec<Counted>,
    section: u32,
    buffer: String,
}

impl Analysis {
    /// Returns an analysis that knows no word yet.
    pub(super) fn new() -> Self {
        Self {
            stems: Stems::new(),
            thesaurus: Thesaurus::built_in(),
            words: HashMap::default(),
            infos: Vec::new(),
            texts: String::new(),
            token_ids: HashMap::default(),
            tokens: Vec::new(),
            present: Vec::new(),
            leads: Vec::new(),
            counted: Vec::new(),
            section: 0,
            buffer: String::new(),
        }
    }

    /// Returns the tokens of a section.
    pub(super) fn section(&mut self, page: &Page, section: &PageSection) -> &[Counted] {
        self.section += 1;
        self.present.clear();
        self.leads.clear();
        self.counted.clear();
        let mut buffer = std::mem::take(&mut self.buffer);
        for (text, count) in [&page.title, &section.heading, &section.text].into_iter().zip(COUNTS) {
            each_word(text, &mut buffer, |word| self.add_word(word, count));
            self.add_citations(text, dampen(count));
        }
        self.buffer = buffer;
        self.count_words();
        for (id, count) in &self.leads {
            let count = dampen(*count).min(MOST[1]);
            self.counted.push(Counted { id: *id, count });
        }
        &self.counted
    }

    /// Returns the tokens of a section as [`push_counted`] writes them.
    pub(super) fn section_text(&mut self, page: &Page, section: &PageSection) -> String {
        self.section(page, section);
        let mut text = String::new();
        for token in &self.counted {
            push_counted(&mut text, self.token_text(token.id), token.count);
        }
        text
    }

    /// Returns all tokens read, sorted by their letters.
    pub(super) fn sorted_tokens(&self) -> Vec<(&str, TokenId)> {
        let mut tokens: Vec<(&str, TokenId)> = (0..).take(self.tokens.len()).map(|id| (self.token_text(id), id)).collect();
        tokens.sort_unstable();
        tokens
    }

    /// Returns all words read, sorted.
    pub(super) fn lexicon(&self) -> Vec<LexiconWord<'_>> {
        let word = |info: &WordInfo| {
            let text = self.texts.get(info.start as usize..)?.get(..usize::from(info.length))?;
            Some(LexiconWord::new(text, self.token_text(info.stem), info.sections))
        };
        let mut words: Vec<LexiconWord<'_>> = self.infos.iter().filter_map(word).collect();
        words.sort_unstable_by(|left, right| left.text.cmp(right.text));
        words
    }

    /// Returns the beginnings of words read that are worth a token of their own.
    pub(super) fn shared_beginnings(&self) -> Vec<Shared> {
        let word = |info: &WordInfo| {
            let text = self.texts.get(info.start as usize..)?.get(..usize::from(info.length))?;
            Some((text, info.stem, info.sections))
        };
        let mut words: Vec<(&str, TokenId, u32)> = self.infos.iter().filter_map(word).collect();
        words.sort_unstable();
        shared_beginnings(&words)
    }

    fn token_text(&self, id: TokenId) -> &str {
        let text = |token: &TokenInfo| self.texts.get(token.start as usize..)?.get(..usize::from(token.length));
        self.tokens.get(id as usize).and_then(text).unwrap_or_default()
    }

    fn add_word(&mut self, word: &str, count: u16) {
        let slot = place(self.present.len());
        match self.words.get_mut(&key_of(word)) {
            Some(seen) if seen.section == self.section => {
                if let Some((_, counted)) = self.present.get_mut(seen.slot as usize) {
                    *counted = counted.saturating_add(count);
                }
            }
            Some(seen) => {
                (seen.section, seen.slot) = (self.section, slot);
                self.present.push((seen.word, count));
            }
            None => {
                let id = self.learn(word, slot);
                self.present.push((id, count));
            }
        }
    }

    /// Counts the stems of the words read, and beginnings: those of words that are named or repeated. A search for a
    /// beginning that finds too little reads the texts.
    fn count_words(&mut self) {
        let present = std::mem::take(&mut self.present);
        for (id, count) in &present {
            let Some(info) = self.infos.get_mut(*id as usize) else { continue };
            info.sections += 1;
            let (stem, leads, lead_count, word_length) = (info.stem, info.leads, usize::from(info.lead_count), info.length);
            let has_leads = *count >= PROMINENT && (info.is_telling || *count >= COUNTS[1]);
            self.count_token(stem, dampen(*count).min(MOST[0]));
            for (length, id) in (1..).zip(leads.iter().take(if has_leads { lead_count } else { 0 })) {
                // A word that is typed whole comes before those that go on.
                let whole = if length == word_length { 2 } else { 1 };
                self.count_lead(*id, (count - 1).min(3) * whole);
            }
        }
        self.present = present;
    }

    fn count_token(&mut self, id: TokenId, count: u8) {
        let Some(token) = self.tokens.get_mut(id as usize) else { return };
        if token.section == self.section {
            if let Some(counted) = self.counted.get_mut(token.slot as usize) {
                counted.count = counted.count.saturating_add(count).min(MOST_COUNTED);
            }
            return;
        }
        (token.section, token.slot) = (self.section, place(self.counted.len()));
        self.counted.push(Counted { id, count });
    }

    fn count_lead(&mut self, id: TokenId, count: u16) {
        let Some(token) = self.tokens.get_mut(id as usize) else { return };
        if token.section == self.section {
            if let Some((_, counted)) = self.leads.get_mut(token.slot as usize) {
                *counted = counted.saturating_add(count);
            }
            return;
        }
        (token.section, token.slot) = (self.section, place(self.leads.len()));
        self.leads.push((id, count));
    }

    /// Keeps a word that was not read before.
    fn learn(&mut self, word: &str, slot: u32) -> u32 {
        let stem = self.stems.stem(word);
        let start = place(self.texts.len());
        self.texts.push_str(word);
        let mut info = WordInfo {
            start,
            length: u8::try_from(word.len()).unwrap_or(0),
            lead_count: 0,
            is_telling: !self.thesaurus.is_filler(word),
            stem: self.token(&stem, word.starts_with(&stem).then_some(start)),
            leads: [0; LONGEST_LEAD],
            sections: 0,
        };
        let mut text = String::from(LEAD_MARK);
        for (slot, c) in info.leads.iter_mut().zip(word.chars()) {
            text.push(c);
            *slot = self.token(&text, None);
            info.lead_count += 1;
        }
        let id = place(self.infos.len());
        self.infos.push(info);
        let seen = Seen {
            word: id,
            section: self.section,
            slot,
        };
        self.words.insert(key_of(word), seen);
        id
    }

    /// Returns the number of a token; `start` is where its text stands already, if it does.
    fn token(&mut self, text: &str, start: Option<u32>) -> TokenId {
        let key = key_of(text);
        if let Some(id) = self.token_ids.get(&key) {
            return *id;
        }
        let id = place(self.tokens.len());
        let start = start.unwrap_or_else(|| {
            let start = place(self.texts.len());
            self.texts.push_str(text);
            start
        });
        self.tokens.push(TokenInfo {
            start,
            length: u16::try_from(text.len()).unwrap_or(0),
            section: 0,
            slot: 0,
        });
        self.token_ids.insert(key, id);
        id
    }

    /// Counts the citations of a text. Each has a number of some length in it, so only the surroundings of those are read.
    fn add_citations(&mut self, text: &str, count: u8) {
        let mut from = 0;
        while let Some(digit) = long_number(text.as_bytes(), from) {
            let start = ceil_boundary(text, digit.saturating_sub(CITATION_BEFORE).max(from));
            let mut end = digit + CITATION_AFTER;
            while let Some(next) = long_number(text.as_bytes(), end - CITATION_AFTER + 2).filter(|next| *next < end) {
                end = next + CITATION_AFTER;
            }
            let end = crate::domain::source::floor_boundary(text, end).max(digit + 1);
            for citation in find_citations(text.get(start..end).unwrap_or_default(), Hand::Author) {
                for (name, _) in citation.names {
                    let id = self.token(&format!("{CITATION_MARK}{name}"), None);
                    self.count_token(id, count);
                }
            }
            from = end;
        }
    }
}

/// Returns a place in a list as it is kept.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Returns where the next number of at least [`SHORTEST_NUMBER`] digits begins.
fn long_number(bytes: &[u8], from: usize) -> Option<usize> {
    let mut digits = 0;
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        if byte.is_ascii_digit() {
            digits += 1;
            if digits == SHORTEST_NUMBER {
                return Some(at + 1 - SHORTEST_NUMBER);
            }
        } else {
            digits = 0;
        }
    }
    None
}

/// Repetition counts less the more there is of it.
fn dampen(count: u16) -> u8 {
    let damped = match count {
        0..=2 => count,
        3..=4 => 3,
        5..=8 => 4,
        9..=16 => 5,
        _ => 6,
    };
    u8::try_from(damped).unwrap_or(u8::MAX)
}

/// Returns the first character boundary at or after `at`.
fn ceil_boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(title: &str, heading: &str, text: &str) -> String {
        let page = Page {
            title: title.to_owned(),
            ..Page::default()
        };
        let section = PageSection {
            heading: heading.to_owned(),
            text: text.to_owned(),
            ..PageSection::default()
        };
        Analysis::new().section_text(&page, &section)
    }

    #[test]
    fn stems_and_citations_are_tokens() {
        let tokens = tokens("", "", "Appeals under GN 00204.012 end.");
        for token in ["1appeal\n", "1@gn00204.012\n"] {
            assert!(tokens.contains(token), "{token} in {tokens}");
        }
        assert!(!tokens.contains('^'), "{tokens}");
    }

    #[test]
    fn beginnings_are_those_of_words_named_or_repeated() {
        let tokens = tokens("Appeals", "", "The end of the line");
        for token in ["2appeal\n", "1^a\n", "1^ap\n", "1^app\n", "2the\n"] {
            assert!(tokens.contains(token), "{token} in {tokens}");
        }
        assert!(!tokens.contains("^th") && !tokens.contains("^li"), "{tokens}");
    }

    #[test]
    fn headings_count_more_and_repetition_ever_less() {
        assert!(tokens("", "Appeals", "").contains("3appeal\n"));
        assert!(tokens("", "", &"appeal ".repeat(12)).contains("5appeal\n"));
    }

    #[test]
    fn a_citation_is_found_wherever_it_stands() {
        let long = format!("{} see DI 13050.045 and form SSA-3288. {}", "é word ".repeat(40), "1 ".repeat(90));
        let tokens = tokens("", "", &long);
        for token in ["@di13050.045\n", "@form:ssa3288\n"] {
            assert!(tokens.contains(token), "{token} in {tokens}");
        }
    }
}
