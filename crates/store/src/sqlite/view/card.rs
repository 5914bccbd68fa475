//! A ticket as a card: what the board, the queue, "Meus atendimentos" and the head of a conversation show of it.

use engine::{ConnectionId, ContactId, Moment, QueueId, StageId, Status, TagId, TicketId, UserId};
use rusqlite::Row;

use super::Key;
use crate::MessageSide;
use crate::sqlite::cell::{moment, moment_opt, number, number_opt, unreadable, word};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardRow {
    pub id: TicketId,
    pub protocol: String,
    pub contact: ContactId,
    pub contact_name: String,
    pub subject: String,
    pub status: Status,
    pub queue: QueueId,
    pub assignee: Option<UserId>,
    pub assignee_name: Option<String>,
    pub stage: Option<StageId>,
    /// Since when the customer owes an answer; none while on hold.
    pub anchor: Option<Moment>,
    pub customer_at: Option<Moment>,
    pub human_at: Option<Moment>,
    /// Set while in Sem Interação.
    pub entered_at: Option<Moment>,
    /// The technician it goes back to; kept from the entry into Sem Interação.
    pub returns_to: Option<UserId>,
    /// At most 160 characters.
    pub last_text: String,
    pub last_side: MessageSide,
    pub last_at: Moment,
    /// Those still in use, by id.
    pub tags: Vec<TagId>,
    pub connection: ConnectionId,
    pub connection_kind: String,
    pub connection_name: String,
    pub value_cents: i64,
    pub created_at: Moment,
    /// Since when it is in its column of the board.
    pub stage_since: Moment,
    /// When the customer's return was noticed and nobody opened the ticket since.
    pub returned_at: Option<Moment>,
    pub on_hold: bool,
    /// The last send that ended, ended badly or unknown.
    pub has_failed_send: bool,
}

impl CardRow {
    /// The order of waiting lists: longest wait first.
    pub(super) fn key(&self) -> Key {
        Key { at: self.anchor.or(self.customer_at).unwrap_or(self.last_at), id: self.id.0 }
    }
}

/// Columns for [`of`], of a `ticket t` joined by `card_joins!`.
macro_rules! card_columns {
    () => {
        "SELECT t.id, t.protocol, t.contact, c.name, t.status, t.queue, t.assignee, u.name, t.stage, t.anchor,
                t.customer_at, t.human_at, t.entered_at, t.last_text, t.last_side, t.last_at,
                (SELECT group_concat(k.tag, ' ') FROM contact_tag k JOIN tag g ON g.id = k.tag
                  WHERE k.contact = t.contact AND g.archived = 0),
                t.connection, n.kind, n.name, t.value_cents, t.returned_at, t.hold = 'on',
                coalesce((SELECT o.state FROM outbox o WHERE o.ticket = t.id
                             AND o.state IN ('sent', 'delivered', 'read', 'failed', 'unknown')
                          ORDER BY o.id DESC LIMIT 1) IN ('failed', 'unknown'), 0),
                t.subject, t.returns_user, t.created_at, t.stage_since "
    };
}

/// CROSS keeps the ticket outermost: without statistics the planner might start from the small tables.
macro_rules! card_joins {
    () => {
        "CROSS JOIN contact c ON c.id = t.contact CROSS JOIN connection n ON n.id = t.connection
         LEFT JOIN user u ON u.id = t.assignee "
    };
}
pub(super) use {card_columns, card_joins};

/// How many columns [`of`] reads.
pub(super) const WIDTH: usize = 28;

pub(super) fn of(row: &Row) -> rusqlite::Result<CardRow> {
    Ok(CardRow {
        id: number(row, 0, TicketId)?,
        protocol: row.get(1)?,
        contact: number(row, 2, ContactId)?,
        contact_name: row.get(3)?,
        subject: row.get(24)?,
        status: word(row, 4)?,
        queue: number(row, 5, QueueId)?,
        assignee: number_opt(row, 6, UserId)?,
        assignee_name: row.get(7)?,
        stage: number_opt(row, 8, StageId)?,
        anchor: moment_opt(row, 9)?,
        customer_at: moment_opt(row, 10)?,
        human_at: moment_opt(row, 11)?,
        entered_at: moment_opt(row, 12)?,
        returns_to: number_opt(row, 25, UserId)?,
        last_text: row.get(13)?,
        last_side: word(row, 14)?,
        last_at: moment(row, 15)?,
        tags: tags(row, 16)?,
        connection: number(row, 17, ConnectionId)?,
        connection_kind: row.get(18)?,
        connection_name: row.get(19)?,
        value_cents: row.get(20)?,
        created_at: moment(row, 26)?,
        stage_since: moment(row, 27)?,
        returned_at: moment_opt(row, 21)?,
        on_hold: row.get(22)?,
        has_failed_send: row.get(23)?,
    })
}

fn tags(row: &Row, column: usize) -> rusqlite::Result<Vec<TagId>> {
    let words = row.get_ref(column)?.as_str_or_null()?.unwrap_or_default().split_ascii_whitespace();
    let mut tags: Vec<TagId> =
        words.map(|id| id.parse().map(TagId).map_err(|_| unreadable(column, id))).collect::<rusqlite::Result<_>>()?;
    tags.sort();
    Ok(tags)
}
