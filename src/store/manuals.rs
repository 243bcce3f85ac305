//! Imported manuals on disk: which there are, which pages they have, the text of one page, and bringing one in.
//!
//! Does not belong here: what is on a page (`domain::manual`), the index (`shelf_dir`).

mod watch;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::domain::manual::{MANUALS, is_page};

use super::content::MOST_BYTES;
use super::modes::make_folder;
use super::private::WriteError;

pub use watch::{ManualWatch, Seen};

/// Two changes within this time may bear the same time.
const CLOCK_STEP: Duration = Duration::from_secs(2);
/// Deepest sub-folder of a manual that is read.
const MOST_DEPTH: usize = 64;

/// A manual: one folder of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manual {
    /// Name of its folder.
    pub name: String,
    /// The folder.
    pub root: PathBuf,
}

/// A page as it lies on the disk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageFile {
    /// Manual and path within it, with `/`: the key of the page.
    pub key: String,
    /// Bytes.
    pub size: u64,
    /// When it was last changed, in nanoseconds since 1970; 0 if that is not known, or so short a time ago that a later
    /// change may not show.
    pub changed: u64,
}

/// The pages of some manuals.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// The pages, sorted by key.
    pub pages: Vec<PageFile>,
    /// What is no page although it looks so, each with the reason.
    pub skipped: Vec<String>,
}

/// Something went on too long for its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("stopped")]
pub struct Stopped;

/// Returns the manuals of content folders, sorted by name. Of two of the same name the one of the later folder counts.
#[must_use]
pub fn manuals(folders: &[PathBuf]) -> Vec<Manual> {
    let mut found: Vec<Manual> = Vec::new();
    for folder in folders {
        let is_folder = |path: &Path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir());
        let place = folder.join(MANUALS);
        let Ok(entries) = fs::read_dir(&place).and_then(|entries| {
            if is_folder(&place) {
                Ok(entries)
            } else {
                Err(io::ErrorKind::NotADirectory.into())
            }
        }) else {
            continue;
        };
        for entry in entries.flatten() {
            let Ok(name) = entry.file_name().into_string() else { continue };
            let root = entry.path();
            if name.starts_with('.') || name.contains(['\n', '\r']) || !is_folder(&root) {
                continue;
            }
            found.retain(|manual| manual.name != name);
            found.push(Manual { name, root });
        }
    }
    found.sort_by(|left, right| left.name.cmp(&right.name));
    found
}

/// Lists the pages of manuals. Links are not followed, names that begin with a dot are left out.
#[must_use]
pub fn list(manuals: &[Manual]) -> Listing {
    let mut listing = Listing::default();
    for manual in manuals {
        collect(&manual.root, &manual.name, 0, &mut listing);
    }
    listing.pages.sort_unstable();
    listing
}

/// Returns the list `old` with what became of `files`, and of pages that are too young for their time to be known: the others
/// are as they were. None if that is not certain, as when one of the files is, or was, a folder.
#[must_use]
pub fn list_again(manuals: &[Manual], old: &[PageFile], files: &BTreeSet<PathBuf>) -> Option<Listing> {
    let named = files.iter().map(|file| key_of(manuals, file));
    let young = old.iter().filter(|page| page.changed == 0).map(|page| Some(page.key.clone()));
    let keys: BTreeSet<String> = named.chain(young).collect::<Option<_>>()?;
    let mut pages: Vec<PageFile> = old.iter().filter(|page| !keys.contains(&page.key)).cloned().collect();
    for key in keys {
        let (name, path) = key.split_once('/')?;
        let manual = manuals.iter().find(|manual| manual.name == name)?;
        match fs::symlink_metadata(manual.root.join(path)) {
            Ok(metadata) if metadata.is_file() && metadata.len() <= MOST_BYTES => pages.push(PageFile {
                size: metadata.len(),
                changed: changed(&metadata),
                key,
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let below = format!("{key}/");
                if old.iter().any(|page| page.key.starts_with(&below)) {
                    return None;
                }
            }
            _ => return None,
        }
    }
    pages.sort_unstable();
    Some(Listing {
        pages,
        skipped: Vec::new(),
    })
}

/// Returns the key of a file; none if it is no page by its name or place, or may be reached by a link.
fn key_of(manuals: &[Manual], file: &Path) -> Option<String> {
    let (manual, path) = manuals.iter().find_map(|manual| {
        // The system tells of whole paths.
        let root = std::path::absolute(&manual.root).ok()?;
        Some((manual, file.strip_prefix(root).ok()?))
    })?;
    let mut key = manual.name.clone();
    let mut place = manual.root.clone();
    let depth = path.components().count();
    for (number, part) in (1..).zip(path.components()) {
        let Component::Normal(part) = part else { return None };
        let name = part
            .to_str()
            .filter(|name| !name.starts_with('.') && !name.contains(['\n', '\r']))?;
        key = format!("{key}/{name}");
        place.push(part);
        // A folder that has gone was told of as well.
        if number < depth && !fs::symlink_metadata(&place).ok()?.is_dir() {
            return None;
        }
    }
    (is_page(&key) && depth <= MOST_DEPTH).then_some(key)
}

/// Tells whether a folder has more than `most` Markdown files, however deep.
#[must_use]
pub fn has_more_pages(folder: &Path, most: usize) -> bool {
    let manual = Manual {
        name: String::new(),
        root: folder.to_owned(),
    };
    let is_markdown = |page: &&PageFile| !page.key.to_ascii_lowercase().ends_with(".txt");
    most < list(&[manual]).pages.iter().filter(is_markdown).count()
}

fn collect(folder: &Path, key: &str, depth: usize, listing: &mut Listing) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return listing.skipped.push(format!("{key}: {error}")),
    };
    for entry in entries {
        let Ok(entry) = entry else { continue };
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| !name.contains(['\n', '\r'])) else {
            listing.skipped.push(format!(
                "{key}/{}: its name cannot be kept",
                name.to_string_lossy().replace(['\n', '\r'], " ")
            ));
            continue;
        };
        if name.starts_with('.') {
            continue;
        }
        let key = format!("{key}/{name}");
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth < MOST_DEPTH => collect(&entry.path(), &key, depth + 1, listing),
            Ok(kind) if kind.is_dir() => listing.skipped.push(format!("{key}: folders are nested too deeply")),
            Ok(kind) if kind.is_file() && is_page(name) => match entry.metadata() {
                Ok(metadata) if metadata.len() <= MOST_BYTES => listing.pages.push(PageFile {
                    key,
                    size: metadata.len(),
                    changed: changed(&metadata),
                }),
                Ok(_) => listing.skipped.push(format!("{key}: it is larger than {} MB", MOST_BYTES >> 20)),
                Err(error) => listing.skipped.push(format!("{key}: {error}")),
            },
            Ok(_) => {}
            Err(error) => listing.skipped.push(format!("{key}: {error}")),
        }
    }
}

fn changed(metadata: &fs::Metadata) -> u64 {
    // A time to come is as good as one that is past.
    let is_settled = |at: &SystemTime| CLOCK_STEP <= SystemTime::now().duration_since(*at).unwrap_or_else(|error| error.duration());
    let at = metadata.modified().ok().filter(is_settled);
    let since = at.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    since.and_then(|since| u64::try_from(since.as_nanos()).ok()).unwrap_or(0)
}

/// Returns the text of the page `path` of a manual. Links are not followed, and nothing outside of the manual is read.
///
/// # Errors
///
/// An [`io::Error`] if there is no such page, or it is too large or no text.
pub fn read_page(manual: &Manual, path: &str) -> io::Result<String> {
    let mut place = manual.root.clone();
    for part in Path::new(path).components() {
        let Component::Normal(part) = part else {
            return Err(io::Error::other("it lies outside of the manual"));
        };
        place.push(part);
        if fs::symlink_metadata(&place)?.is_symlink() {
            return Err(io::Error::other("it is a link"));
        }
    }
    if !is_page(path) {
        return Err(io::Error::other("it is no page"));
    }
    let file = fs::File::open(&place)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() || MOST_BYTES < metadata.len() {
        return Err(io::Error::other(format!("it is no file, or larger than {} MB", MOST_BYTES >> 20)));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
    file.take(MOST_BYTES).read_to_end(&mut bytes)?;
    String::from_utf8(bytes).map_err(|error| io::Error::other(format!("it is not UTF-8 text (byte {})", error.utf8_error().valid_up_to())))
}

/// How a manual was brought in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Copied {
    /// How many pages.
    pub pages: usize,
    /// Their bytes.
    pub bytes: u64,
    /// What was left out, each with the reason.
    pub skipped: Vec<String>,
}

/// Why a manual was not brought in. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The disk.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Its user stopped it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Copies the pages of the folder `from` to the new folder `to`, or in the place of the one that is there if `may_replace`.
/// The folder gets its name when all is there. `goes_on` is told after each page the pages and bytes so far, and of how many
/// pages; when it says no, nothing has changed.
///
/// # Errors
///
/// [`CopyError`]; then `to` is as it was.
pub fn copy_manual(
    from: &Path,
    to: &Path,
    may_replace: bool,
    goes_on: &mut dyn FnMut(&Copied, usize) -> bool,
) -> Result<Copied, CopyError> {
    let failed = |source| WriteError {
        path: to.to_owned(),
        source,
    };
    let source = Manual {
        name: String::new(),
        root: from.to_owned(),
    };
    let listing = list(std::slice::from_ref(&source));
    let parent = to.parent().unwrap_or(Path::new("."));
    make_folder(parent).map_err(failed)?;
    // A folder that begins with a dot is no manual, whatever ends the program.
    let aside = tempfile::Builder::new().prefix(".callcard-").tempdir_in(parent).map_err(failed)?;
    let new = aside.path().join("new");
    make_folder(&new).map_err(failed)?;
    let mut copied = Copied {
        skipped: listing.skipped,
        ..Copied::default()
    };
    let all = listing.pages.len();
    for page in &listing.pages {
        let path = page.key.trim_start_matches('/');
        match read_page(&source, path) {
            Ok(text) => {
                write_page(&new.join(path), &text, page.changed).map_err(failed)?;
                copied.pages += 1;
                copied.bytes += page.size;
            }
            Err(error) => copied.skipped.push(format!("{path}: {error}")),
        }
        if !goes_on(&copied, all) {
            return Err(Stopped.into());
        }
    }
    super::drafts::give_name(&new, to, &aside.path().join("old"), may_replace).map_err(failed)?;
    Ok(copied)
}

/// Writes a page with the time of its original, so that it counts as changed only when it is.
fn write_page(place: &Path, text: &str, changed: u64) -> io::Result<()> {
    if let Some(folder) = place.parent() {
        make_folder(folder)?;
    }
    let mut file = fs::File::create_new(place)?;
    io::Write::write_all(&mut file, text.as_bytes())?;
    if 0 < changed {
        let _ = file.set_modified(UNIX_EPOCH + Duration::from_nanos(changed));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, path: &str, text: &str) {
        let place = root.join(path);
        fs::create_dir_all(place.parent().expect("a parent")).expect("a folder");
        fs::write(&place, text).expect("a file");
        let file = fs::OpenOptions::new().append(true).open(place).expect("a file");
        file.set_modified(UNIX_EPOCH + Duration::from_secs(1_000)).expect("set");
    }

    fn keys(listing: &Listing) -> Vec<&str> {
        listing.pages.iter().map(|page| page.key.as_str()).collect()
    }

    #[test]
    fn pages_are_found_however_deep_and_nothing_else_is() {
        let content = tempfile::tempdir().expect("a folder");
        for path in [
            "manuals/b/x/y/one.md",
            "manuals/b/two.TXT",
            "manuals/b/.hidden.md",
            "manuals/b/p.png",
            "manuals/a/one.markdown",
            "manuals/stray.md",
            "cards/c.md",
        ] {
            write(content.path(), path, "text");
        }
        let found = manuals(&[content.path().to_owned()]);
        assert_eq!(found.iter().map(|manual| manual.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        let listing = list(&found);
        assert_eq!(keys(&listing), ["a/one.markdown", "b/two.TXT", "b/x/y/one.md"]);
        assert!(listing.pages.iter().all(|page| page.size == 4 && 0 < page.changed));
        assert_eq!(read_page(&found[1], "x/y/one.md").expect("readable"), "text");
        for path in ["../a/one.markdown", "/etc/hostname.md", "x", "absent.md", "p.png"] {
            assert!(read_page(&found[1], path).is_err(), "{path}");
        }
    }

    #[test]
    fn a_list_is_made_again_from_the_files_that_have_changed() {
        let content = tempfile::tempdir().expect("a folder");
        for path in [
            "manuals/a/gone.md",
            "manuals/a/sub/one.md",
            "manuals/a/sub/two.md",
            "manuals/b/was.md/three.md",
        ] {
            write(content.path(), path, "text");
        }
        let found = manuals(&[content.path().to_owned()]);
        let old = list(&found).pages;
        let again = |paths: &[&str]| {
            let files = paths.iter().map(|path| content.path().join("manuals").join(path)).collect();
            list_again(&found, &old, &files).map(|listing| listing.pages)
        };
        assert_eq!(again(&[]).as_deref(), Some(old.as_slice()));
        fs::remove_file(content.path().join("manuals/a/gone.md")).expect("removed");
        write(content.path(), "manuals/a/sub/two.md", "another text");
        write(content.path(), "manuals/b/new.md", "text");
        let changed = ["a/gone.md", "a/sub/two.md", "b/new.md", "b/never.md"];
        assert_eq!(again(&changed), Some(list(&found).pages));
        fs::write(content.path().join("manuals/a/sub/one.md"), "young").expect("written");
        let files = BTreeSet::from([content.path().join("manuals/a/sub/one.md")]);
        let young = list_again(&found, &old, &files).expect("certain").pages;
        assert_eq!(young.iter().filter(|page| page.changed == 0).count(), 1);
        write(content.path(), "manuals/a/sub/one.md", "settled");
        let settled = list_again(&found, &young, &BTreeSet::new()).expect("certain").pages;
        assert!(settled.iter().all(|page| page.changed != 0), "a young page is looked at again");
        fs::rename(content.path().join("manuals/b/was.md"), content.path().join("manuals/b/is.md")).expect("renamed");
        for uncertain in [
            "b/was.md",
            "b/is.md",
            "b/was.md/three.md",
            "a/sub",
            "c/x.md",
            "../cards/x.md",
            "a/.x/y.md",
        ] {
            assert_eq!(again(&[uncertain]), None, "{uncertain}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn no_link_leads_out_of_a_manual() {
        let content = tempfile::tempdir().expect("a folder");
        let elsewhere = tempfile::tempdir().expect("a folder");
        write(elsewhere.path(), "secret.md", "secret");
        write(content.path(), "manuals/a/one.md", "text");
        for (from, to) in [
            (elsewhere.path().to_owned(), "manuals/a/out"),
            (elsewhere.path().join("secret.md"), "manuals/a/secret.md"),
            (elsewhere.path().to_owned(), "manuals/b"),
        ] {
            std::os::unix::fs::symlink(from, content.path().join(to)).expect("a link");
        }
        let found = manuals(&[content.path().to_owned()]);
        assert_eq!(keys(&list(&found)), ["a/one.md"]);
        for link in ["manuals/a/out/secret.md", "manuals/a/secret.md"] {
            assert_eq!(list_again(&found, &list(&found).pages, &[content.path().join(link)].into()), None);
        }
        assert!(read_page(&found[0], "out/secret.md").is_err());
        assert!(read_page(&found[0], "secret.md").is_err());
    }

    #[test]
    fn a_manual_is_there_whole_or_not_at_all() {
        let from = tempfile::tempdir().expect("a folder");
        let content = tempfile::tempdir().expect("a folder");
        write(from.path(), "x/one.md", "one");
        write(from.path(), "two.md", "two");
        fs::write(from.path().join("bad.md"), [0xff, 0xfe]).expect("a file");
        let to = content.path().join("manuals/m");
        let stopped = copy_manual(from.path(), &to, false, &mut |copied, _| copied.pages < 1);
        assert!(matches!(stopped, Err(CopyError::Stopped(_))));
        assert_eq!(fs::read_dir(content.path().join("manuals")).expect("listed").count(), 0);
        let copied = copy_manual(from.path(), &to, false, &mut |_, all| all == 3).expect("copied");
        assert_eq!((copied.pages, copied.bytes, copied.skipped.len()), (2, 6, 1));
        let found = manuals(&[content.path().to_owned()]);
        let original = list(&[Manual {
            name: "m".to_owned(),
            root: from.path().to_owned(),
        }]);
        assert_eq!(list(&found).pages, original.pages[1..], "with the times of the originals");
        assert!(copy_manual(from.path(), &to, false, &mut |_, _| true).is_err());
        fs::remove_file(from.path().join("two.md")).expect("removed");
        copy_manual(from.path(), &to, true, &mut |_, _| true).expect("replaced");
        assert_eq!(keys(&list(&found)), ["m/x/one.md"]);
    }
}
