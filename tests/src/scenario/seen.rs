//! What the file says, read straight from its tables: an expectation must not hear it from the code it judges.

use std::path::Path;
use std::time::Duration;

use engine::{ConnectionId, ContactId, ExecutionId, Moment, OutboxId, TicketId};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Result, params};

use super::script::Counted;

/// One ticket with everything an expectation may ask of it.
#[derive(Debug)]
pub(super) struct TicketSeen {
    pub id: TicketId,
    pub contact: ContactId,
    pub status: String,
    pub queue: String,
    pub assignee: Option<String>,
    pub stage: Option<String>,
    pub returns_to: Option<String>,
    pub wallet: Option<String>,
    pub tags: Vec<String>,
    pub anchor: Option<Moment>,
    pub reason: Option<String>,
}

const TICKET: &str = "
    SELECT t.id, t.contact, t.status, q.name, a.name, s.name, r.name, w.name, t.anchor, t.close_reason
    FROM ticket t JOIN contact c ON c.id = t.contact JOIN queue q ON q.id = t.queue
         LEFT JOIN user a ON a.id = t.assignee LEFT JOIN stage s ON s.id = t.stage
         LEFT JOIN user r ON r.id = t.returns_user LEFT JOIN user w ON w.id = c.wallet_owner
    WHERE c.name = ?1 ORDER BY t.connection = ?2 DESC, t.id DESC LIMIT 1";

/// The customer's newest ticket on this connection, else the newest of all.
pub(super) fn ticket(file: &Path, contact: &str, connection: ConnectionId) -> Result<Option<TicketSeen>> {
    let db = open(file)?;
    let seen = db
        .query_row(TICKET, params![contact, connection.0], |row| {
            Ok(TicketSeen {
                id: TicketId(row.get(0)?),
                contact: ContactId(row.get(1)?),
                status: row.get(2)?,
                queue: row.get(3)?,
                assignee: row.get(4)?,
                stage: row.get(5)?,
                returns_to: row.get(6)?,
                wallet: row.get(7)?,
                tags: vec![],
                anchor: row.get::<_, Option<i64>>(8)?.map(Moment),
                reason: row.get(9)?,
            })
        })
        .optional()?;
    let Some(mut seen) = seen else { return Ok(None) };
    let mut tags = db.prepare(
        "SELECT g.name FROM contact_tag k JOIN tag g ON g.id = k.tag WHERE k.contact = ?1 AND g.archived = 0 ORDER BY g.name",
    )?;
    seen.tags = tags.query_map([seen.contact.0], |row| row.get(0))?.collect::<Result<_>>()?;
    Ok(Some(seen))
}

pub(super) fn tickets(file: &Path, contact: &str) -> Result<u32> {
    open(file)?.query_row(
        "SELECT count(*) FROM ticket t JOIN contact c ON c.id = t.contact WHERE c.name = ?1",
        [contact],
        |row| row.get(0),
    )
}

/// Episodes of the customer in which the rule came to this; both parts of a rule count as one.
pub(super) fn executions(
    file: &Path,
    outcome: Counted,
    rule: &str,
    contact: &str,
    connection: Option<ConnectionId>,
) -> Result<u32> {
    let word = match outcome {
        Counted::Deferred => return deferred(file, rule, contact, connection),
        Counted::Executed => "executed",
        Counted::Skipped => "skipped",
        Counted::Substituted => "substituted",
        Counted::Observed => "observed",
        Counted::Missed => "missed",
        Counted::Cancelled => "cancelled",
        Counted::Crossed => return crossed(file, rule, contact, connection),
    };
    open(file)?.query_row(
        "SELECT count(DISTINCT e.ticket || ' ' || e.turn || ' ' || e.silence)
         FROM execution e JOIN rule r ON r.id = e.rule JOIN contact c ON c.id = e.contact JOIN ticket t ON t.id = e.ticket
         WHERE r.name = ?1 AND c.name = ?2 AND e.outcome = ?3 AND (?4 IS NULL OR t.connection = ?4)",
        params![rule, contact, word, connection.map(|id| id.0)],
        |row| row.get(0),
    )
}

/// Messages whose crossing stands in the history of executions and on the ticket's timeline.
fn crossed(file: &Path, rule: &str, contact: &str, connection: Option<ConnectionId>) -> Result<u32> {
    open(file)?.query_row(
        "SELECT count(*) FROM execution e JOIN rule r ON r.id = e.rule JOIN contact c ON c.id = e.contact
             JOIN ticket t ON t.id = e.ticket
         WHERE r.name = ?1 AND c.name = ?2 AND e.outcome = 'executed' AND e.why = 'crossed'
           AND (?3 IS NULL OR t.connection = ?3)
           AND EXISTS (SELECT 1 FROM timeline l WHERE l.ticket = t.id AND l.rule = r.id AND l.event = 'crossed')",
        params![rule, contact, connection.map(|id| id.0)],
        |row| row.get(0),
    )
}

/// Steps that are due and wait now; those that merely wait for their own deadline are not deferred to anybody's eyes.
fn deferred(file: &Path, rule: &str, contact: &str, connection: Option<ConnectionId>) -> Result<u32> {
    open(file)?.query_row(
        "SELECT count(DISTINCT d.ticket)
         FROM deferred d JOIN rule r ON r.id = d.rule JOIN ticket t ON t.id = d.ticket JOIN contact c ON c.id = t.contact
         WHERE r.name = ?1 AND c.name = ?2 AND d.why NOT IN ('deadline', 'included') AND (?3 IS NULL OR t.connection = ?3)",
        params![rule, contact, connection.map(|id| id.0)],
        |row| row.get(0),
    )
}

/// The tray "Perdidas", of one customer or of all.
pub(super) fn missed(file: &Path, contact: Option<&str>) -> Result<Vec<ExecutionId>> {
    let db = open(file)?;
    let mut query = db.prepare(
        "SELECT e.id FROM execution e JOIN contact c ON c.id = e.contact
         WHERE e.outcome = 'missed' AND (?1 IS NULL OR c.name = ?1) ORDER BY e.id",
    )?;
    query.query_map([contact], |row| row.get(0).map(ExecutionId))?.collect()
}

pub(super) fn unknown(file: &Path) -> Result<u32> {
    open(file)?.query_row("SELECT count(*) FROM outbox WHERE state = 'unknown'", [], |row| row.get(0))
}

/// The uncertain sends of the tray, of one customer or of all.
pub(super) fn uncertain(file: &Path, contact: Option<&str>) -> Result<Vec<OutboxId>> {
    let db = open(file)?;
    let mut query = db.prepare(
        "SELECT o.id FROM outbox o JOIN contact c ON c.id = o.contact
         WHERE o.state = 'unknown' AND (?1 IS NULL OR c.name = ?1) ORDER BY o.id",
    )?;
    query.query_map([contact], |row| row.get(0).map(OutboxId))?.collect()
}

/// What the newest end of the day closed.
pub(super) fn day_closed(file: &Path) -> Result<u32> {
    open(file)?.query_row(
        "SELECT count(*) FROM day_closing WHERE state = 'closed' AND date = (SELECT max(date) FROM day_run)",
        [],
        |row| row.get(0),
    )
}

/// The newest rule of this name.
pub(super) fn rule_state(file: &Path, rule: &str) -> Result<Option<String>> {
    let query = "SELECT state FROM rule WHERE name = ?1 ORDER BY id DESC LIMIT 1";
    open(file)?.query_row(query, [rule], |row| row.get(0)).optional()
}

/// Writes a customer's addresses down; `false` if nobody has heard of the customer yet.
pub(super) fn link(file: &Path, contact: &str, addresses: &[(&str, String)]) -> Result<bool> {
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(Duration::from_secs(5))?;
    db.execute_batch("PRAGMA wal_autocheckpoint = 0")?;
    let id: Option<i64> =
        db.query_row("SELECT id FROM contact WHERE name = ?1", [contact], |row| row.get(0)).optional()?;
    let Some(id) = id else { return Ok(false) };
    for (kind, address) in addresses {
        let insert = "INSERT INTO identity (kind, address, contact) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        db.execute(insert, params![kind, address, id])?;
    }
    Ok(true)
}

fn open(file: &Path) -> Result<Connection> {
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(Duration::from_secs(5))?;
    Ok(db)
}
