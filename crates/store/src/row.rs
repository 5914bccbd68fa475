//! Rows as the runtime and the screens meet them: plain data with the ids of the engine. No SQL, no decisions.

use engine::evaluate::Part;
use engine::*;
use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
        #[cfg_attr(feature = "ts", ts(export))]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($variant),+ }

        impl $name {
            /// The word the database keeps.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
            /// The value of a stored word.
            #[must_use]
            pub fn of(word: &str) -> Option<Self> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

/// Stands as the fault of an uncertain send that a person ordered again: the new row counts in its place.
pub const RESENT: &str = "reenviada por uma pessoa";

words!(Role { Supervisor = "supervisor", Leader = "leader", Technician = "technician", Viewer = "viewer" });
words!(ConnectionState { New = "new", Online = "online", Offline = "offline", Auth = "auth", Blocked = "blocked" });
words!(
    /// Who speaks in a message. `System` lines are our own remarks and never counted.
    MessageSide { Customer = "customer", Human = "human", Automation = "automation", Note = "note", System = "system" }
);
words!(
    /// Of our sends: domain.md section 6. `Received` is inbound, `Kept` a note.
    MessageState {
        Received = "received", Kept = "kept", Planned = "planned", Sending = "sending", Sent = "sent",
        Delivered = "delivered", Read = "read", Failed = "failed", Cancelled = "cancelled", Unknown = "unknown",
        Missed = "missed",
    }
);
words!(SendState {
    Planned = "planned", Sending = "sending", Sent = "sent", Delivered = "delivered", Read = "read", Failed = "failed",
    Cancelled = "cancelled", Unknown = "unknown", Missed = "missed",
});
words!(
    /// Why a message is sent.
    Origin { Person = "person", Rule = "rule", Entry = "entry", Closing = "closing" }
);
words!(ExecutionOutcome {
    Executed = "executed", Skipped = "skipped", Substituted = "substituted", Missed = "missed", Observed = "observed",
    Cancelled = "cancelled",
});
words!(
    /// How a ticket left Sem Interação.
    Left { Answered = "answered", Technician = "technician", Taken = "taken", Closed = "closed" }
);
words!(DayState { Asks = "asks", Running = "running", Done = "done", Declined = "declined" });
words!(ClosingState { Planned = "planned", Closed = "closed", Answered = "answered", Reopened = "reopened" });
words!(QueueKind { Normal = "normal", NoInteraction = "no_interaction" });
words!(TagKind { Normal = "normal", DoNotDisturb = "do_not_disturb" });

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub id: UserId,
    pub name: String,
    pub role: Role,
    pub active: bool,
    /// `None`: available.
    pub absence: Option<Absence>,
}

/// Somebody is away. It changes what others see before they hand over a ticket, and no rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    pub since: Moment,
    /// What the person says of it ("Almoço"), at most 60 characters.
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    pub id: TeamId,
    pub name: String,
    pub leader: Option<UserId>,
    pub members: Vec<UserId>,
    pub hours: Option<BusinessHours>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    pub id: QueueId,
    pub name: String,
    pub kind: QueueKind,
    pub team: Option<TeamId>,
    pub hours: Option<BusinessHours>,
    pub archived: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funnel {
    pub id: FunnelId,
    pub name: String,
    pub position: i64,
    /// Its stages are archived with it; what still stands in them is on the first funnel's board.
    #[serde(default)]
    pub archived: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    pub id: StageId,
    pub funnel: FunnelId,
    pub name: String,
    pub colour: String,
    pub position: i64,
    pub limit_max: Option<u32>,
    pub locked: bool,
    pub archived: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    pub id: TagId,
    pub name: String,
    pub colour: String,
    pub kind: TagKind,
    pub archived: bool,
}

/// The small tables, whole. Ordered by id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct People {
    pub users: Vec<User>,
    pub teams: Vec<Team>,
    pub queues: Vec<Queue>,
    pub funnels: Vec<Funnel>,
    pub stages: Vec<Stage>,
    pub tags: Vec<Tag>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    pub id: ConnectionId,
    /// A kind of the `channels` crate, by its word; this crate does not know the list.
    pub kind: String,
    pub name: String,
    /// JSON object of strings; no secrets.
    pub settings: String,
    pub queue: QueueId,
    pub enabled: bool,
    pub state: ConnectionState,
    pub detail: String,
    pub cursor: String,
    pub synced_at: Moment,
    pub resume_at: Moment,
    pub archived: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTicket {
    pub contact: ContactId,
    pub connection: ConnectionId,
    pub subject: String,
    pub queue: QueueId,
    pub stage: Option<StageId>,
    pub linked_to: Option<TicketId>,
    pub at: Moment,
}

/// What a ticket carries besides the engine's facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketExtra {
    pub protocol: String,
    pub subject: String,
    pub contact_name: String,
    pub linked_to: Option<TicketId>,
    pub returned_at: Option<Moment>,
    pub value_cents: i64,
    pub created_at: Moment,
    /// Since when it is in its place on the board: its stage, Sem Interação, or closed.
    pub stage_since: Moment,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    pub ticket: TicketId,
    pub connection: ConnectionId,
    pub external_id: Option<String>,
    pub side: MessageSide,
    pub author: Option<UserId>,
    pub subject: String,
    pub text: String,
    /// JSON array of `{name, mime, bytes}`.
    pub attachments: String,
    pub counts: bool,
    pub history: bool,
    pub said_at: Moment,
    pub received_at: Moment,
    pub at: Moment,
    pub state: MessageState,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRow {
    pub id: MessageId,
    pub ticket: TicketId,
    pub connection: ConnectionId,
    pub external_id: Option<String>,
    pub side: MessageSide,
    pub author: Option<UserId>,
    pub subject: String,
    pub text: String,
    pub attachments: String,
    pub counts: bool,
    pub history: bool,
    pub said_at: Moment,
    pub received_at: Moment,
    pub at: Moment,
    pub state: MessageState,
    pub detail: String,
}

/// What changes about a send of ours; `None` leaves as is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageChange {
    pub state: MessageState,
    pub external_id: Option<String>,
    pub at: Option<Moment>,
    pub counts: Option<bool>,
    pub detail: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    pub ticket: TicketId,
    pub at: Moment,
    /// A word the page has a sentence for (`events` of its catalogues).
    pub event: &'static str,
    pub user: Option<UserId>,
    pub rule: Option<RuleId>,
    /// JSON object.
    pub detail: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRule {
    pub rule: Rule,
    /// When it was activated: deadlines up to here are left alone.
    pub fence: Moment,
    pub watermark: Moment,
    /// Why it is broken, in Portuguese.
    pub problem: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewExecution {
    pub rule: RuleId,
    pub version: u32,
    pub ticket: TicketId,
    pub contact: ContactId,
    pub turn: u32,
    /// `Moment(0)` for once per episode, else the anchor.
    pub silence: Moment,
    pub part: Part,
    pub anchor: Moment,
    pub deadline: Moment,
    pub at: Moment,
    pub outcome: ExecutionOutcome,
    pub why: String,
    /// JSON object: what was done, or the values the verdict saw.
    pub detail: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecutionRow {
    pub id: ExecutionId,
    pub rule: RuleId,
    pub version: u32,
    pub ticket: TicketId,
    pub contact: ContactId,
    pub turn: u32,
    pub part: Part,
    pub anchor: Moment,
    pub deadline: Moment,
    pub at: Moment,
    pub outcome: ExecutionOutcome,
    pub why: String,
    pub detail: String,
}

/// A step that is due but waits. One per (ticket, rule, part): a second takes the first one's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deferred {
    pub rule: RuleId,
    pub ticket: TicketId,
    pub part: Part,
    pub turn: u32,
    pub anchor: Moment,
    /// `None` waits for an event.
    pub due_at: Option<Moment>,
    pub why: DeferWhy,
    pub created_at: Moment,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOutgoing {
    pub key: String,
    pub ticket: TicketId,
    pub contact: ContactId,
    pub connection: ConnectionId,
    pub message: MessageId,
    pub origin: Origin,
    pub rule: Option<RuleId>,
    pub execution: Option<ExecutionId>,
    pub text: String,
    pub anchor: Option<Moment>,
    pub due_at: Moment,
    pub created_at: Moment,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingRow {
    pub id: OutboxId,
    pub key: String,
    pub ticket: TicketId,
    pub contact: ContactId,
    pub connection: ConnectionId,
    pub message: MessageId,
    pub origin: Origin,
    pub rule: Option<RuleId>,
    pub execution: Option<ExecutionId>,
    pub text: String,
    pub anchor: Option<Moment>,
    pub state: SendState,
    pub due_at: Moment,
    /// When it could first have gone: its first `due_at`, or the end of a wait chosen since. Retries do not move it.
    pub on_time_at: Moment,
    pub attempts: u32,
    pub created_at: Moment,
    pub fault: String,
    /// When it was last handed out to be sent, unless it came back.
    pub claimed_at: Option<Moment>,
}

/// Where a message lay before a person sent it from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FromTray {
    /// It was too late to go by itself.
    Missed,
    /// Nobody knew whether it had gone: this send, and what was known of it.
    Unknown { send: OutboxId, fault: String },
}

/// A webhook call that is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookRow {
    pub id: i64,
    pub execution: ExecutionId,
    pub url: String,
    pub body: String,
    pub attempts: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayRun {
    /// Local date, `YYYY-MM-DD`.
    pub date: String,
    pub cut_at: Moment,
    pub started_at: Moment,
    pub finished_at: Option<Moment>,
    pub state: DayState,
}

impl DayRun {
    /// Nothing of it is left to do or to ask.
    #[must_use]
    pub fn is_over(&self) -> bool {
        match self.state {
            DayState::Done | DayState::Declined => true,
            DayState::Asks | DayState::Running => false,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayClosing {
    pub date: String,
    pub ticket: TicketId,
    pub outbox: Option<OutboxId>,
    pub state: ClosingState,
    pub closed_at: Option<Moment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    pub user: UserId,
    pub at: Moment,
    pub event: NoticeEvent,
    pub ticket: Option<TicketId>,
    pub title: String,
    pub text: String,
    /// Wants a desktop bubble.
    pub bubble: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRow {
    pub id: NoticeId,
    pub user: UserId,
    pub at: Moment,
    pub event: NoticeEvent,
    pub ticket: Option<TicketId>,
    pub title: String,
    pub text: String,
    pub read_at: Option<Moment>,
}
