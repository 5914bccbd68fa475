//! How a thread waits for its next event: in pieces, so that a processor that was others' for a while is noticed whenever
//! that was, and not only where it outlasts the wait.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use engine::{OutboxId, Span};

use crate::clock::{LOOK_UP, Reading, StallWatch, stalled};

/// What ended a wait.
pub(crate) struct Waited<T> {
    /// `None`: the time was over, or the thread had not run.
    pub event: Option<T>,
    /// The thread had not run when it meant to: when it looked, and how much later than meant.
    pub late: Option<(Reading, Span)>,
}

/// Waits at most `wait`. `clock` gives a reading and the clock's speed. `None`: whoever sends events, or has the clock, is gone.
pub(crate) fn next<T>(
    stall: &mut StallWatch,
    events: &Receiver<T>,
    wait: Duration,
    clock: impl Fn() -> Option<(Reading, u32)>,
) -> Option<Waited<T>> {
    let mut left = wait;
    loop {
        let piece = left.min(LOOK_UP);
        let (reading, speed) = clock()?;
        let longest = i64::try_from(piece.as_millis()).unwrap_or(i64::MAX);
        stall.rest(reading, Span(longest.saturating_mul(i64::from(speed))));
        let found = events.recv_timeout(piece);
        let (reading, speed) = clock()?;
        let late = stall.look(reading, speed).map(|late| (reading, late));
        match found {
            Ok(event) => return Some(Waited { event: Some(event), late }),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => left = left.saturating_sub(piece),
        }
        if left.is_zero() || late.is_some() {
            return Some(Waited { event: None, late });
        }
    }
}

/// Whether the last look at a send comes so long after it was claimed that an answer may lie unread.
#[derive(Debug, Default)]
pub(crate) struct LastLooks {
    /// When the thread was last found not to have run: what was claimed before that waits behind the barrier already.
    stalled_ms: Option<i64>,
    held_back: BTreeSet<OutboxId>,
}

impl LastLooks {
    /// How long ago the send was claimed, if that is too long. Once for each send: where our own work takes so long, every
    /// claim would be old, and nothing would ever leave.
    pub fn late(&mut self, send: OutboxId, claimed_ms: i64, now: Reading, speed: u32) -> Option<Span> {
        let late = Span(now.mono_ms - claimed_ms);
        let is_behind = self.stalled_ms.is_some_and(|at| claimed_ms < at);
        if !is_behind && stalled(late, speed) && self.held_back.insert(send) {
            return Some(late);
        }
        self.held_back.remove(&send);
        None
    }

    pub fn stalled(&mut self, now: Reading) {
        self.stalled_ms = Some(now.mono_ms);
    }

    /// The clock's speed changed: its hand no longer says what it said.
    pub fn reset(&mut self) {
        self.stalled_ms = None;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::sync::mpsc::sync_channel;

    use engine::Moment;

    use super::*;

    /// A clock that shows these instants, one a reading.
    fn showing(seconds: &[i64]) -> impl Fn() -> Option<(Reading, u32)> {
        let nth = Cell::new(0);
        move || {
            let at = seconds[nth.replace(nth.get() + 1)] * 1_000;
            Some((Reading { wall: Moment(at), mono_ms: at }, 1))
        }
    }

    #[test]
    fn a_stall_is_noticed_with_the_event_that_ends_it_and_in_the_middle_of_a_long_wait() {
        let (sender, events) = sync_channel(2);
        let mut stall = StallWatch::default();
        sender.send("palavra").unwrap();
        let waited = next(&mut stall, &events, Duration::from_secs(30), showing(&[0, 0])).unwrap();
        assert!(waited.event == Some("palavra") && waited.late.is_none());
        sender.send("resposta").unwrap();
        let waited = next(&mut stall, &events, Duration::from_secs(30), showing(&[10, 29])).unwrap();
        assert_eq!(waited.event, Some("resposta"));
        assert_eq!(
            waited.late.map(|(_, late)| late),
            Some(Span::seconds(18)),
            "thirty seconds were meant, and one to look up"
        );
        drop(sender);
        assert!(next(&mut stall, &events, Duration::ZERO, showing(&[40, 40])).is_none());
    }

    #[test]
    fn a_send_claimed_long_ago_is_held_back_once_and_not_where_the_barrier_is_up_for_it() {
        let at = |ms: i64| Reading { wall: Moment(ms), mono_ms: ms };
        let (one, other) = (OutboxId(1), OutboxId(2));
        let mut looks = LastLooks::default();
        assert_eq!(looks.late(one, 1_000, at(2_000), 1), None);
        assert_eq!(looks.late(one, 1_000, at(8_000), 1), Some(Span::seconds(7)));
        looks.stalled(at(8_000));
        assert_eq!(looks.late(other, 1_000, at(8_000), 1), None, "it waits behind the barrier");
        assert_eq!(looks.late(one, 9_000, at(16_000), 1), None, "claimed anew, and slow again: it goes");
        assert_eq!(looks.late(one, 17_000, at(24_000), 1), Some(Span::seconds(7)), "held back anew once it had gone");
        assert_eq!(looks.late(other, 17_000, at(24_000), 10), None, "less than a second, ten times as fast");
    }
}
