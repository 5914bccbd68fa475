//! One ticket: the head of its conversation, its messages and its timeline.

use engine::{CloseReason, ConnectionId, MessageId, Moment, OutboxId, QueueId, RuleId, Status, TicketId, UserId};
use rusqlite::{OptionalExtension, Row, params};

use super::card::{self, WIDTH, card_columns, card_joins};
use super::{CardRow, END, Key, Page, bounded};
use crate::sqlite::Reader;
use crate::sqlite::cell::{moment, moment_opt, number, number_opt, word, word_opt};
use crate::{MessageSide, MessageState, Origin, Result, SendState};

/// Other tickets of the same contact shown beside a conversation.
const OTHERS_MAX: u32 = 20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketDetail {
    pub card: CardRow,
    pub subject: String,
    pub created_at: Moment,
    pub closed_at: Option<Moment>,
    pub close_reason: Option<CloseReason>,
    /// The closed ticket this one continues.
    pub linked_to: Option<TicketId>,
    pub returns_queue: Option<QueueId>,
    pub last_attendant: Option<UserId>,
    pub wallet_owner: Option<UserId>,
    pub opted_out_at: Option<Moment>,
    /// The contact's last word anywhere.
    pub wrote_at: Option<Moment>,
    pub identities: Vec<Identity>,
    /// Of the same contact, newest first.
    pub others: Vec<OtherTicket>,
    /// On its way or about to be.
    pub planned: Vec<PlannedView>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub kind: String,
    pub address: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherTicket {
    pub id: TicketId,
    pub protocol: String,
    pub subject: String,
    pub status: Status,
    pub connection: ConnectionId,
    pub last_at: Moment,
    pub linked_to: Option<TicketId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedView {
    pub id: OutboxId,
    pub message: MessageId,
    pub origin: Origin,
    pub rule: Option<RuleId>,
    pub state: SendState,
    pub due_at: Moment,
    pub attempts: u32,
    pub fault: String,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageView {
    pub id: MessageId,
    pub side: MessageSide,
    pub author: Option<UserId>,
    pub author_name: Option<String>,
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
    pub detail: String,
    /// Of a send of ours.
    pub outbox: Option<OutboxId>,
    pub origin: Option<Origin>,
    pub rule: Option<RuleId>,
    pub rule_name: Option<String>,
    pub due_at: Option<Moment>,
    pub fault: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineView {
    pub id: i64,
    pub at: Moment,
    pub event: String,
    pub user: Option<UserId>,
    pub user_name: Option<String>,
    pub rule: Option<RuleId>,
    pub rule_name: Option<String>,
    /// JSON object.
    pub detail: String,
}

pub(crate) const MESSAGES: &str = "SELECT m.id, m.side, m.author, u.name, m.subject, m.text, m.attachments, m.counts, m.history, m.said_at,
        m.received_at, m.at, m.state, m.detail, o.id, o.origin, o.rule, r.name, o.due_at, o.fault
     FROM message m LEFT JOIN user u ON u.id = m.author
     LEFT JOIN outbox o ON o.id = (SELECT max(x.id) FROM outbox x WHERE x.message = m.id) LEFT JOIN rule r ON r.id = o.rule
     WHERE m.ticket = ?1 AND m.at <= ?2 AND (m.at < ?2 OR m.id < ?3) ORDER BY m.at DESC, m.id DESC LIMIT ?4";

pub(crate) const TIMELINE: &str = "SELECT l.id, l.at, l.event, l.user, u.name, l.rule, r.name, l.detail
     FROM timeline l LEFT JOIN user u ON u.id = l.user LEFT JOIN rule r ON r.id = l.rule
     WHERE l.ticket = ?1 AND l.id < ?2 ORDER BY l.id DESC LIMIT ?3";

pub(crate) const EVENTS_BETWEEN: &str = "SELECT l.id, l.at, l.event, l.user, u.name, l.rule, r.name, l.detail
     FROM timeline l LEFT JOIN user u ON u.id = l.user LEFT JOIN rule r ON r.id = l.rule
     WHERE l.ticket = ?1 AND l.at >= ?2 AND l.at <= ?3 ORDER BY l.id LIMIT ?4";

impl Reader {
    pub fn card(&self, ticket: TicketId) -> Result<Option<CardRow>> {
        let sql = concat!(card_columns!(), "FROM ticket t ", card_joins!(), "WHERE t.id = ?1");
        Ok(self.db.prepare_cached(sql)?.query_row([ticket.0], card::of).optional()?)
    }

    pub fn ticket_detail(&self, ticket: TicketId) -> Result<Option<TicketDetail>> {
        let sql = concat!(
            card_columns!(),
            ", t.subject, t.created_at, t.closed_at, t.close_reason, t.linked_to, t.returns_queue,
             t.last_attendant, c.wallet_owner, c.opted_out_at, c.wrote_at FROM ticket t ",
            card_joins!(),
            "WHERE t.id = ?1"
        );
        let Some(mut detail) = self.db.prepare_cached(sql)?.query_row([ticket.0], detail_of).optional()? else {
            return Ok(None);
        };
        let contact = detail.card.contact.0;
        detail.identities = self.list(
            "SELECT kind, address FROM identity WHERE contact = ?1 ORDER BY kind, address LIMIT ?2",
            params![contact, OTHERS_MAX],
            |row| Ok(Identity { kind: row.get(0)?, address: row.get(1)? }),
        )?;
        detail.others = self.list(
            "SELECT id, protocol, status, connection, last_at, linked_to, subject FROM ticket WHERE contact = ?1 AND id <> ?2
             ORDER BY id DESC LIMIT ?3",
            params![contact, ticket.0, OTHERS_MAX],
            |row| {
                Ok(OtherTicket {
                    id: number(row, 0, TicketId)?,
                    protocol: row.get(1)?,
                    subject: row.get(6)?,
                    status: word(row, 2)?,
                    connection: number(row, 3, ConnectionId)?,
                    last_at: moment(row, 4)?,
                    linked_to: number_opt(row, 5, TicketId)?,
                })
            },
        )?;
        detail.planned = self.list(
            "SELECT id, message, origin, rule, state, due_at, attempts, fault, text FROM outbox
             WHERE ticket = ?1 AND state IN ('planned', 'sending') ORDER BY due_at, id LIMIT ?2",
            params![ticket.0, OTHERS_MAX],
            planned_of,
        )?;
        Ok(Some(detail))
    }

    /// Newest first.
    pub fn messages(&self, ticket: TicketId, before: Option<Key>, limit: u32) -> Result<Page<MessageView>> {
        let before = before.unwrap_or(END);
        let rows = self.list(MESSAGES, params![ticket.0, before.at.0, before.id, bounded(limit)], message_of)?;
        Ok(Page::of(rows, limit, |row| Key { at: row.at, id: row.id.0 }))
    }

    /// Newest first.
    pub fn timeline(&self, ticket: TicketId, before: Option<Key>, limit: u32) -> Result<Page<TimelineView>> {
        let before = before.unwrap_or(END);
        let rows = self.list(TIMELINE, params![ticket.0, before.id, bounded(limit)], timeline_of)?;
        Ok(Page::of(rows, limit, |row| Key { at: row.at, id: row.id }))
    }

    /// What happened from one instant up to another, oldest first: what stands between the messages of a page.
    pub fn events_between(
        &self,
        ticket: TicketId,
        from: Moment,
        upto: Moment,
        limit: u32,
    ) -> Result<Vec<TimelineView>> {
        self.list(EVENTS_BETWEEN, params![ticket.0, from.0, upto.0, bounded(limit)], timeline_of)
    }
}

fn detail_of(row: &Row) -> rusqlite::Result<TicketDetail> {
    Ok(TicketDetail {
        card: card::of(row)?,
        subject: row.get(WIDTH)?,
        created_at: moment(row, WIDTH + 1)?,
        closed_at: moment_opt(row, WIDTH + 2)?,
        close_reason: word_opt(row, WIDTH + 3)?,
        linked_to: number_opt(row, WIDTH + 4, TicketId)?,
        returns_queue: number_opt(row, WIDTH + 5, QueueId)?,
        last_attendant: number_opt(row, WIDTH + 6, UserId)?,
        wallet_owner: number_opt(row, WIDTH + 7, UserId)?,
        opted_out_at: moment_opt(row, WIDTH + 8)?,
        wrote_at: moment_opt(row, WIDTH + 9)?,
        identities: vec![],
        others: vec![],
        planned: vec![],
    })
}

fn planned_of(row: &Row) -> rusqlite::Result<PlannedView> {
    Ok(PlannedView {
        id: number(row, 0, OutboxId)?,
        message: number(row, 1, MessageId)?,
        origin: word(row, 2)?,
        rule: number_opt(row, 3, RuleId)?,
        state: word(row, 4)?,
        due_at: moment(row, 5)?,
        attempts: row.get(6)?,
        fault: row.get(7)?,
        text: row.get(8)?,
    })
}

fn message_of(row: &Row) -> rusqlite::Result<MessageView> {
    Ok(MessageView {
        id: number(row, 0, MessageId)?,
        side: word(row, 1)?,
        author: number_opt(row, 2, UserId)?,
        author_name: row.get(3)?,
        subject: row.get(4)?,
        text: row.get(5)?,
        attachments: row.get(6)?,
        counts: row.get(7)?,
        history: row.get(8)?,
        said_at: moment(row, 9)?,
        received_at: moment(row, 10)?,
        at: moment(row, 11)?,
        state: word(row, 12)?,
        detail: row.get(13)?,
        outbox: number_opt(row, 14, OutboxId)?,
        origin: word_opt(row, 15)?,
        rule: number_opt(row, 16, RuleId)?,
        rule_name: row.get(17)?,
        due_at: moment_opt(row, 18)?,
        fault: row.get(19)?,
    })
}

fn timeline_of(row: &Row) -> rusqlite::Result<TimelineView> {
    Ok(TimelineView {
        id: row.get(0)?,
        at: moment(row, 1)?,
        event: row.get(2)?,
        user: number_opt(row, 3, UserId)?,
        user_name: row.get(4)?,
        rule: number_opt(row, 5, RuleId)?,
        rule_name: row.get(6)?,
        detail: row.get(7)?,
    })
}
