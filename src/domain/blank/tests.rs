//! Tests of the blank form: each form of a small checklist. Every built-in checklist is printed in `tests/it/export.rs`.

use jiff::civil::date;

use super::*;
use crate::domain::content::load;
use crate::domain::source::{Origin, SourceFile};

const CHECKLIST: &str = r#"---
id: small
title: Is it <still> open?
kind: checklist
programs: [title-ii]
where: federal
summary: Finds out whether an earlier contact counts.
asks: [she called them]
sources: [gn-00204.012/b]
outcomes:
  running: "Apply by the closing day."
  over: "Too late; file anew."
---

Read it off the paper.

## The notice {#notice-chunk}

- [ ] Which side are you on? [[closeout#dates]] {#side ask=choice options="helper | technician"}
- [ ] Was a notice given? [[closeout#dates]] {#notice ask=yes-no}

  - Look on the screen: was one given? {when="side = technician"}

  Look in every letter.
- [ ] Date on the notice [[closeout#dates]] {#notice-date ask=date if="notice = yes"}
- Closes on {#closes compute=pf-l991-closeout with="notice_date: notice-date" if="notice = yes"}

## The rest {#rest if="notice = yes"}

> [!TIP]
> Please read me the date.

- [ ] In which months? [[closeout#dates]] {#months ask=months}
- [ ] How much was it? [[closeout#dates]] {#amount ask=amount}
- [ ] Who said so? [[closeout#dates]] {#who ask=text}
- [ ] Write it in the diary. [[closeout#dates]] {#diary}
- It still runs. {#end-running end=running if="diary = done"}
- It is over. {#end-over end=over}
"#;

const CARD: &str = r"---
id: closeout
title: When a date closes
kind: rule
programs: [title-ii]
where: federal
summary: The clock starts with the notice.
asks: [letter says six months]
sources: [gn-00204.012/b]
---

> [!IMPORTANT]
> Ask first.

## Dates {#dates .rule}

Six months.
";

const DOCUMENT: &str = r#"document: gn-00204.012
title: How to Close
publisher: SSA
citation: "GN 00204.012"
transmittal: "TN 126 (07-23)"
date: "2023-07-28"
sections:
  - id: b
    heading: "B. Policy"
"#;

fn small(form: Form) -> String {
    let file = |name: &str, text: &str| SourceFile {
        name: name.to_owned(),
        text: text.to_owned(),
        origin: Origin::BuiltIn,
    };
    let (library, _) = load(&[
        file("checklists/small.md", CHECKLIST),
        file("cards/closeout.md", CARD),
        file("sources/gn-00204.012.yaml", DOCUMENT),
    ]);
    let checklist = library.find_checklist("small").expect("the checklist");
    blank(checklist, &library, date(2026, 11, 21), form)
}

#[test]
fn the_blank_form_in_markdown() {
    insta::assert_snapshot!(small(Form::Markdown));
}

#[test]
fn the_blank_form_as_plain_text() {
    insta::assert_snapshot!(small(Form::Text));
}

#[test]
fn the_blank_form_as_a_page() {
    let html = small(Form::Html);
    let (head, body) = html.split_once("<body>").expect("a body");
    assert!(
        head.contains("size: letter") && head.contains("section, li, pre { break-inside: avoid; }"),
        "{head}"
    );
    insta::assert_snapshot!(body);
}
