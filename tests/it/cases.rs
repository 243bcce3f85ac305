//! `callcard cases`: notes, contacts, corrections, the proof of the log, case files between computers, what is stored, purging.
//!
//! Does not belong here: the form of a record (`export`), the database alone (unit tests of `store`).

use rusqlite::Connection;

use crate::pty::Terminal;
use crate::support::Callcard;

/// A case with one finished answer, made through the UI, since only the UI begins runs.
fn with_a_run() -> (Callcard, String) {
    let place = Callcard::new();
    let mut terminal = Terminal::start(place.home(), (120, 36), &["--today", "2026-11-21", "run", "which-appeal-by-when"]);
    terminal.wait_for("step 1 of");
    terminal.type_keys("1\r");
    let screen = terminal.wait_until("the answer to be saved", |screen| {
        screen.contains("1 done") && screen.lines().next().is_some_and(|line| line.ends_with("saved"))
    });
    let case = screen.split([' ', ':']).next().unwrap().to_owned();
    terminal.type_keys("\u{3}");
    terminal.wait_for_end();
    (place, case)
}

fn database(place: &Callcard) -> Connection {
    Connection::open(place.home().join("data").join("callcard.db")).unwrap()
}

#[test]
fn a_note_and_a_contact_are_added_and_a_wrong_one_is_struck_and_stays() {
    let (place, case) = with_a_run();
    let noted = place
        .also(["cases", "note", &case, "sent", "by", "fax,", "number", "000-00-0000"])
        .code(0);
    assert!(noted.stdout.contains("Not kept: Social Security number"), "{}", noted.stdout);
    let contact = [
        "cases",
        "contact",
        &case,
        "--office",
        "Madison",
        "--hold-minutes",
        "47",
        "--next-date",
        "12/1/2026",
    ];
    let entry = place.also([&["cases", "--json"], &contact[1..]].concat()).code(0).json()["entry"].clone();
    let number = entry.to_string();
    place.also(["cases", "strike", &case, &number, "--why", "wrong office"]).code(0);
    let again = place.also(["cases", "strike", &case, &number]).code(1);
    assert!(again.stderr.contains("that stands"), "{}", again.stderr);
    let shown = place.also(["cases", "show", &case]).code(0).stdout;
    assert!(shown.contains("note: sent by fax, number ***-**-****"), "{shown}");
    assert!(
        shown.contains(&format!("entry {number},")) && shown.contains("struck: contact: Madison"),
        "{shown}"
    );
    for (arguments, problem) in [
        (vec!["--hold-minutes", "an hour"], "whole minutes"),
        (vec!["--pigeon", "x"], "has no field"),
        (vec!["--office"], "without a value"),
    ] {
        let ran = place.also([&["cases", "contact", &case], arguments.as_slice()].concat()).code(2);
        assert!(ran.stderr.contains(problem), "{}", ran.stderr);
    }
}

#[test]
fn verify_names_the_first_entry_that_was_altered() {
    let (place, case) = with_a_run();
    for note in ["one", "two", "three"] {
        place.also(["cases", "note", &case, note]).code(0);
    }
    let whole = place.also(["cases", "verify"]).code(0).stdout;
    assert!(whole.contains("none altered; the last is "), "{whole}");
    let sql = "UPDATE log SET entry = replace(entry, 'two', 'ten') WHERE entry LIKE '%two%'";
    assert_eq!(database(&place).execute(sql, []).unwrap(), 1);
    let seq: i64 = database(&place)
        .query_row("SELECT seq FROM log WHERE entry LIKE '%ten%'", [], |row| row.get(0))
        .unwrap();
    let altered = place.also(["cases", "verify", &case]).code(1).stdout;
    assert!(
        altered.contains(&format!("entry {seq} is the first that is not as it was written")),
        "{altered}"
    );
    let refused = place.also(["cases", "save", &case, "somewhere.json"]).code(1);
    assert!(refused.stderr.contains("not as written"), "{}", refused.stderr);
}

#[test]
fn a_case_file_is_taken_in_on_another_computer_and_never_overwrites() {
    let (here, case) = with_a_run();
    here.also(["cases", "note", &case, "from", "here"]).code(0);
    let file = here.home().join("case.json").display().to_string();
    here.also(["cases", "save", &case, &file]).code(0);
    let twice = here.also(["cases", "save", &case, &file]).code(3);
    assert!(twice.stderr.contains("was not written"), "{}", twice.stderr);
    let there = Callcard::new();
    let taken = there.also(["cases", "import", &file]).code(0).stdout;
    assert!(taken.contains(&format!("{case} is here now")), "{taken}");
    let record = |place: &Callcard| place.also(["cases", "export", &case, "--as", "json"]).code(0).stdout;
    assert_eq!(record(&there), record(&here), "the same record on both");
    assert!(
        there
            .also(["cases", "import", &file])
            .code(0)
            .stdout
            .contains("Nothing was changed")
    );
    there.also(["cases", "note", &case, "from", "there"]).code(0);
    here.also(["cases", "note", &case, "more", "from", "here"]).code(0);
    let other = there.home().join("case.json").display().to_string();
    there.also(["cases", "save", &case, &other]).code(0);
    let apart = here.also(["cases", "import", &other]).code(0).stdout;
    assert!(apart.contains("is left as it is"), "{apart}");
    here.also(["cases", "verify"]).code(0);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("from here", "from them")).unwrap();
    let damaged = there.also(["cases", "import", &file]).code(2);
    assert!(damaged.stderr.contains("damaged or was changed"), "{}", damaged.stderr);
    std::fs::write(&file, "not a case").unwrap();
    assert!(there.also(["cases", "import", &file]).code(2).stderr.contains("no case file"));
}

#[test]
fn what_is_stored_is_shown_with_its_place_and_purging_leaves_a_receipt_and_nothing_else() {
    let (place, case) = with_a_run();
    place.also(["cases", "note", &case, "a", "needle", "in", "it"]).code(0);
    let stored = place.also(["cases", "stored"]).code(0).stdout;
    assert!(stored.contains("callcard.db") && stored.contains(&case), "{stored}");
    let open = place.also(["cases", "purge", &case, "--older-than", "0"]).code(2);
    assert!(open.stderr.contains("is not finished"), "{}", open.stderr);
    place.also(["cases", "close", &case]).code(0);
    let early = place.also(["cases", "purge", &case]).code(2);
    assert!(early.stderr.contains("less than 30 days ago"), "{}", early.stderr);
    let kept = place.also(["--keep-days", "0", "cases", "purge", "--dry-run"]).code(0).stdout;
    assert!(kept.contains("would be deleted"), "{kept}");
    let purged = place.also(["cases", "purge", &case, "--older-than", "0"]).code(0).stdout;
    assert!(purged.contains("Receipt kept; the last entry was "), "{purged}");
    let stored = place.also(["cases", "stored", "--json"]).code(0).json();
    assert_eq!(stored["cases"].as_array().unwrap().len(), 0);
    assert_eq!(stored["receipts"][0]["case"], case.as_str());
    let bytes = std::fs::read(place.home().join("data").join("callcard.db")).unwrap();
    assert!(!bytes.windows(6).any(|part| part == b"needle"), "what is purged is overwritten");
}
