//! A simulated customer, and the reference implementation of [`Channel`]. It talks to nobody, reads no clock and rolls no
//! dice: it works on what it is handed. Whoever drives it says what time it is with [`Demo::advance_to`], what each
//! contact does with [`Demo::script`], and reads what really went out in [`Demo::ledger`].

mod script;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Notify;

use crate::field::{Field, FieldKind, choice};
use crate::{
    AccountInfo, Caps, Channel, Class, Cursor, Fault, Found, Incoming, Message, Outcome, Outgoing, PULL_MAX, Party,
    Pulled, Settings, Side,
};

pub use script::Script;
use script::{Mood, Planned};

/// A handle; clones share the same simulated world.
#[derive(Clone)]
pub struct Demo {
    seed: u64,
    mood: Mood,
    world: Arc<World>,
}

/// One send the simulated provider really took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub out: Outgoing,
    pub external_id: String,
    /// What [`Demo::advance_to`] had last said.
    pub at_ms: i64,
}

/// A customer's message, its id left for the demo to give.
pub fn customer(address: &str, name: &str, text: &str, said_at_ms: i64) -> Message {
    Message {
        external_id: String::new(),
        side: Side::Customer,
        contact: Party { address: address.to_string(), name: name.to_string() },
        said_at_ms,
        subject: String::new(),
        text: text.to_string(),
        refs: Vec::new(),
        attachments: Vec::new(),
        answers: true,
        history: false,
    }
}

pub(crate) fn fields() -> Vec<Field> {
    vec![
        Field::new(
            "mood",
            "Comportamento dos clientes",
            choice(&[
                ("mixed", "Misto: uns respondem, outros não"),
                ("answers", "Todos respondem"),
                ("silent", "Ninguém responde"),
            ]),
        )
        .default("mixed"),
        Field::new("reply_minutes", "Tempo até responder (minutos)", FieldKind::Number).default("4"),
        Field::new("seed", "Semente", FieldKind::Number)
            .default("1")
            .hint("A mesma semente dá sempre os mesmos clientes."),
    ]
}

impl Demo {
    /// Opens a world of its own. A value that cannot be read means its default.
    pub fn open(settings: &Settings) -> Demo {
        let number =
            |name: &str, default: u64| settings.get(name).and_then(|v| v.trim().parse().ok()).unwrap_or(default);
        let reply_minutes = i64::try_from(number("reply_minutes", 4)).unwrap_or(i64::MAX / 60_000);
        let mood = Mood::of(settings.get("mood").map_or("", String::as_str), reply_minutes.saturating_mul(60_000));
        Demo { seed: number("seed", 1), mood, world: Arc::default() }
    }

    /// Says what time it is; what was planned up to then happens now. Never goes back. Returns how many events came due.
    pub fn advance_to(&self, now_ms: i64) -> usize {
        let mut state = self.state();
        state.now_ms = state.now_ms.max(now_ms);
        let now = state.now_ms;
        let mut released = 0;
        while let Some(entry) = state.planned.first_entry() {
            if entry.key().0 > now {
                break;
            }
            let planned = entry.remove();
            released += planned.events.len();
            state.waiting.extend(planned.events);
        }
        drop(state);
        self.world.news.notify_waiters();
        released
    }

    /// When the next planned event comes due.
    pub fn next_due_ms(&self) -> Option<i64> {
        self.state().planned.first_key_value().map(|(key, _)| key.0)
    }

    /// What this contact does with everything sent to it from now on.
    pub fn script(&self, address: &str, script: Script) {
        self.state().scripts.insert(address.to_string(), script);
    }

    /// Someone says this now. An empty `external_id` is given one; saying the same id again is a duplicate delivery.
    pub fn say(&self, message: Message) {
        self.deliver(Incoming::Message(message));
    }

    /// Any event arrives now: a receipt, a skipped message.
    pub fn deliver(&self, event: Incoming) {
        self.state().waiting.push_back(event);
        self.world.news.notify_waiters();
    }

    /// The next send fails like this; calls queue up.
    pub fn fail_next(&self, fault: Fault) {
        self.state().failures.push_back(fault);
    }

    /// Every call fails like this until [`Demo::come_back`].
    pub fn go_down(&self, fault: Fault) {
        self.state().down = Some(fault);
    }

    pub fn come_back(&self) {
        self.state().down = None;
        self.world.news.notify_waiters();
    }

    /// Everything the provider took, oldest first: the proof of what a customer really received.
    pub fn ledger(&self) -> Vec<Sent> {
        self.state().ledger.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.world.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands over what the cursor has not seen. What it has seen is forgotten: the caller committed it.
    fn take(&self, cursor: &Cursor) -> Result<Pulled, Fault> {
        let mut state = self.state();
        if let Some(fault) = &state.down {
            return Err(fault.clone());
        }
        let seen: u64 = cursor.parse().unwrap_or(0);
        state.next = state.next.max(seen);
        state.feed.retain(|&(number, _)| number >= seen);
        while let Some(mut event) = state.waiting.pop_front() {
            let number = state.next;
            state.next += 1;
            if let Incoming::Message(message) = &mut event
                && message.external_id.is_empty()
            {
                message.external_id = format!("demo-{}-{number}", self.seed);
            }
            state.feed.push_back((number, event));
        }
        let events: Vec<Incoming> = state.feed.iter().take(PULL_MAX).map(|(_, event)| event.clone()).collect();
        let next = state.feed.get(events.len()).map_or(state.next, |&(number, _)| number);
        Ok(Pulled { complete: events.len() == state.feed.len(), events, cursor: next.to_string() })
    }
}

#[async_trait]
impl Channel for Demo {
    fn caps(&self) -> Caps {
        Caps { pulls: true, window: None, text_chars_max: 4096, gap_min: Duration::ZERO, own_clock: false }
    }

    async fn probe(&self) -> Result<AccountInfo, Fault> {
        match &self.state().down {
            Some(fault) => Err(fault.clone()),
            None => Ok(AccountInfo {
                address: "demonstração".to_string(),
                detail: "Clientes simulados: nada sai deste computador.".to_string(),
            }),
        }
    }

    async fn pull(&self, cursor: &Cursor, wait: Duration) -> Result<Pulled, Fault> {
        let news = self.world.news.notified();
        tokio::pin!(news);
        news.as_mut().enable();
        let pulled = self.take(cursor)?;
        if !pulled.events.is_empty() || wait.is_zero() {
            return Ok(pulled);
        }
        match tokio::time::timeout(wait, news).await {
            Ok(()) => self.take(cursor),
            Err(_elapsed) => Ok(pulled),
        }
    }

    async fn send(&self, out: &Outgoing) -> Outcome {
        let mut state = self.state();
        if let Some(fault) = &state.down {
            return Outcome::NotSent(fault.clone());
        }
        if let Some(fault) = state.failures.pop_front() {
            return refused(fault);
        }
        let script = match state.scripts.get(&out.to.address) {
            Some(script) => script.clone(),
            None => self.mood.script(self.seed, &out.to.address, &out.key),
        };
        match script {
            Script::Fails(fault) => refused(fault),
            Script::Vanishes { went_out } => state.vanish(out, went_out),
            Script::Answers { .. }
            | Script::Silent
            | Script::Duplicates { .. }
            | Script::Late { .. }
            | Script::AutoReplies { .. }
            | Script::Bounces { .. } => {
                let external_id = state.take_in(out);
                if let Some((due_ms, planned)) = script.plan(self.seed, out, &external_id, state.now_ms) {
                    state.plan(due_ms, planned);
                }
                Outcome::Accepted { external_id }
            }
        }
    }

    async fn find(&self, key: &str) -> Found {
        let state = self.state();
        if state.down.is_some() {
            return Found::CannotTell;
        }
        match state.ledger.iter().find(|sent| sent.out.key == key) {
            Some(sent) => Found::Sent { external_id: sent.external_id.clone() },
            None => Found::NotSent,
        }
    }

    fn id_of(&self, key: &str) -> Option<String> {
        Some(format!("demo-{key}"))
    }
}

#[derive(Default)]
struct World {
    state: Mutex<State>,
    news: Notify,
}

#[derive(Default)]
struct State {
    now_ms: i64,
    down: Option<Fault>,
    scripts: BTreeMap<String, Script>,
    /// Of the next sends, in order.
    failures: VecDeque<Fault>,
    ledger: Vec<Sent>,
    /// By instant and, within one, in the order planned.
    planned: BTreeMap<(i64, u64), Planned>,
    plans: u64,
    /// Happened, but not yet pulled and so without a number.
    waiting: VecDeque<Incoming>,
    /// Numbered and handed out, kept until a cursor beyond shows that it was committed.
    feed: VecDeque<(u64, Incoming)>,
    next: u64,
}

impl State {
    fn take_in(&mut self, out: &Outgoing) -> String {
        let external_id = format!("demo-{}", out.key);
        self.ledger.push(Sent { out: out.clone(), external_id: external_id.clone(), at_ms: self.now_ms });
        external_id
    }

    fn vanish(&mut self, out: &Outgoing, went_out: bool) -> Outcome {
        if went_out {
            self.take_in(out);
        }
        Outcome::Unknown { note: "A conexão caiu antes da confirmação.".to_string() }
    }

    /// A customer with an answer on the way does not start a second one.
    fn plan(&mut self, due_ms: i64, planned: Planned) {
        if self.planned.values().any(|other| other.address == planned.address) {
            return;
        }
        self.plans += 1;
        self.planned.insert((due_ms, self.plans), planned);
    }
}

/// Whether a fault proves that nothing went out or is the provider's final word.
fn refused(fault: Fault) -> Outcome {
    match fault.class {
        Class::Transient | Class::Limited | Class::Auth | Class::Config => Outcome::NotSent(fault),
        Class::Window | Class::Blocked | Class::Recipient | Class::Content => Outcome::Rejected(fault),
    }
}

#[cfg(test)]
mod tests;
