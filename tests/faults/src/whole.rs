//! Whether a database is whole: sound as a file, and nowhere half of what one transaction writes together. Also its
//! content as one number, to tell whether two files say the same.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::image::Sum;
use crate::{Broken, broken};

/// Rows that exist only while half of something does. Each names the two sides that belong together.
const HALVES: &[(&str, &str)] = &[
    (
        "envio e mensagem dizem o mesmo",
        "SELECT o.key || ': ' || o.state || ' / ' || m.state FROM outbox o JOIN message m ON m.id = o.message WHERE o.state <> m.state",
    ),
    (
        "envio de regra tem execução, no mesmo estado",
        "SELECT o.key FROM outbox o LEFT JOIN execution e ON e.id = o.execution WHERE o.origin = 'rule' AND
             e.outcome IS NOT CASE o.state WHEN 'cancelled' THEN 'cancelled' WHEN 'missed' THEN 'missed' ELSE 'executed' END",
    ),
    (
        "execução de mensagem tem envio",
        "SELECT e.id FROM execution e WHERE e.part = 'message' AND e.outcome IN ('executed', 'cancelled')
             AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.execution = e.id)",
    ),
    (
        "uma execução por episódio",
        "SELECT ticket FROM execution WHERE outcome = 'executed' GROUP BY ticket, rule, turn, part HAVING count(*) > 1",
    ),
    (
        "quem está em Sem Interação tem entrada aberta, e só quem está",
        "SELECT t.id FROM ticket t WHERE (t.entered_at IS NOT NULL) <>
             EXISTS (SELECT 1 FROM queue_entry q WHERE q.ticket = t.id AND q.left_at IS NULL)",
    ),
    (
        "o relógio do atendimento é o das suas mensagens",
        "SELECT t.id FROM ticket t WHERE
             t.human_at IS NOT (SELECT max(at) FROM message m WHERE m.ticket = t.id AND m.side = 'human' AND m.counts = 1)
             OR t.customer_at IS NOT (SELECT max(at) FROM message m WHERE m.ticket = t.id AND m.side = 'customer' AND m.counts = 1)",
    ),
    (
        "encerrando tem texto a caminho",
        "SELECT c.ticket FROM day_closing c LEFT JOIN outbox o ON o.id = c.outbox
         WHERE c.state = 'planned' AND coalesce(o.state, '') NOT IN ('planned', 'sending')",
    ),
    (
        "cada atendimento tem seu começo no histórico",
        "SELECT t.id FROM ticket t WHERE NOT EXISTS (SELECT 1 FROM timeline l WHERE l.ticket = t.id AND l.event = 'opened')",
    ),
    (
        "as contagens do quadro são as dos atendimentos",
        "SELECT place, stage, tickets, since_seconds FROM place_count WHERE tickets <> 0 EXCEPT
             SELECT place, coalesce(stage, 0), count(*), sum(stage_since / 1000) FROM ticket GROUP BY 1, 2
         UNION ALL SELECT place, coalesce(stage, 0), count(*), sum(stage_since / 1000) FROM ticket GROUP BY 1, 2 EXCEPT
             SELECT place, stage, tickets, since_seconds FROM place_count",
    ),
];

/// Opens a database file to look at it.
///
/// # Errors
/// It cannot be opened.
pub fn look(path: &Path) -> Result<Connection, Broken> {
    Ok(Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?)
}

/// Sound as a file, and nothing half there.
///
/// # Errors
/// What is not.
pub fn check(db: &Connection) -> Result<(), Broken> {
    sound(db)?;
    nothing_half(db)
}

/// Sound as a file.
///
/// # Errors
/// What is not.
pub fn sound(db: &Connection) -> Result<(), Broken> {
    let found: String = db.prepare_cached("PRAGMA integrity_check(1)")?.query_row([], |row| row.get(0))?;
    if found != "ok" {
        return Err(broken("R13 o arquivo está inteiro", found));
    }
    Ok(())
}

/// Nothing half there: a question about the content alone.
///
/// # Errors
/// What is.
pub fn nothing_half(db: &Connection) -> Result<(), Broken> {
    if db.prepare_cached("PRAGMA foreign_key_check")?.exists([])? {
        return Err(broken("R13 nada aponta para o vazio", String::new()));
    }
    for (name, sql) in HALVES {
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        if let Some(row) = rows.next()? {
            return Err(broken("meia transação", format!("{name}: {:?}", row.get_ref(0)?)));
        }
    }
    Ok(())
}

/// Every row of every table as one number. The mark of a running program is no content, nor is when the schema was made.
///
/// # Errors
/// It cannot be read.
pub fn content(db: &Connection) -> Result<u64, Broken> {
    let mut tables = db.prepare_cached(
        "SELECT 'SELECT * FROM \"' || name || '\"' || iif(name = 'setting', ' WHERE key <> ''@running''', '')
         FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name <> 'refinery_schema_history'
         ORDER BY name",
    )?;
    let tables: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    sum(db, tables)
}

/// All that these questions answer, as one number.
///
/// # Errors
/// It cannot be read.
pub fn sum(db: &Connection, questions: Vec<String>) -> Result<u64, Broken> {
    let mut sum = Sum::default();
    for sql in questions {
        sum.bytes(sql.as_bytes());
        let mut statement = db.prepare(&sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                let value = row.get_ref(column)?;
                sum.word(value.data_type() as u64);
                match value {
                    ValueRef::Null => {}
                    ValueRef::Integer(number) => sum.word(number.cast_unsigned()),
                    ValueRef::Real(number) => sum.word(number.to_bits()),
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => sum.bytes(bytes),
                }
            }
        }
    }
    Ok(sum.number())
}
