//! Webhook calls of rules that are owed. Internal steps: tried again until somebody accepts them or they are given up.

use engine::{ExecutionId, Moment};
use rusqlite::{Connection, OptionalExtension, params};

use super::cell::{moment, number};
use crate::{Result, WebhookRow};

pub(crate) fn plan_webhook(db: &Connection, execution: ExecutionId, url: &str, body: &str, at: Moment) -> Result<()> {
    db.prepare_cached("INSERT INTO webhook (execution, url, body, due_at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![execution.0, url, body, at.0])?;
    Ok(())
}

pub(crate) fn webhooks_due(db: &Connection, now: Moment, limit: u32) -> Result<Vec<WebhookRow>> {
    let mut statement = db.prepare_cached(
        "SELECT id, execution, url, body, attempts FROM webhook WHERE due_at <= ?1 ORDER BY due_at, id LIMIT ?2",
    )?;
    let rows = statement.query_map(params![now.0, limit], |row| {
        Ok(WebhookRow {
            id: row.get(0)?,
            execution: number(row, 1, ExecutionId)?,
            url: row.get(2)?,
            body: row.get(3)?,
            attempts: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn next_webhook(db: &Connection) -> Result<Option<Moment>> {
    Ok(db
        .prepare_cached("SELECT due_at FROM webhook WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1")?
        .query_row([], |row| moment(row, 0))
        .optional()?)
}

pub(crate) fn webhook_tried(db: &Connection, id: i64, at: Moment, retry_at: Option<Moment>, fault: &str) -> Result<()> {
    db.prepare_cached(
        "UPDATE webhook SET attempts = attempts + 1, tried_at = ?2, due_at = ?3, fault = ?4 WHERE id = ?1",
    )?
    .execute(params![id, at.0, retry_at.map(|at| at.0), fault])?;
    Ok(())
}
