//! Marks the words searched for on lines already laid out, and finds text in them.
//!
//! Does not belong here: which words match a query (`search`).

use super::{Line, Span};

/// What is looked for on a line; case never counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needle<'a> {
    /// A word or phrase that begins and ends at word boundaries.
    Word(&'a str),
    /// Any run of characters.
    Anywhere(&'a str),
}

/// Marks every needle on `lines` and returns the indices of the lines on which something was marked.
///
/// A match does not run over the end of a line.
pub fn mark(lines: &mut [Line], needles: &[Needle<'_>]) -> Vec<usize> {
    let needles: Vec<(Vec<char>, bool)> = needles
        .iter()
        .map(|needle| match needle {
            Needle::Word(text) => (lowered(text), true),
            Needle::Anywhere(text) => (lowered(text), false),
        })
        .filter(|(chars, _)| !chars.is_empty())
        .collect();
    let mut found = Vec::new();
    if needles.is_empty() {
        return found;
    }
    for (line_idx, line) in lines.iter_mut().enumerate() {
        let chars: Vec<char> = line.spans.iter().flat_map(|span| span.text.chars()).map(lower).collect();
        let mut marked = vec![false; chars.len()];
        for (needle, is_word) in &needles {
            mark_chars(&chars, needle, *is_word, &mut marked);
        }
        if marked.contains(&true) {
            found.push(line_idx);
            split(line, &marked);
        }
    }
    found
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

fn lowered(text: &str) -> Vec<char> {
    text.chars().map(lower).collect()
}

fn mark_chars(chars: &[char], needle: &[char], is_word: bool, marked: &mut [bool]) {
    for (start, window) in chars.windows(needle.len()).enumerate() {
        let end = start + needle.len();
        let is_letter = |idx: Option<usize>| idx.and_then(|idx| chars.get(idx)).is_some_and(|c| c.is_alphanumeric());
        let is_inside = is_word && (is_letter(start.checked_sub(1)) || is_letter(Some(end)));
        if window == needle
            && !is_inside
            && let Some(part) = marked.get_mut(start..end)
        {
            part.fill(true);
        }
    }
}

fn split(line: &mut Line, marked: &[bool]) {
    let mut flags = marked.iter().copied();
    let mut spans: Vec<Span> = Vec::new();
    for span in std::mem::take(&mut line.spans) {
        let mut is_first = true;
        for c in span.text.chars() {
            let is_marked = flags.next().unwrap_or(false);
            match spans.last_mut() {
                Some(last) if !is_first && last.is_marked == is_marked => last.text.push(c),
                _ => spans.push(Span {
                    text: c.to_string(),
                    role: span.role,
                    is_marked,
                }),
            }
            is_first = false;
        }
    }
    line.spans = spans;
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::*;

    fn marked(line: &Line) -> Vec<&str> {
        line.spans
            .iter()
            .filter(|span| span.is_marked)
            .map(|span| span.text.as_str())
            .collect()
    }

    #[test]
    fn words_are_marked_whole_and_case_does_not_count() {
        let mut lines = vec![Line::of("Late, later, LATE appeal", Role::Text)];
        assert_eq!(mark(&mut lines, &[Needle::Word("late")]), [0]);
        assert_eq!(marked(&lines[0]), ["Late", "LATE"]);
        assert_eq!(lines[0].plain(), "Late, later, LATE appeal");
    }

    #[test]
    fn text_is_found_anywhere_and_over_spans() {
        let mut lines = vec![
            Line {
                spans: vec![Span::new("close", Role::Strong), Span::new("-out", Role::Text)],
            },
            Line::of("nothing", Role::Text),
        ];
        assert_eq!(mark(&mut lines, &[Needle::Anywhere("se-o")]), [0]);
        assert_eq!(marked(&lines[0]), ["se", "-o"]);
        assert!(mark(&mut lines, &[Needle::Anywhere("")]).is_empty());
    }
}
