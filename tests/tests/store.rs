//! The store on a real disk, by its public face: the promises of the suite, permissions, and what it says when it cannot
//! write. What goes on inside the file is tested beside it in the crate.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use engine::*;
use store::{Database, Options, StoreError, suite};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn every_promise_of_the_suite_is_kept() {
    for (sentence, proof) in suite::promises() {
        eprintln!("{sentence}");
        let folder = folder();
        proof(&Database::open(Options::new(folder.path().join("retorno.sqlite"))).unwrap());
    }
}

#[test]
fn what_was_said_is_there_after_reopening_and_a_failed_change_leaves_nothing() {
    let folder = folder();
    let path = folder.path().join("dados/retorno.sqlite");
    let db = Database::open(Options::new(&path)).unwrap();
    db.change::<_, StoreError>(|store| store.put_value("chave", "1")).unwrap();
    let failed = db.change::<(), StoreError>(|store| {
        store.put_value("chave", "2")?;
        store.contact(ContactId(7)).map(|_| ())
    });
    assert!(matches!(failed, Err(StoreError::Missing("contato"))), "{failed:?}");
    drop(db);
    let db = Database::open(Options::new(&path)).unwrap();
    let value = db.reader().unwrap().read::<_, StoreError>(|store| store.value("chave")).unwrap();
    assert_eq!(value.as_deref(), Some("1"));
    assert_eq!(db.path(), path);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_what_is_stored() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = folder();
    let home = folder.path().join("retorno/dados");
    let path = home.join("retorno.sqlite");
    let db = Database::open(Options::new(&path)).unwrap();
    db.change::<_, StoreError>(|store| store.put_value("chave", "1")).unwrap();
    let copy = db.backups_folder().join("retorno-2026-03-02.sqlite");
    db.backup(&copy).unwrap();
    assert_eq!(mode(&home), 0o700);
    assert_eq!(mode(&db.backups_folder()), 0o700);
    let mut files: Vec<(PathBuf, u32)> = std::fs::read_dir(&home)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), mode(&path)))
        .collect();
    files.sort();
    let names = ["retorno.sqlite", "retorno.sqlite-shm", "retorno.sqlite-wal"];
    assert_eq!(files, names.map(|name| (home.join(name), 0o600)));
    assert_eq!(mode(&copy), 0o600);
    drop(db);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
    let _db = Database::open(Options::new(&path)).unwrap();
    assert_eq!(mode(&path), 0o600, "one that others could read is closed to them");
}

#[test]
fn a_place_that_cannot_be_written_is_named_with_what_to_do() {
    let folder = folder();
    let file = folder.path().join("arquivo");
    std::fs::write(&file, "x").unwrap();
    let path = file.join("retorno.sqlite");
    let refused = Database::open(Options::new(&path)).map(|_| ()).unwrap_err();
    let said = refused.to_string();
    assert!(matches!(refused, StoreError::Unwritable { .. }), "{refused:?}");
    assert!(said.starts_with("Não foi possível gravar em") && said.contains(&path.display().to_string()), "{said}");
    assert!(said.ends_with("Confira as permissões da pasta."), "{said}");
    let taken = folder.path().join("pasta.sqlite");
    std::fs::create_dir(&taken).unwrap();
    let refused = Database::open(Options::new(&taken)).map(|_| ());
    assert!(matches!(refused, Err(StoreError::Unwritable { .. })), "{refused:?}");
}
