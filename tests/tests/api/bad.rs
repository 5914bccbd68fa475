//! Bad input, command by command: each is refused with the field it is about and a sentence in Portuguese, and nothing
//! is half done.

use api::Code;
use engine::Span;
use serde_json::{Value, json};

use crate::world::{SUPERVISOR, World, draft, short};

fn with(mut draft: Value, field: &str, value: Value) -> Value {
    draft[field] = value;
    draft
}

#[test]
fn what_people_do_to_tickets_says_which_field_is_wrong() {
    let world = World::new();
    let connection = world.connection();
    let ticket = world.ticket(connection, SUPERVISOR, "a@exemplo.invalid");
    let (long, many) = (long(), many());
    let table: Vec<(&str, Value, &str)> = vec![
        ("take", json!({ "tickets": [] }), "tickets"),
        ("take", json!({ "tickets": many }), "tickets"),
        ("take", json!({ "tickets": ["a"] }), "tickets[0]"),
        ("take", json!({}), ""),
        ("take", json!({ "tickets": [1], "by": 2 }), "by"),
        ("send_message", json!({ "ticket": ticket, "text": "  " }), "text"),
        ("send_message", json!({ "ticket": ticket, "text": long }), "text"),
        ("add_note", json!({ "ticket": ticket, "text": "" }), "text"),
        ("set_value", json!({ "ticket": ticket, "cents": -1 }), "value"),
        ("set_value", json!({ "ticket": ticket, "cents": 1.5 }), "cents"),
        ("start_ticket", json!({ "connection": connection, "address": " ", "name": "", "text": "x" }), "address"),
        ("start_ticket", json!({ "connection": connection, "address": long, "name": "", "text": "x" }), "address"),
        ("start_ticket", json!({ "connection": connection, "address": "a@b", "name": long, "text": "x" }), "name"),
        ("start_ticket", json!({ "connection": connection, "address": "a@b", "name": "", "text": " " }), "text"),
        ("board", json!({ "page": 0 }), "limit"),
        ("board", json!({ "page": 201 }), "limit"),
        ("board", json!({ "filter": { "tags": many } }), "filter"),
        ("board", json!({ "filter": { "text": long } }), "filter.text"),
        ("board_page", json!({ "funnel": 1, "column": { "type": "closed" }, "after": "x" }), "after"),
        ("board_page", json!({ "funnel": 1, "column": { "type": "moon" } }), "column.type"),
        ("search", json!({ "text": long }), "text"),
        ("conversation", json!({ "ticket": ticket, "before": "1" }), "before"),
    ];
    each_is_refused(&world, table);
    assert_eq!(world.must(SUPERVISOR, "tickets", json!({}))["rows"].as_array().unwrap().len(), 1);
}

#[test]
fn the_forms_of_rules_say_which_field_is_wrong() {
    let world = World::new();
    let (long, many) = (long(), many());
    let rule = |field: &str, value: Value| json!({ "rule": with(draft(24), field, value), "state": "active" });
    let action = |action: Value| rule("actions", json!([action]));
    let table: Vec<(&str, Value, &str)> = vec![
        ("save_rule", rule("name", json!("")), "name"),
        ("save_rule", rule("name", json!(long)), "name"),
        ("save_rule", rule("description", json!(long)), "description"),
        ("save_rule", rule("wait", json!(0)), "wait"),
        ("save_rule", rule("wait", json!(-1)), "wait"),
        ("save_rule", rule("wait", json!(400_i64 * 86_400_000)), "wait"),
        ("save_rule", rule("lateness_max", json!(-1)), "lateness_max"),
        ("save_rule", rule("actions", json!([])), "actions"),
        ("save_rule", action(json!({ "type": "add_tag" })), "actions.0.tag"),
        ("save_rule", action(json!({ "type": "add_tag", "tag": 999 })), "actions.0.tag"),
        ("save_rule", action(json!({ "type": "add_wallet", "mode": "replace" })), "actions.0.user"),
        ("save_rule", action(json!({ "type": "assign", "user": 6 })), "actions.0.user"),
        ("save_rule", action(json!({ "type": "move_to_stage", "stage": 999 })), "actions.0.stage"),
        ("save_rule", action(json!({ "type": "transfer_to_queue", "queue": 2 })), "actions.0.queue"),
        ("save_rule", action(json!({ "type": "send_message", "text": "{{cliente}}" })), "actions.0.text"),
        ("save_rule", action(json!({ "type": "send_message", "text": "" })), "actions.0.text"),
        ("save_rule", action(json!({ "type": "webhook", "url": "file:///etc/passwd" })), "actions.0.url"),
        ("save_rule", rule("scope", with(draft(1)["scope"].clone(), "statuses", json!([]))), "scope.statuses"),
        ("save_rule", json!({ "rule": draft(24), "state": "archived" }), "state"),
        ("set_rule_state", json!({ "rule": 1, "state": "broken" }), "state"),
        (
            "simulate_rule",
            json!({ "rule": with(draft(24), "actions", json!([{ "type": "assign" }])) }),
            "actions.0.user",
        ),
        ("backtest_rule", json!({ "rule": draft(24), "days": 0 }), "days"),
        ("backtest_rule", json!({ "rule": draft(24), "days": 91 }), "days"),
        ("rule_effect", json!({ "rule": 1, "days": 9_999 }), "days"),
        ("executions", json!({ "filter": { "rules": many } }), "filter"),
        ("executions", json!({ "limit": 0 }), "limit"),
        ("send_missed", json!({ "executions": [] }), "executions"),
        ("unknown_resend", json!({ "sends": many }), "sends"),
    ];
    each_is_refused(&world, table);
    assert_eq!(world.must(SUPERVISOR, "rules", json!({}))["rules"], json!([]));
}

#[test]
fn the_forms_of_the_house_say_which_field_is_wrong() {
    let world = World::new();
    let long = long();
    let table: Vec<(&str, Value, &str)> = vec![
        ("save_user", json!({ "name": "", "role": "viewer", "active": true }), "name"),
        ("save_user", json!({ "name": "Técnica", "role": "viewer", "active": true }), "name"),
        ("save_user", json!({ "name": "X", "role": "god", "active": true }), "role"),
        ("set_presence", json!({ "user": 3, "absent": "x".repeat(61) }), "note"),
        ("save_user", json!({ "id": 1, "name": "Supervisor", "role": "viewer", "active": true }), "role"),
        ("save_team", json!({ "name": "suporte", "members": [] }), "name"),
        ("save_team", json!({ "name": "Nova", "members": [999] }), "members"),
        ("save_queue", json!({ "name": "Nova", "team": 999, "archived": false }), "team"),
        ("save_queue", json!({ "id": 2, "name": "Sem Interação", "archived": true }), "archived"),
        (
            "save_stage",
            json!({ "funnel": 9, "name": "X", "colour": "ok", "locked": false, "archived": false }),
            "funnel",
        ),
        ("save_stage", stage(json!(0), "ok"), "limit_max"),
        ("save_stage", stage(json!(null), "url(x)"), "colour"),
        ("save_tag", json!({ "name": "não incomodar", "colour": "ok", "kind": "normal", "archived": false }), "name"),
        ("save_connection", connection_of("nada", json!({})), "kind"),
        ("save_connection", connection_of("demo", json!({ "senha": "x" })), "settings.senha"),
        ("save_connection", connection_of("demo", json!({ "seed": long })), "settings.seed"),
        ("save_connection", connection_of("email", json!({})), "settings.address"),
        ("save_connection", connection_of("email", mailbox()), "secret"),
        ("save_connection", with(connection_of("demo", json!({})), "queue", json!(2)), "queue"),
        ("test_connection", json!({ "kind": "nada", "settings": {} }), "kind"),
        ("save_holiday", json!({ "date": "31/12/2026", "name": "x" }), "date"),
        ("save_holiday", json!({ "date": "2026-02-30", "name": "x" }), "date"),
        ("holidays", json!({ "year": 1 }), "year"),
        ("dashboard", json!({ "from": 2, "to": 1 }), "to"),
        ("dashboard", json!({ "from": 0, "to": Span::days(400) }), "to"),
        ("set_speed", json!({ "speed": 7 }), "speed"),
        ("set_speed", json!({ "speed": 60 }), "speed"),
        ("unlock_secrets", json!({ "passphrase": "" }), "passphrase"),
        ("setup_empty", json!({ "company": "", "your_name": "Rosa" }), "company"),
        ("setup_empty", json!({ "company": "X", "your_name": " " }), "your_name"),
        ("setup_empty", json!({ "company": "X", "your_name": "Rosa", "zone": "Lua/Base" }), "zone"),
        ("setup_empty", json!({ "company": "X", "your_name": "Rosa", "technicians": vec!["a"; 51] }), "technicians"),
        ("setup_empty", json!({ "company": "X", "your_name": "Rosa", "technicians": ["Líder"] }), "technicians"),
    ];
    each_is_refused(&world, table);
    assert_eq!(world.must(SUPERVISOR, "connections", json!({})), json!([]));
    assert_eq!(world.must(SUPERVISOR, "session", json!({}))["set_up"], false);
}

fn each_is_refused(world: &World, table: Vec<(&str, Value, &str)>) {
    for (command, args, field) in table {
        let failure = world.refused(SUPERVISOR, command, args.clone());
        let shown = short(&args);
        assert!(matches!(failure.code, Code::Invalid | Code::TooLarge), "{command} {shown}: {failure:?}");
        assert_eq!(failure.field.as_deref().unwrap_or_default(), field, "{command} {shown}: {failure:?}");
        assert_eq!(failure.problems.first().map(|one| one.message.clone()), Some(failure.message), "{command} {shown}");
    }
}

fn long() -> String {
    "x".repeat(100_000)
}

/// One more than a list takes.
fn many() -> Vec<i64> {
    (1..=201).collect()
}

fn stage(limit: Value, colour: &str) -> Value {
    json!({ "funnel": 1, "name": "X", "colour": colour, "limit_max": limit, "locked": false, "archived": false })
}

fn mailbox() -> Value {
    json!({ "address": "s@exemplo.invalid", "imap_host": "127.0.0.1", "smtp_host": "127.0.0.1" })
}

fn connection_of(kind: &str, settings: Value) -> Value {
    json!({ "kind": kind, "name": "X", "settings": settings, "queue": 1, "enabled": false })
}

#[test]
fn what_is_not_there_is_said_to_be_gone() {
    let world = World::new();
    for (command, args) in [
        ("ticket", json!({ "ticket": 999 })),
        ("conversation", json!({ "ticket": 999 })),
        ("take", json!({ "tickets": [999] })),
        ("send_message", json!({ "ticket": 999, "text": "x" })),
        ("cancel_send", json!({ "message": 999 })),
        ("rule", json!({ "rule": 999 })),
        ("duplicate_rule", json!({ "rule": 999 })),
        ("archive_rule", json!({ "rule": 999 })),
        ("set_rule_state", json!({ "rule": 999, "state": "off" })),
        ("move_rule", json!({ "rule": 999 })),
        ("export_rules", json!({})),
        ("start_ticket", json!({ "connection": 999, "address": "a@b", "name": "", "text": "x" })),
        ("enable_connection", json!({ "connection": 999, "enabled": true })),
        ("delete_connection", json!({ "connection": 999 })),
        ("move_stage_order", json!({ "stage": 999 })),
        ("board", json!({ "funnel": 999 })),
        ("dashboard", json!({ "from": 0, "to": 1, "team": 999 })),
        ("send_missed", json!({ "executions": [999] })),
        ("unknown_was_sent", json!({ "sends": [999] })),
    ] {
        assert_eq!(world.refused(SUPERVISOR, command, args.clone()).code, Code::NotFound, "{command} {args}");
    }
}

#[test]
fn a_file_of_rules_is_refused_whole_with_the_line_and_the_reason() {
    let world = World::new();
    let good = serde_json::to_string(&json!({
        "name": "Boa", "description": "", "wait_ms": 3_600_000, "actions": [{ "type": "close" }],
        "scope": { "statuses": ["open"], "stages": [], "queues": [], "connections": [], "tags_with": [], "tags_without": [] },
        "business_hours": false, "quiet_hours": true, "lateness_max_ms": null, "repeat": "once_per_episode",
    }))
    .unwrap();
    let file = |version: u32, rules: &[&str]| {
        format!("{{\n\"format\": \"retorno.acoes\",\n\"version\": {version},\n\"rules\": [\n{}\n]}}", rules.join(",\n"))
    };
    let twisted = |from: &str, to: &str| good.replace(from, to);
    let table = [
        (file(2, &[&good]), 1, "versão 2"),
        (file(1, &[&good]).replace("retorno.acoes", "outra.coisa"), 1, "não é um arquivo de ações"),
        (file(1, &[&good, "{"]), 7, "não é JSON válido"),
        ("texto".into(), 1, "não é JSON válido"),
        (String::new(), 1, "não é JSON válido"),
        (format!("{}\nmais", file(1, &[&good])), 7, "há algo depois do fim"),
        (file(1, &[&good]).replace("\"rules\"", "\"autor\": \"eu\",\n\"rules\""), 4, "o campo «autor» não existe"),
        (
            file(1, &[&good]).replace("\"version\": 1", "\"version\": \"1\""),
            3,
            "há um texto onde cabe um número inteiro",
        ),
        (file(1, &[&good]).replace("\"version\": 1,\n", ""), 5, "falta o campo «version»"),
        (format!("[{}]", file(1, &[&good])), 1, "outro tipo"),
        (file(1, &[]), 1, "de 1 a 200"),
        (file(1, &[good.as_str(); 201]), 1, "de 1 a 200"),
        (file(1, &[&good, "7"]), 6, "há um número inteiro onde cabe um objeto"),
        (file(1, &[&good, &twisted("\"description\":\"\",", "")]), 6, "falta o campo «description»"),
        (file(1, &[&good, &twisted("\"name\":\"Boa\"", "\"name\":\"Boa\",\"name\":\"Outra\"")]), 6, "está repetido"),
        (
            file(1, &[&good, &twisted("[{\"type\":\"close\"}]", "{\"type\":\"close\"}")]),
            6,
            "há um objeto onde cabe uma lista",
        ),
        (file(1, &[&good, &twisted("\"close\"}", "\"destruir\"}")]), 6, "«destruir» não é um valor possível"),
        (file(1, &[&good, &twisted("\"close\"}", "\"close\",\"depois\":1}")]), 6, "o campo «depois» não existe"),
        (file(1, &[&good, &twisted("\"quiet_hours\":true", "\"quiet_hours\":\"sim\"")]), 6, "cabe verdadeiro ou falso"),
        (
            file(1, &[&good, &twisted("\"close\"}", "\"send_message\",\"text\":\"{{cliente}}\",\"connection\":null}")]),
            6,
            "essa variável não existe",
        ),
        (file(1, &[&good, &twisted("\"name\":", "\"nome\":")]), 6, "o campo «nome» não existe"),
        (file(1, &[&good, &twisted("3600000", "\"1h\"")]), 6, "outro tipo"),
        (file(1, &[&good, &twisted("\"open\"", "\"aberto\"")]), 6, "«aberto» não é um valor possível"),
        (file(1, &[&good, &twisted("3600000", "0")]), 6, "tempo entre"),
        (
            file(1, &[&good, &twisted("{\"type\":\"close\"}", "{\"type\":\"add_tag\",\"tag\":\"Some\"}")]),
            6,
            "a etiqueta «Some»",
        ),
        (file(1, &[&good, &good.replace("\"lateness_max_ms\":null,", "")]), 0, ""),
    ];
    for (text, line, why) in table {
        if why.is_empty() {
            // What may be absent may be absent.
            let imported = world.must(SUPERVISOR, "import_rules", json!({ "text": text }));
            assert_eq!(imported["rules"].as_array().unwrap().len(), 2);
            continue;
        }
        let failure = world.refused(SUPERVISOR, "import_rules", json!({ "text": text }));
        assert_eq!(failure.code, Code::Invalid, "{text}");
        let problem = failure.problems.first().unwrap();
        let english = ["expected", "invalid", "unknown", "missing", "duplicate", "trailing", "EOF", " line "];
        assert!(!english.iter().any(|word| problem.message.contains(word)), "{problem:?}");
        assert!(problem.message.contains(why), "{text}\n{problem:?}");
        assert_eq!(problem.line, Some(line), "{text}\n{problem:?}");
        assert_eq!(world.must(SUPERVISOR, "rules", json!({}))["rules"], json!([]), "half of it was saved: {text}");
    }
    let huge = format!("{}{}", file(1, &[&good]), " ".repeat(10 * 1024 * 1024));
    assert_eq!(world.refused(SUPERVISOR, "import_rules", json!({ "text": huge })).code, Code::TooLarge);
}

#[test]
fn what_is_wrong_with_a_rule_is_said_all_at_once_each_beside_its_field() {
    let world = World::new();
    let mut rule = draft(24);
    rule["name"] = json!(" ");
    rule["wait"] = json!(0);
    rule["scope"]["stages"] = json!([999]);
    rule["scope"]["tags_without"] = json!([999]);
    rule["actions"] = json!([
        { "type": "send_message", "text": "Oi, {{nada}}", "connection": 999 },
        { "type": "add_tag", "tag": null },
        { "type": "add_tag", "tag": 999 },
        { "type": "notify", "user": null, "text": "{{nada}}" },
        { "type": "add_wallet", "user": null, "mode": "replace" },
        { "type": "note", "text": "" },
    ]);
    let expected = [
        "name",
        "wait",
        "actions.0.text",
        "actions.0.connection",
        "actions.1.tag",
        "actions.2.tag",
        "actions.3.user",
        "actions.3.text",
        "actions.4.user",
        "actions.5.text",
        "scope.stages",
        "scope.tags_without",
    ];
    let fields = |problems: Vec<Value>| problems.iter().map(|one| one["field"].clone()).collect::<Vec<_>>();
    let check = world.must(SUPERVISOR, "check_rule", json!({ "rule": rule }))["problems"].take();
    assert_eq!(fields(check.as_array().unwrap().clone()), expected.map(|field| json!(field)), "{check}");
    let refusal = world.refused(SUPERVISOR, "save_rule", json!({ "rule": rule, "state": "active" }));
    let refused: Vec<&str> = refusal.problems.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(refused, expected, "{refusal:?}");
    // What is only not chosen yet is no other fault.
    let mut rule = draft(24);
    rule["actions"] = json!([{ "type": "add_tag", "tag": null }]);
    let check = world.must(SUPERVISOR, "check_rule", json!({ "rule": rule }))["problems"].take();
    assert_eq!(fields(check.as_array().unwrap().clone()), ["actions.0.tag"], "{check}");
}

#[test]
fn a_broken_calendar_is_refused_with_its_line() {
    let world = World::new();
    let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:ontem\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let failure = world.refused(SUPERVISOR, "import_holidays", json!({ "text": text }));
    assert_eq!((failure.code, failure.problems[0].line), (Code::Invalid, Some(3)), "{failure:?}");
    let huge = "x".repeat(1024 * 1024 + 1);
    assert_eq!(world.refused(SUPERVISOR, "import_holidays", json!({ "text": huge })).code, Code::TooLarge);
}

#[test]
fn foreign_text_of_every_kind_is_kept_as_it_is() {
    let world = World::new();
    let connection = world.connection();
    for (index, text) in [
        "<script>alert(1)</script>",
        "'; DROP TABLE ticket; --",
        "{{contato.nome}}",
        "👩‍👩‍👧‍👦 família",
        "\u{202E}trás para frente",
        "מימין לשמאל",
        &"longo ".repeat(2_000),
    ]
    .into_iter()
    .enumerate()
    {
        let ticket = world.ticket(connection, SUPERVISOR, &format!("c{index}@exemplo.invalid"));
        world.must(SUPERVISOR, "add_note", json!({ "ticket": ticket, "text": text }));
        let messages = world.must(SUPERVISOR, "conversation", json!({ "ticket": ticket }))["messages"].take();
        let notes: Vec<&Value> = messages.as_array().unwrap().iter().filter(|one| one["side"] == "note").collect();
        assert_eq!(notes.len(), 1);
        assert_eq!(notes[0]["text"], text.trim());
    }
}
