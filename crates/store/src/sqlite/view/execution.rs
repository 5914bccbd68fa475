//! The history of executions, the counts a list of rules shows, and a rule's versions.

use engine::evaluate::Part;
use engine::{ExecutionId, Moment, RuleId, TicketId, UserId};
use rusqlite::{Row, params};

use super::{END, Key, Page, bounded};
use crate::sqlite::Reader;
use crate::sqlite::cell::{moment, moment_opt, number, number_opt, word};
use crate::sqlite::error::to_json;
use crate::{ExecutionOutcome, Result};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExecutionFilter {
    /// Empty: any.
    pub rules: Vec<RuleId>,
    pub ticket: Option<TicketId>,
    /// Empty: any.
    pub outcomes: Vec<ExecutionOutcome>,
    pub from: Option<Moment>,
    /// Up to but not at.
    pub to: Option<Moment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecutionView {
    pub id: ExecutionId,
    pub rule: RuleId,
    /// Of the version that ran.
    pub rule_name: String,
    pub version: u32,
    pub ticket: TicketId,
    pub protocol: String,
    pub contact_name: String,
    pub part: Part,
    pub anchor: Moment,
    pub deadline: Moment,
    pub at: Moment,
    pub outcome: ExecutionOutcome,
    /// A closed word for skipped, and for one whose message crossed the answer; else empty.
    pub why: String,
    /// JSON object.
    pub detail: String,
}

/// What a rule did in a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleCount {
    pub rule: RuleId,
    pub executed: u32,
    pub skipped: u32,
    pub missed: u32,
    pub observed: u32,
    /// Ever.
    pub last_at: Option<Moment>,
}

/// How often a rule acted, or skipped for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleOutcome {
    pub rule: RuleId,
    /// The reason, if it skipped.
    pub skipped: Option<String>,
    pub count: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleVersionView {
    pub version: u32,
    pub saved_by: Option<UserId>,
    pub saved_by_name: Option<String>,
    pub saved_at: Moment,
    /// The rule as JSON.
    pub body: String,
}

macro_rules! execution_view {
    ($index:literal, $of:literal) => {
        concat!(
            "SELECT e.id, e.rule, coalesce((SELECT v.body ->> 'name' FROM rule_version v
                        WHERE v.rule = e.rule AND v.version = e.version), r.name), e.version, e.ticket, t.protocol, c.name, e.part, e.anchor, e.deadline, e.at,
                    e.outcome, e.why, e.detail FROM execution e INDEXED BY ",
            $index,
            " CROSS JOIN rule r ON r.id = e.rule CROSS JOIN ticket t ON t.id = e.ticket
             CROSS JOIN contact c ON c.id = e.contact WHERE ",
            $of,
            " AND (?2 = '[]' OR e.rule IN (SELECT value FROM json_each(?2)))
              AND (?3 = '[]' OR e.outcome IN (SELECT value FROM json_each(?3))) AND e.at >= ?4 AND e.at < ?5
              AND e.at <= ?6 AND (e.at < ?6 OR e.id < ?7) ORDER BY e.at DESC, e.id DESC LIMIT ?8"
        )
    };
}

/// `?1` is the ticket, the only rule, or nothing.
pub(crate) const OF_TICKET: &str = execution_view!("execution_once", "e.ticket = ?1");
pub(crate) const OF_RULE: &str = execution_view!("execution_rule", "e.rule = ?1");
pub(crate) const OF_ALL: &str = execution_view!("execution_at", "?1 IS NULL");

pub(crate) const RULE_COUNTS: &str =
    "SELECT r.id, count(*) FILTER (WHERE e.outcome = 'executed'), count(*) FILTER (WHERE e.outcome = 'skipped'),
        count(*) FILTER (WHERE e.outcome = 'missed'), count(*) FILTER (WHERE e.outcome = 'observed'),
        (SELECT l.at FROM execution l INDEXED BY execution_rule WHERE l.rule = r.id AND l.outcome IN ('executed', 'observed')
          ORDER BY l.at DESC LIMIT 1)
     FROM rule r LEFT JOIN execution e INDEXED BY execution_rule ON e.rule = r.id AND e.at >= ?1
     WHERE r.state <> 'archived' GROUP BY r.id ORDER BY r.id";

pub(crate) const RULE_OUTCOMES: &str =
    "SELECT e.rule, iif(e.outcome = 'skipped', e.why, NULL) AS skipped, count(*) AS often
     FROM rule r CROSS JOIN execution e INDEXED BY execution_rule ON e.rule = r.id AND e.at >= ?1
     WHERE r.state <> 'archived' AND e.outcome IN ('executed', 'skipped')
     GROUP BY e.rule, skipped ORDER BY e.rule, often DESC, skipped";

impl Reader {
    /// Newest first.
    pub fn executions(&self, filter: &ExecutionFilter, before: Option<Key>, limit: u32) -> Result<Page<ExecutionView>> {
        let ExecutionFilter { rules, ticket, outcomes, from, to } = filter;
        let before = before.unwrap_or(END);
        let (sql, of_what) = match (ticket, rules.as_slice()) {
            (Some(ticket), _) => (OF_TICKET, Some(ticket.0)),
            (None, [rule]) => (OF_RULE, Some(rule.0)),
            (None, _) => (OF_ALL, None),
        };
        let rows = self.list(
            sql,
            params![
                of_what,
                to_json(rules)?,
                to_json(outcomes)?,
                from.unwrap_or(Moment::MIN).0,
                to.unwrap_or(Moment::MAX).0,
                before.at.0,
                before.id,
                bounded(limit)
            ],
            of,
        )?;
        Ok(Page::of(rows, limit, |row| Key { at: row.at, id: row.id.0 }))
    }

    /// What each rule did since then.
    pub fn rule_counts(&self, since: Moment) -> Result<Vec<RuleCount>> {
        self.list(RULE_COUNTS, [since.0], |row| {
            Ok(RuleCount {
                rule: number(row, 0, RuleId)?,
                executed: row.get(1)?,
                skipped: row.get(2)?,
                missed: row.get(3)?,
                observed: row.get(4)?,
                last_at: moment_opt(row, 5)?,
            })
        })
    }

    /// What came of each rule since then, the most frequent first.
    pub fn rule_outcomes(&self, since: Moment) -> Result<Vec<RuleOutcome>> {
        self.list(RULE_OUTCOMES, [since.0], |row| {
            Ok(RuleOutcome { rule: number(row, 0, RuleId)?, skipped: row.get(1)?, count: row.get(2)? })
        })
    }

    /// Newest first.
    pub fn rule_versions(&self, rule: RuleId, limit: u32) -> Result<Vec<RuleVersionView>> {
        self.list(
            "SELECT v.version, v.saved_by, u.name, v.saved_at, v.body FROM rule_version v
             LEFT JOIN user u ON u.id = v.saved_by WHERE v.rule = ?1 ORDER BY v.version DESC LIMIT ?2",
            params![rule.0, bounded(limit)],
            |row| {
                Ok(RuleVersionView {
                    version: row.get(0)?,
                    saved_by: number_opt(row, 1, UserId)?,
                    saved_by_name: row.get(2)?,
                    saved_at: moment(row, 3)?,
                    body: row.get(4)?,
                })
            },
        )
    }
}

fn of(row: &Row) -> rusqlite::Result<ExecutionView> {
    Ok(ExecutionView {
        id: number(row, 0, ExecutionId)?,
        rule: number(row, 1, RuleId)?,
        rule_name: row.get(2)?,
        version: row.get(3)?,
        ticket: number(row, 4, TicketId)?,
        protocol: row.get(5)?,
        contact_name: row.get(6)?,
        part: word(row, 7)?,
        anchor: moment(row, 8)?,
        deadline: moment(row, 9)?,
        at: moment(row, 10)?,
        outcome: word(row, 11)?,
        why: row.get(12)?,
        detail: row.get(13)?,
    })
}
