//! Connections: what a person configured, and where the loop stands with each. What a kind means is not known here.

use engine::{ConnectionId, Moment, QueueId};
use rusqlite::{Connection as Db, OptionalExtension, Row, params};

use super::cell::{Word, moment, number, word};
use crate::{Connection, ConnectionState, Result, StoreError};

pub(crate) fn connections(db: &Db) -> Result<Vec<Connection>> {
    let mut statement = db.prepare_cached(
        "SELECT id, kind, name, settings, queue, enabled, state, detail, cursor, synced_at, resume_at, archived
         FROM connection ORDER BY id",
    )?;
    let rows = statement.query_map([], of)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn of(row: &Row) -> rusqlite::Result<Connection> {
    Ok(Connection {
        id: number(row, 0, ConnectionId)?,
        kind: row.get(1)?,
        name: row.get(2)?,
        settings: row.get(3)?,
        queue: number(row, 4, QueueId)?,
        enabled: row.get(5)?,
        state: word(row, 6)?,
        detail: row.get(7)?,
        cursor: row.get(8)?,
        synced_at: moment(row, 9)?,
        resume_at: moment(row, 10)?,
        archived: row.get(11)?,
    })
}

/// A change writes only what a person configures: state, cursor and pace belong to the loop, which may have moved on
/// since the screen was drawn.
pub(crate) fn put_connection(db: &Db, connection: &Connection) -> Result<ConnectionId> {
    let Connection { id, kind, name, settings, queue, enabled, state, detail, cursor, synced_at, resume_at, archived } =
        connection;
    if id.0 != 0 {
        let found = db
            .prepare_cached(
                "UPDATE connection SET kind = ?2, name = ?3, settings = ?4, queue = ?5, enabled = ?6, archived = ?7
                 WHERE id = ?1",
            )?
            .execute(params![id.0, kind, name, settings, queue.0, enabled, archived])?;
        return if found == 0 { Err(StoreError::Missing("conexão")) } else { Ok(*id) };
    }
    let id = db
        .prepare_cached(
            "INSERT INTO connection (kind, name, settings, queue, enabled, state, detail, cursor, synced_at, resume_at,
                                     archived)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .insert(params![
            kind,
            name,
            settings,
            queue.0,
            enabled,
            state.text(),
            detail,
            cursor,
            synced_at.0,
            resume_at.0,
            archived
        ])?;
    Ok(ConnectionId(id))
}

pub(crate) fn set_cursor(db: &Db, connection: ConnectionId, cursor: &str, synced_at: Option<Moment>) -> Result<()> {
    db.prepare_cached(
        "UPDATE connection SET cursor = ?2, synced_at = max(synced_at, coalesce(?3, synced_at)) WHERE id = ?1",
    )?
    .execute(params![connection.0, cursor, synced_at.map(|at| at.0)])?;
    Ok(())
}

pub(crate) fn set_connection_state(
    db: &Db,
    connection: ConnectionId,
    state: ConnectionState,
    detail: &str,
) -> Result<()> {
    db.prepare_cached("UPDATE connection SET state = ?2, detail = ?3 WHERE id = ?1")?.execute(params![
        connection.0,
        state.text(),
        detail
    ])?;
    Ok(())
}

/// How many messages it has sent on this local day.
pub(crate) fn sent_on(db: &Db, connection: ConnectionId, day: &str) -> Result<u32> {
    let sent = db
        .prepare_cached("SELECT iif(sent_day = ?2, sent_count, 0) FROM connection WHERE id = ?1")?
        .query_row(params![connection.0, day], |row| row.get(0))
        .optional()?;
    Ok(sent.unwrap_or(0))
}

/// One message more on this local day, and none before this instant.
pub(crate) fn sends(db: &Db, connection: ConnectionId, day: &str, resume_at: Moment) -> Result<()> {
    db.prepare_cached(
        "UPDATE connection SET resume_at = ?3, sent_count = iif(sent_day = ?2, sent_count, 0) + 1, sent_day = ?2 WHERE id = ?1",
    )?
    .execute(params![connection.0, day, resume_at.0])?;
    Ok(())
}

/// One message less on this local day, if it is the one that is kept.
pub(crate) fn unsends(db: &Db, connection: ConnectionId, day: &str) -> Result<()> {
    db.prepare_cached(
        "UPDATE connection SET sent_count = sent_count - 1 WHERE id = ?1 AND sent_day = ?2 AND sent_count > 0",
    )?
    .execute(params![connection.0, day])?;
    Ok(())
}

pub(crate) fn set_resume_at(db: &Db, connection: ConnectionId, at: Moment) -> Result<()> {
    db.prepare_cached("UPDATE connection SET resume_at = ?2 WHERE id = ?1")?.execute([connection.0, at.0])?;
    Ok(())
}
