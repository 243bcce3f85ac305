//! Headings, facts, items and notes in one of the forms.
//!
//! Does not belong here: what is said, and how single words are escaped (`escape`).

use super::{Form, Phrase, html};
use crate::domain::grid::Grid;
use crate::domain::layout::clean;

/// Writes a page, paragraph after paragraph.
#[derive(Debug)]
pub struct Writer {
    form: Form,
    out: String,
    /// The first heading of all, in plain words.
    title: String,
    /// Whether the last line was one of a list.
    in_list: bool,
    /// Whether a section is open; they are seen in HTML only.
    in_section: bool,
}

impl Writer {
    /// Returns a writer of an empty page.
    #[must_use]
    pub fn new(form: Form) -> Self {
        Self {
            form,
            out: String::new(),
            title: String::new(),
            in_list: false,
            in_section: false,
        }
    }

    /// Returns the page.
    #[must_use]
    pub fn finish(mut self) -> String {
        if self.form == Form::Html {
            self.close_section();
            return html::page(&self.title, &self.out);
        }
        self.out
    }

    /// Writes a heading: 1 for the title, 2 for a section, 3 for a part of it.
    pub fn heading(&mut self, level: usize, words: impl Into<Phrase>) {
        let words = words.into();
        if self.title.is_empty() {
            self.title = words.plain();
        }
        self.gap();
        let set = words.set(self.form);
        match self.form {
            Form::Markdown => self.out.push_str(&format!("{} {set}\n\n", "#".repeat(level))),
            Form::Text if level < 3 => self.out.push_str(&format!("{}\n\n", set.to_uppercase())),
            Form::Text => self.out.push_str(&format!("{set}\n\n")),
            Form::Html => {
                if level < 3 {
                    self.close_section();
                    if level == 2 {
                        self.out.push_str("<section>\n");
                        self.in_section = true;
                    }
                }
                self.out.push_str(&format!("<h{level}>{set}</h{level}>\n"));
            }
        }
    }

    /// Writes a paragraph.
    pub fn paragraph(&mut self, words: impl Into<Phrase>) {
        self.gap();
        let set = words.into().set(self.form);
        match self.form {
            Form::Markdown | Form::Text => self.out.push_str(&format!("{set}\n")),
            Form::Html => self.out.push_str(&format!("<p>{set}</p>\n")),
        }
    }

    /// Writes a name and its value, as an item.
    pub fn fact(&mut self, name: &str, value: impl Into<Phrase>) {
        self.item(Phrase::new().words(name).said(": ").and(value.into()));
    }

    /// Writes an item of a list.
    pub fn item(&mut self, words: impl Into<Phrase>) {
        let set = words.into().set(self.form);
        if self.in_list {
            self.close_item();
        } else {
            self.gap();
            if self.form == Form::Html {
                self.out.push_str("<ul>\n");
            }
        }
        self.in_list = true;
        match self.form {
            Form::Markdown => self.out.push_str(&format!("- {set}\n")),
            Form::Text => self.out.push_str(&format!("{set}\n")),
            Form::Html => self.out.push_str(&format!("<li>{set}")),
        }
    }

    /// Writes a line that belongs to the item before it.
    pub fn under(&mut self, words: impl Into<Phrase>) {
        if !self.in_list {
            return self.item(words);
        }
        let set = words.into().set(self.form);
        match self.form {
            Form::Markdown => self.out.push_str(&format!("  - {set}\n")),
            Form::Text => self.out.push_str(&format!("    {set}\n")),
            Form::Html => self.out.push_str(&format!("\n<div class=\"under\">{set}</div>")),
        }
    }

    /// Writes a table; in plain text its columns are aligned.
    pub fn table(&mut self, grid: &Grid) {
        self.gap();
        let form = self.form;
        let set = |cell: &str| Phrase::from(cell).set(form);
        let head: Vec<String> = grid.head.iter().map(|cell| set(cell)).collect();
        let rows = grid.rows.iter().map(|row| row.iter().map(|cell| set(cell)).collect::<Vec<_>>());
        match form {
            Form::Markdown => {
                let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
                self.out.push_str(&line(&head));
                self.out.push_str(&line(&vec!["---".to_owned(); head.len()]));
                rows.for_each(|row| self.out.push_str(&line(&row)));
            }
            Form::Text => {
                let lines = grid.lines(usize::MAX).into_iter();
                lines.for_each(|line| self.out.push_str(&format!("    {}\n", clean(&line))));
            }
            Form::Html => {
                let line = |name: &str, cells: &[String]| {
                    let cells = cells.join(&format!("</{name}><{name}>"));
                    format!("<tr><{name}>{cells}</{name}></tr>\n")
                };
                self.out.push_str(&format!("<table>\n{}", line("th", &head)));
                rows.for_each(|row| self.out.push_str(&line("td", &row)));
                self.out.push_str("</table>\n");
            }
        }
    }

    /// Writes ready text, line by line as it is.
    pub fn block(&mut self, text: &str) {
        self.gap();
        let lines: Vec<String> = text.trim_end().lines().map(clean).collect();
        let text = lines.join("\n");
        match self.form {
            Form::Markdown => {
                let fence = "~".repeat(longest_fence(&text).max(3) + 1);
                self.out.push_str(&format!("{fence}text\n{text}\n{fence}\n"));
            }
            Form::Text => self.out.push_str(&format!("{text}\n")),
            Form::Html => {
                let lines: Vec<String> = lines.iter().map(|line| super::escape::html(line)).collect();
                self.out.push_str(&format!("<pre>{}</pre>\n", lines.join("\n")));
            }
        }
    }

    /// Parts what follows from what came before: a line across, or a new page in print.
    pub fn divide(&mut self) {
        self.gap_list();
        match self.form {
            Form::Markdown => self.out.push_str("\n---\n\n"),
            Form::Text => self.out.push_str("\n\n"),
            Form::Html => {
                self.close_section();
                self.out.push_str("</article>\n<article>\n");
            }
        }
    }

    fn gap(&mut self) {
        self.gap_list();
        if self.form != Form::Html && !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// Ends the list, if one is open.
    fn gap_list(&mut self) {
        if std::mem::take(&mut self.in_list) {
            self.close_item();
            if self.form == Form::Html {
                self.out.push_str("</ul>\n");
            }
        }
    }

    fn close_item(&mut self) {
        if self.form == Form::Html {
            self.out.push_str("</li>\n");
        }
    }

    fn close_section(&mut self) {
        self.gap_list();
        if std::mem::take(&mut self.in_section) {
            self.out.push_str("</section>\n");
        }
    }
}

/// Returns the length of the longest row of tildes that begins a line, which would end a block.
fn longest_fence(text: &str) -> usize {
    let tildes = |line: &str| line.trim_start().chars().take_while(|c| *c == '~').count();
    text.lines().map(tildes).max().unwrap_or(0)
}
