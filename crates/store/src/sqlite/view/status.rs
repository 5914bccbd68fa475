//! The numbers of the rail and the status bar, and the list of connections.

use engine::{ConnectionId, Moment, QueueId, UserId};
use rusqlite::{Row, params};

use super::PAGE_MAX;
use super::indexed::section;
use crate::sqlite::Reader;
use crate::sqlite::cell::{moment, moment_opt, number, word};
use crate::{ConnectionState, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Tickets on the board: not closed.
    pub open: u32,
    pub no_interaction: u32,
    pub missed: u32,
    pub unknown: u32,
    /// Mine, come back and not opened since.
    pub mine_returned: u32,
    /// Mine, where the customer waits for me.
    pub mine_waits: u32,
    pub unread: u32,
    pub rules_active: u32,
    /// Stopped by the fuse or by something missing.
    pub rules_stopped: u32,
    pub connections: u32,
    /// Enabled, and not able to send or read.
    pub connections_down: u32,
    /// Waiting to leave.
    pub planned: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionView {
    pub id: ConnectionId,
    pub kind: String,
    pub name: String,
    /// JSON object of strings; no secrets.
    pub settings: String,
    pub queue: QueueId,
    pub enabled: bool,
    pub state: ConnectionState,
    pub detail: String,
    pub synced_at: Moment,
    pub resume_at: Moment,
    pub archived: bool,
    pub last_in_at: Option<Moment>,
    pub last_out_at: Option<Moment>,
    /// Waiting to leave by it.
    pub planned: u32,
    /// Not closed.
    pub open_tickets: u32,
}

pub(crate) const COUNTS: &str = concat!(
    "SELECT (SELECT coalesce(sum(tickets), 0) FROM place_count WHERE place > -2),
        (SELECT count(*) FROM ticket WHERE entered_at IS NOT NULL),
        (SELECT count(*) FROM execution WHERE outcome = 'missed')
          + (SELECT count(*) FROM outbox WHERE state = 'missed' AND state IN ('unknown', 'missed') AND execution IS NULL),
        (SELECT count(*) FROM outbox WHERE state = 'unknown' AND state IN ('unknown', 'missed')),
        (SELECT count(*) FROM ticket t INDEXED BY ticket_technician WHERE t.assignee = ?1 AND ",
    section!(),
    " = 1),
        (SELECT count(*) FROM ticket t INDEXED BY ticket_technician WHERE t.assignee = ?1 AND ",
    section!(),
    " = 2),
        (SELECT count(*) FROM notice WHERE user = ?1 AND read_at IS NULL),
        (SELECT count(*) FROM rule WHERE state IN ('active', 'shadow')),
        (SELECT count(*) FROM rule WHERE state IN ('paused', 'broken')),
        (SELECT count(*) FROM connection WHERE archived = 0),
        (SELECT count(*) FROM connection WHERE archived = 0 AND enabled = 1 AND state IN ('offline', 'auth', 'blocked')),
        (SELECT count(*) FROM outbox WHERE state = 'planned')"
);

pub(crate) const CONNECTIONS: &str =
    "SELECT c.id, c.kind, c.name, c.settings, c.queue, c.enabled, c.state, c.detail, c.synced_at, c.resume_at,
        c.archived, c.last_in_at, c.last_out_at,
        (SELECT count(*) FROM outbox o WHERE o.connection = c.id AND o.state = 'planned'),
        (SELECT count(*) FROM ticket t WHERE t.connection = c.id AND t.status <> 'closed')
     FROM connection c ORDER BY c.id LIMIT ?1";

pub(crate) const LAST_TOLD: &str = "SELECT max(at) FROM (
        SELECT at FROM timeline WHERE id = (SELECT max(id) FROM timeline)
        UNION ALL SELECT at FROM message WHERE id = (SELECT max(id) FROM message))";

impl Reader {
    /// The instant of the newest line of a history or word that was written; `None` while there are neither.
    pub fn last_told(&self) -> Result<Option<Moment>> {
        Ok(self.db.prepare_cached(LAST_TOLD)?.query_row([], |row| moment_opt(row, 0))?)
    }

    /// Numbers for this user.
    pub fn counts(&self, user: UserId) -> Result<Counts> {
        Ok(self.db.prepare_cached(COUNTS)?.query_row([user.0], |row| {
            Ok(Counts {
                open: row.get(0)?,
                no_interaction: row.get(1)?,
                missed: row.get(2)?,
                unknown: row.get(3)?,
                mine_returned: row.get(4)?,
                mine_waits: row.get(5)?,
                unread: row.get(6)?,
                rules_active: row.get(7)?,
                rules_stopped: row.get(8)?,
                connections: row.get(9)?,
                connections_down: row.get(10)?,
                planned: row.get(11)?,
            })
        })?)
    }

    pub fn connection_list(&self) -> Result<Vec<ConnectionView>> {
        self.list(CONNECTIONS, params![PAGE_MAX], of)
    }
}

fn of(row: &Row) -> rusqlite::Result<ConnectionView> {
    Ok(ConnectionView {
        id: number(row, 0, ConnectionId)?,
        kind: row.get(1)?,
        name: row.get(2)?,
        settings: row.get(3)?,
        queue: number(row, 4, QueueId)?,
        enabled: row.get(5)?,
        state: word(row, 6)?,
        detail: row.get(7)?,
        synced_at: moment(row, 8)?,
        resume_at: moment(row, 9)?,
        archived: row.get(10)?,
        last_in_at: moment_opt(row, 11)?,
        last_out_at: moment_opt(row, 12)?,
        planned: row.get(13)?,
        open_tickets: row.get(14)?,
    })
}
