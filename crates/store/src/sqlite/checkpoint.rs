//! Copying the write-ahead log back into the file, off the writer's path: measured, this is what keeps firing prompt under
//! load. It never decides what is durable; a commit already is.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;

use super::rescue::Watch;
use super::{Options, open};
use crate::{Result, StoreError};

/// Pages in the log between two checkpoints (4 MB).
const STEP_PAGES: i32 = 1_000;
/// Beyond this (64 MB) the writer is made to wait a moment, so that the log starts over.
const LOG_PAGES_MAX: i32 = 16_000;
/// A log that grew to so many times that, because somebody always read in it, starts over at the readers' cost, too.
const LONG_LOG: i32 = 4;
/// What may be left to copy in that moment (512 kB).
const REST_PAGES: i32 = 128;
/// Times it is tried to come so close: on a disk slower than what comes in, it never would.
const ROUNDS_MAX: usize = 6;
/// How long that moment may be when readers are in the way.
const RESTART_WAIT: Duration = Duration::from_millis(50);

/// Who checkpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckpointMode {
    /// A thread with a connection of its own.
    Thread,
    /// Only [`super::Database::checkpoint`]: tests and the simulator.
    Inline,
}

enum Wake {
    LogGrew,
    Stop,
}

/// The thread, if there is one.
pub(crate) struct Checkpoints {
    running: Option<(SyncSender<Wake>, JoinHandle<()>)>,
}

impl Checkpoints {
    pub(crate) fn start(options: &Options, writer: &Arc<Mutex<Connection>>, watch: &Arc<Watch>) -> Result<Checkpoints> {
        match options.checkpoint {
            CheckpointMode::Inline => Ok(Checkpoints { running: None }),
            CheckpointMode::Thread => {
                let db = open::connection(options)?;
                db.busy_timeout(RESTART_WAIT)?;
                let (sender, receiver) = sync_channel(1);
                wake_when_it_grows(&mut locked(writer), sender.clone())?;
                let (watch, writer) = (Arc::clone(watch), Arc::clone(writer));
                let thread = std::thread::Builder::new()
                    .name("checkpoint".into())
                    .spawn(move || run(&db, &receiver, &writer, &watch))
                    .map_err(|e| StoreError::Sql(e.to_string()))?;
                Ok(Checkpoints { running: Some((sender, thread)) })
            }
        }
    }

    pub(crate) fn stop(&mut self) {
        if let Some((sender, thread)) = self.running.take() {
            // Both fail only if the thread is gone already.
            let _gone = sender.send(Wake::Stop);
            let _panicked = thread.join();
        }
    }
}

/// After each commit SQLite says how long the log is.
fn wake_when_it_grows(writer: &mut Connection, sender: SyncSender<Wake>) -> Result<()> {
    let mut woken_at = 0;
    writer.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages: i32| {
        if pages < woken_at {
            woken_at = 0;
        }
        if pages - woken_at >= STEP_PAGES {
            woken_at = pages;
            // Full: it is awake already.
            let _awake = sender.try_send(Wake::LogGrew);
        }
        Ok(())
    }))?;
    Ok(())
}

fn run(db: &Connection, wakes: &Receiver<Wake>, writer: &Mutex<Connection>, watch: &Watch) {
    while let Ok(Wake::LogGrew) = wakes.recv() {
        if let Err(error) = watch.look().and_then(|()| shorten(db, writer, LOG_PAGES_MAX)) {
            // The log stays; the next commits ask again, and a full disk is reported by the writer itself.
            tracing::warn!(%error, "checkpoint failed");
        }
    }
}

/// Copies the log back, and where it is longer than `pages_max` lets it start over. A checkpoint that asks SQLite for that
/// (RESTART) and the writer wait for each other's locks by sleeping, tens of milliseconds; here they wait for one mutex.
pub(crate) fn shorten(db: &Connection, writer: &Mutex<Connection>, pages_max: i32) -> Result<()> {
    let mut log = passive(db)?;
    if log <= pages_max {
        return Ok(());
    }
    // Each round copies what was written during the one before, so the writer is made to wait for less and less.
    for _ in 0..ROUNDS_MAX {
        let before = log;
        log = passive(db)?;
        if log - before <= REST_PAGES {
            break;
        }
    }
    {
        // Nobody writes meanwhile, so that all of it is copied; the next commit then begins at the front, if nobody reads.
        let _still = locked(writer);
        log = passive(db)?;
    }
    if log > pages_max.saturating_mul(LONG_LOG) {
        db.query_row("PRAGMA wal_checkpoint(RESTART)", [], |_| Ok(()))?;
    }
    Ok(())
}

/// A thread that panicked left no transaction behind: it was rolled back.
pub(crate) fn locked(writer: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    writer.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Pages in the log.
pub(crate) fn passive(db: &Connection) -> Result<i32> {
    Ok(db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(1))?)
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::sync::atomic::{AtomicI32, Ordering};

    use super::*;
    use crate::sqlite::Database;

    /// More than a new database is.
    const PAGES_MAX: i32 = 200;

    struct Grown {
        db: Database,
        /// Shortens the log and waits for nobody.
        own: Connection,
        /// Pages in the log after the last commit.
        log: Arc<AtomicI32>,
        turn: Cell<bool>,
        _folder: tempfile::TempDir,
    }

    /// A database whose log is longer than so many pages.
    fn grown(pages: i32) -> Grown {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite");
        let options = Options { checkpoint: CheckpointMode::Inline, ..Options::new(path) };
        let db = Database::open(options.clone()).unwrap();
        let own = open::connection(&options).unwrap();
        own.busy_timeout(Duration::ZERO).unwrap();
        let log = Arc::new(AtomicI32::new(0));
        let heard = Arc::clone(&log);
        let hear = move |_: &mut rusqlite::hooks::Wal, pages: i32| {
            heard.store(pages, Ordering::SeqCst);
            Ok(())
        };
        db.writer().wal_hook(Some(hear)).unwrap();
        let grown = Grown { db, own, log, turn: Cell::new(false), _folder: folder };
        while grown.after_a_write() <= pages {}
        grown
    }

    impl Grown {
        /// How long the log is once somebody has written.
        fn after_a_write(&self) -> i32 {
            // What is written as it was before is not written.
            let other = if self.turn.replace(!self.turn.get()) { "a" } else { "b" };
            let text = serde_json::Value::from(other.repeat(200_000)).to_string();
            self.db.change::<_, StoreError>(|store| store.put_value("chave", &text)).unwrap();
            self.log.load(Ordering::SeqCst)
        }

        fn shorten(&self) {
            shorten(&self.own, &self.db.writer, PAGES_MAX).unwrap();
        }

        /// Somebody who reads, and goes on doing so.
        fn reading(&self) -> Connection {
            let reader = self.db.reader().unwrap().db;
            reader.execute_batch("BEGIN").unwrap();
            read(&reader);
            reader
        }
    }

    fn read(reader: &Connection) -> i64 {
        reader.query_row("SELECT sum(length(value)) FROM setting", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_log_grown_too_long_starts_over_where_nobody_reads() {
        let grown = grown(PAGES_MAX);
        let before = grown.log.load(Ordering::SeqCst);
        assert!(grown.after_a_write() > before, "by itself it only grows");
        grown.shorten();
        assert!(grown.after_a_write() < PAGES_MAX);
    }

    #[test]
    fn a_long_reader_keeps_its_picture_and_the_log_starts_over_once_it_has_ended() {
        for pages in [PAGES_MAX, PAGES_MAX * LONG_LOG] {
            let grown = grown(pages);
            let reader = grown.reading();
            let seen = read(&reader);
            grown.db.change::<_, StoreError>(|store| store.put_value("outra", &"1".repeat(9))).unwrap();
            let before = grown.log.load(Ordering::SeqCst);
            grown.shorten();
            assert!(grown.after_a_write() > before, "somebody reads in it, and who writes goes on");
            assert_eq!(read(&reader), seen);
            drop(reader);
            grown.shorten();
            assert!(grown.after_a_write() < PAGES_MAX);
        }
    }

    thread_local! {
        static READER: RefCell<Option<Connection>> = const { RefCell::new(None) };
    }

    /// In the place of a wait: the reader ends.
    fn reader_ends(_: i32) -> bool {
        READER.take().is_some()
    }

    #[test]
    fn only_for_a_long_log_it_is_waited_that_a_reader_ends() {
        for (pages, waits) in [(PAGES_MAX, false), (PAGES_MAX * LONG_LOG, true)] {
            let mut grown = grown(pages);
            grown.own.busy_handler(Some(reader_ends)).unwrap();
            READER.set(Some(grown.reading()));
            let before = grown.log.load(Ordering::SeqCst);
            grown.shorten();
            assert_eq!(READER.with_borrow(Option::is_none), waits, "{before} pages");
            let after = grown.after_a_write();
            assert_eq!(after < PAGES_MAX, waits, "{before} pages, then {after}");
            READER.take();
        }
    }
}
