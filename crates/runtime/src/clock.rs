//! The only place where time is read. A reading has two hands: the wall, which people set and sleep shifts, and the
//! monotonic one, which only runs while the computer does. Where they disagree the computer slept or the wall was set.

use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use engine::plant::{Bug, planted};
use engine::{Moment, Span};

use crate::guard::locked;

/// Longest sleep: the wall clock is read again at least this often.
pub const SLEEP_MAX: Span = Span::seconds(30);
/// A disagreement of the two hands above this is a wake (domain.md 7).
pub const JUMP_MIN: Span = Span::seconds(60);
/// Looking so much later than was meant, a thread did not run: what is known may be old by then.
pub const STALL_MIN: Span = Span::seconds(4);
/// A thread that waits looks up so often (by the wall), or it would take a stall that ends in time for its rest: one of
/// [`STALL_MIN`] and this is always noticed.
pub const LOOK_UP: Duration = Duration::from_secs(1);

/// How long to sleep for a deadline: never so long that a sleep of the computer goes unnoticed (domain.md 7).
#[must_use]
pub fn nap(now: Moment, deadline: Moment) -> Span {
    let rest = Span(deadline.since(now).0.max(0));
    if planted(Bug::C8MonotonicSleep) { rest } else { rest.min(SLEEP_MAX) }
}

/// Both hands at one look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub wall: Moment,
    /// Milliseconds since some start, without sleep.
    pub mono_ms: i64,
}

pub trait Clock: Send + Sync {
    fn read(&self) -> Reading;
}

/// The computer's clock. In the demonstration it may run faster.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
    pace: Mutex<Pace>,
}

#[derive(Debug, Clone, Copy)]
struct Pace {
    /// How many times faster than the wall.
    speed: u32,
    /// Real reading and shown instant at which this speed began.
    real: Moment,
    shown: Moment,
}

impl SystemClock {
    #[must_use]
    pub fn new() -> SystemClock {
        let now = wall();
        SystemClock { started: Instant::now(), pace: Mutex::new(Pace { speed: 1, real: now, shown: now }) }
    }

    /// Runs `speed` times as fast from now on (1, 10 or 60 in the demonstration).
    pub fn set_speed(&self, speed: u32) {
        let real = wall();
        let mut pace = locked(&self.pace);
        let shown = pace.shown_at(real);
        *pace = Pace { speed: speed.max(1), real, shown };
    }

    /// Goes on from this instant, unless it is past: the demonstration was ahead when the program ended.
    pub fn go_on_from(&self, at: Moment) {
        let real = wall();
        let mut pace = self.pace.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *pace = Pace { real, shown: pace.shown_at(real).max(at), ..*pace };
    }

    /// Shows the wall again, at its speed: the demonstration is over.
    pub fn show_wall(&self) {
        let real = wall();
        let mut pace = self.pace.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *pace = Pace { speed: 1, real, shown: real };
    }

    #[must_use]
    pub fn speed(&self) -> u32 {
        locked(&self.pace).speed
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn read(&self) -> Reading {
        let pace = *locked(&self.pace);
        let mono_ms = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX);
        Reading { wall: pace.shown_at(wall()), mono_ms: mono_ms.saturating_mul(i64::from(pace.speed)) }
    }
}

impl Pace {
    fn shown_at(self, real: Moment) -> Moment {
        self.shown.plus(Span(real.since(self.real).0.saturating_mul(i64::from(self.speed))))
    }
}

fn wall() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A clock wound by hand, for tests.
#[derive(Debug)]
pub struct HandClock(Mutex<Reading>);

impl HandClock {
    #[must_use]
    pub fn at(wall: Moment) -> HandClock {
        HandClock(Mutex::new(Reading { wall, mono_ms: 0 }))
    }

    /// Both hands go on.
    pub fn pass(&self, span: Span) {
        self.shift(span, span);
    }

    /// Only the wall goes on: the computer sleeps, or somebody sets the clock.
    pub fn jump(&self, span: Span) {
        self.shift(span, Span(0));
    }

    fn shift(&self, wall: Span, mono: Span) {
        let mut reading = locked(&self.0);
        *reading = Reading { wall: reading.wall.plus(wall), mono_ms: reading.mono_ms + mono.0 };
    }
}

impl Clock for HandClock {
    fn read(&self) -> Reading {
        *locked(&self.0)
    }
}

/// Compares each reading with the one before.
#[derive(Debug, Default)]
pub struct JumpWatch {
    last: Option<Reading>,
}

impl JumpWatch {
    /// How far the wall ran away from the monotonic hand since the last look, if more than [`JUMP_MIN`] either way.
    pub fn look(&mut self, reading: Reading) -> Option<Span> {
        let last = self.last.replace(reading)?;
        let gap = Span(reading.wall.since(last.wall).0 - (reading.mono_ms - last.mono_ms));
        (gap.0.abs() > JUMP_MIN.0).then_some(gap)
    }

    /// Forgets the last reading: the speed changed.
    pub fn reset(&mut self) {
        self.last = None;
    }
}

/// Notices that its thread did not run when it meant to: the processor was others', or the program was stopped. The two
/// hands of a clock agree then.
#[derive(Debug, Default)]
pub struct StallWatch {
    due_ms: Option<i64>,
}

impl StallWatch {
    /// The next look comes after at most this long.
    pub fn rest(&mut self, reading: Reading, longest: Span) {
        self.due_ms = Some(reading.mono_ms.saturating_add(longest.0));
    }

    /// How much later than it meant to it looks, if that is more than [`STALL_MIN`] on a clock of this speed.
    pub fn look(&mut self, reading: Reading, speed: u32) -> Option<Span> {
        let due_ms = self.due_ms.replace(reading.mono_ms)?;
        let late = Span(reading.mono_ms - due_ms);
        stalled(late, speed).then_some(late)
    }

    /// Forgets the last look: the speed changed.
    pub fn reset(&mut self) {
        self.due_ms = None;
    }
}

/// Whether so much of the clock's time is more than anything of ours takes.
#[must_use]
pub fn stalled(late: Span, speed: u32) -> bool {
    late.0 > STALL_MIN.0.saturating_mul(i64::from(speed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_and_a_set_clock_are_jumps_and_running_is_not() {
        let clock = HandClock::at(Moment(1_000_000));
        let mut watch = JumpWatch::default();
        assert_eq!(watch.look(clock.read()), None);
        clock.pass(Span::hours(3));
        assert_eq!(watch.look(clock.read()), None);
        clock.jump(Span::hours(8));
        assert_eq!(watch.look(clock.read()), Some(Span::hours(8)));
        clock.jump(Span::hours(-1));
        assert_eq!(watch.look(clock.read()), Some(Span::hours(-1)));
        clock.jump(Span::seconds(60));
        assert_eq!(watch.look(clock.read()), None);
    }

    #[test]
    fn a_thread_that_did_not_run_when_it_meant_to_has_stalled_and_one_that_slept_or_was_woken_has_not() {
        let clock = HandClock::at(Moment(1_000_000));
        let mut watch = StallWatch::default();
        assert_eq!(watch.look(clock.read(), 1), None, "nothing was meant yet");
        watch.rest(clock.read(), Span::seconds(30));
        clock.pass(Span::seconds(30));
        assert_eq!(watch.look(clock.read(), 1), None);
        watch.rest(clock.read(), Span::seconds(30));
        clock.pass(Span::seconds(2));
        assert_eq!(watch.look(clock.read(), 1), None, "woken early");
        watch.rest(clock.read(), Span::seconds(2));
        clock.pass(Span::seconds(12));
        assert_eq!(watch.look(clock.read(), 1), Some(Span::seconds(10)));
        watch.rest(clock.read(), Span::seconds(2));
        clock.pass(Span::seconds(12));
        assert_eq!(watch.look(clock.read(), 10), None, "a second, on a clock ten times as fast");
    }

    #[test]
    fn a_faster_clock_goes_on_from_where_it_was() {
        let clock = SystemClock::new();
        let before = clock.read().wall;
        clock.set_speed(60);
        let after = clock.read().wall;
        assert!(after >= before);
        clock.set_speed(1);
        assert!(clock.read().wall >= after);
        assert_eq!(clock.speed(), 1);
    }

    #[test]
    fn a_clock_that_was_ahead_goes_on_from_there_until_it_shows_the_wall_again() {
        let clock = SystemClock::new();
        let before = clock.read().wall;
        let ahead = before.plus(Span::hours(10));
        clock.go_on_from(ahead);
        assert!(clock.read().wall >= ahead);
        clock.go_on_from(before);
        assert!(clock.read().wall >= ahead, "never back");
        clock.set_speed(60);
        clock.show_wall();
        assert!(clock.read().wall < ahead);
        assert_eq!(clock.speed(), 1);
    }
}
