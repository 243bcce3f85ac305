//! A disk that takes no more, and places that may not be written: a clear message with what to do, in a command and on the
//! screen; nothing lost that was saved, and nothing half written.
//!
//! What a machine does not let a test do is skipped, and says so. Does not belong here: damage to files (`store::runs::tests`).

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use callcard::domain::case_log::{CaseEntry, CaseMark};
use callcard::domain::run::Mark;
use callcard::store::runs::RunStore;
use jiff::civil::datetime;

use crate::kill::{header, long_place};
use crate::pty::Terminal;
use crate::support::{Callcard, Ran};

const CALLCARD: &str = env!("CARGO_BIN_EXE_callcard");
/// What this program becomes, under a user without rights to everything: its words, one a line.
const BECOMES: &str = "CALLCARD_TEST_BECOMES_NOBODY";
/// The user that owns nothing.
const NOBODY: u32 = 65534;

fn database(place: &Callcard) -> PathBuf {
    place.home().join("data").join("callcard.db")
}

/// Makes a case with one note, and returns its reference.
fn with_case(place: &Callcard) -> String {
    let at = datetime(2026, 11, 20, 9, 0, 0, 0);
    let mut store = RunStore::open(&database(place)).unwrap();
    let case = store.create_case("", at).unwrap().reference;
    let mark = CaseMark::Note { text: "before".to_owned() };
    store.add_case_entry(&case, &CaseEntry { at, mark }).unwrap();
    case
}

/// Returns the notes of a case, oldest first, after its chain was proved.
fn notes(place: &Callcard, case: &str) -> Vec<String> {
    let store = RunStore::open(&database(place)).unwrap();
    assert_eq!(store.moved_aside(), None);
    assert_eq!(store.verify(case).unwrap().fault, None);
    let text = |mark| match mark {
        CaseMark::Note { text } => Some(text),
        _ => None,
    };
    let log = store.case_log(case).unwrap();
    log.into_iter().filter_map(|numbered| text(numbered.entry.mark)).collect()
}

/// Runs callcard with these arguments from a shell: `script` says how, `"$@"` is callcard.
fn from_shell(script: &str, args: &[&str]) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", script, "sh", CALLCARD, "--today", "2026-11-21"]).args(args);
    command
}

#[track_caller]
fn refused(ran: &Ran, message: &str, hint: &str) {
    assert_eq!(ran.code, 3, "{}{}", ran.stdout, ran.stderr);
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert!(
        lines.len() == 2 && lines[0].starts_with("error: ") && lines[0].contains(message),
        "{lines:?}"
    );
    assert!(lines[1].starts_with("hint: ") && lines[1].contains(hint), "{lines:?}");
}

#[test]
fn a_file_that_may_not_grow_at_any_place_is_said_and_keeps_what_was_saved() {
    let place = Callcard::new();
    let case = with_case(&place);
    let blocks = std::fs::metadata(database(&place)).unwrap().len() / 512;
    let mut kept = vec!["before".to_owned()];
    let mut refusals = 0;
    for (number, limit) in (0..blocks + 40).step_by(6).enumerate() {
        let note = format!("note {number}");
        let script = format!("ulimit -f {limit}; exec \"$@\"");
        let ran = place.run_program(from_shell(&script, &["cases", "note", &case, &note]));
        if ran.code == 0 {
            kept.push(note);
        } else {
            refusals += 1;
            refused(&ran, "the disk did not take what was to be written to", "make room");
        }
        assert_eq!(notes(&place, &case), kept, "limit {limit}");
    }
    assert!(refusals > 3 && kept.len() > 3, "{refusals} refusals, {} kept", kept.len());
}

#[test]
fn a_screen_whose_file_may_not_grow_says_so_and_saves_when_it_may_again() {
    let place = long_place();
    let mut terminal = Terminal::start(place.home(), (100, 40), &long_run(&place, None));
    terminal.wait_until("the run", is_saved(0));
    let limit = |pid: u32, limit: &str| Command::new("prlimit").args(["--pid", &pid.to_string(), limit]).status();
    if !limit(terminal.pid(), "--fsize=4096:").is_ok_and(|status| status.success()) {
        println!("SKIPPED: a limit cannot be set on a running program here (prlimit)");
        return;
    }
    terminal.type_keys("first\r");
    let screen = terminal.wait_for("Not saved: ");
    assert!(
        screen.contains("the disk did not take what was to be written: make room"),
        "{screen}"
    );
    // A second Enter at once counts as a held key.
    terminal.watch(Duration::from_millis(100));
    terminal.type_keys("second\r");
    terminal.wait_for("2 done");
    assert!(limit(terminal.pid(), "--fsize=unlimited:").unwrap().success());
    terminal.wait_until("all to be saved", is_saved(2));
    let case = crate::kill::reference(&terminal.screen());
    terminal.kill();
    assert_eq!(answers(&place, &case), ["first", "second"]);
}

/// Leads into a small disk of its own at `data`, full up to the last page; `go` makes room. Prints `no small disk` where that may not be.
const SMALL_DISK: &str = r#"
exec unshare -Urm sh -c '
    cp "$HOME/data/callcard.db" "$HOME/saved.db" &&
    mount -t tmpfs -o size=1m,mode=700 none "$HOME/data" && cp "$HOME/saved.db" "$HOME/data/callcard.db" || { echo no small disk; exit 0; }
    cat /dev/zero > "$HOME/data/callcard.db-filler" 2>/dev/null
    AFTER
' sh "$@""#;

fn on_small_disk(after: &str, args: &[&str]) -> Command {
    from_shell(&SMALL_DISK.replace("AFTER", after), args)
}

fn has_small_disk(place: &Callcard) -> bool {
    let ran = place.run_program(on_small_disk("echo small disk", &[]));
    let has = ran.stdout == "small disk\n";
    if !has {
        println!("SKIPPED: no small disk can be made here: {}{}", ran.stdout, ran.stderr);
    }
    has
}

#[test]
fn a_command_on_a_full_disk_says_so_and_loses_nothing() {
    let place = Callcard::new();
    let case = with_case(&place);
    if !has_small_disk(&place) {
        return;
    }
    let long = "words ".repeat(4000);
    let ran = place.run_program(on_small_disk("exec \"$@\"", &["cases", "note", &case, &long]));
    refused(&ran, "the disk is full: ", "make room on the disk");
    // What was there is there, can be read on the full disk, and the same note is kept once there is room.
    let after = r#""$@"; rm "$HOME/data/callcard.db-filler"; "$@"; cp "$HOME/data/callcard.db" "$HOME/back.db""#;
    let ran = place.run_program(on_small_disk(after, &["cases", "note", &case, &long]));
    assert!(
        ran.code == 0 && ran.stdout.contains("entry 1 is kept"),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
    std::fs::rename(place.home().join("back.db"), database(&place)).unwrap();
    assert_eq!(notes(&place, &case), ["before", &long]);
    let after = r#""$@"; ls "$HOME/data""#;
    let ran = place.run_program(on_small_disk(after, &["cases", "verify", &case]));
    assert!(ran.stdout.contains("none altered"), "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn a_screen_on_a_full_disk_says_so_and_saves_once_there_is_room() {
    let place = long_place();
    drop(RunStore::open(&database(&place)).unwrap());
    if !has_small_disk(&place) {
        return;
    }
    let after = r#"
        (while [ ! -e "$HOME/go" ]; do sleep 0.05; done; rm "$HOME/data/callcard.db-filler") &
        "$@"; cp "$HOME/data/callcard.db" "$HOME/back.db""#;
    let args = long_run(&place, None);
    let mut terminal = Terminal::start_program(place.home(), (100, 40), &on_small_disk(after, &args[2..]), &[]);
    let screen = terminal.wait_for("Not saved: ");
    assert!(screen.contains("Not saved: the disk is full: make room on the disk."), "{screen}");
    terminal.type_keys("first\r");
    terminal.wait_for("1 done");
    std::fs::write(place.home().join("go"), "").unwrap();
    let screen = terminal.wait_until("all to be saved", is_saved(1));
    terminal.type_keys("\u{3}");
    assert!(terminal.wait_for_end().success());
    std::fs::rename(place.home().join("back.db"), database(&place)).unwrap();
    assert_eq!(answers(&place, &crate::kill::reference(&screen)), ["first"]);
}

#[test]
fn a_screen_that_ends_on_a_full_disk_says_what_is_lost() {
    let place = long_place();
    drop(RunStore::open(&database(&place)).unwrap());
    if !has_small_disk(&place) {
        return;
    }
    let args = long_run(&place, None);
    let mut terminal = Terminal::start_program(place.home(), (100, 40), &on_small_disk("exec \"$@\"", &args[2..]), &[]);
    terminal.wait_for("Not saved: ");
    terminal.type_keys("first\r");
    terminal.wait_for("1 done");
    terminal.type_keys("\u{3}");
    let screen = terminal.wait_until("a question", |screen| screen.contains("Not saved") && screen.contains("Ctrl-C"));
    assert!(screen.contains("disk is full"), "{screen}");
    terminal.type_keys("\u{3}");
    assert_eq!(terminal.wait_for_end().exit_code(), 3);
    let said = String::from_utf8_lossy(&terminal.raw).into_owned();
    assert!(
        said.contains("error: ") && said.contains("the disk is full") && said.contains("hint: make room"),
        "{said}"
    );
}

#[test]
fn output_that_cannot_be_written_is_said() {
    let place = Callcard::new();
    let case = with_case(&place);
    if !Path::new("/dev/full").exists() {
        println!("SKIPPED: there is no /dev/full here");
        return;
    }
    let ran = place.run_program(from_shell("exec \"$@\" > /dev/full", &["cases", "export", &case]));
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
}

#[test]
fn a_part_of_other_tests_that_becomes_a_program_of_nobody() {
    use std::os::unix::process::CommandExt as _;
    let Ok(words) = std::env::var(BECOMES) else { return };
    let mut words = words.lines();
    let mut command = Command::new(words.next().unwrap());
    command.args(words).env_remove(BECOMES);
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    panic!("not started: {}", command.exec());
}

/// Rights mean nothing to root: tests of them go on as nobody then. Whose a new folder is tells who we are.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let folder = tempfile::tempdir().unwrap();
    std::fs::metadata(folder.path()).unwrap().uid() == 0
}

/// Returns a command that runs callcard as a user to whom rights mean something, with what its environment needs.
fn as_nobody(args: &[&str]) -> (Command, String) {
    let words = [&[CALLCARD, "--today", "2026-11-21"], args].concat().join("\n");
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([
        "--exact",
        "faults::disk::a_part_of_other_tests_that_becomes_a_program_of_nobody",
        "--nocapture",
    ]);
    (command, words)
}

fn run_as_nobody(place: &Callcard, args: &[&str]) -> Ran {
    let (mut command, words) = as_nobody(args);
    command.env(BECOMES, words);
    place.run_program(command)
}

/// Gives all that is in the home to nobody, if we are root; tells whether nobody can run callcard there.
fn give_to_nobody(place: &Callcard) -> bool {
    let status = Command::new("chown").args(["-R", "65534:65534"]).arg(place.home()).status();
    let is_given = !is_root() || status.is_ok_and(|status| status.success());
    let ran = run_as_nobody(place, &["--version"]);
    let can = is_given && ran.code == 0;
    if !can {
        println!("SKIPPED: nobody cannot run callcard here: {}", ran.stderr);
    }
    can
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_folder_or_file_that_may_not_be_written_is_said_and_left_as_it_is() {
    let place = Callcard::new();
    let case = with_case(&place);
    let data = place.home().join("data");
    std::fs::remove_file(data.join("callcard.db-journal")).unwrap();
    if !give_to_nobody(&place) {
        return;
    }
    let bytes = std::fs::read(database(&place)).unwrap();
    for (folder_mode, file_mode) in [(0o500, 0o600), (0o555, 0o644), (0o700, 0o400), (0o555, 0o444), (0o500, 0o400)] {
        set_mode(&database(&place), file_mode);
        set_mode(&data, folder_mode);
        let ran = run_as_nobody(&place, &["cases", "note", &case, "more"]);
        refused(&ran, " may not be written", "give yourself the right to write there");
        assert_eq!(std::fs::read(database(&place)).unwrap(), bytes, "{folder_mode:o} {file_mode:o}");
    }
    set_mode(&data, 0o700);
    set_mode(&database(&place), 0o600);
    let ran = run_as_nobody(&place, &["cases", "note", &case, "more"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(notes(&place, &case), ["before", "more"]);
}

#[test]
fn a_screen_in_a_folder_that_may_not_be_written_says_so_and_saves_when_it_may() {
    let place = long_place();
    drop(RunStore::open(&database(&place)).unwrap());
    if !give_to_nobody(&place) {
        return;
    }
    let data = place.home().join("data");
    let _ = std::fs::remove_file(data.join("callcard.db-journal"));
    set_mode(&data, 0o500);
    let args = long_run(&place, None);
    let (command, words) = as_nobody(&args[2..]);
    let mut terminal = Terminal::start_program(place.home(), (100, 40), &command, &[(BECOMES, &words)]);
    let screen = terminal.wait_for("Not saved: ");
    assert!(screen.contains("may not be written"), "{screen}");
    terminal.type_keys("first\r");
    terminal.wait_for("1 done");
    set_mode(&data, 0o700);
    let screen = terminal.wait_until("all to be saved", is_saved(1));
    terminal.kill();
    assert_eq!(answers(&place, &crate::kill::reference(&screen)), ["first"]);
}

#[test]
fn something_else_in_the_place_of_folder_or_file_is_said() {
    let file = Callcard::new();
    std::fs::write(file.home().join("data"), "a file").unwrap();
    refused(&file.also(["cases", "list"]), "data cannot be made", "callcard doctor");
    let folder = Callcard::new();
    std::fs::create_dir_all(database(&folder)).unwrap();
    refused(&folder.also(["cases", "list"]), "callcard.db cannot be opened", "callcard doctor");
    for place in [file, folder] {
        let place = place.file("x.md", "");
        let mut terminal = Terminal::start(place.home(), (120, 36), &["--today", "2026-11-21", "run", "exr-title-ii-interview"]);
        let screen = terminal.wait_for("Not saved: ");
        assert!(screen.contains("cannot be"), "{screen}");
        terminal.kill();
    }
}

/// Returns the arguments that run the long checklist.
fn long_run<'a>(place: &Callcard, case: Option<&'a str>) -> Vec<&'a str> {
    let content: &'static str = Box::leak(place.content().display().to_string().into_boxed_str());
    let mut args = vec!["--today", "2026-11-21", "--only-content", content, "run", "long"];
    args.extend(case.map(|case| ["--case", case]).into_iter().flatten());
    args
}

/// Tells of a screen whether so many steps are done and all is saved.
fn is_saved(done: usize) -> impl Fn(&str) -> bool {
    move |screen| header(screen) == Some((done, true))
}

/// Returns the answers in the only run of a case, in order.
fn answers(place: &Callcard, case: &str) -> Vec<String> {
    let store = RunStore::open(&database(place)).unwrap();
    assert_eq!(store.verify(case).unwrap().fault, None);
    let file = store.show_case(case).unwrap().unwrap();
    let answer = |mark: &Mark| match mark {
        Mark::Answer { value, .. } => Some(value.clone()),
        _ => None,
    };
    file.runs[0].log.entries.iter().filter_map(|entry| answer(&entry.mark)).collect()
}
