//! The ways people really go, through the commands only.

use engine::{Fact, Span, TicketId};
use serde_json::{Value, json};

use crate::world::{LEADER, OTHER_TECHNICIAN, SUPERVISOR, TECHNICIAN, World, draft, id};

fn card(world: &World, ticket: TicketId) -> Value {
    world.must(SUPERVISOR, "ticket", json!({ "ticket": ticket }))["card"].take()
}

/// What of a card a verb may change.
fn state(world: &World, ticket: TicketId) -> Value {
    let card = card(world, ticket);
    let fields = ["status", "assignee", "queue", "stage", "tags", "on_hold", "value_cents", "entered_at"];
    let mut kept: serde_json::Map<String, Value> =
        fields.iter().map(|field| (field.to_string(), card[field].clone())).collect();
    let contact = world.must(SUPERVISOR, "ticket", json!({ "ticket": ticket }))["contact"].take();
    kept.insert("wallet".into(), contact["wallet_owner"].clone());
    Value::Object(kept)
}

#[test]
fn what_a_verb_gives_to_undo_it_does_undo_it() {
    let world = World::new();
    let connection = world.connection();
    let tag = id(&world.must(
        SUPERVISOR,
        "save_tag",
        json!({ "name": "VIP", "colour": "ok", "kind": "normal", "archived": false }),
    )["id"]);
    let tag: engine::TagId = tag.into_id();
    for (command, extra) in [
        ("take", json!({})),
        ("assign", json!({ "to": OTHER_TECHNICIAN })),
        ("transfer", json!({ "queue": 1 })),
        ("move_stage", json!({ "stage": 3 })),
        ("move_to_no_interaction", json!({})),
        ("close_tickets", json!({})),
        ("hold", json!({})),
        ("tag", json!({ "tag": tag })),
        ("set_wallet", json!({ "owner": LEADER })),
        ("set_value", json!({ "cents": 990 })),
    ] {
        let ticket = world.ticket(connection, TECHNICIAN, &format!("{}@exemplo.invalid", command.replace('_', "-")));
        world.silent(ticket, TECHNICIAN, Span::minutes(2));
        let before = state(&world, ticket);
        let mut args = extra;
        if command == "set_value" {
            args["ticket"] = json!(ticket);
        } else {
            args["tickets"] = json!([ticket]);
        }
        let undo = world.must(SUPERVISOR, command, args)["results"][0]["undo"].take();
        assert_ne!(state(&world, ticket), before, "{command} changed nothing");
        assert_ne!(undo, json!([]), "{command} gives nothing to undo it");
        for step in undo.as_array().unwrap() {
            world.must(SUPERVISOR, step["command"].as_str().unwrap(), step["args"].clone());
        }
        assert_eq!(state(&world, ticket), before, "{command} is not undone by {undo}");
    }
}

#[test]
fn what_took_a_ticket_out_of_its_place_is_undone_to_the_very_same_place() {
    let world = World::new();
    let connection = world.connection();
    let row = |ticket: TicketId| {
        let rows = world.must(SUPERVISOR, "waiting_queue", json!({}))["rows"].take();
        let row = rows.as_array().unwrap().iter().find(|row| row["card"]["id"] == json!(ticket)).cloned();
        row.map(|row| [row["closes_at"].clone(), row["returns_to"].clone()])
    };
    let undone = |ticket: TicketId, command: &str, args: Value| {
        let before = (state(&world, ticket), row(ticket));
        let undo = world.must(SUPERVISOR, command, args)["results"][0]["undo"].take();
        assert_ne!((state(&world, ticket), row(ticket)), before, "{command} changed nothing");
        let step = &undo[0];
        world.must(SUPERVISOR, step["command"].as_str().unwrap(), step["args"].clone());
        assert_eq!((state(&world, ticket), row(ticket)), before, "{command} is not undone by {undo}");
        let twice = world.refused(SUPERVISOR, step["command"].as_str().unwrap(), step["args"].clone());
        assert_eq!(twice.message, "Este atendimento mudou desde então: não há mais o que desfazer.");
    };
    for (command, extra) in [
        ("take", json!({})),
        ("assign", json!({ "to": OTHER_TECHNICIAN })),
        ("transfer", json!({ "queue": 1 })),
        ("return_to_technician", json!({})),
        ("close_tickets", json!({})),
    ] {
        let ticket = world.ticket(connection, TECHNICIAN, &format!("{}@exemplo.invalid", command.replace('_', "-")));
        world.silent(ticket, TECHNICIAN, Span::minutes(2));
        world.must(SUPERVISOR, "move_to_no_interaction", json!({ "tickets": [ticket] }));
        let mut args = extra;
        args["tickets"] = json!([ticket]);
        undone(ticket, command, args);
    }
    // Nobody has ever stood so: inside without a way home, open and closed, closed and never.
    let ticket = world.ticket(connection, TECHNICIAN, "inteiro@exemplo.invalid");
    let undo = world.must(SUPERVISOR, "close_tickets", json!({ "tickets": [ticket] }))["results"][0]["undo"][0].take();
    for (field, odd) in [("entered_at", json!(1)), ("closed_at", json!(1)), ("status", json!("closed"))] {
        let mut args = undo["args"].clone();
        args["was"][field] = odd;
        let refused = world.refused(SUPERVISOR, "put_back", args);
        assert_eq!(refused.problems[0].field, "was", "{field}");
    }
    let ticket = world.ticket(connection, TECHNICIAN, "fechado@exemplo.invalid");
    world.must(SUPERVISOR, "assign", json!({ "tickets": [ticket], "to": OTHER_TECHNICIAN }));
    world.must(SUPERVISOR, "close_tickets", json!({ "tickets": [ticket] }));
    undone(ticket, "reopen", json!({ "tickets": [ticket] }));
}

#[test]
fn a_ticket_whose_customer_answered_is_not_put_back_into_sem_interacao() {
    let world = World::new();
    let ticket = world.ticket(world.connection(), TECHNICIAN, "a@exemplo.invalid");
    world.silent(ticket, TECHNICIAN, Span::minutes(2));
    let tickets = json!({ "tickets": [ticket] });
    world.must(SUPERVISOR, "move_to_no_interaction", tickets.clone());
    let undo = world.must(SUPERVISOR, "return_to_technician", tickets)["results"][0]["undo"][0].take();
    world
        .desk
        .ask(move |turn| {
            let at = turn.store.ticket(ticket)?.unwrap();
            Ok(turn.store.put_ticket(&engine::apply(&at, &Fact::CustomerWrote { at: turn.now }), turn.now)?)
        })
        .unwrap();
    let before = state(&world, ticket);
    let refused = world.refused(SUPERVISOR, "put_back", undo["args"].clone());
    assert_eq!(refused.message, "O cliente não deve mais resposta: o atendimento não volta para Sem Interação.");
    assert_eq!(state(&world, ticket), before, "a refusal changes nothing");
}

#[test]
fn the_first_word_of_a_conversation_is_filled_in_and_can_be_taken_back() {
    let world = World::new();
    let connection = world.connection();
    let start = |text: &str| json!({ "connection": connection, "address": "rita@exemplo.invalid", "name": "Rita Lobo", "text": text });
    let refused = world.refused(TECHNICIAN, "start_ticket", start("Olá, {{contato.apelido}}!"));
    assert_eq!(refused.problems[0].field, "text");
    assert_eq!(world.must(TECHNICIAN, "find_contacts", json!({ "connection": connection, "text": "rita" })), json!([]));
    let ticket = world.must(TECHNICIAN, "start_ticket", start("Olá, {{contato.primeiro_nome}}!"))["ticket"].take();
    let said = world.must(TECHNICIAN, "conversation", json!({ "ticket": ticket }))["messages"][0].take();
    assert_eq!(said["text"], "Olá, Rita!");
    assert!(said["leaves_at"].as_i64().unwrap() > world.desk.now().0, "it has no time to be taken back");
    let back = world.must(TECHNICIAN, "cancel_send", json!({ "message": said["id"] }));
    assert_eq!(back["text"], "Olá, Rita!");
}

#[test]
fn a_failed_message_is_tried_again_once() {
    let world = World::new();
    let ticket = world.ticket(world.connection(), TECHNICIAN, "a@exemplo.invalid");
    let written = world.must(TECHNICIAN, "send_message", json!({ "ticket": ticket, "text": "Segue o boleto." }));
    let message = json!({ "message": written["message"] });
    let of = engine::MessageId(written["message"].as_i64().unwrap());
    world
        .desk
        .ask(move |turn| {
            let row = turn.store.outgoing_of_message(of)?.unwrap();
            Ok(turn.store.set_outgoing(row.id, store::SendState::Failed, turn.now, "caixa cheia")?)
        })
        .unwrap();
    let again = world.must(TECHNICIAN, "retry_send", message.clone());
    assert!(again["leaves_at"].as_i64().unwrap() > world.desk.now().0, "it has no time to be taken back");
    let refused = world.refused(TECHNICIAN, "retry_send", message.clone());
    assert_eq!(refused.message, "Esta mensagem já foi enviada de novo.");
    world.must(TECHNICIAN, "cancel_send", json!({ "message": again["message"] }));
    world.must(TECHNICIAN, "retry_send", message);
}

#[test]
fn a_message_waits_and_can_be_taken_back() {
    let world = World::new();
    let connection = world.connection();
    let ticket = world.ticket(connection, TECHNICIAN, "a@exemplo.invalid");
    let written = world.must(TECHNICIAN, "send_message", json!({ "ticket": ticket, "text": "Pode ser às 14h?" }));
    let leaves = written["leaves_at"].as_i64().unwrap();
    assert!(leaves > world.desk.now().0, "it has no time to be taken back");
    let back = world.must(TECHNICIAN, "cancel_send", json!({ "message": written["message"] }));
    assert_eq!(back["text"], "Pode ser às 14h?");
    let messages = world.must(TECHNICIAN, "conversation", json!({ "ticket": ticket }))["messages"].take();
    let cancelled: Vec<&Value> =
        messages.as_array().unwrap().iter().filter(|one| one["state"] == "cancelled").collect();
    assert_eq!(cancelled.len(), 1, "{messages}");
}

#[test]
fn the_board_counts_and_pages_what_it_holds() {
    let world = World::new();
    let connection = world.connection();
    let tickets: Vec<TicketId> =
        (0..7).map(|n| world.ticket(connection, TECHNICIAN, &format!("c{n}@exemplo.invalid"))).collect();
    for (ticket, minutes) in tickets.iter().zip(1..) {
        world.silent(*ticket, TECHNICIAN, Span::minutes(minutes));
    }
    world.must(SUPERVISOR, "close_tickets", json!({ "tickets": [tickets[0]] }));
    world.must(SUPERVISOR, "move_to_no_interaction", json!({ "tickets": [tickets[1]] }));
    world.must(SUPERVISOR, "set_value", json!({ "ticket": tickets[2], "cents": 1_000 }));
    let board = world.must(SUPERVISOR, "board", json!({ "page": 2 }));
    let columns = board["columns"].as_array().unwrap();
    let counts: Vec<(Value, Value)> =
        columns.iter().map(|one| (one["key"]["type"].clone(), one["count"].clone())).collect();
    let expected =
        [("stage", 5), ("stage", 0), ("stage", 0), ("stage", 0), ("stage", 0), ("no_interaction", 1), ("closed", 1)];
    assert_eq!(counts, expected.map(|(kind, count)| (json!(kind), json!(count))).to_vec());
    assert_eq!(columns[0]["value_cents"], 1_000);
    // Longest wait first, page by page, each once.
    let mut seen = vec![];
    let mut page = columns[0]["page"].clone();
    loop {
        seen.extend(page["rows"].as_array().unwrap().iter().map(|card| card["id"].as_i64().unwrap()));
        if page["next"].is_null() {
            break;
        }
        let args = json!({ "funnel": 1, "column": columns[0]["key"], "after": page["next"], "limit": 2 });
        page = world.must(SUPERVISOR, "board_page", args);
    }
    assert_eq!(seen, tickets[2..].iter().rev().map(|ticket| ticket.0).collect::<Vec<_>>());
    // All came within this test, so that the averages of counters and of a walk say much the same as each card.
    let walked = world.must(SUPERVISOR, "board", json!({ "filter": { "connections": [connection] } }));
    let averages = |board: &Value| -> Vec<Option<i64>> {
        board["columns"].as_array().unwrap().iter().map(|one| one["average_since"].as_i64()).collect()
    };
    assert_eq!(averages(&board), averages(&walked));
    let cards = columns[0]["page"]["rows"].as_array().unwrap();
    let near = cards.iter().map(|card| card["stage_since"].as_i64().unwrap() - averages(&board)[0].unwrap());
    assert!(near.clone().all(|apart| apart.abs() < 60_000), "{:?}", near.collect::<Vec<_>>());
    let told: Vec<bool> = averages(&board).iter().map(Option::is_some).collect();
    assert_eq!(told, [true, false, false, false, false, true, false], "nothing of empty columns, nor of the closed");
    let idle = json!({ "filter": { "idle_for": Span::days(1) } });
    let idle = world.must(SUPERVISOR, "board", idle);
    assert!(idle["columns"].as_array().unwrap().iter().all(|column| column["count"] == 0), "{idle}");
}

#[test]
fn the_live_queue_shows_who_waits_who_was_told_and_who_comes_next() {
    let world = World::new();
    let connection = world.connection();
    let inside = world.ticket(connection, TECHNICIAN, "a@exemplo.invalid");
    let coming = world.ticket(connection, TECHNICIAN, "b@exemplo.invalid");
    let later = world.ticket(connection, TECHNICIAN, "c@exemplo.invalid");
    world.silent(inside, TECHNICIAN, Span::minutes(5));
    world.silent(coming, TECHNICIAN, Span::minutes(9));
    world.silent(later, TECHNICIAN, Span::minutes(1));
    world.must(TECHNICIAN, "move_to_no_interaction", json!({ "tickets": [inside] }));
    let queue = world.must(SUPERVISOR, "waiting_queue", json!({}));
    assert_eq!(queue["total"], 1, "{queue}");
    let row = &queue["rows"][0];
    assert_eq!((&row["card"]["assignee"], &row["card"]["returns_to"]), (&json!(SUPERVISOR), &json!(TECHNICIAN)));
    let told: Vec<&str> = row["told"].as_array().unwrap().iter().map(|one| one["to"].as_str().unwrap()).collect();
    assert!(told.contains(&"customer") && told.contains(&"technician") && told.contains(&"leader"), "{row}");
    let arriving: Vec<i64> =
        queue["arriving"].as_array().unwrap().iter().map(|one| one["ticket"].as_i64().unwrap()).collect();
    assert_eq!(arriving, [coming.0], "{queue}");
    assert_eq!(queue["arriving"][0]["protocol"], card(&world, coming)["protocol"]);
    assert_eq!(queue["day"]["entered_today"], 1);
    let csv = world.must(SUPERVISOR, "waiting_csv", json!({}))["text"].take();
    assert_eq!(csv.as_str().unwrap().lines().count(), 2, "{csv}");
    // The technician sees the one that comes back to him, among his tickets only once it is back.
    let mine = world.must(TECHNICIAN, "my_tickets", json!({}));
    assert_eq!(mine["waiting_for_customer"].as_array().unwrap().len(), 2, "{mine}");
    let forecast = world.must(TECHNICIAN, "forecast", json!({ "ticket": inside }));
    assert!(forecast["items"].as_array().unwrap().iter().any(|item| item["kind"] == "day_end"), "{forecast}");
    let status = world.must(SUPERVISOR, "status", json!({}));
    assert_eq!(status["waiting"], 1, "{status}");
}

/// What a person was told of a ticket, newest first.
fn told(world: &World, user: engine::UserId) -> Vec<(String, String)> {
    let rows = world.must(user, "notices", json!({}))["rows"].take();
    let words = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
    rows.as_array().unwrap().iter().map(|row| (words(row, "title"), words(row, "text"))).collect()
}

#[test]
fn our_people_read_of_the_queue_what_the_house_wrote_for_them() {
    let world = World::new();
    let words =
        |to: &str, title: &str, text: &str| json!({ "event": "entered", "to": to, "title": title, "text": text });
    world.settings(|settings| {
        settings["notice_texts"] = json!([
            words("technician", "{{atendente.nome}}, seu cliente sumiu", "{{contato.nome}} em {{empresa.nome}}"),
            words("leader", "Fila da equipe {{equipe.nome}}", "{{lider.nome}}: {{contato.nome}}"),
        ]);
    });
    let connection = world.connection();
    let silent = |address: &str| {
        let ticket = world.ticket(connection, TECHNICIAN, address);
        world.silent(ticket, TECHNICIAN, Span::minutes(5));
        world.must(TECHNICIAN, "move_to_no_interaction", json!({ "tickets": [ticket] }));
    };
    silent("a@exemplo.invalid");
    let pair = |title: &str, text: &str| (title.to_owned(), text.to_owned());
    assert_eq!(told(&world, TECHNICIAN), [pair("Técnica, seu cliente sumiu", "Cliente em Minha empresa")]);
    assert_eq!(told(&world, LEADER), [pair("Fila da equipe Suporte", "Líder: Cliente")]);
    // A team without a leader leaves a variable of the technician's words empty: he is told all the same.
    world.settings(|settings| settings["notice_texts"] = json!([words("technician", "{{lider.nome}}", "veja")]));
    world.must(SUPERVISOR, "save_team", json!({ "id": 1, "name": "Suporte", "members": [SUPERVISOR, TECHNICIAN] }));
    silent("b@exemplo.invalid");
    assert_eq!(told(&world, TECHNICIAN)[0].0, "Cliente sem resposta: foi para Sem Interação");
    let mut settings = world.must(SUPERVISOR, "settings", json!({}))["settings"].take();
    settings["notice_texts"] = json!([words("leader", "{{nada}}", "")]);
    let refusal = world.refused(SUPERVISOR, "save_settings", json!({ "settings": settings }));
    let fields: Vec<&str> = refusal.problems.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(fields, ["notice_texts.0.title", "notice_texts.0.text"], "{refusal:?}");
}

#[test]
fn a_rule_lives_its_life_through_the_commands() {
    let world = World::new();
    let connection = world.connection();
    let ticket = world.ticket(connection, TECHNICIAN, "a@exemplo.invalid");
    world.silent(ticket, TECHNICIAN, Span::hours(30));
    let check = world.must(SUPERVISOR, "check_rule", json!({ "rule": draft(24) }));
    assert_eq!(
        (&check["problems"], &check["matching"], &check["overdue"]),
        (&json!([]), &json!(1), &json!(1)),
        "{check}"
    );
    let overdue = world.must(SUPERVISOR, "overdue_of_rule", json!({ "rule": draft(24) }));
    assert_eq!((&overdue["total"], &overdue["tickets"][0]["ticket"]), (&json!(1), &json!(ticket)));
    let simulated = world.must(SUPERVISOR, "simulate_rule", json!({ "rule": draft(48) }));
    assert_eq!((&simulated["due"], &simulated["upcoming"]), (&json!(0), &json!(1)), "{simulated}");

    let saved = world.must(SUPERVISOR, "save_rule", json!({ "rule": draft(48), "state": "active" }))["rule"].take();
    let rule = saved["id"].clone();
    let list = world.must(SUPERVISOR, "rules", json!({}));
    assert_eq!(list["rules"][0]["next_24h"], 1, "{list}");
    let why = world.must(SUPERVISOR, "why", json!({ "rule": rule, "ticket": ticket }));
    assert_eq!(why["parts"][0]["outcome"]["type"], "not_yet", "{why}");
    let next = card(&world, ticket)["next"].take();
    assert_eq!((&next["kind"], &next["rule"]), (&json!("rule"), &rule), "{next}");
    world.must(TECHNICIAN, "skip_step", json!({ "rule": rule, "ticket": ticket }));
    let executions = world.must(SUPERVISOR, "executions", json!({ "filter": { "rules": [rule] } }));
    assert_eq!(executions["rows"][0]["outcome"], "skipped", "{executions}");
    let row = world.must(SUPERVISOR, "rules", json!({}))["rules"][0].take();
    let week = (&row["executed_week"], &row["skips_week"]);
    assert_eq!(week, (&json!(0), &json!([{ "why": "person", "count": 1 }])), "{row}");
    let csv = world.must(SUPERVISOR, "executions_csv", json!({}))["text"].take();
    let csv = csv.as_str().unwrap();
    assert!(csv.contains("\"Passo\"") && csv.contains("\"Pulada por uma pessoa\""), "{csv}");

    // Two people edit: the second one is told.
    let mut mine = draft(48);
    mine["id"] = rule.clone();
    mine["version"] = saved["version"].clone();
    world.must(SUPERVISOR, "save_rule", json!({ "rule": mine, "state": "active" }));
    let failure = world.refused(SUPERVISOR, "save_rule", json!({ "rule": mine, "state": "active" }));
    assert_eq!(failure.code, api::Code::Conflict);
    let versions = world.must(SUPERVISOR, "rule_versions", json!({ "rule": rule }));
    assert_eq!(versions.as_array().unwrap().len(), 2);

    let copy = world.must(SUPERVISOR, "duplicate_rule", json!({ "rule": rule }))["rule"].take();
    assert_eq!((&copy["name"], &copy["state"]), (&json!("Follow-up (cópia)"), &json!("off")));
    world.must(SUPERVISOR, "move_rule", json!({ "rule": copy["id"], "before": rule }));
    let order = world.must(SUPERVISOR, "rules", json!({}))["rules"].take();
    assert_eq!(order[0]["rule"]["id"], copy["id"]);
    world.must(SUPERVISOR, "archive_rule", json!({ "rule": copy["id"] }));
    assert_eq!(world.must(SUPERVISOR, "rules", json!({}))["rules"].as_array().unwrap().len(), 1);
    let back = world.must(SUPERVISOR, "restore_rule", json!({ "rule": copy["id"] }));
    assert_eq!(back["rule"]["state"], "off");
}

#[test]
fn a_simulation_with_little_room_shows_whom_the_rule_would_still_reach() {
    let world = World::new();
    let connection = world.connection();
    let passed_by = world.ticket(connection, TECHNICIAN, "a@exemplo.invalid");
    world.silent(passed_by, TECHNICIAN, Span::hours(2));
    let waits = world.ticket(connection, TECHNICIAN, "b@exemplo.invalid");
    world.silent(waits, TECHNICIAN, Span::hours(2));
    let saved = world.must(SUPERVISOR, "save_rule", json!({ "rule": draft(48), "state": "active" }))["rule"].take();
    world.must(TECHNICIAN, "skip_step", json!({ "rule": saved["id"], "ticket": passed_by }));
    let mut rule = draft(48);
    rule["id"] = saved["id"].clone();
    let simulated = world.must(SUPERVISOR, "simulate_rule", json!({ "rule": rule, "limit": 1 }));
    let first = &simulated["rows"][0];
    assert_eq!((&first["ticket"], &first["outcome"]["type"]), (&json!(waits), &json!("not_yet")), "{simulated}");
    assert_eq!(simulated["more"], true, "{simulated}");
}

#[test]
fn rules_travel_to_another_house_by_their_names() {
    let (here, there) = (World::new(), World::new());
    here.connection();
    // The same names under other numbers.
    for name in ["Primeira", "Cliente Frio"] {
        there.must(
            SUPERVISOR,
            "save_tag",
            json!({ "name": name, "colour": "ok", "kind": "normal", "archived": false }),
        );
    }
    let tag = here.must(
        SUPERVISOR,
        "save_tag",
        json!({ "name": "Cliente Frio", "colour": "ok", "kind": "normal", "archived": false }),
    );
    let mut rule = draft(72);
    rule["actions"] = json!([
        { "type": "add_tag", "tag": tag["id"] },
        { "type": "add_wallet", "user": LEADER, "mode": "only_if_empty" },
        { "type": "move_to_stage", "stage": 5 },
        { "type": "note", "text": "Esfriou." },
    ]);
    rule["scope"]["queues"] = json!([1]);
    here.must(SUPERVISOR, "save_rule", json!({ "rule": rule, "state": "active" }));
    let file = here.must(SUPERVISOR, "export_rules", json!({}))["text"].take();
    let rules = there.must(SUPERVISOR, "import_rules", json!({ "text": file }))["rules"].take();
    let taken = there.must(SUPERVISOR, "rule", json!({ "rule": rules[0] }));
    assert_eq!(taken["state"], "off", "what comes from outside acts only once somebody says so");
    assert_ne!(taken["actions"][0]["tag"], tag["id"]);
    let again = there.must(SUPERVISOR, "export_rules", json!({}))["text"].take();
    assert_eq!(again, file);
}

#[test]
fn the_past_says_how_often_a_rule_would_have_acted() {
    let world = World::new();
    world.must(SUPERVISOR, "setup_demo", json!({}));
    let mut rule = draft(1);
    rule["actions"] = json!([{ "type": "close" }]);
    let test = world.must(SUPERVISOR, "backtest_rule", json!({ "rule": rule, "days": 7 }));
    let fired = test["fired"].as_u64().unwrap();
    assert!(fired > 0, "{test}");
    let by_day: u64 = test["days"].as_array().unwrap().iter().map(|day| day["fired"].as_u64().unwrap()).sum();
    assert_eq!(by_day, fired);
    assert_eq!(test["days"].as_array().unwrap().len(), 8, "{test}");
}

#[test]
fn the_first_run_lays_the_people_and_times_it_asked_for() {
    let world = World::new();
    let args = json!({
        "company": "Oficina Boa", "your_name": "Rosa", "technicians": ["Ivo", " ", "Lia"], "leader": "Lia", "wait": 120_000,
    });
    world.must(SUPERVISOR, "setup_empty", args.clone());
    let session = world.must(SUPERVISOR, "session", json!({}));
    assert_eq!(
        (&session["set_up"], &session["demo"], &session["company"]),
        (&json!(true), &json!(false), &json!("Oficina Boa"))
    );
    assert_eq!(session["user"]["name"], "Rosa");
    let directory = world.must(SUPERVISOR, "directory", json!({}));
    let role = |name: &str| {
        let users = directory["users"].as_array().unwrap();
        users.iter().find(|user| user["name"] == name).map(|user| user["role"].clone())
    };
    assert_eq!((role("Ivo"), role("Lia")), (Some(json!("technician")), Some(json!("leader"))));
    let settings = world.must(SUPERVISOR, "settings", json!({}));
    assert_eq!(settings["settings"]["queue"]["wait"], 120_000);
    assert_eq!(world.refused(SUPERVISOR, "setup_empty", args).code, api::Code::Conflict);
}

#[test]
fn the_example_is_laid_works_and_is_put_away() {
    let world = World::new();
    world.must(SUPERVISOR, "setup_demo", json!({}));
    assert_eq!(world.refused(SUPERVISOR, "setup_demo", json!({})).code, api::Code::Conflict);
    let session = world.must(SUPERVISOR, "session", json!({}));
    assert_eq!((&session["demo"], &session["set_up"]), (&json!(true), &json!(true)));
    let board = world.must(SUPERVISOR, "board", json!({ "page": 200 }));
    let columns = board["columns"].as_array().unwrap();
    let count: u64 = columns.iter().map(|column| column["count"].as_u64().unwrap()).sum();
    let cards: usize = columns.iter().map(|column| column["page"]["rows"].as_array().unwrap().len()).sum();
    let closed = columns.iter().find(|column| column["key"]["type"] == "closed").unwrap();
    let closed = closed["count"].as_u64().unwrap();
    assert_eq!((count, count - closed), (cards as u64, 50), "the weeks before left nothing open");
    assert!(closed > 100, "{closed} conversations are over");
    assert_eq!(world.must(SUPERVISOR, "rules", json!({}))["rules"].as_array().unwrap().len(), 4);
    world.must(SUPERVISOR, "set_speed", json!({ "speed": 10 }));
    world.must(SUPERVISOR, "remove_demo", json!({}));
    let session = world.must(SUPERVISOR, "session", json!({}));
    assert_eq!(session["demo"], false);
    assert_eq!(world.must(SUPERVISOR, "status", json!({}))["speed"], 1);
    assert_eq!(world.must(SUPERVISOR, "rules", json!({}))["rules"], json!([]));
    assert_eq!(world.must(SUPERVISOR, "connections", json!({})), json!([]));
    let board = world.must(SUPERVISOR, "board", json!({}));
    let counts = board["columns"].as_array().unwrap().iter().map(|column| column["count"].as_u64().unwrap());
    assert_eq!(counts.sum::<u64>(), 0, "closed ones too: {board}");
    assert_eq!(world.must(SUPERVISOR, "search", json!({ "text": "exemplo" }))["found"], json!([]));
    let directory = world.must(SUPERVISOR, "directory", json!({}));
    for (table, left) in [("users", 6), ("tags", 1), ("rules", 0), ("connections", 0)] {
        assert_eq!(directory[table].as_array().unwrap().len(), left, "{table}: {}", directory[table]);
    }
    // And it can be laid again.
    world.must(SUPERVISOR, "setup_demo", json!({}));
}

#[test]
fn what_is_real_stays_when_the_example_goes() {
    let world = World::new();
    let connection = world.connection();
    let ticket = world.ticket(connection, TECHNICIAN, "real@exemplo.invalid");
    world.must(SUPERVISOR, "setup_demo", json!({}));
    let directory = world.must(SUPERVISOR, "directory", json!({}));
    let named = |table: &str, name: &str| {
        let rows = directory[table].as_array().unwrap();
        rows.iter().find(|row| row["name"] == name).map(|row| row["id"].clone()).unwrap()
    };
    let (tag, helper) = (named("tags", "Boleto"), named("users", "Bruno Tavares"));
    world.must(SUPERVISOR, "tag", json!({ "tickets": [ticket], "tag": tag }));
    world.must(SUPERVISOR, "assign", json!({ "tickets": [ticket], "to": helper }));
    world.must(SUPERVISOR, "remove_demo", json!({}));
    assert_eq!(card(&world, ticket)["assignee"], helper);
    let directory = world.must(SUPERVISOR, "directory", json!({}));
    let of = |table: &str, id: &Value| {
        directory[table].as_array().unwrap().iter().find(|row| row["id"] == *id).cloned().unwrap()
    };
    assert_eq!((&of("tags", &tag)["archived"], &of("users", &helper)["active"]), (&json!(true), &json!(false)));
}

#[test]
fn a_rule_that_lost_its_tag_says_so_and_when_it_has_it_again_that_it_stayed_off() {
    let world = World::new();
    let tag = json!({ "name": "Frio", "colour": "info", "kind": "normal", "archived": false });
    let tag = world.must(SUPERVISOR, "save_tag", tag);
    let mut rule = draft(72);
    rule["actions"] = json!([{ "type": "add_tag", "tag": tag["id"] }]);
    world.must(SUPERVISOR, "save_rule", json!({ "rule": rule, "state": "active" }));
    let archived = |archived: bool| {
        let mut changed = tag.clone();
        changed["archived"] = json!(archived);
        world.must(SUPERVISOR, "save_tag", changed);
        world.must(SUPERVISOR, "rules", json!({}))["rules"][0]["rule"]["state"].take()
    };
    let titles = || -> Vec<String> {
        let rows = world.must(SUPERVISOR, "notices", json!({}))["rows"].take();
        rows.as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!((archived(true), titles()), (json!("broken"), vec!["Ação com erro: Follow-up".to_owned()]));
    assert_eq!(archived(false), "off");
    assert_eq!(titles()[0], "Ação sem erro: Follow-up");
}

#[test]
fn the_house_is_edited_and_every_change_leaves_its_trace() {
    let world = World::new();
    world.must(SUPERVISOR, "save_holiday", json!({ "date": "2026-08-15", "name": "Padroeira" }));
    let calendar = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260616\r\nSUMMARY:Aniversário da cidade\r\n\
                    END:VEVENT\r\nEND:VCALENDAR\r\n";
    assert_eq!(world.must(SUPERVISOR, "import_holidays", json!({ "text": calendar }))["imported"], 1);
    let days = world.must(SUPERVISOR, "holidays", json!({ "year": 2026 }))["days"].take();
    let own: Vec<&Value> = days.as_array().unwrap().iter().filter(|day| day["national"] == false).collect();
    assert_eq!(own.len(), 2, "{days}");
    assert!(days.as_array().unwrap().iter().any(|day| day["name"] == "Tiradentes"));
    world.must(SUPERVISOR, "drop_holiday", json!({ "date": "2026-08-15" }));
    world.must(SUPERVISOR, "save_funnel", json!({ "name": "Vendas" }));
    world.must(SUPERVISOR, "move_stage_order", json!({ "stage": 5, "before": 1 }));
    let stages = world.must(SUPERVISOR, "directory", json!({}))["stages"].take();
    assert_eq!(stages[0]["id"], 5, "{stages}");
    let audit = world.must(SUPERVISOR, "audit", json!({ "limit": 200 }))["rows"].take();
    let what: Vec<&str> = audit.as_array().unwrap().iter().map(|line| line["what"].as_str().unwrap()).collect();
    world.must(SUPERVISOR, "save_funnel", json!({ "id": 2, "name": "Vendas novas" }));
    let audit = world.must(SUPERVISOR, "audit", json!({ "limit": 200 }))["rows"].take();
    let newest = &audit[0];
    assert_eq!((&newest["before"]["name"], &newest["after"]["name"]), (&json!("Vendas"), &json!("Vendas novas")));
    let of = |what: &str| audit.as_array().unwrap().iter().find(|line| line["what"] == what).unwrap().clone();
    assert_eq!(of("holiday_dropped")["before"], json!({ "date": "2026-08-15", "name": "Padroeira" }));
    assert_ne!(of("stage_saved")["before"]["position"], of("stage_saved")["after"]["position"]);
    for expected in ["holiday_saved", "holiday_dropped", "funnel_saved", "stage_saved", "settings_saved", "user_saved"]
    {
        assert!(what.contains(&expected), "{expected} left no trace: {what:?}");
    }
}

#[test]
fn a_password_goes_in_and_never_comes_out() {
    let world = World::new();
    let mut args = json!({
        "kind": "email", "name": "Suporte", "queue": 1, "enabled": false, "secret": "muito-secreta-123",
        "settings": { "address": "s@exemplo.invalid", "imap_host": "127.0.0.1", "smtp_host": "127.0.0.1" },
    });
    // There is no place for secrets yet: nothing is kept, neither the password nor a broken connection.
    assert_eq!(world.refused(SUPERVISOR, "save_connection", args.clone()).code, api::Code::Unavailable);
    assert_eq!(world.must(SUPERVISOR, "connections", json!({})), json!([]));
    world.must(SUPERVISOR, "unlock_secrets", json!({ "passphrase": "uma frase de teste" }));
    let saved = world.must(SUPERVISOR, "save_connection", args.clone());
    // Saved again without it: the one kept stays.
    args["id"] = saved["connection"].clone();
    args["name"] = json!("Atendimento");
    args.as_object_mut().unwrap().remove("secret");
    world.must(SUPERVISOR, "save_connection", args);
    for (command, args) in [
        ("connections", json!({})),
        ("directory", json!({})),
        ("audit", json!({ "limit": 200 })),
        ("status", json!({})),
    ] {
        let reply = world.must(SUPERVISOR, command, args).to_string();
        assert!(!reply.contains("muito-secreta"), "{command}: {reply}");
    }
    let connections = world.must(SUPERVISOR, "connections", json!({}));
    assert_eq!(connections[0]["name"], "Atendimento");
}

#[test]
fn a_preview_shows_what_the_contact_would_read() {
    let world = World::new();
    let connection = world.connection();
    let ticket = world.ticket(connection, TECHNICIAN, "a@exemplo.invalid");
    let preview = |text: &str| {
        world.must(SUPERVISOR, "preview_text", json!({ "text": text, "ticket": ticket, "wait": 86_400_000 }))
    };
    let shown = preview("Oi, {{contato.primeiro_nome}}: {{atendente.nome}}, {{horas}} h, {{empresa.nome}}.");
    assert_eq!(shown["text"], "Oi, Cliente: Técnica, 24 h, Minha empresa.");
    let unknown = preview("{{cliente}}");
    assert_eq!((&unknown["text"], &unknown["problems"][0]["field"]), (&Value::Null, &json!("text")));
}
