//! Finding and reading the sources that the other rules judge. A finding is always `path:line: what`.

use std::fs;
use std::path::{Path, PathBuf};

/// Products and belongings, never sources of ours.
const NOT_OURS: [&str; 6] = ["node_modules", "dist", "target", "coverage", "gen", "artifacts"];

pub struct Source {
    /// From the root, with `/`.
    pub path: String,
    pub text: String,
}

/// A file that a rule spares, and why. A path that ends in `/` spares the folder.
pub type Spared = (&'static str, &'static str);

pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("the package `tests` lies in the root").to_path_buf()
}

/// Every source below `folder` with one of these endings, in order of path.
pub fn sources(folder: &str, endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root().join(folder), endings, &mut found);
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

pub fn is_spared(path: &str, spared: &[Spared]) -> bool {
    spared.iter().any(|(name, _)| if name.ends_with('/') { path.starts_with(name) } else { path == *name })
}

/// Lines that contain one of the words, comments aside. A word inside a longer name does not count.
pub fn lines_with(source: &Source, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, line) in source.text.lines().enumerate() {
        let code = without_comment(line);
        if let Some(word) = words.iter().find(|word| has_word(code, word)) {
            found.push(format!("{}:{}: {word}", source.path, at + 1));
        }
    }
    found
}

/// Fails with every finding and the reason of the rule.
#[track_caller]
pub fn none(found: Vec<String>, reason: &str) {
    assert!(found.is_empty(), "\n{}\n\n{reason}\n", found.join("\n"));
}

/// Fails if a spared path no longer exists: an exception outlives its file only by neglect.
#[track_caller]
pub fn still_there(spared: &[Spared]) {
    let gone: Vec<&str> = spared.iter().map(|(path, _)| *path).filter(|path| !root().join(path).exists()).collect();
    assert!(gone.is_empty(), "spared and no longer there: {gone:?}");
}

fn has_word(code: &str, word: &str) -> bool {
    let in_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| !word.starts_with(in_name) || !code[..at].ends_with(in_name))
}

/// Good enough for our own formatted code: `//` that is no part of an address ends the line.
fn without_comment(line: &str) -> &str {
    let trimmed = line.trim_start();
    if trimmed.starts_with("//") || trimmed.starts_with("/*") || trimmed.starts_with("* ") {
        return "";
    }
    match line.find(" //") {
        Some(at) => &line[..at],
        None => line,
    }
}

fn collect(path: &Path, endings: &[&str], found: &mut Vec<Source>) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if NOT_OURS.contains(&name.as_ref()) || name.starts_with('.') {
        return;
    }
    if path.is_dir() {
        let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for entry in entries {
            collect(&entry.expect("a folder that opened can be read").path(), endings, found);
        }
    } else if endings.iter().any(|ending| name.ends_with(ending)) {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let path = path.strip_prefix(root()).expect("only the root is walked").to_string_lossy().replace('\\', "/");
        found.push(Source { path, text });
    }
}

#[test]
fn a_word_is_found_in_code_and_neither_in_a_comment_nor_in_a_longer_name() {
    let text = "thread::sleep(a); // why\n// sleep(a)\nlet b = 1; // sleep(a)\nfall_asleep(a);\n";
    let source = Source { path: "a.rs".into(), text: text.into() };
    assert_eq!(lines_with(&source, &["sleep("]), ["a.rs:1: sleep("]);
}
