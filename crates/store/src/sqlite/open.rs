//! Opening the file: folder and permissions, the settings every connection needs, the schema, and what a crash left
//! behind. A file that is not ours to change is left as it is.

use std::path::{Path, PathBuf};
use std::time::Duration;

use engine::plant::{Bug, planted};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::error::unwritable;
use super::settings::{own, put_own};
use super::{Options, backup};
use crate::{Result, StoreError};

mod migrations {
    refinery::embed_migrations!("migrations");
}

/// 3.51.3 mended a way in which a reset of the write-ahead log could damage the file.
const SQLITE_VERSION_MIN: i32 = 3_051_003;
const BUSY_WAIT: Duration = Duration::from_secs(5);
/// More than there are statements in this crate.
const STATEMENTS_KEPT: usize = 300;
/// True while a process has the file open; found true at a start, the last one ended badly.
const RUNNING: &str = "@running";

/// The newest schema this program knows.
pub(crate) fn newest_schema() -> i32 {
    migrations::migrations::runner().get_migrations().iter().map(refinery::Migration::version).max().unwrap_or(0)
}

/// The writer's connection, with the schema up to date.
pub(crate) fn writer(options: &Options) -> Result<Connection> {
    if rusqlite::version_number() < SQLITE_VERSION_MIN {
        return Err(StoreError::Sql(format!("SQLite {} é antigo demais", rusqlite::version())));
    }
    prepare_files(options)?;
    let found = schema_of(options)?;
    if found.is_some_and(|schema| schema > newest_schema()) {
        return Err(StoreError::Newer);
    }
    if found.is_some() {
        // Only read: closing a connection that may write would carry the log into a damaged file.
        let db = open(options, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        if own(&db, RUNNING)?.as_deref() == Some("true") {
            check(&db)?;
        }
    }
    let mut db = connection(options)?;
    if db.is_readonly("main")? {
        let why = "o arquivo só pode ser lido".into();
        return Err(StoreError::Unwritable { path: options.path.display().to_string(), why });
    }
    if let Some(schema) = found.filter(|schema| *schema < newest_schema()) {
        backup::copy(options, &backups_folder(&options.path).join(format!("antes-da-versao-{schema}.sqlite")))?;
    }
    migrate(&mut db, options)?;
    put_own(&db, RUNNING, "true")?;
    Ok(db)
}

/// Where copies made by the program itself are kept: beside the file.
#[must_use]
pub fn backups_folder(path: &Path) -> PathBuf {
    path.parent().unwrap_or(Path::new(".")).join("backups")
}

pub(crate) fn mark_stopped(db: &Connection) -> Result<()> {
    put_own(db, RUNNING, "false")
}

/// A connection that may write, set up as every one of them must be.
pub(crate) fn connection(options: &Options) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = open(options, flags)?;
    let mode: String = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Sql(format!("este disco não aceita o modo WAL (respondeu {mode})")));
    }
    db.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 0;
         PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;",
    )?;
    if planted(Bug::C1NormalSync) {
        db.execute_batch("PRAGMA synchronous = NORMAL;")?;
    }
    Ok(db)
}

/// A connection that cannot write.
pub(crate) fn reader(options: &Options) -> Result<Connection> {
    let db = open(options, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.execute_batch(
        "PRAGMA query_only = ON; PRAGMA mmap_size = 268435456; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;",
    )?;
    Ok(db)
}

/// A connection to copy from. It only reads, but SQLite lets none that was opened so write the copy.
pub(crate) fn source(options: &Options) -> Result<Connection> {
    open(options, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

/// The file as it lies there: without what its log holds, and no file is made beside it.
pub(crate) fn still(path: &Path) -> Result<Connection> {
    let name = path.to_str().ok_or_else(|| StoreError::Sql(format!("{} não é texto", path.display())))?;
    let name = if cfg!(windows) { name.replace('\\', "/") } else { name.to_owned() };
    let root = match (path.is_absolute(), name.starts_with('/')) {
        (false, _) => "file:",
        (true, true) => "file://",
        (true, false) => "file:///",
    };
    let name = name.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    Ok(Connection::open_with_flags(format!("{root}{name}?immutable=1"), flags)?)
}

fn open(options: &Options, flags: OpenFlags) -> Result<Connection> {
    let db = match &options.vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(&options.path, flags, vfs.as_str())?,
        None => Connection::open_with_flags(&options.path, flags)?,
    };
    db.busy_timeout(BUSY_WAIT)?;
    // A plan that may depend on bound values is made anew at every other value: measured, a third of all work.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(db)
}

/// The schema's number in an existing file, read without touching it; `None` for one that is new or empty.
pub(crate) fn schema_of(options: &Options) -> Result<Option<i32>> {
    if options.vfs.is_none() && std::fs::metadata(&options.path).is_ok_and(|file| file.len() == 0) {
        return Ok(None);
    }
    let db = match open(options, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX) {
        Ok(db) => db,
        // With a VFS of its own nothing was laid beforehand.
        Err(StoreError::Unwritable { .. }) if options.vfs.is_some() && !options.path.exists() => return Ok(None),
        Err(error) => return Err(error),
    };
    match has_history(&db) {
        Err(error) if is_interrupted(&error) => schema_within(&source(options)?),
        history => schema_in(&db, history?),
    }
}

/// The schema's number in an open file; `None`: it is empty.
pub(crate) fn schema_within(db: &Connection) -> Result<Option<i32>> {
    schema_in(db, has_history(db)?)
}

/// `None`: it has no table at all.
fn has_history(db: &Connection) -> rusqlite::Result<Option<bool>> {
    let sql = "SELECT max(name = 'refinery_schema_history') FROM sqlite_schema WHERE type = 'table'";
    Ok(db.query_row(sql, [], |row| row.get(0)).optional()?.flatten())
}

/// A first start that was stopped before the file had its log left a journal, and only who may write can take back what
/// was half there.
fn is_interrupted(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_READONLY_ROLLBACK)
}

fn schema_in(db: &Connection, history: Option<bool>) -> Result<Option<i32>> {
    match history {
        None => Ok(None),
        Some(false) => Err(StoreError::Corrupt("não é um banco de dados do Retorno".into())),
        Some(true) => Ok(db.query_row("SELECT max(version) FROM refinery_schema_history", [], |row| row.get(0))?),
    }
}

/// Whole and readable, or [`StoreError::Corrupt`].
pub(crate) fn check(db: &Connection) -> Result<()> {
    let found: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if found == "ok" { Ok(()) } else { Err(StoreError::Corrupt(found)) }
}

/// All that is missing in one transaction, the history's rows included.
fn migrate(db: &mut Connection, options: &Options) -> Result<()> {
    let Err(error) = migrations::migrations::runner().set_grouped(true).run(db) else { return Ok(()) };
    // Another process may have done it while we looked.
    if schema_of(options)? == Some(newest_schema()) { Ok(()) } else { Err(migration_error(&error)) }
}

fn migration_error(error: &refinery::Error) -> StoreError {
    let mut source: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(inner) = source {
        if let Some(sqlite) = inner.downcast_ref::<rusqlite::Error>() {
            return match sqlite.sqlite_error() {
                Some(code) => StoreError::from(rusqlite::Error::SqliteFailure(*code, Some(sqlite.to_string()))),
                None => StoreError::Sql(sqlite.to_string()),
            };
        }
        source = inner.source();
    }
    StoreError::Sql(error.to_string())
}

/// The folder (made if missing, for its owner alone) and the file (for its owner alone; SQLite gives the files beside it
/// the same permissions).
fn prepare_files(options: &Options) -> Result<()> {
    if options.vfs.is_some() {
        return Ok(());
    }
    let path = &options.path;
    let refused = |error: std::io::Error| unwritable(path, &error);
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make_folder(folder).map_err(refused)?;
    }
    own_file(path).map_err(refused)
}

pub(crate) fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes the file if it is missing; either way only its owner may read it.
pub(crate) fn own_file(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    #[cfg(not(unix))]
    drop(file);
    Ok(())
}

/// A file as an older version left it.
#[cfg(test)]
pub(crate) fn migrate_to(db: &mut Connection, version: i32) {
    migrations::migrations::runner().set_target(refinery::Target::Version(version)).set_grouped(true).run(db).unwrap();
}
