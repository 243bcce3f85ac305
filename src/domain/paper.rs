//! Paper: words set as Markdown, as plain text, or as one HTML page that prints well. Records and blank forms are both
//! written with it, so that the three forms say the same.
//!
//! Invariant: nothing that an author or a user wrote reaches the page unescaped; a [`Phrase`] knows which words are whose.
//! Does not belong here: what is said (`export`, `blank`).

mod escape;
mod html;
mod writer;

use super::layout::clean;

pub use escape::{markdown, markdown_start};
pub use writer::Writer;

/// In which form a record or a blank checklist is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Markdown.
    Markdown,
    /// Plain text, one thing a line.
    Text,
    /// One HTML page without scripts or outside resources.
    Html,
}

impl Form {
    /// All forms.
    pub const ALL: [Self; 3] = [Self::Markdown, Self::Text, Self::Html];
}

/// Words of one line, each part with what it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phrase {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// The program's own words, set as they are.
    Said(String),
    /// Words of an author or a user.
    Words(String),
    /// The same, to be seen first.
    Strong(String),
    /// The same, with a line through them.
    Struck(String),
    /// The mark of a state.
    Mark(&'static str),
    /// A new line of the same note.
    Break,
}

impl Phrase {
    /// Returns a phrase without words.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds words of the program's own.
    #[must_use]
    pub fn said(self, words: impl Into<String>) -> Self {
        self.with(Part::Said(words.into()))
    }

    /// Adds words of an author or a user; they are escaped.
    #[must_use]
    pub fn words(self, words: impl Into<String>) -> Self {
        self.with(Part::Words(words.into()))
    }

    /// Adds words that are to be seen first; they are escaped.
    #[must_use]
    pub fn strong(self, words: impl Into<String>) -> Self {
        self.with(Part::Strong(words.into()))
    }

    /// Adds words with a line through them; they are escaped.
    #[must_use]
    pub fn struck(self, words: impl Into<String>) -> Self {
        self.with(Part::Struck(words.into()))
    }

    /// Adds the mark of a state; its word has to stand beside it.
    #[must_use]
    pub fn mark(self, mark: &'static str) -> Self {
        self.with(Part::Mark(mark))
    }

    /// Adds words that may have several lines.
    #[must_use]
    pub fn lines(self, text: &str) -> Self {
        self.each_line(text, Part::Words)
    }

    /// Adds words that may have several lines, all with a line through them.
    #[must_use]
    pub fn struck_lines(self, text: &str) -> Self {
        self.each_line(text, Part::Struck)
    }

    /// Adds another phrase.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.parts.extend(other.parts);
        self
    }

    /// Tells whether the last word ends with a sign after which no colon is needed.
    #[must_use]
    pub fn ends_with_sign(&self) -> bool {
        match self.parts.last() {
            Some(Part::Said(words) | Part::Words(words) | Part::Strong(words) | Part::Struck(words)) => words.ends_with([':', '?']),
            _ => false,
        }
    }

    fn with(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    fn each_line(mut self, text: &str, part: fn(String) -> Part) -> Self {
        for (idx, line) in text.lines().enumerate() {
            if idx > 0 {
                self.parts.push(Part::Break);
            }
            self.parts.push(part(line.to_owned()));
        }
        self
    }

    /// Returns the words in a form, on one line but for the breaks.
    fn set(&self, form: Form) -> String {
        match form {
            Form::Markdown => self.markdown(),
            Form::Text => self.plain(),
            Form::Html => self.html(),
        }
    }

    fn markdown(&self) -> String {
        let mut out = String::new();
        let mut is_start = true;
        for part in &self.parts {
            let words = match part {
                Part::Said(words) => words.clone(),
                Part::Words(words) if is_start => escape::markdown_start(words),
                Part::Words(words) => escape::markdown(words),
                Part::Strong(words) => around("**", &escape::markdown(words)),
                Part::Struck(words) => around("~~", &escape::markdown(words)),
                Part::Mark(mark) => (*mark).to_owned(),
                // A backslash at the end keeps the next line a line of its own.
                Part::Break => "\\\n    ".to_owned(),
            };
            is_start = matches!(part, Part::Break) || (is_start && words.is_empty());
            out.push_str(&words);
        }
        out
    }

    fn plain(&self) -> String {
        let set = |part: &Part| match part {
            Part::Said(words) | Part::Words(words) | Part::Strong(words) => clean(words),
            Part::Struck(words) => format!("[struck: {}]", clean(words)),
            Part::Mark(mark) => (*mark).to_owned(),
            Part::Break => "\n    ".to_owned(),
        };
        self.parts.iter().map(set).collect()
    }

    fn html(&self) -> String {
        let set = |part: &Part| match part {
            Part::Said(words) | Part::Words(words) => escape::html(words),
            Part::Strong(words) => format!("<strong>{}</strong>", escape::html(words)),
            Part::Struck(words) => format!("<s>{}</s>", escape::html(words)),
            Part::Mark("[ ]") => html::BOX.to_owned(),
            Part::Mark(mark) => format!("<span class=\"mark\">{}</span>", escape::html(mark)),
            Part::Break => "<br>\n".to_owned(),
        };
        self.parts.iter().map(set).collect()
    }
}

impl From<&str> for Phrase {
    fn from(words: &str) -> Self {
        Self::new().words(words)
    }
}

impl From<String> for Phrase {
    fn from(words: String) -> Self {
        Self::new().words(words)
    }
}

/// Sets `words` between two signs, which have to stand close to them.
fn around(sign: &str, words: &str) -> String {
    let words = words.trim();
    if words.is_empty() {
        String::new()
    } else {
        format!("{sign}{words}{sign}")
    }
}

#[cfg(test)]
mod tests;
