//! Stamps: a fingerprint of inputs kept from the last time a step was done, so that the second time is quick. A stamp
//! that cannot be read counts as absent: the step is then simply done again.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

use crate::shell::{self, Done, Failure, io, root};

/// Names that are products or belongings of an editor, never sources.
const NOT_SOURCES: [&str; 3] = ["node_modules", "dist", "coverage"];

/// Whether `name` was last stamped with this very fingerprint.
pub fn is_fresh(name: &str, fingerprint: &str) -> bool {
    fs::read_to_string(file(name)).is_ok_and(|kept| kept == fingerprint)
}

pub fn write(name: &str, fingerprint: &str) -> Done {
    let file = file(name);
    let folder = shell::own_folder();
    fs::create_dir_all(&folder).map_err(io("Não foi possível criar", &folder))?;
    fs::write(&file, fingerprint).map_err(io("Não foi possível gravar", &file))
}

/// Whether `one` was written after `other`; false if either cannot be asked.
pub fn is_newer(one: &Path, other: &Path) -> bool {
    let written = |path: &Path| fs::metadata(path).and_then(|meta| meta.modified());
    matches!((written(one), written(other)), (Ok(one), Ok(other)) if one > other)
}

/// Fingerprint of one file's bytes.
pub fn of_file(path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(io("Não foi possível ler", path))?;
    let mut hasher = DefaultHasher::new();
    hasher.write(&bytes);
    Ok(format!("{:016x}", hasher.finish()))
}

/// Fingerprint of every source below a folder: names and bytes, in a fixed order.
pub fn of_folder(folder: &Path) -> Result<String, Failure> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in &files {
        hasher.write(file.strip_prefix(root()).unwrap_or(file).to_string_lossy().as_bytes());
        hasher.write(&[0]);
        hasher.write(&fs::read(file).map_err(io("Não foi possível ler", file))?);
        hasher.write(&[0]);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) -> Done {
    for entry in fs::read_dir(folder).map_err(io("Não foi possível ler", folder))? {
        let entry = entry.map_err(io("Não foi possível ler", folder))?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') || NOT_SOURCES.contains(&name.as_ref()) {
            continue;
        }
        if entry.path().is_dir() {
            collect(&entry.path(), into)?;
        } else {
            into.push(entry.path());
        }
    }
    Ok(())
}

fn file(name: &str) -> PathBuf {
    shell::own_folder().join(format!("{name}.stamp"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_of_a_folder_changes_with_a_name_and_with_a_byte_but_not_with_products() {
        let folder = std::env::temp_dir().join(format!("retorno-xtask-stamp-{}", std::process::id()));
        fs::create_dir_all(folder.join("node_modules")).expect("a temporary folder can be made");
        let put = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a temporary file can be written");
        let print = || of_folder(&folder).expect("the folder was just made");
        put("a.ts", "1");
        let first = print();
        put("node_modules/x.js", "outside");
        put(".hidden", "outside");
        assert_eq!(print(), first);
        put("a.ts", "2");
        let second = print();
        put("b.ts", "");
        let third = print();
        fs::remove_dir_all(&folder).expect("the folder is ours");
        assert!(first != second && second != third && first != third);
    }
}
