//! Manuals of any size, made up by rule: the built-in cards' words, and words built like them, as often as in real text.
//!
//! Words follow Zipf's law; each page has a topic that gives some of them; pages of a topic stand together; so as in real
//! manuals what is alike lies close. The same numbers always give the same text.
//! Does not belong here: timing.

use std::collections::{BTreeMap, BTreeSet};

use callcard::domain::markdown::plain_blocks;
use callcard::search::shelf::{Page, PageSection};
use jiff::civil::date;

/// Words in all.
const VOCABULARY: usize = 300_000;
/// Topics, and words of each.
const TOPICS: usize = 400;
const TOPIC_WORDS: usize = 600;
/// How many words out of ten are the topic's.
const TOPIC_SHARE: u64 = 4;

/// A small generator of numbers.
pub(crate) struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn index(&mut self, limit: usize) -> usize {
        usize::try_from(self.below(limit as u64)).unwrap()
    }

    /// Between 0 and 1.
    fn share(&mut self) -> f64 {
        self.next() as f64 / (1_u64 << 53) as f64
    }
}

/// Ranks drawn as Zipf's law says.
struct Zipf(Vec<f64>);

impl Zipf {
    fn new(count: usize) -> Self {
        let mut sum = 0.0;
        let sums = (0..count).map(|rank| {
            sum += 1.0 / (rank as f64 + 2.7);
            sum
        });
        Self(sums.collect())
    }

    fn draw(&self, numbers: &mut Numbers) -> usize {
        let at = numbers.share() * self.0.last().unwrap();
        self.0.partition_point(|sum| *sum < at).min(self.0.len() - 1)
    }
}

/// Made-up manuals.
pub(crate) struct Corpus {
    pub(crate) pages: Vec<Page>,
}

impl Corpus {
    /// Makes `pages` pages with about `sections` sections in all.
    pub(crate) fn make(pages: usize, sections: usize) -> Self {
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
        let vocabulary = vocabulary(&mut numbers);
        let topics: Vec<Vec<usize>> = (0..TOPICS)
            .map(|_| (0..TOPIC_WORDS).map(|_| 60 + numbers.index(20_000)).collect())
            .collect();
        let mut writer = Writer {
            vocabulary,
            all: Zipf::new(VOCABULARY),
            own: Zipf::new(TOPIC_WORDS),
            topics,
            numbers,
        };
        let mut made = Vec::with_capacity(pages);
        let mut left = sections;
        for number in 0..pages {
            let mean = left as f64 / (pages - number) as f64;
            let drawn = ((2.0 * mean * writer.numbers.share()).round() as usize).max(1);
            let count = if number + 1 == pages {
                left.max(1)
            } else {
                drawn.min(left.saturating_sub(pages - number - 1).max(1))
            };
            left = left.saturating_sub(count);
            made.push(writer.page(number, number * TOPICS / pages, count));
        }
        Self { pages: made }
    }

    pub(crate) fn sections(&self) -> usize {
        self.pages.iter().map(|page| page.sections.len()).sum()
    }

    /// Length of what a folder of these pages would hold: each title once.
    pub(crate) fn bytes(&self) -> usize {
        let sections = |page: &Page| {
            page.sections
                .iter()
                .map(|section| section.heading.len() + section.text.len() + 5)
                .sum::<usize>()
        };
        self.pages.iter().map(|page| page.title.len() + 3 + sections(page)).sum()
    }

    /// Queries of one to four words that stand together, six of ten from headings.
    pub(crate) fn queries(&self, count: usize) -> Vec<String> {
        let mut numbers = Numbers(0x1234_5678_9abc_def1);
        let mut queries = Vec::with_capacity(count);
        while queries.len() < count {
            let wanted = 1 + queries.len() % 4;
            let section = self.any_section(&mut numbers);
            let text = if numbers.below(10) < 6 { &section.heading } else { &section.text };
            let words: Vec<String> = text
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.len() > 1)
                .map(str::to_lowercase)
                .collect();
            if words.len() >= wanted {
                let start = numbers.index(words.len() - wanted + 1);
                queries.push(words[start..start + wanted].join(" "));
            }
        }
        queries
    }

    /// Whole questions: six to ten words of a section, with a slip of the finger in two of them.
    pub(crate) fn questions(&self, count: usize) -> Vec<String> {
        let mut numbers = Numbers(0x0fed_cba9_8765_4321);
        let mut questions = Vec::with_capacity(count);
        while questions.len() < count {
            let section = self.any_section(&mut numbers);
            let mut words: Vec<String> = section
                .text
                .split_whitespace()
                .skip(3)
                .take(6 + numbers.index(5))
                .map(str::to_lowercase)
                .collect();
            let long: Vec<usize> = (0..words.len())
                .filter(|at| words[*at].len() > 5 && words[*at].is_ascii())
                .collect();
            if long.len() < 2 {
                continue;
            }
            for _ in 0..2 {
                let word = &mut words[long[numbers.index(long.len())]];
                let at = 1 + numbers.index(word.len() - 2);
                let letter = word.remove(at);
                if numbers.below(2) == 0 {
                    word.insert(at - 1, letter);
                }
            }
            questions.push(format!("what about {}?", words.join(" ")));
        }
        questions
    }

    fn any_section(&self, numbers: &mut Numbers) -> &PageSection {
        let page = &self.pages[numbers.index(self.pages.len())];
        &page.sections[numbers.index(page.sections.len())]
    }
}

struct Writer {
    vocabulary: Vec<String>,
    all: Zipf,
    own: Zipf,
    topics: Vec<Vec<usize>>,
    numbers: Numbers,
}

impl Writer {
    fn page(&mut self, number: usize, topic: usize, sections: usize) -> Page {
        let length = 3 + self.numbers.index(4);
        let title = self.name(topic, length);
        Page {
            path: format!(
                "manual-{:02}/part-{topic:03}/{number:06}-{}.md",
                topic / 20,
                title.replace(' ', "-").to_lowercase()
            ),
            title,
            sections: (0..sections).map(|at| self.section(topic, at)).collect(),
        }
    }

    fn section(&mut self, topic: usize, number: usize) -> PageSection {
        let length = 1 + self.numbers.index(5);
        let heading = self.name(topic, length);
        // Many short sections and a few long ones; 128 words on average.
        let share = self.numbers.share();
        let words = 20 + (36.0 / (1.05 - share)) as usize;
        PageSection {
            anchor: format!("s{number}-{}", heading.replace(' ', "-").to_lowercase()),
            heading,
            text: self.text(topic, words),
        }
    }

    fn name(&mut self, topic: usize, words: usize) -> String {
        let mut name: Vec<String> = Vec::with_capacity(words);
        while name.len() < words {
            let rank = if self.numbers.below(10) < 8 {
                self.topic_rank(topic)
            } else {
                self.all.draw(&mut self.numbers)
            };
            name.push(capital(&self.vocabulary[rank]));
        }
        name.join(" ")
    }

    fn topic_rank(&mut self, topic: usize) -> usize {
        self.topics[topic][self.own.draw(&mut self.numbers)]
    }

    fn text(&mut self, topic: usize, words: usize) -> String {
        let mut text = String::with_capacity(words * 7);
        let mut left_in_sentence = 0;
        for number in 0..words {
            let is_first = left_in_sentence == 0;
            if is_first {
                left_in_sentence = 6 + self.numbers.index(16);
            }
            let rank = if self.numbers.below(10) < TOPIC_SHARE {
                self.topic_rank(topic)
            } else {
                self.all.draw(&mut self.numbers)
            };
            let word = match self.numbers.below(240) {
                0 => format!("GN {:05}.{:03}", 200 + self.numbers.below(90) * 10, self.numbers.below(200) * 5),
                1 => format!("form SSA-{}", 400 + self.numbers.below(900)),
                2..=4 => format!("{}", self.numbers.below(3000)),
                _ if is_first => capital(&self.vocabulary[rank]),
                _ => self.vocabulary[rank].clone(),
            };
            text.push_str(&word);
            left_in_sentence -= 1;
            let end = number + 1 == words || left_in_sentence == 0;
            text.push_str(if end {
                left_in_sentence = 0;
                if self.numbers.below(5) == 0 { ".\n" } else { ". " }
            } else if self.numbers.below(12) == 0 {
                ", "
            } else {
                " "
            });
        }
        text
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// The cards' words by how often they stand there, then words made of their beginnings and endings.
fn vocabulary(numbers: &mut Numbers) -> Vec<String> {
    let library = callcard::builtin::library();
    let today = date(2026, 11, 21);
    let shown = library.words(today);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for card in &library.cards {
        for section in &card.sections {
            for word in plain_blocks(&section.blocks, &shown)
                .split(|c: char| !c.is_ascii_alphabetic())
                .filter(|word| word.len() > 1)
            {
                *counts.entry(word.to_ascii_lowercase()).or_default() += 1;
            }
        }
    }
    let mut known: Vec<(usize, String)> = counts.into_iter().map(|(word, count)| (count, word)).collect();
    known.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
    let mut words: Vec<String> = known.into_iter().map(|(_, word)| word).collect();
    let mut seen: BTreeSet<String> = words.iter().cloned().collect();
    let long: Vec<String> = words.iter().filter(|word| word.len() > 4).cloned().collect();
    while words.len() < VOCABULARY {
        let (left, right) = (&long[numbers.index(long.len())], &long[numbers.index(long.len())]);
        let (from, to) = (2 + numbers.index(left.len() - 2), numbers.index(right.len() - 2));
        let word = format!("{}{}", &left[..from], &right[to..]);
        if (4..15).contains(&word.len()) && seen.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}
