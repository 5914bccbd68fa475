//! `ui/src/bindings`: the TypeScript types that the Rust tests named `export_bindings…` write. They are made in a folder
//! of ours first, so that comparing never touches the page's sources.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{self, Done, Failure, cargo, io, own_folder, root};

/// Puts the types that Rust has now into the page's sources.
pub fn write() -> Done {
    let made = generate()?;
    let folder = kept_folder();
    let old = read(&folder)?;
    for name in old.keys().filter(|name| !made.contains_key(*name)) {
        let stale = folder.join(name);
        fs::remove_file(&stale).map_err(io("Não foi possível apagar", &stale))?;
    }
    for (name, text) in made.iter().filter(|(name, text)| old.get(*name) != Some(text)) {
        let file = folder.join(name);
        let parent = file.parent().unwrap_or(&folder);
        fs::create_dir_all(parent).map_err(io("Não foi possível criar", parent))?;
        fs::write(&file, text).map_err(io("Não foi possível gravar", &file))?;
    }
    println!("{} tipos em ui/src/bindings.", made.len());
    Ok(())
}

/// Fails if the page's types are not the ones that Rust has now.
pub fn compare() -> Done {
    let (made, kept) = (generate()?, read(&kept_folder())?);
    let names = made.keys().chain(kept.keys().filter(|name| !made.contains_key(*name)));
    let wrong: Vec<&str> = names.filter(|name| made.get(*name) != kept.get(*name)).map(String::as_str).collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Failure(format!(
        "ui/src/bindings não corresponde aos tipos de Rust ({}). Rode: cargo xtask bindings",
        wrong.join(", ")
    )))
}

fn generate() -> Result<BTreeMap<String, String>, Failure> {
    let folder = own_folder().join("bindings");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(io("Não foi possível esvaziar", &folder))?;
    }
    fs::create_dir_all(&folder).map_err(io("Não foi possível criar", &folder))?;
    let mut command = cargo(&["test", "--workspace", "--quiet", "--lib", "export_bindings"]);
    shell::run(command.env("TS_RS_EXPORT_DIR", &folder))?;
    let made = read(&folder)?;
    if made.is_empty() {
        return Err(Failure("Nenhum teste export_bindings escreveu tipos.".into()));
    }
    Ok(made)
}

fn kept_folder() -> PathBuf {
    root().join("ui/src/bindings")
}

/// Every file below the folder, by its path inside it; an absent folder is an empty one.
fn read(folder: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop().filter(|next| next.exists()) {
        for entry in fs::read_dir(&next).map_err(io("Não foi possível ler", &next))? {
            let path = entry.map_err(io("Não foi possível ler", &next))?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.insert(name, fs::read_to_string(&path).map_err(io("Não foi possível ler", &path))?);
        }
    }
    Ok(files)
}
