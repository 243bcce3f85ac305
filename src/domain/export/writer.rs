//! Headings, facts, items and notes in one of the two forms. What users typed is escaped here.
//!
//! Does not belong here: what is said.

use super::Form;
use crate::domain::layout::clean;

/// Writes a record, paragraph after paragraph.
pub(super) struct Writer {
    form: Form,
    out: String,
    /// Whether the last line was one of a list.
    in_list: bool,
}

impl Writer {
    pub(super) fn new(form: Form) -> Self {
        Self {
            form,
            out: String::new(),
            in_list: false,
        }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
        self.in_list = false;
    }

    pub(super) fn heading(&mut self, level: usize, words: &str) {
        self.gap();
        match self.form {
            Form::Markdown => self.out.push_str(&format!("{} {words}\n\n", "#".repeat(level))),
            Form::Text if level < 3 => self.out.push_str(&format!("{}\n\n", words.to_uppercase())),
            Form::Text => self.out.push_str(&format!("{words}\n\n")),
        }
    }

    pub(super) fn paragraph(&mut self, words: &str) {
        self.gap();
        self.out.push_str(&format!("{words}\n"));
    }

    pub(super) fn fact(&mut self, name: &str, value: &str) {
        match self.form {
            Form::Markdown => self.item(&format!("{name}: {}", self.escaped(value))),
            Form::Text => self.item(&format!("{name}: {value}")),
        }
    }

    pub(super) fn item(&mut self, line: &str) {
        if !self.in_list {
            self.gap();
        }
        self.in_list = true;
        match self.form {
            Form::Markdown => self.out.push_str(&format!("- {line}\n")),
            Form::Text => self.out.push_str(&format!("{line}\n")),
        }
    }

    /// Writes a note of the user's below an item.
    pub(super) fn note(&mut self, note: &str) {
        let lines: Vec<String> = note.lines().map(|line| self.escaped(line)).collect();
        match self.form {
            // A backslash at the end keeps the next line a line of its own.
            Form::Markdown => self.out.push_str(&format!("  - Note: {}\n", lines.join("\\\n    "))),
            Form::Text => self.out.push_str(&format!("    Note: {}\n", lines.join("\n    "))),
        }
    }

    /// Writes ready text, line by line as it is.
    pub(super) fn block(&mut self, text: &str) {
        self.gap();
        let text = text.trim_end();
        match self.form {
            Form::Markdown => self.out.push_str(&format!("~~~~text\n{text}\n~~~~\n")),
            Form::Text => self.out.push_str(&format!("{text}\n")),
        }
    }

    pub(super) fn strong(&self, words: &str) -> String {
        match self.form {
            Form::Markdown => format!("**{}**", self.escaped(words)),
            Form::Text => clean(words),
        }
    }

    /// Returns words of the user's so that they are read as they were typed.
    pub(super) fn escaped(&self, words: &str) -> String {
        let words = clean(words);
        match self.form {
            Form::Text => words,
            Form::Markdown => {
                let mut out = String::with_capacity(words.len());
                for c in words.chars() {
                    if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>') {
                        out.push('\\');
                    }
                    out.push(c);
                }
                out
            }
        }
    }
}
