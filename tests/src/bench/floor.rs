//! The floor: the fewest statements of raw SQL that leave the same rows in the same tables, indexes and triggers, with the
//! same settings of the file and the same transactions. It looks nothing up that it could know, refuses nothing, and
//! decides nothing; what ours costs beyond it is judgement and care.

use anyhow::{Context, Result};
use engine::{Moment, Span};
use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, params};

use super::world::{Copy, TEXTS};

/// Due tickets in one transaction, as many as the scheduler takes.
const BATCH: u32 = 1_024;

/// About as long as ours are of such a ticket, and known beforehand.
const INPUTS: &str = r#"{"version":1,"state":"active","ticket":{"id":1234567,"contact":1234567,"connection":1,"status":"open","queue":1,"assignee":1,"stage":1,"silence":{"turn":1,"customer_at":1772452740000,"human_at":1772452800000},"last_attendant":1},"contact":{"id":1234567,"wrote_at":1772452740000},"around":{"fence":1772366400000},"verdict":{"outcome":{"type":"due"},"deadline":1772539200000,"could_go_at":1772539200000}}"#;

pub struct Floor {
    db: Connection,
    tag: i64,
    circumstance: i64,
}

/// Whose word arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Customer,
    Human,
}

impl Floor {
    /// # Errors
    /// SQLite's.
    pub fn open(copy: &Copy) -> Result<Floor> {
        let db = Connection::open(&copy.file)?;
        db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        db.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 0;
             PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;",
        )?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        db.set_prepared_statement_cache_capacity(64);
        let tag = db.query_row("SELECT id FROM tag WHERE name = 'Sem retorno 0'", [], |row| row.get(0))?;
        let circumstance = db.query_row("SELECT max(id) FROM circumstance", [], |row| row.get(0))?;
        Ok(Floor { db, tag, circumstance })
    }

    /// Stores one batch of words: the message, the ticket's clock and last word, the contact's, the connection's, the
    /// words in the index.
    ///
    /// # Errors
    /// SQLite's.
    pub fn receive(&mut self, word: Word, words: &[(u64, u64)], at: Moment) -> Result<()> {
        let batch = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let side = match word {
            Word::Customer => "customer",
            Word::Human => "human",
        };
        let mut first = None;
        {
            let mut insert = batch.prepare_cached(
                "INSERT INTO message (ticket, connection, external_id, side, text, counts, said_at, received_at, at, state)
                 VALUES (?1, 1, ?2, ?3, ?4, 1, ?5, ?5, ?5, ?6) ON CONFLICT (connection, external_id)
                 WHERE external_id IS NOT NULL DO NOTHING",
            )?;
            let mut find = batch.prepare_cached(
                "SELECT t.id, t.contact FROM identity i JOIN ticket t ON t.contact = i.contact AND t.connection = 1
                 WHERE i.kind = 'demo' AND i.address = ?1 ORDER BY t.id DESC LIMIT 1",
            )?;
            let mut answered = batch.prepare_cached(
                "UPDATE ticket SET turn = turn + 1, customer_at = ?2, anchor = NULL, last_at = ?2, last_side = 'customer',
                                   last_text = ?3 WHERE id = ?1",
            )?;
            let mut asked = batch.prepare_cached(
                "UPDATE ticket SET human_at = ?2, anchor = ?2, last_at = ?2, last_side = 'human', last_text = ?3 WHERE id = ?1",
            )?;
            let mut wrote = batch.prepare_cached("UPDATE contact SET wrote_at = ?2 WHERE id = ?1")?;
            for (ticket, number) in words {
                let text = TEXTS[usize::try_from(*number)? % TEXTS.len()];
                let (ticket, contact): (i64, i64) =
                    find.query_row([format!("c{ticket}")], |row| Ok((row.get(0)?, row.get(1)?)))?;
                let state = if word == Word::Customer { "received" } else { "sent" };
                insert.execute(params![ticket, format!("w-{number}"), side, text, at.0, state])?;
                first.get_or_insert(batch.last_insert_rowid());
                match word {
                    Word::Customer => {
                        answered.execute(params![ticket, at.0, text])?;
                        wrote.execute([contact, at.0])?;
                    }
                    Word::Human => {
                        asked.execute(params![ticket, at.0, text])?;
                    }
                }
            }
            batch
                .prepare_cached("INSERT INTO message_text (rowid, text) SELECT id, text FROM message WHERE id >= ?1")?
                .execute([first])?;
            batch
                .prepare_cached("UPDATE connection SET cursor = ?1, last_in_at = ?2 WHERE id = 1")?
                .execute(params![at.0.to_string(), at.0])?;
        }
        batch.commit()?;
        Ok(())
    }

    /// Fires the first rule on every ticket with an anchor in (after, upto]: execution with what it was judged by, tag, line of
    /// the timeline, watermark. Returns how many.
    ///
    /// # Errors
    /// SQLite's.
    pub fn fire(&mut self, after: Moment, upto: Moment, wait: Span, now: Moment) -> Result<u32> {
        let mut fired = 0;
        let mut seen = (after.0, i64::MAX);
        loop {
            let batch = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let statement = batch.prepare_cached(
                "SELECT t.id, t.contact, t.turn, t.anchor FROM ticket t JOIN contact c ON c.id = t.contact
                 WHERE (t.anchor, t.id) > (?1, ?2) AND t.anchor <= ?3 AND c.opted_out_at IS NULL AND c.erased_at IS NULL
                 ORDER BY t.anchor, t.id LIMIT ?4",
            )?;
            let due = due(statement, seen, upto)?;
            let Some((id, _, _, last)) = due.last().copied() else { return Ok(fired) };
            seen = (last, id);
            {
                let mut execution = batch.prepare_cached(
                    "INSERT INTO execution (rule, version, ticket, contact, turn, silence, part, anchor, deadline, at, outcome)
                     VALUES (1, 1, ?1, ?2, ?3, 0, 'internal', ?4, ?5, ?6, 'executed') ON CONFLICT DO NOTHING",
                )?;
                let mut judgement = batch.prepare_cached(
                    "INSERT INTO judgement (execution, nth, at, circumstance, inputs) VALUES (?1, 0, ?2, ?3, ?4)",
                )?;
                let mut tag = batch
                    .prepare_cached("INSERT INTO contact_tag (contact, tag) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
                let mut line = batch.prepare_cached(
                    "INSERT INTO timeline (ticket, at, event, rule, detail) VALUES (?1, ?2, 'rule_tagged', 1, '{\"tag\":2}')",
                )?;
                for (ticket, contact, turn, anchor) in &due {
                    execution.execute(params![ticket, contact, turn, anchor, anchor + wait.0, now.0])?;
                    judgement.execute(params![batch.last_insert_rowid(), now.0, self.circumstance, INPUTS])?;
                    tag.execute([*contact, self.tag])?;
                    line.execute([*ticket, now.0])?;
                }
            }
            batch.prepare_cached("UPDATE rule SET watermark = ?1 WHERE id = 1")?.execute([last])?;
            batch.commit()?;
            fired += u32::try_from(due.len())?;
        }
    }

    /// Writes a rule anew, with its version.
    ///
    /// # Errors
    /// SQLite's.
    pub fn save_rule(&mut self, version: u32, now: Moment) -> Result<()> {
        let save = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let body: String = save.query_row("SELECT body FROM rule WHERE id = 1", [], |row| row.get(0))?;
        save.prepare_cached("UPDATE rule SET version = ?1, body = ?2, fence = ?3, watermark = ?4 WHERE id = 1")?
            .execute(params![version, body, now.0, now.0])?;
        save.prepare_cached(
            "INSERT INTO rule_version (rule, version, body, saved_by, saved_at) VALUES (1, ?1, ?2, 1, ?3)",
        )?
        .execute(params![version, body, now.0])?;
        save.commit().context("a versão não foi gravada")
    }
}

type Due = (i64, i64, i64, i64);

fn due(mut statement: CachedStatement<'_>, seen: (i64, i64), upto: Moment) -> Result<Vec<Due>> {
    let rows = statement.query_map(params![seen.0, seen.1, upto.0, BATCH], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
