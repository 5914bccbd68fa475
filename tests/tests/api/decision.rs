//! R20, as people see it: a decision of the past with every condition as it was then, and whether it would be so again.

use engine::Span;
use serde_json::{Value, json};

use crate::world::{LEADER, OTHER_TECHNICIAN, SUPERVISOR, TECHNICIAN, VIEWER, World};

fn decision(world: &World, execution: &Value) -> Value {
    world.must(SUPERVISOR, "decision", json!({ "execution": execution }))
}

/// Changes the file behind the program's back.
fn tampered(world: &World, statement: &str, execution: &Value) {
    let file = world.dir().join(runtime::desk::DATABASE_FILE);
    let changed = rusqlite::Connection::open(file).unwrap().execute(statement, [execution.as_i64().unwrap()]).unwrap();
    assert_eq!(changed, 1, "{statement}");
}

#[test]
fn each_decision_of_the_example_is_explained_and_made_again() {
    let world = World::new();
    world.must(SUPERVISOR, "setup_demo", json!({}));
    let page = world.must(SUPERVISOR, "executions", json!({ "limit": 100 }));
    let rows: Vec<&Value> = page["rows"].as_array().unwrap().iter().filter(|row| row["why"] != "person").collect();
    assert!(rows.len() > 50, "{}", rows.len());
    let mut seen = std::collections::BTreeSet::new();
    for row in rows {
        let view = decision(&world, &row["id"]);
        assert_eq!((&view["rule_name"], &view["unreadable"]), (&row["rule_name"], &json!(0)), "{view}");
        let first = &view["judgements"][0];
        assert_eq!((&first["at"], &first["deadline"]), (&row["at"], &row["deadline"]), "{view}");
        assert_eq!(first["today"], Value::Null, "{view}");
        let conditions = first["conditions"].as_array().unwrap();
        let holds = conditions.iter().all(|one| one["pass"] == true);
        assert_eq!(holds, first["outcome"]["type"] == "due", "what decided is among the conditions: {view}");
        seen.insert(first["outcome"]["type"].to_string());
    }
    assert!(seen.len() >= 3, "{seen:?}");
    let check = world.must(SUPERVISOR, "self_check", json!({}));
    assert!(check["judged_again"].as_u64() > Some(100), "{check}");
    assert_eq!((&check["differing"], &check["others"]), (&json!(0), &json!([])), "{check}");
}

#[test]
fn what_would_be_decided_otherwise_or_cannot_be_read_is_said_and_named() {
    let world = World::new();
    world.must(SUPERVISOR, "setup_demo", json!({}));
    let page = world.must(SUPERVISOR, "executions", json!({ "filter": { "outcomes": ["executed"] }, "limit": 2 }));
    let (other, lost) = (&page["rows"][0], &page["rows"][1]);
    tampered(
        &world,
        "UPDATE judgement SET inputs = json_set(inputs, '$.verdict.outcome.type', 'missed') WHERE execution = ?1 AND nth = 0",
        &other["id"],
    );
    tampered(&world, "UPDATE judgement SET inputs = '{}' WHERE execution = ?1 AND nth = 0", &lost["id"]);

    let view = decision(&world, &other["id"]);
    let judged = &view["judgements"][0];
    assert_eq!((&judged["outcome"]["type"], &judged["today"]["type"]), (&json!("missed"), &json!("due")), "{view}");
    let conditions = judged["conditions"].as_array().unwrap();
    assert!(conditions.len() >= 8 && conditions.iter().all(|one| one["pass"] == true), "they lead to today's: {view}");
    assert_eq!(decision(&world, &lost["id"])["unreadable"], 1);
    let check = world.must(SUPERVISOR, "self_check", json!({}));
    let named = |row: &Value| {
        json!({
            "execution": row["id"], "ticket": row["ticket"], "protocol": row["protocol"], "rule_name": row["rule_name"],
            "at": row["at"],
        })
    };
    assert_eq!(check["differing"], 2, "{check}");
    assert_eq!(check["others"], json!([named(other), named(lost)]));
}

#[test]
fn of_what_a_person_decided_there_is_no_judgement_and_who_sees_the_ticket_sees_it() {
    let world = World::new();
    let connection = world.connection();
    let ticket = world.ticket(connection, TECHNICIAN, "a@exemplo.invalid");
    world.silent(ticket, TECHNICIAN, Span::minutes(5));
    let rule = world.rule(24);
    world.must(TECHNICIAN, "skip_step", json!({ "rule": rule, "ticket": ticket }));
    let row = world.must(SUPERVISOR, "executions", json!({}))["rows"][0].take();
    let view = decision(&world, &row["id"]);
    assert_eq!((&view["judgements"], &view["unreadable"]), (&json!([]), &json!(0)), "{view}");
    let asked = json!({ "execution": row["id"] });
    for user in [LEADER, OTHER_TECHNICIAN, VIEWER] {
        assert_eq!(world.must(user, "decision", asked.clone()), view);
    }
    let alone = json!({ "id": 1, "name": "Suporte", "leader": SUPERVISOR, "members": [SUPERVISOR] });
    world.must(SUPERVISOR, "save_team", alone);
    assert_eq!(world.refused(OTHER_TECHNICIAN, "decision", asked.clone()).code, api::Code::Forbidden);
    assert_eq!(world.must(TECHNICIAN, "decision", asked), view);
    let gone = world.refused(SUPERVISOR, "decision", json!({ "execution": 999_999 }));
    assert_eq!(gone.code, api::Code::NotFound);
}
