//! A hundred thousand conversations that fell silent long ago, and a rule of one hour: whatever is done to the rule,
//! nothing is planned for any of them, and whoever asks is told how many they are (R6).

#![allow(clippy::unwrap_used)]

use api::Session;
use channels::{Outcome, Side};
use engine::{Span, TicketId, UserId};
use runtime::clock::{Clock, SystemClock};
use runtime::port::NoNotifier;
use runtime::secrets::Vault;
use runtime::{Desk, DeskOptions};
use serde_json::{Value, json};
use tests::bench::{CONNECTION, Copy, World, spare_the_daily_copy, word};

const SIZE: u32 = 100_000;
const LONG_AGO: Span = Span::hours(30 * 24);
const SUPERVISOR: UserId = UserId(1);

#[test]
fn a_rule_of_one_hour_leaves_a_hundred_thousand_old_silences_alone_and_tells_how_many_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::lay_at(folder.path(), SIZE, SystemClock::new().read().wall.minus(LONG_AGO)).unwrap();
    let copy = world.copy(0).unwrap();
    spare_the_daily_copy(copy.dir.path()).unwrap();

    let desk = opened(&copy);
    let mut settings = must(&desk, "settings", json!({}))["settings"].take();
    // Whatever the hour is, the night holds nothing back; and only rules write.
    settings["quiet"] = Value::Null;
    settings["queue"]["on"] = json!(false);
    must(&desk, "save_settings", json!({ "settings": settings }));

    // Before it is switched on: they are counted, all of them, and a page of them is listed.
    let draft = draft("Follow-up", 1);
    let overdue = must(&desk, "overdue_of_rule", json!({ "rule": draft }));
    assert_eq!(overdue["total"], SIZE);
    assert_eq!(overdue["tickets"].as_array().unwrap().len(), 200);
    let check = must(&desk, "check_rule", json!({ "rule": draft }));
    assert_eq!(
        (&check["overdue"], &check["beyond"]),
        (&json!(5_000), &json!(true)),
        "a quick look says that it is one"
    );
    let simulated = must(&desk, "simulate_rule", json!({ "rule": draft, "limit": 1 }));
    assert_eq!((&simulated["due"], &simulated["beyond"]), (&json!(0), &json!(true)));

    // Made, written anew, switched off and on, doubled, taken in from a file.
    let saved = must(&desk, "save_rule", json!({ "rule": draft, "state": "active" }))["rule"].clone();
    nothing(&desk, &copy, "made");
    let rule = saved["id"].clone();
    let mut changed = draft.clone();
    (changed["id"], changed["version"], changed["wait"]) = (rule.clone(), saved["version"].clone(), json!(1_800_000));
    must(&desk, "save_rule", json!({ "rule": changed, "state": "active" }));
    nothing(&desk, &copy, "written anew with half the wait");
    for state in ["off", "active", "shadow", "active"] {
        must(&desk, "set_rule_state", json!({ "rule": rule, "state": state }));
        nothing(&desk, &copy, state);
    }
    let doubled = must(&desk, "duplicate_rule", json!({ "rule": rule }))["rule"]["id"].clone();
    must(&desk, "set_rule_state", json!({ "rule": doubled, "state": "active" }));
    nothing(&desk, &copy, "doubled");
    let file = must(&desk, "export_rules", json!({ "rules": [rule] }))["text"].clone();
    let taken_in = must(&desk, "import_rules", json!({ "text": file }))["rules"][0].clone();
    must(&desk, "set_rule_state", json!({ "rule": taken_in, "state": "active" }));
    nothing(&desk, &copy, "taken in");
    must(&desk, "archive_rule", json!({ "rule": doubled }));
    must(&desk, "restore_rule", json!({ "rule": doubled }));
    must(&desk, "set_rule_state", json!({ "rule": doubled, "state": "active" }));
    nothing(&desk, &copy, "deleted and brought back");
    desk.stop();
    drop(desk);
    let desk = opened(&copy);
    nothing(&desk, &copy, "started again");
    desk.stop();
    drop(desk);

    // One who falls silent now is what the three rules are for, an hour between two of them; nobody else is written to.
    let said = SystemClock::new().read().wall;
    let mut core = copy.core(said).unwrap();
    let ago = |seconds| said.minus(Span::seconds(seconds));
    let words = [word(Side::Customer, 7, 1, ago(2)), word(Side::Ours, 7, 2, ago(0))];
    core.receive(said, CONNECTION, &words, None, None).unwrap();
    let mut sent = vec![];
    for minutes in [29, 31, 60, 92, 153, 24 * 60] {
        let at = said.plus(Span::minutes(minutes));
        loop {
            let step = core.step(at).unwrap();
            for send in step.sends {
                assert!(core.confirm(at, send.outbox).unwrap());
                let external_id = format!("sent-{minutes}");
                core.sent(at, send.outbox, Outcome::Accepted { external_id }).unwrap();
                sent.push((minutes, send.ticket));
            }
            if !step.more {
                break;
            }
        }
    }
    let to = TicketId(7);
    assert_eq!(sent, [(31, to), (92, to), (153, to)]);
}

fn opened(copy: &Copy) -> Desk {
    let secrets = Box::new(Vault::without_keyring(copy.dir.path()));
    Desk::open(DeskOptions { dir: copy.dir.path().to_owned(), notifier: Box::new(NoNotifier), secrets }).unwrap()
}

fn must(desk: &Desk, command: &str, args: Value) -> Value {
    api::call(desk, &Session { user: SUPERVISOR }, command, args)
        .unwrap_or_else(|failure| panic!("{command}: {failure:?}"))
}

fn draft(name: &str, hours: i64) -> Value {
    json!({
        "name": name,
        "description": "",
        "wait": Span::hours(hours),
        "actions": [{ "type": "send_message", "text": "Oi, {{contato.primeiro_nome}}!" }],
        "scope": {
            "statuses": ["open", "pending", "closed"],
            "stages": [], "queues": [], "connections": [], "tags_with": [], "tags_without": [],
        },
        "business_hours": false,
        "quiet_hours": false,
        "repeat": "once_per_episode",
    })
}

/// What rules have done, planned or put off so far.
fn done(copy: &Copy) -> (i64, i64, i64) {
    let db = rusqlite::Connection::open(&copy.file).unwrap();
    db.query_row(
        "SELECT (SELECT count(*) FROM execution), (SELECT count(*) FROM deferred), (SELECT count(*) FROM outbox)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
    .unwrap()
}

/// Comes back once the desk has judged what there is to judge, and asks what came of it.
fn nothing(desk: &Desk, copy: &Copy, after: &str) {
    // Between two batches of at most 64 events it steps until nothing is due.
    for _ in 0..70 {
        desk.ask(|_| Ok(())).unwrap();
    }
    assert_eq!(done(copy), (0, 0, 0), "{after}: executions, deferred, sends");
}
