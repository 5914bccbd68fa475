//! The machine without threads, sockets or a clock. One mutation in one transaction, then look again: after a start, a
//! crash, a wake or a command the same [`Core::step`] finds from the stored facts what is due.
//!
//! The contract of a driver: call [`Core::step`] until it is not `more`; for each [`Send`] ask [`Core::confirm`] right
//! before the network, and tell [`Core::sent`] how it ended; show the bubbles; then sleep until [`Core::wake`] or a
//! poke. Every instant comes from the caller.

use std::collections::BTreeMap;
use std::sync::Arc;

use channels::{Caps, Class, Fault, Incoming, Outcome, Part};
use engine::plant::{Bug, planted};
use engine::*;
use store::{Database, Store};

use crate::change::{Changed, Topic};
use crate::guard::{Judging, caught};
use crate::house::{House, Marks};
use crate::port::Bubble;
use crate::stamps::{Doubt, HandedOver};
use crate::turn::{Machine, Turn};
use crate::{Refusal, RefusalCode, Result, inbox, notices, outbox, queue, scheduler, stamps, webhook};

/// Pieces of work in one step, so that a driver can look at its mailbox in between.
const PIECES_PER_STEP: u32 = 8;
/// A planned row that cannot go now waits for an event (the send in flight before it ends, a connection syncs), and every
/// event is followed by a step; looked at again after this all the same.
const LOOK_AGAIN: Span = Span::seconds(30);

/// When the disk was last found to work again after it had not.
const MENDED_KEY: &str = "disk_mended_at";

/// The whole machine on one database: what is stored, the house as last committed, and how far all has been judged.
pub struct Core {
    db: Arc<Database>,
    house: Arc<House>,
    marks: Marks,
    machine: Machine,
    changed: Changed,
    /// The instant of the last step.
    stepped_at: Moment,
    /// When to look again, until something changes.
    next_wake: Option<Wake>,
    /// A transaction was refused by the disk, and none that writes has gone through since.
    troubled: bool,
    /// Ends of sends that could not be written down yet, with when they came: without them a row would stay `sending`
    /// until the next start, and keep all later words of its ticket waiting.
    unwritten: Vec<(Moment, OutboxId, Outcome)>,
    /// The disk is full but for a reserve: only ends of sends are written.
    only_ends: bool,
    pub(crate) judging: Judging,
    /// The last transaction ended in a panic.
    pub(crate) panicked: bool,
}

/// One claimed send for the shell to carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Send {
    pub outbox: OutboxId,
    pub ticket: TicketId,
    pub connection: ConnectionId,
    pub outgoing: channels::Outgoing,
}

/// What a channel brought at once.
#[derive(Debug, Clone, Copy)]
pub struct Brought<'a> {
    pub connection: ConnectionId,
    pub events: &'a [Incoming],
    pub cursor: Option<&'a str>,
    pub synced_at: Option<Moment>,
}

/// A webhook call of a rule for the shell to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    pub id: i64,
    pub url: String,
    pub body: String,
}

/// What one step hands out for the shell to carry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    pub sends: Vec<Send>,
    pub hooks: Vec<Hook>,
    pub bubbles: Vec<Bubble>,
    /// Something is still due now.
    pub more: bool,
}

/// When to look again, and what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wake {
    pub at: Moment,
    pub why: WakeWhy,
}

/// What there will be to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WakeWhy {
    Rule(RuleId),
    QueueEntry,
    Deferred,
    HoldLapses,
    DayEnd,
    /// What was believed of our clock ends.
    ClockDoubt,
    Outbox,
    Webhook,
    /// Nothing is planned.
    Idle,
}

impl Core {
    /// Starts on a database: what was being sent when the last run ended becomes `unknown`, and the sync barrier goes up.
    ///
    /// # Errors
    /// The store's.
    pub fn open(db: impl Into<Arc<Database>>, now: Moment, seed: u64) -> Result<Core> {
        let db = db.into();
        let (house, marks, generation) = db.change(|store: &mut dyn Store| -> Result<_> {
            let generation = store.value("generation")?.and_then(|json| json.parse::<u64>().ok()).unwrap_or(0) + 1;
            store.put_value("generation", &generation.to_string())?;
            let house = House::load(store)?;
            let marks = Marks::load(store, &house)?;
            Ok((house, marks, generation))
        })?;
        let machine = Machine {
            caps: BTreeMap::new(),
            barrier: now,
            // Two runs never draw the same keys, and the same run of a simulation always does.
            seed: seed ^ generation.wrapping_mul(0xD6E8_FEB8_6659_FD93),
            drawn: 0,
            handed_over: HandedOver::default(),
        };
        let mut core = Core {
            db,
            house: Arc::new(house),
            marks,
            machine,
            changed: Changed::default(),
            stepped_at: now,
            next_wake: None,
            troubled: false,
            unwritten: Vec::new(),
            only_ends: false,
            judging: Judging::default(),
            panicked: false,
        };
        core.change(now, |turn| {
            outbox::settle_interrupted(turn)?;
            turn.tell_rescued()?;
            turn.fence_restored()
        })?;
        Ok(core)
    }

    /// What a kind of connection can do, by its word. Known before anything goes out.
    pub fn set_caps(&mut self, kind: &str, caps: Caps) {
        self.machine.caps.insert(kind.to_owned(), caps);
        self.next_wake = None;
    }

    /// The house as last committed.
    #[must_use]
    pub fn house(&self) -> &Arc<House> {
        &self.house
    }

    #[must_use]
    pub fn database(&self) -> &Arc<Database> {
        &self.db
    }

    /// What has become stale since the last call.
    pub fn take_changed(&mut self) -> Changed {
        std::mem::take(&mut self.changed)
    }

    /// One transaction at the instant `now`. What it made stale is remembered; a refusal leaves everything as it was.
    ///
    /// # Errors
    /// Those of `f`, or the store's. A panic in `f` is a refusal too: nothing of it was kept.
    pub fn change<T>(&mut self, now: Moment, f: impl FnOnce(&mut Turn<'_>) -> Result<T>) -> Result<T> {
        if self.only_ends { Err(store::StoreError::Full.into()) } else { self.commit(now, f) }
    }

    fn commit<T>(&mut self, now: Moment, f: impl FnOnce(&mut Turn<'_>) -> Result<T>) -> Result<T> {
        let Core { db, house, marks, machine, changed, next_wake, troubled, panicked, .. } = self;
        *next_wake = None;
        let mut after = None;
        let transaction = || {
            db.change(|store: &mut dyn Store| -> Result<T> {
                let mut turn = Turn {
                    now,
                    store,
                    house: house.clone(),
                    marks: marks.clone(),
                    machine: &mut *machine,
                    changed: Changed::default(),
                    behind: None,
                    beyond: BTreeMap::new(),
                };
                let done = f(&mut turn)?;
                after = Some((turn.house, turn.marks, turn.changed));
                Ok(done)
            })
        };
        let done = caught(panicked, transaction);
        *troubled |= done.as_ref().is_err_and(may_be_the_disk);
        let done = done?;
        if let Some((new_house, new_marks, touched)) = after {
            *house = new_house;
            *marks = new_marks;
            changed.merge(touched);
        }
        Ok(done)
    }

    /// Stores what a channel brought; `cursor` and `synced_at` (everything the provider had before this instant has been
    /// read) are committed with it.
    ///
    /// # Errors
    /// The store's; nothing of the batch was kept then.
    pub fn receive(
        &mut self,
        now: Moment,
        connection: ConnectionId,
        events: &[Incoming],
        cursor: Option<&str>,
        synced_at: Option<Moment>,
    ) -> Result<()> {
        self.receive_all(now, &[Brought { connection, events, cursor, synced_at }])
    }

    /// Stores what several channels brought, in one transaction.
    ///
    /// # Errors
    /// The store's; nothing of any of them was kept then.
    pub fn receive_all(&mut self, now: Moment, all: &[Brought<'_>]) -> Result<()> {
        self.change(now, |turn| all.iter().try_for_each(|one| keep(turn, one)))
    }

    /// A connection works, or stopped working and why.
    ///
    /// # Errors
    /// The store's.
    pub fn connection_state(
        &mut self,
        now: Moment,
        connection: ConnectionId,
        state: store::ConnectionState,
        detail: &str,
    ) -> Result<()> {
        let same = self.house.connection(connection).is_some_and(|on| on.state == state && on.detail == detail);
        if same { Ok(()) } else { self.change(now, |turn| outbox::connection_fell(turn, connection, state, detail)) }
    }

    /// Does what is due, in bounded pieces, and hands out what a shell has to carry.
    ///
    /// # Errors
    /// The store's; what was committed before stays committed. After a transaction that the disk refused, every step is
    /// one until something can be written again: nothing is handed out that could not be written down.
    pub fn step(&mut self, now: Moment) -> Result<Step> {
        self.stepped_at = now;
        self.recover(now)?;
        for _ in 0..PIECES_PER_STEP {
            let judge = self.judging.at(now);
            // Where nothing is due, one transaction sees that, hands out and says when to look again.
            let quiet = self.change(now, |turn| {
                stamps::expire(turn)?;
                let worked = judge.map_or(Ok(false), |judge| judge(turn))?;
                if worked { Ok(None) } else { hand_out(turn).map(Some) }
            });
            self.judged(now, judge.is_some(), quiet.is_ok());
            if let Some((step, wake)) = quiet? {
                self.next_wake = wake;
                return Ok(step);
            }
        }
        let (step, _) = self.change(now, hand_out)?;
        Ok(Step { more: true, ..step })
    }

    /// The last look before the network. `false`: it was cancelled, do not send.
    ///
    /// # Errors
    /// The store's; do not send then either, nor tell [`Core::sent`]: it is tried again later.
    pub fn confirm(&mut self, now: Moment, outbox: OutboxId) -> Result<bool> {
        let looked = self.recover(now).and_then(|()| self.change(now, |turn| outbox::confirm(turn, outbox)));
        if let Err(refusal) = &looked {
            let fault = Fault::new(Class::Transient, Part::Other, refusal.message.clone());
            self.unwritten.push((now, outbox, Outcome::NotSent(fault)));
        }
        if matches!(looked, Ok(true)) {
            self.machine.handed_over.add(outbox, now);
        }
        looked
    }

    /// How a send ended.
    ///
    /// # Errors
    /// The store's; it is kept in memory and written down as soon as that works. Should the program end before, the row
    /// is still `sending`, and becomes `unknown` at the next start.
    pub fn sent(&mut self, now: Moment, outbox: OutboxId, outcome: Outcome) -> Result<()> {
        let written = self.commit(now, |turn| outbox::sent(turn, outbox, outcome.clone()));
        if written.as_ref().is_err_and(may_be_the_disk) {
            self.unwritten.push((now, outbox, outcome));
        }
        written
    }

    /// The disk is full but for a reserve that was given back: the ends of sends on their way are written into it, and
    /// everything else is refused until there is room again.
    pub fn only_ends(&mut self, on: bool) {
        self.only_ends = on;
        self.next_wake = None;
    }

    /// After a refusal of the disk: tries whether it can be written again, and writes down what had to wait for that.
    ///
    /// # Errors
    /// The store's.
    pub fn recover(&mut self, now: Moment) -> Result<()> {
        if self.troubled {
            // A transaction without a change would not touch the disk.
            self.commit(now, |turn| Ok(turn.store.put_value(MENDED_KEY, &now.0.to_string())?))?;
            self.troubled = false;
        }
        for (at, outbox, outcome) in std::mem::take(&mut self.unwritten) {
            // The instant is the one it ended at: an accepted word of a person counts from then.
            if let Err(refusal) = self.sent(at, outbox, outcome) {
                tracing::error!(%refusal, "the end of a send still cannot be written down");
            }
        }
        Ok(())
    }

    /// A verified copy of the database into the backups folder, keeping the newest ones. Returns the file.
    ///
    /// # Errors
    /// The store's; older copies are untouched then.
    pub fn backup(&mut self, now: Moment) -> Result<std::path::PathBuf> {
        if self.only_ends {
            return Err(store::StoreError::Full.into());
        }
        Ok(crate::copies::keep(&self.db, &crate::copies::name_at(self, now))?)
    }

    /// How a webhook call ended; `Err` says why it failed.
    ///
    /// # Errors
    /// The store's.
    pub fn hooked(&mut self, now: Moment, id: i64, ended: std::result::Result<(), String>) -> Result<()> {
        self.change(now, |turn| webhook::hooked(turn, id, ended))
    }

    /// The computer slept or its clock jumped: nothing automatic goes out until each pull connection has synced again.
    ///
    /// # Errors
    /// The store's.
    pub fn jumped(&mut self, now: Moment) -> Result<()> {
        self.stalled(now);
        self.marks.stamps.clear();
        self.machine.handed_over.clear();
        self.change(now, outbox::pace_anew)
    }

    /// The program did not run for a while, by a clock that can be believed as before: nothing automatic goes out until each
    /// pull connection has synced again.
    pub fn stalled(&mut self, now: Moment) {
        if !planted(Bug::C16NoBarrier) {
            self.machine.barrier = now;
            self.marks.synced.clear();
        }
        self.changed.touch(Topic::Connections);
        self.next_wake = None;
    }

    /// The connections whose first sync since the start or the last jump everything automatic waits for.
    #[must_use]
    pub fn waits_for(&self) -> Vec<ConnectionId> {
        self.machine.waits_for(&self.house, &self.marks).collect()
    }

    /// Since when it waits for them.
    #[must_use]
    pub fn barrier(&self) -> Moment {
        self.machine.barrier
    }

    /// What shows that our own clock is wrong: everything automatic waits for it too.
    #[must_use]
    pub fn doubt(&self, now: Moment) -> Option<Doubt> {
        stamps::doubt(&self.house, &self.marks, now)
    }

    /// When to step again if nothing else happens.
    ///
    /// # Errors
    /// The store's.
    pub fn wake(&mut self) -> Result<Wake> {
        let wake = match self.next_wake {
            Some(wake) => wake,
            None => self.change(self.stepped_at, next_wake)?,
        };
        self.next_wake = Some(wake);
        // What nobody judges stays due.
        Ok(Wake { at: wake.at.max(self.judging.rests_until(self.stepped_at)), ..wake })
    }
}

/// Whether the disk may be what stands behind a refusal. If it was not, the next step finds that it can be written.
fn may_be_the_disk(refusal: &Refusal) -> bool {
    match refusal.code {
        RefusalCode::Unavailable
        | RefusalCode::Full
        | RefusalCode::Unwritable
        | RefusalCode::Corrupt
        | RefusalCode::Restorable
        | RefusalCode::Internal => true,
        RefusalCode::NotFound
        | RefusalCode::Invalid
        | RefusalCode::Forbidden
        | RefusalCode::Conflict
        | RefusalCode::AlreadyRunning
        | RefusalCode::NewerDatabase => false,
    }
}

/// What a shell has to carry now. Also when to look again, unless that is at once.
fn hand_out(turn: &mut Turn<'_>) -> Result<(Step, Option<Wake>)> {
    let (sends, more) = outbox::claim(turn)?;
    let hooks = webhook::claim(turn)?;
    let bubbles = notices::bubbles(turn)?;
    let wake = if more { None } else { Some(next_wake(turn)?) };
    Ok((Step { sends, hooks, bubbles, more }, wake))
}

fn next_wake(turn: &mut Turn<'_>) -> Result<Wake> {
    let now = turn.now;
    let mut next: Vec<(Moment, WakeWhy)> = Vec::new();
    if let Some((at, rule)) = scheduler::next_due(turn)? {
        next.push((at, rule.map_or(WakeWhy::QueueEntry, WakeWhy::Rule)));
    }
    next.extend(turn.store.next_deferred()?.map(|at| (at, WakeWhy::Deferred)));
    let released = turn.store.next_released()?;
    next.extend(released.map(|at| (at.plus(engine::queue::HOLD_RELEASE_GAP), WakeWhy::HoldLapses)));
    next.extend(queue::next_day(turn).map(|at| (at, WakeWhy::DayEnd)));
    let ready = turn.store.next_ready()?;
    next.extend(ready.map(|at| (if at <= now { now.plus(LOOK_AGAIN) } else { at }, WakeWhy::Outbox)));
    next.extend(stamps::next_end(&turn.marks).map(|at| (at, WakeWhy::ClockDoubt)));
    next.extend(turn.store.next_webhook()?.map(|at| (at, WakeWhy::Webhook)));
    let (at, why) = next.into_iter().min().unwrap_or((Moment::MAX, WakeWhy::Idle));
    Ok(Wake { at, why })
}

fn keep(turn: &mut Turn<'_>, brought: &Brought<'_>) -> Result<()> {
    let Brought { connection, events, cursor, synced_at } = *brought;
    let was_barred = turn.barred();
    // First of all: what is judged because of these words is judged by a clock that is believed, or not.
    stamps::hear(turn, connection, events)?;
    inbox::receive(turn, connection, events)?;
    if let Some(on) = turn.house.connection(connection).cloned()
        && (cursor.is_some() || synced_at.is_some())
    {
        turn.store.set_cursor(connection, cursor.unwrap_or(&on.cursor), synced_at)?;
        turn.synced(connection, synced_at);
    }
    if was_barred && !turn.barred() { scheduler::barrier_lifted(turn) } else { Ok(()) }
}

impl Turn<'_> {
    /// One connection less to wait for. What was read before the barrier went up says nothing; and an older sync may
    /// carry a later instant than now, where the clock was set back.
    fn synced(&mut self, connection: ConnectionId, synced_at: Option<Moment>) {
        if synced_at.is_some_and(|at| at >= self.machine.barrier) {
            self.marks.synced.insert(connection);
        }
    }
}
