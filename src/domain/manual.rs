//! Manuals that a user brings along: how a page is named, cut into sections, and linked. A manual is no content of
//! callcard's; nobody has reviewed it.
//!
//! Does not belong here: files (`store::manuals`), the index (`search::shelf`), the blocks of a page (`parse`).

use std::collections::HashSet;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::card::{OPENING, Section};
use super::parse::{is_unsafe_char, markdown_events, split_front_matter, without_tags};

/// Folder within a content folder that holds manuals, each in a folder of its own.
pub const MANUALS: &str = "manuals";

/// What is said of a page's standing.
pub const STANDING: &str = "imported manual, not reviewed";

/// Most characters of an anchor.
const MOST_ANCHOR: usize = 60;

/// A page cut into sections, in plain words, to be searched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SplitPage {
    /// Title of the front matter, else the first heading, else the file's name.
    pub title: String,
    /// The part before the first heading, if it has words, and a section for each heading. Never empty.
    pub sections: Vec<SplitSection>,
}

/// A section of a page in plain words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SplitSection {
    /// The heading; empty for what stands below the title.
    pub heading: String,
    /// Name of the section, made from the heading; the same for the same text.
    pub anchor: String,
    /// 1 to 6 as the heading is.
    pub level: u8,
    /// The words, with single spaces.
    pub text: String,
    /// Where the heading begins in the file, in bytes; 0 for what stands before the first.
    pub start: usize,
}

/// A page to be read, with its blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManualPage {
    /// As [`page_id`] makes it.
    pub id: String,
    /// Name of the manual.
    pub manual: String,
    /// Path within the manual, with `/`.
    pub path: String,
    /// The title.
    pub title: String,
    /// The opening and then the sections. Never empty.
    pub sections: Vec<Section>,
}

impl ManualPage {
    /// Returns the line that is shown above every page of a manual.
    #[must_use]
    pub fn standing(&self) -> String {
        format!("imported manual {}, not reviewed; not part of callcard's content", self.manual)
    }

    /// Returns where a section is found, for whoever looks it up.
    #[must_use]
    pub fn citation(&self, anchor: &str) -> String {
        let section = self.sections.iter().find(|section| section.anchor == anchor && section.level > 1);
        let heading = section.map_or_else(String::new, |section| format!(", {}", section.heading));
        format!(
            "{}{heading}; imported manual {}, not reviewed, {}",
            self.title, self.manual, self.path
        )
    }
}

/// Returns the id of a page. No card can have it, for it has a `/`.
#[must_use]
pub fn page_id(key: &str) -> String {
    format!("{MANUALS}/{key}")
}

/// Returns manual and path of a page's id; none for the id of a card.
#[must_use]
pub fn split_id(id: &str) -> Option<(&str, &str)> {
    let (manual, path) = id.strip_prefix(MANUALS)?.strip_prefix('/')?.split_once('/')?;
    (!manual.is_empty() && !path.is_empty()).then_some((manual, path))
}

/// Tells whether a file of this name is a page.
#[must_use]
pub fn is_page(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["md", "markdown", "txt"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// Where a query is to be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Narrowed {
    /// Among cards and pages.
    Not,
    /// Among cards alone: it has filters that no page can pass.
    ToCards,
    /// Among the pages of one manual alone.
    ToManual {
        /// Its name.
        name: String,
        /// The query without the filter.
        text: String,
    },
}

/// Returns where to look for `text`: `source:NAME` with the name of a manual means its pages, any other filter means cards.
#[must_use]
pub fn narrowed(text: &str, manuals: &[String]) -> Narrowed {
    let squeezed = |name: &str| -> String { name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let mut narrowed = Narrowed::Not;
    for word in text.split_whitespace() {
        let Some((filter, value)) = word.split_once(':').filter(|(_, value)| !value.is_empty()) else {
            continue;
        };
        match filter.to_ascii_lowercase().as_str() {
            "source" | "sources" => {
                if let Some(name) = manuals.iter().find(|name| squeezed(name) == squeezed(value)) {
                    return Narrowed::ToManual {
                        name: name.clone(),
                        text: text.replacen(word, "", 1),
                    };
                }
                narrowed = Narrowed::ToCards;
            }
            "program" | "programs" | "kind" | "where" => narrowed = Narrowed::ToCards,
            _ => {}
        }
    }
    narrowed
}

/// Cuts a page into sections. `path` names the file, for a page without a title.
#[must_use]
pub fn split_page(path: &str, text: &str) -> SplitPage {
    let (given_title, body_start) = front_matter(text);
    let mut splitter = Splitter {
        sections: vec![SplitSection {
            anchor: OPENING.to_owned(),
            level: 1,
            ..SplitSection::default()
        }],
        anchors: HashSet::from([OPENING.to_owned()]),
        title: given_title,
        heading: None,
        depth: 0,
    };
    for (event, range) in markdown_events(text, body_start) {
        splitter.take(event, range.start);
    }
    splitter.finish(path)
}

/// Returns the title in the front matter, and where the body begins. Lines of `---` around anything but keys are text.
pub(in crate::domain) fn front_matter(text: &str) -> (Option<String>, usize) {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let Some(split) = split_front_matter(text) else {
        return (None, mark);
    };
    let yaml = text.get(split.yaml.range()).unwrap_or_default();
    let is_keys = yaml
        .lines()
        .find(|line| !line.trim().is_empty())
        .is_none_or(|line| line.contains(':') || line.starts_with('#'));
    if !is_keys {
        return (None, mark);
    }
    let title = yaml.lines().find_map(|line| line.strip_prefix("title:"));
    let title = title
        .map(|title| plain(title.trim().trim_matches(['"', '\''])))
        .filter(|title| !title.is_empty());
    (title, split.body_start)
}

struct Splitter {
    sections: Vec<SplitSection>,
    anchors: HashSet<String>,
    title: Option<String>,
    /// The heading being read: where it begins, its level, its words.
    heading: Option<(usize, u8, String)>,
    /// How many blocks and spans are open.
    depth: usize,
}

impl Splitter {
    fn take(&mut self, event: Event<'_>, start: usize) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                if self.depth == 0 {
                    self.heading = Some((start, level_number(level), String::new()));
                } else {
                    self.push(" ");
                }
                self.depth += 1;
            }
            Event::Start(_) => self.depth += 1,
            Event::End(end) => {
                self.depth = self.depth.saturating_sub(1);
                match end {
                    TagEnd::Heading(_) if self.depth == 0 => self.end_heading(),
                    TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image => {}
                    _ => self.push(" "),
                }
            }
            Event::Text(text) | Event::Code(text) => self.push(&text),
            Event::SoftBreak | Event::HardBreak | Event::Rule => self.push(" "),
            Event::Html(html) => self.push(&without_tags(&html)),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        let out = match &mut self.heading {
            Some((.., words)) => words,
            None => match self.sections.last_mut() {
                Some(section) => &mut section.text,
                None => return,
            },
        };
        push_plain(out, text);
    }

    fn end_heading(&mut self) {
        let Some((start, level, words)) = self.heading.take() else { return };
        let heading = words.trim_end().to_owned();
        let is_title = match &self.title {
            Some(title) => self.sections.len() == 1 && level == 1 && *title == heading && self.is_bare(),
            None => !heading.is_empty() && self.sections.len() == 1,
        };
        if self.title.is_none() && is_title {
            self.title = Some(heading.clone());
        }
        // Words before the first heading stand in the opening already.
        if is_title && self.is_bare() {
            if let Some(opening) = self.sections.last_mut() {
                (opening.start, opening.level) = (start, 1);
            }
            return;
        }
        let anchor = self.anchor(&heading);
        self.sections.push(SplitSection {
            heading,
            anchor,
            level,
            text: String::new(),
            start,
        });
    }

    fn is_bare(&self) -> bool {
        self.sections.last().is_some_and(|section| section.text.trim().is_empty())
    }

    fn anchor(&mut self, heading: &str) -> String {
        let base = anchor_of(heading);
        let mut anchor = base.clone();
        let mut number = 2;
        while !self.anchors.insert(anchor.clone()) {
            anchor = format!("{base}-{number}");
            number += 1;
        }
        anchor
    }

    fn finish(mut self, path: &str) -> SplitPage {
        self.end_heading();
        for section in &mut self.sections {
            section.text.truncate(section.text.trim_end().len());
        }
        let has_more = self.sections.len() > 1;
        if has_more && self.sections.first().is_some_and(|opening| opening.text.is_empty()) {
            self.sections.remove(0);
        }
        let title = self.title.take().unwrap_or_else(|| {
            let name = path.rsplit('/').next().unwrap_or(path);
            name.rsplit_once('.').map_or(name, |(stem, _)| stem).replace(['-', '_'], " ")
        });
        SplitPage {
            title,
            sections: self.sections,
        }
    }
}

/// Returns the name of a section with this heading, or of a place named in a link: lower-case words joined by hyphens.
#[must_use]
pub fn anchor_of(heading: &str) -> String {
    let mut out = String::new();
    for c in heading.chars() {
        if c.is_alphanumeric() {
            if MOST_ANCHOR <= out.len() {
                break;
            }
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    if out.is_empty() { "section".to_owned() } else { out }
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Returns text as one line of plain words.
fn plain(text: &str) -> String {
    let mut out = String::new();
    push_plain(&mut out, text);
    out.truncate(out.trim_end().len());
    out
}

/// Adds text with single spaces and without control characters; no space at the start.
fn push_plain(out: &mut String, text: &str) {
    let is_even = text.is_ascii() && !text.contains("  ") && text.bytes().all(|byte| (b' '..0x7f).contains(&byte));
    if is_even {
        let starts_apart = out.is_empty() || out.ends_with(' ');
        out.push_str(if starts_apart { text.trim_start() } else { text });
        return;
    }
    for c in text.chars() {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_unsafe_char(c) {
            out.push(c);
        }
    }
}

/// Returns the page of the same manual that a link on the page `path` leads to, with the section; none for other addresses.
#[must_use]
pub fn resolve_link(path: &str, address: &str) -> Option<(String, Option<String>)> {
    let (file, anchor) = match address.split_once('#') {
        Some((file, anchor)) => (file, Some(anchor_of(&percent_decoded(anchor)))),
        None => (address, None),
    };
    if file.is_empty() {
        return anchor.map(|anchor| (path.to_owned(), Some(anchor)));
    }
    if file.starts_with("//") || file.split('/').next().is_some_and(|first| first.contains(':')) {
        return None;
    }
    let file = percent_decoded(file);
    if !is_page(&file) {
        return None;
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    if file.starts_with('/') {
        parts.clear();
    }
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some((parts.join("/"), anchor))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections(text: &str) -> Vec<(String, String, String)> {
        let page = split_page("a/some-page.md", text);
        page.sections
            .into_iter()
            .map(|section| (section.heading, section.anchor, section.text))
            .collect()
    }

    fn section(heading: &str, anchor: &str, text: &str) -> (String, String, String) {
        (heading.to_owned(), anchor.to_owned(), text.to_owned())
    }

    #[test]
    fn the_title_is_that_of_the_front_matter_else_the_first_heading_else_the_file() {
        let title = |text: &str| split_page("a/some-page.md", text).title;
        assert_eq!(title("---\ntitle: \"One: two\"\nid: x\n---\n# Other\ntext"), "One: two");
        assert_eq!(title("\u{feff}---\ntitle: Marked\n---\ntext"), "Marked");
        assert_eq!(title("words\n\n## First *heading*\n"), "First heading");
        assert_eq!(title("words only"), "some page");
        assert_eq!(title("---\n\nno front matter\n\n---\n\n# Real\n"), "Real");
        assert_eq!(title(""), "some page");
    }

    #[test]
    fn every_heading_begins_a_section_and_a_fence_does_not() {
        let text = "# Title\n\nOpening  words,\nsecond line.\n\n## Filing late\n\n- one\n- two\n\n```\n# not a heading\n```\n\nUnder\n-----\n\n> # quoted\n\n| a | b |\n| - | - |\n| c | d |\n";
        assert_eq!(
            sections(text),
            [
                section("", "top", "Opening words, second line."),
                section("Filing late", "filing-late", "one two # not a heading"),
                section("Under", "under", "quoted a b c d"),
            ]
        );
    }

    #[test]
    fn headings_alike_have_names_of_their_own_and_a_page_always_has_a_section() {
        let anchors = |text: &str| sections(text).into_iter().map(|(_, anchor, _)| anchor).collect::<Vec<_>>();
        assert_eq!(
            anchors("# T\n## A\n## A\n## Top\n## §\n##\n"),
            ["a", "a-2", "top-2", "section", "section-2"]
        );
        assert_eq!(anchors(""), ["top"]);
        assert_eq!(anchors("# Only a title"), ["top"]);
    }

    #[test]
    fn words_are_plain_and_harmless() {
        assert_eq!(
            sections("a **bold**\u{1b}[31m [link](http://x.y) `code`<br>\n\n<div>in <b>a</b> box</div>\n\n![alt](p.png)"),
            [section("", "top", "a bold[31m link code in a box alt")]
        );
    }

    #[test]
    fn links_within_a_manual_are_found_and_others_left() {
        let to = |address: &str| resolve_link("a/b/page.md", address);
        let found = |path: &str, anchor: Option<&str>| Some((path.to_owned(), anchor.map(str::to_owned)));
        assert_eq!(to("../c.md"), found("a/c.md", None));
        assert_eq!(to("d%20e.md#Some-Place"), found("a/b/d e.md", Some("some-place")));
        assert_eq!(to("/x/y.markdown"), found("x/y.markdown", None));
        assert_eq!(to("#here"), found("a/b/page.md", Some("here")));
        for other in [
            "https://x.y/z.md",
            "mailto:a@b.c",
            "//x.y/z.md",
            "../../../up.md",
            "picture.png",
            "",
        ] {
            assert_eq!(to(other), None, "{other}");
        }
    }

    #[test]
    fn a_filter_with_the_name_of_a_manual_means_its_pages_and_any_other_means_cards() {
        let find = |text: &str| narrowed(text, &["poms".to_owned(), "My Manual".to_owned()]);
        assert_eq!(find("late appeal"), Narrowed::Not);
        assert_eq!(find("note: at 10:30"), Narrowed::Not);
        assert_eq!(find("late source:gn"), Narrowed::ToCards);
        assert_eq!(find("late kind:form"), Narrowed::ToCards);
        assert_eq!(find("late kind:"), Narrowed::Not);
        let Narrowed::ToManual { name, text } = find("late source:my-manual appeal") else {
            panic!("a manual")
        };
        assert_eq!(
            (name.as_str(), text.split_whitespace().collect::<Vec<_>>()),
            ("My Manual", vec!["late", "appeal"])
        );
    }

    #[test]
    fn an_id_names_manual_and_path() {
        assert_eq!(split_id(&page_id("poms/gn/a.md")), Some(("poms", "gn/a.md")));
        for other in ["card", "manuals/", "manuals/x", "manuals//a.md", "manualsx/a/b.md"] {
            assert_eq!(split_id(other), None, "{other}");
        }
    }
}
