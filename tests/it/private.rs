//! What the program leaves behind: files for its user alone, nothing of a scratch run, no typed word after a crash.
//!
//! Does not belong here: what cases keep (`kill`, `cli`), what is drawn.

use std::path::{Path, PathBuf};

use crate::pty::Terminal;
use crate::support::Callcard;

/// Every file and folder below `root`, `root` included.
fn below(root: &Path) -> Vec<PathBuf> {
    let mut found = vec![root.to_owned()];
    if root.is_dir() {
        for entry in std::fs::read_dir(root).unwrap() {
            found.extend(below(&entry.unwrap().path()));
        }
    }
    found
}

/// Returns the files below `root` that hold `words`.
pub(crate) fn holding(root: &Path, words: &str) -> Vec<PathBuf> {
    let is_holding = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        bytes
            .windows(words.len())
            .any(|window| window.eq_ignore_ascii_case(words.as_bytes()))
    };
    below(root).into_iter().filter(|path| path.is_file() && is_holding(path)).collect()
}

#[test]
fn nothing_of_a_scratch_run_is_on_disk() {
    let place = Callcard::new();
    let checklist = "escalate-income-benefits";
    let mut terminal = Terminal::start(place.home(), (120, 36), &["--today", "2026-11-21", "run", checklist, "--scratch"]);
    terminal.wait_for("scratch: nothing is kept");
    terminal.type_keys("2\r");
    terminal.wait_for("1 done");
    terminal.type_keys("\u{e}");
    terminal.wait_for("Note on this step");
    terminal.type_keys("quixotic lighthouse\r");
    terminal.wait_for("Note: quixotic lighthouse");
    terminal.type_keys("\u{3}");
    terminal.wait_for("Nothing of it is kept");
    terminal.type_keys("\u{3}");
    assert!(terminal.wait_for_end().success());
    let none: Vec<PathBuf> = Vec::new();
    assert_eq!(holding(place.home(), "quixotic"), none);
    assert_eq!(holding(&place.home().join("data"), checklist), none, "not even that it was begun");
    let cases = place.also(["cases", "--json"]).code(0).json();
    assert_eq!(cases.as_array().map(Vec::len), Some(0), "{cases}");
}

#[test]
fn a_run_that_is_kept_is_found_so_that_the_search_above_means_something() {
    let place = Callcard::new();
    let checklist = "escalate-income-benefits";
    let mut terminal = Terminal::start(place.home(), (120, 36), &["--today", "2026-11-21", "run", checklist]);
    terminal.wait_for("step 1 of");
    terminal.type_keys("\u{e}");
    terminal.wait_for("Note on this step");
    terminal.type_keys("quixotic lighthouse\r");
    terminal.wait_until("the note to be saved", |screen| {
        screen.contains("Note: quixotic") && screen.lines().next().is_some_and(|line| line.ends_with("saved"))
    });
    terminal.kill();
    assert_ne!(holding(place.home(), "quixotic"), Vec::<PathBuf>::new());
    assert_ne!(holding(&place.home().join("data"), checklist), Vec::<PathBuf>::new());
}

#[cfg(unix)]
#[test]
fn every_file_and_folder_is_for_the_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::Command;

    let place = Callcard::new();
    let data = place.home().join("data");
    // A folder of an earlier version, open to others, with a database that is damaged.
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("callcard.db"), "no database".repeat(500)).unwrap();
    for (path, mode) in [(data.clone(), 0o755), (data.join("callcard.db"), 0o644)] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    place.also(["cases"]);
    assert!(data.join("callcard.db.corrupt-1").exists(), "put aside");
    // The mask of the user lets everybody read and write.
    let mut program = Command::new("/bin/sh");
    program.args(["-c", "umask 000; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_callcard")]);
    program.args(["--today", "2026-11-21", "run", "escalate-income-benefits"]);
    let mut terminal = Terminal::start_program(place.home(), (120, 36), &program, &[]);
    terminal.wait_for("step 1 of");
    terminal.type_keys("2\r");
    terminal.wait_until("the answer to be saved", |screen| {
        screen.contains("1 done") && screen.lines().next().is_some_and(|line| line.ends_with("saved"))
    });
    terminal.type_keys("\u{6}good cause");
    terminal.wait_for("found");
    terminal.type_keys("\u{3}");
    assert!(terminal.wait_for_end().success());
    place.also(["index", "--rebuild"]).code(0);
    let all = [below(&data), below(&place.home().join("cache"))].concat();
    assert!(all.len() > 8, "{all:?}");
    for path in all {
        let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        let wanted = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, wanted, "{} has {mode:o}", path.display());
    }
}

/// Asks this program to crash on a typed text.
const CRASHES_ON: &str = "CALLCARD_TEST_CRASHES_ON";

#[test]
fn a_part_of_other_tests_that_crashes_on_a_typed_text() {
    let Ok(typed) = std::env::var(CRASHES_ON) else { return };
    callcard::cli::crash::report_crashes();
    let inside = typed.char_indices().find(|(_, c)| c.len_utf8() > 1).unwrap().0 + 1;
    println!("{}", &typed[inside..]);
}

#[test]
fn a_crash_prints_where_and_no_typed_word() {
    let crashed = std::process::Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "private::a_part_of_other_tests_that_crashes_on_a_typed_text",
            "--nocapture",
        ])
        .env(CRASHES_ON, "quixotic caf\u{e9} 219-09-9999")
        .env("RUST_BACKTRACE", "1")
        .output()
        .unwrap();
    assert!(!crashed.status.success());
    let said = String::from_utf8(crashed.stderr).unwrap();
    assert!(said.contains("error: callcard made a mistake at tests/it/private.rs:"), "{said}");
    for word in ["quixotic", "caf", "9999", "stack backtrace"] {
        assert!(!said.contains(word), "{said}");
    }
}
