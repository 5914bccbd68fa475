//! A short day at the desk, deed by deed, on the real core: customers write, people answer, rules fire, the queue fills,
//! the day ends, the program restarts. It plays the shell's part as the desk's thread does, keeps the ledger, and does
//! again later what a failing disk refused, as a provider and a person would.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use channels::{Class, Fault as ChannelFault, Outcome, Part};
use engine::{Moment, Span, TicketId};
use runtime::{Core, Send};
use store::{CheckpointMode, Database, Options};

use crate::house::{self, Ids, KIND, minute};
use crate::image::Dice;
use crate::ledger::{End, Fact, Ledger, Look};
use crate::{Broken, broken, disk, whole};

/// Name of the file in its folder.
pub const FILE: &str = "retorno.db";

/// One thing that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// It is so many minutes past eight, and the desk looks at what is due.
    Clock(i64),
    /// These customers write, each for the n-th time, in one batch of the provider.
    Customers(&'static [&'static str], u32),
    /// The technician takes the customer's ticket.
    Takes(&'static str),
    /// The technician writes to this customer for the n-th time.
    Writes(&'static str, u32),
    /// The log is copied into the file.
    Checkpoint,
    /// The program stops in order and starts again.
    Restart,
    /// A copy of the data is made.
    Backup,
}

/// Everybody who writes, and what the provider does with a send to them: to `caio` nobody knows, `dora`'s server asks to
/// try later at first, `eva`'s never answers at all, `rui` is unknown there; all others get theirs.
pub const MORNING: &[Deed] = &[
    Deed::Customers(&["ana", "bia", "caio"], 1),
    Deed::Customers(&["dora", "eva", "rui"], 1),
    Deed::Takes("ana"),
    Deed::Takes("bia"),
    Deed::Takes("caio"),
    Deed::Takes("dora"),
    Deed::Takes("eva"),
    Deed::Takes("rui"),
    Deed::Clock(1),
    Deed::Writes("ana", 1),
    Deed::Writes("bia", 1),
    Deed::Writes("caio", 1),
    Deed::Writes("dora", 1),
    Deed::Writes("rui", 1),
];
/// Into Sem Interação, and home again.
pub const SILENCE: &[Deed] = &[
    Deed::Clock(3),
    Deed::Clock(12),
    Deed::Checkpoint,
    Deed::Customers(&["ana"], 2),
    Deed::Clock(20),
    Deed::Writes("ana", 2),
    Deed::Writes("eva", 1),
];
/// Rules: a message and a tag, then a note, a call and a warning, then a message again.
pub const RULES: &[Deed] =
    &[Deed::Clock(32), Deed::Clock(35), Deed::Clock(51), Deed::Clock(62), Deed::Checkpoint, Deed::Clock(182)];
/// Interrupted with a send on its way.
pub const RESTART: &[Deed] =
    &[Deed::Writes("eva", 2), Deed::Restart, Deed::Clock(190), Deed::Customers(&["caio"], 2), Deed::Clock(202)];
/// The end of the day, and who answers it.
pub const EVENING: &[Deed] =
    &[Deed::Clock(600), Deed::Clock(601), Deed::Checkpoint, Deed::Customers(&["bia"], 2), Deed::Clock(610)];

/// The whole day.
#[must_use]
pub fn whole_day() -> Vec<Deed> {
    [MORNING, SILENCE, RULES, RESTART, EVENING, &[Deed::Restart, Deed::Clock(611)]].concat()
}

/// The whole day, with things that happen besides at instants drawn from a seed.
#[must_use]
pub fn day_of(seed: u64) -> Vec<Deed> {
    let (mut deeds, mut dice) = (whole_day(), Dice::new(seed));
    for more in BESIDES.iter().cycle().take(BESIDES.len() + dice.below(8)) {
        deeds.insert(1 + dice.below(deeds.len()), *more);
    }
    deeds
}

/// What may happen at any time of a day.
const BESIDES: &[Deed] = &[
    Deed::Restart,
    Deed::Checkpoint,
    Deed::Customers(&["bia", "zeca"], 11),
    Deed::Customers(&["ana"], 12),
    Deed::Writes("bia", 13),
    Deed::Takes("zeca"),
    Deed::Writes("zeca", 14),
];

/// The desk under test, the hour, and what the world knows.
pub struct Day {
    options: Options,
    core: Option<Core>,
    ids: Option<Ids>,
    pub ledger: Ledger,
    now: Moment,
    /// What was refused and has to be done again.
    owed: Vec<Deed>,
    /// Why the last look was refused.
    pub refused: Option<runtime::Refusal>,
    /// The disk fails for good once it has failed: nothing may be handed out any more.
    pub fails_closed: bool,
    /// Sends the provider never answers.
    in_flight: BTreeSet<String>,
}

impl Day {
    /// A day on the database in this folder, through the VFS or the system's own files.
    #[must_use]
    pub fn on(folder: &Path, vfs: Option<&str>) -> Day {
        let options =
            Options { path: folder.join(FILE), vfs: vfs.map(str::to_owned), checkpoint: CheckpointMode::Inline };
        Day {
            options,
            core: None,
            ids: None,
            ledger: Ledger::default(),
            now: house::MORNING,
            owed: vec![],
            refused: None,
            fails_closed: false,
            in_flight: BTreeSet::new(),
        }
    }

    /// A later start on the same or another folder, with what is known by then.
    #[must_use]
    pub fn resumed(folder: &Path, vfs: Option<&str>, before: &Day) -> Day {
        let mut day = Day::on(folder, vfs);
        day.ledger.clone_from(&before.ledger);
        day.owed.clone_from(&before.owed);
        (day.now, day.ids) = (before.now, before.ids);
        day
    }

    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.options.path.clone()
    }

    /// Starts the program if it is not running, and lets its connection sync.
    ///
    /// # Errors
    /// The store's or the core's refusal.
    pub fn start(&mut self) -> Result<(), runtime::Refusal> {
        if self.core.is_none() {
            let begun = disk::recorded();
            let opened =
                Database::open(self.options.clone()).map_err(Into::into).and_then(|db| Core::open(db, self.now, 7));
            self.ledger.note(begun, opened.is_ok().then(disk::recorded), Fact::Started);
            let mut core = opened?;
            core.set_caps(KIND, house::caps());
            let ids = core.change(self.now, house::furnish)?;
            (self.core, self.ids) = (Some(core), Some(ids));
        }
        let (now, ids) = (self.now, self.ids()?);
        self.core()?.receive(now, ids.connection, &[], None, Some(now))
    }

    /// The program ends, in order as far as its disk lets it.
    pub fn stop(&mut self) {
        self.core = None;
        self.in_flight.clear();
    }

    /// Plays deeds; what is refused is owed.
    ///
    /// # Errors
    /// A broken promise. A refusal is none.
    pub fn play(&mut self, deeds: &[Deed]) -> Result<(), Broken> {
        for deed in deeds {
            if self.deed(*deed).is_err() {
                self.owed.push(*deed);
            }
            self.run()?;
        }
        Ok(())
    }

    /// The disk works again: all that is owed is done, and what is due goes its way within two minutes.
    ///
    /// # Errors
    /// A broken promise, a refusal among them now.
    pub fn settle(&mut self) -> Result<(), Broken> {
        self.start()?;
        for deed in std::mem::take(&mut self.owed) {
            self.deed(deed)?;
            self.run()?;
        }
        for _ in 0..8 {
            self.now = self.now.plus(Span::seconds(15));
            self.refused = None;
            self.run()?;
            if let Some(refusal) = self.refused.take() {
                return Err(refusal.into());
            }
        }
        Ok(())
    }

    /// Looks at the file with other eyes: whole, and in agreement with the ledger.
    ///
    /// # Errors
    /// What is not.
    pub fn check(&self, look: Look) -> Result<(), Broken> {
        let db = whole::look(&self.options.path)?;
        whole::check(&db)?;
        self.ledger.check(&db, look)
    }

    /// After [`Day::settle`] nothing that was due may still be waiting, but for what the provider never answered.
    ///
    /// # Errors
    /// Something is stuck.
    pub fn all_settled(&self) -> Result<(), Broken> {
        let db = whole::look(&self.options.path)?;
        let mut stuck = db.prepare("SELECT key, text FROM outbox WHERE state = 'sending'")?;
        let stuck = stuck.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        let stuck: Vec<(String, String)> = stuck.collect::<rusqlite::Result<_>>()?;
        if let Some((_, text)) = stuck.iter().find(|(key, _)| !self.in_flight.contains(key) && !self.is_known_gap(key))
        {
            return Err(broken("R22 quando tudo volta, nada fica parado", format!("ainda saindo: {text}")));
        }
        let waits = "SELECT o.text FROM outbox o WHERE o.state = 'planned' AND o.due_at <= ?1
                     AND NOT EXISTS (SELECT 1 FROM outbox s WHERE s.ticket = o.ticket AND s.state = 'sending')";
        match db.prepare(waits)?.query([self.now.0])?.next()? {
            Some(row) => {
                Err(broken("R22 quando tudo volta, nada fica parado", format!("planejada: {:?}", row.get_ref(0)?)))
            }
            None => Ok(()),
        }
    }

    /// A claim that was kept although the disk said it was not was never handed out; it is looked at again only by the
    /// next start (where it becomes uncertain, and asks a person).
    fn is_known_gap(&self, key: &str) -> bool {
        !self.ledger.is_handed(key)
    }

    fn core(&mut self) -> Result<&mut Core, runtime::Refusal> {
        let down = || runtime::Refusal::new(runtime::RefusalCode::Unavailable, "O programa não está rodando.");
        self.core.as_mut().ok_or_else(down)
    }

    fn ids(&self) -> Result<Ids, runtime::Refusal> {
        self.ids.ok_or_else(|| runtime::Refusal::new(runtime::RefusalCode::Unavailable, "A casa não está pronta."))
    }

    fn deed(&mut self, deed: Deed) -> Result<(), runtime::Refusal> {
        let now = self.now;
        match deed {
            Deed::Clock(at) => {
                self.now = self.now.max(minute(at));
                Ok(())
            }
            Deed::Restart => {
                self.stop();
                self.start()
            }
            Deed::Customers(who, nth) => self.customers(who, nth),
            Deed::Takes(who) => {
                let ids = self.ids()?;
                let ticket = self.ticket(who)?;
                let begun = disk::recorded();
                let done = self.core()?.change(now, |turn| turn.take(ticket, ids.technician));
                self.ledger.note(begun, done.is_ok().then(disk::recorded), Fact::Did);
                done
            }
            Deed::Writes(who, nth) => {
                let ids = self.ids()?;
                let ticket = self.ticket(who)?;
                let text = format!("resposta {nth} a {who}");
                let begun = disk::recorded();
                let done = self.core()?.change(now, |turn| turn.write(ticket, ids.technician, &text));
                self.ledger.note(begun, done.is_ok().then(disk::recorded), Fact::Wrote(text));
                done.map(|_| ())
            }
            Deed::Checkpoint => Ok(self.core()?.database().checkpoint()?),
            Deed::Backup => self.core()?.backup(now).map(|_| ()),
        }
    }

    fn customers(&mut self, who: &[&str], nth: u32) -> Result<(), runtime::Refusal> {
        let (now, ids) = (self.now, self.ids()?);
        let events: Vec<_> = who.iter().map(|who| house::words(who, nth, now)).collect();
        let begun = disk::recorded();
        let done = self.core()?.receive(now, ids.connection, &events, None, Some(now));
        for who in who {
            self.ledger.note(begun, done.is_ok().then(disk::recorded), Fact::Received(format!("m-{who}-{nth}")));
            // Perhaps it is kept although it was refused; another episode may have begun either way.
            self.ledger.turn(who);
        }
        done
    }

    /// The customer's newest ticket.
    fn ticket(&mut self, who: &str) -> Result<TicketId, runtime::Refusal> {
        let (now, ids) = (self.now, self.ids()?);
        let found = self.core()?.change(now, |turn| {
            let contact = turn.store.contact_by_address(KIND, who, who, now)?;
            Ok(turn.store.newest_ticket(contact, ids.connection)?)
        })?;
        found.ok_or_else(|| runtime::Refusal::not_found("Este atendimento"))
    }

    /// The shell's loop until nothing is left to do now. A refused step is the end of it: the next look tries again.
    fn run(&mut self) -> Result<(), Broken> {
        for _ in 0..64 {
            let (now, begun) = (self.now, disk::recorded());
            let Some(core) = self.core.as_mut() else { return Ok(()) };
            let step = match core.step(now) {
                Ok(step) => step,
                Err(refusal) => {
                    self.refused = Some(refusal);
                    return Ok(());
                }
            };
            if self.fails_closed && disk::failures() > 0 && !step.sends.is_empty() {
                return Err(broken("R14 sem disco nada sai", step.sends[0].outgoing.text.clone()));
            }
            let done = disk::recorded();
            self.ledger.note(begun, Some(done), Fact::Did);
            for send in &step.sends {
                self.ledger.note(begun, Some(done), Fact::Handed(send.outgoing.key.clone()));
            }
            if step.sends.is_empty() && !step.more {
                return Ok(());
            }
            self.carry(step.sends)?;
        }
        Err(broken("R22 o trabalho acaba", "64 passos e ainda há mais"))
    }

    fn carry(&mut self, sends: Vec<Send>) -> Result<(), Broken> {
        for send in sends {
            let (now, begun) = (self.now, disk::recorded());
            let key = send.outgoing.key.clone();
            let confirmed = self.core()?.confirm(now, send.outbox);
            self.ledger.note(begun, confirmed.is_ok().then(disk::recorded), Fact::Confirmed(key.clone()));
            match confirmed {
                Ok(true) => {}
                Ok(false) | Err(_) => continue,
            }
            let tried = self.ledger.ask_count(&key);
            self.ledger.ask(&key, &send.outgoing.to.address, &send.outgoing.text)?;
            let Some((end, outcome)) = answer(&send, tried) else {
                self.in_flight.insert(key);
                continue;
            };
            self.ledger.ended(&key, end);
            let begun = disk::recorded();
            let done = self.core()?.sent(now, send.outbox, outcome);
            self.ledger.note(begun, done.is_ok().then(disk::recorded), Fact::Ended(key, end));
        }
        Ok(())
    }
}

/// What the provider does with a send, the `tried`-th time it sees it.
fn answer(send: &Send, tried: usize) -> Option<(End, Outcome)> {
    let fault = |class| ChannelFault {
        class,
        part: Part::Other,
        code: "teste".into(),
        detail: "o provedor recusou".into(),
        retry_after: None,
    };
    Some(match send.outgoing.to.address.as_str() {
        "caio" => (End::Unknown, Outcome::Unknown { note: "sem resposta".into() }),
        "dora" if tried == 0 => (End::NotSent, Outcome::NotSent(fault(Class::Transient))),
        "eva" => return None,
        "rui" => (End::Rejected, Outcome::Rejected(fault(Class::Recipient))),
        _ => (End::Accepted, Outcome::Accepted { external_id: format!("p-{}", send.outgoing.key) }),
    })
}
