//! The files of an open database, watched by their names. A program that keeps folders the same on several computers, or a
//! person, may swap or remove one of them; what was open goes on in a file that no longer has a name, and all that is
//! written there is gone with the process. So from then on nothing is written, what was kept is copied beside, and the
//! next start goes on with that copy. What is swapped while no program runs cannot be seen here.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::backup::{beside, put_in_place, remove_if_there, set_aside, with_suffix};
use super::settings::put_value;
use super::{CheckpointMode, Options, open};
use crate::{RESCUED_KEY, Result, StoreError};

/// The copy, whole, until the next start puts it in place.
const RESCUED: &str = "resgatado";
/// What the other program left in the place of ours, kept beside.
const SWAPPED: &str = "trocado";

/// Which file bears a name: its disk and its number there.
type Identity = (u64, u64);

/// The files as they were when the database was opened.
pub(crate) struct Watch {
    options: Options,
    files: Vec<(PathBuf, Identity)>,
    /// The first that was found to be another; it stays so, whatever comes back under its name.
    swapped: OnceLock<PathBuf>,
    rescued: AtomicBool,
    /// Looks that found it swapped and not yet rescued.
    missed: AtomicU32,
}

impl Watch {
    /// Watches nothing over a VFS of its own, nor where no number of a file can be had (on Windows).
    pub(crate) fn over(options: &Options) -> Watch {
        let names = ["", "-wal", "-shm"].map(|suffix| with_suffix(&options.path, suffix));
        let known = |path: PathBuf| identity(&path).ok().flatten().map(|found| (path, found));
        let files = if options.vfs.is_some() { vec![] } else { names.into_iter().filter_map(known).collect() };
        Watch {
            options: options.clone(),
            files,
            swapped: OnceLock::new(),
            rescued: AtomicBool::new(false),
            missed: AtomicU32::new(0),
        }
    }

    /// # Errors
    /// One of the files is another by now, or gone.
    pub(crate) fn look(&self) -> Result<()> {
        let is_another = |(path, known): &&(PathBuf, Identity)| match identity(path) {
            Ok(found) => found != Some(*known),
            // A folder that cannot be read is told of by whoever reads it.
            Err(_) => false,
        };
        if self.swapped.get().is_none()
            && let Some((path, _)) = self.files.iter().find(is_another)
        {
            let _first = self.swapped.set(path.clone());
        }
        match self.swapped.get() {
            Some(path) => Err(StoreError::Swapped(name_of(path))),
            None => Ok(()),
        }
    }

    /// The same, before the writer writes: what was kept is brought to safety, again and again until that works. Less and
    /// less often: where there is no room for a copy, each try reads the whole database.
    pub(crate) fn look_before_writing(&self, writer: &Connection) -> Result<()> {
        self.look_and_rescue(writer, |nth| nth.is_power_of_two())
    }

    /// The same, before the writer closes: the last time that it can be brought to safety.
    pub(crate) fn look_before_closing(&self, writer: &Connection) -> Result<()> {
        self.look_and_rescue(writer, |_| true)
    }

    fn look_and_rescue(&self, writer: &Connection, tries: impl Fn(u32) -> bool) -> Result<()> {
        let found = self.look();
        if let Err(error) = &found
            && !self.rescued.load(Ordering::Acquire)
            && tries(self.missed.fetch_add(1, Ordering::AcqRel) + 1)
        {
            tracing::error!(%error, "a file of the database was swapped or removed");
            match self.rescue(writer) {
                Ok(()) => self.rescued.store(true, Ordering::Release),
                Err(error) => {
                    tracing::error!(%error, "what was kept could not be copied beside yet");
                    let _room = remove_if_there(&self.partial());
                }
            }
        }
        found
    }

    fn partial(&self) -> PathBuf {
        beside(&beside(&self.options.path, RESCUED), "parcial")
    }

    fn rescue(&self, writer: &Connection) -> Result<()> {
        // The files under our names are not ours: closing must not carry anything into them, nor remove them.
        writer.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        let swapped = self.swapped.get().map(|path| name_of(path)).unwrap_or_default();
        let (rescued, partial) = (beside(&self.options.path, RESCUED), self.partial());
        remove_if_there(&partial)?;
        let path = partial.to_str().ok_or_else(|| StoreError::Sql("o caminho da cópia não é texto".into()))?;
        open::own_file(&partial).map_err(|error| super::error::unwritable(&partial, &error))?;
        writer.execute("VACUUM INTO ?1", [path])?;
        let options = Options { path: partial.clone(), vfs: None, checkpoint: CheckpointMode::Inline };
        {
            let copy = open::connection(&options)?;
            put_value(&copy, RESCUED_KEY, &serde_json::Value::from(swapped).to_string())?;
            open::check(&copy)?;
        }
        put_in_place(&partial, &rescued)
    }
}

/// At a start, before anything is opened: a copy that was brought to safety takes the place of what was put there instead,
/// which is kept beside as `….trocado`, or with a number where that name is taken.
pub(crate) fn put_rescued_in_place(path: &Path) -> Result<()> {
    let rescued = beside(path, RESCUED);
    if !rescued.exists() {
        return Ok(());
    }
    set_aside(path, SWAPPED)?;
    put_in_place(&rescued, path)?;
    tracing::warn!("the copy made when a file was swapped is in its place");
    Ok(())
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// `None`: no file has this name, or the system does not number files.
fn identity(path: &Path) -> std::io::Result<Option<Identity>> {
    match std::fs::metadata(path) {
        Ok(found) => Ok(number(&found)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn number(found: &std::fs::Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    Some((found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn number(_found: &std::fs::Metadata) -> Option<Identity> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::Database;

    fn put(db: &Database, value: &str) -> Result<()> {
        db.change(|store| store.put_value("chave", &format!("{value:?}")))
    }

    fn got(db: &Database, key: &str) -> Option<String> {
        db.reader().unwrap().read::<_, StoreError>(|store| store.value(key)).unwrap()
    }

    #[test]
    fn what_was_kept_before_a_file_was_swapped_is_there_at_the_next_start_and_nothing_after() {
        for suffix in ["", "-wal", "-shm"] {
            for removed in [true, false] {
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path().join("a.sqlite");
                let file = with_suffix(&path, suffix);
                let db = Database::open(Options::new(&path)).unwrap();
                put(&db, "antes").unwrap();
                let older = folder.path().join("older");
                std::fs::copy(&file, &older).unwrap();
                put(&db, "depois").unwrap();
                // As a program does that keeps folders the same: another file under our name.
                if removed {
                    std::fs::remove_file(&file).unwrap()
                } else {
                    std::fs::rename(&older, &file).unwrap()
                }

                let case = format!("{suffix:?}, removed: {removed}");
                let named = |error: StoreError| matches!(error, StoreError::Swapped(name) if name == name_of(&file));
                assert!(named(put(&db, "nunca").unwrap_err()), "{case}");
                assert!(named(db.reader().err().unwrap()), "{case}");
                assert!(named(db.backup(&folder.path().join("copy")).unwrap_err()), "{case}");
                drop(db);

                let db = Database::open(Options::new(&path)).unwrap();
                assert_eq!(got(&db, "chave").as_deref(), Some("\"depois\""), "{case}");
                let told = serde_json::Value::from(name_of(&file)).to_string();
                assert_eq!(got(&db, RESCUED_KEY), Some(told), "{case}");
                put(&db, "adiante").unwrap();
                let aside = with_suffix(&beside(&path, SWAPPED), suffix);
                assert_eq!(aside.exists(), !removed, "what was put in its place is kept: {case}");
                drop(db);
                let db = Database::open(Options::new(&path)).unwrap();
                assert_eq!(got(&db, "chave").as_deref(), Some("\"adiante\""), "it happens once: {case}");
            }
        }
    }

    #[test]
    fn a_file_that_comes_back_is_not_believed_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite");
        let db = Database::open(Options::new(&path)).unwrap();
        let (log, away) = (with_suffix(&path, "-wal"), folder.path().join("away"));
        std::fs::rename(&log, &away).unwrap();
        assert!(put(&db, "um").is_err());
        std::fs::rename(&away, &log).unwrap();
        assert!(put(&db, "dois").is_err());
    }

    #[test]
    fn what_cannot_be_brought_to_safety_yet_is_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite");
        let db = Database::open(Options::new(&path)).unwrap();
        put(&db, "antes").unwrap();
        let rescued = beside(&path, RESCUED);
        let in_the_way = beside(&rescued, "parcial");
        std::fs::create_dir(&in_the_way).unwrap();
        std::fs::remove_file(with_suffix(&path, "-wal")).unwrap();
        assert!(put(&db, "um").is_err() && put(&db, "dois").is_err() && !rescued.exists());
        std::fs::remove_dir(&in_the_way).unwrap();
        assert!(put(&db, "três").is_err() && !rescued.exists(), "not at every write");
        assert!(put(&db, "quatro").is_err() && rescued.exists());
        drop(db);
        assert_eq!(got(&Database::open(Options::new(&path)).unwrap(), "chave").as_deref(), Some("\"antes\""));
    }

    #[test]
    fn an_orderly_stop_brings_to_safety_what_could_not_be_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite");
        let db = Database::open(Options::new(&path)).unwrap();
        put(&db, "antes").unwrap();
        let in_the_way = beside(&beside(&path, RESCUED), "parcial");
        std::fs::create_dir(&in_the_way).unwrap();
        std::fs::remove_file(with_suffix(&path, "-wal")).unwrap();
        assert!(put(&db, "um").is_err() && put(&db, "dois").is_err());
        std::fs::remove_dir(&in_the_way).unwrap();
        drop(db);
        assert_eq!(got(&Database::open(Options::new(&path)).unwrap(), "chave").as_deref(), Some("\"antes\""));
    }
}
