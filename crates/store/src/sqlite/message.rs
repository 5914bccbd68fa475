//! Messages and the timeline. A message is written once per (connection, external id); its way out only moves forward.

use engine::plant::{Bug, planted};
use engine::{ConnectionId, MessageId, Moment, OutboxId, TicketId, UserId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::cell::{Word, moment, number, number_opt, word};
use crate::{FromTray, MessageChange, MessageRow, NewMessage, Result, StoreError, TimelineEntry};

/// How much of a message a card shows.
pub const LAST_TEXT_CHARS_MAX: usize = 160;

/// A `message m`, for [`of`].
macro_rules! message_columns {
    () => {
        "m.id, m.ticket, m.connection, m.external_id, m.side, m.author, m.subject, m.text, m.attachments, m.counts,
         m.history, m.said_at, m.received_at, m.at, m.state, m.detail"
    };
}

pub(crate) fn is_said_again(db: &Connection, message: MessageId) -> Result<bool> {
    Ok(db
        .prepare_cached(
            "SELECT 1 FROM message f JOIN message n ON n.ticket = f.ticket AND n.at >= f.at
             WHERE f.id = ?1 AND n.id > f.id AND n.side = 'human' AND n.text = f.text
             AND n.state NOT IN ('failed', 'cancelled')",
        )?
        .exists([message.0])?)
}

/// The timeline keeps which act of a person planned it, and what it was before.
pub(crate) fn tray_entry(db: &Connection, ticket: TicketId, message: MessageId) -> Result<Option<FromTray>> {
    Ok(db
        .prepare_cached(
            "SELECT json_extract(detail, '$.send'), json_extract(detail, '$.why') FROM timeline
             WHERE ticket = ?1 AND event IN ('missed_sent', 'unknown_resent') AND json_extract(detail, '$.message') = ?2
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row([ticket.0, message.0], |row| {
            let send = number_opt(row, 0, OutboxId)?;
            let fault: Option<String> = row.get(1)?;
            Ok(send.map_or(FromTray::Missed, |send| FromTray::Unknown { send, fault: fault.unwrap_or_default() }))
        })
        .optional()?)
}

pub(crate) fn of(row: &Row) -> rusqlite::Result<MessageRow> {
    Ok(MessageRow {
        id: number(row, 0, MessageId)?,
        ticket: number(row, 1, TicketId)?,
        connection: number(row, 2, ConnectionId)?,
        external_id: row.get(3)?,
        side: word(row, 4)?,
        author: number_opt(row, 5, UserId)?,
        subject: row.get(6)?,
        text: row.get(7)?,
        attachments: row.get(8)?,
        counts: row.get(9)?,
        history: row.get(10)?,
        said_at: moment(row, 11)?,
        received_at: moment(row, 12)?,
        at: moment(row, 13)?,
        state: word(row, 14)?,
        detail: row.get(15)?,
    })
}

pub(crate) fn add_message(db: &Connection, new: &NewMessage) -> Result<Option<MessageId>> {
    let NewMessage {
        ticket,
        connection,
        external_id,
        side,
        author,
        subject,
        text,
        attachments,
        counts,
        history,
        said_at,
        received_at,
        at,
        state,
    } = new;
    let id: Option<i64> = db
        .prepare_cached(
            "INSERT INTO message (ticket, connection, external_id, side, author, subject, text, attachments, counts,
                                  history, said_at, received_at, at, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT (connection, external_id) WHERE external_id IS NOT NULL DO NOTHING RETURNING id",
        )?
        .query_row(
            params![
                ticket.0,
                connection.0,
                external_id,
                side.text(),
                author.map(|user| user.0),
                subject,
                text,
                attachments,
                counts,
                history,
                said_at.0,
                received_at.0,
                at.0,
                state.text()
            ],
            |row| row.get(0),
        )
        .optional()?;
    Ok(id.map(MessageId))
}

/// Puts the messages from this one on into the index of words.
pub(crate) fn index_from(db: &Connection, first: MessageId) -> Result<()> {
    db.prepare_cached("INSERT INTO message_text (rowid, text) SELECT id, text FROM message WHERE id >= ?1")?
        .execute([first.0])?;
    Ok(())
}

pub(crate) fn message(db: &Connection, id: MessageId) -> Result<Option<MessageRow>> {
    Ok(db
        .prepare_cached(concat!("SELECT ", message_columns!(), " FROM message m WHERE m.id = ?1"))?
        .query_row([id.0], of)
        .optional()?)
}

pub(crate) fn message_by_external(
    db: &Connection,
    connection: ConnectionId,
    external_id: &str,
) -> Result<Option<MessageRow>> {
    Ok(db
        .prepare_cached(concat!(
            "SELECT ",
            message_columns!(),
            " FROM message m WHERE m.connection = ?1 AND m.external_id = ?2"
        ))?
        .query_row(params![connection.0, external_id], of)
        .optional()?)
}

/// Sent, delivered and read only climb: a late "delivered" after "read" changes nothing. An external id that a copy of
/// the message coming back from the channel already holds stays with that copy.
pub(crate) fn set_message_state(db: &Connection, id: MessageId, change: &MessageChange) -> Result<()> {
    let MessageChange { state, external_id, at, counts, detail } = change;
    let found = db
        .prepare_cached(
            "UPDATE message AS m SET
                 state = iif((m.state = 'read' AND ?2 IN ('sent', 'delivered')) OR (m.state = 'delivered' AND ?2 = 'sent'),
                             m.state, ?2),
                 external_id = iif(?3 IS NULL OR EXISTS (SELECT 1 FROM message o WHERE o.connection = m.connection
                                                         AND o.external_id = ?3 AND o.id <> m.id), m.external_id, ?3),
                 at = coalesce(?4, m.at), counts = coalesce(?5, m.counts), detail = coalesce(?6, m.detail)
             WHERE m.id = ?1",
        )?
        .execute(params![id.0, state.text(), external_id, at.map(|at| at.0), counts, detail])?;
    if planted(Bug::C11StatusRegression) {
        db.prepare_cached("UPDATE message SET state = ?2 WHERE id = ?1")?.execute(params![id.0, state.text()])?;
    }
    if found == 0 { Err(StoreError::Missing("mensagem")) } else { Ok(()) }
}

pub(crate) fn latest_human(db: &Connection, ticket: TicketId) -> Result<Option<Moment>> {
    Ok(db
        .prepare_cached(
            "SELECT at FROM message WHERE ticket = ?1 AND side = 'human' AND counts = 1 ORDER BY at DESC LIMIT 1",
        )?
        .query_row([ticket.0], |row| moment(row, 0))
        .optional()?)
}

pub(crate) fn refs(db: &Connection, ticket: TicketId, limit: u32) -> Result<Vec<String>> {
    let mut statement = db.prepare_cached(
        "SELECT external_id FROM message WHERE ticket = ?1 AND external_id IS NOT NULL ORDER BY at DESC, id DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![ticket.0, limit], |row| row.get(0))?;
    let mut refs: Vec<String> = rows.collect::<rusqlite::Result<_>>()?;
    refs.reverse();
    Ok(refs)
}

pub(crate) fn log(db: &Connection, entry: &TimelineEntry) -> Result<()> {
    let TimelineEntry { ticket, at, event, user, rule, detail } = entry;
    db.prepare_cached("INSERT INTO timeline (ticket, at, event, user, rule, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![ticket.0, at.0, event, user.map(|user| user.0), rule.map(|rule| rule.0), detail])?;
    Ok(())
}
