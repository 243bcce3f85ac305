//! Compiles the content folder into the program: a sorted table of names and texts.
//!
//! Does not belong here: parsing or checking of content; the tests do that on the same files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("content");
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut table = String::from("[\n");
    for path in &files {
        let name = path
            .strip_prefix(&root)
            .unwrap_or(path)
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/");
        let _ = writeln!(table, "    ({name:?}, include_str!({:?})),", path.display().to_string());
    }
    table.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("content.rs");
    fs::write(out, table)?;
    println!("cargo::rerun-if-changed=content");
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_content = path.extension().is_some_and(|extension| extension == "md" || extension == "yaml");
        if path.is_dir() {
            collect(&path, files)?;
        } else if is_content {
            files.push(path);
        }
    }
    Ok(())
}
