//! Settings kept whole as JSON, small values of the house, own holidays, and the audit trail.

use engine::{Moment, Settings, UserId};
use rusqlite::{Connection, OptionalExtension, params};

use super::error::to_json;
use crate::{Result, StoreError};

/// Keys with this sign in front are the store's own and out of reach of [`value`].
const SETTINGS: &str = "@settings";

pub(crate) fn settings(db: &Connection) -> Result<Settings> {
    match own(db, SETTINGS)? {
        Some(json) => serde_json::from_str(&json).map_err(|e| StoreError::Sql(format!("configurações: {e}"))),
        None => Ok(Settings::default()),
    }
}

pub(crate) fn put_settings(db: &Connection, settings: &Settings) -> Result<()> {
    put_own(db, SETTINGS, &to_json(settings)?)
}

pub(crate) fn value(db: &Connection, key: &str) -> Result<Option<String>> {
    own(db, &public(key))
}

pub(crate) fn put_value(db: &Connection, key: &str, json: &str) -> Result<()> {
    put_own(db, &public(key), json)
}

pub(crate) fn drop_value(db: &Connection, key: &str) -> Result<()> {
    db.prepare_cached("DELETE FROM setting WHERE key = ?1")?.execute([public(key)])?;
    Ok(())
}

fn public(key: &str) -> String {
    key.trim_start_matches('@').to_owned()
}

pub(crate) fn own(db: &Connection, key: &str) -> Result<Option<String>> {
    Ok(db.prepare_cached("SELECT value FROM setting WHERE key = ?1")?.query_row([key], |row| row.get(0)).optional()?)
}

pub(crate) fn put_own(db: &Connection, key: &str, json: &str) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?
    .execute([key, json])?;
    Ok(())
}

pub(crate) fn holidays(db: &Connection) -> Result<Vec<(String, String)>> {
    let mut statement = db.prepare_cached("SELECT date, name FROM holiday ORDER BY date")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn put_holiday(db: &Connection, date: &str, name: &str) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO holiday (date, name) VALUES (?1, ?2) ON CONFLICT (date) DO UPDATE SET name = excluded.name",
    )?
    .execute([date, name])?;
    Ok(())
}

pub(crate) fn drop_holiday(db: &Connection, date: &str) -> Result<()> {
    db.prepare_cached("DELETE FROM holiday WHERE date = ?1")?.execute([date])?;
    Ok(())
}

pub(crate) fn audit(
    db: &Connection,
    at: Moment,
    user: Option<UserId>,
    what: &str,
    before: &str,
    after: &str,
) -> Result<()> {
    db.prepare_cached("INSERT INTO audit (at, user, what, before, after) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![at.0, user.map(|user| user.0), what, before, after])?;
    Ok(())
}
