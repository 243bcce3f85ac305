//! Manuals on a disk that takes no more, and with an index whose bytes have changed: the old index serves on or is said to
//! be damaged, cards are found all the same, nothing is left half made, and the program never breaks off.
//!
//! Does not belong here: manuals in which nothing is wrong (`manuals`), a shelf by itself (`shelf`).

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::manuals::{generations, hits, imported, is_found, pages, write};
use crate::support::{Callcard, Ran};

use super::Chance;

const CALLCARD: &str = env!("CARGO_BIN_EXE_callcard");

/// Runs callcard where no file may grow beyond so many blocks.
#[cfg(target_os = "linux")]
fn limited(place: &Callcard, blocks: u64, args: &[&str]) -> Ran {
    let mut command = Command::new("/bin/sh");
    let script = format!("ulimit -f {blocks}; exec \"$@\"");
    command.args(["-c", &script, "sh", CALLCARD, "--today", "2026-11-21"]).args(args);
    place.run_program(command)
}

/// Makes a folder with pages of many words, so that their index takes room.
fn long_pages(folder: &Path) {
    let mut chance = Chance(11);
    for number in 0..12 {
        let words: Vec<String> = (0..400).map(|_| format!("w{}", chance.below(100_000))).collect();
        write(
            folder,
            &format!("long-{number}.md"),
            &format!("# Long {number}\n\n{}\n", words.join(" ")),
        );
    }
}

/// What lies in the folders of the index beside the lock and whole generations.
fn left_behind(place: &Callcard) -> Vec<PathBuf> {
    let is_half = |path: &PathBuf| {
        !path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("generation-"))
    };
    generations(place).into_iter().filter(is_half).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn an_index_that_the_disk_does_not_take_is_said_and_the_old_one_serves_on() {
    let place = imported();
    long_pages(&pages(&place));
    let mut refusals = 0;
    for (blocks, args) in [
        (0, &["index"][..]),
        (1, &["index"]),
        (4, &["index"]),
        (12, &["index"]),
        (24, &["index", "--rebuild"]),
        (48, &["index", "--rebuild"]),
    ] {
        let ran = limited(&place, blocks, args);
        if ran.code != 0 {
            refusals += 1;
            assert_eq!(ran.code, 3, "limit {blocks}: {}{}", ran.stdout, ran.stderr);
            let lines: Vec<&str> = ran.stderr.lines().collect();
            assert!(
                lines[0].starts_with("error: ") && lines[0].contains("make room"),
                "limit {blocks}: {lines:?}"
            );
            assert!(
                lines[1].starts_with("hint: ") && lines[1].contains("an older index of the manuals serves on"),
                "{lines:?}"
            );
        }
        // Looked at with the same limit, so that nothing is made anew.
        let found = limited(&place, blocks, &["search", "quibblewood", "--json"]).code(0);
        assert_eq!(
            found.json()["hits"][0]["card"],
            "manuals/house/ladder.md",
            "limit {blocks}: {}",
            found.stderr
        );
        assert_eq!(left_behind(&place), Vec::<PathBuf>::new(), "limit {blocks}");
    }
    assert!(refusals > 2, "{refusals}");
    place.also(["index"]).code(0);
    assert!(is_found(&place, "quibblewood", "manuals/house/ladder.md"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_manual_that_the_disk_does_not_take_is_not_there_at_all() {
    let place = Callcard::new();
    let from = place.home().join("house");
    long_pages(&from);
    let ran = limited(&place, 1, &["import", "--manual", from.to_str().unwrap()]).code(3);
    assert!(
        ran.stderr.contains("nothing was changed") && ran.stderr.contains("room"),
        "{}",
        ran.stderr
    );
    assert!(!pages(&place).exists());
    place.also(["import", "--manual", from.to_str().unwrap()]).code(0);
}

#[test]
fn changed_bytes_in_the_index_of_manuals_never_break_off_a_search() {
    let place = imported();
    let folder = generations(&place).pop().unwrap();
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.metadata().is_ok_and(|metadata| 0 < metadata.len()));
    files.sort();
    let sound: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(file).unwrap()).collect();
    let mut chance = Chance(7);
    for number in 0..60 {
        let (file, bytes) = (&files[number % files.len()], &sound[number % files.len()]);
        let mut changed = bytes.clone();
        let at = chance.pick(changed.len());
        changed[at] ^= 1 << chance.below(8);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(file, &changed).unwrap();
        let ran = place.also(["search", "late appeal quibblewood", "--json"]);
        let what = format!("byte {at} of {}: {}{}", file.display(), ran.stdout, ran.stderr);
        assert_eq!(ran.code, 0, "{what}");
        assert!(!ran.stderr.contains("error"), "{what}");
        let found = ran.json();
        let is_card = |hit: &serde_json::Value| hit["manual"].is_null();
        assert!(found["hits"].as_array().unwrap().iter().any(is_card), "cards are found: {what}");
        // What was made anew meanwhile gives way to the sound one.
        for generation in generations(&place) {
            std::fs::remove_dir_all(generation).unwrap();
        }
        std::fs::create_dir_all(&folder).unwrap();
        for (file, bytes) in files.iter().zip(&sound) {
            std::fs::write(file, bytes).unwrap();
        }
    }
    assert!(!hits(&place, "quibblewood").is_empty());
    place.also(["index"]).code(0);
    assert!(is_found(&place, "quibblewood", "manuals/house/ladder.md"));
}

#[test]
fn a_changed_byte_in_texts_or_words_is_noticed_and_they_are_made_anew() {
    let place = imported();
    let mut chance = Chance(13);
    for number in 0..12 {
        // A page that came later has files of its own.
        write(&pages(&place), "later.md", &format!("# Later\n\nword{number} is new.\n"));
        place.also(["index"]).code(0);
        let folder = generations(&place).pop().unwrap();
        let kind = ["bodies-", "words-"][number % 2];
        let names = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name.starts_with(kind)).collect();
        names.sort();
        let name = if number % 4 < 2 { names.first() } else { names.last() }.unwrap();
        let mut bytes = std::fs::read(folder.join(name)).unwrap();
        let at = chance.pick(bytes.len());
        bytes[at] ^= 1 << chance.below(8);
        std::fs::write(folder.join(name), bytes).unwrap();
        let said = place.also(["index"]).code(0).stdout.clone();
        assert!(said.contains("index built (3 pages read"), "byte {at} of {name}: {said}");
        assert!(is_found(&place, "quibblewood", "manuals/house/ladder.md"));
    }
    let said = place.also(["index"]).code(0).stdout.clone();
    assert!(!said.contains("index built ("), "{said}");
}
