//! The weeks before the example: what the screens of the past show of them, and that they go when the example goes.

use std::collections::BTreeMap;

use engine::*;
use serde_json::{Value, json};

use crate::world::{SUPERVISOR, World, id};

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

#[test]
fn an_example_that_was_ahead_goes_on_from_there_after_a_restart_and_its_end_is_the_end_of_its_time() {
    let world = with_example();
    let before = world.desk.now();
    let ahead = before.plus(Span::hours(10));
    let rows = world.must(SUPERVISOR, "tickets", json!({}))["rows"].take();
    let ticket: TicketId = id(&rows[0]["id"]).into_id();
    let line = move |turn: &mut runtime::Turn<'_>| {
        turn.now = ahead;
        turn.note(ticket, SUPERVISOR, "anotado dez horas depois")
    };
    world.desk.ask(line).unwrap();
    let world = world.again();
    let after = world.desk.now();
    assert!(after >= ahead, "{after:?} is before {ahead:?}");
    world.must(SUPERVISOR, "remove_demo", json!({}));
    assert!(world.desk.now() < ahead);
    // What comes from now on is of now, and ages as it should.
    let connection = world.connection();
    let real = world.ticket(connection, SUPERVISOR, "a@exemplo.invalid");
    let card = world.must(SUPERVISOR, "ticket", json!({ "ticket": real }))["card"].take();
    assert!(card["last_at"].as_i64().unwrap() < ahead.0, "{card}");
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

#[test]
fn the_example_brings_quick_replies_and_takes_them_away_but_for_those_somebody_changed() {
    let world = World::new();
    let replies = |world: &World| world.must(SUPERVISOR, "quick_replies", json!({}))["replies"].take();
    let own = json!({ "name": "Boleto", "text": "O nosso." });
    world.must(SUPERVISOR, "save_quick_replies", json!({ "replies": [own] }));
    world.must(SUPERVISOR, "setup_demo", json!({}));
    let mut laid = replies(&world);
    assert_eq!(laid[0], own, "what was there stays first and as it was");
    assert!((4..=5).contains(&(rows(&laid).len() - 1)), "{laid}");
    // What the form refuses is not in the example.
    world.must(SUPERVISOR, "save_quick_replies", json!({ "replies": laid }));
    laid[1]["text"] = json!("Mudada.");
    let changed = laid[1].clone();
    world.must(SUPERVISOR, "save_quick_replies", json!({ "replies": laid }));
    world.must(SUPERVISOR, "remove_demo", json!({}));
    assert_eq!(replies(&world), json!([own, changed]));
}

#[test]
fn the_example_has_tickets_that_came_today_and_some_that_stay_for_days() {
    let world = with_example();
    let board = world.must(SUPERVISOR, "board", json!({ "page": 200 }));
    let now = board["now"].as_i64().unwrap();
    let mut days: Vec<i64> = vec![];
    for column in rows(&board["columns"]).iter().filter(|column| column["key"]["type"] == "stage") {
        let since = |card: &Value| (now - card["stage_since"].as_i64().unwrap()) / Span::days(1).0;
        days.extend(rows(&column["page"]["rows"]).iter().map(since));
    }
    days.sort_unstable();
    let of = |range: std::ops::Range<i64>| days.iter().filter(|day| range.contains(day)).count();
    assert!(of(0..1) >= 10 && of(1..3) >= 3 && of(3..7) >= 3 && of(7..14) >= 2, "{days:?}");
    assert_eq!(days.len(), of(0..14), "nothing stays for longer than a story tells: {days:?}");
}
