//! Encryption with a passphrase from outside: files and output, the terminal that asks, kills and other windows.
//!
//! Does not belong here: what a sealed database does inside (unit tests of `store`).

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::private::holding;
use crate::pty::Terminal;
use crate::support::Callcard;

const CHECKLIST: &str = "escalate-income-benefits";
const RUN: [&str; 4] = ["--today", "2026-11-21", "run", CHECKLIST];
const FILE: &str = "CALLCARD_PASSPHRASE_FILE";
const NEW_FILE: &str = "CALLCARD_NEW_PASSPHRASE_FILE";
const PASSPHRASE: &str = "walrus kumquat zither";

/// Writes a passphrase into a file, and returns its name.
fn file(place: &Callcard, name: &str, text: &str) -> String {
    let path = place.home().join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// Begins a run with an answer and a note, and returns its case.
fn begin(place: &Callcard) -> String {
    let mut terminal = Terminal::start(place.home(), (120, 36), &RUN);
    terminal.wait_for("step 1 of");
    terminal.type_keys("2\r");
    terminal.wait_until("the answer to be saved", |screen| is_saved(screen) && screen.contains("1 done"));
    terminal.type_keys("\u{e}");
    terminal.wait_for("Note on this step");
    terminal.type_keys("quixotic lighthouse\r");
    let screen = terminal.wait_until("the note to be saved", |screen| {
        is_saved(screen) && screen.contains("Note: quixotic")
    });
    let case = screen.split(':').next().unwrap().trim().to_owned();
    terminal.kill();
    case
}

fn is_saved(screen: &str) -> bool {
    screen.lines().next().is_some_and(|line| line.ends_with("saved"))
}

/// Returns which of a few words stand in the data folder.
fn words_in(data: &Path) -> Vec<&'static str> {
    let words = ["quixotic", "lighthouse", CHECKLIST, "\"do\":"];
    words.into_iter().filter(|word| !holding(data, word).is_empty()).collect()
}

#[test]
fn cases_are_encrypted_read_saved_and_decrypted_with_a_file() {
    let mut place = Callcard::new();
    let (case, data) = (begin(&place), place.home().join("data"));
    assert_eq!(words_in(&data).len(), 4);
    let shown = place.also(["cases", "show", &case, "--json"]).code(0).stdout;
    let good = file(&place, "passphrase", &format!("{PASSPHRASE}\r\nnot this line\n"));
    place.set(FILE, &good);
    let ran = place.also(["cases", "encrypt"]).code(0);
    assert!(ran.stderr.contains("A lost passphrase cannot be recovered"), "{}", ran.stderr);
    assert!(ran.stdout.contains("Encrypted: 1 cases"), "{}", ran.stdout);
    assert_eq!(words_in(&data), Vec::<&str>::new());
    let again = place.also(["cases", "encrypt"]).code(2);
    assert!(again.stderr.contains("encrypted already"), "{}", again.stderr);
    assert_eq!(place.also(["cases", "show", &case, "--json"]).code(0).stdout, shown);
    assert!(
        place
            .also(["cases", "export", &case])
            .code(0)
            .stdout
            .contains("quixotic lighthouse")
    );
    assert!(place.also(["cases", "verify"]).code(0).stdout.contains("none altered"));
    place.also(["cases", "note", &case, "marzipan"]).code(0);
    assert_eq!(holding(&data, "marzipan"), Vec::<PathBuf>::new());
    let stored = place.also(["cases", "stored"]).code(0).stdout;
    assert!(stored.contains("Encrypted with a passphrase"), "{stored}");
    assert_eq!(place.also(["cases", "stored", "--json"]).code(0).json()["encrypted"], true);
    let saved = place.home().join("case.json").display().to_string();
    let ran = place.also(["cases", "save", &case, &saved]).code(0);
    assert!(ran.stdout.contains("The file is not encrypted"), "{}", ran.stdout);
    assert!(std::fs::read_to_string(&saved).unwrap().contains("marzipan"));
}

#[test]
fn the_passphrase_is_changed_and_taken_off_again() {
    let mut place = Callcard::new();
    begin(&place);
    let data = place.home().join("data");
    let good = file(&place, "passphrase", PASSPHRASE);
    place.set(FILE, &good);
    place.also(["cases", "encrypt"]).code(0);
    let new = file(&place, "new", "walrus kumquat trombone\n");
    place.set(NEW_FILE, &new);
    place.also(["cases", "passphrase"]).code(0);
    let ran = place.also(["cases"]).code(2);
    assert!(
        ran.stderr.contains("that is not the passphrase") && ran.stdout.is_empty(),
        "{}",
        ran.stderr
    );
    place.set(FILE, &new);
    assert!(place.also(["doctor"]).code(0).stdout.contains("callcard.db, encrypted"));
    place.also(["cases", "decrypt"]).code(0);
    assert_eq!(words_in(&data).len(), 4);
    place.unset(FILE);
    assert!(place.also(["doctor"]).code(0).stdout.contains("callcard.db, not encrypted"));
    assert!(place.also(["cases", "verify"]).code(0).stdout.contains("none altered"));
    assert!(place.also(["cases", "stored"]).code(0).stdout.contains("Not encrypted;"));
    let ran = place.also(["cases", "decrypt"]).code(2);
    assert!(ran.stderr.contains("are not encrypted"), "{}", ran.stderr);
}

#[test]
fn without_a_passphrase_only_what_reads_cases_is_refused() {
    let mut place = Callcard::new();
    let ran = place.also(["cases", "encrypt"]).code(2);
    assert!(ran.stderr.contains("no terminal") && ran.stderr.contains(FILE), "{}", ran.stderr);
    assert!(!place.home().join("data").exists(), "nothing is made");
    let case = begin(&place);
    let good = file(&place, "passphrase", PASSPHRASE);
    place.set(FILE, &good);
    place.also(["cases", "encrypt", "--json"]).code(0);
    place.unset(FILE);
    let database = std::fs::read(place.home().join("data/callcard.db")).unwrap();
    for command in [
        &["cases"] as &[&str],
        &["cases", "show", &case],
        &["cases", "note", &case, "late"],
        &["cases", "stored"],
        &["cases", "verify"],
        &["cases", "decrypt"],
        &["cases", "passphrase"],
        &["cases", "purge", "--older-than", "0"],
    ] {
        let ran = place.also(command.iter().copied()).code(2);
        let is_clear = ran.stderr.contains("the cases are encrypted, and there is no terminal") && ran.stderr.contains(FILE);
        assert!(is_clear && ran.stdout.is_empty(), "{command:?}: {}{}", ran.stdout, ran.stderr);
    }
    for command in [
        &["search", "late", "appeal"] as &[&str],
        &["show", "closeout-dates"],
        &["date", "pf-t2-closeout", "--notice-date", "2026-06-02"],
        &["figure", "sga-non-blind"],
        &["list"],
        &["check"],
        &["walk", CHECKLIST, "--paths"],
    ] {
        place.also(command.iter().copied()).code(0);
    }
    let doctor = place.also(["doctor"]).code(0).stdout;
    assert!(
        doctor.contains("1 cases in") && doctor.contains("encrypted; what they hold was not looked at"),
        "{doctor}"
    );
    assert_eq!(std::fs::read(place.home().join("data/callcard.db")).unwrap(), database, "untouched");
    for (name, text, said) in [
        ("empty", "\n", "its first line is empty"),
        ("binary", "\u{1}", "that is not the passphrase"),
    ] {
        let name = file(&place, name, text);
        place.set(FILE, &name);
        let ran = place.also(["cases"]).code(2);
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
    place.set(FILE, "/no/such/file");
    assert!(
        place
            .also(["cases"])
            .code(2)
            .stderr
            .contains("the passphrase cannot be read from /no/such/file")
    );
}

#[test]
fn the_passphrase_is_typed_unseen_and_the_ui_opens_with_it() {
    let place = Callcard::new();
    let case = begin(&place);
    let mut terminal = Terminal::start(place.home(), (120, 36), &["cases", "encrypt"]);
    terminal.wait_for("A lost passphrase cannot be recovered");
    terminal.wait_for("New passphrase");
    terminal.type_keys(&format!("{PASSPHRASE}\r"));
    terminal.wait_for("once more");
    terminal.type_keys("walrus kumquat zebra\r");
    terminal.wait_for("The two differ");
    terminal.type_keys(&format!("{PASSPHRASE}\r"));
    terminal.wait_until("the second question", |screen| screen.matches("once more").count() == 2);
    terminal.type_keys(&format!("{PASSPHRASE}\r"));
    assert!(terminal.wait_for_end().success());
    assert!(terminal.screen().contains("Encrypted: 1 cases"), "{}", terminal.screen());
    check_unseen(&terminal);
    assert_eq!(words_in(&place.home().join("data")), Vec::<&str>::new());

    let mut terminal = Terminal::start(place.home(), (120, 36), &[&RUN[..], &["--case", &case]].concat());
    terminal.wait_for("Passphrase of your cases");
    assert!(!terminal.is_alternate(), "asked before the UI");
    terminal.type_keys("walrus kumquat zebra\r");
    terminal.wait_for("That is not the passphrase");
    terminal.type_keys("walruses\u{7f}\u{7f} kumquat zither\r");
    terminal.wait_for("Note: quixotic lighthouse");
    terminal.type_keys("\u{e}");
    terminal.wait_for("Note on this step");
    terminal.type_keys(" and marzipan\r");
    terminal.wait_until("the note to be saved", |screen| is_saved(screen) && screen.contains("marzipan"));
    terminal.signal(15);
    assert!(terminal.wait_for_end().success(), "the UI catches the signal itself");
    assert!(!terminal.is_alternate(), "the alternate screen was not left");
    check_unseen(&terminal);
    assert_eq!(holding(&place.home().join("data"), "marzipan"), Vec::<PathBuf>::new());
}

/// Nothing of what was typed for a passphrase may have come back.
#[track_caller]
fn check_unseen(terminal: &Terminal) {
    let raw = String::from_utf8_lossy(&terminal.raw);
    for word in ["walrus", "kumquat", "zither", "zebra", "**"] {
        assert!(!raw.contains(word), "{word} is seen: {raw}");
    }
}

#[cfg(unix)]
#[test]
fn three_wrong_passphrases_and_a_kill_leave_the_terminal_as_it_was() {
    let mut place = Callcard::new();
    begin(&place);
    let good = file(&place, "passphrase", PASSPHRASE);
    place.set(FILE, &good);
    place.also(["cases", "encrypt"]).code(0);
    for (keys, said) in [
        (["wrong\r", "wrong\r", "wrong\r"], "that is not the passphrase of"),
        (["wrong\r", "wrong\r", "\u{3}"], "no passphrase was given"),
    ] {
        let mut terminal = Terminal::start(place.home(), (120, 36), &[]);
        for (idx, key) in keys.into_iter().enumerate() {
            terminal.wait_until("a question", |screen| screen.matches("Passphrase of your cases").count() == idx + 1);
            terminal.type_keys(key);
        }
        assert_eq!(terminal.wait_for_end().exit_code(), 2);
        let screen = terminal.screen();
        assert!(screen.contains(said) && screen.contains("cannot be recovered"), "{screen}");
    }
    let mut sleeper = Command::new("/bin/sleep");
    sleeper.arg("100");
    let before = Terminal::start_program(place.home(), (120, 36), &sleeper, &[]).modes();
    let mut terminal = Terminal::start(place.home(), (120, 36), &["cases"]);
    terminal.wait_for("Passphrase of your cases");
    assert_ne!(terminal.modes(), before, "nothing is echoed");
    terminal.signal(15);
    assert!(!terminal.wait_for_end().success());
    assert_eq!(terminal.modes(), before);
}

#[test]
fn a_window_that_is_open_while_cases_are_encrypted_says_so_and_writes_nothing() {
    let mut place = Callcard::new();
    let mut terminal = Terminal::start(place.home(), (120, 36), &RUN);
    terminal.wait_for("step 1 of");
    terminal.type_keys("2\r");
    terminal.wait_until("the answer to be saved", |screen| is_saved(screen) && screen.contains("1 done"));
    let good = file(&place, "passphrase", PASSPHRASE);
    place.set(FILE, &good);
    place.also(["cases", "encrypt"]).code(0);
    terminal.type_keys("\u{e}");
    terminal.wait_for("Note on this step");
    terminal.type_keys("quixotic lighthouse\r");
    let screen = terminal.wait_until("what to do", |screen| {
        screen.contains("Not saved") && screen.contains("another window")
    });
    assert!(screen.contains("Note: quixotic lighthouse"), "it is still to be seen: {screen}");
    terminal.kill();
    assert_eq!(words_in(&place.home().join("data")), Vec::<&str>::new());
    let cases = place.also(["cases", "verify"]).code(0).stdout;
    assert!(cases.contains("none altered"), "{cases}");
}

#[test]
fn a_kill_while_encrypting_leaves_all_plain_or_all_encrypted() {
    let mut place = Callcard::new();
    let case = begin(&place);
    let shown = place.also(["cases", "show", &case, "--json"]).code(0).stdout;
    let good = file(&place, "passphrase", PASSPHRASE);
    place.set(FILE, &good);
    let mut seen = [0, 0];
    for attempt in 0..10_u64 {
        let journal = place.home().join("data/callcard.db-journal");
        // A kill may have left one that was never made valid.
        let before = size(&journal);
        let mut child = Command::new(env!("CARGO_BIN_EXE_callcard"))
            .args(["cases", "encrypt"])
            .env("CALLCARD_DATA", place.home().join("data"))
            .env(FILE, &good)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Once the journal grows, the transaction is under way.
        for _ in 0..200_000 {
            if size(&journal) != before || child.try_wait().unwrap().is_some() {
                break;
            }
            std::thread::sleep(Duration::from_micros(100));
        }
        std::thread::sleep(Duration::from_micros(attempt * 600));
        let _ = child.kill();
        let _ = child.wait();
        let stored = place.also(["cases", "stored", "--json"]).code(0).json();
        let is_encrypted = stored["encrypted"].as_bool().unwrap();
        seen[usize::from(is_encrypted)] += 1;
        assert_eq!(
            place.also(["cases", "show", &case, "--json"]).code(0).stdout,
            shown,
            "attempt {attempt}"
        );
        if is_encrypted {
            assert_eq!(words_in(&place.home().join("data")), Vec::<&str>::new(), "attempt {attempt}");
            place.also(["cases", "decrypt"]).code(0);
        }
    }
    println!("{} kills left the cases plain, {} encrypted", seen[0], seen[1]);
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |file| file.len())
}

#[test]
fn a_damaged_key_and_a_moved_text_are_said_with_what_to_do() {
    let mut place = Callcard::new();
    let case = begin(&place);
    let good = file(&place, "passphrase", PASSPHRASE);
    place.set(FILE, &good);
    place.also(["cases", "encrypt"]).code(0);
    let database = rusqlite::Connection::open(place.home().join("data/callcard.db")).unwrap();
    database
        .execute_batch("UPDATE log SET entry = (SELECT entry FROM log WHERE seq = 1) WHERE seq = 2")
        .unwrap();
    let ran = place.also(["cases", "show", &case]).code(3);
    let said = format!("the sealed text log/{case}/2/entry cannot be used");
    assert!(
        ran.stderr.contains(&said) && ran.stderr.contains("moved or copied"),
        "{}",
        ran.stderr
    );
    let ran = place.also(["cases", "verify"]).code(1);
    assert!(
        ran.stdout.contains("NOT AS WRITTEN") && ran.stdout.contains("belongs to another place"),
        "{}",
        ran.stdout
    );
    let ran = place.also(["doctor"]).code(1);
    assert!(
        ran.stdout.contains("1 cases in") && ran.stdout.contains("cannot be read"),
        "{}",
        ran.stdout
    );
    database
        .execute_batch("UPDATE settings SET value = replace(value, 'k1:', 'k1:1') WHERE name = 'seal-key'")
        .unwrap();
    place.unset(FILE);
    let mut terminal = Terminal::start(place.home(), (120, 36), &["cases"]);
    assert_eq!(terminal.wait_for_end().exit_code(), 3, "nothing is asked");
    let screen = terminal.screen();
    assert!(
        screen.contains("cannot be used") && screen.contains("put a copy of the file in its place"),
        "{screen}"
    );
    assert!(place.also(["doctor"]).code(1).stdout.contains("WRONG cases: the key of"));
}
