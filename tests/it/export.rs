//! Records of the real checklists: every one can be written out, whatever was answered, and the command prints each form.
//!
//! Does not belong here: the wording of a record (unit tests of `domain::export`).

use callcard::domain::blank::blank;
use callcard::domain::checklist::Ask;
use callcard::domain::content::load;
use callcard::domain::export::{Form, RunRecord, export_run};
use callcard::domain::library::Library;
use callcard::domain::paths::enumerate;
use callcard::domain::run::{ItemState, Mark, RunEntry, RunLog, evaluate};
use callcard::store::runs::{NewRun, RunStore};
use jiff::civil::{Date, date};
use pulldown_cmark::{Event, Options, Parser};

use crate::support::{Callcard, Ran, rule_context};

const TODAY: Date = date(2026, 11, 21);

/// Answers the steps of one path; those that no condition asks about get a value of their kind.
fn answered(library: &Library, checklist: &str, answers: &[(String, String)]) -> RunLog {
    let checklist = library.find_checklist(checklist).unwrap();
    let mut log = RunLog::default();
    for (minute, step) in (0_i32..).zip(checklist.steps()) {
        let decided = answers.iter().find(|(id, _)| *id == step.id).map(|(_, value)| value.clone());
        let value = decided.unwrap_or_else(|| match &step.ask {
            Ask::Tick => "done".to_owned(),
            Ask::YesNo | Ask::Choice(_) => step.ask.options()[0].to_owned(),
            Ask::Date => "2026-09-08".to_owned(),
            Ask::Month => "2026-09".to_owned(),
            Ask::Months => "2026-07 2026-08".to_owned(),
            Ask::Amount => "100.00".to_owned(),
            Ask::Earnings => "2026-07=100.00 2026-08=0.00".to_owned(),
            Ask::Text => "said so".to_owned(),
        });
        let at = TODAY.at(9, i8::try_from(minute % 60).unwrap(), 0, 0);
        let step = step.id.clone();
        log.push(at, Mark::Answer { step, value });
    }
    log
}

#[test]
fn every_checklist_can_be_written_out_on_a_sample_of_its_paths() {
    let (library, _) = load(&callcard::builtin::files());
    let context = rule_context(&library, TODAY);
    for checklist in &library.checklists {
        let mut paths = Vec::new();
        let mut count = 0_usize;
        enumerate(checklist, &mut |path| {
            if count.is_multiple_of(97) {
                paths.push(path.answers.clone());
            }
            count += 1;
        });
        paths.truncate(200);
        for answers in paths {
            let log = answered(&library, &checklist.head.id, &answers);
            let view = evaluate(checklist, &log, &context);
            for item in &view.items {
                let is_computable = !matches!(item.state, ItemState::CannotCompute(_));
                assert!(is_computable, "{}: {:?} with {answers:?}", checklist.head.id, item);
            }
            for form in Form::ALL {
                let record = RunRecord {
                    case_reference: "C-7F2K",
                    run: 1,
                    started: TODAY.at(9, 0, 0, 0),
                    finished: None,
                    content_date: "",
                    fingerprint: "",
                    checklist,
                    log: &log,
                };
                let text = export_run(&record, &library, TODAY, form);
                assert!(text.contains("C-7F2K") && !text.contains("{{"), "{text}");
            }
        }
    }
}

/// A home with one case: an escalation in which something was refused, put off, corrected, and typed with ill will.
fn with_case() -> (Callcard, String) {
    let place = Callcard::new();
    let folder = place.home().join("data");
    std::fs::create_dir_all(&folder).unwrap();
    let (library, _) = load(&callcard::builtin::files());
    let checklist = library.find_checklist("escalate-income-benefits").unwrap();
    let mut store = RunStore::open(&folder.join("callcard.db")).unwrap();
    let at = TODAY.at(9, 0, 0, 0);
    let reference = store.create_case("", at).unwrap().reference;
    let run = NewRun {
        case_reference: &reference,
        checklist: &checklist.head.id,
        title: &checklist.head.title,
        text: &checklist.text,
        content_date: "",
        started: at,
    };
    let run = store.create_run(&run).unwrap();
    let step = |id: &str| checklist.find_step(id).unwrap().id.clone();
    let answer = |id: &str, value: &str| Mark::Answer {
        step: step(id),
        value: value.to_owned(),
    };
    let marks = [
        answer("issue", "old words"),
        answer("issue", "<script>alert(1)</script> | \u{1b}[31m\u{202e}x"),
        answer("deadline-running", "no"),
        Mark::Refuse {
            step: step("dire"),
            by: "unit 12".to_owned(),
        },
        Mark::Defer {
            step: step("contacted"),
            until: "checklist:which-appeal-by-when".to_owned(),
        },
    ];
    for (seq, mark) in (0..).zip(marks) {
        store.append(run, seq, &RunEntry { at, mark }).unwrap();
    }
    (place, reference)
}

#[test]
fn a_case_is_printed_in_every_form_twice_alike_and_without_harm() {
    let (place, reference) = with_case();
    let export = |args: &[&str]| -> Ran {
        let all: Vec<&str> = ["cases", "export", &reference].iter().chain(args).copied().collect();
        place.also(all).code(0)
    };
    for form in ["markdown", "text", "html", "csv", "json"] {
        let first = export(&["--as", form]).stdout;
        assert_eq!(first, export(&["--as", form]).stdout, "{form}");
        assert!(!first.contains(['\u{1b}', '\u{202e}']), "{form}: {first}");
    }
    let html = export(&["--as", "html"]).stdout;
    assert!(
        html.starts_with("<!DOCTYPE html>") && html.ends_with("</html>\n") && !html.contains("<script"),
        "{html}"
    );
    assert!(html.contains("<s>old words</s>") && html.contains("(refused: unit 12"), "{html}");
    let json = export(&["--as", "json"]).json();
    let items = json["runs"][0]["items"].as_array().unwrap();
    let contacted = items.iter().find(|item| item["id"] == "contacted").unwrap();
    assert_eq!(contacted["state_word"], "deferred");
    assert!(
        contacted["until_words"].as_str().unwrap().starts_with("the checklist "),
        "{contacted}"
    );
    assert_eq!(json, export(&["--json"]).json());
    assert_eq!(export(&["--as", "csv"]).stdout.lines().count(), 1);
    let run = json["runs"][0]["run"].to_string();
    let one = export(&["--as", "json", "--run", &run]).json();
    assert_eq!(one, json["runs"][0]);
    let shown = place.also(["cases", "show", &reference, "--json"]).code(0).json();
    assert_eq!(shown["runs"][0]["items"], json["runs"][0]["items"]);
}

#[test]
fn contacts_and_notes_of_a_case_stand_in_its_record_with_the_end_of_its_chain() {
    let (place, reference) = with_case();
    let cases = |args: &[&str]| {
        let all: Vec<&str> = ["cases"].iter().chain(args).copied().collect();
        place.also(all).code(0)
    };
    cases(&["contact", &reference, "--office", "=Madison", "--said", "call back"]);
    cases(&["note", &reference, "sent", "by", "fax"]);
    let json = cases(&["export", &reference, "--as", "json"]).json();
    assert_eq!(json["contacts"][0]["contact"]["office"], "=Madison");
    let note = json["notes"][0]["entry"].to_string();
    cases(&["strike", &reference, &note, "--why", "by post"]);
    let text = cases(&["export", &reference, "--as", "text"]).stdout;
    assert!(
        text.contains("Office reached: =Madison\n") && text.contains("Next step: not recorded\n"),
        "{text}"
    );
    assert!(text.contains("[struck: sent by fax]") && text.contains(": by post\n"), "{text}");
    let json = cases(&["export", &reference, "--as", "json"]).json();
    let chain = format!("Chain: {} entries, last {}\n", json["entries"], json["head"].as_str().unwrap());
    assert!(text.ends_with(&chain), "{text}");
    let csv = cases(&["export", &reference, "--as", "csv"]).stdout;
    assert!(csv.contains(",'=Madison,") && csv.lines().count() == 2, "{csv}");
}

#[test]
fn a_letter_is_printed_in_every_form_and_the_letters_are_listed() {
    let (place, reference) = with_case();
    let listed = place.also(["cases", "export", &reference, "--letters"]).code(0).stdout;
    assert!(listed.starts_with("email: "), "{listed}");
    let rows = place.also(["cases", "export", &reference, "--letters", "--json"]).code(0).json();
    assert_eq!(rows[0]["id"], "email");
    let letter = |form: &str| {
        let ran = place.also(["cases", "export", &reference, "--letter", "email", "--as", form]);
        ran.code(0).stdout
    };
    let text = letter("text");
    assert!(text.starts_with("Subject: ") && text.contains("<script>"), "{text}");
    assert_eq!(text, letter("markdown"));
    assert!(letter("html").contains("<pre>Subject: ") && !letter("html").contains("<script"));
    assert!(letter("json").contains("\"text\": \"Subject: "));
    place
        .also(["cases", "export", &reference, "--letter", "email", "--as", "csv"])
        .code(2);
    place.also(["cases", "export", &reference, "--letter", "none"]).code(1);
}

#[test]
fn a_blank_checklist_is_printed_in_the_form_asked_for() {
    let blank = |more: &[&str]| {
        let all: Vec<&str> = ["walk", "which-appeal-by-when", "--blank"].iter().chain(more).copied().collect();
        Callcard::new().args(all).run().code(0).stdout
    };
    assert_eq!(blank(&[]), blank(&["--as", "markdown"]));
    assert!(blank(&[]).starts_with("# "));
    assert!(blank(&["--as", "text"]).contains("\n[ ] "));
    assert!(blank(&["--as", "html"]).starts_with("<!DOCTYPE html>"));
    Callcard::new().args(["walk", "which-appeal-by-when", "--as", "html"]).run().code(2);
}

/// Returns the words of a page without the signs of its form.
fn words_of(page: &str, form: Form) -> String {
    match form {
        Form::Text => page.to_owned(),
        Form::Markdown => Parser::new_ext(
            page,
            Options::ENABLE_TASKLISTS | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH,
        )
        .filter_map(|event| match event {
            Event::Text(text) => Some(text.into_string()),
            _ => None,
        })
        .collect(),
        Form::Html => [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .iter()
            .fold(page.to_owned(), |page, (escaped, sign)| page.replace(escaped, sign)),
    }
}

#[test]
fn every_built_in_checklist_is_printed_in_every_form_with_all_its_words() {
    let library = callcard::builtin::library();
    for checklist in &library.checklists {
        for form in Form::ALL {
            let page = blank(checklist, &library, TODAY, form);
            assert_eq!(page, blank(checklist, &library, TODAY, form));
            let read = words_of(&page, form);
            let steps = checklist.steps();
            let wordings = steps.flat_map(|step| step.wordings.iter().map(|wording| &wording.words).chain([&step.words]));
            let outcomes = checklist.outcomes.iter().map(|outcome| &outcome.sentence);
            for words in wordings.chain(outcomes) {
                assert!(read.contains(words.as_str()), "{}, {form:?}: {words}", checklist.head.id);
            }
            let count = checklist.steps().count() + checklist.outcomes.len();
            assert!(page.matches("[ ]").count() >= count, "{}", checklist.head.id);
        }
    }
}
