//! Tickets as screens meet them: cards, the open ticket with its conversation, and the lists of the board, of the search
//! and of "Meus atendimentos". What is done to tickets is in `action`.

mod attachment;
mod conversation;
mod handle;

use engine::*;
use store::{MessageSide, MessageState, Origin, Role};

use crate::shape::{args, views, words};

pub(crate) use attachment::attachment;
pub(crate) use conversation::{conversation, timeline};
pub(crate) use handle::{my_tickets, search, seen, ticket};

args! {
    /// Which tickets. An empty list means any.
    #[derive(Default)]
    pub struct TicketFilter {
        /// Words of the contact's name, or a part of protocol or subject.
        pub text: Option<String>,
        #[serde(default)]
        #[ts(as = "Option<Vec<UserId>>", optional)]
        pub technicians: Vec<UserId>,
        #[serde(default)]
        #[ts(as = "Option<Vec<TeamId>>", optional)]
        pub teams: Vec<TeamId>,
        #[serde(default)]
        #[ts(as = "Option<Vec<TagId>>", optional)]
        pub tags: Vec<TagId>,
        #[serde(default)]
        #[ts(as = "Option<Vec<ConnectionId>>", optional)]
        pub connections: Vec<ConnectionId>,
        #[serde(default)]
        #[ts(as = "Option<Vec<QueueId>>", optional)]
        pub queues: Vec<QueueId>,
        #[serde(default)]
        #[ts(as = "Option<Vec<Status>>", optional)]
        pub statuses: Vec<Status>,
        /// "Parado há mais de": nobody said a word for this long.
        pub idle_for: Option<Span>,
        pub waits_for: Option<WaitsFor>,
        /// The customer's answer took it out of Sem Interação at this instant or later.
        pub returned_since: Option<Moment>,
        /// Closed for want of an answer at this instant or later.
        pub lapsed_since: Option<Moment>,
    }

    pub struct BoardArgs {
        /// The first funnel if absent.
        pub funnel: Option<FunnelId>,
        #[serde(default)]
        #[ts(as = "Option<TicketFilter>", optional)]
        pub filter: TicketFilter,
        /// Cards of each column in the reply.
        pub page: Option<u32>,
    }

    pub struct BoardPageArgs {
        pub funnel: FunnelId,
        pub column: ColumnKey,
        #[serde(default)]
        #[ts(as = "Option<TicketFilter>", optional)]
        pub filter: TicketFilter,
        /// `next` of the page before.
        pub after: Option<String>,
        pub limit: Option<u32>,
    }

    pub struct TicketsArgs {
        #[serde(default)]
        #[ts(as = "Option<TicketFilter>", optional)]
        pub filter: TicketFilter,
        pub after: Option<String>,
        pub limit: Option<u32>,
    }

    pub struct OneTicket {
        pub ticket: TicketId,
    }

    pub struct TicketPageArgs {
        pub ticket: TicketId,
        /// `earlier` of the page before: the one with older entries.
        pub before: Option<String>,
        pub limit: Option<u32>,
    }

    pub struct OneAttachment {
        pub message: MessageId,
        /// Its place in the message's list, from 0.
        pub position: u32,
    }

    pub struct SearchArgs {
        /// Name, address, protocol, or words of the messages.
        pub text: String,
        pub limit: Option<u32>,
    }
}

words! {
    /// Whose turn it is to speak.
    pub enum WaitsFor {
        Customer,
        Us,
        /// The customer owes nothing, and a technician has it.
        Technician,
    }
}

/// One column of the board.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    ts_rs::TS,
    schemars::JsonSchema,
)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum ColumnKey {
    /// In no stage yet.
    NoStage,
    Stage {
        stage: StageId,
    },
    /// The queue Sem Interação, whatever the stage.
    NoInteraction,
    Closed,
}

words! {
    /// What happens to a ticket by itself.
    pub enum ForecastKind {
        /// Moves into Sem Interação.
        Enter,
        /// A rule acts.
        Rule,
        /// The end of the day closes it.
        DayEnd,
    }
}

views! {
    /// The next automation of a ticket, if it is due within a day.
    pub struct NextUp {
        pub kind: ForecastKind,
        pub rule: Option<RuleId>,
        pub at: Moment,
    }

    /// One ticket in a list. Names behind the ids are in `directory`.
    pub struct TicketCard {
        pub id: TicketId,
        pub protocol: String,
        pub contact: ContactId,
        pub contact_name: String,
        pub subject: String,
        pub connection: ConnectionId,
        pub queue: QueueId,
        pub stage: Option<StageId>,
        pub status: Status,
        /// "Responsável": the technician, or the keeper while in Sem Interação.
        pub assignee: Option<UserId>,
        pub tags: Vec<TagId>,
        pub last_text: String,
        pub last_side: MessageSide,
        pub last_at: Moment,
        /// Since when the customer owes an answer.
        pub silent_since: Option<Moment>,
        /// Since when the customer waits for us.
        pub customer_waits_since: Option<Moment>,
        /// Set exactly while in Sem Interação.
        pub entered_at: Option<Moment>,
        /// "Técnico original", kept from the entry into Sem Interação.
        pub returns_to: Option<UserId>,
        /// The customer's answer brought it back and nobody opened it since.
        pub returned_at: Option<Moment>,
        pub on_hold: bool,
        /// The last send that ended, ended badly or uncertain.
        pub failed_send: bool,
        pub value_cents: i64,
        pub created_at: Moment,
        /// Since when it is in its column of the board.
        pub stage_since: Moment,
        pub next: Option<NextUp>,
    }

    pub struct TicketPage {
        pub rows: Vec<TicketCard>,
        /// `after` of the next page; absent at the end.
        pub next: Option<String>,
    }

    pub struct BoardColumn {
        pub key: ColumnKey,
        /// Of a stage as the supervisor named it; empty for the fixed columns.
        pub name: String,
        pub colour: String,
        pub limit_max: Option<u32>,
        pub locked: bool,
        pub count: u32,
        /// How many it holds whatever the filter leaves, which is what its limit counts.
        pub in_all: u32,
        pub value_cents: i64,
        /// Since when its tickets are in it, on the average; absent: there are none, or they are closed.
        pub average_since: Option<Moment>,
        pub page: TicketPage,
    }

    pub struct Board {
        pub now: Moment,
        pub funnel: FunnelId,
        pub columns: Vec<BoardColumn>,
    }

    pub struct ContactView {
        pub id: ContactId,
        pub name: String,
        /// On the ticket's connection.
        pub address: Option<String>,
        pub tags: Vec<TagId>,
        pub wallet_owner: Option<UserId>,
        pub opted_out: bool,
        pub do_not_disturb: bool,
        pub wrote_at: Option<Moment>,
        /// The contact's other tickets, newest first, at most ten.
        pub others: Vec<TicketRef>,
    }

    pub struct TicketRef {
        pub id: TicketId,
        pub protocol: String,
        pub subject: String,
        pub status: Status,
        pub last_at: Moment,
    }

    /// The open ticket.
    pub struct TicketView {
        pub now: Moment,
        pub card: TicketCard,
        pub contact: ContactView,
        /// The closed ticket this one continues.
        pub linked_to: Option<TicketId>,
        pub closed_at: Option<Moment>,
        pub close_reason: Option<CloseReason>,
        pub last_attendant: Option<UserId>,
        /// The queue it goes back to when the customer answers.
        pub returns_to: Option<ReturnsTo>,
        /// This person may act on it.
        pub may_act: bool,
        /// Who may, if this person may not; for the tip of a disabled button.
        pub acts_role: Role,
    }

    pub struct AttachmentView {
        pub name: String,
        pub mime: String,
        pub bytes: u64,
    }

    pub struct MessageView {
        pub id: MessageId,
        pub side: MessageSide,
        pub author: Option<UserId>,
        /// Why a message of ours was sent.
        pub origin: Option<Origin>,
        pub rule: Option<RuleId>,
        pub subject: String,
        pub text: String,
        pub attachments: Vec<AttachmentView>,
        /// The clock's instant: the smaller of the provider's and ours.
        pub at: Moment,
        pub state: MessageState,
        /// Why it failed, in Portuguese; empty otherwise.
        pub detail: String,
        /// While it waits in the outbox: when it goes, and until when "Cancelar envio" works.
        pub leaves_at: Option<Moment>,
        /// From before the connection was made.
        pub history: bool,
        /// Moves the silence clock. Of what a customer's side sent here and now, only an automatic reply does not.
        pub counts: bool,
    }

    /// One line of what happened to a ticket.
    pub struct EventView {
        pub id: i64,
        pub at: Moment,
        /// A word the catalogue has a sentence for.
        pub event: String,
        pub user: Option<UserId>,
        pub rule: Option<RuleId>,
        pub detail: serde_json::Value,
    }

    /// The newest messages and what happened between them, oldest first.
    pub struct Conversation {
        pub messages: Vec<MessageView>,
        pub events: Vec<EventView>,
        /// `before` of the page with older ones; absent at the start.
        pub earlier: Option<String>,
    }

    pub struct Timeline {
        /// Newest first.
        pub events: Vec<EventView>,
        pub earlier: Option<String>,
    }

    pub struct Found {
        pub card: TicketCard,
        /// The message that has the words, shortened around them; absent if name or protocol matched.
        pub excerpt: Option<String>,
    }

    pub struct SearchReply {
        pub found: Vec<Found>,
        /// There are more than the limit.
        pub more: bool,
    }

    /// "Meus atendimentos".
    pub struct MyTickets {
        pub now: Moment,
        /// "Devolvidos a você": pinned until opened.
        pub returned: Vec<ReturnedTicket>,
        /// "Aguardando você", longest first.
        pub waiting_for_me: Vec<TicketCard>,
        /// "Aguardando cliente", nearest to Sem Interação first.
        pub waiting_for_customer: Vec<TicketCard>,
        /// A list was cut at its limit.
        pub more: bool,
    }

    pub struct ReturnedTicket {
        pub card: TicketCard,
        /// How long it had been in Sem Interação.
        pub stayed: Option<Span>,
    }
}
