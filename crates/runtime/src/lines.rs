//! The lines to the providers: one open channel and one pull loop per enabled connection, and the tasks that carry
//! sends. They only carry: what arrives and how a send ended goes to the desk as an event.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::time::Duration;

use channels::demo::Demo;
use channels::{Channel, Class, Fault, Kind, Outcome, Outgoing, Part, Pulled, Settings};
use engine::{ConnectionId, Moment};
use futures::FutureExt;
use store::{Connection, ConnectionState};
use tokio::runtime::Handle;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use crate::clock::{Clock, SystemClock};
use crate::core::{Core, Hook, Send};
use crate::desk::{Event, Intake, secret_name};
use crate::port::Secrets;

/// How long a pull may wait for something new.
const PULL_WAIT: Duration = Duration::from_secs(240);
/// Waits after a failed pull; the last one repeats.
const PULL_BACKOFF: [Duration; 5] = [
    Duration::from_secs(2),
    Duration::from_secs(10),
    Duration::from_secs(30),
    Duration::from_secs(60),
    Duration::from_secs(120),
];
/// Longest single send; beyond it nobody knows.
const SEND_MAX: Duration = Duration::from_secs(180);
const HOOK_MAX: Duration = Duration::from_secs(20);
/// A panic in a channel is that channel's failure and nobody else's.
pub(crate) const BROKE: &str = "Houve uma falha interna nesta conexão.";

pub(crate) struct Lines {
    io: Handle,
    mailbox: SyncSender<Event>,
    secrets: Arc<dyn Secrets>,
    clock: Arc<SystemClock>,
    open: BTreeMap<ConnectionId, Line>,
}

struct Line {
    channel: Arc<dyn Channel>,
    /// The simulated customer has to be told the time.
    demo: Option<Demo>,
    /// What it was opened with; a change opens it anew.
    made_of: (String, String),
    sync: Arc<Notify>,
    pulls: JoinHandle<()>,
}

impl Lines {
    pub fn new(io: Handle, mailbox: SyncSender<Event>, secrets: Arc<dyn Secrets>, clock: Arc<SystemClock>) -> Lines {
        Lines { io, mailbox, secrets, clock, open: BTreeMap::new() }
    }

    /// Opens and closes lines so that they are those of the enabled connections.
    pub fn follow(&mut self, core: &mut Core) {
        let house = core.house().clone();
        let wanted: BTreeMap<ConnectionId, &Connection> =
            house.connections.iter().filter(|on| on.enabled && !on.archived).map(|on| (on.id, on)).collect();
        let stale: Vec<ConnectionId> = self
            .open
            .iter()
            .filter(|(id, line)| {
                wanted.get(id).is_none_or(|on| (on.kind.as_str(), on.settings.as_str()) != line.made_of())
            })
            .map(|(id, _)| *id)
            .collect();
        stale.into_iter().for_each(|id| self.drop_line(id));
        for (id, on) in wanted {
            if self.open.contains_key(&id) {
                continue;
            }
            match self.dial(on) {
                Ok(line) => {
                    core.set_caps(&on.kind, line.channel.caps());
                    self.open.insert(id, line);
                }
                Err(fault) => {
                    let now = self.clock.read().wall;
                    let state = state_of(fault.class);
                    if let Err(refusal) = core.connection_state(now, id, state, &fault.detail) {
                        tracing::error!(%refusal, "could not note the state of a connection");
                    }
                }
            }
        }
    }

    fn dial(&self, on: &Connection) -> Result<Line, Fault> {
        let kind = kind_of(&on.kind)?;
        let settings: Settings = serde_json::from_str(&on.settings).unwrap_or_default();
        let secret = self
            .secrets
            .get(&secret_name(on.id))
            .map_err(|error| Fault::new(Class::Auth, Part::Password, error.to_string()))?
            .unwrap_or_default();
        let (channel, demo): (Arc<dyn Channel>, Option<Demo>) = match kind {
            Kind::Demo => {
                let demo = Demo::open(&settings);
                (Arc::new(demo.clone()), Some(demo))
            }
            Kind::Email => (Arc::from(channels::open(kind, &settings, &secret)?), None),
        };
        let sync = Arc::new(Notify::new());
        let pull = Pull {
            connection: on.id,
            channel: channel.clone(),
            cursor: on.cursor.clone(),
            mailbox: self.mailbox.clone(),
            sync: sync.clone(),
            clock: self.clock.clone(),
        };
        let pulls = self.io.spawn(pull.run());
        Ok(Line { channel, demo, made_of: (on.kind.clone(), on.settings.clone()), sync, pulls })
    }

    pub fn drop_line(&mut self, id: ConnectionId) {
        if let Some(line) = self.open.remove(&id) {
            line.pulls.abort();
        }
    }

    pub fn close(&mut self) {
        let ids: Vec<ConnectionId> = self.open.keys().copied().collect();
        ids.into_iter().for_each(|id| self.drop_line(id));
    }

    /// Every pull starts over without waiting: the computer woke up.
    pub fn sync_now(&self) {
        self.open.values().for_each(|line| line.sync.notify_one());
    }

    /// The simulated customers live on the desk's clock.
    pub fn tell_time(&self, now: Moment) {
        self.open.values().filter_map(|line| line.demo.as_ref()).for_each(|demo| {
            demo.advance_to(now.0);
        });
    }

    pub fn next_demo(&self) -> Option<Moment> {
        self.open.values().filter_map(|line| line.demo.as_ref()?.next_due_ms()).min().map(Moment)
    }

    /// Carries one send, claimed at the look of this reading: a last look, then the network, then how it ended.
    pub fn send(&self, send: Send, looked_ms: i64) {
        let Send { outbox, ticket: _, connection, outgoing } = send;
        let channel = self.open.get(&connection).map(|line| line.channel.clone());
        let mailbox = self.mailbox.clone();
        self.io.spawn(async move {
            let outcome = match channel {
                None => Outcome::NotSent(Fault::new(Class::Transient, Part::Other, "A conexão está fora do ar.")),
                Some(channel) => {
                    let (go, went) = oneshot::channel();
                    if !tell(&mailbox, Event::Confirm { outbox, looked_ms, go }).await || !went.await.unwrap_or(false) {
                        return;
                    }
                    carry(channel.as_ref(), &outgoing).await
                }
            };
            tell(&mailbox, Event::Sent { outbox, outcome }).await;
        });
    }

    /// Makes one webhook call of a rule.
    pub fn hook(&self, hook: Hook) {
        let mailbox = self.mailbox.clone();
        self.io.spawn(async move {
            let Hook { id, url, body } = hook;
            let post = AssertUnwindSafe(channels::webhook::post(&url, &body)).catch_unwind();
            let ended = match tokio::time::timeout(HOOK_MAX, post).await {
                Ok(Ok(ended)) => ended.map_err(|fault| fault.detail),
                Ok(Err(_)) => Err(BROKE.to_owned()),
                Err(_) => Err("O endereço não respondeu a tempo.".to_owned()),
            };
            tell(&mailbox, Event::Hooked { id, ended }).await;
        });
    }
}

impl Line {
    fn made_of(&self) -> (&str, &str) {
        (&self.made_of.0, &self.made_of.1)
    }
}

struct Pull {
    connection: ConnectionId,
    channel: Arc<dyn Channel>,
    cursor: String,
    mailbox: SyncSender<Event>,
    sync: Arc<Notify>,
    clock: Arc<SystemClock>,
}

impl Pull {
    async fn run(mut self) {
        // The first look does not wait: the sync barrier is up until it is complete.
        let mut wait = Duration::ZERO;
        let mut failures = 0;
        loop {
            let since = self.clock.read().wall;
            let pulled = tokio::select! {
                pulled = AssertUnwindSafe(self.channel.pull(&self.cursor, wait)).catch_unwind() => {
                    pulled.unwrap_or_else(|_| Err(Fault::new(Class::Transient, Part::Other, BROKE)))
                }
                () = self.sync.notified() => {
                    wait = Duration::ZERO;
                    continue;
                }
            };
            match pulled {
                Ok(pulled) => {
                    failures = 0;
                    wait = if pulled.complete { PULL_WAIT } else { Duration::ZERO };
                    let Pulled { events, cursor, complete } = pulled;
                    let next = cursor.clone();
                    let (kept, was_kept) = oneshot::channel();
                    let intake = Intake {
                        connection: self.connection,
                        events,
                        cursor: Some(cursor),
                        synced_at: complete.then_some(since),
                        kept: Box::new(move |done| {
                            let _gone = kept.send(done.is_ok());
                        }),
                    };
                    if !tell(&self.mailbox, Event::Intake(intake)).await {
                        return;
                    }
                    // What could not be stored is pulled again from the old cursor.
                    if was_kept.await.unwrap_or(false) {
                        self.cursor = next;
                    } else {
                        tokio::time::sleep(PULL_BACKOFF[0]).await;
                    }
                }
                Err(fault) => {
                    let pause = fault.retry_after.unwrap_or(PULL_BACKOFF[failures.min(PULL_BACKOFF.len() - 1)]);
                    failures += 1;
                    wait = Duration::ZERO;
                    if !tell(&self.mailbox, Event::PullFailed { connection: self.connection, fault }).await {
                        return;
                    }
                    tokio::select! {
                        () = tokio::time::sleep(pause) => {}
                        () = self.sync.notified() => {}
                    }
                }
            }
        }
    }
}

/// One try. Where it broke half-way nobody knows whether it went out.
async fn carry(channel: &dyn Channel, outgoing: &Outgoing) -> Outcome {
    let send = AssertUnwindSafe(channel.send(outgoing)).catch_unwind();
    match tokio::time::timeout(SEND_MAX, send).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Outcome::Unknown { note: BROKE.to_owned() },
        Err(_) => Outcome::Unknown { note: "O provedor não respondeu a tempo.".to_owned() },
    }
}

/// Puts an event into the mailbox without blocking the async threads. `false`: the desk has stopped.
async fn tell(mailbox: &SyncSender<Event>, event: Event) -> bool {
    let mailbox = mailbox.clone();
    tokio::task::spawn_blocking(move || mailbox.send(event).is_ok()).await.unwrap_or(false)
}

pub(crate) fn kind_of(word: &str) -> Result<Kind, Fault> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|_| {
        Fault::new(Class::Config, Part::Other, format!("Este programa não conhece conexões do tipo {word}."))
    })
}

/// What a fault says of the connection it came from.
pub(crate) fn state_of(class: Class) -> ConnectionState {
    match class {
        Class::Auth => ConnectionState::Auth,
        Class::Blocked => ConnectionState::Blocked,
        Class::Transient | Class::Limited | Class::Window | Class::Recipient | Class::Content | Class::Config => {
            ConnectionState::Offline
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use async_trait::async_trait;
    use channels::{AccountInfo, Caps, Cursor, Found, Party};

    use super::*;

    /// A channel with a defect.
    struct Broken;

    #[async_trait]
    impl Channel for Broken {
        fn caps(&self) -> Caps {
            panic!("a defect of ours")
        }
        async fn probe(&self) -> Result<AccountInfo, Fault> {
            panic!("a defect of ours")
        }
        async fn pull(&self, _: &Cursor, _: Duration) -> Result<Pulled, Fault> {
            panic!("a defect of ours")
        }
        async fn send(&self, _: &Outgoing) -> Outcome {
            panic!("a defect of ours")
        }
        async fn find(&self, _: &str) -> Found {
            panic!("a defect of ours")
        }
    }

    #[test]
    fn a_channel_that_panics_while_it_pulls_is_down_and_said_so() {
        let io = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (mailbox, events) = sync_channel(4);
        let pull = Pull {
            connection: ConnectionId(1),
            channel: Arc::new(Broken),
            cursor: String::new(),
            mailbox,
            sync: Arc::default(),
            clock: Arc::new(SystemClock::new()),
        };
        let pulls = io.spawn(pull.run());
        let Ok(Event::PullFailed { connection, fault }) = events.recv() else { panic!("something else was told") };
        assert_eq!((connection, fault.class, fault.detail.as_str()), (ConnectionId(1), Class::Transient, BROKE));
        assert!(!pulls.is_finished(), "it is tried again after a while");
        pulls.abort();
    }

    #[test]
    fn a_send_that_panics_is_uncertain_and_never_silent() {
        let io = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let outgoing = Outgoing {
            key: "r1".into(),
            to: Party { address: "ana".into(), name: "Ana".into() },
            subject: String::new(),
            text: "olá".into(),
            refs: vec![],
            automatic: true,
        };
        assert_eq!(io.block_on(carry(&Broken, &outgoing)), Outcome::Unknown { note: BROKE.into() });
    }
}
