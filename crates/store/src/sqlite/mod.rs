//! SQLite: the one writer ([`Database`]), read-only connections beside it ([`Reader`]), and how a file is opened, kept
//! small and copied. What the verbs mean is said in the files of the table groups.

mod backup;
mod cell;
mod change;
mod checkpoint;
mod connection;
mod contact;
mod error;
mod judgement;
mod last;
mod message;
mod notice;
mod open;
mod outbox;
mod people;
#[cfg(test)]
mod plans;
mod queue;
mod rescue;
mod rule;
mod settings;
#[cfg(test)]
mod tests;
mod ticket;
mod timing;
pub mod view;
mod webhook;
mod wipe;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, TransactionBehavior};

pub use backup::{BACKUPS_KEPT, Restored, check_copy, restore, rotate};
pub use checkpoint::CheckpointMode;
pub use message::LAST_TEXT_CHARS_MAX;
pub use open::backups_folder;

use crate::{DISBELIEVED_KEY, Result, Store, StoreError};
use change::Change;
use checkpoint::Checkpoints;
use rescue::Watch;

/// Where the file is and who tidies it.
#[derive(Debug, Clone)]
pub struct Options {
    pub path: PathBuf,
    /// A SQLite VFS registered by name; tests lend one that fails. Files are then its own business.
    pub vfs: Option<String>,
    pub checkpoint: CheckpointMode,
}

impl Options {
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Options { path: path.into(), vfs: None, checkpoint: CheckpointMode::Thread }
    }
}

/// The open database and its only writer. Every change is one transaction, durable when [`Database::change`] returns.
pub struct Database {
    options: Options,
    writer: Arc<Mutex<Connection>>,
    watch: Arc<Watch>,
    checkpoints: Checkpoints,
    /// Held while a copy is made: two asked for in the same second bear the same name.
    copying: Mutex<()>,
    /// The orderly stop is noted once: by then the file may be somebody else's.
    stopped: AtomicBool,
}

impl Database {
    /// Opens the file, or makes it; brings the schema up to date after a verified copy. A copy that was brought to safety
    /// when a file was swapped takes its place first; one of before is set aside, and [`DISBELIEVED_KEY`] says so.
    ///
    /// # Errors
    /// `Unwritable`, `Newer` (the file is left untouched), `Corrupt`, `Full`, `Busy`.
    pub fn open(options: Options) -> Result<Database> {
        let left = if options.vfs.is_none() { rescue::put_rescued_in_place(&options.path)? } else { None };
        let writer = open::writer(&options).map_err(|error| error.at(&options.path))?;
        if let Some(left) = left {
            settings::put_value(&writer, DISBELIEVED_KEY, &error::to_json(&left)?)?;
        }
        let writer = Arc::new(Mutex::new(writer));
        let watch = Arc::new(Watch::over(&options));
        let checkpoints = Checkpoints::start(&options, &writer, &watch)?;
        Ok(Database { options, writer, watch, checkpoints, copying: Mutex::new(()), stopped: AtomicBool::new(false) })
    }

    /// Runs `said` inside one transaction: all of it is committed, or on an error none.
    ///
    /// # Errors
    /// What `said` returned, that a file of the database was swapped, or that BEGIN or COMMIT failed; then nothing has
    /// changed.
    pub fn change<T, E: From<StoreError>>(
        &self,
        said: impl FnOnce(&mut dyn Store) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut writer = self.writer();
        self.watch.look_before_writing(&writer)?;
        let transaction =
            writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| self.placed(e))?;
        let mut change = Change::of(&transaction);
        let answer = said(&mut change)?;
        change.finish()?;
        transaction.commit().map_err(|e| self.placed(e))?;
        Ok(answer)
    }

    /// A read-only connection of its own: it sees the last commit and never waits for the writer.
    ///
    /// # Errors
    /// When the file cannot be opened, or is another by now.
    pub fn reader(&self) -> Result<Reader> {
        self.watch.look()?;
        Ok(Reader { db: open::reader(&self.options)? })
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.options.path
    }

    /// Copies the write-ahead log into the file now, as far as no reader is in the way. Needed only in
    /// [`CheckpointMode::Inline`].
    ///
    /// # Errors
    /// When reading or writing fails.
    pub fn checkpoint(&self) -> Result<()> {
        checkpoint::passive(&self.writer()).map(|_| ())
    }

    /// Notes an orderly stop, so that the next start need not look the file through. Nothing may be changed after it,
    /// though a copy that is being made may still read.
    pub fn note_stop(&self) {
        if self.stopped.swap(true, Ordering::SeqCst) || self.watch.look_before_closing(&self.writer()).is_err() {
            return;
        }
        if let Err(error) = open::mark_stopped(&self.writer()) {
            tracing::warn!(%error, "could not note the orderly stop; the next start checks the file");
        }
    }

    /// Ends without a note of it, as a process that is killed: for the simulator.
    pub fn forget_stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }

    fn writer(&self) -> MutexGuard<'_, Connection> {
        // A panic inside `change` has rolled its transaction back on the way out.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn placed(&self, error: rusqlite::Error) -> StoreError {
        StoreError::from(error).at(&self.options.path)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.checkpoints.stop();
        self.note_stop();
    }
}

/// A read-only connection. The questions of the screens are methods of it, in `view`.
pub struct Reader {
    pub(crate) db: Connection,
}

impl Reader {
    /// The reading verbs of [`Store`], on one snapshot. A changing verb fails.
    ///
    /// # Errors
    /// What `said` returned, or that the snapshot could not be taken.
    pub fn read<T, E: From<StoreError>>(
        &self,
        said: impl FnOnce(&mut dyn Store) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.snapshot(|reader| said(&mut Change::of(&reader.db)))
    }

    /// Several questions about the same instant.
    ///
    /// # Errors
    /// What `asked` returned, or that the snapshot could not be taken.
    pub fn snapshot<T, E: From<StoreError>>(
        &self,
        asked: impl FnOnce(&Reader) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        if !self.db.is_autocommit() {
            // Inside a snapshot already: it goes on.
            return asked(self);
        }
        let transaction = self.db.unchecked_transaction().map_err(StoreError::from)?;
        let answer = asked(self)?;
        transaction.finish().map_err(StoreError::from)?;
        Ok(answer)
    }
}
