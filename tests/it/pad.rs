//! The date pad: the rules that it offers for the sections of the built-in cards, and a date from words half heard to a kept record.
//!
//! Does not belong here: single keys of the pad (unit tests beside it).

use callcard::builtin;
use callcard::domain::rules_at_hand::{card_of, rules_at};

use crate::pty::Terminal;
use crate::support::Callcard;

const ARGS: [&str; 2] = ["--today", "2026-11-21"];
const DATE: &str = "Wednesday, December 2, 2026";

#[test]
fn a_section_opens_the_pad_on_its_own_rule() {
    let library = builtin::library();
    let first = |id: &str, anchor: &str| rules_at(&library, id, anchor).first().map(|rule| rule.id.as_str());
    for (id, anchor, rule) in [
        ("closeout-dates", "top", "pf-t2-closeout"),
        ("closeout-dates", "title-ii", "pf-t2-closeout"),
        ("closeout-dates", "ssi", "pf-t16-closeout"),
        ("closeout-l991", "l991", "pf-l991-closeout"),
        ("counting-the-60-days", "count", "ssa-appeal-deadline"),
        ("benefit-continuation-ssi", "ten-days", "ssa-continuation-deadline"),
        ("exr-filing-period", "count", "exr-filing-period"),
        ("medicare-redetermination", "days", "mc-redetermination-request"),
        ("full-retirement-age", "at-full-age", "t2-fra"),
    ] {
        assert_eq!(first(id, anchor), Some(rule), "{id}#{anchor}");
    }
}

#[test]
fn every_rule_leads_to_a_card() {
    let library = builtin::library();
    let without: Vec<&str> = library
        .rules
        .all()
        .iter()
        .filter(|rule| card_of(&library, rule, None).is_none())
        .map(|rule| rule.id.as_str())
        .collect();
    assert_eq!(without, [""; 0]);
}

#[test]
fn from_words_in_the_search_to_a_date_read_aloud_and_copied() {
    let place = Callcard::new();
    let mut terminal = Terminal::start(place.home(), (80, 24), &ARGS);
    terminal.wait_for("type what you heard");
    terminal.type_keys("the notice is dated June second\u{14}");
    terminal.wait_for("Date pad");
    terminal.type_keys("title ii close\r");
    let screen = terminal.wait_for("calendar this");
    for words in [
        "today Saturday, November 21, 2026",
        "= Tuesday, June 2, 2026 (172 days ago)",
        "Wednesday, December 2, 2026: calendar this (in 11 days)",
        "GN 00204.012",
    ] {
        assert!(screen.contains(words), "{words}: {screen}");
    }
    terminal.type_keys("\u{19}");
    // "Wednesday, Dec" as the clipboard gets it.
    terminal.wait_until_raw("the copy", b"\x1b]52;c;V2VkbmVzZGF5LCBEZWNl");
    terminal.wait_for("Sent to the terminal for one minute");
    terminal.type_keys("\u{1b}");
    terminal.wait_for("the notice is dated June second");
    terminal.type_keys("\u{3}");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn a_date_added_to_a_case_falls_due_stands_in_every_record_and_can_be_struck() {
    let place = Callcard::new();
    let run = ["--today", "2026-11-21", "run", "exr-title-ii-interview"];
    let mut terminal = Terminal::start(place.home(), (120, 36), &run);
    let screen = terminal.wait_until("a run that is saved", |screen| {
        screen.lines().next().is_some_and(|line| line.ends_with("saved"))
    });
    let case = screen.split(':').next().unwrap().trim().to_owned();
    terminal.type_keys("\u{14}\u{14}title ii close\r6/2");
    terminal.wait_for("calendar this");
    terminal.type_keys("\u{1b}[18~");
    terminal.wait_for(&format!("{DATE} kept in {case}, entry 2."));
    terminal.kill();
    let due = place.also(["due", "--json"]).code(0).json();
    assert_eq!(
        (&due[0]["day"], &due[0]["from"], &due[0]["entry"]),
        (&"2026-12-02".into(), &"worked-out".into(), &2.into()),
        "{due}"
    );
    assert!(place.also(["due", "--ics"]).code(0).stdout.contains("DTSTART;VALUE=DATE:20261202"));
    for form in ["markdown", "text", "html"] {
        let record = place.also(["cases", "export", &case, "--as", form]).code(0).stdout;
        for words in [
            "Dates worked out",
            DATE,
            "close-out notice given, on paper, on screen or aloud? Tuesday, June 2, 2026",
            "GN 00204.012",
        ] {
            assert!(record.to_lowercase().contains(&words.to_lowercase()), "{form} {words}: {record}");
        }
    }
    let record = place.also(["cases", "export", &case, "--as", "json"]).code(0).json();
    assert_eq!(record["worked_out"][0]["out"]["inputs"][0]["words"], "Tuesday, June 2, 2026");
    assert!(place.also(["cases", "show", &case]).code(0).stdout.contains(DATE));
    place.also(["cases", "verify"]).code(0);
    place.also(["cases", "strike", &case, "2", "--why", "wrong notice"]).code(0);
    place.also(["due"]).code(1);
    let record = place.also(["cases", "export", &case, "--as", "markdown"]).code(0).stdout;
    assert!(record.contains(DATE) && record.contains("wrong notice"), "{record}");
    place.also(["cases", "verify"]).code(0);
}
