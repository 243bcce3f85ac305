//! The search index broken in many ways: search answers all the same, and the next index is whole.
//!
//! Does not belong here: ranking.

use std::path::{Path, PathBuf};

use crate::support::Callcard;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn cache(place: &Callcard) -> PathBuf {
    place.home().join("cache")
}

/// A place with a card of the user's, so that the index is not the one in the program.
fn place() -> Callcard {
    let mut card = "---\nid: mine\ntitle: Of my own\nkind: rule\nprograms: [title-ii]\nwhere: federal\nsummary: Nothing.\n".to_owned();
    card.push_str("asks: [nothing much]\nsources: [gn-00204.012/b]\n---\n\n> [!IMPORTANT]\n> Nothing.\n");
    let place = Callcard::new().file("../.config/callcard/content/mine.md", card);
    place.also(["show", "mine"]).code(0);
    place
}

fn first_card(place: &Callcard) -> String {
    let found = place.also(["search", "l991", "--json"]).code(0).json();
    found["hits"][0]["card"].as_str().unwrap().to_owned()
}

/// Builds an index, breaks it with `harm`, and expects the same answer and a whole index after.
#[track_caller]
fn check(what: &str, harm: impl Fn(&Path)) {
    let place = place();
    assert_eq!(first_card(&place), "closeout-l991");
    harm(&cache(&place));
    assert_eq!(first_card(&place), "closeout-l991", "{what}");
    assert_eq!(first_card(&place), "closeout-l991", "{what}, once more");
}

fn each(folder: &Path, change: impl Fn(&Path, Vec<u8>)) {
    for file in files(folder) {
        let bytes = std::fs::read(&file).unwrap();
        change(&file, bytes);
    }
}

#[test]
fn a_search_index_broken_in_many_ways_is_built_anew() {
    check("the folder is gone", |cache| std::fs::remove_dir_all(cache).unwrap());
    check("every file is empty", |cache| {
        each(cache, |file, _| std::fs::write(file, b"").unwrap());
    });
    check("every file is cut in half", |cache| {
        each(cache, |file, bytes| std::fs::write(file, &bytes[..bytes.len() / 2]).unwrap());
    });
    check("every file is zeroed", |cache| {
        each(cache, |file, bytes| std::fs::write(file, vec![0; bytes.len()]).unwrap());
    });
    check("every file is other text", |cache| {
        each(cache, |file, _| std::fs::write(file, b"not an index at all").unwrap());
    });
    check("every file is reversed", |cache| {
        each(cache, |file, mut bytes| {
            bytes.reverse();
            std::fs::write(file, bytes).unwrap();
        });
    });
    check("every file is longer", |cache| {
        each(cache, |file, mut bytes| {
            bytes.extend_from_slice(&[0xff; 100]);
            std::fs::write(file, bytes).unwrap();
        });
    });
    check("one file in two is gone", |cache| {
        files(cache).iter().step_by(2).for_each(|file| std::fs::remove_file(file).unwrap());
    });
    check("the stamp is gone", |cache| {
        files(cache)
            .iter()
            .filter(|file| file.extension().is_some_and(|extension| extension == "json"))
            .for_each(|file| std::fs::remove_file(file).unwrap());
    });
    check("a file is in the folder's place", |cache| {
        std::fs::remove_dir_all(cache).unwrap();
        std::fs::write(cache, b"in the way").unwrap();
    });
    check("half-built folders lie about", |cache| {
        std::fs::create_dir_all(cache.join("index/.building-old")).unwrap();
        std::fs::write(cache.join("index/.building-old/meta.json"), b"{}").unwrap();
    });
}

#[test]
fn a_cache_that_cannot_be_written_is_said_and_search_works_from_memory() {
    let place = place();
    std::fs::write(cache(&place), b"in the way").unwrap();
    let ran = place.also(["search", "l991"]).code(0);
    assert!(ran.stderr.contains("kept in memory only"), "{}", ran.stderr);
    assert!(ran.stdout.contains("SSA-L991 informal denial"));
    let doctor = place.also(["doctor"]).code(1);
    assert!(
        doctor.stdout.contains("WRONG index") && doctor.stdout.contains("--cache"),
        "{}",
        doctor.stdout
    );
}

#[test]
fn single_flipped_bytes_never_crash_a_search() {
    let place = place();
    assert_eq!(first_card(&place), "closeout-l991");
    for number in 0..24_usize {
        let all = files(&cache(&place));
        let Some(file) = all.get(number % all.len().max(1)) else { continue };
        let mut bytes = std::fs::read(file).unwrap();
        if bytes.is_empty() {
            continue;
        }
        let at = (number * 7919) % bytes.len();
        bytes[at] ^= 0x55;
        std::fs::write(file, bytes).unwrap();
        let ran = place.also(["search", "l991", "--json"]);
        assert_eq!(ran.code, 0, "byte {at} of {}: {}", file.display(), ran.stderr);
        assert_eq!(ran.json()["hits"][0]["card"], "closeout-l991", "byte {at} of {}", file.display());
    }
}

#[test]
fn two_processes_that_build_at_once_both_answer() {
    let place = place();
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| first_card(&place))).collect();
        for run in runs {
            assert_eq!(run.join().unwrap(), "closeout-l991");
        }
    });
}

#[test]
fn the_search_finds_as_well_as_it_should() {
    let report = place().args(["index", "--measure", "--json"]).run().code(0).json();
    let of = |name: &str| report["all"][name].as_f64().unwrap();
    assert!(of("card_first") >= 85.0, "{report}");
    assert!(of("card_among_three") >= 95.0, "{report}");
    assert_eq!(report["all"]["empty"], 0, "{report}");
}
