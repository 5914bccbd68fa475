//! The desk's thread: the one loop over its [`Event`]s. Between them it sleeps until the next deadline, at most
//! [`crate::clock::SLEEP_MAX`]. What is due is the [`Core`]'s business.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Receiver;
use std::sync::{PoisonError, Weak};
use std::time::Duration;

use engine::{Moment, Span};
use store::ConnectionState;

use super::{Event, Held, Intake, Shared};
use crate::change::Topic;
use crate::clock::{Clock, JumpWatch, Reading, StallWatch, nap};
use crate::copies::Copies;
use crate::core::{Brought, Core, Step};
use crate::guard::locked;
use crate::lines::{Lines, state_of};
use crate::port::Notifier;
use crate::refusal::{Refusal, RefusalCode};
use crate::reserve::Reserve;
use crate::rest::{self, LastLooks, Waited};

/// Events taken between two steps.
const EVENTS_PER_STEP: usize = 64;

/// The thread, with what only it may touch.
pub(super) struct Worker {
    core: Core,
    lines: Lines,
    notifier: Box<dyn Notifier>,
    shared: Weak<Shared>,
    watch: JumpWatch,
    stall: StallWatch,
    /// The monotonic hand at the last look.
    looked_ms: i64,
    last_looks: LastLooks,
    copies: Copies,
    reserve: Reserve,
}

impl Worker {
    pub fn new(
        core: Core,
        lines: Lines,
        notifier: Box<dyn Notifier>,
        shared: Weak<Shared>,
        reserve: Reserve,
    ) -> Worker {
        Worker {
            core,
            lines,
            notifier,
            shared,
            watch: JumpWatch::default(),
            stall: StallWatch::default(),
            looked_ms: 0,
            last_looks: LastLooks::default(),
            copies: Copies::default(),
            reserve,
        }
    }

    /// Until the desk is told to stop, or nobody holds it any more.
    pub fn run(&mut self, events: &Receiver<Event>) {
        self.lines.follow(&mut self.core);
        loop {
            let Some(shared) = self.shared.upgrade() else { return };
            let now = self.look(&shared);
            if self.reserve.keep(&shared.io, now) {
                self.core.only_ends(false);
            }
            if !self.reserve.spent() {
                self.copies.keep_daily(&self.core, &shared.io, now);
            }
            let more = self.step(&shared, now);
            let wait = if more { Duration::ZERO } else { self.rest(&shared) };
            drop(shared);
            let desk = &self.shared;
            let clock = || desk.upgrade().map(|shared| (shared.clock.read(), shared.clock.speed()));
            let Some(Waited { event: first, late }) = rest::next(&mut self.stall, events, wait, clock) else { return };
            let Some(shared) = self.shared.upgrade() else { return };
            if let Some((reading, late)) = late {
                self.has_stalled(reading, late);
            }
            let mut intake: Vec<Intake> = Vec::new();
            for event in first.into_iter().chain(events.try_iter().take(EVENTS_PER_STEP)) {
                if let Event::Intake(one) = event {
                    intake.push(one);
                    continue;
                }
                self.take_in(&shared, &mut intake);
                if self.handle(&shared, event).is_break() {
                    self.lines.close();
                    // A copy that is being made holds the database beyond this.
                    self.core.database().note_stop();
                    return;
                }
            }
            self.take_in(&shared, &mut intake);
            self.publish(&shared);
        }
    }

    /// Reads the clock, and takes a sleep or a set clock for what it is.
    fn look(&mut self, shared: &Shared) -> Moment {
        let reading = shared.clock.read();
        if let Some(gap) = self.watch.look(reading) {
            tracing::info!(gap_ms = gap.0, "the clock jumped: waiting for every connection to sync");
            if let Err(refusal) = self.core.jumped(reading.wall) {
                tracing::error!(%refusal, "could not raise the sync barrier");
            }
            self.lines.sync_now();
        }
        self.looked_ms = reading.mono_ms;
        self.lines.tell_time(reading.wall);
        reading.wall
    }

    /// An answer may have come that we had no time to read.
    fn has_stalled(&mut self, reading: Reading, late: Span) {
        tracing::warn!(late_ms = late.0, "the program did not run: waiting for every connection to sync");
        self.core.stalled(reading.wall);
        self.last_looks.stalled(reading);
        self.lines.sync_now();
    }

    fn step(&mut self, shared: &Shared, now: Moment) -> bool {
        match self.core.step(now) {
            Ok(Step { sends, hooks, bubbles, more }) => {
                *locked(&shared.last_error) = self.core.gave_up().map(str::to_owned);
                sends.into_iter().for_each(|send| self.lines.send(send, self.looked_ms));
                hooks.into_iter().for_each(|hook| self.lines.hook(hook));
                // The desktop is not ours: a bubble that cannot be shown stands in the centre of notices all the same.
                let shown = catch_unwind(AssertUnwindSafe(|| bubbles.iter().for_each(|one| self.notifier.show(one))));
                if shown.is_err() {
                    tracing::error!("showing a bubble panicked");
                }
                self.publish(shared);
                more
            }
            Err(refusal) => {
                // Fail closed: nothing goes out; the same facts are looked at again after the rest.
                tracing::error!(%refusal, "a step failed");
                self.failed(shared, refusal);
                false
            }
        }
    }

    /// Says so. On a full disk the reserve is given back, for the ends of sends and an orderly stop.
    fn failed(&mut self, shared: &Shared, refusal: Refusal) {
        if refusal.code == RefusalCode::Full && self.reserve.give_back() {
            tracing::warn!("the disk is full: the reserve is given back for what must still be written");
            self.core.only_ends(true);
            if let Err(refusal) = self.core.recover(shared.clock.read().wall) {
                tracing::error!(%refusal, "not even the reserve helped");
            }
        }
        *locked(&shared.last_error) = Some(refusal.message);
    }

    /// How long to sleep.
    fn rest(&mut self, shared: &Shared) -> Duration {
        let now = shared.clock.read().wall;
        let wake = self.core.wake().map(|wake| wake.at).ok();
        *locked(&shared.next_wake) = wake.filter(|at| *at < Moment::MAX);
        let demo = self.lines.next_demo();
        let next = wake.into_iter().chain(demo).min().unwrap_or(Moment::MAX);
        let failed = locked(&shared.last_error).is_some();
        let least = if failed { 1_000 } else { 0 };
        let speed = i64::from(shared.clock.speed());
        let rest = (nap(now, next).0 / speed).max(least);
        Duration::from_millis(u64::try_from(rest).unwrap_or(0))
    }

    /// Stores what has arrived since the last look in one transaction (group commit): the cost of making a word durable
    /// is shared by all that came with it. One that cannot be stored does not keep the others out.
    fn take_in(&mut self, shared: &Shared, intake: &mut Vec<Intake>) {
        let now = shared.clock.read().wall;
        let together = match intake.as_slice() {
            [] | [_] => None,
            many => {
                let all: Vec<Brought<'_>> = many.iter().map(Intake::brought).collect();
                self.core.receive_all(now, &all).ok()
            }
        };
        for one in intake.drain(..) {
            let done = match together {
                Some(()) => Ok(()),
                None => self.core.receive_all(now, &[one.brought()]),
            };
            let done = done.and_then(|()| match one.cursor {
                // It answered a pull, so it works.
                Some(_) => self.core.connection_state(now, one.connection, ConnectionState::Online, ""),
                None => Ok(()),
            });
            if let Err(refusal) = &done {
                tracing::error!(%refusal, "what a channel brought could not be kept");
                self.failed(shared, refusal.clone());
            }
            self.publish(shared);
            (one.kept)(done);
        }
    }

    fn handle(&mut self, shared: &Shared, event: Event) -> ControlFlow<()> {
        let now = shared.clock.read().wall;
        let done = match event {
            Event::Ask(job) => {
                let reply = job(&mut self.core, now);
                self.publish(shared);
                reply();
                Ok(())
            }
            Event::Intake(one) => {
                self.take_in(shared, &mut vec![one]);
                Ok(())
            }
            Event::PullFailed { connection, fault } => {
                self.core.connection_state(now, connection, state_of(fault.class), &fault.detail)
            }
            Event::Confirm { outbox, looked_ms, go } => {
                let reading = shared.clock.read();
                if let Some(late) = self.last_looks.late(outbox, looked_ms, reading, shared.clock.speed()) {
                    self.has_stalled(reading, late);
                }
                let confirmed = self.core.confirm(now, outbox);
                let _ = go.send(matches!(confirmed, Ok(true)));
                confirmed.map(|_| ())
            }
            Event::Sent { outbox, outcome } => self.core.sent(now, outbox, outcome),
            Event::Hooked { id, ended } => self.core.hooked(now, id, ended),
            Event::Reconnect(connection) => {
                self.lines.drop_line(connection);
                self.lines.follow(&mut self.core);
                Ok(())
            }
            Event::Speed(speed) => {
                shared.clock.set_speed(speed);
                self.forget_readings(shared);
                // Whoever counts the time by it counts anew.
                self.core.touch(Topic::Settings);
                Ok(())
            }
            Event::ShowWall => {
                shared.clock.show_wall();
                self.forget_readings(shared);
                self.core.jumped(shared.clock.read().wall)
            }
            Event::Stop => return ControlFlow::Break(()),
        };
        if let Err(refusal) = done {
            tracing::error!(%refusal, "an event could not be kept");
            self.failed(shared, refusal);
        }
        ControlFlow::Continue(())
    }

    /// Another pace: what was read before says nothing about what is read now.
    fn forget_readings(&mut self, shared: &Shared) {
        self.watch.reset();
        self.stall.reset();
        self.last_looks.reset();
        self.looked_ms = shared.clock.read().mono_ms;
    }

    /// Tells everybody what the commits since the last call made stale.
    fn publish(&mut self, shared: &Shared) {
        let mut changed = self.core.take_changed();
        let by = self.core.waits_for();
        let held = Held { since: Some(self.core.barrier()).filter(|_| !by.is_empty()), by };
        if std::mem::replace(&mut *locked(&shared.held), held.clone()) != held {
            changed.touch(Topic::Connections);
        }
        let doubt = self.core.doubt(shared.clock.read().wall);
        let before = std::mem::replace(&mut *locked(&shared.doubt), doubt);
        if before != doubt {
            changed.touch(Topic::Connections);
        }
        if before.is_some() != doubt.is_some() {
            tracing::warn!(ahead_ms = doubt.map(|doubt| doubt.ahead.0), "the clock is doubted, or is so no more");
        }
        if changed.is_empty() {
            return;
        }
        *shared.house.write().unwrap_or_else(PoisonError::into_inner) = self.core.house().clone();
        if changed.topics.contains(&Topic::Connections) {
            self.lines.follow(&mut self.core);
        }
        let _ = shared.changes.send(changed);
    }
}
