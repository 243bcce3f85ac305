//! The program makes no network call: it runs whole under a filter of system calls that kills whoever makes one.
//!
//! The test program starts itself again, takes the filter upon itself and becomes callcard; a filter outlives that and
//! cannot be laid off. Pairs of local sockets, by which a program tells itself of signals, lead nowhere and are let pass.
//! Linux only. Does not belong here: what the commands print.

use std::net::{TcpStream, UdpSocket};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::pty::Terminal;
use crate::support::Callcard;

/// Every call that opens a socket, names or reaches a peer, or waits for one; and the ring that makes calls unseen.
/// What can be sent or received without them stays within a pair of local sockets (`AF_UNIX`, 1).
const FILTER: &str = r#"{ "no-network": { "mismatch_action": "allow", "match_action": "kill_process", "filter": [
    { "syscall": "socket" },
    { "syscall": "socketpair", "args": [{ "index": 0, "type": "dword", "op": "ne", "val": 1 }] },
    { "syscall": "connect" },
    { "syscall": "bind" },
    { "syscall": "listen" },
    { "syscall": "accept" },
    { "syscall": "accept4" },
    { "syscall": "getsockname" },
    { "syscall": "getpeername" },
    { "syscall": "sendto", "args": [{ "index": 4, "type": "qword", "op": "ne", "val": 0 }] },
    { "syscall": "sendmsg" },
    { "syscall": "sendmmsg" },
    { "syscall": "recvfrom", "args": [{ "index": 4, "type": "qword", "op": "ne", "val": 0 }] },
    { "syscall": "recvmsg" },
    { "syscall": "recvmmsg" },
    { "syscall": "io_uring_setup" }
] } }"#;

/// What this program becomes once the filter holds, with its arguments, one a line.
const BECOMES: &str = "CALLCARD_TEST_BECOMES";
/// Asks this program to reach for the network.
const REACHES: &str = "CALLCARD_TEST_REACHES";
/// The signal of a call that the filter forbids.
const SIGSYS: i32 = 31;

#[test]
fn a_part_of_other_tests_that_becomes_a_program_without_a_network() {
    let Ok(words) = std::env::var(BECOMES) else { return };
    let arch = std::env::consts::ARCH.try_into().unwrap();
    let filters = seccompiler::compile_from_json(FILTER.as_bytes(), arch).unwrap();
    seccompiler::apply_filter(&filters["no-network"]).unwrap();
    let mut words = words.lines();
    let failed = Command::new(words.next().unwrap()).args(words).env_remove(BECOMES).exec();
    panic!("not started: {failed}");
}

#[test]
fn a_part_of_other_tests_that_reaches_for_the_network() {
    let nobody = "127.0.0.1:9";
    match std::env::var(REACHES).as_deref() {
        Ok("connect") => drop(TcpStream::connect(nobody)),
        Ok("bind") => drop(UdpSocket::bind("127.0.0.1:0")),
        Ok("look up") => drop(std::net::ToSocketAddrs::to_socket_addrs("name.invalid:80")),
        _ => {}
    }
}

/// Returns a command that runs one of the two parts above.
fn part(name: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &format!("network::{name}"), "--nocapture"]);
    command
}

/// Returns what becomes a program without a network.
fn without_network(program: &Path, args: &[&str]) -> (Command, String) {
    let words = [&[program.to_str().unwrap()], args].concat().join("\n");
    let mut command = part("a_part_of_other_tests_that_becomes_a_program_without_a_network");
    command.env(BECOMES, &words);
    (command, words)
}

fn callcard() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_callcard"))
}

#[track_caller]
fn run_without_network(place: &Callcard, stdin: &str, args: &[&str]) {
    let input = place.home().join("stdin");
    std::fs::write(&input, stdin).unwrap();
    let (mut command, _) = without_network(callcard(), &[&["--today", "2026-11-21"], args].concat());
    let output: Output = command
        .env("HOME", place.home())
        .env("CALLCARD_DATA", place.home().join("data"))
        .env("CALLCARD_CACHE", place.home().join("cache"))
        .stdin(Stdio::from(std::fs::File::open(input).unwrap()))
        .output()
        .unwrap();
    assert_eq!(
        (output.status.signal(), output.status.code()),
        (None, Some(0)),
        "{args:?}\nstdout: {}\nstderr: {}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    // The lines before are those of the test program.
    let printed = String::from_utf8(output.stdout).unwrap();
    let own = printed.split_once("running 1 test\n").unwrap().1;
    assert!(
        !own.trim().is_empty() && !own.contains("test result"),
        "callcard itself has run: {printed}"
    );
}

#[test]
fn every_command_runs_where_a_network_call_kills() {
    let place = Callcard::new();
    run_without_network(&place, "late appeal\ngn 204 12\n", &["search", "--json", "--batch", "-"]);
    let answers = "{\"issue\": \"no answer\", \"deadline-running\": \"no\"}";
    for args in [
        &["search", "good cause"] as &[&str],
        &["show", "closeout-dates"],
        &["list", "sources"],
        &["walk", "escalate-income-benefits", "--answers", "-"],
        &["walk", "escalate-income-benefits", "--paths"],
        &["check"],
        &["review"],
        &["date", "pf-t2-closeout", "--notice-date", "2026-06-02"],
        &["figure", "sga-non-blind"],
        &["index", "--rebuild"],
        &["index", "--measure"],
        &["import", concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")],
        &["doctor"],
        &["completions", "bash"],
        &["--help"],
        &["new", "card", "our-own-rule"],
    ] {
        run_without_network(&place, answers, args);
    }
}

#[test]
fn a_whole_session_and_its_record_run_where_a_network_call_kills() {
    let note = "# For writers\n";
    let place = Callcard::new().file("README.md", note);
    let content = place.content().display().to_string();
    let (command, words) = without_network(callcard(), &["--today", "2026-11-21", "--content", &content]);
    let mut terminal = Terminal::start_program(place.home(), (120, 36), &command, &[(BECOMES, &words)]);
    terminal.wait_for("type what you heard");
    // Watching a folder is no network call.
    let place = place.file("own.md", note);
    terminal.wait_for("own.md:1: C001");
    let place = place.file("own.md", "");
    std::fs::remove_file(place.content().join("own.md")).unwrap();
    terminal.type_keys("good cause\r");
    terminal.wait_for("s sources");
    terminal.type_keys("y");
    terminal.wait_for("Sent to the terminal");
    terminal.type_keys("s");
    terminal.wait_for("Esc close");
    terminal.type_keys("\u{1b}");
    terminal.wait_for("s sources");
    terminal.type_keys("c");
    let screen = terminal.wait_until("a checklist", |screen| {
        screen.contains("Which checklist?") || screen.contains("Whose case?")
    });
    if screen.contains("Which checklist?") {
        terminal.type_keys("\r");
        terminal.wait_for("Whose case?");
    }
    terminal.type_keys("\r");
    terminal.wait_until("a run that is saved", is_saved);
    terminal.type_keys("1\r");
    let screen = terminal.wait_until("an answer that is saved", |screen| is_saved(screen) && screen.contains("1 done"));
    let case = screen.split(':').next().unwrap().trim().to_owned();
    terminal.type_keys("\u{1b}");
    terminal.wait_for("Leaving. What for?");
    terminal.type_keys("\r");
    terminal.wait_for("s sources");
    terminal.type_keys("\u{3}");
    let status = terminal.wait_for_end();
    assert!(status.success(), "{status}");
    assert!(!terminal.is_alternate(), "the alternate screen was not left");
    run_without_network(&place, "", &["cases"]);
    run_without_network(&place, "", &["cases", "show", &case]);
    run_without_network(&place, "", &["cases", "export", &case]);
}

fn is_saved(screen: &str) -> bool {
    screen
        .lines()
        .next()
        .is_some_and(|line| line.starts_with("C-") && line.ends_with("saved"))
}

#[test]
fn whoever_reaches_for_the_network_is_killed() {
    let reach = "a_part_of_other_tests_that_reaches_for_the_network";
    for how in ["connect", "bind", "look up"] {
        let free = part(reach).env(REACHES, how).output().unwrap();
        assert_eq!(free.status.signal(), None, "{how}: without the filter nothing is killed");
        let filter = format!("network::{reach}");
        let (mut command, _) = without_network(&std::env::current_exe().unwrap(), &["--exact", &filter]);
        let caught = command.env(REACHES, how).output().unwrap();
        assert_eq!(
            caught.status.signal(),
            Some(SIGSYS),
            "{how}: {}",
            String::from_utf8_lossy(&caught.stdout)
        );
    }
}
