//! Rules: the whole rule as JSON beside the columns the store orders and filters by, one row a version.

use engine::{Moment, Rule, RuleId, RuleState, UserId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::cell::{Word, json, moment, number, word};
use super::error::to_json;
use super::settings::{own, put_own};
use crate::{Result, StoreError, StoredRule};

const QUEUE_WATERMARK: &str = "@queue_watermark";

macro_rules! rule_columns {
    () => {
        "id, version, name, state, position, body, fence, watermark, problem"
    };
}

/// The columns win over the copies inside the body.
fn of(row: &Row) -> rusqlite::Result<StoredRule> {
    let rule = Rule {
        id: number(row, 0, RuleId)?,
        version: row.get(1)?,
        name: row.get(2)?,
        state: word(row, 3)?,
        position: row.get(4)?,
        ..json(row, 5)?
    };
    Ok(StoredRule { rule, fence: moment(row, 6)?, watermark: moment(row, 7)?, problem: row.get(8)? })
}

pub(crate) fn rules(db: &Connection) -> Result<Vec<StoredRule>> {
    let mut statement = db.prepare_cached(concat!(
        "SELECT ",
        rule_columns!(),
        " FROM rule WHERE state <> 'archived' ORDER BY position, id"
    ))?;
    let rows = statement.query_map([], of)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn rule(db: &Connection, id: RuleId) -> Result<Option<StoredRule>> {
    Ok(db
        .prepare_cached(concat!("SELECT ", rule_columns!(), " FROM rule WHERE id = ?1"))?
        .query_row([id.0], of)
        .optional()?)
}

/// The version counts itself: 1 for a new rule, one more than the stored for a change.
pub(crate) fn put_rule(db: &Connection, new: &StoredRule, by: Option<UserId>, at: Moment) -> Result<RuleId> {
    let StoredRule { rule, fence, watermark, problem } = new;
    let old: Option<u32> = db
        .prepare_cached("SELECT version FROM rule WHERE id = ?1")?
        .query_row([rule.id.0], |row| row.get(0))
        .optional()?;
    let (id, version) = match (rule.id.0, old) {
        (0, _) => (next_id(db)?, 1),
        (_, Some(version)) => (rule.id.0, version + 1),
        (_, None) => return Err(StoreError::Missing("ação")),
    };
    let body = to_json(&Rule { id: RuleId(id), version, ..rule.clone() })?;
    db.prepare_cached(
        "INSERT INTO rule (id, version, name, state, position, body, fence, watermark, problem)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, name = excluded.name, state = excluded.state,
             position = excluded.position, body = excluded.body, fence = excluded.fence,
             watermark = excluded.watermark, problem = excluded.problem",
    )?
    .execute(params![
        id,
        version,
        rule.name,
        rule.state.text(),
        rule.position,
        body,
        fence.0,
        watermark.0,
        problem
    ])?;
    db.prepare_cached(
        "INSERT INTO rule_version (rule, version, body, saved_by, saved_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![id, version, body, by.map(|user| user.0), at.0])?;
    Ok(RuleId(id))
}

fn next_id(db: &Connection) -> Result<i64> {
    Ok(db
        .prepare_cached("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'rule'), 0) + 1")?
        .query_row([], |row| row.get(0))?)
}

pub(crate) fn set_rule_state(db: &Connection, id: RuleId, state: RuleState, problem: &str) -> Result<()> {
    db.prepare_cached("UPDATE rule SET state = ?2, problem = ?3 WHERE id = ?1")?.execute(params![
        id.0,
        state.text(),
        problem
    ])?;
    Ok(())
}

pub(crate) fn set_rule_fence(db: &Connection, id: RuleId, fence: Moment, watermark: Moment) -> Result<()> {
    db.prepare_cached("UPDATE rule SET fence = ?2, watermark = ?3 WHERE id = ?1")?.execute([
        id.0,
        fence.0,
        watermark.0,
    ])?;
    Ok(())
}

pub(crate) fn set_rule_position(db: &Connection, id: RuleId, position: i64) -> Result<()> {
    db.prepare_cached("UPDATE rule SET position = ?2 WHERE id = ?1")?.execute([id.0, position])?;
    Ok(())
}

pub(crate) fn set_watermark(db: &Connection, id: RuleId, anchor: Moment) -> Result<()> {
    db.prepare_cached("UPDATE rule SET watermark = ?2 WHERE id = ?1")?.execute([id.0, anchor.0])?;
    Ok(())
}

pub(crate) fn queue_watermark(db: &Connection) -> Result<Moment> {
    match own(db, QUEUE_WATERMARK)? {
        Some(json) => json.parse().map(Moment).map_err(|_| StoreError::Sql(format!("marca da fila ilegível: {json}"))),
        None => Ok(Moment::MIN),
    }
}

pub(crate) fn set_queue_watermark(db: &Connection, anchor: Moment) -> Result<()> {
    put_own(db, QUEUE_WATERMARK, &anchor.0.to_string())
}
