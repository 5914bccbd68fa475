//! Deleting what was never real: the tickets of example connections with everything that hangs on them, then the rows that
//! made them possible. History is never lost so: a row that anything else speaks of stays, and its caller archives it.

use engine::{ConnectionId, RuleId, TagId, UserId};
use rusqlite::{Connection, ErrorCode, params};

use super::error::to_json;
use crate::Result;

/// The tickets of the connections in `?1`, a JSON array.
macro_rules! wiped {
    () => {
        "(SELECT id FROM ticket WHERE connection IN (SELECT value FROM json_each(?1)))"
    };
}

/// Children before their parents.
const TICKETS: [&str; 11] = [
    concat!("DELETE FROM webhook WHERE execution IN (SELECT id FROM execution WHERE ticket IN ", wiped!(), ")"),
    concat!("DELETE FROM judgement WHERE execution IN (SELECT id FROM execution WHERE ticket IN ", wiped!(), ")"),
    concat!("DELETE FROM deferred WHERE ticket IN ", wiped!()),
    concat!("DELETE FROM day_closing WHERE ticket IN ", wiped!()),
    concat!("DELETE FROM queue_entry WHERE ticket IN ", wiped!()),
    concat!("DELETE FROM notice WHERE ticket IN ", wiped!()),
    concat!("DELETE FROM timeline WHERE ticket IN ", wiped!()),
    concat!("DELETE FROM outbox WHERE ticket IN ", wiped!()),
    concat!("DELETE FROM execution WHERE ticket IN ", wiped!()),
    concat!("DELETE FROM message WHERE ticket IN ", wiped!()),
    concat!("UPDATE ticket SET linked_to = NULL WHERE linked_to IN ", wiped!()),
];

pub(crate) fn wipe_tickets(db: &Connection, connections: &[ConnectionId]) -> Result<()> {
    let connections = to_json(&connections)?;
    let mut contacts = db.prepare_cached(concat!("SELECT DISTINCT contact FROM ticket WHERE id IN ", wiped!()))?;
    let contacts: Vec<i64> = contacts.query_map([&connections], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for statement in TICKETS {
        db.prepare_cached(statement)?.execute([&connections])?;
    }
    db.prepare_cached("DELETE FROM ticket WHERE connection IN (SELECT value FROM json_each(?1))")?
        .execute([&connections])?;
    recount(db)?;
    for contact in contacts {
        unless_needed(
            db,
            contact,
            &[
                "DELETE FROM contact_tag WHERE contact = ?1",
                "DELETE FROM identity WHERE contact = ?1",
                "DELETE FROM contact WHERE id = ?1",
            ],
        )?;
    }
    Ok(())
}

/// What the columns of the board hold; the triggers follow what is added and moved, not what is deleted.
fn recount(db: &Connection) -> Result<()> {
    db.prepare_cached("DELETE FROM place_count")?.execute([])?;
    db.prepare_cached(
        "INSERT INTO place_count (place, stage, tickets, cents, since_seconds)
         SELECT place, coalesce(stage, 0), count(*), sum(value_cents), sum(stage_since / 1000) FROM ticket
         GROUP BY place, coalesce(stage, 0)",
    )?
    .execute([])?;
    Ok(())
}

pub(crate) fn wipe_connection(db: &Connection, connection: ConnectionId) -> Result<bool> {
    unless_needed(db, connection.0, &["DELETE FROM connection WHERE id = ?1"])
}

pub(crate) fn wipe_rule(db: &Connection, rule: RuleId) -> Result<bool> {
    let statements = [
        "DELETE FROM deferred WHERE rule = ?1",
        "DELETE FROM rule_version WHERE rule = ?1",
        "DELETE FROM rule WHERE id = ?1",
    ];
    unless_needed(db, rule.0, &statements)
}

pub(crate) fn wipe_user(db: &Connection, user: UserId) -> Result<bool> {
    let statements = [
        "DELETE FROM team_member WHERE user = ?1",
        "DELETE FROM notice WHERE user = ?1",
        "DELETE FROM user WHERE id = ?1",
    ];
    unless_needed(db, user.0, &statements)
}

pub(crate) fn wipe_tag(db: &Connection, tag: TagId) -> Result<bool> {
    unless_needed(db, tag.0, &["DELETE FROM tag WHERE id = ?1"])
}

pub(crate) fn wipe_day_run(db: &Connection, date: &str) -> Result<bool> {
    let wiped = db
        .prepare_cached(
            "DELETE FROM day_run WHERE date = ?1 AND NOT EXISTS (SELECT 1 FROM day_closing WHERE date = ?1)",
        )?
        .execute([date])?;
    Ok(wiped > 0)
}

/// Runs the statements, or none of them when a row that stays refers to one of those they delete.
fn unless_needed(db: &Connection, id: i64, statements: &[&str]) -> Result<bool> {
    db.execute_batch("SAVEPOINT wipe")?;
    let mut done = Ok(());
    for statement in statements {
        done = db.prepare_cached(statement).and_then(|mut said| said.execute(params![id])).map(|_| ());
        if done.is_err() {
            db.execute_batch("ROLLBACK TO wipe")?;
            break;
        }
    }
    db.execute_batch("RELEASE wipe")?;
    match done {
        Ok(()) => Ok(true),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use crate::sqlite::view::morning::{morning, open};
    use crate::suite::world::{circumstance, execution, inputs, minute, say};
    use crate::{Database, ExecutionOutcome, StoreError};

    fn rows(db: &Database, table: &str) -> i64 {
        db.writer().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn nothing_of_a_wiped_connection_is_left_and_no_reference_dangles() {
        let (_folder, db) = open();
        let m = morning(&db);
        say(&db, |store| {
            let ana = store.ticket(m.ana)?.expect("opened");
            let contact = store.contact(ana.contact)?;
            let ran =
                store.record(&execution(&m.house, &ana, ExecutionOutcome::Executed, minute(3)))?.expect("the first");
            let shared = store.circumstance(&circumstance("America/Sao_Paulo"))?;
            store.keep_judgement(ran, minute(3), shared, &inputs(&ana, &contact, minute(3)))
        });
        say(&db, |store| store.wipe_tickets(&[m.house.shop]));
        let tables = "ticket message timeline outbox execution judgement deferred queue_entry day_closing webhook contact identity \
                      contact_tag place_count";
        for table in tables.split_whitespace() {
            assert_eq!(rows(&db, table), 0, "{table}");
        }
        let dangling: i64 =
            db.writer().query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
        assert_eq!(dangling, 0);
        assert!(db.reader().unwrap().search("ana", 5).unwrap().is_empty(), "nor in the index of words");
        assert!(say(&db, |store| store.wipe_day_run("2026-03-02")));
        assert_eq!(rows(&db, "day_run"), 0);
        let gone = say(&db, |store| {
            Ok([
                store.wipe_rule(m.house.rule)?,
                store.wipe_connection(m.house.shop)?,
                store.wipe_tag(m.house.cold)?,
                store.wipe_user(m.house.bruno)?,
            ])
        });
        assert_eq!(gone, [true; 4]);
    }

    #[test]
    fn what_a_ticket_that_stays_speaks_of_is_not_deleted() {
        let (_folder, db) = open();
        let m = morning(&db);
        let kept = say(&db, |store| {
            let contact = store.ticket(m.ana)?.expect("opened").contact;
            store.wipe_tickets(&[])?;
            let day = store.wipe_day_run("2026-03-02")?;
            let [connection, tag] = [store.wipe_connection(m.house.shop)?, store.wipe_tag(m.house.cold)?];
            Ok([day, connection, tag, store.contact(contact).is_err()])
        });
        assert_eq!(kept, [false; 4]);
        assert!(db.reader().unwrap().read::<_, StoreError>(|store| store.ticket(m.ana)).unwrap().is_some());
    }
}
