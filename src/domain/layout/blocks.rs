//! Blocks to lines: paragraphs, lists, quotes, alert boxes, code, headings.
//!
//! Does not belong here: tables (`table`), the parts of a card around its blocks (`entry`).

use unicode_width::UnicodeWidthStr;

use super::table::layout_table;
use super::wrap::{Piece, shorten, shown, wrap};
use super::{Detail, Line, LinkTo, Page, PageLink, Role, Setting, Span};
use crate::domain::markdown::{AlertKind, Block, Inline, ListItem};
use crate::domain::rules::Stated;

/// Narrower text has its alert labels in the line, not before it.
const HANGING_LABEL_FROM_COLS: usize = 46;

/// The widest alert label and a gap.
const LABEL_COLS: usize = 9;

/// Returns `blocks` laid out, with their links placed and without anchors.
#[must_use]
pub fn layout_blocks(blocks: &[Block], setting: &Setting<'_>) -> Page {
    let mut links = Vec::new();
    let mut layouter = Layouter {
        setting: *setting,
        links: &mut links,
        lead: None,
    };
    let mut page = Page {
        lines: layouter.blocks(blocks, Role::Text, Spacing::Apart),
        ..Page::default()
    };
    page.links = links;
    page.place_links();
    page
}

/// Whether blocks are parted by a blank line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spacing {
    Apart,
    Close,
}

/// Lays out blocks and collects their links.
pub(super) struct Layouter<'a, 'l> {
    pub(super) setting: Setting<'a>,
    pub(super) links: &'l mut Vec<PageLink>,
    /// A label that begins the next paragraph.
    pub(super) lead: Option<Piece>,
}

impl<'a> Layouter<'a, '_> {
    pub(super) fn blocks(&mut self, blocks: &[Block], base: Role, spacing: Spacing) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let mut may_hang = true;
        for block in blocks {
            let new = self.block(block, base);
            let is_close = may_hang && hangs(block, self.setting.width_cols);
            if spacing == Spacing::Apart && !is_close && !lines.is_empty() && !new.is_empty() {
                lines.push(Line::default());
            }
            may_hang = !matches!(block, Block::Table { .. } | Block::Code(_));
            lines.extend(new);
        }
        lines
    }

    fn block(&mut self, block: &Block, base: Role) -> Vec<Line> {
        let width_cols = self.setting.width_cols;
        match block {
            Block::Paragraph(inlines) => self.paragraph(inlines, base),
            Block::Heading(inlines) => self.paragraph(inlines, Role::Heading),
            Block::List { start, items } => self.list(*start, items, base),
            Block::Quote(inner) => {
                let bar = format!("{} ", self.setting.symbols.upright());
                let lines = self.narrowed(2, |layouter| layouter.blocks(inner, Role::Quote, Spacing::Apart));
                prefixed(lines, &Span::new(bar.clone(), Role::Frame), &Span::new(bar, Role::Frame))
            }
            Block::Alert { kind, change, blocks } => self.alert(*kind, change.as_deref(), blocks),
            Block::Table { head, rows } => layout_table(self, head, rows, base),
            Block::Code(text) => self.code(text),
            Block::RuleBox(stated) => self.rule_box(stated),
            Block::Rule => vec![Line::of(self.setting.symbols.level().repeat(width_cols.min(24)), Role::Frame)],
        }
    }

    pub(super) fn paragraph(&mut self, inlines: &[Inline], base: Role) -> Vec<Line> {
        let pieces = self.pieces(inlines, base);
        self.running(pieces)
    }

    /// Lays out pieces as one paragraph, after the label that is due.
    fn running(&mut self, pieces: Vec<Piece>) -> Vec<Line> {
        let lead = self.lead.take().map(|label| [label, Piece::new(" ", Role::Text)]);
        let pieces: Vec<Piece> = lead.into_iter().flatten().chain(pieces).collect();
        wrap(&pieces, self.setting.width_cols)
    }

    /// Runs `body` with `cols` columns less, or with the whole width where too little would be left.
    fn narrowed(&mut self, cols: usize, body: impl FnOnce(&mut Layouter<'a, '_>) -> Vec<Line>) -> Vec<Line> {
        let width_cols = self.setting.width_cols.saturating_sub(cols).max(1);
        let mut inner = Layouter {
            setting: self.setting.with_width(width_cols),
            links: &mut *self.links,
            lead: None,
        };
        body(&mut inner)
    }

    fn list(&mut self, start: Option<u64>, items: &[ListItem], base: Role) -> Vec<Line> {
        let is_text = |block: &&Block| !matches!(block, Block::List { .. });
        let is_loose = items.iter().any(|item| item.blocks.iter().filter(is_text).count() > 1);
        let mut lines = Vec::new();
        for (idx, item) in items.iter().enumerate() {
            let mark = match (item.task, start) {
                (Some(true), _) => "[x] ".to_owned(),
                (Some(false), _) => "[ ] ".to_owned(),
                (None, Some(first)) => format!("{}. ", first.saturating_add(idx as u64)),
                (None, None) => format!("{} ", self.setting.symbols.bullet()),
            };
            let spacing = if is_loose { Spacing::Apart } else { Spacing::Close };
            let mut body = self.narrowed(mark.width(), |layouter| layouter.blocks(&item.blocks, base, spacing));
            if body.is_empty() {
                body.push(Line::default());
            }
            if is_loose && idx > 0 {
                lines.push(Line::default());
            }
            let rest = Span::new(" ".repeat(mark.width()), Role::Text);
            lines.extend(prefixed(body, &Span::new(mark, Role::Frame), &rest));
        }
        lines
    }

    fn alert(&mut self, kind: AlertKind, change: Option<&str>, blocks: &[Block]) -> Vec<Line> {
        let since = change.and_then(|id| (self.setting.change_line)(id));
        let label = self.setting.words.alert_label(kind, change);
        self.boxed(label, Role::AlertLabel(kind), |layouter| {
            let mut lines = layouter.blocks(blocks, Role::Text, Spacing::Apart);
            let Setting {
                width_cols,
                symbols,
                detail,
                ..
            } = layouter.setting;
            if let Some(since) = since {
                let since = match detail {
                    Detail::Full => since,
                    Detail::Brief => shorten(&since, width_cols, symbols),
                };
                lines.extend(layouter.paragraph(&[Inline::Text(since)], Role::Quiet));
            }
            lines
        })
    }

    /// What a rule computes, the link that works it out, how it counts, and what was worked out last.
    fn rule_box(&mut self, stated: &Stated) -> Vec<Line> {
        let mut told = self.setting.words.rule(stated).into_iter();
        let end = (self.setting.box_end)(&stated.id);
        self.boxed("COMPUTE", Role::Heading, |layouter| {
            let mut first = layouter.pieces(&[Inline::Text(told.next().unwrap_or_default())], Role::Text);
            let mut result = None;
            if let Some(end) = end {
                let role = layouter.add_link(LinkTo::Rule(stated.id.clone()));
                first.extend([Piece::new(" ", Role::Text), Piece::new(&end.link, role)]);
                result = end.result;
            }
            let mut lines = layouter.running(first);
            for line in told {
                lines.extend(layouter.paragraph(&[Inline::Text(line)], Role::Text));
            }
            if let Some(result) = result {
                lines.extend(layouter.paragraph(&[Inline::Text(result)], Role::Strong));
            }
            lines
        })
    }

    /// What `body` lays out beside a label, or after it where there is little room.
    fn boxed(&mut self, words: &str, label: Role, body: impl FnOnce(&mut Layouter<'a, '_>) -> Vec<Line>) -> Vec<Line> {
        if self.setting.width_cols < HANGING_LABEL_FROM_COLS {
            self.lead = Some(Piece::new(words, label));
            let mut lines = body(self);
            if self.lead.take().is_some() {
                lines.insert(0, Line::of(words, label));
            }
            return lines;
        }
        let lines = self.narrowed(LABEL_COLS, body);
        let gap = LABEL_COLS.saturating_sub(words.width());
        let mut lines = prefixed(lines, &Span::new(words, label), &Span::new(" ".repeat(LABEL_COLS), Role::Text));
        if let Some(first) = lines.first_mut() {
            first.spans.insert(1, Span::new(" ".repeat(gap), Role::Text));
        }
        lines
    }

    fn code(&self, text: &str) -> Vec<Line> {
        let width_cols = self.setting.width_cols.saturating_sub(2).max(1);
        let mut lines = Vec::new();
        for line in text.lines() {
            let line = shown(&line.replace('\t', "    "), self.setting.symbols);
            lines.extend(cut(&line, width_cols));
        }
        let indent = Span::new("  ", Role::Text);
        prefixed(lines, &indent.clone(), &indent)
    }

    pub(super) fn pieces(&mut self, inlines: &[Inline], base: Role) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.push_pieces(&mut pieces, inlines, base);
        pieces
    }

    fn push_pieces(&mut self, pieces: &mut Vec<Piece>, inlines: &[Inline], base: Role) {
        let symbols = self.setting.symbols;
        for inline in inlines {
            match inline {
                Inline::Text(text) => pieces.push(Piece::new(&shown(text, symbols), base)),
                Inline::Strong(inner) => self.push_pieces(pieces, inner, over(base, Role::Strong)),
                Inline::Emphasis(inner) => self.push_pieces(pieces, inner, over(base, Role::Emphasis)),
                Inline::Code(text) => pieces.push(Piece::new(&shown(text, symbols), over(base, Role::Code))),
                Inline::Link(link) => {
                    let words = match &link.words {
                        Some(words) => words.clone(),
                        None => self.setting.words.link(&link.target),
                    };
                    let role = self.add_link(LinkTo::Entry(link.target.clone()));
                    pieces.push(Piece::new(&shown(&words, symbols), role));
                }
                Inline::Web { address, words } => {
                    let role = self.add_link(LinkTo::Web(address.clone()));
                    self.push_pieces(pieces, words, role);
                }
                Inline::Figure { id, .. } => {
                    pieces.push(Piece::new(
                        &shown(&self.setting.words.figure(id), symbols),
                        over(base, Role::Figure),
                    ));
                }
                Inline::Break => pieces.push(Piece::line_break()),
            }
        }
    }

    fn add_link(&mut self, to: LinkTo) -> Role {
        self.links.push(PageLink { to, line: 0 });
        Role::Link(self.links.len() - 1)
    }
}

/// Whether a block stands apart by its label in `width_cols`, so that it needs no blank line before it.
pub(super) fn hangs(block: &Block, width_cols: usize) -> bool {
    matches!(block, Block::Alert { .. } | Block::RuleBox(_)) && width_cols >= HANGING_LABEL_FROM_COLS
}

/// Within a link everything is the link; elsewhere the inner role counts, and strong stays strong.
fn over(base: Role, inner: Role) -> Role {
    match base {
        Role::Link(_) | Role::Strong | Role::Heading => base,
        _ => inner,
    }
}

/// Returns a line of literal text cut into lines, spaces kept.
fn cut(text: &str, width_cols: usize) -> Vec<Line> {
    use unicode_segmentation::UnicodeSegmentation;
    let mut lines = vec![Line::of("", Role::Code)];
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        if used + grapheme.width() > width_cols && used > 0 {
            lines.push(Line::of("", Role::Code));
            used = 0;
        }
        used += grapheme.width();
        if let Some(span) = lines.last_mut().and_then(|line| line.spans.last_mut()) {
            span.text.push_str(grapheme);
        }
    }
    lines
}

/// Puts `first` before the first line and `rest` before the others; blank lines stay blank unless `rest` is drawn.
pub(super) fn prefixed(lines: Vec<Line>, first: &Span, rest: &Span) -> Vec<Line> {
    lines
        .into_iter()
        .enumerate()
        .map(|(idx, mut line)| {
            let prefix = if idx == 0 { first } else { rest };
            if !(line.spans.is_empty() && prefix.text.trim().is_empty()) {
                line.spans.insert(0, prefix.clone());
            }
            line
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::layout::Symbols;
    use crate::domain::markdown::{CardLink, Target, Words};

    struct Plain;

    impl Words for Plain {
        fn link(&self, target: &Target) -> String {
            format!("the {} card", target.id)
        }

        fn figure(&self, id: &str) -> String {
            format!("${id}")
        }
    }

    fn page(blocks: &[Block], width_cols: usize) -> Page {
        layout_blocks(
            blocks,
            &Setting {
                width_cols,
                symbols: Symbols::Ascii,
                detail: Detail::Full,
                words: &Plain,
                change_line: &|id| Some(format!("since {id}")),
                box_end: &|_| None,
            },
        )
    }

    fn text(words: &str) -> Vec<Inline> {
        vec![Inline::Text(words.to_owned())]
    }

    #[track_caller]
    fn check(blocks: &[Block], width_cols: usize, expected: &[&str]) {
        let lines: Vec<String> = page(blocks, width_cols).lines.iter().map(Line::plain).collect();
        assert_eq!(lines, expected);
    }

    fn alert(words: &str) -> Block {
        Block::Alert {
            kind: AlertKind::Changed,
            change: Some("2026".to_owned()),
            blocks: vec![Block::Paragraph(text(words))],
        }
    }

    #[test]
    fn an_alert_hangs_on_its_label_and_says_since_when() {
        check(
            &[alert("It may be said aloud or shown on a screen.")],
            48,
            &[
                "CHANGED  It may be said aloud or shown on a",
                "         screen.",
                "         since 2026",
            ],
        );
    }

    #[test]
    fn a_narrow_alert_has_its_label_in_the_line() {
        check(
            &[alert("It may be said aloud.")],
            20,
            &["CHANGED It may be", "said aloud.", "since 2026"],
        );
    }

    #[test]
    fn lists_hang_and_nest() {
        let item = |words: &str, inner: Vec<Block>| ListItem {
            task: None,
            blocks: [vec![Block::Paragraph(text(words))], inner].concat(),
        };
        let inner = Block::List {
            start: Some(1),
            items: vec![item("b", vec![])],
        };
        let list = Block::List {
            start: None,
            items: vec![item("one two", vec![inner]), item("c", vec![])],
        };
        check(&[list], 6, &["* one", "  two", "  1. b", "* c"]);
    }

    #[test]
    fn a_link_broken_over_lines_is_one_link_on_its_first_line() {
        let link = Inline::Link(CardLink {
            target: Target {
                id: "closing".to_owned(),
                anchor: None,
            },
            words: None,
            span: crate::domain::source::ByteSpan::default(),
        });
        let page = page(&[Block::Paragraph([text("See "), vec![link]].concat())], 12);
        assert_eq!(page.links.len(), 1);
        assert_eq!(page.links[0].line, 0);
        assert_eq!(page.link_words(0), "the closing card");
    }

    #[test]
    fn quotes_and_code_keep_their_shape() {
        check(
            &[
                Block::Quote(vec![Block::Paragraph(text("a b"))]),
                Block::Code("x  y\n  z".to_owned()),
            ],
            10,
            &["| a b", "", "  x  y", "    z"],
        );
    }
}
