//! Room set aside beside the database: a file that is nothing but room, given back when the disk is full, so that the ends
//! of sends on their way and an orderly stop can still be written. It is laid again once there is room.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use engine::{Moment, Span};
use tokio::runtime::Runtime;

/// The name people meet in their data folder.
pub(crate) const RESERVE_FILE: &str = "retorno.reserva";
const RESERVE_BYTES: u64 = 64 * 1024 * 1024;
/// So much must stay free beside it: nobody's last room is taken for it.
const ROOM_BYTES_MIN: u64 = 128 * 1024 * 1024;
/// So much more than was given back must be free for work to go on, though it may be too little to lay the reserve again.
const EASED_BYTES_MIN: u64 = 16 * 1024 * 1024;
/// How often it is looked whether there is room; first so long after a start, which has better to do than to write zeros.
const LOOK_EVERY: Span = Span::seconds(10);
const CHUNK_BYTES: usize = 1024 * 1024;

pub(crate) struct Reserve {
    file: PathBuf,
    laying: Arc<AtomicBool>,
    looked_at: Moment,
    /// It was given back, and nothing but ends may be written until there is room again.
    spent: bool,
}

impl Reserve {
    /// What an earlier run was still laying is no reserve.
    pub fn of(dir: &Path, now: Moment) -> Reserve {
        let reserve = Reserve { file: dir.join(RESERVE_FILE), laying: Arc::default(), looked_at: now, spent: false };
        if reserve.file.exists() && !reserve.is_laid() {
            remove(&reserve.file);
        }
        reserve
    }

    pub fn spent(&self) -> bool {
        self.spent
    }

    /// The disk is full. Returns whether there was a reserve to give back.
    pub fn give_back(&mut self) -> bool {
        let given = !self.laying.load(Ordering::Acquire) && self.is_laid() && remove(&self.file);
        self.spent |= given;
        given
    }

    /// Lays it beside the desk's work where there is room enough. Returns whether work may go on that waited for room.
    pub fn keep(&mut self, io: &Runtime, now: Moment) -> bool {
        // A clock that was set back does not put it off.
        if (0..LOOK_EVERY.0).contains(&now.since(self.looked_at).0) {
            return false;
        }
        self.looked_at = now;
        let free = self.file.parent().and_then(room).unwrap_or(0);
        let eased = free >= RESERVE_BYTES + EASED_BYTES_MIN && std::mem::take(&mut self.spent);
        let enough = free >= RESERVE_BYTES + ROOM_BYTES_MIN;
        if !enough || self.is_laid() || self.laying.swap(true, Ordering::AcqRel) {
            return eased;
        }
        let (file, laying) = (self.file.clone(), self.laying.clone());
        io.spawn_blocking(move || {
            if let Err(error) = lay(&file, RESERVE_BYTES) {
                tracing::warn!(%error, "the reserve could not be laid");
                remove(&file);
            }
            laying.store(false, Ordering::Release);
        });
        eased
    }

    fn is_laid(&self) -> bool {
        std::fs::metadata(&self.file).is_ok_and(|file| file.len() == RESERVE_BYTES)
    }
}

/// Bytes a program may still write there; `None` where the system does not say.
#[cfg(unix)]
fn room(dir: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(dir).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn room(_dir: &Path) -> Option<u64> {
    None
}

/// Written through, for a hole in a file keeps no room.
fn lay(file: &Path, bytes: u64) -> std::io::Result<()> {
    let mut laid = File::create(file)?;
    let chunk = vec![0; CHUNK_BYTES];
    let mut left = bytes;
    while left > 0 {
        let part = usize::try_from(left).unwrap_or(usize::MAX).min(CHUNK_BYTES);
        laid.write_all(&chunk[..part])?;
        left -= part as u64;
    }
    laid.sync_all()
}

fn remove(file: &Path) -> bool {
    let removed = std::fs::remove_file(file);
    if let Err(error) = &removed {
        tracing::warn!(%error, "the reserve could not be given back");
    }
    removed.is_ok()
}
