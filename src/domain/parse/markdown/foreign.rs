//! Markdown that was not written for callcard: its events made into those of plain Markdown, so that no box, figure or
//! rule of callcard's is seen in it, and its HTML is shown as words.
//!
//! Does not belong here: blocks, sections.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};

type Ranged<'a> = (Event<'a>, Range<usize>);

/// Returns the events of a foreign page. `resolve` gives the page and section that an address leads to.
pub(super) fn made_plain<'a>(events: Vec<Ranged<'a>>, resolve: &dyn Fn(&str) -> Option<String>) -> Vec<Ranged<'a>> {
    let mut out: Vec<Ranged<'a>> = Vec::with_capacity(events.len());
    let mut is_in_wiki_link = false;
    for (event, range) in events {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                out.push((Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)), range));
            }
            Event::Start(Tag::BlockQuote(Some(kind))) => {
                out.push((Event::Start(Tag::BlockQuote(None)), range.clone()));
                let label = [
                    Event::Start(Tag::Paragraph),
                    Event::Start(Tag::Strong),
                    Event::Text(CowStr::from(label(kind))),
                    Event::End(TagEnd::Strong),
                    Event::End(TagEnd::Paragraph),
                ];
                out.extend(label.into_iter().map(|event| (event, range.clone())));
            }
            Event::Start(Tag::HtmlBlock) => out.push((Event::Start(Tag::Paragraph), range)),
            Event::End(TagEnd::HtmlBlock) => out.push((Event::End(TagEnd::Paragraph), range)),
            Event::Html(html) => out.push((Event::Text(CowStr::from(without_tags(&html))), range)),
            Event::InlineHtml(html) if html.starts_with("<br") => out.push((Event::HardBreak, range)),
            Event::InlineHtml(_) => {}
            Event::Start(Tag::Link {
                link_type: LinkType::WikiLink { .. },
                ..
            }) => is_in_wiki_link = true,
            Event::End(TagEnd::Link) if is_in_wiki_link => is_in_wiki_link = false,
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => out.push((Event::Start(link(link_type, dest_url, title, id, resolve)), range)),
            event => out.push((event, range)),
        }
    }
    out
}

/// Returns a link within the manual in the form in which cards link to each other, and any other as it is.
fn link<'a>(
    link_type: LinkType,
    dest_url: CowStr<'a>,
    title: CowStr<'a>,
    id: CowStr<'a>,
    resolve: &dyn Fn(&str) -> Option<String>,
) -> Tag<'a> {
    match resolve(&dest_url) {
        Some(target) => Tag::Link {
            link_type: LinkType::WikiLink { has_pothole: true },
            dest_url: CowStr::from(target),
            title,
            id,
        },
        None => Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        },
    }
}

fn label(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "Note",
        BlockQuoteKind::Tip => "Tip",
        BlockQuoteKind::Important => "Important",
        BlockQuoteKind::Warning => "Warning",
        BlockQuoteKind::Caution => "Caution",
    }
}

/// Returns HTML without what stands in angle brackets.
pub(in crate::domain) fn without_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((words, after)) = rest.split_once('<') {
        out.push_str(words);
        let begins_tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        rest = match after.split_once('>').filter(|_| begins_tag) {
            Some((_, after)) => after,
            None => {
                out.push('<');
                after
            }
        };
    }
    out.push_str(rest);
    out
}
