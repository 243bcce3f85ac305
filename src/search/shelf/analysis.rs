//! A section turned into tokens, each with how much it counts: stems, beginnings of words, citations.
//!
//! What stands in a title or heading counts more; what is repeated counts more, but ever less so.
//! Does not belong here: what queries are looked up as (`units`), postings (tantivy's).

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::super::citation::{Hand, find_citations};
use super::super::words::{Stems, each_word};
use super::lexicon::LexiconWord;
use super::schema::{CITATION_MARK, LEAD_MARK, LONGEST_LEAD, push_counted};
use super::{Page, PageSection};

/// How much a word of the page's title, of the heading and of the text counts.
const COUNTS: [u16; 3] = [2, 4, 1];
/// Most that a stem and a beginning count in a section.
const MOST: [u8; 2] = [12, 5];
/// Bytes before and after a number in which the rest of a citation is looked for.
const CITATION_BEFORE: usize = 24;
const CITATION_AFTER: usize = 40;

/// A quick hash for short words; nobody who writes a manual gains from collisions.
#[derive(Default)]
pub(super) struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            self.mix(chunk.try_into().map_or(0, u64::from_le_bytes));
        }
        let rest = chunks.remainder();
        let last = rest.iter().fold(rest.len() as u64, |last, byte| (last << 8) | u64::from(*byte));
        self.mix(last);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

impl WordHasher {
    fn mix(&mut self, part: u64) {
        self.0 = (self.0.rotate_left(5) ^ part).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

type Map<V> = HashMap<Box<str>, V, BuildHasherDefault<WordHasher>>;

/// Number of a token.
type TokenId = u32;

/// A token and what it counts in the section being read.
struct Token {
    text: Box<str>,
    section: u32,
    count: u16,
    most: u8,
}

/// A word and its tokens.
struct WordInfo {
    stem: TokenId,
    leads: [TokenId; LONGEST_LEAD],
    lead_count: u8,
    is_lead: bool,
    section: u32,
    sections: u32,
}

/// Turns sections into tokens and collects their words.
pub(super) struct Analysis {
    stems: Stems,
    words: Map<u32>,
    infos: Vec<WordInfo>,
    token_ids: Map<TokenId>,
    tokens: Vec<Token>,
    /// Tokens of the section being read.
    present: Vec<TokenId>,
    section: u32,
    buffer: String,
    out: String,
}

impl Analysis {
    /// Returns an analysis that knows no word yet.
    pub(super) fn new() -> Self {
        Self {
            stems: Stems::new(),
            words: Map::default(),
            infos: Vec::new(),
            token_ids: Map::default(),
            tokens: Vec::new(),
            present: Vec::new(),
            section: 0,
            buffer: String::new(),
            out: String::new(),
        }
    }

    /// Returns the tokens of a section, as [`push_counted`] writes them.
    pub(super) fn section(&mut self, page: &Page, section: &PageSection) -> &str {
        self.section += 1;
        self.present.clear();
        let mut buffer = std::mem::take(&mut self.buffer);
        for (text, count) in [&page.title, &section.heading, &section.text].into_iter().zip(COUNTS) {
            each_word(text, &mut buffer, |word| self.add_word(word, count));
            self.add_citations(text, count);
        }
        self.buffer = buffer;
        self.out.clear();
        for id in &self.present {
            if let Some(token) = self.tokens.get(*id as usize) {
                push_counted(&mut self.out, &token.text, dampen(token.count).min(token.most));
            }
        }
        &self.out
    }

    /// Returns all words read, sorted.
    pub(super) fn lexicon(&self) -> Vec<LexiconWord<'_>> {
        let mut words: Vec<LexiconWord<'_>> = self
            .words
            .iter()
            .filter_map(|(text, id)| {
                let info = self.infos.get(*id as usize)?;
                Some(LexiconWord {
                    text,
                    stem: &self.tokens.get(info.stem as usize)?.text,
                    sections: info.sections,
                })
            })
            .collect();
        words.sort_unstable_by(|left, right| left.text.cmp(right.text));
        words
    }

    fn add_word(&mut self, word: &str, count: u16) {
        let id = match self.words.get(word) {
            Some(id) => *id,
            None => self.learn(word),
        };
        let Some(info) = self.infos.get_mut(id as usize) else { return };
        bump(&mut self.tokens, &mut self.present, self.section, info.stem, count);
        if info.section != self.section {
            info.section = self.section;
            info.sections += 1;
            let own = usize::from(info.lead_count);
            for (length, lead) in (1..).zip(info.leads.iter().take(own)) {
                // A word that is typed whole comes before those that go on.
                let whole = if info.is_lead && length == own { 2 } else { 1 };
                bump(&mut self.tokens, &mut self.present, self.section, *lead, count.min(3) * whole);
            }
        }
    }

    fn learn(&mut self, word: &str) -> u32 {
        let stem = self.stems.stem(word);
        let mut info = WordInfo {
            stem: self.token(&stem, MOST[0]),
            leads: [0; LONGEST_LEAD],
            lead_count: 0,
            is_lead: word.chars().count() <= LONGEST_LEAD,
            section: 0,
            sections: 0,
        };
        let mut lead = String::from(LEAD_MARK);
        for (slot, c) in info.leads.iter_mut().zip(word.chars()) {
            lead.push(c);
            *slot = intern(&mut self.token_ids, &mut self.tokens, &lead, MOST[1]);
            info.lead_count += 1;
        }
        let id = u32::try_from(self.infos.len()).unwrap_or(u32::MAX);
        self.infos.push(info);
        self.words.insert(word.into(), id);
        id
    }

    fn token(&mut self, text: &str, most: u8) -> TokenId {
        intern(&mut self.token_ids, &mut self.tokens, text, most)
    }

    /// Adds the citations of a text. Each has a number in it, so only the surroundings of numbers are read.
    fn add_citations(&mut self, text: &str, count: u16) {
        let bytes = text.as_bytes();
        let mut from = 0;
        while let Some(digit) = bytes.iter().skip(from).position(u8::is_ascii_digit).map(|at| at + from) {
            let start = ceil_boundary(text, digit.saturating_sub(CITATION_BEFORE).max(from));
            let mut end = digit;
            let mut last = digit;
            while end < bytes.len() && end < last + CITATION_AFTER {
                if bytes.get(end).is_some_and(u8::is_ascii_digit) {
                    last = end;
                }
                end += 1;
            }
            let end = crate::domain::source::floor_boundary(text, end).max(digit + 1);
            for citation in find_citations(text.get(start..end).unwrap_or_default(), Hand::Author) {
                for (name, _) in citation.names {
                    let token = self.token(&format!("{CITATION_MARK}{name}"), MOST[0]);
                    bump(&mut self.tokens, &mut self.present, self.section, token, count);
                }
            }
            from = end;
        }
    }
}

/// Repetition counts less the more there is of it.
fn dampen(count: u16) -> u8 {
    let damped = match count {
        0..=3 => count,
        4..=5 => 4,
        6..=8 => 5,
        9..=12 => 6,
        _ => 7 + (count - 13) / 8,
    };
    u8::try_from(damped).unwrap_or(u8::MAX)
}

fn intern(ids: &mut Map<TokenId>, tokens: &mut Vec<Token>, text: &str, most: u8) -> TokenId {
    if let Some(id) = ids.get(text) {
        return *id;
    }
    let id = TokenId::try_from(tokens.len()).unwrap_or(TokenId::MAX);
    ids.insert(text.into(), id);
    tokens.push(Token {
        text: text.into(),
        section: 0,
        count: 0,
        most,
    });
    id
}

fn bump(tokens: &mut [Token], present: &mut Vec<TokenId>, section: u32, id: TokenId, count: u16) {
    let Some(token) = tokens.get_mut(id as usize) else { return };
    if token.section != section {
        token.section = section;
        token.count = 0;
        present.push(id);
    }
    token.count = token.count.saturating_add(count);
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
        Analysis::new().section(&page, &section).to_owned()
    }

    #[test]
    fn stems_beginnings_and_citations_are_tokens() {
        let tokens = tokens("", "", "Appeals under GN 00204.012 end.");
        for token in ["1appeal\n", "1^a\n", "1^ap\n", "1^app\n", "1@gn00204.012\n"] {
            assert!(tokens.contains(token), "{token} in {tokens}");
        }
    }

    #[test]
    fn headings_count_more_and_repetition_ever_less() {
        assert!(tokens("", "Appeals", "").contains("4appeal\n"));
        assert!(tokens("", "", &"appeal ".repeat(12)).contains("6appeal\n"));
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
