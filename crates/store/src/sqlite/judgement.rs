//! What verdicts were made from. Written with the execution a verdict came to, in its transaction.

use engine::{Circumstance, CircumstanceId, ExecutionId, Inputs, Moment};
use rusqlite::{Connection, OptionalExtension, params};

use super::cell::number;
use super::error::to_json;
use crate::Result;

/// The number of this circumstance, which gets one if it is new.
pub(crate) fn circumstance(db: &Connection, circumstance: &Circumstance) -> Result<CircumstanceId> {
    let body = to_json(circumstance)?;
    let known = db
        .prepare_cached("SELECT id FROM circumstance WHERE body = ?1")?
        .query_row([&body], |row| number(row, 0, CircumstanceId))
        .optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    Ok(db
        .prepare_cached("INSERT INTO circumstance (body) VALUES (?1) RETURNING id")?
        .query_row([&body], |row| number(row, 0, CircumstanceId))?)
}

pub(crate) fn keep_judgement(
    db: &Connection,
    execution: ExecutionId,
    at: Moment,
    circumstance: CircumstanceId,
    inputs: &Inputs,
) -> Result<()> {
    let inputs = to_json(inputs)?;
    let kept = params![execution.0, at.0, circumstance.0, inputs];
    let first = "INSERT INTO judgement (execution, nth, at, circumstance, inputs) VALUES (?1, 0, ?2, ?3, ?4)
                 ON CONFLICT DO NOTHING";
    if db.prepare_cached(first)?.execute(kept)? == 0 {
        let further = "INSERT INTO judgement (execution, nth, at, circumstance, inputs)
                       SELECT ?1, count(*), ?2, ?3, ?4 FROM judgement WHERE execution = ?1";
        db.prepare_cached(further)?.execute(kept)?;
    }
    Ok(())
}
