//! Properties of the core over generated input: parsing, conditions, runs.
//!
//! Does not belong here: properties of dates (`second_engine`), of the UI (`tui::update`), of the search (`search`).

use callcard::domain::attributes::trailing_attributes;
use callcard::domain::check::check;
use callcard::domain::condition::Condition;
use callcard::domain::content::load;
use callcard::domain::export::{Form, RunRecord, export_run, json_text, run_json};
use callcard::domain::identifier::mask_identifiers;
use callcard::domain::layout::is_unseen;
use callcard::domain::run::{Mark, RunLog, evaluate, read_answer};
use callcard::domain::source::{ByteSpan, Origin, SourceFile};
use callcard::domain::yaml::parse_yaml;
use jiff::civil::date;
use proptest::prelude::*;

use crate::support::rule_context;

/// Pieces that content is made of, and some that it is not.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("---\n".to_owned()),
        Just("id: x\n".to_owned()),
        Just("kind: checklist\n".to_owned()),
        Just("asks: [a, \"b]\n".to_owned()),
        Just("## Heading {#a .rule sources=\"m/a\"}\n".to_owned()),
        Just("- [ ] Step [[x#a]] {#s ask=choice options=\"a | b\" if=\"s = a\"}\n".to_owned()),
        Just("- End {#e end=done unless=\"s != (\"}\n".to_owned()),
        Just("- {#c compute=pf-t2-closeout with=\"notice_date: s, x: 'y'\"}\n".to_owned()),
        Just("> [!CAUTION]\n> Words {change=x}\n".to_owned()),
        Just("| a | b |\n| --- | --- |\n| [[figure:sga|x]] | `c` |\n".to_owned()),
        Just("{{if s = a: {{s}} }} {{blank}} {{\n".to_owned()),
        Just("\u{1b}]52;c;eA\u{7}\u{202e}\u{feff}".to_owned()),
        "[\\PC\n]{0,40}".prop_map(String::from),
        any::<String>(),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..20).prop_map(|pieces| pieces.concat())
}

/// What people type into answers, reasons and notes, with good will and with ill.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-z0-9/ -]{0,12}".prop_map(String::from),
        1 => Just("</li></ul><script>alert(1)</script>|\r\n# x\r\n| --- |".to_owned()),
        1 => Just("\u{1b}]52;c;eA\u{7}\u{9b}31m\u{202e}\u{feff}".to_owned()),
        1 => any::<String>(),
    ]
}

/// Whether a record holds nothing that steers a terminal or turns words around, and no script.
fn is_harmless(record: &str) -> bool {
    let is_script = record.starts_with("<!DOCTYPE") && record.contains("<script");
    !is_script && record.chars().all(|c| c == '\n' || !is_unseen(c))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn parsing_any_text_never_panics_and_every_fault_lies_inside_the_file(texts in prop::collection::vec((text(), 0..4_usize), 1..4)) {
        let names = ["x.md", "cards/y.md", "data.yaml", "README.md"];
        let files: Vec<SourceFile> = texts
            .into_iter()
            .enumerate()
            .map(|(idx, (text, name))| SourceFile { name: format!("{idx}/{}", names[name]), text, origin: Origin::BuiltIn })
            .collect();
        let (library, faults) = load(&files);
        let report = check(&library, &files, date(2026, 11, 21));
        for fault in faults.iter().chain(&report.faults) {
            let file = files.iter().find(|file| file.name == fault.file);
            prop_assert!(file.is_some(), "{}", fault.file);
            prop_assert!(fault.span.start <= fault.span.end && fault.span.start <= file.unwrap().text.len(), "{fault:?}");
            let rendered = callcard::report::render(fault, file);
            let is_clean = !rendered.contains('\u{1b}') && rendered.contains(fault.code.as_str());
            prop_assert!(is_clean, "{}", rendered);
        }
    }

    #[test]
    fn small_readers_take_anything(text in any::<String>()) {
        let _ = parse_yaml(&text);
        let _ = Condition::parse(&text);
        let _ = trailing_attributes(&text, ByteSpan::new(0, text.len()));
        let (masked, _) = mask_identifiers(&text);
        prop_assert_eq!(mask_identifiers(&masked).0, masked.clone(), "masking twice changes nothing more");
    }

    #[test]
    fn a_canonical_answer_is_read_as_itself(typed in "[ -~]{0,24}") {
        let library = callcard::builtin::library();
        let today = date(2026, 11, 21);
        for checklist in &library.checklists {
            for step in checklist.steps().take(12) {
                if let Ok(value) = read_answer(&step.ask, &typed, today) {
                    prop_assert_eq!(read_answer(&step.ask, &value, today), Ok(value), "{:?}", step.ask);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever is marked and taken back: nothing panics, an undone mark leaves no trace in what stands, and the record is the same twice over.
    #[test]
    fn any_marks_give_a_run_that_can_be_shown_undone_and_exported(picks in prop::collection::vec((any::<prop::sample::Index>(), 0..7_u8, typed()), 0..40), which in any::<prop::sample::Index>()) {
        let library = callcard::builtin::library();
        let today = date(2026, 11, 21);
        let context = rule_context(&library, today);
        let checklist = *which.get(&library.checklists.iter().collect::<Vec<_>>());
        let steps: Vec<_> = checklist.steps().collect();
        let mut log = RunLog::default();
        let at = today.at(9, 0, 0, 0);
        for (pick, kind, words) in picks {
            let step = pick.get(&steps);
            let id = step.id.clone();
            let value = step.ask.options().first().map_or("done", |option| *option).to_owned();
            let mark = match kind {
                0 | 1 => Mark::Answer { step: id, value: read_answer(&step.ask, &words, today).unwrap_or(value) },
                2 => Mark::Defer { step: id, until: words },
                3 => Mark::Override { step: id, reason: words },
                4 => Mark::Note { step: id, text: words },
                5 => Mark::Reopen { step: id },
                _ => Mark::Undo,
            };
            let before = evaluate(checklist, &log, &context);
            let is_undoable = mark != Mark::Undo;
            log.push(at, mark);
            let view = evaluate(checklist, &log, &context);
            prop_assert!(view.settled_count + view.deferred_count <= view.applicable_count);
            if is_undoable {
                let mut undone = log.clone();
                undone.push(at, Mark::Undo);
                let states = |view: &callcard::domain::run::RunView<'_>| view.items.iter().map(|item| item.state.clone()).collect::<Vec<_>>();
                prop_assert_eq!(states(&evaluate(checklist, &undone, &context)), states(&before));
            }
        }
        let record = RunRecord { case_reference: "C-7F2K", run: 1, started: at, finished: None, content_date: "", fingerprint: "", checklist, log: &log };
        for form in Form::ALL {
            let text = export_run(&record, &library, today, form);
            prop_assert!(is_harmless(&text), "{:?}: {}", form, text);
            prop_assert_eq!(text, export_run(&record, &library, today, form));
        }
        let json = json_text(&run_json(&record, &library, today));
        prop_assert!(is_harmless(&json), "{}", json);
        prop_assert_eq!(json, json_text(&run_json(&record, &library, today)));
    }
}
