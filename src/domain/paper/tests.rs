//! Tests of the three forms: hostile words stay words, and the page is whole.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::*;
use crate::domain::grid::Grid;

const HOSTILE: [&str; 15] = [
    "<script>alert(1)</script>",
    "</pre></s></li></ul></section><h1>x",
    "\" onload='x' a=\"",
    "&lt;b&gt; &#60;i&#62; AT&T",
    "| a | b |\n| --- | --- |\n| c | d |",
    "a\r\n# Heading\r\n- [x] Item\n1. One\n2) Two\n+ plus\n===\n---\n~~~~\n```",
    "\u{1b}[31mred\u{1b}]52;c;eA\u{7}",
    "\u{9b}31m",
    "safe\u{202e}txt.exe\u{2066}\u{200b}\u{feff}",
    "[x](javascript:alert(1)) ![i](http://x) <http://x>",
    "**bold** __bold__ *it* _it_ ~~gone~~ `code`",
    "\\",
    "    four spaces",
    "> quote",
    "\n: told\r\n:- told",
];

fn page(form: Form, words: &str) -> String {
    let mut writer = Writer::new(form);
    writer.heading(1, words);
    writer.paragraph(words);
    writer.heading(2, words);
    writer.fact("Name", words);
    writer.item(
        Phrase::new()
            .mark("[x]")
            .said(" ")
            .words(words)
            .said(" ")
            .strong(words)
            .said(" (")
            .struck(words)
            .said(")"),
    );
    writer.under(Phrase::new().said("Note: ").lines(words));
    writer.under(Phrase::new().lines(words));
    writer.under(Phrase::new().said("Note before: ").struck_lines(words));
    writer.item(words);
    writer.block(words);
    writer.divide();
    writer.heading(1, words);
    writer.finish()
}

/// Whether every element is closed where it has to be, and no other is there than those that the writer makes.
fn assert_whole(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in html.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap_or_else(|| panic!("unclosed: {tag}\n{html}"));
        let name = tag.split(' ').next().unwrap_or_default();
        match name {
            "!DOCTYPE" | "meta" | "br" => {}
            _ if name.starts_with('/') => assert_eq!(open.pop(), name.strip_prefix('/'), "{html}"),
            "html" | "head" | "title" | "style" | "body" | "article" | "section" | "h1" | "h2" | "h3" | "p" | "ul" | "li" | "div"
            | "span" | "strong" | "s" | "pre" => open.push(name),
            other => panic!("<{other}>: {html}"),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

fn assert_harmless(words: &str) {
    for form in Form::ALL {
        let page = page(form, words);
        let is_clean =
            page.chars().all(|c| c == '\n' || !c.is_control()) && !page.contains(['\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}']);
        assert!(is_clean, "{page:?}");
    }
    assert_whole(&page(Form::Html, words));
    let markdown = page(Form::Markdown, words);
    let (mut headings, mut items, mut rules) = (0, 0, 0);
    for event in Parser::new_ext(&markdown, Options::all()) {
        match event {
            Event::Html(_) | Event::InlineHtml(_) | Event::Code(_) => panic!("{event:?} in {markdown}"),
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Table(_) | Tag::BlockQuote(_) | Tag::HtmlBlock) => {
                panic!("{event:?} in {markdown}")
            }
            Event::Start(Tag::Heading { .. }) => headings += 1,
            Event::Start(Tag::Item) => items += 1,
            Event::Rule => rules += 1,
            _ => {}
        }
    }
    assert_eq!((headings, items, rules), (3, 6, 1), "{markdown}");
}

#[test]
fn hostile_words_stay_words_in_every_form() {
    for words in HOSTILE {
        assert_harmless(words);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_words_stay_words_in_every_form(picks in prop::collection::vec((0..HOSTILE.len(), "[ -~\r\n\u{e9}]{0,8}"), 1..5)) {
        let words: String = picks.iter().flat_map(|(pick, typed)| [typed.as_str(), HOSTILE[*pick]]).collect();
        assert_harmless(&words);
    }
}

#[test]
fn the_page_is_one_file_with_its_language_its_letters_and_its_title() {
    let html = page(Form::Html, "A & B");
    assert!(
        html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">"),
        "{html}"
    );
    assert!(html.contains("<title>A &amp; B</title>") && html.contains("size: letter"));
    for outside in ["src=", "href=", "url(", "@import", "<script", "<link"] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert_eq!(html.matches("<article>").count(), 2);
}

#[test]
fn a_table_is_set_in_each_form() {
    let page = |form: Form| {
        let mut writer = Writer::new(form);
        writer.item("Before");
        writer.table(&Grid {
            head: vec!["Month", "Paid"],
            rows: vec![vec!["2025-01".to_owned(), "<b> | no".to_owned()]],
        });
        writer.item("After");
        writer.finish()
    };
    assert_eq!(
        page(Form::Markdown),
        "- Before\n\n| Month | Paid |\n| --- | --- |\n| 2025-01 | \\<b\\> \\| no |\n\n- After\n"
    );
    assert_eq!(page(Form::Text), "Before\n\n    Month    Paid\n    2025-01  <b> | no\n\nAfter\n");
    assert!(page(Form::Html).contains(
        "</ul>\n<table>\n<tr><th>Month</th><th>Paid</th></tr>\n<tr><td>2025-01</td><td>&lt;b&gt; | no</td></tr>\n</table>\n<ul>"
    ));
}

#[test]
fn words_that_were_typed_read_in_markdown_as_they_were_typed() {
    let words = "2. a*b_c [x] <i> AT&T &amp; 50% #1 ~ c:\\d";
    let mut writer = Writer::new(Form::Markdown);
    writer.item(words);
    let page = writer.finish();
    let read: String = Parser::new_ext(&page, Options::all())
        .filter_map(|event| match event {
            Event::Text(text) => Some(text.into_string()),
            _ => None,
        })
        .collect();
    assert_eq!(read, words);
}
