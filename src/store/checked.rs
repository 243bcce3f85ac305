//! When every page of a database was looked at last, so that a large one is not read whole at each opening.
//!
//! A small database is checked at every opening: that takes a few milliseconds. A large one is checked at the first
//! opening after a day of changes, and whenever a read or write has met damage. In between, a file that is too short
//! is found at every opening, and a damaged page when it is read: SQLite looks at both by itself.
//! The time kept is that of the database's own latest change, so a clock that is set back, or an older copy put back,
//! leads to a check. Does not belong here: the check, putting aside (`runs::opening`).

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Databases up to this size, in bytes, are checked at every opening.
const SMALL: u64 = 4 << 20;
/// A larger one is not checked again until it was changed so long after the change that the latest check has seen.
const HOLDS: Duration = Duration::from_hours(24);

/// Tells whether every page is to be looked at now.
pub(super) fn is_due(database: &Path) -> bool {
    let Ok(metadata) = fs::metadata(database) else { return true };
    if metadata.len() <= SMALL {
        return true;
    }
    let (Ok(changed), Some(seen)) = (metadata.modified(), changed(&note(database))) else {
        return true;
    };
    changed.duration_since(seen).map_or(true, |after| HOLDS < after)
}

/// Notes that every page was looked at and is whole. Best effort: without the note, it is looked at again.
pub(super) fn passed(database: &Path) {
    let is_large = fs::metadata(database).is_ok_and(|metadata| SMALL < metadata.len());
    if let Some(changed) = changed(database).filter(|_| is_large) {
        let _ = fs::File::create(note(database)).and_then(|note| note.set_modified(changed));
    }
}

/// Has every page looked at when the database is opened next.
pub(super) fn forget(database: &Path) {
    let _ = fs::remove_file(note(database));
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

/// An empty file beside the database; its time says what was seen.
fn note(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".checked");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database(bytes: u64) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("callcard.db");
        let file = fs::File::create(&path).expect("a file");
        file.set_len(bytes).expect("long");
        (folder, path)
    }

    fn change(path: &Path, at: SystemTime) {
        let file = fs::OpenOptions::new().append(true).open(path).expect("open");
        file.set_modified(at).expect("set");
    }

    #[test]
    fn a_small_database_is_looked_at_every_time() {
        let (_folder, path) = database(SMALL);
        passed(&path);
        assert!(is_due(&path) && !note(&path).exists());
    }

    #[test]
    fn a_large_one_is_looked_at_after_a_day_of_changes_and_when_its_time_goes_back() {
        let (_folder, path) = database(SMALL + 1);
        assert!(is_due(&path), "never looked at");
        let now = SystemTime::now();
        change(&path, now);
        passed(&path);
        assert!(!is_due(&path));
        change(&path, now + HOLDS);
        assert!(!is_due(&path));
        change(&path, now + HOLDS + Duration::from_secs(1));
        assert!(is_due(&path));
        change(&path, now - Duration::from_secs(1));
        assert!(is_due(&path), "an older copy, or a clock set back");
    }

    #[test]
    fn after_damage_it_is_looked_at_again() {
        let (_folder, path) = database(SMALL + 1);
        passed(&path);
        assert!(!is_due(&path));
        forget(&path);
        assert!(is_due(&path));
    }
}
