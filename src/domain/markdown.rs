//! Card text as a tree of blocks, and that tree as plain text.
//!
//! The tree is made from Markdown in `parse::markdown`; it is laid out for a width in `layout`.
//! Does not belong here: front matter, checks of links, colours.

use super::rules::Stated;
use super::source::ByteSpan;

/// A block of text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Block {
    /// Running text.
    Paragraph(Vec<Inline>),
    /// A list; `start` is the first number of a numbered list.
    List {
        /// First number, or none for a bullet list.
        start: Option<u64>,
        /// The items, each with a tick box if it is a task.
        items: Vec<ListItem>,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// One of the five alert boxes.
    Alert {
        /// Which box.
        kind: AlertKind,
        /// Id of the change that the box tells of.
        change: Option<String>,
        /// Its text.
        blocks: Vec<Block>,
    },
    /// A table; every row has as many cells as the head.
    Table {
        /// Head cells.
        head: Vec<Vec<Inline>>,
        /// Body rows.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// Preformatted lines.
    Code(String),
    /// A box that states a rule that computes.
    RuleBox(Box<Stated>),
    /// A heading deeper than the sections (`####` and below).
    Heading(Vec<Inline>),
    /// A line across.
    Rule,
}

/// One item of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ListItem {
    /// `Some(true)` for a ticked box, `Some(false)` for an empty one.
    pub task: Option<bool>,
    /// The text.
    pub blocks: Vec<Block>,
}

/// The alert boxes of GitHub and Obsidian, with callcard's meanings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum AlertKind {
    /// `[!IMPORTANT]`: what to do, ask or look for now.
    DoNow,
    /// `[!TIP]`: a sentence to read aloud.
    Say,
    /// `[!NOTE]`: an exception or condition.
    Note,
    /// `[!WARNING]`: the wrong answer people give.
    Trap,
    /// `[!CAUTION]`: what holds now and what held before.
    Changed,
}

impl AlertKind {
    /// Returns the word shown before the box's text.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::DoNow => "DO NOW",
            Self::Say => "SAY",
            Self::Note => "NOTE",
            Self::Trap => "TRAP",
            Self::Changed => "CHANGED",
        }
    }
}

/// A run of text within a block.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Inline {
    /// Plain words.
    Text(String),
    /// Strong words.
    Strong(Vec<Inline>),
    /// Stressed words.
    Emphasis(Vec<Inline>),
    /// Literal text.
    Code(String),
    /// A link to a card or checklist.
    Link(CardLink),
    /// A link to a web address, never followed by the program.
    Web {
        /// The address.
        address: String,
        /// The words shown.
        words: Vec<Inline>,
    },
    /// An amount from the table of figures, by id.
    Figure {
        /// Id in `figures.yaml`.
        id: String,
        /// Place in the file.
        span: ByteSpan,
    },
    /// A forced line break.
    Break,
}

/// A link such as `[[card#anchor|words]]`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CardLink {
    /// What it points to.
    pub target: Target,
    /// The words shown, if the author gave any.
    pub words: Option<String>,
    /// Place in the file.
    pub span: ByteSpan,
}

/// A card or checklist, and a place in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Target {
    /// Id of the card or checklist.
    pub id: String,
    /// Anchor of a section, or id of a step.
    pub anchor: Option<String>,
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.anchor {
            Some(anchor) => write!(f, "{}#{anchor}", self.id),
            None => write!(f, "{}", self.id),
        }
    }
}

/// Turns what plain text cannot hold into words: link titles and figures.
pub trait Words {
    /// Returns the words for a link without words of its own.
    fn link(&self, target: &Target) -> String;
    /// Returns the amount with its year, or that it is not known.
    fn figure(&self, id: &str) -> String;
    /// Returns the word before a box; for one about a change, whether that is in force.
    fn alert_label(&self, kind: AlertKind, _change: Option<&str>) -> &'static str {
        kind.label()
    }
    /// Returns the lines that say what a rule computes and how; where the rules are not at hand, what the box alone tells.
    fn rule(&self, stated: &Stated) -> Vec<String> {
        vec![if stated.title.is_empty() {
            stated.id.clone()
        } else {
            stated.title.clone()
        }]
    }
}

/// Returns inline text as plain words.
#[must_use]
pub fn plain_inline(inlines: &[Inline], words: &dyn Words) -> String {
    let mut out = String::new();
    push_inline(&mut out, inlines, words);
    out
}

fn push_inline(out: &mut String, inlines: &[Inline], words: &dyn Words) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Web { words: inner, .. } => push_inline(out, inner, words),
            Inline::Link(link) => match &link.words {
                Some(text) => out.push_str(text),
                None => out.push_str(&words.link(&link.target)),
            },
            Inline::Figure { id, .. } => out.push_str(&words.figure(id)),
            Inline::Break => out.push(' '),
        }
    }
}

/// Returns blocks as plain text, one paragraph, item or row a line.
#[must_use]
pub fn plain_blocks(blocks: &[Block], words: &dyn Words) -> String {
    let mut lines = Vec::new();
    push_blocks(&mut lines, blocks, "", words);
    lines.join("\n")
}

fn push_blocks(lines: &mut Vec<String>, blocks: &[Block], indent: &str, words: &dyn Words) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) | Block::Heading(inlines) => lines.push(format!("{indent}{}", plain_inline(inlines, words))),
            Block::List { start, items } => push_items(lines, *start, items, indent, words),
            Block::Quote(inner) => push_blocks(lines, inner, &format!("{indent}  "), words),
            Block::Alert { kind, change, blocks } => {
                let first = lines.len();
                push_blocks(lines, blocks, indent, words);
                if let Some(line) = lines.get_mut(first) {
                    *line = format!("{indent}{}: {}", words.alert_label(*kind, change.as_deref()), line.trim_start());
                }
            }
            Block::Table { head, rows } => {
                for row in rows {
                    let cells: Vec<String> = head
                        .iter()
                        .zip(row)
                        .map(|(name, cell)| {
                            let (name, cell) = (plain_inline(name, words), plain_inline(cell, words));
                            if name.is_empty() { cell } else { format!("{name}: {cell}") }
                        })
                        .collect();
                    lines.push(format!("{indent}{}", cells.join("; ")));
                }
            }
            Block::Code(text) => lines.extend(text.lines().map(|line| format!("{indent}{line}"))),
            Block::RuleBox(stated) => lines.extend(words.rule(stated).into_iter().map(|line| format!("{indent}{line}"))),
            Block::Rule => {}
        }
    }
}

fn push_items(lines: &mut Vec<String>, start: Option<u64>, items: &[ListItem], indent: &str, words: &dyn Words) {
    for (idx, item) in items.iter().enumerate() {
        let mark = match (item.task, start) {
            (Some(true), _) => "[x] ".to_owned(),
            (Some(false), _) => "[ ] ".to_owned(),
            (None, Some(first)) => format!("{}. ", first + idx as u64),
            (None, None) => "- ".to_owned(),
        };
        let first = lines.len();
        push_blocks(lines, &item.blocks, &format!("{indent}  "), words);
        match lines.get_mut(first) {
            Some(line) => *line = format!("{indent}{mark}{}", line.trim_start()),
            None => lines.push(format!("{indent}{}", mark.trim_end())),
        }
    }
}

/// Calls `visit` for every inline in `blocks`, outer before inner.
pub fn visit_inlines<'a>(blocks: &'a [Block], visit: &mut dyn FnMut(&'a Inline)) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) | Block::Heading(inlines) => visit_inline(inlines, visit),
            Block::List { items, .. } => items.iter().for_each(|item| visit_inlines(&item.blocks, visit)),
            Block::Quote(inner) | Block::Alert { blocks: inner, .. } => visit_inlines(inner, visit),
            Block::Table { head, rows } => {
                head.iter().chain(rows.iter().flatten()).for_each(|cell| visit_inline(cell, visit));
            }
            Block::Code(_) | Block::RuleBox(_) | Block::Rule => {}
        }
    }
}

fn visit_inline<'a>(inlines: &'a [Inline], visit: &mut dyn FnMut(&'a Inline)) {
    for inline in inlines {
        visit(inline);
        match inline {
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Web { words: inner, .. } => visit_inline(inner, visit),
            _ => {}
        }
    }
}
