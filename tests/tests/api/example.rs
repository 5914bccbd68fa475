//! The weeks before the example: what the screens of the past show of them, that nothing of them is due any more, and that
//! they go when the example goes.

use std::collections::BTreeMap;

use engine::*;
use runtime::{Core, Send};
use serde_json::{Value, json};
use store::{Database, Options};

use crate::world::{SUPERVISOR, World};

/// Tickets of the present have the first numbers.
const PRESENT: i64 = 60;

fn with_example() -> World {
    let world = World::new();
    world.must(SUPERVISOR, "setup_demo", json!({}));
    world
}

fn last_days(world: &World, days: i64) -> Value {
    let now = world.desk.now();
    json!({ "from": now.minus(Span::days(days)), "to": now, "team": null })
}

fn rows(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}"))
}

fn sum(list: &Value, field: &str) -> u64 {
    rows(list).iter().map(|one| one[field].as_u64().unwrap()).sum()
}

/// How many executions ended how, by the rule's name.
fn executions(world: &World) -> BTreeMap<String, u32> {
    let mut ended = BTreeMap::new();
    let mut after = Value::Null;
    loop {
        let mut page = world.must(SUPERVISOR, "executions", json!({ "after": after, "limit": 200 }));
        for row in rows(&page["rows"]) {
            let text = |field: &str| row[field].as_str().unwrap().to_owned();
            *ended.entry([text("rule_name"), text("outcome"), text("why")].join(" ").trim().to_owned()).or_insert(0) +=
                1;
        }
        after = page["next"].take();
        if after.is_null() {
            return ended;
        }
    }
}

#[test]
fn the_screens_of_the_past_have_weeks_to_show() {
    let world = with_example();
    let painel = world.must(SUPERVISOR, "dashboard", last_days(&world, 30));
    for field in ["entered", "returned", "closed"] {
        let days = rows(&painel["per_hour"]).iter().filter(|day| day[field].as_u64().unwrap() > 0).count();
        assert!(days >= 10, "{field} on {days} days: {}", painel["per_hour"]);
    }
    let of_four = rows(&painel["per_technician"]).iter().filter(|bar| bar["returned"].as_u64().unwrap() > 0).count();
    assert!(of_four >= 4, "{}", painel["per_technician"]);
    assert!(sum(&painel["heat"], "silences") > 50);
    let (returned, closed) = (&painel["numbers"]["returned"], &painel["numbers"]["closed_by_silence"]);
    assert!(returned.as_u64() > Some(20) && closed.as_u64() > Some(10), "{}", painel["numbers"]);

    let effect = world.must(SUPERVISOR, "rule_effect", json!({ "rule": 1, "days": 30 }));
    let (executed, answered) = (effect["executed"].as_u64().unwrap(), effect["answered_24h"].as_u64().unwrap());
    assert!(answered >= 5 && answered + 5 <= executed, "{effect}");
    assert!(effect["median"].as_i64() > Some(Span::minutes(10).0), "{effect}");

    let ended = executions(&world);
    for wanted in [
        "Follow-up 24h executed",
        "Follow-up 24h skipped opted_out",
        "Follow-up 24h cancelled o cliente respondeu",
        "Follow-up 24h missed",
        "Mover para Perdido 48h executed",
        "Cliente Frio 72h executed",
    ] {
        assert!(ended.contains_key(wanted), "{wanted}: {ended:?}");
    }
    let runs = world.must(SUPERVISOR, "day_runs", json!({ "limit": 50 }));
    let with_closings = rows(&runs).iter().filter(|run| run["closed"].as_u64().unwrap() > 0).count();
    assert!(with_closings >= 10 && rows(&runs).iter().all(|run| run["state"] == "done"), "{runs}");
    for tray in ["missed", "unknown"] {
        let waiting = world.must(SUPERVISOR, tray, json!({}));
        assert_eq!(waiting["total"], 2, "{tray}: {waiting:#}");
    }
    let notices = world.must(SUPERVISOR, "notices", json!({}));
    assert!(rows(&notices["rows"]).len() > 5, "{notices}");
}

/// What is past of the example, word for word.
fn past(core: &Core) -> String {
    let reader = core.database().reader().unwrap();
    let all = store::view::ExecutionFilter::default();
    let executions: Vec<_> = reader.executions(&all, None, 1_000).unwrap().rows;
    let old = executions.iter().filter(|one| one.ticket.0 > PRESENT);
    let tickets: Vec<_> = reader
        .read::<_, store::StoreError>(|store| {
            let ids = (PRESENT + 1..).map(TicketId);
            ids.map_while(|id| store.ticket(id).transpose()).collect::<store::Result<Vec<_>>>()
        })
        .unwrap();
    assert!(tickets.len() > 100, "{} tickets of the past", tickets.len());
    format!("{:#?} {:#?}", tickets, old.collect::<Vec<_>>())
}

#[test]
fn in_the_hours_after_nothing_of_the_past_is_due() {
    let world = with_example();
    let (mut now, file) = (world.desk.now(), world.dir().join(runtime::desk::DATABASE_FILE));
    world.desk.stop();
    let mut core = Core::open(Database::open(Options::new(&file)).unwrap(), now, 7).unwrap();
    core.set_caps("demo", channels::open(channels::Kind::Demo, &channels::Settings::new(), "").unwrap().caps());
    core.receive(now, ConnectionId(1), &[], Some("0"), Some(now)).unwrap();
    let before = past(&core);
    let mut sent: Vec<Send> = Vec::new();
    // The end of a day lies within.
    for _ in 0..26 * 60 {
        now = now.plus(Span::minutes(1));
        loop {
            let step = core.step(now).unwrap();
            let more = step.more;
            for send in step.sends {
                if core.confirm(now, send.outbox).unwrap() {
                    let external_id = format!("fora-{}", send.outbox);
                    core.sent(now, send.outbox, channels::Outcome::Accepted { external_id }).unwrap();
                    sent.push(send);
                }
            }
            if !more {
                break;
            }
        }
    }
    let old: Vec<_> = sent.iter().filter(|send| send.ticket.0 > PRESENT).collect();
    assert!(old.is_empty(), "{old:#?}");
    assert!(!sent.is_empty(), "the present goes on");
    assert_eq!(past(&core), before);
}

#[test]
fn nothing_of_the_past_is_left_when_the_example_goes() {
    let world = World::new();
    let seen = |world: &World| {
        let painel = world.must(SUPERVISOR, "dashboard", last_days(world, 30));
        let dates: Vec<Value> = rows(&world.must(SUPERVISOR, "day_runs", json!({ "limit": 50 })))
            .iter()
            .map(|run| json!([run["date"], run["closed"], run["state"]]))
            .collect();
        let numbers = ["numbers", "per_technician", "effect", "stages"].map(|field| painel[field].clone());
        let flow = ["entered", "returned", "closed"].map(|field| sum(&painel["per_hour"], field));
        let trays = ["missed", "unknown", "notices", "tickets"]
            .map(|list| world.must(SUPERVISOR, list, json!({}))["rows"].clone());
        (dates, numbers, flow, trays, executions(world))
    };
    world.published();
    let before = seen(&world);
    world.must(SUPERVISOR, "setup_demo", json!({}));
    assert_ne!(seen(&world), before);
    world.must(SUPERVISOR, "remove_demo", json!({}));
    assert_eq!(seen(&world), before);
}
