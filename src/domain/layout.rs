//! Card text laid out for a width in columns: lines of spans, each span with its role, and where links and headings are.
//!
//! Pure: the same blocks and width give the same lines, for the terminal UI and for `callcard show` alike.
//! Does not belong here: colours (a role says what a span is, never how it looks), scrolling, the terminal.

mod blocks;
mod builder;
mod checklist;
mod entry;
mod mark;
mod sources;
mod table;
mod wrap;

pub use blocks::layout_blocks;
pub use builder::{Reader, change_label};
pub use checklist::{ask_words, condition_words, layout_checklist, layout_step};
pub use entry::{Opening, layout_card, layout_lines, layout_manual_page, layout_section, layout_words};
pub use mark::{Needle, mark};
pub use sources::{SourceNote, change_line, layout_sources, source_notes};
pub use wrap::{clean, is_unseen, shorten, wrap_words};

use unicode_width::UnicodeWidthStr;

use super::markdown::{AlertKind, Target, Words};

/// Which characters may be drawn beside the text itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Symbols {
    /// Lines, bullets and dots from Unicode, all one column wide.
    #[default]
    Unicode,
    /// Only ASCII, for consoles and screen readers that cannot do more.
    Ascii,
}

impl Symbols {
    fn pick(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        match self {
            Self::Unicode => unicode,
            Self::Ascii => ascii,
        }
    }

    /// Returns the sign before an item of a list.
    #[must_use]
    pub fn bullet(self) -> &'static str {
        self.pick("•", "*")
    }

    /// Returns one column of a level line.
    #[must_use]
    pub fn level(self) -> &'static str {
        self.pick("─", "-")
    }

    /// Returns one row of an upright line.
    #[must_use]
    pub fn upright(self) -> &'static str {
        self.pick("│", "|")
    }

    /// Returns the sign for words left out.
    #[must_use]
    pub fn ellipsis(self) -> &'static str {
        self.pick("…", "...")
    }

    /// Returns the sign between a whole and its part, or a word and its meaning.
    #[must_use]
    pub fn arrow(self) -> &'static str {
        self.pick("›", ">")
    }

    /// Returns the sign between facts on one line.
    #[must_use]
    pub fn dot(self) -> &'static str {
        self.pick("·", "-")
    }
}

/// How much a page tells beside the text itself: of a change's authority, and of how a rule counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// All of it, for paper, pipes, and the window of sources.
    #[default]
    Full,
    /// One line for a change, no citations in the boxes of rules; for reading where all of it is one key away.
    Brief,
}

/// What a span of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Running text.
    Text,
    /// The title of a card or checklist.
    Title,
    /// The heading of a section or part.
    Heading,
    /// The word before an alert box, such as `DO NOW`.
    AlertLabel(AlertKind),
    /// Strong words.
    Strong,
    /// Stressed words.
    Emphasis,
    /// Literal text.
    Code,
    /// A link; the number is its index in [`Page::links`].
    Link(usize),
    /// The head of a table.
    TableHead,
    /// Quoted text.
    Quote,
    /// An amount from the table of figures.
    Figure,
    /// Bullets, numbers, tick boxes, and lines of a table.
    Frame,
    /// Facts about the text: kind, programs, sources.
    Quiet,
}

/// Words with one role on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The words, free of control characters.
    pub text: String,
    /// What they are.
    pub role: Role,
    /// Whether they are among the words searched for.
    pub is_marked: bool,
}

impl Span {
    /// Returns an unmarked span.
    #[must_use]
    pub fn new(text: impl Into<String>, role: Role) -> Self {
        Self {
            text: text.into(),
            role,
            is_marked: false,
        }
    }
}

/// One line of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// The spans from left to right.
    pub spans: Vec<Span>,
}

impl Line {
    /// Returns a line of one span.
    #[must_use]
    pub fn of(text: impl Into<String>, role: Role) -> Self {
        Self {
            spans: vec![Span::new(text, role)],
        }
    }

    /// Returns the width in columns.
    #[must_use]
    pub fn width(&self) -> usize {
        self.spans.iter().map(|span| span.text.width()).sum()
    }

    /// Returns the words without their roles.
    #[must_use]
    pub fn plain(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// Tells whether nothing is on the line.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.spans.iter().all(|span| span.text.trim().is_empty())
    }
}

/// Text laid out for a width.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The lines from top to bottom.
    pub lines: Vec<Line>,
    /// The links in the order of the text.
    pub links: Vec<PageLink>,
    /// The sections in the order of the text.
    pub anchors: Vec<PageAnchor>,
}

/// A link on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLink {
    /// Where it leads.
    pub to: LinkTo,
    /// Index of the line on which it begins.
    pub line: usize,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTo {
    /// To a card or checklist.
    Entry(Target),
    /// To a web address, which the program shows and never opens.
    Web(String),
    /// To working out the rule of a box, by its id.
    Rule(String),
}

/// A section of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageAnchor {
    /// The anchor, or the id of a chunk or step.
    pub name: String,
    /// The heading.
    pub heading: String,
    /// 1 for the title, 2 and 3 for sections, 4 for the steps of a checklist.
    pub level: u8,
    /// Index of its first line.
    pub line: usize,
}

impl Page {
    /// Returns the line of an anchor.
    #[must_use]
    pub fn find_anchor(&self, name: &str) -> Option<usize> {
        self.anchors.iter().find(|anchor| anchor.name == name).map(|anchor| anchor.line)
    }

    /// Returns the last anchor that begins at or before `line`.
    #[must_use]
    pub fn anchor_at(&self, line: usize) -> Option<&PageAnchor> {
        self.anchors.iter().rev().find(|anchor| anchor.line <= line)
    }

    /// Returns the last line on which a link stands.
    #[must_use]
    pub fn last_line_of(&self, link_idx: usize) -> usize {
        let has_link = |line: &Line| line.spans.iter().any(|span| span.role == Role::Link(link_idx));
        self.lines.iter().rposition(has_link).unwrap_or(0)
    }

    /// Returns the words of a link, over all its lines.
    #[cfg(test)]
    fn link_words(&self, link_idx: usize) -> String {
        let mut words = String::new();
        for line in &self.lines {
            for span in line.spans.iter().filter(|span| span.role == Role::Link(link_idx)) {
                if !words.is_empty() && !words.ends_with(' ') && span.text.starts_with(char::is_alphanumeric) {
                    words.push(' ');
                }
                words.push_str(&span.text);
            }
        }
        words
    }

    fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_blank()) {
            self.lines.push(Line::default());
        }
    }

    /// Notes on which line each link begins.
    fn place_links(&mut self) {
        for (line_idx, line) in self.lines.iter().enumerate().rev() {
            for span in &line.spans {
                if let Role::Link(link_idx) = span.role
                    && let Some(link) = self.links.get_mut(link_idx)
                {
                    link.line = line_idx;
                }
            }
        }
    }
}

/// What laying out needs beside the blocks.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// Width in columns; 0 counts as 1.
    pub width_cols: usize,
    /// Which characters may be drawn.
    pub symbols: Symbols,
    /// How much is told beside the text itself.
    pub detail: Detail,
    /// Words for links and amounts.
    pub words: &'a dyn Words,
    /// Returns the line below a `CHANGED` box: since when, how sure, and on what authority, for the id of a change.
    pub change_line: &'a dyn Fn(&str) -> Option<String>,
    /// Returns the end of a rule's box, for the id of the rule; none where nothing can be worked out in it.
    pub box_end: &'a dyn Fn(&str) -> Option<BoxEnd>,
}

/// How a box ends in which its rule can be worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxEnd {
    /// What was worked out last, in words.
    pub result: Option<String>,
    /// Words of the link that works it out.
    pub link: String,
}

impl Setting<'_> {
    fn with_width(self, width_cols: usize) -> Self {
        Self { width_cols, ..self }
    }
}
