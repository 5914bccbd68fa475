//! Two pictures of the whole crate, kept in git and compared: the newest schema, and how SQLite finds the rows of every
//! statement that the promises and the screens' tests say. No statement can be forgotten: they are heard, not listed.
//! `UPDATE=1 cargo test -p store` draws them anew.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use engine::{CircumstanceId, ConnectionId, ExecutionId, QueueId, Status, TeamId, UserId};
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, OptionalExtension};

use super::view::board::EVERY;
use super::view::check::{STRAYS, TALLIES};
use super::view::judgement::NEWEST;
use super::view::morning::{morning, open};
use super::view::{Column, ExecutionFilter, MineSection, TicketFilter, WaitsFor};
use super::{CheckpointMode, Database, Options};
use crate::suite;
use crate::suite::world::{NOON, minute};

/// What may be walked: tables that stay small whatever the desk does, and parts of a statement that bound themselves.
const SMALL: [&str; 27] = [
    "setting",
    "user",
    "u",
    "team",
    "team_member",
    "queue",
    "funnel",
    "stage",
    "tag",
    "g",
    "connection",
    "c",
    "rule",
    "r",
    "holiday",
    "json_each",
    "place_count",
    "day_run",
    "sqlite_sequence",
    "entries",
    "spoken",
    "lies",
    "runs",
    "tagged",
    "carriers",
    "named",
    "(subquery-2)",
];

type Heard = Arc<Mutex<BTreeSet<String>>>;

fn listen(db: &mut Connection, heard: &Heard) {
    let heard = Arc::clone(heard);
    db.trace_v2(
        TraceEventCodes::SQLITE_TRACE_STMT,
        Some(move |event: TraceEvent<'_>| {
            if let TraceEvent::Stmt(statement, _) = event {
                heard.lock().unwrap().insert(words(&statement.sql()));
            }
        }),
    )
    .unwrap();
}

fn words(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every statement that reads or changes rows.
fn every_statement() -> BTreeSet<String> {
    let heard = Heard::default();
    for (_, proof) in suite::promises() {
        let folder = tempfile::tempdir().unwrap();
        let options =
            Options { checkpoint: CheckpointMode::Inline, ..Options::new(folder.path().join("retorno.sqlite")) };
        let db = Database::open(options).unwrap();
        listen(&mut db.writer(), &heard);
        proof(&db);
    }
    ask_everything(&heard);
    let said = heard.lock().unwrap().clone();
    let starts = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];
    // The index of words reads and writes tables of its own.
    let own = |sql: &String| starts.iter().any(|start| sql.starts_with(start)) && !sql.contains("'main'.'");
    said.into_iter().filter(own).collect()
}

/// Each question of the screens once.
fn ask_everything(heard: &Heard) {
    let (_folder, db) = open();
    let m = morning(&db);
    let mut reader = db.reader().unwrap();
    listen(&mut reader.db, heard);
    let all = TicketFilter::default();
    let tagged = TicketFilter { tags: vec![m.house.cold], ..TicketFilter::default() };
    let narrow = TicketFilter {
        text: "20260302".into(),
        statuses: vec![Status::Open],
        queues: vec![QueueId(1)],
        technicians: vec![m.house.bruno],
        unassigned: true,
        teams: vec![TeamId(1)],
        connections: vec![ConnectionId(1)],
        wallets: vec![m.house.bruno],
        waits_for: Some(WaitsFor::Us),
        idle_since: Some(NOON),
        returned_since: Some(NOON),
        lapsed_since: Some(NOON),
        ..tagged.clone()
    };
    let named = TicketFilter { text: "ana".into(), ..TicketFilter::default() };
    let whose = |technicians: &[UserId], unassigned| TicketFilter {
        technicians: technicians.to_vec(),
        unassigned,
        queues: vec![QueueId(1)],
        ..TicketFilter::default()
    };
    let (theirs, nobodys) = (whose(&[m.house.bruno], false), whose(&[], true));
    let theirs_or_nobodys = whose(&[m.house.bruno], true);
    for filter in [&all, &tagged, &narrow, &named, &theirs, &nobodys, &theirs_or_nobodys] {
        for column in [Column::Closed, Column::NoInteraction, Column::NoStage, Column::Stage(m.house.first)] {
            reader.board_column(m.house.funnel, column, filter, None, 5).unwrap();
        }
        reader.board_counts(m.house.funnel, filter).unwrap();
        reader.board_starts(m.house.funnel, filter, 5).unwrap();
        reader.tickets(filter, None, 5).unwrap();
        reader.no_interaction(filter, None, 5).unwrap();
        reader.no_interaction_count(filter).unwrap();
    }
    reader.arriving(minute(60), 5).unwrap();
    reader.card(m.ana).unwrap();
    reader.ticket_detail(m.ana).unwrap();
    reader.messages(m.ana, None, 5).unwrap();
    reader.timeline(m.ana, None, 5).unwrap();
    reader.events_between(m.ana, minute(0), minute(60), 5).unwrap();
    reader.mine(m.house.bruno, MineSection::Returned, None, 5).unwrap();
    reader.last_stay(m.caio).unwrap();
    reader.missed_steps(None, 5).unwrap();
    reader.missed_sends(None, 5).unwrap();
    reader.unknown_sends(None, 5).unwrap();
    reader.in_trays().unwrap();
    reader.notices(m.house.bruno, true, &[], None, 5).unwrap();
    reader.unread(m.house.bruno).unwrap();
    reader.audit(None, 5).unwrap();
    reader.search("20260302", 5).unwrap();
    reader.search("ana", 5).unwrap();
    reader.counts(m.house.bruno).unwrap();
    reader.last_told().unwrap();
    reader.connection_list().unwrap();
    reader.day_runs(None, 5).unwrap();
    reader.day_closings("2026-03-02", None, 5).unwrap();
    for (ticket, rules) in [(Some(m.ana), vec![]), (None, vec![m.house.rule]), (None, vec![])] {
        let filter = ExecutionFilter { ticket, rules, ..ExecutionFilter::default() };
        reader.executions(&filter, None, 5).unwrap();
    }
    reader.judgements(ExecutionId(1)).unwrap();
    reader.newest_judgements(5).unwrap();
    reader.circumstance(CircumstanceId(1)).unwrap();
    reader.rule_version(m.house.rule, 1).unwrap();
    reader.rule_counts(NOON).unwrap();
    reader.rule_outcomes(NOON).unwrap();
    reader.tag_contacts(5).unwrap();
    reader.wallet(m.house.bruno, 5).unwrap();
    reader.rule_versions(m.house.rule, 5).unwrap();
    reader.numbers(minute(0), minute(60), None).unwrap();
    reader.flow(&[minute(0), minute(60)], None).unwrap();
    reader.technicians(minute(0), minute(60), None).unwrap();
    reader.effects(minute(0), minute(60), None, None).unwrap();
    reader.silence_starts(minute(0), minute(60)).unwrap();
    reader.entry_quarters(minute(0), minute(60), None).unwrap();
    reader.history(m.ana, NOON, 5).unwrap();
    reader.tallies().unwrap();
    reader.strays().unwrap();
}

fn plan(db: &Connection, sql: &str) -> Vec<String> {
    let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let lines = statement.raw_query();
    lines.mapped(|row| row.get(3)).collect::<rusqlite::Result<_>>().unwrap()
}

#[test]
fn every_statement_finds_its_rows_by_the_index_meant_for_it() {
    let (_folder, db) = open();
    let db = db.writer();
    let analysed: Option<i64> = db
        .query_row("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'", [], |row| row.get(0))
        .optional()
        .unwrap();
    assert_eq!(analysed, None, "plans must not depend on statistics");
    let mut picture = String::new();
    let mut walks = vec![];
    for sql in every_statement() {
        let lines = plan(&db, &sql);
        picture.push_str(&sql);
        picture.push('\n');
        for line in &lines {
            picture.push_str(&format!("    {line}\n"));
            let walked = line.strip_prefix("SCAN ").and_then(|rest| {
                let mut rest = rest.split(' ');
                let table = rest.next()?;
                // Walking an index in its order, or a virtual table by its own index, is a search that stops.
                let by_index = rest.next().is_some();
                // For a row put into a parent SQLite plans a walk of the children, and takes it only while a foreign key
                // is violated, which ours never are: they are checked at once.
                let of_parent = sql.starts_with("INSERT");
                // The self-check is about every row, and is made only when a person asks for it.
                let on_purpose = [EVERY, TALLIES, STRAYS, NEWEST].iter().any(|one| sql.starts_with(&words(one)));
                (!by_index && !of_parent && !on_purpose && !SMALL.contains(&table)).then_some(table)
            });
            walks.extend(walked.map(|table| format!("{table}: {sql}")));
        }
        picture.push('\n');
    }
    compare("plans.txt", &picture);
    assert_eq!(walks, [] as [String; 0], "these walk a table that grows");
}

#[test]
fn the_picture_of_the_schema_is_the_schema() {
    let (_folder, db) = open();
    let db = db.writer();
    let mut statement = db
        .prepare(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'refinery%'
               AND name NOT LIKE '%!_text!_%' ESCAPE '!' OR type = 'trigger' ORDER BY tbl_name, type DESC, name",
        )
        .unwrap();
    let parts: Vec<String> =
        statement.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap();
    let head = "-- The newest schema, drawn from a fresh database by a test. Do not edit: write a migration, then\n\
                -- UPDATE=1 cargo test -p store\n\n";
    compare("schema.sql", &format!("{head}{};\n", parts.join(";\n\n")));
}

fn compare(name: &str, now: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = kept.lines().zip(now.lines()).position(|(kept, now)| kept != now);
    assert!(kept == now, "{name} is not what it was, from line {differs:?} on; UPDATE=1 draws it anew");
}
