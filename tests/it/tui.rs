//! Journeys through the UI in a real pseudo-terminal.
//!
//! Does not belong here: what `update` and `view` show alone (unit tests beside them).

use crate::pty::Terminal;
use crate::support::Callcard;

const ARGS: [&str; 2] = ["--today", "2026-11-21"];

#[test]
fn four_letters_find_a_card_and_one_key_opens_it_and_another_starts_its_checklist() {
    let place = Callcard::new();
    let mut terminal = Terminal::start(place.home(), (120, 36), &ARGS);
    terminal.wait_for("type what you heard");
    // Enter comes before the search for all four letters is done: its best hit opens, not one of an earlier search.
    terminal.type_keys("l991\r");
    terminal.wait_for("s sources");
    terminal.wait_for("SSA-L991 informal denial");
    terminal.type_keys("c");
    // The card has two checklists.
    terminal.wait_for("Which checklist?");
    terminal.type_keys("\r");
    terminal.wait_for("Whose case?");
    terminal.type_keys("\r");
    let screen = terminal.wait_until("a run that is saved", |screen| {
        screen
            .lines()
            .next()
            .is_some_and(|line| line.starts_with("C-") && line.ends_with("saved"))
    });
    assert!(screen.contains("step 1 of"), "{screen}");
    terminal.type_keys("\u{3}");
    assert!(terminal.wait_for_end().success());
    assert!(!terminal.is_alternate(), "the alternate screen was not left");
}

#[test]
fn an_answer_survives_a_kill_and_the_run_goes_on_at_the_next_step() {
    let place = Callcard::new();
    let run = ["--today", "2026-11-21", "run", "exr-title-ii-interview"];
    let mut terminal = Terminal::start(place.home(), (120, 36), &run);
    terminal.wait_for("step 1 of");
    terminal.type_keys("2\r");
    let screen = terminal.wait_until("step 2, saved", |screen| {
        screen.contains("step 2 of") && screen.lines().next().is_some_and(|line| line.ends_with("saved"))
    });
    let case = screen.split(':').next().unwrap().trim().to_owned();
    terminal.kill();
    let mut again = Terminal::start(
        place.home(),
        (80, 24),
        &["--today", "2026-11-21", "run", "exr-title-ii-interview", "--case", &case],
    );
    let screen = again.wait_for("step 2 of");
    assert!(screen.contains("helper with the client") || screen.contains("1 done"), "{screen}");
}

#[test]
fn runs_are_listed_on_the_start_screen() {
    let place = Callcard::new();
    let mut terminal = Terminal::start(
        place.home(),
        (120, 36),
        &["--today", "2026-11-21", "run", "escalate-income-benefits"],
    );
    terminal.wait_for("step 1 of");
    terminal.type_keys("2\r");
    terminal.wait_until("the answer to be saved", |screen| {
        screen.contains("1 done") && screen.lines().next().is_some_and(|line| line.ends_with("saved"))
    });
    terminal.kill();
    let mut again = Terminal::start(place.home(), (120, 36), &ARGS);
    again.wait_for("1 unfinished");
}

#[test]
fn signals_and_a_closed_terminal_leave_the_terminal_sane() {
    for signal in [15, 1] {
        let place = Callcard::new();
        let mut terminal = Terminal::start(place.home(), (80, 24), &ARGS);
        terminal.wait_for("type what you heard");
        assert!(terminal.is_alternate());
        terminal.signal(signal);
        terminal.wait_for_end();
        assert!(
            !terminal.is_alternate(),
            "signal {signal}: the alternate screen was not left: {:?}",
            String::from_utf8_lossy(&terminal.raw[terminal.raw.len().saturating_sub(300)..])
        );
    }
}

#[test]
fn a_stop_and_a_continue_come_back_to_the_same_screen() {
    let place = Callcard::new();
    let mut terminal = Terminal::start(place.home(), (80, 24), &ARGS);
    terminal.wait_for("type what you heard");
    terminal.type_keys("good ca");
    terminal.wait_for("Good cause for a late appeal");
    terminal.type_keys("\u{1a}");
    terminal.wait_until_raw("leaving the alternate screen", b"\x1b[?1049l");
    terminal.signal(18);
    terminal.wait_until("the screen again", |screen| screen.contains("Good cause for a late appeal"));
    assert!(terminal.is_alternate());
    terminal.type_keys("\u{3}");
    terminal.wait_for_end();
}

#[test]
fn every_size_draws_something_and_small_ones_say_so() {
    let place = Callcard::new();
    let mut terminal = Terminal::start(place.home(), (120, 36), &ARGS);
    terminal.wait_for("type what you heard");
    terminal.type_keys("overpay");
    terminal.wait_for("found");
    for (cols, rows) in [(200, 50), (80, 24), (40, 12), (20, 5), (10, 3), (1, 1), (120, 36)] {
        terminal.resize(cols, rows);
        terminal.watch(std::time::Duration::from_millis(80));
    }
    terminal.wait_for("overpay");
    terminal.type_keys("\u{3}");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn a_pasted_text_with_line_ends_and_control_characters_stays_in_the_box() {
    let place = Callcard::new();
    let mut terminal = Terminal::start(place.home(), (100, 30), &ARGS);
    terminal.wait_for("type what you heard");
    terminal.type_keys("\u{1b}[200~gn 204\n12\u{7}\u{1b}[201~");
    terminal.wait_for("gn 204 12");
    terminal.wait_for("When a protected filing date closes");
    terminal.type_keys("\u{3}");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn a_data_folder_that_cannot_be_made_is_said_and_reading_goes_on() {
    let place = Callcard::new();
    std::fs::write(place.home().join("data"), "a file in the way").unwrap();
    let mut terminal = Terminal::start(
        place.home(),
        (120, 36),
        &["--today", "2026-11-21", "run", "escalate-income-benefits"],
    );
    terminal.wait_for("Not saved");
    terminal.type_keys("\u{1b}");
    terminal.watch(std::time::Duration::from_millis(200));
    assert!(terminal.is_alternate());
}

#[test]
fn where_no_terminal_is_the_program_says_what_to_use() {
    let ran = Callcard::new().run().code(2);
    assert!(
        ran.stderr.contains("no terminal") && ran.stderr.contains("callcard search"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_changed_checklist_is_offered_and_never_swapped_in() {
    let card = "---\nid: rule\ntitle: Rule\nkind: rule\nprograms: [title-ii]\nwhere: federal\nsummary: A rule.\nasks: [what]\nsources: [manual/a]\n---\n\n> [!IMPORTANT]\n> Do it.\n\n## It {#it}\n\nIt.\n";
    let manual = "document: manual\ntitle: Manual\npublisher: P\ndate: 2020-01-01\nsections:\n  - {id: a, heading: A}\n";
    let list = |steps: &str| {
        format!(
            "---\nid: list\ntitle: List\nkind: checklist\nprograms: [title-ii]\nwhere: federal\nsummary: L.\nasks: [l]\nsources: [manual/a]\noutcomes:\n  done: Done.\n---\n\n## A {{#a}}\n\n{steps}- Done. {{#end end=done}}\n"
        )
    };
    let place = Callcard::new().file("rule.md", card).file("manual.yaml", manual).file(
        "list.md",
        list("- [ ] First question [[rule#it]] {#one ask=text}\n- [ ] Second question [[rule#it]] {#two ask=text}\n"),
    );
    let content = place.content().display().to_string();
    let mut terminal = Terminal::start(place.home(), (120, 36), &["--only-content", &content, "run", "list"]);
    terminal.wait_for("First question");
    terminal.type_keys("kept answer\r");
    let screen = terminal.wait_until("saved", |screen| {
        screen.contains("1 done") && screen.lines().next().is_some_and(|line| line.ends_with("saved"))
    });
    let case = screen.split(':').next().unwrap().trim().to_owned();
    terminal.kill();
    let place = place.file(
        "list.md",
        list("- [ ] First question [[rule#it]] {#one ask=text}\n- [ ] Brand new question [[rule#it]] {#new ask=text}\n"),
    );
    let mut again = Terminal::start(
        place.home(),
        (120, 36),
        &["--only-content", &content, "run", "list", "--case", &case],
    );
    let screen = again.wait_for("has changed since");
    assert!(
        screen.contains("Second question") && !screen.contains("Brand new question"),
        "swapped in:\n{screen}"
    );
    again.type_keys("\u{1b}[15~");
    let screen = again.wait_for("Answers that go over: 1");
    assert!(
        screen.contains("Brand new question") && screen.contains("First question: kept answer"),
        "{screen}"
    );
    again.type_keys("\r");
    let screen = again.wait_until("today's text", |screen| {
        screen.contains("Brand new question") && !screen.contains("Answers that go over")
    });
    assert!(screen.contains("1 done") && screen.contains("kept answer"), "{screen}");
    again.kill();
    let shown = place
        .also(["--only-content", &content, "cases", "show", &case, "--json"])
        .code(0)
        .json();
    assert_eq!(shown["runs"].as_array().unwrap().len(), 2, "the old run is kept: {shown}");
}

#[test]
fn what_was_sent_to_the_clipboard_is_cleared_when_the_program_ends() {
    let place = Callcard::new();
    let mut terminal = Terminal::start(
        place.home(),
        (120, 36),
        &["--today", "2026-11-21", "open", "good-cause-late-appeal"],
    );
    terminal.wait_for("s sources");
    terminal.type_keys("y");
    terminal.wait_for("Sent to the terminal for one minute");
    let cleared = b"\x1b]52;c;!\x07\x1b]52;c;\x07";
    assert!(!terminal.raw.windows(cleared.len()).any(|window| window == cleared));
    terminal.type_keys("\u{3}");
    assert!(terminal.wait_for_end().success());
    assert!(terminal.raw.windows(cleared.len()).any(|window| window == cleared));
}
