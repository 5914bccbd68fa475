//! The providers of a scenario: what customers wrote and was not fetched yet, what was handed over for sending, and the
//! ledger of what really went out. They obey the script (down, rejecting, silent, failing later) and know nothing of ours.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use channels::{Attachment, Caps, Class, Fault, Incoming, Message, Outcome, Outgoing, Part, Party, Receipt, Side};
use engine::{ConnectionId, Moment, Span};

use super::script::{ChannelTurn, Kind, Says};

/// How long after accepting it a provider reports that a message failed after all.
const FAILS_AFTER: Span = Span::seconds(30);
/// How long after accepting it a provider with a clock of its own has a copy of a message.
const COPY_AFTER: Span = Span::seconds(1);
/// Free text on WhatsApp goes this long after the customer's last word.
const WINDOW: Span = Span::hours(24);
const TEXT_CHARS_MAX: usize = 4_096;

/// What a kind of connection can do, as the core is told.
pub(super) fn caps(kind: Kind) -> Caps {
    let (pulls, window) = match kind {
        Kind::Test | Kind::Email => (true, None),
        Kind::Whatsapp => (false, Some(Duration::from_millis(WINDOW.0.unsigned_abs()))),
    };
    Caps { pulls, window, text_chars_max: TEXT_CHARS_MAX, gap_min: Duration::ZERO, own_clock: true }
}

/// The customer's address on a kind of connection.
pub(super) fn address(kind: Kind, contact: &str) -> String {
    let plain = contact.to_lowercase().split_whitespace().collect::<Vec<_>>().join(".");
    match kind {
        Kind::Test | Kind::Whatsapp => plain,
        Kind::Email => format!("{plain}@cliente.example"),
    }
}

/// A message of ours at the provider.
#[derive(Debug)]
struct Accepted {
    contact: String,
    external_id: String,
}

#[derive(Debug)]
struct Line {
    kind: Kind,
    up: bool,
    rejects: bool,
    next_rejected: bool,
    next_unanswered: bool,
    next_fails: bool,
    /// Not fetched yet, with the instant from which it can be.
    waiting: Vec<(Moment, Incoming)>,
    /// The customer's last message, for `repete`.
    last: BTreeMap<String, Message>,
    wrote_at: BTreeMap<String, Moment>,
    accepted: Vec<Accepted>,
    /// How far its clock is ahead of the computer's, once the script has said so; else it is the computer's.
    ahead: Option<Span>,
}

#[derive(Debug, Default)]
pub(super) struct Provider {
    lines: BTreeMap<ConnectionId, Line>,
    contacts: BTreeSet<String>,
    serial: u32,
    /// Of all connections, in order of acceptance: contact, text, automatic.
    ledger: Vec<(String, String, bool)>,
}

impl Provider {
    pub fn connect(&mut self, id: ConnectionId, kind: Kind) {
        let line = Line {
            kind,
            up: true,
            rejects: false,
            next_rejected: false,
            next_unanswered: false,
            next_fails: false,
            waiting: vec![],
            last: BTreeMap::new(),
            wrote_at: BTreeMap::new(),
            accepted: vec![],
            ahead: None,
        };
        self.lines.insert(id, line);
    }

    pub fn is_up(&self, id: ConnectionId) -> bool {
        self.lines.get(&id).is_some_and(|line| line.up)
    }

    pub fn connections(&self) -> Vec<ConnectionId> {
        self.lines.keys().copied().collect()
    }

    pub fn turn(&mut self, id: ConnectionId, turn: ChannelTurn) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        match turn {
            ChannelTurn::Down => line.up = false,
            ChannelTurn::Up => (line.up, line.rejects) = (true, false),
            ChannelTurn::AcceptUnanswered => line.next_unanswered = true,
            ChannelTurn::Reject => line.rejects = true,
            ChannelTurn::RejectNext => line.next_rejected = true,
            ChannelTurn::FailLater => line.next_fails = true,
            ChannelTurn::Clock(ahead) => line.ahead = Some(ahead),
        }
    }

    /// The computer's clock was set; a provider's own goes on as it was.
    pub fn clock_jumped(&mut self, by: Span) {
        self.lines.values_mut().filter_map(|line| line.ahead.as_mut()).for_each(|ahead| *ahead = Span(ahead.0 - by.0));
    }

    /// The customer says something at `now`, stamped `said_at`.
    pub fn says(&mut self, id: ConnectionId, contact: &str, says: &Says, said_at: Moment, now: Moment) {
        let external_id = self.new_id();
        self.contacts.insert(contact.to_owned());
        let Some(line) = self.lines.get_mut(&id) else { return };
        let (text, attachments, answers) = match says {
            Says::Text(text) => (text.clone(), vec![], true),
            Says::AutoReply(text) => (text.clone(), vec![], false),
            Says::File(name) => {
                let file = Attachment { name: name.clone(), mime: "application/octet-stream".into(), bytes: 1_000 };
                (String::new(), vec![file], true)
            }
        };
        let message = Message {
            external_id,
            side: Side::Customer,
            contact: line.party(contact),
            said_at_ms: line.stamp(said_at),
            subject: line.subject(),
            text,
            refs: line.refs(contact),
            attachments,
            answers,
            history: false,
        };
        line.last.insert(contact.to_owned(), message.clone());
        line.wrote_at.insert(contact.to_owned(), now);
        line.waiting.push((now, Incoming::Message(message)));
    }

    /// One of our people writes in the provider's own app.
    pub fn ours_says(&mut self, id: ConnectionId, contact: &str, text: &str, now: Moment) {
        let external_id = self.new_id();
        let Some(line) = self.lines.get_mut(&id) else { return };
        let message = Message {
            external_id,
            side: Side::Ours,
            contact: line.party(contact),
            said_at_ms: line.stamp(now),
            subject: line.subject(),
            text: text.to_owned(),
            refs: line.refs(contact),
            attachments: vec![],
            answers: true,
            history: false,
        };
        line.waiting.push((now, Incoming::Message(message)));
    }

    /// Delivers the customer's last message again; `false` if there is none.
    pub fn repeats(&mut self, id: ConnectionId, contact: &str, now: Moment) -> bool {
        let Some(line) = self.lines.get_mut(&id) else { return false };
        let Some(message) = line.last.get(contact).cloned() else { return false };
        line.waiting.push((now, Incoming::Message(message)));
        true
    }

    /// The customer has seen our last message; `false` if there is none.
    pub fn reads(&mut self, id: ConnectionId, contact: &str, now: Moment) -> bool {
        let Some(line) = self.lines.get_mut(&id) else { return false };
        let Some(last) = line.accepted.iter().rev().find(|one| one.contact == contact) else { return false };
        let external_id = last.external_id.clone();
        line.waiting.push((now, Incoming::Receipt { external_id, state: Receipt::Read, detail: String::new() }));
        true
    }

    /// What can be fetched now from a connection that is up.
    pub fn fetch(&mut self, id: ConnectionId, now: Moment) -> Vec<Incoming> {
        let Some(line) = self.lines.get_mut(&id).filter(|line| line.up) else { return vec![] };
        let (ready, later) = std::mem::take(&mut line.waiting).into_iter().partition(|(at, _)| *at <= now);
        line.waiting = later;
        ready.into_iter().map(|(_, event)| event).collect()
    }

    /// When the next news of a connection that is up can be fetched.
    pub fn next_news(&self) -> Moment {
        let up = self.lines.values().filter(|line| line.up);
        up.flat_map(|line| line.waiting.iter().map(|(at, _)| *at)).min().unwrap_or(Moment::MAX)
    }

    /// One try to send.
    pub fn send(&mut self, id: ConnectionId, out: &Outgoing, now: Moment) -> Outcome {
        let external_id = self.new_id();
        let Some(line) = self.lines.get_mut(&id) else {
            return Outcome::NotSent(fault(Class::Config, "conexão desconhecida"));
        };
        let contact = self.contacts.iter().find(|name| address(line.kind, name) == out.to.address);
        let contact = contact.unwrap_or(&out.to.name).clone();
        if !line.up {
            return Outcome::NotSent(fault(Class::Transient, "o servidor não responde"));
        }
        if std::mem::take(&mut line.next_rejected) || line.rejects {
            return Outcome::Rejected(fault(Class::Recipient, "o destinatário não existe"));
        }
        let wrote_at = line.wrote_at.get(&contact).copied().unwrap_or(Moment::MIN);
        if line.kind == Kind::Whatsapp && now >= wrote_at.plus(WINDOW) {
            return Outcome::Rejected(fault(Class::Window, "fora da janela de 24 horas"));
        }
        self.ledger.push((contact.clone(), out.text.clone(), out.automatic));
        if std::mem::take(&mut line.next_fails) {
            let detail = "a caixa do destinatário está cheia".to_owned();
            let failed = Incoming::Receipt { external_id: external_id.clone(), state: Receipt::Failed, detail };
            line.waiting.push((now.plus(FAILS_AFTER), failed));
        }
        if line.ahead.is_some() {
            let copy = line.copy_of(out, external_id.clone(), now);
            line.waiting.push((now.plus(COPY_AFTER), Incoming::Message(copy)));
        }
        line.accepted.push(Accepted { contact, external_id: external_id.clone() });
        if std::mem::take(&mut line.next_unanswered) {
            return Outcome::Unknown { note: "a resposta do servidor não chegou".into() };
        }
        Outcome::Accepted { external_id }
    }

    pub fn knows(&mut self, contact: &str) {
        self.contacts.insert(contact.to_owned());
    }

    pub fn contacts(&self) -> impl Iterator<Item = &String> {
        self.contacts.iter()
    }

    /// Automatic messages to the customer that were accepted.
    pub fn automatic_to(&self, contact: &str) -> Vec<&str> {
        let to = self.ledger.iter().filter(|(whom, _, automatic)| whom == contact && *automatic);
        to.map(|(_, text, _)| text.as_str()).collect()
    }

    /// The last message to the customer that was accepted, whoever wrote it.
    pub fn last_to(&self, contact: &str) -> Option<&str> {
        self.ledger.iter().rev().find(|(whom, _, _)| whom == contact).map(|(_, text, _)| text.as_str())
    }

    fn new_id(&mut self) -> String {
        self.serial += 1;
        format!("ext-{}", self.serial)
    }
}

impl Line {
    /// An instant of the computer's, as its clock shows it.
    fn stamp(&self, at: Moment) -> i64 {
        at.plus(self.ahead.unwrap_or_default()).0
    }

    /// Our own message in the folder of sent mail.
    fn copy_of(&self, out: &Outgoing, external_id: String, now: Moment) -> Message {
        Message {
            external_id,
            side: if out.automatic { Side::Automation } else { Side::Ours },
            contact: out.to.clone(),
            said_at_ms: self.stamp(now),
            subject: out.subject.clone(),
            text: out.text.clone(),
            refs: vec![],
            attachments: vec![],
            answers: true,
            history: false,
        }
    }

    fn party(&self, contact: &str) -> Party {
        Party { address: address(self.kind, contact), name: contact.to_owned() }
    }

    fn subject(&self) -> String {
        match self.kind {
            Kind::Email => "Atendimento".into(),
            Kind::Test | Kind::Whatsapp => String::new(),
        }
    }

    /// Mail answers the last message it got, newest first.
    fn refs(&self, contact: &str) -> Vec<String> {
        match self.kind {
            Kind::Email => {
                let got = self.accepted.iter().rev().filter(|one| one.contact == contact);
                got.map(|one| one.external_id.clone()).collect()
            }
            Kind::Test | Kind::Whatsapp => vec![],
        }
    }
}

fn fault(class: Class, detail: &str) -> Fault {
    Fault { class, part: Part::Other, code: "cenário".into(), detail: detail.to_owned(), retry_after: None }
}
