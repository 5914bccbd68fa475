//! Copies of the database: made whole, opened and checked before they count, and restored so that nothing old is sent
//! again. When to copy is the runtime's business.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use engine::Moment;
use rusqlite::{Connection, params};

use super::error::unwritable;
use super::settings::put_value;
use super::{Database, Options, open, rescue};
use crate::{RESENT, RESTORED_KEY, Result, StoreError};

/// Daily copies kept.
pub const BACKUPS_KEPT: usize = 7;

impl Database {
    /// Writes a whole copy to `to`, which is replaced only by a copy that opens and passes the check. The writer is not
    /// held up.
    ///
    /// # Errors
    /// When the copy cannot be written or is not sound; `to` is then as it was.
    pub fn backup(&self, to: &Path) -> Result<()> {
        let _alone = self.copying.lock().unwrap_or_else(PoisonError::into_inner);
        self.watch.look()?;
        copy(&self.options, to)
    }

    /// The folder beside the database in which the program keeps its copies.
    #[must_use]
    pub fn backups_folder(&self) -> PathBuf {
        open::backups_folder(&self.options.path)
    }
}

/// Removes the oldest `.sqlite` files of a folder whose name starts with `prefix`, keeping `keep`. Names must order by
/// age (a date in them). Returns those removed.
///
/// # Errors
/// When the folder cannot be read or a file not removed.
pub fn rotate(folder: &Path, prefix: &str, keep: usize) -> Result<Vec<PathBuf>> {
    let refused = |error: std::io::Error| unwritable(folder, &error);
    let mut copies: Vec<PathBuf> = vec![];
    for entry in std::fs::read_dir(folder).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with(prefix) && path.extension().is_some_and(|extension| extension == "sqlite") {
            copies.push(path);
        }
    }
    copies.sort();
    copies.truncate(copies.len().saturating_sub(keep));
    for old in &copies {
        remove_if_there(old)?;
    }
    Ok(copies)
}

/// What a restore kept from being sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// Messages that were planned or on their way: now in the tray "Perdidas".
    pub missed: u32,
    /// Deferred steps of rules: now executions in the same tray.
    pub deferred: u32,
    /// Webhook calls given up.
    pub webhooks: u32,
}

/// Whether `from` is a whole copy this program can take.
///
/// # Errors
/// It is absent, empty, damaged or of a newer version.
pub fn check_copy(from: &Path) -> Result<()> {
    let source = Options::new(from);
    if !from.is_file() {
        return Err(StoreError::Missing("cópia de segurança"));
    }
    match open::schema_of(&source)? {
        Some(schema) if schema > open::newest_schema() => Err(StoreError::Newer),
        Some(_) => open::check(&open::reader(&source)?),
        None => Err(StoreError::Corrupt("a cópia de segurança está vazia".into())),
    }
}

/// Puts the copy `from` in the place of the database `to`, which no process may have open. What was there is kept beside
/// it as `….antes-da-restauracao`, or with a number where that name is taken. Since the copy was made its plans may have been carried out, so none is carried out
/// again: all become missed, and [`RESTORED_KEY`] says so to the runtime.
///
/// # Errors
/// When the copy is damaged or of a newer version, or the file cannot be written; `to` is then as it was.
pub fn restore(from: &Path, to: &Path, at: Moment) -> Result<Restored> {
    check_copy(from)?;
    // What is set aside is then what the next start would have gone on with.
    rescue::make_way(to)?;
    let been_through = rescue::rescues_of(to);
    let fresh = beside(to, "restaurando");
    copy(&Options::new(from), &fresh)?;
    let restored = {
        let options = Options { checkpoint: super::CheckpointMode::Inline, ..Options::new(&fresh) };
        let mut db = open::writer(&options)?;
        let restored = settle(&mut db, at)?;
        // A rescued copy that comes back is as old beside this one as beside what it takes the place of.
        rescue::add_rescues(&db, been_through)?;
        open::mark_stopped(&db)?;
        restored
    };
    set_aside(to, "antes-da-restauracao")?;
    put_in_place(&fresh, to)?;
    Ok(restored)
}

/// Gives the database and the files beside it another name, with a number where that name is taken; returns that name.
pub(crate) fn set_aside(path: &Path, what: &str) -> Result<PathBuf> {
    let old = free_name(path, what);
    for suffix in ["", "-wal", "-shm"] {
        let (now, kept) = (with_suffix(path, suffix), with_suffix(&old, suffix));
        if now.exists() {
            std::fs::rename(&now, &kept).map_err(|e| unwritable(&now, &e))?;
        }
    }
    Ok(old)
}

/// Every plan becomes something a person decides about, and so does what a rule of several messages had still to say.
/// Unknown sends stay unknown: they ask already.
fn settle(db: &mut Connection, at: Moment) -> Result<Restored> {
    let all = db.transaction()?;
    all.execute(
        "UPDATE message SET state = 'missed' WHERE id IN (SELECT message FROM outbox WHERE state IN ('planned', 'sending'))",
        [],
    )?;
    all.execute(
        "UPDATE execution SET outcome = 'missed'
         WHERE id IN (SELECT execution FROM outbox WHERE state IN ('planned', 'sending') AND execution IS NOT NULL)",
        [],
    )?;
    let missed = all.execute(
        "UPDATE outbox SET state = 'missed', done_at = ?1, fault = 'restaurado de uma cópia' WHERE state IN ('planned', 'sending')",
        [at.0],
    )?;
    all.execute(
        "INSERT INTO execution (rule, version, ticket, contact, turn, silence, part, anchor, deadline, at, outcome, detail)
         SELECT d.rule, r.version, d.ticket, t.contact, d.turn,
                iif(json_extract(r.body, '$.repeat') = 'every_silence', d.anchor, 0),
                d.part, d.anchor, coalesce(d.due_at, d.created_at), ?1, 'missed', '{}'
         FROM deferred d JOIN rule r ON r.id = d.rule JOIN ticket t ON t.id = d.ticket WHERE true
         ON CONFLICT (ticket, rule, turn, silence, part) DO UPDATE SET outcome = 'missed'
          WHERE execution.part = 'message' AND execution.outcome = 'executed' AND execution.why IN ('', 'crossed')
            AND (SELECT count(*) FROM outbox o
                  WHERE o.ticket = execution.ticket AND o.execution = execution.id AND o.state NOT IN ('cancelled', 'missed')
                    AND NOT (o.state = 'failed' AND o.fault = ?2))
              < (SELECT count(*) FROM rule r, json_each(r.body, '$.actions') a
                  WHERE r.id = execution.rule AND json_extract(a.value, '$.type') = 'send_message')",
        params![at.0, RESENT],
    )?;
    let deferred = all.execute("DELETE FROM deferred", [])?;
    let webhooks = all.execute(
        "UPDATE webhook SET due_at = NULL, fault = 'restaurado de uma cópia' WHERE due_at IS NOT NULL",
        params![],
    )?;
    all.execute("UPDATE notice SET shown_at = ?1 WHERE bubble = 1 AND shown_at IS NULL", [at.0])?;
    put_value(&all, RESTORED_KEY, &at.0.to_string())?;
    all.commit()?;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Restored { missed: count(missed), deferred: count(deferred), webhooks: count(webhooks) })
}

/// A checked copy of the file behind `options`, put in place in one step.
pub(crate) fn copy(options: &Options, to: &Path) -> Result<()> {
    let partial = beside(to, "parcial");
    if options.vfs.is_none() {
        if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            open::make_folder(folder).map_err(|e| unwritable(folder, &e))?;
        }
        remove_if_there(&partial)?;
        // VACUUM INTO fills an empty file and keeps its permissions.
        open::own_file(&partial).map_err(|e| unwritable(&partial, &e))?;
    }
    let written = write_copy(options, &partial);
    if written.is_err() && options.vfs.is_none() {
        remove_if_there(&partial)?;
    }
    written.map_err(|error| error.at(to))?;
    put_in_place(&partial, to)
}

/// Durable once it returns: the content before the name, the name before anything builds on it.
pub(crate) fn put_in_place(partial: &Path, to: &Path) -> Result<()> {
    let written = File::options().write(true).open(partial);
    let moved = written.and_then(|file| file.sync_all()).and_then(|()| std::fs::rename(partial, to));
    #[cfg(unix)]
    let moved = moved.and_then(|()| match to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    });
    moved.map_err(|e| unwritable(to, &e))
}

fn write_copy(options: &Options, partial: &Path) -> Result<()> {
    let path = partial.to_str().ok_or_else(|| StoreError::Sql("o caminho da cópia não é texto".into()))?;
    open::source(options)?.execute("VACUUM INTO ?1", [path])?;
    open::check(&open::reader(&Options { path: partial.to_path_buf(), ..options.clone() })?)
}

pub(crate) fn remove_if_there(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(unwritable(path, &error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn free_name(to: &Path, what: &str) -> PathBuf {
    let first = beside(to, what);
    let others = (2..).map(|n: u32| beside(to, &format!("{what}-{n}")));
    let is_free = |name: &PathBuf| ["", "-wal", "-shm"].iter().all(|suffix| !with_suffix(name, suffix).exists());
    std::iter::once(first.clone()).chain(others).find(is_free).unwrap_or(first)
}

pub(crate) fn beside(path: &Path, what: &str) -> PathBuf {
    with_suffix(path, &format!(".{what}"))
}

pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
