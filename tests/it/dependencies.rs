//! Licences and sources of everything that is built into the program.
//!
//! Does not belong here: known faults of dependencies, which need a database from the network.

use std::process::Command;

/// Licences that may be part of a program given away under the MIT licence.
const ALLOWED: [&str; 11] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "Unlicense",
    "CC0-1.0",
];

/// Most packages in the lock file; raised on purpose only, last for notify, which tells of changed cards and brings
/// eleven for all systems, six of them on Linux.
const MOST_PACKAGES: usize = 312;

#[test]
fn dependencies_come_from_the_registry_under_known_licences() {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--offline",
            "--filter-platform",
            "x86_64-unknown-linux-gnu",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut wrong = Vec::new();
    for package in metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|package| package["name"] != "callcard")
    {
        let name = format!("{} {}", package["name"], package["version"]);
        let is_registry = package["source"].as_str().is_some_and(|source| source.starts_with("registry+"));
        let license = package["license"].as_str().unwrap_or_default();
        if !is_registry || !is_allowed(license) {
            wrong.push(format!("{name}: {license} from {}", package["source"]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_lock_file_stays_small() {
    let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).unwrap();
    let packages = lock.matches("[[package]]").count();
    assert!(
        packages <= MOST_PACKAGES,
        "{packages} packages; every new one has to earn its place"
    );
}

/// Tells whether an expression such as `MIT OR Apache-2.0` can be met by allowed licences alone.
fn is_allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    let one = |license: &str| ALLOWED.contains(&license.trim().trim_matches(['(', ')']));
    expression.split(" AND ").all(|part| part.split(" OR ").any(one))
}
