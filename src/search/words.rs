//! Text as words: folded to lower-case letters and digits, with their places in the text, and their stems.
//!
//! Both content and queries are cut by this one rule, so a word typed meets the word written.
//! Does not belong here: citations and form numbers (`citation`), meaning (`thesaurus`).

use tantivy::tokenizer::{AsciiFoldingFilter, Language, RawTokenizer, Stemmer, TextAnalyzer, TokenStream};

/// Longest word kept, in bytes; what follows is cut off.
const LONGEST_WORD_BYTES: usize = 48;

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Lower case, without accents and apostrophes.
    pub text: String,
    /// Byte offset of its first character.
    pub start: usize,
    /// Byte offset one past its last character.
    pub end: usize,
    /// Whether only a hyphen stands between it and the word before.
    pub is_hyphenated: bool,
}

/// Returns the words of `text` in order.
pub(super) fn split_words(text: &str) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 6);
    let mut open: Option<Open> = None;
    let mut last_end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        if c.is_alphanumeric() {
            let word = open.get_or_insert_with(|| Open::at(at));
            word.push(c, at);
        } else if is_silent(c) || open.as_ref().is_some_and(|word| word.takes(c, next, text.get(at + 1..))) {
            if let Some(word) = &mut open {
                word.mark_apostrophe(c);
            }
        } else if let Some(word) = open.take() {
            close(word, text, &mut last_end, &mut words);
        }
    }
    if let Some(word) = open {
        close(word, text, &mut last_end, &mut words);
    }
    words
}

/// Hands the words of `text` to `take` in order: those of [`split_words`], without their places. `buffer` is scratch space.
pub(super) fn each_word(text: &str, buffer: &mut String, mut take: impl FnMut(&str)) {
    for chunk in text.split_ascii_whitespace() {
        if !is_plain(chunk.as_bytes()) {
            for word in split_words(chunk) {
                take(&word.text);
            }
            continue;
        }
        let mut start = 0;
        for (end, byte) in chunk.bytes().chain([b' ']).enumerate() {
            if byte.is_ascii_alphanumeric() {
                continue;
            }
            match chunk.get(start..end).unwrap_or_default() {
                "" => {}
                word if word.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                    buffer.clear();
                    buffer.push_str(word);
                    buffer.make_ascii_lowercase();
                    take(buffer);
                }
                word => take(word),
            }
            start = end + 1;
        }
    }
}

/// Whether a text without blanks can be cut at everything that is no letter or digit, without further rules: it is short,
/// and has no apostrophe, no number with commas, and no number with a plural.
fn is_plain(chunk: &[u8]) -> bool {
    let mut last = b' ';
    for &byte in chunk {
        if !byte.is_ascii() || byte == b'\'' || (last == b',' && byte.is_ascii_digit()) || (last.is_ascii_digit() && byte | 32 == b's') {
            return false;
        }
        last = byte;
    }
    chunk.len() <= LONGEST_WORD_BYTES
}

/// A word being read.
struct Open {
    text: String,
    start: usize,
    end: usize,
    apostrophe: Option<usize>,
}

impl Open {
    fn at(start: usize) -> Self {
        Self {
            text: String::with_capacity(12),
            start,
            end: start,
            apostrophe: None,
        }
    }

    fn push(&mut self, c: char, at: usize) {
        self.end = at + c.len_utf8();
        if self.text.len() < LONGEST_WORD_BYTES {
            if c.is_ascii() {
                self.text.push(c.to_ascii_lowercase());
            } else {
                self.text.extend(c.to_lowercase());
            }
        }
    }

    /// Whether `c` stands inside the word: an apostrophe before a letter, or the comma of `1,690`.
    fn takes(&self, c: char, next: Option<char>, rest: Option<&str>) -> bool {
        match c {
            '\'' | '\u{2019}' | '\u{2bc}' => next.is_some_and(char::is_alphabetic),
            ',' => {
                let digits = rest.unwrap_or_default().chars().take_while(char::is_ascii_digit).count();
                digits == 3 && self.text.bytes().all(|byte| byte.is_ascii_digit())
            }
            _ => false,
        }
    }

    fn mark_apostrophe(&mut self, c: char) {
        if c != ',' && !is_silent(c) {
            self.apostrophe = Some(self.text.len());
        }
    }
}

/// Characters that neither show nor part words: combining marks, soft hyphen, zero-width characters.
fn is_silent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn close(open: Open, text: &str, last_end: &mut usize, words: &mut Vec<Word>) {
    let Open {
        text: mut word,
        start,
        end,
        apostrophe,
    } = open;
    let is_possessive = apostrophe.is_some_and(|at| at + 1 == word.len()) && word.ends_with('s');
    let is_counted = word.len() >= 4
        && word
            .strip_suffix('s')
            .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    if is_possessive || is_counted {
        word.pop();
    }
    if !word.is_ascii() {
        word = fold(&word);
    }
    if word.is_empty() {
        return;
    }
    let is_hyphenated = !words.is_empty() && is_hyphen(text.get(*last_end..start).unwrap_or_default());
    *last_end = end;
    words.push(Word {
        text: word,
        start,
        end,
        is_hyphenated,
    });
}

fn is_hyphen(between: &str) -> bool {
    matches!(between, "-" | "\u{2010}" | "\u{2011}" | "\u{2012}" | "\u{2013}")
}

fn fold(word: &str) -> String {
    let mut folded = in_ascii(word).to_lowercase();
    folded.retain(char::is_alphanumeric);
    folded
}

/// Returns the text with the letters and marks of ASCII for those that look like them.
pub(super) fn in_ascii(text: &str) -> String {
    let mut analyzer = TextAnalyzer::builder(RawTokenizer::default()).filter(AsciiFoldingFilter).build();
    let mut folded = String::with_capacity(text.len());
    analyzer.token_stream(text).process(&mut |token| folded.push_str(&token.text));
    folded
}

/// Reduces words to their stems, as English does.
#[derive(Clone)]
pub(super) struct Stems(TextAnalyzer);

impl Stems {
    /// Returns a stemmer.
    pub(super) fn new() -> Self {
        Self(
            TextAnalyzer::builder(RawTokenizer::default())
                .filter(Stemmer::new(Language::English))
                .build(),
        )
    }

    /// Returns the stem of a word that [`split_words`] has cut.
    pub(super) fn stem(&mut self, word: &str) -> String {
        let mut stem = String::with_capacity(word.len());
        self.0.token_stream(word).process(&mut |token| stem.push_str(&token.text));
        if stem.is_empty() { word.to_owned() } else { stem }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let words: Vec<String> = split_words(text).into_iter().map(|word| word.text).collect();
        assert_eq!(words, expected);
    }

    #[test]
    fn words_are_folded_and_apostrophes_leave_no_trace() {
        check("He can't read SSA's letter", &["he", "cant", "read", "ssa", "letter"]);
        check("Señor Müller’s", &["senor", "muller"]);
        check("clients' cafe\u{301}", &["clients", "cafe"]);
    }

    #[test]
    fn numbers_keep_together_and_lose_the_plural() {
        check("two 3288s, $1,690 or 60-day", &["two", "3288", "1690", "or", "60", "day"]);
        check("1,2,3", &["1", "2", "3"]);
    }

    #[test]
    fn the_quick_way_finds_the_same_words() {
        let texts = [
            "He can't read SSA's letter; two 3288s, $1,690 or 60-day.",
            "a,b 1,2,3 GN 00204.012C2 20S 200S x2s",
            "Se\u{f1}or M\u{fc}ller\u{2019}s caf\u{e9}\u{301} no\u{a0}break \u{feff}x",
        ];
        let long = format!("{} {}s", "x".repeat(60), "9".repeat(70));
        for text in texts.into_iter().chain([long.as_str()]) {
            let mut words = Vec::new();
            each_word(text, &mut String::new(), |word| words.push(word.to_owned()));
            check(text, &words.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_hyphen_is_remembered() {
        let words = split_words("close-out notice");
        assert_eq!(
            words.iter().map(|word| word.is_hyphenated).collect::<Vec<_>>(),
            [false, true, false]
        );
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = "É  b\u{300}c’s!";
        for word in split_words(text) {
            assert!(text.get(word.start..word.end).is_some());
        }
    }

    #[test]
    fn stems_meet() {
        let mut stems = Stems::new();
        assert_eq!(stems.stem("appealing"), stems.stem("appeals"));
        assert_eq!(stems.stem("disability"), stems.stem("disabled"));
    }
}
