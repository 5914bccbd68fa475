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
use super::error::to_json;
use super::settings::{own, put_own, put_value, value};
use super::{CheckpointMode, Options, open};
use crate::{Disbelieved, RESCUED_KEY, Result, StoreError, Taken};

/// The copy, whole, until the next start puts it in place.
const RESCUED: &str = "resgatado";
/// What the other program left in the place of ours, kept beside.
const SWAPPED: &str = "trocado";
/// What bore the name of a copy and was not believed, when a copy needs the name.
const EARLIER: &str = "anterior";
/// The rescues this database has been through, each by a sign of its own, the newest last: a copy that comes back later is
/// known by it.
const RESCUES: &str = "@rescues";
const RESCUES_KEPT_MAX: usize = 100;

/// Which file bears a name: its disk and its number there.
type Identity = (u64, u64);

/// The files as they were when the database was opened.
pub(crate) struct Watch {
    options: Options,
    files: Vec<(PathBuf, Identity)>,
    /// The first that was found to be another; it stays so, whatever comes back under its name.
    swapped: OnceLock<Taken>,
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
        let taken = |(path, known): &(PathBuf, Identity)| {
            // A folder that cannot be read is told of by whoever reads it.
            let found = identity(path).ok().filter(|found| *found != Some(*known))?;
            Some(Taken { file: name_of(path), removed: found.is_none() })
        };
        if self.swapped.get().is_none()
            && let Some(first) = self.files.iter().find_map(taken)
        {
            let _first = self.swapped.set(first);
        }
        match self.swapped.get() {
            Some(taken) => Err(StoreError::Swapped(taken.file.clone())),
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
        let (rescued, partial) = (beside(&self.options.path, RESCUED), self.partial());
        remove_if_there(&partial)?;
        let path = partial.to_str().ok_or_else(|| StoreError::Sql("o caminho da cópia não é texto".into()))?;
        open::own_file(&partial).map_err(|error| super::error::unwritable(&partial, &error))?;
        writer.execute("VACUUM INTO ?1", [path])?;
        let options = Options { path: partial.clone(), vfs: None, checkpoint: CheckpointMode::Inline };
        {
            // Without a log of its own: what is put in place is one file.
            let copy = open::source(&options)?;
            put_value(&copy, RESCUED_KEY, &to_json(&self.swapped.get())?)?;
            add_rescues(&copy, vec![copy.query_row("SELECT hex(randomblob(16))", [], |row| row.get(0))?])?;
            open::check(&copy)?;
        }
        // One that was left there by a start that did not believe it.
        set_aside(&rescued, EARLIER)?;
        put_in_place(&partial, &rescued)
    }
}

/// What a file with the name of a rescued copy is.
enum Belief {
    GoOn,
    /// What is in use went on from it already.
    Earlier,
    /// Damaged, or no copy that a rescue made: what it held is not known, so nobody may go on without it either.
    NotWhole,
}

/// At a start, before anything is opened: a copy that was brought to safety takes the place of what was put there instead,
/// which is kept beside as `….trocado`, or with a number where that name is taken. One that has come back after what is in
/// use went on from it is set aside as `….anterior`; that name is returned.
///
/// # Errors
/// `Corrupt`: the copy is not whole. What lies in its place may be older, and would send again what was sent since.
pub(crate) fn put_rescued_in_place(path: &Path) -> Result<Option<Disbelieved>> {
    let rescued = beside(path, RESCUED);
    if !rescued.exists() {
        return Ok(None);
    }
    match belief(&rescued, path).map_err(|error| error.at(&rescued))? {
        Belief::GoOn => {
            set_aside(path, SWAPPED)?;
            put_in_place(&rescued, path)?;
            tracing::warn!("the copy made when a file was swapped is in its place");
            Ok(None)
        }
        Belief::Earlier => {
            let file = name_of(&set_aside(&rescued, EARLIER)?);
            tracing::warn!(%file, "a rescued copy had come back, and is set aside");
            Ok(Some(Disbelieved { file }))
        }
        Belief::NotWhole => Err(StoreError::Corrupt(format!(
            "o arquivo {}, ao lado dele, não é uma cópia inteira feita pelo Retorno; se ela não lhe faz falta, apague-o e \
             abra de novo",
            name_of(&rescued)
        ))),
    }
}

/// Before a restore: what a rescue kept is what the restore then sets aside, and what is not whole stands in nobody's way.
pub(crate) fn make_way(path: &Path) -> Result<()> {
    let rescued = beside(path, RESCUED);
    if rescued.exists() && matches!(belief(&rescued, path), Ok(Belief::NotWhole)) {
        set_aside(&rescued, EARLIER)?;
    }
    put_rescued_in_place(path).map(|_| ())
}

/// # Errors
/// It cannot be told: the copy is of a newer version, or cannot be read.
fn belief(rescued: &Path, path: &Path) -> Result<Belief> {
    if !rescued.is_file() {
        return Ok(Belief::NotWhole);
    }
    let copy = open::still(rescued)?;
    match open::schema_within(&copy).and_then(|schema| open::check(&copy).map(|()| schema)) {
        Ok(Some(schema)) if schema > open::newest_schema() => return Err(StoreError::Newer),
        Ok(Some(_)) => {}
        Ok(None) | Err(StoreError::Corrupt(_)) => return Ok(Belief::NotWhole),
        Err(error) => return Err(error),
    }
    // Another program's database has no settings of ours; a database of ours says only in a rescued copy whence it comes.
    let Ok(Some(_)) = value(&copy, RESCUED_KEY) else { return Ok(Belief::NotWhole) };
    let Ok(mut signs) = rescues(&copy) else { return Ok(Belief::NotWhole) };
    let known = signs.pop().is_some_and(|sign| rescues_of(path).contains(&sign));
    Ok(if known { Belief::Earlier } else { Belief::GoOn })
}

fn rescues(db: &Connection) -> Result<Vec<String>> {
    let kept = own(db, RESCUES)?.unwrap_or_else(|| "[]".into());
    serde_json::from_str(&kept).map_err(|error| StoreError::Corrupt(error.to_string()))
}

pub(crate) fn add_rescues(db: &Connection, more: Vec<String>) -> Result<()> {
    let mut all = rescues(db)?;
    for sign in more {
        if !all.contains(&sign) {
            all.push(sign);
        }
    }
    all.drain(..all.len().saturating_sub(RESCUES_KEPT_MAX));
    put_own(db, RESCUES, &to_json(&all)?)
}

/// None, where there is no database to ask: any copy of ours is then worth more.
pub(crate) fn rescues_of(path: &Path) -> Vec<String> {
    if !path.is_file() {
        return vec![];
    }
    open::still(path).and_then(|db| rescues(&db)).unwrap_or_default()
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
    use crate::{DISBELIEVED_KEY, Database};

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
                let told = Taken { file: name_of(&file), removed };
                assert_eq!(got(&db, RESCUED_KEY), Some(to_json(&told).unwrap()), "{case}");
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

    /// A database whose log was removed under it, with what was kept of it in `….resgatado`.
    fn rescued_from(path: &Path, value: &str) {
        let db = Database::open(Options::new(path)).unwrap();
        db.change::<_, StoreError>(|store| store.drop_value(DISBELIEVED_KEY)).unwrap();
        put(&db, value).unwrap();
        std::fs::remove_file(with_suffix(path, "-wal")).unwrap();
        assert!(put(&db, "nunca").is_err());
    }

    /// Starts, and says what the house then reads and which file it is told was set aside.
    fn started(path: &Path) -> (Option<String>, Option<String>) {
        let db = Database::open(Options::new(path)).unwrap();
        let left: Option<Disbelieved> = got(&db, DISBELIEVED_KEY).map(|json| serde_json::from_str(&json).unwrap());
        db.change::<_, StoreError>(|store| store.drop_value(DISBELIEVED_KEY)).unwrap();
        (got(&db, "chave"), left.map(|left| left.file))
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            std::fs::read_dir(folder).unwrap().map(|entry| name_of(&entry.unwrap().path())).collect();
        names.sort();
        names
    }

    #[test]
    fn beside_what_only_bears_the_name_of_a_rescued_copy_nothing_starts_and_nothing_is_touched() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a.sqlite"), folder.path().join("b.sqlite"));
        let rescued = beside(&path, RESCUED);
        put(&Database::open(Options::new(&path)).unwrap(), "fica").unwrap();
        put(&Database::open(Options::new(&other)).unwrap(), "de outra casa").unwrap();
        let ours_elsewhere = std::fs::read(&other).unwrap();
        rescued_from(&other, "salvo");
        let whole = std::fs::read(beside(&other, RESCUED)).unwrap();
        let mut damaged = whole.clone();
        damaged[4_096..40_960].fill(0xA5);
        let foreign = folder.path().join("c.sqlite");
        Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE note (text TEXT)").unwrap();
        let cases: [(&str, Vec<u8>); 6] = [
            ("empty", vec![]),
            ("no database", b"hello".repeat(2_000)),
            ("another program's", std::fs::read(&foreign).unwrap()),
            ("ours, but no copy of a rescue", ours_elsewhere),
            ("damaged", damaged),
            ("cut off", whole[..whole.len() / 2].to_vec()),
        ];
        for (case, bytes) in cases {
            std::fs::write(&rescued, &bytes).unwrap();
            let before = names(folder.path());
            let refused = Database::open(Options::new(&path)).err().expect(case);
            let named = |why: &String| why.contains(&name_of(&rescued));
            assert!(matches!(&refused, StoreError::Corrupt(why) if named(why)), "{case}: {refused}");
            assert!(std::fs::read(&rescued).unwrap() == bytes, "{case}");
            assert_eq!(names(folder.path()), before, "{case}");
        }
        std::fs::remove_file(&rescued).unwrap();
        std::fs::create_dir(&rescued).unwrap();
        assert!(Database::open(Options::new(&path)).is_err());
        std::fs::remove_dir(&rescued).unwrap();
        assert_eq!(started(&path), (Some("\"fica\"".into()), None));
    }

    /// Where the copy is lost and its place is empty or holds what was swapped in, the way on is a backup.
    #[test]
    fn a_rescued_copy_that_is_not_whole_leaves_the_way_to_a_backup_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite");
        let (rescued, backup) = (beside(&path, RESCUED), folder.path().join("backup.sqlite"));
        let db = Database::open(Options::new(&path)).unwrap();
        put(&db, "da cópia").unwrap();
        db.backup(&backup).unwrap();
        drop(db);
        rescued_from(&path, "salvo");
        std::fs::write(&rescued, b"cortado").unwrap();
        for suffix in ["", "-wal", "-shm"] {
            let _gone = remove_if_there(&with_suffix(&path, suffix));
        }
        assert!(Database::open(Options::new(&path)).is_err());
        assert!(!path.exists(), "a house without its data does not begin anew");
        crate::restore(&backup, &path, crate::suite::world::NOON).unwrap();
        assert_eq!(std::fs::read(beside(&rescued, EARLIER)).unwrap(), b"cortado");
        assert_eq!(started(&path), (Some("\"da cópia\"".into()), None));
    }

    #[test]
    fn a_rescued_copy_that_comes_back_later_is_not_taken_once_more() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite");
        let (rescued, backup) = (beside(&path, RESCUED), folder.path().join("backup.sqlite"));
        Database::open(Options::new(&path)).unwrap().backup(&backup).unwrap();
        rescued_from(&path, "um");
        let first = std::fs::read(&rescued).unwrap();
        assert_eq!(started(&path), (Some("\"um\"".into()), None));
        put(&Database::open(Options::new(&path)).unwrap(), "dois").unwrap();
        std::fs::write(&rescued, &first).unwrap();
        let aside = beside(&rescued, EARLIER);
        assert_eq!(started(&path), (Some("\"dois\"".into()), Some(name_of(&aside))));
        assert!(std::fs::read(&aside).unwrap() == first && !rescued.exists());
        assert_eq!(started(&path), (Some("\"dois\"".into()), None), "told once");

        // The next one is not the same: it is taken.
        rescued_from(&path, "três");
        assert_eq!(started(&path), (Some("\"três\"".into()), None));

        // Nor is it believed beside a backup that was made before it.
        crate::restore(&backup, &path, crate::suite::world::NOON).unwrap();
        std::fs::write(&rescued, &first).unwrap();
        let (read, told) = started(&path);
        assert!(read.is_none() && told.is_some_and(|file| file != name_of(&aside)), "the name is taken");
    }

    /// A copy that is being made holds the database beyond its orderly stop, and the next start does not wait for it.
    #[test]
    fn what_the_next_start_puts_in_place_after_the_orderly_stop_is_not_taken_for_a_swap() {
        let folder = tempfile::tempdir().unwrap();
        let (path, backup) = (folder.path().join("a.sqlite"), folder.path().join("backup.sqlite"));
        let db = Database::open(Options::new(&path)).unwrap();
        put(&db, "da cópia").unwrap();
        db.backup(&backup).unwrap();
        put(&db, "depois").unwrap();
        db.note_stop();
        crate::restore(&backup, &path, crate::suite::world::NOON).unwrap();
        let next = Database::open(Options::new(&path)).unwrap();
        put(&next, "adiante").unwrap();
        drop(db);
        put(&next, "mais adiante").unwrap();
        drop(next);
        assert!(!beside(&path, RESCUED).exists());
        assert_eq!(started(&path), (Some("\"mais adiante\"".into()), None));
    }
}
