//! Words that others wrote, made fit for a form: nothing in them is taken for a sign of that form.
//!
//! Does not belong here: where the words stand.

use crate::domain::layout::clean;

/// Returns words as they read in Markdown within a line.
#[must_use]
pub fn markdown(words: &str) -> String {
    let words = clean(words);
    let mut out = String::with_capacity(words.len());
    let mut chars = words.chars().peekable();
    while let Some(c) = chars.next() {
        let begins_entity = c == '&' && chars.peek().is_some_and(|next| *next == '#' || next.is_ascii_alphabetic());
        if begins_entity || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Returns words as they read in Markdown at the beginning of a line, where some signs begin a heading, a list or a line across.
#[must_use]
pub fn markdown_start(words: &str) -> String {
    let words = markdown(words.trim_start());
    let digits = words.chars().take_while(char::is_ascii_digit).count();
    let place = match words.chars().nth(digits) {
        Some('#' | '-' | '+' | '=' | ':') if digits == 0 => 0,
        Some('.' | ')') if digits > 0 => digits,
        _ => return words,
    };
    let (before, after) = words.split_at_checked(place).unwrap_or(("", &words));
    format!("{before}\\{after}")
}

/// Returns words as they read in HTML, within an element or an attribute.
pub(super) fn html(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in clean(words).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
