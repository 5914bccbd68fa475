//! The disk as a test wants it, thread by thread: whether the next operation fails, and the tape of all that changed a
//! file. A thread that asked for nothing has a good disk and no tape, so tests beside each other do not meet.

use std::cell::RefCell;
use std::path::Path;

use rusqlite::ffi;

/// Operations that can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Open,
    Read,
    Write,
    Sync,
    Truncate,
    Delete,
}

/// What is wrong with the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// Any operation fails.
    Io,
    /// There is no room: what is on the disk can still be read and removed.
    Full,
}

/// A failure to come: from the `at`-th operation it applies to (from 0), so many of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    pub at: u64,
    pub wrong: Wrong,
    pub times: u64,
}

impl Fault {
    /// Until the disk is mended.
    pub const FOR_GOOD: u64 = u64::MAX;
}

/// One change of a file, in the order in which they were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Write {
        file: u32,
        at: u64,
        bytes: Vec<u8>,
    },
    Truncate {
        file: u32,
        size: u64,
    },
    /// Everything of the file up to here is on the disk.
    Sync {
        file: u32,
    },
    /// The system was asked to and failed: what was not on the disk before will not be, whatever a later sync says.
    SyncLost {
        file: u32,
    },
    Delete {
        file: u32,
        folder_synced: bool,
    },
}

impl Change {
    /// The number of its file.
    #[must_use]
    pub fn file(&self) -> u32 {
        match self {
            Change::Write { file, .. }
            | Change::Truncate { file, .. }
            | Change::Sync { file }
            | Change::SyncLost { file }
            | Change::Delete { file, .. } => *file,
        }
    }
}

/// All changes since [`record`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tape {
    /// Names of the files, by number, without their folder.
    pub names: Vec<String>,
    pub changes: Vec<Change>,
}

#[derive(Debug, Default)]
struct State {
    fault: Option<Fault>,
    /// Operations the fault could have met so far.
    met: u64,
    failed: u64,
    names: Vec<String>,
    tape: Option<Vec<Change>>,
}

thread_local!(static DISK: RefCell<State> = RefCell::default());

fn with<T>(f: impl FnOnce(&mut State) -> T) -> T {
    DISK.with(|state| f(&mut state.borrow_mut()))
}

/// Plans a failure on this thread, or mends the disk. Counting starts anew.
pub fn fail(fault: Option<Fault>) {
    with(|disk| (disk.fault, disk.met, disk.failed) = (fault, 0, 0));
}

/// How many operations failed since [`fail`].
#[must_use]
pub fn failures() -> u64 {
    with(|disk| disk.failed)
}

/// How many operations a fault of this kind could have met since [`fail`].
#[must_use]
pub fn met() -> u64 {
    with(|disk| disk.met)
}

/// Starts a new tape on this thread.
pub fn record() {
    with(|disk| disk.tape = Some(Vec::new()));
}

/// Changes on the tape so far.
#[must_use]
pub fn recorded() -> usize {
    with(|disk| disk.tape.as_ref().map_or(0, Vec::len))
}

/// Stops recording.
#[must_use]
pub fn tape() -> Tape {
    with(|disk| Tape { names: disk.names.clone(), changes: disk.tape.take().unwrap_or_default() })
}

/// `Some`: this operation fails with this code.
pub(crate) fn ask(kind: Kind) -> Option<i32> {
    with(|disk| {
        let fault = disk.fault?;
        if !applies(fault.wrong, kind) {
            return None;
        }
        let now = disk.met;
        disk.met += 1;
        if now < fault.at || now - fault.at >= fault.times {
            return None;
        }
        disk.failed += 1;
        Some(code(fault.wrong, kind))
    })
}

fn applies(wrong: Wrong, kind: Kind) -> bool {
    match (wrong, kind) {
        (Wrong::Io, _) | (Wrong::Full, Kind::Write | Kind::Sync) => true,
        (Wrong::Full, Kind::Open | Kind::Read | Kind::Truncate | Kind::Delete) => false,
    }
}

fn code(wrong: Wrong, kind: Kind) -> i32 {
    match (wrong, kind) {
        (Wrong::Full, _) => ffi::SQLITE_FULL,
        (Wrong::Io, Kind::Open) => ffi::SQLITE_CANTOPEN,
        (Wrong::Io, Kind::Read) => ffi::SQLITE_IOERR_READ,
        (Wrong::Io, Kind::Write) => ffi::SQLITE_IOERR_WRITE,
        (Wrong::Io, Kind::Sync) => ffi::SQLITE_IOERR_FSYNC,
        (Wrong::Io, Kind::Truncate) => ffi::SQLITE_IOERR_TRUNCATE,
        (Wrong::Io, Kind::Delete) => ffi::SQLITE_IOERR_DELETE,
    }
}

pub(crate) fn number(path: &str) -> u32 {
    let name = Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    with(|disk| {
        let known = disk.names.iter().position(|one| *one == name).unwrap_or_else(|| {
            disk.names.push(name);
            disk.names.len() - 1
        });
        u32::try_from(known).expect("a test opens a handful of files")
    })
}

fn note(change: impl FnOnce() -> Change) {
    with(|disk| {
        if let Some(tape) = &mut disk.tape {
            tape.push(change());
        }
    });
}

pub(crate) fn wrote(file: u32, at: i64, bytes: &[u8]) {
    note(|| Change::Write { file, at: at.unsigned_abs(), bytes: bytes.to_vec() });
}

pub(crate) fn truncated(file: u32, size: i64) {
    note(|| Change::Truncate { file, size: size.unsigned_abs() });
}

pub(crate) fn synced(file: u32) {
    note(|| Change::Sync { file });
}

pub(crate) fn sync_lost(file: u32) {
    note(|| Change::SyncLost { file });
}

pub(crate) fn deleted(file: u32, folder_synced: bool) {
    note(|| Change::Delete { file, folder_synced });
}
