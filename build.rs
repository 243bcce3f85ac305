//! Compiles the content folder into the program: the texts, the library read from them, and its search index, so that a
//! start need neither read a thousand sections of Markdown again nor index them.
//!
//! Does not belong here: checking of content; the tests and `callcard check` do that on the same files.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a build script reads and writes files")]

#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    missing_docs,
    reason = "the build script uses the reading half of the core only"
)]
#[path = "src/domain/mod.rs"]
mod domain;
#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    missing_docs,
    reason = "the build script uses the building half of the search only"
)]
#[path = "src/search/mod.rs"]
mod search;

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use domain::source::{Origin, SourceFile};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("content");
    let mut paths = Vec::new();
    collect(&root, &mut paths)?;
    paths.sort();
    let mut table = String::from("[\n");
    let mut files = Vec::new();
    for path in &paths {
        let parts = path.strip_prefix(&root)?.components();
        let name = parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        writeln!(table, "    ({name:?}, include_str!({:?})),", path.display().to_string())?;
        files.push(SourceFile {
            name,
            text: fs::read_to_string(path)?,
            origin: Origin::BuiltIn,
        });
    }
    table.push(']');
    let (library, _) = domain::content::load(&files);
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("content.rs"), table)?;
    fs::write(out.join("library.bin"), pack(&library)?)?;
    // The index holds amounts: those of the day on which content was looked up last, good as long as none of them turns.
    let day = library.last_checked().ok_or("no entry of content says when it was looked up")?;
    let (first, end) = library.span_around(day);
    fs::write(out.join("index.bin"), search::SearchIndex::pack(&library, day)?)?;
    fs::write(out.join("index_span.rs"), format!("(\"{first}\", \"{end}\")"))?;
    if is_target("OS", "linux") && is_target("ENV", "gnu") {
        // At a fixed place in memory the tens of thousands of addresses in the program's tables need not be worked out anew
        // at every start, which takes longer than a search. Stack, heap and libraries still lie elsewhere each time.
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
    println!("cargo::rerun-if-changed=content");
    for path in ["src/domain", "src/search", "index"] {
        println!("cargo::rerun-if-changed={path}");
    }
    Ok(())
}

/// Whether the program is built for such a system.
fn is_target(aspect: &str, name: &str) -> bool {
    env::var(format!("CARGO_CFG_TARGET_{aspect}")).is_ok_and(|target| target == name)
}

/// Packs the library so that each card and each part of it can be read by itself: see `builtin`.
fn pack(library: &domain::library::Library) -> postcard::Result<Vec<u8>> {
    let mut cards: Vec<(&str, Vec<u8>, Vec<u8>)> = Vec::new();
    for card in &library.cards {
        cards.push((&card.head.id, postcard::to_stdvec(card)?, postcard::to_stdvec(&card.glance())?));
    }
    let mut checklists: Vec<(&str, Vec<u8>, Vec<u8>)> = Vec::new();
    for checklist in &library.checklists {
        let glance = postcard::to_stdvec(&checklist.glance())?;
        checklists.push((&checklist.head.id, postcard::to_stdvec(checklist)?, glance));
    }
    let parts = [
        postcard::to_stdvec(&library.documents)?,
        postcard::to_stdvec(&library.changes)?,
        postcard::to_stdvec(&library.reviews)?,
        postcard::to_stdvec(&library.fingerprints)?,
        postcard::to_stdvec(&library.figures)?,
        postcard::to_stdvec(&library.closed_days)?,
        postcard::to_stdvec(&library.glossary)?,
        postcard::to_stdvec(&library.rules)?,
    ];
    postcard::to_stdvec(&(cards, checklists, parts))
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "md" || extension == "yaml") {
            paths.push(path);
        }
    }
    Ok(())
}
