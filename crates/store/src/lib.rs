//! All SQL of Retorno, behind verbs of the domain. [`Database`] is the one writer, [`Reader`] a read-only connection
//! beside it, [`Store`] what may be said inside one transaction. It decides nothing: rows in, rows out; what is due and
//! what follows is the engine's and the runtime's business.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod row;
pub mod sqlite;
pub mod suite;

use engine::evaluate::Part;
use engine::*;

pub use row::*;
pub use sqlite::view;
pub use sqlite::{
    BACKUPS_KEPT, CheckpointMode, Database, Options, Reader, Restored, backups_folder, check_copy, restore, rotate,
};

/// Why the store refused.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("Não foi possível gravar em {path}: {why}. Confira as permissões da pasta.")]
    Unwritable { path: String, why: String },
    #[error(
        "Este banco de dados foi criado por uma versão mais nova do Retorno. Atualize o programa; nada foi alterado."
    )]
    Newer,
    #[error("O banco de dados está danificado: {0}. Restaure a cópia de segurança mais recente.")]
    Corrupt(String),
    #[error("O disco está cheio. Nada foi enviado; libere espaço para o Retorno continuar.")]
    Full,
    #[error("O disco não aceita ler ou gravar ({0}). Nada foi enviado; confira o disco e as permissões da pasta.")]
    Disk(String),
    #[error(
        "O arquivo {0} foi trocado ou apagado por outro programa enquanto o Retorno estava aberto. Nada mais é enviado \
         nem gravado. Feche e abra o Retorno."
    )]
    Swapped(String),
    #[error("O banco de dados está ocupado por outro programa.")]
    Busy,
    #[error("Não encontrado: {0}.")]
    Missing(&'static str),
    #[error("Falha no banco de dados: {0}")]
    Sql(String),
}

/// Set by a restore from a copy; the runtime fences everything pending and clears it.
pub const RESTORED_KEY: &str = "restored_at";
/// Set by a rescue: the file that was swapped under the program, a [`Taken`]; the runtime tells of it and drops it.
pub const RESCUED_KEY: &str = "rescued_from";
/// Set by a start that set a rescued copy of before aside, a [`Disbelieved`]; the runtime tells of it and drops it.
pub const DISBELIEVED_KEY: &str = "rescue_disbelieved";

/// A file of the database that another program took away.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Taken {
    pub file: String,
    /// Nothing was put in its place.
    pub removed: bool,
}

/// A rescued copy that had come back after what is in use went on from it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Disbelieved {
    /// The name it has now.
    pub file: String,
}

pub type Result<T> = std::result::Result<T, StoreError>;

/// What may be said inside one transaction of the writer. Every verb that changes does so in that transaction only.
pub trait Store {
    // ---- settings and people (settings.rs, people.rs)
    fn settings(&mut self) -> Result<Settings>;
    fn put_settings(&mut self, settings: &Settings) -> Result<()>;
    /// A small value of the house itself (lease, last clock reading, secrets' seal); JSON text.
    fn value(&mut self, key: &str) -> Result<Option<String>>;
    fn put_value(&mut self, key: &str, json: &str) -> Result<()>;
    fn drop_value(&mut self, key: &str) -> Result<()>;
    /// All users, teams, queues (archived too), stages, tags: the small tables, read whole and kept by the runtime.
    fn people(&mut self) -> Result<People>;
    /// Everything but the absence, which is not changed with the rest.
    fn put_user(&mut self, user: &User) -> Result<UserId>;
    /// `None`: the person is there again.
    fn set_absence(&mut self, user: UserId, absence: Option<&Absence>) -> Result<()>;
    fn put_team(&mut self, team: &Team) -> Result<TeamId>;
    fn put_queue(&mut self, queue: &Queue) -> Result<QueueId>;
    fn put_funnel(&mut self, funnel: &Funnel) -> Result<FunnelId>;
    fn put_stage(&mut self, stage: &Stage) -> Result<StageId>;
    fn put_tag(&mut self, tag: &Tag) -> Result<TagId>;
    fn holidays(&mut self) -> Result<Vec<(String, String)>>;
    fn put_holiday(&mut self, date: &str, name: &str) -> Result<()>;
    fn drop_holiday(&mut self, date: &str) -> Result<()>;
    fn audit(&mut self, at: Moment, user: Option<UserId>, what: &str, before: &str, after: &str) -> Result<()>;

    // ---- what was never real (wipe.rs)
    /// Deletes every ticket of these connections with all that hangs on it, and the contacts nothing else speaks of.
    fn wipe_tickets(&mut self, connections: &[ConnectionId]) -> Result<()>;
    /// Deletes it if nothing that stays speaks of it; `false`: something does.
    fn wipe_connection(&mut self, connection: ConnectionId) -> Result<bool>;
    fn wipe_rule(&mut self, rule: RuleId) -> Result<bool>;
    fn wipe_user(&mut self, user: UserId) -> Result<bool>;
    fn wipe_tag(&mut self, tag: TagId) -> Result<bool>;
    /// The run of this local date, if it touched no ticket that stays.
    fn wipe_day_run(&mut self, date: &str) -> Result<bool>;

    // ---- connections (connection.rs)
    fn connections(&mut self) -> Result<Vec<Connection>>;
    fn put_connection(&mut self, connection: &Connection) -> Result<ConnectionId>;
    /// Where its pulls stopped, and up to when everything has been read.
    fn set_cursor(&mut self, connection: ConnectionId, cursor: &str, synced_at: Option<Moment>) -> Result<()>;
    fn set_connection_state(&mut self, connection: ConnectionId, state: ConnectionState, detail: &str) -> Result<()>;
    fn set_resume_at(&mut self, connection: ConnectionId, at: Moment) -> Result<()>;
    /// How many messages it has sent on this local day (`YYYY-MM-DD`).
    fn sent_on(&mut self, connection: ConnectionId, day: &str) -> Result<u32>;
    /// It sends one message more on this local day, and no other before `resume_at`.
    fn sends(&mut self, connection: ConnectionId, day: &str, resume_at: Moment) -> Result<()>;
    /// A message counted on this local day did not go.
    fn unsends(&mut self, connection: ConnectionId, day: &str) -> Result<()>;

    // ---- contacts and tickets (contact.rs, ticket.rs)
    /// Finds the contact with this identity or creates it; an empty stored name is filled in.
    fn contact_by_address(&mut self, kind: &str, address: &str, name: &str, now: Moment) -> Result<ContactId>;
    fn contact(&mut self, id: ContactId) -> Result<Contact>;
    fn contact_name(&mut self, id: ContactId) -> Result<String>;
    /// Address of a contact on a kind of connection.
    fn address(&mut self, contact: ContactId, kind: &str) -> Result<Option<String>>;
    fn add_tag(&mut self, contact: ContactId, tag: TagId) -> Result<bool>;
    fn remove_tag(&mut self, contact: ContactId, tag: TagId) -> Result<bool>;
    fn set_wallet(&mut self, contact: ContactId, owner: Option<UserId>) -> Result<()>;
    fn set_opted_out(&mut self, contact: ContactId, at: Option<Moment>) -> Result<()>;
    /// The contact's last word anywhere becomes the later of the stored and this one.
    fn contact_wrote(&mut self, contact: ContactId, at: Moment) -> Result<()>;
    fn ticket(&mut self, id: TicketId) -> Result<Option<Ticket>>;
    fn open_ticket(&mut self, new: &NewTicket) -> Result<TicketId>;
    /// Writes every engine column and the anchor. One that is in another place on the board by it is there since `at`.
    fn put_ticket(&mut self, ticket: &Ticket, at: Moment) -> Result<()>;
    fn set_returned(&mut self, ticket: TicketId, at: Option<Moment>) -> Result<()>;
    fn set_value(&mut self, ticket: TicketId, cents: i64) -> Result<()>;
    /// The contact's newest ticket on this connection.
    fn newest_ticket(&mut self, contact: ContactId, connection: ConnectionId) -> Result<Option<TicketId>>;
    /// The ticket that holds any of these external ids of the connection, first found first.
    fn ticket_of_refs(&mut self, connection: ConnectionId, refs: &[String]) -> Result<Option<TicketId>>;
    fn ticket_extra(&mut self, id: TicketId) -> Result<TicketExtra>;
    /// How many tickets the board has in this stage.
    fn tickets_in_stage(&mut self, stage: StageId) -> Result<u32>;

    // ---- messages and timeline (message.rs)
    /// `None`: this (connection, external id) is already here. Also moves the ticket's last message if newer.
    fn add_message(&mut self, new: &NewMessage) -> Result<Option<MessageId>>;
    fn message(&mut self, id: MessageId) -> Result<Option<MessageRow>>;
    /// The message of ours with this external id, if any.
    fn message_by_external(&mut self, connection: ConnectionId, external_id: &str) -> Result<Option<MessageRow>>;
    /// State, external id (if given) and instant of acceptance of a send of ours. `counts` makes it a human word.
    fn set_message_state(&mut self, id: MessageId, change: &MessageChange) -> Result<()>;
    /// The latest human word on the ticket that still counts.
    fn latest_human(&mut self, ticket: TicketId) -> Result<Option<Moment>>;
    /// External ids of the conversation for threading, oldest first, at most `limit` newest.
    fn refs(&mut self, ticket: TicketId, limit: u32) -> Result<Vec<String>>;
    fn log(&mut self, entry: &TimelineEntry) -> Result<()>;

    // ---- rules (rule.rs)
    /// All but the archived, in order of position, id.
    fn rules(&mut self) -> Result<Vec<StoredRule>>;
    fn rule(&mut self, id: RuleId) -> Result<Option<StoredRule>>;
    /// Inserts (id 0) or writes a new version, with its fence and watermark.
    fn put_rule(&mut self, rule: &StoredRule, by: Option<UserId>, at: Moment) -> Result<RuleId>;
    fn set_rule_state(&mut self, id: RuleId, state: RuleState, problem: &str) -> Result<()>;
    /// A new activation: deadlines up to `fence` stay untouched, judging starts after `watermark`.
    fn set_rule_fence(&mut self, id: RuleId, fence: Moment, watermark: Moment) -> Result<()>;
    fn set_rule_position(&mut self, id: RuleId, position: i64) -> Result<()>;
    fn set_watermark(&mut self, id: RuleId, anchor: Moment) -> Result<()>;
    /// Watermark of the queue policy; [`Moment::MIN`] at first.
    fn queue_watermark(&mut self) -> Result<Moment>;
    fn set_queue_watermark(&mut self, anchor: Moment) -> Result<()>;

    // ---- the timing queue (timing.rs)
    /// Tickets with an anchor in (after, upto], oldest first, with their contacts; at most `limit`, plus those that share
    /// the last one's instant, so that the last anchor is a safe watermark.
    fn waiting(&mut self, after: Moment, upto: Moment, limit: u32) -> Result<Vec<(Ticket, Contact)>>;
    /// The first anchor after this one.
    fn next_anchor(&mut self, after: Moment) -> Result<Option<Moment>>;
    /// Tickets released from hold at or before this instant whose five minutes have not been settled yet.
    fn released(&mut self, upto: Moment, limit: u32) -> Result<Vec<TicketId>>;
    fn next_released(&mut self) -> Result<Option<Moment>>;
    fn has_run(&mut self, rule: RuleId, ticket: TicketId, turn: u32, silence: Moment, part: Part) -> Result<bool>;
    /// `None`: the key exists already, nothing was written.
    fn record(&mut self, execution: &NewExecution) -> Result<Option<ExecutionId>>;
    fn execution(&mut self, id: ExecutionId) -> Result<Option<ExecutionRow>>;
    fn execution_of(
        &mut self,
        rule: RuleId,
        ticket: TicketId,
        turn: u32,
        silence: Moment,
        part: Part,
    ) -> Result<Option<ExecutionRow>>;
    /// `Cancelled` also frees the once-per-episode key (its `silence` becomes minus its own id), for it never acted.
    fn set_execution(&mut self, id: ExecutionId, outcome: ExecutionOutcome, why: &str) -> Result<()>;
    /// The number under which judgements refer to this; a new one gets one.
    fn circumstance(&mut self, circumstance: &Circumstance) -> Result<CircumstanceId>;
    /// What the verdict that came to this execution was made from.
    fn keep_judgement(
        &mut self,
        execution: ExecutionId,
        at: Moment,
        circumstance: CircumstanceId,
        inputs: &Inputs,
    ) -> Result<()>;
    /// A late word of the customer at `at` opened a turn behind the anchor: what ran on a later anchor keeps its episode.
    fn rekey(&mut self, ticket: TicketId, turn_before: u32, at: Moment) -> Result<()>;
    /// Actions of rules on the ticket since then, however many a rule has.
    fn actions_since(&mut self, ticket: TicketId, since: Moment) -> Result<u32>;
    fn defer(&mut self, step: &Deferred) -> Result<()>;
    /// Due deferred steps, earliest first.
    fn deferred_due(&mut self, now: Moment, limit: u32) -> Result<Vec<Deferred>>;
    fn deferred_step(&mut self, rule: RuleId, ticket: TicketId, part: Part) -> Result<Option<Deferred>>;
    fn next_deferred(&mut self) -> Result<Option<Moment>>;
    /// Those waiting for an event of this kind (and rule, if given) become due at `at`. Returns how many.
    fn release_deferred(&mut self, why: DeferWhy, rule: Option<RuleId>, at: Moment) -> Result<u32>;
    fn drop_deferred(&mut self, rule: RuleId, ticket: TicketId, part: Part) -> Result<()>;
    fn drop_deferred_of_ticket(&mut self, ticket: TicketId) -> Result<u32>;
    fn drop_deferred_of_rule(&mut self, rule: RuleId) -> Result<u32>;

    // ---- outbox (outbox.rs)
    fn plan(&mut self, new: &NewOutgoing) -> Result<OutboxId>;
    fn outgoing(&mut self, id: OutboxId) -> Result<Option<OutgoingRow>>;
    /// Whether a person sent the same text on this ticket after this message, and that neither failed nor was called off.
    fn is_said_again(&mut self, message: MessageId) -> Result<bool>;
    fn outgoing_of_message(&mut self, message: MessageId) -> Result<Option<OutgoingRow>>;
    /// Where this message lay before a person sent it from there; `None`: in no tray.
    fn tray_entry(&mut self, ticket: TicketId, message: MessageId) -> Result<Option<FromTray>>;
    /// Planned rows due by `now`, earliest first, on connections whose pace allows it.
    fn ready(&mut self, now: Moment, limit: u32) -> Result<Vec<OutgoingRow>>;
    /// The earliest instant at which a planned row may go (its due time and its connection's pace).
    fn next_ready(&mut self) -> Result<Option<Moment>>;
    /// planned → sending, if it still is planned. The caller commits before it touches the network.
    fn claim(&mut self, id: OutboxId, now: Moment) -> Result<bool>;
    /// A rule's webhook call, owed with its execution; an internal step, so it is retried until it is accepted or given up.
    fn plan_webhook(&mut self, execution: ExecutionId, url: &str, body: &str, at: Moment) -> Result<()>;
    fn webhooks_due(&mut self, now: Moment, limit: u32) -> Result<Vec<WebhookRow>>;
    fn next_webhook(&mut self) -> Result<Option<Moment>>;
    /// `retry_at: None` ends it, well or badly.
    fn webhook_tried(&mut self, id: i64, at: Moment, retry_at: Option<Moment>, fault: &str) -> Result<()>;
    fn set_outgoing(&mut self, id: OutboxId, state: SendState, at: Moment, fault: &str) -> Result<()>;
    /// Planned, but on purpose not before `until`: no try, and no lateness.
    fn put_off(&mut self, id: OutboxId, until: Moment, why: &str) -> Result<()>;
    /// The first `rows_max` of what this connection put off for that reason are planned for `now` after all, and no later
    /// for it; `given` stands in the reason's place.
    fn bring_forward(
        &mut self,
        connection: ConnectionId,
        why: &str,
        given: &str,
        now: Moment,
        rows_max: u32,
    ) -> Result<()>;
    /// sending → planned as it was before the claim: it never left, so it was no try.
    fn put_back(&mut self, id: OutboxId) -> Result<()>;
    /// sending → planned again at `due_at`, one try more.
    fn retry(&mut self, id: OutboxId, due_at: Moment, fault: &str) -> Result<()>;
    fn sending(&mut self) -> Result<Vec<OutgoingRow>>;
    /// The row on its way, or of unknown end, whose key is part of the provider's id.
    fn unsettled(&mut self, connection: ConnectionId, external_id: &str) -> Result<Option<OutgoingRow>>;
    /// Every row of one execution, oldest first.
    fn outgoing_of_execution(&mut self, ticket: TicketId, execution: ExecutionId) -> Result<Vec<OutgoingRow>>;
    /// Automatic rows about the silence since `anchor` that may have gone out, and whose end came after `at`; of an uncertain
    /// one its beginning, for its end is when we gave up. Oldest first.
    fn ended_after(&mut self, ticket: TicketId, anchor: Moment, at: Moment) -> Result<Vec<OutgoingRow>>;
    /// Planned automatic rows of the ticket (or contact, for rules) that its answer cancels.
    fn planned_of_ticket(&mut self, ticket: TicketId) -> Result<Vec<OutgoingRow>>;
    fn planned_of_contact(&mut self, contact: ContactId) -> Result<Vec<OutgoingRow>>;
    fn planned_of_rule(&mut self, rule: RuleId) -> Result<Vec<OutgoingRow>>;
    /// Rule messages planned or gone (not cancelled, failed, missed) since then.
    fn contact_sends_since(&mut self, contact: ContactId, since: Moment) -> Result<u32>;
    fn rule_sends_since(&mut self, rule: RuleId, since: Moment) -> Result<u32>;
    fn last_rule_message(&mut self, ticket: TicketId) -> Result<Option<Moment>>;
    /// When the last one went, or for one that has not gone, when it could first have gone.
    fn last_rule_message_on_time(&mut self, ticket: TicketId) -> Result<Option<Moment>>;

    // ---- Sem Interação and the end of the day (queue.rs)
    /// `false`: this (ticket, anchor) has entered before, which keeps out only what does not come by hand.
    fn enter(&mut self, ticket: TicketId, anchor: Moment, turn: u32, at: Moment, by_hand: bool) -> Result<bool>;
    fn entered_before(&mut self, ticket: TicketId, anchor: Moment) -> Result<bool>;
    /// The entry of this silence is as if it had not ended. False if there is none that has.
    fn enter_again(&mut self, ticket: TicketId, anchor: Moment) -> Result<bool>;
    /// When its newest entry was, whatever has been made of it since.
    fn last_entered_at(&mut self, ticket: TicketId) -> Result<Option<Moment>>;
    /// An entry of this episode already told the customer.
    fn entries_of_turn(&mut self, ticket: TicketId, turn: u32) -> Result<u32>;
    fn leave(&mut self, ticket: TicketId, at: Moment, how: Left) -> Result<()>;
    /// Tickets now in the queue, by time of entry.
    fn inside(&mut self, entered_upto: Moment, limit: u32) -> Result<Vec<Ticket>>;
    fn day_run(&mut self, date: &str) -> Result<Option<DayRun>>;
    fn put_day_run(&mut self, run: &DayRun) -> Result<()>;
    fn day_closing(&mut self, date: &str, ticket: TicketId) -> Result<Option<DayClosing>>;
    fn put_day_closing(&mut self, closing: &DayClosing) -> Result<()>;
    /// Closings of a run whose text is still on its way.
    fn day_closings_open(&mut self, date: &str) -> Result<Vec<DayClosing>>;
    fn open_closing_of(&mut self, ticket: TicketId) -> Result<Option<DayClosing>>;
    /// The tickets a date's end has closed from this instant on.
    fn day_closed(&mut self, date: &str, since: Moment) -> Result<Vec<TicketId>>;

    // ---- notices (notice.rs)
    fn add_notice(&mut self, notice: &NewNotice) -> Result<NoticeId>;
    /// Bubbles not yet handed to the system.
    fn bubbles_pending(&mut self, limit: u32) -> Result<Vec<NoticeRow>>;
    fn set_shown(&mut self, ids: &[NoticeId], at: Moment) -> Result<()>;
    fn bubbles_shown_since(&mut self, user: UserId, since: Moment) -> Result<u32>;
    fn set_read(&mut self, user: UserId, ticket: Option<TicketId>, at: Moment) -> Result<()>;
    /// One notice, if it is this user's.
    fn set_one_read(&mut self, user: UserId, notice: NoticeId, at: Moment) -> Result<()>;
}
