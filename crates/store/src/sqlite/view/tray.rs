//! The trays "Perdidas" and "incertas": what was not sent in time, and what may or may not have gone.

use engine::evaluate::Part;
use engine::{ExecutionId, MessageId, Moment, OutboxId, RuleId, Ticket, TicketId};
use rusqlite::{Row, params};

use super::{Key, Page, START, bounded};
use crate::sqlite::Reader;
use crate::sqlite::cell::{moment, moment_opt, number, number_opt, word};
use crate::sqlite::ticket::{self, WIDTH, ticket_columns};
use crate::{Origin, Result, SendState};

/// Tickets of the trays counted at most for whoever may decide about only some.
const TICKETS_MAX: u32 = 10_000;

/// A step of a rule that was too late to go by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissedStep {
    pub execution: ExecutionId,
    pub rule: RuleId,
    pub rule_name: String,
    pub part: Part,
    pub ticket: TicketId,
    pub protocol: String,
    pub contact_name: String,
    pub connection_name: String,
    pub anchor: Moment,
    pub deadline: Moment,
    pub at: Moment,
    /// The silence it was about has ended since.
    pub answered: bool,
}

/// A message that did not go (missed) or may have gone (unknown).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraySend {
    pub outbox: OutboxId,
    pub message: MessageId,
    pub state: SendState,
    pub origin: Origin,
    pub rule: Option<RuleId>,
    pub rule_name: Option<String>,
    pub ticket: TicketId,
    pub protocol: String,
    pub contact_name: String,
    pub connection_name: String,
    pub text: String,
    pub due_at: Moment,
    pub done_at: Option<Moment>,
    pub attempts: u32,
    pub fault: String,
}

/// How much lies in the trays because of one ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InTrays {
    pub ticket: Ticket,
    pub missed: u32,
    pub unknown: u32,
}

pub(crate) const IN_TRAYS: &str = concat!(
    "SELECT ",
    ticket_columns!(),
    ", sum(lies.missed), sum(lies.unknown)
     FROM (SELECT ticket, 1 AS missed, 0 AS unknown FROM execution INDEXED BY execution_missed WHERE outcome = 'missed'
           UNION ALL
           SELECT ticket, state = 'missed', state = 'unknown' FROM outbox INDEXED BY outbox_tray
           WHERE state IN ('unknown', 'missed') AND (state = 'unknown' OR execution IS NULL)) lies
     CROSS JOIN ticket t ON t.id = lies.ticket GROUP BY t.id LIMIT ?1"
);

pub(crate) const MISSED_STEPS: &str =
    "SELECT e.id, e.rule, r.name, e.part, e.ticket, t.protocol, c.name, n.name, e.anchor, e.deadline, e.at,
        coalesce(t.anchor <> e.anchor, 1)
     FROM execution e CROSS JOIN rule r ON r.id = e.rule CROSS JOIN ticket t ON t.id = e.ticket
     CROSS JOIN contact c ON c.id = e.contact CROSS JOIN connection n ON n.id = t.connection
     WHERE e.outcome = 'missed' AND e.at >= ?1 AND (e.at > ?1 OR e.id > ?2) ORDER BY e.at, e.id LIMIT ?3";

pub(crate) const TRAY_SENDS: &str = "SELECT o.id, o.message, o.state, o.origin, o.rule, r.name, o.ticket, t.protocol, c.name, n.name, o.text,
        o.due_at, o.done_at, o.attempts, o.fault
     FROM outbox o INDEXED BY outbox_tray CROSS JOIN ticket t ON t.id = o.ticket CROSS JOIN contact c ON c.id = o.contact
     CROSS JOIN connection n ON n.id = o.connection LEFT JOIN rule r ON r.id = o.rule
     WHERE o.state = ?1 AND o.state IN ('unknown', 'missed') AND o.due_at >= ?2 AND (o.due_at > ?2 OR o.id > ?3)
       AND (o.state = 'unknown' OR o.execution IS NULL)
     ORDER BY o.due_at, o.id LIMIT ?4";

impl Reader {
    /// What lies in the trays, by ticket: for those who may decide about only some of it.
    pub fn in_trays(&self) -> Result<Vec<InTrays>> {
        self.list(IN_TRAYS, [TICKETS_MAX], |row| {
            Ok(InTrays { ticket: ticket::of(row, 0)?, missed: row.get(WIDTH)?, unknown: row.get(WIDTH + 1)? })
        })
    }

    /// Missed steps of rules, oldest first.
    pub fn missed_steps(&self, after: Option<Key>, limit: u32) -> Result<Page<MissedStep>> {
        let after = after.unwrap_or(START);
        let rows = self.list(MISSED_STEPS, params![after.at.0, after.id, bounded(limit)], step_of)?;
        Ok(Page::of(rows, limit, |row| Key { at: row.at, id: row.execution.0 }))
    }

    /// Missed messages that belong to no step, oldest first. Of those of a step, the step says what is to be decided.
    pub fn missed_sends(&self, after: Option<Key>, limit: u32) -> Result<Page<TraySend>> {
        self.tray("missed", after, limit)
    }

    /// Messages that may have gone, oldest first.
    pub fn unknown_sends(&self, after: Option<Key>, limit: u32) -> Result<Page<TraySend>> {
        self.tray("unknown", after, limit)
    }

    fn tray(&self, state: &str, after: Option<Key>, limit: u32) -> Result<Page<TraySend>> {
        let after = after.unwrap_or(START);
        let rows = self.list(TRAY_SENDS, params![state, after.at.0, after.id, bounded(limit)], send_of)?;
        Ok(Page::of(rows, limit, |row| Key { at: row.due_at, id: row.outbox.0 }))
    }
}

fn step_of(row: &Row) -> rusqlite::Result<MissedStep> {
    Ok(MissedStep {
        execution: number(row, 0, ExecutionId)?,
        rule: number(row, 1, RuleId)?,
        rule_name: row.get(2)?,
        part: word(row, 3)?,
        ticket: number(row, 4, TicketId)?,
        protocol: row.get(5)?,
        contact_name: row.get(6)?,
        connection_name: row.get(7)?,
        anchor: moment(row, 8)?,
        deadline: moment(row, 9)?,
        at: moment(row, 10)?,
        answered: row.get(11)?,
    })
}

fn send_of(row: &Row) -> rusqlite::Result<TraySend> {
    Ok(TraySend {
        outbox: number(row, 0, OutboxId)?,
        message: number(row, 1, MessageId)?,
        state: word(row, 2)?,
        origin: word(row, 3)?,
        rule: number_opt(row, 4, RuleId)?,
        rule_name: row.get(5)?,
        ticket: number(row, 6, TicketId)?,
        protocol: row.get(7)?,
        contact_name: row.get(8)?,
        connection_name: row.get(9)?,
        text: row.get(10)?,
        due_at: moment(row, 11)?,
        done_at: moment_opt(row, 12)?,
        attempts: row.get(13)?,
        fault: row.get(14)?,
    })
}
