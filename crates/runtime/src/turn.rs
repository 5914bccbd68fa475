//! One turn at the desk: a transaction with the instant it happens at and the house as it stands. All verbs of people,
//! rules and the queue are methods of it, in files by subject; none of them reaches a channel or a clock.

mod back;
mod keeping;
mod past;
mod people;
mod saving;
mod steps;
mod tickets;
mod tray;

pub use keeping::Unreal;
pub use tickets::{SEND_REGRET, Start};
pub use tray::FromTrayGoes;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use channels::Caps;
use engine::*;
use serde_json::{Value, json};
use store::{ConnectionState, NewMessage, NewOutgoing, Origin, Store, TimelineEntry};

use crate::change::{Changed, Topic};
use crate::house::{House, Marks};
use crate::refusal::Refusal;
use crate::stamps::HandedOver;
use crate::{Result, notices, scheduler, stamps};

/// Longest text of a person's message or note, in characters.
pub const TEXT_CHARS_MAX: usize = 16_384;

/// What the machine knows besides the database.
pub(crate) struct Machine {
    /// Abilities of each kind of connection, by its word.
    pub caps: BTreeMap<String, Caps>,
    /// The last start or wake: pull connections must have synced past it before anything automatic goes out.
    pub barrier: Moment,
    /// Makes keys and jitter; seeded, so that a run can be repeated.
    pub seed: u64,
    pub drawn: u64,
    pub handed_over: HandedOver,
}

/// Whether a connection in this state is still expected to be heard from.
pub(crate) fn waited_for(state: ConnectionState) -> bool {
    match state {
        ConnectionState::New | ConnectionState::Online | ConnectionState::Offline => true,
        ConnectionState::Auth | ConnectionState::Blocked => false,
    }
}

impl Machine {
    /// The connections that hold back everything automatic until they have synced.
    pub fn waits_for<'a>(&'a self, house: &'a House, marks: &'a Marks) -> impl Iterator<Item = ConnectionId> + 'a {
        let behind = move |on: &&store::Connection| {
            waited_for(on.state)
                && on.enabled
                && !on.archived
                && !marks.synced.contains(&on.id)
                && self.caps.get(&on.kind).is_some_and(|caps| caps.pulls)
        };
        house.connections.iter().filter(behind).map(|on| on.id)
    }
}

pub struct Turn<'a> {
    pub now: Moment,
    pub store: &'a mut dyn Store,
    pub house: Arc<House>,
    pub(crate) marks: Marks,
    pub(crate) machine: &'a mut Machine,
    pub(crate) changed: Changed,
    /// While a channel's batch is stored: the tickets whose anchors watermarks have passed, judged when the whole batch is
    /// known, for the answer may stand further down in it.
    pub(crate) behind: Option<BTreeSet<TicketId>>,
    /// The first anchor beyond a mark, as far as the scheduler has just looked.
    pub(crate) beyond: BTreeMap<Moment, Option<Moment>>,
}

impl Turn<'_> {
    /// Reads settings, people, rules and connections again after one of them changed.
    pub(crate) fn reload(&mut self, topic: Topic) -> Result<()> {
        let was_barred = self.barred();
        let house = House::load(self.store)?;
        self.marks.follow(&house);
        self.house = Arc::new(house);
        self.changed.touch(topic);
        // A connection that was switched off or signed out is no longer waited for.
        if was_barred && !self.barred() { scheduler::barrier_lifted(self) } else { Ok(()) }
    }

    /// The ticket, or a refusal that says it is gone.
    pub(crate) fn ticket(&mut self, id: TicketId) -> Result<Ticket> {
        self.store.ticket(id)?.ok_or_else(|| Refusal::not_found("Este atendimento"))
    }

    /// Applies a fact, writes the ticket, and says so on its timeline.
    pub(crate) fn happen(&mut self, ticket: &Ticket, fact: &Fact, said: Said) -> Result<Ticket> {
        let after = self.spoken(ticket, fact)?;
        self.say(after.id, said)?;
        Ok(after)
    }

    /// Applies a fact whose line on the timeline is its message.
    pub(crate) fn spoken(&mut self, ticket: &Ticket, fact: &Fact) -> Result<Ticket> {
        let after = apply(ticket, fact);
        if after != *ticket {
            self.store.put_ticket(&after, self.now)?;
            self.changed.ticket(after.id);
            if after.queue != ticket.queue || after.entered_at != ticket.entered_at {
                self.changed.touch(Topic::Queue);
            }
        }
        Ok(after)
    }

    pub(crate) fn say(&mut self, ticket: TicketId, said: Said) -> Result<()> {
        let Said { event, user, rule, detail } = said;
        self.store.log(&TimelineEntry { ticket, at: self.now, event, user, rule, detail: detail.to_string() })?;
        self.changed.ticket(ticket);
        Ok(())
    }

    /// Pseudo-random bits from the seed; the same run draws the same ones (splitmix64, Steele et al. 2014).
    pub(crate) fn draw(&mut self) -> u64 {
        self.machine.drawn += 1;
        let mut z = self.machine.seed.wrapping_add(self.machine.drawn.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Nothing automatic may go out yet: some pull connection has not synced past the last start or wake, and the answer
    /// may be waiting there (domain.md 3.8). One that is signed out or blocked is known not to work, said so, and not
    /// waited for. Nor while a provider shows that our clock is wrong.
    pub(crate) fn barred(&self) -> bool {
        self.machine.waits_for(&self.house, &self.marks).next().is_some()
            || stamps::doubt(&self.house, &self.marks, self.now).is_some()
    }

    /// When free text stops being accepted for this ticket on this connection, if it has such a window.
    pub(crate) fn window_closes(&mut self, ticket: &Ticket, connection: ConnectionId) -> Result<Option<Moment>> {
        let kind = self.house.connection(connection).map(|on| on.kind.as_str());
        let Some(window) = kind.and_then(|kind| self.machine.caps.get(kind)?.window) else { return Ok(None) };
        let span = Span(i64::try_from(window.as_millis()).unwrap_or(i64::MAX));
        // The window is the sending connection's: it counts from the customer's last word there.
        let spoke_at = if connection == ticket.connection {
            ticket.silence.customer_at
        } else {
            let there = self.store.newest_ticket(ticket.contact, connection)?;
            there.map(|id| self.ticket(id)).transpose()?.and_then(|other| other.silence.customer_at)
        };
        Ok(Some(spoke_at.map_or(Moment::MIN, |at| at.plus(span))))
    }

    /// Plans a send: its message in the conversation and its outbox row, together.
    pub(crate) fn plan_send(&mut self, ticket: &Ticket, plan: SendPlan) -> Result<(MessageId, OutboxId)> {
        let SendPlan { connection, text, origin, author, rule, execution, anchor, due_at } = plan;
        let side = match origin {
            Origin::Person => store::MessageSide::Human,
            Origin::Rule | Origin::Entry | Origin::Closing => store::MessageSide::Automation,
        };
        let message = NewMessage {
            ticket: ticket.id,
            connection,
            external_id: None,
            side,
            author,
            subject: String::new(),
            text: text.clone(),
            attachments: "[]".into(),
            counts: false,
            history: false,
            said_at: self.now,
            received_at: self.now,
            at: self.now,
            state: store::MessageState::Planned,
        };
        let message =
            self.store.add_message(&message)?.ok_or_else(|| Refusal::conflict("A mensagem já tinha sido gravada."))?;
        let key = format!("r{:016x}{:016x}", self.draw(), self.draw());
        let outbox = self.store.plan(&NewOutgoing {
            key,
            ticket: ticket.id,
            contact: ticket.contact,
            connection,
            message,
            origin,
            rule,
            execution,
            text,
            anchor,
            due_at,
            created_at: self.now,
        })?;
        self.changed.ticket(ticket.id);
        self.changed.touch(Topic::Messages);
        Ok((message, outbox))
    }

    /// The values of the message variables for a ticket.
    pub(crate) fn values(&mut self, ticket: &Ticket) -> Result<engine::text::Values> {
        let extra = self.store.ticket_extra(ticket.id)?;
        let silent = ticket.anchor().map(|anchor| self.now.since(anchor));
        Ok(self.house.values(ticket, &extra, silent))
    }

    pub(crate) fn notify(&mut self, notice: notices::Telling<'_>) -> Result<()> {
        notices::tell(self, notice)
    }

    pub(crate) fn audit(&mut self, by: UserId, what: &str, before: &Value, after: &Value) -> Result<()> {
        Ok(self.store.audit(self.now, Some(by), what, &before.to_string(), &after.to_string())?)
    }
}

/// One line of a ticket's timeline.
pub(crate) struct Said {
    pub event: &'static str,
    pub user: Option<UserId>,
    pub rule: Option<RuleId>,
    pub detail: Value,
}

impl Said {
    pub fn by(event: &'static str, user: UserId) -> Said {
        Said { event, user: Some(user), rule: None, detail: json!({}) }
    }
    pub fn itself(event: &'static str) -> Said {
        Said { event, user: None, rule: None, detail: json!({}) }
    }
    pub fn rule(event: &'static str, rule: RuleId) -> Said {
        Said { event, user: None, rule: Some(rule), detail: json!({}) }
    }
    pub fn with(mut self, detail: Value) -> Said {
        self.detail = detail;
        self
    }
}

/// What a send is made of.
pub(crate) struct SendPlan {
    pub connection: ConnectionId,
    pub text: String,
    pub origin: Origin,
    pub author: Option<UserId>,
    pub rule: Option<RuleId>,
    pub execution: Option<ExecutionId>,
    pub anchor: Option<Moment>,
    pub due_at: Moment,
}
