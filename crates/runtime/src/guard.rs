//! What a panic is worth: a refusal of the one transaction it happened in. Judging that keeps panicking is tried again
//! after a while, and given up after a few times: what people write still goes out, and it is said.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};

use engine::{Moment, NoticeEvent, Span};

use crate::core::Core;
use crate::refusal::{Refusal, RefusalCode};
use crate::turn::Turn;
use crate::{Result, notices, queue, scheduler};

/// Waits after a panic of the judging; after as many as there are and one more it stops.
const BACKOFF: [Span; 2] = [Span::seconds(1), Span::seconds(10)];
/// Least time between two looks while nobody judges.
const LOOK_AGAIN: Span = Span::seconds(1);
const BROKE: &str = "Houve uma falha interna; nada foi alterado.";
const RESTS: &str = "Houve uma falha interna nas ações automáticas; vamos tentar de novo em instantes.";
const GAVE_UP: &str = "As ações automáticas pararam depois de três falhas internas seguidas. Feche e abra o Retorno; se \
                       acontecer de novo, envie o registro do programa ao suporte.";

/// One piece of what is due; `true`: there may be more.
pub(crate) type Judge = fn(&mut Turn<'_>) -> Result<bool>;

/// Judging what is due, and how often in a row it has panicked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judging {
    judge: Judge,
    panics: usize,
    panicked_at: Moment,
}

impl Default for Judging {
    fn default() -> Self {
        Judging { judge: all_that_is_due, panics: 0, panicked_at: Moment::MIN }
    }
}

fn all_that_is_due(turn: &mut Turn<'_>) -> Result<bool> {
    Ok(scheduler::lapses(turn)? | scheduler::tick(turn)? | scheduler::deferred(turn)? | queue::day(turn)?)
}

impl Judging {
    /// The judge, unless it is resting or was given up.
    pub fn at(&self, now: Moment) -> Option<Judge> {
        let Some(wait) = self.panics.checked_sub(1) else { return Some(self.judge) };
        let wait = BACKOFF.get(wait)?;
        // A clock that was set back does not make it rest longer.
        let rests = now >= self.panicked_at && now < self.panicked_at.plus(*wait);
        (!rests).then_some(self.judge)
    }

    pub fn rests_until(&self, now: Moment) -> Moment {
        if self.panics == 0 { Moment::MIN } else { now.plus(LOOK_AGAIN) }
    }
}

impl Core {
    /// Why nothing automatic is judged at the moment, in Portuguese.
    #[must_use]
    pub fn gave_up(&self) -> Option<&'static str> {
        match self.judging.panics {
            0 => None,
            n if n <= BACKOFF.len() => Some(RESTS),
            _ => Some(GAVE_UP),
        }
    }

    /// A transaction that judged, or did not, is over.
    pub(crate) fn judged(&mut self, now: Moment, judged: bool, kept: bool) {
        let panicked = std::mem::take(&mut self.panicked);
        if !judged {
            return;
        }
        if kept {
            self.judging.panics = 0;
        }
        if !panicked {
            return;
        }
        self.judging.panics += 1;
        self.judging.panicked_at = now;
        if self.judging.panics > BACKOFF.len() {
            tracing::error!("judging what is due panicked {} times in a row and stops", self.judging.panics);
            let title = "As ações automáticas pararam";
            let told =
                self.change(now, |turn| notices::tell_supervisors(turn, NoticeEvent::RulePaused, title, GAVE_UP));
            if let Err(refusal) = told {
                tracing::error!(%refusal, "and nobody could be told");
            }
        }
    }
}

/// Runs a transaction; a panic inside it is a refusal, and is remembered.
pub(crate) fn caught<T>(panicked: &mut bool, transaction: impl FnOnce() -> Result<T>) -> Result<T> {
    // The transaction rolled back on the way out, and memory follows only one that was committed.
    let done = catch_unwind(AssertUnwindSafe(transaction));
    *panicked = done.is_err();
    done.unwrap_or_else(|_| Err(Refusal::new(RefusalCode::Internal, BROKE)))
}

/// What lies under a lock is never half changed, so a panic while it was held is nothing to whoever comes next.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use store::{Database, Options};

    use super::*;
    use crate::founding;

    const NOW: Moment = Moment(1_772_449_200_000);

    fn core(dir: &tempfile::TempDir) -> Core {
        let db = Database::open(Options::new(dir.path().join("retorno.db"))).unwrap();
        let mut core = Core::open(db, NOW, 7).unwrap();
        core.change(NOW, founding::found).unwrap();
        core
    }

    fn breaks(turn: &mut Turn<'_>) -> Result<bool> {
        turn.store.put_value("half", "1")?;
        panic!("a defect of ours")
    }

    #[test]
    fn a_panic_in_a_transaction_is_a_refusal_and_nothing_of_it_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let mut core = core(&dir);
        let refusal = core.change(NOW, breaks).unwrap_err();
        assert_eq!((refusal.code, refusal.message.as_str()), (RefusalCode::Internal, BROKE));
        assert_eq!(core.change(NOW, |turn| Ok(turn.store.value("half")?)).unwrap(), None);
        assert!(core.step(NOW).is_ok() && core.gave_up().is_none());
    }

    #[test]
    fn judging_that_panics_rests_and_after_three_times_stops_and_is_reported() {
        let dir = tempfile::tempdir().unwrap();
        let mut core = core(&dir);
        core.judging.judge = breaks;
        let at = |seconds: i64| NOW.plus(Span::seconds(seconds));
        let mut told = false;
        // When, and whether the step fails: between two tries all the rest goes on.
        for (seconds, fails, said) in [
            (0, true, Some(RESTS)),
            (0, false, Some(RESTS)),
            (1, true, Some(RESTS)),
            (10, false, Some(RESTS)),
            (11, true, Some(GAVE_UP)),
            (3_600, false, Some(GAVE_UP)),
        ] {
            let done = core.step(at(seconds));
            assert_eq!(done.is_err(), fails, "at {seconds} s");
            told |= done.is_ok_and(|step| step.bubbles.iter().any(|bubble| bubble.text.contains(GAVE_UP)));
            assert_eq!(core.gave_up(), said, "at {seconds} s");
            assert!(core.wake().unwrap().at > at(seconds), "it does not run in circles at {seconds} s");
        }
        assert!(told, "the supervisors are told");

        // A start begins anew.
        drop(core);
        let db = Database::open(Options::new(dir.path().join("retorno.db"))).unwrap();
        let mut again = Core::open(db, at(3_700), 7).unwrap();
        assert!(again.step(at(3_700)).is_ok() && again.gave_up().is_none());
    }

    #[test]
    fn judging_that_works_again_is_trusted_again() {
        let dir = tempfile::tempdir().unwrap();
        let mut core = core(&dir);
        core.judging.judge = breaks;
        assert!(core.step(NOW).is_err());
        core.judging.judge = all_that_is_due;
        assert!(core.step(NOW.plus(Span::seconds(1))).is_ok());
        assert_eq!(core.gave_up(), None);
    }
}
