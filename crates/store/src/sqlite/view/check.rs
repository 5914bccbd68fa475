//! Whether everything that was ever planned has an end or waits for something: each plan falls under exactly one of
//! [`Tally`]'s ends, or under none, and then something was lost. It reads everything there is, so only a person asks it.

use engine::{RuleId, TicketId};
use rusqlite::Row;

use crate::sqlite::Reader;
use crate::sqlite::cell::{number, number_opt, word};
use crate::{Origin, RESENT, Result};

/// Most tickets named that hold something without an end.
const STRAYS_MAX: u32 = 20;

/// What a rule, the queue or people ever planned, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    pub rule: Option<RuleId>,
    pub rule_name: Option<String>,
    /// Of a rule: all it did, with or without a message.
    pub origin: Origin,
    pub planned: u32,
    /// Went out, or was done inside.
    pub done: u32,
    pub failed: u32,
    /// Nobody knows whether it went out.
    pub unknown: u32,
    /// Left out for a reason that is kept.
    pub skipped: u32,
    /// Taken back for a reason that is kept.
    pub cancelled: u32,
    pub missed: u32,
    /// Waits for its time, or for an event that will come.
    pub open: u32,
    /// None of these, or two that exclude each other: planned is the sum of the others and of this.
    pub stray: u32,
}

/// A plan is a send; a decision without one (an internal step, or what was left out); what a rule still had to say when its
/// messages came to an end half-way; a step that waits; a call of a webhook. A send that a person ordered again is counted
/// once, as the new one. `?1` is [`RESENT`].
macro_rules! plans {
    () => {
        "SELECT o.rule, o.origin, o.ticket,
                CASE
                    WHEN o.origin = 'rule' AND (e.rule IS NULL OR e.rule <> o.rule) THEN NULL
                    WHEN o.state = 'cancelled' THEN iif(o.fault <> '', 'cancelled', NULL)
                    WHEN e.outcome IN ('cancelled', 'substituted', 'observed') THEN NULL
                    WHEN o.state IN ('sent', 'delivered', 'read') THEN 'done'
                    WHEN o.state IN ('planned', 'sending') THEN 'open'
                    WHEN o.state = 'missed' THEN iif(coalesce(e.outcome, 'missed') IN ('missed', 'skipped'),
                                                     coalesce(e.outcome, 'missed'), NULL)
                    WHEN o.state IN ('failed', 'unknown') THEN o.state
                END AS fate
           FROM outbox o LEFT JOIN execution e ON e.id = o.execution
          WHERE NOT (o.state = 'failed' AND o.fault = ?1)
            AND NOT (o.state = 'missed' AND EXISTS (SELECT 1 FROM outbox n INDEXED BY outbox_ticket
                                                     WHERE n.ticket = o.ticket AND n.execution = o.execution AND n.id > o.id))
         UNION ALL
         SELECT d.rule, 'rule', d.ticket,
                CASE
                    WHEN d.sends = 0 AND d.outcome = 'executed' THEN iif(d.part = 'internal', 'done', NULL)
                    WHEN d.outcome = 'executed' THEN 'skipped'
                    WHEN d.outcome IN ('substituted', 'observed') THEN 'skipped'
                    WHEN d.outcome IN ('skipped', 'cancelled') THEN iif(d.why <> '', d.outcome, NULL)
                    WHEN d.outcome = 'missed' THEN 'missed'
                END
           FROM (SELECT e.rule, e.ticket, e.part, e.outcome, e.why, count(o.id) AS sends,
                        coalesce(max(o.id * 2 + (o.state = 'missed')) % 2, 0) AS last_missed
                   FROM execution e LEFT JOIN outbox o INDEXED BY outbox_ticket
                     ON e.part = 'message' AND o.ticket = e.ticket AND o.execution = e.id
                  GROUP BY e.id) d
          WHERE d.sends = 0 OR (d.outcome = 'executed' AND d.why NOT IN ('', 'crossed'))
             OR (d.outcome IN ('missed', 'skipped') AND d.last_missed = 0)
         UNION ALL
         SELECT w.rule, 'rule', w.ticket,
                iif(r.state IN ('active', 'shadow', 'paused')
                    AND (w.due_at IS NOT NULL OR w.why = 'barrier' OR (w.why = 'fuse' AND r.state = 'paused')), 'open', NULL)
           FROM deferred w JOIN rule r ON r.id = w.rule
         UNION ALL
         SELECT e.rule, 'rule', e.ticket,
                CASE WHEN h.due_at IS NOT NULL THEN 'open' WHEN h.fault = '' THEN 'done' ELSE 'failed' END
           FROM webhook h JOIN execution e ON e.id = h.execution"
    };
}

pub(crate) const TALLIES: &str = concat!(
    "WITH plans AS (",
    plans!(),
    ") SELECT p.rule, r.name, p.origin, count(*), count(*) FILTER (WHERE fate = 'done'),
              count(*) FILTER (WHERE fate = 'failed'), count(*) FILTER (WHERE fate = 'unknown'),
              count(*) FILTER (WHERE fate = 'skipped'), count(*) FILTER (WHERE fate = 'cancelled'),
              count(*) FILTER (WHERE fate = 'missed'), count(*) FILTER (WHERE fate = 'open'),
              count(*) FILTER (WHERE fate IS NULL)
         FROM plans p LEFT JOIN rule r ON r.id = p.rule
        GROUP BY p.rule, p.origin ORDER BY p.rule IS NULL, r.position, p.rule, p.origin"
);

pub(crate) const STRAYS: &str = concat!(
    "WITH plans AS (",
    plans!(),
    ") SELECT DISTINCT t.id, t.protocol FROM plans p CROSS JOIN ticket t ON t.id = p.ticket
        WHERE p.fate IS NULL ORDER BY t.id LIMIT ?2"
);

impl Reader {
    /// What was ever planned and what became of it: of each rule, then of the queue and of people.
    pub fn tallies(&self) -> Result<Vec<Tally>> {
        self.list(TALLIES, [RESENT], of)
    }

    /// Some of the tickets that hold something without an end, with their protocols.
    pub fn strays(&self) -> Result<Vec<(TicketId, String)>> {
        self.list(STRAYS, rusqlite::params![RESENT, STRAYS_MAX], |row| Ok((number(row, 0, TicketId)?, row.get(1)?)))
    }
}

fn of(row: &Row) -> rusqlite::Result<Tally> {
    Ok(Tally {
        rule: number_opt(row, 0, RuleId)?,
        rule_name: row.get(1)?,
        origin: word(row, 2)?,
        planned: row.get(3)?,
        done: row.get(4)?,
        failed: row.get(5)?,
        unknown: row.get(6)?,
        skipped: row.get(7)?,
        cancelled: row.get(8)?,
        missed: row.get(9)?,
        open: row.get(10)?,
        stray: row.get(11)?,
    })
}
