//! A short plain text around the best match.
//!
//! Does not belong here: which document is shown (`rank`), colours.

use std::borrow::Cow;

use super::catalog::Shown;
use super::vocabulary::WordId;

/// Most characters of a snippet, the marks of what was left out included.
const MOST_CHARS: usize = 160;
/// Bytes of a window over the text.
pub(super) const WINDOW_BYTES: usize = 150;
/// How far back the beginning of a line or sentence is looked for.
const LEAD_IN_BYTES: usize = 60;

/// Returns the part of `shown` with most of what was asked for, as one line without control characters.
///
/// `unit_of` returns the number of the query's part that a word matches and what it weighs.
pub(super) fn cut_snippet(shown: &Shown, unit_of: impl Fn(WordId) -> Option<(u32, f32)>) -> String {
    let marks: Vec<(usize, usize, u32, f32)> = shown
        .words
        .iter()
        .filter_map(|word| {
            let (unit, weight) = unit_of(word.word)?;
            Some((word.start as usize, word.end as usize, unit, weight))
        })
        .collect();
    let mut best = (0, 0.0_f32);
    for (idx, &(start, ..)) in marks.iter().enumerate() {
        let mut seen = 0_u64;
        let mut worth = 0.0;
        for &(_, end, unit, weight) in marks.get(idx..).unwrap_or_default() {
            if end > start + WINDOW_BYTES {
                break;
            }
            let bit = 1_u64 << (unit % 64);
            worth += if seen & bit == 0 { weight } else { weight * 0.05 };
            seen |= bit;
        }
        if worth > best.1 * 1.001 {
            best = (start, worth);
        }
    }
    cut_at(&shown.text, best.0)
}

/// Cuts a line out of `text` that has byte `at` near its beginning.
pub(super) fn cut_at(text: &str, at: usize) -> String {
    let floor = crate::domain::source::floor_boundary(text, at.saturating_sub(LEAD_IN_BYTES));
    let before = text.get(floor..at).unwrap_or_default();
    let line = before.rfind('\n').map(|end| end + 1);
    let sentence = before.rfind(". ").or_else(|| before.rfind(": ")).map(|end| end + 2);
    let word = || before.find(' ').map_or(before.len(), |end| end + 1);
    let start = match line.max(sentence) {
        Some(offset) => floor + offset,
        None if floor == 0 => 0,
        None => floor + word(),
    };
    let mut out = String::with_capacity(MOST_CHARS + 8);
    if text.get(..start).is_some_and(|left| !left.trim().is_empty()) {
        out.push_str("\u{2026} ");
    }
    let mut count = out.chars().count();
    let mut is_cut = false;
    for word in text.get(start..).unwrap_or_default().split_whitespace() {
        let is_shown = |c: &char| !c.is_control() && !is_formatting(*c);
        let is_plain = word.bytes().all(|byte| byte.is_ascii_graphic());
        let word: Cow<'_, str> = if is_plain || word.chars().all(|c| is_shown(&c)) {
            Cow::Borrowed(word)
        } else {
            word.chars().filter(is_shown).collect()
        };
        if word.is_empty() {
            continue;
        }
        let length = if is_plain { word.len() } else { word.chars().count() };
        if count + length + 3 > MOST_CHARS {
            if count <= 2 {
                out.extend(word.chars().take(MOST_CHARS - 4));
            }
            is_cut = true;
            break;
        }
        if count > 0 && !out.ends_with(' ') {
            out.push(' ');
            count += 1;
        }
        out.push_str(&word);
        count += length;
    }
    if is_cut {
        out.push_str(" \u{2026}");
    }
    out
}

/// Characters that change how others are drawn: bidirectional marks, zero-width characters.
fn is_formatting(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::super::catalog::ShownWord;
    use super::super::words::split_words;
    use super::*;

    fn cut(text: &str, wanted: &[&str]) -> String {
        let words = split_words(text);
        let shown = Shown {
            text: text.to_owned(),
            words: (0..)
                .zip(&words)
                .map(|(word, place)| ShownWord {
                    word,
                    start: u32::try_from(place.start).unwrap(),
                    end: u32::try_from(place.end).unwrap(),
                })
                .collect(),
        };
        cut_snippet(&shown, |id| {
            let text = &words[id as usize].text;
            let unit = wanted.iter().position(|word| word == text)?;
            Some((u32::try_from(unit).unwrap(), 1.0))
        })
    }

    #[test]
    fn the_window_is_where_most_of_the_query_stands() {
        let text = format!(
            "An appeal. {} The late appeal is always taken. {}",
            "Filler words here. ".repeat(20),
            "More. ".repeat(60)
        );
        let snippet = cut(&text, &["late", "appeal"]);
        assert!(snippet.starts_with("\u{2026} The late appeal is always"), "{snippet}");
        assert!(snippet.chars().count() <= MOST_CHARS);
        assert!(snippet.ends_with('\u{2026}'));
    }

    #[test]
    fn without_a_match_the_text_begins_at_the_beginning() {
        assert_eq!(cut("Short text.\nSecond\tline.", &[]), "Short text. Second line.");
        assert_eq!(cut("", &["x"]), "");
    }

    #[test]
    fn control_characters_and_marks_of_direction_are_dropped() {
        assert_eq!(cut("a\u{1b}[31mred\u{202e} \u{0} b", &[]), "a[31mred b");
    }

    #[test]
    fn a_word_longer_than_a_snippet_is_cut() {
        assert!(cut(&"x".repeat(5000), &[]).chars().count() <= MOST_CHARS);
    }
}
