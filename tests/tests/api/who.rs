//! Who may call what: every command of the table for every role, written down by hand in `who.txt`, so that a change of
//! policy is seen by whoever reviews it; and each call really refused or really let through.

use std::fmt::Write;

use api::{COMMANDS, Code};
use engine::UserId;
use serde_json::json;

use crate::world::{INACTIVE, ROLES, World};

#[test]
fn who_may_call_what_is_as_written_down() {
    let mut found = String::new();
    for command in COMMANDS {
        let user = |id: UserId, active: bool| store::User {
            id,
            name: String::new(),
            role: match ROLES.iter().position(|(one, _)| *one == id) {
                Some(0) => store::Role::Supervisor,
                Some(1) => store::Role::Leader,
                Some(2) => store::Role::Technician,
                Some(_) | None => store::Role::Viewer,
            },
            active,
            absence: None,
        };
        let may = |id, active| if api::authorize(command, &user(id, active)).is_ok() { "x" } else { "-" };
        let roles: String = ROLES.iter().map(|(id, _)| may(*id, true)).collect();
        let _ = writeln!(found, "{roles}{} {}", may(INACTIVE, false), command.name);
    }
    let written = include_str!("who.txt");
    let head = "# Supervisor, Leader, Technician, Viewer, nobody (unknown or inactive)\n";
    assert_eq!(written, format!("{head}{found}"), "if the change is meant, write it into tests/tests/api/who.txt");
}

#[test]
fn a_call_is_refused_exactly_where_the_table_says_so() {
    let world = World::new();
    let people = ROLES.iter().map(|(id, _)| *id).chain([INACTIVE, UserId(999)]);
    let written = include_str!("who.txt");
    for (column, user) in people.enumerate() {
        for line in written.lines().filter(|line| !line.starts_with('#')) {
            let (marks, command) = line.split_once(' ').unwrap();
            let may = marks.as_bytes()[column.min(4)] == b'x';
            // Arguments that cannot be read: whoever may call gets that far, and nothing is done.
            let reply = world.call(user, command, json!({ "no such field": true }));
            let code = reply.expect_err(command).code;
            assert_eq!(code, if may { Code::Invalid } else { Code::Forbidden }, "{command} by {user}");
        }
    }
}

#[test]
fn a_technician_gets_nowhere_with_the_tickets_of_another() {
    use crate::world::{OTHER_TECHNICIAN, TECHNICIAN};
    let world = World::new();
    let connection = world.connection();
    let mine = world.ticket(connection, TECHNICIAN, "a@exemplo.invalid");
    let other = world.ticket(connection, OTHER_TECHNICIAN, "b@exemplo.invalid");
    for (command, extra) in [
        ("take", json!({})),
        ("assign", json!({ "to": TECHNICIAN })),
        ("transfer", json!({ "queue": 1 })),
        ("move_stage", json!({ "stage": 2 })),
        ("move_to_no_interaction", json!({})),
        ("return_to_technician", json!({})),
        ("close_tickets", json!({})),
        ("reopen", json!({})),
        ("hold", json!({})),
        ("release", json!({})),
        ("tag", json!({ "tag": 1 })),
        ("untag", json!({ "tag": 1 })),
        ("set_wallet", json!({ "owner": TECHNICIAN })),
        ("resend_notice", json!({})),
        ("postpone_closing", json!({})),
        ("restore_closing", json!({})),
        ("undo_day_closing", json!({})),
    ] {
        let mut args = extra.clone();
        args["tickets"] = json!([other]);
        assert_eq!(world.refused(TECHNICIAN, command, args).code, Code::Forbidden, "{command}");
        // In a list, one's own is done and the other's is not.
        let mut args = extra;
        args["tickets"] = json!([other, mine]);
        let results = world.must(TECHNICIAN, command, args)["results"].take();
        assert_eq!(results[0]["failure"]["code"], "forbidden", "{command}: {results}");
        assert_ne!(results[1]["failure"]["code"], "forbidden", "{command}: {results}");
        // Whatever came of it, the next one starts from an open ticket.
        let _ = world.call(TECHNICIAN, "reopen", json!({ "tickets": [mine] }));
    }
    for (command, args) in [
        ("send_message", json!({ "ticket": other, "text": "Oi" })),
        ("add_note", json!({ "ticket": other, "text": "Oi" })),
        ("set_value", json!({ "ticket": other, "cents": 1 })),
        ("opened", json!({ "ticket": other })),
        ("skip_step", json!({ "ticket": other, "rule": 1 })),
        ("postpone_step", json!({ "ticket": other, "rule": 1, "until": 1 })),
        ("resume_step", json!({ "ticket": other, "rule": 1 })),
    ] {
        assert_eq!(world.refused(TECHNICIAN, command, args).code, Code::Forbidden, "{command}");
    }
}

#[test]
fn a_technician_of_another_team_does_not_even_see_it() {
    use crate::world::{SUPERVISOR, TECHNICIAN};
    let world = World::new();
    let team = json!({ "name": "Vendas", "leader": SUPERVISOR, "members": [SUPERVISOR] });
    let team = world.must(SUPERVISOR, "save_team", team)["id"].clone();
    let queue = json!({ "name": "Vendas", "team": team, "archived": false });
    let queue = world.must(SUPERVISOR, "save_queue", queue)["id"].clone();
    let connection = world.connection();
    let ticket = world.ticket(connection, SUPERVISOR, "a@exemplo.invalid");
    let args = json!({ "ticket": ticket });
    world.must(TECHNICIAN, "ticket", args.clone());
    world.must(SUPERVISOR, "transfer", json!({ "tickets": [ticket], "queue": queue }));
    for command in ["ticket", "conversation", "timeline", "forecast"] {
        assert_eq!(world.refused(TECHNICIAN, command, args.clone()).code, Code::Forbidden, "{command}");
    }
    let cards = |user| {
        let board = world.must(user, "board", json!({}));
        board["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["page"]["rows"].as_array().unwrap().len())
            .sum::<usize>()
    };
    assert_eq!((cards(SUPERVISOR), cards(TECHNICIAN)), (1, 0));
    let found = |user| world.must(user, "search", json!({ "text": "Cliente" }))["found"].as_array().unwrap().len();
    assert_eq!((found(SUPERVISOR), found(TECHNICIAN)), (1, 0));
    let all = |user| world.must(user, "tickets", json!({}))["rows"].as_array().unwrap().len();
    assert_eq!((all(SUPERVISOR), all(TECHNICIAN)), (1, 0));
}

#[test]
fn a_leader_may_stop_a_rule_but_not_start_one() {
    use crate::world::LEADER;
    let world = World::new();
    let rule = world.rule(24);
    let state = |state: &str| json!({ "rule": rule, "state": state });
    assert_eq!(world.must(LEADER, "set_rule_state", state("off"))["rule"]["state"], "off");
    assert_eq!(world.refused(LEADER, "set_rule_state", state("active")).code, Code::Forbidden);
    assert_eq!(world.refused(LEADER, "set_rule_state", state("shadow")).code, Code::Forbidden);
}
