//! The lying provider. It keeps its own ledger of what it was asked and what it really took; the oracle believes nobody
//! else. Each send's fate is drawn from the seed, the contact and a count, never from what else was drawn.

use std::collections::BTreeMap;

use channels::{Class, Fault, Incoming, Message, Outcome, Outgoing, Part, Party, Receipt, Side};
use engine::ConnectionId;

use super::draw::mix;
use super::script::MINUTE;

/// One request that reached the provider.
#[derive(Debug, Clone)]
pub struct Request {
    pub key: String,
    pub contact: u32,
    pub automatic: bool,
    pub taken: bool,
}

/// An event on its way to the program, by the true instant at which it can be pulled.
#[derive(Debug, Clone)]
pub struct Pending {
    pub connection: ConnectionId,
    pub event: Incoming,
}

/// How a request will be answered.
pub enum Answer {
    /// At once.
    Now(Outcome),
    /// After `delay` ms of true time.
    Later { delay: i64, outcome: Outcome },
}

#[derive(Default)]
pub struct Provider {
    seed: u64,
    lies: u64,
    pub down: BTreeMap<ConnectionId, bool>,
    pub ledger: Vec<Request>,
    /// What waits to be pulled, by (true instant, number).
    pub waiting: BTreeMap<(i64, u64), Pending>,
    /// What has been pulled already, for redelivery after a crash of the program.
    sent_to: BTreeMap<u32, u64>,
    count: u64,
}

impl Provider {
    pub fn new(seed: u64, lies: u64) -> Provider {
        Provider { seed, lies, ..Provider::default() }
    }

    pub fn is_down(&self, connection: ConnectionId) -> bool {
        self.down.get(&connection).copied().unwrap_or(false)
    }

    /// A request reaches the provider at the true instant `at`.
    pub fn request(&mut self, at: i64, connection: ConnectionId, out: &Outgoing) -> Answer {
        let contact = contact_of(&out.to.address);
        if self.is_down(connection) {
            return Answer::Now(Outcome::NotSent(fault(Class::Transient)));
        }
        let nth = self.sent_to.entry(contact).or_default();
        *nth += 1;
        let fate = mix(self.seed ^ (u64::from(contact) << 32) ^ *nth);
        let mut request = Request { key: out.key.clone(), contact, automatic: out.automatic, taken: true };
        let external_id = format!("p-{}", out.key);
        let accepted = Outcome::Accepted { external_id: external_id.clone() };
        let delay = i64::try_from((fate >> 16) % 20_000).unwrap_or(0);
        let answer = if fate % 100 >= self.lies {
            Answer::Later { delay: delay % 3_000, outcome: accepted }
        } else {
            match (fate >> 8) % 6 {
                0 => Answer::Later { delay, outcome: Outcome::Unknown { note: "sem resposta".into() } },
                1 => {
                    request.taken = false;
                    Answer::Later { delay, outcome: Outcome::Unknown { note: "sem resposta".into() } }
                }
                2 => {
                    request.taken = false;
                    Answer::Later { delay, outcome: Outcome::NotSent(fault(Class::Transient)) }
                }
                3 if out.automatic => {
                    request.taken = false;
                    Answer::Later { delay, outcome: Outcome::Rejected(fault(Class::Recipient)) }
                }
                4 => {
                    self.receipt(at + 10 * MINUTE + delay, connection, &external_id, Receipt::Failed);
                    Answer::Later { delay, outcome: accepted }
                }
                _ => Answer::Later { delay: delay * 30, outcome: accepted },
            }
        };
        if request.taken {
            self.news(at, connection, &external_id, fate, out);
        }
        self.ledger.push(request);
        answer
    }

    /// Receipts in a disorderly order, and sometimes an echo of our own message.
    fn news(&mut self, at: i64, connection: ConnectionId, external_id: &str, fate: u64, out: &Outgoing) {
        match (fate >> 40) % 8 {
            0 => {
                self.receipt(at + MINUTE, connection, external_id, Receipt::Read);
                self.receipt(at + 2 * MINUTE, connection, external_id, Receipt::Delivered);
            }
            1 => self.receipt(at + MINUTE, connection, external_id, Receipt::Delivered),
            2 => {
                let side = if out.automatic { Side::Automation } else { Side::Ours };
                let message = words(external_id, contact_of(&out.to.address), side, at, &out.text);
                self.post(at + 30_000, connection, Incoming::Message(message));
            }
            _ => {}
        }
    }

    fn receipt(&mut self, at: i64, connection: ConnectionId, external_id: &str, state: Receipt) {
        let event = Incoming::Receipt { external_id: external_id.to_owned(), state, detail: "aviso".into() };
        self.post(at, connection, event);
    }

    /// Puts an event where the program can pull it from the true instant `at` on.
    pub fn post(&mut self, at: i64, connection: ConnectionId, event: Incoming) {
        self.count += 1;
        self.waiting.insert((at, self.count), Pending { connection, event });
    }

    /// What can be pulled at `at`, for the connections that are up, in the provider's own order.
    pub fn pull(&mut self, at: i64, connection: ConnectionId) -> Vec<((i64, u64), Incoming)> {
        if self.is_down(connection) {
            return vec![];
        }
        self.waiting
            .range(..=(at, u64::MAX))
            .filter(|(_, pending)| pending.connection == connection)
            .map(|(key, pending)| (*key, pending.event.clone()))
            .collect()
    }

    /// The next true instant at which something can be pulled.
    pub fn next(&self) -> Option<i64> {
        self.waiting.iter().find(|(_, pending)| !self.is_down(pending.connection)).map(|((at, _), _)| *at)
    }
}

/// A message as the provider words it.
pub fn words(external_id: &str, contact: u32, side: Side, said_at: i64, text: &str) -> Message {
    Message {
        external_id: external_id.to_owned(),
        side,
        contact: Party { address: format!("c{contact}"), name: format!("Cliente {contact}") },
        said_at_ms: said_at | 1,
        subject: String::new(),
        text: text.to_owned(),
        refs: vec![],
        attachments: vec![],
        answers: true,
        history: false,
    }
}

pub fn contact_of(address: &str) -> u32 {
    address.trim_start_matches('c').parse().unwrap_or(u32::MAX)
}

fn fault(class: Class) -> Fault {
    let retry_after = None;
    Fault { class, part: Part::Other, code: "sim".into(), detail: "falha simulada".into(), retry_after }
}
