//! The timing queue of all rules: the index on the anchor, the executions that make "once" a key and not a check, and the
//! small table of deferred steps. What is due is decided elsewhere.

use engine::evaluate::Part;
use engine::plant::{Bug, planted};
use engine::{Contact, ContactId, DeferWhy, ExecutionId, Moment, RuleId, Ticket, TicketId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::cell::{Word, moment, moment_opt, number, word};
use super::contact::{self, contact_columns};
use super::ticket::{self, ticket_columns};
use crate::{Deferred, ExecutionOutcome, ExecutionRow, NewExecution, Result};

/// One statement a batch. All tickets that share the last anchor come along beyond the limit, so that a watermark set to
/// it never skips one.
pub(crate) fn waiting(db: &Connection, after: Moment, upto: Moment, limit: u32) -> Result<Vec<(Ticket, Contact)>> {
    let mut statement = db.prepare_cached(concat!(
        "SELECT ",
        ticket_columns!(),
        ", ",
        contact_columns!(),
        ", t.anchor FROM ticket t JOIN contact c ON c.id = t.contact
         WHERE t.anchor > ?1 AND t.anchor <= ?2 ORDER BY t.anchor, t.id"
    ))?;
    let mut rows = statement.query([after.0, upto.0])?;
    let mut batch: Vec<(Ticket, Contact)> = vec![];
    let mut last = after;
    while let Some(row) = rows.next()? {
        let anchor = moment(row, ticket::WIDTH + contact::WIDTH)?;
        if batch.len() >= limit as usize && anchor != last {
            break;
        }
        last = anchor;
        batch.push((ticket::of(row, 0)?, contact::of(row, ticket::WIDTH)?));
    }
    Ok(batch)
}

pub(crate) fn next_anchor(db: &Connection, after: Moment) -> Result<Option<Moment>> {
    Ok(db
        .prepare_cached("SELECT anchor FROM ticket WHERE anchor > ?1 ORDER BY anchor LIMIT 1")?
        .query_row([after.0], |row| moment(row, 0))
        .optional()?)
}

pub(crate) fn has_run(
    db: &Connection,
    rule: RuleId,
    ticket: TicketId,
    turn: u32,
    silence: Moment,
    part: Part,
) -> Result<bool> {
    Ok(db
        .prepare_cached(
            "SELECT 1 FROM execution WHERE ticket = ?1 AND rule = ?2 AND turn = ?3 AND silence = ?4 AND part = ?5",
        )?
        .exists(params![ticket.0, rule.0, turn, silence.0, part.text()])?
        && !planted(Bug::C2NoUnique))
}

pub(crate) fn record(db: &Connection, new: &NewExecution) -> Result<Option<ExecutionId>> {
    let NewExecution {
        rule,
        version,
        ticket,
        contact,
        turn,
        silence,
        part,
        anchor,
        deadline,
        at,
        outcome,
        why,
        detail,
    } = new;
    // The planted mistake: a key that is different every time.
    let silence = &if planted(Bug::C2NoUnique) { Moment(-at.0 - 1) } else { *silence };
    Ok(db
        .prepare_cached(
            "INSERT INTO execution (rule, version, ticket, contact, turn, silence, part, anchor, deadline, at, outcome,
                                    why, detail)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
             ON CONFLICT (ticket, rule, turn, silence, part) DO NOTHING RETURNING id",
        )?
        .query_row(
            params![
                rule.0,
                version,
                ticket.0,
                contact.0,
                turn,
                silence.0,
                part.text(),
                anchor.0,
                deadline.0,
                at.0,
                outcome.text(),
                why,
                detail
            ],
            |row| number(row, 0, ExecutionId),
        )
        .optional()?)
}

macro_rules! execution_columns {
    () => {
        "SELECT id, rule, version, ticket, contact, turn, part, anchor, deadline, at, outcome, why, detail FROM execution "
    };
}

pub(crate) fn execution(db: &Connection, id: ExecutionId) -> Result<Option<ExecutionRow>> {
    Ok(db
        .prepare_cached(concat!(execution_columns!(), "WHERE id = ?1"))?
        .query_row([id.0], execution_row)
        .optional()?)
}

pub(crate) fn execution_of(
    db: &Connection,
    rule: RuleId,
    ticket: TicketId,
    turn: u32,
    silence: Moment,
    part: Part,
) -> Result<Option<ExecutionRow>> {
    Ok(db
        .prepare_cached(concat!(
            execution_columns!(),
            "WHERE ticket = ?1 AND rule = ?2 AND turn = ?3 AND silence = ?4 AND part = ?5"
        ))?
        .query_row(params![ticket.0, rule.0, turn, silence.0, part.text()], execution_row)
        .optional()?)
}

fn execution_row(row: &Row) -> rusqlite::Result<ExecutionRow> {
    Ok(ExecutionRow {
        id: number(row, 0, ExecutionId)?,
        rule: number(row, 1, RuleId)?,
        version: row.get(2)?,
        ticket: number(row, 3, TicketId)?,
        contact: number(row, 4, ContactId)?,
        turn: row.get(5)?,
        part: word(row, 6)?,
        anchor: moment(row, 7)?,
        deadline: moment(row, 8)?,
        at: moment(row, 9)?,
        outcome: word(row, 10)?,
        why: row.get(11)?,
        detail: row.get(12)?,
    })
}

pub(crate) fn set_execution(db: &Connection, id: ExecutionId, outcome: ExecutionOutcome, why: &str) -> Result<()> {
    db.prepare_cached(
        "UPDATE execution SET outcome = ?2, why = ?3, silence = iif(?2 = 'cancelled', -id, silence) WHERE id = ?1",
    )?
    .execute(params![id.0, outcome.text(), why])?;
    Ok(())
}

pub(crate) fn rekey(db: &Connection, ticket: TicketId, turn_before: u32, at: Moment) -> Result<()> {
    for statement in [
        "UPDATE execution SET turn = turn + 1 WHERE ticket = ?1 AND turn = ?2 AND anchor > ?3",
        "UPDATE deferred SET turn = turn + 1 WHERE ticket = ?1 AND turn = ?2 AND anchor > ?3",
        "UPDATE queue_entry SET turn = turn + 1 WHERE ticket = ?1 AND turn = ?2 AND anchor > ?3",
    ] {
        db.prepare_cached(statement)?.execute(params![ticket.0, turn_before, at.0])?;
    }
    Ok(())
}

pub(crate) fn actions_since(db: &Connection, ticket: TicketId, since: Moment) -> Result<u32> {
    Ok(db
        .prepare_cached(
            "SELECT coalesce(sum(coalesce(json_extract(detail, '$.actions'), 1)), 0) FROM execution
             WHERE ticket = ?1 AND at >= ?2 AND outcome = 'executed'",
        )?
        .query_row([ticket.0, since.0], |row| row.get(0))?)
}

pub(crate) fn defer(db: &Connection, step: &Deferred) -> Result<()> {
    let Deferred { rule, ticket, part, turn, anchor, due_at, why, created_at } = step;
    db.prepare_cached(
        "INSERT INTO deferred (rule, ticket, part, turn, anchor, due_at, why, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (ticket, rule, part) DO UPDATE SET turn = excluded.turn, anchor = excluded.anchor,
             due_at = excluded.due_at, why = excluded.why, created_at = excluded.created_at",
    )?
    .execute(params![
        rule.0,
        ticket.0,
        part.text(),
        turn,
        anchor.0,
        due_at.map(|at| at.0),
        why.text(),
        created_at.0
    ])?;
    Ok(())
}

macro_rules! deferred_columns {
    () => {
        "SELECT rule, ticket, part, turn, anchor, due_at, why, created_at FROM deferred "
    };
}

fn deferred_row(row: &Row) -> rusqlite::Result<Deferred> {
    Ok(Deferred {
        rule: number(row, 0, RuleId)?,
        ticket: number(row, 1, TicketId)?,
        part: word(row, 2)?,
        turn: row.get(3)?,
        anchor: moment(row, 4)?,
        due_at: moment_opt(row, 5)?,
        why: word(row, 6)?,
        created_at: moment(row, 7)?,
    })
}

pub(crate) fn deferred_step(db: &Connection, rule: RuleId, ticket: TicketId, part: Part) -> Result<Option<Deferred>> {
    Ok(db
        .prepare_cached(concat!(deferred_columns!(), "WHERE ticket = ?1 AND rule = ?2 AND part = ?3"))?
        .query_row(params![ticket.0, rule.0, part.text()], deferred_row)
        .optional()?)
}

pub(crate) fn deferred_due(db: &Connection, now: Moment, limit: u32) -> Result<Vec<Deferred>> {
    let mut statement =
        db.prepare_cached(concat!(deferred_columns!(), "WHERE due_at <= ?1 ORDER BY due_at, id LIMIT ?2"))?;
    let rows = statement.query_map(params![now.0, limit], deferred_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn next_deferred(db: &Connection) -> Result<Option<Moment>> {
    Ok(db
        .prepare_cached("SELECT due_at FROM deferred WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1")?
        .query_row([], |row| moment(row, 0))
        .optional()?)
}

pub(crate) fn release_deferred(db: &Connection, why: DeferWhy, rule: Option<RuleId>, at: Moment) -> Result<u32> {
    let released = match rule {
        Some(rule) => db
            .prepare_cached("UPDATE deferred SET due_at = ?2 WHERE due_at IS NULL AND why = ?1 AND rule = ?3")?
            .execute(params![why.text(), at.0, rule.0])?,
        None => db
            .prepare_cached("UPDATE deferred SET due_at = ?2 WHERE due_at IS NULL AND why = ?1")?
            .execute(params![why.text(), at.0])?,
    };
    Ok(u32::try_from(released).unwrap_or(u32::MAX))
}

pub(crate) fn drop_deferred(db: &Connection, rule: RuleId, ticket: TicketId, part: Part) -> Result<()> {
    db.prepare_cached("DELETE FROM deferred WHERE ticket = ?1 AND rule = ?2 AND part = ?3")?.execute(params![
        ticket.0,
        rule.0,
        part.text()
    ])?;
    Ok(())
}

pub(crate) fn drop_deferred_of_ticket(db: &Connection, ticket: TicketId) -> Result<u32> {
    let dropped = db.prepare_cached("DELETE FROM deferred WHERE ticket = ?1")?.execute([ticket.0])?;
    Ok(u32::try_from(dropped).unwrap_or(u32::MAX))
}

pub(crate) fn drop_deferred_of_rule(db: &Connection, rule: RuleId) -> Result<u32> {
    let dropped = db.prepare_cached("DELETE FROM deferred WHERE rule = ?1")?.execute([rule.0])?;
    Ok(u32::try_from(dropped).unwrap_or(u32::MAX))
}
