//! Databases as older versions left them, laid by the frozen migrations themselves and filled with the rows of a whole day,
//! and what must become of them: brought up to date whole or not at all, and never before a sound copy lies beside them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use store::{CheckpointMode, Database, Options};

use crate::day::{Day, FILE, whole_day};
use crate::disk::{Fault, Wrong};
use crate::image::{self, Files, lay};
use crate::sweep::{Found, until_broken};
use crate::{Broken, broken, disk, vfs, whole};

/// Counted from the tickets: a version may count otherwise than the one before.
const COUNTED: &str = "place_count";

const PROMISE: &str = "R17 o arquivo antigo é copiado e trazido inteiro, ou fica como estava";

/// The database of a version, as its program left it when it was killed.
pub struct Older {
    version: u32,
    /// What the world knows of it.
    pub day: Day,
    files: Files,
    /// The columns this version had, table by table.
    selects: Vec<String>,
    /// All that is in them.
    rows: u64,
}

impl Older {
    /// # Errors
    /// The day itself went wrong, or there is no such version.
    pub fn of(version: u32) -> Result<Older, Broken> {
        let folder = crate::folder()?;
        let mut day = Day::on(folder.path(), None);
        day.start()?;
        day.play(&whole_day())?;
        day.stop();
        let older = folder.path().join("older");
        std::fs::create_dir(&older)?;
        let db = Connection::open(older.join(FILE))?;
        let selects = fill(&db, &day.path(), version)?;
        db.execute_batch("PRAGMA journal_mode = WAL; UPDATE setting SET value = 'true' WHERE key = '@running';")?;
        let rows = whole::sum(&db, selects.clone())?;
        drop(db);
        Ok(Older { version, day, files: image::read(&older)?, selects, rows })
    }

    /// Puts it into a folder, with nothing else in it.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn lay(&self, folder: &Path) -> Result<(), Broken> {
        lay(&self.files, folder)?;
        lay(&Files::new(), &store::backups_folder(&folder.join(FILE)))?;
        Ok(())
    }

    /// Opens it with each operation of the disk failing in turn, so many times. Returns how many there were.
    ///
    /// # Errors
    /// The first fault that breaks the promise.
    pub fn sweep(&self, wrong: Wrong, times: u64, threads: usize) -> Result<u64, Found> {
        let at = |at, broken| Found { scene: "atualização", fault: Fault { at, wrong, times }, broken };
        let folder = crate::folder().map_err(|error| at(0, error.into()))?;
        let never = Fault { at: u64::MAX, wrong, times };
        let all = self.open_with(folder.path(), never).map_err(|broken| at(u64::MAX, broken))?;
        until_broken(0..all, threads, |n| {
            let folder = crate::folder().map_err(Broken::from);
            let fault = Fault { at: n, wrong, times };
            let met = folder.and_then(|folder| self.open_with(folder.path(), fault));
            met.map(|_| ()).map_err(|broken| at(n, broken))
        })
    }

    /// One start that meets this fault, and one on a good disk. Returns how many operations the first one had.
    fn open_with(&self, folder: &Path, fault: Fault) -> Result<u64, Broken> {
        self.lay(folder)?;
        let path = folder.join(FILE);
        let plain = Options { checkpoint: CheckpointMode::Inline, ..Options::new(&path) };
        let failing = Options { vfs: Some(vfs::install().to_owned()), ..plain.clone() };
        disk::fail(Some(fault));
        let opened = catch_unwind(AssertUnwindSafe(|| Database::open(failing).is_ok()));
        let met = disk::met();
        disk::fail(None);
        let opened = opened.map_err(|_| broken("nenhum pânico", "ao abrir"))?;
        self.check(&path, opened)?;
        drop(Database::open(plain)?);
        self.check(&path, true)?;
        Ok(met)
    }

    /// Up to date with a copy beside it, or as it was; `up_to_date` wants the former. What was in it is there either way.
    fn check(&self, path: &Path, up_to_date: bool) -> Result<(), Broken> {
        let copy = store::backups_folder(path).join(format!("antes-da-versao-{}.sqlite", self.version));
        let newest = newest()?;
        let found = self.holds(path)?;
        if found != newest && (found != self.version || up_to_date) {
            return Err(broken(PROMISE, format!("está na versão {found}")));
        }
        match copy.is_file() {
            true if self.holds(&copy)? != self.version => Err(broken(PROMISE, "a cópia não é da versão antiga")),
            false if found == newest => Err(broken(PROMISE, "foi mudado sem que houvesse a cópia")),
            true | false => Ok(()),
        }
    }

    /// The version of a sound file with all the rows.
    fn holds(&self, path: &Path) -> Result<u32, Broken> {
        let db = whole::look(path)?;
        whole::sound(&db)?;
        let version = db.query_row("SELECT max(version) FROM refinery_schema_history", [], |row| row.get(0))?;
        if version == newest()? {
            whole::nothing_half(&db)?;
        }
        if whole::sum(&db, self.selects.clone())? != self.rows {
            return Err(broken(PROMISE, format!("faltam dados em {}", path.display())));
        }
        Ok(version)
    }
}

/// Lays the schema of a version and copies into it all rows of a newer file. Returns how to read them.
fn fill(db: &Connection, newer: &Path, version: u32) -> Result<Vec<String>, Broken> {
    // What triggers would count is counted at the end.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    db.execute_batch("PRAGMA foreign_keys = OFF")?;
    for (_, file) in migrations()?.into_iter().filter(|(number, _)| *number <= version) {
        db.execute_batch(&std::fs::read_to_string(file)?)?;
    }
    db.execute("ATTACH ?1 AS newer", [newer.to_str().unwrap_or_default()])?;
    let history: String =
        db.query_row("SELECT sql FROM newer.sqlite_schema WHERE name = 'refinery_schema_history'", [], |row| {
            row.get(0)
        })?;
    let tables: Vec<String> = db
        .prepare(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    db.execute_batch(&history)?;
    db.execute(
        "INSERT INTO main.refinery_schema_history SELECT * FROM newer.refinery_schema_history WHERE version <= ?1",
        [version],
    )?;
    let mut selects = Vec::new();
    for table in tables.into_iter().filter(|table| table != COUNTED) {
        let columns: String = db.query_row(
            "SELECT group_concat('\"' || name || '\"', ', ') FROM pragma_table_info(?1)",
            [&table],
            |row| row.get(0),
        )?;
        db.execute_batch(&format!(
            "DELETE FROM main.\"{table}\"; INSERT INTO main.\"{table}\" ({columns}) SELECT {columns} FROM newer.\"{table}\";"
        ))?;
        let running = if table == "setting" { " WHERE key <> '@running'" } else { "" };
        selects.push(format!("SELECT {columns} FROM main.\"{table}\"{running}"));
    }
    if version >= 2 {
        for index in ["message_text", "contact_text"] {
            db.execute_batch(&format!("INSERT INTO {index} ({index}) VALUES ('rebuild')"))?;
        }
    }
    count(db)?;
    db.execute_batch("DETACH newer")?;
    Ok(selects)
}

/// What triggers keep of the tickets, in the columns this version has for it.
fn count(db: &Connection) -> Result<(), Broken> {
    let columns: Vec<String> = db
        .prepare("SELECT name FROM pragma_table_info(?1)")?
        .query_map([COUNTED], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let of_tickets = |column: &String| match column.as_str() {
        "place" => Ok("place"),
        "stage" => Ok("coalesce(stage, 0)"),
        "tickets" => Ok("count(*)"),
        "cents" => Ok("sum(value_cents)"),
        "since_seconds" => Ok("sum(stage_since / 1000)"),
        other => Err(broken(PROMISE, format!("ninguém sabe contar {other}"))),
    };
    let values: Vec<&str> = columns.iter().map(of_tickets).collect::<Result<_, _>>()?;
    let by = if columns.iter().any(|column| column == "stage") { "place, coalesce(stage, 0)" } else { "place" };
    let (columns, values) = (columns.join(", "), values.join(", "));
    db.execute(&format!("INSERT INTO main.{COUNTED} ({columns}) SELECT {values} FROM main.ticket GROUP BY {by}"), [])?;
    Ok(())
}

fn newest() -> Result<u32, Broken> {
    Ok(migrations()?.last().map_or(0, |(number, _)| *number))
}

/// The frozen files, by version.
fn migrations() -> Result<Vec<(u32, PathBuf)>, Broken> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/store/migrations");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let number = name.strip_prefix('V').and_then(|rest| rest.split_once("__")).and_then(|(n, _)| n.parse().ok());
        found.extend(number.map(|number| (number, path)));
    }
    found.sort();
    Ok(found)
}
