//! The world of one run: true time, the program's wall and monotonic hands, the provider, the people, and the program
//! itself, which may sleep, be killed and come back on the same file. What the program's shell does is in `drive.rs`.

use std::collections::{BTreeMap, BTreeSet};

use channels::Outcome;
use engine::{ConnectionId, ContactId, Moment, OutboxId, QueueId, RuleId, StageId, TagId, Ticket, TicketId, UserId};
use runtime::clock::{JumpWatch, Reading, nap};
use runtime::{Core, Refusal, Turn};
use store::{CheckpointMode, Database, Options};

use super::acts::Acts;
use super::clock::Clocks;
use super::draw::mix;
use super::hooks::Hooks;
use super::house::caps;
use super::law::Law;
use super::oracle::{NaiveRule, Oracle};
use super::provider::Provider;
use super::replay::Replay;
use super::script::{DAY, MINUTE, Script};
use super::{Report, Violation};

/// How long a connection takes to sync after a start or a wake.
pub(super) const SYNC_AFTER: i64 = 4_000;
/// Connections of the desk.
pub(super) const CONNECTIONS: u32 = 2;

pub(super) struct Ids {
    pub(super) by: UserId,
    pub(super) technicians: Vec<UserId>,
    pub(super) rules: Vec<RuleId>,
    pub(super) exempt: TagId,
    pub(super) connections: Vec<ConnectionId>,
    pub(super) tags: Vec<TagId>,
    pub(super) queues: Vec<QueueId>,
    pub(super) stages: Vec<StageId>,
}

pub(super) struct World<'s> {
    pub(super) script: &'s Script,
    pub(super) dir: tempfile::TempDir,
    pub(super) core: Option<Core>,
    pub(super) provider: Provider,
    pub(super) oracle: Oracle,
    pub(super) ids: Ids,
    /// True time, as a Unix instant in ms.
    pub(super) now: i64,
    /// The program's wall is this far ahead of true time.
    pub(super) ahead: i64,
    pub(super) mono: i64,
    pub(super) asleep_until: Option<i64>,
    pub(super) restart_at: Option<i64>,
    /// Monotonic instant of the program's next look at the clock.
    pub(super) look_at: i64,
    /// When the program itself wants to step again (its wall).
    pub(super) wake_at: i64,
    pub(super) sync_at: Option<i64>,
    pub(super) watch: JumpWatch,
    pub(super) answers: BTreeMap<(i64, u64), (OutboxId, u32, String, Outcome)>,
    pub(super) asked: u64,
    pub(super) words_said: u64,
    pub(super) known: BTreeSet<u32>,
    pub(super) ranks: BTreeMap<String, (ConnectionId, u8)>,
    pub(super) last_execution: i64,
    /// Keys of people's messages that the provider is known to have taken.
    pub(super) proven: BTreeSet<String>,
    /// Of the sends that the news on its way is about, those whose end the program does not know, with when it tried them.
    pub(super) tried: BTreeMap<String, i64>,
    /// The ticket somebody holds, by contact: a new conversation is held by nobody.
    pub(super) held: BTreeMap<u32, TicketId>,
    pub(super) clocks: Clocks,
    /// Connections that have not synced since the program last started or saw its clock jump.
    pub(super) barred: BTreeSet<ConnectionId>,
    /// The next automatic send dies half-way: whether the provider still gets it, and how long the program is gone.
    pub(super) dies: Option<(bool, i64)>,
    /// Closing texts asked for, by their keys, and closings by the end of the day seen, by their instants.
    pub(super) farewells: BTreeMap<u32, BTreeSet<String>>,
    pub(super) closings: BTreeMap<u32, BTreeSet<i64>>,
    /// Conversations that were open on the last day counted.
    pub(super) open: u64,
    /// What each version of each rule does, as the program numbers them.
    pub(super) versions: BTreeMap<(usize, u32), Acts>,
    /// The same by how often they were written anew, as their texts' marks number them.
    pub(super) written: BTreeMap<(usize, u32), Acts>,
    /// Technicians who left.
    pub(super) gone: BTreeSet<u8>,
    pub(super) hooks: Hooks,
    /// Notes that rules have written.
    pub(super) notes: BTreeMap<TicketId, u64>,
    pub(super) law: Law,
    pub(super) replay: Replay,
    pub(super) report: Report,
}

impl<'s> World<'s> {
    pub fn open(script: &'s Script) -> Result<World<'s>, Violation> {
        let dir = folder()?;
        let zone: chrono_tz::Tz = script.zone.parse().unwrap_or(chrono_tz::America::Sao_Paulo);
        let rules = script.rules.iter().map(|draft| NaiveRule::new(draft.wait, draft.acts, script.start));
        let oracle = Oracle::new(zone, script.quiet, script.limits, rules.collect());
        let ids = Ids {
            by: UserId(1),
            technicians: vec![],
            rules: vec![],
            exempt: TagId(1),
            connections: vec![],
            tags: vec![],
            queues: vec![],
            stages: vec![],
        };
        let mut world = World {
            script,
            dir,
            core: None,
            provider: Provider::new(script.seed, script.lies),
            oracle,
            ids,
            now: script.start,
            ahead: 0,
            mono: 0,
            asleep_until: None,
            restart_at: None,
            look_at: 0,
            wake_at: 0,
            sync_at: None,
            watch: JumpWatch::default(),
            answers: BTreeMap::new(),
            asked: 0,
            words_said: 0,
            known: BTreeSet::new(),
            ranks: BTreeMap::new(),
            last_execution: 0,
            proven: BTreeSet::new(),
            tried: BTreeMap::new(),
            held: BTreeMap::new(),
            clocks: Clocks::default(),
            barred: BTreeSet::new(),
            dies: None,
            farewells: BTreeMap::new(),
            closings: BTreeMap::new(),
            open: 0,
            versions: BTreeMap::new(),
            written: BTreeMap::new(),
            gone: BTreeSet::new(),
            hooks: Hooks::default(),
            notes: BTreeMap::new(),
            law: Law::default(),
            replay: Replay::default(),
            report: Report::default(),
        };
        world.start()?;
        world.furnish()?;
        world.replay.begins();
        world.barred = world.ids.connections.iter().copied().collect();
        world.sync()?;
        Ok(world)
    }

    /// Plays every deed.
    pub fn run(&mut self) -> Result<(), Violation> {
        self.run_days(i64::from(self.script.size.days))
    }

    /// Plays the deeds of the first days.
    pub(super) fn run_days(&mut self, days: i64) -> Result<(), Violation> {
        let mut deeds = self.script.deeds.iter().peekable();
        for day in 1..=days {
            while let Some((at, deed)) = deeds.next_if(|(at, _)| *at < day * DAY) {
                self.go_to(self.script.start + at)?;
                self.note(u64::try_from(*at).unwrap_or(0));
                self.deed(*deed)?;
                self.conserved()?;
            }
            self.go_to(self.script.start + day * DAY)?;
            self.day_over()?;
        }
        Ok(())
    }

    /// All faults over, what is due must be settled within two minutes (R22).
    pub fn finish(&mut self) -> Result<Report, Violation> {
        self.provider.down.clear();
        self.dies = None;
        self.clock_set(0);
        let awake = self.asleep_until.unwrap_or(self.now).max(self.restart_at.unwrap_or(self.now)).max(self.now);
        self.go_to(awake + MINUTE)?;
        self.go_to(self.now + 6 * MINUTE)?;
        self.settled()?;
        self.ladders()?;
        self.clock_is_believed(u32::MAX)?;
        self.all_left()?;
        self.hooks_settled()?;
        self.notes_counted()?;
        self.conserved_as_shown()?;
        self.replayed()?;
        self.kept()?;
        self.report.added_up = self.law.looks;
        self.report.replayed = self.replay.count();
        Ok(self.report.clone())
    }

    pub(super) fn wall(&self) -> i64 {
        self.now + self.ahead
    }

    pub(super) fn moment(&self) -> Moment {
        Moment(self.wall())
    }

    pub(super) fn running(&self) -> bool {
        self.core.is_some() && self.asleep_until.is_none()
    }

    pub(super) fn note(&mut self, what: u64) {
        self.report.trace = mix(self.report.trace.rotate_left(7) ^ what ^ u64::try_from(self.wall()).unwrap_or(0));
    }

    // ---- the computer

    /// Lets time pass up to a true instant, with everything that happens on the way.
    pub(super) fn go_to(&mut self, until: i64) -> Result<(), Violation> {
        loop {
            let next = self.next_event().filter(|at| *at <= until);
            let at = next.unwrap_or(until).max(self.now);
            if self.asleep_until.is_none() {
                self.mono += at - self.now;
            }
            self.now = at;
            if next.is_none() {
                return Ok(());
            }
            self.happen()?;
            self.conserved()?;
        }
    }

    pub(super) fn next_event(&self) -> Option<i64> {
        let waking = self.asleep_until.into_iter().chain(self.restart_at);
        if !self.running() {
            return waking.min();
        }
        let look = self.now + (self.look_at - self.mono).max(0);
        let answers = self.answers.keys().next().map(|(at, _)| *at);
        let news = self.provider.next();
        waking.chain([look]).chain(answers).chain(news).chain(self.sync_at).min()
    }

    pub(super) fn happen(&mut self) -> Result<(), Violation> {
        if self.asleep_until.is_some_and(|at| at <= self.now) {
            self.asleep_until = None;
            self.oracle.up_since = self.wall();
        }
        if self.restart_at.is_some_and(|at| at <= self.now) {
            self.restart_at = None;
            self.start()?;
        }
        // A wake of the computer is no event for the program: it sees it at its next look, or when something arrives.
        if !self.running() || (self.mono < self.look_at && !self.arrives()) {
            return Ok(());
        }
        let mut something = self.look()?;
        if self.sync_at.is_some_and(|at| at <= self.now) {
            self.sync_at = None;
            something = true;
            self.sync()?;
        }
        something |= self.deliver()?;
        while let Some(entry) = self.answers.first_entry().filter(|entry| entry.key().0 <= self.now) {
            let (outbox, contact, key, outcome) = entry.remove();
            something = true;
            self.answered(outbox, contact, &key, outcome)?;
        }
        if something || self.wall() >= self.wake_at {
            return self.drive();
        }
        // A look at the clock that found nothing to do. (The desk steps all the same; here the wake must be right.)
        self.nap();
        Ok(())
    }

    pub(super) fn arrives(&self) -> bool {
        let answer = self.answers.keys().next().map(|(at, _)| *at);
        answer.into_iter().chain(self.provider.next()).chain(self.sync_at).any(|at| at <= self.now)
    }

    pub(super) fn nap(&mut self) {
        self.look_at = self.mono + nap(self.moment(), Moment(self.wake_at)).0.max(1);
    }

    /// The program reads its clock.
    pub(super) fn look(&mut self) -> Result<bool, Violation> {
        let reading = Reading { wall: self.moment(), mono_ms: self.mono };
        let jumped = self.watch.look(reading).is_some();
        if jumped {
            let now = self.moment();
            self.core_mut()?.jumped(now).map_err(refused)?;
            self.sync_at = Some(self.now + SYNC_AFTER);
            self.barred = self.ids.connections.iter().copied().collect();
            self.clocks.forget();
        }
        Ok(jumped)
    }

    pub(super) fn start(&mut self) -> Result<(), Violation> {
        let mut options = Options::new(self.dir.path().join("retorno.db"));
        options.checkpoint = CheckpointMode::Inline;
        let db = Database::open(options).map_err(broken)?;
        let mut core = Core::open(db, self.moment(), self.script.seed).map_err(refused)?;
        core.set_caps("teste", caps());
        let reader = core.database().reader().map_err(broken)?;
        self.law.opens(&self.dir.path().join("retorno.db"), reader).map_err(broken)?;
        self.core = Some(core);
        self.watch = JumpWatch::default();
        self.sync_at = Some(self.now + SYNC_AFTER);
        (self.look_at, self.wake_at) = (self.mono, self.wall());
        self.oracle.up_since = self.wall();
        self.barred = self.ids.connections.iter().copied().collect();
        self.clocks.forget();
        self.conserved_in_total()
    }

    /// The program is gone, and its files stay exactly as they are in this instant.
    pub(super) fn die(&mut self, down: i64) -> Result<(), Violation> {
        self.report.kills += 1;
        // SQLite carries no log into a file that was moved from under it.
        let left = folder()?;
        for file in ["retorno.db", "retorno.db-wal"] {
            let from = self.dir.path().join(file);
            if from.exists() {
                std::fs::rename(from, left.path().join(file)).map_err(broken)?;
            }
        }
        self.law.closes();
        self.core_mut()?.database().forget_stop();
        self.core = None;
        self.dir = left;
        // What the provider had answered, and nobody heard, is uncertain for ever.
        for (_, contact, key, _) in std::mem::take(&mut self.answers).into_values() {
            self.oracle.uncertain(contact, &key);
        }
        self.oracle.died();
        self.restart_at = Some(self.now + down);
        Ok(())
    }

    pub(super) fn core_mut(&mut self) -> Result<&mut Core, Violation> {
        self.core.as_mut().ok_or_else(|| broken("o programa não está rodando"))
    }

    pub(super) fn change<T>(&mut self, f: impl FnOnce(&mut Turn<'_>) -> runtime::Result<T>) -> Result<T, Violation> {
        let now = self.moment();
        self.core_mut()?.change(now, f).map_err(refused)
    }
}

/// The contact's newest ticket.
pub(super) fn newest(turn: &mut Turn<'_>, contact: u32, on: ConnectionId) -> runtime::Result<Option<Ticket>> {
    let address = format!("c{contact}");
    let id: ContactId = turn.store.contact_by_address("teste", &address, &format!("Cliente {contact}"), turn.now)?;
    let Some(ticket) = turn.store.newest_ticket(id, on)? else { return Ok(None) };
    Ok(turn.store.ticket(ticket)?)
}

/// A place of its own for the files of one life of the program.
fn folder() -> Result<tempfile::TempDir, Violation> {
    tempfile::Builder::new().prefix("retorno-sim").tempdir_in(ram()).map_err(broken)
}

/// Files in memory where the system has such a place.
fn ram() -> std::path::PathBuf {
    let shm = std::path::PathBuf::from("/dev/shm");
    if shm.is_dir() { shm } else { std::env::temp_dir() }
}

pub(super) fn broken(error: impl std::fmt::Display) -> Violation {
    Violation { promise: "o simulador roda", at: 0, what: error.to_string() }
}

pub(super) fn refused(refusal: Refusal) -> Violation {
    Violation { promise: "o programa não falha por si", at: 0, what: format!("{:?}: {refusal}", refusal.code) }
}
