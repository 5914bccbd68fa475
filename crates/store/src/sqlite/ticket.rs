//! Tickets: the engine's facts as columns, with the anchor kept beside them. It never computes what a fact does.

use chrono::DateTime;
use engine::{
    ConnectionId, ContactId, Hold, Moment, QueueId, ReturnsTo, Silence, StageId, Status, Ticket, TicketId, UserId,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::cell::{Word, moment, moment_opt, number, number_opt, unreadable, word, word_opt};
use super::last::LastWords;
use super::view::Column;
use crate::{NewTicket, Result, StoreError, TicketExtra};

/// The engine's ticket of a `ticket t`, for [`of`].
macro_rules! ticket_columns {
    () => {
        "t.id, t.contact, t.connection, t.status, t.queue, t.assignee, t.stage, t.turn, t.customer_at, t.human_at, t.hold,
         t.hold_released_at, t.entered_at, t.returns_user, t.returns_queue, t.closed_at, t.close_reason, t.last_attendant"
    };
}
pub(crate) use ticket_columns;

/// How many columns [`of`] reads.
pub(crate) const WIDTH: usize = 18;

/// Reads `ticket_columns!` starting at this one.
pub(crate) fn of(row: &Row, first: usize) -> rusqlite::Result<Ticket> {
    let returns_user = number_opt(row, first + 13, UserId)?;
    let returns_queue = number_opt(row, first + 14, QueueId)?;
    Ok(Ticket {
        id: number(row, first, TicketId)?,
        contact: number(row, first + 1, ContactId)?,
        connection: number(row, first + 2, ConnectionId)?,
        status: word(row, first + 3)?,
        queue: number(row, first + 4, QueueId)?,
        assignee: number_opt(row, first + 5, UserId)?,
        stage: number_opt(row, first + 6, StageId)?,
        silence: Silence {
            turn: row.get(first + 7)?,
            customer_at: moment_opt(row, first + 8)?,
            human_at: moment_opt(row, first + 9)?,
        },
        hold: hold(row, first + 10)?,
        entered_at: moment_opt(row, first + 12)?,
        returns_to: returns_user.zip(returns_queue).map(|(user, queue)| ReturnsTo { user, queue }),
        closed_at: moment_opt(row, first + 15)?,
        close_reason: word_opt(row, first + 16)?,
        last_attendant: number_opt(row, first + 17, UserId)?,
    })
}

fn hold(row: &Row, column: usize) -> rusqlite::Result<Hold> {
    match row.get_ref(column)?.as_str()? {
        // The file knows a release that is settled by the instant that stayed.
        "never" => Ok(moment_opt(row, column + 1)?.map_or(Hold::Never, Hold::Lapsed)),
        "on" => Ok(Hold::On),
        "released" => Ok(Hold::Released(moment(row, column + 1)?)),
        other => Err(unreadable(column, other)),
    }
}

pub(crate) fn ticket(db: &Connection, id: TicketId) -> Result<Option<Ticket>> {
    Ok(db
        .prepare_cached(concat!("SELECT ", ticket_columns!(), " FROM ticket t WHERE t.id = ?1"))?
        .query_row([id.0], |row| of(row, 0))
        .optional()?)
}

/// The protocol names the day (UTC) and the number, so the number has to be known first.
pub(crate) fn open_ticket(db: &Connection, new: &NewTicket) -> Result<TicketId> {
    let NewTicket { contact, connection, subject, queue, stage, linked_to, at } = new;
    let id: i64 = db
        .prepare_cached("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'ticket'), 0) + 1")?
        .query_row([], |row| row.get(0))?;
    db.prepare_cached(
        "INSERT INTO ticket (id, protocol, contact, connection, subject, status, queue, stage, linked_to, created_at, last_at,
                             stage_since)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?10)",
    )?
    .execute(params![
        id,
        protocol(*at, id),
        contact.0,
        connection.0,
        subject,
        Status::Pending.text(),
        queue.0,
        stage.map(|stage| stage.0),
        linked_to.map(|ticket| ticket.0),
        at.0
    ])?;
    Ok(TicketId(id))
}

fn protocol(at: Moment, id: i64) -> String {
    let day = DateTime::from_timestamp_millis(at.0).unwrap_or_default();
    format!("{}-{id:06}", day.format("%Y%m%d"))
}

/// Most changes are a word said, which moves nothing but the clock: those write four columns and one index, not all, and
/// the word with them.
pub(crate) fn put_ticket(db: &Connection, old: &Ticket, new: &Ticket, at: Moment, last: &mut LastWords) -> Result<()> {
    if old == new {
        return Ok(());
    }
    let clock_only = Ticket { silence: new.silence, last_attendant: new.last_attendant, ..old.clone() } == *new;
    match clock_only {
        true if last.write_with_clock(db, new)? => Ok(()),
        true => put_clock(db, new),
        false => put_whole(db, new, (Column::of_ticket(old) != Column::of_ticket(new)).then_some(at)),
    }
}

fn put_clock(db: &Connection, ticket: &Ticket) -> Result<()> {
    let Silence { turn, customer_at, human_at } = ticket.silence;
    db.prepare_cached(
        "UPDATE ticket SET turn = ?2, customer_at = ?3, human_at = ?4, last_attendant = ?5, anchor = ?6 WHERE id = ?1",
    )?
    .execute(params![
        ticket.id.0,
        turn,
        customer_at.map(|at| at.0),
        human_at.map(|at| at.0),
        ticket.last_attendant.map(|user| user.0),
        ticket.anchor().map(|at| at.0)
    ])?;
    Ok(())
}

/// `moved_at`: when it came to where it is on the board, if it was elsewhere before.
fn put_whole(db: &Connection, ticket: &Ticket, moved_at: Option<Moment>) -> Result<()> {
    let anchor = ticket.anchor();
    let Ticket {
        id,
        contact,
        connection,
        status,
        queue,
        assignee,
        stage,
        silence: Silence { turn, customer_at, human_at },
        hold,
        entered_at,
        returns_to,
        closed_at,
        close_reason,
        last_attendant,
    } = ticket;
    let (hold, released_at) = match hold {
        Hold::Never => ("never", None),
        Hold::Lapsed(at) => ("never", Some(at.0)),
        Hold::On => ("on", None),
        Hold::Released(at) => ("released", Some(at.0)),
    };
    db.prepare_cached(
        "UPDATE ticket SET contact = ?2, connection = ?3, status = ?4, queue = ?5, assignee = ?6, stage = ?7, turn = ?8,
             customer_at = ?9, human_at = ?10, hold = ?11, hold_released_at = ?12, entered_at = ?13, returns_user = ?14,
             returns_queue = ?15, closed_at = ?16, close_reason = ?17, last_attendant = ?18, anchor = ?19,
             stage_since = coalesce(?20, stage_since)
         WHERE id = ?1",
    )?
    .execute(params![
        id.0,
        contact.0,
        connection.0,
        status.text(),
        queue.0,
        assignee.map(|user| user.0),
        stage.map(|stage| stage.0),
        turn,
        customer_at.map(|at| at.0),
        human_at.map(|at| at.0),
        hold,
        released_at,
        entered_at.map(|at| at.0),
        returns_to.map(|home| home.user.0),
        returns_to.map(|home| home.queue.0),
        closed_at.map(|at| at.0),
        close_reason.map(Word::text),
        last_attendant.map(|user| user.0),
        anchor.map(|at| at.0),
        moved_at.map(|at| at.0)
    ])?;
    Ok(())
}

pub(crate) fn set_returned(db: &Connection, ticket: TicketId, at: Option<Moment>) -> Result<()> {
    db.prepare_cached("UPDATE ticket SET returned_at = ?2 WHERE id = ?1")?
        .execute(params![ticket.0, at.map(|at| at.0)])?;
    Ok(())
}

pub(crate) fn set_value(db: &Connection, ticket: TicketId, cents: i64) -> Result<()> {
    db.prepare_cached("UPDATE ticket SET value_cents = ?2 WHERE id = ?1")?.execute([ticket.0, cents])?;
    Ok(())
}

pub(crate) fn newest_ticket(db: &Connection, contact: ContactId, connection: ConnectionId) -> Result<Option<TicketId>> {
    Ok(db
        .prepare_cached("SELECT id FROM ticket WHERE contact = ?1 AND connection = ?2 ORDER BY id DESC LIMIT 1")?
        .query_row([contact.0, connection.0], |row| number(row, 0, TicketId))
        .optional()?)
}

pub(crate) fn ticket_of_refs(db: &Connection, connection: ConnectionId, refs: &[String]) -> Result<Option<TicketId>> {
    let mut statement = db.prepare_cached("SELECT ticket FROM message WHERE connection = ?1 AND external_id = ?2")?;
    for external_id in refs {
        let found =
            statement.query_row(params![connection.0, external_id], |row| number(row, 0, TicketId)).optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

pub(crate) fn ticket_extra(db: &Connection, id: TicketId) -> Result<TicketExtra> {
    db.prepare_cached(
        "SELECT t.protocol, t.subject, c.name, t.linked_to, t.returned_at, t.value_cents, t.created_at,
                t.stage_since
         FROM ticket t JOIN contact c ON c.id = t.contact WHERE t.id = ?1",
    )?
    .query_row([id.0], |row| {
        Ok(TicketExtra {
            protocol: row.get(0)?,
            subject: row.get(1)?,
            contact_name: row.get(2)?,
            linked_to: number_opt(row, 3, TicketId)?,
            returned_at: moment_opt(row, 4)?,
            value_cents: row.get(5)?,
            created_at: moment(row, 6)?,
            stage_since: moment(row, 7)?,
        })
    })
    .optional()?
    .ok_or(StoreError::Missing("atendimento"))
}

pub(crate) fn tickets_in_stage(db: &Connection, stage: StageId) -> Result<u32> {
    let counted = db
        .prepare_cached("SELECT tickets FROM place_count WHERE place = ?1 AND stage = ?1")?
        .query_row([stage.0], |row| row.get(0))
        .optional()?;
    Ok(counted.unwrap_or(0))
}

pub(crate) fn released(db: &Connection, upto: Moment, limit: u32) -> Result<Vec<TicketId>> {
    let mut statement = db.prepare_cached(
        "SELECT id FROM ticket WHERE hold = 'released' AND hold_released_at <= ?1 ORDER BY hold_released_at, id LIMIT ?2",
    )?;
    let rows = statement.query_map(params![upto.0, limit], |row| number(row, 0, TicketId))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn next_released(db: &Connection) -> Result<Option<Moment>> {
    Ok(db
        .prepare_cached(
            "SELECT hold_released_at FROM ticket WHERE hold = 'released' ORDER BY hold_released_at LIMIT 1",
        )?
        .query_row([], |row| moment(row, 0))
        .optional()?)
}
