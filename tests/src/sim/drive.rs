//! The world of one run: true time, the program's wall and monotonic hands, the provider, the people, and the program
//! itself, which may sleep, be killed and come back on the same file. It plays the shell's part exactly as the desk's
//! thread does: look at the clock, step, confirm, ask the provider, nap.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use channels::{Caps, Incoming, Outcome, Receipt, Side};
use engine::day::DayEnd;
use engine::{
    Action, ConnectionId, ContactId, ExecutionId, Limits, Moment, OutboxId, QuietHours, Repeat, Rule, RuleId,
    RuleState, Scope, Settings, Span, Status, TagId, Ticket, TicketId, UserId, WalletMode,
};
use runtime::clock::{JumpWatch, Reading, nap};
use runtime::{Core, Refusal, Turn, founding};
use store::{CheckpointMode, Connection, ConnectionState, Database, ExecutionOutcome, MessageState, Options, Role};

use super::draw::mix;
use super::oracle::{NaiveRule, Oracle, What};
use super::provider::{Answer, Provider, contact_of, words};
use super::script::{DAY, Deed, Does, MINUTE, Script};
use super::{Report, Violation};

/// How long a connection takes to sync after a start or a wake.
const SYNC_AFTER: i64 = 4_000;
/// Connections of the desk.
const CONNECTIONS: u32 = 2;

struct Ids {
    by: UserId,
    technicians: Vec<UserId>,
    rules: Vec<RuleId>,
    exempt: TagId,
    connections: Vec<ConnectionId>,
}

pub(super) struct World<'s> {
    script: &'s Script,
    dir: tempfile::TempDir,
    core: Option<Core>,
    provider: Provider,
    oracle: Oracle,
    ids: Ids,
    /// True time, as a Unix instant in ms.
    now: i64,
    /// The program's wall is this far ahead of true time.
    ahead: i64,
    mono: i64,
    asleep_until: Option<i64>,
    restart_at: Option<i64>,
    /// Monotonic instant of the program's next look at the clock.
    look_at: i64,
    sync_at: Option<i64>,
    watch: JumpWatch,
    answers: BTreeMap<(i64, u64), (OutboxId, u32, String, Outcome)>,
    asked: u64,
    words_said: u64,
    known: BTreeSet<u32>,
    ranks: BTreeMap<String, (ConnectionId, u8)>,
    last_execution: i64,
    /// Keys of people's messages that the provider is known to have taken.
    proven: BTreeSet<String>,
    report: Report,
}

impl<'s> World<'s> {
    pub fn open(script: &'s Script) -> Result<World<'s>, Violation> {
        let dir = tempfile::Builder::new().prefix("retorno-sim").tempdir_in(ram()).map_err(broken)?;
        let zone: chrono_tz::Tz = script.zone.parse().unwrap_or(chrono_tz::America::Sao_Paulo);
        let rules = script.rules.iter().map(|draft| NaiveRule { wait: draft.wait, on: true, since: script.start });
        let oracle = Oracle::new(zone, script.quiet, script.limits, rules.collect());
        let ids = Ids { by: UserId(1), technicians: vec![], rules: vec![], exempt: TagId(1), connections: vec![] };
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
            sync_at: None,
            watch: JumpWatch::default(),
            answers: BTreeMap::new(),
            asked: 0,
            words_said: 0,
            known: BTreeSet::new(),
            ranks: BTreeMap::new(),
            last_execution: 0,
            proven: BTreeSet::new(),
            report: Report::default(),
        };
        world.start()?;
        world.furnish()?;
        world.sync()?;
        Ok(world)
    }

    /// Plays every deed.
    pub fn run(&mut self) -> Result<(), Violation> {
        for (at, deed) in &self.script.deeds {
            self.go_to(self.script.start + at)?;
            self.note(u64::try_from(*at).unwrap_or(0));
            self.deed(*deed)?;
        }
        self.go_to(self.script.start + i64::from(self.script.size.days) * DAY)
    }

    /// All faults over, what is due must be settled within two minutes (R22).
    pub fn finish(&mut self) -> Result<Report, Violation> {
        self.provider.down.clear();
        let awake = self.asleep_until.unwrap_or(self.now).max(self.restart_at.unwrap_or(self.now)).max(self.now);
        self.go_to(awake + MINUTE)?;
        self.go_to(self.now + 6 * MINUTE)?;
        self.settled()?;
        self.ladders()?;
        self.report.ticket_days = u64::from(self.script.size.contacts) * u64::from(self.script.size.days);
        Ok(self.report.clone())
    }

    fn wall(&self) -> i64 {
        self.now + self.ahead
    }

    fn moment(&self) -> Moment {
        Moment(self.wall())
    }

    fn running(&self) -> bool {
        self.core.is_some() && self.asleep_until.is_none()
    }

    fn note(&mut self, what: u64) {
        self.report.trace = mix(self.report.trace.rotate_left(7) ^ what ^ u64::try_from(self.wall()).unwrap_or(0));
    }

    // ---- the computer

    /// Lets time pass up to a true instant, with everything that happens on the way.
    fn go_to(&mut self, until: i64) -> Result<(), Violation> {
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
        }
    }

    fn next_event(&self) -> Option<i64> {
        let waking = self.asleep_until.into_iter().chain(self.restart_at);
        if !self.running() {
            return waking.min();
        }
        let look = self.now + (self.look_at - self.mono).max(0);
        let answers = self.answers.keys().next().map(|(at, _)| *at);
        let news = self.provider.next();
        waking.chain([look]).chain(answers).chain(news).chain(self.sync_at).min()
    }

    fn happen(&mut self) -> Result<(), Violation> {
        if self.asleep_until.is_some_and(|at| at <= self.now) {
            self.asleep_until = None;
            self.oracle.up_since = self.wall();
        }
        if self.restart_at.is_some_and(|at| at <= self.now) {
            self.restart_at = None;
            self.start()?;
        }
        if !self.running() {
            return Ok(());
        }
        self.look()?;
        if self.sync_at.is_some_and(|at| at <= self.now) {
            self.sync_at = None;
            self.sync()?;
        }
        self.deliver()?;
        while let Some(entry) = self.answers.first_entry().filter(|entry| entry.key().0 <= self.now) {
            let (outbox, contact, key, outcome) = entry.remove();
            self.answered(outbox, contact, &key, outcome)?;
        }
        self.drive()
    }

    /// The program reads its clock.
    fn look(&mut self) -> Result<(), Violation> {
        let reading = Reading { wall: self.moment(), mono_ms: self.mono };
        if self.watch.look(reading).is_some() {
            let now = self.moment();
            self.core_mut()?.jumped(now).map_err(refused)?;
            self.sync_at = Some(self.now + SYNC_AFTER);
        }
        Ok(())
    }

    fn start(&mut self) -> Result<(), Violation> {
        let mut options = Options::new(self.dir.path().join("retorno.db"));
        options.checkpoint = CheckpointMode::Inline;
        let db = Database::open(options).map_err(broken)?;
        let mut core = Core::open(db, self.moment(), self.script.seed).map_err(refused)?;
        core.set_caps("teste", caps());
        self.core = Some(core);
        self.watch = JumpWatch::default();
        self.sync_at = Some(self.now + SYNC_AFTER);
        self.look_at = self.mono;
        self.oracle.up_since = self.wall();
        Ok(())
    }

    fn core_mut(&mut self) -> Result<&mut Core, Violation> {
        self.core.as_mut().ok_or_else(|| broken("o programa não está rodando"))
    }

    fn change<T>(&mut self, f: impl FnOnce(&mut Turn<'_>) -> runtime::Result<T>) -> Result<T, Violation> {
        let now = self.moment();
        self.core_mut()?.change(now, f).map_err(refused)
    }

    /// The shell's loop until nothing is left to do now, then the nap.
    fn drive(&mut self) -> Result<(), Violation> {
        loop {
            let now = self.moment();
            let step = self.core_mut()?.step(now).map_err(refused)?;
            self.executions()?;
            let idle = step.sends.is_empty() && !step.more;
            for send in step.sends {
                self.note(u64::try_from(send.outbox.0).unwrap_or(0));
                self.perhaps_answered_just_now(send.connection, &send.outgoing)?;
                if self.core_mut()?.confirm(now, send.outbox).map_err(refused)? {
                    self.ask(send.outbox, send.connection, send.ticket, &send.outgoing)?;
                }
            }
            if idle {
                break;
            }
        }
        let wake = self.core_mut()?.wake().map_err(refused)?;
        self.look_at = self.mono + nap(self.moment(), wake.at).0.max(1);
        Ok(())
    }

    /// Now and then the customer answers between the claim and the network.
    fn perhaps_answered_just_now(&mut self, on: ConnectionId, out: &channels::Outgoing) -> Result<(), Violation> {
        let contact = contact_of(&out.to.address);
        if !out.automatic || mix(self.script.seed ^ u64::from(contact) ^ self.asked.rotate_left(20)) % 25 != 0 {
            return Ok(());
        }
        self.customer_says(contact, 0, 1);
        debug_assert!(self.ids.connections.contains(&on));
        self.deliver()
    }

    fn ask(
        &mut self,
        outbox: OutboxId,
        on: ConnectionId,
        ticket: TicketId,
        out: &channels::Outgoing,
    ) -> Result<(), Violation> {
        let contact = contact_of(&out.to.address);
        let what = what(&out.text);
        if let Some(What::Closing) = what {
            self.closing_is_right(ticket)?;
        }
        let answer = self.provider.request(self.now, on, out);
        let reached = !matches!(&answer, Answer::Now(Outcome::NotSent(_)));
        let taken = self.provider.ledger.last().is_some_and(|request| request.key == out.key && request.taken);
        if let Some(what) = what.filter(|_| reached) {
            self.report.sends += 1;
            self.oracle.asked(contact, what, self.wall(), &out.key, taken)?;
        }
        match answer {
            Answer::Now(outcome) => self.answered(outbox, contact, &out.key, outcome),
            Answer::Later { delay, outcome } => {
                self.asked += 1;
                let due = (self.now + delay, self.asked);
                self.answers.insert(due, (outbox, contact, out.key.clone(), outcome));
                Ok(())
            }
        }
    }

    /// R10: the closing text leaves while the ticket is still open, and only for one that was in the queue at the cut.
    fn closing_is_right(&mut self, ticket: TicketId) -> Result<(), Violation> {
        let wall = self.wall();
        let row = self.change(|turn| Ok(turn.store.ticket(ticket)?))?;
        let Some(ticket) = row else { return Ok(()) };
        let no = |what: String| Violation { promise: "R10 encerra uma vez, na ordem certa", at: wall, what };
        match ticket.entered_at {
            None => Err(no(format!("{} já não está na fila", ticket.id))),
            Some(entered) if entered.0 > self.oracle.last_cut(wall) => {
                Err(no(format!("{} entrou depois do corte", ticket.id)))
            }
            Some(_) => Ok(()),
        }
    }

    fn answered(&mut self, outbox: OutboxId, contact: u32, key: &str, outcome: Outcome) -> Result<(), Violation> {
        let now = self.moment();
        let person = self.provider.ledger.iter().rev().find(|one| one.key == key).is_some_and(|one| !one.automatic);
        match &outcome {
            Outcome::Accepted { .. } => self.proved(contact, person, key),
            Outcome::Unknown { .. } => self.oracle.uncertain(contact, key),
            Outcome::NotSent(_) | Outcome::Rejected(_) => {}
        }
        self.core_mut()?.sent(now, outbox, outcome).map_err(refused)
    }

    // ---- the provider's news

    fn sync(&mut self) -> Result<(), Violation> {
        for on in self.ids.connections.clone() {
            if self.provider.is_down(on) {
                self.sync_at = Some(self.now + MINUTE);
                continue;
            }
            self.pull(on, true)?;
        }
        Ok(())
    }

    fn deliver(&mut self) -> Result<(), Violation> {
        for on in self.ids.connections.clone() {
            self.pull(on, false)?;
        }
        Ok(())
    }

    /// One pull: everything the provider has for this connection, committed, and only then forgotten there.
    fn pull(&mut self, on: ConnectionId, even_empty: bool) -> Result<(), Violation> {
        let found = self.provider.pull(self.now, on);
        if (found.is_empty() && !even_empty) || self.provider.is_down(on) {
            return Ok(());
        }
        let events: Vec<Incoming> = found.iter().map(|(_, event)| event.clone()).collect();
        let now = self.moment();
        self.core_mut()?.receive(now, on, &events, None, Some(now)).map_err(refused)?;
        for (key, event) in found {
            self.provider.waiting.remove(&key);
            self.heard(on, &event);
        }
        Ok(())
    }

    /// What the oracle learns from what was delivered.
    fn heard(&mut self, on: ConnectionId, event: &Incoming) {
        match event {
            Incoming::Message(message) if message.answers => {
                let contact = contact_of(&message.contact.address);
                let at = message.said_at_ms.min(self.wall());
                let fresh = self.ranks.insert(format!("in:{}", message.external_id), (on, 0)).is_none();
                match message.side {
                    Side::Customer if fresh => {
                        self.known.insert(contact);
                        self.oracle.customer(contact, at, self.now + self.ahead);
                    }
                    Side::Ours if fresh && message.external_id.starts_with("fora-") => {
                        self.oracle.human(contact, at, self.now + self.ahead, &message.external_id);
                    }
                    Side::Ours => self.proved(contact, true, message.external_id.trim_start_matches("p-")),
                    Side::Customer | Side::Automation => {}
                }
            }
            Incoming::Message(_) | Incoming::Skipped { .. } => {}
            Incoming::Receipt { external_id, state, .. } => self.receipt(on, external_id, *state),
        }
    }

    fn receipt(&mut self, on: ConnectionId, external_id: &str, state: Receipt) {
        let key = external_id.trim_start_matches("p-").to_owned();
        let Some(request) = self.provider.ledger.iter().find(|one| one.key == key) else { return };
        let (contact, person) = (request.contact, !request.automatic);
        self.proved(contact, person, &key);
        let (_, rank) = self.ranks.entry(external_id.to_owned()).or_insert((on, 0));
        match state {
            Receipt::Delivered => *rank = (*rank).max(1),
            Receipt::Read => *rank = (*rank).max(2),
            Receipt::Failed if *rank == 0 => {
                *rank = 9;
                self.oracle.failed(contact, &key);
            }
            Receipt::Failed => {}
        }
    }

    /// The provider has shown that it took this message; a person's is a human word from now on.
    fn proved(&mut self, contact: u32, person: bool, key: &str) {
        if person && self.proven.insert(key.to_owned()) {
            self.oracle.human(contact, self.wall(), self.wall(), key);
        }
    }

    fn customer_says(&mut self, contact: u32, late: i64, copies: u8) {
        self.words_said += 1;
        let id = format!("c-{contact}-{}", self.words_said);
        let message = words(&id, contact, Side::Customer, self.now, "pode ser");
        for copy in 0..copies {
            let at = self.now + late + i64::from(copy) * 7_000;
            self.provider.post(at, self.on(contact), Incoming::Message(message.clone()));
        }
    }

    fn on(&self, contact: u32) -> ConnectionId {
        self.ids.connections[(contact % CONNECTIONS) as usize]
    }

    // ---- deeds

    fn deed(&mut self, deed: Deed) -> Result<(), Violation> {
        match deed {
            Deed::Customer { contact, late, copies } => self.customer_says(contact, late, copies),
            Deed::AutoReply { contact } => {
                self.words_said += 1;
                let id = format!("a-{contact}-{}", self.words_said);
                let mut message = words(&id, contact, Side::Customer, self.now, "estou de férias");
                message.answers = false;
                self.provider.post(self.now, self.on(contact), Incoming::Message(message));
            }
            Deed::WritesOutside { contact } if self.known.contains(&contact) => {
                self.words_said += 1;
                let id = format!("fora-{contact}-{}", self.words_said);
                let message = words(&id, contact, Side::Ours, self.now, "respondi do celular");
                self.provider.post(self.now, self.on(contact), Incoming::Message(message));
            }
            Deed::WritesOutside { .. } => {}
            Deed::ProviderDown { connection } => {
                let on = self.ids.connections[connection as usize];
                self.provider.down.insert(on, true);
            }
            Deed::ProviderUp { connection } => {
                let on = self.ids.connections[connection as usize];
                self.provider.down.insert(on, false);
                self.sync_at = Some(self.sync_at.unwrap_or(i64::MAX).min(self.now + SYNC_AFTER));
            }
            Deed::Sleeps { span } if self.running() => {
                self.report.sleeps += 1;
                self.asleep_until = Some(self.now + span);
            }
            Deed::Jumps { span } => {
                self.report.jumps += 1;
                self.ahead += span;
                self.oracle.up_since = self.wall();
            }
            Deed::Killed { down } if self.core.is_some() => {
                self.report.kills += 1;
                self.core = None;
                // What the provider had answered, and nobody heard, is uncertain for ever.
                for (_, contact, key, _) in std::mem::take(&mut self.answers).into_values() {
                    self.oracle.uncertain(contact, &key);
                }
                self.restart_at = Some(self.now + down);
            }
            Deed::Sleeps { .. } | Deed::Killed { .. } => {}
            by_hand if self.running() => {
                self.look()?;
                self.by_hand(by_hand)?;
                self.drive()?;
            }
            _by_hand_but_nobody_there => {}
        }
        Ok(())
    }

    /// What people do at the program. A refusal is an answer; only a broken store is a failure.
    fn by_hand(&mut self, deed: Deed) -> Result<(), Violation> {
        let by = self.ids.by;
        let done = match deed {
            Deed::Writes { contact } => {
                let technician = self.ids.technicians[contact as usize % self.ids.technicians.len()];
                self.at_ticket(contact, |turn, ticket| {
                    if ticket.status == Status::Closed {
                        return Ok(false);
                    }
                    turn.write(ticket.id, technician, "segue a resposta")?;
                    Ok(true)
                })?
            }
            Deed::MovesNow { contact } => {
                let moved = self.at_ticket(contact, |turn, ticket| turn.move_now(ticket.id, by).map(|()| true))?;
                if moved {
                    self.oracle.moved_by_hand(contact);
                }
                moved
            }
            Deed::Closes { contact } => {
                self.at_ticket(contact, |turn, ticket| turn.close(ticket.id, by).map(|()| true))?
            }
            Deed::Holds { contact } => {
                let held = self.at_ticket(contact, |turn, ticket| turn.hold(ticket.id, by).map(|()| true))?;
                if held {
                    self.oracle.held(contact, true, self.wall());
                }
                held
            }
            Deed::Releases { contact } => {
                let released = self.at_ticket(contact, |turn, ticket| turn.release(ticket.id, by).map(|()| true))?;
                if released {
                    self.oracle.held(contact, false, self.wall());
                }
                released
            }
            Deed::Exempts { contact } => {
                let tag = self.ids.exempt;
                self.oracle.exempt(contact);
                self.at_ticket(contact, |turn, ticket| turn.tag(ticket.contact, tag, by))?
            }
            Deed::SwitchesOff { rule } => self.switches(rule, RuleState::Off)?,
            Deed::SwitchesOn { rule } => self.switches(rule, RuleState::Active)?,
            Deed::Edits { rule, wait } => self.edits(rule, wait)?,
            Deed::TechnicianGone { technician } => self.technician(technician, false)?,
            Deed::TechnicianBack { technician } => self.technician(technician, true)?,
            Deed::Customer { .. }
            | Deed::AutoReply { .. }
            | Deed::WritesOutside { .. }
            | Deed::ProviderDown { .. }
            | Deed::ProviderUp { .. }
            | Deed::Sleeps { .. }
            | Deed::Jumps { .. }
            | Deed::Killed { .. } => false,
        };
        self.note(u64::from(done));
        Ok(())
    }

    /// Something with the contact's newest ticket; `false` if there is none or it was refused.
    fn at_ticket(
        &mut self,
        contact: u32,
        f: impl FnOnce(&mut Turn<'_>, &Ticket) -> runtime::Result<bool>,
    ) -> Result<bool, Violation> {
        if !self.known.contains(&contact) {
            return Ok(false);
        }
        let now = self.moment();
        let on = self.on(contact);
        let done = self.core_mut()?.change(now, |turn| match newest(turn, contact, on)? {
            Some(ticket) => f(turn, &ticket),
            None => Ok(false),
        });
        Ok(done.unwrap_or(false))
    }

    fn switches(&mut self, rule: u32, state: RuleState) -> Result<bool, Violation> {
        let (id, by, now) = (self.ids.rules[rule as usize], self.ids.by, self.wall());
        let known = self.core_mut()?.house().rule(id).map(|stored| stored.rule.state);
        let done = self.change(|turn| turn.set_rule_state(id, state, false, by));
        let naive = &mut self.oracle.rules[rule as usize];
        if state == RuleState::Active {
            // Resuming after the fuse is no new activation.
            if known != Some(RuleState::Active) && known != Some(RuleState::Paused) {
                naive.since = now;
            }
            naive.on = true;
        } else {
            naive.on = false;
        }
        Ok(done.is_ok())
    }

    fn edits(&mut self, rule: u32, wait: i64) -> Result<bool, Violation> {
        let (id, by, now) = (self.ids.rules[rule as usize], self.ids.by, self.wall());
        let known = self.core_mut()?.house().rule(id).cloned();
        let Some(stored) = known else { return Ok(false) };
        let draft = Rule { wait: Span(wait), ..stored.rule };
        self.change(|turn| turn.save_rule(draft, false, by))?;
        let naive = &mut self.oracle.rules[rule as usize];
        (naive.wait, naive.since) = (wait, now);
        Ok(true)
    }

    fn technician(&mut self, technician: u32, active: bool) -> Result<bool, Violation> {
        let (id, by) = (self.ids.technicians[technician as usize], self.ids.by);
        let name = format!("Técnico {technician}");
        self.change(|turn| turn.save_user(&store::User { id, name, role: Role::Technician, active }, by))?;
        Ok(true)
    }

    // ---- what the oracle is shown of the program

    /// New internal executions, checked at once against the naive clock.
    fn executions(&mut self) -> Result<(), Violation> {
        loop {
            let id = ExecutionId(self.last_execution + 1);
            let Some(row) = self.change(|turn| Ok(turn.store.execution(id)?))? else { return Ok(()) };
            self.last_execution += 1;
            self.note(u64::try_from(row.ticket.0).unwrap_or(0));
            let inside = row.part == engine::Part::Internal && row.outcome == ExecutionOutcome::Executed;
            let Some(rule) = self.ids.rules.iter().position(|id| *id == row.rule) else { continue };
            let Some(contact) = self.contact_of(row.ticket)?.filter(|_| inside) else { continue };
            self.oracle.acted(contact, rule, row.at.0)?;
        }
    }

    /// The contact whose newest ticket this is.
    fn contact_of(&mut self, ticket: TicketId) -> Result<Option<u32>, Violation> {
        let name = self.change(|turn| {
            let Some(row) = turn.store.ticket(ticket)? else { return Ok(None) };
            let newest = turn.store.newest_ticket(row.contact, row.connection)?;
            if newest == Some(ticket) { Ok(Some(turn.store.contact_name(row.contact)?)) } else { Ok(None) }
        })?;
        Ok(name.and_then(|name| name.trim_start_matches("Cliente ").parse().ok()))
    }

    /// R22 and R2: nothing due is left without an execution or a reason to wait.
    fn settled(&mut self) -> Result<(), Violation> {
        let wall = self.wall();
        for contact in self.known.clone() {
            let on = self.on(contact);
            let Some(ticket) = self.change(|turn| newest(turn, contact, on))? else { continue };
            for (index, rule) in self.ids.rules.clone().into_iter().enumerate() {
                if ticket.anchor().is_none() || !self.oracle.owed(contact, index, wall) {
                    continue;
                }
                let turn_no = ticket.silence.turn;
                let said = self.change(|turn| {
                    let parts = turn.house.rule(rule).map(|stored| stored.rule.parts()).unwrap_or_default();
                    let mut all = true;
                    for part in parts {
                        let ran = turn.store.has_run(rule, ticket.id, turn_no, Moment(0), *part)?;
                        let waits = turn.store.deferred_step(rule, ticket.id, *part)?.is_some();
                        all &= ran || waits;
                    }
                    Ok(all)
                })?;
                if !said {
                    let last = self.last_execution;
                    let rows = self.change(|turn| {
                        let mut rows = vec![];
                        for id in 1..=last {
                            rows.extend(turn.store.execution(ExecutionId(id))?.filter(|row| row.ticket == ticket.id));
                        }
                        Ok(rows)
                    })?;
                    let state = self.core_mut()?.house().rule(rule).map(|stored| (stored.rule.state, stored.rule.wait, stored.fence));
                    let what = format!("cliente {contact}, regra {index} {state:?}, {ticket:?}: {rows:#?}");
                    return Err(Violation { promise: "R22 tudo o que venceu tem destino", at: wall, what });
                }
            }
        }
        Ok(())
    }

    /// R9: delivery states never climb down.
    fn ladders(&mut self) -> Result<(), Violation> {
        let wall = self.wall();
        for (external, (on, rank)) in self.ranks.clone() {
            if rank != 2 {
                continue;
            }
            let row = self.change(|turn| Ok(turn.store.message_by_external(on, &external)?))?;
            if row.is_some_and(|row| row.state == MessageState::Delivered || row.state == MessageState::Sent) {
                return Err(Violation { promise: "R9 o estado não regride", at: wall, what: external });
            }
        }
        Ok(())
    }

    // ---- the house of the run

    fn furnish(&mut self) -> Result<(), Violation> {
        let script = self.script;
        let now = self.wall();
        let ids = self.change(|turn| furnish(turn, script))?;
        for on in &ids.connections {
            self.provider.down.insert(*on, false);
        }
        self.ids = ids;
        for rule in &mut self.oracle.rules {
            rule.since = now;
        }
        Ok(())
    }
}

fn furnish(turn: &mut Turn<'_>, script: &Script) -> runtime::Result<Ids> {
    founding::found(turn)?;
    let by = turn.house.people.users[0].id;
    let mut technicians = vec![];
    for n in 0..3 {
        let user = store::User { id: UserId(0), name: format!("Técnico {n}"), role: Role::Technician, active: true };
        technicians.push(turn.save_user(&user, by)?);
    }
    let mut connections = vec![];
    for n in 0..CONNECTIONS {
        connections.push(turn.save_connection(&connection(n, turn.house.people.queues[0].id), by)?);
    }
    let mut settings = Settings { zone: script.zone.into(), national_holidays: false, ..turn.house.settings.clone() };
    settings.quiet = script.quiet.then(QuietHours::default);
    if !script.limits {
        settings.limits = Limits { spacing: None, per_contact: None, fuse: None, ..Limits::default() };
    }
    settings.queue.on = script.queue_on;
    settings.queue.day_end = DayEnd { minute: 18 * 60, days: [true; 7] };
    settings.hours = Some(engine::BusinessHours { week: std::array::from_fn(|_| all_day()) });
    settings.queue.entry_text = Some("[E] sem resposta".into());
    settings.queue.closing_text = Some("[F] encerrado".into());
    turn.save_settings(&settings, by)?;
    let mut rules = vec![];
    for (n, draft) in script.rules.iter().enumerate() {
        let action = match draft.does {
            Does::Says => Action::SendMessage { text: format!("[R{n}] conseguiu ver?"), connection: None },
            Does::Tags => {
                let kind = store::TagKind::Normal;
                let tag =
                    store::Tag { id: TagId(0), name: format!("T{n}"), colour: "info".into(), kind, archived: false };
                Action::AddTag { tag: turn.save_tag(&tag, by)? }
            }
            Does::Wallet => Action::AddWallet { user: by, mode: WalletMode::Replace },
        };
        rules.push(turn.save_rule(rule(n, draft.wait, action), false, by)?);
    }
    let exempt = turn.house.people.tags.iter().find(|tag| tag.kind == store::TagKind::DoNotDisturb);
    let exempt = exempt.map_or(TagId(1), |tag| tag.id);
    Ok(Ids { by, technicians, rules, exempt, connections })
}

/// Open around the clock, so that every day has an end of day.
fn all_day() -> Vec<engine::calendar::Frame> {
    vec![engine::calendar::Frame { from_minute: 0, to_minute: 1_440 }]
}

fn rule(n: usize, wait: i64, action: Action) -> Rule {
    Rule {
        id: RuleId(0),
        version: 0,
        name: format!("Regra {n}"),
        description: String::new(),
        wait: Span(wait),
        actions: vec![action],
        scope: Scope::default(),
        business_hours: false,
        quiet_hours: true,
        lateness_max: None,
        repeat: Repeat::OncePerEpisode,
        position: 0,
        state: RuleState::Active,
    }
}

fn connection(n: u32, queue: engine::QueueId) -> Connection {
    Connection {
        id: ConnectionId(0),
        kind: "teste".into(),
        name: format!("Loja {n}"),
        settings: "{}".into(),
        queue,
        enabled: true,
        state: ConnectionState::Online,
        detail: String::new(),
        cursor: String::new(),
        synced_at: Moment(0),
        resume_at: Moment(0),
        archived: false,
    }
}

fn caps() -> Caps {
    Caps {
        pulls: true,
        dedupes_by_key: false,
        can_start: true,
        window: None,
        text_chars_max: 4096,
        gap_min: Duration::ZERO,
    }
}

/// The contact's newest ticket.
fn newest(turn: &mut Turn<'_>, contact: u32, on: ConnectionId) -> runtime::Result<Option<Ticket>> {
    let address = format!("c{contact}");
    let id: ContactId = turn.store.contact_by_address("teste", &address, &format!("Cliente {contact}"), turn.now)?;
    let Some(ticket) = turn.store.newest_ticket(id, on)? else { return Ok(None) };
    Ok(turn.store.ticket(ticket)?)
}

/// What an automatic text is, by its mark.
fn what(text: &str) -> Option<What> {
    match text.strip_prefix('[')?.split_once(']')?.0 {
        "E" => Some(What::Entry),
        "F" => Some(What::Closing),
        rule => rule.strip_prefix('R')?.parse().ok().map(What::Rule),
    }
}

/// Files in memory where the system has such a place.
fn ram() -> std::path::PathBuf {
    let shm = std::path::PathBuf::from("/dev/shm");
    if shm.is_dir() { shm } else { std::env::temp_dir() }
}

fn broken(error: impl std::fmt::Display) -> Violation {
    Violation { promise: "o simulador roda", at: 0, what: error.to_string() }
}

fn refused(refusal: Refusal) -> Violation {
    Violation { promise: "o programa não falha por si", at: 0, what: format!("{:?}: {refusal}", refusal.code) }
}
