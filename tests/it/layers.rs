//! The borders between modules: who may name whom. The table is that of ARCHITECTURE.md.
//!
//! Does not belong here: style.

use std::path::{Path, PathBuf};

/// Files whose path begins so may not hold any of these words.
const BORDERS: &[(&str, &[&str])] = &[
    (
        "domain",
        &[
            "crate::search",
            "crate::store",
            "crate::tui",
            "crate::cli",
            "crate::report",
            "crate::builtin",
            "std::fs",
            "std::env",
            "std::thread",
            "std::process",
            "SystemTime",
            "Instant",
            "Zoned::now",
            "tantivy",
            "ratatui",
            "crossterm",
            "rusqlite",
            "clap",
        ],
    ),
    (
        "search",
        &[
            "crate::store",
            "crate::tui",
            "crate::cli",
            "std::fs",
            "std::env",
            "ratatui",
            "crossterm",
            "rusqlite",
            "clap",
        ],
    ),
    (
        "store",
        &[
            "crate::search",
            "crate::tui",
            "crate::cli",
            "tantivy",
            "ratatui",
            "crossterm",
            "clap",
        ],
    ),
    (
        "import",
        &[
            "crate::search",
            "crate::store",
            "crate::tui",
            "crate::cli",
            "crate::report",
            "std::fs",
            "std::env",
            "std::thread",
            "Zoned::now",
            "ratatui",
            "crossterm",
            "rusqlite",
            "tantivy",
            "clap",
        ],
    ),
    ("report", &["crate::tui", "crate::cli", "tantivy", "ratatui", "rusqlite"]),
    ("tui/event", TUI_CORE),
    ("tui/effect", TUI_CORE),
    ("tui/state", TUI_CORE),
    ("tui/update", TUI_CORE),
    ("tui/keymap", TUI_CORE),
    ("tui/text", TUI_CORE),
    (
        "tui/view",
        &[
            "crate::store",
            "crate::search",
            "crate::cli",
            "runtime",
            "crossterm",
            "std::fs",
            "rusqlite",
            "tantivy",
        ],
    ),
    (
        "tui/runtime",
        &["crate::store", "crate::search", "crate::cli", "rusqlite", "tantivy"],
    ),
    (
        "tui/painter",
        &["crate::store", "crate::search", "crate::cli", "std::fs", "rusqlite", "tantivy"],
    ),
    (
        "tui/secret",
        &[
            "crate::store",
            "crate::search",
            "crate::cli",
            "std::fs",
            "std::env",
            "rusqlite",
            "tantivy",
        ],
    ),
    ("cli", &["tantivy", "rusqlite"]),
];

const TUI_CORE: &[&str] = &[
    "crate::store",
    "crate::search",
    "crate::cli",
    "ratatui",
    "crossterm",
    "std::fs",
    "std::env",
    "std::thread",
    "rusqlite",
    "tantivy",
    "Zoned::now",
    "Instant::now",
];

#[test]
fn no_module_names_what_its_border_forbids() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut crossed = Vec::new();
    for path in sources(&root) {
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let text = std::fs::read_to_string(&path).unwrap();
        for (idx, line) in code(&text).enumerate() {
            for (_, forbidden) in BORDERS.iter().filter(|(module, _)| is_within(&name, module)) {
                crossed.extend(
                    forbidden
                        .iter()
                        .filter(|word| names(line, word))
                        .map(|word| format!("{name}:{}: names `{word}`", idx + 1)),
                );
            }
        }
    }
    assert!(crossed.is_empty(), "borders crossed:\n{}", crossed.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let silent: Vec<PathBuf> = sources(&root.join("src"))
        .into_iter()
        .chain(sources(&root.join("tests")))
        .filter(|path| !std::fs::read_to_string(path).unwrap().starts_with("//!"))
        .collect();
    assert!(silent.is_empty(), "files without a first line of `//!`: {silent:?}");
}

/// `search` is within `search` and `search/build.rs`, not within `searching.rs`.
fn is_within(name: &str, module: &str) -> bool {
    name.strip_prefix(module).is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
}

/// The lines of a file without comments, up to its tests.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .take_while(|line| !line.starts_with("#[cfg(test)]"))
        .map(|line| if line.trim_start().starts_with("//") { "" } else { line })
}

/// Tells whether a line names a path or crate, as a whole word.
fn names(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !is_part(line[..at].chars().next_back()) && !is_part(line[at + word.len()..].chars().next()) && !line[..at].contains('"')
    })
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn every_test_that_the_architecture_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let (_, table) = text.split_once("## Checklist rules, and what holds them").unwrap();
    let (table, _) = table.split_once("\n## ").unwrap();
    let mut code = String::new();
    for file in [sources(&root.join("src")), sources(&root.join("tests"))].concat() {
        code.push_str(&std::fs::read_to_string(file).unwrap());
    }
    let rows = table.lines().filter(|line| line.starts_with("| ")).skip(2);
    let mut count = 0;
    for row in rows {
        let held_by = row.rsplit('|').nth(1).unwrap();
        let names: Vec<&str> = held_by.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "nothing holds: {row}");
        for name in names {
            assert!(code.contains(&format!("fn {name}()")), "there is no test `{name}`");
        }
        count += 1;
    }
    assert!(20 < count);
}
