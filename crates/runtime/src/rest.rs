//! How a thread waits for its next event: in pieces, so that a processor that was others' for a while is noticed whenever
//! that was, and not only where it outlasts the wait.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use engine::Span;

use crate::clock::{LOOK_UP, Reading, StallWatch};

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
}
