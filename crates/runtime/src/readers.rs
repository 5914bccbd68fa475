//! Read-only connections to the database. One is lent for each question and kept for the next; after a pause all are let
//! go of, because what they have mapped of the file counts as memory of ours for as long as they are open.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use store::Reader;
use tokio::runtime::Handle;

use crate::Result;
use crate::guard::locked;
use crate::refusal::Refusal;

/// Kept open between two questions.
const KEPT_MAX: usize = 4;
/// Without a question for so long, none is kept; opening one anew is not noticed beside the question.
const PAUSE: Duration = Duration::from_secs(3);

/// Opens one; the writer has moved into its thread by then.
type Lender = Box<dyn Fn() -> store::Result<Reader> + Send>;

pub(crate) struct Readers {
    /// Gone once the desk has stopped.
    lender: Mutex<Option<Lender>>,
    kept: Mutex<Kept>,
    /// Questions so far.
    asked: AtomicU64,
}

#[derive(Default)]
struct Kept {
    open: Vec<Reader>,
    /// Somebody waits for a pause.
    watched: bool,
}

impl Readers {
    pub fn new(lender: Lender) -> Arc<Self> {
        Arc::new(Readers { lender: Mutex::new(Some(lender)), kept: Mutex::default(), asked: AtomicU64::new(0) })
    }

    /// A question on one snapshot; `io` is where the pause after it is waited for.
    ///
    /// # Errors
    /// The store's, or that the desk has stopped.
    pub fn ask<T>(self: &Arc<Self>, io: &Handle, f: impl FnOnce(&Reader) -> store::Result<T>) -> Result<T> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let kept = locked(&self.kept).open.pop();
        let reader = match kept {
            Some(reader) => reader,
            None => locked(&self.lender).as_ref().ok_or_else(Refusal::stopping)?()?,
        };
        let answer = reader.snapshot(f);
        self.keep(reader, io);
        Ok(answer?)
    }

    fn keep(self: &Arc<Self>, reader: Reader, io: &Handle) {
        let mut kept = locked(&self.kept);
        // A stopped desk keeps nothing open, also not what was out when it stopped.
        if kept.open.len() >= KEPT_MAX || locked(&self.lender).is_none() {
            return;
        }
        kept.open.push(reader);
        if !std::mem::replace(&mut kept.watched, true) {
            io.spawn(let_go_after_a_pause(Arc::downgrade(self)));
        }
    }

    /// Lends none from now on.
    pub fn stop(&self) {
        locked(&self.lender).take();
        locked(&self.kept).open.clear();
    }

    /// Lets go of all if nobody has asked since; else the pause has yet to come.
    fn rested(&self, asked_before: u64) -> bool {
        let mut kept = locked(&self.kept);
        if self.asked.load(Ordering::Relaxed) != asked_before {
            return false;
        }
        kept.watched = false;
        kept.open.clear();
        true
    }
}

async fn let_go_after_a_pause(readers: Weak<Readers>) {
    loop {
        let Some(before) = readers.upgrade().map(|readers| readers.asked.load(Ordering::Relaxed)) else { return };
        tokio::time::sleep(PAUSE).await;
        if readers.upgrade().is_none_or(|readers| readers.rested(before)) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use store::{Database, Options};

    use super::*;

    #[test]
    fn a_reader_is_kept_for_the_next_question_and_not_over_a_pause() {
        let folder = tempfile::tempdir().unwrap();
        let db = Database::open(Options::new(folder.path().join("retorno.db"))).unwrap();
        let io = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let readers = Readers::new(Box::new(move || db.reader()));
        let ask = || readers.ask(io.handle(), |reader| reader.counts(engine::UserId(1)).map(|_| ())).unwrap();
        let state = || {
            let kept = locked(&readers.kept);
            (kept.open.len(), kept.watched)
        };
        ask();
        ask();
        assert_eq!(state(), (1, true));
        assert!(!readers.rested(1), "asked a second time meanwhile");
        assert_eq!(state(), (1, true));
        assert!(readers.rested(2));
        assert_eq!(state(), (0, false));
        ask();
        assert_eq!(state(), (1, true), "and watched anew");
        readers.stop();
        assert!(readers.ask(io.handle(), |_| Ok(())).is_err());
        assert_eq!(state().0, 0);
    }
}
