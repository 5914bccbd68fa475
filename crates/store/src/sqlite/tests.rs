//! What happens to the file: crashes, damage, older and newer schemas, a full disk, two connections, copies.

use std::path::Path;

use engine::evaluate::Part;
use engine::*;
use rusqlite::Connection;

use super::view::morning::{morning, open};
use super::*;
use crate::suite::world::*;
use crate::*;

fn put(db: &Database, value: &str) -> Result<()> {
    db.change(|store| store.put_value("chave", &format!("{value:?}")))
}

fn got(db: &Database) -> Option<String> {
    db.reader().unwrap().read::<_, StoreError>(|store| store.value("chave")).unwrap()
}

fn inline(path: &Path) -> Options {
    Options { checkpoint: CheckpointMode::Inline, ..Options::new(path) }
}

/// The files as a crash would leave them at this instant.
fn crashed(db: &Database, to: &Path) {
    for suffix in ["", "-wal"] {
        let from = format!("{}{suffix}", db.path().display());
        std::fs::copy(from, format!("{}{suffix}", to.display())).unwrap();
    }
}

#[test]
fn the_bundled_sqlite_is_new_enough_and_every_setting_holds() {
    let (_folder, db) = open();
    let writer = db.writer();
    let pragma =
        |name: &str| writer.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, rusqlite::types::Value>(0));
    assert_eq!(pragma("journal_mode").unwrap(), "wal".to_string().into());
    for (name, value) in [
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("wal_autocheckpoint", 0),
        ("busy_timeout", 5_000),
    ] {
        assert_eq!(pragma(name).unwrap(), value.into(), "{name}");
    }
    assert!(rusqlite::version_number() >= 3_051_003);
}

#[test]
fn what_was_committed_survives_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let db = Database::open(inline(&folder.path().join("a.sqlite"))).unwrap();
    put(&db, "antes").unwrap();
    let after = folder.path().join("b.sqlite");
    crashed(&db, &after);
    put(&db, "depois").unwrap();
    assert_eq!(got(&Database::open(inline(&after)).unwrap()).as_deref(), Some("\"antes\""));
}

#[test]
fn damage_is_found_after_an_unclean_stop_and_the_file_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.sqlite");
    let db = Database::open(inline(&path)).unwrap();
    morning(&db);
    db.checkpoint().unwrap();
    let after = folder.path().join("b.sqlite");
    crashed(&db, &after);
    std::fs::remove_file(folder.path().join("b.sqlite-wal")).unwrap();
    let mut bytes = std::fs::read(&after).unwrap();
    let root: u32 = db
        .writer()
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'message_ticket'", [], |row| row.get(0))
        .unwrap();
    let page = (root as usize - 1) * 4096;
    bytes[page + 8..page + 64].fill(0xA5);
    std::fs::write(&after, &bytes).unwrap();
    let refused = Database::open(inline(&after)).map(|_| ());
    assert!(matches!(refused, Err(StoreError::Corrupt(_))), "{refused:?}");
    assert!(std::fs::read(&after).unwrap() == bytes, "the file was touched");
}

#[test]
fn what_is_no_database_of_ours_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let garbage = folder.path().join("lixo.sqlite");
    std::fs::write(&garbage, "isto não é um banco de dados".repeat(100)).unwrap();
    assert!(matches!(Database::open(inline(&garbage)).map(|_| ()), Err(StoreError::Corrupt(_))));
    let foreign = folder.path().join("alheio.sqlite");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE pedido (id INTEGER)").unwrap();
    assert!(matches!(Database::open(inline(&foreign)).map(|_| ()), Err(StoreError::Corrupt(_))));
}

#[test]
fn a_newer_file_is_refused_and_not_a_byte_of_it_changes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.sqlite");
    drop(Database::open(inline(&path)).unwrap());
    let newer = open::newest_schema() + 1;
    Connection::open(&path)
        .unwrap()
        .execute(
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (?1, 'x', '2030-01-01T00:00:00Z', '1')",
            [newer],
        )
        .unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Database::open(inline(&path)).map(|_| ()), Err(StoreError::Newer)));
    assert!(std::fs::read(&path).unwrap() == before);
    assert!(matches!(restore(&path, &folder.path().join("b.sqlite"), NOON), Err(StoreError::Newer)));
}

#[test]
fn an_older_file_is_copied_before_it_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.sqlite");
    let mut old = Connection::open(&path).unwrap();
    open::migrate_to(&mut old, 1);
    old.execute("INSERT INTO contact (name, created_at) VALUES ('Ana Araújo', 0)", []).unwrap();
    drop(old);
    let db = Database::open(inline(&path)).unwrap();
    let found: i64 = db
        .writer()
        .query_row("SELECT rowid FROM contact_text WHERE contact_text MATCH 'araujo'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(found, 1, "what was there before is found by the new index");
    let copy = Options::new(db.backups_folder().join("antes-da-versao-1.sqlite"));
    assert_eq!(open::schema_of(&copy).unwrap(), Some(1));
    drop(db);
    drop(Database::open(inline(&path)).unwrap());
}

/// Ana is closed, Bia in Sem Interação until after the cut, Caio back from it, Davi moved by a rule, Eva where she began.
const OLD_BOARD: &str = "
    INSERT INTO user (id, name, role) VALUES (1, 'Bruno', 'technician');
    INSERT INTO queue (id, name, kind) VALUES (1, 'Suporte', 'normal');
    INSERT INTO connection (id, kind, name, queue) VALUES (1, 'demo', 'Loja', 1);
    INSERT INTO contact (id, name, created_at) VALUES (1, 'Ana', 0);
    INSERT INTO funnel (id, name) VALUES (1, 'Vendas');
    INSERT INTO stage (id, funnel, name) VALUES (1, 1, 'Novo'), (2, 1, 'Proposta');
    INSERT INTO ticket (id, protocol, contact, connection, status, queue, stage, entered_at, closed_at, created_at, last_at)
    VALUES (1, 'a', 1, 1, 'closed', 1, 1, NULL, 5000, 1000, 4000), (2, 'b', 1, 1, 'open', 1, 1, 999000, NULL, 1000, 2000),
           (3, 'c', 1, 1, 'open', 1, 2, NULL, NULL, 1000, 2000), (4, 'd', 1, 1, 'open', 1, 2, NULL, NULL, 1000, 2000),
           (5, 'e', 1, 1, 'pending', 1, 2, NULL, NULL, 3000, 8000);
    INSERT INTO queue_entry (ticket, anchor, turn, entered_at, left_at) VALUES (2, 1, 1, 2000, 3000), (2, 2, 1, 6000, NULL),
           (3, 1, 1, 6000, 7000);
    INSERT INTO timeline (ticket, at, event) VALUES (1, 9000, 'staged'), (3, 2000, 'staged'), (4, 2000, 'staged'),
           (4, 4000, 'rule_staged'), (4, 9000, 'taken'), (5, 9000, 'valued');
";

#[test]
fn an_older_file_says_since_when_a_ticket_is_in_its_place_as_well_as_it_knows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.sqlite");
    let mut old = Connection::open(&path).unwrap();
    open::migrate_to(&mut old, 4);
    old.execute_batch(OLD_BOARD).unwrap();
    drop(old);
    let db = Database::open(inline(&path)).unwrap();
    let writer = db.writer();
    let rows = |sql: &str| -> Vec<(i64, i64)> {
        let mut statement = writer.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    };
    assert_eq!(
        rows("SELECT id, stage_since FROM ticket ORDER BY id"),
        [(1, 5_000), (2, 6_000), (3, 7_000), (4, 4_000), (5, 3_000)]
    );
    assert_eq!(
        rows("SELECT place, since_seconds FROM place_count WHERE tickets > 0 ORDER BY place"),
        [(-2, 5), (-1, 6), (2, 14)]
    );
}

#[test]
fn a_full_disk_refuses_the_change_whole_and_goes_on_when_there_is_room() {
    let (_folder, db) = open();
    let house = house(&db);
    let id = ticket(&db, &house, "Ana");
    let pages: i64 = db.writer().query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    let allow = |pages: i64| db.writer().pragma_update(None, "max_page_count", pages).unwrap();
    allow(pages);
    let fill = |text: &str| {
        db.change::<_, StoreError>(|store| {
            store.set_value(id, 7)?;
            store.add_message(&words(id, &house, MessageSide::Note, text, NOON)).map(|_| ())
        })
    };
    let refused = fill(&"x".repeat(100_000));
    assert!(matches!(refused, Err(StoreError::Full)), "{refused:?}");
    assert_eq!(say(&db, |store| store.ticket_extra(id)).value_cents, 0);
    allow(pages + 1_000);
    fill(&"x".repeat(100_000)).unwrap();
    assert_eq!(say(&db, |store| store.ticket_extra(id)).value_cents, 7);
}

#[test]
fn two_processes_take_turns_and_a_claim_succeeds_in_one_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.sqlite");
    let one = Database::open(Options::new(&path)).unwrap();
    let two = Database::open(Options::new(&path)).unwrap();
    let house = house(&one);
    let ana = silent(&one, &house, ticket(&one, &house, "Ana"), minute(1), minute(2));
    let sends: Vec<OutboxId> =
        (0..20).map(|n| planned(&one, &house, &ana, Origin::Rule, &format!("k{n}"), minute(5))).collect();
    let claim = |db: &Database| -> Vec<OutboxId> {
        let mine = |id: &OutboxId| {
            say(db, |store| Ok(store.claim(*id, NOON)? && store.set_outgoing(*id, SendState::Sent, NOON, "").is_ok()))
        };
        sends.iter().copied().filter(mine).collect()
    };
    let (a, b) = std::thread::scope(|scope| {
        let a = scope.spawn(|| claim(&one));
        let b = scope.spawn(|| claim(&two));
        (a.join().unwrap(), b.join().unwrap())
    });
    let mut all: Vec<OutboxId> = a.into_iter().chain(b).collect();
    all.sort();
    assert_eq!(all, sends);
}

#[test]
fn a_reader_sees_the_last_commit_never_half_of_one_and_cannot_write() {
    let (_folder, db) = open();
    put(&db, "um").unwrap();
    let reader = db.reader().unwrap();
    let value = |reader: &Reader| reader.read::<_, StoreError>(|store| store.value("chave"));
    let seen = db.change::<_, StoreError>(|store| {
        store.put_value("chave", "\"dois\"")?;
        value(&reader)
    });
    assert_eq!(seen.unwrap().as_deref(), Some("\"um\""));
    assert_eq!(value(&reader).unwrap().as_deref(), Some("\"dois\""));
    let (before, after) = reader
        .snapshot::<_, StoreError>(|reader| {
            let before = value(reader)?;
            put(&db, "três")?;
            Ok((before, value(reader)?))
        })
        .unwrap();
    assert_eq!(before, after, "a snapshot does not move");
    let written = reader.read::<_, StoreError>(|store| store.put_value("chave", "0"));
    assert!(matches!(written, Err(StoreError::Unwritable { .. })), "{written:?}");
}

#[test]
fn a_panic_inside_a_change_leaves_nothing_and_the_next_one_works() {
    let (_folder, db) = open();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        db.change::<(), StoreError>(|store| {
            store.put_value("chave", "1")?;
            panic!("a defect")
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(got(&db), None);
    put(&db, "segue").unwrap();
    assert_eq!(got(&db).as_deref(), Some("\"segue\""));
}

#[test]
fn the_log_is_copied_into_the_file_by_a_checkpoint_and_gone_after_an_orderly_stop() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.sqlite");
    let db = Database::open(inline(&path)).unwrap();
    put(&db, "no arquivo").unwrap();
    db.checkpoint().unwrap();
    let alone = folder.path().join("b.sqlite");
    std::fs::copy(&path, &alone).unwrap();
    assert_eq!(got(&Database::open(inline(&alone)).unwrap()).as_deref(), Some("\"no arquivo\""));
    drop(db);
    assert!(!folder.path().join("a.sqlite-wal").exists());
}

#[test]
fn a_log_that_is_too_long_starts_over() {
    let folder = tempfile::tempdir().unwrap();
    let db = Database::open(inline(&folder.path().join("a.sqlite"))).unwrap();
    put(&db, &"x".repeat(1_000_000)).unwrap();
    let log = || checkpoint::passive(&db.writer()).unwrap();
    assert!(log() > 200);
    put(&db, "curta").unwrap();
    let before = log();
    checkpoint::shorten(&open::connection(&db.options).unwrap(), &db.writer, 10).unwrap();
    put(&db, "de novo").unwrap();
    assert!(log() < 10, "{before} pages, then {}", log());
}

#[test]
fn the_checkpoint_thread_copies_beside_the_writer() {
    let folder = tempfile::tempdir().unwrap();
    let mut db = Database::open(Options::new(folder.path().join("a.sqlite"))).unwrap();
    let house = house(&db);
    let id = ticket(&db, &house, "Ana");
    let text = "x".repeat(1_000_000);
    for _ in 0..12 {
        say(&db, |store| store.add_message(&words(id, &house, MessageSide::Note, &text, NOON)));
    }
    // It was woken once a thousand pages were there, and stops only after having worked off that.
    db.checkpoints.stop();
    let alone = folder.path().join("b.sqlite");
    std::fs::copy(db.path(), &alone).unwrap();
    let copied = Database::open(inline(&alone)).unwrap();
    assert!(!copied.reader().unwrap().messages(id, None, 20).unwrap().rows.is_empty());
}

#[test]
fn a_copy_replaces_the_one_before_only_if_it_is_sound() {
    let (folder, db) = open();
    put(&db, "um").unwrap();
    let copy = db.backups_folder().join("retorno-2026-03-02.sqlite");
    db.backup(&copy).unwrap();
    put(&db, "dois").unwrap();
    let of = |path: &Path| got(&Database::open(inline(path)).unwrap());
    let aside = folder.path().join("aberta.sqlite");
    std::fs::copy(&copy, &aside).unwrap();
    assert_eq!(of(&aside).as_deref(), Some("\"um\""));
    db.backup(&copy).unwrap();
    std::fs::copy(&copy, &aside).unwrap();
    assert_eq!(of(&aside).as_deref(), Some("\"dois\""));
    let names: Vec<_> =
        std::fs::read_dir(db.backups_folder()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["retorno-2026-03-02.sqlite"], "nothing half-written stays");
    let nowhere = Path::new("/proc/retorno/copia.sqlite");
    assert!(matches!(db.backup(nowhere), Err(StoreError::Unwritable { .. })));
}

#[test]
fn copies_asked_for_in_the_same_second_do_not_spoil_each_other() {
    let (_folder, db) = open();
    put(&db, "um").unwrap();
    let folder = db.backups_folder();
    let copy = folder.join("retorno-2026-03-02-080000.sqlite");
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..10 {
                    db.backup(&copy).unwrap();
                    rotate(&folder, "retorno-", 1).unwrap();
                }
            });
        }
    });
    check_copy(&copy).unwrap();
}

#[test]
fn the_seven_newest_daily_copies_stay() {
    let folder = tempfile::tempdir().unwrap();
    let name = |day: u32| format!("retorno-2026-03-{day:02}.sqlite");
    for day in 1..=9 {
        std::fs::write(folder.path().join(name(day)), "x").unwrap();
    }
    for other in ["antes-da-versao-1.sqlite", "retorno.txt"] {
        std::fs::write(folder.path().join(other), "x").unwrap();
    }
    let gone = rotate(folder.path(), "retorno-", BACKUPS_KEPT).unwrap();
    assert_eq!(gone, [folder.path().join(name(1)), folder.path().join(name(2))]);
    let mut left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left.len(), 9);
    assert_eq!(rotate(folder.path(), "retorno-", BACKUPS_KEPT).unwrap(), Vec::<PathBuf>::new());
}

/// R25: the copy is made while things are planned, they are carried out, and then the copy comes back.
#[test]
fn a_restored_copy_sends_nothing_again() {
    let (folder, db) = open();
    let m = morning(&db);
    let caio = say(&db, |store| store.ticket(m.caio)).unwrap();
    let bia = say(&db, |store| store.ticket(m.bia)).unwrap();
    let done = execution(&m.house, &caio, ExecutionOutcome::Executed, minute(40));
    let run = say(&db, |store| store.record(&done)).unwrap();
    let unknown = planned(&db, &m.house, &bia, Origin::Person, "incerta", minute(41));
    let sending = planned(&db, &m.house, &bia, Origin::Person, "saindo", minute(41));
    say(&db, |store| {
        store.plan_webhook(run, "https://exemplo", "{}", minute(40))?;
        store.defer(&Deferred {
            rule: m.house.rule,
            ticket: m.bia,
            part: Part::Message,
            turn: 1,
            anchor: minute(2),
            due_at: None,
            why: DeferWhy::Fuse,
            created_at: minute(40),
        })?;
        store.claim(unknown, minute(42))?;
        store.set_outgoing(unknown, SendState::Unknown, minute(43), "?")?;
        store.claim(sending, minute(42)).map(|_| ())
    });
    let copy = db.backups_folder().join("retorno-2026-03-02.sqlite");
    db.backup(&copy).unwrap();
    let before_waiting = say(&db, |store| store.waiting(Moment::MIN, Moment::MAX, 50));
    put(&db, "depois da cópia").unwrap();
    let path = db.path().to_path_buf();
    drop(db);

    let restored = restore(&copy, &path, minute(500)).unwrap();
    let db = Database::open(Options::new(&path)).unwrap();
    assert_eq!(got(&db), None, "it is the copy");
    assert_eq!(say(&db, |store| store.value(RESTORED_KEY)).as_deref(), Some(minute(500).0.to_string().as_str()));
    assert_eq!(say(&db, |store| store.ready(Moment::MAX, 50)), []);
    assert_eq!(say(&db, |store| store.sending()), []);
    assert_eq!(say(&db, |store| store.next_ready()), None);
    assert_eq!(say(&db, |store| store.next_deferred()), None);
    assert_eq!(say(&db, |store| store.next_webhook()), None);
    assert_eq!(say(&db, |store| store.bubbles_pending(50)), []);
    assert_eq!(db.reader().unwrap().unknown_sends(None, 50).unwrap().rows.len(), 1, "what was uncertain still asks");
    let state = say(&db, |store| store.outgoing(sending)).unwrap();
    assert_eq!(state.state, SendState::Missed);
    assert_eq!(say(&db, |store| store.message(state.message)).unwrap().state, MessageState::Missed);
    let deferred = say(&db, |store| store.execution_of(m.house.rule, m.bia, 1, Moment(0), Part::Message)).unwrap();
    assert_eq!((deferred.outcome, deferred.at), (ExecutionOutcome::Missed, minute(500)));
    assert_eq!(say(&db, |store| store.waiting(Moment::MIN, Moment::MAX, 50)), before_waiting);
    // Two entry notices (Caio's and Davi's) and the one on its way.
    assert_eq!(restored, Restored { missed: 3, deferred: 1, webhooks: 1 });
    let kept = folder.path().join("retorno.sqlite.antes-da-restauracao");
    assert_eq!(got(&Database::open(inline(&kept)).unwrap()).as_deref(), Some("\"depois da cópia\""));
}

#[test]
fn a_damaged_copy_is_refused_and_the_database_stays() {
    let (folder, db) = open();
    put(&db, "fica").unwrap();
    let path = db.path().to_path_buf();
    drop(db);
    let copy = folder.path().join("copia.sqlite");
    std::fs::write(&copy, b"SQLite format 3\0 e mais nada".repeat(200)).unwrap();
    assert!(matches!(restore(&copy, &path, NOON), Err(StoreError::Corrupt(_))));
    std::fs::write(&copy, b"").unwrap();
    assert!(matches!(restore(&copy, &path, NOON), Err(StoreError::Corrupt(_))));
    std::fs::remove_file(&copy).unwrap();
    assert!(matches!(restore(&copy, &path, NOON), Err(StoreError::Missing("cópia de segurança"))));
    assert_eq!(got(&Database::open(inline(&path)).unwrap()).as_deref(), Some("\"fica\""));
}
