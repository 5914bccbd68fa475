//! Entries into Sem Interação and the runs of the end of the day. Both are kept by keys that make a second try harmless.

use engine::{Moment, OutboxId, Ticket, TicketId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::cell::{Word, moment, moment_opt, number, number_opt, word};
use super::ticket::{self, ticket_columns};
use crate::{DayClosing, DayRun, Left, Result};

pub(crate) fn enter(
    db: &Connection,
    ticket: TicketId,
    anchor: Moment,
    turn: u32,
    at: Moment,
    by_hand: bool,
) -> Result<bool> {
    let entered = db
        .prepare_cached(
            "INSERT INTO queue_entry (ticket, anchor, turn, entered_at, by_hand) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (ticket, anchor) DO UPDATE
             SET entered_at = excluded.entered_at, by_hand = 1, left_at = NULL, how = NULL WHERE excluded.by_hand = 1",
        )?
        .execute(params![ticket.0, anchor.0, turn, at.0, by_hand])?;
    Ok(entered == 1)
}

pub(crate) fn entered_before(db: &Connection, ticket: TicketId, anchor: Moment) -> Result<bool> {
    Ok(db
        .prepare_cached("SELECT 1 FROM queue_entry WHERE ticket = ?1 AND anchor = ?2")?
        .exists([ticket.0, anchor.0])?)
}

pub(crate) fn enter_again(db: &Connection, ticket: TicketId, anchor: Moment) -> Result<bool> {
    let back = db
        .prepare_cached(
            "UPDATE queue_entry SET left_at = NULL, how = NULL
             WHERE ticket = ?1 AND anchor = ?2 AND left_at IS NOT NULL",
        )?
        .execute([ticket.0, anchor.0])?;
    Ok(back == 1)
}

pub(crate) fn last_entered_at(db: &Connection, ticket: TicketId) -> Result<Option<Moment>> {
    Ok(db
        .prepare_cached("SELECT entered_at FROM queue_entry WHERE ticket = ?1 ORDER BY anchor DESC LIMIT 1")?
        .query_row([ticket.0], |row| moment(row, 0))
        .optional()?)
}

pub(crate) fn entries_of_turn(db: &Connection, ticket: TicketId, turn: u32) -> Result<u32> {
    Ok(db
        .prepare_cached("SELECT count(*) FROM queue_entry WHERE ticket = ?1 AND turn = ?2")?
        .query_row(params![ticket.0, turn], |row| row.get(0))?)
}

pub(crate) fn leave(db: &Connection, ticket: TicketId, at: Moment, how: Left) -> Result<()> {
    db.prepare_cached("UPDATE queue_entry SET left_at = ?2, how = ?3 WHERE ticket = ?1 AND left_at IS NULL")?
        .execute(params![ticket.0, at.0, how.text()])?;
    Ok(())
}

pub(crate) fn inside(db: &Connection, entered_upto: Moment, limit: u32) -> Result<Vec<Ticket>> {
    let mut statement = db.prepare_cached(concat!(
        "SELECT ",
        ticket_columns!(),
        " FROM ticket t WHERE t.entered_at <= ?1 ORDER BY t.entered_at, t.id LIMIT ?2"
    ))?;
    let rows = statement.query_map(params![entered_upto.0, limit], |row| ticket::of(row, 0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

macro_rules! run_columns {
    () => {
        "SELECT date, cut_at, started_at, finished_at, state FROM day_run "
    };
}

pub(crate) fn run_of(row: &Row) -> rusqlite::Result<DayRun> {
    Ok(DayRun {
        date: row.get(0)?,
        cut_at: moment(row, 1)?,
        started_at: moment(row, 2)?,
        finished_at: moment_opt(row, 3)?,
        state: word(row, 4)?,
    })
}

pub(crate) fn day_run(db: &Connection, date: &str) -> Result<Option<DayRun>> {
    Ok(db.prepare_cached(concat!(run_columns!(), "WHERE date = ?1"))?.query_row([date], run_of).optional()?)
}

pub(crate) fn put_day_run(db: &Connection, run: &DayRun) -> Result<()> {
    let DayRun { date, cut_at, started_at, finished_at, state } = run;
    db.prepare_cached(
        "INSERT INTO day_run (date, cut_at, started_at, finished_at, state) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (date) DO UPDATE SET cut_at = excluded.cut_at, started_at = excluded.started_at,
             finished_at = excluded.finished_at, state = excluded.state",
    )?
    .execute(params![date, cut_at.0, started_at.0, finished_at.map(|at| at.0), state.text()])?;
    Ok(())
}

macro_rules! closing_columns {
    () => {
        "SELECT date, ticket, outbox, state, closed_at FROM day_closing "
    };
}

fn closing_of(row: &Row) -> rusqlite::Result<DayClosing> {
    Ok(DayClosing {
        date: row.get(0)?,
        ticket: number(row, 1, TicketId)?,
        outbox: number_opt(row, 2, OutboxId)?,
        state: word(row, 3)?,
        closed_at: moment_opt(row, 4)?,
    })
}

pub(crate) fn day_closing(db: &Connection, date: &str, ticket: TicketId) -> Result<Option<DayClosing>> {
    Ok(db
        .prepare_cached(concat!(closing_columns!(), "WHERE date = ?1 AND ticket = ?2"))?
        .query_row(params![date, ticket.0], closing_of)
        .optional()?)
}

pub(crate) fn put_day_closing(db: &Connection, closing: &DayClosing) -> Result<()> {
    let DayClosing { date, ticket, outbox, state, closed_at } = closing;
    db.prepare_cached(
        "INSERT INTO day_closing (date, ticket, outbox, state, closed_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (date, ticket) DO UPDATE SET outbox = excluded.outbox, state = excluded.state,
             closed_at = excluded.closed_at",
    )?
    .execute(params![date, ticket.0, outbox.map(|outbox| outbox.0), state.text(), closed_at.map(|at| at.0)])?;
    Ok(())
}

pub(crate) fn day_closings_open(db: &Connection, date: &str) -> Result<Vec<DayClosing>> {
    let mut statement =
        db.prepare_cached(concat!(closing_columns!(), "WHERE date = ?1 AND state = 'planned' ORDER BY ticket"))?;
    let rows = statement.query_map([date], closing_of)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn open_closing_of(db: &Connection, ticket: TicketId) -> Result<Option<DayClosing>> {
    Ok(db
        .prepare_cached(concat!(
            closing_columns!(),
            "WHERE ticket = ?1 AND state = 'planned' ORDER BY date DESC LIMIT 1"
        ))?
        .query_row([ticket.0], closing_of)
        .optional()?)
}

pub(crate) fn day_closed(db: &Connection, date: &str, since: Moment) -> Result<Vec<TicketId>> {
    let mut statement = db.prepare_cached(
        "SELECT ticket FROM day_closing WHERE date = ?1 AND state = 'closed' AND closed_at >= ?2 ORDER BY ticket",
    )?;
    let rows = statement.query_map(params![date, since.0], |row| number(row, 0, TicketId))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
