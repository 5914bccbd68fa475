//! Every command of the table called once with the least it takes, by a Supervisor, on a house that has one of
//! everything. What it answers is written down; a command without a line here fails.

use api::COMMANDS;
use engine::Span;
use serde_json::{Value, json};

use crate::world::{SUPERVISOR, World, draft};

/// The least each command takes, in the world of [`every_command_answers`].
pub fn minimal(command: &str) -> Value {
    let ticket = json!({ "ticket": 1 });
    let tickets = json!({ "tickets": [1] });
    let rule = json!({ "rule": 1 });
    let nowhere = json!({ "status": "closed", "queue": 1 });
    match command {
        "setup_empty" => json!({ "company": "Oficina", "your_name": "Rosa" }),
        "restore_copy" => json!({ "name": "retorno-2001-01-01-000000.sqlite" }),
        "set_speed" => json!({ "speed": 1 }),
        "unlock_secrets" => json!({ "passphrase": "uma frase de teste" }),
        "board_page" => json!({ "funnel": 1, "column": { "type": "stage", "stage": 1 } }),
        "ticket" | "conversation" | "timeline" | "forecast" | "opened" => ticket,
        "attachment" => json!({ "message": 1, "position": 0 }),
        "search" => json!({ "text": "cliente" }),
        "send_message" | "add_note" => json!({ "ticket": 1, "text": "Bom dia" }),
        "cancel_send" | "retry_send" => json!({ "message": 1 }),
        "start_ticket" => json!({ "connection": 1, "address": "c@exemplo.invalid", "name": "Caio", "text": "Olá" }),
        "find_contacts" => json!({ "connection": 1, "text": "cliente" }),
        "save_board_views" => json!({ "views": [{ "name": "Frios", "filter": { "tags": [1] } }] }),
        "save_quick_replies" => json!({ "replies": [{ "name": "oi", "text": "Olá, {{contato.nome}}" }] }),
        "assign" => json!({ "tickets": [1], "to": 3 }),
        "transfer" => json!({ "tickets": [1], "queue": 1 }),
        "move_stage" => json!({ "tickets": [1], "stage": 2 }),
        "tag" | "untag" => json!({ "tickets": [1], "tag": 1 }),
        "set_wallet" => json!({ "tickets": [1], "owner": 3 }),
        "set_value" => json!({ "ticket": 1, "cents": 12_345 }),
        "put_back" => json!({ "ticket": 1, "was": nowhere, "is": nowhere }),
        "take"
        | "move_to_no_interaction"
        | "return_to_technician"
        | "close_tickets"
        | "reopen"
        | "hold"
        | "release"
        | "resend_notice"
        | "postpone_closing"
        | "restore_closing"
        | "undo_day_closing" => tickets,
        "answer_day" => json!({ "date": "2026-01-02", "close": false }),
        "rule" | "rule_versions" | "duplicate_rule" | "archive_rule" | "restore_rule" | "move_rule" => rule,
        "check_rule" | "overdue_of_rule" | "simulate_rule" => json!({ "rule": draft(24) }),
        "save_rule" => json!({ "rule": draft(24), "state": "off" }),
        "set_rule_state" => json!({ "rule": 1, "state": "off" }),
        "import_rules" => json!({ "text": r#"{"format":"retorno.acoes","version":1,"rules":[]}"# }),
        "backtest_rule" => json!({ "rule": draft(24), "days": 7 }),
        "rule_effect" => json!({ "rule": 1, "days": 7 }),
        "preview_text" => json!({ "text": "Olá, {{contato.nome}}" }),
        "why" | "skip_step" | "resume_step" => json!({ "rule": 1, "ticket": 1 }),
        "decision" => json!({ "execution": 1 }),
        "postpone_step" => json!({ "rule": 1, "ticket": 1, "until": 0 }),
        "send_missed" | "skip_missed" => json!({ "executions": [1] }),
        "unknown_was_sent" | "unknown_resend" => json!({ "sends": [1] }),
        "save_connection" => {
            json!({ "kind": "demo", "name": "Outra", "settings": {}, "queue": 1, "enabled": false })
        }
        "test_connection" => json!({ "kind": "demo", "settings": {} }),
        "enable_connection" => json!({ "connection": 1, "enabled": false }),
        "delete_connection" => json!({ "connection": 1 }),
        "save_user" => json!({ "name": "Nina", "role": "technician", "active": true }),
        "set_presence" => json!({ "user": 3, "absent": "Almoço" }),
        "save_team" => json!({ "name": "Vendas", "members": [] }),
        "save_queue" => json!({ "name": "Vendas", "archived": false }),
        "save_funnel" => json!({ "name": "Vendas" }),
        "save_stage" => json!({ "funnel": 1, "name": "Visita", "colour": "info", "locked": false, "archived": false }),
        "move_stage_order" => json!({ "stage": 1 }),
        "save_tag" => json!({ "name": "VIP", "colour": "accent", "kind": "normal", "archived": false }),
        "wallet" => json!({ "user": 3 }),
        "hand_over" => json!({ "user": 5, "to": 3 }),
        "hand_back" => json!({ "user": 5, "to": 3, "tickets": [1], "contacts": [1] }),
        "save_settings" => json!({ "settings": { "company": "Oficina" } }),
        "holidays" => json!({ "year": 2026 }),
        "save_holiday" => json!({ "date": "2026-08-15", "name": "Padroeira" }),
        "drop_holiday" => json!({ "date": "2026-08-15" }),
        "import_holidays" => json!({ "text": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" }),
        "dashboard" => json!({ "from": 0, "to": 86_400_000 }),
        "dashboard_csv" => json!({ "from": 0, "to": 86_400_000, "table": "numbers" }),
        _ => json!({}),
    }
}

/// Commands whose least call cannot be done in that world, with the reason.
const REFUSED: [(&str, &str); 19] = [
    ("attachment", "not_found"),
    ("decision", "not_found"),
    ("remove_demo", "conflict"),
    ("put_back", "conflict"),
    ("retry_send", "conflict"),
    ("return_to_technician", "conflict"),
    ("reopen", "conflict"),
    ("release", "conflict"),
    ("resend_notice", "conflict"),
    ("postpone_closing", "conflict"),
    ("restore_closing", "conflict"),
    ("resume_step", "conflict"),
    ("undo_day_closing", "conflict"),
    ("answer_day", "conflict"),
    ("restore_rule", "not_found"),
    ("restore_copy", "not_found"),
    ("import_rules", "invalid"),
    ("send_missed", "not_found"),
    ("skip_missed", "not_found"),
];

#[test]
fn every_command_answers() {
    let mut wrong = vec![];
    for command in COMMANDS {
        let world = World::new();
        let connection = world.connection();
        let ticket = world.ticket(connection, SUPERVISOR, "a@exemplo.invalid");
        world.silent(ticket, SUPERVISOR, Span::minutes(5));
        world.rule(24);
        let name = command.name;
        let expected = REFUSED.iter().find(|(one, _)| *one == name).map(|(_, code)| *code);
        let expected = if name.starts_with("unknown_") { Some("conflict") } else { expected };
        let mut args = minimal(name);
        if name == "postpone_step" {
            args["until"] = json!(world.desk.now().plus(Span::hours(1)));
        }
        world.published();
        let mut changes = world.desk.subscribe();
        let reply = world.call(SUPERVISOR, name, args);
        world.published();
        while let Ok(changed) = changes.try_recv() {
            let untold: Vec<_> = changed.topics.iter().filter(|topic| !command.stale.contains(topic)).collect();
            if !untold.is_empty() {
                wrong.push(format!("{name}: {untold:?}"));
            }
        }
        match (reply, expected) {
            (Ok(_), None) => {}
            (Err(failure), Some(code)) => {
                assert_eq!(serde_json::to_value(failure.code).unwrap(), code, "{name}: {failure:?}");
            }
            (reply, expected) => panic!("{name}: {reply:?}, expected {expected:?}"),
        }
    }
    assert!(wrong.is_empty(), "more is stale than the table says:\n{}", wrong.join("\n"));
}

#[test]
fn a_command_that_is_not_in_the_table_does_not_exist() {
    let world = World::new();
    for name in ["", "drop_everything", "ticket ", "Ticket", &"x".repeat(10_000)] {
        let failure = world.refused(SUPERVISOR, name, json!({}));
        assert_eq!(serde_json::to_value(failure.code).unwrap(), "unknown_command");
        assert!(failure.message.len() < 200, "{}", failure.message);
    }
}
