//! The daily copy of the database: made beside the desk's work, opened and checked before an older one makes room. Where
//! copies lie and how one is made is the store's business.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use engine::{Moment, Span};
use store::{Database, StoreError};
use tokio::runtime::Runtime;

use crate::Result;
use crate::core::Core;
use crate::refusal::{Refusal, RefusalCode};

/// A copy that could not be made is tried again after this.
const TRY_AGAIN: Span = Span::minutes(30);
const PREFIX: &str = "retorno-";

/// Remembers what today's copy needs no second look for.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    done: Option<NaiveDate>,
    tried_at: Option<Moment>,
}

impl Copies {
    /// Starts today's copy if there is none yet.
    pub fn keep_daily(&mut self, core: &Core, io: &Runtime, now: Moment) {
        let today = core.house().company().local_date(now);
        let recently = self.tried_at.is_some_and(|at| now.since(at) < TRY_AGAIN && now >= at);
        if self.done == Some(today) || recently {
            return;
        }
        if exists_of(&core.database().backups_folder(), today) {
            self.done = Some(today);
            return;
        }
        self.tried_at = Some(now);
        let db = core.database().clone();
        let name = name_at(core, now);
        io.spawn_blocking(move || {
            if let Err(error) = keep(&db, &name) {
                tracing::error!(%error, "the daily copy could not be made");
            }
        });
    }
}

/// The name of a copy made at `now`; names order by age.
pub(crate) fn name_at(core: &Core, now: Moment) -> String {
    format!("{PREFIX}{}.sqlite", core.house().company().local(now).format("%Y-%m-%d-%H%M%S"))
}

/// Makes a copy under this name and lets the oldest go.
pub(crate) fn keep(db: &Arc<Database>, name: &str) -> store::Result<std::path::PathBuf> {
    let folder = db.backups_folder();
    let to = folder.join(name);
    db.backup(&to)?;
    store::rotate(&folder, PREFIX, store::BACKUPS_KEPT)?;
    Ok(to)
}

/// A copy in the folder of copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// The file's name; begins with the local date and time it was made at.
    pub name: String,
    pub bytes: u64,
}

/// Holds the name of the copy that takes the database's place at the next start.
const WISH_FILE: &str = "restaurar-na-proxima-partida";

/// The copies of a data folder, newest first.
pub(crate) fn list(dir: &Path) -> Vec<Copy> {
    let Ok(entries) = std::fs::read_dir(folder_of(dir)) else { return vec![] };
    let copy = |entry: std::fs::DirEntry| {
        let name = entry.file_name().into_string().ok()?;
        let ours = name.starts_with(PREFIX) && name.ends_with(".sqlite");
        ours.then(|| Some(Copy { name, bytes: entry.metadata().ok()?.len() })).flatten()
    };
    let mut copies: Vec<Copy> = entries.flatten().filter_map(copy).collect();
    copies.sort_by(|one, other| other.name.cmp(&one.name));
    copies
}

/// The copy that takes the database's place at the next start, if one was chosen.
pub(crate) fn wished(dir: &Path) -> Option<String> {
    std::fs::read_to_string(dir.join(WISH_FILE)).ok()
}

/// Chooses that copy, or none.
///
/// # Errors
/// There is no such copy, it is not sound, or the folder cannot be written.
pub(crate) fn wish(dir: &Path, name: Option<&str>) -> Result<()> {
    let file = dir.join(WISH_FILE);
    let refused = |error: std::io::Error| Refusal::from(unwritable(&file, &error));
    let Some(name) = name else {
        return match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(refused(error)),
            Ok(()) | Err(_) => Ok(()),
        };
    };
    if !list(dir).iter().any(|copy| copy.name == name) {
        return Err(StoreError::Missing("cópia de segurança").into());
    }
    store::check_copy(&folder_of(dir).join(name))?;
    std::fs::write(&file, name).map_err(refused)
}

/// At the start, before the database is opened: puts the chosen copy in its place. A wish is tried once.
///
/// # Errors
/// The copy can no longer be taken; the data is as it was, and the next start opens it.
pub(crate) fn fulfil(dir: &Path, database: &Path, now: Moment) -> Result<()> {
    let Some(name) = wished(dir) else { return Ok(()) };
    let restored = store::restore(&folder_of(dir).join(&name), database, now);
    wish(dir, None)?;
    match restored {
        Ok(restored) => {
            tracing::warn!(name, ?restored, "a copy was restored");
            Ok(())
        }
        Err(error) => {
            let text = format!(
                "A cópia {name} não pôde ser restaurada: {error} Nada foi mudado; abra de novo para continuar com os dados de antes."
            );
            Err(Refusal::new(Refusal::from(error).code, text))
        }
    }
}

/// Where the data is damaged: chooses the newest whole copy, so that the next start takes it. Returns its name.
///
/// # Errors
/// There is none, or the folder cannot be written.
pub fn choose_newest(dir: &Path) -> Result<String> {
    let name = newest_whole(dir).ok_or_else(|| {
        let folder = folder_of(dir);
        Refusal::new(RefusalCode::NotFound, format!("Não há cópia inteira em {}.", folder.display()))
    })?;
    wish(dir, Some(&name))?;
    Ok(name)
}

/// What is said of data that does not open; a damaged one comes with the copy that could take its place.
pub(crate) fn refused(dir: &Path, error: StoreError) -> Refusal {
    let refusal = Refusal::from(error);
    if refusal.code != RefusalCode::Corrupt {
        return refusal;
    }
    let Some(name) = newest_whole(dir) else { return refusal };
    let when = made_at(&name).map_or(name, |at| format!("de {}", at.format("%d/%m/%Y, %H:%M")));
    tracing::error!(%refusal, "the database is damaged");
    let text = format!(
        "O banco de dados está danificado, e nada foi mudado nele. A cópia {when}, está inteira e pode ficar no lugar \
         dele; o arquivo danificado é guardado ao lado."
    );
    Refusal::new(RefusalCode::Restorable, text)
}

fn newest_whole(dir: &Path) -> Option<String> {
    let whole = |copy: &Copy| store::check_copy(&folder_of(dir).join(&copy.name)).is_ok();
    list(dir).into_iter().find(whole).map(|copy| copy.name)
}

/// The local instant in a copy's name.
fn made_at(name: &str) -> Option<NaiveDateTime> {
    let stamp = name.strip_prefix(PREFIX)?.strip_suffix(".sqlite")?;
    NaiveDateTime::parse_from_str(stamp, "%Y-%m-%d-%H%M%S").ok()
}

fn folder_of(dir: &Path) -> PathBuf {
    store::backups_folder(&dir.join(crate::desk::DATABASE_FILE))
}

fn unwritable(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Unwritable { path: path.display().to_string(), why: error.to_string() }
}

fn exists_of(folder: &Path, day: NaiveDate) -> bool {
    let start = format!("{PREFIX}{}", day.format("%Y-%m-%d"));
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(&start))
}
