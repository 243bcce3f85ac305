//! Files and folders for the user alone: nobody else on the computer reads what is made, not even for a moment.
//!
//! The mask holds for everything that the process makes, files of libraries included; folders are made closed as well,
//! so that this module does not hang on it. Does not belong here: what is in the files.

use std::fs;
use std::io;
use std::path::Path;

/// Sees to it that whatever this process makes is for its user alone.
pub fn close_to_others() {
    #[cfg(unix)]
    {
        use rustix::fs::Mode;
        rustix::process::umask(Mode::RWXG | Mode::RWXO);
    }
}

/// Makes a folder, and those above it that are missing, for the user alone.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Closes a folder that others may look into, if all that it holds is ours: names that begin with `own`. Best effort.
///
/// A folder that holds other things, such as a home or `/tmp` given as `--data`, is left as it is.
#[cfg(unix)]
pub(super) fn tighten_folder(folder: &Path, own: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let Ok(mode) = fs::metadata(folder).map(|metadata| metadata.permissions().mode()) else {
        return;
    };
    let is_ours = || {
        fs::read_dir(folder)
            .is_ok_and(|mut entries| entries.all(|entry| entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with(own))))
    };
    if mode & 0o077 != 0 && is_ours() {
        // What its user may do stays: a folder made read-only on purpose stays so.
        let _ = fs::set_permissions(folder, fs::Permissions::from_mode(mode & 0o700));
    }
}

/// There are no modes here; the folder has the rights of the profile that it is in.
#[cfg(not(unix))]
pub(super) fn tighten_folder(_folder: &Path, _own: &str) {}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("there").permissions().mode() & 0o777
    }

    fn loose_folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for name in names {
            fs::write(folder.path().join(name), "").expect("a file");
        }
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("loosened");
        folder
    }

    #[test]
    fn a_loose_folder_of_ours_is_closed() {
        for names in [&[] as &[&str], &["callcard.db", "callcard.db-journal", "callcard.db.corrupt-1"]] {
            let folder = loose_folder(names);
            tighten_folder(folder.path(), "callcard.db");
            assert_eq!(mode(folder.path()), 0o700, "{names:?}");
        }
    }

    #[test]
    fn a_loose_folder_that_is_read_only_stays_read_only() {
        let folder = loose_folder(&["callcard.db"]);
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).expect("set");
        tighten_folder(folder.path(), "callcard.db");
        assert_eq!(mode(folder.path()), 0o500);
    }

    #[test]
    fn a_folder_with_things_of_others_is_left_as_it_is() {
        let folder = loose_folder(&["callcard.db", "letters.txt"]);
        tighten_folder(folder.path(), "callcard.db");
        assert_eq!(mode(folder.path()), 0o755);
    }

    #[test]
    fn a_folder_is_made_closed_and_so_are_those_above_it() {
        let root = tempfile::tempdir().expect("a folder");
        let inner = root.path().join("a").join("b");
        make_folder(&inner).expect("made");
        assert_eq!((mode(&inner), mode(&root.path().join("a"))), (0o700, 0o700));
    }
}
