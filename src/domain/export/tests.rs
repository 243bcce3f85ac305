//! Tests of the record: every state with its mark and word, dates with their traces, letters, and the same bytes again.

use super::*;
use crate::domain::case_log::{CaseEntry, CaseMark};
use crate::domain::contact::{Contact, ContactField};
use crate::domain::content;
use crate::domain::run::{CallPhase, Mark, RunEntry};
use crate::domain::source::{Origin, SourceFile};
use jiff::civil::{date, datetime};

const CHECKLIST: &str = r#"---
id: filing
title: Is an earlier date still open?
kind: checklist
programs: [title-ii, title-xvi]
where: federal
summary: Finds out whether an earlier contact still protects a filing date.
asks: [she called them in January]
sources: [gn-00204.012/b]
outcomes:
  running: "Apply by the closing day shown."
---

## What happened {#happened}

- [ ] Which side are you on? [[closeout#dates]] {#side ask=choice options="helper | technician"}
- [ ] Who keeps the letters? [[closeout#dates]] {#keeper ask=text}
- [ ] Ask for the record. [[closeout#dates]] {#record}
- [ ] Ask for the phone log. [[closeout#dates]] {#log}
- [ ] Was a notice given? [[closeout#dates]] {#notice ask=choice options="yes | no"}
- [ ] Who said so? [[closeout#dates]] {#who ask=text if="notice = no"}
- [ ] Date on the notice [[closeout#dates]] {#notice-date ask=date if="notice = yes"}
- Closes on {#closes compute=pf-l991-closeout with="notice_date: notice-date" if="notice = yes"}
- [ ] Write it in the diary. [[closeout#dates]] {#diary}

## The rest {#rest}

- It still runs. {#end-running end=running if="diary = done"}
- [ ] Anything else? [[closeout#dates]] {#else ask=text}
- Done. {#end-done end=running}

## Letter to SSA {#letter .letter}

Re: filing date{{if notice = yes: - notice of {{notice-date}}}}

{{if notice = no: No notice was given.}}

Name: {{blank}}
Said by: {{who}}
The filing closes on {{closes.closeout}}.
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

```rule
id: pf-l991-closeout
title: Last day after an automated denial
inputs:
  notice_date: What date is on it?
result: closeout
also: [unrolled]
count: 74 days after notice_date
roll: gn-00204.012/b
for: client
plan:
  count: 60 days after notice_date
  roll: yes
  why: The 74 days are in dispute.
  authority: SI 00601.025 TN 75 (04-26)
arguable:
  count: 74 days after notice_date
  roll: yes
  why: 74 days stand in the text of 2023. Use them only to argue for a late case.
caution: No days for mailing and no good cause move this day.
late: Apply today all the same.
```
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

pub(super) fn library() -> Library {
    let file = |name: &str, text: &str| SourceFile {
        name: name.to_owned(),
        text: text.to_owned(),
        origin: Origin::BuiltIn,
    };
    let files = [
        file("checklists/filing.md", CHECKLIST),
        file("cards/closeout.md", CARD),
        file("sources/gn-00204.012.yaml", DOCUMENT),
    ];
    content::load(&files).0
}

pub(super) fn log(marks: &[Mark]) -> RunLog {
    let entry = |(minute, mark): (i8, &Mark)| RunEntry {
        at: datetime(2026, 11, 21, 10, minute, 0, 0),
        mark: mark.clone(),
    };
    RunLog {
        entries: (0..).zip(marks).map(entry).collect(),
    }
}

pub(super) fn answer(step: &str, value: &str) -> Mark {
    Mark::Answer {
        step: step.to_owned(),
        value: value.to_owned(),
    }
}

pub(super) fn all_marks() -> Vec<Mark> {
    let step = |id: &str| id.to_owned();
    vec![
        answer("side", "helper"),
        answer("keeper", "the *son*, <at home>"),
        Mark::Defer {
            step: step("record"),
            until: "Thursday".to_owned(),
        },
        Mark::Refuse {
            step: step("log"),
            by: "agent, unit 123".to_owned(),
        },
        answer("notice", "no"),
        Mark::Undo,
        answer("notice", "yes"),
        answer("notice-date", "2026-10-02"),
        answer("notice-date", "2026-11-02"),
        Mark::Note {
            step: step("notice-date"),
            text: "read twice\nby the client".to_owned(),
        },
        Mark::Pause {
            reason: "other line".to_owned(),
        },
        Mark::Resume,
        Mark::Override {
            step: step("diary"),
            reason: "no diary here".to_owned(),
        },
    ]
}

fn export(marks: &[Mark], form: Form) -> String {
    let library = library();
    let checklist = library.find_checklist("filing").expect("the checklist");
    let log = log(marks);
    let record = RunRecord {
        case_reference: "C-7F2K",
        run: 3,
        started: datetime(2026, 11, 21, 9, 59, 0, 0),
        finished: None,
        content_date: "2026-04-24",
        fingerprint: "abc123",
        checklist,
        log: &log,
    };
    export_run(&record, &library, date(2026, 11, 21), form)
}

pub(super) fn case<'a>(created: DateTime) -> CaseRecord<'a> {
    CaseRecord {
        reference: "C-7F2K",
        nickname: "",
        created,
        closed: None,
        log: &[],
        runs: &[],
        unreadable: &[],
        head: None,
        entries: 0,
        altered: None,
    }
}

/// Two contacts and two notes; the first of each is struck.
pub(super) fn case_log() -> Vec<NumberedEntry> {
    let mut first = Contact::default();
    first.set(ContactField::When, "2026-11-21T10:04:00");
    first.set(ContactField::Office, "Madison | <b>");
    first.set(ContactField::Said, "=call back\nlater");
    first.set(ContactField::PromisedBy, "2026-12-01");
    let mut second = first.clone();
    second.set(ContactField::HoldMinutes, "47");
    let note = |text: &str| CaseMark::Note { text: text.to_owned() };
    let strike = |entry: u64, reason: &str| CaseMark::Strike {
        entry,
        reason: reason.to_owned(),
    };
    let marks = [
        CaseMark::Contact { contact: first },
        note("# faxed\ntwice"),
        strike(0, "wrong day"),
        CaseMark::Contact { contact: second },
        strike(1, ""),
        note("faxed once"),
    ];
    let entry = |(seq, mark): (u64, CaseMark)| NumberedEntry {
        seq,
        entry: CaseEntry {
            at: datetime(2026, 11, 21, 10, 30, 0, 0),
            mark,
        },
    };
    (0..).zip(marks).map(entry).collect()
}

#[test]
fn contacts_and_notes_come_before_the_runs_and_what_was_struck_stays() {
    let log = case_log();
    let record = CaseRecord {
        nickname: "the <fax> case",
        log: &log,
        head: Some("9f86d081"),
        entries: 41,
        ..case(datetime(2026, 11, 21, 9, 0, 0, 0))
    };
    let set = |form| export_case(&record, &library(), date(2026, 11, 21), form);
    insta::assert_snapshot!(set(Form::Text));
    insta::assert_snapshot!(set(Form::Markdown));
    let html = set(Form::Html);
    assert!(html.contains("<li>Office reached: <s>Madison | &lt;b&gt;</s></li>"), "{html}");
    assert!(html.contains("<p>Chain: 41 entries, last 9f86d081</p>"), "{html}");
}

#[test]
fn the_plain_record_says_everything_once() {
    insta::assert_snapshot!(export(&all_marks(), Form::Text));
}

#[test]
fn the_markdown_record_escapes_what_was_typed() {
    insta::assert_snapshot!(export(&all_marks(), Form::Markdown));
}

#[test]
fn the_page_to_print_says_the_same() {
    let html = export(&all_marks(), Form::Html);
    let (head, body) = html.split_once("<body>").expect("a body");
    assert!(head.contains("<title>Is an earlier date still open?</title>"), "{head}");
    insta::assert_snapshot!(body);
}

#[test]
fn a_case_of_several_runs_is_one_page_with_a_new_sheet_for_each() {
    let library = library();
    let checklist = library.find_checklist("filing").expect("the checklist");
    let log = log(&all_marks());
    let record = |run| RunRecord {
        case_reference: "C-7F2K",
        run,
        started: datetime(2026, 11, 21, 9, 59, 0, 0),
        finished: None,
        content_date: "",
        fingerprint: "",
        checklist,
        log: &log,
    };
    let case = CaseRecord {
        runs: &[record(1), record(2)],
        ..case(datetime(2026, 11, 21, 9, 0, 0, 0))
    };
    let html = export_case(&case, &library, date(2026, 11, 21), Form::Html);
    assert_eq!((html.matches("<html").count(), html.matches("<article>").count()), (1, 3));
    assert!(html.contains("<title>Case C-7F2K</title>") && html.contains("break-before: page"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for form in Form::ALL {
        assert_eq!(export(&all_marks(), form), export(&all_marks(), form));
    }
}

#[test]
fn an_empty_run_lists_what_is_open_and_leaves_the_letter_blank() {
    let text = export(&[], Form::Text);
    assert!(text.contains("No outcome yet."));
    assert!(text.contains("[ ] Which side are you on? (open)"));
    assert!(text.contains("The filing closes on ______________________________."));
    assert!(!text.contains("No notice was given"));
}

#[test]
fn a_step_that_does_not_apply_names_the_answer_and_the_end_its_sentence() {
    let mut marks = all_marks();
    marks.push(answer("diary", "done"));
    let text = export(&marks, Form::Text);
    assert!(
        text.contains("[-] Who said so? (not applicable, because \"Was a notice given?\" is yes)"),
        "{text}"
    );
    assert!(
        text.contains("[-] Anything else? (not applicable, comes after the end: It still runs.)"),
        "{text}"
    );
    assert!(text.contains("OUTCOME\n\nApply by the closing day shown.\n"), "{text}");
}

#[test]
fn what_was_corrected_stays_to_be_seen_with_one_line_through_it() {
    let note = |text: &str| Mark::Note {
        step: "log".to_owned(),
        text: text.to_owned(),
    };
    let marks = [
        answer("keeper", "son"),
        answer("keeper", "daughter"),
        answer("keeper", "niece"),
        Mark::Undo,
        note("asked\ntwice"),
        note("asked once"),
        note(""),
        answer("log", "done"),
        Mark::Reopen { step: "log".to_owned() },
        Mark::Undo,
    ];
    let lines = [
        "Who keeps the letters? daughter (done; 10:01; source 1)",
        "    Before: [struck: son] (10:00; replaced 10:01)",
        "    Before: [struck: niece] (10:02; taken back 10:03)",
        "[x] Ask for the phone log. (done; 10:07; source 1)",
        "    Note before: [struck: asked]\n    [struck: twice] (10:04; replaced 10:05)",
        "    Note before: [struck: asked once] (10:05; taken away 10:06)",
    ];
    let text = export(&marks, Form::Text);
    for line in lines {
        assert!(text.contains(&format!("{line}\n")), "{line}: {text}");
    }
    assert!(
        !text.contains("[struck: daughter] (") && !text.contains("[struck: done] ("),
        "{text}"
    );
    let markdown = export(&marks, Form::Markdown);
    assert!(markdown.contains("  - Before: ~~son~~ (10:00; replaced 10:01)\n"), "{markdown}");
    let html = export(&marks, Form::Html);
    assert!(html.contains("Before: <s>son</s> (10:00; replaced 10:01)</div>"), "{html}");
}

#[test]
fn a_step_put_off_until_another_checklist_names_it_by_its_title() {
    let until = |until: &str| Mark::Defer {
        step: "record".to_owned(),
        until: until.to_owned(),
    };
    for (typed, words) in [
        ("checklist:filing", "deferred until the checklist Is an earlier date still open?"),
        ("checklist:gone", "deferred until the checklist gone"),
        ("2026-12-01", "deferred until Tue 1 Dec 2026"),
        ("she calls", "deferred until she calls"),
    ] {
        for form in Form::ALL {
            let text = export(&[until(typed)], form);
            assert!(text.contains(words), "{text}");
        }
    }
}

#[test]
fn calls_and_what_was_quoted_are_told_with_their_times() {
    let call = |phase, minutes_before| Mark::Call { phase, minutes_before };
    let cite = Mark::Cite {
        step: "log".to_owned(),
        citation: "GN 00204.012 B <i>".to_owned(),
    };
    let marks = [
        call(CallPhase::Hold, 5),
        call(CallPhase::Talk, 0),
        cite,
        call(CallPhase::Over, 0),
        answer("log", "done"),
    ];
    let text = export(&marks, Form::Text);
    for line in [
        "10:00: call on hold, since 5 minutes",
        "10:02: quoted: GN 00204.012 B <i>",
        "10:03: call over",
    ] {
        assert!(text.contains(&format!("Sat 21 Nov 2026, {line}\n")), "{text}");
    }
    assert!(!text.contains("struck"), "{text}");
}

#[test]
fn a_log_without_its_checklist_is_still_written_out() {
    let log = log(&all_marks());
    let unreadable = LogRecord {
        run: 3,
        title: "Is it open?",
        log: &log,
    };
    let case = CaseRecord {
        unreadable: &[unreadable],
        ..case(datetime(2026, 11, 21, 9, 0, 0, 0))
    };
    let text = export_case(&case, &library(), date(2026, 11, 21), Form::Text);
    assert!(text.contains("Sat 21 Nov 2026, 10:08: notice-date: 2026-11-02\n"), "{text}");
    assert_eq!(text.matches("10:0").count(), 10);
}

#[test]
fn a_finished_run_is_worked_out_as_of_the_day_it_ended() {
    let library = library();
    let checklist = library.find_checklist("filing").expect("the checklist");
    let log = log(&all_marks());
    let at = |today| {
        let record = RunRecord {
            case_reference: "C-7F2K",
            run: 3,
            started: datetime(2026, 11, 21, 9, 59, 0, 0),
            finished: Some(datetime(2026, 11, 21, 11, 0, 0, 0)),
            content_date: "",
            fingerprint: "",
            checklist,
            log: &log,
        };
        let case = CaseRecord {
            runs: &[record],
            ..case(record.started)
        };
        export_case(&case, &library, today, Form::Markdown)
    };
    assert_eq!(at(date(2026, 11, 21)), at(date(2031, 1, 1)));
}

#[test]
fn a_checklist_that_anothers_outcome_made_pointless_says_so_in_the_record_of_the_case() {
    let with_spares = CHECKLIST.replace("{#end-done end=running}", "{#end-done end=running spares=filing}");
    let file = SourceFile {
        name: "filing.md".to_owned(),
        text: with_spares,
        origin: Origin::BuiltIn,
    };
    let (checklist, faults) = crate::domain::parse::parse_checklist(&file, &crate::domain::rules::vectors::rules());
    assert_eq!(faults, []);
    let checklist = checklist.expect("a checklist");
    let mut marks = all_marks();
    marks.extend([answer("record", "done"), answer("else", "no")]);
    let (done, open) = (log(&marks), log(&[]));
    let record = |run, finished, log| RunRecord {
        case_reference: "C-7F2K",
        run,
        started: datetime(2026, 11, 21, 9, 59, 0, 0),
        finished,
        content_date: "",
        fingerprint: "",
        checklist: &checklist,
        log,
    };
    let runs = [record(1, Some(datetime(2026, 11, 21, 11, 0, 0, 0)), &done), record(2, None, &open)];
    let case = CaseRecord {
        runs: &runs,
        ..case(datetime(2026, 11, 21, 9, 0, 0, 0))
    };
    let text = export_case(&case, &library(), date(2026, 11, 21), Form::Text);
    let why = "Not needed any more: \"Is an earlier date still open?\" ended: Apply by the closing day shown.";
    assert_eq!(text.matches(why).count(), 1, "{text}");
    let json = case_json(&case, &library(), date(2026, 11, 21));
    assert_eq!(json["runs"][0]["not_needed"], serde_json::Value::Null);
    assert!(
        json["runs"][1]["not_needed"]
            .as_str()
            .expect("a reason")
            .contains("ended: Apply by")
    );
}

#[test]
fn a_caution_of_several_computations_is_said_once() {
    let twice = CHECKLIST.replace(
        "- [ ] Write it in the diary.",
        "- Closes, counted anew {#closes-again compute=pf-l991-closeout with=\"notice_date: notice-date\" if=\"notice = yes\"}\n- [ ] Write it in the diary.",
    );
    let file = SourceFile {
        name: "filing.md".to_owned(),
        text: twice,
        origin: Origin::BuiltIn,
    };
    let (checklist, faults) = crate::domain::parse::parse_checklist(&file, &crate::domain::rules::vectors::rules());
    assert_eq!(faults, []);
    let checklist = checklist.expect("a checklist");
    let log = log(&all_marks());
    let record = RunRecord {
        case_reference: "C-7F2K",
        run: 1,
        started: datetime(2026, 11, 21, 9, 59, 0, 0),
        finished: None,
        content_date: "",
        fingerprint: "",
        checklist: &checklist,
        log: &log,
    };
    let text = export_run(&record, &library(), date(2026, 11, 21), Form::Text);
    let cautions: Vec<&str> = text.lines().filter(|line| line.contains("Caution: ")).collect();
    let different: std::collections::BTreeSet<&str> = cautions.iter().copied().collect();
    assert_eq!(text.matches("\nbefore the move to a workday: ").count(), 2, "{text}");
    assert!(!cautions.is_empty() && cautions.len() == different.len(), "{text}");
}

#[test]
fn facts_that_runs_answered_differently_are_told_in_the_record_of_the_case() {
    let with_fact = CHECKLIST.replace("{#keeper ask=text}", "{#keeper ask=text fact=keeper}");
    let file = SourceFile {
        name: "filing.md".to_owned(),
        text: with_fact,
        origin: Origin::BuiltIn,
    };
    let checklist = crate::domain::parse::parse_checklist(&file, &crate::domain::rules::vectors::rules())
        .0
        .expect("a checklist");
    let logs = ["the client", "a friend", "a friend"].map(|keeper| log(&[answer("keeper", keeper)]));
    let record = |run, log| RunRecord {
        case_reference: "C-7F2K",
        run,
        started: datetime(2026, 11, 21, 9, 59, 0, 0),
        finished: None,
        content_date: "",
        fingerprint: "",
        checklist: &checklist,
        log,
    };
    let [client, friend, same] = &logs;
    let export = |runs: &[RunRecord<'_>]| {
        let case = CaseRecord {
            runs,
            ..case(datetime(2026, 11, 21, 9, 0, 0, 0))
        };
        let text = export_case(&case, &library(), date(2026, 11, 21), Form::Text);
        (text, case_json(&case, &library(), date(2026, 11, 21)))
    };
    let (text, json) = export(&[record(1, client), record(2, friend)]);
    assert!(text.contains("ANSWERED DIFFERENTLY\n"), "{text}");
    assert!(
        text.contains("Who keeps the letters? the client in \"Is an earlier date still open?\""),
        "{text}"
    );
    assert_eq!(json["answered_differently"][0]["fact"], "keeper");
    assert_eq!(json["answered_differently"][0]["answers"].as_array().map(Vec::len), Some(2));
    let (text, json) = export(&[record(1, friend), record(2, same)]);
    assert!(!text.contains("ANSWERED DIFFERENTLY"), "{text}");
    assert_eq!(json["answered_differently"], serde_json::json!([]));
}
