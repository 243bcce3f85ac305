//! A shelf whose files were torn, cut off, taken away or changed: an error, or the shelf as it was, and never a panic.
//!
//! Does not belong here: what a sound shelf finds (`search::shelf`).

use std::path::{Path, PathBuf};

use callcard::domain::query::Query;
use callcard::search::{SearchError, Thesaurus};

use callcard::search::shelf::{Page, PageSection, Shelf, ShelfBuilder, update};

fn page(path: &str, heading: &str, text: &str) -> Page {
    Page {
        path: path.to_owned(),
        title: "A page".to_owned(),
        sections: vec![PageSection {
            heading: heading.to_owned(),
            anchor: "here".to_owned(),
            text: text.to_owned(),
        }],
    }
}

fn shelf() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut builder = ShelfBuilder::create(dir.path()).unwrap();
    builder
        .add(&page("late.md", "Good cause", "A late appeal is taken when there is good cause."))
        .unwrap();
    builder
        .add(&page("waiver.md", "Waiver", "A waiver can be asked for at any time."))
        .unwrap();
    builder.finish("first").unwrap();
    dir
}

fn first(shelf: &Shelf, text: &str) -> String {
    let found = shelf.search(&Query::new(text), Thesaurus::built_in());
    found.hits.first().map_or(String::new(), |hit| hit.heading.clone())
}

/// The files of a shelf, sorted.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn a_torn_tail_is_ignored_and_a_missing_one_is_noticed() {
    let dir = shelf();
    let bodies = dir.path().join("bodies-0.bin");
    let mut bytes = std::fs::read(&bodies).unwrap();
    let whole = bytes.len();
    bytes.extend(b"torn");
    std::fs::write(&bodies, &bytes).unwrap();
    std::fs::write(dir.path().join("bodies-1.bin"), "left behind by an update that was killed").unwrap();
    assert_eq!(first(&Shelf::open(dir.path()).unwrap(), "waiver"), "Waiver");
    update(dir.path(), &[], &[page("new.md", "Fresh", "A waiver.")], "after").unwrap();
    assert_eq!(first(&Shelf::open(dir.path()).unwrap(), "fresh"), "Fresh");
    bytes.truncate(whole - 1);
    std::fs::write(&bodies, &bytes).unwrap();
    assert!(matches!(Shelf::open(dir.path()), Err(SearchError::Mismatch)));
}

#[test]
fn a_folder_with_any_file_cut_off_or_gone_is_an_error_and_no_panic() {
    let dir = shelf();
    assert!(Shelf::verify(dir.path()).is_ok());
    for file in files(dir.path()) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let sound = std::fs::read(&file).unwrap();
        for length in [0, 1, sound.len() / 2, sound.len().saturating_sub(1)] {
            std::fs::write(&file, &sound[..length.min(sound.len())]).unwrap();
            if let Ok(shelf) = Shelf::open(dir.path()) {
                let _ = shelf.search(&Query::new("late appeals"), Thesaurus::built_in());
            }
        }
        std::fs::remove_file(&file).unwrap();
        let is_needed = !name.starts_with('.');
        assert!(
            Shelf::open(dir.path()).is_err() || !is_needed || name.contains(".store") || name.contains(".pos"),
            "{name}"
        );
        std::fs::write(&file, &sound).unwrap();
    }
    assert_eq!(first(&Shelf::open(dir.path()).unwrap(), "waiver"), "Waiver");
    let nowhere = dir.path().join("nowhere");
    assert!(matches!(Shelf::open(&nowhere), Err(SearchError::Folder { .. })));
    assert!(update(&nowhere, &[], &[], "").is_err());
}

#[test]
fn a_changed_byte_is_found_when_the_files_are_read_through() {
    let dir = shelf();
    let file = files(dir.path())
        .into_iter()
        .find(|file| file.extension().is_some_and(|ending| ending == "idx"))
        .unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[3] ^= 0x40;
    std::fs::write(&file, bytes).unwrap();
    assert!(Shelf::verify(dir.path()).is_err());
}
