//! What people keep for themselves and for the house, whom they can write to, and what a stage takes.

use engine::{Span, StageId, TicketId};
use serde_json::{Value, json};

use crate::world::{LEADER, SUPERVISOR, TECHNICIAN, World};

#[test]
fn each_person_keeps_views_of_their_own() {
    let world = World::new();
    let views = json!([
        { "name": "Frios", "funnel": 1, "filter": { "tags": [1], "idle_for": 3_600_000 } },
        { "name": "Meus", "funnel": null, "filter": { "technicians": [TECHNICIAN] } },
    ]);
    world.must(TECHNICIAN, "save_board_views", json!({ "views": views }));
    let kept = world.must(TECHNICIAN, "board_views", json!({}))["views"].take();
    let names: Vec<&Value> = kept.as_array().unwrap().iter().map(|view| &view["name"]).collect();
    assert_eq!(names, ["Frios", "Meus"]);
    assert_eq!((&kept[0]["filter"]["tags"], &kept[0]["funnel"]), (&json!([1]), &json!(1)));
    assert_eq!(world.must(LEADER, "board_views", json!({}))["views"], json!([]));
    let twins = json!({ "views": [{ "name": "A" }, { "name": " a " }] });
    assert_eq!(world.refused(TECHNICIAN, "save_board_views", twins).field.as_deref(), Some("views.1.name"));
    let many: Vec<Value> = (0..30).map(|n| json!({ "name": format!("Visão {n}") })).collect();
    assert_eq!(world.refused(TECHNICIAN, "save_board_views", json!({ "views": many })).code, api::Code::TooLarge);
    assert_eq!(world.must(TECHNICIAN, "board_views", json!({}))["views"], kept, "a refusal changes nothing");
}

#[test]
fn quick_replies_are_the_houses_and_their_variables_are_checked() {
    let world = World::new();
    let reply = |name: &str, text: &str| json!({ "replies": [{ "name": name, "text": text }] });
    world.must(LEADER, "save_quick_replies", reply("horario", "Atendemos até {{fim_do_dia}}."));
    assert_eq!(world.must(TECHNICIAN, "quick_replies", json!({}))["replies"][0]["name"], "horario");
    for (name, text, field) in
        [("", "x", "replies.0.name"), ("x", "  ", "replies.0.text"), ("x", "Oi {{cliente.cpf}}", "replies.0.text")]
    {
        let failure = world.refused(LEADER, "save_quick_replies", reply(name, text));
        assert_eq!(failure.field.as_deref(), Some(field), "{failure:?}");
    }
    let trail = world.must(SUPERVISOR, "audit", json!({}));
    assert!(trail["rows"].as_array().unwrap().iter().any(|one| one["what"] == "quick_replies_saved"), "{trail}");
}

#[test]
fn a_conversation_is_started_with_somebody_known_or_new_in_the_stage_one_chose() {
    let world = World::new();
    let connection = world.connection();
    let start = |address: &str, name: &str| json!({ "connection": connection, "address": address, "name": name, "text": "Olá!", "stage": 2 });
    let ticket = world.must(TECHNICIAN, "start_ticket", start("Rita@Exemplo.invalid", "Rita Lobo"))["ticket"].take();
    let card = world.must(TECHNICIAN, "ticket", json!({ "ticket": ticket }))["card"].take();
    assert_eq!((&card["stage"], &card["assignee"]), (&json!(2), &json!(TECHNICIAN)), "{card}");
    for typed in ["rit", "lobo", "rita@ex"] {
        let found = world.must(TECHNICIAN, "find_contacts", json!({ "connection": connection, "text": typed }));
        assert_eq!(found[0]["address"], "rita@exemplo.invalid", "{typed}: {found}");
        assert_eq!(found[0]["open"], ticket);
    }
    let unknown = json!({ "connection": 99, "text": "rita" });
    assert_eq!(world.refused(TECHNICIAN, "find_contacts", unknown).code, api::Code::NotFound);
}

#[test]
fn a_locked_stage_takes_nothing_and_a_full_one_nothing_more_but_what_left_goes_back() {
    let world = World::new();
    let connection = world.connection();
    let one = world.ticket(connection, TECHNICIAN, "um@exemplo.invalid");
    let two = world.ticket(connection, TECHNICIAN, "dois@exemplo.invalid");
    let stage = |id: u32, limit: Option<u32>, locked: bool| {
        let name = format!("Etapa {id}");
        json!({ "id": id, "funnel": 1, "name": name, "colour": "ok", "limit_max": limit, "locked": locked, "archived": false })
    };
    let to = |ticket: TicketId, stage: i64| json!({ "tickets": [ticket], "stage": StageId(stage) });
    world.must(SUPERVISOR, "save_stage", stage(2, None, true));
    let locked = world.refused(TECHNICIAN, "move_stage", to(one, 2));
    assert!(locked.message.contains("bloqueada"), "{locked:?}");

    world.must(SUPERVISOR, "save_stage", stage(3, Some(1), false));
    world.must(TECHNICIAN, "move_stage", to(one, 3));
    let full = world.refused(TECHNICIAN, "move_stage", to(two, 3));
    assert!(full.message.contains("cheia") && full.message.contains('1'), "{full:?}");
    world.must(TECHNICIAN, "move_stage", to(one, 3));

    world.must(SUPERVISOR, "save_stage", stage(3, Some(1), true));
    let out = world.must(TECHNICIAN, "move_stage", to(one, 1));
    let back = &out["results"][0]["undo"][0];
    world.must(TECHNICIAN, back["command"].as_str().unwrap(), back["args"].clone());
    let card = world.must(TECHNICIAN, "ticket", json!({ "ticket": one }))["card"].take();
    assert_eq!(card["stage"], 3);
}

#[test]
fn the_numbers_of_the_panel_have_their_lists() {
    let world = World::new();
    let connection = world.connection();
    let ticket = world.ticket(connection, TECHNICIAN, "a@exemplo.invalid");
    world.silent(ticket, TECHNICIAN, engine::Span::minutes(2));
    let count = |filter: Value| {
        let page = world.must(SUPERVISOR, "tickets", json!({ "filter": filter }));
        page["rows"].as_array().unwrap().len()
    };
    assert_eq!((count(json!({ "waits_for": "customer" })), count(json!({ "waits_for": "us" }))), (1, 0));
    assert_eq!(count(json!({ "returned_since": 0 })), 0);
    assert_eq!(count(json!({ "lapsed_since": 0 })), 0);
}

#[test]
fn a_chosen_copy_takes_the_place_of_the_data_at_the_next_start_and_sends_nothing_again() {
    let world = World::new();
    let connection = world.connection();
    // Planned, and never on its way: the connection is off.
    let ticket = world.ticket(connection, SUPERVISOR, "a@exemplo.invalid");
    let path = world.must(SUPERVISOR, "backup_now", json!({}))["path"].take();
    world.must(
        SUPERVISOR,
        "save_tag",
        json!({ "name": "Depois da cópia", "colour": "accent", "kind": "normal", "archived": false }),
    );
    let folder = world.must(SUPERVISOR, "data_folder", json!({}));
    let name = folder["copies"][0]["name"].as_str().unwrap().to_owned();
    assert_eq!(
        Some(path.as_str().unwrap()),
        std::path::Path::new(folder["path"].as_str().unwrap()).join("backups").join(&name).to_str()
    );
    assert!(folder["copies"][0]["bytes"].as_u64().unwrap() > 0 && folder["restores"].is_null());
    for other in ["retorno-2001-01-01-000000.sqlite", "../retorno.db", ""] {
        assert_eq!(world.refused(SUPERVISOR, "restore_copy", json!({ "name": other })).code, api::Code::NotFound);
    }
    world.must(SUPERVISOR, "restore_copy", json!({ "name": name }));
    let undecided = world.must(SUPERVISOR, "restore_copy", json!({ "name": null }));
    assert!(undecided["restores"].is_null());
    let world = world.again();
    let tagged =
        |world: &World| world.must(SUPERVISOR, "directory", json!({}))["tags"].to_string().contains("Depois da cópia");
    assert!(tagged(&world), "nothing was chosen in the end");
    assert_eq!(world.must(SUPERVISOR, "restore_copy", json!({ "name": name }))["restores"], name);
    let world = world.again();
    assert!(!tagged(&world));
    assert!(world.must(SUPERVISOR, "data_folder", json!({}))["restores"].is_null(), "a wish is granted once");
    assert!(world.dir().join("retorno.db.antes-da-restauracao").is_file(), "what was there is kept");
    let talk = world.must(SUPERVISOR, "conversation", json!({ "ticket": ticket }));
    assert_eq!(talk["messages"][0]["state"], "missed", "{talk}");
}

/// R2, as a supervisor sees it.
#[test]
fn the_self_check_adds_up_and_names_what_does_not() {
    let world = World::new();
    let connection = world.connection();
    let ticket = world.ticket(connection, SUPERVISOR, "a@exemplo.invalid");
    world.silent(ticket, SUPERVISOR, Span::minutes(5));
    let rule = world.rule(24);
    world.must(SUPERVISOR, "skip_step", json!({ "rule": rule, "ticket": ticket }));
    let ends = |of: &[(&str, u32)]| {
        let mut ends = json!({
            "planned": 0, "done": 0, "failed": 0, "unknown": 0, "skipped": 0, "cancelled": 0, "missed": 0, "open": 0,
            "stray": 0,
        });
        of.iter().for_each(|(end, n)| ends[*end] = json!(n));
        ends
    };
    let mut found = world.must(SUPERVISOR, "self_check", json!({}));
    let name = found["rows"][0]["rule_name"].take();
    assert!(name.as_str().is_some_and(|name| !name.is_empty()), "{found}");
    let expected = json!([
        { "planner": "rule", "rule": rule, "rule_name": null, "ends": ends(&[("planned", 1), ("skipped", 1)]) },
        { "planner": "person", "rule": null, "rule_name": null, "ends": ends(&[("planned", 1), ("open", 1)]) },
    ]);
    assert_eq!(found["rows"], expected);
    assert_eq!(found["total"], ends(&[("planned", 2), ("skipped", 1), ("open", 1)]));
    assert_eq!(found["strays"], json!([]));

    let file = world.dir().join(runtime::desk::DATABASE_FILE);
    rusqlite::Connection::open(file).unwrap().execute("UPDATE execution SET why = ''", []).unwrap();
    let found = world.must(SUPERVISOR, "self_check", json!({}));
    assert_eq!(found["total"], ends(&[("planned", 2), ("open", 1), ("stray", 1)]));
    let protocol = world.must(SUPERVISOR, "ticket", json!({ "ticket": ticket }))["card"]["protocol"].take();
    assert_eq!(found["strays"], json!([{ "ticket": ticket, "protocol": protocol }]));
}

#[test]
fn an_orderly_stop_is_noted_even_while_somebody_holds_the_desk() {
    let world = World::new();
    // The window never lets go of its desk: the process ends first.
    world.desk.stop();
    let file = world.desk.folder().join(runtime::desk::DATABASE_FILE);
    let db = rusqlite::Connection::open_with_flags(file, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let running: String =
        db.query_row("SELECT value FROM setting WHERE key = '@running'", [], |row| row.get(0)).unwrap();
    assert_eq!(running, "false", "the next start would look through the whole file");
    assert_eq!(world.refused(SUPERVISOR, "status", json!({})).code, api::Code::Unavailable);
}
