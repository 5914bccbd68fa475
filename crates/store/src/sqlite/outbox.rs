//! The outbox: what is to leave, is leaving, or has left. A claim is one conditional statement; nothing here touches a
//! channel.

use engine::{ConnectionId, ContactId, ExecutionId, MessageId, Moment, OutboxId, RuleId, TicketId};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::cell::{Word, moment, moment_opt, number, number_opt, word};
use crate::{NewOutgoing, OutgoingRow, Result, SendState, StoreError};

/// An `outbox o`, for [`of`].
macro_rules! outbox_columns {
    () => {
        "SELECT o.id, o.key, o.ticket, o.contact, o.connection, o.message, o.origin, o.rule, o.execution, o.text, o.anchor,
                o.state, o.due_at, o.on_time_at, o.attempts, o.created_at, o.fault, o.claimed_at FROM outbox o "
    };
}

fn of(row: &Row) -> rusqlite::Result<OutgoingRow> {
    Ok(OutgoingRow {
        id: number(row, 0, OutboxId)?,
        key: row.get(1)?,
        ticket: number(row, 2, TicketId)?,
        contact: number(row, 3, ContactId)?,
        connection: number(row, 4, ConnectionId)?,
        message: number(row, 5, MessageId)?,
        origin: word(row, 6)?,
        rule: number_opt(row, 7, RuleId)?,
        execution: number_opt(row, 8, ExecutionId)?,
        text: row.get(9)?,
        anchor: moment_opt(row, 10)?,
        state: word(row, 11)?,
        due_at: moment(row, 12)?,
        on_time_at: moment(row, 13)?,
        attempts: row.get(14)?,
        created_at: moment(row, 15)?,
        fault: row.get(16)?,
        claimed_at: moment_opt(row, 17)?,
    })
}

fn one(db: &Connection, sql: &str, params: impl Params) -> Result<Option<OutgoingRow>> {
    Ok(db.prepare_cached(sql)?.query_row(params, of).optional()?)
}

fn many(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<OutgoingRow>> {
    Ok(db.prepare_cached(sql)?.query_map(params, of)?.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn plan(db: &Connection, new: &NewOutgoing) -> Result<OutboxId> {
    let NewOutgoing {
        key,
        ticket,
        contact,
        connection,
        message,
        origin,
        rule,
        execution,
        text,
        anchor,
        due_at,
        created_at,
    } = new;
    let id = db
        .prepare_cached(
            "INSERT INTO outbox (key, ticket, contact, connection, message, origin, rule, execution, text, anchor, state,
                                 due_at, on_time_at, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'planned', ?11, ?11, ?12)",
        )?
        .insert(params![
            key,
            ticket.0,
            contact.0,
            connection.0,
            message.0,
            origin.text(),
            rule.map(|rule| rule.0),
            execution.map(|execution| execution.0),
            text,
            anchor.map(|at| at.0),
            due_at.0,
            created_at.0
        ])?;
    Ok(OutboxId(id))
}

pub(crate) fn outgoing(db: &Connection, id: OutboxId) -> Result<Option<OutgoingRow>> {
    one(db, concat!(outbox_columns!(), "WHERE o.id = ?1"), [id.0])
}

pub(crate) fn outgoing_of_message(db: &Connection, message: MessageId) -> Result<Option<OutgoingRow>> {
    one(db, concat!(outbox_columns!(), "WHERE o.message = ?1 ORDER BY o.id DESC LIMIT 1"), [message.0])
}

/// Connection by connection, each already in order by its index; merged here. A ticket with a send on its way waits for
/// it, and of several to one ticket by one connection only the first is offered.
pub(crate) fn ready(db: &Connection, now: Moment, limit: u32) -> Result<Vec<OutgoingRow>> {
    let mut open =
        db.prepare_cached("SELECT id FROM connection WHERE enabled = 1 AND archived = 0 AND resume_at <= ?1")?;
    let connections: Vec<i64> = open.query_map([now.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut rows = vec![];
    for connection in connections {
        rows.extend(many(
            db,
            concat!(
                outbox_columns!(),
                "WHERE o.connection = ?1 AND o.state = 'planned' AND o.due_at <= ?2
                   AND NOT EXISTS (SELECT 1 FROM outbox s WHERE s.ticket = o.ticket AND s.state = 'sending')
                   AND NOT EXISTS (SELECT 1 FROM outbox p INDEXED BY outbox_ticket_planned WHERE p.ticket = o.ticket AND p.state = 'planned'
                                     AND p.connection = o.connection AND (p.due_at, p.id) < (o.due_at, o.id))
                 ORDER BY o.due_at, o.id LIMIT ?3"
            ),
            params![connection, now.0, limit],
        )?);
    }
    rows.sort_by_key(|row| (row.due_at, row.id));
    rows.truncate(limit as usize);
    Ok(rows)
}

pub(crate) fn next_ready(db: &Connection) -> Result<Option<Moment>> {
    Ok(db
        .prepare_cached(
            "SELECT min(max(c.resume_at,
                 (SELECT o.due_at FROM outbox o WHERE o.connection = c.id AND o.state = 'planned'
                     AND NOT EXISTS (SELECT 1 FROM outbox s WHERE s.ticket = o.ticket AND s.state = 'sending')
                  ORDER BY o.due_at LIMIT 1)))
             FROM connection c WHERE c.enabled = 1 AND c.archived = 0",
        )?
        .query_row([], |row| moment_opt(row, 0))?)
}

pub(crate) fn claim(db: &Connection, id: OutboxId, now: Moment) -> Result<bool> {
    let claimed = db
        .prepare_cached(
            "UPDATE outbox SET state = 'sending', claimed_at = ?2 WHERE id = ?1 AND state = 'planned'
               AND NOT EXISTS (SELECT 1 FROM outbox s WHERE s.ticket = outbox.ticket AND s.state = 'sending')",
        )?
        .execute([id.0, now.0])?;
    Ok(claimed == 1)
}

/// Sent, delivered and read only climb; the instant it ended is the first one.
pub(crate) fn set_outgoing(db: &Connection, id: OutboxId, state: SendState, at: Moment, fault: &str) -> Result<()> {
    let found = db
        .prepare_cached(
            "UPDATE outbox SET
                 state = iif((state = 'read' AND ?2 IN ('sent', 'delivered')) OR (state = 'delivered' AND ?2 = 'sent'),
                             state, ?2),
                 done_at = iif(?2 IN ('planned', 'sending'), NULL, coalesce(done_at, ?3)), fault = ?4
             WHERE id = ?1",
        )?
        .execute(params![id.0, state.text(), at.0, fault])?;
    if found == 0 { Err(StoreError::Missing("envio")) } else { Ok(()) }
}

pub(crate) fn put_back(db: &Connection, id: OutboxId) -> Result<()> {
    db.prepare_cached("UPDATE outbox SET state = 'planned', claimed_at = NULL WHERE id = ?1 AND state = 'sending'")?
        .execute([id.0])?;
    Ok(())
}

pub(crate) fn retry(db: &Connection, id: OutboxId, due_at: Moment, fault: &str) -> Result<()> {
    db.prepare_cached(
        "UPDATE outbox SET state = 'planned', due_at = ?2, attempts = attempts + 1, claimed_at = NULL, done_at = NULL,
             fault = ?3 WHERE id = ?1",
    )?
    .execute(params![id.0, due_at.0, fault])?;
    Ok(())
}

pub(crate) fn put_off(db: &Connection, id: OutboxId, until: Moment, why: &str) -> Result<()> {
    db.prepare_cached(
        "UPDATE outbox SET due_at = ?2, on_time_at = ?2, fault = ?3 WHERE id = ?1 AND state = 'planned'",
    )?
    .execute(params![id.0, until.0, why])?;
    Ok(())
}

pub(crate) fn bring_forward(
    db: &Connection,
    connection: ConnectionId,
    why: &str,
    given: &str,
    now: Moment,
    rows_max: u32,
) -> Result<()> {
    db.prepare_cached(
        "UPDATE outbox SET due_at = ?3, on_time_at = ?3, fault = ?5 WHERE id IN (
             SELECT id FROM outbox WHERE connection = ?1 AND state = 'planned' AND due_at > ?3 AND fault = ?2
             ORDER BY due_at, id LIMIT ?4)",
    )?
    .execute(params![connection.0, why, now.0, rows_max, given])?;
    Ok(())
}

pub(crate) fn sending(db: &Connection) -> Result<Vec<OutgoingRow>> {
    many(db, concat!(outbox_columns!(), "INDEXED BY outbox_sending WHERE o.state = 'sending' ORDER BY o.id"), [])
}

/// Both are few, and found by small indexes of their own.
pub(crate) fn unsettled(db: &Connection, connection: ConnectionId, external_id: &str) -> Result<Option<OutgoingRow>> {
    let sending = one(
        db,
        concat!(
            outbox_columns!(),
            "INDEXED BY outbox_sending WHERE o.state = 'sending' AND o.connection = ?1 AND instr(?2, o.key) > 0 LIMIT 1"
        ),
        params![connection.0, external_id],
    )?;
    if sending.is_some() {
        return Ok(sending);
    }
    one(
        db,
        concat!(
            outbox_columns!(),
            "INDEXED BY outbox_tray WHERE o.state = 'unknown' AND o.state IN ('unknown', 'missed')
               AND o.connection = ?1 AND instr(?2, o.key) > 0 LIMIT 1"
        ),
        params![connection.0, external_id],
    )
}

pub(crate) fn outgoing_of_execution(
    db: &Connection,
    ticket: TicketId,
    execution: ExecutionId,
) -> Result<Vec<OutgoingRow>> {
    many(
        db,
        concat!(outbox_columns!(), "INDEXED BY outbox_ticket WHERE o.ticket = ?1 AND o.execution = ?2 ORDER BY o.id"),
        [ticket.0, execution.0],
    )
}

pub(crate) fn ended_after(db: &Connection, ticket: TicketId, anchor: Moment, at: Moment) -> Result<Vec<OutgoingRow>> {
    many(
        db,
        concat!(
            outbox_columns!(),
            "INDEXED BY outbox_ticket WHERE o.ticket = ?1 AND o.origin <> 'person' AND o.anchor = ?2
               AND o.state IN ('sent', 'delivered', 'read', 'unknown')
               AND iif(o.state = 'unknown', o.claimed_at, o.done_at) > ?3 ORDER BY o.id"
        ),
        params![ticket.0, anchor.0, at.0],
    )
}

pub(crate) fn planned_of_ticket(db: &Connection, ticket: TicketId) -> Result<Vec<OutgoingRow>> {
    many(
        db,
        concat!(
            outbox_columns!(),
            "WHERE o.ticket = ?1 AND o.state = 'planned' AND o.origin <> 'person' ORDER BY o.id"
        ),
        [ticket.0],
    )
}

pub(crate) fn planned_of_contact(db: &Connection, contact: ContactId) -> Result<Vec<OutgoingRow>> {
    many(
        db,
        concat!(outbox_columns!(), "WHERE o.contact = ?1 AND o.state = 'planned' AND o.origin = 'rule' ORDER BY o.id"),
        [contact.0],
    )
}

pub(crate) fn planned_of_rule(db: &Connection, rule: RuleId) -> Result<Vec<OutgoingRow>> {
    many(
        db,
        concat!(outbox_columns!(), "WHERE o.rule = ?1 AND o.state = 'planned' AND o.origin = 'rule' ORDER BY o.id"),
        [rule.0],
    )
}

/// Those that went since, or that are still to go.
pub(crate) fn contact_sends_since(db: &Connection, contact: ContactId, since: Moment) -> Result<u32> {
    Ok(db
        .prepare_cached(
            "SELECT count(*) FROM outbox WHERE contact = ?1 AND origin = 'rule'
               AND coalesce(done_at, max(due_at, created_at)) >= ?2 AND state NOT IN ('cancelled', 'failed', 'missed')",
        )?
        .query_row([contact.0, since.0], |row| row.get(0))?)
}

pub(crate) fn rule_sends_since(db: &Connection, rule: RuleId, since: Moment) -> Result<u32> {
    Ok(db
        .prepare_cached(
            "SELECT count(*) FROM outbox WHERE rule = ?1 AND origin = 'rule' AND created_at >= ?2
               AND state NOT IN ('cancelled', 'failed', 'missed')",
        )?
        .query_row([rule.0, since.0], |row| row.get(0))?)
}

/// When it went, or for one still planned, when it is to go.
pub(crate) fn last_rule_message(db: &Connection, ticket: TicketId) -> Result<Option<Moment>> {
    Ok(db
        .prepare_cached(
            "SELECT max(coalesce(done_at, max(due_at, created_at))) FROM outbox WHERE ticket = ?1 AND origin = 'rule'
               AND state NOT IN ('cancelled', 'failed', 'missed')",
        )?
        .query_row([ticket.0], |row| moment_opt(row, 0))?)
}

pub(crate) fn last_rule_message_on_time(db: &Connection, ticket: TicketId) -> Result<Option<Moment>> {
    Ok(db
        .prepare_cached(
            "SELECT max(iif(state IN ('sent', 'delivered', 'read'), done_at, on_time_at)) FROM outbox
             WHERE ticket = ?1 AND origin = 'rule' AND state NOT IN ('cancelled', 'missed')",
        )?
        .query_row([ticket.0], |row| moment_opt(row, 0))?)
}
