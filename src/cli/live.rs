//! Content that is being written while the UI is open: waits for changes, reads what has changed, and goes on serving
//! the last good text of a file with an error.
//!
//! Does not belong here: how changes are noticed (`store::content`), what the UI does with them (`tui`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::content::Reader;
use crate::domain::diagnostic::{Diagnostic, Severity};
use crate::domain::library::Library;
use crate::domain::source::{Origin, SourceFile};
use crate::report::{Failure, place};
use crate::store::content::ContentWatch;
use crate::tui::world::{ContentFault, ContentNews, ContentSource};

use super::library::{Loaded, base, read_folders};
use super::settings::Settings;

/// The content folders in use, and what was read from them last.
pub struct LiveContent {
    settings: Settings,
    reader: Reader,
    watch: Option<ContentWatch>,
    /// The files as they are.
    files: Texts,
    /// Why some of them could not be read.
    unreadable: Vec<Diagnostic>,
    /// The last text of each file that showed no error.
    good: Texts,
    /// The texts of which the library is made.
    served: Texts,
    /// Errors that were there when callcard began; they are said once their file has changed.
    old_faults: BTreeSet<(String, String)>,
    /// The files changed last, the newest first.
    changed: Vec<String>,
    /// The folder that could not be read, in words.
    absent: Option<String>,
}

/// Files by origin and name.
type Texts = BTreeMap<(Origin, String), SourceFile>;

impl LiveContent {
    /// Returns the content that was read when callcard began, to be followed; none where only built-in content is in use.
    #[must_use]
    pub fn new(settings: &Settings, loaded: &Loaded) -> Option<Self> {
        if settings.content.is_empty() {
            return None;
        }
        let files = by_name(&loaded.files);
        let old_faults = errors(&loaded.faults).map(|fault| (fault.file.clone(), fault.message.clone()));
        Some(Self {
            settings: settings.clone(),
            reader: Reader::default(),
            watch: None,
            unreadable: loaded.faults.iter().filter(|fault| is_unreadable(fault, &files)).cloned().collect(),
            good: without_errors(&files, &loaded.faults),
            served: files.clone(),
            old_faults: old_faults.collect(),
            files,
            changed: Vec::new(),
            absent: None,
        })
    }

    /// Reads the folders anew; none if nothing has changed.
    fn read(&mut self) -> Option<ContentNews> {
        let (read, unreadable) = match read_folders(&self.settings.content) {
            Ok(read) => read,
            Err(failure) => return self.cannot_read(&failure),
        };
        let files = by_name(&read);
        let changed = changed(&self.files, &files);
        let was_absent = self.absent.take().is_some();
        if changed.is_empty() && unreadable == self.unreadable && !was_absent {
            return None;
        }
        self.changed.retain(|name| !changed.contains(name));
        self.changed.splice(0..0, changed.iter().cloned());
        self.old_faults.retain(|(file, _)| !changed.contains(file));
        (self.files, self.unreadable) = (files, unreadable);
        let (library, faults) = self.load();
        Some(ContentNews {
            library: library.map(Arc::new),
            files: changed,
            faults,
        })
    }

    /// The content read last goes on being served.
    fn cannot_read(&mut self, failure: &Failure) -> Option<ContentNews> {
        if self.absent.as_ref() == Some(&failure.message) {
            return None;
        }
        self.absent = Some(failure.message.clone());
        let folder = self.settings.content.iter().find(|folder| !folder.is_dir());
        Some(ContentNews {
            library: None,
            files: Vec::new(),
            faults: vec![ContentFault {
                file: folder.or(self.settings.content.first())?.display().to_string(),
                line: None,
                code: "",
                message: failure.message.clone(),
                is_older_served: true,
            }],
        })
    }

    /// Makes the library of the files as they are; of files with an error, as they were before it. None if that changes nothing.
    fn load(&mut self) -> (Option<Library>, Vec<ContentFault>) {
        let mut wanted = self.files.clone();
        for fault in &self.unreadable {
            self.serve_older(&fault.file, &mut wanted);
        }
        let (mut library, faults) = self.load_over(&wanted);
        if library.cards.is_empty() && library.checklists.is_empty() && !self.served.is_empty() {
            return (None, self.nothing_left());
        }
        let mut good = without_errors(&self.files, &faults);
        let mut faults: Vec<Diagnostic> = errors(&faults).cloned().collect();
        let mut older: BTreeSet<String> = BTreeSet::new();
        for file in faults.iter().map(|fault| fault.file.clone()).collect::<BTreeSet<String>>() {
            if self.serve_older(&file, &mut wanted) {
                older.insert(file);
            }
        }
        if !older.is_empty() {
            let (served, still) = self.load_over(&wanted);
            library = served;
            // What is wrong elsewhere only because of the new text is not said.
            faults.retain(|fault| older.contains(&fault.file));
            faults.extend(errors(&still).filter(|fault| !older.contains(&fault.file)).cloned());
        }
        faults.extend(self.unreadable.iter().cloned());
        for (key, file) in &self.good {
            if self.files.contains_key(key) || self.unreadable.iter().any(|fault| fault.file == key.1) {
                good.entry(key.clone()).or_insert_with(|| file.clone());
            }
        }
        self.good = good;
        let is_new = wanted != self.served;
        let faults = self.in_words(&faults, &wanted);
        self.served = wanted;
        (is_new.then_some(library), faults)
    }

    /// Emptying all folders is taken for a drive that went away: what was read before goes on being served.
    fn nothing_left(&self) -> Vec<ContentFault> {
        let folder = self.settings.content.last();
        let fault = folder.map(|folder| ContentFault {
            file: folder.display().to_string(),
            line: None,
            code: "",
            message: "no card is left here; those read before stay".to_owned(),
            is_older_served: false,
        });
        fault.into_iter().collect()
    }

    fn load_over(&mut self, texts: &Texts) -> (Library, Vec<Diagnostic>) {
        let files: Vec<SourceFile> = texts.values().cloned().collect();
        self.reader.load_over(base(&self.settings), &files)
    }

    /// Puts the last good texts of `name` into `wanted`; tells whether they are others than those there.
    fn serve_older(&self, name: &str, wanted: &mut Texts) -> bool {
        let mut is_other = false;
        for (key, older) in self.good.iter().filter(|((_, known), _)| known == name) {
            if wanted.get(key) != Some(older) {
                wanted.insert(key.clone(), older.clone());
                is_other = true;
            }
        }
        is_other
    }

    fn in_words(&self, faults: &[Diagnostic], served: &Texts) -> Vec<ContentFault> {
        let is_new = |fault: &&Diagnostic| !self.old_faults.contains(&(fault.file.clone(), fault.message.clone()));
        let mut new: Vec<&Diagnostic> = faults.iter().filter(is_new).collect();
        new.sort_by_key(|fault| {
            let rank = self.changed.iter().position(|name| *name == fault.file);
            (rank.unwrap_or(self.changed.len()), fault.file.clone(), fault.span.start)
        });
        new.into_iter()
            .map(|fault| {
                let of_name = |texts: &Texts| {
                    texts
                        .iter()
                        .rev()
                        .find(|((_, name), _)| *name == fault.file)
                        .map(|(_, file)| file.clone())
                };
                let file = of_name(&self.files);
                ContentFault {
                    file: fault.file.clone(),
                    line: file.as_ref().map(|_| place(fault, file.as_ref()).line),
                    code: fault.code.as_str(),
                    message: fault.message.clone(),
                    is_older_served: of_name(served) != file,
                }
            })
            .collect()
    }
}

impl ContentSource for LiveContent {
    fn next(&mut self) -> ContentNews {
        loop {
            match &mut self.watch {
                Some(watch) => watch.wait(),
                // What has changed since callcard began is read at once.
                None => {
                    self.watch = Some(ContentWatch::begin(&self.settings.content));
                    // All is parsed once, so that what changes first is all that is parsed then.
                    let served = self.served.clone();
                    self.load_over(&served);
                }
            }
            if let Some(news) = self.read() {
                return news;
            }
        }
    }
}

fn by_name(files: &[SourceFile]) -> Texts {
    files.iter().map(|file| ((file.origin, file.name.clone()), file.clone())).collect()
}

fn without_errors(files: &Texts, faults: &[Diagnostic]) -> Texts {
    let wrong: BTreeSet<&str> = errors(faults).map(|fault| fault.file.as_str()).collect();
    let good = files.iter().filter(|((_, name), _)| !wrong.contains(name.as_str()));
    good.map(|(key, file)| (key.clone(), file.clone())).collect()
}

fn errors(faults: &[Diagnostic]) -> impl Iterator<Item = &Diagnostic> {
    faults.iter().filter(|fault| fault.severity == Severity::Error)
}

/// Tells whether a fault is that a file could not be read: it is not among those that were.
fn is_unreadable(fault: &Diagnostic, files: &Texts) -> bool {
    !files.values().any(|file| file.name == fault.file)
}

/// Returns the names of the files that are new, other, or gone.
fn changed(before: &Texts, after: &Texts) -> Vec<String> {
    let is_other = |(key, file): &(&(Origin, String), &SourceFile)| before.get(*key) != Some(*file);
    let names = after.iter().filter(is_other).map(|((_, name), _)| name);
    let gone = before.keys().filter(|key| !after.contains_key(*key)).map(|(_, name)| name);
    names.chain(gone).cloned().collect::<BTreeSet<String>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use clap::Parser as _;

    use super::*;
    use crate::cli::args::Args;
    use crate::cli::library::load;

    fn card(id: &str, words: &str) -> String {
        format!(
            "---\nid: {id}\ntitle: {words}\nkind: rule\nprograms: [title-ii]\nwhere: federal\nsummary: A rule.\nasks: [what]\nsources: [manual/a]\n---\n\n> [!IMPORTANT]\n> Do it.\n"
        )
    }

    fn broken(id: &str, words: &str) -> String {
        card(id, words).replace("summary: A rule.\n", "")
    }

    #[expect(clippy::disallowed_methods, reason = "the folder of the test")]
    fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) {
        fs::write(folder.join(name), text).expect("written");
    }

    #[expect(clippy::disallowed_methods, reason = "the folder of the test")]
    fn remove(folder: &Path, name: &str) {
        fs::remove_file(folder.join(name)).expect("removed");
    }

    fn follow(folder: &Path) -> LiveContent {
        let name = folder.to_str().expect("text");
        let settings = Settings::read(&Args::parse_from(["callcard", "--only-content", name, "--data", name, "--cache", name]).globals);
        let settings = settings.expect("settings");
        LiveContent::new(&settings, &load(&settings).expect("read")).expect("there is a folder")
    }

    fn title(news: &ContentNews, id: &str) -> Option<String> {
        Some(news.library.as_ref()?.find_card(id)?.head.title.clone())
    }

    #[test]
    fn the_last_good_text_of_a_broken_card_is_served_and_the_others_are_read_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        write(folder, "one.md", card("one", "First"));
        write(folder, "two.md", card("two", "Second"));
        let mut live = follow(folder);
        assert_eq!(live.read(), None, "nothing has changed");
        write(folder, "one.md", broken("one", "Broken"));
        let news = live.read().expect("changed");
        assert_eq!(news.library, None, "what is served is the same");
        let [fault] = news.faults.as_slice() else { panic!("{news:?}") };
        assert_eq!(
            (fault.file.as_str(), fault.line, fault.code, fault.is_older_served),
            ("one.md", Some(2), "C004", true)
        );
        write(folder, "two.md", card("two", "Newer"));
        let news = live.read().expect("changed");
        assert_eq!(
            (title(&news, "one"), title(&news, "two")),
            (Some("First".into()), Some("Newer".into()))
        );
        assert_eq!(news.faults.len(), 1);
        write(folder, "one.md", card("one", "Mended"));
        let news = live.read().expect("changed");
        assert_eq!((title(&news, "one"), news.faults), (Some("Mended".into()), Vec::new()));
    }

    #[test]
    fn a_card_that_never_was_right_is_served_as_far_as_it_can_be_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        write(folder, "one.md", card("one", "First"));
        write(folder, "old.md", broken("old", "Always wrong"));
        let mut live = follow(folder);
        write(folder, "new.md", broken("new", "Wrong"));
        let news = live.read().expect("changed");
        let [fault] = news.faults.as_slice() else { panic!("{news:?}") };
        assert_eq!(
            (fault.file.as_str(), fault.is_older_served),
            ("new.md", false),
            "what was wrong before is not said"
        );
        write(folder, "new.md", broken("new", "Still wrong"));
        let news = live.read().expect("changed");
        let as_at_start = load(&live.settings).expect("read").library;
        assert_eq!(news.library.as_deref(), Some(&as_at_start));
    }

    #[test]
    fn a_file_that_is_no_text_a_deleted_one_and_an_empty_folder_are_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        write(folder, "one.md", card("one", "First"));
        write(folder, "two.md", card("two", "Second"));
        let mut live = follow(folder);
        write(folder, "two.md", [0xff, 0xfe]);
        let news = live.read().expect("changed");
        assert_eq!((news.library, news.faults.len()), (None, 1));
        assert!(
            news.faults.iter().all(|fault| fault.line.is_none() && fault.is_older_served),
            "{:?}",
            news.faults
        );
        remove(folder, "two.md");
        let news = live.read().expect("changed");
        assert_eq!((title(&news, "one"), title(&news, "two")), (Some("First".into()), None));
        assert_eq!(news.faults, Vec::new());
        remove(folder, "one.md");
        let news = live.read().expect("changed");
        assert_eq!(
            (news.library, news.faults.len()),
            (None, 1),
            "a drive that went away leaves the library"
        );
        write(folder, "one.md", card("one", "Back"));
        let news = live.read().expect("changed");
        assert_eq!((title(&news, "one"), news.faults), (Some("Back".into()), Vec::new()));
    }
}
