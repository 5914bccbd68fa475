//! Notices to our own people: the centre inside the window, and which of them became bubbles on the desktop.

use engine::{Moment, NoticeId, TicketId, UserId};
use rusqlite::{Connection, Row, params};

use super::cell::{Word, moment, moment_opt, number, number_opt, word};
use crate::{NewNotice, NoticeRow, Result};

/// A notice, for [`of`].
macro_rules! notice_columns {
    () => {
        "SELECT id, user, at, event, ticket, title, text, read_at FROM notice "
    };
}

pub(crate) fn of(row: &Row) -> rusqlite::Result<NoticeRow> {
    Ok(NoticeRow {
        id: number(row, 0, NoticeId)?,
        user: number(row, 1, UserId)?,
        at: moment(row, 2)?,
        event: word(row, 3)?,
        ticket: number_opt(row, 4, TicketId)?,
        title: row.get(5)?,
        text: row.get(6)?,
        read_at: moment_opt(row, 7)?,
    })
}

pub(crate) fn add_notice(db: &Connection, notice: &NewNotice) -> Result<NoticeId> {
    let NewNotice { user, at, event, ticket, title, text, bubble } = notice;
    let id = db
        .prepare_cached(
            "INSERT INTO notice (user, at, event, ticket, title, text, bubble) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .insert(params![user.0, at.0, event.text(), ticket.map(|ticket| ticket.0), title, text, bubble])?;
    Ok(NoticeId(id))
}

pub(crate) fn bubbles_pending(db: &Connection, limit: u32) -> Result<Vec<NoticeRow>> {
    let mut statement =
        db.prepare_cached(concat!(notice_columns!(), "WHERE bubble = 1 AND shown_at IS NULL ORDER BY id LIMIT ?1"))?;
    let rows = statement.query_map([limit], of)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn set_shown(db: &Connection, ids: &[NoticeId], at: Moment) -> Result<()> {
    let mut statement = db.prepare_cached("UPDATE notice SET shown_at = ?2 WHERE id = ?1 AND shown_at IS NULL")?;
    for id in ids {
        statement.execute([id.0, at.0])?;
    }
    Ok(())
}

pub(crate) fn bubbles_shown_since(db: &Connection, user: UserId, since: Moment) -> Result<u32> {
    Ok(db
        .prepare_cached("SELECT count(*) FROM notice WHERE user = ?1 AND shown_at >= ?2")?
        .query_row([user.0, since.0], |row| row.get(0))?)
}

pub(crate) fn set_read(db: &Connection, user: UserId, ticket: Option<TicketId>, at: Moment) -> Result<()> {
    match ticket {
        Some(ticket) => db
            .prepare_cached("UPDATE notice SET read_at = ?3 WHERE user = ?1 AND ticket = ?2 AND read_at IS NULL")?
            .execute([user.0, ticket.0, at.0])?,
        None => db
            .prepare_cached("UPDATE notice SET read_at = ?2 WHERE user = ?1 AND read_at IS NULL")?
            .execute([user.0, at.0])?,
    };
    Ok(())
}

pub(crate) fn set_one_read(db: &Connection, user: UserId, notice: NoticeId, at: Moment) -> Result<()> {
    db.prepare_cached("UPDATE notice SET read_at = ?3 WHERE id = ?1 AND user = ?2 AND read_at IS NULL")?
        .execute([notice.0, user.0, at.0])?;
    Ok(())
}
