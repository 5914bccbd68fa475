//! Where things lie: the rooms of the house, and migrations that people's data has already been through.

use std::collections::BTreeMap;
use std::fs;

use sha2::{Digest, Sha256};

use crate::files::{none, root};

/// Everything that may stand at the top. A new room is a decision, so it is added here on purpose.
const ROOMS: &[&str] = &[
    ".cargo",
    ".ci",
    ".gitattributes",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "crates",
    "docs",
    "icons",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "src-tauri",
    "tests",
    "ui",
];

/// What lies about on a person's machine and is in no commit.
const NOT_COMMITTED: &[&str] = &[".DS_Store", ".git", ".idea", ".vscode", ".zed", "artifacts", "target"];

const CRATES: &[&str] = &["api", "channels", "engine", "hub", "runtime", "store", "xtask"];

#[test]
fn the_top_of_the_tree_holds_the_rooms_and_nothing_else() {
    let found = names(".").into_iter().filter(|name| !ROOMS.contains(&name.as_str()));
    let found = found.filter(|name| !NOT_COMMITTED.contains(&name.as_str())).collect();
    none(
        found,
        "The top of the tree is the map of the house (docs/architecture.md). Put it in the room it belongs to.",
    );
    assert_eq!(names("crates"), CRATES, "a crate is a layer; the layers are these");
}

#[test]
fn a_migration_that_went_out_never_changes() {
    let kept = fs::read_to_string(root().join("crates/store/migrations/.sums")).unwrap_or_default();
    let now: BTreeMap<String, String> = names("crates/store/migrations")
        .into_iter()
        .filter(|name| name.ends_with(".sql"))
        .map(|name| {
            let bytes = fs::read(root().join("crates/store/migrations").join(&name)).expect("it was just listed");
            (name, hex(&Sha256::digest(bytes)))
        })
        .collect();
    none(changed(&kept, &now), "Someone's data has already been through it. Write the change as a new migration.");
}

/// `kept` is what `sha256sum *.sql` printed when they went out; a migration it does not name has not.
fn changed(kept: &str, now: &BTreeMap<String, String>) -> Vec<String> {
    let mut found = Vec::new();
    for line in kept.lines() {
        let (sum, name) = line.split_once("  ").unwrap_or(("", line));
        match now.get(name) {
            Some(actual) if actual == sum => {}
            Some(_) => found.push(format!("{name}: changed")),
            None => found.push(format!("{name}: gone")),
        }
    }
    found
}

fn names(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("a folder that opened can be read").file_name();
    let mut names: Vec<String> = entries.map(|entry| name(entry).to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_changed_and_a_missing_migration_are_told_apart_and_a_new_one_is_free() {
    let now = BTreeMap::from([("V1__a.sql".to_owned(), "aa".to_owned()), ("V3__c.sql".to_owned(), "cc".to_owned())]);
    assert_eq!(changed("aa  V1__a.sql\n", &now), Vec::<String>::new());
    assert_eq!(changed("ab  V1__a.sql\nbb  V2__b.sql\n", &now), ["V1__a.sql: changed", "V2__b.sql: gone"]);
}
