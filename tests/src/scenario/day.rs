//! The day as it is played: the core with its file, the providers, the clock, and the loop a driver owes the core. Knows
//! no event and no expectation.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::{Days, NaiveDate};
use engine::{Calendar, ConnectionId, Moment, NoticeId, QueueId, RuleId, Span, StageId, TagId, UserId};
use runtime::{Core, Refusal, Turn};
use store::{Database, Options};
use tempfile::TempDir;

use super::provider::{Provider, address, caps};
use super::script::{Clock, Kind, Time, Whose};
use super::seen;

/// A wall clock that moves by more than this is noticed as a jump.
const JUMP_MIN: Span = Span::seconds(60);
/// Steps of the core at one instant before it counts as running in circles.
const STEPS_MAX: u32 = 20_000;
/// Wakes without the clock moving before it counts as running in circles.
const IDLE_WAKES_MAX: u32 = 50;
const SEED: u64 = 7;

/// What was expected and what was found instead.
#[derive(Debug)]
pub(super) struct Miss {
    pub expected: String,
    pub found: String,
}

impl Miss {
    pub fn new(expected: impl Into<String>, found: impl Into<String>) -> Miss {
        Miss { expected: expected.into(), found: found.into() }
    }

    pub fn refused(refusal: &Refusal) -> Miss {
        Miss::new("que o programa aceite", format!("recusado: {}", told(refusal)))
    }

    pub fn broken(what: impl std::fmt::Display) -> Miss {
        Miss::new("que o programa siga", format!("falha: {what}"))
    }
}

/// A refusal with every field it names.
pub(super) fn told(refusal: &Refusal) -> String {
    let fields: Vec<String> = refusal.problems.iter().map(|one| format!("{}: {}", one.field, one.message)).collect();
    if fields.is_empty() { refusal.message.clone() } else { fields.join("; ") }
}

pub(super) type Played<T> = Result<T, Miss>;

/// What the names of the script have become.
#[derive(Debug, Default)]
pub(super) struct Ids {
    pub users: BTreeMap<String, UserId>,
    pub queues: BTreeMap<String, QueueId>,
    pub stages: BTreeMap<String, StageId>,
    pub tags: BTreeMap<String, TagId>,
    pub connections: BTreeMap<String, (ConnectionId, Kind)>,
    pub rules: BTreeMap<String, RuleId>,
}

pub(super) struct Day {
    folder: TempDir,
    /// How often the program was started: each life has a file of its own, copied from the last at its end.
    lives: u32,
    core: Option<Core>,
    asleep: bool,
    pub now: Moment,
    /// The wall of the house: its zone, nothing else.
    pub wall: Calendar,
    pub provider: Provider,
    pub ids: Ids,
    /// Who edits what the script edits without saying who.
    pub editor: UserId,
    /// Connection on which a customer last spoke.
    pub talks: BTreeMap<String, ConnectionId>,
    linked: BTreeSet<String>,
    /// Everything that was handed to the notifier; a notice counts once, however many bubbles show it.
    notices: BTreeSet<(UserId, NoticeId)>,
    /// See `answered_at_once` of the module above.
    pub answered_at_once: bool,
}

impl Day {
    pub fn start(wall: Calendar, now: Moment) -> Played<Day> {
        let folder = tempfile::tempdir().map_err(Miss::broken)?;
        let mut day = Day {
            folder,
            lives: 0,
            core: None,
            asleep: false,
            now,
            wall,
            provider: Provider::default(),
            ids: Ids::default(),
            editor: UserId(0),
            talks: BTreeMap::new(),
            linked: BTreeSet::new(),
            notices: BTreeSet::new(),
            answered_at_once: false,
        };
        day.open()?;
        Ok(day)
    }

    // ---- the program

    /// The program is there and not asleep.
    pub fn runs(&self) -> bool {
        self.core.is_some() && !self.asleep
    }

    pub fn core(&mut self) -> Played<&mut Core> {
        let asleep = self.asleep;
        let core = self.core.as_mut().filter(|_| !asleep);
        core.ok_or_else(|| Miss::new("que o programa esteja ligado", "está parado ou o computador dorme"))
    }

    /// One thing somebody does, refused or not.
    pub fn change<T>(&mut self, does: impl FnOnce(&mut Turn<'_>) -> runtime::Result<T>) -> Played<Result<T, Refusal>> {
        let now = self.now;
        Ok(self.core()?.change(now, does))
    }

    /// Kills the program: what the next life finds is the file as it is now, without any goodbye.
    pub fn kill(&mut self) -> Played<()> {
        self.core()?;
        let (from, to) = (self.file(), self.file_of(self.lives + 1));
        let copy = |suffix: &str| {
            let named = |path: &PathBuf| PathBuf::from(format!("{}{suffix}", path.display()));
            if named(&from).exists() { std::fs::copy(named(&from), named(&to)).map(|_| ()) } else { Ok(()) }
        };
        std::fs::create_dir_all(to.parent().unwrap_or(&to)).map_err(Miss::broken)?;
        copy("").and_then(|()| copy("-wal")).map_err(Miss::broken)?;
        self.core = None;
        self.lives += 1;
        Ok(())
    }

    /// Starts it again on the same file; what the providers kept comes first.
    pub fn restart(&mut self) -> Played<()> {
        if self.core.is_some() {
            return Err(Miss::new("que o programa esteja parado", "está ligado"));
        }
        self.open()?;
        if self.asleep { Ok(()) } else { self.sync() }
    }

    pub fn fall_asleep(&mut self) -> Played<()> {
        self.core()?;
        self.asleep = true;
        Ok(())
    }

    pub fn wake_up(&mut self) -> Played<()> {
        if !std::mem::take(&mut self.asleep) {
            return Err(Miss::new("que o computador durma", "está acordado"));
        }
        if self.core.is_some() { self.jumped() } else { Ok(()) }
    }

    /// Sets the wall clock.
    pub fn jump(&mut self, by: Span) -> Played<()> {
        self.now = self.now.plus(by);
        self.provider.clock_jumped(by);
        if by.0.abs() > JUMP_MIN.0 && self.runs() { self.jumped() } else { self.work() }
    }

    fn jumped(&mut self) -> Played<()> {
        let now = self.now;
        self.core()?.jumped(now).map_err(Miss::broken)?;
        self.sync()
    }

    fn open(&mut self) -> Played<()> {
        let file = self.file();
        std::fs::create_dir_all(file.parent().unwrap_or(&file)).map_err(Miss::broken)?;
        let database = Database::open(Options::new(file)).map_err(Miss::broken)?;
        let mut core = Core::open(database, self.now, SEED).map_err(Miss::broken)?;
        for kind in Kind::ALL {
            core.set_caps(kind.word(), caps(kind));
        }
        self.core = Some(core);
        Ok(())
    }

    /// R2: everything planned so far has an end or waits for something, as a supervisor would be shown.
    pub fn adds_up(&self) -> Played<()> {
        let Some(core) = &self.core else { return Ok(()) };
        let tallies = core.database().reader().and_then(|reader| reader.tallies()).map_err(Miss::broken)?;
        match tallies.iter().find(|one| one.stray > 0) {
            Some(one) => {
                Err(Miss::new("que tudo o que foi planejado tenha um fim ou espere a sua hora", format!("{one:?}")))
            }
            None => Ok(()),
        }
    }

    /// The file of the life that runs, or of the next one while none does.
    pub fn file(&self) -> PathBuf {
        self.file_of(self.lives)
    }

    fn file_of(&self, life: u32) -> PathBuf {
        self.folder.path().join(life.to_string()).join("retorno.sqlite")
    }

    // ---- the providers

    /// Fetches from every connection that is up, and does what follows.
    pub fn sync(&mut self) -> Played<()> {
        for connection in self.provider.connections() {
            self.fetch(connection)?;
        }
        self.work()
    }

    /// Fetches from one connection, if it and the program are up.
    pub fn fetch(&mut self, connection: ConnectionId) -> Played<()> {
        if !self.runs() || !self.provider.is_up(connection) {
            return Ok(());
        }
        let now = self.now;
        let events = self.provider.fetch(connection, now);
        self.core()?.receive(now, connection, &events, None, Some(now)).map_err(Miss::broken)?;
        self.link()
    }

    /// A customer is one person on every kind of connection: our people noted all the addresses down.
    fn link(&mut self) -> Played<()> {
        let new: Vec<String> = self.provider.contacts().filter(|name| !self.linked.contains(*name)).cloned().collect();
        for name in new {
            let addresses: Vec<_> = Kind::ALL.iter().map(|kind| (kind.word(), address(*kind, &name))).collect();
            if seen::link(&self.file(), &name, &addresses).map_err(Miss::broken)? {
                self.linked.insert(name);
            }
        }
        Ok(())
    }

    /// Notices that were shown to a user.
    pub fn notices_of(&self, user: UserId) -> usize {
        self.notices.iter().filter(|(whom, _)| *whom == user).count()
    }

    /// The connection meant: the one named, else where the customer last spoke, else the first.
    pub fn connection_of(&self, whose: &Whose) -> Played<ConnectionId> {
        let named = whose.via.as_ref().and_then(|name| self.ids.connections.get(name)).map(|(id, _)| *id);
        let talked = self.talks.get(&whose.contact).copied();
        let first = || self.ids.connections.values().map(|(id, _)| *id).min();
        named.or(talked).or_else(first).ok_or_else(|| Miss::broken("não há conexão"))
    }

    // ---- time

    pub fn wind(&mut self, time: &Time) -> Played<()> {
        let today = self.wall.local_date(self.now);
        let target = match *time {
            Time::At(clock) => self.instant(today, clock),
            Time::Pass(span) => self.now.plus(span),
            Time::Day(date) if date == today => return Ok(()),
            Time::Day(date) => self.instant(date, Clock(0)),
            Time::Days(days) => self.instant(today.checked_add_days(Days::new(days.into())).unwrap_or(today), Clock(0)),
        };
        if target < self.now {
            return Err(Miss::new(
                format!("seguir até {}", self.shown(target)),
                format!("já são {}", self.shown(self.now)),
            ));
        }
        self.until(target)
    }

    pub fn instant(&self, date: NaiveDate, clock: Clock) -> Moment {
        let minute = u16::try_from(clock.0 / 60).unwrap_or(u16::MAX);
        self.wall.instant(date, minute).plus(Span::seconds(i64::from(clock.0 % 60)))
    }

    /// An instant as clocks of the house show it.
    pub fn shown(&self, at: Moment) -> String {
        let format = if at.0 % 1_000 == 0 { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d %H:%M:%S%.3f" };
        if at >= Moment::MAX { "nunca".into() } else { self.wall.local(at).format(format).to_string() }
    }

    /// Goes from one due instant to the next, up to and including the target.
    fn until(&mut self, target: Moment) -> Played<()> {
        let mut idle = 0;
        while self.runs() {
            let wake = self.core()?.wake().map_err(Miss::broken)?;
            let next = wake.at.min(self.provider.next_news()).max(self.now);
            if next > target {
                break;
            }
            idle = if next == self.now { idle + 1 } else { 0 };
            if idle > IDLE_WAKES_MAX {
                let found = format!("acorda sem parar às {} ({:?})", self.shown(self.now), wake.why);
                return Err(Miss::new("que o programa durma quando nada vence", found));
            }
            self.now = next;
            self.work()?;
        }
        self.now = target;
        Ok(())
    }

    /// Everything that is due at this instant, to the end.
    pub fn work(&mut self) -> Played<()> {
        if !self.runs() {
            return Ok(());
        }
        for connection in self.provider.connections() {
            if self.provider.next_news() <= self.now {
                self.fetch(connection)?;
            }
        }
        for _ in 0..STEPS_MAX {
            if !self.step()? {
                return Ok(());
            }
        }
        Err(Miss::new("que o programa termine o que venceu", format!("{STEPS_MAX} passos no mesmo instante")))
    }

    /// One step of the core with all a driver owes it. Returns whether to step again.
    fn step(&mut self) -> Played<bool> {
        let now = self.now;
        let step = self.core()?.step(now).map_err(Miss::broken)?;
        self.notices.extend(step.bubbles.iter().flat_map(|bubble| bubble.notices.iter().copied()));
        let again = step.more || !step.sends.is_empty() || !step.hooks.is_empty() || !step.bubbles.is_empty();
        for send in step.sends {
            if self.core()?.confirm(now, send.outbox).map_err(Miss::broken)? {
                let outcome = self.provider.send(send.connection, &send.outgoing, now);
                self.core()?.sent(now, send.outbox, outcome).map_err(Miss::broken)?;
            }
        }
        for hook in step.hooks {
            self.core()?.hooked(now, hook.id, Ok(())).map_err(Miss::broken)?;
        }
        Ok(again)
    }
}
