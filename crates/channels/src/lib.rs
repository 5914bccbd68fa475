//! How words leave and arrive. A channel turns a provider's traffic into [`Incoming`] and our [`Outgoing`] into an
//! [`Outcome`]. It depends on nothing of ours, keeps no tickets, decides nothing, and reads no clock: instants it
//! reports come from the provider, and the caller stamps what it receives.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod demo;
pub mod email;
pub mod field;
pub mod webhook;

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

pub use field::{Field, FieldKind};

/// Largest text of one message that is kept, in bytes; the rest is cut and marked.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;
/// Largest raw message that is downloaded whole, in bytes; above it only its beginning is, and a note says so.
pub const RAW_BYTES_MAX: usize = 25 * 1024 * 1024;
/// Most bytes that are downloaded to bring one attachment. E-mail brings the whole message for it.
pub const ATTACHMENT_BYTES_MAX: usize = RAW_BYTES_MAX;
/// Most messages one [`Channel::pull`] returns.
pub const PULL_MAX: usize = 200;

/// The kinds of connection there are. One list; the settings form of each draws itself from [`Kind::fields`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Demo,
    Email,
}

/// Settings of one connection as the form gives them: field name to value. Secrets are not in here.
pub type Settings = BTreeMap<String, String>;
/// Where the last pull stopped; opaque to the caller, empty at first.
pub type Cursor = String;

/// What a kind of connection can do. Known before anything goes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caps {
    /// Inbound arrives by [`Channel::pull`] (and so the sync barrier waits for it).
    pub pulls: bool,
    /// Free text is refused this long after the customer's last word.
    pub window: Option<Duration>,
    /// Longest text in characters; a person's that is longer is refused, rules have a shorter limit of their own.
    pub text_chars_max: usize,
    /// Least gap between two sends.
    pub gap_min: Duration,
    /// What it brings is stamped by the provider's own clock, which may be held against ours.
    pub own_clock: bool,
}

/// One open connection to a provider.
#[async_trait]
pub trait Channel: Send + Sync {
    fn caps(&self) -> Caps;
    /// "Testar": logs in wherever the connection needs it and says what it found.
    async fn probe(&self) -> Result<AccountInfo, Fault>;
    /// What came after `cursor`; waits at most `wait` for something new.
    async fn pull(&self, cursor: &Cursor, wait: Duration) -> Result<Pulled, Fault>;
    /// One try. Never retries by itself and never takes an ambiguous end for a failure.
    async fn send(&self, out: &Outgoing) -> Outcome;
    /// Whether an earlier send with this key really went out.
    async fn find(&self, key: &str) -> Found;
    /// One attachment of one message, by its place in the list that came with the message. Downloads at most
    /// `bytes_max`, changes nothing at the provider and keeps nothing.
    async fn attachment(&self, _external_id: &str, _position: usize, _bytes_max: usize) -> Result<File, NotBrought> {
        Err(NotBrought::NoneHere)
    }
    /// The external id a send with this key carries, where that is known beforehand: so its copy coming back (from the
    /// folder of sent mail) is recognised even before the outcome was committed.
    fn id_of(&self, _key: &str) -> Option<String> {
        None
    }
}

/// What "Testar" found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountInfo {
    /// The address or name the provider knows us by.
    pub address: String,
    /// One line for the screen, in Portuguese.
    pub detail: String,
}

/// What one pull brought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pulled {
    pub events: Vec<Incoming>,
    pub cursor: Cursor,
    /// Everything the provider had when this call began has been returned (the caller stamps the instant).
    pub complete: bool,
}

/// What a provider brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Incoming {
    Message(Message),
    /// News of one of our own sends.
    Receipt {
        external_id: String,
        state: Receipt,
        detail: String,
    },
    /// Stored as seen but with nothing to show: too large, unreadable.
    Skipped {
        external_id: String,
        why: String,
    },
}

/// How far one of our sends got, as the provider says later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receipt {
    Delivered,
    Read,
    Failed,
}

/// Whose word a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Customer,
    /// One of our people, typed in the provider's own app (webmail, phone).
    Ours,
    /// One of our own automatic sends coming back.
    Automation,
}

/// A message as the provider has it, whoever wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The provider's id; (connection, external_id) is the dedup key.
    pub external_id: String,
    pub side: Side,
    pub contact: Party,
    /// When the provider took it, by the provider's clock and never by the writer's; epoch milliseconds UTC, 0 where it
    /// does not say.
    pub said_at_ms: i64,
    pub subject: String,
    pub text: String,
    /// External ids this message answers, newest first.
    pub refs: Vec<String>,
    pub attachments: Vec<Attachment>,
    /// False for auto-replies: stored and shown, never an answer.
    pub answers: bool,
    /// From before the connection was made: shown, arms nothing.
    pub history: bool,
}

/// The person outside: a set of identities, not a phone number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Normalised address on this channel (e-mail lower-cased).
    pub address: String,
    pub name: String,
}

/// What came with a message, by name; it is brought only when somebody asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    pub mime: String,
    /// 0: not known, as only the beginning of the message was downloaded.
    pub bytes: usize,
}

/// An attachment itself, for whoever asked for it. Nobody may run or store it on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub mime: String,
    pub bytes: Vec<u8>,
}

/// Why an attachment was not brought.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotBrought {
    #[error("this kind of connection has no attachments")]
    NoneHere,
    /// Moved or deleted: it is not where the connection looks.
    #[error("the provider no longer has the message where the connection looks")]
    MessageGone,
    #[error("the message has no attachment at this place")]
    NoSuchAttachment,
    /// So many bytes would have to be downloaded for it.
    #[error("{bytes} bytes are too many")]
    TooLarge { bytes: usize },
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A message on its way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// Our key of this send, unique and stable; e-mail makes its Message-ID of it.
    pub key: String,
    pub to: Party,
    pub subject: String,
    pub text: String,
    /// External ids of the conversation, oldest first.
    pub refs: Vec<String>,
    /// Sent by a rule or the queue, not typed by a person.
    pub automatic: bool,
}

/// How one try to send ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    Accepted {
        external_id: String,
    },
    /// Proven not to have gone out.
    NotSent(Fault),
    /// The provider said no.
    Rejected(Fault),
    /// It may or may not have gone out. Never resent by itself.
    Unknown {
        note: String,
    },
}

/// What a search for an earlier send came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Sent { external_id: String },
    NotSent,
    CannotTell,
}

/// Why a call to the provider failed, in the caller's terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{class:?} {code}: {detail}")]
pub struct Fault {
    pub class: Class,
    /// What failed, so that "Testar" can point at the field.
    pub part: Part,
    pub code: String,
    /// One sentence in Portuguese, without secrets.
    pub detail: String,
    pub retry_after: Option<Duration>,
}

impl Fault {
    /// One that no provider has a code for, nor says when to come back.
    #[must_use]
    pub fn new(class: Class, part: Part, detail: impl Into<String>) -> Fault {
        Fault { class, part, code: String::new(), detail: detail.into(), retry_after: None }
    }
}

/// What kind of failure it is, and so whether another try is any use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    Transient,
    Limited,
    Window,
    Auth,
    Blocked,
    Recipient,
    Content,
    Config,
}

/// What of a connection failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Host,
    Certificate,
    Password,
    Other,
}

impl Kind {
    pub const ALL: [Kind; 2] = [Kind::Demo, Kind::Email];

    /// What the settings form of this kind asks for.
    pub fn fields(self) -> Vec<Field> {
        match self {
            Kind::Demo => demo::fields(),
            Kind::Email => email::fields(),
        }
    }
}

/// Opens a channel. Checks the settings, touches no network.
///
/// # Errors
/// `Fault { class: Config }` naming the first bad field.
pub fn open(kind: Kind, settings: &Settings, secret: &str) -> Result<Box<dyn Channel>, Fault> {
    match kind {
        Kind::Demo => Ok(Box::new(demo::Demo::open(settings))),
        Kind::Email => Ok(Box::new(email::Email::open(settings, secret)?)),
    }
}
